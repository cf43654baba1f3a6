//! `iou tx HASH`: what became of a transaction that was sent, from this machine (the journal knows when) or another.
//! Exit: 0 it is final and succeeded; 1 it failed or can never be included; 3 it is on its way or was not seen.

use clap::Args;
use serde_json::json;

use super::context::Context;
use crate::chain::connection::Connection;
use crate::chain::journal::Entry;
use crate::chain::lookup::{self, Fate};
use crate::chain::Hash;
use crate::config::parse_hash;
use crate::error::{Error, Result};
use crate::output::{pairs, table};

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Tx {
    #[arg(value_name = "HASH")]
    pub hash: Option<String>,
}

impl Tx {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        let Some(hash) = &self.hash else { return list(ctx) };
        let hash = parse_hash(hash).map_err(|_| Error::Argument {
            name: "HASH".into(),
            value: hash.clone(),
            why: ctx.text().tr("why-hash"),
        })?;
        let entry = ctx.journal().find(&hash)?;
        let conn = ctx.connect().await?;
        let fate = lookup::fate(&conn, hash, entry.as_ref()).await?;
        report(ctx, &conn, hash, entry, fate).await
    }
}

fn list(ctx: &Context) -> Result<()> {
    let entries = ctx.journal().entries()?;
    ctx.printer.data(&json!({"submissions": entries}), |text| {
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
    fate: Fate,
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
    match fate {
        Fate::Finalised(block) => {
            let included = lookup::included(conn, hash, block).await?;
            let data = json!({
                "hash": shown,
                "status": "finalised",
                "block": {"number": included.block_number, "hash": format!("{block:?}")},
                "fee": included.fee.map(|fee| fee.to_string()),
                "action": entry.as_ref().map(|e| e.action.clone()),
                "loan": entry.as_ref().and_then(|e| e.loan.clone()),
            });
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
        Fate::InBlock(_) => on_its_way("in_block"),
        Fate::Pending => on_its_way("pending"),
        Fate::Unseen if entry.is_none() => Err(Error::NotFound {
            what: ctx.text().tr("label-transaction"),
            name: shown,
        }),
        Fate::Unseen => on_its_way("unseen"),
        Fate::Expired | Fate::Superseded => Err(Error::TransactionExpired {
            hash: shown,
            last_block,
        }),
    }
}
