//! Instalments: when they fall due and how principal and interest are spread over them.
//!
//! The schedule is a promise about *when* interest is paid; interest itself accrues by the day (`account`). Both use
//! the same numerators, so paying each instalment in full on its due day gives the signed figures exactly.
//! New methods are new variants of [`Method`]; everything else works on instalments alone.

use crate::{
    limits::{INSTALMENTS_MAX, TERM_DAYS_MAX},
    rate::numerator,
    Amount, Day, Error, RatePpm, Terms,
};
use alloc::vec::Vec;
use scale::{Decode, Encode};

/// How principal is repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Method {
    /// Principal and interest together on one due day.
    #[codec(index = 0)]
    Bullet,
    /// Interest each period, principal with the last one.
    #[codec(index = 1)]
    InterestOnly,
}

/// The distance between two due days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Period {
    /// Calendar months: the same day number, or the month's last day where it is shorter.
    #[codec(index = 0)]
    Months(u16),
    /// Days.
    #[codec(index = 1)]
    Days(u16),
}

/// When and how the loan is repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Plan {
    /// How principal is spread.
    pub method: Method,
    /// The day from which due days are counted: the planned day of delivery.
    pub start: Day,
    /// From one due day to the next.
    pub every: Period,
    /// How many instalments.
    pub periods: u16,
}

/// One instalment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Instalment {
    /// The due day; it ends at 24:00 in the agreement's zone.
    pub due: Day,
    /// Principal to repay.
    pub principal: Amount,
    /// Interest to pay.
    pub interest: Amount,
}

impl Instalment {
    /// Principal and interest. Errors: [`Error::AmountTooLarge`].
    pub fn total(&self) -> Result<Amount, Error> {
        self.principal.plus(self.interest)
    }
}

/// Where instalments are read from: a vector in memory, or pages of a contract's storage loaded when needed.
pub trait Instalments {
    /// How many there are.
    fn count(&self) -> u16;
    /// Instalment `index`, from 0. Errors: [`Error::Arithmetic`] past the end (a bug, never bad input).
    fn get(&self, index: u16) -> Result<Instalment, Error>;
}

impl Instalments for Vec<Instalment> {
    fn count(&self) -> u16 {
        u16::try_from(self.len()).unwrap_or(u16::MAX)
    }

    fn get(&self, index: u16) -> Result<Instalment, Error> {
        self.as_slice()
            .get(usize::from(index))
            .copied()
            .ok_or(Error::Arithmetic)
    }
}

impl Plan {
    /// Checks the plan itself.
    ///
    /// Errors: [`Error::BadPeriods`] (none, too many, of no length, or several for a bullet loan),
    /// [`Error::TermTooLong`], [`Error::BadDate`].
    pub fn check(&self) -> Result<(), Error> {
        let empty = matches!(self.every, Period::Months(0) | Period::Days(0));
        let bullet_of_many = self.method == Method::Bullet && self.periods != 1;
        if empty || bullet_of_many || self.periods == 0 || self.periods > INSTALMENTS_MAX {
            return Err(Error::BadPeriods);
        }
        if self.due(self.periods.saturating_sub(1))?.since(self.start) > TERM_DAYS_MAX {
            return Err(Error::TermTooLong);
        }
        Ok(())
    }

    /// The due day of instalment `index`, from 0. Every one is counted from the start, so that a short month does
    /// not shift those after it. Errors: [`Error::BadDate`].
    pub fn due(&self, index: u16) -> Result<Day, Error> {
        let count = u32::from(index).saturating_add(1);
        match self.every {
            Period::Months(months) => self.start.plus_months(count.saturating_mul(u32::from(months))),
            Period::Days(days) => self.start.plus_days(count.saturating_mul(u32::from(days))),
        }
    }

    /// The schedule of `principal` delivered on `delivered` at `rate`, under the other terms of `terms`.
    ///
    /// With the agreed principal, rate and start it gives the signed schedule; with what really happened it gives
    /// the schedule in force [CC 670, PL 26]. Errors: [`Error::AmountTooLarge`], [`Error::BadDate`].
    pub fn schedule(
        &self,
        terms: &Terms,
        principal: Amount,
        rate: RatePpm,
        delivered: Day,
    ) -> Result<Vec<Instalment>, Error> {
        let mut outstanding = principal;
        let mut from = delivered;
        let mut rows = Vec::with_capacity(usize::from(self.periods));
        for index in 0..self.periods {
            let due = self.due(index)?;
            let first = u32::from(index == 0 && terms.both_ends);
            let days = terms.day_count.days(from, due).saturating_add(first);
            let interest = terms
                .day_count
                .interest(numerator(outstanding, rate, days)?, terms.rounding)?;
            let last = index.saturating_add(1) == self.periods;
            let repaid = match self.method {
                // The last instalment takes what is left.
                _ if last => outstanding,
                Method::Bullet | Method::InterestOnly => Amount::ZERO,
            };
            rows.push(Instalment {
                due,
                principal: repaid,
                interest,
            });
            outstanding = outstanding.minus(repaid)?;
            from = due;
        }
        Ok(rows)
    }
}
