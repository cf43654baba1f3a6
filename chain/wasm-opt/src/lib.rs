//! Stands in for the crate `wasm-opt` (`[patch.crates-io]` in chain/Cargo.toml), of which substrate-wasm-builder uses two
//! calls. That crate compiles all of binaryen, five minutes of C++ that the runtime's build has to wait for; set-up has
//! installed Debian's `wasm-opt` anyway, which makes the contract smaller.

use std::path::Path;
use std::process::Command;

/// A change that the optimiser makes.
#[derive(Debug, Clone, Copy)]
pub enum Pass {
    /// Takes out what only a debugger reads.
    StripDwarf,
    /// Turns sign extensions into instructions of the first version of WASM. `wasm32v1-none` has none of them, and with
    /// the features of that version `wasm-opt` refuses a module that has: so there is nothing to do.
    SignextLowering,
}

/// Why a module was not written.
#[derive(Debug)]
pub struct OptimizationError(String);

impl std::fmt::Display for OptimizationError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OptimizationError {}

/// What is asked of the program.
#[derive(Debug)]
pub struct OptimizationOptions(Vec<&'static str>);

impl OptimizationOptions {
    /// Nothing is optimised beside the passes that are added.
    pub fn new_opt_level_0() -> Self {
        Self(vec!["-O0", "--mvp-features"])
    }

    /// Takes and gives instructions of WASM's first version only, as it does anyway.
    pub fn mvp_features_only(&mut self) -> &mut Self {
        self
    }

    /// Keeps the names of functions.
    pub fn debug_info(&mut self, keep: bool) -> &mut Self {
        if keep {
            self.0.push("--debuginfo");
        }
        self
    }

    /// Adds a pass.
    pub fn add_pass(&mut self, pass: Pass) -> &mut Self {
        match pass {
            Pass::StripDwarf => self.0.push("--strip-dwarf"),
            Pass::SignextLowering => {}
        }
        self
    }

    /// Reads the module `from` and writes `to`.
    ///
    /// Errors: the program is missing, or refuses the module.
    pub fn run(&mut self, from: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<(), OptimizationError> {
        let mut command = Command::new("wasm-opt");
        let _ = command
            .args(&self.0)
            .arg(from.as_ref())
            .arg("-o")
            .arg(to.as_ref());
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(OptimizationError(format!("wasm-opt failed: {status}"))),
            Err(e) => Err(OptimizationError(format!(
                "cannot run `wasm-opt` (Debian package binaryen): {e}; run `make setup`"
            ))),
        }
    }
}
