//! The index: finalised blocks of one contract → tables. One path for back-fill and for following; the rows of a block, the
//! cursor and what has to be told about it are one transaction. It is a cache of the chain, never evidence.
//!
//! `iou_ledger::blocks` fetches and decodes blocks, `project` makes rows of events, `follow` drives both. docs/index.md shows the tables to people.

pub mod dump;
mod error;
pub mod follow;
pub mod project;
#[cfg(feature = "sample")]
pub mod sample;

pub use error::{Error, Result};
pub use follow::{Follower, Origin};
