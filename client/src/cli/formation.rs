//! From a proposal to a loan: `iou sign`, `cancel`, `expire`, `deliver`, `received`. The same steps as in
//! `terms::life::formation`.

use std::path::PathBuf;

use clap::Args;
use terms::life::Action;
use terms::{LoanId, Settlement, State};

use super::context::Context;
use super::desk::{amount_argument, day_argument, digest_of, evidence_line, Desk};
use crate::chain::contract::{refusal, Message};
use crate::error::Result;
use crate::form::sha256;
use crate::view;

/// A step of one loan that takes nothing but, maybe, evidence.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Plain {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Expire {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Deliver {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "AMOUNT")]
    pub amount: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub on: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Received {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "AMOUNT")]
    pub amount: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

pub(super) async fn sign(args: Plain, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    // What is signed is what this machine read and hashed, not what the chain says its digest is.
    let mut terms = found.loan.agreement.terms.clone();
    terms.schedule = found.schedule.clone();
    let digest = terms.digest(sha256);
    let mut details = view::terms_lines(ctx.text(), &terms, &found.unit);
    for row in &terms.schedule {
        let total = found.unit.show(row.total().map_err(refusal)?);
        details.push((
            ctx.text().tr("label-instalment"),
            format!("{} · {total}", row.due),
        ));
    }
    details.push((
        ctx.text().tr("label-digest"),
        format!("0x{}", hex::encode(digest)),
    ));
    details.extend(evidence_line(ctx.text(), evidence));
    let message = Message::new(|ledger| ledger.sign(args.loan, digest, evidence));
    desk.take(
        &found,
        "sign",
        details,
        0,
        message,
        Action::Sign { digest, evidence },
    )
    .await
}

pub(super) async fn cancel(args: Plain, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let details = evidence_line(ctx.text(), evidence).into_iter().collect();
    let message = Message::new(|ledger| ledger.cancel(args.loan, evidence));
    desk.take(&found, "cancel", details, 0, message, Action::Cancel { evidence })
        .await
}

pub(super) async fn expire(args: Expire, ctx: &Context) -> Result<()> {
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let message = Message::new(|ledger| ledger.expire(args.loan));
    desk.take(&found, "expire", Vec::new(), 0, message, Action::Expire)
        .await
}

/// A guarantor signs the terms that are in force or proposed, as this machine reads and hashes them.
pub(super) async fn consent(args: Plain, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let agreement = &found.loan.agreement;
    let digest = agreement.in_force;
    let mut details = view::terms_lines(ctx.text(), &agreement.terms, &found.unit);
    details.push((ctx.text().tr("label-digest"), view::hex0x(&digest)));
    details.extend(evidence_line(ctx.text(), evidence));
    let message = Message::new(|ledger| ledger.consent(args.loan, digest, evidence));
    desk.take(
        &found,
        "consent",
        details,
        0,
        message,
        Action::Consent { digest, evidence },
    )
    .await
}

pub(super) async fn deliver(args: Deliver, ctx: &Context) -> Result<()> {
    let receipt = digest_of(&args.receipt)?;
    let on = day_argument(ctx.text(), "--on", &args.on)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let terms = &found.loan.agreement.terms;
    let amount = match &args.amount {
        Some(text) => amount_argument(ctx.text(), &found.unit, text)?,
        None => terms.principal,
    };
    let settlement = terms.settlement;
    let day = on.unwrap_or(found.today);
    let text = ctx.text();
    let mut details = vec![
        (text.tr("label-amount"), found.unit.show(amount)),
        (text.tr("label-day"), day.to_string()),
        (text.tr("label-borrower"), view::address(terms.borrower)),
    ];
    details.extend(evidence_line(text, receipt));
    let value = match settlement {
        Settlement::Native => amount.minor(),
        _ => 0,
    };
    let message = Message::new(|ledger| ledger.deliver(args.loan, amount, on, receipt));
    let step = Action::Deliver { amount, on, receipt };
    desk.take(&found, "deliver", details, value, message, step).await
}

pub(super) async fn received(args: Received, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let reported = match &found.loan.state {
        State::Signed(signed) => signed.delivery.map(|delivery| delivery.amount),
        _ => None,
    };
    let amount = match &args.amount {
        Some(text) => amount_argument(ctx.text(), &found.unit, text)?,
        None => reported.unwrap_or_default(),
    };
    let mut details = vec![(ctx.text().tr("label-amount"), found.unit.show(amount))];
    details.extend(evidence_line(ctx.text(), evidence));
    let message = Message::new(|ledger| ledger.acknowledge_delivery(args.loan, amount, evidence));
    desk.take(
        &found,
        "received",
        details,
        0,
        message,
        Action::AcknowledgeDelivery { amount, evidence },
    )
    .await
}
