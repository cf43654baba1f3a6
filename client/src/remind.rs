//! Reminders: a pure policy says what whom is to be told and what the contract is to be told; the outbox delivers the one
//! over a person's channels, the relay the other. Both at least once under a stable id, so that neither a restart nor a
//! rebuilt database tells anybody twice.

pub mod message;
pub mod outbox;
pub mod queue;
pub mod relay;

#[cfg(test)]
mod testing;
// The harness is the deployment's; taking its whole crate in would make the client's libraries compile with other features.
#[cfg(test)]
#[path = "../../deploy/src/postgres.rs"]
mod postgres;
