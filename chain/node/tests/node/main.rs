//! The node's program, tested from outside: over its RPC port, its exit and its files.

#![cfg(unix)]

mod calls;
mod clock;
mod consortium;
mod dev;
mod disk;
mod guard;
mod harness;
mod joining;
mod ledger;
mod socket;
mod transactions;
mod upgrade;
