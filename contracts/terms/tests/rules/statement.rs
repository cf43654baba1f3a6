//! The statement of account: drawn up from events alone, every line with what it was computed from.

use crate::{
    case::{
        arbitrated, bullet, day, fen, last_ms, scheduled, Case, ARBITER, BORROWER, LENDER, START, STRANGER,
    },
    step,
};
use terms::{
    event::Entry,
    law::{BuiltIn, LateBasis},
    statement::{Accrual, Item, Statement, Unsound},
    Amount, Day, DayCount, Event, Period, RatePpm, Terms, UtcOffset,
};

/// The demo loan falls due ninety days after its start.
const DUE: Day = Day(START.0 + 90);

fn events(case: &Case) -> Vec<Event> {
    case.events.iter().filter_map(Entry::event).collect()
}

fn statement(case: &Case) -> Statement {
    Statement::replay(&events(case), &case.rates, case.today()).unwrap()
}

fn items(case: &Case) -> Vec<Item> {
    statement(case).lines.into_iter().map(|line| line.item).collect()
}

fn accrual(principal: u128, rate: u32, days: u32, base: u32, amount: u128) -> Accrual {
    Accrual {
        principal: fen(principal),
        rate: RatePpm(rate),
        days,
        base,
        amount: fen(amount),
    }
}

#[test]
fn each_line_can_be_checked_with_a_pocket_calculator() {
    let mut terms = bullet();
    terms.late_fee = fen(100);
    let mut case = Case::active(terms).on(Day(START.0 + 30));
    case.pay(504_931);
    let case = case.on(Day(DUE.0 + 10));
    let items = items(&case);
    let Item::Paid(payment) = items[2] else {
        panic!("{items:?}")
    };
    assert_eq!((payment.interest, payment.principal), (fen(4_931), fen(500_000)));
    let expected = [
        Item::Delivered {
            amount: fen(1_000_000),
        },
        // 1,000,000 × 0.06 × 30 / 365 = 4,931.5
        Item::Interest(accrual(1_000_000, 60_000, 30, 365, 4_931)),
        Item::Paid(payment),
        // (1,000,000 × 30 + 500,000 × 60) × 0.06 / 365 = 9,863.01, of which 4,931 were before
        Item::Interest(accrual(500_000, 60_000, 60, 365, 4_932)),
        Item::FellDue {
            instalment: 0,
            asked: fen(504_932),
        },
        // 500,000 × 0.06 × 10 / 365 = 821.9, and the fee; the cap of 12 % would allow 1,643
        Item::Late {
            accrual: accrual(500_000, 60_000, 10, 365, 821 + 100),
            basis: LateBasis::LoanRate,
            fees: fen(100),
            cap: Some(RatePpm(120_000)),
        },
    ];
    assert_eq!(items, expected);
}

/// No rate is agreed, and ten thousand fall due: the law gives the reference rate of that day.
fn without_a_rate() -> Terms {
    let mut terms = bullet();
    terms.annual_rate = RatePpm(0);
    scheduled(terms)
}

#[test]
fn a_reference_rate_of_the_due_day_counts_though_it_is_published_after_something_was_recorded_on_that_day() {
    let mut case = Case::active(without_a_rate()).on(DUE);
    case.pay(100_000);
    case.publish(20_000);
    let before = case.figures();
    case.pay(1_000);
    assert_eq!(case.figures().late, before.late);
    case = case.on(Day(DUE.0 + 100));
    // 899,000 × 0.02 × 100 / 365 = 4,926.03
    assert_eq!(case.owed(), (899_000, 0, 4_926));
    case.pay(1_000);
    let statement = statement(&case);
    assert_eq!(statement.account.as_ref(), Some(&case.books()));
    let late = statement.lines.iter().find_map(|line| match line.item {
        Item::Late { accrual, basis, .. } => Some((accrual, basis)),
        _ => None,
    });
    assert_eq!(
        late,
        Some((accrual(899_000, 20_000, 100, 365, 4_926), LateBasis::Reference))
    );
}

#[test]
fn a_reference_rate_of_the_day_after_the_due_day_changes_nothing() {
    let mut case = Case::active(without_a_rate()).on(Day(DUE.0 + 1));
    case.publish(20_000);
    let case = case.on(Day(DUE.0 + 73));
    // 1,000,000 × 0.03 × 73 / 365 = 6,000
    assert_eq!(case.owed(), (1_000_000, 0, 6_000));
    assert_eq!(statement(&case).account.as_ref(), Some(&case.books()));
}

#[test]
fn east_of_china_the_reference_rate_is_that_of_the_day_in_china_on_which_the_due_day_begins() {
    for (minutes, late) in [(0, 20_000), (480, 20_000), (481, 30_000), (840, 30_000)] {
        let mut terms = without_a_rate();
        terms.utc_offset = UtcOffset(minutes);
        let mut case = Case::active(terms);
        // The last moment of the due day in China: east of it the next day has begun.
        case.now = last_ms(DUE);
        case.ok(LENDER, step::report(fen(1_000), DUE));
        case.publish(20_000);
        case = case.on(Day(DUE.0 + 50));
        case.ok(LENDER, step::report(fen(1_000), DUE));
        assert_eq!(case.books().late_rate, RatePpm(late), "{minutes}");
        assert_eq!(
            statement(&case).account.as_ref(),
            Some(&case.books()),
            "{minutes}"
        );
    }
}

#[test]
fn where_both_ends_count_the_day_of_delivery_has_its_line() {
    // The court file of the published cases: 228 days, 39,520.00.
    let start = day(2024, 6, 8);
    let mut terms = bullet();
    terms.principal = fen(52_000_000);
    terms.annual_rate = RatePpm(120_000);
    terms.day_count = DayCount::Act360;
    terms.both_ends = true;
    terms.plan.start = start;
    terms.plan.every = Period::Days(400);
    (terms.sign_by, terms.deliver_by) = (last_ms(start), last_ms(start));
    let mut case = Case::proposed_on(start, scheduled(terms));
    case.sign();
    case.deliver(fen(52_000_000), start);
    let case = case.on(day(2025, 1, 21));
    let accruals: Vec<Accrual> = items(&case)
        .into_iter()
        .filter_map(|item| match item {
            Item::Interest(accrual) => Some(accrual),
            _ => None,
        })
        .collect();
    assert_eq!(accruals.iter().map(|accrual| accrual.days).sum::<u32>(), 228);
    let sum: u128 = accruals.iter().map(|accrual| accrual.amount.minor()).sum();
    assert_eq!(sum, 3_952_000);
}

#[test]
fn costs_take_nothing_of_money_that_is_recorded_later_for_an_earlier_day() {
    let mut case = Case::active(arbitrated(bullet())).on(Day(START.0 + 40));
    case.ok(BORROWER, step::DISPUTE);
    case.ok(ARBITER, step::resolve(0, 700));
    case.ok(LENDER, step::report(fen(5_631), Day(START.0 + 30)));
    // 4,931 of thirty days, and 700 of principal: ten days on the rest has earned 1,642.7, and the costs come on top.
    let statement = statement(&case);
    assert_eq!(statement.account.as_ref(), Some(&case.books()));
    let after = statement
        .lines
        .iter()
        .map(|line| (line.item, line.after.total.minor()));
    let totals: Vec<u128> = after
        .filter(|(item, _)| matches!(item, Item::Costs { .. } | Item::Paid(_)))
        .map(|(_, total)| total)
        .collect();
    assert_eq!(totals, [999_300, 999_300 + 1_643 + 700]);
}

#[test]
fn what_was_forgiven_stands_in_the_books() {
    let mut case = Case::active(bullet()).on(DUE);
    case.ok(LENDER, step::forgive(fen(300)));
    let account = statement(&case).account.unwrap();
    assert_eq!(account.forgiven, fen(300));
}

#[test]
fn a_loan_that_was_never_delivered_has_no_account() {
    let case = Case::signed(bullet()).on(DUE);
    let statement = statement(&case);
    assert!(statement.account.is_none() && statement.lines.is_empty());
}

#[test]
fn events_that_do_not_follow_from_each_other_are_unsound() {
    let mut case = Case::active(bullet()).on(DUE);
    case.pay(500_000);
    case.ok(STRANGER, step::NOTIFY);
    let events = events(&case);
    let replay = |events: &[Event]| Statement::replay(events, &BuiltIn, DUE).err();
    assert_eq!(replay(&events), None);
    assert_eq!(replay(&[]), Some(Unsound::OutOfPlace { sequence: 0 }));
    assert_eq!(replay(&events[1..]), Some(Unsound::OutOfPlace { sequence: 0 }));
    // Proposed, signed, delivery reported, delivered, repaid, due.
    let mut gap = events.clone();
    gap.remove(4);
    assert_eq!(replay(&gap), Some(Unsound::OutOfPlace { sequence: 4 }));
    let mut forged = events.clone();
    let Event::LoanRepaid(repaid) = &mut forged[4] else {
        panic!("another event")
    };
    repaid.payment.amount = fen(500_001);
    assert!(matches!(
        replay(&forged),
        Some(Unsound::Refused { sequence: 4, .. })
    ));
    let mut forged = events;
    let Event::RepaymentDue(due) = &mut forged[5] else {
        panic!("another event")
    };
    due.after.principal = Amount::ZERO;
    assert_eq!(replay(&forged), Some(Unsound::Figures { sequence: 5 }));
}
