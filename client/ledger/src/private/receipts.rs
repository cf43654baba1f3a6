//! Rows of statements whose digests were put on record as receipts, with their salts: one encrypted file each, beside the personal
//! fields of the same account and sealed as they are. Without its salt a row cannot be shown to be the one on record any more.
//! One that cannot be opened is named and stops no other.
//! Limits: 16 KiB a row (`iou_evidence::row`), 64 KiB a file.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use age::scrypt::{Identity, Recipient};
use fs2::FileExt;
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
/// Held while rows are matched and put on record.
const LOCK: &str = "rows.lock";

/// The rows of an account.
#[derive(Debug, Default)]
pub struct KeptRows {
    /// Those that can be opened, by digest.
    pub rows: Vec<StatementRow>,
    /// Why the others cannot, file by file: [`Error::PrivateUnreadable`].
    pub unreadable: Vec<Error>,
}

/// That nobody else uses up an account's rows now; ends when dropped, however the process ends.
#[derive(Debug)]
pub struct RowsLock {
    _file: File,
}

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

    /// Two at once would use one row for two steps. Errors: [`Error::RowsBusy`] where another process has it.
    pub fn lock(&self, account: &AccountId) -> Result<RowsLock> {
        let dir = self.account_dir(account);
        files::private_dir(&dir).map_err(Error::io(&dir))?;
        let path = dir.join(LOCK);
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(Error::io(&path))?;
        match file.try_lock_exclusive() {
            Ok(()) => Ok(RowsLock { _file: file }),
            Err(e) if e.kind() == fs2::lock_contended_error().kind() => Err(Error::RowsBusy {
                address: account.to_string(),
            }),
            Err(e) => Err(Error::io(&path)(e)),
        }
    }

    /// Keeps a row with a new salt; returns what a step names as its receipt.
    ///
    /// Errors: [`Error::PrivateUnreadable`] for one that nobody could read again, which is not kept.
    pub fn put(&self, signer: &Signer, row: StatementRow) -> Result<Digest> {
        let salt = Hex(random()?);
        let row = StatementRow { salt, ..row };
        let (digest, account) = (row.digest(), signer.account());
        let path = self.path(&account, &digest);
        let mut recipient = Recipient::new(passphrase(signer));
        recipient.set_work_factor(WORK_FACTOR_LOG2);
        let plain = Zeroizing::new(row.bytes());
        if StatementRow::read(&plain).is_none() {
            return Err(unreadable(&path, format!("{} bytes are too many", plain.len())));
        }
        let sealed = age::encrypt(&recipient, &plain).map_err(|e| unreadable(&path, e.to_string()))?;
        let dir = self.account_dir(&account);
        files::private_dir(&dir).map_err(Error::io(&dir))?;
        files::replace_private(&path, &sealed).map_err(Error::io(&path))?;
        Ok(digest)
    }

    /// All rows of the account. One that is damaged or of another key is among the unreadable ones.
    ///
    /// Errors: the directory cannot be read.
    pub fn all(&self, signer: &Signer) -> Result<KeptRows> {
        let dir = self.account_dir(&signer.account());
        let entries = match std::fs::read_dir(&dir) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(KeptRows::default()),
            other => other.map_err(Error::io(&dir))?,
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(Error::io(&dir))?.path();
            if digest_of(&path).is_some() {
                paths.push(path);
            }
        }
        paths.sort();
        let mut kept = KeptRows::default();
        for path in paths {
            match read(signer, &path) {
                Ok(row) => kept.rows.push(row),
                Err(why) => kept.unreadable.push(why),
            }
        }
        Ok(kept)
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
    let io = |e: std::io::Error| unreadable(path, e.to_string());
    let long = std::fs::metadata(path).map_err(io)?.len();
    if long > FILE_LEN_MAX {
        return Err(unreadable(path, format!("{long} bytes long")));
    }
    let sealed = std::fs::read(path).map_err(io)?;
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

    fn row(memo: &str) -> StatementRow {
        StatementRow {
            amount: "1000.00".into(),
            counterparty: "张三".into(),
            currency: "CNY".into(),
            day: "2026-03-01".into(),
            direction: "out".into(),
            loan: 7,
            memo: memo.into(),
            source: "cmb".into(),
            ..StatementRow::default()
        }
    }

    #[test]
    fn rows_are_read_back_by_their_owner_alone_and_forgotten() {
        let home = tempfile::tempdir().unwrap();
        let store = ReceiptStore::under(home.path());
        let signer = |uri: &str| Signer::from_uri(&SecretString::from(uri)).unwrap();
        let (alice, bob) = (signer("//Alice"), signer("//Bob"));
        let rows = |signer: &Signer| store.all(signer).unwrap().rows;
        assert_eq!(rows(&alice), []);
        let digest = store.put(&alice, row("a")).unwrap();
        let _ = store.put(&alice, row("b")).unwrap();
        // The same row twice is two rows: nobody sees from the digests that they are one.
        let again = store.put(&alice, row("a")).unwrap();
        assert_ne!(again, digest);
        store.forget(&alice.account(), &again).unwrap();
        assert_eq!(rows(&alice).len(), 2);
        let path = store.path(&alice.account(), &digest);
        assert!(!std::fs::read(&path)
            .unwrap()
            .windows(7)
            .any(|part| part == b"1000.00"));
        assert_eq!(files::too_open(&path).unwrap(), None);

        let foreign = store.path(&bob.account(), &digest);
        std::fs::create_dir_all(foreign.parent().unwrap()).unwrap();
        let _ = std::fs::copy(&path, &foreign).unwrap();
        let of_bob = store.all(&bob).unwrap();
        assert_eq!(of_bob.rows, []);
        assert_eq!(of_bob.unreadable[0].code(), "private_unreadable");

        store.forget(&alice.account(), &digest).unwrap();
        let left: Vec<_> = rows(&alice).into_iter().map(|row| row.memo).collect();
        assert_eq!(left, ["b"]);
    }

    #[test]
    fn a_row_that_cannot_be_opened_is_named_and_stops_no_other() {
        let home = tempfile::tempdir().unwrap();
        let store = ReceiptStore::under(home.path());
        let alice = Signer::from_uri(&SecretString::from("//Alice")).unwrap();
        let digest = store.put(&alice, row("a")).unwrap();
        let dir = store.account_dir(&alice.account());
        let name = |sign: &str| dir.join(format!("{}{ENDING}", sign.repeat(64)));
        std::fs::write(name("0"), b"").unwrap();
        std::fs::write(name("1"), vec![b'x'; 70_000]).unwrap();
        std::fs::create_dir(name("2")).unwrap();
        std::os::unix::fs::symlink("/nowhere/at/all", name("3")).unwrap();
        // A good one under the name of another.
        let _ = std::fs::copy(store.path(&alice.account(), &digest), name("4")).unwrap();
        let kept = store.all(&alice).unwrap();
        assert_eq!(
            kept.rows.iter().map(StatementRow::digest).collect::<Vec<_>>(),
            [digest]
        );
        assert_eq!(kept.unreadable.len(), 5);
        for (why, sign) in kept.unreadable.iter().zip(["0", "1", "2", "3", "4"]) {
            assert_eq!(why.code(), "private_unreadable");
            assert!(why.to_string().contains(&sign.repeat(64)), "{why}");
        }
        // Nothing was thrown away.
        assert_eq!(store.all(&alice).unwrap().unreadable.len(), 5);
    }

    #[test]
    fn a_row_that_nobody_could_read_again_is_not_kept() {
        let home = tempfile::tempdir().unwrap();
        let store = ReceiptStore::under(home.path());
        let alice = Signer::from_uri(&SecretString::from("//Alice")).unwrap();
        for (signs, is_kept) in [(15_000, true), (20_000, false), (100_000, false)] {
            let long = store.put(&alice, row(&"x".repeat(signs)));
            assert_eq!(long.is_ok(), is_kept, "{signs}");
        }
        let kept = store.all(&alice).unwrap();
        assert_eq!((kept.rows.len(), kept.unreadable.len()), (1, 0));
    }

    #[test]
    fn two_at_once_do_not_use_the_rows_of_one_account() {
        let home = tempfile::tempdir().unwrap();
        let store = ReceiptStore::under(home.path());
        let account = |uri: &str| Signer::from_uri(&SecretString::from(uri)).unwrap().account();
        let first = store.lock(&account("//Alice")).unwrap();
        assert_eq!(store.lock(&account("//Alice")).unwrap_err().code(), "rows_busy");
        let _of_another = store.lock(&account("//Bob")).unwrap();
        drop(first);
        let _again = store.lock(&account("//Alice")).unwrap();
    }
}
