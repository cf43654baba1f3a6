//! What the outbox forgets of its own accord, some time after it was done with [个保法 19, 47; GDPR 5(1)(e)]: the text of a message, what
//! the gateway said to it, and the proof that it arrived; and once the loan is over for as long, that there was a message at all.
//! What proves a demand is kept: text, receipt, and when it was sent can be contested for as long as the claim lives [CC 188, 195].
//!
//! While a loan runs its notices stay, also where it was settled and runs again: the policy has no memory but their ids, and would tell
//! everything once more.
//! Limits: so many rows of each kind at once, so that nobody waits for it.

use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use super::{Outbox, DEMAND};
use crate::error::Result;
use iou_database::to_i64;

/// For how long what no demand needs is kept unless somebody says otherwise. Units: days.
pub const KEPT_DAYS: u16 = 90;
/// Most rows of one kind in one round.
pub(crate) const BATCH: u64 = 200;

/// A message that was done with so long ago ($1), and brought no demand.
const OVER: &str = "m.state IN ('delivered', 'dead', 'withdrawn') AND m.ended_ms <= $1 \
                    AND NOT EXISTS (SELECT 1 FROM notice d WHERE d.message = m.id AND d.kind = $2)";

impl Outbox {
    /// Forgets what was done with more than `kept_ms` ago. Returns how many rows were changed or are gone; with [`BATCH`] or more
    /// there may be others.
    pub async fn forget(&self, now_ms: u64, kept_ms: u64) -> Result<u64> {
        let before = to_i64(now_ms.saturating_sub(kept_ms));
        let mut tx = self.store.begin().await?;
        let mut rows = self.forget_texts(&mut tx, before).await?;
        // Those of loans that are over, whether they were sent or a later one said the same.
        let notices = format!(
            "DELETE FROM notice WHERE id IN (SELECT n.id FROM notice n JOIN loan l ON l.id = n.loan \
             LEFT JOIN message m ON m.id = n.message WHERE l.ended_ms <= $1 \
             AND l.status IN ('settled', 'cancelled', 'expired') AND n.kind <> $2 \
             AND (n.message IS NULL OR m.id IS NULL OR ({OVER})) LIMIT {BATCH})"
        );
        let messages = format!(
            "DELETE FROM message WHERE id IN (SELECT m.id FROM message m WHERE {OVER} AND m.receipt IS NULL \
             AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.message = m.id) LIMIT {BATCH})"
        );
        for sql in [notices, messages] {
            let query = sqlx::query(AssertSqlSafe(sql)).bind(before).bind(DEMAND);
            let done = query.execute(&mut *tx).await.map_err(|e| self.store.failed(e))?;
            rows += done.rows_affected();
        }
        self.store.commit(tx).await?;
        Ok(rows)
    }

    /// What the messages said and what was said to them, with the proofs of their arrival that no other message has.
    async fn forget_texts(&self, conn: &mut AnyConnection, before: i64) -> Result<u64> {
        let failed = |e: sqlx::Error| self.store.failed(e);
        let sql = format!(
            "SELECT m.id, m.receipt FROM message m WHERE {OVER} AND (m.body IS NOT NULL OR m.receipt IS NOT NULL \
             OR m.tracking IS NOT NULL OR m.last_error IS NOT NULL) LIMIT {BATCH}"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(before).bind(DEMAND);
        let rows = query.fetch_all(&mut *conn).await.map_err(failed)?;
        let count = rows.len() as u64;
        for row in rows {
            let id: String = row.try_get("id").map_err(failed)?;
            let receipt: Option<String> = row.try_get("receipt").map_err(failed)?;
            let sql = "UPDATE message SET body = NULL, receipt = NULL, tracking = NULL, last_error = NULL WHERE id = $1";
            let _one = sqlx::query(sql)
                .bind(id)
                .execute(&mut *conn)
                .await
                .map_err(failed)?;
            let Some(receipt) = receipt else { continue };
            // The same words of a gateway are one document, whichever message they answer.
            let sql = "DELETE FROM document WHERE digest = $1 AND what = 'receipt' \
                       AND NOT EXISTS (SELECT 1 FROM message m WHERE m.receipt = $1)";
            let query = sqlx::query(sql).bind(receipt);
            let _one = query.execute(&mut *conn).await.map_err(failed)?;
        }
        Ok(count)
    }
}
