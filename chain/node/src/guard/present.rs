//! Whether this node hears the present, and since when: no files, no clock.
//!
//! A node that catches up sees old rounds rush by, and each looks as a new one does. What tells them apart is when the
//! blocks were written, and that many blocks are still to come. The past of a key is over once a block is final that was
//! written after this node began to listen: whoever has voted for it has done so since, and so has nobody who was
//! stopped before. Rounds are counted from there only.
//! Limits: it rests on this machine's clock and on those of the authors, which the chain keeps within 30 seconds.

use super::record::Position;

/// A block that is no older than this says that the node keeps up with the others. Units: milliseconds.
const RECENT_MS: u64 = 60_000;
/// So long a node finds itself caught up, without a break, before it is: the first peer may know no more than it does.
/// Units: milliseconds.
const CAUGHT_UP_MS: u64 = 3_000;
/// So long a key of unknown past listens at least. Units: milliseconds.
const LISTEN_MS: u64 = 10_000;
/// So many rounds the others go on in the present: the first may be the one that this node was in, the second the one
/// that it is told of, and all that the key voted in lie before the third.
const ROUNDS: u32 = 3;

/// What the node knows at one moment. Units: Unix milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub now_ms: u64,
    /// Others are connected, or there are none: a node by itself takes its own blocks for the chain's.
    pub in_company: bool,
    /// The others' blocks are ahead by more than a handful.
    pub major_sync: bool,
    /// When the best block was written; none where its state is not here yet, as in a warp sync.
    pub best_ms: Option<u64>,
    /// When the last finalised block was written.
    pub final_ms: Option<u64>,
}

impl Look {
    /// Whether the best block is one of now: then how far this chain has come is known.
    fn blocks_are_of_now(&self) -> bool {
        self.in_company && self.is_recent(self.best_ms)
    }

    /// Whether finality is of now.
    fn finality_is_of_now(&self) -> bool {
        self.is_recent(self.final_ms)
    }

    fn is_recent(&self, block_ms: Option<u64>) -> bool {
        !self.major_sync && block_ms.is_some_and(|ms| ms.saturating_add(RECENT_MS) >= self.now_ms)
    }
}

/// Whether the node has caught up with the chain.
#[derive(Default)]
pub struct CatchingUp {
    /// Since when it seems so, without a break. Units: Unix milliseconds.
    since_ms: Option<u64>,
}

impl CatchingUp {
    /// Takes in one look at the node.
    pub fn is_done(&mut self, look: &Look) -> bool {
        if !look.blocks_are_of_now() {
            self.since_ms = None;
            return false;
        }
        let since_ms = *self.since_ms.get_or_insert(look.now_ms);
        look.now_ms.saturating_sub(since_ms) >= CAUGHT_UP_MS
    }
}

/// How long the others have been heard since a key's past became doubtful.
#[derive(Default)]
pub struct Listening {
    /// Since when, without a break. Units: Unix milliseconds.
    since_ms: Option<u64>,
    /// Where the voter was last, and how many rounds have gone by, since the present was reached.
    in_present: Option<(Position, u32)>,
}

impl Listening {
    /// Takes in one look at the node and where its voter is, if that is known. Whether enough was heard by now.
    pub fn hears(&mut self, look: &Look, position: Option<Position>) -> bool {
        if !look.finality_is_of_now() {
            *self = Self::default();
            return false;
        }
        let since_ms = *self.since_ms.get_or_insert(look.now_ms);
        let Some(position) = position.filter(|_| look.final_ms > Some(since_ms)) else {
            return false;
        };
        let (last, rounds) = self.in_present.get_or_insert((position, 0));
        if *last != position {
            *last = position;
            *rounds = rounds.saturating_add(1);
        }
        *rounds >= ROUNDS && look.now_ms.saturating_sub(since_ms) >= LISTEN_MS
    }
}
