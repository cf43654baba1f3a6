//! The claim in the creditor's hands: `iou assign`, `forgive`. The same steps as in `terms::life::claim`.

use std::path::PathBuf;

use clap::Args;
use terms::agreement::Holder;
use terms::life::Action;
use terms::{AccountId, LoanId, Timestamp};

use crate::arguments::{digest_of, typed_argument};
use crate::commands::loan::OfAmount;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::Session;
use iou_form::typed;

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

pub(crate) async fn assign(args: Assign, ctx: &Context) -> Result<()> {
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
    let seconds = typed_argument(text, "--sign-within", &length, typed::seconds)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    // A part that is kept stays with the seat, whichever account acts for it.
    for part in &mut parts {
        part.account = loaded
            .loan
            .agreement
            .seat_of(part.account)
            .unwrap_or(part.account);
    }
    let sign_by = seconds.unwrap_or_default().saturating_mul(1_000);
    let sign_by = Timestamp(session.now_ms.saturating_add(sign_by));
    let step = Action::Assign {
        parts,
        sign_by,
        evidence,
    };
    session.execute(&loaded, step, Vec::new()).await
}

pub(crate) async fn forgive(args: OfAmount, ctx: &Context) -> Result<()> {
    let evidence = digest_of(&args.plain.evidence)?;
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.plain.loan).await?;
    let amount = session.amount_or_all(&loaded, &args.amount)?;
    session
        .execute(&loaded, Action::Forgive { amount, evidence }, Vec::new())
        .await
}
