//! The running loan: repayments, due events, default and its cure, settlement.

use super::{
    record::{is_debtor_held, last_due},
    Cause, Context, Deliveries, Dispute, Loan, Outcome, Restarts, State,
};
use crate::{
    account::{Due, Kind, Rules},
    agreement::Agreement,
    event::{Body, Reopened},
    journal::Recorder,
    limits::{OPEN_REPORTS_MAX, SOON_DAYS},
    read::Read,
    Account, AccountId, Amount, Day, Digest, Error, Instalments, Journal, Payment, Posting, Role, Settlement,
    Stage,
};
use alloc::{boxed::Box, vec, vec::Vec};
use scale::Encode;

/// A running loan.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Active {
    /// The books: what follows from the journal.
    pub account: Account,
    /// The money in the order of its days.
    pub journal: Journal,
    /// What one side asks the other to take back.
    pub reversal: Option<Reversal>,
    /// For each [`Stage`], how many instalments have been through it. Instalments reach every stage in their order,
    /// so one counter a stage is enough to announce each at most once.
    pub announced: [u16; 4],
    /// Repayments that the borrower reported and the lender hasn't confirmed.
    pub reports: Vec<Report>,
    /// The number of the next report.
    pub next_report: u32,
    /// When the limitation period last began anew, for each holder for whom it ever did.
    pub restarted: Restarts,
    /// The dispute that is open.
    pub dispute: Option<Dispute>,
    /// What was delivered, where more can come; else nothing.
    pub deliveries: Deliveries,
}

/// A repayment outside the chain, as the borrower states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Report {
    /// Its number in this loan, from 0.
    pub number: u32,
    /// How much.
    pub amount: Amount,
    /// On which day.
    pub on: Day,
    /// Who was to confirm it: the creditor when it was made. Whoever buys the claim did not see the money.
    pub to: AccountId,
    /// SHA-256 of the receipt.
    pub receipt: Option<Digest>,
    /// Who paid in the borrower's place, if anybody did [CC 524, 700].
    pub payer: Option<AccountId>,
    /// The last day for the answer; `None` = none is agreed, or that there was none is on record.
    pub answer_by: Option<Day>,
    /// Whether the seat of somebody who owes was held when it was made: it restarts no limitation period then.
    pub held: bool,
}

/// A payment that one side says was never made, until the other agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Reversal {
    /// The sequence number of the event that put the payment on record.
    pub payment: u32,
    /// Which side asks.
    pub by: Role,
}

/// A running loan whose default is on record.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Defaulted {
    /// The loan.
    pub active: Box<Active>,
    /// The day on which default was recorded.
    pub on: Day,
}

impl Active {
    pub(super) fn new(account: Account, deliveries: Deliveries) -> Active {
        Active {
            journal: Journal::new(account.clone()),
            account,
            reversal: None,
            announced: [0; 4],
            reports: Vec::new(),
            next_report: 0,
            restarted: Restarts::default(),
            dispute: None,
            deliveries,
        }
    }

    /// Account and journal.
    pub(super) fn books(&self) -> (&Account, &Journal) {
        (&self.account, &self.journal)
    }

    /// Books of another principal, to which nothing has happened yet. Stages begin anew.
    pub(super) fn form_anew(&mut self, account: Account, deliveries: Deliveries) {
        self.journal = Journal::new(account.clone());
        self.account = account;
        self.announced = [0; 4];
        self.deliveries = deliveries;
    }

    /// Whether the open report of this number was made to `account`.
    fn is_addressee(&self, number: u32, account: AccountId) -> bool {
        let mut reports = self.reports.iter();
        reports.any(|report| report.number == number && report.to == account)
    }

    /// An amendment closes the books over all earlier days: none that an open report names.
    /// Errors: [`Error::EarlierReportOpen`].
    pub(super) fn check_order(&self, on: Day) -> Result<(), Error> {
        if self.reports.iter().any(|open| open.on < on) {
            return Err(Error::EarlierReportOpen);
        }
        Ok(())
    }
}

impl Loan {
    /// The caller repays `amount` on chain, today: the borrower, or anybody in their place, whose recourse is on record
    /// then [CC 524, 700]. It is split over the holders of the claim.
    ///
    /// Errors: [`Error::WrongState`], [`Error::WrongParty`] for the creditor, [`Error::WrongSettlement`],
    /// [`Error::AmountZero`], [`Error::EarlyRepaymentExcluded`], [`Error::RepaymentTooLarge`].
    #[inline(never)]
    pub fn repay(
        mut self,
        plan: &dyn Instalments,
        amount: Amount,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let _: &Active = self.live()?;
        let role = self.agreement.role_of(ctx.caller);
        if role == Some(Role::Lender) {
            return Err(Error::WrongParty);
        }
        if matches!(self.agreement.terms.settlement, Settlement::OffChain { .. }) {
            return Err(Error::WrongSettlement);
        }
        let today = self.today(ctx);
        let payer = role.is_none().then_some(ctx.caller);
        let posting = self.posting(Kind::Paid, amount, today, payer);
        let payment = self.post(plan, posting, Recorder::Other, false, ctx)?;
        if !payment.overpaid.is_zero() {
            return Err(Error::RepaymentTooLarge);
        }
        // That somebody else pays is not the borrower's act, nor is what a thief does.
        let Agreement { seats, terms, .. } = &*self.agreement;
        if payer.is_none() && !is_debtor_held(seats, terms, today) {
            self.restart(plan, today, Cause::PartPayment)?;
        }
        let mut credits = super::split(amount, &self.agreement.holders)?;
        for (holder, _) in &mut credits {
            *holder = self.payee(*holder, ctx);
        }
        let body = Body::LoanRepaid {
            by: Role::Borrower,
            report: None,
            payment,
            payer,
            receipt: evidence,
        };
        let mut outcome = self.record_moved(ctx, plan, body)?;
        outcome.credits = credits;
        Ok(outcome)
    }

    /// A repayment of `amount` made on `on` outside the chain is reported: by the borrower, or by a guarantor who paid
    /// it, then it waits for the creditor; or by the creditor, whose own word is an admission against their interest and
    /// counts at once. `payer` names who paid in the borrower's place [CC 524]; a guarantor reports as payer [CC 700]. `to`
    /// names the creditor as who reports knows them; the number is given here.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongSettlement`], [`Error::NotAsNamed`],
    /// [`Error::AmountZero`], [`Error::PaymentDay`], [`Error::BadPayer`], [`Error::TooManyReports`], [`Error::TooManyPostings`].
    #[inline(never)]
    pub fn report_repayment(
        mut self,
        plan: &dyn Instalments,
        mut report: Report,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let account = &self.live()?.account;
        let delivered = account.delivered;
        let by = match self.agreement.role_of(ctx.caller) {
            Some(role) => role,
            None if self.agreement.guarantees(ctx.caller) => {
                report.payer = Some(ctx.caller);
                Role::Borrower
            }
            None => return Err(Error::NotAParty),
        };
        let Report {
            amount,
            on,
            to,
            receipt,
            payer,
            ..
        } = report;
        // A seat goes by its own account.
        let is_key = |payer| self.agreement.seat_of(payer).is_ok_and(|seat| seat != payer);
        if payer.is_some_and(|payer| self.agreement.role_of(payer).is_some() || is_key(payer)) {
            return Err(Error::BadPayer);
        }
        if !matches!(self.agreement.terms.settlement, Settlement::OffChain { .. }) {
            return Err(Error::WrongSettlement);
        }
        if to != self.agreement.creditor() {
            return Err(Error::NotAsNamed);
        }
        if amount.is_zero() {
            return Err(Error::AmountZero);
        }
        if on < delivered || on > self.today(ctx) {
            return Err(Error::PaymentDay);
        }
        if by == Role::Lender {
            let posting = self.posting(Kind::Paid, amount, on, payer);
            return self.take(plan, None, posting, Recorder::Creditor, receipt, ctx);
        }
        let (Agreement { seats, terms, .. }, today) = (&*self.agreement, self.today(ctx));
        report.answer_by = terms.answer_by(today)?;
        report.held = is_debtor_held(seats, terms, today);
        let active = self.live_mut()?;
        if active.reports.len() >= OPEN_REPORTS_MAX {
            return Err(Error::TooManyReports);
        }
        report.number = active.next_report;
        active.reports.push(report);
        active.next_report = report.number.saturating_add(1);
        let body = Body::RepaymentReported {
            report: report.number,
            amount,
            on,
            receipt,
            payer,
        };
        self.record_one(ctx, plan, body)
    }

    /// The lender confirms a report: it counts from the day that the report names, whatever was recorded meanwhile. Whoever
    /// was the creditor when it was made may still do so after they have sold the claim: they know whether the money came.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::NoSuchReport`].
    #[inline(never)]
    pub fn confirm_repayment(
        mut self,
        plan: &dyn Instalments,
        number: u32,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        if !self.live()?.is_addressee(number, ctx.caller) {
            self.only(ctx, Role::Lender)?;
        }
        let report = self.close_report(number)?;
        // A part payment is the borrower's own act; that the lender alone records one is not, and would let them
        // keep the claim alive alone.
        if report.payer.is_none() && !report.held {
            self.restart(plan, report.on, Cause::PartPayment)?;
        }
        let receipt = evidence.or(report.receipt);
        let posting = self.posting(Kind::Paid, report.amount, report.on, report.payer);
        self.take(plan, Some(number), posting, Recorder::Other, receipt, ctx)
    }

    /// A report is closed without effect: the borrower withdraws it, or whoever it was made to rejects it; who bought the
    /// claim later cannot know. That it was made stays on record.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::NoSuchReport`], [`Error::WrongParty`].
    #[inline(never)]
    pub fn dismiss_report(
        mut self,
        plan: &dyn Instalments,
        number: u32,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let by = if self.live()?.is_addressee(number, ctx.caller) {
            Role::Lender
        } else {
            self.caller(ctx)?
        };
        let report = self.close_report(number)?;
        if by == Role::Lender && report.to != ctx.caller {
            return Err(Error::WrongParty);
        }
        let report = report.number;
        let body = Body::ReportDismissed { by, report, evidence };
        self.record_one(ctx, plan, body)
    }

    /// A party asks to take back the payment that event `payment` put on record by mistake; once the other side asks for
    /// the same, the account is as if it had never been recorded, also that of a loan which it settled. The events stay.
    /// Asking for it, or agreeing to it, the borrower says that they owe the money still [CC 195(2)]: on that day, and not
    /// on the one on which the creditor agrees.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongSettlement`], [`Error::NoSuchPayment`],
    /// [`Error::AlreadyAsked`], [`Error::SeatHeld`].
    #[inline(never)]
    pub fn reverse_payment(
        mut self,
        plan: &dyn Instalments,
        payment: u32,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let role = self.caller(ctx);
        let Loan { agreement, state, .. } = &mut self;
        let reopened = matches!(state, State::Settled(_));
        let active: &mut Active = match state {
            State::Settled(active) => active,
            other => live_mut(other)?,
        };
        let by = role?;
        if !matches!(agreement.terms.settlement, Settlement::OffChain { .. }) {
            return Err(Error::WrongSettlement);
        }
        let amount = active.journal.paid(payment)?.amount;
        let asked = active.reversal.replace(Reversal { payment, by });
        let asked = asked.filter(|asked| asked.payment == payment);
        if asked.is_some_and(|asked| asked.by == by) {
            return Err(Error::AlreadyAsked);
        }
        // What a seat asked for before it was claimed may be a thief's.
        let asks = |one| agreement.role_of(one).is_some_and(|role| role != by);
        if asked.is_some() && agreement.any_held(today, &asks) {
            return Err(Error::SeatHeld);
        }
        if by == Role::Borrower {
            // Of a settled loan too: it may be reopened by it.
            let (holders, last_due) = (&agreement.holders, last_due(plan)?);
            let (cause, jointly) = (Cause::Acknowledgement, agreement.terms.is_joint());
            let restarted = &mut active.restarted;
            restarted.note(holders, None, last_due, today, cause, jointly);
        }
        if asked.is_none() {
            let body = Body::ReversalProposed {
                by,
                payment,
                amount,
                evidence,
            };
            return self.record_one(ctx, plan, body);
        }
        let rules = Rules {
            terms: &agreement.terms,
            plan,
            rates: ctx.rates,
        };
        active.reversal = None;
        let before = Reopened {
            late_instalments: active.account.late_instalments,
            received: active.account.received,
            forgiven: active.account.forgiven,
        };
        let Active { account, journal, .. } = active;
        let _: Posting = journal.reverse(account, &rules, payment)?;
        self.state = match self.state {
            State::Settled(active) => State::Active(active),
            other => other,
        };
        let body = Body::PaymentReversed {
            by,
            payment,
            amount,
            reopened: reopened.then_some(before),
            evidence,
        };
        self.record_moved(ctx, plan, body)
    }

    /// Anyone has what fell due announced: for each instalment that reached a new stage, one event.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NothingToAnnounce`].
    #[inline(never)]
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
        self.record(ctx, plan, bodies)
    }

    /// Anyone has default recorded once an instalment is unpaid beyond its grace. Nothing else changes.
    ///
    /// Errors: [`Error::WrongState`], [`Error::Disputed`], [`Error::NotInDefault`].
    #[inline(never)]
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
        self.record_one(ctx, plan, Body::LoanDefaulted { due })
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

    /// The lender has the money: it counts. Early money is welcome, since they take it.
    #[inline(never)]
    fn take(
        mut self,
        plan: &dyn Instalments,
        report: Option<u32>,
        posting: Posting,
        recorder: Recorder,
        receipt: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let payment = self.post(plan, posting, recorder, true, ctx)?;
        let body = Body::LoanRepaid {
            by: Role::Lender,
            report,
            payment,
            payer: posting.payer,
            receipt,
        };
        self.record_moved(ctx, plan, body)
    }

    /// A movement that the next event puts on record.
    pub(super) fn posting(&self, kind: Kind, amount: Amount, on: Day, payer: Option<AccountId>) -> Posting {
        Posting {
            number: self.chain.sequence,
            on,
            kind,
            amount,
            payer,
        }
    }

    /// Puts `posting` in its place in the journal. Errors: [`Error::AmountZero`] and those of [`Journal::post`].
    pub(super) fn post(
        &mut self,
        plan: &dyn Instalments,
        posting: Posting,
        recorder: Recorder,
        welcome: bool,
        ctx: &Context,
    ) -> Result<Payment, Error> {
        if posting.amount.is_zero() {
            return Err(Error::AmountZero);
        }
        let today = self.today(ctx);
        let Loan { agreement, state, .. } = self;
        let rules = Rules {
            terms: &agreement.terms,
            plan,
            rates: ctx.rates,
        };
        let Active { account, journal, .. } = live_mut(state)?;
        journal.post(account, &rules, posting, (today, recorder), welcome)
    }

    /// Puts an event on record by which the books have changed, and what follows from them.
    #[inline(never)] // in WASM each copy costs code
    pub(super) fn record_moved(
        self,
        ctx: &Context,
        plan: &dyn Instalments,
        body: Body,
    ) -> Result<Outcome, Error> {
        let (loan, bodies) = self.consequences(plan, vec![body], ctx)?;
        loan.record(ctx, plan, bodies)
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
                bodies.push(Body::LoanSettled {
                    received: active.account.received,
                    forgiven: active.account.forgiven,
                });
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
