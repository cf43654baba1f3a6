//! Amendments: who signs, until when, what they change and what they leave [CC 543, 678, 695].

use crate::{
    case::{
        bullet, context, day, fen, guaranteed, last_ms, monthly, native, noon, scheduled, Case, ASSIGNEE,
        BORROWER, GUARANTOR, LENDER, START, STRANGER,
    },
    step,
};
use proptest::prelude::*;
use terms::{
    agreement::Amendment,
    law::{Published, ReferenceRate},
    limits::AMENDMENTS_MAX,
    Amount, Day, Error, Event, Instalment, Method, Period, Plan, RatePpm, Role, Stage, Status, Terms,
    Timestamp,
};

const DUE: Day = Day(START.0 + 90);

/// The demo loan after thirty days, and a plan that gives it ninety more.
fn thirty_days_on() -> (Case, Plan) {
    let case = Case::active(bullet()).on(Day(START.0 + 30));
    let plan = Plan {
        start: case.today(),
        ..case.loan.agreement.terms.plan
    };
    (case, plan)
}

/// What `amendment` proposed by the lender gives.
fn proposed(case: &Case, amendment: Amendment) -> Option<Error> {
    case.ask(LENDER, step::propose(amendment)).err()
}

// ---- signatures ----------------------------------------------------------------------------------------------------

#[test]
fn an_amendment_is_in_force_once_both_sides_have_signed_and_not_before() {
    for (proposer, signer, role) in [
        (LENDER, BORROWER, Role::Lender),
        (BORROWER, LENDER, Role::Borrower),
    ] {
        let (mut case, plan) = thirty_days_on();
        let before = case.figures();
        let amendment = case.amendment(plan);
        let names = case.ok(proposer, step::propose(amendment.clone()));
        assert_eq!(names, ["AmendmentProposed"]);
        let Event::AmendmentProposed(event) = case.last() else {
            panic!("another event")
        };
        assert_eq!((event.by, &event.amendment), (role, &amendment));
        assert_eq!(case.figures(), before);
        let digest = case.amendment_digest();
        assert_eq!(event.digest, digest);
        assert_eq!(case.ok(signer, step::accept(digest)), ["LoanAmended"]);
        let agreement = &case.loan.agreement;
        assert_eq!((agreement.amendments, agreement.in_force), (1, digest));
        assert_eq!(agreement.terms.plan, plan);
        assert_eq!(case.plan[0].due, Day(START.0 + 120));
        assert!(agreement.amendment.is_none());
    }
}

#[test]
fn nobody_signs_for_the_other_side_and_nobody_twice() {
    let (mut case, plan) = thirty_days_on();
    case.ok(LENDER, step::propose(case.amendment(plan)));
    let accept = step::accept(case.amendment_digest());
    assert_eq!(case.refused(LENDER, accept.clone()), Error::AlreadySigned);
    for caller in [STRANGER, GUARANTOR] {
        assert_eq!(case.refused(caller, accept.clone()), Error::NotAParty);
    }
    case.ok(BORROWER, accept.clone());
    assert_eq!(case.refused(BORROWER, accept), Error::NoAmendment);
}

#[test]
fn only_a_party_proposes_an_amendment() {
    let (case, plan) = thirty_days_on();
    let propose = step::propose(case.amendment(plan));
    assert_eq!(case.refused(STRANGER, propose), Error::NotAParty);
}

#[test]
fn what_is_signed_is_the_digest_of_this_amendment_of_this_loan_as_it_stands() {
    let (mut case, plan) = thirty_days_on();
    let amendment = case.amendment(plan);
    case.ok(LENDER, step::propose(amendment.clone()));
    let first = case.amendment_digest();
    assert_eq!(
        case.refused(BORROWER, step::accept([0; 32])),
        Error::DigestMismatch
    );
    // Another deadline is another amendment; the former offer is void.
    let mut other = amendment.clone();
    other.sign_by = Timestamp(other.sign_by.0 + 1);
    case.ok(LENDER, step::propose(other));
    assert_ne!(case.amendment_digest(), first);
    assert_eq!(case.refused(BORROWER, step::accept(first)), Error::DigestMismatch);
    // Once one is in force, the very same amendment has another digest.
    case.ok(LENDER, step::propose(amendment.clone()));
    assert_eq!(case.amendment_digest(), first);
    case.ok(BORROWER, step::accept(first));
    case.ok(LENDER, step::propose(amendment));
    assert_ne!(case.amendment_digest(), first);
}

#[test]
fn everybody_who_holds_the_claim_has_to_sign() {
    let (mut case, plan) = thirty_days_on();
    case.assign(&[(LENDER, 600_000), (ASSIGNEE, 400_000)]);
    let amendment = case.amendment(plan);
    // The lead alone proposes for the claim's side.
    assert_eq!(
        case.refused(ASSIGNEE, step::propose(amendment.clone())),
        Error::NotAParty
    );
    case.ok(LENDER, step::propose(amendment));
    let accept = step::accept(case.amendment_digest());
    assert_eq!(case.ok(BORROWER, accept.clone()), ["AmendmentSigned"]);
    let Event::AmendmentSigned(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!((event.by, event.digest), (BORROWER, case.amendment_digest()));
    assert_eq!(case.refused(BORROWER, accept.clone()), Error::AlreadySigned);
    assert_eq!(case.loan.agreement.amendments, 0);
    assert_eq!(case.ok(ASSIGNEE, accept), ["LoanAmended"]);
    assert_eq!(case.loan.agreement.amendments, 1);
}

#[test]
fn a_proposal_of_the_borrower_needs_every_holder_too() {
    let (mut case, plan) = thirty_days_on();
    case.assign(&[(LENDER, 600_000), (ASSIGNEE, 400_000)]);
    case.ok(BORROWER, step::propose(case.amendment(plan)));
    let accept = step::accept(case.amendment_digest());
    assert_eq!(case.ok(ASSIGNEE, accept.clone()), ["AmendmentSigned"]);
    assert_eq!(case.ok(LENDER, accept), ["LoanAmended"]);
}

#[test]
fn a_signature_counts_up_to_the_deadline_and_not_a_millisecond_longer() {
    let (mut case, plan) = thirty_days_on();
    let amendment = case.amendment(plan);
    let deadline = amendment.sign_by;
    case.ok(LENDER, step::propose(amendment));
    let accept = step::accept(case.amendment_digest());
    case.now = deadline;
    assert!(case.ask(BORROWER, accept.clone()).is_ok());
    case.now = Timestamp(deadline.0 + 1);
    assert_eq!(case.refused(BORROWER, accept), Error::DeadlinePassed);
}

#[test]
fn a_deadline_that_has_come_is_none() {
    let (case, plan) = thirty_days_on();
    let with = |at| {
        let mut amendment = case.amendment(plan);
        amendment.sign_by = at;
        proposed(&case, amendment)
    };
    assert_eq!(with(case.now), Some(Error::DeadlinePassed));
    assert_eq!(with(Timestamp(case.now.0 + 1)), None);
}

#[test]
fn a_loan_is_amended_sixty_four_times_and_no_more() {
    let mut case = Case::active(monthly(12)).on(day(2026, 1, 20));
    for number in 1..=AMENDMENTS_MAX {
        let amendment = case.amendment(case.loan.agreement.terms.plan);
        case.amend(amendment);
        assert_eq!(case.loan.agreement.amendments, number);
    }
    let once_more = case.amendment(case.loan.agreement.terms.plan);
    assert_eq!(proposed(&case, once_more), Some(Error::TooManyAmendments));
}

// ---- what is refused -------------------------------------------------------------------------------------------------

#[test]
fn figures_that_do_not_follow_from_the_amendment_are_refused() {
    let (case, plan) = thirty_days_on();
    for change in [
        |amendment: &mut Amendment| amendment.schedule[0].interest = fen(1),
        |amendment: &mut Amendment| amendment.schedule.clear(),
        |amendment: &mut Amendment| amendment.principal = fen(999_999),
        |amendment: &mut Amendment| amendment.annual_rate = RatePpm(59_000),
    ] {
        let mut amendment = case.amendment(plan);
        change(&mut amendment);
        assert_eq!(proposed(&case, amendment), Some(Error::ScheduleMismatch));
    }
}

#[test]
fn an_amendment_is_checked_like_the_terms_themselves() {
    let (case, plan) = thirty_days_on();
    type Fault = fn(&mut Amendment);
    let checks: [(Error, Fault); 8] = [
        (Error::AmountZero, |amendment| amendment.principal = Amount::ZERO),
        (Error::RateTooHigh, |amendment| {
            amendment.annual_rate = RatePpm(10_000_001)
        }),
        (Error::RateTooHigh, |amendment| {
            amendment.overdue_rate = Some(RatePpm(10_000_001))
        }),
        (Error::GraceTooLong, |amendment| amendment.grace_days = 366),
        (Error::BadPeriods, |amendment| amendment.plan.periods = 2),
        (Error::BadPeriods, |amendment| {
            amendment.plan.every = Period::ByHand
        }),
        (Error::TermTooLong, |amendment| {
            amendment.plan.every = Period::Days(36_526)
        }),
        (Error::BalloonTooLarge, |amendment| {
            amendment.plan.balloon = fen(1_000_001)
        }),
    ];
    for (error, change) in checks {
        let mut amendment = case.amendment(plan);
        change(&mut amendment);
        assert_eq!(proposed(&case, amendment), Some(error));
    }
}

#[test]
fn the_first_new_instalment_lies_ahead_when_it_is_proposed_and_when_it_comes_into_force() {
    let (case, plan) = thirty_days_on();
    let due_in = |days: u32| {
        let start = Day(START.0 + 30 + days - 90);
        case.amendment(Plan { start, ..plan })
    };
    assert_eq!(proposed(&case, due_in(0)), Some(Error::AmendmentTooLate));
    let mut case = case.clone();
    case.ok(LENDER, step::propose(due_in(2)));
    let accept = step::accept(case.amendment_digest());
    let case = case.on(Day(START.0 + 31));
    assert!(case.ask(BORROWER, accept.clone()).is_ok());
    let case = case.on(Day(START.0 + 32));
    assert_eq!(case.refused(BORROWER, accept), Error::AmendmentTooLate);
}

#[test]
fn an_amendment_that_shows_anything_but_what_is_owed_today_is_refused() {
    let (case, plan) = thirty_days_on();
    type Fault = fn(&mut Amendment);
    let faults: [Fault; 6] = [
        // Interest for one day where ninety are to come.
        |amendment| amendment.plan.start = Day(START.0 + 31),
        |amendment| amendment.from = Day(START.0 + 31),
        |amendment| amendment.from = Day(START.0 + 29),
        |amendment| amendment.principal = fen(999_999),
        |amendment| amendment.principal = fen(1_000_001),
        // The interest that it rolls up is left out.
        |amendment| amendment.roll_up = true,
    ];
    for fault in faults {
        let mut amendment = case.amendment(plan);
        fault(&mut amendment);
        let terms = &case.loan.agreement.terms;
        amendment.schedule = amendment.schedule_that_follows(terms).unwrap();
        assert_eq!(proposed(&case, amendment), Some(Error::AmendmentMismatch));
    }
    // A start that lies back, from which due days are counted, shows the interest from today on.
    let back = case.amendment(Plan { start: START, ..plan });
    assert_eq!(back.schedule[0].due, DUE);
    assert_eq!(back.schedule[0].interest, fen(1_000_000 * 6 * 60 / 36_500));
    assert_eq!(proposed(&case, back), None);
}

#[test]
fn a_plan_by_hand_shows_the_interest_from_the_day_of_the_proposal_too() {
    let (case, _) = thirty_days_on();
    let by_hand = |start: u32, from: u32| {
        let mut amendment = case.amendment(case.loan.agreement.terms.plan);
        amendment.plan = Plan {
            method: Method::Custom,
            start: Day(START.0 + start),
            every: Period::ByHand,
            periods: 1,
            balloon: Amount::ZERO,
        };
        amendment.from = Day(START.0 + from);
        amendment.schedule = vec![Instalment {
            due: Day(START.0 + 330),
            principal: fen(1_000_000),
            interest: Amount::ZERO,
        }];
        amendment.schedule = amendment
            .schedule_that_follows(&case.loan.agreement.terms)
            .unwrap();
        (amendment.schedule[0].interest.minor(), proposed(&case, amendment))
    };
    assert_eq!(by_hand(30, 30), (1_000_000 * 6 * 300 / 36_500, None));
    assert_eq!(by_hand(329, 329).1, Some(Error::AmendmentMismatch));
    assert_eq!(by_hand(329, 30).1, Some(Error::AmendmentMismatch));
    assert_eq!(by_hand(30, 329).1, Some(Error::AmendmentMismatch));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_024) })]

    /// What is signed is what comes into force: on the day of the proposal to the last unit, and later with no more than the
    /// interest of the days that passed.
    #[test]
    fn an_amendment_in_force_asks_for_no_more_than_was_shown_and_the_days_that_passed(
        on in 0u32..130, wait in 0u32..6, roll_up: bool, rate in 0u32..=120_000, method in 0usize..4, paid in 0u128..400_000,
        periods in 1u16..9, back in 0u32..20, between in prop::option::of(1u128..200_000),
    ) {
        let mut case = Case::active(bullet()).on(Day(START.0 + on));
        if paid > 0 {
            case.pay(paid);
        }
        let method = [Method::Bullet, Method::InterestOnly, Method::EqualPrincipal, Method::EqualInstalments][method];
        let mut amendment = case.amendment(Plan {
            method,
            start: Day(case.today().0 - back.min(on)),
            every: Period::Days(30),
            periods: if method == Method::Bullet { 1 } else { periods },
            balloon: Amount::ZERO,
        });
        (amendment.roll_up, amendment.annual_rate) = (roll_up, RatePpm(rate));
        let amendment = case.figured(amendment);
        let at_proposal = case.figures();
        // Principal shown, interest that is not rolled up, and what else is owed already.
        let beside = at_proposal.late.minor() + if roll_up { 0 } else { at_proposal.interest.minor() };
        case.ok(LENDER, step::propose(amendment.clone()));
        let before = case.clone();
        case = before.clone().on(Day(before.today().0 + wait));
        let mut more = case.total() - before.total();
        if let (Some(between), true) = (between, wait > 0) {
            case.pay(between);
        }
        if case.ask(BORROWER, step::accept(case.amendment_digest())).is_err() {
            return Ok(());
        }
        case.ok(BORROWER, step::accept(case.amendment_digest()));
        if wait == 0 {
            prop_assert_eq!(&case.plan, &amendment.schedule);
        }
        // Interest on what the days added, where it is rolled up: never more than it again at 100 % for the whole time.
        more += more * u128::from(amendment.schedule.len() as u32 * 30 + 30) * u128::from(rate) / 365_000_000 + 9;
        let (mut shown, mut asked) = (beside, 0u128);
        for (row, new) in amendment.schedule.iter().zip(case.plan.clone()) {
            prop_assert_eq!(row.due, new.due);
            shown += row.total().unwrap().minor();
            case = case.on(new.due);
            let due = case.books().balance(&case.rules()).unwrap().due.minor();
            asked += due;
            if due > 0 {
                case.pay(due);
            }
            prop_assert!(asked <= shown + more, "{asked} above {shown} and {more}");
        }
        prop_assert_eq!(case.status(), Status::Settled);
    }
}

/// The demo loan at 12.4 %, the cap until 2025-05-19, and the day after; due on 2025-08-13.
fn at_the_old_cap() -> (Case, Plan) {
    let start = day(2025, 5, 15);
    let mut terms = bullet();
    terms.annual_rate = RatePpm(124_000);
    terms.plan.start = start;
    terms.sign_by = last_ms(start);
    terms.deliver_by = last_ms(start);
    let mut case = Case::proposed_on(start, scheduled(terms));
    case.sign();
    case.deliver(fen(1_000_000), start);
    let plan = Plan {
        every: Period::Days(200),
        ..case.loan.agreement.terms.plan
    };
    (case, plan)
}

#[test]
fn rates_of_an_amendment_are_within_the_cap_of_the_day_it_is_proposed_and_of_the_day_it_is_signed() {
    let (case, plan) = at_the_old_cap();
    let with = |case: &Case, rate, overdue: Option<u32>| {
        let mut amendment = case.amendment(plan);
        (amendment.annual_rate, amendment.overdue_rate) = (RatePpm(rate), overdue.map(RatePpm));
        proposed(case, case.figured(amendment))
    };
    assert_eq!(with(&case, 124_000, Some(124_000)), None);
    assert_eq!(with(&case, 124_001, None), Some(Error::RateAboveCap));
    assert_eq!(
        with(&case, 124_000, Some(124_001)),
        Some(Error::OverdueRateAboveCap)
    );
    let fallen = case.clone().on(day(2025, 5, 20));
    assert_eq!(with(&fallen, 124_000, None), Some(Error::RateAboveCap));
    assert_eq!(with(&fallen, 120_000, None), None);

    let mut case = case;
    case.ok(LENDER, step::propose(case.amendment(plan)));
    let accept = step::accept(case.amendment_digest());
    assert!(case
        .clone()
        .on(day(2025, 5, 19))
        .ask(BORROWER, accept.clone())
        .is_ok());
    assert_eq!(
        case.on(day(2025, 5, 20)).refused(BORROWER, accept),
        Error::RateAboveCap
    );
}

#[test]
fn a_cap_that_has_risen_since_the_loan_was_formed_does_not_raise_its_rates() {
    // Formed under 12 %; the reference rate published later makes it 16 %.
    let case = Case::active(bullet()).on(Day(START.0 + 30));
    let rates = Published(vec![ReferenceRate {
        published: Day(START.0 + 10),
        rate: RatePpm(40_000),
        source: [0; 32],
    }]);
    let with = |rate, overdue| {
        let mut amendment = case.amendment(Plan {
            start: case.today(),
            ..case.loan.agreement.terms.plan
        });
        (amendment.annual_rate, amendment.overdue_rate) = (RatePpm(rate), Some(RatePpm(overdue)));
        let mut ctx = context(LENDER, case.now);
        ctx.rates = &rates;
        let propose = step::propose(case.figured(amendment));
        case.loan.clone().step(propose, &case.plan, &ctx).err()
    };
    assert_eq!(with(120_000, 120_000), None);
    assert_eq!(with(120_001, 120_000), Some(Error::RateAboveCap));
    assert_eq!(with(120_000, 120_001), Some(Error::OverdueRateAboveCap));
}

#[test]
fn an_amendment_does_not_close_the_books_over_an_earlier_report() {
    let (mut case, plan) = thirty_days_on();
    case.ok(BORROWER, step::report(fen(100), Day(START.0 + 29)));
    case.ok(LENDER, step::propose(case.amendment(plan)));
    let accept = step::accept(case.amendment_digest());
    assert_eq!(case.refused(BORROWER, accept.clone()), Error::EarlierReportOpen);
    case.ok(LENDER, step::confirm(0));
    assert_eq!(case.ok(BORROWER, accept), ["LoanAmended"]);
}

// ---- what it changes and what it leaves ----------------------------------------------------------------------------

#[test]
fn interest_that_has_accrued_is_payable_with_the_first_new_instalment() {
    let (mut case, plan) = thirty_days_on();
    let amendment = case.amendment(plan);
    case.amend(amendment);
    // 1,000,000 × 0.06 × 30 / 365 = 4,931.5 so far; 90 days more: 14,794.5
    assert_eq!(case.owed(), (1_000_000, 4_931, 0));
    assert_eq!(case.plan[0].interest, fen(14_794));
    let due = case.figures().next_due.unwrap();
    let whole = 1_000_000 + 4_931 + 14_794;
    assert_eq!((due.day, due.amount), (Day(START.0 + 120), fen(whole)));
    let mut case = case.on(due.day);
    assert_eq!(case.pay(whole), ["LoanRepaid", "LoanSettled"]);
}

#[test]
fn a_lower_rate_holds_from_the_day_of_the_last_signature() {
    let (mut case, plan) = thirty_days_on();
    let mut amendment = case.amendment(plan);
    amendment.annual_rate = RatePpm(36_500);
    let amendment = case.figured(amendment);
    case.amend(amendment);
    // 1,000,000 × 0.0365 / 365 = 100 a day
    assert_eq!(case.on(Day(START.0 + 47)).owed(), (1_000_000, 4_931 + 1_700, 0));
}

#[test]
fn late_interest_fees_and_overdue_interest_survive() {
    let mut terms = bullet();
    terms.late_fee = fen(100);
    let mut case = Case::active(terms).on(Day(DUE.0 + 10));
    // 1,000,000 × 0.06 × 10 / 365 = 1,643.8, and the fee
    assert_eq!(case.owed(), (1_000_000, 14_794, 1_743));
    let amendment = case.amendment(Plan {
        start: case.today(),
        ..case.loan.agreement.terms.plan
    });
    case.amend(amendment);
    assert_eq!(case.owed(), (1_000_000, 14_794, 1_743));
    // Nothing of it is forgotten, and none of it is charged again, when the new day has come.
    assert_eq!(
        case.on(Day(DUE.0 + 100)).owed(),
        (1_000_000, 14_794 + 14_794, 1_743)
    );
}

#[test]
fn an_amendment_cures_a_default_and_history_keeps_it() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 10));
    case.ok(STRANGER, step::DEFAULT);
    let amendment = case.amendment(Plan {
        start: case.today(),
        ..case.loan.agreement.terms.plan
    });
    assert_eq!(case.amend(amendment), ["LoanAmended", "DefaultCured"]);
    assert_eq!(case.status(), Status::Active);
    let case = case.on(Day(DUE.0 + 103));
    assert_eq!(case.refused(STRANGER, step::DEFAULT), Error::NotInDefault);
    let mut case = case.on(Day(DUE.0 + 104));
    assert_eq!(case.ok(STRANGER, step::DEFAULT), ["LoanDefaulted"]);
}

#[test]
fn an_amendment_on_the_due_day_itself_saves_the_fee() {
    let mut terms = bullet();
    terms.late_fee = fen(100);
    let mut case = Case::active(terms).on(DUE);
    let amendment = case.amendment(Plan {
        start: DUE,
        ..case.loan.agreement.terms.plan
    });
    case.amend(amendment);
    let case = case.on(Day(DUE.0 + 90));
    assert_eq!(case.owed(), (1_000_000, 14_794 + 14_794, 0));
    assert_eq!(case.books().late_instalments, 0);
}

#[test]
fn the_new_grace_holds() {
    let (mut case, plan) = thirty_days_on();
    let mut amendment = case.amendment(plan);
    amendment.grace_days = 20;
    case.amend(amendment);
    let new_due = Day(START.0 + 120);
    let case = case.on(Day(new_due.0 + 20));
    assert_eq!(case.refused(STRANGER, step::DEFAULT), Error::NotInDefault);
    assert!(case.on(Day(new_due.0 + 21)).ask(STRANGER, step::DEFAULT).is_ok());
}

#[test]
fn a_new_method_spreads_what_is_outstanding_on_that_day() {
    // Proposed for the whole principal; a third of it is repaid before the borrower signs.
    let mut case = Case::active(monthly(12)).on(day(2026, 1, 5));
    let amendment = case.amendment(Plan {
        method: Method::EqualPrincipal,
        start: day(2026, 1, 5),
        every: Period::Months(1),
        periods: 4,
        balloon: Amount::ZERO,
    });
    assert_eq!(amendment.schedule[3].principal, fen(3_000_000));
    case.ok(LENDER, step::propose(amendment));
    case.pay(4_000_000);
    case.ok(BORROWER, step::accept(case.amendment_digest()));
    let principal: Vec<_> = case.plan.iter().map(|row| row.principal.minor()).collect();
    assert_eq!(principal, [2_000_000; 4]);
}

#[test]
fn a_new_plan_by_hand_is_what_both_signed_and_is_shortened_where_less_is_owed() {
    let mut case = Case::active(bullet());
    let row = |days, principal| Instalment {
        due: Day(START.0 + days),
        principal: fen(principal),
        interest: Amount::ZERO,
    };
    let mut amendment = case.amendment(case.loan.agreement.terms.plan);
    amendment.plan = Plan {
        method: Method::Custom,
        start: START,
        every: Period::ByHand,
        periods: 2,
        balloon: Amount::ZERO,
    };
    amendment.schedule = vec![row(10, 700_000), row(40, 300_000)];
    let amendment = case.figured(amendment);
    // 1,000,000 × 0.06 × 10 / 365 = 1,643.8; 300,000 × 0.06 × 30 / 365 = 1,479.4
    assert_eq!(amendment.schedule[0].interest, fen(1_643));
    assert_eq!(amendment.schedule[1].interest, fen(1_479));
    case.ok(LENDER, step::propose(amendment.clone()));
    assert_eq!(
        case.loan.agreement.offered_amendment().unwrap().unwrap(),
        amendment
    );
    let mut paid_down = case.clone();
    case.ok(BORROWER, step::accept(case.amendment_digest()));
    assert_eq!(case.plan, amendment.schedule);
    paid_down.pay(400_000);
    paid_down.ok(BORROWER, step::accept(paid_down.amendment_digest()));
    let principal: Vec<_> = paid_down.plan.iter().map(|row| row.principal.minor()).collect();
    assert_eq!(principal, [600_000, 0]);
}

#[test]
fn an_offer_that_follows_from_its_terms_is_whole_again_when_it_is_read() {
    let (mut case, plan) = thirty_days_on();
    let amendment = case.amendment(plan);
    case.ok(LENDER, step::propose(amendment.clone()));
    assert_eq!(
        case.loan.agreement.offered_amendment().unwrap().unwrap(),
        amendment
    );
    assert!(Case::active(bullet())
        .loan
        .agreement
        .offered_amendment()
        .is_none());
}

#[test]
fn the_new_instalments_are_announced_from_the_first_stage_on() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 1));
    case.ok(STRANGER, step::NOTIFY);
    let amendment = case.amendment(Plan {
        start: case.today(),
        ..case.loan.agreement.terms.plan
    });
    case.amend(amendment);
    let mut case = case.on(Day(DUE.0 + 1 + 90 - 7));
    case.ok(STRANGER, step::NOTIFY);
    let Event::RepaymentDue(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!((event.due.instalment, event.stage), (0, Stage::Soon));
}

#[test]
fn an_instalment_that_was_late_stays_late_for_the_record() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 10));
    let amendment = case.amendment(Plan {
        start: case.today(),
        ..case.loan.agreement.terms.plan
    });
    case.amend(amendment);
    assert_eq!(case.stored().late_instalments, 1);
}

#[test]
fn an_offered_assignment_is_void_once_the_terms_have_changed() {
    // The assignee was to sign a claim under the old terms.
    let (mut case, plan) = thirty_days_on();
    let until = last_ms(Day(case.today().0 + 9));
    case.ok(LENDER, step::assign(&[(ASSIGNEE, 1_000_000)], until));
    let digest = case.assignment_digest();
    let amendment = case.amendment(plan);
    case.amend(amendment);
    assert_eq!(
        case.refused(ASSIGNEE, step::take_over(digest)),
        Error::NoAssignment
    );
}

#[test]
fn a_settled_loan_is_not_amended() {
    let (mut case, plan) = thirty_days_on();
    let amendment = case.amendment(plan);
    case.ok(LENDER, step::propose(amendment.clone()));
    let accept = step::accept(case.amendment_digest());
    case.pay(1_004_931);
    assert_eq!(case.status(), Status::Settled);
    assert_eq!(case.refused(LENDER, step::propose(amendment)), Error::WrongState);
    assert_eq!(case.refused(BORROWER, accept), Error::WrongState);
}

// ---- the guarantor [CC 695] ----------------------------------------------------------------------------------------

#[test]
fn a_guarantor_stays_bound_by_what_they_signed_until_they_sign_the_amendment() {
    let mut case = Case::active(guaranteed(bullet())).on(Day(START.0 + 30));
    let original = case.loan.agreement.digest;
    case.ok(GUARANTOR, step::consent(original));
    let until = case.loan.agreement.consents[0].unwrap().until;
    // Six months after 2026-04-05.
    assert_eq!(until, day(2026, 10, 5));
    let amendment = case.amendment(Plan {
        start: case.today(),
        ..case.loan.agreement.terms.plan
    });
    case.amend(amendment);
    let consent = case.loan.agreement.consents[0].unwrap();
    assert_eq!((consent.digest, consent.until), (original, until));
    assert_eq!(
        case.refused(GUARANTOR, step::consent(original)),
        Error::DigestMismatch
    );
    let in_force = case.loan.agreement.in_force;
    assert_eq!(
        case.ok(GUARANTOR, step::consent(in_force)),
        ["GuarantorConsented"]
    );
    let consent = case.loan.agreement.consents[0].unwrap();
    // Six months after 2026-05-05, the new due day.
    assert_eq!((consent.digest, consent.until), (in_force, day(2026, 11, 5)));
}

#[test]
fn an_amendment_works_where_money_moves_on_chain() {
    let mut case = Case::active(native(bullet())).on(Day(START.0 + 30));
    let amendment = case.amendment(Plan {
        start: case.today(),
        ..case.loan.agreement.terms.plan
    });
    case.amend(amendment);
    let total = fen(case.total());
    assert_eq!(
        case.ok(BORROWER, step::repay(total)),
        ["LoanRepaid", "LoanSettled"]
    );
}

#[test]
fn terms_besides_plan_rates_and_grace_stay_as_they_were_signed() {
    let (mut case, plan) = thirty_days_on();
    let before = case.loan.agreement.terms.clone();
    let amendment = case.amendment(plan);
    case.amend(amendment);
    let after = Terms { plan, ..before };
    assert_eq!(case.loan.agreement.terms, after);
    assert_eq!(noon(case.today()), case.now);
}
