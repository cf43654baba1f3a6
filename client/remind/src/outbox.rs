//! Whom to notify of what, until it is known to have arrived: notices and the messages that carry them. At least once
//! under a stable id; a row's lease says who is sending it, and a lease that ran out gives it to the next.
//!
//! ```text
//! waiting ⇄ sending ──▶ delivered        waiting: next_attempt_ms        accepted: a gateway has it, its receipt is awaited
//!              ├──▶ accepted ──▶ delivered    dead: given up, `iou remind dead retry`
//!              └──▶ dead                      withdrawn: the recipient was forgotten
//! ```
//!
//! No transaction is open while anything is sent. Instants are this machine's, in milliseconds since 1970; one that lies
//! further ahead than it could have been put counts as past, so that a clock set back delays nothing.
//! Source: retry times of Standard Webhooks 1.0, for every channel.

mod forget;
mod look;

pub(crate) use forget::Sweep;
pub use forget::KEPT_DAYS;
pub use look::{Count, OutboxFigures, Shown, StoredNotice};

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};
use terms::LoanId;

use super::message::{Channel, Delivery, Failure};
use crate::error::Result;
use iou_base::sha256;
use iou_base::time::DAY_MS;
use iou_database::lease::Wanted;
use iou_database::Store;
use iou_database::{to_i64, to_u64};
use iou_ledger::AccountId;
use iou_relay::queue::{self, NewTask};

/// How long a claimed row is its claimer's. Units: milliseconds.
pub const LEASE_MS: u64 = 90_000;
/// How long each attempt waits after the one before. Units: seconds.
pub const BACKOFF_S: [u64; 10] = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// How far a pause may be from the table's, so that what failed together does not come back together. Units: percent.
const JITTER: u64 = 20;
/// The longest pause that there is. Units: milliseconds.
pub const LONGEST_MS: u64 = DAY_MS * (100 + JITTER) / 100;
/// How long a gateway's receipt is asked for. Units: milliseconds.
const RECEIPT_MS: u64 = 72 * 3_600_000;
/// The shortest and the longest pause between two questions for a receipt. Units: milliseconds.
const RECEIPT_PAUSE_MS: (u64, u64) = (5_000, 3_600_000);
/// The shortest and the longest pause after a failure of our own. Units: milliseconds.
const OURS_PAUSE_MS: (u64, u64) = (5_000, 3_600_000);
/// The kind of notice that is proved on the contract.
pub const DEMAND: &str = "iou.loan.demand";
/// Longest part of an error that is kept. Units: characters.
const ERROR_MAX: usize = 500;

/// Something that somebody is to be notified of, over one channel.
#[derive(Debug, Clone, PartialEq)]
pub struct NewNotice {
    /// Hexadecimal, 64 digits: the same matter for the same person over the same channel always has the same.
    pub id: String,
    /// The loan that it is about.
    pub loan: LoanId,
    /// What kind of notice it is, in the policy's words.
    pub kind: String,
    /// Who is notified.
    pub recipient: AccountId,
    /// Over what.
    pub channel: Channel,
    /// What the words are made from.
    pub facts: Value,
    /// It counts as done without being sent: a later one says the same.
    pub superseded: bool,
    /// It is never put into one message with others: a demand is proved by its own bytes.
    pub alone: bool,
    /// How long its recipient is to be left in peace first. Units: milliseconds, at most a day or so.
    pub delay_ms: u64,
}

/// A message that one claimer may send.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Hexadecimal, 64 digits.
    pub id: String,
    /// Over what.
    pub channel: Channel,
    /// Who gets it.
    pub recipient: AccountId,
    /// When it was decided on. Units: milliseconds since 1970.
    pub created_ms: u64,
    /// What was rendered at the first attempt.
    pub body: Option<String>,
    /// By which the gateway knows it, once it has accepted it.
    pub tracking: Option<String>,
    /// Since when the gateway has it; before that as `created_ms`. Units: milliseconds since 1970.
    pub accepted_ms: u64,
    lease: String,
}

/// What an attempt has led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// The recipient's system has it.
    Delivered,
    /// A gateway has it; its receipt will be asked for.
    Accepted,
    /// It will be tried again. Units: milliseconds since 1970.
    Again {
        /// When.
        at_ms: u64,
    },
    /// It will not be tried again by itself.
    Dead,
    /// Somebody else has it by now: the lease ran out, or the recipient was forgotten.
    Lost,
}

/// Notices and messages in the database.
#[derive(Debug, Clone)]
pub struct Outbox {
    store: Store,
}

impl Outbox {
    /// Those of this database.
    pub fn new(store: Store) -> Outbox {
        Outbox { store }
    }

    /// Claims up to `limit` messages whose time has come, the longest waiting first.
    pub async fn claim(&self, now_ms: u64, limit: u32) -> Result<Vec<Claimed>> {
        let due = "(state = 'waiting' AND (next_attempt_ms <= $3 OR next_attempt_ms > $4)) \
                   OR (state = 'sending' AND (lease_until_ms <= $3 OR lease_until_ms > $6))";
        self.claim_where("'sending'", due, now_ms, limit).await
    }

    /// Claims up to `limit` messages whose gateway is to be asked for a receipt.
    pub async fn claim_receipts(&self, now_ms: u64, limit: u32) -> Result<Vec<Claimed>> {
        let due = "state = 'accepted' AND (next_attempt_ms <= $3 OR next_attempt_ms > $4) \
                   AND (lease_until_ms <= $3 OR lease_until_ms > $6)";
        self.claim_where("'accepted'", due, now_ms, limit).await
    }

    async fn claim_where(&self, state: &str, due: &str, now_ms: u64, limit: u32) -> Result<Vec<Claimed>> {
        let wanted = Wanted {
            table: "message",
            set: format!("state = {state}, "),
            due,
            columns: "id, channel, recipient, created_ms, accepted_ms, body, tracking, next_attempt_ms",
            lease_ms: LEASE_MS,
            longest_ms: LONGEST_MS,
        };
        let (lease, rows) = wanted.claim(&self.store, now_ms, limit).await?;
        let mut claimed = Vec::with_capacity(rows.len());
        for row in rows {
            let due: i64 = row.try_get("next_attempt_ms").map_err(|e| self.store.failed(e))?;
            claimed.push((due, self.claimed(&row, &lease).map_err(|e| self.store.failed(e))?));
        }
        claimed.sort_by(|(a, x), (b, y)| (a, &x.id).cmp(&(b, &y.id)));
        Ok(claimed.into_iter().map(|(_, claimed)| claimed).collect())
    }

    fn claimed(&self, row: &AnyRow, lease: &str) -> std::result::Result<Claimed, String> {
        let text = |name: &str| row.try_get::<String, _>(name).map_err(|e| e.to_string());
        let maybe = |name: &str| row.try_get::<Option<String>, _>(name).map_err(|e| e.to_string());
        let (channel, recipient) = (text("channel")?, text("recipient")?);
        let created: i64 = row.try_get("created_ms").map_err(|e| e.to_string())?;
        let accepted: Option<i64> = row.try_get("accepted_ms").map_err(|e| e.to_string())?;
        Ok(Claimed {
            id: text("id")?,
            channel: Channel::named(&channel).ok_or(channel)?,
            recipient: recipient.parse().map_err(|_| recipient)?,
            created_ms: to_u64(created),
            body: maybe("body")?,
            tracking: maybe("tracking")?,
            accepted_ms: to_u64(accepted.unwrap_or(created)),
            lease: lease.to_owned(),
        })
    }

    /// Begins an attempt: counts it, makes the lease new, and keeps `body` unless an earlier attempt kept one already.
    /// Returns what has to be sent, or `None` where the message is somebody else's by now.
    pub async fn begin(&self, claimed: &Claimed, now_ms: u64, body: &str) -> Result<Option<String>> {
        let sql =
            "UPDATE message SET attempts = attempts + 1, lease_until_ms = $3, body = COALESCE(body, $4) \
                   WHERE id = $1 AND lease = $2 AND state = 'sending' RETURNING body";
        let row = sqlx::query(sql)
            .bind(&claimed.id)
            .bind(&claimed.lease)
            .bind(to_i64(now_ms + LEASE_MS))
            .bind(body)
            .fetch_optional(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let Some(row) = row else { return Ok(None) };
        Ok(row.try_get("body").map(Some).map_err(|e| self.store.failed(e))?)
    }

    /// Gives back a claimed message that was not tried, which counts as no attempt: for the next claimer at `again_ms`, or at
    /// once.
    pub async fn release(&self, claimed: &Claimed, again_ms: Option<u64>) -> Result<()> {
        let sql = "UPDATE message SET lease_until_ms = 0, lease = NULL, \
                   next_attempt_ms = COALESCE($3, next_attempt_ms), \
                   state = CASE WHEN state = 'sending' THEN 'waiting' ELSE state END WHERE id = $1 AND lease = $2";
        let query = sqlx::query(sql)
            .bind(&claimed.id)
            .bind(&claimed.lease)
            .bind(again_ms.map(to_i64));
        let _rows = query
            .execute(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        Ok(())
    }

    /// Writes down what an attempt, or the question for a receipt, has led to; what a delivery brings commits with it.
    pub async fn settle(
        &self,
        claimed: &Claimed,
        now_ms: u64,
        outcome: std::result::Result<Delivery, Failure>,
        after: &After<'_>,
    ) -> Result<AttemptOutcome> {
        let mut tx = self.store.begin().await?;
        let settled = match outcome {
            Ok(Delivery::Delivered { receipt }) => {
                let mut digest = None;
                if let Some(receipt) = &receipt {
                    let sealed = (after.seal)(&receipt.bytes)?;
                    digest = Some(
                        self.keep(&mut tx, "receipt", &receipt.bytes, sealed, now_ms)
                            .await?,
                    );
                }
                for bytes in after.kept {
                    let plain = bytes.to_vec();
                    let _digest = self.keep(&mut tx, "message", bytes, plain, now_ms).await?;
                }
                let end = End {
                    state: "delivered",
                    receipt: digest.as_deref(),
                    ..End::default()
                };
                let ended = self.end(&mut tx, claimed, now_ms, end).await?;
                if ended {
                    queue::enqueue(&self.store, &mut tx, now_ms, &(after.follows)(digest.as_deref())).await?;
                }
                (ended, AttemptOutcome::Delivered)
            }
            Ok(Delivery::Accepted { tracking }) => {
                let ask = now_ms + RECEIPT_PAUSE_MS.0;
                let accepted = End {
                    state: "accepted",
                    tracking: Some(&tracking),
                    again_ms: Some(ask),
                    ..End::default()
                };
                (
                    self.end(&mut tx, claimed, now_ms, accepted).await?,
                    AttemptOutcome::Accepted,
                )
            }
            Err(failure) => self.failed(&mut tx, claimed, now_ms, failure).await?,
        };
        if matches!(settled.1, AttemptOutcome::Delivered | AttemptOutcome::Accepted) {
            let alarm = alarm_of(claimed.channel);
            self.store.set_kept_value_in(&mut tx, &alarm, None).await?;
        }
        self.store.commit(tx).await?;
        let (ended, settled) = settled;
        Ok(if ended { settled } else { AttemptOutcome::Lost })
    }

    async fn failed(
        &self,
        conn: &mut AnyConnection,
        claimed: &Claimed,
        now_ms: u64,
        failure: Failure,
    ) -> Result<(bool, AttemptOutcome)> {
        let ours = matches!(failure, Failure::Ours { .. });
        let (reason, again_ms) = match failure {
            Failure::Permanent { reason } | Failure::Gone { reason } => (reason, None),
            Failure::Ours { reason } => {
                self.raise(conn, claimed, now_ms, &reason).await?;
                (reason, Some(pause_of_ours(claimed.created_ms, now_ms)))
            }
            Failure::Temporary { reason, retry_after } => {
                let again = match &claimed.tracking {
                    Some(_) => next_question(claimed.accepted_ms, now_ms),
                    None => self.next_attempt(conn, claimed, now_ms, retry_after).await?,
                };
                (reason, again)
            }
        };
        let state = match (again_ms, &claimed.tracking) {
            (None, _) => "dead",
            (Some(_), None) => "waiting",
            (Some(_), Some(_)) => "accepted",
        };
        let reason: String = reason.chars().take(ERROR_MAX).collect();
        let end = End {
            state,
            again_ms,
            error: Some(&reason),
            uncounted: ours,
            ..End::default()
        };
        let ended = self.end(conn, claimed, now_ms, end).await?;
        Ok((
            ended,
            again_ms.map_or(AttemptOutcome::Dead, |at_ms| AttemptOutcome::Again { at_ms }),
        ))
    }

    /// Notes that a channel does not work through us, since when, and why.
    async fn raise(
        &self,
        conn: &mut AnyConnection,
        claimed: &Claimed,
        now_ms: u64,
        reason: &str,
    ) -> Result<()> {
        let name = alarm_of(claimed.channel);
        let before = self.store.kept_value_in(conn, &name).await?;
        let before = before.and_then(|json| serde_json::from_str::<Alarm>(&json).ok());
        let alarm = Alarm {
            channel: claimed.channel.name().to_owned(),
            since_ms: before.map_or(now_ms, |alarm| alarm.since_ms),
            reason: reason.chars().take(ERROR_MAX).collect(),
        };
        let json = serde_json::to_string(&alarm).expect("plain data");
        Ok(self.store.set_kept_value_in(conn, &name, Some(&json)).await?)
    }

    /// The channels that do not work through us.
    pub async fn alarms(&self) -> Result<Vec<Alarm>> {
        let mut alarms = Vec::new();
        for channel in Channel::ALL {
            let json = self.store.kept_value(&alarm_of(channel)).await?;
            alarms.extend(json.and_then(|json| serde_json::from_str(&json).ok()));
        }
        Ok(alarms)
    }

    /// When the next attempt is to be made; `None` after the last one.
    async fn next_attempt(
        &self,
        conn: &mut AnyConnection,
        claimed: &Claimed,
        now_ms: u64,
        retry_after: Option<Duration>,
    ) -> Result<Option<u64>> {
        let row = sqlx::query("SELECT attempts FROM message WHERE id = $1")
            .bind(&claimed.id)
            .fetch_one(&mut *conn)
            .await
            .map_err(|e| self.store.failed(e))?;
        let made: i64 = row.try_get("attempts").map_err(|e| self.store.failed(e))?;
        let Some(pause) = pause_ms(to_u64(made)) else {
            return Ok(None);
        };
        let asked = retry_after.map_or(0, |least| u64::try_from(least.as_millis()).unwrap_or(u64::MAX));
        Ok(Some(now_ms + pause.max(asked).min(LONGEST_MS)))
    }

    async fn end(
        &self,
        conn: &mut AnyConnection,
        claimed: &Claimed,
        now_ms: u64,
        end: End<'_>,
    ) -> Result<bool> {
        // What was delivered was delivered, whoever holds the row by now; everything else is the holder's to say.
        let mine = match end.state {
            "delivered" => "state IN ('waiting', 'sending', 'accepted') AND $2 = $2",
            _ => "lease = $2",
        };
        let sql = format!(
            "UPDATE message SET state = $3, lease = NULL, lease_until_ms = 0, \
             tracking = COALESCE($4, tracking), accepted_ms = COALESCE($9, accepted_ms), receipt = $5, last_error = $6, \
             next_attempt_ms = COALESCE($7, next_attempt_ms), ended_ms = $8, \
             attempts = CASE WHEN attempts > 0 THEN attempts - $10 ELSE attempts END WHERE id = $1 AND {mine}"
        );
        let over = matches!(end.state, "delivered" | "dead").then_some(to_i64(now_ms));
        let done = sqlx::query(AssertSqlSafe(sql))
            .bind(&claimed.id)
            .bind(&claimed.lease)
            .bind(end.state)
            .bind(end.tracking)
            .bind(end.receipt)
            .bind(end.error)
            .bind(end.again_ms.map(to_i64))
            .bind(over)
            .bind((end.state == "accepted" && end.tracking.is_some()).then_some(to_i64(now_ms)))
            .bind(i64::from(end.uncounted))
            .execute(&mut *conn)
            .await
            .map_err(|e| self.store.failed(e))?;
        Ok(done.rows_affected() == 1)
    }

    /// Keeps bytes, as `stored`, under their SHA-256, hexadecimal.
    async fn keep(
        &self,
        conn: &mut AnyConnection,
        what: &str,
        bytes: &[u8],
        stored: Vec<u8>,
        now_ms: u64,
    ) -> Result<String> {
        let digest = hex::encode(sha256(bytes));
        // One that is there is taken, so that nobody forgets it before the message names it.
        let sql = "INSERT INTO document (digest, what, created_ms, bytes) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (digest) DO UPDATE SET what = document.what";
        let query = sqlx::query(sql)
            .bind(&digest)
            .bind(what)
            .bind(to_i64(now_ms))
            .bind(stored);
        let _rows = query
            .execute(&mut *conn)
            .await
            .map_err(|e| self.store.failed(e))?;
        Ok(digest)
    }
}

/// What a delivery brings.
pub struct After<'a> {
    /// The tasks that it asks for, given the digest of its receipt, if it has one.
    pub follows: &'a (dyn Fn(Option<&str>) -> Vec<NewTask> + Sync),
    /// Bytes that must stay known by their digest, such as those of a demand.
    pub kept: &'a [&'a [u8]],
    /// How a receipt is kept: it may name an address.
    pub seal: &'a (dyn Fn(&[u8]) -> Result<Vec<u8>> + Sync),
}

/// How a row is left.
#[derive(Default)]
struct End<'a> {
    state: &'a str,
    tracking: Option<&'a str>,
    receipt: Option<&'a str>,
    error: Option<&'a str>,
    again_ms: Option<u64>,
    /// The attempt failed through us, and does not bring the message nearer to being given up.
    uncounted: bool,
}

/// Inserts notices; those that are new become messages: one for each recipient and channel, however many there are.
/// Returns the messages' ids.
pub async fn enqueue(
    store: &Store,
    conn: &mut AnyConnection,
    now_ms: u64,
    notices: &[NewNotice],
) -> Result<Vec<String>> {
    let mut together: BTreeMap<(String, Channel, Option<&str>), Vec<&NewNotice>> = BTreeMap::new();
    for notice in notices {
        let sql = "INSERT INTO notice (id, loan, kind, recipient, channel, facts, created_ms) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING";
        let recipient = notice.recipient.to_string();
        let inserted = sqlx::query(sql)
            .bind(&notice.id)
            .bind(to_i64(notice.loan))
            .bind(&notice.kind)
            .bind(&recipient)
            .bind(notice.channel.name())
            .bind(notice.facts.to_string())
            .bind(to_i64(now_ms))
            .execute(&mut *conn)
            .await
            .map_err(|e| store.failed(e))?;
        if inserted.rows_affected() == 1 && !notice.superseded {
            let alone = notice.alone.then_some(notice.id.as_str());
            together
                .entry((recipient, notice.channel, alone))
                .or_default()
                .push(notice);
        }
    }
    let mut messages = Vec::new();
    for ((recipient, channel, _), notices) in together {
        let message = message_id(notices.iter().map(|notice| notice.id.as_str()));
        let delay = notices
            .iter()
            .map(|notice| notice.delay_ms)
            .max()
            .unwrap_or_default();
        let sql =
            "INSERT INTO message (id, channel, recipient, state, created_ms, attempts, next_attempt_ms, \
                   lease_until_ms) VALUES ($1, $2, $3, 'waiting', $4, 0, $5, 0) ON CONFLICT (id) DO NOTHING";
        let query = sqlx::query(sql)
            .bind(&message)
            .bind(channel.name())
            .bind(&recipient)
            .bind(to_i64(now_ms))
            .bind(to_i64(now_ms + delay.min(LONGEST_MS)));
        let _rows = query.execute(&mut *conn).await.map_err(|e| store.failed(e))?;
        for notice in notices {
            let query = sqlx::query("UPDATE notice SET message = $1 WHERE id = $2")
                .bind(&message)
                .bind(&notice.id);
            let _rows = query.execute(&mut *conn).await.map_err(|e| store.failed(e))?;
        }
        messages.push(message);
    }
    Ok(messages)
}

/// What withdraws what an account ($1) has not been sent yet, at $2, and what forgets what its messages say.
const WITHDRAW: &str =
    "UPDATE message SET state = 'withdrawn', body = NULL, lease = NULL, lease_until_ms = 0, ended_ms = $2 \
                        WHERE recipient = $1 AND state IN ('waiting', 'sending', 'accepted', 'dead')";
const FORGET_BODIES: &str = "UPDATE message SET body = NULL WHERE recipient = $1 AND body IS NOT NULL";

/// Withdraws what an account has not been sent yet, and forgets what its messages say.
pub async fn withdraw(
    store: &Store,
    conn: &mut AnyConnection,
    account: &AccountId,
    now_ms: u64,
) -> Result<u64> {
    let query = sqlx::query(WITHDRAW)
        .bind(account.to_string())
        .bind(to_i64(now_ms));
    let done = query.execute(&mut *conn).await.map_err(|e| store.failed(e))?;
    let forget = sqlx::query(FORGET_BODIES).bind(account.to_string());
    let _rows = forget.execute(&mut *conn).await.map_err(|e| store.failed(e))?;
    Ok(done.rows_affected())
}

/// The id of the message that carries these notices: the notice's own where it is one, else that of the digest.
pub fn message_id<'a>(notices: impl IntoIterator<Item = &'a str>) -> String {
    let mut ids: Vec<&str> = notices.into_iter().collect();
    ids.sort_unstable();
    if let [one] = ids.as_slice() {
        return (*one).to_owned();
    }
    let mut bytes = b"iou/digest/1".to_vec();
    for id in ids {
        // Ids are our own; anything else goes in as it is.
        bytes.extend(hex::decode(id).unwrap_or_else(|_| id.as_bytes().to_vec()));
    }
    hex::encode(sha256(&bytes))
}

/// A channel over which nothing goes, for a reason that is ours to mend.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// Its name.
    pub channel: String,
    /// Since the first failure after the last success. Units: milliseconds since 1970.
    pub since_ms: u64,
    /// What the newest failure was.
    pub reason: String,
}

/// The kept value that holds a channel's alarm.
fn alarm_of(channel: Channel) -> String {
    format!("alarm-{}", channel.name())
}

/// When what failed through us is tried again: the longer it has waited, the rarer, and at least every hour, for as long as it
/// takes.
fn pause_of_ours(created_ms: u64, now_ms: u64) -> u64 {
    let pause = (now_ms.saturating_sub(created_ms) / 4).clamp(OURS_PAUSE_MS.0, OURS_PAUSE_MS.1);
    now_ms + jittered(pause)
}

/// The pause after `made` attempts, `None` after the last. Units: milliseconds.
fn pause_ms(made: u64) -> Option<u64> {
    let seconds = BACKOFF_S.get(usize::try_from(made).ok()?)?;
    Some(jittered(seconds * 1_000))
}

/// About so long.
fn jittered(pause: u64) -> u64 {
    pause * (100 - JITTER + u64::from(random()) % (2 * JITTER + 1)) / 100
}

/// When a gateway is asked again: the longer it has had the message, the rarer; `None` when it has had its time. How long
/// the message waited before the gateway took it is not the gateway's.
fn next_question(accepted_ms: u64, now_ms: u64) -> Option<u64> {
    let age = now_ms.saturating_sub(accepted_ms);
    (age < RECEIPT_MS).then(|| now_ms + (age / 4).clamp(RECEIPT_PAUSE_MS.0, RECEIPT_PAUSE_MS.1))
}

fn random() -> u32 {
    // Without randomness pauses are all alike, which is no harm.
    getrandom::u32().unwrap_or_default()
}

#[cfg(test)]
mod tests;
