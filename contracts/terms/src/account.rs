//! The account of a running loan: what has accrued, what is due, how a payment is applied.
//!
//! Accrual is lazy and exact. Time moves only in [`Account::advance`], whose cost depends on the instalments that
//! fell due in between (each once in a loan's life), never on the days that passed. Order of application [CC 561]:
//! late interest → interest due → principal due → interest accrued but not yet due → principal ahead of its day.
//! Interest never earns interest. Money paid before its due day within a period that covers the instalment (its
//! principal and what the period earned) meets it; interest for the days that remain is carried to the next instalment.

use crate::{law, rate::numerator, Amount, Day, Error, Instalments, RatePpm, Terms};
use alloc::vec::Vec;
use scale::{Decode, Encode};

/// The books of one loan from delivery to settlement, as of the end of day `accrued_to`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Account {
    /// Principal that the borrower received [CC 670, PL 26].
    pub received: Amount,
    /// The day on which he received it.
    pub delivered: Day,
    /// Yearly rate in force.
    pub rate: RatePpm,
    /// The legal cap of the day of delivery, if any.
    pub cap: Option<RatePpm>,
    /// Yearly rate on overdue principal, fixed when an instalment falls due.
    pub late_rate: RatePpm,
    /// Everything below holds at the end of this day.
    pub accrued_to: Day,
    /// Instalments whose due day has come.
    pub closed: u16,
    /// Instalments paid in full, the oldest first; never more than `closed`.
    pub met: u16,
    /// What each closed instalment that isn't met still asks for, the oldest first. It can be less than the schedule
    /// says, where principal was paid ahead.
    pub asked: Vec<Amount>,
    /// Principal outstanding.
    pub principal: Amount,
    /// Principal that the closed instalments asked for, in all.
    pub principal_asked: Amount,
    /// Interest of closed periods that is due and unpaid.
    pub interest_due: Amount,
    /// Interest of closed periods that is payable with the next instalment.
    pub carried: Amount,
    /// Interest of the running period. Units: minor units × ppm × days.
    pub running: u128,
    /// What was already paid of it.
    pub running_paid: Amount,
    /// Paid in the running period before anything was due.
    pub paid_early: Amount,
    /// Interest on overdue principal over the whole life. Units: minor units × ppm × days.
    pub late: u128,
    /// What was already paid of it.
    pub late_paid: Amount,
    /// Interest paid over the whole life, late interest aside.
    pub interest_paid: Amount,
    /// Money received above everything owed (off chain only).
    pub overpaid: Amount,
}

/// What is owed at the end of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Balance {
    /// Principal outstanding.
    pub principal: Amount,
    /// Interest accrued and unpaid, due or not.
    pub interest: Amount,
    /// Interest on overdue principal, unpaid.
    pub late: Amount,
    /// What settles the loan on this day: the sum of the three.
    pub total: Amount,
    /// The part of it whose due day has come.
    pub due: Amount,
}

/// How one payment was applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Payment {
    /// The day for which it counts.
    pub value_day: Day,
    /// All of it.
    pub amount: Amount,
    /// To interest on overdue principal.
    pub late: Amount,
    /// To interest.
    pub interest: Amount,
    /// To principal.
    pub principal: Amount,
    /// Above everything owed.
    pub overpaid: Amount,
}

/// An instalment that waits for money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Due {
    /// Its number, from 0.
    pub instalment: u16,
    /// Its due day.
    pub day: Day,
    /// What must be paid by then (or now, where the day has come) for nothing to be due.
    pub amount: Amount,
}

impl Account {
    /// Opens the books: `received` arrived on `delivered`, at `rate`, under the `cap` of that day.
    ///
    /// Errors: [`Error::AmountTooLarge`].
    pub fn open(
        terms: &Terms,
        received: Amount,
        delivered: Day,
        rate: RatePpm,
        cap: Option<RatePpm>,
    ) -> Result<Account, Error> {
        // The day of delivery counts only where the terms say so.
        let running = numerator(received, rate, u32::from(terms.both_ends))?;
        Ok(Account {
            received,
            delivered,
            rate,
            cap,
            late_rate: RatePpm::ZERO,
            accrued_to: delivered,
            closed: 0,
            met: 0,
            asked: Vec::new(),
            principal: received,
            principal_asked: Amount::ZERO,
            interest_due: Amount::ZERO,
            carried: Amount::ZERO,
            running,
            running_paid: Amount::ZERO,
            paid_early: Amount::ZERO,
            late: 0,
            late_paid: Amount::ZERO,
            interest_paid: Amount::ZERO,
            overpaid: Amount::ZERO,
        })
    }

    /// Moves the books to the end of `to`; does nothing where they are already there or later.
    ///
    /// Errors: [`Error::AmountTooLarge`].
    pub fn advance(&mut self, terms: &Terms, plan: &dyn Instalments, to: Day) -> Result<(), Error> {
        while self.closed < plan.count() {
            let due = plan.get(self.closed)?.due;
            if due > to {
                break;
            }
            self.accrue(terms, due)?;
            self.close(terms, plan)?;
        }
        self.accrue(terms, to)
    }

    /// What is owed at the end of the day that the books stand at.
    pub fn balance(&self, terms: &Terms) -> Result<Balance, Error> {
        let late = self.late_owed(terms)?;
        let interest = self
            .interest_due
            .plus(self.carried)?
            .plus(self.running_owed(terms)?)?;
        let due = late.plus(self.interest_due)?.plus(self.principal_due())?;
        Ok(Balance {
            principal: self.principal,
            interest,
            late,
            total: self.principal.plus(interest)?.plus(late)?,
            due,
        })
    }

    /// The balance at the end of `day`, if nothing is paid until then. A day before the books' own gives the books'.
    pub fn balance_at(&self, terms: &Terms, plan: &dyn Instalments, day: Day) -> Result<Balance, Error> {
        self.at(terms, plan, day)?.balance(terms)
    }

    /// A copy of the books moved to the end of `day`.
    pub fn at(&self, terms: &Terms, plan: &dyn Instalments, day: Day) -> Result<Account, Error> {
        let mut copy = self.clone();
        copy.advance(terms, plan, day)?;
        Ok(copy)
    }

    /// Applies `amount` paid on `day`. A day before the books' own counts as the books' own: payments are applied in
    /// the order in which they are settled, and none re-opens a closed day.
    ///
    /// Errors: [`Error::AmountZero`], [`Error::EarlyRepaymentExcluded`], [`Error::AmountTooLarge`].
    pub fn pay(
        &mut self,
        terms: &Terms,
        plan: &dyn Instalments,
        amount: Amount,
        day: Day,
    ) -> Result<Payment, Error> {
        if amount.is_zero() {
            return Err(Error::AmountZero);
        }
        self.advance(terms, plan, day)?;
        let mut left = amount;

        let late = take(&mut left, self.late_owed(terms)?)?;
        self.late_paid = self.late_paid.plus(late)?;
        let interest_due = take(&mut left, self.interest_due)?;
        self.interest_due = self.interest_due.minus(interest_due)?;
        let principal_due = take(&mut left, self.principal_due())?;
        self.principal = self.principal.minus(principal_due)?;

        if !left.is_zero() && !self.principal.is_zero() && !terms.early_repayment {
            return Err(Error::EarlyRepaymentExcluded);
        }
        let before = left;
        let carried = take(&mut left, self.carried)?;
        self.carried = self.carried.minus(carried)?;
        let running = take(&mut left, self.running_owed(terms)?)?;
        self.running_paid = self.running_paid.plus(running)?;
        let ahead = take(&mut left, self.principal)?;
        self.principal = self.principal.minus(ahead)?;
        self.paid_early = self.paid_early.plus(before.minus(left)?)?;

        let interest = interest_due.plus(carried)?.plus(running)?;
        self.interest_paid = self.interest_paid.plus(interest)?;
        self.overpaid = self.overpaid.plus(left)?;
        self.meet(interest_due.plus(principal_due)?)?;
        Ok(Payment {
            value_day: self.accrued_to,
            amount,
            late,
            interest,
            principal: principal_due.plus(ahead)?,
            overpaid: left,
        })
    }

    /// The oldest unpaid instalment whose due day lies before `today`. The books must stand at `today`.
    pub fn overdue(&self, plan: &dyn Instalments, today: Day) -> Result<Option<Due>, Error> {
        if self.met >= self.closed {
            return Ok(None);
        }
        let oldest = plan.get(self.met)?;
        if oldest.due >= today {
            return Ok(None);
        }
        let amount = self.interest_due.plus(self.principal_due())?;
        Ok(Some(Due {
            instalment: self.met,
            day: oldest.due,
            amount,
        }))
    }

    /// The next instalment that asks for money: the oldest unpaid one, or the first to come that isn't paid ahead.
    /// Its amount assumes that nothing is paid before its day.
    pub fn next_due(&self, terms: &Terms, plan: &dyn Instalments) -> Result<Option<Due>, Error> {
        if self.met < self.closed {
            let day = plan.get(self.met)?.due;
            let amount = self.balance(terms)?.due;
            return Ok(Some(Due {
                instalment: self.met,
                day,
                amount,
            }));
        }
        let mut books = self.clone();
        while books.closed < plan.count() {
            let instalment = books.closed;
            let day = plan.get(instalment)?.due;
            books.advance(terms, plan, day)?;
            let amount = books.balance(terms)?.due;
            if !amount.is_zero() {
                return Ok(Some(Due {
                    instalment,
                    day,
                    amount,
                }));
            }
        }
        Ok(None)
    }

    /// Interest from the books' day to `to`, no due day in between.
    fn accrue(&mut self, terms: &Terms, to: Day) -> Result<(), Error> {
        if to <= self.accrued_to {
            return Ok(());
        }
        let days = terms.day_count.days(self.accrued_to, to);
        let overdue = self.principal_due();
        let current = self.principal.minus(overdue)?;
        let running = numerator(current, self.rate, days)?;
        let late = numerator(overdue, self.late_rate, days)?;
        self.running = self.running.checked_add(running).ok_or(Error::AmountTooLarge)?;
        self.late = self.late.checked_add(late).ok_or(Error::AmountTooLarge)?;
        self.accrued_to = to;
        Ok(())
    }

    /// Closes the running period on its due day: rounds its interest and asks for the instalment.
    fn close(&mut self, terms: &Terms, plan: &dyn Instalments) -> Result<(), Error> {
        let instalment = plan.get(self.closed)?;
        let last = self.closed.saturating_add(1) == plan.count();
        let rest = self.running_owed(terms)?;
        let before = self.interest_due.plus(self.principal_due())?;
        let earned = terms.day_count.interest(self.running, terms.rounding)?;
        let met_early = !last && self.paid_early >= instalment.principal.plus(earned)?;
        if met_early {
            self.carried = self.carried.plus(rest)?;
        } else {
            self.interest_due = self.interest_due.plus(self.carried)?.plus(rest)?;
            self.carried = Amount::ZERO;
        }
        self.principal_asked = if last {
            self.received
        } else {
            self.principal_asked.plus(instalment.principal)?
        };
        self.late_rate = law::late_rate(terms, self.rate, self.cap, instalment.due)?;
        self.running = 0;
        self.running_paid = Amount::ZERO;
        self.paid_early = Amount::ZERO;
        self.closed = self.closed.saturating_add(1);
        let after = self.interest_due.plus(self.principal_due())?;
        self.asked.push(after.minus(before)?);
        self.meet(Amount::ZERO)
    }

    /// Spends `paid` on what closed instalments ask for, the oldest first, and counts those that ask for no more.
    fn meet(&mut self, mut paid: Amount) -> Result<(), Error> {
        let mut met = 0usize;
        for asked in &mut self.asked {
            let part = take(&mut paid, *asked)?;
            *asked = asked.minus(part)?;
            if !asked.is_zero() {
                break;
            }
            met = met.saturating_add(1);
        }
        drop(self.asked.drain(..met));
        self.met = self
            .closed
            .saturating_sub(u16::try_from(self.asked.len()).unwrap_or(u16::MAX));
        Ok(())
    }

    /// Principal that is asked for and not repaid.
    fn principal_due(&self) -> Amount {
        let repaid = self.received.minus_or_zero(self.principal);
        self.principal_asked.minus_or_zero(repaid)
    }

    fn late_owed(&self, terms: &Terms) -> Result<Amount, Error> {
        terms
            .day_count
            .interest(self.late, terms.rounding)?
            .minus(self.late_paid)
    }

    fn running_owed(&self, terms: &Terms) -> Result<Amount, Error> {
        terms
            .day_count
            .interest(self.running, terms.rounding)?
            .minus(self.running_paid)
    }
}

/// Takes up to `wanted` out of `left`.
fn take(left: &mut Amount, wanted: Amount) -> Result<Amount, Error> {
    let taken = wanted.min(*left);
    *left = left.minus(taken)?;
    Ok(taken)
}
