//! What is compared and what is waited for: the three sums, and what has no answer.

use iou_base::money::Unit;
use serde::Serialize;

use crate::sums::Sums;
use crate::unanswered::Unanswered;

/// The three sums.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SumsView {
    /// The principal of the terms.
    signed: String,
    /// Whether all have signed them.
    is_signed: bool,
    /// What the borrower received, or is said to have.
    delivered: String,
    /// How that is known: `native` (the contract moved the chain's own money), `token` (by the word of the token's contract),
    /// `acknowledged` (the borrower said so), `reported` (the lender says so), `none`.
    delivered_is: &'static str,
    /// What the lender says was delivered beside that, in further parts that the borrower has not acknowledged.
    stated: String,
    /// What was repaid and is on record.
    repaid: String,
}

/// Something that waits for an answer.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct UnansweredView {
    /// `terms`, `delivery`, `repayment`, `amendment` or `reversal`.
    what: &'static str,
    /// Whose answer: `lender`, `holder` (another who holds a part of the claim), `seller` (who sold the claim since), `borrower`,
    /// `co-borrower`. What waits for several is there once for each.
    by: &'static str,
    /// Since when.
    since: String,
    /// Days since then; for whoever bought the claim meanwhile, since they did.
    days: u32,
    /// How much it is about.
    amount: Option<String>,
    /// The number of the report, or of the event that put a payment on record.
    number: Option<u32>,
    /// The last day for the answer, where the terms agree on days for one (`answer_days`).
    answer_by: Option<String>,
    /// Whether anyone may have it recorded now that there is no answer.
    recordable: bool,
    /// The day on which that was recorded.
    recorded: Option<String>,
}

/// The three sums.
pub fn sums(sums: &Sums, unit: &Unit) -> SumsView {
    SumsView {
        signed: unit.number(sums.signed),
        is_signed: sums.is_signed,
        delivered: unit.number(sums.delivered),
        delivered_is: sums.delivered_is.name(),
        stated: unit.number(sums.stated),
        repaid: unit.number(sums.repaid),
    }
}

/// Something that waits for an answer.
pub fn unanswered(it: &Unanswered, unit: &Unit) -> UnansweredView {
    UnansweredView {
        what: it.what.name(),
        by: it.by.name(),
        since: it.since.to_string(),
        days: it.days,
        amount: it.amount.map(|amount| unit.number(amount)),
        number: it.number,
        answer_by: it.answer_by.map(|day| day.to_string()),
        recordable: it.is_recordable(),
        recorded: it.recorded.map(|day| day.to_string()),
    }
}
