//! Acceleration after default: by whom, when, what it moves and what it leaves.

use crate::{
    case::{
        accelerable, bullet, day, fen, guaranteed, last_ms, monthly, native, scheduled, Case, ASSIGNEE,
        BORROWER, GUARANTOR, LENDER, START, STRANGER,
    },
    step,
};
use terms::{
    law::BuiltIn,
    statement::{Item, Statement},
    Amount, Day, Error, Event, Instalment, Method, Period, Plan, RatePpm, Stage, Status, Terms,
};

/// The first instalment fell due on 2026-02-05; its three days of grace have passed.
const DEFAULTED: Day = Day(START.0 + 35);

/// 120,000.00 at 12 %, interest each month for a year; after default the whole falls due `days` after the notice.
fn terms(days: u16) -> Terms {
    accelerable(monthly(12), days)
}

/// In default on 2026-02-09.
fn defaulted(terms: Terms) -> Case {
    let mut case = Case::active(terms).on(DEFAULTED);
    case.ok(STRANGER, step::DEFAULT);
    case
}

/// And called in on the same day.
fn accelerated(terms: Terms) -> Case {
    let mut case = defaulted(terms);
    assert_eq!(case.ok(LENDER, step::ACCELERATE), ["LoanAccelerated"]);
    case
}

fn days_of(case: &Case) -> Vec<Day> {
    case.plan.iter().map(|row| row.due).collect()
}

#[test]
fn in_default_the_creditors_notice_lets_the_whole_fall_due_after_the_agreed_days() {
    let case = accelerated(terms(10));
    let due = Day(DEFAULTED.0 + 10);
    // 12,000,000 × 0.12 × 14 / 365 = 55,232.9
    let last = Instalment {
        due,
        principal: fen(12_000_000),
        interest: fen(55_232),
    };
    assert_eq!(case.plan, [terms(10).schedule[0], last]);
    let Event::LoanAccelerated(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(
        (event.due, &event.schedule, event.message),
        (due, &case.plan, [12; 32])
    );
    assert_eq!(event.receipt, Some([13; 32]));
    let plan = case.loan.agreement.terms.plan;
    assert_eq!(
        (plan.method, plan.every, plan.periods),
        (Method::Custom, Period::ByHand, 2)
    );
    // The interest of January, overdue, and what it costs; then everything.
    let case = case.on(due);
    let next = case.books().balance(&case.rules()).unwrap().due;
    assert_eq!(next.minor(), case.total());
    assert_eq!(case.owed(), (12_000_000, 122_301 + 55_232, 0));
}

#[test]
fn what_falls_due_before_the_day_stays_and_what_falls_due_on_it_is_part_of_it() {
    // 2026-02-09 and 24 days are 2026-03-05, the second due day.
    let rows = terms(1).schedule;
    let case = accelerated(terms(24));
    assert_eq!(days_of(&case), [rows[0].due, rows[1].due]);
    assert_eq!(case.plan[1].interest, rows[1].interest);
    let case = accelerated(terms(25));
    assert_eq!(days_of(&case), [rows[0].due, rows[1].due, day(2026, 3, 6)]);
    assert_eq!(case.plan[1], rows[1]);
    let case = accelerated(terms(23));
    assert_eq!(days_of(&case), [rows[0].due, day(2026, 3, 4)]);
}

#[test]
fn principal_that_fell_due_before_is_not_asked_for_again() {
    let mut terms = terms(10);
    terms.plan.method = Method::EqualPrincipal;
    let case = accelerated(scheduled(terms));
    let principal: Vec<u128> = case.plan.iter().map(|row| row.principal.minor()).collect();
    assert_eq!(principal, [1_000_000, 11_000_000]);
}

#[test]
fn only_the_creditor_of_a_loan_in_default_that_nobody_disputes_calls_it_in_and_only_where_it_is_agreed() {
    let overdue = Case::active(terms(10)).on(DEFAULTED);
    assert_eq!(overdue.refused(LENDER, step::ACCELERATE), Error::WrongState);
    let mut case = defaulted(terms(10));
    assert_eq!(case.refused(BORROWER, step::ACCELERATE), Error::WrongParty);
    assert_eq!(case.refused(STRANGER, step::ACCELERATE), Error::NotAParty);
    case.ok(BORROWER, step::DISPUTE);
    assert_eq!(case.refused(LENDER, step::ACCELERATE), Error::Disputed);
    assert_eq!(case.refused(BORROWER, step::ACCELERATE), Error::WrongParty);
    case.ok(BORROWER, step::resolve(0, 0));
    assert!(case.ask(LENDER, step::ACCELERATE).is_ok());
    // Of several holders the lead.
    case.assign(&[(ASSIGNEE, 500_000), (LENDER, 500_000)]);
    assert_eq!(case.refused(LENDER, step::ACCELERATE), Error::NotAParty);
    assert!(case.ask(ASSIGNEE, step::ACCELERATE).is_ok());
    let silent = defaulted(monthly(12));
    assert_eq!(silent.refused(LENDER, step::ACCELERATE), Error::NoAcceleration);
}

#[test]
fn a_loan_is_called_in_once_and_never_to_a_later_day_than_it_had() {
    let mut case = accelerated(terms(10));
    for later in [0, 1, 9, 10, 11, 400] {
        case = case.on(Day(DEFAULTED.0 + later));
        assert_eq!(case.refused(LENDER, step::ACCELERATE), Error::NothingToAccelerate);
    }
    // One instalment is left, due in five days: ten days of notice would move it away, four draw it near.
    for (days, given) in [(10, false), (5, false), (4, true)] {
        let mut case = Case::active(terms(days)).on(day(2026, 12, 31));
        case.ok(STRANGER, step::DEFAULT);
        assert_eq!(case.ask(LENDER, step::ACCELERATE).is_ok(), given, "{days}");
    }
}

#[test]
fn acceleration_changes_no_figure_of_its_day_and_costs_nothing_but_the_days() {
    let before = defaulted(terms(10));
    let after = accelerated(terms(10));
    assert_eq!(after.figures(), before.figures());
    assert_eq!(after.stored(), before.stored());
    // Up to the day on which the whole falls due it makes no difference.
    let due = Day(DEFAULTED.0 + 10);
    assert_eq!(before.on(due).total(), after.clone().on(due).total());
    // Paid on its day, the loan is settled.
    let mut after = after.on(due);
    let total = after.total();
    assert_eq!(after.pay(total), ["LoanRepaid", "DefaultCured", "LoanSettled"]);
}

#[test]
fn to_pay_what_was_overdue_lifts_the_mark_and_not_the_acceleration() {
    let mut case = accelerated(terms(10));
    assert_eq!(case.pay_what_is_due(), ["LoanRepaid", "DefaultCured"]);
    let due = case.figures().next_due.unwrap();
    assert_eq!((due.instalment, due.day), (1, Day(DEFAULTED.0 + 10)));
    assert_eq!(due.amount, fen(12_000_000 + 55_232));
    // Nor is it called in again after another default.
    let mut case = case.on(Day(DEFAULTED.0 + 14));
    case.ok(STRANGER, step::DEFAULT);
    assert_eq!(case.refused(LENDER, step::ACCELERATE), Error::NothingToAccelerate);
}

#[test]
fn an_amendment_that_all_sign_takes_the_acceleration_back() {
    let mut case = accelerated(terms(10));
    let plan = Plan {
        method: Method::InterestOnly,
        start: case.today(),
        every: Period::Months(1),
        periods: 12,
        balloon: Amount::ZERO,
    };
    let names = case.amend(case.amendment(plan));
    assert_eq!(names, ["LoanAmended", "DefaultCured"]);
    assert_eq!(case.plan.len(), 12);
    // And what was agreed on default is agreed still.
    let mut case = case.on(day(2026, 3, 20));
    case.ok(STRANGER, step::DEFAULT);
    assert_eq!(case.ok(LENDER, step::ACCELERATE), ["LoanAccelerated"]);
}

#[test]
fn money_of_an_earlier_day_still_counts_from_that_day() {
    let mut case = accelerated(terms(10));
    let paid = day(2026, 2, 5);
    case.ok(LENDER, step::report(fen(122_301), paid));
    assert_eq!(case.status(), Status::Active);
    assert_eq!(case.stored().accrued_to, paid);
    let mut straight = Case::active(terms(10)).on(paid);
    straight.pay(122_301);
    let due = Day(DEFAULTED.0 + 10);
    assert_eq!(case.on(due).total(), straight.on(due).total());
}

#[test]
fn the_clock_of_limitation_and_a_later_guarantee_go_by_the_accelerated_day_and_an_earlier_one_stays() {
    let limitation = |case: &Case| case.loan.limitation(&case.plan, case.today()).unwrap();
    let case = accelerated(terms(10));
    assert_eq!(limitation(&case).from, Day(DEFAULTED.0 + 10));
    let until = |case: &Case| case.loan.agreement.consents[0].unwrap().until;
    let mut case = Case::active(guaranteed(terms(10)));
    let digest = case.loan.agreement.digest;
    case.ok(GUARANTOR, step::consent(digest));
    let agreed = until(&case);
    let mut case = case.on(DEFAULTED);
    case.ok(STRANGER, step::DEFAULT);
    case.ok(LENDER, step::ACCELERATE);
    assert_eq!((agreed, until(&case)), (day(2027, 7, 5), day(2027, 7, 5)));
    let mut late = accelerated(guaranteed(terms(10)));
    late.ok(GUARANTOR, step::consent(digest));
    assert_eq!(until(&late), day(2026, 8, 19));
}

#[test]
fn the_accelerated_day_passes_its_stages_and_what_is_overdue_is_announced_once_more() {
    let mut case = defaulted(terms(10));
    case.ok(STRANGER, step::NOTIFY);
    case.ok(LENDER, step::ACCELERATE);
    let mut seen = Vec::new();
    for later in 0..20 {
        case = case.on(Day(DEFAULTED.0 + later));
        if let Ok(events) = case.act(STRANGER, step::NOTIFY) {
            for entry in events {
                let Some(Event::RepaymentDue(event)) = entry.event() else {
                    panic!("another event")
                };
                seen.push((later, event.due.instalment, event.stage));
            }
        }
    }
    let expected = [
        (0, 0, Stage::Final),
        (3, 1, Stage::Soon),
        (10, 1, Stage::Today),
        (11, 1, Stage::Overdue),
        (14, 1, Stage::Final),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn the_statement_has_a_line_for_it_and_follows_from_the_events_alone() {
    let mut case = accelerated(terms(10)).on(Day(DEFAULTED.0 + 12));
    case.pay(50);
    let events: Vec<Event> = case.events.iter().filter_map(|entry| entry.event()).collect();
    let statement = Statement::replay(&events, &BuiltIn, case.today()).unwrap();
    let due = Day(DEFAULTED.0 + 10);
    let lines = statement.lines.iter();
    let found: Vec<_> = lines
        .filter(|line| line.item == Item::Accelerated { due })
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].from, found[0].item.articles()), (DEFAULTED, "CC 509"));
    assert_eq!(statement.books.schedule, case.plan);
    // Forged: another day.
    let forged = |change: fn(&mut terms::event::LoanAccelerated)| {
        let mut events = events.clone();
        for event in &mut events {
            if let Event::LoanAccelerated(event) = event {
                change(event);
            }
        }
        Statement::replay(&events, &BuiltIn, due)
    };
    assert!(forged(|_| ()).is_ok());
    assert!(forged(|event| event.due = Day(event.due.0 + 1)).is_err());
    assert!(forged(|event| event.schedule[1].principal = fen(1)).is_err());
    assert!(forged(|event| event.schedule.truncate(1)).is_err());
}

#[test]
fn what_was_paid_ahead_of_a_loan_that_is_called_in_is_the_same_by_its_events_and_by_its_books() {
    let alike = |case: &Case, what: &str| {
        let events: Vec<Event> = case.events.iter().filter_map(|entry| entry.event()).collect();
        let statement = Statement::replay(&events, &BuiltIn, case.today()).unwrap();
        assert_eq!(statement.account, Some(case.books()), "{what}");
    };
    // The interest so far and two fen more, before anything falls due. Then a payment, which closes the first instalment under
    // the schedule as it was: of the second no principal was asked for, of what takes its place all is.
    let mut case = Case::active(terms(10)).on(Day(START.0 + 10));
    let (_, so_far, _) = case.owed();
    let _: Vec<&str> = case.pay(so_far + 2);
    let mut case = case.on(Day(START.0 + 33));
    let _: Vec<&str> = case.pay(1);
    let mut case = case.on(DEFAULTED);
    case.ok(STRANGER, step::DEFAULT);
    case.ok(LENDER, step::ACCELERATE);
    alike(&case, "called in");
    case.pay(5);
    alike(&case, "paid on the same day");
    // Money of an earlier day has the books computed anew, under the schedule in force.
    case.ok(LENDER, step::report(fen(1), Day(START.0 + 9)));
    alike(&case, "computed anew");
    let mut case = case.on(Day(DEFAULTED.0 + 12));
    case.pay(50);
    alike(&case, "paid when all was due");
}

#[test]
fn a_loan_on_chain_is_called_in_and_repaid_in_one_payment() {
    let mut case = accelerated(native(terms(1))).on(Day(DEFAULTED.0 + 1));
    let total = fen(case.total());
    let names = case.ok(BORROWER, step::repay(total));
    assert_eq!(names, ["LoanRepaid", "DefaultCured", "LoanSettled"]);
}

#[test]
fn an_offered_amendment_outlives_the_acceleration() {
    let mut case = defaulted(terms(10));
    let plan = Plan {
        start: case.today(),
        ..bullet().plan
    };
    let mut amendment = case.amendment(plan);
    amendment.annual_rate = RatePpm(100_000);
    amendment.sign_by = last_ms(Day(DEFAULTED.0 + 40));
    case.ok(BORROWER, step::propose(case.figured(amendment)));
    case.ok(LENDER, step::ACCELERATE);
    let names = case.ok(LENDER, step::accept(case.amendment_digest()));
    assert_eq!(names, ["LoanAmended", "DefaultCured"]);
    assert_eq!(days_of(&case), [Day(DEFAULTED.0 + 90)]);
}
