//! A principal in several parts, in a file: each acknowledgement is of the report that it names, and the books are those of all parts.

use terms::life::Action;
use terms::{Amount, Event};

use super::{all_signed, check, falsity, Paper};

#[test]
fn each_part_is_proved_with_its_acknowledgement_and_the_principal_is_their_sum() {
    let mut paper = Paper::in_parts();
    paper.wait(2);
    paper.deliver(200_000);
    paper.receive(400_000);
    paper.receive(200_000);
    assert_eq!(falsity(&check(&paper.bundle(), &paper.genesis())), None);
    let loan = all_signed(&paper);
    let parts: Vec<(u32, u128)> = loan
        .events
        .iter()
        .filter_map(|proved| match &proved.event {
            Event::LoanDelivered(e) => Some((e.delivery?, e.amount.minor())),
            Event::PartDelivered(e) => Some((e.delivery, e.received.minor())),
            _ => None,
        })
        .collect();
    assert_eq!(parts, [(1, 300_000), (0, 700_000), (2, 900_000)]);
    let received = loan.books.account.as_ref().map(|account| account.received);
    assert_eq!(received, Amount::new(900_000).ok());
}

#[test]
fn what_nobody_acknowledged_is_stated_and_counts_for_nothing() {
    let paper = Paper::in_parts();
    let loan = all_signed(&paper);
    let open: Vec<u32> = loan.books.deliveries.open().map(|open| open.number).collect();
    assert_eq!(open, [0]);
    let received = loan.books.account.as_ref().map(|account| account.received);
    assert_eq!(received, Amount::new(300_000).ok());
}

#[test]
fn a_part_that_is_taken_back_is_named_by_its_number() {
    let mut paper = Paper::in_parts();
    let lender = paper.people[0].clone();
    let (delivery, evidence) = (1, None);
    // One that is acknowledged cannot be taken back, and a step that says so took back none.
    paper.rival(&lender, None, &Action::WithdrawDelivery { delivery, evidence });
    paper.act(
        0,
        Action::WithdrawDelivery {
            delivery: 0,
            evidence,
        },
    );
    super::refused(&paper.bundle(), &paper.genesis(), "transaction-idle");
}
