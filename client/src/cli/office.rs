//! The contract's offices: `iou office rates|publish|appoint|dismiss`. None has power over a loan's money or terms.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;
use terms::event::Office;
use terms::law::{ReferenceRate, LPR_1Y};
use terms::AccountId;

use super::context::Context;
use super::desk::{argument, digest_of, Desk, Step};
use crate::chain::contract::Message;
use crate::error::Result;
use crate::money::{parse_rate, show_rate, Unit};
use crate::output::table;
use crate::time::parse_day;
use crate::view;

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
}

impl From<Which> for Office {
    fn from(which: Which) -> Office {
        match which {
            Which::RatePublisher => Office::RatePublisher,
            Which::Witness => Office::Witness,
            Which::Arbiter => Office::Arbiter,
        }
    }
}

impl Command {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Rates => rates(ctx).await,
            Command::Publish(args) => publish(args, ctx).await,
            Command::Appoint(args) => appoint(args, true, ctx).await,
            Command::Dismiss(args) => appoint(args, false, ctx).await,
        }
    }
}

async fn rates(ctx: &Context) -> Result<()> {
    let desk = Desk::open(ctx).await?;
    let rows: Vec<(ReferenceRate, bool)> = LPR_1Y
        .iter()
        .map(|row| (*row, true))
        .chain(desk.rates.0.iter().map(|row| (*row, false)))
        .collect();
    let data: Vec<_> = rows
        .iter()
        .map(|(row, built_in)| {
            json!({
                "published": row.published.to_string(), "rate": show_rate(row.rate),
                "source": view::hex0x(&row.source), "built_in": built_in,
            })
        })
        .collect();
    ctx.printer.data(&json!({"rates": data}), |text| {
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
    let day = argument(text, "DAY", &Some(args.day), parse_day, "why-day")?;
    let rate = argument(text, "RATE", &Some(args.rate), parse_rate, "why-rate")?;
    let row = ReferenceRate {
        published: day.unwrap_or_default(),
        rate: rate.unwrap_or_default(),
        source: digest_of(&Some(args.source))?.unwrap_or_default(),
    };
    let desk = Desk::open(ctx).await?;
    let details = vec![
        (text.tr("label-day"), row.published.to_string()),
        (text.tr("label-rate"), show_rate(row.rate)),
        (
            text.tr("label-source"),
            format!("sha256 {}", hex::encode(row.source)),
        ),
    ];
    let message = Message::new(|ledger| ledger.publish_rate(row));
    step(&desk, "publish", message, details).await
}

async fn appoint(args: Appoint, holds: bool, ctx: &Context) -> Result<()> {
    let account = AccountId(ctx.account_of(&args.account_of)?.0);
    let office = Office::from(args.office);
    let text = ctx.text();
    let desk = Desk::open(ctx).await?;
    let details = vec![
        (text.tr("label-office"), view::office(office).to_owned()),
        (text.tr("label-address"), view::address(account)),
    ];
    let message = Message::new(|ledger| ledger.appoint(office, account, holds));
    step(
        &desk,
        if holds { "appoint" } else { "dismiss-from" },
        message,
        details,
    )
    .await
}

/// A step of the contract as a whole.
async fn step(
    desk: &Desk<'_>,
    action: &'static str,
    message: Message<std::result::Result<(), terms::Error>>,
    details: Vec<(String, String)>,
) -> Result<()> {
    let done = desk
        .sign(Step {
            action,
            loan: None,
            message,
            value: 0,
            details,
            after: Vec::new(),
        })
        .await?;
    desk.report(&done, &Unit::of_asset(None, desk.ledger.conn.chain()), json!({}))
}
