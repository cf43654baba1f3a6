//! The reminder service: what a tick costs over many loans of which none, some or many are due; and how long after its block
//! is final an event is in the tables and at a webhook. `IOU_BENCH_TICK_LOANS=1000,10000` asks for other numbers of loans than
//! 1,000 to 1,000,000; over the last of them some are due.
//!
//! Units: milliseconds. Limits: SQLite; one machine with node, service and receiver on it; the latencies are polled every
//! two milliseconds.

use super::{sizes, Row, Section};
use crate::receivers::Receivers;
use crate::world::World;
use anyhow::{ensure, Context, Result};
use iou_database::rows::{Cell, Table, Writing};
use iou_database::Store;
use iou_ledger::connection::{Connection, REQUEST_LIMIT};
use iou_remind::channel::{ChannelSettings, Channels};
use iou_remind::people::People;
use iou_remind::policy::Policy;
use iou_remind::service::Service;
use scale::Encode;
use secrecy::ExposeSecret;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use terms::sample::{monthly, running};
use terms::{AccountId, Day};

/// Loans, where nobody asks for other numbers.
const LOANS: [u64; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// What a tick with none due may take. Units: milliseconds.
const TICK_AIM: f64 = 50.0;
/// Ticks that are measured.
const TICKS: usize = 50;
/// The first day of the loans.
const START: Day = Day(20_458);
/// Events whose way to a webhook is timed.
const EVENTS: usize = 20;
/// How long an event may take to the tables, and to a webhook. Units: ms.
const LAG: f64 = 20.0;
const WAY: f64 = 60.0;
/// How often block, table and receiver are looked at.
const LOOK: Duration = Duration::from_millis(2);
/// How long an event may take at most.
const PATIENCE: Duration = Duration::from_secs(20);

/// Measures everything.
///
/// Errors: programs that aren't built, a database that can't be written.
pub fn measure() -> Result<Vec<Section>> {
    let sizes = sizes("IOU_BENCH_TICK_LOANS", &LOANS)?;
    let runtime = tokio::runtime::Runtime::new()?;
    Ok(vec![
        runtime.block_on(ticks(&sizes))?,
        runtime.block_on(latencies())?,
    ])
}

const LOAN: Table = Table {
    table: "loan",
    columns: &[
        "id",
        "status",
        "disputed",
        "lender",
        "borrower",
        "settlement",
        "currency",
        "decimals",
        "agreed_principal",
        "annual_rate_ppm",
        "utc_offset_minutes",
        "digest",
        "figures_day",
        "principal",
        "interest",
        "late",
        "costs",
        "proposed_ms",
        "events",
        "head",
        "block",
        "books",
    ],
    key: &[],
};
const AGENDA: Table = Table {
    table: "agenda",
    columns: &["loan", "at_ms"],
    key: &["loan"],
};

/// `loans` running loans whose next day is far, as the index would have written them.
async fn fill(store: &Store, loans: u64, now_ms: i64) -> Result<()> {
    let (lender, borrower) = (AccountId([1; 32]), AccountId([2; 32]));
    let books = running(monthly(lender, borrower, START, 12)).encode();
    let insert = "INSERT INTO cursor (only_row, genesis, contract, code_hash, first_block, block, hash, time_ms, events, \
                  unknown_events) VALUES (1, $1, $2, '', 1, 1, '', $3, 0, 0)";
    let genesis = format!("0x{}", "00".repeat(32));
    let contract = iou_view::address(AccountId([9; 32]));
    let cursor = sqlx::query(insert).bind(genesis).bind(contract).bind(now_ms);
    let _one = cursor.execute(store.pool()).await?;
    let (lender, borrower) = (iou_view::address(lender), iou_view::address(borrower));
    let mut id = 0_u64;
    while id < loans {
        let some: Vec<u64> = (id..(id + 20_000).min(loans)).collect();
        id += some.len() as u64;
        let rows = some.iter().map(|id| {
            let text = |text: &str| Cell::from(text);
            vec![
                Cell::from(*id),
                text("active"),
                Cell::Int(0),
                text(&lender),
                text(&borrower),
                text("off-chain"),
                text("CNY"),
                Cell::Int(2),
                text("1000000"),
                Cell::Int(60_000),
                Cell::Int(480),
                text("0x"),
                text("2026-01-05"),
                text("1000000"),
                text("0"),
                text("0"),
                text("0"),
                Cell::Int(now_ms),
                Cell::Int(4),
                text("0x"),
                Cell::Int(1),
                Cell::Bytes(books.clone()),
            ]
        });
        let loans: Vec<_> = rows.collect();
        let far = some
            .iter()
            .map(|id| vec![Cell::from(*id), Cell::Int(now_ms + 86_400_000 + *id as i64)]);
        let far: Vec<_> = far.collect();
        let mut tx = store.begin().await?;
        let filled = vec![(LOAN, loans), (AGENDA, far)];
        Writing::begin(store.kind(), filled).finish(&mut tx).await?;
        store.commit(tx).await?;
    }
    Ok(())
}

async fn ticks(sizes: &[u64]) -> Result<Section> {
    let mut rows = Vec::new();
    for (place, loans) in sizes.iter().enumerate() {
        let last = place + 1 == sizes.len();
        rows.extend(over(*loans, last).await?);
    }
    Ok(Section {
        title: "A tick of the reminder policy".into(),
        text: "One look at the agenda of active loans in SQLite, with their books, and, over the most, what each loan costs whose \
               time has come (read, decided, written, with the next time to look)."
            .into(),
        rows,
        list: true,
    })
}

/// Ticks over so many loans: none due, and then, where that is asked for, some and many.
async fn over(loans: u64, some_due: bool) -> Result<Vec<Row>> {
    let scratch = tempfile::Builder::new().prefix("iou-ticks-").tempdir()?;
    let store = Store::open(&scratch.path().join("index.db").display().to_string()).await?;
    // Noon of the first day: the first reminder is not before a month from then, less a week.
    let now_ms = i64::try_from(terms::sample::noon(START).0)?;
    fill(&store, loans, now_ms).await?;
    let key = scratch.path().join("contacts.key");
    let people = Arc::new(People::open(store.clone(), &key).await?);
    let channels = Channels::new(ChannelSettings::default())?;
    let service = Service::new(store.clone(), people, channels, Policy::default(), true, true);
    let wall_ms = u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;

    let mut idle = Vec::with_capacity(TICKS);
    for _ in 0..TICKS {
        let began = Instant::now();
        let ticked = service.tick(wall_ms).await?;
        idle.push(began.elapsed().as_secs_f64() * 1e3);
        ensure!(ticked.loans == 0, "{ticked:?}");
    }
    idle.sort_by(f64::total_cmp);
    let (median, worst) = (idle[TICKS / 2], idle[TICKS - 1]);
    let mut rows = vec![
        Row::new(format!("tick over {loans} loans, none due: median"), median, "ms").at_most(TICK_AIM),
        Row::new(
            format!("tick over {loans} loans, none due: worst of {TICKS}"),
            worst,
            "ms",
        ),
    ];
    for due in [100_i64, 1_000, 10_000].into_iter().filter(|_| some_due) {
        let touched = sqlx::query("UPDATE agenda SET at_ms = 0 WHERE loan < $1").bind(due);
        let touched = touched.execute(store.pool()).await?.rows_affected();
        let began = Instant::now();
        let ticked = service.tick(wall_ms).await?;
        let took = began.elapsed().as_secs_f64() * 1e3;
        ensure!(ticked.loans == touched, "{ticked:?}");
        rows.push(Row::new(
            format!("tick with {due} loans to look at: each"),
            took / touched as f64,
            "ms",
        ));
    }
    Ok(rows)
}

fn wall_ms() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs_f64()
        * 1e3
}

/// When each block was first seen: final at the node, and in the tables.
async fn watch(
    conn: Connection,
    store: Store,
    until: u64,
) -> Result<(BTreeMap<u64, f64>, BTreeMap<u64, f64>)> {
    let (mut finals, mut tables) = (BTreeMap::new(), BTreeMap::new());
    let began = Instant::now();
    let mut stored = 0;
    while stored < until {
        ensure!(
            began.elapsed() < PATIENCE * EVENTS as u32,
            "block {until} does not come"
        );
        let head = conn.finalized_head().await?.0;
        let _seen = finals.entry(head).or_insert_with(wall_ms);
        let row = sqlx::query("SELECT block FROM cursor")
            .fetch_one(store.pool())
            .await?;
        stored = u64::try_from(sqlx::Row::get::<i64, _>(&row, 0))?;
        let _seen = tables.entry(stored).or_insert_with(wall_ms);
        tokio::time::sleep(LOOK).await;
    }
    Ok((finals, tables))
}

/// The first moment at which `block` or a later one was seen.
fn first(seen: &BTreeMap<u64, f64>, block: u64) -> Result<f64> {
    Ok(*seen.range(block..).next().context("a block was not seen")?.1)
}

async fn latencies() -> Result<Section> {
    let receivers = Receivers::start()?;
    let world = World::new()?;
    let loan = world.running()?;
    let secret = iou_remind::channel::webhook::generate_secret();
    let secret = world.file("hook.secret", secret.expose_secret())?;
    private(&secret)?;
    let config = world.file("remind.toml", "[webhook]\nallow_private = true\n")?;
    let database = world.file("run.db", "")?;
    let hook = receivers.url("/hook");
    let _ = world.iou.json(&["index", "--once", "--database", &database])?;
    let _ = world.iou.json(&[
        "contact",
        "add",
        "zhangsan",
        "--webhook",
        &hook,
        "--secret-file",
        &secret,
        "--no-quiet",
        "--database",
        &database,
    ])?;
    let mut command = world.iou.command()?;
    let _ = command.args([
        "run",
        "--no-relay",
        "--listen",
        "off",
        "--database",
        &database,
        "--config",
        &config,
    ]);
    let mut service = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let measured = timed(&world, &receivers, &loan, &database).await;
    service.kill()?;
    let _status = service.wait()?;
    let (lag, delivered) = measured?;
    let median = |mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        (all[all.len() / 2], all[all.len() - 1])
    };
    let ((lag, lag_worst), (way, way_worst)) = (median(lag), median(delivered));
    Ok(Section {
        title: "From a finalised block to a webhook".into(),
        text: format!(
            "`iou run` follows a development node; {EVENTS} repayments, one after the other, each told to the borrower's \
             webhook on the same machine. From when the block is seen to be final."
        ),
        rows: vec![
            Row::new("final event to tables: median", lag, "ms").at_most(LAG),
            Row::new("final event to tables: worst", lag_worst, "ms"),
            Row::new("final event to delivered webhook: median", way, "ms").at_most(WAY),
            Row::new("final event to delivered webhook: worst", way_worst, "ms"),
        ],
        list: true,
    })
}

/// Lag of the tables and of the webhook behind each event's finalised block.
async fn timed(
    world: &World,
    receivers: &Receivers,
    loan: &str,
    database: &str,
) -> Result<(Vec<f64>, Vec<f64>)> {
    let conn = Connection::open(&world.node.url(), REQUEST_LIMIT, None).await?;
    let store = Store::open(database).await?;
    let (mut lag, mut way) = (Vec::new(), Vec::new());
    for event in 0..EVENTS {
        let ahead = conn.finalized_head().await?.0 + 1;
        let watching = tokio::spawn(watch(conn.clone(), store.clone(), ahead));
        let step = tokio::task::block_in_place(|| world.iou.step("lisi", &["report", loan, "1.00"]))?;
        let block = step["transaction"]["block"]["number"]
            .as_u64()
            .context("the block's number")?;
        let (finals, tables) = watching.await??;
        let began = Instant::now();
        let arrived = loop {
            let received = receivers.received()?;
            let hooks = received["webhooks"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default();
            if let Some(hook) = hooks.get(event) {
                break hook["at"].as_f64().context("when it came")?;
            }
            ensure!(
                began.elapsed() < PATIENCE,
                "webhook {event} does not come: {received}"
            );
            tokio::time::sleep(LOOK).await;
        };
        let seen = first(&finals, block)?;
        lag.push((first(&tables, block)? - seen).max(0.0));
        way.push((arrived - seen).max(0.0));
    }
    Ok((lag, way))
}

/// A file with a secret has to be its owner's alone.
fn private(path: impl AsRef<Path>) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::set_permissions(
        path,
        std::fs::Permissions::from_mode(0o600),
    )?)
}
