//! The statement of account as a document: canonical JSON that whoever has the events computes anew, to the byte.
//! Units: amounts in whole minor units of the agreed money, as text; rates in parts per million a year; days as dates.

use serde_json::{json, Value};
use terms::statement::{Accrual, Item, Line, Statement};
use terms::{Amount, Balance, Day, Payment};

/// The document for an account up to the end of `day`.
pub fn document(statement: &Statement, day: Day) -> Value {
    let lines = (1u32..).zip(&statement.lines).map(|(n, line)| row(n, line));
    let last = statement.lines.last().map(|line| line.after).unwrap_or_default();
    json!({
        "day": day.to_string(),
        "lines": lines.collect::<Vec<_>>(),
        "balance": balance(&last),
    })
}

fn row(n: u32, line: &Line) -> Value {
    let mut row = json!({
        "n": n,
        "from": line.from.to_string(),
        "until": line.until.to_string(),
        "item": kind(&line.item),
        "article": line.item.articles(),
        "amount": minor(amount(&line.item)),
        "after": balance(&line.after),
    });
    match &line.item {
        Item::Interest(span) => row["accrual"] = accrual(span),
        Item::Late {
            accrual: span,
            basis,
            fees,
            cap,
        } => {
            row["accrual"] = accrual(span);
            row["basis"] = format!("{basis:?}").into();
            row["fees"] = minor(*fees);
            row["cap_ppm"] = cap.map(|cap| cap.0).into();
        }
        Item::FellDue { instalment, .. } => row["instalment"] = (instalment + 1).into(),
        Item::Paid(payment) | Item::Forgiven(payment) | Item::Credited(payment) => {
            row["payment"] = spread(payment);
        }
        Item::Amended { number, rate, .. } => {
            row["amendment"] = (*number).into();
            row["rate_ppm"] = rate.0.into();
        }
        Item::Delivered { .. } | Item::Costs { .. } => {}
    }
    row
}

/// What a line is, in one word for programs.
pub fn kind(item: &Item) -> &'static str {
    match item {
        Item::Delivered { .. } => "delivered",
        Item::Interest(_) => "interest",
        Item::Late { .. } => "late",
        Item::FellDue { .. } => "fell-due",
        Item::Paid(_) => "paid",
        Item::Forgiven(_) => "forgiven",
        Item::Costs { .. } => "costs",
        Item::Credited(_) => "credited",
        Item::Amended { .. } => "amended",
    }
}

/// The figure that a line is about.
pub fn amount(item: &Item) -> Amount {
    match item {
        Item::Delivered { amount } | Item::Costs { amount } => *amount,
        Item::Interest(accrual) | Item::Late { accrual, .. } => accrual.amount,
        Item::FellDue { asked, .. } => *asked,
        Item::Paid(payment) | Item::Forgiven(payment) | Item::Credited(payment) => payment.amount,
        Item::Amended { rolled_up, .. } => *rolled_up,
    }
}

/// Principal × rate × days ÷ (1,000,000 × base), before rounding.
fn accrual(span: &Accrual) -> Value {
    let Accrual {
        principal,
        rate,
        days,
        base,
        ..
    } = span;
    json!({
        "principal": minor(*principal),
        "rate_ppm": rate.0,
        "days": days,
        "base": base,
        "formula": format!("{} * {} * {days} / ({base} * 1000000)", principal.minor(), rate.0),
    })
}

fn spread(payment: &Payment) -> Value {
    json!({
        "costs": minor(payment.costs),
        "late": minor(payment.late),
        "interest": minor(payment.interest),
        "principal": minor(payment.principal),
        "overpaid": minor(payment.overpaid),
    })
}

fn balance(balance: &Balance) -> Value {
    json!({
        "principal": minor(balance.principal),
        "interest": minor(balance.interest),
        "late": minor(balance.late),
        "costs": minor(balance.costs),
        "total": minor(balance.total),
        "due": minor(balance.due),
    })
}

fn minor(amount: Amount) -> Value {
    amount.minor().to_string().into()
}
