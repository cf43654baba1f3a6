//! `iou watch`: the contract's events as their blocks are finalised, from any block on. `--json`: one object a line, in the
//! order of the chain, each with block, place and hash, so that whoever stops can resume at the next block. A block is
//! never shown before it is final, so nothing shown is ever taken back.

use std::collections::HashMap;
use std::time::Duration;

use clap::Args;
use serde_json::{json, Value};
use terms::event::Event;
use terms::LoanId;

use super::context::Context;
use crate::chain::connection::AtBlock;
use crate::chain::contract::{Ledger, LedgerEvent};
use crate::error::{Error, Result};
use crate::money::{show_rate, Unit};
use crate::view;

/// How often the node is asked for a new finalised block.
const PAUSE: Duration = Duration::from_millis(250);

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Watch {
    #[arg(long, value_name = "BLOCK")]
    pub from: Option<u64>,
    #[arg(long, value_name = "LOAN")]
    pub loan: Option<LoanId>,
    #[arg(long)]
    pub no_follow: bool,
}

impl Watch {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        let address = ctx.config.contract()?;
        let conn = ctx.connect().await?;
        let ledger = Ledger { conn, address };
        let (mut head, _) = ledger.conn.finalized_head().await?;
        let mut watcher = Watcher {
            ctx,
            ledger,
            only: self.loan,
            units: HashMap::new(),
        };
        let mut next = self.from.unwrap_or(head + 1);
        loop {
            while next <= head {
                watcher.block(next).await?;
                next += 1;
            }
            if self.no_follow {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
            head = watcher.ledger.conn.finalized_head().await?.0;
        }
    }
}

struct Watcher<'c> {
    ctx: &'c Context,
    ledger: Ledger,
    only: Option<LoanId>,
    /// The unit of each loan seen so far; it never changes.
    units: HashMap<LoanId, Unit>,
}

impl Watcher<'_> {
    /// Shows the contract's events of one finalised block.
    async fn block(&mut self, number: u64) -> Result<()> {
        let conn = self.ledger.conn.clone();
        let hash = conn.block_hash(number).await?.ok_or_else(|| Error::NotFound {
            what: self.ctx.text().tr("label-block"),
            name: number.to_string(),
        })?;
        let at = conn.at_hash(hash).await?;
        let mut time = None;
        for (index, ours) in self.ledger.events_at(&at).await? {
            if time.is_none() {
                time = Some(conn.timestamp_ms(&at).await?);
            }
            let place = json!({
                "block": {"number": number, "hash": format!("{hash:?}"), "time_unix_ms": time},
                "index": index,
            });
            self.show(&at, ours, place).await?;
        }
        Ok(())
    }

    async fn show(&mut self, at: &AtBlock, event: LedgerEvent, mut item: Value) -> Result<()> {
        let printer = &self.ctx.printer;
        let mut add = |fields: Value| {
            if let (Some(item), Value::Object(fields)) = (item.as_object_mut(), fields) {
                item.extend(fields);
            }
        };
        match event {
            LedgerEvent::Loan(event, bytes) => {
                let loan = event.head().loan;
                if self.only.is_some_and(|only| only != loan) {
                    return Ok(());
                }
                let unit = unit_of(&mut self.units, &self.ledger, at, &event).await?;
                add(view::event(&event, &unit));
                add(json!({"scale": format!("0x{}", hex::encode(bytes))}));
                printer.stream(&item, |text| view::event_line(text, &event, &unit))
            }
            _ if self.only.is_some() => Ok(()),
            LedgerEvent::Withdrawn(event) => {
                let unit = Unit::of_asset(event.token, self.ledger.conn.chain());
                let (account, amount) = (view::address(event.account), unit.number(event.amount));
                add(
                    json!({"event": "Withdrawn", "data": {"account": account, "amount": amount, "unit": unit.name}}),
                );
                printer.stream(&item, |text| {
                    format!(
                        "{} · {account} · {amount} {}",
                        text.tr("event-withdrawn"),
                        unit.name
                    )
                })
            }
            LedgerEvent::RatePublished(event) => {
                let (day, rate) = (event.published.to_string(), show_rate(event.rate));
                add(json!({"event": "RatePublished", "data": {
                    "published": day, "rate": rate, "source": view::hex0x(&event.source),
                }}));
                printer.stream(&item, |text| {
                    format!("{} · {day} · {rate}", text.tr("event-rate-published"))
                })
            }
            LedgerEvent::Appointed(event) => {
                let (account, office) = (view::address(event.account), view::office(event.office));
                add(json!({"event": "Appointed", "data": {
                    "account": account, "office": office, "holds": event.holds,
                }}));
                let held = if event.holds { "+" } else { "−" };
                printer.stream(&item, |text| {
                    format!("{} · {account} · {held} {office}", text.tr("event-appointed"))
                })
            }
            LedgerEvent::Unknown { topic, data } => {
                let topic = topic.map(|topic| format!("0x{}", hex::encode(topic)));
                add(json!({"event": null, "topic": topic, "scale": format!("0x{}", hex::encode(data))}));
                printer.stream(&item, |text| text.tr("line-unknown"))
            }
        }
    }
}

/// The unit of an event's loan: from its proposal, or asked of the contract once.
async fn unit_of(
    units: &mut HashMap<LoanId, Unit>,
    ledger: &Ledger,
    at: &AtBlock,
    event: &Event,
) -> Result<Unit> {
    let loan = event.head().loan;
    if let Some(unit) = units.get(&loan) {
        return Ok(unit.clone());
    }
    let settlement = match event {
        Event::LoanProposed(proposed) => proposed.terms.settlement,
        _ => ledger.loan(at, loan).await?.0.agreement.terms.settlement,
    };
    let unit = Unit::of(settlement, ledger.conn.chain());
    drop(units.insert(loan, unit.clone()));
    Ok(unit)
}
