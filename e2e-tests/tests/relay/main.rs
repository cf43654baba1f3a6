//! Intents through a relay: the real program on a real node. Neither lender nor borrower ever has a token. `program` is what
//! people type and read, `elsewhere` the same on a chain of others, `attacks` and `hostile` what others may do to it meanwhile, `faults` what
//! must hold when it is killed, `seats` that another key acts for one. `IOU_FAULTS=long` (make faults) goes many rounds.

mod attacks;
mod elsewhere;
mod faults;
mod hostile;
mod program;
mod seats;

use anyhow::{Context, Result};
use e2e_tests::relay::{account, person, submit, Desk, HOUR_MS};
use iou_base::hex0x;
use iou_intent::api::{Handed, SignedIntent, INTENTS, RELAY};
use serde_json::{json, Value};
use terms::intent::{Deed, Intent};
use terms::life::Action;
use terms::{sample, AccountId};

#[test]
fn two_people_without_a_token_agree_on_a_loan_and_bring_it_to_its_end() -> Result<()> {
    let desk = Desk::new("")?;
    let _service = desk.start("relay")?;
    let about = desk.ask("GET", RELAY, "192.0.2.1", "")?;
    assert_eq!(about.body["contract"], desk.world.ledger()?);
    let loan = desk.running(1)?;
    let all = 1_000_000;
    let report = desk.act(&desk.borrower, loan, 0, desk.report(all)?)?;
    let receipt = desk.applied(&desk.hand("192.0.2.2", &report)?)?;
    assert_eq!(receipt["step"], "report_repayment");
    assert!(receipt["block"]["number"].as_u64() > Some(0), "{receipt}");
    let confirm = Action::ConfirmRepayment {
        report: 0,
        evidence: None,
    };
    let confirm = desk.act(&desk.lender, loan, 0, confirm)?;
    let _ = desk.applied(&desk.hand("192.0.2.1", &confirm)?)?;
    assert_eq!(desk.world.status(&loan.to_string())?, "settled");
    assert_eq!(
        (desk.balance(&desk.lender)?, desk.balance(&desk.borrower)?),
        (0, 0)
    );
    // What it has cost is known, and no more than was counted before.
    let spent = desk.count("SELECT SUM(used) FROM relay_budget WHERE kind = 'purse'")?;
    assert!((1..2_000_000).contains(&spent), "{spent} millionths of a token");
    Ok(())
}

#[test]
fn the_same_has_the_same_receipt_and_what_cannot_take_effect_is_refused_before_anything_is_spent(
) -> Result<()> {
    let desk = Desk::new("")?;
    let service = desk.start("relay")?;
    let (_, pair) = desk.pair(1)?;
    let id = desk.hand("192.0.2.1", &pair)?;
    let again = desk.post("192.0.2.9", &pair)?;
    assert_eq!((again.status, again.id()?), (200, id.clone()));
    let receipt = desk.applied(&id)?;
    let again = desk.post("192.0.2.1", &pair)?;
    assert_eq!((again.status, &again.body), (200, &receipt));
    // A pair is found by the id of either intent, too.
    let one = receipt["intents"][1].as_str().context("an id")?.to_owned();
    assert_eq!(
        desk.ask("GET", &format!("{INTENTS}/{one}"), "192.0.2.1", "")?
            .body,
        receipt
    );
    assert_eq!(desk.count("SELECT COUNT(*) FROM relay_task")?, 1);

    let loan = receipt["loan"].as_u64().context("its number")?;
    let cancel = Action::Cancel { evidence: None };
    let Handed::Submit(right) = desk.act(&desk.lender, loan, 0, cancel)? else {
        anyhow::bail!("a step");
    };
    let deed = |nonce: u32| Deed::Skip {
        loan,
        nonce,
        to: nonce + 1,
    };
    let intent = desk.intent(&desk.lender, deed(0))?;
    let with = |change: &dyn Fn(&mut Intent)| {
        let mut other = intent.clone();
        change(&mut other);
        submit(&desk.lender, &other)
    };
    let now = desk.now_ms()?;
    let forged = SignedIntent {
        signature: hex0x(desk.borrower.sign_bytes(b"else")),
        ..right.clone()
    };
    let stranger = person("stranger")?;
    let propose = Deed::Propose {
        terms: [1; 32],
        evidence: None,
    };
    let free = desk.conclusion(
        &sample::bullet(account(&stranger), account(&desk.borrower), desk.today()?),
        &stranger,
        &desk.borrower,
    )?;
    let (_, Handed::Conclude(mut swapped)) = desk.pair(2)? else {
        anyhow::bail!("a pair");
    };
    std::mem::swap(&mut swapped.lender, &mut swapped.borrower);
    for (handed, status, code) in [
        (Handed::Submit(forged), 422, "bad-signature"),
        (with(&|it| it.genesis = [9; 32]), 422, "other-place"),
        (with(&|it| it.contract = AccountId([9; 32])), 422, "other-place"),
        (with(&|it| it.version = 2), 422, "other-place"),
        (with(&|it| it.signer = AccountId([0; 32])), 422, "bad-signature"),
        (
            with(&|it| it.not_after.0 += 31 * 24 * HOUR_MS),
            422,
            "bad-validity",
        ),
        (
            with(&|it| (it.not_before.0, it.not_after.0) = (now - 9, now - 8)),
            422,
            "no-longer-valid",
        ),
        (with(&|it| it.not_before.0 = now + HOUR_MS), 409, "not-valid-yet"),
        (with(&|it| it.deed = deed(7)), 409, "nonce-ahead"),
        (
            submit(&desk.lender, &desk.intent(&desk.lender, propose)?),
            422,
            "not-relayed",
        ),
        (
            desk.act(&desk.lender, loan, 0, Action::NotifyDue)?,
            422,
            "not-relayed",
        ),
        (
            submit(&stranger, &desk.intent(&stranger, deed(0))?),
            409,
            "not-a-party",
        ),
        (free, 422, "unknown-people"),
        (Handed::Conclude(swapped), 422, "wrong-party"),
    ] {
        desk.post("192.0.2.3", &handed)?.refused(status, code)?;
    }
    assert_eq!(
        desk.count("SELECT COUNT(*) FROM relay_task")?,
        1,
        "nothing was written down"
    );

    // Two steps that follow each other may be handed over at once; what was used does not count again.
    let first = desk.hand("192.0.2.1", &submit(&desk.lender, &intent))?;
    let second = desk.hand(
        "192.0.2.1",
        &submit(&desk.lender, &desk.intent(&desk.lender, deed(1))?),
    )?;
    for id in [first, second] {
        let receipt = desk.applied(&id)?;
        assert_eq!(receipt["step"], "skip");
    }
    desk.post("192.0.2.1", &Handed::Submit(right))?
        .refused(409, "passed")?;

    // Another relay, which knows nothing of the first, pays for nothing twice.
    drop(service);
    let database = desk.world.file("other.db", "")?;
    let desk = Desk { database, ..desk };
    let _other = desk.start("run")?;
    let receipt = desk.applied(&desk.hand("192.0.2.1", &pair)?)?;
    assert_eq!(
        (&receipt["loan"], &receipt["transaction"]),
        (&json!(loan), &Value::Null)
    );
    assert_eq!(
        desk.count("SELECT SUM(used) FROM relay_budget WHERE kind = 'purse'")?,
        0
    );
    Ok(())
}
