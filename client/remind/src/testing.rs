//! Databases for tests: a new SQLite file, and a new database of a real PostgreSQL server that the test run starts.

use std::future::Future;

use iou_database::Store;

/// One database that can be opened by several.
#[derive(Clone)]
pub(crate) struct Database {
    address: String,
}

impl Database {
    /// A store with connections of its own, as another process has.
    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.address).await.expect("it opens")
    }
}

/// Runs a test on both.
pub(crate) async fn on_both<F: Future<Output = ()>>(test: impl Fn(Database) -> F) {
    iou_testing::on_both(|address| test(Database { address })).await;
}
