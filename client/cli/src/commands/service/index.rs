//! `iou index`: fills the database from finalised blocks, up to the newest (`--once`) or for ever; `rebuild` makes its tables
//! again from the chain, `status` says where it stands, `dump` writes all of it as text for comparisons.

use std::io::BufWriter;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use serde::Serialize;
use sqlx::Row as _;
use tokio_util::sync::CancellationToken;

use crate::context::Context;
use crate::error::{Error, Result};
use iou_base::text::Text;
use iou_database::Store;
use iou_health::{Health, Snapshot};
use iou_index::follow::{forget, Pace};
use iou_index::{dump, Follower, Origin};
use iou_serve as serve;
use iou_view::table::pairs;

/// How often progress is told.
const TELL: Duration = Duration::from_millis(200);

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[allow(missing_docs)]
pub struct Index {
    #[command(flatten)]
    pub follow: Follow,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Follow {
    #[command(flatten)]
    pub database: Database,
    #[arg(long)]
    pub once: bool,
    #[arg(long, value_name = "ADDRESS", env = "IOU_LISTEN", hide_env = true, default_value = serve::DEFAULT_LISTEN, conflicts_with = "once")]
    pub listen: String,
}

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Rebuild(Database),
    Status(Database),
    Dump(Database),
}

/// Which database.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Database {
    #[arg(long, value_name = "DATABASE")]
    pub database: Option<String>,
}

impl Database {
    /// The flag's, else the profile's.
    pub(crate) fn name(&self, ctx: &Context) -> String {
        ctx.config.database(self.database.as_deref())
    }
}

impl Index {
    /// Whether it runs until it is stopped.
    pub(crate) fn is_service(&self) -> bool {
        self.command.is_none() && !self.follow.once
    }

    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self.command {
            None => follow(self.follow, ctx).await,
            Some(Command::Rebuild(args)) => rebuild(args, ctx).await,
            Some(Command::Status(args)) => status(args, ctx).await,
            Some(Command::Dump(args)) => {
                let store = look(ctx, &args).await?;
                ctx.printer.raw();
                Ok(dump::dump(&store, &mut BufWriter::new(std::io::stdout())).await?)
            }
        }
    }
}

/// Opens the database of a command: its flag, else the profile's.
pub(crate) async fn open(ctx: &Context, flag: &Database) -> Result<Store> {
    Ok(Store::open(&flag.name(ctx)).await?)
}

/// Opens the database of a command to look at it.
pub(crate) async fn look(ctx: &Context, flag: &Database) -> Result<Store> {
    Ok(Store::look(&flag.name(ctx)).await?)
}

/// The contract of the profile, and the node to read it from.
pub(crate) fn origin(ctx: &Context) -> Result<Origin> {
    let url = ctx.config.url()?;
    ctx.warn_of_way(url);
    Ok(Origin {
        url: url.to_owned(),
        pins: ctx.config.pins()?,
        contract: ctx.config.contract()?,
        code_hash: ctx.config.code_hash()?,
    })
}

async fn follow(args: Follow, ctx: &Context) -> Result<()> {
    let store = open(ctx, &args.database).await?;
    if args.once {
        return fill(&store, ctx).await;
    }
    let (cancel, status) = (until_stopped(), Health::new());
    let pages = serve::start(&args.listen, status.clone(), store.clone(), cancel.clone()).await?;
    let telling = Telling::begin(ctx, &status);
    let following = async {
        match Follower::waiting(store, origin(ctx)?, status.clone(), &cancel).await? {
            Some(mut follower) => Ok(follower.run(&cancel).await?),
            None => Ok(()),
        }
    };
    let done = following.await;
    telling.end().await;
    cancel.cancel();
    if let Some(pages) = pages {
        pages.stopped().await;
    }
    done
}

/// How far an index was filled, for programs.
#[derive(Debug, Default, Serialize)]
struct Filled {
    /// The newest that is in it.
    block: u64,
    /// How many were read.
    blocks: u64,
    events: u64,
    seconds: f64,
}

/// An index in which nothing is yet: its block is null.
#[derive(Debug, Default, Serialize)]
struct Empty<'a> {
    database: &'a str,
    block: Option<u64>,
}

impl Empty<'_> {
    fn of(database: &str) -> Empty<'_> {
        Empty {
            database,
            block: None,
        }
    }
}

/// Where an index stands, for programs.
#[derive(Debug, Default, Serialize)]
struct StatusView<'a> {
    database: &'a str,
    contract: &'a str,
    first_block: i64,
    block: i64,
    hash: String,
    time_unix_ms: i64,
    events: i64,
    unknown_events: i64,
    loans: i64,
    /// The chain's newest finalised block; null where the node cannot be reached.
    head: Option<u64>,
    /// How many blocks the index is behind it.
    lag: Option<i64>,
}

/// Reads up to the newest finalised block.
async fn fill(store: &Store, ctx: &Context) -> Result<()> {
    let (cancel, status) = (until_stopped(), Health::new());
    let began = Instant::now();
    let mut follower = Follower::open(store.clone(), origin(ctx)?, status.clone()).await?;
    let first = follower.block();
    let telling = Telling::begin(ctx, &status);
    let done = follower.catch_up(&cancel).await;
    telling.end().await;
    let (block, events) = (done?, follower.taken());
    let data = Filled {
        block,
        blocks: block - first,
        events,
        seconds: began.elapsed().as_secs_f64(),
    };
    ctx.printer.data(&data, |text| {
        text.tr_with(
            "index-done",
            &[("block", block.into()), ("events", events.into())],
        )
    })
}

async fn rebuild(args: Database, ctx: &Context) -> Result<()> {
    let store = open(ctx, &args).await?;
    // What the chain says is asked first: nothing is emptied for a node that can't fill it again.
    let _ledger = origin(ctx)?.connect().await?;
    forget(&store).await?;
    fill(&store, ctx).await
}

async fn status(args: Database, ctx: &Context) -> Result<()> {
    let store = match look(ctx, &args).await {
        Err(Error::Database(iou_database::Error::DatabaseNone { database })) => {
            let data = Empty::of(&database);
            return ctx.printer.data(&data, |text| text.tr("index-empty"));
        }
        other => other?,
    };
    let select = "SELECT cursor.block, cursor.hash, cursor.time_ms, cursor.events, cursor.unknown_events, cursor.first_block, \
                  (SELECT count(*) FROM loan), cursor.contract FROM cursor";
    let row = sqlx::query(select).fetch_optional(store.pool()).await;
    let Some(row) = row.map_err(|e| store.failed(e))? else {
        let data = Empty::of(store.name());
        return ctx.printer.data(&data, |text| text.tr("index-empty"));
    };
    let number = |n: usize| row.try_get::<i64, _>(n).map_err(|e| store.failed(e));
    let text_at = |n: usize| row.try_get::<String, _>(n).map_err(|e| store.failed(e));
    let (block, time_ms, events, unknown) = (number(0)?, number(2)?, number(3)?, number(4)?);
    let (first, loans, hash, contract) = (number(5)?, number(6)?, text_at(1)?, text_at(7)?);
    let head = match ctx.connect().await {
        Ok(conn) => Some(conn.finalized_head().await?.0),
        Err(_) => None,
    };
    let lag = head.map(|head| i64::try_from(head).unwrap_or(i64::MAX) - block);
    let data = StatusView {
        database: store.name(),
        contract: &contract,
        first_block: first,
        block,
        hash,
        time_unix_ms: time_ms,
        events,
        unknown_events: unknown,
        loans,
        head,
        lag,
    };
    ctx.printer.data(&data, |text| {
        let moment = iou_base::time::show_moment(time_ms as u64, terms::UtcOffset(0));
        pairs(vec![
            (text.tr("label-database"), store.name().to_owned()),
            (text.tr("label-contract"), contract.clone()),
            (text.tr("label-block"), format!("{block} · {moment}")),
            (
                text.tr("label-head"),
                head.map_or_else(|| text.tr("value-unreachable"), |head| head.to_string()),
            ),
            (text.tr("label-loans"), loans.to_string()),
            (text.tr("label-events"), events.to_string()),
            (text.tr("label-unknown-events"), unknown.to_string()),
        ])
    })
}

/// Cancelled by Ctrl-C, or by SIGTERM as service managers send it.
pub(crate) fn until_stopped() -> CancellationToken {
    let cancel = CancellationToken::new();
    let told = cancel.clone();
    let _detached = tokio::spawn(async move {
        let term = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => drop(signal.recv().await),
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = term => {}
        }
        told.cancel();
    });
    cancel
}

/// Shows how a back-fill gets on, until it is over.
pub(crate) struct Telling {
    task: tokio::task::JoinHandle<()>,
    over: CancellationToken,
}

impl Telling {
    pub(crate) fn begin(ctx: &Context, status: &Health) -> Telling {
        let (text, status) = (*ctx.text(), status.clone());
        let line = ctx.printer.progress(text.tr("progress-index"));
        let over = CancellationToken::new();
        let ended = over.clone();
        let task = tokio::spawn(async move {
            let mut pace = None;
            loop {
                tokio::select! {
                    () = ended.cancelled() => return,
                    () = tokio::time::sleep(TELL) => {}
                }
                line.say(words(&text, &status.snapshot(), &mut pace));
            }
        });
        Telling { task, over }
    }

    pub(crate) async fn end(self) {
        self.over.cancel();
        let _joined = self.task.await;
    }
}

/// How far it is, in one line.
fn words(text: &Text, now: &Snapshot, pace: &mut Option<Pace>) -> String {
    if let (Some(trouble), Some(_)) = (&now.trouble, now.node_gone) {
        return trouble.words.clone();
    }
    let Some(block) = now.indexed else {
        return text.tr("progress-index");
    };
    if now.backfilled {
        return text.tr_with("progress-index-live", &[("block", block.into())]);
    }
    let head = now.finalised.unwrap_or(block);
    let (speed, left) = pace.get_or_insert_with(|| Pace::from(block)).at(block, head);
    let left = left.map_or_else(
        || "–".to_owned(),
        |left| format!("{}:{:02}", left / 60, left % 60),
    );
    let values = [
        ("block", block.into()),
        ("head", head.into()),
        ("speed", format!("{speed:.0}").into()),
        ("left", left.into()),
    ];
    text.tr_with("progress-index-fill", &values)
}

shapes! {
    "index --once": Filled::default() => "{block: number, blocks: number, events: number, seconds: number}";
    "index status": StatusView::default() => "{block: number, contract: text, database: text, events: number, first_block: number, hash: text, head: null, lag: null, loans: number, time_unix_ms: number, unknown_events: number}";
    "index status, empty": Empty::of("") => "{block: null, database: text}";
}
