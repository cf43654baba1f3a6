//! What holds for every request of the service host, in this order: it gets an id, its host must be ours, its sender may come
//! now, pages of others may read the API only from the signer host, a form comes from our own pages; then the handler; then a
//! [`Fault`] gets its words, and the answer the headers that keep a browser from doing anything else with it.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{header, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::{from_fn_with_state, Next};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};

use super::{Fault, Site};
use crate::frame::{self, Peer};
use iou_base::text::Text;
use iou_intent::api::PROBLEM;
use iou_relay::intents::Refused;

/// Names a request in the log and in its answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest id that is taken from a client.
const ID_MAX: usize = 64;
/// From where a browser says that a request comes.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// From where a request comes, by the word of trusted proxies: what its budgets are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client(pub IpAddr);

impl Client {
    /// What a budget is counted by: an IPv6 client has 2^64 addresses of its own, so those of one /64 are one.
    pub fn subject(&self) -> String {
        frame::limit::subject(self.0)
    }
}

/// Lays all of it around the routes.
pub(super) fn around(router: Router<Arc<Site>>, site: Arc<Site>) -> Router<Arc<Site>> {
    router
        .fallback(|| async { Fault::from(Refused::NotFound) })
        .method_not_allowed_fallback(|| async { Fault::from(Refused::MethodNotAllowed) })
        .layer(from_fn_with_state(site, guard))
}

async fn guard(
    State(site): State<Arc<Site>>,
    Extension(Peer(peer)): Extension<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let id = request_id(request.headers());
    let (method, uri, headers) = (
        request.method().clone(),
        request.uri().clone(),
        request.headers().clone(),
    );
    let route = request.extensions().get::<MatchedPath>().cloned();
    let text = frame::language(request.headers());
    let client = site.clients.client(peer, request.headers());
    let _before = request.extensions_mut().insert(Client(client));
    let admitted = admit(&site, client, &request);
    let response = match admitted {
        Err(fault) => fault.into_response(),
        Ok(()) if is_preflight(&request) => StatusCode::NO_CONTENT.into_response(),
        Ok(()) => next.run(request).await,
    };
    let mut response = worded(response, &text, &uri, &headers);
    dress(&site, &uri, &mut response);
    let status = response.status().as_u16();
    // What nobody serves has one name, or whoever asks for very much of it would fill the memory with names.
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    site.health.request(route, status, began.elapsed());
    // The route and not the path, which may have the secret of a link or a calendar in it; never the query.
    let ms = began.elapsed().as_millis() as u64;
    tracing::info!(%id, %method, route, status, ms, "request");
    let id = HeaderValue::from_str(&id).expect("checked, or our own");
    let _before = response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The client's own id, where that is harmless; else a new one.
fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
    let is_plain = |id: &&str| {
        let plain = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-';
        (1..=ID_MAX).contains(&id.len()) && id.bytes().all(plain)
    };
    let given = given.filter(is_plain).map(str::to_owned);
    given.unwrap_or_else(iou_database::lease::random_hex)
}

fn admit(site: &Site, client: IpAddr, request: &Request) -> Result<(), Fault> {
    if !is_our_host(site, request) {
        return Err(Fault::new(StatusCode::MISDIRECTED_REQUEST, "other-host"));
    }
    if !site.clients.allows(client) {
        return Err(Refused::RateLimited.into());
    }
    // A form or a script of somebody else's page must not act as whoever is logged in here.
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_safe && !is_api(request.uri()) && !is_same_origin(site, request.headers()) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "other-origin"));
    }
    Ok(())
}

/// Whether a request means this host: by its public name, or by a name of this machine. A page that has its own name lead to
/// this address (DNS rebinding) has another one.
fn is_our_host(site: &Site, request: &Request) -> bool {
    let mut all = request.headers().get_all(header::HOST).iter();
    let named = all.next();
    // One server might read the first of several, a proxy before it the last.
    if all.next().is_some() {
        return false;
    }
    let named = named.and_then(|host| host.to_str().ok());
    let named = named.or_else(|| request.uri().authority().map(|it| it.as_str()));
    let Some(named) = named else { return false };
    let name = match named.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => named,
    };
    named.eq_ignore_ascii_case(&site.host)
        || ["localhost", "127.0.0.1", "[::1]"].contains(&name.to_ascii_lowercase().as_str())
}

/// By what browsers say of where a request comes from; who says neither is no browser and has no cookie of another's.
fn is_same_origin(site: &Site, headers: &HeaderMap) -> bool {
    let fetch = headers.get(FETCH_SITE).map(|it| it.as_bytes());
    let origin = headers.get(header::ORIGIN).and_then(|it| it.to_str().ok());
    let is_ours = |origin: &str| {
        origin == site.settings.public_origin()
            || headers
                .get(header::HOST)
                .and_then(|it| it.to_str().ok())
                .is_some_and(|host| origin.split_once("://").is_some_and(|(_, it)| it == host))
    };
    // Our pages send no referrer, and so their forms say `Origin: null`: who says where a request comes from is believed.
    match fetch {
        Some(fetch) => fetch == b"same-origin" || fetch == b"none",
        None => origin.is_none_or(is_ours),
    }
}

fn is_api(uri: &Uri) -> bool {
    uri.path().starts_with("/v1/")
}

fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && is_api(request.uri())
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// A fault gets its words; where somebody reads pages, a page. What the router itself refuses in the API is one, too.
fn worded(mut response: Response, text: &Text, uri: &Uri, headers: &HeaderMap) -> Response {
    let accepts = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok());
    let reads_pages = !is_api(uri) && accepts.is_some_and(|it| it.contains("text/html"));
    match response.extensions_mut().remove::<Fault>() {
        Some(fault) if reads_pages => return crate::pages::problem(headers, fault.status()),
        Some(fault) => return frame::problem(&fault.problem(text)),
        None => {}
    }
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_told = kind.is_some_and(|kind| kind.as_bytes() == PROBLEM.as_bytes());
    if is_told || !is_api(uri) || !response.status().is_client_error() {
        return response;
    }
    let refused = match response.status() {
        StatusCode::NOT_FOUND => Refused::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Refused::MethodNotAllowed,
        _ => Refused::Malformed,
    };
    frame::problem(&refused.problem(text))
}

/// The headers of every answer.
fn dress(site: &Site, uri: &Uri, response: &mut Response) {
    let signer = site.settings.signer_origin();
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let (false, Ok(value)) = (headers.contains_key(&name), HeaderValue::from_str(value)) {
            let _before = headers.insert(name, value);
        }
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(OPENER_POLICY, "same-origin");
    set(header::CACHE_CONTROL, "no-store");
    if is_api(uri) {
        set(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        );
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, &signer);
        set(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE");
        set(header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type");
        set(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "etag, location, retry-after, x-request-id",
        );
        set(header::ACCESS_CONTROL_MAX_AGE, "600");
        set(header::VARY, "origin, accept-language");
    } else {
        let wasm = match uri.path() {
            "/verify" => " 'wasm-unsafe-eval'",
            _ => "",
        };
        let policy = format!(
            "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
             form-action 'self' {signer}; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
        );
        set(header::CONTENT_SECURITY_POLICY, &policy);
    }
}
