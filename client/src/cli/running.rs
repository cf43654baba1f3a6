//! The running loan: `iou repay`, `report`, `confirm`, `due`, `default`, `withdraw`. The same steps as in
//! `terms::life::running`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use terms::life::Action;
use terms::{LoanId, Settlement};

use super::context::Context;
use super::desk::{amount_argument, day_argument, digest_of, evidence_line, Desk, Found, Step};
use crate::chain::contract::{LedgerEvent, Message};
use crate::error::Result;
use crate::money::Unit;
use crate::text::Text;
use crate::view;

/// An amount of one loan, and maybe evidence.
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

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Withdraw {
    #[arg(long, value_name = "ADDRESS")]
    pub token: Option<String>,
}

/// An amount, or `all`: everything owed today.
pub(super) fn amount_or_all(desk: &Desk<'_>, found: &Found, amount: &str) -> Result<terms::Amount> {
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
    let mut details = vec![
        (ctx.text().tr("label-amount"), found.unit.show(amount)),
        (
            ctx.text().tr("label-lender"),
            view::address(found.loan.agreement.creditor()),
        ),
    ];
    details.extend(evidence_line(ctx.text(), evidence));
    let message = Message::new(|ledger| ledger.repay(args.loan, amount, evidence));
    let value = match found.loan.agreement.terms.settlement {
        Settlement::Native => amount.minor(),
        _ => 0,
    };
    desk.take(
        &found,
        "repay",
        details,
        value,
        message,
        Action::Repay { amount, evidence },
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
    let mut details = vec![
        (ctx.text().tr("label-amount"), found.unit.show(amount)),
        (ctx.text().tr("label-day"), day.to_string()),
    ];
    details.extend(evidence_line(ctx.text(), receipt));
    let message = Message::new(|ledger| ledger.report_repayment(args.loan, amount, day, receipt));
    desk.take(
        &found,
        "report",
        details,
        0,
        message,
        Action::ReportRepayment {
            amount,
            on: day,
            receipt,
        },
    )
    .await
}

/// The report that is meant: the one named, or that of the earliest payment, which has to be settled first anyway; with
/// what it says, in words.
fn report_meant(text: &Text, found: &Found, named: Option<u32>) -> (u32, Vec<(String, String)>) {
    let running = found.loan.state.running();
    let reports = running
        .map(|running| running.reports.as_slice())
        .unwrap_or_default();
    let earliest = reports.iter().min_by_key(|report| (report.on, report.number));
    // With neither, the rules say what is wrong: the state, the caller or the number.
    let number = named.or(earliest.map(|report| report.number)).unwrap_or_default();
    let mut details = vec![(text.tr("label-report"), number.to_string())];
    if let Some(report) = reports.iter().find(|report| report.number == number) {
        details.push((text.tr("label-amount"), found.unit.show(report.amount)));
        details.push((text.tr("label-day"), report.on.to_string()));
    }
    (number, details)
}

pub(super) async fn confirm(args: Confirm, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let (number, mut details) = report_meant(ctx.text(), &found, args.report);
    details.extend(evidence_line(ctx.text(), evidence));
    let message = Message::new(|ledger| ledger.confirm_repayment(args.loan, number, evidence));
    desk.take(
        &found,
        "confirm",
        details,
        0,
        message,
        Action::ConfirmRepayment {
            report: number,
            evidence,
        },
    )
    .await
}

/// The borrower withdraws a report, or the lender rejects it.
pub(super) async fn dismiss(args: Confirm, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let (number, mut details) = report_meant(ctx.text(), &found, args.report);
    details.extend(evidence_line(ctx.text(), evidence));
    let message = Message::new(|ledger| ledger.dismiss_report(args.loan, number, evidence));
    desk.take(
        &found,
        "dismiss",
        details,
        0,
        message,
        Action::DismissReport {
            report: number,
            evidence,
        },
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
    let message = Message::new(|ledger| ledger.mark_default(args.loan));
    desk.take(&found, "default", Vec::new(), 0, message, Action::MarkDefault)
        .await
}

pub(super) async fn withdraw(args: Withdraw, ctx: &Context) -> Result<()> {
    let token = match &args.token {
        Some(address) => Some(terms::AccountId(ctx.account_of(address)?.0)),
        None => None,
    };
    let desk = Desk::open(ctx).await?;
    let account = terms::AccountId(ctx.own_account()?.0);
    let kept = Message::new(|ledger| ledger.withdrawable(account, token));
    let kept: terms::Amount = desk.ledger.ask(&desk.at, &kept).await?;
    let unit = Unit::of_asset(token, desk.ledger.conn.chain());
    let done = desk
        .sign(Step {
            action: "withdraw",
            loan: None,
            message: Message::new(|ledger| ledger.withdraw(token)),
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
