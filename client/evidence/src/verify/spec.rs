//! The genesis block, from the chain specification that everybody has: the one thing that a verifier must be given,
//! and must get from somewhere else than the file that they check.
//! A raw specification has the whole first state, from which its root is computed here; a short one has the root alone
//! (`genesis.stateRootHash`). A readable one (settings that the runtime turns into a state) is refused.
//! Limits: 64 MiB, state version 1 (every chain since 2022), child tries included.

use std::collections::BTreeMap;

use serde::Deserialize;
use terms::AccountId;

use super::error::VerificationError;
use super::header::Header;
use super::storage::CHILD_PREFIX;
use super::trie::{self, Version};
use super::Hash;
use iou_base::address;

/// Types of chains whose keys are nobody's.
const DEVELOPMENT: [&str; 2] = ["Development", "Local"];
const SPEC_LEN_MAX: usize = 64 << 20;

/// What a verifier starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// Hash of the genesis block.
    pub hash: Hash,
    /// The chain's name, as the specification gives it; nothing is proved by it.
    pub name: String,
    /// Symbol of the native token, where the specification names it.
    pub token_symbol: Option<String>,
    /// Decimal places of the native token, where the specification names them.
    pub token_decimals: Option<u8>,
    /// What the chain is for, in the specification's words.
    pub kind: Option<String>,
    /// Whether the specification calls the chain one for development or for tests on one machine.
    pub is_development: bool,
    /// The contracts that keep loans by the rules, as the specification's property `ledger` or the reader names them: anybody
    /// can put a contract on the chain, and another one can say what it likes. Empty where nobody named one.
    pub ledgers: Vec<AccountId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spec {
    name: String,
    /// A word, or an object with a word of the chain's own.
    #[serde(default)]
    chain_type: serde_json::Value,
    #[serde(default)]
    properties: serde_json::Map<String, serde_json::Value>,
    genesis: Origin,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Origin {
    Raw(Raw),
    StateRootHash(String),
    #[serde(other)]
    Settings,
}

type Entries = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    top: Entries,
    #[serde(default)]
    children_default: BTreeMap<String, Entries>,
}

impl Genesis {
    /// The chain with that first block, of which nothing else is known: names and decimals stand in a file, too.
    pub fn bare(hash: Hash, ledgers: Vec<AccountId>) -> Genesis {
        Genesis {
            hash,
            name: String::new(),
            token_symbol: None,
            token_decimals: None,
            kind: None,
            is_development: false,
            ledgers,
        }
    }

    /// Reads a chain specification.
    ///
    /// Errors: it is none, it is too long, or its first state is not in it.
    pub fn of_spec(json: &[u8]) -> Result<Genesis, VerificationError> {
        if json.len() > SPEC_LEN_MAX {
            return Err(VerificationError::SpecSize);
        }
        // `genesis` has one field; what a readable specification has there is another matter.
        let readable = serde_json::from_slice::<serde_json::Value>(json)
            .map_err(|e| VerificationError::SpecBad {
                reason: e.to_string(),
            })?
            .get("genesis")
            .is_some_and(|genesis| genesis.get("raw").is_none() && genesis.get("stateRootHash").is_none());
        if readable {
            return Err(VerificationError::SpecReadable);
        }
        let spec: Spec = serde_json::from_slice(json).map_err(|e| VerificationError::SpecBad {
            reason: e.to_string(),
        })?;
        let root = match &spec.genesis {
            Origin::Raw(raw) => root_of(raw)?,
            Origin::StateRootHash(root) => {
                bytes(root)?.try_into().map_err(|_| VerificationError::SpecBad {
                    reason: "stateRootHash".to_string(),
                })?
            }
            Origin::Settings => return Err(VerificationError::SpecReadable),
        };
        let property = |name: &str| match spec.properties.get(name) {
            Some(serde_json::Value::Array(many)) => many.first().cloned(),
            other => other.cloned(),
        };
        let symbol = property("tokenSymbol").and_then(|v| v.as_str().map(str::to_owned));
        let decimals = property("tokenDecimals").and_then(|v| v.as_u64());
        let ledgers = match spec.properties.get("ledger") {
            None => Vec::new(),
            Some(serde_json::Value::Array(many)) => many.iter().map(ledger).collect::<Result<_, _>>()?,
            Some(one) => vec![ledger(one)?],
        };
        let kind = match &spec.chain_type {
            serde_json::Value::Object(own) => own.values().find_map(|word| word.as_str()),
            word => word.as_str(),
        };
        let kind = kind.map(str::to_owned);
        Ok(Genesis {
            hash: Header::first(root).hash(),
            is_development: kind.as_deref().is_some_and(|word| DEVELOPMENT.contains(&word)),
            kind,
            ledgers,
            name: spec.name,
            token_symbol: symbol,
            token_decimals: decimals
                .map(|n| {
                    u8::try_from(n).map_err(|_| VerificationError::SpecBad {
                        reason: format!("tokenDecimals: {n}").to_string(),
                    })
                })
                .transpose()?,
        })
    }
}

/// A contract's address as the specification gives it.
fn ledger(value: &serde_json::Value) -> Result<AccountId, VerificationError> {
    let address = value.as_str().and_then(address::read);
    address.ok_or_else(|| VerificationError::SpecBad {
        reason: format!("ledger: {value}").to_string(),
    })
}

/// The root of the first state.
fn root_of(raw: &Raw) -> Result<Hash, VerificationError> {
    let mut top = entries(&raw.top)?;
    for (key, child) in &raw.children_default {
        let root = trie::build(&entries(child)?, Version::V1, &mut |_, _| {})?;
        let _ = top.insert([CHILD_PREFIX, &bytes(key)?].concat(), root.to_vec());
    }
    trie::build(&top, Version::V1, &mut |_, _| {})
}

fn entries(hexed: &Entries) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, VerificationError> {
    hexed
        .iter()
        .map(|(key, value)| Ok((bytes(key)?, bytes(value)?)))
        .collect()
}

fn bytes(text: &str) -> Result<Vec<u8>, VerificationError> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    hex::decode(digits).map_err(|e| VerificationError::SpecBad {
        reason: e.to_string(),
    })
}
