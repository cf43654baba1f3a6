//! What is put on record without moving money: consent of a guarantor, demand, acknowledgement, attestation; and the
//! limitation clock that some of it restarts.

use super::{Active, Context, Loan, Outcome, State};
use crate::{
    agreement::Consent,
    event::{Body, Office},
    law,
    limits::WITNESSES_MAX,
    Day, Digest, Error, Instalments, Role,
};
use alloc::vec;
use scale::{Decode, Encode};

/// How a demand was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Channel {
    /// On paper.
    #[codec(index = 0)]
    Letter,
    /// Short message to a phone.
    #[codec(index = 1)]
    Sms,
    /// E-mail.
    #[codec(index = 2)]
    Email,
    /// A messenger's service, or a webhook.
    #[codec(index = 3)]
    Messenger,
    /// Face to face or by telephone.
    #[codec(index = 4)]
    Person,
}

/// Why the limitation period began anew [CC 195].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Cause {
    /// The borrower paid a part [LP 14].
    #[codec(index = 0)]
    PartPayment,
    /// The borrower acknowledged the debt [CC 195(2)].
    #[codec(index = 1)]
    Acknowledgement,
    /// The borrower asked for an extension [LP 14].
    #[codec(index = 2)]
    ExtensionRequest,
    /// A demand reached the borrower [CC 195(1), LP 8].
    #[codec(index = 3)]
    Demand,
    /// The borrower was notified of an assignment [LP 17].
    #[codec(index = 4)]
    AssignmentNotice,
}

/// The last time that the limitation period began anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Restart {
    /// When.
    pub on: Day,
    /// Why.
    pub cause: Cause,
}

/// How long the claim can still be pursued without the borrower having a defence of time [CC 188, 189, 192].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Limitation {
    /// The period began when this day ended.
    pub from: Day,
    /// What began it: `None` = the last instalment fell due.
    pub cause: Option<Cause>,
    /// Its last day.
    pub until: Day,
    /// Whether that day has passed.
    pub expired: bool,
}

impl Limitation {
    /// The clock on `today`, by the schedule in force and the last restart.
    ///
    /// Errors: [`Error::BadDate`].
    pub fn of(plan: &dyn Instalments, restarted: Option<Restart>, today: Day) -> Result<Limitation, Error> {
        let last_due = plan.get(plan.count().saturating_sub(1))?.due;
        let restarted = restarted.filter(|last| last.on > last_due);
        let from = restarted.map_or(last_due, |last| last.on);
        let until = law::limitation_ends(from)?;
        Ok(Limitation {
            from,
            cause: restarted.map(|last| last.cause),
            until,
            expired: today > until,
        })
    }
}

impl Active {
    /// Notes that the limitation period begins anew at the end of `on`, unless it did so later already.
    pub(super) fn restart(&mut self, on: Day, cause: Cause) {
        if self.restarted.is_none_or(|last| last.on <= on) {
            self.restarted = Some(Restart { on, cause });
        }
    }
}

impl Loan {
    /// The limitation clock on `today`. It starts when the last instalment has fallen due [CC 189]; what happened
    /// before does not shorten it.
    ///
    /// Errors: [`Error::WrongState`], [`Error::BadDate`].
    pub fn limitation(&self, plan: &dyn Instalments, today: Day) -> Result<Limitation, Error> {
        Limitation::of(plan, self.live()?.restarted, today)
    }

    /// A guarantor consents to the terms in force, or to those proposed: from then on he is bound by them
    /// [CC 685, 695]. One who does not consent to an amendment stays bound by what he signed.
    ///
    /// `plan` is the schedule in force. Errors: [`Error::WrongState`], [`Error::NotGuarantor`],
    /// [`Error::DigestMismatch`], [`Error::AlreadySigned`].
    pub fn consent(
        mut self,
        plan: &dyn Instalments,
        digest: Digest,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        if matches!(self.state, State::Settled(_) | State::Cancelled | State::Expired) {
            return Err(Error::WrongState);
        }
        let agreement = &mut self.agreement;
        let guarantors = &agreement.terms.guarantors;
        let place = guarantors.iter().position(|named| named.account == ctx.caller);
        let place = place.ok_or(Error::NotGuarantor)?;
        if digest != agreement.in_force {
            return Err(Error::DigestMismatch);
        }
        let months = guarantors.get(place).and_then(|named| named.months);
        let consent = agreement.consents.get_mut(place).ok_or(Error::Arithmetic)?;
        if consent.is_some_and(|given| given.digest == digest) {
            return Err(Error::AlreadySigned);
        }
        let last_due = plan.get(plan.count().saturating_sub(1))?.due;
        let until = law::guarantee_ends(last_due, months)?;
        *consent = Some(Consent { digest, until });
        let body = Body::GuarantorConsented {
            guarantor: ctx.caller,
            digest,
            until,
            evidence,
        };
        let outcome = self.record(ctx, plan, vec![body], None)?;
        Ok(outcome.with_agreement())
    }

    /// A holder of the claim puts a demand for payment on record: what was sent, how, and the proof that it arrived.
    /// Only with that proof does it restart the limitation period [CC 195(1), LP 8].
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotHolder`].
    pub fn demand(
        mut self,
        plan: &dyn Instalments,
        message: Digest,
        channel: Channel,
        receipt: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let active = self.live_mut()?;
        if receipt.is_some() {
            active.restart(today, Cause::Demand);
        }
        if !self.agreement.holds(ctx.caller) {
            return Err(Error::NotHolder);
        }
        let by = ctx.caller;
        let body = Body::DemandMade {
            by,
            message,
            channel,
            receipt,
        };
        self.record(ctx, plan, vec![body], None)
    }

    /// The borrower acknowledges that he owes what the books say today, which restarts the limitation period, even one
    /// that has run out [CC 192, 195(2)].
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`].
    pub fn acknowledge(
        mut self,
        plan: &dyn Instalments,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let _: &Active = self.live()?;
        self.only(ctx, Role::Borrower)?;
        self.live_mut()?.restart(today, Cause::Acknowledgement);
        self.record(ctx, plan, vec![Body::DebtAcknowledged { evidence }], None)
    }

    /// An appointed witness attests that something with `digest` was shown to him; `kind` says what it is, as witnesses
    /// agree among themselves. Errors: [`Error::NotWitness`], [`Error::AlreadyAttested`], [`Error::TooManyWitnesses`].
    pub fn attest(
        mut self,
        plan: &dyn Instalments,
        digest: Digest,
        kind: u16,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        if !ctx.offices.holds(Office::Witness, ctx.caller) {
            return Err(Error::NotWitness);
        }
        let witnesses = &mut self.agreement.witnesses;
        if witnesses.contains(&ctx.caller) {
            return Err(Error::AlreadyAttested);
        }
        if witnesses.len() >= WITNESSES_MAX {
            return Err(Error::TooManyWitnesses);
        }
        witnesses.push(ctx.caller);
        let witness = ctx.caller;
        let body = Body::Attested {
            witness,
            digest,
            kind,
        };
        let outcome = self.record(ctx, plan, vec![body], None)?;
        Ok(outcome.with_agreement())
    }
}
