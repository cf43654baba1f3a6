//! The reading API under `/v1`: loans, schedules, events, statements, credit and what falls due, out of the index's tables;
//! out of the node only what they lack. Its description is docs/api.openapi.json, with what other parts of this host serve.

mod answer;
mod chain;
mod node;
mod page;
mod printed;
pub(crate) mod query;
mod read;
mod stream;

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::Router;
use utoipa::OpenApi;

use crate::web::Site;
use crate::{boxes, described, drafts, intents, sessions};
use iou_intent::api::OPENAPI;

pub use chain::Workshop;
pub use node::{Head, Node};
pub(crate) use printed::PRINTS;
pub use stream::Hub;

pub(crate) fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/v1/service", get(read::service))
        .route("/v1/loans", get(read::loans))
        .route("/v1/loans/{loan}", get(read::loan))
        .route("/v1/loans/{loan}/schedule", get(read::schedule))
        .route("/v1/loans/{loan}/events", get(read::events))
        .route("/v1/loans/{loan}/statement", get(read::statement))
        .route("/v1/loans/{loan}/signing", get(chain::signing))
        .route("/v1/loans/{loan}/evidence", get(chain::evidence))
        .route("/v1/accounts/{account}/credit", get(read::credit))
        .route("/v1/due", get(read::due))
        .route("/v1/stream", get(stream::stream))
        .route("/v1/verifications", post(chain::verification))
        .route(OPENAPI, get(description))
}

/// The description of what is read here.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "IOU service",
        description = "Loans as an index of the chain has them, drafts of new ones, and the taking of what others signed. It is a cache and a letter box: what counts is on the chain, and evidence of it can be checked without this service. Errors are problem details (RFC 9457). Every answer has an x-request-id."
    ),
    paths(
        read::service,
        read::loans,
        read::loan,
        read::schedule,
        read::events,
        read::statement,
        read::credit,
        read::due,
        chain::signing,
        chain::evidence,
        chain::verification,
        stream::stream,
    ),
    components(schemas(stream::DueHappened))
)]
struct Description;

/// The description as it is committed and served, with what is mounted beside the reading.
pub fn description_json() -> String {
    let mut description = Description::openapi();
    for part in [
        drafts::description(),
        boxes::description(),
        sessions::description(),
        intents::description(),
    ] {
        description.merge(part);
    }
    let mut description = described::whole(description);
    // Handlers of several parts have the same names; a path has one.
    for (path, item) in &mut description.paths.paths {
        let name: Vec<&str> = path
            .trim_start_matches("/v1/")
            .split(['/', '{', '}', '.'])
            .filter(|part| !part.is_empty())
            .collect();
        for (method, operation) in described::operations(item) {
            let method = method.as_str().to_lowercase();
            operation.operation_id = Some(format!("{method}_{}", name.join("_")));
        }
    }
    described::json(&description)
}

async fn description() -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, description_json()).into_response()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_operation_has_a_name_of_its_own_and_every_reference_leads_somewhere() {
        let text = super::description_json();
        let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut names = std::collections::BTreeSet::new();
        for item in whole["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                let name = operation["operationId"].as_str().unwrap();
                assert!(names.insert(name.to_owned()), "{name} stands twice");
            }
        }
        let schemas = whole["components"]["schemas"].as_object().unwrap();
        for part in text.split("#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(schemas.contains_key(name), "{name} is missing");
        }
    }

    #[test]
    fn no_part_of_it_gives_a_schema_the_name_of_another_one() {
        let whole: serde_json::Value = serde_json::from_str(&super::description_json()).unwrap();
        for part in [
            crate::drafts::description(),
            crate::boxes::description(),
            crate::sessions::description(),
            crate::intents::description(),
        ] {
            for (name, schema) in part.components.unwrap_or_default().schemas {
                let own = serde_json::to_value(schema).unwrap();
                assert_eq!(whole["components"]["schemas"][&name], own, "{name}");
            }
        }
    }

    /// `IOU_WRITE_SNAPSHOTS=1 cargo test` writes it.
    #[test]
    fn the_description_is_the_one_that_is_committed() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.openapi.json");
        let description = super::description_json();
        if std::env::var_os("IOU_WRITE_SNAPSHOTS").is_some() {
            std::fs::write(path, &description).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), description);
    }
}
