//! The contract's WASM on the real runtime, in process: the bulk of what is known about it beyond `terms`.
//!
//! `stories` plays loans from proposal to end, `refusals` provokes what the contract refuses, `token` settles in a PSP22
//! token, honest or hostile, `ledger` covers pages, listings and batches, `lockstep` drives contract and pure rules side
//! by side through random lives.

mod ledger;
mod lockstep;
mod refusals;
mod stage;
mod stories;
mod token;
