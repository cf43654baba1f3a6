//! The form: a TOML file as a person fills it in → [`Terms`], checked once and completely, and the personal fields that
//! stay on this machine. Every mistake is reported with the name of its field. Keys that the form does not know are
//! mistakes too: a misspelt one must not be silently ignored.

mod fields;

use terms::{
    agreement::{commitment, commitments_root, Guarantor},
    law::ReferenceRates,
    Amount, Currency, Day, DayCount, Digest, Error as Refused, Instalment, Jurisdiction, Method, Period,
    Plan, RatePpm, Rounding, Settlement, Terms, Timestamp, UtcOffset,
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
pub(crate) const CURRENCIES: [(&str, u8); 14] = [
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
    /// Published reference rates.
    pub rates: &'a dyn ReferenceRates,
    /// Digest of the agreement's form: the clauses that its text adds to the terms are signed with them.
    pub wording: Digest,
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
    let private = private_fields(&root, setting.wording)?;
    let account =
        |name: String| -> Result<terms::AccountId> { Ok(terms::AccountId((setting.account)(&name)?.0)) };
    let (lender, borrower) = (
        account(root.section("lender")?.text("account")?)?,
        account(root.section("borrower")?.text("account")?)?,
    );
    let (settlement, unit) = settlement(&root, setting)?;
    let zone = root.or("utc_offset", UtcOffset::CHINA, time::parse_offset, "why-offset")?;
    let now = Timestamp(setting.now_ms);
    let today = Day::of(now, zone);
    let sign_by = after(&root, "sign_within", now)?;
    let (plan, by_hand) = plan(&root, &unit, today)?;
    let mut guarantors = Vec::new();
    for person in root.sections("guarantor")? {
        guarantors.push(Guarantor {
            account: account(person.text("account")?)?,
            joint: person.flag("joint", false)?,
            months: person.maybe_number("months")?,
        });
    }
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
        plan,
        schedule: by_hand,
        grace_days: root.number("grace_days", 3)?,
        late_fee: match root.maybe_text("late_fee")? {
            Some(_) => amount(&root, "late_fee", &unit)?,
            None => Amount::ZERO,
        },
        early_repayment: root.flag("early_repayment", true)?,
        jurisdiction: jurisdiction(&root)?,
        guarantors,
        arbiter: root.maybe_text("arbiter")?.map(account).transpose()?,
        sign_by,
        deliver_by: after(&root, "deliver_within", sign_by)?,
        commitments: commit(&private),
        reference: random()?,
    };
    root.finish()?;
    let refused =
        |error: Refused| root.mistake(field_of(error), &contract::refusal(error).message(setting.text));
    terms
        .plan
        .check(terms.principal, &terms.schedule)
        .map_err(refused)?;
    let follows = terms.schedule_that_follows().map_err(refused)?;
    let principal_of = |rows: &[Instalment]| rows.iter().map(|row| row.principal).collect::<Vec<_>>();
    let by_hand = terms.plan.method == Method::Custom;
    if by_hand && principal_of(&terms.schedule) != principal_of(&follows) {
        return Err(root.mistake("instalment", &root.why("why-instalments-sum")));
    }
    terms.schedule = follows;
    terms.validate(setting.rates, now).map_err(refused)?;
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
        Refused::BadDueDays => "instalment",
        Refused::BalloonTooLarge => "balloon",
        Refused::TooManyGuarantors | Refused::BadGuarantor => "guarantor",
        Refused::BadArbiter => "arbiter",
        Refused::BadDate | Refused::NoReferenceRate => "start",
        Refused::DeadlinePassed => "sign_within",
        Refused::DeadlineOrder => "deliver_within",
        _ => "amount",
    }
}

fn settlement(root: &Fields<'_>, setting: &Setting<'_>) -> Result<(Settlement, Unit)> {
    let way = root.or(
        "settlement",
        "off-chain",
        |text| {
            ["native", "token", "off-chain"]
                .into_iter()
                .find(|way| *way == text)
        },
        "why-settlement",
    )?;
    let with_unit = |settlement| (settlement, Unit::of(settlement, setting.chain));
    if way == "native" {
        return Ok(with_unit(Settlement::Native));
    }
    if way == "token" {
        let contract = terms::AccountId((setting.account)(&root.text("token")?)?.0);
        let decimals = root
            .maybe_number("decimals")?
            .ok_or_else(|| root.mistake("decimals", &root.why("why-missing")))?;
        return Ok(with_unit(Settlement::Token { contract, decimals }));
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
    Ok(with_unit(Settlement::OffChain {
        currency: Currency(code),
        decimals,
    }))
}

fn amount(root: &Fields<'_>, field: &str, unit: &Unit) -> Result<Amount> {
    let text = root.text(field)?;
    unit.parse(&text).map_err(|why| {
        let why = root.words.lookup(why.id(), &[("decimals", unit.decimals.into())]);
        root.mistake(field, &why)
    })
}

/// The plan, and what of its schedule is written by hand.
fn plan(root: &Fields<'_>, unit: &Unit, today: Day) -> Result<(Plan, Vec<Instalment>)> {
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
    let method = root.or("method", Method::Bullet, method, "why-method")?;
    let balloon = match root.maybe_text("balloon")? {
        Some(_) => amount(root, "balloon", unit)?,
        None => Amount::ZERO,
    };
    let missing = |field: &str| root.mistake(field, &root.why("why-missing"));
    let (every, periods, by_hand) = match method {
        Method::Bullet => (
            root.read("term", time::parse_period, "why-period")?,
            1,
            Vec::new(),
        ),
        Method::Custom => {
            let rows = by_hand(root, unit)?;
            let periods = u16::try_from(rows.len()).unwrap_or(u16::MAX);
            (Period::ByHand, periods, rows)
        }
        _ => (
            root.read("every", time::parse_period, "why-period")?,
            root.maybe_number("periods")?.ok_or_else(|| missing("periods"))?,
            Vec::new(),
        ),
    };
    let plan = Plan {
        method,
        start,
        every,
        periods,
        balloon,
    };
    Ok((plan, by_hand))
}

/// The instalments that are written by hand: due day and principal; interest follows.
fn by_hand(root: &Fields<'_>, unit: &Unit) -> Result<Vec<Instalment>> {
    let mut rows = Vec::new();
    for row in root.sections("instalment")? {
        rows.push(Instalment {
            due: row.read("due", time::parse_day, "why-day")?,
            principal: amount(&row, "principal", unit)?,
            interest: Amount::ZERO,
        });
        row.finish()?;
    }
    if rows.is_empty() {
        return Err(root.mistake("instalment", &root.why("why-missing")));
    }
    Ok(rows)
}

/// A method by the name that people write.
pub(crate) fn method(text: &str) -> Option<Method> {
    Some(match text {
        "bullet" => Method::Bullet,
        "interest-only" => Method::InterestOnly,
        "equal-instalments" => Method::EqualInstalments,
        "equal-principal" => Method::EqualPrincipal,
        "custom" => Method::Custom,
        _ => return None,
    })
}

pub(crate) fn day_count(text: &str) -> Option<DayCount> {
    Some(match text {
        "act/365" => DayCount::Act365,
        "act/360" => DayCount::Act360,
        "30/360" => DayCount::Thirty360,
        _ => return None,
    })
}

pub(crate) fn rounding(text: &str) -> Option<Rounding> {
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

/// Names, phones, ID numbers and the purpose, each with a fresh salt; and beside them the agreement's form.
fn private_fields(root: &Fields<'_>, wording: Digest) -> Result<PrivateFields> {
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
    keep("wording", Some(hex::encode(wording)))?;
    keep("purpose", Some(root.text("purpose")?))?;
    let mut people = vec![
        ("lender".to_owned(), root.section("lender")?),
        ("borrower".to_owned(), root.section("borrower")?),
    ];
    for (n, guarantor) in root.sections("guarantor")?.into_iter().enumerate() {
        people.push((format!("guarantor.{}", n + 1), guarantor));
    }
    for (role, person) in people {
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
