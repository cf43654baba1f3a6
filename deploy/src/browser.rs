//! Builds the module of the pages (`client/browser`): WebAssembly that imports nothing, shrunk by binaryen. What it is made of
//! is told from the sources of the client and of the rules, so that nothing is built twice. There are two, since no page needs
//! both halves: one verifies, one holds keys and signs.
//! Units: bytes. Output: `<target>/browser/{iou,sign}.wasm`.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{ensure, Context, Result};

use crate::contract::compile::Toolchain;
use crate::contract::fingerprint::{self, Fingerprint};
use crate::paths;

/// Under this name its crate is in the workspace.
const PACKAGE: &str = "iou-browser";
/// What the compiler gives and binaryen must be told of.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Name and feature of each.
const VERIFIES: (&str, &str) = ("iou", "verify");
const SIGNS: (&str, &str) = ("sign", "sign");

/// The module that verifies evidence, built if need be.
///
/// Errors: a missing tool, or code that does not compile.
pub fn build() -> Result<PathBuf> {
    built(VERIFIES)
}

/// The module of the pages that sign, built if need be.
///
/// Errors: as [`build`].
pub fn build_signing() -> Result<PathBuf> {
    built(SIGNS)
}

fn built((name, half): (&str, &str)) -> Result<PathBuf> {
    let (root, target) = (paths::workspace_root()?, paths::target_dir()?);
    let out = target.join("browser");
    fs::create_dir_all(&out).with_context(|| format!("cannot create {}", out.display()))?;
    let lock = fs::File::create(out.join(".lock"))?;
    lock.lock().context("cannot lock the output directory")?;
    let (module, stamp) = (
        out.join(format!("{name}.wasm")),
        out.join(format!("{name}.stamp")),
    );
    let toolchain = Toolchain::find(&root)?;
    let inputs = inputs(&root, &toolchain)?;
    let state = |module: &[u8]| {
        let mut state = Fingerprint::default();
        state.add(&inputs).add(module);
        state.digits()
    };
    if let (Ok(known), Ok(bytes)) = (fs::read_to_string(&stamp), fs::read(&module)) {
        if known == state(&bytes) {
            return Ok(module);
        }
    }
    let raw = toolchain.compile_module(PACKAGE, half, &target.join("browser-build"))?;
    let small = out.join(format!("{name}.new"));
    let status = Command::new("wasm-opt")
        .args(["-Oz", "--strip-debug", "--strip-producers"])
        .args(FEATURES)
        .arg(&raw)
        .arg("-o")
        .arg(&small)
        .status()
        .context("cannot run `wasm-opt` (Debian package binaryen): run `make setup`")?;
    ensure!(status.success(), "wasm-opt failed on {}: {status}", raw.display());
    fs::rename(&small, &module)?;
    fs::write(&stamp, state(&fs::read(&module)?))?;
    Ok(module)
}

/// Everything the module is made of, as one short text.
fn inputs(root: &std::path::Path, toolchain: &Toolchain) -> Result<String> {
    let mut state = Fingerprint::default();
    for part in [
        "contracts/terms",
        "client/base",
        "client/evidence",
        "client/intent",
        "client/keys",
        "client/view",
        "client/browser",
    ] {
        state.add(fingerprint::sources(&root.join(part))?);
    }
    for file in [
        "Cargo.toml",
        "Cargo.lock",
        ".cargo/config.toml",
        "client/i18n/en/agreement.ftl",
        "client/i18n/zh-CN/agreement.ftl",
        "client/i18n/en/agreement-2.ftl",
        "client/i18n/zh-CN/agreement-2.ftl",
        "client/i18n/en/agreement-3.ftl",
        "client/i18n/zh-CN/agreement-3.ftl",
    ] {
        state.add(fs::read(root.join(file)).with_context(|| format!("cannot read {file}"))?);
    }
    state
        .add(include_str!("browser.rs"))
        .add(&toolchain.details)
        .add(toolchain.immediate_abort);
    Ok(state.digits())
}

/// How long the module is on its way to a browser.
///
/// Errors: `gzip` is missing.
pub fn compressed(module: &std::path::Path) -> Result<usize> {
    let output = Command::new("gzip")
        .args(["-9", "--stdout", "--no-name"])
        .arg(module)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run `gzip`")?;
    ensure!(output.status.success(), "gzip failed: {}", output.status);
    Ok(output.stdout.len())
}
