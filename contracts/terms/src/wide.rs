//! Products of 256 bits: an amount times a fixed-point factor, divided once. Nothing is lost before the division.

use crate::{Error, Rounding};

/// The lower half of 128 bits.
const HALF: u128 = u64::MAX as u128;

/// An unsigned number of 256 bits: `high` × 2^128 + `low`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wide {
    high: u128,
    low: u128,
}

impl Wide {
    /// `a` × `b`.
    pub fn product(a: u128, b: u128) -> Wide {
        let (a1, a0) = (a >> 64, a & HALF);
        let (b1, b0) = (b >> 64, b & HALF);
        // Each partial product of two halves fits 128 bits, and so do the sums below, by size.
        let low = a0.wrapping_mul(b0);
        let first = a1.wrapping_mul(b0).wrapping_add(low >> 64);
        let second = a0.wrapping_mul(b1).wrapping_add(first & HALF);
        let high = a1
            .wrapping_mul(b1)
            .wrapping_add(first >> 64)
            .wrapping_add(second >> 64);
        Wide {
            high,
            low: (second << 64) | (low & HALF),
        }
    }

    /// This less `other`, or nothing where `other` is larger.
    pub fn minus_or_zero(self, other: Wide) -> Wide {
        let (low, borrow) = self.low.overflowing_sub(other.low);
        let high = self
            .high
            .checked_sub(other.high)
            .and_then(|high| high.checked_sub(u128::from(borrow)));
        high.map_or(Wide { high: 0, low: 0 }, |high| Wide { high, low })
    }

    /// This ÷ `by`, rounded. `by` must be below 2^127.
    ///
    /// Errors: [`Error::Arithmetic`] for such a `by` or for 0, [`Error::AmountTooLarge`] where the quotient does not fit.
    pub fn divide(self, by: u128, rounding: Rounding) -> Result<u128, Error> {
        if by == 0 || by >> 127 != 0 {
            return Err(Error::Arithmetic);
        }
        if self.high >= by {
            return Err(Error::AmountTooLarge);
        }
        // Long division, a bit at a time: the rest stays below `by`, so doubling it never overflows.
        let (mut rest, mut quotient, mut low) = (self.high, 0u128, self.low);
        for _ in 0..u128::BITS {
            rest = (rest << 1) | (low >> 127);
            low <<= 1;
            quotient <<= 1;
            if rest >= by {
                rest = rest.wrapping_sub(by);
                quotient |= 1;
            }
        }
        let up = rounding.up(quotient, rest, by);
        quotient.checked_add(u128::from(up)).ok_or(Error::AmountTooLarge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TOP: u128 = (1 << 127) - 1;

    #[test]
    fn the_product_of_the_largest_numbers_is_exact() {
        let all = Wide::product(u128::MAX, u128::MAX);
        // (2^128 − 1)² = 2^256 − 2^129 + 1
        assert_eq!((all.high, all.low), (u128::MAX - 1, 1));
    }

    #[test]
    fn a_quotient_that_does_not_fit_and_a_divisor_out_of_range_are_refused() {
        let wide = Wide::product(u128::MAX, 2);
        assert_eq!(wide.divide(1, Rounding::Floor), Err(Error::AmountTooLarge));
        assert_eq!(wide.divide(0, Rounding::Floor), Err(Error::Arithmetic));
        assert_eq!(wide.divide(1 << 127, Rounding::Floor), Err(Error::Arithmetic));
        assert_eq!(wide.divide(2, Rounding::Floor), Ok(u128::MAX));
    }

    proptest! {
        #[test]
        fn dividing_a_product_by_one_factor_gives_the_other(a in any::<u128>(), b in 1..=TOP) {
            prop_assert_eq!(Wide::product(a, b).divide(b, Rounding::Floor), Ok(a));
            prop_assert_eq!(Wide::product(a, b).divide(b, Rounding::HalfEven), Ok(a));
        }

        #[test]
        fn small_numbers_divide_as_the_machine_does(a in any::<u64>(), b in any::<u64>(), by in 1u128..=1 << 64) {
            let whole = u128::from(a) * u128::from(b);
            let wide = Wide::product(a.into(), b.into());
            prop_assert_eq!(wide.divide(by, Rounding::Floor), Ok(whole / by));
        }

        #[test]
        fn a_difference_of_products_is_exact(a in any::<u128>(), b in any::<u128>(), c in any::<u64>()) {
            // a·b − (a−c)·b = c·b
            let less = a.saturating_sub(c.into());
            let rest = Wide::product(a, b).minus_or_zero(Wide::product(less, b));
            prop_assert_eq!(rest, Wide::product(a - less, b));
        }
    }
}
