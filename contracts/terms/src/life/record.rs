//! What is put on record without moving money: consent of a guarantor, demand, acknowledgement, attestation; and the
//! limitation clock that some of it restarts.

use super::{Active, Context, Loan, Outcome, State};
use crate::{
    agreement::{any_held, Consent, Holder, Seat},
    event::{Arrival, Body, Channel, Office},
    law,
    limits::WITNESSES_MAX,
    read::Read,
    AccountId, Amount, Day, Digest, Error, Instalments, Role, Terms,
};
use alloc::vec::Vec;
use scale::Encode;

/// Why the limitation period began anew [CC 195].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Cause {
    /// The borrower paid a part [LP 14].
    #[codec(index = 0)]
    PartPayment,
    /// The borrower acknowledged the debt [CC 192, 195(2)].
    #[codec(index = 1)]
    Acknowledgement,
    /// The borrower asked for an extension [CC 192, LP 14].
    #[codec(index = 2)]
    ExtensionRequest,
    /// A demand, or the notice of an assignment, reached the borrower [CC 195(1), LP 8, 17].
    #[codec(index = 3)]
    Demand,
}

impl Cause {
    /// Whether the borrower consents thereby to pay what they could refuse, the period having run out [CC 192].
    fn revives(self) -> bool {
        matches!(self, Cause::Acknowledgement | Cause::ExtensionRequest)
    }
}

/// The last time that the limitation period began anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Restart {
    /// When.
    pub on: Day,
    /// Why.
    pub cause: Cause,
}

/// How long the claim can still be pursued without the borrower having a defence of time [CC 188, 189, 192].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
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

/// For each holder, in their order, the last time that their period began anew, if it ever did: who hold a claim by shares are
/// no joint creditors, and what one of them does is done for their share alone [CC 517]. Left out at the end: never.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Restarts(pub Vec<Option<Restart>>);

impl Restarts {
    /// The last restart of the period of `holder`, who is one of `holders`.
    pub fn of(&self, holders: &[Holder], holder: AccountId) -> Option<Restart> {
        let place = holders.iter().position(|one| one.account == holder)?;
        self.0.get(place).copied().flatten()
    }

    /// Notes that the period began anew at the end of `on` for `holder`, or for all: unless it did so later already, or had
    /// run out by then and this is no consent of the borrower [CC 192]. Where several owe (`jointly`), a period that has run
    /// out stays so: what interrupts it against one does so against all [LP 15], but none gives up another's defence.
    pub fn note(
        &mut self,
        holders: &[Holder],
        holder: Option<AccountId>,
        last_due: Day,
        on: Day,
        cause: Cause,
        jointly: bool,
    ) {
        self.0.resize(holders.len(), None);
        for (one, last) in holders.iter().zip(&mut self.0) {
            let began = last.map_or(last_due, |last| last.on.max(last_due));
            let expired = law::limitation_ends(began).is_ok_and(|until| on > until);
            let meant = holder.is_none_or(|holder| holder == one.account);
            let newer = last.is_none_or(|last| last.on <= on);
            if meant && newer && (!expired || (cause.revives() && !jointly)) {
                *last = Some(Restart { on, cause });
            }
        }
    }

    /// The claim passed from one holder to others: a part keeps its period whoever holds it. Parts in one hand go by the
    /// period that began first.
    pub fn pass(&mut self, before: &[Holder], after: &[Holder]) {
        let part = |holders: &[Holder], account: AccountId| {
            let held = holders.iter().find(|holder| holder.account == account);
            held.map_or(0, |holder| holder.ppm)
        };
        let from = before.iter().find(|old| part(after, old.account) < old.ppm);
        let passed = from.and_then(|from| self.of(before, from.account));
        let period = |new: &Holder| {
            let held = part(before, new.account);
            match self.of(before, new.account) {
                _ if held == 0 => passed,
                Some(own) if held < new.ppm => {
                    passed.map(|passed| if own.on < passed.on { own } else { passed })
                }
                own => own,
            }
        };
        self.0 = after.iter().map(period).collect();
    }
}

/// When the last instalment falls due: the period begins then [CC 189]. Errors: [`Error::Arithmetic`] without any.
pub(crate) fn last_due(plan: &dyn Instalments) -> Result<Day, Error> {
    Ok(plan.get(plan.count().saturating_sub(1))?.due)
}

/// Whether the seat of anybody who owes is held on `today`: what a thief pays or reports for it is no act of the debtor, and which of them does
/// is not on record.
pub(crate) fn is_debtor_held(seats: &[Seat], terms: &Terms, today: Day) -> bool {
    any_held(seats, today, &|one| terms.owes(one))
}

impl Limitation {
    /// The clock on `today`, by the schedule in force and the last restart.
    ///
    /// Errors: [`Error::BadDate`].
    pub fn of(plan: &dyn Instalments, restarted: Option<Restart>, today: Day) -> Result<Limitation, Error> {
        let last_due = last_due(plan)?;
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

impl Loan {
    /// Notes an act of the borrower at the end of `on`, which restarts the period of every holder.
    pub(super) fn restart(&mut self, plan: &dyn Instalments, on: Day, cause: Cause) -> Result<(), Error> {
        let last_due = last_due(plan)?;
        let Loan { agreement, state, .. } = self;
        let restarted = &mut super::running::live_mut(state)?.restarted;
        let jointly = agreement.terms.is_joint();
        restarted.note(&agreement.holders, None, last_due, on, cause, jointly);
        Ok(())
    }

    /// The limitation clock on `today` of the lead holder's part, which is all of the claim where nobody else holds any.
    /// It starts when the last instalment has fallen due [CC 189]; what happened before does not shorten it.
    ///
    /// Errors: [`Error::WrongState`], [`Error::BadDate`].
    pub fn limitation(&self, plan: &dyn Instalments, today: Day) -> Result<Limitation, Error> {
        self.limitation_of(plan, self.agreement.creditor(), today)
    }

    /// The limitation clock of the part of `holder`. Errors: [`Error::WrongState`], [`Error::BadDate`].
    pub fn limitation_of(
        &self,
        plan: &dyn Instalments,
        holder: AccountId,
        today: Day,
    ) -> Result<Limitation, Error> {
        let restarted = self.live()?.restarted.of(&self.agreement.holders, holder);
        Limitation::of(plan, restarted, today)
    }

    /// A guarantor consents to the terms in force, or to those proposed: from then on they are bound by these
    /// [CC 685, 695]. One who does not consent to an amendment stays bound by what they signed.
    ///
    /// `plan` is the schedule in force. Errors: [`Error::WrongState`], [`Error::NotGuarantor`],
    /// [`Error::DigestMismatch`], [`Error::AlreadySigned`].
    #[inline(never)]
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
        let until = law::guarantee_ends(last_due(plan)?, months)?;
        *consent = Some(Consent { digest, until });
        let body = Body::GuarantorConsented {
            guarantor: ctx.caller,
            digest,
            until,
            evidence,
        };
        self.record_agreed(ctx, plan, body)
    }

    /// A holder of the claim puts a demand for payment, or the notice that it was assigned to them, on record: what was
    /// sent, how, and on which day it arrived, with the proof. Only with that does it restart the limitation period of their
    /// part, from the day of the arrival on, and not where the period had run out by then [CC 192, 195(1), 517, LP 8, 17].
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotHolder`], [`Error::ArrivalDay`].
    #[inline(never)]
    pub fn demand(
        mut self,
        plan: &dyn Instalments,
        message: Digest,
        channel: Channel,
        arrived: Option<Arrival>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let (by, today) = (ctx.caller, self.today(ctx));
        let delivered = self.live()?.account.delivered;
        if !self.agreement.holds(by) {
            return Err(Error::NotHolder);
        }
        if let Some(Arrival { on, .. }) = arrived {
            if on < delivered || on > today {
                return Err(Error::ArrivalDay);
            }
            let last_due = last_due(plan)?;
            let Loan { agreement, state, .. } = &mut self;
            let restarted = &mut super::running::live_mut(state)?.restarted;
            let jointly = agreement.terms.is_joint();
            restarted.note(&agreement.holders, Some(by), last_due, on, Cause::Demand, jointly);
        }
        let body = Body::DemandMade {
            by,
            message,
            channel,
            arrived,
        };
        self.record_one(ctx, plan, body)
    }

    /// The borrower acknowledges that they owe what the books say today, which is `at_most` so much in all. It restarts the
    /// limitation period of every holder, even one that has run out [CC 192, 195(2)].
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::NotAsNamed`].
    #[inline(never)]
    pub fn acknowledge(
        mut self,
        plan: &dyn Instalments,
        at_most: Amount,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let _: &Active = self.live()?;
        self.only(ctx, Role::Borrower)?;
        if self.figures(plan, ctx.rates, today)?.total() > at_most {
            return Err(Error::NotAsNamed);
        }
        self.restart(plan, today, Cause::Acknowledgement)?;
        self.record_one(ctx, plan, Body::DebtAcknowledged { evidence })
    }

    /// An appointed witness attests that something with `digest` was shown to them; `kind` says what it is, as witnesses
    /// agree among themselves. Errors: [`Error::NotWitness`], [`Error::AlreadyAttested`], [`Error::TooManyWitnesses`].
    #[inline(never)]
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
        self.record_agreed(ctx, plan, body)
    }
}
