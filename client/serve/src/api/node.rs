//! The node, asked for what the tables lack: connected when it is first needed, and again after a connection was lost.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::timeout;

use iou_ledger::contract::Ledger;
use iou_relay::worker::Dial;

/// How long it may take to answer at all.
const PATIENCE: Duration = Duration::from_secs(10);

/// The contract on its node.
pub struct Node {
    dial: Dial,
    known: Mutex<Option<Ledger>>,
}

impl Node {
    /// One that is reached by `dial`.
    pub fn new(dial: Dial) -> Node {
        Node {
            dial,
            known: Mutex::new(None),
        }
    }

    /// The contract; `None` where its node does not answer.
    pub async fn ledger(&self) -> Option<Ledger> {
        let mut known = timeout(PATIENCE, self.known.lock()).await.ok()?;
        if let Some(ledger) = &*known {
            return Some(ledger.clone());
        }
        match timeout(PATIENCE, (self.dial)()).await {
            Ok(Ok(ledger)) => Some(known.insert(ledger).clone()),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the node was not reached");
                None
            }
            Err(_) => None,
        }
    }

    /// Forgets a connection over which nothing came.
    pub async fn forget(&self) {
        *self.known.lock().await = None;
    }
}
