//! Compiles the runtime to WASM once more, with the feature `next`.
//!
//! It shares the WASM project of the runtime's own build, so only the runtime crate is compiled and linked again: about a
//! minute, and nothing of polkadot-sdk.

use std::{env, fs::File, path::PathBuf};

fn main() {
    let _turn = wasm_turn();
    let runtime = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../runtime/Cargo.toml");
    substrate_wasm_builder::WasmBuilder::new()
        .with_project(runtime)
        .expect("the runtime is beside this crate")
        .enable_feature("next")
        .set_file_name("next")
        .import_memory()
        .export_heap_base()
        .build();
}

/// Waits until no other build script writes the WASM project; held until dropped.
fn wasm_turn() -> File {
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let profile = out.ancestors().nth(3).expect("<profile>/build/<package>/out");
    let lock = File::create(profile.join("wbuild.lock")).expect("the target directory can be written to");
    lock.lock().expect("a file lock");
    lock
}
