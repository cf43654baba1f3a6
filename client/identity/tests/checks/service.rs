use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::Router;
use iou_base::{sha256, time::DAY_MS};
use iou_evidence::identity::Method;
use iou_identity::service::{
    CheckAnswer, CheckPending, CheckRequest, Failure, Found, Outcome, Question, Service, ANSWER_MAX,
};
use iou_identity::Fault;
use zeroize::Zeroizing;

use super::{Case, NOW_MS};

const TOKEN: &str = "not a secret";

/// How a service answers.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Honest,
    /// In three steps, with a link for the person.
    Slow,
    /// Never.
    Silent,
    Garbage,
    Endless,
    Refusing,
    /// Leads elsewhere.
    Redirecting,
    /// With a name of a check that is a way to another path.
    BadName,
    /// With another name each time.
    OtherNames,
    OtherNonce,
    OtherPerson,
    OtherMethod,
    /// What it answered to the first question it was ever asked, with that time.
    Replaying,
    /// The same, with the nonce of the new question.
    Backdated,
    Ahead,
    No,
    Undecided,
}

#[derive(Clone)]
struct Desk {
    manner: Manner,
    asked: Arc<Mutex<Vec<CheckRequest>>>,
    polled: Arc<Mutex<usize>>,
}

fn answer(desk: &Desk, asked: &CheckRequest) -> CheckAnswer {
    let mut answer = CheckAnswer {
        schema: 1,
        nonce: asked.nonce.clone(),
        subject: asked.subject.clone(),
        method: asked.method.clone(),
        outcome: Outcome::Matched,
        checked_at_ms: NOW_MS + 2_000,
        reference: "check-1".into(),
    };
    match desk.manner {
        Manner::OtherNonce => answer.nonce = hex::encode([9; 32]),
        Manner::OtherPerson => answer.subject = hex::encode([9; 32]),
        Manner::OtherMethod => answer.method = "document".into(),
        Manner::Replaying => {
            answer.nonce = hex::encode([8; 32]);
            answer.checked_at_ms = NOW_MS - DAY_MS;
        }
        Manner::Backdated => answer.checked_at_ms = NOW_MS - DAY_MS,
        Manner::Ahead => answer.checked_at_ms = NOW_MS + DAY_MS,
        Manner::No => answer.outcome = Outcome::NotMatched,
        Manner::Undecided => answer.outcome = Outcome::Undecided,
        _ => {}
    }
    answer
}

fn json(status: StatusCode, body: String) -> Response {
    (status, [("content-type", "application/json")], body).into_response()
}

async fn begin(State(desk): State<Desk>, headers: HeaderMap, body: String) -> Response {
    let token = headers.get("authorization").and_then(|value| value.to_str().ok());
    if token != Some(&format!("Bearer {TOKEN}")) {
        return json(
            StatusCode::UNAUTHORIZED,
            r#"{"type":"token","title":"no token"}"#.into(),
        );
    }
    let asked: CheckRequest = serde_json::from_str(&body).expect("as described");
    desk.asked.lock().unwrap().push(asked.clone());
    let pending = |id: &str| {
        let pending = CheckPending {
            id: id.into(),
            link: Some("https://id.example/go".into()),
        };
        json(StatusCode::ACCEPTED, serde_json::to_string(&pending).unwrap())
    };
    match desk.manner {
        Manner::Slow | Manner::OtherNames => pending("one"),
        Manner::BadName => pending("../../secret"),
        Manner::Silent => std::future::pending().await,
        Manner::Garbage => json(StatusCode::OK, "<html>yes</html>".into()),
        Manner::Endless => json(StatusCode::OK, "y".repeat(ANSWER_MAX + 1)),
        Manner::Refusing => json(
            StatusCode::SERVICE_UNAVAILABLE,
            r#"{"type":"busy","title":"come back later"}"#.into(),
        ),
        Manner::Redirecting => (
            StatusCode::TEMPORARY_REDIRECT,
            [("location", "https://other.example/")],
        )
            .into_response(),
        _ => json(
            StatusCode::OK,
            serde_json::to_string(&answer(&desk, &asked)).unwrap(),
        ),
    }
}

async fn poll(State(desk): State<Desk>, Path(id): Path<String>) -> Response {
    let times = {
        let mut polled = desk.polled.lock().unwrap();
        *polled += 1;
        *polled
    };
    let asked = desk.asked.lock().unwrap()[0].clone();
    let id = match desk.manner {
        Manner::OtherNames => format!("{id}-{times}"),
        _ => id,
    };
    match times {
        1 => json(StatusCode::ACCEPTED, format!(r#"{{"id":"{id}"}}"#)),
        _ => json(
            StatusCode::OK,
            serde_json::to_string(&answer(&desk, &asked)).unwrap(),
        ),
    }
}

async fn serve(manner: Manner) -> (SocketAddr, Desk) {
    let desk = Desk {
        manner,
        asked: Arc::default(),
        polled: Arc::default(),
    };
    let app = Router::new()
        .route("/v1/checks", post(begin))
        .route("/v1/checks/{id}", get(poll))
        .with_state(desk.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let _server = tokio::spawn(async move { axum::serve(listener, app).await });
    (address, desk)
}

fn question() -> Question {
    Question::of(&Case::new().request(), Method::NetworkId, [3; 32], NOW_MS).unwrap()
}

async fn ask(manner: Manner) -> Result<Found, Failure> {
    let (address, _) = serve(manner).await;
    let service = Service::at(&format!("http://{address}/"), Some(Zeroizing::new(TOKEN.into())))?;
    let limit = Duration::from_secs(if manner == Manner::Silent { 1 } else { 20 });
    let clock = || NOW_MS + 3_000;
    service.ask(&question(), limit, clock, |_| ()).await
}

#[tokio::test]
async fn a_service_is_told_what_the_person_opened_and_its_answer_is_kept_as_a_digest() {
    let (address, desk) = serve(Manner::Honest).await;
    let service = Service::at(&format!("http://{address}"), Some(Zeroizing::new(TOKEN.into()))).unwrap();
    let question = question();
    let found = service
        .ask(&question, Duration::from_secs(20), || NOW_MS + 3_000, |_| ())
        .await
        .unwrap();
    let asked = desk.asked.lock().unwrap()[0].clone();
    assert_eq!(asked, question.body);
    let names: Vec<_> = asked.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["id_number", "name"], "nothing of the other party");
    let bytes = serde_json::to_vec(&answer(&desk, &asked)).unwrap();
    assert_eq!(found.report, sha256(&bytes));
    assert_eq!(
        (found.at_ms, found.reference.as_str()),
        (NOW_MS + 2_000, "check-1")
    );
}

#[tokio::test]
async fn a_check_that_takes_time_is_waited_for_and_the_person_is_shown_where_to_go_once() {
    let (address, _) = serve(Manner::Slow).await;
    let service = Service::at(&format!("http://{address}"), Some(Zeroizing::new(TOKEN.into()))).unwrap();
    let mut links = Vec::new();
    let found = service
        .ask(
            &question(),
            Duration::from_secs(30),
            || NOW_MS + 3_000,
            |link| {
                links.push(link.to_owned());
            },
        )
        .await;
    assert!(found.is_ok(), "{found:?}");
    assert_eq!(links, ["https://id.example/go"]);
}

#[tokio::test]
async fn every_answer_that_is_none_is_refused_with_its_reason() {
    for (manner, fault) in [
        (Manner::Garbage, Fault::AnswerForm),
        (Manner::Endless, Fault::AnswerLong),
        (Manner::BadName, Fault::AnswerForm),
        (Manner::OtherNames, Fault::AnswerOther),
        (Manner::OtherNonce, Fault::AnswerOther),
        (Manner::OtherPerson, Fault::AnswerPerson),
        (Manner::OtherMethod, Fault::AnswerMethod),
        (Manner::Replaying, Fault::AnswerReplayed),
        (Manner::Backdated, Fault::AnswerReplayed),
        (Manner::Ahead, Fault::AnswerAhead),
        (Manner::No, Fault::NotMatched),
        (Manner::Undecided, Fault::Undecided),
    ] {
        assert_eq!(ask(manner).await, Err(Failure::Answer(fault)));
    }
    assert_eq!(ask(Manner::Silent).await, Err(Failure::Away("timeout".into())));
    let refused = Failure::Refused("503: come back later".into());
    assert_eq!(ask(Manner::Refusing).await, Err(refused));
    // What was asked goes nowhere else.
    assert!(matches!(ask(Manner::Redirecting).await, Err(Failure::Refused(_))));
}

#[tokio::test]
async fn a_service_that_nobody_serves_or_that_wants_another_token_is_said_to() {
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = gone.local_addr().unwrap();
    drop(gone);
    let service = Service::at(&format!("http://{address}"), None).unwrap();
    let asked = service
        .ask(&question(), Duration::from_secs(5), || NOW_MS, |_| ())
        .await;
    assert!(matches!(asked, Err(Failure::Away(_))), "{asked:?}");
    let (address, _) = serve(Manner::Honest).await;
    let service = Service::at(&format!("http://{address}"), None).unwrap();
    let asked = service
        .ask(&question(), Duration::from_secs(5), || NOW_MS, |_| ())
        .await;
    assert_eq!(asked, Err(Failure::Refused("401: no token".into())));
}

#[test]
fn what_is_asked_on_this_machine_goes_through_no_proxy_of_the_environment() {
    // The environment is a process's own: the same program once more, with a proxy that nobody serves.
    let mut again = std::process::Command::new(std::env::current_exe().unwrap());
    for name in ["NO_PROXY", "no_proxy"] {
        let _ = again.env_remove(name);
    }
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        let _ = again.env(name, "http://127.0.0.1:9");
    }
    let name = "service::a_service_is_told_what_the_person_opened_and_its_answer_is_kept_as_a_digest";
    let done = again.args(["--exact", name]).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
fn peoples_data_go_to_another_machine_encrypted_or_not_at_all() {
    for url in [
        "https://id.example",
        "https://id.example/base/",
        "http://127.0.0.1:9",
        "http://[::1]:9",
        "http://localhost",
    ] {
        assert!(Service::at(url, None).is_ok(), "{url}");
    }
    for url in [
        "http://id.example",
        "http://192.168.0.1",
        "http://localhost.id.example",
        "ftp://id.example",
        "id.example",
        "https://user:secret@id.example",
        "https://id.example/?token=x",
        "",
    ] {
        assert_eq!(Service::at(url, None).err(), Some(Failure::Address), "{url}");
    }
}

#[test]
fn a_method_that_the_person_did_not_agree_to_is_not_asked_for() {
    let asked = Question::of(&Case::new().request(), Method::Certificate, [3; 32], NOW_MS);
    assert_eq!(asked.err(), Some(Fault::NotAgreed(Method::Certificate)));
}

#[test]
fn another_account_loan_or_field_is_another_person_to_a_service() {
    let case = Case::new();
    let subject = |request: &iou_identity::request::Request| {
        Question::of(request, Method::NetworkId, [3; 32], NOW_MS)
            .unwrap()
            .body
            .subject
    };
    let own = subject(&case.request());
    let other = case.request_by(&case.borrower, |it| it.consent.loan = 4);
    assert_ne!(subject(&other), own);
    let other = case.request_by(&case.borrower, |it| it.fields[0].commitment = [9; 32]);
    assert_ne!(subject(&other), own);
}
