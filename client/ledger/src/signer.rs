//! Keys in memory: an sr25519 pair that signs transactions and intents, and from which the key of the private data is
//! derived. Made from a secret URI (`phrase//hard/soft///password`, `//Alice`, `0x` seed) as in every Substrate tool,
//! or by [`super::keystore`]. Words are English or Chinese; the same entropy in either list is the same key, since the key
//! comes from the entropy. Knows the well-known development keys, which anybody can use. Secrets are wiped on drop.

mod words;

pub use words::{phrase_in, WordList};

use std::str::FromStr;
use std::sync::LazyLock;

use bip39::Mnemonic;
use schnorrkel::derive::{ChainCode, Derivation};
use schnorrkel::{ExpansionMode, Keypair, MiniSecretKey, SecretKey};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subxt_signer::{DeriveJunction, SecretUri, DEV_PHRASE};
use zeroize::Zeroizing;

use self::words::{mnemonic, spaced};
use super::AccountId;
use crate::error::{Error, Result};

/// Signing context of every Substrate sr25519 signature.
const CONTEXT: &[u8] = b"substrate";

/// Names under which the development phrase has keys that every node and wallet knows.
const DEV_NAMES: [&str; 10] = [
    "//Alice",
    "//Bob",
    "//Charlie",
    "//Dave",
    "//Eve",
    "//Ferdie",
    "//One",
    "//Two",
    "//Alice//stash",
    "//Bob//stash",
];

/// A key that can sign for one account.
#[derive(Clone)]
pub struct Signer {
    pair: Keypair,
    dev: bool,
}

impl Signer {
    /// Reads a secret URI.
    ///
    /// Errors: [`Error::Phrase`], which never repeats the input; [`Error::PhraseWord`], which repeats the one word that is in
    /// no list; [`Error::PhraseChecksum`] where all are, and do not belong together.
    pub fn from_uri(uri: &SecretString) -> Result<Signer> {
        let bad = |reason: String| Error::Phrase { reason };
        // People write Chinese words with wide spaces between them, or with none.
        let uri = Zeroizing::new(spaced(uri.expose_secret()));
        let parsed = SecretUri::from_str(&uri).map_err(|_| bad("not a secret URI".into()))?;
        let phrase = parsed.phrase.expose_secret();
        let password = parsed
            .password
            .as_ref()
            .map(|p| p.expose_secret())
            .unwrap_or_default();
        let (root, dev) = match phrase.strip_prefix("0x") {
            Some(seed) => (root_of_seed(seed)?, false),
            None => {
                let mnemonic = mnemonic(phrase)?;
                (
                    root_of_phrase(&mnemonic, password)?,
                    words::is_of_development(&mnemonic),
                )
            }
        };
        let secret = derive(root, &parsed.junctions);
        Ok(Signer::from_secret(secret, dev))
    }

    /// The key that a path of junctions (`//iou//3`) leads to from this one, as from the words of this one.
    ///
    /// Errors: [`Error::Phrase`] for what is no path.
    pub fn derived(&self, path: &str) -> Result<Signer> {
        let parsed = SecretUri::from_str(path).ok();
        // With no phrase before it a path begins at the development phrase; of that only the junctions are taken.
        let parsed = parsed.filter(|uri| path.starts_with('/') && uri.password.is_none());
        let parsed = parsed.ok_or_else(|| Error::Phrase {
            reason: "a path is //hard or /soft junctions".into(),
        })?;
        let secret = derive(self.pair.secret.clone(), &parsed.junctions);
        Ok(Signer::from_secret(secret, self.dev))
    }

    /// A new random phrase of 12 or 24 words.
    ///
    /// Errors: [`Error::Phrase`] for another number of words.
    pub fn new_phrase(words: usize, list: WordList) -> Result<SecretString> {
        let mut entropy = Zeroizing::new([0u8; 32]);
        let wanted = match words {
            12 => &mut entropy[..16],
            24 => &mut entropy[..32],
            other => {
                return Err(Error::Phrase {
                    reason: format!("{other} words; a phrase has 12 or 24"),
                })
            }
        };
        getrandom::fill(wanted).map_err(|e| Error::Phrase {
            reason: e.to_string(),
        })?;
        let mnemonic = Mnemonic::from_entropy_in(list.language(), wanted).map_err(|e| Error::Phrase {
            reason: e.to_string(),
        })?;
        Ok(SecretString::from(mnemonic.to_string()))
    }

    pub(crate) fn from_secret(secret: SecretKey, dev: bool) -> Signer {
        let public = secret.to_public();
        let dev = dev || DEV_ACCOUNTS.contains(&public.to_bytes());
        Signer {
            pair: Keypair { secret, public },
            dev,
        }
    }

    pub(crate) fn secret(&self) -> &SecretKey {
        &self.pair.secret
    }

    /// The account that this key signs for.
    pub fn account(&self) -> AccountId {
        AccountId(self.pair.public.to_bytes())
    }

    /// A signature over plain bytes (for intents that a relayer submits).
    pub fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        self.pair.sign_simple(CONTEXT, message).to_bytes()
    }

    /// Whether anybody can sign with this key, because it comes from the published development phrase.
    pub fn is_well_known_dev(&self) -> bool {
        self.dev
    }

    /// The scalar of the key, whose product with the group's generator is the account ([`crate::private::seal`]).
    pub(crate) fn scalar(&self) -> Zeroizing<curve25519_dalek::Scalar> {
        let secret = Zeroizing::new(self.pair.secret.to_bytes());
        let mut scalar = Zeroizing::new([0; 32]);
        scalar.copy_from_slice(&secret[..32]);
        Zeroizing::new(curve25519_dalek::Scalar::from_bytes_mod_order(*scalar))
    }

    /// A passphrase for `purpose` that only the holder of this key can compute, 256 bits strong.
    ///
    /// Only the scalar half of the secret goes in: the other half is a nonce seed, which soft derivation draws anew.
    pub(crate) fn derived_passphrase(&self, purpose: &str) -> SecretString {
        let secret = Zeroizing::new(self.pair.secret.to_bytes());
        let mut hash = Sha256::new();
        hash.update((purpose.len() as u64).to_le_bytes());
        hash.update(purpose.as_bytes());
        hash.update(&secret[..32]);
        let key = Zeroizing::new(<[u8; 32]>::from(hash.finalize()));
        SecretString::from(hex::encode(*key))
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.account())
    }
}

fn derive(root: SecretKey, path: &[DeriveJunction]) -> SecretKey {
    path.iter().fold(root, |key, junction| match *junction {
        DeriveJunction::Soft(code) => key.derived_key_simple(ChainCode(code), []).0,
        DeriveJunction::Hard(code) => key
            .hard_derive_mini_secret_key(Some(ChainCode(code)), b"")
            .0
            .expand(ExpansionMode::Ed25519),
    })
}

fn root_of_seed(hex_seed: &str) -> Result<SecretKey> {
    let mut seed = Zeroizing::new([0u8; 32]);
    hex::decode_to_slice(hex_seed, &mut *seed).map_err(|_| Error::Phrase {
        reason: "a seed is 0x and 64 hexadecimal digits".into(),
    })?;
    let mini = MiniSecretKey::from_bytes(&*seed).map_err(|e| Error::Phrase {
        reason: e.to_string(),
    })?;
    Ok(mini.expand(ExpansionMode::Ed25519))
}

/// As in every Substrate wallet the key comes from the phrase's entropy (not from BIP-39's own seed).
fn root_of_phrase(mnemonic: &Mnemonic, password: &str) -> Result<SecretKey> {
    let (entropy, length) = mnemonic.to_entropy_array();
    let entropy = Zeroizing::new(entropy);
    let mut seed = Zeroizing::new([0u8; 64]);
    let salt = Zeroizing::new(format!("mnemonic{password}"));
    pbkdf2::pbkdf2::<hmac::Hmac<sha2::Sha512>>(&entropy[..length], salt.as_bytes(), 2048, &mut *seed)
        .map_err(|e| Error::Phrase {
            reason: e.to_string(),
        })?;
    let mini = MiniSecretKey::from_bytes(&seed[..32]).map_err(|e| Error::Phrase {
        reason: e.to_string(),
    })?;
    Ok(mini.expand(ExpansionMode::Ed25519))
}

static DEV_ACCOUNTS: LazyLock<Vec<[u8; 32]>> = LazyLock::new(|| {
    let derived = |path: &str| {
        let uri = SecretUri::from_str(path).expect("a fixed path");
        subxt_signer::sr25519::Keypair::from_uri(&uri)
            .expect("a fixed path")
            .public_key()
            .0
    };
    DEV_NAMES
        .iter()
        .map(|name| derived(name))
        .chain([derived(DEV_PHRASE)])
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(uri: &str) -> Signer {
        Signer::from_uri(&SecretString::from(uri)).unwrap()
    }

    #[test]
    fn secret_uris_lead_to_the_same_accounts_as_in_other_substrate_tools() {
        let phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
        let paths = [
            "//Alice",
            "//Bob",
            "/soft",
            "//hard/soft//7",
            "///pass word",
            "//a///p",
            "",
        ];
        for path in paths {
            let uri = format!("{phrase}{path}");
            let theirs =
                subxt_signer::sr25519::Keypair::from_uri(&SecretUri::from_str(&uri).unwrap()).unwrap();
            assert_eq!(signer(&uri).account().0, theirs.public_key().0, "{path}");
        }
        assert_eq!(
            signer("//Alice").account().to_string(),
            "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
        );
    }

    #[test]
    fn a_signature_is_verified_by_an_independent_implementation() {
        use subxt_signer::sr25519::{verify, PublicKey, Signature};
        let bob = signer("//Bob");
        let signature = bob.sign_bytes(b"the digest");
        let key = || PublicKey(bob.account().0);
        assert!(verify(&Signature(signature), b"the digest", &key()));
        assert!(!verify(&Signature(signature), b"another", &key()));
    }

    #[test]
    fn development_keys_are_known_in_every_derivation_and_as_a_bare_seed() {
        let alice_seed = "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
        for uri in [
            "//Alice",
            "//Ferdie",
            "//Zhang//San/2",
            DEV_PHRASE,
            alice_seed,
            "//Alice///any password",
        ] {
            assert!(signer(uri).is_well_known_dev(), "{uri}");
        }
        let own = Signer::new_phrase(12, WordList::English).unwrap();
        assert!(!Signer::from_uri(&own).unwrap().is_well_known_dev());
    }

    #[test]
    fn a_wrong_phrase_is_refused_without_repeating_it() {
        let long = "correct horse battery staple ".repeat(3);
        for bad in [
            "correct horse battery staple",
            "0x1234",
            "bottom bottom bottom",
            long.trim(),
        ] {
            let error = Signer::from_uri(&SecretString::from(bad)).unwrap_err();
            assert!(["phrase", "phrase_word"].contains(&error.code().as_str()));
            assert!(!error.to_string().contains(bad), "{error}");
        }
    }

    #[test]
    fn new_phrases_have_the_words_asked_for_and_never_repeat() {
        for list in [WordList::English, WordList::Chinese] {
            for words in [12, 24] {
                let (one, two) = (
                    Signer::new_phrase(words, list).unwrap(),
                    Signer::new_phrase(words, list).unwrap(),
                );
                assert_eq!(one.expose_secret().split(' ').count(), words);
                assert_ne!(one.expose_secret(), two.expose_secret());
                let account = |phrase: &SecretString| Signer::from_uri(phrase).unwrap().account();
                for other in [WordList::English, WordList::Chinese] {
                    assert_eq!(account(&phrase_in(&one, other).unwrap()), account(&one));
                }
                assert_eq!(
                    phrase_in(&one, list).unwrap().expose_secret(),
                    one.expose_secret()
                );
            }
        }
        assert_eq!(
            Signer::new_phrase(13, WordList::English).unwrap_err().code(),
            "phrase"
        );
    }

    #[test]
    fn a_key_derived_from_the_key_is_the_one_derived_from_the_words() {
        let words = Signer::new_phrase(12, WordList::Chinese).unwrap();
        let root = Signer::from_uri(&words).unwrap();
        for path in ["//iou//0", "//iou//7", "/a//b", "//张三"] {
            let from_words = signer(&format!("{}{path}", words.expose_secret()));
            assert_eq!(
                root.derived(path).unwrap().account(),
                from_words.account(),
                "{path}"
            );
        }
        assert!(signer("//Alice").derived("//iou//0").unwrap().is_well_known_dev());
        for none in ["iou", "", "//a///password", "bottom //x"] {
            assert_eq!(root.derived(none).unwrap_err().code(), "phrase", "{none}");
        }
    }

    #[test]
    fn the_derived_passphrase_is_stable_for_a_key_and_differs_by_key_and_purpose() {
        let pass =
            |uri: &str, purpose: &str| signer(uri).derived_passphrase(purpose).expose_secret().to_owned();
        assert_eq!(pass("//Alice/soft", "a"), pass("//Alice/soft", "a"));
        assert_ne!(pass("//Alice", "a"), pass("//Alice", "b"));
        assert_ne!(pass("//Alice", "a"), pass("//Bob", "a"));
    }
}
