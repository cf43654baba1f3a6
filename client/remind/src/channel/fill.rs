//! Requests that are described rather than programmed: text with placeholders `{name}`, and a condition on the answer. Every
//! value is escaped for the place where it stands, so no text can change the request that carries it.
//! Source: RFC 6901 (JSON pointers). Limits: what a value holds is never looked at again.

use serde::Deserialize;
use serde_json::Value;

use super::redact;
use crate::message::Failure;

/// What the body of a request is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// application/json.
    #[default]
    Json,
    /// application/x-www-form-urlencoded.
    Form,
}

impl Format {
    /// Its media type.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Format::Json => "application/json",
            Format::Form => "application/x-www-form-urlencoded",
        }
    }
}

/// A condition on an answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// JSON pointer to the answer's code.
    pub pointer: String,
    /// Its value when the message was taken.
    pub value: String,
    /// Its values when this message will never be taken (a wrong number); every other value is tried again.
    #[serde(default)]
    pub permanent: Vec<String>,
}

#[derive(Clone, Copy)]
pub(super) enum Slot {
    Url,
    Header,
    Body(Format),
}

pub(super) type Values<'a> = [(&'static str, &'a str)];

/// Whether the answer says that the message was taken.
///
/// Errors: permanent for the codes that are named so, else temporary.
pub(super) fn accepted(ok: &Condition, answer: &Value) -> Result<(), Failure> {
    let reason = match at(answer, &ok.pointer) {
        Some(value) if value == ok.value => return Ok(()),
        Some(value) if ok.permanent.contains(&value) => {
            return Err(Failure::permanent(format!("the gateway refused it: {value}")))
        }
        Some(value) => format!("the gateway did not take it: {value}"),
        None => format!("the gateway's answer has no {}", ok.pointer),
    };
    Err(Failure::temporary(reason))
}

/// Replaces the placeholders, in one pass: what a value holds is never looked at again.
pub(super) fn fill(template: &str, place: Slot, values: &Values<'_>) -> String {
    let (mut out, mut rest) = (String::new(), template);
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        let inner = &rest[start + 1..];
        let known = values.iter().find_map(|(name, value)| {
            let after = inner.strip_prefix(name)?.strip_prefix('}')?;
            Some((*value, after))
        });
        match known {
            Some((value, after)) => {
                out.push_str(&escaped(value, place));
                rest = after;
            }
            None => {
                out.push('{');
                rest = inner;
            }
        }
    }
    out + rest
}

fn escaped(value: &str, place: Slot) -> String {
    match place {
        Slot::Header => value.to_owned(),
        Slot::Body(Format::Json) => {
            let quoted = Value::from(value).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        }
        Slot::Url | Slot::Body(Format::Form) => value.bytes().fold(String::new(), |mut out, byte| {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    out.push(char::from(byte))
                }
                other => out += &format!("%{other:02X}"),
            }
            out
        }),
    }
}

/// The value at a JSON pointer as text.
pub(super) fn at(answer: &serde_json::Value, pointer: &str) -> Option<String> {
    match answer.pointer(pointer)? {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(redact::one_line(text)),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;
    use url::Url;

    use super::*;

    #[test]
    fn no_text_can_change_the_request_that_carries_it() {
        let text = "a\"}, {to} &x=1 借 %{secret}\n\\";
        let values = [("to", "+86138"), ("text", text), ("secret", "s")];
        let body = fill(
            r#"{"to":"{to}","t":"{text}","n":{"{other}":1}}"#,
            Slot::Body(Format::Json),
            &values,
        );
        let json: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"to": "+86138", "t": text, "n": {"{other}": 1}})
        );

        let form = fill("to={to}&text={text}", Slot::Body(Format::Form), &values);
        let fields: Vec<(String, String)> = url::form_urlencoded::parse(form.as_bytes())
            .into_owned()
            .collect();
        assert_eq!(
            fields,
            [("to".into(), "+86138".into()), ("text".into(), text.to_owned())]
        );

        let url = Url::parse(&fill("https://g.example/{text}?to={to}", Slot::Url, &values)).unwrap();
        assert_eq!(url.host_str(), Some("g.example"));
        assert_eq!(
            url.query_pairs().collect::<Vec<_>>(),
            [("to".into(), "+86138".into())]
        );
        assert!(HeaderValue::try_from(fill("Bearer {text}", Slot::Header, &values)).is_err());
    }
}
