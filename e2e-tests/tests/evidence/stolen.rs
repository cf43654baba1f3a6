//! A stolen key: the thief objects to the verifiers' first claim, the second comes with a fresh identity statement and is the arbiter's
//! to decide. Both verifiers prove each step, the statement and the court's ruling.

use anyhow::{ensure, Context, Result};
use e2e_tests::evidence::write_spec;
use e2e_tests::seats::{names, people, told, OBJECTION_OVER, PLANNED};
use e2e_tests::world::{hand_over, path, World, OFF_CHAIN};
use serde_json::Value;

use super::{both_prove, proved, signed_by_message};

/// The steps of the story, and what each is about.
struct Seat<'w> {
    world: &'w World,
    loan: String,
}

impl Seat<'_> {
    fn args<'a>(&'a self, step: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        [&["seat", step, &self.loan, "lender", "--to", "lisi2"], more].concat()
    }

    fn step(&self, who: &str, step: &str, more: &[&str]) -> Result<Value> {
        self.world.iou.step(who, &self.args(step, more))
    }

    fn refused(&self, who: &str, step: &str, more: &[&str]) -> Result<String> {
        self.world.refused(who, &self.args(step, more))
    }

    fn take(&self) -> [&str; 4] {
        ["seat", "take", &self.loan, "lender"]
    }

    /// A verifier has seen the lender in person, who asked with the key of `who`, and says so; gives the file and its digest.
    fn seen(&self, name: &str, who: &str) -> Result<(String, String)> {
        let (world, iou) = (self.world, &self.world.iou);
        let report = world.file(&format!("{name}.txt"), "seen in person, with the document")?;
        let request = world.home_path(&format!("{name}.request"));
        let statement = world.home_path(&format!("{name}.json"));
        let (as_whom, another): (&[&str], &[&str]) = match who {
            "lisi" => (&[], &[]),
            _ => (&["--role", "lender"], &["--other-key"]),
        };
        let ask = ["identity", "request", &self.loan, "--to", "notary", "--consent"];
        let _ = iou.step(who, &[&ask[..], &["-o", &request], as_whom].concat())?;
        let issue = [
            "identity",
            "issue",
            &request,
            "--method",
            "document",
            "--method",
            "in_person",
        ];
        let files = ["--report", &report, "-o", &statement];
        let _ = iou.step("notary", &[&issue[..], &files, another].concat())?;
        let shown = iou.json(&["identity", "show", &self.loan])?;
        let last = shown["statements"].as_array().and_then(|all| all.last());
        let digest = last.context("a statement")?["digest"].as_str();
        Ok((statement, digest.context("its digest")?.to_owned()))
    }
}

/// Up to the thief's objection, which the key's owner cannot keep them from.
fn objected(seat: &Seat<'_>) -> Result<()> {
    let forgive = ["forgive", &seat.loan, "1.00"];
    let _ = seat.step("notary", "claim", &[])?;
    // The first word alone holds nothing up, and nobody has the seat for it.
    let _ = seat.world.iou.step("lisi", &forgive)?;
    ensure!(seat.world.refused("lisi2", &seat.take())? == "contract_claim_not_due");
    let _ = seat.step("bank", "support", &[])?;
    ensure!(seat.world.refused("lisi", &forgive)? == "contract_seat_held");
    let _ = seat.step("lisi", "end", &[])?;
    ensure!(seat.world.refused("lisi2", &seat.take())? == "contract_no_such_claim");
    Ok(())
}

/// The second claim, to its end: an objection is no more an end of it.
fn decided(seat: &Seat<'_>, old: &str, fresh: &str, ruling: &str) -> Result<()> {
    ensure!(seat.refused("notary", "claim", &[])? == "contract_statement_needed");
    let stale = ["--statement", old];
    ensure!(seat.refused("notary", "claim", &stale)? == "contract_statement_needed");
    let unknown = format!("0x{}", "ab".repeat(32));
    let unknown = ["--statement", unknown.as_str()];
    ensure!(seat.refused("notary", "claim", &unknown)? == "contract_no_such_statement");
    let _ = seat.step("notary", "claim", &["--statement", fresh])?;
    let grant = ["--grant", "--evidence", ruling];
    ensure!(seat.refused("deployer", "decide", &grant)? == "contract_not_disputed");
    let _ = seat.step("bank", "support", &[])?;
    ensure!(seat.refused("lisi", "end", &[])? == "contract_already_disputed");
    seat.world.advance("61d")?;
    ensure!(
        seat.refused("zhangsan", "end", &[])? == "contract_not_named_for_seat",
        "it does not lapse while the arbiter has it"
    );
    ensure!(seat.world.refused("lisi2", &seat.take())? == "contract_claim_not_due");
    for who in ["lisi", "zhangsan", "notary", "wangwu"] {
        ensure!(
            seat.refused(who, "decide", &grant)? == "contract_not_arbiter",
            "{who}"
        );
    }
    let _ = seat.step("deployer", "decide", &grant)?;
    let _ = seat.world.iou.step("lisi2", &seat.take())?;
    Ok(())
}

#[test]
fn a_thief_objects_once_and_the_arbiter_gives_the_seat_back_to_its_owner() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    people(&world)?;
    let next = world.newcomer("lisi2")?;
    let loan = world.running_by(&format!("{OFF_CHAIN}arbiter = \"deployer\"\n{PLANNED}"))?;
    let seat = Seat {
        world: &world,
        loan: loan.clone(),
    };
    let (_, old) = seat.seen("old", "lisi")?;
    objected(&seat)?;
    // Whose key is in other hands asks with the new one, for which the borrower hands over the names.
    hand_over(iou, "zhangsan", &loan, "lisi2", "lisi2")?;
    let (statement, fresh) = seat.seen("fresh", "lisi2")?;
    let ruling = world.file("ruling.txt", "The court finds that the account is Li Si's.")?;
    decided(&seat, &old, &fresh, &ruling)?;

    let _ = iou.step("zhangsan", &["report", &loan, "all"])?;
    ensure!(world.refused("lisi", &["confirm", &loan])? == "contract_seat_passed");
    world.advance("31d")?;
    let _ = iou.step("lisi2", &["confirm", &loan])?;
    ensure!(world.status(&loan)? == "settled");

    let events = told(&world, &loan)?;
    let expected = [
        "SeatClaimed",
        "ClaimSupported",
        "ClaimEnded",
        "SeatClaimed",
        "ClaimSupported",
        "ClaimDecided",
        "SeatTaken",
    ];
    ensure!(names(&events) == expected, "{events:?}");
    let data = |at: usize| &events[at]["data"];
    let awaits = [0, 1, 3, 4, 5].map(|at| data(at)["claim"]["awaits"].clone());
    ensure!(
        awaits == ["second", "nothing", "second", "arbiter", "nothing"],
        "{awaits:?}"
    );
    ensure!(data(3)["statement"] == fresh.as_str(), "{}", data(3));
    ensure!(data(6)["to"] == next.as_str(), "{}", data(6));
    prove(&world, &loan, &[&statement, &ruling])
}

/// Both verifiers prove who took each step, the statement that came with the claim, and the digest of the ruling.
fn prove(world: &World, loan: &str, attached: &[&str]) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let [file, spec] = ["loan.iou", "spec.json"].map(|name| directory.path().join(name));
    write_spec(world, &spec)?;
    let attach = attached.iter().flat_map(|file| ["--attach", *file]);
    let args = ["evidence", loan, "--open", "lender.name", "-o", path(&file)];
    let args: Vec<&str> = args.into_iter().chain(attach).collect();
    let _ = world.iou.step("zhangsan", &args)?;
    let (envelope, second) = both_prove(&file, &spec)?;
    for (step, times) in [
        ("claim_seat", 2),
        ("support_claim", 2),
        ("end_claim", 1),
        ("decide_claim", 1),
        ("take_seat", 1),
    ] {
        let signed = signed_by_message(&second, step)?;
        ensure!(signed.len() == times, "{step}: {second}");
    }
    ensure!(!proved(&envelope, "identity").is_empty(), "{envelope:#}");
    let told = second["identities"].as_array().context("identities")?;
    ensure!(told.len() == 2, "{second}");
    // The ruling is the file that the arbiter's step names.
    ensure!(!proved(&envelope, "file").is_empty(), "{envelope:#}");
    Ok(())
}

#[test]
fn a_claim_that_an_arbiter_denies_leaves_the_seat_to_its_key() -> Result<()> {
    let world = World::new()?;
    people(&world)?;
    let _ = world.newcomer("lisi2")?;
    let loan = world.running_by(&format!("{OFF_CHAIN}arbiter = \"deployer\"\n{PLANNED}"))?;
    let seat = Seat {
        world: &world,
        loan: loan.clone(),
    };
    objected(&seat)?;
    let (statement, fresh) = seat.seen("fresh", "lisi")?;
    let _ = seat.step("notary", "claim", &["--statement", &statement])?;
    let _ = seat.step("bank", "support", &[])?;
    let ruling = world.file("ruling.txt", "The verifiers were deceived.")?;
    let _ = seat.step("deployer", "decide", &["--deny", "--evidence", &ruling])?;
    world.advance(OBJECTION_OVER)?;
    ensure!(world.refused("lisi2", &seat.take())? == "contract_no_such_claim");
    let _ = world.iou.step("lisi", &["forgive", &loan, "1.00"])?;
    // What was fresh then is not any more.
    let again = ["--statement", fresh.as_str()];
    ensure!(seat.refused("notary", "claim", &again)? == "contract_statement_needed");
    let events = told(&world, &loan)?;
    let denied = events.last().context("events")?;
    ensure!(
        denied["event"] == "ClaimDecided" && denied["data"]["claim"].is_null(),
        "{denied}"
    );
    Ok(())
}
