//! What follows from a form: terms, schedule, sums, the true rate, and what the law says beside.

use iou_base::address;
use iou_base::hex0x;
use iou_base::money::{show_rate, Unit};
use iou_base::text::Text;
use iou_evidence::agreement::conditions;
use iou_evidence::draft::{self, DraftId};
use iou_form::{DraftContext, LoanForm, Understood};
use iou_view::yearly;
use scale::Encode;
use terms::law::Published;
use terms::{AccountId, Amount, Terms};

use super::wire::{Reckoned, Row, Taken};
use crate::denied::Denied;

/// For which draft, when, and by whom a form is filled in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    pub id: DraftId,
    pub at_ms: u64,
    pub account: AccountId,
}

/// The draft terms of a form.
pub(super) fn terms_of(
    form: &LoanForm,
    made: &Made,
    rates: &Published,
    text: &Text,
) -> Result<(Terms, Vec<Understood>), Denied> {
    let context = DraftContext {
        text,
        id: &made.id,
        at_ms: made.at_ms,
        creator: made.account,
        rates,
    };
    form.terms(context).map_err(|error| match error {
        iou_form::Error::Form { field, why, .. } => wrong(text, field, why),
        other => {
            tracing::error!(error = %other, "pages: a form failed");
            Denied::Refused(iou_relay::intents::Refused::Internal)
        }
    })
}

/// That a field of the form is wrong.
pub(super) fn wrong(text: &Text, field: impl Into<String>, why: String) -> Denied {
    Denied::Form {
        field: field.into(),
        title: text.tr("problem-form"),
        why,
    }
}

/// What is shown of a form.
pub(super) fn reckoned(
    form: &LoanForm,
    made: &Made,
    rates: &Published,
    text: &Text,
) -> Result<Reckoned, Denied> {
    let (terms, understood) = terms_of(form, made, rates, text)?;
    // The money of a form is never the chain's.
    let unit = Unit::of(
        terms.settlement,
        &Unit {
            name: String::new(),
            decimals: 0,
        },
    );
    let sum = |of: fn(&terms::Instalment) -> Amount| {
        terms
            .schedule
            .iter()
            .fold(Amount::ZERO, |sum, row| sum.plus(of(row)).unwrap_or(Amount::MAX))
    };
    let interest = sum(|row| row.interest);
    let total = interest.plus(terms.principal).unwrap_or(Amount::MAX);
    let true_rate = yearly::agreed(&terms);
    let rows = terms.schedule.iter().zip(1..).map(|(row, number)| Row {
        number,
        due: row.due.to_string(),
        principal: unit.number(row.principal),
        interest: unit.number(row.interest),
        total: unit.number(row.total().unwrap_or(Amount::MAX)),
    });
    Ok(Reckoned {
        terms: hex0x(terms.encode()),
        at_ms: made.at_ms,
        currency: unit.name.clone(),
        decimals: unit.decimals,
        principal: unit.number(terms.principal),
        rate: show_rate(terms.annual_rate),
        schedule: rows.collect(),
        interest: unit.number(interest),
        total: unit.number(total),
        true_rate: true_rate.map(|rate| yearly::show(rate.simple)),
        true_rate_compounded: true_rate.map(|rate| yearly::show(rate.compounded)),
        last_due: terms
            .schedule
            .last()
            .map(|row| row.due.to_string())
            .unwrap_or_default(),
        law: conditions(&terms, text.lang()),
        sign_by_ms: terms.sign_by.0,
        deliver_by_ms: terms.deliver_by.0,
        understood: understood
            .into_iter()
            .map(|one| Taken {
                field: one.field,
                written: one.written,
                taken: one.taken,
            })
            .collect(),
    })
}

/// The account of that address; who is not known yet stands as nobody's opposite does, by another name.
pub(super) fn account(address: Option<&str>) -> Result<AccountId, Denied> {
    match address {
        Some(address) => {
            address::read(address).ok_or(Denied::Refused(iou_relay::intents::Refused::Malformed))
        }
        // The two must not be the same.
        None => Ok(draft::somebody()),
    }
}
