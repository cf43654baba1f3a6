//! Rows of statements whose digests were put on record as receipts, with their salts: one encrypted file each, beside the personal
//! fields of the same account and sealed as they are. Without its salt a row cannot be shown to be the one on record any more.
//! Limits: 64 KiB a row.

use std::path::{Path, PathBuf};

use age::scrypt::{Identity, Recipient};
use iou_evidence::row::StatementRow;
use iou_evidence::verify::manifest::Hex;
use secrecy::SecretString;
use terms::Digest;
use zeroize::Zeroizing;

use super::WORK_FACTOR_LOG2;
use crate::error::{Error, Result};
use crate::signer::{random, Signer};
use crate::AccountId;
use iou_files as files;

const PURPOSE: &str = "iou statement rows v1";
/// Files of fields end in `.age` alone.
const ENDING: &str = ".row.age";
const FILE_LEN_MAX: u64 = 64 * 1024;

/// The rows of all accounts.
#[derive(Debug, Clone)]
pub struct ReceiptStore {
    dir: PathBuf,
}

impl ReceiptStore {
    /// Under the client's user directory.
    pub fn under(home: &Path) -> ReceiptStore {
        ReceiptStore {
            dir: home.join("private"),
        }
    }

    fn account_dir(&self, account: &AccountId) -> PathBuf {
        self.dir.join(account.to_string())
    }

    fn path(&self, account: &AccountId, digest: &Digest) -> PathBuf {
        self.account_dir(account)
            .join(format!("{}{ENDING}", hex::encode(digest)))
    }

    /// Keeps a row with a new salt; returns what a step names as its receipt.
    pub fn put(&self, signer: &Signer, row: StatementRow) -> Result<Digest> {
        let salt = Hex(random()?);
        let row = StatementRow { salt, ..row };
        let (digest, account) = (row.digest(), signer.account());
        let path = self.path(&account, &digest);
        let mut recipient = Recipient::new(passphrase(signer));
        recipient.set_work_factor(WORK_FACTOR_LOG2);
        let plain = Zeroizing::new(row.bytes());
        let sealed = age::encrypt(&recipient, &plain).map_err(|e| unreadable(&path, e.to_string()))?;
        let dir = self.account_dir(&account);
        files::private_dir(&dir).map_err(Error::io(&dir))?;
        files::replace_private(&path, &sealed).map_err(Error::io(&path))?;
        Ok(digest)
    }

    /// All rows of the account, by digest. Errors: [`Error::PrivateUnreadable`] for one that is damaged or of another key.
    pub fn all(&self, signer: &Signer) -> Result<Vec<StatementRow>> {
        let dir = self.account_dir(&signer.account());
        let entries = match std::fs::read_dir(&dir) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(Error::io(&dir))?,
        };
        let mut rows = Vec::new();
        for entry in entries {
            let path = entry.map_err(Error::io(&dir))?.path();
            if digest_of(&path).is_some() {
                rows.push(read(signer, &path)?);
            }
        }
        rows.sort_by_key(StatementRow::digest);
        Ok(rows)
    }

    /// Forgets a row that was put on no record.
    pub fn forget(&self, account: &AccountId, digest: &Digest) -> Result<()> {
        let path = self.path(account, digest);
        let old = std::fs::OpenOptions::new()
            .write(true)
            .open(&path)
            .map_err(Error::io(&path))?;
        std::fs::remove_file(&path).map_err(Error::io(&path))?;
        files::wipe(old).map_err(Error::io(&path))
    }
}

fn read(signer: &Signer, path: &Path) -> Result<StatementRow> {
    let long = std::fs::metadata(path).map_err(Error::io(path))?.len();
    if long > FILE_LEN_MAX {
        return Err(unreadable(path, format!("{long} bytes long")));
    }
    let sealed = std::fs::read(path).map_err(Error::io(path))?;
    let mut identity = Identity::new(passphrase(signer));
    identity.set_max_work_factor(WORK_FACTOR_LOG2);
    let plain =
        Zeroizing::new(age::decrypt(&identity, &sealed).map_err(|e| unreadable(path, e.to_string()))?);
    let row =
        StatementRow::read(&plain).filter(|row| digest_of(path) == Some(hex::encode(row.digest()).as_str()));
    row.ok_or_else(|| unreadable(path, "unknown contents".into()))
}

/// The digest in a file's name, if it is one of a row.
fn digest_of(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()?.strip_suffix(ENDING)
}

fn unreadable(path: &Path, reason: String) -> Error {
    Error::PrivateUnreadable {
        path: path.display().to_string(),
        reason,
    }
}

fn passphrase(signer: &Signer) -> SecretString {
    signer.derived_passphrase(PURPOSE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_evidence::row::{FORMAT, SCHEMA};

    fn row(memo: &str) -> StatementRow {
        let none = String::new;
        StatementRow {
            account: none(),
            amount: "1000.00".into(),
            counterparty: "张三".into(),
            currency: "CNY".into(),
            day: "2026-03-01".into(),
            direction: "out".into(),
            format: FORMAT.into(),
            id: none(),
            kind: none(),
            loan: 7,
            memo: memo.into(),
            salt: Hex([0; 32]),
            schema: SCHEMA,
            source: "cmb".into(),
            time: none(),
        }
    }

    #[test]
    fn rows_are_read_back_by_their_owner_alone_and_forgotten() {
        let home = tempfile::tempdir().unwrap();
        let store = ReceiptStore::under(home.path());
        let signer = |uri: &str| Signer::from_uri(&SecretString::from(uri)).unwrap();
        let (alice, bob) = (signer("//Alice"), signer("//Bob"));
        assert_eq!(store.all(&alice).unwrap(), []);
        let digest = store.put(&alice, row("a")).unwrap();
        let _ = store.put(&alice, row("b")).unwrap();
        // The same row twice is two rows: nobody sees from the digests that they are one.
        let again = store.put(&alice, row("a")).unwrap();
        assert_ne!(again, digest);
        store.forget(&alice.account(), &again).unwrap();
        assert_eq!(store.all(&alice).unwrap().len(), 2);
        let path = store.path(&alice.account(), &digest);
        assert!(!std::fs::read(&path)
            .unwrap()
            .windows(7)
            .any(|part| part == b"1000.00"));
        assert_eq!(files::too_open(&path).unwrap(), None);

        let foreign = store.path(&bob.account(), &digest);
        std::fs::create_dir_all(foreign.parent().unwrap()).unwrap();
        let _ = std::fs::copy(&path, &foreign).unwrap();
        assert_eq!(store.all(&bob).unwrap_err().code(), "private_unreadable");

        store.forget(&alice.account(), &digest).unwrap();
        let left: Vec<_> = store
            .all(&alice)
            .unwrap()
            .into_iter()
            .map(|row| row.memo)
            .collect();
        assert_eq!(left, ["b"]);
    }
}
