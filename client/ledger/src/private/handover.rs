//! The hand-over of a loan's personal fields: whoever filled in the form has them with their salts, and the other side needs
//! them, to see what it signs and to prove it later. A hand-over is one line of capital letters and digits, for a file, a
//! message or a square code:
//!
//! ```text
//! IOU:FIELDS:1:KIND:BASE32( body ‖ SHA-256(KIND ‖ body)[..4] )
//! ```
//!
//! KIND `A`: sealed to an account ([`seal`]); `P`: sealed with a passphrase (age, scrypt), for accounts that nothing can be
//! sealed to. Inside is the SCALE of [`Contents`]. Nothing in it is believed: value, salt and name must give the commitments
//! whose root stands in the terms on the chain, and the digest of the terms must be the loan's. The four bytes at the end find
//! what the way damaged, so that it is not taken for a hand-over to somebody else. Limits: 64 KiB, 256 fields.

use age::scrypt::{Identity, Recipient};
use scale::{Decode, Encode};
use secrecy::SecretString;
use terms::agreement::{commitment, commitments_root};
use terms::{Digest, LoanId};
use zeroize::Zeroizing;

use iou_keys::seal;

use super::{Forgotten, Kept, PrivateField};
use crate::signer::{random, Signer};
use crate::AccountId;
use iou_base::{line, sha256};

/// What a hand-over begins with.
const HEAD: &str = "IOU:FIELDS:1:";
const TO_ACCOUNT: &str = "A";
const BY_PASSPHRASE: &str = "P";
/// Longest hand-over. Units: bytes.
pub const LEN_MAX: usize = 64 * 1024;
const FIELDS_MAX: usize = 256;
/// What a passphrase that people agree on needs: about a second and 128 MiB.
const WORK_FACTOR_LOG2: u8 = 17;

/// What a hand-over says.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Contents {
    /// The loan's number.
    #[codec(compact)]
    pub loan: LoanId,
    /// The digest of its terms as they were proposed.
    pub digest: Digest,
    /// All its fields.
    pub fields: Vec<Handed>,
}

/// One field: shown, or its commitment alone.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub enum Handed {
    /// Name, value, salt.
    Shown(String, String, [u8; 32]),
    /// Name, commitment.
    Withheld(String, Digest),
}

/// Why a hand-over is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is none.
    Foreign,
    /// It was cut or changed on its way.
    Damaged,
    /// It was sealed to another account, with another passphrase, or by a program that does otherwise.
    Locked,
    /// It does not give the commitments that stand in the terms, or is of another loan.
    Other,
}

/// How a hand-over is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Sealed to an account.
    Account,
    /// With a passphrase.
    Passphrase,
}

impl Contents {
    /// All that is kept of a loan, without the values of the fields `withheld`.
    pub fn of(loan: LoanId, digest: Digest, kept: &Kept, withheld: &[String]) -> Contents {
        let commitment = |field: &PrivateField| commitment(&field.name, &field.value, &field.salt, sha256);
        let held = kept
            .fields
            .iter()
            .map(|field| match withheld.contains(&field.name) {
                true => Handed::Withheld(field.name.clone(), commitment(field)),
                false => Handed::Shown(field.name.clone(), field.value.clone(), field.salt),
            });
        let gone = kept.forgotten.iter();
        let gone = gone.map(|field| Handed::Withheld(field.name.clone(), field.commitment));
        let fields = held.chain(gone).collect();
        Contents { loan, digest, fields }
    }

    /// What is to be kept of it, once it is known to be of the loan with that digest whose terms hold that root.
    ///
    /// Errors: [`Fault::Other`].
    pub fn kept(self, digest: &Digest, root: &Digest) -> Result<Kept, Fault> {
        let mut kept = Kept::default();
        for field in self.fields {
            match field {
                Handed::Shown(name, value, salt) => kept.fields.push(PrivateField { name, value, salt }),
                Handed::Withheld(name, commitment) => kept.forgotten.push(Forgotten { name, commitment }),
            }
        }
        match self.digest == *digest && kept.is_of(root) {
            true => Ok(kept),
            false => Err(Fault::Other),
        }
    }

    /// Sealed to an account; none where nothing can be ([`seal::seal`]).
    pub fn seal(&self, account: &AccountId) -> Option<String> {
        let plain = Zeroizing::new(self.encode());
        let random = Zeroizing::new(random().ok()?);
        let sealed = seal::seal(
            &terms::AccountId(account.0),
            label(TO_ACCOUNT).as_bytes(),
            &plain,
            &random,
        )?;
        Some(written(TO_ACCOUNT, &sealed))
    }

    /// Locked with a passphrase; none only if the system has no randomness.
    pub fn lock(&self, passphrase: SecretString) -> Option<String> {
        let plain = Zeroizing::new(self.encode());
        let mut recipient = Recipient::new(passphrase);
        recipient.set_work_factor(WORK_FACTOR_LOG2);
        let locked = age::encrypt(&recipient, &plain).ok()?;
        Some(written(BY_PASSPHRASE, &locked))
    }

    /// Opens one that was sealed to the signer's account.
    ///
    /// Errors: [`Fault`].
    pub fn open(text: &str, signer: &Signer) -> Result<Contents, Fault> {
        let (lock, body) = read(text)?;
        let plain = match lock {
            Lock::Account => seal::open(signer.key(), label(TO_ACCOUNT).as_bytes(), &body),
            Lock::Passphrase => None,
        };
        understood(plain)
    }

    /// Opens one that was locked with a passphrase.
    ///
    /// Errors: [`Fault`].
    pub fn unlock(text: &str, passphrase: SecretString) -> Result<Contents, Fault> {
        let (lock, body) = read(text)?;
        let mut identity = Identity::new(passphrase);
        identity.set_max_work_factor(WORK_FACTOR_LOG2);
        let plain = match lock {
            Lock::Account => None,
            Lock::Passphrase => age::decrypt(&identity, &body).ok().map(Zeroizing::new),
        };
        understood(plain)
    }
}

/// How a hand-over is locked. Errors: [`Fault::Foreign`], [`Fault::Damaged`].
pub fn lock_of(text: &str) -> Result<Lock, Fault> {
    read(text).map(|(lock, _)| lock)
}

impl Kept {
    /// Whether these fields, shown or not, are all of those that the terms commit to, each once.
    pub fn is_of(&self, root: &Digest) -> bool {
        let held = self.fields.iter().map(|field| {
            let commitment = commitment(&field.name, &field.value, &field.salt, sha256);
            (field.name.as_str(), commitment)
        });
        let gone = self
            .forgotten
            .iter()
            .map(|field| (field.name.as_str(), field.commitment));
        let mut all: Vec<_> = held.chain(gone).collect();
        all.sort_unstable();
        let is_each_once = all.windows(2).all(|pair| pair[0].0 != pair[1].0);
        is_each_once && all.len() <= FIELDS_MAX && commitments_root(&all, sha256) == *root
    }

    /// The same fields, with the values that `other` has beside them. A value that does not give the commitment which is
    /// here is of another root, and is not taken.
    pub fn with(mut self, other: Kept) -> Kept {
        for field in other.fields {
            let commitment = commitment(&field.name, &field.value, &field.salt, sha256);
            let mut gone = self.forgotten.iter();
            if let Some(at) = gone.position(|gone| gone.name == field.name && gone.commitment == commitment) {
                let _ = self.forgotten.remove(at);
                self.fields.push(field);
            }
        }
        self
    }
}

/// What is sealed says of itself what it is: neither a box of another kind nor of another version opens as this one.
fn label(kind: &str) -> String {
    format!("{HEAD}{kind}")
}

fn understood(plain: Option<Zeroizing<Vec<u8>>>) -> Result<Contents, Fault> {
    let plain = plain.ok_or(Fault::Locked)?;
    let contents = Contents::decode(&mut &plain[..]).map_err(|_| Fault::Locked)?;
    match contents.encode() == *plain && contents.fields.len() <= FIELDS_MAX {
        true => Ok(contents),
        false => Err(Fault::Locked),
    }
}

fn written(kind: &str, body: &[u8]) -> String {
    line::written(HEAD, kind, body)
}

/// Kind and body of a hand-over.
fn read(text: &str) -> Result<(Lock, Vec<u8>), Fault> {
    let (kind, body) = line::read(HEAD, text, LEN_MAX)?;
    let lock = match kind.as_str() {
        TO_ACCOUNT => Lock::Account,
        BY_PASSPHRASE => Lock::Passphrase,
        _ => return Err(Fault::Foreign),
    };
    Ok((lock, body))
}

impl From<line::Fault> for Fault {
    fn from(fault: line::Fault) -> Fault {
        match fault {
            line::Fault::Foreign => Fault::Foreign,
            line::Fault::Damaged => Fault::Damaged,
        }
    }
}

#[cfg(test)]
mod tests;
