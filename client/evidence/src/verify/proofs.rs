//! The proofs of a file, as it lists them: which blocks are final by the authority sets that follow from the genesis block, and
//! that nothing is carried along that proves nothing.

use scale::{Compact, Decode};

use super::container::Entries;
use super::error::VerificationError;
use super::finality::{AuthorityId, Finality, Justified, Sealed, SIGNATURES_MAX};
use super::header::Headers;
use super::intents::Intents;
use super::manifest::{canonical_from, Index, Manifest};
use super::storage::{self, StateOf};
use super::trie::ProofNodes;
use super::{bytes_of, part, Genesis, Hash, LIST_MAX};

/// What a file says of its proofs, found and not yet judged: bytes, but for the index.
pub(super) struct Proofs<'a> {
    /// Which proofs there are.
    pub index: Index,
    /// The headers.
    pub headers: Headers<'a>,
    /// The nodes of all state proofs.
    pub nodes: ProofNodes<'a>,
    /// What was signed for others to submit.
    pub intents: Intents<'a>,
    justifications: Vec<Sealed<'a>>,
}

impl<'a> Proofs<'a> {
    /// Errors: lists that are none or too long, more signatures than any file may have.
    pub fn read(parts: &Entries<'a>) -> Result<Proofs<'a>, VerificationError> {
        let index: Index = canonical_from(bytes_of(parts, part::INDEX)?)?;
        let listed = list_of(parts, part::JUSTIFICATIONS)?;
        let justifications: Vec<_> = listed.into_iter().map(Sealed::new).collect::<Result<_, _>>()?;
        let named = index.justified();
        if let Some(other) = justifications.iter().find(|one| !named.contains(&one.block)) {
            return Err(VerificationError::JustificationForeign { block: other.block });
        }
        let precommits = justifications.iter().map(|one| one.precommits);
        let intents = match parts.contains_key(part::INTENTS) {
            true => list_of(parts, part::INTENTS)?,
            false => Vec::new(),
        };
        // Where there are none, there is no list of them.
        if intents.is_empty() && parts.contains_key(part::INTENTS) {
            return Err(VerificationError::ListBad {
                name: part::INTENTS.to_owned(),
            });
        }
        let others = index.transactions().saturating_add(intents.len());
        let signatures = precommits.fold(others, usize::saturating_add);
        if signatures > SIGNATURES_MAX {
            return Err(VerificationError::SignaturesMany { count: signatures });
        }
        Ok(Proofs {
            index,
            headers: Headers::new(&list_of(parts, part::HEADERS)?)?,
            nodes: ProofNodes::new(list_of(parts, part::NODES)?)?,
            intents: Intents::new(intents)?,
            justifications,
        })
    }

    /// The state of a block that the file has the header of.
    ///
    /// Errors: it has not.
    pub fn state(&self, block: &Hash) -> Result<StateOf<'_>, VerificationError> {
        Ok(StateOf {
            nodes: &self.nodes,
            root: self.headers.get(block)?.state_root,
        })
    }

    /// The authority sets, from the one that the genesis block names, and what each made final.
    ///
    /// Errors: those of [`Finality::follow`].
    pub fn finality(&self, genesis: &Genesis) -> Result<Finality, VerificationError> {
        let listed: Vec<(AuthorityId, u64)> = self.state(&genesis.hash)?.must(&storage::authorities())?;
        let changes: Vec<Hash> = self.index.set_changes.iter().map(|change| change.0).collect();
        Finality::follow(listed, &changes, &self.justifications, &self.headers, |block| {
            self.state(block)?.of_chain(&genesis.hash)
        })
    }

    /// That the proved block is final, and by whom.
    ///
    /// Errors: it is not; another height.
    pub fn finalised_block(
        &self,
        manifest: &Manifest,
        finality: &Finality,
    ) -> Result<Justified, VerificationError> {
        let (block, by) = (&manifest.block.hash.0, &self.index.final_by.0);
        let justified = finality.check(block, by, &self.headers)?;
        match self.headers.get(block)?.number == manifest.block.number {
            true => Ok(justified),
            false => Err(VerificationError::BlockNumber {
                block: manifest.block.number,
            }),
        }
    }

    /// Nothing is in the file that proves nothing.
    ///
    /// Errors: something is.
    pub fn all_used(&self, finality: &Finality) -> Result<(), VerificationError> {
        let unused = [
            ("headers", self.headers.unused()),
            ("nodes", self.nodes.unused()),
            ("justifications", finality.unused()),
            ("intents", self.intents.unused()),
        ];
        match unused.into_iter().find(|(_, count)| *count > 0) {
            Some((what, count)) => Err(VerificationError::ProofUnused { count, what }),
            None => Ok(()),
        }
    }
}

/// A list of byte strings in SCALE, in the one form that such a list has: a length has one encoding.
fn list_of<'a>(parts: &Entries<'a>, name: &str) -> Result<Vec<&'a [u8]>, VerificationError> {
    let mut rest = bytes_of(parts, name)?;
    let bad = || VerificationError::ListBad {
        name: name.to_string(),
    };
    let count = Compact::<u32>::decode(&mut rest).map_err(|_| bad())?.0 as usize;
    // Empty strings cost a file one byte each and the reader many more.
    if count > LIST_MAX {
        return Err(VerificationError::ListLong {
            name: name.to_string(),
        });
    }
    let mut list = Vec::with_capacity(count.min(rest.len()));
    for _ in 0..count {
        let length = Compact::<u32>::decode(&mut rest).map_err(|_| bad())?.0;
        let (item, after) = rest.split_at_checked(length as usize).ok_or_else(bad)?;
        list.push(item);
        rest = after;
    }
    match rest {
        [] => Ok(list),
        _ => Err(bad()),
    }
}
