//! What a verifier may state of a request: no more than its methods carry, by methods to which the party consented, of fields that
//! were opened, for a time that has an end.
//! Units: milliseconds since 1970.

use terms::Digest;

use crate::fault::Fault;
use crate::request::Request;
use iou_evidence::identity::{
    level_of, Checked, IdentityStatement, Level, Method, FIELDS_MAX, FORMAT, LEN_MAX, SCHEMA, VALID_MS_MAX,
};
use iou_evidence::verify::manifest::Hex;

/// Length of the signature as it will stand there. Units: bytes.
const SIGNATURE_LEN: usize = 128;

/// What a verifier has done and found.
#[derive(Debug, Clone)]
pub struct Check {
    /// By what, each once and in their order.
    pub methods: Vec<Method>,
    /// How strong it is; the highest that the methods carry where it is left out.
    pub level: Option<Level>,
    /// When.
    pub at_ms: u64,
    /// Until when the verifier stands by it.
    pub until_ms: u64,
    /// SHA-256 of the report.
    pub report: Digest,
    /// 32 random bytes.
    pub salt: [u8; 32],
}

/// The statement of a request that was checked ([`Request::check`]), without its signature.
///
/// Errors: [`Fault`].
pub fn statement(request: &Request, check: Check) -> Result<IdentityStatement, Fault> {
    let consent = &request.consent;
    let most = level_of(&check.methods).ok_or(Fault::FaceAlone)?;
    if let Some(method) = check.methods.iter().find(|one| !consent.methods.contains(one)) {
        return Err(Fault::NotAgreed(*method));
    }
    let level = check.level.unwrap_or(most);
    if level > most {
        return Err(Fault::LevelTooHigh);
    }
    let valid_for = check.until_ms.checked_sub(check.at_ms);
    if !valid_for.is_some_and(|span| span > 0 && span <= VALID_MS_MAX) {
        return Err(Fault::ValidTime);
    }
    let mut fields: Vec<Checked> = request
        .opened()
        .map(|field| Checked {
            commitment: Hex(field.commitment),
            name: field.name.clone(),
        })
        .collect();
    fields.sort_by(|one, other| one.name.cmp(&other.name));
    let made = IdentityStatement {
        account: consent.account,
        checked_at_ms: check.at_ms,
        consent: Hex(consent.digest()),
        contract: consent.contract,
        fields,
        format: FORMAT.to_owned(),
        genesis: consent.genesis,
        level,
        loan: consent.loan,
        methods: check.methods,
        report: Hex(check.report),
        role: consent.role.clone(),
        salt: Hex(check.salt),
        schema: SCHEMA,
        signature: String::new(),
        terms: consent.terms,
        valid_until_ms: check.until_ms,
        verifier: consent.verifier,
    };
    // Names are as long as the parties made them; what nobody could read would stand on record all the same.
    let is_whole = made.fields.len() <= FIELDS_MAX && made.bytes().len() + SIGNATURE_LEN <= LEN_MAX;
    match is_whole {
        true => Ok(made),
        false => Err(Fault::TooMuch),
    }
}
