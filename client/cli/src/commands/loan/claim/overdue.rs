//! What falls due and is not paid: `iou due`, `default`. The same steps as in `terms::life::running`.

use clap::Args;
use serde::Serialize;
use terms::life::Action;
use terms::LoanId;

use crate::commands::loan::Bare;
use crate::context::Context;
use crate::error::Result;
use crate::session::apart::Apart;
use crate::session::{Session, Step};
use iou_ledger::contract::{LedgerEvent, Message};

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Due {
    #[arg(value_name = "LOAN", required = true, num_args = 1..)]
    pub loans: Vec<LoanId>,
}

/// What the announcement of due days adds to the report of its transaction.
#[derive(Debug, Default, Serialize)]
struct Noticed<T> {
    /// Of each loan that was named: the events that were made.
    announced: T,
}

pub(crate) async fn due(args: Due, ctx: &Context) -> Result<()> {
    let session = Session::open(ctx).await?;
    let steps = args.loans.iter().map(|loan| (*loan, Action::NotifyDue)).collect();
    let numbers = args
        .loans
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    let done = session
        .sign(Step {
            action: "notify_due",
            loan: None,
            message: Message::batch(steps),
            value: 0,
            details: vec![(ctx.text().tr("label-loan"), numbers)],
            after: Vec::new(),
            apart: Apart::default(),
        })
        .await?;
    let announced = done.answer;
    let first = done.events.iter().find_map(|event| match event {
        LedgerEvent::Loan(event, _) => Some(event.head().loan),
        _ => None,
    });
    let unit = match first {
        Some(loan) => session.load(loan).await?.unit,
        None => session.load(args.loans[0]).await?.unit,
    };
    session.report(&done, &unit, Noticed { announced })
}

pub(crate) async fn default(args: Bare, ctx: &Context) -> Result<()> {
    let session = Session::open(ctx).await?;
    let loaded = session.load(args.loan).await?;
    session.execute(&loaded, Action::MarkDefault, Vec::new()).await
}

shapes! {
    "due": Noticed { announced: 1 } => "{announced: number}";
}
