//! Compiles the runtime to WASM beside the native build.
//!
//! The metadata hash (offline signing devices compare it) would compile the
//! runtime twice, so ordinary builds leave it out.

fn main() {
    #[cfg(feature = "std")]
    substrate_wasm_builder::WasmBuilder::build_using_defaults();
}
