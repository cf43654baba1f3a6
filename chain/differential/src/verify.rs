//! The verifier's files, by themselves.

// What the tests do not ask for is used elsewhere in the verifier.
#![allow(dead_code)]

/// As the verifier has them.
pub type Hash = [u8; 32];
const LIST_MAX: usize = 200_000;

#[path = "../../../client/evidence/src/verify/ed25519.rs"]
mod ed25519;
#[path = "../../../client/evidence/src/verify/error.rs"]
pub mod error;
#[path = "../../../client/evidence/src/verify/finality.rs"]
pub mod finality;
#[path = "../../../client/evidence/src/verify/header.rs"]
pub mod header;
#[path = "../../../client/evidence/src/verify/storage.rs"]
pub mod storage;
#[path = "../../../client/evidence/src/verify/trie.rs"]
pub mod trie;
