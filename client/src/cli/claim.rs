//! The claim in the creditor's hands: `iou assign`, `forgive`, `demand`; and the borrower's word about it, `iou ack`.
//! The same steps as in `terms::life::claim` and `terms::life::record`.

use std::path::PathBuf;

use clap::Args;
use terms::agreement::Holder;
use terms::life::{Action, Channel};
use terms::{AccountId, LoanId, Timestamp};

use super::amendment::holder_lines;
use super::context::Context;
use super::desk::{argument, digest_of, evidence_line, Desk};
use super::formation::Plain;
use super::running::{amount_or_all, Repay};
use crate::chain::contract::Message;
use crate::error::{Error, Result};
use crate::time::{parse_seconds, show_moment};
use crate::view;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Assign {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "ACCOUNT=PPM", required = true, num_args = 1..)]
    pub parts: Vec<String>,
    #[arg(long, value_name = "LENGTH", default_value = "7d")]
    pub sign_within: String,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Demand {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "FILE")]
    pub message: PathBuf,
    #[arg(long, value_enum)]
    pub channel: By,
    #[arg(long, value_name = "FILE")]
    pub receipt: Option<PathBuf>,
}

/// How a demand was sent.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
#[allow(missing_docs)]
pub enum By {
    Letter,
    Sms,
    Email,
    Messenger,
    Person,
}

impl From<By> for Channel {
    fn from(by: By) -> Channel {
        match by {
            By::Letter => Channel::Letter,
            By::Sms => Channel::Sms,
            By::Email => Channel::Email,
            By::Messenger => Channel::Messenger,
            By::Person => Channel::Person,
        }
    }
}

pub(super) async fn assign(args: Assign, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let text = ctx.text();
    let mut parts = Vec::new();
    for part in &args.parts {
        let wrong = || Error::Argument {
            name: "PARTS".into(),
            value: part.clone(),
            why: text.tr("why-part"),
        };
        let (who, ppm) = part.split_once('=').ok_or_else(wrong)?;
        parts.push(Holder {
            account: AccountId(ctx.account_of(who)?.0),
            ppm: ppm.parse().map_err(|_| wrong())?,
        });
    }
    let length = Some(args.sign_within.clone());
    let seconds = argument(text, "--sign-within", &length, parse_seconds, "why-duration")?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let sign_by = seconds.unwrap_or_default().saturating_mul(1_000);
    let sign_by = Timestamp(desk.now_ms.saturating_add(sign_by));
    let mut details = holder_lines(text, &parts);
    let offset = found.loan.agreement.terms.utc_offset;
    details.push((text.tr("label-sign-by"), show_moment(sign_by.0, offset)));
    details.extend(evidence_line(text, evidence));
    let step = Action::Assign {
        parts: parts.clone(),
        sign_by,
        evidence,
    };
    let message = Message::new(|ledger| ledger.assign(args.loan, parts, sign_by, evidence));
    desk.take(&found, "assign", details, 0, message, step).await
}

pub(super) async fn forgive(args: Repay, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let amount = amount_or_all(&desk, &found, &args.amount)?;
    let mut details = vec![(ctx.text().tr("label-amount"), found.unit.show(amount))];
    details.extend(evidence_line(ctx.text(), evidence));
    let message = Message::new(|ledger| ledger.forgive(args.loan, amount, evidence));
    let step = Action::Forgive { amount, evidence };
    desk.take(&found, "forgive", details, 0, message, step).await
}

pub(super) async fn demand(args: Demand, ctx: &Context) -> Result<()> {
    let message = digest_of(&Some(args.message))?.unwrap_or_default();
    let receipt = digest_of(&args.receipt)?;
    let channel = Channel::from(args.channel);
    let text = ctx.text();
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let mut details = vec![
        (
            text.tr("label-message"),
            format!("sha256 {}", hex::encode(message)),
        ),
        (text.tr("label-channel"), view::channel(channel)),
        (
            text.tr("label-borrower"),
            view::address(found.loan.agreement.terms.borrower),
        ),
    ];
    details.extend(evidence_line(text, receipt));
    if receipt.is_none() {
        ctx.printer.note(&text.tr("demand-without-receipt"));
    }
    let call = Message::new(|ledger| ledger.demand(args.loan, message, channel, receipt));
    let step = Action::Demand {
        message,
        channel,
        receipt,
    };
    desk.take(&found, "demand", details, 0, call, step).await
}

pub(super) async fn ack(args: Plain, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let owed = view::total(&desk.figures(&found)?);
    let mut details = vec![(ctx.text().tr("label-owed"), found.unit.show(owed))];
    details.extend(evidence_line(ctx.text(), evidence));
    let message = Message::new(|ledger| ledger.acknowledge(args.loan, evidence));
    desk.take(
        &found,
        "ack",
        details,
        0,
        message,
        Action::Acknowledge { evidence },
    )
    .await
}
