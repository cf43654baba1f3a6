//! The pages over real sockets, with a real database behind them.

use super::*;
use iou_health::Loop;
use serde_json::{json, Value};

struct Fixture {
    _dir: tempfile::TempDir,
    store: Store,
    status: Health,
    cancel: CancellationToken,
    server: Server,
}

async fn fixture() -> Fixture {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path().join("index.db").to_str().unwrap())
        .await
        .unwrap();
    let (status, cancel) = (Health::new(), CancellationToken::new());
    let server = start("127.0.0.1:0", status.clone(), store.clone(), cancel.clone()).await;
    Fixture {
        _dir: dir,
        store,
        status,
        cancel,
        server: server.unwrap().unwrap(),
    }
}

impl Fixture {
    async fn sql(&self, statement: &'static str) {
        let _done = sqlx::query(statement).execute(self.store.pool()).await.unwrap();
    }

    /// Health and body of a page.
    async fn get(&self, path: &str) -> (u16, String) {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = tokio::net::TcpStream::connect(self.server.address())
            .await
            .unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: iou\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _length = stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    async fn json(&self, path: &str) -> (u16, Value) {
        let (code, body) = self.get(path).await;
        (code, serde_json::from_str(&body).unwrap())
    }

    /// The values of the metrics page by name and labels; every name must have been explained before.
    async fn metrics(&self) -> std::collections::BTreeMap<String, f64> {
        let (code, body) = self.get("/metrics").await;
        assert_eq!(code, 200);
        let mut values = std::collections::BTreeMap::new();
        for line in body.lines().filter(|line| !line.starts_with('#')) {
            let (name, value) = line.rsplit_once(' ').unwrap();
            let bare = name.split('{').next().unwrap();
            assert!(
                body.contains(&format!("# HELP {bare} ")),
                "{bare} is not explained"
            );
            let before = values.insert(name.to_owned(), value.parse().unwrap());
            assert_eq!(before, None, "{name} is there twice");
        }
        values
    }

    async fn with_index(&self, block: u64) {
        self.sql(
            "INSERT INTO cursor (only_row, genesis, contract, code_hash, first_block, block, hash, time_ms, events, \
             unknown_events) VALUES (1, 'g', 'c', 'h', 1, 80, 'x', 1767225600000, 12, 3)",
        )
        .await;
        self.status.beat(Loop::Index);
        self.status.node_connected();
        self.status.finalised(block);
    }
}

#[tokio::test]
async fn a_process_is_alive_at_once_and_ready_when_back_fill_is_over() {
    let it = fixture().await;
    assert_eq!(it.get("/health").await.0, 200);
    let (code, body) = it.json("/ready").await;
    assert_eq!(code, 503);
    // Reminders alone need tables, and no node.
    assert_eq!(body["reasons"], json!([{"reason": "empty"}]));
    it.status.beat(Loop::Index);
    let (_, body) = it.json("/ready").await;
    assert_eq!(body["reasons"][1]["reason"], "node", "{body}");

    it.with_index(100).await;
    let (code, body) = it.json("/ready").await;
    assert_eq!((code, &body["lag_blocks"]), (503, &json!(20)));
    let reasons = json!([{"reason": "backfill", "block": 80, "finalised": 100}]);
    assert_eq!(body["reasons"], reasons);

    it.status.backfill_over();
    assert_eq!(it.get("/ready").await.0, 200);
    it.status.finalised(131);
    let (code, body) = it.json("/ready").await;
    let reasons = json!([{"reason": "lag", "blocks": 51, "limit": 50}]);
    assert_eq!((code, &body["reasons"]), (503, &reasons));
}

#[tokio::test]
async fn a_service_listens_while_its_counts_are_held_to_their_tables_and_they_are_right_in_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path().join("index.db").to_str().unwrap())
        .await
        .unwrap();
    let past = "INSERT INTO message (id, channel, recipient, state, created_ms, attempts, next_attempt_ms, lease_until_ms) \
                VALUES ('a', 'email', '5A', 'dead', 1, 0, 0, 0); DELETE FROM row_count";
    let _rows = sqlx::raw_sql(past).execute(store.pool()).await.unwrap();
    // Somebody writes, and whoever counts anew waits for them.
    let writer = store.begin().await.unwrap();
    let cancel = CancellationToken::new();
    let starting = start("127.0.0.1:0", Health::new(), store.clone(), cancel.clone());
    let server = tokio::time::timeout(Duration::from_secs(10), starting).await;
    let server = server.expect("it does not wait").unwrap().unwrap();
    let listening = tokio::net::TcpStream::connect(server.address()).await;
    let _stream = listening.unwrap();
    let counted = counts::by_state(&store, counts::Counted::Messages);
    assert_eq!(counted.await.unwrap(), []);
    writer.rollback().await.unwrap();
    let right = async {
        loop {
            let counted = counts::by_state(&store, counts::Counted::Messages);
            if counted.await.unwrap() == [("dead".to_owned(), 1)] {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(40), right)
        .await
        .unwrap();
    cancel.cancel();
}

#[tokio::test]
async fn a_database_that_has_gone_is_told_while_the_process_stays_alive() {
    let it = fixture().await;
    it.with_index(80).await;
    it.status.backfill_over();
    it.store.pool().close().await;
    let (code, body) = it.json("/ready").await;
    let reasons = json!([{"reason": "database", "code": "database"}]);
    assert_eq!((code, &body["reasons"]), (503, &reasons));
    assert_eq!(it.get("/health").await.0, 200);
    let metrics = it.metrics().await;
    assert_eq!((metrics["iou_database_up"], metrics["iou_ready"]), (0.0, 0.0));
    assert!(
        !metrics.contains_key("iou_dead_messages"),
        "unknown is not nought"
    );
}

#[tokio::test]
async fn the_metrics_tell_what_the_database_and_the_loops_know() {
    let it = fixture().await;
    it.with_index(81).await;
    for values in [
        "('a', 'email', 'r', 'dead', 1, 9, 0, 0, 5)",
        "('b', 'email', 'r', 'waiting', 1767225590000, 0, 0, 0, NULL)",
        "('c', 'email', 'r', 'waiting', 1767225595000, 0, 0, 0, NULL)",
    ] {
        let insert = format!(
            "INSERT INTO message (id, channel, recipient, state, created_ms, attempts, next_attempt_ms, \
             lease_until_ms, ended_ms) VALUES {values}"
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(insert));
        let _one = query.execute(it.store.pool()).await.unwrap();
    }
    it.status.attempt("email", "temporary");
    it.status.relay_task("notify_due", "done");
    it.status.fees(1_500_000_000_000, true);
    let metrics = it.metrics().await;
    for (name, value) in [
        ("iou_index_block", 80.0),
        ("iou_finalised_block", 81.0),
        ("iou_index_lag_blocks", 1.0),
        ("iou_index_time_seconds", 1_767_225_600.0),
        ("iou_index_events", 12.0),
        ("iou_index_unknown_events", 3.0),
        ("iou_messages{state=\"dead\"}", 1.0),
        ("iou_messages{state=\"waiting\"}", 2.0),
        ("iou_dead_messages", 1.0),
        (
            "iou_delivery_attempts_total{channel=\"email\",outcome=\"temporary\"}",
            1.0,
        ),
        (
            "iou_delivery_attempts_total{channel=\"sms\",outcome=\"delivered\"}",
            0.0,
        ),
        ("iou_relay_tasks_total{kind=\"notify_due\",outcome=\"done\"}", 1.0),
        ("iou_relayer_balance_planck", 1.5e12),
        ("iou_relayer_fees_low", 1.0),
        ("iou_node_connected", 1.0),
    ] {
        assert_eq!(metrics.get(name), Some(&value), "{name}: {metrics:#?}");
    }
    assert!(metrics["iou_oldest_undelivered_seconds"] >= 10.0);
}

#[tokio::test]
async fn an_age_is_counted_by_the_machines_clock_even_where_the_chains_was_moved() {
    let it = fixture().await;
    it.with_index(80).await;
    it.sql("UPDATE cursor SET time_ms = 32503680000000").await;
    let ago = std::time::SystemTime::now() - Duration::from_secs(3600);
    let ago = ago.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let insert =
        "INSERT INTO relay_task (id, kind, loan, facts, state, created_ms, attempts, next_attempt_ms, \
                  lease_until_ms) VALUES ('a', 'demand', 1, '{}', 'waiting', $1, 0, 0, 0)";
    let query = sqlx::query(insert).bind(i64::try_from(ago).unwrap());
    let _one = query.execute(it.store.pool()).await.unwrap();
    let age = it.metrics().await["iou_oldest_relay_task_seconds"];
    assert!((3600.0..3660.0).contains(&age), "{age}");
}

#[tokio::test]
async fn every_metric_is_in_the_operators_manual_and_no_metric_outlives_the_program() {
    let it = fixture().await;
    it.with_index(80).await;
    it.status.relay_task("demand", "done");
    it.status.fees(1, false);
    it.status.intents_from_nought();
    it.status.money(iou_health::Money {
        purses: vec![("running", 0.5, 10.0)],
        day: 15_000_000_000_000,
    });
    it.status.kept_today(vec![iou_health::DayUse {
        kind: "draft",
        used: 1,
        limit: 5_000,
    }]);
    it.status.trouble(&iou_files::Error::OutputClosed {});
    let (_, body) = it.get("/metrics").await;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/services.md");
    let manual = std::fs::read_to_string(path).unwrap();
    let named = body.lines().filter_map(|line| line.strip_prefix("# HELP "));
    let named: std::collections::BTreeSet<_> = named.map(|line| line.split(' ').next().unwrap()).collect();
    assert!(named.len() > 20, "{named:?}");
    for name in &named {
        assert!(
            manual.contains(&format!("| `{name}")),
            "{name} is not in docs/services.md"
        );
    }
    for line in manual.lines().filter_map(|line| line.strip_prefix("| `iou_")) {
        let name = format!("iou_{}", line.split(['`', '{']).next().unwrap());
        // There are rows of these only once there is a message, a transaction, or a site that is asked.
        let empty = [
            "iou_messages",
            "iou_relay_tasks",
            "iou_http_requests_total",
            "iou_http_request_seconds",
            "iou_http_streams",
        ]
        .contains(&name.as_str());
        assert!(
            empty || named.contains(name.as_str()),
            "docs/services.md names {name}"
        );
    }
}

#[tokio::test]
async fn a_port_in_use_a_wrong_address_and_no_pages_at_all_are_told_apart() {
    let it = fixture().await;
    let begin = |listen: String| {
        let (status, store) = (it.status.clone(), it.store.clone());
        async move { start(&listen, status, store, CancellationToken::new()).await }
    };
    let taken = it.server.address().to_string();
    let error = begin(taken.clone()).await.err().unwrap();
    assert_eq!(error.code(), "listen");
    assert!(error.to_string().contains(&taken), "{error}");
    assert!(
        error.advice(iou_base::Text::english()).contains("--listen"),
        "{error}"
    );
    for wrong in ["9616", "127.0.0.1", "localhost:x", ""] {
        assert_eq!(
            begin(wrong.into()).await.err().unwrap().code(),
            "listen",
            "{wrong}"
        );
    }
    assert!(begin(OFF.into()).await.unwrap().is_none());
}

#[tokio::test]
async fn it_ends_when_told_to_and_gives_the_port_back() {
    let it = fixture().await;
    let address = it.server.address();
    // A client that asked for nothing must not hold it up.
    let idle = tokio::net::TcpStream::connect(address).await.unwrap();
    assert_eq!(it.get("/health").await.0, 200);
    it.cancel.cancel();
    tokio::time::timeout(GRACE * 2, it.server.stopped())
        .await
        .unwrap();
    drop(idle);
    let _again = TcpListener::bind(address).await.unwrap();
}
