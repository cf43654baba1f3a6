//! No vote twice: the rules of the record by themselves, then a validator that comes back from an old backup.

// The two files by themselves, as the node has them.
#[allow(dead_code)]
#[path = "../../src/guard/record.rs"]
mod record;
#[allow(dead_code)]
#[path = "../../src/guard/store.rs"]
mod store;

use crate::consortium::{copy, equivocations, Network, LONG};
use crate::harness::{Node, START};
use record::{Looks, Position, Record, Refusal, Stage, Vote};
use sp_keyring::Sr25519Keyring;
use std::fs;
use store::{Found, Store};

/// As the node's own, which these two use.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const KEY: [u8; 32] = [7; 32];

fn at(set: u64, round: u64) -> Position {
    Position { set, round }
}

fn vote(at: Position, stage: Stage, digest: &str) -> Vote {
    Vote {
        at,
        stage,
        digest: digest.into(),
    }
}

#[test]
fn a_key_signs_one_vote_of_a_kind_in_a_round_and_the_same_one_again() {
    let mut record = Record::fresh();
    let prevote = |digest| vote(at(0, 5), Stage::Prevote, digest);
    assert_eq!(record.admit(prevote("a"), 1), Ok(()));
    assert_eq!(record.admit(vote(at(0, 5), Stage::Precommit, "b"), 1), Ok(()));
    assert_eq!(
        record.admit(prevote("a"), 1),
        Ok(()),
        "a restart asks for it again"
    );
    let other = record.admit(prevote("c"), 1);
    assert_eq!(other, Err(Refusal::Contradiction { vote: at(0, 5) }));
    let again = record.admit(prevote("a"), 1);
    assert!(
        matches!(again, Err(Refusal::Past { .. })),
        "that round is over for this key"
    );
    assert_eq!(record.admit(vote(at(0, 6), Stage::Prevote, "d"), 1), Ok(()));
    assert_eq!(record.admit(vote(at(1, 1), Stage::Prevote, "e"), 1), Ok(()));
}

#[test]
fn old_rounds_are_forgotten_as_votes_and_remembered_as_a_floor() {
    let mut record = Record::fresh();
    for round in 1..=100 {
        assert_eq!(record.admit(vote(at(3, round), Stage::Prevote, "x"), 1), Ok(()));
    }
    assert!(record.votes.len() < 10);
    let old = record.admit(vote(at(3, 50), Stage::Prevote, "x"), 1);
    assert!(matches!(old, Err(Refusal::Past { .. })));
    let older = record.admit(vote(at(2, 5_000), Stage::Precommit, "x"), 1);
    assert!(
        matches!(older, Err(Refusal::Past { .. })),
        "a set is before the next one"
    );
}

#[test]
fn a_key_of_unknown_past_signs_nothing_until_the_others_have_gone_on() {
    let mut record = Record::unknown(vec![vote(at(0, 9), Stage::Prevote, "x")]);
    assert!(!record.takes_part(None) && !record.takes_part(Some(at(9, 9))));
    let early = record.admit(vote(at(9, 9), Stage::Prevote, "y"), 1);
    assert_eq!(early, Err(Refusal::Unknown));
    assert!(record.settle(at(0, 4)));
    assert_eq!(record.floor, Some(at(0, 9)), "what is certain counts too");
    assert!(!record.takes_part(Some(at(0, 9))) && record.takes_part(Some(at(0, 10))));
    assert!(!record.settle(at(5, 5)), "once is enough");
}

#[test]
fn a_database_behind_the_record_watches_until_the_last_vote_is_passed() {
    let mut record = Record::fresh();
    assert!(record.takes_part(None));
    record.admit(vote(at(1, 40), Stage::Precommit, "x"), 77).unwrap();
    record.forget_none();
    assert!(!record.takes_part(None) && !record.takes_part(Some(at(1, 40))));
    assert!(record.takes_part(Some(at(1, 41))));
}

#[test]
fn a_new_set_beside_the_old_voters_round_is_not_believed() {
    let mut looks = Looks::default();
    let mut see = |set, round| looks.at(at(set, round));
    let believed = (0..8).filter_map(|_| see(4, 9_000)).last();
    assert_eq!(believed, Some(at(4, 9_000)));
    assert_eq!(see(5, 9_000), None, "the round is of set 4");
    assert_eq!(see(5, 9_001), None);
    let believed: Vec<_> = (1..8).filter_map(|round| see(5, round)).collect();
    assert!(believed.contains(&at(5, 5)) && believed.iter().all(|one| one.round < 8));
}

#[test]
fn a_key_first_used_on_an_empty_database_may_begin_with_a_young_chain_only() {
    let mut record = Record::fresh();
    assert!(!record.begins_late(0) && !record.begins_late(100));
    // A vote for the first block, cast while the others' blocks are still on their way, is no beginning.
    assert_eq!(
        record.admit(vote(at(0, 1), Stage::Prevote, "first block"), 0),
        Ok(())
    );
    assert!(record.begins_late(5_000), "warp sync");
    record.tried();
    assert!(!record.begins_late(5_000));
    assert!(!Record::trusted(Vec::new()).begins_late(5_000));
    let unknown = Record::unknown(Vec::new());
    assert!(!unknown.begins_late(5_000), "it waits already");
}

#[test]
fn whatever_the_operator_trusts_in_no_vote_on_record_is_contradicted() {
    let mut record = Record::trusted(vec![vote(at(2, 9), Stage::Prevote, "x")]);
    assert!(record.takes_part(None));
    assert_eq!(record.admit(vote(at(2, 9), Stage::Prevote, "x"), 1), Ok(()));
    let other = record.admit(vote(at(2, 9), Stage::Prevote, "y"), 1);
    assert_eq!(other, Err(Refusal::Contradiction { vote: at(2, 9) }));
}

#[test]
fn a_record_is_its_own_where_it_was_written_and_a_copy_elsewhere() {
    let directory = tempfile::tempdir().unwrap();
    let (here, there) = (directory.path().join("here"), directory.path().join("there"));
    let store = Store::open(&here).unwrap();
    assert_eq!(store.read(&KEY), Ok(Found::Missing));
    let mut record = Record::fresh();
    record.admit(vote(at(0, 1), Stage::Prevote, "x"), 3).unwrap();
    store.write(&KEY, &record).unwrap();
    assert_eq!(store.read(&KEY), Ok(Found::Own(record.clone())));

    copy(&here, &there);
    let copied = Store::open(&there).unwrap().read(&KEY);
    assert_eq!(copied, Ok(Found::Copied(record.votes.clone())));
    // Put back over the original, as a restored backup is.
    fs::remove_dir_all(&here).unwrap();
    copy(&there, &here);
    assert_eq!(store.read(&KEY), Ok(Found::Copied(record.votes.clone())));
    store.write(&KEY, &record).unwrap();
    assert_eq!(store.read(&KEY), Ok(Found::Own(record)));
}

#[test]
fn a_damaged_record_is_not_taken_for_a_missing_one() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).unwrap();
    store.write(&KEY, &Record::fresh()).unwrap();
    let file = fs::read_dir(directory.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    fs::write(&file, "{").unwrap();
    let refused = store.read(&KEY).unwrap_err();
    assert!(refused.contains(file.to_str().unwrap()), "{refused}");
}

/// Four validators, of which Bob's whole base path is copied early and put back late, in the middle of a round in which
/// he has voted: Charlie and Dave are down, so that round stays open. Returns Alice and Bob.
fn bob_from_an_old_backup(network: &mut Network, more: &[&str]) -> (Node, Node) {
    let mut nodes = network.four();
    nodes.iter().for_each(|node| node.wait_final_within(3, LONG));
    let bob = nodes.remove(1);
    bob.stop();
    let (base, backup) = (network.base("bob"), network.base("bob's backup"));
    copy(&base, &backup);
    let bob = network.validator("bob", &[]);
    let reached = nodes[0].final_height();
    bob.wait_final_within(reached + 5, LONG);

    // Charlie and Dave go. What is final then stays the last; what Alice and Bob vote for is not.
    for node in nodes.drain(1..) {
        node.kill();
    }
    let alice = nodes.pop().unwrap();
    let voted = votes_of(network, "bob");
    let height = alice.height();
    bob.wait("the chain goes on without finality", LONG, |node| {
        node.height() >= height + 6 && votes_of(network, "bob") >= voted
    });
    bob.kill();
    fs::remove_dir_all(&base).unwrap();
    copy(&backup, &base);
    let bob = network.validator("bob", more);
    (alice, bob)
}

/// The last round that a validator signed in.
fn votes_of(network: &Network, name: &str) -> Position {
    let files = fs::read_dir(network.signed(name)).unwrap();
    let records = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let last = records.map(|path| {
        // A record is replaced as a whole, so it can always be read.
        let record: Record = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let last = record.votes.iter().map(|vote| vote.at).max();
        last.or(record.floor).unwrap_or(at(0, 0))
    });
    last.max().unwrap()
}

#[test]
fn faults_a_validator_restored_from_an_old_backup_does_not_vote_twice() {
    let mut network = Network::with_pace(1_000, 600);
    let (alice, bob) = bob_from_an_old_backup(&mut network, &[]);
    bob.wait_said_within("is a copy", START);
    let height = alice.height();
    alice.wait("Alice and Bob write blocks", LONG, |node| {
        node.height() >= height + 20
    });
    assert!(!alice.has_said("Detected prevote equivocation"));
    assert!(!alice.has_said("Detected precommit equivocation"));

    // With the other two back, finality goes on, and in a later round Bob votes again.
    let charlie = network.validator("charlie", &[]);
    let _dave = network.validator("dave", &[]);
    bob.wait_said_within("The others have gone on", LONG);
    let back = votes_of(&network, "bob");
    bob.wait("Bob votes again", LONG, |_| votes_of(&network, "bob") > back);
    // And his vote is needed.
    charlie.kill();
    let reached = alice.final_height();
    alice.wait_final_within(reached + 4, LONG);
    assert_eq!(equivocations(&alice, Sr25519Keyring::Bob), 0);
    assert!(!alice.has_said("equivocation in the finality worker"));
}

#[test]
fn faults_without_that_protection_it_does_and_the_chain_shows_it() {
    let mut network = Network::with_pace(1_000, 600);
    let (alice, _bob) = bob_from_an_old_backup(&mut network, &["--trust-copied-keys"]);
    alice.wait("Bob is on record", LONG, |node| {
        equivocations(node, Sr25519Keyring::Bob) > 0
    });
}
