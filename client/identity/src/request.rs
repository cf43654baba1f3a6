//! What a party asks a verifier for, and consents to: a consent by itself, which names verifier, methods and fields and which the
//! party's key signs; and the fields with their salts, opened for this verifier alone. All of it is sealed to the verifier's
//! account: one line, `IOU:IDENTITY:1:A:…`. Nothing in it is believed: the signature must be the account's, and the fields must
//! give the root that stands in the terms on the chain.
//! Units: milliseconds since 1970. Limits: 64 KiB, a consent is used within 30 days [个保法 29; 人脸办法 6].

use serde::{Deserialize, Serialize};
use terms::agreement::{key_of, Seat};
use terms::{AccountId, Digest, LoanId};
use zeroize::Zeroizing;

use crate::fault::Fault;
use iou_base::{line, sha256, time::DAY_MS};
use iou_evidence::disclosure::{self, Field};
use iou_evidence::identity::{has_signed, level_of, people, Method, Of};
use iou_evidence::verify::manifest::{canonical, canonical_from, Hex};
use iou_keys::seal;

/// What a request begins with.
const HEAD: &str = "IOU:IDENTITY:1:";
/// Sealed to an account.
const KIND: &str = "A";
/// What is sealed says of itself what it is: nothing else opens as a request, and a request as nothing else.
pub const LABEL: &[u8] = b"IOU:IDENTITY:1:A";
/// What the text begins with that a party signs.
pub const DOMAIN: &str = "iou:identity-consent:v1";
/// Longest request. Units: bytes.
pub const LEN_MAX: usize = 64 * 1024;
const FORMAT: &str = "iou-identity-consent";
const SCHEMA: u8 = 1;
/// For how long a consent can be used. Units: milliseconds.
pub const CONSENT_MS: u64 = 30 * DAY_MS;
/// How far one machine's clock may be ahead of another's. Units: milliseconds.
pub(crate) const AHEAD_MS: u64 = 5 * 60_000;

/// What a party consents to, by itself. It has no values: the verifier can keep it, and its digest goes into the statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Whose identity.
    pub account: Hex,
    /// When it was given.
    pub at_ms: u64,
    /// The ledger.
    pub contract: Hex,
    /// The names of the fields that may be checked.
    pub fields: Vec<String>,
    /// `iou-identity-consent`.
    pub format: String,
    /// The hash of the genesis block.
    pub genesis: Hex,
    /// The loan.
    pub loan: LoanId,
    /// By what it may be checked: any of these, each once and in their order.
    pub methods: Vec<Method>,
    /// 32 random bytes: one consent is for one request.
    pub nonce: Hex,
    /// As what they are in the terms.
    pub role: String,
    /// 1.
    pub schema: u8,
    /// The digest of the terms as they were proposed.
    pub terms: Hex,
    /// The words that the party said yes to, in their language.
    pub words: String,
    /// Who may check.
    pub verifier: Hex,
}

impl Consent {
    /// One for a party of a loan; random bytes and clock are the caller's.
    pub fn new(of: &Of<'_>, role: String, account: AccountId, verifier: AccountId) -> Consent {
        Consent {
            account: Hex(account.0),
            at_ms: 0,
            contract: Hex(of.contract.0),
            fields: Vec::new(),
            format: FORMAT.to_owned(),
            genesis: Hex(of.genesis),
            loan: of.loan,
            methods: Vec::new(),
            nonce: Hex([0; 32]),
            role,
            schema: SCHEMA,
            terms: Hex(of.digest),
            words: String::new(),
            verifier: Hex(verifier.0),
        }
    }

    /// What a statement names it by.
    pub fn digest(&self) -> Digest {
        sha256(&canonical(self))
    }

    /// The text that the party signs.
    pub fn text(&self) -> Vec<u8> {
        format!("{DOMAIN}:{}", hex::encode(self.digest())).into_bytes()
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// What the party consents to.
    pub consent: Consent,
    /// All fields of the loan by their commitments; opened those that may be checked.
    pub fields: Vec<Field>,
    /// The party's sr25519 signature of the consent's text, hexadecimal.
    pub signature: String,
}

/// Whose request a verifier takes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asks<'a> {
    /// The seats of the loan whose key has changed: the key that acts for a party asks for them.
    pub seats: &'a [Seat],
    /// Any other account too, where a party's key is lost: nothing but the verifier's own check shows who asks then.
    pub with_another: bool,
}

impl Request {
    /// The line, sealed to the verifier; `None` where nothing can be sealed to that account ([`seal::seal`]).
    pub fn seal(&self, random: &[u8; seal::RANDOM_LEN]) -> Option<String> {
        let plain = Zeroizing::new(canonical(self));
        let sealed = seal::seal(&AccountId(self.consent.verifier.0), LABEL, &plain, random)?;
        Some(line::written(HEAD, KIND, &sealed))
    }

    /// What is sealed in a line. Errors: [`Fault::Foreign`], [`Fault::Damaged`].
    pub fn sealed(text: &str) -> Result<Vec<u8>, Fault> {
        match line::read(HEAD, text, LEN_MAX)? {
            (kind, body) if kind == KIND => Ok(body),
            _ => Err(Fault::Foreign),
        }
    }

    /// The request that opened bytes are. Errors: [`Fault::Foreign`].
    pub fn read(plain: &[u8]) -> Result<Request, Fault> {
        let request: Request = canonical_from(plain).map_err(|_| Fault::Foreign)?;
        match request.consent.format == FORMAT && request.consent.schema == SCHEMA {
            true => Ok(request),
            false => Err(Fault::Foreign),
        }
    }

    /// Whether it is a party's of this loan, for this verifier, with fields that the terms commit to.
    ///
    /// Errors: [`Fault`], the first that applies.
    pub fn check(&self, of: &Of<'_>, verifier: AccountId, asks: Asks<'_>, now_ms: u64) -> Result<(), Fault> {
        let consent = &self.consent;
        if consent.verifier.0 != verifier.0 {
            return Err(Fault::OtherVerifier);
        }
        let place = (
            consent.genesis.0,
            consent.contract.0,
            consent.loan,
            consent.terms.0,
        );
        if place != of.place() {
            return Err(Fault::OtherLoan);
        }
        let mut people = people(of.terms).into_iter();
        let party = people.find(|(role, _)| *role == consent.role);
        let (_, seat) = party.ok_or(Fault::NoParty)?;
        if key_of(asks.seats, seat).0 != consent.account.0 && !asks.with_another {
            return Err(Fault::OtherKey);
        }
        if !self.is_signed() {
            return Err(Fault::NotSigned);
        }
        let is_early = consent.at_ms > now_ms.saturating_add(AHEAD_MS);
        if is_early || now_ms.saturating_sub(consent.at_ms) > CONSENT_MS {
            return Err(Fault::ConsentTime);
        }
        let is_rising = consent.methods.windows(2).all(|pair| pair[0] < pair[1]);
        if !is_rising || level_of(&consent.methods).is_none() {
            return Err(Fault::FaceAlone);
        }
        let committed =
            !self.fields.is_empty() && disclosure::check(&self.fields, &of.terms.commitments, sha256).is_ok();
        if !committed {
            return Err(Fault::OtherFields);
        }
        let opened: Vec<_> = self.opened().map(|field| field.name.as_str()).collect();
        let own = format!("{}.", consent.role);
        let is_own = opened.iter().all(|name| name.starts_with(&own));
        match !opened.is_empty() && is_own && opened == consent.fields {
            true => Ok(()),
            false => Err(Fault::NoFields),
        }
    }

    /// The fields that may be checked.
    pub fn opened(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.opened.is_some())
    }

    fn is_signed(&self) -> bool {
        has_signed(&self.consent.account, &self.consent.text(), &self.signature)
    }
}
