//! What every page has: its language, title, scripts and the attributes by which scripts and tests know it; and how it is sent.

use askama::Template;
use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{Html as Body, IntoResponse, Response};
use iou_base::text::{Lang, Text};

use super::assets;
use super::words::Html;

/// The cookie that keeps the language that somebody chose.
pub(super) const LANGUAGE: &str = "iou_lang";

/// What the frame of a page needs.
pub(super) struct Frame {
    pub(super) text: Text,
    /// What the page is, for scripts and tests.
    pub(super) page: &'static str,
    /// Path and query, for coming back in the other language.
    pub(super) path: String,
    pub(super) title: String,
    pub(super) scripts: &'static [&'static str],
    pub(super) wide: bool,
    /// More attributes of `<main>`: name after `data-`, value.
    pub(super) data: Vec<(&'static str, String)>,
}

impl Frame {
    /// The frame of `page` at `path` in the language that the request asks for.
    pub(super) fn new(headers: &HeaderMap, page: &'static str, path: &str) -> Frame {
        let text = super::words::text(language(headers));
        let title = text.lookup(&format!("page-title-{page}"), &[]);
        Frame {
            text,
            page,
            path: path.to_owned(),
            title,
            scripts: &[],
            wide: false,
            data: Vec::new(),
        }
    }

    pub(super) fn with_scripts(mut self, scripts: &'static [&'static str]) -> Frame {
        self.scripts = scripts;
        self
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Frame {
        self.data.push((name, value.into()));
        self
    }

    pub(super) fn lang(&self) -> Lang {
        self.text.lang()
    }

    pub(super) fn tag(&self) -> &'static str {
        self.lang().tag()
    }

    pub(super) fn other_tag(&self) -> &'static str {
        match self.lang() {
            Lang::En => Lang::Zh.tag(),
            Lang::Zh => Lang::En.tag(),
        }
    }

    /// The link to the same page in the other language.
    pub(super) fn other_language(&self) -> String {
        let back: String = url::form_urlencoded::byte_serialize(self.path.as_bytes()).collect();
        format!("/lang?to={}&back={back}", self.other_tag())
    }

    /// A message without values.
    pub(super) fn tr(&self, id: &str) -> String {
        self.text.lookup(id, &[])
    }

    /// One of several messages: `STEM-N` and what comes after it.
    pub(super) fn part(&self, stem: &str, n: &str, end: &str) -> String {
        self.tr(&format!("{stem}-{n}{end}"))
    }

    /// The same with its marks made tags.
    pub(super) fn say(&self, id: &str) -> Html {
        Html::sentence(&self.tr(id))
    }

    pub(super) fn asset(&self, name: &str) -> String {
        assets::path(name).unwrap_or_default()
    }

    pub(super) fn icon(&self, name: &'static str, tone: &'static str) -> Html {
        Html::icon(name, tone)
    }
}

/// The language of the cookie; else the first spoken here of those that were asked for; else English.
pub(super) fn language(headers: &HeaderMap) -> Lang {
    let chosen = cookie(headers, LANGUAGE).and_then(|tag| Lang::from_tag(&tag));
    let asked = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|it| it.to_str().ok());
    let mut tags = asked.unwrap_or_default().split(',').take(8);
    chosen
        .or_else(|| tags.find_map(|tag| Lang::from_tag(tag.split(';').next()?.trim())))
        .unwrap_or(Lang::En)
}

/// The value of a cookie.
fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter();
    let mut pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'));
    pairs.find_map(|pair| {
        let (found, value) = pair.trim().split_once('=')?;
        (found == name).then(|| value.to_owned())
    })
}

/// A page.
pub(super) fn send(template: &impl Template) -> Response {
    send_as(StatusCode::OK, template)
}

/// A page with a status of its own.
pub(super) fn send_as(code: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(page) => (code, Body(page)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A page in place of one that there is not.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    f: Frame,
    code: u16,
    heading: String,
    says: Html,
}

/// The page about an error: `kind` is `missing`, `busy`, `foreign`, `bad` or `broken`.
pub(super) fn error(headers: &HeaderMap, code: StatusCode, kind: &str) -> Response {
    let mut f = Frame::new(headers, "error", "/").with("fault", kind);
    f.title = f.tr(&format!("page-error-{kind}"));
    let page = ErrorPage {
        code: code.as_u16(),
        heading: f.title.clone(),
        says: f.say(&format!("page-error-{kind}-why")),
        f,
    };
    send_as(code, &page)
}
