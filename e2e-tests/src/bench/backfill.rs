//! Back-fill of the index over the events of many loans, held against a bare download of the same blocks with nothing
//! decoded, and against an indexer written with polkadot-js. The chain with the load is made once and kept below the target
//! directory; `IOU_BENCH_LOANS` asks for another number of loans than 20,000.
//!
//! Units: seconds, and bytes from /proc as megabytes (10^6). Limits: Linux; one machine, so compare the ratios only.

use super::{memory_mb, Row, Section};
use crate::load::Done;
use anyhow::{ensure, Context, Result};
use deploy::iou::Iou;
use deploy::node::{Node, NodeSettings};
use deploy::{contract, paths};
use futures::{stream, StreamExt, TryStreamExt};
use iou_ledger::blocks::{HASHES, IN_FLIGHT};
use iou_ledger::connection::{Connection, REQUEST_LIMIT};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use subxt::rpcs::client::RawValue;
use subxt::rpcs::rpc_params;

/// Loans, where nobody asks for another number.
const LOANS: usize = 20_000;
/// Runs of the fast ones; the best counts.
const RUNS: usize = 3;
/// How long the last block of the load may take to be final.
const FINALITY: Duration = Duration::from_secs(60);
/// How often a process's memory is read, and finality asked for.
const SAMPLE: Duration = Duration::from_millis(10);

/// Storage of `System.Events`, `Timestamp.Now` and `System.LastRuntimeUpgrade`: TwoX-128 of pallet and entry.
const KEYS: [&str; 3] = [
    "0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7",
    "0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb",
    "0x26aa394eea5630e07c48ae0c9558cef7f9cce9c888469bb1a0dceaa129672ef8",
];

/// What an indexer says about its run.
#[derive(Debug, Clone, Copy, Deserialize)]
struct IndexerRun {
    blocks: u64,
    events: u64,
    seconds: f64,
}

/// What the download was.
struct Download {
    blocks: u64,
    bytes: usize,
    seconds: f64,
}

/// The most memory that a run had held, as time went by. Units: megabytes.
struct Peaks(Vec<f64>);

impl Peaks {
    /// Until this part of the run was over.
    fn until(&self, part: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let at = (last as f64 * part) as usize;
        self.0.get(at).copied().unwrap_or_default()
    }
}

/// A chain with the load on it.
struct Loaded {
    node: Node,
    iou: Iou,
    contract: String,
    done: Done,
}

/// Beside the chain's data: what is on it.
#[derive(Serialize, Deserialize)]
struct Label {
    contract: String,
    code_hash: Value,
    done: Done,
}

/// Measures everything.
///
/// Errors: programs that aren't built, a chain that refuses the load, indexers that don't agree on what they found.
pub fn measure() -> Result<Vec<Section>> {
    let loans = match std::env::var("IOU_BENCH_LOANS") {
        Ok(number) => number.parse().context("IOU_BENCH_LOANS is not a number")?,
        Err(_) => LOANS,
    };
    let loaded = Loaded::with(loans)?;
    let scratch = tempfile::Builder::new().prefix("iou-backfill-").tempdir()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let last = runtime.block_on(finalised(&loaded.node.url(), loaded.done.last_block))?;

    // In turn, so that whatever else the machine does meets all of them. One round goes before: it fills the node's caches.
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for round in 0..=RUNS {
        let download = runtime.block_on(download(&loaded.node.url(), last))?;
        let indexed = loaded.index(&scratch.path().join(format!("{round}.db")))?;
        if round > 0 {
            bare.push(download);
            ours.push(indexed);
        }
    }
    let theirs = loaded.index_with_polkadot_js(&scratch.path().join("js.db"), last)?;
    bare.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    ours.sort_by(|a, b| a.0.seconds.total_cmp(&b.0.seconds));
    let (bare, (ours, peaks)) = (&bare[0], &ours[0]);
    // Ours counts events of loans and of the contract as a whole, as theirs does.
    ensure!(ours.events == theirs.events, "{ours:?} and {theirs:?} differ");
    ensure!(
        ours.events >= loaded.done.events as u64,
        "{ours:?} of {:?}",
        loaded.done
    );
    Ok(vec![section(&loaded.done, bare, ours, peaks, &theirs)])
}

fn section(load: &Done, bare: &Download, ours: &IndexerRun, peaks: &Peaks, theirs: &IndexerRun) -> Section {
    let rate = |blocks: u64, seconds: f64| blocks as f64 / seconds;
    let (of_bare, of_ours, of_theirs) = (
        rate(bare.blocks, bare.seconds),
        rate(ours.blocks, ours.seconds),
        rate(theirs.blocks, theirs.seconds),
    );
    let (quarter, all) = (peaks.until(0.25), peaks.until(1.0));
    let rows = vec![
        Row::new("back-fill: events", ours.events as f64, "events"),
        Row::new("back-fill: iou index", of_ours, "blocks/s"),
        Row::new(
            "back-fill: iou index, events",
            ours.events as f64 / ours.seconds,
            "events/s",
        ),
        Row::new("back-fill: bare download", of_bare, "blocks/s"),
        Row::new("back-fill: bare download, size", bare.bytes as f64 / 1e6, "MB"),
        Row::new("back-fill: polkadot-js indexer", of_theirs, "blocks/s"),
        Row::new(
            "back-fill: iou index as a part of a bare download",
            of_ours / of_bare,
            "×",
        )
        .at_least(0.8),
        Row::new(
            "back-fill: iou index as a multiple of polkadot-js",
            of_ours / of_theirs,
            "×",
        )
        .at_least(10.0),
        Row::new("back-fill: peak memory after a quarter of the run", quarter, "MB"),
        Row::new("back-fill: peak memory after all of it", all, "MB"),
        Row::new(
            "back-fill: growth of peak memory from a quarter to all",
            all / quarter,
            "×",
        )
        .at_most(1.2),
    ];
    let text = format!(
        "`iou index --once` into a new SQLite file, over the chain that `load` made: {} loans, {} transactions and {} events in \
         {} blocks, at {:.0} loans/s. Bare download: the hashes, then events, time and last upgrade of each block, {IN_FLIGHT} \
         requests at a time, nothing decoded. polkadot-js: e2e-tests/bench-indexer, {IN_FLIGHT} blocks at a time, into SQLite. \
         The best of {RUNS} runs, polkadot-js once; each counts by itself, from its first request on.",
        load.loans,
        load.transactions,
        load.events,
        load.blocks,
        load.loans as f64 / load.seconds,
    );
    Section {
        title: "Back-fill".into(),
        text,
        rows,
        list: true,
    }
}

impl Loaded {
    /// Starts the chain that was kept, or makes it.
    fn with(loans: usize) -> Result<Loaded> {
        let dir = paths::target_dir()?.join("bench").join(format!("loans-{loans}"));
        let label = dir.join("label.json");
        let bundle = contract::loan_bundle()?;
        let code_hash = code_hash(&bundle)?;
        let kept: Option<Label> = fs::read(&label)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .filter(|label: &Label| label.code_hash == code_hash);
        if kept.is_none() && dir.exists() {
            fs::remove_dir_all(&dir)?;
        }
        let mut node = Node::start_with(NodeSettings {
            base_path: Some(dir.join("chain")),
            ..NodeSettings::default()
        })?;
        let iou = Iou::new(dir.join("home"), node.url())?;
        if let Some(Label { contract, done, .. }) = kept {
            return Ok(Loaded {
                node,
                iou,
                contract,
                done,
            });
        }
        let _ = iou.import("deployer", "//Alice")?;
        let deployed = iou.step("deployer", &["deploy", &bundle.display().to_string()])?;
        let contract = deployed["contract"].as_str().context("the contract")?.to_owned();
        let output = Command::new(paths::binary("load")?)
            .args([
                "--url",
                &node.url(),
                "--contract",
                &contract,
                "--loans",
                &loans.to_string(),
            ])
            .stderr(Stdio::inherit())
            .output()?;
        ensure!(output.status.success(), "load failed: {}", output.status);
        let done: Done = serde_json::from_slice(&output.stdout)?;
        // What is measured later is a node that reads from its disk, whether the chain was kept or made.
        let _ = node.stop()?;
        node.restart()?;
        let kept = Label {
            contract: contract.clone(),
            code_hash,
            done,
        };
        fs::write(&label, serde_json::to_vec(&kept)?)?;
        Ok(Loaded {
            node,
            iou,
            contract,
            done,
        })
    }

    /// `iou index --once` into a new database, with the memory that it held.
    fn index(&self, database: &Path) -> Result<(IndexerRun, Peaks)> {
        let mut command = self.iou.command()?;
        command
            .args(["index", "--once", "--json", "--database"])
            .arg(database);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut peaks = Vec::new();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            peaks.extend(memory_mb(child.id(), "VmHWM"));
            std::thread::sleep(SAMPLE);
        };
        let output = child.wait_with_output()?;
        ensure!(status.success(), "iou index: {status}");
        let mut said: Value = serde_json::from_slice(&output.stdout)?;
        // In the envelope that every command prints for programs.
        if said.get("data").is_some() {
            said = said["data"].take();
        }
        Ok((serde_json::from_value(said)?, Peaks(peaks)))
    }

    fn index_with_polkadot_js(&self, database: &Path, last: u64) -> Result<IndexerRun> {
        let dir = paths::workspace_root()?.join("e2e-tests/bench-indexer");
        ensure!(
            dir.join("node_modules").is_dir(),
            "the indexer's packages are not installed: run `npm ci` in e2e-tests/bench-indexer (`make bench` does)"
        );
        let output = Command::new("node")
            .args([
                "indexer.mjs",
                "--url",
                &self.node.url(),
                "--contract",
                &self.contract,
                "--bundle",
            ])
            .arg(contract::loan_bundle()?)
            .args(["--from", "0", "--to", &last.to_string()])
            .args(["--in-flight", &IN_FLIGHT.to_string(), "--db"])
            .arg(database)
            .current_dir(dir)
            .stderr(Stdio::inherit())
            .output()
            .context("cannot run `node` (Debian package nodejs): run `make setup`")?;
        ensure!(output.status.success(), "indexer.mjs: {}", output.status);
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}

/// The newest finalised block, once that is the load's last one or later: finality follows behind the load.
async fn finalised(url: &str, last: u64) -> Result<u64> {
    let conn = Connection::open(url, REQUEST_LIMIT, None).await?;
    let started = Instant::now();
    loop {
        let (head, _) = conn.finalized_head().await?;
        if head >= last {
            return Ok(head);
        }
        ensure!(
            started.elapsed() < FINALITY,
            "block {last} is not final, {head} is the newest that is"
        );
        tokio::time::sleep(SAMPLE).await;
    }
}

/// Everything that an indexer has to read, up to block `last`, and nothing made of it.
async fn download(url: &str, last: u64) -> Result<Download> {
    let conn = Connection::open(url, REQUEST_LIMIT, None).await?;
    let (conn, started) = (&conn, Instant::now());
    let starts = (0..=last).step_by(HASHES as usize);
    let hashes = stream::iter(starts)
        .map(|first| async move {
            let numbers: Vec<u64> = (first..=last.min(first + HASHES - 1)).collect();
            conn.request::<Vec<String>>("chain_getBlockHash", rpc_params![numbers])
                .await
        })
        .buffered(2)
        .map_ok(|hashes| stream::iter(hashes.into_iter().map(iou_ledger::Result::Ok)))
        .try_flatten();
    let sizes = hashes
        .map(|hash: iou_ledger::Result<String>| async move {
            let asked = conn.request::<Box<RawValue>>("state_queryStorageAt", rpc_params![KEYS, hash?]);
            Ok::<usize, iou_ledger::Error>(asked.await?.get().len())
        })
        .buffered(IN_FLIGHT);
    let bytes = sizes
        .try_fold(0, |sum, size| async move { Ok(sum + size) })
        .await?;
    Ok(Download {
        blocks: last + 1,
        bytes,
        seconds: started.elapsed().as_secs_f64(),
    })
}

/// The bundle's code hash: another contract means another chain.
fn code_hash(bundle: &Path) -> Result<Value> {
    let mut bundle: Value = serde_json::from_slice(&fs::read(bundle)?)?;
    Ok(bundle["source"]["hash"].take())
}
