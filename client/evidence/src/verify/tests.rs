//! Files that lie, made with real keys on a chain on paper: each lie is as good as its maker could make it, that is every
//! digest in the file fits, and only what they have no key for does not. None may pass.

use std::collections::BTreeSet;

use scale::Encode;
use serde_json::Value;
use terms::life::{Action, Channel};

use super::error::VerificationError;
use super::finality::{Justification, Precommit, SignedPrecommit};
use super::header::{DigestItem, Header};
use super::manifest::{canonical, EventPart, Hex, Manifest};
use super::sample::{
    self, authority, authority_key, by_hash, justify, listed, seal, Bundle, Paper, Person, CONTRACT, LOAN,
};
mod deliveries;
mod handwriting;
mod identities;
mod intents;
mod old_debts;
mod passkeys;
mod rows;
mod seats;
mod signatures;
mod silence;
mod words;

use super::{container, part, verify, Genesis, Standing, Verdict, VerificationReport};

/// What a file's first false item is.
fn falsity(report: &VerificationReport) -> Option<(&'static str, VerificationError)> {
    let found = report.items.iter().find(|item| item.verdict == Verdict::False);
    found.map(|item| (item.check, item.error.clone().unwrap()))
}

fn check(bundle: &Bundle, genesis: &Genesis) -> VerificationReport {
    verify(&bundle.seal(), genesis)
}

/// Asserts that a file does not hold, for that reason.
#[track_caller]
fn refused(bundle: &Bundle, genesis: &Genesis, code: &str) {
    let report = check(bundle, genesis);
    assert!(!report.holds());
    let (check, error) = falsity(&report).expect("something is false");
    assert_eq!(error.code(), code, "{check}: {error}");
}

/// Four authorities, a change of all of them in the middle, a loan of three months that was demanded and not paid.
fn paper() -> Paper {
    let mut paper = Paper::with_loan(&[1, 2, 3, 4], 3);
    paper.wait(30);
    let report = Action::ReportRepayment {
        amount: sample::minor(5_000),
        on: terms::sample::bullet(CONTRACT, CONTRACT, terms::Day(0)).day_of(terms::Timestamp(paper.now_ms)),
        receipt: Some([9; 32]),
        payer: None,
        to: terms::sample::UNSEEN_CREDITOR,
    };
    paper.act(0, report);
    let _ = paper.change_authorities(&[5, 6, 7, 8]);
    paper.wait(20);
    paper.act(1, Action::Dispute { evidence: None });
    paper.wait(60);
    let demand = Action::Demand {
        message: [7; 32],
        channel: Channel::Email,
        arrived: None,
    };
    paper.act(0, demand);
    let _ = paper.block(&[], Vec::new());
    paper
}

#[test]
fn an_honest_file_holds_and_everything_in_it_is_proved() {
    let paper = paper();
    let report = check(&paper.bundle(), &paper.genesis());
    assert_eq!(falsity(&report), None);
    assert!(report.holds());
    let loan = report.loan.unwrap();
    assert_eq!(loan.authority_sets.len(), 2);
    assert_eq!(loan.events.len(), 7);
    for proved in &loan.events {
        let step = proved.step.as_ref().unwrap();
        assert!(
            proved.block.is_some() && step.account == step.signer,
            "{proved:?}"
        );
    }
    // Off the chain, money is stated; nothing else is.
    let stated = report.items.iter().filter(|item| item.verdict == Verdict::Stated);
    let stated: BTreeSet<_> = stated.map(|item| item.check).collect();
    // Without the field that pins the clauses, their words are stated.
    assert_eq!(stated, ["clauses", "money"].into());
}

// ---- votes -----------------------------------------------------------------------------------------------------------

/// How something is changed that was true.
type Lie<T> = fn(&mut T);

/// The file with the justification of its proved block replaced.
fn with_votes(paper: &Paper, change: impl FnOnce(&mut Justification)) -> Bundle {
    let mut bundle = paper.bundle();
    let head = bundle.manifest.block.hash.0;
    for bytes in &mut bundle.justifications {
        let mut justification = Justification::decode_all(bytes).unwrap();
        if justification.target.target == head {
            change(&mut justification);
            *bytes = justification.encode();
            break;
        }
    }
    bundle
}

fn head_of(paper: &Paper) -> Header {
    paper.headers[&paper.bundle().manifest.block.hash.0].clone()
}

#[test]
fn three_of_four_votes_are_enough_and_two_are_not() {
    let paper = paper();
    let genesis = paper.genesis();
    let three = with_votes(&paper, |votes| votes.precommits.truncate(3));
    assert!(check(&three, &genesis).holds());
    let two = with_votes(&paper, |votes| votes.precommits.truncate(2));
    refused(&two, &genesis, "votes-too-few");
    let none = with_votes(&paper, |votes| votes.precommits.clear());
    refused(&none, &genesis, "votes-too-few");
}

#[test]
fn a_vote_counts_once() {
    let paper = paper();
    let doubled = with_votes(&paper, |votes| {
        votes.precommits.truncate(2);
        votes.precommits.extend(votes.precommits.clone());
    });
    refused(&doubled, &paper.genesis(), "vote-twice");
}

#[test]
fn of_an_authority_that_voted_for_two_blocks_one_precommit_is_carried() {
    let paper = paper();
    let head = head_of(&paper);
    let both = |votes: &mut Justification| {
        let (number, parent) = (head.number + 1, head.hash());
        let later = Header {
            number,
            parent,
            ..head.clone()
        };
        let vote = Precommit {
            target: later.hash(),
            number,
        };
        let key = authority_key(paper.authorities[0]);
        votes.precommits.push(SignedPrecommit {
            signature: key.sign(&votes.signed_bytes(&vote, 1)).to_bytes(),
            authority: authority(paper.authorities[0]),
            precommit: vote,
        });
        votes.ancestries.push(later);
    };
    let from_the_node = with_votes(&paper, |votes| both(votes));
    refused(&from_the_node, &paper.genesis(), "vote-twice");
    let carried = with_votes(&paper, |votes| {
        both(votes);
        *votes = votes.clone().tidy();
    });
    assert!(check(&carried, &paper.genesis()).holds());
}

#[test]
fn votes_of_strangers_of_those_before_and_of_another_set_are_refused() {
    let paper = paper();
    let (genesis, head) = (paper.genesis(), head_of(&paper));
    let strangers = with_votes(&paper, |votes| *votes = justify(&head, &[11, 12, 13, 14], 1));
    refused(&strangers, &genesis, "vote-foreign");
    // Authorities that were replaced sign on, as the set that they were and as the one they want to be.
    for set in [0, 1] {
        let before = with_votes(&paper, |votes| *votes = justify(&head, &[1, 2, 3, 4], set));
        refused(&before, &genesis, "vote-foreign");
    }
    let other_set = with_votes(&paper, |votes| *votes = justify(&head, &[5, 6, 7, 8], 2));
    refused(&other_set, &genesis, "vote-signature");
    let other_round = with_votes(&paper, |votes| votes.round += 1);
    refused(&other_round, &genesis, "vote-signature");
}

#[test]
fn a_justification_says_nothing_of_other_blocks() {
    let paper = paper();
    let (genesis, head) = (paper.genesis(), head_of(&paper));
    // A fork of the newest block that nobody voted for.
    let mut fork = head.clone();
    fork.digest.push(DigestItem::Other(vec![1]));
    let mut bundle = with_votes(&paper, |votes| votes.target.target = fork.hash());
    bundle.headers.push(fork.encode());
    bundle.manifest.block.hash = Hex(fork.hash());
    bundle.index.final_by = Hex(fork.hash());
    refused(&bundle, &genesis, "vote-branch");
    // Votes for a later block prove an earlier one only through the headers in between.
    let later = Header {
        parent: fork.hash(),
        number: head.number + 1,
        ..head.clone()
    };
    let mut bundle = with_votes(&paper, |votes| {
        *votes = justify(&later, &[5, 6, 7, 8], 1);
        votes.target = Precommit {
            target: head.hash(),
            number: head.number,
        };
        votes.ancestries = vec![later.clone()];
    });
    refused(&bundle, &genesis, "vote-branch");
    bundle.headers.push(fork.encode());
    refused(&bundle, &genesis, "vote-branch");
    // A height that no header has.
    let higher = with_votes(&paper, |votes| {
        for signed in &mut votes.precommits {
            signed.precommit.number += 1;
        }
        votes.target.number += 1;
        votes.precommits = resign(votes, &[5, 6, 7, 8], 1);
    });
    refused(&higher, &genesis, "vote-branch");
    let idle = with_votes(&paper, |votes| votes.ancestries = vec![fork.clone()]);
    refused(&idle, &genesis, "justification-headers");
}

/// The votes signed again, as they are.
fn resign(justification: &Justification, authorities: &[u8], set: u64) -> Vec<SignedPrecommit> {
    let sign = |(number, signed): (&u8, &SignedPrecommit)| {
        let message = justification.signed_bytes(&signed.precommit, set);
        SignedPrecommit {
            signature: authority_key(*number).sign(&message).to_bytes(),
            ..signed.clone()
        }
    };
    authorities
        .iter()
        .zip(&justification.precommits)
        .map(sign)
        .collect()
}

#[test]
fn votes_for_a_later_block_of_the_same_chain_make_the_earlier_one_final() {
    let mut paper = paper();
    let head = head_of(&paper);
    let bundle = paper.bundle();
    let later = paper.block(&[], Vec::new());
    let later = paper.headers[&later].clone();
    let mut later_votes = justify(&later, &[5, 6, 7, 8], 1);
    later_votes.target = Precommit {
        target: head.hash(),
        number: head.number,
    };
    later_votes.ancestries = vec![later.clone()];
    let mut through = bundle.clone();
    for bytes in &mut through.justifications {
        if Justification::decode_all(bytes).unwrap().target.target == head.hash() {
            *bytes = later_votes.encode();
        }
    }
    assert_eq!(falsity(&check(&through, &paper.genesis())), None);
    // The same by the index: the later block is the one that is justified.
    let mut by_later = bundle;
    by_later
        .justifications
        .retain(|bytes| Justification::decode_all(bytes).unwrap().target.target != head.hash());
    by_later
        .justifications
        .push(justify(&later, &[5, 6, 7, 8], 1).encode());
    by_later.headers.push(later.encode());
    by_later.index.final_by = Hex(later.hash());
    assert_eq!(falsity(&check(&by_later, &paper.genesis())), None);
}

// ---- set changes -----------------------------------------------------------------------------------------------

#[test]
fn a_set_change_must_be_named_be_in_a_header_and_be_final() {
    let paper = paper();
    let genesis = paper.genesis();
    let change = paper.bundle().index.set_changes[0];
    let mut left_out = paper.bundle();
    left_out.index.set_changes.clear();
    refused(&left_out, &genesis, "justification-foreign");
    left_out.justifications.retain(|bytes| target(bytes) != change.0);
    refused(&left_out, &genesis, "vote-foreign");
    let mut twice = paper.bundle();
    twice.index.set_changes.push(change);
    refused(&twice, &genesis, "change-order");
    let mut no_change = paper.bundle();
    no_change.index.set_changes = vec![no_change.manifest.block.hash];
    no_change.justifications.retain(|bytes| target(bytes) != change.0);
    refused(&no_change, &genesis, "change-missing");
    let mut not_final = paper.bundle();
    not_final
        .justifications
        .retain(|bytes| Justification::decode_all(bytes).unwrap().target.target != change.0);
    refused(&not_final, &genesis, "change-not-final");
}

/// Which block a justification is of.
fn target(justification: &[u8]) -> [u8; 32] {
    Justification::decode_all(justification).unwrap().target.target
}

#[test]
fn a_set_change_of_another_chain_of_the_same_authorities_is_refused() {
    // The same institutions begin two chains. On the other one they let authority 50 in, and themselves out.
    let mut other = Paper::new(&[1, 2, 3, 4], 2);
    let change = other.change_authorities(&[50]);
    // On this one nobody changed anything; authority 50 writes on alone.
    let mut paper = Paper::new(&[1, 2, 3, 4], 1);
    let _ = paper.block(&[], Vec::new());
    paper.adopt(&other, change, &[50]);
    paper.propose_monthly(3);
    paper.sign_and_deliver();
    refused(&paper.bundle(), &paper.genesis(), "other-chain");
    // Without the proof of what chain it is of it is refused as well, and so is one whose state knows no genesis block.
    let mut without = paper.bundle();
    let zero = other.nodes_of(change, &super::storage::block_hash(0));
    without.nodes.retain(|node| !zero.contains(node));
    assert!(!check(&without, &paper.genesis()).holds());
    let mut early = Paper::forgetful(&[1, 2, 3, 4]);
    let change = early.change_authorities(&[50]);
    let mut paper = Paper::new(&[1, 2, 3, 4], 1);
    paper.adopt(&early, change, &[50]);
    paper.propose_monthly(3);
    refused(&paper.bundle(), &paper.genesis(), "state-absent");
}

#[test]
fn a_second_change_of_another_chain_is_refused_too() {
    let mut other = Paper::new(&[1, 2, 3], 2);
    let _ = other.change_authorities(&[4, 5, 6]);
    let change = other.change_authorities(&[50]);
    let mut paper = Paper::new(&[1, 2, 3], 1);
    let _ = paper.change_authorities(&[4, 5, 6]);
    paper.adopt(&other, change, &[50]);
    paper.propose_monthly(3);
    refused(&paper.bundle(), &paper.genesis(), "other-chain");
}

#[test]
fn a_step_that_was_signed_for_another_chain_is_no_signature() {
    // The institutions put what a party signed on a rehearsal into a block of this chain.
    let mut rehearsal = Paper::with_loan(&[1], 3);
    let demand = demand([7; 32]);
    let (lender, input) = (rehearsal.people[0].clone(), sample::input_of(&demand));
    let signed = rehearsal.transaction(&lender, &input);
    let mut paper = Paper::new(&[1], 2);
    paper.propose_monthly(3);
    paper.sign_and_deliver();
    paper.replay(signed);
    paper.act(0, demand);
    refused(&paper.bundle(), &paper.genesis(), "signature");
}

#[test]
fn nobody_makes_themselves_an_authority() {
    let paper = paper();
    let genesis = paper.genesis();
    let change = paper.bundle().index.set_changes[0].0;
    // A fork of the change with other authorities, made final by those.
    let mut fork = paper.headers[&change].clone();
    let mut bytes = vec![1];
    (listed(&[21, 22, 23]), 0u32).encode_to(&mut bytes);
    fork.digest = vec![DigestItem::Consensus(*b"FRNK", bytes)];
    let mut bundle = paper.bundle();
    bundle.headers.push(fork.encode());
    bundle.index.set_changes = vec![Hex(fork.hash())];
    for bytes in &mut bundle.justifications {
        if Justification::decode_all(bytes).unwrap().target.target == change {
            *bytes = justify(&fork, &[21, 22, 23], 0).encode();
        }
    }
    refused(&bundle, &genesis, "vote-foreign");
    // The genesis block names others: then it is another genesis block.
    let other = Paper::new(&[21, 22, 23], 1);
    let mut bundle = paper.bundle();
    bundle.manifest.genesis = Hex(other.genesis().hash);
    refused(&bundle, &genesis, "other-chain");
}

#[test]
fn a_change_with_a_delay_or_by_force_is_not_followed() {
    for (kind, delay) in [(1u8, 5u32), (2, 0)] {
        let mut paper = Paper::with_loan(&[1, 2, 3, 4], 1);
        let mut bytes = vec![kind];
        match kind {
            1 => (listed(&[5, 6, 7]), delay).encode_to(&mut bytes),
            _ => (0u32, listed(&[5, 6, 7]), delay).encode_to(&mut bytes),
        }
        let block = paper.block(&[], vec![DigestItem::Consensus(*b"FRNK", bytes)]);
        let mut bundle = paper.bundle();
        bundle.index.set_changes = vec![Hex(block)];
        refused(&bundle, &paper.genesis(), "change-unsupported");
    }
}

// ---- state -----------------------------------------------------------------------------------------------------------

#[test]
fn the_evidence_of_another_chain_with_the_same_authorities_is_refused() {
    let (paper, other) = (Paper::with_loan(&[1, 2, 3], 1), Paper::new(&[1, 2, 3], 2));
    assert_ne!(paper.genesis().hash, other.genesis().hash);
    refused(&paper.bundle(), &other.genesis(), "other-chain");
    // The liar names our chain, and adds our genesis block with its proof.
    let mut bundle = paper.bundle();
    bundle.manifest.genesis = Hex(other.genesis().hash);
    bundle.headers.retain(|bytes| *bytes != paper.first.encode());
    bundle.headers.push(other.first.encode());
    bundle.nodes.extend(other.authority_nodes());
    refused(&bundle, &other.genesis(), "other-chain");
}

#[test]
fn another_loan_another_contract_another_code_and_another_time_are_refused() {
    let paper = paper();
    let genesis = paper.genesis();
    let changes: [(Lie<Bundle>, &str); 6] = [
        (|b| b.manifest.loan = LOAN + 1, "trie-node-missing"),
        (|b| b.manifest.contract = Hex([1; 32]), "trie-node-missing"),
        (|b| b.manifest.code = Hex([1; 32]), "code-hash"),
        (|b| b.manifest.block.time_ms += 1, "block-time"),
        (|b| b.manifest.block.number += 1, "block-number"),
        (
            |b| b.manifest.block.hash = b.index.blocks[0].block,
            "block-number",
        ),
    ];
    for (n, (change, code)) in changes.into_iter().enumerate() {
        let mut bundle = paper.bundle();
        change(&mut bundle);
        let report = check(&bundle, &genesis);
        assert!(!report.holds(), "{n}");
        let (_, error) = falsity(&report).unwrap();
        // Whether a foreign key ends at a missing node or at a proof of absence depends on the trie.
        let absent = code == "trie-node-missing" && error.code() == "state-absent";
        assert!(error.code() == code || absent, "{n}: {error}");
    }
}

#[test]
fn a_contract_that_nobody_named_is_stated_and_one_that_was_not_named_is_refused() {
    let paper = paper();
    let mut genesis = paper.genesis();
    let verdict = |report: &VerificationReport| {
        report
            .items
            .iter()
            .find(|item| item.check == "ledger")
            .unwrap()
            .verdict
    };
    assert_eq!(verdict(&check(&paper.bundle(), &genesis)), Verdict::Proved);
    assert_eq!(check(&paper.bundle(), &genesis).standing(), Standing::Holds);
    genesis.ledgers.clear();
    let unnamed = check(&paper.bundle(), &genesis);
    assert!(unnamed.holds());
    assert_eq!(verdict(&unnamed), Verdict::Stated);
    assert_eq!(unnamed.standing(), Standing::LedgerUnnamed);
    // What is false is false, whoever named what.
    let mut hidden = paper.bundle();
    let _ = hidden.events.pop();
    assert_eq!(check(&hidden, &genesis).standing(), Standing::False);
    genesis.ledgers = vec![terms::AccountId([1; 32])];
    refused(&paper.bundle(), &genesis, "other-ledger");
}

#[test]
fn a_proposal_that_nobody_else_signed_is_not_called_signed() {
    for (paper, signed) in [
        (Paper::with_proposal(&[1], 3), "no"),
        (Paper::with_loan(&[1], 3), "yes"),
    ] {
        let report = check(&paper.bundle(), &paper.genesis());
        assert!(report.holds());
        assert_eq!(report.loan.as_ref().unwrap().is_signed, signed == "yes");
        for of in ["terms", "agreement"] {
            let mut items = report.items.iter().filter(|item| item.check == of);
            assert!(items.all(|item| item.params.contains(&("signed", signed.to_owned()))));
        }
    }
}

#[test]
fn an_older_state_does_not_go_with_newer_events_nor_a_newer_one_with_older() {
    let mut paper = Paper::with_loan(&[1, 2, 3], 1);
    let older = paper.bundle();
    paper.wait(40);
    let demand = Action::Demand {
        message: [7; 32],
        channel: Channel::Letter,
        arrived: None,
    };
    paper.act(0, demand);
    let newer = paper.bundle();
    let genesis = paper.genesis();
    assert!(check(&older, &genesis).holds() && check(&newer, &genesis).holds());
    let mut hidden = newer.clone();
    hidden.events.pop();
    refused(&hidden, &genesis, "events-end");
    let mut invented = older.clone();
    invented.events.clone_from(&newer.events);
    refused(&invented, &genesis, "events-end");
}

// ---- events ----------------------------------------------------------------------------------------------------------

#[test]
fn events_that_are_changed_moved_or_called_something_else_are_refused() {
    let paper = paper();
    let genesis = paper.genesis();
    let mut swapped = paper.bundle();
    swapped.events.swap(1, 2);
    refused(&swapped, &genesis, "event-place");
    let mut doubled = paper.bundle();
    let again = doubled.events[3].clone();
    doubled.events.insert(3, again);
    refused(&doubled, &genesis, "event-place");
    // A demand without receipt and an attestation have the same fields, a dispute and a cancellation too.
    for (number, name) in [(6, "Attested"), (5, "LoanCancelled")] {
        let mut renamed = paper.bundle();
        renamed.events[number].name = name.into();
        refused(&renamed, &genesis, "event-bytes");
        // With the kind that the name asks for they are other bytes, which nothing names.
        let bytes = hex::decode(&renamed.events[number].scale).unwrap();
        let fits = |kind: u8| {
            let mut bytes = bytes.clone();
            bytes[1] = kind;
            terms::Event::decode(name, &bytes).map(|_| bytes)
        };
        let bytes = (0..=u8::MAX).find_map(fits).expect("the fields fit");
        renamed.events[number].scale = hex::encode(bytes);
        let is_last = number + 1 == renamed.events.len();
        refused(
            &renamed,
            &genesis,
            if is_last { "events-end" } else { "event-place" },
        );
    }
    let mut unknown = paper.bundle();
    unknown.events[0].name = "Nothing".into();
    refused(&unknown, &genesis, "event-bytes");
    unknown.events[0] = EventPart {
        name: "Nothing".into(),
        scale: String::new(),
    };
    refused(&unknown, &genesis, "event-place");
}

#[test]
fn events_cannot_be_put_into_other_blocks() {
    let paper = paper();
    let genesis = paper.genesis();
    let mut swapped = paper.bundle();
    swapped.index.blocks.swap(0, 1);
    refused(&swapped, &genesis, "block-order");
    let mut doubled = paper.bundle();
    let first = doubled.index.blocks[0].clone();
    doubled.index.blocks.insert(0, first);
    refused(&doubled, &genesis, "block-order");
    // The block before is final too, but nothing happened in it.
    let mut bundle = paper.bundle();
    let last = bundle.manifest.block.hash;
    let final_by = bundle.index.final_by;
    let listed = bundle.index.blocks.last_mut().unwrap();
    (listed.block, listed.final_by) = (last, final_by);
    let report = check(&bundle, &genesis);
    assert!(!report.holds());
    // A block less leaves its events without place and signature, and says so.
    let mut fewer = paper.bundle();
    let gone = fewer.index.blocks.pop().unwrap();
    refused(&fewer, &genesis, "justification-foreign");
    fewer
        .justifications
        .retain(|bytes| target(bytes) != gone.final_by.0);
    refused(&fewer, &genesis, "proof-unused");
    assert!(gone.transactions.len() == 1);
}

// ---- transactions ----------------------------------------------------------------------------------------------------

#[test]
fn a_signature_is_checked_over_the_bytes_that_the_transaction_names() {
    let paper = paper();
    let genesis = paper.genesis();
    let changes: [fn(&mut super::manifest::ListedTransaction); 3] = [
        |listed| listed.spec_version += 1,
        |listed| listed.transaction_version += 1,
        |listed| listed.birth = Hex([3; 32]),
    ];
    for change in changes {
        let mut bundle = paper.bundle();
        change(&mut bundle.index.blocks[2].transactions[0]);
        refused(&bundle, &genesis, "signature");
    }
    let mut other = paper.bundle();
    other.index.blocks[2].transactions[0].index = 0;
    let report = check(&other, &genesis);
    assert!(!report.holds());
    let mut doubled = paper.bundle();
    let again = doubled.index.blocks[2].transactions[0].clone();
    doubled.index.blocks[2].transactions.push(again);
    refused(&doubled, &genesis, "transaction-order");
}

#[test]
fn a_transaction_of_somebody_else_is_no_signature() {
    use super::extrinsic::{SignedExtensions, Transaction};
    let mut paper = Paper::new(&[1], 1);
    let around = SignedExtensions {
        genesis: paper.first.hash(),
        birth: paper.first.hash(),
        spec_version: 1,
        transaction_version: 1,
        metadata_hash: None,
    };
    let signed = paper.transaction(&Person::new(50), b"anything");
    let whole = Transaction::decode(&signed).unwrap();
    assert_eq!(whole.check(&around), Ok(()));
    // Another's key in its place, and each byte changed.
    let mut of_other = signed.clone();
    let at = signed
        .windows(32)
        .position(|w| w == Person::new(50).account().0)
        .unwrap();
    of_other[at..at + 32].copy_from_slice(&Person::new(51).account().0);
    assert!(Transaction::decode(&of_other).unwrap().check(&around).is_err());
    for at in 0..signed.len() {
        let mut changed = signed.clone();
        changed[at] ^= 1;
        let passes = Transaction::decode(&changed).is_some_and(|tx| tx.check(&around).is_ok());
        assert!(!passes, "byte {at}");
    }
}

/// A demand that the lender makes, with something else beside it in the same block.
fn demand_beside(beside: impl FnOnce(&mut Paper, &Action)) -> (Bundle, Genesis) {
    let mut paper = Paper::with_loan(&[1], 3);
    let demand = demand([7; 32]);
    beside(&mut paper, &demand);
    paper.act(0, demand);
    (paper.bundle(), paper.genesis())
}

fn demand(message: [u8; 32]) -> Action {
    Action::Demand {
        message,
        channel: Channel::Email,
        arrived: None,
    }
}

#[test]
fn a_transaction_that_did_not_cause_the_step_is_not_its_signature() {
    // A stranger's, one that the contract refused for its figures, one in the lender's name by whom they never let.
    let stranger = demand_beside(|paper, demand| paper.rival(&Person::new(50), None, demand));
    refused(&stranger.0, &stranger.1, "transaction-idle");
    let other = demand_beside(|paper, _| {
        let other = Action::Demand {
            message: [8; 32],
            channel: Channel::Email,
            arrived: None,
        };
        paper.rival(&paper.people[0].clone(), None, &other);
    });
    refused(&other.0, &other.1, "transaction-idle");
    let proxy = demand_beside(|paper, demand| {
        let lender = paper.people[0].account();
        paper.rival(&Person::new(50), Some(lender), demand);
    });
    refused(&proxy.0, &proxy.1, "transaction-proxy");
}

#[test]
fn a_proxy_signs_for_whom_let_it() {
    let (bundle, genesis) = demand_beside(|paper, demand| {
        let (lender, proxy) = (paper.people[0].account(), Person::new(50));
        paper.let_act(&lender, proxy.account(), 0);
        paper.rival(&proxy, Some(lender), demand);
    });
    let loan = check(&bundle, &genesis).loan.unwrap();
    let step = loan.events.last().unwrap().step.as_ref().unwrap();
    assert_eq!(step.account, loan.terms.lender);
    assert_eq!(step.signer, Person::new(50).account());
}

/// Asserts that a file holds and that every event of it, but those that follow from another, has its signature.
#[track_caller]
fn all_signed(paper: &Paper) -> Box<super::VerifiedLoan> {
    let report = check(&paper.bundle(), &paper.genesis());
    assert_eq!(falsity(&report), None);
    let loan = report.loan.unwrap();
    for proved in &loan.events {
        assert!(proved.step.is_some(), "{} is not signed", proved.event.name());
    }
    loan
}

#[test]
fn whatever_kind_of_key_a_party_has_its_signature_is_proved() {
    for person in Person::unusual(60) {
        for party in [0, 1] {
            let mut paper = Paper::new(&[1], 1);
            paper.people[party] = person.clone();
            paper.propose_monthly(3);
            paper.sign_and_deliver();
            paper.act(0, demand([7; 32]));
            let loan = all_signed(&paper);
            let own = loan.events.iter().map(|proved| proved.step.as_ref().unwrap());
            assert!(own.filter(|step| step.account == person.account()).count() >= 2);
            // And nobody else's signature is.
            let mut bundle = paper.bundle();
            bundle.index.blocks[0].transactions[0].spec_version += 1;
            refused(&bundle, &paper.genesis(), "signature");
        }
    }
}

#[test]
fn in_whatever_manner_a_party_sends_a_step_its_signature_is_proved() {
    use super::sample::Manner;
    let usual = Manner::default;
    let manners = [
        Manner {
            tail: vec![0],
            ..usual()
        },
        Manner {
            tail: vec![0xFF; 700],
            ..usual()
        },
        Manner {
            old_weight: true,
            ..usual()
        },
        Manner {
            metadata_hash: Some([9; 32]),
            ..usual()
        },
        Manner {
            tip: u128::MAX >> 1,
            ..usual()
        },
        Manner {
            tail: b"more".to_vec(),
            old_weight: true,
            metadata_hash: Some([0; 32]),
            tip: 1,
            ..usual()
        },
    ];
    for manner in manners {
        let mut paper = Paper::new(&[1], 1);
        paper.manner = manner.clone();
        paper.propose_monthly(3);
        for action in [
            Action::Sign {
                digest: paper.loan().agreement.digest,
                evidence: None,
            },
            Action::Deliver {
                amount: paper.loan().agreement.terms.principal,
                on: None,
                at_least: terms::RatePpm::ZERO,
                receipt: None,
            },
        ] {
            paper.manner = manner.clone();
            paper.act(0, action);
        }
        let _ = all_signed(&paper);
        // The hash of metadata is under the signature: another one, none and one too many are not.
        for hash in [None, Some(Hex([8; 32])), Some(Hex([9; 32])), Some(Hex([0; 32]))] {
            if hash.map(|hash| hash.0) == manner.metadata_hash {
                continue;
            }
            let mut bundle = paper.bundle();
            bundle.index.blocks[1].transactions[0].metadata_hash = hash;
            refused(&bundle, &paper.genesis(), "signature");
        }
    }
}

#[test]
fn what_stands_after_the_arguments_does_not_make_them_others() {
    // The step of other arguments stays another one, whatever follows.
    let (bundle, genesis) = demand_beside(|paper, _| {
        let mut input = sample::input_of(&demand([8; 32]));
        input.extend([0; 40]);
        let call = sample::ledger_call(&input, &Default::default());
        paper.aside(&paper.people[0].clone(), &call);
    });
    refused(&bundle, &genesis, "transaction-idle");
}

// ---- acting for others -----------------------------------------------------------------------------------------------

/// A call of the proxy pallet: its number, accounts, what follows.
fn proxy_call(number: u8, accounts: &[terms::AccountId], rest: &[u8]) -> Vec<u8> {
    let mut call = vec![12, number];
    for account in accounts {
        call.push(0);
        call.extend(account.0);
    }
    [&call[..], rest].concat()
}

/// A demand in the lender's name, sent by `sender` through these accounts; before it, `prepare`.
fn demand_through(
    sender: &Person,
    through: &[terms::AccountId],
    announced_by: Option<terms::AccountId>,
    prepare: impl FnOnce(&mut Paper),
) -> Paper {
    use super::sample::Manner;
    let mut paper = Paper::with_loan(&[1], 3);
    prepare(&mut paper);
    paper.manner = Manner {
        through: Some((sender.clone(), through.to_vec())),
        announced_by,
        ..Manner::default()
    };
    paper.act(0, demand([7; 32]));
    paper
}

#[test]
fn who_acts_for_one_who_acts_for_the_lender_signs_for_them() {
    let (lender, middle, sender) = (
        Person::new(101).account(),
        Person::new(50).account(),
        Person::new(51),
    );
    let both = |paper: &mut Paper| {
        paper.let_act(&lender, middle, 0);
        paper.let_act(&middle, sender.account(), 0);
    };
    let loan = all_signed(&demand_through(&sender, &[middle, lender], None, both));
    let step = loan.events.last().unwrap().step.as_ref().unwrap();
    assert_eq!((step.account, step.signer), (lender, sender.account()));
    // Each on the way has to be let.
    let paper = demand_through(&sender, &[middle, lender], None, |paper| {
        paper.let_act(&lender, middle, 0)
    });
    refused(&paper.bundle(), &paper.genesis(), "transaction-proxy");
    let paper = demand_through(&sender, &[middle, lender], None, |paper| {
        paper.let_act(&middle, sender.account(), 0);
    });
    refused(&paper.bundle(), &paper.genesis(), "transaction-proxy");
    // Who would have had to wait has to have announced it.
    let paper = demand_through(&sender, &[lender], None, |paper| {
        paper.let_act(&lender, sender.account(), 5)
    });
    refused(&paper.bundle(), &paper.genesis(), "transaction-proxy");
}

#[test]
fn a_proxy_that_is_taken_back_in_the_block_in_which_it_acts_signs_all_the_same() {
    let (lender, sender) = (Person::new(101), Person::new(51));
    let account = lender.account();
    // It was there before the block, and is not after it.
    let paper = {
        let mut paper = Paper::with_loan(&[1], 3);
        paper.let_act(&account, sender.account(), 0);
        let _ = paper.block(&[], Vec::new());
        paper.let_act_no_more(&account);
        paper.manner.through = Some((sender.clone(), vec![account]));
        paper.act(0, demand([7; 32]));
        paper
    };
    let _ = all_signed(&paper);
    // It was there neither before nor after: the lender's own transaction in the block let it act.
    let add = proxy_call(1, &[sender.account()], &(0u8, 0u32).encode());
    let paper = demand_through(&sender, &[account], None, |paper| paper.aside(&lender, &add));
    let _ = all_signed(&paper);
    // Nobody else's transaction does, nor one that lets another act, or only after a while.
    let another = proxy_call(1, &[Person::new(52).account()], &(0u8, 0u32).encode());
    let later = proxy_call(1, &[sender.account()], &(0u8, 9u32).encode());
    for (who, call) in [(&Person::new(52), &add), (&lender, &another), (&lender, &later)] {
        let paper = demand_through(&sender, &[account], None, |paper| paper.aside(who, call));
        refused(&paper.bundle(), &paper.genesis(), "transaction-proxy");
    }
    // What nobody needs is not carried along.
    let (bundle, genesis) = demand_beside(|paper, _| paper.aside(&lender, &add));
    refused(&bundle, &genesis, "transaction-idle");
}

#[test]
fn what_was_announced_is_signed_by_whoever_sets_it_off() {
    let (lender, delegate) = (Person::new(101).account(), Person::new(50).account());
    let call = sample::ledger_call(&sample::input_of(&demand([7; 32])), &Default::default());
    let hash = sp_crypto_hashing::blake2_256(&call);
    let anybody = Person::new(51);
    let announced = |listed: Vec<(terms::AccountId, [u8; 32], u32)>, delay| {
        demand_through(&anybody, &[lender], Some(delegate), move |paper| {
            paper.let_act(&lender, delegate, delay);
            paper.announce(&delegate, listed);
            let _ = paper.block(&[], Vec::new());
            // As the runtime does when it is set off.
            paper.announce(&delegate, Vec::new());
        })
    };
    let _ = all_signed(&announced(vec![(lender, hash, 3)], 2));
    for other in [vec![], vec![(delegate, hash, 3)], vec![(lender, [1; 32], 3)]] {
        let paper = announced(other, 2);
        refused(&paper.bundle(), &paper.genesis(), "transaction-proxy");
    }
    // Announced in the same block, where there is nothing to wait for.
    let announce = proxy_call(6, &[lender], &hash);
    let paper = demand_through(&anybody, &[lender], Some(delegate), |paper| {
        paper.let_act(&lender, delegate, 0);
        paper.aside(&Person::new(50), &announce);
    });
    let _ = all_signed(&paper);
}

#[test]
fn the_signatures_and_steps_of_those_who_borrow_together_are_each_ones_own() {
    let mut paper = Paper::with_joint_loan(&[1], 3);
    paper.wait(35);
    paper.act(0, Action::MarkDefault);
    let notice = Action::Accelerate {
        defaulted_on: terms::sample::UNSEEN_DAY,
        message: [7; 32],
        channel: Channel::Letter,
        receipt: Some([8; 32]),
    };
    paper.act(0, notice);
    let acknowledge = Action::Acknowledge {
        at_most: terms::Amount::MAX,
        evidence: None,
    };
    paper.act(2, acknowledge);
    let report = check(&paper.bundle(), &paper.genesis());
    assert_eq!(falsity(&report), None);
    assert!(report.holds());
    let loan = report.loan.unwrap();
    let [lender, borrower, other, ..] = paper.people.clone().map(|person| person.account());
    let signers: Vec<_> = loan
        .events
        .iter()
        .map(|proved| (proved.event.name(), proved.step.as_ref().unwrap().account))
        .collect();
    let expected = [
        ("LoanProposed", borrower),
        ("TermsSigned", other),
        ("LoanSigned", lender),
        ("DeliveryReported", lender),
        ("LoanDelivered", borrower),
        ("LoanDefaulted", lender),
        ("LoanAccelerated", lender),
        ("DebtAcknowledged", other),
    ];
    assert_eq!(signers, expected);
}

#[test]
fn nobody_signs_for_one_of_those_who_borrow_together_nor_acts_for_the_creditor() {
    // A signature of the borrower's in the block in which the co-borrower signs.
    let sign = |paper: &Paper| Action::Sign {
        digest: paper.loan().agreement.digest,
        evidence: None,
    };
    for (rival, signer) in [(1, 2), (2, 0)] {
        let mut paper = Paper::with_proposal(&[1], 3);
        if signer == 2 {
            paper = Paper::with_joint_proposal(&[1], 3);
        }
        let sign = sign(&paper);
        paper.rival(&paper.people[rival].clone(), None, &sign);
        paper.act(signer, sign);
        refused(&paper.bundle(), &paper.genesis(), "transaction-idle");
    }
    let mut paper = Paper::with_joint_loan(&[1], 3);
    paper.wait(35);
    paper.act(0, Action::MarkDefault);
    let notice = Action::Accelerate {
        defaulted_on: terms::sample::UNSEEN_DAY,
        message: [7; 32],
        channel: Channel::Letter,
        receipt: None,
    };
    paper.rival(&paper.people[2].clone(), None, &notice);
    paper.act(0, notice);
    refused(&paper.bundle(), &paper.genesis(), "transaction-idle");
}

#[test]
fn the_proposer_does_not_sign_for_the_other_party() {
    let mut paper = Paper::with_proposal(&[1], 3);
    let digest = paper.loan().agreement.digest;
    let sign = Action::Sign {
        digest,
        evidence: None,
    };
    paper.rival(&paper.people[1].clone(), None, &sign);
    paper.act(0, sign);
    refused(&paper.bundle(), &paper.genesis(), "transaction-idle");
}

// ---- institutions ----------------------------------------------------------------------------------------------------

#[test]
fn institutions_are_named_and_what_they_attested_is_proved() {
    let paper = paper();
    let report = check(&paper.bundle(), &paper.genesis());
    let loan = report.loan.unwrap();
    assert_eq!(loan.institutions.len(), 8);
    assert_eq!(loan.institutions[0].name.as_deref(), Some("Court 1"));
    assert_eq!(loan.attestations.len(), 1);
    assert_eq!(loan.attestations[0].at_ms, 7);
    // One that is not in the state, one of something else, one twice.
    let genesis = paper.genesis();
    let mut invented = paper.bundle();
    invented.index.attestations[0].account = Hex([1; 32]);
    assert!(!check(&invented, &genesis).holds());
    let mut foreign = paper.bundle();
    foreign.index.attestations[0].digest = Hex([1; 32]);
    refused(&foreign, &genesis, "attestation-foreign");
    let mut twice = paper.bundle();
    let again = twice.index.attestations[0].clone();
    twice.index.attestations.push(again);
    refused(&twice, &genesis, "attestation-order");
    let mut hidden = paper.bundle();
    hidden.index.attestations.clear();
    refused(&hidden, &genesis, "proof-unused");
}

// ---- every byte, every field -----------------------------------------------------------------------------------------

/// The smallest whole file: one authority, a proposal, its signature.
fn small() -> (Paper, Bundle) {
    let mut paper = Paper::with_loan(&[1], 1);
    let _ = paper.block(&[], Vec::new());
    let bundle = paper.bundle();
    (paper, bundle)
}

#[test]
fn every_byte_of_the_file_counts() {
    let (paper, bundle) = small();
    let (file, genesis) = (bundle.seal(), paper.genesis());
    assert!(verify(&file, &genesis).holds());
    let mut caught = 0;
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(!verify(&changed, &genesis).holds(), "byte {at}");
        caught += 1;
    }
    println!("{caught} changed bytes, all caught");
    // docs/evidence.md says so.
    assert!(caught >= 25_000);
}

#[test]
fn every_byte_of_every_part_counts_even_if_the_manifest_is_made_to_fit() {
    let (paper, bundle) = small();
    let genesis = paper.genesis();
    let mut caught = 0;
    for (name, bytes) in bundle.parts() {
        for at in 0..bytes.len() {
            let mut parts = bundle.parts();
            parts.get_mut(&name).unwrap()[at] ^= 1 << (at % 8);
            let file = seal(&bundle.manifest, parts);
            assert!(!verify(&file, &genesis).holds(), "{name}, byte {at}");
            caught += 1;
        }
        let mut parts = bundle.parts();
        let _ = parts.remove(&name);
        assert!(
            !verify(&seal(&bundle.manifest, parts), &genesis).holds(),
            "without {name}"
        );
        let mut parts = bundle.parts();
        parts.get_mut(&name).unwrap().push(0);
        assert!(
            !verify(&seal(&bundle.manifest, parts), &genesis).holds(),
            "{name} with more"
        );
        caught += 2;
    }
    for name in ["proof/more", "x.json", "files/00", "terms.scale2"] {
        let mut parts = bundle.parts();
        let _ = parts.insert(name.into(), b"{}".to_vec());
        assert!(
            !verify(&seal(&bundle.manifest, parts), &genesis).holds(),
            "with {name}"
        );
        caught += 1;
    }
    println!("{caught} changes under a manifest that fits, all caught");
    // docs/evidence.md says so.
    assert!(caught >= 22_000);
}

#[test]
fn each_field_of_manifest_and_index_is_changed_dropped_swapped_and_doubled() {
    let (paper, bundle) = small();
    let genesis = paper.genesis();
    let sealed = bundle.seal();
    let manifest = container::read(&sealed).unwrap()[container::MANIFEST];
    let mut caught = 0;
    for mutated in mutations(manifest) {
        let mut parts = container::read(&sealed).unwrap();
        let _ = parts.insert(container::MANIFEST.into(), &mutated);
        let file = container::write(&parts).unwrap();
        assert!(
            !verify(&file, &genesis).holds(),
            "{}",
            String::from_utf8_lossy(&mutated)
        );
        caught += 1;
    }
    for name in [part::INDEX, part::EVENTS, part::STATEMENT] {
        for mutated in mutations(&bundle.parts()[name]) {
            let mut parts = bundle.parts();
            let _ = parts.insert(name.into(), mutated.clone());
            let file = seal(&bundle.manifest, parts);
            assert!(
                !verify(&file, &genesis).holds(),
                "{name}: {}",
                String::from_utf8_lossy(&mutated)
            );
            caught += 1;
        }
    }
    println!("{caught} mutations of JSON, all caught");
    // docs/evidence.md says so.
    assert!(caught >= 700);
}

/// Every single change of a JSON document: each value changed, each member dropped, added or written twice, each two
/// neighbours swapped, and the same document in another form.
fn mutations(json: &[u8]) -> Vec<Vec<u8>> {
    let whole: Value = serde_json::from_slice(json).unwrap();
    let mut all = vec![
        [json, b" "].concat(),
        [b" ", json].concat(),
        serde_json::to_vec_pretty(&whole).unwrap(),
    ];
    let mut paths = Vec::new();
    walk(&whole, String::new(), &mut paths);
    for path in &paths {
        let at = whole.pointer(path).unwrap();
        let mut put = |value: Value| {
            let mut changed = whole.clone();
            *changed.pointer_mut(path).unwrap() = value;
            if changed != whole {
                all.push(canonical(&changed));
            }
        };
        match at {
            Value::Object(fields) => {
                for name in fields.keys() {
                    let mut fewer = fields.clone();
                    let _ = fewer.remove(name);
                    put(Value::Object(fewer));
                }
                let mut more = fields.clone();
                let _ = more.insert("more".into(), Value::Null);
                put(Value::Object(more));
                let names: Vec<_> = fields.keys().cloned().collect();
                for pair in names.windows(2) {
                    let mut swapped = fields.clone();
                    let _ = swapped.insert(pair[0].clone(), fields[&pair[1]].clone());
                    let _ = swapped.insert(pair[1].clone(), fields[&pair[0]].clone());
                    put(Value::Object(swapped));
                }
            }
            Value::Array(items) => {
                for n in 0..items.len() {
                    let mut fewer = items.clone();
                    let _ = fewer.remove(n);
                    put(fewer.into());
                    let mut doubled = items.clone();
                    doubled.insert(n, items[n].clone());
                    put(doubled.into());
                    if n > 0 {
                        let mut swapped = items.clone();
                        swapped.swap(n - 1, n);
                        put(swapped.into());
                    }
                }
            }
            Value::String(text) => {
                put(format!("{text}0").into());
                put("".into());
                put(text.to_uppercase().into());
                put(Value::Null);
                let flipped = text.replacen(|c: char| c.is_ascii_hexdigit(), "z", 1);
                put(flipped.into());
                let other = text.chars().rev().collect::<String>();
                put(other.into());
            }
            Value::Number(number) => {
                put((number.as_u64().unwrap() + 1).into());
                put(number.to_string().into());
                put(Value::Null);
            }
            Value::Bool(_) | Value::Null => put("x".into()),
        }
    }
    // A member written twice, which only text can have.
    let text = String::from_utf8(json.to_vec()).unwrap();
    if let Value::Object(fields) = &whole {
        for (name, value) in fields {
            let again = format!("{{\"{name}\":{},", String::from_utf8(canonical(value)).unwrap());
            all.push(text.replacen('{', &again, 1).into_bytes());
        }
    }
    all
}

fn walk(value: &Value, path: String, paths: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                walk(
                    inner,
                    format!("{path}/{}", name.replace('~', "~0").replace('/', "~1")),
                    paths,
                );
            }
        }
        Value::Array(items) => {
            for (n, inner) in items.iter().enumerate() {
                walk(inner, format!("{path}/{n}"), paths);
            }
        }
        _ => {}
    }
    paths.push(path);
}

// ---- beside the chain ------------------------------------------------------------------------------------------------

#[test]
fn an_attached_file_is_proved_by_its_digest_and_a_strange_one_is_refused() {
    let paper = Paper::with_loan(&[1], 1);
    let genesis = paper.genesis();
    let digest = iou_base::sha256(b"receipt");
    let name = format!("files/{}", hex::encode(digest));
    let proved = |report: &VerificationReport| {
        let file = |item: &&super::ReportItem| item.check == "file" && item.verdict == Verdict::Proved;
        report.items.iter().filter(file).count()
    };
    let mut bundle = paper.bundle();
    let without = check(&bundle, &genesis);
    assert!(without.holds() && proved(&without) == 0);
    assert!(without
        .items
        .iter()
        .any(|item| item.check == "file" && item.verdict == Verdict::Missing));
    let _ = bundle.others.insert(name.clone(), b"receipt".to_vec());
    let with = check(&bundle, &genesis);
    assert!(with.holds());
    // The report of the delivery names it, and the acknowledgement takes it over.
    assert_eq!(proved(&with), 2);
    let mut forged = paper.bundle();
    let _ = forged.others.insert(name, b"another".to_vec());
    refused(&forged, &genesis, "file-foreign");
    let mut foreign = paper.bundle();
    let other = hex::encode(iou_base::sha256(b"other"));
    let _ = foreign.others.insert(format!("files/{other}"), b"other".to_vec());
    refused(&foreign, &genesis, "file-foreign");
}

#[test]
fn an_anchor_must_be_of_this_file() {
    let paper = Paper::with_loan(&[1], 1);
    let genesis = paper.genesis();
    let report = check(&paper.bundle(), &genesis);
    let core = report.loan.unwrap().core;
    let proof = |digest: [u8; 32]| {
        let magic = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08";
        [&magic[..], &digest, &[0xF0, 1, 2]].concat()
    };
    let mut bundle = paper.bundle();
    let _ = bundle.others.insert("anchors/000.ots".into(), proof(core));
    let anchored = check(&bundle, &genesis);
    assert!(anchored.holds());
    assert!(anchored
        .items
        .iter()
        .any(|item| item.check == "anchor" && item.verdict == Verdict::Stated));
    for (name, bytes, code) in [
        ("anchors/000.ots", proof([1; 32]), "anchor-foreign"),
        ("anchors/000.ots", vec![1, 2, 3], "anchor-bad"),
        ("anchors/000.tsr", proof(core), "anchor-bad"),
        ("anchors/000.txt", proof(core), "anchor-bad"),
    ] {
        let mut bundle = paper.bundle();
        let _ = bundle.others.insert(name.into(), bytes);
        refused(&bundle, &genesis, code);
    }
}

#[test]
fn nothing_superfluous_is_carried_along() {
    let paper = Paper::with_loan(&[1], 1);
    let genesis = paper.genesis();
    let mut nodes = paper.bundle();
    nodes.nodes.push(b"anything".to_vec());
    refused(&nodes, &genesis, "proof-unused");
    let mut headers = paper.bundle();
    let mut header = head_of(&paper);
    header.number += 7;
    headers.headers.push(header.encode());
    refused(&headers, &genesis, "proof-unused");
    let mut unsorted = paper.bundle().parts();
    let mut list = by_hash(&paper.bundle().nodes);
    list.swap(0, 1);
    let _ = unsorted.insert(part::NODES.into(), list.encode());
    let report = verify(&seal(&paper.bundle().manifest, unsorted), &genesis);
    assert_eq!(falsity(&report).unwrap().1.code(), "nodes-order");
}

#[test]
fn a_specification_gives_the_first_block_by_its_state_or_by_its_root() {
    let paper = Paper::new(&[1, 2], 3);
    let raw = paper.specification();
    assert_eq!(Genesis::of_spec(&raw).unwrap().hash, paper.genesis().hash);
    let root = hex::encode(paper.first.state_root);
    let short = serde_json::json!({"name": "paper", "genesis": {"stateRootHash": format!("0x{root}")}});
    assert_eq!(
        Genesis::of_spec(short.to_string().as_bytes()).unwrap().hash,
        paper.genesis().hash
    );
    let readable = serde_json::json!({"name": "x", "genesis": {"runtimeGenesis": {}}});
    assert_eq!(
        Genesis::of_spec(readable.to_string().as_bytes())
            .unwrap_err()
            .code(),
        "spec-readable"
    );
    for bad in [
        "",
        "{}",
        "[]",
        r#"{"name":"x","genesis":{"stateRootHash":"0x00"}}"#,
    ] {
        assert_eq!(
            Genesis::of_spec(bad.as_bytes()).unwrap_err().code(),
            "spec-bad",
            "{bad}"
        );
    }
}

#[test]
fn a_specification_may_name_the_contracts_that_keep_the_loans() {
    let known = |ledger: Value| {
        let root = format!("0x{}", hex::encode([1; 32]));
        let spec = serde_json::json!({
            "name": "x", "genesis": {"stateRootHash": root}, "properties": {"ledger": ledger}
        });
        Genesis::of_spec(spec.to_string().as_bytes()).map(|genesis| genesis.ledgers)
    };
    let (one, other) = (terms::AccountId([1; 32]), terms::AccountId([2; 32]));
    let shown = iou_base::address::show;
    assert_eq!(known(shown(one).into()), Ok(vec![one]));
    assert_eq!(known(vec![shown(one), shown(other)].into()), Ok(vec![one, other]));
    for bad in [Value::from("5Foo"), Value::from(7), vec![7].into()] {
        assert_eq!(known(bad).unwrap_err().code(), "spec-bad");
    }
}

#[test]
fn lists_that_would_fill_the_memory_are_not_read() {
    let paper = Paper::with_loan(&[1], 1);
    let mut parts = paper.bundle().parts();
    let _ = parts.insert(part::NODES.into(), vec![Vec::<u8>::new(); 300_000].encode());
    let report = verify(&seal(&paper.bundle().manifest, parts), &paper.genesis());
    assert_eq!(falsity(&report).unwrap().1.code(), "list-long");
    let mut header = paper.first.clone();
    header.digest = vec![DigestItem::RuntimeUpdated; 65];
    assert!(<Header as scale::Decode>::decode(&mut &header.encode()[..]).is_err());
    let mut parts = paper.bundle().parts();
    let _ = parts.insert(part::NOTICES.into(), canonical(&vec![0; 100]));
    let report = verify(&seal(&paper.bundle().manifest, parts), &paper.genesis());
    assert_eq!(falsity(&report).unwrap().1.code(), "json-bad");
    let small = serde_json::json!({"a": 0});
    let mut parts = paper.bundle().parts();
    let _ = parts.insert(part::NOTICES.into(), canonical(&vec![small; 80_000]));
    let report = verify(&seal(&paper.bundle().manifest, parts), &paper.genesis());
    assert_eq!(falsity(&report).unwrap().1.code(), "notices-long");
    for (name, most) in super::limit::LENGTHS {
        let mut parts = paper.bundle().parts();
        let _ = parts.insert(name.into(), vec![b' '; most + 1]);
        let report = verify(&seal(&paper.bundle().manifest, parts), &paper.genesis());
        assert_eq!(falsity(&report).unwrap().1.code(), "part-long", "{name}");
    }
}

#[test]
fn a_header_or_a_justification_that_is_longer_than_any_is_not_read() {
    let paper = Paper::with_loan(&[1], 1);
    let genesis = paper.genesis();
    let mut header = paper.bundle();
    let mut long = paper.first.clone();
    long.digest = vec![DigestItem::Other(vec![0; 64 << 10])];
    header.headers.push(long.encode());
    refused(&header, &genesis, "header-bad");
    // One that the index names, with more votes than there are authorities, and with more headers than lie between two blocks.
    let head = head_of(&paper);
    let many = with_votes(&paper, |votes| *votes = justify(&head, &[1; 2], 0));
    refused(&many, &genesis, "vote-twice");
    let deep = with_votes(&paper, |votes| votes.ancestries = vec![head.clone(); 1_001]);
    refused(&deep, &genesis, "justification-bad");
    // Many that the index does not name.
    let mut foreign = paper.bundle();
    let mut header = head.clone();
    header.number += 1;
    foreign.justifications.push(justify(&header, &[1], 0).encode());
    refused(&foreign, &genesis, "justification-foreign");
    // More signatures than are checked, before any of them is.
    let mut many = paper.bundle();
    let again = many.index.blocks[0].transactions[0].clone();
    many.index.blocks[0].transactions = vec![again; super::finality::SIGNATURES_MAX];
    refused(&many, &genesis, "signatures-many");
}

#[test]
fn the_way_from_a_final_block_down_to_many_events_is_gone_once() {
    use super::header::Headers;
    let mut headers = vec![Header::first([0; 32])];
    for number in 1..3_000 {
        let parent = headers.last().unwrap().hash();
        headers.push(Header {
            parent,
            number,
            ..headers[0].clone()
        });
    }
    let encoded = by_hash(&headers.iter().map(Encode::encode).collect::<Vec<_>>());
    let encoded: Vec<&[u8]> = encoded.iter().map(Vec::as_slice).collect();
    let bag = Headers::new(&encoded).unwrap();
    let top = headers.last().unwrap().hash();
    // Four million steps, were it gone anew for each.
    for header in headers.iter().chain(headers.iter().rev()) {
        bag.check_ancestor(&header.hash(), &top).unwrap();
    }
    assert_eq!(
        bag.check_ancestor(&top, &headers[0].hash()).unwrap_err().code(),
        "header-fork"
    );
    // From ever other blocks it would be; that is more than a file needs.
    let anew = headers
        .iter()
        .rev()
        .map(|header| bag.check_ancestor(&headers[0].hash(), &header.hash()));
    assert_eq!(
        anew.filter_map(Result::err).next().unwrap().code(),
        "headers-many"
    );
}

#[test]
fn a_chain_for_development_and_keys_that_everybody_has_are_called_that() {
    let said = |report: &VerificationReport| -> Vec<(&str, String)> {
        let items = report
            .items
            .iter()
            .filter(|item| item.check.starts_with("development"));
        items.map(|item| (item.check, item.params[0].1.clone())).collect()
    };
    let mut paper = Paper::with_loan(&[1], 1);
    let mut genesis = paper.genesis();
    assert_eq!(said(&check(&paper.bundle(), &genesis)), vec![]);
    genesis.is_development = true;
    let report = check(&paper.bundle(), &genesis);
    assert_eq!(said(&report), vec![("development-chain", "paper".to_owned())]);
    assert!(report.holds());
    // One authority of two, and only since a change.
    let change = (vec![(authority(1), 1u64), (DEVELOPMENT.1, 1)], 0u32);
    let change = [vec![1], change.encode()].concat();
    let _ = paper.change_of(DigestItem::Consensus(*b"FRNK", change));
    genesis.is_development = false;
    let report = check(&paper.bundle(), &genesis);
    assert_eq!(
        said(&report),
        vec![("development-keys", DEVELOPMENT.0.to_owned())]
    );
}

/// A key that everybody has, with its name: the authority //Bob.
const DEVELOPMENT: (&str, [u8; 32]) = (
    "//Bob",
    [
        0xd1, 0x7c, 0x2d, 0x78, 0x23, 0xeb, 0xf2, 0x60, 0xfd, 0x13, 0x8f, 0x2d, 0x7e, 0x27, 0xd1, 0x14, 0xc0,
        0x14, 0x5d, 0x96, 0x8b, 0x5f, 0xf5, 0x00, 0x61, 0x25, 0xf2, 0x41, 0x4f, 0xad, 0xae, 0x69,
    ],
);

#[test]
fn what_a_file_says_of_the_chains_money_is_held_to_the_specification() {
    let paper = Paper::with_loan(&[1], 1);
    let other: [Lie<Manifest>; 3] = [
        |m| m.chain.decimals = 15,
        |m| m.chain.symbol = "IOU2".into(),
        |m| m.chain.kind = "Development".into(),
    ];
    for change in other {
        let mut bundle = paper.bundle();
        change(&mut bundle.manifest);
        refused(&bundle, &paper.genesis(), "other-money");
        // A specification that does not name it has nothing to hold it to.
        let unnamed = Genesis {
            token_symbol: None,
            token_decimals: None,
            kind: None,
            ..paper.genesis()
        };
        assert!(check(&bundle, &unnamed).holds());
    }
}

#[test]
fn a_manifest_of_another_format_or_a_later_schema_is_refused() {
    let paper = Paper::with_loan(&[1], 1);
    let other: [(Lie<Manifest>, &str); 2] = [
        (|m| m.format = "other".into(), "manifest-format"),
        (|m| m.schema += 1, "manifest-schema"),
    ];
    for (change, code) in other {
        let mut bundle = paper.bundle();
        change(&mut bundle.manifest);
        refused(&bundle, &paper.genesis(), code);
    }
}
