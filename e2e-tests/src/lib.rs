//! What the end-to-end tests and the benchmarks share: `world` is a real node with people, `receivers` the other end of
//! every message, `service` the program as a service, `relay` a relay with people who own no tokens, `drafts` two of them who share a draft, `liar` a node that does not
//! tell the truth, `wire` a way to an HTTP service on which things are lost, `load` makes many loans, `evidence` plays the story
//! that evidence is collected from, `seats` who takes over which seat, `page` the page with everything behind it and stories in a browser, `bench` the report of the benchmarks. A real node is started by `deploy::node`.

#![deny(missing_docs)]

pub mod bench;
pub mod drafts;
pub mod evidence;
pub mod liar;
pub mod load;
pub mod page;
pub mod receivers;
pub mod relay;
pub mod seats;
pub mod service;
pub mod site;
pub mod traffic;
pub mod wire;
pub mod world;
