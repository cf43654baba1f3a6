//! When a process is alive, and when its answers can be relied on: pure judgements over a snapshot, so that a test needs
//! no clock. *Alive* is about this process alone: restarting it must be able to help. *Ready* is about everything that an
//! answer needs: the node, the index, the database.

use std::time::Duration;

use serde::Serialize;

use super::figures::Figures;
use crate::error::Error;
use iou_health::{Loop, Snapshot, BEAT_LIMIT};

/// A node that has been away for longer makes the answers unreliable.
pub const NODE_GONE_LIMIT: Duration = Duration::from_secs(30);
/// So many finalised blocks may be missing from the index. Units: blocks.
pub const LAG_LIMIT: u64 = 50;

/// Why a page says 503.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub(super) enum Reason {
    /// A loop has not beaten for too long.
    Stuck { task: Loop, seconds: u64, limit: u64 },
    /// The index has not reached the newest finalised block yet.
    Backfill {
        block: Option<u64>,
        finalised: Option<u64>,
    },
    /// The node has been away for too long, or was never there.
    Node { seconds: u64, limit: u64 },
    /// Too many finalised blocks are missing.
    Lag { blocks: u64, limit: u64 },
    /// There is nothing in the index.
    Empty,
    /// The database does not answer.
    Database { code: String },
}

/// Where chain and index stand.
pub(super) struct Heights {
    pub(super) finalised: Option<u64>,
    pub(super) indexed: Option<u64>,
}

impl Heights {
    /// Finalised blocks that the index lacks, where both heights are known.
    pub(super) fn lag(&self) -> Option<u64> {
        // The index may hear of a block before whoever tells the height.
        Some(self.finalised?.saturating_sub(self.indexed?))
    }
}

/// The index may be another process's work: the database knows more than this process then.
pub(super) fn heights(snapshot: &Snapshot, figures: Option<&Figures>) -> Heights {
    let stored = figures.and_then(|it| it.cursor.as_ref()).map(|it| it.block);
    Heights {
        finalised: snapshot.finalised,
        indexed: stored.max(snapshot.indexed),
    }
}

/// Why this process should be started again; empty while it is well.
pub(super) fn stuck(snapshot: &Snapshot) -> Vec<Reason> {
    let late = snapshot.loops.iter().filter(|(_, age)| *age > BEAT_LIMIT);
    late.map(|(task, age)| Reason::Stuck {
        task: *task,
        seconds: age.as_secs(),
        limit: BEAT_LIMIT.as_secs(),
    })
    .collect()
}

/// Whether this process takes intents and does nothing else.
fn only_relays(snapshot: &Snapshot) -> bool {
    snapshot.runs(Loop::Relay) && !snapshot.runs(Loop::Index) && !snapshot.runs(Loop::Policy)
}

/// Why its answers cannot be relied on now; empty when they can.
pub(super) fn unready(snapshot: &Snapshot, figures: Result<&Figures, &Error>) -> Vec<Reason> {
    let mut reasons = stuck(snapshot);
    let heights = heights(snapshot, figures.ok());
    match figures {
        Err(error) => reasons.push(Reason::Database { code: error.code() }),
        // What others signed is taken by the chain alone.
        Ok(_) if heights.indexed.is_none() && !only_relays(snapshot) => reasons.push(Reason::Empty),
        Ok(_) => {}
    }
    // Who does not follow the chain themselves has no node to lose.
    let node_gone = snapshot.node_gone.filter(|_| snapshot.runs(Loop::Index));
    if let Some(gone) = node_gone.filter(|it| {
        // Before the first answer there is nothing to rely on, however short that has been.
        *it > NODE_GONE_LIMIT || snapshot.finalised.is_none()
    }) {
        reasons.push(Reason::Node {
            seconds: gone.as_secs(),
            limit: NODE_GONE_LIMIT.as_secs(),
        });
    }
    if snapshot.runs(Loop::Index) && !snapshot.backfilled {
        reasons.push(Reason::Backfill {
            block: heights.indexed,
            finalised: heights.finalised,
        });
    }
    if let Some(blocks) = heights.lag().filter(|lag| *lag > LAG_LIMIT) {
        reasons.push(Reason::Lag {
            blocks,
            limit: LAG_LIMIT,
        });
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::super::figures::Cursor;
    use super::*;

    fn well() -> (Snapshot, Figures) {
        let snapshot = Snapshot {
            streams: None,
            loops: vec![(Loop::Index, BEAT_LIMIT), (Loop::Outbox, Duration::ZERO)],
            node_gone: None,
            finalised: Some(100),
            indexed: None,
            indexed_time_ms: None,
            backfilled: true,
            trouble: None,
            fees: None,
            money: None,
            kept_today: Vec::new(),
        };
        let cursor = Cursor {
            block: 50,
            ..Cursor::default()
        };
        let figures = Figures {
            cursor: Some(cursor),
            ..Figures::default()
        };
        (snapshot, figures)
    }

    #[test]
    fn at_every_limit_it_is_still_well() {
        let (mut snapshot, figures) = well();
        snapshot.node_gone = Some(NODE_GONE_LIMIT);
        assert_eq!(stuck(&snapshot), []);
        assert_eq!(unready(&snapshot, Ok(&figures)), []);
    }

    #[test]
    fn a_loop_that_missed_its_beats_is_stuck_by_name() {
        let (mut snapshot, _) = well();
        snapshot.loops[0].1 += Duration::from_secs(1);
        let reasons = stuck(&snapshot);
        let expected = Reason::Stuck {
            task: Loop::Index,
            seconds: 121,
            limit: 120,
        };
        assert_eq!(reasons, [expected]);
    }

    #[test]
    fn one_block_too_many_is_a_lag_and_the_higher_of_both_heights_counts() {
        let (mut snapshot, figures) = well();
        snapshot.finalised = Some(101);
        let lag = Reason::Lag {
            blocks: 51,
            limit: 50,
        };
        assert_eq!(unready(&snapshot, Ok(&figures)), [lag]);
        snapshot.indexed = Some(60);
        assert_eq!(unready(&snapshot, Ok(&figures)), []);
    }

    #[test]
    fn a_node_gone_for_too_long_or_never_seen_is_a_reason() {
        let (mut snapshot, figures) = well();
        snapshot.node_gone = Some(NODE_GONE_LIMIT + Duration::from_secs(1));
        let reasons = unready(&snapshot, Ok(&figures));
        assert_eq!(
            reasons,
            [Reason::Node {
                seconds: 31,
                limit: 30
            }]
        );
        (snapshot.node_gone, snapshot.finalised) = (Some(Duration::ZERO), None);
        let reasons = unready(&snapshot, Ok(&figures));
        assert_eq!(
            reasons,
            [Reason::Node {
                seconds: 0,
                limit: 30
            }]
        );
    }

    #[test]
    fn back_fill_counts_only_where_the_index_runs_here() {
        let (mut snapshot, figures) = well();
        snapshot.backfilled = false;
        let expected = Reason::Backfill {
            block: Some(50),
            finalised: Some(100),
        };
        assert_eq!(unready(&snapshot, Ok(&figures)), [expected]);
        let _index = snapshot.loops.remove(0);
        assert_eq!(unready(&snapshot, Ok(&figures)), []);
    }

    #[test]
    fn a_database_that_fails_or_is_empty_is_a_reason() {
        let (snapshot, mut figures) = well();
        let error = iou_database::Error::Database {
            database: "x".into(),
            reason: "y".into(),
        };
        let code = "database".to_owned();
        assert_eq!(
            unready(&snapshot, Err(&error.into())),
            [Reason::Database { code }]
        );
        figures.cursor = None;
        assert_eq!(unready(&snapshot, Ok(&figures)), [Reason::Empty]);
        let relays = Snapshot {
            loops: vec![(Loop::Relay, Duration::ZERO)],
            ..snapshot
        };
        assert_eq!(unready(&relays, Ok(&figures)), []);
    }
}
