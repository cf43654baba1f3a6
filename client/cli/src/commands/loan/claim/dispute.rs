//! Disputes and witnesses: `iou dispute`, `resolve`, `attest`. The same steps as in `terms::life::dispute` and
//! `terms::life::record`.

use std::path::PathBuf;

use clap::Args;
use terms::life::{Action, Ruling};
use terms::{Amount, LoanId};

use crate::arguments::{amount_argument, day_argument, digest_of};
use crate::commands::loan::Plain;
use crate::context::Context;
use crate::error::Result;
use crate::session::Session;
use crate::usage::whole;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Resolve {
    #[command(flatten)]
    pub plain: Plain,
    #[arg(long, value_name = "AMOUNT")]
    pub credit: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub on: Option<String>,
    #[arg(long, value_name = "AMOUNT")]
    pub costs: Option<String>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Attest {
    #[arg(value_name = "LOAN")]
    pub loan: LoanId,
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "NUMBER", default_value_t = 0, value_parser = whole(0..=u16::MAX))]
    pub kind: u16,
}

pub(crate) async fn dispute(args: Plain, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    session
        .execute(&loaded, Action::Dispute { evidence }, Vec::new())
        .await
}

pub(crate) async fn resolve(args: Resolve, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.plain.evidence)?;
    let text = ctx.text();
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.plain.loan).await?;
    let amount = |value: &Option<String>| match value {
        Some(value) => amount_argument(text, &loaded.unit, value),
        None => Ok(Amount::ZERO),
    };
    let ruling = Ruling {
        credited: amount(&args.credit)?,
        on: day_argument(text, "--on", &args.on)?,
        costs: amount(&args.costs)?,
    };
    let open = loaded.loan.state.running().and_then(|running| running.dispute);
    let step = Action::Resolve {
        // Where none is open, the rules say so.
        dispute: open.map_or(0, |open| open.event),
        ruling,
        evidence,
    };
    session.execute(&loaded, step, Vec::new()).await
}

pub(crate) async fn attest(args: Attest, ctx: &Context) -> Result<()> {
    let digest = digest_of(&Some(args.file))?.unwrap_or_default();
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    let kind = args.kind;
    session
        .execute(&loaded, Action::Attest { digest, kind }, Vec::new())
        .await
}
