//! Blocks of a node, read ahead of whoever takes them, many under way at once, what comes of them in the order that was asked for. All
//! who read more than a few blocks read them so: the index, `iou watch`, the search for a transaction.
//!
//! A node of ours finds the contract's events itself, those of many blocks in one answer. Any other node is asked for what is stored
//! of each block, and so is ours for blocks of another runtime than its own; the events are then read by the types of the runtime
//! that made them, so an upgrade in between does no harm.
//! Limits: as many blocks as there are requests under way are held in memory, however many are asked for.

mod found;
mod skip;

use iou_base::{hex0x, read_hex_bytes};
use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use futures::Stream;
use memchr::memmem::Finder;
use scale::{Compact, Decode};
use serde::Deserialize;
use subxt::rpcs::rpc_params;
use tokio_util::task::AbortOnDropHandle;

use self::skip::{Kind, Plan};
use super::connection::Connection;
use super::contract::{Ledger, LedgerEvent};
use super::Hash;
use crate::error::Result;
use iou_evidence::verify::storage;

/// Blocks whose hashes are asked for in one request.
pub const HASHES: u64 = 256;
/// Runtimes of which it is kept how their events are read; a chain has had a few.
const RUNTIMES_MAX: usize = 32;
/// Requests under way at once.
pub const IN_FLIGHT: usize = 32;

/// What `read` makes of each of the blocks `numbers`, in their order. It is given the number and the hash, where the node has a
/// block of that number. Nothing is read that nobody waits for: it goes on as what is there is taken.
///
/// Errors: those of `read` and of the connection, each in its block's place.
pub fn ahead<T, F>(
    conn: &Connection,
    numbers: impl Iterator<Item = u64> + Send + 'static,
    read: impl Fn(u64, Option<Hash>) -> F + Send + 'static,
) -> impl Stream<Item = Result<T>> + Send + 'static
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let conn = conn.clone();
    let one = move |block: Result<(u64, Option<Hash>)>| {
        let reading = block.map(|(number, hash)| read(number, hash));
        async move { reading?.await }
    };
    stream::iter(numbers)
        .chunks(HASHES as usize)
        .map(move |some| hashes(conn.clone(), some))
        .buffered(2)
        .map_ok(|hashes| stream::iter(hashes.into_iter().map(Ok)))
        .try_flatten()
        .map(one)
        .buffered(IN_FLIGHT)
}

/// A block as far as it is read of every one.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: Hash,
    /// The block before it, as its own state names it.
    pub parent: Hash,
    /// Its time. Units: milliseconds since 1970.
    pub time_ms: u64,
    /// Whether the contract got other code in it, or was removed.
    pub code_replaced: bool,
}

/// A block before its events are read.
#[derive(Debug)]
struct Raw {
    block: Block,
    /// The version of the runtime that made it.
    spec_version: u32,
    /// All events, as they are stored.
    events: Vec<u8>,
}

/// The keys of the values in the chain's storage that are read of each block; they follow from the names of pallets and items.
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
    /// Finds the contract's address.
    address: Arc<Finder<'static>>,
    /// For each runtime version met so far how its events are read.
    plans: Arc<Mutex<HashMap<u32, Arc<Plan>>>>,
    /// Whether the node is known not to find events.
    finds_none: Arc<AtomicBool>,
}

/// A block with the contract's events in it.
pub type Read = (Block, Vec<Found>);

/// Some blocks, and the number of the next.
type Part = (BoxStream<'static, Result<Read>>, u64);

/// One of the contract's events in its block.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its place among all events of the block.
    pub place: u32,
    /// The event.
    pub event: LedgerEvent,
}

impl Source {
    /// Blocks of the chain that `ledger` is on. Nothing is asked yet.
    pub fn new(ledger: Ledger) -> Source {
        let key = |pallet, item| hex0x(storage::plain(pallet, item));
        let keys = Keys {
            number: key("System", "Number"),
            parent: key("System", "ParentHash"),
            events: key("System", "Events"),
            now: hex0x(storage::clock()),
            upgrade: key("System", "LastRuntimeUpgrade"),
        };
        Source {
            address: Arc::new(Finder::new(&ledger.address.0).into_owned()),
            ledger,
            keys: Arc::new(keys),
            plans: Arc::default(),
            finds_none: Arc::default(),
        }
    }

    /// The contract on its chain.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The blocks `from` to `to`, both included, in their order, each with the contract's events in it. Begun at once, on the runtime that
    /// it is called in.
    ///
    /// Errors: [`Error::NodePruned`] for a block that the node does not have; [`Error::NodeUntrue`]; those of the connection.
    pub fn blocks(&self, from: u64, to: u64) -> impl Stream<Item = Result<Read>> + Send + 'static {
        let source = self.clone();
        let parts = stream::unfold(self.reading(from, to), move |reading| {
            let source = source.clone();
            async move {
                let (blocks, next) = reading?.await.unwrap_or_else(|ended| {
                    let error = source.ledger.conn.untrue(ended.to_string());
                    (stream::iter([Err(error)]).boxed(), u64::MAX)
                });
                // The node is at work on the next ones while these are taken.
                Some((blocks, source.reading(next, to)))
            }
        });
        parts.flatten()
    }

    /// Begins to read the first of the blocks `from` to `to`, where there are some.
    fn reading(&self, from: u64, to: u64) -> Option<AbortOnDropHandle<Part>> {
        let source = self.clone();
        let reading = async move { source.part(from, to).await };
        (from <= to).then(|| AbortOnDropHandle::new(tokio::spawn(reading)))
    }

    /// The block with that number, with the contract's events in it: one request where the node finds them, else two.
    ///
    /// Errors: as [`Source::blocks`].
    pub(super) async fn block(&self, number: u64) -> Result<Read> {
        let only = pin!(self.blocks(number, number)).next().await;
        only.unwrap_or_else(|| Err(self.ledger.conn.forgotten(number)))
    }

    /// Some of the blocks `from` to `to`, the first ones, and the number of the next; after an error there is none.
    async fn part(&self, from: u64, to: u64) -> Part {
        match self.found(from, to).await {
            Ok(Some(blocks)) => {
                let next = from + blocks.len() as u64;
                (stream::iter(blocks.into_iter().map(Ok)).boxed(), next)
            }
            Ok(None) => {
                // So many, and then a node that finds events is asked again.
                let last = match self.finds_none.load(Ordering::Relaxed) {
                    true => to,
                    false => to.min(from.saturating_add(HASHES - 1)),
                };
                (self.stored(from, last).boxed(), last.saturating_add(1))
            }
            Err(error) => (stream::iter([Err(error)]).boxed(), u64::MAX),
        }
    }

    /// The blocks `from` to `to` by what is stored of each.
    fn stored(&self, from: u64, to: u64) -> impl Stream<Item = Result<Read>> + Send + 'static {
        let (conn, keys) = (self.ledger.conn.clone(), Arc::clone(&self.keys));
        let raw = ahead(&self.ledger.conn, from..=to, move |number, hash| {
            let (conn, keys) = (conn.clone(), Arc::clone(&keys));
            async move {
                let hash = hash.ok_or_else(|| conn.forgotten(number))?;
                block_at(&conn, &keys, number, hash).await
            }
        });
        let source = self.clone();
        raw.and_then(move |raw| {
            let source = source.clone();
            async move { source.decoded(raw).await }
        })
    }

    /// Takes the contract's events out of a block.
    async fn decoded(&self, raw: Raw) -> Result<Read> {
        // Most blocks have nothing of ours, of which nothing else need be read.
        if self.address.find(&raw.events).is_none() {
            return Ok((raw.block, Vec::new()));
        }
        let plan = self.plan_of(&raw).await?;
        let mut block = raw.block;
        let mut found = Vec::new();
        for event in plan.events(&raw.events) {
            let event = event.map_err(|place| {
                let reason = format!("event {place} of block {} is none of its runtime's", block.number);
                self.ledger.conn.untrue(reason)
            })?;
            match event.kind {
                Kind::Emitted => {
                    let ours = self.ledger.event(event.fields, event.topics);
                    found.extend(ours.map(|ours| Found {
                        place: event.place,
                        event: ours,
                    }));
                }
                Kind::Replaced => block.code_replaced |= event.fields.starts_with(&self.ledger.address.0),
                Kind::Other => {}
            }
        }
        Ok((block, found))
    }

    /// How the events of the runtime that made this block are read: by what the block before it has of that runtime, since this one
    /// may have put another in its place.
    async fn plan_of(&self, raw: &Raw) -> Result<Arc<Plan>> {
        let plans = || self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = plans().get(&raw.spec_version) {
            return Ok(Arc::clone(plan));
        }
        let at = self.ledger.conn.at_hash(raw.block.parent).await?;
        let plan = Arc::new(Plan::of(at.metadata_ref()));
        let mut plans = plans();
        if plans.len() >= RUNTIMES_MAX {
            plans.clear();
        }
        let _none = plans.insert(raw.spec_version, Arc::clone(&plan));
        Ok(plan)
    }

    /// The block in which the contract was made: found by halving, since it has been there ever after.
    ///
    /// Errors: [`iou_files::Error::NotFound`] where there is none at `head`; [`Error::NodePruned`] for blocks that the node has forgotten.
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
        let hash = self.ledger.conn.hash_of(number).await?;
        Ok(self.ledger.code_hash(hash).await?.is_some())
    }
}

/// The hash of each block, where the node has a block of that number: one request.
async fn hashes(conn: Connection, numbers: Vec<u64>) -> Result<Vec<(u64, Option<Hash>)>> {
    let hashes: Vec<Option<Hash>> = conn.request("chain_getBlockHash", rpc_params![&numbers]).await?;
    paired(numbers, hashes).ok_or_else(|| conn.untrue("it gave hashes of other blocks than were asked for"))
}

/// The hash beside each number; `None` where there are more or fewer hashes than numbers.
fn paired(numbers: Vec<u64>, hashes: Vec<Option<Hash>>) -> Option<Vec<(u64, Option<Hash>)>> {
    (hashes.len() == numbers.len()).then(|| numbers.into_iter().zip(hashes).collect())
}

async fn block_at(conn: &Connection, keys: &Keys, number: u64, hash: Hash) -> Result<Raw> {
    /// Values are long and have nothing in them that JSON would write otherwise: they are not copied.
    #[derive(Deserialize)]
    struct Changes<'a> {
        #[serde(borrow)]
        changes: Vec<(&'a str, Option<&'a str>)>,
    }
    let wanted = [&keys.events, &keys.now, &keys.upgrade, &keys.number, &keys.parent];
    let answer = conn
        .request_raw("state_queryStorageAt", rpc_params![wanted, hash])
        .await?;
    let answer: Vec<Changes> = serde_json::from_str(answer.get()).map_err(|e| conn.explain(e))?;
    let mut values: HashMap<String, Vec<u8>> = HashMap::new();
    for (key, value) in answer.into_iter().flat_map(|set| set.changes) {
        if let Some(value) = value.filter(|_| wanted.iter().any(|wanted| *wanted == key)) {
            let bytes = read_hex_bytes(value).ok_or_else(|| conn.untrue("a value is no bytes"))?;
            let _none = values.insert(key.to_owned(), bytes);
        }
    }
    keys.block(number, hash, values)
        .map_err(|what| conn.untrue(format!("block {number} has no {what} of its own")))
}

impl Keys {
    /// The block that these values are of. Errors: what is missing, or is another block's.
    fn block(
        &self,
        number: u64,
        hash: Hash,
        mut values: HashMap<String, Vec<u8>>,
    ) -> Result<Raw, &'static str> {
        fn value<T: Decode>(bytes: Option<Vec<u8>>, what: &'static str) -> Result<T, &'static str> {
            bytes
                .and_then(|bytes| T::decode(&mut &bytes[..]).ok())
                .ok_or(what)
        }
        let block = |parent, time_ms| Block {
            number,
            hash,
            parent,
            time_ms,
            code_replaced: false,
        };
        // The first block has nothing of this: no block came before, and nothing has happened.
        if number == 0 {
            return Ok(Raw {
                block: block(Hash::default(), 0),
                spec_version: 0,
                events: Vec::new(),
            });
        }
        if value::<u32>(values.remove(&self.number), "number")? != u32::try_from(number).unwrap_or(u32::MAX) {
            return Err("number");
        }
        Ok(Raw {
            block: block(
                value(values.remove(&self.parent), "parent")?,
                value(values.remove(&self.now), "time")?,
            ),
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
        let two = || vec![Some(hash(1)), None];
        assert_eq!(
            paired(vec![7, 8], two()),
            Some(vec![(7, Some(hash(1))), (8, None)])
        );
        assert_eq!(paired(vec![7, 8, 9], two()), None);
        assert_eq!(paired(vec![7], two()), None);
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
        let raw = keys().block(9, hash(9), values()).unwrap();
        assert_eq!(
            (raw.block.parent, raw.block.time_ms, raw.spec_version),
            (hash(8), 5, 3)
        );
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
