//! What stands between the sources and a running network: building the contract
//! (`contract`), finding what was built (`paths`) and starting a node (`node`).
//! The tests, the demo and the benchmarks use this library, the Makefile uses the
//! binary of the same name; nothing here is needed by someone who only signs loans.

#![deny(missing_docs)]

pub mod contract;
pub mod node;
pub mod paths;
