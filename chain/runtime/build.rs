//! Compiles the runtime to WASM beside the native build.
//!
//! The metadata hash (offline signing devices compare it) would compile the
//! runtime twice, so ordinary builds leave it out.

fn main() {
    #[cfg(feature = "std")]
    {
        // `upgrade` builds another version in the same place: one at a time.
        let _turn = wasm_turn();
        substrate_wasm_builder::WasmBuilder::build_using_defaults();
    }
}

/// Waits until no other build script writes the WASM project; held until dropped.
#[cfg(feature = "std")]
fn wasm_turn() -> std::fs::File {
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    let profile = out.ancestors().nth(3).expect("<profile>/build/<package>/out");
    let lock = std::fs::File::create(profile.join("wbuild.lock")).expect("the target directory can be written to");
    lock.lock().expect("a file lock");
    lock
}
