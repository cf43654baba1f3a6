//! Tests of the rules through their public face: no chain, no storage, no clock.
//!
//! `case` builds loans and speaks the messages; `life` has one test per rule of the state machine, `forbidden` the
//! table of steps that must never happen, `refusals` provokes every error, `accounts` works money examples by hand,
//! `properties` plays random lives against `model`, a second accounting written from the statutes day by day.

// The strictness of the rules themselves is not asked of their tests: here a panic is how a fault shows.
#![allow(unused_results)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod accounts;
mod case;
mod forbidden;
mod life;
mod model;
mod properties;
mod refusals;
