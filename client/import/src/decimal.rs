//! Amounts as statements write them: exact decimals, never a float.
//! Units: a whole number of 10^-scale of the statement's money. Limits: 30 digits.

use std::fmt;

use terms::Amount;

/// Digits that are read.
const DIGITS_MAX: usize = 30;
/// Significant digits of a spreadsheet: what follows is the noise of its own arithmetic (Excel, "specifications and limits").
const SHEET_DIGITS: usize = 15;

/// A decimal number: `digits` × 10^-`scale`, below zero where `negative`. Always without zeros at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    digits: u128,
    scale: u32,
}

impl Decimal {
    /// Nothing.
    pub const ZERO: Decimal = Decimal {
        negative: false,
        digits: 0,
        scale: 0,
    };

    fn of(negative: bool, mut digits: u128, mut scale: u32) -> Decimal {
        while scale > 0 && digits.is_multiple_of(10) {
            digits /= 10;
            scale -= 1;
        }
        Decimal {
            negative: negative && digits != 0,
            digits,
            scale,
        }
    }

    /// An amount of minor units with `decimals` decimals.
    pub fn of_minor(amount: Amount, decimals: u8) -> Decimal {
        Decimal::of(false, amount.minor(), u32::from(decimals))
    }

    /// `1,234.50`, `-1,000.00`, `¥12`, `+3`: thousands in groups of three or not at all. Nothing else is read.
    pub fn parse(text: &str) -> Option<Decimal> {
        let text = text.trim();
        let (negative, unsigned) = sign(text);
        // `¥-5.00` is written too, `+-5` is not.
        let (below, rest) = match unsigned.strip_prefix(['¥', '￥']) {
            Some(rest) if unsigned == text => sign(rest.trim_start()),
            Some(rest) => (false, rest.trim_start()),
            None => (false, unsigned),
        };
        let (whole, fraction) = match rest.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, fraction),
            None => (rest, ""),
        };
        let groups: Vec<&str> = whole.split(',').collect();
        let is_grouped = groups.len() == 1
            || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
        if !is_grouped {
            return None;
        }
        plain(negative || below, &groups.concat(), fraction)
    }

    /// `1234,5`, `1234,`: what SWIFT writes, whose comma is always there.
    pub fn parse_swift(text: &str) -> Option<Decimal> {
        let (whole, fraction) = text.split_once(',')?;
        plain(false, whole, fraction)
    }

    /// A number of a spreadsheet, as its XML has it: `1000`, `-0.1`, `1.5E-2`. More than fifteen significant digits are rounded
    /// to fifteen, as the program that wrote them shows them.
    pub fn parse_sheet(text: &str) -> Option<Decimal> {
        let (negative, rest) = sign(text.trim());
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (rest, 0),
        };
        if !(-40..=40).contains(&exponent) {
            return None;
        }
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let number = plain(negative, whole, fraction)?;
        let scale = i32::try_from(number.scale).ok()? - exponent;
        let (digits, scale) = match u32::try_from(scale) {
            Ok(scale) => (number.digits, scale),
            Err(_) => {
                let more = 10u128.checked_pow(scale.unsigned_abs())?;
                (number.digits.checked_mul(more)?, 0)
            }
        };
        let length = digits.checked_ilog10().unwrap_or(0) as usize + 1;
        let beyond = u32::try_from(length.saturating_sub(SHEET_DIGITS))
            .ok()?
            .min(scale);
        let unit = 10u128.checked_pow(beyond)?;
        let rounded = digits / unit + u128::from(digits % unit * 2 >= unit && unit > 1);
        Some(Decimal::of(number.negative, rounded, scale - beyond))
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.negative
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// Without its sign.
    pub fn abs(self) -> Decimal {
        Decimal {
            negative: false,
            ..self
        }
    }

    /// With the other sign.
    pub fn negated(self) -> Decimal {
        Decimal::of(!self.negative, self.digits, self.scale)
    }

    /// The sum; `None` where it is out of range.
    pub fn plus(self, other: Decimal) -> Option<Decimal> {
        let scale = self.scale.max(other.scale);
        let part = |one: Decimal| {
            let digits = one.digits.checked_mul(10u128.checked_pow(scale - one.scale)?)?;
            let signed = i128::try_from(digits).ok()?;
            Some(if one.negative { -signed } else { signed })
        };
        let sum = part(self)?.checked_add(part(other)?)?;
        Some(Decimal::of(sum < 0, sum.unsigned_abs(), scale))
    }

    /// The whole number of minor units with `decimals` decimals; `None` where it is not whole, below zero or too large.
    pub fn amount(self, decimals: u8) -> Option<Amount> {
        let more = u32::from(decimals).checked_sub(self.scale)?;
        if self.negative {
            return None;
        }
        Amount::new(self.digits.checked_mul(10u128.checked_pow(more)?)?).ok()
    }

    /// The third part after the decimal point and on: the whole part, and how many of `parts` the rest is, rounded.
    pub(crate) fn split(self, parts: u128) -> Option<(u128, u128)> {
        let unit = 10u128.checked_pow(self.scale)?;
        let rest = (self.digits % unit).checked_mul(parts)?.checked_mul(2)?;
        Some((self.digits / unit, rest.checked_add(unit)? / unit.checked_mul(2)?))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale.max(2) as usize;
        let digits = self.digits.to_string() + &"0".repeat(scale - self.scale as usize);
        let digits = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let sign = if self.negative { "-" } else { "" };
        out.pad(&format!("{sign}{whole}.{fraction}"))
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn plain(negative: bool, whole: &str, fraction: &str) -> Option<Decimal> {
    let digits = [whole, fraction].concat();
    let is_number = !whole.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number || digits.len() > DIGITS_MAX {
        return None;
    }
    let scale = u32::try_from(fraction.len()).ok()?;
    Some(Decimal::of(negative, digits.parse().ok()?, scale))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_is_what_is_read_and_nothing_else_is() {
        for (text, read) in [
            ("1,234.50", "1234.50"),
            ("-1,000.00", "-1000.00"),
            ("¥12", "12.00"),
            ("￥1000.5", "1000.50"),
            ("¥-5.00", "-5.00"),
            ("-¥5.00", "-5.00"),
            ("+3", "3.00"),
            ("0.001", "0.001"),
            ("-0", "0.00"),
            (" 7.10 ", "7.10"),
        ] {
            assert_eq!(Decimal::parse(text).unwrap().to_string(), read, "{text}");
        }
        for wrong in [
            "",
            "-",
            "1.",
            ".5",
            "1,00",
            "1,0000",
            "1,234,5",
            "12,34.00",
            "1.2.3",
            "1e3",
            "--1",
            "-¥-5",
            "+-5",
            "+¥-5",
            "¥¥5",
            "１２",
            "1 000",
            "NaN",
            "1000000000000000000000000000000",
        ] {
            assert_eq!(Decimal::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn swift_has_a_comma_and_no_sign() {
        assert_eq!(Decimal::parse_swift("1234,5"), Decimal::parse("1234.50"));
        assert_eq!(Decimal::parse_swift("1234,"), Decimal::parse("1234"));
        for wrong in ["1234", "1.234,50", "-1,00", ",50", "1,0,0"] {
            assert_eq!(Decimal::parse_swift(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_number_of_a_spreadsheet_is_what_the_spreadsheet_shows() {
        for (text, read) in [
            ("1000", "1000.00"),
            ("-0.1", "-0.10"),
            ("1.5E-2", "0.015"),
            ("1.2345E3", "1234.50"),
            // What binary arithmetic leaves behind.
            ("0.30000000000000004", "0.30"),
            ("1234.5599999999999", "1234.56"),
            ("99999999999999999", "99999999999999999.00"),
        ] {
            assert_eq!(Decimal::parse_sheet(text).unwrap().to_string(), read, "{text}");
        }
        for wrong in ["", "1E999", "x", "1.5E", "1E99999999999", "0x10"] {
            assert_eq!(Decimal::parse_sheet(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_amount_is_exact_or_none() {
        let amount = |text: &str, decimals| Decimal::parse(text).unwrap().amount(decimals);
        assert_eq!(amount("12.34", 2), Amount::new(1_234).ok());
        assert_eq!(amount("12", 0), Amount::new(12).ok());
        assert_eq!(amount("12.345", 2), None);
        assert_eq!(amount("-1", 2), None);
        assert_eq!(amount("99999999999999999999999999999", 2), None);
    }

    proptest! {
        #[test]
        fn a_decimal_comes_back_from_its_text_and_sums_are_exact(a in -1_000_000_000i64..1_000_000_000, b in -1_000_000_000i64..1_000_000_000) {
            let of = |fen: i64| {
                let text = format!("{}{}.{:02}", if fen < 0 { "-" } else { "" }, fen.abs() / 100, fen.abs() % 100);
                Decimal::parse(&text).unwrap()
            };
            prop_assert_eq!(Decimal::parse(&of(a).to_string()), Some(of(a)));
            prop_assert_eq!(of(a).plus(of(b)), Some(of(a + b)));
        }

        #[test]
        fn whatever_is_read_stops_nobody(text in "\\PC{0,40}", number in "[-+0-9.,eE]{0,45}") {
            for text in [text, number] {
                let read = [Decimal::parse(&text), Decimal::parse_swift(&text), Decimal::parse_sheet(&text)];
                for one in read.into_iter().flatten() {
                    let _ = (one.amount(2), one.plus(one), one.split(86_400), one.to_string());
                }
            }
        }
    }
}
