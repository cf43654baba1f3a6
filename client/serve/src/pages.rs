//! The pages, rendered here.

use std::sync::Arc;

use axum::Router;

use crate::web::Site;

pub(crate) fn router() -> Router<Arc<Site>> {
    Router::new()
}
