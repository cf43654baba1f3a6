//! Others want a relay's time and money: garbage, clients that say nothing, a flood of fresh keys, a key that spends its
//! budget. Honest intents pass meanwhile; the figures are printed.

use std::time::Instant;

use anyhow::Result;
use terms::life::Action;

use e2e_tests::relay::flood::flooded;
use e2e_tests::relay::Desk;
use e2e_tests::service::long;

#[test]
fn honest_intents_pass_while_others_send_garbage_stay_silent_and_flood_with_fresh_keys() -> Result<()> {
    let desk = Desk::new("[limits]\nconnections = 64")?;
    let mut service = desk.start("relay")?;
    let loan = desk.running(1)?;
    let tasks = desk.count("SELECT COUNT(*) FROM relay_task")?;
    let strangers = if long() { 10_000 } else { 200 };
    let honest = 6;
    let (mut figures, flooded) = flooded(&desk, loan, strangers, || {
        let mut figures = Vec::new();
        for n in 0..honest {
            let report = desk.act(&desk.borrower, loan, 0, desk.report(100 + n)?)?;
            let began = Instant::now();
            let id = desk.hand_patiently("192.0.2.2", &report)?;
            let received = began.elapsed();
            let _ = desk.applied(&id)?;
            figures.push((received, began.elapsed()));
        }
        Ok(figures)
    })?;
    service.alive()?;
    figures.sort();
    let (received, last) = figures[figures.len() / 2];
    eprintln!(
        "RELAY: {} of {honest} honest intents on record beside {} hostile requests ({} taken); median to the receipt \
         {} ms, to the final block {} ms",
        figures.len(),
        flooded.sent,
        flooded.taken,
        received.as_millis(),
        last.as_millis()
    );
    assert_eq!((figures.len(), flooded.taken), (honest as usize, 0));
    let after = desk.count("SELECT COUNT(*) FROM relay_task")?;
    assert_eq!(after - tasks, honest as i64, "strangers cost no row");
    Ok(())
}

#[test]
fn a_key_that_spends_its_budget_is_told_and_others_pass() -> Result<()> {
    let desk = Desk::new("[budget]\nkey = 5\naddress = 40")?;
    let mut service = desk.start("relay")?;
    // The pair, and what they delivered and received: two of each.
    let loan = desk.running(1)?;
    for n in 0..3 {
        let report = desk.act(&desk.borrower, loan, 0, desk.report(100 + n)?)?;
        let _ = desk.applied(&desk.hand("192.0.2.2", &report)?)?;
    }
    let report = desk.act(&desk.borrower, loan, 0, desk.report(200)?)?;
    desk.post("192.0.2.7", &report)?.refused(429, "budget-of-key")?;
    let confirm = Action::ConfirmRepayment {
        report: 0,
        evidence: None,
    };
    let confirm = desk.act(&desk.lender, loan, 0, confirm)?;
    let _ = desk.applied(&desk.hand("192.0.2.1", &confirm)?)?;
    service.alive()
}
