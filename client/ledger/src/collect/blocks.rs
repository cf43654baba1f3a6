//! Blocks as a node gives them: headers, bodies, proofs. What was asked for is kept, each header and each node once; all
//! of it is found again by hash, so an answer that was not asked for cannot do harm.

use iou_base::hex0x;
use std::collections::{BTreeMap, BTreeSet};

use scale::{Decode, Encode};
use serde::Deserialize;
use subxt::rpcs::rpc_params;

use super::{bagged, list_nodes, strange};
use crate::connection::Connection;
use crate::error::{Error, Result};
use iou_evidence::verify::header::{DigestItem, Header};
use iou_evidence::verify::manifest::ListedTransaction;
use iou_evidence::verify::storage;
use iou_evidence::verify::Hash;

/// Most attestations of one digest: one for each institution that there ever was.
const KEYS_MAX: u32 = 256;

/// The request for a justification.
pub(super) const PROVE_FINALITY: &str = "grandpa_proveFinality";

/// What `grandpa_proveFinality` answers.
#[derive(Decode)]
pub(super) struct FinalityProof {
    /// The block that the justification is of.
    pub block: Hash,
    /// The justification.
    pub justification: Vec<u8>,
    /// The headers after the block that was asked for, up to that one.
    pub unknown_headers: Vec<Header>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JsonHeader {
    parent_hash: String,
    number: String,
    state_root: String,
    extrinsics_root: String,
    digest: JsonDigest,
}

#[derive(Deserialize)]
struct JsonDigest {
    logs: Vec<String>,
}

#[derive(Deserialize)]
struct JsonBlock {
    block: JsonBody,
}

#[derive(Deserialize)]
struct JsonBody {
    extrinsics: Vec<String>,
}

#[derive(Deserialize)]
struct JsonProof {
    proof: Vec<String>,
}

/// That a chain's blocks are final without a proof.
pub(super) fn without_proofs(conn: &Connection) -> Error {
    Error::NoFinalityProofs {
        chain: conn.chain().name.clone(),
    }
}

/// Blocks of one node.
pub(super) struct Blocks<'c> {
    conn: &'c Connection,
    headers: BTreeMap<Hash, Header>,
    /// The headers that go into the file.
    kept: BTreeSet<Hash>,
    nodes: BTreeSet<Vec<u8>>,
    versions: BTreeMap<Hash, (u32, u32)>,
}

impl<'c> Blocks<'c> {
    pub(super) fn new(conn: &'c Connection) -> Blocks<'c> {
        Blocks {
            conn,
            headers: BTreeMap::new(),
            kept: BTreeSet::new(),
            nodes: BTreeSet::new(),
            versions: BTreeMap::new(),
        }
    }

    /// The header of a block, which goes into the file.
    pub(super) async fn header(&mut self, hash: &Hash) -> Result<Header> {
        let _ = self.kept.insert(*hash);
        if let Some(known) = self.headers.get(hash) {
            return Ok(known.clone());
        }
        let found: Option<JsonHeader> = self
            .conn
            .request("chain_getHeader", rpc_params![hex0x(hash)])
            .await?;
        let found = found.ok_or_else(|| iou_files::Error::NotFound {
            what: "block".into(),
            name: hex0x(hash),
        })?;
        let header = read_header(&found).filter(|header| header.hash() == *hash);
        let header = header.ok_or_else(|| strange("a header does not have its hash"))?;
        let _ = self.headers.insert(*hash, header.clone());
        Ok(header)
    }

    /// A header that was asked for before.
    pub(super) fn known(&self, hash: &Hash) -> Result<Header> {
        let known = self.headers.get(hash).cloned();
        known.ok_or_else(|| strange("a header is missing"))
    }

    /// The hash of the block of that number.
    pub(super) async fn hash_at(&self, number: u32) -> Result<Hash> {
        Ok(self.conn.hash_of(number.into()).await?.0)
    }

    /// The transactions of a block.
    pub(super) async fn body(&self, hash: &Hash) -> Result<Vec<Vec<u8>>> {
        let found: Option<JsonBlock> = self
            .conn
            .request("chain_getBlock", rpc_params![hex0x(hash)])
            .await?;
        let found = found.ok_or_else(|| iou_files::Error::NotFound {
            what: "block".into(),
            name: hex0x(hash),
        })?;
        found.block.extrinsics.iter().map(|text| unhexed(text)).collect()
    }

    /// Keeps the nodes that prove `keys` in the state of a block.
    pub(super) async fn prove(&mut self, block: &Hash, keys: &[Vec<u8>]) -> Result<()> {
        let keys: Vec<String> = keys.iter().map(hex0x).collect();
        let answer: JsonProof = self
            .conn
            .request("state_getReadProof", rpc_params![keys, hex0x(block)])
            .await?;
        self.keep(answer)
    }

    /// The same in the trie of a contract.
    pub(super) async fn prove_child(&mut self, block: &Hash, trie_id: &[u8], keys: &[Vec<u8>]) -> Result<()> {
        let keys: Vec<String> = keys.iter().map(hex0x).collect();
        let child = hex0x(storage::child(trie_id));
        let answer: JsonProof = self
            .conn
            .request("state_getChildReadProof", rpc_params![child, keys, hex0x(block)])
            .await?;
        self.keep(answer)
    }

    fn keep(&mut self, answer: JsonProof) -> Result<()> {
        for node in answer.proof {
            let _ = self.nodes.insert(unhexed(&node)?);
        }
        Ok(())
    }

    /// Keeps the nodes that prove the transactions of a block.
    pub(super) fn keep_list(
        &mut self,
        root: &Hash,
        body: &[Vec<u8>],
        listed: &[ListedTransaction],
    ) -> Result<()> {
        let places: Vec<u32> = listed.iter().map(|listed| listed.index).collect();
        self.nodes.extend(list_nodes(root, body, &places)?);
        Ok(())
    }

    /// A value of the state of a block.
    pub(super) async fn value(&self, block: &Hash, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let found: Option<String> = self
            .conn
            .request("state_getStorage", rpc_params![hex0x(key), hex0x(block)])
            .await?;
        found.map(|text| unhexed(&text)).transpose()
    }

    /// The keys of the state of a block that begin with `prefix`, at most [`KEYS_MAX`].
    pub(super) async fn keys(&self, block: &Hash, prefix: &[u8]) -> Result<Vec<Vec<u8>>> {
        let params = rpc_params![hex0x(prefix), KEYS_MAX, None::<String>, hex0x(block)];
        let found: Vec<String> = self.conn.request("state_getKeysPaged", params).await?;
        let found: Vec<Vec<u8>> = found.iter().map(|text| unhexed(text)).collect::<Result<_>>()?;
        let asked_for = found.len() <= KEYS_MAX as usize && found.iter().all(|key| key.starts_with(prefix));
        match asked_for {
            true => Ok(found),
            false => Err(strange("the node lists other keys than were asked for")),
        }
    }

    /// The nearest justification for a block.
    pub(super) async fn finality(&self, number: u32) -> Result<FinalityProof> {
        let found = self.conn.request(PROVE_FINALITY, rpc_params![number]).await;
        let found: Option<String> = found.map_err(|error| match error {
            Error::MethodUnknown { .. } => without_proofs(self.conn),
            other => other,
        })?;
        let found = found.ok_or_else(|| strange("no justification is near"))?;
        FinalityProof::decode(&mut &unhexed(&found)?[..]).map_err(|e| strange(&e.to_string()))
    }

    /// Keeps the headers after `block` up to `last`, and gives the hash of `last`.
    pub(super) fn keep_run(&mut self, block: &Hash, last: Hash, between: &[Header]) -> Result<Hash> {
        let mut at = *block;
        for header in between {
            if header.parent != at {
                return Err(strange("headers of a finality proof are not a chain"));
            }
            at = header.hash();
            let _ = self.headers.insert(at, header.clone());
            let _ = self.kept.insert(at);
        }
        match at == last {
            true => Ok(at),
            false => Err(strange("a finality proof is of another block")),
        }
    }

    /// Versions of the runtime and of the layout of transactions, as they were after a block.
    pub(super) async fn versions(&mut self, block: &Hash) -> Result<(u32, u32)> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Version {
            spec_version: u32,
            transaction_version: u32,
        }
        if let Some(known) = self.versions.get(block) {
            return Ok(*known);
        }
        let found: Version = self
            .conn
            .request("state_getRuntimeVersion", rpc_params![hex0x(block)])
            .await?;
        let versions = (found.spec_version, found.transaction_version);
        let _ = self.versions.insert(*block, versions);
        Ok(versions)
    }

    /// Which authority set comes after a block.
    pub(super) async fn authority_set(&self, block: &Hash) -> Result<u64> {
        let found = self
            .value(block, &storage::plain("Grandpa", "CurrentSetId"))
            .await?;
        Ok(found
            .and_then(|bytes| u64::decode(&mut &bytes[..]).ok())
            .unwrap_or(0))
    }

    /// The number of the block that put set `set` in force, after block `after` and up to `last`.
    pub(super) async fn first_of_set(&self, set: u64, after: u32, last: u32) -> Result<u32> {
        let (mut below, mut above) = (after, last);
        while above - below > 1 {
            let middle = below + (above - below) / 2;
            match self.authority_set(&self.hash_at(middle).await?).await? >= set {
                true => above = middle,
                false => below = middle,
            }
        }
        Ok(above)
    }

    /// The headers of the file.
    pub(super) fn take_headers(&mut self) -> Vec<Vec<u8>> {
        let kept = self.kept.iter().filter_map(|hash| self.headers.get(hash));
        bagged(kept.map(Encode::encode))
    }

    /// The nodes of the file so far.
    pub(super) fn nodes(&self) -> Vec<Vec<u8>> {
        bagged(self.nodes.iter().cloned())
    }
}

fn read_header(json: &JsonHeader) -> Option<Header> {
    let hash = |text: &str| unhexed(text).ok()?.try_into().ok();
    let item = |text: &String| DigestItem::decode(&mut &unhexed(text).ok()?[..]).ok();
    Some(Header {
        parent: hash(&json.parent_hash)?,
        number: u32::from_str_radix(json.number.trim_start_matches("0x"), 16).ok()?,
        state_root: hash(&json.state_root)?,
        extrinsics_root: hash(&json.extrinsics_root)?,
        digest: json.digest.logs.iter().map(item).collect::<Option<_>>()?,
    })
}

fn unhexed(text: &str) -> Result<Vec<u8>> {
    let digits = text.trim_start_matches("0x");
    hex::decode(digits).map_err(|e| strange(&e.to_string()))
}
