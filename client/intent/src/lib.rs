//! Intents on their way from whoever signs to whoever submits: as a file, as square codes, with the signature of whatever
//! wallet. Nothing that stands beside the bytes of an intent is believed: words are compared with the bytes, terms with the
//! digest in them, a signature with the signer. What an intent means and whether it holds is in `terms::intent`.
//! [`api`] is what a relay takes and answers. No terminal, no network, no clock.

mod agreed;
#[cfg(feature = "machine")]
pub mod api;
pub mod code;
mod fault;
mod file;
pub mod frames;
#[cfg(feature = "machine")]
pub mod kept;
pub mod wallet;

pub use agreed::Agreed;
pub use fault::Fault;
pub use file::{IntentDocument, IntentFile, Stated, FILE_MAX};
