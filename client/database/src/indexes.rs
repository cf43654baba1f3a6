//! Indexes of the derived tables that only their readers need. Whoever fills empty tables with all that a chain has leaves them out,
//! and makes them in the end: many rows are put in order at once far faster than each by itself. Each is made by itself, so
//! that other writers get a turn in between.
//! Limits: at a server, only by who owns the tables, and where nobody reads them for long at that moment; otherwise the indexes stay.

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use crate::store::Kind;
use crate::{Result, Store};

/// An index for readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: &'static str,
    is_unique: bool,
    table: &'static str,
    columns: &'static str,
}

/// All of them, as the versions of the schema have made them.
const ALL: [Index; 8] = [
    Index::new("event_of_loan", "event", "loan, sequence").unique(),
    Index::new("loan_by_lender", "loan", "lender, id"),
    Index::new("loan_by_borrower", "loan", "borrower, id"),
    Index::new("loan_by_next_due", "loan", "next_due_day, id"),
    Index::new("loan_by_status", "loan", "status, id"),
    Index::new("party_by_account", "party", "account, loan"),
    Index::new("agenda_by_time", "agenda", "at_ms, loan"),
    Index::new("loan_by_end", "loan", "ended_ms, id"),
];

impl Index {
    const fn new(name: &'static str, table: &'static str, columns: &'static str) -> Index {
        Index {
            name,
            is_unique: false,
            table,
            columns,
        }
    }

    const fn unique(mut self) -> Index {
        self.is_unique = true;
        self
    }

    fn sql(&self) -> String {
        let Index {
            name, table, columns, ..
        } = self;
        let unique = if self.is_unique { "UNIQUE " } else { "" };
        format!("CREATE {unique}INDEX IF NOT EXISTS {name} ON {table} ({columns})")
    }
}

/// What PostgreSQL says where somebody else has a table: `lock_not_available`, `deadlock_detected`.
const IN_THE_WAY: [&str; 2] = ["55P03", "40P01"];

impl Store {
    /// Drops the readers' indexes in a transaction that fills empty tables; `false` where they stay: this user may not, or somebody
    /// reads a table for longer than two seconds, in which all others would wait behind us.
    pub async fn drop_indexes(&self, conn: &mut AnyConnection) -> Result<bool> {
        if !self.may_make_indexes(conn).await? {
            return Ok(false);
        }
        let there = self.index_names(conn).await?;
        // A transaction within: what was done before it stays where it fails.
        let mut within = conn.begin().await.map_err(|e| self.failed(e))?;
        match self.drop_named(&mut within, &there).await {
            Ok(()) => {
                within.commit().await.map_err(|e| self.failed(e))?;
                Ok(true)
            }
            Err(error) if is_in_the_way(&error) => {
                within.rollback().await.map_err(|e| self.failed(e))?;
                tracing::info!(
                    "{}: somebody reads the tables, whose indexes stay; filling them is slower",
                    self.name()
                );
                Ok(false)
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Drops those of the readers' indexes that are `there`: others may have some of the same names in another schema.
    async fn drop_named(&self, conn: &mut AnyConnection, there: &[String]) -> sqlx::Result<()> {
        let (patience, as_before) = match self.kind() {
            Kind::Sqlite => ("", ""),
            Kind::Postgres => (
                "SET LOCAL lock_timeout = '2s'; ",
                "; SET LOCAL lock_timeout TO DEFAULT",
            ),
        };
        for index in ALL
            .iter()
            .filter(|index| there.iter().any(|name| name == index.name))
        {
            let drop = AssertSqlSafe(format!("{patience}DROP INDEX {}{as_before}", index.name));
            let _done = sqlx::raw_sql(drop).execute(&mut *conn).await?;
        }
        Ok(())
    }

    async fn may_make_indexes(&self, conn: &mut AnyConnection) -> Result<bool> {
        if self.kind() == Kind::Sqlite {
            return Ok(true);
        }
        let others = "SELECT COUNT(*) FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident(current_schema())) \
                      AND relname::text = ANY (string_to_array($1, ',')) \
                      AND NOT (pg_has_role(relowner, 'USAGE') AND has_schema_privilege(relnamespace, 'CREATE'))";
        let tables = ALL.map(|index| index.table).join(",");
        let others: std::result::Result<i64, _> =
            sqlx::query_scalar(others).bind(tables).fetch_one(conn).await;
        Ok(others.map_err(|e| self.failed(e))? == 0)
    }

    /// The names of all indexes in the schema of our tables.
    async fn index_names(&self, conn: &mut AnyConnection) -> Result<Vec<String>> {
        let names = match self.kind() {
            Kind::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'index'",
            Kind::Postgres => "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema()",
        };
        let there = sqlx::query_scalar(names).fetch_all(conn).await;
        there.map_err(|e| self.failed(e))
    }

    /// The readers' indexes that are not there, and that this user may make.
    pub async fn missing_indexes(&self, conn: &mut AnyConnection) -> Result<Vec<Index>> {
        let there = self.index_names(conn).await?;
        let is_missing = |index: &Index| there.iter().all(|name| name != index.name);
        let missing: Vec<Index> = ALL.into_iter().filter(is_missing).collect();
        if missing.is_empty() || self.may_make_indexes(conn).await? {
            return Ok(missing);
        }
        tracing::warn!(
            "{}: indexes are missing, and this user may not make them; reading is slow",
            self.name()
        );
        Ok(Vec::new())
    }

    /// Makes one of them, unless somebody else has made it meanwhile.
    pub async fn make_index(&self, conn: &mut AnyConnection, index: Index) -> Result<()> {
        let made = sqlx::query(AssertSqlSafe(index.sql())).execute(&mut *conn).await;
        let Err(error) = made else { return Ok(()) };
        // PostgreSQL does not see one that somebody else is just making.
        let missing = self.missing_indexes(conn).await?;
        match missing.iter().all(|it| it.name != index.name) {
            true => Ok(()),
            false => Err(self.failed(error)),
        }
    }
}

fn is_in_the_way(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| IN_THE_WAY.contains(&&*code))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    async fn definitions(store: &Store) -> Vec<String> {
        let sql = match store.kind() {
            Kind::Sqlite => {
                "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
            }
            Kind::Postgres => {
                "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexname"
            }
        };
        sqlx::query_scalar(sql).fetch_all(store.pool()).await.unwrap()
    }

    async fn missing(store: &Store) -> Vec<Index> {
        let mut conn = store.acquire().await.unwrap();
        store.missing_indexes(&mut conn).await.unwrap()
    }

    async fn make(store: &Store, index: Index) {
        let mut conn = store.acquire().await.unwrap();
        store.make_index(&mut conn, index).await.unwrap();
    }

    #[tokio::test]
    async fn indexes_that_were_dropped_are_made_again_as_the_schema_made_them() {
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            let before = definitions(&store).await;
            assert_eq!(missing(&store).await, []);
            let mut tx = store.begin().await.unwrap();
            assert!(store.drop_indexes(&mut tx).await.unwrap());
            store.commit(tx).await.unwrap();
            assert_eq!(missing(&store).await, ALL);
            assert_eq!(definitions(&store).await.len(), before.len() - ALL.len());
            for index in ALL {
                make(&store, index).await;
                // Another process was faster.
                make(&store, index).await;
            }
            assert_eq!(missing(&store).await, []);
            assert_eq!(definitions(&store).await, before, "{database}");
        })
        .await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_index_that_two_make_at_once_is_made_once_and_neither_fails() {
        iou_testing::on_both(|database| async move {
            let stores = [
                Store::open(&database).await.unwrap(),
                Store::open(&database).await.unwrap(),
            ];
            let before = definitions(&stores[0]).await;
            for _ in 0..5 {
                let mut tx = stores[0].begin().await.unwrap();
                assert!(stores[0].drop_indexes(&mut tx).await.unwrap());
                stores[0].commit(tx).await.unwrap();
                let making = (0..4).map(|n| {
                    let store = stores[n % 2].clone();
                    tokio::spawn(async move {
                        for index in ALL {
                            make(&store, index).await;
                        }
                    })
                });
                for made in futures::future::join_all(making).await {
                    made.unwrap();
                }
                assert_eq!(definitions(&stores[1]).await, before, "{database}");
            }
        })
        .await;
    }

    async fn server(name: &'static str) -> String {
        let made = tokio::task::spawn_blocking(move || iou_testing::server(name));
        made.await.unwrap()
    }

    #[tokio::test]
    async fn whoever_reads_for_long_keeps_the_indexes_and_not_what_is_done_beside() {
        let url = server("indexes_reader").await;
        let (store, other) = (Store::open(&url).await.unwrap(), Store::open(&url).await.unwrap());
        let before = definitions(&store).await;
        let mut reader = other.begin().await.unwrap();
        let read: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM party")
            .fetch_one(&mut *reader)
            .await
            .unwrap();
        assert_eq!(read, 0);
        let began = Instant::now();
        let mut tx = store.begin().await.unwrap();
        store.set_kept_value_in(&mut tx, "a", Some("b")).await.unwrap();
        assert!(!store.drop_indexes(&mut tx).await.unwrap());
        // Nothing of how long to wait is left to the rest of the transaction.
        let wait: String = sqlx::query_scalar("SELECT current_setting('lock_timeout')")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(wait, "0");
        store.commit(tx).await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
        assert_eq!(store.kept_value("a").await.unwrap().as_deref(), Some("b"));
        assert_eq!(definitions(&store).await, before);
        reader.rollback().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert!(store.drop_indexes(&mut tx).await.unwrap());
        store.commit(tx).await.unwrap();
        assert_eq!(missing(&store).await, ALL);
    }

    /// Two services at one server, each in a schema of its own; the one's search path has the other's behind its own.
    #[tokio::test]
    async fn of_two_schemas_on_the_search_path_each_keeps_its_own_indexes_and_counts() {
        let url = server("indexes_path").await;
        let public = Store::open(&url).await.unwrap();
        let made = sqlx::raw_sql("CREATE SCHEMA own").execute(public.pool());
        let _done = made.await.unwrap();
        let own = Store::open(&format!("{url}&options[search_path]=own,public"))
            .await
            .unwrap();
        let (before, of_others) = (definitions(&own).await, definitions(&public).await);
        assert_eq!(before.len(), of_others.len());
        // The second time there are none that are its own.
        for _ in 0..2 {
            let mut tx = own.begin().await.unwrap();
            assert!(own.drop_indexes(&mut tx).await.unwrap());
            own.commit(tx).await.unwrap();
        }
        assert_eq!(missing(&own).await, ALL);
        assert_eq!(missing(&public).await, []);
        assert_eq!(definitions(&public).await, of_others);
        for index in ALL {
            make(&own, index).await;
        }
        assert_eq!(definitions(&own).await, before);
        // A tool that restores a copy names each table in full and no path.
        let insert = "SET search_path = ''; \
                      INSERT INTO own.message (id, channel, recipient, state, created_ms, attempts, next_attempt_ms, lease_until_ms) \
                      VALUES ('a', 'email', '5A', 'dead', 1, 0, 0, 0); RESET search_path";
        let _one = sqlx::raw_sql(insert).execute(public.pool()).await.unwrap();
        let dead = |store: Store| async move {
            let of = crate::counts::by_state(&store, crate::counts::Counted::Messages).await;
            of.unwrap().len()
        };
        assert_eq!((dead(own).await, dead(public).await), (1, 0));
    }

    /// An index of a derived table that is not in the list stays while the tables are filled, and slows that down.
    #[tokio::test]
    async fn every_index_that_no_key_needs_is_in_the_list() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        let sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = $1 ORDER BY name";
        for table in crate::schema::DERIVED {
            let found: Vec<String> = sqlx::query_scalar(sql)
                .bind(table)
                .fetch_all(store.pool())
                .await
                .unwrap();
            let mut listed: Vec<&str> = ALL
                .iter()
                .filter(|it| it.table == table)
                .map(|it| it.name)
                .collect();
            listed.sort_unstable();
            assert_eq!(found, listed, "{table}");
        }
    }
}
