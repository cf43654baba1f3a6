//! No vote twice: the rules of the record by themselves, then a validator that comes back from an old backup.

// The files by themselves, as the node has them.
#[path = "../../src/guard/present.rs"]
mod present;
#[allow(dead_code)]
#[path = "../../src/guard/record.rs"]
mod record;
#[allow(dead_code)]
#[path = "../../src/guard/store.rs"]
mod store;

use crate::consortium::{copy, equivocations, Network, LONG};
use crate::harness::{Node, START};
use present::{CatchingUp, Listening, Look};
use record::{Looks, Position, Record, Refusal, Vote, VoteKind};
use sp_keyring::Sr25519Keyring;
use std::fs;
use store::{Found, Store};

const KEY: [u8; 32] = [7; 32];

fn at(set: u64, round: u64) -> Position {
    Position { set, round }
}

fn vote(at: Position, kind: VoteKind, digest: &str) -> Vote {
    Vote {
        at,
        kind,
        digest: digest.into(),
    }
}

#[test]
fn a_key_signs_one_vote_of_a_kind_in_a_round_and_the_same_one_again() {
    let mut record = Record::trusted(Vec::new());
    let prevote = |digest| vote(at(0, 5), VoteKind::Prevote, digest);
    assert_eq!(record.admit(prevote("a"), 1), Ok(()));
    assert_eq!(record.admit(vote(at(0, 5), VoteKind::Precommit, "b"), 1), Ok(()));
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
    assert_eq!(record.admit(vote(at(0, 6), VoteKind::Prevote, "d"), 1), Ok(()));
    assert_eq!(record.admit(vote(at(1, 1), VoteKind::Prevote, "e"), 1), Ok(()));
}

#[test]
fn old_rounds_are_forgotten_as_votes_and_remembered_as_a_floor() {
    let mut record = Record::trusted(Vec::new());
    for round in 1..=100 {
        assert_eq!(
            record.admit(vote(at(3, round), VoteKind::Prevote, "x"), 1),
            Ok(())
        );
    }
    assert!(record.votes.len() < 10);
    let old = record.admit(vote(at(3, 50), VoteKind::Prevote, "x"), 1);
    assert!(matches!(old, Err(Refusal::Past { .. })));
    let older = record.admit(vote(at(2, 5_000), VoteKind::Precommit, "x"), 1);
    assert!(
        matches!(older, Err(Refusal::Past { .. })),
        "a set is before the next one"
    );
}

#[test]
fn a_key_of_unknown_past_signs_nothing_until_the_others_have_gone_on() {
    let mut record = Record::unknown(vec![vote(at(0, 9), VoteKind::Prevote, "x")]);
    assert!(!record.takes_part(None) && !record.takes_part(Some(at(9, 9))));
    let early = record.admit(vote(at(9, 9), VoteKind::Prevote, "y"), 1);
    assert_eq!(early, Err(Refusal::Unknown));
    assert!(record.settle(at(0, 4)));
    assert_eq!(record.floor, Some(at(0, 9)), "what is certain counts too");
    assert!(!record.takes_part(Some(at(0, 9))) && record.takes_part(Some(at(0, 10))));
    assert!(!record.settle(at(5, 5)), "once is enough");
}

#[test]
fn a_database_behind_the_record_watches_until_the_last_vote_is_passed() {
    let mut record = Record::trusted(Vec::new());
    assert!(record.takes_part(None));
    record
        .admit(vote(at(1, 40), VoteKind::Precommit, "x"), 77)
        .unwrap();
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
    assert!(record.begins_late(5_000), "warp sync");
    record.begin();
    assert!(!record.begins_late(5_000));
    assert!(!Record::trusted(Vec::new()).begins_late(5_000));
    let unknown = Record::unknown(Vec::new());
    assert!(!unknown.begins_late(5_000), "it waits already");
}

#[test]
fn a_key_on_an_empty_database_signs_nothing_before_the_node_has_caught_up() {
    let mut record = Record::fresh();
    assert!(
        record.takes_part(None) && record.takes_part(Some(at(0, 1))),
        "or the first round of a young chain would never end"
    );
    // Neither for the genesis block nor for one of the others' on its way: that round is long over, perhaps.
    for (kind, digest) in [(VoteKind::Prevote, "genesis"), (VoteKind::Precommit, "block 50")] {
        let early = record.admit(vote(at(0, 1), kind, digest), 50);
        assert_eq!(early, Err(Refusal::NotBegun));
    }
    assert!(
        record.votes.is_empty() && record.begins_late(101),
        "the doubt stays"
    );
    assert!(!Record::trusted(Vec::new()).begins_late(101));
    record.begin();
    assert_eq!(
        record.admit(vote(at(0, 1), VoteKind::Prevote, "genesis"), 0),
        Ok(())
    );
}

/// A look at a node at second `now`; its best block and its last final one were written at these seconds.
fn look(now: u64, major_sync: bool, best: u64, last_final: u64) -> Look {
    Look {
        now_ms: now * 1_000,
        in_company: true,
        major_sync,
        best_ms: Some(best * 1_000),
        final_ms: Some(last_final * 1_000),
    }
}

#[test]
fn a_node_has_caught_up_when_its_best_block_is_of_now_for_some_seconds_in_company() {
    let caught_up = |look: &dyn Fn(u64) -> Look| {
        let mut catching_up = CatchingUp::default();
        (10_000..10_020).find(|now| catching_up.is_done(&look(*now)))
    };
    assert_eq!(caught_up(&|now| look(now, false, now - 7, 0)), Some(10_003));
    assert_eq!(
        caught_up(&|now| look(now, false, now + 20, 0)),
        Some(10_003),
        "clocks differ"
    );
    assert_eq!(caught_up(&|now| look(now, true, now, 0)), None, "a major sync");
    assert_eq!(
        caught_up(&|now| look(now, false, 9_000, 9_000)),
        None,
        "old blocks"
    );
    assert_eq!(
        caught_up(&|now| look(now, false, 0, 0)),
        None,
        "genesis has no time"
    );
    let warp = |now| Look {
        best_ms: None,
        ..look(now, false, 0, 0)
    };
    assert_eq!(caught_up(&warp), None, "a warp sync");
    // A node that nobody has connected to yet writes blocks of now on the genesis block.
    let alone = |now| Look {
        in_company: false,
        ..look(now, false, now, 0)
    };
    assert_eq!(caught_up(&alone), None);
    // Whoever connects says how far they are, some moments later.
    let told_late = |now| look(now, now > 10_002, now, 0);
    assert_eq!(caught_up(&told_late), None);
}

#[test]
fn a_doubt_is_not_cleared_by_old_rounds_that_rush_by() {
    // In a major sync, with a set and a round anew at each look, for as long as it takes.
    let mut listening = Listening::default();
    for second in 10_000..20_000 {
        let rushing = look(second, true, second, second);
        assert!(!listening.hears(&rushing, Some(at(second, 1))));
    }
    // The node takes itself for caught up: nobody is connected yet, or the others are ahead by a handful of blocks. What is
    // final was written before it listened, although less than a minute ago.
    let mut listening = Listening::default();
    for second in 20_000..20_050 {
        let stale = look(second, false, 19_995, 19_990);
        assert!(!listening.hears(&stale, Some(at(0, second))));
    }
}

#[test]
fn a_doubt_is_cleared_by_three_rounds_after_a_block_that_was_written_while_the_node_listened() {
    let mut listening = Listening::default();
    let mut heard = (0..60).filter(|second| {
        let now = 10_000 + second;
        // A round and a block each second, final five seconds later.
        listening.hears(&look(now, false, now, now - 5), Some(at(3, now)))
    });
    assert_eq!(heard.next(), Some(10), "ten seconds at least, and 6 + 3 rounds");

    let mut listening = Listening::default();
    let heard = (0..60).any(|second| {
        let now = 10_000 + second;
        listening.hears(&look(now, false, now, now - 5), Some(at(3, 7)))
    });
    assert!(
        !heard,
        "the round that this node is in may be one in which the key voted"
    );
}

#[test]
fn whatever_breaks_the_listening_begins_it_anew() {
    for (broken, why) in [
        (look(10_020, true, 10_020, 10_015), "a major sync"),
        (
            look(10_090, false, 10_090, 10_015),
            "no finality for more than a minute",
        ),
    ] {
        let mut listening = Listening::default();
        let hears = |listening: &mut Listening, now| {
            listening.hears(&look(now, false, now, now - 5), Some(at(3, now)))
        };
        assert!((10_000..10_020).any(|now| hears(&mut listening, now)));
        assert!(!listening.hears(&broken, None), "{why}");
        let anew = broken.now_ms / 1_000 + 1;
        let first = (anew..anew + 60).find(|now| hears(&mut listening, *now));
        assert_eq!(first, Some(anew + 10), "{why}");
    }
}

#[test]
fn whatever_the_operator_trusts_in_no_vote_on_record_is_contradicted() {
    let mut record = Record::trusted(vec![vote(at(2, 9), VoteKind::Prevote, "x")]);
    assert!(record.takes_part(None));
    assert_eq!(record.admit(vote(at(2, 9), VoteKind::Prevote, "x"), 1), Ok(()));
    let other = record.admit(vote(at(2, 9), VoteKind::Prevote, "y"), 1);
    assert_eq!(other, Err(Refusal::Contradiction { vote: at(2, 9) }));
}

#[test]
fn a_record_is_its_own_where_it_was_written_and_a_copy_elsewhere() {
    let directory = tempfile::tempdir().unwrap();
    let (here, there) = (directory.path().join("here"), directory.path().join("there"));
    let store = Store::open(&here).unwrap();
    assert_eq!(store.read(&KEY), Ok(Found::Missing));
    let mut record = Record::trusted(Vec::new());
    record.admit(vote(at(0, 1), VoteKind::Prevote, "x"), 3).unwrap();
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
/// Bob has voted: Charlie and Dave are down, so that round stays open. Returns Alice and Bob.
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

/// What a validator has on record, of each key.
fn records_of(network: &Network, name: &str) -> Vec<Record> {
    let files = fs::read_dir(network.signed(name)).unwrap();
    let paths = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    // A record is replaced as a whole, so it can always be read.
    let records = paths.map(|path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap());
    records.collect()
}

/// The last round that a validator signed in.
fn votes_of(network: &Network, name: &str) -> Position {
    let records = records_of(network, name);
    let last = records.into_iter().map(|record| {
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
    // And Bob's vote is needed.
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

/// An institution's machine is replaced by an empty one with the same keys. At first it is by itself, and writes blocks on
/// the genesis block; then it fetches the whole chain from the others.
#[test]
fn faults_an_old_key_on_an_empty_machine_signs_nothing_before_it_has_heard_the_others_go_on() {
    let mut network = Network::with_pace(500, 600);
    let mut nodes = network.four();
    nodes[0].wait_final_within(105, LONG * 3);
    nodes.pop().unwrap().stop();
    let votes_of_new_machine = |network: &Network| -> Vec<Vote> {
        let records = records_of(network, "dave's new machine");
        records.into_iter().flat_map(|record| record.votes).collect()
    };
    let alone = network.start(
        "dave's new machine",
        &["--dave", "--reserved-only", "--force-authoring"],
    );
    alone.wait("it writes blocks by itself", LONG, |node| node.height() >= 3);
    assert_eq!(
        votes_of_new_machine(&network),
        [],
        "not even in the first round of the chain"
    );
    alone.kill();

    let dave = network.start("dave's new machine", &["--dave", "--prometheus-port", "0"]);
    dave.wait_said_within("The chain had gone on before key", LONG);
    assert_eq!(votes_of_new_machine(&network), []);
    assert!(dave.metrics().contains("iou_votes_withheld 1"));
    dave.wait_said_within("The others have gone on", LONG);
    let back = votes_of(&network, "dave's new machine");
    dave.wait("Dave votes again", LONG, |_| {
        votes_of(&network, "dave's new machine") > back
    });
    assert_eq!(equivocations(&nodes[0], Sr25519Keyring::Dave), 0);
    assert!(!nodes[0].has_said("equivocation in the finality worker"));
}
