//! Named keys on disk: polkadot-js JSON keystores, version 3 (pkcs8 sr25519, scrypt, xsalsa20-poly1305), one file a name
//! in a directory of their own, readable by their owner only, never overwritten. Files go both ways between this client
//! and polkadot-js wallets (e2e-tests/compat/keystore.mjs shows it).
//! Source: polkadot-js/common, packages keyring and util-crypto. Limits: sr25519 only; a file of at most 64 KiB.

use std::path::{Path, PathBuf};

use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;
use crypto_secretbox::aead::{Aead, KeyInit};
use crypto_secretbox::{Key, Nonce, XSalsa20Poly1305};
use schnorrkel::SecretKey;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::signer::Signer;
use super::AccountId;
use crate::error::{Error, Result};
use crate::files;

/// (N, p, r) that polkadot-js accepts; anything else could be made to eat memory.
const SCRYPT_ACCEPTED: [(u32, u32, u32); 6] = [
    (1 << 13, 10, 8),
    (1 << 14, 5, 8),
    (1 << 15, 3, 8),
    (1 << 15, 1, 8),
    (1 << 16, 2, 8),
    (1 << 17, 1, 8),
];
/// (N, p, r) that we write: 32 MiB and well under a second; every polkadot-js since version 3 of the format reads it.
const SCRYPT_WRITTEN: (u32, u32, u32) = (1 << 15, 1, 8);
/// Before and between the two halves of the key in the PKCS#8 wrapping.
const PKCS8_HEADER: [u8; 16] = [48, 83, 2, 1, 1, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
const PKCS8_DIVIDER: [u8; 5] = [161, 35, 3, 33, 0];
const PLAIN_LEN: usize = 16 + 64 + 5 + 32;
/// Poly1305's tag.
const TAG_LEN: usize = 16;
/// salt, N, p, r, nonce.
const PREFIX_LEN: usize = 32 + 4 + 4 + 4 + 24;
const FILE_LEN_MAX: u64 = 64 * 1024;
const NAME_CHARS_MAX: usize = 64;

/// A keystore file as it is on disk; everything but `encoded` is readable without the password.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyFile {
    encoded: String,
    encoding: Encoding,
    /// SS58 address of the account.
    pub address: String,
    /// Name, creation time and whatever a wallet keeps there.
    #[serde(default)]
    pub meta: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Encoding {
    content: Vec<String>,
    r#type: Vec<String>,
    version: String,
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

    /// Takes over a keystore exported by a wallet, as it is (its password stays), once the password has opened it.
    pub fn adopt(&self, name: &str, file: &KeyFile, password: &SecretString) -> Result<PathBuf> {
        let path = self.check_free(name)?;
        file.open(name, password)?;
        self.store(name, path, file)
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
    /// Errors: [`Error::KeystoreNotFound`], [`Error::PermissionsTooOpen`], [`Error::KeystoreInvalid`].
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
            return Err(Error::PermissionsTooOpen {
                path: path.display().to_string(),
                mode: format!("{mode:o}"),
            });
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
        let json = std::fs::read_to_string(path).map_err(Error::io(path))?;
        let file: KeyFile = serde_json::from_str(&json).map_err(|e| invalid(e.to_string()))?;
        file.account()
            .ok_or_else(|| invalid(format!("{} is no address", file.address)))?;
        Ok(file)
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
        let (salt, nonce) = random.split_at(32);
        let key = stretch(password, salt, SCRYPT_WRITTEN);
        let mut plain = Zeroizing::new(Vec::with_capacity(PLAIN_LEN));
        plain.extend_from_slice(&PKCS8_HEADER);
        plain.extend_from_slice(Zeroizing::new(signer.secret().to_ed25519_bytes()).as_slice());
        plain.extend_from_slice(&PKCS8_DIVIDER);
        plain.extend_from_slice(&signer.account().0);
        let sealed = XSalsa20Poly1305::new(Key::from_slice(&*key))
            .encrypt(Nonce::from_slice(nonce), plain.as_slice())
            .expect("117 bytes are within the cipher's limit");

        let (n, p, r) = SCRYPT_WRITTEN;
        let numbers = [n.to_le_bytes(), p.to_le_bytes(), r.to_le_bytes()].concat();
        let mut meta = serde_json::Map::new();
        meta.insert("name".into(), name.into());
        meta.insert(
            "whenCreated".into(),
            jiff::Timestamp::now().as_millisecond().into(),
        );
        if signer.is_well_known_dev() {
            meta.insert("isTesting".into(), true.into());
        }
        let words = |all: [&str; 2]| all.map(str::to_owned).to_vec();
        Ok(KeyFile {
            encoded: BASE64.encode([salt, &numbers, nonce, &sealed].concat()),
            encoding: Encoding {
                content: words(["pkcs8", "sr25519"]),
                r#type: words(["scrypt", "xsalsa20-poly1305"]),
                version: "3".into(),
            },
            address: signer.account().to_string(),
            meta,
        })
    }

    /// Decrypts the key.
    ///
    /// Errors: [`Error::WrongPassword`]; [`Error::KeystoreInvalid`] when the file is damaged or of another kind.
    pub fn open(&self, name: &str, password: &SecretString) -> Result<Signer> {
        let invalid = |reason: &str| Error::KeystoreInvalid {
            path: name.into(),
            reason: reason.into(),
        };
        let has = |list: &[String], word: &str| list.iter().any(|w| w == word);
        let Encoding {
            content,
            r#type,
            version,
        } = &self.encoding;
        if version != "3"
            || !has(content, "pkcs8")
            || !has(r#type, "scrypt")
            || !has(r#type, "xsalsa20-poly1305")
        {
            return Err(invalid("not a password-protected keystore of version 3"));
        }
        if !has(content, "sr25519") {
            return Err(invalid("the key is not of type sr25519"));
        }
        let bytes = BASE64
            .decode(self.encoded.trim())
            .map_err(|_| invalid("the encoded key is not base64"))?;
        if bytes.len() != PREFIX_LEN + PLAIN_LEN + TAG_LEN {
            return Err(invalid("the encoded key is truncated or too long"));
        }
        let (prefix, sealed) = bytes.split_at(PREFIX_LEN);
        let number = |at: usize| u32::from_le_bytes(prefix[at..at + 4].try_into().expect("four bytes"));
        let params = (number(32), number(36), number(40));
        if !SCRYPT_ACCEPTED.contains(&params) {
            return Err(invalid(
                "its scrypt parameters are not among those of polkadot-js",
            ));
        }
        let key = stretch(password, &prefix[..32], params);
        let plain = XSalsa20Poly1305::new(Key::from_slice(&*key))
            .decrypt(Nonce::from_slice(&prefix[44..]), sealed)
            .map_err(|_| Error::WrongPassword { name: name.into() })?;
        let plain = Zeroizing::new(plain);
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

fn stretch(password: &SecretString, salt: &[u8], (n, p, r): (u32, u32, u32)) -> Zeroizing<[u8; 32]> {
    let params = scrypt::Params::new(n.ilog2() as u8, r, p, 32).expect("one of the fixed sets");
    let mut key = Zeroizing::new([0u8; 32]);
    scrypt::scrypt(password.expose_secret().as_bytes(), salt, &params, &mut *key)
        .expect("32 bytes are allowed");
    key
}

#[cfg(test)]
mod tests {
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
        let own = Signer::from_uri(&Signer::new_phrase(12).unwrap()).unwrap();
        let file = KeyFile::seal("li", &own, &secret("long password")).unwrap();
        let theirs =
            subxt_signer::polkadot_js_compat::decrypt_json(&file.to_json(), "long password").unwrap();
        assert_eq!(theirs.public_key().0, own.account().0);
    }

    #[test]
    fn a_keystore_exported_by_polkadot_js_is_read() {
        let json = include_str!("../../tests/fixtures/polkadot-js-keystore.json");
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
