//! Signed transactions through the RPC port: from the pool to a finalised block.

use crate::{calls::signed, harness::Node};
use scale::Encode;
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring;

/// A remark signed by a development account, as an RPC parameter.
fn remark(node: &Node, who: Sr25519Keyring, nonce: u32) -> String {
    let call = frame_system::Call::remark {
        remark: vec![nonce as u8; 32],
    };
    signed(node, who, nonce, call.into())
}

/// The nonce as the chain has it, without the transactions in the pool.
pub fn nonce_in_best_block(node: &Node, who: Sr25519Keyring) -> u64 {
    let account: String = who
        .to_account_id()
        .encode()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let stored = node.call(
        "state_call",
        json!(["AccountNonceApi_account_nonce", format!("0x{account}")]),
    );
    let bytes = stored.as_str().unwrap()[2..10].to_owned();
    u64::from(u32::from_str_radix(&bytes, 16).unwrap().swap_bytes())
}

#[test]
fn a_transaction_is_ready_then_in_a_block_then_final() {
    let node = Node::dev();
    let transaction = remark(&node, Sr25519Keyring::Alice, 0);
    let mut watched = node.subscribe("author_submitAndWatchExtrinsic", json!([transaction]));
    let mut seen = Vec::new();
    while seen.last().map(String::as_str) != Some("finalized") {
        let status = watched.next();
        seen.push(match &status {
            Value::String(word) => word.clone(),
            other => other.as_object().unwrap().keys().next().unwrap().clone(),
        });
    }
    assert_eq!(seen, ["ready", "inBlock", "finalized"]);
    assert_eq!(node.height(), 1, "one transaction, one block");
}

#[test]
fn a_burst_of_transactions_in_any_order_leaves_none_behind() {
    const EACH: u32 = 200;
    let node = Node::dev();
    let senders = [
        Sr25519Keyring::Alice,
        Sr25519Keyring::Bob,
        Sr25519Keyring::Charlie,
    ];
    // Four at a time the wrong way round: most wait in the pool for an earlier one while blocks are made.
    for first in (0..EACH).step_by(4) {
        for nonce in (first..first + 4).rev() {
            for who in senders {
                node.submit(remark(&node, who, nonce));
            }
        }
    }
    node.wait_until("every transaction is in a block", |node| {
        node.call("author_pendingExtrinsics", json!([]))
            .as_array()
            .unwrap()
            .is_empty()
    });
    for who in senders {
        assert_eq!(nonce_in_best_block(&node, who), u64::from(EACH));
    }
    node.wait_final(node.height());
}

#[test]
fn the_first_block_of_a_session_which_has_no_room_holds_nothing_up() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("spec.json");
    let spec = Node::prints(&["export-chain-spec", "--chain", "dev"]);
    let mut spec: Value = serde_json::from_str(&spec).unwrap();
    spec["genesis"]["runtimeGenesis"]["patch"]["pace"]["sessionBlocks"] = json!(2);
    std::fs::write(&file, spec.to_string()).unwrap();

    let node = Node::start(&["--dev", "--chain", file.to_str().unwrap()]);
    for nonce in 0..3 {
        node.call(
            "author_submitExtrinsic",
            json!([remark(&node, Sr25519Keyring::Eve, nonce)]),
        );
        node.wait_until("the transaction is in a block", |node| {
            nonce_in_best_block(node, Sr25519Keyring::Eve) == u64::from(nonce) + 1
        });
    }
    assert!(node.height() > 3, "sessions began in between");
    node.wait_final(node.height());
}

#[test]
fn a_transaction_that_waits_for_an_earlier_one_is_written_when_that_one_comes() {
    let node = Node::dev();
    node.call(
        "author_submitExtrinsic",
        json!([remark(&node, Sr25519Keyring::Bob, 1)]),
    );
    assert_eq!(node.height(), 0, "a gap in the nonces keeps it in the pool");
    node.call(
        "author_submitExtrinsic",
        json!([remark(&node, Sr25519Keyring::Bob, 0)]),
    );
    node.wait_until("both are in blocks", |node| {
        nonce_in_best_block(node, Sr25519Keyring::Bob) == 2
    });
}

#[test]
fn what_was_final_when_the_node_was_killed_is_there_when_it_starts_again() {
    let directory = tempfile::tempdir().unwrap();
    let mut finalised_blocks = 0;
    for round in 0..3 {
        let node = Node::dev_at(directory.path());
        // The mark of finality may be younger than the last write to disk; the voter sets it again.
        node.wait_final(finalised_blocks);
        assert_eq!(nonce_in_best_block(&node, Sr25519Keyring::Dave), finalised_blocks);
        let transaction = remark(&node, Sr25519Keyring::Dave, round);
        node.call("author_submitExtrinsic", json!([transaction]));
        finalised_blocks += 1;
        node.wait_final(finalised_blocks);
        node.kill();
    }
}
