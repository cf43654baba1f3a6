//! Lengths of time and counts: `90d`, `90天`, `3m`, `三个月`, `半年`, `一年半`, `1年6个月`; for deadlines also `12h`,
//! `30min`, `1天6小时`. A letter or word that means two things is refused: `3月` is March too, and `m` is a minute where
//! minutes make sense.

use terms::{Day, Period};

use super::number::{integer, number};
use super::{day, squeezed, Read, Why};

/// One piece of a length: how many of what, and how a unit is written. Units: months, or seconds.
const MONTHS: [(&[&str], u128); 3] = [
    (&["years", "year", "yrs", "yr", "y", "年", "周年"], 12),
    (&["个季度", "季度", "个季", "季", "quarters", "quarter"], 3),
    (&["个月", "個月", "months", "month", "mths", "mo", "m"], 1),
];
const SECONDS: [(&[&str], u128); 5] = [
    (
        &["weeks", "week", "w", "周", "个星期", "星期", "礼拜", "个礼拜"],
        604_800,
    ),
    (&["days", "day", "d", "天", "日"], 86_400),
    (
        &[
            "hours",
            "hour",
            "hrs",
            "hr",
            "h",
            "个小时",
            "小时",
            "个钟头",
            "钟头",
        ],
        3_600,
    ),
    (&["minutes", "minute", "mins", "min", "分钟"], 60),
    (&["seconds", "second", "secs", "sec", "s", "秒钟", "秒"], 1),
];

/// What a text comes to.
#[derive(Default)]
struct Length {
    months: u128,
    seconds: u128,
}

/// The distance between two due days: days or months, never both.
pub fn period(text: &str) -> Read<Period> {
    let text = squeezed(text);
    let wrong = || Why::new("why-period");
    // Every second month, or every month.
    if text.starts_with("每隔") || text.starts_with('隔') {
        return Err(Why::new("why-period-apart").with("value", text));
    }
    let every = ["每", "按", "every"]
        .iter()
        .find_map(|word| text.strip_prefix(word));
    let every = every.filter(|rest| !rest.is_empty());
    let rest = every.unwrap_or(&text);
    match rest {
        "monthly" => return Ok(Period::Months(1)),
        "quarterly" => return Ok(Period::Months(3)),
        "yearly" | "annually" => return Ok(Period::Months(12)),
        "weekly" => return Ok(Period::Days(7)),
        "月" if every.is_some() => return Ok(Period::Months(1)),
        _ => {}
    }
    let rest = match without_count(rest) {
        // 每季度, every month; without the word there must be a number.
        true if every.is_some() => format!("1{rest}"),
        _ => rest.to_owned(),
    };
    let is_count = ["个月", "個月", "半月"].iter().any(|word| rest.ends_with(word));
    if rest.ends_with('月') && !is_count {
        return Err(Why::new("why-period-month").with("value", rest));
    }
    let length = length(&rest).ok_or_else(|| without_unit(&rest).unwrap_or_else(wrong))?;
    let whole_days = length.seconds % 86_400 == 0;
    match (length.months, length.seconds / 86_400) {
        (0, days) if days > 0 && whole_days => u16::try_from(days).map(Period::Days).map_err(|_| wrong()),
        (months, 0) if months > 0 && whole_days => {
            u16::try_from(months).map(Period::Months).map_err(|_| wrong())
        }
        _ => Err(wrong()),
    }
}

/// The term of a loan that is repaid at once: a length, or its due day.
pub fn period_or_day(text: &str, start: Day, today: Day) -> Read<Period> {
    let by_length = period(text);
    if by_length.is_ok() {
        return by_length;
    }
    let squeezed = squeezed(text);
    let by =
        super::without_prefix(&squeezed, &["截至", "至", "到", "直到", "until", "by"]).unwrap_or(&squeezed);
    let Ok(due) = day(by, today) else {
        return by_length;
    };
    match u16::try_from(due.since(start)) {
        Ok(days) if days > 0 => Ok(Period::Days(days)),
        _ => Err(Why::new("why-day-not-later").with("before", start)),
    }
}

/// Whether there is a unit and no number before it.
fn without_count(text: &str) -> bool {
    let units = MONTHS.iter().chain(&SECONDS).flat_map(|(words, _)| words.iter());
    units.into_iter().any(|unit| *unit == text)
}

/// What to say of a number alone.
fn without_unit(text: &str) -> Option<Why> {
    let number = integer(text).ok()?;
    Some(Why::new("why-period-unit").with("value", number))
}

/// A length of seconds: for deadlines.
pub fn seconds(text: &str) -> Read<u64> {
    let text = squeezed(text);
    let wrong = || Why::new("why-duration");
    let bare_m = text
        .strip_suffix('m')
        .is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    if bare_m {
        return Err(Why::new("why-duration-m").with("value", &text));
    }
    let length = length(&text).ok_or_else(|| without_unit(&text).unwrap_or_else(wrong))?;
    if length.months > 0 {
        return Err(wrong());
    }
    u64::try_from(length.seconds)
        .ok()
        .filter(|seconds| (1..=100 * 366 * 86_400).contains(seconds))
        .ok_or_else(wrong)
}

/// Pieces from large to small: `1年6个月`, `1d6h`, `一年半`, `半年`.
fn length(text: &str) -> Option<Length> {
    let (mut rest, mut length, mut before) = (text, Length::default(), u128::MAX);
    while !rest.is_empty() {
        let (piece, unit, after) = next(rest)?;
        let (months, of) = unit;
        // Larger units first, so that no piece stands twice.
        let rank = if months { of.checked_mul(100_000_000)? } else { of };
        if rank >= before {
            return None;
        }
        before = rank;
        // 一年零六个月
        let piece = piece.trim_start_matches(['零', '又']);
        let (count, by) = match piece.strip_suffix('半') {
            // 半年; 两年半 is below.
            Some("") => (1, 2),
            Some(_) => return None,
            None => {
                let count = number(piece, false).ok()?;
                (count.times(10, 1).ok()?, 10)
            }
        };
        let (after, more) = match after.strip_prefix('半') {
            // 一年半, not 1.5年半.
            Some(_) if count % by != 0 => return None,
            Some(after) => (after, of),
            None => (after, 0),
        };
        let twice = count
            .checked_mul(of)?
            .checked_mul(2)?
            .checked_add(more.checked_mul(by)?)?;
        if twice % (by.checked_mul(2)?) != 0 {
            return None;
        }
        let sum = twice / (by * 2);
        match months {
            true => length.months = length.months.checked_add(sum)?,
            false => length.seconds = length.seconds.checked_add(sum)?,
        }
        rest = after;
    }
    Some(length)
}

/// The number at the beginning, its unit (whether of months, and how many) and what follows.
fn next(text: &str) -> Option<(&str, (bool, u128), &str)> {
    let months = MONTHS.iter().map(|(words, of)| (true, *words, *of));
    let seconds = SECONDS.iter().map(|(words, of)| (false, *words, *of));
    let mut best: Option<(usize, usize, (bool, u128))> = None;
    for (is_months, words, of) in months.chain(seconds) {
        for word in words {
            let Some(at) = text.find(word).filter(|at| *at > 0) else {
                continue;
            };
            let nearer = best.is_none_or(|(found, len, _)| at < found || (at == found && word.len() > len));
            if nearer {
                best = Some((at, word.len(), (is_months, of)));
            }
        }
    }
    let (at, len, unit) = best?;
    Some((&text[..at], unit, &text[at + len..]))
}

/// How many instalments: `12`, `12期`, and `12个月` where there is one each month. No limit but that of the type.
pub fn instalments(text: &str, every: Period) -> Read<u32> {
    let number = count(text, &["期", "次", "instalments"], 1, u32::MAX);
    let months = || count(text, &["个月", "個月", "months", "month"], 1, u32::MAX);
    number.or_else(|_| match (months(), every) {
        (Ok(months), Period::Months(1)) => Ok(months),
        (Ok(_), _) => Err(Why::new("why-periods-months").with("value", text)),
        _ => Err(Why::new("why-periods")),
    })
}

/// A count of something, with or without its word: `12`, `12期`, `十二个月`. `words` are what may stand behind it.
pub fn count(text: &str, words: &[&str], least: u32, most: u32) -> Read<u32> {
    let text = squeezed(text);
    let bare = super::without_suffix(&text, words).unwrap_or(&text);
    let number = integer(bare).ok().and_then(|number| u32::try_from(number).ok());
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| {
            Why::new("why-number-between")
                .with("least", least)
                .with("most", most)
        })
}
