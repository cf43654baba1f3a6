//! Headers of blocks: what a block's hash is the hash of, and how blocks are linked. A header of a file is read when
//! something that is known by its hash asks for it, and no further than is asked for: until then it is bytes.
//! Source: Polkadot specification, §3.3 (header, digest items).
//! Limits: 64 KiB a header, 64 items in its digest, 400,000 steps from block to block in all.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use scale::{Compact, Decode, Encode};
use sp_crypto_hashing::blake2_256;

use super::error::VerificationError;
use super::Hash;

/// Most items of a header's digest; a block has three, at a set change four.
const ITEMS_MAX: u32 = 64;
/// Longest header: a change to a thousand authorities takes 40 kB. Units: bytes.
const HEADER_LEN_MAX: usize = 64 << 10;
/// Most steps from a block to its parent: each block between an event's and the next that is justified, once, and as many
/// again.
const STEPS_MAX: usize = 2 * super::LIST_MAX;

/// A header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Hash of the block before.
    pub parent: Hash,
    /// Height.
    pub number: u32,
    /// Root of the state after the block.
    pub state_root: Hash,
    /// Root of the list of its transactions.
    pub extrinsics_root: Hash,
    /// What consensus wrote into it.
    pub digest: Vec<DigestItem>,
}

/// An item of a header's digest.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum DigestItem {
    /// Anything.
    #[codec(index = 0)]
    Other(Vec<u8>),
    /// From the runtime to an engine.
    #[codec(index = 4)]
    Consensus([u8; 4], Vec<u8>),
    /// The author's signature.
    #[codec(index = 5)]
    Seal([u8; 4], Vec<u8>),
    /// From an engine to the runtime.
    #[codec(index = 6)]
    PreRuntime([u8; 4], Vec<u8>),
    /// The runtime was replaced.
    #[codec(index = 8)]
    RuntimeUpdated,
}

impl Encode for Header {
    fn encode_to<T: scale::Output + ?Sized>(&self, dest: &mut T) {
        self.parent.encode_to(dest);
        Compact(self.number).encode_to(dest);
        (self.state_root, self.extrinsics_root).encode_to(dest);
        self.digest.encode_to(dest);
    }
}

impl Decode for Header {
    fn decode<I: scale::Input>(input: &mut I) -> Result<Self, scale::Error> {
        Ok(Header {
            parent: Decode::decode(input)?,
            number: Compact::<u32>::decode(input)?.0,
            state_root: Decode::decode(input)?,
            extrinsics_root: Decode::decode(input)?,
            digest: items(input)?,
        })
    }
}

/// The items of a digest: an empty one costs a file one byte, and the reader many more.
fn items<I: scale::Input>(input: &mut I) -> Result<Vec<DigestItem>, scale::Error> {
    let count = Compact::<u32>::decode(input)?.0;
    if count > ITEMS_MAX {
        return Err("too many items".into());
    }
    (0..count).map(|_| DigestItem::decode(input)).collect()
}

impl Header {
    /// The block's hash.
    pub fn hash(&self) -> Hash {
        blake2_256(&self.encode())
    }

    /// The header of a genesis block with that state.
    pub fn first(state_root: Hash) -> Header {
        Header {
            parent: [0; 32],
            number: 0,
            state_root,
            // The root of an empty list.
            extrinsics_root: blake2_256(&[0]),
            digest: Vec::new(),
        }
    }
}

/// What a header says of its block, but for the digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The block before.
    pub parent: Hash,
    /// Height.
    pub number: u32,
    /// Root of the state after the block.
    pub state_root: Hash,
    /// Root of the list of its transactions.
    pub extrinsics_root: Hash,
}

impl Link {
    fn decode(mut bytes: &[u8]) -> Option<Link> {
        let input = &mut bytes;
        Some(Link {
            parent: Decode::decode(input).ok()?,
            number: Compact::<u32>::decode(input).ok()?.0,
            state_root: Decode::decode(input).ok()?,
            extrinsics_root: Decode::decode(input).ok()?,
        })
    }
}

/// Headers by hash, as bytes.
pub struct Headers<'a> {
    headers: HashMap<Hash, (&'a [u8], Cell<bool>)>,
    /// Of each block from which was walked: the blocks on the way, and the first from which nobody went on.
    walks: RefCell<HashMap<Hash, (HashSet<Hash>, Hash)>>,
    steps: Cell<usize>,
}

impl<'a> Headers<'a> {
    /// Encoded headers, each once and in the order of their hashes.
    ///
    /// Errors: another order; one that is longer than any.
    pub fn new(encoded: &[&'a [u8]]) -> Result<Headers<'a>, VerificationError> {
        let mut last = None;
        let mut headers = HashMap::with_capacity(encoded.len());
        for bytes in encoded {
            let hash = blake2_256(bytes);
            if bytes.len() > HEADER_LEN_MAX {
                return Err(VerificationError::HeaderBad { block: hash });
            }
            if last.is_some_and(|last| last >= hash) {
                return Err(VerificationError::HeadersOrder { block: hash });
            }
            last = Some(hash);
            let _ = headers.insert(hash, (*bytes, Cell::new(false)));
        }
        Ok(Headers {
            headers,
            walks: RefCell::default(),
            steps: Cell::new(0),
        })
    }

    /// What the header of a block says.
    ///
    /// Errors: it is not there, or bytes that are none.
    pub fn get(&self, hash: &Hash) -> Result<Link, VerificationError> {
        Link::decode(self.bytes(hash)?).ok_or(VerificationError::HeaderBad { block: *hash })
    }

    /// The header of a block with its digest.
    ///
    /// Errors: as [`Headers::get`].
    pub fn whole(&self, hash: &Hash) -> Result<Header, VerificationError> {
        let mut bytes = self.bytes(hash)?;
        let header = Header::decode(&mut bytes).ok().filter(|_| bytes.is_empty());
        header.ok_or(VerificationError::HeaderBad { block: *hash })
    }

    fn bytes(&self, hash: &Hash) -> Result<&'a [u8], VerificationError> {
        let missing = || VerificationError::HeaderMissing { block: *hash };
        let (bytes, used) = self.headers.get(hash).ok_or_else(missing)?;
        used.set(true);
        Ok(bytes)
    }

    /// Checks that `ancestor` is `block` or stands before it in its chain.
    ///
    /// Errors: it does not, or a header on the way is missing; a file whose ways are longer than any are.
    pub fn check_ancestor(&self, ancestor: &Hash, block: &Hash) -> Result<(), VerificationError> {
        let lowest = self.get(ancestor)?.number;
        let mut walks = self.walks.borrow_mut();
        // Many blocks of a file are final by the same one: the way down from it is gone once.
        let (seen, at) = walks
            .entry(*block)
            .or_insert_with(|| (HashSet::from([*block]), *block));
        while !seen.contains(ancestor) {
            let header = self.get(at)?;
            if header.number <= lowest {
                return Err(VerificationError::HeaderFork { block: *ancestor });
            }
            self.steps.set(self.steps.get() + 1);
            if self.steps.get() > STEPS_MAX {
                return Err(VerificationError::HeadersMany);
            }
            *at = header.parent;
            let _ = seen.insert(*at);
        }
        Ok(())
    }

    /// How many headers nothing has asked for.
    pub fn unused(&self) -> usize {
        self.headers.values().filter(|(_, used)| !used.get()).count()
    }
}
