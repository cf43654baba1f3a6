//! `iou statement LOAN`: the account, line by line, with formula, basis and article; replayed from the loan's events on
//! the chain, every figure of which must come out again. As a table, JSON or CSV. Reads only, no key needed.

use clap::Args;
use serde::Serialize;
use terms::statement::{Item, Line, Statement};
use terms::{Balance, Day, Event, LoanId, Payment};

use crate::arguments::day_argument;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::transaction::BlockView;
use iou_base::money::{show_rate, Unit};
use iou_base::names;
use iou_base::text::Text;
use iou_evidence::verify::account::{amount, kind};
use iou_view as view;
use iou_view::account::{self, accrual, formula, payment};
use iou_view::table::{pairs, table};

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

/// A statement for programs. Amounts are decimal strings in the loan's unit, days ISO 8601.
#[derive(Debug, Default, Serialize)]
struct StatementView<T, L> {
    loan: LoanId,
    on: String,
    block: BlockView,
    /// How many it was replayed from.
    events: usize,
    unit: UnitView,
    terms: T,
    lines: Vec<L>,
    balance: BalanceView,
    recourse: Vec<Recourse>,
}

#[derive(Debug, Default, Serialize)]
struct UnitView {
    name: String,
    decimals: u8,
}

/// What somebody paid for others and can ask of them.
#[derive(Debug, Default, Serialize)]
struct Recourse {
    account: String,
    paid: String,
}

#[derive(Debug, Default, Serialize)]
struct BalanceView {
    principal: String,
    interest: String,
    late: String,
    costs: String,
    total: String,
    due: String,
}

/// A line for programs: what all have, and what its item has beside.
#[derive(Debug, Default, Serialize)]
struct LineView<P> {
    n: usize,
    from: String,
    until: String,
    item: &'static str,
    amount: String,
    article: &'static str,
    event: Option<u32>,
    after: BalanceView,
    /// The rate by which interest is counted, or the new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<String>,
    #[serde(flatten)]
    span: Option<SpanView>,
    #[serde(flatten)]
    details: Details,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<P>,
}

/// How interest was counted.
#[derive(Debug, Default, Serialize)]
struct SpanView {
    principal: String,
    days: u32,
    /// Days of a year.
    base: u32,
    formula: String,
}

#[derive(Debug, Default, Serialize)]
struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fees: Option<String>,
    /// Null where the law sets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    cap: Option<Option<String>>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    instalment: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amendment: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
}

pub(crate) async fn run(args: StatementArgs, ctx: &Context) -> Result<()> {
    let text = ctx.text();
    let on = day_argument(text, "--on", &args.on)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let day = on.unwrap_or(loaded.today);
    let (last, hash) = session.ledger.conn.finalized_head().await?;
    let events = events(&session, args.loan, last, day).await?;
    let statement = Statement::replay(&events, &session.rates, day)
        .map_err(|why| iou_ledger::Error::unsound(args.loan, why))?;
    let unit = &loaded.unit;
    let lines = statement.lines.iter().enumerate();
    let recourse = statement.recourse.iter().map(|(account, paid)| Recourse {
        account: view::address(*account),
        paid: unit.number(*paid),
    });
    let data = StatementView {
        loan: args.loan,
        on: day.to_string(),
        block: BlockView {
            number: last,
            hash: format!("{hash:?}"),
        },
        events: events.len(),
        unit: UnitView {
            name: unit.name.clone(),
            decimals: unit.decimals,
        },
        terms: view::terms(&statement.terms, unit),
        lines: lines
            .map(|(n, line)| line_view(n + 1, line, unit))
            .collect::<Vec<_>>(),
        balance: balance_view(&balance(&statement), unit),
        recourse: recourse.collect(),
    };
    ctx.printer.data(&data, |text| match args.csv {
        true => csv(&statement.lines, unit),
        false => page(text, &statement, day, unit),
    })
}

/// The loan's events up to block `last`, without what happened after the day that was asked for.
///
/// Errors: [`Error::Argument`] where nothing had happened by then.
async fn events(session: &Session<'_>, loan: LoanId, last: u64, day: Day) -> Result<Vec<Event>> {
    let (ctx, text) = (session.ctx, session.text());
    let progress = ctx.printer.progress(text.tr("progress-history"));
    let placed = session
        .ledger
        .history(loan, last, |found, all| {
            let count = [
                ("found", found.to_string().into()),
                ("all", all.to_string().into()),
            ];
            progress.say(text.tr_with("progress-history-count", &count));
        })
        .await?;
    drop(progress);
    let events = placed.into_iter().map(|placed| placed.event);
    let events: Vec<Event> = events.filter(|event| event.head().after.day <= day).collect();
    match events.is_empty() {
        true => Err(Error::Argument {
            name: "--on".into(),
            value: day.to_string(),
            why: text.tr("why-statement-early"),
        }),
        false => Ok(events),
    }
}

/// What is owed at the end.
fn balance(statement: &Statement) -> Balance {
    statement.lines.last().map(|line| line.after).unwrap_or_default()
}

/// The statement for people: a table, and the sums.
fn page(text: &Text, statement: &Statement, day: Day, unit: &Unit) -> String {
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
    let rows = statement.lines.iter().enumerate();
    let rows = rows.map(|(n, line)| row(text, n + 1, line, unit));
    let balance = balance(statement);
    let mut sums = vec![
        (text.tr("label-day"), day.to_string()),
        (text.tr("label-outstanding"), unit.show(balance.principal)),
        (text.tr("label-interest"), unit.show(balance.interest)),
        (text.tr("label-late"), unit.show(balance.late)),
        (text.tr("label-costs"), unit.show(balance.costs)),
        (text.tr("label-owed"), unit.show(balance.total)),
    ];
    sums.extend(statement.recourse.iter().map(|(account, paid)| {
        let args = [
            ("amount", unit.show(*paid).into()),
            ("account", view::address(*account).into()),
        ];
        (text.tr("label-recourse"), text.tr_with("value-recourse", &args))
    }));
    format!(
        "{}\n\n{}\n\n{}",
        table(&heading, rows),
        pairs(sums),
        text.tr("statement-note")
    )
}

fn row(text: &Text, n: usize, line: &Line, unit: &Unit) -> Vec<String> {
    vec![
        n.to_string(),
        account::days(line),
        item(text, line),
        unit.number(amount(&line.item)),
        account::explained(text, line, unit),
        unit.number(line.after.principal),
        unit.number(line.after.total),
        view::articles(text, line.item.articles()),
    ]
}

/// What a line is about, and for a movement the number of its event.
fn item(text: &Text, line: &Line) -> String {
    let item = text.lookup(&format!("item-{}", kind(&line.item)), &[]);
    match line.event {
        Some(event) => text.tr_with(
            "item-of-event",
            &[("item", item.into()), ("event", event.to_string().into())],
        ),
        None => item,
    }
}

fn balance_view(balance: &Balance, unit: &Unit) -> BalanceView {
    BalanceView {
        principal: unit.number(balance.principal),
        interest: unit.number(balance.interest),
        late: unit.number(balance.late),
        costs: unit.number(balance.costs),
        total: unit.number(balance.total),
        due: unit.number(balance.due),
    }
}

fn line_view(n: usize, line: &Line, unit: &Unit) -> LineView<impl Serialize> {
    let mut rate = None;
    let mut details = Details::default();
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
        after: balance_view(&line.after, unit),
        rate: rate.or(accrual(&line.item).map(|span| show_rate(span.rate))),
        span,
        details,
        payment: payment(&line.item).map(|payment| view::payment(payment, unit)),
    }
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

shapes! {
    "statement": StatementView::<(), LineView<()>> { recourse: vec![Recourse::default()], ..StatementView::default() } => "{balance: {costs: text, due: text, interest: text, late: text, principal: text, total: text}, block: {hash: text, number: number}, events: number, lines: [], loan: number, on: text, recourse: [{account: text, paid: text}], terms: null, unit: {decimals: number, name: text}}";
    "statement, a line": LineView::<()>::default() => "{after: {costs: text, due: text, interest: text, late: text, principal: text, total: text}, amount: text, article: text, event: null, from: text, item: text, n: number, until: text}";
    "statement, a line of interest": LineView::<()> { rate: Some(String::new()), span: Some(SpanView::default()), ..LineView::default() } => "{after: {costs: text, due: text, interest: text, late: text, principal: text, total: text}, amount: text, article: text, base: number, days: number, event: null, formula: text, from: text, item: text, n: number, principal: text, rate: text, until: text}";
    "statement, a line with all details": LineView { details: Details { basis: Some(""), fees: Some(String::new()), cap: Some(None), instalment: Some(1), amendment: Some(1), due: Some(String::new()) }, payment: Some(()), ..LineView::default() } => "{after: {costs: text, due: text, interest: text, late: text, principal: text, total: text}, amendment: number, amount: text, article: text, basis: text, cap: null, due: text, event: null, fees: text, from: text, instalment: number, item: text, n: number, payment: null, until: text}";
}
