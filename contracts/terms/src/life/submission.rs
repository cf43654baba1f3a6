//! How a step reaches the loan: taken by its signer directly, or submitted by somebody with the signer's intent. Either moves
//! the signer's counter, so that an intent counts once and what was signed before a direct step counts no more.
//!
//! The counters of lender and borrower stand with the loan; the host keeps those of others, a cell each, and only once a step
//! of theirs has succeeded: else keys that nobody knows could fill the loan's own cell. A counter never falls.

use super::{Action, Chain, Context, Loan, Outcome, State};
use crate::{
    event::Office,
    intent::{is_next, skips, Deed, Intent},
    read::Read,
    AccountId, Digest, Error, Instalments, LoanId, Role, Terms,
};
use alloc::vec::Vec;
use scale::Encode;

/// The counters of the two whom the terms name first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Counters {
    /// Of the lender, whoever holds the claim now.
    pub lender: u32,
    /// Of the borrower.
    pub borrower: u32,
}

/// What every step writes of a loan: the end of its chain of events, the counters of lender and borrower, its state.
pub type Standing = (Chain, Counters, State);

impl Loan {
    /// The counter of `account`, where it stands with the loan; the host has those of others.
    pub fn counter(&self, account: AccountId) -> Option<u32> {
        let terms = &self.agreement.terms;
        if account == terms.lender {
            Some(self.counters.lender)
        } else if account == terms.borrower {
            Some(self.counters.borrower)
        } else {
            None
        }
    }

    /// The caller takes `action` directly; `counter` is theirs. `plan` is the schedule in force.
    ///
    /// Errors: those of [`Loan::step`].
    pub fn act(
        self,
        action: Action,
        counter: u32,
        plan: &dyn Instalments,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let counts = action.moves_counter();
        let outcome = self.step(action, plan, ctx)?;
        match counts {
            true => Ok(outcome.counted(ctx.caller, counter.checked_add(1).ok_or(Error::Arithmetic)?)),
            false => Ok(outcome),
        }
    }

    /// Somebody hands in what `intent` wants. The host has checked its place and signature; the context's caller is the signer,
    /// whose counter `counter` is. Gives nothing where the counter has passed it.
    ///
    /// Errors: [`Error::NotAnIntent`], [`Error::NonceAhead`], [`Error::NotValidYet`], [`Error::NoLongerValid`],
    /// [`Error::NotInForce`] and those of the step; for a skip [`Error::BadSkip`] and [`Error::NotAParty`].
    pub fn submit(
        mut self,
        intent: Intent,
        counter: u32,
        plan: &dyn Instalments,
        ctx: &Context,
    ) -> Result<Option<Outcome>, Error> {
        let in_time = intent.check_time(ctx.now);
        match intent.deed {
            Deed::Act {
                nonce,
                in_force,
                action,
                ..
            } => {
                if !action.may_be_an_intent(self.agreement.terms.settlement) {
                    return Err(Error::NotAnIntent);
                }
                if !is_next(nonce, counter)? {
                    return Ok(None);
                }
                in_time?;
                if in_force != self.agreement.in_force {
                    return Err(Error::NotInForce);
                }
                let next = counter.checked_add(1).ok_or(Error::Arithmetic)?;
                Ok(Some(self.step(action, plan, ctx)?.counted(ctx.caller, next)))
            }
            Deed::Skip { nonce, to, .. } => {
                if !skips(nonce, to, counter)? {
                    return Ok(None);
                }
                in_time?;
                if !self.concerns(counter, ctx) {
                    return Err(Error::NotAParty);
                }
                let counter = self.count(ctx.caller, to);
                Ok(Some(Outcome {
                    loan: self,
                    events: Vec::new(),
                    schedule: None,
                    agreement_changed: false,
                    credits: Vec::new(),
                    released: None,
                    joined: Vec::new(),
                    counter,
                }))
            }
            Deed::Propose { .. } => Err(Error::NotAnIntent),
        }
    }

    /// What lender and borrower signed apart, in one: `found` is the loan with these terms where they were proposed before, and `plan` its
    /// schedule; else `id` is to be its number. The host has checked places and signatures of both. The lender counts as the one who
    /// proposes. Gives nothing where both have signed already.
    ///
    /// Errors: those of [`Intent::proposes`], [`Loan::propose`] and [`Loan::sign`], [`Error::NotValidYet`],
    /// [`Error::NoLongerValid`]; [`Error::WrongState`] for what was cancelled or has expired.
    pub fn conclude(
        found: Option<Loan>,
        plan: &dyn Instalments,
        id: LoanId,
        terms: Terms,
        digest: Digest,
        by: [(&Intent, Digest); 2],
        ctx: &Context,
    ) -> Result<Option<Outcome>, Error> {
        let [lender, borrower] = by;
        let offer = lender.0.proposes(&terms, digest, Role::Lender)?;
        let answer = borrower.0.proposes(&terms, digest, Role::Borrower)?;
        let of = |(intent, id): (&Intent, Digest)| Context {
            caller: intent.signer,
            intent: Some(id),
            ..*ctx
        };
        let Some(loan) = found else {
            lender.0.check_time(ctx.now)?;
            borrower.0.check_time(ctx.now)?;
            let first = Loan::propose_as(id, terms, digest, offer, &of(lender))?;
            let schedule = first.schedule.unwrap_or_default();
            let second = first.loan.sign(&schedule, digest, answer, &of(borrower))?;
            let mut events = first.events;
            events.extend(second.events);
            return Ok(Some(Outcome {
                events,
                schedule: Some(schedule),
                agreement_changed: true,
                joined: first.joined,
                ..second
            }));
        };
        let awaits = match &loan.state {
            State::Proposed(proposed) => proposed.awaits.as_slice(),
            State::Cancelled | State::Expired => return Err(Error::WrongState),
            _ => &[],
        };
        let (one, evidence) = if awaits.contains(&lender.0.signer) {
            (lender, offer)
        } else if awaits.contains(&borrower.0.signer) {
            (borrower, answer)
        } else {
            return Ok(None);
        };
        one.0.check_time(ctx.now)?;
        loan.sign(plan, digest, evidence, &of(one)).map(Some)
    }

    /// Whether the caller can have signed anything for this loan: has or had a part in it, is named or awaited, or holds an
    /// office.
    fn concerns(&self, counter: u32, ctx: &Context) -> bool {
        let (account, agreement) = (ctx.caller, &self.agreement);
        let mut offers = agreement.assignments.iter();
        counter > 0
            || agreement.knows(account)
            || agreement.is_beside_a_seat(account)
            || agreement.terms.arbiter == Some(account)
            || offers.any(|offer| offer.awaits.contains(&account))
            || [Office::Witness, Office::Arbiter, Office::Verifier]
                .into_iter()
                .any(|office| ctx.offices.holds(office, account))
    }

    /// Sets the counter of `account` to `to`, if it stands here; else says what the host has to keep.
    fn count(&mut self, account: AccountId, to: u32) -> Option<(AccountId, u32)> {
        let terms = &self.agreement.terms;
        if account == terms.lender {
            self.counters.lender = to;
        } else if account == terms.borrower {
            self.counters.borrower = to;
        } else {
            return Some((account, to));
        }
        None
    }
}

impl Outcome {
    /// With the counter of `account` at `to`.
    fn counted(mut self, account: AccountId, to: u32) -> Outcome {
        self.counter = self.loan.count(account, to);
        self
    }
}
