//! The delivery: claimed messages go out over their channels, many at once but one at a time for each host, and what became
//! of each is written down. What is said is rendered at the first attempt and then kept, so that every further attempt
//! sends the same bytes, and a demand's digest is that of what was sent.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::stream::{self, StreamExt};
use scale::Decode;
use serde::Serialize;
use sqlx::Row;
use terms::agreement::key_of;
use terms::life::Arrival;
use terms::{Books, Day, LoanId, Timestamp, UtcOffset};
use tokio_util::sync::CancellationToken;

use super::super::form::Form;
use super::super::message::{Address, Body, Channel, Delivery, Failure, Message};
use super::super::outbox::{After, AttemptOutcome, Claimed, StoredNotice, DEMAND, LEASE_MS};
use super::super::people::Known;
use super::super::policy::awake;
use super::super::{record, words};
use super::tick::{Cursor, Reach};
use super::{now_ms, Service};
use crate::error::Result;
use iou_base::sha256;
use iou_base::text::Lang;
use iou_database::to_i64;
use iou_health::Loop;
use iou_ledger::AccountId;
use iou_relay::queue::NewTask;
use iou_relay::worker::Demand;

/// Messages claimed at once.
const CLAIM: u32 = 64;
/// Hosts that are sent to at once.
const HOSTS: usize = 16;
/// How long one attempt may take: less than its lease.
const ATTEMPT: Duration = Duration::from_millis(LEASE_MS - 10_000);
/// How long one host is sent to before what is left for it is given back.
const HOST: Duration = Duration::from_secs(20);
/// For how long. Units: milliseconds.
const SLOW_MS: u64 = 60_000;
/// When a message is looked at again whose recipient's contact cannot be opened.
const LOCKED: Duration = Duration::from_secs(3_600);
/// When one is that cannot be put into words because the index is catching up.
const CATCHING_UP: Duration = Duration::from_secs(60);

/// What became of messages. Units: messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Delivered {
    /// The recipient's system has it.
    pub delivered: u64,
    /// A gateway has it.
    pub accepted: u64,
    /// To be tried again.
    pub again: u64,
    /// Given up.
    pub dead: u64,
}

impl AddAssign for Delivered {
    fn add_assign(&mut self, other: Delivered) {
        self.delivered += other.delivered;
        self.accepted += other.accepted;
        self.again += other.again;
        self.dead += other.dead;
    }
}

/// What an attempt came to, as the metrics call it.
fn outcome_name(outcome: &std::result::Result<Delivery, Failure>) -> &'static str {
    match outcome {
        Ok(Delivery::Delivered { .. }) => "delivered",
        Ok(Delivery::Accepted { .. }) => "accepted",
        Err(Failure::Temporary { .. }) => "temporary",
        Err(Failure::Ours { .. }) => "ours",
        Err(Failure::Permanent { .. }) => "permanent",
        Err(Failure::Gone { .. }) => "gone",
    }
}

impl Service {
    /// Sends what waits and asks for receipts that are awaited, once. Returns when all of it has come to an end; what was
    /// claimed and not begun when `cancel` was cancelled is given back.
    pub async fn deliver(self: &Arc<Self>, now_ms: u64, cancel: &CancellationToken) -> Result<Delivered> {
        let mut by_host: BTreeMap<String, Vec<(Claimed, Reach)>> = BTreeMap::new();
        let mut claimed = self.outbox.claim(now_ms, CLAIM).await?;
        claimed.extend(self.outbox.claim_receipts(now_ms, CLAIM).await?);
        for claimed in claimed {
            let reach = self.reached(&claimed.recipient).await?;
            let address = match &reach {
                Reach::Known(known) => known.contact.address(claimed.channel),
                Reach::Unknown | Reach::Unreadable => None,
            };
            by_host
                .entry(host(address.as_ref()))
                .or_default()
                .push((claimed, reach));
        }
        let one_host = |messages: Vec<(Claimed, Reach)>| async move {
            let begun = Instant::now();
            let mut done = Delivered::default();
            for (claimed, reach) in messages {
                // However many hosts are slow, the loop is not stuck: one attempt has its limit.
                self.status.beat(Loop::Outbox);
                // A slow host must not keep the others waiting, nor what waits behind it outlive its lease: what is left
                // for it makes room in the next rounds for what is left for others.
                let slow = begun.elapsed() > HOST;
                if cancel.is_cancelled() || slow {
                    let again = slow.then(|| self::now_ms() + SLOW_MS);
                    self.outbox.release(&claimed, again).await?;
                    continue;
                }
                // First attempt or not, late or not: never in their rest.
                if let Some(wakes) = rests_until(&claimed, &reach, now_ms) {
                    self.outbox.release(&claimed, Some(wakes)).await?;
                    continue;
                }
                match self.one(&claimed, reach).await? {
                    AttemptOutcome::Delivered => done.delivered += 1,
                    AttemptOutcome::Accepted => done.accepted += 1,
                    AttemptOutcome::Again { .. } => done.again += 1,
                    AttemptOutcome::Dead => done.dead += 1,
                    AttemptOutcome::Lost => {}
                }
            }
            Ok::<_, crate::Error>(done)
        };
        let mut all = Delivered::default();
        let mut hosts = stream::iter(by_host.into_values().map(one_host)).buffer_unordered(HOSTS);
        let mut failed = None;
        while let Some(done) = hosts.next().await {
            match done {
                Ok(done) => all += done,
                // The others are on their way and have to be written down.
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(all), Err)
    }

    async fn reached(&self, account: &AccountId) -> Result<Reach> {
        let mut conn = self.store.acquire().await?;
        self.reach(&mut conn, account).await
    }

    /// One message, from its lease to its outcome.
    async fn one(&self, claimed: &Claimed, reach: Reach) -> Result<AttemptOutcome> {
        let (known, address) = match addressee(claimed.channel, reach) {
            Ok(found) => found,
            Err(failure) => return self.settle(claimed, Err(failure), &[], None).await,
        };
        let notices = self.outbox.notices(&claimed.id).await?;
        let body = match &claimed.body {
            Some(body) => body.clone(),
            None => {
                let Some(cursor) = self.cursor().await? else {
                    let failure = not_before(CATCHING_UP, "the index is catching up");
                    return self.settle(claimed, Err(failure), &[], None).await;
                };
                match self.render(claimed, &notices, &known, &cursor) {
                    Some(body) => body,
                    None => {
                        let failure = Failure::permanent("its notices cannot be read");
                        return self.settle(claimed, Err(failure), &[], None).await;
                    }
                }
            }
        };
        let body = match &claimed.tracking {
            Some(_) => body,
            None => match self.outbox.begin(claimed, now_ms(), &body).await? {
                Some(body) => body,
                None => return Ok(AttemptOutcome::Lost),
            },
        };
        let Some(message) = message_of(claimed, &body) else {
            let failure = Failure::permanent("its words cannot be read");
            return self.settle(claimed, Err(failure), &[], None).await;
        };
        let outcome = self.attempt(claimed, &message, &address).await;
        self.settle(claimed, outcome, &notices, Some((&message, &address)))
            .await
    }

    /// Sends a message, or asks the gateway that has it for its receipt.
    async fn attempt(
        &self,
        claimed: &Claimed,
        message: &Message,
        address: &Address,
    ) -> std::result::Result<Delivery, Failure> {
        let Some(tracking) = &claimed.tracking else {
            let sending = self.channels.send(message, address);
            let sent = tokio::time::timeout(ATTEMPT, sending).await;
            return sent.unwrap_or_else(|_| Err(later("no answer in time")));
        };
        let asking = self
            .channels
            .receipt(claimed.channel, tracking, address, claimed.accepted_ms);
        match tokio::time::timeout(ATTEMPT, asking).await {
            Ok(Ok(Some(receipt))) => Ok(Delivery::Delivered {
                receipt: Some(receipt),
            }),
            Ok(Ok(None)) => Err(later("the gateway has no receipt yet")),
            Ok(Err(failure)) => Err(failure),
            Err(_) => Err(later("the gateway did not answer in time")),
        }
    }

    async fn settle(
        &self,
        claimed: &Claimed,
        outcome: std::result::Result<Delivery, Failure>,
        notices: &[StoredNotice],
        sent: Option<(&Message, &Address)>,
    ) -> Result<AttemptOutcome> {
        log_failure(claimed, &outcome);
        if sent.is_some() {
            self.status
                .attempt(claimed.channel.name(), outcome_name(&outcome));
        }
        let gone = matches!(outcome, Err(Failure::Gone { .. }));
        let demanded = notices.iter().find(|notice| notice.kind == DEMAND);
        let mut kept = Vec::new();
        let mut demand = None;
        if let (Some(notice), Some((sent, address))) = (demanded, sent) {
            let (bytes, channel) = proved(sent, address);
            if let Some((holder, zone)) = self.creditor(notice.loan).await? {
                // Told by the clock of the chain, which judges it: so long ago as by this machine's.
                let now = now_ms();
                let ago = now.saturating_sub(arrived_ms(claimed, &outcome, now));
                let cursor = self.cursor().await?.map_or(now, |cursor| cursor.now_ms);
                let on = Day::of(Timestamp(cursor.saturating_sub(ago)), zone);
                demand = Some((notice.loan, sha256(&bytes), channel, holder, on));
                kept.push(bytes);
            }
        }
        let follows = |receipt: Option<&str>| -> Vec<NewTask> {
            let digest = receipt.and_then(|hex| <[u8; 32]>::try_from(hex::decode(hex).ok()?).ok());
            let both = demand.zip(digest);
            let task = both.map(|((loan, message, channel, holder, on), receipt)| {
                Demand {
                    message,
                    channel,
                    arrival: Arrival { on, receipt },
                    holder,
                }
                .task(loan)
            });
            task.into_iter().collect()
        };
        let kept: Vec<&[u8]> = kept.iter().map(Vec::as_slice).collect();
        let after = After {
            follows: &follows,
            kept: &kept,
            seal: &|bytes| self.people.seal(bytes),
        };
        let settled = self.outbox.settle(claimed, now_ms(), outcome, &after).await?;
        match settled {
            AttemptOutcome::Dead => {
                tracing::error!(message = %claimed.id, "remind: given up; see `iou remind dead list`");
            }
            AttemptOutcome::Lost => {
                tracing::warn!(message = %claimed.id, "remind: another sender has taken it over")
            }
            _ => {}
        }
        if gone {
            self.people
                .switch_off(&claimed.recipient, claimed.channel)
                .await?;
            let (account, channel) = (claimed.recipient.to_string(), claimed.channel.name());
            tracing::error!(%account, channel, "remind: the recipient's system wants no more; the channel is switched off");
        }
        Ok(settled)
    }

    /// The words of a message, in the recipient's language; `None` where its notices are not ours.
    fn render(
        &self,
        claimed: &Claimed,
        stored: &[StoredNotice],
        known: &Known,
        cursor: &Cursor,
    ) -> Option<String> {
        // Not the time of this attempt: whenever it is rendered, the same message has the same bytes and digest.
        let decided = Timestamp(claimed.created_ms);
        let read = |stored| record::notice(stored, claimed.channel, &claimed.recipient);
        let notices: Option<Vec<_>> = stored.iter().map(read).collect();
        let text = match known.contact.lang() {
            Lang::En => &self.texts.0,
            Lang::Zh => &self.texts.1,
        };
        let pages = self.pages.as_ref();
        let digest = notices.and_then(|notices| words::digest(text, &cursor.place, &notices, decided, pages));
        digest.map(|message| Body::of(message).written())
    }

    /// Who acts for a loan's claim.
    async fn creditor(&self, loan: LoanId) -> Result<Option<(AccountId, UtcOffset)>> {
        let row = sqlx::query("SELECT books FROM loan WHERE id = $1")
            .bind(to_i64(loan))
            .fetch_optional(self.store.pool())
            .await
            .map_err(|e| self.store.failed(e))?;
        let Some(row) = row else { return Ok(None) };
        let bytes: Vec<u8> = row.try_get("books").map_err(|e| self.store.failed(e))?;
        let books = Books::decode(&mut &bytes[..]).ok();
        let lead = books.and_then(|books| {
            // In whose name it is: the key that acts for the claim now.
            let lead = key_of(&books.seats, books.holders.first()?.account);
            Some((AccountId(lead.0), books.terms.utc_offset))
        });
        Ok(lead)
    }
}

/// When a message arrived: as its receipt says; where a gateway had it and does not say, when the gateway took it, since a
/// period that is counted from too late a day is no use to the creditor; else now. Units: milliseconds since 1970.
fn arrived_ms(claimed: &Claimed, outcome: &std::result::Result<Delivery, Failure>, now_ms: u64) -> u64 {
    let said = match outcome {
        Ok(Delivery::Delivered {
            receipt: Some(receipt),
        }) => receipt.arrived_ms,
        _ => None,
    };
    let taken = match claimed.tracking {
        Some(_) => claimed.accepted_ms,
        None => now_ms,
    };
    said.unwrap_or(taken).clamp(taken.min(now_ms), now_ms)
}

/// When the recipient's rest ends, if they rest at `now_ms`. A gateway that has the message can be asked at any time.
fn rests_until(claimed: &Claimed, reach: &Reach, now_ms: u64) -> Option<u64> {
    let Reach::Known(known) = reach else {
        return None;
    };
    let contact = &known.contact;
    if claimed.tracking.is_some() {
        return None;
    }
    let wakes = awake(&contact.time_zone().ok()?, contact.quiet, Timestamp(now_ms)).0;
    (wakes > now_ms).then_some(wakes)
}

/// It is ours to mend, or to wait for.
fn not_before(pause: Duration, reason: &str) -> Failure {
    Failure::Temporary {
        reason: reason.into(),
        retry_after: Some(pause),
    }
}

fn later(reason: &str) -> Failure {
    Failure::Temporary {
        reason: reason.into(),
        retry_after: None,
    }
}

fn message_of(claimed: &Claimed, body: &str) -> Option<Message> {
    let body = Body::read(body)?;
    Some(Message {
        id: claimed.id.clone(),
        recipient: claimed.recipient,
        lang: Lang::from_tag(&body.lang)?,
        subject: body.subject,
        text: body.text,
        short: body.short,
        payload: body.payload,
        created_ms: claimed.created_ms,
    })
}

/// What of a message its digest on the contract stands for, and how the contract calls the way it went.
fn proved(message: &Message, address: &Address) -> (Vec<u8>, terms::life::Channel) {
    use terms::life::Channel as On;
    match address {
        Address::Email(_) => (message.text.clone().into_bytes(), On::Email),
        Address::Sms(_) => (message.short.clone().into_bytes(), On::Sms),
        Address::Webhook { form, .. } => {
            let bytes = match form {
                Form::Standard => message.payload.to_string().into_bytes(),
                // Around the words stand the time and the signature of one attempt.
                Form::Robot(robot) => robot.text(message).as_bytes().to_vec(),
                Form::Template(_) => message.text.clone().into_bytes(),
            };
            (bytes, On::Messenger)
        }
        Address::Console => (message.text.clone().into_bytes(), On::Messenger),
    }
}

/// Says in the log what kept a message from being delivered.
fn log_failure(claimed: &Claimed, outcome: &std::result::Result<Delivery, Failure>) {
    match outcome {
        Err(Failure::Ours { reason }) => {
            let channel = claimed.channel.name();
            tracing::error!(message = %claimed.id, channel, %reason, "remind: the channel does not work, through us");
        }
        Err(failure) => {
            tracing::warn!(message = %claimed.id, channel = claimed.channel.name(), ?failure, "remind: not delivered");
        }
        Ok(_) => {}
    }
}

/// Whom a message goes to and where.
///
/// Errors: why it cannot go there now, or ever.
fn addressee(channel: Channel, reach: Reach) -> std::result::Result<(Box<Known>, Address), Failure> {
    let known = match reach {
        Reach::Known(known) => Some(known),
        Reach::Unknown => None,
        // No attempt was made, so none is counted: it waits for as long as the operator needs.
        Reach::Unreadable => return Err(not_before(LOCKED, "the recipient's contact cannot be opened")),
    };
    let found = known.and_then(|known| {
        let open = known.open.contains(&channel);
        let address = known.contact.address(channel).filter(|_| open)?;
        Some((known, address))
    });
    let (known, address) = found.ok_or_else(|| Failure::permanent("the recipient has no such address"))?;
    match known.contact.opt_out.closes(channel) {
        true => Err(Failure::permanent("the recipient has refused this channel")),
        false => Ok((known, address)),
    }
}

/// Whose machine an address is on: it is not to be met by many of our requests at once.
fn host(address: Option<&Address>) -> String {
    match address {
        None => String::new(),
        Some(Address::Console) => "console".into(),
        Some(Address::Email(mailbox)) => {
            let host = mailbox.rsplit_once('@').map_or("", |(_, host)| host);
            format!("mail {}", host.to_ascii_lowercase())
        }
        Some(Address::Sms(_)) => "sms".into(),
        Some(Address::Webhook { url, .. }) => {
            let url = url::Url::parse(url).ok();
            let host = url.and_then(|url| url.host_str().map(str::to_owned));
            format!("web {}", host.unwrap_or_default())
        }
    }
}
