//! Lengths of time, days and moments as people write and read them.

use jiff::tz::{Offset, TimeZone};
use jiff::{Span, SpanRelativeTo, Timestamp};
use terms::{Day, Period, UtcOffset};

/// `30d`, `12h`, `1d 6h` → seconds. `None` for nothing at all and for months and years, which have no fixed length.
pub fn parse_seconds(text: &str) -> Option<u64> {
    let span: Span = text.parse().ok()?;
    // A day of the product is 24 hours.
    let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    u64::try_from(length.as_secs())
        .ok()
        .filter(|seconds| *seconds > 0)
}

/// `90d`, `3m`, `1y` → the distance between two due days.
pub fn parse_period(text: &str) -> Option<Period> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u16 = number.parse().ok().filter(|n| *n > 0)?;
    match unit {
        "d" => Some(Period::Days(number)),
        "m" => Some(Period::Months(number)),
        "y" => number.checked_mul(12).map(Period::Months),
        _ => None,
    }
}

/// `90d`, `3m`, `by-hand`.
pub fn show_period(period: Period) -> String {
    match period {
        Period::Days(days) => format!("{days}d"),
        Period::Months(months) => format!("{months}m"),
        Period::ByHand => "by-hand".into(),
    }
}

/// `2026-01-31`.
pub fn parse_day(text: &str) -> Option<Day> {
    // Only this form: a date with a time or without hyphens would be read too, and part of it dropped.
    let shape = text.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b });
    if !shape.eq(*b"0000-00-00") {
        return None;
    }
    let date: jiff::civil::Date = text.parse().ok()?;
    let part = |n: i8| u8::try_from(n).ok();
    Day::from_civil(
        u16::try_from(date.year()).ok()?,
        part(date.month())?,
        part(date.day())?,
    )
    .ok()
}

/// `+08:00`, `-05:30` → minutes east of UTC.
pub fn parse_offset(text: &str) -> Option<UtcOffset> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let number = |part: &str| (part.len() == 2).then(|| part.parse::<i16>().ok()).flatten();
    let (hours, minutes) = (number(hours)?, number(minutes).filter(|m| (0..60).contains(m))?);
    Some(UtcOffset(sign * (hours * 60 + minutes))).filter(|offset| offset.is_valid())
}

/// A moment in a zone, to the second: `2026-01-31T09:30:00+08:00`. Units: milliseconds since 1970.
pub fn show_moment(unix_ms: u64, offset: UtcOffset) -> String {
    let zone = Offset::from_seconds(i32::from(offset.0) * 60).map(TimeZone::fixed);
    let moment = i64::try_from(unix_ms)
        .ok()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok());
    match (moment, zone) {
        (Some(moment), Ok(zone)) => moment.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        _ => unix_ms.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_days_months_or_years_and_never_nothing() {
        assert_eq!(parse_period("90d"), Some(Period::Days(90)));
        assert_eq!(parse_period("3m"), Some(Period::Months(3)));
        assert_eq!(parse_period("2y"), Some(Period::Months(24)));
        for wrong in ["", "d", "0d", "-1d", "1w", "1.5m", "90", "70000d", "月"] {
            assert_eq!(parse_period(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn days_and_offsets_are_read_strictly() {
        assert_eq!(
            parse_day("2026-01-31").map(|d| d.to_string()),
            Some("2026-01-31".into())
        );
        assert_eq!(parse_day("2026-02-29"), None);
        for wrong in [
            "1969-12-31",
            "2026-01-31T10:00",
            "20260131",
            "2026-1-31",
            "２026-01-31",
        ] {
            assert_eq!(parse_day(wrong), None, "{wrong}");
        }
        assert_eq!(parse_offset("+08:00"), Some(UtcOffset::CHINA));
        assert_eq!(parse_offset("-05:30"), Some(UtcOffset(-330)));
        for wrong in ["08:00", "+8:00", "+15:00", "+08:60", "Z", ""] {
            assert_eq!(parse_offset(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_moment_is_shown_in_the_agreements_zone() {
        assert_eq!(
            show_moment(1_767_225_600_000, UtcOffset::CHINA),
            "2026-01-01T08:00:00+08:00"
        );
    }
}
