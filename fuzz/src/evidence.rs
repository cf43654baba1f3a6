//! See client/src/evidence.rs.

pub mod verify;
