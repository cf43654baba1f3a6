//! Instalments: when they fall due and how principal and interest are spread over them.
//!
//! The schedule is a promise about *when* interest is paid; interest itself accrues by the day (`account`). Both use
//! the same numerators, so paying each instalment in full on its due day gives the signed figures exactly. In every
//! method the last instalment takes the principal that is left, the balloon among it.
//!
//! **Level payments** (`EqualInstalments`). The payment of the periods i … n that repays the principal P down to the
//! balloon B, where r_j is the interest of period j on one unit, by the signed day count:
//!
//! ```text
//! v_j = 1 / (1 + r_j)      A = (P − B · v_i ⋯ v_n) / (v_i + v_i v_(i+1) + … + v_i ⋯ v_n)
//! ```
//!
//! With periods of one length this is the annuity formula of the textbooks. Two conventions turn A into money, each
//! with its signed rounding, as lenders who publish their cases do:
//! - `Floor`: A is computed anew each period for what is then outstanding, and so is what the principal would grow to,
//!   in whole units. Downward errors would all pile up in the last instalment; this way each is made good in the next
//!   (Maple's fixed-term loans).
//! - `HalfEven`, `HalfUp`: A is computed once, and all instalments but the last are exactly that. Where the last would
//!   differ from them by more than half a unit a period, the difference is spread, as long as that brings it nearer (Apache
//!   Fineract's progressive loans). Where the others cannot be equal in whole units, or the last stays further off than half
//!   a unit a period and a tenth of a payment, there is no such schedule, and none is signed. What was signed and then
//!   delivered shorter or at a lower rate must still be a schedule: there A is computed anew each period, as with `Floor`.

use crate::{
    account::Part,
    limits::{INSTALMENTS_MAX, LAST_DUE_MAX, TERM_DAYS_MAX},
    rate::numerator,
    read::Read,
    wide::Wide,
    Amount, Day, DayCount, Error, RatePpm, Rounding, Terms,
};
use alloc::vec::Vec;
use scale::Encode;

/// How principal is repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Method {
    /// 到期一次还本付息: principal and interest together on one due day.
    #[codec(index = 0)]
    Bullet,
    /// 先息后本: interest each period, principal with the last one.
    #[codec(index = 1)]
    InterestOnly,
    /// 等额本息: the same total each period.
    #[codec(index = 2)]
    EqualInstalments,
    /// 等额本金: the same principal each period.
    #[codec(index = 3)]
    EqualPrincipal,
    /// Due days and principal by hand, as they stand in the signed schedule; interest follows from them.
    #[codec(index = 4)]
    Custom,
}

/// The distance between two due days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Period {
    /// Calendar months: the same day number, or the month's last day where it is shorter.
    #[codec(index = 0)]
    Months(u16),
    /// Days.
    #[codec(index = 1)]
    Days(u16),
    /// As the signed schedule says; with [`Method::Custom`] and only there.
    #[codec(index = 2)]
    ByHand,
}

/// When and how the loan is repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
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
    /// 尾款: principal that is kept for the last instalment. Without effect where it holds all the principal anyway.
    pub balloon: Amount,
}

/// One instalment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
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

/// What a schedule is computed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Principal to spread.
    pub principal: Amount,
    /// Yearly rate.
    pub rate: RatePpm,
    /// Interest runs from the end of this day.
    pub from: Day,
    /// Whether that day counts too (the terms' `both_ends`, and only where the loan begins on it).
    pub first_day: bool,
    /// How days are counted.
    pub day_count: DayCount,
    /// How fractions of a minor unit are rounded.
    pub rounding: Rounding,
    /// The highest rate that the law allows, where it is known: up to each due day, interest stays within what the
    /// principal then outstanding earns at it, the first day not counted and nothing rounded upwards.
    pub cap: Option<RatePpm>,
    /// How much less than all of the principal is outstanding from `from` on, because parts of it came later, all of them
    /// before the first due day. Units: minor units × days.
    pub later: u128,
}

impl Basis {
    /// The basis as agreed: the whole principal, delivered on the plan's first day, or before the signature on its own days.
    pub fn agreed(terms: &Terms) -> Basis {
        let (from, later) = Part::beginning(terms, &terms.parts());
        Basis {
            principal: terms.principal,
            rate: terms.annual_rate,
            from,
            first_day: terms.both_ends,
            day_count: terms.day_count,
            rounding: terms.rounding,
            cap: None,
            later,
        }
    }
}

impl Plan {
    /// Checks the plan for a loan of `principal`; `signed` is where a plan by hand has its due days from.
    ///
    /// Errors: [`Error::BadPeriods`] (none, too many, of no length, several for a bullet loan, by hand where the method
    /// is not or the other way round, not as many by hand as the plan says), [`Error::BadDueDays`], [`Error::TermTooLong`], [`Error::BadDate`], [`Error::BalloonTooLarge`].
    pub fn check(&self, principal: Amount, signed: &dyn Instalments) -> Result<(), Error> {
        let empty = matches!(self.every, Period::Months(0) | Period::Days(0));
        let bullet_of_many = self.method == Method::Bullet && self.periods != 1;
        let by_hand = self.method == Method::Custom;
        if empty
            || bullet_of_many
            || by_hand != (self.every == Period::ByHand)
            || self.periods == 0
            || self.periods > INSTALMENTS_MAX
            || (by_hand && signed.count() != self.periods)
        {
            return Err(Error::BadPeriods);
        }
        let mut before = self.start;
        if by_hand {
            for index in 0..self.periods {
                let due = signed.get(index)?.due;
                if due <= before {
                    return Err(Error::BadDueDays);
                }
                before = due;
            }
        }
        let last = self.due(signed, self.periods.saturating_sub(1))?;
        if last.since(self.start) > TERM_DAYS_MAX {
            return Err(Error::TermTooLong);
        }
        // Every later day that the law counts to lies in the calendar, so that no step fails for want of one. A day that
        // the calendar lacks could arrive by hand alone.
        let _: Day = last.plus_days(0)?;
        if last > LAST_DUE_MAX {
            return Err(Error::TermTooLong);
        }
        if self.balloon > principal {
            return Err(Error::BalloonTooLarge);
        }
        Ok(())
    }

    /// The due day of instalment `index`, from 0. Every one is counted from the start, so that a short month does
    /// not shift those after it. Errors: [`Error::BadDate`].
    pub fn due(&self, signed: &dyn Instalments, index: u16) -> Result<Day, Error> {
        let count = u32::from(index).saturating_add(1);
        match self.every {
            Period::Months(months) => self.start.plus_months(count.saturating_mul(u32::from(months))),
            Period::Days(days) => self.start.plus_days(count.saturating_mul(u32::from(days))),
            Period::ByHand => Ok(signed.get(index)?.due),
        }
    }

    /// The schedule that follows from this plan for `basis`.
    ///
    /// For [`Basis::agreed`] it is the schedule to sign; for what really happened it is the schedule in force
    /// [CC 670, PL 26]. `signed` is where a plan by hand has its due days and principal from; less principal than was
    /// agreed shortens it from its end. Errors: [`Error::AmountTooLarge`], [`Error::BadDate`],
    /// [`Error::LevelPaymentImpossible`].
    pub fn schedule(&self, signed: &dyn Instalments, basis: Basis) -> Result<Vec<Instalment>, Error> {
        self.rows(signed, basis, true)
    }

    /// The same for a loan that was signed already: it never stops for want of a level payment.
    ///
    /// Errors: [`Error::AmountTooLarge`], [`Error::BadDate`].
    pub fn schedule_in_force(
        &self,
        signed: &dyn Instalments,
        basis: Basis,
    ) -> Result<Vec<Instalment>, Error> {
        self.rows(signed, basis, false)
    }

    fn rows(&self, signed: &dyn Instalments, basis: Basis, exact: bool) -> Result<Vec<Instalment>, Error> {
        let whole = Basis { later: 0, ..basis };
        let rows = Rows::prepare(self, signed, whole)?;
        let spread = self.spread_over(&rows, signed, exact)?;
        if basis.later == 0 {
            return Ok(spread);
        }
        // What came later changes what the first period earns, and nothing of how principal is repaid.
        Rows { basis, ..rows }.spread(&|row| Ok(spread.get(row.index)?.principal))
    }

    /// `rows` with the principal that the method gives each.
    fn spread_over(
        &self,
        rows: &Rows,
        signed: &dyn Instalments,
        exact: bool,
    ) -> Result<Vec<Instalment>, Error> {
        let basis = rows.basis;
        match self.method {
            Method::Bullet | Method::InterestOnly => rows.spread(&|_| Ok(Amount::ZERO)),
            Method::Custom => rows.spread(&|row| Ok(signed.get(row.index)?.principal)),
            Method::EqualPrincipal => {
                let spread = basis.principal.minus(rows.balloon)?;
                let part = basis.rounding.divide(spread.minor(), self.periods.into())?;
                rows.spread(&|_| Ok(part))
            }
            Method::EqualInstalments => rows.level(exact),
        }
    }

    /// What this plan's method and balloon come to on other due days than its own: a first due day of the parties'
    /// choice, a fixed day of the month. Its rows are what a plan by hand is signed with; the contract computes nothing by it.
    ///
    /// Errors: [`Error::BadPeriods`] for no days or a plan by hand, [`Error::AmountTooLarge`].
    pub fn schedule_on(&self, dues: &[Day], basis: Basis) -> Result<Vec<Instalment>, Error> {
        let rows = Rows::over(dues, self.balloon, basis);
        match self.method {
            _ if dues.is_empty() => Err(Error::BadPeriods),
            Method::Custom => Err(Error::BadPeriods),
            Method::Bullet | Method::InterestOnly => rows.spread(&|_| Ok(Amount::ZERO)),
            Method::EqualPrincipal => {
                let periods = u128::try_from(dues.len()).map_err(|_| Error::Arithmetic)?;
                let spread = basis.principal.minus(rows.balloon)?;
                let part = basis.rounding.divide(spread.minor(), periods)?;
                rows.spread(&|_| Ok(part))
            }
            Method::EqualInstalments => rows.level(true),
        }
    }
}

/// A schedule in the making.
struct Rows {
    basis: Basis,
    balloon: Amount,
    /// Due day and days of each period.
    periods: Vec<(Day, u32)>,
}

/// A numerator without what parts of the principal that came later would have earned by then. `later` in minor units × days.
pub(crate) fn without(numerator: u128, rate: RatePpm, later: u128) -> u128 {
    numerator.saturating_sub(later.saturating_mul(rate.0.into()))
}

/// The period whose principal is asked for.
struct Row {
    index: u16,
    outstanding: Amount,
    interest: Amount,
}

impl Rows {
    fn prepare(plan: &Plan, signed: &dyn Instalments, basis: Basis) -> Result<Rows, Error> {
        let mut dues = Vec::with_capacity(plan.periods.into());
        for index in 0..plan.periods {
            dues.push(plan.due(signed, index)?);
        }
        Ok(Rows::over(&dues, plan.balloon, basis))
    }

    fn over(dues: &[Day], balloon: Amount, basis: Basis) -> Rows {
        let mut from = basis.from;
        let mut periods = Vec::with_capacity(dues.len());
        for due in dues {
            let first = u32::from(periods.is_empty() && basis.first_day);
            periods.push((*due, basis.day_count.days(from, *due).saturating_add(first)));
            from = from.max(*due);
        }
        Rows {
            basis,
            balloon: balloon.min(basis.principal),
            periods,
        }
    }

    /// One instalment a period; `part` says how much principal each repays, above the balloon. The last takes the rest.
    fn spread(&self, part: &dyn Fn(Row) -> Result<Amount, Error>) -> Result<Vec<Instalment>, Error> {
        let mut outstanding = self.basis.principal;
        let (mut ceiling, mut before) = (0u128, Amount::ZERO);
        let mut rows = Vec::with_capacity(self.periods.len());
        let last = self.periods.len().saturating_sub(1);
        for (index, (due, days)) in (0u16..).zip(&self.periods) {
            let later = if index == 0 { self.basis.later } else { 0 };
            let earned = without(
                numerator(outstanding, self.basis.rate, *days)?,
                self.basis.rate,
                later,
            );
            let mut interest = self.basis.day_count.interest(earned, self.basis.rounding)?;
            if let Some(cap) = self.basis.cap {
                let first = u32::from(index == 0 && self.basis.first_day);
                let most = numerator(outstanding, cap, days.saturating_sub(first))?;
                let most = without(most, cap, later);
                ceiling = ceiling.checked_add(most).ok_or(Error::AmountTooLarge)?;
                let most = self.basis.day_count.interest(ceiling, Rounding::Floor)?;
                interest = interest.min(most.minus_or_zero(before));
                before = before.plus(interest)?;
            }
            let principal = if usize::from(index) == last {
                outstanding
            } else {
                let above = outstanding.minus_or_zero(self.balloon);
                let row = Row {
                    index,
                    outstanding,
                    interest,
                };
                part(row)?.min(above)
            };
            rows.push(Instalment {
                due: *due,
                principal,
                interest,
            });
            outstanding = outstanding.minus(principal)?;
        }
        Ok(rows)
    }

    /// Level payments. `exact`: where they are to be computed once, they are equal or refused.
    #[inline(never)] // other methods do not pay for its code
    fn level(&self, exact: bool) -> Result<Vec<Instalment>, Error> {
        let factors = self.factors()?;
        if self.basis.rounding != Rounding::Floor {
            match self.common(&factors) {
                Err(Error::LevelPaymentImpossible) if !exact => {}
                rows => return rows,
            }
        }
        self.spread(&|row| {
            let factors = factors.get(usize::from(row.index));
            let payment = self.payment(factors, row.outstanding)?;
            Ok(payment.minus_or_zero(row.interest))
        })
    }

    /// One payment for all periods but the last. Errors: [`Error::LevelPaymentImpossible`].
    fn common(&self, factors: &[(u128, u128)]) -> Result<Vec<Instalment>, Error> {
        let of = |level: Amount| self.spread(&|row| Ok(level.minus_or_zero(row.interest)));
        let mut level = self.payment(factors.first(), self.basis.principal)?;
        let mut rows = of(level)?;
        let periods = u128::try_from(self.periods.len()).map_err(|_| Error::Arithmetic)?;
        let mut gap = self.gap(&rows, level)?;
        for _ in 0..SPREADINGS_MAX {
            if gap.size.minor() <= periods / 2 {
                break;
            }
            let step = self.basis.rounding.divide(gap.size.minor(), periods)?;
            let next = if gap.last_is_larger {
                level.plus(step)?
            } else {
                level.minus_or_zero(step)
            };
            let candidate = of(next)?;
            let smaller = self.gap(&candidate, next)?;
            if smaller.size >= gap.size {
                break;
            }
            (level, rows, gap) = (next, candidate, smaller);
        }
        let before_last = rows.iter().take(rows.len().saturating_sub(1));
        let equal = before_last.map(Instalment::total).all(|total| total == Ok(level));
        let near = periods == 1 || gap.size.minor() <= (periods / 2).max(level.minor() / NEAR);
        if !equal || !near {
            return Err(Error::LevelPaymentImpossible);
        }
        Ok(rows)
    }

    /// The level payment of `outstanding`, from the factors of the first of its periods.
    fn payment(&self, factors: Option<&(u128, u128)>, outstanding: Amount) -> Result<Amount, Error> {
        let (annuity, discount) = *factors.ok_or(Error::Arithmetic)?;
        let principal = Wide::product(outstanding.minor(), ONE);
        let balloon = self.balloon.minor();
        if self.basis.rounding == Rounding::Floor {
            // In whole units first what the principal grows to, unless that is astronomical.
            if let Ok(grown) = principal.divide(discount, Rounding::Floor) {
                let repaid = Wide::product(grown.saturating_sub(balloon), discount);
                return Amount::new(repaid.divide(annuity, Rounding::Floor)?);
            }
        }
        let repaid = principal.minus_or_zero(Wide::product(balloon, discount));
        Amount::new(repaid.divide(annuity, self.basis.rounding)?)
    }

    /// How far the last instalment, its balloon aside, is from the others.
    fn gap(&self, rows: &[Instalment], level: Amount) -> Result<Gap, Error> {
        let last = rows.last().ok_or(Error::Arithmetic)?.total()?;
        let last = last.minus_or_zero(self.balloon);
        Ok(Gap {
            size: last.minus_or_zero(level).plus(level.minus_or_zero(last))?,
            last_is_larger: last > level,
        })
    }

    /// For each period i: what a payment of 1 at the end of it and of every later one is worth at its beginning, and
    /// what 1 at the end of the last is. Units: 1 / [`ONE`], rounded down.
    fn factors(&self) -> Result<Vec<(u128, u128)>, Error> {
        let year = self.basis.day_count.year().saturating_mul(1_000_000);
        let (mut annuity, mut discount) = (0u128, ONE);
        let mut factors = Vec::with_capacity(self.periods.len());
        for (_, days) in self.periods.iter().rev() {
            let interest = u128::from(self.basis.rate.0).saturating_mul(u128::from(*days));
            let grown = year.saturating_add(interest);
            let back = |value: u128| {
                let scaled = value.checked_mul(year).ok_or(Error::Arithmetic)?;
                scaled.checked_div(grown).ok_or(Error::Arithmetic)
            };
            annuity = back(annuity.saturating_add(ONE))?;
            discount = back(discount)?;
            factors.push((annuity, discount));
        }
        factors.reverse();
        Ok(factors)
    }
}

/// How many times a difference in the last instalment is spread at most.
const SPREADINGS_MAX: u8 = 3;

/// The last of equal instalments differs from the others by at most this part of a payment, or by what rounding them costs.
const NEAR: u128 = 10;

/// 1 in fixed point. 120 of it times the largest year (365,000,000) still fit 128 bits.
const ONE: u128 = 1 << 92;

/// The distance between the last instalment and the others.
struct Gap {
    size: Amount,
    last_is_larger: bool,
}
