//! Group robots of WeCom (企业微信), DingTalk (钉钉) and Feishu (飞书, Lark): the message's text in their own JSON, signed as each
//! of them wants it, and their own codes in a 200 that means no.
//! Source: developer.work.weixin.qq.com, path 91770; open.dingtalk.com, custom robots ("security settings"); open.feishu.cn,
//! "Use bots in groups". Limits: of text 2,048 bytes at WeCom and 20,000 at the others; a longer message is replaced by its
//! short form. A keyword that a robot asks for has to stand in the messages: 借 and loan do.

use std::time::Duration;

use base64::prelude::{Engine, BASE64_STANDARD};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;
use sha2::Sha256;
use url::Url;

use crate::form::Robot;
use crate::message::{Failure, Message};

/// A text as WeCom and DingTalk take it.
#[derive(Serialize)]
struct TextBody<'a> {
    msgtype: &'static str,
    text: Content<'a>,
}

#[derive(Serialize)]
struct Content<'a> {
    content: &'a str,
}

impl TextBody<'_> {
    fn new(content: &str) -> TextBody<'_> {
        TextBody {
            msgtype: "text",
            text: Content { content },
        }
    }

    fn json(&self) -> Value {
        serde_json::to_value(self).expect("plain data")
    }
}

/// A text as Feishu takes it, signed where the robot asks for that.
#[derive(Serialize)]
struct FeishuBody<'a> {
    msg_type: &'static str,
    content: FeishuText<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sign: Option<String>,
    /// Seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<String>,
}

#[derive(Serialize)]
struct FeishuText<'a> {
    text: &'a str,
}

/// What is sent.
pub(super) struct Call {
    pub(super) url: Url,
    pub(super) body: Value,
}

impl Robot {
    /// The longest text. Units: bytes.
    fn text_max(self) -> usize {
        match self {
            Robot::WeCom => 2_048,
            Robot::DingTalk | Robot::Feishu => 20_000,
        }
    }

    /// The words that are sent of a message.
    pub fn text(self, message: &Message) -> &str {
        match message.text.len() <= self.text_max() {
            true => &message.text,
            false => &message.short,
        }
    }

    /// The request for a message at that time.
    ///
    /// Units: `now_ms`: milliseconds since 1970.
    pub(super) fn call(
        self,
        message: &Message,
        url: Url,
        secret: Option<&SecretString>,
        now_ms: u128,
    ) -> Call {
        let text = self.text(message);
        match self {
            Robot::WeCom => Call {
                url,
                body: TextBody::new(text).json(),
            },
            Robot::DingTalk => {
                let mut url = url;
                if let Some(secret) = secret {
                    let signed = dingtalk(secret, now_ms);
                    url.query_pairs_mut()
                        .append_pair("timestamp", &now_ms.to_string())
                        .append_pair("sign", &signed);
                }
                let body = TextBody::new(text).json();
                Call { url, body }
            }
            Robot::Feishu => {
                let seconds = (now_ms / 1_000).to_string();
                let body = FeishuBody {
                    msg_type: "text",
                    content: FeishuText { text },
                    sign: secret.map(|secret| feishu(secret, &seconds)),
                    timestamp: secret.map(|_| seconds),
                };
                let body = serde_json::to_value(body).expect("plain data");
                Call { url, body }
            }
        }
    }

    /// What an answer with a status of 2xx means.
    ///
    /// Errors: gone for a robot that was removed; ours for a signature, keyword or address that it does not accept, and for
    /// an answer that none of them gives; temporary for too many messages.
    pub(super) fn judge(self, answer: &[u8]) -> Result<(), Failure> {
        let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
        let number = |name: &str| answer[name].as_i64();
        let code = number("errcode").or(number("code")).or(number("StatusCode"));
        let words = ["errmsg", "msg", "StatusMessage"]
            .iter()
            .find_map(|name| answer[*name].as_str());
        let Some(code) = code else {
            return Err(Failure::ours(format!(
                "this is no answer of a robot of {}",
                self.name()
            )));
        };
        let reason = format!("{} says {code}: {}", self.name(), words.unwrap_or_default());
        match (self, code) {
            (_, 0) => Ok(()),
            (Robot::WeCom, 93000) | (Robot::DingTalk, 300001 | 300005) | (Robot::Feishu, 19001 | 19002) => {
                Err(Failure::Gone { reason })
            }
            (Robot::WeCom, 45009 | 45033)
            | (Robot::DingTalk, 130101 | 660026 | 410100)
            | (Robot::Feishu, 9499 | 11232) => Err(Failure::Temporary {
                reason,
                retry_after: Some(Duration::from_secs(60)),
            }),
            // System busy.
            (_, -1 | -2) => Err(Failure::temporary(reason)),
            // Keyword, signature, address: 310000 of DingTalk, 19021 to 19024 of Feishu, 93004 to 93017 of WeCom.
            _ => Err(Failure::ours(reason)),
        }
    }
}

/// Source: open.dingtalk.com: base64 of HMAC-SHA256 over "timestamp\nsecret" under the secret.
fn dingtalk(secret: &SecretString, now_ms: u128) -> String {
    let secret = secret.expose_secret();
    mac(secret.as_bytes(), format!("{now_ms}\n{secret}").as_bytes())
}

/// Source: open.feishu.cn: base64 of HMAC-SHA256 over nothing under "timestamp\nsecret".
fn feishu(secret: &SecretString, seconds: &str) -> String {
    mac(format!("{seconds}\n{}", secret.expose_secret()).as_bytes(), b"")
}

fn mac(key: &[u8], text: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length will do");
    mac.update(text);
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_each_robot_means_what_it_says() {
        let kind = |robot: Robot, answer: &str| match robot.judge(answer.as_bytes()) {
            Ok(()) => "taken",
            Err(Failure::Gone { .. }) => "gone",
            Err(Failure::Ours { .. }) => "ours",
            Err(Failure::Temporary { .. }) => "temporary",
            Err(Failure::Permanent { .. }) => "permanent",
        };
        for (robot, answer, expected) in [
            (Robot::WeCom, r#"{"errcode":0,"errmsg":"ok"}"#, "taken"),
            (
                Robot::WeCom,
                r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#,
                "gone",
            ),
            (
                Robot::WeCom,
                r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#,
                "temporary",
            ),
            (
                Robot::WeCom,
                r#"{"errcode":-1,"errmsg":"system busy"}"#,
                "temporary",
            ),
            (Robot::WeCom, r#"{"errcode":93017,"errmsg":"ip"}"#, "ours"),
            (Robot::DingTalk, r#"{"errcode":0,"errmsg":"ok"}"#, "taken"),
            (
                Robot::DingTalk,
                r#"{"errcode":310000,"errmsg":"sign not match"}"#,
                "ours",
            ),
            (
                Robot::DingTalk,
                r#"{"errcode":300001,"errmsg":"token is not exist"}"#,
                "gone",
            ),
            (
                Robot::DingTalk,
                r#"{"errcode":130101,"errmsg":"send too fast"}"#,
                "temporary",
            ),
            (Robot::Feishu, r#"{"code":0,"msg":"success","data":{}}"#, "taken"),
            (
                Robot::Feishu,
                r#"{"StatusCode":0,"StatusMessage":"success"}"#,
                "taken",
            ),
            (
                Robot::Feishu,
                r#"{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}"#,
                "ours",
            ),
            (
                Robot::Feishu,
                r#"{"code":19001,"msg":"param invalid: incoming webhook access token invalid"}"#,
                "gone",
            ),
            (
                Robot::Feishu,
                r#"{"code":9499,"msg":"too many request"}"#,
                "temporary",
            ),
            (Robot::Feishu, "ok", "ours"),
            (Robot::WeCom, "", "ours"),
        ] {
            assert_eq!(kind(robot, answer), expected, "{answer}");
        }
    }
}
