//! What a passkey signed beside its holder's own key: for a request of a party (an intent) an assertion of WebAuthn whose challenge
//! is the request's identity. The terms hold a salted field with the digest of the passkey's key, `lender.passkey` or
//! `borrower.passkey`; opened, it ties the assertion to these terms, and nobody else's passkey fits.
//!
//! # Details
//!
//! *Proved* is that the key committed in these terms signed this identity, that its authenticator said that it had verified its
//! user, and for which origin. By what (finger, face, code), on which device and under which words on its screen is
//! *stated*: the authenticator's maker and the host that signs answer for that. An assertion never stands in for the
//! signature of an account.
//!
//! Keys and signatures have one form here, so that nobody makes another file of the same: the key as browsers give it (SPKI in DER,
//! uncompressed), the signature as r ‖ s with the lower of both s, which [`low_s`] makes of what an authenticator gives.
//! Source: W3C WebAuthn 3, §5.8.1, §6.1, §7.2; FIPS 186-5 (ECDSA); RFC 5480. Limits: P-256.

use std::collections::BTreeSet;

use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use base64::Engine;
use iou_base::{is_hex, sha256};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use terms::{AccountId, Role};

use super::container::Entries;
use super::error::VerificationError;
use super::manifest::{canonical_from, Hex};
use super::report::{Carrier, ProvedEvent, VerificationReport, VerifiedLoan};
use super::{part, yes_or_no, Hash, Verdict};
use crate::disclosure::{Field, PASSKEY};
use crate::draft::{account_of, role_named};

/// Most assertions of a file.
pub const ASSERTIONS_MAX: usize = 1_000;
/// Longest data of a client. Units: bytes.
pub const CLIENT_LEN_MAX: usize = 4_096;
/// Longest data of an authenticator. Units: bytes.
pub const AUTHENTICATOR_LEN_MAX: usize = 1_024;

/// What every key on P-256 begins with as SPKI: two object identifiers, and that the point is not compressed.
pub(super) const SPKI: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86,
    0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];
/// Where the point begins, with the byte that says how it is written.
pub(super) const POINT: usize = SPKI.len() - 1;
/// Bytes of such a key.
pub const KEY_LEN: usize = POINT + 65;

/// Flags of authenticator data.
mod flag {
    /// The user was there.
    pub const PRESENT: u8 = 1;
    /// The user was verified.
    pub const VERIFIED: u8 = 1 << 2;
    /// The passkey may be copied to other devices.
    pub const MAY_BE_COPIED: u8 = 1 << 3;
    /// It has been.
    pub const IS_COPIED: u8 = 1 << 4;
    /// A new passkey follows; not where something is signed.
    pub const ATTESTED: u8 = 1 << 6;
    /// Extensions follow.
    pub const EXTENDED: u8 = 1 << 7;
}

/// Bytes as lower-case hexadecimal text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HexBytes(pub Vec<u8>);

impl Serialize for HexBytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for HexBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        hex::decode(text).map(HexBytes).map_err(D::Error::custom)
    }
}

/// What a party's passkey signed of a loan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passkey {
    /// What it signed, by rising identities.
    pub assertions: Vec<Assertion>,
    /// Its public key: SPKI, DER.
    pub key: HexBytes,
    /// Whose it is: `borrower`, `lender`.
    pub role: String,
}

/// A passkey's word for a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// The authenticator's data.
    pub authenticator: HexBytes,
    /// The client's data: JSON, as the browser wrote it.
    pub client: HexBytes,
    /// The identity of the intent.
    pub intent: Hex,
    /// r ‖ s, the lower s.
    pub signature: HexBytes,
}

/// The name of the field that binds the passkey of a role.
pub fn field_name(role: &str) -> String {
    format!("{role}.{PASSKEY}")
}

/// A signature in DER, as authenticators give it, in the one form that a file has. None where it is no signature.
pub fn low_s(der: &[u8]) -> Option<[u8; 64]> {
    let signature = Signature::from_der(der).ok()?;
    let signature = signature.normalize_s().unwrap_or(signature);
    Some(signature.to_bytes().into())
}

/// Checks what passkeys signed; `fields` are those that the terms commit to.
pub(super) fn check(
    parts: &Entries<'_>,
    loan: &VerifiedLoan,
    fields: &[Field],
    report: &mut VerificationReport,
) {
    let readable = report.check("passkey", are_digests(fields));
    let (Some(()), Some(bytes)) = (readable, parts.get(part::PASSKEYS)) else {
        return;
    };
    let Some(all) = report.check("passkey", read(bytes)) else {
        return;
    };
    for passkey in &all {
        let Some(own) = report.check("passkey", Own::of(passkey, loan, fields)) else {
            continue;
        };
        for assertion in &passkey.assertions {
            if let Some(found) = report.check("passkey", own.check(assertion, &loan.events)) {
                report.proved("passkey", own.told(assertion, found, loan));
            }
        }
    }
    report.record("passkey", Verdict::Stated, Vec::new());
}

/// Whether those fields that bind passkeys hold a digest and no words: nobody is shown them before they sign.
fn are_digests(fields: &[Field]) -> Result<(), VerificationError> {
    for field in fields {
        let Some((role, PASSKEY)) = field.name.split_once('.') else {
            continue;
        };
        if field
            .opened
            .as_ref()
            .is_some_and(|opened| !is_hex(&opened.value, 32))
        {
            return Err(VerificationError::PasskeyField {
                role: role.to_owned(),
            });
        }
    }
    Ok(())
}

/// The records of a file, each once and in their order.
fn read(bytes: &[u8]) -> Result<Vec<Passkey>, VerificationError> {
    let all: Vec<Passkey> = canonical_from(bytes)?;
    let count: usize = all.iter().map(|one| one.assertions.len()).sum();
    let are_sorted = all.windows(2).all(|pair| pair[0].role < pair[1].role);
    let is_sorted = |one: &Passkey| {
        let mut pairs = one.assertions.windows(2);
        !one.assertions.is_empty() && pairs.all(|pair| pair[0].intent < pair[1].intent)
    };
    match !all.is_empty() && count <= ASSERTIONS_MAX && are_sorted && all.iter().all(is_sorted) {
        true => Ok(all),
        false => Err(VerificationError::PasskeysOrder),
    }
}

/// A party's passkey that the terms commit to.
struct Own {
    account: AccountId,
    digest: Hash,
    key: VerifyingKey,
}

impl Own {
    fn of(passkey: &Passkey, loan: &VerifiedLoan, fields: &[Field]) -> Result<Own, VerificationError> {
        let role = || passkey.role.clone();
        let foreign = || VerificationError::PasskeyField { role: role() };
        let party: Role = role_named(&passkey.role).ok_or_else(foreign)?;
        let digest = sha256(&passkey.key.0);
        let name = field_name(&passkey.role);
        let field = fields.iter().find(|field| field.name == name);
        let opened = field.and_then(|field| field.opened.as_ref());
        if opened.is_none_or(|opened| opened.value != hex::encode(digest)) {
            return Err(foreign());
        }
        let key = key_of(&passkey.key.0).ok_or_else(|| VerificationError::PasskeyKey { role: role() })?;
        Ok(Own {
            account: account_of(&loan.terms, party),
            digest,
            key,
        })
    }

    /// Holds an assertion to a request that its party signed; gives the event that happened by it, and the origin.
    fn check<'a>(
        &self,
        assertion: &Assertion,
        events: &'a [ProvedEvent],
    ) -> Result<(&'a ProvedEvent, String), VerificationError> {
        let intent = assertion.intent.0;
        let event = events.iter().find(|event| is_by(event, &intent, self.account));
        let event = event.ok_or(VerificationError::PasskeyIntent { intent })?;
        let client = Client::read(&assertion.client.0).ok_or(VerificationError::PasskeyClient { intent })?;
        if client.challenge != BASE64URL.encode(intent) {
            return Err(VerificationError::PasskeyChallenge { intent });
        }
        let host = host_of(&client.origin).ok_or(VerificationError::PasskeyOrigin { intent })?;
        let data = Authenticator::read(&assertion.authenticator.0);
        let data = data.ok_or(VerificationError::PasskeyData { intent })?;
        if data.party != sha256(host.as_bytes()) {
            return Err(VerificationError::PasskeyOrigin { intent });
        }
        if !data.is_verified {
            return Err(VerificationError::PasskeyUser { intent });
        }
        match self.has_signed(assertion) {
            true => Ok((event, client.origin)),
            false => Err(VerificationError::PasskeySignature { intent }),
        }
    }

    fn has_signed(&self, assertion: &Assertion) -> bool {
        let signed = [&assertion.authenticator.0[..], &sha256(&assertion.client.0)].concat();
        let signature = Signature::from_slice(&assertion.signature.0).ok();
        // The twin with the other s is the same signature for everybody, and another file.
        let signature = signature.filter(|signature| signature.normalize_s().is_none());
        signature.is_some_and(|signature| self.key.verify(&signed, &signature).is_ok())
    }

    fn told(
        &self,
        assertion: &Assertion,
        (event, origin): (&ProvedEvent, String),
        loan: &VerifiedLoan,
    ) -> Vec<(&'static str, String)> {
        vec![
            ("event", event.event.head().sequence.to_string()),
            ("name", event.event.name().to_owned()),
            ("account", hex::encode(self.account.0)),
            ("intent", hex::encode(assertion.intent.0)),
            ("origin", origin),
            ("digest", hex::encode(self.digest)),
            ("signed", yes_or_no(loan.is_signed)),
        ]
    }
}

/// Whether an event happened by that intent, of which the file shows that it was signed for the seat of `account`: who hands it over to
/// another key has the passkey still.
fn is_by(event: &ProvedEvent, intent: &Hash, account: AccountId) -> bool {
    event.step.as_ref().is_some_and(|step| {
        let is_it = matches!(&step.carrier, Carrier::Intent { id, .. } if id == intent);
        is_it && step.seat == account
    })
}

fn key_of(der: &[u8]) -> Option<VerifyingKey> {
    let point = der.strip_prefix(&SPKI[..POINT])?;
    if der.len() != KEY_LEN || !der.starts_with(&SPKI) {
        return None;
    }
    VerifyingKey::from_sec1_bytes(point).ok()
}

/// What the browser says of a signature: which request, and which page asked for it.
struct Client {
    challenge: String,
    origin: String,
}

impl Client {
    /// Reads it as any browser writes it, with members that nobody knows yet. None where it is no JSON, names a member twice, is of
    /// something else than signing, or of a page inside of another origin's.
    fn read(bytes: &[u8]) -> Option<Client> {
        let text = std::str::from_utf8(bytes)
            .ok()
            .filter(|text| text.len() <= CLIENT_LEN_MAX)?;
        serde_json::from_str(text).ok()
    }
}

impl<'de> Deserialize<'de> for Client {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

/// The members of the client's data, each once.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Client;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the client data of a signature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Client, A::Error> {
        let mut names = BTreeSet::new();
        let (mut kind, mut challenge, mut origin) = (None, None, None);
        let mut is_inside = false;
        while let Some(name) = map.next_key::<String>()? {
            match &name[..] {
                "type" => kind = Some(map.next_value::<String>()?),
                "challenge" => challenge = Some(map.next_value()?),
                "origin" => origin = Some(map.next_value()?),
                "crossOrigin" => is_inside |= map.next_value::<bool>()?,
                other => {
                    is_inside |= other == "topOrigin";
                    let _unread = map.next_value::<IgnoredAny>()?;
                }
            }
            if !names.insert(name) {
                return Err(A::Error::custom("twice"));
            }
        }
        match (kind.as_deref(), challenge, origin) {
            (Some("webauthn.get"), Some(challenge), Some(origin)) if !is_inside => {
                Ok(Client { challenge, origin })
            }
            _ => Err(A::Error::custom("not of a signature")),
        }
    }
}

/// The host of an origin at which browsers have passkeys: https, or this very machine. None where it is none in the form in which
/// browsers write it.
fn host_of(origin: &str) -> Option<&str> {
    let (scheme, rest) = origin.split_once("://")?;
    let (host, port) = match rest.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (rest, None),
    };
    let is_named = !host.is_empty()
        && host
            .bytes()
            .all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, b'-' | b'.'));
    let is_port = |port: &str| {
        (1..=5).contains(&port.len())
            && port.bytes().all(|sign| sign.is_ascii_digit())
            && !port.starts_with('0')
    };
    let is_safe = scheme == "https" || (scheme == "http" && host == "localhost");
    (is_named && port.is_none_or(is_port) && is_safe).then_some(host)
}

/// What the authenticator says of a signature.
struct Authenticator {
    /// SHA-256 of the full name of the host that its passkey belongs to.
    party: Hash,
    /// Whether its user was there and was verified.
    is_verified: bool,
}

impl Authenticator {
    /// Party, flags, a counter, and extensions where a flag says so, which are signed and not read. None for anything else.
    fn read(bytes: &[u8]) -> Option<Authenticator> {
        let (party, rest) = bytes.split_first_chunk::<32>()?;
        let (flags, rest) = rest.split_first()?;
        let (_counter, extensions) = rest.split_first_chunk::<4>()?;
        let has = |flag: u8| flags & flag == flag;
        let fits = !has(flag::ATTESTED)
            && has(flag::EXTENDED) != extensions.is_empty()
            && (has(flag::MAY_BE_COPIED) || !has(flag::IS_COPIED))
            && bytes.len() <= AUTHENTICATOR_LEN_MAX;
        fits.then_some(Authenticator {
            party: *party,
            is_verified: has(flag::PRESENT | flag::VERIFIED),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_those_of_origins_as_browsers_write_them() {
        for (origin, host) in [
            ("https://sign.example", "sign.example"),
            ("https://sign.example:8443", "sign.example"),
            ("https://xn--fsq.example", "xn--fsq.example"),
            ("http://localhost:9701", "localhost"),
            ("https://localhost", "localhost"),
        ] {
            assert_eq!(host_of(origin), Some(host));
        }
        for origin in [
            "sign.example",
            "https://",
            "https:///",
            "https://sign.example/",
            "https://sign.example/#",
            "https://Sign.example",
            "https://sign.example:",
            "https://sign.example:0443",
            "https://sign.example:123456",
            "https://sign.example:44a",
            "https://sign.example:1:2",
            "https://a@sign.example",
            "https://sign.example\0",
            "https://[::1]",
            "https://签.example",
            "http://sign.example",
            "http://localhost.example",
            "HTTPS://sign.example",
            " https://sign.example",
            "android:apk-key-hash:abc",
        ] {
            assert_eq!(host_of(origin), None, "{origin}");
        }
    }

    #[test]
    fn what_a_browser_says_is_read_whatever_its_order_and_nothing_of_it_twice() {
        let read = |json: &str| Client::read(json.as_bytes()).map(|client| (client.challenge, client.origin));
        let whole = Some(("c".to_owned(), "o".to_owned()));
        for json in [
            r#"{"type":"webauthn.get","challenge":"c","origin":"o","crossOrigin":false}"#,
            r#"{"type":"webauthn.get","challenge":"c","origin":"o"}"#,
            "\n{\"origin\" : \"o\", \"challenge\":\"\\u0063\",\t\"type\":\"webauthn.get\"}\n",
            r#"{"type":"webauthn.get","challenge":"c","origin":"o","other_keys_can_be_added_here":{"type":"x","type":[1e999,"\ud800"]}}"#,
        ] {
            assert_eq!(read(json), whole, "{json}");
        }
        for json in [
            r#"{"type":"webauthn.create","challenge":"c","origin":"o"}"#,
            r#"{"type":"webauthn.get","challenge":"c"}"#,
            r#"{"type":"webauthn.get","challenge":7,"origin":"o"}"#,
            r#"{"type":"webauthn.get","challenge":"c","origin":"o","crossOrigin":true}"#,
            r#"{"type":"webauthn.get","challenge":"c","origin":"o","crossOrigin":null}"#,
            r#"{"type":"webauthn.get","challenge":"c","origin":"o","topOrigin":"o"}"#,
            r#"{"type":"webauthn.get","challenge":"x","challenge":"c","origin":"o"}"#,
            r#"{"type":"webauthn.get","challenge":"c","\u0063hallenge":"x","origin":"o"}"#,
            r#"{"type":"webauthn.get","challenge":"c","origin":"o","more":1,"more":1}"#,
            r#"[{"type":"webauthn.get","challenge":"c","origin":"o"}]"#,
            r#"{"type":"webauthn.get","challenge":"c","origin":"o"}{}"#,
            r#"{"type":"webauthn.get","challenge":"c","origin":"o",}"#,
            "\u{feff}{\"type\":\"webauthn.get\",\"challenge\":\"c\",\"origin\":\"o\"}",
            "",
        ] {
            assert_eq!(read(json), None, "{json}");
        }
        assert!(Client::read(
            b"{\"type\":\"webauthn.get\",\"challenge\":\"c\",\"origin\":\"o\",\"x\":\"\xff\"}"
        )
        .is_none());
        let long = format!(
            r#"{{"type":"webauthn.get","challenge":"c","origin":"o","x":"{}"}}"#,
            "x".repeat(CLIENT_LEN_MAX)
        );
        assert_eq!(read(&long), None);
    }

    #[test]
    fn what_an_authenticator_says_has_as_many_bytes_as_its_flags_say() {
        let data =
            |flags: u8, more: &[u8]| Authenticator::read(&[&[7; 32], &[flags][..], &[0; 4], more].concat());
        for (flags, is_verified) in [
            (0x05, true),
            (0x1D, true),
            (0x01, false),
            (0x04, false),
            (0x00, false),
        ] {
            assert_eq!(data(flags, b"").unwrap().is_verified, is_verified, "{flags:x}");
        }
        assert!(data(0x85, &[0xA0]).unwrap().is_verified);
        assert_eq!(data(0x05, b"").unwrap().party, [7; 32]);
        for (flags, more) in [
            (0x05, &[0xA0][..]),
            (0x85, &[]),
            (0x45, &[]),
            (0xC5, &[0xA0]),
            (0x15, &[]),
            (0x85, &[0xA0; AUTHENTICATOR_LEN_MAX]),
        ] {
            assert!(data(flags, more).is_none(), "{flags:x}");
        }
        assert!(Authenticator::read(&[7; 36]).is_none() && Authenticator::read(&[]).is_none());
    }
}
