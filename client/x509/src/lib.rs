//! Who signed, by certificates: a detached signature (CMS) over what a party agreed to, and time stamps (RFC 3161), judged as of a time by roots
//! that the verifier gives. Nothing here opens a file, asks a network or reads a clock: what is judged, and when it was there, is
//! handed in.
//!
//! # Usage
//!
//! [`Roots::read`] takes what the verifier trusts, [`Judge::new`] what was carried along; [`Judge::stamp`] and [`Judge::signature`] judge
//! one each, and [`Judge::unrelated`] says at the end what was carried for nothing. [`content`] is what is signed. Reading order:
//! [`der`] → [`algorithm`] → [`certificate`], [`name`] → [`path`], [`revocation`], [`standing`] → [`cms`], [`stamp`] → [`judge`].
//!
//! Whatever bytes a stranger gives: nothing panics, memory is a few times their length, and work is counted ([`effort::Effort`]).

pub mod algorithm;
pub mod certificate;
pub mod cms;
#[allow(missing_docs)]
pub mod der;
pub mod effort;
pub mod fault;
pub mod judge;
pub mod name;
#[allow(missing_docs)]
pub mod oid;
pub mod path;
pub mod pem;
pub mod revocation;
pub mod stamp;
pub mod standing;
pub mod write;

pub use fault::{Fault, Result};
pub use judge::{Beside, Judge, Party, Roots, Signed, Source, Stamped};
pub use standing::{Above, Revocation};

/// What stands before every content that is signed: a signature of something else is none of a loan.
pub const DOMAIN: &str = "iou:cms:v1:";

/// What a party signs under their certificate: that they, in this role and with this account, agreed to the terms with this digest.
/// ASCII, without an end of line.
pub fn content(digest: &[u8; 32], role: &str, account: &[u8; 32]) -> String {
    format!("{DOMAIN}{}:{role}:{}", hex::encode(digest), hex::encode(account))
}
