//! Amounts and rates as people read them. Inside there are only whole minor units; here they get their decimal point and
//! the name of their money. What people type is read in `typed`.

use terms::{Amount, RatePpm, Settlement};

use crate::address;

/// A money: what its units are called and how many decimals they have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// `CNY`, or the symbol of the chain's token.
    pub name: String,
    /// Decimals of one minor unit.
    pub decimals: u8,
}

impl Unit {
    /// The unit of a loan's amounts; `native` is the chain's own money.
    pub fn of(settlement: Settlement, native: &Unit) -> Unit {
        match settlement {
            Settlement::Native => native.clone(),
            // A token's own symbol is whatever its author wrote; its address can't be mistaken.
            Settlement::Token { contract, decimals } => Unit {
                name: address::show(contract),
                decimals,
            },
            Settlement::OffChain { currency, decimals } => Unit {
                name: String::from_utf8_lossy(&currency.0).into_owned(),
                decimals,
            },
        }
    }

    /// The unit of what the contract keeps: the chain's own money, or a token, whose decimals are not asked for.
    pub fn of_asset(token: Option<terms::AccountId>, native: &Unit) -> Unit {
        match token {
            Some(contract) => Unit::of(
                Settlement::Token {
                    contract,
                    decimals: 0,
                },
                native,
            ),
            None => native.clone(),
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

    #[test]
    fn amounts_and_rates_are_shown_with_their_decimals() {
        let unit = |name: &str, decimals| Unit {
            name: name.into(),
            decimals,
        };
        assert_eq!(unit("CNY", 2).show(Amount::new(5).unwrap()), "0.05 CNY");
        assert_eq!(unit("JPY", 0).show(Amount::new(120).unwrap()), "120 JPY");
        assert_eq!(show_rate(RatePpm(94_822)), "9.4822%");
        assert_eq!(show_rate(RatePpm(60_000)), "6.00%");
        assert_eq!(show_rate(RatePpm(125_500)), "12.55%");
        assert_eq!(show_rate(RatePpm(0)), "0.00%");
    }
}
