//! Lengths of time, days and moments as this program writes them, and reads them where a machine wrote them. What people
//! type is read in `typed`.

use terms::{Day, Period, Timestamp, UtcOffset};

/// One day. Units: milliseconds.
pub const DAY_MS: u64 = 86_400_000;
/// 2999-12-31T23:59:59.999, the end of the calendar of `terms`.
const LAST_MS: u64 = 32_503_679_999_999;

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
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    Day::from_civil(year, month, parts.next()?.parse().ok()?).ok()
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
    let shift = i64::from(offset.0) * 60_000;
    let local = i64::try_from(unix_ms).ok().and_then(|ms| ms.checked_add(shift));
    // Before 1970 there, or after the last day of the calendar, no loan has a day.
    let Some(local) = local
        .and_then(|ms| u64::try_from(ms).ok())
        .filter(|ms| *ms <= LAST_MS)
    else {
        return unix_ms.to_string();
    };
    let (year, month, day) = Day::of(Timestamp(local), UtcOffset(0)).civil();
    let seconds = local % DAY_MS / 1_000;
    let (sign, minutes) = (if offset.0 < 0 { '-' } else { '+' }, offset.0.unsigned_abs());
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60,
        minutes / 60,
        minutes % 60,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(
            show_moment(951_825_599_999, UtcOffset(-330)),
            "2000-02-29T06:29:59-05:30"
        );
        assert_eq!(show_moment(LAST_MS, UtcOffset(0)), "2999-12-31T23:59:59+00:00");
        assert_eq!(show_moment(u64::MAX, UtcOffset::CHINA), u64::MAX.to_string());
    }
}
