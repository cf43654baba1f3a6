//! The council puts in a new runtime on a running chain, and a loan lives through it.

use crate::{
    calls::{attempt, decode, hex, stored, transact},
    harness::Node,
    ledger::{asked, events_of, found_as_stored},
};
use iou_runtime::{institutions, root, AccountId, Balance, Hash, Runtime, RuntimeCall, RuntimeEvent};
use loan::message::{constructor, Message};
use scale::Encode;
use serde_json::{json, Value};
use sp_io::hashing::{blake2_256, sha2_256};
use sp_keyring::Sr25519Keyring;
use terms::{life::Action, Day, Status};

const COUNCIL: [Sr25519Keyring; 4] = [
    Sr25519Keyring::Alice,
    Sr25519Keyring::Bob,
    Sr25519Keyring::Charlie,
    Sr25519Keyring::Dave,
];
const LENDER: Sr25519Keyring = Sr25519Keyring::Eve;
const BORROWER: Sr25519Keyring = Sr25519Keyring::Ferdie;

type DryRun = pallet_contracts::ContractExecResult<Balance, frame_system::EventRecord<RuntimeEvent, Hash>>;

/// A development chain whose council has four seats; Alice alone writes blocks.
fn chain_with_a_council(directory: &std::path::Path) -> Node {
    let file = directory.join("spec.json");
    let spec = Node::prints(&["export-chain-spec", "--chain", "dev"]);
    let mut spec: Value = serde_json::from_str(&spec).unwrap();
    let members = COUNCIL.map(|who| who.to_account_id().to_string());
    spec["genesis"]["runtimeGenesis"]["patch"]["membership"]["members"] = json!(members);
    std::fs::write(&file, spec.to_string()).unwrap();
    let base = directory.join("base");
    let (file, base) = (file.to_str().unwrap(), base.to_str().unwrap());
    Node::start(&["--dev", "--chain", file, "--base-path", base])
}

/// Puts the ledger on the chain.
fn instantiate(node: &Node) -> AccountId {
    let call = pallet_contracts::Call::instantiate_with_code {
        value: 0,
        gas_limit: gas(),
        storage_deposit_limit: None,
        code: sandbox::code_of("loan"),
        // No intent is submitted here.
        data: constructor([0; 32]),
        salt: Vec::new(),
    };
    let events = transact(node, LENDER, call);
    let made = events.into_iter().find_map(|event| match event {
        RuntimeEvent::Contracts(pallet_contracts::Event::Instantiated { contract, .. }) => Some(contract),
        _ => None,
    });
    made.expect("the ledger")
}

fn gas() -> frame_support::weights::Weight {
    frame_support::weights::Weight::from_parts(500_000_000_000, 8 * 1024 * 1024)
}

fn tell<R>(node: &Node, who: Sr25519Keyring, ledger: &AccountId, message: Message<R>) {
    let call = pallet_contracts::Call::call {
        dest: ledger.clone().into(),
        value: 0,
        gas_limit: gas(),
        storage_deposit_limit: None,
        data: message.input,
    };
    let events = transact(node, who, call);
    let emitted = |event: &RuntimeEvent| {
        matches!(
            event,
            RuntimeEvent::Contracts(pallet_contracts::Event::ContractEmitted { .. })
        )
    };
    assert!(events.iter().any(emitted), "the ledger took it: {events:?}");
}

fn status(node: &Node, ledger: &AccountId) -> Status {
    let question: Message<Option<terms::Loan>> = Message::loan(0);
    let arguments = (
        LENDER.to_account_id(),
        ledger,
        0u128,
        None::<()>,
        None::<u128>,
        question.input,
    );
    let answer = node.call(
        "state_call",
        json!(["ContractsApi_call", hex(&arguments.encode())]),
    );
    let answer: DryRun = decode(&answer);
    let data = answer.result.expect("an answer").data;
    type Answer = Result<Option<terms::Loan>, ink::LangError>;
    let loan = <Answer as scale::Decode>::decode(&mut &data[..])
        .unwrap()
        .unwrap()
        .unwrap();
    loan.state.status()
}

/// Proposes, has three of four vote, closes; returns the events of the last block.
fn carried_by_three_of_four(node: &Node, motion: RuntimeCall) -> Vec<RuntimeEvent> {
    let (hash, length) = (
        Hash::from(blake2_256(&motion.encode())),
        motion.encoded_size() as u32,
    );
    let weight = frame_support::dispatch::GetDispatchInfo::get_dispatch_info(&motion).call_weight;
    let index = stored(node, &pallet_collective::ProposalCount::<Runtime>::hashed_key()).unwrap_or(0);
    let propose = pallet_collective::Call::propose {
        threshold: 3,
        proposal: Box::new(motion),
        length_bound: length,
    };
    transact(node, COUNCIL[0], propose);
    for who in &COUNCIL[..3] {
        let approve = true;
        transact(
            node,
            *who,
            pallet_collective::Call::vote {
                proposal: hash,
                index,
                approve,
            },
        );
    }
    let close = pallet_collective::Call::close {
        proposal_hash: hash,
        index,
        proposal_weight_bound: weight,
        length_bound: length,
    };
    transact(node, COUNCIL[3], close)
}

/// What an attestation costs now.
fn attestation_fee(node: &Node, digest: u8) -> Balance {
    let kind = institutions::Kind::Document;
    let digest = [digest; 32];
    let events = transact(node, COUNCIL[1], institutions::Call::attest { digest, kind });
    let at = events
        .iter()
        .position(|event| matches!(event, RuntimeEvent::Institutions(_)))
        .expect("it is attested");
    let withdrawn = events[..at].iter().rev().find_map(|event| match event {
        RuntimeEvent::Balances(pallet_balances::Event::Withdraw { amount, .. }) => Some(*amount),
        _ => None,
    });
    withdrawn.expect("a fee")
}

fn spec_version(node: &Node) -> u64 {
    node.call("state_getRuntimeVersion", json!([]))["specVersion"]
        .as_u64()
        .unwrap()
}

#[test]
fn three_of_four_put_in_a_new_runtime_and_a_loan_goes_on_where_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let node = chain_with_a_council(directory.path());
    let ledger = instantiate(&node);
    let now = node.call("dev_now", json!([])).as_u64().unwrap();
    let today = Day((now / 86_400_000) as u32);
    let party = sandbox::party;
    let terms = terms::sample::bullet(party(LENDER), party(BORROWER), today);
    tell(
        &node,
        BORROWER,
        &ledger,
        Message::new(|ledger| ledger.propose(terms.clone(), None)),
    );
    assert_eq!(status(&node, &ledger), Status::Proposed);
    assert_eq!(spec_version(&node), 1);
    let fee = attestation_fee(&node, 1);

    let code = upgrade::CODE.expect("the next runtime is built").to_vec();
    let authorize = frame_system::Call::authorize_upgrade {
        code_hash: blake2_256(&code).into(),
    };
    let call = Box::new(authorize.into());
    let events = carried_by_three_of_four(&node, root::Call::enact { call }.into());
    let enacted = RuntimeEvent::Root(root::Event::Enacted { result: Ok(()) });
    assert!(events.contains(&enacted), "{events:?}");

    let other = [&code[..], &[0]].concat();
    let apply = |code| frame_system::Call::<Runtime>::apply_authorized_upgrade { code };
    let events = attempt(&node, BORROWER, apply(other));
    let failed = |event: &RuntimeEvent| {
        matches!(
            event,
            RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { .. })
        )
    };
    assert!(
        events.iter().any(failed),
        "another code than the one voted on: {events:?}"
    );
    assert_eq!(spec_version(&node), 1);

    attempt(&node, BORROWER, apply(code));
    node.wait_until("the new runtime is in", |node| spec_version(node) == 2);
    assert_eq!(status(&node, &ledger), Status::Proposed, "the loan is as it was");
    let digest = terms.digest(sha2_256);
    tell(
        &node,
        LENDER,
        &ledger,
        Message::act(
            0,
            Action::Sign {
                digest,
                evidence: None,
            },
        ),
    );
    assert_eq!(status(&node, &ledger), Status::Signed, "and goes on");
    assert_eq!(attestation_fee(&node, 2), 2 * fee, "by the new constant");
    node.wait_final(node.height());
    events_are_found_up_to_the_new_runtime(&node, &ledger);

    node.kill();
    let node = chain_with_a_council(directory.path());
    assert_eq!(spec_version(&node), 2);
    assert_eq!(status(&node, &ledger), Status::Signed);
}

/// The node reads the events of the runtime that it was built with; of those of a later one it says so, whatever they look like.
fn events_are_found_up_to_the_new_runtime(node: &Node, ledger: &AccountId) {
    let known = found_as_stored(node, ledger);
    assert!(u64::from(known) < node.height(), "{known}");
    let found = asked(node, 1, node.height(), ledger);
    let found: usize = found.iter().map(|block| events_of(block).len()).sum();
    assert_eq!(found, 1, "the proposal, and not the signature after it");
    let refused = node.refusal(
        "iou_ledgerEvents",
        json!([known + 1, node.height(), ledger.to_string()]),
    );
    assert!(refused.contains("is not of runtime 1"), "{refused}");
}
