//! Several nodes as institutions run them: ordinary slots, GRANDPA among four.

use crate::{
    calls::{signed, stored},
    harness::{Node, START},
    transactions::nonce_in_best_block,
};
use iou_runtime::{offences, Runtime};
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring;
use std::{
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};
use tempfile::TempDir;

/// How long a network on a busy machine may take for something that takes seconds.
pub const LONG: Duration = Duration::from_secs(240);

/// A network of institutions on this machine, each with a base path of its own.
pub struct Network {
    directory: TempDir,
    bootnodes: Vec<String>,
}

pub const FOUR: [&str; 4] = ["alice", "bob", "charlie", "dave"];

impl Network {
    /// The built-in test network of four with slots and sessions of this length.
    pub fn with_pace(slot_ms: u64, session_blocks: u32) -> Self {
        Self::changed(|genesis| {
            genesis["pace"] = json!({"slotMs": slot_ms, "sessionBlocks": session_blocks});
        })
    }

    /// The same with Alice as the only validator: for what does not depend on the others.
    pub fn of_one(slot_ms: u64) -> Self {
        Self::changed(|genesis| {
            genesis["pace"] = json!({"slotMs": slot_ms, "sessionBlocks": 600});
            for (pallet, list) in [
                ("membership", "members"),
                ("institutions", "founders"),
                ("session", "keys"),
            ] {
                genesis[pallet][list].as_array_mut().unwrap().truncate(1);
            }
        })
    }

    fn changed(change: impl FnOnce(&mut Value)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let spec = Node::prints(&["export-chain-spec", "--chain", "local"]);
        let mut spec: Value = serde_json::from_str(&spec).unwrap();
        change(&mut spec["genesis"]["runtimeGenesis"]["patch"]);
        std::fs::write(directory.path().join("spec.json"), spec.to_string()).unwrap();
        let network = Self {
            directory,
            bootnodes: Vec::new(),
        };
        // All nodes start from one genesis block, whichever makes it first: a raw spec holds it ready.
        let raw = Node::prints(&[
            "export-chain-spec",
            "--raw",
            "--chain",
            network.spec().to_str().unwrap(),
        ]);
        std::fs::write(network.spec(), raw).unwrap();
        network
    }

    pub fn spec(&self) -> PathBuf {
        self.directory.path().join("spec.json")
    }

    /// Where a node keeps its things.
    pub fn base(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Where a node keeps the records of what it has signed.
    pub fn signed(&self, name: &str) -> PathBuf {
        self.base(name).join("chains").join("iou-local").join("signed")
    }

    /// Starts a node with further arguments; those that were started before are its bootnodes.
    pub fn start(&mut self, name: &str, more: &[&str]) -> Node {
        let (spec, base) = (self.spec(), self.base(name));
        let mut arguments = vec![
            "--chain",
            spec.to_str().unwrap(),
            "--base-path",
            base.to_str().unwrap(),
        ];
        arguments.extend(["--no-mdns", "--listen-addr", "/ip4/127.0.0.1/tcp/0"]);
        arguments.extend(["--unsafe-force-node-key-generation", "--allow-private-ip"]);
        if !more.contains(&"--prometheus-port") {
            arguments.push("--no-prometheus");
        }
        for bootnode in &self.bootnodes {
            arguments.extend(["--bootnodes", bootnode]);
        }
        arguments.extend(more);
        let node = Node::start(&arguments);
        let id = node.call("system_localPeerId", json!([]));
        let (port, id) = (node.p2p_port(), id.as_str().unwrap());
        self.bootnodes.push(format!("/ip4/127.0.0.1/tcp/{port}/p2p/{id}"));
        node
    }

    /// Starts one of the four as a validator.
    pub fn validator(&mut self, name: &str, more: &[&str]) -> Node {
        let key = format!("--{name}");
        let mut arguments = vec![key.as_str()];
        arguments.extend(more);
        self.start(name, &arguments)
    }

    /// Starts all four.
    pub fn four(&mut self) -> Vec<Node> {
        FOUR.iter().map(|name| self.validator(name, &[])).collect()
    }
}

/// Copies a directory as an administrator does.
pub fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-a").args([from, to]).status().unwrap();
    assert!(done.success());
}

/// Rounds in which `who` was caught, as the best block of `node` has it.
pub fn equivocations(node: &Node, who: Sr25519Keyring) -> u32 {
    let key = offences::Records::<Runtime>::hashed_key_for(who.to_account_id(), 0);
    stored::<offences::Record<u32>>(node, &key).map_or(0, |record| record.count)
}

#[test]
fn four_institutions_make_blocks_final_and_go_on_when_one_is_killed() {
    let mut network = Network::with_pace(2_000, 20);
    let mut nodes = network.four();
    for node in &nodes {
        node.wait_final_within(2, START);
    }
    let reached = nodes[0].final_height();
    nodes.pop().unwrap().kill();
    for node in &nodes {
        node.wait_final_within(reached + 2, START);
    }
    let hashes: Vec<_> = nodes
        .iter()
        .map(|node| node.call("chain_getBlockHash", json!([reached + 2])))
        .collect();
    assert!(hashes.windows(2).all(|pair| pair[0] == pair[1]), "{hashes:?}");
    let proof = nodes[1].call("grandpa_proveFinality", json!([reached + 2]));
    assert!(proof.is_string(), "{proof}");
}

/// A vote is held back while a node fetches the others' blocks. Half of the four do so at the beginning of a chain here,
/// and its first round needs one of their votes.
#[test]
fn institutions_that_start_while_others_have_written_many_blocks_make_them_final() {
    let mut network = Network::with_pace(500, 600);
    let early: Vec<_> = ["alice", "bob"].map(|name| network.validator(name, &[])).into();
    early[0].wait("the two write blocks", LONG, |node| node.height() >= 30);
    assert_eq!(early[0].final_height(), 0);
    let late: Vec<_> = ["charlie", "dave"]
        .map(|name| network.validator(name, &[]))
        .into();
    for node in early.iter().chain(&late) {
        node.wait_said_within("The chain is young", LONG);
        node.wait_final_within(32, LONG);
    }
}

#[test]
fn a_burst_that_fills_many_blocks_of_four_validators_is_written_to_the_last_transaction() {
    const EACH: u32 = 300;
    const BYTES: usize = 10_000;
    // The pace of a consortium: four validators on a machine that is busy besides fork less, and need less time for all of it.
    let mut network = Network::with_pace(2_000, 600);
    let nodes = network.four();
    let node = &nodes[0];
    node.wait_final_within(2, START);
    let remark = |who, nonce| {
        let remark = vec![nonce as u8; BYTES];
        signed(node, who, nonce, frame_system::Call::remark { remark }.into())
    };
    let senders = || Sr25519Keyring::well_known().take(6);
    // All signed before the first is sent: the pool is to be as full as it gets while blocks come and go.
    let burst: Vec<Vec<_>> = senders()
        .map(|who| (0..EACH).map(|nonce| remark(who, nonce)).collect())
        .collect();
    thread::scope(|scope| {
        for transactions in burst {
            scope.spawn(move || transactions.into_iter().for_each(|it| node.submit(it)));
        }
    });
    // As long as blocks go on being filled, patience begins anew: what is asked is whether all comes, not how fast.
    let left = || -> u64 {
        let written: u64 = senders().map(|who| nonce_in_best_block(node, who)).sum();
        u64::from(EACH) * senders().count() as u64 - written
    };
    let mut most = u64::MAX;
    while most > 0 {
        node.wait(&format!("fewer than {most} are left"), LONG, |_| left() < most);
        most = left();
    }
}

#[test]
fn two_machines_with_one_institutions_keys_are_seen_by_all_and_put_on_record() {
    let mut network = Network::with_pace(1_000, 600);
    let alice = network.validator("alice", &["--prometheus-port", "0"]);
    let _others: Vec<_> = ["bob", "charlie", "dave"]
        .iter()
        .map(|name| network.validator(name, &[]))
        .collect();
    let twin = network.start("dave's twin", &["--dave"]);
    // Two that see the same at the same time vote alike; one that now and then hesitates votes for a later block.
    alice.wait("Dave is on record", LONG, |node| {
        twin.pause(Duration::from_millis(500));
        equivocations(node, Sr25519Keyring::Dave) > 0
    });
    alice.wait_said_within("Equivocation: author", LONG);
    alice.wait("it is counted", LONG, |_| {
        let metrics = alice.metrics();
        let line = metrics
            .lines()
            .find(|line| line.starts_with("iou_aura_equivocations_total"));
        line.is_some_and(|line| !line.ends_with(" 0"))
    });
    let height = alice.final_height();
    alice.wait_final_within(height + 2, LONG);
    assert_eq!(equivocations(&alice, Sr25519Keyring::Bob), 0);
}
