//! What the pages tell out of the database, read when they are asked for. One reading at a time, shared by all who asked
//! before it began: a crowd of readers takes one connection from the loops, never all of them. What is read does not grow with
//! the tables.
//! Units: milliseconds since 1970. Limits: a database that does not answer within [`LIMIT`] counts as failing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::Row;
use tokio::sync::Mutex;

use crate::error::Result;
use iou_database::counts::{self, Counted};
use iou_database::{to_u64, Store};
use iou_remind::outbox::Outbox;

/// The longest reading.
const LIMIT: Duration = Duration::from_secs(5);
/// The state of a message that will not be tried again by itself.
const DEAD: &str = "dead";

/// How far the index is.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) block: u64,
    pub(super) time_ms: u64,
    pub(super) events: u64,
    pub(super) unknown_events: u64,
}

/// What the database says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) cursor: Option<Cursor>,
    /// State and number.
    pub(super) messages: Vec<(String, u64)>,
    /// When the oldest message was made that has no end yet.
    pub(super) oldest_undelivered_ms: Option<u64>,
    /// State and number.
    pub(super) tasks: Vec<(String, u64)>,
    /// When the oldest transaction was thought of that has no end yet.
    pub(super) oldest_task_ms: Option<u64>,
    /// The channels that do not work through us, and since when.
    pub(super) alarms: Vec<(String, u64)>,
}

impl Figures {
    /// Messages that were given up.
    pub(super) fn dead(&self) -> u64 {
        let of = |(state, number): &(String, u64)| (state == DEAD).then_some(*number);
        self.messages.iter().filter_map(of).sum()
    }
}

/// Reads, once for all who asked before it began.
pub(super) struct Reader {
    store: Store,
    last: Mutex<Option<(Instant, Result<Arc<Figures>>)>>,
}

impl Reader {
    pub(super) fn new(store: Store) -> Reader {
        let last = Mutex::new(None);
        Reader { store, last }
    }

    /// What the database says now.
    ///
    /// Errors: [`crate::Error::Database`], also where it does not answer in time.
    pub(super) async fn read(&self) -> Result<Arc<Figures>> {
        let asked = Instant::now();
        let mut last = self.last.lock().await;
        if let Some((_, result)) = last.as_ref().filter(|(began, _)| *began >= asked) {
            return result.clone();
        }
        let began = Instant::now();
        let reading = tokio::time::timeout(LIMIT, figures(&self.store)).await;
        let slow = |_| {
            let reason = format!("no answer within {} s", LIMIT.as_secs());
            Err(self.store.failed(reason).into())
        };
        let result = reading.unwrap_or_else(slow).map(Arc::new);
        if let Err(error) = &result {
            tracing::warn!(%error, "the figures cannot be read");
        }
        *last = Some((began, result.clone()));
        result
    }
}

async fn figures(store: &Store) -> Result<Figures> {
    let cursor = sqlx::query("SELECT block, time_ms, events, unknown_events FROM cursor")
        .fetch_optional(store.pool())
        .await
        .map_err(|e| store.failed(e))?;
    let cursor = cursor.map(|row| Cursor {
        block: to_u64(row.get(0)),
        time_ms: to_u64(row.get(1)),
        events: to_u64(row.get(2)),
        unknown_events: to_u64(row.get(3)),
    });
    Ok(Figures {
        cursor,
        messages: counts::by_state(store, Counted::Messages).await?,
        oldest_undelivered_ms: counts::oldest_ms(
            store,
            Counted::Messages,
            &["waiting", "sending", "accepted"],
        )
        .await?,
        tasks: counts::by_state(store, Counted::Tasks).await?,
        oldest_task_ms: counts::oldest_ms(store, Counted::Tasks, &["waiting", "submitted"]).await?,
        alarms: Outbox::new(store.clone())
            .alarms()
            .await?
            .into_iter()
            .map(|alarm| (alarm.channel, alarm.since_ms))
            .collect(),
    })
}
