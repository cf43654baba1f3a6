//! Calendar days and instants: proleptic Gregorian calendar, days counted from 1970-01-01 in the agreement's own
//! offset from UTC. A due day ends at 24:00 there [CC 203].
//!
//! Civil-date conversion works on years that begin in March, so that the leap day is a year's last day.
//! Range: 1970-01-01 to 2999-12-31.

use crate::{read::Read, Error};
use core::fmt;
use scale::Encode;

/// Milliseconds of one day.
const DAY_MS: i64 = 86_400_000;
/// Milliseconds of one minute.
const MINUTE_MS: i64 = 60_000;
/// Days of 400 Gregorian years.
const DAYS_PER_ERA: u32 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_FROM_MARCH_ZERO: u32 = 719_468;
/// 2999-12-31.
const LAST: u32 = 376_199;

/// An instant: milliseconds since 1970-01-01T00:00:00Z, as the chain's timestamp gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Timestamp(pub u64);

/// An offset from UTC in minutes, east positive: +08:00 is 480.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct UtcOffset(pub i16);

impl UtcOffset {
    /// China Standard Time, +08:00.
    pub const CHINA: UtcOffset = UtcOffset(480);

    /// Whether the offset lies within −14:00 ..= +14:00.
    pub fn is_valid(self) -> bool {
        (-840..=840).contains(&self.0)
    }
}

/// A calendar day: days since 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Day(pub u32);

impl Day {
    /// The day on which `at` falls at `offset`; 1970-01-01 for instants before it.
    pub fn of(at: Timestamp, offset: UtcOffset) -> Day {
        let shift = i64::from(offset.0).saturating_mul(MINUTE_MS);
        let local = i64::try_from(at.0).unwrap_or(i64::MAX).saturating_add(shift);
        Day(u32::try_from(local.div_euclid(DAY_MS).clamp(0, i64::from(LAST))).unwrap_or(LAST))
    }

    /// The first instant of this day at `offset`.
    pub fn starts_at(self, offset: UtcOffset) -> Timestamp {
        let local = i64::from(self.0).saturating_mul(DAY_MS);
        let utc = local.saturating_sub(i64::from(offset.0).saturating_mul(MINUTE_MS));
        Timestamp(u64::try_from(utc).unwrap_or(0))
    }

    /// The day `year`-`month`-`day`.
    ///
    /// Errors: [`Error::BadDate`] for a date that the calendar lacks or that is outside 1970 ..= 2999.
    pub fn from_civil(year: u16, month: u8, day: u8) -> Result<Day, Error> {
        let known = (1970..=2999).contains(&year) && (1..=12).contains(&month);
        if !known || day == 0 || day > days_in_month(year, month) {
            return Err(Error::BadDate);
        }
        let march_based = if month > 2 {
            month.saturating_sub(3)
        } else {
            month.saturating_add(9)
        };
        let y = u32::from(year).saturating_sub(u32::from(month <= 2));
        let (era, year_of_era) = (y / 400, y % 400);
        let day_of_year = u32::from(march_based)
            .saturating_mul(153)
            .saturating_add(2)
            .saturating_div(5)
            .saturating_add(u32::from(day))
            .saturating_sub(1);
        Ok(Day(era
            .saturating_mul(DAYS_PER_ERA)
            .saturating_add(year_of_era.saturating_mul(365))
            .saturating_add(year_of_era / 4)
            .saturating_sub(year_of_era / 100)
            .saturating_add(day_of_year)
            .saturating_sub(EPOCH_FROM_MARCH_ZERO)))
    }

    /// Year, month 1–12, day 1–31.
    pub fn civil(self) -> (u16, u8, u8) {
        let z = self.0.saturating_add(EPOCH_FROM_MARCH_ZERO);
        let (era, day_of_era) = (z / DAYS_PER_ERA, z % DAYS_PER_ERA);
        let year_of_era = day_of_era
            .saturating_sub(day_of_era / 1_460)
            .saturating_add(day_of_era / 36_524)
            .saturating_sub(day_of_era / 146_096)
            / 365;
        let before = year_of_era
            .saturating_mul(365)
            .saturating_add(year_of_era / 4)
            .saturating_sub(year_of_era / 100);
        let day_of_year = day_of_era.saturating_sub(before);
        let march_based = day_of_year.saturating_mul(5).saturating_add(2) / 153;
        let first = march_based.saturating_mul(153).saturating_add(2) / 5;
        let day = day_of_year.saturating_sub(first).saturating_add(1);
        let month = if march_based < 10 {
            march_based.saturating_add(3)
        } else {
            march_based.saturating_sub(9)
        };
        let year = era
            .saturating_mul(400)
            .saturating_add(year_of_era)
            .saturating_add(u32::from(month <= 2));
        // Each part is in range by construction; `LAST` bounds the year.
        (
            u16::try_from(year).unwrap_or(u16::MAX),
            u8::try_from(month).unwrap_or(u8::MAX),
            u8::try_from(day).unwrap_or(u8::MAX),
        )
    }

    /// This day and `days` more. Errors: [`Error::BadDate`] past 2999-12-31.
    pub fn plus_days(self, days: u32) -> Result<Day, Error> {
        match self.0.checked_add(days) {
            Some(day) if day <= LAST => Ok(Day(day)),
            _ => Err(Error::BadDate),
        }
    }

    /// The same day of the month `months` later, or that month's last day where it is shorter [CC 202].
    ///
    /// Errors: [`Error::BadDate`] past 2999-12-31.
    pub fn plus_months(self, months: u32) -> Result<Day, Error> {
        let (year, month, day) = self.civil();
        let counted = u32::from(year)
            .saturating_mul(12)
            .saturating_add(u32::from(month))
            .saturating_sub(1)
            .saturating_add(months);
        let year = u16::try_from(counted / 12).map_err(|_| Error::BadDate)?;
        let month = u8::try_from(counted % 12)
            .map_err(|_| Error::BadDate)?
            .saturating_add(1);
        Day::from_civil(year, month, day.min(days_in_month(year, month)))
    }

    /// Days from `earlier` to this day, 0 where `earlier` is later.
    pub fn since(self, earlier: Day) -> u32 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Day {
    /// ISO 8601: `2026-01-31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: u16, m: u8, d: u8) -> Day {
        Day::from_civil(y, m, d).unwrap()
    }

    #[test]
    fn every_day_of_the_range_survives_the_way_to_a_date_and_back() {
        let mut expected = (1970u16, 1u8, 1u8);
        for n in 0..=LAST {
            assert_eq!(Day(n).civil(), expected);
            assert_eq!(Day::from_civil(expected.0, expected.1, expected.2), Ok(Day(n)));
            expected.2 += 1;
            if expected.2 > days_in_month(expected.0, expected.1) {
                expected = (expected.0, expected.1 + 1, 1);
            }
            if expected.1 > 12 {
                expected = (expected.0 + 1, 1, 1);
            }
        }
        assert_eq!(expected, (3000, 1, 1));
    }

    #[test]
    fn dates_that_the_calendar_lacks_are_refused() {
        for (y, m, d) in [
            (2023, 2, 29),
            (2100, 2, 29),
            (2024, 4, 31),
            (2024, 13, 1),
            (2024, 0, 1),
            (2024, 1, 0),
            (1969, 12, 31),
            (3000, 1, 1),
        ] {
            assert_eq!(Day::from_civil(y, m, d), Err(Error::BadDate), "{y}-{m}-{d}");
        }
        assert!(Day::from_civil(2024, 2, 29).is_ok());
        assert!(Day::from_civil(2000, 2, 29).is_ok());
    }

    #[test]
    fn a_month_later_is_the_same_day_number_or_the_months_last_day() {
        assert_eq!(day(2024, 1, 31).plus_months(1), Ok(day(2024, 2, 29)));
        assert_eq!(day(2023, 1, 31).plus_months(1), Ok(day(2023, 2, 28)));
        assert_eq!(day(2024, 1, 31).plus_months(2), Ok(day(2024, 3, 31)));
        assert_eq!(day(2024, 11, 15).plus_months(3), Ok(day(2025, 2, 15)));
        assert_eq!(day(2999, 12, 1).plus_months(1), Err(Error::BadDate));
    }

    #[test]
    fn a_day_begins_at_midnight_of_the_agreements_zone() {
        let d = day(2026, 1, 2);
        let start = d.starts_at(UtcOffset::CHINA);
        assert_eq!(Day::of(start, UtcOffset::CHINA), d);
        assert_eq!(Day::of(Timestamp(start.0 - 1), UtcOffset::CHINA), day(2026, 1, 1));
        assert_eq!(Day::of(start, UtcOffset(0)), day(2026, 1, 1));
        assert_eq!(Day::of(Timestamp(0), UtcOffset(-600)), Day(0));
        assert_eq!(Day::of(Timestamp(u64::MAX), UtcOffset(0)), Day(LAST));
    }

    #[test]
    fn a_day_is_written_as_iso_8601() {
        assert_eq!(alloc::format!("{}", day(2026, 3, 7)), "2026-03-07");
    }
}
