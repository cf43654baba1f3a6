//! From a proposal to a loan: propose, sign, cancel, expire, deliver, acknowledge.

use super::{Active, Chain, Context, Loan, Outcome, State};
use crate::{
    agreement::{Agreement, Holder},
    event::Body,
    law,
    limits::WHOLE_PPM,
    schedule::Basis,
    Account, Amount, Day, Digest, Error, Instalment, Instalments, LoanId, RatePpm, Role, Settlement, Terms,
    Timestamp,
};
use alloc::{boxed::Box, vec, vec::Vec};
use scale::{Decode, Encode};

/// One party has signed the terms.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Proposed {
    /// When.
    pub at: Timestamp,
}

/// Both parties have signed the terms.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Signed {
    /// When they were proposed.
    pub proposed_at: Timestamp,
    /// When the second party signed.
    pub at: Timestamp,
    /// The delivery that the lender reported and the borrower hasn't acknowledged.
    pub delivery: Option<Delivery>,
}

/// A delivery of money outside the chain, as the lender states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Delivery {
    /// How much.
    pub amount: Amount,
    /// On which day.
    pub on: Day,
    /// SHA-256 of the receipt.
    pub receipt: Option<Digest>,
}

impl Loan {
    /// Proposes `terms`; the proposal is the proposer's signature.
    ///
    /// Errors: [`Error::NotAParty`] and those of [`Terms::validate`].
    pub fn propose(
        id: LoanId,
        mut terms: Terms,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let proposer = terms.role_of(ctx.caller).ok_or(Error::NotAParty)?;
        terms.validate(ctx.rates, ctx.now)?;
        let digest = terms.digest(ctx.sha256);
        let body = Body::LoanProposed {
            proposer,
            digest,
            terms: terms.clone(),
            evidence,
        };
        let schedule = core::mem::take(&mut terms.schedule);
        let loan = Loan {
            id,
            agreement: Box::new(Agreement {
                digest,
                proposer,
                in_force: digest,
                amendments: 0,
                consents: vec![None; terms.guarantors.len()],
                holders: vec![Holder {
                    account: terms.lender,
                    ppm: WHOLE_PPM,
                }],
                amendment: None,
                assignment: None,
                witnesses: Vec::new(),
                terms,
            }),
            chain: Chain::default(),
            state: State::Proposed(Proposed { at: ctx.now }),
        };
        let outcome = loan.record(ctx, &schedule, vec![body], Some(schedule.clone()))?;
        let terms = &outcome.loan.agreement.terms;
        let mut joined = vec![terms.lender, terms.borrower];
        joined.extend(terms.guarantors.iter().map(|guarantor| guarantor.account));
        let outcome = Outcome { joined, ..outcome };
        Ok(outcome.with_agreement())
    }

    /// The other party signs the same digest.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::DeadlinePassed`],
    /// [`Error::DigestMismatch`], those of [`law::check_rates`].
    pub fn sign(mut self, digest: Digest, evidence: Option<Digest>, ctx: &Context) -> Result<Outcome, Error> {
        let State::Proposed(proposed) = &self.state else {
            return Err(Error::WrongState);
        };
        let proposed_at = proposed.at;
        if self.caller(ctx)? == self.agreement.proposer {
            return Err(Error::WrongParty);
        }
        let terms = &self.agreement.terms;
        if ctx.now > terms.sign_by {
            return Err(Error::DeadlinePassed);
        }
        if digest != self.agreement.digest {
            return Err(Error::DigestMismatch);
        }
        law::check_rates(ctx.rates, terms, terms.day_of(ctx.now))?;
        let body = Body::LoanSigned {
            digest,
            deliver_by: terms.deliver_by,
            evidence,
        };
        self.state = State::Signed(Box::new(Signed {
            proposed_at,
            at: ctx.now,
            delivery: None,
        }));
        self.record(ctx, &NO_PLAN, vec![body], None)
    }

    /// The proposer withdraws, or the other party declines, before both have signed.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`].
    pub fn cancel(mut self, evidence: Option<Digest>, ctx: &Context) -> Result<Outcome, Error> {
        let State::Proposed(_) = self.state else {
            return Err(Error::WrongState);
        };
        let by = self.caller(ctx)?;
        self.state = State::Cancelled;
        self.record(ctx, &NO_PLAN, vec![Body::LoanCancelled { by, evidence }], None)
    }

    /// Anyone records that a deadline passed: for the signature, or for the delivery where none was reported.
    ///
    /// Errors: [`Error::WrongState`], [`Error::DeadlineNotReached`], [`Error::DeliveryReported`].
    pub fn expire(mut self, ctx: &Context) -> Result<Outcome, Error> {
        let deadline = match &self.state {
            State::Proposed(_) => self.agreement.terms.sign_by,
            State::Signed(signed) if signed.delivery.is_some() => return Err(Error::DeliveryReported),
            State::Signed(_) => self.agreement.terms.deliver_by,
            _ => return Err(Error::WrongState),
        };
        if ctx.now <= deadline {
            return Err(Error::DeadlineNotReached);
        }
        self.state = State::Expired;
        self.record(ctx, &NO_PLAN, vec![Body::LoanExpired {}], None)
    }

    /// The lender delivers `amount` on chain: it reaches the borrower in the same call, so the loan runs.
    ///
    /// `plan` is the signed schedule. Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`],
    /// [`Error::DeadlinePassed`], [`Error::WrongSettlement`], [`Error::AmountZero`], [`Error::DeliveryTooLarge`].
    pub fn deliver(
        mut self,
        plan: &dyn Instalments,
        amount: Amount,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let _: Signed = self.deliverable(ctx)?;
        if matches!(self.agreement.terms.settlement, Settlement::OffChain { .. }) {
            return Err(Error::WrongSettlement);
        }
        self.check_amount(amount)?;
        let today = self.today(ctx);
        let (body, schedule) = self.activate(plan, amount, today, evidence, ctx)?;
        self.record(ctx, &schedule, vec![body], Some(schedule.clone()))
    }

    /// The lender reports a delivery outside the chain. Until it is acknowledged he may correct it by a new report.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::DeadlinePassed`],
    /// [`Error::WrongSettlement`], [`Error::AmountZero`], [`Error::DeliveryTooLarge`], [`Error::DeliveryDay`],
    /// [`Error::NoReferenceRate`].
    pub fn report_delivery(mut self, delivery: Delivery, ctx: &Context) -> Result<Outcome, Error> {
        let signed = self.deliverable(ctx)?;
        let terms = &self.agreement.terms;
        if !matches!(terms.settlement, Settlement::OffChain { .. }) {
            return Err(Error::WrongSettlement);
        }
        self.check_amount(delivery.amount)?;
        // Money handed over before the proposal belongs to this loan only where the agreed start says so.
        let earliest = terms.day_of(signed.proposed_at).min(terms.plan.start);
        let latest = self.today(ctx);
        // The deadline for delivering lies before the first due day, so this day does too.
        if delivery.on < earliest || delivery.on > latest {
            return Err(Error::DeliveryDay);
        }
        // Else nobody could acknowledge it, nor could it expire.
        let _: Option<RatePpm> = law::cap_on(ctx.rates, terms.jurisdiction, delivery.on)?;
        self.state = State::Signed(Box::new(Signed {
            delivery: Some(delivery),
            ..signed
        }));
        let Delivery { amount, on, receipt } = delivery;
        self.record(
            ctx,
            &NO_PLAN,
            vec![Body::DeliveryReported { amount, on, receipt }],
            None,
        )
    }

    /// The borrower acknowledges the reported delivery, naming the amount that he received: the loan runs. There is no
    /// deadline, because he admits it against his own interest.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::NoDelivery`],
    /// [`Error::DeliveryMismatch`].
    pub fn acknowledge_delivery(
        mut self,
        plan: &dyn Instalments,
        amount: Amount,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let State::Signed(signed) = &self.state else {
            return Err(Error::WrongState);
        };
        let delivery = signed.delivery;
        self.only(ctx, Role::Borrower)?;
        let delivery = delivery.ok_or(Error::NoDelivery)?;
        if delivery.amount != amount {
            return Err(Error::DeliveryMismatch);
        }
        let receipt = evidence.or(delivery.receipt);
        let (body, schedule) = self.activate(plan, amount, delivery.on, receipt, ctx)?;
        self.record(ctx, &schedule, vec![body], Some(schedule.clone()))
    }

    /// The signed state, if the caller may deliver now.
    fn deliverable(&self, ctx: &Context) -> Result<Signed, Error> {
        let State::Signed(signed) = &self.state else {
            return Err(Error::WrongState);
        };
        self.only(ctx, Role::Lender)?;
        if ctx.now > self.agreement.terms.deliver_by {
            return Err(Error::DeadlinePassed);
        }
        Ok((**signed).clone())
    }

    fn check_amount(&self, amount: Amount) -> Result<(), Error> {
        if amount.is_zero() {
            return Err(Error::AmountZero);
        }
        if amount > self.agreement.terms.principal {
            return Err(Error::DeliveryTooLarge);
        }
        Ok(())
    }

    /// Opens the books: the principal is what arrived, the rate at most the cap of the day on which it arrived.
    fn activate(
        &mut self,
        plan: &dyn Instalments,
        amount: Amount,
        on: Day,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<(Body, Vec<Instalment>), Error> {
        let terms = &self.agreement.terms;
        let cap = law::cap_on(ctx.rates, terms.jurisdiction, on)?;
        let rate = cap.map_or(terms.annual_rate, |cap: RatePpm| terms.annual_rate.min(cap));
        let basis = Basis {
            principal: amount,
            rate,
            from: on,
            ..Basis::agreed(terms)
        };
        let schedule = terms.plan.schedule(plan, basis)?;
        let rate_cut = rate < terms.annual_rate;
        let account = Account::open(terms, amount, on, rate, cap)?;
        self.state = State::Active(Box::new(Active::new(account)));
        let body = Body::LoanDelivered {
            amount,
            on,
            evidence,
            rate,
            rate_cut,
            cap,
            schedule: schedule.clone(),
        };
        Ok((body, schedule))
    }
}

/// States without books need no schedule.
pub(super) const NO_PLAN: Vec<Instalment> = Vec::new();
