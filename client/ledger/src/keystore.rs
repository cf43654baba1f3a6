//! Named keys on disk: polkadot-js JSON keystores, one file a name in a directory of their own, readable by their owner only,
//! never overwritten. Written is version 3 (pkcs8 sr25519, scrypt, xsalsa20-poly1305), read what any version of a wallet has
//! exported (`wallet`); what is not encrypted as well is encrypted anew when it is taken over. Files go both ways between this
//! client and polkadot-js wallets (e2e-tests/compat/keystore.mjs shows it).
//! Source: polkadot-js/common, packages keyring and util-crypto. Limits: sr25519 only; a file of at most 64 KiB.

pub mod loan_keys;
mod sealed;
mod wallet;

pub use wallet::Wallet;

use std::path::{Path, PathBuf};

use schnorrkel::SecretKey;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use self::sealed::{Encoding, Wrong};
use super::signer::Signer;
use super::AccountId;
use crate::error::{Error, Result};
use iou_files as files;
use iou_files::textfile;

/// Before and between the two halves of the key in the PKCS#8 wrapping.
const PKCS8_HEADER: [u8; 16] = [48, 83, 2, 1, 1, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
const PKCS8_DIVIDER: [u8; 5] = [161, 35, 3, 33, 0];
const PLAIN_LEN: usize = 16 + 64 + 5 + 32;
/// The same with a seed of 32 bytes, as keys of other kinds are kept.
const SEED_PLAIN_LEN: usize = 16 + 32 + 5 + 32;
/// The kind of key with which this chain signs.
const KIND: &str = "sr25519";
const FILE_LEN_MAX: u64 = 64 * 1024;
const NAME_CHARS_MAX: usize = 64;

/// A keystore file as it is on disk; everything but `encoded` is readable without the password.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyFile {
    encoded: String,
    encoding: Encoding,
    /// SS58 address of the account, with whatever prefix the wallet wrote; shown is always the chain's own.
    address: String,
    /// Name, creation time and whatever a wallet keeps there.
    #[serde(default)]
    pub meta: serde_json::Map<String, serde_json::Value>,
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
            true => KeyFile {
                address: signer.account().to_string(),
                ..file.clone()
            },
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
        let invalid = |reason: String| Error::KeystoreInvalid {
            path: path.into(),
            reason,
        };
        let file: KeyFile = serde_json::from_str(json).map_err(|e| invalid(e.to_string()))?;
        if let Some(kind) = file.encoding.content.get(1).filter(|kind| *kind != KIND) {
            return Err(kind_error(path, kind));
        }
        file.account()
            .ok_or_else(|| invalid(format!("{} is no address", file.address)))?;
        Ok(file)
    }

    /// Whether anybody can read the key in it.
    pub fn is_open(&self) -> bool {
        self.encoding.is_open()
    }

    /// The address for people, in the chain's own prefix.
    pub fn address(&self) -> String {
        self.account()
            .map_or_else(|| self.address.clone(), |account| account.to_string())
    }

    /// The account, from the readable part of the file.
    pub fn account(&self) -> Option<AccountId> {
        self.address.parse().ok()
    }

    /// When the keystore was made, if it says so. Units: milliseconds since 1970.
    pub fn created_ms(&self) -> Option<i64> {
        self.meta.get("whenCreated").and_then(|v| v.as_i64())
    }

    /// The file's JSON, as wallets import it.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings only") + "\n"
    }

    /// Encrypts a key under a password.
    pub fn seal(name: &str, signer: &Signer, password: &SecretString) -> Result<KeyFile> {
        let mut random = [0u8; 56];
        getrandom::fill(&mut random).map_err(|e| Error::Phrase {
            reason: e.to_string(),
        })?;
        let mut plain = Zeroizing::new(Vec::with_capacity(PLAIN_LEN));
        plain.extend_from_slice(&PKCS8_HEADER);
        plain.extend_from_slice(Zeroizing::new(signer.secret().to_ed25519_bytes()).as_slice());
        plain.extend_from_slice(&PKCS8_DIVIDER);
        plain.extend_from_slice(&signer.account().0);
        let mut meta = serde_json::Map::new();
        meta.insert("name".into(), name.into());
        meta.insert(
            "whenCreated".into(),
            jiff::Timestamp::now().as_millisecond().into(),
        );
        if signer.is_well_known_dev() {
            meta.insert("isTesting".into(), true.into());
        }
        Ok(KeyFile {
            encoded: sealed::seal(&plain, password, random),
            encoding: Encoding::written(["pkcs8", KIND]),
            address: signer.account().to_string(),
            meta,
        })
    }

    /// Decrypts the key; a keystore without a password is opened with any.
    ///
    /// Errors: [`Error::WrongPassword`]; [`Error::KeystoreInvalid`] when the file is damaged, [`Error::KeystoreKind`] when
    /// the key is of another kind.
    pub fn open(&self, name: &str, password: &SecretString) -> Result<Signer> {
        let invalid = |reason: &str| Error::KeystoreInvalid {
            path: name.into(),
            reason: reason.into(),
        };
        if self.encoding.content.first().map(String::as_str) != Some("pkcs8") {
            return Err(invalid("what is in it is no key"));
        }
        if let Some(kind) = self.encoding.content.get(1).filter(|kind| *kind != KIND) {
            return Err(kind_error(name, kind));
        }
        let plain = sealed::open(
            &self.encoded,
            &self.encoding,
            Some(password),
            &[PLAIN_LEN, SEED_PLAIN_LEN],
        )
        .map_err(|wrong| match wrong {
            Wrong::Password => Error::WrongPassword { name: name.into() },
            Wrong::Form(reason) => invalid(reason),
        })?;
        // Version 0 does not say of which kind the key is; its length does.
        if plain.len() == SEED_PLAIN_LEN && plain[..16] == PKCS8_HEADER && plain[48..53] == PKCS8_DIVIDER {
            return Err(kind_error(name, "ed25519"));
        }
        if plain.len() != PLAIN_LEN || plain[..16] != PKCS8_HEADER || plain[80..85] != PKCS8_DIVIDER {
            return Err(invalid("the decrypted key has an unknown form"));
        }
        let secret = SecretKey::from_ed25519_bytes(&plain[16..80])
            .map_err(|_| invalid("the decrypted key is no key"))?;
        let dev = self
            .meta
            .get("isTesting")
            .and_then(|v| v.as_bool())
            .unwrap_or(false);
        let signer = Signer::from_secret(secret, dev);
        if signer.account().0 != plain[85..] || Some(signer.account()) != self.account() {
            return Err(invalid("the address in it is not that of its key"));
        }
        Ok(signer)
    }
}

fn kind_error(path: &str, kind: &str) -> Error {
    Error::KeystoreKind {
        path: path.into(),
        kind: kind.into(),
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

    #[test]
    fn a_development_key_is_still_known_as_one_after_it_was_stored() {
        let file = KeyFile::seal("a", &alice(), &secret("p")).unwrap();
        assert!(file.open("a", &secret("p")).unwrap().is_well_known_dev());
    }

    #[test]
    fn what_we_write_is_read_by_an_independent_implementation() {
        let own =
            Signer::from_uri(&Signer::new_phrase(12, crate::signer::WordList::English).unwrap()).unwrap();
        let file = KeyFile::seal("li", &own, &secret("long password")).unwrap();
        let theirs =
            subxt_signer::polkadot_js_compat::decrypt_json(&file.to_json(), "long password").unwrap();
        assert_eq!(theirs.public_key().0, own.account().0);
    }

    #[test]
    fn a_keystore_exported_by_polkadot_js_is_read() {
        let json = include_str!("../tests/fixtures/polkadot-js-keystore.json");
        let file: KeyFile = serde_json::from_str(json).unwrap();
        let signer = file.open("fixture", &secret("correct horse 电池")).unwrap();
        let phrase =
            "legal winner thank year wave sausage worth useful legal winner thank yellow//iou/fixture";
        assert_eq!(
            signer.account(),
            Signer::from_uri(&secret(phrase)).unwrap().account()
        );
    }

    #[test]
    fn a_damaged_file_is_reported_and_never_panics() {
        let good = KeyFile::seal("a", &alice(), &secret("p")).unwrap();
        let open = |file: &KeyFile| file.open("a", &secret("p")).unwrap_err().code();
        for keep in [0, 4, 60, 92, good.encoded.len() - 8] {
            assert_eq!(
                open(&KeyFile {
                    encoded: good.encoded[..keep].into(),
                    ..good.clone()
                }),
                "keystore_invalid",
                "{keep}"
            );
        }
        let mut bytes = BASE64.decode(&good.encoded).unwrap();
        bytes[34] = 0xff; // an absurd scrypt N must be refused, not computed
        assert_eq!(
            open(&KeyFile {
                encoded: BASE64.encode(&bytes),
                ..good.clone()
            }),
            "keystore_invalid"
        );
        let other = AccountId([7; 32]).to_string();
        assert_eq!(
            open(&KeyFile {
                address: other,
                ..good.clone()
            }),
            "keystore_invalid"
        );
        let mut flipped = BASE64.decode(&good.encoded).unwrap();
        *flipped.last_mut().unwrap() ^= 1;
        assert_eq!(
            open(&KeyFile {
                encoded: BASE64.encode(&flipped),
                ..good
            }),
            "wrong_password"
        );
    }

    /// A key as it stands in a file before it is encrypted.
    fn pkcs8(signer: &Signer) -> Vec<u8> {
        [
            &PKCS8_HEADER[..],
            &signer.secret().to_ed25519_bytes(),
            &PKCS8_DIVIDER,
            &signer.account().0,
        ]
        .concat()
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
    fn what_older_wallets_have_written_is_read_and_kept_better_encrypted() {
        let home = tempfile::tempdir().unwrap();
        let store = Keystore::under(home.path());
        let long = "a password that is longer than thirty-two bytes";
        for password in ["p", "密码", "", long] {
            let old = sealed::sealed_before_version_3(&pkcs8(&alice()), password);
            for (version, content, kinds) in [
                ("0", r#""pkcs8""#, r#""xsalsa20-poly1305""#),
                ("1", r#"["pkcs8", "sr25519"]"#, r#""xsalsa20-poly1305""#),
                ("2", r#"["pkcs8", "sr25519"]"#, r#"["xsalsa20-poly1305"]"#),
            ] {
                let file = file(old.clone(), content, kinds, version);
                assert_eq!(
                    file.open("x", &secret(password)).unwrap().account(),
                    alice().account(),
                    "{version}"
                );
                assert_eq!(
                    file.open("x", &secret("guess")).unwrap_err().code(),
                    "wrong_password"
                );
                let name = format!("v{version}-{}", password.len());
                let (_, signer) = store.adopt(&name, &file, &secret(password)).unwrap();
                assert_eq!(signer.account(), alice().account());
                let kept = store.read(&name).unwrap();
                assert!(kept.encoding.is_current(), "{version}");
                assert_eq!(
                    kept.open(&name, &secret(password)).unwrap().account(),
                    alice().account()
                );
            }
        }
    }

    #[test]
    fn a_keystore_without_a_password_is_read_and_not_kept_so() {
        let home = tempfile::tempdir().unwrap();
        let store = Keystore::under(home.path());
        let open = file(
            BASE64.encode(pkcs8(&alice())),
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
    fn a_password_opens_in_whichever_form_its_letters_were_composed() {
        let (nfc, nfd) = ("caf\u{e9} \u{5bc6}", "cafe\u{301} \u{5bc6}");
        for written in [nfc, nfd] {
            let file = KeyFile::seal("a", &alice(), &secret(written)).unwrap();
            for typed in [nfc, nfd] {
                assert!(file.open("a", &secret(typed)).is_ok(), "{written:?} {typed:?}");
            }
            assert_eq!(
                file.open("a", &secret("cafe \u{5bc6}")).unwrap_err().code(),
                "wrong_password"
            );
        }
        // Neither form: it opens as it stands.
        let odd = "e\u{301}\u{e9}";
        let file = KeyFile::seal("a", &alice(), &secret(odd)).unwrap();
        assert!(file.open("a", &secret(odd)).is_ok());
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
        // Version 0 says it by the length of the key.
        let seed = [&PKCS8_HEADER[..], &[1; 32], &PKCS8_DIVIDER, &alice().account().0].concat();
        let old = sealed::sealed_before_version_3(&seed, "p");
        let error = file(old, r#""pkcs8""#, r#""xsalsa20-poly1305""#, "0").open("x", &secret("p"));
        assert_eq!(error.unwrap_err().code(), "keystore_kind");
    }

    #[test]
    fn one_address_is_shown_whatever_prefix_the_wallet_wrote() {
        // The same key with the prefix of Polkadot (0), whose addresses begin with 1.
        let polkadot = "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5";
        let signer = Signer::from_uri(&secret("//Alice")).unwrap();
        let file = KeyFile {
            address: polkadot.into(),
            ..KeyFile::seal("a", &signer, &secret("p")).unwrap()
        };
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
            .map(|file| serde_json::json!({"address": file.address, "meta": {}}));
        let batch = serde_json::json!({"encoded": sealed::seal(&plain, &secret("p"), [5; 56]), "accounts": public,
            "encoding": Encoding::written(["batch-pkcs8", "x"])});
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
