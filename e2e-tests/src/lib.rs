//! What the end-to-end tests and the benchmarks share: `world` is a real node with people, `bench` the report of the
//! benchmarks, `load` makes many loans. A real node is started by `deploy::node`.

#![deny(missing_docs)]

pub mod bench;
pub mod load;
pub mod world;
