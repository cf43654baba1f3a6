//! Rows of which one process at a time works on each: claimed for a while, and free again when the time is over.

use sqlx::any::AnyRow;
use sqlx::AssertSqlSafe;

use crate::store::Kind;
use crate::{to_i64, Result, Store};

/// How far the clocks of two machines on one database may be apart: what lies no further ahead than the longest lease or
/// pause and this has been put by another machine, and is no relic of a clock that was set back. Units: milliseconds.
pub const SKEW_MS: u64 = 600_000;

/// Rows of an outgoing table that somebody may take for a while. In `due` stand `$3` for now, and `$4` and `$6` for the
/// furthest end of a pause and of a lease that can have been put, if only by a machine whose clock is ahead of ours.
pub struct Wanted<'a> {
    /// The table.
    pub table: &'static str,
    /// What else is set, each followed by a comma.
    pub set: String,
    /// Which rows.
    pub due: &'a str,
    /// What is wanted of them.
    pub columns: &'static str,
    /// How long they are the claimer's.
    pub lease_ms: u64,
    /// The longest pause that there is.
    pub longest_ms: u64,
}

impl Wanted<'_> {
    /// Leases up to `limit` of the rows, the longest waiting first: the lease's name, and the rows in no order.
    pub async fn claim(&self, store: &Store, now_ms: u64, limit: u32) -> Result<(String, Vec<AnyRow>)> {
        let Wanted {
            table,
            set,
            due,
            columns,
            ..
        } = self;
        let skip = skip_locked(store.kind());
        // The claimed rows are picked once: PostgreSQL may run a plain subquery again and again, past its limit.
        let sql = format!(
            "WITH picked AS MATERIALIZED (SELECT id FROM {table} WHERE {due} ORDER BY next_attempt_ms LIMIT $5 {skip}) \
             UPDATE {table} SET {set}lease = $1, lease_until_ms = $2 WHERE id IN (SELECT id FROM picked) \
             RETURNING {columns}"
        );
        let lease = random_hex();
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(&lease)
            .bind(to_i64(now_ms + self.lease_ms))
            .bind(to_i64(now_ms))
            .bind(to_i64(now_ms + self.longest_ms + SKEW_MS))
            .bind(i64::from(limit))
            .bind(to_i64(now_ms + self.lease_ms + SKEW_MS))
            .fetch_all(store.pool())
            .await
            .map_err(|e| store.failed(e))?;
        Ok((lease, rows))
    }
}

/// How a claimer leaves the rows of another alone. SQLite has one writer at a time.
fn skip_locked(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => "",
        Kind::Postgres => "FOR UPDATE SKIP LOCKED",
    }
}

/// A name for a lease that nobody else has.
pub fn random_hex() -> String {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    hex::encode(bytes)
}
