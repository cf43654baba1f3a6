//! The chain of events: numbers, hashes, figures, bytes.

use crate::{
    case::{bullet, context, day, fen, monthly, sha256, Case, BORROWER, LENDER, START, STRANGER, WITNESS},
    step,
};
use terms::{
    event::VERSION,
    life::{Action, Context},
    Day, Event, Status,
};

/// The demo loan's due day.
const DUE: Day = Day(START.0 + 90);

#[test]
fn events_are_numbered_from_zero_and_each_names_the_hash_of_the_one_before() {
    let mut case = Case::active(monthly(12)).on(day(2026, 2, 9));
    case.ok(STRANGER, step::NOTIFY);
    case.ok(STRANGER, step::DEFAULT);
    case.pay(13_000_000);
    assert_eq!(case.status(), Status::Settled);
    let mut previous = [0; 32];
    for (n, entry) in (0u32..).zip(&case.events) {
        let head = entry.event().unwrap().head();
        assert_eq!((head.sequence, head.previous), (n, previous));
        assert_eq!((head.loan, head.lender, head.borrower), (0, LENDER, BORROWER));
        previous = sha256(&entry.bytes);
    }
    assert_eq!(
        (case.loan.chain.sequence, case.loan.chain.previous),
        (case.events.len() as u32, previous)
    );
}

#[test]
fn the_end_of_the_chain_names_the_block_of_the_last_event() {
    let case = Case::active(monthly(12)).on(day(2026, 2, 9));
    assert_eq!(case.loan.chain.block, context(STRANGER, case.now).block);
    let ctx = Context {
        block: 77,
        ..context(STRANGER, case.now)
    };
    let outcome = case.loan.step(step::NOTIFY, &case.plan, &ctx).unwrap();
    assert_eq!(outcome.loan.chain.block, 77);
}

#[test]
fn an_event_carries_the_figures_that_the_loan_itself_gives() {
    let mut case = Case::active(bullet());
    for (n, caller, message) in [
        (83, STRANGER, step::NOTIFY),
        (85, BORROWER, step::report(fen(300_000), Day(START.0 + 85))),
        (86, LENDER, step::confirm(0)),
        (94, STRANGER, step::DEFAULT),
        (99, LENDER, step::report(fen(100_000), Day(START.0 + 99))),
    ] {
        case = case.on(Day(START.0 + n));
        case.ok(caller, message);
        assert_eq!(case.last().head().after, case.figures());
        assert_eq!(case.figures().day, Day(START.0 + n));
    }
}

#[test]
fn figures_name_the_next_due_day_and_the_day_after_which_default_may_be_recorded() {
    let case = Case::active(bullet());
    let figures = case.figures();
    assert_eq!(figures.next_due.map(|due| due.day), Some(DUE));
    assert_eq!(figures.default_after, Some(Day(DUE.0 + 3)));
    assert_eq!(
        case.on(Day(DUE.0 + 50)).figures().default_after,
        Some(Day(DUE.0 + 3))
    );
}

#[test]
fn no_two_kinds_of_event_can_have_the_same_bytes() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 10));
    case.assign(&[(WITNESS, 1_000_000)]);
    // A demand without receipt and an attestation of the same digest have the same fields.
    case.ok(WITNESS, step::demand(None));
    case.ok(
        WITNESS,
        Action::Attest {
            digest: [8; 32],
            kind: 1,
        },
    );
    for entry in &case.events {
        let kind = entry.body.kind();
        assert_eq!(entry.bytes[..2], [VERSION, kind as u8]);
        let others = Event::NAMES.iter().filter(|name| **name != entry.body.name());
        for other in others {
            assert_eq!(Event::decode(other, &entry.bytes), None, "{kind:?} as {other}");
        }
        // Whatever else stands in them: these bytes are of that kind or of none.
        for changed in (0..=u8::MAX).filter(|changed| *changed != kind as u8) {
            let mut bytes = entry.bytes.clone();
            bytes[1] = changed;
            assert_eq!(Event::decode(entry.body.name(), &bytes), None);
        }
    }
}

#[test]
fn the_events_bytes_decode_to_the_same_bytes_and_to_nothing_under_another_name() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 10));
    case.ok(STRANGER, step::DEFAULT);
    for entry in &case.events {
        assert_eq!(entry.event().unwrap().encode(), entry.bytes);
        let mut longer = entry.bytes.clone();
        longer.push(0);
        assert_eq!(Event::decode(entry.body.name(), &longer), None);
        assert_eq!(Event::decode("NoSuchEvent", &entry.bytes), None);
    }
}
