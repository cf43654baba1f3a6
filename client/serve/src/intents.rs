//! Where intents are handed over: `POST /v1/intents`, `GET /v1/intents/{id}`, `GET /v1/relay`, over HTTP/1.1. It asks nobody who
//! they are, so whatever comes in is hostile until it is checked: connections, their age, the time for a head and a body,
//! their sizes and the requests of one address are limited, and what costs more than a hash waits for its turn
//! ([`iou_relay::intents::reception`]). TLS is a proxy's business. Errors are problem details (RFC 9457) in the language
//! that was asked for. The description of all this is docs/relay.openapi.json.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State as Shared};
use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use tokio_util::sync::CancellationToken;
use utoipa::OpenApi;

use crate::api::query::Query;
use crate::frame::server::{self, Door};
use crate::frame::{self, json, language, limit, now_ms, Clients, Peer};
use crate::{described, Server};
use iou_intent::api::{self, Handed, Problem, Receipt, BODY_MAX, INTENTS, OPENAPI, RELAY};
use iou_relay::intents::{Reception, Refused};

/// How often the database is asked for somebody who waits.
const LOOK: Duration = Duration::from_millis(300);
/// Digits of an id.
const ID_LEN: usize = 64;
/// How long a connection lives, whatever it does.
const LIFE: Duration = Duration::from_secs(120);

/// All of the handlers have this.
pub(crate) struct Desk {
    reception: Arc<Reception>,
    clients: Arc<Clients>,
    /// Whether requests are counted here, and not by whoever mounts it.
    counts: bool,
}

impl Desk {
    /// One that counts the requests of each address, as the relay's settings say.
    fn new(reception: Arc<Reception>) -> Desk {
        let settings = reception.settings();
        let clients = Clients::new(settings.limits, settings.proxies.clone());
        Desk {
            reception,
            clients: Arc::new(clients),
            counts: true,
        }
    }

    /// One behind something that counts them.
    pub(crate) fn mounted(reception: Arc<Reception>, clients: Arc<Clients>) -> Desk {
        Desk {
            reception,
            clients,
            counts: false,
        }
    }

    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        self.clients.client(peer, headers)
    }

    fn allow(&self, client: IpAddr) -> Result<(), Refused> {
        if !self.counts || self.clients.allows(client) {
            return Ok(());
        }
        self.reception.status().intent(&Refused::RateLimited.code());
        Err(Refused::RateLimited)
    }
}

/// Takes intents at the address in the settings of `reception`, until `cancel`.
///
/// Errors: [`crate::Error::Listen`] when that is no address, or one that cannot be had.
pub async fn start(reception: Arc<Reception>, cancel: CancellationToken) -> crate::Result<Server> {
    let settings = reception.settings();
    let door = Door {
        listen: settings.listen.clone(),
        what: "intents are taken",
        limits: settings.limits,
        proxies: settings.proxies.clone(),
        life: LIFE,
    };
    server::start(door, router(Arc::new(Desk::new(reception))), cancel).await
}

/// The description of the interface.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "IOU relay",
        description = "Submits, and pays for, what others signed. It has no rights by that. An intent that is held back can be handed to any other relay."
    ),
    paths(hand_over, receipt, about, described),
    components(schemas(Handed, Receipt, Problem, api::Relay))
)]
struct Description;

/// The description, for whoever serves more.
pub(crate) fn description() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

/// The description as it is committed and served.
pub fn description_json() -> String {
    described::json(&described::whole(Description::openapi()))
}

/// What a relay answers, to be mounted by whoever serves more.
pub(crate) fn routes<S>(desk: Arc<Desk>) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    Router::new()
        .route(INTENTS, post(hand_over))
        .route(&format!("{INTENTS}/{{id}}"), get(receipt))
        .route(RELAY, get(about))
        .with_state(desk)
}

fn router(desk: Arc<Desk>) -> Router {
    routes(desk)
        .route(OPENAPI, get(described))
        .fallback(|headers: HeaderMap| async move { refuse(Refused::NotFound, &headers) })
        .method_not_allowed_fallback(|headers: HeaderMap| async move {
            refuse(Refused::MethodNotAllowed, &headers)
        })
}

/// Hands over an intent, or a pair for a new loan. It is safe to repeat: the same has the same receipt.
#[utoipa::path(
    post,
    path = "/v1/intents",
    request_body(content = Handed, content_type = "application/json"),
    responses(
        (status = 202, description = "Checked and written down; the header Location says where it is asked for.", body = Receipt),
        (status = 200, description = "It was handed over before.", body = Receipt),
        (status = 409, description = "The contract would not take it as things stand.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It can never take effect here, or is nothing that this relay submits.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "A limit or a day's budget is reached; Retry-After says when to try again.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Not now; Retry-After says when to try again.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn hand_over(
    Shared(desk): Shared<Arc<Desk>>,
    Extension(Peer(peer)): Extension<Peer>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let (headers, text) = (&parts.headers, language(&parts.headers));
    let client = desk.client(peer, headers);
    let handed = async {
        desk.allow(client)?;
        let handed = read(headers, body).await?;
        let address = limit::subject(client);
        desk.reception.receive(&handed, &address, &text, now_ms()).await
    };
    match handed.await {
        Ok((new, receipt)) => {
            let code = if new { StatusCode::ACCEPTED } else { StatusCode::OK };
            let place = format!("{INTENTS}/{}", receipt.id);
            (code, [(header::LOCATION, place)], json(&receipt)).into_response()
        }
        Err(refused) => refuse(refused, headers),
    }
}

fn state_named(name: &str) -> Option<api::State> {
    serde_json::from_value(name.into()).ok()
}

/// What became of something that was handed over.
#[utoipa::path(
    get,
    path = "/v1/intents/{id}",
    params(
        ("id" = String, Path, description = "The id in the receipt; of a pair also the id of either intent."),
        ("wait" = Option<u64>, Query, description = "How long the answer may wait for a change. Units: seconds, at most 30. Where too many wait it comes at once."),
        ("state" = Option<api::State>, Query, description = "The state that is known already: the answer waits until it is another one."),
    ),
    responses(
        (status = 200, description = "Its receipt.", body = Receipt),
        (status = 404, description = "Nothing was handed over here under this id.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn receipt(
    Shared(desk): Shared<Arc<Desk>>,
    Extension(Peer(peer)): Extension<Peer>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let text = language(&headers);
    let client = desk.client(peer, &headers);
    let found = async {
        desk.allow(client)?;
        let query = Query::read(query.as_deref(), &["wait", "state"], &[])?;
        let (seconds, known) = (query.number("wait")?, query.parsed("state", state_named)?);
        let id = id.trim_start_matches("0x").to_ascii_lowercase();
        if id.len() != ID_LEN || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Refused::UnknownIntent);
        }
        let waiter = desk.clients.waiters.wait(seconds);
        loop {
            let found = desk
                .reception
                .receipt(&id, &text)
                .await?
                .ok_or(Refused::UnknownIntent)?;
            let is_over = matches!(found.state, api::State::Finalised | api::State::Refused);
            if is_over || known != Some(found.state) || waiter.is_over() {
                return Ok(found);
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    match found.await {
        Ok(receipt) => json(&receipt).into_response(),
        Err(refused) => refuse(refused, &headers),
    }
}

/// For which contract it works, and what it takes.
#[utoipa::path(
    get,
    path = "/v1/relay",
    responses(
        (status = 200, description = "What it is.", body = api::Relay),
        (status = 503, description = "Its node does not answer.", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn about(
    Shared(desk): Shared<Arc<Desk>>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    let about = async {
        desk.allow(desk.client(peer, &headers))?;
        desk.reception.about().await
    };
    match about.await {
        Ok(about) => json(&about).into_response(),
        Err(refused) => refuse(refused, &headers),
    }
}

/// This description.
#[utoipa::path(
    get,
    path = "/v1/openapi.json",
    operation_id = "description",
    responses((status = 200, description = "This description.", content_type = "application/json"))
)]
async fn described() -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, description_json()).into_response()
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Handed, Refused> {
    if !frame::is_json(headers) {
        return Err(Refused::NotJson);
    }
    let bytes = frame::body(headers, body, BODY_MAX).await?;
    serde_json::from_slice(&bytes).map_err(|_| Refused::Malformed)
}

fn refuse(refused: Refused, headers: &HeaderMap) -> Response {
    frame::problem(&refused.problem(&language(headers)))
}

#[cfg(test)]
mod tests;
