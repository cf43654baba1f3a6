//! Evidence that a stranger can check offline: one file that holds a loan and every proof of it, and the check of such a
//! file, which needs the chain's specification and nothing else: no network, no server, no trust in who made the file.
//! [`verify`], the readable [`agreement`] and [`disclosure`] use `terms` and crates for hashes, signatures and texts only;
//! [`collect`] asks a node; `certificate` prints what was proved. The format, field by field, and what each proof shows: docs/evidence.md.

pub mod agreement;
#[cfg(feature = "pdf")]
pub mod certificate;
pub mod collect;
pub mod disclosure;
pub mod opening;
pub mod verify;
pub mod words;
