//! The site over real sockets, with the tables of an index behind it and no node: what is answered, what is refused, and what
//! others' requests may cost.

use std::time::Instant;

use super::*;
use iou_evidence::draft;
use iou_index::sample::{self, Sample, Stage, START};
use serde_json::Value;
use terms::sample::monthly;
use terms::{AccountId, Day};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Fifty loans of every stage, lent by five.
const LOANS: u64 = 50;
const LENDERS: u64 = 5;

struct Fixture {
    _dir: tempfile::TempDir,
    store: Store,
    health: Health,
    cancel: CancellationToken,
    running: Running,
}

fn away() -> Dial {
    Box::new(|| -> futures::future::BoxFuture<'static, iou_ledger::Result<_>> {
        Box::pin(async {
            Err(iou_ledger::Error::NodeUnreachable {
                url: "ws://127.0.0.1:1".into(),
                reason: "nobody".into(),
            })
        })
    })
}

async fn fixture(change: fn(&mut SiteSettings)) -> Fixture {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path().join("index.db").to_str().unwrap())
        .await
        .unwrap();
    sample::fill(&store, LOANS, LENDERS).await.unwrap();
    over(store, dir, change).await
}

async fn over(store: Store, dir: tempfile::TempDir, change: fn(&mut SiteSettings)) -> Fixture {
    let mut settings = SiteSettings {
        listen: "127.0.0.1:0".into(),
        signer_listen: Some("127.0.0.1:0".into()),
        ..SiteSettings::default()
    };
    settings.limits.burst = 10_000;
    settings.public_url = SiteSettings::url("https://iou.example").unwrap();
    settings.signer_url = SiteSettings::url("https://sign.example").unwrap();
    change(&mut settings);
    let (health, cancel) = (Health::new(), CancellationToken::new());
    let site = Site::new(store.clone(), settings, away(), None, health.clone());
    let running = start(Arc::new(site), cancel.clone()).await.unwrap();
    Fixture {
        _dir: dir,
        store,
        health,
        cancel,
        running,
    }
}

/// Status, head and body of an answer.
struct Answer(u16, String, String);

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.2).unwrap_or_else(|_| panic!("{} {}", self.1, self.2))
    }

    fn header(&self, name: &str) -> Option<&str> {
        let is_it = |line: &&str| {
            let (key, _) = line.split_once(':').unwrap_or_default();
            key.eq_ignore_ascii_case(name)
        };
        self.1
            .lines()
            .find(is_it)
            .map(|line| line[name.len() + 1..].trim())
    }

    #[track_caller]
    fn refused(&self, status: u16, code: &str) -> Value {
        let problem = self.json();
        assert_eq!(
            (self.0, problem["code"].as_str()),
            (status, Some(code)),
            "{problem}"
        );
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(problem["type"], format!("urn:iou:problem:{code}"));
        assert_eq!(problem["status"], status);
        assert!(
            problem["title"]
                .as_str()
                .is_some_and(|title| !title.contains("localization")),
            "{problem}"
        );
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|title| !title.contains("localization")),
            "{problem}"
        );
        problem
    }
}

impl Fixture {
    async fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.running.address()).await.unwrap();
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
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: iou.example\r\nConnection: close\r\n{lines}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.raw(request.as_bytes()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "", "").await
    }

    #[track_caller]
    fn found(answer: Answer) -> Value {
        assert_eq!(answer.0, 200, "{} {}", answer.1, answer.2);
        answer.json()
    }

    async fn read(&self, path: &str) -> Value {
        Fixture::found(self.get(path).await)
    }
}

fn numbers(list: &Value) -> Vec<u64> {
    let loans = list["loans"].as_array().unwrap();
    loans.iter().map(|loan| loan["loan"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn every_loan_is_listed_once_page_by_page_and_a_place_of_another_list_is_refused() {
    let it = fixture(|_| {}).await;
    let (mut seen, mut path) = (Vec::new(), "/v1/loans?limit=7".to_owned());
    loop {
        let page = it.read(&path).await;
        let of_page = numbers(&page);
        assert!(of_page.len() <= 7);
        seen.extend(of_page);
        match page["next"].as_str() {
            Some(next) => path = format!("/v1/loans?limit=7&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, (0..LOANS).collect::<Vec<_>>());
    let events = it.read("/v1/loans/3/events?limit=2").await;
    let next = events["next"].as_str().unwrap();
    let problem = it
        .get(&format!("/v1/loans?after={next}"))
        .await
        .refused(400, "malformed");
    assert_eq!(problem["field"], "after");
}

#[tokio::test]
async fn a_filter_finds_exactly_the_loans_that_it_names() {
    let it = fixture(|_| {}).await;
    let (lender, borrower) = (sample::lender(2), sample::borrower(7));
    let (lender, borrower) = (iou_base::address::show(lender), iou_base::address::show(borrower));
    let lent: Vec<u64> = (0..LOANS).filter(|n| n % LENDERS == 2).collect();
    let of = |query: String| {
        let it = &it;
        async move { numbers(&it.read(&format!("/v1/loans?{query}")).await) }
    };
    assert_eq!(of(format!("account={lender}")).await, lent);
    assert_eq!(of(format!("account={lender}&role=lender")).await, lent);
    assert_eq!(
        of(format!("account={lender}&role=borrower")).await,
        [] as [u64; 0]
    );
    // Both have a part in the seventh, which stands there once.
    assert_eq!(of(format!("account={lender}&account={borrower}")).await, lent);
    let settled = of(format!("account={lender}&status=settled")).await;
    assert_eq!(
        settled,
        lent.iter().copied().filter(|n| n % 10 == 2).collect::<Vec<_>>()
    );
    let roles = it
        .read(&format!("/v1/loans?account={lender}&account={borrower}"))
        .await;
    assert_eq!(
        roles["loans"][1]["roles"],
        serde_json::json!(["borrower", "holder", "lender"])
    );
    for (query, field) in [
        ("account=5Nobody", "account"),
        ("role=lender", "role"),
        ("status=lost", "status"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=5&limit=6", "limit"),
        ("page=2", "page"),
        ("after=x", "after"),
    ] {
        let problem = it
            .get(&format!("/v1/loans?{query}"))
            .await
            .refused(400, "malformed");
        assert_eq!(problem["field"], field, "{query}");
    }
}

#[tokio::test]
async fn evidence_has_the_forms_that_are_named_and_no_other() {
    let it = fixture(|_| {}).await;
    for (query, field) in [
        ("format=docx", "format"),
        ("format=", "format"),
        ("format=PDF", "format"),
        ("format=pdf&format=iou", "format"),
        ("kind=pdf", "kind"),
    ] {
        let path = format!("/v1/loans/3/evidence?{query}");
        let problem = it.get(&path).await.refused(400, "malformed");
        assert_eq!(problem["field"], field, "{query}");
    }
    // Neither was made before, and the node is away.
    for query in ["", "?format=iou", "?format=pdf"] {
        let path = format!("/v1/loans/3/evidence{query}");
        it.get(&path).await.refused(503, "node-away");
    }
    it.get("/v1/loans/50/evidence?format=pdf")
        .await
        .refused(404, "no-such-loan");
    // Of a loan that runs nobody gets a certificate of settlement; of a settled one it would be made.
    it.get("/v1/loans/3/evidence?format=settled")
        .await
        .refused(409, "not-settled");
    it.get("/v1/loans/2/evidence?format=settled")
        .await
        .refused(503, "node-away");
}

#[tokio::test]
async fn a_service_that_was_given_enough_for_a_day_says_so_and_when_to_come_again() {
    let it = fixture(|settings| settings.daily.boxes = 1).await;
    let by = secrecy::SecretString::from("//somebody");
    let by = iou_ledger::signer::Signer::from_uri(&by).unwrap();
    let write = |digit: &str, counter: u64| {
        let locator = digit.repeat(64);
        let key = iou_base::address::show(AccountId(by.account().0));
        let mut body = serde_json::json!({"box": "c2VhbGVk", "counter": counter, "key": key});
        let text = draft::signed_text(draft::Purpose::Box, "iou.example", &locator, &body);
        body["signature"] = iou_base::hex0x(by.sign_bytes(text.as_bytes())).into();
        let (it, path) = (&it, format!("/v1/boxes/{locator}"));
        async move {
            let kind = "Content-Type: application/json\r\n";
            it.ask("PUT", &path, kind, &body.to_string()).await
        }
    };
    assert_eq!(write("a", 1).await.0, 201);
    let full = write("b", 1).await;
    full.refused(503, "pages-of-service");
    assert_eq!(full.header("retry-after"), Some("3600"));
    // What has its place already is written as before.
    assert_eq!(write("a", 2).await.0, 204);
    it.get(&format!("/v1/boxes/{}", "b".repeat(64)))
        .await
        .refused(404, "unknown-box");
}

#[tokio::test]
async fn a_loan_tells_the_three_sums_and_what_waits_for_whose_answer() {
    let it = fixture(|_| {}).await;
    let proposed = it.read("/v1/loans/0").await;
    assert_eq!(proposed["status"], "proposed");
    assert_eq!(
        proposed["awaits"],
        serde_json::json!([iou_base::address::show(sample::borrower(0))])
    );
    // The last moment for signing is over.
    assert_eq!(proposed["unanswered"], serde_json::json!([]));
    assert_eq!(proposed["sums"]["delivered_is"], "none");
    assert_eq!(proposed["sums"]["is_signed"], false);
    let delivered = it.read("/v1/loans/1").await;
    assert_eq!(delivered["status"], "signed");
    assert_eq!(delivered["sums"]["delivered_is"], "reported");
    assert_eq!(delivered["sums"]["is_signed"], true);
    assert_eq!(delivered["sums"]["delivered"], "10000.00");
    let waits = &delivered["unanswered"][0];
    assert_eq!(
        (&waits["what"], &waits["by"], &waits["days"]),
        (&"delivery".into(), &"borrower".into(), &30.into())
    );
    let settled = it.read("/v1/loans/2").await;
    assert_eq!(settled["status"], "settled");
    assert_eq!(settled["sums"]["repaid"], "12000.00");
    assert_eq!(settled["unanswered"], serde_json::json!([]));
    let repaying = it.read("/v1/loans/3").await;
    assert_eq!(repaying["status"], "active");
    assert_eq!(repaying["sums"]["delivered_is"], "acknowledged");
    assert_eq!(repaying["sums"]["repaid"], "1000.00");
    let waits = &repaying["unanswered"][0];
    assert_eq!(
        (&waits["what"], &waits["amount"], &waits["days"]),
        (&"repayment".into(), &"500.00".into(), &5.into())
    );
    // The figures are of the index's day, not of the newest event's.
    assert_eq!(repaying["now"]["day"], Day(START.0 + 30).to_string());
    it.get("/v1/loans/50").await.refused(404, "no-such-loan");
    it.get("/v1/loans/18446744073709551615")
        .await
        .refused(404, "no-such-loan");
    it.get("/v1/loans/-1").await.refused(404, "no-such-loan");
}

#[tokio::test]
async fn schedule_events_and_statement_say_the_same_as_the_loan() {
    let it = fixture(|_| {}).await;
    let loan = it.read("/v1/loans/3").await;
    let schedule = it.read("/v1/loans/3/schedule").await;
    assert_eq!(schedule["rows"], loan["schedule"]);
    assert_eq!(schedule["true_yearly_rate"], loan["true_yearly_rate"]);
    let events = it.read("/v1/loans/3/events").await;
    let events = events["events"].as_array().unwrap();
    assert_eq!(events.len() as u64, loan["events"].as_u64().unwrap());
    for pair in events.windows(2) {
        assert_eq!(pair[1]["previous"], pair[0]["hash"]);
    }
    assert_eq!(events.last().unwrap()["hash"], loan["head"]);
    let statement = it.read("/v1/loans/3/statement").await;
    assert_eq!(statement["balance"]["principal"], loan["now"]["principal"]);
    assert_eq!(statement["balance"]["total"], loan["now"]["total"]);
    let early = it.read(&format!("/v1/loans/3/statement?on={START}")).await;
    assert_eq!(early["balance"]["total"], "10000.00");
    let before = Day(START.0 - 1);
    let problem = it
        .get(&format!("/v1/loans/3/statement?on={before}"))
        .await
        .refused(400, "malformed");
    assert_eq!(problem["field"], "on");
    let credit = it
        .read(&format!(
            "/v1/accounts/{}/credit",
            iou_base::address::show(sample::borrower(2))
        ))
        .await;
    assert_eq!(
        (&credit["agreed"], &credit["settled_on_time"]),
        (&1.into(), &1.into())
    );
    it.get("/v1/accounts/zhangsan/credit")
        .await
        .refused(400, "malformed");
}

#[tokio::test]
async fn what_falls_due_is_what_the_schedules_of_running_loans_still_ask_for() {
    let it = fixture(|_| {}).await;
    // What was repaid in the third has paid its first instalment ahead; nothing was in the seventh.
    let count = |number: u64| {
        let it = &it;
        async move {
            let account = iou_base::address::show(sample::borrower(number));
            let dues = it
                .read(&format!("/v1/due?account={account}&until=2999-12-31"))
                .await;
            dues["due"].as_array().unwrap().clone()
        }
    };
    assert_eq!((count(3).await.len(), count(7).await.len()), (11, 12));
    let account = iou_base::address::show(sample::borrower(7));
    let loan = it.read("/v1/loans/7").await;
    let dues = count(7).await;
    assert_eq!(dues[0]["role"], "borrower");
    assert_eq!(dues[0]["amount"], loan["now"]["next_due"]["amount"]);
    assert_eq!(dues[0]["day"], loan["now"]["next_due"]["due"]);
    assert_eq!(dues[11]["amount"], loan["schedule"][11]["total"]);
    let none = it
        .read(&format!("/v1/due?account={account}&until=2000-01-01"))
        .await;
    assert_eq!(none["due"], serde_json::json!([]));
    assert_eq!(
        it.get("/v1/due").await.refused(400, "malformed")["field"],
        "account"
    );
}

#[tokio::test]
async fn an_answer_is_not_sent_again_to_who_has_it_until_the_loan_or_the_day_is_another() {
    let it = fixture(|_| {}).await;
    let first = it.get("/v1/loans/3").await;
    let tag = first.header("etag").unwrap().to_owned();
    let again = |tag: String| {
        let it = &it;
        async move {
            it.ask("GET", "/v1/loans/3", &format!("If-None-Match: {tag}\r\n"), "")
                .await
        }
    };
    let same = again(tag.clone()).await;
    assert_eq!((same.0, same.2.as_str()), (304, ""));
    assert_eq!(same.header("etag"), Some(tag.as_str()));
    assert_eq!(again(format!("\"x\", W/{tag}")).await.0, 304);
    assert_eq!(again("\"x\"".into()).await.0, 200);
    let later = "UPDATE cursor SET time_ms = time_ms + 86400000";
    let _done = sqlx::query(later).execute(it.store.pool()).await.unwrap();
    let other = again(tag.clone()).await;
    assert_eq!(other.0, 200);
    assert_ne!(other.header("etag"), Some(tag.as_str()));
}

#[tokio::test]
async fn what_needs_the_node_says_so_when_it_is_gone_and_the_rest_goes_on() {
    let it = fixture(|_| {}).await;
    let account = iou_base::address::show(sample::lender(0));
    let problem = it
        .get(&format!("/v1/loans/3/signing?account={account}"))
        .await
        .refused(503, "node-away");
    assert!(problem["retry_after_seconds"].is_u64());
    it.get("/v1/loans/3/signing").await.refused(400, "malformed");
    it.get("/v1/loans/3/evidence").await.refused(503, "node-away");
    let service = it.read("/v1/service").await;
    assert_eq!(service["genesis"], iou_base::hex0x(sample::GENESIS));
    assert_eq!(service["public_url"], "https://iou.example");
    assert_eq!(service["signer_url"], "https://sign.example");
    assert_eq!(service["chain"], Value::Null);
    assert_eq!(service["relay"], Value::Null);
    // No relay is set up here.
    it.get("/v1/relay").await.refused(404, "not-found");
    for body in ["", "x", "PK\u{3}\u{4}", "%PDF-1.7 nothing"] {
        it.ask("POST", "/v1/verifications", "", body)
            .await
            .refused(422, "evidence-unreadable");
    }
    let large = "x".repeat(2 * 1024 * 1024 + 1);
    it.ask("POST", "/v1/verifications", "", &large)
        .await
        .refused(413, "file-too-large");
}

#[tokio::test]
async fn a_host_of_another_name_and_a_form_of_another_site_are_refused() {
    let it = fixture(|_| {}).await;
    let to = |host: &str| format!("GET /v1/service HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    for host in [
        "iou.example",
        "IOU.EXAMPLE",
        "localhost:9700",
        "127.0.0.1:1",
        "[::1]:9700",
        "localhost",
    ] {
        assert_eq!(it.raw(to(host).as_bytes()).await.0, 200, "{host}");
    }
    for host in [
        "evil.example",
        "iou.example.evil",
        "iou.example:81",
        "",
        "localhost.evil.example",
        "127.0.0.1.evil",
    ] {
        it.raw(to(host).as_bytes()).await.refused(421, "other-host");
    }
    let without = "GET /v1/service HTTP/1.0\r\n\r\n";
    it.raw(without.as_bytes()).await.refused(421, "other-host");
    // Pages are asked by forms: what a page of another site sends is not what somebody wanted here.
    for lines in [
        "Origin: https://evil.example\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Origin: null\r\n",
    ] {
        it.ask("POST", "/new", lines, "")
            .await
            .refused(403, "other-origin");
    }
    let own = it
        .ask(
            "POST",
            "/nothing",
            "Origin: https://iou.example\r\nSec-Fetch-Site: same-origin\r\n",
            "",
        )
        .await;
    assert_ne!(own.0, 403);
}

#[tokio::test]
async fn a_browser_lets_the_signer_host_alone_read_the_api_and_nothing_else_do_more() {
    let it = fixture(|_| {}).await;
    let lines = "Origin: https://sign.example\r\nAccess-Control-Request-Method: PUT\r\n";
    let before = it.ask("OPTIONS", "/v1/loans/3", lines, "").await;
    assert_eq!(before.0, 204);
    for answer in [
        &before,
        &it.get("/v1/loans/3").await,
        &it.get("/v1/nothing").await,
    ] {
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("https://sign.example")
        );
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    }
    assert_eq!(
        before.header("access-control-allow-methods"),
        Some("GET, POST, PUT, DELETE")
    );
    let page = it.get("/no-page-of-ours").await;
    assert_eq!(page.header("access-control-allow-origin"), None);
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("form-action 'self' https://sign.example"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn a_request_has_an_id_which_is_the_clients_own_where_that_is_harmless() {
    let it = fixture(|_| {}).await;
    let with = |id: &str| {
        let line = format!("X-Request-Id: {id}\r\n");
        let it = &it;
        async move {
            let answer = it.ask("GET", "/v1/service", &line, "").await;
            answer.header("x-request-id").unwrap_or_default().to_owned()
        }
    };
    assert_eq!(with("abc-123").await, "abc-123");
    for odd in ["a b", "", "<script>", &"x".repeat(65)] {
        let id = with(odd).await;
        assert_ne!(id, odd);
        assert_eq!(id.len(), 32);
    }
}

#[tokio::test]
async fn whoever_asks_too_often_is_sent_away_and_others_are_not() {
    let it = fixture(|settings| {
        settings.limits.per_second = 1;
        settings.limits.burst = 3;
        settings.proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    let from = |client: &str| {
        let line = format!("X-Forwarded-For: {client}\r\n");
        let it = &it;
        async move { it.ask("GET", "/v1/openapi.json", &line, "").await }
    };
    let mut codes = Vec::new();
    for _ in 0..8 {
        codes.push(from("192.0.2.1").await.0);
    }
    assert_eq!(codes[0], 200);
    let sent_away = from("192.0.2.1").await;
    let problem = sent_away.refused(429, "rate-limited");
    assert_eq!(
        sent_away.header("retry-after"),
        Some(problem["retry_after_seconds"].to_string().as_str())
    );
    assert_eq!(from("192.0.2.2").await.0, 200);
}

#[tokio::test]
async fn hostile_heads_and_slow_bodies_are_cut_off_and_it_ends_when_told_to() {
    let it = fixture(|_| {}).await;
    let many = (0..100).map(|n| format!("X-{n}: y\r\n")).collect::<String>();
    assert_eq!(it.ask("GET", "/v1/service", &many, "").await.0, 431);
    assert!([0, 400].contains(&it.raw(&[0xff; 100_000]).await.0));
    it.get("/v1/loans/%ff%fe").await.refused(400, "malformed");
    it.ask("BREW", "/v1/service", "", "")
        .await
        .refused(405, "method-not-allowed");
    it.ask("DELETE", "/v1/loans/3", "", "")
        .await
        .refused(405, "method-not-allowed");
    let began = Instant::now();
    let slow = "POST /v1/verifications HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 9\r\n\r\nx";
    it.raw(slow.as_bytes()).await.refused(408, "too-slow");
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    let (address, idle) = (
        it.running.address(),
        TcpStream::connect(it.running.address()).await.unwrap(),
    );
    it.cancel.cancel();
    tokio::time::timeout(crate::GRACE * 2, it.running.stopped())
        .await
        .unwrap();
    drop(idle);
    let _again = tokio::net::TcpListener::bind(address).await.unwrap();
}

/// A stream that is being listened to.
struct Listening {
    stream: TcpStream,
    heard: String,
}

impl Listening {
    async fn to(it: &Fixture, path: &str, lines: &str) -> Listening {
        let mut stream = TcpStream::connect(it.running.address()).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut listening = Listening {
            stream,
            heard: String::new(),
        };
        listening.until("text/event-stream").await;
        listening
    }

    /// Listens until `text` was heard.
    async fn until(&mut self, text: &str) {
        let heard = async {
            while !self.heard.contains(text) {
                let mut buffer = [0; 4096];
                let length = self.stream.read(&mut buffer).await.unwrap();
                assert_ne!(length, 0, "it ended: {}", self.heard);
                self.heard += &String::from_utf8_lossy(&buffer[..length]);
            }
        };
        tokio::time::timeout(Duration::from_secs(60), heard)
            .await
            .unwrap();
    }

    fn ids(&self) -> Vec<String> {
        let lines = self.heard.lines();
        lines
            .filter_map(|line| line.strip_prefix("id: ").map(str::to_owned))
            .collect()
    }
}

#[tokio::test]
async fn a_stream_tells_what_happens_and_goes_on_after_the_last_that_was_heard() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path().join("index.db").to_str().unwrap())
        .await
        .unwrap();
    let mut sample = Sample::begin(&store).await.unwrap();
    let today = Day(START.0 + 30);
    let lend = |sample: &mut Sample, to: u64| {
        let terms = monthly(sample::lender(0), sample::borrower(to), START, 3);
        sample.play(terms, Stage::Delivered)
    };
    let _first = lend(&mut sample, 1);
    sample.write(today).await.unwrap();
    let it = over(store, dir, |_| {}).await;
    let account = iou_base::address::show(sample::borrower(2));
    let mut all = Listening::to(&it, "/v1/stream", "").await;
    let mut one = Listening::to(&it, &format!("/v1/stream?account={account}"), "").await;
    let _second = lend(&mut sample, 2);
    let _third = lend(&mut sample, 3);
    sample.write(today).await.unwrap();
    all.until("\"id\":2,\"sequence\":2").await;
    one.until("\"id\":1,\"sequence\":2").await;
    assert_eq!(all.ids().len(), 6, "{}", all.heard);
    assert_eq!(one.ids().len(), 3, "{}", one.heard);
    // Cut off after the first of its three.
    let last = format!("Last-Event-ID: {}\r\n", one.ids()[0]);
    let mut again = Listening::to(&it, &format!("/v1/stream?account={account}"), &last).await;
    again.until("\"id\":1,\"sequence\":2").await;
    assert_eq!(again.ids(), one.ids()[1..]);
    // From the beginning, one loan.
    let mut whole = Listening::to(&it, "/v1/stream?loan=0", "Last-Event-ID: 0-0\r\n").await;
    whole.until("\"id\":0,\"sequence\":2").await;
    assert_eq!(whole.ids().len(), 3);
    it.ask("GET", "/v1/stream", "Last-Event-ID: x\r\n", "")
        .await
        .refused(400, "malformed");
    it.ask("GET", "/v1/stream?loan=x", "", "")
        .await
        .refused(400, "malformed");
    let streams = it.health.snapshot().streams;
    assert!(streams.is_some_and(|count| count >= 1), "{streams:?}");
    // Streams do not hold up the end.
    it.cancel.cancel();
    tokio::time::timeout(crate::GRACE, it.running.stopped())
        .await
        .unwrap();
}

#[test]
fn an_address_of_a_host_is_scheme_host_and_port_alone() {
    let good = [
        ("https://iou.example", "iou.example"),
        ("http://localhost:9700/", "localhost:9700"),
    ];
    for (text, host) in good {
        let settings = SiteSettings {
            public_url: SiteSettings::url(text).unwrap(),
            ..SiteSettings::default()
        };
        assert_eq!(settings.host(), host);
    }
    for text in [
        "iou.example",
        "ftp://iou.example",
        "https://iou.example/page",
        "https://a@iou.example",
        "https://iou.example/?x",
        "",
    ] {
        assert_eq!(
            SiteSettings::url(text).unwrap_err().code(),
            "public_url",
            "{text}"
        );
    }
    let account = AccountId([1; 32]);
    assert!(iou_base::address::read(&iou_base::address::show(account)).is_some());
}
