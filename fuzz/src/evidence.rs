//! See client/src/evidence.rs.

pub mod agreement;
pub mod disclosure;
pub mod verify;
