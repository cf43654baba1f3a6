//! How the node is put together.
//!
//! Floors: client and database, block import (slots over GRANDPA over Aura), network, RPC, then the
//! author (instant on a development chain, by slots elsewhere) and the GRANDPA voter behind its guard.
//! Only the litep2p network and ParityDB are built in.

mod authors;
mod parts;

use crate::{
    guard::{self, Guard, GuardedKeystore, WaitsForItsKey},
    rpc::{self, dev::DevClock},
    slots::OwnSlots,
    types::{Backend, Block, Client, FinalityLink},
};
use authors::{instant_author, spawn_slot_author, Node};
use iou_runtime::Hash;
use sc_consensus_grandpa::{FinalityProofProvider, GrandpaParams, SharedVoterState, VotingRulesBuilder};
use sc_network::{
    config::{FullNetworkConfiguration, NetworkBackendType},
    service::{traits::NotificationService, NotificationMetrics},
    types::ProtocolName,
    Litep2pNetworkBackend, NetworkBackend,
};
use sc_service::{BuildNetworkParams, Configuration, Error, SpawnTasksParams, TaskManager, WarpSyncConfig};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_blockchain::HeaderBackend;
use sp_core::{
    crypto::key_types::{AURA, GRANDPA},
    ed25519,
    hexdisplay::HexDisplay,
    sr25519, Pair,
};
use sp_keystore::KeystorePtr;
use std::{path::PathBuf, sync::Arc, time::Duration};

pub use authors::DevOptions;
pub use parts::parts;

type Network = Litep2pNetworkBackend;

/// How long a GRANDPA message is given to reach everybody in a consortium.
const GOSSIP: Duration = Duration::from_millis(333);
/// The same where there is nobody else. It only paces the voting: a block waits for the end of a round, and rounds without blocks cost
/// a twentieth of a processor.
const GOSSIP_ALONE: Duration = Duration::from_millis(15);

/// What the operator chose on the command line.
pub struct Options {
    /// Keep a justification at least every so many blocks.
    pub justification_period: u32,
    /// The keys vote even where there is no record of what they have signed.
    pub trusted: bool,
    pub dev: Option<DevOptions>,
}

/// Starts the whole node; it runs until the task manager ends.
///
/// It is one list of what there is, each made from what stands above it, and longer than other functions for that.
/// Errors: a port that is taken, a database that cannot be opened, a network backend that
/// is not built in, a damaged record of what was signed.
pub fn start(mut config: Configuration, options: Options) -> Result<TaskManager, Error> {
    if !matches!(config.network.network_backend, NetworkBackendType::Litep2p) {
        return Err(Error::Other(
            "this node is built with the litep2p network only: leave out --network-backend".into(),
        ));
    }
    let mut parts = parts(&config)?;
    let node = parts.node;
    let gossip = Gossip::new(&config, &node);
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
        sc_service::build_network(BuildNetworkParams {
            config: &config,
            client: node.client.clone(),
            transaction_pool: node.pool.clone(),
            spawn_handle: parts.task_manager.spawn_handle(),
            spawn_essential_handle: parts.task_manager.spawn_essential_handle(),
            import_queue: parts.import_queue,
            block_announce_validator_builder: None,
            warp_sync_config: Some(warp_sync(&parts.backend, &parts.finality)),
            block_relay: None,
            metrics: gossip.metrics,
            net_config: gossip.network,
            gap_sync_body_policy: None,
        })?;

    let signing = Signing::open(&config, &options, &node, &parts.finality)?;
    let keystore = signing.keystore(GuardedKeystore::for_making_keys);
    if let Some(phrase) = config.dev_key_seed.take() {
        insert_dev_keys(&phrase, &keystore)?;
    }
    let voter_state = SharedVoterState::empty();
    let config_of_voter = voter_config(&config, &options, &node, &signing, gossip.protocol);
    let voting_rule = voting_rules(&options, &signing).build();
    let instant = options.dev.map(|dev| instant_author(&node, dev)).transpose()?;
    let (instant, dev_clock) = instant.unzip();
    let sources = sources(&node, &parts.backend, &parts.finality, &voter_state, dev_clock);
    let (is_authority, force_authoring) = (config.role.is_authority(), config.force_authoring);
    let with_grandpa = !config.disable_grandpa;
    sc_service::spawn_tasks(SpawnTasksParams {
        config,
        client: node.client.clone(),
        backend: parts.backend,
        task_manager: &mut parts.task_manager,
        keystore,
        transaction_pool: node.pool.clone(),
        rpc_builder: Box::new(move |executor| {
            rpc::module(&sources, executor).map_err(|error| Error::Application(error.into()))
        }),
        network: network.clone(),
        system_rpc_tx,
        tx_handler_controller,
        sync_service: sync_service.clone(),
        telemetry: parts.telemetry.as_mut(),
        tracing_execute_block: None,
    })?;

    let essential = parts.task_manager.spawn_essential_handle();
    match instant {
        Some(author) => essential.spawn_blocking("author", Some("block-authoring"), author.run()),
        None if is_authority => {
            let own_slots = OwnSlots::open(&signing.directory)?;
            spawn_slot_author(
                &node,
                &essential,
                own_slots,
                sync_service.clone(),
                force_authoring,
            )?;
        }
        None => (),
    }
    if let Some(guard) = signing.guard {
        let watch = guard.watch(voter_state.clone(), sync_service.clone());
        essential.spawn("vote-guard", None, watch);
    }
    if with_grandpa {
        let voter = sc_consensus_grandpa::run_grandpa_voter(GrandpaParams {
            config: config_of_voter,
            link: parts.finality,
            network,
            sync: sync_service,
            notification_service: gossip.notifications,
            voting_rule,
            prometheus_registry: node.registry.clone(),
            shared_voter_state: voter_state,
            telemetry: node.telemetry.clone(),
            offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(node.pool.clone()),
        })?;
        essential.spawn_blocking("grandpa-voter", None, voter);
    }
    Ok(parts.task_manager)
}

/// What RPC methods answer from.
fn sources(
    node: &Node,
    backend: &Arc<Backend>,
    finality: &FinalityLink,
    voter_state: &SharedVoterState,
    dev_clock: Option<DevClock>,
) -> rpc::Sources {
    let authority_set = finality.shared_authority_set();
    rpc::Sources {
        client: node.client.clone(),
        pool: node.pool.clone(),
        voter_state: voter_state.clone(),
        authority_set: authority_set.clone(),
        justifications: finality.justification_stream(),
        finality_proofs: FinalityProofProvider::new_for_service(backend.clone(), Some(authority_set.clone())),
        dev_clock,
    }
}

/// The network's configuration with GRANDPA's protocol in it.
struct Gossip {
    network: FullNetworkConfiguration<Block, Hash, Network>,
    metrics: NotificationMetrics,
    protocol: ProtocolName,
    notifications: Box<dyn NotificationService>,
}

impl Gossip {
    fn new(config: &Configuration, node: &Node) -> Self {
        let metrics =
            <Network as NetworkBackend<Block, Hash>>::register_notification_metrics(node.registry.as_ref());
        let mut network = FullNetworkConfiguration::new(&config.network, node.registry.clone());
        let genesis = node.client.info().genesis_hash;
        let protocol = sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
        let (peers, notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<Block, Network>(
            protocol.clone(),
            metrics.clone(),
            network.peer_store_handle(),
        );
        network.add_notification_protocol(peers);
        Self {
            network,
            metrics,
            protocol,
            notifications,
        }
    }
}

fn warp_sync(backend: &Arc<Backend>, finality: &FinalityLink) -> WarpSyncConfig<Block> {
    WarpSyncConfig::WithProvider(Arc::new(sc_consensus_grandpa::warp_proof::NetworkProvider::new(
        backend.clone(),
        finality.shared_authority_set().clone(),
        Vec::new(),
    )))
}

/// What signs for this node.
struct Signing {
    keystore: KeystorePtr,
    guard: Option<Arc<Guard>>,
    /// Where it is kept what was signed: beside the database, which a backup may replace.
    directory: PathBuf,
}

impl Signing {
    /// Errors: a damaged record of what was signed.
    fn open(
        config: &Configuration,
        options: &Options,
        node: &Node,
        finality: &FinalityLink,
    ) -> Result<Self, Error> {
        let directory = config.data_path.join("signed");
        // A development chain has one authority, and keys that everybody knows.
        let is_guarded = config.role.is_authority() && options.dev.is_none();
        let guard = is_guarded.then(|| {
            Guard::open(guard::Parts {
                client: node.client.clone(),
                keystore: node.keystore.clone(),
                directory: directory.clone(),
                authorities: finality.shared_authority_set().clone(),
                trusted: options.trusted,
                registry: node.registry.clone(),
            })
        });
        Ok(Self {
            keystore: node.keystore.clone(),
            guard: guard.transpose()?,
            directory,
        })
    }

    /// The node's keystore, guarded where there is a guard.
    fn keystore(&self, guarded: fn(Arc<Guard>) -> KeystorePtr) -> KeystorePtr {
        let guard = self.guard.clone();
        guard.map_or_else(|| self.keystore.clone(), guarded)
    }
}

/// The keys of `--dev` and `--alice`, by their seeds: a keystore makes a key anew for each signature, and from a phrase that takes
/// milliseconds.
fn insert_dev_keys(phrase: &str, keystore: &KeystorePtr) -> Result<(), Error> {
    let failed = |error: sp_keystore::Error| Error::Application(error.into());
    let seed = seed_of::<sr25519::Pair>(phrase)?;
    keystore.sr25519_generate_new(AURA, Some(&seed)).map_err(failed)?;
    let seed = seed_of::<ed25519::Pair>(phrase)?;
    keystore
        .ed25519_generate_new(GRANDPA, Some(&seed))
        .map_err(failed)?;
    Ok(())
}

/// What stands for the same key as `phrase`.
fn seed_of<P: Pair>(phrase: &str) -> Result<String, Error> {
    let key = P::from_string_with_seed(phrase, None);
    let (_, seed) = key.map_err(|error| Error::Other(format!("{phrase}: {error:?}")))?;
    Ok(seed.map_or_else(
        || phrase.to_owned(),
        |seed| format!("0x{}", HexDisplay::from(&seed.as_ref())),
    ))
}

fn voter_config(
    config: &Configuration,
    options: &Options,
    node: &Node,
    signing: &Signing,
    protocol_name: ProtocolName,
) -> sc_consensus_grandpa::Config {
    let keystore = signing.keystore(GuardedKeystore::for_voting);
    sc_consensus_grandpa::Config {
        gossip_duration: match options.dev {
            Some(_) => GOSSIP_ALONE,
            None => GOSSIP,
        },
        justification_generation_period: options.justification_period,
        name: Some(config.network.node_name.clone()),
        observer_enabled: false,
        keystore: config.role.is_authority().then_some(keystore),
        local_role: config.role,
        telemetry: node.telemetry.clone(),
        protocol_name,
    }
}

/// The usual rules vote two blocks behind the best one; where blocks only come with transactions, the last two would
/// never be final.
fn voting_rules(options: &Options, signing: &Signing) -> VotingRulesBuilder<Block, Client> {
    let rules = match options.dev {
        Some(_) => VotingRulesBuilder::new(),
        None => VotingRulesBuilder::default(),
    };
    match &signing.guard {
        Some(guard) => rules.add(WaitsForItsKey(guard.clone())),
        None => rules,
    }
}
