//! A relay that is killed, at whatever moment: between a row and its transaction, between that and its block, before it is
//! final. Nothing that was taken is lost, and nothing happens twice.

use anyhow::{ensure, Result};
use std::time::Duration;

use e2e_tests::relay::Desk;
use e2e_tests::service::long;

#[test]
fn faults_a_relay_killed_again_and_again_loses_no_intent_and_submits_none_twice() -> Result<()> {
    let desk = Desk::new("[budget]\nkey = 1000\nloan = 1000\naddress = 1000")?;
    let mut service = desk.start("relay")?;
    let loan = desk.running(1)?;
    let rounds: u64 = if long() { 30 } else { 4 };
    let mut ids = Vec::new();
    for round in 0..rounds {
        // Two at once, of which one cannot go before the other.
        for report in desk.reports(loan, 2)? {
            ids.push(desk.hand("192.0.2.2", &report)?);
        }
        // From at once until after the block is final: another moment each time.
        std::thread::sleep(Duration::from_millis(round * 397 % 2_600));
        service.kill()?;
        // The leases of the dead run out.
        let _ = desk.count("SELECT 1")?;
        hurry(&desk)?;
        service = desk.start("relay")?;
        for id in ids.iter().rev().take(2) {
            let receipt = desk.applied(id)?;
            ensure!(receipt["step"] == "report_repayment", "{receipt}");
        }
        // So that the borrower's reports do not pile up.
        for report in 0..2 {
            let number = u32::try_from(round * 2)? + report;
            let confirm = terms::life::Action::ConfirmRepayment {
                report: number,
                evidence: None,
            };
            let handed = desk.act(&desk.lender, loan, 0, confirm)?;
            let _ = desk.applied(&desk.hand("192.0.2.1", &handed)?)?;
        }
    }
    assert_eq!(desk.events(loan, "RepaymentReported")?, ids.len());
    assert_eq!(
        desk.count("SELECT COUNT(*) FROM relay_task WHERE state <> 'done'")?,
        0
    );
    Ok(())
}

/// Has the machine's clock pass all pauses and leases, as they stand in the database.
fn hurry(desk: &Desk) -> Result<()> {
    let sql = "UPDATE relay_task SET next_attempt_ms = 0, lease_until_ms = 0 RETURNING 1";
    let _ = desk.count(sql)?;
    Ok(())
}
