//! What becomes of seats: the rules are asked, on a loan that has what the books know of this one. So a claim has the days that were
//! agreed, comes from somebody who was named, waits for whom it has to wait, and is taken when it may be. Who holds which office, the books
//! do not know.

use super::Books;
use crate::{
    agreement::{key_of, Agreement},
    event::{Event, Office},
    law::ReferenceRates,
    life::{Action, Active, Chain, Context, Counters, Loan, Offices, Signed, State},
    AccountId, Error, Role, Status, Timestamp,
};
use std::{boxed::Box, vec::Vec};

/// Whoever takes a step by an office holds it, and all verifiers hold theirs.
struct Appointed {
    caller: AccountId,
}

impl Offices for Appointed {
    fn holds(&self, office: Office, account: AccountId) -> bool {
        office == Office::Verifier || account == self.caller
    }
}

/// Takes the event of a step that is about a seat. Errors: why the rules refuse it; [`Error::NotAsNamed`] where they come to something else.
pub(super) fn follow(books: &mut Books, event: &Event, rates: &dyn ReferenceRates) -> Result<(), Error> {
    let (caller, action) = step(books, event).ok_or(Error::NoSuchClaim)?;
    let head = event.head();
    let context = Context {
        caller,
        now: head.after.day.starts_at(books.terms.utc_offset),
        block: 0,
        // Digests of events stand in their heads, which are compared elsewhere.
        sha256: |_| [0; 32],
        rates,
        offices: &Appointed { caller },
        intent: None,
    };
    let outcome = loan(books).step(action, &books.schedule, &context)?;
    let follows = outcome.events.iter().map(|entry| entry.body.encode_at(&head));
    if !follows.eq([event.encode()]) {
        return Err(Error::NotAsNamed);
    }
    books.seats = outcome.loan.agreement.seats;
    Ok(())
}

/// The step that `event` tells of, and the key that took it.
fn step(books: &Books, event: &Event) -> Option<(AccountId, Action)> {
    let key = |by| key_of(&books.seats, by);
    let found = match event {
        Event::SuccessionPlanned(e) => {
            let plan = &e.succession;
            let action = Action::PlanSuccession {
                heir: plan.heir,
                verifier: plan.verifier,
                second: plan.second,
                days: plan.days.into(),
            };
            (key(plan.seat), action)
        }
        Event::SeatClaimed(e) => {
            let action = Action::ClaimSeat {
                seat: e.seat,
                to: e.claim.to,
                statement: e.statement,
                evidence: e.evidence,
            };
            (key(e.claim.by), action)
        }
        Event::ClaimSupported(e) => {
            let action = Action::SupportClaim {
                seat: e.seat,
                to: e.claim.to,
                evidence: e.evidence,
            };
            (key(e.by), action)
        }
        Event::ClaimEnded(e) => {
            let action = Action::EndClaim {
                seat: e.seat,
                to: e.to,
                evidence: e.evidence,
            };
            (key(e.by), action)
        }
        Event::ClaimDecided(e) => {
            let seat = books.seats.iter().find(|seat| seat.account == e.seat)?;
            let action = Action::DecideClaim {
                seat: e.seat,
                to: seat.claim?.to,
                key: e.claim.map_or(seat.key, |granted| granted.to),
                evidence: e.evidence,
            };
            (e.by, action)
        }
        Event::SeatTaken(e) => {
            let action = Action::TakeSeat {
                seat: e.seat,
                evidence: e.evidence,
            };
            (e.to, action)
        }
        _ => return None,
    };
    Some(found)
}

/// A loan of which the rules about seats see what is so; what they do not look at is left empty.
fn loan(books: &Books) -> Loan {
    let agreement = Agreement {
        terms: books.terms.clone(),
        digest: [0; 32],
        proposer: Role::Lender,
        in_force: [0; 32],
        amendments: 0,
        consents: Vec::new(),
        holders: books.holders.clone(),
        amendment: None,
        assignments: Vec::new(),
        witnesses: Vec::new(),
        identities: books.identities.clone(),
        seats: books.seats.clone(),
    };
    let running = || books.account.clone().zip(books.journal.clone());
    let state = match (books.status, running()) {
        (Status::Signed, _) => State::Signed(Box::new(Signed {
            at: Timestamp(0),
            deliveries: books.deliveries.clone(),
        })),
        (Status::Active | Status::Defaulted, Some((account, journal))) => State::Active(Box::new(Active {
            account,
            journal,
            reversal: None,
            announced: books.announced,
            reports: Vec::new(),
            next_report: books.reported,
            restarted: books.restarted.clone(),
            dispute: None,
            deliveries: books.deliveries.clone(),
        })),
        // No seat can be claimed any more; what is claimed can end.
        _ => State::Expired,
    };
    Loan {
        id: 0,
        agreement: Box::new(agreement),
        chain: Chain::default(),
        counters: Counters::default(),
        state,
    }
}
