//! Keys as such, without a place to keep them: words and derivation ([`Key`]), sr25519 signatures, boxes that one account can
//! open ([`seal`]), keystores as polkadot-js writes them ([`keystore`]), what travels sealed between the two sides of a draft
//! ([`fields`]), and where the holder of words finds everything again ([`index`]).
//!
//! It runs on a machine and in a browser alike: nothing here reads a file, a clock or the environment, and whoever calls gives
//! the randomness. Secrets are wiped on drop.

pub mod fields;
pub mod index;
mod key;
pub mod keystore;
pub mod seal;
mod uri;
pub mod words;

pub use key::{Key, CONTEXT};
pub use uri::DEV_PHRASE;
pub use words::{PhraseFault, WordList};
