//! What is in the outbox, for people and for metrics.

use serde::Serialize;
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::{int, nat, Outbox};
use crate::error::{Error, Result};

/// Longest listing. Units: messages.
const LIST_MAX: i64 = 1_000;

/// One message as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The state.
    pub state: String,
    /// How many.
    pub messages: u64,
    /// How many attempts they have had.
    pub attempts: u64,
}

/// The outbox in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// By state.
    pub states: Vec<Count>,
    /// When the oldest message that is neither delivered nor given up was decided on. Units: milliseconds since 1970.
    pub oldest_ms: Option<u64>,
}

impl Outbox {
    /// The newest messages, those of one state where one is named.
    pub async fn list(&self, state: Option<&str>) -> Result<Vec<Shown>> {
        let only = if state.is_some() { "state = $1" } else { "$1 = $1" };
        let sql = format!("SELECT * FROM message WHERE {only} ORDER BY created_ms DESC, id LIMIT $2");
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(state.unwrap_or_default())
            .bind(LIST_MAX)
            .fetch_all(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        rows.iter()
            .map(|row| shown(row).map_err(|e| self.store.failed(e)))
            .collect()
    }

    /// One message by its id or the beginning of it, with its notices and what it says.
    ///
    /// Errors: [`Error::NotFound`] where none, or more than one, begins like that.
    pub async fn show(&self, id: &str) -> Result<(Shown, Vec<Told>, Option<String>)> {
        let unknown = || Error::NotFound {
            what: "message".into(),
            name: id.into(),
        };
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(unknown());
        }
        let rows = sqlx::query("SELECT * FROM message WHERE id LIKE $1 LIMIT 2")
            .bind(format!("{}%", id.to_ascii_lowercase()))
            .fetch_all(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let [row] = rows.as_slice() else {
            return Err(unknown());
        };
        let message = shown(row).map_err(|e| self.store.failed(e))?;
        let body = row.try_get("body").map_err(|e| self.store.failed(e))?;
        let notices = self.notices(&message.id).await?;
        Ok((message, notices, body))
    }

    /// The notices that a message carries.
    pub async fn notices(&self, message: &str) -> Result<Vec<Told>> {
        let rows =
            sqlx::query("SELECT id, loan, kind, facts FROM notice WHERE message = $1 ORDER BY loan, id")
                .bind(message)
                .fetch_all(self.store.pool())
                .await
                .map_err(|e| self.store.failed(e))?;
        rows.iter()
            .map(|row| told(row).map_err(|e| self.store.failed(e)))
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
        let only = if id.is_some() { "id = $1" } else { "$1 = $1" };
        let sql = format!(
            "UPDATE message SET state = 'waiting', attempts = 0, next_attempt_ms = $2, ended_ms = NULL, tracking = NULL \
             WHERE state = 'dead' AND {only}"
        );
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(id.unwrap_or_default())
            .bind(int(now_ms));
        let done = query
            .execute(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        Ok(done.rows_affected())
    }

    /// The outbox in figures.
    pub async fn status(&self) -> Result<Status> {
        let sql = "SELECT state, COUNT(*) AS messages, CAST(SUM(attempts) AS BIGINT) AS attempts, \
                   MIN(created_ms) AS oldest FROM message GROUP BY state ORDER BY state";
        let rows = sqlx::query(sql)
            .fetch_all(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let mut status = Status {
            states: Vec::new(),
            oldest_ms: None,
        };
        for row in rows {
            let get = |name: &str| {
                row.try_get::<i64, _>(name)
                    .map(nat)
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
    let number = |name: &str| row.try_get::<i64, _>(name).map(nat);
    let maybe = |name: &str| row.try_get::<Option<String>, _>(name);
    Ok(Shown {
        id: row.try_get("id")?,
        channel: row.try_get("channel")?,
        recipient: row.try_get("recipient")?,
        state: row.try_get("state")?,
        created_ms: number("created_ms")?,
        attempts: number("attempts")?,
        next_attempt_ms: number("next_attempt_ms")?,
        ended_ms: row.try_get::<Option<i64>, _>("ended_ms")?.map(nat),
        tracking: maybe("tracking")?,
        receipt: maybe("receipt")?,
        last_error: maybe("last_error")?,
    })
}

fn told(row: &AnyRow) -> std::result::Result<Told, sqlx::Error> {
    let facts: String = row.try_get("facts")?;
    Ok(Told {
        id: row.try_get("id")?,
        loan: row.try_get::<i64, _>("loan").map(nat)?,
        kind: row.try_get("kind")?,
        facts: serde_json::from_str(&facts).unwrap_or(Value::String(facts)),
    })
}
