//! The books of one loan as whoever listens keeps them: made by its events alone, without state and without clock.
//!
//! Each event is checked as it is taken: its place in the chain of events, that its payment is applied as the rules would
//! apply it, and that its figures follow. What does not follow is [`Unsound`], and changes nothing.

use crate::{
    account::{Due, Rules},
    agreement::{Amendment, Holder},
    event::{Event, Stage, Status},
    law::ReferenceRates,
    life::{Limitation, Report, Restart},
    limits::WHOLE_PPM,
    Account, AccountId, Amount, Balance, Cause, Day, Digest, Error, Instalment, Payment, Role, Terms,
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
    /// Who holds the claim; the first acts for all.
    pub holders: Vec<Holder>,
    /// The guarantors who consented, and until when each can be called on [CC 692].
    pub guarantees: Vec<(AccountId, Day)>,
    /// Repayments that were reported and are neither confirmed nor dismissed.
    pub reports: Vec<Report>,
    /// For each [`Stage`], one more than the last instalment of the schedule in force that was announced in it.
    pub announced: [u16; 4],
    /// When the limitation period last began anew, if it ever did.
    pub restarted: Option<Restart>,
    /// Whether a dispute is open.
    pub disputed: bool,
    /// The amendment that was proposed last, with its digest.
    pub offered: Option<(Digest, Amendment)>,
    /// How many events there were.
    pub events: u32,
    /// SHA-256 of the last one's SCALE bytes.
    pub head: Digest,
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
            holders: vec![Holder {
                account: first.terms.lender,
                ppm: WHOLE_PPM,
            }],
            guarantees: Vec::new(),
            reports: Vec::new(),
            announced: [0; 4],
            restarted: None,
            disputed: false,
            offered: None,
            events: 1,
            head: hash,
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
            Event::LoanDelivered(e) => {
                self.schedule = e.schedule.clone();
                self.account = Some(Account::open(&self.terms, e.amount, e.on, e.rate, e.cap)?);
            }
            Event::RepaymentReported(e) => self.reports.push(Report {
                number: e.report,
                amount: e.amount,
                on: e.on,
                receipt: e.receipt,
            }),
            Event::ReportDismissed(e) => drop(self.close(e.report)),
            Event::LoanRepaid(e) => {
                let reported = e.report.and_then(|number| self.close(number));
                match (e.by, reported) {
                    (Role::Borrower, _) => self.restart(today, Cause::PartPayment),
                    (_, Some(report)) => self.restart(report.on, Cause::PartPayment),
                    _ => {}
                }
                self.pay(e.payment, rates)?;
            }
            Event::DebtForgiven(e) => self.forgive(e.payment, rates)?,
            Event::DisputeRaised(_) => self.disputed = true,
            Event::DisputeResolved(e) => {
                self.disputed = false;
                self.award(e.ruling.costs)?;
                if let Some(payment) = e.payment {
                    self.pay(payment, rates)?;
                }
            }
            Event::AmendmentProposed(e) => {
                self.offered = Some((e.digest, e.amendment.clone()));
                if e.by == Role::Borrower {
                    self.restart(today, Cause::ExtensionRequest);
                }
            }
            Event::LoanAmended(_) => drop(self.amend(event, rates)?),
            Event::GuarantorConsented(e) => {
                self.guarantees.retain(|(account, _)| *account != e.guarantor);
                self.guarantees.push((e.guarantor, e.until));
            }
            Event::ClaimAssigned(e) => {
                self.holders = e.holders.clone();
                self.restart(today, Cause::AssignmentNotice);
            }
            Event::DemandMade(e) if e.receipt.is_some() => self.restart(today, Cause::Demand),
            Event::DebtAcknowledged(_) => self.restart(today, Cause::Acknowledgement),
            Event::RepaymentDue(e) => self.announce(e.due, e.stage),
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

    /// Rules and account, where there is one.
    pub(crate) fn keep<'a>(
        &'a mut self,
        rates: &'a dyn ReferenceRates,
    ) -> Result<(Rules<'a>, &'a mut Account), Error> {
        let rules = Rules {
            terms: &self.terms,
            plan: &self.schedule,
            rates,
        };
        Ok((rules, self.account.as_mut().ok_or(Error::Arithmetic)?))
    }

    /// Applies a payment as it was applied then; it must come out the same.
    pub(crate) fn pay(&mut self, payment: Payment, rates: &dyn ReferenceRates) -> Result<(), Error> {
        let (rules, account) = self.keep(rates)?;
        if account.pay(&rules, payment.amount, payment.value_day, true)? != payment {
            return Err(Error::Arithmetic);
        }
        Ok(())
    }

    /// The same for a part that the creditor forgave.
    pub(crate) fn forgive(&mut self, payment: Payment, rates: &dyn ReferenceRates) -> Result<(), Error> {
        self.pay(payment, rates)?;
        let (_, account) = self.keep(rates)?;
        account.forgiven = account.forgiven.plus(payment.amount)?;
        Ok(())
    }

    /// Adds costs of enforcement. The account stays where it is: money of an earlier day may still be recorded.
    pub(crate) fn award(&mut self, costs: Amount) -> Result<(), Error> {
        if !costs.is_zero() {
            let account = self.account.as_mut().ok_or(Error::Arithmetic)?;
            account.costs = account.costs.plus(costs)?;
        }
        Ok(())
    }

    /// Puts the offered amendment in force, as `event` (a `LoanAmended`) says. Gives the interest that was rolled up.
    pub(crate) fn amend(&mut self, event: &Event, rates: &dyn ReferenceRates) -> Result<Amount, Error> {
        let Event::LoanAmended(e) = event else {
            return Err(Error::NoAmendment);
        };
        let offered = self.offered.take().filter(|(digest, _)| *digest == e.digest);
        let (_, amendment) = offered.ok_or(Error::NoAmendment)?;
        let (rules, account) = self.keep(rates)?;
        let rolled_up = account.restart(&rules, e.after.day, e.rate, amendment.roll_up)?;
        if rolled_up != e.rolled_up {
            return Err(Error::Arithmetic);
        }
        self.terms = amendment.applied_to(&self.terms);
        self.schedule = e.schedule.clone();
        self.announced = [0; 4];
        Ok(rolled_up)
    }

    fn announce(&mut self, due: Due, stage: Stage) {
        if let Some(count) = self.announced.get_mut(stage as usize) {
            *count = (*count).max(due.instalment.saturating_add(1));
        }
    }

    fn close(&mut self, number: u32) -> Option<Report> {
        let at = self.reports.iter().position(|report| report.number == number)?;
        Some(self.reports.remove(at))
    }

    fn restart(&mut self, on: Day, cause: Cause) {
        if self.restarted.is_none_or(|last| last.on <= on) {
            self.restarted = Some(Restart { on, cause });
        }
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

    /// The limitation clock on `today` [CC 188, 189, 195].
    ///
    /// Errors: as [`Limitation::of`].
    pub fn limitation(&self, today: Day) -> Result<Limitation, Error> {
        Limitation::of(&self.schedule, self.restarted, today)
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
