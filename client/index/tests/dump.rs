//! A dump of tables that are larger than the memory it takes. A process of its own, since what it holds is measured.

use std::io::Write;
use std::sync::Mutex;

use iou_base::sha256;
use iou_database::Store;
use sqlx::AssertSqlSafe;

/// Events, each with so many bytes.
const EVENTS: u64 = 100_000;
const EVENT_BYTES: usize = 500;
/// The most memory that writing them may take. Units: kilobytes.
const MOST_KB: u64 = 24_000;

/// What is written, as far as it is looked at.
#[derive(Default)]
struct Written {
    bytes: u64,
    digest: [u8; 32],
}

impl Write for Written {
    fn write(&mut self, some: &[u8]) -> std::io::Result<usize> {
        self.bytes += some.len() as u64;
        self.digest = sha256(&[&self.digest[..], some].concat());
        Ok(some.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The most memory that this process has held since that was last forgotten. Units: kilobytes.
fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

async fn fill(store: &Store, backwards: bool) {
    let insert = format!(
        "WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < {}) \
         INSERT INTO event (block, place, name, loan, sequence, hash, scale) \
         SELECT n, 0, 'LoanProposed', n, 0, 'x', $1 FROM number",
        EVENTS - 1
    );
    let query = sqlx::query(AssertSqlSafe(insert)).bind(vec![7u8; EVENT_BYTES]);
    let _rows = query.execute(store.pool()).await.unwrap();
    // Words that people, and the rules of their languages, sort otherwise than by their bytes.
    let mut accounts = ["5a", "5B", "5A", "5b", "é", "e", "f", "Z", "_", "5"];
    if backwards {
        accounts.reverse();
    }
    for account in accounts {
        for (loan, role) in [(10i64, "lender"), (9, "lender"), (9, "borrower")] {
            let query = sqlx::query("INSERT INTO party (loan, account, role) VALUES ($1, $2, $3)")
                .bind(loan)
                .bind(account)
                .bind(role);
            let _one = query.execute(store.pool()).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_dump_takes_no_more_memory_for_more_rows_and_is_the_same_from_either_database() {
    let dumps = Mutex::new(Vec::new());
    let known = &dumps;
    iou_testing::on_both(|database| async move {
        let store = Store::open(&database).await.unwrap();
        let is_second = !known.lock().unwrap().is_empty();
        fill(&store, is_second).await;
        // Forgets the peak. Source: proc(5).
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = peak_kb();
        let mut out = Written::default();
        iou_index::dump::dump(&store, &mut out).await.unwrap();
        let taken = peak_kb() - before;
        assert!(out.bytes > EVENTS * 2 * EVENT_BYTES as u64, "{}", out.bytes);
        assert!(taken < MOST_KB, "{database}: {taken} kB for {} bytes", out.bytes);
        known.lock().unwrap().push(out);
    })
    .await;
    let dumps = dumps.into_inner().unwrap();
    let [file, server] = dumps.as_slice() else {
        panic!("two databases")
    };
    assert_eq!((file.bytes, file.digest), (server.bytes, server.digest));
}
