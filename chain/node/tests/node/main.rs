//! The node's program, tested from outside: over its RPC port, its exit and its files.

#![cfg(unix)]

mod clock;
mod consortium;
mod dev;
mod harness;
mod socket;
mod transactions;
