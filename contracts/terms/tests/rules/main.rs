//! Tests of the rules through their public face: no chain, no storage, no clock.
//!
//! `case` builds loans, `step` names what is asked of them. One test per rule: `formation`, `running`, `amendments`,
//! `claims`, `deliveries`, `old_debts`, `disputes`, `records`, `identity`, `joint`, `acceleration`, `silence`, `statement`, `chain`, `caps`,
//! `intents`, `seats`, with random ones in `succession`; `thieves_of_seats` tries what is refused to a held seat by other ways, and `books_of_seats`
//! holds books that know the events alone to the rules. `reading` holds what is decoded to the codec. `schedules` and `accounts` work money examples by hand,
//! `published` repeats cases that others have published. `forbidden` is the table of steps that must never happen,
//! `refusals` provokes every error. `properties` draws random terms and lives and `play` holds them against `model`, a
//! second accounting written from the statutes day by day, and `replay`, an indexer that knows the events alone: the
//! numbered invariants I1 to I8, I19 and I20.

// The strictness of the rules themselves is not asked of their tests: here a panic is how a fault shows.
#![allow(unused_results)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod acceleration;
mod accounts;
mod amendments;
mod books_of_seats;
mod caps;
mod case;
mod chain;
mod claims;
mod deliveries;
mod disputes;
mod forbidden;
mod formation;
mod identity;
mod intents;
mod joint;
mod journal;
mod model;
mod old_debts;
mod play;
mod properties;
mod published;
mod reading;
mod records;
mod refusals;
mod replay;
mod running;
mod schedules;
mod seats;
mod silence;
mod sizes;
mod statement;
mod step;
mod succession;
mod table;
mod thieves_of_seats;
