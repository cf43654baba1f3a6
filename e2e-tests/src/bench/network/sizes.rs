//! What a loan costs each node in disk, state and memory, and how fast a newcomer gets all of it. Units: bytes; MB and GB are
//! powers of ten.

use super::Field;
use crate::bench::{memory_mb, Row, Section};
use crate::load;
use anyhow::{ensure, Context, Result};
use deploy::consortium::network::Consortium;
use deploy::iou::Iou;
use deploy::node::{Node, NodeSettings};
use deploy::rpc;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(600);
const POLL: Duration = Duration::from_millis(50);
/// From and to which height the idle chain's empty blocks are weighed: the chain keeps the hashes of its last 2,400 blocks, so
/// that younger ones weigh less.
const IDLE_BLOCKS: (u64, u64) = (3_000, 9_000);
/// ParityDB's index grows in steps (its files have their full length from the start, and double), so an entry counts with the
/// most that it ever takes. A file has 2^16 chunks of 64 entries of 8 bytes and doubles when one of them is full, which is when
/// 57 % of all are used; just after that it is 28 %. Source: parity-db, src/index.rs; Poisson's law for the fullest chunk.
const INDEX_ENTRY: f64 = 8.0 / 0.28;
/// Header and counters at the beginning of an index file. Source: as above, `META_SIZE`.
const INDEX_HEAD: usize = 16 * 1024;
/// A consortium's blocks in a year, one each 6 s.
const YEAR_BLOCKS: f64 = 365.0 * 86_400.0 / 6.0;
/// A node that keeps the state of its last blocks only; so few that what it will drop is gone when it is weighed.
const PRUNED: [&str; 2] = ["--state-pruning", "8"];
/// Two chains with so many loans each; the difference belongs to the loans.
const FEW_AND_MANY: (usize, usize) = (100, 400);
/// Loans that are under way at a time where blocks hold many actions.
const CROWD: usize = 256;
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
            let entry = subxt::dynamic::storage::<(iou_ledger::AccountId,), ContractInfo>(
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

/// What a stopped node has on disk.
#[derive(Clone, Copy, Default)]
struct Disk {
    /// Allocated for values.
    values: f64,
    /// Entries that the index has.
    entries: f64,
    /// Length of the index's files.
    allotted: f64,
}

impl Disk {
    /// What grows with the chain. Units: bytes.
    fn used(self) -> f64 {
        self.values + self.entries * INDEX_ENTRY
    }

    /// Weighs ParityDB's files below a base path; its log is empty after an orderly stop.
    fn of(path: &Path) -> Result<Disk> {
        let mut sum = Disk::default();
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if entry.metadata()?.is_dir() {
                let below = Disk::of(&entry.path())?;
                sum.values += below.values;
                sum.entries += below.entries;
                sum.allotted += below.allotted;
            } else if name.starts_with("table_") {
                sum.values += entry.metadata()?.blocks() as f64 * 512.0;
            } else if name.starts_with("index_") {
                let file = fs::read(entry.path())?;
                let entries = file.get(INDEX_HEAD..).unwrap_or_default().chunks_exact(8);
                sum.entries += entries.filter(|entry| *entry != [0; 8]).count() as f64;
                sum.allotted += file.len() as f64;
            }
        }
        Ok(sum)
    }
}

/// A newcomer's way to the newest block.
struct Joined {
    seconds: f64,
    blocks: f64,
}

/// Loans alone on a development chain. Units: bytes.
struct Loans {
    loans: f64,
    blocks: f64,
    disk: Disk,
}

impl Loans {
    /// Plays so many loans, `in_flight` at a time, and weighs them. One at a time, each action has a block to itself.
    fn play(loans: usize, in_flight: usize, arguments: &[&str]) -> Result<Loans> {
        let mut node = development(arguments)?;
        let home = tempfile::Builder::new().prefix("iou-bench-").tempdir()?;
        let iou = Iou::new(home.path(), node.url())?;
        let order = load::Order {
            url: node.url(),
            contract: super::deploy(&iou, "//Alice")?,
            loans,
            in_flight,
        };
        let done = tokio::runtime::Runtime::new()?.block_on(load::run(&order))?;
        let _ = node.stop()?;
        Ok(Loans {
            loans: loans as f64,
            blocks: done.last_block as f64,
            disk: Disk::of(node.base_path())?,
        })
    }

    /// What one loan adds, where an empty block takes so much.
    fn share(in_flight: usize, arguments: &[&str], empty: f64) -> Result<f64> {
        let few = Loans::play(FEW_AND_MANY.0, in_flight, arguments)?;
        let many = Loans::play(FEW_AND_MANY.1, in_flight, arguments)?;
        let blocks = (many.blocks - few.blocks) * empty;
        Ok((many.disk.used() - few.disk.used() - blocks) / (many.loans - few.loans))
    }
}

/// What was measured, before it is divided up. Units: bytes; memory in MB.
struct Weighed {
    loans: f64,
    actions: f64,
    /// Before the loans and after them.
    state: (State, State),
    /// The same.
    memory: (f64, f64),
    newcomer: Joined,
    /// Of a loan whose actions come alone, of one among many, and of one whose old state is dropped.
    loan: [f64; 3],
    /// Of an empty block, of one whose old state is dropped.
    empty: [f64; 2],
    /// What the index has from the start.
    allotted: f64,
}

/// Measures it all.
pub(super) fn measure(loans: usize, slot_ms: u64) -> Result<Section> {
    eprintln!("network: state, memory and a newcomer, {loans} loans …");
    let mut field = Field::new(1, slot_ms)?;
    let pid = field.network.members[0].node()?.pid();
    let resident = || memory_mb(pid, "VmRSS").context("the validator has ended");
    let (state, memory) = (State::of(&field)?, resident()?);
    let actions = field.loans(loans)? as f64;
    let (state_after, memory_after) = (State::of(&field)?, resident()?);
    let newcomer = join(&mut field.network, "archive", &[])?;
    drop(field);

    eprintln!("network: idle chains …");
    let (idle, allotted) = empty_block(&[])?;
    let (idle_thin, _) = empty_block(&PRUNED)?;
    eprintln!(
        "network: {} and {} loans on a chain each …",
        FEW_AND_MANY.0, FEW_AND_MANY.1
    );
    let loan = [
        Loans::share(1, &[], idle)?,
        Loans::share(CROWD, &[], idle)?,
        Loans::share(1, &PRUNED, idle_thin)?,
    ];
    let weighed = Weighed {
        loans: loans as f64,
        actions,
        state: (state, state_after),
        memory: (memory, memory_after),
        newcomer,
        loan,
        empty: [idle, idle_thin],
        allotted,
    };
    Ok(Section {
        title: "Consortium: sizes, and joining".into(),
        text: weighed.method(),
        rows: weighed.rows(),
        list: true,
    })
}

impl Weighed {
    fn rows(&self) -> Vec<Row> {
        let ([alone, crowded, thin], [idle, idle_thin]) = (self.loan, self.empty);
        let name = |what: &str| format!("network: {what}");
        let planned = |what: &str, bytes: f64| {
            Row::new(
                name(&format!("disk of 100,000 loans, {what}")),
                bytes * PLANNED / 1e9,
                "GB",
            )
        };
        vec![
            Row::new(
                name("state of a loan, by the chain's books"),
                (self.state.1.bytes - self.state.0.bytes) / self.loans,
                "bytes",
            ),
            Row::new(
                name("state of a loan, entries"),
                (self.state.1.items - self.state.0.items) / self.loans,
                "entries",
            ),
            Row::new(
                name("disk of a loan, archive, one action in a block"),
                alone,
                "bytes",
            ),
            Row::new(
                name("disk of a loan, archive, many actions in a block"),
                crowded,
                "bytes",
            ),
            Row::new(name("disk of a loan, old state pruned"), thin, "bytes"),
            planned("archive, one action in a block", alone),
            planned("archive, many actions in a block", crowded),
            planned("old state pruned", thin),
            Row::new(name("disk of an empty block, archive"), idle, "bytes"),
            Row::new(
                name("disk of an empty block, old state pruned"),
                idle_thin,
                "bytes",
            ),
            Row::new(
                name("disk of a year of empty blocks, archive"),
                idle * YEAR_BLOCKS / 1e9,
                "GB",
            ),
            Row::new(
                name("disk of a year of empty blocks, old state pruned"),
                idle_thin * YEAR_BLOCKS / 1e9,
                "GB",
            ),
            Row::new(
                name("resident memory of a validator before the loans"),
                self.memory.0,
                "MB",
            ),
            Row::new(name("the same after them"), self.memory.1, "MB"),
            Row::new(
                name("a newcomer catches up, all blocks run"),
                self.newcomer.blocks / self.newcomer.seconds,
                "blocks/s",
            ),
            Row::new(
                name("the same in loan actions"),
                self.actions / self.newcomer.seconds,
                "1/s",
            ),
        ]
    }

    /// How it was measured.
    fn method(&self) -> String {
        format!(
            "Loans of four stories (see above; {:.1} actions to a loan, one with more instalments has more). Disk: what ParityDB has allocated for values after an \
             orderly stop, and {INDEX_ENTRY:.0} bytes for each entry of its index (the most that one takes); of a block, the difference between block {} and {} of an \
             idle chain by their number; of a loan, the difference between a chain with {} and one with {} loans, less their blocks, by their number. A block rewrites \
             the path to whatever it changes, and an archive keeps each version, so a loan whose actions come alone takes more than one whose actions share blocks \
             ({CROWD} loans under way at a time). 100,000 loans: × 100,000. A year has {YEAR_BLOCKS:.0} blocks of 6 s. To all of it comes once what ParityDB allots at the start: {:.0} MB of index, \
             and a log of some 100 MB while it runs. The database of `iou index` is not counted. State and memory: before and after {:.0} loans on one validator; caches are \
             bounded (`--db-cache`, `--trie-cache-size`) and state is read from disk, so what the node takes more afterwards is caches that have filled, not a share \
             of each loan. The newcomer's seconds count from the start of the program.",
            self.actions / self.loans,
            IDLE_BLOCKS.0,
            IDLE_BLOCKS.1,
            FEW_AND_MANY.0,
            FEW_AND_MANY.1,
            self.allotted / 1e6,
            self.loans,
        )
    }
}

/// How long a newcomer takes that warps to the newest finalised block of a network with all its loans.
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
    Ok(Joined { seconds, blocks })
}

fn development(arguments: &[&str]) -> Result<Node> {
    Node::start_with(NodeSettings {
        arguments: arguments.iter().map(Into::into).collect(),
        ..NodeSettings::default()
    })
}

/// Disk of an empty block, on a node with these arguments, and what the index has allotted. Units: bytes.
fn empty_block(arguments: &[&str]) -> Result<(f64, f64)> {
    let mut node = development(&[&["--block-interval", "1"], arguments].concat())?;
    let reach = |node: &mut Node, height| {
        let started = Instant::now();
        while rpc::finalised(node.address())? < height {
            ensure!(started.elapsed() < PATIENCE, "the idle chain is too slow");
            thread::sleep(POLL);
        }
        let height = rpc::best(node.address())? as f64;
        let _ = node.stop()?;
        Ok((height, Disk::of(node.base_path())?))
    };
    let (low, before) = reach(&mut node, IDLE_BLOCKS.0)?;
    node.restart()?;
    let (high, after) = reach(&mut node, IDLE_BLOCKS.1)?;
    Ok(((after.used() - before.used()) / (high - low), after.allotted))
}
