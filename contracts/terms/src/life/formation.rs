//! From a proposal to a loan: propose, sign, cancel, expire, deliver, acknowledge.

use super::{Active, Chain, Context, Counters, Loan, Outcome, State};
use crate::{
    agreement::{Agreement, Holder},
    event::Body,
    law,
    limits::WHOLE_PPM,
    read::Read,
    schedule::Basis,
    Account, AccountId, Amount, Day, Digest, Error, Instalment, Instalments, LoanId, RatePpm, Role,
    Settlement, Terms, Timestamp,
};
use alloc::{boxed::Box, vec, vec::Vec};
use scale::Encode;

/// One party has signed the terms.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Proposed {
    /// When.
    pub at: Timestamp,
    /// Whose signature is missing: the other party's, and that of each co-borrower.
    pub awaits: Vec<AccountId>,
}

/// All parties have signed the terms.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Signed {
    /// When they were proposed.
    pub proposed_at: Timestamp,
    /// When the last of them signed.
    pub at: Timestamp,
    /// The delivery that the lender reported and the borrower hasn't acknowledged.
    pub delivery: Option<Delivery>,
}

/// A delivery of money, as the lender states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Delivery {
    /// How much.
    pub amount: Amount,
    /// On which day.
    pub on: Day,
    /// The lowest yearly rate at which they deliver: a cap that leaves less makes no loan.
    pub at_least: RatePpm,
    /// SHA-256 of the receipt.
    pub receipt: Option<Digest>,
}

impl Loan {
    /// Proposes `terms` as lender or borrower; the proposal is the proposer's signature.
    ///
    /// Errors: [`Error::NotAParty`], [`Error::WrongParty`] for a co-borrower, and those of [`Terms::validate`].
    pub fn propose(
        id: LoanId,
        terms: Terms,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let digest = terms.digest(ctx.sha256);
        Loan::propose_as(id, terms, digest, evidence, ctx)
    }

    /// The same for terms whose digest is known.
    #[inline(never)]
    pub(super) fn propose_as(
        id: LoanId,
        mut terms: Terms,
        digest: Digest,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let proposer = terms.role_of(ctx.caller).ok_or(Error::NotAParty)?;
        // One of those who borrow together hands the terms in for all of them.
        if ctx.caller != terms.lender && ctx.caller != terms.borrower {
            return Err(Error::WrongParty);
        }
        terms.validate(ctx.rates, ctx.now)?;
        let body = Body::LoanProposed {
            proposer,
            digest,
            terms: terms.clone(),
            evidence,
        };
        let schedule = core::mem::take(&mut terms.schedule);
        let parties: Vec<AccountId> = core::iter::once(terms.lender).chain(terms.debtors()).collect();
        let mut awaits = parties.clone();
        awaits.retain(|party| *party != ctx.caller);
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
                assignments: Vec::new(),
                witnesses: Vec::new(),
                identities: Vec::new(),
                terms,
            }),
            chain: Chain::default(),
            counters: Counters::default(),
            state: State::Proposed(Proposed { at: ctx.now, awaits }),
        };
        let mut outcome = loan.record_schedule(ctx, schedule, vec![body])?;
        let terms = &outcome.loan.agreement.terms;
        outcome.joined = parties;
        let guarantors = terms.guarantors.iter().map(|guarantor| guarantor.account);
        outcome.joined.extend(guarantors);
        Ok(outcome.with_agreement())
    }

    /// Another party signs the same digest: with the last of them it is agreed.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::AlreadySigned`],
    /// [`Error::DeadlinePassed`], [`Error::DigestMismatch`], those of [`law::check_rates`].
    #[inline(never)]
    pub fn sign(mut self, digest: Digest, evidence: Option<Digest>, ctx: &Context) -> Result<Outcome, Error> {
        let State::Proposed(proposed) = &self.state else {
            return Err(Error::WrongState);
        };
        let mut proposed = proposed.clone();
        let (by, role) = (ctx.caller, self.caller(ctx)?);
        let terms = &self.agreement.terms;
        if !proposed.awaits.contains(&by) {
            let proposes = role == self.agreement.proposer && !terms.co_borrowers.contains(&by);
            return Err(if proposes {
                Error::WrongParty
            } else {
                Error::AlreadySigned
            });
        }
        if ctx.now > terms.sign_by {
            return Err(Error::DeadlinePassed);
        }
        if digest != self.agreement.digest {
            return Err(Error::DigestMismatch);
        }
        law::check_rates(ctx.rates, terms, ctx.now)?;
        proposed.awaits.retain(|awaited| *awaited != by);
        let body = if proposed.awaits.is_empty() {
            let deliver_by = terms.deliver_by;
            self.state = State::Signed(Box::new(Signed {
                proposed_at: proposed.at,
                at: ctx.now,
                delivery: None,
            }));
            Body::LoanSigned {
                by,
                digest,
                deliver_by,
                evidence,
            }
        } else {
            self.state = State::Proposed(proposed);
            Body::TermsSigned { by, digest, evidence }
        };
        self.record_one(ctx, &NO_PLAN, body)
    }

    /// The proposer withdraws, or another party declines, before all have signed.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`].
    #[inline(never)]
    pub fn cancel(mut self, evidence: Option<Digest>, ctx: &Context) -> Result<Outcome, Error> {
        let State::Proposed(_) = self.state else {
            return Err(Error::WrongState);
        };
        let by = self.caller(ctx)?;
        self.state = State::Cancelled;
        self.record_one(ctx, &NO_PLAN, Body::LoanCancelled { by, evidence })
    }

    /// Anyone records that a deadline passed: for the signature, or for the delivery where none is reported.
    ///
    /// Errors: [`Error::WrongState`], [`Error::DeadlineNotReached`], [`Error::DeliveryReported`].
    #[inline(never)]
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
        self.record_one(ctx, &NO_PLAN, Body::LoanExpired {})
    }

    /// The lender delivers on chain, today: the money reaches the borrower in the same call, so the loan runs.
    ///
    /// `plan` is the signed schedule. Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`],
    /// [`Error::DeadlinePassed`], [`Error::WrongSettlement`], [`Error::AmountZero`], [`Error::DeliveryTooLarge`],
    /// [`Error::DeliveryTooSmall`], [`Error::DeliveryDay`], [`Error::RateBelowMinimum`].
    #[inline(never)]
    pub fn deliver(
        mut self,
        plan: &dyn Instalments,
        delivery: Delivery,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let _: Signed = self.deliverable(ctx)?;
        let terms = &self.agreement.terms;
        if matches!(terms.settlement, Settlement::OffChain { .. }) {
            return Err(Error::WrongSettlement);
        }
        self.check_amount(delivery.amount)?;
        // Nobody is asked whether they take it: with less than was agreed there is no loan.
        if delivery.amount < terms.least_delivery.unwrap_or(terms.principal) {
            return Err(Error::DeliveryTooSmall);
        }
        if delivery.on != self.today(ctx) {
            return Err(Error::DeliveryDay);
        }
        let (body, schedule) = self.activate(plan, delivery, law::cap_day(ctx.now), ctx)?;
        self.record_schedule(ctx, schedule, vec![body])
    }

    /// The lender reports a delivery outside the chain. Until it is acknowledged they may correct it by a new report: the
    /// deadline is for the first one.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::DeadlinePassed`],
    /// [`Error::WrongSettlement`], [`Error::AmountZero`], [`Error::DeliveryTooLarge`], [`Error::DeliveryDay`],
    /// [`Error::NoReferenceRate`], [`Error::RateBelowMinimum`].
    #[inline(never)]
    pub fn report_delivery(mut self, delivery: Delivery, ctx: &Context) -> Result<Outcome, Error> {
        let signed = self.deliverable(ctx)?;
        let terms = &self.agreement.terms;
        if !matches!(terms.settlement, Settlement::OffChain { .. }) {
            return Err(Error::WrongSettlement);
        }
        self.check_amount(delivery.amount)?;
        // Money handed over before the proposal belongs to this loan only where the agreed start says so.
        let earliest = terms.day_of(signed.proposed_at).min(terms.plan.start);
        // The deadline for delivering lies before the first due day, so this day does too.
        let latest = self.today(ctx).min(terms.day_of(terms.deliver_by));
        if delivery.on < earliest || delivery.on > latest {
            return Err(Error::DeliveryDay);
        }
        // Else nobody could acknowledge it.
        let _: (RatePpm, Option<RatePpm>) = self.rate_of(&delivery, delivery.on, ctx)?;
        self.state = State::Signed(Box::new(Signed {
            delivery: Some(delivery),
            ..signed
        }));
        let Delivery {
            amount,
            on,
            at_least,
            receipt,
        } = delivery;
        let body = Body::DeliveryReported {
            amount,
            on,
            at_least,
            receipt,
        };
        self.record_one(ctx, &NO_PLAN, body)
    }

    /// The lender takes back a reported delivery that nobody has acknowledged: what was mistyped makes no loan, and one
    /// that is not delivered in time expires.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::NoDelivery`].
    #[inline(never)]
    pub fn withdraw_delivery(mut self, evidence: Option<Digest>, ctx: &Context) -> Result<Outcome, Error> {
        let State::Signed(signed) = &self.state else {
            return Err(Error::WrongState);
        };
        let without = Signed {
            delivery: None,
            ..(**signed).clone()
        };
        let reported = signed.delivery.is_some();
        self.only(ctx, Role::Lender)?;
        if !reported {
            return Err(Error::NoDelivery);
        }
        self.state = State::Signed(Box::new(without));
        self.record_one(ctx, &NO_PLAN, Body::DeliveryWithdrawn { evidence })
    }

    /// The borrower acknowledges the reported delivery, naming what was reported: amount, day and receipt. The loan runs. There
    /// is no deadline, because they admit it against their own interest.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::NoDelivery`],
    /// [`Error::DeliveryMismatch`], [`Error::RateBelowMinimum`].
    #[inline(never)]
    pub fn acknowledge_delivery(
        mut self,
        plan: &dyn Instalments,
        named: (Amount, Day, Option<Digest>),
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let State::Signed(signed) = &self.state else {
            return Err(Error::WrongState);
        };
        let delivery = signed.delivery;
        self.only(ctx, Role::Borrower)?;
        // Who receives the money says so, no co-borrower instead.
        if ctx.caller != self.agreement.terms.borrower {
            return Err(Error::WrongParty);
        }
        let delivery = delivery.ok_or(Error::NoDelivery)?;
        if (delivery.amount, delivery.on, delivery.receipt) != named {
            return Err(Error::DeliveryMismatch);
        }
        let receipt = evidence.or(delivery.receipt);
        let delivery = Delivery { receipt, ..delivery };
        let (body, schedule) = self.activate(plan, delivery, delivery.on, ctx)?;
        self.record_schedule(ctx, schedule, vec![body])
    }

    /// The signed state, if the caller may deliver now.
    fn deliverable(&self, ctx: &Context) -> Result<Signed, Error> {
        let State::Signed(signed) = &self.state else {
            return Err(Error::WrongState);
        };
        self.only(ctx, Role::Lender)?;
        if signed.delivery.is_none() && ctx.now > self.agreement.terms.deliver_by {
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

    /// The agreed rate, at most what the cap of `cap_day` leaves under the day count, and that cap.
    ///
    /// Errors: [`Error::NoReferenceRate`], [`Error::RateBelowMinimum`].
    fn rate_of(
        &self,
        delivery: &Delivery,
        cap_day: Day,
        ctx: &Context,
    ) -> Result<(RatePpm, Option<RatePpm>), Error> {
        let terms = &self.agreement.terms;
        let cap = law::cap_on(ctx.rates, terms.jurisdiction, cap_day)?;
        let highest = cap.map(|cap| law::highest_rate(cap, terms.day_count));
        let rate = highest.map_or(terms.annual_rate, |highest| terms.annual_rate.min(highest));
        if rate < delivery.at_least {
            return Err(Error::RateBelowMinimum);
        }
        Ok((rate, cap))
    }

    /// Opens the books: the principal is what arrived, the rate at most what the cap of `cap_day`, the day in China on which
    /// it arrived, leaves under the day count.
    #[inline(never)]
    fn activate(
        &mut self,
        plan: &dyn Instalments,
        delivery: Delivery,
        cap_day: Day,
        ctx: &Context,
    ) -> Result<(Body, Vec<Instalment>), Error> {
        let (rate, cap) = self.rate_of(&delivery, cap_day, ctx)?;
        let Delivery {
            amount, on, receipt, ..
        } = delivery;
        let terms = &self.agreement.terms;
        let account = Account::open(terms, amount, on, rate, cap)?;
        let basis = Basis {
            principal: amount,
            rate,
            from: account.earns_from,
            cap: account.cap,
            ..Basis::agreed(terms)
        };
        let schedule = terms.plan.schedule_in_force(plan, basis)?;
        let rate_cut = rate < terms.annual_rate;
        self.state = State::Active(Box::new(Active::new(account)));
        let body = Body::LoanDelivered {
            amount,
            on,
            evidence: receipt,
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
