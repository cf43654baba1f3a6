//! Signed links, for who has no key.

use std::sync::Arc;

use axum::Router;

use crate::web::Site;

pub(crate) fn router() -> Router<Arc<Site>> {
    Router::new()
}
