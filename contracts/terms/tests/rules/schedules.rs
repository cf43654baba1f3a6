//! Schedules: each method, with and without a balloon, period, day count and rounding, the arithmetic in a comment.

use crate::case::{bullet, day, fen, last_ms, monthly, noon, scheduled, Case, START};
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
    // 100.00 in 120 months at 12 %, 1 % a month: the annuity is 1.4347…, so 1.43 leaves far more than half a unit a
    // period to the last one, and 1.44 too little: no common payment is nearer than those two.
    let mut terms = one_per_cent_a_month(Method::EqualInstalments);
    terms.principal = fen(10_000);
    terms.plan.periods = 120;
    terms.rounding = Rounding::HalfEven;
    let totals = totals(&terms);
    assert!(totals[..119].iter().all(|total| *total == totals[0]), "one level");
    assert!([143, 144].contains(&totals[0]));
    let last = totals[119];
    assert_eq!(principals(&terms).iter().sum::<u128>(), 10_000);
    // Walked by hand at the other level, the last instalment is no nearer.
    let other = 143 + 144 - totals[0];
    let mut left: u128 = 10_000;
    let interest = |left: u128| Rounding::HalfEven.divide(left, 100).unwrap().minor();
    for _ in 0..119 {
        left -= (other - interest(left)).min(left);
    }
    let other_last = left + interest(left);
    assert!(
        last.abs_diff(totals[0]) <= other_last.abs_diff(other),
        "{last} against {other_last}"
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
    // The calendar of these rules ends on 2999-12-31.
    let end = day(2999, 12, 31);
    let check = |last: Day| {
        let mut terms = by_hand();
        terms.plan.start = day(2999, 1, 1);
        terms.plan.periods = 1;
        terms.schedule = vec![Instalment {
            due: last,
            ..terms.schedule[0]
        }];
        terms.plan.check(terms.principal, &terms.schedule)
    };
    assert_eq!(check(end), Ok(()));
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
        for rounding in [Rounding::Floor, Rounding::HalfEven] {
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
