//! A new institution's node: how it comes to the chain, what it can then prove, and what only an archive can.

use crate::{
    calls::{decode, hex, stored, transact},
    consortium::{Network, LONG},
    harness::Node,
};
use iou_runtime::{authorities, Runtime, SessionKeys};
use scale::{Decode, Encode};
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring;

/// Has an institution's node make new session keys and announces them; they are in force when the next authority set is.
fn rotate_keys(node: &Node, owner: Sr25519Keyring) {
    let account = owner.to_account_id();
    let made = node.call("author_rotateKeysWithOwner", json!([hex(&account.encode())]));
    let keys: [u8; 64] = decode(&made["keys"]);
    let proof: [u8; 128] = decode(&made["proof"]);
    let call = pallet_session::Call::set_keys {
        keys: SessionKeys::decode(&mut &keys[..]).unwrap(),
        proof: proof.to_vec(),
    };
    transact(node, owner, call);
}

fn set_id(node: &Node) -> u64 {
    stored(
        node,
        &frame_support::storage::storage_prefix(b"Grandpa", b"CurrentSetId"),
    )
    .unwrap_or(0)
}

fn hash_of(node: &Node, number: u64) -> Value {
    node.call("chain_getBlockHash", json!([number]))
}

/// A storage proof of the time at a block.
fn asks_for_state(block: &Value) -> (&'static str, Value) {
    let key = hex(&iou_runtime::timestamp_key());
    ("state_getReadProof", json!([[key], block]))
}

#[test]
fn a_new_institution_joins_by_warp_sync_over_many_authority_sets_and_proves_what_is_final() {
    const CHANGES: u64 = 5;
    let mut network = Network::with_pace(1_000, 3);
    let nodes = network.four();
    let alice = &nodes[0];
    alice.wait_final_within(2, LONG);
    for change in 1..=CHANGES {
        rotate_keys(alice, Sr25519Keyring::Alice);
        alice.wait("the new keys are in force", LONG, |node| set_id(node) >= change);
    }
    let reached = alice.height();
    for node in &nodes {
        node.wait_final_within(reached + 3, LONG);
    }
    let set: Vec<u8> = authorities::Sets::<Runtime>::hashed_key_for(CHANGES);
    let set =
        stored::<authorities::AuthoritySet<Runtime>>(alice, &set).expect("the authorities are on record");
    assert_eq!(set.authorities.len(), 4);

    let erin = network.start("erin", &["--sync", "warp"]);
    erin.wait_final_within(reached, LONG);
    let joined = erin.final_height();
    assert_eq!(hash_of(&erin, joined), hash_of(alice, joined));
    erin.wait_final_within(joined + 3, LONG);
    let proof = erin.call("grandpa_proveFinality", json!([joined + 1]));
    assert!(
        proof.is_string(),
        "what became final before its eyes it proves: {proof}"
    );

    // Old blocks come after it has joined, backwards, with their justifications and without their state.
    erin.wait("the history is there", LONG, |node| {
        hash_of(node, 1) == hash_of(alice, 1)
    });
    erin.wait("it proves old blocks too", LONG, |node| {
        node.call("grandpa_proveFinality", json!([2])).is_string()
    });
    assert_eq!(
        erin.call("chain_getBlock", json!([hash_of(alice, 2)]))["block"],
        alice.call("chain_getBlock", json!([hash_of(alice, 2)]))["block"],
    );
    let (method, old) = asks_for_state(&hash_of(alice, 2));
    erin.refusal(method, old.clone());
    assert!(
        alice.call(method, old)["proof"].is_array(),
        "the state of old blocks is with archives"
    );
    let (method, new) = asks_for_state(&hash_of(alice, joined));
    assert!(erin.call(method, new)["proof"].is_array());
}

/// More new keys than one authority set can miss: without all of them its first round never ends.
#[test]
fn two_of_four_institutions_change_their_keys_in_one_session_and_finality_goes_on() {
    let mut network = Network::with_pace(1_000, 16);
    let nodes = network.four();
    nodes.iter().for_each(|node| node.wait_final_within(2, LONG));
    rotate_keys(&nodes[0], Sr25519Keyring::Alice);
    rotate_keys(&nodes[1], Sr25519Keyring::Bob);
    nodes[2].wait("the new keys are in force", LONG, |node| set_id(node) == 1);
    let reached = nodes[2].height();
    nodes[2].wait_final_within(reached + 3, LONG);
    for node in &nodes {
        let doubted = node.has_said("is not on record here");
        assert!(
            !doubted,
            "a key that was made here is known to have signed nothing"
        );
    }
}

#[test]
fn a_node_that_prunes_proves_new_state_and_an_archive_proves_old_state_too() {
    let mut network = Network::of_one(300);
    let archive = network.validator("alice", &[]);
    let pruned = network.start("reader", &["--state-pruning", "16"]);
    pruned.wait_final_within(40, LONG);
    let old = hash_of(&archive, 5);
    let (method, ask) = asks_for_state(&old);
    let refusal = pruned.refusal(method, ask.clone());
    assert!(
        refusal.contains("discarded") || refusal.contains("State"),
        "{refusal}"
    );
    assert!(archive.call(method, ask)["proof"].is_array());
    let recent = hash_of(&pruned, pruned.final_height());
    let (method, ask) = asks_for_state(&recent);
    assert!(pruned.call(method, ask)["proof"].is_array());
    for node in [&archive, &pruned] {
        let proof = node.call("grandpa_proveFinality", json!([5]));
        assert!(
            proof.is_string(),
            "finality proofs and blocks are kept by both: {proof}"
        );
        assert!(node.call("chain_getBlock", json!([old]))["block"].is_object());
    }
}

#[test]
fn an_institutions_blocks_are_exported_and_imported_with_their_finality() {
    let mut network = Network::of_one(300);
    let alice = network.validator("alice", &[]);
    alice.wait_final_within(8, LONG);
    let (hash, state) = (hash_of(&alice, 8), hash_of(&alice, 3));
    alice.stop();

    let file = network.base("blocks");
    let (spec, file) = (network.spec(), file.to_str().unwrap().to_owned());
    let spec = spec.to_str().unwrap();
    let (from, to) = (network.base("alice"), network.base("copy"));
    let (from, to) = (from.to_str().unwrap(), to.to_str().unwrap());
    Node::prints(&[
        "export-blocks",
        "--chain",
        spec,
        "--base-path",
        from,
        "--binary",
        &file,
    ]);
    Node::prints(&[
        "import-blocks",
        "--chain",
        spec,
        "--base-path",
        to,
        "--binary",
        &file,
    ]);
    // Nobody else is there: what it knows, it knows from the file.
    let copy = network.start("copy", &["--reserved-only"]);
    assert_eq!(hash_of(&copy, 8), hash);
    assert!(copy.final_height() >= 8);
    assert!(copy.call("grandpa_proveFinality", json!([8])).is_string());
    let (method, ask) = asks_for_state(&state);
    assert!(
        copy.call(method, ask)["proof"].is_array(),
        "every block was run again"
    );
}
