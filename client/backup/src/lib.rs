//! Everything that a party holds and could not get again: keystores, the addresses of loan keys, personal fields with their
//! salts, settings, what was sent, contacts. In one file ([`archive`]), on paper ([`paper`]), and back ([`restore`]).
//! Nothing here talks to a chain, a database or a person.

pub mod archive;
mod error;
pub mod paper;
pub mod restore;

pub use archive::Archive;
pub use error::{Error, Result};
