//! Webhooks as Standard Webhooks 1.0 has them: `webhook-id` stays the same over all attempts and is the receiver's key for
//! telling repetitions, `webhook-timestamp` is the attempt's, `webhook-signature` lists one signature for each secret, so
//! that a secret can be replaced without a gap. Two schemes: v1 (HMAC-SHA256, `whsec_`) and v1a (ed25519, `whsk_`).
//! Where people are instead of programs, the same message goes as a group robot wants it (`robot`), or as the settings describe
//! it (`template`).
//! Source: standardwebhooks.com, specification 1.0. Limits: 20 s an attempt, no redirects, 4 KiB of the answer are kept.

pub mod robot;
pub mod template;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::prelude::{Engine, BASE64_STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, Mac};
use reqwest::header::{CONTENT_TYPE, DATE, LOCATION};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::Sha256;
use url::{Host, Url};
use zeroize::Zeroizing;

use super::{guard, http, unusable};
use crate::error::Result;
use crate::form::Form;
use crate::message::{Delivery, Failure, Message, Receipt};

const HMAC_PREFIX: &str = "whsec_";
const SIGNING_PREFIX: &str = "whsk_";
const VERIFYING_PREFIX: &str = "whpk_";
/// What the specification asks of an HMAC secret.
const HMAC_SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
const RECEIPT_BODY_MAX: usize = 4096;

/// The longest secret of a robot or a template. Units: bytes.
const SECRET_MAX: usize = 256;

/// How webhooks are called.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookSettings {
    /// Permits addresses that are not on the public Internet, this machine's among them. Only where whoever registers
    /// a webhook may reach everything that this service can.
    pub allow_private: bool,
    /// Units: seconds for one attempt, the answer included.
    pub timeout_seconds: u64,
    /// Forms of one's own, by name.
    pub templates: BTreeMap<String, template::WebhookTemplateSettings>,
}

impl Default for WebhookSettings {
    fn default() -> WebhookSettings {
        WebhookSettings {
            allow_private: false,
            timeout_seconds: 20,
            templates: BTreeMap::new(),
        }
    }
}

/// Calls webhooks.
pub struct Webhook {
    client: Client,
    settings: WebhookSettings,
}

impl Webhook {
    /// A client that connects to nobody yet.
    pub(super) fn new(settings: WebhookSettings) -> Result<Webhook> {
        let mut client = http::client(Duration::from_secs(settings.timeout_seconds));
        if !settings.allow_private {
            client = client.dns_resolver(guard::PublicOnly);
        }
        let client = client.build().map_err(|e| unusable("webhook", "", e))?;
        for (name, template) in &settings.templates {
            if !matches!(Form::named(name), Ok(Form::Template(_))) {
                return Err(unusable(
                    "webhook.templates",
                    name,
                    "small letters and digits, and no name that is taken",
                ));
            }
            template.check(name)?;
        }
        Ok(Webhook { client, settings })
    }

    /// The longest time that one attempt can take.
    pub(super) fn time_limit(&self) -> Duration {
        Duration::from_secs(self.settings.timeout_seconds)
    }

    /// Posts the message in the form that its receiver wants, signed.
    ///
    /// Errors: gone on 410; permanent for an address that can never work; temporary for everything else, as the
    /// specification has it.
    pub(super) async fn send(
        &self,
        message: &Message,
        form: &Form,
        url: &str,
        secrets: &[SecretString],
    ) -> Result<Delivery, Failure> {
        let url = parse(url)?;
        self.check_literal(&url)?;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let template = match form {
            Form::Template(name) => Some(
                self.settings
                    .templates
                    .get(name)
                    .ok_or_else(|| Failure::ours(format!("webhook.templates has no {name}")))?,
            ),
            _ => None,
        };
        let request = match (form, template) {
            (Form::Robot(robot), _) => {
                let call = robot.call(message, url, secrets.first(), since.as_millis());
                let body = call.body.to_string();
                self.client
                    .post(call.url)
                    .header(CONTENT_TYPE, "application/json")
                    .body(body)
            }
            (_, Some(template)) => {
                let filled = template.filled(message, secrets.first(), since.as_secs())?;
                let request = self
                    .client
                    .post(url)
                    .header(CONTENT_TYPE, template.format.media_type());
                // The template's own headers replace ours.
                request.headers(filled.headers).body(filled.body)
            }
            _ => self.standard(message, url, secrets, since.as_secs())?,
        };
        let response = request.send().await.map_err(http::unanswered)?;
        let receipt = outcome(response).await?;
        let answer = receipt.answer();
        match (form, template) {
            (Form::Robot(robot), _) => robot.judge(answer)?,
            (_, Some(template)) => template.judge(answer)?,
            _ => {}
        }
        Ok(Delivery::Delivered {
            receipt: Some(Receipt {
                bytes: receipt.bytes,
                arrived_ms: None,
            }),
        })
    }

    /// Standard Webhooks.
    fn standard(
        &self,
        message: &Message,
        url: Url,
        secrets: &[SecretString],
        seconds: u64,
    ) -> Result<RequestBuilder, Failure> {
        let body = serde_json::to_vec(&message.payload).map_err(|e| Failure::permanent(e.to_string()))?;
        let signatures = sign(secrets, &message.id, seconds, &body)?;
        let request = self.client.post(url).header(CONTENT_TYPE, "application/json");
        Ok(request
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signatures)
            .body(body))
    }

    /// Addresses written as numbers never come to the resolver, so they are looked at here.
    fn check_literal(&self, url: &Url) -> Result<(), Failure> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => address.into(),
            Some(Host::Ipv6(address)) => address.into(),
            _ => return Ok(()),
        };
        match self.settings.allow_private || guard::is_public(address) {
            true => Ok(()),
            false => Err(Failure::permanent(guard::Refused.to_string())),
        }
    }
}

async fn outcome(mut response: Response) -> Result<Answer, Failure> {
    let status = response.status();
    if status.is_success() {
        return Ok(receipt(&mut response).await);
    }
    let reason = format!("HTTP {status}");
    if status == StatusCode::GONE {
        return Err(Failure::Gone { reason });
    }
    if status.is_redirection() {
        let location = response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
        let to = location.map(|to| format!(" (to {to})")).unwrap_or_default();
        return Err(Failure::temporary(format!(
            "{reason}: redirects are not followed{to}"
        )));
    }
    Err(Failure::Temporary {
        reason,
        retry_after: http::retry_after(response.headers(), SystemTime::now()),
    })
}

/// An answer as it is kept, and where in it the receiver's words begin.
struct Answer {
    bytes: Vec<u8>,
    head: usize,
}

impl Answer {
    fn answer(&self) -> &[u8] {
        &self.bytes[self.head..]
    }
}

/// The status line, the receiver's date and the beginning of its words.
async fn receipt(response: &mut Response) -> Answer {
    let mut bytes = format!("{:?} {}\r\n", response.version(), response.status()).into_bytes();
    if let Some(date) = response.headers().get(DATE) {
        bytes.extend_from_slice(b"date: ");
        bytes.extend_from_slice(date.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    let head = bytes.len();
    bytes.extend(http::body(response, RECEIPT_BODY_MAX).await);
    Answer { bytes, head }
}

/// Whether something could be sent to that URL in that form with these secrets.
pub(super) fn check(form: &Form, url: &str, secrets: &[SecretString]) -> Result<(), Failure> {
    parse(url)?;
    if *form == Form::Standard {
        return sign(secrets, "", 0, b"").map(|_| ());
    }
    let fair = |secret: &SecretString| {
        let secret = secret.expose_secret();
        (1..=SECRET_MAX).contains(&secret.len()) && secret.chars().all(|c| c.is_ascii_graphic())
    };
    match secrets.len() <= 1 && secrets.iter().all(fair) {
        true => Ok(()),
        false => Err(Failure::permanent(
            "a robot has one secret at most, of printable ASCII",
        )),
    }
}

fn parse(url: &str) -> Result<Url, Failure> {
    let parsed = Url::parse(url).map_err(|e| Failure::permanent(format!("not a URL: {e}")))?;
    match parsed.scheme() {
        "http" | "https" if parsed.has_host() => Ok(parsed),
        _ => Err(Failure::permanent("only http and https URLs can be called")),
    }
}

/// The value of `webhook-signature`.
fn sign(secrets: &[SecretString], id: &str, seconds: u64, body: &[u8]) -> Result<String, Failure> {
    if secrets.is_empty() {
        return Err(Failure::permanent("there is no secret to sign with"));
    }
    let signatures: Result<Vec<String>, &str> = secrets
        .iter()
        .map(|secret| sign_once(secret.expose_secret(), id, seconds, body))
        .collect();
    signatures
        .map(|all| all.join(" "))
        .map_err(|reason| Failure::permanent(format!("the secret: {reason}")))
}

fn sign_once(secret: &str, id: &str, seconds: u64, body: &[u8]) -> Result<String, &'static str> {
    if let Some(encoded) = secret.strip_prefix(HMAC_PREFIX) {
        let key = decoded(encoded)?;
        if !HMAC_SECRET_BYTES.contains(&key.len()) {
            return Err("whsec_ is followed by 24 to 64 bytes");
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes keys of every length");
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body);
        return Ok(format!(
            "v1,{}",
            BASE64_STANDARD.encode(mac.finalize().into_bytes())
        ));
    }
    let encoded = secret
        .strip_prefix(SIGNING_PREFIX)
        .ok_or("it begins neither with whsec_ nor with whsk_")?;
    let content = [format!("{id}.{seconds}.").as_bytes(), body].concat();
    let signature = signing_key(encoded)?.sign(&content);
    Ok(format!("v1a,{}", BASE64_STANDARD.encode(signature.to_bytes())))
}

fn decoded(encoded: &str) -> Result<Zeroizing<Vec<u8>>, &'static str> {
    let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| "it is not base64")?;
    Ok(Zeroizing::new(bytes))
}

/// The seed alone, or the seed and the public key behind it, as other programs write it.
fn signing_key(encoded: &str) -> Result<SigningKey, &'static str> {
    let bytes = decoded(encoded)?;
    match bytes.len() {
        32 => Ok(SigningKey::from_bytes(bytes[..].try_into().expect("32 bytes"))),
        64 => SigningKey::from_keypair_bytes(bytes[..].try_into().expect("64 bytes"))
            .map_err(|_| "its two halves are not of one key"),
        _ => Err("whsk_ is followed by 32 or 64 bytes"),
    }
}

/// A new secret for HMAC, `whsec_` and 32 random bytes; the receiver needs the same.
pub fn generate_secret() -> SecretString {
    format!("{HMAC_PREFIX}{}", BASE64_STANDARD.encode(&random()[..])).into()
}

/// A new ed25519 key: `whsk_…` to sign with, and `whpk_…`, which the receiver needs and everybody may know.
pub fn generate_key() -> (SecretString, String) {
    let key = SigningKey::from_bytes(&random());
    let pair = Zeroizing::new(key.to_keypair_bytes());
    let secret = format!("{SIGNING_PREFIX}{}", BASE64_STANDARD.encode(&pair[..]));
    (secret.into(), public_key(&key))
}

/// The public key, `whpk_…`, of a `whsk_…`; `None` for anything else.
pub fn verifying_key(secret: &SecretString) -> Option<String> {
    let encoded = secret.expose_secret().strip_prefix(SIGNING_PREFIX)?;
    signing_key(encoded).ok().map(|key| public_key(&key))
}

fn public_key(key: &SigningKey) -> String {
    format!(
        "{VERIFYING_PREFIX}{}",
        BASE64_STANDARD.encode(key.verifying_key().as_bytes())
    )
}

fn random() -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(&mut bytes[..]).expect("the system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    // The reference implementation's own key and signature for ed25519.
    const KEY: &str =
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
    const SIGNATURE: &str =
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

    #[test]
    fn ed25519_gives_the_signature_that_the_reference_implementation_publishes() {
        let signed = sign_once(
            KEY,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(signed.unwrap(), SIGNATURE);
        let public = verifying_key(&KEY.into()).unwrap();
        assert_eq!(public, "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=");
    }

    #[test]
    fn hmac_gives_the_signature_that_the_reference_implementation_gives() {
        for (len, body) in [(24, "{}"), (32, r#"{"test": 2432232314}"#), (64, "还款")] {
            let key = vec![7_u8; len];
            let secret = format!("{HMAC_PREFIX}{}", BASE64_STANDARD.encode(&key));
            let signed = sign_once(&secret, "msg_1", 1_614_265_330, body.as_bytes()).unwrap();
            let reference = standardwebhooks::Webhook::from_bytes(key).unwrap();
            assert_eq!(
                signed,
                reference.sign("msg_1", 1_614_265_330, body.as_bytes()).unwrap()
            );
        }
    }

    #[test]
    fn there_is_one_signature_for_each_secret_and_none_with_a_broken_one() {
        let (key, _) = generate_key();
        let secrets = [generate_secret(), key, KEY.into()];
        let signed = sign(&secrets, "id", 1, b"{}").unwrap();
        let versions: Vec<_> = signed
            .split(' ')
            .map(|one| one.split_once(',').unwrap().0)
            .collect();
        assert_eq!(versions, ["v1", "v1a", "v1a"]);
        for broken in [
            "",
            "whsec_",
            "whsec_AAAA",
            "whsec_%",
            "whsk_AAAA",
            "hunter2hunter2hunter2",
            KEY.trim_end_matches('='),
        ] {
            let failure = sign(&[generate_secret(), broken.into()], "id", 1, b"{}").unwrap_err();
            assert!(matches!(failure, Failure::Permanent { .. }), "{broken}");
            assert!(
                broken.len() < 7 || !failure.reason().contains(broken),
                "{failure:?}"
            );
        }
        let mixed = KEY.replace("Kvg==", "Kvw==");
        assert!(
            sign(&[mixed.into()], "id", 1, b"{}").is_err(),
            "halves of two keys"
        );
        assert!(sign(&[], "id", 1, b"{}").is_err());
    }
}
