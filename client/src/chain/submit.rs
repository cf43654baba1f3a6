//! Sending a transaction, once. It is signed, its hash is written into the journal, then it is sent and watched until the
//! stage that was asked for or a deadline. From the moment of sending on, every doubt ends in `OutcomeUnknown` with the
//! hash; nothing is ever sent again by itself.
//! A transaction may wait as many blocks as the chain can check (`System::BlockHashCount`, at most 4096): a chain of
//! instant blocks makes many in a second, and a short life counted in blocks would end before the node has looked at it.

use std::time::Duration;

use futures::{stream, StreamExt};
use serde::Serialize;
use subxt::config::DefaultExtrinsicParamsBuilder;
use subxt::extrinsics::ExtrinsicEvents;
use subxt::rpcs::methods::legacy::TransactionStatus;
use subxt::rpcs::Error as RpcError;
use subxt::tx::SubmittableTransaction;
use subxt::utils::MultiSignature;
use tokio::time::Instant;

use super::connection::{AtBlock, Connection};
use super::journal::{Entry, Journal};
use super::lookup::{self, Fate};
use super::signer::Signer;
use super::{AccountId, Call, ChainConfig, Hash};
use crate::error::{Error, Result};

/// Longest life of a transaction. Units: blocks.
const PERIOD_MAX: u64 = 4096;
/// JSON-RPC error of `author_submitExtrinsic`: the pool has this very transaction. Source: sc-rpc-api, author/error.rs.
const ALREADY_IMPORTED: i32 = 1013;
/// When the node has said nothing for so long, its blocks are searched: instant-seal nodes have been seen to forget
/// their last status messages.
const SILENCE: Duration = Duration::from_secs(4);

/// How far a command waits: until the node has taken the transaction into its pool, until it is in a block (which may
/// still be replaced), or until it is in a finalised block.
// The variants carry no doc comments of their own: clap would show them as help in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[allow(missing_docs)]
pub enum Wait {
    None,
    Best,
    Finalized,
}

/// How far a transaction has come; the words of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// In the node's pool.
    Submitted,
    /// In a block that may still be replaced.
    InBlock,
    /// In a finalised block.
    Finalised,
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

/// What became of a submission.
#[derive(Debug)]
pub struct Outcome {
    /// Hash of the transaction.
    pub hash: Hash,
    /// How far it was followed.
    pub stage: Stage,
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

/// What sending `call` would cost besides what the call itself moves. Units: the smallest unit of the native token.
pub async fn estimate_fee(conn: &Connection, account: &AccountId, call: &Call) -> Result<u128> {
    let at = conn.at_best().await?;
    // Fees depend on the length only, so a signature of zeros gives the same answer as a real one.
    let signature = MultiSignature::Sr25519([0; 64]);
    let (mut signable, ..) = signable(conn, &at, account, call).await?;
    let tx = signable
        .sign_with_account_and_signature(account, &signature)
        .map_err(|e| conn.explain(e))?;
    tx.partial_fee_estimate().await.map_err(|e| conn.explain(e))
}

type Signable<'c> = subxt::tx::SignableTransaction<
    'c,
    ChainConfig,
    subxt::client::OnlineClientAtBlockImpl<ChainConfig>,
    Call,
>;

async fn signable<'c>(
    conn: &Connection,
    at: &AtBlock,
    account: &AccountId,
    call: &'c Call,
) -> Result<(Signable<'c>, u64, u64)> {
    let nonce = conn
        .methods()
        .system_account_next_index(account)
        .await
        .map_err(|e| conn.explain(e))?;
    let period = longest_period(conn, at)?;
    let params = DefaultExtrinsicParamsBuilder::<ChainConfig>::new()
        .nonce(nonce)
        .mortal_from_unchecked(period, at.block_number(), at.block_hash())
        .build();
    let signable = at
        .tx()
        .create_signable_offline(call, params)
        .map_err(|e| conn.explain(e))?;
    Ok((signable, nonce, period))
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
    tx: Signed,
    entry: Entry,
}

impl Prepared {
    /// What the journal will know of it.
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// The transaction itself: whoever keeps it can send the very same one again ([`send_again`]).
    pub fn bytes(&self) -> &[u8] {
        self.tx.encoded()
    }
}

impl Submitter<'_> {
    /// Signs and sends `call`, once, and follows it.
    ///
    /// Errors: before anything is sent, [`Error::DevKeyRefused`] and those of the connection;
    /// [`Error::TransactionRejected`] when the node did not take it; [`Error::TransactionFailed`] when it failed in its
    /// block; [`Error::TransactionExpired`] when it can never be in one; [`Error::OutcomeUnknown`] whenever it was sent
    /// and its fate is not known in time.
    pub async fn submit(&self, signer: &Signer, call: &Call, purpose: Purpose) -> Result<Outcome> {
        self.send(&self.prepare(signer, call, purpose).await?).await
    }

    /// Signs `call` and sends nothing, for whoever has to write down more than the journal before sending.
    ///
    /// Errors: [`Error::DevKeyRefused`], those of the connection.
    pub async fn prepare(&self, signer: &Signer, call: &Call, purpose: Purpose) -> Result<Prepared> {
        let conn = self.conn;
        refuse_dev_key(conn, signer)?;
        let at = conn.at_finalized().await?;
        let (mut signable, nonce, period) = signable(conn, &at, &signer.account(), call).await?;
        let tx = signable.sign(signer).map_err(|e| conn.explain(e))?;
        let entry = Entry {
            time: jiff::Timestamp::now().to_string(),
            genesis: conn.chain().genesis,
            hash: tx.hash(),
            action: purpose.action,
            loan: purpose.loan,
            account: signer.account().to_string(),
            nonce,
            born: at.block_number(),
            period,
        };
        Ok(Prepared { tx, entry })
    }

    /// Sends what was prepared, and follows it. Errors: those of [`Submitter::submit`].
    pub async fn send(&self, prepared: &Prepared) -> Result<Outcome> {
        let (tx, entry) = (&prepared.tx, &prepared.entry);
        self.journal.append(entry)?;
        (self.announce)(entry.hash);
        let Entry {
            nonce, born, period, ..
        } = *entry;
        tracing::info!(hash = ?entry.hash, action = %entry.action, nonce, born, period, "submitting");
        follow(self.conn, tx, entry, self.wait, Instant::now() + self.limit).await
    }
}

/// Sends the bytes of a transaction that was sent before and that the node seems to have forgotten. It is the same
/// transaction with the same nonce: the chain takes it once.
///
/// Errors: [`Error::TransactionRejected`] when the node does not take it; those of the connection.
pub async fn send_again(conn: &Connection, hash: Hash, bytes: &[u8]) -> Result<()> {
    let taken = conn.methods().author_submit_extrinsic(bytes).await;
    taken.map(drop).or_else(in_pool_already).map_err(|e| match e {
        RpcError::User(refusal) => rejected(hash, refusal),
        other => conn.explain(other),
    })
}

/// Refuses a well-known development key on a chain that is not for development.
///
/// Errors: [`Error::DevKeyRefused`].
pub fn refuse_dev_key(conn: &Connection, signer: &Signer) -> Result<()> {
    if signer.is_well_known_dev() && !conn.chain().development {
        let (address, chain) = (signer.account().to_string(), conn.chain().name.clone());
        return Err(Error::DevKeyRefused { address, chain });
    }
    Ok(())
}

type Signed = SubmittableTransaction<ChainConfig, subxt::client::OnlineClientAtBlockImpl<ChainConfig>>;

async fn follow(
    conn: &Connection,
    tx: &Signed,
    entry: &Entry,
    wait: Wait,
    deadline: Instant,
) -> Result<Outcome> {
    let hash = entry.hash;
    let unknown = |reason: String| Error::OutcomeUnknown {
        hash: format!("{hash:?}"),
        reason,
    };
    let sent = |e: RpcError| match e {
        RpcError::User(refusal) => rejected(hash, refusal),
        other => unknown(conn.explain(other).to_string()),
    };
    if wait == Wait::None {
        let taken = conn.methods().author_submit_extrinsic(tx.encoded()).await;
        taken.map(drop).or_else(in_pool_already).map_err(sent)?;
        return Ok(Outcome {
            hash,
            stage: Stage::Submitted,
            included: None,
        });
    }
    let watched = conn
        .methods()
        .author_submit_and_watch_extrinsic(tx.encoded())
        .await;
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
                TransactionStatus::InBlock(block) if wait == Wait::Best => {
                    return settled(conn, hash, block, Stage::InBlock).await;
                }
                TransactionStatus::Finalized(block) => {
                    return settled(conn, hash, block, Stage::Finalised).await
                }
                TransactionStatus::Usurped(_) => Some("another transaction took its place".to_owned()),
                TransactionStatus::Dropped => Some("the node dropped it from its pool".to_owned()),
                TransactionStatus::Invalid => Some("the node no longer finds it valid".to_owned()),
                TransactionStatus::FinalityTimeout(_) => Some("its block is not finalised".to_owned()),
                _ => continue,
            },
            Ok(Some(Err(e))) => Some(conn.explain(e).to_string()),
            Ok(None) => Some(conn.explain("the node ended the subscription").to_string()),
            Err(_) if Instant::now() >= deadline => Some("the time limit was reached".to_owned()),
            Err(_) => None,
        };
        let fate = lookup::fate(conn, hash, Some(entry)).await;
        match (fate, ended) {
            (Ok(Fate::Finalised(block)), _) => return settled(conn, hash, block, Stage::Finalised).await,
            (Ok(Fate::InBlock(block)), _) if wait == Wait::Best => {
                return settled(conn, hash, block, Stage::InBlock).await;
            }
            (Ok(Fate::Expired | Fate::Superseded), _) => {
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

fn rejected(hash: Hash, refusal: subxt::rpcs::UserError) -> Error {
    let detail = refusal.data.map(|data| data.get().trim_matches('"').to_owned());
    let reason = match detail {
        Some(detail) => format!("{}: {detail}", refusal.message),
        None => refusal.message,
    };
    Error::TransactionRejected {
        hash: format!("{hash:?}"),
        reason,
    }
}

async fn settled(conn: &Connection, hash: Hash, block: Hash, stage: Stage) -> Result<Outcome> {
    match lookup::included(conn, hash, block).await {
        Ok(included) => Ok(Outcome {
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
