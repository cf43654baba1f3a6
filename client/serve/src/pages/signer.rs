//! Links to the signer host: what it is asked to do stands in the fragment, which no server sees.

use base64::prelude::{Engine as _, BASE64_URL_SAFE_NO_PAD};
use iou_base::text::Lang;
use serde::Serialize;

use crate::web::Site;

/// What every task says beside its own.
#[derive(Serialize)]
struct Task<'a, T> {
    api: String,
    back: &'a str,
    lang: &'static str,
    #[serde(flatten)]
    what: &'a T,
}

/// `SIGNER/#TASK=…`: the host comes back to `back`, a path of this one.
pub(super) fn link<T: Serialize>(site: &Site, lang: Lang, task: &str, back: &str, what: &T) -> String {
    let all = Task {
        api: site.settings.public_origin(),
        back,
        lang: lang.tag(),
        what,
    };
    // Structs of texts and numbers, which always can be written.
    let json = serde_json::to_vec(&all).unwrap_or_default();
    let signer = site.settings.signer_origin();
    format!("{signer}/#{task}={}", BASE64_URL_SAFE_NO_PAD.encode(json))
}
