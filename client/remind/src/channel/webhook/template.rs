//! A webhook that is described in the settings: headers and body with placeholders, and what its answer must say. Placeholders:
//! `{subject}`, `{text}`, `{short}`, `{id}`, `{type}`, `{recipient}`, `{timestamp}` (seconds of the attempt), `{secret}` the
//! contact's secret, and in headers `{hmac}`: HMAC-SHA256 of the body under the secret, in hexadecimal.
//! Limits: the answer is looked at in its first 4 KiB.

use std::collections::BTreeMap;

use hmac::{Hmac, Mac};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;

use super::super::fill::{accepted, fill, Condition, Format, Slot};
use super::super::unusable;
use crate::error::Result;
use crate::message::{Failure, Message};

/// One described webhook.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookTemplateSettings {
    /// Headers, with placeholders.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body, with placeholders; in JSON they stand inside quotation marks.
    #[serde(default = "plain")]
    pub body: String,
    /// What the body is: `json` (default) or `form`.
    #[serde(default)]
    pub format: Format,
    /// What the answer must say; without it every 2xx is a yes.
    pub ok: Option<Condition>,
}

/// Title and text, as most receivers of alerts take them.
fn plain() -> String {
    r#"{"id": "{id}", "type": "{type}", "title": "{subject}", "text": "{text}"}"#.into()
}

/// Headers and body of one attempt.
pub(super) struct Filled {
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl WebhookTemplateSettings {
    /// Errors: what cannot be sent under this name.
    pub(super) fn check(&self, name: &str) -> Result<()> {
        let key = format!("webhook.templates.{name}");
        for (header, value) in &self.headers {
            HeaderName::try_from(header).map_err(|e| unusable(&key, header, e))?;
            HeaderValue::try_from(value).map_err(|e| unusable(&key, value, e))?;
        }
        if self.format == Format::Json {
            // With every placeholder empty it has to be JSON as it is.
            let _json: Value = serde_json::from_str(&self.body).map_err(|e| unusable(&key, &self.body, e))?;
        }
        Ok(())
    }

    /// The request for a message.
    ///
    /// Units: `seconds` since 1970.
    pub(super) fn filled(
        &self,
        message: &Message,
        secret: Option<&SecretString>,
        seconds: u64,
    ) -> Result<Filled, Failure> {
        let secret = secret.map_or("", |secret| secret.expose_secret());
        let (recipient, seconds) = (message.recipient.to_string(), seconds.to_string());
        let values = [
            ("subject", message.subject.as_str()),
            ("text", message.text.as_str()),
            ("short", message.short.as_str()),
            ("id", message.id.as_str()),
            ("type", message.payload["type"].as_str().unwrap_or_default()),
            ("recipient", recipient.as_str()),
            ("timestamp", seconds.as_str()),
            ("secret", secret),
        ];
        let body = fill(&self.body, Slot::Body(self.format), &values);
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length will do");
        mac.update(body.as_bytes());
        let hmac = hex::encode(mac.finalize().into_bytes());
        let values = [&values[..], &[("hmac", hmac.as_str())]].concat();
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let wrong = |e: &dyn std::fmt::Display| Failure::ours(format!("webhook.templates, {name}: {e}"));
            let mut value =
                HeaderValue::try_from(fill(value, Slot::Header, &values)).map_err(|e| wrong(&e))?;
            value.set_sensitive(true);
            headers.insert(HeaderName::try_from(name).map_err(|e| wrong(&e))?, value);
        }
        Ok(Filled { headers, body })
    }

    /// Whether the answer means yes.
    pub(super) fn judge(&self, answer: &[u8]) -> Result<(), Failure> {
        let Some(ok) = &self.ok else { return Ok(()) };
        accepted(ok, &serde_json::from_slice(answer).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_that_could_not_be_sent_is_refused_at_the_start() {
        let check = |text: &str| {
            toml::from_str::<WebhookTemplateSettings>(text)
                .unwrap()
                .check("x")
        };
        assert!(check("").is_ok(), "it has a body of its own");
        assert!(
            check("body = '{\"a\": \"{text}\"}'\nheaders = { Authorization = \"Bearer {secret}\" }").is_ok()
        );
        assert!(check("format = \"form\"\nbody = \"text={text}\"").is_ok());
        for wrong in [
            "body = '{\"a\": {text}}'",
            "body = \"text\"",
            "headers = { \"a b\" = \"c\" }",
            "headers = { a = \"b\\nc\" }",
        ] {
            assert_eq!(check(wrong).unwrap_err().code(), "config_value", "{wrong}");
        }
    }
}
