//! Finalised blocks from a node, as few requests as there can be: one for the hashes of many, one for what is needed of each
//! (events, time, runtime version). Many are under way at once; blocks come out in their order.
//!
//! A block's events are decoded with the types of the runtime that made them, so an upgrade in between does no harm.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures::stream::{self, StreamExt, TryStreamExt};
use futures::Stream;
use scale::{Compact, Decode};
use serde::Deserialize;
use subxt::rpcs::rpc_params;

use crate::chain::connection::{AtBlock, Connection};
use crate::chain::contract::{Ledger, LedgerEvent};
use crate::chain::Hash;
use crate::error::{Error, Result};

/// Blocks whose hashes are asked for in one request.
pub const HASHES: u64 = 256;
/// Requests under way at once.
pub const IN_FLIGHT: usize = 32;

/// What is read of one block.
#[derive(Debug, Clone)]
pub struct RawBlock {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: Hash,
    /// Its time. Units: milliseconds since 1970.
    pub time_ms: u64,
    /// The version of the runtime that made it.
    spec_version: u32,
    /// All events, as they are stored, until they are decoded.
    events: Vec<u8>,
}

#[cfg(test)]
impl RawBlock {
    /// An empty block of that number.
    pub(super) fn at(number: u64) -> RawBlock {
        RawBlock {
            number,
            hash: Hash::default(),
            time_ms: 0,
            spec_version: 1,
            events: Vec::new(),
        }
    }
}

/// The keys of the three values in the chain's storage.
#[derive(Debug)]
struct Keys {
    events: String,
    now: String,
    upgrade: String,
}

/// Where blocks come from. Clones share what they know.
#[derive(Clone)]
pub struct Source {
    ledger: Ledger,
    keys: Arc<Keys>,
    /// One block of each runtime version met so far: its types decode the others'.
    runtimes: Arc<Mutex<HashMap<u32, AtBlock>>>,
}

/// One of the contract's events in its block.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its place among all events of the block.
    pub place: u32,
    /// The event.
    pub event: LedgerEvent,
}

impl Source {
    /// Blocks of the chain that `ledger` is on.
    pub async fn new(ledger: Ledger) -> Result<Source> {
        let at = ledger.conn.at_finalized().await?;
        let key = |pallet: &str, entry: &str| {
            let address = subxt::dynamic::storage::<(), subxt::dynamic::Value>(pallet, entry);
            let entry = at.storage().entry(address).map_err(|e| ledger.conn.explain(e))?;
            Ok(format!("0x{}", hex::encode(entry.key_prefix())))
        };
        let keys = Keys {
            events: key("System", "Events")?,
            now: key("Timestamp", "Now")?,
            upgrade: key("System", "LastRuntimeUpgrade")?,
        };
        Ok(Source {
            ledger,
            keys: Arc::new(keys),
            runtimes: Arc::default(),
        })
    }

    /// The contract on its chain.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The finalised blocks `from` to `to`, both included, in their order, each with the contract's events in it.
    ///
    /// Errors: [`Error::CodeReplaced`] where the contract got other code in a block, or was removed; those of the connection.
    pub fn blocks(
        &self,
        from: u64,
        to: u64,
    ) -> impl Stream<Item = Result<(RawBlock, Vec<Found>)>> + Send + 'static {
        let source = self.clone();
        self.raw(from, to).and_then(move |mut block| {
            let source = source.clone();
            async move {
                let found = source.events(&mut block).await?;
                Ok((block, found))
            }
        })
    }

    fn raw(&self, from: u64, to: u64) -> impl Stream<Item = Result<RawBlock>> + Send + 'static {
        let (conn, keys) = (self.ledger.conn.clone(), Arc::clone(&self.keys));
        let pieces = (from..=to).step_by(HASHES as usize);
        let hashes_of = conn.clone();
        stream::iter(pieces)
            .map(move |first| hashes(hashes_of.clone(), first, to.min(first + HASHES - 1)))
            .buffered(2)
            .map_ok(|hashes| stream::iter(hashes.into_iter().map(Ok)))
            .try_flatten()
            .map(move |block| {
                let (conn, keys) = (conn.clone(), Arc::clone(&keys));
                async move {
                    let (number, hash) = block?;
                    block_at(&conn, &keys, number, hash).await
                }
            })
            .buffered(IN_FLIGHT)
    }

    /// Takes the contract's events out of a block.
    async fn events(&self, block: &mut RawBlock) -> Result<Vec<Found>> {
        let bytes = std::mem::take(&mut block.events);
        let address = self.ledger.address.0;
        // Most blocks have nothing of ours: not worth decoding.
        if !bytes.windows(32).any(|bytes| bytes == address) {
            return Ok(Vec::new());
        }
        let at = self.runtime_of(block).await?;
        let conn = &self.ledger.conn;
        let events = at.events().from_bytes(bytes);
        let mut found = Vec::new();
        for event in events.iter() {
            let event = event.map_err(|e| conn.explain(e))?;
            if event.pallet_name() != "Contracts" {
                continue;
            }
            match event.event_name() {
                "ContractEmitted" => {
                    let topics: Vec<[u8; 32]> = event.topics().iter().map(|topic| topic.0).collect();
                    let ours = self.ledger.event(event.field_bytes(), &topics);
                    found.extend(ours.map(|ours| Found {
                        place: event.index(),
                        event: ours,
                    }));
                }
                "ContractCodeUpdated" | "Terminated" if event.field_bytes().starts_with(&address) => {
                    return Err(Error::CodeReplaced {
                        contract: self.ledger.address.to_string(),
                        block: block.number.to_string(),
                    });
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// A block of the runtime that made this one.
    async fn runtime_of(&self, block: &RawBlock) -> Result<AtBlock> {
        let runtimes = || self.runtimes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = runtimes().get(&block.spec_version) {
            return Ok(at.clone());
        }
        let at = self.ledger.conn.at_hash(block.hash).await?;
        let _none = runtimes().insert(block.spec_version, at.clone());
        Ok(at)
    }

    /// The code of the contract at a block, if it is there.
    pub async fn code_hash(&self, at: &AtBlock) -> Result<Option<Hash>> {
        crate::chain::dryrun::code_hash_of(&self.ledger.conn, at, &self.ledger.address).await
    }

    /// The block in which the contract was made: found by halving, since it has been there ever after.
    ///
    /// Errors: [`Error::NotFound`] where there is none at `head`; [`Error::Node`] for blocks that the node has forgotten.
    pub async fn first_block(&self, head: u64) -> Result<u64> {
        if !self.exists_at(head).await? {
            return Err(Error::NotFound {
                what: "contract".into(),
                name: self.ledger.address.to_string(),
            });
        }
        let (mut without, mut with) = (0, head);
        while with - without > 1 {
            let middle = without + (with - without) / 2;
            match self.exists_at(middle).await? {
                true => with = middle,
                false => without = middle,
            }
        }
        Ok(with)
    }

    async fn exists_at(&self, number: u64) -> Result<bool> {
        let at = self.ledger.at(number).await?;
        Ok(self.code_hash(&at).await?.is_some())
    }
}

async fn hashes(conn: Connection, first: u64, last: u64) -> Result<Vec<(u64, Hash)>> {
    let numbers: Vec<u64> = (first..=last).collect();
    let hashes: Vec<Option<Hash>> = conn.request("chain_getBlockHash", rpc_params![&numbers]).await?;
    let found = numbers.into_iter().zip(hashes).map(|(number, hash)| {
        let hash = hash.ok_or_else(|| Error::NotFound {
            what: "block".into(),
            name: number.to_string(),
        })?;
        Ok((number, hash))
    });
    found.collect()
}

async fn block_at(conn: &Connection, keys: &Keys, number: u64, hash: Hash) -> Result<RawBlock> {
    #[derive(Deserialize)]
    struct Changes {
        changes: Vec<(String, Option<String>)>,
    }
    let wanted = [&keys.events, &keys.now, &keys.upgrade];
    let answer: Vec<Changes> = conn
        .request("state_queryStorageAt", rpc_params![wanted, hash])
        .await?;
    let mut values: HashMap<String, Vec<u8>> = HashMap::new();
    for (key, value) in answer.into_iter().flat_map(|set| set.changes) {
        if let Some(value) = value {
            let bytes = hex::decode(value.trim_start_matches("0x")).map_err(|e| conn.explain(e))?;
            let _none = values.insert(key, bytes);
        }
    }
    let unreadable = |what: &str| conn.explain(format!("block {number} has no {what}"));
    // The first block has no events and no time of its own.
    let now = values.get(&keys.now).map(|bytes| u64::decode(&mut &bytes[..]));
    let upgrade = values
        .get(&keys.upgrade)
        .map(|bytes| Compact::<u32>::decode(&mut &bytes[..]));
    Ok(RawBlock {
        number,
        hash,
        time_ms: now.transpose().map_err(|_| unreadable("time"))?.unwrap_or(0),
        spec_version: upgrade
            .transpose()
            .map_err(|_| unreadable("runtime version"))?
            .map_or(0, |version| version.0),
        events: values.remove(&keys.events).unwrap_or_default(),
    })
}
