//! What wallets export: one keystore, or several accounts in one file, of which each is a keystore again under the same
//! password. A file says without its password which accounts are in it and of which kind they are.
//! Source: polkadot-js/ui, ui-keyring (`backupAccounts`). Limits: a file of at most 1 MiB, at most 256 accounts.

use std::path::Path;

use secrecy::SecretString;
use serde::Deserialize;

use iou_keys::keystore::{sealed, Encoding};

use super::{said, KeyFile};
use crate::error::{Error, Result};

const FILE_LEN_MAX: u64 = 1024 * 1024;
const ACCOUNTS_MAX: usize = 256;
/// How several keystores in one file are called.
const BATCH: &str = "batch-pkcs8";

/// A file that a wallet has exported.
#[derive(Debug)]
pub enum Wallet {
    /// One account.
    One(Box<KeyFile>),
    /// Several.
    Several(Batch),
}

/// Several accounts in one file.
#[derive(Debug, Deserialize)]
pub struct Batch {
    encoded: String,
    encoding: Encoding,
    /// What can be read without the password.
    #[serde(default)]
    accounts: Vec<serde_json::Value>,
}

impl Wallet {
    /// Reads a file from anywhere.
    ///
    /// Errors: [`Error::KeystoreInvalid`], [`Error::KeystoreKind`], [`iou_files::Error::Io`].
    pub fn read(path: &Path) -> Result<Wallet> {
        let shown = path.display().to_string();
        let invalid = |reason: String| Error::KeystoreInvalid {
            path: shown.clone(),
            reason,
        };
        let length = std::fs::metadata(path).map_err(Error::io(path))?.len();
        if length > FILE_LEN_MAX {
            return Err(invalid(format!("{length} bytes long")));
        }
        let json = iou_files::textfile::read_secret(path)?;
        let encoding =
            serde_json::from_str::<serde_json::Value>(&json).map_err(|e| invalid(e.to_string()))?;
        let content = &encoding["encoding"]["content"];
        let several = content == BATCH
            || content
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one == BATCH));
        if !several {
            return KeyFile::from_json(&shown, &json).map(|file| Wallet::One(Box::new(file)));
        }
        let batch: Batch = serde_json::from_str(&json).map_err(|e| invalid(e.to_string()))?;
        match batch.accounts.len() <= ACCOUNTS_MAX {
            true => Ok(Wallet::Several(batch)),
            false => Err(invalid(format!("more than {ACCOUNTS_MAX} accounts"))),
        }
    }

    /// Whether anybody can read the keys in it.
    pub fn is_open(&self) -> bool {
        match self {
            Wallet::One(file) => file.is_open(),
            Wallet::Several(batch) => batch.encoding.is_open(),
        }
    }

    /// How many accounts it says it has.
    pub fn accounts(&self) -> usize {
        match self {
            Wallet::One(_) => 1,
            Wallet::Several(batch) => batch.accounts.len().max(1),
        }
    }

    /// The keystores in it; `name` is for errors.
    ///
    /// Errors: [`Error::WrongPassword`], [`Error::KeystoreInvalid`], [`Error::KeystoreKind`].
    pub fn files(self, name: &str, password: Option<&SecretString>) -> Result<Vec<KeyFile>> {
        let batch = match self {
            Wallet::One(file) => return Ok(vec![*file]),
            Wallet::Several(batch) => batch,
        };
        let plain = sealed::open(&batch.encoded, &batch.encoding, password, &[])
            .map_err(|wrong| said(name, wrong))?;
        let invalid = |reason: String| Error::KeystoreInvalid {
            path: name.into(),
            reason,
        };
        let all: Vec<serde_json::Value> = serde_json::from_slice(&plain)
            .map_err(|_| invalid("what is in it is no list of keystores".into()))?;
        if all.is_empty() || all.len() > ACCOUNTS_MAX {
            return Err(invalid(format!("{} accounts", all.len())));
        }
        all.iter()
            .map(|one| KeyFile::from_json(name, &one.to_string()))
            .collect()
    }
}
