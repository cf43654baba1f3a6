//! Several nodes as institutions run them: ordinary slots, GRANDPA among four.

use crate::harness::{Node, START};
use serde_json::json;

/// The four of `--chain local`, each knowing the first one.
fn four_nodes() -> Vec<Node> {
    let alice = consortium_node("--alice", &[]);
    let id = alice.call("system_localPeerId", json!([]));
    let port = alice.p2p_port();
    let bootnode = format!("/ip4/127.0.0.1/tcp/{port}/p2p/{}", id.as_str().unwrap());
    let mut nodes = vec![alice];
    for name in ["--bob", "--charlie", "--dave"] {
        nodes.push(consortium_node(name, &["--bootnodes", &bootnode]));
    }
    nodes
}

fn consortium_node(name: &str, more: &[&str]) -> Node {
    let mut arguments = vec![
        "--chain",
        "local",
        name,
        "--no-prometheus",
        "--no-mdns",
        "--listen-addr",
        "/ip4/127.0.0.1/tcp/0",
    ];
    arguments.extend(more);
    Node::start(&arguments)
}

#[test]
fn four_institutions_make_blocks_final_and_go_on_when_one_is_killed() {
    let mut nodes = four_nodes();
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
