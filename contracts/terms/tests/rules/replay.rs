//! An indexer: it reads events alone, no state and no clock, and rebuilds what the loan has stored.

use crate::case::{sha256, Case};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};
use terms::{
    agreement::{Amendment, Holder},
    credit::Credit,
    event::{Body, Entry},
    law::{self, BuiltIn},
    life::{Report, Restart},
    limits::WHOLE_PPM,
    Account, AccountId, Amount, Cause, Day, Digest, Event, Instalment, Payment, Role, Rules, State, Status,
    Terms,
};

/// What the events say so far.
#[derive(Default)]
pub struct Replay {
    pub sequence: u32,
    pub previous: Digest,
    pub status: Option<Status>,
    terms: Option<Terms>,
    pub plan: Vec<Instalment>,
    books: Option<Account>,
    holders: Vec<Holder>,
    reports: Vec<Report>,
    offered: HashMap<Digest, Amendment>,
    amendments: u16,
    disputed: bool,
    restarted: Option<Restart>,
    witnesses: Vec<AccountId>,
    notices: HashSet<(u16, u16, u8)>,
    pub credit: Credit,
    /// Money of all payments, and where it went.
    pub paid: u128,
    pub applied: u128,
    pub repaid_principal: u128,
    pub received: u128,
    pub rolled_up: u128,
}

type Checked = Result<(), TestCaseError>;

impl Replay {
    /// Reads one event, and checks that it stands where it belongs.
    pub fn read(&mut self, entry: &Entry) -> Checked {
        let event = Event::decode(entry.body.name(), &entry.bytes).expect("an event decodes under its name");
        prop_assert_eq!(&event.encode(), &entry.bytes);
        let head = event.head();
        prop_assert_eq!((head.sequence, head.previous), (self.sequence, self.previous));
        self.sequence += 1;
        self.previous = sha256(&entry.bytes);
        let today = head.after.day;
        self.follow(event, today)?;
        let late = self.books.as_ref().map_or(0, |books| books.late_instalments);
        self.credit = self.credit.after(&entry.body, late).unwrap_or(self.credit);
        if let Body::LoanProposed { .. } = entry.body {
            prop_assert_eq!(head.sequence, 0);
        }
        Ok(())
    }

    fn follow(&mut self, event: Event, today: Day) -> Checked {
        match event {
            Event::LoanProposed(event) => {
                self.status = Some(Status::Proposed);
                self.plan = event.terms.schedule.clone();
                self.holders = vec![Holder {
                    account: event.terms.lender,
                    ppm: WHOLE_PPM,
                }];
                self.terms = Some(event.terms);
            }
            Event::LoanSigned(_) => self.status = Some(Status::Signed),
            Event::LoanCancelled(_) => self.status = Some(Status::Cancelled),
            Event::LoanExpired(_) => self.status = Some(Status::Expired),
            Event::LoanDelivered(event) => {
                self.status = Some(Status::Active);
                self.received = event.amount.minor();
                self.plan = event.schedule;
                let terms = self.terms.as_ref().unwrap();
                let cap = law::cap_on(&BuiltIn, terms.jurisdiction, event.on).unwrap();
                prop_assert_eq!(cap, event.cap);
                let books = Account::open(terms, event.amount, event.on, event.rate, event.cap).unwrap();
                self.books = Some(books);
            }
            Event::RepaymentReported(event) => self.reports.push(Report {
                number: event.report,
                amount: event.amount,
                on: event.on,
                receipt: event.receipt,
            }),
            Event::LoanRepaid(event) => {
                match (event.by, event.report) {
                    (Role::Borrower, _) => self.restart(today, Cause::PartPayment),
                    (_, Some(number)) => {
                        let report = self.close(number);
                        self.restart(report.on, Cause::PartPayment);
                    }
                    _ => {}
                }
                self.pay(event.payment)?;
            }
            Event::ReportDismissed(event) => drop(self.close(event.report)),
            Event::DebtForgiven(event) => {
                self.pay(event.payment)?;
                let books = self.books.as_mut().unwrap();
                books.forgiven = books.forgiven.plus(event.payment.amount).unwrap();
            }
            Event::DisputeRaised(_) => self.disputed = true,
            Event::DisputeResolved(event) => {
                self.disputed = false;
                let books = self.books.as_mut().unwrap();
                books.costs = books.costs.plus(event.ruling.costs).unwrap();
                if let Some(payment) = event.payment {
                    self.pay(payment)?;
                }
            }
            Event::LoanDefaulted(_) => self.status = Some(Status::Defaulted),
            Event::DefaultCured(_) => self.status = Some(Status::Active),
            Event::LoanSettled(_) => self.status = Some(Status::Settled),
            Event::AmendmentProposed(event) => {
                if event.by == Role::Borrower {
                    self.restart(today, Cause::ExtensionRequest);
                }
                self.offered.insert(event.digest, event.amendment);
            }
            Event::LoanAmended(event) => {
                let amendment = self.offered.remove(&event.digest).expect("it was proposed");
                let terms = self.terms.as_ref().unwrap();
                let rules = Rules {
                    terms,
                    plan: &self.plan,
                    rates: &BuiltIn,
                };
                let books = self.books.as_mut().unwrap();
                let rolled = books
                    .restart(&rules, today, event.rate, amendment.roll_up)
                    .unwrap();
                prop_assert_eq!(rolled, event.rolled_up);
                self.rolled_up += rolled.minor();
                self.terms = Some(amendment.applied_to(terms));
                self.plan = event.schedule;
                self.amendments += 1;
                prop_assert_eq!(event.number, self.amendments);
            }
            Event::ClaimAssigned(event) => {
                self.holders = event.holders;
                self.restart(today, Cause::AssignmentNotice);
            }
            Event::DemandMade(event) if event.receipt.is_some() => self.restart(today, Cause::Demand),
            Event::DebtAcknowledged(_) => self.restart(today, Cause::Acknowledgement),
            Event::Attested(event) => self.witnesses.push(event.witness),
            Event::RepaymentDue(event) => {
                let notice = (self.amendments, event.due.instalment, event.stage as u8);
                prop_assert!(self.notices.insert(notice), "announced twice");
                prop_assert!(!event.due.amount.is_zero());
            }
            Event::DeliveryReported(_)
            | Event::GuarantorConsented(_)
            | Event::AmendmentSigned(_)
            | Event::AssignmentProposed(_)
            | Event::AssignmentSigned(_)
            | Event::DemandMade(_) => {}
        }
        Ok(())
    }

    /// The payment of an event gives the same figures in the books that were rebuilt from the events before.
    fn pay(&mut self, payment: Payment) -> Checked {
        let rules = Rules {
            terms: self.terms.as_ref().unwrap(),
            plan: &self.plan,
            rates: &BuiltIn,
        };
        let books = self.books.as_mut().unwrap();
        let again = books
            .pay(&rules, payment.amount, payment.value_day, true)
            .unwrap();
        prop_assert_eq!(again, payment);
        self.paid += payment.amount.minor();
        self.repaid_principal += payment.principal.minor();
        let parts = [
            payment.costs,
            payment.late,
            payment.interest,
            payment.principal,
            payment.overpaid,
        ];
        self.applied += parts.map(Amount::minor).iter().sum::<u128>();
        Ok(())
    }

    fn close(&mut self, number: u32) -> Report {
        let at = self.reports.iter().position(|report| report.number == number);
        self.reports.remove(at.expect("it was reported"))
    }

    fn restart(&mut self, on: Day, cause: Cause) {
        if self.restarted.is_none_or(|last| last.on <= on) {
            self.restarted = Some(Restart { on, cause });
        }
    }

    /// Everything that was rebuilt is what the loan has stored.
    pub fn same_as(&self, case: &Case) -> Checked {
        let loan = &case.loan;
        prop_assert_eq!(
            (loan.chain.sequence, loan.chain.previous),
            (self.sequence, self.previous)
        );
        prop_assert_eq!(Some(loan.state.status()), self.status);
        prop_assert_eq!(&case.plan, &self.plan);
        prop_assert_eq!(&loan.agreement.holders, &self.holders);
        prop_assert_eq!(&loan.agreement.witnesses, &self.witnesses);
        prop_assert_eq!(loan.agreement.amendments, self.amendments);
        let mut terms = self.terms.clone().unwrap();
        terms.schedule = Vec::new();
        prop_assert_eq!(&loan.agreement.terms, &terms);
        let Some(running) = loan.state.running() else {
            prop_assert!(self.books.is_none());
            return Ok(());
        };
        prop_assert_eq!(Some(&running.account), self.books.as_ref());
        prop_assert_eq!(&running.reports, &self.reports);
        prop_assert_eq!(running.dispute.is_some(), self.disputed);
        prop_assert_eq!(running.restarted, self.restarted);
        prop_assert_eq!(
            matches!(loan.state, State::Settled(_)),
            self.status == Some(Status::Settled)
        );
        Ok(())
    }
}
