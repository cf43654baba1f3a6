//! Short messages through a gateway: one described by a template in the settings, or Tencent Cloud. What a text costs is
//! known before it is sent: it is counted in parts, and a text of too many is refused rather than paid for.
//! Source: 3GPP TS 23.038 (alphabets), 23.040 (concatenation); Tencent Cloud, counting of domestic messages. Limits: 70
//! UCS-2 units a message and 67 a part of several, 160 and 153 septets in the GSM alphabet; `max_parts` parts.

pub mod template;
pub mod tencent;

use std::time::Duration;

use serde::Deserialize;

use super::unusable;
use crate::error::Result;
use crate::message::{Delivery, Failure, Message, Receipt};

/// China's country code: its gateways have rules of their own.
const CHINA: &str = "+86";
/// GSM 7-bit default alphabet: one septet a character.
const GSM: &str =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
    abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension: two septets a character.
const GSM_EXTENSION: &str = "^{}\\[~]|€\u{c}";

/// The gateway through which short messages go: exactly one of the two sections.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsSettings {
    /// Parts that a message may have at most; longer ones are not sent.
    #[serde(default = "default_max_parts")]
    pub max_parts: usize,
    /// Units: seconds for one attempt.
    #[serde(default = "default_timeout")]
    pub timeout_seconds: u64,
    /// Any gateway with an HTTP interface.
    pub template: Option<template::SmsTemplateSettings>,
    /// Tencent Cloud SMS.
    pub tencent: Option<tencent::TencentSettings>,
}

fn default_max_parts() -> usize {
    2
}

fn default_timeout() -> u64 {
    20
}

/// How the characters of a text are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The GSM 7-bit alphabet.
    Gsm7,
    /// Two bytes a unit, for everything else.
    Ucs2,
}

impl Encoding {
    /// Units in a message of one part, and in each part of several.
    fn limits(self) -> (usize, usize) {
        match self {
            Encoding::Gsm7 => (160, 153),
            Encoding::Ucs2 => (70, 67),
        }
    }

    fn units(self, c: char) -> usize {
        match self {
            Encoding::Gsm7 if GSM_EXTENSION.contains(c) => 2,
            Encoding::Gsm7 => 1,
            Encoding::Ucs2 => c.len_utf16(),
        }
    }
}

/// In how many parts a text is sent.
pub fn parts(text: &str) -> (Encoding, usize) {
    let gsm = text.chars().all(|c| GSM.contains(c) || GSM_EXTENSION.contains(c));
    let encoding = if gsm { Encoding::Gsm7 } else { Encoding::Ucs2 };
    (encoding, parts_in(encoding, text))
}

/// The same for a number: China's gateways count every text in units of UCS-2.
fn parts_for(number: &str, text: &str) -> usize {
    match number.starts_with(CHINA) {
        true => parts_in(Encoding::Ucs2, text),
        false => parts(text).1,
    }
}

fn parts_in(encoding: Encoding, text: &str) -> usize {
    let (single, each) = encoding.limits();
    if text.chars().map(|c| encoding.units(c)).sum::<usize>() <= single {
        return 1;
    }
    let (mut parts, mut used) = (1, 0);
    for c in text.chars() {
        // A character of two units never straddles two parts.
        let units = encoding.units(c);
        if used + units > each {
            parts += 1;
            used = 0;
        }
        used += units;
    }
    parts
}

/// Whether that can be a telephone number.
///
/// Errors: permanent when it is not E.164.
/// Source: ITU-T E.164.
pub(super) fn check_number(number: &str) -> Result<(), Failure> {
    let digits = number.strip_prefix('+').unwrap_or_default();
    let sound = (8..=15).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0');
    match sound {
        true => Ok(()),
        false => Err(Failure::permanent(
            "not a telephone number in E.164, like +8613800138000",
        )),
    }
}

/// Sends short messages.
pub struct Sms {
    gateway: Gateway,
    max_parts: usize,
    limit: Duration,
}

enum Gateway {
    Template(template::Template),
    Tencent(tencent::Tencent),
}

impl Sms {
    /// Reads what the settings name; connects to nobody.
    pub(super) fn new(settings: SmsSettings) -> Result<Sms> {
        let limit = Duration::from_secs(settings.timeout_seconds);
        let gateway = match (settings.template, settings.tencent) {
            (Some(template), None) => Gateway::Template(template::Template::new(template, limit)?),
            (None, Some(tencent)) => Gateway::Tencent(tencent::Tencent::new(tencent, limit)?),
            _ => {
                return Err(unusable(
                    "sms",
                    "",
                    "exactly one of sms.template and sms.tencent is wanted",
                ))
            }
        };
        Ok(Sms {
            gateway,
            max_parts: settings.max_parts,
            limit,
        })
    }

    /// The longest time that one attempt can take.
    pub(super) fn time_limit(&self) -> Duration {
        self.limit
    }

    /// Hands the message's short text to the gateway.
    pub(super) async fn send(&self, message: &Message, number: &str) -> Result<Delivery, Failure> {
        check_number(number)?;
        match &self.gateway {
            Gateway::Template(gateway) => {
                let text = gateway.text(message, number);
                self.check_length(number, &text)?;
                gateway.send(message, number, &text).await
            }
            Gateway::Tencent(gateway) => {
                let parameters = gateway.parameters(message);
                self.check_length(number, &gateway.counted(&parameters))?;
                gateway.send(message, number, parameters).await
            }
        }
    }

    fn check_length(&self, number: &str, text: &str) -> Result<(), Failure> {
        let parts = parts_for(number, text);
        match parts <= self.max_parts {
            true => Ok(()),
            false => Err(Failure::permanent(format!(
                "the text has {parts} parts, more than the {} of sms.max_parts",
                self.max_parts
            ))),
        }
    }

    pub(super) async fn receipt(
        &self,
        tracking: &str,
        number: &str,
        accepted_ms: u64,
    ) -> Result<Option<Receipt>, Failure> {
        match &self.gateway {
            Gateway::Template(gateway) => gateway.receipt(tracking, number).await,
            Gateway::Tencent(gateway) => gateway.receipt(tracking, number, accepted_ms).await,
        }
    }

    pub(super) async fn check(&self) -> Result<(), Failure> {
        match &self.gateway {
            // No call is known that sends nothing.
            Gateway::Template(_) => Ok(()),
            Gateway::Tencent(gateway) => gateway.check().await,
        }
    }
}

/// The text of a short message in one line.
fn short_text(message: &Message) -> String {
    message.short.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sender's signature as China's rules want it, in front; elsewhere there is none.
fn signed(text: String, number: &str, sign_name: Option<&str>) -> String {
    match sign_name {
        Some(name) if number.starts_with(CHINA) && !text.starts_with('【') => format!("【{name}】{text}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_counted_in_the_parts_in_which_it_is_sent() {
        use Encoding::*;
        for (text, expected) in [
            ("a".repeat(160), (Gsm7, 1)),
            ("a".repeat(161), (Gsm7, 2)),
            ("a".repeat(306), (Gsm7, 2)),
            ("a".repeat(307), (Gsm7, 3)),
            ("€".repeat(80), (Gsm7, 1)),
            ("€".repeat(81), (Gsm7, 2)),
            // 76 characters of two septets leave one septet of each part unused.
            ("€".repeat(152), (Gsm7, 2)),
            ("€".repeat(153), (Gsm7, 3)),
            ("借".repeat(70), (Ucs2, 1)),
            ("借".repeat(71), (Ucs2, 2)),
            ("借".repeat(134), (Ucs2, 2)),
            ("借".repeat(135), (Ucs2, 3)),
            ("😀".repeat(35), (Ucs2, 1)),
            // 67 is odd, so a part holds 33 pairs.
            ("😀".repeat(66), (Ucs2, 2)),
            ("😀".repeat(67), (Ucs2, 3)),
            (String::new(), (Gsm7, 1)),
            ("Quantità: 5 ¥".into(), (Gsm7, 1)),
            ("`".into(), (Ucs2, 1)),
        ] {
            assert_eq!(parts(&text), expected, "{text}");
        }
        assert_eq!(GSM.chars().count(), 127, "128 without the escape");
    }

    #[test]
    fn china_counts_every_character_alike() {
        assert_eq!(parts_for("+8613800138000", &"a".repeat(71)), 2);
        assert_eq!(parts_for("+4915112345678", &"a".repeat(71)), 1);
    }

    #[test]
    fn a_signature_is_put_in_front_once_and_only_in_china() {
        let text = || "到期".to_owned();
        assert_eq!(signed(text(), "+8613800138000", Some("借条")), "【借条】到期");
        assert_eq!(
            signed("【借条】到期".into(), "+8613800138000", Some("借条")),
            "【借条】到期"
        );
        assert_eq!(signed(text(), "+4915112345678", Some("借条")), "到期");
        assert_eq!(signed(text(), "+8613800138000", None), "到期");
    }

    #[test]
    fn only_numbers_in_e164_are_called() {
        for number in [
            "13800138000",
            "+86 13800138000",
            "+0123456789",
            "+1234567",
            "+1234567890123456",
            "",
            "+86138001380x0",
        ] {
            assert!(check_number(number).is_err(), "{number}");
        }
        assert!(check_number("+8613800138000").is_ok());
    }
}
