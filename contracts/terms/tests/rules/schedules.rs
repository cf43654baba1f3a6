//! Schedules: each method, with and without a balloon, period, day count and rounding, the arithmetic in a comment.

use crate::case::{bullet, day, fen, last_ms, monthly, noon, scheduled, Case, START};
use proptest::prelude::*;
use terms::{
    law::BuiltIn, Amount, Basis, Day, DayCount, Error, Instalment, Instalments, Jurisdiction, Method, Period,
    Plan, RatePpm, Rounding, Terms,
};

/// 1,200.00 at 12 % a year, each month of 30 days, twelve times: 1 % a month.
fn one_per_cent_a_month(method: Method) -> Terms {
    let mut terms = monthly(12);
    terms.principal = fen(120_000);
    terms.day_count = DayCount::Thirty360;
    terms.plan.method = method;
    terms
}

fn principals(terms: &Terms) -> Vec<u128> {
    let rows = terms.schedule_that_follows().unwrap();
    rows.iter().map(|row| row.principal.minor()).collect()
}

fn interests(terms: &Terms) -> Vec<u128> {
    let rows = terms.schedule_that_follows().unwrap();
    rows.iter().map(|row| row.interest.minor()).collect()
}

fn totals(terms: &Terms) -> Vec<u128> {
    let rows = terms.schedule_that_follows().unwrap();
    rows.iter().map(|row| row.total().unwrap().minor()).collect()
}

fn due_days(terms: &Terms) -> Vec<Day> {
    let rows = terms.schedule_that_follows().unwrap();
    rows.iter().map(|row| row.due).collect()
}

// ---- equal principal -----------------------------------------------------------------------------------------------

#[test]
fn equal_principal_repays_the_same_each_month_and_interest_falls_with_it() {
    let terms = one_per_cent_a_month(Method::EqualPrincipal);
    assert_eq!(principals(&terms), [10_000; 12]);
    // 1 % of 120,000, then of 110,000, …
    let falling: Vec<u128> = (1..=12).rev().map(|left| left * 100).collect();
    assert_eq!(interests(&terms), falling);
}

#[test]
fn what_rounding_leaves_of_equal_principal_goes_to_the_last_instalment() {
    let mut terms = one_per_cent_a_month(Method::EqualPrincipal);
    terms.principal = fen(100_000);
    terms.plan.periods = 3;
    assert_eq!(principals(&terms), [33_333, 33_333, 33_334]);
    // 200,000 / 3 = 66,666.7: rounded up twice, down once.
    terms.principal = fen(200_000);
    assert_eq!(principals(&terms), [66_666, 66_666, 66_668]);
    terms.rounding = Rounding::HalfEven;
    assert_eq!(principals(&terms), [66_667, 66_667, 66_666]);
    // Two units in three parts: 0.67 is 1, then nothing is left.
    terms.principal = fen(2);
    assert_eq!(principals(&terms), [1, 1, 0]);
}

#[test]
fn a_balloon_is_kept_out_of_equal_principal_until_the_last_instalment() {
    let mut terms = one_per_cent_a_month(Method::EqualPrincipal);
    terms.principal = fen(100_000);
    terms.plan.periods = 3;
    terms.plan.balloon = fen(40_000);
    // (100,000 − 40,000) / 3 = 20,000; 1 % of what is outstanding
    assert_eq!(principals(&terms), [20_000, 20_000, 60_000]);
    assert_eq!(interests(&terms), [1_000, 800, 600]);
}

// ---- equal instalments ---------------------------------------------------------------------------------------------

#[test]
fn equal_instalments_are_the_annuity_of_the_textbooks() {
    // 100,000.00 at 1 % a month, twelve months: 100,000 × 0.01 / (1 − 1.01^−12) = 8,884.8788…
    let mut terms = one_per_cent_a_month(Method::EqualInstalments);
    terms.principal = fen(10_000_000);
    terms.rounding = Rounding::HalfEven;
    let totals = totals(&terms);
    assert_eq!(totals[..11], [888_488; 11]);
    assert!(totals[11].abs_diff(888_488) <= 6, "half a unit a period");
    // 1 % of 10,000,000; of 10,000,000 − 788,488 = 9,211,512; of 9,211,512 − 796,373 = 8,415,139
    assert_eq!(interests(&terms)[..3], [100_000, 92_115, 84_151]);
    assert_eq!(principals(&terms).iter().sum::<u128>(), 10_000_000);
}

#[test]
fn rounded_down_equal_instalments_are_never_above_the_annuity_and_make_good_in_the_next() {
    let mut terms = one_per_cent_a_month(Method::EqualInstalments);
    terms.principal = fen(10_000_000);
    let totals = totals(&terms);
    // 888,487.88…: every one of them is one of its two neighbours.
    assert!(
        totals.iter().all(|total| [888_487, 888_488].contains(total)),
        "{totals:?}"
    );
    assert_eq!(totals[0], 888_487);
    assert_eq!(principals(&terms).iter().sum::<u128>(), 10_000_000);
}

#[test]
fn equal_instalments_without_interest_are_equal_principal() {
    let mut terms = one_per_cent_a_month(Method::EqualInstalments);
    terms.annual_rate = RatePpm::ZERO;
    assert_eq!(principals(&terms), [10_000; 12]);
    assert_eq!(interests(&terms), [0; 12]);
}

#[test]
fn equal_instalments_repay_down_to_the_balloon_and_the_last_one_takes_it() {
    // A = (P − B × 1.01^−12) × 0.01 / (1 − 1.01^−12), where 1.01^−12 = 0.887449225:
    // (10,000,000 − 4,000,000 × 0.887449225) × 0.0888487887 = 573,092.7…
    let mut terms = one_per_cent_a_month(Method::EqualInstalments);
    terms.principal = fen(10_000_000);
    terms.plan.balloon = fen(4_000_000);
    terms.rounding = Rounding::HalfEven;
    let totals = totals(&terms);
    assert_eq!(totals[..11], [573_093; 11]);
    assert!((totals[11] - 4_000_000).abs_diff(573_093) <= 6);
    assert_eq!(principals(&terms).iter().sum::<u128>(), 10_000_000);
}

#[test]
fn an_error_in_the_last_equal_instalment_is_spread_where_that_brings_it_nearer() {
    // 1 % a month for ten years: a hundredth of a unit in the payment is 2.3 units in the last one.
    let mut spread = 0;
    for principal in (20_000u128..2_000_000).step_by(7_919) {
        let mut terms = one_per_cent_a_month(Method::EqualInstalments);
        (terms.principal, terms.plan.periods) = (fen(principal), 120);
        terms.rounding = Rounding::HalfEven;
        let Ok(rows) = terms.schedule_that_follows() else {
            continue;
        };
        let level = rows[0].total().unwrap().minor();
        // Walked by hand at its neighbours, the last instalment is no nearer.
        let gap = |level: u128| {
            let mut left = principal;
            let interest = |left: u128| Rounding::HalfEven.divide(left, 100).unwrap().minor();
            for _ in 0..119 {
                left -= (level - interest(left)).min(left);
            }
            (left + interest(left)).abs_diff(level)
        };
        assert!(gap(level) <= gap(level - 1).min(gap(level + 1)), "{principal}");
        let annuity = principal as f64 * 0.01 / (1.0 - 1.01f64.powi(-120));
        spread += u32::from(level != annuity.round() as u128);
    }
    assert!(spread > 0, "no case in which anything was spread");
}

/// All but the last ask for the same, and the last is near them.
fn is_level(terms: &Terms, rows: &[Instalment]) -> bool {
    let totals: Vec<u128> = rows.iter().map(|row| row.total().unwrap().minor()).collect();
    let (last, others) = totals.split_last().unwrap();
    let last = last - terms.plan.balloon.min(terms.principal).minor();
    let level = others.first().copied().unwrap_or(last);
    let near = (rows.len() as u128 / 2).max(level / 10);
    others.iter().all(|total| *total == level) && last.abs_diff(level) <= near
}

#[test]
fn level_payments_that_cannot_be_level_are_refused_by_the_plan_and_by_the_contract() {
    // The payment is hardly more than the first interest: a unit of rounding repays the loan after 24 of 120 months.
    let steep = (fen(10_000), RatePpm(1_774_800));
    // 1.43 a month for ten years leaves 2.61, 1.44 leaves 0.31.
    let small = (fen(10_000), RatePpm(120_000));
    for (principal, rate) in [steep, small] {
        for rounding in [Rounding::HalfEven, Rounding::HalfUp] {
            let mut terms = one_per_cent_a_month(Method::EqualInstalments);
            terms.jurisdiction = Jurisdiction::None;
            (terms.principal, terms.annual_rate, terms.rounding) = (principal, rate, rounding);
            terms.plan.periods = 120;
            let refused = Err(Error::LevelPaymentImpossible);
            assert_eq!(terms.schedule_that_follows(), refused, "{principal:?} {rate:?}");
            // Whatever figures come with it.
            terms.schedule = terms
                .plan
                .schedule_in_force(&Vec::new(), Basis::agreed(&terms))
                .unwrap();
            assert_eq!(
                terms.validate(&BuiltIn, noon(START)),
                Err(Error::LevelPaymentImpossible)
            );
            terms.rounding = Rounding::Floor;
            assert!(terms.schedule_that_follows().is_ok());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_096) })]

    #[test]
    fn level_payments_rounded_to_the_nearest_are_level_or_there_are_none(
        principal in prop_oneof![1u128..300, 1u128..1_000_000, 1u128..10u128.pow(12)],
        rate in prop_oneof![Just(0u32), 0u32..400_000, 0u32..=10_000_000], periods in 1u16..=120,
        balloon in prop_oneof![3 => Just(0u32), 1 => 0u32..=1_000_000], days in prop::option::of(1u16..200),
        count in 0usize..3, half_up: bool, both_ends: bool,
    ) {
        let mut terms = one_per_cent_a_month(Method::EqualInstalments);
        (terms.principal, terms.annual_rate, terms.both_ends) = (fen(principal), RatePpm(rate), both_ends);
        terms.plan.periods = periods;
        terms.plan.every = days.map_or(Period::Months(1), Period::Days);
        terms.plan.balloon = fen(principal * u128::from(balloon) / 1_000_000);
        terms.rounding = if half_up { Rounding::HalfUp } else { Rounding::HalfEven };
        terms.day_count = [DayCount::Act365, DayCount::Act360, DayCount::Thirty360][count];
        match terms.schedule_that_follows() {
            Ok(rows) => prop_assert!(periods == 1 || is_level(&terms, &rows), "{rows:?}"),
            Err(error) => prop_assert_eq!(error, Error::LevelPaymentImpossible),
        }
        // What was signed and is delivered otherwise always has a schedule, and it repays everything.
        let rows = terms.plan.schedule_in_force(&Vec::new(), Basis::agreed(&terms)).unwrap();
        prop_assert_eq!(rows.iter().map(|row| row.principal.minor()).sum::<u128>(), principal);
    }
}

#[test]
fn a_loan_delivered_so_short_that_no_payment_is_level_still_runs() {
    let mut terms = one_per_cent_a_month(Method::EqualInstalments);
    (terms.principal, terms.plan.periods, terms.rounding) = (fen(10_000_000), 120, Rounding::HalfEven);
    let cap = RatePpm(500_000);
    terms.jurisdiction = Jurisdiction::Custom { cap };
    let mut case = Case::signed(scheduled(terms));
    case.deliver(fen(10_000), START);
    assert!(!is_level(&case.loan.agreement.terms, &case.plan));
    // Each one is the payment of what is then outstanding: no month asks for nothing, none for much more than another.
    let totals: Vec<u128> = case.plan.iter().map(|row| row.total().unwrap().minor()).collect();
    assert!(
        totals.iter().all(|total| (142..=145).contains(total)),
        "{totals:?}"
    );
}

// ---- balloon -------------------------------------------------------------------------------------------------------

#[test]
fn a_balloon_changes_nothing_where_all_principal_waits_for_the_end_anyway() {
    for (method, periods) in [(Method::Bullet, 1), (Method::InterestOnly, 12)] {
        let mut plain = one_per_cent_a_month(method);
        plain.plan.periods = periods;
        let mut with = plain.clone();
        with.plan.balloon = fen(70_000);
        assert_eq!(plain.schedule_that_follows(), with.schedule_that_follows());
    }
}

#[test]
fn a_balloon_of_the_whole_principal_makes_every_method_pay_interest_only() {
    let interest_only = one_per_cent_a_month(Method::InterestOnly).schedule_that_follows();
    for method in [Method::EqualInstalments, Method::EqualPrincipal] {
        let mut terms = one_per_cent_a_month(method);
        terms.plan.balloon = terms.principal;
        assert_eq!(terms.schedule_that_follows(), interest_only);
    }
}

#[test]
fn a_balloon_is_at_most_the_principal() {
    let mut plan = monthly(3).plan;
    plan.method = Method::EqualPrincipal;
    let check = |plan: Plan| plan.check(fen(100), &Vec::new());
    plan.balloon = fen(100);
    assert_eq!(check(plan), Ok(()));
    plan.balloon = fen(101);
    assert_eq!(check(plan), Err(Error::BalloonTooLarge));
}

#[test]
fn a_balloon_larger_than_what_was_delivered_holds_all_of_it() {
    let mut terms = monthly(3);
    terms.plan.method = Method::EqualPrincipal;
    terms.plan.balloon = fen(9_000_000);
    let mut case = Case::signed(scheduled(terms));
    case.deliver(fen(6_000_000), START);
    let principal: Vec<_> = case.plan.iter().map(|row| row.principal.minor()).collect();
    assert_eq!(principal, [0, 0, 6_000_000]);
}

// ---- due days ------------------------------------------------------------------------------------------------------

#[test]
fn due_days_at_the_end_of_a_month_come_back_to_the_31st() {
    let mut terms = monthly(4);
    terms.plan.start = day(2026, 1, 31);
    let due = [
        day(2026, 2, 28),
        day(2026, 3, 31),
        day(2026, 4, 30),
        day(2026, 5, 31),
    ];
    assert_eq!(due_days(&terms), due);
}

#[test]
fn a_29_february_comes_back_in_the_next_leap_year() {
    let mut terms = monthly(5);
    terms.plan.start = day(2024, 2, 29);
    terms.plan.every = Period::Months(12);
    let due = [2025, 2026, 2027, 2028, 2029].map(|year| day(year, 2, if year == 2028 { 29 } else { 28 }));
    assert_eq!(due_days(&terms), due);
}

#[test]
fn periods_of_days_are_counted_from_the_start() {
    let mut terms = monthly(3);
    terms.plan.every = Period::Days(30);
    assert_eq!(due_days(&terms), [30, 60, 90].map(|days| Day(START.0 + days)));
}

#[test]
fn months_of_thirty_days_pay_the_same_interest_whatever_the_month() {
    let mut terms = one_per_cent_a_month(Method::InterestOnly);
    terms.plan.periods = 4;
    assert_eq!(interests(&terms), [1_200; 4]);
    // From the 31st: 28 days to the end of February, 32 to the 31st of March that counts as the 30th, then 30 each.
    terms.plan.start = day(2026, 1, 31);
    assert_eq!(
        interests(&terms),
        [28, 32, 30, 30].map(|days| 120_000 * 12 * days / 36_000)
    );
}

#[test]
fn counting_both_ends_adds_a_day_to_the_first_interest_of_every_method() {
    for method in [
        Method::InterestOnly,
        Method::EqualInstalments,
        Method::EqualPrincipal,
    ] {
        let mut terms = one_per_cent_a_month(method);
        terms.both_ends = true;
        // 120,000 × 0.12 × 31 / 360 = 1,240
        assert_eq!(interests(&terms)[0], 1_240, "{method:?}");
    }
}

// ---- by hand -------------------------------------------------------------------------------------------------------

/// 1,000.00 at 7.3 %, by hand: 200.00 after 10 days, 300.00 after 60, 500.00 after 160. 7.3 % is 1/5,000 a day.
fn by_hand() -> Terms {
    let mut terms = bullet();
    terms.principal = fen(100_000);
    terms.annual_rate = RatePpm(73_000);
    terms.plan.method = Method::Custom;
    terms.plan.every = Period::ByHand;
    terms.plan.periods = 3;
    let row = |days, principal| Instalment {
        due: Day(START.0 + days),
        principal: fen(principal),
        interest: Amount::ZERO,
    };
    terms.schedule = vec![row(10, 20_000), row(60, 30_000), row(160, 50_000)];
    scheduled(terms)
}

#[test]
fn a_plan_by_hand_keeps_its_days_and_principal_and_interest_follows_from_them() {
    let terms = by_hand();
    assert_eq!(principals(&terms), [20_000, 30_000, 50_000]);
    // 100,000 × 10 / 5,000; 80,000 × 50 / 5,000; 50,000 × 100 / 5,000
    assert_eq!(interests(&terms), [200, 800, 1_000]);
    assert_eq!(due_days(&terms), [10, 60, 160].map(|days| Day(START.0 + days)));
    assert_eq!(terms.validate(&BuiltIn, noon(START)), Ok(()));
}

#[test]
fn a_plan_by_hand_is_shortened_from_its_end_when_less_is_delivered() {
    let mut case = Case::signed(by_hand());
    case.deliver(fen(40_000), START);
    let row = |days, principal, interest| Instalment {
        due: Day(START.0 + days),
        principal: fen(principal),
        interest: fen(interest),
    };
    // 40,000 × 10 / 5,000 = 80; 20,000 × 50 / 5,000 = 200; then nothing is left
    assert_eq!(
        case.plan,
        [row(10, 20_000, 80), row(60, 20_000, 200), row(160, 0, 0)]
    );
    let mut case = case.on(Day(START.0 + 10));
    case.pay(20_080);
    let mut case = case.on(Day(START.0 + 60));
    assert_eq!(case.pay(20_200), ["LoanRepaid", "LoanSettled"]);
}

#[test]
fn a_plan_by_hand_whose_principal_does_not_add_up_is_not_what_follows() {
    for last in [49_999, 50_001] {
        let mut terms = by_hand();
        terms.schedule[2].principal = fen(last);
        let refused = terms.validate(&BuiltIn, noon(START));
        assert_eq!(refused, Err(Error::ScheduleMismatch), "{last}");
    }
}

#[test]
fn days_by_hand_rise_from_the_start_on() {
    let with = |change: fn(&mut Terms)| {
        let mut terms = by_hand();
        change(&mut terms);
        terms.plan.check(terms.principal, &terms.schedule)
    };
    assert_eq!(with(|_| ()), Ok(()));
    let refused = Err(Error::BadDueDays);
    assert_eq!(with(|terms| terms.schedule[0].due = START), refused);
    assert_eq!(
        with(|terms| terms.schedule[1].due = terms.schedule[0].due),
        refused
    );
    assert_eq!(with(|terms| terms.schedule.swap(1, 2)), refused);
}

#[test]
fn a_plan_is_by_hand_wholly_or_not_at_all() {
    let check = |change: fn(&mut Terms)| {
        let mut terms = by_hand();
        change(&mut terms);
        terms.plan.check(terms.principal, &terms.schedule)
    };
    let refused = Err(Error::BadPeriods);
    assert_eq!(check(|terms| terms.plan.every = Period::Months(1)), refused);
    assert_eq!(check(|terms| terms.plan.method = Method::EqualPrincipal), refused);
    assert_eq!(check(|terms| terms.plan.periods = 2), refused);
    assert_eq!(check(|terms| terms.schedule.truncate(2)), refused);
}

#[test]
fn a_day_by_hand_beyond_the_calendar_or_a_century_is_refused() {
    let check = |last: Day| {
        let mut terms = by_hand();
        terms.schedule[2].due = last;
        terms.plan.check(terms.principal, &terms.schedule)
    };
    assert_eq!(check(Day(START.0 + 36_525)), Ok(()));
    assert_eq!(check(Day(START.0 + 36_526)), Err(Error::TermTooLong));
    // The calendar of these rules ends on 2999-12-31, and what the law counts from the last due day must lie in it.
    let end = day(2999, 12, 31);
    let latest = day(2900, 1, 1);
    let check = |last: Day| {
        let mut terms = by_hand();
        terms.plan.start = day(2899, 1, 1).max(Day(last.0 - 90));
        terms.plan.periods = 1;
        terms.schedule = vec![Instalment {
            due: last,
            ..terms.schedule[0]
        }];
        terms.plan.check(terms.principal, &terms.schedule)
    };
    assert_eq!(check(latest), Ok(()));
    assert_eq!(check(Day(latest.0 + 1)), Err(Error::TermTooLong));
    assert_eq!(check(Day(end.0 + 1)), Err(Error::BadDate));
}

// ---- what is signed --------------------------------------------------------------------------------------------------

#[test]
fn a_later_and_shorter_delivery_computes_every_method_anew() {
    for method in [Method::EqualInstalments, Method::EqualPrincipal] {
        let mut terms = monthly(6);
        terms.plan.method = method;
        let terms = scheduled(terms);
        let mut case = Case::signed(terms.clone()).on(Day(START.0 + 4));
        case.deliver(fen(9_000_000), Day(START.0 + 4));
        let basis = Basis {
            principal: fen(9_000_000),
            from: Day(START.0 + 4),
            ..Basis::agreed(&terms)
        };
        assert_eq!(case.plan, terms.plan.schedule(&terms.schedule, basis).unwrap());
        let principal: u128 = case.plan.iter().map(|row| row.principal.minor()).sum();
        assert_eq!(principal, 9_000_000);
        // 27 days from the 9th of January to the 5th of February: 9,000,000 × 0.12 × 27 / 365 = 79,890.4
        assert_eq!(case.plan[0].interest.minor(), 79_890);
        assert_eq!(case.plan[0].due, day(2026, 2, 5));
    }
}

#[test]
fn the_longest_plan_repays_all_of_the_largest_amount() {
    for method in [Method::EqualInstalments, Method::EqualPrincipal] {
        for rounding in [Rounding::Floor, Rounding::HalfEven, Rounding::HalfUp] {
            let mut terms = monthly(120);
            terms.jurisdiction = Jurisdiction::None;
            terms.principal = Amount::MAX;
            terms.annual_rate = RatePpm(100_000);
            terms.plan.method = method;
            terms.plan.every = Period::Days(300);
            terms.rounding = rounding;
            let rows = terms.schedule_that_follows();
            let rows = rows.unwrap_or_else(|error| panic!("{error}: {method:?} {rounding:?}"));
            assert_eq!(rows.count(), 120);
            let principal: u128 = rows.iter().map(|row| row.principal.minor()).sum();
            assert_eq!(principal, Amount::MAX.minor(), "{method:?} {rounding:?}");
        }
    }
}

#[test]
fn terms_whose_sum_is_no_amount_any_more_are_refused() {
    let with = |principal, fee| {
        let mut terms = bullet();
        terms.annual_rate = RatePpm::ZERO;
        terms.principal = principal;
        terms.late_fee = fee;
        scheduled(terms).validate(&BuiltIn, noon(START))
    };
    let half = fen(Amount::MAX.minor() / 2);
    assert_eq!(with(Amount::MAX, Amount::ZERO), Ok(()));
    assert_eq!(with(half, half), Ok(()));
    assert_eq!(with(Amount::MAX, fen(1)), Err(Error::AmountTooLarge));
    let mut terms = bullet();
    terms.principal = Amount::MAX;
    let refused = scheduled(terms).validate(&BuiltIn, noon(START));
    assert_eq!(refused, Err(Error::AmountTooLarge));
}

#[test]
fn a_day_begins_and_ends_in_the_agreements_own_zone() {
    // Signed until the last millisecond of the day before the first due day in China.
    let mut terms = bullet();
    terms.deliver_by = last_ms(Day(START.0 + 89));
    assert_eq!(terms.validate(&BuiltIn, noon(START)), Ok(()));
    // Two hours further east that instant already lies on the due day.
    terms.utc_offset = terms::UtcOffset(600);
    assert_eq!(terms.validate(&BuiltIn, noon(START)), Err(Error::DeadlineOrder));
}

#[test]
fn every_method_on_its_own_due_days_is_its_schedule_and_on_others_a_plan_by_hand_of_the_same_figures() {
    for method in [
        Method::InterestOnly,
        Method::EqualPrincipal,
        Method::EqualInstalments,
    ] {
        for rounding in [Rounding::Floor, Rounding::HalfEven, Rounding::HalfUp] {
            let mut terms = monthly(12);
            terms.plan.method = method;
            terms.plan.balloon = fen(100_000);
            terms.rounding = rounding;
            let basis = Basis::agreed(&terms);
            let own = terms.plan.schedule(&terms.schedule, basis).unwrap();
            let dues: Vec<Day> = own.iter().map(|row| row.due).collect();
            assert_eq!(terms.plan.schedule_on(&dues, basis), Ok(own), "{method:?}");

            // Eleven days earlier each, so that the first period is short.
            let earlier: Vec<Day> = dues.iter().map(|due| Day(due.0 - 11)).collect();
            let rows = terms.plan.schedule_on(&earlier, basis).unwrap();
            let sum: u128 = rows.iter().map(|row| row.principal.minor()).sum();
            assert_eq!(sum, terms.principal.minor());
            terms.plan = Plan {
                method: Method::Custom,
                every: Period::ByHand,
                balloon: Amount::ZERO,
                ..terms.plan
            };
            terms.schedule = rows.clone();
            assert_eq!(terms.schedule_that_follows(), Ok(rows), "{method:?} {rounding:?}");
        }
    }
    let plan = monthly(12).plan;
    assert_eq!(
        plan.schedule_on(&[], Basis::agreed(&monthly(12))),
        Err(Error::BadPeriods)
    );
}

#[test]
fn equal_instalments_over_a_short_first_period_are_level_and_worth_the_principal() {
    let mut terms = monthly(3);
    terms.plan.method = Method::EqualInstalments;
    terms.principal = fen(1_000_000);
    terms.annual_rate = RatePpm(120_000);
    terms.day_count = DayCount::Thirty360;
    terms.rounding = Rounding::HalfUp;
    let basis = Basis::agreed(&terms);
    // 15, 45 and 75 days of twelve months of thirty: 0.5 % and twice 1 %.
    let first = terms.plan.due(&terms.schedule, 0).unwrap();
    let dues = [
        Day(first.0 - 15),
        terms.plan.due(&terms.schedule, 1).unwrap(),
        terms.plan.due(&terms.schedule, 2).unwrap(),
    ];
    let rows = terms.plan.schedule_on(&dues, basis).unwrap();
    let totals: Vec<u128> = rows.iter().map(|row| row.total().unwrap().minor()).collect();
    assert!(
        totals.windows(2).all(|pair| pair[0].abs_diff(pair[1]) <= 2),
        "{totals:?}"
    );
}
