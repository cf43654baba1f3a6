//! The signer host: static files of an origin of its own, where all keys are. It knows nothing of the service host but its
//! address.

use axum::Router;

use crate::web::SiteSettings;

pub(crate) fn router(_settings: &SiteSettings) -> Router {
    Router::new()
}
