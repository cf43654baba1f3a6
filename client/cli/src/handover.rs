//! A relay, as whoever hands intents over sees it: asked for which contract it works, given what is signed, asked what became of
//! it. What it says of a block is looked at on the chain before it is believed. What may have reached it is never sent again: it
//! is asked for under its id.
//! Source: docs/relay.openapi.json, RFC 9457 (problems). Limits: answers of at most 256 KiB, 40 seconds a request.

use std::time::Duration;

use reqwest::{redirect, Client, Method, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;
use tokio::time::{sleep, sleep_until, timeout_at, Instant};

use crate::error::{Error, Result};
use iou_base::backoff::Backoff;
use iou_base::error::causes;
use iou_base::read_hex;
use iou_base::text::Lang;
use iou_files::redact;
use iou_relay::api::{self, Handed, Problem, Receipt, State};

/// Longest answer that is read. Units: bytes.
const ANSWER_MAX: usize = 256 * 1024;
const REQUEST_LIMIT: Duration = Duration::from_secs(40);
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// How long a relay is asked to wait with its answer until something is new. Units: seconds.
const WAIT: u64 = 20;
/// What a relay calls a failure of its own, after which it may have what was handed over.
const INTERNAL: &str = "internal";
/// Half the first pause between two questions, and the longest one: most answers wait for news, and those that do not come
/// from a relay that is not well.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));
/// Longest time that is waited because a relay is busy.
const BUSY_MAX: Duration = Duration::from_secs(30);
/// How long a relay is asked whether it has something, where its answer to the hand-over was lost; no longer than the person
/// waits, but always for a moment.
const LOST: Duration = Duration::from_secs(20);
const LOST_LEAST: Duration = Duration::from_secs(2);

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

    /// The same as it was given, secrets included.
    pub(crate) fn address(&self) -> &str {
        &self.url
    }

    /// For which contract it works, and what it takes. While the relay says that it is busy it is asked again until `end`.
    ///
    /// Errors: [`Error::RelayAway`], [`Error::RelayRefused`], [`Error::RelayUntrue`].
    pub(crate) async fn about(&self, end: Instant) -> Result<api::Relay> {
        loop {
            let answer = self.ask(self.request(Method::GET, api::RELAY)).await?;
            match self.pause(&answer, end) {
                Some(pause) => sleep(pause).await,
                None => return self.understood(answer),
            }
        }
    }

    /// Hands something over, once. While the relay says that it is busy, and so has not taken it, it is tried again until `end`;
    /// where its answer is lost, it is asked whether it has it.
    ///
    /// Errors: [`Error::RelayAway`] where it was not reached, [`Error::RelayRefused`], [`Error::RelayUntrue`];
    /// [`Error::IntentUnknown`] where it may have it and does not say.
    pub(crate) async fn hand(&self, id: &str, handed: &Handed, end: Instant) -> Result<Receipt> {
        let body = serde_json::to_string(handed).expect("string keys");
        loop {
            let request = self
                .request(Method::POST, api::INTENTS)
                .header("Content-Type", "application/json")
                .body(body.clone());
            let answer = match timeout_at(end, self.send(request)).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(e)) if e.is_connect() || e.is_builder() => return Err(away(&self.url, words(&e))),
                Ok(Err(e)) => return self.looked_up(id, words(&e), end).await,
                Err(_) => return self.looked_up(id, "timeout".into(), end).await,
            };
            match self.pause(&answer, end) {
                Some(pause) => sleep(pause).await,
                None if answer.is_lost() => return self.looked_up(id, answer.0.to_string(), end).await,
                None => {
                    return self
                        .understood(answer)
                        .and_then(|receipt| self.about_it(id, receipt))
                }
            }
        }
    }

    /// What became of something of which it is not known whether it arrived, for `reason`.
    ///
    /// Errors: [`Error::IntentUnknown`].
    async fn looked_up(&self, id: &str, reason: String, end: Instant) -> Result<Receipt> {
        let now = Instant::now();
        let end = end.min(now + LOST).max(now + LOST_LEAST);
        let mut backoff = Backoff::new(PAUSES.0, PAUSES.1);
        loop {
            match timeout_at(end, self.receipt(id, None)).await {
                Ok(Ok(Some(receipt))) => return Ok(receipt),
                // It may be on its way there, or be looked at.
                Ok(_) if Instant::now() < end => sleep_until(end.min(Instant::now() + backoff.pause())).await,
                _ => {
                    return Err(Error::IntentUnknown {
                        id: id.to_owned(),
                        relay: self.url(),
                        reason,
                    })
                }
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
            _ => {
                let receipt = self.understood(answer)?;
                self.about_it(id, receipt).map(Some)
            }
        }
    }

    /// Follows what it has taken until `enough` of its state or until `end`, whichever is first. That it cannot be reached, is
    /// busy or broken meanwhile undoes nothing.
    ///
    /// Errors: [`Error::RelayUntrue`].
    pub(crate) async fn follow(
        &self,
        id: &str,
        mut receipt: Receipt,
        enough: impl Fn(State) -> bool,
        end: Instant,
    ) -> Result<Receipt> {
        let mut backoff = Backoff::new(PAUSES.0, PAUSES.1);
        while !enough(receipt.state) && !is_over(receipt.state) && Instant::now() < end {
            match timeout_at(end, self.receipt(id, Some(receipt.state))).await {
                Ok(Ok(Some(next))) => {
                    if next.state != receipt.state {
                        backoff.reset();
                    }
                    receipt = next;
                }
                Ok(Ok(None)) => return Err(self.untrue("it has forgotten what it had taken")),
                Ok(Err(Error::RelayAway { .. } | Error::RelayRefused { .. })) => {}
                Ok(Err(other)) => return Err(other),
                Err(_) => break,
            }
            sleep_until(end.min(Instant::now() + backoff.pause())).await;
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

    /// How long to wait before the same is asked again, where the relay says that it helps before `end`: it is busy, or its
    /// node is behind.
    fn pause(&self, answer: &Answer, end: Instant) -> Option<Duration> {
        let seconds = answer.problem()?.retry_after_seconds?;
        let pause = Duration::from_secs(seconds.max(1));
        (pause <= BUSY_MAX && Instant::now() + pause < end).then_some(pause)
    }

    /// The receipt, if it is that of `id`: of an intent, or of a pair that has it.
    fn about_it(&self, id: &str, receipt: Receipt) -> Result<Receipt> {
        let digests: Option<Vec<_>> = receipt.intents.iter().map(|id| read_hex(id)).collect();
        let own = match digests.as_deref() {
            Some([one]) => Some(hex::encode(one)),
            Some([lender, borrower]) => Some(hex::encode(api::pair_id(lender, borrower))),
            _ => None,
        };
        let is_asked = receipt.id == id || receipt.intents.iter().any(|intent| intent == id);
        match is_asked && own.as_ref() == Some(&receipt.id) {
            true => Ok(receipt),
            false => Err(self.untrue("its receipt is of something else")),
        }
    }

    fn understood<T: DeserializeOwned>(&self, Answer(status, body): Answer) -> Result<T> {
        if !status.is_success() {
            return Err(match serde_json::from_slice::<Problem>(&body) {
                Ok(problem) => self.refused(&problem),
                // What stands in front of the relay says it.
                Err(_) if status.is_server_error() => away(&self.url, status.to_string()),
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

impl Answer {
    fn problem(&self) -> Option<Problem> {
        match self.0.is_success() {
            true => None,
            false => serde_json::from_slice(&self.1).ok(),
        }
    }

    /// Whether nothing can be concluded from it: something in front of the relay answered in its place, or it broke half way.
    fn is_lost(&self) -> bool {
        self.0.is_server_error() && self.problem().is_none_or(|problem| problem.code == INTERNAL)
    }
}

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
