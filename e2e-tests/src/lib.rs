//! What the end-to-end tests and the benchmarks share: `sandbox` runs the contract's WASM on the real runtime inside
//! the test's own process, `agreements` holds the loans that are played, `bench` the report of the benchmarks. `world` is a real node with people.
//! A real node is started by `deploy::node`.

#![deny(missing_docs)]

pub mod agreements;
pub mod bench;
pub mod sandbox;
pub mod world;
