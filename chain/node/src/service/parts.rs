//! A node without network: database, keystore, pool, block import (slots over GRANDPA over Aura), and its queue.

use super::authors::{slot_and_time, Node};
use crate::{
    clock::LATEST_MS,
    slots::{SlotImport, Slots},
    types::{Backend, Block, Executor, FinalityLink},
};
use iou_runtime::apis::RuntimeApi;
use sc_consensus::DefaultImportQueue;
use sc_consensus_aura::{CheckForEquivocation, ImportQueueParams};
use sc_executor::{HeapAllocStrategy, WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_service::{ChainType, Configuration, Error, TaskManager};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sp_consensus_aura::sr25519::AuthorityPair;
use std::{path::PathBuf, sync::Arc};

/// What a node is put together from; the subcommands need a part of it too.
pub struct Parts {
    pub node: Node,
    pub backend: Arc<Backend>,
    pub task_manager: TaskManager,
    pub import_queue: DefaultImportQueue<Block>,
    /// The half of GRANDPA that votes; the other one imports.
    pub finality: FinalityLink,
    pub telemetry: Option<Telemetry>,
}

/// Opens the database (making the genesis block where there is none) and builds the parts on it.
///
/// Errors: a database that cannot be opened, a chain spec whose genesis block cannot be built.
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
    let node = Node {
        client,
        pool: Arc::new(pool),
        keystore: keystore.keystore(),
        select_chain,
        block_import,
        slots,
        slot_duration,
        spawn: task_manager.spawn_handle(),
        telemetry: handle,
        registry: config.prometheus_registry().cloned(),
    };
    Ok(Parts {
        import_queue: import_queue(config, &node, &task_manager)?,
        node,
        backend,
        task_manager,
        finality,
        telemetry,
    })
}

/// Where blocks of others are checked, in the order in which they come.
fn import_queue(
    config: &Configuration,
    node: &Node,
    task_manager: &TaskManager,
) -> Result<DefaultImportQueue<Block>, Error> {
    let clock_moves = config.chain_spec.chain_type() == ChainType::Development;
    let slot_duration = node.slot_duration;
    let queue = sc_consensus_aura::import_queue::<AuthorityPair, _, _, _, _, _>(ImportQueueParams {
        block_import: SlotImport {
            inner: node.block_import.clone(),
            slots: node.slots.clone(),
            own: None,
        },
        justification_import: Some(Box::new(node.block_import.clone())),
        client: node.client.clone(),
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
        telemetry: node.telemetry.clone(),
        compatibility_mode: Default::default(),
    })?;
    Ok(queue)
}

/// Runs the runtime's WASM and keeps what it compiled, so that only the first start is slow.
///
/// Chains for trying things come and go, so theirs is kept for the user; others keep it with their data.
fn executor(config: &Configuration) -> Executor {
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
