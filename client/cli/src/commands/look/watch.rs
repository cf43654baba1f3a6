//! `iou watch`: the contract's events as their blocks are finalised, from any block on. `--json`: one object a line, in the
//! order of the chain, each with block, place and hash, so that whoever stops can resume at the next block. A block is
//! never shown before it is final, so nothing shown is ever taken back. Blocks are read ahead ([`iou_ledger::blocks`]); however
//! many there are, a few are in memory.

use iou_base::hex0x;
use std::collections::HashMap;
use std::time::Duration;

use clap::Args;
use futures::TryStreamExt as _;
use serde::Serialize;
use terms::event::Event;
use terms::LoanId;

use crate::context::Context;
use crate::error::{Error, Result};
use iou_base::money::{show_rate, Unit};
use iou_ledger::blocks::{Block, Found, Source};
use iou_ledger::contract::{Ledger, LedgerEvent};
use iou_view as view;

/// How long to wait before a node that is gone is tried again, at first and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(15));
/// How often the node is asked for a new finalised block.
const PAUSE: Duration = Duration::from_millis(250);
/// Loans whose unit is remembered, at most.
const UNITS_MAX: usize = 10_000;

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
        let mut watcher = Watcher {
            ctx,
            source: Source::new(ledger),
            only: self.loan,
            units: HashMap::new(),
            shown: None,
        };
        let mut next = match self.from {
            Some(from) => from,
            None => watcher.source.ledger().conn.finalized_head().await?.0 + 1,
        };
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
                    if let Ok(source) = watcher.another_source(ctx).await {
                        watcher.source = source;
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
    source: Source,
    only: Option<LoanId>,
    /// The unit of each loan seen so far; it never changes.
    units: HashMap<LoanId, Unit>,
    /// The last event that was shown: block and place. What comes again after a lost connection is not shown again.
    shown: Option<(u64, u32)>,
}

impl Watcher<'_> {
    /// The same contract over a new connection.
    async fn another_source(&self, ctx: &Context) -> Result<Source> {
        let ledger = Ledger::new(ctx.connect().await?, self.source.ledger().address);
        Ok(Source::new(ledger))
    }

    /// Shows the blocks from `next` to the newest final one, and moves `next` on.
    async fn round(&mut self, next: &mut u64) -> Result<()> {
        let (head, _) = self.source.ledger().conn.finalized_head().await?;
        if *next > head {
            return Ok(());
        }
        // Read ahead while what is there is shown.
        let mut blocks = Box::pin(self.source.blocks(*next, head));
        while let Some((block, events)) = blocks.try_next().await? {
            for found in events {
                self.event(&block, found).await?;
            }
            *next = block.number + 1;
        }
        Ok(())
    }

    /// Shows one of the contract's events of a finalised block, unless that was done.
    async fn event(&mut self, block: &Block, found: Found) -> Result<()> {
        let place = (block.number, found.place);
        if self.shown.is_some_and(|shown| shown >= place) {
            return Ok(());
        }
        let timed = TimedBlock {
            number: block.number,
            hash: format!("{:?}", block.hash),
            time_unix_ms: Some(block.time_ms),
        };
        self.show(block, found.event, (timed, found.place)).await?;
        self.shown = Some(place);
        Ok(())
    }

    async fn show(
        &mut self,
        at: &Block,
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
                let unit = unit_of(&mut self.units, self.source.ledger(), at, &event).await?;
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
                let unit = Unit::of_asset(event.token, &self.source.ledger().conn.chain().money());
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
    block: &Block,
    event: &Event,
) -> Result<Unit> {
    let loan = event.head().loan;
    if let Some(unit) = units.get(&loan) {
        return Ok(unit.clone());
    }
    let settlement = match event {
        Event::LoanProposed(proposed) => proposed.terms.settlement,
        _ => {
            let at = ledger.conn.at_hash(block.hash).await?;
            ledger.loan(&at, loan).await?.0.agreement.terms.settlement
        }
    };
    let unit = Unit::of(settlement, &ledger.conn.chain().money());
    if units.len() >= UNITS_MAX {
        units.clear();
    }
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
