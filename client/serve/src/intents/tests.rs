//! The relay's interface over real sockets, with a real database behind it and no node: what is refused before the chain is
//! asked, and what others' connections may cost.

use std::time::Instant;

use super::*;
use iou_database::Store;
use iou_health::Health;
use iou_ledger::AccountId;
use iou_relay::intents::settings::{Limits, Settings};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

struct Fixture {
    _dir: tempfile::TempDir,
    cancel: CancellationToken,
    server: crate::Server,
}

async fn fixture(change: fn(&mut Settings)) -> Fixture {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path().join("index.db").to_str().unwrap())
        .await
        .unwrap();
    let mut settings = Settings {
        listen: "127.0.0.1:0".into(),
        limits: Limits {
            burst: 1_000,
            ..Limits::default()
        },
        ..Settings::default()
    };
    change(&mut settings);
    // A node that is never there.
    let dial = Box::new(|| -> futures::future::BoxFuture<'static, iou_ledger::Result<_>> {
        Box::pin(async {
            Err(iou_ledger::Error::NodeUnreachable {
                url: "ws://127.0.0.1:1".into(),
                reason: "nobody".into(),
            })
        })
    });
    let account = AccountId::from([7; 32]);
    let reception = Reception::new(store, dial, account, settings, Health::new());
    let cancel = CancellationToken::new();
    let server = start(Arc::new(reception), cancel.clone()).await.unwrap();
    Fixture {
        _dir: dir,
        cancel,
        server,
    }
}

/// Status, head and body of an answer.
struct Answer(u16, String, String);

impl Answer {
    fn problem(&self) -> Value {
        let problem: Value = serde_json::from_str(&self.2).unwrap_or_else(|_| panic!("{}", self.2));
        assert!(
            self.1
                .to_lowercase()
                .contains("content-type: application/problem+json"),
            "{}",
            self.1
        );
        assert_eq!(problem["status"], self.0);
        let code = problem["code"].as_str().unwrap();
        assert_eq!(problem["type"], format!("urn:iou:problem:{code}"));
        problem
    }
}

impl Fixture {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.server.address()).await.unwrap()
    }

    async fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect().await;
        // Whoever is answered early may close before all is written.
        let _written = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _length = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let code = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        Answer(code.unwrap_or_default(), head.to_owned(), body.to_owned())
    }

    async fn ask(&self, method: &str, path: &str, lines: &str, body: &str) -> Answer {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n{lines}Content-Length: {length}\r\n\r\n{body}"
        );
        self.raw(request.as_bytes()).await
    }

    async fn post(&self, body: &str) -> Answer {
        self.ask("POST", INTENTS, "Content-Type: application/json\r\n", body)
            .await
    }
}

#[tokio::test]
async fn what_is_no_request_of_ours_is_a_problem_with_a_stable_code() {
    let it = fixture(|_| {}).await;
    let signed =
        |intent: &str| format!("{{\"submit\": {{\"intent\": \"{intent}\", \"signature\": \"0x00\"}}}}");
    for (body, status, code) in [
        ("", 400, "malformed"),
        ("{", 400, "malformed"),
        ("[]", 400, "malformed"),
        ("{\"submit\": 1}", 400, "malformed"),
        (&signed("0x00"), 400, "malformed"),
        (&signed("zz"), 400, "malformed"),
        (&"[".repeat(60_000), 400, "malformed"),
        (&"x".repeat(BODY_MAX + 1), 413, "too-large"),
    ] {
        let answer = it.post(body).await;
        let problem = answer.problem();
        let start: String = body.chars().take(40).collect();
        assert_eq!(
            (answer.0, problem["code"].as_str().unwrap()),
            (status, code),
            "{start}"
        );
    }
    let unknown = format!("{INTENTS}/{}", "a".repeat(64));
    for (method, path, code) in [
        ("GET", unknown.as_str(), "unknown-intent"),
        ("GET", "/v1/intents/x", "unknown-intent"),
        ("GET", "/v1/intents", "method-not-allowed"),
        ("DELETE", unknown.as_str(), "method-not-allowed"),
        ("GET", "/", "not-found"),
        ("GET", "/v1/relay", "node-away"),
    ] {
        let problem = it.ask(method, path, "", "").await.problem();
        assert_eq!(problem["code"], code, "{method} {path}");
    }
    let answer = it
        .ask("POST", INTENTS, "Content-Type: text/plain\r\n", "{}")
        .await;
    assert_eq!(answer.problem()["code"], "not-json");
    let answer = it.ask("GET", &format!("{unknown}?wait=x"), "", "").await;
    assert_eq!(answer.problem()["code"], "malformed");
}

#[tokio::test]
async fn a_problem_is_told_in_the_language_that_was_asked_for() {
    let it = fixture(|_| {}).await;
    for (asked, chinese) in [
        ("zh-CN,zh;q=0.9", true),
        ("fr, zh;q=0.5", true),
        ("en-GB", false),
        ("", false),
        ("fr", false),
    ] {
        let answer = it
            .ask("GET", "/", &format!("Accept-Language: {asked}\r\n"), "")
            .await;
        let title = answer.problem()["title"].as_str().unwrap().to_owned();
        assert_eq!(title.is_ascii(), !chinese, "{asked}: {title}");
    }
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_when_to_come_again_and_a_proxys_clients_are_told_apart() {
    let it = fixture(|settings| {
        settings.limits.burst = 3;
        settings.proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    let from = |client: &'static str| {
        let lines = format!("X-Forwarded-For: 192.0.2.99, {client}\r\n");
        let it = &it;
        async move { it.ask("GET", RELAY, &lines, "").await }
    };
    for _ in 0..3 {
        assert_eq!(from("192.0.2.1").await.0, 503);
    }
    let answer = from("192.0.2.1").await;
    assert_eq!(
        (answer.0, answer.problem()["code"].as_str()),
        (429, Some("rate-limited"))
    );
    assert!(answer.1.to_lowercase().contains("retry-after: 5"), "{}", answer.1);
    assert_eq!(from("192.0.2.2").await.0, 503);
}

/// Whoever could name their address themselves would have as many as they like.
#[tokio::test]
async fn what_a_proxy_writes_that_is_no_address_does_not_let_clients_name_their_own() {
    let it = fixture(|settings| {
        settings.limits.burst = 3;
        settings.limits.per_second = 0;
        settings.proxies = vec!["127.0.0.1".parse().unwrap(), "::ffff:192.0.2.50".parse().unwrap()];
    })
    .await;
    let mut named = 0;
    for last in ["unknown", "_hidden", "198.51.100.7:443", "[2001:db8::7]:443", ""] {
        let mut codes = Vec::new();
        for _ in 0..6 {
            named += 1;
            // The proxy beside it is another one of ours, written as IPv4 too.
            let lines =
                format!("X-Forwarded-For: 203.0.113.{named}\r\nX-Forwarded-For: {last}, 192.0.2.50\r\n");
            codes.push(it.ask("GET", RELAY, &lines, "").await.0);
        }
        assert!(
            codes.iter().filter(|code| **code == 503).count() <= 3,
            "{last}: {codes:?}"
        );
        assert_eq!(codes.last(), Some(&429), "{last}");
    }
}

#[tokio::test]
async fn connections_are_few_and_slow_heads_and_bodies_are_cut_off() {
    let it = fixture(|settings| settings.limits.connections_per_address = 4).await;
    let mut idle = Vec::new();
    for _ in 0..4 {
        let mut stream = it.connect().await;
        stream
            .write_all(b"POST /v1/intents HTTP/1.1\r\nHost: relay\r\n")
            .await
            .unwrap();
        idle.push(stream);
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(
        it.ask("GET", "/", "", "").await.0,
        0,
        "a fifth is closed without a word"
    );
    let began = Instant::now();
    for stream in &mut idle {
        let mut rest = Vec::new();
        let _length = stream.read_to_end(&mut rest).await;
    }
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    assert_eq!(it.ask("GET", "/", "", "").await.0, 404, "there is room again");
    let slow =
        "POST /v1/intents HTTP/1.1\r\nHost: relay\r\nConnection: close\r\nContent-Type: application/json\r\n\
                Content-Length: 9\r\n\r\n{";
    assert_eq!(it.raw(slow.as_bytes()).await.problem()["code"], "too-slow");
}

#[tokio::test]
async fn heads_without_end_are_refused_and_it_ends_when_told_to() {
    let it = fixture(|_| {}).await;
    let many = (0..100).map(|n| format!("X-{n}: y\r\n")).collect::<String>();
    assert_eq!(it.ask("GET", "/", &many, "").await.0, 431);
    let long = format!("X-Long: {}\r\n", "y".repeat(64 * 1024));
    assert!([0, 431].contains(&it.ask("GET", "/", &long, "").await.0));
    assert!([0, 400].contains(&it.raw(&[0xff; 100_000]).await.0));
    let (address, idle) = (it.server.address(), it.connect().await);
    it.cancel.cancel();
    tokio::time::timeout(crate::GRACE * 2, it.server.stopped())
        .await
        .unwrap();
    drop(idle);
    let _again = tokio::net::TcpListener::bind(address).await.unwrap();
}

/// `IOU_WRITE_SNAPSHOTS=1 cargo test` writes it.
#[test]
fn the_description_is_the_one_that_is_committed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/relay.openapi.json");
    if std::env::var_os("IOU_WRITE_SNAPSHOTS").is_some() {
        std::fs::write(path, description_json()).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        description_json()
    );
}
