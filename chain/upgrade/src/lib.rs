//! The runtime's next version, for the test that upgrades a running chain: `spec_version` one higher, attestations at twice
//! the price, everything else the same.

#![cfg_attr(target_arch = "wasm32", no_std)]

#[cfg(target_arch = "wasm32")]
pub use iou_runtime::*;

#[cfg(not(target_arch = "wasm32"))]
include!(concat!(env!("OUT_DIR"), "/next.rs"));
