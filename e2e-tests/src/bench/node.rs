//! What a user and an operator feel: how fast a node is ready, what it holds in memory, how long a signature takes to be
//! final, how long the demo plays. Wall-clock figures of one machine: compare them with each other only.

use super::{memory_mb, Row, Section};
use crate::world::{World, OFF_CHAIN};
use anyhow::{ensure, Context, Result};
use deploy::{node::Node, paths};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Signatures that are timed; the median counts.
const SIGNATURES: usize = 7;

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
        builds,
    ])
}

fn seconds(run: impl FnOnce() -> Result<()>) -> Result<f64> {
    let started = Instant::now();
    run()?;
    Ok(started.elapsed().as_secs_f64())
}
