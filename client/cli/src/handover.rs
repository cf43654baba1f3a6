//! A relay, as whoever hands intents over sees it: asked for which contract it works, given what is signed, asked what became of
//! it. What it says of a block is looked at on the chain before it is believed.
//! Source: docs/relay.openapi.json, RFC 9457 (problems). Limits: answers of at most 256 KiB, 40 seconds a request.

use std::time::Duration;

use reqwest::{redirect, Client, Method, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::error::{Error, Result};
use iou_base::error::causes;
use iou_base::text::Lang;
use iou_files::redact;
use iou_relay::api::{self, Handed, Problem, Receipt, State};

/// Longest answer that is read. Units: bytes.
const ANSWER_MAX: usize = 256 * 1024;
const REQUEST_LIMIT: Duration = Duration::from_secs(40);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// How long a relay is asked to wait with its answer until something is new. Units: seconds.
const WAIT: u64 = 20;
/// Between two questions, where a relay answers at once. Units: as named.
const PAUSE: Duration = Duration::from_secs(1);
/// Longest time that is waited because a relay is busy.
const BUSY_MAX: Duration = Duration::from_secs(30);

/// A relay.
pub(crate) struct Relay {
    client: Client,
    url: String,
    lang: Lang,
}

impl Relay {
    /// The relay at `url`, which is asked nothing yet.
    ///
    /// Errors: [`Error::RelayAway`] for what is no address.
    pub(crate) fn at(url: &str, lang: Lang) -> Result<Relay> {
        // An error says that it has been done before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .timeout(REQUEST_LIMIT)
            .connect_timeout(CONNECT_LIMIT)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("iou/", env!("CARGO_PKG_VERSION")))
            .build();
        let relay = |client| Relay {
            client,
            url: url.trim_end_matches('/').to_owned(),
            lang,
        };
        match (client, url.starts_with("http://") || url.starts_with("https://")) {
            (Ok(client), true) => Ok(relay(client)),
            (Ok(_), false) => Err(away(url, "http:// … / https:// …".into())),
            (Err(e), _) => Err(away(url, e.to_string())),
        }
    }

    /// Its address, as it may be shown.
    pub(crate) fn url(&self) -> String {
        redact::address(&self.url)
    }

    /// For which contract it works, and what it takes.
    ///
    /// Errors: [`Error::RelayAway`], [`Error::RelayRefused`], [`Error::RelayUntrue`].
    pub(crate) async fn about(&self) -> Result<api::Relay> {
        let answer = self.ask(self.request(Method::GET, api::RELAY)).await?;
        self.understood(answer)
    }

    /// Hands something over; the same twice is the same once. While the relay is busy it is tried again until `end`.
    ///
    /// Errors: [`Error::RelayAway`] where it was not reached, [`Error::RelayRefused`], [`Error::RelayUntrue`];
    /// [`Error::IntentUnknown`] where it may have it and did not answer.
    pub(crate) async fn hand(&self, id: &str, handed: &Handed, end: Instant) -> Result<Receipt> {
        let body = serde_json::to_string(handed).expect("string keys");
        loop {
            let request = self
                .request(Method::POST, api::INTENTS)
                .header("Content-Type", "application/json")
                .body(body.clone());
            let answer = self
                .send(request)
                .await
                .map_err(|e| match e.is_connect() || e.is_builder() {
                    true => away(&self.url, words(&e)),
                    false => Error::IntentUnknown {
                        id: id.to_owned(),
                        relay: self.url(),
                        reason: words(&e),
                    },
                })?;
            match self.pause(&answer).filter(|pause| Instant::now() + *pause < end) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return self.understood(answer),
            }
        }
    }

    /// What became of something; `None` where the relay knows nothing of it. With `state` it answers once that is no longer so,
    /// or after some time.
    ///
    /// Errors: [`Error::RelayAway`], [`Error::RelayRefused`], [`Error::RelayUntrue`].
    pub(crate) async fn receipt(&self, id: &str, state: Option<State>) -> Result<Option<Receipt>> {
        let mut path = format!("{}/{id}", api::INTENTS);
        if let Some(state) = state {
            path = format!("{path}?wait={WAIT}&state={}", name(state));
        }
        let answer = self.ask(self.request(Method::GET, &path)).await?;
        match answer.0 {
            StatusCode::NOT_FOUND => Ok(None),
            _ => self.understood(answer).map(Some),
        }
    }

    /// Follows something until `enough` of its state or until `end`, whichever is first.
    ///
    /// Errors: as [`Relay::receipt`].
    pub(crate) async fn follow(
        &self,
        mut receipt: Receipt,
        enough: impl Fn(State) -> bool,
        end: Instant,
    ) -> Result<Receipt> {
        while !enough(receipt.state) && !is_over(receipt.state) && Instant::now() < end {
            let asked = Instant::now();
            let id = receipt.id.clone();
            let next = self.receipt(&id, Some(receipt.state));
            // What a relay has taken it does not lose by a broken connection.
            match tokio::time::timeout_at(end, next).await {
                Ok(Ok(Some(next))) => receipt = next,
                Ok(Ok(None)) => return Err(self.untrue("it has forgotten what it had taken")),
                Ok(Err(Error::RelayAway { .. })) => {}
                Ok(Err(other)) => return Err(other),
                Err(_) => break,
            }
            tokio::time::sleep_until(end.min(asked + PAUSE)).await;
        }
        Ok(receipt)
    }

    /// That what it said cannot be.
    pub(crate) fn untrue(&self, reason: impl Into<String>) -> Error {
        Error::RelayUntrue {
            relay: self.url(),
            reason: reason.into(),
        }
    }

    /// That it took something and gave it up, or did not take it.
    pub(crate) fn refused(&self, problem: &Problem) -> Error {
        Error::RelayRefused {
            relay: self.url(),
            problem: problem.code.clone(),
            why: format!("{} {}", problem.title, problem.detail),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        request
            .header("Accept", format!("application/json, {}", api::PROBLEM))
            .header("Accept-Language", self.lang.tag())
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Answer> {
        self.send(request).await.map_err(|e| away(&self.url, words(&e)))
    }

    async fn send(&self, request: RequestBuilder) -> reqwest::Result<Answer> {
        let mut response = request.send().await?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            body.extend_from_slice(&chunk);
            if body.len() > ANSWER_MAX {
                break;
            }
        }
        Ok(Answer(status, body))
    }

    /// How long to wait before the same is asked again, where the relay says that it helps.
    fn pause(&self, answer: &Answer) -> Option<Duration> {
        let is_busy =
            answer.0 == StatusCode::SERVICE_UNAVAILABLE || answer.0 == StatusCode::TOO_MANY_REQUESTS;
        let problem: Option<Problem> = serde_json::from_slice(&answer.1).ok().filter(|_| is_busy);
        let seconds = problem?.retry_after_seconds?;
        Some(Duration::from_secs(seconds.max(1))).filter(|pause| *pause <= BUSY_MAX)
    }

    fn understood<T: DeserializeOwned>(&self, Answer(status, body): Answer) -> Result<T> {
        if !status.is_success() {
            return Err(match serde_json::from_slice::<Problem>(&body) {
                Ok(problem) => self.refused(&problem),
                Err(_) => self.untrue(status.to_string()),
            });
        }
        match body.len() > ANSWER_MAX {
            true => Err(self.untrue(format!("more than {ANSWER_MAX} bytes"))),
            false => serde_json::from_slice(&body).map_err(|e| self.untrue(e.to_string())),
        }
    }
}

struct Answer(StatusCode, Vec<u8>);

/// Whether nothing more comes of it.
pub(crate) fn is_over(state: State) -> bool {
    matches!(state, State::Finalised | State::Refused)
}

/// A state as it stands in JSON.
pub(crate) fn name(state: State) -> &'static str {
    match state {
        State::Received => "received",
        State::Submitted => "submitted",
        State::InBlock => "in_block",
        State::Finalised => "finalised",
        State::Refused => "refused",
    }
}

fn away(url: &str, reason: String) -> Error {
    Error::RelayAway {
        relay: redact::address(url),
        reason,
    }
}

/// All that went wrong, the outermost first; an address may hold a secret.
fn words(error: &reqwest::Error) -> String {
    let reason = causes(error);
    match reason.is_empty() {
        true if error.is_timeout() => "timeout".into(),
        true => "?".into(),
        false => reason,
    }
}
