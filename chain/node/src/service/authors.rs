//! The two ways of writing blocks: instant ones alone, Aura slots among others.

use crate::{
    authoring::{BlockTime, InstantAuthor, BLOCK_REQUESTS},
    clock::Clock,
    rpc::dev::DevClock,
    slots::{OwnSlots, SlotImport, Slots},
    types::{block_time_ms, Block, Client, Finality, Pool, SelectChain},
};
use futures::channel::mpsc;
use sc_basic_authorship::ProposerFactory;
use sc_consensus_aura::{SlotDuration, SlotProportion, StartAuraParams};
use sc_network_sync::SyncingService;
use sc_service::{Error, SpawnEssentialTaskHandle, SpawnTaskHandle};
use sc_telemetry::TelemetryHandle;
use sp_blockchain::HeaderBackend;
use sp_consensus_aura::sr25519::AuthorityPair;
use sp_keystore::KeystorePtr;
use std::{num::NonZeroU64, sync::Arc};
use substrate_prometheus_endpoint::Registry;

/// Part of a slot in which a block is put together; the rest is for it to travel and be checked.
const PROPOSAL_SHARE: f32 = 2.0 / 3.0;

/// What a development chain does beyond an ordinary one.
pub struct DevOptions {
    /// Write a block, even an empty one, every so many milliseconds.
    pub block_interval: Option<NonZeroU64>,
}

/// What an author of blocks needs of a node.
pub struct Node {
    pub client: Arc<Client>,
    pub pool: Arc<Pool>,
    pub keystore: KeystorePtr,
    pub select_chain: SelectChain,
    pub block_import: Finality,
    pub slots: Arc<Slots>,
    pub slot_duration: SlotDuration,
    pub spawn: SpawnTaskHandle,
    pub telemetry: Option<TelemetryHandle>,
    pub registry: Option<Registry>,
}

impl Node {
    fn proposer(&self) -> ProposerFactory<Pool, Client> {
        ProposerFactory::new(
            self.spawn.clone(),
            self.client.clone(),
            self.pool.clone(),
            self.registry.as_ref(),
            self.telemetry.clone(),
        )
    }
}

/// The author of a development chain and the clock that it writes by.
///
/// Errors: a best block whose time cannot be read.
pub fn instant_author(node: &Node, options: DevOptions) -> Result<(InstantAuthor, DevClock), Error> {
    let best_ms = block_time_ms(&node.client, node.client.info().best_hash).map_err(Error::Other)?;
    let clock = Arc::new(Clock::resume(best_ms, node.slot_duration.as_millis()));
    let (author, requests) = mpsc::channel(BLOCK_REQUESTS);
    let instant = InstantAuthor {
        client: node.client.clone(),
        pool: node.pool.clone(),
        proposer: node.proposer(),
        block_import: node.block_import.clone(),
        select_chain: node.select_chain.clone(),
        keystore: node.keystore.clone(),
        time: BlockTime {
            client: node.client.clone(),
            clock: clock.clone(),
        },
        slot_duration: node.slot_duration,
        interval: options.block_interval,
        requests,
    };
    let dev_clock = DevClock {
        client: node.client.clone(),
        clock,
        author,
    };
    Ok((instant, dev_clock))
}

/// Starts writing blocks in this node's slots, as one validator of several.
///
/// Errors: a chain whose state has no slot duration.
pub fn spawn_slot_author(
    node: &Node,
    essential: &SpawnEssentialTaskHandle,
    own_slots: Arc<OwnSlots>,
    sync: Arc<SyncingService<Block>>,
    force_authoring: bool,
) -> Result<(), Error> {
    let slot_duration = node.slot_duration;
    let author =
        sc_consensus_aura::start_aura::<AuthorityPair, _, _, _, _, _, _, _, _, _, _>(StartAuraParams {
            slot_duration,
            client: node.client.clone(),
            select_chain: node.select_chain.clone(),
            block_import: SlotImport {
                inner: node.block_import.clone(),
                slots: node.slots.clone(),
                own: Some(own_slots),
            },
            proposer_factory: node.proposer(),
            create_inherent_data_providers: move |_, ()| async move {
                Ok(slot_and_time(sp_timestamp::Timestamp::current(), slot_duration))
            },
            force_authoring,
            backoff_authoring_blocks: None::<()>,
            keystore: node.keystore.clone(),
            sync_oracle: sync.clone(),
            justification_sync_link: sync,
            block_proposal_slot_portion: SlotProportion::new(PROPOSAL_SHARE),
            max_block_proposal_slot_portion: None,
            telemetry: node.telemetry.clone(),
            compatibility_mode: Default::default(),
        })?;
    essential.spawn_blocking("aura", Some("block-authoring"), author);
    Ok(())
}

/// What a block's header and body have to agree with.
pub fn slot_and_time(
    now: sp_timestamp::Timestamp,
    slot_duration: SlotDuration,
) -> (
    sp_consensus_aura::inherents::InherentDataProvider,
    sp_timestamp::InherentDataProvider,
) {
    (
        sp_consensus_aura::inherents::InherentDataProvider::from_timestamp_and_slot_duration(
            now,
            slot_duration,
        ),
        sp_timestamp::InherentDataProvider::new(now),
    )
}
