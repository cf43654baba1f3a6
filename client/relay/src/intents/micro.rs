//! Amounts of the chain's own money as an operator writes and counts them.

use serde::Serialize;

const DECIMALS: u32 = 6;

/// Money in millionths of a token, rounded up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Micro(pub i64);

impl Micro {
    /// Of an amount in the chain's smallest unit.
    pub fn of(amount: u128, decimals: u8) -> Micro {
        let decimals = u32::from(decimals);
        let micro = match decimals.checked_sub(DECIMALS) {
            Some(more) => amount.div_ceil(10u128.saturating_pow(more)),
            None => amount.saturating_mul(10u128.saturating_pow(DECIMALS - decimals)),
        };
        Micro(i64::try_from(micro).unwrap_or(i64::MAX))
    }

    /// `10` or `0.25`; at most six decimals. `None` for anything else.
    pub fn parse(text: &str) -> Option<Micro> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(part) || part.len() > DECIMALS as usize {
            return None;
        }
        let digits = format!("{whole}{part:0<width$}", width = DECIMALS as usize);
        digits.parse().ok().map(Micro)
    }

    /// In whole tokens, for figures.
    pub fn tokens(self) -> f64 {
        self.0 as f64 / 1e6
    }
}
