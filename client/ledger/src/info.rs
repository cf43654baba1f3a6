//! What a chain says about itself: its name, its purpose, its money.

use iou_base::money::Unit;
use serde::Serialize;

use super::Hash;

/// What the smallest unit is called of a money of which the chain says nothing. Source: Polkadot's own word for it.
pub const SMALLEST: &str = "planck";
/// How many decimal places the limits of an operator have on such a chain: like most, a million million smallest units in one.
const LIMIT_DECIMALS: u8 = 12;

/// What the chain says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainInfo {
    /// Hash of its first block: its identity.
    pub genesis: Hash,
    /// Its name, from the chain specification.
    pub name: String,
    /// What it is for: `Development`, `Local`, `Live`, or a word of its own.
    pub chain_type: String,
    /// Symbol of the native token.
    pub token_symbol: String,
    /// Decimal places of the native token.
    pub token_decimals: u8,
    /// The number in its addresses.
    pub ss58_prefix: u16,
}

impl ChainInfo {
    /// Whether it is for development: well-known keys and a movable clock are allowed on such a chain only.
    pub fn is_development(&self) -> bool {
        self.chain_type == "Development"
    }

    /// Decimal places of a whole token, in which operators write what may be spent. Not for showing amounts: no decimals are
    /// made up of a money of which the chain says nothing.
    pub fn limit_decimals(&self) -> u8 {
        match self.token_decimals {
            0 if self.token_symbol == SMALLEST => LIMIT_DECIMALS,
            decimals => decimals,
        }
    }

    /// Its own money.
    pub fn money(&self) -> Unit {
        Unit {
            name: self.token_symbol.clone(),
            decimals: self.token_decimals,
        }
    }

    /// An amount of the native token for people, exact, with its symbol; smallest units of a money without a name in groups of
    /// three digits, of which there are many. Units: `amount` in the smallest unit.
    pub fn show_amount(&self, amount: u128) -> String {
        if self.token_symbol == SMALLEST {
            return format!("{} {SMALLEST}", grouped(amount));
        }
        let digits = format!("{amount:0>width$}", width = usize::from(self.token_decimals) + 1);
        let (whole, part) = digits.split_at(digits.len() - usize::from(self.token_decimals));
        match part.trim_end_matches('0') {
            "" => format!("{whole} {}", self.token_symbol),
            part => format!("{whole}.{part} {}", self.token_symbol),
        }
    }
}

/// `6914034411` → `6,914,034,411`.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut shown = digits[..first].to_owned();
    for (at, digit) in digits[first..].chars().enumerate() {
        if at % 3 == 0 && !shown.is_empty() {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_in_whole_tokens_also_where_a_chain_says_nothing_of_its_money() {
        let chain = |symbol: &str, token_decimals| ChainInfo {
            genesis: Hash::from([0; 32]),
            name: "dev".into(),
            chain_type: "Development".into(),
            token_symbol: symbol.into(),
            token_decimals,
            ss58_prefix: 42,
        };
        for (symbol, decimals, limits) in [
            ("IOU", 12, 12),
            (SMALLEST, 0, 12),
            (SMALLEST, 9, 9),
            ("PTS", 0, 0),
        ] {
            assert_eq!(chain(symbol, decimals).limit_decimals(), limits);
        }
    }

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (number, shown) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (6_914_034_411, "6,914,034,411"),
        ] {
            assert_eq!(grouped(number), shown);
        }
    }
}
