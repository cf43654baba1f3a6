//! Law as code: which rates a court of the agreement's jurisdiction would uphold.
//!
//! Every rule names its article. The one-year loan prime rate (LPR) is published on the 20th of a month; a row holds
//! from its day until the next. Units: parts per million per year.

use crate::{Day, Error, RatePpm, Terms};
use scale::{Decode, Encode};

/// Whose law the contract enforces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Jurisdiction {
    /// Loans between natural persons under the law of the PRC.
    #[codec(index = 0)]
    PrcNaturalPersons,
    /// A flat cap on every rate.
    #[codec(index = 1)]
    Custom {
        /// The highest yearly rate.
        cap: RatePpm,
    },
    /// No limits.
    #[codec(index = 2)]
    None,
}

/// One-year LPR: year, month, day of publication, rate. Source: National Interbank Funding Center, monthly notices.
pub const LPR_1Y: [((u16, u8, u8), RatePpm); 13] = [
    ((2019, 8, 20), RatePpm(42_500)),
    ((2019, 9, 20), RatePpm(42_000)),
    ((2019, 11, 20), RatePpm(41_500)),
    ((2020, 2, 20), RatePpm(40_500)),
    ((2020, 4, 20), RatePpm(38_500)),
    ((2021, 12, 20), RatePpm(38_000)),
    ((2022, 1, 20), RatePpm(37_000)),
    ((2022, 8, 22), RatePpm(36_500)),
    ((2023, 6, 20), RatePpm(35_500)),
    ((2023, 8, 21), RatePpm(34_500)),
    ((2024, 7, 22), RatePpm(33_500)),
    ((2024, 10, 21), RatePpm(31_000)),
    ((2025, 5, 20), RatePpm(30_000)),
];

/// The cap is this many times the one-year LPR [PL 25].
const CAP_MULTIPLE: u32 = 4;

/// The one-year LPR in force on `day`. Errors: [`Error::NoReferenceRate`] before the first publication.
pub fn lpr_on(day: Day) -> Result<RatePpm, Error> {
    let date = day.civil();
    LPR_1Y
        .iter()
        .rev()
        .find(|(published, _)| *published <= date)
        .map(|(_, rate)| *rate)
        .ok_or(Error::NoReferenceRate)
}

/// The highest yearly rate that `jurisdiction` allows for a loan formed on `day`, if it limits rates [PL 25].
///
/// Errors: [`Error::NoReferenceRate`].
pub fn cap_on(jurisdiction: Jurisdiction, day: Day) -> Result<Option<RatePpm>, Error> {
    Ok(match jurisdiction {
        Jurisdiction::PrcNaturalPersons => Some(RatePpm(lpr_on(day)?.0.saturating_mul(CAP_MULTIPLE))),
        Jurisdiction::Custom { cap } => Some(cap),
        Jurisdiction::None => None,
    })
}

/// Refuses rates above the cap of `day` [PL 25, 28, 29].
///
/// Errors: [`Error::RateAboveCap`], [`Error::OverdueRateAboveCap`], [`Error::NoReferenceRate`].
pub fn check_rates(terms: &Terms, day: Day) -> Result<(), Error> {
    let Some(cap) = cap_on(terms.jurisdiction, day)? else {
        return Ok(());
    };
    if terms.annual_rate > cap {
        return Err(Error::RateAboveCap);
    }
    if terms.overdue_rate.unwrap_or_default() > cap {
        return Err(Error::OverdueRateAboveCap);
    }
    Ok(())
}

/// The yearly rate on principal overdue since `due`: the agreed overdue rate; else the loan's `rate`; else, under the
/// law of the PRC, the LPR of that day [CC 676, PL 28]; never above `cap` [PL 29].
///
/// Errors: [`Error::NoReferenceRate`].
pub fn late_rate(terms: &Terms, rate: RatePpm, cap: Option<RatePpm>, due: Day) -> Result<RatePpm, Error> {
    let agreed = match terms.overdue_rate {
        Some(overdue) => overdue,
        None if rate > RatePpm::ZERO => rate,
        None if terms.jurisdiction == Jurisdiction::PrcNaturalPersons => lpr_on(due)?,
        None => RatePpm::ZERO,
    };
    Ok(cap.map_or(agreed, |cap| agreed.min(cap)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: u16, m: u8, d: u8) -> Day {
        Day::from_civil(y, m, d).unwrap()
    }

    #[test]
    fn the_cap_is_four_times_the_rate_in_force_on_the_day_of_formation() {
        let cap = |y, m, d| {
            cap_on(Jurisdiction::PrcNaturalPersons, day(y, m, d))
                .unwrap()
                .unwrap()
                .0
        };
        assert_eq!(cap(2020, 8, 20), 154_000);
        assert_eq!(cap(2024, 7, 21), 138_000);
        assert_eq!(cap(2024, 7, 22), 134_000);
        assert_eq!(cap(2024, 12, 1), 124_000);
        assert_eq!(cap(2026, 6, 22), 120_000);
    }

    #[test]
    fn before_the_first_publication_there_is_no_reference_rate() {
        assert_eq!(lpr_on(day(2019, 8, 19)), Err(Error::NoReferenceRate));
        assert_eq!(lpr_on(day(2019, 8, 20)), Ok(RatePpm(42_500)));
    }

    #[test]
    fn the_table_is_in_order_of_time() {
        assert!(LPR_1Y.windows(2).all(|w| w[0].0 < w[1].0));
    }
}
