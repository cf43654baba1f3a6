//! The module of the pages, run in Node: it imports nothing, and finds in a file what the program finds.

use std::path::Path;
use std::process::Command;

use anyhow::{ensure, Context, Result};
use deploy::{browser, paths};
use serde_json::Value;

fn by_module(file: &Path, spec: &Path) -> Result<Value> {
    let script = paths::workspace_root()?.join("e2e-tests/verifier/browser.mjs");
    let output = Command::new("node")
        .arg(script)
        .arg(browser::build()?)
        .args([file, spec])
        .output()
        .context("node")?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).context(said)
}

fn by_program(file: &Path, spec: &Path) -> Result<Value> {
    let output = Command::new(paths::binary("iou")?)
        .arg("verify")
        .arg(file)
        .arg("--chain-spec")
        .arg(spec)
        .arg("--json")
        .env("IOU_LANG", "en")
        .output()
        .context("iou")?;
    let mut envelope: Value = serde_json::from_slice(&output.stdout)?;
    let data = envelope["data"].as_object_mut().context("data")?;
    for own in ["file", "inside"] {
        let _ = data.remove(own).context(own)?;
    }
    Ok(envelope["data"].take())
}

#[test]
fn in_the_sample_the_module_finds_what_the_program_finds_also_inside_the_certificate() -> Result<()> {
    let sample = paths::workspace_root()?.join("examples/evidence");
    let spec = sample.join("chain-spec.json");
    for name in ["sample.iou", "sample.pdf"] {
        let file = sample.join(name);
        let (found, expected) = (by_module(&file, &spec)?, by_program(&file, &spec)?);
        ensure!(expected["items"].as_array().is_some_and(|items| items.len() > 10));
        ensure!(found["report"] == expected, "{name}: {found:#} {expected:#}");
    }
    Ok(())
}

#[test]
fn a_changed_file_is_false_for_both_and_a_cut_one_is_unreadable() -> Result<()> {
    let sample = paths::workspace_root()?.join("examples/evidence");
    let spec = sample.join("chain-spec.json");
    let whole = std::fs::read(sample.join("sample.iou"))?;
    let directory = tempfile::tempdir()?;
    let file = directory.path().join("loan.iou");
    let at = whole.len() / 2;
    let mut changed = whole.clone();
    changed[at] ^= 1;
    std::fs::write(&file, changed)?;
    ensure!(by_module(&file, &spec)?["error"]["code"] == "unreadable");
    std::fs::write(&file, &whole[..at])?;
    ensure!(by_module(&file, &spec)?["error"]["code"] == "unreadable");
    Ok(())
}

#[test]
fn in_a_page_keys_sign_seal_and_lock_as_on_a_machine_with_randomness_from_the_page_alone() -> Result<()> {
    let script = paths::workspace_root()?.join("e2e-tests/verifier/keys.mjs");
    let output = Command::new("node")
        .arg(script)
        .arg(browser::build_signing()?)
        .output()
        .context("node")?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{said}");
    Ok(())
}
