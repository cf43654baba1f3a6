//! The life of a loan: one type per state, transitions that consume the old state.
//!
//! A transition takes the old loan, who acts and when, and gives the new loan with its events, or one [`Error`] and no
//! change. What is not written here is refused. Money on chain moves outside: an [`Outcome`] says whose it is.
//!
//! ```text
//! Proposed ── sign ──▶ Signed ── deliver, acknowledge ──▶ Active ⇄ Defaulted ── nothing owed ──▶ Settled
//!    └ cancel, expire     └ expire
//! ```

mod acceleration;
mod action;
mod amendment;
mod chain;
mod claim;
mod delivery;
mod dispute;
mod formation;
mod identity;
mod past;
mod record;
mod running;
mod seat;
mod silence;
mod step;
mod submission;

pub use crate::event::{Arrival, Channel, Ruling};
#[cfg(feature = "std")] // who listens keeps books
pub(crate) use acceleration::{accelerated, by_hand};
pub use action::{Action, Moved};
pub use chain::Chain;
pub use claim::split;
#[cfg(feature = "std")]
pub(crate) use delivery::{formed, parts, within};
pub use delivery::{rate_on, Deliveries, Delivery};
pub use dispute::Dispute;
pub use formation::{Proposed, Signed};
#[cfg(feature = "std")]
pub(crate) use identity::{is_neutral, revoked, stated};
pub(crate) use past::old_debt;
#[cfg(feature = "std")]
pub use past::OldDebt;
#[cfg(feature = "std")]
pub(crate) use past::{first as first_of_old_debt, follow as follow_old_debt, settled_before};
#[cfg(feature = "std")]
pub(crate) use record::{is_debtor_held, last_due};
pub use record::{Cause, Limitation, Restart, Restarts};
pub use running::{stage_of, Active, Defaulted, Report, Reversal};
pub use seat::held_account;
#[cfg(feature = "std")]
pub(crate) use seat::passed as seats_passed;
#[cfg(feature = "std")]
pub(crate) use silence::silence;
#[cfg(feature = "std")]
pub use step::{Argument, Kind, Step, Value};
pub use step::{Held, IntentRule, Money, Who};
pub use submission::{Counters, Standing};

use crate::{
    account::Rules,
    agreement::Agreement,
    event::{Body, Entry, Head, Office},
    law::ReferenceRates,
    read::Read,
    AccountId, Amount, Day, Digest, Error, Figures, Instalment, Instalments, LoanId, Role, Status, Timestamp,
};
use alloc::{boxed::Box, vec, vec::Vec};
use scale::Encode;

/// Who acts and when, and what the host provides.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Who acts: the caller, or the signer of an intent that somebody else submits.
    pub caller: AccountId,
    /// When: the block's time.
    pub now: Timestamp,
    /// Where: the block's number.
    pub block: u32,
    /// SHA-256.
    pub sha256: fn(&[u8]) -> Digest,
    /// Published reference rates.
    pub rates: &'a dyn ReferenceRates,
    /// Who is witness, arbiter, verifier.
    pub offices: &'a dyn Offices,
    /// The intent by which the caller acts, where somebody else submits it.
    pub intent: Option<Digest>,
}

/// Who holds which office, as the host has appointed.
pub trait Offices {
    /// Whether `account` holds `office`.
    fn holds(&self, office: Office, account: AccountId) -> bool;
}

/// Nobody holds any office.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoOffices;

impl Offices for NoOffices {
    fn holds(&self, _: Office, _: AccountId) -> bool {
        false
    }
}

/// Where a loan stands, with what that state has to remember.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum State {
    /// One party has signed.
    #[codec(index = 0)]
    Proposed(Proposed),
    /// Both have; no loan yet [CC 679].
    #[codec(index = 1)]
    Signed(Box<Signed>),
    /// The loan runs.
    #[codec(index = 2)]
    Active(Box<Active>),
    /// The loan runs, default is on record.
    #[codec(index = 3)]
    Defaulted(Defaulted),
    /// Nothing is owed.
    #[codec(index = 4)]
    Settled(Box<Active>),
    /// Withdrawn or declined.
    #[codec(index = 5)]
    Cancelled,
    /// Unsigned or undelivered in time.
    #[codec(index = 6)]
    Expired,
}

impl State {
    /// The state's name alone.
    pub fn status(&self) -> Status {
        match self {
            State::Proposed(_) => Status::Proposed,
            State::Signed(_) => Status::Signed,
            State::Active(_) => Status::Active,
            State::Defaulted(_) => Status::Defaulted,
            State::Settled(_) => Status::Settled,
            State::Cancelled => Status::Cancelled,
            State::Expired => Status::Expired,
        }
    }

    /// What was reported as delivered, where there is a place for it: of a running loan only where more can come.
    pub fn deliveries(&self) -> Option<&Deliveries> {
        match self {
            State::Signed(signed) => Some(&signed.deliveries),
            other => other.running().map(|running| &running.deliveries),
        }
    }

    /// The running loan's books and reports, once there are any.
    pub fn running(&self) -> Option<&Active> {
        match self {
            State::Active(active) | State::Settled(active) => Some(active),
            State::Defaulted(defaulted) => Some(&defaulted.active),
            _ => None,
        }
    }
}

/// One loan.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Loan {
    /// Its number.
    pub id: LoanId,
    /// What was agreed. Boxed, like the books, so that a loan moves by pointer: in WASM each copy costs code.
    pub agreement: Box<Agreement>,
    /// Its chain of events.
    pub chain: Chain,
    /// How far lender and borrower have got with their intents.
    pub counters: Counters,
    /// Where it stands.
    pub state: State,
}

/// What a transition gives.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Outcome {
    /// The loan as it is now.
    pub loan: Loan,
    /// What happened, in order.
    pub events: Vec<Entry>,
    /// The schedule in force, where it is new.
    pub schedule: Option<Vec<Instalment>>,
    /// Whether the agreement has changed too, not only the state.
    pub agreement_changed: bool,
    /// Whose the money is that the contract has received.
    pub credits: Vec<(AccountId, Amount)>,
    /// From whom to whom money that is kept here passes, where there is any.
    pub released: Option<(AccountId, AccountId)>,
    /// Who has a part in the loan from now on and had none before.
    pub joined: Vec<AccountId>,
    /// The counter of somebody whose counter does not stand with the loan.
    pub counter: Option<(AccountId, u32)>,
}

impl Outcome {
    fn with_agreement(mut self) -> Outcome {
        self.agreement_changed = true;
        self
    }
}

impl Loan {
    /// What the books of this loan are kept by.
    pub fn rules<'a>(&'a self, plan: &'a dyn Instalments, rates: &'a dyn ReferenceRates) -> Rules<'a> {
        Rules {
            terms: &self.agreement.terms,
            plan,
            rates,
        }
    }

    fn today(&self, ctx: &Context) -> Day {
        self.agreement.terms.day_of(ctx.now)
    }

    /// The figures on `today`, in the present state.
    pub fn figures(
        &self,
        plan: &dyn Instalments,
        rates: &dyn ReferenceRates,
        today: Day,
    ) -> Result<Figures, Error> {
        let status = self.state.status();
        let none = Figures {
            status,
            day: today,
            principal: Amount::ZERO,
            interest: Amount::ZERO,
            late: Amount::ZERO,
            costs: Amount::ZERO,
            next_due: None,
            default_after: None,
        };
        match &self.state {
            State::Active(active) | State::Defaulted(Defaulted { active, .. }) => {
                self.running_figures(active, plan, rates, none)
            }
            _ => Ok(none),
        }
    }

    /// The figures of a running loan, in the place of `none`.
    #[inline(never)] // a loan that does not run yet does not pay for its code
    fn running_figures(
        &self,
        active: &Active,
        plan: &dyn Instalments,
        rates: &dyn ReferenceRates,
        none: Figures,
    ) -> Result<Figures, Error> {
        let today = none.day;
        let rules = self.rules(plan, rates);
        let books = active.account.at(&rules, today)?;
        let balance = books.balance(&rules)?;
        let next_due = books.next_due(&rules)?;
        let default_after = match next_due {
            Some(due) => Some(due.day.plus_days(u32::from(rules.terms.grace_days))?),
            None => None,
        };
        Ok(Figures {
            principal: balance.principal,
            interest: balance.interest,
            late: balance.late,
            costs: balance.costs,
            next_due,
            default_after,
            ..none
        })
    }

    /// Puts `bodies` into the loan's chain of events, with the figures of its new state.
    fn record(mut self, ctx: &Context, plan: &dyn Instalments, bodies: Vec<Body>) -> Result<Outcome, Error> {
        let after = self.figures(plan, ctx.rates, self.today(ctx))?;
        let mut head = Head {
            loan: self.id,
            lender: self.agreement.creditor(),
            borrower: self.agreement.terms.borrower,
            sequence: 0,
            previous: [0; 32],
            intent: ctx.intent,
            after,
        };
        let events = bodies
            .into_iter()
            .map(|body| self.chain.append(body, &mut head, ctx))
            .collect();
        Ok(Outcome {
            loan: self,
            events,
            schedule: None,
            agreement_changed: false,
            credits: Vec::new(),
            released: None,
            joined: Vec::new(),
            counter: None,
        })
    }

    /// Puts one event on record, of a step that leaves agreement and schedule as they are.
    #[inline(never)] // in WASM each copy costs code
    fn record_one(self, ctx: &Context, plan: &dyn Instalments, body: Body) -> Result<Outcome, Error> {
        self.record(ctx, plan, vec![body])
    }

    /// The same of a step that has changed the agreement.
    #[inline(never)]
    fn record_agreed(self, ctx: &Context, plan: &dyn Instalments, body: Body) -> Result<Outcome, Error> {
        Ok(self.record_one(ctx, plan, body)?.with_agreement())
    }

    /// The same of a step that has put `schedule` into force.
    #[inline(never)]
    fn record_schedule(
        self,
        ctx: &Context,
        schedule: Vec<Instalment>,
        bodies: Vec<Body>,
    ) -> Result<Outcome, Error> {
        let mut outcome = self.record(ctx, &schedule, bodies)?;
        outcome.schedule = Some(schedule);
        Ok(outcome)
    }

    /// The side that the caller acts for. Errors: [`Error::NotAParty`].
    fn caller(&self, ctx: &Context) -> Result<Role, Error> {
        self.agreement.role_of(ctx.caller).ok_or(Error::NotAParty)
    }

    /// Errors: [`Error::NotAParty`], [`Error::WrongParty`] where the caller isn't the one whose step this is.
    fn only(&self, ctx: &Context, role: Role) -> Result<(), Error> {
        if self.caller(ctx)? != role {
            return Err(Error::WrongParty);
        }
        Ok(())
    }
}
