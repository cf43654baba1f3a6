//! The claim in the creditor's hands: assigned whole or in parts, divided among its holders, forgiven.

use super::{Context, Loan, Outcome};
use crate::{
    account::Kind,
    agreement::{Agreement, Assignment, Holder, Offer},
    event::Body,
    journal::Recorder,
    limits::{ASSIGNMENT_DAYS_MAX, HOLDERS_MAX, PARTS_MAX, WHOLE_PPM},
    AccountId, Amount, Digest, Error, Instalments, Role, Timestamp,
};
use alloc::vec::Vec;

const DAY_MS: u64 = 86_400_000;

impl Loan {
    /// A holder offers their part of the claim, divided into `parts` that add up to it; a part they keep is among them. It
    /// passes once every new holder has signed. Their earlier offer is replaced; those of other holders stand beside it.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotHolder`], [`Error::DeadlinePassed`], [`Error::DeadlineTooFar`],
    /// [`Error::BadParts`], [`Error::BadAssignee`], [`Error::TooManyHolders`].
    #[inline(never)]
    pub fn assign(
        mut self,
        plan: &dyn Instalments,
        parts: Vec<Holder>,
        sign_by: Timestamp,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let _: &super::Active = self.live()?;
        let by = ctx.caller;
        let agreement = &mut self.agreement;
        let held = agreement.part_of(by);
        if held == 0 {
            return Err(Error::NotHolder);
        }
        if sign_by <= ctx.now {
            return Err(Error::DeadlinePassed);
        }
        if sign_by.0.saturating_sub(ctx.now.0) > ASSIGNMENT_DAYS_MAX.saturating_mul(DAY_MS) {
            return Err(Error::DeadlineTooFar);
        }
        check_parts(&parts, held)?;
        // A seat goes by its own account, not by its key; and who may claim a seat gets none of the claim meanwhile.
        let is_other = |account| agreement.terms.owes(account) || agreement.is_anothers_key(account);
        if parts.iter().any(|part| is_other(part.account)) {
            return Err(Error::BadAssignee);
        }
        let awaits: Vec<AccountId> = parts
            .iter()
            .map(|part| part.account)
            .filter(|to| *to != by)
            .collect();
        if awaits.is_empty() {
            return Err(Error::BadParts);
        }
        let what = Assignment { by, parts, sign_by };
        let too_many = agreement.holders.len() > 1 && what.parts.len() > PARTS_MAX;
        if too_many || divided(&agreement.holders, &what).len() > HOLDERS_MAX {
            return Err(Error::TooManyHolders);
        }
        let digest = agreement.assignment_digest(&what, ctx.sha256);
        let body = Body::AssignmentProposed {
            digest,
            assignment: what.clone(),
            evidence,
        };
        agreement.assignments.retain(|offer| offer.what.by != by);
        agreement.assignments.push(Offer { what, digest, awaits });
        self.record_agreed(ctx, plan, body)
    }

    /// A new holder signs the assignment that gives them a part. With the last signature the claim passes, and the event
    /// is the notice to the borrower [CC 546]. The limitation period goes on: only that the notice reached them restarts it
    /// [LP 17], which the new holder puts on record as a demand is. Offers of others whose part is another now are void. All
    /// that is owed has to be `at_least` so much: the creditor could forgive a part meanwhile, or say that it was paid.
    ///
    /// Errors: [`Error::WrongState`], [`Error::NoAssignment`], [`Error::DigestMismatch`], [`Error::NotHolder`],
    /// [`Error::AlreadySigned`], [`Error::NotAsNamed`], [`Error::SeatHeld`], [`Error::DeadlinePassed`], [`Error::TooManyHolders`].
    #[inline(never)]
    pub fn accept_assignment(
        mut self,
        plan: &dyn Instalments,
        digest: Digest,
        at_least: Amount,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let _: &super::Active = self.live()?;
        let today = self.today(ctx);
        let owed = self.figures(plan, ctx.rates, today)?.total();
        let agreement = &mut self.agreement;
        if agreement.assignments.is_empty() {
            return Err(Error::NoAssignment);
        }
        let mut offers = agreement.assignments.iter();
        let at = offers.position(|offer| offer.digest == digest);
        let mut offer = agreement.assignments.remove(at.ok_or(Error::DigestMismatch)?);
        if !offer.awaits.contains(&ctx.caller) {
            let named = offer.what.parts.iter().any(|part| part.account == ctx.caller);
            let signed = named || offer.what.by == ctx.caller;
            return Err(if signed {
                Error::AlreadySigned
            } else {
                Error::NotHolder
            });
        }
        if owed < at_least {
            return Err(Error::NotAsNamed);
        }
        // What a seat offered before it was claimed may be a thief's.
        let what = &offer.what;
        let offers = |one| one == what.by || what.parts.iter().any(|part| part.account == one);
        if agreement.any_held(today, &offers) {
            return Err(Error::SeatHeld);
        }
        let by = ctx.caller;
        let mut joined = Vec::new();
        let body = if offer.sign(by, digest, ctx.now <= offer.what.sign_by)? {
            let parts = offer.what.parts.iter().map(|part| part.account);
            joined.extend(parts.filter(|account| !agreement.knows(*account)));
            let after = divided(&agreement.holders, &offer.what);
            // There may be more of them than when it was offered.
            if after.len() > HOLDERS_MAX {
                return Err(Error::TooManyHolders);
            }
            let before = core::mem::replace(&mut agreement.holders, after);
            // No further part of the principal can come.
            agreement.terms.schedule = Vec::new();
            // It named signatures that may no longer be the right ones.
            agreement.amendment = None;
            // They divide what is no longer held.
            let had = |by: AccountId| before.iter().find(|holder| holder.account == by);
            let Agreement {
                holders, assignments, ..
            } = &mut **agreement;
            assignments.retain(|open| had(open.what.by).is_some_and(|held| holders.contains(held)));
            let holders = agreement.holders.clone();
            let active = self.live_mut()?;
            active.deliveries.closed = true;
            active.restarted.pass(&before, &holders);
            let Loan { agreement, state, .. } = &mut self;
            let Agreement { seats, terms, .. } = &mut **agreement;
            super::seat::passed(seats, terms, &holders, &super::running::live_mut(state)?.reports);
            Body::ClaimAssigned {
                digest,
                by,
                holders,
                evidence,
            }
        } else {
            agreement.assignments.push(offer);
            Body::AssignmentSigned { digest, by, evidence }
        };
        let mut outcome = self.record_agreed(ctx, plan, body)?;
        outcome.joined = joined;
        Ok(outcome)
    }

    /// The creditor forgives `amount` of what is owed, in the order in which a payment would be applied [CC 575].
    ///
    /// Errors: [`Error::WrongState`], [`Error::NotAParty`], [`Error::WrongParty`], [`Error::SeveralHolders`],
    /// [`Error::AmountZero`], [`Error::RepaymentTooLarge`], [`Error::TooManyPostings`].
    #[inline(never)]
    pub fn forgive(
        mut self,
        plan: &dyn Instalments,
        amount: Amount,
        evidence: Option<Digest>,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let today = self.today(ctx);
        let _: &super::Active = self.live()?;
        self.only(ctx, Role::Lender)?;
        if self.agreement.holders.len() > 1 {
            return Err(Error::SeveralHolders);
        }
        let posting = self.posting(Kind::Forgiven, amount, today, None);
        let payment = self.post(plan, posting, Recorder::Creditor, true, ctx)?;
        if payment.amount < amount {
            return Err(Error::RepaymentTooLarge);
        }
        self.record_moved(ctx, plan, Body::DebtForgiven { payment, evidence })
    }
}

/// Parts of something, named once each, that add up to `held`.
fn check_parts(parts: &[Holder], held: u32) -> Result<(), Error> {
    let mut sum = 0u32;
    for (n, part) in parts.iter().enumerate() {
        let twice = parts.iter().take(n).any(|other| other.account == part.account);
        if twice || part.ppm == 0 {
            return Err(Error::BadParts);
        }
        sum = sum.checked_add(part.ppm).ok_or(Error::BadParts)?;
    }
    if sum != held {
        return Err(Error::BadParts);
    }
    Ok(())
}

/// The holders once `assignment` has passed: its parts stand where the assignor stood, parts in one hand are one.
fn divided(holders: &[Holder], assignment: &Assignment) -> Vec<Holder> {
    let mut after: Vec<Holder> = Vec::new();
    let mut add = |part: &Holder| match after.iter_mut().find(|held| held.account == part.account) {
        Some(held) => held.ppm = held.ppm.saturating_add(part.ppm),
        None => after.push(*part),
    };
    for holder in holders {
        if holder.account == assignment.by {
            assignment.parts.iter().for_each(&mut add);
        } else {
            add(holder);
        }
    }
    after
}

/// Splits `amount` over `holders` in proportion to their parts, to the last unit: what rounding down leaves goes, unit
/// by unit, to the largest remainders, the first holder first among equals. The parts add up to the amount.
///
/// Errors: [`Error::Arithmetic`] where the parts are not a whole.
pub fn split(amount: Amount, holders: &[Holder]) -> Result<Vec<(AccountId, Amount)>, Error> {
    const WHOLE: u128 = WHOLE_PPM as u128;
    // 10^26 × 10^6 fits.
    let exact = |holder: &Holder| amount.minor().saturating_mul(holder.ppm.into());
    let mut shares: Vec<(AccountId, Amount)> = Vec::with_capacity(holders.len());
    let mut left = amount.minor();
    for holder in holders {
        let share = exact(holder) / WHOLE;
        left = left.checked_sub(share).ok_or(Error::Arithmetic)?;
        shares.push((holder.account, Amount::new(share)?));
    }
    // Fewer units are left than there are holders: one each, by the size of what was cut off.
    let mut remainders: Vec<u128> = holders.iter().map(|holder| exact(holder) % WHOLE).collect();
    while left > 0 {
        let largest = remainders.iter().copied().max().filter(|largest| *largest > 0);
        let largest = largest.ok_or(Error::Arithmetic)?;
        let mut places = remainders.iter_mut().zip(&mut shares);
        let place = places.find(|(remainder, _)| **remainder == largest);
        let (remainder, (_, share)) = place.ok_or(Error::Arithmetic)?;
        *remainder = 0;
        *share = share.plus(Amount::new(1)?)?;
        left = left.saturating_sub(1);
    }
    shares.retain(|(_, share)| !share.is_zero());
    Ok(shares)
}
