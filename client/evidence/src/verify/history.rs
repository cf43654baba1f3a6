//! The events of a loan, read from their bytes: each names the hash of the one before, the contract's state names the hash
//! of the last, so all of them are proved at once, each with the kind that its second byte says it is of.

use iou_base::sha256;
use terms::agreement::{any_held, key_of, seat_of, Seat};
use terms::books::Unsound;
use terms::law::ReferenceRates;
use terms::life::{Chain, Delivery};
use terms::{AccountId, Amount, Books, Day, Digest, Error, Event, LoanId, Role, Status};

use super::error::VerificationError;
use super::manifest::EventPart;
use super::offers::{creditor, is_off_chain, side, Open};
use super::storage::Stored;
use super::Hash;
use crate::draft::other;

/// Most events of a loan that are read.
const EVENTS_MAX: usize = 20_000;

/// The events with the hash of each, and the books that they make.
pub struct History {
    /// The events.
    pub events: Vec<(Event, Hash)>,
    /// The books after the last.
    pub books: Books,
    /// For each event, what was so before it.
    pub before: Vec<Before>,
    /// What the last one left open.
    pub seen: Seen,
}

/// What was so before an event.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// The keys of those who must have acted; `None` where anybody may.
    pub actors: Option<Vec<AccountId>>,
    /// The digest that had been signed last.
    pub in_force: Digest,
    /// The deliveries that were reported and not taken back.
    pub deliveries: Vec<Delivery>,
    /// The seats that had changed, or were claimed.
    pub seats: Vec<Seat>,
    /// What else a step names of the loan.
    pub seen: Seen,
}

impl Before {
    /// The seat for which a key took the step that `event` tells of, mostly its own account: an office has none, nor what anybody may do.
    pub fn seat_of(&self, event: &Event, key: AccountId) -> AccountId {
        match is_of_office(event) || self.actors.is_none() {
            true => key,
            false => seat_of(&self.seats, key).unwrap_or(key),
        }
    }
}

/// What whoever takes a step sees of the loan and names in it, so that it serves nothing else (ADR 32), beside what the books keep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// The sequence number of the event that raised the open dispute.
    pub dispute: Option<u32>,
    /// The day on which default was recorded last.
    pub defaulted_on: Option<Day>,
}

impl Seen {
    /// What is to be seen after `event`.
    fn after(mut self, event: &Event) -> Seen {
        match event {
            Event::DisputeRaised(e) => self.dispute = Some(e.sequence),
            Event::DisputeResolved(_) => self.dispute = None,
            Event::LoanDefaulted(e) => self.defaulted_on = Some(e.after.day),
            _ => {}
        }
        self
    }
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
) -> Result<History, VerificationError> {
    let mut reading: Option<Reading> = None;
    let (mut history, mut before) = (Vec::new(), Vec::new());
    let mut seen = Seen::default();
    for (sequence, (part, bytes)) in (0u32..).zip(parts.iter().zip(linked(parts, stored)?)) {
        let event = whole(&part.name, &bytes).ok_or(VerificationError::EventBytes { event: sequence })?;
        let hash = sha256(&bytes);
        let head = event.head();
        if head.loan != loan {
            return Err(VerificationError::EventLoan { event: sequence });
        }
        if head.sequence != sequence {
            return Err(VerificationError::EventPlace { event: sequence });
        }
        let books = reading.as_ref().map(|so_far| &so_far.books);
        let deliveries = books.map(|books| books.deliveries.reported.clone());
        let seats = books.map(|books| books.seats.clone());
        let in_force = reading.as_ref().map(|so_far| so_far.open.in_force);
        let (next, actors) = match reading {
            None => {
                let first = Reading::begin(&event, hash, stored)?;
                let actors = first.actors(&event);
                (first, actors)
            }
            Some(so_far) => (so_far.next(&event, hash, rates)?, so_far.keys(&event)?),
        };
        reading = Some(next);
        before.push(Before {
            actors,
            in_force: in_force.unwrap_or_default(),
            deliveries: deliveries.unwrap_or_default(),
            seats: seats.unwrap_or_default(),
            seen,
        });
        seen = seen.after(&event);
        history.push((event, hash));
    }
    let books = reading.ok_or(VerificationError::EventsNone)?.books;
    let Chain {
        sequence, previous, ..
    } = stored.chain;
    match (books.events, books.head) == (sequence, previous) {
        true => Ok(History {
            events: history,
            books,
            before,
            seen,
        }),
        false => Err(VerificationError::EventsEnd { event: books.events }),
    }
}

/// The bytes of the events, from the last, whose hash the contract has stored, to the first: each has the hash that the one
/// after it names. Nothing else is decoded.
///
/// Errors: bytes that do not have it.
fn linked(parts: &[EventPart], stored: &Stored) -> Result<Vec<Vec<u8>>, VerificationError> {
    if parts.len() > EVENTS_MAX {
        return Err(VerificationError::EventsMany);
    }
    let mut all = Vec::with_capacity(parts.len());
    let mut expected = stored.chain.previous;
    for (n, part) in (0u32..).zip(parts).collect::<Vec<_>>().into_iter().rev() {
        // Digits have two forms; only one of them is the file's.
        let bytes = hex::decode(&part.scale).ok();
        let bytes = bytes.filter(|bytes| hex::encode(bytes) == part.scale);
        let bytes = bytes.ok_or(VerificationError::EventBytes { event: n })?;
        if sha256(&bytes) != expected {
            let is_last = n as usize + 1 == parts.len();
            return Err(match is_last {
                true => VerificationError::EventsEnd { event: n },
                false => VerificationError::EventPlace { event: n },
            });
        }
        let event = whole(&part.name, &bytes).ok_or(VerificationError::EventBytes { event: n })?;
        expected = event.head().previous;
        all.push(bytes);
    }
    all.reverse();
    Ok(all)
}

/// The event of that kind that has exactly these bytes.
fn whole(name: &str, bytes: &[u8]) -> Option<Event> {
    Event::decode(name, bytes).filter(|event| event.encode() == bytes)
}

/// The books so far, and what they do not keep.
struct Reading<'a> {
    books: Books,
    stored: &'a Stored,
    open: Open,
}

impl<'a> Reading<'a> {
    fn begin(event: &Event, hash: Hash, stored: &'a Stored) -> Result<Reading<'a>, VerificationError> {
        let first = Reading {
            books: Books::open(event, hash).map_err(unsound)?,
            stored,
            open: Open::begin(event),
        };
        first.names_the_parties(event)?;
        Ok(first)
    }

    /// What the books become by `event`.
    ///
    /// Errors: it cannot have happened.
    fn next(
        &self,
        event: &Event,
        hash: Hash,
        rates: &dyn ReferenceRates,
    ) -> Result<Reading<'a>, VerificationError> {
        if !self.fits(event) || !self.open.fits(event, &self.books, &self.stored.agreement) {
            return Err(VerificationError::EventKind {
                event: event.head().sequence,
            });
        }
        if let Some(rule) = self.open.refuses(event, &self.books, &self.stored.agreement) {
            return Err(refused(event, rule));
        }
        let mut books = self.books.clone();
        books.take(event, hash, rates).map_err(unsound)?;
        let open = self.open.clone().after(event, &self.books, &books);
        let next = Reading {
            books,
            stored: self.stored,
            open,
        };
        next.names_the_parties(event)?;
        Ok(next)
    }

    /// Every event has in its head who acts for the claim once it has happened, and the borrower of the terms: by that a report is addressed.
    ///
    /// Errors: others.
    fn names_the_parties(&self, event: &Event) -> Result<(), VerificationError> {
        let head = event.head();
        match (head.lender, head.borrower) == (creditor(&self.books), self.books.terms.borrower) {
            true => Ok(()),
            false => Err(refused(event, Error::NotAsNamed)),
        }
    }

    /// Whether an event of this kind can come next, as far as figures do not tell.
    fn fits(&self, event: &Event) -> bool {
        let (books, after) = (&self.books, event.head().after.status);
        let running = books.is_running();
        let keeps = after == books.status;
        match event {
            Event::LoanProposed(_) => false,
            Event::TermsSigned(e) => {
                let asked = books.terms.role_of(e.by).is_some();
                books.status == Status::Proposed && keeps && asked && e.digest == self.stored.agreement.digest
            }
            Event::LoanAccelerated(_) => books.status == Status::Defaulted && keeps && !books.disputed,
            Event::LoanSigned(e) => {
                books.status == Status::Proposed
                    && books.terms.role_of(e.by).is_some()
                    && after == signed(&books.terms)
                    && e.digest == self.stored.agreement.digest
            }
            Event::LoanCancelled(_) => books.status == Status::Proposed && after == Status::Cancelled,
            Event::LoanExpired(_) => {
                matches!(books.status, Status::Proposed | Status::Signed) && after == Status::Expired
            }
            Event::DeliveryReported(_) | Event::DeliveryWithdrawn(_) => {
                (books.status == Status::Signed || (running && books.terms.deliveries > 1)) && keeps
            }
            Event::PartDelivered(_) => books.status == Status::Active && keeps,
            // The signature before it, of the same step, has changed the status already.
            Event::OldDebtFormed(_) => books.status == Status::Active && keeps && books.account.is_none(),
            Event::LoanDelivered(_) => books.status == Status::Signed && after == Status::Active,
            Event::LoanDefaulted(_) => books.status == Status::Active && after == Status::Defaulted,
            // Events of one step carry the figures after the step: the first of them has changed the status already.
            Event::LoanSettled(_) => (running || books.status == Status::Settled) && after == Status::Settled,
            Event::DefaultCured(_) => running || books.status == Status::Settled,
            Event::LoanRepaid(_) | Event::DebtForgiven(_) => running,
            Event::LoanAmended(_) => running,
            Event::ReversalProposed(_) => (running || books.status == Status::Settled) && keeps,
            Event::PaymentReversed(e) => {
                let reopens = books.status == Status::Settled;
                (running || reopens) && e.reopened.is_some() == reopens
            }
            Event::DisputeResolved(_) => running && books.disputed,
            Event::DisputeRaised(_) => running && keeps && !books.disputed,
            Event::RepaymentReported(_)
            | Event::RepaymentDue(_)
            | Event::AmendmentProposed(_)
            | Event::SilenceRecorded(_) => running && keeps,
            Event::ReportDismissed(e) => books.reports.iter().any(|open| open.number == e.report),
            Event::GuarantorConsented(e) => {
                let named = &books.terms.guarantors;
                keeps && named.iter().any(|guarantor| guarantor.account == e.guarantor)
            }
            Event::AmendmentSigned(_) => keeps,
            Event::AssignmentProposed(_) | Event::ClaimAssigned(_) => running && keeps,
            Event::AssignmentSigned(_) => keeps,
            Event::DemandMade(e) => running && keeps && self.holds(e.by),
            Event::DebtAcknowledged(_) => running && keeps,
            Event::Attested(e) => keeps && self.stored.agreement.witnesses.contains(&e.witness),
            // The books hold them to each other, and to what the contract has stored.
            Event::IdentityStated(_)
            | Event::IdentityEnded(_)
            | Event::IdentityVoided(_)
            | Event::SuccessionPlanned(_)
            | Event::SeatClaimed(_)
            | Event::ClaimSupported(_)
            | Event::ClaimEnded(_)
            | Event::ClaimDecided(_)
            | Event::SeatTaken(_) => keeps,
        }
    }

    fn holds(&self, account: AccountId) -> bool {
        self.books.holders.iter().any(|holder| holder.account == account)
    }

    /// To whom the open report of this number was made.
    fn addressee(&self, number: u32) -> Option<AccountId> {
        let mut reports = self.books.reports.iter();
        reports
            .find(|report| report.number == number)
            .map(|report| report.to)
    }

    /// The keys by which the step that `event` tells of can have been taken: those that act for the seats of [`Reading::actors`]; an office is
    /// held by an account as such.
    ///
    /// Errors: a seat is held on whose word it rests, or all of those are that could take a step by which a seat decides something.
    fn keys(&self, event: &Event) -> Result<Option<Vec<AccountId>>, VerificationError> {
        let (seats, head) = (&self.books.seats, event.head());
        let is_held = |account: AccountId| any_held(seats, head.after.day, &|one| one == account);
        let mut actors = self.actors(event);
        if self.decides(event) {
            actors.iter_mut().for_each(|all| all.retain(|one| !is_held(*one)));
        }
        let is_nobodys = actors.as_ref().is_some_and(Vec::is_empty);
        if is_nobodys || self.rests_on(event).into_iter().any(is_held) {
            return Err(refused(event, Error::SeatHeld));
        }
        let key = |account| match is_of_office(event) {
            true => account,
            false => key_of(seats, account),
        };
        Ok(actors.map(|all| all.into_iter().map(key).collect()))
    }

    /// The seats on whose earlier word an event rests, which may be a thief's while they are held; and who receives money of the chain.
    fn rests_on(&self, event: &Event) -> Vec<AccountId> {
        match event {
            Event::LoanDelivered(_) if !is_off_chain(&self.books.terms) => vec![self.books.terms.borrower],
            // It takes the place of all that the lender could report.
            Event::LoanDelivered(_) if self.books.terms.deliveries == 1 => side(&self.books, Role::Lender),
            Event::AmendmentSigned(e) => self.open.words(e.digest),
            Event::LoanAmended(e) => self.open.words(e.digest),
            Event::AssignmentSigned(e) => self.open.words(e.digest),
            Event::ClaimAssigned(e) => self.open.words(e.digest),
            Event::PaymentReversed(e) => side(&self.books, other(e.by)),
            _ => Vec::new(),
        }
    }

    /// Whether it tells of a step that a held seat may not take ([`terms::life::Held`]), whoever of its actors took it.
    fn decides(&self, event: &Event) -> bool {
        match event {
            Event::TermsSigned(_)
            | Event::LoanSigned(_)
            | Event::LoanCancelled(_)
            | Event::PartDelivered(_)
            | Event::DeliveryWithdrawn(_)
            | Event::DebtForgiven(_)
            | Event::LoanAccelerated(_)
            | Event::DebtAcknowledged(_)
            | Event::ReportDismissed(_)
            | Event::ReversalProposed(_)
            | Event::PaymentReversed(_)
            | Event::GuarantorConsented(_)
            | Event::AmendmentProposed(_)
            | Event::AmendmentSigned(_)
            | Event::LoanAmended(_)
            | Event::AssignmentProposed(_)
            | Event::AssignmentSigned(_)
            | Event::ClaimAssigned(_)
            | Event::DisputeResolved(_)
            | Event::SuccessionPlanned(_) => true,
            // On chain the lender delivers, which gives nothing up.
            Event::LoanDelivered(_) => is_off_chain(&self.books.terms),
            // Where one delivery is agreed, a report takes the place of the one before.
            Event::DeliveryReported(_) => {
                let books = &self.books;
                books.terms.deliveries == 1 && !books.deliveries.reported.is_empty()
            }
            // That money was received, its creditor confirms or says; that they repaid, the borrower says.
            Event::LoanRepaid(e) => e.by == Role::Lender,
            Event::LoanProposed(_)
            | Event::LoanExpired(_)
            | Event::RepaymentReported(_)
            | Event::RepaymentDue(_)
            | Event::LoanDefaulted(_)
            | Event::DefaultCured(_)
            | Event::LoanSettled(_)
            | Event::DemandMade(_)
            | Event::DisputeRaised(_)
            | Event::Attested(_)
            | Event::SilenceRecorded(_)
            | Event::OldDebtFormed(_)
            | Event::IdentityStated(_)
            | Event::IdentityEnded(_)
            | Event::IdentityVoided(_)
            | Event::SeatClaimed(_)
            | Event::ClaimSupported(_)
            | Event::ClaimEnded(_)
            | Event::ClaimDecided(_)
            | Event::SeatTaken(_) => false,
        }
    }

    /// Who can have taken the step that `event` tells of, by their seats; `None` where anybody can, or where it follows from another.
    fn actors(&self, event: &Event) -> Option<Vec<AccountId>> {
        let (books, creditor) = (&self.books, creditor(&self.books));
        let of = |role: Role| side(books, role);
        let who = match event {
            // No co-borrower proposes.
            Event::LoanProposed(e) => match e.proposer {
                Role::Lender => books.terms.lender,
                Role::Borrower => books.terms.borrower,
            },
            Event::TermsSigned(e) => e.by,
            Event::LoanSigned(e) => e.by,
            Event::LoanCancelled(e) => return Some(of(e.by)),
            Event::DeliveryReported(_)
            | Event::DeliveryWithdrawn(_)
            | Event::DebtForgiven(_)
            | Event::LoanAccelerated(_) => creditor,
            Event::LoanDelivered(_) => match is_off_chain(&self.books.terms) {
                true => books.terms.borrower,
                false => creditor,
            },
            Event::PartDelivered(_) => books.terms.borrower,
            Event::DebtAcknowledged(_) => return Some(of(Role::Borrower)),
            Event::RepaymentReported(e) => {
                // A guarantor reports what they paid themselves.
                let guarantors = books.terms.guarantors.iter().map(|named| named.account);
                let payer = guarantors.filter(|account| Some(*account) == e.payer);
                return Some(payer.chain(of(Role::Borrower)).collect());
            }
            // Who was the creditor when a report was made confirms it even after the claim was sold.
            Event::LoanRepaid(e) if e.by == Role::Lender => {
                let addressee = e.report.and_then(|number| self.addressee(number));
                return Some([creditor].into_iter().chain(addressee).collect());
            }
            Event::LoanRepaid(e) => match e.payer.filter(|_| !is_off_chain(&self.books.terms)) {
                None => return Some(of(e.by)),
                Some(payer) => payer,
            },
            Event::ReversalProposed(e) => return Some(of(e.by)),
            Event::PaymentReversed(e) => return Some(of(e.by)),
            Event::ReportDismissed(e) if e.by == Role::Lender => self.addressee(e.report)?,
            Event::ReportDismissed(e) => return Some(of(e.by)),
            Event::GuarantorConsented(e) => e.guarantor,
            Event::AmendmentProposed(e) => return Some(of(e.by)),
            Event::LoanAmended(e) => e.by,
            Event::AmendmentSigned(e) => e.by,
            Event::AssignmentProposed(e) => e.assignment.by,
            Event::AssignmentSigned(e) => e.by,
            Event::ClaimAssigned(e) => e.by,
            Event::DemandMade(e) => e.by,
            Event::DisputeRaised(e) => return Some(of(e.by)),
            Event::DisputeResolved(e) => e.by,
            Event::Attested(e) => e.witness,
            Event::IdentityStated(e) => e.verifier,
            Event::IdentityEnded(e) => e.verifier,
            Event::IdentityVoided(e) => e.verifier,
            Event::SuccessionPlanned(e) => e.succession.seat,
            Event::SeatClaimed(e) => e.claim.by,
            Event::ClaimSupported(e) => e.by,
            Event::ClaimEnded(e) => e.by,
            Event::ClaimDecided(e) => e.by,
            Event::SeatTaken(e) => e.to,
            Event::LoanExpired(_)
            | Event::RepaymentDue(_)
            | Event::SilenceRecorded(_)
            | Event::LoanDefaulted(_)
            | Event::DefaultCured(_)
            | Event::OldDebtFormed(_)
            | Event::LoanSettled(_) => return None,
        };
        Some(vec![who])
    }
}

/// Whether an account has taken the step by an office, as such and for no seat.
fn is_of_office(event: &Event) -> bool {
    matches!(
        event,
        Event::Attested(_)
            | Event::IdentityStated(_)
            | Event::IdentityEnded(_)
            | Event::IdentityVoided(_)
            | Event::ClaimDecided(_)
    )
}

/// Where the last signature leads: of an old debt there is a loan at once.
fn signed(terms: &terms::Terms) -> Status {
    match terms.past.is_empty() {
        true => Status::Signed,
        false => Status::Active,
    }
}

/// The files off chain that an event names by their digest: what each is, and the digest.
pub fn files(event: &Event) -> Vec<(&'static str, Digest)> {
    let one = |what, digest: Option<Digest>| digest.map(|digest| (what, digest)).into_iter().collect();
    match event {
        Event::LoanProposed(e) => {
            let receipts = e.terms.past.iter().filter_map(|moved| moved.receipt);
            let mut files: Vec<(&str, Digest)> = one("evidence", e.evidence);
            files.extend(receipts.map(|receipt| ("receipt", receipt)));
            files
        }
        Event::TermsSigned(e) => one("evidence", e.evidence),
        Event::LoanSigned(e) => one("evidence", e.evidence),
        Event::LoanCancelled(e) => one("evidence", e.evidence),
        Event::DeliveryReported(e) => one("receipt", e.receipt),
        Event::DeliveryWithdrawn(e) => one("evidence", e.evidence),
        Event::LoanDelivered(e) => one("receipt", e.evidence),
        Event::PartDelivered(e) => one("receipt", e.evidence),
        Event::RepaymentReported(e) => one("receipt", e.receipt),
        Event::LoanRepaid(e) => one("receipt", e.receipt),
        Event::ReportDismissed(e) => one("evidence", e.evidence),
        Event::ReversalProposed(e) => one("evidence", e.evidence),
        Event::PaymentReversed(e) => one("evidence", e.evidence),
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
            files.extend(e.arrived.map(|arrival| ("receipt", arrival.receipt)));
            files
        }
        Event::LoanAccelerated(e) => {
            let mut files = vec![("message", e.message)];
            files.extend(e.receipt.map(|receipt| ("receipt", receipt)));
            files
        }
        Event::DebtAcknowledged(e) => one("evidence", e.evidence),
        Event::DisputeRaised(e) => one("evidence", e.evidence),
        Event::DisputeResolved(e) => one("evidence", e.evidence),
        Event::Attested(e) => vec![("attested", e.digest)],
        Event::IdentityStated(e) => vec![("identity", e.digest)],
        // The statement that comes with a claim is on record already.
        Event::SeatClaimed(e) => one("evidence", e.evidence),
        Event::ClaimSupported(e) => one("evidence", e.evidence),
        Event::ClaimEnded(e) => one("evidence", e.evidence),
        Event::ClaimDecided(e) => vec![("evidence", e.evidence)],
        Event::SeatTaken(e) => one("evidence", e.evidence),
        Event::SuccessionPlanned(_)
        | Event::LoanExpired(_)
        | Event::RepaymentDue(_)
        | Event::SilenceRecorded(_)
        | Event::LoanDefaulted(_)
        | Event::DefaultCured(_)
        | Event::OldDebtFormed(_)
        | Event::IdentityEnded(_)
        | Event::IdentityVoided(_)
        | Event::LoanSettled(_) => Vec::new(),
    }
}

/// Whose signature of the terms an event tells of, if it tells of one.
pub fn signer(event: &Event) -> Option<AccountId> {
    match event {
        Event::LoanProposed(e) => Some(match e.proposer {
            Role::Lender => e.terms.lender,
            Role::Borrower => e.terms.borrower,
        }),
        Event::TermsSigned(e) => Some(e.by),
        Event::LoanSigned(e) => Some(e.by),
        Event::GuarantorConsented(e) => Some(e.guarantor),
        _ => None,
    }
}

fn refused(event: &Event, rule: Error) -> VerificationError {
    VerificationError::EventRefused {
        event: event.head().sequence,
        rule: rule.code(),
    }
}

fn unsound(why: Unsound) -> VerificationError {
    match why {
        Unsound::OutOfPlace { sequence } => VerificationError::EventPlace { event: sequence },
        Unsound::Figures { sequence } => VerificationError::EventFigures { event: sequence },
        Unsound::Refused { sequence, error } => VerificationError::EventRefused {
            event: sequence,
            rule: error.code(),
        },
    }
}

/// The payment that an event says was made, if it is of one: how much, on which day.
pub fn payment(event: &Event) -> Option<(Amount, Day)> {
    match event {
        Event::DeliveryReported(e) => Some((e.amount, e.on)),
        Event::LoanDelivered(e) => Some((e.amount, e.on)),
        Event::PartDelivered(e) => Some((e.amount, e.on)),
        Event::RepaymentReported(e) => Some((e.amount, e.on)),
        Event::LoanRepaid(e) => Some((e.payment.amount, e.payment.value_day)),
        _ => None,
    }
}
