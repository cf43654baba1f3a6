//! Finality: authorities with more than two thirds of the weight of a set signed that a block, or one after it, is final; and
//! the sets follow each other from the genesis block by changes that the set before made final.
//! Source: Byzantine finality gadgets (Stewart, Kokoris-Kogia 2020), §3; Polkadot specification, §6 (justifications,
//! digest `FRNK`). Stricter than a node: an authority who stands twice in a justification is refused, not counted once.
//! A precommit names no chain, so what it makes final counts only where the block's state is of this one: the caller asks that of
//! every block that something is concluded from, [`Finality::follow`] of every change.
//! Limits: changes without delay, as sessions make them; forced changes are not followed. 1,000 authorities; 1,000 headers of
//! later blocks in a justification; 50,000 signatures in a file.

use std::collections::{BTreeMap, BTreeSet};

use scale::{Compact, Decode, Encode};

use super::ed25519::is_signed;
use super::error::VerificationError;
use super::header::{DigestItem, Header, Headers};
use super::Hash;

const ENGINE: [u8; 4] = *b"FRNK";
const AUTHORITIES_MAX: usize = 1_000;
/// Most headers from a justified block to those that were voted for; a node in company has a few.
const ANCESTRIES_MAX: usize = 1_000;
/// Most signatures of a file, of authorities and of parties: each takes about 50 microseconds.
pub const SIGNATURES_MAX: usize = 50_000;
/// Where the target of a justification stands in it, and its precommits.
const TARGET_AT: usize = 8;
const PRECOMMITS_AT: usize = 44;

/// An authority's ed25519 key.
pub type AuthorityId = [u8; 32];

/// A authority set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthoritySet {
    /// Which, from 0; part of what is signed.
    pub id: u64,
    /// Who, with how much weight.
    pub authorities: BTreeMap<AuthorityId, u64>,
}

impl AuthoritySet {
    /// Errors: nobody, somebody twice or without weight, too many.
    pub fn new(id: u64, listed: Vec<(AuthorityId, u64)>) -> Result<AuthoritySet, VerificationError> {
        let bad = || VerificationError::AuthoritiesBad { set: id };
        let (count, weights) = (listed.len(), listed.iter().map(|(_, weight)| *weight));
        let sum = weights.clone().try_fold(0u64, u64::checked_add);
        let authorities: BTreeMap<_, _> = listed.iter().copied().collect();
        let whole = authorities.len() == count && count > 0 && count <= AUTHORITIES_MAX;
        match whole && sum.is_some() && weights.min() > Some(0) {
            true => Ok(AuthoritySet { id, authorities }),
            false => Err(bad()),
        }
    }

    /// The weight of all.
    pub fn weight(&self) -> u64 {
        self.authorities.values().sum()
    }

    /// The least weight that is more than two thirds can do without the rest: all but what may lie.
    pub fn threshold(&self) -> u64 {
        let weight = self.weight();
        weight - weight.saturating_sub(1) / 3
    }
}

/// A precommit for a block.
#[derive(Debug, Clone, Encode, Decode)]
pub struct Precommit {
    /// Its hash.
    pub target: Hash,
    /// Its height.
    pub number: u32,
}

/// A signed precommit.
#[derive(Debug, Clone, Encode, Decode)]
pub struct SignedPrecommit {
    /// For which block.
    pub precommit: Precommit,
    /// Over the precommit, the round and the set.
    pub signature: [u8; 64],
    /// Whose.
    pub authority: AuthorityId,
}

/// Votes that make a block final.
#[derive(Debug, Clone, Encode)]
pub struct Justification {
    /// Round of voting; part of what is signed.
    pub round: u64,
    /// The block that they make final.
    pub target: Precommit,
    /// The precommits, for the block or for one after it.
    pub precommits: Vec<SignedPrecommit>,
    /// The headers from the block to each later one that was voted for.
    pub ancestries: Vec<Header>,
}

impl Decode for Justification {
    fn decode<I: scale::Input>(input: &mut I) -> Result<Self, scale::Error> {
        Ok(Justification {
            round: Decode::decode(input)?,
            target: Decode::decode(input)?,
            precommits: at_most(AUTHORITIES_MAX, input)?,
            ancestries: at_most(ANCESTRIES_MAX, input)?,
        })
    }
}

/// A list whose length is looked at before anything of it is kept.
fn at_most<T: Decode, I: scale::Input>(most: usize, input: &mut I) -> Result<Vec<T>, scale::Error> {
    let count = Compact::<u32>::decode(input)?.0 as usize;
    match count > most {
        true => Err("too many".into()),
        false => (0..count).map(|_| T::decode(input)).collect(),
    }
}

/// A justification of a file, as bytes: which block it is of, and how many precommits it has, and no more is looked at before it
/// is known to be needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed<'a> {
    /// The block.
    pub block: Hash,
    /// Its precommits.
    pub precommits: usize,
    bytes: &'a [u8],
}

impl<'a> Sealed<'a> {
    /// Errors: bytes that are too short for one.
    pub fn new(bytes: &'a [u8]) -> Result<Sealed<'a>, VerificationError> {
        let parts = || {
            let (head, mut rest) = bytes.split_at_checked(PRECOMMITS_AT)?;
            let block = *head.get(TARGET_AT..)?.first_chunk()?;
            Some((block, Compact::<u32>::decode(&mut rest).ok()?.0))
        };
        let (block, precommits) = parts().ok_or(VerificationError::JustificationBad)?;
        Ok(Sealed {
            block,
            precommits: precommits as usize,
            bytes,
        })
    }

    fn open(&self) -> Result<Justification, VerificationError> {
        Justification::decode_all(self.bytes)
    }
}

impl Justification {
    /// Errors: bytes that are something else, or more.
    pub fn decode_all(mut bytes: &[u8]) -> Result<Justification, VerificationError> {
        let found = Justification::decode(&mut bytes).ok();
        found
            .filter(|_| bytes.is_empty())
            .ok_or(VerificationError::JustificationBad)
    }

    /// The same with each authority's first precommit alone and the headers that these precommits need. A node's justification holds both
    /// precommits of an authority who voted for two blocks, which is no reason to believe either less.
    pub fn tidy(mut self) -> Justification {
        let mut voted = BTreeSet::new();
        self.precommits.retain(|signed| voted.insert(signed.authority));
        let parents: BTreeMap<Hash, Hash> = self
            .ancestries
            .iter()
            .map(|header| (header.hash(), header.parent))
            .collect();
        let mut needed = BTreeSet::new();
        for signed in &self.precommits {
            let mut block = signed.precommit.target;
            while let Some(parent) = parents.get(&block).filter(|_| block != self.target.target) {
                let _ = needed.insert(block);
                block = *parent;
            }
        }
        self.ancestries.retain(|header| needed.contains(&header.hash()));
        self
    }

    /// What an authority signs.
    pub fn signed_bytes(&self, precommit: &Precommit, set: u64) -> Vec<u8> {
        // 1: a precommit.
        (1u8, precommit, self.round, set).encode()
    }

    /// Checks that `set` made the target final, and gives the weight that voted.
    ///
    /// Errors: a stranger's, a doubled or a wrong signature; a precommit for a block of another branch; too little weight.
    pub fn check(&self, set: &AuthoritySet) -> Result<u64, VerificationError> {
        let block = self.target.number;
        let mut later: BTreeMap<Hash, &Header> = BTreeMap::new();
        for header in &self.ancestries {
            if later.insert(header.hash(), header).is_some() {
                return Err(VerificationError::JustificationHeaders { block });
            }
        }
        let (mut voted, mut walked, mut weight) = (BTreeSet::new(), BTreeSet::new(), 0u64);
        for signed in &self.precommits {
            let weight_of = set
                .authorities
                .get(&signed.authority)
                .ok_or(VerificationError::PrecommitForeign { block })?;
            if !voted.insert(signed.authority) {
                return Err(VerificationError::PrecommitTwice { block });
            }
            let message = self.signed_bytes(&signed.precommit, set.id);
            if !is_signed(signed.authority, &message, &signed.signature) {
                return Err(VerificationError::PrecommitSignature { block });
            }
            let (mut at, mut number) = (signed.precommit.target, signed.precommit.number);
            while at != self.target.target {
                let header = later
                    .get(&at)
                    .ok_or(VerificationError::PrecommitBranch { block })?;
                if header.number != number || number <= self.target.number {
                    return Err(VerificationError::PrecommitBranch { block });
                }
                let _ = walked.insert(at);
                (at, number) = (header.parent, number - 1);
            }
            if number != self.target.number {
                return Err(VerificationError::PrecommitBranch { block });
            }
            weight = weight.saturating_add(*weight_of);
        }
        if walked.len() != later.len() {
            return Err(VerificationError::JustificationHeaders { block });
        }
        match weight >= set.threshold() {
            true => Ok(weight),
            false => Err(VerificationError::PrecommitsTooFew { block }),
        }
    }
}

/// The authorities that a header puts in force after it, if it does.
///
/// Errors: a change that cannot be followed: forced, or with a delay.
pub fn scheduled_change(header: &Header) -> Result<Option<Vec<(AuthorityId, u64)>>, VerificationError> {
    let cannot = || VerificationError::SetChangeUnsupported { block: header.number };
    let mut found = None;
    for item in &header.digest {
        let DigestItem::Consensus(ENGINE, bytes) = item else {
            continue;
        };
        match bytes.split_first() {
            // 1: a scheduled change; the first of a header counts.
            Some((1, mut rest)) if found.is_none() => {
                let (next, delay) =
                    <(Vec<(AuthorityId, u64)>, u32)>::decode(&mut rest).map_err(|_| cannot())?;
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

/// The authority sets from the genesis block on, and the blocks that they made final.
pub struct Finality {
    sets: Vec<AuthoritySet>,
    /// Of each set but the last, the number of its last block.
    ends: Vec<u32>,
    /// Justified blocks with the set and the weight that voted.
    justified: BTreeMap<Hash, Justified>,
    /// Who voted for each of them.
    precommits: BTreeMap<Hash, Vec<AuthorityId>>,
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
    /// Follows `changes`, the blocks that end a set, from `first` on, and checks every justification. `of_chain` says whether
    /// the block of a header belongs to this chain, by its state: the same authorities may have voted on another one too.
    ///
    /// Errors: a change that is not in its block's header, of another chain, out of order or not final by the set that it
    /// ends; a justification that is not of the set that was in force.
    pub fn follow(
        first: Vec<(AuthorityId, u64)>,
        changes: &[Hash],
        justifications: &[Sealed<'_>],
        headers: &Headers<'_>,
        of_chain: impl Fn(&Hash) -> Result<(), VerificationError>,
    ) -> Result<Finality, VerificationError> {
        let mut sealed = BTreeMap::new();
        for one in justifications {
            if sealed.insert(one.block, one).is_some() {
                return Err(VerificationError::JustificationTwice { block: one.block });
            }
        }
        let mut finality = Finality {
            sets: vec![AuthoritySet::new(0, first)?],
            ends: Vec::new(),
            justified: BTreeMap::new(),
            precommits: BTreeMap::new(),
            used: Default::default(),
        };
        for change in changes {
            let number = headers.get(change)?.number;
            if finality.ends.last().is_some_and(|last| *last >= number) {
                return Err(VerificationError::SetChangeOrder { block: number });
            }
            of_chain(change)?;
            let next = scheduled_change(&headers.whole(change)?)?;
            let next = next.ok_or(VerificationError::SetChangeMissing { block: number })?;
            let justification = sealed.get(change);
            let justification =
                justification.ok_or(VerificationError::SetChangeNotFinal { block: number })?;
            finality.take(justification, headers)?;
            let _ = finality.used.borrow_mut().insert(*change);
            finality.ends.push(number);
            finality
                .sets
                .push(AuthoritySet::new(finality.sets.len() as u64, next)?);
        }
        for (block, justification) in &sealed {
            if !finality.justified.contains_key(block) {
                finality.take(justification, headers)?;
            }
        }
        Ok(finality)
    }

    /// Checks a justification against the set in force at its block.
    fn take(&mut self, sealed: &Sealed<'_>, headers: &Headers<'_>) -> Result<(), VerificationError> {
        let block = sealed.block;
        let number = headers.get(&block)?.number;
        // The set whose blocks begin after the last end below the number.
        let set = self.ends.partition_point(|end| *end < number);
        let set = &self.sets[set];
        // Each of its authorities has one precommit.
        if sealed.precommits > set.authorities.len() {
            return Err(VerificationError::PrecommitTwice { block: number });
        }
        let justification = sealed.open()?;
        // The number in a precommit is not under the block's hash: hold it to the header.
        if justification.target.number != number {
            return Err(VerificationError::PrecommitBranch { block: number });
        }
        let justified = Justified {
            number,
            set: set.id,
            weight: justification.check(set)?,
        };
        let authorities = justification
            .precommits
            .iter()
            .map(|signed| signed.authority)
            .collect();
        let _ = self.precommits.insert(block, authorities);
        let _ = self.justified.insert(block, justified);
        Ok(())
    }

    /// Checks that `block` is final because `by`, itself or a block after it, has a justification.
    ///
    /// Errors: it is not.
    pub fn check(
        &self,
        block: &Hash,
        by: &Hash,
        headers: &Headers<'_>,
    ) -> Result<Justified, VerificationError> {
        let justified = self.justified.get(by);
        let justified = *justified.ok_or(VerificationError::BlockNotJustified { block: *by })?;
        headers.check_ancestor(block, by)?;
        let _ = self.used.borrow_mut().insert(*by);
        Ok(justified)
    }

    /// Who voted for a block that has a justification of its own.
    pub fn signers(&self, block: &Hash) -> &[AuthorityId] {
        self.precommits.get(block).map(Vec::as_slice).unwrap_or_default()
    }

    /// All sets, the genesis block's first.
    pub fn sets(&self) -> &[AuthoritySet] {
        &self.sets
    }

    /// How many justifications nothing has asked for.
    pub fn unused(&self) -> usize {
        self.justified.len() - self.used.borrow().len()
    }
}
