//! The runtime's next version, for the test that upgrades a running chain: `spec_version` one higher, attestations at twice
//! the price, everything else the same.

mod next {
    include!(concat!(env!("OUT_DIR"), "/next"));
}

/// The code as the chain takes it (compressed WASM), or none where WASM was not built.
pub const CODE: Option<&[u8]> = next::WASM_BINARY;
