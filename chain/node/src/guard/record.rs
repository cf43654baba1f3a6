//! What one key has signed, and the rules that follow from it; no files, no clock.
//!
//! Below a floor the key signs nothing; above it the last votes are kept one by one, because the same vote may be
//! asked for twice (after a restart) and another one in its place may not.
//! A record that was made on an empty database signs nothing before the node has caught up with the chain: until then
//! the rounds that go by are old ones, in which the key may have voted on another machine.

use serde::{Deserialize, Serialize};

/// Rounds whose votes are kept one by one; a voter has two or three open at a time.
const ROUNDS: usize = 8;
/// A key without votes may begin while the chain has no more finalised blocks than this: ten minutes of ordinary slots,
/// in which institutions start one after the other and nobody has a backup yet.
const YOUNG: u32 = 100;
/// So many looks in one set, and the round that is read with it is of that set too.
const SAME_SET: u32 = 4;

/// A round in an authority set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Number of the authority set.
    pub set: u64,
    /// Number of the round in it.
    pub round: u64,
}

/// The two votes of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VoteKind {
    Prevote,
    Precommit,
}

impl VoteKind {
    /// By its number in `finality_grandpa::Message`.
    pub fn from_index(index: u8) -> Option<Self> {
        [Self::Prevote, Self::Precommit].get(usize::from(index)).copied()
    }
}

/// A vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    #[serde(flatten)]
    pub at: Position,
    pub kind: VoteKind,
    /// BLAKE2b-256 of what is signed, in hex.
    pub digest: String,
}

/// Why a vote is not signed.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The key may have voted there already.
    Past { vote: Position, floor: Position },
    /// The past of the key is not known.
    Unknown,
    /// The key voted for something else there.
    Contradiction { vote: Position },
    /// The record is of an empty database, and whether the chain is as young is not known.
    NotBegun,
}

/// The record of one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Nothing is signed here or earlier; none where the past is unknown, and then nothing is signed at all.
    pub floor: Option<Position>,
    /// What was signed after the floor, oldest first.
    pub votes: Vec<Vote>,
    /// The last finalised block when the last vote was signed.
    pub finalised_block: u32,
    /// It is settled whether the key may vote from here on. Not so for a record that was made on an empty database: the
    /// key is new if the chain is, and how old the chain is shows once the node has caught up with it.
    begun: bool,
    /// The voter has not reached the floor: it watches.
    #[serde(skip)]
    behind: bool,
}

const BEGINNING: Position = Position { set: 0, round: 0 };

impl Record {
    /// Of a key on an empty database: it never signed, if the chain turns out to be young.
    pub fn fresh() -> Self {
        Self {
            begun: false,
            ..Self::trusted(Vec::new())
        }
    }

    /// Of a key that signed `votes` and no other: its operator says so, or it was made here a moment ago.
    pub fn trusted(votes: Vec<Vote>) -> Self {
        Self {
            floor: Some(BEGINNING),
            votes,
            finalised_block: 0,
            begun: true,
            behind: false,
        }
    }

    /// Of a key that may have signed anything, and certainly `votes`.
    pub fn unknown(votes: Vec<Vote>) -> Self {
        Self {
            floor: None,
            votes,
            finalised_block: 0,
            begun: true,
            behind: true,
        }
    }

    /// Whether nothing was ever signed.
    fn is_fresh(&self) -> bool {
        self.floor == Some(BEGINNING) && self.votes.is_empty()
    }

    /// Whether this record begins after the chain did: it was made on an empty database, and the database then got finalised
    /// blocks that may have been voted on elsewhere with the same key.
    pub fn begins_late(&self, finalised_block: u32) -> bool {
        !self.begun && finalised_block > YOUNG
    }

    /// Whether it is settled that this key may vote from here on.
    pub fn has_begun(&self) -> bool {
        self.begun
    }

    /// The node has caught up, and the chain is young: the key votes from here on.
    pub fn begin(&mut self) {
        self.begun = true;
    }

    /// Read from disk again. Without votes after the floor the voter may still be at the floor: it watches first.
    pub fn reopened(&mut self) {
        self.behind = self.votes.is_empty() && !self.is_fresh();
    }

    /// The database has forgotten votes that are on record: up to the last of them nothing is signed again.
    pub fn forget_none(&mut self) {
        self.floor = self.floor.max(self.last_vote());
        self.votes.clear();
        self.behind = true;
    }

    /// The others have gone on to `now`: a key of unknown past votes in rounds that nobody has begun. Whether it was one.
    pub fn settle(&mut self, now: Position) -> bool {
        if self.floor.is_some() {
            return false;
        }
        let next = Position {
            round: now.round + 1,
            ..now
        };
        self.floor = Some(next).max(self.last_vote());
        self.votes.clear();
        true
    }

    /// Whether the key takes part in a round that begins when the voter was last seen at `position` (none before its
    /// first round).
    pub fn takes_part(&self, position: Option<Position>) -> bool {
        match (self.floor, position) {
            (None, _) => false,
            (Some(floor), Some(position)) => position > floor,
            (Some(_), None) => !self.behind,
        }
    }

    /// Puts a vote on record. Errors: it must not be signed; later votes of that round are then not asked for.
    pub fn admit(&mut self, vote: Vote, finalised_block: u32) -> Result<(), Refusal> {
        let floor = self.floor.ok_or(Refusal::Unknown)?;
        if !self.begun {
            return Err(Refusal::NotBegun);
        }
        if vote.at <= floor {
            return Err(Refusal::Past { vote: vote.at, floor });
        }
        let before = self
            .votes
            .iter()
            .find(|other| (other.at, other.kind) == (vote.at, vote.kind));
        match before {
            Some(before) if before.digest == vote.digest => {}
            Some(_) => {
                self.forget_none();
                return Err(Refusal::Contradiction { vote: vote.at });
            }
            None => self.votes.push(vote),
        }
        self.finalised_block = self.finalised_block.max(finalised_block);
        self.drop_old_rounds();
        Ok(())
    }

    fn last_vote(&self) -> Option<Position> {
        self.votes.iter().map(|vote| vote.at).max()
    }

    fn drop_old_rounds(&mut self) {
        let mut rounds: Vec<Position> = self.votes.iter().map(|vote| vote.at).collect();
        rounds.sort_unstable();
        rounds.dedup();
        let Some(newest_dropped) = rounds.len().checked_sub(ROUNDS + 1).map(|index| rounds[index]) else {
            return;
        };
        self.floor = self.floor.max(Some(newest_dropped));
        self.votes.retain(|vote| vote.at > newest_dropped);
    }
}

/// Looks at the voter. Set and round are read one after the other, and for a moment around a set change the new set
/// stands beside the old voter's round; taken at its word, that would silence a key for thousands of rounds.
#[derive(Default)]
pub struct Looks {
    set: u64,
    in_it: u32,
}

impl Looks {
    /// Takes in what is seen; the answer is what of it can be relied on.
    pub fn at(&mut self, seen: Position) -> Option<Position> {
        if self.set != seen.set {
            *self = Self {
                set: seen.set,
                in_it: 0,
            };
        }
        self.in_it = self.in_it.saturating_add(1);
        (self.in_it > SAME_SET).then_some(seen)
    }
}

/// Bytes as lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
