//! Finalised blocks from a node, as few requests as there can be: one for the hashes of many, one for what is needed of each
//! (events, time, runtime version). Many are under way at once; blocks come out in their order.
//!
//! A block's events are decoded with the types of the runtime that made them, so an upgrade in between does no harm.

use iou_base::{hex0x, read_hex_bytes};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures::stream::{self, StreamExt, TryStreamExt};
use futures::Stream;
use scale::{Compact, Decode};
use serde::Deserialize;
use subxt::rpcs::rpc_params;

use crate::error::{Error, Result};
use iou_ledger::connection::{AtBlock, Connection};
use iou_ledger::contract::{Ledger, LedgerEvent};
use iou_ledger::Hash;

/// Blocks whose hashes are asked for in one request.
pub const HASHES: u64 = 256;
/// Runtimes that are kept for decoding; a chain has had a few.
const RUNTIMES_MAX: usize = 32;
/// Requests under way at once.
pub const IN_FLIGHT: usize = 32;

/// What is read of one block.
#[derive(Debug, Clone)]
pub struct RawBlock {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: Hash,
    /// The block before it, as its own state names it.
    pub parent: Hash,
    /// Its time. Units: milliseconds since 1970.
    pub time_ms: u64,
    /// The version of the runtime that made it.
    spec_version: u32,
    /// All events, as they are stored, until they are decoded.
    events: Vec<u8>,
}

#[cfg(any(test, feature = "sample"))]
impl RawBlock {
    /// A block of that number and time of which nothing else is known.
    pub(super) fn made(number: u64, time_ms: u64) -> RawBlock {
        RawBlock {
            number,
            hash: Hash::from_low_u64_be(number),
            parent: Hash::default(),
            time_ms,
            spec_version: 1,
            events: Vec::new(),
        }
    }
}

/// The keys of the values in the chain's storage that are read of each block.
#[derive(Debug)]
struct Keys {
    number: String,
    parent: String,
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
        let key = |pallet: &str, entry: &str| -> Result<String> {
            let address = subxt::dynamic::storage::<(), subxt::dynamic::Value>(pallet, entry);
            let entry = at.storage().entry(address).map_err(|e| ledger.conn.explain(e))?;
            Ok(hex0x(entry.key_prefix()))
        };
        let keys = Keys {
            number: key("System", "Number")?,
            parent: key("System", "ParentHash")?,
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
            .map(move |block: Result<(u64, Hash)>| {
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
        if runtimes().len() >= RUNTIMES_MAX {
            runtimes().clear();
        }
        let _none = runtimes().insert(block.spec_version, at.clone());
        Ok(at)
    }

    /// The code of the contract at a block, if it is there.
    pub async fn code_hash(&self, at: &AtBlock) -> Result<Option<Hash>> {
        Ok(iou_ledger::dryrun::code_hash_of(&self.ledger.conn, at, &self.ledger.address).await?)
    }

    /// The block in which the contract was made: found by halving, since it has been there ever after.
    ///
    /// Errors: [`iou_files::Error::NotFound`] where there is none at `head`; [`iou_ledger::Error::Node`] for blocks that the node has forgotten.
    pub async fn first_block(&self, head: u64) -> Result<u64> {
        if !self.exists_at(head).await? {
            return Err(iou_files::Error::NotFound {
                what: "contract".into(),
                name: self.ledger.address.to_string(),
            }
            .into());
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
    paired(first, numbers.len(), hashes).map_err(|reason| match reason {
        Unpaired::Forgotten(number) => iou_files::Error::NotFound {
            what: "block".into(),
            name: number.to_string(),
        }
        .into(),
        Unpaired::Length => conn
            .untrue("it gave hashes of other blocks than were asked for")
            .into(),
    })
}

/// Why numbers and hashes do not go together.
#[derive(Debug, PartialEq, Eq)]
enum Unpaired {
    /// There is no block of that number.
    Forgotten(u64),
    /// There are more or fewer hashes than numbers.
    Length,
}

/// The hash of each block from `first` on, for as many numbers as there have to be.
fn paired(first: u64, asked: usize, hashes: Vec<Option<Hash>>) -> Result<Vec<(u64, Hash)>, Unpaired> {
    if hashes.len() != asked {
        return Err(Unpaired::Length);
    }
    let found = (first..).zip(hashes);
    found
        .map(|(number, hash)| Ok((number, hash.ok_or(Unpaired::Forgotten(number))?)))
        .collect()
}

async fn block_at(conn: &Connection, keys: &Keys, number: u64, hash: Hash) -> Result<RawBlock> {
    #[derive(Deserialize)]
    struct Changes {
        changes: Vec<(String, Option<String>)>,
    }
    let wanted = [&keys.events, &keys.now, &keys.upgrade, &keys.number, &keys.parent];
    let answer: Vec<Changes> = conn
        .request("state_queryStorageAt", rpc_params![wanted, hash])
        .await?;
    let mut values: HashMap<String, Vec<u8>> = HashMap::new();
    for (key, value) in answer.into_iter().flat_map(|set| set.changes) {
        if let Some(value) = value.filter(|_| wanted.contains(&&key)) {
            let bytes = read_hex_bytes(&value).ok_or_else(|| conn.untrue("a value is no bytes"))?;
            let _none = values.insert(key, bytes);
        }
    }
    keys.block(number, hash, values).map_err(|what| {
        conn.untrue(format!("block {number} has no {what} of its own"))
            .into()
    })
}

impl Keys {
    /// The block that these values are of. Errors: what is missing, or is another block's.
    fn block(
        &self,
        number: u64,
        hash: Hash,
        mut values: HashMap<String, Vec<u8>>,
    ) -> Result<RawBlock, &'static str> {
        fn value<T: Decode>(bytes: Option<Vec<u8>>, what: &'static str) -> Result<T, &'static str> {
            bytes
                .and_then(|bytes| T::decode(&mut &bytes[..]).ok())
                .ok_or(what)
        }
        // The first block has nothing of this: no block came before, and nothing has happened.
        if number == 0 {
            return Ok(RawBlock {
                number,
                hash,
                parent: Hash::default(),
                time_ms: 0,
                spec_version: 0,
                events: Vec::new(),
            });
        }
        if value::<u32>(values.remove(&self.number), "number")? != u32::try_from(number).unwrap_or(u32::MAX) {
            return Err("number");
        }
        Ok(RawBlock {
            number,
            hash,
            parent: value(values.remove(&self.parent), "parent")?,
            time_ms: value(values.remove(&self.now), "time")?,
            spec_version: value::<Compact<u32>>(values.remove(&self.upgrade), "runtime version")?.0,
            // Each block tells at least that its time was set.
            events: values.remove(&self.events).ok_or("events")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use scale::Encode;

    use super::*;

    fn hash(n: u8) -> Hash {
        Hash::from([n; 32])
    }

    #[test]
    fn a_list_of_hashes_is_as_long_as_the_list_of_blocks() {
        let two = || vec![Some(hash(1)), Some(hash(2))];
        assert_eq!(paired(7, 2, two()), Ok(vec![(7, hash(1)), (8, hash(2))]));
        assert_eq!(paired(7, 3, two()), Err(Unpaired::Length));
        assert_eq!(paired(7, 1, two()), Err(Unpaired::Length));
        assert_eq!(
            paired(7, 2, vec![Some(hash(1)), None]),
            Err(Unpaired::Forgotten(8))
        );
    }

    fn keys() -> Keys {
        Keys {
            number: "n".into(),
            parent: "p".into(),
            events: "e".into(),
            now: "t".into(),
            upgrade: "v".into(),
        }
    }

    fn values() -> HashMap<String, Vec<u8>> {
        [
            ("n", 9u32.encode()),
            ("p", hash(8).0.to_vec()),
            ("e", vec![0]),
            ("t", 5u64.encode()),
            ("v", Compact(3u32).encode()),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into()
    }

    #[test]
    fn a_block_without_one_of_its_values_or_with_anothers_number_is_refused() {
        let block = keys().block(9, hash(9), values()).unwrap();
        assert_eq!((block.parent, block.time_ms, block.spec_version), (hash(8), 5, 3));
        for key in ["n", "p", "e", "t", "v"] {
            let mut fewer = values();
            let _ = fewer.remove(key);
            assert!(keys().block(9, hash(9), fewer).is_err(), "{key}");
        }
        assert_eq!(keys().block(10, hash(9), values()).unwrap_err(), "number");
        let mut torn = values();
        let _ = torn.insert("p".into(), vec![1; 31]);
        assert_eq!(keys().block(9, hash(9), torn).unwrap_err(), "parent");
    }
}
