//! What became of a transaction, asked of the chain by its hash: its blocks from the birth of the transaction to the end
//! of its life are searched, then the pool. A transaction whose life has ended in finalised blocks without it, or whose
//! nonce was used by another, can never be included. None is said to be nowhere while a final block could not be read.
//! Limits: without a journal entry the newest 4096 blocks, from the newest on; [`blocks::IN_FLIGHT`] of them at a time.

use std::ops::RangeInclusive;

use futures::{StreamExt as _, TryStreamExt as _};
use scale::Decode;
use subxt::extrinsics::ExtrinsicEvents;

use super::blocks;
use super::connection::Connection;
use super::dispatch::DispatchError;
use super::journal::Entry;
use super::transaction::hash_of;
use super::{AccountId, ChainConfig, Hash};
use crate::error::{Error, Result};
use iou_base::read_hex_bytes;

/// How far back a hash without a journal entry is searched. Units: blocks.
const SEARCH_BLOCKS: u64 = 4096;

/// What became of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionStatus {
    /// In this finalised block.
    Finalised(Hash),
    /// In this block, which may still be replaced.
    InBlock(Hash),
    /// In the node's pool.
    Pending,
    /// Its life has ended without it: it can never be included.
    Expired,
    /// Another transaction of the account has its nonce: it can never be included.
    Superseded,
    /// Not seen; it may still arrive unless its life has ended.
    Unseen,
}

/// A transaction in a block, where it succeeded.
#[derive(Debug)]
pub struct Included {
    /// Number of the block.
    pub block_number: u64,
    /// Hash of the block.
    pub block_hash: Hash,
    /// The fee that was paid, in the smallest unit of the native token.
    pub fee: Option<u128>,
    /// What it caused.
    pub events: ExtrinsicEvents<ChainConfig>,
}

/// Looks for a transaction. `entry` is what the journal knows of it.
///
/// Errors: [`Error::ChainMismatch`] when it was sent to another chain; [`Error::NodePruned`] for a final block that the node does not
/// have and that may hold it.
pub async fn status_of(conn: &Connection, hash: Hash, entry: Option<&Entry>) -> Result<TransactionStatus> {
    if let Some(entry) = entry.filter(|entry| entry.genesis != conn.chain().genesis) {
        let (expected, found) = (
            format!("{:?}", entry.genesis),
            format!("{:?}", conn.chain().genesis),
        );
        return Err(Error::ChainMismatch {
            url: conn.url().into(),
            expected,
            found,
        });
    }
    // The pool first: a transaction that moves into a block meanwhile is then found there.
    let pending = is_pending(conn, hash).await?;
    let (head, finalised) = conn.finalized_head().await?;
    let best = conn.best_number().await?.max(head);
    let from = entry.map_or(head.saturating_sub(SEARCH_BLOCKS), |entry| entry.born) + 1;
    let to = entry.map_or(best, |entry| entry.last_block().min(best));
    // A node that says the chain is higher than any is not followed there.
    let to = to.min(from.saturating_add(2 * SEARCH_BLOCKS));
    // A transaction is in a block soon after its birth; where that is not known, whoever asks has mostly just sent it.
    let numbers = Numbers {
        range: from..=to,
        newest_first: entry.is_none(),
    };
    match (search(conn, hash, numbers, head).await?, entry) {
        (Some((number, block)), _) if number <= head => Ok(TransactionStatus::Finalised(block)),
        (Some((_, block)), _) => Ok(TransactionStatus::InBlock(block)),
        (None, _) if pending => Ok(TransactionStatus::Pending),
        (None, Some(entry)) if head >= entry.last_block() => Ok(TransactionStatus::Expired),
        (None, Some(entry)) if nonce_used(conn, finalised, entry).await? => Ok(TransactionStatus::Superseded),
        (None, _) => Ok(TransactionStatus::Unseen),
    }
}

async fn is_pending(conn: &Connection, hash: Hash) -> Result<bool> {
    let pool: Vec<String> = conn
        .request("author_pendingExtrinsics", subxt::rpcs::rpc_params![])
        .await?;
    let held = |tx: &String| read_hex_bytes(tx).is_some_and(|bytes| hash_of(&bytes) == hash);
    Ok(pool.iter().any(held))
}

/// The numbers of the blocks that are searched, and in which order.
struct Numbers {
    range: RangeInclusive<u64>,
    newest_first: bool,
}

impl Iterator for Numbers {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        match self.newest_first {
            true => self.range.next_back(),
            false => self.range.next(),
        }
    }
}

/// The first of these blocks that has the transaction. `head`: the number of the newest final one.
///
/// Errors: [`Error::NodePruned`] for a final block that the node does not have; those of the connection.
async fn search(conn: &Connection, hash: Hash, numbers: Numbers, head: u64) -> Result<Option<(u64, Hash)>> {
    let asked = conn.clone();
    let looked = blocks::ahead(conn, numbers, move |number, block| {
        let conn = asked.clone();
        async move {
            let held = match block {
                Some(block) => holds(&conn, block, hash)
                    .await?
                    .map(|held| held.then_some((number, block))),
                None => None,
            };
            match held {
                Some(found) => Ok(found),
                None if number <= head => Err(conn.forgotten(number)),
                // Another one has taken its place meanwhile, or none has yet.
                None => Ok(None),
            }
        }
    });
    let mut found = looked
        .try_filter_map(|found| std::future::ready(Ok(found)))
        .boxed();
    found.try_next().await
}

/// Whether the transaction is in a block; `None` where the node does not have that block.
async fn holds(conn: &Connection, block: Hash, hash: Hash) -> Result<Option<bool>> {
    let found = conn
        .methods()
        .chain_get_block(Some(block))
        .await
        .map_err(|e| conn.explain(e))?;
    Ok(found.map(|found| found.block.extrinsics.iter().any(|bytes| hash_of(bytes) == hash)))
}

async fn nonce_used(conn: &Connection, at: Hash, entry: &Entry) -> Result<bool> {
    let Ok(account) = entry.account.parse::<AccountId>() else {
        return Ok(false);
    };
    let at = conn.at_hash(at).await?;
    let nonce = at
        .tx()
        .account_nonce(&account)
        .await
        .map_err(|e| conn.explain(e))?;
    Ok(nonce > entry.nonce)
}

/// Reads what a transaction did in a block that holds it.
///
/// Errors: [`Error::TransactionFailed`] when it failed there; [`iou_files::Error::NotFound`] when the block does not hold it.
pub async fn included(conn: &Connection, hash: Hash, block: Hash) -> Result<Included> {
    let at = conn.at_hash(block).await?;
    let extrinsics = at.extrinsics().fetch().await.map_err(|e| conn.explain(e))?;
    for extrinsic in extrinsics.iter() {
        let extrinsic = extrinsic.map_err(|e| conn.explain(e))?;
        if extrinsic.hash() != hash {
            continue;
        }
        let events = extrinsic.events().await.map_err(|e| conn.explain(e))?;
        let mut fee = None;
        for event in events.iter() {
            let event = event.map_err(|e| conn.explain(e))?;
            match (event.pallet_name(), event.event_name()) {
                ("System", "ExtrinsicFailed") => {
                    let reason = DispatchError::decode(&mut event.field_bytes())
                        .map_or_else(|_| "?".into(), |error| error.words(at.metadata_ref()));
                    let block = at.block_number().to_string();
                    return Err(Error::TransactionFailed {
                        hash: format!("{hash:?}"),
                        block,
                        reason,
                    });
                }
                // Account, fee, tip.
                ("TransactionPayment", "TransactionFeePaid") => {
                    fee = <([u8; 32], u128, u128)>::decode(&mut event.field_bytes())
                        .ok()
                        .map(|(_, fee, _)| fee);
                }
                _ => {}
            }
        }
        return Ok(Included {
            block_number: at.block_number(),
            block_hash: block,
            fee,
            events,
        });
    }
    Err(iou_files::Error::NotFound {
        what: "transaction".into(),
        name: format!("{hash:?}"),
    }
    .into())
}
