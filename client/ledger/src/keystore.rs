//! Named keys on disk: polkadot-js JSON keystores, one file a name in a directory of their own, readable by their owner only,
//! never overwritten. Written is version 3 (pkcs8 sr25519, scrypt, xsalsa20-poly1305), read what any version of a wallet has
//! exported (`wallet`); what is not encrypted as well is encrypted anew when it is taken over. Files go both ways between this
//! client and polkadot-js wallets (e2e-tests/compat/keystore.mjs shows it). The form of a file is [`iou_keys::keystore`]'s.
//! Limits: sr25519 only; a file of at most 64 KiB.

pub mod loan_keys;
mod wallet;

pub use wallet::Wallet;

use std::path::{Path, PathBuf};

use iou_keys::keystore::{self as form, Wrong};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::signer::{random, Signer};
use super::AccountId;
use crate::error::{Error, Result};
use iou_files as files;
use iou_files::textfile;

const FILE_LEN_MAX: u64 = 64 * 1024;
const NAME_CHARS_MAX: usize = 64;

/// A keystore file as it is on disk.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyFile(form::KeyFile);

impl std::ops::Deref for KeyFile {
    type Target = form::KeyFile;

    fn deref(&self) -> &form::KeyFile {
        &self.0
    }
}

/// The directory of keystores.
#[derive(Debug, Clone)]
pub struct Keystore {
    dir: PathBuf,
}

impl Keystore {
    /// The keystores under the client's user directory.
    pub fn under(home: &Path) -> Keystore {
        Keystore {
            dir: home.join("keystores"),
        }
    }

    /// Where the keystore of that name is.
    ///
    /// Errors: [`Error::AccountName`] for a name that could leave the directory or be unwieldy in a shell.
    pub fn path(&self, name: &str) -> Result<PathBuf> {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let first_ok = name.chars().next().is_some_and(char::is_alphanumeric);
        if first_ok && name.chars().all(plain) && name.chars().count() <= NAME_CHARS_MAX {
            Ok(self.dir.join(format!("{name}.json")))
        } else {
            Err(Error::AccountName {
                name: name.escape_debug().to_string(),
            })
        }
    }

    /// Fails if the name is bad or taken, before anything is asked of a person.
    pub fn check_free(&self, name: &str) -> Result<PathBuf> {
        let path = self.path(name)?;
        match path.try_exists() {
            Ok(false) => Ok(path),
            Ok(true) => Err(exists(name, &path)),
            Err(e) => Err(Error::io(&path)(e)),
        }
    }

    /// Writes a new keystore, encrypted with `password`.
    ///
    /// Errors: [`Error::KeystoreExists`]; an existing file stays as it is.
    pub fn create(&self, name: &str, signer: &Signer, password: &SecretString) -> Result<PathBuf> {
        let path = self.check_free(name)?;
        let file = KeyFile::seal(name, signer, password)?;
        self.store(name, path, &file)
    }

    /// Takes over a keystore exported by a wallet, once it is opened: as it is (its password stays), or encrypted anew under
    /// `password` where it was so less well, or not at all.
    pub fn adopt(&self, name: &str, file: &KeyFile, password: &SecretString) -> Result<(PathBuf, Signer)> {
        let path = self.check_free(name)?;
        let signer = file.open(name, password)?;
        let stored = match file.encoding.is_current() && !file.is_open() {
            true => KeyFile(form::KeyFile {
                address: signer.account().to_string(),
                ..file.0.clone()
            }),
            false => KeyFile::seal(name, &signer, password)?,
        };
        Ok((self.store(name, path, &stored)?, signer))
    }

    fn store(&self, name: &str, path: PathBuf, file: &KeyFile) -> Result<PathBuf> {
        files::private_dir(&self.dir).map_err(Error::io(&self.dir))?;
        files::create_private(&path, file.to_json().as_bytes()).map_err(|e| match e.kind() {
            std::io::ErrorKind::AlreadyExists => exists(name, &path),
            _ => Error::io(&path)(e),
        })?;
        Ok(path)
    }

    /// Reads a keystore without opening it.
    ///
    /// Errors: [`Error::KeystoreNotFound`], [`iou_files::Error::PermissionsTooOpen`], [`Error::KeystoreInvalid`].
    pub fn read(&self, name: &str) -> Result<KeyFile> {
        let path = self.path(name)?;
        let mode = match files::too_open(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::KeystoreNotFound {
                    name: name.into(),
                    dir: self.dir.display().to_string(),
                });
            }
            other => other.map_err(Error::io(&path))?,
        };
        if let Some(mode) = mode {
            return Err(iou_files::Error::PermissionsTooOpen {
                path: path.display().to_string(),
                mode: format!("{mode:o}"),
            }
            .into());
        }
        KeyFile::read(&path)
    }

    /// Opens a keystore with its password.
    pub fn unlock(&self, name: &str, password: &SecretString) -> Result<Signer> {
        self.read(name)?.open(name, password)
    }

    /// The keystores by name; one that cannot be read is listed with its error.
    pub fn list(&self) -> Result<Vec<(String, Result<KeyFile>)>> {
        let entries = match std::fs::read_dir(&self.dir) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(Error::io(&self.dir))?,
        };
        let mut all = Vec::new();
        for entry in entries {
            let path = entry.map_err(Error::io(&self.dir))?.path();
            let name = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .unwrap_or_default();
            if path.extension().is_some_and(|e| e == "json") && self.path(name).is_ok() {
                all.push((name.to_owned(), self.read(name)));
            }
        }
        all.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(all)
    }
}

fn exists(name: &str, path: &Path) -> Error {
    Error::KeystoreExists {
        name: name.into(),
        path: path.display().to_string(),
    }
}

impl KeyFile {
    /// Reads a keystore file from anywhere.
    pub fn read(path: &Path) -> Result<KeyFile> {
        let invalid = |reason: String| Error::KeystoreInvalid {
            path: path.display().to_string(),
            reason,
        };
        let length = std::fs::metadata(path).map_err(Error::io(path))?.len();
        if length > FILE_LEN_MAX {
            return Err(invalid(format!("{length} bytes long")));
        }
        KeyFile::from_json(&path.display().to_string(), &textfile::read_secret(path)?)
    }

    /// Reads a keystore's JSON; `path` is named in errors.
    pub(super) fn from_json(path: &str, json: &str) -> Result<KeyFile> {
        form::KeyFile::from_json(json)
            .map(KeyFile)
            .map_err(|wrong| said(path, wrong))
    }

    /// The address for people, in the chain's own prefix.
    pub fn address(&self) -> String {
        self.0.address()
    }

    /// The account, from the readable part of the file.
    pub fn account(&self) -> Option<AccountId> {
        self.0.account().map(|account| AccountId(account.0))
    }

    /// Encrypts a key under a password.
    pub fn seal(name: &str, signer: &Signer, password: &SecretString) -> Result<KeyFile> {
        let now = jiff::Timestamp::now().as_millisecond();
        let sealed = form::KeyFile::seal(name, signer.key(), password, random()?, now);
        Ok(KeyFile(sealed))
    }

    /// Decrypts the key; a keystore without a password is opened with any.
    ///
    /// Errors: [`Error::WrongPassword`]; [`Error::KeystoreInvalid`] when the file is damaged, [`Error::KeystoreKind`] when
    /// the key is of another kind.
    pub fn open(&self, name: &str, password: &SecretString) -> Result<Signer> {
        let key = self.0.open(password).map_err(|wrong| said(name, wrong))?;
        Ok(Signer::from(key))
    }
}

/// What is wrong with a keystore that is called `name`.
fn said(name: &str, wrong: Wrong) -> Error {
    match wrong {
        Wrong::Password => Error::WrongPassword { name: name.into() },
        Wrong::Form(reason) => Error::KeystoreInvalid {
            path: name.into(),
            reason,
        },
        Wrong::Kind(kind) => Error::KeystoreKind {
            path: name.into(),
            kind,
        },
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD as BASE64;
    use base64::Engine;

    use super::*;

    fn secret(s: &str) -> SecretString {
        SecretString::from(s)
    }

    fn alice() -> Signer {
        Signer::from_uri(&secret("//Alice//shop")).unwrap()
    }

    #[test]
    fn a_key_written_is_read_back_and_a_wrong_password_is_said_to_be_wrong() {
        let home = tempfile::tempdir().unwrap();
        let store = Keystore::under(home.path());
        store.create("张三", &alice(), &secret("пароль 密码")).unwrap();
        assert_eq!(
            store.unlock("张三", &secret("пароль 密码")).unwrap().account(),
            alice().account()
        );
        assert_eq!(
            store.unlock("张三", &secret("guess")).unwrap_err().code(),
            "wrong_password"
        );
        assert_eq!(
            store.create("张三", &alice(), &secret("x")).unwrap_err().code(),
            "keystore_exists"
        );
        assert_eq!(
            store.unlock("li", &secret("x")).unwrap_err().code(),
            "keystore_not_found"
        );
        assert_eq!(store.list().unwrap().len(), 1);
    }

    fn file(encoded: String, content: &str, kinds: &str, version: &str) -> KeyFile {
        let json = format!(
            r#"{{"encoded": "{encoded}", "address": "{}", "encoding":
                {{"content": {content}, "type": {kinds}, "version": "{version}"}}, "meta": {{"name": "x"}}}}"#,
            alice().account()
        );
        KeyFile::from_json("x", &json).unwrap()
    }

    #[test]
    fn what_is_wrong_with_a_keystore_is_said_by_its_name() {
        let good = KeyFile::seal("a", &alice(), &secret("p")).unwrap();
        let open = |file: form::KeyFile| KeyFile(file).open("a", &secret("p")).unwrap_err().code();
        let other = form::KeyFile {
            address: AccountId([7; 32]).to_string(),
            ..good.0.clone()
        };
        assert_eq!(open(other), "keystore_invalid");
        let cut = form::KeyFile {
            encoded: good.encoded[..60].into(),
            ..good.0.clone()
        };
        assert_eq!(open(cut), "keystore_invalid");
        assert_eq!(good.open("a", &secret("q")).unwrap_err().code(), "wrong_password");
        assert!(good.open("a", &secret("p")).unwrap().is_well_known_dev());
    }

    #[test]
    fn a_keystore_without_a_password_is_read_and_not_kept_so() {
        let home = tempfile::tempdir().unwrap();
        let store = Keystore::under(home.path());
        let sealed = KeyFile::seal("x", &alice(), &secret("p")).unwrap();
        let plain = form::sealed::open(&sealed.encoded, &sealed.encoding, Some(&secret("p")), &[]).unwrap();
        let open = file(
            BASE64.encode(&plain),
            r#"["pkcs8", "sr25519"]"#,
            r#"["none"]"#,
            "3",
        );
        assert!(open.is_open());
        let (path, _) = store.adopt("x", &open, &secret("new")).unwrap();
        let kept = std::fs::read_to_string(path).unwrap();
        assert!(!kept.contains(&open.encoded) && !store.read("x").unwrap().is_open());
        assert_eq!(
            store.unlock("x", &secret("other")).unwrap_err().code(),
            "wrong_password"
        );
        assert!(store.unlock("x", &secret("new")).is_ok());
    }

    #[test]
    fn a_key_of_another_kind_is_told_by_its_kind_before_a_password_is_asked_for() {
        let json = |kind: &str, address: &str| {
            format!(
                r#"{{"encoded": "AA==", "address": "{address}", "encoding": {{"content": ["pkcs8", "{kind}"],
                    "type": ["scrypt", "xsalsa20-poly1305"], "version": "3"}}}}"#
            )
        };
        let sr = alice().account().to_string();
        for (kind, address) in [
            ("ed25519", sr.as_str()),
            ("ecdsa", "0x0395d6"),
            ("ethereum", "0x03a70d"),
        ] {
            let error = KeyFile::from_json("x", &json(kind, address)).unwrap_err();
            assert_eq!(error.code(), "keystore_kind", "{kind}");
            assert!(error.to_string().contains(kind), "{error}");
        }
    }

    #[test]
    fn one_address_is_shown_whatever_prefix_the_wallet_wrote() {
        // The same key with the prefix of Polkadot (0), whose addresses begin with 1.
        let polkadot = "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5";
        let signer = Signer::from_uri(&secret("//Alice")).unwrap();
        let file = KeyFile(form::KeyFile {
            address: polkadot.into(),
            ..KeyFile::seal("a", &signer, &secret("p")).unwrap().0
        });
        assert_eq!(file.address(), signer.account().to_string());
        let home = tempfile::tempdir().unwrap();
        let store = Keystore::under(home.path());
        let _adopted = store.adopt("a", &file, &secret("p")).unwrap();
        assert!(!store.read("a").unwrap().to_json().contains(polkadot));
    }

    #[test]
    fn all_accounts_of_a_wallets_batch_are_read_with_its_password() {
        let dir = tempfile::tempdir().unwrap();
        let signers = ["//Alice//1", "//Alice//2"].map(|uri| Signer::from_uri(&secret(uri)).unwrap());
        let files = signers
            .each_ref()
            .map(|signer| KeyFile::seal("x", signer, &secret("p")).unwrap());
        let plain = serde_json::to_vec(&files).unwrap();
        let public = files
            .each_ref()
            .map(|file| serde_json::json!({"address": file.address(), "meta": {}}));
        let batch = serde_json::json!({"encoded": form::sealed::seal(&plain, &secret("p"), [5; 56]), "accounts": public,
            "encoding": form::Encoding::written(["batch-pkcs8", "x"])});
        let path = dir.path().join("batch.json");
        // As the extension writes it: one word of content; and with the mark of an editor.
        let mut batch = batch;
        batch["encoding"]["content"] = serde_json::json!(["batch-pkcs8"]);
        std::fs::write(&path, format!("\u{feff}{batch}")).unwrap();
        let wallet = || Wallet::read(&path).unwrap();
        assert_eq!((wallet().accounts(), wallet().is_open()), (2, false));
        let wrong = wallet().files("x", Some(&secret("guess"))).unwrap_err();
        assert_eq!(wrong.code(), "wrong_password");
        let read = wallet().files("x", Some(&secret("p"))).unwrap();
        let accounts: Vec<_> = read
            .iter()
            .map(|file| file.open("x", &secret("p")).unwrap().account())
            .collect();
        assert_eq!(accounts, signers.map(|signer| signer.account()));
    }

    #[test]
    fn names_that_could_leave_the_directory_are_refused() {
        let store = Keystore::under(Path::new("/nowhere"));
        for name in [
            "",
            ".",
            "..",
            "../li",
            "a/b",
            "a\\b",
            "-rf",
            ".hidden",
            "a b",
            "a\0b",
            "a\nb",
            &"x".repeat(65),
        ] {
            assert_eq!(store.path(name).unwrap_err().code(), "account_name", "{name:?}");
        }
        for name in ["li", "张三", "a.b-c_1"] {
            assert!(
                store.path(name).unwrap().starts_with("/nowhere/keystores"),
                "{name}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_keystore_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let store = Keystore::under(home.path());
        let path = store.create("li", &alice(), &secret("p")).unwrap();
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let dir = path.parent().unwrap();
        assert_eq!(
            std::fs::metadata(dir).unwrap().permissions().mode() & 0o777,
            0o700
        );
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(
            store.unlock("li", &secret("p")).unwrap_err().code(),
            "permissions_too_open"
        );
    }
}
