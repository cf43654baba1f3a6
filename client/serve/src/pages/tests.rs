//! The pages over a real database: what they say of a loan that the rules have played, what they do with what people write.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{header, Method, Request, StatusCode};
use axum::{Extension, Router};
use base64::prelude::{Engine as _, BASE64_URL_SAFE_NO_PAD};
use futures::FutureExt as _;
use scale::Encode;
use tempfile::TempDir;
use terms::agreement::Moved;
use terms::law::BuiltIn;
use terms::life::{Action, Context, NoOffices};
use terms::{AccountId, Amount, Books, Day, Event, Instalment, Loan, Role, Terms, Timestamp, UtcOffset};
use tower::ServiceExt as _;

use super::frame::Frame;
use super::record::{Record, Viewer};
use super::*;
use crate::frame::Peer;
use crate::web::SiteSettings;
use iou_base::text::Lang;
use iou_base::{hex0x, names, sha256};
use iou_database::Store;
use iou_health::Health;

mod seats;

const LENDER: AccountId = AccountId([7; 32]);
const BORROWER: AccountId = AccountId([9; 32]);
/// 2026-12-05.
const START: Day = Day(20_792);
/// Mark-up where people write: none of it may come out as such.
const HOSTILE: &str =
    "\"><script>alert(1)</script><img src=x onerror=alert(1)>' onfocus=alert(1) autofocus='";

/// A loan as the rules play it.
struct Played {
    loan: Loan,
    schedule: Vec<Instalment>,
    books: Books,
    events: Vec<(Event, Vec<u8>, u64)>,
}

impl Played {
    fn context(caller: AccountId, at: Timestamp) -> Context<'static> {
        Context {
            caller,
            now: at,
            block: 1,
            sha256,
            rates: &BuiltIn,
            offices: &NoOffices,
            intent: None,
        }
    }

    /// Proposed by the borrower and signed by the lender.
    fn signed(id: u64, terms: Terms) -> Played {
        let at = noon(0);
        let proposed = Loan::propose(id, terms, None, &Played::context(BORROWER, at)).unwrap();
        let event = proposed.events[0].event().unwrap();
        let bytes = proposed.events[0].bytes.clone();
        let mut played = Played {
            books: Books::open(&event, sha256(&bytes)).unwrap(),
            schedule: proposed.schedule.unwrap_or_default(),
            events: vec![(event, bytes, at.0)],
            loan: proposed.loan,
        };
        let digest = played.loan.agreement.digest;
        played.step(
            LENDER,
            at,
            Action::Sign {
                digest,
                evidence: None,
            },
        );
        played
    }

    fn step(&mut self, caller: AccountId, at: Timestamp, action: Action) {
        let context = Played::context(caller, at);
        let outcome = self.loan.clone().step(action, &self.schedule, &context).unwrap();
        for entry in &outcome.events {
            let event = entry.event().unwrap();
            self.books.take(&event, sha256(&entry.bytes), &BuiltIn).unwrap();
            self.events.push((event, entry.bytes.clone(), at.0));
        }
        if let Some(schedule) = outcome.schedule {
            self.schedule = schedule;
        }
        self.loan = outcome.loan;
    }

    fn deliver(&mut self, minor: u128, at: Timestamp) {
        let on = Day::of(at, UtcOffset::CHINA);
        let (amount, at_least) = (amount(minor), self.loan.agreement.terms.annual_rate);
        let receipt = Some([5; 32]);
        let deliver = Action::Deliver {
            amount,
            on: Some(on),
            at_least,
            receipt,
        };
        self.step(LENDER, at, deliver);
    }

    /// Of the delivery that was reported last.
    fn acknowledge(&mut self, minor: u128, at: Timestamp) {
        let reported = self.loan.state.deliveries().map_or(0, |all| all.next);
        self.acknowledge_part(reported - 1, minor, at);
    }

    fn acknowledge_part(&mut self, delivery: u32, minor: u128, at: Timestamp) {
        let acknowledge = Action::AcknowledgeDelivery {
            delivery,
            amount: amount(minor),
            on: Day::of(at, UtcOffset::CHINA),
            receipt: Some([5; 32]),
            evidence: None,
        };
        self.step(BORROWER, at, acknowledge);
    }

    fn report(&mut self, minor: u128, at: Timestamp) {
        let report = Action::ReportRepayment {
            amount: amount(minor),
            on: Day::of(at, UtcOffset::CHINA),
            receipt: Some([6; 32]),
            payer: None,
            to: LENDER,
        };
        self.step(BORROWER, at, report);
    }

    /// Its rows, as the index writes them.
    async fn keep(&self, store: &Store) {
        let id = self.loan.id as i64;
        let text = |account: AccountId| iou_view::address(account);
        for (block, (event, bytes, at)) in (1i64..).zip(&self.events) {
            let block = block + id * 100;
            let insert = "INSERT INTO block (number, hash, time_ms) VALUES ($1, $2, $3)";
            let query = sqlx::query(insert)
                .bind(block)
                .bind(hex0x([1; 32]))
                .bind(*at as i64);
            let _row = query.execute(store.pool()).await.unwrap();
            let insert = "INSERT INTO event (block, place, name, loan, sequence, hash, scale) VALUES ($1, 0, $2, $3, $4, $5, $6)";
            let query = sqlx::query(insert)
                .bind(block)
                .bind(event.name())
                .bind(id)
                .bind(i64::from(event.head().sequence))
                .bind(hex0x(sha256(bytes)))
                .bind(bytes.clone());
            let _row = query.execute(store.pool()).await.unwrap();
        }
        let terms = &self.books.terms;
        let insert = "INSERT INTO loan (id, status, disputed, lender, borrower, settlement, currency, decimals, agreed_principal, \
                      annual_rate_ppm, utc_offset_minutes, digest, figures_day, principal, interest, late, costs, proposed_ms, \
                      events, head, block, books) \
                      VALUES ($1, $2, 0, $3, $4, 'off-chain', 'CNY', 2, $5, $6, 480, $7, $8, '0', '0', '0', '0', $9, $10, $11, 1, $12)";
        let query = sqlx::query(insert)
            .bind(id)
            .bind(names::status(self.books.status))
            .bind(text(LENDER))
            .bind(text(BORROWER))
            .bind(terms.principal.minor().to_string())
            .bind(i64::from(terms.annual_rate.0))
            .bind(hex0x(terms.digest(sha256)))
            .bind(START.to_string())
            .bind(self.events[0].2 as i64)
            .bind(i64::from(self.books.events))
            .bind(hex0x(self.books.head))
            .bind(self.books.encode());
        let _row = query.execute(store.pool()).await.unwrap();
        for (account, role) in [(LENDER, "lender"), (BORROWER, "borrower")] {
            let insert = "INSERT INTO party (loan, account, role) VALUES ($1, $2, $3)";
            let query = sqlx::query(insert).bind(id).bind(text(account)).bind(role);
            let _row = query.execute(store.pool()).await.unwrap();
        }
    }
}

fn amount(minor: u128) -> Amount {
    Amount::new(minor).unwrap()
}

/// Noon in China, so many days after the beginning.
fn noon(days: u32) -> Timestamp {
    terms::sample::noon(Day(START.0 + days))
}

fn six_months() -> Terms {
    let mut terms = terms::sample::any_method(LENDER, BORROWER, START, 6, 1);
    terms.principal = amount(2_000_000);
    terms::sample::scheduled(terms)
}

/// A site over a database of its own.
struct House {
    _dir: TempDir,
    site: Arc<Site>,
    router: Router,
}

impl House {
    /// With these loans, as of noon so many days after the beginning.
    async fn with(loans: &[&Played], days: u32) -> House {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        for played in loans {
            played.keep(&store).await;
        }
        let insert = "INSERT INTO cursor (only_row, genesis, contract, code_hash, first_block, block, hash, time_ms, events, \
                      unknown_events) VALUES (1, $1, $2, $1, 1, 999, $1, $3, 99, 0)";
        let query = sqlx::query(insert)
            .bind(hex0x([2; 32]))
            .bind(iou_view::address(AccountId([3; 32])))
            .bind(noon(days).0 as i64);
        let _row = query.execute(store.pool()).await.unwrap();
        let unreachable = || {
            let refused = iou_ledger::Error::KeystoreNotFound {
                name: String::new(),
                dir: String::new(),
            };
            async move { Err(refused) }.boxed()
        };
        let site = Site::new(
            store,
            SiteSettings::default(),
            Box::new(unreachable),
            None,
            Health::new(),
        );
        let site = Arc::new(site);
        let peer = Peer("127.0.0.1".parse().unwrap());
        let router = crate::web::router(site.clone()).layer(Extension(peer));
        House {
            _dir: dir,
            site,
            router,
        }
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(request(Method::GET, path, Lang::Zh).body(Body::empty()).unwrap())
            .await
    }

    async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let request = request(Method::POST, path, Lang::Zh)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.ask(request.body(Body::from(encoded(pairs))).unwrap()).await
    }

    /// The cookie of somebody who has logged in with these accounts.
    async fn logged_in(&self, accounts: &[AccountId]) -> String {
        let secret = "a-cookie";
        let shown: Vec<String> = accounts.iter().copied().map(iou_view::address).collect();
        let sql = "INSERT INTO page_session (token, accounts, expires_ms) VALUES ($1, $2, $3)";
        let query = sqlx::query(sql)
            .bind(hex::encode(iou_base::sha256(secret.as_bytes())))
            .bind(serde_json::to_string(&shown).unwrap())
            .bind((own_ms() + 60_000) as i64);
        let _row = query.execute(self.site.store.pool()).await.unwrap();
        format!("iou={secret}")
    }

    async fn record(&self, id: u64) -> Record {
        let found = super::record(&self.site, &HeaderMap::new(), id).await;
        found.unwrap_or_else(|response| panic!("{}", response.status()))
    }
}

fn request(method: Method, path: &str, lang: Lang) -> axum::http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "localhost:9700")
        .header(header::ACCEPT, "text/html")
        .header(header::ACCEPT_LANGUAGE, lang.tag())
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        let _pair = body.append_pair(name, value);
    }
    body.finish()
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What is read, without tags.
    fn text(&self) -> String {
        let inline = ["b", "/b", "span class=\"amt\"", "/span"];
        let mut text = String::new();
        for part in self.body.split('<') {
            let (tag, said) = part.split_once('>').unwrap_or(("", part));
            if !inline.contains(&tag) {
                text.push(' ');
            }
            text.push_str(said);
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The task in a link to the signer host.
    fn task(&self, link: &str, name: &str) -> serde_json::Value {
        let start = format!("http://localhost:9701/#{name}=");
        let task = link.strip_prefix(&start).unwrap_or_else(|| panic!("{link}"));
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(task).unwrap()).unwrap()
    }

    fn holds_no_markup_of_others(&self) {
        for wrong in ["<script>", "<img", "' onfocus="] {
            let at = self
                .body
                .find(wrong)
                .map(|at| &self.body[at.saturating_sub(80)..]);
            assert!(!self.body.contains(wrong), "{wrong} in {at:?}");
        }
    }
}

/// Signed 20,000.00, delivered 19,000.00, one instalment paid and confirmed, one reported nine days ago.
fn one_that_is_short_and_unanswered() -> Played {
    let mut played = Played::signed(17, six_months());
    played.deliver(1_900_000, noon(0));
    played.acknowledge(1_900_000, noon(0));
    played.report(322_216, noon(31));
    played.step(
        LENDER,
        noon(31),
        Action::ConfirmRepayment {
            report: 0,
            evidence: None,
        },
    );
    played.report(322_216, noon(62));
    played
}

const PAGES: [&str; 8] = [
    "/",
    "/new",
    "/d",
    "/verify",
    "/login",
    "/loans/17",
    "/loans/17/text",
    "/loans/17/report",
];

#[tokio::test]
async fn every_page_is_whole_in_both_languages_under_a_policy_without_inline_code() {
    let house = House::with(&[&one_that_is_short_and_unanswered()], 71).await;
    for lang in [Lang::Zh, Lang::En] {
        for path in PAGES {
            let answer = house
                .ask(request(Method::GET, path, lang).body(Body::empty()).unwrap())
                .await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(
                answer.body.ends_with("</html>\n") || answer.body.ends_with("</html>"),
                "{path}"
            );
            assert!(
                answer.body.contains(&format!("<html lang=\"{}\">", lang.tag())),
                "{path}"
            );
            assert!(
                !answer.body.contains("No localization"),
                "{path}: {}",
                answer.body
            );
            for inline in [" style=", " onclick=", "<style", "javascript:", "http://www.w3"] {
                assert!(!answer.body.contains(inline), "{inline} in {path}");
            }
            let policy = answer.header(header::CONTENT_SECURITY_POLICY);
            assert!(
                policy.starts_with("default-src 'none'") && !policy.contains("unsafe-inline"),
                "{policy}"
            );
        }
    }
}

#[tokio::test]
async fn the_first_page_weighs_less_than_50_kilobytes_and_its_files_never_change_under_their_names() {
    let house = House::with(&[], 0).await;
    let answer = house.get("/").await;
    let files = answer.body.split('"').filter(|part| part.starts_with("/static/"));
    let files: Vec<&str> = files.collect();
    assert!(!files.is_empty());
    let sum: usize = files.iter().map(|path| assets::weight(path)).sum();
    assert!(answer.body.len() + sum <= 50_000, "{}", answer.body.len() + sum);
    for path in files {
        let file = house.get(path).await;
        assert_eq!(file.status, StatusCode::OK, "{path}");
        assert!(file.header(header::CACHE_CONTROL).contains("immutable"), "{path}");
    }
    assert!(include_str!("../../static/page.css").len() <= 10_000);
    assert_eq!(house.get("/static/page.css").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_page_of_a_loan_says_the_three_sums_the_difference_and_who_is_silent_for_how_long() {
    let house = House::with(&[&one_that_is_short_and_unanswered()], 71).await;
    let text = house.get("/loans/17").await.text();
    for said in [
        "签署 ¥20,000.00",
        "已交付 ¥19,000.00 少 1,000.00",
        "已还 ¥3,222.16 1 笔待确认",
        "少了 ¥1,000.00",
        "本金和利息都按 19,000.00 算",
        "出借人 9 天没有答复",
        "借款人登记 2月5日还了 ¥3,222.16，附了回单",
        "已证明：双方都签名确认",
        "借款人的陈述，出借人还没有确认",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
}

#[tokio::test]
async fn money_that_came_in_parts_is_not_said_to_have_come_on_one_day() {
    let mut terms = six_months();
    terms.deliveries = 2;
    let mut played = Played::signed(17, terms);
    for (minor, day) in [(1_500_000, 0), (500_000, 3)] {
        played.deliver(minor, noon(day));
        played.acknowledge(minor, noon(day));
    }
    let text = House::with(&[&played], 9).await.get("/loans/17").await.text();
    assert!(
        text.contains("分 2 次收到 ¥20,000.00，最后一次在 12月8日"),
        "{text}"
    );
}

#[tokio::test]
async fn of_a_further_part_nobody_is_told_that_there_is_no_loan_without_it() {
    let mut terms = six_months();
    terms.deliveries = 3;
    let mut played = Played::signed(17, terms);
    played.deliver(1_500_000, noon(0));
    played.acknowledge(1_500_000, noon(0));
    played.deliver(300_000, noon(3));
    let house = House::with(&[&played], 9).await;
    for (path, said) in [
        ("/loans/17", "这笔不计入本金"),
        ("/loans/17/received", "签名以后，计入本金"),
        ("/loans/17/other", "您此前确认的不变"),
        ("/loans/17/missing", "您此前确认的不变"),
        ("/loans/17/withdraw", "等于没有登记过这次交付"),
        ("/loans/17/deliver", "借款人在第一个到期日以前确认的，计入本金"),
    ] {
        let text = house.get(path).await.text();
        assert!(text.contains(said), "{said} in {text}");
        for other in ["签名以后，借款成立", "没有成立", "不成立", "什么都不欠"] {
            assert!(!text.contains(other), "{path}: {other} in {text}");
        }
    }
}

#[tokio::test]
async fn the_page_of_a_loan_says_until_when_there_is_time_to_answer_and_that_nobody_did_is_on_record() {
    let mut terms = six_months();
    terms.answer_days = 7;
    let mut played = Played::signed(17, terms);
    played.deliver(2_000_000, noon(0));
    played.acknowledge(2_000_000, noon(0));
    played.report(322_216, noon(31));
    for (day, said) in [(35, "答复期限到 1月12日"), (40, "答复期限已于 1月12日 届满")] {
        let text = House::with(&[&played], day).await.get("/loans/17").await.text();
        assert!(text.contains(said), "{said} in {text}");
        assert!(text.contains("答复期限 7 天"), "{text}");
    }
    played.step(BORROWER, noon(39), Action::RecordSilence { report: 0 });
    let text = House::with(&[&played], 41).await.get("/loans/17").await.text();
    for said in [
        "1月13日已记录：约定期限内没有答复",
        "已记录：出借人到 1月12日没有答复",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
}

#[tokio::test]
async fn a_delivery_waits_for_days_and_nobody_is_told_that_its_silence_can_be_recorded() {
    let mut terms = six_months();
    terms.answer_days = 7;
    let mut played = Played::signed(17, terms);
    played.deliver(2_000_000, noon(0));
    let house = House::with(&[&played], 9).await;
    let record = house.record(17).await;
    let f = Frame::new(&HeaderMap::new(), "loan", "/loans/17");
    let page = askama::Template::render(&loan::page(f, &record, Viewer::Borrower(BORROWER), true)).unwrap();
    assert!(page.contains("Waiting for your answer for 9 days"), "{page}");
    assert!(
        page.contains("if not, sign nothing and tell the lender"),
        "{page}"
    );
    for said in ["may have it recorded", "Silence is on record"] {
        assert!(!page.contains(said), "{said} in {page}");
    }
}

#[tokio::test]
async fn whoever_pays_sees_what_to_transfer_until_when_and_with_which_memo_code_and_the_lender_does_not() {
    let house = House::with(&[&one_that_is_short_and_unanswered()], 71).await;
    let record = house.record(17).await;
    let memo = MemoCode::of([2; 32], AccountId([3; 32]), 17);
    assert_eq!(record.memo, Some(memo));
    let text = house.get("/loans/17").await.text();
    assert!(
        text.contains("转账还款") && text.contains(&memo.to_string()),
        "{text}"
    );
    // The second instalment is nine days late on the books.
    assert!(text.contains("已晚 9 天：金额已含逾期利息，并逐日增加"), "{text}");
    assert!(text.contains("¥3,222.16 未计入本单，请勿重复支付"), "{text}");
    assert!(house
        .get("/loans/17")
        .await
        .body
        .contains("aria-labelledby=\"h-slip\" data-role=\"borrower\""));
    let due = words::with_sign(record.unit(), record.slip().unwrap().amount);
    assert!(text.contains(&due), "{due} in {text}");
    let f = Frame::new(&HeaderMap::new(), "loan", "/loans/17");
    let lender = askama::Template::render(&loan::page(f, &record, Viewer::Lender(LENDER), true)).unwrap();
    assert!(!lender.contains("id=\"memo\""));
    // Before there is a loan nothing is to be paid.
    let house = House::with(&[&Played::signed(1, six_months())], 3).await;
    assert_eq!(house.record(1).await.slip(), None);
}

/// Who bought the claim.
const BUYER: AccountId = AccountId([11; 32]);

/// The lender sells the whole claim to them, each the same part; the first acts for all.
fn sell(played: &mut Played, at: Timestamp, buyers: &[AccountId]) {
    let (sign_by, evidence) = (Timestamp(at.0 + 86_400_000), None);
    let holds = |account: &AccountId| terms::agreement::Holder {
        account: *account,
        ppm: terms::limits::WHOLE_PPM / buyers.len() as u32,
    };
    let parts = buyers.iter().map(holds).collect();
    let offer = Action::Assign {
        parts,
        sign_by,
        evidence,
    };
    played.step(LENDER, at, offer);
    let Some((Event::AssignmentProposed(offered), ..)) = played.events.last() else {
        panic!("nothing was offered");
    };
    let accept = Action::AcceptAssignment {
        digest: offered.digest,
        at_least: Amount::ZERO,
        evidence,
    };
    for buyer in buyers {
        played.step(*buyer, at, accept.clone());
    }
}

#[tokio::test]
async fn who_holds_a_part_of_a_claim_for_which_another_acts_is_not_asked_for_what_only_that_one_can_do() {
    const PARTNER: AccountId = AccountId([12; 32]);
    let mut played = one_that_is_short_and_unanswered();
    sell(&mut played, noon(64), &[BUYER, PARTNER]);
    let house = House::with(&[&played], 71).await;
    let record = house.record(17).await;
    let seen_by = |account| Viewer::of(record.books(), &[account]);
    assert_eq!(seen_by(BUYER), Viewer::Lender(BUYER));
    assert_eq!(seen_by(PARTNER), Viewer::Holder(PARTNER));
    assert_eq!(
        Viewer::of(record.books(), &[PARTNER, BUYER]),
        Viewer::Lender(BUYER)
    );
    let page = |account| {
        let f = Frame::new(&HeaderMap::new(), "loan", "/loans/17");
        askama::Template::render(&loan::page(f, &record, seen_by(account), true)).unwrap()
    };
    let acts = [
        "/loans/17/confirm?report=1",
        "/loans/17/dispute",
        "sold you the claim",
    ];
    let (lead, partner) = (page(BUYER), page(PARTNER));
    for act in acts {
        assert!(lead.contains(act) && !partner.contains(act), "{act} in {partner}");
    }
}

#[tokio::test]
async fn after_a_sale_who_pays_is_told_whom_to_ask_and_the_seller_is_not_called_the_lender() {
    let mut played = one_that_is_short_and_unanswered();
    sell(&mut played, noon(64), &[BUYER]);
    let house = House::with(&[&played], 71).await;
    let text = house.get("/loans/17").await.text();
    for said in [
        "转让债权的原债权人 9 天没有答复".to_owned(),
        format!("债权已转让，现债权人为 {}", iou_view::address(BUYER)),
    ] {
        assert!(text.contains(&said), "{said} in {text}");
    }
    assert!(!text.contains("出借人 9 天没有答复") && !text.contains("收款账户请向出借人询问"));
    assert!(
        text.contains("原债权人作出答复，或者受让人确认收款之前，账面仍算没有还"),
        "{text}"
    );
    // Whoever bought can confirm what was reported before, and cannot say that nothing came.
    let record = house.record(17).await;
    let f = Frame::new(&HeaderMap::new(), "loan", "/loans/17");
    let page = askama::Template::render(&loan::page(f, &record, Viewer::Lender(BUYER), true)).unwrap();
    assert!(page.contains("/loans/17/confirm?report=1") && !page.contains("/loans/17/reject"));
    assert!(page.contains("reported to whoever sold you the claim"), "{page}");
}

#[tokio::test]
async fn what_was_done_is_told_of_whoever_held_the_claim_then_whoever_holds_it_now() {
    let mut terms = six_months();
    terms.answer_days = 7;
    let mut played = Played::signed(17, terms);
    played.deliver(2_000_000, noon(0));
    played.acknowledge(2_000_000, noon(0));
    played.report(100, noon(31));
    sell(&mut played, noon(32), &[BUYER]);
    let (report, evidence) = (0, None);
    played.step(BORROWER, noon(39), Action::RecordSilence { report });
    // Only they can say so to whom it was reported.
    played.step(LENDER, noon(40), Action::DismissReport { report, evidence });
    played.step(BUYER, noon(41), Action::Dispute { evidence });
    let house = House::with(&[&played], 42).await;
    let record = house.record(17).await;
    let page = |account| {
        let f = Frame::new(&HeaderMap::new(), "loan", "/loans/17");
        let viewer = Viewer::of(record.books(), &[account]);
        askama::Template::render(&loan::page(f, &record, viewer, true)).unwrap()
    };
    let buyer = page(BUYER);
    for said in [
        "Whoever sold the claim signed; all have signed",
        "Whoever sold the claim reported a delivery of",
        "Recorded: whoever sold the claim had not answered by",
        "Whoever sold the claim dismissed a reported repayment",
        "You disputed the account",
    ] {
        assert!(buyer.contains(said), "{said} in {buyer}");
    }
    for untrue in [
        "You signed",
        "You reported",
        "You dismissed",
        "signed by you",
        "Stated by you",
    ] {
        assert!(!buyer.contains(untrue), "{untrue} in {buyer}");
    }
    let borrower = page(BORROWER);
    for said in [
        "You signed and proposed",
        "You reported a repayment of",
        "The lender disputed the account",
    ] {
        assert!(borrower.contains(said), "{said} in {borrower}");
    }
}

/// Everything is paid; a report is left that nobody has answered.
fn settled_with_a_report() -> Played {
    let mut played = Played::signed(17, six_months());
    played.deliver(2_000_000, noon(0));
    played.acknowledge(2_000_000, noon(0));
    played.report(100, noon(31));
    played.report(2_500_000, noon(31));
    let evidence = None;
    played.step(LENDER, noon(31), Action::ConfirmRepayment { report: 1, evidence });
    played
}

#[tokio::test]
async fn on_the_page_of_a_settled_loan_nothing_waits_but_a_payment_that_is_asked_back_and_that_is_said() {
    let mut played = settled_with_a_report();
    let house = House::with(&[&played], 40).await;
    let text = house.get("/loans/17").await.text();
    assert!(
        text.contains("已经结清") && !text.contains("待确认") && !text.contains("没有答复"),
        "{text}"
    );
    // There is nothing to confirm either.
    assert_eq!(house.get("/loans/17/confirm").await.status, StatusCode::CONFLICT);
    assert!(!text.contains("冲正"));
    let repaid = |(event, ..): &&(Event, Vec<u8>, u64)| matches!(event, Event::LoanRepaid(_));
    let (paid, ..) = played.events.iter().rfind(repaid).unwrap();
    let (payment, evidence) = (paid.head().sequence, None);
    let ask = Action::ReversePayment { payment, evidence };
    played.step(LENDER, noon(35), ask.clone());
    let house = House::with(&[&played], 40).await;
    let text = house.get("/loans/17").await.text();
    assert!(
        text.contains("出借人要求冲正一笔 ¥25,000.00 的还款") && text.contains("借款人一旦同意"),
        "{text}"
    );
    // Once both agree the loan runs again, and so does what waited.
    played.step(BORROWER, noon(36), ask);
    let house = House::with(&[&played], 40).await;
    let text = house.get("/loans/17").await.text();
    assert!(
        text.contains("1 笔待确认") && !text.contains("要求冲正一笔"),
        "{text}"
    );
}

#[tokio::test]
async fn the_page_of_a_settled_loan_offers_the_certificate_of_settlement_and_no_other_page_does() {
    let mut played = Played::signed(17, six_months());
    played.deliver(2_000_000, noon(0));
    played.acknowledge(2_000_000, noon(0));
    let running = House::with(&[&played], 5).await;
    assert!(!running.get("/loans/17").await.body.contains("format=settled"));
    played.report(2_500_000, noon(31));
    let evidence = None;
    played.step(LENDER, noon(31), Action::ConfirmRepayment { report: 0, evidence });
    let house = House::with(&[&played], 40).await;
    let page = house.get("/loans/17").await;
    assert!(page.body.contains("data-status=\"settled\""));
    assert_eq!(
        page.body.contains("/v1/loans/17/evidence?format=settled"),
        crate::api::PRINTS
    );
    assert_eq!(page.text().contains("结清证明"), crate::api::PRINTS);
    assert_eq!(house.record(17).await.slip(), None);
}

#[tokio::test]
async fn who_looks_is_called_you_and_sees_what_they_can_do_alone() {
    let house = House::with(&[&one_that_is_short_and_unanswered()], 71).await;
    let record = house.record(17).await;
    let page = |viewer| {
        let f = Frame::new(&HeaderMap::new(), "loan", "/loans/17");
        askama::Template::render(&loan::page(f, &record, viewer, true)).unwrap()
    };
    let lender = page(Viewer::Lender(LENDER));
    assert!(lender.contains("Waiting for your answer for 9 days"), "{lender}");
    assert!(lender.contains("/loans/17/confirm?report=1"));
    assert!(!lender.contains("/loans/17/dismiss"));
    let borrower = page(Viewer::Borrower(BORROWER));
    assert!(
        borrower.contains("No answer from the lender for 9 days"),
        "{borrower}"
    );
    assert!(borrower.contains("You reported a repayment of"), "{borrower}");
    assert!(borrower.contains("/loans/17/dismiss") && !borrower.contains("/loans/17/confirm"));
    let other = page(Viewer::Other);
    assert!(other.contains("/loans/17/confirm?report=1") && other.contains("/loans/17/dismiss"));
    let seen_by = |account| Viewer::of(record.books(), &[account]);
    assert_eq!(seen_by(LENDER), Viewer::Lender(LENDER));
    assert_eq!(seen_by(BORROWER), Viewer::Borrower(BORROWER));
    assert_eq!(seen_by(AccountId([1; 32])), Viewer::Other);
}

#[tokio::test]
async fn a_loan_in_every_state_has_a_page() {
    let signed = Played::signed(1, six_months());
    let mut reported = Played::signed(2, six_months());
    reported.deliver(2_000_000, noon(0));
    let mut running = Played::signed(3, six_months());
    running.deliver(2_000_000, noon(0));
    running.acknowledge(2_000_000, noon(0));
    let house = House::with(&[&signed, &reported, &running], 100).await;
    for (id, status, says) in [
        (1, "signed", "没有登记交付，借条失效"),
        (2, "signed", "确认以前，借款还没有成立"),
        (3, "active", "晚了 69 天"),
    ] {
        let answer = house.get(&format!("/loans/{id}")).await;
        assert!(answer.body.contains(&format!("data-status=\"{status}\"")), "{id}");
        let text = answer.text();
        assert!(text.contains(says), "{id}: {text}");
    }
    let gone = house.get("/loans/1/deliver").await;
    assert_eq!(gone.status, StatusCode::CONFLICT, "its time is over");
    let in_time = House::with(&[&signed], 1).await;
    let text = in_time.get("/loans/1").await.text();
    assert!(text.contains("钱到手里，借款才成立"), "{text}");
    assert_eq!(in_time.get("/loans/1/deliver").await.status, StatusCode::OK);
    let none = house.get("/loans/4").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    assert!(none.text().contains("没有这一页"), "{}", none.body);
    let nowhere = house.get("/nowhere").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    assert!(nowhere.text().contains("没有这一页"), "{}", nowhere.body);
}

/// A form as somebody fills it in.
const FORM: [(&str, &str); 6] = [
    ("lends", "borrower"),
    ("amount", "20000"),
    ("rate", "6"),
    ("method", "equal-instalments"),
    ("every", "1m"),
    ("periods", "6"),
];

#[tokio::test]
async fn a_form_leads_to_the_whole_text_and_on_to_the_signer_host() {
    let house = House::with(&[], 0).await;
    let answer = house.post("/new", &FORM).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let text = answer.text();
    for said in [
        "人民币20,000.00元",
        "（签署时填写）",
        "上限 12.00%",
        "3,391.7",
        "没有预先扣下利息",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    let link = answer.body.split("id=\"to-signer\" href=\"").nth(1).unwrap();
    let task = answer.task(link.split('"').next().unwrap(), "new");
    assert_eq!(task["api"], "http://localhost:9700");
    assert_eq!(task["back"], "/d");
    assert_eq!(task["form"]["amount"], "20000");
    assert_eq!(task["form"]["rate"], "6%");
    assert_eq!(task["form"]["lends"], "borrower");
    let before = answer.body.find("id=\"to-signer\"").unwrap();
    assert!(
        answer.body.find("id=\"text\"").unwrap() < before,
        "the text stands before the button"
    );
}

#[tokio::test]
async fn a_mistake_in_the_form_is_said_at_its_field_and_nothing_that_was_written_is_lost() {
    let house = House::with(&[], 0).await;
    let mut form = FORM;
    form[2].1 = "60";
    let answer = house.post("/new", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("id=\"rate-w\""), "{}", answer.body);
    assert!(answer.body.contains("value=\"60\"") && answer.body.contains("value=\"20000\""));
    assert!(answer.body.contains("role=\"alert\""));
}

#[tokio::test]
async fn what_people_write_never_becomes_markup() {
    let mut reported = Played::signed(2, six_months());
    reported.deliver(2_000_000, noon(0));
    let house = House::with(&[&one_that_is_short_and_unanswered(), &reported], 71).await;
    let fields = [
        "lends",
        "amount",
        "rate",
        "method",
        "term",
        "every",
        "periods",
        "start",
        "grace_days",
        "answer_days",
        "deliveries",
        "late_fee",
        "overdue_rate",
        "sign_within",
        "early_repayment",
        "other",
        "edit",
    ];
    for field in fields {
        let mut form = FORM.to_vec();
        form.retain(|(name, _)| *name != field);
        form.push((field, HOSTILE));
        house.post("/new", &form).await.holds_no_markup_of_others();
        let query = encoded(&[(field, HOSTILE)]);
        house
            .get(&format!("/new?{query}"))
            .await
            .holds_no_markup_of_others();
    }
    let hostile_name = [FORM.to_vec(), vec![(HOSTILE, "x")]].concat();
    house
        .post("/new", &hostile_name)
        .await
        .holds_no_markup_of_others();
    for (path, field) in [
        ("/loans/17/report", "amount"),
        ("/loans/17/report", "on"),
        ("/loans/17/report", "receipt_digest"),
        ("/loans/17/confirm", "report"),
        ("/loans/2/other", "amount"),
    ] {
        let form = [("amount", "1"), ("on", "2027-01-05"), (field, HOSTILE)];
        house.post(path, &form).await.holds_no_markup_of_others();
        let query = encoded(&[(field, HOSTILE)]);
        house
            .get(&format!("{path}?{query}"))
            .await
            .holds_no_markup_of_others();
    }
    let hostile = encoded(&[("next", HOSTILE)]);
    house
        .get(&format!("/login?{hostile}"))
        .await
        .holds_no_markup_of_others();
    house
        .get("/l/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
        .await
        .holds_no_markup_of_others();
}

#[tokio::test]
async fn a_step_goes_to_the_signer_host_as_it_was_written_and_a_wrong_one_comes_back() {
    let house = House::with(&[&one_that_is_short_and_unanswered()], 71).await;
    let digest = "ab".repeat(32);
    let form = [
        ("amount", "3,222.16"),
        ("on", "2027-02-14"),
        ("receipt_digest", digest.as_str()),
    ];
    let answer = house.post("/loans/17/report", &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let task = answer.task(answer.header(header::LOCATION), "act");
    assert_eq!(task["loan"], 17);
    assert_eq!(task["step"], "report_repayment");
    assert_eq!(task["back"], "/loans/17");
    let args = serde_json::json!({
        "amount": "3222.16", "on": "2027-02-14", "receipt": digest, "to": iou_view::address(LENDER),
    });
    assert_eq!(task["args"], args);
    let confirm = house.post("/loans/17/confirm", &[("report", "1")]).await;
    let task = confirm.task(confirm.header(header::LOCATION), "act");
    assert_eq!(task["step"], "confirm_repayment");
    assert_eq!(task["args"], serde_json::json!({"report": 1}));
    for (field, value) in [
        ("amount", "-5"),
        ("amount", "0"),
        ("on", "2099-01-01"),
        ("receipt_digest", "ab"),
    ] {
        let mut wrong = form.to_vec();
        wrong.retain(|(name, _)| *name != field);
        wrong.push((field, value));
        let answer = house.post("/loans/17/report", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert!(answer.body.contains("role=\"alert\""), "{field} {value}");
    }
    assert_eq!(
        house.post("/loans/17/confirm", &[("report", "7")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(house.get("/loans/17/deliver").await.status, StatusCode::CONFLICT);
    assert_eq!(house.get("/loans/17/burn").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn another_sum_is_a_message_to_the_lender_and_no_signature() {
    let mut reported = Played::signed(2, six_months());
    reported.deliver(2_000_000, noon(0));
    let house = House::with(&[&reported], 1).await;
    let answer = house.post("/loans/2/other", &[("amount", "19500")]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer
            .text()
            .contains("您登记交付了 ¥20,000.00，我实际收到的是 ¥19,500.00"),
        "{}",
        answer.text()
    );
    let missing = house.get("/loans/2/missing").await.text();
    assert!(missing.contains("我还没有收到"), "{missing}");
    let received = house.post("/loans/2/received", &[]).await;
    let task = received.task(received.header(header::LOCATION), "act");
    assert_eq!(task["args"]["amount"], "20000.00");
    assert_eq!(task["args"]["receipt"], hex::encode([5; 32]));
}

#[tokio::test]
async fn each_part_of_a_principal_is_answered_by_its_number_and_the_rest_can_still_come() {
    let mut terms = six_months();
    terms.deliveries = 3;
    let mut played = Played::signed(2, terms);
    played.deliver(1_000_000, noon(0));
    played.deliver(400_000, noon(0));
    let house = House::with(&[&played], 1).await;
    let page = house.get("/loans/2").await;
    for said in ["received?delivery=0", "missing?delivery=1"] {
        assert!(page.body.contains(said), "{said} in {}", page.body);
    }
    assert!(page.text().contains("至多分 3 次，逐次确认"), "{}", page.text());
    // Each of those that wait is told apart, for the ear too.
    for said in ["(1/2)", "(2/2)", "没有收到 ¥10,000.00", "没有收到 ¥4,000.00"] {
        assert!(page.text().contains(said), "{said} in {}", page.text());
    }
    assert!(
        page.text().contains("约定的金额中还有 ¥6,000.00 没有交付"),
        "{}",
        page.text()
    );
    let choice = house.get("/loans/2/received?delivery=1").await;
    assert!(
        choice.body.contains("name=\"delivery\" value=\"1\" checked"),
        "{}",
        choice.body
    );
    let received = house.post("/loans/2/received", &[("delivery", "1")]).await;
    let task = received.task(received.header(header::LOCATION), "act");
    assert_eq!(
        (&task["args"]["delivery"], &task["args"]["amount"]),
        (&1.into(), &"4000.00".into())
    );
    let other = house.post("/loans/2/received", &[("delivery", "7")]).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    let withdrawn = house.post("/loans/2/withdraw", &[("delivery", "0")]).await;
    let task = withdrawn.task(withdrawn.header(header::LOCATION), "act");
    assert_eq!(task["args"]["delivery"], 0);

    // With the first there is a loan, and the other still waits; before the first due day the lender can report the rest.
    played.acknowledge_part(0, 1_000_000, noon(0));
    let running = House::with(&[&played], 1).await;
    let page = running.get("/loans/2").await;
    assert!(page.body.contains("received?delivery=1"), "{}", page.body);
    assert_eq!(running.get("/loans/2/deliver").await.status, StatusCode::OK);
    let late = House::with(&[&played], 40).await;
    assert_eq!(late.get("/loans/2/deliver").await.status, StatusCode::CONFLICT);
    assert_eq!(late.get("/loans/2/received").await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn of_an_old_debt_the_page_says_what_moved_before_as_it_says_all_money() {
    let mut terms = six_months();
    let moved = |by, minor, days| Moved {
        by,
        amount: amount(minor),
        on: Day(START.0 - days),
        receipt: None,
    };
    terms.past = vec![
        moved(Role::Lender, 1_500_000, 10),
        moved(Role::Borrower, 100_000, 5),
        moved(Role::Lender, 500_000, 2),
    ];
    terms.deliver_by = terms.sign_by;
    let house = House::with(&[&Played::signed(17, terms::sample::scheduled(terms))], 1).await;
    let text = house.get("/loans/17").await.text();
    for said in [
        "2026年11月25日 交付 ¥15,000.00",
        "2026年11月30日 返还 ¥1,000.00",
        "2026年12月3日 交付 ¥5,000.00",
        "各方确认此前交付 ¥20,000.00、返还 ¥1,000.00，借款成立",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
}

#[tokio::test]
async fn a_form_of_somebody_elses_page_is_not_taken() {
    let house = House::with(&[&one_that_is_short_and_unanswered()], 71).await;
    let foreign = request(Method::POST, "/loans/17/report", Lang::Zh)
        .header("sec-fetch-site", "cross-site")
        .header(header::ORIGIN, "https://elsewhere.example")
        .body(Body::from("amount=1"))
        .unwrap();
    let answer = house.ask(foreign).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        answer.text().contains("不是从我们的页面来的"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn a_chosen_language_is_kept_and_leads_back_to_this_host_alone() {
    let house = House::with(&[], 0).await;
    let answer = house.get("/lang?to=en&back=%2Floans%2F17").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(header::LOCATION), "/loans/17");
    let cookie = answer
        .header(header::SET_COOKIE)
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let request = request(Method::GET, "/", Lang::Zh).header(header::COOKIE, cookie);
    assert!(house
        .ask(request.body(Body::empty()).unwrap())
        .await
        .body
        .contains("<html lang=\"en\">"));
    for back in [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/a\r\nset-cookie:x=y",
        "",
    ] {
        let answer = house
            .get(&format!("/lang?to=en&{}", encoded(&[("back", back)])))
            .await;
        assert_eq!(answer.header(header::LOCATION), "/", "{back}");
    }
}

#[tokio::test]
async fn a_signed_link_shows_its_loan_and_nothing_to_do_until_it_is_over() {
    let house = House::with(&[&one_that_is_short_and_unanswered()], 71).await;
    let path = crate::links::make(&house.site, 17, own_ms() + 60_000).await;
    let path = path.unwrap_or_else(|fault| panic!("{}", fault.code()));
    let answer = house.get(&path).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("出借人 9 天没有答复"));
    assert!(!answer.body.contains("/confirm?") && !answer.body.contains("loan.mjs"));
    let over = crate::links::make(&house.site, 17, own_ms() - 1).await;
    let over = over.unwrap_or_else(|fault| panic!("{}", fault.code()));
    for wrong in [over.as_str(), "/l/x", &path[..path.len() - 1]] {
        let answer = house.get(wrong).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
        assert!(answer.text().contains("这个链接过期了"), "{wrong}");
    }
}

#[tokio::test]
async fn a_calendar_is_found_by_its_secret_alone_and_a_book_by_a_log_in() {
    let house = House::with(&[&one_that_is_short_and_unanswered()], 71).await;
    let secret = calendars::made(&house.site.store, &[LENDER], own_ms())
        .await
        .unwrap();
    let feed = house.get(&format!("/calendar/{secret}.ics")).await;
    assert_eq!(feed.status, StatusCode::OK);
    assert!(feed.header(header::CONTENT_TYPE).starts_with("text/calendar"));
    assert_eq!(feed.body.matches("BEGIN:VEVENT").count(), 6, "{}", feed.body);
    for wrong in [
        format!("/calendar/{secret}"),
        "/calendar/x.ics".into(),
        "/calendar/.ics".into(),
    ] {
        assert_eq!(house.get(&wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let over = calendars::made(&house.site.store, &[BORROWER], own_ms() - calendars::HOLDS_MS).await;
    let over = format!("/calendar/{}.ics", over.unwrap());
    assert_eq!(house.get(&over).await.status, StatusCode::NOT_FOUND);
    // Who has not logged in ends nobody's.
    let nobody = house.post("/book/calendars/end", &[]).await;
    assert_eq!(nobody.header(header::LOCATION), "/login?next=book");
    assert_eq!(
        house.get(&format!("/calendar/{secret}.ics")).await.status,
        StatusCode::OK
    );
    for path in ["/book", "/book.csv"] {
        assert_eq!(
            house.get(path).await.header(header::LOCATION),
            "/login?next=book",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_calendar_is_kept_for_whoever_asks_for_one_and_an_ended_one_stays_ended() {
    let house = House::with(&[&one_that_is_short_and_unanswered()], 71).await;
    let cookie = house.logged_in(&[LENDER]).await;
    let ask = async |method: Method, path: &str| {
        let request = request(method, path, Lang::Zh)
            .header(header::COOKIE, cookie.as_str())
            .header("sec-fetch-site", "same-origin");
        house.ask(request.body(Body::empty()).unwrap()).await
    };
    let kept = async || -> i64 {
        let sql = "SELECT count(*) FROM page_setting WHERE name = 'calendar'";
        sqlx::query_scalar(sql)
            .fetch_one(house.site.store.pool())
            .await
            .unwrap()
    };
    let book = ask(Method::GET, "/book").await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(!book.body.contains("/calendar/"), "{}", book.body);
    let ends = "action=\"/book/calendars/end\"";
    assert!(!book.body.contains(ends), "nothing is there to be ended");
    assert_eq!(kept().await, 0, "who looks at their book asks for no calendar");
    let made = ask(Method::POST, "/book/calendars").await;
    assert_eq!(made.header(header::LOCATION), "/book#calendar");
    let book = ask(Method::GET, "/book").await;
    assert!(book.body.contains("href=\"/calendar/") && book.body.contains(ends));
    assert_eq!(kept().await, 2);
    let ended = ask(Method::POST, "/book/calendars/end").await;
    let book = ask(Method::GET, ended.header(header::LOCATION)).await;
    assert!(book.text().contains("您的日历地址已全部失效"), "{}", book.text());
    assert!(!book.body.contains("href=\"/calendar/") && !book.body.contains(ends));
    assert_eq!(kept().await, 0, "ended stays ended");
    // Who has not logged in makes none.
    let nobody = house.post("/book/calendars", &[]).await;
    assert_eq!(nobody.header(header::LOCATION), "/login?next=book");
}

#[tokio::test]
async fn a_book_adds_up_by_currency_and_by_how_late_the_money_is() {
    let mut late = Played::signed(3, six_months());
    late.deliver(2_000_000, noon(0));
    late.acknowledge(2_000_000, noon(0));
    let house = House::with(&[&one_that_is_short_and_unanswered(), &late], 71).await;
    let page = book::rendered(&house.site, &[LENDER]).await;
    let answer = Answer {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        body: page,
    };
    let text = answer.text();
    for said in [
        "Principal repaid ¥3,125.34",
        "2 IOUs",
        "1–30 days",
        "the other side says they repaid ¥3,222.16",
        "Principal left ¥20,000.00",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
}
