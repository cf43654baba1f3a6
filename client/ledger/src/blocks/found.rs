//! The contract's events as a node of ours finds them in its blocks (`iou_ledgerEvents`, docs/chain.md), instead of all events of every
//! block.

use std::sync::atomic::Ordering;

use iou_base::read_hex_bytes;
use serde::Deserialize;
use subxt::rpcs::client::RawValue;
use subxt::rpcs::rpc_params;

use super::{Block, Found, Read, Source};
use crate::connection::METHOD_UNKNOWN;
use crate::contract::LedgerEvent;
use crate::error::Result;
use crate::Hash;

/// The request.
const METHOD: &str = "iou_ledgerEvents";

/// A block in the node's answer. Values are long and have nothing in them that JSON would write otherwise: they are not copied.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    hash: Hash,
    parent: Hash,
    time_ms: u64,
    #[serde(default)]
    is_replaced: bool,
    #[serde(borrow, default)]
    events: Vec<Emitted<'a>>,
}

/// An event in it.
#[derive(Deserialize)]
struct Emitted<'a> {
    place: u32,
    topics: Vec<Hash>,
    data: &'a str,
}

impl Source {
    /// The blocks `from` to `to` as the node finds them: at least one, and not always all. `None` where these are not for it to find,
    /// and have to be read as they are stored.
    ///
    /// Errors: as [`Source::blocks`].
    pub(super) async fn found(&self, from: u64, to: u64) -> Result<Option<Vec<Read>>> {
        if self.finds_none.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let conn = &self.ledger.conn;
        let contract = self.ledger.address.to_string();
        let answer = match conn.answer(METHOD, rpc_params![from, to, contract]).await? {
            Ok(answer) => answer,
            Err(refusal) => {
                // Whatever else keeps it from finding them, it is asked again for other blocks.
                if refusal.code == METHOD_UNKNOWN {
                    self.finds_none.store(true, Ordering::Relaxed);
                }
                return Ok(None);
            }
        };
        // Milliseconds of work, which everybody else of this thread would wait for.
        let reading = tokio::task::spawn_blocking(move || read(from, &answer));
        let blocks = reading.await.map_err(|ended| conn.untrue(ended.to_string()))?;
        let blocks = blocks.map_err(|e| conn.explain(e))?;
        let blocks =
            blocks.ok_or_else(|| conn.untrue("what it found in a block is no bytes, or out of its place"))?;
        if blocks.is_empty() {
            return Err(conn.forgotten(from));
        }
        if blocks.len() as u64 > to - from + 1 {
            return Err(conn.untrue("it gave more blocks than it was asked for"));
        }
        Ok(Some(blocks))
    }
}

/// The blocks from number `from` on in a node's answer; `None` where an event is no bytes, or out of its place.
///
/// Errors: an answer of another form.
fn read(from: u64, answer: &RawValue) -> serde_json::Result<Option<Vec<Read>>> {
    let told: Vec<Told> = serde_json::from_str(answer.get())?;
    Ok((from..)
        .zip(told)
        .map(|(number, told)| told.block(number))
        .collect())
}

impl Told<'_> {
    /// `None` where an event is no bytes, or does not come after the one before it.
    fn block(self, number: u64) -> Option<Read> {
        if !self.events.is_sorted_by(|one, next| one.place < next.place) {
            return None;
        }
        let events = self.events.into_iter().map(|event| {
            let topic = event.topics.first().map(|topic| topic.0);
            let data = read_hex_bytes(event.data)?;
            Some(Found {
                place: event.place,
                event: LedgerEvent::decode(topic.as_ref(), data),
            })
        });
        let block = Block {
            number,
            hash: self.hash,
            parent: self.parent,
            time_ms: self.time_ms,
            code_replaced: self.is_replaced,
        };
        Some((block, events.collect::<Option<_>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_of_a_block_are_bytes_and_stand_in_their_order() {
        let found = |events: &str| {
            let hash = format!("0x{}", "11".repeat(32));
            let block = format!(r#"{{"hash":"{hash}","parent":"{hash}","timeMs":5,"events":[{events}]}}"#);
            let told: Told = serde_json::from_str(&block).unwrap();
            told.block(9).map(|(_, events)| events.len())
        };
        let event = |place: u32, data: &str| format!(r#"{{"place":{place},"topics":[],"data":"{data}"}}"#);
        let both = |one: String, next: String| found(&format!("{one},{next}"));
        assert_eq!(found(""), Some(0));
        assert_eq!(both(event(3, "0x01"), event(7, "0x")), Some(2));
        assert_eq!(both(event(3, "0x01"), event(3, "0x02")), None);
        assert_eq!(both(event(7, "0x01"), event(3, "0x02")), None);
        assert_eq!(found(&event(3, "0x0")), None);
        assert_eq!(found(&event(3, "01 ")), None);
    }
}
