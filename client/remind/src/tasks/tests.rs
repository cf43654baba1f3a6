//! The tasks against the contract's own rules: on every day of a life, what they say it would take is what it takes.

use iou_base::sha256;
use proptest::prelude::*;
use terms::law::BuiltIn;
use terms::life::{Context, Delivery, NoOffices, Outcome};
use terms::{sample, AccountId, Loan, Terms};

use super::super::policy::tests::{day, BORROWER, LENDER};
use super::*;
use iou_base::money::Unit;
use iou_view::unanswered::open_reports;

fn by(caller: AccountId, now: Timestamp) -> Context<'static> {
    Context {
        caller,
        now,
        block: 1,
        sha256,
        rates: &BuiltIn,
        offices: &NoOffices,
        intent: None,
    }
}

/// A loan on its way, with what an indexer knows of it.
struct Life {
    loan: Loan,
    schedule: Vec<terms::Instalment>,
    announced: Option<Day>,
}

/// Days for the answer to a report.
const ANSWER_DAYS: u16 = 5;

impl Life {
    /// Ten thousand for some months, delivered at once.
    fn begin(method: usize, months: u16, grace: u16, start: Day) -> Life {
        let mut terms = sample::any_method(LENDER, BORROWER, start, months, method);
        terms.grace_days = grace;
        terms.answer_days = ANSWER_DAYS;
        let all = terms.principal.minor();
        Life::of(terms, all)
    }

    /// A loan of these terms, of which so much was delivered on the first day.
    fn of(terms: Terms, delivered: u128) -> Life {
        let start = terms.plan.start;
        let (lender, borrower) = (by(LENDER, sample::noon(start)), by(BORROWER, sample::noon(start)));
        let proposed = Loan::propose(0, terms.clone(), None, &lender).unwrap();
        let mut life = Life {
            loan: proposed.loan.clone(),
            schedule: terms.schedule.clone(),
            announced: None,
        };
        life.take(proposed);
        let signed = life
            .loan
            .clone()
            .sign(&terms.schedule, terms.digest(sha256), None, &borrower);
        life.take(signed.unwrap());
        life.deliver(delivered, start, sample::noon(start));
        life
    }

    /// So much was delivered on a day, and is reported and acknowledged.
    fn deliver(&mut self, minor: u128, on: Day, now: Timestamp) {
        let (amount, receipt) = (sample::amount(minor), None);
        let delivery = Delivery {
            number: 0,
            amount,
            on,
            at_least: terms::RatePpm::ZERO,
            receipt,
            acknowledged: false,
        };
        let number = self.loan.state.deliveries().map_or(0, |all| all.next);
        let reported = self
            .loan
            .clone()
            .report_delivery(&self.schedule, delivery, &by(LENDER, now));
        self.take(reported.unwrap());
        let (named, borrower) = ((amount, on, receipt), by(BORROWER, now));
        let loan = self.loan.clone();
        let active = loan.acknowledge_delivery(&self.schedule, number, named, None, &borrower);
        self.take(active.unwrap());
    }

    fn take(&mut self, outcome: Outcome) {
        for entry in &outcome.events {
            let event = entry.event().unwrap();
            self.announced = announced_on(self.announced, &event);
        }
        if let Some(schedule) = outcome.schedule {
            self.schedule = schedule;
        }
        self.loan = outcome.loan;
    }

    fn due_tasks(&self, now: Timestamp) -> DueTasks {
        let unit = Unit {
            name: "CNY".into(),
            decimals: 2,
        };
        let running = self.loan.state.running();
        let mut terms = self.loan.agreement.terms.clone();
        terms.schedule = self.schedule.clone();
        let debt = Debt {
            loan: 0,
            terms: &terms,
            schedule: &self.schedule,
            account: running.map(|active| &active.account),
            status: self.loan.state.status(),
            proposal: None,
            silence: &[],
            reports: open_reports(&self.loan),
            disputed: running.is_some_and(|active| active.dispute.is_some()),
            limitation_until: None,
            guarantors: &[],
            holders: &self.loan.agreement.holders,
            seats: &self.loan.agreement.seats,
            demand: None,
            unit: &unit,
            rates: &BuiltIn,
        };
        due_tasks(&debt, self.announced, true, now).unwrap()
    }

    fn notify(&self, now: Timestamp) -> Result<Outcome, Error> {
        self.loan.clone().notify_due(&self.schedule, &by(GUEST, now))
    }

    fn silence(&self, report: u32, now: Timestamp) -> Result<Outcome, Error> {
        let loan = self.loan.clone();
        loan.record_silence(&self.schedule, report, &by(GUEST, now))
    }

    fn mark(&self, now: Timestamp) -> Result<Outcome, Error> {
        self.loan.clone().mark_default(&self.schedule, &by(GUEST, now))
    }
}

const GUEST: AccountId = AccountId([9; 32]);

/// Something that happens on a day, by chance.
#[derive(Debug, Clone)]
enum Act {
    Pay(u128),
    Dispute,
    Drop,
    Announce,
    Mark,
    Report(u128),
    Answer,
    Silence,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (1u128..400_000).prop_map(Act::Pay),
        1 => Just(Act::Dispute),
        1 => Just(Act::Drop),
        4 => Just(Act::Announce),
        2 => Just(Act::Mark),
        2 => (1u128..400_000).prop_map(Act::Report),
        1 => Just(Act::Answer),
        2 => Just(Act::Silence),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_contract_takes_a_task_when_and_only_when_it_is_named(
        method in 0usize..3,
        months in 1u16..5,
        grace in prop::sample::select(vec![0u16, 3, 40]),
        acts in prop::collection::vec((0u32..220, act()), 0..30),
    ) {
        let start = day("2026-11-15");
        let mut life = Life::begin(method, months, grace, start);
        for n in 0..220 {
            let now = sample::noon(Day(start.0 + n));
            for (_, act) in acts.iter().filter(|(on, _)| *on == n) {
                let (lender, borrower) = (by(LENDER, now), by(BORROWER, now));
                let (loan, plan) = (life.loan.clone(), &life.schedule);
                let outcome = match act {
                    Act::Pay(minor) => {
                        let paid = sample::report(sample::amount(*minor), Day(start.0 + n), &loan);
                        loan.report_repayment(plan, paid, &lender)
                    }
                    Act::Dispute => loan.dispute(plan, None, &borrower),
                    Act::Drop => {
                        let open = loan.state.running().and_then(|running| running.dispute);
                        let event = open.map_or(0, |open| open.event);
                        loan.resolve(plan, event, Default::default(), None, &borrower)
                    }
                    Act::Announce => loan.notify_due(plan, &by(GUEST, now)),
                    Act::Mark => loan.mark_default(plan, &by(GUEST, now)),
                    Act::Report(minor) => {
                        let paid = sample::report(sample::amount(*minor), Day(start.0 + n), &loan);
                        loan.report_repayment(plan, paid, &borrower)
                    }
                    Act::Answer => loan.confirm_repayment(plan, oldest(&life), None, &lender),
                    Act::Silence => life.silence(oldest(&life), now),
                };
                if let Ok(outcome) = outcome {
                    life.take(outcome);
                }
            }
            let tasks = life.due_tasks(now);
            prop_assert_eq!(tasks.now.contains(&TaskKind::NotifyDue), life.notify(now).is_ok(), "day {}", n);
            prop_assert_eq!(tasks.now.contains(&TaskKind::MarkDefault), life.mark(now).is_ok(), "day {}", n);
            let may: Vec<_> = (0..30).filter(|report| life.silence(*report, now).is_ok()).collect();
            prop_assert_eq!(tasks.silences, may, "day {}", n);
        }
    }

    #[test]
    fn between_two_looks_the_contract_would_take_nothing_and_at_the_next_it_does(
        method in 0usize..3,
        months in 1u16..5,
        grace in prop::sample::select(vec![0u16, 3, 40]),
        paid in prop::option::of((0u32..60, 1u128..1_100_000)),
    ) {
        let start = day("2026-11-15");
        let mut life = Life::begin(method, months, grace, start);
        let mut from = 0;
        if let Some((after, minor)) = paid {
            from = after;
            let now = sample::noon(Day(start.0 + after));
            let loan = life.loan.clone();
            let on = Day(start.0 + after);
            let report = sample::report(sample::amount(minor), on, &loan);
            let paid = loan.report_repayment(&life.schedule, report, &by(LENDER, now));
            life.take(paid.unwrap());
        }
        let mut next = None;
        for n in from..260 {
            let now = sample::noon(Day(start.0 + n));
            let news = life.notify(now).is_ok() || life.mark(now).is_ok();
            let due = next.is_some_and(|next: Timestamp| next <= now);
            prop_assert!(n == from || news == due, "day {}: {} but next {:?}", n, news, next);
            let tasks = life.due_tasks(now);
            if let Ok(outcome) = life.notify(now) {
                life.take(outcome);
            }
            if let Ok(outcome) = life.mark(now) {
                life.take(outcome);
            }
            next = tasks.next;
        }
    }
}

/// The report that has waited longest, or none.
fn oldest(life: &Life) -> u32 {
    let running = life.loan.state.running();
    let reports = running.map_or(&[][..], |running| &running.reports);
    reports.first().map_or(u32::MAX, |report| report.number)
}

#[test]
fn a_report_that_nobody_answers_is_told_when_its_days_are_over_and_once() {
    let (start, noon) = (day("2026-11-15"), |n: u32| {
        sample::noon(Day(day("2026-11-15").0 + n))
    });
    let mut life = Life::begin(0, 3, 3, start);
    for n in [1, 3] {
        let paid = sample::report(sample::amount(5_000), start, &life.loan);
        let reported = life
            .loan
            .clone()
            .report_repayment(&life.schedule, paid, &by(BORROWER, noon(n)));
        life.take(reported.unwrap());
    }
    let midnight = |n: u32| Day(start.0 + n).starts_at(terms::UtcOffset::CHINA);
    let days = u32::from(ANSWER_DAYS);
    let tasks = life.due_tasks(noon(3));
    assert_eq!((tasks.silences, tasks.next), (vec![], Some(midnight(2 + days))));
    let tasks = life.due_tasks(midnight(2 + days));
    assert_eq!((tasks.silences, tasks.next), (vec![0], Some(midnight(4 + days))));
    life.take(life.silence(0, midnight(2 + days)).unwrap());
    assert!(life.due_tasks(midnight(2 + days)).silences.is_empty());
    assert_eq!(life.due_tasks(midnight(4 + days)).silences, [1]);
}

#[test]
fn a_loan_that_nobody_pays_is_announced_four_times_and_marked_after_its_grace() {
    let mut life = Life::begin(0, 1, 3, day("2026-11-15"));
    let (mut told, mut at) = (Vec::new(), sample::noon(day("2026-11-15")));
    while let Some(next) = life.due_tasks(at).next {
        at = next;
        let today = Day::of(at, terms::UtcOffset::CHINA);
        for task in life.due_tasks(at).now {
            told.push(format!("{today} {task:?}"));
            let outcome = match task {
                TaskKind::NotifyDue => life.notify(at),
                TaskKind::MarkDefault => life.mark(at),
                other => unreachable!("{other:?} is nothing that anyone may do"),
            };
            life.take(outcome.unwrap());
        }
        assert_eq!(life.due_tasks(at).now, [], "what was told is not told again");
    }
    assert_eq!(
        told,
        [
            "2026-12-08 NotifyDue",
            "2026-12-15 NotifyDue",
            "2026-12-16 NotifyDue",
            "2026-12-19 NotifyDue",
            "2026-12-19 MarkDefault",
        ]
    );
}

#[test]
fn what_falls_due_is_announced_anew_once_a_further_part_has_come() {
    let start = day("2026-11-15");
    let mut terms = sample::monthly(LENDER, BORROWER, start, 1);
    terms.deliveries = 2;
    let mut life = Life::of(terms, 400_000);
    let soon = sample::noon(day("2026-12-10"));
    life.take(life.notify(soon).unwrap());
    assert_eq!(life.due_tasks(soon).now, []);
    life.deliver(600_000, start, soon);
    assert_eq!(life.due_tasks(soon).now, [TaskKind::NotifyDue]);
    assert!(life.notify(soon).is_ok());
}

#[test]
fn default_is_marked_only_where_a_setting_asks_for_it() {
    let life = Life::begin(0, 1, 3, day("2026-11-15"));
    let late = sample::noon(day("2027-02-01"));
    assert_eq!(
        life.due_tasks(late).now,
        [TaskKind::NotifyDue, TaskKind::MarkDefault]
    );
    let unit = Unit {
        name: "CNY".into(),
        decimals: 2,
    };
    let active = life.loan.state.running().unwrap();
    let debt = Debt {
        loan: 0,
        terms: &life.loan.agreement.terms,
        schedule: &life.schedule,
        account: Some(&active.account),
        status: Status::Active,
        proposal: None,
        silence: &[],
        reports: &[],
        disputed: false,
        limitation_until: None,
        guarantors: &[],
        holders: &[],
        seats: &[],
        demand: None,
        unit: &unit,
        rates: &BuiltIn,
    };
    assert_eq!(
        due_tasks(&debt, None, false, late).unwrap().now,
        [TaskKind::NotifyDue]
    );
}
