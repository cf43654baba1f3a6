//! What somebody with a party's key gets past the rules about seats, alone or with the other side: what is refused to a held seat is not to be
//! had by another way.

use crate::{
    case::{
        arbitrated, bullet, context, fen, guaranteed, joint, native, sha256, succeeded, Case, ASSIGNEE,
        BORROWER, CO_BORROWER, GUARANTOR, HEIR, LENDER, LENDERS_HEIR, NAMED, NEW_KEY, SECOND, STAND_IN,
        START, STRANGER,
    },
    step,
};
use terms::{
    event::{Entry, Office},
    life::{Action, Cause, Context, Offices},
    AccountId, Books, Day, Error, Event, Terms,
};

fn running(terms: Terms) -> Case {
    Case::active(succeeded(terms)).on(Day(START.0 + 10))
}

/// The loan so many days later.
fn later(case: &Case, days: u32) -> Case {
    let today = case.today();
    case.clone().on(Day(today.0 + days))
}

/// Why the limitation period began anew last, as the loan keeps it; and the books, who have the events alone, say the same.
fn restarted(case: &Case) -> Option<Cause> {
    let kept = &case.loan.state.running().unwrap().restarted;
    let event = |entry: &Entry| Event::decode(entry.body.name(), &entry.bytes).unwrap();
    let (first, rest) = case.events.split_first().unwrap();
    let mut books = Books::open(&event(first), sha256(&first.bytes)).unwrap();
    for entry in rest {
        books
            .take(&event(entry), sha256(&entry.bytes), &case.rates)
            .unwrap();
    }
    assert_eq!(&books.restarted, kept);
    kept.0.first().copied().flatten().map(|last| last.cause)
}

// ---- the limitation period -------------------------------------------------------------------------------------------

#[test]
fn a_part_payment_that_is_reported_for_a_held_seat_begins_no_period_anew() {
    let mut free = running(bullet());
    free.ok(BORROWER, step::report(fen(1), free.today()));
    free.ok(LENDER, step::confirm(0));
    assert_eq!(restarted(&free), Some(Cause::PartPayment));

    let mut claimed = running(bullet());
    claimed.ok(HEIR, step::claim(BORROWER, HEIR));
    assert_eq!(claimed.refused(BORROWER, step::ACKNOWLEDGE), Error::SeatHeld);
    claimed.ok(BORROWER, step::report(fen(1), claimed.today()));
    let mut at_once = claimed.clone();
    at_once.ok(LENDER, step::confirm(0));
    assert_eq!(restarted(&at_once), None);
    // Nor where the creditor waits for the end of it.
    let mut taken = later(&claimed, 15);
    taken.ok(HEIR, step::take(BORROWER));
    let mut taken = later(&taken, 31);
    let mut waited = taken.clone();
    waited.ok(LENDER, step::confirm(0));
    assert_eq!(restarted(&waited), None);
    // The money counts all the same, and what is paid after it is the debtor's act again.
    assert!(waited.total() < taken.total());
    taken.ok(HEIR, step::report(fen(1), taken.today()));
    taken.ok(LENDER, step::confirm(1));
    assert_eq!(restarted(&taken), Some(Cause::PartPayment));
}

#[test]
fn neither_does_what_is_paid_on_the_chain_for_a_held_seat() {
    let mut case = running(joint(native(bullet())));
    case.ok(HEIR, step::claim(BORROWER, HEIR));
    let mut thief = case.clone();
    thief.ok(BORROWER, step::repay(fen(1)));
    assert_eq!(restarted(&thief), None);
    case.ok(HEIR, step::end_claim(BORROWER, HEIR));
    let mut free = later(&case, 1);
    free.ok(CO_BORROWER, step::repay(fen(1)));
    assert_eq!(restarted(&free), Some(Cause::PartPayment));
}

// ---- a smaller loan --------------------------------------------------------------------------------------------------

/// Else a thief with the lender's key reports a trifle as all that was delivered, and the borrower says that it was.
#[test]
fn the_only_delivery_is_not_acknowledged_while_the_seat_that_reported_it_is_held() {
    let mut case = Case::signed(succeeded(bullet()));
    case.ok(NAMED, step::claim(LENDER, NEW_KEY));
    case.ok(SECOND, step::support(LENDER, NEW_KEY));
    case.ok(LENDER, step::report_delivery(fen(1), START));
    assert_eq!(case.refused(BORROWER, step::received(fen(1))), Error::SeatHeld);
    let mut case = later(&case, 21);
    case.ok(NEW_KEY, step::take(LENDER));
    assert_eq!(case.refused(BORROWER, step::received(fen(1))), Error::SeatHeld);
    let mut case = later(&case, 31);
    case.ok(NEW_KEY, step::report_delivery(fen(1_000_000), START));
    assert_eq!(
        case.refused(BORROWER, step::received(fen(1))),
        Error::DeliveryMismatch
    );
    case.ok(BORROWER, step::received(fen(1_000_000)));
}

/// A further part has a last day for the borrower's word.
#[test]
fn of_several_deliveries_each_is_acknowledged_though_the_lenders_seat_is_held() {
    let mut terms = succeeded(bullet());
    terms.deliveries = 3;
    let mut case = Case::signed(terms);
    case.ok(LENDERS_HEIR, step::claim(LENDER, LENDERS_HEIR));
    case.ok(LENDER, step::report_delivery(fen(1), START));
    case.ok(BORROWER, step::received(fen(1)));
}

// ---- who is kept from something --------------------------------------------------------------------------------------

/// A running loan, half of its claim sold.
fn divided(terms: Terms) -> Case {
    let mut case = running(terms);
    case.assign(&[(LENDER, 500_000), (ASSIGNEE, 500_000)]);
    case
}

#[test]
fn no_holder_keeps_a_new_key_from_a_seat_by_naming_it_for_their_own() {
    let mut case = divided(bullet());
    case.ok(LENDER, step::claim(LENDER, NEW_KEY));
    for named in [
        [Some(NEW_KEY), None, None],
        [None, Some(NEW_KEY), Some(STRANGER)],
        [Some(STRANGER), Some(AccountId([121; 32])), Some(NEW_KEY)],
    ] {
        assert_eq!(
            case.refused(ASSIGNEE, step::plan(named, 14)),
            Error::BadSuccession
        );
    }
    let mut case = later(&case, 8);
    case.ok(NEW_KEY, step::take(LENDER));
}

#[test]
fn nobody_keeps_an_arbiter_from_deciding_by_naming_them_or_claiming_a_seat_for_them() {
    let case = divided(bullet());
    let plan = step::plan([Some(STAND_IN), None, None], 14);
    assert_eq!(case.refused(ASSIGNEE, plan.clone()), Error::BadSuccession);
    for (caller, seat) in [(BORROWER, BORROWER), (NAMED, BORROWER), (ASSIGNEE, ASSIGNEE)] {
        assert_eq!(
            case.refused(caller, step::claim(seat, STAND_IN)),
            Error::KeyHasPart
        );
    }
    // Where the terms name one, the office decides nothing.
    let named = divided(arbitrated(bullet()));
    assert!(named.ask(ASSIGNEE, plan).is_ok());
    assert!(named.ask(BORROWER, step::claim(BORROWER, STAND_IN)).is_ok());
    // Nor does an office keep an heir from the seat: whoever appoints has no power over a loan.
    let ctx = Context {
        offices: &Everybody,
        ..context(HEIR, case.now)
    };
    let claims = step::claim(BORROWER, HEIR);
    assert!(case.loan.clone().step(claims, &case.plan, &ctx).is_ok());
}

// ---- disputes --------------------------------------------------------------------------------------------------------

struct Everybody;

impl Offices for Everybody {
    fn holds(&self, _: Office, _: AccountId) -> bool {
        true
    }
}

#[test]
fn whoever_stands_beside_a_seat_is_no_arbiter_of_a_dispute_by_their_office() {
    let mut case = running(guaranteed(bullet()));
    case.ok(LENDER, step::DISPUTE);
    case.ok(GUARANTOR, step::claim(GUARANTOR, NEW_KEY));
    let event = case.loan.state.running().unwrap().dispute.unwrap().event;
    let drop = Action::Resolve {
        dispute: event,
        ruling: terms::life::Ruling::default(),
        evidence: None,
    };
    for caller in [
        HEIR,
        LENDERS_HEIR,
        NAMED,
        SECOND,
        NEW_KEY,
        BORROWER,
        STRANGER,
        ASSIGNEE,
    ] {
        let ctx = Context {
            offices: &Everybody,
            ..context(caller, case.now)
        };
        let asked = case.loan.clone().step(drop.clone(), &case.plan, &ctx).err();
        let is_neutral = [STRANGER, ASSIGNEE].contains(&caller);
        let expected = (!is_neutral).then_some(Error::NotArbiter);
        assert_eq!(asked, expected, "{}", caller.0[0]);
    }
}
