//! When a row says that money moved. Wallets write a time of UTC+8; banks a day of their books.

use terms::{Day, Timestamp, UtcOffset};

use crate::decimal::Decimal;

/// Seconds of a day.
const DAY_S: u32 = 86_400;
/// Days from 1899-12-30, where spreadsheets begin to count, to 1970-01-01; and from 1904-01-01, where some do.
const SHEET_EPOCH: u128 = 25_569;
const SHEET_EPOCH_1904: u128 = 24_107;

/// A day, and where the source gives one a time of that day in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The day where the account is kept.
    pub day: Day,
    /// Seconds since that day began.
    pub second: Option<u32>,
}

impl Moment {
    /// A day without a time.
    pub fn of_day(day: Day) -> Moment {
        Moment { day, second: None }
    }

    /// The day in the zone `there`, if the moment was written down in the zone `here`. A day without a time stays that day.
    pub fn day_in(self, here: UtcOffset, there: UtcOffset) -> Day {
        let Some(second) = self.second else {
            return self.day;
        };
        let start = self.day.starts_at(here).0;
        Day::of(Timestamp(start.saturating_add(u64::from(second) * 1_000)), there)
    }

    /// `2025-07-01 09:05:00`, `2025/7/1 9:05`, `2025-07-01`, `20250701`, `2025年7月1日 09:05`.
    pub fn parse(text: &str) -> Option<Moment> {
        let text = text.trim().replace(['年', '月'], "-").replace('日', "");
        let (date, time) = match text.split_once([' ', 'T']) {
            Some((date, time)) => (date, Some(time.trim())),
            None => (text.as_str(), None),
        };
        let day = date_of(date)?;
        let second = match time {
            Some(time) => Some(second_of(time)?),
            None => None,
        };
        Some(Moment { day, second })
    }

    /// A serial number of a spreadsheet: days, and the time as a fraction of one, to the nearest second.
    pub fn of_serial(serial: Decimal, since_1904: bool) -> Option<Moment> {
        let (days, seconds) = serial.split(u128::from(DAY_S))?;
        let (days, seconds) = (days + seconds / u128::from(DAY_S), seconds % u128::from(DAY_S));
        let epoch = if since_1904 { SHEET_EPOCH_1904 } else { SHEET_EPOCH };
        if serial.is_negative() {
            return None;
        }
        let day = u32::try_from(days.checked_sub(epoch)?).ok()?;
        // Held to the calendar of the rules.
        let day = Day(0).plus_days(day).ok()?;
        Some(Moment {
            day,
            second: u32::try_from(seconds).ok(),
        })
    }
}

/// `YYMMDD` of this century, as SWIFT writes days.
pub(crate) fn swift_day(text: &str) -> Option<Day> {
    let is_six = text.len() == 6 && text.bytes().all(|digit| digit.is_ascii_digit());
    is_six.then(|| date_of(&format!("20{text}"))).flatten()
}

fn date_of(text: &str) -> Option<Day> {
    let parts: Vec<&str> = match text.len() == 8 && text.bytes().all(|digit| digit.is_ascii_digit()) {
        true => vec![&text[..4], &text[4..6], &text[6..]],
        false => text.split(['-', '/', '.']).collect(),
    };
    let [year, month, day] = parts[..] else {
        return None;
    };
    if year.len() != 4 {
        return None;
    }
    Day::from_civil(
        number(year)?,
        u8::try_from(number(month)?).ok()?,
        u8::try_from(number(day)?).ok()?,
    )
    .ok()
}

fn second_of(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split(':').collect();
    let (hour, minute, second) = match parts[..] {
        [hour, minute] => (number(hour)?, number(minute)?, 0),
        [hour, minute, second] => (number(hour)?, number(minute)?, number(second)?),
        _ => return None,
    };
    let is_time = hour < 24 && minute < 60 && second < 60;
    is_time.then_some(u32::from(hour) * 3_600 + u32::from(minute) * 60 + u32::from(second))
}

fn number(text: &str) -> Option<u16> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        iou_base::time::parse_day(text).unwrap()
    }

    #[test]
    fn days_and_times_are_read_in_the_forms_that_statements_have() {
        let at = |text| Moment::parse(text).map(|at| (at.day.to_string(), at.second));
        let nine = Some(9 * 3_600 + 5 * 60);
        assert_eq!(at("2025-07-01 09:05:00"), Some(("2025-07-01".into(), nine)));
        assert_eq!(at("2025/7/1 9:05"), Some(("2025-07-01".into(), nine)));
        assert_eq!(at("2025年7月1日 09:05"), Some(("2025-07-01".into(), nine)));
        assert_eq!(at("20250701"), Some(("2025-07-01".into(), None)));
        for wrong in [
            "",
            "2025-02-29",
            "25-07-01",
            "2025-07",
            "2025-07-0",
            "2025-07-01 25:00",
            "2025-07-01 1",
            "07/01/2025",
            "45839",
        ] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_serial_number_is_a_day_with_a_time_to_the_second() {
        let at = |text, old| {
            let at = Moment::of_serial(Decimal::parse_sheet(text).unwrap(), old)?;
            Some((at.day.to_string(), at.second.unwrap()))
        };
        assert_eq!(at("45839", false), Some(("2025-07-01".into(), 0)));
        assert_eq!(at("45839.5", false), Some(("2025-07-01".into(), 43_200)));
        // 23:59:59 in as many digits as a file has, and what lies within half a second of midnight.
        assert_eq!(
            at("45839.999988425923", false),
            Some(("2025-07-01".into(), 86_399))
        );
        assert_eq!(at("45839.999999", false), Some(("2025-07-02".into(), 0)));
        assert_eq!(at("44377.5", true), Some(("2025-07-01".into(), 43_200)));
        assert_eq!(at("1", false), None);
        assert_eq!(at("99999999999", false), None);
    }

    #[test]
    fn a_time_of_a_wallet_is_another_day_elsewhere_and_a_day_of_a_bank_is_not() {
        let late = Moment::parse("2025-07-01 00:30:00").unwrap();
        assert_eq!(late.day_in(UtcOffset::CHINA, UtcOffset::CHINA), day("2025-07-01"));
        assert_eq!(late.day_in(UtcOffset::CHINA, UtcOffset(0)), day("2025-06-30"));
        let booked = Moment::parse("2025-07-01").unwrap();
        assert_eq!(booked.day_in(UtcOffset::CHINA, UtcOffset(0)), day("2025-07-01"));
    }
}
