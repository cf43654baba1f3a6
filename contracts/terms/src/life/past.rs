//! 补欠条: a loan over money that moved before it was agreed upon. The terms name what moved, both ways; who signs them acknowledges it
//! [PL 2, 15], so that the last signature makes the loan. Each part of the principal earns from its own day, what was repaid is
//! applied on its day in the ordinary order [CC 561], and what both signed nobody takes back alone: it is the base of the journal.

use super::{Active, Context, Deliveries, State};
use crate::{
    account::{Part, Rules},
    agreement::Moved,
    event::Body,
    law::{self, ReferenceRates},
    schedule::Basis,
    Account, Amount, Error, Instalments, Payment, RatePpm, Role, Terms, Timestamp,
};
#[cfg(feature = "std")]
use crate::{Balance, Day};
use alloc::boxed::Box;

/// The first books of the old debt of `rules`, of its first part alone; of terms without any, an agreed delivery.
///
/// Errors: [`Error::AmountTooLarge`].
pub(crate) fn first(terms: &Terms, cap: Option<RatePpm>) -> Result<Account, Error> {
    let parts = terms.parts();
    Account::open(terms, parts.get(..1).unwrap_or_default(), terms.annual_rate, cap)
}

/// What `moved`, which is not the first, does to them; of a repayment, how it is applied.
///
/// Errors: those of [`Account::grow`] and [`Account::pay`].
pub(crate) fn follow(account: &mut Account, rules: &Rules, moved: &Moved) -> Result<Payment, Error> {
    let Moved { by, amount, on, .. } = *moved;
    if by == Role::Lender {
        account.grow(rules, Part { amount, on })?;
        return Ok(Payment::default());
    }
    account.pay(rules, amount, on, true)
}

/// The books at the end of the last day on which money moved before the signature, and what was repaid by then.
///
/// Errors: those of [`follow`], [`Error::NothingLeft`] where more was repaid than was owed.
#[inline(never)]
pub(crate) fn settled_before(rules: &Rules, cap: Option<RatePpm>) -> Result<(Account, Amount), Error> {
    let mut account = first(rules.terms, cap)?;
    let mut repaid = Amount::ZERO;
    for moved in rules.terms.past.iter().skip(1) {
        let payment = follow(&mut account, rules, moved)?;
        repaid = repaid.plus(payment.amount)?;
    }
    if !account.overpaid.is_zero() {
        return Err(Error::NothingLeft);
    }
    Ok((account, repaid))
}

/// The loan that an old debt becomes at `at`, and the event that says so.
///
/// Errors: those of [`settled_before`], [`Error::NoReferenceRate`], [`Error::RateAboveCap`], [`Error::NothingLeft`] where nothing is owed at `at`.
#[inline(never)]
pub(crate) fn old_debt(
    terms: &Terms,
    plan: &dyn Instalments,
    rates: &dyn ReferenceRates,
    at: Timestamp,
) -> Result<(Account, Body), Error> {
    let cap = law::cap_at(rates, terms, at)?;
    let rules = Rules { terms, plan, rates };
    let (account, repaid) = settled_before(&rules, cap)?;
    // What the text of the agreement says is owed knows no cap: there is a lower rate that none would cut. Where the day on which the
    // money came counts too, a cap cuts it at first, and nothing is cut once later days have made it good.
    let (uncut, _) = settled_before(&rules, None)?;
    let today = terms.day_of(at);
    let owed = account.balance_at(&rules, today)?;
    if uncut.balance(&rules)? != account.balance(&rules)? && uncut.balance_at(&rules, today)? != owed {
        return Err(Error::RateAboveCap);
    }
    if owed.total.is_zero() {
        return Err(Error::NothingLeft);
    }
    let body = Body::OldDebtFormed {
        received: account.received,
        delivered: account.delivered,
        repaid,
        rate: account.rate,
        cap,
    };
    Ok((account, body))
}

#[cfg(feature = "std")]
impl Terms {
    /// What an old debt comes to at the end of the last day on which money moved before the signature; `None` of other terms.
    ///
    /// Errors: those of the books, for terms that no contract takes.
    pub fn old_debt(&self) -> Result<Option<OldDebt>, Error> {
        if self.past.is_empty() {
            return Ok(None);
        }
        let rules = Rules {
            terms: self,
            plan: &self.schedule,
            // Before the first due day nothing is overdue, and no reference rate is asked for.
            rates: &law::BuiltIn,
        };
        let (account, repaid) = settled_before(&rules, None)?;
        Ok(Some(OldDebt {
            received: account.received,
            repaid,
            on: account.accrued_to,
            owed: account.balance(&rules)?,
        }))
    }
}

/// An old debt in sums.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OldDebt {
    /// What the borrower had received.
    pub received: Amount,
    /// What had been repaid.
    pub repaid: Amount,
    /// The last day on which money moved.
    pub on: Day,
    /// What is owed at its end.
    pub owed: Balance,
}

/// The running loan of `terms`, all of whose parties have signed. The cap may be another than when they were proposed, and the signed
/// schedule is in force as it is. Errors: those of [`old_debt`].
pub(super) fn form(terms: &Terms, plan: &dyn Instalments, ctx: &Context) -> Result<(State, Body), Error> {
    let cap = law::highest_at(ctx.rates, terms, ctx.now)?;
    law::check_schedule(cap, &terms.plan, plan, Basis::agreed(terms))?;
    let (account, body) = old_debt(terms, plan, ctx.rates, ctx.now)?;
    let active = Active::new(account, Deliveries::default());
    Ok((State::Active(Box::new(active)), body))
}
