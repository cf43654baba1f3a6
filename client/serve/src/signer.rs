//! The signer host: static files of an origin of its own, where all keys are. It knows nothing of the service host but its
//! address.

use axum::Router;
use iou_signer::SignerSettings;

use crate::web::SiteSettings;

pub(crate) fn router(settings: &SiteSettings) -> Router {
    iou_signer::router(SignerSettings {
        apis: vec![settings.public_origin()],
    })
}
