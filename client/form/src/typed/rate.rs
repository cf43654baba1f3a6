//! Rates: a year's (`6%`, `百分之六`, `6%/年`), a month's (`1.5%/月`, `月息2分`: 1分 = 1 %, 1厘 = 0.1 %), a day's
//! (`日万分之五`), or so many times the one-year LPR (`4倍LPR`, `LPR+50BP`). A month's rate is a twelfth of the year's; a
//! day's is the year's by the days of a year of the day count, so that a day earns exactly what was said. A number without
//! its unit is never taken for a rate: 0.06 might be 6 % or 0.06 %.

use terms::{Day, DayCount, RatePpm};

use super::number::{digit, number, NoNumber, Number};
use super::{squeezed, without_prefix, without_suffix, Read, Why};
use iou_base::money::show_rate;

/// What a rate may refer to.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// By which a day's rate becomes a year's.
    pub day_count: DayCount,
    /// The one-year LPR and the day of its notice, where there is one for the day that counts.
    pub lpr: Option<(RatePpm, Day)>,
}

/// For how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Per {
    Year,
    Month,
    Day,
}

const BEFORE: [(&str, Per); 24] = [
    ("贷款年利率", Per::Year),
    ("年化利率", Per::Year),
    ("年利率", Per::Year),
    ("年利息", Per::Year),
    ("年化", Per::Year),
    ("年息", Per::Year),
    ("年利", Per::Year),
    ("每年", Per::Year),
    ("年", Per::Year),
    ("apr", Per::Year),
    ("每个月", Per::Month),
    ("月利率", Per::Month),
    ("月利息", Per::Month),
    ("月息", Per::Month),
    ("月利", Per::Month),
    ("每月", Per::Month),
    ("月", Per::Month),
    ("日利率", Per::Day),
    ("日利息", Per::Day),
    ("日息", Per::Day),
    ("每日", Per::Day),
    ("每天", Per::Day),
    ("日", Per::Day),
    ("天", Per::Day),
];

const AFTER: [(&str, Per); 47] = [
    ("/年", Per::Year),
    ("每年", Per::Year),
    ("一年", Per::Year),
    ("年息", Per::Year),
    ("年利率", Per::Year),
    ("/year", Per::Year),
    ("/y", Per::Year),
    ("/m", Per::Month),
    ("/d", Per::Day),
    ("/a", Per::Year),
    ("peryear", Per::Year),
    ("perannum", Per::Year),
    ("ayear", Per::Year),
    ("yearly", Per::Year),
    ("annually", Per::Year),
    ("p.a.", Per::Year),
    ("pa", Per::Year),
    ("apr", Per::Year),
    ("/月", Per::Month),
    ("/个月", Per::Month),
    ("每个月", Per::Month),
    ("每月", Per::Month),
    ("月息", Per::Month),
    ("月利率", Per::Month),
    ("/month", Per::Month),
    ("permonth", Per::Month),
    ("amonth", Per::Month),
    ("monthly", Per::Month),
    ("p.m.", Per::Month),
    ("/日", Per::Day),
    ("/天", Per::Day),
    ("每日", Per::Day),
    ("每天", Per::Day),
    ("日息", Per::Day),
    ("日利率", Per::Day),
    ("/day", Per::Day),
    ("perday", Per::Day),
    ("aday", Per::Day),
    ("daily", Per::Day),
    ("(年)", Per::Year),
    ("(月)", Per::Month),
    ("annual", Per::Year),
    ("年化", Per::Year),
    ("年", Per::Year),
    ("月", Per::Month),
    ("日", Per::Day),
    ("天", Per::Day),
];

/// A yearly rate; not checked against any cap.
pub fn rate(text: &str, rates: &Rates) -> Read<RatePpm> {
    let text = squeezed(text)
        .replace("贷款市场报价利率", "lpr")
        .replace("percent", "%");
    if ["无息", "免息", "无利息", "不计利息", "零利率"].contains(&text.as_str()) {
        return Ok(RatePpm::ZERO);
    }
    if text.contains("lpr") {
        return of_lpr(&text, rates);
    }
    let (mut text, per) = period(&text)?;
    while let Some(rest) = without_prefix(text, &["利率", "利息", "为", "是", ":", "="]) {
        text = rest;
    }
    let (parts, of, per) = parts(text, per)?;
    let (times, by) = match per {
        Per::Year => (1, 1),
        Per::Month => (12, 1),
        Per::Day => (rates.day_count.year(), 1),
    };
    yearly(parts, 1_000_000 * times, of * by)
}

fn yearly(number: Number, times: u128, by: u128) -> Read<RatePpm> {
    let ppm = number.times(times, by).map_err(|no| match no {
        NoNumber::TooLarge => Why::new("why-rate-too-high"),
        _ => Why::new("why-rate-decimals"),
    })?;
    match u32::try_from(ppm) {
        Ok(ppm) => Ok(RatePpm(ppm)),
        Err(_) => Err(Why::new("why-rate-too-high")),
    }
}

/// The text without the words that say for how long, and what they say.
fn period(text: &str) -> Read<(&str, Option<Per>)> {
    let (mut rest, mut said) = (text, None);
    if let Some((word, per)) = BEFORE.iter().find(|(word, _)| rest.starts_with(word)) {
        (rest, said) = (&rest[word.len()..], Some(*per));
    }
    if let Some((word, per)) = AFTER.iter().find(|(word, _)| rest.ends_with(word)) {
        if said.is_some_and(|said| said != *per) {
            return Err(Why::new("why-rate"));
        }
        (rest, said) = (&rest[..rest.len() - word.len()], Some(*per));
    }
    Ok((rest, said))
}

/// How many parts of how many, and for how long.
fn parts(text: &str, per: Option<Per>) -> Read<(Number, u128, Per)> {
    let malformed = |_| Why::new("why-rate");
    let hundredths = text.strip_suffix('%').or(text.strip_prefix("百分之"));
    if let Some(count) = hundredths {
        return Ok((counted(count)?, 100, per.unwrap_or(Per::Year)));
    }
    let thousandths = text.strip_suffix('‰').or(text.strip_prefix("千分之"));
    let small = thousandths.map(|count| (count, 1_000));
    let parts = text.strip_prefix("万分之").or(text.strip_suffix('‱'));
    let small = small.or(parts.map(|count| (count, 10_000)));
    // 日息万五
    let short = text.strip_prefix('万').filter(|_| per == Some(Per::Day));
    let small = small.or(short.map(|count| (count, 10_000)));
    if let Some((count, of)) = small {
        let count = counted(count)?;
        return match per {
            Some(per) => Ok((count, of, per)),
            // Banks say 千分之 of a month and 万分之 of a day, others of a year.
            None => Err(Why::new("why-rate-period").with("value", text)),
        };
    }
    let fen = without_suffix(text, &["利息", "利", "息"]).unwrap_or(text);
    if fen.contains(['分', '厘', '毫']) {
        return in_fen(fen, per);
    }
    let bare = number(text, false).map_err(malformed)?;
    Err(without_unit(text, bare))
}

fn counted(text: &str) -> Read<Number> {
    number(text, false).map_err(|no| match no {
        NoNumber::Ambiguous => Why::new("why-amount-ambiguous").with("value", text),
        NoNumber::TooLarge => Why::new("why-rate-too-high"),
        NoNumber::Malformed => Why::new("why-rate"),
    })
}

/// `2分`, `1分5厘`, `一分五`, `8厘`: of a month, where 1分 is a hundredth; of a year only 厘, which then is a hundredth.
fn in_fen(text: &str, per: Option<Per>) -> Read<(Number, u128, Per)> {
    let ambiguous = || Why::new("why-rate-fen").with("value", text);
    if per == Some(Per::Year) {
        return match text.strip_suffix('厘') {
            Some(count) if !count.contains(['分', '毫']) => Ok((counted(count)?, 100, Per::Year)),
            // 年息一分 is a tenth in the books and a hundredth on the street.
            _ => Err(ambiguous()),
        };
    }
    if per != Some(Per::Month) {
        return Err(ambiguous());
    }
    let many = || Why::new("why-rate-fen-many").with("value", text);
    let (mut rest, mut sum, mut last) = (text, 0u128, None);
    for (unit, of) in [('分', 100u128), ('厘', 10), ('毫', 1)] {
        let Some((count, less)) = rest.split_once(unit) else {
            continue;
        };
        let count = counted(count)?;
        // What has smaller ones behind it is whole, and of the smaller ones there are at most nine: 1分15厘 might be 1.15分.
        let is_whole = count.times(1, 1).is_ok();
        let fits = last.is_none() || count.times(1, 1).is_ok_and(|count| count < 10);
        if !fits || (!is_whole && !less.is_empty()) {
            return Err(many());
        }
        let hundredths = count.times(of, 1).map_err(|_| Why::new("why-rate-decimals"))?;
        sum = sum.saturating_add(hundredths);
        (rest, last) = (less, Some(of));
    }
    if !rest.is_empty() {
        // 一分五, 一分半: the next smaller unit goes without saying.
        let mut signs = rest.chars();
        let one = match (signs.next(), signs.next()) {
            (Some('半'), None) => Some(5),
            (Some(sign), None) => digit(sign).filter(|digit| *digit > 0),
            _ => {
                let _ = counted(rest)?;
                return Err(many());
            }
        };
        let below = last.filter(|last| *last > 1).map(|last| last / 10);
        let (Some(digit), Some(below)) = (one, below) else {
            return Err(Why::new("why-rate"));
        };
        sum = sum.saturating_add(digit.saturating_mul(below));
    }
    Ok((Number::whole(sum), 10_000, Per::Month))
}

/// What to write instead of a number without its unit: for 0.06, 6 % and 0.06 %.
fn without_unit(text: &str, bare: Number) -> Why {
    let whole = bare.times(1, 1).is_ok();
    let of_one = yearly(bare, 1_000_000, 1).ok().filter(|rate| rate.0 < 1_000_000);
    match of_one {
        Some(rate) if !whole => Why::new("why-rate-bare")
            .with("value", text)
            .with("percent", show_rate(rate)),
        _ if yearly(bare, 1_000_000, 100).is_ok() => Why::new("why-rate-percent").with("value", text),
        _ => Why::new("why-rate"),
    }
}

/// `4倍LPR`, `LPR的4倍`, `LPR×1.3`, `LPR+50BP`, `LPR+1%`.
fn of_lpr(text: &str, rates: &Rates) -> Read<RatePpm> {
    if ["5年", "五年", "5y", "5-y", "five"]
        .iter()
        .any(|word| text.contains(word))
    {
        return Err(Why::new("why-rate-lpr-five"));
    }
    let mut text = text.to_owned();
    for word in [
        "一年期",
        "1年期",
        "one-year",
        "1-year",
        "1y",
        "年利率",
        "的",
        "times",
        "当日",
        "同期",
    ] {
        text = text.replace(word, if word == "times" { "×" } else { "" });
    }
    let wrong = || Why::new("why-rate-lpr");
    let (lpr, _) = rates.lpr.ok_or(Why::new("why-rate-lpr-none"))?;
    let (before, after) = text.split_once("lpr").ok_or_else(wrong)?;
    let sign = |c: &char| ['×', 'x', '*', '倍'].contains(c);
    let factor = |text: &str| number(text.trim_matches(|c| sign(&c)), false).map_err(|_| wrong());
    let (times, added) = match after.find(['+', '-', '加', '减']) {
        Some(at) => after.split_at(at),
        None => (after, ""),
    };
    let times = match (before, times) {
        ("", "") => Number::whole(1),
        (before, "") => factor(before)?,
        // 倍 or a sign must say that it is a factor: LPR4 is nothing.
        ("", times) if times.chars().any(|c| sign(&c)) => factor(times)?,
        _ => return Err(wrong()),
    };
    let product = times
        .times(lpr.0.into(), 1)
        .map_err(|_| Why::new("why-rate-decimals"))?;
    let signed = added.chars().next();
    let added = match signed {
        None => 0,
        Some(sign) => addition(&added[sign.len_utf8()..]).ok_or_else(wrong)?,
    };
    let sum = match signed {
        Some('-' | '减') => product.checked_sub(added),
        _ => product.checked_add(added),
    };
    let sum = sum.and_then(|sum| u32::try_from(sum).ok());
    sum.map(RatePpm).ok_or(Why::new("why-rate-too-high"))
}

/// `50bp`, `50个基点`, `1%`, `1个百分点`. Units: parts per million.
fn addition(text: &str) -> Option<u128> {
    let units = [
        ("个基点", 100),
        ("基点", 100),
        ("bps", 100),
        ("bp", 100),
        ("个百分点", 10_000),
        ("%", 10_000),
    ];
    let (count, of) = units
        .iter()
        .find_map(|(unit, of)| text.strip_suffix(unit).map(|count| (count, *of)))?;
    number(count, false).ok()?.times(of, 1).ok()
}
