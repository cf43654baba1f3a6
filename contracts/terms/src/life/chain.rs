//! The chain of a loan's events: each carries its number and the hash of the one before.

use crate::{
    event::{Body, Entry, Head},
    read::Read,
    Digest,
};
use scale::Encode;

/// The end of the chain so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Chain {
    /// The number of the next event.
    pub sequence: u32,
    /// SHA-256 of the last event's SCALE bytes; zeros before the first.
    pub previous: Digest,
}

impl Chain {
    /// Gives `body` the next place; `head` is what the loan's events of this step share.
    pub(super) fn append(&mut self, body: Body, head: &mut Head, sha256: fn(&[u8]) -> Digest) -> Entry {
        (head.sequence, head.previous) = (self.sequence, self.previous);
        let bytes = body.encode_at(head);
        self.previous = sha256(&bytes);
        self.sequence = self.sequence.saturating_add(1);
        Entry { body, bytes }
    }
}
