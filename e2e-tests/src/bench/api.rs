//! Reading from a site: how long an answer takes over few and over very many loans, beside the bare query that it rests on, and
//! what memory the service takes. `iou serve` over tables that were filled without a chain ([`iou_index::sample`]).
//! `IOU_BENCH_API=1000,10000` asks for other numbers of loans than 1,000 to 1,000,000; `IOU_BENCH_API_REQUESTS` for another number
//! of requests than 2,000.
//!
//! Times are at a stated load, of clients that ask in turns; how many answers a second there can be, in a closed loop, in which each
//! client asks again as soon as it is answered.
//!
//! Units: as in each row. Limits: service and clients share one machine; SQLite; one run.

use super::{sizes, Row, Section};
use crate::site::Site;
use crate::world::path;
use anyhow::{ensure, Context, Result};
use deploy::iou::Iou;
use iou_base::address;
use iou_database::Store;
use iou_index::sample;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// Loans, where nobody asks for other numbers.
const LOANS: [u64; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// Requests of each kind, where nobody asks for another number.
const REQUESTS: u64 = 2_000;
/// Clients that ask at once.
const CLIENTS: u64 = 8;
/// The stated load of all clients. Units: requests a second.
const LOAD: u64 = 200;
/// One answer takes at most so many times what its queries take.
const TO_BARE: f64 = 2.0;
/// Loans of one lender.
const EACH_LENDER: u64 = 100;
/// An answer over the most loans takes at most so many times what it takes over the fewest.
const GROWTH: f64 = 3.0;
/// And the slowest of a hundred answers about one loan. Units: ms.
const LOAN_P99: f64 = 100.0;

/// What is asked for.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    /// The path, for a number of a loan and one of a lender.
    path: fn(u64, u64) -> String,
}

const KINDS: [Kind; 5] = [
    Kind {
        name: "one loan",
        path: |loan, _| format!("/v1/loans/{loan}"),
    },
    Kind {
        name: "its statement",
        path: |loan, _| format!("/v1/loans/{loan}/statement"),
    },
    Kind {
        name: "20 loans of a lender",
        path: |_, lender| {
            let account = address::show(sample::lender(lender));
            format!("/v1/loans?account={account}&role=lender&limit=20")
        },
    },
    Kind {
        name: "what is due to a lender in 90 days",
        path: |_, lender| {
            let account = address::show(sample::lender(lender));
            let until = terms::Day(sample::START.0 + 90);
            format!("/v1/due?account={account}&until={until}")
        },
    },
    Kind {
        name: "the page of a loan",
        path: |loan, _| format!("/loans/{loan}"),
    },
];

/// Times of one kind. Units: ms.
struct Times {
    p50: f64,
    p99: f64,
    per_second: f64,
}

impl Times {
    /// Of the answers in turns, and of as many in a closed loop that took that long in `all`.
    fn of(mut each: Vec<f64>, all: Duration) -> Result<Times> {
        let count = each.len();
        ensure!(count > 0, "no answers");
        each.sort_by(f64::total_cmp);
        let at = |percent: usize| each[((count * percent).div_ceil(100)).clamp(1, count) - 1];
        Ok(Times {
            p50: at(50),
            p99: at(99),
            per_second: count as f64 / all.as_secs_f64(),
        })
    }
}

/// How clients go on: each in its turn at the stated load, or again at once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    Load,
    Closed,
}

impl Pace {
    /// How long a client waits for its request of that number.
    fn rest(self, began: Instant, client: u64, number: u64) -> Duration {
        match self {
            Pace::Closed => Duration::ZERO,
            Pace::Load => {
                let turn = Duration::from_micros((number * CLIENTS + client) * 1_000_000 / LOAD);
                (began + turn).saturating_duration_since(Instant::now())
            }
        }
    }
}

/// Runs `clients` at either pace.
fn timed(clients: impl Fn(Pace) -> Result<(Vec<f64>, Duration)>) -> Result<Times> {
    // The closed loop first: it also brings the tables into memory.
    let (_, all) = clients(Pace::Closed)?;
    let (each, _) = clients(Pace::Load)?;
    Times::of(each, all)
}

/// What was measured over one number of loans.
struct Measured {
    loans: u64,
    kinds: Vec<Times>,
    bare: Times,
    /// Units: MiB.
    memory: f64,
    fill: Duration,
}

/// Measures everything.
///
/// Errors: programs that aren't built, an answer that is none.
pub fn measure() -> Result<Vec<Section>> {
    let sizes = sizes("IOU_BENCH_API", &LOANS)?;
    let requests = match std::env::var("IOU_BENCH_API_REQUESTS") {
        Ok(number) => number.parse().context("IOU_BENCH_API_REQUESTS is not a number")?,
        Err(_) => REQUESTS,
    };
    let runtime = tokio::runtime::Runtime::new()?;
    let measured = sizes
        .iter()
        .map(|loans| over(&runtime, *loans, requests))
        .collect::<Result<Vec<Measured>>>()?;
    section(&measured, requests)
}

fn section(measured: &[Measured], requests: u64) -> Result<Vec<Section>> {
    let mut text = format!(
        "`iou serve` over an index in SQLite, filled with loans of every stage ({EACH_LENDER} of each lender). {requests} requests of each kind, \
         by {CLIENTS} clients: at {LOAD} requests a second (p50, p99), and again as soon as they are answered (1/s). *Bare* is the \
         queries that the answer about one loan rests on (its row, its events), by as many clients through the same \
         library.\n\n| loans | answer | p50 | p99 | 1/s | p50 to bare |\n|---|---|---|---|---|---|\n"
    );
    let mut rows = Vec::new();
    for it in measured {
        let loans = it.loans;
        writeln!(
            text,
            "| {loans} | bare queries | {:.2} ms | {:.2} ms | {:.0} | |",
            it.bare.p50, it.bare.p99, it.bare.per_second
        )?;
        for (kind, times) in KINDS.iter().zip(&it.kinds) {
            let ratio = times.p50 / it.bare.p50;
            writeln!(
                text,
                "| {loans} | {} | {:.2} ms | {:.2} ms | {:.0} | {ratio:.1} × |",
                kind.name, times.p50, times.p99, times.per_second
            )?;
            rows.push(Row::new(
                format!("api, {loans} loans: {}: p50", kind.name),
                times.p50,
                "ms",
            ));
            let p99 = Row::new(format!("api, {loans} loans: {}: p99", kind.name), times.p99, "ms");
            rows.push(match kind.name {
                "one loan" => p99.at_most(LOAN_P99),
                _ => p99,
            });
        }
        if let Some(one) = it.kinds.first() {
            let ratio = one.p50 / it.bare.p50;
            let name = format!("api, {loans} loans: one loan to its bare queries (p50)");
            rows.push(Row::new(name, ratio, "×").at_most(TO_BARE));
        }
        rows.push(Row::new(format!("api, {loans} loans: most memory"), it.memory, "MiB").at_most(512.0));
        let speed = loans as f64 / it.fill.as_secs_f64();
        rows.push(Row::new(
            format!("api, {loans} loans: played and written"),
            speed,
            "1/s",
        ));
    }
    if let (Some(first), Some(last)) = (measured.first(), measured.last()) {
        for ((kind, few), many) in KINDS.iter().zip(&first.kinds).zip(&last.kinds) {
            let name = format!(
                "api: {}: over {} loans to over {} (p50)",
                kind.name, last.loans, first.loans
            );
            rows.push(Row::new(name, many.p50 / few.p50, "×").at_most(GROWTH));
        }
    }
    Ok(vec![Section {
        title: "Reading from a site".into(),
        text,
        rows,
        list: false,
    }])
}

fn over(runtime: &tokio::runtime::Runtime, loans: u64, requests: u64) -> Result<Measured> {
    let scratch = tempfile::Builder::new().prefix("iou-api-").tempdir()?;
    let database = scratch.path().join("site.db");
    let lenders = loans.div_ceil(EACH_LENDER);
    let began = Instant::now();
    let store = runtime.block_on(async {
        let store = Store::open(path(&database)).await?;
        sample::fill(&store, loans, lenders).await?;
        // What a database that has been there for a while knows of its tables.
        let _done = sqlx::query("ANALYZE").execute(store.pool()).await?;
        anyhow::Ok(store)
    })?;
    let fill = began.elapsed();
    let bare = bare(runtime, &store, loans, requests)?;
    runtime.block_on(store.pool().close());

    let (site, iou) = (Site::new()?, Iou::new(scratch.path(), "ws://127.0.0.1:1")?);
    let service = site.serve(&iou, path(&database), &address::show(sample::CONTRACT))?;
    let mut kinds = Vec::new();
    for kind in KINDS {
        kinds.push(asked(site, kind, loans, lenders, requests)?);
    }
    let memory = peak(service.pid())?;
    Ok(Measured {
        loans,
        kinds,
        bare,
        memory,
        fill,
    })
}

/// The most memory that a process has had. Units: MiB.
fn peak(pid: u32) -> Result<f64> {
    let status = std::fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line
        .and_then(|line| line.split_whitespace().next())
        .context("VmHWM")?;
    Ok(kib.parse::<f64>()? / 1024.0)
}

/// Numbers that follow no order, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        // Knuth's multiplier; the upper half has the better bits.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

fn bare(runtime: &tokio::runtime::Runtime, store: &Store, loans: u64, requests: u64) -> Result<Times> {
    timed(|pace| {
        let began = Instant::now();
        let clients = (0..CLIENTS).map(|client| {
            let store = store.clone();
            runtime.spawn(async move {
                let mut dice = Dice(client);
                let mut times = Vec::new();
                for n in 0..requests / CLIENTS {
                    let loan = dice.below(loans).cast_signed();
                    tokio::time::sleep(pace.rest(began, client, n)).await;
                    let began = Instant::now();
                    let row =
                        sqlx::query("SELECT l.*, c.time_ms FROM loan l CROSS JOIN cursor c WHERE l.id = $1");
                    let _row = row.bind(loan).fetch_one(store.pool()).await?;
                    let events = sqlx::query(
                        "SELECT e.name, e.scale, e.hash, e.block, b.hash, b.time_ms FROM event e \
                         JOIN block b ON b.number = e.block WHERE e.loan = $1 ORDER BY e.sequence",
                    );
                    let _rows = events.bind(loan).fetch_all(store.pool()).await?;
                    times.push(began.elapsed().as_secs_f64() * 1e3);
                }
                anyhow::Ok(times)
            })
        });
        let clients: Vec<_> = clients.collect();
        let mut all = Vec::new();
        for client in clients {
            all.extend(runtime.block_on(client)??);
        }
        Ok((all, began.elapsed()))
    })
}

fn asked(site: Site, kind: Kind, loans: u64, lenders: u64, requests: u64) -> Result<Times> {
    timed(|pace| {
        let began = Instant::now();
        let clients = (0..CLIENTS).map(|client| {
            thread::spawn(move || {
                let mut dice = Dice(client + 1);
                let mut connection = Connection::to(site.port)?;
                let mut times = Vec::new();
                for n in 0..requests / CLIENTS {
                    let path = (kind.path)(dice.below(loans), dice.below(lenders));
                    // Each asks from another address, or most would be sent away.
                    let from = format!("10.{client}.{}.{}", n / 250 % 250, n % 250);
                    thread::sleep(pace.rest(began, client, n));
                    let began = Instant::now();
                    connection.get(site.port, &path, &from)?;
                    times.push(began.elapsed().as_secs_f64() * 1e3);
                }
                anyhow::Ok(times)
            })
        });
        let clients: Vec<_> = clients.collect();
        let mut all = Vec::new();
        for client in clients {
            all.extend(
                client
                    .join()
                    .map_err(|_| anyhow::anyhow!("a client panicked"))??,
            );
        }
        Ok((all, began.elapsed()))
    })
}

/// A connection that is used again and again.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn to(port: u16) -> Result<Connection> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Connection(BufReader::new(stream)))
    }

    fn get(&mut self, port: u16, path: &str, from: &str) -> Result<()> {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nX-Forwarded-For: {from}\r\n\r\n");
        self.0.get_mut().write_all(request.as_bytes())?;
        let (mut length, mut status) = (None, String::new());
        let _length = self.0.read_line(&mut status)?;
        ensure!(status.starts_with("HTTP/1.1 200"), "{path}: {status}");
        loop {
            let mut line = String::new();
            let _length = self.0.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                if name.eq_ignore_ascii_case("content-length") {
                    length = Some(value.trim().parse::<usize>()?);
                }
            }
        }
        let mut body = vec![0; length.context("a length")?];
        self.0.read_exact(&mut body)?;
        Ok(())
    }
}
