//! The chain of a loan's events: each carries its number and the hash of the one before.

use super::Context;
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
    /// The number of the block that the last event is in: who reads the chain goes back from event to event. No rule asks it.
    pub block: u32,
}

impl Chain {
    /// Gives `body` the next place; `head` is what the loan's events of this step share.
    pub(super) fn append(&mut self, body: Body, head: &mut Head, ctx: &Context) -> Entry {
        (head.sequence, head.previous) = (self.sequence, self.previous);
        let bytes = body.encode_at(head);
        self.previous = (ctx.sha256)(&bytes);
        self.block = ctx.block;
        self.sequence = self.sequence.saturating_add(1);
        Entry { body, bytes }
    }
}
