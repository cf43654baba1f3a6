//! Reminders: a pure policy says what whom is to be told and what the contract is to be told; the outbox delivers the one
//! over a person's channels, the relay the other. Both at least once under a stable id, so that neither a restart nor a
//! rebuilt database tells anybody twice.

pub mod channel;
pub mod contact;
pub mod message;
pub mod notice;
pub mod outbox;
pub mod people;
pub mod pokes;
pub mod policy;
pub mod queue;
pub mod record;
pub mod relay;
pub mod service;
pub mod settings;
pub mod words;

#[cfg(test)]
mod testing;
// The harness is the deployment's; taking its whole crate in would make the client's libraries compile with other features.
#[cfg(test)]
#[path = "../../deploy/src/postgres.rs"]
mod postgres;
