//! Tencent Cloud SMS: `SendSms` with one of the texts that Tencent has approved, `PullSmsSendStatusByPhoneNumber` for the
//! arrival (it can be repeated, unlike `PullSmsSendStatus`, which forgets what it told), `SendStatusStatistics` as the call
//! that only shows that the keys are right. Requests are signed with TC3-HMAC-SHA256.
//! Source: Tencent Cloud API 3.0, SMS 2021-01-11; error codes of the same. Limits: states are kept seven days.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, Mac};
use jiff::tz::TimeZone;
use jiff::Timestamp;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;
use url::Url;

use super::super::fill::at;
use super::super::{http, read_secret, unusable};
use super::short_text;
use crate::error::Result;
use crate::message::{Delivery, Failure, Message, Receipt};

const SERVICE: &str = "sms";
const VERSION: &str = "2021-01-11";
const JSON: &str = "application/json; charset=utf-8";
const ANSWER_MAX: usize = 256 * 1024;
/// For how long Tencent knows the state of a message.
const KEPT_SECONDS: u64 = 7 * 24 * 60 * 60;

/// Codes that are about this number or this text; with all others somebody else's number fares no better, or it passes.
const PERMANENT: [&str; 6] = [
    "FailedOperation.",
    "InvalidParameter",
    "MissingParameter",
    "UnsupportedOperation",
    "LimitExceeded.PhoneNumberCountLimit",
    "UnknownParameter",
];
/// Those of them that the operator mends (money, approval of texts) or time does.
const TEMPORARY: [&str; 7] = [
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "FailedOperation.MarketingSendTimeConstraint",
    "FailedOperation.NotEnterpriseCertification",
    "FailedOperation.SignatureIncorrectOrUnapproved",
    "FailedOperation.TemplateIncorrectOrUnapproved",
    "InvalidParameter.AppidAndBizId",
    "InvalidParameterValue.SdkAppIdNotExist",
];

/// An account at Tencent Cloud.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TencentSettings {
    /// The service's URL; numbers outside China are served by another one.
    #[serde(default = "default_endpoint")]
    pub endpoint: String,
    /// `ap-guangzhou` (default) or another region of the service.
    #[serde(default = "default_region")]
    pub region: String,
    /// The SecretId of the API key.
    pub secret_id: String,
    /// File that holds the SecretKey; only its owner may read it.
    pub secret_key_file: PathBuf,
    /// SmsSdkAppId.
    pub app_id: String,
    /// The approved signature, without 【】.
    pub sign_name: String,
    /// The approved text.
    pub template_id: String,
    /// Approved texts for other languages, by language tag (`en`, `zh-CN`).
    #[serde(default)]
    pub templates: BTreeMap<String, String>,
    /// The text's variables in their order: `{text}`, `{subject}`, `{id}`, a JSON pointer into the payload such as
    /// `/data/loan`, or fixed words.
    #[serde(default = "default_parameters")]
    pub parameters: Vec<String>,
    /// Units: characters of the approved text without its variables, so that parts are counted right.
    #[serde(default)]
    pub template_chars: usize,
}

fn default_endpoint() -> String {
    "https://sms.tencentcloudapi.com".into()
}

fn default_region() -> String {
    "ap-guangzhou".into()
}

fn default_parameters() -> Vec<String> {
    vec!["{text}".into()]
}

/// Sends through Tencent Cloud.
pub struct Tencent {
    client: Client,
    settings: TencentSettings,
    endpoint: Url,
    secret_key: SecretString,
}

impl Tencent {
    pub(super) fn new(settings: TencentSettings, limit: Duration) -> Result<Tencent> {
        let wrong = |e: &dyn std::fmt::Display| unusable("sms.tencent.endpoint", &settings.endpoint, e);
        let endpoint = Url::parse(&settings.endpoint).map_err(|e| wrong(&e))?;
        // The signature covers the path /, whatever is called.
        if !endpoint.has_host() || endpoint.path() != "/" || endpoint.query().is_some() {
            return Err(wrong(&"a URL of a host, without a path"));
        }
        Ok(Tencent {
            client: http::client(limit).build().map_err(|e| unusable("sms", "", e))?,
            secret_key: read_secret(&settings.secret_key_file)?,
            endpoint,
            settings,
        })
    }

    /// The text's variables for that message.
    pub(super) fn parameters(&self, message: &Message) -> Vec<String> {
        let value = |parameter: &String| match parameter.as_str() {
            "{text}" => short_text(message),
            "{subject}" => message.subject.clone(),
            "{id}" => message.id.clone(),
            pointer if pointer.starts_with('/') => at(&message.payload, pointer).unwrap_or_default(),
            fixed => fixed.to_owned(),
        };
        self.settings.parameters.iter().map(value).collect()
    }

    /// A text as long as the one that arrives.
    pub(super) fn counted(&self, parameters: &[String]) -> String {
        let fixed = "·".repeat(self.settings.template_chars);
        format!("【{}】{fixed}{}", self.settings.sign_name, parameters.concat())
    }

    pub(super) async fn send(
        &self,
        message: &Message,
        number: &str,
        parameters: Vec<String>,
    ) -> Result<Delivery, Failure> {
        let settings = &self.settings;
        let template = settings
            .templates
            .get(message.lang.tag())
            .unwrap_or(&settings.template_id);
        let request = SendSms {
            phone_number_set: [number],
            sms_sdk_app_id: &settings.app_id,
            sign_name: &settings.sign_name,
            template_id: template,
            template_param_set: &parameters,
            session_context: &message.id,
        };
        let (answer, _) = self.call("SendSms", &request).await?;
        let status = |name: &str| at(&answer, &format!("/Response/SendStatusSet/0/{name}"));
        match (status("Code").as_deref(), status("SerialNo")) {
            (Some("Ok"), Some(tracking)) => Ok(Delivery::Accepted { tracking }),
            (Some("Ok"), None) => Ok(Delivery::Delivered { receipt: None }),
            (Some(code), _) => Err(classed(code, &status("Message").unwrap_or_default())),
            (None, _) => Err(Failure::temporary("the gateway's answer has no SendStatusSet")),
        }
    }

    pub(super) async fn receipt(
        &self,
        tracking: &str,
        number: &str,
        accepted_ms: u64,
    ) -> Result<Option<Receipt>, Failure> {
        let now = now_seconds();
        // The clocks may differ by a little; further back than it remembers Tencent refuses to look.
        let begin = (accepted_ms / 1000)
            .saturating_sub(300)
            .max(now.saturating_sub(KEPT_SECONDS - 300));
        let request = PullSmsSendStatus {
            begin_time: begin.min(now),
            offset: 0,
            limit: 100,
            phone_number: number,
            sms_sdk_app_id: &self.settings.app_id,
        };
        let (answer, bytes) = self.call("PullSmsSendStatusByPhoneNumber", &request).await?;
        let states = answer
            .pointer("/Response/PullSmsSendStatusSet")
            .and_then(Value::as_array);
        let ours = |state: &&Value| at(state, "/SerialNo").as_deref() == Some(tracking);
        let Some(state) = states.into_iter().flatten().find(ours) else {
            return Ok(None);
        };
        match at(state, "/ReportStatus").as_deref() {
            Some("SUCCESS") => {
                let seconds = state.get("UserReceiveTime").and_then(Value::as_u64);
                Ok(Some(Receipt {
                    bytes,
                    arrived_ms: seconds.filter(|at| *at > 0).map(|at| at.saturating_mul(1_000)),
                }))
            }
            Some("FAIL") => {
                let why = at(state, "/Description").unwrap_or_default();
                Err(Failure::permanent(format!(
                    "the gateway could not deliver it: {why}"
                )))
            }
            _ => Ok(None),
        }
    }

    pub(super) async fn check(&self) -> Result<(), Failure> {
        let hour = |seconds: u64| {
            let at = Timestamp::from_second(seconds as i64).unwrap_or_default();
            at.to_zoned(TimeZone::UTC).strftime("%Y%m%d%H").to_string()
        };
        let now = now_seconds();
        let request = SendStatusStatistics {
            begin_time: hour(now.saturating_sub(3600)),
            end_time: hour(now),
            sms_sdk_app_id: &self.settings.app_id,
            limit: 0,
            offset: 0,
        };
        self.call("SendStatusStatistics", &request).await.map(|_| ())
    }

    /// One call; what it answers, and the same as it came.
    async fn call(&self, action: &str, request: &impl Serialize) -> Result<(Value, Vec<u8>), Failure> {
        let body = serde_json::to_string(request).expect("plain data");
        let now = now_seconds();
        let host = host(&self.endpoint);
        let key = self.secret_key.expose_secret();
        let headers = [("content-type", JSON), ("host", &host)];
        let authorization = authorization(&self.settings.secret_id, key, SERVICE, now, &headers, &body);
        let request = self
            .client
            .post(self.endpoint.clone())
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_TYPE, JSON)
            .header("X-TC-Action", action)
            .header("X-TC-Version", VERSION)
            .header("X-TC-Region", &self.settings.region)
            .header("X-TC-Timestamp", now)
            .body(body);
        let mut response = request.send().await.map_err(http::unanswered)?;
        if !response.status().is_success() {
            return Err(Failure::Temporary {
                reason: format!("HTTP {}", response.status()),
                retry_after: http::retry_after(response.headers(), SystemTime::now()),
            });
        }
        let bytes = http::body(&mut response, ANSWER_MAX).await;
        let answer: Value = serde_json::from_slice(&bytes)
            .map_err(|e| Failure::temporary(format!("the gateway's answer is no JSON: {e}")))?;
        if let Some(code) = at(&answer, "/Response/Error/Code") {
            return Err(classed(
                &code,
                &at(&answer, "/Response/Error/Message").unwrap_or_default(),
            ));
        }
        Ok((answer, bytes))
    }
}

/// The request `SendSms`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SendSms<'a> {
    phone_number_set: [&'a str; 1],
    sms_sdk_app_id: &'a str,
    sign_name: &'a str,
    template_id: &'a str,
    template_param_set: &'a [String],
    session_context: &'a str,
}

/// The request `PullSmsSendStatusByPhoneNumber`. Units: seconds since 1970.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct PullSmsSendStatus<'a> {
    begin_time: u64,
    offset: u32,
    limit: u32,
    phone_number: &'a str,
    sms_sdk_app_id: &'a str,
}

/// The request `SendStatusStatistics`. Units: hours, `2026123123`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct SendStatusStatistics<'a> {
    begin_time: String,
    end_time: String,
    sms_sdk_app_id: &'a str,
    limit: u32,
    offset: u32,
}

fn now_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}

/// The Host header that the HTTP client sends.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn classed(code: &str, words: &str) -> Failure {
    let reason = format!("{code}: {words}");
    let begins = |list: &[&str]| list.iter().any(|start| code.starts_with(start));
    match begins(&PERMANENT) && !begins(&TEMPORARY) {
        true => Failure::permanent(reason),
        false => Failure::temporary(reason),
    }
}

/// The Authorization header of a POST to / without a query.
///
/// Units: `seconds` since 1970. `headers`: lower case, sorted. Source: Tencent Cloud, signature method v3.
fn authorization(
    id: &str,
    key: &str,
    service: &str,
    seconds: u64,
    headers: &[(&str, &str)],
    body: &str,
) -> String {
    const ALGORITHM: &str = "TC3-HMAC-SHA256";
    let canonical: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.to_lowercase()))
        .collect();
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let request = format!("POST\n/\n\n{canonical}\n{names}\n{}", sha256(body));
    // The day in UTC; in local time every night would begin with refusals.
    let day = Timestamp::from_second(seconds as i64).unwrap_or_default();
    let day = day.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d").to_string();
    let scope = format!("{day}/{service}/tc3_request");
    let to_sign = format!("{ALGORITHM}\n{seconds}\n{scope}\n{}", sha256(&request));
    let mut secret = format!("TC3{key}").into_bytes();
    for step in [&day, service, "tc3_request"] {
        secret = mac(&secret, step);
    }
    let signature = hex::encode(mac(&secret, &to_sign));
    format!("{ALGORITHM} Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}")
}

fn sha256(text: &str) -> String {
    hex::encode(iou_base::sha256(text.as_bytes()))
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_in_tencents_own_example() {
        let body =
            r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
        assert_eq!(
            sha256(body),
            "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064"
        );
        let headers = [("content-type", JSON), ("host", "cvm.tencentcloudapi.com")];
        let key = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
        assert_eq!(
            authorization("AKIDEXAMPLE", key, "cvm", 1_551_113_065, &headers, body),
            "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, \
             Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
        );
    }

    #[test]
    fn a_refusal_is_final_only_when_it_is_about_the_number_or_the_text() {
        for code in [
            "FailedOperation.ContainSensitiveWord",
            "FailedOperation.PhoneNumberInBlacklist",
            "InvalidParameterValue.IncorrectPhoneNumber",
            "InvalidParameterValue.ContentLengthLimit",
            "UnsupportedOperation.UnsuportedRegion",
        ] {
            assert!(matches!(classed(code, ""), Failure::Permanent { .. }), "{code}");
        }
        for code in [
            "LimitExceeded.PhoneNumberThirtySecondLimit",
            "LimitExceeded.AppDailyLimit",
            "RequestLimitExceeded",
            "InternalError.Timeout",
            "AuthFailure.SignatureExpire",
            "UnauthorizedOperation.SerivceSuspendDueToArrears",
            "FailedOperation.InsufficientBalanceInSmsPackage",
            "FailedOperation.TemplateIncorrectOrUnapproved",
            "SomethingNew",
        ] {
            assert!(matches!(classed(code, ""), Failure::Temporary { .. }), "{code}");
        }
    }
}
