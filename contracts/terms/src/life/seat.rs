//! 接管: another key acts for a seat. A seat is a place in the loan, called by the account that stands for it in terms and books; the key
//! that acts for it can be lost or stolen.
//!
//! It passes the power to act, and neither claim nor debt [电子签名法 3; CC 551]: figures, days and history stay as they are, and every
//! event goes on naming the seat. The step of a key is read as its seat's before any rule sees it ([`Loan::step`]), so that no other rule
//! knows of keys.
//!
//! Four ways lead to a claim: who acts for the seat hands it over; its heir claims it; a verifier whom its owner named does so for
//! another key, of a seat that holds the claim with a second one; the other side's word is none. The key that acts for the seat can
//! object once: a second claim needs a fresh identity statement and is an arbiter's to decide, so that a thief with the old key cannot
//! object for ever. While a claim binds, and for thirty days after the taking, nothing is decided for the seat
//! ([`Held`](super::Held)). The day of a step is not counted [CC 201], the last day ends at 24:00 [CC 203].

use super::{Context, Loan, Outcome, Report, State};
use crate::{
    agreement::{agreed, is, Agreement, Awaits, Claim, Holder, Seat, Succession},
    event::{Body, Office},
    limits::{CLAIM_DAYS_MAX, DECISION_DAYS_MAX, HAND_OVER_DAYS, HELD_DAYS, SEATS_MAX},
    AccountId, Day, Digest, Error, Instalments, LoanId, Terms,
};
use alloc::vec::Vec;
use scale::Encode;

/// What the place is called after where money is kept that comes for a claimed seat.
const HELD_DOMAIN: &[u8] = b"iou:held:v1";

/// A seat, and the key for which it is claimed.
type Claimed = (AccountId, AccountId);

impl Loan {
    /// Who has got a part of the claim by assignment agrees who may take over their seat: once, and `named` are heir, verifier and second
    /// verifier.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotHolder`], [`Error::AlreadyAgreed`], [`Error::BadSuccession`].
    #[inline(never)]
    pub fn plan_succession(
        mut self,
        plan: &dyn Instalments,
        named: [Option<AccountId>; 3],
        days: u16,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let _: &super::Active = self.live()?;
        let (agreement, seat) = (&mut self.agreement, ctx.caller);
        if !agreement.holds(seat) {
            return Err(Error::NotHolder);
        }
        if agreement.terms.names(seat) || agreement.succession_of(seat).is_some() {
            return Err(Error::AlreadyAgreed);
        }
        let [heir, verifier, second] = named;
        let succession = Succession {
            seat,
            heir,
            verifier,
            second,
            days: u8::try_from(days).unwrap_or_default(),
        };
        let crosses = agreed(&agreement.terms, &agreement.seats, &|other| {
            succession.crosses(other)
        })
        .is_some();
        // Nor is anybody kept from a seat by it, or from deciding.
        let is_taken = |account: &AccountId| {
            has_part(agreement, account)
                || agreement.is_anothers_key(*account)
                || is_arbiter(agreement, account, ctx)
        };
        if !succession.is_possible(true) || crosses || succession.names_one(&is_taken) {
            return Err(Error::BadSuccession);
        }
        agreement.seat_mut(seat)?.plan = Some(succession);
        self.record_agreed(ctx, plan, Body::SuccessionPlanned { succession })
    }

    /// A seat is claimed for the key `to`: who acts for it hands it over, its heir claims it for themselves, or a verifier whom its owner named
    /// claims it. A handing over gives way to heir and verifiers, and what does not bind to everybody. The words of two verifiers can be handed
    /// in as intents at once, so that no key gets between them.
    ///
    /// Errors: [`Error::WrongState`], [`Error::KeyHasPart`], [`Error::NotNamedForSeat`], [`Error::NotVerifier`], [`Error::SeatClaimed`],
    /// [`Error::StatementNeeded`].
    #[inline(never)]
    pub fn claim_seat(
        mut self,
        plan: &dyn Instalments,
        (seat, to): Claimed,
        statement: Option<Digest>,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        self.check_in_force()?;
        let (today, by) = (self.today(ctx), ctx.caller);
        let agreement = &mut self.agreement;
        let knows = agreement.knows(by);
        let rule = agreement.succession_of(seat);
        let hands_over = by == seat && knows;
        // Who has bought a part of the claim since is on a side.
        let named =
            |is_it: fn(&Succession, &AccountId) -> bool| !knows && rule.is_some_and(|rule| is_it(rule, &by));
        let inherits = named(Succession::inherits) && to == by;
        let verifies = named(Succession::verifies);
        let days = match rule {
            _ if hands_over => HAND_OVER_DAYS,
            Some(rule) if inherits || verifies => rule.days.into(),
            _ => return Err(Error::NotNamedForSeat),
        };
        let (has_heir, has_second) = rule.map_or((false, false), |rule| {
            (rule.heir.is_some(), rule.second.is_some())
        });
        // Who gave something up for a claim may buy one verifier, hardly two.
        if verifies && !has_second && agreement.holds(seat) {
            return Err(Error::NotNamedForSeat);
        }
        if verifies && !ctx.offices.holds(Office::Verifier, by) {
            return Err(Error::NotVerifier);
        }
        check_new_key(agreement, seat, to)?;
        // Nobody is asked before a seat is claimed for them: no arbiter is kept from deciding by it.
        let is_heir = rule.is_some_and(|rule| rule.inherits(&to));
        if !is_heir && is_arbiter(agreement, &to, ctx) {
            return Err(Error::KeyHasPart);
        }
        let awaits = match is_fresh(agreement, seat, statement)? {
            Some(false) if hands_over && has_heir => Awaits::Second,
            Some(false) => return Err(Error::StatementNeeded),
            _ if verifies && has_second => Awaits::Second,
            Some(true) => Awaits::Arbiter,
            None => Awaits::Nothing,
        };
        let claim = Claim {
            to,
            by,
            awaits,
            on: today,
            through: Some(today.plus_days(days)?),
        };
        let place = agreement.seat_mut(seat)?;
        // What comes after an objection is the arbiter's, or has the heir's word.
        let is_first = place.objected.is_none();
        let gives_way = |open: &Claim| !open.binds() || (open.by == seat && !hands_over && is_first);
        if !place.claim.as_ref().is_none_or(gives_way) {
            return Err(Error::SeatClaimed);
        }
        claimed(place, claim, today);
        let to = Some(place.key).filter(|_| !claim.binds());
        let body = Body::SeatClaimed {
            seat,
            claim,
            statement,
            evidence,
        };
        self.record_released(ctx, plan, body, seat, to)
    }

    /// Another gives the word that a claim waits for: the second verifier; or the heir, with whom a seat is handed over at once.
    ///
    /// Errors: [`Error::NoSuchClaim`], [`Error::NotNamedForSeat`], [`Error::NotVerifier`].
    #[inline(never)]
    pub fn support_claim(
        mut self,
        plan: &dyn Instalments,
        (seat, to): Claimed,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let (today, by) = (self.today(ctx), ctx.caller);
        let agreement = &mut self.agreement;
        let knows = agreement.knows(by);
        let rule = agreement.succession_of(seat).filter(|_| !knows);
        let rule = rule.map(|rule| (rule.inherits(&by), rule.verifies(&by), rule.days));
        let place = agreement.seat_mut(seat)?;
        let objected = place.objected.is_some();
        let claim = open(place, to)?;
        let (inherits, verifies, days) = rule.ok_or(Error::NotNamedForSeat)?;
        let hands_over = claim.by == seat;
        claim.on = today;
        if hands_over && inherits {
            (claim.awaits, claim.through) = (Awaits::Nothing, None);
        } else if !hands_over && verifies && by != claim.by && claim.awaits == Awaits::Second {
            // Both are in office when it comes to bind.
            if ![by, claim.by]
                .iter()
                .all(|one| ctx.offices.holds(Office::Verifier, *one))
            {
                return Err(Error::NotVerifier);
            }
            claim.awaits = if objected {
                Awaits::Arbiter
            } else {
                Awaits::Nothing
            };
            claim.through = Some(today.plus_days(days.into())?);
        } else {
            return Err(Error::NotNamedForSeat);
        }
        let claim = *claim;
        let body = Body::ClaimSupported {
            seat,
            by,
            claim,
            evidence,
        };
        self.record_agreed(ctx, plan, body)
    }

    /// A claim ends: by the objection of the key that acts for the seat, or because who made it or for whom it is made gives it up. One for
    /// which nothing was done in sixty days, in a year where an arbiter has to decide it, can be ended by anybody.
    ///
    /// Errors: [`Error::NoSuchClaim`], [`Error::AlreadyDisputed`], [`Error::NotNamedForSeat`].
    #[inline(never)]
    pub fn end_claim(
        mut self,
        plan: &dyn Instalments,
        (seat, to): Claimed,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let (today, by) = (self.today(ctx), ctx.caller);
        let agreement = &mut self.agreement;
        let statements = agreement.identities.len();
        let place = agreement.seat_mut(seat)?;
        let claim = *open(place, to)?;
        let waits = match claim.awaits {
            Awaits::Arbiter => DECISION_DAYS_MAX,
            _ => CLAIM_DAYS_MAX,
        };
        let is_old = today > claim.on.plus_days(waits)?;
        let objects = by == seat && claim.binds();
        let objected = objects && place.objected.is_none();
        if objects && !objected && !is_old {
            // One objection is all: what comes after it is decided, or has the heir's word.
            return Err(Error::AlreadyDisputed);
        }
        if !(is_old || [seat, claim.by, claim.to].contains(&by)) {
            return Err(Error::NotNamedForSeat);
        }
        ended(place, objected, statements, today);
        let key = place.key;
        let body = Body::ClaimEnded {
            seat,
            to,
            by,
            objected,
            evidence,
        };
        self.record_released(ctx, plan, body, seat, Some(key))
    }

    /// An arbiter decides a claim that was made after an objection: the seat is to have `key`, the one for which it is claimed or the one
    /// that it has. Whom the terms name, or where they name nobody who holds that office, with the digest of a court's ruling or their own.
    ///
    /// Errors: [`Error::NoSuchClaim`], [`Error::NotDisputed`], [`Error::NotArbiter`], [`Error::NotAsNamed`].
    #[inline(never)]
    pub fn decide_claim(
        mut self,
        plan: &dyn Instalments,
        (seat, to): Claimed,
        key: AccountId,
        evidence: Digest,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let (today, by) = (self.today(ctx), ctx.caller);
        let agreement = &mut self.agreement;
        let named = agreement.terms.arbiter;
        let neutral = !(agreement.knows(by) || agreement.is_beside_a_seat(by));
        let decides = named.map_or_else(|| ctx.offices.holds(Office::Arbiter, by), |named| named == by);
        if !(neutral && decides) {
            return Err(Error::NotArbiter);
        }
        let statements = agreement.identities.len();
        let place = agreement.seat_mut(seat)?;
        let old = place.key;
        let claim = open(place, to)?;
        if claim.awaits != Awaits::Arbiter {
            return Err(Error::NotDisputed);
        }
        claim.on = today;
        claim.awaits = Awaits::Nothing;
        let claim = Some(*claim).filter(|_| key == to);
        if claim.is_none() {
            if key != old {
                return Err(Error::NotAsNamed);
            }
            ended(place, true, statements, today);
        }
        let body = Body::ClaimDecided {
            seat,
            claim,
            by,
            evidence,
        };
        let to = Some(old).filter(|_| claim.is_none());
        self.record_released(ctx, plan, body, seat, to)
    }

    /// The key for which a seat is claimed takes it, which shows that it is in somebody's hands; also where the loan has ended meanwhile, for
    /// the money that is kept for the seat. What the old key had offered for the seat is void; offers to it stay.
    ///
    /// Errors: [`Error::NoSuchClaim`], [`Error::ClaimNotDue`], [`Error::KeyHasPart`].
    #[inline(never)]
    pub fn take_seat(
        mut self,
        plan: &dyn Instalments,
        seat: AccountId,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let (today, to) = (self.today(ctx), ctx.caller);
        let agreement = &mut self.agreement;
        let claim = *open(agreement.seat_mut(seat)?, to)?;
        if claim.awaits != Awaits::Nothing || claim.through.is_some_and(|last| today <= last) {
            return Err(Error::ClaimNotDue);
        }
        check_new_key(agreement, seat, to)?;
        let held_through = today.plus_days(HELD_DAYS)?;
        let place = agreement.seat_mut(seat)?;
        let from = taken(place, to, held_through);
        self.void_offers(seat);
        let body = Body::SeatTaken {
            seat,
            from,
            to,
            held_through,
            evidence,
        };
        let mut outcome = self.record_released(ctx, plan, body, seat, Some(to))?;
        outcome.joined = alloc::vec![to];
        Ok(outcome)
    }

    /// Where money goes that comes for `account`: to the key that acts for its seat, or while that is claimed to a place of which nobody has
    /// the key.
    #[inline(never)]
    pub(super) fn payee(&self, account: AccountId, ctx: &Context) -> AccountId {
        match self.agreement.claimed(account) {
            Some(_) => self.held_account(account, ctx),
            None => self.agreement.key_of(account),
        }
    }

    fn held_account(&self, seat: AccountId, ctx: &Context) -> AccountId {
        held_account(self.id, seat, ctx.sha256)
    }

    /// Puts a step on record with which the money that is kept for a seat passes to the key `to`, if it is one.
    #[inline(never)]
    fn record_released(
        self,
        ctx: &Context,
        plan: &dyn Instalments,
        body: Body,
        seat: AccountId,
        to: Option<AccountId>,
    ) -> Result<Outcome, Error> {
        let held = self.held_account(seat, ctx);
        let mut outcome = self.record_agreed(ctx, plan, body)?;
        outcome.released = to.map(|key| (held, key));
        Ok(outcome)
    }

    /// What the seat of `seat` had signed and is not in force yet.
    #[inline(never)]
    fn void_offers(&mut self, seat: AccountId) {
        let agreement = &mut self.agreement;
        let role = agreement.role_of(seat);
        let signs = agreement.signs(seat);
        let offer = agreement.amendment.as_ref();
        if signs && offer.is_some_and(|offer| !offer.awaits.contains(&seat)) {
            agreement.amendment = None;
        }
        agreement.assignments.retain(|offer| {
            let named = offer.what.parts.iter().any(|part| part.account == seat);
            offer.what.by != seat && (!named || offer.awaits.contains(&seat))
        });
        use State::{Active, Defaulted, Settled};
        if let Active(active) | Settled(active) | Defaulted(super::Defaulted { active, .. }) = &mut self.state
        {
            if active.reversal.is_some_and(|asked| Some(asked.by) == role) {
                active.reversal = None;
            }
        }
    }

    /// A seat can be claimed once all have signed, until the loan's end; what was claimed then goes on. Errors: [`Error::WrongState`].
    fn check_in_force(&self) -> Result<(), Error> {
        match self.state {
            State::Signed(_) | State::Active(_) | State::Defaulted(_) => Ok(()),
            _ => Err(Error::WrongState),
        }
    }
}

/// Where the money of a claimed seat is kept: an account of which nobody has the key.
pub fn held_account(loan: LoanId, seat: AccountId, sha256: fn(&[u8]) -> Digest) -> AccountId {
    AccountId(sha256(&(HELD_DOMAIN, loan, seat).encode()))
}

impl Agreement {
    fn seat_mut(&mut self, account: AccountId) -> Result<&mut Seat, Error> {
        changed(&mut self.seats, &self.terms, account)
    }
}

/// The place of a seat among those that changed. Errors: [`Error::TooManyHolders`] where four have one whom the terms don't name.
fn changed<'a>(seats: &'a mut Vec<Seat>, terms: &Terms, account: AccountId) -> Result<&'a mut Seat, Error> {
    let at = seats.iter().position(|seat| seat.account == account);
    if at.is_none() && !terms.names(account) {
        let others = seats.iter().filter(|seat| !terms.names(seat.account));
        if others.count() >= SEATS_MAX {
            return Err(Error::TooManyHolders);
        }
    }
    let at = at.unwrap_or_else(|| {
        seats.push(Seat {
            account,
            key: account,
            plan: None,
            claim: None,
            held_through: None,
            objected: None,
        });
        seats.len().saturating_sub(1)
    });
    seats.get_mut(at).ok_or(Error::Arithmetic)
}

/// What stays of the seats once a part of the claim has passed: whose last part it was has none any more. That another key acts for them is
/// kept while a report is addressed to them.
pub(crate) fn passed(seats: &mut Vec<Seat>, terms: &Terms, holders: &[Holder], reports: &[Report]) {
    seats.retain(|seat| {
        let (account, has_other_key) = (seat.account, seat.key != seat.account);
        terms.names(account)
            || holders.iter().any(|holder| holder.account == account)
            || (has_other_key && reports.iter().any(|report| report.to == account))
    });
}

/// A seat is claimed. What bound and gives way to what does not has ended.
fn claimed(seat: &mut Seat, claim: Claim, today: Day) {
    if !claim.binds() {
        ended(seat, false, 0, today);
    }
    seat.claim = Some(claim);
}

/// The claim to a seat for the key `to`. Errors: [`Error::NoSuchClaim`].
fn open(seat: &mut Seat, to: AccountId) -> Result<&mut Claim, Error> {
    let claim = seat.claim.as_mut().filter(|claim| claim.to == to);
    claim.ok_or(Error::NoSuchClaim)
}

/// A claim has ended: its day stays one on which nothing is decided, and after an objection or a denial only what is stated later is fresh.
fn ended(seat: &mut Seat, objected: bool, statements: usize, today: Day) {
    if seat.claim.take().is_some_and(|claim| claim.binds()) {
        seat.held_through = seat.held_through.max(Some(today));
    }
    if objected {
        seat.objected = u8::try_from(statements).ok();
    }
}

/// Another key acts for a seat. Gives the one before.
fn taken(seat: &mut Seat, to: AccountId, held_through: Day) -> AccountId {
    seat.claim = None;
    seat.held_through = Some(held_through);
    seat.objected = None;
    core::mem::replace(&mut seat.key, to)
}

/// Whether `statement` is on record, counts, and was put there after the last objection to a claim of the seat; `None` where there was none.
/// Errors: [`Error::NoSuchStatement`].
fn is_fresh(
    agreement: &Agreement,
    seat: AccountId,
    statement: Option<Digest>,
) -> Result<Option<bool>, Error> {
    let mut seats = agreement.seats.iter();
    let objected = seats.find(|one| one.account == seat).and_then(|one| one.objected);
    let Some(digest) = statement else {
        return Ok(objected.map(|_| false));
    };
    let mut all = agreement.identities.iter();
    let at = all.rposition(|one| one.digest == digest && one.revoked.is_none());
    let at = at.ok_or(Error::NoSuchStatement)?;
    Ok(objected.map(|before| at >= usize::from(before)))
}

/// Whether `account` has a part in the loan, or decides over it.
#[inline(never)]
fn has_part(agreement: &Agreement, account: &AccountId) -> bool {
    let mut seats = agreement.seats.iter();
    agreement.knows(*account)
        || is(&agreement.terms.arbiter, account)
        || seats.any(|seat| seat.key == *account || seat.account == *account)
}

/// Whether `account` may decide over a loan whose terms name no arbiter, by its office.
fn is_arbiter(agreement: &Agreement, account: &AccountId, ctx: &Context) -> bool {
    agreement.terms.arbiter.is_none() && ctx.offices.holds(Office::Arbiter, *account)
}

/// A new key has no part in the loan, and is named for no other seat than `seat`, of which it may be the heir.
/// Errors: [`Error::KeyHasPart`].
fn check_new_key(agreement: &Agreement, seat: AccountId, to: AccountId) -> Result<(), Error> {
    let others = |rule: &Succession| rule.names(&to) && !(rule.seat == seat && rule.inherits(&to));
    if has_part(agreement, &to) || agreed(&agreement.terms, &agreement.seats, &others).is_some() {
        return Err(Error::KeyHasPart);
    }
    Ok(())
}
