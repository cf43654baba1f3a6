//! The service: a tick writes down whom to tell what, the delivery sends it, the relay tells the contract. Each is one loop
//! over the database; nothing is handed over in memory, so that whatever is stopped goes on where it was.
//!
//! Two clocks: what is due is the chain's to say (the newest block that is indexed), when something is tried again is this
//! machine's. Limits: 16 deliveries at once, one at a time for each host; a message has 80 seconds for one attempt.

mod deliver;
mod events;
mod tick;

pub use deliver::Delivered;
pub use tick::Ticked;

use std::num::NonZeroU16;
use std::sync::atomic::AtomicU64;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;
use sqlx::{Any, Transaction};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::channel::Channels;
use super::outbox::{self, Outbox};
use super::people::People;
use super::policy::Policy;
use super::words::Pages;
use crate::error::Result;
use crate::link::LinkKey;
use iou_base::backoff::Backoff;
use iou_base::text::{Lang, Text};
use iou_base::time::DAY_MS;
use iou_database::{News, Store};
use iou_health::{Health, Loop};
use iou_relay::queue::{Queue, TaskCount};
use iou_relay::worker::{NoFees, Passed, Relay, NO_FEES};

/// The kept value that has the digest of the settings by which the agenda was made.
const SETTINGS: &str = "settings";
/// How often the agenda and the outbox are looked at where nobody tells of anything new in them.
const TICK: Duration = Duration::from_millis(500);
/// How often what was done with long ago is forgotten. Units: milliseconds.
const FORGET_MS: u64 = 3_600_000;
/// How long to wait after the database failed, at first and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));
/// How long what is in flight may take after the service was asked to end.
const GRACE: Duration = Duration::from_secs(10);

/// Reminders over one database.
pub struct Service {
    pub(super) store: Store,
    pub(super) outbox: Outbox,
    pub(super) queue: Queue,
    pub(super) people: Arc<People>,
    pub(super) channels: Arc<Channels>,
    pub(super) policy: Policy,
    /// For how long what no demand needs is kept. Units: milliseconds.
    kept_ms: u64,
    /// English and Chinese.
    pub(super) texts: (Text, Text),
    pub(super) pages: Option<Pages>,
    pub(super) relays: bool,
    pub(super) announces: bool,
    pub(super) records: bool,
    pub(super) status: Health,
    /// How many events the index had when people were notified of all of them.
    pub(super) notified: AtomicU64,
}

/// How things stand: for `iou remind status` and for metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The messages.
    pub outbox: outbox::OutboxFigures,
    /// How long the oldest message that is neither delivered nor given up has been waiting. Units: milliseconds.
    pub oldest_undelivered_ms: u64,
    /// Tasks by state.
    pub tasks: Vec<TaskCount>,
    /// The channels that do not work through us.
    pub alarms: Vec<outbox::Alarm>,
    /// Since when the relay's account cannot pay, and how much it has; `None` while it can.
    pub no_fees: Option<NoFees>,
}

/// What one round has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Round {
    /// The agenda.
    pub ticked: Ticked,
    /// The outbox.
    pub delivered: Delivered,
    /// The queue of tasks.
    pub passed: Passed,
}

impl Service {
    /// A service that sends over `channels`. `relays`: whether a relay tells the contract of defaults; `announces`: of
    /// reached stages too.
    pub fn new(
        store: Store,
        people: Arc<People>,
        channels: Channels,
        policy: Policy,
        relays: bool,
        announces: bool,
    ) -> Service {
        Service {
            outbox: Outbox::new(store.clone()),
            queue: Queue::new(store.clone()),
            store,
            people,
            channels: Arc::new(channels),
            policy,
            kept_ms: u64::from(outbox::KEPT_DAYS.get()) * DAY_MS,
            texts: (Text::new(Lang::En), Text::new(Lang::Zh)),
            pages: None,
            relays,
            announces,
            records: true,
            status: Health::new(),
            notified: AtomicU64::new(u64::MAX),
        }
    }

    /// The same; `records`: whether a relay puts on record that a report stayed unanswered for the days that its loan agrees.
    #[must_use]
    pub fn with_silence(self, records: bool) -> Service {
        Service { records, ..self }
    }

    /// The same, telling `status` how it does.
    #[must_use]
    pub fn with_status(self, status: Health) -> Service {
        Service { status, ..self }
    }

    /// The same, which keeps what no demand needs for so many days after it was done with.
    #[must_use]
    pub fn with_kept(self, days: NonZeroU16) -> Service {
        Service {
            kept_ms: u64::from(days.get()) * DAY_MS,
            ..self
        }
    }

    /// The same, whose messages say where a loan can be looked at: at `url`.
    ///
    /// Errors: the database's.
    pub async fn with_pages(self, url: Option<String>) -> Result<Service> {
        let pages = match url {
            Some(url) => Some(Pages {
                url,
                key: LinkKey::of(&self.store, now_ms()).await?,
            }),
            None => None,
        };
        Ok(Service { pages, ..self })
    }

    /// How things stand.
    pub async fn standing(&self) -> Result<Standing> {
        standing(&self.store).await
    }

    /// One round: all that is due is written down, and all that can be delivered is. The relay is given until `limit` to
    /// see its transactions final.
    pub async fn once(self: &Arc<Self>, relay: Option<&mut Relay>, limit: Duration) -> Result<Round> {
        let cancel = CancellationToken::new();
        self.notice_settings().await?;
        let mut round = Round {
            ticked: self.tick(now_ms()).await?,
            ..Round::default()
        };
        let mut sweep = outbox::Sweep::default();
        while !sweep.is_over() {
            self.forget_some(now_ms(), &mut sweep).await?;
        }
        loop {
            let delivered = self.deliver(now_ms(), &cancel).await?;
            round.delivered += delivered;
            if delivered == Delivered::default() {
                break;
            }
        }
        let Some(relay) = relay else { return Ok(round) };
        let end = tokio::time::Instant::now() + limit;
        loop {
            let passed = relay.pass(now_ms()).await?;
            round.passed += passed;
            if self.queue.is_settled(now_ms()).await? || tokio::time::Instant::now() >= end {
                return Ok(round);
            }
            sleep(Duration::from_millis(200)).await;
        }
    }

    /// Works until `cancel` is cancelled; then what is in flight is brought to its end, within ten seconds.
    ///
    /// Errors: those that do not pass by themselves, such as a chain that is another one.
    pub async fn run(self: &Arc<Self>, relay: Option<Relay>, cancel: &CancellationToken) -> Result<()> {
        self.notice_settings().await?;
        let own = cancel.child_token();
        let _on_return = own.clone().drop_guard();
        let sending = {
            let (service, own) = (self.clone(), own.clone());
            tokio::spawn(async move { service.send_on(&own).await })
        };
        let relaying = {
            let own = own.clone();
            tokio::spawn(async move { run_relay(relay, &own).await })
        };
        let looking = {
            let (service, own) = (self.clone(), own.clone());
            tokio::spawn(async move { service.look_on(&own).await })
        };
        let stopping = async {
            own.cancelled().await;
            sleep(GRACE).await;
        };
        let aborts = [
            looking.abort_handle(),
            sending.abort_handle(),
            relaying.abort_handle(),
        ];
        let all = async {
            // Where one ends with an error, the other is asked to end too.
            let stop = |ended: Result<()>| {
                own.cancel();
                ended
            };
            let sending = async { stop(joined(sending.await)) };
            let relaying = async { stop(joined(relaying.await)) };
            let looking = async { stop(joined(looking.await)) };
            let (sent, relayed, looked) = tokio::join!(sending, relaying, looking);
            sent.and(relayed).and(looked)
        };
        tokio::select! {
            ended = all => ended,
            () = stopping => {
                tracing::warn!("remind: not everything in flight came to its end; it is tried again at the next start");
                aborts.iter().for_each(tokio::task::AbortHandle::abort);
                Ok(())
            }
        }
    }

    /// Has every loan looked at once more if the policy is another than the last time: when each is looked at next was
    /// found by the policy of then.
    async fn notice_settings(&self) -> Result<()> {
        let Service {
            policy,
            relays,
            announces,
            records,
            ..
        } = self;
        let settings = format!("{policy:?} {relays} {announces} {records}");
        let digest = hex::encode(iou_base::sha256(settings.as_bytes()));
        if self.store.kept_value(SETTINGS).await?.as_deref() == Some(&digest) {
            return Ok(());
        }
        let again = sqlx::query("UPDATE agenda SET at_ms = 0")
            .execute(self.store.pool())
            .await;
        let _rows = again.map_err(|e| self.store.failed(e))?;
        // Last: whoever is stopped before it does it again.
        Ok(self.store.set_kept_value(SETTINGS, Some(&digest)).await?)
    }

    /// Makes what a tick wrote last; whoever sends is told where there is something to send.
    async fn written(&self, tx: Transaction<'static, Any>, messages: u64) -> Result<()> {
        match messages {
            0 => self.store.commit(tx).await?,
            _ => self.store.commit_and_tell(tx).await?,
        }
        Ok(())
    }

    async fn look_on(&self, cancel: &CancellationToken) -> Result<()> {
        let mut pace = Pace::new(&self.store, &self.status);
        let mut forgetting = Forgetting::default();
        while !cancel.is_cancelled() {
            self.status.beat(Loop::Policy);
            let ticked = self.tick(now_ms()).await;
            let ticked = match ticked {
                Ok(ticked) => self.forget(now_ms(), &mut forgetting).await.map(|()| ticked),
                failed => failed,
            };
            if let Some(some) = ticked.as_ref().ok().filter(|some| **some != Ticked::default()) {
                tracing::info!(?some, "remind: tick");
            }
            pace.rest(ticked.map(|_| false), cancel).await?;
        }
        Ok(())
    }

    /// Forgets what was done with long ago, a little each time, where the next sweep has begun.
    async fn forget(&self, now_ms: u64, forgetting: &mut Forgetting) -> Result<()> {
        let Forgetting { sweep, next_ms } = forgetting;
        // A clock that was set back delays it by no more than that.
        if now_ms < *next_ms && *next_ms - now_ms <= FORGET_MS {
            return Ok(());
        }
        self.forget_some(now_ms, sweep).await?;
        if sweep.is_over() {
            *forgetting = Forgetting {
                next_ms: now_ms + FORGET_MS,
                ..Forgetting::default()
            };
        }
        Ok(())
    }

    /// A step of a sweep. Which loans are over is not known while the index is filled.
    async fn forget_some(&self, now_ms: u64, sweep: &mut outbox::Sweep) -> Result<()> {
        let has_loans = self.cursor().await?.is_some();
        let ended_ms = now_ms.saturating_sub(self.kept_ms);
        let _rows = self.outbox.forget(sweep, ended_ms, has_loans).await?;
        Ok(())
    }

    async fn send_on(self: &Arc<Self>, cancel: &CancellationToken) -> Result<()> {
        let mut pace = Pace::new(&self.store, &self.status);
        while !cancel.is_cancelled() {
            self.status.beat(Loop::Outbox);
            let delivered = self.deliver(now_ms(), cancel).await;
            pace.rest(delivered.map(|some| some != Delivered::default()), cancel)
                .await?;
        }
        Ok(())
    }
}

/// What is forgotten just now, and when the next sweep begins.
#[derive(Default)]
struct Forgetting {
    sweep: outbox::Sweep,
    /// Units: milliseconds since 1970.
    next_ms: u64,
}

/// How a loop goes on: at once while there is something to do, otherwise when something new was written, or after a pause; a
/// database that fails is tried again ever more rarely, everything else ends it.
struct Pace<'s> {
    news: News,
    backoff: Backoff,
    status: &'s Health,
}

impl Pace<'_> {
    fn new<'s>(store: &Store, status: &'s Health) -> Pace<'s> {
        Pace {
            news: store.news(),
            backoff: Backoff::new(RETRY.0, RETRY.1),
            status,
        }
    }

    /// Waits after a round that was `busy`, or failed.
    async fn rest(&mut self, round: Result<bool>, cancel: &CancellationToken) -> Result<()> {
        let (wait, listens) = match round {
            Ok(busy) => {
                self.backoff.reset();
                (if busy { Duration::ZERO } else { TICK }, true)
            }
            Err(error) if error.is_of_database() => {
                tracing::error!(%error, "remind: trying again");
                self.status.trouble(&error);
                (self.backoff.pause(), false)
            }
            Err(other) => return Err(other),
        };
        tokio::select! {
            () = cancel.cancelled() => {}
            () = sleep(wait) => {}
            () = self.news.heard(), if listens => {}
        }
        Ok(())
    }
}

/// How things stand in a database.
pub async fn standing(store: &Store) -> Result<Standing> {
    let queue = Queue::new(store.clone());
    let alarms = Outbox::new(store.clone()).alarms().await?;
    let outbox = Outbox::new(store.clone()).status().await?;
    let no_fees = store.kept_value(NO_FEES).await?;
    Ok(Standing {
        oldest_undelivered_ms: outbox
            .oldest_ms
            .map_or(0, |oldest| now_ms().saturating_sub(oldest)),
        outbox,
        tasks: queue.counts().await?,
        alarms,
        no_fees: no_fees.and_then(|json| serde_json::from_str(&json).ok()),
    })
}

async fn run_relay(relay: Option<Relay>, cancel: &CancellationToken) -> Result<()> {
    match relay {
        Some(relay) => Ok(relay.run(cancel).await?),
        None => {
            cancel.cancelled().await;
            Ok(())
        }
    }
}

fn joined(ended: std::result::Result<Result<()>, tokio::task::JoinError>) -> Result<()> {
    match ended {
        Ok(ended) => ended,
        Err(e) if e.is_panic() => std::panic::resume_unwind(e.into_panic()),
        Err(_) => Ok(()),
    }
}

/// This machine's time. Units: milliseconds since 1970.
pub fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
