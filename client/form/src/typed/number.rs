//! Numbers as people write them: `10000`, `1,000,000.00`, `1.5万`, `12万3456`, `壹万贰仟`, `三点五`. Exact: digits and a
//! scale. What could be two numbers is none: `1,00`, `1万5` (15,000 or 10,005?), `一万五`.

/// A number: `digits` × 10^−`scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub digits: u128,
    pub scale: u32,
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoNumber {
    /// It is not written as one.
    Malformed,
    /// It could be several.
    Ambiguous,
    /// It is larger than anything here.
    TooLarge,
}

impl Number {
    pub fn whole(digits: u128) -> Number {
        Number { digits, scale: 0 }
    }

    /// `self` × `factor` ÷ `by`, where that is a whole number.
    pub fn times(self, factor: u128, by: u128) -> Result<u128, NoNumber> {
        let by = power(self.scale)
            .and_then(|power| power.checked_mul(by))
            .ok_or(NoNumber::TooLarge)?;
        let product = self.digits.checked_mul(factor).ok_or(NoNumber::TooLarge)?;
        match product.checked_rem(by) {
            Some(0) => Ok(product / by),
            _ => Err(NoNumber::Malformed),
        }
    }

    /// `self` × 10^`zeros`, with as few decimals as it has then.
    fn shifted(self, zeros: u32) -> Result<Number, NoNumber> {
        let digits = power(zeros.saturating_sub(self.scale))
            .and_then(|power| self.digits.checked_mul(power))
            .ok_or(NoNumber::TooLarge)?;
        let scale = self.scale.saturating_sub(zeros);
        Ok(Number { digits, scale })
    }
}

fn power(exponent: u32) -> Option<u128> {
    10u128.checked_pow(exponent)
}

/// Reads a number; `text` is folded. A comma with three digits after it could be a decimal comma where `thousandths`
/// make sense.
pub(super) fn number(text: &str, thousandths: bool) -> Result<Number, NoNumber> {
    let western = |sign: char| sign.is_ascii_digit() || ".,。 '’_".contains(sign);
    if text.chars().all(western) {
        return arabic(text, thousandths);
    }
    let text: String = text.chars().filter(|sign| *sign != ' ').map(simple).collect();
    if let Some(number) = scaled(&text, thousandths)? {
        return Ok(number);
    }
    whole(&text).map(Number::whole)
}

/// A whole number.
pub(super) fn integer(text: &str) -> Result<u128, NoNumber> {
    number(text, false)?.times(1, 1)
}

/// Digits with at most one point and groups of three.
fn arabic(text: &str, thousandths: bool) -> Result<Number, NoNumber> {
    // The full stop of a Chinese input method between two digits is a point.
    let text = text.replace('。', ".");
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return Err(NoNumber::Malformed),
        Some((whole, fraction)) => (whole, fraction),
        None => (text.as_str(), ""),
    };
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(fraction) {
        return Err(NoNumber::Malformed);
    }
    let digits = if plain(whole) {
        whole.to_owned()
    } else {
        grouped(whole, thousandths && fraction.is_empty())?
    };
    let digits = format!("{digits}{fraction}");
    let digits = digits.parse().map_err(|_| NoNumber::TooLarge)?;
    let scale = u32::try_from(fraction.len()).map_err(|_| NoNumber::TooLarge)?;
    Ok(Number { digits, scale })
}

/// `1,000,000`, `1 000 000`, `1'000'000` → its digits.
fn grouped(text: &str, thousandths: bool) -> Result<String, NoNumber> {
    let separator = text
        .chars()
        .find(|sign| !sign.is_ascii_digit())
        .ok_or(NoNumber::Malformed)?;
    let groups: Vec<&str> = text.split(separator).collect();
    let (first, rest) = groups.split_first().ok_or(NoNumber::Malformed)?;
    let plain = groups
        .iter()
        .all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()));
    if !plain {
        return Err(NoNumber::Malformed);
    }
    let threes = rest.iter().all(|group| group.len() == 3);
    let decimal_comma = separator == ',' && rest.len() == 1 && thousandths;
    if !threes || first.len() > 3 || first.starts_with('0') || decimal_comma {
        return Err(NoNumber::Ambiguous);
    }
    Ok(groups.concat())
}

/// One sign for each digit and unit, whether it is written for everyday or for cheques.
fn simple(sign: char) -> char {
    match sign {
        '〇' | '○' => '零',
        '壹' | '弌' => '一',
        '贰' | '貳' | '弍' | '两' | '兩' | '俩' => '二',
        '叁' | '參' | '叄' | '弎' => '三',
        '肆' => '四',
        '伍' => '五',
        '陆' | '陸' => '六',
        '柒' => '七',
        '捌' => '八',
        '玖' => '九',
        '拾' => '十',
        '佰' => '百',
        '仟' => '千',
        '萬' => '万',
        '億' => '亿',
        '點' => '点',
        'W' => 'w',
        'K' => 'k',
        other => other,
    }
}

/// The digit that a sign stands for.
pub(super) fn digit(sign: char) -> Option<u128> {
    let place = "零一二三四五六七八九"
        .chars()
        .position(|digit| digit == simple(sign));
    match (sign.to_digit(10), place) {
        (Some(digit), _) => Some(digit.into()),
        (None, place) => place.and_then(|place| u128::try_from(place).ok()),
    }
}

/// `1.5万`, `300万`, `2千`, `3百万`, `10k`, `三点五`, `一点二亿`: one number and what it counts, if it is that.
fn scaled(text: &str, thousandths: bool) -> Result<Option<Number>, NoNumber> {
    if text.ends_with("kw") {
        return Err(NoNumber::Malformed);
    }
    let (rest, zeros) = without_units(text);
    // 十 makes tens of whole numbers only: 三点五十 is nothing.
    if text.ends_with('十') && rest.contains(['.', '点']) {
        return Err(NoNumber::Malformed);
    }
    let mut signs = rest.chars();
    if signs
        .clone()
        .all(|sign| sign.is_ascii_digit() || ".,".contains(sign))
        && !rest.is_empty()
    {
        return arabic(rest, thousandths)?.shifted(zeros).map(Some);
    }
    let Some((whole_part, fraction)) = rest.split_once('点') else {
        return Ok(None);
    };
    let digits: Option<String> = fraction
        .chars()
        .map(|sign| digit(sign).and_then(|d| char::from_digit(u32::try_from(d).ok()?, 10)))
        .collect();
    if fraction.is_empty() || signs.any(|sign| sign == '.') {
        return Err(NoNumber::Malformed);
    }
    let digits = digits.ok_or(NoNumber::Malformed)?;
    arabic(&format!("{}.{digits}", whole(whole_part)?), false)?
        .shifted(zeros)
        .map(Some)
}

/// The text without what it counts, and how many zeros that stands for: one letter, or 十, 百 or 千 once, then 万, then 亿.
fn without_units(text: &str) -> (&str, u32) {
    let strip = |text, units: &[(&str, u32)]| {
        let mut found = units.iter();
        found.find_map(|(unit, zeros)| Some((str::strip_suffix(text, unit)?, *zeros)))
    };
    if let Some(found) = strip(text, &[("w", 4), ("k", 3)]) {
        return found;
    }
    let (mut rest, mut zeros) = (text, 0);
    for units in [&[("亿", 8)][..], &[("万", 4)], &[("千", 3), ("百", 2), ("十", 1)]] {
        if let Some((less, more)) = strip(rest, units) {
            (rest, zeros) = (less, zeros + more);
        }
    }
    (rest, zeros)
}

/// A whole number with units: `一亿二千万`, `12万3456`, `十五`.
fn whole(text: &str) -> Result<u128, NoNumber> {
    let (mut sum, mut rest) = (0u128, text);
    let mut above = None;
    for (unit, of) in [("亿", 100_000_000u128), ("万", 10_000)] {
        if let Some((count, less)) = rest.split_once(unit) {
            let count = section(count, above.is_some(), None)?;
            sum = sum.saturating_add(count.checked_mul(of).ok_or(NoNumber::TooLarge)?);
            (rest, above) = (less, Some(of));
        }
    }
    if rest.is_empty() && above.is_some() {
        return Ok(sum);
    }
    // 一亿五千 is 150 millions to most and 100,005,000 by the book.
    if above == Some(100_000_000) && !rest.starts_with('零') {
        return match section(rest, true, None) {
            Err(NoNumber::Malformed) => Err(NoNumber::Malformed),
            _ => Err(NoNumber::Ambiguous),
        };
    }
    Ok(sum.saturating_add(section(rest, above.is_some(), above)?))
}

/// Up to 9,999: `三千二百一十五`, `3千2百`, `1234`. `follows`: something larger stands before it. `after`: the unit that
/// does, where no unit follows; then `1万5` might be 15,000 or 10,005.
fn section(text: &str, follows: bool, after: Option<u128>) -> Result<u128, NoNumber> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return match (text.len(), after) {
            (1..=4, None) | (4, Some(10_000)) => text.parse().map_err(|_| NoNumber::Malformed),
            (1..=4, _) => Err(NoNumber::Ambiguous),
            _ => Err(NoNumber::Malformed),
        };
    }
    if text == "零" && !follows {
        return Ok(0);
    }
    let (mut sum, mut below, mut pending, mut zero) = (0u128, 10_000u128, None, false);
    for sign in text.chars() {
        let begun = follows || below < 10_000;
        let unit = match sign {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            _ => {
                match digit(sign).ok_or(NoNumber::Malformed)? {
                    _ if pending.is_some() => return Err(NoNumber::Malformed),
                    0 if zero || !begun => return Err(NoNumber::Malformed),
                    0 => zero = true,
                    digit => pending = Some(digit),
                }
                continue;
            }
        };
        let count = match pending.take() {
            Some(count) => count,
            // 十五, not 百五.
            None if unit == 10 && below == 10_000 => 1,
            None => return Err(NoNumber::Malformed),
        };
        if unit >= below {
            return Err(NoNumber::Malformed);
        }
        sum = sum.saturating_add(unit.saturating_mul(count));
        (below, zero) = (unit, false);
    }
    match pending {
        Some(ones) if below == 10 || zero || (below == 10_000 && after.is_none()) => {
            Ok(sum.saturating_add(ones))
        }
        Some(_) => Err(NoNumber::Ambiguous),
        None if zero || below == 10_000 => Err(NoNumber::Malformed),
        None => Ok(sum),
    }
}
