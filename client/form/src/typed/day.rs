//! Days: `2024-02-29`, `2024/2/29`, `2024.02.29`, `20240229`, `2024年2月29日`, `二〇二四年二月二十九日`, `2024年2月底`, and
//! days from today (`今天`, `明天`, `today`). The year stands first and in full, or the order of day and month is a guess.

use terms::{Day, Period};

use super::number::{digit, integer};
use super::{squeezed, Read, Why};

/// How far from today; the largest first, so that no word is part of another.
const NEAR: [(&[&str], i64); 7] = [
    (&["大后天"], 3),
    (&["今天", "今日", "当天", "即日", "today", "now"], 0),
    (&["明天", "明日", "tomorrow"], 1),
    (&["后天", "後天"], 2),
    (&["昨天", "昨日", "yesterday"], -1),
    (&["前天"], -2),
    (&["大前天"], -3),
];

/// A day; `today` where the reader is.
pub fn day(text: &str, today: Day) -> Read<Day> {
    let text = squeezed(text);
    let near = NEAR.iter().find(|(words, _)| words.contains(&text.as_str()));
    if let Some((_, days)) = near {
        let days = i64::from(today.0).saturating_add(*days);
        return u32::try_from(days).map(Day).map_err(|_| Why::new("why-day"));
    }
    if ["农历", "阴历", "正月", "腊月", "初"]
        .iter()
        .any(|word| text.contains(word))
    {
        return Err(Why::new("why-day-lunar"));
    }
    // 三个月后
    if let Some(length) = super::without_suffix(&text, &["后", "之后", "以后"]) {
        let then = match super::period(length) {
            Ok(Period::Days(days)) => today.plus_days(days.into()),
            Ok(Period::Months(months)) => today.plus_months(months.into()),
            _ => return Err(Why::new("why-day")),
        };
        return then.map_err(|_| Why::new("why-day-missing"));
    }
    let this_year = today.civil().0;
    let text = match (text.strip_prefix("今年"), text.strip_prefix("明年")) {
        (Some(rest), _) => format!("{this_year}年{rest}"),
        (_, Some(rest)) => format!("{}年{rest}", this_year.saturating_add(1)),
        _ => text,
    };
    let (year, month, day) = match text.split_once('年') {
        Some((year, rest)) => chinese(year, rest)?,
        // The full stop of a Chinese input method.
        None => western(&text.replace('。', "."))?,
    };
    civil(year, month, day)
}

/// Year, month and day; day 0 is the month's last.
fn civil(year: u128, month: u128, day: u128) -> Read<Day> {
    let missing = || Why::new("why-day-missing");
    let (Ok(year), Ok(month), Ok(day)) = (year.try_into(), u8::try_from(month), u8::try_from(day)) else {
        return Err(missing());
    };
    let days = if day == 0 {
        (28..=31).rev().collect()
    } else {
        vec![day]
    };
    let mut found = days
        .into_iter()
        .filter_map(|day| Day::from_civil(year, month, day).ok());
    found.next().ok_or_else(missing)
}

fn chinese(year: &str, rest: &str) -> Read<(u128, u128, u128)> {
    let wrong = || Why::new("why-day");
    let place = |sign: char| digit(sign).and_then(|digit| char::from_digit(u32::try_from(digit).ok()?, 10));
    let year: String = year.chars().map(place).collect::<Option<_>>().ok_or_else(wrong)?;
    if year.len() != 4 {
        return Err(Why::new("why-day-year"));
    }
    let year = year.parse().map_err(|_| wrong())?;
    let (month, rest) = rest.split_once('月').ok_or_else(wrong)?;
    let month = if month == "元" { Some(1) } else { small(month, 12) };
    let month = month.ok_or_else(wrong)?;
    if ["底", "末", "最后一天", "最后一日"].contains(&rest) {
        return Ok((year, month, 0));
    }
    let day = rest.strip_suffix(['日', '号', '號']).unwrap_or(rest);
    Ok((year, month, small(day, 99).ok_or_else(wrong)?))
}

/// A day that was written as 0 is none, and not the last one of its month.
fn not_last(day: u128) -> u128 {
    if day == 0 {
        99
    } else {
        day
    }
}

/// A month or a day: at most two digits, or in words.
fn small(text: &str, most: u128) -> Option<u128> {
    let short = text.chars().count() <= 3;
    let number = integer(text)
        .ok()
        .filter(|_| short && !text.contains([',', ' ', '_', '\'', '’', '.', '。']));
    number.filter(|number| (1..=most).contains(number))
}

fn western(text: &str) -> Read<(u128, u128, u128)> {
    let wrong = || Why::new("why-day");
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let of = |part: &str| part.parse::<u128>().map_err(|_| wrong());
    if digits(text) && text.len() == 8 {
        // Read from the other end it would be a year before 1232.
        return Ok((of(&text[..4])?, of(&text[4..6])?, not_last(of(&text[6..])?)));
    }
    let Some(separator) = text.chars().find(|sign| !sign.is_ascii_digit()) else {
        return Err(wrong());
    };
    let parts: Vec<&str> = text.split(separator).collect();
    let dated = ['-', '/', '.', ' '].contains(&separator) && parts.iter().all(|part| digits(part));
    match parts.as_slice() {
        [year, month, day] if dated && year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            Ok((of(year)?, of(month)?, not_last(of(day)?)))
        }
        [_, _, year] if dated && year.len() == 4 => Err(Why::new("why-day-order")),
        [_, _] | [_, _, _] if dated => Err(Why::new("why-day-year")),
        _ if text.contains('月') => Err(Why::new("why-day-year")),
        _ => Err(wrong()),
    }
}

/// The day of the month on which instalments fall due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOfMonth {
    /// 1 to 31; the month's last day where it is shorter.
    Number(u8),
    /// The month's last day.
    Last,
}

impl DayOfMonth {
    /// The number to count with: 31 where it is the last day.
    pub fn number(self) -> u8 {
        match self {
            DayOfMonth::Number(number) => number,
            DayOfMonth::Last => 31,
        }
    }
}

/// `15`, `15日`, `每月15号`, `月底`, `last`.
pub fn day_of_month(text: &str) -> Read<DayOfMonth> {
    let text = squeezed(text);
    let rest = super::without_prefix(&text, &["每个月", "每月", "月"]).unwrap_or(&text);
    let last = [
        "底",
        "末",
        "月底",
        "月末",
        "最后一天",
        "最后一日",
        "last",
        "end",
        "31",
        "三十一",
    ];
    let rest = rest.strip_suffix(['日', '号', '號']).unwrap_or(rest);
    if last.contains(&rest) {
        return Ok(DayOfMonth::Last);
    }
    let number = small(rest, 30).and_then(|number| u8::try_from(number).ok());
    number.map(DayOfMonth::Number).ok_or(Why::new("why-day-of-month"))
}
