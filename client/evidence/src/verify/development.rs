//! Keys that everybody has: those that every Substrate program knows by the names //Alice, //Bob …, made of one published
//! phrase. What they signed, anybody can have signed.
//! Source: sp-core, `DEV_PHRASE` and the derivation of ed25519 and sr25519 keys; sp-keyring, the names.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Hash;

/// Public keys by their names, ed25519 and sr25519 of each. A list, so that a verifier has nothing that makes keys from secrets:
/// the tables for that are long and do not compress, which the module for browsers would pay for. A test makes them again.
const LIST: &str = include_str!("development/keys.txt");

static KEYS: LazyLock<HashMap<Hash, &str>> = LazyLock::new(|| {
    let read = |line: &'static str| {
        let (digits, name) = line.split_once(' ')?;
        let mut key = [0; 32];
        hex::decode_to_slice(digits, &mut key).ok()?;
        Some((key, name))
    };
    LIST.lines().filter_map(read).collect()
});

/// The name of a public key that everybody has the secret of.
pub fn name_of(key: &Hash) -> Option<&'static str> {
    KEYS.get(key).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_zebra::{SigningKey, VerificationKey};
    use scale::Encode;
    use schnorrkel::derive::ChainCode;
    use schnorrkel::{ExpansionMode, MiniSecretKey};
    use sp_crypto_hashing::blake2_256;

    /// The secret that the phrase `bottom drive obey lake curtain smoke basket hold race lonely fit walk` stands for.
    const SECRET: Hash = [
        0xfa, 0xc7, 0x95, 0x9d, 0xbf, 0xe7, 0x2f, 0x05, 0x2e, 0x5a, 0x0c, 0x3c, 0x8d, 0x65, 0x30, 0xf2, 0x02,
        0xb0, 0x2f, 0xd8, 0xf9, 0xf5, 0xca, 0x35, 0x80, 0xec, 0x8d, 0xeb, 0x77, 0x97, 0x47, 0x9e,
    ];
    const NAMES: [&str; 8] = ["Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie", "One", "Two"];
    /// What follows a name, or nothing.
    const STASH: &str = "stash";

    /// A junction of a path, as keys are derived by it.
    fn chain_code(junction: &str) -> Hash {
        let mut code = [0; 32];
        let encoded = junction.encode();
        code[..encoded.len()].copy_from_slice(&encoded);
        code
    }

    fn ed25519(path: &[&str]) -> Option<Hash> {
        let secret = path.iter().fold(SECRET, |secret, junction| {
            blake2_256(&("Ed25519HDKD", secret, chain_code(junction)).encode())
        });
        Some(VerificationKey::from(&SigningKey::from(secret)).into())
    }

    fn sr25519(path: &[&str]) -> Option<Hash> {
        let mut secret = MiniSecretKey::from_bytes(&SECRET).ok()?;
        for junction in path {
            let code = ChainCode(chain_code(junction));
            let whole = secret.expand(ExpansionMode::Ed25519);
            secret = whole.hard_derive_mini_secret_key(Some(code), b"").0;
        }
        Some(secret.expand_to_public(ExpansionMode::Ed25519).to_bytes())
    }

    #[test]
    fn the_list_is_what_the_published_phrase_gives() {
        let own = NAMES.iter().map(|name| vec![*name]);
        let stashes = NAMES.iter().map(|name| vec![*name, STASH]);
        let mut made = String::new();
        for path in [Vec::new()].into_iter().chain(own).chain(stashes) {
            let mut name: String = path.iter().map(|junction| format!("//{junction}")).collect();
            if name.is_empty() {
                name = "//".into();
            }
            for key in [ed25519(&path), sr25519(&path)].into_iter().flatten() {
                made.push_str(&format!("{} {name}\n", hex::encode(key)));
            }
        }
        assert_eq!(made, LIST);
    }

    #[test]
    fn the_keys_are_those_that_every_node_prints() {
        for (key, name) in [
            (
                "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
                "//Alice",
            ),
            (
                "88dc3417d5058ec4b4503e0c12ea1a0a89be200fe98922423d4334014fa6b0ee",
                "//Alice",
            ),
            (
                "8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48",
                "//Bob",
            ),
            (
                "d17c2d7823ebf260fd138f2d7e27d114c0145d968b5ff5006125f2414fadae69",
                "//Bob",
            ),
            (
                "be5ddb1579b72e84524fc29e78609e3caf42e85aa118ebfe0b0ad404b5bdd25f",
                "//Alice//stash",
            ),
        ] {
            let bytes = hex::decode(key).unwrap().try_into().unwrap();
            assert_eq!(name_of(&bytes), Some(name), "{key}");
        }
        assert_eq!(name_of(&SECRET), None);
        assert_eq!(KEYS.len(), 2 * (1 + 2 * NAMES.len()));
    }
}
