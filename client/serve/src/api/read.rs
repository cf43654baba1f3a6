//! The endpoints that read the tables alone.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, RawQuery, State};
use axum::http::{header, HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use terms::{AccountId, Day, LoanId, Timestamp, UtcOffset};
use tokio::time::timeout;

use super::answer::{self, *};
use super::page::{self, List};
use super::query::{wrong, Query};
use crate::read::{status_named, Filter, StoredLoan, PAGE_MAX};
use crate::web::{Fault, Site};
use iou_base::{address, hex0x};
use iou_intent::api::Problem;
use iou_view::json::{self, CreditView};

/// What an account can be in a loan.
const ROLES: [&str; 9] = [
    "lender",
    "borrower",
    "co-borrower",
    "guarantor",
    "arbiter",
    "holder",
    "heir",
    "verifier",
    "successor",
];
/// How long the node is waited for where the answer is of use without it.
const NODE_TIME: Duration = Duration::from_secs(2);
/// How far ahead is looked for what falls due where nothing is said. Units: days.
const AHEAD: u32 = 366;

pub(super) type Answer<T> = Result<T, Fault>;
type Shared = State<Arc<Site>>;

/// JSON that may be kept and asked for again, while its tag is the same.
fn tagged<T: Serialize>(headers: &HeaderMap, tag: &str, value: impl FnOnce() -> T) -> Response {
    let matches = |given: &HeaderValue| {
        let given = given.to_str().unwrap_or_default();
        given
            .split(',')
            .any(|it| it.trim().trim_start_matches("W/") == tag || it.trim() == "*")
    };
    let known = headers.get_all(header::IF_NONE_MATCH).iter().any(matches);
    let own = [(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache")];
    match known {
        true => (StatusCode::NOT_MODIFIED, own).into_response(),
        false => (own, plain(&value())).into_response(),
    }
}

/// JSON.
pub(super) fn plain(value: &impl Serialize) -> Response {
    let text = serde_json::to_string(value).expect("plain data");
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// What an answer about a loan follows from: its events, the day, the published rates, and this program.
async fn tag(site: &Site, loan: &StoredLoan) -> Answer<String> {
    let rates = site.reader.rates(0).await?.0.len();
    let head = hex::encode(&loan.books.head[..12]);
    Ok(format!(
        "\"{head}.{}.{rates}.{}\"",
        loan.today,
        env!("CARGO_PKG_VERSION")
    ))
}

pub(super) fn id(text: &str) -> Answer<LoanId> {
    text.parse().map_err(|_| Fault::no_such_loan())
}

async fn found(site: &Site, text: &str) -> Answer<StoredLoan> {
    site.reader.loan(id(text)?).await?.ok_or_else(Fault::no_such_loan)
}

/// What this service serves, and where.
#[utoipa::path(
    get,
    path = "/v1/service",
    responses((status = 200, description = "What it is.", body = ServiceView))
)]
pub(super) async fn service(State(site): Shared) -> Answer<Response> {
    let cursor = site.reader.cursor().await?;
    let head = timeout(NODE_TIME, site.node.head()).await;
    let head = head.ok().and_then(Result::ok);
    let chain = head.as_ref().map(|head| head.ledger.conn.chain());
    let relay = match &site.reception {
        Some(reception) => {
            let about = timeout(NODE_TIME, reception.about()).await;
            about.ok().and_then(Result::ok)
        }
        None => None,
    };
    let time = head.as_ref().map(|head| head.time_ms);
    let genesis = cursor.as_ref().map(|cursor| cursor.genesis);
    let contract = cursor.as_ref().map(|cursor| cursor.contract);
    Ok(plain(&ServiceView {
        genesis: genesis.or(chain.map(|chain| chain.genesis.0)).map(hex0x),
        contract: contract
            .or(head.as_ref().map(|head| AccountId(head.ledger.address.0)))
            .map(address::show),
        chain: chain.map(|chain| chain.name.clone()),
        decimals: chain.map(|chain| chain.token_decimals),
        symbol: chain.map(|chain| chain.token_symbol.clone()),
        finalised_ms: time.max(cursor.as_ref().map(|cursor| cursor.time_ms)),
        indexed_block: cursor.as_ref().map(|cursor| cursor.block),
        indexed_ms: cursor.as_ref().map(|cursor| cursor.time_ms),
        public_url: site.settings.public_origin(),
        signer_url: site.settings.signer_origin(),
        relay,
        version: env!("CARGO_PKG_VERSION").into(),
    }))
}

/// Loans, by who has a part in them and how they stand, in the order of their numbers.
#[utoipa::path(
    get,
    path = "/v1/loans",
    params(
        ("account" = Option<Vec<String>>, Query, description = "In which one of these (SS58) has a part; up to 64, the name repeated for each."),
        ("role" = Option<String>, Query, description = "As what: lender, borrower, co-borrower, guarantor, arbiter, holder, or beside a seat heir, verifier or successor; only with accounts. The key that acts for a seat has the seat's roles."),
        ("status" = Option<String>, Query, description = "Which stand like that: proposed, signed, active, defaulted, settled, cancelled or expired."),
        ("after" = Option<String>, Query, description = "The `next` of the answer before."),
        ("limit" = Option<u32>, Query, description = "How many: 1 to 100; 100 if left out."),
    ),
    responses(
        (status = 200, description = "Those loans.", body = LoansView),
    )
)]
pub(super) async fn loans(State(site): Shared, RawQuery(query): RawQuery) -> Answer<Response> {
    let query = Query::read(
        query.as_deref(),
        &["role", "after", "limit"],
        &["account", "status"],
    )?;
    let known = |role: &str| ROLES.contains(&role).then(|| role.to_owned());
    let filter = Filter {
        accounts: query.accounts()?,
        role: query.parsed("role", known)?,
        statuses: query.parsed("status", status_named)?.into_iter().collect(),
    };
    if filter.role.is_some() && filter.accounts.is_empty() {
        return Err(wrong("role").into());
    }
    let after = query.parsed("after", |text| page::read(List::Loans, text))?;
    let (loans, next) = site.reader.loans(&filter, after, query.limit(PAGE_MAX)?).await?;
    let numbers: Vec<LoanId> = loans.iter().map(|loan| loan.id).collect();
    let mut roles = site.reader.roles(&filter.accounts, &numbers).await?;
    Ok(plain(&LoansView {
        loans: loans
            .iter()
            .map(|loan| answer::summary(loan, roles.remove(&loan.id).unwrap_or_default()))
            .collect(),
        next: next.map(|id| page::place(List::Loans, id)),
    }))
}

/// A whole loan: terms, schedule, the figures of today, what was signed, delivered and repaid, what waits for an answer.
#[utoipa::path(
    get,
    path = "/v1/loans/{loan}",
    params(("loan" = u64, Path, description = "Its number.")),
    responses(
        (status = 200, description = "The loan. ETag is its tag.", body = LoanAnswer),
        (status = 304, description = "It is as it was when If-None-Match was its tag."),
        (status = 404, description = "There is none of that number.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn loan(
    State(site): Shared,
    Path(loan): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    let stored = found(&site, &loan).await?;
    let tag = tag(&site, &stored).await?;
    if headers.contains_key(header::IF_NONE_MATCH) {
        let answer = tagged(&headers, &tag, || ());
        if answer.status() == StatusCode::NOT_MODIFIED {
            return Ok(answer);
        }
    }
    let detail = site.reader.history(stored).await?;
    Ok(tagged(&HeaderMap::new(), &tag, || answer::loan(&detail)))
}

/// The schedule in force.
#[utoipa::path(
    get,
    path = "/v1/loans/{loan}/schedule",
    params(("loan" = u64, Path, description = "Its number.")),
    responses(
        (status = 200, description = "Its instalments. ETag is the loan's tag.", body = ScheduleAnswer),
        (status = 304, description = "They are as they were when If-None-Match was its tag."),
        (status = 404, description = "There is none of that number.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn schedule(
    State(site): Shared,
    Path(loan): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    let stored = found(&site, &loan).await?;
    let tag = tag(&site, &stored).await?;
    let detail = site.reader.history(stored).await?;
    Ok(tagged(&headers, &tag, || {
        answer::schedule(&detail.loan, detail.true_rate)
    }))
}

/// The events of a loan, in their order.
#[utoipa::path(
    get,
    path = "/v1/loans/{loan}/events",
    params(
        ("loan" = u64, Path, description = "Its number."),
        ("after" = Option<String>, Query, description = "The `next` of the answer before."),
        ("limit" = Option<u32>, Query, description = "How many: 1 to 100; 100 if left out."),
    ),
    responses(
        (status = 200, description = "Those events.", body = EventsView),
        (status = 404, description = "There is no loan of that number.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn events(
    State(site): Shared,
    Path(loan): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let query = Query::read(query.as_deref(), &["after", "limit"], &[])?;
    let after = query.parsed("after", |text| {
        u32::try_from(page::read(List::Events, text)?).ok()
    })?;
    let limit = query.limit(PAGE_MAX)?;
    let stored = found(&site, &loan).await?;
    let (events, more) = site.reader.events(stored.id, after, limit).await?;
    let last = events.last().map(|placed| placed.event.head().sequence);
    Ok(plain(&EventsView {
        loan: stored.id,
        events: events
            .iter()
            .map(|placed| answer::placed(placed, &stored))
            .collect(),
        next: last
            .filter(|_| more)
            .map(|last| page::place(List::Events, last.into())),
    }))
}

/// The account line by line, with formula, basis and article, replayed from the events.
#[utoipa::path(
    get,
    path = "/v1/loans/{loan}/statement",
    params(
        ("loan" = u64, Path, description = "Its number."),
        ("on" = Option<String>, Query, description = "The last day; today if left out."),
    ),
    responses(
        (status = 200, description = "The statement.", body = StatementAnswer),
        (status = 400, description = "That is no day, or one before anything had happened.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none of that number.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn statement(
    State(site): Shared,
    Path(loan): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let query = Query::read(query.as_deref(), &["on"], &[])?;
    let on = query.day("on")?;
    let stored = found(&site, &loan).await?;
    let Some((detail, statement, day)) = site.reader.statement(stored.id, on).await? else {
        return Err(wrong("on").into());
    };
    let told = |placed: &&crate::read::PlacedEvent| placed.event.head().after.day <= day;
    let events = detail.history.iter().take_while(told).count();
    let events = u32::try_from(events).unwrap_or(u32::MAX);
    Ok(plain(&answer::statement(&detail.loan, &statement, events, day)))
}

/// How somebody has repaid what they borrowed. Whoever never borrowed has zeros.
#[utoipa::path(
    get,
    path = "/v1/accounts/{account}/credit",
    params(("account" = String, Path, description = "SS58.")),
    responses(
        (status = 200, description = "The record.", body = CreditView),
        (status = 400, description = "That is no account.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn credit(State(site): Shared, Path(account): Path<String>) -> Answer<Response> {
    let account = address::read(&account).ok_or_else(|| wrong("account"))?;
    let credit = site.reader.credit(account).await?;
    Ok(plain(&json::credit(account, &credit)))
}

/// What falls due in running loans of some accounts, the earliest first; at most 2,000.
#[utoipa::path(
    get,
    path = "/v1/due",
    params(
        ("account" = Vec<String>, Query, description = "Whose loans (SS58): 1 to 64, the name repeated for each."),
        ("until" = Option<String>, Query, description = "The last day; a year from today if left out."),
    ),
    responses(
        (status = 200, description = "Those instalments.", body = DuesView),
    )
)]
pub(super) async fn due(State(site): Shared, RawQuery(query): RawQuery) -> Answer<Response> {
    let query = Query::read(query.as_deref(), &["until"], &["account"])?;
    let accounts = query.accounts()?;
    if accounts.is_empty() {
        return Err(wrong("account").into());
    }
    let until = match query.day("until")? {
        Some(day) => day,
        None => {
            let cursor = site.reader.cursor().await?;
            let now = Timestamp(cursor.map_or(0, |cursor| cursor.time_ms));
            Day::of(now, UtcOffset::CHINA)
                .plus_days(AHEAD)
                .map_err(Fault::internal)?
        }
    };
    let coming = site.reader.coming(&accounts, until).await?;
    Ok(plain(&DuesView {
        until: until.to_string(),
        due: coming.iter().map(answer::coming).collect(),
    }))
}
