//! Indexes of the derived tables that only their readers need. Whoever fills empty tables with all that a chain has leaves them out,
//! and makes them in the end: many rows are put in order at once far faster than each by itself. Each is made by itself, so
//! that other writers get a turn in between.
//! Limits: at a server, only by who owns the tables; for others the indexes stay.

use sqlx::{AnyConnection, AssertSqlSafe};

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
const ALL: [Index; 7] = [
    Index::new("event_of_loan", "event", "loan, sequence").unique(),
    Index::new("loan_by_lender", "loan", "lender, id"),
    Index::new("loan_by_borrower", "loan", "borrower, id"),
    Index::new("loan_by_next_due", "loan", "next_due_day, id"),
    Index::new("loan_by_status", "loan", "status, id"),
    Index::new("party_by_account", "party", "account, loan"),
    Index::new("agenda_by_time", "agenda", "at_ms, loan"),
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

impl Store {
    /// Drops the readers' indexes in a transaction that fills empty tables; `false` where this user may not, and they stay.
    pub async fn drop_indexes(&self, conn: &mut AnyConnection) -> Result<bool> {
        if !self.may_make_indexes(conn).await? {
            return Ok(false);
        }
        for index in ALL {
            let drop = AssertSqlSafe(format!("DROP INDEX IF EXISTS {}", index.name));
            let dropped = sqlx::query(drop).execute(&mut *conn).await;
            let _none = dropped.map_err(|e| self.failed(e))?;
        }
        Ok(true)
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

    /// The readers' indexes that are not there, and that this user may make.
    pub async fn missing_indexes(&self) -> Result<Vec<Index>> {
        let names = match self.kind() {
            Kind::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'index'",
            Kind::Postgres => "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema()",
        };
        let there: std::result::Result<Vec<String>, _> =
            sqlx::query_scalar(names).fetch_all(self.pool()).await;
        let there = there.map_err(|e| self.failed(e))?;
        let is_missing = |index: &Index| there.iter().all(|name| name != index.name);
        let missing: Vec<Index> = ALL.into_iter().filter(is_missing).collect();
        if missing.is_empty() || self.may_make_indexes(&mut *self.acquire().await?).await? {
            return Ok(missing);
        }
        tracing::warn!(
            "{}: indexes are missing, and this user may not make them; reading is slow",
            self.name()
        );
        Ok(Vec::new())
    }

    /// Makes one of them, unless somebody else has made it meanwhile.
    pub async fn make_index(&self, index: Index) -> Result<()> {
        let made = sqlx::query(AssertSqlSafe(index.sql())).execute(self.pool()).await;
        match made {
            Ok(_) => Ok(()),
            // PostgreSQL does not see one that somebody else is just making.
            Err(_)
                if self
                    .missing_indexes()
                    .await?
                    .iter()
                    .all(|it| it.name != index.name) =>
            {
                Ok(())
            }
            Err(error) => Err(self.failed(error)),
        }
    }
}

#[cfg(test)]
mod tests {
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

    #[tokio::test]
    async fn indexes_that_were_dropped_are_made_again_as_the_schema_made_them() {
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            let before = definitions(&store).await;
            assert_eq!(store.missing_indexes().await.unwrap(), []);
            let mut tx = store.begin().await.unwrap();
            assert!(store.drop_indexes(&mut tx).await.unwrap());
            store.commit(tx).await.unwrap();
            assert_eq!(store.missing_indexes().await.unwrap(), ALL);
            assert_eq!(definitions(&store).await.len(), before.len() - ALL.len());
            for index in ALL {
                store.make_index(index).await.unwrap();
                // Another process was faster.
                store.make_index(index).await.unwrap();
            }
            assert_eq!(store.missing_indexes().await.unwrap(), []);
            assert_eq!(definitions(&store).await, before, "{database}");
        })
        .await;
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
