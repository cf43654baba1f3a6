//! The reading API under `/v1`: loans, schedules, events, statements, credit and what falls due, out of the index's tables;
//! out of the node only what they lack. Its description is docs/api.openapi.json.

mod node;

use std::sync::Arc;

use axum::Router;

use crate::web::Site;

pub use node::Node;

pub(crate) fn router() -> Router<Arc<Site>> {
    Router::new()
}
