//! What messages and calls of the contract have in common as rows: they are listed by state, found by the beginning of their
//! id, and put back once they were given up.

use sqlx::any::AnyRow;
use sqlx::AssertSqlSafe;

use crate::{to_i64, Result, Store};

/// A table of things on their way, each with `id`, `state`, `created_ms`, `next_attempt_ms` and `ended_ms`.
pub struct Outgoing {
    /// The table.
    pub table: &'static str,
    /// What else is set where a row begins anew.
    pub anew: &'static str,
}

impl Outgoing {
    /// The newest rows, those of one state where one is named.
    pub async fn newest(&self, store: &Store, state: Option<&str>, most: i64) -> Result<Vec<AnyRow>> {
        let only = if state.is_some() { "state = $1" } else { "$1 = $1" };
        let table = self.table;
        let sql = format!("SELECT * FROM {table} WHERE {only} ORDER BY created_ms DESC, id LIMIT $2");
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(state.unwrap_or_default())
            .bind(most)
            .fetch_all(store.pool())
            .await;
        rows.map_err(|e| store.failed(e))
    }

    /// The one row whose id begins like that; `None` where none, or more than one, does.
    pub async fn starting(&self, store: &Store, id: &str) -> Result<Option<AnyRow>> {
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let sql = format!("SELECT * FROM {} WHERE id LIKE $1 LIMIT 2", self.table);
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(format!("{}%", id.to_ascii_lowercase()))
            .fetch_all(store.pool())
            .await;
        let mut rows = rows.map_err(|e| store.failed(e))?;
        Ok(rows.pop().filter(|_| rows.is_empty()))
    }

    /// Puts dead rows back to be tried at once: the one, or all. Returns how many.
    pub async fn retry(&self, store: &Store, id: Option<&str>, now_ms: u64) -> Result<u64> {
        let only = if id.is_some() { "id = $1" } else { "$1 = $1" };
        let Outgoing { table, anew } = self;
        let sql = format!(
            "UPDATE {table} SET state = 'waiting', next_attempt_ms = $2, ended_ms = NULL, {anew} \
             WHERE state = 'dead' AND {only}"
        );
        let query = sqlx::query(AssertSqlSafe(sql))
            .bind(id.unwrap_or_default())
            .bind(to_i64(now_ms));
        let done = query.execute(store.pool()).await;
        Ok(done.map_err(|e| store.failed(e))?.rows_affected())
    }
}
