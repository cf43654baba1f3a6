//! From a proposal to a loan on chain: propose, sign, cancel, expire, deliver. Outside the chain money comes by
//! [`delivery`](super::delivery).

use super::{
    delivery::{check_amount, formed, rate_on},
    past, Active, Chain, Context, Counters, Deliveries, Delivery, Loan, Outcome, State,
};
use crate::{
    account::Part,
    agreement::{Agreement, Holder},
    event::Body,
    law,
    limits::WHOLE_PPM,
    read::Read,
    AccountId, Digest, Error, Instalment, Instalments, LoanId, Method, Role, Settlement, Terms, Timestamp,
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
    /// When the last of them signed.
    pub at: Timestamp,
    /// What the lender reported as delivered and the borrower hasn't acknowledged.
    pub deliveries: Deliveries,
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
        let schedule = terms.schedule.clone();
        if terms.plan.method != Method::Custom || terms.deliveries == 1 {
            terms.schedule = Vec::new();
        }
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
                seats: Vec::new(),
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

    /// Another party signs the same digest: with the last of them it is agreed. Of an old debt there is a loan then: who signs
    /// acknowledges what moved before. `plan` is the signed schedule.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::AlreadySigned`],
    /// [`Error::DeadlinePassed`], [`Error::DigestMismatch`], those of [`law::check_rates`], [`Error::NothingLeft`].
    #[inline(never)]
    pub fn sign(
        mut self,
        plan: &dyn Instalments,
        digest: Digest,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
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
        if !proposed.awaits.is_empty() {
            self.state = State::Proposed(proposed);
            return self.record_one(ctx, plan, Body::TermsSigned { by, digest, evidence });
        }
        let mut bodies = vec![Body::LoanSigned {
            by,
            digest,
            deliver_by: terms.deliver_by,
            evidence,
        }];
        if terms.past.is_empty() {
            self.state = State::Signed(Box::new(Signed {
                at: ctx.now,
                deliveries: Deliveries::none(terms, terms.day_of(proposed.at)),
            }));
        } else {
            let (state, body) = past::form(terms, plan, ctx)?;
            self.state = state;
            bodies.push(body);
        }
        self.record(ctx, plan, bodies)
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
            State::Signed(signed) if !signed.deliveries.reported.is_empty() => {
                return Err(Error::DeliveryReported)
            }
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
    /// [`Error::DeliveryTooSmall`], [`Error::DeliveryDay`], [`Error::SeatHeld`], [`Error::RateBelowMinimum`].
    #[inline(never)]
    pub fn deliver(
        mut self,
        plan: &dyn Instalments,
        delivery: Delivery,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let State::Signed(_) = self.state else {
            return Err(Error::WrongState);
        };
        self.only(ctx, Role::Lender)?;
        let terms = &self.agreement.terms;
        if ctx.now > terms.deliver_by {
            return Err(Error::DeadlinePassed);
        }
        if matches!(terms.settlement, Settlement::OffChain { .. }) {
            return Err(Error::WrongSettlement);
        }
        let Delivery {
            amount,
            on,
            at_least,
            receipt,
            ..
        } = delivery;
        check_amount(terms, amount)?;
        // Nobody is asked whether they take it: with less than was agreed there is no loan.
        if amount < terms.least_delivery.unwrap_or(terms.principal) {
            return Err(Error::DeliveryTooSmall);
        }
        if on != self.today(ctx) {
            return Err(Error::DeliveryDay);
        }
        // It would reach a key that its owner may have lost, or one that the lender has not heard of yet.
        if self.agreement.is_held(terms.borrower, on) {
            return Err(Error::SeatHeld);
        }
        let (rate, cap) = rate_on(terms, ctx.rates, [law::cap_day(ctx.now)].into_iter())?;
        if rate < at_least {
            return Err(Error::RateBelowMinimum);
        }
        let (account, schedule) = formed(terms, plan, &[Part { amount, on }], rate, cap)?;
        let rate_cut = rate < terms.annual_rate;
        self.state = State::Active(Box::new(Active::new(account, Deliveries::default())));
        let body = Body::LoanDelivered {
            delivery: None,
            amount,
            on,
            evidence: receipt,
            rate,
            rate_cut,
            cap,
            schedule: schedule.clone(),
        };
        self.record_schedule(ctx, schedule, vec![body])
    }
}

/// States without books need no schedule.
pub(super) const NO_PLAN: Vec<Instalment> = Vec::new();
