//! The running loan: repayments, due events, default and its cure, settlement.

use super::{Cause, Context, Dispute, Loan, Outcome, Restart, State};
use crate::{
    account::{Due, Rules},
    event::Body,
    limits::{OPEN_REPORTS_MAX, SOON_DAYS},
    Account, Amount, Day, Digest, Error, Instalments, Payment, Role, Settlement, Stage,
};
use alloc::{boxed::Box, vec, vec::Vec};
use scale::{Decode, Encode};

/// A running loan.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Active {
    /// The books.
    pub account: Account,
    /// For each [`Stage`], how many instalments have been through it. Instalments reach every stage in their order,
    /// so one counter a stage is enough to announce each at most once.
    pub announced: [u16; 4],
    /// Repayments that the borrower reported and the lender hasn't confirmed.
    pub reports: Vec<Report>,
    /// The number of the next report.
    pub next_report: u32,
    /// When the limitation period last began anew, if it ever did.
    pub restarted: Option<Restart>,
    /// The dispute that is open.
    pub dispute: Option<Dispute>,
}

/// A repayment outside the chain, as the borrower states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Report {
    /// Its number in this loan, from 0.
    pub number: u32,
    /// How much.
    pub amount: Amount,
    /// On which day.
    pub on: Day,
    /// SHA-256 of the receipt.
    pub receipt: Option<Digest>,
}

/// A running loan whose default is on record.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Defaulted {
    /// The loan.
    pub active: Box<Active>,
    /// The day on which default was recorded.
    pub on: Day,
}

impl Active {
    pub(super) fn new(account: Account) -> Active {
        Active {
            account,
            announced: [0; 4],
            reports: Vec::new(),
            next_report: 0,
            restarted: None,
            dispute: None,
        }
    }

    /// Nothing closes the books over an earlier day that an open report names: payments count in the order of their
    /// days. Errors: [`Error::EarlierReportOpen`].
    pub(super) fn check_order(&self, on: Day) -> Result<(), Error> {
        if self.reports.iter().any(|open| open.on < on) {
            return Err(Error::EarlierReportOpen);
        }
        Ok(())
    }
}

impl Loan {
    /// The borrower repays `amount` on chain, today. It is split over the holders of the claim.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::WrongSettlement`],
    /// [`Error::AmountZero`], [`Error::EarlyRepaymentExcluded`], [`Error::RepaymentTooLarge`].
    pub fn repay(
        mut self,
        plan: &dyn Instalments,
        amount: Amount,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let _: &Active = self.live()?;
        self.only(ctx, Role::Borrower)?;
        if matches!(self.agreement.terms.settlement, Settlement::OffChain { .. }) {
            return Err(Error::WrongSettlement);
        }
        let today = self.today(ctx);
        let payment = self.credit(plan, amount, today, false, ctx)?;
        if !payment.overpaid.is_zero() {
            return Err(Error::RepaymentTooLarge);
        }
        self.live_mut()?.restart(today, Cause::PartPayment);
        let credits = super::split(amount, &self.agreement.holders)?;
        let body = Body::LoanRepaid {
            by: Role::Borrower,
            report: None,
            payment,
            receipt: evidence,
        };
        let (loan, bodies) = self.consequences(plan, vec![body], ctx)?;
        let outcome = loan.record(ctx, plan, bodies, None)?;
        Ok(Outcome { credits, ..outcome })
    }

    /// A party reports a repayment of `amount` made on `on` outside the chain. The borrower's report waits for the
    /// lender; the lender's own is an admission against his interest and counts at once.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongSettlement`], [`Error::AmountZero`],
    /// [`Error::PaymentDay`], [`Error::TooManyReports`], [`Error::EarlierReportOpen`].
    pub fn report_repayment(
        mut self,
        plan: &dyn Instalments,
        amount: Amount,
        on: Day,
        receipt: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let account = &self.live()?.account;
        let delivered = account.delivered;
        let by = self.caller(ctx)?;
        if !matches!(self.agreement.terms.settlement, Settlement::OffChain { .. }) {
            return Err(Error::WrongSettlement);
        }
        if amount.is_zero() {
            return Err(Error::AmountZero);
        }
        if on < delivered || on > self.today(ctx) {
            return Err(Error::PaymentDay);
        }
        if by == Role::Lender {
            return self.take(plan, None, amount, on, receipt, ctx);
        }
        let active = self.live_mut()?;
        if active.reports.len() >= OPEN_REPORTS_MAX {
            return Err(Error::TooManyReports);
        }
        let report = active.next_report;
        active.reports.push(Report {
            number: report,
            amount,
            on,
            receipt,
        });
        active.next_report = report.saturating_add(1);
        let body = Body::RepaymentReported {
            report,
            amount,
            on,
            receipt,
        };
        self.record(ctx, plan, vec![body], None)
    }

    /// The lender confirms a report: it counts from the day that the report names.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::NoSuchReport`],
    /// [`Error::EarlierReportOpen`].
    pub fn confirm_repayment(
        mut self,
        plan: &dyn Instalments,
        number: u32,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let _: &Active = self.live()?;
        self.only(ctx, Role::Lender)?;
        let report = self.close_report(number)?;
        // A part payment is the borrower's own act; that the lender alone records one is not, and would let him keep
        // the claim alive by himself.
        self.live_mut()?.restart(report.on, Cause::PartPayment);
        let receipt = evidence.or(report.receipt);
        self.take(plan, Some(number), report.amount, report.on, receipt, ctx)
    }

    /// Either side closes a report without effect: the borrower withdraws it, or the lender rejects it. That it was made
    /// stays on record.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::NoSuchReport`].
    pub fn dismiss_report(
        mut self,
        plan: &dyn Instalments,
        number: u32,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let _: &Active = self.live()?;
        let by = self.caller(ctx)?;
        let report = self.close_report(number)?.number;
        let body = Body::ReportDismissed { by, report, evidence };
        self.record(ctx, plan, vec![body], None)
    }

    /// Anyone has what fell due announced: for each instalment that reached a new stage, one event.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NothingToAnnounce`].
    pub fn notify_due(mut self, plan: &dyn Instalments, ctx: &Context) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let grace = u32::from(self.agreement.terms.grace_days);
        let Loan { agreement, state, .. } = &mut self;
        let rules = Rules {
            terms: &agreement.terms,
            plan,
            rates: ctx.rates,
        };
        let active = live_mut(state)?;
        let books = active.account.at(&rules, today)?;
        let mut bodies = Vec::new();
        let stages = [Stage::Soon, Stage::Today, Stage::Overdue, Stage::Final];
        for (stage, slot) in stages.into_iter().zip(&mut active.announced).rev() {
            while *slot < plan.count() {
                let day = plan.get(*slot)?.due;
                let Some(reached) = stage_of(day, today, grace)? else {
                    break;
                };
                if reached < stage {
                    break;
                }
                // A stage that passed unannounced is skipped: only the present one is news.
                if reached == stage && *slot >= books.met {
                    let amount = books.balance_at(&rules, day)?.due;
                    if !amount.is_zero() {
                        bodies.push(Body::RepaymentDue {
                            due: Due {
                                instalment: *slot,
                                day,
                                amount,
                            },
                            stage,
                        });
                    }
                }
                *slot = slot.saturating_add(1);
            }
        }
        if bodies.is_empty() {
            return Err(Error::NothingToAnnounce);
        }
        self.record(ctx, plan, bodies, None)
    }

    /// Anyone has default recorded once an instalment is unpaid beyond its grace. Nothing else changes.
    ///
    /// Errors: [`Error::WrongState`], [`Error::Disputed`], [`Error::NotInDefault`].
    pub fn mark_default(mut self, plan: &dyn Instalments, ctx: &Context) -> Result<Outcome, Error> {
        let State::Active(active) = self.state else {
            return Err(Error::WrongState);
        };
        if active.dispute.is_some() {
            return Err(Error::Disputed);
        }
        let terms = &self.agreement.terms;
        let today = terms.day_of(ctx.now);
        let rules = Rules {
            terms,
            plan,
            rates: ctx.rates,
        };
        let books = active.account.at(&rules, today)?;
        let due = books.overdue(plan, today)?.ok_or(Error::NotInDefault)?;
        if today <= due.day.plus_days(u32::from(terms.grace_days))? {
            return Err(Error::NotInDefault);
        }
        self.state = State::Defaulted(Defaulted { active, on: today });
        self.record(ctx, plan, vec![Body::LoanDefaulted { due }], None)
    }

    /// Takes the report out of the open ones. Errors: [`Error::NoSuchReport`].
    fn close_report(&mut self, number: u32) -> Result<Report, Error> {
        let reports = &mut self.live_mut()?.reports;
        let at = reports
            .iter()
            .position(|report| report.number == number)
            .ok_or(Error::NoSuchReport)?;
        Ok(reports.remove(at))
    }

    /// The lender has the money of `on`: it counts. Early money is welcome, since he takes it.
    fn take(
        mut self,
        plan: &dyn Instalments,
        report: Option<u32>,
        amount: Amount,
        on: Day,
        receipt: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let payment = self.credit(plan, amount, on, true, ctx)?;
        let body = Body::LoanRepaid {
            by: Role::Lender,
            report,
            payment,
            receipt,
        };
        let (loan, bodies) = self.consequences(plan, vec![body], ctx)?;
        loan.record(ctx, plan, bodies, None)
    }

    /// Applies `amount` of `on` to the books. Errors: [`Error::EarlierReportOpen`] and those of [`Account::pay`].
    pub(super) fn credit(
        &mut self,
        plan: &dyn Instalments,
        amount: Amount,
        on: Day,
        welcome: bool,
        ctx: &Context,
    ) -> Result<Payment, Error> {
        let Loan { agreement, state, .. } = self;
        let rules = Rules {
            terms: &agreement.terms,
            plan,
            rates: ctx.rates,
        };
        let active = live_mut(state)?;
        active.check_order(on)?;
        active.account.pay(&rules, amount, on, welcome)
    }

    /// Draws what follows from books that have changed: cure of a default, settlement.
    pub(super) fn consequences(
        mut self,
        plan: &dyn Instalments,
        mut bodies: Vec<Body>,
        ctx: &Context,
    ) -> Result<(Loan, Vec<Body>), Error> {
        let today = self.today(ctx);
        let rules = self.rules(plan, ctx.rates);
        let account = &self.live()?.account;
        let settled = account.balance(&rules)?.total.is_zero();
        let overdue = account.at(&rules, today)?.overdue(plan, today)?.is_some();
        self.state = match self.state {
            State::Defaulted(Defaulted { active, on }) if !overdue => {
                bodies.push(Body::DefaultCured { defaulted_on: on });
                State::Active(active)
            }
            other => other,
        };
        self.state = match self.state {
            State::Active(active) if settled => {
                bodies.push(Body::LoanSettled {});
                State::Settled(active)
            }
            other => other,
        };
        Ok((self, bodies))
    }

    /// The running loan. Errors: [`Error::WrongState`].
    pub(super) fn live(&self) -> Result<&Active, Error> {
        match &self.state {
            State::Active(active) | State::Defaulted(Defaulted { active, .. }) => Ok(active),
            _ => Err(Error::WrongState),
        }
    }

    /// The running loan, to be changed. Errors: [`Error::WrongState`].
    pub(super) fn live_mut(&mut self) -> Result<&mut Active, Error> {
        live_mut(&mut self.state)
    }
}

/// The running loan's part of the state alone, where the agreement is read beside it.
pub(super) fn live_mut(state: &mut State) -> Result<&mut Active, Error> {
    match state {
        State::Active(active) | State::Defaulted(Defaulted { active, .. }) => Ok(active),
        _ => Err(Error::WrongState),
    }
}

/// The stage that an instalment due on `due` is in on `today`, if it is near enough for any.
///
/// Errors: [`Error::BadDate`].
pub fn stage_of(due: Day, today: Day, grace: u32) -> Result<Option<Stage>, Error> {
    Ok(if today > due.plus_days(grace)? {
        Some(Stage::Final)
    } else if today > due {
        Some(Stage::Overdue)
    } else if today == due {
        Some(Stage::Today)
    } else if today.plus_days(SOON_DAYS)? >= due {
        Some(Stage::Soon)
    } else {
        None
    })
}
