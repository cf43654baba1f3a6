//! A key that signs transactions and intents, and from which the key of the private data is derived: [`iou_keys::Key`] with the
//! randomness and the errors of a program on a machine.

pub use iou_keys::WordList;
use iou_keys::{seal, words, Key, PhraseFault};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::AccountId;
use crate::error::{Error, Result};

/// A key that can sign for one account.
#[derive(Clone)]
pub struct Signer(Key);

impl Signer {
    /// Reads a secret URI.
    ///
    /// Errors: [`Error::Phrase`], which never repeats the input; [`Error::PhraseWord`], which repeats the one word that is in
    /// no list; [`Error::PhraseChecksum`] where all are, and do not belong together.
    pub fn from_uri(uri: &SecretString) -> Result<Signer> {
        Ok(Signer(Key::from_uri(uri.expose_secret())?))
    }

    /// The key that a path of junctions (`//iou//3`) leads to from this one, as from the words of this one.
    ///
    /// Errors: [`Error::Phrase`] for what is no path.
    pub fn derived(&self, path: &str) -> Result<Signer> {
        Ok(Signer(self.0.derived(path)?))
    }

    /// A new random phrase of 12 or 24 words.
    ///
    /// Errors: [`Error::Phrase`] for another number of words.
    pub fn new_phrase(words: usize, list: WordList) -> Result<SecretString> {
        let entropy = Zeroizing::new(random::<32>()?);
        let wanted = match words {
            12 => &entropy[..16],
            24 => &entropy[..],
            other => {
                return Err(Error::Phrase {
                    reason: format!("{other} words; a phrase has 12 or 24"),
                })
            }
        };
        Ok(words::phrase(wanted, list)?)
    }

    pub(crate) fn key(&self) -> &Key {
        &self.0
    }

    /// The account that this key signs for.
    pub fn account(&self) -> AccountId {
        AccountId(self.0.account().0)
    }

    /// A signature over plain bytes (for intents that a relayer submits).
    pub fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        // Without randomness a signature is the same each time, and no less safe.
        self.0.sign(message, random().unwrap_or_default())
    }

    /// What was sealed to this key's account under `label`; none where it was not, or was changed since.
    pub fn open(&self, label: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        seal::open(&self.0, label, sealed)
    }

    /// Whether anybody can sign with this key, because it comes from the published development phrase.
    pub fn is_well_known_dev(&self) -> bool {
        self.0.is_well_known_dev()
    }

    /// A passphrase for `purpose` that only the holder of this key can compute, 256 bits strong.
    pub(crate) fn derived_passphrase(&self, purpose: &str) -> SecretString {
        self.0.derived_passphrase(purpose)
    }
}

impl From<Key> for Signer {
    fn from(key: Key) -> Signer {
        Signer(key)
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.account())
    }
}

/// The words of a phrase in the other list: the same key.
///
/// Errors: as [`Signer::from_uri`].
pub fn phrase_in(phrase: &SecretString, list: WordList) -> Result<SecretString> {
    Ok(words::phrase_in(phrase.expose_secret(), list)?)
}

/// Random bytes of the system's.
///
/// Errors: [`Error::Phrase`] where it has none.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Error::Phrase {
        reason: e.to_string(),
    })?;
    Ok(bytes)
}

impl From<PhraseFault> for Error {
    fn from(fault: PhraseFault) -> Error {
        match fault {
            PhraseFault::Form(reason) => Error::Phrase { reason },
            PhraseFault::Checksum => Error::PhraseChecksum {},
            PhraseFault::Word { number, word, like } => Error::PhraseWord {
                number: number.to_string(),
                word,
                like: match like.as_slice() {
                    [] => "-".into(),
                    words => words.join(", "),
                },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(uri: &str) -> Signer {
        Signer::from_uri(&SecretString::from(uri)).unwrap()
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
    fn a_mistyped_word_is_named_with_what_it_may_have_been() {
        let phrase = iou_keys::DEV_PHRASE;
        let failed = |words: &str| Signer::from_uri(&SecretString::from(words)).unwrap_err();
        let error = failed(&phrase.replace("curtain", "curtian"));
        assert_eq!(error.code(), "phrase_word");
        let said = ["number", "word", "like"].map(|name| error.details()[name].as_str().unwrap().to_owned());
        assert_eq!(said, ["5", "curtian", "curtain, curious, current"]);
        let turned = phrase.replace("bottom drive", "drive bottom");
        assert_eq!(failed(&turned).code(), "phrase_checksum");
        assert_eq!(failed("bottom drive").code(), "phrase");
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
