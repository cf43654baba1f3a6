//! Amounts as people write and read them. Inside there are only whole minor units; here they get their decimal point and
//! the name of their money. Text → [`Amount`] is exact or refused, never rounded.

use terms::{Amount, RatePpm, Settlement};

use crate::chain::connection::ChainInfo;
use crate::chain::AccountId;

/// A money: what its units are called and how many decimals they have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// `CNY`, or the symbol of the chain's token.
    pub name: String,
    /// Decimals of one minor unit.
    pub decimals: u8,
}

/// Why an amount cannot be understood; the message is `why-amount-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Not digits with at most one point.
    Malformed,
    /// More decimals than the money has.
    Decimals,
    /// Above the limit.
    TooLarge,
    /// Nothing.
    Zero,
}

impl Unreadable {
    /// The id of the sentence that explains it (parameter: `decimals`).
    pub fn id(self) -> &'static str {
        match self {
            Unreadable::Malformed => "why-amount-malformed",
            Unreadable::Decimals => "why-amount-decimals",
            Unreadable::TooLarge => "why-amount-too-large",
            Unreadable::Zero => "why-amount-zero",
        }
    }
}

impl Unit {
    /// The unit of a loan's amounts.
    pub fn of(settlement: Settlement, chain: &ChainInfo) -> Unit {
        match settlement {
            Settlement::Native => Unit {
                name: chain.token_symbol.clone(),
                decimals: chain.token_decimals,
            },
            // A token's own symbol is whatever its author wrote; its address can't be mistaken.
            Settlement::Token { contract, decimals } => Unit {
                name: AccountId(contract.0).to_string(),
                decimals,
            },
            Settlement::OffChain { currency, decimals } => Unit {
                name: String::from_utf8_lossy(&currency.0).into_owned(),
                decimals,
            },
        }
    }

    /// The unit of what the contract keeps: the chain's own money, or a token, whose decimals are not asked for.
    pub fn of_asset(token: Option<terms::AccountId>, chain: &ChainInfo) -> Unit {
        match token {
            Some(contract) => Unit::of(
                Settlement::Token {
                    contract,
                    decimals: 0,
                },
                chain,
            ),
            None => Unit::of(Settlement::Native, chain),
        }
    }

    /// `1234.50` → 123450 minor units. Nothing is rounded; zero is refused.
    pub fn parse(&self, text: &str) -> Result<Amount, Unreadable> {
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return Err(Unreadable::Malformed),
            Some((whole, fraction)) => (whole, fraction),
            None => (text, ""),
        };
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return Err(Unreadable::Malformed);
        }
        let decimals = usize::from(self.decimals);
        if fraction.len() > decimals {
            return Err(Unreadable::Decimals);
        }
        let minor = format!("{whole}{fraction:0<decimals$}");
        let minor = minor.parse::<u128>().map_err(|_| Unreadable::TooLarge)?;
        match Amount::new(minor) {
            Ok(Amount::ZERO) => Err(Unreadable::Zero),
            Ok(amount) => Ok(amount),
            Err(_) => Err(Unreadable::TooLarge),
        }
    }

    /// `123450` minor units → `1234.50`.
    pub fn number(&self, amount: Amount) -> String {
        let decimals = usize::from(self.decimals);
        let digits = format!("{:0>width$}", amount.minor(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        if fraction.is_empty() {
            whole.to_owned()
        } else {
            format!("{whole}.{fraction}")
        }
    }

    /// With the name of the money: `1234.50 CNY`.
    pub fn show(&self, amount: Amount) -> String {
        format!("{} {}", self.number(amount), self.name)
    }
}

/// `9.4822%` → 94,822 ppm; `None` unless it is a percentage with at most four decimals.
pub fn parse_rate(text: &str) -> Option<RatePpm> {
    let number = text.strip_suffix('%')?.trim_end();
    let percent = Unit {
        name: String::new(),
        decimals: 4,
    };
    match percent.parse(number) {
        Ok(amount) => u32::try_from(amount.minor()).ok().map(RatePpm),
        Err(Unreadable::Zero) => Some(RatePpm::ZERO),
        Err(_) => None,
    }
}

/// 94,822 ppm → `9.4822%`, with two decimals at least.
pub fn show_rate(rate: RatePpm) -> String {
    let text = format!("{}.{:04}", rate.0 / 10_000, rate.0 % 10_000);
    let shortest = text.trim_end_matches('0');
    let decimals = shortest.len() - shortest.find('.').unwrap_or(0) - 1;
    format!("{}%", &text[..shortest.len() + 2usize.saturating_sub(decimals)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cny() -> Unit {
        Unit {
            name: "CNY".into(),
            decimals: 2,
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for (text, minor) in [
            ("0.01", 1),
            ("1", 100),
            ("1.5", 150),
            ("10000.00", 1_000_000),
            ("007.10", 710),
        ] {
            assert_eq!(
                cny().parse(text),
                Amount::new(minor).map_err(|_| Unreadable::TooLarge),
                "{text}"
            );
        }
        assert_eq!(cny().show(Amount::new(5).unwrap()), "0.05 CNY");
        let yen = Unit {
            name: "JPY".into(),
            decimals: 0,
        };
        assert_eq!(yen.show(yen.parse("120").unwrap()), "120 JPY");
    }

    #[test]
    fn an_amount_is_never_rounded_and_never_guessed() {
        use Unreadable::*;
        for (text, why) in [
            ("1.234", Decimals),
            ("1,000.00", Malformed),
            ("1.", Malformed),
            (".5", Malformed),
            ("-1", Malformed),
            ("1e3", Malformed),
            ("", Malformed),
            (" 1", Malformed),
            ("１", Malformed),
            ("1.2.3", Malformed),
            ("0.00", Zero),
            ("1000000000000000000000001", TooLarge),
            ("99999999999999999999999999999999999999999999", TooLarge),
        ] {
            assert_eq!(cny().parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn a_rate_is_a_percentage_and_nothing_else() {
        assert_eq!(parse_rate("9.4822%"), Some(RatePpm(94_822)));
        assert_eq!(parse_rate("6 %"), Some(RatePpm(60_000)));
        assert_eq!(parse_rate("0%"), Some(RatePpm(0)));
        for wrong in ["6", "0.06", "9.48221%", "%", "-1%", "6%%"] {
            assert_eq!(parse_rate(wrong), None, "{wrong}");
        }
        assert_eq!(show_rate(RatePpm(94_822)), "9.4822%");
        assert_eq!(show_rate(RatePpm(60_000)), "6.00%");
        assert_eq!(show_rate(RatePpm(125_500)), "12.55%");
        assert_eq!(show_rate(RatePpm(0)), "0.00%");
    }
}
