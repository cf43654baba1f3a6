//! What the end-to-end tests and the benchmarks share: `world` is a real node with people, `receivers` the other end of
//! every message, `liar` a node that does not tell the truth, `service` the program as a service, `load` makes many loans, `evidence` plays the
//! story that evidence is collected from, `bench` the report of the benchmarks. A real node is started by `deploy::node`.

#![deny(missing_docs)]

pub mod bench;
pub mod evidence;
pub mod liar;
pub mod load;
pub mod receivers;
pub mod service;
pub mod traffic;
pub mod world;
