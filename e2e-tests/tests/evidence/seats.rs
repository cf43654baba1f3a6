//! A lost phone: the lender's heir takes over the seat, and in the end the loan is settled as one beside it of which no phone was lost.
//! Both verifiers prove who acted for the seat, from which day on.

use anyhow::{ensure, Context, Result};
use e2e_tests::evidence::{collected, Collected};
use e2e_tests::seats::{names, people, told, PLANNED};
use e2e_tests::world::{path, World, OFF_CHAIN};
use iou_base::address;
use serde_json::{json, Value};
use terms::AccountId;

use super::{both_prove, signed_by_message};

/// Days for an answer in both loans, which are over long before the seat may answer again.
const DAYS: &str = "answer_days = 7\n";

/// A loan whose lender loses the phone, and one beside it with the same people, days and payments.
struct Loans {
    lost: String,
    beside: String,
}

impl Loans {
    fn new(world: &World) -> Result<Loans> {
        Ok(Loans {
            lost: world.running_by(&format!("{DAYS}{OFF_CHAIN}{PLANNED}"))?,
            beside: world.running_by(&format!("{DAYS}{OFF_CHAIN}"))?,
        })
    }

    /// The borrower goes on paying both.
    fn pay(&self, world: &World, amount: &str) -> Result<()> {
        for loan in [&self.lost, &self.beside] {
            let _ = world.iou.step("zhangsan", &["report", loan, amount])?;
        }
        Ok(())
    }

    /// Whoever acts for the claim of each confirms what was paid.
    fn confirm(&self, world: &World) -> Result<()> {
        for (who, loan) in [("wangwu", &self.lost), ("lisi", &self.beside)] {
            let _ = world.iou.step(who, &["confirm", loan])?;
        }
        self.are_equal(world)
    }

    /// No figure and no day differs.
    fn are_equal(&self, world: &World) -> Result<()> {
        let [lost, beside] = [world.show(&self.lost)?, world.show(&self.beside)?];
        for part in ["status", "now", "sums", "schedule", "received"] {
            ensure!(lost[part] == beside[part], "{}\n{}", lost[part], beside[part]);
        }
        let [lost, beside] = [lines(world, &self.lost)?, lines(world, &self.beside)?];
        ensure!(lost == beside, "{lost:?}\n{beside:?}");
        Ok(())
    }
}

/// What the statement of account says, line by line.
fn lines(world: &World, loan: &str) -> Result<Vec<[Value; 3]>> {
    let statement = world.iou.json(&["statement", loan])?;
    let all = statement["lines"].as_array().context("lines")?;
    let told = all
        .iter()
        .map(|line| ["item", "from", "amount"].map(|part| line[part].clone()));
    Ok(told.collect())
}

/// From the claim to the last day for an objection, fourteen days on: nothing is decided for the seat, by whatever key, and nothing is lost.
fn claimed(world: &World, loans: &Loans) -> Result<()> {
    let lost = loans.lost.as_str();
    let letter = world.file("letter.txt", "please pay")?;
    let _ = world.iou.step("wangwu", &["seat", "claim", lost, "lender"])?;
    world.advance("1d")?;
    loans.pay(world, "4000.00")?;
    for decides in [
        &["forgive", lost, "1.00"][..],
        &["confirm", lost],
        &["dismiss", lost],
        &["report", lost, "1.00"],
        &["assign", lost, "deployer=1000000"],
        &["amend", lost, "--every", "1y", "--rate", "8%"],
    ] {
        ensure!(
            world.refused("lisi", decides)? == "contract_seat_held",
            "{decides:?}"
        );
    }
    // It is not the heir's yet.
    let _ = world.refused("wangwu", &["confirm", lost])?;
    let demand = ["demand", lost, "--message", &letter, "--channel", "letter"];
    let _ = world.iou.step("lisi", &demand)?;
    is_shown(world, lost)?;

    world.advance("13d")?;
    let take = ["seat", "take", lost, "lender"];
    ensure!(world.refused("wangwu", &take)? == "contract_claim_not_due");
    ensure!(world.refused("notary", &take)? == "contract_no_such_claim");
    // Thirteen days without an answer: in the loan beside it that is silence, here nobody could answer.
    ensure!(world.show(&loans.beside)?["unanswered"][0]["recordable"] == true);
    ensure!(world.show(lost)?["unanswered"][0]["recordable"] == false);
    ensure!(world.refused("zhangsan", &["record-silence", lost])? == "contract_seat_held");
    world.advance("1d")?;
    let _ = world.iou.step("wangwu", &take)?;
    Ok(())
}

/// Both sides see the claim, and its owner that they can object; in either language.
fn is_shown(world: &World, lost: &str) -> Result<()> {
    let [heir, lender] = [world.address("wangwu")?, world.address("lisi")?];
    let shown = world.iou.json(&["--account", "lisi", "seat", "show", lost])?;
    let seats = shown["seats"].as_array().context("seats")?;
    let seat = seats.iter().find(|seat| seat["role"] == "lender");
    let seat = seat.context("the lender's seat")?;
    ensure!(seat["account"] == lender.as_str() && seat["key"] == lender.as_str());
    ensure!(
        seat["claim"]["to"] == heir.as_str() && seat["held"] == true,
        "{seat}"
    );
    ensure!(shown["asked"][0]["what"] == "object", "{shown}");
    for (lang, said) in [("en", "object"), ("zh", "异议")] {
        let words = world
            .iou
            .run(&["--lang", lang, "--account", "lisi", "seat", "show", lost])?;
        ensure!(words.code == Some(0) && words.stdout.contains(said), "{words:?}");
    }
    Ok(())
}

/// Thirty days in which the new key decides nothing either, but demands; the old one is out.
fn held(world: &World, loans: &Loans) -> Result<()> {
    let lost = loans.lost.as_str();
    let letter = world.file("letter.txt", "please pay me")?;
    let demand = ["demand", lost, "--message", &letter, "--channel", "letter"];
    for step in [&demand[..], &["confirm", lost], &["dispute", lost]] {
        ensure!(world.refused("lisi", step)? == "contract_seat_passed", "{step:?}");
    }
    let _ = world.iou.step("wangwu", &demand)?;
    ensure!(world.refused("wangwu", &["confirm", lost])? == "contract_seat_held");
    world.advance("30d")?;
    ensure!(world.refused("wangwu", &["confirm", lost])? == "contract_seat_held");
    world.advance("1d")?;
    // The seat can answer from today on, and has the agreed days for it.
    ensure!(world.refused("zhangsan", &["record-silence", lost])? == "contract_seat_held");
    loans.confirm(world)
}

#[test]
fn a_lost_phones_heir_takes_the_lenders_seat_and_the_loan_ends_as_if_nothing_had_been_lost() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    people(&world)?;
    let loans = Loans::new(&world)?;
    let lost = loans.lost.clone();
    world.advance("10d")?;
    claimed(&world, &loans)?;
    held(&world, &loans)?;
    world.advance("34d")?;
    loans.pay(&world, "all")?;
    loans.confirm(&world)?;
    ensure!(world.status(&lost)? == "settled");

    // The seat is called by its own account; who holds the key now finds the loan, and so does its owner.
    let number: u64 = lost.parse()?;
    let [heir, lender] = [world.address("wangwu")?, world.address("lisi")?];
    ensure!(world.show(&lost)?["terms"]["lender"] == lender.as_str());
    for who in ["wangwu", "lisi"] {
        let listed = iou.json(&["list", who, "--all"])?["loans"].clone();
        let listed = listed.as_array().context("loans")?;
        ensure!(listed.iter().any(|one| one["loan"] == number), "{who}");
    }
    let events = told(&world, &lost)?;
    ensure!(names(&events) == ["SeatClaimed", "SeatTaken"], "{events:?}");
    let taken = &events[1]["data"];
    ensure!(taken["seat"] == lender.as_str() && events[1]["lender"] == lender.as_str());
    ensure!(
        taken["from"] == lender.as_str() && taken["to"] == heir.as_str(),
        "{taken}"
    );

    let certificate = world.home_path("settled.pdf");
    let _ = iou.json(&["settled", &lost, "--pdf", &certificate])?;
    let made = collected(&world, &lost)?;
    let printed = made.directory.path().join("loan.pdf");
    let again = made.directory.path().join("again.iou");
    let args = ["evidence", &lost, "-o", path(&again), "--pdf", path(&printed)];
    let _ = iou.json(&args)?;
    prove(&world, &made, &certificate, &heir)
}

/// Both verifiers prove who took the seat and who acted for it afterwards; the program says so in both languages.
fn prove(world: &World, made: &Collected, certificate: &str, heir: &str) -> Result<()> {
    let Collected { file, spec, .. } = made;
    let (envelope, second) = both_prove(file, spec)?;
    ensure!(envelope["data"]["loan"]["status"] == "settled", "{envelope:#}");
    let by = |step: &Value| -> Result<String> {
        let account = step["account"].as_str().context("an account")?;
        let bytes = hex::decode(account.trim_start_matches("0x"))?;
        let bytes = bytes.try_into().map_err(|_| anyhow::anyhow!("{account}"))?;
        Ok(address::show(AccountId(bytes)))
    };
    let [claim] = signed_by_message(&second, "claim_seat")?[..] else {
        anyhow::bail!("{second}")
    };
    let [take] = signed_by_message(&second, "take_seat")?[..] else {
        anyhow::bail!("{second}")
    };
    let confirmed = signed_by_message(&second, "confirm_repayment")?;
    ensure!(confirmed.len() == 2, "{second}");
    for step in [&[claim, take][..], &confirmed[..]].concat() {
        ensure!(by(step)? == heir, "{step}");
    }
    for (lang, said) in [("en", "seat"), ("zh", "接管")] {
        let args = ["--lang", lang, "verify", path(file), "--chain-spec", path(spec)];
        let words = world.iou.run(&args)?;
        ensure!(
            words.stdout.contains(said) && words.stdout.contains(heir),
            "{words:?}"
        );
    }
    let inside = world
        .iou
        .json(&["verify", certificate, "--chain-spec", path(spec)])?;
    ensure!(
        inside["inside"] == json!("pdf") && inside["loan"]["status"] == "settled",
        "{inside:#}"
    );
    Ok(())
}
