//! The statement of account as a document: canonical JSON that whoever has the events computes anew, to the byte.
//! Units: amounts in whole minor units of the agreed money, as text; rates in parts per million a year; days as dates.

use iou_base::names;
use serde::Serialize;
use terms::statement::{Accrual, Item, Line, Statement};
use terms::{Amount, Balance, Day, Payment};

use super::manifest::canonical;

/// The document for an account up to the end of a day.
#[derive(Debug, Clone, Serialize)]
pub struct StatementDocument {
    day: String,
    lines: Vec<LineDocument>,
    balance: BalanceDocument,
}

/// A line of it; what only some kinds of lines have is left out of the others.
#[derive(Debug, Clone, Serialize)]
struct LineDocument {
    n: u32,
    from: String,
    until: String,
    item: &'static str,
    article: &'static str,
    amount: String,
    after: BalanceDocument,
    #[serde(flatten)]
    details: Details,
}

/// What a line has beside its figure.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum Details {
    Plain {},
    Interest {
        accrual: AccrualDocument,
    },
    Late {
        accrual: AccrualDocument,
        basis: &'static str,
        fees: String,
        cap_ppm: Option<u32>,
    },
    Instalment {
        instalment: u16,
    },
    Payment {
        payment: PaymentDocument,
    },
    Amendment {
        amendment: u16,
        rate_ppm: u32,
    },
    Due {
        due: String,
    },
}

/// Principal × rate × days ÷ (1,000,000 × base), before rounding.
#[derive(Debug, Clone, Serialize)]
struct AccrualDocument {
    principal: String,
    rate_ppm: u32,
    days: u32,
    base: u32,
    formula: String,
}

/// What of a payment went where.
#[derive(Debug, Clone, Serialize)]
struct PaymentDocument {
    costs: String,
    late: String,
    interest: String,
    principal: String,
    overpaid: String,
}

#[derive(Debug, Clone, Serialize)]
struct BalanceDocument {
    principal: String,
    interest: String,
    late: String,
    costs: String,
    total: String,
    due: String,
}

/// The document for an account up to the end of `day`.
pub fn document(statement: &Statement, day: Day) -> StatementDocument {
    let lines = (1u32..).zip(&statement.lines).map(|(n, line)| row(n, line));
    around(statement, day, lines.collect())
}

/// Its canonical bytes, made line by line: the document of a long account takes many times as much memory.
pub fn bytes(statement: &Statement, day: Day) -> Vec<u8> {
    const LINES: &[u8] = br#""lines":["#;
    let without = canonical(&around(statement, day, Vec::new()));
    let at = without.windows(LINES.len()).position(|window| window == LINES);
    let (before, after) = without.split_at(at.map_or(0, |at| at + LINES.len()));
    let mut bytes = before.to_vec();
    for (n, line) in (1u32..).zip(&statement.lines) {
        if n > 1 {
            bytes.push(b',');
        }
        bytes.extend(canonical(&row(n, line)));
    }
    bytes.extend(after);
    bytes
}

fn around(statement: &Statement, day: Day, lines: Vec<LineDocument>) -> StatementDocument {
    let last = statement.lines.last().map(|line| line.after).unwrap_or_default();
    StatementDocument {
        day: day.to_string(),
        lines,
        balance: balance(&last),
    }
}

fn row(n: u32, line: &Line) -> LineDocument {
    LineDocument {
        n,
        from: line.from.to_string(),
        until: line.until.to_string(),
        item: kind(&line.item),
        article: line.item.articles(),
        amount: minor(amount(&line.item)),
        after: balance(&line.after),
        details: details(&line.item),
    }
}

fn details(item: &Item) -> Details {
    match item {
        Item::Interest(span) => Details::Interest {
            accrual: accrual(span),
        },
        Item::Late {
            accrual: span,
            basis,
            fees,
            cap,
        } => Details::Late {
            accrual: accrual(span),
            basis: names::late_basis(*basis),
            fees: minor(*fees),
            cap_ppm: cap.map(|cap| cap.0),
        },
        Item::FellDue { instalment, .. } => Details::Instalment {
            instalment: instalment + 1,
        },
        Item::Paid(paid) | Item::Forgiven(paid) | Item::Credited(paid) => Details::Payment {
            payment: payment(paid),
        },
        Item::Amended { number, rate, .. } => Details::Amendment {
            amendment: *number,
            rate_ppm: rate.0,
        },
        Item::Accelerated { due } => Details::Due { due: due.to_string() },
        Item::Delivered { .. } | Item::Costs { .. } => Details::Plain {},
    }
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
        Item::Accelerated { .. } => "accelerated",
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
        Item::Accelerated { .. } => Amount::ZERO,
    }
}

fn accrual(span: &Accrual) -> AccrualDocument {
    let Accrual {
        principal,
        rate,
        days,
        base,
        ..
    } = span;
    AccrualDocument {
        principal: minor(*principal),
        rate_ppm: rate.0,
        days: *days,
        base: *base,
        formula: format!("{} * {} * {days} / ({base} * 1000000)", principal.minor(), rate.0),
    }
}

fn payment(payment: &Payment) -> PaymentDocument {
    PaymentDocument {
        costs: minor(payment.costs),
        late: minor(payment.late),
        interest: minor(payment.interest),
        principal: minor(payment.principal),
        overpaid: minor(payment.overpaid),
    }
}

fn balance(balance: &Balance) -> BalanceDocument {
    BalanceDocument {
        principal: minor(balance.principal),
        interest: minor(balance.interest),
        late: minor(balance.late),
        costs: minor(balance.costs),
        total: minor(balance.total),
        due: minor(balance.due),
    }
}

fn minor(amount: Amount) -> String {
    amount.minor().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::sample;
    use terms::law::BuiltIn;

    #[test]
    fn the_bytes_that_are_made_line_by_line_are_those_of_the_document() {
        let paper = sample::of_size(1, 3, 12, 0);
        for days in [0, 1, 400] {
            let day = Day(sample::START.0 + days);
            let mut statement = Statement::replay(paper.events(), &BuiltIn, day).unwrap();
            assert_eq!(bytes(&statement, day), canonical(&document(&statement, day)));
            statement.lines.clear();
            assert_eq!(bytes(&statement, day), canonical(&document(&statement, day)));
        }
    }
}
