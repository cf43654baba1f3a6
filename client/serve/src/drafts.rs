//! Drafts of loans: from the link to the loan that both have signed. Under `/v1/drafts`, and for whoever only fills in a form
//! `/v1/terms` and `/v1/schedules`. What may happen when is decided in [`desk`].

mod book;
mod desk;
mod reckon;
#[cfg(test)]
mod tests;
pub mod wire;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{post, put};
use axum::{Extension, Router};
use iou_base::text::Text;
use iou_intent::api::Problem;
use serde_json::Value;
use tokio::sync::broadcast;

use utoipa::OpenApi as _;

use crate::api::query::Query;
use crate::frame::{json, language, now_ms};
use crate::web::{Body, Client, Fault, Site};
pub(crate) use desk::read;
use desk::Desk;
use wire::{DraftView, FormRequest, GiveFields, NewDraft, Reckoned, SignDraft, TakeSeat, VoidDraft};

/// How often the database is asked for somebody who waits: for what other processes do, and the relay. What happens here wakes them.
const LOOK: Duration = Duration::from_secs(1);
/// Rings when a draft has changed here.
static CHANGED: LazyLock<broadcast::Sender<Arc<str>>> = LazyLock::new(|| broadcast::channel(64).0);

/// Wakes whoever waits for this draft, and nobody else.
fn changed(id: &str) {
    // Fails where nobody waits.
    let _heard = CHANGED.send(id.into());
}

/// Waits until something was done with this draft here.
async fn heard(changes: &mut broadcast::Receiver<Arc<str>>, id: &str) {
    while let Ok(of) = changes.recv().await {
        if *of == *id {
            return;
        }
    }
    // Too much has happened to know.
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    reckon_terms,
    reckon_schedule,
    create,
    look,
    take_seat,
    give_fields,
    void,
    sign
))]
struct Description;

/// Its part of the description.
pub(crate) fn description() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

pub(crate) fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/v1/terms", post(reckon_terms))
        .route("/v1/schedules", post(reckon_schedule))
        .route("/v1/drafts/{id}", put(create).get(look))
        .route("/v1/drafts/{id}/seat", post(take_seat))
        .route("/v1/drafts/{id}/fields", put(give_fields))
        .route("/v1/drafts/{id}/void", post(void))
        .route("/v1/drafts/{id}/intents", post(sign))
}

/// Where drafts are kept, for somebody who reads `text`'s language.
fn desk<'a>(site: &'a Site, text: &'a Text) -> Desk<'a> {
    Desk {
        store: &site.store,
        reader: &site.reader,
        reception: site.reception.as_deref(),
        host: &site.host,
        daily: site.settings.daily,
        text,
        now_ms: now_ms(),
    }
}

/// A draft that somebody has just changed.
fn news(draft: &DraftView) -> Response {
    changed(&draft.id);
    json(draft)
}

/// What is kept is looked through once: pairs that are still to be handed over, and what is over.
pub(crate) async fn hand_over(site: &Site) -> Result<(), Fault> {
    let text = Text::new(iou_base::text::Lang::En);
    Ok(desk(site, &text).hand_over_what_is_left().await?)
}

/// Forgets what is over.
pub(crate) async fn clean(site: &Site) -> Result<(), Fault> {
    Ok(book::clean(&site.store, now_ms()).await?)
}

/// What follows from a form: the draft terms, their schedule and what the law says beside. Nothing is kept.
#[utoipa::path(
    post,
    path = "/v1/terms",
    request_body(content = FormRequest, content_type = "application/json"),
    responses(
        (status = 200, description = "What follows from it.", body = Reckoned),
        (status = 422, description = "A field is wrong; `field` names it.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn reckon_terms(
    Shared(site): Shared<Arc<Site>>,
    headers: HeaderMap,
    Body(body): Body<Value>,
) -> Result<Response, Fault> {
    Ok(json(&desk(&site, &language(&headers)).reckon(&body).await?))
}

/// The same, for a form that is still being filled in.
#[utoipa::path(
    post,
    path = "/v1/schedules",
    request_body(content = FormRequest, content_type = "application/json"),
    responses(
        (status = 200, description = "What follows from it.", body = Reckoned),
        (status = 422, description = "A field is wrong; `field` names it.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn reckon_schedule(
    site: Shared<Arc<Site>>,
    headers: HeaderMap,
    body: Body<Value>,
) -> Result<Response, Fault> {
    reckon_terms(site, headers, body).await
}

/// Makes a draft. It is safe to repeat: the same has the same answer.
#[utoipa::path(
    put,
    operation_id = "make_draft",
    path = "/v1/drafts/{id}",
    params(("id" = String, Path, description = "What follows from the link: 32 hexadecimal digits.")),
    request_body(content = NewDraft, content_type = "application/json"),
    responses(
        (status = 201, description = "It is kept.", body = DraftView),
        (status = 200, description = "It was kept before.", body = DraftView),
        (status = 404, description = "That is no id of a draft.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Another draft has this id.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "A box is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field is wrong, the signature is not right, or it was not made just now.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "As many drafts as one address makes in a day.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "As many drafts as this service keeps in a day; Retry-After says when to try again.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    Shared(site): Shared<Arc<Site>>,
    Extension(client): Extension<Client>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(body): Body<Value>,
) -> Result<Response, Fault> {
    let text = language(&headers);
    let (is_new, view) = desk(&site, &text).create(&id, &body, &client.subject()).await?;
    let code = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let place = format!("/v1/drafts/{id}");
    Ok((code, [(header::LOCATION, place)], news(&view)).into_response())
}

/// A draft as both see it; who has a version of it already may wait for the next one.
#[utoipa::path(
    get,
    operation_id = "read_draft",
    path = "/v1/drafts/{id}",
    params(
        ("id" = String, Path, description = "What follows from the link."),
        ("wait" = Option<u64>, Query, description = "How long the answer may wait for a change. Units: seconds, at most 30. Where too many wait it comes at once."),
        ("version" = Option<u64>, Query, description = "The version that is known already: the answer waits until it is another one."),
    ),
    responses(
        (status = 200, description = "The draft.", body = DraftView),
        (status = 404, description = "There is none.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn look(
    Shared(site): Shared<Arc<Site>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let query = Query::read(query.as_deref(), &["wait", "version"], &[])?;
    let (seconds, known) = (query.number("wait")?, query.number("version")?);
    let text = language(&headers);
    let waiter = site.clients.waiters.wait(seconds);
    // From before the look, so that nothing falls between the two.
    let mut changes = CHANGED.subscribe();
    loop {
        let found = desk(&site, &text).look(&id).await?;
        if known != Some(found.version) || waiter.is_over() {
            return Ok(json(&found));
        }
        tokio::select! {
            () = heard(&mut changes, &id) => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Takes the seat: the first one who has the link. It is safe to repeat with the same account.
#[utoipa::path(
    post,
    path = "/v1/drafts/{id}/seat",
    params(("id" = String, Path, description = "What follows from the link.")),
    request_body(content = TakeSeat, content_type = "application/json"),
    responses(
        (status = 200, description = "The seat is theirs.", body = DraftView),
        (status = 403, description = "The key does not belong to this link.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such draft.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Somebody else has it, or the draft is over.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "A box is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The signature is not right, or a field has no place here.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn take_seat(
    Shared(site): Shared<Arc<Site>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(body): Body<Value>,
) -> Result<Response, Fault> {
    let view = desk(&site, &language(&headers)).take(&id, &body).await?;
    Ok(news(&view))
}

/// Gives the one in the seat the creator's fields, sealed to them; once.
#[utoipa::path(
    put,
    path = "/v1/drafts/{id}/fields",
    params(("id" = String, Path, description = "What follows from the link.")),
    request_body(content = GiveFields, content_type = "application/json"),
    responses(
        (status = 200, description = "They are kept.", body = DraftView),
        (status = 404, description = "There is no such draft.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Nobody is there yet, they were given before, or the draft is over.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The box is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The signature is not the creator's.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn give_fields(
    Shared(site): Shared<Arc<Site>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(body): Body<Value>,
) -> Result<Response, Fault> {
    let view = desk(&site, &language(&headers)).give(&id, &body).await?;
    Ok(news(&view))
}

/// Takes a draft back, as long as not both have signed.
#[utoipa::path(
    post,
    operation_id = "void_draft",
    path = "/v1/drafts/{id}/void",
    params(("id" = String, Path, description = "What follows from the link.")),
    request_body(content = VoidDraft, content_type = "application/json"),
    responses(
        (status = 200, description = "It is void.", body = DraftView),
        (status = 404, description = "There is no such draft.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Both have signed.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The signature is not the creator's.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn void(
    Shared(site): Shared<Arc<Site>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(body): Body<Value>,
) -> Result<Response, Fault> {
    let view = desk(&site, &language(&headers)).void(&id, &body).await?;
    Ok(news(&view))
}

/// Keeps the signature of one of the two, the borrower's first; with the second one the pair goes to the relay of this service. It is
/// safe to repeat.
#[utoipa::path(
    post,
    operation_id = "sign_draft",
    path = "/v1/drafts/{id}/intents",
    params(("id" = String, Path, description = "What follows from the link.")),
    request_body(content = SignDraft, content_type = "application/json"),
    responses(
        (status = 200, description = "It is kept; `receipt` says what became of the pair.", body = DraftView),
        (status = 404, description = "There is no such draft.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is not their turn, or the draft is over.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It is not theirs, or not over the terms of this draft.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The chain was not read yet; Retry-After says when to try again.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn sign(
    Shared(site): Shared<Arc<Site>>,
    Extension(client): Extension<Client>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(body): Body<Value>,
) -> Result<Response, Fault> {
    let text = language(&headers);
    let view = desk(&site, &text).sign(&id, &body, &client.subject()).await?;
    Ok(news(&view))
}
