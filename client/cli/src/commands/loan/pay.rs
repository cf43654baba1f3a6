//! Payments on a running loan: `iou repay`, `report`, `confirm`, `dismiss`, `reverse`, `withdraw`, the same steps as in
//! `terms::life::running`; what to transfer by bank: `pay-slip`; and `import`, which finds payments in a statement.

mod import;
mod slip;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;
use terms::account::Kind;
use terms::life::Action;
use terms::LoanId;

use crate::arguments::{day_argument, digest_of};
use crate::commands::loan::{OfAmount, Plain};
use crate::context::Context;
use crate::error::Result;
use crate::session::apart::Apart;
use crate::session::{Lines, LoadedLoan, Session, Step};
use crate::usage::whole;
use iou_base::money::Unit;
use iou_base::text::Text;
use iou_ledger::contract::{LedgerEvent, Message};
use iou_view as view;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Repay(OfAmount),
    Report(Report),
    Confirm(Confirm),
    Dismiss(Confirm),
    Reverse(Reverse),
    Withdraw(Withdraw),
    Import(import::Import),
    PaySlip(slip::PaySlip),
}

impl Command {
    /// Whether it signs a step of a loan, so that it can be an intent.
    pub(crate) fn is_step(&self) -> bool {
        !matches!(
            self,
            Command::Withdraw(_) | Command::Import(_) | Command::PaySlip(_)
        )
    }

    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Repay(args) => repay(args, ctx).await,
            Command::Report(args) => report(args, ctx).await,
            Command::Confirm(args) => confirm(args, ctx).await,
            Command::Dismiss(args) => dismiss(args, ctx).await,
            Command::Reverse(args) => reverse(args, ctx).await,
            Command::Withdraw(args) => withdraw(args, ctx).await,
            Command::Import(args) => import::import(args, ctx).await,
            Command::PaySlip(args) => slip::run(args, ctx).await,
        }
    }
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
    #[arg(long, value_name = "ACCOUNT")]
    pub paid_by: Option<String>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Reverse {
    #[command(flatten)]
    pub plain: Plain,
    #[arg(value_name = "EVENT", value_parser = whole(0..=u32::MAX))]
    pub payment: Option<u32>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Confirm {
    #[command(flatten)]
    pub plain: Plain,
    #[arg(value_name = "REPORT", value_parser = whole(0..=u32::MAX))]
    pub report: Option<u32>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Withdraw {
    #[arg(long, value_name = "ADDRESS")]
    pub token: Option<String>,
}

pub(crate) async fn repay(args: OfAmount, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.plain.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.plain.loan).await?;
    let amount = session.amount_or_all(&loaded, &args.amount)?;
    let lender = view::address(loaded.loan.agreement.creditor());
    let mut known = vec![(ctx.text().tr("label-lender"), lender)];
    // Money that comes for a claimed seat is kept, and goes to the account that acts for it.
    known.extend(loaded.seat_lines(ctx.text(), &loaded.loan.agreement));
    session
        .execute(&loaded, Action::Repay { amount, evidence }, known)
        .await
}

pub(crate) async fn report(args: Report, ctx: &Context) -> Result<()> {
    let receipt = digest_of(&args.receipt)?;
    let on = day_argument(ctx.text(), "--on", &args.on)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let amount = session.amount_or_all(&loaded, &args.amount)?;
    let day = on.unwrap_or(loaded.today);
    let payer = match &args.paid_by {
        Some(account) => Some(terms::AccountId(ctx.account_of(account)?.0)),
        None => None,
    };
    let step = Action::ReportRepayment {
        amount,
        on: day,
        receipt,
        payer,
        to: loaded.loan.agreement.creditor(),
    };
    session.execute(&loaded, step, Vec::new()).await
}

/// What a withdrawal adds to the report of its transaction.
#[derive(Debug, Default, Serialize)]
struct Withdrawn {
    amount: String,
    unit: String,
}

/// Takes back a payment that was recorded by mistake: the one that the other side asks for, or the one named, or the
/// last one recorded.
pub(crate) async fn reverse(args: Reverse, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.plain.evidence)?;
    let text = ctx.text();
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.plain.loan).await?;
    let running = loaded.loan.state.running();
    let asked = running
        .and_then(|running| running.reversal)
        .map(|asked| asked.payment);
    let postings = running.map(|running| running.journal.postings.as_slice());
    let paid = postings
        .unwrap_or_default()
        .iter()
        .filter(|one| one.kind == Kind::Paid);
    let newest = paid.clone().map(|one| one.number).max();
    // With none, the rules say what is wrong.
    let payment = args.payment.or(asked).or(newest).unwrap_or_default();
    let mut known = Vec::new();
    if let Some(posting) = paid.clone().find(|one| one.number == payment) {
        known.push((text.tr("label-amount"), loaded.unit.show(posting.amount)));
        known.push((text.tr("label-day"), posting.on.to_string()));
        known.extend(
            posting
                .payer
                .map(|payer| (text.tr("label-payer"), view::address(payer))),
        );
    }
    session
        .execute(&loaded, Action::ReversePayment { payment, evidence }, known)
        .await
}

/// The report that is meant: the one named, or that of the earliest payment; with what it says, in words.
fn report_meant(text: &Text, loaded: &LoadedLoan, named: Option<u32>) -> (u32, Lines) {
    let running = loaded.loan.state.running();
    let reports = running
        .map(|running| running.reports.as_slice())
        .unwrap_or_default();
    let earliest = reports.iter().min_by_key(|report| (report.on, report.number));
    // With neither, the rules say what is wrong: the state, the caller or the number.
    let number = named.or(earliest.map(|report| report.number)).unwrap_or_default();
    let mut details = Vec::new();
    if let Some(report) = reports.iter().find(|report| report.number == number) {
        details.push((text.tr("label-amount"), loaded.unit.show(report.amount)));
        details.push((text.tr("label-day"), report.on.to_string()));
        details.push((text.tr("label-report-to"), view::address(report.to)));
        details.extend(
            report
                .payer
                .map(|payer| (text.tr("label-payer"), view::address(payer))),
        );
    }
    (number, details)
}

pub(crate) async fn confirm(args: Confirm, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.plain.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.plain.loan).await?;
    let (report, known) = report_meant(ctx.text(), &loaded, args.report);
    session
        .execute(&loaded, Action::ConfirmRepayment { report, evidence }, known)
        .await
}

/// The borrower withdraws a report, or the lender rejects it.
pub(crate) async fn dismiss(args: Confirm, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.plain.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.plain.loan).await?;
    let (report, known) = report_meant(ctx.text(), &loaded, args.report);
    session
        .execute(&loaded, Action::DismissReport { report, evidence }, known)
        .await
}

pub(crate) async fn withdraw(args: Withdraw, ctx: &Context) -> Result<()> {
    let token = match &args.token {
        Some(address) => Some(terms::AccountId(ctx.account_of(address)?.0)),
        None => None,
    };
    let session = Session::open(ctx).await?;
    let kept = session
        .ledger
        .withdrawable(&session.at, ctx.own_account()?, token)
        .await?;
    let unit = Unit::of_asset(token, &session.ledger.conn.chain().money());
    let done = session
        .sign(Step {
            action: "withdraw",
            loan: None,
            message: Message::new(|ledger| ledger.withdraw(token)),
            value: 0,
            details: vec![(ctx.text().tr("label-amount"), unit.show(kept))],
            after: Vec::new(),
            apart: Apart::default(),
        })
        .await?;
    // What the event says was sent; the dry run's answer where nobody waited for a block.
    let sent = done.events.iter().find_map(|event| match event {
        LedgerEvent::Withdrawn(event) => Some(event.amount),
        _ => None,
    });
    let amount = unit.number(sent.unwrap_or(done.answer));
    ctx.printer.note(&ctx.text().tr_with(
        "withdrawn",
        &[("amount", format!("{amount} {}", unit.name).into())],
    ));
    let data = Withdrawn {
        amount,
        unit: unit.name.clone(),
    };
    session.report(&done, &unit, data)
}

shapes! {
    "withdraw": Withdrawn::default() => "{amount: text, unit: text}";
}
