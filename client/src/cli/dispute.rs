//! Disputes and witnesses: `iou dispute`, `resolve`, `attest`. The same steps as in `terms::life::dispute` and
//! `terms::life::record`.

use std::path::PathBuf;

use clap::Args;
use terms::life::{Action, Ruling};
use terms::{Amount, LoanId};

use super::context::Context;
use super::desk::{amount_argument, digest_of, evidence_line, Desk};
use super::formation::Plain;
use crate::chain::contract::Message;
use crate::error::Result;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Resolve {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(long, value_name = "AMOUNT")]
    pub credit: Option<String>,
    #[arg(long, value_name = "AMOUNT")]
    pub costs: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Attest {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub kind: u16,
}

pub(super) async fn dispute(args: Plain, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let details = evidence_line(ctx.text(), evidence).into_iter().collect();
    let message = Message::new(|ledger| ledger.dispute(args.loan, evidence));
    desk.take(
        &found,
        "dispute",
        details,
        0,
        message,
        Action::Dispute { evidence },
    )
    .await
}

pub(super) async fn resolve(args: Resolve, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let text = ctx.text();
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let amount = |value: &Option<String>| match value {
        Some(value) => amount_argument(text, &found.unit, value),
        None => Ok(Amount::ZERO),
    };
    let ruling = Ruling {
        credited: amount(&args.credit)?,
        costs: amount(&args.costs)?,
    };
    let mut details = vec![
        (text.tr("label-credited"), found.unit.show(ruling.credited)),
        (text.tr("label-costs"), found.unit.show(ruling.costs)),
    ];
    details.extend(evidence_line(text, evidence));
    let message = Message::new(|ledger| ledger.resolve(args.loan, ruling, evidence));
    let step = Action::Resolve { ruling, evidence };
    desk.take(&found, "resolve", details, 0, message, step).await
}

pub(super) async fn attest(args: Attest, ctx: &Context) -> Result<()> {
    let digest = digest_of(&Some(args.file))?.unwrap_or_default();
    let desk = Desk::open(ctx).await?;
    let found = desk.find(args.loan).await?;
    let details = evidence_line(ctx.text(), Some(digest)).into_iter().collect();
    let kind = args.kind;
    let message = Message::new(|ledger| ledger.attest(args.loan, digest, kind));
    let step = Action::Attest { digest, kind };
    desk.take(&found, "attest", details, 0, message, step).await
}
