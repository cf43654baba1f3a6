//! `iou tx HASH`: what became of a transaction that was sent, from this machine (the journal knows when) or another.
//! Exit: 0 it is final and succeeded; 1 it failed or can never be included; 3 it is on its way or was not seen.

use clap::Args;
use serde::Serialize;

use crate::commands::loan::make::intent::submit::status;
use crate::config::parse_hash;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::transaction::{BlockView, Sent};
use iou_intent::kept::KeptIntents;
use iou_ledger::connection::Connection;
use iou_ledger::journal::Entry;
use iou_ledger::lookup::{self, TransactionStatus};
use iou_ledger::Hash;
use iou_view::table::{pairs, table};

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Tx {
    #[arg(value_name = "HASH")]
    pub hash: Option<String>,
}

impl Tx {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let Some(hash) = &self.hash else { return list(ctx) };
        let given = hash.trim_start_matches("0x");
        let hash = parse_hash(&format!("0x{given}")).map_err(|_| Error::Argument {
            name: "HASH".into(),
            value: hash.clone(),
            why: ctx.text().tr("why-hash"),
        })?;
        let entry = ctx.journal().find(&hash)?;
        // What a relay was given is known by an id of the same length.
        let id = hex::encode(hash);
        if entry.is_none() && KeptIntents::under(&ctx.config.home).find(&id)?.is_some() {
            return status(ctx, &id).await;
        }
        let conn = ctx.connect().await?;
        let status = lookup::status_of(&conn, hash, entry.as_ref()).await?;
        report(ctx, &conn, hash, entry, status).await
    }
}

/// What this machine has sent, for programs.
#[derive(Debug, Default, Serialize)]
struct Submissions<'a> {
    submissions: &'a [Entry],
}

/// A transaction that is final, for programs; what it was for is known where this machine sent it.
#[derive(Debug, Default, Serialize)]
struct Found {
    #[serde(flatten)]
    sent: Sent,
    action: Option<String>,
    loan: Option<String>,
}

fn list(ctx: &Context) -> Result<()> {
    let entries = ctx.journal().entries()?;
    let data = Submissions {
        submissions: &entries,
    };
    ctx.printer.data(&data, |text| {
        if entries.is_empty() {
            return text.tr("tx-none");
        }
        let heading =
            ["label-time", "label-action", "label-loan", "label-transaction"].map(|id| text.lookup(id, &[]));
        let row = |e: &Entry| {
            let loan = e.loan.clone().unwrap_or_else(|| "-".into());
            vec![e.time.clone(), e.action.clone(), loan, format!("{:?}", e.hash)]
        };
        table(&heading, entries.iter().map(row))
    })
}

async fn report(
    ctx: &Context,
    conn: &Connection,
    hash: Hash,
    entry: Option<Entry>,
    status: TransactionStatus,
) -> Result<()> {
    let shown = format!("{hash:?}");
    let last_block = entry
        .as_ref()
        .map_or_else(|| "?".into(), |entry| entry.last_block().to_string());
    let on_its_way = |status: &str| {
        Err(Error::OutcomePending {
            hash: shown.clone(),
            status: status.into(),
            last_block: last_block.clone(),
        })
    };
    match status {
        TransactionStatus::Finalised(block) => {
            let included = lookup::included(conn, hash, block).await?;
            let data = Found {
                sent: Sent {
                    hash: shown.clone(),
                    status: "finalised",
                    block: Some(BlockView {
                        number: included.block_number,
                        hash: format!("{block:?}"),
                    }),
                    fee: included.fee.map(|fee| fee.to_string()),
                },
                action: entry.as_ref().map(|e| e.action.clone()),
                loan: entry.as_ref().and_then(|e| e.loan.clone()),
            };
            ctx.printer.data(&data, |text| {
                pairs([
                    (text.tr("label-transaction"), shown.clone()),
                    (text.tr("label-status"), text.tr("status-finalised")),
                    (
                        text.tr("label-block"),
                        format!("{} ({block:?})", included.block_number),
                    ),
                    (
                        text.tr("label-action"),
                        entry.as_ref().map_or_else(|| "-".into(), |e| e.action.clone()),
                    ),
                ])
            })
        }
        TransactionStatus::InBlock(_) => on_its_way("in_block"),
        TransactionStatus::Pending => on_its_way("pending"),
        TransactionStatus::Unseen if entry.is_none() => Err(iou_files::Error::NotFound {
            what: ctx.text().tr("label-transaction"),
            name: shown,
        }
        .into()),
        TransactionStatus::Unseen => on_its_way("unseen"),
        TransactionStatus::Expired | TransactionStatus::Superseded => {
            Err(iou_ledger::Error::TransactionExpired {
                hash: shown,
                last_block,
            }
            .into())
        }
    }
}

shapes! {
    "tx": Submissions::default() => "{submissions: []}";
    "tx HASH": Found::default() => "{action: null, block: null, fee: null, hash: text, loan: null, status: text}";
}
