//! A gateway that is described rather than programmed: one HTTP request with placeholders, a condition on the answer, and a
//! second request that asks for the state. Placeholders: `{to}` the number in E.164, `{digits}` the same without +,
//! `{national}` without China's code, `{text}`, `{id}` the message's id, `{tracking}` (state request only), `{secret}` the
//! contents of `secret_key_file`. Every value is escaped for the place where it stands, so no text can change the request.
//! Source: RFC 6901 (JSON pointers). Limits: 256 KiB of an answer are read.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue, CONTENT_TYPE};
use reqwest::{Client, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::super::fill::{accepted, at, fill, Condition, Format, Slot, Values};
use super::super::{http, read_secret, unusable};
use super::{short_text, signed, CHINA};
use crate::error::Result;
use crate::message::{Delivery, Failure, Message, Receipt};

const ANSWER_MAX: usize = 256 * 1024;

/// A gateway with an HTTP interface.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsTemplateSettings {
    /// `POST` (default), `GET` or another method.
    #[serde(default = "post")]
    pub method: String,
    /// Where to; may hold placeholders.
    pub url: String,
    /// Headers of all requests, with placeholders.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body with placeholders; in JSON they stand inside quotation marks.
    pub body: Option<String>,
    /// What the body is: `json` (default) or `form`.
    #[serde(default)]
    pub format: Format,
    /// File that holds what `{secret}` stands for; only its owner may read it.
    pub secret_key_file: Option<PathBuf>,
    /// The signature for numbers in China, put in front as 【name】.
    pub sign_name: Option<String>,
    /// What the answer must say; without it every 2xx is a yes.
    pub ok: Option<Condition>,
    /// JSON pointer to what the gateway calls the message; without it the message's own id.
    pub tracking_pointer: Option<String>,
    /// How to ask whether a message has arrived; without it the gateway's yes is the end.
    pub receipt: Option<ReceiptSettings>,
}

fn post() -> String {
    "POST".into()
}

fn get() -> String {
    "GET".into()
}

/// How to ask for the state of a message, by a request that can be repeated.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptSettings {
    /// `GET` (default) or another method.
    #[serde(default = "get")]
    pub method: String,
    /// Where to, with `{tracking}`.
    pub url: String,
    /// The body, if there is one.
    pub body: Option<String>,
    /// JSON pointer to the state.
    pub state_pointer: String,
    /// The states that mean that it arrived.
    pub delivered: Vec<String>,
    /// The states that mean that it never will.
    #[serde(default)]
    pub failed: Vec<String>,
}

/// A gateway described by settings.
pub struct Template {
    client: Client,
    settings: SmsTemplateSettings,
    secret: SecretString,
}

impl Template {
    pub(super) fn new(settings: SmsTemplateSettings, limit: Duration) -> Result<Template> {
        let client = http::client(limit).build().map_err(|e| unusable("sms", "", e))?;
        let requests = [Some((&settings.method, &settings.url))];
        let asking = settings
            .receipt
            .as_ref()
            .map(|receipt| (&receipt.method, &receipt.url));
        for (method, url) in requests.into_iter().chain([asking]).flatten() {
            Method::from_bytes(method.as_bytes()).map_err(|e| unusable("sms.template.method", method, e))?;
            Url::parse(&fill(url, Slot::Url, &[])).map_err(|e| unusable("sms.template.url", url, e))?;
        }
        let secret = settings.secret_key_file.as_deref().map(read_secret).transpose()?;
        Ok(Template {
            client,
            settings,
            secret: secret.unwrap_or_default(),
        })
    }

    /// The text as it is sent, with the signature.
    pub(super) fn text(&self, message: &Message, number: &str) -> String {
        signed(short_text(message), number, self.settings.sign_name.as_deref())
    }

    pub(super) async fn send(
        &self,
        message: &Message,
        number: &str,
        text: &str,
    ) -> Result<Delivery, Failure> {
        let settings = &self.settings;
        let values = [
            &self.of_number(number)[..],
            &[("text", text), ("id", &message.id)],
        ]
        .concat();
        let answer = self
            .request(&settings.method, &settings.url, settings.body.as_deref(), &values)
            .await?;
        let json: Value = serde_json::from_slice(&answer).unwrap_or_default();
        if let Some(ok) = &settings.ok {
            accepted(ok, &json)?;
        }
        if settings.receipt.is_none() {
            return Ok(Delivery::Delivered { receipt: None });
        }
        let tracking = match &settings.tracking_pointer {
            // Taken, but nameless: nobody can ask for it, and a second copy would help nobody.
            Some(pointer) => match at(&json, pointer) {
                Some(tracking) => tracking,
                None => return Ok(Delivery::Delivered { receipt: None }),
            },
            None => message.id.clone(),
        };
        Ok(Delivery::Accepted { tracking })
    }

    pub(super) async fn receipt(&self, tracking: &str, number: &str) -> Result<Option<Receipt>, Failure> {
        let Some(receipt) = &self.settings.receipt else {
            return Ok(None);
        };
        let values = [&self.of_number(number)[..], &[("tracking", tracking)]].concat();
        let answer = self
            .request(&receipt.method, &receipt.url, receipt.body.as_deref(), &values)
            .await?;
        let json: Value = serde_json::from_slice(&answer).unwrap_or_default();
        match at(&json, &receipt.state_pointer) {
            Some(state) if receipt.delivered.contains(&state) => Ok(Some(Receipt {
                bytes: answer,
                arrived_ms: None,
            })),
            Some(state) if receipt.failed.contains(&state) => Err(Failure::permanent(format!(
                "the gateway could not deliver it: {state}"
            ))),
            _ => Ok(None),
        }
    }

    fn of_number<'a>(&'a self, number: &'a str) -> [(&'static str, &'a str); 4] {
        [
            ("to", number),
            ("digits", number.trim_start_matches('+')),
            ("national", number.strip_prefix(CHINA).unwrap_or(number)),
            ("secret", self.secret.expose_secret()),
        ]
    }

    async fn request(
        &self,
        method: &str,
        url: &str,
        body: Option<&str>,
        values: &Values<'_>,
    ) -> Result<Vec<u8>, Failure> {
        let method = Method::from_bytes(method.as_bytes()).map_err(|e| Failure::permanent(e.to_string()))?;
        let mut request = self.client.request(method, fill(url, Slot::Url, values));
        let mut headers = HeaderMap::new();
        if let Some(body) = body {
            let format = self.settings.format;
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
            request = request.body(fill(body, Slot::Body(format), values));
        }
        for (name, value) in &self.settings.headers {
            let name = HeaderName::try_from(name)
                .map_err(|e| Failure::temporary(format!("sms.template.headers: {e}")))?;
            let mut value = HeaderValue::try_from(fill(value, Slot::Header, values))
                .map_err(|e| Failure::temporary(format!("sms.template.headers: {e}")))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        let mut response = request.headers(headers).send().await.map_err(http::unanswered)?;
        let status = response.status();
        if !status.is_success() {
            return Err(refused(status, response.headers()));
        }
        Ok(http::body(&mut response, ANSWER_MAX).await)
    }
}

/// What a status says about the message: the gateway's trouble and ours pass, a bad request does not.
fn refused(status: StatusCode, headers: &HeaderMap) -> Failure {
    let reason = format!("HTTP {status}");
    let passes = match status.as_u16() {
        401..=404 | 407 | 408 | 425 | 429 => true,
        code => !(400..500).contains(&code),
    };
    match passes {
        true => Failure::Temporary {
            reason,
            retry_after: http::retry_after(headers, SystemTime::now()),
        },
        false => Failure::permanent(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_final_only_when_the_request_itself_was_wrong() {
        let of = |code: u16| refused(StatusCode::from_u16(code).unwrap(), &HeaderMap::new());
        for code in [302, 401, 403, 404, 429, 500, 503] {
            assert!(matches!(of(code), Failure::Temporary { .. }), "{code}");
        }
        for code in [400, 410, 422] {
            assert!(matches!(of(code), Failure::Permanent { .. }), "{code}");
        }
    }
}
