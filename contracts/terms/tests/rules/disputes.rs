//! Disputes: they stop the mark of default and nothing else; who may end one, and with what.

use crate::{
    case::{
        arbitrated, bullet, context, fen, guaranteed, native, Case, ARBITER, ASSIGNEE, BORROWER, GUARANTOR,
        LENDER, STAND_IN, START, STRANGER,
    },
    step,
};
use terms::{
    event::Office,
    life::{Offices, Ruling},
    AccountId, Day, Error, Event, Role, Status,
};

const DUE: Day = Day(START.0 + 90);

/// Ten days overdue and disputed by the borrower; the parties have named an arbiter.
fn disputed() -> Case {
    let mut case = Case::active(arbitrated(bullet())).on(Day(DUE.0 + 10));
    case.ok(BORROWER, step::DISPUTE);
    case
}

/// The same where the parties named nobody.
fn disputed_without_arbiter() -> Case {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 10));
    case.ok(BORROWER, step::DISPUTE);
    case
}

#[test]
fn while_a_dispute_is_open_default_cannot_be_recorded() {
    let mut case = disputed();
    assert_eq!(case.refused(STRANGER, step::DEFAULT), Error::Disputed);
    case.ok(ARBITER, step::resolve(0, 0));
    assert_eq!(case.ok(STRANGER, step::DEFAULT), ["LoanDefaulted"]);
}

#[test]
fn a_dispute_stops_neither_interest_nor_payment_nor_notices() {
    let case = disputed();
    // 1,000,000 × 0.06 × 20 / 365 = 3,287.6
    let mut case = case.on(Day(DUE.0 + 20));
    assert_eq!(case.owed(), (1_000_000, 14_794, 3_287));
    case.ok(STRANGER, step::NOTIFY);
    let total = case.total();
    assert_eq!(case.pay(total), ["LoanRepaid", "LoanSettled"]);
}

#[test]
fn a_dispute_does_not_lift_a_default_that_is_on_record() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 10));
    case.ok(STRANGER, step::DEFAULT);
    case.ok(BORROWER, step::DISPUTE);
    assert_eq!(case.status(), Status::Defaulted);
}

#[test]
fn either_party_disputes_and_one_dispute_is_open_at_a_time() {
    for (caller, role) in [(LENDER, Role::Lender), (BORROWER, Role::Borrower)] {
        let mut case = Case::active(bullet());
        assert_eq!(case.ok(caller, step::DISPUTE), ["DisputeRaised"]);
        let Event::DisputeRaised(event) = case.last() else {
            panic!("another event")
        };
        assert_eq!(event.by, role);
        assert_eq!(case.refused(LENDER, step::DISPUTE), Error::AlreadyDisputed);
        assert_eq!(case.refused(BORROWER, step::DISPUTE), Error::AlreadyDisputed);
    }
    let case = Case::active(bullet());
    assert_eq!(case.refused(STRANGER, step::DISPUTE), Error::NotAParty);
    assert_eq!(case.refused(BORROWER, step::resolve(0, 0)), Error::NotDisputed);
}

#[test]
fn who_raised_a_dispute_drops_it_and_the_other_side_does_not() {
    let mut case = disputed();
    assert_eq!(case.refused(LENDER, step::resolve(0, 0)), Error::NotArbiter);
    assert_eq!(case.ok(BORROWER, step::resolve(0, 0)), ["DisputeResolved"]);
    assert!(case.stored().costs.is_zero());
    // And may raise another.
    case.ok(BORROWER, step::DISPUTE);
}

#[test]
fn whoever_drops_a_dispute_awards_himself_nothing() {
    let case = disputed();
    assert_eq!(case.refused(BORROWER, step::resolve(1, 0)), Error::RulingTooWide);
    assert_eq!(case.refused(BORROWER, step::resolve(0, 1)), Error::RulingTooWide);
}

#[test]
fn a_successor_of_the_lender_drops_the_lenders_dispute() {
    let mut case = Case::active(arbitrated(bullet())).on(DUE);
    case.ok(LENDER, step::DISPUTE);
    case.assign(&[(ASSIGNEE, 1_000_000)]);
    assert_eq!(case.refused(LENDER, step::resolve(0, 0)), Error::NotArbiter);
    assert_eq!(case.ok(ASSIGNEE, step::resolve(0, 0)), ["DisputeResolved"]);
}

#[test]
fn the_arbiter_credits_money_in_the_order_of_a_payment_after_the_costs_awarded() {
    let mut case = disputed();
    // Owed: 1,643 late, 14,794 interest. Costs of 500 come on top and are paid first.
    assert_eq!(case.ok(ARBITER, step::resolve(20_000, 500)), ["DisputeResolved"]);
    assert_eq!(case.owed(), (1_000_000 - (20_000 - 500 - 1_643 - 14_794), 0, 0));
    assert_eq!(case.figures().costs, fen(0));
    let Event::DisputeResolved(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(
        (event.by, event.ruling.credited, event.ruling.costs),
        (ARBITER, fen(20_000), fen(500))
    );
    let payment = event.payment.unwrap();
    assert_eq!(
        (payment.costs, payment.late, payment.interest),
        (fen(500), fen(1_643), fen(14_794))
    );
    assert!(case.credits.is_empty(), "no money came");
}

#[test]
fn a_dismissal_moves_no_figure() {
    let mut case = disputed();
    let before = case.figures();
    case.ok(ARBITER, step::resolve(0, 0));
    assert_eq!(case.figures(), before);
    let Event::DisputeResolved(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(event.payment, None);
}

#[test]
fn a_ruling_that_leaves_nothing_owed_settles_the_loan_and_more_is_refused() {
    let mut case = disputed();
    let total = case.total();
    assert_eq!(
        case.refused(ARBITER, step::resolve(total + 1, 0)),
        Error::RepaymentTooLarge
    );
    assert_eq!(
        case.ok(ARBITER, step::resolve(total, 0)),
        ["DisputeResolved", "LoanSettled"]
    );
}

#[test]
fn a_ruling_cures_a_default_that_it_leaves_no_ground_for() {
    let mut case = Case::active(arbitrated(crate::case::monthly(12))).on(crate::case::day(2026, 2, 9));
    case.ok(STRANGER, step::DEFAULT);
    case.ok(BORROWER, step::DISPUTE);
    let due = case.figures().next_due.unwrap().amount.minor();
    assert_eq!(
        case.ok(ARBITER, step::resolve(due, 0)),
        ["DisputeResolved", "DefaultCured"]
    );
}

#[test]
fn a_ruling_waits_for_no_report() {
    let mut case = disputed();
    case.ok(BORROWER, step::report(fen(100), Day(DUE.0 + 9)));
    case.ok(ARBITER, step::resolve(1, 1));
    case.ok(LENDER, step::confirm(0));
}

#[test]
fn where_the_parties_named_an_arbiter_nobody_else_decides() {
    let case = disputed();
    for caller in [STAND_IN, STRANGER] {
        assert_eq!(case.refused(caller, step::resolve(0, 0)), Error::NotArbiter);
    }
}

#[test]
fn where_they_named_none_an_appointed_arbiter_dismisses_but_awards_nothing() {
    let mut case = disputed_without_arbiter();
    assert_eq!(case.refused(STRANGER, step::resolve(0, 0)), Error::NotArbiter);
    assert_eq!(case.refused(STAND_IN, step::resolve(1, 0)), Error::RulingTooWide);
    assert_eq!(case.refused(STAND_IN, step::resolve(0, 1)), Error::RulingTooWide);
    assert_eq!(case.ok(STAND_IN, step::resolve(0, 0)), ["DisputeResolved"]);
}

#[test]
fn an_arbiter_to_whom_the_claim_has_passed_no_longer_decides() {
    for parts in [&[(ARBITER, 1_000_000)][..], &[(LENDER, 999_999), (ARBITER, 1)]] {
        let mut case = disputed();
        case.assign(parts);
        assert_eq!(case.refused(ARBITER, step::resolve(0, 500)), Error::NotArbiter);
    }
}

#[test]
fn a_party_or_guarantor_in_the_office_of_arbiter_does_not_decide_their_own_case() {
    struct Everybody;
    impl Offices for Everybody {
        fn holds(&self, _: Office, _: AccountId) -> bool {
            true
        }
    }
    let mut case = Case::active(guaranteed(native(bullet()))).on(DUE);
    case.ok(BORROWER, step::DISPUTE);
    let event = case.last().head().sequence;
    case.assign(&[(LENDER, 500_000), (ASSIGNEE, 500_000)]);
    let resolve = |caller| {
        let mut ctx = context(caller, case.now);
        ctx.offices = &Everybody;
        let ruling = Ruling::default();
        case.loan
            .clone()
            .resolve(&case.plan, event, ruling, None, &ctx)
            .err()
    };
    for caller in [LENDER, ASSIGNEE, GUARANTOR] {
        assert_eq!(resolve(caller), Some(Error::NotArbiter));
    }
    assert_eq!(resolve(STRANGER), None);
}
