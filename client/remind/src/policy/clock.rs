//! At which instant a day's message goes out: the sending hour strikes on the recipient's clock, rest is respected, and
//! the instant stays on the right side of the day's borders in the agreement's zone.
//! Units: days of the agreement, instants in milliseconds since 1970. Source: IANA time zones through `jiff`.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use terms::{Day, Timestamp, UtcOffset};

use crate::contact::Quiet;

/// A recipient's clock beside the agreement's.
pub struct Clock<'a> {
    /// The recipient's zone.
    pub zone: &'a TimeZone,
    /// Their rest.
    pub quiet: Option<Quiet>,
    /// The sending hour, on their clock.
    pub hour: Time,
    /// The agreement's offset, in which due days begin and end.
    pub offset: UtcOffset,
}

/// The zones of the earth are 26 hours apart and rest shifts by less than a day more: a few dates away there is always
/// one that fits.
const DATES_TRIED: usize = 4;

impl Clock<'_> {
    /// When to say something that must be said before `day` has ended: at the hour on that date of the recipient's
    /// calendar, or on the latest date before it on which `day` has not yet ended where the agreement is at home.
    pub fn by_end_of(&self, day: Day) -> Option<Timestamp> {
        let end = Day(day.0.checked_add(1)?).starts_at(self.offset);
        let mut date = date_of(day)?;
        for _ in 0..DATES_TRIED {
            let at = self.strike(date)?;
            if at < end {
                return Some(at);
            }
            date = date.yesterday().ok()?;
        }
        None
    }

    /// When to say something that is true only from the beginning of `day` on: at the hour on that date of the
    /// recipient's calendar, or on the first date after it on which `day` has begun where the agreement is at home.
    pub fn from_start_of(&self, day: Day) -> Option<Timestamp> {
        let start = day.starts_at(self.offset);
        let mut date = date_of(day)?;
        for _ in 0..DATES_TRIED {
            let at = self.strike(date)?;
            if at >= start {
                return Some(at);
            }
            date = date.tomorrow().ok()?;
        }
        None
    }

    /// The sending hour of `date`, or the end of the rest that it falls into.
    fn strike(&self, date: Date) -> Option<Timestamp> {
        // An hour that the clocks skip comes after the gap, one that they repeat is the first.
        let at = self
            .zone
            .to_ambiguous_timestamp(date.to_datetime(self.hour))
            .compatible()
            .ok()?;
        let at = Timestamp(u64::try_from(at.as_millisecond()).ok()?);
        Some(awake(self.zone, self.quiet, at))
    }
}

/// `at`, or the end of the rest that it falls into.
pub fn awake(zone: &TimeZone, quiet: Option<Quiet>, at: Timestamp) -> Timestamp {
    let pushed = || {
        let quiet = quiet?;
        let moment = jiff::Timestamp::from_millisecond(i64::try_from(at.0).ok()?).ok()?;
        let local = zone.to_datetime(moment);
        if !quiet.contains(local.time()) {
            return None;
        }
        let date = match local.time() < quiet.to {
            true => local.date(),
            false => local.date().tomorrow().ok()?,
        };
        let ends = zone.to_ambiguous_timestamp(date.to_datetime(quiet.to));
        // Where the clocks repeat the hour in which rest ends, its first end may lie behind.
        let first = ends.compatible().ok().filter(|end| *end > moment);
        let end = match first {
            Some(end) => end,
            None => ends.later().ok()?,
        };
        u64::try_from(end.as_millisecond()).ok().map(Timestamp)
    };
    pushed().map_or(at, |end: Timestamp| end.max(at))
}

/// The same date in the civil calendar.
fn date_of(day: Day) -> Option<Date> {
    let (year, month, day) = day.civil();
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock<'a>(zone: &'a TimeZone, hour: &str, quiet: &str, offset: i16) -> Clock<'a> {
        Clock {
            zone,
            quiet: (!quiet.is_empty()).then(|| Quiet::parse(quiet).unwrap()),
            hour: crate::contact::hour_minute(hour).unwrap(),
            offset: UtcOffset(offset),
        }
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn day(text: &str) -> Day {
        iou_base::time::parse_day(text).unwrap()
    }

    /// The instant on the clock of `zone`.
    fn local(zone: &TimeZone, at: Option<Timestamp>) -> String {
        let ms = i64::try_from(at.unwrap().0).unwrap();
        let moment = jiff::Timestamp::from_millisecond(ms)
            .unwrap()
            .to_zoned(zone.clone());
        moment.strftime("%Y-%m-%d %H:%M").to_string()
    }

    #[test]
    fn at_home_a_message_goes_out_at_the_hour_of_its_day() {
        let china = zone("Asia/Shanghai");
        let clock = clock(&china, "09:00", "21:30-08:00", 480);
        let due = day("2026-12-31");
        assert_eq!(local(&china, clock.by_end_of(due)), "2026-12-31 09:00");
        assert_eq!(local(&china, clock.from_start_of(due)), "2026-12-31 09:00");
    }

    #[test]
    fn quiet_hours_push_to_their_end_but_never_past_the_day() {
        let china = zone("Asia/Shanghai");
        let due = day("2026-12-31");
        let early = clock(&china, "06:00", "21:30-08:00", 480);
        assert_eq!(local(&china, early.by_end_of(due)), "2026-12-31 08:00");
        let late = clock(&china, "23:00", "21:30-08:00", 480);
        // 23:00 would become 08:00 of the next day, when the due day is over: the evening before becomes this morning.
        assert_eq!(local(&china, late.by_end_of(due)), "2026-12-31 08:00");
        assert_eq!(local(&china, late.from_start_of(due)), "2027-01-01 08:00");
        let noon = clock(&china, "12:30", "12:00-14:00", 480);
        assert_eq!(local(&china, noon.by_end_of(due)), "2026-12-31 14:00");
    }

    #[test]
    fn far_from_home_today_comes_before_the_day_has_ended_there_and_overdue_not_before_it_has_begun() {
        let due = day("2026-12-31");
        let la = zone("America/Los_Angeles");
        let chinese = clock(&la, "09:00", "21:30-08:00", 480);
        // 09:00 of the 31st there is 01:00 of the 1st in China: too late to pay in time.
        assert_eq!(local(&la, chinese.by_end_of(due)), "2026-12-30 09:00");
        assert_eq!(local(&la, chinese.from_start_of(due)), "2026-12-31 09:00");
        let china = zone("Asia/Shanghai");
        let american = clock(&china, "09:00", "21:30-08:00", -300);
        assert_eq!(local(&china, american.by_end_of(due)), "2026-12-31 09:00");
        // 09:00 of the 31st in China is still the 30th in New York.
        assert_eq!(local(&china, american.from_start_of(due)), "2027-01-01 09:00");
    }

    #[test]
    fn in_every_zone_and_at_every_hour_the_borders_of_the_day_are_kept() {
        let names = [
            "Pacific/Kiritimati",
            "Pacific/Niue",
            "Asia/Kathmandu",
            "America/St_Johns",
            "Antarctica/Troll",
        ];
        for name in names {
            let zone = zone(name);
            for hour in 0..24 {
                for offset in [-840, -300, 0, 480, 840] {
                    for quiet in ["", "21:30-08:00", "08:00-07:59"] {
                        let clock = clock(&zone, &format!("{hour:02}:00"), quiet, offset);
                        let due = day("2026-03-29");
                        let end = Day(due.0 + 1).starts_at(UtcOffset(offset));
                        // A day and the 28 hours between these zones is as early as it gets.
                        let by = clock.by_end_of(due).unwrap();
                        assert!(
                            by < end && end.0 - by.0 <= 52 * 3_600_000,
                            "{name} {hour} {offset} {quiet}"
                        );
                        let from = clock.from_start_of(due).unwrap();
                        assert!(
                            from >= due.starts_at(UtcOffset(offset)),
                            "{name} {hour} {offset} {quiet}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn an_hour_that_the_clocks_skip_comes_after_the_gap_and_one_that_they_repeat_is_the_first() {
        let berlin = zone("Europe/Berlin");
        let clock = clock(&berlin, "02:30", "", 60);
        assert_eq!(
            local(&berlin, clock.from_start_of(day("2026-03-29"))),
            "2026-03-29 03:30"
        );
        let twice = clock.from_start_of(day("2026-10-25")).unwrap();
        assert_eq!(local(&berlin, Some(twice)), "2026-10-25 02:30");
        assert_eq!(local(&zone("UTC"), Some(twice)), "2026-10-25 00:30");
    }

    #[test]
    fn rest_that_ends_in_a_skipped_or_repeated_hour_ends_after_it_began() {
        let berlin = zone("Europe/Berlin");
        let quiet = Some(Quiet::parse("22:00-02:30").unwrap());
        let at = |text: &str| {
            Timestamp(
                text.parse::<jiff::Timestamp>()
                    .unwrap()
                    .as_millisecond()
                    .unsigned_abs(),
            )
        };
        let skipped = awake(&berlin, quiet, at("2026-03-29T00:00:00Z"));
        assert_eq!(local(&berlin, Some(skipped)), "2026-03-29 03:30");
        // 02:10 for the second time, after 02:30 had struck once: rest ends when it strikes again.
        let second = at("2026-10-25T01:10:00Z");
        assert_eq!(awake(&berlin, quiet, second), at("2026-10-25T01:30:00Z"));
        let outside = at("2026-10-25T12:00:00Z");
        assert_eq!(awake(&berlin, quiet, outside), outside);
    }

    #[test]
    fn a_date_that_a_zone_left_out_is_not_left_out() {
        // Samoa went from the 29th to the 31st of December 2011.
        let apia = zone("Pacific/Apia");
        let clock = clock(&apia, "09:00", "", 840);
        assert_eq!(
            local(&apia, clock.from_start_of(day("2011-12-30"))),
            "2011-12-31 09:00"
        );
    }
}
