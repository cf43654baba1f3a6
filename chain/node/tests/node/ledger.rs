//! `iou_ledgerEvents`, held against the events of each block as they are stored.

use crate::{
    calls::{decode, hex, records},
    harness::Node,
};
use iou_runtime::{AccountId, Runtime, RuntimeEvent};
use pallet_contracts::Event;
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring;

/// What the node finds of `contract` in the blocks from 1 on, which has to be what is stored in them. How many blocks it answers.
///
/// Panics where something differs.
pub fn found_as_stored(node: &Node, contract: &AccountId) -> u32 {
    let blocks = asked(node, 1, node.height(), contract);
    let mut parent = node.call("chain_getBlockHash", json!([0]));
    for (number, block) in (1..).zip(&blocks) {
        let hash = node.call("chain_getBlockHash", json!([number]));
        assert_eq!((&block["hash"], &block["parent"]), (&hash, &parent), "{number}");
        let now: u64 = decode(&node.call(
            "state_getStorage",
            json!([hex(&iou_runtime::timestamp_key()), hash]),
        ));
        assert_eq!(block["timeMs"], now);
        let mut stored = Vec::new();
        for (place, record) in records(node, &hash).into_iter().enumerate() {
            if let RuntimeEvent::Contracts(Event::<Runtime>::ContractEmitted { contract: by, data }) =
                record.event
            {
                if by == *contract {
                    stored.push(json!({"place": place, "topics": record.topics, "data": hex(&data)}));
                }
            }
        }
        assert_eq!(events_of(block), stored, "{number}");
        parent = hash;
    }
    u32::try_from(blocks.len()).unwrap()
}

/// The events in a block of an answer.
pub fn events_of(block: &Value) -> Vec<Value> {
    block["events"].as_array().cloned().unwrap_or_default()
}

/// The blocks `from` to `to`.
pub fn asked(node: &Node, from: u32, to: u64, contract: &AccountId) -> Vec<Value> {
    let blocks = node.call("iou_ledgerEvents", json!([from, to, contract.to_string()]));
    blocks.as_array().expect("a list").clone()
}

#[test]
fn a_run_of_blocks_ends_with_the_chain_and_after_256() {
    let node = Node::dev();
    let nobody = Sr25519Keyring::Ferdie.to_account_id();
    for _ in 0..3 {
        node.call("dev_advanceTime", json!([60]));
    }
    let best = node.height();
    assert_eq!(asked(&node, 0, 1_000, &nobody).len() as u64, best + 1);
    assert_eq!(asked(&node, 2, 2, &nobody).len(), 1);
    assert!(asked(&node, 3, 2, &nobody).is_empty());
    assert!(asked(&node, 1_000, 2_000, &nobody).is_empty());
    assert!(asked(&node, 0, best, &nobody)
        .iter()
        .all(|block| events_of(block).is_empty()));
    while node.height() < 300 {
        node.call("dev_advanceTime", json!([60]));
    }
    assert_eq!(asked(&node, 0, u64::from(u32::MAX), &nobody).len(), 256);
    assert_eq!(found_as_stored(&node, &nobody), 256);
}
