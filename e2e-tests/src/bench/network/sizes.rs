//! What a loan costs each node in disk, state and memory, and how fast a newcomer gets all of it. Disk is what the file system
//! has allocated after an orderly stop. Units: bytes; MB and GB are powers of ten.

use super::Field;
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
struct State {
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
    fn of(field: &Field) -> Result<State> {
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

/// The network at one time, as two newcomers found it.
struct Point {
    state: State,
    memory: f64,
    archive: Joined,
    pruned: Joined,
}

impl Point {
    fn of(field: &mut Field, when: &str) -> Result<Point> {
        Ok(Point {
            state: State::of(field)?,
            memory: resident(field.network.members[0].node()?.pid())?,
            archive: join(&mut field.network, &format!("archive-{when}"), &[])?,
            pruned: join(
                &mut field.network,
                &format!("pruned-{when}"),
                &["--state-pruning", "256"],
            )?,
        })
    }
}

/// One validator with nothing but loans: what is there afterwards and was not before belongs to them, and to their blocks.
pub(super) fn measure(loans: usize, slot_ms: u64) -> Result<Section> {
    eprintln!("network: newcomers before and after {loans} loans …");
    let mut field = Field::new(1, slot_ms)?;
    let before = Point::of(&mut field, "before")?;
    let actions = field.loans(loans)? as f64;
    let after = Point::of(&mut field, "after")?;
    drop(field);
    eprintln!("network: an idle chain …");
    let (idle, fresh) = empty_block()?;
    let loans = loans as f64;
    let blocks = after.archive.blocks - before.archive.blocks;
    let of_a_loan = |after: &Joined, before: &Joined| {
        let empty = (after.blocks - before.blocks) * idle;
        (after.disk - before.disk - empty).max(0.0) / loans
    };
    let kept = of_a_loan(&after.archive, &before.archive);
    let thin = of_a_loan(&after.pruned, &before.pruned);
    let name = |what: &str| format!("network: {what}");
    let rows = vec![
        Row::new(
            name("state of a loan, by the chain's books"),
            (after.state.bytes - before.state.bytes) / loans,
            "bytes",
        ),
        Row::new(
            name("state of a loan, entries"),
            (after.state.items - before.state.items) / loans,
            "entries",
        ),
        Row::new(name("disk of a loan, archive node"), kept, "bytes"),
        Row::new(name("disk of a loan, node that prunes state"), thin, "bytes"),
        Row::new(
            name("disk of 100,000 loans, archive node"),
            kept * PLANNED / 1e9,
            "GB",
        ),
        Row::new(
            name("disk of 100,000 loans, node that prunes state"),
            thin * PLANNED / 1e9,
            "GB",
        ),
        Row::new(name("disk of an empty block, archive node"), idle, "bytes"),
        Row::new(
            name("disk of a year of empty blocks, archive node"),
            idle * YEAR_BLOCKS / 1e9,
            "GB",
        ),
        Row::new(name("disk of a new chain"), fresh / 1e6, "MB"),
        Row::new(
            name("resident memory of a validator before the loans"),
            before.memory / 1e6,
            "MB",
        ),
        Row::new(name("the same after them"), after.memory / 1e6, "MB"),
        Row::new(
            name("a newcomer catches up, all blocks run"),
            after.archive.blocks / after.archive.seconds,
            "blocks/s",
        ),
        Row::new(
            name("the same in loan actions"),
            actions / after.archive.seconds,
            "1/s",
        ),
    ];
    let text = format!(
        "One validator, {loans:.0} loans of four stories (see above; {:.1} actions to a loan, one with more instalments has more) and nothing else; \
         a newcomer of each kind before and after, whose disk is weighed after an orderly stop. Arithmetic: {:.2} MB after, less {:.2} MB before, less \
         {blocks:.0} empty blocks of {idle:.0} bytes (weighed on an idle chain), divided by {loans:.0}, is the archive node's share of a loan; \
         {:.2} MB less {:.2} MB in the same way that of a node that prunes. 100,000 loans: × 100,000; an index (PostgreSQL) is not counted. A year has \
         {YEAR_BLOCKS:.0} blocks of 6 s. Memory: caches are bounded (`--db-cache`, `--trie-cache-size`) and state is read from disk, so what the node \
         takes more afterwards is caches that have filled, not a share of each loan. Seconds of newcomers count from the start of the program.",
        actions / loans,
        after.archive.disk / 1e6,
        before.archive.disk / 1e6,
        after.pruned.disk / 1e6,
        before.pruned.disk / 1e6,
    );
    Ok(Section {
        title: "Consortium: sizes, and joining".into(),
        text,
        rows,
        list: true,
    })
}

/// How long a newcomer takes that warps to the newest final block of a network with all its loans.
pub(super) fn warp(field: &mut Field) -> Result<Row> {
    let joined = join(&mut field.network, "warp", &["--sync", "warp"])?;
    let name = "network, 4: a newcomer by warp sync, start to newest block".to_owned();
    Ok(Row::new(name, joined.seconds, "s"))
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
