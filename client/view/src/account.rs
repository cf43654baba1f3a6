//! A line of an account as people read it: its days, and how its figure came about.

use terms::statement::{Accrual, Item, Line};
use terms::Payment;

use iou_base::money::{show_rate, Unit};
use iou_base::text::Text;

/// The day of a line, or its first and last.
pub fn days(line: &Line) -> String {
    match line.from == line.until {
        true => line.until.to_string(),
        false => format!("{} → {}", line.from, line.until),
    }
}

/// The span that interest was computed over, where the line is about interest.
pub fn accrual(item: &Item) -> Option<&Accrual> {
    match item {
        Item::Interest(accrual) | Item::Late { accrual, .. } => Some(accrual),
        _ => None,
    }
}

/// How money was spread, where the line is about money.
pub fn payment(item: &Item) -> Option<&Payment> {
    match item {
        Item::Paid(payment) | Item::Forgiven(payment) | Item::Credited(payment) => Some(payment),
        _ => None,
    }
}

/// `10000.00 × 6.00% × 30 ÷ 365`.
pub fn formula(accrual: &Accrual, unit: &Unit) -> String {
    let Accrual {
        principal,
        rate,
        days,
        base,
        ..
    } = accrual;
    format!(
        "{} × {} × {days} ÷ {base}",
        unit.number(*principal),
        show_rate(*rate)
    )
}

/// How the figure of a line came about: the formula, the parts of a payment, the instalment.
pub fn explained(text: &Text, line: &Line, unit: &Unit) -> String {
    let mut explained = match (&line.item, payment(&line.item)) {
        (_, Some(payment)) => spread(text, payment, unit),
        (Item::FellDue { instalment, .. }, _) => {
            format!("{} {}", text.tr("label-instalment"), instalment + 1)
        }
        (Item::Amended { rate, .. }, _) => show_rate(*rate),
        (Item::Accelerated { due }, _) => due.to_string(),
        (item, _) => accrual(item).map(|span| formula(span, unit)).unwrap_or_default(),
    };
    if let Item::Late { fees, .. } = &line.item {
        if !fees.is_zero() {
            let fee = format!(" + {} {}", text.tr("label-late-fee"), unit.number(*fees));
            explained.push_str(&fee);
        }
    }
    explained
}

/// How a payment was spread: `late 1.00 + interest 2.00 + principal 97.00`.
fn spread(text: &Text, payment: &Payment, unit: &Unit) -> String {
    let parts = [
        ("label-costs", payment.costs),
        ("label-late", payment.late),
        ("label-interest", payment.interest),
        ("label-principal", payment.principal),
        ("label-overpaid", payment.overpaid),
    ];
    let named = parts.iter().filter(|(_, part)| !part.is_zero());
    let named = named.map(|(label, part)| format!("{} {}", text.lookup(label, &[]), unit.number(*part)));
    named.collect::<Vec<_>>().join(" + ")
}
