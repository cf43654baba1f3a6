//! Acceleration after default (加速到期): where the terms agree on it, the creditor's notice lets all that is left fall due on
//! one day. It is for the parties to agree [CC 509]; the Code knows the like where a sum is owed in parts [CC 634] or a
//! loan is put to another use [CC 673]. Nothing becomes dearer by it: interest runs by the day, as before.

use super::{Channel, Context, Defaulted, Loan, Outcome, State};
use crate::{
    event::Body, rate::numerator, Amount, Day, Digest, Error, Instalment, Instalments, Method, Period, Plan,
    RatePpm, Role, Terms,
};
use alloc::{vec, vec::Vec};

impl Loan {
    /// The creditor of a loan in default gives notice that the whole falls due as many days from today as the terms say:
    /// what falls due before that day stays as it is, and all principal that is left falls due on it. Stages begin anew. To
    /// pay what was overdue lifts the mark of default and not the acceleration; that takes an amendment.
    ///
    /// `defaulted_on` is the day on which default was recorded; `notice` is what was sent to those who owe, how, and the proof
    /// that it arrived. Errors: [`Error::WrongState`],
    /// [`Error::NotAParty`], [`Error::WrongParty`], [`Error::NotAsNamed`], [`Error::Disputed`], [`Error::NoAcceleration`],
    /// [`Error::NothingToAccelerate`], [`Error::BadDate`].
    #[inline(never)]
    pub fn accelerate(
        mut self,
        plan: &dyn Instalments,
        defaulted_on: Day,
        notice: (Digest, Channel, Option<Digest>),
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let State::Defaulted(Defaulted { on, .. }) = self.state else {
            return Err(Error::WrongState);
        };
        self.only(ctx, Role::Lender)?;
        if on != defaulted_on {
            return Err(Error::NotAsNamed);
        }
        let today = self.today(ctx);
        let Loan { agreement, state, .. } = &mut self;
        let active = super::running::live_mut(state)?;
        if active.dispute.is_some() {
            return Err(Error::Disputed);
        }
        let (due, schedule) = accelerated(&agreement.terms, plan, active.account.rate, today)?;
        agreement.terms.plan = by_hand(agreement.terms.plan, &schedule);
        active.announced = [0; 4];
        active.account.bound_early(&schedule);
        active.journal.base.bound_early(&schedule);
        let (message, channel, receipt) = notice;
        let body = Body::LoanAccelerated {
            due,
            schedule: schedule.clone(),
            message,
            channel,
            receipt,
        };
        let outcome = self.record_schedule(ctx, schedule, vec![body])?;
        Ok(outcome.with_agreement())
    }
}

/// The day on which the whole falls due if the creditor gives notice `today`, and the schedule then in force.
///
/// Errors: [`Error::NoAcceleration`], [`Error::NothingToAccelerate`], [`Error::BadDate`].
pub(crate) fn accelerated(
    terms: &Terms,
    plan: &dyn Instalments,
    rate: RatePpm,
    today: Day,
) -> Result<(Day, Vec<Instalment>), Error> {
    let days = terms.acceleration.ok_or(Error::NoAcceleration)?;
    let due = today.plus_days(days.into())?;
    let mut rows: Vec<Instalment> = Vec::new();
    let (mut principal, mut from, mut later) = (Amount::ZERO, today, false);
    for index in 0..plan.count() {
        let row = plan.get(index)?;
        if row.due < due {
            from = row.due;
            rows.push(row);
        } else {
            principal = principal.plus(row.principal)?;
            later = row.due > due;
        }
    }
    if !later {
        return Err(Error::NothingToAccelerate);
    }
    let earned = numerator(principal, rate, terms.day_count.days(from, due))?;
    rows.push(Instalment {
        due,
        principal,
        interest: terms.day_count.interest(earned, terms.rounding)?,
    });
    Ok((due, rows))
}

/// `plan` as one by hand, for a schedule that no longer follows from it.
pub(crate) fn by_hand(plan: Plan, schedule: &dyn Instalments) -> Plan {
    Plan {
        method: Method::Custom,
        every: Period::ByHand,
        periods: schedule.count(),
        balloon: Amount::ZERO,
        ..plan
    }
}
