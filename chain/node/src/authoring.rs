//! How the development chain writes blocks: at once, each one a proper Aura block.
//!
//! A block is written when a transaction becomes ready, when the interval is over, and
//! when the clock was moved. Its slot follows from its time and it is sealed with the
//! author's Aura key, so any Aura verifier takes it for what it is. Why this works under
//! Aura and GRANDPA: docs/adr/0002-instant-blocks-movable-clock.md.

use crate::{
    clock::Clock,
    types::{block_time_ms, slot_of, Block, Client, Finality, Pool, SelectChain},
};
use futures::{
    channel::{mpsc, oneshot},
    stream::{self, BoxStream},
    FutureExt, StreamExt,
};
use iou_runtime::{Hash, Header};
use jsonrpsee::core::async_trait;
use sc_basic_authorship::ProposerFactory;
use sc_client_api::BlockBackend;
use sc_consensus::BlockImportParams;
use sc_consensus_aura::{standalone, SlotDuration};
use sc_consensus_manual_seal::{seal_block, ConsensusDataProvider, Error, SealBlockParams};
use sc_transaction_pool_api::TransactionPool;
use sp_api::StorageProof;
use sp_blockchain::HeaderBackend;
use sp_consensus_aura::sr25519::{AuthorityId, AuthorityPair};
use sp_inherents::{CreateInherentDataProviders, InherentData};
use sp_keystore::KeystorePtr;
use sp_runtime::Digest;
use sp_timestamp::TimestampInherentData;
use std::{num::NonZeroU64, sync::Arc, time::Duration};

/// How often waiting transactions are looked for without being announced: the pool may take one in between two looks at
/// it, and the notification of that one has passed by then.
const PULSE: Duration = Duration::from_millis(250);

/// How long to wait for the pool to notice a new block before asking it what is left.
const POOL_PATIENCE: Duration = Duration::from_secs(2);

/// Requests for a block that may wait at a time.
pub const BLOCK_REQUESTS: usize = 16;

/// Asks for a block, empty or not; the answer is its hash once it is imported.
pub type BlockRequest = oneshot::Sender<Result<Hash, String>>;

/// Everything that writing blocks takes.
pub struct InstantAuthor {
    pub client: Arc<Client>,
    pub pool: Arc<Pool>,
    pub proposer: ProposerFactory<Pool, Client>,
    pub block_import: Finality,
    pub select_chain: SelectChain,
    pub keystore: KeystorePtr,
    pub time: BlockTime,
    pub slot_duration: SlotDuration,
    pub interval: Option<NonZeroU64>,
    pub requests: mpsc::Receiver<BlockRequest>,
}

impl InstantAuthor {
    /// Writes blocks until the node stops.
    pub async fn run(mut self) {
        let sealer = AuraSealer {
            client: self.client.clone(),
            keystore: self.keystore.clone(),
            slot_duration: self.slot_duration,
        };
        let mut ready = self.pool.import_notification_stream().fuse();
        let mut ticks = ticks_of(self.interval.map(|ms| Duration::from_millis(ms.get()))).fuse();
        let mut pulse = ticks_of(Some(PULSE)).fuse();
        loop {
            // Every time round: transactions that wait since before a start, or behind a
            // block without room for them, have no notification to come.
            report(self.seal_all_ready(&sealer).await);
            futures::select! {
                request = self.requests.next() => match request {
                    Some(answer) => {
                        let sealed = self.seal(&sealer, true).await;
                        let hash = sealed.and_then(|hash| hash.ok_or(Error::EmptyTransactionPool));
                        // Whoever asked may have gone; the block stands anyway.
                        let _ = answer.send(hash.map_err(|error| error.to_string()));
                    }
                    None => return,
                },
                transaction = ready.next() => if transaction.is_none() {
                    // The pool lets go of a listener that is a thousand transactions behind, as after a burst that
                    // came while a block was written.
                    ready = self.pool.import_notification_stream().fuse();
                },
                () = pulse.select_next_some() => {}
                () = ticks.select_next_some() => {
                    let sealed = self.seal(&sealer, true).await;
                    report(sealed.map(|_| ()));
                }
            }
        }
    }

    /// Writes blocks until no ready transaction is left that fits into one.
    async fn seal_all_ready(&mut self, sealer: &AuraSealer) -> Result<(), Error> {
        loop {
            let best = self.client.info().best_hash;
            let waiting = self.pool.ready_at_with_timeout(best, POOL_PATIENCE).await.next();
            if waiting.is_none() {
                return Ok(());
            }
            if self.seal(sealer, false).await?.is_some() {
                continue;
            }
            // The first block of a session has no room for transactions, and while it is
            // not written those that wait cannot go on: so it is written empty.
            self.seal(sealer, true).await?;
            let best = self.client.info().best_hash;
            drop(self.pool.ready_at_with_timeout(best, POOL_PATIENCE).await);
            if self.seal(sealer, false).await?.is_none() {
                return Ok(());
            }
        }
    }

    /// Writes one block; none where it would be empty and `create_empty` is not set.
    async fn seal(&mut self, sealer: &AuraSealer, create_empty: bool) -> Result<Option<Hash>, Error> {
        let (sender, outcome) = oneshot::channel();
        seal_block(SealBlockParams {
            create_empty,
            finalize: false,
            parent_hash: None,
            sender: Some(sender),
            pool: self.pool.clone(),
            client: self.client.clone(),
            env: &mut self.proposer,
            select_chain: &self.select_chain,
            block_import: &mut self.block_import,
            consensus_data_provider: Some(sealer),
            create_inherent_data_providers: &self.time,
        })
        .await;
        match outcome.await? {
            Ok(block) => {
                self.announce(block.hash)?;
                Ok(Some(block.hash))
            }
            Err(Error::EmptyTransactionPool) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// One line in the log for each block.
    fn announce(&self, hash: Hash) -> Result<(), Error> {
        let number = self.client.number(hash)?.unwrap_or_default();
        // The first extrinsic is the block's own: its time.
        let transactions = self
            .client
            .block_body(hash)?
            .map_or(0, |body| body.len().saturating_sub(1));
        let time_ms = block_time_ms(&self.client, hash)?;
        log::info!("Block #{number} {hash}: {transactions} transactions, time {time_ms}");
        Ok(())
    }
}

/// The time that the next block carries, from the clock and the parent's slot.
pub struct BlockTime {
    pub client: Arc<Client>,
    pub clock: Arc<Clock>,
}

#[async_trait]
impl CreateInherentDataProviders<Block, ()> for BlockTime {
    type InherentDataProviders = sp_timestamp::InherentDataProvider;

    async fn create_inherent_data_providers(
        &self,
        parent: Hash,
        (): (),
    ) -> Result<Self::InherentDataProviders, Box<dyn std::error::Error + Send + Sync>> {
        let header = self.client.header(parent)?.ok_or("the parent block is gone")?;
        let now = self.clock.next_block_ms(slot_of(&header)?);
        Ok(sp_timestamp::InherentDataProvider::new(now.into()))
    }
}

fn report(sealed: Result<(), Error>) {
    if let Err(error) = sealed {
        log::error!("no block was written: {error}");
    }
}

/// One tick every interval, or never.
fn ticks_of(interval: Option<Duration>) -> BoxStream<'static, ()> {
    let Some(interval) = interval else {
        return stream::pending().boxed();
    };
    let mut timer = tokio::time::interval(interval);
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    stream::unfold(timer, |mut timer| async move {
        timer.tick().map(|_| ()).await;
        Some(((), timer))
    })
    .boxed()
}

/// Puts the slot into a block's header and the author's seal under it.
struct AuraSealer {
    client: Arc<Client>,
    keystore: KeystorePtr,
    slot_duration: SlotDuration,
}

impl AuraSealer {
    fn slot(&self, inherents: &InherentData) -> Result<sp_consensus_aura::Slot, Error> {
        let time = inherents
            .timestamp_inherent_data()?
            .ok_or_else(|| Error::StringError("the block has no time".into()))?;
        Ok(sp_consensus_aura::Slot::from_timestamp(time, self.slot_duration))
    }
}

impl ConsensusDataProvider<Block> for AuraSealer {
    fn create_digest(&self, _: &Header, inherents: &InherentData) -> Result<Digest, Error> {
        let slot = standalone::pre_digest::<AuthorityPair>(self.slot(inherents)?);
        Ok(Digest { logs: vec![slot] })
    }

    fn append_block_import(
        &self,
        parent: &Header,
        params: &mut BlockImportParams<Block>,
        inherents: &InherentData,
        _: StorageProof,
    ) -> Result<(), Error> {
        let authorities =
            standalone::fetch_authorities::<AuthorityId, Block, _>(&*self.client, parent.hash())?;
        let slot = self.slot(inherents)?;
        let author = standalone::slot_author::<AuthorityPair>(slot, &authorities)
            .ok_or_else(|| Error::StringError("the chain has no block authors".into()))?;
        let hash = params.header.hash();
        let seal = standalone::seal::<_, AuthorityPair>(&hash, author, &self.keystore)?;
        params.post_digests.push(seal);
        Ok(())
    }
}
