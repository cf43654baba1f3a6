//! The events of a loan, read from their bytes: each names the hash of the one before, the contract's state names the hash
//! of the last, so all of them are proved at once. An event's bytes do not say of which kind it is (on the chain a topic
//! does); where they fit two kinds, the rules of the loan decide which of them can have happened.

use sp_crypto_hashing::sha2_256;
use terms::books::Unsound;
use terms::law::ReferenceRates;
use terms::life::Chain;
use terms::{AccountId, Books, Digest, Event, LoanId, Role, Status};

use super::flaw::{flaw, Flaw};
use super::manifest::EventPart;
use super::storage::Stored;
use super::Hash;

/// Most events of a loan that are read.
const EVENTS_MAX: usize = 20_000;

/// The events with the hash of each, and the books that they make.
pub struct History {
    /// The events.
    pub events: Vec<(Event, Hash)>,
    /// The books after the last.
    pub books: Books,
    /// For each event, who must have acted; `None` where anybody may.
    pub actors: Vec<Option<Vec<AccountId>>>,
    /// Numbers of events whose bytes fit a second kind that can have happened too.
    pub ambiguous: Vec<u32>,
}

impl History {
    /// Whether the other party has signed what the proposer put forward.
    pub fn is_signed(&self) -> bool {
        let mut events = self.events.iter();
        events.any(|(event, _)| matches!(event, Event::LoanSigned(_)))
    }
}

/// Reads the events of `loan` and replays them.
///
/// Errors: bytes that are no event; one out of its place; figures that do not follow; an end that is not `stored`'s.
pub fn read(
    parts: &[EventPart],
    loan: LoanId,
    stored: &Stored,
    rates: &dyn ReferenceRates,
) -> Result<History, Flaw> {
    if parts.len() > EVENTS_MAX {
        return Err(flaw("events-many"));
    }
    let mut reading: Option<Reading> = None;
    let mut history = Vec::new();
    let (mut actors, mut ambiguous) = (Vec::new(), Vec::new());
    for (sequence, part) in (0u32..).zip(parts) {
        let bad = |code| move || flaw(code).about(sequence);
        let bytes = hex::decode(&part.scale).ok();
        // Digits have two forms; only one of them is the file's.
        let bytes = bytes
            .filter(|bytes| hex::encode(bytes) == part.scale)
            .ok_or_else(bad("event-bytes"))?;
        let event = whole(&part.name, &bytes).ok_or_else(bad("event-bytes"))?;
        let hash = sha2_256(&bytes);
        let head = event.head();
        if head.loan != loan {
            return Err(bad("event-loan")());
        }
        if head.sequence != sequence {
            return Err(bad("event-place")());
        }
        let next = match reading {
            None => Reading::begin(&event, hash, stored)?,
            Some(before) => {
                let possible = before.possible(&event, hash, rates)?;
                let others = Event::NAMES.iter().filter(|name| **name != part.name);
                let mut others = others.filter_map(|name| whole(name, &bytes));
                if others.any(|other| before.possible(&other, hash, rates).is_ok()) {
                    ambiguous.push(sequence);
                }
                actors.push(before.actors(&event));
                possible
            }
        };
        if actors.is_empty() {
            actors.push(next.actors(&event));
        }
        reading = Some(next);
        history.push((event, hash));
    }
    let books = reading.ok_or_else(|| flaw("events-none"))?.books;
    let end = Chain {
        sequence: books.events,
        previous: books.head,
    };
    match end == stored.chain {
        true => Ok(History {
            events: history,
            books,
            actors,
            ambiguous,
        }),
        false => Err(flaw("events-end").about(end.sequence)),
    }
}

/// The event of that kind that has exactly these bytes.
fn whole(name: &str, bytes: &[u8]) -> Option<Event> {
    Event::decode(name, bytes).filter(|event| event.encode() == bytes && bytes.first() == Some(&1))
}

/// The books so far, and what they do not keep.
struct Reading<'a> {
    books: Books,
    stored: &'a Stored,
    /// The assignment that was offered last.
    assignment: Option<Digest>,
}

impl<'a> Reading<'a> {
    fn begin(event: &Event, hash: Hash, stored: &'a Stored) -> Result<Reading<'a>, Flaw> {
        Ok(Reading {
            books: Books::open(event, hash).map_err(unsound)?,
            stored,
            assignment: None,
        })
    }

    /// What the books become by `event`.
    ///
    /// Errors: it cannot have happened.
    fn possible(&self, event: &Event, hash: Hash, rates: &dyn ReferenceRates) -> Result<Reading<'a>, Flaw> {
        if !self.fits(event) {
            return Err(flaw("event-kind").about(event.head().sequence));
        }
        let mut books = self.books.clone();
        books.take(event, hash, rates).map_err(unsound)?;
        let assignment = match event {
            Event::AssignmentProposed(e) => Some(e.digest),
            Event::ClaimAssigned(_) => None,
            _ => self.assignment,
        };
        Ok(Reading {
            books,
            stored: self.stored,
            assignment,
        })
    }

    /// Whether an event of this kind can come next, as far as figures do not tell.
    fn fits(&self, event: &Event) -> bool {
        let (books, after) = (&self.books, event.head().after.status);
        let running = books.is_running();
        let keeps = after == books.status;
        match event {
            Event::LoanProposed(_) => false,
            Event::LoanSigned(e) => {
                books.status == Status::Proposed
                    && after == Status::Signed
                    && e.digest == self.stored.agreement.digest
            }
            Event::LoanCancelled(_) => books.status == Status::Proposed && after == Status::Cancelled,
            Event::LoanExpired(_) => {
                matches!(books.status, Status::Proposed | Status::Signed) && after == Status::Expired
            }
            Event::DeliveryReported(_) => books.status == Status::Signed && keeps,
            Event::LoanDelivered(_) => books.status == Status::Signed && after == Status::Active,
            Event::LoanDefaulted(_) => books.status == Status::Active && after == Status::Defaulted,
            // Events of one step carry the figures after the step: the first of them has changed the status already.
            Event::LoanSettled(_) => (running || books.status == Status::Settled) && after == Status::Settled,
            Event::DefaultCured(_) => running || books.status == Status::Settled,
            Event::LoanRepaid(_) | Event::DebtForgiven(_) | Event::LoanAmended(_) => running,
            Event::DisputeResolved(_) => running && books.disputed,
            Event::DisputeRaised(_) => running && keeps && !books.disputed,
            Event::RepaymentReported(_) | Event::RepaymentDue(_) | Event::AmendmentProposed(_) => {
                running && keeps
            }
            Event::ReportDismissed(e) => books.reports.iter().any(|open| open.number == e.report),
            Event::GuarantorConsented(e) => {
                let named = &books.terms.guarantors;
                keeps && named.iter().any(|guarantor| guarantor.account == e.guarantor)
            }
            Event::AmendmentSigned(e) => {
                keeps
                    && books
                        .offered
                        .as_ref()
                        .is_some_and(|(digest, _)| *digest == e.digest)
            }
            Event::AssignmentProposed(e) => running && keeps && self.holds(e.assignment.by),
            Event::AssignmentSigned(e) => keeps && self.assignment == Some(e.digest),
            Event::ClaimAssigned(e) => running && keeps && self.assignment == Some(e.digest),
            Event::DemandMade(e) => running && keeps && self.holds(e.by),
            Event::DebtAcknowledged(_) => running && keeps,
            Event::Attested(e) => keeps && self.stored.agreement.witnesses.contains(&e.witness),
        }
    }

    fn holds(&self, account: AccountId) -> bool {
        self.books.holders.iter().any(|holder| holder.account == account)
    }

    /// Who can have taken the step that `event` tells of; `None` where anybody can, or where it follows from another.
    fn actors(&self, event: &Event) -> Option<Vec<AccountId>> {
        let books = &self.books;
        let creditor = books
            .holders
            .first()
            .map_or(books.terms.lender, |lead| lead.account);
        let of = |role: Role| match role {
            Role::Lender => creditor,
            Role::Borrower => books.terms.borrower,
        };
        let who = match event {
            Event::LoanProposed(e) => of(e.proposer),
            // The proposal was the proposer's signature: the other one is missing.
            Event::LoanSigned(_) => match self.stored.agreement.proposer {
                Role::Lender => books.terms.borrower,
                Role::Borrower => books.terms.lender,
            },
            Event::LoanCancelled(e) => of(e.by),
            Event::DeliveryReported(_) | Event::DebtForgiven(_) => creditor,
            Event::LoanDelivered(_) => match books.terms.settlement {
                terms::Settlement::OffChain { .. } => books.terms.borrower,
                _ => creditor,
            },
            Event::RepaymentReported(_) | Event::DebtAcknowledged(_) => books.terms.borrower,
            Event::LoanRepaid(e) => of(e.by),
            Event::ReportDismissed(e) => of(e.by),
            Event::GuarantorConsented(e) => e.guarantor,
            Event::AmendmentProposed(e) => of(e.by),
            Event::LoanAmended(_) => {
                let guarantors = books.terms.guarantors.iter().map(|named| named.account);
                return Some(
                    [creditor, books.terms.borrower]
                        .into_iter()
                        .chain(guarantors)
                        .collect(),
                );
            }
            Event::AmendmentSigned(e) => e.by,
            Event::AssignmentProposed(e) => e.assignment.by,
            Event::AssignmentSigned(e) => e.by,
            Event::ClaimAssigned(e) => e.by,
            Event::DemandMade(e) => e.by,
            Event::DisputeRaised(e) => of(e.by),
            Event::DisputeResolved(e) => e.by,
            Event::Attested(e) => e.witness,
            Event::LoanExpired(_)
            | Event::RepaymentDue(_)
            | Event::LoanDefaulted(_)
            | Event::DefaultCured(_)
            | Event::LoanSettled(_) => return None,
        };
        Some(vec![who])
    }
}

/// The files off chain that an event names by their digest: what each is, and the digest.
pub fn files(event: &Event) -> Vec<(&'static str, Digest)> {
    let one = |what, digest: Option<Digest>| digest.map(|digest| (what, digest)).into_iter().collect();
    match event {
        Event::LoanProposed(e) => one("evidence", e.evidence),
        Event::LoanSigned(e) => one("evidence", e.evidence),
        Event::LoanCancelled(e) => one("evidence", e.evidence),
        Event::DeliveryReported(e) => one("receipt", e.receipt),
        Event::LoanDelivered(e) => one("receipt", e.evidence),
        Event::RepaymentReported(e) => one("receipt", e.receipt),
        Event::LoanRepaid(e) => one("receipt", e.receipt),
        Event::ReportDismissed(e) => one("evidence", e.evidence),
        Event::GuarantorConsented(e) => one("evidence", e.evidence),
        Event::AmendmentProposed(e) => one("evidence", e.evidence),
        Event::AmendmentSigned(e) => one("evidence", e.evidence),
        Event::LoanAmended(e) => one("evidence", e.evidence),
        Event::AssignmentProposed(e) => one("evidence", e.evidence),
        Event::AssignmentSigned(e) => one("evidence", e.evidence),
        Event::ClaimAssigned(e) => one("evidence", e.evidence),
        Event::DebtForgiven(e) => one("evidence", e.evidence),
        Event::DemandMade(e) => {
            let mut files = vec![("message", e.message)];
            files.extend(e.receipt.map(|receipt| ("receipt", receipt)));
            files
        }
        Event::DebtAcknowledged(e) => one("evidence", e.evidence),
        Event::DisputeRaised(e) => one("evidence", e.evidence),
        Event::DisputeResolved(e) => one("evidence", e.evidence),
        Event::Attested(e) => vec![("attested", e.digest)],
        Event::LoanExpired(_)
        | Event::RepaymentDue(_)
        | Event::LoanDefaulted(_)
        | Event::DefaultCured(_)
        | Event::LoanSettled(_) => Vec::new(),
    }
}

fn unsound(why: Unsound) -> Flaw {
    match why {
        Unsound::OutOfPlace { sequence } => flaw("event-place").about(sequence),
        Unsound::Figures { sequence } => flaw("event-figures").about(sequence),
        Unsound::Refused { sequence, error } => {
            flaw("event-refused").about(format!("{sequence}: {}", error.code()))
        }
    }
}
