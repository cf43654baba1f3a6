//! The pages, rendered here: what a loan is, what can be done about it, and where that is signed. They know no name and no key.
//! A page says everything without a script; scripts add what only a browser can know: the link's secret, the digest of a file.
//! Texts: client/i18n/*/page.ftl. Looks: client/serve/static/page.css.

mod assets;
mod book;
pub(crate) mod calendars;
mod chart;
mod draft;
mod frame;
mod letter;
mod loan;
mod new;
mod record;
mod seats;
mod signer;
mod step;
#[cfg(test)]
mod tests;
mod text;
mod verify;
mod words;

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::Router;
use terms::law::Published;
use terms::AccountId;

use crate::frame::now_ms as own_ms;
use crate::read::Filter;
use crate::web::Site;
use frame::LANGUAGE;
use iou_base::memo::MemoCode;
use record::Record;

pub(crate) fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/", get(book::home))
        .route("/new", get(new::form).post(new::preview))
        .route("/d", get(draft::show))
        .route("/loans/{id}", get(show_loan))
        .route("/loans/{id}/text", get(text::show))
        .route("/loans/{id}/{step}", get(step::show).post(step::take))
        .route("/book", get(book::show))
        .route("/book/calendars", post(book::make_calendar))
        .route("/book/calendars/end", post(book::end_calendars))
        .route("/book.csv", get(book::csv))
        .route("/calendar/{name}", get(book::feed))
        .route("/verify", get(verify::show))
        .route("/login", get(draft::login))
        .route("/l/{token}", get(linked))
        .route("/lang", get(choose_language))
        .route("/static/{name}", get(assets::serve))
}

/// The page that stands in place of a problem, for people: see [`crate::web::Fault`].
pub(crate) fn problem(headers: &HeaderMap, status: StatusCode) -> Response {
    let kind = match status {
        StatusCode::NOT_FOUND => "missing",
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => "busy",
        StatusCode::FORBIDDEN | StatusCode::MISDIRECTED_REQUEST => "foreign",
        status if status.is_client_error() => "bad",
        _ => "broken",
    };
    frame::error(headers, status, kind)
}

/// The chain's clock: that of the newest indexed block; this machine's where there is none.
async fn now_ms(site: &Site) -> u64 {
    match site.reader.cursor().await {
        Ok(Some(cursor)) => cursor.time_ms,
        _ => own_ms(),
    }
}

async fn rates(site: &Site) -> crate::read::Result<Arc<Published>> {
    site.reader.rates(u64::MAX).await
}

/// A loan; or the page that says that there is none, or that the database does not answer.
async fn record(site: &Site, headers: &HeaderMap, id: u64) -> Result<Record, Response> {
    let failed = |error: iou_database::Error| {
        tracing::error!(%error, "a page could not be made");
        frame::error(headers, StatusCode::SERVICE_UNAVAILABLE, "busy")
    };
    let detail = site.reader.detail(id).await.map_err(failed)?;
    let Some(detail) = detail else {
        return Err(frame::error(headers, StatusCode::NOT_FOUND, "missing"));
    };
    let cursor = site.reader.cursor().await.map_err(failed)?;
    let memo = cursor
        .as_ref()
        .map(|cursor| MemoCode::of(cursor.genesis, cursor.contract, id));
    Ok(Record {
        detail,
        rates: rates(site).await.map_err(failed)?,
        now_ms: cursor.map_or_else(own_ms, |cursor| cursor.time_ms),
        memo,
    })
}

/// The loans in which one of `accounts` has a part, at most `most`.
async fn records(
    site: &Site,
    headers: &HeaderMap,
    accounts: &[AccountId],
    most: usize,
) -> Result<Vec<Record>, Response> {
    let failed = |error: iou_database::Error| {
        tracing::error!(%error, "a page could not be made");
        frame::error(headers, StatusCode::SERVICE_UNAVAILABLE, "busy")
    };
    let filter = Filter {
        accounts: accounts.to_vec(),
        ..Filter::default()
    };
    let (rates, now_ms) = (rates(site).await.map_err(failed)?, now_ms(site).await);
    let mut records = Vec::new();
    let mut after = None;
    loop {
        let page = site.reader.loans(&filter, after, crate::read::PAGE_MAX).await;
        let (loans, next) = page.map_err(failed)?;
        for loan in loans {
            if let Some(detail) = site.reader.detail(loan.id).await.map_err(failed)? {
                records.push(Record {
                    detail,
                    rates: rates.clone(),
                    now_ms,
                    memo: None,
                });
            }
        }
        after = next;
        if after.is_none() || records.len() >= most {
            records.truncate(most);
            return Ok(records);
        }
    }
}

async fn show_loan(State(site): State<Arc<Site>>, Path(id): Path<u64>, headers: HeaderMap) -> Response {
    let record = match record(&site, &headers, id).await {
        Ok(record) => record,
        Err(response) => return response,
    };
    let accounts = crate::sessions::accounts(&site, &headers).await;
    let f = frame::Frame::new(&headers, "loan", &format!("/loans/{id}"));
    frame::send(&loan::page_for(f, &record, &accounts, true))
}

/// A loan for who has no key and holds a signed link. It can be looked at, and nothing else.
async fn linked(State(site): State<Arc<Site>>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let Ok(id) = crate::links::loan(&site, &token).await else {
        return frame::error(&headers, StatusCode::NOT_FOUND, "link");
    };
    let record = match record(&site, &headers, id).await {
        Ok(record) => record,
        Err(response) => return response,
    };
    let f = frame::Frame::new(&headers, "loan", &format!("/l/{token}"));
    frame::send(&loan::page_for(f, &record, &[], false))
}

/// Keeps the language that somebody chose, and goes back to where they were on this host.
async fn choose_language(RawQuery(query): RawQuery) -> Response {
    let values = new::Values::read(query.unwrap_or_default().as_bytes());
    let to = match iou_base::text::Lang::from_tag(values.get("to")) {
        Some(lang) => lang.tag(),
        None => return (StatusCode::SEE_OTHER, [(header::LOCATION, "/")]).into_response(),
    };
    let back = Some(values.get("back"))
        .filter(|path| is_local(path))
        .unwrap_or("/");
    let cookie = format!("{LANGUAGE}={to}; Path=/; Max-Age=31536000; SameSite=Lax");
    let headers = [(header::LOCATION, back.to_owned()), (header::SET_COOKIE, cookie)];
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Whether a path stays on this host, however a browser reads it.
fn is_local(path: &str) -> bool {
    let plain = path.bytes().all(|sign| sign.is_ascii_graphic() && sign != b'\\');
    plain && path.starts_with('/') && !path.starts_with("//")
}
