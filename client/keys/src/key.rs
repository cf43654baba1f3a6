//! A key in memory: an sr25519 pair that signs, and from which everything else of its holder is derived. Made from a secret
//! URI (`phrase//hard/soft///password`, `//Alice`, `0x` seed) as in every Substrate tool, from the entropy of words, or from
//! the secret that stands in a keystore. Words are English or Chinese; the same entropy in either list is the same key, since
//! the key comes from the entropy. Knows the well-known development keys, which anybody can use. Wiped on drop.
//! Source: schnorrkel; Substrate, `substrate-bip39`.

use std::sync::LazyLock;

use curve25519_dalek::Scalar;
use hkdf::Hkdf;
use schnorrkel::context::{attach_rng, signing_context};
use schnorrkel::derive::{ChainCode, Derivation};
use schnorrkel::{ExpansionMode, Keypair, MiniSecretKey, SecretKey};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use terms::AccountId;
use zeroize::Zeroizing;

use crate::uri::{Junction, SecretUri, DEV_PHRASE};
use crate::words::{self, spaced, PhraseFault};

/// Signing context of every Substrate sr25519 signature.
pub const CONTEXT: &[u8] = b"substrate";

/// Names under which the development phrase has keys that every node and wallet knows.
const DEV_NAMES: [&str; 11] = [
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
    "",
];

/// Bytes of a secret as it stands in a keystore: scalar and nonce seed.
pub const SECRET_LEN: usize = 64;

/// A key that can sign for one account.
#[derive(Clone)]
pub struct Key {
    pair: Keypair,
    dev: bool,
}

impl Key {
    /// Reads a secret URI.
    ///
    /// Errors: [`PhraseFault`], which never repeats the input but for one word that is in no list.
    pub fn from_uri(uri: &str) -> Result<Key, PhraseFault> {
        // People write Chinese words with wide spaces between them, or with none.
        let uri = Zeroizing::new(spaced(uri));
        let parsed = SecretUri::parse(&uri).ok_or_else(|| PhraseFault::form("not a secret URI"))?;
        let phrase = parsed.phrase.unwrap_or(DEV_PHRASE);
        let password = parsed.password.unwrap_or_default();
        let (root, dev) = match phrase.strip_prefix("0x") {
            Some(seed) => (root_of_seed(seed)?, false),
            None => {
                let entropy = words::entropy(phrase)?;
                (
                    root_of_entropy(&entropy, password)?,
                    words::is_of_development(&entropy),
                )
            }
        };
        Ok(Key::of(derive(root, &parsed.junctions), dev))
    }

    /// The key of words, by the 16 or 32 bytes that they stand for.
    ///
    /// Errors: [`PhraseFault::Form`] for another number of bytes.
    pub fn from_entropy(entropy: &[u8]) -> Result<Key, PhraseFault> {
        let dev = words::is_of_development(entropy);
        Ok(Key::of(root_of_entropy(entropy, "")?, dev))
    }

    /// The key with this secret, as [`Key::secret`] gives it; `None` for what is none. `dev`: whether it is said to be one that
    /// everybody knows.
    pub fn from_secret(secret: &[u8], dev: bool) -> Option<Key> {
        let secret = SecretKey::from_ed25519_bytes(secret).ok()?;
        Some(Key::of(secret, dev))
    }

    fn of(secret: SecretKey, dev: bool) -> Key {
        let public = secret.to_public();
        let dev = dev || DEV_ACCOUNTS.contains(&public.to_bytes());
        Key {
            pair: Keypair { secret, public },
            dev,
        }
    }

    /// The key that a path of junctions (`//iou//3`) leads to from this one, as from the words of this one.
    ///
    /// Errors: [`PhraseFault::Form`] for what is no path.
    pub fn derived(&self, path: &str) -> Result<Key, PhraseFault> {
        let parsed = SecretUri::parse(path).filter(|uri| path.starts_with('/') && uri.password.is_none());
        let parsed = parsed.ok_or_else(|| PhraseFault::form("a path is //hard or /soft junctions"))?;
        let secret = derive(self.pair.secret.clone(), &parsed.junctions);
        Ok(Key::of(secret, self.dev))
    }

    /// The key of this one's loan `number`: nobody sees that the two are one holder's.
    pub fn of_loan(&self, number: u32) -> Key {
        let path = [Junction::of_text("iou"), Junction::of_number(number)];
        Key::of(derive(self.pair.secret.clone(), &path), self.dev)
    }

    /// The secret as it stands in a keystore: scalar and nonce seed.
    pub fn secret(&self) -> Zeroizing<[u8; SECRET_LEN]> {
        Zeroizing::new(self.pair.secret.to_ed25519_bytes())
    }

    /// The account that this key signs for.
    pub fn account(&self) -> AccountId {
        AccountId(self.pair.public.to_bytes())
    }

    /// A signature over plain bytes. `random` makes it another one each time; the key is safe with any.
    pub fn sign(&self, message: &[u8], random: [u8; 32]) -> [u8; 64] {
        let transcript = attach_rng(signing_context(CONTEXT).bytes(message), Given(random));
        self.pair.sign(transcript).to_bytes()
    }

    /// Whether anybody can sign with this key, because it comes from the published development phrase.
    pub fn is_well_known_dev(&self) -> bool {
        self.dev
    }

    /// The scalar of the key, whose product with the group's generator is the account ([`crate::seal`]).
    pub(crate) fn scalar(&self) -> Zeroizing<Scalar> {
        Zeroizing::new(Scalar::from_bytes_mod_order(*self.scalar_bytes()))
    }

    /// The half of the secret that is the same however the key was come by; the other half, a nonce seed, is not.
    fn scalar_bytes(&self) -> Zeroizing<[u8; 32]> {
        let secret = Zeroizing::new(self.pair.secret.to_bytes());
        let mut scalar = Zeroizing::new([0; 32]);
        scalar.copy_from_slice(&secret[..32]);
        scalar
    }

    /// A passphrase for `purpose` that only the holder of this key can compute, 256 bits strong.
    pub fn derived_passphrase(&self, purpose: &str) -> SecretString {
        let mut hash = Sha256::new();
        hash.update((purpose.len() as u64).to_le_bytes());
        hash.update(purpose.as_bytes());
        hash.update(*self.scalar_bytes());
        let key = Zeroizing::new(<[u8; 32]>::from(hash.finalize()));
        SecretString::from(hex::encode(*key))
    }

    /// 32 bytes for `purpose` that only the holder of this key can compute: HKDF-SHA-256 of the scalar, no salt.
    pub fn derived_secret(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, &*self.scalar_bytes())
            .expand(purpose.as_bytes(), &mut *key)
            .expect("32 bytes are less than HKDF gives");
        key
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", iou_base::address::show(self.account()))
    }
}

fn derive(root: SecretKey, path: &[Junction]) -> SecretKey {
    path.iter().fold(root, |key, junction| match *junction {
        // The nonce seed of what follows comes from the secret alone: the same each time.
        Junction::Soft(code) => key.derived_key_simple_rng(ChainCode(code), [], Given([0; 32])).0,
        Junction::Hard(code) => key
            .hard_derive_mini_secret_key(Some(ChainCode(code)), b"")
            .0
            .expand(ExpansionMode::Ed25519),
    })
}

fn root_of_seed(hex_seed: &str) -> Result<SecretKey, PhraseFault> {
    let mut seed = Zeroizing::new([0u8; 32]);
    hex::decode_to_slice(hex_seed, &mut *seed)
        .map_err(|_| PhraseFault::form("a seed is 0x and 64 hexadecimal digits"))?;
    let mini = MiniSecretKey::from_bytes(&*seed).map_err(PhraseFault::form)?;
    Ok(mini.expand(ExpansionMode::Ed25519))
}

/// As in every Substrate wallet the key comes from the phrase's entropy (not from BIP-39's own seed).
fn root_of_entropy(entropy: &[u8], password: &str) -> Result<SecretKey, PhraseFault> {
    if !matches!(entropy.len(), 16 | 20 | 24 | 28 | 32) {
        return Err(PhraseFault::form("words stand for 16 to 32 bytes"));
    }
    let mut seed = Zeroizing::new([0u8; 64]);
    let salt = Zeroizing::new(format!("mnemonic{password}"));
    pbkdf2::pbkdf2::<hmac::Hmac<sha2::Sha512>>(entropy, salt.as_bytes(), 2048, &mut *seed)
        .map_err(PhraseFault::form)?;
    let mini = MiniSecretKey::from_bytes(&seed[..32]).map_err(PhraseFault::form)?;
    Ok(mini.expand(ExpansionMode::Ed25519))
}

static DEV_ACCOUNTS: LazyLock<Vec<[u8; 32]>> = LazyLock::new(|| {
    let entropy = words::entropy(DEV_PHRASE).expect("a fixed phrase");
    let root = root_of_entropy(&entropy, "").expect("a fixed phrase");
    let account = |path: &&str| {
        let junctions = SecretUri::parse(path).expect("a fixed path").junctions;
        derive(root.clone(), &junctions).to_public().to_bytes()
    };
    DEV_NAMES.iter().map(account).collect()
});

/// Randomness that the caller gave; what is asked for beyond it is hashed from it.
struct Given([u8; 32]);

impl rand_core::RngCore for Given {
    fn next_u32(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.fill_bytes(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill_bytes(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    fn fill_bytes(&mut self, into: &mut [u8]) {
        for chunk in into.chunks_mut(32) {
            chunk.copy_from_slice(&self.0[..chunk.len()]);
            self.0 = Sha256::digest(self.0).into();
        }
    }

    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(into);
        Ok(())
    }
}

impl rand_core::CryptoRng for Given {}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::words::WordList;

    fn key(uri: &str) -> Key {
        Key::from_uri(uri).unwrap()
    }

    #[test]
    fn secret_uris_lead_to_the_same_accounts_as_in_other_substrate_tools() {
        let seed = "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";
        for path in [
            "//Alice",
            "//Bob",
            "/soft",
            "//hard/soft//7",
            "///pass word",
            "//a///p",
            "//张三",
            "",
        ] {
            for phrase in [DEV_PHRASE, seed, ""] {
                let uri = format!("{phrase}{path}");
                let theirs = subxt_signer::sr25519::Keypair::from_uri(&uri.parse().unwrap()).unwrap();
                assert_eq!(key(&uri).account().0, theirs.public_key().0, "{uri}");
            }
        }
        let alice = iou_base::address::show(key("//Alice").account());
        assert_eq!(alice, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    }

    #[test]
    fn a_signature_is_verified_by_an_independent_implementation_and_is_another_each_time() {
        use subxt_signer::sr25519::{verify, PublicKey, Signature};
        for uri in ["//Bob", "//Bob/soft"] {
            let bob = key(uri);
            let [one, two] = [[1; 32], [2; 32]].map(|random| bob.sign(b"the digest", random));
            assert_ne!(one, two);
            for signature in [one, two] {
                let public = || PublicKey(bob.account().0);
                assert!(verify(&Signature(signature), b"the digest", &public()));
                assert!(!verify(&Signature(signature), b"another", &public()));
            }
        }
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
            assert!(key(uri).is_well_known_dev(), "{uri}");
        }
        assert!(!Key::from_entropy(&[7; 16]).unwrap().is_well_known_dev());
    }

    #[test]
    fn the_key_of_a_loan_is_the_one_that_its_path_leads_to_from_words_from_entropy_and_from_a_secret() {
        let entropy = [9; 16];
        let root = Key::from_entropy(&entropy).unwrap();
        let again = Key::from_secret(&*root.secret(), false).unwrap();
        for list in [WordList::English, WordList::Chinese] {
            let words = words::phrase(&entropy, list).unwrap();
            for number in [0, 7, u32::MAX] {
                let path = format!("//iou//{number}");
                let uri = format!("{}{path}", words.expose_secret());
                let account = key(&uri).account();
                assert_eq!(root.of_loan(number).account(), account);
                assert_eq!(again.of_loan(number).account(), account);
                assert_eq!(root.derived(&path).unwrap().account(), account);
            }
        }
        assert_eq!(root.derived_secret("a"), again.derived_secret("a"));
        assert_ne!(root.derived_secret("a"), root.derived_secret("b"));
        for none in ["iou", "", "//a///password", "bottom //x"] {
            assert!(root.derived(none).is_err(), "{none}");
        }
        assert!(Key::from_entropy(&[9; 15]).is_err() && Key::from_secret(&[9; 63], false).is_none());
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
            let fault = format!("{:?}", Key::from_uri(bad).unwrap_err());
            assert!(!fault.contains(bad), "{fault}");
        }
    }
}
