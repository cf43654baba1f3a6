//! `iou watch`: the contract's events as their blocks are finalised, from any block on. `--json`: one object a line, in the
//! order of the chain, each with block, place and hash, so that whoever stops can resume at the next block. A block is
//! never shown before it is final, so nothing shown is ever taken back.

use iou_base::hex0x;
use std::collections::HashMap;
use std::time::Duration;

use clap::Args;
use serde::Serialize;
use terms::event::Event;
use terms::LoanId;

use crate::context::Context;
use crate::error::{Error, Result};
use iou_base::money::{show_rate, Unit};
use iou_ledger::connection::AtBlock;
use iou_ledger::contract::{Ledger, LedgerEvent};
use iou_view as view;

/// How long to wait before a node that is gone is tried again, at first and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(15));
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
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let address = ctx.config.contract()?;
        let conn = ctx.connect().await?;
        let ledger = Ledger::new(conn, address);
        let (head, _) = ledger.conn.finalized_head().await?;
        let mut watcher = Watcher {
            ctx,
            ledger,
            only: self.loan,
            units: HashMap::new(),
            shown: None,
        };
        let mut next = self.from.unwrap_or(head + 1);
        let mut pause = RETRY.0;
        loop {
            match watcher.round(&mut next).await {
                Ok(()) if self.no_follow => return Ok(()),
                Ok(()) => {
                    pause = RETRY.0;
                    tokio::time::sleep(PAUSE).await;
                }
                Err(Error::Ledger(error)) if error.is_of_one_node() && !self.no_follow => {
                    ctx.printer.warn(&error.message(ctx.text()));
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(RETRY.1);
                    // Where that fails too, the old connection fails once more, and it is tried again.
                    if let Ok(conn) = ctx.connect().await {
                        watcher.ledger.conn = conn;
                        ctx.printer.note(&ctx.text().tr("watch-again"));
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// An event for programs, with its place on the chain.
#[derive(Debug, Default, Serialize)]
struct Streamed<E> {
    block: TimedBlock,
    /// Its place among the block's events.
    index: u32,
    #[serde(flatten)]
    what: E,
}

#[derive(Debug, Default, Serialize)]
struct TimedBlock {
    number: u64,
    hash: String,
    time_unix_ms: Option<u64>,
}

/// An event of a loan, with the bytes that the contract emitted.
#[derive(Debug, Default, Serialize)]
struct OfLoan<E> {
    #[serde(flatten)]
    event: E,
    scale: String,
}

/// An event of the contract as a whole.
#[derive(Debug, Default, Serialize)]
struct Named<D> {
    event: &'static str,
    data: D,
}

impl<D> Named<D> {
    fn of(event: &'static str, data: D) -> Named<D> {
        Named { event, data }
    }
}

#[derive(Debug, Default, Serialize)]
struct WithdrawnView {
    account: String,
    amount: String,
    unit: String,
}

#[derive(Debug, Default, Serialize)]
struct RatePublishedView {
    published: String,
    rate: String,
    source: String,
}

#[derive(Debug, Default, Serialize)]
struct AppointedView {
    account: String,
    office: &'static str,
    holds: bool,
}

/// An event that this program does not know: its name is null.
#[derive(Debug, Default, Serialize)]
struct Unknown {
    event: Option<&'static str>,
    topic: Option<String>,
    scale: String,
}

struct Watcher<'c> {
    ctx: &'c Context,
    ledger: Ledger,
    only: Option<LoanId>,
    /// The unit of each loan seen so far; it never changes.
    units: HashMap<LoanId, Unit>,
    /// The last event that was shown: block and place. What comes again after a lost connection is not shown again.
    shown: Option<(u64, u32)>,
}

impl Watcher<'_> {
    /// Shows the blocks from `next` to the newest final one, and moves `next` on.
    async fn round(&mut self, next: &mut u64) -> Result<()> {
        let (head, _) = self.ledger.conn.finalized_head().await?;
        while *next <= head {
            self.block(*next).await?;
            *next += 1;
        }
        Ok(())
    }

    /// Shows the contract's events of one finalised block.
    async fn block(&mut self, number: u64) -> Result<()> {
        let conn = self.ledger.conn.clone();
        let hash = conn
            .block_hash(number)
            .await?
            .ok_or_else(|| iou_files::Error::NotFound {
                what: self.ctx.text().tr("label-block"),
                name: number.to_string(),
            })?;
        let at = conn.at_hash(hash).await?;
        let mut time = None;
        for (index, ours) in self.ledger.events_at(&at).await? {
            if self.shown.is_some_and(|shown| shown >= (number, index)) {
                continue;
            }
            if time.is_none() {
                time = Some(conn.timestamp_ms(&at).await?);
            }
            let block = TimedBlock {
                number,
                hash: format!("{hash:?}"),
                time_unix_ms: time,
            };
            self.show(&at, ours, (block, index)).await?;
            self.shown = Some((number, index));
        }
        Ok(())
    }

    async fn show(
        &mut self,
        at: &AtBlock,
        event: LedgerEvent,
        (block, index): (TimedBlock, u32),
    ) -> Result<()> {
        let printer = &self.ctx.printer;
        match event {
            LedgerEvent::Loan(event, bytes) => {
                let loan = event.head().loan;
                if self.only.is_some_and(|only| only != loan) {
                    return Ok(());
                }
                let unit = unit_of(&mut self.units, &self.ledger, at, &event).await?;
                let what = OfLoan {
                    event: view::event(&event, &unit),
                    scale: hex0x(bytes),
                };
                printer.stream(&Streamed { block, index, what }, |text| {
                    view::event_line(text, &event, &unit)
                })
            }
            _ if self.only.is_some() => Ok(()),
            other => self.show_contract(other, (block, index)),
        }
    }

    /// An event of the contract as a whole.
    fn show_contract(&self, event: LedgerEvent, (block, index): (TimedBlock, u32)) -> Result<()> {
        let printer = &self.ctx.printer;
        match event {
            // It was shown as one.
            LedgerEvent::Loan(..) => Ok(()),
            LedgerEvent::Withdrawn(event) => {
                let unit = Unit::of_asset(event.token, &self.ledger.conn.chain().money());
                let (account, amount) = (view::address(event.account), unit.number(event.amount));
                let data = WithdrawnView {
                    account: account.clone(),
                    amount: amount.clone(),
                    unit: unit.name.clone(),
                };
                let what = Named::of("Withdrawn", data);
                printer.stream(&Streamed { block, index, what }, |text| {
                    format!(
                        "{} · {account} · {amount} {}",
                        text.tr("event-withdrawn"),
                        unit.name
                    )
                })
            }
            LedgerEvent::RatePublished(event) => {
                let (day, rate) = (event.published.to_string(), show_rate(event.rate));
                let data = RatePublishedView {
                    published: day.clone(),
                    rate: rate.clone(),
                    source: hex0x(event.source),
                };
                let what = Named::of("RatePublished", data);
                printer.stream(&Streamed { block, index, what }, |text| {
                    format!("{} · {day} · {rate}", text.tr("event-rate-published"))
                })
            }
            LedgerEvent::Appointed(event) => {
                let (account, office) = (view::address(event.account), view::office(event.office));
                let data = AppointedView {
                    account: account.clone(),
                    office,
                    holds: event.holds,
                };
                let what = Named::of("Appointed", data);
                let held = if event.holds { "+" } else { "−" };
                printer.stream(&Streamed { block, index, what }, |text| {
                    format!("{} · {account} · {held} {office}", text.tr("event-appointed"))
                })
            }
            LedgerEvent::Unknown { topic, data } => {
                let what = Unknown {
                    event: None,
                    topic: topic.map(hex0x),
                    scale: hex0x(data),
                };
                printer.stream(&Streamed { block, index, what }, |text| text.tr("line-unknown"))
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
    let unit = Unit::of(settlement, &ledger.conn.chain().money());
    drop(units.insert(loan, unit.clone()));
    Ok(unit)
}

shapes! {
    "watch, a loan": Streamed { block: TimedBlock::default(), index: 0, what: OfLoan { event: Named::of("", ()), scale: String::new() } } => "{block: {hash: text, number: number, time_unix_ms: null}, data: null, event: text, index: number, scale: text}";
    "watch, a withdrawal": Named::of("", WithdrawnView::default()) => "{data: {account: text, amount: text, unit: text}, event: text}";
    "watch, a rate": Named::of("", RatePublishedView::default()) => "{data: {published: text, rate: text, source: text}, event: text}";
    "watch, an office": Named::of("", AppointedView::default()) => "{data: {account: text, holds: bool, office: text}, event: text}";
    "watch, an unknown event": Unknown::default() => "{event: null, scale: text, topic: null}";
}
