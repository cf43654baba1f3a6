//! Silence on record: that a report of a repayment has stayed unanswered for the days that the terms agree, put on record by anyone.
//!
//! It is a fact and changes no figure, day or state: the report stays open, an answer still counts, and the record shows both.
//! Silence is a statement of will only where law, agreement or the parties' own practice makes it one [CC 140]. What is agreed
//! here is that it may be recorded, not that it means consent: it is evidence, and acknowledges nothing [CC 195]. The day of the
//! report is not counted [CC 201], the last day ends at 24:00 in the agreement's zone [CC 203].
//!
//! Not of a delivery: whoever was given nothing has no step by which to say so, and would stand there as silent for having signed
//! nothing false.

use super::{running::live_mut, Context, Loan, Outcome, Report};
use crate::{
    agreement::{Claim, Seat},
    event::Body,
    AccountId, Day, Error, Instalments, Terms,
};

impl Loan {
    /// Anyone has it recorded that report number `report` of a repayment was not answered in the agreed days. Once for each report.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NoSuchReport`], [`Error::NoAnswerDays`], [`Error::SilenceOnRecord`],
    /// [`Error::SeatHeld`], [`Error::AnswerNotDue`].
    #[inline(never)]
    pub fn record_silence(
        mut self,
        plan: &dyn Instalments,
        report: u32,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let Loan { agreement, state, .. } = &mut self;
        let reports = &mut live_mut(state)?.reports;
        let (silent, answer_by) = silence(&agreement.terms, &agreement.seats, reports, report, today)?;
        let body = Body::SilenceRecorded {
            report,
            silent,
            answer_by,
        };
        self.record_one(ctx, plan, body)
    }
}

/// That there was no answer to report `number`, now that the days for it are over: whose, and by when. It is not asked for again.
///
/// Errors: [`Error::NoSuchReport`], [`Error::NoAnswerDays`], [`Error::SilenceOnRecord`], [`Error::SeatHeld`], [`Error::AnswerNotDue`].
pub(crate) fn silence(
    terms: &Terms,
    seats: &[Seat],
    reports: &mut [Report],
    number: u32,
    today: Day,
) -> Result<(AccountId, Day), Error> {
    let report = reports.iter_mut().find(|report| report.number == number);
    let report = report.ok_or(Error::NoSuchReport)?;
    if terms.answer_days == 0 {
        return Err(Error::NoAnswerDays);
    }
    let last = report.answer_by.take().ok_or(Error::SilenceOnRecord)?;
    // Whose seat is held could not answer, and has the days for it once they can.
    let seat = seats.iter().find(|seat| seat.account == report.to);
    let held = match seat.and_then(|seat| seat.held_through) {
        Some(day) => terms.answer_by(day)?,
        None => None,
    };
    let claimed = seat.is_some_and(|seat| seat.claim.as_ref().is_some_and(Claim::binds));
    if claimed || held.is_some_and(|held| today <= held) {
        return Err(Error::SeatHeld);
    }
    if today <= last {
        return Err(Error::AnswerNotDue);
    }
    Ok((report.to, last))
}
