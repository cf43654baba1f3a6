//! Drafts of loans: from the link to the loan that both have signed.

use std::sync::Arc;

use axum::Router;

use crate::web::Site;

pub(crate) fn router() -> Router<Arc<Site>> {
    Router::new()
}
