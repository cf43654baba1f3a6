//! The backup file: an ordinary age file under a passphrase; in it a gzip of JSON, so that `age -d FILE | gunzip` shows all
//! of it without this program. Files of the user's directory stand in it with their bytes: what was encrypted there
//! (keystores under their passwords, personal fields under their account's key) still is.
//! Source: age-encryption.org/v1 (scrypt recipient), RFC 1952.
//! Limits: 64 MiB, 20,000 files; only the places of [`is_place`], so that a backup of somebody else's writes nowhere else.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use age::scrypt::{Identity, Recipient};
use age::DecryptError;
use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use flate2::Compression;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// What a passphrase that a person chose needs: about a second and 256 MiB.
pub const WORK_FACTOR_LOG2: u8 = 18;
/// What a file may ask of us: those of a faster machine too, but not hours.
const WORK_FACTOR_MAX_LOG2: u8 = 21;
/// Longest backup, packed and unpacked. Units: bytes.
pub const LEN_MAX: u64 = 64 << 20;
const FILES_MAX: usize = 20_000;
/// Version of what is in a backup.
pub const VERSION: u32 = 1;
const FORMAT: &str = "iou-backup";
/// How every age file begins.
const AGE_HEAD: &[u8] = b"age-encryption.org/";

/// The user's settings.
pub const CONFIG: &str = "config.toml";
/// What was sent to a chain.
pub const JOURNAL: &str = "submissions.jsonl";

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Archive {
    /// When it was made, by that machine's clock. RFC 3339.
    pub made: String,
    /// The program that made it.
    pub program: String,
    /// Bytes of files, by their path in the user's directory.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How people can be reached, as JSON of whoever put it there; these are not sealed.
    pub contacts: Vec<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
struct Written {
    format: String,
    version: u32,
    made: String,
    program: String,
    files: Vec<WrittenFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    contacts: Vec<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
struct WrittenFile {
    path: String,
    #[serde(flatten)]
    content: Content,
}

/// Text as it is, so that a person can read it; other bytes in base64.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Content {
    Text(String),
    Base64(String),
}

impl Archive {
    /// All that a backup takes of the user's directory.
    ///
    /// Errors: [`iou_files::Error::Io`], [`Error::BackupTooLarge`].
    pub fn gather(home: &Path, made: String, program: String) -> Result<Archive> {
        let mut files = BTreeMap::new();
        let mut left = LEN_MAX;
        for path in walk(home)? {
            let full = home.join(&path);
            let bytes = iou_files::read(&full, left)?;
            left = left.checked_sub(bytes.len() as u64).ok_or_else(too_large)?;
            files.insert(path, bytes);
        }
        Ok(Archive {
            made,
            program,
            files,
            contacts: Vec::new(),
        })
    }

    /// Only what is lost with the machine: keystores, personal fields, settings. Contacts can be asked again, what was sent
    /// stands on the chain, and addresses of loan keys follow from the key.
    #[must_use]
    pub fn essential(&self) -> Archive {
        let keep = |path: &str| path == CONFIG || path.starts_with("private/") || path.ends_with(".json");
        Archive {
            files: self
                .files
                .iter()
                .filter(|(path, _)| keep(path))
                .map(|(path, bytes)| (path.clone(), bytes.clone()))
                .collect(),
            contacts: Vec::new(),
            ..self.clone()
        }
    }

    /// The backup file, locked with a passphrase. `work_factor_log2` is [`WORK_FACTOR_LOG2`] but in tests.
    ///
    /// Errors: [`Error::BackupTooLarge`].
    pub fn lock(&self, passphrase: SecretString, work_factor_log2: u8) -> Result<Vec<u8>> {
        let written = Written {
            format: FORMAT.into(),
            version: VERSION,
            made: self.made.clone(),
            program: self.program.clone(),
            files: self.files.iter().map(WrittenFile::of).collect(),
            contacts: self.contacts.clone(),
        };
        let json = Zeroizing::new(serde_json::to_vec(&written).expect("string keys"));
        if json.len() as u64 > LEN_MAX {
            return Err(too_large());
        }
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&json).expect("into memory");
        let packed = Zeroizing::new(packed.finish().expect("into memory"));
        let mut recipient = Recipient::new(passphrase);
        recipient.set_work_factor(work_factor_log2);
        age::encrypt(&recipient, &packed).map_err(|e| {
            iou_files::Error::Io {
                path: "age".into(),
                reason: e.to_string(),
            }
            .into()
        })
    }

    /// Whether a file can be a backup at all, before a passphrase is asked for.
    ///
    /// Errors: [`Error::BackupForeign`], [`Error::BackupDamaged`].
    pub fn check(name: &str, file: &[u8]) -> Result<()> {
        check_head(name, file)?;
        match is_whole_header(file) {
            true => Ok(()),
            false => Err(Error::BackupDamaged { path: name.into() }),
        }
    }

    /// Opens a backup file; `name` is for errors.
    ///
    /// Errors: [`Error::BackupForeign`], [`Error::BackupDamaged`], [`Error::BackupPassphrase`], [`Error::BackupNewer`].
    pub fn unlock(name: &str, file: &[u8], passphrase: SecretString) -> Result<Archive> {
        let path = || name.to_owned();
        Archive::check(name, file)?;
        let mut identity = Identity::new(passphrase);
        identity.set_max_work_factor(WORK_FACTOR_MAX_LOG2);
        let packed = age::decrypt(&identity, file).map_err(|e| match e {
            // Somebody else's age file, to a key in place of a passphrase.
            DecryptError::NoMatchingKeys
            | DecryptError::UnknownFormat
            | DecryptError::ExcessiveWork { .. } => Error::BackupForeign { path: path() },
            // The header is whole, and the key in it does not open.
            DecryptError::KeyDecryptionFailed | DecryptError::DecryptionFailed => {
                Error::BackupPassphrase { path: path() }
            }
            _ => Error::BackupDamaged { path: path() },
        })?;
        let packed = Zeroizing::new(packed);
        let mut json = Zeroizing::new(Vec::new());
        let unpacked = GzDecoder::new(packed.as_slice())
            .take(LEN_MAX + 1)
            .read_to_end(&mut json);
        // It was locked with this passphrase, whole, and is something else.
        let foreign = || Error::BackupForeign { path: path() };
        let _len = unpacked.map_err(|_| foreign())?;
        let head: Head = serde_json::from_slice(&json).map_err(|_| foreign())?;
        if head.format != FORMAT || json.len() as u64 > LEN_MAX {
            return Err(foreign());
        }
        if head.version != VERSION {
            return Err(Error::BackupNewer {
                path: path(),
                version: head.version.to_string(),
            });
        }
        let written: Written = serde_json::from_slice(&json).map_err(|_| foreign())?;
        let mut files = BTreeMap::new();
        for file in written.files {
            let (path, bytes) = file.read().ok_or_else(foreign)?;
            files.insert(path, bytes);
        }
        match files.len() <= FILES_MAX {
            true => Ok(Archive {
                made: written.made,
                program: written.program,
                files,
                contacts: written.contacts,
            }),
            false => Err(foreign()),
        }
    }
}

/// What every version of the form begins with.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

impl WrittenFile {
    fn of((path, bytes): (&String, &Vec<u8>)) -> WrittenFile {
        WrittenFile {
            path: path.clone(),
            content: match std::str::from_utf8(bytes) {
                Ok(text) => Content::Text(text.into()),
                Err(_) => Content::Base64(BASE64.encode(bytes)),
            },
        }
    }

    fn read(self) -> Option<(String, Vec<u8>)> {
        let bytes = match self.content {
            Content::Text(text) => text.into_bytes(),
            Content::Base64(text) => BASE64.decode(text).ok()?,
        };
        is_place(&self.path).then_some((self.path, bytes))
    }
}

/// Whether a file says of itself that it is one of age.
///
/// Errors: [`Error::BackupForeign`]; [`Error::BackupDamaged`] for one of which nothing, or hardly anything, is left.
fn check_head(name: &str, file: &[u8]) -> Result<()> {
    let path = || name.to_owned();
    match file.len() < AGE_HEAD.len() && AGE_HEAD.starts_with(file) {
        true => Err(Error::BackupDamaged { path: path() }),
        false if file.starts_with(AGE_HEAD) => Ok(()),
        false => Err(Error::BackupForeign { path: path() }),
    }
}

/// Whether the header is there to its last line, the one with the code that protects it.
fn is_whole_header(file: &[u8]) -> bool {
    const MAC_LEN: usize = 43;
    let at = file.windows(5).position(|part| part == b"\n--- ");
    at.and_then(|at| file.get(at + 5 + MAC_LEN)) == Some(&b'\n')
}

/// The places in the user's directory of which a backup takes and gives back files. What can be made again is not among
/// them: tables of the chain, locks, files half written.
pub fn is_place(path: &str) -> bool {
    let plain = |name: &str| {
        let first = name.chars().next().is_some_and(char::is_alphanumeric);
        first && name.chars().all(|c| c.is_alphanumeric() || "._-".contains(c))
    };
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        [name] => [CONFIG, JOURNAL, "contacts.key", "remind.toml"].contains(name),
        ["keystores", name] => plain(name) && (name.ends_with(".json") || name.ends_with(".keys")),
        ["private", account, name] => plain(account) && plain(name) && name.ends_with(".age"),
        _ => false,
    }
}

/// The paths of all files that a backup takes, sorted.
fn walk(home: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![(home.to_path_buf(), String::new())];
    while let Some((dir, prefix)) = open.pop() {
        for (path, name) in entries(&dir)? {
            let inner = format!("{prefix}{name}");
            match path.is_dir() {
                true if ["keystores", "private"].contains(&inner.as_str()) || prefix == "private/" => {
                    open.push((path, format!("{inner}/")));
                }
                false if is_place(&inner) => found.push(inner),
                _ => {}
            }
        }
        if found.len() > FILES_MAX {
            return Err(too_large());
        }
    }
    found.sort();
    Ok(found)
}

fn entries(dir: &Path) -> Result<Vec<(PathBuf, String)>> {
    let read = match std::fs::read_dir(dir) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(Error::io(dir))?,
    };
    let mut all = Vec::new();
    for entry in read {
        let entry = entry.map_err(Error::io(dir))?;
        // What this program writes has a name in UTF-8.
        if let Ok(name) = entry.file_name().into_string() {
            all.push((entry.path(), name));
        }
    }
    Ok(all)
}

fn too_large() -> Error {
    Error::BackupTooLarge {
        what: "backup".into(),
        most: format!("{} MiB", LEN_MAX >> 20),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tests lock with little work.
    const LIGHT: u8 = 2;

    fn secret(words: &str) -> SecretString {
        SecretString::from(words)
    }

    fn archive() -> Archive {
        let file = |path: &str, bytes: &[u8]| (path.to_owned(), bytes.to_vec());
        Archive {
            made: "2026-11-29T06:00:00Z".into(),
            program: "iou".into(),
            files: BTreeMap::from([
                file("keystores/张三.json", b"{}\n"),
                file("private/5F/ab.age", &[0xff, 0, 1]),
                file(CONFIG, "# 设置\n".as_bytes()),
                file(JOURNAL, b""),
            ]),
            contacts: vec![serde_json::json!({"account": "5F"})],
        }
    }

    fn code(file: &[u8], words: &str) -> String {
        Archive::unlock("f", file, secret(words)).unwrap_err().code()
    }

    #[test]
    fn a_backup_gives_back_what_it_took_and_says_which_passphrase_is_wrong() {
        let file = archive().lock(secret("五 个 词"), LIGHT).unwrap();
        assert_eq!(
            Archive::unlock("f", &file, secret("五 个 词")).unwrap(),
            archive()
        );
        assert_eq!(code(&file, "五个词"), "backup_passphrase");
        assert_eq!(code(&file, ""), "backup_passphrase");
        let shown = String::from_utf8_lossy(&file).into_owned();
        assert!(!shown.contains("keystores") && !shown.contains("iou-backup"));
    }

    #[test]
    fn a_backup_cut_anywhere_or_with_any_byte_changed_is_never_believed() {
        let file = archive().lock(secret("p"), LIGHT).unwrap();
        for cut in 0..file.len() {
            let code = code(&file[..cut], "p");
            assert_eq!(code, "backup_damaged", "cut at {cut}");
        }
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            let code = code(&changed, "p");
            // A change in the salt or in the locked key cannot be told from another passphrase; one in the first line makes
            // it another kind of file.
            assert!(
                ["backup_damaged", "backup_passphrase", "backup_foreign"].contains(&code.as_str()),
                "{at}: {code}"
            );
        }
        assert_eq!(code(&[&file[..], b"x"].concat(), "p"), "backup_damaged");
    }

    #[test]
    fn files_of_others_are_called_foreign() {
        assert_eq!(code(b"", "p"), "backup_damaged");
        for other in [&b"PK\x03\x04"[..], b"hello", &[0; 500]] {
            assert_eq!(code(other, "p"), "backup_foreign");
        }
        let sealed = |plain: &[u8]| {
            let mut recipient = Recipient::new(secret("p"));
            recipient.set_work_factor(LIGHT);
            age::encrypt(&recipient, plain).unwrap()
        };
        let gzip = |text: &str| {
            let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
            packed.write_all(text.as_bytes()).unwrap();
            packed.finish().unwrap()
        };
        assert_eq!(code(&sealed(b"holiday pictures"), "p"), "backup_foreign");
        assert_eq!(code(&sealed(&gzip("{}")), "p"), "backup_foreign");
        let newer = r#"{"format": "iou-backup", "version": 2, "loans": []}"#;
        assert_eq!(code(&sealed(&gzip(newer)), "p"), "backup_newer");
        let to_key = age::x25519::Identity::generate().to_public();
        assert_eq!(code(&age::encrypt(&to_key, b"x").unwrap(), "p"), "backup_foreign");
    }

    #[test]
    fn a_backup_of_somebody_else_writes_nowhere_but_where_backups_write() {
        for path in [
            "../x.json",
            "/etc/passwd",
            "keystores/../x.json",
            "keystores/.hidden.json",
            "keystores/a/b.json",
            "private/x.age",
            "private/../x/y.age",
            "index/default.db",
            "keystores/a.json/",
            "keystores//a.json",
            "",
        ] {
            assert!(!is_place(path), "{path}");
            let mut bad = archive();
            bad.files.insert(path.into(), vec![]);
            let file = bad.lock(secret("p"), LIGHT).unwrap();
            assert_eq!(code(&file, "p"), "backup_foreign", "{path}");
        }
        assert!(archive().files.keys().all(|path| is_place(path)));
    }

    #[test]
    fn what_can_be_made_again_is_not_taken() {
        let home = tempfile::tempdir().unwrap();
        let mut all = archive().files;
        for path in [
            "index/default.db",
            "keystores/.iou-half",
            "private/5F/.iou-x",
            "notes.txt",
        ] {
            all.insert(path.into(), b"x".to_vec());
        }
        for (path, bytes) in &all {
            let path = home.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let taken = Archive::gather(home.path(), String::new(), String::new()).unwrap();
        assert_eq!(taken.files, archive().files);
        let kept: Vec<_> = taken.essential().files.into_keys().collect();
        assert_eq!(kept, ["config.toml", "keystores/张三.json", "private/5F/ab.age"]);
        let none = Archive::gather(&home.path().join("none"), String::new(), String::new()).unwrap();
        assert!(none.files.is_empty());
    }
}
