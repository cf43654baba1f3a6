//! The program `iou`: commands, configuration and output on top of the crates beside this one.
//!
//! A reader's way in: [`program`] → [`commands`] (a room for each group of `iou --help`) → [`session`] (where every step that
//! somebody signs passes) → `iou-ledger` (what is signed, sent and looked up); [`error`] is every way to fail. Messages for
//! people are in `client/i18n/`, never in the sources.

#[macro_use]
mod shape;

pub mod arguments;
pub mod commands;
pub mod config;
pub mod confirm;
pub mod context;
pub mod error;
pub mod global;
mod handover;
pub mod help;
mod intents;
pub mod language;
mod log;
pub mod output;
pub mod password;
pub mod program;
pub mod session;
mod target;
mod terminal;
pub mod transaction;
pub mod usage;
pub mod version;

pub use error::{Error, Result};
