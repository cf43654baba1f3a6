//! What every crate of the client stands on. Nothing here reads a file, a clock, the environment or the network, and nothing
//! writes to a terminal: all of it also runs in a browser.

pub mod address;
pub mod backoff;
pub mod base32;
pub mod digest;
pub mod error;
pub mod line;
pub mod memo;
pub mod money;
pub mod names;
pub mod signs;
pub mod text;
pub mod time;

pub use digest::{hex0x, is_hex, read_hex, read_hex_bytes, sha256};
pub use error::{Class, Refusal};
pub use text::{kebab, Lang, Text};
