//! Signatures under certificates (CMS) that are carried beside the chain, the time stamps that are anchors, and what both are judged by:
//! certificates, lists of what was revoked, answers of OCSP. Here it is found out of what each can be and since when it was there;
//! whether it is one, and whose, says a [`Judge`]. The module of the pages has none: it says what is carried.
//! Limits: 16 signatures of 64 KiB; 64 other entries, 8 MiB together.

use iou_base::sha256;
use terms::{AccountId, Digest, Terms};

use super::anchor::Anchor;
use super::container::Entries;
use super::error::VerificationError;
use super::history;
use super::report::{VerificationReport, VerifiedLoan};
use super::{part, Hash, Verdict};

/// Most signatures of a file.
pub const SIGNATURES_MAX: usize = 16;
/// Longest signature. Units: bytes.
pub const SIGNATURE_LEN_MAX: usize = 64 << 10;
/// Most entries that they are judged by.
pub const BESIDE_MAX: usize = 64;
/// How long those are together. Units: bytes.
pub const BESIDE_LEN_MAX: usize = 8 << 20;

/// How the name of a signature ends.
pub const SIGNATURE: &str = "p7s";
/// How the names end of what is carried beside.
pub const CERTIFICATE: &str = "cer";
/// A list of what its issuer revoked.
pub const LIST: &str = "crl";
/// An answer of OCSP.
pub const ANSWER: &str = "ocsp";

/// What a file carries that a judge is asked about.
#[derive(Debug)]
pub struct Carried<'a> {
    /// The digest of the terms: what a party signs.
    pub digest: Digest,
    /// Who may have signed: everybody whom the terms name, as what and with which account.
    pub parties: Vec<(&'static str, AccountId)>,
    /// The signatures.
    pub signatures: Vec<Signature<'a>>,
    /// The time stamps, each of the file or of something in it.
    pub stamps: Vec<Stamp<'a>>,
    /// What they are judged by: how its name ends, its name, its bytes.
    pub beside: Vec<(&'a str, &'a str, &'a [u8])>,
}

/// A signature under a certificate.
#[derive(Debug)]
pub struct Signature<'a> {
    /// The entry's name.
    pub entry: &'a str,
    /// CMS.
    pub bytes: &'a [u8],
    /// The first event that names it of which the file proves when it happened: its number, and the block's time. Units:
    /// milliseconds since 1970.
    pub named: Option<(u32, u64)>,
}

/// A time stamp that is of this file, by what stands on it.
#[derive(Debug)]
pub struct Stamp<'a> {
    /// The entry's name.
    pub entry: &'a str,
    /// The token, or the answer around it.
    pub bytes: &'a [u8],
    /// What stands on it.
    pub anchor: Anchor,
    /// Of what it is: the name of an entry, or `manifest` for all of the file.
    pub of: String,
}

impl Signature<'_> {
    /// What the item about it says before anything of the signature: `judged` is `no` (nobody was asked), `effort` (it would take too
    /// long) or `yes`.
    pub fn told(&self, judged: &str) -> Vec<(&'static str, String)> {
        vec![("entry", self.entry.to_owned()), ("judged", judged.to_owned())]
    }
}

impl Stamp<'_> {
    /// Whether it is of that entry, or of a file with it.
    pub fn is_of(&self, entry: &str) -> bool {
        self.of == entry || self.of == MANIFEST
    }

    /// What the item about it says, whoever judges it: `judged` is `no` (nobody could), `unvouched` (its authority leads to no root that
    /// was given), `lost` (somebody else may have its key, and its time counts for nothing) or `yes`.
    pub fn told(&self, judged: &str) -> Vec<(&'static str, String)> {
        vec![
            ("judged", judged.to_owned()),
            ("kind", self.anchor.kind.to_owned()),
            ("of", self.of.clone()),
            ("time", self.anchor.time.clone().unwrap_or_default()),
        ]
    }
}

/// What a stamp is of that is of the whole file.
pub const MANIFEST: &str = "manifest";

/// Says who signed under a certificate, and who stamped.
pub trait Judge {
    /// Notes an item for each signature (`cms`) and each time stamp (`anchor`).
    fn judge(&self, carried: &Carried<'_>, report: &mut VerificationReport);
}

/// Judges nothing: says what is carried.
pub struct Nobody;

impl Judge for Nobody {
    fn judge(&self, carried: &Carried<'_>, report: &mut VerificationReport) {
        for stamp in &carried.stamps {
            report.record("anchor", Verdict::Stated, stamp.told("no"));
        }
        for signature in &carried.signatures {
            report.record("cms", Verdict::Stated, signature.told("no"));
        }
    }
}

/// The name of the entry of a signature, or of something that one is judged by.
pub fn entry(ending: &str, bytes: &[u8]) -> String {
    format!("{}{}.{ending}", part::X509, hex::encode(sha256(bytes)))
}

/// The name under which a signature is carried that has this digest.
pub fn entry_of(digest: &Hash) -> String {
    format!("{}{}.{SIGNATURE}", part::X509, hex::encode(digest))
}

/// What a file carries; `stamps` are those that are of it.
///
/// Errors: an entry that is not called by its digest; too many, or too long ones.
pub(super) fn carried<'a>(
    parts: &'a Entries<'a>,
    loan: &VerifiedLoan,
    stamps: Vec<Stamp<'a>>,
) -> Result<Carried<'a>, VerificationError> {
    let (mut signatures, mut beside) = (Vec::new(), Vec::new());
    let mut length = 0;
    for (name, bytes) in parts {
        if !name.starts_with(part::X509) {
            continue;
        }
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        let known = [SIGNATURE, CERTIFICATE, LIST, ANSWER];
        let ending = ending.filter(|ending| known.contains(ending) && entry(ending, bytes) == *name);
        let ending = ending.ok_or_else(|| VerificationError::CmsName { name: name.clone() })?;
        match ending {
            SIGNATURE if bytes.len() > SIGNATURE_LEN_MAX => return Err(VerificationError::CmsMany),
            SIGNATURE => signatures.push(Signature {
                entry: name,
                bytes,
                named: named(loan, &sha256(bytes)),
            }),
            _ => {
                length += bytes.len();
                beside.push((ending, &name[..], *bytes));
            }
        }
    }
    if signatures.len() > SIGNATURES_MAX || beside.len() > BESIDE_MAX || length > BESIDE_LEN_MAX {
        return Err(VerificationError::CmsMany);
    }
    Ok(Carried {
        digest: loan.stored.agreement.digest,
        parties: parties(&loan.terms),
        signatures,
        stamps,
        beside,
    })
}

/// Everybody whom the terms name as somebody who signs them: as what, and with which account.
pub fn parties(terms: &Terms) -> Vec<(&'static str, AccountId)> {
    let guarantors = terms.guarantors.iter().map(|one| ("guarantor", one.account));
    let co_borrowers = terms.co_borrowers.iter().map(|one| ("co-borrower", *one));
    let parties = [("lender", terms.lender), ("borrower", terms.borrower)];
    parties
        .into_iter()
        .chain(co_borrowers)
        .chain(guarantors)
        .collect()
}

/// The first event that names a file, of those of which the block is proved.
fn named(loan: &VerifiedLoan, digest: &Hash) -> Option<(u32, u64)> {
    loan.events.iter().find_map(|proved| {
        let names_it = history::files(&proved.event)
            .iter()
            .any(|(_, named)| named == digest);
        let block = proved.block.as_ref().filter(|_| names_it)?;
        Some((proved.event.head().sequence, block.time_ms))
    })
}
