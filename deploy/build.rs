//! Remembers which contract sources this program is compiled with: the ABI comes from
//! the contract linked into it, the WASM from the sources on disk, and a bundle of the
//! two must never be made from different states.

#[path = "src/contract/fingerprint.rs"]
mod fingerprint;

use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-changed=../contracts");
    // Asked for when it runs: this script may have been compiled for another clone that shares the target directory.
    let here =
        PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the package is"));
    let contracts = here.join("../contracts");
    let sources = fingerprint::sources(&contracts).expect("../contracts can be read");
    println!("cargo::rustc-env=CONTRACT_SOURCES={sources}");
}
