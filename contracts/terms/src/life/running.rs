//! The running loan: repayments, due events, default and its cure, settlement.

use super::{Context, Loan, Outcome, State};
use crate::{
    account::Due,
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
        }
    }
}

impl Loan {
    /// The borrower repays `amount` in the chain's token, today.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::WrongSettlement`],
    /// [`Error::AmountZero`], [`Error::EarlyRepaymentExcluded`], [`Error::RepaymentTooLarge`].
    pub fn repay_native(
        self,
        plan: &dyn Instalments,
        amount: Amount,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let _: &Active = self.live()?;
        self.only(ctx, Role::Borrower)?;
        if self.agreement.terms.settlement != Settlement::Native {
            return Err(Error::WrongSettlement);
        }
        let today = self.today(ctx);
        let (loan, bodies) = self.apply(plan, Role::Borrower, None, amount, today, evidence, ctx)?;
        loan.record(ctx, plan, bodies, None)
    }

    /// A party reports a repayment of `amount` made on `on` outside the chain. The borrower's report waits for the
    /// lender; the lender's own is an admission against his interest and counts at once.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongSettlement`], [`Error::AmountZero`],
    /// [`Error::PaymentDay`], [`Error::TooManyReports`], [`Error::EarlierReportOpen`],
    /// [`Error::EarlyRepaymentExcluded`].
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
            let (loan, bodies) = self.apply(plan, by, None, amount, on, receipt, ctx)?;
            return loan.record(ctx, plan, bodies, None);
        }
        let active = live_mut(&mut self.state)?;
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
    /// [`Error::EarlierReportOpen`], [`Error::EarlyRepaymentExcluded`].
    pub fn confirm_repayment(
        mut self,
        plan: &dyn Instalments,
        number: u32,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let _: &Active = self.live()?;
        self.only(ctx, Role::Lender)?;
        let active = live_mut(&mut self.state)?;
        let at = active
            .reports
            .iter()
            .position(|report| report.number == number)
            .ok_or(Error::NoSuchReport)?;
        let report = active.reports.remove(at);
        let receipt = evidence.or(report.receipt);
        let (loan, bodies) = self.apply(
            plan,
            Role::Lender,
            Some(number),
            report.amount,
            report.on,
            receipt,
            ctx,
        )?;
        loan.record(ctx, plan, bodies, None)
    }

    /// Anyone has what fell due announced: for each instalment that reached a new stage, one event.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NothingToAnnounce`].
    pub fn notify_due(mut self, plan: &dyn Instalments, ctx: &Context) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let grace = u32::from(self.agreement.terms.grace_days);
        let Loan { agreement, state, .. } = &mut self;
        let terms = &agreement.terms;
        let active = live_mut(state)?;
        let books = active.account.at(terms, plan, today)?;
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
                    let amount = books.balance_at(terms, plan, day)?.due;
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
    /// Errors: [`Error::WrongState`], [`Error::NotInDefault`].
    pub fn mark_default(mut self, plan: &dyn Instalments, ctx: &Context) -> Result<Outcome, Error> {
        let State::Active(active) = self.state else {
            return Err(Error::WrongState);
        };
        let terms = &self.agreement.terms;
        let today = terms.day_of(ctx.now);
        let books = active.account.at(terms, plan, today)?;
        let due = books.overdue(plan, today)?.ok_or(Error::NotInDefault)?;
        if today <= due.day.plus_days(u32::from(terms.grace_days))? {
            return Err(Error::NotInDefault);
        }
        self.state = State::Defaulted(Defaulted { active, on: today });
        self.record(ctx, plan, vec![Body::LoanDefaulted { due }], None)
    }

    /// Applies a payment and draws its consequences: cure of a default, settlement.
    #[allow(clippy::too_many_arguments)] // one payment's facts; a struct would only repeat them
    fn apply(
        mut self,
        plan: &dyn Instalments,
        by: Role,
        report: Option<u32>,
        amount: Amount,
        on: Day,
        receipt: Option<Digest>,
        ctx: &Context,
    ) -> Result<(Loan, Vec<Body>), Error> {
        let today = self.today(ctx);
        let Loan { agreement, state, .. } = &mut self;
        let terms = &agreement.terms;
        let active = live_mut(state)?;
        // Payments count in the order of their days: a later one may not close the books over an earlier report.
        if active.reports.iter().any(|open| open.on < on) {
            return Err(Error::EarlierReportOpen);
        }
        let payment: Payment = active.account.pay(terms, plan, amount, on)?;
        if terms.settlement == Settlement::Native && !payment.overpaid.is_zero() {
            return Err(Error::RepaymentTooLarge);
        }
        let mut bodies = vec![Body::LoanRepaid {
            by,
            report,
            payment,
            receipt,
        }];
        let settled = active.account.balance(terms)?.total.is_zero();
        let overdue = active
            .account
            .at(terms, plan, today)?
            .overdue(plan, today)?
            .is_some();
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
    fn live(&self) -> Result<&Active, Error> {
        match &self.state {
            State::Active(active) | State::Defaulted(Defaulted { active, .. }) => Ok(active),
            _ => Err(Error::WrongState),
        }
    }
}

fn live_mut(state: &mut State) -> Result<&mut Active, Error> {
    match state {
        State::Active(active) | State::Defaulted(Defaulted { active, .. }) => Ok(active),
        _ => Err(Error::WrongState),
    }
}

/// The stage that an instalment due on `due` is in on `today`, if it is near enough for any.
fn stage_of(due: Day, today: Day, grace: u32) -> Result<Option<Stage>, Error> {
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
