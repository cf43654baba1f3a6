//! The verifier reads tries and justifications with code of its own, because the libraries of the node bring the whole of
//! polkadot-sdk. Here both read the same: `tests/trie.rs`, `tests/finality.rs`, and `tests/keys.rs` for where things stand
//! in the state. Where they differ on purpose, the test says so and docs/evidence.md has a table of it.
//!
//! The verifier's files are compiled here by themselves. As a dependency, its crate would bring a feature of serde_json (its
//! canonical form) and some of Unicode tables, with which all of polkadot-sdk is compiled anew: half an hour.

pub mod verify;
