//! Disputes: one party contests the other's account; while it is open default can't be recorded. Nothing else stops.

use super::{Active, Context, Loan, Outcome};
use crate::{
    event::{Body, Office},
    Amount, Day, Digest, Error, Instalments, Role,
};
use alloc::vec;
use scale::{Decode, Encode};

/// An open dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Dispute {
    /// Who raised it.
    pub by: Role,
    /// When.
    pub on: Day,
}

/// What an arbiter finds. Nothing of either: the dispute is dismissed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Ruling {
    /// Money that counts as repaid today.
    pub credited: Amount,
    /// Costs of enforcement that the borrower owes from now on [CC 561].
    pub costs: Amount,
}

impl Loan {
    /// A party disputes. Until it is resolved, or he drops it by resolving it himself, default can't be recorded.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::AlreadyDisputed`].
    pub fn dispute(
        mut self,
        plan: &dyn Instalments,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let on = self.today(ctx);
        let _: &Active = self.live()?;
        let by = self.caller(ctx)?;
        let active = self.live_mut()?;
        if active.dispute.is_some() {
            return Err(Error::AlreadyDisputed);
        }
        active.dispute = Some(Dispute { by, on });
        self.record(ctx, plan, vec![Body::DisputeRaised { by, evidence }], None)
    }

    /// The arbiter resolves the dispute: the one whom the terms name; where they name none, anyone who holds that office,
    /// who can dismiss it but award nothing. The party who raised it may drop it.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotDisputed`], [`Error::NotArbiter`], [`Error::RulingTooWide`],
    /// [`Error::EarlierReportOpen`], [`Error::RepaymentTooLarge`], [`Error::AmountTooLarge`].
    pub fn resolve(
        mut self,
        plan: &dyn Instalments,
        ruling: Ruling,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let dispute = self.live()?.dispute.ok_or(Error::NotDisputed)?;
        let named = self.agreement.terms.arbiter;
        // Nobody decides his own case: the claim may have passed to the arbiter, a party may hold the office.
        let neutral = self.agreement.is_neutral(ctx.caller);
        let agreed = neutral && named == Some(ctx.caller);
        let dropped = self.agreement.role_of(ctx.caller) == Some(dispute.by);
        let stands_in = neutral && named.is_none() && ctx.offices.holds(Office::Arbiter, ctx.caller);
        if !(agreed || dropped || stands_in) {
            return Err(Error::NotArbiter);
        }
        if !agreed && ruling != Ruling::default() {
            return Err(Error::RulingTooWide);
        }
        let active = self.live_mut()?;
        active.dispute = None;
        active.account.costs = active.account.costs.plus(ruling.costs)?;
        let mut payment = None;
        if !ruling.credited.is_zero() {
            let credited = self.credit(plan, ruling.credited, today, true, ctx)?;
            if !credited.overpaid.is_zero() {
                return Err(Error::RepaymentTooLarge);
            }
            payment = Some(credited);
        }
        let body = Body::DisputeResolved {
            by: ctx.caller,
            ruling,
            payment,
            evidence,
        };
        let (loan, bodies) = self.consequences(plan, vec![body], ctx)?;
        loan.record(ctx, plan, bodies, None)
    }
}
