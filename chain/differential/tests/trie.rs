//! The verifier's trie against `sp-trie`: roots, nodes, look-ups through proofs, and proofs that were damaged.
//! The verifier may refuse what the node's library takes, where the list [`is_stricter`] says so, and never the other way
//! round.

use differential::verify::{
    storage::StateOf,
    trie::{build, build_list, ProofNodes, Version},
};
use proptest::{collection::btree_map, collection::vec, prelude::*, sample::Index};
use scale::{Compact, Encode};
use sp_core::{Blake2Hasher, H256};
use sp_crypto_hashing::blake2_256;
use sp_trie::{
    read_trie_value, recorder::Recorder, LayoutV0, LayoutV1, MemoryDB, StorageProof, TrieConfiguration,
    TrieDBMutBuilder, TrieMut,
};
use std::collections::{BTreeMap, BTreeSet};

type Entries = BTreeMap<Vec<u8>, Vec<u8>>;
type Db = MemoryDB<Blake2Hasher>;
type Hash = [u8; 32];

/// The node of the empty trie.
const EMPTY: [u8; 1] = [0];

/// Few letters and short keys make branches with values; long values stand outside in version 1.
fn entries() -> impl Strategy<Value = Entries> {
    let key = prop_oneof![vec(0u8..4, 0..6), vec(any::<u8>(), 0..40), vec(0u8..2, 60..70)];
    btree_map(key, vec(any::<u8>(), 0..80), 0..30)
}

fn theirs<L: TrieConfiguration<Hash = Blake2Hasher>>(entries: &Entries) -> (H256, Db) {
    let (mut db, mut root) = (Db::default(), H256::default());
    let mut trie = TrieDBMutBuilder::<L>::new(&mut db, &mut root).build();
    for (key, value) in entries {
        trie.insert(key, value).unwrap();
    }
    drop(trie);
    (root, db)
}

fn their_trie(entries: &Entries, version: Version) -> (H256, Db) {
    match version {
        Version::V0 => theirs::<LayoutV0<Blake2Hasher>>(entries),
        Version::V1 => theirs::<LayoutV1<Blake2Hasher>>(entries),
    }
}

/// The nodes that the node's library looks at for these keys.
fn proof_of(db: &Db, root: H256, keys: &[Vec<u8>]) -> BTreeSet<Vec<u8>> {
    let recorder = Recorder::<Blake2Hasher>::default();
    for key in keys {
        let mut recorder = recorder.as_trie_recorder(root);
        read_trie_value::<LayoutV1<Blake2Hasher>, _>(db, &root, key, Some(&mut recorder), None).unwrap();
    }
    recorder.drain_storage_proof().into_nodes()
}

fn proof(nodes: &BTreeSet<Vec<u8>>) -> ProofNodes<'static> {
    let sorted: BTreeMap<Hash, Vec<u8>> = nodes
        .iter()
        .map(|node| (blake2_256(node), node.clone()))
        .collect();
    ProofNodes::new(sorted.into_values().collect::<Vec<_>>()).unwrap()
}

/// What each of the two finds under a key: `Err` where it cannot say.
type Read = Result<Option<Vec<u8>>, String>;

fn read(nodes: &BTreeSet<Vec<u8>>, root: H256, key: &[u8]) -> (Read, Read) {
    let proof = proof(nodes);
    let ours = proof.value(&root.0, key);
    let ours = ours
        .map(|found| found.map(<[u8]>::to_vec))
        .map_err(|why| why.to_string());
    let db: Db = StorageProof::new(nodes.iter().cloned()).into_memory_db();
    let theirs = read_trie_value::<LayoutV1<Blake2Hasher>, _>(&db, &root, key, None, None);
    (ours, theirs.map_err(|error| error.to_string()))
}

fn alike(nodes: &BTreeSet<Vec<u8>>, root: H256, key: &[u8]) -> Result<(), TestCaseError> {
    let (ours, theirs) = read(nodes, root, key);
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours, theirs),
        (Err(_), Err(_)) => {}
        (Err(_), Ok(_)) if is_stricter(nodes, root) => {}
        _ => prop_assert!(false, "{:?} here, {:?} there", ours, theirs),
    }
    Ok(())
}

/// What the verifier refuses and the node's library takes. No node writes any of it.
fn is_stricter(nodes: &BTreeSet<Vec<u8>>, root: H256) -> bool {
    // The node of the empty trie, which the library knows without being told.
    if root.0 == blake2_256(&EMPTY) && !nodes.contains(&EMPTY[..]) {
        return true;
    }
    // Bytes behind a node. What the library reads it reads from the node's front: a shorter node reads the same.
    nodes.iter().any(|node| {
        (1..node.len()).any(|end| {
            let shorter = BTreeSet::from([node[..end].to_vec()]);
            let root = H256(blake2_256(&node[..end]));
            let known = |read: Read| match read {
                Ok(_) => true,
                // The node was read, and what it names is not there.
                Err(why) => why.contains("missing"),
            };
            known(self::read(&shorter, root, &[]).0)
        })
    })
}

/// A node put together from parts that fit each other or not, with a key that leads into it: random bytes seldom get so far.
fn odd_node() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    // Leaf, branch without and with a value, leaf and branch with a value outside, and what is none of them.
    let kind = prop::sample::select(vec![0x40u8, 0x80, 0xc0, 0x20, 0x10, 0x00]);
    let sized = |length: usize| [Compact(length as u32).encode(), vec![0x40; length]].concat();
    // The longest child that stands within its parent is a whole leaf: bytes behind one are what the verifier is stricter about.
    let child = prop::sample::select(vec![0usize, 1, 31, 32, 33]).prop_map(move |length| match length {
        31 => [Compact(31u32).encode(), vec![0x40], sized(29)].concat(),
        _ => sized(length),
    });
    let value = prop_oneof![
        Just(vec![]),
        prop::sample::select(vec![0usize, 1, 31, 32, 33, 70]).prop_map(sized),
        Just(vec![7; 32]),
    ];
    let bitmap = prop::sample::select(vec![None, Some(0u16), Some(1), Some(0x8001), Some(0x0100)]);
    (
        kind,
        0u8..6,
        vec(any::<u8>(), 3),
        any::<bool>(),
        bitmap,
        value,
        vec(child, 0..3),
    )
        .prop_map(|(kind, nibbles, packed, pads, bitmap, value, children)| {
            let mut packed = packed[..usize::from(nibbles).div_ceil(2)].to_vec();
            if let Some(first) = packed.first_mut().filter(|_| nibbles % 2 == 1 && pads) {
                *first &= 0x0f;
            }
            let bitmap = bitmap.map_or(vec![], |bits| bits.to_le_bytes().to_vec());
            let node = [
                vec![kind | nibbles],
                packed.clone(),
                bitmap,
                value,
                children.concat(),
            ]
            .concat();
            (node, packed)
        })
}

/// A change of some bytes.
#[derive(Clone, Debug)]
enum Damage {
    Flip(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Append(u8),
    Cut(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (any::<Index>(), 1u8..).prop_map(|(at, by)| Damage::Flip(at, by)),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Insert(at, byte)),
        1 => any::<Index>().prop_map(Damage::Remove),
        1 => any::<u8>().prop_map(Damage::Append),
        1 => any::<Index>().prop_map(Damage::Cut),
    ]
}

fn apply(damage: &Damage, bytes: &mut Vec<u8>) {
    match damage {
        Damage::Append(byte) => bytes.push(*byte),
        _ if bytes.is_empty() => {}
        Damage::Flip(at, by) => {
            let at = at.index(bytes.len());
            bytes[at] ^= by;
        }
        Damage::Insert(at, byte) => bytes.insert(at.index(bytes.len()), *byte),
        Damage::Remove(at) => {
            bytes.remove(at.index(bytes.len()));
        }
        Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
    }
}

fn version(v1: bool) -> Version {
    if v1 {
        Version::V1
    } else {
        Version::V0
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn both_build_the_same_trie_node_by_node(entries in entries(), v1 in any::<bool>()) {
        let mut nodes = BTreeMap::new();
        let ours = build(&entries, version(v1), &mut |hash, node| {
            nodes.insert(H256(hash), node.to_vec());
        });
        let (root, mut db) = their_trie(&entries, version(v1));
        prop_assert_eq!(H256(ours.unwrap()), root);
        let theirs: BTreeMap<_, _> = db
            .drain()
            .into_iter()
            .filter(|(_, (_, count))| *count > 0)
            .map(|(hash, (node, _))| (hash, node))
            .collect();
        if !entries.is_empty() {
            prop_assert_eq!(nodes, theirs);
        }
    }

    #[test]
    fn both_have_the_same_root_of_a_list(items in vec(vec(any::<u8>(), 0..80), 0..300), v1 in any::<bool>()) {
        let ours = build_list(&items, version(v1), &mut |_, _| {}).unwrap();
        let theirs = match version(v1) {
            Version::V0 => LayoutV0::<Blake2Hasher>::ordered_trie_root(items),
            Version::V1 => LayoutV1::<Blake2Hasher>::ordered_trie_root(items),
        };
        prop_assert_eq!(H256(ours), theirs);
    }

    #[test]
    fn both_read_the_same_through_a_proof_and_through_one_that_lacks_a_node(
        entries in entries(),
        others in vec(vec(0u8..5, 0..7), 8),
        asked in vec(any::<Index>(), 0..6),
        lacks in any::<Index>(),
        v1 in any::<bool>(),
    ) {
        let (root, db) = their_trie(&entries, version(v1));
        let known: Vec<_> = entries.keys().cloned().collect();
        let mut keys: Vec<Vec<u8>> = asked
            .iter()
            .filter(|_| !known.is_empty())
            .map(|index| index.get(&known).clone())
            .collect();
        keys.extend(others.iter().take(2).cloned());
        let mut nodes = proof_of(&db, root, &keys);
        if entries.is_empty() {
            nodes.insert(EMPTY.to_vec());
        }
        for key in &keys {
            let (ours, theirs) = read(&nodes, root, key);
            prop_assert_eq!(&ours, &Ok(entries.get(key).cloned()));
            prop_assert_eq!(ours, theirs);
        }
        // Nothing beyond what was asked for is needed, and no more was: the verifier counts the nodes that it used.
        let proof = proof(&nodes);
        for key in &keys {
            proof.value(&root.0, key).unwrap();
        }
        prop_assert_eq!(proof.unused(), 0);
        // Keys that the proof was not made for, and then one node less.
        for key in others.iter().chain(&known) {
            alike(&nodes, root, key)?;
        }
        if !nodes.is_empty() {
            let gone = nodes.iter().nth(lacks.index(nodes.len())).unwrap().clone();
            nodes.remove(&gone);
            for key in others.iter().chain(&known) {
                alike(&nodes, root, key)?;
            }
        }
    }

    /// A node that was changed has another hash, so nothing leads to it: here it is made the root.
    #[test]
    fn both_take_and_refuse_the_same_damaged_nodes(
        entries in entries(),
        others in vec(vec(0u8..5, 0..7), 4),
        which in any::<Index>(),
        damages in vec(damage(), 0..4),
        v1 in any::<bool>(),
    ) {
        let (_, mut db) = their_trie(&entries, version(v1));
        let mut nodes: BTreeSet<Vec<u8>> = db.drain().into_values().map(|(node, _)| node).collect();
        let Some(mut node) = nodes.iter().nth(which.index(nodes.len().max(1))).cloned() else {
            return Ok(());
        };
        for damage in &damages {
            apply(damage, &mut node);
        }
        let root = H256(blake2_256(&node));
        nodes.insert(node);
        let below = entries.keys().flat_map(|key| (0..key.len()).map(|from| key[from..].to_vec()));
        for key in others.iter().cloned().chain(below.take(12)) {
            alike(&nodes, root, &key)?;
        }
    }

    #[test]
    fn both_take_and_refuse_the_same_bytes_as_a_node(node in vec(any::<u8>(), 0..60), key in vec(any::<u8>(), 0..3)) {
        let root = H256(blake2_256(&node));
        alike(&BTreeSet::from([node]), root, &key)?;
    }

    #[test]
    fn both_take_and_refuse_the_same_odd_nodes((node, key) in odd_node()) {
        let root = H256(blake2_256(&node));
        for key in [&key[..], &key[key.len().min(1)..], &[]] {
            alike(&BTreeSet::from([node.clone()]), root, key)?;
        }
    }

    #[test]
    fn both_find_a_contracts_own_trie_through_that_of_the_state(
        entries in entries(),
        child in entries(),
        id in vec(any::<u8>(), 1..40),
    ) {
        let (child_root, mut db) = their_trie(&child, Version::V1);
        let mut state = entries.clone();
        let key = [&b":child_storage:default:"[..], &id].concat();
        state.insert(key, child_root.0.to_vec());
        let (root, state_db) = their_trie(&state, Version::V1);
        db.consolidate(state_db);
        let nodes = db.drain().into_values().map(|(node, _)| node).collect();
        let proof = proof(&nodes);
        let found = StateOf { nodes: &proof, root: root.0 }.ledger(&id).unwrap().expect("its root is there");
        let db: Db = StorageProof::new(nodes.iter().cloned()).into_memory_db();
        for (key, value) in &child {
            prop_assert_eq!(proof.value(&found.root, key).unwrap(), Some(&value[..]));
            let theirs = sp_trie::read_trie_value::<LayoutV1<Blake2Hasher>, _>(&db, &child_root, key, None, None);
            prop_assert_eq!(theirs.unwrap(), Some(value.clone()));
        }
    }
}

#[test]
fn a_key_beyond_the_limit_is_refused_here_and_read_there() {
    let long = vec![1; 513];
    let entries = Entries::from([(long.clone(), vec![7])]);
    let (root, db) = their_trie(&entries, Version::V1);
    let nodes = proof_of(&db, root, &[long.clone()]);
    let (ours, theirs) = read(&nodes, root, &long);
    assert_eq!(theirs, Ok(Some(vec![7])));
    assert!(ours.is_err());
    assert!(build(&entries, Version::V1, &mut |_, _| {}).is_err());
}

#[test]
fn the_empty_trie_is_refused_without_its_node_here_and_known_there() {
    let (root, _) = their_trie(&Entries::new(), Version::V1);
    let (ours, theirs) = read(&BTreeSet::new(), root, &[1]);
    assert_eq!(theirs, Ok(None));
    assert!(ours.is_err());
    let (ours, theirs) = read(&BTreeSet::from([EMPTY.to_vec()]), root, &[1]);
    assert_eq!((ours, theirs), (Ok(None), Ok(None)));
}

#[test]
fn bytes_behind_a_node_are_refused_here_and_ignored_there() {
    let entries = Entries::from([(vec![1], vec![7])]);
    let (_, mut db) = their_trie(&entries, Version::V1);
    let mut node = db
        .drain()
        .into_values()
        .map(|(node, _)| node)
        .find(|node| *node != [0])
        .unwrap();
    node.extend(b"more".encode());
    let nodes = BTreeSet::from([node.clone()]);
    let (ours, theirs) = read(&nodes, H256(blake2_256(&node)), &[1]);
    assert_eq!(theirs, Ok(Some(vec![7])));
    assert!(ours.is_err());
}
