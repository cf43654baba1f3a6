//! The pages that live by their script: the draft that a link leads to, whose secret stands in the fragment and reaches no server;
//! and the log-in. Without a script they say what they are for.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::frame::{self, Frame};
use super::new::Values;
use crate::web::Site;

#[derive(Template)]
#[template(path = "draft.html")]
struct DraftPage {
    f: Frame,
    /// Says of each state what it is: id of its part, heading, sentence.
    states: Vec<(&'static str, String, String)>,
}

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    f: Frame,
}

/// The states of a draft that a page has something to say of.
const STATES: [&str; 8] = [
    "open",
    "seated",
    "half",
    "submitted",
    "recorded",
    "void",
    "expired",
    "unknown",
];

/// The words that the script of the draft puts in, by the names under which it finds them.
const WORDS: [&str; 25] = [
    "lender",
    "borrower",
    "you",
    "wants-borrow",
    "wants-lend",
    "who-borrower",
    "instalments",
    "at-once",
    "copied",
    "named",
    "title-own",
    "title-over",
    "fault",
    "are-you",
    "taken-at",
    "signed-borrower",
    "signed-lender",
    "waits-borrower",
    "waits-lender",
    "waits-seat",
    "call-borrower",
    "call-lender",
    "remind-near",
    "remind-time",
    "reminder",
];

/// The values that a script puts into words, in the place of their names.
const VALUES: [&str; 9] = [
    "name", "lender", "borrower", "count", "amount", "days", "today", "until", "link",
];

pub(super) async fn show(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let mut f = Frame::new(&headers, "draft", "/d").with_scripts(&["draft.mjs"]);
    f.data.push(("signer", site.settings.signer_origin()));
    f.data.push(("api", site.settings.public_origin()));
    f.data.push(("words", words(&f, "page-draft-word", &WORDS)));
    let said = |state: &&'static str| {
        let of = |part: &str| f.tr(&format!("page-draft-{state}{part}"));
        (*state, of(""), of("-why"))
    };
    let states = STATES.iter().map(said).collect();
    frame::send(&DraftPage { f, states })
}

/// Messages for a script, as JSON by their last names.
pub(super) fn words(f: &Frame, prefix: &str, names: &[&str]) -> String {
    let values = VALUES.map(|name| (name, format!("{{{name}}}").into()));
    let all = names.iter().map(|name| {
        let text = f.text.lookup(&format!("{prefix}-{name}"), &values);
        ((*name).to_owned(), text.into())
    });
    serde_json::Value::Object(all.collect()).to_string()
}

pub(super) async fn login(
    State(site): State<Arc<Site>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let values = Values::read(query.unwrap_or_default().as_bytes());
    let next = match values.get("next") {
        "book" => "/book",
        _ => "/",
    };
    let accounts = crate::sessions::accounts(&site, &headers).await;
    let mut f = Frame::new(&headers, "login", "/login").with_scripts(&["login.mjs"]);
    f.data.push(("signer", site.settings.signer_origin()));
    f.data.push(("api", site.settings.public_origin()));
    f.data.push(("next", next.to_owned()));
    if !accounts.is_empty() {
        let count = [("count", accounts.len().into())];
        f.data.push(("in", f.text.lookup("page-login-in", &count)));
    }
    frame::send(&LoginPage { f })
}
