//! Amounts of money: whole minor units (fen, cents, planck), never negative, never above a stated limit.
//!
//! The field is private to this module, so an amount out of range cannot exist; arithmetic answers an [`Error`]
//! instead of wrapping. Which currency the units belong to is said by the agreement's settlement.

use crate::{
    limits::AMOUNT_MAX,
    read::{Read, Reader},
    Error,
};
use scale::{Decode, Encode, Input};

/// A number of minor units, 0 ..= [`AMOUNT_MAX`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Amount(u128);

impl Amount {
    /// No money.
    pub const ZERO: Amount = Amount(0);
    /// The largest amount.
    pub const MAX: Amount = Amount(AMOUNT_MAX);

    /// An amount of `minor` units.
    ///
    /// Errors: [`Error::AmountTooLarge`] above [`AMOUNT_MAX`].
    pub const fn new(minor: u128) -> Result<Amount, Error> {
        if minor > AMOUNT_MAX {
            return Err(Error::AmountTooLarge);
        }
        Ok(Amount(minor))
    }

    /// The number of minor units.
    pub const fn minor(self) -> u128 {
        self.0
    }

    /// Whether there is no money.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum. Errors: [`Error::AmountTooLarge`].
    #[inline(never)] // in WASM each copy costs code
    pub fn plus(self, other: Amount) -> Result<Amount, Error> {
        // Both are at most 10^26: the sum cannot overflow 128 bits.
        Amount::new(self.0.saturating_add(other.0))
    }

    /// The sum, or [`Amount::MAX`] where it is larger.
    #[inline(never)] // in WASM each copy costs code
    pub fn saturating_plus(self, other: Amount) -> Amount {
        self.plus(other).unwrap_or(Amount::MAX)
    }

    /// The difference. Errors: [`Error::Arithmetic`] where `other` is larger: the caller's books are wrong.
    #[inline(never)] // in WASM each copy costs code
    pub fn minus(self, other: Amount) -> Result<Amount, Error> {
        self.0.checked_sub(other.0).map(Amount).ok_or(Error::Arithmetic)
    }

    /// The difference, or nothing where `other` is larger.
    #[inline(never)] // in WASM each copy costs code
    pub fn minus_or_zero(self, other: Amount) -> Amount {
        Amount(self.0.saturating_sub(other.0))
    }
}

// An amount that arrives from outside is checked like one that is made here.
impl Read for Amount {
    #[inline(never)] // in WASM each copy costs code
    fn read(from: &mut Reader<'_>) -> Self {
        let amount = Amount::new(u128::read(from));
        from.expect(amount.is_ok());
        amount.unwrap_or_default()
    }
}

impl Decode for Amount {
    fn decode<I: Input>(input: &mut I) -> Result<Self, scale::Error> {
        crate::read::whole(input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_at_the_limit_is_accepted_and_one_past_it_is_refused() {
        assert_eq!(Amount::new(AMOUNT_MAX), Ok(Amount::MAX));
        assert_eq!(Amount::new(AMOUNT_MAX + 1), Err(Error::AmountTooLarge));
        assert_eq!(Amount::new(u128::MAX), Err(Error::AmountTooLarge));
        assert_eq!(Amount::MAX.plus(Amount(1)), Err(Error::AmountTooLarge));
        assert_eq!(Amount::MAX.saturating_plus(Amount(1)), Amount::MAX);
    }

    #[test]
    fn an_amount_is_never_negative() {
        assert_eq!(Amount(1).minus(Amount(2)), Err(Error::Arithmetic));
        assert_eq!(Amount(1).minus_or_zero(Amount(2)), Amount::ZERO);
        assert_eq!(Amount(5).minus(Amount(2)), Ok(Amount(3)));
    }

    #[test]
    fn an_encoded_amount_above_the_limit_does_not_decode() {
        assert!(Amount::decode(&mut &(AMOUNT_MAX + 1).encode()[..]).is_err());
        assert_eq!(Amount::decode(&mut &AMOUNT_MAX.encode()[..]), Ok(Amount::MAX));
    }
}
