//! The database: one SQLite file, or a PostgreSQL server by URL, behind one set of statements (placeholders `$1`, types of
//! [`super::schema`]). A transaction that writes takes SQLite's write lock at once, so that it waits for another writer
//! instead of failing halfway; no transaction is held over the network.

use std::path::Path;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Connection as _, Row as _, Transaction};

use super::schema::MIGRATIONS;
use crate::error::{Error, Result};

/// How long a writer waits for another one. Units: milliseconds.
const BUSY_MS: u32 = 30_000;
/// How often tables that cannot be made are looked at again.
const MEETINGS: u32 = 5;
/// Connections of one process.
const CONNECTIONS: u32 = 8;

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// The database of the index and the reminders.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    kind: Kind,
    name: String,
}

impl Store {
    /// Opens `database`, a path or `sqlite:PATH` or `postgres://…`, and brings its tables up to date.
    ///
    /// Errors: [`Error::Database`]; [`Error::DatabaseNewer`] where a newer version of this program has been there.
    pub async fn open(database: &str) -> Result<Store> {
        sqlx::any::install_default_drivers();
        let (kind, url) = if database.starts_with("postgres://") || database.starts_with("postgresql://") {
            (Kind::Postgres, database.to_owned())
        } else {
            let path = database.strip_prefix("sqlite:").unwrap_or(database);
            if let Some(directory) = Path::new(path).parent().filter(|it| !it.as_os_str().is_empty()) {
                std::fs::create_dir_all(directory).map_err(|e| failed(database, e))?;
            }
            (Kind::Sqlite, format!("sqlite:{path}?mode=rwc"))
        };
        let options = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(30))
            // Where even the rollback failed, as on a full disk, nothing can be begun on that connection again.
            .before_acquire(|conn, _| Box::pin(async move { Ok(!conn.is_in_transaction()) }))
            .after_connect(move |conn, _| {
                Box::pin(async move {
                    if kind == Kind::Sqlite {
                        let pragmas = format!(
                            "PRAGMA busy_timeout = {BUSY_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                             PRAGMA foreign_keys = ON;"
                        );
                        let _done = sqlx::raw_sql(AssertSqlSafe(pragmas)).execute(conn).await?;
                    }
                    Ok(())
                })
            });
        let name = without_password(database);
        let pool = options.connect(&url).await.map_err(|e| failed(&name, e))?;
        let store = Store { pool, kind, name };
        store.migrate().await?;
        Ok(store)
    }

    async fn migrate(&self) -> Result<()> {
        let bytes = match self.kind {
            Kind::Sqlite => "BLOB",
            Kind::Postgres => "BYTEA",
        };
        let migrations = MIGRATIONS.iter().map(|(version, what, sql)| {
            let sql = sql.replace("{bytes}", bytes);
            Migration::new(
                *version,
                (*what).into(),
                MigrationType::Simple,
                sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(sql)),
                false,
            )
        });
        let migrator = Migrator::with_migrations(migrations.collect());
        let mut done = migrator.run(&self.pool).await;
        for _ in 0..MEETINGS {
            // Another process may be making the same tables at this moment; a second look finds them made.
            if !matches!(
                done,
                Err(sqlx::migrate::MigrateError::ExecuteMigration(..)
                    | sqlx::migrate::MigrateError::Execute(_))
            ) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
            done = migrator.run(&self.pool).await;
        }
        done.map_err(|error| match error {
            sqlx::migrate::MigrateError::VersionMissing(version) => Error::DatabaseNewer {
                database: self.name.clone(),
                version: version.to_string(),
            },
            other => failed(&self.name, other),
        })
    }

    /// Which database it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The database's address for people, without a password.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// For single statements.
    pub fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// A transaction that will write.
    pub async fn begin(&self) -> Result<Transaction<'static, Any>> {
        let begin = match self.kind {
            Kind::Sqlite => "BEGIN IMMEDIATE",
            Kind::Postgres => "BEGIN",
        };
        self.pool.begin_with(begin).await.map_err(|e| self.failed(e))
    }

    /// Makes the changes of a transaction last.
    pub async fn commit(&self, tx: Transaction<'static, Any>) -> Result<()> {
        tx.commit().await.map_err(|e| self.failed(e))
    }

    /// The database's error as ours.
    pub fn failed(&self, error: impl std::fmt::Display) -> Error {
        failed(&self.name, error)
    }

    /// A value that outlives the process, by name.
    pub async fn memo(&self, name: &str) -> Result<Option<String>> {
        let mut conn = self.pool().acquire().await.map_err(|e| self.failed(e))?;
        self.memo_in(&mut conn, name).await
    }

    /// The same within a transaction.
    pub async fn memo_in(&self, conn: &mut AnyConnection, name: &str) -> Result<Option<String>> {
        let query = sqlx::query("SELECT value FROM memo WHERE name = $1").bind(name);
        let row = query.fetch_optional(conn).await.map_err(|e| self.failed(e))?;
        row.map(|row| row.try_get("value").map_err(|e| self.failed(e)))
            .transpose()
    }

    /// Sets or removes such a value.
    pub async fn set_memo(&self, name: &str, value: Option<&str>) -> Result<()> {
        let mut conn = self.pool().acquire().await.map_err(|e| self.failed(e))?;
        self.set_memo_in(&mut conn, name, value).await
    }

    /// The same within a transaction.
    pub async fn set_memo_in(&self, conn: &mut AnyConnection, name: &str, value: Option<&str>) -> Result<()> {
        let query = match value {
            Some(value) => sqlx::query(
                "INSERT INTO memo (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2",
            )
            .bind(name.to_owned())
            .bind(value.to_owned()),
            None => sqlx::query("DELETE FROM memo WHERE name = $1").bind(name.to_owned()),
        };
        let _rows = query.execute(conn).await.map_err(|e| self.failed(e))?;
        Ok(())
    }
}

fn failed(database: &str, error: impl std::fmt::Display) -> Error {
    Error::Database {
        database: database.into(),
        reason: error.to_string(),
    }
}

/// `postgres://user:secret@host/name` without the secret.
pub(crate) fn without_password(database: &str) -> String {
    match url::Url::parse(database) {
        Ok(mut url) if url.password().is_some() => {
            let _hidden = url.set_password(Some("…"));
            url.to_string()
        }
        _ => database.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_is_made_once_and_opened_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/er/index.db");
        for _ in 0..2 {
            let store = Store::open(path.to_str().unwrap()).await.unwrap();
            let mut tx = store.begin().await.unwrap();
            let insert =
                "INSERT INTO memo (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
            let query = sqlx::query(insert).bind("a").bind("b");
            assert_eq!(query.execute(&mut *tx).await.unwrap().rows_affected(), 1);
            store.commit(tx).await.unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_database_that_several_open_for_the_first_time_at_once_is_made_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index.db").display().to_string();
        let opening = (0..6).map(|_| {
            let path = path.clone();
            tokio::spawn(async move { Store::open(&path).await.map(drop) })
        });
        for opened in futures::future::join_all(opening).await {
            opened.unwrap().unwrap();
        }
    }

    #[tokio::test]
    async fn a_database_of_a_newer_version_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index.db");
        let store = Store::open(path.to_str().unwrap()).await.unwrap();
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                     VALUES (999, 'x', 1, X'00', 0)";
        let _one = sqlx::query(newer).execute(store.pool()).await.unwrap();
        let again = Store::open(path.to_str().unwrap()).await.unwrap_err();
        assert_eq!(again.code(), "database_newer");
    }

    #[test]
    fn a_password_is_not_shown() {
        assert!(!without_password("postgres://iou:secret@db/iou").contains("secret"));
        assert_eq!(without_password("/var/lib/iou/index.db"), "/var/lib/iou/index.db");
    }
}
