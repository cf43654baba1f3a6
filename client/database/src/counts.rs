//! What is on its way, in figures, whatever there is of it: how many rows are in each state, and since when the oldest has been.
//! Read as often as somebody scrapes, so nothing here grows with the tables: the counts are kept where rows change
//! (`schema/counts.rs`), and the oldest of a state is the first of an index.

use sqlx::{AssertSqlSafe, Row as _};

use crate::store::Kind;
use crate::{to_u64, Result, Store};

/// A table of what is on its way, whose rows are counted by their state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Messages to people.
    Messages,
    /// What is to be brought to the contract.
    Tasks,
}

impl Counted {
    /// All of them.
    pub(crate) const ALL: [Counted; 2] = [Counted::Messages, Counted::Tasks];

    /// The table's name.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Counted::Messages => "message",
            Counted::Tasks => "relay_task",
        }
    }
}

/// How many rows of a table are in each state.
const BY_STATE: &str =
    "SELECT state, CAST(SUM(n) AS BIGINT) FROM row_count WHERE of_table = $1 GROUP BY state \
                       HAVING SUM(n) > 0 ORDER BY state";

/// Those states of a table that have rows, with how many, in their order.
pub async fn by_state(store: &Store, of: Counted) -> Result<Vec<(String, u64)>> {
    let rows = sqlx::query(BY_STATE)
        .bind(of.table())
        .fetch_all(store.pool())
        .await;
    let rows = rows.map_err(|e| store.failed(e))?;
    let read = |row: &sqlx::any::AnyRow| Ok::<_, sqlx::Error>((row.try_get(0)?, to_u64(row.try_get(1)?)));
    rows.iter()
        .map(|row| read(row).map_err(|e| store.failed(e)))
        .collect()
}

/// Holds the counts to their tables, and counts anew what is not so: what an administrator does past the triggers (`TRUNCATE`,
/// SQLite's `REPLACE`, a table put back from a copy) they never see. Gives the tables that were counted anew. For the start of a
/// service: an index of each table is read through once, and nobody waits for that where all is well.
pub async fn mend(store: &Store) -> Result<Vec<Counted>> {
    let mut mended = Vec::new();
    for of in Counted::ALL {
        let apart = sqlx::query_scalar::<_, i64>(AssertSqlSafe(apart(of)));
        let apart = apart.fetch_one(store.pool()).await;
        if apart.map_err(|e| store.failed(e))? > 0 {
            count_anew(store, of).await?;
            mended.push(of);
        }
    }
    Ok(mended)
}

/// How many states of a table have another count than rows, in one look.
fn apart(of: Counted) -> String {
    let table = of.table();
    format!(
        "SELECT COUNT(*) FROM (SELECT state FROM (\
           SELECT state, n FROM row_count WHERE of_table = '{table}' \
           UNION ALL SELECT state, -COUNT(*) FROM {table} GROUP BY state) AS counted \
         GROUP BY state HAVING SUM(n) <> 0) AS apart"
    )
}

/// Counts the rows of a table. In PostgreSQL those who write to it are waited for and then wait, for as long as the counting
/// takes; first whoever draws counts together is kept out, so that nobody who holds a count waits for the table.
async fn count_anew(store: &Store, of: Counted) -> Result<()> {
    let table = of.table();
    let alone = match store.kind() {
        Kind::Sqlite => String::new(),
        Kind::Postgres => format!(
            "SET LOCAL lock_timeout = '10s'; \
             DO $$ BEGIN PERFORM pg_advisory_xact_lock('row_count'::regclass::oid::bigint); END $$; \
             LOCK TABLE {table} IN SHARE MODE; "
        ),
    };
    let counting = format!(
        "{alone}DELETE FROM row_count WHERE of_table = '{table}'; \
         INSERT INTO row_count (of_table, state, n) SELECT '{table}', state, COUNT(*) FROM {table} GROUP BY state"
    );
    let mut tx = store.begin().await?;
    let done = sqlx::raw_sql(AssertSqlSafe(counting)).execute(&mut *tx).await;
    let _rows = done.map_err(|e| store.failed(e))?;
    store.commit(tx).await
}

/// When the oldest row of a table was made that is in one of these states. Units: milliseconds since 1970.
pub async fn oldest_ms(store: &Store, of: Counted, states: &[&str]) -> Result<Option<u64>> {
    let mut query = sqlx::query_scalar::<_, Option<i64>>(AssertSqlSafe(oldest_of(of, states.len())));
    for state in states {
        query = query.bind((*state).to_owned());
    }
    let found = query.fetch_one(store.pool()).await;
    Ok(found.map_err(|e| store.failed(e))?.map(to_u64))
}

/// Each state by itself: databases look the first of one up, and read through several.
fn oldest_of(of: Counted, states: usize) -> String {
    let table = of.table();
    let one = |n| format!("SELECT MIN(created_ms) AS created_ms FROM {table} WHERE state = ${n}");
    let each: Vec<String> = (1..=states).map(one).collect();
    format!(
        "SELECT MIN(created_ms) FROM ({}) AS firsts",
        each.join(" UNION ALL ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANY: u32 = 100_000;

    async fn run(store: &Store, sql: &str) {
        let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
            .execute(store.pool())
            .await;
        let _rows = done.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }

    /// Rows of `table` numbered from `first` on; their state is SQL over the number `n`.
    async fn fill(store: &Store, table: &str, first: u32, rows: u32, state: &str) {
        let last = first + rows - 1;
        let other = match table {
            "message" => ("channel, recipient", "'email', '5Alice'"),
            _ => ("kind, loan, facts", "'notify_due', 1, '{}'"),
        };
        run(
            store,
            &format!(
                "WITH RECURSIVE number (n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM number WHERE n < {last}) \
                 INSERT INTO {table} (id, state, created_ms, attempts, next_attempt_ms, lease_until_ms, {}) \
                 SELECT CAST(n AS TEXT), {state}, n, 0, 0, 0, {} FROM number",
                other.0, other.1
            ),
        )
        .await;
    }

    async fn really(store: &Store, table: &str) -> Vec<(String, u64)> {
        let sql = format!("SELECT state, COUNT(*) FROM {table} GROUP BY state ORDER BY state");
        let rows = sqlx::query(AssertSqlSafe(sql))
            .fetch_all(store.pool())
            .await
            .unwrap();
        rows.iter().map(|row| (row.get(0), to_u64(row.get(1)))).collect()
    }

    #[tokio::test]
    async fn whatever_statement_moves_rows_the_counts_are_those_of_the_table() {
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            for counted in Counted::ALL {
                let table = counted.table();
                assert_eq!(by_state(&store, counted).await.unwrap(), []);
                fill(
                    &store,
                    table,
                    0,
                    50,
                    "CASE WHEN n % 3 = 0 THEN 'waiting' ELSE 'dead' END",
                )
                .await;
                for sql in [
                    format!("UPDATE {table} SET state = 'done' WHERE created_ms < 10"),
                    format!("UPDATE {table} SET attempts = attempts + 1"),
                    format!("UPDATE {table} SET state = 'waiting', attempts = 0 WHERE state = 'dead'"),
                    format!("DELETE FROM {table} WHERE created_ms > 40"),
                    // Nothing happens.
                    format!(
                        "INSERT INTO {table} SELECT * FROM {table} WHERE id = '1' ON CONFLICT (id) DO NOTHING"
                    ),
                    // Taken back.
                    format!("BEGIN; UPDATE {table} SET state = 'dead'; ROLLBACK"),
                    format!("DELETE FROM {table} WHERE state = 'done'"),
                ] {
                    run(&store, &sql).await;
                    let expected = really(&store, table).await;
                    assert_eq!(
                        by_state(&store, counted).await.unwrap(),
                        expected,
                        "{database}: {sql}"
                    );
                }
            }
        })
        .await;
    }

    /// In PostgreSQL they write at once, each in an order of its own.
    #[tokio::test]
    async fn several_who_move_rows_at_once_neither_wait_for_ever_nor_lose_a_count() {
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            fill(&store, "message", 0, 400, "'waiting'").await;
            let states = ["sending", "waiting", "accepted", "dead", "delivered"];
            let writers = (0..4u32).map(|writer| {
                let store = store.clone();
                tokio::spawn(async move {
                    for round in 0..40u32 {
                        let mut tx = store.begin().await.unwrap();
                        for step in 0..3u32 {
                            let place = (writer * 3 + round * 7 + step * 2) as usize % states.len();
                            let sql = format!(
                                "UPDATE message SET state = '{}' WHERE created_ms >= {} AND created_ms < {}",
                                states[place],
                                writer * 100 + step * 20,
                                writer * 100 + step * 20 + 30,
                            );
                            let _rows = sqlx::query(AssertSqlSafe(sql)).execute(&mut *tx).await.unwrap();
                        }
                        store.commit(tx).await.unwrap();
                    }
                })
            });
            let writers: Vec<_> = writers.collect();
            // Meanwhile services start.
            for _ in 0..10 {
                count_anew(&store, Counted::Messages).await.unwrap();
            }
            for writer in writers {
                writer.await.unwrap();
            }
            assert_eq!(
                by_state(&store, Counted::Messages).await.unwrap(),
                really(&store, "message").await
            );
        })
        .await;
    }

    #[tokio::test]
    async fn counts_that_somebody_went_past_are_made_anew_and_others_are_left_alone() {
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            fill(
                &store,
                "message",
                0,
                50,
                "CASE WHEN n % 3 = 0 THEN 'waiting' ELSE 'dead' END",
            )
            .await;
            fill(&store, "relay_task", 0, 20, "'waiting'").await;
            assert_eq!(mend(&store).await.unwrap(), []);
            let past = match store.kind() {
                Kind::Sqlite => "REPLACE INTO message SELECT * FROM message WHERE state = 'dead'",
                Kind::Postgres => "TRUNCATE message",
            };
            run(&store, past).await;
            let apart = by_state(&store, Counted::Messages).await.unwrap();
            assert_ne!(apart, really(&store, "message").await, "{database}");
            assert_eq!(mend(&store).await.unwrap(), [Counted::Messages]);
            for counted in Counted::ALL {
                let counts = by_state(&store, counted).await.unwrap();
                assert_eq!(counts, really(&store, counted.table()).await, "{database}");
            }
            assert_eq!(mend(&store).await.unwrap(), []);
            // And from then on they are kept as before.
            fill(&store, "message", 100, 5, "'sending'").await;
            assert_eq!(
                by_state(&store, Counted::Messages).await.unwrap(),
                really(&store, "message").await
            );
        })
        .await;
    }

    #[tokio::test]
    async fn however_often_rows_move_their_counts_stay_short() {
        const MOVES: i64 = 2_000;
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            fill(&store, "message", 0, 1, "'waiting'").await;
            let mut tx = store.begin().await.unwrap();
            for n in 0..MOVES {
                let state = ["sending", "waiting"][n as usize % 2];
                let query = sqlx::query("UPDATE message SET state = $1").bind(state);
                let _one = query.execute(&mut *tx).await.unwrap();
            }
            store.commit(tx).await.unwrap();
            assert_eq!(
                by_state(&store, Counted::Messages).await.unwrap(),
                [("waiting".to_owned(), 1)]
            );
            // Never drawn together in so many moves: once in five hundred million runs.
            let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM row_count")
                .fetch_one(store.pool())
                .await
                .unwrap();
            assert!(rows < 2 * MOVES, "{database}: {rows}");
        })
        .await;
    }

    #[tokio::test]
    async fn rows_that_were_there_before_anybody_counted_are_counted() {
        iou_testing::on_both(|database| async move {
            sqlx::any::install_default_drivers();
            let address = crate::Address::parse(&database).unwrap();
            address.prepare().unwrap();
            let pool = sqlx::AnyPool::connect(&address.url()).await.unwrap();
            let before = &crate::schema::MIGRATIONS[..6];
            crate::store::migrator(address.kind(), before).run(&pool).await.unwrap();
            let insert = "INSERT INTO message (id, channel, recipient, state, created_ms, attempts, next_attempt_ms, \
                          lease_until_ms) VALUES ('a', 'email', '5A', 'dead', 1, 0, 0, 0), ('b', 'email', '5A', 'dead', 2, 0, 0, 0)";
            let _two = sqlx::query(insert).execute(&pool).await.unwrap();
            pool.close().await;
            let store = Store::open(&database).await.unwrap();
            assert_eq!(by_state(&store, Counted::Messages).await.unwrap(), [("dead".to_owned(), 2)]);
        })
        .await;
    }

    #[tokio::test]
    async fn nothing_of_a_table_of_a_hundred_thousand_rows_is_read_through() {
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            for counted in Counted::ALL {
                let table = counted.table();
                let state =
                    "CASE n % 100 WHEN 7 THEN 'waiting' WHEN 8 THEN 'sending' WHEN 9 THEN 'accepted' \
                             ELSE 'delivered' END";
                for part in 0..10 {
                    fill(&store, table, part * MANY / 10, MANY / 10, state).await;
                }
                run(&store, "ANALYZE").await;
                let counts = by_state(&store, counted).await.unwrap();
                assert_eq!(counts.iter().map(|(_, n)| n).sum::<u64>(), u64::from(MANY));
                let states = ["waiting", "sending", "accepted"];
                assert_eq!(oldest_ms(&store, counted, &states).await.unwrap(), Some(7));
                assert_eq!(oldest_ms(&store, counted, &states[1..]).await.unwrap(), Some(8));
                assert_eq!(oldest_ms(&store, counted, &["dead"]).await.unwrap(), None);
                let counting = iou_testing::plan(store.pool(), BY_STATE, &[table]).await;
                let oldest = iou_testing::plan(store.pool(), &oldest_of(counted, 3), &states).await;
                for (words, through) in [(&counting, table), (&oldest, table)] {
                    for scan in [format!("SCAN {through}"), format!("Seq Scan on {through}")] {
                        assert!(!words.contains(&scan), "{database}: {words}");
                    }
                }
                let index = format!("{table}_by_age");
                assert!(oldest.matches(&index).count() >= 3, "{database}: {oldest}");
                // What is read for the counts is as long as there are states, and what was not drawn together yet.
                let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM row_count")
                    .fetch_one(store.pool())
                    .await
                    .unwrap();
                assert!(rows <= 100, "{database}: {rows}");
            }
        })
        .await;
    }
}
