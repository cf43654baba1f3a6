//! Silence on record: when a report counts as unanswered, that anyone may say so once, and that nothing follows from it.
//! [`Unanswered`] is a second count of the days, from the events alone.

use crate::{
    case::{answered, bullet, fen, last_ms, Case, ASSIGNEE, BORROWER, GUARANTOR, LENDER, START, STRANGER},
    step,
};
use std::collections::BTreeMap;
use terms::{
    event::{Entry, SilenceRecorded},
    life::Limitation,
    AccountId, Day, Error, Event, Status, Timestamp,
};

/// What was reported as repaid and has no answer, by the number of the report; and which seats cannot answer: claimed, or until when.
#[derive(Default)]
pub struct Unanswered(BTreeMap<u32, Waiting>, BTreeMap<AccountId, (bool, u32)>);

/// Since when and on whom it waits, and whether that is on record.
struct Waiting {
    since: Day,
    on: AccountId,
    recorded: bool,
}

impl Unanswered {
    /// Follows one event. Gives nothing where a silence was recorded that was none.
    pub fn follow(&mut self, event: &Event, days: u16) -> Option<()> {
        let (day, lender) = (event.head().after.day, event.head().lender);
        let waits = |on| Waiting {
            since: day,
            on,
            recorded: false,
        };
        match event {
            Event::RepaymentReported(e) => drop(self.0.insert(e.report, waits(lender))),
            Event::ReportDismissed(e) => drop(self.0.remove(&e.report)),
            Event::LoanRepaid(e) => drop(e.report.map(|report| self.0.remove(&report))),
            Event::SilenceRecorded(e) => {
                let may = self.may(e.report, day, days);
                let waiting = self.0.get_mut(&e.report).filter(|_| may)?;
                waiting.recorded = true;
                let until = Day(waiting.since.0 + u32::from(days));
                return ((e.silent, e.answer_by) == (waiting.on, until)).then_some(());
            }
            Event::SeatClaimed(e) => self.hold(e.seat, e.claim.binds(), day),
            Event::ClaimSupported(e) => self.hold(e.seat, e.claim.binds(), day),
            Event::ClaimEnded(e) => self.hold(e.seat, false, day),
            Event::ClaimDecided(e) => self.hold(e.seat, e.claim.is_some(), day),
            Event::SeatTaken(e) => drop(self.1.insert(e.seat, (false, day.0 + 30))),
            // Who holds nothing any more has no seat, unless the terms name them or another key acts for them.
            _ => {}
        }
        Some(())
    }

    /// From `today` on a seat is claimed, or not any more.
    fn hold(&mut self, seat: AccountId, claimed: bool, today: Day) {
        let place = self.1.entry(seat).or_default();
        if place.0 && !claimed {
            place.1 = place.1.max(today.0);
        }
        place.0 = claimed;
    }

    /// Whether anyone may have it recorded on `today`, if the loan has not ended.
    pub fn may(&self, report: u32, today: Day, days: u16) -> bool {
        let over = |waiting: &Waiting| today.0 > waiting.since.0 + u32::from(days);
        let answers = |waiting: &Waiting| match self.1.get(&waiting.on) {
            Some((claimed, until)) => !claimed && (*until == 0 || today.0 > until + u32::from(days)),
            None => true,
        };
        let waiting = self.0.get(&report);
        days > 0 && waiting.is_some_and(|one| over(one) && answers(one) && !one.recorded)
    }

    /// All that waits, and one that does not.
    pub fn asked(&self) -> Vec<u32> {
        let beyond = self.0.keys().max().map_or(0, |last| last + 1);
        self.0.keys().copied().chain([beyond]).collect()
    }
}

/// The demo loan, running, with report 0 of ten days after the start.
fn repaid() -> Case {
    let mut case = Case::active(answered(bullet(), 7)).on(Day(START.0 + 10));
    case.ok(BORROWER, step::report(fen(40_000), Day(START.0 + 9)));
    case
}

fn recorded(case: &Case) -> SilenceRecorded {
    let Event::SilenceRecorded(event) = case.last() else {
        panic!("{:?}", case.last());
    };
    event
}

#[test]
fn of_a_delivery_nothing_is_recorded_however_long_it_stays_unanswered() {
    let mut case = Case::signed(answered(bullet(), 7));
    case.ok(LENDER, step::report_delivery(fen(1_000_000), START));
    case = case.on(Day(START.0 + 300));
    for caller in [LENDER, BORROWER, STRANGER] {
        assert_eq!(case.refused(caller, step::silence(0)), Error::WrongState);
    }
    // The answer counts as it ever did.
    case.ok(BORROWER, step::received(fen(1_000_000)));
    assert_eq!(case.status(), Status::Active);
}

#[test]
fn anyone_records_that_a_repayment_stayed_unanswered_and_the_days_run_from_the_report_not_from_the_payment() {
    let mut case = repaid();
    let early = case.clone().on(Day(START.0 + 17));
    assert_eq!(early.refused(STRANGER, step::silence(0)), Error::AnswerNotDue);
    // The seventh day ends at midnight in China, not at the hour of the report.
    case.now = last_ms(Day(START.0 + 17));
    assert_eq!(case.refused(STRANGER, step::silence(0)), Error::AnswerNotDue);
    case.now = Timestamp(case.now.0 + 1);
    for caller in [STRANGER, BORROWER, LENDER, GUARANTOR] {
        let mut case = case.clone();
        assert_eq!(case.ok(caller, step::silence(0)), ["SilenceRecorded"]);
        let event = recorded(&case);
        assert_eq!(
            (event.report, event.silent, event.answer_by),
            (0, LENDER, Day(START.0 + 17))
        );
    }
}

#[test]
fn silence_is_recorded_once_for_each_report_and_one_report_does_not_stand_for_another() {
    let mut case = repaid();
    case.ok(BORROWER, step::report(fen(7_000), Day(START.0 + 10)));
    case = case.on(Day(START.0 + 30));
    case.ok(STRANGER, step::silence(1));
    assert_eq!(case.refused(STRANGER, step::silence(1)), Error::SilenceOnRecord);
    case.ok(STRANGER, step::silence(0));
    assert_eq!(case.refused(BORROWER, step::silence(0)), Error::SilenceOnRecord);
    assert_eq!(case.refused(STRANGER, step::silence(2)), Error::NoSuchReport);
}

#[test]
fn what_was_answered_or_taken_back_is_not_unanswered() {
    let late = Day(START.0 + 30);
    for (caller, answer) in [
        (LENDER, step::confirm(0)),
        (LENDER, step::dismiss(0)),
        (BORROWER, step::dismiss(0)),
    ] {
        let mut case = repaid().on(late);
        case.ok(caller, answer);
        assert_eq!(case.refused(STRANGER, step::silence(0)), Error::NoSuchReport);
    }
}

#[test]
fn of_a_loan_that_has_ended_no_silence_is_recorded() {
    let mut case = repaid().on(Day(START.0 + 30));
    let total = case.total();
    case.pay(total);
    assert_eq!(case.status(), Status::Settled);
    assert_eq!(case.refused(STRANGER, step::silence(0)), Error::WrongState);
    let mut cancelled = Case::proposed(answered(bullet(), 7));
    cancelled.ok(BORROWER, step::CANCEL);
    assert_eq!(cancelled.refused(STRANGER, step::silence(0)), Error::WrongState);
}

#[test]
fn where_the_terms_agree_on_no_days_silence_is_nobodys_to_record() {
    let late = Day(START.0 + 3_000);
    let mut case = Case::active(bullet());
    case.ok(BORROWER, step::report(fen(1), START));
    case = case.on(late);
    assert_eq!(case.refused(STRANGER, step::silence(0)), Error::NoAnswerDays);
}

#[test]
fn silence_changes_no_figure_no_clock_and_no_state_and_an_answer_still_counts_after_it() {
    let case = repaid().on(Day(START.0 + 18));
    let clock = |case: &Case| -> Limitation { case.loan.limitation(&case.plan, case.today()).unwrap() };
    let mut silent = case.clone();
    silent.ok(STRANGER, step::silence(0));
    assert_eq!(silent.figures(), case.figures());
    assert_eq!(silent.stored(), case.stored());
    assert_eq!((silent.status(), clock(&silent)), (case.status(), clock(&case)));
    // Only the report remembers that it was asked about.
    let reports = |case: &Case| case.loan.state.running().unwrap().reports.clone();
    let mut asked = reports(&case);
    asked[0].answer_by = None;
    assert_eq!(reports(&silent), asked);

    silent = silent.on(Day(START.0 + 40));
    let mut answered = case.on(Day(START.0 + 40));
    assert_eq!(silent.ok(LENDER, step::confirm(0)), ["LoanRepaid"]);
    answered.ok(LENDER, step::confirm(0));
    assert_eq!(silent.figures(), answered.figures());
    let names: Vec<_> = silent.events.iter().map(|entry| entry.body.name()).collect();
    assert_eq!(names[names.len() - 2..], ["SilenceRecorded", "LoanRepaid"]);
}

#[test]
fn silent_is_to_whom_it_was_reported_and_not_who_bought_the_claim() {
    let mut case = repaid();
    case.assign(&[(ASSIGNEE, 1_000_000)]);
    case.ok(BORROWER, step::report(fen(7_000), Day(START.0 + 10)));
    case = case.on(Day(START.0 + 18));
    case.ok(STRANGER, step::silence(0));
    assert_eq!(recorded(&case).silent, LENDER);
    case.ok(STRANGER, step::silence(1));
    assert_eq!(recorded(&case).silent, ASSIGNEE);
}

#[test]
fn a_second_count_from_the_events_alone_gives_the_same_days() {
    let mut case = repaid();
    let mut count = Unanswered::default();
    for event in case.events.iter().filter_map(Entry::event) {
        count.follow(&event, 7).unwrap();
    }
    for day in 10..40 {
        case = case.on(Day(START.0 + day));
        let may = case.ask(STRANGER, step::silence(0)).is_ok();
        assert_eq!(count.may(0, case.today(), 7), may, "{day}");
    }
    case.ok(STRANGER, step::silence(0));
    count.follow(&case.last(), 7).unwrap();
    assert!(!count.may(0, case.today(), 7));
    assert_eq!(count.follow(&case.last(), 7), None, "it is recorded once");
}
