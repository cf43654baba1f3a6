//! The running loan: repayments and reports, notices, default and its cure.

use crate::{
    case::{bullet, day, fen, last_ms, monthly, native, Case, BORROWER, LENDER, START, STRANGER},
    step,
};
use terms::{event::Entry, life::State, Day, Error, Event, Role, Stage, Status, Timestamp};

/// The demo loan's due day.
const DUE: Day = Day(START.0 + 90);

#[test]
fn a_borrowers_report_changes_no_balance_until_the_lender_confirms_it() {
    let mut case = Case::active(bullet()).on(DUE);
    let before = case.owed();
    assert_eq!(
        case.ok(BORROWER, step::report(fen(500_000), DUE)),
        ["RepaymentReported"]
    );
    assert_eq!(case.owed(), before);
    assert_eq!(case.refused(BORROWER, step::confirm(0)), Error::WrongParty);
    assert_eq!(case.ok(LENDER, step::confirm(0)), ["LoanRepaid"]);
    assert_eq!(case.owed(), (514_794, 0, 0));
    assert_eq!(case.refused(LENDER, step::confirm(0)), Error::NoSuchReport);
}

#[test]
fn a_confirmed_report_counts_from_the_day_that_it_names() {
    let mut case = Case::active(bullet()).on(DUE);
    case.ok(BORROWER, step::report(fen(1_014_794), DUE));
    let mut case = case.on(Day(DUE.0 + 30));
    assert_eq!(case.ok(LENDER, step::confirm(0)), ["LoanRepaid", "LoanSettled"]);
}

#[test]
fn the_lenders_own_record_counts_at_once() {
    let mut case = Case::active(bullet()).on(DUE);
    assert_eq!(case.pay(500_000), ["LoanRepaid"]);
    let Event::LoanRepaid(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!((event.by, event.report), (Role::Lender, None));
    assert_eq!(case.owed(), (514_794, 0, 0));
}

#[test]
fn reports_are_confirmed_in_any_order_and_count_in_that_of_their_days() {
    let mut case = Case::active(bullet()).on(Day(START.0 + 40));
    case.ok(BORROWER, step::report(fen(200), Day(START.0 + 30)));
    case.ok(BORROWER, step::report(fen(100), Day(START.0 + 10)));
    case.ok(LENDER, step::confirm(0));
    case.ok(LENDER, step::report(fen(5), Day(START.0 + 11)));
    case.ok(LENDER, step::confirm(1));
    let journal = &case.loan.state.running().unwrap().journal;
    let days: Vec<u32> = journal
        .postings
        .iter()
        .map(|posting| posting.on.0 - START.0)
        .collect();
    assert_eq!(days, [10, 11, 30]);
}

#[test]
fn reports_of_one_day_are_confirmed_in_any_order() {
    let mut case = Case::active(bullet()).on(DUE);
    case.ok(BORROWER, step::report(fen(100), DUE));
    case.ok(BORROWER, step::report(fen(200), DUE));
    case.ok(LENDER, step::confirm(1));
    case.ok(LENDER, step::confirm(0));
    assert_eq!(case.owed(), (1_000_000, 14_494, 0));
}

#[test]
fn a_confirmed_report_makes_room_for_another_and_its_number_is_never_used_again() {
    let mut case = Case::active(bullet()).on(DUE);
    for _ in 0..32 {
        case.ok(BORROWER, step::report(fen(1), DUE));
    }
    assert_eq!(
        case.refused(BORROWER, step::report(fen(1), DUE)),
        Error::TooManyReports
    );
    case.ok(LENDER, step::confirm(7));
    case.ok(BORROWER, step::report(fen(1), DUE));
    let Event::RepaymentReported(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(event.report, 32);
}

#[test]
fn the_lender_records_what_was_received_even_with_thirty_two_reports_open() {
    let mut case = Case::active(bullet()).on(DUE);
    for _ in 0..32 {
        case.ok(BORROWER, step::report(fen(1), DUE));
    }
    assert_eq!(case.pay(1), ["LoanRepaid"]);
}

#[test]
fn a_native_repayment_settles_to_the_unit_and_a_unit_more_is_refused() {
    let mut case = Case::active(native(bullet())).on(DUE);
    assert_eq!(
        case.refused(BORROWER, step::repay(fen(1_014_795))),
        Error::RepaymentTooLarge
    );
    assert_eq!(case.ok(BORROWER, step::repay(fen(1_014_793))), ["LoanRepaid"]);
    assert_eq!(
        case.ok(BORROWER, step::repay(fen(1))),
        ["LoanRepaid", "LoanSettled"]
    );
    assert_eq!(case.owed(), (0, 0, 0));
}

#[test]
fn off_chain_money_above_the_debt_settles_the_loan_and_is_recorded_as_overpaid() {
    let mut case = Case::active(bullet()).on(DUE);
    assert_eq!(case.pay(1_020_000), ["LoanRepaid", "LoanSettled"]);
    let account = &case.loan.state.running().unwrap().account;
    assert_eq!(account.overpaid, fen(5_206));
}

#[test]
fn terms_that_exclude_early_repayment_take_what_is_due_and_nothing_ahead() {
    let mut terms = native(monthly(12));
    terms.early_repayment = false;
    let case = Case::active(terms).on(day(2026, 2, 4));
    let early = Error::EarlyRepaymentExcluded;
    assert_eq!(case.refused(BORROWER, step::repay(fen(1))), early);
    let mut case = case.on(day(2026, 2, 5));
    let due = case.figures().next_due.unwrap().amount;
    let more = fen(due.minor() + 1);
    assert_eq!(case.refused(BORROWER, step::repay(more)), early);
    case.ok(BORROWER, step::repay(due));
    // The last instalment, and all that it leaves nothing after, is never early.
    let mut case = case.on(day(2027, 1, 5));
    let total = fen(case.total());
    assert_eq!(
        case.ok(BORROWER, step::repay(total)),
        ["LoanRepaid", "LoanSettled"]
    );
}

#[test]
fn money_that_the_lender_takes_is_never_refused_as_early() {
    let mut terms = monthly(12);
    terms.early_repayment = false;
    let mut case = Case::active(terms).on(day(2026, 1, 20));
    assert_eq!(case.pay(100), ["LoanRepaid"]);
    case.ok(BORROWER, step::report(fen(200), day(2026, 1, 20)));
    assert_eq!(case.ok(LENDER, step::confirm(0)), ["LoanRepaid"]);
    assert_eq!(case.ok(LENDER, step::forgive(fen(300))), ["DebtForgiven"]);
    // 12,000,000 × 0.12 × 15 / 365 = 59,178 of interest so far, 600 of it paid
    assert_eq!(case.owed(), (12_000_000, 59_178 - 600, 0));
}

// ---- notices -------------------------------------------------------------------------------------------------------

/// The stages of the notices among `events`, with the instalments they are for.
fn notices(events: &[Entry]) -> Vec<(u16, Stage)> {
    let notice = |entry: &Entry| match entry.event() {
        Some(Event::RepaymentDue(event)) => Some((event.due.instalment, event.stage)),
        _ => None,
    };
    events.iter().filter_map(notice).collect()
}

/// Every day from the start on somebody pokes, twice.
fn poke_daily(case: Case, days: u32) -> Case {
    (0..days).fold(case, |case, n| {
        let mut case = case.on(Day(START.0 + n));
        for _ in 0..2 {
            let _: Result<_, _> = case.act(STRANGER, step::NOTIFY);
        }
        case
    })
}

#[test]
fn each_stage_of_an_instalment_is_announced_once_on_its_first_day() {
    let mut days = Vec::new();
    let mut case = Case::active(bullet());
    for n in 0..120 {
        case = case.on(Day(START.0 + n));
        let before = case.events.len();
        for _ in 0..2 {
            let _: Result<_, _> = case.act(STRANGER, step::NOTIFY);
        }
        days.extend(
            notices(&case.events[before..])
                .into_iter()
                .map(|(_, stage)| (n, stage)),
        );
    }
    assert_eq!(
        days,
        [
            (83, Stage::Soon),
            (90, Stage::Today),
            (91, Stage::Overdue),
            (94, Stage::Final)
        ]
    );
}

#[test]
fn every_instalment_passes_every_stage_at_most_once_over_the_whole_life() {
    let case = poke_daily(Case::active(monthly(12)), 400);
    let mut seen = notices(&case.events);
    assert_eq!(seen.len(), 12 * 4);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 12 * 4);
}

#[test]
fn a_late_poke_announces_the_present_stage_and_skips_those_that_passed() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 1));
    case.ok(STRANGER, step::NOTIFY);
    assert_eq!(notices(&case.events), [(0, Stage::Overdue)]);
    assert_eq!(case.refused(STRANGER, step::NOTIFY), Error::NothingToAnnounce);
}

#[test]
fn an_instalment_that_is_paid_is_not_announced() {
    let mut case = Case::active(monthly(12)).on(day(2026, 2, 5));
    case.pay(case.plan[0].total().unwrap().minor());
    assert_eq!(case.refused(STRANGER, step::NOTIFY), Error::NothingToAnnounce);
    let case = case.on(day(2026, 2, 20));
    assert_eq!(case.refused(STRANGER, step::NOTIFY), Error::NothingToAnnounce);
}

#[test]
fn a_notice_names_what_has_to_be_paid_by_its_day() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 - 7));
    case.ok(STRANGER, step::NOTIFY);
    let Event::RepaymentDue(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!((event.due.day, event.due.amount.minor()), (DUE, 1_014_794));
    let mut case = case.on(Day(DUE.0 + 10));
    case.ok(STRANGER, step::NOTIFY);
    let Event::RepaymentDue(event) = case.last() else {
        panic!("another event")
    };
    // Ten days late: 10,000.00 × 6 % × 10 / 365 = 16.438… more.
    assert_eq!(
        (event.due.day, event.due.amount.minor()),
        (DUE, 1_014_794 + 1_643)
    );
}

// ---- default and cure ----------------------------------------------------------------------------------------------

#[test]
fn default_is_recorded_from_the_first_millisecond_after_due_and_grace() {
    let mut case = Case::active(bullet());
    let last_of_grace = last_ms(Day(DUE.0 + 3));
    case.now = last_of_grace;
    assert_eq!(case.refused(STRANGER, step::DEFAULT), Error::NotInDefault);
    case.now = Timestamp(last_of_grace.0 + 1);
    assert_eq!(case.ok(STRANGER, step::DEFAULT), ["LoanDefaulted"]);
    assert_eq!(case.refused(STRANGER, step::DEFAULT), Error::WrongState);
    let Event::LoanDefaulted(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!((event.due.instalment, event.due.day), (0, DUE));
}

#[test]
fn an_instalment_paid_within_grace_is_no_default_however_long_one_waits() {
    let mut case = Case::active(monthly(12)).on(day(2026, 2, 8));
    case.pay(case.plan[0].total().unwrap().minor());
    let case = case.on(day(2026, 3, 5));
    assert_eq!(case.refused(STRANGER, step::DEFAULT), Error::NotInDefault);
}

#[test]
fn marking_default_changes_no_figure() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 4));
    let before = case.owed();
    case.ok(STRANGER, step::DEFAULT);
    assert_eq!(case.owed(), before);
}

#[test]
fn paying_everything_overdue_cures_the_mark_and_history_keeps_it() {
    let mut case = Case::active(monthly(12)).on(day(2026, 2, 9));
    case.ok(STRANGER, step::DEFAULT);
    let due = case.figures().next_due.unwrap().amount.minor();
    assert_eq!(case.pay(due - 1), ["LoanRepaid"]);
    assert_eq!(case.status(), Status::Defaulted);
    assert_eq!(case.pay(1), ["LoanRepaid", "DefaultCured"]);
    assert_eq!(case.status(), Status::Active);
    let Event::DefaultCured(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(event.defaulted_on, day(2026, 2, 9));
    assert!(case
        .events
        .iter()
        .any(|entry| entry.body.name() == "LoanDefaulted"));
}

#[test]
fn a_cured_loan_can_default_again() {
    let mut case = Case::active(monthly(12)).on(day(2026, 2, 9));
    case.ok(STRANGER, step::DEFAULT);
    case.pay(case.figures().next_due.unwrap().amount.minor());
    let mut case = case.on(day(2026, 3, 9));
    assert_eq!(case.ok(STRANGER, step::DEFAULT), ["LoanDefaulted"]);
    let Event::LoanDefaulted(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(event.due.instalment, 1);
}

#[test]
fn a_defaulted_loan_that_is_paid_in_full_is_cured_and_settled() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 10));
    case.ok(STRANGER, step::DEFAULT);
    let (principal, interest, late) = case.owed();
    assert_eq!(
        case.pay(principal + interest + late),
        ["LoanRepaid", "DefaultCured", "LoanSettled"]
    );
    assert!(matches!(case.loan.state, State::Settled(_)));
}

/// A year's loan of which three quarters were repaid at once: February is met by that, and its interest moves on to
/// March, which is paid on its day. From then on each month asks for a quarter of the signed interest.
fn paid_down() -> Case {
    let mut case = Case::active(monthly(12));
    case.pay(9_000_000);
    let mut case = case.on(day(2026, 3, 5));
    case.pay(case.figures().next_due.unwrap().amount.minor());
    case
}

#[test]
fn two_missed_instalments_of_a_loan_paid_down_early_are_both_missed() {
    let mut case = paid_down().on(day(2026, 4, 9));
    case.ok(STRANGER, step::DEFAULT);
    let mut case = case.on(day(2026, 5, 5));
    // One fen does not buy off a whole unpaid month.
    assert_eq!(case.pay(1), ["LoanRepaid"]);
    assert_eq!(case.status(), Status::Defaulted);
    let due = case.figures().next_due.unwrap();
    assert_eq!((due.instalment, due.day), (2, day(2026, 4, 5)));
    // 3,000,000 × 0.12 × 31 / 365 = 30,575.3 for April pays it off; May's is due today and not late yet.
    assert_eq!(case.pay(30_574), ["LoanRepaid", "DefaultCured"]);
    assert_eq!(case.figures().next_due.unwrap().day, day(2026, 5, 5));
}

#[test]
fn what_next_due_names_can_be_paid_a_day_early_even_after_the_loan_was_paid_down() {
    let mut case = paid_down();
    for month in 4..=7 {
        case = case.on(day(2026, month, 4));
        let due = case.figures().next_due.unwrap();
        assert_eq!(due.day, day(2026, month, 5));
        case.pay(due.amount.minor());
        let next = case.clone().on(day(2026, month, 6)).figures().next_due.unwrap();
        assert_eq!(
            next.day,
            day(2026, month + 1, 5),
            "nothing of this month is left to pay"
        );
    }
}
