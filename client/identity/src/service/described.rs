//! The description of a service's interface (OpenAPI), as it is committed to docs/identity.openapi.json.

use utoipa::OpenApi;

use super::{CheckAnswer, CheckPending, CheckProblem, CheckRequest};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "IOU identity check",
        description = "Checks who somebody is, for a verifier who asks by `iou identity issue`. A token, where there is one, comes as Authorization: Bearer."
    ),
    paths(begin, get),
    components(schemas(CheckRequest, CheckAnswer, CheckPending, CheckProblem))
)]
struct Description;

/// Begins a check. The same nonce again is the same check.
#[utoipa::path(
    post,
    path = "/v1/checks",
    request_body(content = CheckRequest, content_type = "application/json"),
    responses(
        (status = 200, description = "It is over.", body = CheckAnswer),
        (status = 202, description = "It is not over.", body = CheckPending),
        (status = "4XX", description = "The question is wrong.", body = CheckProblem, content_type = "application/problem+json"),
        (status = "5XX", description = "Something is wrong here.", body = CheckProblem, content_type = "application/problem+json"),
    )
)]
#[allow(dead_code)] // described here, and served by others
fn begin() {}

/// What became of a check.
#[utoipa::path(
    get,
    path = "/v1/checks/{id}",
    params(("id" = String, Path, description = "The name of the check.")),
    responses(
        (status = 200, description = "It is over.", body = CheckAnswer),
        (status = 202, description = "It is not over.", body = CheckPending),
        (status = "4XX", description = "There is no such check.", body = CheckProblem, content_type = "application/problem+json"),
        (status = "5XX", description = "Something is wrong here.", body = CheckProblem, content_type = "application/problem+json"),
    )
)]
#[allow(dead_code)] // described here, and served by others
fn get() {}

/// The description, as it is committed.
pub fn description() -> String {
    let mut document = Description::openapi();
    document.info.version = "1".into();
    let json = document.to_pretty_json().unwrap_or_default();
    format!("{json}\n")
}

#[cfg(test)]
mod tests {
    /// `IOU_WRITE_SNAPSHOTS=1 cargo test` writes it.
    #[test]
    fn the_description_is_the_one_that_is_committed() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/identity.openapi.json");
        if std::env::var_os("IOU_WRITE_SNAPSHOTS").is_some() {
            std::fs::write(path, super::description()).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(committed, super::description());
    }
}
