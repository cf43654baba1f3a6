//! Who the parties are, as somebody says who has checked it: a verifier's statement on record, and its revocation.
//!
//! The chain keeps the digest of a statement, how strong it is, and whether it still counts. Of whom it is, to which commitments
//! it is bound and for how long stands in the statement, which its verifier has signed and the party keeps: the record shows
//! nobody which of the parties was checked. It changes no figure, day or state. A verifier has no part in the loan: a party's
//! word about a party is no check [电子签名法 13, 16].

use super::{Context, Loan, Outcome};
use crate::{
    agreement::{agreed, is_anothers_key, Agreement, Holder, Identity, Revoked, Seat},
    event::{Body, Office},
    limits::STATEMENTS_MAX,
    AccountId, Digest, Error, Instalments, Terms,
};
use alloc::vec::Vec;

impl Loan {
    /// An appointed verifier puts a statement on record, whatever has become of the loan; `kind` is its level, as verifiers
    /// number them.
    ///
    /// Errors: [`Error::NotVerifier`], [`Error::VerifierHasPart`], [`Error::AlreadyStated`], [`Error::TooManyStatements`].
    #[inline(never)]
    pub fn state_identity(
        mut self,
        plan: &dyn Instalments,
        digest: Digest,
        kind: u16,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let verifier = ctx.caller;
        if !ctx.offices.holds(Office::Verifier, verifier) {
            return Err(Error::NotVerifier);
        }
        let Agreement {
            terms,
            holders,
            seats,
            ..
        } = &*self.agreement;
        if !is_neutral(terms, holders, seats, verifier) {
            return Err(Error::VerifierHasPart);
        }
        stated(&mut self.agreement.identities, verifier, digest)?;
        let body = Body::IdentityStated {
            verifier,
            digest,
            kind,
        };
        self.record_agreed(ctx, plan, body)
    }

    /// Who made a statement ends it: it counts no more from this block on. Also who holds the office no more can.
    ///
    /// Errors: [`Error::NoSuchStatement`], [`Error::AlreadyRevoked`].
    pub fn end_identity(
        self,
        plan: &dyn Instalments,
        digest: Digest,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let verifier = ctx.caller;
        let body = Body::IdentityEnded { verifier, digest };
        self.revoke_identity(plan, digest, Revoked::Ended, body, ctx)
    }

    /// Who made a statement says that it was false from the start: it counts at no time, though it had ended before. Also who
    /// holds the office no more can.
    ///
    /// Errors: [`Error::NoSuchStatement`], [`Error::AlreadyRevoked`].
    pub fn void_identity(
        self,
        plan: &dyn Instalments,
        digest: Digest,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        let verifier = ctx.caller;
        let body = Body::IdentityVoided { verifier, digest };
        self.revoke_identity(plan, digest, Revoked::Void, body, ctx)
    }

    #[inline(never)] // in WASM each copy costs code
    fn revoke_identity(
        mut self,
        plan: &dyn Instalments,
        digest: Digest,
        how: Revoked,
        body: Body,
        ctx: &Context,
    ) -> Result<Outcome, Error> {
        revoked(&mut self.agreement.identities, ctx.caller, digest, how)?;
        self.record_agreed(ctx, plan, body)
    }
}

/// Whether `account` may state who the parties are: nobody whom the terms name but to verify, who holds a part of the claim, or who
/// is to get a seat.
pub(crate) fn is_neutral(terms: &Terms, holders: &[Holder], seats: &[Seat], account: AccountId) -> bool {
    let is_named = terms.names(account) || terms.arbiter == Some(account);
    let inherits = agreed(terms, seats, &|rule| rule.inherits(&account)).is_some();
    !is_named
        && !inherits
        && !is_anothers_key(seats, account)
        && holders.iter().all(|holder| holder.account != account)
}

/// Enters a statement. Errors: [`Error::AlreadyStated`], [`Error::TooManyStatements`].
pub(crate) fn stated(list: &mut Vec<Identity>, verifier: AccountId, digest: Digest) -> Result<(), Error> {
    if found(list, verifier, digest).is_some() {
        return Err(Error::AlreadyStated);
    }
    if list.len() >= STATEMENTS_MAX {
        return Err(Error::TooManyStatements);
    }
    list.push(Identity {
        verifier,
        digest,
        revoked: None,
    });
    Ok(())
}

/// Enters that a statement counts no more. Errors: [`Error::NoSuchStatement`], [`Error::AlreadyRevoked`].
pub(crate) fn revoked(
    list: &mut [Identity],
    verifier: AccountId,
    digest: Digest,
    how: Revoked,
) -> Result<(), Error> {
    let one = found(list, verifier, digest).ok_or(Error::NoSuchStatement)?;
    // What has ended can still be called false from the start, and nothing else.
    if one.revoked >= Some(how) {
        return Err(Error::AlreadyRevoked);
    }
    one.revoked = Some(how);
    Ok(())
}

fn found(list: &mut [Identity], verifier: AccountId, digest: Digest) -> Option<&mut Identity> {
    list.iter_mut()
        .find(|one| (one.verifier, one.digest) == (verifier, digest))
}
