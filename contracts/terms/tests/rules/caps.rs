//! The cap in effect: what a year earns, whatever it is called and however its days are counted [PL 25, 28, 29].

use crate::{
    case::{bullet, context, day, fen, last_ms, noon, scheduled, Case, BORROWER, LENDER, START},
    step,
};
use core::cell::Cell;
use proptest::prelude::*;
use terms::{
    law::{self, BuiltIn, Published, ReferenceRate},
    Day, DayCount, Error, Jurisdiction, Loan, Method, Period, RatePpm, Rounding, Settlement, Terms,
    Timestamp, UtcOffset,
};

const COUNTS: [DayCount; 3] = [DayCount::Act365, DayCount::Act360, DayCount::Thirty360];

/// One year of 10,000.00, its days counted like this.
fn a_year(day_count: DayCount, both_ends: bool, rate: RatePpm) -> Terms {
    let mut terms = bullet();
    (terms.day_count, terms.both_ends, terms.annual_rate) = (day_count, both_ends, rate);
    terms.plan.every = Period::Months(12);
    scheduled(terms)
}

/// What proposing `terms` at `now` gives.
fn propose(terms: Terms, now: Timestamp) -> Option<Error> {
    Loan::propose(0, terms, None, &context(BORROWER, now)).err()
}

#[test]
fn the_highest_rate_of_each_day_count_earns_the_cap_in_a_year_and_a_millionth_more_is_refused() {
    // 12 %: by 360 days 120,000 × 360 / 365; counting both ends makes 366 of the 365 days, or 361 of the 360.
    let highest = [
        (DayCount::Act365, false, 120_000),
        (DayCount::Act365, true, 119_672),
        (DayCount::Act360, false, 118_356),
        (DayCount::Act360, true, 118_032),
        (DayCount::Thirty360, false, 120_000),
        (DayCount::Thirty360, true, 119_667),
    ];
    for (count, both_ends, ppm) in highest {
        let terms = a_year(count, both_ends, RatePpm(ppm));
        let interest = terms.schedule[0].interest.minor();
        assert!(
            (119_998..=120_000).contains(&interest),
            "{count:?} {both_ends}: {interest}"
        );
        assert_eq!(propose(terms, noon(START)), None, "{count:?} {both_ends}");
        // A whole unit more on 10,000.00: a hundredth of a per cent.
        let more = a_year(count, both_ends, RatePpm(ppm + 10));
        assert_eq!(propose(more, noon(START)), Some(Error::RateAboveCap));
    }
    for (count, ppm) in [
        (DayCount::Act365, 120_000),
        (DayCount::Act360, 118_356),
        (DayCount::Thirty360, 120_000),
    ] {
        assert_eq!(law::highest_rate(RatePpm(120_000), count), RatePpm(ppm));
        let with = |more| {
            let mut terms = a_year(count, false, RatePpm(0));
            terms.overdue_rate = Some(RatePpm(ppm + more));
            propose(terms, noon(START))
        };
        assert_eq!((with(0), with(1)), (None, Some(Error::OverdueRateAboveCap)));
    }
}

#[test]
fn a_short_loan_pays_for_its_days_and_not_for_one_more_at_the_cap() {
    // 90 days, both ends counted: 91 at 12 % × 90 / 91 is 90 at 12 %.
    let with = |ppm| {
        let mut terms = bullet();
        (terms.both_ends, terms.annual_rate) = (true, RatePpm(ppm));
        propose(scheduled(terms), noon(START))
    };
    assert_eq!((with(118_681), with(118_690)), (None, Some(Error::RateAboveCap)));
}

#[test]
fn rounding_lifts_no_instalment_above_the_cap() {
    // 1.50 at 1 % a month is a unit and a half: rounded to two it would be 16 % a year.
    let with = |rounding, ppm| {
        let mut terms = bullet();
        (terms.principal, terms.annual_rate, terms.rounding) = (fen(150), RatePpm(ppm), rounding);
        (terms.plan.method, terms.day_count) = (Method::InterestOnly, DayCount::Thirty360);
        (terms.plan.every, terms.plan.periods) = (Period::Months(1), 12);
        propose(scheduled(terms), noon(START))
    };
    assert_eq!(with(Rounding::HalfEven, 120_000), Some(Error::RateAboveCap));
    assert_eq!(with(Rounding::HalfUp, 120_000), Some(Error::RateAboveCap));
    assert_eq!(with(Rounding::Floor, 120_000), None);
    assert_eq!(with(Rounding::HalfEven, 110_000), None);
}

#[test]
fn a_flat_cap_is_measured_in_the_same_way() {
    let mut terms = a_year(DayCount::Act360, true, RatePpm(237_000));
    terms.jurisdiction = Jurisdiction::Custom {
        cap: RatePpm(240_000),
    };
    assert_eq!(propose(terms, noon(START)), Some(Error::RateAboveCap));
}

#[test]
fn a_cap_that_fell_before_the_delivery_cuts_the_rate_to_what_the_day_count_leaves() {
    // 12.4 % until 2025-05-19, 12 % from the day after.
    let start = day(2025, 5, 15);
    let mut terms = a_year(DayCount::Act360, true, RatePpm(121_000));
    terms.plan.start = start;
    terms.sign_by = last_ms(start);
    terms.deliver_by = last_ms(day(2025, 5, 30));
    let mut case = Case::proposed_on(start, scheduled(terms));
    case.sign();
    let mut case = case.on(day(2025, 5, 20));
    case.deliver(fen(1_000_000), day(2025, 5, 20));
    assert_eq!(case.stored().rate, RatePpm(118_356));
    // Nor does the day of delivery, which counts too, ask for more: 360 days to the last due day.
    assert_eq!(
        case.plan[0].interest,
        fen(1_000_000 * 118_356 * 360 / 360_000_000)
    );
    for days in 0..=360 {
        let (_, interest, _) = case.clone().on(Day(day(2025, 5, 20).0 + days)).owed();
        assert!(interest <= u128::from(120_000 * days / 365), "{days}: {interest}");
    }
}

#[test]
fn an_amendment_keeps_to_the_day_count_that_was_signed() {
    let case = Case::active(a_year(DayCount::Act360, false, RatePpm(100_000)));
    let with = |ppm, overdue| {
        let mut amendment = case.amendment(case.loan.agreement.terms.plan);
        (amendment.annual_rate, amendment.overdue_rate) = (RatePpm(ppm), Some(RatePpm(overdue)));
        case.ask(LENDER, step::propose(case.figured(amendment))).err()
    };
    assert_eq!(with(118_356, 118_356), None);
    assert_eq!(with(118_357, 118_356), Some(Error::RateAboveCap));
    assert_eq!(with(118_356, 118_357), Some(Error::OverdueRateAboveCap));
}

#[test]
fn a_year_overdue_costs_no_more_than_the_cap_with_its_fee() {
    for count in COUNTS {
        for both_ends in [false, true] {
            let highest = law::highest_rate(RatePpm(120_000), count);
            let mut terms = a_year(count, both_ends, RatePpm(0));
            (terms.overdue_rate, terms.late_fee) = (Some(highest), fen(900_000));
            let case = Case::active(scheduled(terms));
            let due = case.plan[0].due;
            let (_, _, late) = case.on(due.plus_months(12).unwrap()).owed();
            assert!(late <= 120_000, "{count:?} {both_ends}: {late}");
        }
    }
}

/// 13.8 % is the cap until 2024-07-21, 13.4 % from the day after.
fn at_13_8(zone: UtcOffset, now: Timestamp) -> Terms {
    let mut terms = bullet();
    terms.annual_rate = RatePpm(138_000);
    terms.utc_offset = zone;
    terms.plan.start = Day::of(now, zone);
    terms.sign_by = Timestamp(now.0 + 86_400_000);
    terms.deliver_by = Timestamp(now.0 + 2 * 86_400_000);
    scheduled(terms)
}

#[test]
fn the_cap_is_that_of_the_day_in_china_wherever_the_parties_live() {
    for minutes in [-840, -60, 480, 840] {
        let zone = UtcOffset(minutes);
        let last = last_ms(day(2024, 7, 21));
        assert_eq!(propose(at_13_8(zone, last), last), None, "{minutes}");
        let first = Timestamp(last.0 + 1);
        assert_eq!(
            propose(at_13_8(zone, first), first),
            Some(Error::RateAboveCap),
            "{minutes}"
        );
    }
}

#[test]
fn who_signs_or_delivers_on_chain_when_it_is_tomorrow_in_china_is_under_tomorrows_cap() {
    // 2024-07-22 00:00 in China is 2024-07-21 in the parties' zone.
    let zone = UtcOffset(-840);
    let last = last_ms(day(2024, 7, 21));
    let first = Timestamp(last.0 + 1);
    let mut terms = at_13_8(zone, last);
    terms.settlement = Settlement::Native;
    let outcome = Loan::propose(0, terms, None, &context(BORROWER, last)).unwrap();
    let (loan, plan) = (outcome.loan, outcome.schedule.unwrap());
    let digest = loan.agreement.digest;
    let refused = loan
        .clone()
        .step(step::sign(digest), &plan, &context(LENDER, first));
    assert_eq!(refused.err(), Some(Error::RateAboveCap));
    let signed = loan
        .step(step::sign(digest), &plan, &context(LENDER, last))
        .unwrap()
        .loan;
    let deliver = step::deliver(fen(1_000_000));
    let outcome = signed.step(deliver, &plan, &context(LENDER, first)).unwrap();
    let account = &outcome.loan.state.running().unwrap().account;
    assert_eq!(
        (account.rate, account.cap),
        (RatePpm(134_000), Some(RatePpm(134_000)))
    );
    assert_eq!(account.delivered, Day::of(first, zone));
}

#[test]
fn an_amendment_of_a_moment_when_it_is_tomorrow_in_china_is_under_tomorrows_cap() {
    let zone = UtcOffset(-840);
    let mut terms = bullet();
    (terms.utc_offset, terms.annual_rate) = (zone, RatePpm(120_000));
    terms.plan.start = Day(START.0 - 1);
    let mut case = Case::proposed(scheduled(terms));
    case.sign();
    case.deliver(fen(1_000_000), case.today());
    // In China it is 2026-02-01 already.
    case.now = Timestamp(last_ms(day(2026, 1, 31)).0 + 1);
    let amendment = case.amendment(case.loan.agreement.terms.plan);
    let falls = |published| {
        let mut case = case.clone();
        case.rates = Published(vec![ReferenceRate {
            published,
            rate: RatePpm(29_000),
            source: [0; 32],
        }]);
        case.ask(LENDER, step::propose(amendment.clone())).err()
    };
    assert_eq!(falls(day(2026, 2, 1)), Some(Error::RateAboveCap));
    assert_eq!(falls(day(2026, 2, 2)), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_048) })]

    /// Whatever is accepted, however it is counted and rounded.
    #[test]
    fn no_schedule_and_no_account_earns_above_the_cap_in_any_time(
        rate in 0u32..=130_000, below in prop::bool::ANY, count in 0usize..3, both_ends: bool, half_even: bool,
        principal in prop_oneof![1u128..2_000, 1_000u128..100_000_000], months in 1u16..13, from in 0u32..700,
        method in 0usize..3, years in 1u16..4,
    ) {
        let mut terms = bullet();
        let start = Day(START.0 + from);
        (terms.day_count, terms.both_ends) = (COUNTS[count], both_ends);
        terms.rounding = if half_even { Rounding::HalfEven } else { Rounding::Floor };
        let highest = law::highest_rate(RatePpm(120_000), terms.day_count);
        terms.annual_rate = if below { RatePpm(rate) } else { highest };
        terms.principal = fen(principal);
        terms.plan.method = [Method::InterestOnly, Method::EqualPrincipal, Method::EqualInstalments][method];
        terms.plan.start = start;
        (terms.plan.every, terms.plan.periods) = (Period::Months(months), years * 12 / months.min(12));
        if terms.plan.periods == 0 {
            return Ok(());
        }
        (terms.sign_by, terms.deliver_by) = (last_ms(start), last_ms(start));
        let Ok(schedule) = terms.schedule_that_follows() else { return Ok(()) };
        terms.schedule = schedule;
        if propose(terms.clone(), noon(start)).is_some() {
            return Ok(());
        }
        let cap = law::cap_on(&BuiltIn, terms.jurisdiction, START).unwrap().unwrap();
        // What the outstanding principal earns day by day at the cap, a 365th of it each day, a 360th of 30E/360.
        let (mut left, mut from) = (principal, start);
        let (mut earned, mut most) = (0u128, 0u128);
        for row in &terms.schedule {
            let days = match terms.day_count {
                DayCount::Thirty360 => 365 * terms.day_count.days(from, row.due),
                _ => 360 * (row.due.0 - from.0),
            };
            earned += row.interest.minor();
            most += left * u128::from(cap.0) * u128::from(days);
            prop_assert!(earned * 365 * 360 * 1_000_000 <= most, "{earned} above {most}");
            left -= row.principal.minor();
            from = row.due;
        }
        // Delivered late and not in full, nothing is paid: no day has more interest than the cap gives up to it.
        let mut case = Case::proposed_on(start, terms.clone());
        case.sign();
        let short = fen(principal - principal / 3);
        case.deliver(short, start);
        for days in 0..row_days(&terms) {
            let today = Day(start.0 + days);
            let (_, interest, _) = case.clone().on(today).owed();
            let counted = match terms.day_count {
                DayCount::Thirty360 => 365 * terms.day_count.days(start, today),
                _ => 360 * days,
            };
            let most = short.minor() * u128::from(cap.0) * u128::from(counted);
            prop_assert!(interest * 365 * 360 * 1_000_000 <= most, "{days}: {interest}");
        }
    }
}

/// Days to the first due day, a year at most.
fn row_days(terms: &Terms) -> u32 {
    (terms.schedule[0].due.0 - terms.plan.start.0).min(366)
}

#[test]
fn cap_of_the_chosen_law_is_asked_for_the_day_in_china_alone() {
    assert_eq!(law::cap_day(noon(START)), START);
    assert_eq!(law::cap_day(last_ms(START)), START);
    assert_eq!(law::cap_day(Timestamp(last_ms(START).0 + 1)), Day(START.0 + 1));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    /// A reading costs gas: the newest row is found by one, and an old day by a handful.
    #[test]
    fn the_row_in_force_is_the_last_that_was_published_by_the_day_and_few_are_looked_at(
        gaps in prop::collection::vec(1u32..60, 0..130), day in 0u32..4_000,
    ) {
        let mut published = 0;
        let rows: Vec<ReferenceRate> = gaps
            .into_iter()
            .map(|gap| {
                published += gap;
                ReferenceRate { published: Day(published), rate: RatePpm(published), source: [0; 32] }
            })
            .collect();
        let looked_at = Cell::new(0u32);
        let row = |n: u32| {
            looked_at.set(looked_at.get() + 1);
            rows.get(n as usize).copied()
        };
        let found = law::find_in_force(rows.len() as u32, &row, Day(day));
        prop_assert_eq!(found, rows.iter().rev().find(|row| row.published <= Day(day)).copied());
        let newest = rows.last().is_some_and(|row| row.published <= Day(day));
        let most = if newest { 1 } else { 1 + u32::BITS - (rows.len() as u32).leading_zeros() };
        prop_assert!(looked_at.get() <= most, "{} of {}", looked_at.get(), rows.len());
    }
}
