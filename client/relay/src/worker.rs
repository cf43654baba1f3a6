//! The relay: brings the queue's tasks to the contract. Each is a dry run at the newest block first, so that nothing is sent
//! that somebody else has done already; its transaction is in the database, bytes and all, before the node sees it; and
//! another one is made only when that one can never be included. What is asked of the node again after a crash is what is
//! asked of it anyway: one way through for both. A node that is behind the index knows less than the tasks were made from,
//! so nothing is concluded from what it says.
//!
//! A demand is put on record in the creditor's name: by their own account, or as their proxy (`iou remind allow`).
//! Limits: one account, one process at a time by lease; two databases with one account are held apart by nonce and dry run.
//! The contract records a demand as often as it is told, so a demand is looked for in the index and in the blocks after it;
//! two relayers with a database each that tell of the same one within a block both put it on record.

mod intents;

use iou_base::{hex0x, read_hex_bytes};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures::future::BoxFuture;
use futures::TryStreamExt as _;
use scale::Decode;
use serde::{Deserialize, Serialize};
use terms::event::DemandMade;
use terms::life::{Action as Step, Arrival};
use terms::limits::BATCH_MAX;
use terms::{Digest, Event, LoanId};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::queue::{NewTask, Queue, Sent, Silence, Task, TaskKind, TaskOutcome, NO_LOAN};
use crate::error::{Error, Result};
use intents::{is_intent, Ended};
use iou_base::backoff::Backoff;
use iou_base::{kebab, names, read_hex};
use iou_database::Store;
use iou_health::{Health, Loop};
use iou_ledger::blocks::{self, Source};
use iou_ledger::connection::AtBlock;
use iou_ledger::contract::{Ledger, LedgerEvent, Message};
use iou_ledger::journal::Journal;
use iou_ledger::lookup::{self, Included, TransactionStatus};
use iou_ledger::refused::Cause;
use iou_ledger::signer::Signer;
use iou_ledger::submit::{estimate_fee, send_again, Purpose, Submitter, Wait};
use iou_ledger::{proxy, AccountId, Call, Hash};

/// The longest pause of something that waits for what has to come before it. Units: milliseconds.
const BEFORE_MS: u64 = 300_000;
/// Pauses before another transaction for the same task. Units: milliseconds.
const AGAIN_MS: [u64; 6] = [5_000, 30_000, 300_000, 1_800_000, 3_600_000, 3_600_000];
/// How often the queue is looked at.
const PAUSE: Duration = Duration::from_millis(500);
/// How long to wait after the database failed, at first and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));
/// How soon after something was written down the queue is looked at: what comes together goes into one transaction.
const GATHER: Duration = Duration::from_millis(100);
/// How soon a transaction on its way is looked at again. Units: milliseconds.
const SOON_MS: u64 = 1_000;
/// The same while it is so young that people wait for it. Units: milliseconds; blocks.
const QUICK_MS: u64 = 400;
const YOUNG: u64 = 8;
/// How soon the node is asked again after it failed. Units: milliseconds.
const NODE_MS: u64 = 5_000;
/// How soon an account without fees is tried again. Units: milliseconds.
const FEES_MS: u64 = 180_000;
/// How soon something is tried again that waits for a person. Units: milliseconds.
const PERSON_MS: u64 = 3_600_000;
/// The kept value that says that the account cannot pay: [`NoFees`] as JSON.
pub const NO_FEES: &str = "relay.no-fees";
/// Why a demand waits: the creditor has not allowed it.
pub const NOT_ALLOWED: &str = "not-allowed";
/// Why a demand waits: it may be in a block that the index has not taken yet.
pub const NOT_INDEXED: &str = "not-indexed";
/// How many blocks after the index's are looked through for a demand.
const NEW_BLOCKS: u64 = 64;
/// Why a task waits: the account cannot pay.
pub const WITHOUT_FEES: &str = "no-fees";

/// How the contract is reached, again after a connection was lost.
pub type Dial = Box<dyn Fn() -> BoxFuture<'static, iou_ledger::Result<Ledger>> + Send + Sync>;

/// What a pass has done. Units: tasks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Passed {
    /// Sent to the node.
    pub submitted: u64,
    /// Found on record.
    pub done: u64,
    /// Found to be of no use any more.
    pub obsolete: u64,
    /// Refused for good.
    pub dead: u64,
    /// To be looked at again.
    pub later: u64,
}

impl AddAssign for Passed {
    fn add_assign(&mut self, other: Passed) {
        self.submitted += other.submitted;
        self.done += other.done;
        self.obsolete += other.obsolete;
        self.dead += other.dead;
        self.later += other.later;
    }
}

/// Wakes a relay when something was written down for it: nobody waits for its next look. Its clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// Wakes it.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    async fn rung(&self) {
        self.0.notified().await;
        tokio::time::sleep(GATHER).await;
    }
}

/// Brings tasks to the contract.
pub struct Relay {
    queue: Queue,
    dial: Dial,
    ledger: Option<Ledger>,
    signer: Signer,
    journal: Journal,
    status: Health,
    bell: Bell,
}

impl Relay {
    /// A relay that signs with `signer`.
    pub fn new(queue: Queue, dial: Dial, signer: Signer, journal: Journal) -> Relay {
        Relay {
            queue,
            dial,
            ledger: None,
            signer,
            journal,
            status: Health::new(),
            bell: Bell::default(),
        }
    }

    /// What wakes it.
    pub fn bell(&self) -> Bell {
        self.bell.clone()
    }

    /// The same, telling `status` how it does.
    #[must_use]
    pub fn with_status(self, status: Health) -> Relay {
        Relay { status, ..self }
    }

    /// How it does.
    pub fn status(&self) -> &Health {
        &self.status
    }

    /// Works until `cancel` is cancelled.
    ///
    /// Errors: those of [`Relay::pass`], but for the database's, which is tried again ever more rarely.
    pub async fn run(mut self, cancel: &CancellationToken) -> Result<()> {
        let mut backoff = Backoff::new(RETRY.0, RETRY.1);
        while !cancel.is_cancelled() {
            self.status.beat(Loop::Relay);
            // A pass ends by itself: every request to the node has its limit.
            let wait = match self.pass(now_ms()).await {
                Ok(passed) => {
                    if passed != Passed::default() {
                        tracing::info!(?passed, "relay: pass");
                    }
                    backoff.reset();
                    PAUSE
                }
                Err(error @ Error::Database(_)) => {
                    tracing::error!(%error, "relay: trying again");
                    self.status.trouble(&error);
                    backoff.pause()
                }
                Err(other) => return Err(other),
            };
            tokio::select! {
                () = cancel.cancelled() => {}
                () = tokio::time::sleep(wait) => {}
                () = self.bell.rung() => {}
            }
        }
        self.status.ended(Loop::Relay);
        Ok(())
    }

    /// Works once on every task whose time has come. The node's failures are no errors of it: they are logged, and what
    /// they kept from being done waits.
    ///
    /// Errors: those of the database; [`iou_ledger::Error::DevKeyRefused`], [`iou_ledger::Error::ChainMismatch`].
    pub async fn pass(&mut self, now_ms: u64) -> Result<Passed> {
        let mut passed = Passed::default();
        let limit = u32::try_from(BATCH_MAX).unwrap_or(u32::MAX);
        let tasks = self.queue.claim(now_ms, limit).await?;
        if tasks.is_empty() {
            return Ok(passed);
        }
        let mut open = Open { left: tasks };
        let worked = self.work(&mut open, &mut passed, now_ms).await;
        // Whatever stopped the work, what was claimed is given back.
        let at_ms = now_ms + NODE_MS;
        passed.later += open.left.len() as u64;
        self.queue
            .settle(&open.left, &TaskOutcome::Unchanged { at_ms }, now_ms)
            .await?;
        self.fees_wanted().await?;
        match worked {
            Ok(()) => Ok(passed),
            Err(
                error @ (Error::Database(_)
                | Error::Ledger(
                    iou_ledger::Error::DevKeyRefused { .. } | iou_ledger::Error::ChainMismatch { .. },
                )),
            ) => Err(error),
            Err(error) => {
                tracing::warn!(%error, "relay: the node failed; connecting anew");
                self.ledger = None;
                Ok(passed)
            }
        }
    }

    async fn work(&mut self, open: &mut Open, passed: &mut Passed, now_ms: u64) -> Result<()> {
        let ledger = match &self.ledger {
            Some(ledger) => ledger.clone(),
            None => self.ledger.insert((self.dial)().await?).clone(),
        };
        let at = ledger.conn.at_best().await?;
        let indexed = self.queue.indexed().await?;
        not_behind(at.block_number(), indexed)?;
        let pass = Pass {
            relay: self,
            ledger,
            at,
            indexed,
            now_ms,
        };
        let mut failed = None;
        pass.follow_all(open, passed, &mut failed).await?;
        pass.execute_all(open, passed, &mut failed).await?;
        // Another node may know what this one does not.
        failed.map_or(Ok(()), Err)
    }

    /// That the account cannot pay is so for as long as something waits for it: what was too dear for it may be over by now.
    async fn fees_wanted(&self) -> Result<()> {
        let store = self.queue.store();
        if store.kept_value(NO_FEES).await?.is_some() && !self.queue.waits_for(WITHOUT_FEES).await? {
            tracing::info!("relay: nothing waits for fees any more");
            store.set_kept_value(NO_FEES, None).await?;
        }
        Ok(())
    }
}

/// What was claimed and not given back yet.
struct Open {
    left: Vec<Task>,
}

impl Open {
    /// Those of these ids, in their order.
    fn of(&self, ids: &[String]) -> Vec<Task> {
        let chosen = ids
            .iter()
            .filter_map(|id| self.left.iter().find(|task| task.id == *id));
        chosen.cloned().collect()
    }
}

/// A call that the contract has taken in a dry run.
struct Ready {
    call: Call,
    /// What storage would cost the account that signs. Units: the smallest unit of the native token.
    deposit: u128,
    /// Whether it is in another account's name.
    proxied: bool,
}

/// What comes of a demand before anything is sent.
enum Demanded {
    /// The call, or why it cannot be made.
    DryRun(iou_ledger::Result<Ready>),
    /// There is no call to make.
    Outcome(TaskOutcome),
}

/// That the account cannot pay, as the database has it and `iou remind status` shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoFees {
    /// The account, SS58.
    pub account: String,
    /// Since when. Units: milliseconds since 1970.
    pub since_ms: u64,
    /// What it has, with its unit.
    pub has: String,
    /// What it would need, with its unit, where that is known.
    pub needs: Option<String>,
}

/// What is known of a transaction that was sent.
struct Found {
    /// What follows for its tasks.
    outcome: TaskOutcome,
    /// The final block that has it, where it succeeded.
    included: Option<Included>,
    /// The block that has it and may still be replaced.
    block: Option<Hash>,
    /// Whether it failed in its block: then its fee was paid.
    is_paid: bool,
}

impl Found {
    fn only(outcome: TaskOutcome) -> Found {
        Found {
            outcome,
            included: None,
            block: None,
            is_paid: false,
        }
    }
}

/// What became of a transaction.
enum Followed {
    /// This, of all its tasks.
    All(TaskOutcome),
    /// It is on record, with an event for each of these loans. The contract passes over a loan of which there is nothing to
    /// announce, for whatever reason.
    Batch { announced: BTreeSet<LoanId> },
}

/// The ids of the tasks whose loan is among those `announced`, and of the others.
fn recorded(
    tasks: impl Iterator<Item = (String, LoanId)>,
    announced: &BTreeSet<LoanId>,
) -> (Vec<String>, Vec<String>) {
    let (recorded, passed_over): (Vec<_>, Vec<_>) = tasks.partition(|(_, loan)| announced.contains(loan));
    let ids = |tasks: Vec<(String, LoanId)>| tasks.into_iter().map(|(id, _)| id).collect();
    (ids(recorded), ids(passed_over))
}

/// One pass of the relay, at one block.
struct Pass<'r> {
    relay: &'r Relay,
    ledger: Ledger,
    at: AtBlock,
    /// The newest block that is indexed, and not above that of `at`.
    indexed: u64,
    now_ms: u64,
}

impl Pass<'_> {
    fn store(&self) -> &Store {
        self.relay.queue.store()
    }

    async fn settle(
        &self,
        open: &mut Open,
        ids: &[String],
        outcome: TaskOutcome,
        passed: &mut Passed,
    ) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let tasks = open.of(ids);
        let count = tasks.len() as u64;
        if let Some(name) = outcome.name() {
            let each = |task: &Task| self.relay.status.relay_task(task.kind.name(), name);
            tasks.iter().for_each(each);
        }
        match &outcome {
            TaskOutcome::Done => passed.done += count,
            TaskOutcome::Obsolete(_) => passed.obsolete += count,
            TaskOutcome::Dead(reason) => {
                tracing::error!(tasks = ?ids, %reason, "relay: refused for good; see `iou remind dead list`");
                passed.dead += count;
            }
            TaskOutcome::Again { .. } => passed.later += count,
            TaskOutcome::Unchanged { .. } => passed.submitted += count,
        }
        self.relay.queue.settle(&tasks, &outcome, self.now_ms).await?;
        open.left.retain(|task| !ids.contains(&task.id));
        Ok(())
    }

    /// Looks after all that was sent.
    async fn follow_all(
        &self,
        open: &mut Open,
        passed: &mut Passed,
        failed: &mut Option<Error>,
    ) -> Result<()> {
        let mut on_their_way: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for task in &open.left {
            if let Some(sent) = &task.sent {
                let ids = on_their_way.entry(format!("{:?}", sent.entry.hash)).or_default();
                ids.push(task.id.clone());
            }
        }
        for ids in on_their_way.into_values() {
            let ended = self.ends_of(&open.of(&ids)).await;
            for (ids, outcome) in self.apart(ids, ended, failed)? {
                self.settle(open, &ids, outcome, passed).await?;
            }
        }
        Ok(())
    }

    /// Sends what waits.
    async fn execute_all(
        &self,
        open: &mut Open,
        passed: &mut Passed,
        failed: &mut Option<Error>,
    ) -> Result<()> {
        let of = |open: &Open, wanted: fn(TaskKind) -> bool| {
            let tasks = open.left.iter().filter(move |task| wanted(task.kind));
            tasks.map(|task| task.id.clone()).collect::<Vec<_>>()
        };
        let submits = open.of(&of(open, |kind| kind == TaskKind::Submit));
        let mut batches = self.grouped(&submits).await?;
        // They are worked off from the end, and what was handed over first is submitted first.
        batches.reverse();
        batches.push(of(open, |kind| kind == TaskKind::NotifyDue));
        let single = of(open, |kind| {
            !matches!(kind, TaskKind::NotifyDue | TaskKind::Submit)
        });
        batches.extend(single.into_iter().map(|id| vec![id]));
        // A batch that the chain does not take is halved until it is clear which loan is the matter.
        while let Some(ids) = batches.pop() {
            if ids.is_empty() {
                continue;
            }
            match self.execute(&open.of(&ids)).await {
                Ok(None) => {
                    let (one, other) = ids.split_at(ids.len() / 2);
                    batches.extend([other.to_vec(), one.to_vec()]);
                }
                executed => {
                    let ended =
                        executed.map(|outcome| outcome.map(|it| (ids.clone(), it)).into_iter().collect());
                    for (ids, outcome) in self.apart(ids, ended, failed)? {
                        self.settle(open, &ids, outcome, passed).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// What working on the tasks `ids` has led to. What went wrong with them alone is noted in `failed`, and they wait: one
    /// transaction of which the node does not know enough any more must not stop all others.
    ///
    /// Errors: what concerns all of them.
    fn apart(&self, ids: Vec<String>, ended: Result<Ended>, failed: &mut Option<Error>) -> Result<Ended> {
        match ended {
            Err(error) if !concerns_all(&error) => {
                tracing::warn!(%error, tasks = ?ids, "relay: these wait");
                *failed = Some(error);
                let at_ms = self.now_ms + 10 * NODE_MS;
                Ok(vec![(ids, TaskOutcome::Unchanged { at_ms })])
            }
            other => other,
        }
    }

    /// What became of the transaction that was sent for these tasks, and what follows for each of them.
    async fn ends_of(&self, tasks: &[Task]) -> Result<Ended> {
        if tasks.iter().any(|task| is_intent(task.kind)) {
            return self.follow_intents(tasks).await;
        }
        let ids = || tasks.iter().map(|task| task.id.clone()).collect();
        Ok(match self.follow(tasks).await? {
            Followed::All(outcome) => vec![(ids(), outcome)],
            // Of a batch that is on record, the loans that the contract passed over are not.
            Followed::Batch { announced } => {
                let loans = tasks.iter().map(|task| (task.id.clone(), task.loan));
                let (recorded, passed_over) = recorded(loans, &announced);
                let obsolete = TaskOutcome::Obsolete(kebab(NOTHING.code()));
                vec![(recorded, TaskOutcome::Done), (passed_over, obsolete)]
            }
        })
    }

    /// What became of the transaction that was sent for these tasks.
    async fn follow(&self, tasks: &[Task]) -> Result<Followed> {
        let is_batch = tasks.iter().any(|task| task.kind == TaskKind::NotifyDue);
        let found = self.outcome(tasks).await?;
        match (found.outcome, found.included) {
            (TaskOutcome::Done, Some(included)) if is_batch => {
                let events = self.ledger.events_in(&included.events)?;
                let loan = |event: &LedgerEvent| match event {
                    LedgerEvent::Loan(event, _) => Some(event.head().loan),
                    _ => None,
                };
                let announced = events.iter().filter_map(loan).collect();
                Ok(Followed::Batch { announced })
            }
            (outcome, _) => Ok(Followed::All(outcome)),
        }
    }

    /// What its transaction has led to, and where it is on record if it is.
    async fn outcome(&self, tasks: &[Task]) -> Result<Found> {
        let conn = &self.ledger.conn;
        let soon = |ms: u64| TaskOutcome::Unchanged {
            at_ms: self.now_ms + ms,
        };
        let Some(Sent {
            entry,
            bytes,
            proxied,
        }) = tasks.first().and_then(|task| task.sent.as_ref())
        else {
            return Ok(Found::only(soon(SOON_MS)));
        };
        let age = self.at.block_number().saturating_sub(entry.born);
        let look = if age < YOUNG { QUICK_MS } else { SOON_MS };
        let outcome = match lookup::status_of(conn, entry.hash, Some(entry)).await? {
            TransactionStatus::Finalised(block) => match lookup::included(conn, entry.hash, block).await {
                Ok(included) if *proxied => match proxy::executed(conn, &included).await? {
                    Ok(()) => TaskOutcome::Done,
                    Err(reason) => self.again(tasks, reason),
                },
                Ok(included) => {
                    return Ok(Found {
                        included: Some(included),
                        ..Found::only(TaskOutcome::Done)
                    })
                }
                Err(iou_ledger::Error::TransactionFailed { reason, .. }) => {
                    return Ok(Found {
                        is_paid: true,
                        ..Found::only(self.once_more(tasks, reason))
                    })
                }
                // It was so long ago that nobody here knows what came of it: another try begins by asking the contract.
                Err(iou_ledger::Error::NodePruned { .. }) => self.again(tasks, "pruned".into()),
                Err(other) => return Err(other.into()),
            },
            TransactionStatus::Expired => self.again(tasks, "expired".into()),
            TransactionStatus::Superseded => self.again(tasks, "superseded".into()),
            TransactionStatus::InBlock(block) => {
                return Ok(Found {
                    block: Some(block),
                    ..Found::only(soon(look))
                })
            }
            TransactionStatus::Pending => soon(look),
            // A node that was started again has an empty pool. The same bytes can take effect only once.
            TransactionStatus::Unseen => {
                let bytes = read_hex_bytes(bytes).unwrap_or_default();
                match send_again(conn, entry.hash, &bytes).await {
                    Ok(()) => soon(look),
                    Err(iou_ledger::Error::TransactionRejected { reason, .. }) => {
                        tracing::warn!(hash = ?entry.hash, %reason, "relay: the node does not take it again");
                        soon(10 * NODE_MS)
                    }
                    Err(other) => return Err(other.into()),
                }
            }
        };
        Ok(Found::only(outcome))
    }

    /// Sends the call for these tasks: a batch of `notify_due`, or one of the others. `None`: a smaller batch is needed.
    async fn execute(&self, tasks: &[Task]) -> Result<Option<TaskOutcome>> {
        let Some(first) = tasks.first() else {
            return Ok(Some(TaskOutcome::Done));
        };
        let own = self.relay.signer.account();
        let loan = first.loan;
        let ready = match first.kind {
            TaskKind::NotifyDue => {
                let mut loans: Vec<LoanId> = tasks.iter().map(|task| task.loan).collect();
                loans.sort_unstable();
                loans.dedup();
                let steps = loans.into_iter().map(|loan| (loan, Step::NotifyDue));
                let message = Message::batch(steps.collect());
                self.ready(&own, &message).await
            }
            TaskKind::MarkDefault => {
                let message = Message::act(loan, Step::MarkDefault);
                self.ready(&own, &message).await
            }
            TaskKind::RecordSilence => {
                let Ok(Silence { report }) = serde_json::from_value(first.facts.clone()) else {
                    return Ok(Some(TaskOutcome::Dead("facts".into())));
                };
                let message = Message::act(loan, Step::RecordSilence { report });
                self.ready(&own, &message).await
            }
            TaskKind::Submit => return self.submit_intents(tasks).await,
            TaskKind::Conclude => return self.conclude(first).await,
            TaskKind::Demand => match self.demand(first, &own).await? {
                Demanded::DryRun(ready) => ready,
                Demanded::Outcome(outcome) => return Ok(Some(outcome)),
            },
        };
        match ready {
            Ok(ready) => self.send(tasks, ready).await.map(Some),
            Err(error) => self.refused(tasks, error).await,
        }
    }

    /// The call of a message, after a dry run in the name of `origin`.
    async fn ready<T: Decode>(
        &self,
        origin: &AccountId,
        message: &Message<std::result::Result<T, terms::Error>>,
    ) -> iou_ledger::Result<Ready> {
        let run = self.ledger.dry_run(&self.at, origin, 0, message).await?;
        Ok(Ready {
            call: run.call,
            deposit: run.deposit,
            proxied: false,
        })
    }

    /// The call that puts a demand on record, after a dry run in the creditor's name; or what its task has led to without one.
    async fn demand(&self, task: &Task, own: &AccountId) -> Result<Demanded> {
        let Some(demand) = Demand::of(task) else {
            return Ok(Demanded::Outcome(TaskOutcome::Dead("facts".into())));
        };
        for bytes in self.relay.queue.events(task.loan, "DemandMade").await? {
            if DemandMade::decode(&mut &bytes[..]).is_ok_and(|made| made.message == demand.message) {
                return Ok(Demanded::Outcome(TaskOutcome::Done));
            }
        }
        match self.in_new_blocks(task.loan, &demand.message).await? {
            Some(false) => {}
            // Its block may yet be replaced: the index will say. So it will where it has much to catch up with.
            Some(true) | None => {
                return Ok(Demanded::Outcome(TaskOutcome::Again {
                    at_ms: self.now_ms + NODE_MS,
                    reason: NOT_INDEXED.into(),
                }))
            }
        }
        let direct = demand.holder == *own;
        if !direct && !proxy::allowed(&self.ledger.conn, &self.at, &demand.holder, own).await? {
            return Ok(Demanded::Outcome(TaskOutcome::Again {
                at_ms: self.now_ms + PERSON_MS,
                reason: NOT_ALLOWED.into(),
            }));
        }
        let Demand {
            message,
            channel,
            arrival,
            holder,
        } = demand;
        let step = Step::Demand {
            message,
            channel,
            arrived: Some(arrival),
        };
        let ready = self.ready(&holder, &Message::act(task.loan, step)).await;
        Ok(Demanded::DryRun(ready.map(|ready| match direct {
            true => ready,
            // The deposit is the creditor's, whose call it is.
            false => Ready {
                call: proxy::proxied(&holder, ready.call),
                deposit: 0,
                proxied: true,
            },
        })))
    }

    /// Whether a demand is on record in a block that is not indexed yet; `None` where those are too many to look through.
    async fn in_new_blocks(&self, loan: LoanId, message: &Digest) -> Result<Option<bool>> {
        let best = self.at.block_number();
        if best.saturating_sub(self.indexed) > NEW_BLOCKS || best < self.indexed {
            return Ok(None);
        }
        let same = |found: &blocks::Found| match &found.event {
            LedgerEvent::Loan(event, _) => match &**event {
                Event::DemandMade(made) => made.loan == loan && made.message == *message,
                _ => false,
            },
            _ => false,
        };
        let mut blocks = Box::pin(Source::new(self.ledger.clone()).blocks(self.indexed + 1, best));
        loop {
            match blocks.try_next().await {
                Ok(Some((_, found))) if found.iter().any(same) => return Ok(Some(true)),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(Some(false)),
                // The branch that this block was on was left.
                Err(iou_ledger::Error::NodePruned { .. }) => return Ok(None),
                Err(other) => return Err(other.into()),
            }
        }
    }

    /// What a refusal of the dry run means.
    async fn refused(&self, tasks: &[Task], error: iou_ledger::Error) -> Result<Option<TaskOutcome>> {
        match error {
            iou_ledger::Error::Contract(refusal) => {
                tracing::info!(
                    tasks = tasks.len(),
                    refusal = refusal.0.code(),
                    "relay: the contract declines"
                );
                Ok(declined(refusal.0, tasks.len(), self.now_ms))
            }
            iou_ledger::Error::DryRunFailed { reason } if reason.cause == Cause::CannotPay => {
                let own = self.relay.signer.account();
                let has = self.ledger.conn.free_balance(&self.at, &own).await?;
                self.relay.status.fees(has, true);
                self.no_fees(has, None).await.map(Some)
            }
            iou_ledger::Error::DryRunFailed { .. } if tasks.len() > 1 => Ok(None),
            iou_ledger::Error::DryRunFailed { reason } => Ok(Some(self.again(tasks, reason.words))),
            other => Err(other.into()),
        }
    }

    async fn send(&self, tasks: &[Task], ready: Ready) -> Result<TaskOutcome> {
        let Ready {
            call,
            deposit,
            proxied,
        } = ready;
        let (relay, conn) = (self.relay, &self.ledger.conn);
        let own = relay.signer.account();
        let needs = estimate_fee(conn, &self.at, &own, &call)
            .await?
            .saturating_add(deposit);
        let has = conn.free_balance(&self.at, &own).await?;
        relay.status.fees(has, has < needs);
        if has < needs {
            return self.no_fees(has, Some(needs)).await;
        }
        let submitter = Submitter {
            conn,
            journal: &relay.journal,
            wait: Wait::None,
            limit: Duration::from_secs(30),
            announce: &|_| {},
        };
        let numbered = tasks.iter().filter(|task| task.loan != NO_LOAN);
        let loans: Vec<String> = numbered.map(|task| task.loan.to_string()).collect();
        let purpose = Purpose {
            action: tasks.first().map_or("", |task| task.kind.name()).into(),
            loan: (!loans.is_empty()).then(|| loans.join(",")),
        };
        let prepared = submitter.prepare(&relay.signer, &call, purpose).await?;
        let sent = Sent {
            entry: prepared.entry().clone(),
            bytes: hex0x(prepared.bytes()),
            proxied,
        };
        let unchanged = |ms: u64| TaskOutcome::Unchanged {
            at_ms: self.now_ms + ms,
        };
        if !relay.queue.submitting(tasks, &sent, self.now_ms).await? {
            tracing::warn!(
                tasks = tasks.len(),
                "relay: another relayer has taken these over; nothing was sent"
            );
            return Ok(unchanged(NODE_MS));
        }
        match submitter.send(&prepared).await {
            Ok(_) => {
                self.fees_again().await?;
                Ok(unchanged(QUICK_MS))
            }
            // Only this node has seen it, and has not kept it. Another process's transaction may have its nonce.
            Err(iou_ledger::Error::TransactionRejected { reason, .. }) => {
                match lookup::status_of(conn, sent.entry.hash, Some(&sent.entry)).await? {
                    TransactionStatus::Unseen
                    | TransactionStatus::Expired
                    | TransactionStatus::Superseded
                        if reason.cause == Cause::CannotPay =>
                    {
                        self.no_fees(has, Some(needs)).await
                    }
                    TransactionStatus::Unseen
                    | TransactionStatus::Expired
                    | TransactionStatus::Superseded => Ok(self.again(tasks, reason.words)),
                    _ => Ok(unchanged(SOON_MS)),
                }
            }
            Err(error) => {
                tracing::warn!(%error, hash = ?sent.entry.hash, "relay: sent, but not known to have arrived");
                Ok(unchanged(NODE_MS))
            }
        }
    }

    /// Another transaction after a pause, or none any more after many. What somebody signed is tried for as long as it holds,
    /// if nothing was paid for the last try.
    fn again(&self, tasks: &[Task], reason: String) -> TaskOutcome {
        match self.once_more(tasks, reason) {
            TaskOutcome::Dead(reason) if tasks.iter().all(|task| is_intent(task.kind)) => {
                TaskOutcome::Again {
                    at_ms: self.now_ms + AGAIN_MS[AGAIN_MS.len() - 1],
                    reason,
                }
            }
            other => other,
        }
    }

    /// Another transaction after a pause, or none any more after many.
    fn once_more(&self, tasks: &[Task], reason: String) -> TaskOutcome {
        let made = tasks.iter().map(|task| task.attempts).max().unwrap_or_default();
        let made = usize::try_from(made).unwrap_or(usize::MAX);
        match AGAIN_MS.get(made) {
            Some(pause) => TaskOutcome::Again {
                at_ms: self.now_ms + pause,
                reason,
            },
            None => TaskOutcome::Dead(reason),
        }
    }

    /// The account cannot pay: said once, loudly, and in `iou remind status` for as long as it lasts.
    async fn no_fees(&self, has: u128, needs: Option<u128>) -> Result<TaskOutcome> {
        let store = self.relay.queue.store();
        let own = self.relay.signer.account().to_string();
        if store.kept_value(NO_FEES).await?.is_none() {
            let chain = self.ledger.conn.chain();
            let has = chain.show_amount(has);
            tracing::error!(account = %own, %has, "relay: THE ACCOUNT CANNOT PAY FEES; nothing reaches the contract");
            let no_fees = NoFees {
                account: own,
                since_ms: self.now_ms,
                has,
                needs: needs.map(|needs| chain.show_amount(needs)),
            };
            let json = serde_json::to_string(&no_fees).expect("plain data");
            store.set_kept_value(NO_FEES, Some(&json)).await?;
        }
        Ok(TaskOutcome::Again {
            at_ms: self.now_ms + FEES_MS,
            reason: WITHOUT_FEES.into(),
        })
    }

    async fn fees_again(&self) -> Result<()> {
        let store = self.relay.queue.store();
        if store.kept_value(NO_FEES).await?.is_some() {
            tracing::info!("relay: the account can pay fees again");
            store.set_kept_value(NO_FEES, None).await?;
        }
        Ok(())
    }
}

/// The refusal of a batch in which no loan has anything to announce, whether it has reached no stage or cannot.
const NOTHING: terms::Error = terms::Error::NothingToAnnounce;

/// A node is of use to the relay once its best block is the newest that is indexed, or a later one. Where it is not, what it
/// finds obsolete may be news to it.
///
/// Errors: [`iou_ledger::Error::NodeBehind`].
fn not_behind(head: u64, indexed: u64) -> Result<()> {
    match head < indexed {
        true => Err(iou_ledger::Error::NodeBehind {
            head: head.to_string(),
            block: indexed.to_string(),
        }
        .into()),
        false => Ok(()),
    }
}

/// Whether what went wrong keeps everything from being done, and not one task.
fn concerns_all(error: &Error) -> bool {
    use iou_ledger::Error as Ledger;
    match error {
        Error::Ledger(error) => matches!(
            error,
            Ledger::DevKeyRefused { .. }
                | Ledger::ChainMismatch { .. }
                | Ledger::NodeUnreachable { .. }
                | Ledger::NodeSilent { .. }
                | Ledger::NodeLost { .. }
        ),
        _ => true,
    }
}

/// What becomes of so many tasks whose dry run the contract has refused. `None`: a smaller batch is needed.
fn declined(refusal: terms::Error, tasks: usize, now_ms: u64) -> Option<TaskOutcome> {
    // Of all in a batch the contract says only that there is nothing to announce; the rest is about one loan of it.
    if tasks > 1 && refusal != NOTHING {
        return None;
    }
    let reason = kebab(refusal.code());
    Some(match refusal {
        // Of no use: somebody else did it, or it is no longer so.
        NOTHING
        | terms::Error::NotInDefault
        | terms::Error::WrongState
        | terms::Error::NoSuchLoan
        | terms::Error::NoSuchReport
        | terms::Error::AnswerNotDue
        | terms::Error::SilenceOnRecord => TaskOutcome::Obsolete(reason),
        terms::Error::Disputed => TaskOutcome::Again {
            at_ms: now_ms + PERSON_MS,
            reason,
        },
        _ => TaskOutcome::Dead(reason),
    })
}

/// This machine's time. Units: milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A demand that has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// SHA-256 of what was sent.
    pub message: Digest,
    /// How.
    pub channel: terms::life::Channel,
    /// On which day it arrived, in the agreement's zone, and SHA-256 of the proof.
    pub arrival: Arrival,
    /// In whose name.
    pub holder: AccountId,
}

impl Demand {
    /// The task for it.
    pub fn task(&self, loan: LoanId) -> NewTask {
        let facts = DemandFacts {
            message: hex::encode(self.message),
            channel: names::channel(self.channel).to_owned(),
            receipt: hex::encode(self.arrival.receipt),
            arrived_on: self.arrival.on.to_string(),
            holder: self.holder.to_string(),
        };
        NewTask {
            kind: TaskKind::Demand,
            loan,
            subject: self.message.to_vec(),
            facts: serde_json::to_value(facts).expect("plain data"),
            once: false,
        }
    }

    fn of(task: &Task) -> Option<Demand> {
        let facts = DemandFacts::deserialize(&task.facts).ok()?;
        Some(Demand {
            message: read_hex(&facts.message)?,
            channel: names::CHANNELS
                .into_iter()
                .find(|known| names::channel(*known) == facts.channel)?,
            arrival: Arrival {
                on: iou_base::time::parse_day(&facts.arrived_on)?,
                receipt: read_hex(&facts.receipt)?,
            },
            holder: facts.holder.parse().ok()?,
        })
    }
}

/// The facts of a demand's task, as the database has them.
#[derive(Serialize, Deserialize)]
struct DemandFacts {
    /// SHA-256, hexadecimal.
    message: String,
    channel: String,
    /// SHA-256, hexadecimal.
    receipt: String,
    /// For instance `2026-12-31`.
    arrived_on: String,
    /// SS58.
    holder: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_asked_of_a_node_that_is_behind_the_index() {
        assert_eq!(not_behind(8, 9).unwrap_err().code(), "node_behind");
        assert!(not_behind(9, 9).is_ok());
        assert!(not_behind(10, 9).is_ok());
    }

    #[test]
    fn a_loan_that_a_batch_passed_over_does_not_count_as_announced() {
        let tasks = [("a", 1), ("b", 2), ("c", 2), ("d", 9)].map(|(id, loan)| (id.to_owned(), loan));
        let (done, passed_over) = recorded(tasks.into_iter(), &BTreeSet::from([2, 9, 10]));
        assert_eq!(done, ["b", "c", "d"]);
        assert_eq!(passed_over, ["a"]);
    }

    #[test]
    fn one_loan_that_the_contract_does_not_know_makes_only_its_own_poke_moot() {
        use terms::Error::{Disputed, NoSuchLoan, NotAParty, SilenceOnRecord};
        let outcome = |refusal, tasks| declined(refusal, tasks, 7);
        assert_eq!(outcome(NoSuchLoan, 100), None);
        assert_eq!(
            outcome(NoSuchLoan, 1),
            Some(TaskOutcome::Obsolete("no-such-loan".into()))
        );
        // Somebody else was faster.
        assert_eq!(
            outcome(SilenceOnRecord, 1),
            Some(TaskOutcome::Obsolete("silence-on-record".into()))
        );
        // What is said of all is true of each.
        assert_eq!(
            outcome(NOTHING, 100),
            Some(TaskOutcome::Obsolete("nothing-to-announce".into()))
        );
        assert!(matches!(outcome(Disputed, 1), Some(TaskOutcome::Again { .. })));
        assert_eq!(
            outcome(NotAParty, 1),
            Some(TaskOutcome::Dead("not-a-party".into()))
        );
        assert_eq!(outcome(NotAParty, 2), None);
    }

    #[test]
    fn a_node_that_has_forgotten_a_block_stops_one_task_and_one_that_is_away_stops_all() {
        let (url, reason) = (String::from("ws://a"), String::from("?"));
        let of = |error: iou_ledger::Error| concerns_all(&error.into());
        assert!(!of(iou_ledger::Error::NodePruned {
            url: url.clone(),
            reason: reason.clone()
        }));
        assert!(of(iou_ledger::Error::NodeUnreachable { url, reason }));
    }
}
