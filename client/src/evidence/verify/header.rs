//! Headers of blocks: what a block's hash is the hash of, and how blocks are linked.
//! Source: Polkadot specification, §3.3 (header, digest items).

use std::cell::Cell;
use std::collections::HashMap;

use scale::{Compact, Decode, Encode};
use sp_crypto_hashing::blake2_256;

use super::flaw::{flaw, Flaw};
use super::Hash;

/// Most items of a header's digest; a block has three, at a change of voters four.
const ITEMS_MAX: u32 = 64;

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
    pub digest: Vec<Item>,
}

/// An item of a header's digest.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Item {
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
fn items<I: scale::Input>(input: &mut I) -> Result<Vec<Item>, scale::Error> {
    let count = Compact::<u32>::decode(input)?.0;
    if count > ITEMS_MAX {
        return Err("too many items".into());
    }
    (0..count).map(|_| Item::decode(input)).collect()
}

impl Header {
    /// The block's hash.
    pub fn hash(&self) -> Hash {
        blake2_256(&self.encode())
    }

    /// The header of a chain's first block with that state.
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

/// Headers by hash.
pub struct Headers {
    headers: HashMap<Hash, (Header, Cell<bool>)>,
}

impl Headers {
    /// Encoded headers, each once and in the order of their hashes.
    ///
    /// Errors: another order; bytes that are not a header.
    pub fn new(encoded: &[Vec<u8>]) -> Result<Headers, Flaw> {
        let mut last = None;
        let mut headers = HashMap::with_capacity(encoded.len());
        for bytes in encoded {
            let hash = blake2_256(bytes);
            let mut input = &bytes[..];
            let header = Header::decode(&mut input).ok().filter(|_| input.is_empty());
            let header = header.ok_or_else(|| flaw("header-bad").about(hex::encode(hash)))?;
            if last.is_some_and(|last| last >= hash) {
                return Err(flaw("headers-order").about(hex::encode(hash)));
            }
            last = Some(hash);
            let _ = headers.insert(hash, (header, Cell::new(false)));
        }
        Ok(Headers { headers })
    }

    /// The header of a block.
    ///
    /// Errors: it is not there.
    pub fn get(&self, hash: &Hash) -> Result<&Header, Flaw> {
        let missing = || flaw("header-missing").about(hex::encode(hash));
        let (header, used) = self.headers.get(hash).ok_or_else(missing)?;
        used.set(true);
        Ok(header)
    }

    /// Checks that `ancestor` is `block` or stands before it in its chain.
    ///
    /// Errors: it does not, or a header on the way is missing.
    pub fn check_ancestor(&self, ancestor: &Hash, block: &Hash) -> Result<(), Flaw> {
        let lowest = self.get(ancestor)?.number;
        let mut at = *block;
        while at != *ancestor {
            let header = self.get(&at)?;
            if header.number <= lowest {
                return Err(flaw("header-fork").about(hex::encode(ancestor)));
            }
            at = header.parent;
        }
        Ok(())
    }

    /// How many headers nothing has asked for.
    pub fn unused(&self) -> usize {
        self.headers.values().filter(|(_, used)| !used.get()).count()
    }
}
