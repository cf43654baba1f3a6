//! Terms as people read them before they sign, from their bytes.

use iou_base::money::{show_rate, Unit};
use iou_base::{names, sha256};
use iou_evidence::agreement;
use iou_evidence::disclosure::{details, form};
use iou_evidence::draft;
use iou_intent::code;
use iou_view::{schedule, yearly};
use serde_json::{json, Value};
use terms::agreement::Succession;
use terms::{Amount, Settlement, Terms};

use super::asked::Asked;
use super::drafts::belonging;
use super::{Answer, Fault};

/// The money of terms that are settled outside the chain; of others nobody here knows the name.
pub(super) fn unit(terms: &Terms) -> Unit {
    let native = Unit {
        name: String::new(),
        decimals: 0,
    };
    Unit::of(terms.settlement, &native)
}

/// The agreement and everything that a summary of it is made of.
pub(super) fn terms_show(asked: &Asked) -> Answer {
    let terms: Terms = asked.decoded("terms")?;
    let lang = asked.lang()?;
    let fields = belonging(&terms, asked)?;
    let form = form(&fields, &terms);
    // A field that only one side can open would stand there for one of them: it is told beside the text.
    let mut known = details(&fields);
    known.retain(|_, value| value.is_some());
    // A draft commits to nothing yet.
    let text = match terms.commitments == <[u8; 32]>::default() {
        true => draft::text(&terms, form, &known, lang, asked.text("open")?),
        false => agreement::render_by(form, &terms, &known, lang),
    };
    let parts: Vec<Vec<&str>> = text.split("\n\n").map(|part| part.lines().collect()).collect();
    Ok(json!({
        "digest": hex::encode(terms.digest(sha256)),
        "parts": parts,
        "apart": agreement::apart(form, lang),
        "facts": facts(&terms),
        "schedule": schedule(&terms.schedule, &unit(&terms)),
    }))
}

/// The figures of terms, each as text.
pub(super) fn facts(terms: &Terms) -> Value {
    let unit = unit(terms);
    let sum = |part: fn(&terms::Instalment) -> Amount| {
        let all = terms.schedule.iter().map(part);
        unit.number(all.fold(Amount::ZERO, |sum, one| sum.saturating_plus(one)))
    };
    let bears = yearly::agreed(terms);
    let due = |row: Option<&terms::Instalment>| row.map(|row| row.due.to_string());
    let first = terms.schedule.first();
    json!({
        "lender": iou_view::address(terms.lender),
        "borrower": iou_view::address(terms.borrower),
        "outside": matches!(terms.settlement, Settlement::OffChain { .. }),
        "currency": unit.name,
        "decimals": unit.decimals,
        "principal": unit.number(terms.principal),
        "rate": show_rate(terms.annual_rate),
        "true_rate": bears.map(|bears| yearly::show(bears.simple)),
        "method": names::method(terms.plan.method),
        "instalments": terms.schedule.len(),
        "start": terms.plan.start.to_string(),
        "first_due": due(first),
        "first": first.map(|row| unit.number(row.total().unwrap_or(Amount::MAX))),
        "last_due": due(terms.schedule.last()),
        "interest": sum(|row| row.interest),
        "total": sum(|row| row.total().unwrap_or(Amount::MAX)),
        "grace_days": terms.grace_days,
        "late_fee": unit.number(terms.late_fee),
        "sign_by_ms": terms.sign_by.0,
        "deliver_by_ms": terms.deliver_by.0,
        "successions": terms.successions.iter().map(|one| succession(terms, one)).collect::<Vec<_>>(),
    })
}

/// Who may take over a seat whose key is lost, and whose seat it is.
fn succession(terms: &Terms, one: &Succession) -> Value {
    let of = if one.seat == terms.lender {
        "lender"
    } else if one.seat == terms.borrower {
        "borrower"
    } else if terms.owes(one.seat) {
        "co-borrower"
    } else {
        "guarantor"
    };
    json!({
        "seat": iou_view::address(one.seat),
        "of": of,
        "heir": one.heir.map(iou_view::address),
        "verifier": one.verifier.map(iou_view::address),
        "second": one.second.map(iou_view::address),
        "days": one.days,
    })
}

/// A square code to draw.
pub(super) fn qr(asked: &Asked) -> Answer {
    let (side, path) = code::path(asked.text("text")?).map_err(|_| Fault::new("too_long"))?;
    Ok(json!({"side": side, "path": path}))
}
