//! Sending a transaction, once. It is signed, its hash is written into the journal, then it is sent and watched until the
//! stage that was asked for or a deadline. From the moment of sending on, every doubt ends in `OutcomeUnknown` with the
//! hash; nothing is ever sent again by itself.
//! A transaction may wait as many blocks as the chain can check (`System::BlockHashCount`, at most 4096): a chain of
//! instant blocks makes many in a second, and a short life counted in blocks would end before the node has looked at it.

use std::time::Duration;

use futures::{stream, StreamExt};
use serde::Serialize;
use subxt::rpcs::methods::legacy::TransactionStatus as PoolStatus;
use subxt::rpcs::Error as RpcError;
use tokio::time::Instant;

use super::call::{Call, TRANSACTION_VERSION};
use super::connection::{AtBlock, Connection};
use super::journal::{Entry, Journal};
use super::lookup::{self, Included, TransactionStatus};
use super::refused::{Cause, Refused};
use super::signer::Signer;
use super::transaction::{hash_of, Around};
use super::{AccountId, Hash};
use crate::error::{Error, Result};

/// Longest life of a transaction. Units: blocks.
const PERIOD_MAX: u64 = 4096;
/// JSON-RPC error of `author_submitExtrinsic`: the pool has this very transaction. Source: sc-rpc-api, author/error.rs.
const ALREADY_IMPORTED: i32 = 1013;
/// The same: another transaction with that number of the account is in the pool and pays no less.
const PRIORITY_TOO_LOW: i32 = 1014;
/// When the node has said nothing for so long, its blocks are searched: instant-seal nodes have been seen to forget
/// their last status messages.
const SILENCE: Duration = Duration::from_secs(4);

/// How far a command waits: until the node has taken the transaction into its pool, until it is in a block (which may
/// still be replaced), or until it is in a finalised block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Not at all.
    None,
    /// Until it is in a block.
    Best,
    /// Until that block is final.
    Finalized,
}

/// How far a transaction has come; the words of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionStage {
    /// In the node's pool.
    Submitted,
    /// In a block that may still be replaced.
    InBlock,
    /// In a finalised block.
    Finalised,
}

/// What became of a submission.
#[derive(Debug)]
pub struct TransactionOutcome {
    /// Hash of the transaction.
    pub hash: Hash,
    /// How far it was followed.
    pub stage: TransactionStage,
    /// Its block, unless nobody waited for one.
    pub included: Option<Included>,
}

/// What is being sent, in the journal's words.
#[derive(Debug, Clone)]
pub struct Purpose {
    /// For instance `repay`.
    pub action: String,
    /// The loan that it is about, if any.
    pub loan: Option<String>,
}

/// What sending `call` would cost at a block besides what the call itself moves, as the node says. Units: the smallest unit of
/// the native token.
pub async fn estimate_fee(conn: &Connection, at: &AtBlock, account: &AccountId, call: &Call) -> Result<u128> {
    let nonce = next_nonce(conn, account).await?;
    // Fees depend on the length only, so a signature of zeros gives the same answer as a real one.
    let bytes = around(conn, at, nonce, call)?.unsigned(call, account);
    let tx = at.tx().from_bytes(bytes);
    tx.partial_fee_estimate().await.map_err(|e| conn.explain(e))
}

/// The number that the account's next transaction has, those in the node's pool counted.
async fn next_nonce(conn: &Connection, account: &AccountId) -> Result<u64> {
    let nonce = conn.methods().system_account_next_index(account).await;
    nonce.map_err(|e| conn.explain(e))
}

/// What is signed beside the call, for a life that begins at `at`.
///
/// Errors: [`Error::ChainUnsuitable`] where the chain's calls are not laid out as this program writes them.
fn around(conn: &Connection, at: &AtBlock, nonce: u64, call: &Call) -> Result<Around> {
    let unsuitable = |reason: String| Error::ChainUnsuitable {
        chain: conn.chain().name.clone(),
        reason,
    };
    let transaction_version = at.transaction_version();
    if transaction_version != TRANSACTION_VERSION {
        return Err(unsuitable(format!(
            "its transactions have version {transaction_version}, this program writes version {TRANSACTION_VERSION}"
        )));
    }
    let layout = call
        .check(at.metadata_ref())
        .map_err(|what| unsuitable(format!("it has something else where {what} should be")))?;
    Ok(Around {
        layout,
        genesis: conn.chain().genesis,
        // Until when the transaction can be included follows from the number, which is that of the header that has this hash
        // ([`Connection::at_hash`]).
        birth: (at.block_number(), at.block_hash()),
        period: longest_period(conn, at)?,
        spec_version: at.spec_version(),
        transaction_version,
        nonce,
    })
}

fn longest_period(conn: &Connection, at: &AtBlock) -> Result<u64> {
    let address = subxt::dynamic::constant::<u32>("System", "BlockHashCount");
    let known_blocks = at.constants().entry(address).map_err(|e| conn.explain(e))?;
    Ok(period_for(known_blocks.into()))
}

/// A power of two, not above what the chain can check.
fn period_for(known_blocks: u64) -> u64 {
    let known = known_blocks.clamp(4, PERIOD_MAX);
    1 << known.ilog2()
}

/// How transactions are sent and followed.
pub struct Submitter<'a> {
    /// The node.
    pub conn: &'a Connection,
    /// Where each hash is written down before sending.
    pub journal: &'a Journal,
    /// How far to follow.
    pub wait: Wait,
    /// For how long at most.
    pub limit: Duration,
    /// Told the hash before sending.
    pub announce: &'a (dyn Fn(Hash) + Sync),
}

/// A signed transaction that nobody has seen yet.
pub struct Prepared {
    bytes: Vec<u8>,
    entry: Entry,
}

impl Prepared {
    /// What the journal will know of it.
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The transaction itself: whoever keeps it can send the very same one again ([`send_again`]).
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Submitter<'_> {
    /// Signs and sends `call`, once, and follows it.
    ///
    /// Errors: before anything is sent, [`Error::DevKeyRefused`] and those of the connection;
    /// [`Error::TransactionRejected`] when the node did not take it; [`Error::TransactionFailed`] when it failed in its
    /// block; [`Error::TransactionExpired`] when it can never be in one; [`Error::OutcomeUnknown`] whenever it was sent
    /// and its status is not known in time.
    pub async fn submit(&self, signer: &Signer, call: &Call, purpose: Purpose) -> Result<TransactionOutcome> {
        self.send(&self.prepare(signer, call, purpose).await?).await
    }

    /// Signs `call` and sends nothing, for whoever has to write down more than the journal before sending.
    ///
    /// Errors: [`Error::DevKeyRefused`], those of the connection.
    pub async fn prepare(&self, signer: &Signer, call: &Call, purpose: Purpose) -> Result<Prepared> {
        let conn = self.conn;
        refuse_dev_key(conn, signer)?;
        let account = signer.account();
        let at = conn.at_finalized().await?;
        let nonce = next_nonce(conn, &account).await?;
        let around = around(conn, &at, nonce, call)?;
        let bytes = around.sign(call, signer);
        let entry = Entry {
            time: jiff::Timestamp::now().to_string(),
            genesis: conn.chain().genesis,
            hash: hash_of(&bytes),
            action: purpose.action,
            loan: purpose.loan,
            account: account.to_string(),
            nonce: around.nonce,
            born: around.birth.0,
            period: around.period,
        };
        Ok(Prepared { bytes, entry })
    }

    /// Sends what was prepared, and follows it. Errors: those of [`Submitter::submit`].
    pub async fn send(&self, prepared: &Prepared) -> Result<TransactionOutcome> {
        let (bytes, entry) = (&prepared.bytes, &prepared.entry);
        self.journal.append(entry)?;
        (self.announce)(entry.hash);
        let Entry {
            nonce, born, period, ..
        } = *entry;
        tracing::info!(hash = ?entry.hash, action = %entry.action, nonce, born, period, "submitting");
        follow(self.conn, bytes, entry, self.wait, Instant::now() + self.limit).await
    }
}

/// Sends the bytes of a transaction that was sent before and that the node seems to have forgotten. It is the same
/// transaction with the same nonce: the chain takes it once.
///
/// Errors: [`Error::TransactionRejected`] when the node does not take it; those of the connection.
pub async fn send_again(conn: &Connection, hash: Hash, bytes: &[u8]) -> Result<()> {
    let taken = conn.methods().author_submit_extrinsic(bytes).await;
    taken.map(drop).or_else(in_pool_already).map_err(|e| match e {
        RpcError::User(refusal) => rejected(hash, "", refusal),
        other => conn.explain(other),
    })
}

/// Refuses a well-known development key on a chain that is not for development.
///
/// Errors: [`Error::DevKeyRefused`].
pub fn refuse_dev_key(conn: &Connection, signer: &Signer) -> Result<()> {
    if signer.is_well_known_dev() && !conn.chain().is_development() {
        let (address, chain) = (signer.account().to_string(), conn.chain().name.clone());
        return Err(Error::DevKeyRefused { address, chain });
    }
    Ok(())
}

async fn follow(
    conn: &Connection,
    bytes: &[u8],
    entry: &Entry,
    wait: Wait,
    deadline: Instant,
) -> Result<TransactionOutcome> {
    let hash = entry.hash;
    let unknown = |reason: String| Error::OutcomeUnknown {
        hash: format!("{hash:?}"),
        reason,
    };
    let sent = |e: RpcError| match e {
        RpcError::User(refusal) => rejected(hash, &entry.account, refusal),
        other => unknown(conn.explain(other).to_string()),
    };
    if wait == Wait::None {
        let taken = conn.methods().author_submit_extrinsic(bytes).await;
        taken.map(drop).or_else(in_pool_already).map_err(sent)?;
        return Ok(TransactionOutcome {
            hash,
            stage: TransactionStage::Submitted,
            included: None,
        });
    }
    let watched = conn.methods().author_submit_and_watch_extrinsic(bytes).await;
    let mut statuses = match watched {
        Ok(statuses) => statuses.boxed(),
        // Nobody will tell what becomes of it, so its blocks are searched.
        Err(e) => in_pool_already(e)
            .map(|()| stream::pending().boxed())
            .map_err(sent)?,
    };
    loop {
        let pause = deadline.min(Instant::now() + SILENCE);
        let ended = match tokio::time::timeout_at(pause, statuses.next()).await {
            Ok(Some(Ok(status))) => match status {
                PoolStatus::InBlock(block) if wait == Wait::Best => {
                    return settled(conn, hash, block, TransactionStage::InBlock).await;
                }
                PoolStatus::Finalized(block) => {
                    return settled(conn, hash, block, TransactionStage::Finalised).await
                }
                PoolStatus::Usurped(_) => Some("another transaction took its place".to_owned()),
                PoolStatus::Dropped => Some("the node dropped it from its pool".to_owned()),
                PoolStatus::Invalid => Some("the node no longer finds it valid".to_owned()),
                PoolStatus::FinalityTimeout(_) => Some("its block is not finalised".to_owned()),
                _ => continue,
            },
            Ok(Some(Err(e))) => Some(conn.explain(e).to_string()),
            Ok(None) => Some(conn.explain("the node ended the subscription").to_string()),
            Err(_) if Instant::now() >= deadline => Some("the time limit was reached".to_owned()),
            Err(_) => None,
        };
        let status = lookup::status_of(conn, hash, Some(entry)).await;
        match (status, ended) {
            (Ok(TransactionStatus::Finalised(block)), _) => {
                return settled(conn, hash, block, TransactionStage::Finalised).await
            }
            (Ok(TransactionStatus::InBlock(block)), _) if wait == Wait::Best => {
                return settled(conn, hash, block, TransactionStage::InBlock).await;
            }
            (Ok(TransactionStatus::Expired | TransactionStatus::Superseded), _) => {
                let (hash, last_block) = (format!("{hash:?}"), entry.last_block().to_string());
                return Err(Error::TransactionExpired { hash, last_block });
            }
            (_, Some(reason)) => return Err(unknown(reason)),
            (Err(e), None) => return Err(unknown(e.to_string())),
            (Ok(_), None) => {}
        }
    }
}

/// A pool that takes a transaction in while it turns to a new block has been seen to say that it has it already. It has.
fn in_pool_already(error: RpcError) -> Result<(), RpcError> {
    match error {
        RpcError::User(refusal) if refusal.code == ALREADY_IMPORTED => Ok(()),
        other => Err(other),
    }
}

fn rejected(hash: Hash, account: &str, refusal: subxt::rpcs::UserError) -> Error {
    let reason = Refused::by_node(&refusal);
    let hash = format!("{hash:?}");
    // Two programs that sign with one account at once both take the next free number; the pool keeps one.
    let taken = reason.cause == Cause::Outdated || refusal.code == PRIORITY_TOO_LOW;
    match (taken, account) {
        (true, account) if !account.is_empty() => Error::NonceTaken {
            hash,
            account: account.into(),
            reason: reason.words,
        },
        _ => Error::TransactionRejected { hash, reason },
    }
}

async fn settled(
    conn: &Connection,
    hash: Hash,
    block: Hash,
    stage: TransactionStage,
) -> Result<TransactionOutcome> {
    match lookup::included(conn, hash, block).await {
        Ok(included) => Ok(TransactionOutcome {
            hash,
            stage,
            included: Some(included),
        }),
        Err(failed @ Error::TransactionFailed { .. }) => Err(failed),
        // It is in that block, but whether it succeeded could not be read.
        Err(other) => Err(Error::OutcomeUnknown {
            hash: format!("{hash:?}"),
            reason: other.to_string(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_another_transaction_has_is_told_from_other_refusals() {
        let refused = |code: i32, message: &str, data: Option<&str>| {
            let data =
                data.map(|data| subxt::rpcs::client::RawValue::from_string(format!("\"{data}\"")).unwrap());
            let refusal = subxt::rpcs::UserError {
                code,
                message: message.into(),
                data,
            };
            rejected(Hash::from([1; 32]), "5Alice", refusal).code()
        };
        let low = "The transaction has too low priority to replace another transaction already in the pool.";
        assert_eq!(
            refused(1014, "Priority is too low: (1 vs 1)", Some(low)),
            "nonce_taken"
        );
        assert_eq!(
            refused(1010, "Invalid Transaction", Some("Transaction is outdated")),
            "nonce_taken"
        );
        let poor = "Inability to pay some fees (e.g. account balance too low)";
        assert_eq!(
            refused(1010, "Invalid Transaction", Some(poor)),
            "transaction_rejected"
        );
        assert_eq!(
            refused(1012, "Transaction is temporarily banned", None),
            "transaction_rejected"
        );
    }

    #[test]
    fn a_transaction_lives_as_long_as_the_chain_can_check_in_powers_of_two() {
        for (known, period) in [
            (250, 128),
            (256, 256),
            (2400, 2048),
            (4096, 4096),
            (1 << 20, 4096),
            (0, 4),
        ] {
            assert_eq!(period_for(known), period, "{known}");
        }
    }
}
