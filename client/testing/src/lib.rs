//! For tests: new databases of both kinds, a SQLite file and one of a real PostgreSQL server, which the test run starts and which
//! ends with it; and by which way a database finds rows.

// The harness is the deployment's; taking its whole crate in would make the client's libraries compile with other features.
#[path = "../../../deploy/src/postgres.rs"]
mod postgres;

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::LazyLock;

use postgres::Postgres;
use sqlx::{AnyPool, AssertSqlSafe, Row as _};

/// Ends when the test run does, however that ends.
static SERVER: LazyLock<Postgres> = LazyLock::new(|| Postgres::start().expect("PostgreSQL starts"));

/// A new database of that name on the server, by its URL.
pub fn server(name: &str) -> String {
    SERVER.database(name).expect("a database")
}

/// Runs a test on a new database of either kind, each given by its address: a SQLite file, then one of the server.
pub async fn on_both<F: Future<Output = ()>>(test: impl Fn(String) -> F) {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let files = tempfile::tempdir().expect("a directory");
    let file = files.path().join("t.db").display().to_string();
    let on_server = tokio::task::spawn_blocking(move || server(&format!("both_{number}")));
    for address in [file, on_server.await.expect("no panic")] {
        eprintln!("{address}");
        test(address).await;
    }
}

/// How a database would run a statement, in its own words. What has no value is NULL in SQLite; PostgreSQL wants all of them.
pub async fn plan(pool: &AnyPool, sql: &str, values: &[&str]) -> String {
    let mut conn = pool.acquire().await.expect("a connection");
    let (explain, column) = match conn.backend_name() {
        "SQLite" => ("EXPLAIN QUERY PLAN", 3),
        _ => ("EXPLAIN", 0),
    };
    let mut query = sqlx::query(AssertSqlSafe(format!("{explain} {sql}")));
    for value in values {
        query = query.bind((*value).to_owned());
    }
    let rows = query.fetch_all(&mut *conn).await.expect("it is explained");
    let words: Vec<String> = rows.iter().map(|row| row.get(column)).collect();
    words.join("\n")
}
