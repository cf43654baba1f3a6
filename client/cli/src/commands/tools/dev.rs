//! `iou dev …`: the clock of a development chain, which tests and stories move forward. Refused on any other chain.

use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;

use crate::context::Context;
use crate::error::{Error, Result};
use iou_base::backoff::Backoff;
use iou_form::typed;
use iou_ledger::connection::Connection;
use iou_view::table::pairs;

/// How long the finality of a block of a development chain is waited for. It takes a moment.
const FINAL: Duration = Duration::from_secs(20);

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Advance(Advance),
    SetTime(SetTime),
    Time,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Advance {
    pub duration: String,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct SetTime {
    pub moment: String,
}

/// The chain's time for programs.
#[derive(Debug, Default, Serialize)]
struct TimeView {
    /// RFC 3339; null where it is beyond what that can say.
    time: Option<String>,
    unix_ms: u64,
    block: u64,
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        // Arguments first: a wrong one needs no node.
        match self {
            Command::Advance(args) => {
                let seconds = seconds_of(ctx, &args.duration)?;
                let conn = ctx.connect().await?;
                conn.dev_advance_time(seconds).await?;
                until_final(&conn).await?;
                tell_time(ctx, &conn).await
            }
            Command::SetTime(args) => {
                let moment = moment_of(ctx, &args.moment)?;
                let conn = ctx.connect().await?;
                conn.dev_set_time(moment).await?;
                until_final(&conn).await?;
                tell_time(ctx, &conn).await
            }
            Command::Time => tell_time(ctx, &ctx.connect().await?).await,
        }
    }
}

fn seconds_of(ctx: &Context, duration: &str) -> Result<u64> {
    typed::seconds(duration).map_err(|why| Error::Argument {
        name: "DURATION".into(),
        value: duration.into(),
        why: why.sentence(ctx.text()),
    })
}

fn moment_of(ctx: &Context, moment: &str) -> Result<u64> {
    let wrong = || Error::Argument {
        name: "MOMENT".into(),
        value: moment.into(),
        why: ctx.text().tr("why-moment"),
    };
    let timestamp: Timestamp = moment.parse().map_err(|_| wrong())?;
    u64::try_from(timestamp.as_millisecond()).map_err(|_| wrong())
}

/// Waits until the new time is final, for at most [`FINAL`]: what somebody signs next holds from a moment on that is taken from a
/// final block.
async fn until_final(conn: &Connection) -> Result<()> {
    let best = conn.at_best().await?;
    let now_ms = conn.timestamp_ms(&best).await?;
    let began = Instant::now();
    let mut backoff = Backoff::new(Duration::from_millis(5), Duration::from_millis(200));
    loop {
        let at = conn.at_finalized().await?;
        if conn.timestamp_ms(&at).await? >= now_ms || began.elapsed() > FINAL {
            return Ok(());
        }
        tokio::time::sleep(backoff.pause()).await;
    }
}

async fn tell_time(ctx: &Context, conn: &Connection) -> Result<()> {
    let at = conn.at_best().await?;
    let now_ms = conn.timestamp_ms(&at).await?;
    let time = i64::try_from(now_ms)
        .ok()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok())
        .map(|t| t.to_string());
    let data = TimeView {
        time: time.clone(),
        unix_ms: now_ms,
        block: at.block_number(),
    };
    ctx.printer.data(&data, |text| {
        pairs([
            (text.tr("label-chain"), conn.chain().name.clone()),
            (text.tr("label-block"), at.block_number().to_string()),
            (
                text.tr("label-time"),
                time.clone().unwrap_or_else(|| now_ms.to_string()),
            ),
        ])
    })
}

shapes! {
    "dev time": TimeView::default() => "{block: number, time: null, unix_ms: number}";
}
