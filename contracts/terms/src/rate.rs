//! Annual rates, day counts and rounding: how much interest some principal earns between two days.
//!
//! Simple interest. A day count gives each day a serial number and counts by subtraction, so that the days of two
//! adjoining spans always add up to the days of the whole: that is what makes accrual in one step equal to accrual
//! in many. `Thirty360` is 30E/360 (ISO 20022 A011: the 31st counts as the 30th).
//!
//! Interest is collected as a *numerator* in minor units × ppm × days and divided once, at the end, by
//! 1,000,000 × the day count's year.

use crate::{limits::RATE_PPM_MAX, read::Read, Amount, Day, Error};
use scale::Encode;

/// An annual rate in parts per million: 9.4822 % = 94,822.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct RatePpm(pub u32);

impl RatePpm {
    /// No interest.
    pub const ZERO: RatePpm = RatePpm(0);

    /// Errors: [`Error::RateTooHigh`] above [`RATE_PPM_MAX`].
    pub fn check(self) -> Result<(), Error> {
        if self.0 > RATE_PPM_MAX {
            return Err(Error::RateTooHigh);
        }
        Ok(())
    }
}

/// How days between two dates are counted, and how many make a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum DayCount {
    /// Actual days, a year of 365.
    #[codec(index = 0)]
    Act365,
    /// Actual days, a year of 360 (the courts' customary basis).
    #[codec(index = 1)]
    Act360,
    /// Months of 30 days, a year of 360.
    #[codec(index = 2)]
    Thirty360,
}

impl DayCount {
    /// Days of a year.
    pub fn year(self) -> u128 {
        match self {
            DayCount::Act365 => 365,
            DayCount::Act360 | DayCount::Thirty360 => 360,
        }
    }

    /// Days from `from` (not counted) to `to` (counted) [CC 201]; 0 where `to` is not later.
    #[inline(never)] // in WASM each copy costs code
    pub fn days(self, from: Day, to: Day) -> u32 {
        self.serial(to).saturating_sub(self.serial(from))
    }

    fn serial(self, day: Day) -> u32 {
        match self {
            DayCount::Act365 | DayCount::Act360 => day.0,
            DayCount::Thirty360 => {
                let (year, month, day) = day.civil();
                u32::from(year)
                    .saturating_mul(360)
                    .saturating_add(u32::from(month).saturating_mul(30))
                    .saturating_add(u32::from(day.min(30)))
            }
        }
    }

    /// The interest that a numerator stands for.
    ///
    /// Units: `numerator` in minor units × ppm × days. Errors: [`Error::AmountTooLarge`].
    #[inline(never)] // in WASM each copy costs code
    pub fn interest(self, numerator: u128, rounding: Rounding) -> Result<Amount, Error> {
        rounding.divide(numerator, self.year().saturating_mul(1_000_000))
    }
}

/// The numerator of the interest on `principal` at `rate` for `days`.
///
/// Units: minor units × ppm × days. Errors: [`Error::AmountTooLarge`] where 128 bits do not hold it.
#[inline(never)] // in WASM each copy costs code
pub fn numerator(principal: Amount, rate: RatePpm, days: u32) -> Result<u128, Error> {
    let weight = u128::from(rate.0).saturating_mul(u128::from(days));
    principal.minor().checked_mul(weight).ok_or(Error::AmountTooLarge)
}

/// How a fraction of a minor unit is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Rounding {
    /// Downwards, in favour of the borrower.
    #[codec(index = 0)]
    Floor,
    /// To the nearest unit, a half to the even one.
    #[codec(index = 1)]
    HalfEven,
    /// 四舍五入: to the nearest unit, a half upwards.
    #[codec(index = 2)]
    HalfUp,
}

impl Rounding {
    /// `numerator ÷ denominator`, rounded. Errors: [`Error::Arithmetic`] for 0, [`Error::AmountTooLarge`].
    pub fn divide(self, numerator: u128, denominator: u128) -> Result<Amount, Error> {
        let quotient = numerator.checked_div(denominator).ok_or(Error::Arithmetic)?;
        let remainder = numerator.checked_rem(denominator).ok_or(Error::Arithmetic)?;
        let up = self.up(quotient, remainder, denominator);
        Amount::new(quotient.saturating_add(u128::from(up)))
    }

    /// Whether a `quotient` that leaves `remainder` of `denominator` is rounded up.
    pub(crate) fn up(self, quotient: u128, remainder: u128, denominator: u128) -> bool {
        let rest = denominator.saturating_sub(remainder);
        match self {
            Rounding::Floor => false,
            Rounding::HalfEven => remainder > rest || (remainder == rest && quotient % 2 == 1),
            Rounding::HalfUp => remainder >= rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: u16, m: u8, d: u8) -> Day {
        Day::from_civil(y, m, d).unwrap()
    }

    #[test]
    fn thirty_360_counts_as_published() {
        // Huma's CalendarTest.ts.
        for (from, to, days) in [
            ((2024, 1, 30), (2024, 1, 31), 0),
            ((2024, 1, 28), (2024, 1, 31), 2),
            ((2023, 1, 31), (2023, 2, 28), 28),
            ((2023, 1, 30), (2023, 3, 31), 60),
            ((2023, 1, 14), (2023, 3, 27), 73),
            ((2024, 1, 14), (2025, 3, 27), 433),
        ] {
            let (from, to) = (day(from.0, from.1, from.2), day(to.0, to.1, to.2));
            assert_eq!(DayCount::Thirty360.days(from, to), days, "{from} to {to}");
        }
    }

    #[test]
    fn the_days_of_adjoining_spans_add_up() {
        for count in [DayCount::Act365, DayCount::Act360, DayCount::Thirty360] {
            let start = day(2023, 12, 15);
            for n in 0..800 {
                let middle = Day(start.0 + n);
                let end = Day(start.0 + 800);
                assert_eq!(
                    count.days(start, middle) + count.days(middle, end),
                    count.days(start, end)
                );
            }
        }
    }

    #[test]
    fn half_even_rounds_a_half_to_the_even_unit_half_up_upwards_and_floor_never_up() {
        let round = |r: Rounding, n| r.divide(n, 10).unwrap().minor();
        assert_eq!(
            [14, 15, 16, 25, 26].map(|n| round(Rounding::HalfEven, n)),
            [1, 2, 2, 2, 3]
        );
        assert_eq!(
            [14, 15, 16, 24, 25, 26].map(|n| round(Rounding::HalfUp, n)),
            [1, 2, 2, 2, 3, 3]
        );
        assert_eq!([14, 15, 19, 20].map(|n| round(Rounding::Floor, n)), [1, 1, 1, 2]);
        assert_eq!(Rounding::HalfEven.divide(1, 0), Err(Error::Arithmetic));
    }

    #[test]
    fn every_small_quotient_is_rounded_to_the_unit_that_the_rule_names() {
        for denominator in 1u128..=257 {
            for numerator in 0u128..=1_600 {
                let floor = Rounding::Floor.divide(numerator, denominator).unwrap().minor();
                assert!(floor * denominator <= numerator && numerator < (floor + 1) * denominator);
                let even = Rounding::HalfEven.divide(numerator, denominator).unwrap().minor();
                // Twice the distance from the exact quotient, in units of the denominator: at most half a unit away,
                // and where it is exactly half, to the even one.
                let distance = (2 * even * denominator).abs_diff(2 * numerator);
                assert!(distance <= denominator, "{numerator} / {denominator}");
                assert!(
                    distance < denominator || even.is_multiple_of(2),
                    "{numerator} / {denominator}"
                );
                // As every pocket calculator does it: add a half and cut.
                let up = Rounding::HalfUp.divide(numerator, denominator).unwrap().minor();
                assert_eq!(up, (2 * numerator + denominator) / (2 * denominator));
            }
        }
    }

    #[test]
    fn interest_of_the_court_file_case_is_39520_yuan() {
        // 520,000.00 at 12 %, 2024-06-08 to 2025-01-21, both days counted, a year of 360.
        let days = DayCount::Act360.days(day(2024, 6, 8), day(2025, 1, 21)) + 1;
        assert_eq!(days, 228);
        let n = numerator(Amount::new(52_000_000).unwrap(), RatePpm(120_000), days).unwrap();
        assert_eq!(
            DayCount::Act360.interest(n, Rounding::HalfEven).unwrap().minor(),
            3_952_000
        );
    }

    #[test]
    fn amount_rate_and_term_at_their_limits_do_not_overflow() {
        use crate::limits::{RATE_PPM_MAX, TERM_DAYS_MAX};
        assert!(numerator(Amount::MAX, RatePpm(RATE_PPM_MAX), TERM_DAYS_MAX).is_ok());
    }
}
