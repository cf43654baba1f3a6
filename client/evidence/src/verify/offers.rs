//! What waits for somebody's word, and of which the books keep nothing: the terms, parts of the claim that are offered, an amendment, a
//! payment that is to be taken back, a dispute. Each ends with the last word that it needs and no sooner, and is what its digest says; what a
//! seat had said of it is void once another key has taken the seat.
//! Source: `terms::life` (`formation`, `claim`, `amendment`, `running`, `dispute`, `seat`).

use iou_base::sha256;
use terms::agreement::{Agreement, Holder};
use terms::event::{DisputeResolved, LoanRepaid, Ruling};
use terms::{AccountId, Books, Digest, Error, Event, Role, Settlement, Terms};

use crate::draft::other;

/// What is open before an event.
#[derive(Clone, Default)]
pub(super) struct Open {
    /// The digest that was signed last.
    pub in_force: Digest,
    /// Who has signed the terms.
    signed: Vec<AccountId>,
    /// The parts of the claim that are offered, at most one of each holder.
    assignments: Vec<Offered>,
    amendment: Option<Offered>,
    /// Which payment a side asks to take back: by the number of its event.
    reversal: Option<(u32, Role)>,
    /// Which side has raised the dispute.
    disputed: Option<Role>,
}

/// What waits for signatures.
#[derive(Clone)]
struct Offered {
    digest: Digest,
    /// Whose it needs, the proposer's among them.
    of: Vec<AccountId>,
    /// Whose are known, the proposer's first.
    signed: Vec<AccountId>,
    /// Where several owe, the event does not say who of them proposed: one of these.
    perhaps: Vec<AccountId>,
    /// Who is to hold what its proposer holds.
    parts: Vec<Holder>,
}

impl Offered {
    fn awaits(&self, by: AccountId) -> bool {
        self.of.contains(&by) && !self.signed.contains(&by)
    }

    /// Whether that is the last signature: nobody else's is missing, but of the one who proposed it.
    fn ends_with(&self, by: AccountId) -> bool {
        let is_missing = |one: &&AccountId| **one != by && self.awaits(**one);
        let mut missing = self.of.iter().filter(is_missing);
        let first = missing.next();
        let proposed = match self.perhaps.is_empty() {
            true => first.is_none(),
            false => {
                first.is_some_and(|one| self.perhaps.contains(one)) && missing.all(|one| Some(one) == first)
            }
        };
        self.awaits(by) && proposed
    }

    fn sign(&mut self, digest: Digest, by: AccountId) {
        if self.digest == digest {
            self.signed.push(by);
            self.perhaps.retain(|one| *one != by);
        }
    }

    /// Whether it stands once another key has taken a seat.
    fn survives(&mut self, seat: AccountId) -> bool {
        let is_known = self.perhaps.is_empty();
        // Had that seat proposed it, it would be void.
        self.perhaps.retain(|one| *one != seat);
        !self.signed.contains(&seat) && (is_known || !self.perhaps.is_empty())
    }
}

impl Open {
    /// What is open after the first event: the proposer has signed.
    pub fn begin(event: &Event) -> Open {
        let mut open = Open::default();
        if let Event::LoanProposed(e) = event {
            open.in_force = e.digest;
            open.signed.extend(super::history::signer(event));
        }
        open
    }

    /// What is open after `event`; `before` and `after` are the books around it.
    pub fn after(mut self, event: &Event, before: &Books, after: &Books) -> Open {
        match event {
            Event::TermsSigned(e) => self.signed.push(e.by),
            Event::AssignmentProposed(e) => {
                let by = e.assignment.by;
                self.assignments.retain(|open| open.signed.first() != Some(&by));
                let parts = e.assignment.parts.iter().map(|part| part.account);
                self.assignments.push(Offered {
                    digest: e.digest,
                    of: parts.chain([by]).collect(),
                    signed: vec![by],
                    perhaps: Vec::new(),
                    parts: e.assignment.parts.clone(),
                });
            }
            Event::AssignmentSigned(e) => {
                let all = self.assignments.iter_mut();
                all.for_each(|open| open.sign(e.digest, e.by));
            }
            Event::ClaimAssigned(e) => {
                // What is offered is all of a part; where that is another now, the offer is void.
                self.assignments.retain(|open| {
                    let by = |holder: &&Holder| open.signed.first() == Some(&holder.account);
                    let held = before.holders.iter().find(by);
                    open.digest != e.digest && held.is_some_and(|held| after.holders.contains(held))
                });
                self.amendment = None;
            }
            Event::AmendmentProposed(e) => {
                let mut side = side(before, e.by);
                let signed = if side.len() == 1 {
                    side.split_off(0)
                } else {
                    Vec::new()
                };
                let holders = before.holders.iter().map(|holder| holder.account);
                self.amendment = Some(Offered {
                    digest: e.digest,
                    of: holders.chain(before.terms.debtors()).collect(),
                    signed,
                    perhaps: side,
                    parts: Vec::new(),
                });
            }
            Event::AmendmentSigned(e) => {
                let all = self.amendment.iter_mut();
                all.for_each(|open| open.sign(e.digest, e.by));
            }
            Event::LoanAmended(e) => {
                self.in_force = e.digest;
                (self.assignments, self.amendment, self.reversal) = (Vec::new(), None, None);
            }
            Event::PartDelivered(_) => self.amendment = None,
            Event::ReversalProposed(e) => self.reversal = Some((e.payment, e.by)),
            Event::PaymentReversed(_) => self.reversal = None,
            Event::DisputeRaised(e) => self.disputed = Some(e.by),
            Event::DisputeResolved(_) => self.disputed = None,
            Event::SeatTaken(e) => {
                self.assignments.retain_mut(|open| open.survives(e.seat));
                if self.amendment.as_mut().is_some_and(|open| !open.survives(e.seat)) {
                    self.amendment = None;
                }
                let asked = |(_, by): &(u32, Role)| side(before, *by).contains(&e.seat);
                self.reversal = self.reversal.filter(|open| !asked(open));
            }
            _ => {}
        }
        self
    }

    /// Whether `event` can come next, as far as words tell: what it closes is open, and its signer's word is missing or the last.
    pub fn fits(&self, event: &Event, books: &Books, stored: &Agreement) -> bool {
        let agreement = || self.agreement(books, stored);
        match event {
            Event::TermsSigned(e) => self.is_awaited(&books.terms, e.by),
            Event::LoanSigned(e) => {
                let mut all = parties(&books.terms);
                self.is_awaited(&books.terms, e.by)
                    && all.all(|one| one == e.by || self.signed.contains(&one))
            }
            Event::AssignmentProposed(e) => {
                let held = books
                    .holders
                    .iter()
                    .find(|holder| holder.account == e.assignment.by);
                let sum: u64 = e.assignment.parts.iter().map(|part| u64::from(part.ppm)).sum();
                held.is_some_and(|held| u64::from(held.ppm) == sum)
                    && e.digest == agreement().assignment_digest(&e.assignment, sha256)
            }
            Event::AssignmentSigned(e) => self.assignment(e.digest).is_some_and(|open| open.awaits(e.by)),
            Event::ClaimAssigned(e) => self
                .assignment(e.digest)
                .is_some_and(|open| open.ends_with(e.by) && e.holders == divided(&books.holders, open)),
            Event::AmendmentProposed(e) => e.digest == agreement().amendment_digest(&e.amendment, sha256),
            Event::AmendmentSigned(e) => self.amendment(e.digest).is_some_and(|open| open.awaits(e.by)),
            Event::LoanAmended(e) => self.amendment(e.digest).is_some_and(|open| open.ends_with(e.by)),
            Event::GuarantorConsented(e) => e.digest == self.in_force,
            Event::PaymentReversed(e) => self.reversal == Some((e.payment, other(e.by))),
            Event::LoanRepaid(e) => is_received(e, books),
            _ => true,
        }
    }

    /// The rule by which nobody can have taken the step that `event` tells of, as it tells it.
    pub fn refuses(&self, event: &Event, books: &Books, stored: &Agreement) -> Option<Error> {
        let agreement = || self.agreement(books, stored);
        match event {
            Event::DisputeResolved(e) => self.is_decided(e, &agreement()).err(),
            Event::RepaymentReported(e) => bad_payer(e.payer, agreement),
            // Who has paid what is confirmed can have come to a seat since.
            Event::LoanRepaid(e) if e.report.is_none() => bad_payer(e.payer, agreement),
            _ => None,
        }
    }

    /// The agreement as it stood then, with what of it the rules ask here.
    fn agreement(&self, books: &Books, stored: &Agreement) -> Agreement {
        Agreement {
            in_force: self.in_force,
            terms: books.terms.clone(),
            holders: books.holders.clone(),
            seats: books.seats.clone(),
            ..stored.clone()
        }
    }

    /// Whose word an offer with that digest rests on.
    pub fn words(&self, digest: Digest) -> Vec<AccountId> {
        let open = self.assignment(digest).or(self.amendment(digest));
        open.map_or(Vec::new(), |open| open.of.clone())
    }

    fn is_awaited(&self, terms: &Terms, by: AccountId) -> bool {
        parties(terms).any(|one| one == by) && !self.signed.contains(&by)
    }

    fn assignment(&self, digest: Digest) -> Option<&Offered> {
        self.assignments.iter().find(|open| open.digest == digest)
    }

    fn amendment(&self, digest: Digest) -> Option<&Offered> {
        self.amendment.as_ref().filter(|open| open.digest == digest)
    }

    /// A dispute is decided by the arbiter of the terms, or where they name none, without an award, by who holds that office; or dropped by
    /// the side that raised it. Nobody decides who has a part in the loan, or a word about a seat. Errors: the rule.
    fn is_decided(&self, event: &DisputeResolved, agreement: &Agreement) -> Result<(), Error> {
        let (by, named) = (event.by, agreement.terms.arbiter);
        let is_neutral = agreement.is_neutral(by) && !agreement.is_beside_a_seat(by);
        let (is_named, stands_in) = (is_neutral && named == Some(by), is_neutral && named.is_none());
        let drops = self.disputed.is_some() && agreement.role_of(by) == self.disputed;
        match is_named || event.ruling == Ruling::default() {
            _ if !(is_named || stands_in || drops) => Err(Error::NotArbiter),
            true => Ok(()),
            false => Err(Error::RulingTooWide),
        }
    }
}

/// Who acts for a side: each of the debtors acts for all.
pub(super) fn side(books: &Books, role: Role) -> Vec<AccountId> {
    match role {
        Role::Lender => vec![creditor(books)],
        Role::Borrower => books.terms.debtors().collect(),
    }
}

/// Who acts for the claim.
pub(super) fn creditor(books: &Books) -> AccountId {
    let lead = books.holders.first();
    lead.map_or(books.terms.lender, |lead| lead.account)
}

/// Whether the terms are settled outside the chain.
pub(super) fn is_off_chain(terms: &Terms) -> bool {
    matches!(terms.settlement, Settlement::OffChain { .. })
}

fn parties(terms: &Terms) -> impl Iterator<Item = AccountId> + '_ {
    std::iter::once(terms.lender).chain(terms.debtors())
}

/// Outside the chain the creditor says what they received, of a report just what it says; on chain whoever owes it pays.
fn is_received(event: &LoanRepaid, books: &Books) -> bool {
    let is_right_side = (event.by == Role::Lender) == is_off_chain(&books.terms);
    let is_reported = event.report.is_none_or(|number| {
        let report = books.reports.iter().find(|report| report.number == number);
        let said = |amount, payer| (amount, payer) == (event.payment.amount, event.payer);
        report.is_some_and(|report| said(report.amount, report.payer) && report.on <= event.payment.value_day)
    });
    is_right_side && is_reported
}

/// Who pays in the borrower's place acts for neither side, and a seat goes by its own account.
fn bad_payer(payer: Option<AccountId>, agreement: impl Fn() -> Agreement) -> Option<Error> {
    let (payer, agreement) = (payer?, agreement());
    let is_key = agreement.seat_of(payer).is_ok_and(|seat| seat != payer);
    (is_key || agreement.role_of(payer).is_some()).then_some(Error::BadPayer)
}

/// The holders once an offer has passed: its parts stand where its proposer stood, parts in one hand are one.
fn divided(holders: &[Holder], offer: &Offered) -> Vec<Holder> {
    let mut after: Vec<Holder> = Vec::new();
    let mut add = |part: &Holder| match after.iter_mut().find(|held| held.account == part.account) {
        Some(held) => held.ppm = held.ppm.saturating_add(part.ppm),
        None => after.push(*part),
    };
    for holder in holders {
        match offer.signed.first() == Some(&holder.account) {
            true => offer.parts.iter().for_each(&mut add),
            false => add(holder),
        }
    }
    after
}
