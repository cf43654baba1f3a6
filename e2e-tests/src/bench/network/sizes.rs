//! What a loan costs each node in disk, state and memory, and how fast a newcomer gets all of it. Disk is what the file system
//! has allocated after an orderly stop. Units: bytes; MB and GB are powers of ten.

use super::{Field, Speed};
use crate::bench::{Row, Section};
use anyhow::{ensure, Context, Result};
use deploy::consortium::network::{Consortium, Settings};
use deploy::rpc;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(600);
const POLL: Duration = Duration::from_millis(50);
/// Slot and length of the idle chain whose empty blocks are weighed.
const IDLE_SLOT_MS: u64 = 100;
const IDLE_BLOCKS: u64 = 400;
/// A consortium's blocks in a year, one each 6 s.
const YEAR_BLOCKS: f64 = 365.0 * 86_400.0 / 6.0;
const PLANNED: f64 = 100_000.0;

/// What the contract holds, by the chain's own books.
#[derive(Clone, Copy)]
pub(super) struct State {
    bytes: f64,
    items: f64,
}

#[derive(subxt::ext::scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ContractInfo {
    storage_bytes: u32,
    storage_items: u32,
}

impl State {
    pub(super) fn of(field: &Field) -> Result<State> {
        field.runtime.block_on(async {
            let conn = field.client().await?;
            let at = conn.at_finalized().await?;
            let entry = subxt::dynamic::storage::<(iou::chain::AccountId,), ContractInfo>(
                "Contracts",
                "ContractInfoOf",
            );
            let info = at.storage().fetch(entry, (field.contract,)).await?.decode()?;
            Ok(State {
                bytes: info.storage_bytes.into(),
                items: info.storage_items.into(),
            })
        })
    }
}

/// A newcomer's way to the newest block.
struct Joined {
    disk: f64,
    seconds: f64,
    blocks: f64,
}

pub(super) fn measure(field: &mut Field, before: &State, speed: &Speed) -> Result<Section> {
    let loans = speed.loans as f64;
    let state = State::of(field)?;
    let memory = resident(field.network.members[0].node()?.pid())?;
    eprintln!("network: newcomers …");
    let archive = join(&mut field.network, "archive", &[])?;
    let pruned = join(&mut field.network, "pruned", &["--state-pruning", "256"])?;
    let warp = join(&mut field.network, "warp", &["--sync", "warp"])?;
    eprintln!("network: an idle chain …");
    let (idle, fresh) = empty_block()?;
    // Probe calls and transfers of the same run are on these disks too: a loan is charged its share by number.
    let share = speed.actions as f64 / (3.0 * speed.actions as f64);
    let of_loans = |joined: &Joined| (joined.disk - fresh - joined.blocks * idle).max(0.0) * share / loans;
    let (kept, thin) = (of_loans(&archive), of_loans(&pruned));
    let (bytes, items) = (
        (state.bytes - before.bytes) / loans,
        (state.items - before.items) / loans,
    );
    let rows = vec![
        Row::new("network: state of a loan, by the chain's books", bytes, "bytes"),
        Row::new("network: state of a loan, entries", items, "entries"),
        Row::new("network: disk of a loan, archive node", kept, "bytes"),
        Row::new("network: disk of a loan, node that prunes state", thin, "bytes"),
        Row::new(
            "network: disk of 100,000 loans, archive node",
            kept * PLANNED / 1e9,
            "GB",
        ),
        Row::new(
            "network: disk of 100,000 loans, node that prunes state",
            thin * PLANNED / 1e9,
            "GB",
        ),
        Row::new("network: disk of an empty block, archive node", idle, "bytes"),
        Row::new(
            "network: disk of a year of empty blocks",
            idle * YEAR_BLOCKS / 1e9,
            "GB",
        ),
        Row::new("network: disk of a new chain", fresh / 1e6, "MB"),
        Row::new(
            "network: resident memory of a validator after the load",
            memory / 1e6,
            "MB",
        ),
        Row::new(
            "network: a newcomer catches up, all blocks run",
            archive.blocks / archive.seconds,
            "blocks/s",
        ),
        Row::new(
            "network: the same in transactions",
            3.0 * speed.actions as f64 / archive.seconds,
            "1/s",
        ),
        Row::new(
            "network: a newcomer by warp sync, start to newest block",
            warp.seconds,
            "s",
        ),
    ];
    let text = format!(
        "Arithmetic: a newcomer's disk after all {:.0} blocks of the run, less that of a new chain ({:.1} MB) and of as many empty \
         blocks ({idle:.0} bytes each, weighed on an idle chain of one validator), divided among {} transactions of which a third are loan actions, \
         {:.1} to a loan. Loans of four stories, see above; a loan of many instalments has more. 100,000 loans: × 100,000, in an index of its own (PostgreSQL) not \
         counted. A year has {YEAR_BLOCKS:.0} blocks of 6 s. Memory does not grow with the loans: caches are bounded (`--db-cache`, \
         `--trie-cache-size`), state is read from disk.",
        archive.blocks,
        fresh / 1e6,
        3 * speed.actions,
        speed.actions as f64 / loans,
    );
    Ok(Section {
        title: "Consortium: sizes, and joining".into(),
        text,
        rows,
        list: true,
    })
}

/// Starts a newcomer and waits until it has what the others had when it began.
fn join(network: &mut Consortium, name: &str, arguments: &[&str]) -> Result<Joined> {
    let target = network.highest_finalised();
    let started = Instant::now();
    let member = network.join(name, arguments)?;
    let address = network.members[member].address()?;
    while rpc::finalised(address)? < target {
        ensure!(started.elapsed() < PATIENCE, "{name} does not catch up");
        thread::sleep(POLL);
    }
    let seconds = started.elapsed().as_secs_f64();
    let blocks = rpc::best(address)? as f64;
    network.stop(member)?;
    let disk = on_disk(network.members[member].base_path().context("its data")?)?;
    Ok(Joined {
        disk,
        seconds,
        blocks,
    })
}

/// Disk of an empty block, and of a chain without any. Units: bytes.
fn empty_block() -> Result<(f64, f64)> {
    let mut network = Consortium::start(&Settings {
        validators: 1,
        slot_ms: IDLE_SLOT_MS,
        session_blocks: 10_000,
        ..Settings::default()
    })?;
    let mut points = Vec::new();
    for blocks in [IDLE_BLOCKS / 4, IDLE_BLOCKS] {
        network.wait_finalised(&[], blocks, PATIENCE)?;
        let height = network.highest_finalised() as f64;
        network.stop(0)?;
        points.push((
            height,
            on_disk(network.members[0].base_path().context("its data")?)?,
        ));
        network.up(0)?;
    }
    let slope = (points[1].1 - points[0].1) / (points[1].0 - points[0].0);
    Ok((slope, points[0].1 - slope * points[0].0))
}

/// What the file system has allocated, the log left out.
fn on_disk(path: &Path) -> Result<f64> {
    let mut sum = 0.0;
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        if metadata.is_dir() {
            sum += on_disk(&entry.path())?;
        } else if entry.file_name() != "node.log" {
            sum += metadata.blocks() as f64 * 512.0;
        }
    }
    Ok(sum)
}

/// Resident memory of a process. Units: bytes.
fn resident(pid: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .context("VmRSS")?;
    let kib: f64 = line.split_whitespace().nth(1).context("VmRSS")?.parse()?;
    Ok(kib * 1024.0)
}
