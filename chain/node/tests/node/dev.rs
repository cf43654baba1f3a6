//! The development chain as its users meet it: the real program, over its RPC port.
//!
//! Each test starts a node of its own on free ports and ends it. Nothing here sleeps for
//! a guessed time: it polls a condition until a deadline.

use crate::harness::Node;
use iou_runtime::{Balance, Hash, Runtime, RuntimeEvent};
use scale::Decode;
use serde_json::{json, Value};
use sp_core::Bytes;
use std::collections::BTreeSet;

type DryRun = pallet_contracts::ContractExecResult<Balance, frame_system::EventRecord<RuntimeEvent, Hash>>;

const DAY_S: u64 = 24 * 3_600;
const YEAR_MS: u64 = 365 * DAY_S * 1_000;

#[test]
fn the_clock_moves_forward_and_the_best_block_shows_it() {
    let node = Node::dev();
    let before = node.call("dev_now", json!([])).as_u64().unwrap();
    let after = node
        .call("dev_advanceTime", json!([30 * DAY_S]))
        .as_u64()
        .unwrap();
    assert!(
        after >= before + 30 * DAY_S * 1_000,
        "{after} is 30 days after {before}"
    );
    assert_eq!(
        node.best_block_time_ms(),
        after,
        "the best block carries the new time"
    );

    let set = node
        .call("dev_setTime", json!([after + YEAR_MS]))
        .as_u64()
        .unwrap();
    assert!(set >= after + YEAR_MS);
    assert_eq!(node.best_block_time_ms(), set);
    assert_eq!(
        node.height(),
        2,
        "each move of the clock writes one block and no more"
    );
}

#[test]
fn the_clock_refuses_to_go_back_and_says_so() {
    let node = Node::dev();
    let now = node.call("dev_advanceTime", json!([DAY_S])).as_u64().unwrap();
    let height = node.height();
    let refusal = node.refusal("dev_setTime", json!([now - 1]));
    assert!(refusal.contains("never goes back"), "{refusal}");
    let refusal = node.refusal("dev_advanceTime", json!([u64::MAX]));
    assert!(refusal.contains("year 9999"), "{refusal}");
    assert_eq!(node.height(), height, "a refused move writes no block");
    assert!(node.call("dev_now", json!([])).as_u64().unwrap() >= now);
}

#[test]
fn every_block_becomes_final_with_a_justification_and_a_finality_proof() {
    let node = Node::dev();
    for _ in 0..5 {
        node.call("dev_advanceTime", json!([1]));
    }
    node.wait_final(5);
    for number in 1..=5 {
        let proof = node.call("grandpa_proveFinality", json!([number]));
        assert!(
            proof.as_str().is_some_and(|hex| hex.len() > 100),
            "block {number}: {proof}"
        );
        let hash = node.call("chain_getBlockHash", json!([number]));
        let block = node.call("chain_getBlock", json!([hash]));
        let justified = block["justifications"].as_array().map_or(0, Vec::len);
        // Two blocks in one GRANDPA round share the later one's justification.
        assert!(
            number < 5 || justified == 1,
            "the last block carries its own: {block}"
        );
    }
}

#[test]
fn every_block_carries_its_slot_and_the_authors_seal() {
    let node = Node::dev();
    node.call("dev_advanceTime", json!([1]));
    let header = node.call("chain_getHeader", json!([]));
    let logs = header["digest"]["logs"].as_array().unwrap();
    // 0x06 is a pre-runtime digest, 0x05 a seal; "aura" in ASCII follows.
    let starts: Vec<_> = logs.iter().map(|log| &log.as_str().unwrap()[..12]).collect();
    assert_eq!(starts, ["0x0661757261", "0x0561757261"].map(|s| &s[..12]));
}

#[test]
fn killed_and_started_again_the_chain_has_lost_neither_head_nor_time() {
    let directory = tempfile::tempdir().unwrap();
    let node = Node::dev_at(directory.path());
    node.call("dev_advanceTime", json!([3 * 365 * DAY_S]));
    let time = node.call("dev_advanceTime", json!([1])).as_u64().unwrap();
    node.wait_final(2);
    let head = node.call("chain_getBlockHash", json!([2]));
    node.kill();

    let node = Node::dev_at(directory.path());
    assert_eq!(node.call("chain_getBlockHash", json!([2])), head);
    // The mark of the last moment before the kill may be lost; it is set anew, by nobody's doing, for the same block.
    node.wait_final(2);
    assert_eq!(node.best_block_time_ms(), time);
    let now = node.call("dev_now", json!([])).as_u64().unwrap();
    assert!(
        now >= time && now < time + DAY_S * 1_000,
        "{now} goes on from {time}"
    );
    node.call("dev_advanceTime", json!([1]));
    node.wait_final(3);
}

#[test]
fn the_clock_methods_are_on_the_development_chain_only() {
    let dev = Node::dev();
    let offered = dev.methods();
    for method in ["dev_now", "dev_advanceTime", "dev_setTime"] {
        assert!(offered.contains(method), "{method} is missing with --dev");
    }
    drop(dev);

    let local = Node::start(&[
        "--chain",
        "local",
        "--alice",
        "--no-prometheus",
        "--no-mdns",
        "--listen-addr",
        "/ip4/127.0.0.1/tcp/0",
    ]);
    let offered = local.methods();
    let clock: BTreeSet<_> = ["dev_now", "dev_advanceTime", "dev_setTime"]
        .map(String::from)
        .into();
    assert!(offered.is_disjoint(&clock), "{offered:?}");
    let refusal = local.refusal("dev_advanceTime", json!([1]));
    assert!(refusal.contains("Method not found"), "{refusal}");
}

#[test]
fn dev_with_another_chain_is_refused() {
    let said = Node::fails(&["--dev", "--chain", "local"]);
    assert!(said.contains("--dev only works on a development chain"), "{said}");
}

#[test]
fn the_methods_that_clients_and_evidence_need_are_there() {
    let offered = Node::dev().methods();
    for method in [
        "author_submitAndWatchExtrinsic",
        "chainHead_v1_follow",
        "grandpa_proveFinality",
        "grandpa_subscribeJustifications",
        "payment_queryInfo",
        "state_call",
        "state_getChildReadProof",
        "state_getReadProof",
        "system_accountNextIndex",
    ] {
        assert!(offered.contains(method), "{method} is missing");
    }
}

#[test]
fn a_dry_run_of_a_contract_call_is_answered() {
    let node = Node::dev();
    // Origin and contract of 32 noughts, no value, no limits, no data.
    let arguments = format!("0x{}", "00".repeat(32 + 32 + 16 + 1 + 1 + 1));
    let answer = node.call("state_call", json!(["ContractsApi_call", arguments]));
    let answer: Bytes = serde_json::from_value(answer).unwrap();
    let answer = DryRun::decode(&mut &answer[..]).unwrap();
    let missing = pallet_contracts::Error::<Runtime>::ContractNotFound;
    assert_eq!(
        answer.result,
        Err(missing.into()),
        "there is no contract at that address"
    );
}

#[test]
fn with_an_interval_empty_blocks_come_by_themselves() {
    let node = Node::start(&["--dev", "--block-interval", "100"]);
    node.wait_final(3);
}

#[test]
fn every_port_of_a_development_node_is_on_loopback() {
    let node = Node::dev();
    let listening = node.listening_addresses();
    assert!(
        listening.contains(&format!("127.0.0.1:{}", node.port())),
        "{listening:?}"
    );
    for address in listening {
        assert!(
            address.starts_with("127.0.0.1:") || address.starts_with("[::1]:"),
            "{address} can be reached from outside",
        );
    }
}

#[test]
fn the_chain_spec_names_the_token_and_its_decimals() {
    let spec = Node::prints(&["export-chain-spec", "--chain", "local"]);
    let spec: Value = serde_json::from_str(&spec).unwrap();
    assert_eq!(
        spec["properties"],
        json!({"tokenSymbol": "IOU", "tokenDecimals": 12, "ss58Format": 42})
    );
}

#[test]
fn a_chain_spec_in_a_file_makes_the_same_genesis_block_as_the_built_in_one() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("spec.json");
    let file = file.to_str().unwrap();
    let built_in = Node::dev().call("chain_getBlockHash", json!([0]));
    Node::prints(&["export-chain-spec", "--chain", "dev", "--output", file]);
    let from_file = Node::start(&["--dev", "--chain", file]);
    assert_eq!(from_file.call("chain_getBlockHash", json!([0])), built_in);
}

#[test]
fn exported_blocks_import_into_another_node_with_every_seal_checked() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let node = Node::dev_at(from.path());
    node.call("dev_advanceTime", json!([365 * DAY_S]));
    node.call("dev_advanceTime", json!([DAY_S]));
    node.wait_final(2);
    let head = node.call("chain_getBlockHash", json!([2]));
    node.stop();

    let file = from.path().join("blocks");
    let (from, to) = (from.path().to_str().unwrap(), to.path().to_str().unwrap());
    let file = file.to_str().unwrap();
    Node::prints(&["export-blocks", "--dev", "--base-path", from, file]);
    Node::prints(&["import-blocks", "--dev", "--base-path", to, file]);
    let copy = Node::start(&["--dev", "--base-path", to]);
    assert_eq!(copy.call("chain_getBlockHash", json!([2])), head);
}
