//! What stands between a socket and whatever is served to everybody: who is at the other end ([`Clients`]), how often they
//! may ask (`limit`), how many connections there are and how long each lives (`server`), and how an answer is worded. It
//! asks nobody who they are, so whatever comes in is hostile until it is checked. TLS is a proxy's business.

pub(crate) mod limit;
pub(crate) mod server;
pub(crate) mod wait;

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use axum::body::{to_bytes, Body, Bytes};
use axum::http::{header, HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use iou_base::text::{Lang, Text};
use iou_intent::api::{Problem, PROBLEM};
use iou_relay::intents::settings::Limits;
use iou_relay::intents::Refused;
use limit::Limiter;
use wait::Waiters;

/// How long a body may take.
const BODY_TIME: Duration = Duration::from_secs(10);

/// What a trusted proxy says of the client.
const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Who is at the other end of the connection.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// Who asks, how often they may, and how many wait for an answer.
pub(crate) struct Clients {
    limiter: Limiter,
    proxies: Vec<IpAddr>,
    /// Those who wait for news.
    pub(crate) waiters: Waiters,
}

impl Clients {
    pub(crate) fn new(limits: Limits, proxies: Vec<IpAddr>) -> Clients {
        let limiter = Limiter::new(limits);
        Clients {
            limiter,
            proxies,
            waiters: Waiters::default(),
        }
    }

    /// From where a request comes: the newest address that no trusted proxy has. What a proxy has written there that is no
    /// address stands for the proxy itself: what comes before it anybody can have written.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer;
        let lines = headers.get_all(FORWARDED).iter().rev();
        let mut named = lines.flat_map(|line| line.as_bytes().rsplit(|sign| *sign == b','));
        while is_among(&self.proxies, client) {
            match named.next().map(address) {
                Some(Some(address)) => client = address,
                Some(None) | None => break,
            }
        }
        client
    }

    /// Counts a request of `client`, if it may come now.
    pub(crate) fn allows(&self, client: IpAddr) -> bool {
        self.limiter.allows(client, Instant::now())
    }
}

/// Whether one of `proxies` has that address, in whatever form.
pub(crate) fn is_among(proxies: &[IpAddr], address: IpAddr) -> bool {
    let address = address.to_canonical();
    proxies.iter().any(|proxy| proxy.to_canonical() == address)
}

/// An address as proxies write it: some with a port.
fn address(bytes: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    bare.unwrap_or(text).parse().ok().or_else(with_port)
}

/// The first language of those that were asked for which is spoken here; English without any.
pub(crate) fn language(headers: &HeaderMap) -> Text {
    let asked = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|it| it.to_str().ok());
    let tags = asked.unwrap_or_default().split(',').take(8);
    let spoken = tags.filter_map(|tag| {
        let tag = tag.split(';').next()?.trim();
        Lang::from_tag(tag)
    });
    Text::new(spoken.into_iter().next().unwrap_or(Lang::En))
}

/// Whether a body is said to be JSON.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

/// A body of at most `most` bytes.
///
/// Errors: it is larger, or does not come in time.
pub(crate) async fn body(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Refused> {
    let said = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    if said.is_some_and(|length: usize| length > most) {
        return Err(Refused::TooLarge);
    }
    let bytes = tokio::time::timeout(BODY_TIME, to_bytes(body, most)).await;
    let bytes = bytes.map_err(|_| Refused::TooSlow)?;
    bytes.map_err(|_| Refused::TooLarge)
}

/// `value` as JSON that nobody keeps.
pub(crate) fn json(value: &impl Serialize) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let text = serde_json::to_string(value).expect("plain data");
    (headers, text).into_response()
}

/// A problem as an answer.
pub(crate) fn problem(problem: &Problem) -> Response {
    let mut response = json(problem);
    *response.status_mut() =
        StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let own = response.headers_mut();
    let _before = own.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
    if let Some(seconds) = problem.retry_after_seconds {
        let _before = own.insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// The machine's clock. Units: milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    u64::try_from(since.unwrap_or_default().as_millis()).unwrap_or(u64::MAX)
}
