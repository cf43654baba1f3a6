//! The host that signs. It serves static files and nothing else: whoever holds a key holds it in their own browser, in these
//! files and in the module that they load, and no page of the service can reach it, because this is another origin. All that is
//! served is known when the program is built, so its hash ([`hash`]) can be published and compared: it tells that everybody is
//! served the same, not that one person is.
//!
//! # Usage
//!
//! [`router`] is mounted alone on a listener of its own. The pages talk to the services in [`SignerSettings::apis`] and to
//! nobody else; the browser holds them to it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    HeaderName, HeaderValue, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, Response, StatusCode};
use axum::Router;
use serde_json::json;

/// What the page asks first: with which services it may talk.
const CONFIG: &str = "/config.json";
/// Where the hash of all files is, and that of each.
const HASHES: &str = "/hash.json";
const MODULE: &str = "sign.wasm";
const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// One file.
struct File {
    name: &'static str,
    kind: &'static str,
    /// Hexadecimal.
    sha256: &'static str,
    packed: Packed,
}

/// Bytes, and the same packed where that is shorter.
#[derive(Debug, Clone, Copy)]
pub struct Packed {
    /// As they are.
    pub plain: &'static [u8],
    /// Source: RFC 1952.
    pub gzip: Option<&'static [u8]>,
    /// Source: RFC 7932. Browsers take it over TLS and from their own machine.
    pub brotli: Option<&'static [u8]>,
}

impl Packed {
    /// The shortest that somebody takes, who says `accepted` of it (Accept-Encoding, RFC 9110), and what they are told it is.
    pub fn taken(&self, accepted: Option<&HeaderValue>) -> (Option<&'static str>, &'static [u8]) {
        let brotli = self
            .brotli
            .filter(|_| takes(accepted, "br"))
            .map(|bytes| (Some("br"), bytes));
        let gzip = || {
            self.gzip
                .filter(|_| takes(accepted, "gzip"))
                .map(|bytes| (Some("gzip"), bytes))
        };
        brotli.or_else(gzip).unwrap_or((None, self.plain))
    }
}

/// Whether an Accept-Encoding names a coding, and not to refuse it.
fn takes(accepted: Option<&HeaderValue>, coding: &str) -> bool {
    let accepted = accepted.and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let refuses = |weight: &str| weight.strip_prefix("q=").is_some_and(|it| it.parse() == Ok(0f32));
        parts.next() == Some(coding) && !parts.any(refuses)
    })
}

/// Not among the files: these pages do not load it.
static VERIFIER: Option<Packed> = include!(concat!(env!("OUT_DIR"), "/verifier.rs"));

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// For whom the pages sign.
#[derive(Debug, Clone, Default)]
pub struct SignerSettings {
    /// The services that they talk to and go back to: origins, `https://iou.example`.
    pub apis: Vec<String>,
}

struct Served {
    policy: HeaderValue,
    config: String,
}

/// The pages.
pub fn router(settings: SignerSettings) -> Router {
    Router::new()
        .fallback(serve)
        .with_state(Arc::new(Served::of(&settings)))
}

impl Served {
    fn of(settings: &SignerSettings) -> Served {
        let apis: Vec<_> = settings
            .apis
            .iter()
            .map(|api| api.trim_end_matches('/'))
            .filter(|api| is_origin(api))
            .collect();
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self' {}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'",
            apis.join(" ")
        );
        Served {
            // An origin has no sign that a header cannot have.
            policy: HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'")),
            config: json!({"apis": apis, "built": is_built(), "hash": hash()}).to_string(),
        }
    }
}

/// Only scheme, host and port: what stands in a policy can say nothing else.
fn is_origin(api: &str) -> bool {
    let host = api
        .strip_prefix("https://")
        .or_else(|| api.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty()
            && host
                .bytes()
                .all(|sign| sign.is_ascii_alphanumeric() || b".-:[]".contains(&sign))
    })
}

/// SHA-256 over the list of all files with their SHA-256, as `sha256sum` writes it, ordered by name. Hexadecimal.
pub fn hash() -> &'static str {
    env!("IOU_SIGNER_HASH")
}

/// Whether the module that signs was there when this program was built.
pub fn is_built() -> bool {
    file(MODULE).is_some()
}

/// The module that verifies evidence, for the pages of the service, where it was there when this program was built.
pub fn module() -> Option<&'static Packed> {
    VERIFIER.as_ref()
}

fn file(name: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.name == name)
}

async fn serve(State(served): State<Arc<Served>>, request: Request) -> Response<Body> {
    let mut response = answer(&served, &request);
    let headers = response.headers_mut();
    let fixed = [
        (CONTENT_SECURITY_POLICY, served.policy.clone()),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (COOP, HeaderValue::from_static("same-origin")),
        (
            PERMISSIONS,
            HeaderValue::from_static("publickey-credentials-create=(self), publickey-credentials-get=(self)"),
        ),
        // Asked for anew each time: a page of one version never meets a module of another.
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (VARY, HeaderValue::from_static("accept-encoding")),
    ];
    headers.extend(fixed);
    response
}

fn answer(served: &Served, request: &Request) -> Response<Body> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return status(StatusCode::METHOD_NOT_ALLOWED);
    }
    let path = request.uri().path();
    match path {
        CONFIG => return json_of(served.config.clone()),
        HASHES => return json_of(hashes()),
        _ => {}
    }
    let name = match path {
        "/" => "index.html",
        other => other.trim_start_matches('/'),
    };
    let Some(file) = file(name) else {
        return status(StatusCode::NOT_FOUND);
    };
    let headers = request.headers();
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = match known.is_some_and(|known| known.contains(file.sha256)) {
        true => status(StatusCode::NOT_MODIFIED),
        false => {
            let (coding, bytes) = file.packed.taken(headers.get(ACCEPT_ENCODING));
            let mut response = Response::new(Body::from(bytes));
            if let Some(coding) = coding.map(HeaderValue::from_static) {
                let _ = response.headers_mut().insert(CONTENT_ENCODING, coding);
            }
            response
        }
    };
    let headers = response.headers_mut();
    let _ = headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.kind));
    if let Ok(tag) = HeaderValue::from_str(&format!("W/\"{}\"", file.sha256)) {
        let _ = headers.insert(ETAG, tag);
    }
    response
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn json_of(json: String) -> Response<Body> {
    let mut response = Response::new(Body::from(json));
    let _ = response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn hashes() -> String {
    let files = FILES
        .iter()
        .map(|file| (file.name.to_owned(), file.sha256.into()));
    let files: serde_json::Map<_, _> = files.collect();
    json!({"hash": hash(), "files": files}).to_string()
}

#[cfg(test)]
mod tests;
