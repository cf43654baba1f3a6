//! An indexer: it reads events alone, no state and no clock, and its books are what the loan has stored.

use crate::case::{sha256, Case};
use proptest::prelude::*;
use std::collections::HashSet;
use terms::{
    account::Kind,
    credit::Credit,
    event::{Body, Entry},
    law::{self, ReferenceRates},
    Amount, Books, Event,
};

/// What the events say so far.
#[derive(Default)]
pub struct Replay {
    pub books: Option<Books>,
    pub credit: Credit,
    amendments: u16,
    /// How many schedules have been in force.
    schedules: u16,
    notices: HashSet<(u16, u16, u8)>,
    witnesses: Vec<terms::AccountId>,
    pub rolled_up: u128,
}

type Checked = Result<(), TestCaseError>;

impl Replay {
    /// Reads one event; the books take it only if it stands where it belongs and its figures follow.
    pub fn read(&mut self, entry: &Entry, rates: &dyn ReferenceRates) -> Checked {
        let event = Event::decode(entry.body.name(), &entry.bytes).expect("an event decodes under its name");
        prop_assert_eq!(&event.encode(), &entry.bytes);
        let hash = sha256(&entry.bytes);
        match &mut self.books {
            None => self.books = Some(Books::open(&event, hash).map_err(unsound)?),
            Some(books) => books.take(&event, hash, rates).map_err(unsound)?,
        }
        let books = self.books.as_ref().unwrap();
        // The bytes of one and the same state: an index can store them.
        let stored = scale::Encode::encode(books);
        let read: Books = scale::Decode::decode(&mut &stored[..]).unwrap();
        prop_assert_eq!(&read, books);
        let late = books
            .account
            .as_ref()
            .map_or(0, |account| account.late_instalments);
        self.credit = self.credit.after(&entry.body, late).unwrap_or(self.credit);
        prop_assert_eq!(
            Credit::default().after(&entry.body, late),
            Credit::default().after_event(&event, late)
        );
        self.sums(&entry.body, rates)
    }

    fn sums(&mut self, body: &Body, rates: &dyn ReferenceRates) -> Checked {
        match body {
            Body::PartDelivered { received, .. } => {
                self.schedules += 1;
                prop_assert!(received.minor() > 0);
            }
            Body::LoanDelivered { amount, on, cap, .. } => {
                prop_assert!(!amount.is_zero());
                let terms = &self.books.as_ref().unwrap().terms;
                prop_assert_eq!(law::cap_on(rates, terms.jurisdiction, *on).unwrap(), *cap);
            }
            Body::LoanAmended {
                number, rolled_up, ..
            } => {
                self.amendments += 1;
                self.schedules += 1;
                self.rolled_up += rolled_up.minor();
                prop_assert_eq!(*number, self.amendments);
            }
            Body::LoanAccelerated { .. } => self.schedules += 1,
            Body::Attested { witness, .. } => self.witnesses.push(*witness),
            Body::RepaymentDue { due, stage } => {
                let notice = (self.schedules, due.instalment, *stage as u8);
                prop_assert!(self.notices.insert(notice), "announced twice");
                prop_assert!(!due.amount.is_zero());
            }
            _ => {}
        }
        Ok(())
    }

    /// I1 and I2: each movement went somewhere to the last unit, and principal is what it was less what was repaid.
    fn adds_up(&self, books: &Books, rates: &dyn ReferenceRates) -> Checked {
        let (Some(account), Some(journal)) = (&books.account, &books.journal) else {
            return Ok(());
        };
        let mut principal = journal.base.principal.minor();
        for (posting, payment) in journal.applied(&books.rules(rates)).unwrap() {
            let parts = [
                payment.costs,
                payment.late,
                payment.interest,
                payment.principal,
                payment.overpaid,
            ];
            let sum = parts.map(Amount::minor).iter().sum::<u128>();
            prop_assert_eq!(sum, payment.amount.minor());
            match posting.kind {
                Kind::Costs => prop_assert_eq!(sum, 0),
                Kind::Forgiven => prop_assert!(sum <= posting.amount.minor()),
                Kind::Paid | Kind::Credited => prop_assert_eq!(sum, posting.amount.minor()),
            }
            prop_assert!(
                payment.principal.minor() <= principal,
                "principal is never negative"
            );
            principal -= payment.principal.minor();
        }
        prop_assert_eq!(account.principal.minor(), principal);
        let days = journal.postings.windows(2);
        prop_assert!(days.into_iter().all(|pair| pair[0].on <= pair[1].on));
        Ok(())
    }

    /// Everything that was rebuilt is what the loan has stored.
    pub fn same_as(&self, case: &Case) -> Checked {
        let loan = &case.loan;
        let books = self.books.as_ref().unwrap();
        prop_assert_eq!(
            (loan.chain.sequence, loan.chain.previous),
            (books.events, books.head)
        );
        prop_assert_eq!(loan.state.status(), books.status);
        prop_assert_eq!(&case.plan, &books.schedule);
        prop_assert_eq!(&loan.agreement.holders, &books.holders);
        prop_assert_eq!(&loan.agreement.witnesses, &self.witnesses);
        prop_assert_eq!(&loan.agreement.identities, &books.identities);
        prop_assert_eq!(&loan.agreement.seats, &books.seats);
        prop_assert_eq!(loan.agreement.amendments, self.amendments);
        let consents = loan.agreement.consents.iter().flatten().count();
        prop_assert_eq!(consents, books.guarantees.len());
        let mut terms = books.terms.clone();
        terms.schedule = Vec::new();
        let mut agreed = loan.agreement.terms.clone();
        agreed.schedule = Vec::new();
        prop_assert_eq!(agreed, terms);
        if let Some(deliveries) = loan.state.deliveries() {
            prop_assert_eq!(deliveries, &books.deliveries);
        }
        let Some(running) = loan.state.running() else {
            prop_assert!(books.account.is_none());
            return Ok(());
        };
        prop_assert_eq!(Some(&running.account), books.account.as_ref());
        prop_assert_eq!(Some(&running.journal), books.journal.as_ref());
        self.adds_up(books, &case.rates)?;
        prop_assert_eq!(&running.reports, &books.reports);
        prop_assert_eq!(running.next_report, books.reported);
        prop_assert_eq!(running.dispute.is_some(), books.disputed);
        prop_assert_eq!(&running.restarted, &books.restarted);
        // The contract also counts what it skipped.
        let announced = running.announced.iter().zip(&books.announced);
        prop_assert!(announced.clone().all(|(contract, books)| books <= contract));
        if books.is_running() {
            let today = case.today();
            prop_assert_eq!(loan.limitation(&case.plan, today), books.limitation(today));
            for holder in loan.agreement.holders.iter().map(|holder| holder.account) {
                let clock = loan.limitation_of(&case.plan, holder, today);
                prop_assert_eq!(clock, books.limitation_of(holder, today));
            }
        }
        Ok(())
    }
}

fn unsound(why: terms::books::Unsound) -> TestCaseError {
    TestCaseError::fail(format!("{why:?}"))
}
