//! Back-fill of the index over the events of many loans, into either database, held against a bare download of the same blocks with
//! nothing decoded, and against an indexer written with polkadot-js; and where its time on the processors goes. The chain with the
//! load is made once and kept below the target directory; `IOU_BENCH_LOANS` asks for another number of loans than 20,000.
//!
//! Units: seconds, and bytes from /proc as megabytes (10^6). Limits: Linux; one machine, so compare the ratios only.

use super::{memory_mb, Row, Section};
use crate::load::Done;
use anyhow::{anyhow, ensure, Context, Result};
use deploy::iou::Iou;
use deploy::node::{Node, NodeSettings};
use deploy::postgres::Postgres;
use deploy::{contract, paths};
use futures::{stream, StreamExt, TryStreamExt};
use iou_ledger::blocks::{Source, HASHES, IN_FLIGHT};
use iou_ledger::connection::{Connection, REQUEST_LIMIT};
use iou_ledger::contract::Ledger;
use iou_ledger::AccountId;
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
/// How often a process's memory and time are read, and finality asked for.
const SAMPLE: Duration = Duration::from_millis(10);
/// How the thread begins that works for a SQLite database. Source: sqlx-sqlite.
const SQLITE_THREAD: &str = "sqlx-sqlite";
/// The kernel's unit of time. Source: proc(5), USER_HZ.
const TICK_S: f64 = 0.01;

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
    cpu: Cpu,
}

/// Time on the processors. Units: seconds.
#[derive(Debug, Clone, Copy, Default)]
struct Cpu {
    /// The node's.
    node: f64,
    /// That of whoever asked it.
    client: f64,
    /// Of this, the database's own thread.
    sqlite: f64,
}

/// How an index was filled.
struct Indexed {
    run: IndexerRun,
    peaks: Peaks,
    cpu: Cpu,
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
    let (mut bare, mut read, mut ours, mut at_server) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let server = Postgres::start()?;
    for round in 0..=RUNS {
        let download = runtime.block_on(loaded.download(last))?;
        let events = runtime.block_on(loaded.read(last))?;
        let file = scratch.path().join(format!("{round}.db"));
        let indexed = loaded.index(&file.display().to_string())?;
        let on_server = server.database(&format!("backfill_{round}"))?;
        let into_server = loaded.index(&on_server)?;
        if round == 0 {
            let same = loaded.dump(&file.display().to_string())? == loaded.dump(&on_server)?;
            ensure!(same, "the databases differ");
        } else {
            bare.push(download);
            read.push(events);
            ours.push(indexed);
            at_server.push(into_server);
        }
    }
    let theirs = loaded.index_with_polkadot_js(&scratch.path().join("js.db"), last)?;
    bare.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    read.sort_by(|a, b| a.client.total_cmp(&b.client));
    for runs in [&mut ours, &mut at_server] {
        runs.sort_by(|a, b| a.run.seconds.total_cmp(&b.run.seconds));
    }
    // Ours counts events of loans and of the contract as a whole, as theirs does.
    let run = ours[0].run;
    ensure!(run.events == theirs.events, "{run:?} and {theirs:?} differ");
    ensure!(
        run.events >= loaded.done.events as u64,
        "{run:?} of {:?}",
        loaded.done
    );
    let best = Best {
        bare: &bare[0],
        read: read[0],
        ours: &ours[0],
        at_server: &at_server[0],
        theirs: &theirs,
    };
    Ok(vec![best.section(&loaded.done)])
}

/// The best run of each.
struct Best<'a> {
    bare: &'a Download,
    /// Blocks read and their events found, with nothing made of them.
    read: Cpu,
    ours: &'a Indexed,
    at_server: &'a Indexed,
    theirs: &'a IndexerRun,
}

impl Best<'_> {
    fn section(&self, load: &Done) -> Section {
        let text = format!(
            "`iou index --once` into a new database, over the chain that `load` made: {} loans, {} transactions and {} events in \
             {} blocks, at {:.0} loans/s. Bare download: the hashes, then events, time and last upgrade of each block, {IN_FLIGHT} \
             requests at a time, nothing decoded. `iou index` has the node find the contract's events (`iou_ledgerEvents`). \
             polkadot-js: e2e-tests/bench-indexer, {IN_FLIGHT} blocks at a time, into SQLite. \
             The best of {RUNS} runs, polkadot-js once; each counts by itself, from its first request on.\n\n\
             The limit is what the node and whoever asks it need for a bare download; both share the machine's processors with \
             what is made of the events. *Reading* is what a client needs that finds the events and makes nothing of them (JSON, \
             hexadecimal, decoding); *books, rows and statements* is what `iou index` needs \
             beyond that and SQLite's own thread. While it is developed the node writes its JSON without optimisation, which is most \
             of a bare download; as installed this falls away, and the same index is a smaller part of it.",
            load.loans,
            load.transactions,
            load.events,
            load.blocks,
            load.loans as f64 / load.seconds,
        );
        Section {
            title: "Back-fill".into(),
            text,
            rows: [self.speed(), self.times(), self.memory()].concat(),
            list: true,
        }
    }

    fn speed(&self) -> Vec<Row> {
        let rate = |blocks: u64, seconds: f64| blocks as f64 / seconds;
        let of_bare = rate(self.bare.blocks, self.bare.seconds);
        let of_theirs = rate(self.theirs.blocks, self.theirs.seconds);
        let (ours, at_server) = (self.ours.run, self.at_server.run);
        let (of_ours, of_server) = (
            rate(ours.blocks, ours.seconds),
            rate(at_server.blocks, at_server.seconds),
        );
        let row = |name: &str, value: f64, unit: &str| Row::new(format!("back-fill: {name}"), value, unit);
        vec![
            row("events", ours.events as f64, "events"),
            row("iou index", of_ours, "blocks/s"),
            row("iou index, events", rate(ours.events, ours.seconds), "events/s"),
            row(
                "iou index into PostgreSQL, events",
                rate(at_server.events, at_server.seconds),
                "events/s",
            ),
            row("bare download", of_bare, "blocks/s"),
            row("bare download, size", self.bare.bytes as f64 / 1e6, "MB"),
            row("polkadot-js indexer", of_theirs, "blocks/s"),
            row("iou index as a part of a bare download", of_ours / of_bare, "×").at_least(0.7),
            row(
                "iou index into PostgreSQL as a part of a bare download",
                of_server / of_bare,
                "×",
            ),
            row("iou index as a multiple of polkadot-js", of_ours / of_theirs, "×").at_least(40.0),
        ]
    }

    fn times(&self) -> Vec<Row> {
        let events = self.ours.run.events as f64;
        let row = |name: &str, seconds: f64| {
            Row::new(
                format!("back-fill: time of an event, {name}"),
                seconds / events * 1e6,
                "µs",
            )
        };
        let (bare, ours, server) = (self.bare.cpu, self.ours.cpu, self.at_server.cpu);
        vec![
            row("bare download (the limit), by the clock", self.bare.seconds),
            row("bare download, the node's processor", bare.node),
            row("bare download, the client's processor", bare.client),
            row("iou index, by the clock", self.ours.run.seconds),
            row("iou index, the node's processor", ours.node),
            row("iou index, its own processor", ours.client),
            row("iou index, of this reading", self.read.client),
            row(
                "iou index, of this books, rows and statements",
                ours.client - ours.sqlite - self.read.client,
            ),
            row("iou index, of this SQLite", ours.sqlite),
            row(
                "iou index into PostgreSQL, by the clock",
                self.at_server.run.seconds,
            ),
            row("iou index into PostgreSQL, its own processor", server.client),
        ]
    }

    fn memory(&self) -> Vec<Row> {
        let (quarter, all) = (self.ours.peaks.until(0.25), self.ours.peaks.until(1.0));
        vec![
            Row::new("back-fill: peak memory after a quarter of the run", quarter, "MB"),
            Row::new("back-fill: peak memory after all of it", all, "MB"),
            Row::new(
                "back-fill: growth of peak memory from a quarter to all",
                all / quarter,
                "×",
            )
            .at_most(1.05),
        ]
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

    /// `iou index --once` into a new database, with the memory that it held and the time that it took.
    fn index(&self, database: &str) -> Result<Indexed> {
        let mut command = self.iou.command()?;
        command.args(["index", "--once", "--json", "--database", database]);
        let before = ticks(&format!("/proc/{}", self.node.pid())).unwrap_or_default();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (mut peaks, mut cpu) = (Vec::new(), Cpu::default());
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            peaks.extend(memory_mb(child.id(), "VmHWM"));
            if let Some(now) = of_process(child.id()) {
                // Its threads go before it does.
                let sqlite = cpu.sqlite.max(now.sqlite);
                cpu = Cpu { sqlite, ..now };
            }
            std::thread::sleep(SAMPLE);
        };
        cpu.node = ticks(&format!("/proc/{}", self.node.pid())).unwrap_or_default() - before;
        let output = child.wait_with_output()?;
        ensure!(status.success(), "iou index: {status}");
        let mut said: Value = serde_json::from_slice(&output.stdout)?;
        // In the envelope that every command prints for programs.
        if said.get("data").is_some() {
            said = said["data"].take();
        }
        Ok(Indexed {
            run: serde_json::from_value(said)?,
            peaks: Peaks(peaks),
            cpu,
        })
    }

    /// The rows of an index as text.
    fn dump(&self, database: &str) -> Result<String> {
        let run = self.iou.run(&["index", "dump", "--database", database])?;
        ensure!(run.code == Some(0), "{run:?}");
        Ok(run.stdout)
    }

    /// What `work` took, which this process does and the node.
    async fn timed<T>(&self, work: impl std::future::Future<Output = Result<T>>) -> Result<(T, Cpu)> {
        let node = format!("/proc/{}", self.node.pid());
        let both = || ticks(&node).zip(ticks("/proc/self")).unwrap_or_default();
        let before = both();
        let done = work.await?;
        let after = both();
        let cpu = Cpu {
            node: after.0 - before.0,
            client: after.1 - before.1,
            sqlite: 0.0,
        };
        Ok((done, cpu))
    }

    async fn download(&self, last: u64) -> Result<Download> {
        let (done, cpu) = self.timed(download(&self.node.url(), last)).await?;
        Ok(Download { cpu, ..done })
    }

    /// Reads all blocks and finds the contract's events in them, as the index does, and lets go of them.
    async fn read(&self, last: u64) -> Result<Cpu> {
        let conn = Connection::open(&self.node.url(), REQUEST_LIMIT, None).await?;
        let contract = self.contract.parse::<AccountId>().map_err(|e| anyhow!("{e}"))?;
        let source = Source::new(Ledger::new(conn, contract));
        let reading = async {
            let found = source.blocks(1, last);
            let events = found.try_fold(0, |sum, (_, found)| async move { Ok(sum + found.len()) });
            Ok(events.await?)
        };
        let (events, cpu) = self.timed(reading).await?;
        ensure!(events >= self.done.events, "{events} events of {:?}", self.done);
        Ok(cpu)
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
        cpu: Cpu::default(),
    })
}

/// What the kernel says that a process or a thread has been on the processors. Units: seconds. Source: proc(5), stat.
fn ticks(directory: &str) -> Option<f64> {
    let stat = fs::read_to_string(format!("{directory}/stat")).ok()?;
    // The name stands in brackets, whatever is in it.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(11).map(str::parse::<f64>);
    Some((fields.next()?.ok()? + fields.next()?.ok()?) * TICK_S)
}

/// The same of a process and its thread that works for the database.
fn of_process(pid: u32) -> Option<Cpu> {
    let mut cpu = Cpu {
        client: ticks(&format!("/proc/{pid}"))?,
        ..Cpu::default()
    };
    for thread in fs::read_dir(format!("/proc/{pid}/task")).ok()? {
        let thread = thread.ok()?.path();
        let name = fs::read_to_string(thread.join("comm")).unwrap_or_default();
        if name.starts_with(SQLITE_THREAD) {
            cpu.sqlite += ticks(&thread.display().to_string()).unwrap_or_default();
        }
    }
    Some(cpu)
}

/// The bundle's code hash: another contract means another chain.
fn code_hash(bundle: &Path) -> Result<Value> {
    let mut bundle: Value = serde_json::from_slice(&fs::read(bundle)?)?;
    Ok(bundle["source"]["hash"].take())
}
