//! How this process is doing: what its loops write down as they go, and what the pages of `iou-serve`, the logs and
//! alarms read. Writing is an atomic store, or a value replaced in one step; nobody ever waits for a reader. It stands
//! below the floors, since the index and the reminders write what the server above them shows.
//! Units: blocks; milliseconds where a name ends in `_ms`; the native token's smallest unit for the balance.
//! Limits: it is forgotten with the process. What must last is in the database.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use prometheus::core::Collector;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, Opts};
use serde::Serialize;
use tokio::sync::watch;

use iou_base::error::Coded;

/// Something that runs for as long as the process does, and says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Loop {
    /// Blocks into tables.
    Index,
    /// What has to be told, and to whom.
    Policy,
    /// Messages over channels.
    Outbox,
    /// Transactions to the contract.
    Relay,
}

impl Loop {
    /// All of them.
    pub const ALL: [Loop; 4] = [Loop::Index, Loop::Policy, Loop::Outbox, Loop::Relay];

    /// Its stable name, for metrics.
    pub fn name(self) -> &'static str {
        match self {
            Loop::Index => "index",
            Loop::Policy => "policy",
            Loop::Outbox => "outbox",
            Loop::Relay => "relay",
        }
    }
}

/// A loop that has not beaten for so long is stuck: four times the longest single wait (a request to the node, a writer
/// of the database, a webhook: 30 s each).
pub const BEAT_LIMIT: Duration = Duration::from_secs(120);

/// A request that has waited for so long may have no answer. Units: of one request.
const SILENCE: Duration = Duration::from_secs(5);

/// What an attempt to deliver can come to.
pub const OUTCOMES: [&str; 6] = ["delivered", "accepted", "temporary", "ours", "permanent", "gone"];

/// Where the times of requests are told apart. Units: seconds.
const REQUEST_SECONDS: [f64; 10] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0];

/// What an atomic number holds before there is one.
const NONE: u64 = u64::MAX;

/// The last thing that went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The error's stable name.
    pub code: String,
    /// The error in English.
    pub words: String,
    /// When, by the machine's clock.
    pub at: SystemTime,
}

/// The account that pays for what the relayer sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fees {
    /// What it can spend. Units: the native token's smallest.
    pub balance: u128,
    /// Too little to go on.
    pub low: bool,
}

/// What a relay may spend on intents.
#[derive(Debug, Clone, PartialEq)]
pub struct Money {
    /// Each purse's name, what it has spent today, and what it may. Units: whole tokens.
    pub purses: Vec<(&'static str, f64, f64)>,
    /// All that may be spent in a day: the account should have it. Units: the native token's smallest.
    pub day: u128,
}

/// What was kept today of something that is kept for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayUse {
    /// Its stable name, for metrics.
    pub kind: &'static str,
    /// How many.
    pub used: u64,
    /// How many are kept in a day.
    pub limit: u64,
}

struct Inner {
    /// Moments are kept as milliseconds since this one: no clock that is set moves it.
    start: Instant,
    started: SystemTime,
    beats: [AtomicU64; Loop::ALL.len()],
    node_gone_since: AtomicU64,
    node_asked_since: AtomicU64,
    finalised: AtomicU64,
    indexed: AtomicU64,
    indexed_time_ms: AtomicU64,
    backfilled: AtomicBool,
    trouble: watch::Sender<Option<Trouble>>,
    fees: watch::Sender<Option<Fees>>,
    money: watch::Sender<Option<Money>>,
    kept_today: watch::Sender<Vec<DayUse>>,
    intents: IntCounterVec,
    attempts: IntCounterVec,
    relay_tasks: IntCounterVec,
    errors: IntCounterVec,
    requests: IntCounterVec,
    request_seconds: HistogramVec,
    streams: AtomicU64,
}

/// How this process is doing; a clone is the same status.
#[derive(Clone)]
pub struct Health(Arc<Inner>);

impl Default for Health {
    fn default() -> Health {
        Health::new()
    }
}

impl Health {
    /// The status of a process that has just begun: no loop runs, and no node was reached yet.
    pub fn new() -> Health {
        Health(Arc::new(Inner {
            start: Instant::now(),
            started: SystemTime::now(),
            beats: std::array::from_fn(|_| AtomicU64::new(NONE)),
            node_gone_since: AtomicU64::new(0),
            node_asked_since: AtomicU64::new(NONE),
            finalised: AtomicU64::new(NONE),
            indexed: AtomicU64::new(NONE),
            indexed_time_ms: AtomicU64::new(NONE),
            backfilled: AtomicBool::new(false),
            trouble: watch::Sender::new(None),
            fees: watch::Sender::new(None),
            money: watch::Sender::new(None),
            kept_today: watch::Sender::new(Vec::new()),
            intents: counters(
                "iou_relay_intents_total",
                "Intents that were handed over, by what was answered: received, known, or why they were refused.",
                &["outcome"],
            ),
            attempts: counters(
                "iou_delivery_attempts_total",
                "Attempts to deliver a message, by channel and what came of them.",
                &["channel", "outcome"],
            ),
            relay_tasks: counters(
                "iou_relay_tasks_total",
                "Transactions meant for the contract, by kind and what came of them.",
                &["kind", "outcome"],
            ),
            errors: counters(
                "iou_errors_total",
                "Errors that a loop met and went on after, by code (docs of the client list them).",
                &["code"],
            ),
            requests: counters(
                "iou_http_requests_total",
                "Requests to the site, by route and status.",
                &["route", "status"],
            ),
            request_seconds: HistogramVec::new(
                HistogramOpts::new(
                    "iou_http_request_seconds",
                    "How long requests to the site took until their answer began, by route.",
                )
                .buckets(REQUEST_SECONDS.to_vec()),
                &["route"],
            )
            .expect("our own names are well formed"),
            streams: AtomicU64::new(NONE),
        }))
    }

    /// The loop is running. Said at least every [`BEAT_LIMIT`], also while it waits for a node or has nothing
    /// to do; the first time starts the watch over it.
    pub fn beat(&self, task: Loop) {
        self.beat_at(task, Instant::now());
    }

    fn beat_at(&self, task: Loop, now: Instant) {
        self.0.beats[task as usize].store(self.since_start(now), Ordering::Relaxed);
    }

    /// The loop has ended as it should, and is watched no more.
    pub fn ended(&self, task: Loop) {
        self.0.beats[task as usize].store(NONE, Ordering::Relaxed);
    }

    /// The node answers.
    pub fn node_connected(&self) {
        self.0.node_gone_since.store(NONE, Ordering::Relaxed);
        self.0.node_asked_since.store(NONE, Ordering::Relaxed);
    }

    /// The node is being asked something: from now on it counts as gone if it is silent for long, though no request has
    /// failed yet.
    pub fn node_asked(&self) {
        self.node_asked_at(Instant::now());
    }

    fn node_asked_at(&self, now: Instant) {
        let since = &self.0.node_asked_since;
        let _kept = since.compare_exchange(NONE, self.since_start(now), Ordering::Relaxed, Ordering::Relaxed);
    }

    /// The node does not answer; the first of several in a row counts.
    pub fn node_lost(&self, error: &impl Coded) {
        self.node_lost_at(Instant::now());
        self.trouble(error);
    }

    fn node_lost_at(&self, now: Instant) {
        let since = &self.0.node_gone_since;
        // Fails where it is gone already, since an earlier moment.
        let _kept = since.compare_exchange(NONE, self.since_start(now), Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Height of the node's newest finalised block.
    pub fn finalised(&self, block: u64) {
        self.0.finalised.store(block, Ordering::Relaxed);
    }

    /// The block is in the database. Units of its time: milliseconds since 1970, by the chain's clock.
    pub fn indexed(&self, block: u64, time_ms: u64) {
        self.0.indexed.store(block, Ordering::Relaxed);
        self.0.indexed_time_ms.store(time_ms, Ordering::Relaxed);
    }

    /// The index has once reached the newest finalised block.
    pub fn backfill_over(&self) {
        self.0.backfilled.store(true, Ordering::Relaxed);
    }

    /// Something went wrong, and the loop goes on.
    pub fn trouble(&self, error: &impl Coded) {
        self.0.errors.with_label_values(&[error.code().as_str()]).inc();
        let trouble = Trouble {
            code: error.code(),
            words: error.to_string(),
            at: SystemTime::now(),
        };
        drop(self.0.trouble.send_replace(Some(trouble)));
    }

    /// What the paying account has, and whether that is too little.
    pub fn fees(&self, balance: u128, low: bool) {
        let _before = self.0.fees.send_replace(Some(Fees { balance, low }));
    }

    /// What may be spent on intents, and how much of it was.
    pub fn money(&self, money: Money) {
        let _before = self.0.money.send_replace(Some(money));
    }

    /// What the site was given to keep today.
    pub fn kept_today(&self, kept: Vec<DayUse>) {
        let _before = self.0.kept_today.send_replace(kept);
    }

    /// One intent that was handed over, by what was answered.
    pub fn intent(&self, outcome: &str) {
        self.0.intents.with_label_values(&[outcome]).inc();
    }

    /// Those that are received begin at nought, so that a rate over them is right from the first one on.
    pub fn intents_from_nought(&self) {
        self.0.intents.with_label_values(&["received"]).inc_by(0);
    }

    /// One request to the site: its route, the status of its answer, and how long that took to begin.
    pub fn request(&self, route: &str, status: u16, took: Duration) {
        let status = status.to_string();
        self.0.requests.with_label_values(&[route, &status]).inc();
        let seconds = took.as_secs_f64();
        self.0
            .request_seconds
            .with_label_values(&[route])
            .observe(seconds);
    }

    /// How many streams of events the site has open.
    pub fn streams(&self, count: usize) {
        self.0.streams.store(count as u64, Ordering::Relaxed);
    }

    /// One attempt to deliver, by the names of its channel and its outcome, one of [`OUTCOMES`].
    pub fn attempt(&self, channel: &str, outcome: &str) {
        self.0.attempts.with_label_values(&[channel, outcome]).inc();
    }

    pub fn attempts_from_nought(&self, channel: &str) {
        for outcome in OUTCOMES {
            self.0.attempts.with_label_values(&[channel, outcome]).inc_by(0);
        }
    }

    /// One transaction meant for the contract, by the names of its kind and its outcome.
    pub fn relay_task(&self, kind: &str, outcome: &str) {
        self.0.relay_tasks.with_label_values(&[kind, outcome]).inc();
    }

    /// Waits for troubles: whoever wants to tell people at once.
    pub fn troubles(&self) -> watch::Receiver<Option<Trouble>> {
        self.0.trouble.subscribe()
    }

    /// When the process began.
    pub fn started(&self) -> SystemTime {
        self.0.started
    }

    /// What counts upwards only.
    pub fn counters(&self) -> Vec<Box<dyn Collector>> {
        let inner = &self.0;
        let counted = [
            &inner.attempts,
            &inner.relay_tasks,
            &inner.intents,
            &inner.errors,
            &inner.requests,
        ];
        let counted = counted.map(|it| Box::new(it.clone()) as Box<dyn Collector>);
        let mut all: Vec<Box<dyn Collector>> = counted.into();
        all.push(Box::new(inner.request_seconds.clone()));
        all
    }

    /// How it is now.
    pub fn snapshot(&self) -> Snapshot {
        self.snapshot_at(Instant::now())
    }

    fn snapshot_at(&self, now: Instant) -> Snapshot {
        let inner = &self.0;
        let number = |it: &AtomicU64| Some(it.load(Ordering::Relaxed)).filter(|it| *it != NONE);
        let age = |it: &AtomicU64| {
            number(it).map(|at| Duration::from_millis(self.since_start(now).saturating_sub(at)))
        };
        let loops = Loop::ALL
            .into_iter()
            .filter_map(|task| Some((task, age(&inner.beats[task as usize])?)));
        Snapshot {
            loops: loops.collect(),
            node_gone: age(&inner.node_gone_since)
                .max(age(&inner.node_asked_since).filter(|waiting| *waiting > SILENCE)),
            streams: number(&inner.streams),
            finalised: number(&inner.finalised),
            indexed: number(&inner.indexed),
            indexed_time_ms: number(&inner.indexed_time_ms),
            backfilled: inner.backfilled.load(Ordering::Relaxed),
            trouble: inner.trouble.borrow().clone(),
            fees: *inner.fees.borrow(),
            money: inner.money.borrow().clone(),
            kept_today: inner.kept_today.borrow().clone(),
        }
    }

    fn since_start(&self, now: Instant) -> u64 {
        // Half a thousand million years fit.
        u64::try_from(now.saturating_duration_since(self.0.start).as_millis()).unwrap_or(NONE - 1)
    }
}

/// A [`Health`] at one moment, for whoever judges it.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Streams of events that the site has open; `None` where it is not served here.
    pub streams: Option<u64>,
    /// The loops that run here, and how long ago each said so.
    pub loops: Vec<(Loop, Duration)>,
    /// For how long the node has not been reached; `None` while it answers.
    pub node_gone: Option<Duration>,
    /// Height of the node's newest finalised block, as far as known.
    pub finalised: Option<u64>,
    /// The newest block that this process has put into the database.
    pub indexed: Option<u64>,
    /// Its time. Units: milliseconds since 1970.
    pub indexed_time_ms: Option<u64>,
    /// Whether the index has once reached the newest finalised block.
    pub backfilled: bool,
    /// The last thing that went wrong.
    pub trouble: Option<Trouble>,
    /// The paying account.
    pub fees: Option<Fees>,
    /// What a relay may spend on intents.
    pub money: Option<Money>,
    /// What the site was given to keep today; nothing where it is not served here.
    pub kept_today: Vec<DayUse>,
}

impl Snapshot {
    /// Whether that loop runs here.
    pub fn runs(&self, task: Loop) -> bool {
        self.loops.iter().any(|(it, _)| *it == task)
    }
}

fn counters(name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
    IntCounterVec::new(Opts::new(name, help), labels).expect("our own names are well formed")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    struct Silent;

    impl std::fmt::Display for Silent {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("the node is silent")
        }
    }

    impl Coded for Silent {
        fn code(&self) -> String {
            "node_lost".into()
        }
    }

    #[test]
    fn a_node_is_gone_since_the_first_failure_in_a_row_and_since_the_start_until_it_first_answers() {
        let status = Health::new();
        let start = status.0.start;
        let gone = |seconds: u32| status.snapshot_at(start + seconds * SECOND).node_gone;
        assert_eq!(gone(7), Some(7 * SECOND));
        status.node_connected();
        assert_eq!(gone(8), None);
        status.node_lost_at(start + 10 * SECOND);
        status.node_lost_at(start + 20 * SECOND);
        assert_eq!(gone(41), Some(31 * SECOND));
        status.node_connected();
        assert_eq!(gone(42), None);
    }

    #[test]
    fn a_node_that_is_silent_is_gone_since_it_was_asked_and_not_since_the_request_was_given_up() {
        let status = Health::new();
        let start = status.0.start;
        let gone = |seconds: u32| status.snapshot_at(start + seconds * SECOND).node_gone;
        status.node_connected();
        status.node_asked_at(start + 10 * SECOND);
        status.node_asked_at(start + 12 * SECOND);
        assert_eq!(gone(15), None, "an answer may take a moment");
        assert_eq!(gone(41), Some(31 * SECOND));
        // The request is given up after its own limit; that is no new beginning.
        status.node_lost_at(start + 40 * SECOND);
        assert_eq!(gone(50), Some(40 * SECOND));
        status.node_connected();
        assert_eq!(gone(60), None);
    }

    #[test]
    fn only_loops_that_began_and_have_not_ended_are_watched() {
        let status = Health::new();
        let start = status.0.start;
        assert!(status.snapshot().loops.is_empty());
        status.beat_at(Loop::Outbox, start + SECOND);
        status.beat_at(Loop::Index, start + 2 * SECOND);
        let snapshot = status.snapshot_at(start + 5 * SECOND);
        assert_eq!(
            snapshot.loops,
            [(Loop::Index, 3 * SECOND), (Loop::Outbox, 4 * SECOND)]
        );
        status.ended(Loop::Index);
        assert!(!status.snapshot().runs(Loop::Index) && status.snapshot().runs(Loop::Outbox));
    }

    #[test]
    fn a_trouble_is_kept_counted_and_told_to_whoever_waits() {
        let status = Health::new();
        let mut waiting = status.troubles();
        status.node_lost(&Silent);
        assert!(waiting.has_changed().unwrap());
        assert_eq!(
            waiting.borrow_and_update().as_ref().unwrap().words,
            "the node is silent"
        );
        status.trouble(&Silent);
        assert_eq!(status.0.errors.with_label_values(&["node_lost"]).get(), 2);
        assert_eq!(status.snapshot().trouble.unwrap().code, "node_lost");
    }
}
