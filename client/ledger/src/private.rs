//! What never goes on the chain: the personal fields of a loan's form with the salts of their commitments, one encrypted
//! file per account and loan, beside the keystores. A file is an ordinary age file (passphrase recipient) whose
//! passphrase is a hash of the account's secret key: whoever can sign for the account can open it, and nothing more has
//! to be remembered. A field that is forgotten leaves its commitment here and nothing else: without the salt it says
//! nothing, and the root that the terms hold can still be recomputed [个人信息保护法 47]. The other side of the loan gets
//! the same by a [`handover`].
//! Source: age-encryption.org/v1. Limits: 256 KiB a loan; losing the key loses the salts.

pub mod handover;
pub mod receipts;

use iou_base::hex0x;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use age::scrypt::{Identity, Recipient};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use terms::agreement::{commitment, commitments_root};
use terms::Digest;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::error::{Error, Result};
use crate::signer::Signer;
use crate::AccountId;
use iou_base::sha256;
use iou_evidence::disclosure::WORDING;
use iou_evidence::verify::manifest::hex32;
use iou_files as files;

/// The passphrase has 256 bits of entropy already, so stretching it adds nothing but time.
const WORK_FACTOR_LOG2: u8 = 4;
const PURPOSE: &str = "iou private data v1";
const FILE_LEN_MAX: u64 = 256 * 1024;

/// One personal field with the salt of its commitment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct PrivateField {
    /// Name of the field in the form, for instance `borrower.phone`.
    pub name: String,
    /// What the person wrote.
    pub value: String,
    /// Salt of the commitment.
    #[serde(with = "hex32")]
    pub salt: [u8; 32],
}

impl std::fmt::Debug for PrivateField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateField({}, …)", self.name)
    }
}

/// The personal fields of one loan.
pub type PrivateFields = Vec<PrivateField>;

/// What is left of a field that was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// Its name.
    pub name: String,
    /// The commitment to it, which says nothing without the salt.
    #[serde(with = "hex32")]
    pub commitment: Digest,
}

/// All fields of one loan.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Those that can be opened.
    pub fields: PrivateFields,
    /// Those that cannot any more.
    pub forgotten: Vec<Forgotten>,
}

impl Kept {
    /// The digest of the form of the text, as the parties pinned it; `None` where that is not here.
    pub fn wording(&self) -> Option<&str> {
        let pinned = self.fields.iter().find(|field| field.name == WORDING);
        pinned.map(|field| field.value.as_str())
    }
}

#[derive(Serialize, Deserialize)]
struct Contents {
    version: u8,
    /// Digest of the loan's terms; ties the contents to the file's name.
    #[serde(with = "hex32")]
    digest: [u8; 32],
    fields: PrivateFields,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    forgotten: Vec<Forgotten>,
}

/// The directory of private data.
#[derive(Debug, Clone)]
pub struct PrivateStore {
    dir: PathBuf,
}

impl PrivateStore {
    /// The private data under the client's user directory.
    pub fn under(home: &Path) -> PrivateStore {
        PrivateStore {
            dir: home.join("private"),
        }
    }

    fn account_dir(&self, account: &AccountId) -> PathBuf {
        self.dir.join(account.to_string())
    }

    fn path(&self, account: &AccountId, digest: &[u8; 32]) -> PathBuf {
        self.account_dir(account)
            .join(format!("{}.age", hex::encode(digest)))
    }

    /// Stores the fields of the loan with that digest, replacing earlier ones in one step; returns the file's path.
    pub fn put(&self, signer: &Signer, digest: [u8; 32], fields: &PrivateFields) -> Result<PathBuf> {
        self.write(signer, digest, fields.clone(), Vec::new())
    }

    /// The same with what is left of fields that cannot be opened here.
    pub fn keep(&self, signer: &Signer, digest: [u8; 32], kept: Kept) -> Result<PathBuf> {
        self.write(signer, digest, kept.fields, kept.forgotten)
    }

    fn write(
        &self,
        signer: &Signer,
        digest: [u8; 32],
        fields: PrivateFields,
        forgotten: Vec<Forgotten>,
    ) -> Result<PathBuf> {
        let path = self.path(&signer.account(), &digest);
        let unwritable = |reason: String| {
            Error::Files(iou_files::Error::Io {
                path: path.display().to_string(),
                reason,
            })
        };
        let contents = Contents {
            version: 1,
            digest,
            fields,
            forgotten,
        };
        let plain = Zeroizing::new(serde_json::to_vec(&contents).expect("strings only"));
        if plain.len() as u64 > FILE_LEN_MAX / 2 {
            return Err(unwritable(format!(
                "{} bytes of private data are too many",
                plain.len()
            )));
        }
        let mut recipient = Recipient::new(passphrase(signer));
        recipient.set_work_factor(WORK_FACTOR_LOG2);
        let sealed = age::encrypt(&recipient, &plain).map_err(|e| unwritable(e.to_string()))?;
        let dir = self.account_dir(&signer.account());
        files::private_dir(&dir).map_err(Error::io(&dir))?;
        files::replace_private(&path, &sealed).map_err(Error::io(&path))?;
        Ok(path)
    }

    /// The fields of the loan with that digest that were not forgotten. Errors: those of [`PrivateStore::kept`].
    pub fn get(&self, signer: &Signer, digest: [u8; 32]) -> Result<PrivateFields> {
        Ok(self.kept(signer, digest)?.fields)
    }

    /// All fields of the loan with that digest, and what is left of those that were forgotten.
    ///
    /// Errors: [`Error::PrivateNotFound`]; [`Error::PrivateUnreadable`] when damaged or of another key.
    pub fn kept(&self, signer: &Signer, digest: [u8; 32]) -> Result<Kept> {
        let path = self.path(&signer.account(), &digest);
        let unreadable = |reason: String| Error::PrivateUnreadable {
            path: path.display().to_string(),
            reason,
        };
        let sealed = match std::fs::metadata(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(not_found(&signer.account(), &digest))
            }
            Ok(found) if found.len() > FILE_LEN_MAX => {
                return Err(unreadable(format!("{} bytes long", found.len())))
            }
            _ => std::fs::read(&path).map_err(Error::io(&path))?,
        };
        let mut identity = Identity::new(passphrase(signer));
        identity.set_max_work_factor(WORK_FACTOR_LOG2);
        let plain = Zeroizing::new(age::decrypt(&identity, &sealed).map_err(|e| unreadable(e.to_string()))?);
        let contents: Contents =
            serde_json::from_slice(&plain).map_err(|_| unreadable("unknown contents".into()))?;
        if contents.version != 1 || contents.digest != digest {
            return Err(unreadable("it holds the data of another loan".into()));
        }
        Ok(Kept {
            fields: contents.fields,
            forgotten: contents.forgotten,
        })
    }

    /// Forgets fields for good: value and salt go, the commitment stays. What was in the file is overwritten where it
    /// lies once the new file is safe. A copy that a file system, a disk or a backup keeps elsewhere is out of reach, but
    /// as useless as the file itself without the account's key.
    ///
    /// Errors: as [`PrivateStore::kept`]; [`Error::FieldUnknown`] for a name that is not there, and then nothing is done.
    pub fn forget(&self, signer: &Signer, digest: [u8; 32], names: &[String]) -> Result<()> {
        let Kept {
            mut fields,
            mut forgotten,
        } = self.kept(signer, digest)?;
        for name in names {
            let Some(at) = fields.iter().position(|field| field.name == *name) else {
                return Err(unknown(name, &fields));
            };
            let field = fields.remove(at);
            let commitment = commitment(&field.name, &field.value, &field.salt, sha256);
            let name = field.name.clone();
            forgotten.push(Forgotten { name, commitment });
        }
        let path = self.path(&signer.account(), &digest);
        let old = OpenOptions::new()
            .write(true)
            .open(&path)
            .map_err(Error::io(&path))?;
        let path = self.write(signer, digest, fields, forgotten)?;
        files::wipe(old).map_err(Error::io(&path))
    }

    /// Digests of the loans for which the account has private data.
    pub fn list(&self, account: &AccountId) -> Result<Vec<[u8; 32]>> {
        let dir = self.account_dir(account);
        let entries = match std::fs::read_dir(&dir) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(Error::io(&dir))?,
        };
        let mut digests = Vec::new();
        for entry in entries {
            let name = entry.map_err(Error::io(&dir))?.file_name();
            let mut digest = [0; 32];
            let stem = name.to_str().and_then(|name| name.strip_suffix(".age"));
            if stem.is_some_and(|stem| hex::decode_to_slice(stem, &mut digest).is_ok()) {
                digests.push(digest);
            }
        }
        digests.sort();
        Ok(digests)
    }

    /// Forgets all private data of a loan for good, commitments too; needs no key. Overwrites as [`PrivateStore::forget`].
    ///
    /// Errors: [`Error::PrivateNotFound`].
    pub fn delete(&self, account: &AccountId, digest: [u8; 32]) -> Result<()> {
        let path = self.path(account, &digest);
        let failed = |e: std::io::Error| match e.kind() {
            std::io::ErrorKind::NotFound => not_found(account, &digest),
            _ => Error::io(&path)(e),
        };
        let old = OpenOptions::new().write(true).open(&path).map_err(failed)?;
        std::fs::remove_file(&path).map_err(failed)?;
        files::wipe(old).map_err(Error::io(&path))
    }
}

/// The root of the fields' commitments, which goes on the chain.
pub fn commit(private: &PrivateFields) -> Digest {
    let fields: Vec<(&str, Digest)> = private
        .iter()
        .map(|field| {
            (
                field.name.as_str(),
                commitment(&field.name, &field.value, &field.salt, sha256),
            )
        })
        .collect();
    commitments_root(&fields, sha256)
}

/// That a loan has no such field, or has forgotten it.
pub fn unknown(name: &str, fields: &PrivateFields) -> Error {
    let known: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
    Error::FieldUnknown {
        field: name.into(),
        known: known.join(", "),
    }
}

fn passphrase(signer: &Signer) -> SecretString {
    signer.derived_passphrase(PURPOSE)
}

fn not_found(account: &AccountId, digest: &[u8; 32]) -> Error {
    Error::PrivateNotFound {
        digest: hex0x(digest),
        address: account.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(uri: &str) -> Signer {
        Signer::from_uri(&SecretString::from(uri)).unwrap()
    }

    fn fields() -> PrivateFields {
        let field = |name: &str, value: &str, salt| PrivateField {
            name: name.into(),
            value: value.into(),
            salt: [salt; 32],
        };
        vec![
            field("borrower.name", "张三", 1),
            field("borrower.phone", "13800000000", 2),
        ]
    }

    #[test]
    fn private_data_is_read_back_by_its_owner_listed_and_forgotten() {
        let home = tempfile::tempdir().unwrap();
        let (store, alice) = (PrivateStore::under(home.path()), signer("//Alice/soft"));
        let path = store.put(&alice, [9; 32], &fields()).unwrap();
        assert_eq!(store.get(&signer("//Alice/soft"), [9; 32]).unwrap(), fields());
        let sealed = std::fs::read(&path).unwrap();
        assert!(sealed.starts_with(b"age-encryption.org/v1"));
        assert!(!sealed.windows(11).any(|w| w == b"13800000000"));
        assert_eq!(files::too_open(&path).unwrap(), None);
        assert_eq!(store.list(&alice.account()).unwrap(), vec![[9; 32]]);
        store.delete(&alice.account(), [9; 32]).unwrap();
        assert_eq!(
            store.get(&alice, [9; 32]).unwrap_err().code(),
            "private_not_found"
        );
        assert_eq!(
            store.delete(&alice.account(), [9; 32]).unwrap_err().code(),
            "private_not_found"
        );
    }

    #[test]
    fn a_forgotten_field_leaves_its_commitment_and_no_trace_of_value_or_salt() {
        let home = tempfile::tempdir().unwrap();
        let (store, alice) = (PrivateStore::under(home.path()), signer("//Alice"));
        let path = store.put(&alice, [9; 32], &fields()).unwrap();
        // A second name of the old contents shows what becomes of them.
        let before = home.path().join("before");
        std::fs::hard_link(&path, &before).unwrap();
        let len = std::fs::metadata(&before).unwrap().len();
        let phone = commitment("borrower.phone", "13800000000", &[2; 32], sha256);

        let unknown = store.forget(
            &alice,
            [9; 32],
            &["borrower.phone".into(), "borrower.mail".into()],
        );
        assert_eq!(unknown.unwrap_err().code(), "field_unknown");
        assert_eq!(store.get(&alice, [9; 32]).unwrap(), fields(), "all or nothing");

        store.forget(&alice, [9; 32], &["borrower.phone".into()]).unwrap();
        let kept = store.kept(&alice, [9; 32]).unwrap();
        assert_eq!(kept.fields, fields()[..1]);
        let left = Forgotten {
            name: "borrower.phone".into(),
            commitment: phone,
        };
        assert_eq!(kept.forgotten, [left]);
        assert_eq!(std::fs::read(&before).unwrap(), vec![0; len as usize]);
        assert_eq!(files::too_open(&path).unwrap(), None);
        let again = store.forget(&alice, [9; 32], &["borrower.phone".into()]);
        assert_eq!(again.unwrap_err().code(), "field_unknown");

        store.forget(&alice, [9; 32], &["borrower.name".into()]).unwrap();
        let names: Vec<_> = store
            .kept(&alice, [9; 32])
            .unwrap()
            .forgotten
            .into_iter()
            .map(|f| f.name)
            .collect();
        assert_eq!(names, ["borrower.phone", "borrower.name"]);
        assert_eq!(store.get(&alice, [9; 32]).unwrap(), vec![]);
    }

    #[test]
    fn damaged_swapped_or_foreign_private_data_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let (store, alice, bob) = (
            PrivateStore::under(home.path()),
            signer("//Alice"),
            signer("//Bob"),
        );
        let path = store.put(&alice, [9; 32], &fields()).unwrap();
        let good = std::fs::read(&path).unwrap();

        let swapped = store.path(&alice.account(), &[8; 32]);
        std::fs::write(&swapped, &good).unwrap();
        assert_eq!(
            store.get(&alice, [8; 32]).unwrap_err().code(),
            "private_unreadable"
        );

        let foreign = store.put(&bob, [9; 32], &fields()).unwrap();
        std::fs::write(&foreign, &good).unwrap();
        assert_eq!(store.get(&bob, [9; 32]).unwrap_err().code(), "private_unreadable");

        for cut in [0, 20, good.len() - 1] {
            std::fs::write(&path, &good[..cut]).unwrap();
            assert_eq!(
                store.get(&alice, [9; 32]).unwrap_err().code(),
                "private_unreadable",
                "cut to {cut}"
            );
        }
    }
}
