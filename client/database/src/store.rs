//! The database: one SQLite file, or a PostgreSQL server by URL, behind one set of statements (placeholders `$1`, types of
//! [`super::schema`]). A transaction that writes takes SQLite's write lock at once, so that it waits for another writer
//! instead of failing halfway; no transaction is held over the network.

use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Connection as _, Row as _, Transaction};

pub use super::address::Kind;

use super::address::Address;
use super::news::{Bell, News};
use super::schema::{newest, said, DERIVED, KEPT, MIGRATIONS};
use crate::error::{Error, Result};
use iou_files::redact;

/// How long a writer waits for another one. Units: milliseconds.
const BUSY_MS: u32 = 30_000;
/// How long a database may take to answer for the first time.
const FIRST: Duration = Duration::from_secs(10);
/// How long to wait before a file that somebody else has locked is tried again.
const RETRY: Duration = Duration::from_millis(20);
/// How often tables that cannot be made are looked at again.
const ATTEMPTS: u32 = 5;
/// Connections of one process.
const CONNECTIONS: u32 = 8;

/// What a database is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Write,
    Look,
}

/// The database of the index and the reminders.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    kind: Kind,
    name: String,
    bell: Bell,
}

impl Store {
    /// Opens `database`, a path or `sqlite:PATH` or `postgres://…`, and brings its tables up to date.
    ///
    /// Errors: [`Error::Database`] with the cause, at once; [`iou_files::Error::PermissionsTooOpen`] for a file that others can read;
    /// [`Error::DatabaseNewer`] where a newer version of this program has been there.
    pub async fn open(database: &str) -> Result<Store> {
        let address = Address::parse(database)?;
        address.prepare()?;
        let store = Store::connect(database, &address, Purpose::Write).await?;
        // Whoever may write the tables of a server need not be allowed to make any.
        if store.kind == Kind::Sqlite || store.version().await? != Some(newest()) {
            store.migrate().await?;
        }
        store.check_writable().await?;
        Ok(store)
    }

    /// Opens a database to look at it: neither it nor its tables are made or changed.
    ///
    /// Errors: as [`Store::open`]; [`Error::DatabaseNone`] where there is none, [`Error::DatabaseOlder`] where its tables are
    /// of an older version.
    pub async fn look(database: &str) -> Result<Store> {
        let address = Address::parse(database)?;
        let none = || Error::DatabaseNone {
            database: redact::address(database),
        };
        if let Address::File(path) = &address {
            match std::fs::metadata(path) {
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(none()),
                other => {
                    let _there: std::fs::Metadata = other.map_err(Error::io(path))?;
                }
            }
            address.check_rights()?;
        }
        let store = Store::connect(database, &address, Purpose::Look).await?;
        let ours = newest();
        let (database, version) = (store.name.clone(), |found: i64| found.to_string());
        match store.version().await? {
            None => Err(none()),
            Some(found) if found < ours => Err(Error::DatabaseOlder {
                database,
                version: version(found),
            }),
            Some(found) if found > ours => Err(Error::DatabaseNewer {
                database,
                version: version(found),
            }),
            Some(_) => Ok(store),
        }
    }

    async fn connect(database: &str, address: &Address, purpose: Purpose) -> Result<Store> {
        sqlx::any::install_default_drivers();
        let (kind, url, name) = (address.kind(), address.url(), redact::address(database));
        let explained = |words: String| failed(&name, redact::reason(&words, database));
        // One connection first: a pool tries again and again, and then knows no more than that it took too long.
        let first = async {
            let mut conn = AnyConnection::connect(&url).await?;
            let unsuitable = match kind {
                Kind::Sqlite => {
                    set_up(&mut conn).await?;
                    if purpose == Purpose::Write {
                        log_ahead(&mut conn).await?;
                    }
                    None
                }
                Kind::Postgres => unsuitable(&mut conn).await?,
            };
            conn.close().await?;
            Ok::<_, sqlx::Error>(unsuitable)
        };
        match tokio::time::timeout(FIRST, first).await {
            Err(_) => return Err(explained(format!("no answer within {} s", FIRST.as_secs()))),
            Ok(Err(e)) => return Err(explained(e.to_string())),
            Ok(Ok(Some(reason))) => return Err(explained(reason)),
            Ok(Ok(None)) => {}
        }
        let options = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(30))
            // Where even the rollback failed, as on a full disk, nothing can be begun on that connection again.
            .before_acquire(|conn, _| Box::pin(async move { Ok(!conn.is_in_transaction()) }))
            .after_connect(move |conn, _| {
                Box::pin(async move {
                    match kind {
                        Kind::Sqlite => set_up(conn).await,
                        Kind::Postgres => Ok(()),
                    }
                })
            });
        let pool = options
            .connect(&url)
            .await
            .map_err(|e| explained(e.to_string()))?;
        let bell = Bell::new(kind, &url);
        Ok(Store {
            pool,
            kind,
            name,
            bell,
        })
    }

    /// The version of its tables; `None` where there are none.
    async fn version(&self) -> Result<Option<i64>> {
        let there = match self.kind {
            Kind::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'",
            Kind::Postgres => {
                // Not those of somebody else, further along the search path.
                "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = '_sqlx_migrations'"
            }
        };
        let there: i64 = sqlx::query_scalar(there)
            .fetch_one(&self.pool)
            .await
            .map_err(|e| self.failed(e))?;
        if there == 0 {
            return Ok(None);
        }
        sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations")
            .fetch_one(&self.pool)
            .await
            .map_err(|e| self.failed(e))
    }

    /// Whether what a service will write can be written.
    async fn check_writable(&self) -> Result<()> {
        if self.kind == Kind::Postgres {
            let closed = "SELECT MIN(tablename::text) FROM pg_tables WHERE schemaname = current_schema() \
                          AND tablename::text = ANY (string_to_array($1, ',')) AND NOT ( \
                          has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT') AND \
                          has_table_privilege(format('%I.%I', schemaname, tablename), 'INSERT') AND \
                          has_table_privilege(format('%I.%I', schemaname, tablename), 'UPDATE') AND \
                          has_table_privilege(format('%I.%I', schemaname, tablename), 'DELETE'))";
            let tables = [&DERIVED[..], &KEPT[..]].concat().join(",");
            let closed: Option<String> = sqlx::query_scalar(closed)
                .bind(tables)
                .fetch_one(&self.pool)
                .await
                .map_err(|e| self.failed(e))?;
            return match closed {
                None => Ok(()),
                Some(table) => Err(self.failed(format!("no right to read and write the table {table}"))),
            };
        }
        // An empty transaction that asks for the lock: a disk or file that cannot be written says so now.
        let tried = match self.pool.begin_with("BEGIN IMMEDIATE").await {
            Ok(tx) => tx.rollback().await,
            Err(error) => Err(error),
        };
        match tried {
            Err(sqlx::Error::Database(e)) if is_busy(&*e) => Ok(()),
            other => other.map_err(|e| self.failed(e)),
        }
    }

    async fn migrate(&self) -> Result<()> {
        let migrator = migrator(self.kind, &MIGRATIONS);
        let mut done = migrator.run(&self.pool).await;
        for _ in 0..ATTEMPTS {
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

    /// A connection for several statements that belong together.
    pub async fn acquire(&self) -> Result<PoolConnection<Any>> {
        self.pool.acquire().await.map_err(|e| self.failed(e))
    }

    /// A connection for what can be made again from elsewhere, beginning where the tables then stand. A transaction on it is whole or not
    /// there, as on any other; but whoever commits does not wait for the disk, so the last ones are gone after a power failure, or where a
    /// server is killed, unless somebody has committed something on another connection since. Source: SQLite, `PRAGMA synchronous`;
    /// PostgreSQL, "Asynchronous Commit".
    pub async fn acquire_to_fill(&self) -> Result<PoolConnection<Any>> {
        let mut conn = self.acquire().await?;
        let failed = |e: sqlx::Error| self.failed(e);
        let sql = match self.kind {
            Kind::Sqlite => {
                // A file that was granted no log could be torn; there nobody hurries.
                let journal = sqlx::query_scalar("SELECT journal_mode FROM pragma_journal_mode");
                let journal: String = journal.fetch_one(&mut *conn).await.map_err(failed)?;
                if journal != "wal" {
                    return Ok(conn);
                }
                "PRAGMA synchronous = NORMAL"
            }
            Kind::Postgres => "SET synchronous_commit = off",
        };
        // It is nobody else's after that.
        conn.close_on_drop();
        let _done = sqlx::raw_sql(sql).execute(&mut *conn).await.map_err(failed)?;
        Ok(conn)
    }

    /// A transaction that will write.
    pub async fn begin(&self) -> Result<Transaction<'static, Any>> {
        let began = self.pool.begin_with(self.begin_words()).await;
        began.map_err(|e| self.failed(e))
    }

    /// The same on a connection of one's own, which keeps its prepared statements and what it has read.
    pub async fn begin_on<'c>(&self, conn: &'c mut AnyConnection) -> Result<Transaction<'c, Any>> {
        let began = conn.begin_with(self.begin_words()).await;
        began.map_err(|e| self.failed(e))
    }

    fn begin_words(&self) -> &'static str {
        match self.kind {
            Kind::Sqlite => "BEGIN IMMEDIATE",
            Kind::Postgres => "BEGIN",
        }
    }

    /// Makes the changes of a transaction last.
    pub async fn commit(&self, tx: Transaction<'_, Any>) -> Result<()> {
        tx.commit().await.map_err(|e| self.failed(e))
    }

    /// The same for changes that others wait for: they hear of it ([`Store::news`]).
    pub async fn commit_and_tell(&self, mut tx: Transaction<'_, Any>) -> Result<()> {
        self.bell.announce(&mut tx).await.map_err(|e| self.failed(e))?;
        self.commit(tx).await?;
        self.bell.ring();
        Ok(())
    }

    /// Hears of every change from here on that was made for others to know of: by this process, and in a server's database by
    /// any. Whoever listens looks at the tables now and then all the same: other processes at a SQLite file tell nothing, and a
    /// line to a server may be cut.
    pub fn news(&self) -> News {
        self.bell.news()
    }

    #[cfg(test)]
    pub(crate) fn bell(&self) -> &Bell {
        &self.bell
    }

    /// The database's error as ours.
    pub fn failed(&self, error: impl std::fmt::Display) -> Error {
        failed(&self.name, error)
    }

    /// A value that outlives the process, by name.
    pub async fn kept_value(&self, name: &str) -> Result<Option<String>> {
        let mut conn = self.acquire().await?;
        self.kept_value_in(&mut conn, name).await
    }

    /// The same within a transaction.
    pub async fn kept_value_in(&self, conn: &mut AnyConnection, name: &str) -> Result<Option<String>> {
        let query = sqlx::query("SELECT value FROM kept_value WHERE name = $1").bind(name);
        let row = query.fetch_optional(conn).await.map_err(|e| self.failed(e))?;
        row.map(|row| row.try_get("value").map_err(|e| self.failed(e)))
            .transpose()
    }

    /// Sets or removes such a value.
    pub async fn set_kept_value(&self, name: &str, value: Option<&str>) -> Result<()> {
        let mut conn = self.acquire().await?;
        self.set_kept_value_in(&mut conn, name, value).await
    }

    /// The same within a transaction.
    pub async fn set_kept_value_in(
        &self,
        conn: &mut AnyConnection,
        name: &str,
        value: Option<&str>,
    ) -> Result<()> {
        let query = match value {
            Some(value) => sqlx::query(
                "INSERT INTO kept_value (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2",
            )
            .bind(name.to_owned())
            .bind(value.to_owned()),
            None => sqlx::query("DELETE FROM kept_value WHERE name = $1").bind(name.to_owned()),
        };
        let _rows = query.execute(conn).await.map_err(|e| self.failed(e))?;
        Ok(())
    }
}

impl Store {
    /// A key of that name which all processes on this database share: whoever asks first makes it.
    pub async fn page_key(&self, name: &str, now_ms: u64) -> Result<[u8; 32]> {
        let mut fresh = [0u8; 32];
        getrandom::fill(&mut fresh).map_err(|e| self.failed(e))?;
        let sql = "INSERT INTO page_setting (subject, name, value, changed_ms) VALUES ('', $1, $2, $3) \
                   ON CONFLICT (subject, name) DO NOTHING";
        let query = sqlx::query(sql)
            .bind(name.to_owned())
            .bind(hex::encode(fresh))
            .bind(crate::to_i64(now_ms));
        let _one = query.execute(&self.pool).await.map_err(|e| self.failed(e))?;
        let kept: String =
            sqlx::query_scalar("SELECT value FROM page_setting WHERE subject = '' AND name = $1")
                .bind(name.to_owned())
                .fetch_one(&self.pool)
                .await
                .map_err(|e| self.failed(e))?;
        let bytes = hex::decode(kept).map_err(|e| self.failed(e))?;
        <[u8; 32]>::try_from(bytes).map_err(|_| self.failed(format!("the key {name} is damaged")))
    }
}

/// What makes tables of these versions.
pub(crate) fn migrator(kind: Kind, versions: &[(i64, &str, &'static str)]) -> Migrator {
    let migrations = versions.iter().map(|(version, what, sql)| {
        let sql = said(sql, kind);
        Migration::new(
            *version,
            (*what).to_owned().into(),
            MigrationType::Simple,
            sqlx::SqlSafeStr::into_sql_str(AssertSqlSafe(sql)),
            false,
        )
    });
    Migrator::with_migrations(migrations.collect())
}

/// How every connection to a file works. What is deleted or written over is overwritten in the file: it costs a tenth of a millisecond a
/// row beside the milliseconds that a transaction waits for the disk. What a log or a backup of the file holds is not reached by that.
async fn set_up(conn: &mut AnyConnection) -> std::result::Result<(), sqlx::Error> {
    let pragmas =
        format!("PRAGMA busy_timeout = {BUSY_MS}; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;");
    let _done = sqlx::raw_sql(AssertSqlSafe(pragmas)).execute(conn).await?;
    Ok(())
}

/// Makes a file one whose readers and writer do not wait for each other, which it then is for everybody. SQLite does not
/// wait for the others of a file before it changes this, whatever the time-out says: so we do. The caller bounds the time.
async fn log_ahead(conn: &mut AnyConnection) -> std::result::Result<(), sqlx::Error> {
    loop {
        match sqlx::raw_sql("PRAGMA journal_mode = WAL")
            .execute(&mut *conn)
            .await
        {
            Err(sqlx::Error::Database(e)) if is_busy(&*e) => tokio::time::sleep(RETRY).await,
            other => return other.map(|_done| ()),
        }
    }
}

/// Why a server's database is not one that we can write to.
async fn unsuitable(conn: &mut AnyConnection) -> std::result::Result<Option<String>, sqlx::Error> {
    let about = "SELECT current_setting('server_encoding'), pg_is_in_recovery()::text, \
                 current_setting('transaction_read_only'), COALESCE(current_schema()::text, '')";
    let row = sqlx::query(about).fetch_one(conn).await?;
    let text = |n: usize| row.try_get::<String, _>(n);
    let (encoding, standby, read_only, schema) = (text(0)?, text(1)?, text(2)?, text(3)?);
    // Names and messages are in Chinese too.
    if encoding != "UTF8" {
        let make = "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0";
        return Ok(Some(format!(
            "its encoding is {encoding}, which cannot hold every text; make it with {make}"
        )));
    }
    if standby == "true" || read_only == "on" {
        return Ok(Some(
            "it takes no writing: a standby, or set to be read only".into(),
        ));
    }
    Ok(schema
        .is_empty()
        .then(|| "this user has no schema to make tables in (search_path)".into()))
}

/// Whether somebody else is writing.
fn is_busy(error: &dyn sqlx::error::DatabaseError) -> bool {
    // SQLITE_BUSY, and its extended codes.
    error
        .code()
        .and_then(|code| code.parse::<i64>().ok())
        .is_some_and(|code| code & 0xff == 5)
}

fn failed(database: &str, error: impl std::fmt::Display) -> Error {
    Error::Database {
        database: database.into(),
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use iou_files as files;

    #[tokio::test]
    async fn a_database_is_made_once_and_opened_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("deep/er/index.db");
        for _ in 0..2 {
            let store = Store::open(path.to_str().unwrap()).await.unwrap();
            let mut tx = store.begin().await.unwrap();
            let insert =
                "INSERT INTO kept_value (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
            let query = sqlx::query(insert).bind("a").bind("b");
            assert_eq!(query.execute(&mut *tx).await.unwrap().rows_affected(), 1);
            store.commit(tx).await.unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_of_the_pages_is_made_once_whoever_asks_first() {
        iou_testing::on_both(|database| async move {
            let stores = [
                Store::open(&database).await.unwrap(),
                Store::open(&database).await.unwrap(),
            ];
            let asked = (0..8).map(|n| stores[n % 2].page_key("links", 7));
            let keys = futures::future::join_all(asked).await;
            let first = *keys[0].as_ref().unwrap();
            assert!(keys.into_iter().all(|key| key.unwrap() == first));
            assert_ne!(stores[0].page_key("nonces", 7).await.unwrap(), first);
        })
        .await;
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

    #[tokio::test]
    async fn a_file_is_opened_under_the_name_that_was_given_whatever_signs_are_in_it() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "100%.db",
            "50%41.db",
            "a b?mode=ro.db",
            "a#b.db",
            "借条.db",
            "a&b=c.db",
            "x:y.db",
        ] {
            let path = dir.path().join(name);
            let store = Store::open(path.to_str().unwrap()).await.unwrap();
            store.set_kept_value("a", Some(name)).await.unwrap();
            store.pool().close().await;
            assert!(std::fs::metadata(&path).unwrap().len() > 0, "{name}");
        }
        // SQLite's side files are gone, and nothing else was made.
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 7);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_database_is_its_owners_alone_and_refused_when_others_can_read_it_or_its_log() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index.db");
        let database = path.to_str().unwrap();
        // Somebody made room for it in the usual way.
        std::fs::write(&path, "").unwrap();
        let store = Store::open(database).await.unwrap();
        let beside = |suffix: &str| dir.path().join(format!("index.db{suffix}"));
        let open = |suffix: &str, mode: u32| {
            std::fs::set_permissions(beside(suffix), std::fs::Permissions::from_mode(mode)).unwrap();
        };
        for suffix in ["", "-wal", "-shm"] {
            let mode = std::fs::metadata(beside(suffix)).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{suffix}");
            open(suffix, 0o640);
            for error in [
                Store::open(database).await.unwrap_err(),
                Store::look(database).await.unwrap_err(),
            ] {
                assert_eq!(error.code(), "permissions_too_open", "{suffix}");
            }
            open(suffix, 0o600);
        }
        assert!(Store::look(database).await.is_ok());
        drop(store);
    }

    /// Source: 个保法, art. 47.
    #[tokio::test]
    async fn what_was_deleted_or_written_over_is_in_the_file_no_more() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index.db");
        let store = Store::open(path.to_str().unwrap()).await.unwrap();
        let put = |subject: &'static str, value: String| {
            let sql = "INSERT INTO page_setting (subject, name, value, changed_ms) VALUES ($1, 'x', $2, 0) \
                       ON CONFLICT (subject, name) DO UPDATE SET value = excluded.value";
            sqlx::query(sql).bind(subject).bind(value).execute(store.pool())
        };
        // One within a page, one that goes over several.
        let _one = put("short", "张三的账户".into()).await.unwrap();
        let _one = put("long", "李四的账户".repeat(2_000)).await.unwrap();
        let _one = put("changed", "王五的账户".into()).await.unwrap();
        let in_file = async |text: &str| {
            let sql = sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)");
            let _done = sql.execute(store.pool()).await.unwrap();
            let bytes = std::fs::read(&path).unwrap();
            bytes.windows(text.len()).any(|part| part == text.as_bytes())
        };
        for text in ["张三的账户", "李四的账户", "王五的账户"] {
            assert!(in_file(text).await, "{text}");
        }
        let _one = put("changed", "-".into()).await.unwrap();
        let gone = sqlx::query("DELETE FROM page_setting WHERE subject IN ('short', 'long')");
        let _rows = gone.execute(store.pool()).await.unwrap();
        for text in ["张三的账户", "李四的账户", "王五的账户"] {
            assert!(!in_file(text).await, "{text}");
        }
    }

    #[tokio::test]
    async fn a_connection_that_commits_without_the_disk_is_nobody_elses_afterwards() {
        iou_testing::on_both(|database| async move {
            let store = Store::open(&database).await.unwrap();
            let said = |mut conn: PoolConnection<Any>| async move {
                let sql = match conn.backend_name() {
                    "SQLite" => "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous",
                    _ => "SELECT current_setting('synchronous_commit')",
                };
                let said: String = sqlx::query_scalar(sql).fetch_one(&mut *conn).await.unwrap();
                said
            };
            let to_fill = said(store.acquire_to_fill().await.unwrap()).await;
            assert!(matches!(&*to_fill, "1" | "off"), "{database}: {to_fill}");
            // Those that wait in the pool are given out in turn.
            for _ in 0..20 {
                let other = said(store.acquire().await.unwrap()).await;
                assert!(matches!(&*other, "2" | "on"), "{database}: {other}");
            }
        })
        .await;
    }

    #[tokio::test]
    async fn a_file_without_a_log_waits_for_the_disk_at_each_commit() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        // A log is given up by whoever is alone at the file; connections that are closed take a moment to go.
        let (deadline, mut granted) = (Instant::now() + Duration::from_secs(30), None);
        while granted.is_none() && Instant::now() < deadline {
            let mut all = Vec::new();
            for _ in 0..store.pool().size().max(1) {
                all.push(store.acquire().await.unwrap());
            }
            let mut only = all.pop().unwrap();
            for other in all {
                other.close().await.unwrap();
            }
            let give_up = sqlx::query_scalar("PRAGMA journal_mode = DELETE");
            granted = give_up.fetch_one(&mut *only).await.ok();
        }
        let granted: String = granted.unwrap();
        assert_eq!(granted, "delete");
        let mut conn = store.acquire_to_fill().await.unwrap();
        let said = sqlx::query_scalar("SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous");
        let said: String = said.fetch_one(&mut *conn).await.unwrap();
        assert_eq!(said, "2");
    }

    #[tokio::test]
    async fn a_look_neither_makes_a_database_nor_changes_its_tables() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index.db");
        let database = path.to_str().unwrap();
        assert_eq!(Store::look(database).await.unwrap_err().code(), "database_none");
        assert!(!path.exists());
        let store = Store::open(database).await.unwrap();
        let older = sqlx::query("DELETE FROM _sqlx_migrations WHERE version > 1");
        let _done = older.execute(store.pool()).await.unwrap();
        assert_eq!(Store::look(database).await.unwrap_err().code(), "database_older");
        assert_eq!(
            store.version().await.unwrap(),
            Some(1),
            "it was not brought up to date"
        );
    }

    #[tokio::test]
    async fn a_look_at_an_empty_file_leaves_it_empty() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index.db");
        std::fs::write(&path, "").unwrap();
        files::close_to_others(&std::fs::File::open(&path).unwrap()).unwrap();
        let look = Store::look(path.to_str().unwrap()).await;
        assert_eq!(look.unwrap_err().code(), "database_none");
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_database_is_opened_once_whoever_reads_it_at_that_moment_is_done() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index.db");
        let database = path.to_str().unwrap();
        sqlx::any::install_default_drivers();
        // A file of the older kind, with a reader in the midst of it: SQLite refuses at once to change its kind.
        let url = format!("sqlite:{database}?mode=rwc");
        let mut reader = AnyConnection::connect(&url).await.unwrap();
        let made = sqlx::raw_sql("CREATE TABLE other (a BIGINT); BEGIN; SELECT count(*) FROM other;");
        let _done = made.execute(&mut reader).await.unwrap();
        files::close_to_others(&std::fs::File::open(&path).unwrap()).unwrap();
        let (opening, over) = {
            let database = database.to_owned();
            let over = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
            let set = over.clone();
            let task = tokio::spawn(async move {
                let opened = Store::open(&database).await.map(drop);
                set.store(true, std::sync::atomic::Ordering::SeqCst);
                opened
            });
            (task, over)
        };
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!over.load(std::sync::atomic::Ordering::SeqCst), "it waits");
        let _done = sqlx::raw_sql("COMMIT").execute(&mut reader).await.unwrap();
        opening.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn what_keeps_a_database_from_being_opened_is_told_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        std::fs::write(&file, "not a database, but long enough to have a header of one").unwrap();
        files::close_to_others(&std::fs::File::open(&file).unwrap()).unwrap();
        let closed = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        for (database, words) in [
            (dir.path().display().to_string(), "directory"),
            (file.join("index.db").display().to_string(), "os error"),
            (file.display().to_string(), "not a database"),
            (format!("postgres://iou:s3cret@127.0.0.1:{closed}/iou"), "refused"),
            (
                "postgres://iou:s3cret@nowhere.invalid/iou".into(),
                "nowhere.invalid",
            ),
            ("postgres://iou:s3c/ret@127.0.0.1/iou".into(), "127.0.0.1"),
        ] {
            let begin = Instant::now();
            let error = Store::open(&database).await.unwrap_err().to_string();
            assert!(begin.elapsed() < Duration::from_secs(12), "{database}: {error}");
            assert!(
                error.contains(words) && !error.contains("s3c"),
                "{database}: {error}"
            );
        }
    }

    #[tokio::test]
    async fn a_server_that_could_not_keep_every_text_or_lets_nobody_write_is_refused_at_opening() {
        let made = |name: &'static str| {
            let with = tokio::task::spawn_blocking(move || iou_testing::server(name));
            async move { with.await.unwrap() }
        };
        let whole = made("store_rights").await;
        let owner = Store::open(&whole).await.unwrap();
        for sql in [
            "CREATE DATABASE store_latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
            "DROP ROLE IF EXISTS store_reader",
            "CREATE ROLE store_reader LOGIN PASSWORD 's3cret'",
            "GRANT USAGE ON SCHEMA public TO store_reader",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO store_reader",
        ] {
            let _done = sqlx::raw_sql(sql).execute(owner.pool()).await.unwrap();
        }
        let latin = whole.replace("store_rights", "store_latin");
        let error = Store::open(&latin).await.unwrap_err().to_string();
        assert!(error.contains("LATIN1") && error.contains("UTF8"), "{error}");
        let mut reader = url::Url::parse(&whole).unwrap();
        reader.set_username("store_reader").unwrap();
        reader.set_password(Some("s3cret")).unwrap();
        let error = Store::open(reader.as_str()).await.unwrap_err().to_string();
        assert!(
            error.contains("no right to") && !error.contains("s3cret"),
            "{error}"
        );
        assert!(Store::look(reader.as_str()).await.is_ok(), "a look needs no more");
    }
}
