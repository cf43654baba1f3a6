//! The encryption of keystores, as every version of polkadot-js has written them: 3 with a key from scrypt, 0 to 2 with the
//! password itself as key, any of them without a password at all. Written is version 3 only.
//! A password is tried as it was typed and in both normal forms: keyboards and systems compose letters with accents in
//! different ways, and the wallet that wrote the file took the one of its own.
//! Source: polkadot-js/common, packages util-crypto (json, scrypt, nacl) and keyring; UAX 15. Limits: scrypt with the
//! parameters that polkadot-js accepts; anything else could be made to eat memory.

use base64::engine::general_purpose::STANDARD as BASE64;
use base64::Engine;
use crypto_secretbox::aead::{Aead, KeyInit};
use crypto_secretbox::{Key, Nonce, XSalsa20Poly1305};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize};
#[cfg(feature = "unicode")]
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// (N, p, r) that polkadot-js accepts.
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
/// Units: bytes.
const SALT_LEN: usize = 32;
const NONCE_LEN: usize = 24;
/// Random bytes that a keystore takes.
pub const RANDOM_LEN: usize = SALT_LEN + NONCE_LEN;
/// Poly1305's tag.
const TAG_LEN: usize = 16;
/// salt, N, p, r.
const SCRYPT_LEN: usize = SALT_LEN + 4 + 4 + 4;

/// How a file says that it is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Encoding {
    /// What is in it: `pkcs8` and the kind of key.
    #[serde(deserialize_with = "one_or_several")]
    pub content: Vec<String>,
    /// How it is encrypted.
    #[serde(deserialize_with = "one_or_several")]
    pub r#type: Vec<String>,
    /// `0` to `3`.
    pub version: String,
}

/// Version 0 writes a word where later ones write a list.
fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Words {
        One(String),
        Several(Vec<String>),
    }
    Ok(match Words::deserialize(deserializer)? {
        Words::One(word) => vec![word],
        Words::Several(words) => words,
    })
}

/// Why it cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The password is another one.
    Password,
    /// It is damaged, or of a form that nobody writes: why.
    Form(String),
    /// The key is of a kind with which this chain does not sign: which.
    Kind(String),
}

pub(crate) fn form(why: impl ToString) -> Wrong {
    Wrong::Form(why.to_string())
}

impl Encoding {
    /// What we write.
    pub fn written(content: [&str; 2]) -> Encoding {
        Encoding {
            content: content.map(str::to_owned).to_vec(),
            r#type: ["scrypt", "xsalsa20-poly1305"].map(str::to_owned).to_vec(),
            version: "3".into(),
        }
    }

    /// Whether it is as we would write it, or better.
    pub fn is_current(&self) -> bool {
        self.version == "3" && self.has("scrypt")
    }

    /// Whether anybody can read it.
    pub fn is_open(&self) -> bool {
        self.has("none") || self.r#type.is_empty()
    }

    fn has(&self, word: &str) -> bool {
        self.r#type.iter().any(|one| one == word)
    }
}

/// Encrypts under a password, as version 3.
pub fn seal(plain: &[u8], password: &SecretString, random: [u8; RANDOM_LEN]) -> String {
    let (salt, nonce) = random.split_at(SALT_LEN);
    let key = stretch(password.expose_secret(), salt, SCRYPT_WRITTEN);
    let sealed = XSalsa20Poly1305::new(Key::from_slice(&*key))
        .encrypt(Nonce::from_slice(nonce), plain)
        .expect("a key is within the cipher's limit");
    let (n, p, r) = SCRYPT_WRITTEN;
    let numbers = [n.to_le_bytes(), p.to_le_bytes(), r.to_le_bytes()].concat();
    BASE64.encode([salt, &numbers, nonce, &sealed].concat())
}

/// Decrypts, with a password where one is needed. `lengths`: those that the contents can have, none for any.
pub fn open(
    encoded: &str,
    encoding: &Encoding,
    password: Option<&SecretString>,
    lengths: &[usize],
) -> Result<Zeroizing<Vec<u8>>, Wrong> {
    if !matches!(encoding.version.as_str(), "0" | "1" | "2" | "3") {
        return Err(form("its version is none of 0 to 3"));
    }
    let bytes =
        decoded(encoded.trim()).ok_or_else(|| form("the encoded key is neither hexadecimal nor base64"))?;
    if encoding.is_open() {
        return Ok(Zeroizing::new(bytes));
    }
    if !encoding.has("xsalsa20-poly1305") {
        return Err(form("it is encrypted in an unknown way"));
    }
    let cut = || form("the encoded key is truncated");
    let (scrypt, rest) = match encoding.has("scrypt") {
        true => bytes
            .split_at_checked(SCRYPT_LEN)
            .map(|(head, rest)| (Some(head), rest))
            .ok_or_else(cut)?,
        false => (None, bytes.as_slice()),
    };
    let (nonce, sealed) = rest.split_at_checked(NONCE_LEN).ok_or_else(cut)?;
    // What is cut off would else look like a wrong password.
    if !lengths.is_empty() && !lengths.iter().any(|length| length + TAG_LEN == sealed.len()) {
        return Err(form("the encoded key is truncated or too long"));
    }
    let params = scrypt.map(scrypt_params).transpose()?;
    for password in forms(password.ok_or(Wrong::Password)?.expose_secret()) {
        let key = match (scrypt, params) {
            (Some(head), Some(params)) => stretch(&password, &head[..SALT_LEN], params),
            _ => padded(&password),
        };
        let opened = XSalsa20Poly1305::new(Key::from_slice(&*key)).decrypt(Nonce::from_slice(nonce), sealed);
        if let Ok(plain) = opened {
            return Ok(Zeroizing::new(plain));
        }
    }
    Err(Wrong::Password)
}

/// Hexadecimal as version 0 writes it, or base64. One of 4,096 texts in base64 begins with `0x` by chance: only a whole one
/// in digits is hexadecimal, and no base64 of a key's length is that.
fn decoded(encoded: &str) -> Option<Vec<u8>> {
    match encoded.strip_prefix("0x").map(hex::decode) {
        Some(Ok(bytes)) => Some(bytes),
        _ => BASE64.decode(encoded).ok(),
    }
}

fn scrypt_params(head: &[u8]) -> Result<(u32, u32, u32), Wrong> {
    let number = |at: usize| u32::from_le_bytes(head[at..at + 4].try_into().expect("four bytes"));
    let params = (number(SALT_LEN), number(SALT_LEN + 4), number(SALT_LEN + 8));
    match SCRYPT_ACCEPTED.contains(&params) {
        true => Ok(params),
        false => Err(form("its scrypt parameters are not among those of polkadot-js")),
    }
}

/// The password as it was typed, composed and decomposed; each once.
#[cfg(feature = "unicode")]
fn forms(typed: &str) -> Vec<Zeroizing<String>> {
    let mut forms: Vec<Zeroizing<String>> = Vec::with_capacity(3);
    for form in [typed.to_owned(), typed.nfc().collect(), typed.nfd().collect()].map(Zeroizing::new) {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// The password as it was typed: a page asks once for each form.
#[cfg(not(feature = "unicode"))]
fn forms(typed: &str) -> [Zeroizing<String>; 1] {
    [Zeroizing::new(typed.to_owned())]
}

/// The key of versions before 3: the password's first bytes, and noughts after it.
fn padded(password: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0u8; 32]);
    let length = password.len().min(key.len());
    key[..length].copy_from_slice(&password.as_bytes()[..length]);
    key
}

fn stretch(password: &str, salt: &[u8], (n, p, r): (u32, u32, u32)) -> Zeroizing<[u8; 32]> {
    let params = scrypt::Params::new(n.ilog2() as u8, r, p, 32).expect("one of the fixed sets");
    let mut key = Zeroizing::new([0u8; 32]);
    scrypt::scrypt(password.as_bytes(), salt, &params, &mut *key).expect("32 bytes are allowed");
    key
}

#[cfg(test)]
pub(crate) fn sealed_before_version_3(plain: &[u8], password: &str) -> String {
    let nonce = [7u8; NONCE_LEN];
    let sealed = XSalsa20Poly1305::new(Key::from_slice(&*padded(password)))
        .encrypt(Nonce::from_slice(&nonce), plain)
        .unwrap();
    iou_base::hex0x([&nonce[..], &sealed].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_whose_base64_begins_as_hexadecimal_does_is_read() {
        let mut random = [5u8; SALT_LEN + NONCE_LEN];
        random[..2].copy_from_slice(&[0xd3, 0x1f]);
        let password = SecretString::from("p");
        let encoded = seal(b"a key", &password, random);
        assert!(encoded.starts_with("0x"), "{encoded}");
        let opened = open(
            &encoded,
            &Encoding::written(["pkcs8", "sr25519"]),
            Some(&password),
            &[],
        );
        assert_eq!(opened.unwrap().as_slice(), b"a key");
    }
}
