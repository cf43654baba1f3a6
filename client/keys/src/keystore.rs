//! A key in the form of a polkadot-js keystore: JSON, of which all but the key can be read without the password. Written is
//! version 3 (pkcs8 sr25519, scrypt, xsalsa20-poly1305), read what any version of a wallet has written ([`sealed`]).
//! Source: polkadot-js/common, packages keyring and util-crypto. Limits: sr25519 only.

pub mod sealed;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use terms::AccountId;
use zeroize::Zeroizing;

pub use self::sealed::{Encoding, Wrong, RANDOM_LEN};
use crate::key::SECRET_LEN;
use crate::Key;
use sealed::form;

/// Before and between the two halves of the key in the PKCS#8 wrapping.
const PKCS8_HEADER: [u8; 16] = [48, 83, 2, 1, 1, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
const PKCS8_DIVIDER: [u8; 5] = [161, 35, 3, 33, 0];
const PLAIN_LEN: usize = 16 + SECRET_LEN + 5 + 32;
/// The same with a seed of 32 bytes, as keys of other kinds are kept.
const SEED_PLAIN_LEN: usize = 16 + 32 + 5 + 32;
/// The kind of key with which this chain signs.
const KIND: &str = "sr25519";

/// A keystore; everything but `encoded` is readable without the password.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeyFile {
    /// The key, encrypted.
    pub encoded: String,
    /// How.
    pub encoding: Encoding,
    /// SS58 address of the account, with whatever prefix the wallet wrote; shown is always the chain's own.
    pub address: String,
    /// Name, creation time and whatever a wallet keeps there.
    #[serde(default)]
    pub meta: serde_json::Map<String, serde_json::Value>,
}

impl KeyFile {
    /// Reads a keystore's JSON.
    ///
    /// Errors: [`Wrong::Form`], [`Wrong::Kind`].
    pub fn from_json(json: &str) -> Result<KeyFile, Wrong> {
        let file: KeyFile = serde_json::from_str(json).map_err(form)?;
        if let Some(kind) = file.other_kind() {
            return Err(Wrong::Kind(kind.into()));
        }
        match file.account() {
            Some(_) => Ok(file),
            None => Err(form(format!("{} is no address", file.address))),
        }
    }

    fn other_kind(&self) -> Option<&str> {
        let kind = self.encoding.content.get(1).map(String::as_str);
        kind.filter(|kind| *kind != KIND)
    }

    /// Whether anybody can read the key in it.
    pub fn is_open(&self) -> bool {
        self.encoding.is_open()
    }

    /// The address for people, in the chain's own prefix.
    pub fn address(&self) -> String {
        self.account()
            .map_or_else(|| self.address.clone(), iou_base::address::show)
    }

    /// The account, from the readable part of the file.
    pub fn account(&self) -> Option<AccountId> {
        iou_base::address::read_of_any_network(&self.address)
    }

    /// When the keystore was made, if it says so. Units: milliseconds since 1970.
    pub fn created_ms(&self) -> Option<i64> {
        self.meta.get("whenCreated").and_then(|v| v.as_i64())
    }

    /// The file's JSON, as wallets import it.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("strings only") + "\n"
    }

    /// Encrypts a key under a password. `now_ms`: when that is; milliseconds since 1970.
    pub fn seal(
        name: &str,
        key: &Key,
        password: &SecretString,
        random: [u8; RANDOM_LEN],
        now_ms: i64,
    ) -> KeyFile {
        let mut meta = serde_json::Map::new();
        meta.insert("name".into(), name.into());
        meta.insert("whenCreated".into(), now_ms.into());
        if key.is_well_known_dev() {
            meta.insert("isTesting".into(), true.into());
        }
        KeyFile {
            encoded: sealed::seal(&pkcs8(key), password, random),
            encoding: Encoding::written(["pkcs8", KIND]),
            address: iou_base::address::show(key.account()),
            meta,
        }
    }

    /// Decrypts the key; a keystore without a password is opened with any.
    ///
    /// Errors: [`Wrong`].
    pub fn open(&self, password: &SecretString) -> Result<Key, Wrong> {
        if self.encoding.content.first().map(String::as_str) != Some("pkcs8") {
            return Err(form("what is in it is no key"));
        }
        if let Some(kind) = self.other_kind() {
            return Err(Wrong::Kind(kind.into()));
        }
        let lengths = [PLAIN_LEN, SEED_PLAIN_LEN];
        let plain = sealed::open(&self.encoded, &self.encoding, Some(password), &lengths)?;
        // Version 0 does not say of which kind the key is; its length does.
        if plain.len() == SEED_PLAIN_LEN && plain[..16] == PKCS8_HEADER && plain[48..53] == PKCS8_DIVIDER {
            return Err(Wrong::Kind("ed25519".into()));
        }
        if plain.len() != PLAIN_LEN || plain[..16] != PKCS8_HEADER || plain[80..85] != PKCS8_DIVIDER {
            return Err(form("the decrypted key has an unknown form"));
        }
        let dev = self
            .meta
            .get("isTesting")
            .and_then(|v| v.as_bool())
            .unwrap_or(false);
        let key = Key::from_secret(&plain[16..80], dev).ok_or_else(|| form("the decrypted key is no key"))?;
        if key.account().0 != plain[85..] || Some(key.account()) != self.account() {
            return Err(form("the address in it is not that of its key"));
        }
        Ok(key)
    }
}

/// A key as it stands in a file before it is encrypted.
fn pkcs8(key: &Key) -> Zeroizing<Vec<u8>> {
    let mut plain = Zeroizing::new(Vec::with_capacity(PLAIN_LEN));
    plain.extend_from_slice(&PKCS8_HEADER);
    plain.extend_from_slice(key.secret().as_slice());
    plain.extend_from_slice(&PKCS8_DIVIDER);
    plain.extend_from_slice(&key.account().0);
    plain
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD as BASE64;
    use base64::Engine;

    use super::*;

    fn secret(s: &str) -> SecretString {
        SecretString::from(s)
    }

    fn alice() -> Key {
        Key::from_uri("//Alice//shop").unwrap()
    }

    fn sealed_by(key: &Key, password: &str) -> KeyFile {
        KeyFile::seal("a", key, &secret(password), [5; RANDOM_LEN], 7)
    }

    #[test]
    fn a_development_key_is_still_known_as_one_after_it_was_stored() {
        assert!(sealed_by(&alice(), "p")
            .open(&secret("p"))
            .unwrap()
            .is_well_known_dev());
    }

    #[test]
    fn what_we_write_is_read_by_an_independent_implementation() {
        let own = Key::from_entropy(&[7; 16]).unwrap();
        let json = sealed_by(&own, "long password").to_json();
        let theirs = subxt_signer::polkadot_js_compat::decrypt_json(&json, "long password").unwrap();
        assert_eq!(theirs.public_key().0, own.account().0);
    }

    #[test]
    fn a_keystore_exported_by_polkadot_js_is_read() {
        let json = include_str!("../../ledger/tests/fixtures/polkadot-js-keystore.json");
        let key = KeyFile::from_json(json)
            .unwrap()
            .open(&secret("correct horse 电池"));
        let phrase =
            "legal winner thank year wave sausage worth useful legal winner thank yellow//iou/fixture";
        assert_eq!(key.unwrap().account(), Key::from_uri(phrase).unwrap().account());
    }

    #[test]
    fn a_damaged_file_is_reported_and_never_panics() {
        let good = sealed_by(&alice(), "p");
        let open = |encoded: String| {
            let file = KeyFile {
                encoded,
                ..good.clone()
            };
            file.open(&secret("p")).unwrap_err()
        };
        for keep in [0, 4, 60, 92, good.encoded.len() - 8] {
            assert!(
                matches!(open(good.encoded[..keep].into()), Wrong::Form(_)),
                "{keep}"
            );
        }
        let mut bytes = BASE64.decode(&good.encoded).unwrap();
        bytes[34] = 0xff; // an absurd scrypt N must be refused, not computed
        assert!(matches!(open(BASE64.encode(&bytes)), Wrong::Form(_)));
        let other = KeyFile {
            address: iou_base::address::show(AccountId([7; 32])),
            ..good.clone()
        };
        assert!(matches!(other.open(&secret("p")).unwrap_err(), Wrong::Form(_)));
        let mut flipped = BASE64.decode(&good.encoded).unwrap();
        *flipped.last_mut().unwrap() ^= 1;
        assert_eq!(open(BASE64.encode(&flipped)), Wrong::Password);
    }

    fn file(encoded: String, content: &str, kinds: &str, version: &str) -> KeyFile {
        let json = format!(
            r#"{{"encoded": "{encoded}", "address": "{}", "encoding":
                {{"content": {content}, "type": {kinds}, "version": "{version}"}}, "meta": {{"name": "x"}}}}"#,
            iou_base::address::show(alice().account())
        );
        KeyFile::from_json(&json).unwrap()
    }

    #[test]
    fn what_older_wallets_have_written_is_read_and_known_to_be_worse() {
        let long = "a password that is longer than thirty-two bytes";
        for password in ["p", "密码", "", long] {
            let old = sealed::sealed_before_version_3(&pkcs8(&alice()), password);
            for (version, content, kinds) in [
                ("0", r#""pkcs8""#, r#""xsalsa20-poly1305""#),
                ("1", r#"["pkcs8", "sr25519"]"#, r#""xsalsa20-poly1305""#),
                ("2", r#"["pkcs8", "sr25519"]"#, r#"["xsalsa20-poly1305"]"#),
            ] {
                let file = file(old.clone(), content, kinds, version);
                let key = file.open(&secret(password)).unwrap();
                assert_eq!(key.account(), alice().account(), "{version}");
                assert_eq!(file.open(&secret("guess")).unwrap_err(), Wrong::Password);
                assert!(!file.encoding.is_current(), "{version}");
                assert!(sealed_by(&key, "p").encoding.is_current());
            }
        }
    }

    #[test]
    fn a_password_opens_in_whichever_form_its_letters_were_composed() {
        let (nfc, nfd) = ("caf\u{e9} \u{5bc6}", "cafe\u{301} \u{5bc6}");
        for written in [nfc, nfd] {
            let file = sealed_by(&alice(), written);
            for typed in [nfc, nfd] {
                assert!(file.open(&secret(typed)).is_ok(), "{written:?} {typed:?}");
            }
            assert_eq!(file.open(&secret("cafe \u{5bc6}")).unwrap_err(), Wrong::Password);
        }
        // Neither form: it opens as it stands.
        let odd = "e\u{301}\u{e9}";
        assert!(sealed_by(&alice(), odd).open(&secret(odd)).is_ok());
    }

    #[test]
    fn a_key_of_another_kind_is_told_by_its_kind_before_a_password_is_asked_for() {
        let json = |kind: &str, address: &str| {
            format!(
                r#"{{"encoded": "AA==", "address": "{address}", "encoding": {{"content": ["pkcs8", "{kind}"],
                    "type": ["scrypt", "xsalsa20-poly1305"], "version": "3"}}}}"#
            )
        };
        let sr = iou_base::address::show(alice().account());
        for (kind, address) in [
            ("ed25519", sr.as_str()),
            ("ecdsa", "0x0395d6"),
            ("ethereum", "0x03a70d"),
        ] {
            let wrong = KeyFile::from_json(&json(kind, address)).unwrap_err();
            assert_eq!(wrong, Wrong::Kind(kind.into()));
        }
        // Version 0 says it by the length of the key.
        let seed = [&PKCS8_HEADER[..], &[1; 32], &PKCS8_DIVIDER, &alice().account().0].concat();
        let old = sealed::sealed_before_version_3(&seed, "p");
        let opened = file(old, r#""pkcs8""#, r#""xsalsa20-poly1305""#, "0").open(&secret("p"));
        assert_eq!(opened.unwrap_err(), Wrong::Kind("ed25519".into()));
    }

    #[test]
    fn one_address_is_shown_whatever_prefix_the_wallet_wrote() {
        // The same key with the prefix of Polkadot (0), whose addresses begin with 1.
        let alice = Key::from_uri("//Alice").unwrap();
        let file = KeyFile {
            address: "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5".into(),
            ..sealed_by(&alice, "p")
        };
        assert_eq!(file.address(), iou_base::address::show(alice.account()));
        assert!(file.open(&secret("p")).is_ok());
    }
}
