//! The loan itself: what two people agree on, what they owe, what the law allows and which step may follow which.
//!
//! Pure and `no_std`: nothing here reads a clock, a chain or a file. Callers pass who acts and when; they get the
//! new state and the events, or one [`Error`]. The contract, the client, the indexer and the offline verifier all
//! use these same types, so a figure means the same thing everywhere.
//!
//! Reading order (each room knows only those before it): [`money`], [`day`], [`rate`] → [`agreement`] →
//! [`schedule`] → [`account`] → [`journal`] → [`law`] → [`life`] → [`intent`]; [`event`] and [`error`] stand beside them.
//!
//! Article numbers in brackets: CC = Civil Code of the PRC (民法典), PL = Provisions on Private Lending (民间借贷规定,
//! version of 2020-12-29), LP = Provisions on Limitation (诉讼时效规定, 2020-12-29).

#![cfg_attr(not(feature = "std"), no_std)]
// In a unit test a panic is how a fault shows.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing
    )
)]

extern crate alloc;

pub mod account;
pub mod agreement;
#[cfg(feature = "std")]
pub mod books;
#[cfg(feature = "std")]
pub mod cell;
pub mod credit;
pub mod day;
pub mod error;
pub mod event;
pub mod intent;
pub mod journal;
pub mod law;
#[cfg(all(feature = "ink", feature = "std"))]
mod layout;
pub mod life;
pub mod limits;
pub mod money;
pub mod rate;
pub mod read;
#[cfg(feature = "std")]
pub mod sample;
pub mod schedule;
#[cfg(feature = "std")]
pub mod statement;
mod wide;

pub use account::{Account, Balance, Payment, Posting, Rules};
pub use agreement::{AccountId, Currency, Digest, LoanId, Role, Settlement, Terms};
#[cfg(feature = "std")]
pub use books::Books;
pub use day::{Day, Timestamp, UtcOffset};
pub use error::Error;
pub use event::{Event, Figures, Stage, Status};
pub use intent::Intent;
pub use journal::Journal;
pub use law::Jurisdiction;
pub use life::{Cause, Context, Loan, State};
pub use money::Amount;
pub use rate::{DayCount, RatePpm, Rounding};
pub use schedule::{Basis, Instalment, Instalments, Method, Period, Plan};
