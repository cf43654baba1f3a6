//! 补欠条, in a file: the last signature makes the loan, and what is owed follows from what the terms say moved before.

use terms::{Amount, Event, Status};

use super::{check, falsity, Paper};

#[test]
fn the_loan_follows_from_the_signatures_and_the_terms() {
    let paper = Paper::old_debt();
    let report = check(&paper.bundle(), &paper.genesis());
    assert_eq!(falsity(&report), None);
    let loan = report.loan.unwrap();
    // What is formed follows from the last signature, and nobody signs for it beside that.
    let events = loan.events.iter();
    let signed: Vec<(&str, bool)> = events
        .map(|proved| (proved.event.name(), proved.step.is_some()))
        .collect();
    assert_eq!(
        signed,
        [
            ("LoanProposed", true),
            ("LoanSigned", true),
            ("OldDebtFormed", false)
        ]
    );
    let Some(Event::OldDebtFormed(formed)) = loan.events.last().map(|proved| &proved.event) else {
        panic!("{signed:?}")
    };
    assert_eq!(formed.after.status, Status::Active);
    assert_eq!(Ok(formed.repaid), Amount::new(100_000));
    let received = loan.books.account.as_ref().map(|account| account.received);
    assert_eq!(received, Amount::new(1_000_000).ok());
}

#[test]
fn a_repayment_of_later_days_counts_as_of_any_loan() {
    let mut paper = Paper::old_debt();
    paper.report();
    assert_eq!(falsity(&check(&paper.bundle(), &paper.genesis())), None);
}

#[test]
fn the_loan_follows_from_what_both_signed_apart() {
    let paper = Paper::old_debt_by_intents();
    let report = check(&paper.bundle(), &paper.genesis());
    assert_eq!(falsity(&report), None);
    let loan = report.loan.unwrap();
    let last = loan.events.last().map(|proved| proved.event.name());
    assert_eq!(last, Some("OldDebtFormed"));
}
