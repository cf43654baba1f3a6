//! What is in the outbox, for people and for metrics.

use serde::Serialize;
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::Row;

use super::Outbox;
use crate::message::Body;
use iou_database::outgoing::Outgoing;
use iou_database::to_u64;
use iou_database::Result;

/// Longest listing. Units: messages.
const LIST_MAX: i64 = 1_000;

/// One message as it stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Shown {
    /// Hexadecimal, 64 digits.
    pub id: String,
    /// Over what.
    pub channel: String,
    /// Who gets it.
    pub recipient: String,
    /// waiting, sending, accepted, delivered, dead or withdrawn.
    pub state: String,
    /// When it was decided on. Units: milliseconds since 1970.
    pub created_ms: u64,
    /// How often it was tried.
    pub attempts: u64,
    /// When it is tried next, or its gateway asked. Units: milliseconds since 1970.
    pub next_attempt_ms: u64,
    /// When it was delivered or given up. Units: milliseconds since 1970.
    pub ended_ms: Option<u64>,
    /// By which the gateway knows it.
    pub tracking: Option<String>,
    /// SHA-256 of the proof that it arrived.
    pub receipt: Option<String>,
    /// Why the newest attempt failed.
    pub last_error: Option<String>,
}

/// A notice of a message.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StoredNotice {
    /// Hexadecimal, 64 digits.
    pub id: String,
    /// The loan that it is about.
    pub loan: u64,
    /// In the policy's words.
    pub kind: String,
    /// What its words are made from.
    pub facts: Value,
}

/// How many messages are in a state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The state.
    pub state: String,
    /// How many.
    pub messages: u64,
    /// How many attempts they have had.
    pub attempts: u64,
}

/// The outbox in figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OutboxFigures {
    /// By state.
    pub states: Vec<Count>,
    /// When the oldest message that is neither delivered nor given up was decided on. Units: milliseconds since 1970.
    pub oldest_ms: Option<u64>,
}

/// The table; a message that begins anew has all its attempts before it.
const ROWS: Outgoing = Outgoing {
    table: "message",
    anew: "attempts = 0, tracking = NULL",
};

impl Outbox {
    /// The newest messages, those of one state where one is named.
    pub async fn list(&self, state: Option<&str>) -> Result<Vec<Shown>> {
        let rows = ROWS.newest(&self.store, state, LIST_MAX).await?;
        rows.iter()
            .map(|row| shown(row).map_err(|e| self.store.failed(e)))
            .collect()
    }

    /// One message by its id or the beginning of it, with its notices and what it says.
    ///
    /// Errors: [`iou_files::Error::NotFound`] where none, or more than one, begins like that.
    pub async fn show(&self, id: &str) -> Result<(Shown, Vec<StoredNotice>, Option<Body>)> {
        let row = ROWS.starting(&self.store, id).await?;
        let row = row.ok_or_else(|| iou_files::Error::NotFound {
            what: "message".into(),
            name: id.into(),
        })?;
        let message = shown(&row).map_err(|e| self.store.failed(e))?;
        let body: Option<String> = row.try_get("body").map_err(|e| self.store.failed(e))?;
        let notices = self.notices(&message.id).await?;
        Ok((message, notices, body.as_deref().and_then(Body::read)))
    }

    /// The notices that a message carries.
    pub async fn notices(&self, message: &str) -> Result<Vec<StoredNotice>> {
        let rows =
            sqlx::query("SELECT id, loan, kind, facts FROM notice WHERE message = $1 ORDER BY loan, id")
                .bind(message)
                .fetch_all(self.store.pool())
                .await
                .map_err(|e| self.store.failed(e))?;
        rows.iter()
            .map(|row| stored_notice(row).map_err(|e| self.store.failed(e)))
            .collect()
    }

    /// What is kept under a digest: what it is, and its bytes as they are stored.
    pub async fn document(&self, digest: &str) -> Result<Option<(String, Vec<u8>)>> {
        let row = sqlx::query("SELECT what, bytes FROM document WHERE digest = $1")
            .bind(digest)
            .fetch_optional(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let read = |row: AnyRow| Ok::<_, sqlx::Error>((row.try_get("what")?, row.try_get("bytes")?));
        row.map(read).transpose().map_err(|e| self.store.failed(e))
    }

    /// Puts dead messages back to be tried at once, from the first attempt on: the one, or all. Returns how many.
    pub async fn retry(&self, id: Option<&str>, now_ms: u64) -> Result<u64> {
        ROWS.retry(&self.store, id, now_ms).await
    }

    /// The outbox in figures.
    pub async fn status(&self) -> Result<OutboxFigures> {
        let sql = "SELECT state, COUNT(*) AS messages, CAST(SUM(attempts) AS BIGINT) AS attempts, \
                   MIN(created_ms) AS oldest FROM message GROUP BY state ORDER BY state";
        let rows = sqlx::query(sql)
            .fetch_all(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let mut status = OutboxFigures {
            states: Vec::new(),
            oldest_ms: None,
        };
        for row in rows {
            let get = |name: &str| {
                row.try_get::<i64, _>(name)
                    .map(to_u64)
                    .map_err(|e| self.store.failed(e))
            };
            let state: String = row.try_get("state").map_err(|e| self.store.failed(e))?;
            if matches!(state.as_str(), "waiting" | "sending" | "accepted") {
                let oldest = get("oldest")?;
                status.oldest_ms = Some(status.oldest_ms.map_or(oldest, |known| known.min(oldest)));
            }
            status.states.push(Count {
                state,
                messages: get("messages")?,
                attempts: get("attempts")?,
            });
        }
        Ok(status)
    }
}

fn shown(row: &AnyRow) -> std::result::Result<Shown, sqlx::Error> {
    let number = |name: &str| row.try_get::<i64, _>(name).map(to_u64);
    let maybe = |name: &str| row.try_get::<Option<String>, _>(name);
    Ok(Shown {
        id: row.try_get("id")?,
        channel: row.try_get("channel")?,
        recipient: row.try_get("recipient")?,
        state: row.try_get("state")?,
        created_ms: number("created_ms")?,
        attempts: number("attempts")?,
        next_attempt_ms: number("next_attempt_ms")?,
        ended_ms: row.try_get::<Option<i64>, _>("ended_ms")?.map(to_u64),
        tracking: maybe("tracking")?,
        receipt: maybe("receipt")?,
        last_error: maybe("last_error")?,
    })
}

fn stored_notice(row: &AnyRow) -> std::result::Result<StoredNotice, sqlx::Error> {
    let facts: String = row.try_get("facts")?;
    Ok(StoredNotice {
        id: row.try_get("id")?,
        loan: row.try_get::<i64, _>("loan").map(to_u64)?,
        kind: row.try_get("kind")?,
        facts: serde_json::from_str(&facts).unwrap_or(Value::String(facts)),
    })
}
