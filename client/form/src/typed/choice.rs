//! Names that the form and the calculators know, by what they are called in English and in Chinese, and yes and no.

use terms::{DayCount, Method, Rounding, UtcOffset};

use super::{fold, squeezed, Read, Why};
use iou_base::time;

/// What one of `choices` is meant.
fn one_of<T: Copy>(text: &str, choices: &[(T, &[&str])], why: &'static str) -> Read<T> {
    let text = squeezed(text).replace('_', "-");
    let found = choices.iter().find(|(_, words)| words.contains(&text.as_str()));
    found.map(|(choice, _)| *choice).ok_or(Why::new(why))
}

/// A way of repayment as people name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodTyped {
    /// One that a loan can have.
    Known(Method),
    /// 等本等息: interest on the whole principal until the end. Not a rate on what is owed, so only ever computed.
    Flat,
}

const METHODS: [(MethodTyped, &[&str]); 6] = [
    (
        MethodTyped::Known(Method::Bullet),
        &[
            "bullet",
            "到期一次还本付息",
            "一次还本付息",
            "到期还本付息",
            "一次性还本付息",
            "利随本清",
            "到期一次性还本付息",
        ],
    ),
    (
        MethodTyped::Known(Method::InterestOnly),
        &[
            "interest-only",
            "先息后本",
            "按月付息到期还本",
            "按期付息到期还本",
            "按月付息、到期还本",
            "按期付息、到期还本",
            "按月付息,到期还本",
        ],
    ),
    (
        MethodTyped::Known(Method::EqualInstalments),
        &["equal-instalments", "equal-installments", "等额本息", "等额还款"],
    ),
    (
        MethodTyped::Known(Method::EqualPrincipal),
        &["equal-principal", "等额本金"],
    ),
    (
        MethodTyped::Known(Method::Custom),
        &["custom", "by-hand", "自定", "自定义", "约定"],
    ),
    (MethodTyped::Flat, &["flat", "等本等息", "等额等息"]),
];

/// How principal is repaid.
pub fn method(text: &str) -> Read<MethodTyped> {
    one_of(text, &METHODS, "why-method")
}

/// The name that this program writes.
pub fn method_name(method: MethodTyped) -> &'static str {
    let found = METHODS.iter().find(|(known, _)| *known == method);
    found.and_then(|(_, names)| names.first()).unwrap_or(&"custom")
}

const DAY_COUNTS: [(DayCount, &[&str]); 3] = [
    (
        DayCount::Act365,
        &["act/365", "actual/365", "实际/365", "365", "365天"],
    ),
    (DayCount::Act360, &["act/360", "actual/360", "实际/360"]),
    (DayCount::Thirty360, &["30/360", "30e/360"]),
];

/// How days are counted.
pub fn day_count(text: &str) -> Read<DayCount> {
    one_of(text, &DAY_COUNTS, "why-day-count")
}

const ROUNDINGS: [(Rounding, &[&str]); 3] = [
    (
        Rounding::Floor,
        &["floor", "down", "向下取整", "去尾", "舍去", "抹零"],
    ),
    (
        Rounding::HalfEven,
        &["half-even", "银行家舍入", "四舍六入五成双", "四舍六入五留双"],
    ),
    (Rounding::HalfUp, &["half-up", "四舍五入"]),
];

/// How fractions of the smallest unit are rounded.
pub fn rounding(text: &str) -> Read<Rounding> {
    one_of(text, &ROUNDINGS, "why-rounding")
}

/// The name that this program writes.
pub fn rounding_name(rounding: Rounding) -> &'static str {
    let found = ROUNDINGS.iter().find(|(known, _)| *known == rounding);
    found.and_then(|(_, names)| names.first()).unwrap_or(&"floor")
}

/// `native`, `token` or `off-chain`.
pub fn settlement(text: &str) -> Read<&'static str> {
    let ways: [(&'static str, &[&str]); 3] = [
        ("native", &["native", "链上原生币", "原生币"]),
        ("token", &["token", "代币"]),
        (
            "off-chain",
            &["off-chain", "offchain", "线下", "线下转账", "转账", "现金"],
        ),
    ];
    one_of(text, &ways, "why-settlement")
}

/// Whether the law of the PRC is enforced: `prc`, or `none`.
pub fn law(text: &str) -> Read<bool> {
    let laws: [(bool, &[&str]); 2] = [
        (true, &["prc", "中国法", "中国"]),
        (false, &["none", "无", "不适用"]),
    ];
    one_of(text, &laws, "why-law")
}

/// Yes or no.
pub fn flag(text: &str) -> Read<bool> {
    let flags: [(bool, &[&str]); 2] = [
        (true, &["true", "yes", "是", "可以", "有"]),
        (false, &["false", "no", "否", "不可以", "没有", "无"]),
    ];
    one_of(text, &flags, "why-flag")
}

/// Whether it means everything: `all`, `全部`.
pub fn is_all(text: &str) -> bool {
    ["all", "everything", "全部", "全款", "全额", "所有", "结清"].contains(&squeezed(text).as_str())
}

/// A currency by its three letters, small ones too, or the yuan by its name.
pub fn currency(text: &str) -> Read<[u8; 3]> {
    let folded = fold(text).to_ascii_uppercase();
    let code = match folded.as_str() {
        "人民币" | "RMB" | "元" => "CNY",
        other => other,
    };
    <[u8; 3]>::try_from(code.as_bytes())
        .ok()
        .filter(|code| code.iter().all(u8::is_ascii_uppercase))
        .ok_or(Why::new("why-currency"))
}

/// An offset from UTC: `+08:00`, `+8`, `UTC+8`, `北京时间`.
pub fn offset(text: &str) -> Read<UtcOffset> {
    let text = squeezed(text);
    if ["北京时间", "中国", "中国标准时间"].contains(&text.as_str()) {
        return Ok(UtcOffset::CHINA);
    }
    let bare = ["utc", "gmt"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(&text);
    let full = match bare.len() {
        2 if bare.is_ascii() => format!("{}0{}:00", &bare[..1], &bare[1..]),
        3 if bare.is_ascii() => format!("{bare}:00"),
        5 if bare.is_ascii() && !bare.contains(':') => format!("{}:{}", &bare[..3], &bare[3..]),
        5 if bare.is_ascii() => format!("{}0{}", &bare[..1], &bare[1..]),
        _ => bare.to_owned(),
    };
    time::parse_offset(&full).ok_or(Why::new("why-offset"))
}

/// `+08:00`.
pub fn show_offset(offset: &UtcOffset) -> String {
    let sign = if offset.0 < 0 { '-' } else { '+' };
    let minutes = offset.0.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
