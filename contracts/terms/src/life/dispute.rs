//! Disputes: one party contests the other's account; while it is open default can't be recorded. Nothing else stops.

use super::{Active, Context, Loan, Outcome};
use crate::{
    account::Kind,
    event::{Body, Office, Ruling},
    journal::Recorder,
    read::Read,
    Day, Digest, Error, Instalments, Payment, Role,
};
use scale::Encode;

/// An open dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Dispute {
    /// Who raised it.
    pub by: Role,
    /// When.
    pub on: Day,
    /// The sequence number of the event that raised it.
    pub event: u32,
}

impl Loan {
    /// A party disputes. Until it is resolved, or they drop it by resolving it themselves, default can't be recorded.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::AlreadyDisputed`].
    #[inline(never)]
    pub fn dispute(
        mut self,
        plan: &dyn Instalments,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let on = self.today(ctx);
        let _: &Active = self.live()?;
        let by = self.caller(ctx)?;
        let event = self.chain.sequence;
        let active = self.live_mut()?;
        if active.dispute.is_some() {
            return Err(Error::AlreadyDisputed);
        }
        active.dispute = Some(Dispute { by, on, event });
        self.record_one(ctx, plan, Body::DisputeRaised { by, evidence })
    }

    /// The arbiter resolves the dispute: the one whom the terms name; where they name none, anyone who holds that office,
    /// who can dismiss it but award nothing. The party who raised it may drop it. `event` is the sequence number of the event
    /// that raised it: a ruling is of one dispute.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotDisputed`], [`Error::NotArbiter`], [`Error::NotAsNamed`], [`Error::RulingTooWide`],
    /// [`Error::PaymentDay`], [`Error::RepaymentTooLarge`].
    #[inline(never)]
    pub fn resolve(
        mut self,
        plan: &dyn Instalments,
        event: u32,
        ruling: Ruling,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let dispute = self.live()?.dispute.ok_or(Error::NotDisputed)?;
        let named = self.agreement.terms.arbiter;
        // Nobody decides their own case: the claim may have passed to the arbiter, a party may hold the office, or who may get a party's seat.
        let is_beside = self.agreement.is_beside_a_seat(ctx.caller);
        let neutral = self.agreement.is_neutral(ctx.caller) && !is_beside;
        let agreed = neutral && named == Some(ctx.caller);
        let dropped = self.agreement.role_of(ctx.caller) == Some(dispute.by);
        let stands_in = neutral && named.is_none() && ctx.offices.holds(Office::Arbiter, ctx.caller);
        if !(agreed || dropped || stands_in) {
            return Err(Error::NotArbiter);
        }
        if event != dispute.event {
            return Err(Error::NotAsNamed);
        }
        if !agreed && ruling != Ruling::default() {
            return Err(Error::RulingTooWide);
        }
        let active = self.live_mut()?;
        active.dispute = None;
        let on = ruling.on.unwrap_or(today);
        if on < active.account.delivered || on > today {
            return Err(Error::PaymentDay);
        }
        if !ruling.costs.is_zero() {
            let posting = self.posting(Kind::Costs, ruling.costs, today, None);
            let _: Payment = self.post(plan, posting, Recorder::Other, true, ctx)?;
        }
        let mut payment = None;
        if !ruling.credited.is_zero() {
            let posting = self.posting(Kind::Credited, ruling.credited, on, None);
            let credited = self.post(plan, posting, Recorder::Other, true, ctx)?;
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
        self.record_moved(ctx, plan, body)
    }
}
