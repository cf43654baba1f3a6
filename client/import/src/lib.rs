//! Statements of banks and wallets: what a file says is read into [`Row`]s, and rows are matched with what loans expect.
//!
//! ```text
//! bytes ──read──▶ Statement { rows, skipped } ──find──▶ Findings { sure, doubtful }
//! ```
//!
//! The kind of a file is told from what is in it ([`read`]): Alipay and WeChat (CSV, XLSX), 招商银行 (CSV), CAMT.053, MT940. Headers are
//! found by the names of their columns and never by the number of a line, since layouts move. Amounts are exact decimals from the
//! first sign on; no float is anywhere. A file that cannot be read whole is refused whole: half a statement makes wrong matches.
//!
//! Matching ([`find`]) puts precision before recall: what is not clear is doubtful, and a person is asked.
//! Limits: [`FILE_MAX`], [`ROWS_MAX`], and those of `grid` and `xlsx`.

mod camt;
mod decimal;
mod error;
mod grid;
mod matching;
mod moment;
mod mt940;
mod name;
mod read;
mod row;
mod table;
mod xlsx;
mod xml;

pub use decimal::Decimal;
pub use error::{Error, Result};
pub use matching::{find, Basis, Candidate, Debt, Doubt, Expected, Findings, Match, Why, Wish, DAYS_AROUND};
pub use moment::Moment;
pub use name::{fits, Likeness};
pub use read::{read, FILE_MAX, ROWS_MAX};
pub use row::{Direction, Row, Skipped, Source, Statement, WhySkipped};
