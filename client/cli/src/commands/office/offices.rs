//! The contract's offices: `iou office rates|publish|appoint|dismiss`. None has power over a loan's money or terms.

use iou_base::hex0x;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;
use terms::event::Office;
use terms::law::{ReferenceRate, LPR_1Y};
use terms::{AccountId, DayCount};

use crate::arguments::{day_argument, digest_of, typed_argument};
use crate::context::Context;
use crate::error::Result;
use crate::session::apart::Apart;
use crate::session::{Nothing, Session, Step};
use iou_base::money::show_rate;
use iou_form::typed;
use iou_ledger::contract::Message;
use iou_view as view;
use iou_view::table::table;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Rates,
    Publish(Publish),
    Appoint(Appoint),
    Dismiss(Appoint),
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Publish {
    #[arg(value_name = "DAY")]
    pub day: String,
    #[arg(value_name = "RATE")]
    pub rate: String,
    #[arg(long, value_name = "FILE")]
    pub source: PathBuf,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Appoint {
    #[arg(value_enum)]
    pub office: Which,
    #[arg(value_name = "ACCOUNT")]
    pub account_of: String,
}

/// Which office.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
#[allow(missing_docs)]
pub enum Which {
    RatePublisher,
    Witness,
    Arbiter,
    Verifier,
}

impl From<Which> for Office {
    fn from(which: Which) -> Office {
        match which {
            Which::RatePublisher => Office::RatePublisher,
            Which::Witness => Office::Witness,
            Which::Arbiter => Office::Arbiter,
            Which::Verifier => Office::Verifier,
        }
    }
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Rates => rates(ctx).await,
            Command::Publish(args) => publish(args, ctx).await,
            Command::Appoint(args) => appoint(args, true, ctx).await,
            Command::Dismiss(args) => appoint(args, false, ctx).await,
        }
    }
}

/// The reference rates for programs.
#[derive(Debug, Default, Serialize)]
struct Rates {
    rates: Vec<RateView>,
}

#[derive(Debug, Default, Serialize)]
struct RateView {
    /// ISO 8601.
    published: String,
    /// Per cent a year.
    rate: String,
    /// SHA-256 of the publication, 0x hexadecimal.
    source: String,
    /// It is of the program, not of the contract.
    built_in: bool,
}

async fn rates(ctx: &Context) -> Result<()> {
    let session = Session::open(ctx).await?;
    let rows: Vec<(ReferenceRate, bool)> = LPR_1Y
        .iter()
        .map(|row| (*row, true))
        .chain(session.rates.0.iter().map(|row| (*row, false)))
        .collect();
    let view = |(row, built_in): &(ReferenceRate, bool)| RateView {
        published: row.published.to_string(),
        rate: show_rate(row.rate),
        source: hex0x(row.source),
        built_in: *built_in,
    };
    let data = Rates {
        rates: rows.iter().map(view).collect(),
    };
    ctx.printer.data(&data, |text| {
        let heading = [
            text.tr("label-day"),
            text.tr("label-rate"),
            text.tr("label-source"),
        ];
        let lines = rows.iter().map(|(row, _)| {
            vec![
                row.published.to_string(),
                show_rate(row.rate),
                hex::encode(row.source),
            ]
        });
        table(&heading, lines)
    })
}

async fn publish(args: Publish, ctx: &Context) -> Result<()> {
    let text = ctx.text();
    let rates = typed::Rates {
        day_count: DayCount::Act365,
        lpr: None,
    };
    let day = day_argument(text, "DAY", &Some(args.day))?;
    let rate = typed_argument(text, "RATE", &Some(args.rate), |rate| typed::rate(rate, &rates))?;
    let row = ReferenceRate {
        published: day.unwrap_or_default(),
        rate: rate.unwrap_or_default(),
        source: digest_of(&Some(args.source))?.unwrap_or_default(),
    };
    let session = Session::open(ctx).await?;
    let details = vec![
        (text.tr("label-day"), row.published.to_string()),
        (text.tr("label-rate"), show_rate(row.rate)),
        (
            text.tr("label-source"),
            format!("sha256 {}", hex::encode(row.source)),
        ),
    ];
    let message = Message::new(|ledger| ledger.publish_rate(row));
    step(&session, "publish", message, details).await
}

async fn appoint(args: Appoint, holds: bool, ctx: &Context) -> Result<()> {
    let account = AccountId(ctx.account_of(&args.account_of)?.0);
    let office = Office::from(args.office);
    let text = ctx.text();
    let session = Session::open(ctx).await?;
    let details = vec![
        (text.tr("label-office"), view::office(office).to_owned()),
        (text.tr("label-address"), view::address(account)),
    ];
    let message = Message::new(|ledger| ledger.appoint(office, account, holds));
    step(
        &session,
        if holds { "appoint" } else { "dismiss-from" },
        message,
        details,
    )
    .await
}

/// A step of the contract as a whole.
async fn step(
    session: &Session<'_>,
    action: &'static str,
    message: Message<std::result::Result<(), terms::Error>>,
    details: Vec<(String, String)>,
) -> Result<()> {
    let done = session
        .sign(Step {
            action,
            loan: None,
            message,
            value: 0,
            details,
            after: Vec::new(),
            apart: Apart::default(),
        })
        .await?;
    session.report(&done, &session.ledger.conn.chain().money(), Nothing {})
}

shapes! {
    "office rates": Rates { rates: vec![RateView::default()] } => "{rates: [{built_in: bool, published: text, rate: text, source: text}]}";
}
