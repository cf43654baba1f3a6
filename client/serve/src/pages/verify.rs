//! Verifying a file in the reader's own browser: the file and the chain specification are theirs, and neither leaves it. The words
//! of what can be found are the program's own; the page's script puts figures into them.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use iou_base::text::FluentValue;

use super::assets;
use super::draft::words;
use super::frame::{self, Frame};

#[derive(Template)]
#[template(path = "verify.html")]
struct VerifyPage {
    f: Frame,
    ready: bool,
}

/// The words of the page's script.
const WORDS: [&str; 21] = [
    "lender",
    "borrower",
    "false-why",
    "as-of",
    "as-of-said",
    "as-of-false",
    "as-of-doubt",
    "since",
    "since-today",
    "items",
    "wrong-chain-spec",
    "wrong-pdf-without",
    "wrong-pdf-several",
    "wrong-unreadable",
    "wrong-size",
    "wrong-module",
    "wrong-paper",
    "wrong-scan-none",
    "wrong-scan-other",
    "wrong-scan-picture",
    "wrong-scan-several",
];

pub(super) async fn show(headers: HeaderMap) -> Response {
    let mut f = Frame::new(&headers, "verify", "/verify").with_scripts(&["verify.mjs"]);
    let module = assets::path(assets::MODULE);
    f.data.push(("module", module.clone().unwrap_or_default()));
    f.data.push(("words", words(&f, "page-verify", &WORDS)));
    f.data.push(("findings", findings(&f)));
    frame::send(&VerifyPage {
        ready: module.is_some(),
        f,
    })
}

/// The variables of these messages; the script puts their values in place of `{NAME}`.
const VARIABLES: [&str; 45] = [
    "account",
    "acting",
    "algorithm",
    "amount",
    "authorities",
    "bytes",
    "chain",
    "claimant",
    "code",
    "contract",
    "count",
    "day",
    "decimals",
    "digest",
    "event",
    "events",
    "expired",
    "field",
    "from",
    "genesis",
    "hash",
    "institution",
    "intent",
    "key",
    "keys",
    "kind",
    "core",
    "lines",
    "loan",
    "message",
    "name",
    "number",
    "of",
    "origin",
    "parts",
    "seat",
    "set",
    "set_changes",
    "sha256",
    "signer",
    "status",
    "successor",
    "symbol",
    "time",
    "value",
];
/// More of them, which no message of the others has beside them.
const MORE: [&str; 7] = ["time_ms", "until", "voted", "weight", "what", "error", "text"];
/// The variables that choose between sentences, with the values that they are known to have.
const CHOOSING: [(&str, [&str; 2]); 3] = [
    ("signed", ["yes", "no"]),
    ("withheld", ["0", "1"]),
    ("own", ["yes", "no"]),
];

/// The messages of what is found by their ids: titles, sentences, events, statuses. Where a value chooses the sentence, there is
/// one for each under `ID|VARIABLE|VALUE`.
fn findings(f: &Frame) -> String {
    let prefixes = [
        "check-",
        "evidence-",
        "event-",
        "status-",
        "digest-of-",
        "action-",
    ];
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for id in f.text.ids_under(&prefixes) {
        let plain: Vec<(&str, FluentValue<'_>)> = VARIABLES
            .iter()
            .chain(&MORE)
            .map(|name| (*name, format!("{{{name}}}").into()))
            .collect();
        let of = |choosing: &[(&'static str, &'static str)]| {
            let chosen = choosing.iter().map(|(name, value)| (*name, (*value).into()));
            let args: Vec<_> = plain.iter().cloned().chain(chosen).collect();
            f.text.lookup(id, &args)
        };
        let usual: Vec<_> = CHOOSING.iter().map(|(name, values)| (*name, values[0])).collect();
        let first = of(&usual);
        for (name, values) in CHOOSING {
            let mut other = usual.clone();
            for (choosing, value) in &mut other {
                if *choosing == name {
                    *value = values[1];
                }
            }
            let second = of(&other);
            if second != first {
                let _none = all.insert(format!("{id}|{name}|{}", values[1]), second);
            }
        }
        let _none = all.insert(id.to_owned(), first);
    }
    serde_json::to_string(&all).unwrap_or_default()
}
