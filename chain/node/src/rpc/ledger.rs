//! `iou_ledgerEvents`: what one contract emitted in a run of blocks, and nothing of what others did there.
//!
//! Whoever follows a contract would otherwise fetch all events of each block, one request a block, and step over most of them. Limits:
//! [`BLOCKS_MAX`] blocks in one answer, which ends with the block that makes it [`BYTES_MAX`] bytes of events looked through and is then
//! shorter than was asked; only blocks of the runtime that this node was built with: its types read the events.

use super::internal;
use crate::types::{block_time_ms, Block, Client};
use iou_events::{answer, Found, LedgerBlock};
use iou_runtime::{AccountId, BlockNumber, Hash, VERSION};
use jsonrpsee::{core::RpcResult, proc_macros::rpc, types::ErrorObjectOwned};
use sc_client_api::{StorageKey, StorageProvider};
use scale::{Compact, Decode};
use serde_json::value::RawValue;
use sp_blockchain::HeaderBackend;
use sp_io::hashing::twox_128;
use std::sync::Arc;

/// Most blocks of one answer.
const BLOCKS_MAX: usize = 256;
/// Events that are looked through for one answer, as they are stored: a few milliseconds of work, and what is found of them, in hex,
/// stays far below the longest answer that the server sends.
const BYTES_MAX: usize = 1 << 20;
/// JSON-RPC error: the first block is of another runtime. Ask for its events as they are stored.
const OTHER_RUNTIME_CODE: i32 = 5;
/// JSON-RPC error: the state of the block is not there (any more). The same number as of the requests for state.
const NO_STATE_CODE: i32 = 4003;

/// The events of a contract as an RPC method.
#[rpc(server)]
pub trait LedgerEventsApi {
    /// The blocks `from`, `from + 1`, … `to` of the best chain, with what `contract` emitted in each: fewer where there are no more,
    /// where the answer would be too long, and before a block of another runtime.
    #[method(name = "iou_ledgerEvents", blocking)]
    fn ledger_events(
        &self,
        from: BlockNumber,
        to: BlockNumber,
        contract: AccountId,
    ) -> RpcResult<Box<RawValue>>;
}

/// Answers from the state of each block.
pub struct LedgerEvents {
    pub client: Arc<Client>,
}

impl LedgerEvents {
    /// A value of pallet System after a block, as it is stored.
    fn of_system(&self, item: &str, block: Hash) -> RpcResult<Option<Vec<u8>>> {
        let key = [twox_128(b"System"), twox_128(item.as_bytes())].concat();
        let value = self.client.storage(block, &StorageKey(key)).map_err(no_state)?;
        Ok(value.map(|value| value.0))
    }

    /// Whether the events of a block are of the types that this node knows. The first block has none.
    fn is_known(&self, block: Hash) -> RpcResult<bool> {
        let upgrade = self.of_system("LastRuntimeUpgrade", block)?;
        let version = upgrade.map(|bytes| Compact::<u32>::decode(&mut &bytes[..]));
        Ok(version.is_none_or(|version| version.is_ok_and(|version| version.0 == VERSION.spec_version)))
    }

    /// The block with that hash, and how long its events are as they are stored.
    fn block(&self, hash: Hash, contract: &AccountId) -> RpcResult<(LedgerBlock, usize)> {
        let header = self.client.header(hash).map_err(internal)?;
        let header =
            header.ok_or_else(|| internal(format!("the header of {hash:?} is not in the database")))?;
        // Every block but the first tells at least that its time was set.
        let stored = self.of_system("Events", hash)?.unwrap_or_default();
        let found = Found::of(contract, &stored);
        let block = LedgerBlock {
            hash,
            parent: header.parent_hash,
            time_ms: block_time_ms(&self.client, hash).map_err(no_state)?,
            found: found.map_err(|error| internal(format!("the events of {hash:?}: {error}")))?,
        };
        Ok((block, stored.len()))
    }
}

impl LedgerEventsApiServer for LedgerEvents {
    fn ledger_events(
        &self,
        from: BlockNumber,
        to: BlockNumber,
        contract: AccountId,
    ) -> RpcResult<Box<RawValue>> {
        let (mut blocks, mut bytes) = (Vec::new(), 0);
        for number in (from..=to).take(BLOCKS_MAX) {
            // A block that has gone meanwhile, and none comes after it.
            let Some(hash) = HeaderBackend::<Block>::hash(&*self.client, number).map_err(internal)? else {
                break;
            };
            if !self.is_known(hash)? {
                if blocks.is_empty() {
                    return Err(other_runtime(number));
                }
                break;
            }
            let (block, length) = self.block(hash, &contract)?;
            blocks.push(block);
            bytes += length;
            // What was looked through is answered: the next request does not begin with it again.
            if bytes >= BYTES_MAX {
                break;
            }
        }
        answer(&blocks).map_err(internal)
    }
}

fn other_runtime(number: BlockNumber) -> ErrorObjectOwned {
    let why = format!(
        "block {number} is not of runtime {}, whose events this node reads; ask for its System.Events",
        VERSION.spec_version
    );
    ErrorObjectOwned::owned(OTHER_RUNTIME_CODE, why, None::<()>)
}

fn no_state(why: impl ToString) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(NO_STATE_CODE, why.to_string(), None::<()>)
}
