//! A statement line by line, as programs read it.

use iou_base::money::{show_rate, Unit};
use iou_base::names;
use iou_evidence::verify::account::{amount, kind};
use serde::Serialize;
use terms::statement::{Item, Line};
use terms::{AccountId, Amount, Balance};

use super::figures::{payment as payment_view, PaymentView};
use crate::account::{accrual, formula, payment};
use crate::address;

/// What is owed, by kind.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BalanceView {
    /// Principal outstanding.
    pub principal: String,
    /// Interest, late interest aside.
    pub interest: String,
    /// Late interest and fees.
    pub late: String,
    /// Costs of enforcement.
    pub costs: String,
    /// All of it.
    pub total: String,
    /// What of it is due.
    pub due: String,
}

/// What somebody paid for others and can ask of them.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RecourseView {
    /// Who, SS58.
    pub account: String,
    /// How much.
    pub paid: String,
}

/// A line: what all have, and what its item has beside.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LineView {
    /// From 1.
    pub n: usize,
    /// Its first day.
    pub from: String,
    /// Its last day.
    pub until: String,
    /// What it is, in one word.
    pub item: &'static str,
    /// The figure that it is about.
    pub amount: String,
    /// The articles of law.
    pub article: &'static str,
    /// The number of the event that it comes from.
    pub event: Option<u32>,
    /// What is owed after it.
    pub after: BalanceView,
    /// The rate by which interest is counted, or the new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
    /// How interest was counted.
    #[serde(flatten)]
    pub span: Option<SpanView>,
    /// What only some items have.
    #[serde(flatten)]
    pub details: LineDetails,
    /// How money was applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentView>,
}

/// How interest was counted.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SpanView {
    /// On what.
    pub principal: String,
    /// Days by the agreed count.
    pub days: u32,
    /// Days of a year.
    pub base: u32,
    /// `10000.00 × 6.00% × 30 ÷ 365`.
    pub formula: String,
}

/// What only some items have.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LineDetails {
    /// By what late interest is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<&'static str>,
    /// Late fees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fees: Option<String>,
    /// Null where the law sets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<Option<String>>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instalment: Option<u32>,
    /// Which amendment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amendment: Option<u16>,
    /// The day on which all falls due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
}

/// What is owed, by kind.
pub fn balance(balance: &Balance, unit: &Unit) -> BalanceView {
    BalanceView {
        principal: unit.number(balance.principal),
        interest: unit.number(balance.interest),
        late: unit.number(balance.late),
        costs: unit.number(balance.costs),
        total: unit.number(balance.total),
        due: unit.number(balance.due),
    }
}

/// Who has recourse.
pub fn recourse(all: &[(AccountId, Amount)], unit: &Unit) -> Vec<RecourseView> {
    let one = |(account, paid): &(AccountId, Amount)| RecourseView {
        account: address(*account),
        paid: unit.number(*paid),
    };
    all.iter().map(one).collect()
}

/// The line of number `n`, from 1.
pub fn statement_line(n: usize, line: &Line, unit: &Unit) -> LineView {
    let mut rate = None;
    let mut details = LineDetails::default();
    match &line.item {
        Item::Late { basis, fees, cap, .. } => {
            details.basis = Some(names::late_basis(*basis));
            details.fees = Some(unit.number(*fees));
            details.cap = Some(cap.map(show_rate));
        }
        Item::FellDue { instalment, .. } => details.instalment = Some(u32::from(*instalment) + 1),
        Item::Amended {
            number, rate: new, ..
        } => {
            details.amendment = Some(*number);
            rate = Some(show_rate(*new));
        }
        Item::Accelerated { due } => details.due = Some(due.to_string()),
        _ => {}
    }
    let span = accrual(&line.item).map(|span| SpanView {
        principal: unit.number(span.principal),
        days: span.days,
        base: span.base,
        formula: formula(span, unit),
    });
    LineView {
        n,
        from: line.from.to_string(),
        until: line.until.to_string(),
        item: kind(&line.item),
        amount: unit.number(amount(&line.item)),
        article: line.item.articles(),
        event: line.event,
        after: balance(&line.after, unit),
        rate: rate.or(accrual(&line.item).map(|span| show_rate(span.rate))),
        span,
        details,
        payment: payment(&line.item).map(|payment| payment_view(payment, unit)),
    }
}
