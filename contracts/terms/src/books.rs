//! The books of one loan as whoever listens keeps them: made by its events alone, without state and without clock.
//!
//! Each event is checked as it is taken: its place in the chain of events, that its payment is applied as the rules would
//! apply it, and that its figures follow. What does not follow is [`Unsound`], and changes nothing.

mod seats;

use crate::{
    account::{Due, Kind, Part, Rules},
    agreement::{Amendment, Holder, Identity, Revoked, Seat},
    event::{Event, Head, LoanAccelerated, OldDebtFormed, PartDelivered, SilenceRecorded, Stage, Status},
    journal::Recorder,
    law::ReferenceRates,
    life::{
        accelerated, by_hand, formed, is_debtor_held, is_neutral, last_due, parts, revoked, seats_passed,
        settled_before, silence, stated, within, Deliveries, Delivery, Limitation, Report, Restarts,
    },
    limits::WHOLE_PPM,
    Account, AccountId, Amount, Balance, Cause, Day, Digest, Error, Instalment, Journal, Payment, Posting,
    Role, Terms,
};
use scale::{Decode, Encode};
use std::{vec, vec::Vec};

/// Why events do not make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsound {
    /// The first event is not a proposal, or one is out of its place: by its number.
    OutOfPlace {
        /// The sequence number at which it shows.
        sequence: u32,
    },
    /// The event's figures are not what follows from those before it.
    Figures {
        /// Its sequence number.
        sequence: u32,
    },
    /// The rules refuse what the event says.
    Refused {
        /// Its sequence number.
        sequence: u32,
        /// Why.
        error: Error,
    },
}

/// A loan as its events tell it so far.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Books {
    /// The terms in force.
    pub terms: Terms,
    /// The schedule in force.
    pub schedule: Vec<Instalment>,
    /// Where the loan stands.
    pub status: Status,
    /// The account as of its last movement; `None` before delivery.
    pub account: Option<Account>,
    /// Its movements in the order of their days; there is one where there is an account.
    pub journal: Option<Journal>,
    /// What others paid in the borrower's place over the loan's life: their recourse [CC 524, 700].
    pub recourse: Vec<(AccountId, Amount)>,
    /// Who holds the claim; the first acts for all.
    pub holders: Vec<Holder>,
    /// The guarantors who consented, and until when each can be called on [CC 692].
    pub guarantees: Vec<(AccountId, Day)>,
    /// Repayments that were reported and are neither confirmed nor dismissed.
    pub reports: Vec<Report>,
    /// How many were reported over the loan's life: the number of the next.
    pub reported: u32,
    /// For each [`Stage`], one more than the last instalment of the schedule in force that was announced in it.
    pub announced: [u16; 4],
    /// When the limitation period last began anew, for each holder for whom it ever did.
    pub restarted: Restarts,
    /// Whether a dispute is open.
    pub disputed: bool,
    /// The amendment that was proposed last, with its digest.
    pub offered: Option<(Digest, Amendment)>,
    /// How many events there were.
    pub events: u32,
    /// SHA-256 of the last one's SCALE bytes.
    pub head: Digest,
    /// What was reported as delivered; of a running loan only where more can come.
    pub deliveries: Deliveries,
    /// What verifiers stated of who the parties are.
    pub identities: Vec<Identity>,
    /// The seats whose key has changed or is claimed, or for which something was agreed after the terms.
    pub seats: Vec<Seat>,
}

impl Books {
    /// Takes the first event of a loan. `hash` is the SHA-256 of its bytes.
    ///
    /// Errors: [`Unsound::OutOfPlace`] unless it is a proposal and the first.
    pub fn open(event: &Event, hash: Digest) -> Result<Books, Unsound> {
        let Event::LoanProposed(first) = event else {
            return Err(Unsound::OutOfPlace { sequence: 0 });
        };
        if first.sequence != 0 || first.previous != [0; 32] {
            return Err(Unsound::OutOfPlace { sequence: 0 });
        }
        Ok(Books {
            terms: first.terms.clone(),
            schedule: first.terms.schedule.clone(),
            status: first.after.status,
            account: None,
            journal: None,
            recourse: Vec::new(),
            holders: vec![Holder {
                account: first.terms.lender,
                ppm: WHOLE_PPM,
            }],
            guarantees: Vec::new(),
            reports: Vec::new(),
            reported: 0,
            announced: [0; 4],
            restarted: Restarts::default(),
            disputed: false,
            offered: None,
            events: 1,
            head: hash,
            deliveries: Deliveries::none(&first.terms, first.after.day),
            identities: Vec::new(),
            seats: Vec::new(),
        })
    }

    /// Takes the next event. `hash` is the SHA-256 of its bytes.
    ///
    /// Errors: [`Unsound`]; the books are then not to be used any more.
    pub fn take(&mut self, event: &Event, hash: Digest, rates: &dyn ReferenceRates) -> Result<(), Unsound> {
        let head = event.head();
        let sequence = self.events;
        if head.sequence != sequence || head.previous != self.head {
            return Err(Unsound::OutOfPlace { sequence });
        }
        let refused = |error| Unsound::Refused { sequence, error };
        self.follow(event, rates).map_err(refused)?;
        if !self.agree(event, rates).map_err(refused)? {
            return Err(Unsound::Figures { sequence });
        }
        self.status = head.after.status;
        self.events = sequence
            .checked_add(1)
            .ok_or_else(|| refused(Error::Arithmetic))?;
        self.head = hash;
        Ok(())
    }

    pub(crate) fn follow(&mut self, event: &Event, rates: &dyn ReferenceRates) -> Result<(), Error> {
        let today = event.head().after.day;
        match event {
            Event::DeliveryReported(e) => {
                let delivery = Delivery {
                    number: e.delivery,
                    amount: e.amount,
                    on: e.on,
                    at_least: e.at_least,
                    receipt: e.receipt,
                    acknowledged: false,
                };
                if self.deliveries.report(&self.terms, delivery)? != e.delivery {
                    return Err(Error::Arithmetic);
                }
            }
            Event::DeliveryWithdrawn(e) => self.deliveries.withdraw(e.delivery)?,
            Event::LoanDelivered(e) => {
                let mut deliveries = core::mem::take(&mut self.deliveries);
                if let Some(number) = e.delivery {
                    let _: Delivery = deliveries.acknowledge(number)?;
                }
                self.deliveries = deliveries.kept(&self.terms);
                self.schedule = e.schedule.clone();
                let part = Part {
                    amount: e.amount,
                    on: e.on,
                };
                let account = Account::open(&self.terms, &[part], e.rate, e.cap)?;
                self.journal = Some(Journal::new(account.clone()));
                self.account = Some(account);
            }
            Event::PartDelivered(e) => self.grow(e)?,
            Event::OldDebtFormed(e) => self.form_old_debt(e, rates)?,
            Event::RepaymentReported(e) => {
                // No number is given twice.
                if e.report != self.reported {
                    return Err(Error::NoSuchReport);
                }
                self.reported = self.reported.saturating_add(1);
                self.reports.push(Report {
                    number: e.report,
                    amount: e.amount,
                    on: e.on,
                    to: e.lender,
                    receipt: e.receipt,
                    payer: e.payer,
                    answer_by: self.terms.answer_by(today)?,
                    held: self.is_debtor_held(today),
                });
            }
            Event::ReportDismissed(e) => drop(self.close(e.report)),
            Event::LoanRepaid(e) => {
                let reported = e.report.and_then(|number| self.close(number));
                match (e.by, reported) {
                    _ if e.payer.is_some() => {}
                    (Role::Borrower, _) if !self.is_debtor_held(today) => {
                        self.restart(today, Cause::PartPayment)?;
                    }
                    (Role::Lender, Some(report)) if !report.held => {
                        self.restart(report.on, Cause::PartPayment)?;
                    }
                    _ => {}
                }
                self.post(event, rates)?;
            }
            Event::DebtForgiven(_) => self.post(event, rates)?,
            Event::ReversalProposed(e) => self.acknowledge(e.by, today)?,
            Event::PaymentReversed(e) => {
                self.acknowledge(e.by, today)?;
                self.reverse(e.payment, rates)?;
            }
            Event::DisputeRaised(_) => self.disputed = true,
            Event::DisputeResolved(_) => {
                self.disputed = false;
                self.post(event, rates)?;
            }
            Event::AmendmentProposed(e) => {
                self.offered = Some((e.digest, e.amendment.clone()));
                if e.by == Role::Borrower {
                    self.restart(today, Cause::ExtensionRequest)?;
                }
            }
            Event::LoanAmended(_) => drop(self.amend(event, rates)?),
            Event::LoanAccelerated(e) => self.accelerate(e, today)?,
            Event::GuarantorConsented(e) => {
                self.guarantees.retain(|(account, _)| *account != e.guarantor);
                self.guarantees.push((e.guarantor, e.until));
            }
            Event::ClaimAssigned(e) => {
                self.restarted.pass(&self.holders, &e.holders);
                self.holders = e.holders.clone();
                self.deliveries.closed = true;
                seats_passed(&mut self.seats, &self.terms, &self.holders, &self.reports);
            }
            Event::DemandMade(e) => {
                if let Some(arrival) = e.arrived {
                    let last_due = last_due(&self.schedule)?;
                    let (holders, on) = (&self.holders, arrival.on);
                    let jointly = self.terms.is_joint();
                    self.restarted
                        .note(holders, Some(e.by), last_due, on, Cause::Demand, jointly);
                }
            }
            Event::DebtAcknowledged(_) => self.restart(today, Cause::Acknowledgement)?,
            Event::RepaymentDue(e) => self.announce(e.due, e.stage),
            Event::SilenceRecorded(e) => self.silence(e, today)?,
            Event::IdentityStated(e) => {
                if !is_neutral(&self.terms, &self.holders, &self.seats, e.verifier) {
                    return Err(Error::VerifierHasPart);
                }
                stated(&mut self.identities, e.verifier, e.digest)?;
            }
            Event::IdentityEnded(e) => revoked(&mut self.identities, e.verifier, e.digest, Revoked::Ended)?,
            Event::IdentityVoided(e) => revoked(&mut self.identities, e.verifier, e.digest, Revoked::Void)?,
            Event::SuccessionPlanned(_)
            | Event::SeatClaimed(_)
            | Event::ClaimSupported(_)
            | Event::ClaimEnded(_)
            | Event::ClaimDecided(_)
            | Event::SeatTaken(_) => seats::follow(self, event, rates)?,
            _ => {}
        }
        Ok(())
    }

    /// What the account is kept by.
    pub fn rules<'a>(&'a self, rates: &'a dyn ReferenceRates) -> Rules<'a> {
        Rules {
            terms: &self.terms,
            plan: &self.schedule,
            rates,
        }
    }

    /// Rules, account and journal, where there are any.
    fn keep<'a>(
        &'a mut self,
        rates: &'a dyn ReferenceRates,
    ) -> Result<(Rules<'a>, &'a mut Account, &'a mut Journal), Error> {
        let rules = Rules {
            terms: &self.terms,
            plan: &self.schedule,
            rates,
        };
        let account = self.account.as_mut().ok_or(Error::Arithmetic)?;
        let journal = self.journal.as_mut().ok_or(Error::Arithmetic)?;
        Ok((rules, account, journal))
    }

    /// Posts what `event` put on record; each movement must be applied as the event says.
    fn post(&mut self, event: &Event, rates: &dyn ReferenceRates) -> Result<(), Error> {
        let today = event.head().after.day;
        for (posting, payment) in postings_of(event) {
            let (rules, account, journal) = self.keep(rates)?;
            let applied = journal.post(account, &rules, posting, (today, Recorder::Other), true)?;
            if applied != payment {
                return Err(Error::Arithmetic);
            }
            if let Some(payer) = posting.payer {
                self.owe(payer, posting.amount);
            }
        }
        Ok(())
    }

    /// Takes back what event `number` had put on record, and the recourse that it gave.
    fn reverse(&mut self, number: u32, rates: &dyn ReferenceRates) -> Result<(), Error> {
        let (rules, account, journal) = self.keep(rates)?;
        let posting = journal.reverse(account, &rules, number)?;
        let owed = self
            .recourse
            .iter_mut()
            .find(|(to, _)| Some(*to) == posting.payer);
        if let Some((_, owed)) = owed {
            *owed = owed.minus_or_zero(posting.amount);
        }
        self.recourse.retain(|(_, owed)| !owed.is_zero());
        Ok(())
    }

    /// Notes that `payer` paid in the borrower's place.
    fn owe(&mut self, payer: AccountId, amount: Amount) {
        match self.recourse.iter_mut().find(|(to, _)| *to == payer) {
            Some((_, owed)) => *owed = owed.saturating_plus(amount),
            None => self.recourse.push((payer, amount)),
        }
    }

    /// Puts the offered amendment in force, as `event` (a `LoanAmended`) says. Gives the interest that was rolled up.
    pub(crate) fn amend(&mut self, event: &Event, rates: &dyn ReferenceRates) -> Result<Amount, Error> {
        let Event::LoanAmended(e) = event else {
            return Err(Error::NoAmendment);
        };
        let offered = self.offered.take().filter(|(digest, _)| *digest == e.digest);
        let (_, amendment) = offered.ok_or(Error::NoAmendment)?;
        let (rules, account, journal) = self.keep(rates)?;
        let rolled_up = account.restart(&rules, e.after.day, e.rate, amendment.roll_up)?;
        *journal = Journal::new(account.clone());
        if rolled_up != e.rolled_up {
            return Err(Error::Arithmetic);
        }
        self.terms = amendment.applied_to(&self.terms);
        self.schedule = e.schedule.clone();
        self.announced = [0; 4];
        self.deliveries.closed = true;
        Ok(rolled_up)
    }

    /// Goes over to the schedule that follows from the acceleration, as `event` says.
    fn accelerate(&mut self, event: &LoanAccelerated, today: Day) -> Result<(), Error> {
        let rate = self.account.as_ref().ok_or(Error::WrongState)?.rate;
        let (due, schedule) = accelerated(&self.terms, &self.schedule, rate, today)?;
        if (due, &schedule) != (event.due, &event.schedule) {
            return Err(Error::Arithmetic);
        }
        self.terms.plan = by_hand(self.terms.plan, &schedule);
        for account in self
            .account
            .iter_mut()
            .chain(self.journal.as_mut().map(|it| &mut it.base))
        {
            account.bound_early(&schedule);
        }
        self.schedule = schedule;
        self.announced = [0; 4];
        Ok(())
    }

    /// Makes books and schedule anew for all parts that are acknowledged, the one of `event` among them.
    fn grow(&mut self, event: &PartDelivered) -> Result<(), Error> {
        self.check_further(event.after.day)?;
        if !self.reports.is_empty() {
            return Err(Error::RepaymentWaits);
        }
        let delivery = self.deliveries.acknowledge(event.delivery)?;
        let parts = self.deliveries.parts();
        let rate = within(&self.terms, event.cap);
        let (account, schedule) = formed(&self.terms, &self.terms.schedule, &parts, rate, event.cap)?;
        let follows = (delivery.amount, delivery.on) == (event.amount, event.on)
            && (account.received, account.delivered, rate) == (event.received, event.delivered, event.rate)
            && schedule == event.schedule;
        if !follows {
            return Err(Error::Arithmetic);
        }
        self.journal = Some(Journal::new(account.clone()));
        self.account = Some(account);
        self.schedule = schedule;
        self.announced = [0; 4];
        self.offered = None;
        Ok(())
    }

    /// Whether the principal can still grow on `today`. Errors: [`Error::WrongState`], [`Error::DeliveryTooLate`].
    fn check_further(&self, today: Day) -> Result<(), Error> {
        let (Some(account), Some(journal)) = (&self.account, &self.journal) else {
            return Err(Error::WrongState);
        };
        let deliveries = &self.deliveries;
        deliveries.check_further((account, journal), &self.schedule, today)
    }

    /// Opens the books of what moved before the signature, as the terms name it and `event` sums it up.
    fn form_old_debt(&mut self, event: &OldDebtFormed, rates: &dyn ReferenceRates) -> Result<(), Error> {
        let (account, repaid) = settled_before(&self.rules(rates), event.cap)?;
        let sums = (account.received, account.delivered, repaid, account.rate);
        if self.terms.past.is_empty() || sums != (event.received, event.delivered, event.repaid, event.rate) {
            return Err(Error::Arithmetic);
        }
        self.deliveries = Deliveries::default();
        self.journal = Some(Journal::new(account.clone()));
        self.account = Some(account);
        Ok(())
    }

    fn announce(&mut self, due: Due, stage: Stage) {
        if let Some(count) = self.announced.get_mut(stage as usize) {
            *count = (*count).max(due.instalment.saturating_add(1));
        }
    }

    /// That a report is unanswered, as `event` says.
    fn silence(&mut self, event: &SilenceRecorded, today: Day) -> Result<(), Error> {
        let recorded = silence(&self.terms, &self.seats, &mut self.reports, event.report, today)?;
        match recorded == (event.silent, event.answer_by) {
            true => Ok(()),
            false => Err(Error::Arithmetic),
        }
    }

    fn close(&mut self, number: u32) -> Option<Report> {
        let at = self.reports.iter().position(|report| report.number == number)?;
        Some(self.reports.remove(at))
    }

    /// That a payment was never made is an acknowledgement where the borrower says it.
    fn acknowledge(&mut self, by: Role, on: Day) -> Result<(), Error> {
        match by {
            Role::Borrower => self.restart(on, Cause::Acknowledgement),
            Role::Lender => Ok(()),
        }
    }

    fn is_debtor_held(&self, today: Day) -> bool {
        is_debtor_held(&self.seats, &self.terms, today)
    }

    /// An act of the borrower restarts the limitation period of every holder.
    fn restart(&mut self, on: Day, cause: Cause) -> Result<(), Error> {
        let last_due = last_due(&self.schedule)?;
        let jointly = self.terms.is_joint();
        self.restarted
            .note(&self.holders, None, last_due, on, cause, jointly);
        Ok(())
    }

    /// The parts in which the principal came, one for most loans and none before it has; of an old debt those of the terms.
    pub fn parts(&self) -> Vec<Part> {
        parts(&self.terms, &self.deliveries, self.account.as_ref())
    }

    /// Whether the loan runs and its principal can still grow, by a part that is reported or acknowledged on `today`.
    pub fn may_grow(&self, today: Day) -> bool {
        self.is_running() && self.terms.deliveries > 1 && self.check_further(today).is_ok()
    }

    /// Whether the loan runs: delivered and not at its end.
    pub fn is_running(&self) -> bool {
        matches!(self.status, Status::Active | Status::Defaulted)
    }

    /// What is owed at the end of `day`, or of the day that the account stands at if that is later.
    ///
    /// Errors: no account yet, arithmetic.
    pub fn balance_on(&self, day: Day, rates: &dyn ReferenceRates) -> Result<Balance, Error> {
        let account = self.account.as_ref().ok_or(Error::WrongState)?;
        account.balance_at(&self.rules(rates), day)
    }

    /// The limitation clock on `today` of the lead holder's part [CC 188, 189, 195].
    ///
    /// Errors: as [`Limitation::of`].
    pub fn limitation(&self, today: Day) -> Result<Limitation, Error> {
        let lead = self
            .holders
            .first()
            .map_or(self.terms.lender, |lead| lead.account);
        self.limitation_of(lead, today)
    }

    /// The limitation clock on `today` of the part of `holder` [CC 517]. Errors: as [`Limitation::of`].
    pub fn limitation_of(&self, holder: AccountId, today: Day) -> Result<Limitation, Error> {
        Limitation::of(&self.schedule, self.restarted.of(&self.holders, holder), today)
    }

    /// Whether the event's figures are those of the books.
    pub(crate) fn agree(&self, event: &Event, rates: &dyn ReferenceRates) -> Result<bool, Error> {
        let figures = event.head().after;
        let running = matches!(figures.status, Status::Active | Status::Defaulted);
        let (Some(account), true) = (&self.account, running) else {
            return Ok(true);
        };
        let rules = self.rules(rates);
        let books = account.at(&rules, figures.day)?;
        let balance = books.balance(&rules)?;
        Ok(balance.principal == figures.principal
            && balance.interest == figures.interest
            && balance.late == figures.late
            && balance.costs == figures.costs
            && books.next_due(&rules)? == figures.next_due)
    }
}

/// The movements of the account that `event` put on record, with how each was applied.
pub(crate) fn postings_of(event: &Event) -> Vec<(Posting, Payment)> {
    let Head { sequence, after, .. } = event.head();
    let posting = |kind, on, amount, payer| Posting {
        number: sequence,
        on,
        kind,
        amount,
        payer,
    };
    let money = |kind, payment: Payment, payer| {
        let posting = posting(kind, payment.value_day, payment.amount, payer);
        (posting, payment)
    };
    match event {
        Event::LoanRepaid(e) => vec![money(Kind::Paid, e.payment, e.payer)],
        Event::DebtForgiven(e) => vec![money(Kind::Forgiven, e.payment, None)],
        Event::DisputeResolved(e) => {
            let costs = Some(e.ruling.costs).filter(|costs| !costs.is_zero());
            let costs = costs.map(|costs| (posting(Kind::Costs, after.day, costs, None), Payment::default()));
            let credited = e.payment.map(|payment| money(Kind::Credited, payment, None));
            costs.into_iter().chain(credited).collect()
        }
        _ => Vec::new(),
    }
}
