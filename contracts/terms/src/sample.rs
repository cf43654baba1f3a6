//! Agreements that tests and benchmarks play. Units: minor units of the settlement's money; instants in milliseconds.

#![allow(clippy::expect_used, clippy::arithmetic_side_effects)] // of use to tests alone

use crate::{
    AccountId, Amount, Currency, Day, DayCount, Jurisdiction, Method, Period, Plan, RatePpm, Rounding,
    Settlement, Terms, Timestamp, UtcOffset,
};

/// Milliseconds of an hour.
const HOUR_MS: u64 = 3_600_000;

/// `minor` units. Panics above the limit of an amount.
pub fn amount(minor: u128) -> Amount {
    Amount::new(minor).expect("a test's amount is within the limit")
}

/// Noon of `day` in China.
pub fn noon(day: Day) -> Timestamp {
    Timestamp(day.starts_at(UtcOffset::CHINA).0 + 12 * HOUR_MS)
}

/// The last millisecond of `day` in China.
pub fn end_of(day: Day) -> Timestamp {
    Timestamp(Day(day.0 + 1).starts_at(UtcOffset::CHINA).0 - 1)
}

/// 10,000.00 CNY at 6 % for 90 days from `start`, off chain, three days of grace; two days to sign, five to deliver.
pub fn bullet(lender: AccountId, borrower: AccountId, start: Day) -> Terms {
    scheduled(Terms {
        lender,
        borrower,
        settlement: Settlement::OffChain {
            currency: Currency(*b"CNY"),
            decimals: 2,
        },
        principal: amount(1_000_000),
        annual_rate: RatePpm(60_000),
        overdue_rate: None,
        day_count: DayCount::Act365,
        both_ends: false,
        rounding: Rounding::Floor,
        utc_offset: UtcOffset::CHINA,
        plan: Plan {
            method: Method::Bullet,
            start,
            every: Period::Days(90),
            periods: 1,
            balloon: Amount::ZERO,
        },
        schedule: std::vec::Vec::new(),
        grace_days: 3,
        late_fee: Amount::ZERO,
        early_repayment: true,
        jurisdiction: Jurisdiction::PrcNaturalPersons,
        guarantors: Vec::new(),
        arbiter: None,
        sign_by: end_of(Day(start.0 + 2)),
        deliver_by: end_of(Day(start.0 + 5)),
        commitments: [0; 32],
        reference: [0; 16],
    })
}

/// The same money with interest each month for `months`.
pub fn monthly(lender: AccountId, borrower: AccountId, start: Day, months: u16) -> Terms {
    let mut terms = bullet(lender, borrower, start);
    terms.plan.method = Method::InterestOnly;
    terms.plan.every = Period::Months(1);
    terms.plan.periods = months;
    scheduled(terms)
}

/// The same money, each month for `months`, by the method of this number: interest only, level, equal principal, by hand.
pub fn any_method(lender: AccountId, borrower: AccountId, start: Day, months: u16, method: usize) -> Terms {
    let mut terms = monthly(lender, borrower, start, months);
    match method {
        0 => {}
        1 => terms.plan.method = Method::EqualInstalments,
        2 => terms.plan.method = Method::EqualPrincipal,
        _ => (terms.plan.method, terms.plan.every) = (Method::Custom, Period::ByHand),
    }
    scheduled(terms)
}

/// `terms` settled in the chain's own token, for `principal` planck.
pub fn native(mut terms: Terms, principal: u128) -> Terms {
    terms.settlement = Settlement::Native;
    terms.principal = amount(principal);
    scheduled(terms)
}

/// `terms` with the schedule that follows from them.
pub fn scheduled(mut terms: Terms) -> Terms {
    terms.schedule = terms
        .schedule_that_follows()
        .expect("a test's terms have a schedule");
    terms
}
