//! What stands between the sources and a running network: building the contract
//! (`contract`) and the module of the pages (`browser`), finding what was built (`paths`), starting a node (`node`) or a whole network of
//! institutions (`consortium`), asking nodes (`rpc`), running the client as a user does (`iou`), two
//! stories to watch (`demo`) and the page to play with (`page`), with the forms that they share with the tests (`forms`), and the generated parts of the documents (`docs`).
//! The tests, the demo and the benchmarks use this library, the Makefile uses the
//! binary of the same name; nothing here is needed by someone who only signs loans.

#![deny(missing_docs)]

pub mod browser;
pub mod consortium;
pub mod contract;
pub mod demo;
pub mod docs;
pub mod forms;
pub mod iou;
pub mod node;
pub mod page;
pub mod paths;
pub mod postgres;
pub mod rpc;
