//! `iou statement LOAN`: the account, line by line, with formula, basis and article; replayed from the loan's events on
//! the chain, every figure of which must come out again. As a table, JSON or CSV. Reads only, no key needed.

use clap::Args;
use serde::Serialize;
use terms::statement::{Line, Statement};
use terms::{Balance, Day, Event, LoanId, Payment, Timestamp};

use crate::arguments::day_argument;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::transaction::BlockView;
use iou_base::money::{show_rate, Unit};
use iou_base::text::Text;
use iou_evidence::verify::account::{amount, kind};
use iou_ledger::Hash;
use iou_view as view;
use iou_view::account::{self, accrual, payment};
#[cfg(test)]
use iou_view::json::PaymentView;
use iou_view::json::{
    self, BalanceView, LineView, RecourseView, SeatView, SumsView, UnansweredView, UnitView,
};
#[cfg(test)]
use iou_view::json::{LineDetails, SpanView};
use iou_view::sums::Sums;
use iou_view::table::{pairs, table};
use iou_view::unanswered;

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
struct StatementView<T> {
    loan: LoanId,
    on: String,
    block: BlockView,
    /// How many it was replayed from.
    events: usize,
    unit: UnitView,
    sums: SumsView,
    unanswered: Vec<UnansweredView>,
    terms: T,
    /// What became of seats by the end of the day.
    seats: Vec<SeatView>,
    lines: Vec<LineView>,
    balance: BalanceView,
    recourse: Vec<RecourseView>,
}

pub(crate) async fn run(args: StatementArgs, ctx: &Context) -> Result<()> {
    let text = ctx.text();
    let on = day_argument(text, "--on", &args.on)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let day = on.unwrap_or(loaded.today);
    let (last, hash) = session.ledger.conn.finalized_head().await?;
    let events = events(&session, args.loan, (last, hash), day).await?;
    let statement = Statement::replay(&events, &session.rates, day)
        .map_err(|why| iou_ledger::Error::unsound(args.loan, why))?;
    let unit = &loaded.unit;
    let sums = Sums::of_events(&events);
    // The end of the day that was asked for, or now where it lasts.
    let end = Day(day.0.saturating_add(1)).starts_at(statement.books.terms.utc_offset);
    let now = Timestamp(session.now_ms.min(end.0.saturating_sub(1)));
    let may_grow = statement.books.may_grow(statement.books.terms.day_of(now));
    let silence = unanswered::of_events(&events, &statement.books.seats, may_grow, now);
    let lines = statement.lines.iter().enumerate();
    let data = StatementView {
        loan: args.loan,
        on: day.to_string(),
        block: BlockView {
            number: last,
            hash: format!("{hash:?}"),
        },
        events: events.len(),
        unit: json::unit_view(unit),
        sums: json::sums(&sums, unit),
        unanswered: silence.iter().map(|it| json::unanswered(it, unit)).collect(),
        terms: view::terms(&statement.books.terms, unit),
        seats: statement.books.seats.iter().map(json::seat).collect(),
        lines: lines
            .map(|(n, line)| json::statement_line(n + 1, line, unit))
            .collect::<Vec<_>>(),
        balance: json::balance(&balance(&statement), unit),
        recourse: json::recourse(&statement.books.recourse, unit),
    };
    ctx.printer.data(&data, |text| match args.csv {
        true => csv(&statement.lines, unit),
        false => {
            let mut compared = view::sums::lines(text, &sums, unit);
            let (terms, seats) = (&statement.books.terms, &statement.books.seats);
            compared.extend(view::seats::lines(text, terms, seats, day));
            let compared = pairs(compared);
            let notes = view::notes(text, Some(&sums), &silence, terms, unit);
            let beside = [vec![compared], notes].concat().join("\n");
            page(text, &statement, &beside, day, unit)
        }
    })
}

/// The loan's events up to a block, without what happened after the day that was asked for.
///
/// Errors: [`Error::Argument`] where nothing had happened by then.
async fn events(session: &Session<'_>, loan: LoanId, last: (u64, Hash), day: Day) -> Result<Vec<Event>> {
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

/// The statement for people: a table, what is owed by kind, and above it `beside`.
fn page(text: &Text, statement: &Statement, beside: &str, day: Day, unit: &Unit) -> String {
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
    sums.extend(statement.books.recourse.iter().map(|(account, paid)| {
        let args = [
            ("amount", unit.show(*paid).into()),
            ("account", view::address(*account).into()),
        ];
        (text.tr("label-recourse"), text.tr_with("value-recourse", &args))
    }));
    format!(
        "{beside}\n\n{}\n\n{}\n\n{}",
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
    "statement": StatementView::<()> { recourse: vec![RecourseView::default()], ..StatementView::default() } => "{balance: {costs: text, due: text, interest: text, late: text, principal: text, total: text}, block: {hash: text, number: number}, events: number, lines: [], loan: number, on: text, recourse: [{account: text, paid: text}], seats: [], sums: {delivered: text, delivered_is: text, is_signed: bool, repaid: text, signed: text, stated: text}, terms: null, unanswered: [], unit: {decimals: number, name: text}}";
    "statement, a line": LineView::default() => "{after: {costs: text, due: text, interest: text, late: text, principal: text, total: text}, amount: text, article: text, event: null, from: text, item: text, n: number, until: text}";
    "statement, a line of interest": LineView { rate: Some(String::new()), span: Some(SpanView::default()), ..LineView::default() } => "{after: {costs: text, due: text, interest: text, late: text, principal: text, total: text}, amount: text, article: text, base: number, days: number, event: null, formula: text, from: text, item: text, n: number, principal: text, rate: text, until: text}";
    "statement, a line with all details": LineView { details: LineDetails { basis: Some(""), fees: Some(String::new()), cap: Some(None), instalment: Some(1), amendment: Some(1), due: Some(String::new()) }, payment: Some(PaymentView::default()), ..LineView::default() } => "{after: {costs: text, due: text, interest: text, late: text, principal: text, total: text}, amendment: number, amount: text, article: text, basis: text, cap: null, due: text, event: null, fees: text, from: text, instalment: number, item: text, n: number, payment: {amount: text, costs: text, interest: text, late: text, overpaid: text, principal: text, value_day: text}, until: text}";
}
