//! What the outbox forgets of its own accord, some time after it was done with [个保法 19, 47; GDPR 5(1)(e)]: the text of a message, what
//! the gateway said to it, and the proof that it arrived; and once the loan is over for as long, that there was a message at all.
//! What proves a demand is kept: text, receipt, and when it was sent can be contested for as long as the claim lives [CC 188, 195].
//!
//! While a loan runs its notices stay, also where it was settled and runs again: the policy has no memory but their ids, and would tell
//! everything once more. So nothing goes by the loans while the index is filled: half of a loan's life may look like its end.
//! What is to go is read before a transaction and looked at again in it, a few rows at a time: nobody waits for it.

use std::num::NonZeroU16;

use sqlx::{AnyConnection, AssertSqlSafe, Row as _};
use terms::LoanId;

use super::{Outbox, DEMAND};
use crate::error::Result;
use iou_database::ended::{Ended, Walk, STEP};
use iou_database::store::Kind;
use iou_database::{to_i64, to_u64};
use iou_relay::queue;

/// For how long what no demand needs is kept unless somebody says otherwise. Units: days.
pub const KEPT_DAYS: NonZeroU16 = NonZeroU16::new(90).unwrap();

/// Whether a loan `l` has been over since $2 or before.
const OVER: &str = "l.ended_ms <= $2 AND l.status IN ('settled', 'cancelled', 'expired')";
/// Forgets what a message ($1) that was done with at $2 or before said, what was said to it, and the proof that it arrived.
const FORGET_TEXT: &str =
    "UPDATE message SET body = NULL, receipt = NULL, tracking = NULL, last_error = NULL \
                           WHERE id = $1 AND ended_ms <= $2";
/// Forgets that there was such a message, of which there is no notice any more.
const FORGET_MESSAGE: &str = "DELETE FROM message WHERE id = $1 AND ended_ms <= $2 \
                              AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.message = $1)";
/// Takes a receipt, so that a message that is being given the same words of a gateway is waited for, and seen after that.
const TAKE_RECEIPT: &str = "UPDATE document SET what = what WHERE digest = $1 AND what = 'receipt'";
/// Forgets a receipt. The same words of a gateway are one document, whichever message they answer.
const FORGET_RECEIPT: &str = "DELETE FROM document WHERE digest = $1 AND what = 'receipt' \
                              AND NOT EXISTS (SELECT 1 FROM message m WHERE m.receipt = $1)";

/// One way through all that may be forgotten.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sweep {
    loans: Walk<i64>,
    messages: Walk<String>,
}

impl Sweep {
    /// Whether nothing more is to be looked at.
    pub(crate) fn is_over(&self) -> bool {
        self.messages.is_over()
    }
}

impl Outbox {
    /// One step of a sweep: forgets of what was done with at `ended_ms` or before. `has_loans`: whether the index is at the present.
    /// Returns how many rows were changed or are gone.
    pub(crate) async fn forget(&self, sweep: &mut Sweep, ended_ms: u64, has_loans: bool) -> Result<u64> {
        match has_loans && !sweep.loans.is_over() {
            true => self.forget_loans(&mut sweep.loans, ended_ms).await,
            // After the notices: of a message that has none any more nothing is kept.
            false => self.forget_messages(&mut sweep.messages, ended_ms).await,
        }
    }

    /// The notices of loans that are over, whether they were sent or a later one said the same, and what the contract was told.
    async fn forget_loans(&self, walk: &mut Walk<i64>, ended_ms: u64) -> Result<u64> {
        let failed = |e: sqlx::Error| self.store.failed(e);
        let (rows, next) = walk.step(&self.store, &loans(&with_notices()), ended_ms).await?;
        let mut forgotten = 0;
        for row in rows {
            if row.try_get::<i64, _>("rows_left").map_err(failed)? == 0 {
                continue;
            }
            let loan = to_u64(row.try_get("id").map_err(failed)?);
            loop {
                let some = self.forget_loan(loan, ended_ms).await?;
                forgotten += some;
                if some < u64::from(STEP) {
                    break;
                }
            }
        }
        *walk = next;
        Ok(forgotten)
    }

    /// Some of the rows of one loan, at most twice a step's.
    pub(super) async fn forget_loan(&self, loan: LoanId, ended_ms: u64) -> Result<u64> {
        let failed = |e: sqlx::Error| self.store.failed(e);
        let mut tx = self.store.begin().await?;
        // It may run again by now; it stays over until this is done.
        let over = sqlx::query(AssertSqlSafe(still_over(self.store.kind())))
            .bind(to_i64(loan))
            .bind(to_i64(ended_ms));
        if over.fetch_optional(&mut *tx).await.map_err(failed)?.is_none() {
            return Ok(0);
        }
        let notices = sqlx::query(AssertSqlSafe(forget_notices()))
            .bind(to_i64(loan))
            .bind(to_i64(ended_ms))
            .bind(DEMAND);
        let notices = notices.execute(&mut *tx).await.map_err(failed)?.rows_affected();
        let tasks = queue::forget(&self.store, &mut tx, loan, ended_ms).await?;
        self.store.commit(tx).await?;
        Ok(notices + tasks)
    }

    /// What messages said and what was said to them, with the proofs of their arrival that no other message has; all of a message
    /// whose notices are forgotten.
    async fn forget_messages(&self, walk: &mut Walk<String>, ended_ms: u64) -> Result<u64> {
        let failed = |e: sqlx::Error| self.store.failed(e);
        let (rows, next) = walk.step(&self.store, &messages(&with_fate()), ended_ms).await?;
        let mut over = Vec::new();
        for row in rows {
            let sql = match row.try_get::<String, _>("fate").map_err(failed)?.as_str() {
                "text" => FORGET_TEXT,
                "message" => FORGET_MESSAGE,
                _ => continue,
            };
            let id: String = row.try_get("id").map_err(failed)?;
            let receipt: Option<String> = row.try_get("receipt").map_err(failed)?;
            over.push((sql, id, receipt));
        }
        let mut forgotten = 0;
        if !over.is_empty() {
            let mut tx = self.store.begin().await?;
            for (sql, id, receipt) in over {
                let query = sqlx::query(sql).bind(id).bind(to_i64(ended_ms));
                let done = query.execute(&mut *tx).await.map_err(failed)?.rows_affected();
                if let Some(receipt) = receipt.filter(|_| done > 0) {
                    self.forget_receipt(&mut tx, &receipt).await?;
                }
                forgotten += done;
            }
            self.store.commit(tx).await?;
        }
        *walk = next;
        Ok(forgotten)
    }

    async fn forget_receipt(&self, conn: &mut AnyConnection, digest: &str) -> Result<()> {
        for sql in [TAKE_RECEIPT, FORGET_RECEIPT] {
            let done = sqlx::query(sql).bind(digest.to_owned()).execute(&mut *conn);
            let _one = done.await.map_err(|e| self.store.failed(e))?;
        }
        Ok(())
    }
}

/// Loans that have ended at any time, with how many rows there may be to forget.
fn loans(columns: &str) -> Ended<'_> {
    Ended {
        table: "loan",
        columns,
        joined: "",
    }
}

fn with_notices() -> String {
    format!(
        "(SELECT COUNT(*) FROM notice n WHERE n.loan = t.id AND n.kind <> '{DEMAND}') \
         + (SELECT COUNT(*) FROM relay_task r WHERE r.loan = t.id AND r.kind NOT IN ('submit', 'conclude')) AS rows_left"
    )
}

/// Messages that were done with at any time, with what is to be forgotten: their `text`, the whole `message`, or `nothing`.
fn messages(columns: &str) -> Ended<'_> {
    Ended {
        table: "message",
        columns,
        joined: "",
    }
}

fn with_fate() -> String {
    format!(
        "t.receipt AS receipt, CASE WHEN EXISTS (SELECT 1 FROM notice d WHERE d.message = t.id AND d.kind = '{DEMAND}') THEN 'nothing' \
         WHEN NOT EXISTS (SELECT 1 FROM notice n WHERE n.message = t.id) THEN 'message' \
         WHEN t.body IS NULL AND t.receipt IS NULL AND t.tracking IS NULL AND t.last_error IS NULL THEN 'nothing' \
         ELSE 'text' END AS fate"
    )
}

/// Whether a loan ($1) is over since $2 or before, and is not changed meanwhile.
fn still_over(kind: Kind) -> String {
    let lock = match kind {
        Kind::Sqlite => "",
        Kind::Postgres => "FOR SHARE",
    };
    format!("SELECT l.id FROM loan l WHERE l.id = $1 AND {OVER} {lock}")
}

/// Forgets some of a loan's notices ($1) but demands ($3), whose messages were done with at $2 or before.
fn forget_notices() -> String {
    format!(
        "DELETE FROM notice WHERE id IN (SELECT n.id FROM notice n LEFT JOIN message m ON m.id = n.message WHERE n.loan = $1 \
         AND n.kind <> $3 AND (m.id IS NULL OR m.ended_ms <= $2) LIMIT {STEP})"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_database::Store;

    #[tokio::test]
    async fn no_table_is_read_through_to_forget() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        let all: [&str; 10] = [
            &loans(&with_notices()).sql(),
            &messages(&with_fate()).sql(),
            &still_over(Kind::Sqlite),
            &forget_notices(),
            FORGET_TEXT,
            FORGET_MESSAGE,
            TAKE_RECEIPT,
            FORGET_RECEIPT,
            super::super::WITHDRAW,
            super::super::FORGET_BODIES,
        ];
        for sql in all {
            let plan = iou_testing::plan(store.pool(), sql, &[]).await;
            assert!(plan.contains("SEARCH") && !plan.contains("SCAN"), "{sql}\n{plan}");
        }
    }
}
