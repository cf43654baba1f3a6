//! The form: a TOML file as a person fills it in → [`Terms`], checked once and completely, and the personal fields that
//! stay on this machine; or the same lines about the loan alone, as a page has them ([`LoanForm`]). Every mistake is reported with the name of its field. Keys that the form does not know are
//! mistakes too: a misspelt one must not be silently ignored.

pub mod dues;
mod error;
mod fields;
mod loan_form;
mod plan;
pub mod typed;

pub use error::{Error, Result};
pub use fields::Understood;
pub use loan_form::{DraftContext, LoanForm};

use terms::{
    agreement::{Guarantor, Moved, Succession},
    law::{self, ReferenceRates},
    limits::{
        ACCELERATION_DAYS_MAX, ANSWER_DAYS_MAX, DECIMALS_MAX, DELIVERIES_MAX, GRACE_DAYS_MAX,
        GUARANTEE_MONTHS_MAX, PAST_MAX, SUCCESSION_DAYS_MAX, SUCCESSION_DAYS_MIN,
    },
    Amount, Currency, Day, DayCount, Digest, Error as Refused, Instalment, Jurisdiction, Method, RatePpm,
    Role, Rounding, Settlement, Terms, Timestamp, UtcOffset,
};

use iou_base::sha256;
use iou_ledger::{contract, AccountId};

use fields::Fields;
pub use fields::{one_form, why_sign};
use iou_base::money::{show_rate, Unit};
use iou_base::text::Text;
use iou_ledger::private::{commit, PrivateField, PrivateFields};
use iou_view as view;
use plan::Money;
use typed::{Doubt, Rates, Read};

/// Decimals of the currencies that people lend in; ISO 4217. Others need `decimals`.
pub const CURRENCIES: [(&str, u8); 14] = [
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

/// How a count of days may be written.
const DAYS: [&str; 3] = ["天", "日", "d"];

/// What the form is filled in for: who, where and when.
pub struct FormContext<'a> {
    /// Messages for mistakes.
    pub text: &'a Text,
    /// The money of the chain.
    pub native: Unit,
    /// The chain's clock. Units: milliseconds since 1970.
    pub now_ms: u64,
    /// The account that an address or a keystore's name means.
    pub account: &'a dyn Fn(&str) -> iou_ledger::Result<AccountId>,
    /// Published reference rates.
    pub rates: &'a dyn ReferenceRates,
    /// Digest of the agreement's form: the clauses that its text adds to the terms are signed with them.
    pub wording: Digest,
    /// Asks whether something that cannot be right stands so on the document; `false` where nobody can be asked.
    pub ask: &'a dyn Fn(&Question<'_>) -> bool,
}

/// A value about which a person has to be asked.
pub struct Question<'a> {
    pub field: &'a str,
    /// What it would hold.
    pub value: &'a str,
    /// What seems wrong, a whole sentence.
    pub why: &'a str,
}

/// A form that was read: the terms to propose and what stays here.
pub struct Filled {
    pub terms: Terms,
    /// Their digest.
    pub digest: Digest,
    /// Personal fields with the salts of their commitments.
    pub private: PrivateFields,
    /// What fields were taken for that are not written as this program writes them.
    pub understood: Vec<Understood>,
}

/// Reads a form.
///
/// Errors: [`Error::Form`] naming the field; keystore errors for the parties' accounts.
pub fn read(file: &str, contents: &str, context: &FormContext<'_>) -> Result<Filled> {
    let root = Fields::parse(file, contents, context.text)?;
    let private = private_fields(&root, context)?;
    let account =
        |name: String| -> Result<terms::AccountId> { Ok(terms::AccountId((context.account)(&name)?.0)) };
    let (lender, borrower) = (
        account(root.section("lender")?.text("account")?)?,
        account(root.section("borrower")?.text("account")?)?,
    );
    let parties = Parties {
        lender,
        borrower,
        commitments: commit(&private),
        reference: random()?,
    };
    let terms = loan(&root, context, parties)?;
    let digest = terms.digest(sha256);
    let understood = root.understood.take();
    Ok(Filled {
        terms,
        digest,
        private,
        understood,
    })
}

/// What of the terms no line of the form about the loan says.
struct Parties {
    lender: terms::AccountId,
    borrower: terms::AccountId,
    commitments: Digest,
    reference: [u8; 16],
}

/// The terms of a form whose parties are known. One field after the other, as the form has them: hence its length.
fn loan(root: &Fields<'_>, context: &FormContext<'_>, parties: Parties) -> Result<Terms> {
    let account =
        |name: String| -> Result<terms::AccountId> { Ok(terms::AccountId((context.account)(&name)?.0)) };
    let (settlement, unit) = settlement(root, context)?;
    let zone = root.maybe("utc_offset", typed::offset, typed::show_offset)?;
    let zone = zone.unwrap_or(UtcOffset::CHINA);
    let now = Timestamp(context.now_ms);
    let today = Day::of(now, zone);
    let day_count = root.maybe("day_count", typed::day_count, |day_count| {
        view::day_count(*day_count).into()
    })?;
    let day_count = day_count.unwrap_or(DayCount::Act365);
    let reference = context.rates.on(today).map(|row| (row.rate, row.published));
    let rates = Rates {
        day_count,
        lpr: reference,
    };
    let rate = |field: &str| root.maybe(field, |text| typed::rate(text, &rates), |rate| show_rate(*rate));
    let rounding = root.maybe("rounding", typed::rounding, |rounding| {
        typed::rounding_name(*rounding).into()
    })?;
    let money = Money {
        unit: &unit,
        principal: amount(root, "amount", &unit)?,
        rate: rate("rate")?.ok_or_else(|| root.missing("rate"))?,
        day_count,
        rounding: rounding.unwrap_or(Rounding::Floor),
        both_ends: root.flag("both_ends", false)?,
    };
    let (plan, by_hand) = plan::read(root, &money, today)?;
    let first_due = plan
        .due(&by_hand, 0)
        .map_err(|error| refused(root, plan.method, error))?;
    let (sign_by, deliver_by) = plan::deadlines(root, now, first_due.starts_at(zone), plan.method)?;
    let past = past(root, &unit, today)?;
    if !past.is_empty() && root.has("deliver_within") {
        return Err(root.mistake("deliver_within", &root.why("why-old-debt-delivered")));
    }
    let co_borrowers = root.sections("co-borrower")?;
    let co_borrowers = co_borrowers.iter().map(|person| account(person.text("account")?));
    let guarantors = root.sections("guarantor")?;
    let guarantors = guarantors.iter().map(|person| {
        Ok(Guarantor {
            account: account(person.text("account")?)?,
            joint: person.flag("joint", false)?,
            months: person.maybe_number("months", &["个月", "月", "m"], (1, GUARANTEE_MONTHS_MAX.into()))?,
        })
    });
    let mut terms = Terms {
        lender: parties.lender,
        borrower: parties.borrower,
        co_borrowers: co_borrowers.collect::<Result<_>>()?,
        settlement,
        principal: money.principal,
        least_delivery: given_amount(root, "least_delivery", &unit)?,
        annual_rate: money.rate,
        overdue_rate: rate("overdue_rate")?,
        day_count,
        both_ends: money.both_ends,
        rounding: money.rounding,
        utc_offset: zone,
        plan,
        schedule: by_hand,
        grace_days: root
            .maybe_number("grace_days", &DAYS, (0, GRACE_DAYS_MAX.into()))?
            .unwrap_or(3),
        acceleration: root.maybe_number("acceleration_days", &DAYS, (1, ACCELERATION_DAYS_MAX.into()))?,
        answer_days: root
            .maybe_number("answer_days", &DAYS, (0, ANSWER_DAYS_MAX.into()))?
            .unwrap_or_default(),
        deliveries: root
            .maybe_number("deliveries", &["次", "笔"], (1, DELIVERIES_MAX.into()))?
            .unwrap_or(1),
        late_fee: maybe_amount(root, "late_fee", &unit)?,
        early_repayment: root.flag("early_repayment", true)?,
        jurisdiction: jurisdiction(root, &rates)?,
        guarantors: guarantors.collect::<Result<_>>()?,
        arbiter: root.maybe_text("arbiter")?.map(account).transpose()?,
        sign_by,
        // An old debt is delivered already.
        deliver_by: if past.is_empty() { deliver_by } else { sign_by },
        past,
        commitments: parties.commitments,
        reference: parties.reference,
        successions: Vec::new(),
    };
    terms.successions = successions(root, &terms, context)?;
    root.finish()?;
    follow(root, &mut terms, context, now)?;
    Ok(terms)
}

/// Puts the schedule that follows from the plan into the terms, and holds all of it to the rules.
///
/// Errors: [`Error::Form`] naming the field.
fn follow(root: &Fields<'_>, terms: &mut Terms, context: &FormContext<'_>, now: Timestamp) -> Result<()> {
    let method = terms.plan.method;
    let refused = |error: Refused| refused(root, method, error);
    terms
        .plan
        .check(terms.principal, &terms.schedule)
        .map_err(refused)?;
    let follows = terms.schedule_that_follows().map_err(refused)?;
    let principal_of = |rows: &[Instalment]| rows.iter().map(|row| row.principal).collect::<Vec<_>>();
    if method == Method::Custom && principal_of(&terms.schedule) != principal_of(&follows) {
        return Err(root.mistake("instalment", &root.why("why-instalments-sum")));
    }
    terms.schedule = follows;
    terms.validate(context.rates, now).map_err(|error| match error {
        Refused::RateAboveCap => with_highest(over_cap(root, context, terms, error), terms, context, now),
        error => over_cap(root, context, terms, error),
    })
}

/// What the rules refuse, in their own words and under the name of the field that is at fault.
fn refused(root: &Fields<'_>, method: Method, error: Refused) -> Error {
    root.mistake(
        field_of(error, method),
        &contract::refusal(error).message(root.words),
    )
}

/// A rate above the cap, with the cap of today and where it comes from.
fn over_cap(root: &Fields<'_>, context: &FormContext<'_>, terms: &Terms, error: Refused) -> Error {
    let field = field_of(error, terms.plan.method);
    let rate = match error {
        Refused::RateAboveCap => terms.annual_rate,
        Refused::OverdueRateAboveCap => terms.overdue_rate.unwrap_or_default(),
        other => return refused(root, terms.plan.method, other),
    };
    let today = Day::of(Timestamp(context.now_ms), terms.utc_offset);
    root.mistake(
        field,
        &cap_sentence(context.text, context.rates, terms.jurisdiction, today, rate),
    )
}

/// That `rate` is above the cap of `day`, what that cap is and why.
pub fn cap_sentence(
    text: &Text,
    rates: &dyn ReferenceRates,
    jurisdiction: Jurisdiction,
    day: Day,
    rate: RatePpm,
) -> String {
    let cap = law::cap_on(rates, jurisdiction, day)
        .ok()
        .flatten()
        .unwrap_or_default();
    let mut args = vec![("rate", show_rate(rate).into()), ("cap", show_rate(cap).into())];
    match (jurisdiction, rates.on(day)) {
        (Jurisdiction::PrcNaturalPersons, Some(row)) => {
            args.push(("lpr", show_rate(row.rate).into()));
            args.push(("published", row.published.to_string().into()));
            args.push(("day", day.to_string().into()));
            text.tr_with("why-rate-above-cap", &args)
        }
        _ => text.tr_with("why-rate-above-own-cap", &args),
    }
}

/// A refusal of the rate that says which one the contract would take, everything else being as it is.
fn with_highest(refused: Error, terms: &Terms, context: &FormContext<'_>, now: Timestamp) -> Error {
    let taken = |ppm: u32| {
        let mut lower = terms.clone();
        lower.annual_rate = RatePpm(ppm);
        let follows = lower.schedule_that_follows();
        follows.is_ok_and(|schedule| {
            lower.schedule = schedule;
            lower.validate(context.rates, now).is_ok()
        })
    };
    let (mut highest, mut above) = (0, terms.annual_rate.0);
    while above - highest > 1 {
        let middle = highest + (above - highest) / 2;
        if taken(middle) {
            highest = middle;
        } else {
            above = middle;
        }
    }
    match refused {
        Error::Form { file, field, why } => {
            let args = [("rate", show_rate(RatePpm(highest)).into())];
            let why = format!("{why} {}", context.text.tr_with("why-rate-highest", &args));
            Error::Form { file, field, why }
        }
        other => other,
    }
}

/// The field of the form that a refusal is about.
fn field_of(error: Refused, method: Method) -> &'static str {
    let (count, length) = match method {
        Method::Bullet => ("term", "term"),
        Method::Custom => ("instalment", "instalment"),
        _ => ("periods", "every"),
    };
    match error {
        Refused::SameParty => "borrower.account",
        Refused::RateTooHigh | Refused::RateAboveCap => "rate",
        Refused::OverdueRateAboveCap => "overdue_rate",
        Refused::BadDecimals => "decimals",
        Refused::BadCurrency => "currency",
        Refused::BadUtcOffset => "utc_offset",
        Refused::GraceTooLong => "grace_days",
        Refused::BadAcceleration => "acceleration_days",
        Refused::AnswerTooLong => "answer_days",
        Refused::BadDeliveries => "deliveries",
        Refused::BadPast => "delivered",
        Refused::NothingLeft => "repaid",
        Refused::TooManyCoBorrowers | Refused::BadCoBorrower => "co-borrower",
        Refused::BadPeriods | Refused::TermTooLong => count,
        Refused::BadDueDays => "instalment",
        Refused::BalloonTooLarge => "balloon",
        Refused::LevelPaymentImpossible => "method",
        Refused::TooManyGuarantors | Refused::BadGuarantor => "guarantor",
        Refused::BadArbiter => "arbiter",
        Refused::BadSuccession => "succession",
        Refused::BadLeastDelivery => "least_delivery",
        Refused::BadDate | Refused::DeadlineOrder => length,
        Refused::NoReferenceRate => "law",
        Refused::DeadlinePassed => "sign_within",
        _ => "amount",
    }
}

fn settlement(root: &Fields<'_>, context: &FormContext<'_>) -> Result<(Settlement, Unit)> {
    let way = root.maybe("settlement", typed::settlement, |way| (*way).to_owned())?;
    let with_unit = |settlement| (settlement, Unit::of(settlement, &context.native));
    let decimals = || root.maybe_number("decimals", &["位"], (0, DECIMALS_MAX.into()));
    match way {
        Some("native") => return Ok(with_unit(Settlement::Native)),
        Some("token") => {
            let contract = terms::AccountId((context.account)(&root.text("token")?)?.0);
            let decimals = decimals()?.ok_or_else(|| root.missing("decimals"))?;
            return Ok(with_unit(Settlement::Token { contract, decimals }));
        }
        _ => {}
    }
    let shown = |code: &[u8; 3]| String::from_utf8_lossy(code).into_owned();
    let code = root.read("currency", typed::currency, shown)?;
    let known = CURRENCIES
        .iter()
        .find(|(name, _)| name.as_bytes() == code)
        .map(|(_, decimals)| *decimals);
    let decimals = match (decimals()?, known) {
        (Some(given), _) => given,
        (None, Some(known)) => known,
        (None, None) => return Err(root.mistake("currency", &root.why("why-currency-unknown"))),
    };
    Ok(with_unit(Settlement::OffChain {
        currency: Currency(code),
        decimals,
    }))
}

/// What moved before the signature, in the order of its days; of one day what was delivered first.
fn past(root: &Fields<'_>, unit: &Unit, today: Day) -> Result<Vec<Moved>> {
    let mut past = Vec::new();
    for (name, by) in [("delivered", Role::Lender), ("repaid", Role::Borrower)] {
        for moved in root.sections(name)? {
            past.push(Moved {
                by,
                amount: amount(&moved, "amount", unit)?,
                on: moved.read("on", |text| typed::day(text, today), Day::to_string)?,
                receipt: moved.maybe("receipt", typed::sha256, |digest| hex::encode(*digest))?,
            });
            moved.finish()?;
        }
    }
    if past.len() > PAST_MAX {
        let why = typed::Why::new("why-past-most").with("most", PAST_MAX.to_string());
        return Err(root.wrong("delivered", &why));
    }
    past.sort_by_key(|moved| moved.on);
    Ok(past)
}

/// 接管: what owners of seats agree for the loss of their keys.
fn successions(root: &Fields<'_>, terms: &Terms, context: &FormContext<'_>) -> Result<Vec<Succession>> {
    let account =
        |name: String| -> Result<terms::AccountId> { Ok(terms::AccountId((context.account)(&name)?.0)) };
    let days = (SUCCESSION_DAYS_MIN.into(), SUCCESSION_DAYS_MAX.into());
    let mut found: Vec<Succession> = Vec::new();
    for rule in root.sections("succession")? {
        let seat = match rule.text("of")?.as_str() {
            "lender" => terms.lender,
            "borrower" => terms.borrower,
            other => account(other.to_owned())?,
        };
        let named = |field: &str| rule.maybe_text(field)?.map(account).transpose();
        let one = Succession {
            seat,
            heir: named("heir")?,
            verifier: named("verifier")?,
            second: named("second")?,
            days: rule
                .maybe_number("days", &DAYS, days)?
                .unwrap_or(SUCCESSION_DAYS_MAX),
        };
        rule.finish()?;
        if let Some((field, why)) = why_no_succession(terms, &found, &one) {
            return Err(rule.mistake(field, &rule.why(why)));
        }
        found.push(one);
    }
    Ok(found)
}

/// The field at fault and what to do about it, where the rules refuse `one` with a word that says neither ([`Refused::BadSuccession`]):
/// they are asked last of all, whatever is said here.
fn why_no_succession(
    terms: &Terms,
    before: &[Succession],
    one: &Succession,
) -> Option<(&'static str, &'static str)> {
    let has_part = |account: Option<terms::AccountId>| {
        account.is_some_and(|account| terms.names(account) || terms.arbiter == Some(account))
    };
    let is_heir = |account| before.iter().any(|rule| rule.inherits(&account));
    if !terms.names(one.seat) {
        return Some(("of", "why-succession-of"));
    }
    if before.iter().any(|rule| rule.seat == one.seat) {
        return Some(("of", "why-succession-twice"));
    }
    if one.heir.is_none() && one.verifier.is_none() {
        return Some(("heir", "why-succession-nobody"));
    }
    for (field, account) in [
        ("heir", one.heir),
        ("verifier", one.verifier),
        ("second", one.second),
    ] {
        if has_part(account) {
            return Some((field, "why-succession-part"));
        }
    }
    match (one.verifier, one.second) {
        (None, Some(_)) => return Some(("second", "why-succession-second-alone")),
        (Some(_), None) if one.seat == terms.lender => return Some(("second", "why-succession-second")),
        (Some(verifier), Some(second)) if verifier == second => {
            return Some(("second", "why-succession-second-same"))
        }
        _ => {}
    }
    let heir = one
        .heir
        .filter(|heir| one.verifies(heir) || before.iter().any(|rule| rule.names(heir)));
    if heir.is_some() {
        return Some(("heir", "why-succession-heir-once"));
    }
    for (field, account) in [("verifier", one.verifier), ("second", one.second)] {
        if account.is_some_and(is_heir) {
            return Some((field, "why-succession-heir-once"));
        }
    }
    None
}

fn amount(root: &Fields<'_>, field: &str, unit: &Unit) -> Result<Amount> {
    root.read(
        field,
        |text| typed::amount(text, unit),
        |amount| unit.number(*amount),
    )
}

/// An amount, nothing where the form says nothing.
fn maybe_amount(root: &Fields<'_>, field: &str, unit: &Unit) -> Result<Amount> {
    Ok(given_amount(root, field, unit)?.unwrap_or_default())
}

/// An amount, where the form says one.
fn given_amount(root: &Fields<'_>, field: &str, unit: &Unit) -> Result<Option<Amount>> {
    root.maybe(
        field,
        |text| typed::amount(text, unit),
        |amount| unit.number(*amount),
    )
}

fn jurisdiction(root: &Fields<'_>, rates: &Rates) -> Result<Jurisdiction> {
    let cap = root.maybe(
        "rate_cap",
        |text| typed::rate(text, rates),
        |rate| show_rate(*rate),
    )?;
    let shown = |prc: &bool| if *prc { "prc" } else { "none" }.to_owned();
    let law = root.maybe("law", typed::law, shown)?.unwrap_or(true);
    match (law, cap) {
        (true, Some(_)) => Err(root.mistake("rate_cap", &root.why("why-rate-cap"))),
        (true, None) => Ok(Jurisdiction::PrcNaturalPersons),
        (false, Some(cap)) => Ok(Jurisdiction::Custom { cap }),
        (false, None) => Ok(Jurisdiction::None),
    }
}

/// Names, phones, ID numbers and the purpose, each in its one form and with a fresh salt; and beside them the agreement's
/// form.
fn private_fields(root: &Fields<'_>, context: &FormContext<'_>) -> Result<PrivateFields> {
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
    keep("wording", Some(hex::encode(context.wording)))?;
    let purpose = one_form(&root.text("purpose")?);
    let purpose = purpose.map_err(|sign| root.mistake("purpose", &why_sign(context.text, sign)))?;
    keep("purpose", Some(purpose))?;
    let mut people = vec![
        ("lender".to_owned(), root.section("lender")?),
        ("borrower".to_owned(), root.section("borrower")?),
    ];
    for (n, other) in root.sections("co-borrower")?.into_iter().enumerate() {
        people.push((format!("co-borrower.{}", n + 1), other));
    }
    for (n, guarantor) in root.sections("guarantor")?.into_iter().enumerate() {
        people.push((format!("guarantor.{}", n + 1), guarantor));
    }
    let now = Timestamp(context.now_ms);
    for (role, person) in people {
        let name = person.read("name", |text| Ok(typed::name(text)), String::clone)?;
        keep(&format!("{role}.name"), Some(name))?;
        let phone = number(&person, context, "phone", typed::phone)?;
        keep(&format!("{role}.phone"), phone)?;
        let id = number(&person, context, "id_number", |text| typed::id_number(text, now))?;
        keep(&format!("{role}.id_number"), id)?;
    }
    Ok(found)
}

/// A person's number. One that cannot be right is asked about.
fn number(
    person: &Fields<'_>,
    context: &FormContext<'_>,
    field: &str,
    parse: impl Fn(&str) -> Read<(String, Option<Doubt>)>,
) -> Result<Option<String>> {
    let Some((value, doubt)) = person.maybe(field, parse, |(value, _)| value.clone())? else {
        return Ok(None);
    };
    let Some(doubt) = doubt else {
        return Ok(Some(value));
    };
    let why = person.why(doubt.id());
    let question = Question {
        field: &person.name(field),
        value: &value,
        why: &why,
    };
    match (context.ask)(&question) {
        true => Ok(Some(value)),
        false => Err(person.mistake(field, &why)),
    }
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| iou_files::Error::Io {
        path: "getrandom".into(),
        reason: e.to_string(),
    })?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
