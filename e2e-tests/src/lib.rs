//! What the end-to-end tests and the benchmarks share: `world` is a real node with people, `receivers` the other end of
//! every message, `load` makes many loans, `bench` the report of the benchmarks. A real node is started by `deploy::node`.

#![deny(missing_docs)]

pub mod bench;
pub mod load;
pub mod receivers;
pub mod traffic;
pub mod world;
