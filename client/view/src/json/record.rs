//! What is compared and what is waited for: the three sums, and reports without an answer.

use iou_base::money::Unit;
use iou_base::names;
use serde::Serialize;

use crate::sums::Sums;
use crate::unanswered::Unanswered;

/// The three sums.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SumsView {
    /// The principal that both signed.
    signed: String,
    /// What the borrower received, or is said to have.
    delivered: String,
    /// How that is known: `proved` (it moved on this chain), `acknowledged` (the borrower said so), `reported` (the lender says
    /// so), `none`.
    delivered_is: &'static str,
    /// What was repaid and is on record.
    repaid: String,
}

/// Something that waits for an answer.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct UnansweredView {
    /// `terms`, `delivery`, `repayment`, `amendment` or `reversal`.
    what: &'static str,
    /// Whose answer: `lender` or `borrower`.
    by: Option<&'static str>,
    /// Since when.
    since: String,
    /// Days since then.
    days: u32,
    /// How much it is about.
    amount: Option<String>,
    /// The number of the report, or of the event that put a payment on record.
    number: Option<u32>,
}

/// The three sums.
pub fn sums(sums: &Sums, unit: &Unit) -> SumsView {
    SumsView {
        signed: unit.number(sums.signed),
        delivered: unit.number(sums.delivered),
        delivered_is: sums.delivered_is.name(),
        repaid: unit.number(sums.repaid),
    }
}

/// Something that waits for an answer.
pub fn unanswered(it: &Unanswered, unit: &Unit) -> UnansweredView {
    UnansweredView {
        what: it.what.name(),
        by: it.by.map(names::role),
        since: it.since.to_string(),
        days: it.days,
        amount: it.amount.map(|amount| unit.number(amount)),
        number: it.number,
    }
}
