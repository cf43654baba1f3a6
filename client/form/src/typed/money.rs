//! Amounts: a number with or without the name or sign of its money, `¥10,000`, `1万元`, `壹万元整`, `100元5角`.

use terms::Amount;

use super::number::{digit, number, NoNumber, Number};
use super::{fold, without_suffix, Read, Why};
use iou_base::money::Unit;

/// What monies are called: code, before the number, after it.
const NAMES: [(&str, &[&str], &[&str]); 14] = [
    (
        "CNY",
        &["人民币", "RMB", "CNY", "CN¥", "¥"],
        &[
            "人民币",
            "RMB",
            "CNY",
            "¥",
            "元人民币",
            "元",
            "圆",
            "圓",
            "块钱",
            "块",
            "yuan",
        ],
    ),
    ("HKD", &["HK$", "HKD", "港币"], &["HKD", "港元", "港币"]),
    ("MOP", &["MOP$", "MOP"], &["MOP", "澳门元"]),
    ("TWD", &["NT$", "TWD", "新台币"], &["TWD", "新台币"]),
    ("USD", &["US$", "USD", "$"], &["USD", "美元", "美金", "$"]),
    ("EUR", &["€", "EUR"], &["EUR", "€", "欧元"]),
    ("GBP", &["£", "GBP"], &["GBP", "£", "英镑"]),
    ("SGD", &["S$", "SGD"], &["SGD", "新元", "新加坡元"]),
    ("AUD", &["A$", "AUD"], &["AUD", "澳元"]),
    ("CAD", &["C$", "CAD"], &["CAD", "加元"]),
    ("CHF", &["CHF"], &["CHF", "瑞士法郎"]),
    ("JPY", &["JPY", "¥", "日元"], &["JPY", "日元", "円"]),
    ("KRW", &["KRW", "₩", "韩元"], &["KRW", "韩元"]),
    ("KWD", &["KWD"], &["KWD"]),
];

/// An amount of `unit`, above zero. One that is written twice, `壹万元整（¥10000）`, has to be the same both times.
pub fn amount(text: &str, unit: &Unit) -> Read<Amount> {
    // 人民币（大写）：壹万元整 says how it is written, and no more.
    let folded = ["(大写)", "(小写)", "大写", "小写"]
        .iter()
        .fold(fold(text), |text, word| text.replacen(word, "", 1));
    if let Some((first, second)) = folded.strip_suffix(')').and_then(|text| text.split_once('(')) {
        return match (one(first, unit)?, one(second, unit)?) {
            (first, second) if first == second => Ok(first),
            _ => Err(Why::new("why-amount-twice")),
        };
    }
    one(&folded, unit)
}

fn one(folded: &str, unit: &Unit) -> Read<Amount> {
    let folded = folded.trim_start_matches([':', ' ']);
    if folded.starts_with('-') || folded.starts_with('负') {
        return Err(Why::new("why-amount-negative"));
    }
    let bare = without_money(folded, unit)?;
    let read = match bare.split_once(['元', '圆', '圓']) {
        // 100元5角
        Some((whole, small)) if unit.name == "CNY" && unit.decimals == 2 => with_small(whole, small),
        _ => number(&bare, unit.decimals >= 3),
    };
    let read = read.map_err(|no| match no {
        NoNumber::Malformed => Why::new("why-amount-malformed"),
        NoNumber::Ambiguous => Why::new("why-amount-ambiguous").with("value", folded),
        NoNumber::TooLarge => Why::new("why-amount-too-large"),
    })?;
    if read.scale > unit.decimals.into() {
        return Err(Why::new("why-amount-decimals").with("decimals", unit.decimals));
    }
    let one = 10u128.pow(unit.decimals.into());
    let minor = read.times(one, 1).map_err(|_| Why::new("why-amount-too-large"))?;
    match Amount::new(minor) {
        Ok(Amount::ZERO) => Err(Why::new("why-amount-zero")),
        Ok(amount) => Ok(amount),
        Err(_) => Err(Why::new("why-amount-too-large")),
    }
}

/// The text without the name of its money. The name of another money is a mistake.
fn without_money(text: &str, unit: &Unit) -> Read<String> {
    let own = NAMES.iter().find(|(code, ..)| *code == unit.name);
    let spelt = [unit.name.as_str()];
    let (before, after) = own.map_or((&spelt[..], &spelt[..]), |(_, before, after)| (*before, *after));
    // 整 ends a sum on a cheque.
    let mut rest = without_suffix(text, &["整", "正"]).unwrap_or(text).trim_end();
    // 美元 ends with 元: whole words first.
    no_other(rest, unit, |word| {
        word.chars().count() > 1 && !before.contains(&word) && !after.contains(&word)
    })?;
    let said = longest(before, |word| starts_with(rest, word));
    if let Some(word) = said {
        rest = rest[word.len()..].trim_start_matches([' ', ':']);
    }
    // 港币100元: whose 元 it is has been said, in more than a sign that several monies have.
    let is_named = said.is_some_and(|word| word.chars().count() > 1);
    let after = if is_named {
        &[after, &["元"]].concat()
    } else {
        after
    };
    if let Some(word) = longest(after, |word| ends_with(rest, word)) {
        rest = rest[..rest.len() - word.len()].trim_end();
    }
    no_other(rest, unit, |_| true)?;
    Ok(rest.to_owned())
}

fn no_other(text: &str, unit: &Unit, counts: impl Fn(&str) -> bool) -> Read<()> {
    let other = NAMES.iter().find(|(code, before, after)| {
        let begins = before.iter().any(|word| counts(word) && starts_with(text, word));
        *code != unit.name && (begins || after.iter().any(|word| counts(word) && ends_with(text, word)))
    });
    match other {
        Some((code, ..)) => Err(Why::new("why-amount-other-money")
            .with("other", code)
            .with("money", &unit.name)),
        None => Ok(()),
    }
}

fn longest<'a>(words: &[&'a str], fits: impl Fn(&str) -> bool) -> Option<&'a str> {
    words
        .iter()
        .copied()
        .filter(|word| fits(word))
        .max_by_key(|word| word.len())
}

fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(word))
}

fn ends_with(text: &str, word: &str) -> bool {
    let at = text.len().checked_sub(word.len());
    at.and_then(|at| text.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// `5角`, `五角三分`, `零三分` after whole yuan.
fn with_small(whole: &str, small: &str) -> Result<Number, NoNumber> {
    let whole = number(whole, false)?;
    let mut rest = small;
    let mut cents = 0u128;
    for (unit, of) in [('角', 10), ('分', 1)] {
        let Some((count, less)) = rest.split_once(unit) else {
            continue;
        };
        let count = count.trim_start_matches(['零', '〇']);
        let mut signs = count.chars();
        let (Some(count), None) = (signs.next().and_then(digit), signs.next()) else {
            return Err(NoNumber::Malformed);
        };
        cents += count * of;
        rest = less;
    }
    if !rest.is_empty() || whole.scale != 0 {
        return Err(NoNumber::Malformed);
    }
    let digits = whole
        .digits
        .checked_mul(100)
        .and_then(|digits| digits.checked_add(cents));
    Ok(Number {
        digits: digits.ok_or(NoNumber::TooLarge)?,
        scale: 2,
    })
}
