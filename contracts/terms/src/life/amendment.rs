//! Amendments: extension, another rate, another plan, agreed by everybody whose claim or debt it is [CC 543, 678].

use super::{Active, Context, Loan, Outcome};
use crate::{
    agreement::{Amendment, Offer},
    event::Body,
    law,
    limits::{AMENDMENTS_MAX, GRACE_DAYS_MAX},
    schedule::Basis,
    AccountId, Amount, Cause, Digest, Error, Instalments, Journal, Method, Role, Terms,
};
use alloc::{vec, vec::Vec};

impl Loan {
    /// Either side proposes an amendment, and signs it thereby. It replaces one that still waits for signatures. The
    /// borrower's own is a request for extension, which restarts the limitation period [LP 14].
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::TooManyAmendments`], [`Error::DeadlinePassed`],
    /// [`Error::AmountZero`], [`Error::RateTooHigh`], [`Error::GraceTooLong`], those of [`crate::Plan::check`],
    /// [`Error::AmendmentTooLate`], [`Error::ScheduleMismatch`], [`Error::AmendmentMismatch`], and those of
    /// [`law::check_rates`].
    #[inline(never)]
    pub fn propose_amendment(
        mut self,
        plan: &dyn Instalments,
        mut amendment: Amendment,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let _: &Active = self.live()?;
        let by = self.caller(ctx)?;
        if self.agreement.amendments >= AMENDMENTS_MAX {
            return Err(Error::TooManyAmendments);
        }
        if amendment.sign_by <= ctx.now {
            return Err(Error::DeadlinePassed);
        }
        if amendment.principal.is_zero() {
            return Err(Error::AmountZero);
        }
        amendment.annual_rate.check()?;
        amendment.overdue_rate.unwrap_or_default().check()?;
        if amendment.grace_days > GRACE_DAYS_MAX {
            return Err(Error::GraceTooLong);
        }
        amendment.plan.check(amendment.principal, &amendment.schedule)?;
        let terms = amendment.applied_to(&self.agreement.terms);
        self.check_amended(&terms, &amendment, ctx)?;
        if amendment.schedule != amendment.schedule_that_follows(&terms)? {
            return Err(Error::ScheduleMismatch);
        }
        let cap = self.live()?.account.cap;
        let cap = cap.min(law::highest_at(ctx.rates, &terms, ctx.now)?);
        law::check_schedule(cap, &amendment.plan, &amendment.schedule, amendment.basis(&terms))?;
        self.check_shown(plan, &amendment, ctx)?;
        let agreement = &mut self.agreement;
        let digest = agreement.amendment_digest(&amendment, ctx.sha256);
        let body = Body::AmendmentProposed {
            by,
            digest,
            amendment: amendment.clone(),
            evidence,
        };
        let everybody = agreement.holders.iter().map(|holder| holder.account);
        let awaits: Vec<AccountId> = everybody
            .chain(agreement.terms.debtors())
            .filter(|signer| *signer != ctx.caller)
            .collect();
        if amendment.plan.method != Method::Custom {
            // It follows from the rest again when the amendment comes into force.
            amendment.schedule = Vec::new();
        }
        agreement.amendment = Some(Offer {
            what: amendment,
            digest,
            awaits,
        });
        if by == Role::Borrower {
            self.restart(plan, today, Cause::ExtensionRequest)?;
        }
        self.record_agreed(ctx, plan, body)
    }

    /// Another whose signature is needed signs the amendment. With the last one it is in force from the end of this day:
    /// the schedule is computed anew for the principal then outstanding.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NoAmendment`], [`Error::NotAParty`], [`Error::AlreadySigned`], [`Error::SeatHeld`],
    /// [`Error::DeadlinePassed`], [`Error::DigestMismatch`], [`Error::AmendmentTooLate`], those of
    /// [`law::check_rates`], [`Error::EarlierReportOpen`].
    #[inline(never)]
    pub fn accept_amendment(
        mut self,
        plan: &dyn Instalments,
        digest: Digest,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let _: &Active = self.live()?;
        let agreement = &mut self.agreement;
        let mut offer = agreement.amendment.take().ok_or(Error::NoAmendment)?;
        if !offer.awaits.contains(&ctx.caller) {
            return Err(if agreement.signs(ctx.caller) {
                Error::AlreadySigned
            } else {
                Error::NotAParty
            });
        }
        // What a seat signed before it was claimed may be a thief's.
        if agreement.any_held(agreement.terms.day_of(ctx.now), &|one| agreement.signs(one)) {
            return Err(Error::SeatHeld);
        }
        if offer.sign(ctx.caller, digest, ctx.now <= offer.what.sign_by)? {
            return self.amend(plan, offer.what, digest, evidence, ctx);
        }
        agreement.amendment = Some(offer);
        let by = ctx.caller;
        let body = Body::AmendmentSigned { by, digest, evidence };
        self.record_agreed(ctx, plan, body)
    }

    /// Puts the amendment into force.
    #[inline(never)]
    fn amend(
        mut self,
        plan: &dyn Instalments,
        amendment: Amendment,
        digest: Digest,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let terms = amendment.applied_to(&self.agreement.terms);
        self.check_amended(&terms, &amendment, ctx)?;
        let Loan { agreement, state, .. } = &mut self;
        let active = super::running::live_mut(state)?;
        active.check_order(today)?;
        let old = crate::account::Rules {
            terms: &agreement.terms,
            plan,
            rates: ctx.rates,
        };
        let rate = amendment.annual_rate;
        let rolled_up = active.account.restart(&old, today, rate, amendment.roll_up)?;
        let basis = Basis {
            principal: active.account.principal,
            from: today,
            cap: active.account.cap,
            ..amendment.basis(&terms)
        };
        let schedule = terms.plan.schedule_in_force(&amendment.schedule, basis)?;
        active.journal = Journal::new(active.account.clone());
        active.reversal = None;
        active.announced = [0; 4];
        // No further part of the principal can come.
        active.deliveries.closed = true;
        agreement.terms = terms;
        agreement.terms.schedule = Vec::new();
        agreement.in_force = digest;
        // They named terms that are in force no more.
        agreement.assignments.clear();
        agreement.amendments = agreement.amendments.saturating_add(1);
        let body = Body::LoanAmended {
            by: ctx.caller,
            number: agreement.amendments,
            digest,
            rate,
            rolled_up,
            schedule: schedule.clone(),
            evidence,
        };
        let (loan, bodies) = self.consequences(&schedule, vec![body], ctx)?;
        let outcome = loan.record_schedule(ctx, schedule, bodies)?;
        Ok(outcome.with_agreement())
    }

    /// What has to hold of an amendment both when it is proposed and when it comes into force: its first instalment is
    /// still to come, and its rates are within the cap of the day and of the loan's own formation [PL 25].
    fn check_amended(&self, terms: &Terms, amendment: &Amendment, ctx: &Context) -> Result<(), Error> {
        let today = self.today(ctx);
        if terms.plan.due(&amendment.schedule, 0)? <= today {
            return Err(Error::AmendmentTooLate);
        }
        law::check_rates(ctx.rates, terms, ctx.now)?;
        match self.live()?.account.cap {
            Some(cap) => law::check_within(cap, terms),
            None => Ok(()),
        }
    }

    /// What is shown is what is owed: of today, from today on. Only the days until the last signature can add to it.
    fn check_shown(&self, plan: &dyn Instalments, amendment: &Amendment, ctx: &Context) -> Result<(), Error> {
        let today = self.today(ctx);
        let owed = self.figures(plan, ctx.rates, today)?;
        let rolled = if amendment.roll_up {
            owed.interest
        } else {
            Amount::ZERO
        };
        let outstanding = owed.principal.plus(rolled)?;
        if amendment.plan.start > today || amendment.from != today || amendment.principal != outstanding {
            return Err(Error::AmendmentMismatch);
        }
        Ok(())
    }
}
