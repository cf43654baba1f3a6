//! The form: a TOML file as a person fills it in → [`Terms`], checked once and completely, and the personal fields that
//! stay on this machine. Every mistake is reported with the name of its field. Keys that the form does not know are
//! mistakes too: a misspelt one must not be silently ignored.

mod fields;

use terms::{
    agreement::{commitment, commitments_root},
    Amount, Currency, Day, DayCount, Digest, Error as Refused, Jurisdiction, Method, Plan, RatePpm, Rounding,
    Settlement, Terms, Timestamp, UtcOffset,
};

use crate::chain::connection::ChainInfo;
use crate::chain::{contract, AccountId};
use crate::error::{Error, Result};
use crate::money::{parse_rate, Unit};
use crate::private::{PrivateField, PrivateFields};
use crate::text::Text;
use crate::time;
use fields::Fields;

/// Decimals of the currencies that people lend in; ISO 4217. Others need `decimals`.
const CURRENCIES: [(&str, u8); 14] = [
    ("CNY", 2),
    ("HKD", 2),
    ("MOP", 2),
    ("TWD", 2),
    ("USD", 2),
    ("EUR", 2),
    ("GBP", 2),
    ("SGD", 2),
    ("AUD", 2),
    ("CAD", 2),
    ("CHF", 2),
    ("JPY", 0),
    ("KRW", 0),
    ("KWD", 3),
];

/// What the form is filled in for: who, where and when.
pub struct Setting<'a> {
    /// Messages for mistakes.
    pub text: &'a Text,
    /// The chain, for the native token.
    pub chain: &'a ChainInfo,
    /// The chain's clock. Units: milliseconds since 1970.
    pub now_ms: u64,
    /// The account that an address or a keystore's name means.
    pub account: &'a dyn Fn(&str) -> Result<AccountId>,
}

/// A form that was read: the terms to propose and what stays here.
pub struct Filled {
    /// The terms.
    pub terms: Terms,
    /// Their digest.
    pub digest: Digest,
    /// Personal fields with the salts of their commitments.
    pub private: PrivateFields,
}

/// SHA-256, as the rules take it.
pub fn sha256(bytes: &[u8]) -> Digest {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(bytes).into()
}

/// Reads a form.
///
/// Errors: [`Error::Form`] naming the field; keystore errors for the parties' accounts.
pub fn read(file: &str, contents: &str, setting: &Setting<'_>) -> Result<Filled> {
    let root = Fields::parse(file, contents, setting.text)?;
    let private = private_fields(&root)?;
    let account = |fields: &Fields<'_>| -> Result<terms::AccountId> {
        let name = fields.text("account")?;
        Ok(terms::AccountId((setting.account)(&name)?.0))
    };
    let (lender, borrower) = (
        account(&root.section("lender")?)?,
        account(&root.section("borrower")?)?,
    );
    let (settlement, unit) = settlement(&root, setting.chain)?;
    let zone = root.or("utc_offset", UtcOffset::CHINA, time::parse_offset, "why-offset")?;
    let now = Timestamp(setting.now_ms);
    let today = Day::of(now, zone);
    let sign_by = after(&root, "sign_within", now)?;
    let mut terms = Terms {
        lender,
        borrower,
        settlement,
        principal: amount(&root, "amount", &unit)?,
        annual_rate: root.read("rate", parse_rate, "why-rate")?,
        overdue_rate: root.maybe("overdue_rate", parse_rate, "why-rate")?,
        day_count: root.or("day_count", DayCount::Act365, day_count, "why-day-count")?,
        both_ends: root.flag("both_ends", false)?,
        rounding: root.or("rounding", Rounding::Floor, rounding, "why-rounding")?,
        utc_offset: zone,
        plan: plan(&root, today)?,
        schedule: Vec::new(),
        grace_days: root.number("grace_days", 3)?,
        early_repayment: root.flag("early_repayment", true)?,
        jurisdiction: jurisdiction(&root)?,
        sign_by,
        deliver_by: after(&root, "deliver_within", sign_by)?,
        commitments: commit(&private),
        reference: random()?,
    };
    root.finish()?;
    let refused =
        |error: Refused| root.mistake(field_of(error), &contract::refusal(error).message(setting.text));
    terms.plan.check().map_err(refused)?;
    let (principal, rate, start) = (terms.principal, terms.annual_rate, terms.plan.start);
    terms.schedule = terms
        .plan
        .schedule(&terms, principal, rate, start)
        .map_err(refused)?;
    terms.validate(now).map_err(refused)?;
    let digest = terms.digest(sha256);
    Ok(Filled {
        terms,
        digest,
        private,
    })
}

/// The field of the form that a refusal is about.
fn field_of(error: Refused) -> &'static str {
    match error {
        Refused::SameParty => "borrower.account",
        Refused::RateTooHigh | Refused::RateAboveCap => "rate",
        Refused::OverdueRateAboveCap => "overdue_rate",
        Refused::BadDecimals => "decimals",
        Refused::BadCurrency => "currency",
        Refused::BadUtcOffset => "utc_offset",
        Refused::GraceTooLong => "grace_days",
        Refused::BadPeriods | Refused::TermTooLong => "term",
        Refused::BadDate | Refused::NoReferenceRate => "start",
        Refused::DeadlinePassed => "sign_within",
        Refused::DeadlineOrder => "deliver_within",
        _ => "amount",
    }
}

fn settlement(root: &Fields<'_>, chain: &ChainInfo) -> Result<(Settlement, Unit)> {
    let native = root.or(
        "settlement",
        false,
        |text| match text {
            "native" => Some(true),
            "off-chain" => Some(false),
            _ => None,
        },
        "why-settlement",
    )?;
    if native {
        return Ok((Settlement::Native, Unit::of(Settlement::Native, chain)));
    }
    let letters = |text: &str| {
        <[u8; 3]>::try_from(text.as_bytes())
            .ok()
            .filter(|code| code.iter().all(u8::is_ascii_uppercase))
    };
    let code = root.read("currency", letters, "why-currency")?;
    let known = CURRENCIES
        .iter()
        .find(|(name, _)| name.as_bytes() == code)
        .map(|(_, decimals)| *decimals);
    let decimals = match (root.maybe_number("decimals")?, known) {
        (Some(given), _) => given,
        (None, Some(known)) => known,
        (None, None) => return Err(root.mistake("currency", &root.why("why-currency-unknown"))),
    };
    let settlement = Settlement::OffChain {
        currency: Currency(code),
        decimals,
    };
    Ok((settlement, Unit::of(settlement, chain)))
}

fn amount(root: &Fields<'_>, field: &str, unit: &Unit) -> Result<Amount> {
    let text = root.text(field)?;
    unit.parse(&text).map_err(|why| {
        let why = root.words.lookup(why.id(), &[("decimals", unit.decimals.into())]);
        root.mistake(field, &why)
    })
}

fn plan(root: &Fields<'_>, today: Day) -> Result<Plan> {
    let start = root.or(
        "start",
        today,
        |text| {
            if text == "today" {
                Some(today)
            } else {
                time::parse_day(text)
            }
        },
        "why-day",
    )?;
    if start < today {
        return Err(root.mistake("start", &root.why("why-start-past")));
    }
    let method = root.or(
        "method",
        Method::Bullet,
        |text| match text {
            "bullet" => Some(Method::Bullet),
            "interest-only" => Some(Method::InterestOnly),
            _ => None,
        },
        "why-method",
    )?;
    Ok(match method {
        Method::Bullet => Plan {
            method,
            start,
            every: root.read("term", time::parse_period, "why-period")?,
            periods: 1,
        },
        Method::InterestOnly => Plan {
            method,
            start,
            every: root.read("every", time::parse_period, "why-period")?,
            periods: root
                .maybe_number("periods")?
                .ok_or_else(|| root.mistake("periods", &root.why("why-missing")))?,
        },
    })
}

fn day_count(text: &str) -> Option<DayCount> {
    Some(match text {
        "act/365" => DayCount::Act365,
        "act/360" => DayCount::Act360,
        "30/360" => DayCount::Thirty360,
        _ => return None,
    })
}

fn rounding(text: &str) -> Option<Rounding> {
    Some(match text {
        "floor" => Rounding::Floor,
        "half-even" => Rounding::HalfEven,
        _ => return None,
    })
}

fn jurisdiction(root: &Fields<'_>) -> Result<Jurisdiction> {
    let cap: Option<RatePpm> = root.maybe("rate_cap", parse_rate, "why-rate")?;
    let law = root.or(
        "law",
        true,
        |text| match text {
            "prc" => Some(true),
            "none" => Some(false),
            _ => None,
        },
        "why-law",
    )?;
    match (law, cap) {
        (true, Some(_)) => Err(root.mistake("rate_cap", &root.why("why-rate-cap"))),
        (true, None) => Ok(Jurisdiction::PrcNaturalPersons),
        (false, Some(cap)) => Ok(Jurisdiction::Custom { cap }),
        (false, None) => Ok(Jurisdiction::None),
    }
}

/// `from` and the length of time in `field`, seven days if nothing is said.
fn after(root: &Fields<'_>, field: &str, from: Timestamp) -> Result<Timestamp> {
    let seconds = root.or(field, 7 * 86_400, time::parse_seconds, "why-duration")?;
    Ok(Timestamp(from.0.saturating_add(seconds.saturating_mul(1_000))))
}

/// Names, phones, ID numbers and the purpose, each with a fresh salt.
fn private_fields(root: &Fields<'_>) -> Result<PrivateFields> {
    let mut found = Vec::new();
    let mut keep = |name: &str, value: Option<String>| -> Result<()> {
        if let Some(value) = value {
            found.push(PrivateField {
                name: name.into(),
                value,
                salt: random()?,
            });
        }
        Ok(())
    };
    keep("purpose", Some(root.text("purpose")?))?;
    for role in ["lender", "borrower"] {
        let person = root.section(role)?;
        keep(&format!("{role}.name"), Some(person.text("name")?))?;
        let phone = |text: &str| is_phone(text).then(|| text.to_owned());
        keep(
            &format!("{role}.phone"),
            person.maybe("phone", phone, "why-phone")?,
        )?;
        let id_number = |text: &str| is_id_number(text).then(|| text.to_owned());
        keep(
            &format!("{role}.id_number"),
            person.maybe("id_number", id_number, "why-id-number")?,
        )?;
    }
    Ok(found)
}

fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let plain = digits
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b' ' || b == b'-');
    plain && (5..=20).contains(&digits.bytes().filter(u8::is_ascii_digit).count())
}

/// Any document's number of 4 to 32 letters and digits; one of 18 signs is a resident identity card's and must have the
/// right check sign (GB 11643: ISO 7064 MOD 11-2).
fn is_id_number(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric());
    if !plain || !(4..=32).contains(&text.len()) {
        return false;
    }
    let (body, check) = text.split_at(text.len() - 1);
    if body.len() != 17 || !body.bytes().all(|b| b.is_ascii_digit()) {
        return text.len() != 18;
    }
    let sum = body
        .bytes()
        .fold(0u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    let expected = b"0123456789X"[((12 - sum) % 11) as usize];
    check.as_bytes()[0].to_ascii_uppercase() == expected
}

/// The root of the fields' commitments, which goes on the chain.
pub fn commit(private: &PrivateFields) -> Digest {
    let fields: Vec<(&str, Digest)> = private
        .iter()
        .map(|field| {
            (
                field.name.as_str(),
                commitment(&field.name, &field.value, &field.salt, sha256),
            )
        })
        .collect();
    commitments_root(&fields, sha256)
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Error::Io {
        path: "getrandom".into(),
        reason: e.to_string(),
    })?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
