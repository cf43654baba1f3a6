//! Finality: voters with more than two thirds of the weight of a set signed that a block, or one after it, is final; and
//! the sets follow each other from the chain's first block by changes that the set before made final.
//! Source: Byzantine finality gadgets (Stewart, Kokoris-Kogia 2020), §3; Polkadot specification, §6 (justifications,
//! digest `FRNK`). Stricter than a node: a voter who stands twice in a justification is refused, not counted once.
//! Limits: changes without delay, as sessions make them; forced changes are not followed. 10,000 voters.

use std::collections::{BTreeMap, BTreeSet};

use scale::{Decode, Encode};

use super::ed25519::is_signed;
use super::flaw::{flaw, Flaw};
use super::header::{Header, Headers, Item};
use super::Hash;

const ENGINE: [u8; 4] = *b"FRNK";
const VOTERS_MAX: usize = 10_000;

/// A voter's ed25519 key.
pub type Voter = [u8; 32];

/// A set of voters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// Which, from 0; part of what is signed.
    pub id: u64,
    /// Who, with how much weight.
    pub voters: BTreeMap<Voter, u64>,
}

impl Set {
    /// Errors: nobody, somebody twice or without weight, too many.
    pub fn new(id: u64, listed: Vec<(Voter, u64)>) -> Result<Set, Flaw> {
        let bad = || flaw("voters-bad").about(id);
        let (count, weights) = (listed.len(), listed.iter().map(|(_, weight)| *weight));
        let sum = weights.clone().try_fold(0u64, u64::checked_add);
        let voters: BTreeMap<_, _> = listed.iter().copied().collect();
        let whole = voters.len() == count && count > 0 && count <= VOTERS_MAX;
        match whole && sum.is_some() && weights.min() > Some(0) {
            true => Ok(Set { id, voters }),
            false => Err(bad()),
        }
    }

    /// The weight of all.
    pub fn weight(&self) -> u64 {
        self.voters.values().sum()
    }

    /// The least weight that is more than two thirds can do without the rest: all but what may lie.
    pub fn threshold(&self) -> u64 {
        let weight = self.weight();
        weight - weight.saturating_sub(1) / 3
    }
}

/// A vote for a block.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Vote {
    /// Its hash.
    pub target: Hash,
    /// Its height.
    pub number: u32,
}

/// A signed vote.
#[derive(Debug, Clone, Encode, Decode)]
pub struct SignedVote {
    /// For which block.
    pub vote: Vote,
    /// Over the vote, the round and the set.
    pub signature: [u8; 64],
    /// Whose.
    pub voter: Voter,
}

/// Votes that make a block final.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Justification {
    /// Round of voting; part of what is signed.
    pub round: u64,
    /// The block that they make final.
    pub target: Vote,
    /// The votes, for the block or for one after it.
    pub votes: Vec<SignedVote>,
    /// The headers from the block to each later one that was voted for.
    pub ancestries: Vec<Header>,
}

impl Justification {
    /// Errors: bytes that are something else, or more.
    pub fn decode_all(mut bytes: &[u8]) -> Result<Justification, Flaw> {
        let found = Justification::decode(&mut bytes).ok();
        found
            .filter(|_| bytes.is_empty())
            .ok_or_else(|| flaw("justification-bad"))
    }

    /// The same with each voter's first vote alone and the headers that these votes need. A node's justification holds both
    /// votes of a voter who voted for two blocks, which is no reason to believe either less.
    pub fn tidy(mut self) -> Justification {
        let mut voted = BTreeSet::new();
        self.votes.retain(|signed| voted.insert(signed.voter));
        let parents: BTreeMap<Hash, Hash> = self
            .ancestries
            .iter()
            .map(|header| (header.hash(), header.parent))
            .collect();
        let mut needed = BTreeSet::new();
        for signed in &self.votes {
            let mut block = signed.vote.target;
            while let Some(parent) = parents.get(&block).filter(|_| block != self.target.target) {
                let _ = needed.insert(block);
                block = *parent;
            }
        }
        self.ancestries.retain(|header| needed.contains(&header.hash()));
        self
    }

    /// What a voter signs.
    pub fn signed_bytes(&self, vote: &Vote, set: u64) -> Vec<u8> {
        // 1: a precommit.
        (1u8, vote, self.round, set).encode()
    }

    /// Checks that `set` made the target final, and gives the weight that voted.
    ///
    /// Errors: a stranger's, a doubled or a wrong signature; a vote for a block of another branch; too little weight.
    pub fn check(&self, set: &Set) -> Result<u64, Flaw> {
        let at = |code| flaw(code).about(self.target.number);
        let mut later: BTreeMap<Hash, &Header> = BTreeMap::new();
        for header in &self.ancestries {
            if later.insert(header.hash(), header).is_some() {
                return Err(at("justification-headers"));
            }
        }
        let (mut voted, mut walked, mut weight) = (BTreeSet::new(), BTreeSet::new(), 0u64);
        for signed in &self.votes {
            let of_voter = set.voters.get(&signed.voter).ok_or_else(|| at("vote-foreign"))?;
            if !voted.insert(signed.voter) {
                return Err(at("vote-twice"));
            }
            let message = self.signed_bytes(&signed.vote, set.id);
            if !is_signed(signed.voter, &message, &signed.signature) {
                return Err(at("vote-signature"));
            }
            let (mut block, mut number) = (signed.vote.target, signed.vote.number);
            while block != self.target.target {
                let header = later.get(&block).ok_or_else(|| at("vote-branch"))?;
                if header.number != number || number <= self.target.number {
                    return Err(at("vote-branch"));
                }
                let _ = walked.insert(block);
                (block, number) = (header.parent, number - 1);
            }
            if number != self.target.number {
                return Err(at("vote-branch"));
            }
            weight = weight.saturating_add(*of_voter);
        }
        if walked.len() != later.len() {
            return Err(at("justification-headers"));
        }
        match weight >= set.threshold() {
            true => Ok(weight),
            false => Err(at("votes-too-few")),
        }
    }
}

/// The voters that a header puts in force after it, if it does.
///
/// Errors: a change that cannot be followed: forced, or with a delay.
pub fn next_voters(header: &Header) -> Result<Option<Vec<(Voter, u64)>>, Flaw> {
    let cannot = || flaw("change-unsupported").about(header.number);
    let mut found = None;
    for item in &header.digest {
        let Item::Consensus(ENGINE, bytes) = item else {
            continue;
        };
        match bytes.split_first() {
            // 1: a scheduled change; the first of a header counts.
            Some((1, mut rest)) if found.is_none() => {
                let (next, delay) = <(Vec<(Voter, u64)>, u32)>::decode(&mut rest).map_err(|_| cannot())?;
                if !rest.is_empty() || delay != 0 {
                    return Err(cannot());
                }
                found = Some(next);
            }
            // 2: a forced change.
            Some((2, _)) => return Err(cannot()),
            _ => {}
        }
    }
    Ok(found)
}

/// The sets of voters from the first block on, and the blocks that they made final.
pub struct Finality {
    sets: Vec<Set>,
    /// Of each set but the last, the number of its last block.
    ends: Vec<u32>,
    /// Justified blocks with the set and the weight that voted.
    justified: BTreeMap<Hash, Justified>,
    /// Who voted for each of them.
    votes: BTreeMap<Hash, Vec<Voter>>,
    used: std::cell::RefCell<BTreeSet<Hash>>,
}

/// A block with a justification of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Justified {
    /// The block's number.
    pub number: u32,
    /// The set that voted.
    pub set: u64,
    /// The weight that voted.
    pub weight: u64,
}

impl Finality {
    /// Follows `changes`, the blocks that end a set, from `first` on, and checks every justification.
    ///
    /// Errors: a change that is not in its block's header, out of order or not final by the set that it ends; a
    /// justification that is not of the set that was in force.
    pub fn follow(
        first: Vec<(Voter, u64)>,
        changes: &[Hash],
        justifications: &[Vec<u8>],
        headers: &Headers,
    ) -> Result<Finality, Flaw> {
        let mut decoded = BTreeMap::new();
        for bytes in justifications {
            let justification = Justification::decode_all(bytes)?;
            let at = justification.target.number;
            if decoded
                .insert(justification.target.target, justification)
                .is_some()
            {
                return Err(flaw("justification-twice").about(at));
            }
        }
        let mut finality = Finality {
            sets: vec![Set::new(0, first)?],
            ends: Vec::new(),
            justified: BTreeMap::new(),
            votes: BTreeMap::new(),
            used: Default::default(),
        };
        for change in changes {
            let header = headers.get(change)?;
            let next = next_voters(header)?.ok_or_else(|| flaw("change-missing").about(header.number))?;
            let justification = decoded.get(change);
            let justification = justification.ok_or_else(|| flaw("change-not-final").about(header.number))?;
            if finality.ends.last().is_some_and(|last| *last >= header.number) {
                return Err(flaw("change-order").about(header.number));
            }
            finality.take(justification, headers)?;
            let _ = finality.used.borrow_mut().insert(*change);
            finality.ends.push(header.number);
            finality.sets.push(Set::new(finality.sets.len() as u64, next)?);
        }
        for (block, justification) in &decoded {
            if !finality.justified.contains_key(block) {
                finality.take(justification, headers)?;
            }
        }
        Ok(finality)
    }

    /// Checks a justification against the set in force at its block.
    fn take(&mut self, justification: &Justification, headers: &Headers) -> Result<(), Flaw> {
        let number = justification.target.number;
        // The number in a vote is not under the block's hash: hold it to the header.
        if headers.get(&justification.target.target)?.number != number {
            return Err(flaw("vote-branch").about(number));
        }
        // The set whose blocks begin after the last end below the number.
        let set = self.ends.partition_point(|end| *end < number);
        let set = &self.sets[set];
        let justified = Justified {
            number,
            set: set.id,
            weight: justification.check(set)?,
        };
        let block = justification.target.target;
        let voters = justification.votes.iter().map(|signed| signed.voter).collect();
        let _ = self.votes.insert(block, voters);
        let _ = self.justified.insert(block, justified);
        Ok(())
    }

    /// Checks that `block` is final because `by`, itself or a block after it, has a justification.
    ///
    /// Errors: it is not.
    pub fn check(&self, block: &Hash, by: &Hash, headers: &Headers) -> Result<Justified, Flaw> {
        let justified = self.justified.get(by);
        let justified = *justified.ok_or_else(|| flaw("block-not-justified").about(hex::encode(by)))?;
        headers.check_ancestor(block, by)?;
        let _ = self.used.borrow_mut().insert(*by);
        Ok(justified)
    }

    /// Who voted for a block that has a justification of its own.
    pub fn signers(&self, block: &Hash) -> &[Voter] {
        self.votes.get(block).map(Vec::as_slice).unwrap_or_default()
    }

    /// All sets, the first block's first.
    pub fn sets(&self) -> &[Set] {
        &self.sets
    }

    /// How many justifications nothing has asked for.
    pub fn unused(&self) -> usize {
        self.justified.len() - self.used.borrow().len()
    }
}
