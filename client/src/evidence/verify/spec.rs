//! The chain's first block, from the chain specification that everybody has: the one thing that a verifier must be given,
//! and must get from somewhere else than the file that he checks.
//! A raw specification has the whole first state, from which its root is computed here; a short one has the root alone
//! (`genesis.stateRootHash`). A readable one (settings that the runtime turns into a state) is refused.
//! Limits: 64 MiB, state version 1 (every chain since 2022), child tries included.

use std::collections::BTreeMap;

use serde::Deserialize;
use terms::AccountId;

use super::flaw::{flaw, Flaw};
use super::header::Header;
use super::storage::CHILD_PREFIX;
use super::trie::{self, Version};
use super::Hash;
use crate::evidence::agreement::read_address;

const SPEC_LEN_MAX: usize = 64 << 20;

/// What a verifier starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// Hash of the first block.
    pub hash: Hash,
    /// The chain's name, as the specification gives it; nothing is proved by it.
    pub name: String,
    /// Symbol of the native token, for people.
    pub token_symbol: String,
    /// Decimal places of the native token.
    pub token_decimals: u8,
    /// The contracts that keep loans by the rules, as the specification's property `ledger` or the reader names them: anybody
    /// can put a contract on the chain, and another one can say what it likes. Empty where nobody named one.
    pub ledgers: Vec<AccountId>,
}

#[derive(Deserialize)]
struct Spec {
    name: String,
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
    /// Reads a chain specification.
    ///
    /// Errors: it is none, it is too long, or its first state is not in it.
    pub fn of_spec(json: &[u8]) -> Result<Genesis, Flaw> {
        if json.len() > SPEC_LEN_MAX {
            return Err(flaw("spec-size"));
        }
        // `genesis` has one field; what a readable specification has there is another matter.
        let readable = serde_json::from_slice::<serde_json::Value>(json)
            .map_err(|e| flaw("spec-bad").about(e))?
            .get("genesis")
            .is_some_and(|genesis| genesis.get("raw").is_none() && genesis.get("stateRootHash").is_none());
        if readable {
            return Err(flaw("spec-readable"));
        }
        let spec: Spec = serde_json::from_slice(json).map_err(|e| flaw("spec-bad").about(e))?;
        let root = match &spec.genesis {
            Origin::Raw(raw) => root_of(raw)?,
            Origin::StateRootHash(root) => bytes(root)?
                .try_into()
                .map_err(|_| flaw("spec-bad").about("stateRootHash"))?,
            Origin::Settings => return Err(flaw("spec-readable")),
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
        Ok(Genesis {
            hash: Header::first(root).hash(),
            ledgers,
            name: spec.name,
            token_symbol: symbol.unwrap_or_else(|| "UNIT".into()),
            token_decimals: decimals.and_then(|n| u8::try_from(n).ok()).unwrap_or(0),
        })
    }
}

/// A contract's address as the specification gives it.
fn ledger(value: &serde_json::Value) -> Result<AccountId, Flaw> {
    let address = value.as_str().and_then(read_address);
    address.ok_or_else(|| flaw("spec-bad").about(format!("ledger: {value}")))
}

/// The root of the first state.
fn root_of(raw: &Raw) -> Result<Hash, Flaw> {
    let mut top = entries(&raw.top)?;
    for (key, child) in &raw.children_default {
        let root = trie::build(&entries(child)?, Version::V1, &mut |_, _| {})?;
        let _ = top.insert([CHILD_PREFIX, &bytes(key)?].concat(), root.to_vec());
    }
    trie::build(&top, Version::V1, &mut |_, _| {})
}

fn entries(hexed: &Entries) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, Flaw> {
    hexed
        .iter()
        .map(|(key, value)| Ok((bytes(key)?, bytes(value)?)))
        .collect()
}

fn bytes(text: &str) -> Result<Vec<u8>, Flaw> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    hex::decode(digits).map_err(|e| flaw("spec-bad").about(e))
}
