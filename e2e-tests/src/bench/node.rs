//! What a user and an operator feel: how fast a node is ready, what it holds in memory, how long a signature takes to be
//! final, how long the demo plays; and the node as it is released beside the one that is developed with. Wall-clock figures of
//! one machine: compare them with each other only.

use super::{memory_mb, Row, Section};
use crate::load::{self, Order};
use crate::world::{World, OFF_CHAIN};
use anyhow::{ensure, Context, Result};
use deploy::node::{Node, NodeSettings};
use deploy::paths;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Signatures that are timed; the median counts.
const SIGNATURES: usize = 7;
/// Starts of a node; the best counts.
const STARTS: usize = 3;
/// Loans of the load by which the profiles are compared.
const LOANS: usize = 400;

/// Measures everything.
///
/// Errors: programs that aren't built, a story that fails.
pub fn measure() -> Result<Vec<Section>> {
    let started = Instant::now();
    let node = Node::start()?;
    let ready = started.elapsed().as_secs_f64();
    drop(node);

    let world = World::new()?;
    let idle = seconds(|| world.iou.json(&["dev", "time"]).map(drop))?;
    let mut signed = Vec::new();
    for _ in 0..SIGNATURES {
        let loan = world.propose("zhangsan", OFF_CHAIN)?;
        signed.push(seconds(|| world.iou.step("lisi", &["sign", &loan]).map(drop))?);
    }
    signed.sort_by(f64::total_cmp);
    let median = signed[SIGNATURES / 2];
    let memory = memory_mb(world.node.pid(), "VmRSS").context("the node has ended")?;
    drop(world);

    let demo = seconds(|| {
        let status = Command::new(paths::binary("deploy")?)
            .arg("demo")
            .stdout(Stdio::null())
            .status()?;
        ensure!(status.success(), "the demo failed");
        Ok(())
    })?;
    let rows = vec![
        Row::new("node: start to JSON-RPC ready", ready, "s"),
        Row::new("node: resident memory after the signatures", memory, "MB"),
        Row::new("iou dev time: connect and read", idle, "s"),
        Row::new("iou sign -y: start to finalised (median)", median, "s").at_most(0.25),
        Row::new("iou sign -y as a multiple of a read", median / idle, "×"),
        Row::new("demo, everything built", demo, "s"),
    ];
    let text = format!(
        "A `--dev` node, and the programs as a user runs them, one after the other. {SIGNATURES} signatures."
    );
    let builds = Section {
        title: "Build and test times".into(),
        text: include_str!("builds.md").into(),
        rows: Vec::new(),
        list: false,
    };
    Ok(vec![
        Section {
            title: "Node and client".into(),
            text,
            rows,
            list: true,
        },
        profiles()?,
        builds,
    ])
}

/// The node of each profile that has been built, one after the other.
fn profiles() -> Result<Section> {
    let target = paths::target_dir()?;
    let mut rows = Vec::new();
    for profile in ["debug", "release"] {
        let program = target.join(profile).join("iou-node");
        if !program.is_file() {
            continue;
        }
        let size = std::fs::metadata(&program)?.len() as f64 / 1e6;
        let start = || {
            Node::start_with(NodeSettings {
                program: Some(program.clone()),
                ..NodeSettings::default()
            })
        };
        let mut ready = f64::INFINITY;
        for _ in 0..STARTS {
            ready = ready.min(seconds(|| start().map(drop))?);
        }
        let world = World::over(start()?)?.with_ledger()?;
        let idle = memory_mb(world.node.pid(), "VmRSS").context("the node has ended")?;
        let order = Order {
            url: world.node.url(),
            contract: world
                .ledger()?
                .parse()
                .map_err(|error| anyhow::anyhow!("{error}"))?,
            loans: LOANS,
            in_flight: LOANS,
        };
        let done = tokio::runtime::Runtime::new()?.block_on(load::run(&order))?;
        let memory = memory_mb(world.node.pid(), "VmHWM").context("the node has ended")?;
        let row = |what: &str, value, unit| Row::new(format!("node, {profile}: {what}"), value, unit);
        rows.extend([
            row("program", size, "MB"),
            row("start to JSON-RPC ready", ready, "s"),
            row("resident memory with a contract", idle, "MB"),
            row("most memory under the load", memory, "MB"),
            row("loan actions", done.transactions as f64 / done.seconds, "1/s"),
        ]);
    }
    Ok(Section {
        title: "The node as it is released".into(),
        text: format!(
            "`iou-node --dev` of the profile that is developed with (`opt-level` 1) and, where `make release` was run, of the one \
             that is installed. The load: {LOANS} loans of four stories, handed over by one client on the same machine as soon as \
             the step before is final."
        ),
        rows,
        list: true,
    })
}

fn seconds(run: impl FnOnce() -> Result<()>) -> Result<f64> {
    let started = Instant::now();
    run()?;
    Ok(started.elapsed().as_secs_f64())
}
