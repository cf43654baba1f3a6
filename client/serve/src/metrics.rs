//! The figures for Prometheus. What is counted upwards lives in the [`Health`]; every other figure is made anew for each
//! reading, so nothing stale can be told: what is not known is not there. Names and meanings: docs/services.md.
//! Units: base units by Prometheus's rules (seconds, blocks), except plancks, the chain's own unit of fees.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use prometheus::core::Collector;
use prometheus::{Gauge, GaugeVec, Opts, Registry, TextEncoder};

use super::figures::Figures;
use super::health;
use crate::error::Error;
use iou_health::{Health, Loop};
use iou_remind::message::Channel;

/// The exposition of everything that is known.
pub(super) fn exposition(status: &Health, figures: Result<&Figures, &Error>) -> String {
    let now = SystemTime::now();
    let page = Page(Registry::new());
    for collector in status.counters() {
        page.add(collector);
    }
    page.process(status);
    page.chain(status, figures);
    if let Ok(figures) = figures {
        page.reminders(figures, now);
    }
    TextEncoder::new()
        .encode_to_string(&page.0.gather())
        .expect("our own metrics are complete and well formed")
}

/// The attempts of every channel begin at nought, so that a rate over them is right from the first one on.
pub(super) fn begin(status: &Health) {
    for channel in Channel::ALL {
        status.attempts_from_nought(channel.name());
    }
}

struct Page(Registry);

impl Page {
    fn add(&self, collector: Box<dyn Collector>) {
        self.0.register(collector).expect("each name is used once");
    }

    fn gauge(&self, name: &str, help: &str, value: f64) {
        let gauge = Gauge::with_opts(Opts::new(name, help)).expect("our own names are well formed");
        gauge.set(value);
        self.add(Box::new(gauge));
    }

    fn gauges<'v>(
        &self,
        name: &str,
        help: &str,
        label: &str,
        values: impl IntoIterator<Item = (&'v str, f64)>,
    ) {
        let gauge = GaugeVec::new(Opts::new(name, help), &[label]).expect("our own names are well formed");
        for (of, value) in values {
            gauge.with_label_values(&[of]).set(value);
        }
        self.add(Box::new(gauge));
    }

    fn process(&self, status: &Health) {
        let snapshot = status.snapshot();
        let version = [(env!("CARGO_PKG_VERSION"), 1.0)];
        self.gauges(
            "iou_build_info",
            "The program's version; always 1.",
            "version",
            version,
        );
        let started = since_1970(status.started()).as_secs_f64();
        self.gauge(
            "process_start_time_seconds",
            "When the process began, in seconds since 1970.",
            started,
        );
        let loops = snapshot.loops.iter();
        self.gauges(
            "iou_loop_last_beat_seconds",
            "How long ago each loop of this process said that it runs; over 120 it is stuck.",
            "loop",
            loops.map(|(task, age)| (task.name(), age.as_secs_f64())),
        );
        if let Some(trouble) = &snapshot.trouble {
            self.gauges(
                "iou_last_error_timestamp_seconds",
                "When something last went wrong, in seconds since 1970.",
                "code",
                [(trouble.code.as_str(), since_1970(trouble.at).as_secs_f64())],
            );
        }
        if let Some(streams) = snapshot.streams {
            self.gauge(
                "iou_http_streams",
                "Streams of events that the site has open.",
                streams as f64,
            );
        }
        if !snapshot.kept_today.is_empty() {
            let kept = snapshot.kept_today.iter();
            self.gauges(
                "iou_site_day_used",
                "What the site was given to keep today, of each kind.",
                "kind",
                kept.clone().map(|it| (it.kind, it.used as f64)),
            );
            self.gauges(
                "iou_site_day_limit",
                "What it keeps in a day.",
                "kind",
                kept.map(|it| (it.kind, it.limit as f64)),
            );
        }
        if let Some(money) = &snapshot.money {
            self.gauge(
                "iou_relay_day_planck",
                "What a relay may spend on intents in a day: its account should have it.",
                money.day as f64,
            );
            let purses = money.purses.iter();
            let used = purses.clone().map(|(purse, used, _)| (*purse, *used));
            self.gauges(
                "iou_relay_purse_used",
                "What was spent on intents today, in tokens.",
                "purse",
                used,
            );
            let limits = purses.map(|(purse, _, limit)| (*purse, *limit));
            self.gauges(
                "iou_relay_purse_limit",
                "What may be spent on intents in a day, in tokens.",
                "purse",
                limits,
            );
        }
        if let Some(fees) = snapshot.fees {
            self.gauge(
                "iou_relayer_balance_planck",
                "What the relayer's account can spend on fees, in plancks (10^12 are one IOU).",
                fees.balance as f64,
            );
            self.gauge(
                "iou_relayer_fees_low",
                "1 when the relayer's account has too little for fees.",
                flag(fees.low),
            );
        }
    }

    fn chain(&self, status: &Health, figures: Result<&Figures, &Error>) {
        let snapshot = status.snapshot();
        let heights = health::heights(&snapshot, figures.ok());
        let ready = health::unready(&snapshot, figures).is_empty();
        self.gauge("iou_ready", "1 when /ready answers 200.", flag(ready));
        self.gauge(
            "iou_database_up",
            "1 when the database answers.",
            flag(figures.is_ok()),
        );
        // Reminders alone follow no node.
        if snapshot.runs(Loop::Index) {
            self.gauge(
                "iou_node_connected",
                "1 when the node answers.",
                flag(snapshot.node_gone.is_none()),
            );
            self.gauge(
                "iou_node_gone_seconds",
                "For how long the node has not answered; 0 while it does.",
                snapshot.node_gone.unwrap_or_default().as_secs_f64(),
            );
            self.gauge(
                "iou_index_backfilled",
                "1 once the index of this process has reached the newest finalised block.",
                flag(snapshot.backfilled),
            );
        }
        let number = |name: &str, help: &str, value: Option<u64>| {
            if let Some(value) = value {
                self.gauge(name, help, value as f64);
            }
        };
        let cursor = figures.ok().and_then(|it| it.cursor.as_ref());
        number(
            "iou_finalised_block",
            "Height of the node's newest finalised block.",
            heights.finalised,
        );
        number(
            "iou_index_block",
            "Height of the newest block in the index.",
            heights.indexed,
        );
        number(
            "iou_index_lag_blocks",
            "Finalised blocks that the index lacks.",
            heights.lag(),
        );
        let time_ms = cursor.map(|it| it.time_ms).max(snapshot.indexed_time_ms);
        if let Some(ms) = time_ms {
            self.gauge(
                "iou_index_time_seconds",
                "The chain's clock at the newest block in the index, in seconds since 1970.",
                Duration::from_millis(ms).as_secs_f64(),
            );
        }
        number(
            "iou_index_events",
            "The contract's events in the index.",
            cursor.map(|it| it.events),
        );
        number(
            "iou_index_unknown_events",
            "Events of the contract that this program is too old to understand; kept as they came.",
            cursor.map(|it| it.unknown_events),
        );
    }

    fn reminders(&self, figures: &Figures, now: SystemTime) {
        // These instants are the machine's, whatever the chain's clock says.
        let now = since_1970(now);
        let age = |since: Option<u64>| {
            since.map_or(0.0, |ms| {
                now.saturating_sub(Duration::from_millis(ms)).as_secs_f64()
            })
        };
        self.gauges(
            "iou_messages",
            "Messages in the database, by state.",
            "state",
            figures
                .messages
                .iter()
                .map(|(state, number)| (state.as_str(), *number as f64)),
        );
        self.gauge(
            "iou_oldest_undelivered_seconds",
            "Age of the oldest message that is neither delivered nor given up; 0 when there is none.",
            age(figures.oldest_undelivered_ms),
        );
        self.gauge(
            "iou_dead_messages",
            "Messages that were given up and wait for somebody (`iou remind dead list`).",
            figures.dead() as f64,
        );
        let down = |channel: Channel| {
            let alarm = figures.alarms.iter().find(|(name, _)| name == channel.name());
            (channel.name(), alarm.map_or(0.0, |(_, since)| age(Some(*since))))
        };
        self.gauges(
            "iou_channel_down_seconds",
            "For how long nothing has gone over a channel, for a reason on our side; 0 while it works.",
            "channel",
            Channel::ALL.map(down),
        );
        self.gauges(
            "iou_relay_tasks",
            "Transactions meant for the contract in the database, by state.",
            "state",
            figures
                .tasks
                .iter()
                .map(|(state, number)| (state.as_str(), *number as f64)),
        );
        self.gauge(
            "iou_oldest_relay_task_seconds",
            "Age of the oldest transaction meant for the contract that has no end yet; 0 when there is none.",
            age(figures.oldest_task_ms),
        );
    }
}

fn since_1970(at: SystemTime) -> Duration {
    // A clock before 1970 is told by `iou doctor`; here it counts as 1970.
    at.duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn flag(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}
