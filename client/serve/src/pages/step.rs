//! The steps of a loan as small forms: what is said is read and held to the rules that can be looked at here, and then goes to
//! the signer host, which shows it anew from its bytes. A receipt's file stays where it is: the page's script gives its digest.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use terms::agreement::Claim;
use terms::life::{self, Action, Delivery, Held, Report};
use terms::{AccountId, Amount, Day, Digest, RatePpm, Role, Status};

use iou_base::money::show_rate;
use iou_form::typed;

use super::frame::{self, Frame};
use super::new::{Field, Values};
use super::record::{Record, Viewer};
use super::seats;
use super::signer;
use super::words::{sum, Html, Words};
use crate::web::Site;

/// What the page of a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The lender says that the money was handed over.
    Deliver,
    /// The lender takes that back.
    Withdraw,
    /// The borrower says that it arrived.
    Received,
    /// The borrower received another sum: nothing to sign, but something to say.
    Other,
    /// The borrower received nothing.
    Missing,
    /// A repayment, said by either side.
    Report,
    /// The lender says that it arrived.
    Confirm,
    /// The lender says that it did not.
    Reject,
    /// The borrower takes a report back.
    Dismiss,
    /// Nobody wants the loan any more, before both have signed.
    Cancel,
    /// The account is disputed.
    Dispute,
    /// Who acts for a seat hands it over to another key.
    HandOver,
    /// An heir claims a seat for themself, or a verifier for another key.
    Claim,
    /// A claim gets the word that it waits for.
    Support,
    /// Whose seat is claimed objects.
    Object,
    /// Who claims a seat, or is to get it, gives that up.
    GiveUp,
    /// The new key takes the seat.
    Take,
}

/// That a step cannot be taken now, because a seat is held.
pub(super) struct Barred {
    /// Whose seat, by its name in messages; `None`: that of whoever looks.
    seat: Option<&'static str>,
    /// The last day on which it is held, where that is known: a claim has no such day.
    until: Option<Day>,
}

impl Barred {
    pub(super) fn said(&self, words: &Words) -> Html {
        let day = self.until.map(|day| words.near(day)).unwrap_or_default();
        let args = [
            ("day", day.into()),
            ("seat", self.seat.unwrap_or_default().into()),
        ];
        match (self.seat, self.until) {
            (None, Some(_)) => words.say("page-step-barred-until", &args[..1]),
            (None, None) => words.say("page-step-barred", &[]),
            (Some(_), Some(_)) => words.say("page-step-barred-other-until", &args),
            (Some(_), None) => words.say("page-step-barred-other", &args[1..]),
        }
    }
}

/// Why the step of that name cannot be taken now: for the seat of `viewer`, or where that is not known of `side`, nothing is decided, or the
/// step rests on the word of another that is held.
pub(super) fn barred(name: &str, record: &Record, viewer: Viewer, side: Option<Role>) -> Option<Barred> {
    let step = Step::named(name)?;
    let held = |seat| seats::held(record.books(), seat, record.today());
    let kind = |seat| seats::kind(record.books(), seat);
    let side = || record.seat(viewer, side.or(step.side())?);
    let own = viewer
        .account()
        .or_else(side)
        .filter(|seat| step.decides(record, *seat));
    if let Some((seat, until)) = own.and_then(|seat| Some((seat, held(seat)?))) {
        let seat = viewer.account().is_none().then(|| kind(seat));
        return Some(Barred { seat, until });
    }
    let other = step.rests_on(record)?;
    let (seat, until) = (Some(kind(other)), held(other)?);
    Some(Barred { seat, until })
}

impl Step {
    fn named(name: &str) -> Option<Step> {
        Some(match name {
            "deliver" => Step::Deliver,
            "withdraw" => Step::Withdraw,
            "received" => Step::Received,
            "other" => Step::Other,
            "missing" => Step::Missing,
            "report" => Step::Report,
            "confirm" => Step::Confirm,
            "reject" => Step::Reject,
            "dismiss" => Step::Dismiss,
            "cancel" => Step::Cancel,
            "dispute" => Step::Dispute,
            "hand-over" => Step::HandOver,
            "claim" => Step::Claim,
            "support" => Step::Support,
            "object" => Step::Object,
            "give-up" => Step::GiveUp,
            "take" => Step::Take,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Step::Deliver => "deliver",
            Step::Withdraw => "withdraw",
            Step::Received => "received",
            Step::Other => "other",
            Step::Missing => "missing",
            Step::Report => "report",
            Step::Confirm => "confirm",
            Step::Reject => "reject",
            Step::Dismiss => "dismiss",
            Step::Cancel => "cancel",
            Step::Dispute => "dispute",
            Step::HandOver => "hand-over",
            Step::Claim => "claim",
            Step::Support => "support",
            Step::Object => "object",
            Step::GiveUp => "give-up",
            Step::Take => "take",
        }
    }

    /// The step of the rules that it is; none where nothing is signed.
    fn action(self) -> Option<&'static str> {
        Some(match self {
            Step::Deliver => "deliver",
            Step::Withdraw => "withdraw_delivery",
            Step::Received => "acknowledge_delivery",
            Step::Report => "report_repayment",
            Step::Confirm => "confirm_repayment",
            Step::Reject | Step::Dismiss => "dismiss_report",
            Step::Cancel => "cancel",
            Step::Dispute => "dispute",
            Step::HandOver | Step::Claim => "claim_seat",
            Step::Support => "support_claim",
            Step::Object | Step::GiveUp => "end_claim",
            Step::Take => "take_seat",
            Step::Other | Step::Missing => return None,
        })
    }

    /// The side that takes it, where it is always the same.
    fn side(self) -> Option<Role> {
        match self {
            Step::Deliver | Step::Withdraw | Step::Confirm | Step::Reject => Some(Role::Lender),
            Step::Received | Step::Other | Step::Missing | Step::Dismiss => Some(Role::Borrower),
            _ => None,
        }
    }

    /// Whether the rules keep `seat` from it while that is held.
    fn decides(self, record: &Record, seat: AccountId) -> bool {
        // In the place of what was reported, another word could make a smaller loan.
        if self == Step::Deliver && !record.is_in_parts() && !record.reported_deliveries().is_empty() {
            return true;
        }
        let mut rows = Action::STEPS.iter();
        let row = rows.find(|row| Some(row.name) == self.action());
        row.is_some_and(|row| match row.held {
            Held::No => false,
            Held::Creditor => seat == record.creditor(),
            Held::Yes => true,
        })
    }

    /// The seat on whose word it rests, beside that of whoever takes it.
    fn rests_on(self, record: &Record) -> Option<AccountId> {
        // What is reported as all of the principal can be a thief's word.
        (self == Step::Received && !record.is_in_parts()).then(|| record.creditor())
    }

    /// Whether it is about a report of a repayment.
    fn is_about_report(self) -> bool {
        matches!(self, Step::Confirm | Step::Reject | Step::Dismiss)
    }

    /// Whether it is about a delivery that was reported.
    fn is_about_delivery(self) -> bool {
        matches!(
            self,
            Step::Withdraw | Step::Received | Step::Other | Step::Missing
        )
    }

    /// Whether it is about who acts for a seat.
    fn is_about_seat(self) -> bool {
        self.claims() || self.answers_a_claim()
    }

    fn claims(self) -> bool {
        matches!(self, Step::HandOver | Step::Claim)
    }

    fn answers_a_claim(self) -> bool {
        matches!(self, Step::Support | Step::Object | Step::GiveUp | Step::Take)
    }

    /// Whether the loan stands so that it can be taken.
    fn fits(self, record: &Record) -> bool {
        let reported = !record.reported_deliveries().is_empty();
        match self {
            Step::Cancel => record.status() == Status::Proposed,
            Step::Deliver => record.is_deliverable(),
            Step::Withdraw | Step::Received | Step::Other | Step::Missing => reported,
            Step::Report => record.is_running(),
            Step::Confirm | Step::Reject | Step::Dismiss => !record.open_reports().is_empty(),
            Step::Dispute => record.is_running() && !record.books().disputed,
            Step::HandOver | Step::Claim => seats::is_open(record),
            Step::Support | Step::Object | Step::GiveUp | Step::Take => {
                let mut seats = record.books().seats.iter();
                seats.any(|seat| seat.claim.is_some())
            }
        }
    }
}

/// A report that can be chosen.
struct Reported {
    number: u32,
    says: Html,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "step.html")]
struct StepPage {
    f: Frame,
    id: u64,
    action: String,
    heading: String,
    intro: Html,
    mistake: Option<String>,
    fields: Vec<Field>,
    /// What is chosen among: `report` or `delivery`.
    choose: &'static str,
    reports: Vec<Reported>,
    facts: Vec<(String, Html)>,
    /// Whether a receipt's digest can go along.
    receipt: Option<String>,
    /// What is to be said to the other side where nothing is signed.
    tell: Option<String>,
    then: Html,
    next: Option<String>,
    /// What goes along and is not typed.
    hidden: Vec<(&'static str, String)>,
}

/// What the signer host is asked for.
#[derive(Debug, Serialize, PartialEq, Eq)]
struct Act {
    loan: u64,
    step: &'static str,
    args: BTreeMap<&'static str, serde_json::Value>,
}

/// A field that is wrong, and why.
struct Mistake {
    field: &'static str,
    why: String,
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    Path((id, step)): Path<(u64, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let values = Values::read(query.unwrap_or_default().as_bytes());
    let (step, record) = match found(&site, &headers, id, &step).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match barred_page(&site, &headers, step, &record).await {
        Some(page) => frame::send(&page),
        None => frame::send(&page(&headers, step, &record, &values, None)),
    }
}

pub(super) async fn take(
    State(site): State<Arc<Site>>,
    Path((id, step)): Path<(u64, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let values = Values::read(&body);
    let (step, record) = match found(&site, &headers, id, &step).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    // Somebody may have claimed the seat since the form was opened.
    if let Some(page) = barred_page(&site, &headers, step, &record).await {
        return frame::send_as(StatusCode::CONFLICT, &page);
    }
    let lang = frame::language(&headers);
    let words = Words::new(lang, record.books().terms.utc_offset, record.now_ms);
    match read(step, &record, &values, &words) {
        Ok(Some(act)) => {
            let link = signer::link(&site, lang, "act", &format!("/loans/{id}"), &act);
            (StatusCode::SEE_OTHER, [(header::LOCATION, link)]).into_response()
        }
        Ok(None) => frame::send(&page(&headers, step, &record, &values, None)),
        Err(mistake) => {
            let page = page(&headers, step, &record, &values, Some(&mistake));
            frame::send_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// The step and its loan; or the page that says why not.
async fn found(site: &Site, headers: &HeaderMap, id: u64, step: &str) -> Result<(Step, Record), Response> {
    let missing = || frame::error(headers, StatusCode::NOT_FOUND, "missing");
    let step = Step::named(step).ok_or_else(missing)?;
    let record = super::record(site, headers, id).await?;
    match step.fits(&record) {
        true => Ok((step, record)),
        false => Err(frame::error(headers, StatusCode::CONFLICT, "passed")),
    }
}

/// The page that says why a step cannot be taken now, where that is so.
async fn barred_page(site: &Site, headers: &HeaderMap, step: Step, record: &Record) -> Option<StepPage> {
    let accounts = crate::sessions::accounts(site, headers).await;
    let barred = barred(step.name(), record, Viewer::of(record.books(), &accounts), None)?;
    let mut page = page(headers, step, record, &Values::read(&[]), None);
    let words = Words::new(page.f.lang(), record.books().terms.utc_offset, record.now_ms);
    page.intro = barred.said(&words);
    page.then = match barred.seat {
        None => words.say("page-seat-held-can", &[]),
        Some(_) => words.say("page-seat-rely", &[]),
    };
    (page.next, page.receipt, page.tell) = (None, None, None);
    page.fields.clear();
    page.reports.clear();
    Some(page)
}

/// The account of that name in a form.
fn account(values: &Values, name: &str) -> Option<AccountId> {
    iou_base::address::read(values.get(name))
}

/// The seat that is meant: one that the loan has.
fn meant_seat(record: &Record, values: &Values) -> Option<AccountId> {
    let books = record.books();
    let is_there = |seat: &AccountId| {
        books.terms.names(*seat) || books.holders.iter().any(|holder| holder.account == *seat)
    };
    account(values, "seat").filter(is_there)
}

/// Of a seat whose claim was objected to before: the newest identity statement that was put on record since, which a claim needs now.
fn fresh_statement(record: &Record, seat: AccountId) -> Option<Option<Digest>> {
    let books = record.books();
    let seat = books.seats.iter().find(|one| one.account == seat)?;
    let before = usize::from(seat.objected?);
    let mut since = books.identities.iter().skip(before).rev();
    let found = since.find(|one| one.revoked.is_none());
    Some(found.map(|one| one.digest))
}

/// The claim that is meant, and to which seat.
fn meant_claim(record: &Record, values: &Values) -> Option<(AccountId, Claim)> {
    let seat = meant_seat(record, values)?;
    let found = record.books().seats.iter().find(|one| one.account == seat)?;
    found.claim.map(|claim| (seat, claim))
}

/// The report that is meant: the one named, else the oldest.
fn meant<'a>(record: &'a Record, values: &Values) -> Option<&'a Report> {
    let named: Option<u32> = values.get("report").parse().ok();
    let mut reports = record.open_reports().iter();
    match named {
        Some(number) => reports.find(|report| report.number == number),
        None => reports.min_by_key(|report| (report.on, report.number)),
    }
}

/// The delivery that is meant: the one named, else the earliest.
fn meant_delivery(record: &Record, values: &Values) -> Option<Delivery> {
    let named: Option<u32> = values.get("delivery").parse().ok();
    let mut open = record.reported_deliveries().into_iter();
    open.find(|delivery| named.is_none_or(|number| delivery.number == number))
}

/// What is to be signed. `None` where nothing is.
fn read(step: Step, record: &Record, values: &Values, words: &Words) -> Result<Option<Act>, Mistake> {
    let Some(action) = step.action() else {
        return Ok(None);
    };
    let mut args = BTreeMap::new();
    let mut say = |name, value: serde_json::Value| drop(args.insert(name, value));
    let money = |amount: Amount| record.unit().number(amount).into();
    match step {
        Step::Deliver | Step::Report => {
            let amount = amount(record, values, words)?;
            let on = day(record, values, words)?;
            say("amount", money(amount));
            say("on", on.to_string().into());
            if let Some(digest) = digest(values, words)? {
                say("receipt", digest.into());
            }
            match step {
                Step::Deliver => say("at_least", show_rate(rate_on(record, on)).into()),
                _ => say("to", iou_view::address(record.creditor()).into()),
            }
        }
        Step::Received => {
            // What was reported and nothing else can be acknowledged.
            let delivery = meant_delivery(record, values)
                .ok_or_else(|| wrong("delivery", words, "page-wrong-passed"))?;
            say("delivery", delivery.number.into());
            say("amount", money(delivery.amount));
            say("on", delivery.on.to_string().into());
            if let Some(receipt) = delivery.receipt {
                say("receipt", hex::encode(receipt).into());
            }
        }
        Step::Withdraw => {
            let delivery = meant_delivery(record, values)
                .ok_or_else(|| wrong("delivery", words, "page-wrong-passed"))?;
            say("delivery", delivery.number.into());
        }
        Step::Confirm | Step::Reject | Step::Dismiss => {
            let report = meant(record, values).ok_or_else(|| wrong("report", words, "page-wrong-report"))?;
            say("report", report.number.into());
        }
        Step::HandOver | Step::Claim => {
            let seat = meant_seat(record, values).ok_or_else(|| wrong("seat", words, "page-wrong-passed"))?;
            let to = account(values, "to").ok_or_else(|| wrong("to", words, "page-wrong-account"))?;
            say("seat", iou_view::address(seat).into());
            say("to", iou_view::address(to).into());
            match fresh_statement(record, seat) {
                Some(Some(digest)) => say("statement", hex::encode(digest).into()),
                Some(None) if step == Step::Claim => {
                    return Err(wrong("seat", words, "page-wrong-statement"));
                }
                _ => {}
            }
        }
        Step::Support | Step::Object | Step::GiveUp | Step::Take => {
            let (seat, claim) =
                meant_claim(record, values).ok_or_else(|| wrong("seat", words, "page-wrong-passed"))?;
            // What somebody answers is the claim that they saw.
            if account(values, "to") != Some(claim.to) {
                return Err(wrong("seat", words, "page-wrong-passed"));
            }
            say("seat", iou_view::address(seat).into());
            if step != Step::Take {
                say("to", iou_view::address(claim.to).into());
            }
        }
        _ => {}
    }
    Ok(Some(Act {
        loan: record.id(),
        step: action,
        args,
    }))
}

/// The rate that the rules leave on the day of a delivery: the agreed one, or the cap of that day or of an earlier part's.
fn rate_on(record: &Record, on: Day) -> RatePpm {
    let terms = &record.books().terms;
    let parts = record.books().parts();
    let days = parts.iter().map(|part| part.on).chain([on]);
    life::rate_on(terms, record.rates.as_ref(), days).map_or(terms.annual_rate, |(rate, _)| rate)
}

fn wrong(field: &'static str, words: &Words, id: &str) -> Mistake {
    Mistake {
        field,
        why: words.tr(id),
    }
}

fn amount(record: &Record, values: &Values, words: &Words) -> Result<Amount, Mistake> {
    let read = typed::amount(values.get("amount"), record.unit());
    let amount = read.map_err(|_| wrong("amount", words, "page-wrong-amount"))?;
    match amount.is_zero() {
        true => Err(wrong("amount", words, "page-wrong-amount")),
        false => Ok(amount),
    }
}

/// A day that has begun, where the agreement is.
fn day(record: &Record, values: &Values, words: &Words) -> Result<Day, Mistake> {
    let day =
        typed::day(values.get("on"), record.today()).map_err(|_| wrong("on", words, "page-wrong-day"))?;
    match day > record.today() {
        true => Err(wrong("on", words, "page-wrong-day-ahead")),
        false => Ok(day),
    }
}

/// The digest of a receipt: 64 hexadecimal digits, or nothing.
fn digest(values: &Values, words: &Words) -> Result<Option<String>, Mistake> {
    let digest = values.get("receipt_digest").to_ascii_lowercase();
    match digest.as_str() {
        "" => Ok(None),
        digest if digest.len() == 64 && digest.bytes().all(|sign| sign.is_ascii_hexdigit()) => {
            Ok(Some(digest.to_owned()))
        }
        _ => Err(wrong("receipt", words, "page-wrong-receipt")),
    }
}

fn page(
    headers: &HeaderMap,
    step: Step,
    record: &Record,
    values: &Values,
    mistake: Option<&Mistake>,
) -> StepPage {
    let action = format!("/loans/{}/{}", record.id(), step.name());
    let mut f = Frame::new(headers, "step", &action)
        .with_scripts(&["step.mjs"])
        .with("step", step.name())
        .with("loan", record.id().to_string());
    let words = Words::new(f.lang(), record.books().terms.utc_offset, record.now_ms);
    let id = |part: &str| words.further(&format!("page-step-{}-{part}", step.name()), record.is_running());
    f.title = words.tr(&id("title"));
    let takes_money = matches!(step, Step::Deliver | Step::Report);
    let wrong = |name: &str| {
        let found = mistake.filter(|mistake| mistake.field == name);
        found.map(|mistake| mistake.why.clone()).unwrap_or_default()
    };
    let field = |name: &'static str, kind, keys, unit: &str, usual: String| Field {
        name,
        label: f.tr(&format!("page-field-{}-{name}", step.name())),
        value: match values.get(name) {
            "" => usual,
            value => value.to_owned(),
        },
        kind,
        keys,
        unit: unit.to_owned(),
        wrong: wrong(name),
    };
    let unit = match record.unit().name.as_str() {
        "CNY" => f.tr("page-unit-yuan"),
        name => name.chars().take(6).collect(),
    };
    let mut fields = Vec::new();
    if takes_money {
        let number = record.unit().number(usual(step, record));
        fields.push(field("amount", "text", "decimal", &unit, number));
        fields.push(field("on", "date", "text", "", record.today().to_string()));
    }
    let is_asked = step == Step::HandOver || (step == Step::Claim && values.get("to").is_empty());
    if is_asked || !wrong("to").is_empty() {
        fields.push(field("to", "text", "text", "", String::new()));
    }
    if step == Step::Other {
        fields.push(field("amount", "text", "decimal", &unit, String::new()));
    }
    let reported = |number: u32, amount: Amount, on: Day, meant: Option<u32>| {
        let args = [
            ("amount", sum(record.unit(), amount).into()),
            ("day", words.near(on).into()),
        ];
        Reported {
            number,
            says: words.say("page-step-report", &args),
            chosen: Some(number) == meant,
        }
    };
    let open = record.reported_deliveries();
    let reports: Vec<Reported> = if step.is_about_report() {
        let meant = meant(record, values).map(|report| report.number);
        let all = record.open_reports().iter();
        all.map(|one| reported(one.number, one.amount, one.on, meant))
            .collect()
    } else if step.is_about_delivery() && open.len() > 1 {
        let meant = meant_delivery(record, values).map(|delivery| delivery.number);
        let all = open.iter();
        all.map(|one| reported(one.number, one.amount, one.on, meant))
            .collect()
    } else {
        Vec::new()
    };
    let next = step.action().map(|_| words.tr(&id("next")));
    StepPage {
        id: record.id(),
        heading: f.title.clone(),
        intro: words.say(&id("intro"), &[]),
        mistake: mistake.map(|mistake| mistake.why.clone()),
        choose: if step.is_about_report() {
            "report"
        } else {
            "delivery"
        },
        reports,
        facts: facts(step, record, values, &words),
        receipt: takes_money.then(|| wrong("receipt")),
        tell: tell(step, record, values, &words),
        then: words.say(&id("then"), &[]),
        next,
        hidden: if step.is_about_seat() {
            let kept = ["seat", "to"].into_iter();
            let kept = kept.filter(|name| fields.iter().all(|field| field.name != *name));
            kept.map(|name| (name, values.get(name).to_owned())).collect()
        } else {
            Vec::new()
        },
        fields,
        action,
        f,
    }
}

/// The sum that is most likely meant.
fn usual(step: Step, record: &Record) -> Amount {
    match step {
        Step::Deliver => {
            let reported = record.reported_deliveries();
            match reported.first() {
                Some(reported) if !record.is_in_parts() => reported.amount,
                _ => record.undelivered(),
            }
        }
        _ => iou_view::slip::usual(record.figures()),
    }
}

fn facts(step: Step, record: &Record, values: &Values, words: &Words) -> Vec<(String, Html)> {
    let money = |amount| Html::sentence(&sum(record.unit(), amount));
    let text = |value: String| Html::sentence(&value);
    let mut facts = vec![(
        words.tr("page-fact-loan"),
        words.say("page-loan-number", &[("loan", record.id().to_string().into())]),
    )];
    match step {
        Step::Received | Step::Other | Step::Missing | Step::Withdraw => {
            if let Some(delivery) = meant_delivery(record, values) {
                facts.push((
                    words.tr("page-fact-principal-agreed"),
                    money(record.sums().signed),
                ));
                facts.push((words.tr("page-fact-reported"), money(delivery.amount)));
                facts.push((words.tr("page-fact-on"), text(words.day(delivery.on))));
            }
        }
        Step::Deliver => {
            facts.push((
                words.tr("page-fact-principal-agreed"),
                money(record.sums().signed),
            ));
            let until = record.books().terms.deliver_by.0;
            facts.push((words.tr("page-fact-deliver-by"), text(words.whole_moment(until))));
            if record.is_in_parts() {
                facts.push((words.tr("page-fact-undelivered"), money(record.undelivered())));
            }
        }
        Step::Report => {
            if let Some(due) = record.figures().next_due {
                facts.push((words.tr("page-fact-next"), money(due.amount)));
                facts.push((words.tr("page-fact-next-day"), text(words.day(due.day))));
            }
            facts.push((words.tr("page-fact-owed"), money(record.figures().total())));
        }
        step if step.is_about_seat() => facts.extend(seat_facts(step, record, values, words)),
        _ => {}
    }
    facts
}

/// Whose seat, for which key, and until when an objection counts.
fn seat_facts(step: Step, record: &Record, values: &Values, words: &Words) -> Vec<(String, Html)> {
    let text = |value: String| Html::sentence(&value);
    let mut facts = Vec::new();
    if let Some(seat) = meant_seat(record, values) {
        let kind = [("seat", seats::kind(record.books(), seat).into())];
        facts.push((words.tr("page-fact-seat"), words.say("page-seat-name", &kind)));
    }
    let claim = meant_claim(record, values).filter(|_| step.answers_a_claim());
    let to = claim.map_or_else(|| account(values, "to"), |(_, claim)| Some(claim.to));
    facts.extend(to.map(|to| {
        let address = Html::code(&iou_view::address(to));
        (words.tr("page-fact-seat-to"), address)
    }));
    let until = claim.and_then(|(_, claim)| claim.through);
    facts.extend(until.map(|day| (words.tr("page-fact-seat-until"), text(words.day(day)))));
    facts
}

/// Where nothing is signed: a message for the other side, to be sent by whatever way people talk.
fn tell(step: Step, record: &Record, values: &Values, words: &Words) -> Option<String> {
    let delivery = meant_delivery(record, values)?;
    let loan = ("loan", record.id().to_string().into());
    let said = ("said", sum(record.unit(), delivery.amount).into());
    match step {
        Step::Other => {
            let arrived = amount(record, values, words).ok()?;
            let args = [loan, said, ("arrived", sum(record.unit(), arrived).into())];
            Some(words.line("page-tell-other", &args))
        }
        Step::Missing => Some(words.line("page-tell-missing", &[loan, said])),
        _ => None,
    }
}
