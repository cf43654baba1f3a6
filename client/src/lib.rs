//! The client of an IOU chain: keys, configuration, the connection to a node, and the `iou` program on top of them.
//!
//! A reader's way in: [`cli`] (one file a subcommand) → [`chain`] (what is signed, sent and looked up) → [`error`] (every
//! way to fail). Messages for people are in `i18n/`, never in the sources.

pub mod chain;
pub mod cli;
pub mod config;
pub mod error;
pub mod evidence;
pub mod files;
pub mod form;
pub mod index;
pub mod money;
pub mod output;
pub mod private;
pub mod remind;
pub mod serve;
pub mod status;
pub mod text;
pub mod time;
pub mod view;

pub use error::{Error, Result};
pub use text::Text;
