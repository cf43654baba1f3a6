//! A walk through the rows of a table in the order in which they came to their end, some at a time. Whoever forgets what was over
//! long ago also meets what has to stay: it goes past that without reading all of it in one go, and without a lock.
//! Units: milliseconds since 1970. Limits: [`STEP`] rows a step; a row that comes to its end behind the walk is met by the next walk.

use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Decode, Encode, Row as _, Type};

use crate::{to_i64, Result, Store};

/// Most rows of one step.
pub const STEP: u32 = 200;

/// What is read of rows: of the table `t` that has `id` and `ended_ms`, and an index of the two in the other order.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// The table.
    pub table: &'a str,
    /// What else is wanted of a row, beside its `id`.
    pub columns: &'a str,
    /// What is joined to it, at most one row to each (`LEFT JOIN …`).
    pub joined: &'a str,
}

impl Ended<'_> {
    /// The statement that reads the rows of a step after an end ($1) and an id ($2), up to an end ($3).
    pub fn sql(&self) -> String {
        let Ended {
            table,
            columns,
            joined,
        } = self;
        format!(
            "SELECT t.id AS id, t.ended_ms AS ended_ms, {columns} FROM {table} t {joined} \
             WHERE (t.ended_ms, t.id) > ($1, $2) AND t.ended_ms <= $3 ORDER BY t.ended_ms, t.id LIMIT {STEP}"
        )
    }
}

/// How far a walk has come, in a table with ids of this type.
#[derive(Debug, Clone)]
pub struct Walk<Id> {
    /// End and id of the last row that it went past.
    after: (i64, Id),
    is_over: bool,
}

impl<Id: Default> Default for Walk<Id> {
    /// One that begins.
    fn default() -> Walk<Id> {
        Walk {
            after: (i64::MIN, Id::default()),
            is_over: false,
        }
    }
}

impl<Id> Walk<Id>
where
    Id: Clone + Send + 'static + for<'q> Encode<'q, Any> + for<'r> Decode<'r, Any> + Type<Any>,
{
    /// Whether there was nothing more.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The next rows of those that ended no later than `before_ms`, and the walk when it has gone past them.
    pub async fn step(
        &self,
        store: &Store,
        of: &Ended<'_>,
        before_ms: u64,
    ) -> Result<(Vec<AnyRow>, Walk<Id>)> {
        let (ended_ms, id) = self.after.clone();
        let rows = sqlx::query(AssertSqlSafe(of.sql()))
            .bind(ended_ms)
            .bind(id)
            .bind(to_i64(before_ms))
            .fetch_all(store.pool())
            .await
            .map_err(|e| store.failed(e))?;
        let last = rows
            .last()
            .map(|row| Ok((row.try_get("ended_ms")?, row.try_get("id")?)));
        let last = last.transpose().map_err(|e: sqlx::Error| store.failed(e))?;
        let walk = Walk {
            after: last.unwrap_or_else(|| self.after.clone()),
            is_over: rows.len() < STEP as usize,
        };
        Ok((rows, walk))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASKS: Ended<'_> = Ended {
        table: "relay_task",
        columns: "t.state",
        joined: "",
    };

    #[tokio::test]
    async fn a_walk_meets_each_row_that_has_ended_once_and_a_few_at_a_time() {
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            // Many came to their end at once, some later, and some have not.
            let insert = "WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < 699) \
                          INSERT INTO relay_task (id, state, created_ms, attempts, next_attempt_ms, lease_until_ms, kind, loan, \
                          facts, ended_ms) SELECT CAST(10000 + n AS TEXT), 'done', 0, 0, 0, 0, 'notify_due', 1, '{}', \
                          CASE WHEN n < 450 THEN 7 WHEN n < 550 THEN n WHEN n < 600 THEN 9000 ELSE NULL END FROM number";
            let _rows = sqlx::query(insert).execute(store.pool()).await.unwrap();
            let (mut walk, mut met, mut steps) = (Walk::<String>::default(), Vec::new(), 0);
            while !walk.is_over() {
                let (rows, next) = walk.step(&store, &TASKS, 8_999).await.unwrap();
                assert!(rows.len() <= STEP as usize);
                met.extend(rows.iter().map(|row| row.get::<String, _>("id")));
                (walk, steps) = (next, steps + 1);
            }
            let expected: Vec<String> = (0..550).map(|n| (10_000 + n).to_string()).collect();
            assert_eq!((met, steps), (expected, 3), "{database}");
        })
        .await;
    }

    #[tokio::test]
    async fn a_step_finds_its_rows_in_their_order() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        for table in ["message", "relay_task", "loan"] {
            let ended = Ended {
                table,
                columns: "1",
                ..TASKS
            };
            let plan = iou_testing::plan(store.pool(), &ended.sql(), &[]).await;
            let index = format!("{table}_by_end ((ended_ms,id)>(?,?) AND ended_ms<?)");
            assert!(plan.contains(&index) && !plan.contains("SCAN"), "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "they are sorted: {plan}");
        }
    }
}
