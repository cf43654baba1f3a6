//! Due days as an iCalendar file: one whole-day event for each instalment, with alarms before it at nine in the morning of
//! whoever's calendar it is. An instalment keeps its UID, so a newer file replaces what an older one has put there, and takes
//! off what was paid meanwhile.
//! Source: RFC 5545 (iCalendar), 7986 (names of calendars). Limits: lines of 75 bytes, folded between characters.

use std::fmt::Write;

use terms::{Day, Timestamp};

/// One due day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The same for the same instalment, for ever.
    pub uid: String,
    /// Grows with what is known of it.
    pub sequence: u32,
    /// The day, where the agreement is.
    pub day: Day,
    /// One line.
    pub summary: String,
    /// More than one.
    pub description: String,
    /// It asks for money; else it was paid, and goes from the calendar.
    pub open: bool,
}

/// How many days before the day an alarm rings, at nine; 0 is the day itself.
pub const ALARMS: [u16; 3] = [7, 1, 0];
/// The hour of the alarms.
const HOUR: u16 = 9;
/// The longest line. Units: bytes, without its end.
const LINE_MAX: usize = 75;

/// The file.
///
/// `now`: the chain's time, which is when the entries were true.
pub fn file(name: &str, entries: &[Entry], now: Timestamp) -> String {
    let mut out = String::new();
    let stamp = jiff::Timestamp::from_millisecond(i64::try_from(now.0).unwrap_or(i64::MAX))
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string();
    line(&mut out, "BEGIN", "VCALENDAR");
    line(&mut out, "VERSION", "2.0");
    line(
        &mut out,
        "PRODID",
        concat!("-//iou//iou ", env!("CARGO_PKG_VERSION"), "//EN"),
    );
    line(&mut out, "CALSCALE", "GREGORIAN");
    line(&mut out, "METHOD", "PUBLISH");
    line(&mut out, "NAME", &text(name));
    line(&mut out, "X-WR-CALNAME", &text(name));
    for entry in entries {
        event(&mut out, entry, &stamp);
    }
    line(&mut out, "END", "VCALENDAR");
    out
}

fn event(out: &mut String, entry: &Entry, stamp: &str) {
    line(out, "BEGIN", "VEVENT");
    line(out, "UID", &text(&entry.uid));
    line(out, "DTSTAMP", stamp);
    line(out, "SEQUENCE", &entry.sequence.to_string());
    line(out, "DTSTART;VALUE=DATE", &date(entry.day));
    line(out, "DTEND;VALUE=DATE", &date(Day(entry.day.0.saturating_add(1))));
    line(out, "SUMMARY", &text(&entry.summary));
    line(out, "DESCRIPTION", &text(&entry.description));
    line(out, "TRANSP", "TRANSPARENT");
    line(out, "STATUS", if entry.open { "CONFIRMED" } else { "CANCELLED" });
    if entry.open {
        for days in ALARMS {
            line(out, "BEGIN", "VALARM");
            line(out, "ACTION", "DISPLAY");
            line(out, "DESCRIPTION", &text(&entry.summary));
            line(out, "TRIGGER", &trigger(days));
            line(out, "END", "VALARM");
        }
    }
    line(out, "END", "VEVENT");
}

/// From the day's first moment to nine o'clock so many days before it.
fn trigger(days: u16) -> String {
    match days.checked_sub(1) {
        None => format!("PT{HOUR}H"),
        Some(0) => format!("-PT{}H", 24 - HOUR),
        Some(whole) => format!("-P{whole}DT{}H", 24 - HOUR),
    }
}

/// `20261231`.
fn date(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// A value of the type TEXT.
fn text(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace("\r\n", "\n")
        .replace('\n', "\\n")
        .replace(char::is_control, " ")
}

/// One line, folded where it is long.
fn line(out: &mut String, name: &str, value: &str) {
    let whole = format!("{name}:{value}");
    let mut rest = whole.as_str();
    let mut max = LINE_MAX;
    while rest.len() > max {
        let cut = (1..=max)
            .rev()
            .find(|at| rest.is_char_boundary(*at))
            .unwrap_or(max);
        let _ = write!(out, "{}\r\n ", &rest[..cut]);
        rest = &rest[cut..];
        // The space at the beginning of a folded line counts.
        max = LINE_MAX - 1;
    }
    let _ = write!(out, "{rest}\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(open: bool) -> Entry {
        Entry {
            uid: "5F-7-3@iou".into(),
            sequence: 42,
            day: Day(20_818),
            summary: "借条 #7：第 3 期应还 1,000.00 CNY; 12 期, 共".into(),
            description: "第一行\n第二行，很长：".to_owned() + &"借".repeat(100),
            open,
        }
    }

    #[test]
    fn an_entry_is_a_whole_day_with_alarms_at_nine_and_lines_that_every_calendar_reads() {
        let now = Timestamp(1_795_406_400_000);
        let file = file("借条", &[entry(true), entry(false)], now);
        let lines: Vec<&str> = file.split("\r\n").collect();
        assert_eq!(lines.last(), Some(&""), "every line has its end");
        assert!(
            lines
                .iter()
                .all(|line| line.len() <= LINE_MAX && !line.contains('\n')),
            "{file}"
        );
        let unfolded = file.replace("\r\n ", "");
        for wanted in [
            "DTSTAMP:20261123T040000Z",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "SUMMARY:借条 #7：第 3 期应还 1\\,000.00 CNY\\; 12 期\\, 共",
            "STATUS:CONFIRMED",
            "STATUS:CANCELLED",
            "TRIGGER:-P6DT15H",
            "TRIGGER:-PT15H",
            "TRIGGER:PT9H",
        ] {
            assert!(
                unfolded.lines().any(|line| line == wanted),
                "{wanted} in {unfolded}"
            );
        }
        assert!(unfolded.contains("DESCRIPTION:第一行\\n第二行"));
        assert_eq!(
            unfolded.matches("BEGIN:VALARM").count(),
            ALARMS.len(),
            "what was paid rings no more"
        );
        for part in ["VCALENDAR", "VEVENT", "VALARM"] {
            let count = |what: &str| unfolded.matches(&format!("{what}:{part}")).count();
            assert_eq!(count("BEGIN"), count("END"), "{part}");
        }
    }

    #[test]
    fn no_text_can_end_its_line() {
        let mut odd = entry(true);
        odd.summary = "a\r\nBEGIN:VALARM\nb\u{1}c\\n".into();
        let file = file("x", &[odd], Timestamp(0));
        assert!(file.contains("SUMMARY:a\\nBEGIN:VALARM\\nb c\\\\n\r\n"), "{file}");
    }
}
