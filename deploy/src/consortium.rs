//! A chain that several institutions run: who they are (`plan`, a TOML file), their keys (`keys`), the chain spec that all of
//! them start from (`spec`), and a whole network on one machine (`network`, in namespaces of `links` where links are to be
//! cut; `clock` for clocks that are wrong). `up` is what `make consortium` runs. Tests and benchmarks use the same network.

pub mod address;
pub mod clock;
pub mod keys;
pub mod links;
pub mod network;
pub mod plan;
pub mod spec;
pub mod up;

use crate::paths;
use anyhow::{ensure, Context, Result};
use std::{
    ffi::OsStr,
    process::{Command, Stdio},
};

/// Runs the node's program to its end and gives what it prints.
///
/// Errors: it is not built, or fails; then with what it said.
fn iou_node<I: AsRef<OsStr>>(arguments: &[I]) -> Result<String> {
    let program = paths::binary("iou-node")?;
    let done = Command::new(&program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run {}", program.display()))?;
    // Arguments may name files with secrets, never secrets: they may be shown.
    let shown: Vec<_> = arguments.iter().map(|it| it.as_ref().to_string_lossy()).collect();
    ensure!(
        done.status.success(),
        "iou-node {} failed: {}",
        shown.join(" "),
        String::from_utf8_lossy(&done.stderr).trim()
    );
    Ok(String::from_utf8(done.stdout)?)
}
