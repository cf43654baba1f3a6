//! The node, asked for what the tables lack: connected when it is first needed, and again after a connection was lost. What is
//! known of its newest finalised block is shared by all who come within a second; so many ask it at once, and so many wait.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

use crate::web::Fault;
use iou_base::Refusal;
use iou_ledger::connection::AtBlock;
use iou_ledger::contract::Ledger;
use iou_relay::intents::Refused;
use iou_relay::worker::Dial;

/// How long it may take to answer, and how long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// For how long what is known of the newest finalised block is believed.
const FRESH: Duration = Duration::from_secs(1);
/// For how long a node that was away is not asked again.
const GONE: Duration = Duration::from_secs(3);
/// How many ask it at once.
const ASKING: usize = 8;
/// How many wait for that.
const WAITING: usize = 64;

/// The chain at its newest finalised block.
pub struct Head {
    /// The contract.
    pub ledger: Ledger,
    /// The block.
    pub at: AtBlock,
    /// Its number.
    pub block: u64,
    /// Its time. Units: milliseconds since 1970.
    pub time_ms: u64,
}

/// What is known of it.
enum Known {
    Nothing,
    At(Instant, Arc<Head>),
    Away(Instant),
}

/// The contract on its node.
pub struct Node {
    dial: Dial,
    known: Mutex<Known>,
    asking: Semaphore,
    waiting: Semaphore,
}

impl Node {
    /// One that is reached by `dial`.
    pub fn new(dial: Dial) -> Node {
        Node {
            dial,
            known: Mutex::new(Known::Nothing),
            asking: Semaphore::new(ASKING),
            waiting: Semaphore::new(WAITING),
        }
    }

    /// The chain as it was at most a second ago.
    ///
    /// Errors: `node-away`.
    pub async fn head(&self) -> Result<Arc<Head>, Fault> {
        self.head_from(0).await
    }

    /// The same, and no older than a block that is known to be final.
    ///
    /// Errors: `node-away`.
    pub async fn head_from(&self, block: u64) -> Result<Arc<Head>, Fault> {
        let came = Instant::now();
        let known = timeout(PATIENCE, self.known.lock()).await;
        let mut known = known.map_err(|_| away())?;
        match &*known {
            Known::At(since, head) if since.elapsed() < FRESH && head.block >= block => {
                return Ok(head.clone())
            }
            // Whoever waited for the answer has it too, and for a moment whoever comes after them.
            Known::Away(since) if *since >= came || since.elapsed() < GONE => return Err(away()),
            _ => {}
        }
        // Kept meanwhile: whoever asks may give up before there is an answer.
        let before = match &*known {
            Known::At(_, head) => Some(head.ledger.clone()),
            _ => None,
        };
        match timeout(PATIENCE, self.look(before)).await {
            Ok(Ok(head)) => {
                let head = Arc::new(head);
                *known = Known::At(Instant::now(), head.clone());
                Ok(head)
            }
            other => {
                if let Ok(Err(error)) = other {
                    tracing::warn!(%error, "the node does not answer");
                }
                *known = Known::Away(Instant::now());
                Err(away())
            }
        }
    }

    async fn look(&self, before: Option<Ledger>) -> iou_ledger::Result<Head> {
        let ledger = match before {
            Some(ledger) => ledger,
            None => (self.dial)().await?,
        };
        let at = ledger.conn.at_finalized().await?;
        Ok(Head {
            time_ms: ledger.conn.timestamp_ms(&at).await?,
            block: at.block_number(),
            ledger,
            at,
        })
    }

    /// Waits for a turn to ask the node, and for its answer.
    ///
    /// Errors: `busy`, `node-away`, `no-such-loan`.
    pub async fn ask<T>(&self, asked: impl Future<Output = iou_ledger::Result<T>>) -> Result<T, Fault> {
        let _place = self
            .waiting
            .try_acquire()
            .map_err(|_| Fault::from(Refused::Busy))?;
        let turn = timeout(PATIENCE, self.asking.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            return Err(Refused::Busy.into());
        };
        match timeout(PATIENCE, asked).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(iou_ledger::Error::Contract(Refusal(terms::Error::NoSuchLoan)))) => {
                Err(Fault::no_such_loan())
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "the node's answer is of no use");
                Err(away())
            }
            Err(_) => Err(away()),
        }
    }
}

fn away() -> Fault {
    Refused::NodeAway.into()
}
