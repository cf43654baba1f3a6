//! The events of one loan, found without an index: the end of its chain of events names the block of the last one, the state
//! before that block the one before, and so back to the first. The node must still have the states of old blocks.

use iou_base::sha256;
use terms::life::Chain;
use terms::{Event, LoanId};

use super::blocks::{Found, Source};
use super::contract::{Ledger, LedgerEvent};
use super::Hash;
use crate::error::{Error, Result};

/// Most events of one loan: a payment on each day of a hundred years, reported, confirmed and demanded.
const EVENTS_MAX: u32 = 200_000;

/// An event with its place.
#[derive(Debug, Clone)]
pub struct Placed {
    /// What happened.
    pub event: Event,
    /// In which block.
    pub block: u64,
    /// That block's hash.
    pub hash: Hash,
}

impl Ledger {
    /// All events of a loan up to a block, of which the number and the hash are given, in their order. `found` is told how many of
    /// how many there are so far. Two requests for each block that
    /// has some, three where the node does not find events.
    ///
    /// Errors: [`Error::NodePruned`] where the node has forgotten an old block or its state; [`Error::NodeUntrue`] for other events
    /// than those that the contract has the hashes of; [`Error::Node`] where these are of a block that was replaced meanwhile.
    pub async fn history(
        &self,
        id: LoanId,
        (last, hash): (u64, Hash),
        found: impl Fn(usize, u32),
    ) -> Result<Vec<Placed>> {
        let source = Source::new(self.clone());
        let mut end = self.end_after(id, hash).await?;
        let all = end.sequence;
        if all > EVENTS_MAX {
            return Err(self.conn.untrue(format!("a loan has {all} events")));
        }
        let (mut newest_first, mut above) = (Vec::new(), last + 1);
        while end.sequence > 0 {
            let number = u64::from(end.block);
            // Each round goes down, so there is an end to them.
            if number == 0 || number >= above {
                return Err(self.conn.untrue("a loan's events do not go back in time"));
            }
            let (block, found_there) = source.block(number).await?;
            let before = self.end_after(id, block.parent).await?;
            let here = events_of(id, found_there);
            if !leads(before, &here, end) {
                return Err(self.of_another(number).await?);
            }
            newest_first.extend(here.into_iter().rev().map(|(event, _)| Placed {
                event: *event,
                block: number,
                hash: block.hash,
            }));
            found(newest_first.len(), all);
            (above, end) = (number, before);
        }
        newest_first.reverse();
        Ok(newest_first)
    }

    /// The error for a block that does not have the events that the contract counts there: of one that is not final yet another may
    /// have taken the place.
    async fn of_another(&self, number: u64) -> Result<Error> {
        let (head, _) = self.conn.finalized_head().await?;
        Ok(match number > head {
            true => self
                .conn
                .explain(format!("another block has taken the place of block {number}")),
            false => self.conn.untrue(format!(
                "block {number} does not have the events that the contract counts there"
            )),
        })
    }

    /// Where the loan's chain of events stood after a block. Before there was a contract there was no loan.
    async fn end_after(&self, id: LoanId, block: Hash) -> Result<Chain> {
        match self.chain_after(block, id).await {
            Ok(chain) => Ok(chain.unwrap_or_default()),
            Err(Error::Files(iou_files::Error::NotFound { .. })) => Ok(Chain::default()),
            Err(error) => Err(error),
        }
    }
}

/// An event with its SCALE bytes.
type Emitted = (Box<Event>, Vec<u8>);

/// The loan's events among those of a block.
fn events_of(id: LoanId, found: Vec<Found>) -> Vec<Emitted> {
    let ours = found.into_iter().filter_map(|found| match found.event {
        LedgerEvent::Loan(event, bytes) if event.head().loan == id => Some((event, bytes)),
        _ => None,
    });
    ours.collect()
}

/// Whether a chain of events that ended at `before` ends at `end` after the events `here`.
fn leads(before: Chain, here: &[Emitted], end: Chain) -> bool {
    let mut reached = (before.sequence, before.previous);
    for (event, bytes) in here {
        let head = event.head();
        if (head.sequence, head.previous) != reached {
            return false;
        }
        reached = (head.sequence.saturating_add(1), sha256(bytes));
    }
    !here.is_empty() && reached == (end.sequence, end.previous)
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::life::{Action, Context, Loan, NoOffices};
    use terms::{law::BuiltIn, sample, AccountId, Day};

    #[test]
    fn events_that_do_not_lead_from_one_end_of_the_chain_to_the_next_are_told() {
        let (lender, borrower) = (AccountId([1; 32]), AccountId([2; 32]));
        let start = Day(20_458);
        let by = |caller| Context {
            caller,
            now: sample::noon(start),
            block: 7,
            sha256,
            rates: &BuiltIn,
            offices: &NoOffices,
            intent: None,
        };
        let terms = sample::bullet(lender, borrower, start);
        let proposed = Loan::propose(0, terms, None, &by(borrower)).unwrap();
        let first = proposed.loan.chain;
        let sign = Action::Sign {
            digest: proposed.loan.agreement.digest,
            evidence: None,
        };
        let plan = proposed.schedule.unwrap();
        let signed = proposed.loan.step(sign, &plan, &by(lender)).unwrap();
        let end = signed.loan.chain;
        let emitted = |entries: &[terms::event::Entry]| -> Vec<Emitted> {
            let emitted =
                |entry: &terms::event::Entry| (Box::new(entry.event().unwrap()), entry.bytes.clone());
            entries.iter().map(emitted).collect()
        };
        let (one, two) = (emitted(&proposed.events), emitted(&signed.events));
        let both = [one.clone(), two.clone()].concat();
        assert_eq!(end.block, 7);
        assert!(leads(Chain::default(), &one, first));
        assert!(leads(first, &two, end));
        assert!(leads(Chain::default(), &both, end));
        for (before, here, after) in [
            (first, &[][..], first),
            (first, &[][..], end),
            (Chain::default(), &two, end),
            (Chain::default(), &one, end),
            (first, &both, end),
            (first, &one, end),
        ] {
            assert!(!leads(before, here, after));
        }
        let mut changed = two.clone();
        changed[0].1[40] ^= 1;
        assert!(!leads(first, &changed, end));
    }
}
