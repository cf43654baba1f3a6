//! Writing a loan: the form, which works without a script; and what it comes to, the whole text before any button. Nothing is kept
//! here and no name is asked: who signs says who they are, where the keys are.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Serialize;
use terms::law::ReferenceRates;
use terms::{Amount, Day, RatePpm, Terms, Timestamp};

use iou_base::money::{show_rate, Unit};
use iou_base::text::Text;
use iou_evidence::draft;
use iou_form::{DraftContext, LoanForm};
use iou_view::yearly;

use super::frame::{self, Frame};
use super::letter::{self, Block, Letter};
use super::loan::Sum;
use super::signer;
use super::words::{sum, with_sign, Html, Words};
use crate::web::Site;

/// The draft of the preview has no id yet.
const NO_DRAFT: [u8; 16] = [0; 16];
/// The longest value of a field that is shown again. Units: signs.
const VALUE_MAX: usize = 200;
/// Methods that the form offers, as it writes them.
const METHODS: [&str; 4] = ["bullet", "equal-instalments", "interest-only", "equal-principal"];
/// From one instalment to the next.
const EVERY: [&str; 4] = ["1m", "3m", "1w", "6m"];

/// The values of the form by the names of its fields.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(BTreeMap<String, String>);

impl Values {
    /// What a browser sends, or what the query of a link says.
    pub(super) fn read(body: &[u8]) -> Values {
        let pairs = url::form_urlencoded::parse(body).take(40);
        let kept = pairs.map(|(name, value)| (name.into_owned(), value.chars().take(VALUE_MAX).collect()));
        Values(kept.collect())
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str).trim()
    }

    fn or(&self, name: &str, usual: &str) -> String {
        match self.0.get(name) {
            Some(value) => value.clone(),
            None => usual.to_owned(),
        }
    }

    /// The form that the API and the signer host take: only what the chosen way of repaying asks for.
    fn form(&self) -> LoanForm {
        let some = |name: &str| Some(self.get(name).to_owned()).filter(|value| !value.is_empty());
        let at_once = matches!(self.get("method"), "" | "bullet");
        LoanForm {
            lends: self.get("lends").to_owned(),
            amount: self.get("amount").to_owned(),
            rate: self.get("rate").to_owned(),
            currency: some("currency"),
            method: some("method"),
            term: some("term").filter(|_| at_once),
            every: some("every").filter(|_| !at_once),
            periods: some("periods").filter(|_| !at_once),
            start: some("start"),
            grace_days: some("grace_days"),
            answer_days: some("answer_days"),
            deliveries: some("deliveries"),
            late_fee: some("late_fee"),
            overdue_rate: some("overdue_rate"),
            sign_within: some("sign_within"),
            deliver_within: some("deliver_within"),
            early_repayment: some("early_repayment"),
            ..LoanForm::default()
        }
    }
}

/// A field that is wrong, and why, in a whole sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mistake {
    field: String,
    why: String,
}

/// An option of a choice.
struct Choice {
    value: &'static str,
    name: String,
    chosen: bool,
}

/// A field of the form as it is shown.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) value: String,
    /// `text`, `date`.
    pub(super) kind: &'static str,
    /// Which keyboard a phone shows: `decimal`, `numeric`, `text`.
    pub(super) keys: &'static str,
    pub(super) unit: String,
    pub(super) wrong: String,
}

#[derive(Template)]
#[template(path = "new.html")]
struct NewPage {
    f: Frame,
    lends: bool,
    mistake: Option<String>,
    amount: Field,
    start: Field,
    rate: Field,
    methods: Vec<Choice>,
    term: Field,
    periods: Field,
    every: Vec<Choice>,
    grace: Field,
    fee: Field,
    overdue: Field,
    answer: Field,
    deliveries: Field,
    sign_within: Field,
    early: bool,
}

#[derive(Template)]
#[template(path = "preview.html")]
struct PreviewPage {
    f: Frame,
    values: Vec<(String, String)>,
    lends: bool,
    sums: Vec<Sum>,
    letter: Letter,
    facts: Vec<(String, Html)>,
    checks: Vec<Check>,
    understood: Vec<String>,
    scale: Option<Scale>,
    to_signer: String,
}

/// A rule of law that was looked at.
pub(super) struct Check {
    pub(super) ok: bool,
    pub(super) title: String,
    pub(super) why: Html,
}

/// The true rate beside the cap, drawn.
struct Scale {
    title: String,
    own: String,
    cap: String,
    own_x: String,
    cap_x: String,
}

/// What the signer host is asked to do.
#[derive(Serialize)]
struct Task<'a> {
    form: &'a LoanForm,
}

pub(super) async fn form(headers: HeaderMap, query: axum::extract::RawQuery) -> Response {
    let values = Values::read(query.0.unwrap_or_default().as_bytes());
    frame::send(&form_page(&headers, &values, None))
}

fn form_page(headers: &HeaderMap, values: &Values, mistake: Option<&Mistake>) -> NewPage {
    let f = Frame::new(headers, "new", "/new").with_scripts(&["new.mjs"]);
    let field = |name: &'static str, kind, keys, unit: &str, usual: &str| Field {
        name,
        label: f.tr(&format!("page-field-{}", name.replace('_', "-"))),
        value: values.or(name, usual),
        kind,
        keys,
        unit: if unit.is_empty() {
            String::new()
        } else {
            f.tr(unit)
        },
        wrong: mistake
            .filter(|mistake| mistake.field == name)
            .map(|mistake| mistake.why.clone())
            .unwrap_or_default(),
    };
    let choices = |name: &str, all: &[&'static str], prefix: &str| {
        let chosen = values.or(name, all[0]);
        let one = |value: &&'static str| Choice {
            value,
            name: f.tr(&format!("{prefix}-{value}")),
            chosen: chosen == *value,
        };
        all.iter().map(one).collect::<Vec<_>>()
    };
    NewPage {
        lends: values.get("lends") == "lender",
        mistake: mistake.map(|mistake| mistake.why.clone()),
        amount: field("amount", "text", "decimal", "page-unit-yuan", ""),
        start: field("start", "date", "text", "", ""),
        rate: field("rate", "text", "decimal", "page-unit-percent", "6"),
        methods: choices("method", &METHODS, "page-choose"),
        term: field("term", "text", "text", "", ""),
        periods: field("periods", "text", "numeric", "page-unit-instalments", "6"),
        every: choices("every", &EVERY, "page-every"),
        grace: field("grace_days", "text", "numeric", "page-unit-days", "3"),
        fee: field("late_fee", "text", "decimal", "page-unit-yuan", ""),
        answer: field("answer_days", "text", "numeric", "page-unit-days", ""),
        deliveries: field("deliveries", "text", "numeric", "page-unit-deliveries", ""),
        overdue: field("overdue_rate", "text", "decimal", "page-unit-percent", ""),
        sign_within: field("sign_within", "text", "text", "", ""),
        early: values.get("early_repayment") != "false",
        f,
    }
}

pub(super) async fn preview(State(site): State<Arc<Site>>, headers: HeaderMap, body: Bytes) -> Response {
    let values = Values::read(&body);
    if values.0.contains_key("edit") {
        return frame::send(&form_page(&headers, &values, None));
    }
    let now_ms = super::now_ms(&site).await;
    let rates = match super::rates(&site).await {
        Ok(rates) => rates,
        Err(_) => return frame::error(&headers, StatusCode::SERVICE_UNAVAILABLE, "busy"),
    };
    let text = super::words::text(frame::language(&headers));
    let form = with_percent(values.form());
    match reckon(&form, &text, now_ms, rates.as_ref()) {
        Ok((terms, understood)) => {
            let page = preview_page(
                &site,
                &headers,
                &values,
                &form,
                &terms,
                understood,
                now_ms,
                rates.as_ref(),
            );
            frame::send(&page)
        }
        Err(mistake) => {
            let page = form_page(&headers, &values, Some(&mistake));
            frame::send_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// The page has its sign of percent behind the field: a bare number there is one of those.
fn with_percent(form: LoanForm) -> LoanForm {
    LoanForm {
        rate: percent(&form.rate),
        overdue_rate: form.overdue_rate.as_deref().map(percent),
        ..form
    }
}

fn percent(value: &str) -> String {
    match value.trim() {
        bare if !bare.is_empty() && bare.bytes().all(|sign| sign.is_ascii_digit() || sign == b'.') => {
            format!("{bare}%")
        }
        other => other.to_owned(),
    }
}

/// The terms that the form comes to, and what its fields were taken for.
fn reckon(
    form: &LoanForm,
    text: &Text,
    now_ms: u64,
    rates: &dyn ReferenceRates,
) -> Result<(Terms, Vec<String>), Mistake> {
    let context = DraftContext {
        text,
        id: &NO_DRAFT,
        at_ms: now_ms,
        creator: draft::somebody(),
        rates,
    };
    match form.terms(context) {
        Ok((terms, understood)) => {
            // For how long it is shows in the due days.
            let told = understood.into_iter().filter(|one| one.field != "term");
            let said = told.map(|one| {
                let args = [("written", one.written.into()), ("taken", one.taken.into())];
                text.lookup("page-understood", &args)
            });
            Ok((terms, said.collect()))
        }
        Err(iou_form::Error::Form { field, why, .. }) => Err(Mistake { field, why }),
        Err(other) => Err(Mistake {
            field: String::new(),
            why: other.message(text),
        }),
    }
}

#[allow(clippy::too_many_arguments)] // one page, of everything that was reckoned
fn preview_page(
    site: &Site,
    headers: &HeaderMap,
    values: &Values,
    form: &LoanForm,
    terms: &Terms,
    understood: Vec<String>,
    now_ms: u64,
    rates: &dyn ReferenceRates,
) -> PreviewPage {
    let f = Frame::new(headers, "preview", "/new");
    let words = Words::new(f.lang(), terms.utc_offset, now_ms);
    let native = Unit {
        name: String::new(),
        decimals: 0,
    };
    let unit = Unit::of(terms.settlement, &native);
    let open = f.tr("page-open-account");
    let cap = terms::law::highest_at(rates, terms, Timestamp(now_ms))
        .ok()
        .flatten();
    let true_rate = yearly::agreed(terms).map(|rate| rate.simple);
    let to_signer = signer::link(site, f.lang(), "new", "/d", &Task { form });
    PreviewPage {
        values: values
            .0
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        lends: form.lends == "lender",
        sums: sums(&words, terms, &unit, true_rate),
        letter: letter::of(terms, &unit, f.lang(), Some(&open)),
        facts: facts(&words, form, terms, &unit),
        checks: checks(&words, terms, &unit, cap),
        understood,
        scale: scale(&words, true_rate, cap),
        to_signer,
        f,
    }
}

fn totals(terms: &Terms) -> (Amount, Amount) {
    let add = |part: fn(&terms::Instalment) -> Amount| {
        terms
            .schedule
            .iter()
            .map(part)
            .fold(Amount::ZERO, Amount::saturating_plus)
    };
    (
        add(|row| row.interest),
        add(|row| row.total().unwrap_or(Amount::MAX)),
    )
}

fn sums(words: &Words, terms: &Terms, unit: &Unit, true_rate: Option<f64>) -> Vec<Sum> {
    let (interest, total) = totals(terms);
    let of = |id: &str, value: String, note: String| Sum {
        name: words.tr(id),
        value,
        note,
    };
    let count = [("count", terms.schedule.len().into())];
    vec![
        of(
            "page-cost-total",
            with_sign(unit, total),
            words.line("page-cost-count", &count),
        ),
        of("page-cost-interest", with_sign(unit, interest), String::new()),
        of(
            "page-cost-rate",
            true_rate.map_or("—".into(), yearly::show),
            String::new(),
        ),
    ]
}

fn last_due(terms: &Terms) -> Day {
    terms.schedule.last().map_or(terms.plan.start, |row| row.due)
}

fn facts(words: &Words, form: &LoanForm, terms: &Terms, unit: &Unit) -> Vec<(String, Html)> {
    let (_, total) = totals(terms);
    let money = |amount| Html::sentence(&sum(unit, amount));
    let text = |value: String| Html::sentence(&value);
    let own = if form.lends == "lender" {
        "lender"
    } else {
        "borrower"
    };
    vec![
        (
            words.tr("page-fact-you"),
            text(words.tr(&format!("page-role-{own}"))),
        ),
        (words.tr("page-fact-principal-agreed"), money(terms.principal)),
        (words.tr("page-fact-total"), money(total)),
        (words.tr("page-fact-last"), text(words.day(last_due(terms)))),
        (
            words.tr("page-fact-sign-by"),
            text(words.whole_moment(terms.sign_by.0)),
        ),
        (words.tr("page-fact-scope"), text(words.tr("page-fact-scope-all"))),
    ]
}

/// What the rules of law that can be looked at beforehand say.
fn checks(words: &Words, terms: &Terms, unit: &Unit, cap: Option<RatePpm>) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut check = |ok, title: String, why: Html| checks.push(Check { ok, title, why });
    match cap {
        Some(cap) => {
            let args = [
                ("rate", show_rate(terms.annual_rate).into()),
                ("cap", show_rate(cap).into()),
            ];
            check(
                true,
                words.tr("page-law-cap"),
                words.say("page-law-cap-why", &args),
            );
        }
        None => check(
            true,
            words.tr("page-law-none"),
            words.say("page-law-none-why", &[]),
        ),
    }
    check(
        true,
        words.tr("page-law-whole"),
        words.say("page-law-whole-why", &[]),
    );
    if let Some((most, cap)) = cap.and_then(|cap| fee_above(terms, cap).map(|most| (most, cap))) {
        let args = [
            ("most", sum(unit, most).into()),
            ("fee", sum(unit, terms.late_fee).into()),
            ("cap", show_rate(cap).into()),
        ];
        check(
            false,
            words.tr("page-law-fee"),
            words.say("page-law-fee-why", &args),
        );
    }
    checks
}

/// What late interest and the fee of the first instalment may come to within thirty days, where the fee alone is more.
fn fee_above(terms: &Terms, cap: RatePpm) -> Option<Amount> {
    let first = terms.schedule.iter().find(|row| !row.principal.is_zero())?;
    let most = first
        .principal
        .minor()
        .checked_mul(u128::from(cap.0))?
        .checked_mul(30)?
        / 365
        / 1_000_000;
    let most = Amount::new(most).ok()?;
    (terms.late_fee > most).then_some(most)
}

fn scale(words: &Words, true_rate: Option<f64>, cap: Option<RatePpm>) -> Option<Scale> {
    let (own, cap) = (true_rate?, cap?);
    let most = f64::from(cap.0) / 1_000_000.0;
    if most <= 0.0 {
        return None;
    }
    let x = |part: f64| format!("{:.1}", 10.0 + 283.3 * part.clamp(0.0, 1.0));
    let args = [("rate", yearly::show(own).into()), ("cap", show_rate(cap).into())];
    Some(Scale {
        title: words.line("page-scale", &args),
        own: words.line("page-scale-own", &args[..1]),
        cap: words.line("page-scale-cap", &args[1..]),
        own_x: x(own / most),
        cap_x: x(1.0),
    })
}
