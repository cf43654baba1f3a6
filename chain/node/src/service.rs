//! The node's parts and how they are put together.
//!
//! Floors: client and database, block import (slots over GRANDPA over Aura), network, RPC, then the
//! author (instant on a development chain, by slots elsewhere) and the GRANDPA voter behind its guard.
//! Only the litep2p network and ParityDB are built in.

pub mod authors;

use crate::{
    clock::LATEST_MS,
    guard::{self, Guard, GuardedKeystore},
    rpc,
    slots::{OwnSlots, SlotImport, Slots},
};
use authors::{instant_author, spawn_slot_author};
use iou_runtime::{apis::RuntimeApi, Hash, Header, Moment};
use sc_client_api::{StorageKey, StorageProvider};
use sc_consensus::DefaultImportQueue;
use sc_consensus_aura::{CheckForEquivocation, ImportQueueParams, SlotDuration};
use sc_consensus_grandpa::{GrandpaBlockImport, LinkHalf, SharedVoterState, VotingRulesBuilder};
use sc_executor::{HeapAllocStrategy, WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_network::{
    config::{FullNetworkConfiguration, NetworkBackendType},
    Litep2pNetworkBackend, NetworkBackend,
};
use sc_service::{
    BuildNetworkParams, ChainType, Configuration, Error, SpawnTaskHandle, SpawnTasksParams, TFullBackend,
    TFullClient, TaskManager, WarpSyncConfig,
};
use sc_telemetry::{Telemetry, TelemetryHandle, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use scale::Decode;
use sp_blockchain::HeaderBackend;
use sp_consensus_aura::sr25519::AuthorityPair;
use sp_keystore::KeystorePtr;
use sp_runtime::{generic, OpaqueExtrinsic};
use std::{num::NonZeroU64, path::PathBuf, sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;

/// A block whose transactions are bytes to the node: only the runtime looks inside. It also makes JSON-RPC write them
/// as hex, which every client expects; the runtime's own type is written as an array of numbers.
pub type Block = generic::Block<Header, OpaqueExtrinsic>;
pub type Client = TFullClient<Block, RuntimeApi, WasmExecutor<sp_io::SubstrateHostFunctions>>;
pub type Backend = TFullBackend<Block>;
pub type Pool = TransactionPoolHandle<Block, Client>;
pub type SelectChain = sc_consensus::LongestChain<Backend, Block>;
pub type Finality = GrandpaBlockImport<Backend, Block, Client, SelectChain>;
pub type FinalityLink = LinkHalf<Block, Client, SelectChain>;
type Network = Litep2pNetworkBackend;

/// How long a GRANDPA message is given to reach everybody in a consortium.
const GOSSIP: Duration = Duration::from_millis(333);
/// The same where there is nobody else; it only paces the voting.
const GOSSIP_ALONE: Duration = Duration::from_millis(25);

/// What a development chain does beyond an ordinary one.
pub struct DevOptions {
    /// Write a block, even an empty one, every so many milliseconds.
    pub block_interval: Option<NonZeroU64>,
}

/// A node without network: what the subcommands need too.
pub struct Parts {
    pub client: Arc<Client>,
    pub backend: Arc<Backend>,
    pub task_manager: TaskManager,
    pub import_queue: DefaultImportQueue<Block>,
    keystore: KeystorePtr,
    pool: Arc<Pool>,
    select_chain: SelectChain,
    block_import: Finality,
    finality: FinalityLink,
    slots: Arc<Slots>,
    telemetry: Option<Telemetry>,
    slot_duration: SlotDuration,
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

/// Opens the database (making the first block where there is none) and builds the parts on it.
///
/// Errors: a database that cannot be opened, a chain spec whose first block cannot be built.
pub fn parts(config: &Configuration) -> Result<Parts, Error> {
    let telemetry = telemetry(config)?;
    let handle = telemetry.as_ref().map(|(_, telemetry)| telemetry.handle());
    let (client, backend, keystore, task_manager) = sc_service::new_full_parts::<Block, RuntimeApi, _>(
        config,
        handle.clone(),
        executor(config),
        vec![Arc::new(sc_consensus_grandpa::GrandpaPruningFilter)],
    )?;
    let client = Arc::new(client);
    let telemetry = telemetry.map(|(worker, telemetry)| {
        task_manager.spawn_handle().spawn("telemetry", None, worker.run());
        telemetry
    });
    let pool = sc_transaction_pool::Builder::new(
        task_manager.spawn_essential_handle(),
        client.clone(),
        config.role.is_authority().into(),
    )
    .with_options(config.transaction_pool.clone())
    .with_prometheus(config.prometheus_registry())
    .build();
    let select_chain = sc_consensus::LongestChain::new(backend.clone());
    // Every justification that arrives with a block is kept: evidence rests on them.
    let (block_import, finality) =
        sc_consensus_grandpa::block_import(client.clone(), 1, &client, select_chain.clone(), handle.clone())?;
    let slots = Slots::new(client.clone(), config.prometheus_registry())?;
    let slot_duration = sc_consensus_aura::slot_duration(&*client)?;
    let clock_moves = config.chain_spec.chain_type() == ChainType::Development;
    let import_queue = sc_consensus_aura::import_queue::<AuthorityPair, _, _, _, _, _>(ImportQueueParams {
        block_import: SlotImport {
            inner: block_import.clone(),
            slots: slots.clone(),
            own: None,
        },
        justification_import: Some(Box::new(block_import.clone())),
        client: client.clone(),
        create_inherent_data_providers: move |_, ()| async move {
            // A development chain's blocks may be years ahead, whatever the clock on the wall says.
            let now = if clock_moves {
                LATEST_MS.into()
            } else {
                sp_timestamp::Timestamp::current()
            };
            Ok(slot_and_time(now, slot_duration))
        },
        spawner: &task_manager.spawn_essential_handle(),
        registry: config.prometheus_registry(),
        check_for_equivocation: CheckForEquivocation::Yes,
        telemetry: handle,
        compatibility_mode: Default::default(),
    })?;
    Ok(Parts {
        client,
        backend,
        task_manager,
        import_queue,
        keystore: keystore.keystore(),
        pool: Arc::new(pool),
        select_chain,
        block_import,
        finality,
        slots,
        telemetry,
        slot_duration,
    })
}

/// Runs the runtime's WASM and keeps what it compiled, so that only the first start is slow.
///
/// Chains for trying things come and go, so theirs is kept for the user; others keep it with their data.
fn executor(config: &Configuration) -> WasmExecutor<sp_io::SubstrateHostFunctions> {
    let heap = config
        .executor
        .default_heap_pages
        .map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| HeapAllocStrategy::Static {
            extra_pages: pages.try_into().unwrap_or(u32::MAX),
        });
    let builder = WasmExecutor::builder()
        .with_execution_method(config.executor.wasm_method)
        .with_onchain_heap_alloc_strategy(heap)
        .with_offchain_heap_alloc_strategy(heap)
        .with_max_runtime_instances(config.executor.max_runtime_instances)
        .with_runtime_cache_size(config.executor.runtime_cache_size);
    let directory = match config.chain_spec.chain_type() {
        ChainType::Development | ChainType::Local => user_cache(),
        _ => Some(config.data_path.clone()),
    };
    match directory {
        Some(directory) => builder
            .with_cache_path(directory.join("compiled-runtime"))
            .build(),
        None => builder.build(),
    }
}

fn user_cache() -> Option<PathBuf> {
    let given = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let usual = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache"));
    let base = given.filter(|path| path.is_absolute()).or_else(usual)?;
    Some(base.join("iou-node"))
}

fn telemetry(config: &Configuration) -> Result<Option<(TelemetryWorker, Telemetry)>, Error> {
    let Some(endpoints) = config.telemetry_endpoints.clone().filter(|list| !list.is_empty()) else {
        return Ok(None);
    };
    let worker = TelemetryWorker::new(16)?;
    let telemetry = worker.handle().new_telemetry(endpoints);
    Ok(Some((worker, telemetry)))
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

/// The time that a block carries. Units: Unix milliseconds; nought for the first block.
///
/// Errors: a block whose state is not there.
pub fn block_time_ms(client: &Client, block: Hash) -> Result<Moment, String> {
    let stored = client
        .storage(block, &StorageKey(iou_runtime::timestamp_key()))
        .map_err(|error| error.to_string())?;
    match stored {
        None => Ok(0),
        Some(bytes) => Moment::decode(&mut &bytes.0[..]).map_err(|error| error.to_string()),
    }
}

/// Where this node keeps what it has signed: beside the database, which a backup may replace.
fn signed(config: &Configuration) -> PathBuf {
    config.data_path.join("signed")
}

/// Starts the whole node; it runs until the task manager ends.
///
/// `trusted`: its keys vote even where there is no record of what they have signed.
/// Errors: a port that is taken, a database that cannot be opened, a network backend that
/// is not built in, a damaged record of what was signed.
pub fn start(
    config: Configuration,
    justification_period: u32,
    trusted: bool,
    dev: Option<DevOptions>,
) -> Result<TaskManager, Error> {
    if !matches!(config.network.network_backend, NetworkBackendType::Litep2p) {
        return Err(Error::Other(
            "this node is built with the litep2p network only: leave out --network-backend".into(),
        ));
    }
    let mut parts = parts(&config)?;
    let registry = config.prometheus_registry().cloned();
    let metrics = <Network as NetworkBackend<Block, Hash>>::register_notification_metrics(registry.as_ref());
    let mut net_config =
        FullNetworkConfiguration::<Block, Hash, Network>::new(&config.network, registry.clone());
    let genesis = parts.client.info().genesis_hash;
    let protocol_name = sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
    let (voters, notification_service) = sc_consensus_grandpa::grandpa_peers_set_config::<Block, Network>(
        protocol_name.clone(),
        metrics.clone(),
        net_config.peer_store_handle(),
    );
    net_config.add_notification_protocol(voters);
    let warp_sync = sc_consensus_grandpa::warp_proof::NetworkProvider::new(
        parts.backend.clone(),
        parts.finality.shared_authority_set().clone(),
        Vec::new(),
    );
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
        sc_service::build_network(BuildNetworkParams {
            config: &config,
            net_config,
            client: parts.client.clone(),
            transaction_pool: parts.pool.clone(),
            spawn_handle: parts.task_manager.spawn_handle(),
            spawn_essential_handle: parts.task_manager.spawn_essential_handle(),
            import_queue: parts.import_queue,
            block_announce_validator_builder: None,
            warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_sync))),
            block_relay: None,
            metrics,
            gap_sync_body_policy: None,
        })?;

    let node = Node {
        client: parts.client,
        pool: parts.pool,
        keystore: parts.keystore,
        select_chain: parts.select_chain,
        block_import: parts.block_import,
        slots: parts.slots,
        slot_duration: parts.slot_duration,
        spawn: parts.task_manager.spawn_handle(),
        telemetry: parts.telemetry.as_ref().map(|telemetry| telemetry.handle()),
        registry,
    };
    let voter_state = SharedVoterState::empty();
    let signed = signed(&config);
    let is_authority = config.role.is_authority();
    // A development chain has one voter, and keys that everybody knows.
    let guard = (is_authority && dev.is_none())
        .then(|| {
            Guard::open(guard::Parts {
                client: node.client.clone(),
                keystore: node.keystore.clone(),
                directory: signed.clone(),
                authorities: parts.finality.shared_authority_set().clone(),
                trusted,
                registry: node.registry.clone(),
            })
        })
        .transpose()?;
    let voting_keys = match &guard {
        Some(guard) => Arc::new(GuardedKeystore(guard.clone())),
        None => node.keystore.clone(),
    };
    let voter = sc_consensus_grandpa::Config {
        gossip_duration: if dev.is_some() { GOSSIP_ALONE } else { GOSSIP },
        justification_generation_period: justification_period,
        name: Some(config.network.node_name.clone()),
        observer_enabled: false,
        keystore: is_authority.then_some(voting_keys),
        local_role: config.role,
        telemetry: node.telemetry.clone(),
        protocol_name,
    };
    // The usual rules vote two blocks behind the best one; where blocks only come with
    // transactions, the last two would never be final.
    let rules = if dev.is_some() {
        VotingRulesBuilder::new()
    } else {
        VotingRulesBuilder::default()
    };
    let (instant, dev_clock) = match dev {
        Some(options) => {
            let (author, clock) = instant_author(&node, options)?;
            (Some(author), Some(clock))
        }
        None => (None, None),
    };
    let sources = rpc::Sources {
        client: node.client.clone(),
        pool: node.pool.clone(),
        voter_state: voter_state.clone(),
        authority_set: parts.finality.shared_authority_set().clone(),
        justifications: parts.finality.justification_stream(),
        finality_proofs: sc_consensus_grandpa::FinalityProofProvider::new_for_service(
            parts.backend.clone(),
            Some(parts.finality.shared_authority_set().clone()),
        ),
        dev_clock,
    };
    let with_grandpa = !config.disable_grandpa;
    let force_authoring = config.force_authoring;
    sc_service::spawn_tasks(SpawnTasksParams {
        config,
        client: node.client.clone(),
        backend: parts.backend,
        task_manager: &mut parts.task_manager,
        keystore: node.keystore.clone(),
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
            let own_slots = OwnSlots::open(&signed)?;
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
    if let Some(guard) = guard {
        essential.spawn(
            "vote-guard",
            None,
            guard.watch(voter_state.clone(), sync_service.clone()),
        );
    }
    if with_grandpa {
        let voter = sc_consensus_grandpa::run_grandpa_voter(sc_consensus_grandpa::GrandpaParams {
            config: voter,
            link: parts.finality,
            network,
            sync: sync_service,
            notification_service,
            voting_rule: rules.build(),
            prometheus_registry: node.registry.clone(),
            shared_voter_state: voter_state,
            telemetry: node.telemetry.clone(),
            offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(node.pool.clone()),
        })?;
        essential.spawn_blocking("grandpa-voter", None, voter);
    }
    Ok(parts.task_manager)
}
