//! Databases for tests: a new SQLite file, and a new database of a real PostgreSQL server that the test run starts.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

use iou_database::Store;

static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// One database that can be opened by several.
#[derive(Clone)]
pub(crate) struct Database {
    address: String,
    _files: Arc<tempfile::TempDir>,
}

impl Database {
    /// A store with connections of its own, as another process has.
    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.address).await.expect("it opens")
    }
}

/// Runs a test on both.
pub(crate) async fn on_both<F: Future<Output = ()>>(test: impl Fn(Database) -> F) {
    let files = Arc::new(tempfile::tempdir().expect("a directory"));
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let server = tokio::task::spawn_blocking(move || iou_testing::server(&format!("test_{number}")));
    let file = files.path().join("index.db").display().to_string();
    let on_server = server.await.expect("no panic");
    for address in [file, on_server] {
        eprintln!("{address}");
        let _files = files.clone();
        test(Database { address, _files }).await;
    }
}
