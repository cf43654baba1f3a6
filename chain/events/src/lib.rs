//! What one contract emitted in a block, as `iou_ledgerEvents` answers it.
//!
//! A crate of its own, since this runs for each event of a chain that somebody reads from its beginning, and the rest of the node is
//! compiled without optimisation while it is developed. Nothing here is generic, so it is compiled here, and the answer leaves as the
//! JSON that it will be.

use frame_system::EventRecord;
use iou_runtime::{AccountId, Hash, Moment, Runtime, RuntimeEvent};
use pallet_contracts::Event;
use scale::Decode;
use serde::Serialize;
use serde_json::value::{to_raw_value, RawValue};
use sp_core::Bytes;

/// The contract's part of a block.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LedgerBlock {
    /// Its hash.
    pub hash: Hash,
    /// That of the block before it.
    pub parent: Hash,
    /// Its time. Units: Unix milliseconds.
    pub time_ms: Moment,
    /// What the contract did in it.
    #[serde(flatten)]
    pub found: Found,
}

/// What a contract did in a block.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Whether it got other code, or was removed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_replaced: bool,
    /// What it emitted, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    events: Vec<Emitted>,
}

/// Something that a contract emitted.
#[derive(Serialize)]
struct Emitted {
    /// Its place among all events of the block.
    place: u32,
    topics: Vec<Hash>,
    data: Bytes,
}

impl Found {
    /// What `contract` did in a block, out of all its events as they are stored (`System.Events`); the first block has none.
    ///
    /// Errors: bytes that are no events of this runtime.
    pub fn of(contract: &AccountId, stored: &[u8]) -> Result<Found, scale::Error> {
        let mut found = Found::default();
        if stored.is_empty() {
            return Ok(found);
        }
        let records = Vec::<EventRecord<RuntimeEvent, Hash>>::decode(&mut &*stored)?;
        for (place, record) in (0..).zip(records) {
            match record.event {
                RuntimeEvent::Contracts(Event::<Runtime>::ContractEmitted { contract: by, data })
                    if by == *contract =>
                {
                    found.events.push(Emitted {
                        place,
                        topics: record.topics,
                        data: Bytes(data),
                    });
                }
                RuntimeEvent::Contracts(
                    Event::ContractCodeUpdated { contract: of, .. } | Event::Terminated { contract: of, .. },
                ) => found.is_replaced |= of == *contract,
                _ => {}
            }
        }
        Ok(found)
    }
}

/// The answer of so many blocks.
///
/// Errors: none that is known; JSON has a word for all of it.
pub fn answer(blocks: &[LedgerBlock]) -> serde_json::Result<Box<RawValue>> {
    to_raw_value(blocks)
}
