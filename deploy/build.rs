//! Remembers which contract sources this program is compiled with: the ABI comes from
//! the contract linked into it, the WASM from the sources on disk, and a bundle of the
//! two must never be made from different states.

#[path = "src/contract/fingerprint.rs"]
mod fingerprint;

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=../contracts");
    let contracts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contracts");
    let sources = fingerprint::sources(&contracts).expect("../contracts can be read");
    println!("cargo::rustc-env=CONTRACT_SOURCES={sources}");
}
