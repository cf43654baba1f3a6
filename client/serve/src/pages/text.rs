//! The whole text of a loan as both signed it, without what only they can open.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use terms::Event;

use super::frame::{self, Frame};
use super::letter::{self, Block, Letter};
use crate::web::Site;

#[derive(Template)]
#[template(path = "text.html")]
struct TextPage {
    f: Frame,
    id: u64,
    heading: String,
    letter: Letter,
    amended: bool,
}

pub(super) async fn show(State(site): State<Arc<Site>>, Path(id): Path<u64>, headers: HeaderMap) -> Response {
    let record = match super::record(&site, &headers, id).await {
        Ok(record) => record,
        Err(response) => return response,
    };
    let mut f = Frame::new(&headers, "text", &format!("/loans/{id}/text")).with("loan", id.to_string());
    f.title = f
        .text
        .lookup("page-loan-number", &[("loan", id.to_string().into())]);
    // What both signed; amendments are events of their own.
    let signed = record.events().iter().find_map(|placed| match &placed.event {
        Event::LoanProposed(e) => Some(e.terms.clone()),
        _ => None,
    });
    let terms = signed.unwrap_or_else(|| record.books().terms.clone());
    let page = TextPage {
        id,
        heading: f.title.clone(),
        letter: letter::of(&terms, record.unit(), f.lang(), None),
        amended: record.detail.amendments > 0,
        f,
    };
    frame::send(&page)
}
