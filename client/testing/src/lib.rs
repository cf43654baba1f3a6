//! For tests: databases of a real PostgreSQL server, which the test run starts and which ends with it.

// The harness is the deployment's; taking its whole crate in would make the client's libraries compile with other features.
#[path = "../../../deploy/src/postgres.rs"]
mod postgres;

use std::sync::LazyLock;

use postgres::Postgres;

/// Ends when the test run does, however that ends.
static SERVER: LazyLock<Postgres> = LazyLock::new(|| Postgres::start().expect("PostgreSQL starts"));

/// A new database of that name on the server, by its URL.
pub fn server(name: &str) -> String {
    SERVER.database(name).expect("a database")
}
