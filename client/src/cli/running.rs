//! The running loan: `iou repay`, `report`, `confirm`, `due`, `default`, `withdraw`. The same steps as in
//! `terms::life::running`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use terms::{LoanId, Settlement};

use super::context::Context;
use super::desk::{amount_argument, day_argument, digest_of, evidence_line, Desk, Found, Step};
use crate::chain::contract::{LedgerEvent, Message};
use crate::error::Result;
use crate::money::Unit;
use crate::view;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Repay {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "AMOUNT")]
    pub amount: String,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Report {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "AMOUNT")]
    pub amount: String,
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
    #[arg(long, value_name = "DAY")]
    pub on: Option<String>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Confirm {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "REPORT")]
    pub report: Option<u32>,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct DueArgs {
    #[arg(value_name = "LOAN", required = true, num_args = 1..)]
    pub loans: Vec<LoanId>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct DefaultArgs {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
}

/// An amount, or `all`: everything owed today.
fn amount_or_all(desk: &Desk<'_>, found: &Found, amount: &str) -> Result<terms::Amount> {
    if amount == "all" {
        return Ok(view::total(&desk.figures(found)?));
    }
    amount_argument(desk.text(), &found.unit, amount)
}

pub(super) async fn repay(args: Repay, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let amount = amount_or_all(&desk, &found, &args.amount)?;
    let after = desk.play(&found, |loan, plan, rules| {
        loan.repay_native(plan, amount, evidence, rules)
    })?;
    let mut details = vec![
        (ctx.text().tr("label-amount"), found.unit.show(amount)),
        (
            ctx.text().tr("label-lender"),
            view::address(found.loan.agreement.terms.lender),
        ),
    ];
    details.extend(evidence_line(ctx.text(), evidence));
    let message = Message::new(|ledger| ledger.repay(args.loan, evidence));
    let value = amount.minor();
    desk.finish(
        Step {
            action: "repay",
            loan: Some(args.loan),
            message,
            value,
            details,
            after,
        },
        &found.unit,
    )
    .await
}

pub(super) async fn report(args: Report, ctx: &Context) -> Result<()> {
    let receipt = digest_of(&args.receipt)?;
    let on = day_argument(ctx.text(), "--on", &args.on)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let amount = amount_or_all(&desk, &found, &args.amount)?;
    let day = on.unwrap_or(found.today);
    let after = desk.play(&found, |loan, plan, rules| {
        loan.report_repayment(plan, amount, day, receipt, rules)
    })?;
    let mut details = vec![
        (ctx.text().tr("label-amount"), found.unit.show(amount)),
        (ctx.text().tr("label-day"), day.to_string()),
    ];
    details.extend(evidence_line(ctx.text(), receipt));
    let message = Message::new(|ledger| ledger.report_repayment(args.loan, amount, day, receipt));
    desk.finish(
        Step {
            action: "report",
            loan: Some(args.loan),
            message,
            value: 0,
            details,
            after,
        },
        &found.unit,
    )
    .await
}

pub(super) async fn confirm(args: Confirm, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let reports = found
        .loan
        .state
        .running()
        .map(|running| running.reports.as_slice())
        .unwrap_or_default();
    // Without a number: the report of the earliest payment, which has to be confirmed first anyway.
    let earliest = reports
        .iter()
        .min_by_key(|report| (report.on, report.number))
        .map(|report| report.number);
    // With neither, the rules say what is wrong: the state, the caller or the number.
    let number = args.report.or(earliest).unwrap_or_default();
    let after = desk.play(&found, |loan, plan, rules| {
        loan.confirm_repayment(plan, number, evidence, rules)
    })?;
    let text = ctx.text();
    let mut details = vec![(text.tr("label-report"), number.to_string())];
    if let Some(report) = reports.iter().find(|report| report.number == number) {
        details.push((text.tr("label-amount"), found.unit.show(report.amount)));
        details.push((text.tr("label-day"), report.on.to_string()));
    }
    details.extend(evidence_line(text, evidence));
    let message = Message::new(|ledger| ledger.confirm_repayment(args.loan, number, evidence));
    desk.finish(
        Step {
            action: "confirm",
            loan: Some(args.loan),
            message,
            value: 0,
            details,
            after,
        },
        &found.unit,
    )
    .await
}

pub(super) async fn due(args: DueArgs, ctx: &Context) -> Result<()> {
    let desk = Desk::open(ctx).await?;
    let loans = args.loans.clone();
    let numbers = args
        .loans
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    let done = desk
        .sign(Step {
            action: "due",
            loan: None,
            message: Message::new(move |ledger| ledger.notify_due(loans)),
            value: 0,
            details: vec![(ctx.text().tr("label-loan"), numbers)],
            after: Vec::new(),
        })
        .await?;
    let announced = done.answer;
    let first = done.events.iter().find_map(|event| match event {
        LedgerEvent::Loan(event, _) => Some(event.head().loan),
        _ => None,
    });
    let unit = match first {
        Some(loan) => desk.find(loan).await?.unit,
        None => desk.find(args.loans[0]).await?.unit,
    };
    desk.report(&done, &unit, json!({"announced": announced}))
}

pub(super) async fn default(args: DefaultArgs, ctx: &Context) -> Result<()> {
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let after = desk.play(&found, |loan, plan, rules| loan.mark_default(plan, rules))?;
    let message = Message::new(|ledger| ledger.mark_default(args.loan));
    let step = Step {
        action: "default",
        loan: Some(args.loan),
        message,
        value: 0,
        details: Vec::new(),
        after,
    };
    desk.finish(step, &found.unit).await
}

pub(super) async fn withdraw(ctx: &Context) -> Result<()> {
    let desk = Desk::open(ctx).await?;
    let account = ctx.own_account()?;
    let kept: terms::Amount = desk
        .ledger
        .ask(
            &desk.at,
            &Message::new(|ledger| ledger.withdrawable(terms::AccountId(account.0))),
        )
        .await?;
    let unit = Unit::of(Settlement::Native, desk.ledger.conn.chain());
    let done = desk
        .sign(Step {
            action: "withdraw",
            loan: None,
            message: Message::new(|ledger| ledger.withdraw()),
            value: 0,
            details: vec![(ctx.text().tr("label-amount"), unit.show(kept))],
            after: Vec::new(),
        })
        .await?;
    // What the event says was sent; the trial run's answer where nobody waited for a block.
    let sent = done.events.iter().find_map(|event| match event {
        LedgerEvent::Withdrawn(event) => Some(event.amount),
        _ => None,
    });
    let amount = unit.number(sent.unwrap_or(done.answer));
    ctx.printer.note(&ctx.text().tr_with(
        "withdrawn",
        &[("amount", format!("{amount} {}", unit.name).into())],
    ));
    desk.report(&done, &unit, json!({"amount": amount, "unit": unit.name}))
}
