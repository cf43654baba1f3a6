//! Signed calls through the RPC port, and what they left in the state.

use crate::harness::Node;
use frame_system::EventRecord;
use iou_runtime::{
    Address, Hash, Runtime, RuntimeCall, RuntimeEvent, Signature, TxExtension, UncheckedExtrinsic,
};
use scale::{Decode, Encode};
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring;
use sp_runtime::generic::{Era, SignedPayload};

/// A call signed by a development account, as an RPC parameter.
pub fn signed(node: &Node, who: Sr25519Keyring, nonce: u32, call: RuntimeCall) -> String {
    let genesis = node.call("chain_getBlockHash", json!([0]));
    let genesis: Hash = serde_json::from_value(genesis).unwrap();
    let version = node.call("state_getRuntimeVersion", json!([]));
    let number = |name: &str| u32::try_from(version[name].as_u64().unwrap()).unwrap();
    let extension: TxExtension = (
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckEra::from(Era::Immortal),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        pallet_transaction_payment::ChargeTransactionPayment::<Runtime>::from(0),
        frame_metadata_hash_extension::CheckMetadataHash::new(false),
    );
    let versions = (number("specVersion"), number("transactionVersion"));
    let implicit = ((), versions.0, versions.1, genesis, genesis, (), (), (), None);
    let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
    let signature = Signature::Sr25519(payload.using_encoded(|bytes| who.sign(bytes)));
    let sender: Address = who.to_account_id().into();
    hex(&UncheckedExtrinsic::new_signed(call, sender, signature, extension).encode())
}

/// Makes a call in the name of `who` and returns the events of the block that it went into.
///
/// Panics where the transaction failed.
pub fn transact(node: &Node, who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> Vec<RuntimeEvent> {
    let events = attempt(node, who, call);
    let failed = |event: &RuntimeEvent| {
        matches!(
            event,
            RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { .. })
        )
    };
    assert!(!events.iter().any(failed), "{events:?}");
    events
}

/// The same, whatever becomes of the transaction.
pub fn attempt(node: &Node, who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> Vec<RuntimeEvent> {
    let account = who.to_account_id().to_string();
    let nonce = node.call("system_accountNextIndex", json!([account]));
    let nonce = u32::try_from(nonce.as_u64().unwrap()).unwrap();
    let transaction = signed(node, who, nonce, call.into());
    let mut watched = node.subscribe("author_submitAndWatchExtrinsic", json!([transaction]));
    loop {
        let status = watched.next();
        if let Some(block) = status.get("inBlock") {
            return events(node, block);
        }
        let waits = ["ready", "broadcast", "future"].iter();
        let mut waits = waits.filter(|word| status.as_str() == Some(word) || status.get(word).is_some());
        assert!(waits.next().is_some(), "{status}");
    }
}

/// The events of a block.
pub fn events(node: &Node, block: &Value) -> Vec<RuntimeEvent> {
    let records = records(node, block).into_iter();
    records.map(|record| record.event).collect()
}

/// The same with their topics, and whose they are.
pub fn records(node: &Node, block: &Value) -> Vec<EventRecord<RuntimeEvent, Hash>> {
    let key = frame_support::storage::storage_prefix(b"System", b"Events");
    decode(&node.call("state_getStorage", json!([hex(&key), block])))
}

/// An entry of the state of the best block.
pub fn stored<T: Decode>(node: &Node, key: &[u8]) -> Option<T> {
    let value = node.call("state_getStorage", json!([hex(key)]));
    (!value.is_null()).then(|| decode(&value))
}

/// SCALE in hex as something else.
pub fn decode<T: Decode>(hex: &Value) -> T {
    let digits = hex.as_str().expect("hex").trim_start_matches("0x");
    let bytes: Vec<u8> = (0..digits.len() / 2)
        .map(|i| u8::from_str_radix(&digits[2 * i..2 * i + 2], 16).unwrap())
        .collect();
    T::decode(&mut &bytes[..]).expect("it is of that type")
}

pub fn hex(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("0x{digits}")
}
