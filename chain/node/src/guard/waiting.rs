//! A vote waits for its key to begin.
//!
//! The voter asks for a vote once a round, and takes no for an answer for the whole of it; were too many to say no in the
//! first round of a young chain, it would never end. So a key that has not begun takes part in a round, and its vote is
//! held back, here, where GRANDPA asks what to vote for, until the node has caught up with the chain.

use super::{Guard, Standing};
use crate::types::Block;
use iou_runtime::Header;
use sc_consensus_grandpa::{VotingRule, VotingRuleResult};
use sp_blockchain::HeaderBackend;
use std::{future::pending, sync::Arc};

/// A voting rule that says when to vote, and leaves open what for.
#[derive(Clone)]
pub struct WaitsForItsKey(pub Arc<Guard>);

impl<B: HeaderBackend<Block>> VotingRule<Block, B> for WaitsForItsKey {
    fn restrict_vote(&self, _: Arc<B>, _: &Header, _: &Header, _: &Header) -> VotingRuleResult<Block> {
        let guard = self.0.clone();
        let key = guard.voting_key();
        Box::pin(async move {
            let mut changes = guard.changes();
            loop {
                match guard.standing(key) {
                    Standing::Known => return None,
                    // The round began before the doubt. It goes on without this vote, and then this future is dropped.
                    Standing::Doubtful => pending().await,
                    Standing::NotBegun => {
                        // An error says that the guard is gone, and this holds one.
                        let _ = changes.changed().await;
                    }
                }
            }
        })
    }
}
