//! The figures of a loan, and how a payment was applied.

use iou_base::money::Unit;
use iou_base::names;
use serde::Serialize;
use terms::account::Due;
use terms::{Figures, Payment};

/// The figures of a loan on a day.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FiguresView {
    status: &'static str,
    day: String,
    principal: String,
    interest: String,
    late: String,
    costs: String,
    total: String,
    next_due: Option<DueView>,
    default_after: Option<String>,
}

/// An instalment that is due.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DueView {
    n: u16,
    due: String,
    amount: String,
}

/// How a payment was applied.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PaymentView {
    value_day: String,
    amount: String,
    costs: String,
    late: String,
    interest: String,
    principal: String,
    overpaid: String,
}

pub(super) fn due(due: &Due, unit: &Unit) -> DueView {
    DueView {
        n: due.instalment + 1,
        due: due.day.to_string(),
        amount: unit.number(due.amount),
    }
}

/// The figures of a loan.
pub fn figures(figures: &Figures, unit: &Unit) -> FiguresView {
    FiguresView {
        status: names::status(figures.status),
        day: figures.day.to_string(),
        principal: unit.number(figures.principal),
        interest: unit.number(figures.interest),
        late: unit.number(figures.late),
        costs: unit.number(figures.costs),
        total: unit.number(figures.total()),
        next_due: figures.next_due.as_ref().map(|next| due(next, unit)),
        default_after: figures.default_after.map(|day| day.to_string()),
    }
}

/// How a payment was applied.
pub fn payment(payment: &Payment, unit: &Unit) -> PaymentView {
    PaymentView {
        value_day: payment.value_day.to_string(),
        amount: unit.number(payment.amount),
        costs: unit.number(payment.costs),
        late: unit.number(payment.late),
        interest: unit.number(payment.interest),
        principal: unit.number(payment.principal),
        overpaid: unit.number(payment.overpaid),
    }
}
