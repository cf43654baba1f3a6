//! What somebody at a terminal waits for: how long each command takes, how much of the processor, and how often it asks the node.
//! Requests and processor time are the machine's least: wall-clock figures compare with each other only.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use iou_ledger::connection::{Connection, REQUEST_LIMIT};

use super::{sizes, Row, Section};
use crate::liar::Liar;
use crate::load::{self, Order};
use crate::world::{path, World, OFF_CHAIN};

/// Signatures that are timed; the median counts.
const SIGNATURES: usize = 7;
/// Readings that are timed; the best counts.
const READINGS: usize = 3;
/// Loans on the chain when they are listed, where nobody asks for other numbers.
const LOANS: [u64; 2] = [200, 2_000];
/// Events of the loan whose statement is read, each in a block of its own.
const EVENTS: usize = 50;
/// Blocks of nothing between a transaction and whoever looks for it.
const BLOCKS: u64 = 1_000;

/// Measures everything.
///
/// Errors: programs that aren't built, a story that fails.
pub fn measure() -> Result<Vec<Section>> {
    let sizes = sizes("IOU_BENCH_LIST_LOANS", &LOANS)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let world = World::new()?;
    let liar = Liar::before(&world.node.url())?;
    let mut rows = signed(&world, &liar)?;
    let loan = eventful(&world)?;
    runtime.block_on(async {
        let conn = Connection::open(&world.node.url(), REQUEST_LIMIT, None).await?;
        for _ in 0..BLOCKS {
            conn.dev_advance_time(1).await?;
        }
        anyhow::Ok(())
    })?;
    // Without the journal, as on another machine.
    let (stranger, _home) = world.machine()?;
    let stranger = stranger.at(world.node.url());
    let sent = world.iou.json(&["tx"])?["submissions"].clone();
    let hash = |place: usize| sent[place]["hash"].as_str().context("a transaction");
    let oldest = read(&stranger, &liar, &["tx", hash(0)?])?;
    let height = world.iou.json(&["dev", "time"])?["block"]
        .as_f64()
        .context("a block")?;
    let watched = read(&stranger, &liar, &["watch", "--from", "0", "--no-follow"])?;
    let stated = read(&stranger, &liar, &["statement", &loan])?;
    let _ = world.propose("zhangsan", OFF_CHAIN)?;
    let sent = world.iou.json(&["tx"])?["submissions"].clone();
    let last = sent
        .as_array()
        .and_then(|all| all.last())
        .context("a transaction")?;
    let newest = read(
        &stranger,
        &liar,
        &["tx", last["hash"].as_str().context("a hash")?],
    )?;
    rows.extend(newest.rows("iou tx of what another machine sent a moment ago"));
    rows.extend(oldest.rows("iou tx of what another machine sent first"));
    let [seconds, cpu, requests] = stated.rows(&format!("iou statement, {EVENTS} events"));
    rows.extend([seconds, cpu, requests.at_most(150.0)]);
    rows.extend(watched.rows("iou watch --from 0"));
    rows.push(
        Row::new(
            "iou watch --from 0: requests a block",
            watched.requests / height,
            "requests",
        )
        .at_most(1.1),
    );

    let contract = world.ledger()?;
    let mut made = 0;
    for loans in sizes {
        let order = Order {
            url: world.node.url(),
            contract: contract.parse().map_err(|e| anyhow::anyhow!("{e}"))?,
            loans: usize::try_from(loans - made)?,
            in_flight: usize::try_from((loans - made).min(500))?,
        };
        made = loans;
        let _done = runtime.block_on(load::run(&order))?;
        let listed = read(&stranger, &liar, &["list", "--all"])?;
        let [seconds, cpu, requests] = listed.rows(&format!("iou list --all, {loans} loans"));
        rows.extend([seconds.at_most(0.5), cpu, requests]);
        let file = tempfile::NamedTempFile::new()?;
        let args = ["evidence", &loan, "--force", "-o", path(file.path())];
        rows.extend(read(&stranger, &liar, &args)?.rows(&format!("iou evidence of one of {loans} loans")));
    }
    Ok(vec![Section {
        title: "What somebody waits for".into(),
        text: format!(
            "The program as a user runs it on a `--dev` node, nothing else under way: the median of {SIGNATURES} signatures, the best of {READINGS} readings. \
             Requests are counted by a proxy, in runs that are not timed. Transactions are looked for, and events are watched, over {height} blocks."
        ),
        rows,
        list: true,
    }])
}

/// A loan with [`EVENTS`] events: four until it runs, then small payments that are reported and confirmed.
fn eventful(world: &World) -> Result<String> {
    let loan = world.running()?;
    for _ in (4..EVENTS).step_by(2) {
        let _ = world.iou.step("zhangsan", &["report", &loan, "1.00"])?;
        let _ = world.iou.step("lisi", &["confirm", &loan])?;
    }
    let stated = world.iou.json(&["statement", &loan])?["events"].as_u64();
    anyhow::ensure!(stated == Some(EVENTS as u64), "{stated:?} events");
    Ok(loan)
}

/// `iou sign -y`: from its start to the final block.
fn signed(world: &World, liar: &Liar) -> Result<Vec<Row>> {
    let (mut seconds, mut cpu) = (Vec::new(), Vec::new());
    for _ in 0..SIGNATURES {
        let loan = world.propose("zhangsan", OFF_CHAIN)?;
        let (before, started) = (children_cpu()?, Instant::now());
        let _ = world.iou.step("lisi", &["sign", &loan])?;
        seconds.push(started.elapsed().as_secs_f64());
        cpu.push(children_cpu()? - before);
    }
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    let _before = liar.asked();
    let _ = world.iou.clone().at(liar.url()).step("lisi", &["sign", &loan])?;
    let requests = liar.asked();
    Ok(vec![
        Row::new("iou sign -y, start to final", median(seconds), "s"),
        Row::new("iou sign -y: processor time", median(cpu), "s"),
        Row::new("iou sign -y: requests", requests.len() as f64, "requests"),
    ])
}

/// What a reading took.
struct Reading {
    seconds: f64,
    cpu: f64,
    requests: f64,
}

impl Reading {
    fn rows(&self, what: &str) -> [Row; 3] {
        [
            Row::new(what, self.seconds, "s"),
            Row::new(format!("{what}: processor time"), self.cpu, "s"),
            Row::new(format!("{what}: requests"), self.requests, "requests"),
        ]
    }
}

fn read(iou: &deploy::iou::Iou, liar: &Liar, args: &[&str]) -> Result<Reading> {
    let (mut seconds, mut cpu) = (f64::MAX, f64::MAX);
    for _ in 0..READINGS {
        let (before, started) = (children_cpu()?, Instant::now());
        finished(iou.command()?.args(args))?;
        seconds = seconds.min(started.elapsed().as_secs_f64());
        cpu = cpu.min(children_cpu()? - before);
    }
    let _before = liar.asked();
    finished(iou.clone().at(liar.url()).command()?.args(args))?;
    Ok(Reading {
        seconds,
        cpu,
        requests: liar.asked().len() as f64,
    })
}

fn finished(command: &mut Command) -> Result<()> {
    let output = command.output()?;
    anyhow::ensure!(output.status.success(), "{command:?}: {output:?}");
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// What this process's ended children have had of the processor. Units: seconds, to a hundredth. Source: proc(5), `cutime`
/// and `cstime`, in ticks of which Linux tells programs a hundred a second.
fn children_cpu() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, after_name) = stat.rsplit_once(')').context("a process's name")?;
    let fields = after_name.split_whitespace().skip(13).take(2);
    let ticks: Vec<f64> = fields.map(str::parse).collect::<Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() / 100.0)
}
