//! The database of the services: one SQLite file, or a PostgreSQL server by URL. [`store`] opens it and holds its kept values,
//! [`schema`] has its tables, [`indexes`] those that only readers need, [`rows`] writes many at once, [`lease`] lets one of several processes work on a row,
//! [`outgoing`] shows such rows to people, [`counts`] how many there are, [`ended`] goes through those that are over.

pub mod address;
pub mod counts;
pub mod ended;
mod error;
pub mod indexes;
pub mod lease;
mod news;
pub mod outgoing;
pub mod rows;
pub mod schema;
pub mod store;

pub use address::Address;
pub use error::{Error, Result};
pub use news::News;
pub use store::Store;

/// As the database counts.
pub fn to_i64(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// As we count.
pub fn to_u64(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
