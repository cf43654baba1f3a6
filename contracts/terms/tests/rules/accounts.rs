//! Money examples worked by hand, the arithmetic in a comment, and cases taken from the statutes (`data/law.json`).

use crate::case::{bullet, day, fen, monthly, scheduled, Case, START};
use serde_json::Value;
use terms::{law, Day, DayCount, Jurisdiction, Period, RatePpm, Rounding, Terms};

const DUE: Day = Day(START.0 + 90);

/// The interest of the demo loan with one change.
fn interest_with(change: impl FnOnce(&mut Terms)) -> u128 {
    let mut terms = bullet();
    change(&mut terms);
    scheduled(terms).schedule[0].interest.minor()
}

#[test]
fn ten_thousand_yuan_at_six_per_cent_for_ninety_days_cost_147_yuan_94() {
    // 1,000,000 × 0.06 × 90 / 365 = 14,794.52 → 14,794
    assert_eq!(interest_with(|_| ()), 14_794);
}

#[test]
fn half_even_rounds_the_same_interest_up() {
    // 14,794.52 → 14,795
    assert_eq!(interest_with(|terms| terms.rounding = Rounding::HalfEven), 14_795);
}

#[test]
fn a_year_of_360_days_earns_more() {
    // 1,000,000 × 0.06 × 90 / 360 = 15,000
    assert_eq!(interest_with(|terms| terms.day_count = DayCount::Act360), 15_000);
}

#[test]
fn months_of_thirty_days_count_from_5_january_to_5_april_ninety_days() {
    // 2026-01-05 + 90 days = 2026-04-05: 3 × 30 days of 360
    assert_eq!(
        interest_with(|terms| terms.day_count = DayCount::Thirty360),
        15_000
    );
    // Until 2026-03-31 (85 days on): 2 × 30 + 25, the 31st counting as the 30th; 1,000,000 × 0.06 × 85 / 360 = 14,166.6
    let march = |terms: &mut Terms| {
        terms.day_count = DayCount::Thirty360;
        terms.plan.every = Period::Days(85);
    };
    assert_eq!(interest_with(march), 14_166);
}

#[test]
fn counting_both_ends_adds_one_day_to_the_first_period_only() {
    // 1,000,000 × 0.06 × 91 / 365 = 14,958.9
    assert_eq!(interest_with(|terms| terms.both_ends = true), 14_958);
    // 12,000,000 × 0.12 × 32 / 365 = 126,246.5 (January has 31 days); then 28 days: 110,465.7
    let mut terms = monthly(3);
    terms.both_ends = true;
    let schedule = scheduled(terms).schedule;
    assert_eq!(
        schedule
            .iter()
            .map(|row| row.interest.minor())
            .collect::<Vec<_>>(),
        [126_246, 110_465, 122_301]
    );
}

#[test]
fn a_year_of_interest_only_pays_each_month_for_its_own_days() {
    // 12,000,000 × 0.12 × d / 365: 31 days 122,301.3; 28 days 110,465.7; 30 days 118,356.1
    let (long, feb, short) = (122_301, 110_465, 118_356);
    let rows = monthly(12).schedule;
    let interest: Vec<_> = rows.iter().map(|row| row.interest.minor()).collect();
    // Due on the 5th of February, March, … January.
    assert_eq!(
        interest,
        [long, feb, long, short, long, short, long, long, short, long, short, long]
    );
    assert!(rows[..11].iter().all(|row| row.principal.is_zero()));
    assert_eq!(
        (rows[11].principal, rows[11].due),
        (fen(12_000_000), day(2027, 1, 5))
    );
}

#[test]
fn due_days_at_the_end_of_a_month_come_back_to_the_31st() {
    let mut terms = monthly(4);
    terms.plan.start = day(2026, 1, 31);
    terms.sign_by = crate::case::noon(day(2026, 1, 31));
    let due: Vec<_> = scheduled(terms).schedule.iter().map(|row| row.due).collect();
    assert_eq!(
        due,
        [
            day(2026, 2, 28),
            day(2026, 3, 31),
            day(2026, 4, 30),
            day(2026, 5, 31)
        ]
    );
}

#[test]
fn a_part_paid_early_goes_to_the_interest_so_far_and_then_to_principal() {
    let mut case = Case::active(bullet()).on(Day(START.0 + 30));
    // 30 days: 1,000,000 × 0.06 × 30 / 365 = 4,931.5 → 4,931; the rest of 300,000 is principal.
    case.pay(300_000);
    assert_eq!(case.owed(), (1_000_000 - 295_069, 0, 0));
    // The numerators go on: (1,000,000 × 30 + 704,931 × 60) × 0.06 / 365 = 11,884.2 → 11,884 − 4,931 paid
    assert_eq!(case.on(DUE).owed(), (704_931, 6_953, 0));
}

#[test]
fn a_part_paid_on_the_due_day_leaves_the_rest_overdue_at_the_loans_own_rate() {
    let mut case = Case::active(bullet()).on(DUE);
    case.pay(500_000); // 14,794 interest, 485,206 principal
    assert_eq!(case.owed(), (514_794, 0, 0));
    // 10 days: 514,794 × 0.06 × 10 / 365 = 846.2
    assert_eq!(case.on(Day(DUE.0 + 10)).owed(), (514_794, 0, 846));
}

#[test]
fn a_part_paid_late_goes_to_late_interest_first_then_interest_then_principal() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 20));
    // 20 days late: 1,000,000 × 0.06 × 20 / 365 = 3,287.6
    assert_eq!(case.owed(), (1_000_000, 14_794, 3_287));
    case.pay(3_000);
    assert_eq!(case.owed(), (1_000_000, 14_794, 287));
    case.pay(10_287);
    assert_eq!(case.owed(), (1_000_000, 4_794, 0));
    case.pay(104_794);
    assert_eq!(case.owed(), (900_000, 0, 0));
}

#[test]
fn unpaid_interest_earns_no_interest() {
    // Two months unpaid: 122,301 + 110,465, whatever the day in between.
    let case = Case::active(monthly(12)).on(day(2026, 3, 5));
    assert_eq!(case.owed(), (12_000_000, 232_766, 0));
}

#[test]
fn the_agreed_overdue_rate_holds_after_the_due_day_and_not_before() {
    let mut terms = bullet();
    terms.overdue_rate = Some(RatePpm(100_000));
    let case = Case::active(terms);
    assert_eq!(case.clone().on(DUE).owed(), (1_000_000, 14_794, 0));
    // 1,000,000 × 0.10 × 36 / 365 = 9,863.01
    assert_eq!(case.on(Day(DUE.0 + 36)).owed(), (1_000_000, 14_794, 9_863));
}

#[test]
fn a_month_paid_early_is_met_and_its_remaining_days_are_paid_with_the_next() {
    // 12,000,000 × 0.12 × 21 / 365 = 82,849.3 by 26 January; 122,301 pays that and 39,452 of principal.
    let mut case = Case::active(monthly(12)).on(day(2026, 1, 26));
    case.pay(122_301);
    assert_eq!(case.owed(), (11_960_548, 0, 0));
    // On 5 February: (12,000,000 × 21 + 11,960,548 × 10) × 0.12 / 365 = 122,171.6 → 122,171 − 82,849 = 39,322
    let case = case.on(day(2026, 2, 5));
    let figures = case.figures();
    assert_eq!(figures.interest.minor(), 39_322);
    // Nothing is due; March asks for it with its own 11,960,548 × 0.12 × 28 / 365 = 110,102.5.
    let next = figures.next_due.unwrap();
    assert_eq!(
        (next.day, next.amount.minor()),
        (day(2026, 3, 5), 39_322 + 110_102)
    );
}

#[test]
fn a_loan_without_interest_owes_its_principal_and_nothing_else() {
    let mut terms = bullet();
    terms.annual_rate = RatePpm::ZERO;
    terms.jurisdiction = Jurisdiction::None;
    let case = Case::active(scheduled(terms)).on(Day(DUE.0 + 1_000));
    assert_eq!(case.owed(), (1_000_000, 0, 0));
}

// ---- cases from the statutes ---------------------------------------------------------------------------------------

fn statutes() -> Value {
    serde_json::from_str(include_str!("../data/law.json")).unwrap()
}

/// `"15.40"` per cent in parts per million.
fn percent(value: &Value) -> RatePpm {
    let (whole, part) = value
        .as_str()
        .unwrap()
        .split_once('.')
        .unwrap_or((value.as_str().unwrap(), ""));
    RatePpm(format!("{whole}{part:0<4}").parse().unwrap())
}

fn minor(value: &Value) -> u128 {
    value.as_str().unwrap().parse().unwrap()
}

fn cases(of: &str) -> Vec<Value> {
    let cases = statutes()[of].as_array().unwrap().clone();
    assert!(!cases.is_empty());
    cases
}

/// `act/365` or `act/360`.
fn day_count(value: &Value) -> DayCount {
    match value.as_str().unwrap() {
        "act/365" => DayCount::Act365,
        "act/360" => DayCount::Act360,
        other => panic!("no day count {other}"),
    }
}

#[test]
fn the_cap_is_what_the_statute_makes_of_each_reference_rate() {
    for case in cases("cap") {
        let lpr = percent(&case["lpr_percent"]);
        let ((y, m, d), _) = law::LPR_1Y.into_iter().find(|(_, rate)| *rate == lpr).unwrap();
        let cap = law::cap_on(Jurisdiction::PrcNaturalPersons, day(y, m, d)).unwrap();
        assert_eq!(cap, Some(percent(&case["cap_percent"])), "LPR {lpr:?}");
    }
}

#[test]
fn early_repayment_costs_the_interest_of_the_days_that_passed() {
    for case in cases("early_repayment") {
        let days = case["days"].as_u64().unwrap() as u32;
        let mut terms = bullet();
        terms.principal = fen(minor(&case["principal"]));
        terms.annual_rate = percent(&case["annual_rate_percent"]);
        terms.day_count = day_count(&case["day_count"]);
        terms.plan.every = Period::Days(u16::try_from(days).unwrap() + 200);
        let mut loan = Case::active(scheduled(terms)).on(Day(START.0 + days));
        let (principal, interest) = (minor(&case["principal"]), minor(&case["interest"]));
        assert_eq!(loan.owed(), (principal, interest, 0));
        assert_eq!(loan.pay(principal + interest), ["LoanRepaid", "LoanSettled"]);
    }
}

#[test]
fn without_an_agreed_rate_overdue_money_costs_the_reference_rate() {
    for case in cases("no_rate_agreed_overdue") {
        let mut terms = bullet();
        terms.principal = fen(minor(&case["principal"]));
        terms.annual_rate = RatePpm::ZERO;
        terms.day_count = day_count(&case["day_count"]);
        assert_eq!(law::lpr_on(DUE), Ok(percent(&case["lpr_percent"])));
        let loan = Case::active(scheduled(terms)).on(Day(DUE.0 + case["days"].as_u64().unwrap() as u32));
        assert_eq!(
            loan.owed(),
            (minor(&case["principal"]), 0, minor(&case["interest"]))
        );
    }
}
