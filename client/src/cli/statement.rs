//! `iou statement LOAN`: the account, line by line, with formula, basis and article; replayed from the loan's events on
//! the chain, every figure of which must come out again. As a table, JSON or CSV. Reads only, no key needed.

use clap::Args;
use serde_json::{json, Value};
use terms::statement::{Item, Line, Statement, Unsound};
use terms::{Balance, Event, LoanId, Payment};

use super::context::Context;
use super::desk::{day_argument, Desk};
use crate::error::{Error, Result};
use crate::evidence::verify::account::{amount, kind};
use crate::money::{show_rate, Unit};
use crate::output::{pairs, table};
use crate::text::{kebab, Text};
use crate::view;
use crate::view::account::{self, accrual, formula, payment};

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct StatementArgs {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "DAY")]
    pub on: Option<String>,
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

pub(super) async fn run(args: StatementArgs, ctx: &Context) -> Result<()> {
    let text = ctx.text();
    let on = day_argument(text, "--on", &args.on)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let day = on.unwrap_or(found.today);
    let (last, hash) = desk.ledger.conn.finalized_head().await?;
    let progress = ctx.printer.progress(text.tr("progress-history"));
    let placed = desk
        .ledger
        .history(args.loan, last, |found, all| {
            let count = [
                ("found", found.to_string().into()),
                ("all", all.to_string().into()),
            ];
            progress.say(text.tr_with("progress-history-count", &count));
        })
        .await?;
    drop(progress);
    // What happened after the day that was asked for is not on its statement.
    let events: Vec<Event> = placed
        .into_iter()
        .map(|placed| placed.event)
        .filter(|event| event.head().after.day <= day)
        .collect();
    if events.is_empty() {
        return Err(Error::Argument {
            name: "--on".into(),
            value: day.to_string(),
            why: text.tr("why-statement-early"),
        });
    }
    let statement = Statement::replay(&events, &desk.rates, day).map_err(|why| unsound(args.loan, why))?;
    let unit = &found.unit;
    let balance = statement.lines.last().map(|line| line.after).unwrap_or_default();
    let data = json!({
        "loan": args.loan,
        "on": day.to_string(),
        "block": {"number": last, "hash": format!("{hash:?}")},
        "events": events.len(),
        "unit": {"name": unit.name, "decimals": unit.decimals},
        "terms": view::terms(&statement.terms, unit),
        "lines": statement.lines.iter().enumerate().map(|(n, line)| line_value(n + 1, line, unit)).collect::<Vec<_>>(),
        "balance": balance_value(&balance, unit),
    });
    ctx.printer.data(&data, |text| {
        if args.csv {
            return csv(&statement.lines, unit);
        }
        let heading = [
            text.tr("label-number"),
            text.tr("label-day"),
            text.tr("label-item"),
            text.tr("label-amount"),
            text.tr("label-formula"),
            text.tr("label-outstanding"),
            text.tr("label-owed"),
            text.tr("label-article"),
        ];
        let rows = statement
            .lines
            .iter()
            .enumerate()
            .map(|(n, line)| row(text, n + 1, line, unit));
        let sums = pairs(vec![
            (text.tr("label-day"), day.to_string()),
            (text.tr("label-outstanding"), unit.show(balance.principal)),
            (text.tr("label-interest"), unit.show(balance.interest)),
            (text.tr("label-late"), unit.show(balance.late)),
            (text.tr("label-costs"), unit.show(balance.costs)),
            (text.tr("label-owed"), unit.show(balance.total)),
        ]);
        format!(
            "{}\n\n{sums}\n\n{}",
            table(&heading, rows),
            text.tr("statement-note")
        )
    })
}

/// Events that don't make an account: either the chain's books or this program is wrong, and nothing is shown.
fn unsound(loan: LoanId, why: Unsound) -> Error {
    let (sequence, reason) = match why {
        Unsound::OutOfPlace { sequence } => (sequence, "out of place".to_owned()),
        Unsound::Figures { sequence } => (sequence, "other figures".to_owned()),
        Unsound::Refused { sequence, error } => (sequence, error.code().to_owned()),
    };
    Error::Unsound {
        loan: loan.to_string(),
        sequence: sequence.to_string(),
        reason,
    }
}

fn row(text: &Text, n: usize, line: &Line, unit: &Unit) -> Vec<String> {
    vec![
        n.to_string(),
        account::days(line),
        text.lookup(&format!("item-{}", kind(&line.item)), &[]),
        unit.number(amount(&line.item)),
        account::explained(text, line, unit),
        unit.number(line.after.principal),
        unit.number(line.after.total),
        view::articles(text, line.item.articles()),
    ]
}

fn balance_value(balance: &Balance, unit: &Unit) -> Value {
    json!({
        "principal": unit.number(balance.principal),
        "interest": unit.number(balance.interest),
        "late": unit.number(balance.late),
        "costs": unit.number(balance.costs),
        "total": unit.number(balance.total),
        "due": unit.number(balance.due),
    })
}

fn line_value(n: usize, line: &Line, unit: &Unit) -> Value {
    let mut value = json!({
        "n": n,
        "from": line.from.to_string(),
        "until": line.until.to_string(),
        "item": kind(&line.item),
        "amount": unit.number(amount(&line.item)),
        "article": line.item.articles(),
        "after": balance_value(&line.after, unit),
    });
    if let Some(span) = accrual(&line.item) {
        value["principal"] = unit.number(span.principal).into();
        value["rate"] = show_rate(span.rate).into();
        value["days"] = span.days.into();
        value["base"] = span.base.into();
        value["formula"] = formula(span, unit).into();
    }
    match &line.item {
        Item::Late { basis, fees, cap, .. } => {
            value["basis"] = kebab(&format!("{basis:?}")).into();
            value["fees"] = unit.number(*fees).into();
            value["cap"] = cap.map(show_rate).into();
        }
        Item::FellDue { instalment, .. } => value["instalment"] = (instalment + 1).into(),
        Item::Amended { number, rate, .. } => {
            value["amendment"] = (*number).into();
            value["rate"] = show_rate(*rate).into();
        }
        _ => {}
    }
    if let Some(payment) = payment(&line.item) {
        value["payment"] = view::payment(payment, unit);
    }
    value
}

/// One line a line, amounts as decimal numbers without a currency; RFC 4180.
fn csv(lines: &[Line], unit: &Unit) -> String {
    let mut out = String::from(
        "n,from,until,item,amount,base_principal,rate,days,base,costs_paid,late_paid,interest_paid,principal_paid,\
         principal_after,interest_after,late_after,costs_after,total_after,article\n",
    );
    for (n, line) in lines.iter().enumerate() {
        let span = accrual(&line.item);
        let paid = payment(&line.item);
        let of = |part: fn(&Payment) -> terms::Amount| paid.map(|paid| unit.number(part(paid)));
        let after = &line.after;
        let cells = [
            Some((n + 1).to_string()),
            Some(line.from.to_string()),
            Some(line.until.to_string()),
            Some(kind(&line.item).to_owned()),
            Some(unit.number(amount(&line.item))),
            span.map(|span| unit.number(span.principal)),
            span.map(|span| show_rate(span.rate)),
            span.map(|span| span.days.to_string()),
            span.map(|span| span.base.to_string()),
            of(|paid| paid.costs),
            of(|paid| paid.late),
            of(|paid| paid.interest),
            of(|paid| paid.principal),
            Some(unit.number(after.principal)),
            Some(unit.number(after.interest)),
            Some(unit.number(after.late)),
            Some(unit.number(after.costs)),
            Some(unit.number(after.total)),
            // The only cells with commas; none has quotes.
            Some(format!("\"{}\"", line.item.articles())),
        ];
        let cells: Vec<String> = cells.into_iter().map(Option::unwrap_or_default).collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}
