//! The files that pages load: part of the program, under names that hold their digest, so that a browser keeps them for ever and a
//! new program brings new names. All are packed once, before the first is asked for.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::write::GzEncoder;
use flate2::Compression;
use iou_base::sha256;
use iou_signer::Packed;

/// Every file, those first that others name: `./NAME` in a script becomes the name under which it is served.
const FILES: [(&str, &str, &[u8]); 11] = [
    ("page.css", CSS, include_bytes!("../../static/page.css")),
    (
        "icon.svg",
        "image/svg+xml",
        include_bytes!("../../static/icon.svg"),
    ),
    ("common.mjs", SCRIPT, include_bytes!("../../static/common.mjs")),
    ("link.mjs", SCRIPT, include_bytes!("../../static/link.mjs")),
    (
        "module.mjs",
        SCRIPT,
        include_bytes!("../../../browser/module.mjs"),
    ),
    ("new.mjs", SCRIPT, include_bytes!("../../static/new.mjs")),
    ("draft.mjs", SCRIPT, include_bytes!("../../static/draft.mjs")),
    ("loan.mjs", SCRIPT, include_bytes!("../../static/loan.mjs")),
    ("step.mjs", SCRIPT, include_bytes!("../../static/step.mjs")),
    ("login.mjs", SCRIPT, include_bytes!("../../static/login.mjs")),
    ("verify.mjs", SCRIPT, include_bytes!("../../static/verify.mjs")),
];
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const WASM: &str = "application/wasm";
/// The browser's module.
pub(super) const MODULE: &str = "iou.wasm";
/// Digits of the digest in a name.
const DIGITS: usize = 16;

/// A file as it is served.
struct Asset {
    kind: &'static str,
    packed: Packed,
}

/// The files by the names under which they are served, and those names by the files' own.
struct Assets {
    files: BTreeMap<String, Asset>,
    names: BTreeMap<&'static str, String>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let mut assets = Assets {
        files: BTreeMap::new(),
        names: BTreeMap::new(),
    };
    for (name, kind, bytes) in FILES {
        let mut bytes = bytes.to_vec();
        if kind == SCRIPT {
            let mut text = String::from_utf8_lossy(&bytes).into_owned();
            for (own, served) in &assets.names {
                text = text.replace(&format!("./{own}"), &format!("./{served}"));
            }
            bytes = text.into_bytes();
        }
        assets.add(name, kind, bytes);
    }
    if let Some(module) = iou_signer::module() {
        assets.keep(MODULE, WASM, *module);
    }
    assets
});

impl Assets {
    fn add(&mut self, name: &'static str, kind: &'static str, bytes: Vec<u8>) {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        // Writing to memory does not fail.
        let gzip = gzip
            .write_all(&bytes)
            .and_then(|()| gzip.finish())
            .unwrap_or_default();
        // Served as long as the program runs.
        let packed = Packed {
            plain: bytes.leak(),
            gzip: Some(gzip.leak()),
            brotli: None,
        };
        self.keep(name, kind, packed);
    }

    fn keep(&mut self, name: &'static str, kind: &'static str, packed: Packed) {
        let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
        let digest = hex::encode(sha256(packed.plain));
        let served = format!("{stem}.{}.{ending}", &digest[..DIGITS]);
        let _before = self.names.insert(name, served.clone());
        let _before = self.files.insert(served, Asset { kind, packed });
    }
}

/// Where a file is served; `None` for one that this program was built without.
pub(super) fn path(name: &str) -> Option<String> {
    ASSETS.names.get(name).map(|served| format!("/static/{served}"))
}

/// Its bytes as they go over the wire where the browser takes gzip.
#[cfg(test)]
pub(super) fn weight(path: &str) -> usize {
    let name = path.trim_start_matches("/static/");
    let packed = &ASSETS.files[name].packed;
    packed.gzip.unwrap_or(packed.plain).len()
}

/// A file.
pub(super) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.files.get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let common = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    let (coding, bytes) = asset.packed.taken(headers.get(header::ACCEPT_ENCODING));
    match coding {
        Some(coding) => (common, [(header::CONTENT_ENCODING, coding)], bytes).into_response(),
        None => (common, bytes).into_response(),
    }
}
