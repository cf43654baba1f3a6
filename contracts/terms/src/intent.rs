//! Intents: a step, or the signature of terms, that somebody signs and anybody submits. Whoever lends to a friend holds no
//! tokens and runs no node; they sign a message, and who submits it pays and has no rights by it.
//!
//! What is signed are 78 ASCII bytes that any wallet shows: [`DOMAIN`], a colon and the intent's identity in hexadecimal; or
//! the same inside `<Bytes>…</Bytes>`, as wallets wrap what they sign. The identity is SHA-256 over domain and intent; an
//! intent is known by it and never by its signature, of which its signer can make endless others. The signature is sr25519
//! and checked by the host; here stands what needs no key and no chain.
//! Units: instants in Unix milliseconds, both ends of a span counted.

use crate::{
    agreement::Terms,
    life::Action,
    limits::{INTENT_LIFE_MS_MAX, SKIP_MAX},
    read::Read,
    AccountId, Digest, Error, LoanId, Role, Timestamp,
};
use alloc::vec::Vec;
use scale::Encode;

/// What the identity of an intent begins with, and the text that is signed.
pub const DOMAIN: &str = "iou:intent:v1";

/// The version of the layout below.
pub const VERSION: u8 = 1;

/// Bytes of the text that is signed.
pub const MESSAGE_BYTES: usize = DOMAIN.len() + 1 + 64;

/// What wallets put around a text that they sign.
const WRAP: [&[u8]; 2] = [b"<Bytes>", b"</Bytes>"];

/// How long before the newest block that its signer knows an intent begins to hold: whoever submits it may be some blocks
/// behind. Units: milliseconds.
#[cfg(feature = "std")]
const HEAD_START_MS: u64 = 10 * 60 * 1000;

/// An sr25519 signature.
pub type Signature = [u8; 64];

/// What somebody wants, for one contract on one chain and for some time.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Intent {
    /// [`VERSION`].
    pub version: u8,
    /// The hash of the chain's first block.
    pub genesis: Digest,
    /// The contract.
    pub contract: AccountId,
    /// Who wants it: an sr25519 key. All that is done is done in this account's name.
    pub signer: AccountId,
    /// The first instant at which it can take effect.
    pub not_before: Timestamp,
    /// The last one.
    pub not_after: Timestamp,
    /// What is wanted.
    pub deed: Deed,
}

/// What an intent wants.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
// Few are alive at a time, and in WASM a box costs code.
#[allow(clippy::large_enum_variant)]
pub enum Deed {
    /// To agree on terms, if the other party does. It cannot be taken back before its time is over [CC 476].
    #[codec(index = 0)]
    Propose {
        /// The digest of the terms.
        terms: Digest,
        /// SHA-256 of a file kept off chain.
        evidence: Option<Digest>,
    },
    /// To take a step of a loan.
    #[codec(index = 1)]
    Act {
        /// The loan.
        loan: LoanId,
        /// The signer's counter in this loan, as it stands when this takes effect.
        nonce: u32,
        /// The digest that was signed last: the agreement as the signer knows it.
        in_force: Digest,
        /// The step.
        action: Action,
    },
    /// To take back what was signed for this loan and not used.
    #[codec(index = 2)]
    Skip {
        /// The loan.
        loan: LoanId,
        /// The least that the signer's counter is now.
        nonce: u32,
        /// What it is to be: at most [`SKIP_MAX`] above `nonce`.
        to: u32,
    },
}

/// What became of one of several intents that were submitted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Submitted {
    /// The step was taken.
    #[codec(index = 0)]
    Applied,
    /// The counter is where it was to be, or beyond.
    #[codec(index = 1)]
    Skipped,
    /// It had been used or taken back before; nothing was done.
    #[codec(index = 2)]
    Passed,
}

/// For which contract an intent has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The hash of the chain's first block.
    pub genesis: Digest,
    /// The contract.
    pub contract: AccountId,
}

impl Intent {
    /// What it is known by.
    #[cfg(feature = "std")]
    pub fn id(&self, sha256: fn(&[u8]) -> Digest) -> Digest {
        sha256(&self.named())
    }

    /// What its identity is the hash of: domain and intent.
    #[cfg(feature = "std")]
    pub fn named(&self) -> Vec<u8> {
        named(&self.encode())
    }

    /// Whether it is for `place`, by somebody, and its time has a beginning and an end.
    ///
    /// Errors: [`Error::OtherPlace`], [`Error::BadSignature`] for the key of zeros, which anybody signs for,
    /// [`Error::BadValidity`].
    pub fn check(&self, place: &Place) -> Result<(), Error> {
        if (self.version, self.genesis, self.contract) != (VERSION, place.genesis, place.contract) {
            return Err(Error::OtherPlace);
        }
        if self.signer == AccountId::default() {
            return Err(Error::BadSignature);
        }
        let life = self.not_after.0.checked_sub(self.not_before.0);
        match life {
            Some(life) if life <= INTENT_LIFE_MS_MAX => Ok(()),
            _ => Err(Error::BadValidity),
        }
    }

    /// Whether it can take effect at `now`. Errors: [`Error::NotValidYet`], [`Error::NoLongerValid`].
    pub fn check_time(&self, now: Timestamp) -> Result<(), Error> {
        if now < self.not_before {
            return Err(Error::NotValidYet);
        }
        if now > self.not_after {
            return Err(Error::NoLongerValid);
        }
        Ok(())
    }

    /// Whether this is the word of a party, `role`, for terms with this digest; gives the evidence that it names.
    ///
    /// Errors: [`Error::NotAnIntent`] for another deed, [`Error::WrongParty`], [`Error::DigestMismatch`].
    pub fn proposes(&self, terms: &Terms, digest: Digest, role: Role) -> Result<Option<Digest>, Error> {
        let Deed::Propose {
            terms: named,
            evidence,
        } = self.deed
        else {
            return Err(Error::NotAnIntent);
        };
        let party = match role {
            Role::Lender => terms.lender,
            Role::Borrower => terms.borrower,
        };
        if self.signer != party {
            return Err(Error::WrongParty);
        }
        if named != digest {
            return Err(Error::DigestMismatch);
        }
        Ok(evidence)
    }

    /// The intent with these bytes; `None` where they are not the whole of one, or not as it is written.
    #[cfg(feature = "std")]
    pub fn from_bytes(bytes: &[u8]) -> Option<Intent> {
        let intent: Intent = crate::read::whole(&mut &bytes[..]).ok()?;
        (intent.encode() == bytes).then_some(intent)
    }
}

/// The first and the last instant of an intent that is signed now and holds for `life_ms` from `now` on, which is the time of
/// the newest block that its signer knows: some minutes before it, as far as the longest life has room for them.
#[cfg(feature = "std")]
pub fn span(now: Timestamp, life_ms: u64) -> (Timestamp, Timestamp) {
    let until = now.0.saturating_add(life_ms);
    let room = INTENT_LIFE_MS_MAX.saturating_sub(life_ms);
    let from = now.0.saturating_sub(HEAD_START_MS.min(room));
    (Timestamp(from), Timestamp(until))
}

/// Where a counter at `now` stands towards what names `nonce`: `false` where that was used or taken back.
///
/// Errors: [`Error::NonceAhead`].
pub fn is_next(nonce: u32, now: u32) -> Result<bool, Error> {
    if nonce > now {
        return Err(Error::NonceAhead);
    }
    Ok(nonce == now)
}

/// Whether a counter at `now` is to move to `to`, as somebody wants who names `nonce`: not where it has got there already.
///
/// Errors: [`Error::BadSkip`], [`Error::NonceAhead`].
pub fn skips(nonce: u32, to: u32, now: u32) -> Result<bool, Error> {
    if to <= nonce || to > nonce.saturating_add(SKIP_MAX) {
        return Err(Error::BadSkip);
    }
    if nonce > now {
        return Err(Error::NonceAhead);
    }
    Ok(now < to)
}

/// What the identity of the intent with these bytes is the hash of: the domain with its length, and they.
pub fn named(intent: &[u8]) -> Vec<u8> {
    let mut all = Vec::with_capacity(intent.len().saturating_add(MESSAGE_BYTES));
    DOMAIN.encode_to(&mut all);
    all.extend_from_slice(intent);
    all
}

/// The text that is signed for the intent that is known by `id`.
pub fn message(id: &Digest) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = Vec::with_capacity(MESSAGE_BYTES);
    text.extend_from_slice(DOMAIN.as_bytes());
    text.push(b':');
    for byte in id {
        for half in [byte >> 4, byte & 15] {
            text.push(DIGITS.get(usize::from(half)).copied().unwrap_or_default());
        }
    }
    text
}

/// `message` as wallets wrap it.
pub fn wrapped(message: &[u8]) -> Vec<u8> {
    let [before, after] = WRAP;
    [before, message, after].concat()
}
