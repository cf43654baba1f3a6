//! The contract's WASM on the real runtime, in process: the bulk of what is known about it beyond `terms`.
//!
//! `stories` plays loans from proposal to end, `refusals` provokes what the contract refuses, `token` settles in a PSP22
//! token, honest or hostile, `ledger` covers pages, listings and batches, `largest` a loan at its limits, `intents` what people sign for others to submit, `lockstep` drives contract and pure rules side
//! by side through random lives.

mod intents;
mod largest;
mod ledger;
mod lockstep;
mod refusals;
mod stage;
mod stories;
mod token;
