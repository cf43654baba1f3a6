//! Keys of one institution, made by the node's own program: an account (votes and pays), two session keys (blocks, finality)
//! and the node's key (its name in the network). Secrets are written once, each into a file that its owner alone reads,
//! and never shown or handed over on a command line.

use super::address::{self, Key, Scheme};
use super::iou_node;
use anyhow::{ensure, Context, Result};
use serde_json::Value;
use std::{
    collections::HashMap,
    fs::{DirBuilder, OpenOptions},
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// Names of the published development accounts.
const PUBLISHED: [&str; 8] = ["Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie", "One", "Two"];

/// The public part of an institution's keys.
#[derive(Clone, Debug)]
pub struct Public {
    /// Its account.
    pub account: String,
    /// Writes blocks.
    pub aura: String,
    /// Makes them final.
    pub grandpa: String,
    /// Its node's name in the network.
    pub peer: String,
}

impl Public {
    /// The institution's part of a plan, to be completed by hand.
    pub fn as_plan(&self, name: &str) -> String {
        format!(
            "[[institution]]\nname = \"{name}\"\naccount = \"{}\"\naura = \"{}\"\ngrandpa = \"{}\"\n\
             roles = [\"validator\", \"bootnode\"]\nbootnode = \"/dns/node.{name}.example/tcp/30333/p2p/{}\"\n\
             balance = 1000\n",
            self.account, self.aura, self.grandpa, self.peer
        )
    }
}

/// Where an institution's secrets lie.
#[derive(Clone, Debug)]
pub struct Files {
    dir: PathBuf,
}

impl Files {
    /// In this directory.
    pub fn in_dir(dir: impl Into<PathBuf>) -> Files {
        Files { dir: dir.into() }
    }

    /// The account's phrase; the institution's officers keep it, the node does not need it.
    pub fn account(&self) -> PathBuf {
        self.dir.join("account.phrase")
    }

    /// The phrase of the key that writes blocks.
    pub fn aura(&self) -> PathBuf {
        self.dir.join("aura.phrase")
    }

    /// The phrase of the key that makes them final.
    pub fn grandpa(&self) -> PathBuf {
        self.dir.join("grandpa.phrase")
    }

    /// The node's key.
    pub fn node(&self) -> PathBuf {
        self.dir.join("node.key")
    }
}

/// Makes all four keys of an institution below `dir`.
///
/// Errors: the node isn't built; there are keys already (they are never overwritten).
pub fn make(dir: &Path) -> Result<Public> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .with_context(|| format!("cannot create {}", dir.display()))?;
    let files = Files::in_dir(dir);
    Ok(Public {
        account: phrase(&files.account(), Scheme::Sr25519)?,
        aura: phrase(&files.aura(), Scheme::Sr25519)?,
        grandpa: phrase(&files.grandpa(), Scheme::Ed25519)?,
        peer: node_key(&files.node())?,
    })
}

/// Makes a phrase and gives its address.
///
/// Errors: as [`make`].
pub fn phrase(file: &Path, scheme: Scheme) -> Result<String> {
    let said = iou_node(&[
        "key",
        "generate",
        "--scheme",
        scheme.name(),
        "--output-type",
        "json",
    ])?;
    let key: Value = serde_json::from_str(&said).context("`iou-node key generate` prints no JSON")?;
    let (secret, address) = (key["secretPhrase"].as_str(), key["ss58PublicKey"].as_str());
    let (secret, address) = secret.zip(address).context("a key without phrase or address")?;
    keep(file, secret)?;
    Ok(address.to_owned())
}

/// Makes a node's key and gives its peer id.
///
/// Errors: as [`make`].
pub fn node_key(file: &Path) -> Result<String> {
    // Which chain is no matter to the key; the program wants to know one.
    let secret = iou_node(&["key", "generate-node-key", "--chain", "local"])?;
    keep(file, secret.trim())?;
    let peer = iou_node(&[
        "key".as_ref(),
        "inspect-node-key".as_ref(),
        "--file".as_ref(),
        file.as_os_str(),
    ])?;
    Ok(peer.trim().to_owned())
}

/// Puts an institution's session keys into the keystore of its node.
///
/// Errors: the node's program refuses them.
pub fn insert(files: &Files, base: &Path, spec: &Path) -> Result<()> {
    for (kind, scheme, file) in [
        ("aura", Scheme::Sr25519, files.aura()),
        ("gran", Scheme::Ed25519, files.grandpa()),
    ] {
        let options = ["key", "insert", "--key-type", kind, "--scheme", scheme.name()].map(Into::into);
        let mut arguments: Vec<std::ffi::OsString> = options.into();
        for (name, path) in [
            ("--suri", file.as_path()),
            ("--base-path", base),
            ("--chain", spec),
        ] {
            arguments.extend([name.into(), path.into()]);
        }
        let _ = iou_node(&arguments)?;
    }
    Ok(())
}

/// Writes a secret that was not there before.
fn keep(file: &Path, secret: &str) -> Result<()> {
    let mut open = OpenOptions::new();
    open.write(true).create_new(true).mode(0o600);
    let mut to = open
        .open(file)
        .with_context(|| format!("cannot write {} (keys are never overwritten)", file.display()))?;
    to.write_all(secret.as_bytes())?;
    to.sync_all()?;
    Ok(())
}

/// The public keys whose secrets are printed in every manual, with their names.
///
/// Errors: the node isn't built.
pub fn published() -> Result<HashMap<Key, String>> {
    let mut found = HashMap::new();
    for name in PUBLISHED {
        for uri in [format!("//{name}"), format!("//{name}//stash")] {
            for scheme in [Scheme::Sr25519, Scheme::Ed25519] {
                let arguments = [
                    "key",
                    "inspect",
                    "--output-type",
                    "json",
                    "--scheme",
                    scheme.name(),
                    &uri,
                ];
                let key: Value = serde_json::from_str(&iou_node(&arguments)?)?;
                let public = key["publicKey"]
                    .as_str()
                    .context("a key without its public part")?;
                let key = address::key(public).map_err(anyhow::Error::msg)?;
                found.insert(key, uri.clone());
            }
        }
    }
    ensure!(
        found.len() == PUBLISHED.len() * 4,
        "two development keys are the same"
    );
    Ok(found)
}
