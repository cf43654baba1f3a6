//! Boxes that only their owners open, under `/v1/boxes`: what a person must find again on an empty phone. The place follows from
//! their words, the key that writes there too; this service sees neither whose a box is nor what is in it.

mod book;
mod desk;

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use iou_intent::api::Problem;
use serde_json::Value;
use utoipa::OpenApi as _;

use crate::frame::{json, now_ms};
use crate::web::{Body, Client, Fault, Site};
use desk::Desk;
pub use desk::{BoxView, EmptyBox, WriteBox};

#[derive(utoipa::OpenApi)]
#[openapi(paths(look, write, empty))]
struct Description;

/// Its part of the description.
pub(crate) fn description() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

pub(crate) fn router() -> Router<Arc<Site>> {
    Router::new().route("/v1/boxes/{locator}", get(look).put(write).delete(empty))
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

/// What stands at a place.
#[utoipa::path(
    get,
    operation_id = "read_box",
    path = "/v1/boxes/{locator}",
    params(("locator" = String, Path, description = "The place: 64 hexadecimal digits.")),
    responses(
        (status = 200, description = "What stands there, with the signature of who wrote it.", body = BoxView),
        (status = 404, description = "Nothing was ever written there.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn look(
    Shared(site): Shared<Arc<Site>>,
    Path(locator): Path<String>,
) -> Result<Response, Fault> {
    Ok(json(&desk(&site).look(&locator).await?))
}

/// Writes there. The first key that does has the place for good, and each box must be newer than the one before.
#[utoipa::path(
    put,
    operation_id = "write_box",
    path = "/v1/boxes/{locator}",
    params(("locator" = String, Path, description = "The place: 64 hexadecimal digits.")),
    request_body(content = WriteBox, content_type = "application/json"),
    responses(
        (status = 201, description = "It is the first one there."),
        (status = 204, description = "It is kept, or was before."),
        (status = 403, description = "The place is another key's.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "That is no place.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "What is there is newer.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The signature is not the key's.", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "As many new places as one address has in a day.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "As many new places as this service has in a day; Retry-After says when to try again.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn write(
    Shared(site): Shared<Arc<Site>>,
    Extension(client): Extension<Client>,
    Path(locator): Path<String>,
    Body(body): Body<Value>,
) -> Result<Response, Fault> {
    let is_first = desk(&site).write(&locator, &body, &client.subject()).await?;
    let code = if is_first {
        StatusCode::CREATED
    } else {
        StatusCode::NO_CONTENT
    };
    Ok(code.into_response())
}

/// Empties a place. It stays its key's.
#[utoipa::path(
    delete,
    operation_id = "empty_box",
    path = "/v1/boxes/{locator}",
    params(("locator" = String, Path, description = "The place: 64 hexadecimal digits.")),
    request_body(content = EmptyBox, content_type = "application/json"),
    responses(
        (status = 204, description = "It is empty."),
        (status = 403, description = "The place is another key's.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing was ever written there.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "What is there is newer.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The signature is not the key's.", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn empty(
    Shared(site): Shared<Arc<Site>>,
    Extension(client): Extension<Client>,
    Path(locator): Path<String>,
    Body(body): Body<Value>,
) -> Result<Response, Fault> {
    desk(&site).empty(&locator, &body, &client.subject()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
