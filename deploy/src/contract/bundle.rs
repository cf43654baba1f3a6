//! The `.contract` bundle: code, ABI and where they come from in one JSON file, in the
//! form that cargo-contract, polkadot-js and other tools read.
//! Source: crate contract-metadata 5; the ABI is ink's own metadata, version 5.
//! Limits: only the contract linked into this program (`loan`) has an ABI here; the order
//! of its events and types is the linker's, so the code hash, not the bundle's, names a build.

use super::compile::{Toolchain, BUFFER};
use anyhow::{ensure, Context, Result};
use blake2::{digest::consts::U32, Blake2b, Digest};
use contract_metadata::{
    CodeHash, Compiler, Contract, ContractMetadata, Language, Source, SourceCompiler, SourceLanguage,
    SourceWasm,
};
use semver::Version;
use serde_json::{Map, Value};
use std::{path::Path, process::Command};

/// The package whose metadata this program can generate.
pub const PACKAGE: &str = "loan";

/// The hash under which the chain stores `code`: BLAKE2b, 256 bits.
pub fn code_hash(code: &[u8]) -> [u8; 32] {
    Blake2b::<U32>::digest(code).into()
}

/// The ABI of the linked contract, as a JSON object. Wallets offer a message as a transaction where it says that it changes
/// something; ink says so of those alone that write the root cell.
///
/// Errors: ink's metadata does not serialise to an object.
pub fn abi() -> Result<Map<String, Value>> {
    let mut abi = serde_json::to_value(generate_metadata())?;
    // The metadata is of this program, the buffer of the contract.
    abi["spec"]["environment"]["staticBufferSize"] = BUFFER.into();
    let mut abi = match abi {
        Value::Object(abi) => abi,
        other => anyhow::bail!("ink's metadata is {other}, not an object"),
    };
    let messages = abi
        .get_mut("spec")
        .and_then(|spec| spec["messages"].as_array_mut());
    for message in messages.into_iter().flatten() {
        let label = message["label"].as_str().unwrap_or_default();
        let changes = !loan::message::QUERIES.contains(&label);
        message["mutates"] = changes.into();
    }
    Ok(abi)
}

#[allow(unsafe_code)]
fn generate_metadata() -> ink::metadata::InkProject {
    extern "Rust" {
        fn __ink_generate_metadata() -> ink::metadata::InkProject;
    }
    // SAFETY: ink's macro defines this function in the linked crate `loan` with exactly
    // this signature; `no_mangle` is the only way it offers to reach it.
    unsafe { __ink_generate_metadata() }
}

/// The whole bundle for `code`.
///
/// Errors: the package's manifest lacks what a bundle must name.
pub fn bundle(
    root: &Path,
    code: Vec<u8>,
    toolchain: &Toolchain,
    build_info: Map<String, Value>,
) -> Result<ContractMetadata> {
    let manifest = manifest(root)?;
    let source = Source::new(
        Some(SourceWasm::new(code.clone())),
        CodeHash(code_hash(&code)),
        SourceLanguage::new(Language::Ink, ink_version(&manifest)?),
        SourceCompiler::new(Compiler::RustC, Version::parse(toolchain.version())?),
        Some(build_info),
    );
    Ok(ContractMetadata::new(
        source,
        contract(&manifest)?,
        None,
        None,
        abi()?,
    ))
}

/// What cargo knows of the contract's package.
fn manifest(root: &Path) -> Result<Value> {
    let output = Command::new(root.join("deploy/toolchain.sh"))
        .args(["cargo", "metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .context("cannot run cargo metadata")?;
    ensure!(
        output.status.success(),
        "cargo metadata failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let mut packages = metadata["packages"].as_array().into_iter().flatten();
    packages
        .find(|package| package["name"] == PACKAGE)
        .cloned()
        .with_context(|| format!("cargo metadata knows no package `{PACKAGE}`"))
}

fn ink_version(manifest: &Value) -> Result<Version> {
    let mut dependencies = manifest["dependencies"].as_array().into_iter().flatten();
    let requirement = dependencies
        .find(|dependency| dependency["name"] == "ink")
        .and_then(|dependency| dependency["req"].as_str())
        .context("the contract's manifest names no ink")?;
    Version::parse(requirement.trim_start_matches('='))
        .with_context(|| format!("ink must be pinned to one version, not `{requirement}`"))
}

fn contract(manifest: &Value) -> Result<Contract> {
    let text = |key: &str| manifest[key].as_str().unwrap_or_default();
    let authors: Vec<_> = manifest["authors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    ensure!(
        !authors.is_empty(),
        "contracts/loan/Cargo.toml names no authors; a bundle must"
    );
    Contract::builder()
        .name(text("name"))
        .version(Version::parse(text("version"))?)
        .authors(authors)
        .description(text("description"))
        .license(text("license"))
        .build()
        .map_err(anyhow::Error::msg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_the_chain_uses() {
        // RFC 7693 gives BLAKE2b of "abc" for 512 bits only; this is the well-known
        // 256-bit hash of nothing.
        assert_eq!(
            hex::encode(code_hash(b"")),
            "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"
        );
    }

    #[test]
    fn the_abi_names_version_constructor_and_messages() {
        let abi = abi().unwrap();
        assert_eq!(abi["version"], 5);
        assert!(!abi["spec"]["constructors"].as_array().unwrap().is_empty());
        assert_eq!(abi["spec"]["environment"]["staticBufferSize"], 32_768);
        assert!(!abi["spec"]["messages"].as_array().unwrap().is_empty());
        assert!(!abi["spec"]["events"].as_array().unwrap().is_empty());
    }

    #[test]
    fn the_abi_says_of_each_message_that_is_no_query_that_it_changes_something() {
        let abi = abi().unwrap();
        let messages = abi["spec"]["messages"].as_array().unwrap().iter();
        let of = |changes: bool| {
            let some = messages.clone().filter(|one| one["mutates"] == changes);
            some.map(|one| one["label"].as_str().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(of(false), loan::message::QUERIES);
        let changing = [
            "propose",
            "act",
            "batch",
            "submit",
            "conclude",
            "publish_rate",
            "appoint",
            "withdraw",
        ];
        assert_eq!(of(true), changing);
    }
}
