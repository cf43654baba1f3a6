//! Reminders: a pure policy says what whom is to be told and what the contract is to be told; the outbox delivers the one
//! over a person's channels, the relay the other. Both at least once under a stable id, so that neither a restart nor a
//! rebuilt database tells anybody twice.

pub mod channel;
pub mod contact;
mod error;
pub mod form;
pub mod link;
pub mod message;
pub mod notice;
pub mod outbox;
pub mod people;
pub mod policy;
pub mod record;
pub mod service;
pub mod settings;
pub mod tasks;
pub mod unsubscribe;
pub mod words;

pub use error::{Error, Result};

#[cfg(test)]
mod testing;
