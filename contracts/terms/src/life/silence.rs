//! Silence on record: that a report has stayed unanswered for the days that the terms agree, put on record by anyone.
//!
//! It is a fact and changes no figure, day or state: the report stays open, an answer still counts, and the record shows both.
//! Silence is a statement of will only where law, agreement or the parties' own practice makes it one [CC 140]. What is agreed
//! here is that it may be recorded, not that it means consent: it is evidence, and acknowledges nothing [CC 195]. The day of the
//! report is not counted [CC 201], the last day ends at 24:00 in the agreement's zone [CC 203].

use super::{running::live_mut, Context, Delivery, Loan, Outcome, Report, State};
use crate::{event::Body, AccountId, Day, Error, Instalments, Terms};

impl Loan {
    /// Anyone has it recorded that report number `report` of a repayment, or without a number that of the delivery, was not
    /// answered in the agreed days. Once for each report.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NoDelivery`], [`Error::NoSuchReport`], [`Error::NoAnswerDays`],
    /// [`Error::SilenceOnRecord`], [`Error::AnswerNotDue`].
    #[inline(never)]
    pub fn record_silence(
        mut self,
        plan: &dyn Instalments,
        report: Option<u32>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let Loan { agreement, state, .. } = &mut self;
        let terms = &agreement.terms;
        let (silent, answer_by) = match (state, report) {
            (State::Signed(signed), None) => silence(terms, signed.delivery.as_mut(), &mut [], None, today)?,
            (_, None) => return Err(Error::WrongState),
            (state, _) => silence(terms, None, &mut live_mut(state)?.reports, report, today)?,
        };
        let body = Body::SilenceRecorded {
            report,
            silent,
            answer_by,
        };
        self.record_one(ctx, plan, body)
    }
}

/// That there was no answer to what is reported, now that the days for it are over: whose, and by when. It is not asked for again.
///
/// Errors: [`Error::NoDelivery`], [`Error::NoSuchReport`], [`Error::NoAnswerDays`], [`Error::SilenceOnRecord`],
/// [`Error::AnswerNotDue`].
pub(crate) fn silence(
    terms: &Terms,
    delivery: Option<&mut Delivery>,
    reports: &mut [Report],
    report: Option<u32>,
    today: Day,
) -> Result<(AccountId, Day), Error> {
    let (to, answer_by) = match report {
        None => {
            let delivery = delivery.ok_or(Error::NoDelivery)?;
            (terms.borrower, &mut delivery.answer_by)
        }
        Some(number) => {
            let report = reports.iter_mut().find(|report| report.number == number);
            let report = report.ok_or(Error::NoSuchReport)?;
            (report.to, &mut report.answer_by)
        }
    };
    if terms.answer_days == 0 {
        return Err(Error::NoAnswerDays);
    }
    let last = answer_by.take().ok_or(Error::SilenceOnRecord)?;
    if today <= last {
        return Err(Error::AnswerNotDue);
    }
    Ok((to, last))
}
