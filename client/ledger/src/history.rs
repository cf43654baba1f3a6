//! The events of one loan, found without an index: the loan's stored sequence number says how many there were at any
//! block, so the blocks that hold them are found by bisection, in about (events × log2 of blocks) questions. The node
//! must still have the states of old blocks.

use terms::{Event, LoanId};

use super::connection::AtBlock;
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

/// A stretch of blocks with the events in it: those numbered `events.0` up to `events.1`, in the blocks after `after` up to
/// `last`.
struct Stretch {
    after: u64,
    last: u64,
    events: (u32, u32),
}

impl Ledger {
    /// All events of a loan up to block `last`, in their order. `found` is told how many of how many there are so far.
    ///
    /// Errors: a refusal (`NoSuchLoan`); [`iou_files::Error::NotFound`] for a block that the node has forgotten.
    pub async fn history(&self, id: LoanId, last: u64, found: impl Fn(usize, u32)) -> Result<Vec<Placed>> {
        let all = self.events_until(id, last).await?;
        if all > EVENTS_MAX {
            return Err(self.conn.untrue(format!("a loan has {all} events")));
        }
        let mut events = Vec::new();
        let mut open = vec![Stretch {
            after: 0,
            last,
            events: (0, all),
        }];
        while let Some(stretch) = open.pop() {
            let (first, end) = stretch.events;
            if first == end {
                continue;
            }
            if stretch.last <= stretch.after + 1 {
                let here = self.events_of(id, stretch.last).await?;
                if here.len() != (end - first) as usize {
                    let block = stretch.last;
                    return Err(self
                        .conn
                        .untrue(format!("block {block} does not have the events that it counts")));
                }
                events.extend(here);
                found(events.len(), all);
                continue;
            }
            let middle = stretch.after + (stretch.last - stretch.after) / 2;
            let before = self.events_until(id, middle).await?;
            if !(first..=end).contains(&before) {
                return Err(self.conn.untrue("a loan's events grow fewer"));
            }
            // The earlier half on top: events come out in their order.
            open.push(Stretch {
                after: middle,
                last: stretch.last,
                events: (before, end),
            });
            open.push(Stretch {
                after: stretch.after,
                last: middle,
                events: (first, before),
            });
        }
        Ok(events)
    }

    /// How many events the loan had at the end of block `number`.
    async fn events_until(&self, id: LoanId, number: u64) -> Result<u32> {
        let at = self.at(number).await?;
        // Before there was a contract there was no loan.
        match self.chain_of(&at, id).await {
            Ok(chain) => Ok(chain.map_or(0, |chain| chain.sequence)),
            Err(Error::Files(iou_files::Error::NotFound { .. })) => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// The loan's events in block `number`.
    async fn events_of(&self, id: LoanId, number: u64) -> Result<Vec<Placed>> {
        let at = self.at(number).await?;
        let mut found = Vec::new();
        for (_, event) in self.events_at(&at).await? {
            if let LedgerEvent::Loan(event, _) = event {
                if event.head().loan == id {
                    found.push(Placed {
                        event: *event,
                        block: number,
                        hash: at.block_hash(),
                    });
                }
            }
        }
        Ok(found)
    }

    pub async fn at(&self, number: u64) -> Result<AtBlock> {
        let hash = self
            .conn
            .block_hash(number)
            .await?
            .ok_or_else(|| iou_files::Error::NotFound {
                what: "block".into(),
                name: number.to_string(),
            })?;
        self.conn.at_hash(hash).await
    }
}
