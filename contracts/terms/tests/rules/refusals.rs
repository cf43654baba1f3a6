//! Every error is provoked at least once, and where two apply the documented one wins:
//! state → who acts → deadlines → arguments → law → money.

use crate::case::{
    bullet, context, day, fen, last_ms, monthly, native, noon, scheduled, Case, Message, BORROWER, LENDER,
    START, STRANGER,
};
use terms::{
    limits::{AMOUNT_MAX, DECIMALS_MAX, GRACE_DAYS_MAX, INSTALMENTS_MAX, OPEN_REPORTS_MAX, RATE_PPM_MAX},
    Amount, Currency, Day, Error, Instalments, Jurisdiction, Loan, Period, RatePpm, Settlement, Terms,
    Timestamp, UtcOffset,
};

/// What proposing `terms` at noon of the start gives.
fn propose(terms: Terms) -> Option<Error> {
    propose_at(terms, noon(START))
}

fn propose_at(terms: Terms, now: Timestamp) -> Option<Error> {
    Loan::propose(0, terms, None, &context(BORROWER, now)).err()
}

/// The demo terms with one change, their schedule as it was.
fn bent(change: impl FnOnce(&mut Terms)) -> Terms {
    let mut terms = bullet();
    change(&mut terms);
    terms
}

/// A running demo loan on its due day.
fn running() -> Case {
    Case::active(bullet()).on(Day(START.0 + 90))
}

/// An error's own misdeed. No wildcard: a new variant does not compile until it has one.
fn provoke(error: Error) -> Option<Error> {
    let of = |case: Case, caller, message| Some(case.refused(caller, message));
    match error {
        Error::Arithmetic => bullet().schedule.get(1).err(),
        Error::AmountTooLarge => Amount::new(AMOUNT_MAX + 1).err(),
        Error::AmountZero => propose(bent(|terms| terms.principal = Amount::ZERO)),
        Error::BadDate => propose(bent(|terms| terms.plan.start = Day(u32::MAX))),
        Error::RateTooHigh => propose(bent(|terms| terms.annual_rate = RatePpm(RATE_PPM_MAX + 1))),
        Error::BadDecimals => propose(bent(|terms| {
            terms.settlement = Settlement::OffChain {
                currency: Currency(*b"CNY"),
                decimals: DECIMALS_MAX + 1,
            }
        })),
        Error::BadCurrency => propose(bent(|terms| {
            terms.settlement = Settlement::OffChain {
                currency: Currency(*b"Cny"),
                decimals: 2,
            }
        })),
        Error::BadUtcOffset => propose(bent(|terms| terms.utc_offset = UtcOffset(841))),
        Error::GraceTooLong => propose(bent(|terms| terms.grace_days = GRACE_DAYS_MAX + 1)),
        Error::BadPeriods => propose(bent(|terms| terms.plan.periods = 2)),
        Error::TermTooLong => propose(bent(|terms| terms.plan.every = Period::Days(36_526))),
        Error::ScheduleMismatch => propose(bent(|terms| terms.schedule[0].interest = fen(14_795))),
        Error::SameParty => propose(bent(|terms| terms.lender = BORROWER)),
        Error::DeadlineOrder => propose(bent(|terms| terms.deliver_by = noon(START))),
        Error::DeadlinePassed => propose_at(bullet(), bullet().sign_by),
        Error::DeadlineNotReached => of(Case::signed(bullet()), STRANGER, Message::Expire),
        Error::WrongState => of(Case::proposed(bullet()), LENDER, Message::MarkDefault),
        Error::NotAParty => of(Case::proposed(bullet()), STRANGER, Message::Cancel),
        Error::WrongParty => of(
            Case::signed(bullet()),
            BORROWER,
            Message::ReportDelivery(fen(1), START),
        ),
        Error::DigestMismatch => of(Case::proposed(bullet()), LENDER, Message::Sign([0; 32])),
        Error::RateAboveCap => propose(scheduled(bent(|terms| terms.annual_rate = RatePpm(120_001)))),
        Error::OverdueRateAboveCap => propose(bent(|terms| terms.overdue_rate = Some(RatePpm(120_001)))),
        Error::NoReferenceRate => propose_at(bullet(), noon(day(2019, 8, 19))),
        Error::DeliveryTooLarge => of(
            Case::signed(bullet()),
            LENDER,
            Message::ReportDelivery(fen(1_000_001), START),
        ),
        Error::DeliveryDay => of(
            Case::signed(bullet()),
            LENDER,
            Message::ReportDelivery(fen(1), Day(START.0 + 1)),
        ),
        Error::NoDelivery => of(Case::signed(bullet()), BORROWER, Message::Acknowledge(fen(1))),
        Error::DeliveryMismatch => of(reported(), BORROWER, Message::Acknowledge(fen(999_999))),
        Error::DeliveryReported => of(reported(), STRANGER, Message::Expire),
        Error::WrongSettlement => of(Case::signed(bullet()), LENDER, Message::DeliverNative(fen(1))),
        Error::RepaymentTooLarge => {
            let case = Case::active(native(bullet())).on(Day(START.0 + 90));
            of(case, BORROWER, Message::RepayNative(fen(1_014_795)))
        }
        Error::EarlyRepaymentExcluded => {
            let case = Case::active(bent(|terms| terms.early_repayment = false));
            of(case, LENDER, Message::ReportRepayment(fen(1), START))
        }
        Error::PaymentDay => of(
            running(),
            BORROWER,
            Message::ReportRepayment(fen(1), Day(START.0 - 1)),
        ),
        Error::TooManyReports => {
            let mut case = running();
            for _ in 0..OPEN_REPORTS_MAX {
                case.ok(BORROWER, Message::ReportRepayment(fen(1), START));
            }
            of(case, BORROWER, Message::ReportRepayment(fen(1), START))
        }
        Error::NoSuchReport => of(running(), LENDER, Message::Confirm(0)),
        Error::EarlierReportOpen => {
            let mut case = running();
            case.ok(BORROWER, Message::ReportRepayment(fen(1), START));
            of(case, LENDER, Message::ReportRepayment(fen(1), Day(START.0 + 1)))
        }
        Error::NotInDefault => of(running(), STRANGER, Message::MarkDefault),
        Error::NothingToAnnounce => of(Case::active(bullet()), STRANGER, Message::NotifyDue),
        // The contract's own, provoked in e2e-tests/tests/contract.rs.
        Error::NoSuchLoan
        | Error::AlreadyProposed
        | Error::ValueMismatch
        | Error::BadBatch
        | Error::NothingToWithdraw
        | Error::TransferFailed => None,
    }
}

fn reported() -> Case {
    let mut case = Case::signed(bullet());
    case.ok(LENDER, Message::ReportDelivery(fen(1_000_000), START));
    case
}

#[test]
fn every_error_of_the_rules_can_be_provoked_and_six_are_the_contracts_own() {
    let (rules, contract): (Vec<_>, Vec<_>) = Error::ALL.iter().partition(|error| provoke(**error).is_some());
    for error in rules {
        assert_eq!(provoke(error), Some(error));
    }
    assert_eq!(contract.len(), 6);
}

#[test]
fn a_value_at_each_limit_is_accepted() {
    let at_the_limits = scheduled(bent(|terms| {
        terms.jurisdiction = Jurisdiction::None;
        terms.annual_rate = RatePpm(RATE_PPM_MAX);
        terms.overdue_rate = Some(RatePpm(RATE_PPM_MAX));
        terms.settlement = Settlement::OffChain {
            currency: Currency(*b"CNY"),
            decimals: DECIMALS_MAX,
        };
        terms.grace_days = GRACE_DAYS_MAX;
        terms.plan.every = Period::Days(36_525);
    }));
    assert_eq!(propose(at_the_limits), None);
    assert_eq!(propose(monthly(INSTALMENTS_MAX)), None);
    for offset in [-840, 840] {
        assert_eq!(propose(bent(|terms| terms.utc_offset = UtcOffset(offset))), None);
    }
    // The last millisecond before the deadline, and the cap itself.
    assert_eq!(propose_at(bullet(), Timestamp(bullet().sign_by.0 - 1)), None);
    assert_eq!(
        propose(scheduled(bent(|terms| terms.annual_rate = RatePpm(120_000)))),
        None
    );
}

#[test]
fn a_plan_of_no_or_too_many_or_empty_periods_is_refused() {
    for change in [
        |terms: &mut Terms| terms.plan.periods = 0,
        |terms: &mut Terms| terms.plan.periods = INSTALMENTS_MAX + 1,
    ] {
        let mut terms = monthly(12);
        change(&mut terms);
        assert_eq!(propose(terms), Some(Error::BadPeriods));
    }
    // A period of no length leaves no room for delivery before the first due day.
    for every in [Period::Days(0), Period::Months(0)] {
        assert_eq!(
            propose(bent(|terms| terms.plan.every = every)),
            Some(Error::DeadlineOrder)
        );
        assert_eq!(
            bent(|terms| terms.plan.every = every).plan.check(),
            Err(Error::BadPeriods)
        );
    }
}

#[test]
fn a_schedule_that_differs_in_any_figure_is_refused() {
    for change in [
        |terms: &mut Terms| terms.schedule[3].due = Day(terms.schedule[3].due.0 + 1),
        |terms: &mut Terms| terms.schedule[0].principal = fen(1),
        |terms: &mut Terms| terms.schedule[11].interest = Amount::ZERO,
        |terms: &mut Terms| terms.schedule.truncate(11),
        |terms: &mut Terms| terms.schedule.push(terms.schedule[11]),
        |terms: &mut Terms| terms.schedule.clear(),
    ] {
        let mut terms = monthly(12);
        change(&mut terms);
        assert_eq!(propose(terms), Some(Error::ScheduleMismatch));
    }
}

#[test]
fn the_money_must_be_due_to_arrive_before_the_first_due_day() {
    let due = Day(START.0 + 90);
    let with = |at| propose(bent(|terms| terms.deliver_by = at));
    assert_eq!(with(last_ms(Day(due.0 - 1))), None);
    assert_eq!(
        with(Timestamp(last_ms(Day(due.0 - 1)).0 + 1)),
        Some(Error::DeadlineOrder)
    );
}

#[test]
fn the_state_is_checked_before_the_caller_and_the_caller_before_the_deadline() {
    let late = Day(START.0 + 50);
    let signed = Case::signed(bullet()).on(late);
    let deliver = Message::ReportDelivery(Amount::ZERO, Day(START.0 - 400));
    assert_eq!(
        signed.refused(STRANGER, Message::Sign([0; 32])),
        Error::WrongState
    );
    assert_eq!(signed.refused(STRANGER, deliver), Error::NotAParty);
    assert_eq!(signed.refused(BORROWER, deliver), Error::WrongParty);
    assert_eq!(signed.refused(LENDER, deliver), Error::DeadlinePassed);
}

#[test]
fn the_deadline_is_checked_before_the_arguments_and_the_arguments_before_the_law() {
    // Proposed under a cap of 12.4 %; on 2025-05-20 it falls to 12 %.
    let start = day(2025, 5, 15);
    let mut terms = bullet();
    terms.annual_rate = RatePpm(124_000);
    terms.plan.start = start;
    terms.sign_by = last_ms(Day(start.0 + 10));
    terms.deliver_by = last_ms(Day(start.0 + 10));
    let terms = scheduled(terms);
    let outcome = Loan::propose(0, terms, None, &context(BORROWER, noon(start))).unwrap();
    let sign = |at, digest| {
        outcome
            .loan
            .clone()
            .sign(digest, None, &context(LENDER, at))
            .map(|_| ())
    };
    let (digest, wrong) = (outcome.loan.agreement.digest, [0; 32]);

    let fallen = noon(day(2025, 5, 20));
    let too_late = Timestamp(last_ms(Day(start.0 + 10)).0 + 1);
    assert_eq!(sign(too_late, wrong), Err(Error::DeadlinePassed));
    assert_eq!(sign(fallen, wrong), Err(Error::DigestMismatch));
    assert_eq!(sign(fallen, digest), Err(Error::RateAboveCap));
    assert_eq!(sign(last_ms(day(2025, 5, 19)), digest), Ok(()));
}

#[test]
fn the_way_of_settlement_is_checked_before_amounts_and_amounts_before_days() {
    let signed = Case::signed(bullet());
    assert_eq!(
        signed.refused(LENDER, Message::DeliverNative(Amount::ZERO)),
        Error::WrongSettlement
    );
    let tomorrow = Day(START.0 + 1);
    assert_eq!(
        signed.refused(LENDER, Message::ReportDelivery(Amount::ZERO, tomorrow)),
        Error::AmountZero
    );
    let too_much = Message::ReportDelivery(fen(1_000_001), tomorrow);
    assert_eq!(signed.refused(LENDER, too_much), Error::DeliveryTooLarge);

    let active = Case::active(bullet());
    let native_repay = Message::RepayNative(Amount::ZERO);
    assert_eq!(active.refused(BORROWER, native_repay), Error::WrongSettlement);
    assert_eq!(
        active.refused(BORROWER, Message::ReportRepayment(Amount::ZERO, tomorrow)),
        Error::AmountZero
    );
    assert_eq!(
        active.refused(BORROWER, Message::ReportRepayment(fen(1), tomorrow)),
        Error::PaymentDay
    );
}

#[test]
fn terms_with_several_faults_name_the_first_in_the_documented_order() {
    let mut terms = bullet();
    type Fault = fn(&mut Terms);
    let steps: [(Error, Fault); 10] = [
        (Error::RateAboveCap, |terms| {
            terms.annual_rate = RatePpm(500_000);
            *terms = scheduled(terms.clone());
        }),
        (Error::ScheduleMismatch, |terms| terms.schedule.clear()),
        (Error::BadPeriods, |terms| terms.plan.periods = 0),
        (Error::DeadlineOrder, |terms| terms.deliver_by = Timestamp(0)),
        (Error::DeadlinePassed, |terms| terms.sign_by = Timestamp(0)),
        (Error::GraceTooLong, |terms| terms.grace_days = u16::MAX),
        (Error::BadUtcOffset, |terms| {
            terms.utc_offset = UtcOffset(i16::MIN)
        }),
        (Error::BadCurrency, |terms| {
            terms.settlement = Settlement::OffChain {
                currency: Currency([0; 3]),
                decimals: 2,
            }
        }),
        (Error::AmountZero, |terms| terms.principal = Amount::ZERO),
        (Error::SameParty, |terms| terms.lender = BORROWER),
    ];
    for (error, fault) in steps {
        fault(&mut terms);
        assert_eq!(propose(terms.clone()), Some(error));
    }
}

#[test]
fn who_is_no_party_learns_nothing_else_about_his_proposal() {
    let terms = bent(|terms| terms.principal = Amount::ZERO);
    let refused = Loan::propose(0, terms, None, &context(STRANGER, noon(START)));
    assert_eq!(refused.err(), Some(Error::NotAParty));
}
