//! The Merkle trie of a Substrate state: looking a key up by the nodes of a proof, and building a trie from all its
//! entries, for the genesis block and for the transactions of a block. Nodes are kept in one place and found by their hash,
//! so every proof of a file shares them; one that no look-up used is an error.
//! Source: Polkadot specification, §2.4 (trie, node header, subvalues), state versions 0 and 1.
//! Written here because the library of the node (sp-trie) brings its whole runtime core, and this is all that is needed.
//! Limits: keys of 512 bytes.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

use scale::{Compact, Decode, Encode};
use sp_crypto_hashing::blake2_256;

use super::error::VerificationError;
use super::Hash;

/// Longest key, in bytes.
const KEY_LEN_MAX: usize = 512;
/// From this length on a value of a version 1 trie stands outside its node. Units: bytes.
const HASHED_VALUE_LEN: usize = 33;

/// The nodes of all proofs, by hash.
pub struct ProofNodes<'b> {
    nodes: HashMap<Hash, (Cow<'b, [u8]>, Cell<bool>)>,
}

impl<'b> ProofNodes<'b> {
    /// The nodes of a proof, each once and in the order of their hashes.
    ///
    /// Errors: another order.
    pub fn new<N: Into<Cow<'b, [u8]>>>(nodes: Vec<N>) -> Result<ProofNodes<'b>, VerificationError> {
        let mut last = None;
        let mut by_hash = HashMap::with_capacity(nodes.len());
        for node in nodes {
            let node = node.into();
            let hash = blake2_256(&node);
            if last.is_some_and(|last| last >= hash) {
                return Err(VerificationError::NodesOrder { node: hash });
            }
            last = Some(hash);
            let _ = by_hash.insert(hash, (node, Cell::new(false)));
        }
        Ok(ProofNodes { nodes: by_hash })
    }

    /// What the trie with that root holds under `key`; `None` where it proves that there is nothing.
    ///
    /// Errors: a node on the way is missing or not a node.
    pub fn value(&self, root: &Hash, key: &[u8]) -> Result<Option<&[u8]>, VerificationError> {
        if key.len() > KEY_LEN_MAX {
            return Err(VerificationError::TrieKey);
        }
        let nibbles = nibbles(key);
        let mut path = &nibbles[..];
        let mut node = Node::decode(self.get(root)?)?;
        loop {
            let Some(rest) = path.strip_prefix(&node.partial[..]) else {
                return Ok(None);
            };
            let Some((first, rest)) = rest.split_first() else {
                return node.value.map(|value| self.resolve(value)).transpose();
            };
            node = match node.children[usize::from(*first)] {
                None => return Ok(None),
                Some(Child::Hash(hash)) => Node::decode(self.get(&hash)?)?,
                Some(Child::Inline(bytes)) => Node::decode(bytes)?,
            };
            path = rest;
        }
    }

    /// How many nodes nothing has asked for.
    pub fn unused(&self) -> usize {
        self.nodes.values().filter(|(_, used)| !used.get()).count()
    }

    /// The nodes that were asked for, in the order of their hashes.
    pub fn into_used(self) -> Vec<Vec<u8>> {
        let used = self.nodes.into_iter().filter(|(_, (_, used))| used.get());
        let sorted: std::collections::BTreeMap<_, _> =
            used.map(|(hash, (node, _))| (hash, node.into_owned())).collect();
        sorted.into_values().collect()
    }

    fn get(&self, hash: &Hash) -> Result<&[u8], VerificationError> {
        let missing = || VerificationError::TrieNodeMissing { node: *hash };
        let (node, used) = self.nodes.get(hash).ok_or_else(missing)?;
        used.set(true);
        Ok(node)
    }

    fn resolve<'a>(&'a self, value: Value<'a>) -> Result<&'a [u8], VerificationError> {
        match value {
            Value::Inline(bytes) => Ok(bytes),
            Value::Hash(hash) => self.get(&hash),
        }
    }
}

enum Value<'a> {
    Inline(&'a [u8]),
    Hash(Hash),
}

#[derive(Clone, Copy)]
enum Child<'a> {
    Inline(&'a [u8]),
    Hash(Hash),
}

/// A node: a leaf has no children, the empty trie neither children nor value.
struct Node<'a> {
    partial: Vec<u8>,
    value: Option<Value<'a>>,
    children: [Option<Child<'a>>; 16],
}

/// The kinds of a node by the leading bits of its header, and how many bits they take.
const LEAF: (u8, u32) = (0b0100_0000, 2);
const BRANCH: (u8, u32) = (0b1000_0000, 2);
const BRANCH_WITH_VALUE: (u8, u32) = (0b1100_0000, 2);
const LEAF_HASHED: (u8, u32) = (0b0010_0000, 3);
const BRANCH_HASHED: (u8, u32) = (0b0001_0000, 4);

impl<'a> Node<'a> {
    fn decode(bytes: &'a [u8]) -> Result<Node<'a>, VerificationError> {
        let bad = || VerificationError::TrieNodeBad {
            node: blake2_256(bytes),
        };
        Node::parse(bytes).ok_or_else(bad)
    }

    fn parse(bytes: &'a [u8]) -> Option<Node<'a>> {
        let (first, mut rest) = bytes.split_first()?;
        let kinds = [LEAF, BRANCH, BRANCH_WITH_VALUE, LEAF_HASHED, BRANCH_HASHED];
        let found = kinds.into_iter().find(|(prefix, bits)| {
            let mask = !(u8::MAX >> bits);
            first & mask == *prefix
        });
        let Some(kind) = found else {
            let empty = *first == 0 && rest.is_empty();
            return empty.then_some(Node {
                partial: Vec::new(),
                value: None,
                children: [None; 16],
            });
        };
        let most = u8::MAX >> kind.1;
        let mut count = usize::from(first & most);
        if count == usize::from(most) {
            loop {
                let more = take(&mut rest, 1)?[0];
                count += usize::from(more);
                if count > 2 * KEY_LEN_MAX {
                    return None;
                }
                if more < u8::MAX {
                    break;
                }
            }
        }
        let packed = take(&mut rest, count.div_ceil(2))?;
        let mut partial = nibbles(packed);
        if count % 2 == 1 && partial.remove(0) != 0 {
            return None;
        }
        let is_branch = kind != LEAF && kind != LEAF_HASHED;
        let bitmap = match is_branch {
            true => u16::from_le_bytes(take(&mut rest, 2)?.try_into().ok()?),
            false => 0,
        };
        let value = match kind {
            BRANCH => None,
            LEAF_HASHED | BRANCH_HASHED => Some(Value::Hash(take(&mut rest, 32)?.try_into().ok()?)),
            _ => Some(Value::Inline(sized(&mut rest)?)),
        };
        let mut children = [None; 16];
        for (n, child) in children.iter_mut().enumerate() {
            if bitmap >> n & 1 == 1 {
                let bytes = sized(&mut rest)?;
                *child = Some(match bytes.try_into() {
                    Ok(hash) => Child::Hash(hash),
                    Err(_) => Child::Inline(bytes),
                });
            }
        }
        (rest.is_empty() && is_branch == (bitmap != 0)).then_some(Node {
            partial,
            value,
            children,
        })
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(count)?;
    *rest = left;
    Some(taken)
}

/// Bytes behind their length.
fn sized<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = Compact::<u32>::decode(rest).ok()?.0;
    take(rest, length as usize)
}

fn nibbles(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect()
}

/// How values stand in a trie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// All in their nodes.
    V0,
    /// Those of 33 bytes and more is_hashed.
    V1,
}

/// The root of the trie of these entries. Every node and hashed value is told to `keep` with its hash.
///
/// Errors: a key beyond the limit.
pub fn build(
    entries: &std::collections::BTreeMap<Vec<u8>, Vec<u8>>,
    version: Version,
    keep: &mut dyn FnMut(Hash, &[u8]),
) -> Result<Hash, VerificationError> {
    if entries.keys().any(|key| key.len() > KEY_LEN_MAX) {
        return Err(VerificationError::TrieKey);
    }
    let rows: Vec<(Vec<u8>, &[u8])> = entries
        .iter()
        .map(|(key, value)| (nibbles(key), &value[..]))
        .collect();
    let root = match rows.is_empty() {
        true => vec![0],
        false => node(&rows, 0, version, keep),
    };
    let hash = blake2_256(&root);
    keep(hash, &root);
    Ok(hash)
}

/// The root of a list, as of a block's transactions: the keys are the places, SCALE compact.
///
/// Errors: as [`build`].
pub fn build_list(
    items: &[Vec<u8>],
    version: Version,
    keep: &mut dyn FnMut(Hash, &[u8]),
) -> Result<Hash, VerificationError> {
    let places = (0u32..).map(list_key);
    build(&places.zip(items.iter().cloned()).collect(), version, keep)
}

/// The key of a list's item.
pub fn list_key(place: u32) -> Vec<u8> {
    Compact(place).encode()
}

/// The node of rows that agree in their first `depth` nibbles; at least one row.
fn node(
    rows: &[(Vec<u8>, &[u8])],
    depth: usize,
    version: Version,
    keep: &mut dyn FnMut(Hash, &[u8]),
) -> Vec<u8> {
    let (first, last) = (&rows[0].0[depth..], &rows[rows.len() - 1].0[depth..]);
    // Rows are sorted: what the first and the last share, all share.
    let shared = first.iter().zip(last).take_while(|(a, b)| a == b).count();
    let end = depth + shared;
    let own = rows[0].0.len() == end;
    let (value, below) = match own {
        true => (Some(rows[0].1), &rows[1..]),
        false => (None, rows),
    };
    let is_hashed = value.is_some_and(|value| version == Version::V1 && value.len() >= HASHED_VALUE_LEN);
    let kind = match (below.is_empty(), value.is_some(), is_hashed) {
        (true, _, false) => LEAF,
        (true, _, true) => LEAF_HASHED,
        (false, false, _) => BRANCH,
        (false, true, false) => BRANCH_WITH_VALUE,
        (false, true, true) => BRANCH_HASHED,
    };
    let mut bytes = head(kind, &first[..shared]);
    let mut children = Vec::new();
    let mut bitmap = 0u16;
    for group in below.chunk_by(|a, b| a.0[end] == b.0[end]) {
        bitmap |= 1 << group[0].0[end];
        let child = node(group, end + 1, version, keep);
        if child.len() < 32 {
            child.encode_to(&mut children);
        } else {
            let hash = blake2_256(&child);
            keep(hash, &child);
            hash.to_vec().encode_to(&mut children);
        }
    }
    if !below.is_empty() {
        bytes.extend(bitmap.to_le_bytes());
    }
    match value {
        Some(value) if is_hashed => {
            let hash = blake2_256(value);
            keep(hash, value);
            bytes.extend(hash);
        }
        Some(value) => value.encode_to(&mut bytes),
        None => {}
    }
    bytes.extend(children);
    bytes
}

/// Header and partial key of a node.
fn head((prefix, bits): (u8, u32), partial: &[u8]) -> Vec<u8> {
    let most = usize::from(u8::MAX >> bits);
    let mut bytes = Vec::new();
    if partial.len() < most {
        bytes.push(prefix | partial.len() as u8);
    } else {
        bytes.push(prefix | most as u8);
        let mut left = partial.len() - most;
        while left >= 255 {
            bytes.push(255);
            left -= 255;
        }
        bytes.push(left as u8);
    }
    let odd = partial.len() % 2;
    bytes.extend(partial.first().filter(|_| odd == 1));
    bytes.extend(partial[odd..].chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn proof(entries: &BTreeMap<Vec<u8>, Vec<u8>>, version: Version) -> (Hash, ProofNodes<'static>) {
        let mut nodes = BTreeMap::new();
        let root = build(entries, version, &mut |hash, node| {
            let _ = nodes.insert(hash, node.to_vec());
        })
        .unwrap();
        (
            root,
            ProofNodes::new(nodes.into_values().collect::<Vec<Vec<u8>>>()).unwrap(),
        )
    }

    #[test]
    fn roots_are_those_of_the_chain() {
        let empty = proof(&BTreeMap::new(), Version::V1).0;
        // The extrinsics root of every genesis block.
        assert_eq!(
            hex::encode(empty),
            "03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314"
        );
    }

    proptest! {
        #[test]
        fn every_entry_is_found_nothing_else_is_and_a_changed_node_is_noticed(
            entries in proptest::collection::btree_map(
                proptest::collection::vec(0u8..4, 0..6),
                proptest::collection::vec(any::<u8>(), 0..80),
                0..30,
            ),
            others in proptest::collection::vec(proptest::collection::vec(0u8..5, 0..7), 20),
            v1 in any::<bool>(),
        ) {
            let version = if v1 { Version::V1 } else { Version::V0 };
            let (root, nodes) = proof(&entries, version);
            for (key, value) in &entries {
                prop_assert_eq!(nodes.value(&root, key).unwrap(), Some(&value[..]));
            }
            if !entries.is_empty() {
                prop_assert_eq!(nodes.unused(), 0);
            }
            for key in others {
                prop_assert_eq!(nodes.value(&root, &key).unwrap(), entries.get(&key).map(|v| &v[..]));
            }
            prop_assert!(nodes.value(&[7; 32], b"").is_err());
        }

        #[test]
        fn bytes_that_are_no_node_are_refused_without_a_panic(bytes: Vec<u8>) {
            let _ = Node::parse(&bytes);
        }
    }
}
