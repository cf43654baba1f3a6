//! Log-in by a signed message, under `/v1/sessions`: a cookie for whoever holds the keys of loans. It lets one look, and do nothing:
//! everything that changes a loan is signed by itself.

mod book;
mod desk;

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use iou_intent::api::Problem;
use serde_json::Value;
use terms::AccountId;

use crate::denied::Denied;
use utoipa::OpenApi as _;

use crate::frame::{json, now_ms};
use crate::web::{Body, Client, Fault, Site};
use desk::{Desk, SESSION_MS};
pub use desk::{LogIn, LoggedIn, Nonce};

#[derive(utoipa::OpenApi)]
#[openapi(paths(nonce, log_in, who, log_out))]
struct Description;

/// Its part of the description.
pub(crate) fn description() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

pub(crate) fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/v1/sessions/nonce", post(nonce))
        .route("/v1/sessions", post(log_in).get(who).delete(log_out))
}

fn desk(site: &Site) -> Desk<'_> {
    Desk {
        store: &site.store,
        host: &site.host,
        daily: site.settings.daily,
        now_ms: now_ms(),
    }
}

/// Forgets what is over.
pub(crate) async fn clean(site: &Site) -> Result<(), Fault> {
    Ok(book::clean(&site.store, now_ms()).await?)
}

/// Who is logged in: whose loans the pages may show. Nobody where the database fails.
pub(crate) async fn accounts(site: &Site, headers: &HeaderMap) -> Vec<AccountId> {
    let Some(secret) = cookie(site, headers) else {
        return Vec::new();
    };
    desk(site).accounts(&secret).await.unwrap_or_default()
}

/// The cookie's name: with the prefix that keeps other hosts from setting it, where browsers allow that.
fn name(site: &Site) -> &'static str {
    match site.settings.is_https() {
        true => "__Host-iou",
        false => "iou",
    }
}

fn cookie(site: &Site, headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter();
    let pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'));
    let mut named = pairs.filter_map(|pair| pair.trim().split_once('='));
    named
        .find(|(key, _)| *key == name(site))
        .map(|(_, value)| value.to_owned())
}

/// `Set-Cookie`.
fn set(site: &Site, value: &str, seconds: u64) -> String {
    let secure = if site.settings.is_https() { "; Secure" } else { "" };
    format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}",
        name(site)
    )
}

/// A number to sign for logging in.
#[utoipa::path(
    post,
    path = "/v1/sessions/nonce",
    responses(
        (status = 200, description = "The number.", body = Nonce),
    )
)]
pub(crate) async fn nonce(Shared(site): Shared<Arc<Site>>) -> Result<Response, Fault> {
    Ok(json(&desk(&site).nonce().await?))
}

/// Logs in with the keys of loans. Sets a cookie.
#[utoipa::path(
    post,
    path = "/v1/sessions",
    request_body(content = LogIn, content_type = "application/json"),
    responses(
        (status = 200, description = "Who is logged in.", body = LoggedIn),
        (status = 409, description = "The number is none of this service's, over, or used.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "One of the signatures is not right; nobody is logged in.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "As many as one address logs in a day.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "As many as log in here in a day; Retry-After says when to try again.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn log_in(
    Shared(site): Shared<Arc<Site>>,
    Extension(client): Extension<Client>,
    Body(body): Body<Value>,
) -> Result<Response, Fault> {
    let (secret, who) = desk(&site).log_in(&body, &client.subject()).await?;
    let cookie = set(&site, &secret, SESSION_MS / 1_000);
    Ok(([(header::SET_COOKIE, cookie)], json(&who)).into_response())
}

/// Who is logged in with this cookie.
#[utoipa::path(
    get,
    operation_id = "who_is_logged_in",
    path = "/v1/sessions",
    responses(
        (status = 200, description = "The accounts, SS58.", body = Vec<String>),
        (status = 401, description = "Nobody is.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn who(Shared(site): Shared<Arc<Site>>, headers: HeaderMap) -> Result<Response, Fault> {
    let accounts = accounts(&site, &headers).await;
    if accounts.is_empty() {
        return Err(Denied::NotLoggedIn.into());
    }
    let shown: Vec<String> = accounts.into_iter().map(iou_base::address::show).collect();
    Ok(json(&shown))
}

/// Logs out.
#[utoipa::path(
    delete,
    path = "/v1/sessions",
    responses((status = 204, description = "Nobody is logged in with this cookie any more."))
)]
pub(crate) async fn log_out(Shared(site): Shared<Arc<Site>>, headers: HeaderMap) -> Result<Response, Fault> {
    if let Some(secret) = cookie(&site, &headers) {
        desk(&site).log_out(&secret).await?;
    }
    let cookie = set(&site, "", 0);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
