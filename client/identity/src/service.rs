//! A service that checks who somebody is (a face against a document, 网号 or 网证), as a verifier asks it over HTTP. Whoever has such
//! a service puts this interface in front of it: none of them has an open one of its own. docs/identity.openapi.json is its
//! description, which a test holds to these types.
//!
//! Each check is asked for with 32 fresh random bytes and with a digest of the person: account, loan and commitments. An answer
//! counts for that question and that person alone, within the time in which it was asked. What comes back is hashed and let go:
//! the service keeps its report, the statement has its SHA-256.
//! Units: milliseconds since 1970. Limits: answers of 64 KiB, 30 seconds a request, no redirects; no `http:` but to this machine.

mod described;

use std::time::Duration;

use reqwest::{redirect, Client, Method as Verb, RequestBuilder, StatusCode};
use serde::{Deserialize, Serialize};
use terms::Digest;
use tokio::time::{sleep, timeout, Instant};
use url::{Host, Url};
use utoipa::ToSchema;
use zeroize::Zeroizing;

pub use described::description;

use crate::fault::Fault;
use crate::request::{Request, AHEAD_MS};
use iou_base::backoff::Backoff;
use iou_base::error::causes;
use iou_base::sha256;
use iou_evidence::identity::Method;
use iou_evidence::verify::manifest::canonical;

/// Where checks are begun, and below it asked for.
pub const CHECKS: &str = "/v1/checks";
/// Longest answer. Units: bytes.
pub const ANSWER_MAX: usize = 64 * 1024;
const REQUEST_LIMIT: Duration = Duration::from_secs(30);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// Pauses between two questions about a check that is not over.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(5));
/// Longest name of a check. Units: bytes.
const ID_MAX: usize = 64;

/// What a service is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// 1.
    pub schema: u8,
    /// 32 fresh random bytes, hexadecimal: the answer repeats them.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub nonce: String,
    /// SHA-256 of whom the check is about, hexadecimal: the answer repeats it.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub subject: String,
    /// By what: `document`, `liveness`, `network_id` or `certificate`.
    pub method: String,
    /// SHA-256 of the consent that the person signed, hexadecimal.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub consent: String,
    /// What is to be compared.
    #[schema(min_items = 1, max_items = 64)]
    pub fields: Vec<CheckField>,
}

/// A field of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckField {
    /// `name`, `id_number`, `phone`.
    pub name: String,
    /// As the person wrote it.
    pub value: String,
}

/// A check that is not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckPending {
    /// By what it is asked for: letters, digits, `-` and `_`.
    #[schema(pattern = "^[0-9A-Za-z_-]{1,64}$")]
    pub id: String,
    /// Where the person goes on, if they have to do something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The person is whom the fields name.
    Matched,
    /// The person is not, or the fields do not belong together.
    NotMatched,
    /// It could not be found out; the person gave up, or the time was over.
    Undecided,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckAnswer {
    /// 1.
    pub schema: u8,
    /// That of the question.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub nonce: String,
    /// That of the question.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub subject: String,
    /// That of the question.
    pub method: String,
    /// What was found.
    pub outcome: Outcome,
    /// When. Units: milliseconds since 1970.
    pub checked_at_ms: u64,
    /// By what the service finds its report again; no picture, no template, no number of a person.
    #[schema(max_length = 200)]
    pub reference: String,
}

/// What a service says of a failure, as RFC 9457 has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckProblem {
    /// A name for programs.
    #[serde(rename = "type")]
    pub kind: String,
    /// What is wrong.
    pub title: String,
}

/// Why there is no answer that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It is no address that may be asked.
    Address,
    /// It was not reached, or did not answer in time: why.
    Away(String),
    /// It refused: what it says.
    Refused(String),
    /// What it answered is not taken.
    Answer(Fault),
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Failure {
        Failure::Answer(fault)
    }
}

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// When. Units: milliseconds since 1970.
    pub at_ms: u64,
    /// SHA-256 of the answer's bytes.
    pub report: Digest,
    /// By what the service finds its report again.
    pub reference: String,
}

/// A question to a service.
#[derive(Debug, Clone)]
pub struct Question {
    /// What is sent.
    pub body: CheckRequest,
    /// When it was asked. Units: milliseconds since 1970.
    pub asked_ms: u64,
}

impl Question {
    /// About the person of a request that was checked.
    ///
    /// Errors: [`Fault::NotAgreed`].
    pub fn of(request: &Request, method: Method, nonce: [u8; 32], now_ms: u64) -> Result<Question, Fault> {
        if !request.consent.methods.contains(&method) {
            return Err(Fault::NotAgreed(method));
        }
        let own = format!("{}.", request.consent.role);
        let fields = request.opened().filter_map(|field| {
            Some(CheckField {
                name: field.name.strip_prefix(&own)?.to_owned(),
                value: field.opened.as_ref()?.value.clone(),
            })
        });
        Ok(Question {
            body: CheckRequest {
                schema: 1,
                nonce: hex::encode(nonce),
                subject: hex::encode(subject(request)),
                method: method.name().to_owned(),
                consent: hex::encode(request.consent.digest()),
                fields: fields.collect(),
            },
            asked_ms: now_ms,
        })
    }

    /// What the bytes of an answer come to; `now_ms` is when they came.
    ///
    /// Errors: [`Fault`].
    pub fn judge(&self, bytes: &[u8], now_ms: u64) -> Result<Found, Fault> {
        let answer: CheckAnswer = serde_json::from_slice(bytes).map_err(|_| Fault::AnswerForm)?;
        if answer.schema != 1 || answer.reference.len() > 200 {
            return Err(Fault::AnswerForm);
        }
        if answer.subject != self.body.subject {
            return Err(Fault::AnswerPerson);
        }
        if answer.checked_at_ms < self.asked_ms.saturating_sub(AHEAD_MS) {
            return Err(Fault::AnswerReplayed);
        }
        if answer.nonce != self.body.nonce {
            return Err(Fault::AnswerOther);
        }
        if answer.method != self.body.method {
            return Err(Fault::AnswerMethod);
        }
        if answer.checked_at_ms > now_ms.saturating_add(AHEAD_MS) {
            return Err(Fault::AnswerAhead);
        }
        match answer.outcome {
            Outcome::Matched => Ok(Found {
                at_ms: answer.checked_at_ms,
                report: sha256(bytes),
                reference: answer.reference,
            }),
            Outcome::NotMatched => Err(Fault::NotMatched),
            Outcome::Undecided => Err(Fault::Undecided),
        }
    }
}

/// Whom a check is about: another account, loan, value or salt makes another.
fn subject(request: &Request) -> Digest {
    let consent = &request.consent;
    let fields: Vec<_> = request
        .opened()
        .map(|field| (&field.name, hex::encode(field.commitment)))
        .collect();
    let whom = (
        "iou:identity-subject:v1",
        consent.genesis,
        consent.contract,
        consent.loan,
        consent.terms,
        consent.account,
        fields,
    );
    sha256(&canonical(&whom))
}

/// A service.
pub struct Service {
    client: Client,
    url: String,
    token: Option<Zeroizing<String>>,
}

impl Service {
    /// The service at `url`, which is asked nothing yet; `token` goes along as `Authorization: Bearer`.
    ///
    /// Errors: [`Failure::Address`] for what is no address, has a name or password in it, or would send people's data
    /// unencrypted to another machine.
    pub fn at(url: &str, token: Option<Zeroizing<String>>) -> Result<Service, Failure> {
        let parsed = Url::parse(url).map_err(|_| Failure::Address)?;
        let is_here = match parsed.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        let is_safe = parsed.scheme() == "https" || (parsed.scheme() == "http" && is_here);
        let is_plain = parsed.username().is_empty()
            && parsed.password().is_none()
            && parsed.query().is_none()
            && parsed.fragment().is_none();
        if !is_safe || !is_plain {
            return Err(Failure::Address);
        }
        // An error says that it has been done before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .timeout(REQUEST_LIMIT)
            .connect_timeout(CONNECT_LIMIT)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("iou/", env!("CARGO_PKG_VERSION")));
        // A proxy of the environment would be the other machine, and read what is not encrypted.
        let client = if is_here { client.no_proxy() } else { client };
        Ok(Service {
            client: client.build().map_err(|e| Failure::Away(e.to_string()))?,
            url: url.trim_end_matches('/').to_owned(),
            token,
        })
    }

    /// Asks, and waits until the check is over, no longer than `limit`. `link` is told where the person goes on, once.
    ///
    /// Errors: [`Failure`].
    pub async fn ask(
        &self,
        question: &Question,
        limit: Duration,
        clock: impl Fn() -> u64,
        mut link: impl FnMut(&str),
    ) -> Result<Found, Failure> {
        let asked = self.until_over(question, Instant::now() + limit, &mut link);
        let bytes = match timeout(limit, asked).await {
            Ok(answered) => answered?,
            Err(_) => return Err(Failure::Away("timeout".to_owned())),
        };
        Ok(question.judge(&bytes, clock())?)
    }

    async fn until_over(
        &self,
        question: &Question,
        end: Instant,
        link: &mut impl FnMut(&str),
    ) -> Result<Vec<u8>, Failure> {
        let body = Zeroizing::new(serde_json::to_string(&question.body).unwrap_or_default());
        let begin = self
            .request(Verb::POST, CHECKS)
            .header("Content-Type", "application/json")
            .body(body.as_bytes().to_vec());
        let mut answer = self.send(begin).await?;
        let mut known: Option<CheckPending> = None;
        let mut backoff = Backoff::new(PAUSES.0, PAUSES.1);
        loop {
            match answer {
                (StatusCode::OK, bytes) => return Ok(bytes),
                (StatusCode::ACCEPTED, bytes) => {
                    let pending = pending(&bytes)?;
                    // One check has one name: what is asked for is not led elsewhere.
                    if known.as_ref().is_some_and(|known| known.id != pending.id) {
                        return Err(Fault::AnswerOther.into());
                    }
                    if let (None, Some(where_to)) = (&known, &pending.link) {
                        link(where_to);
                    }
                    known = Some(pending);
                }
                (status, bytes) => return Err(Failure::Refused(said(status, &bytes))),
            }
            let Some(id) = known.as_ref().map(|known| &known.id) else {
                return Err(Fault::AnswerForm.into());
            };
            let pause = backoff.pause();
            if Instant::now() + pause >= end {
                return Err(Failure::Away("timeout".to_owned()));
            }
            sleep(pause).await;
            answer = self
                .send(self.request(Verb::GET, &format!("{CHECKS}/{id}")))
                .await?;
        }
    }

    fn request(&self, verb: Verb, path: &str) -> RequestBuilder {
        let request = self.client.request(verb, format!("{}{path}", self.url));
        let request = request.header("Accept", "application/json, application/problem+json");
        match &self.token {
            Some(token) => request.bearer_auth(token.as_str()),
            None => request,
        }
    }

    async fn send(&self, request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), Failure> {
        let away = |e: reqwest::Error| {
            let reason = causes(&e);
            Failure::Away(match reason.is_empty() {
                true if e.is_timeout() => "timeout".to_owned(),
                true => "?".to_owned(),
                false => reason,
            })
        };
        let mut response = request.send().await.map_err(away)?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(away)? {
            body.extend_from_slice(&chunk);
            if body.len() > ANSWER_MAX {
                return Err(Fault::AnswerLong.into());
            }
        }
        Ok((status, body))
    }
}

fn pending(bytes: &[u8]) -> Result<CheckPending, Failure> {
    let pending: CheckPending = serde_json::from_slice(bytes).map_err(|_| Fault::AnswerForm)?;
    let is_name = |sign: u8| sign.is_ascii_alphanumeric() || b"-_".contains(&sign);
    let is_good = !pending.id.is_empty() && pending.id.len() <= ID_MAX && pending.id.bytes().all(is_name);
    let is_link = pending
        .link
        .as_ref()
        .is_none_or(|link| link.len() <= 2_000 && Url::parse(link).is_ok());
    match is_good && is_link {
        true => Ok(pending),
        false => Err(Fault::AnswerForm.into()),
    }
}

/// What a service says of a failure.
fn said(status: StatusCode, bytes: &[u8]) -> String {
    match serde_json::from_slice::<CheckProblem>(bytes) {
        Ok(problem) => {
            let title: String = problem.title.chars().take(200).collect();
            format!("{}: {title}", status.as_u16())
        }
        Err(_) => status.to_string(),
    }
}
