//! The relay: brings the queue's pokes to the contract. Each is tried at the newest block first, so that nothing is sent
//! that somebody else has done already; its transaction is in the database, bytes and all, before the node sees it; and
//! another one is made only when that one can never be included. What is asked of the node again after a crash is what is
//! asked of it anyway: one way through for both. A node that is behind the index knows less than the pokes were made from,
//! so nothing is concluded from what it says.
//!
//! A demand is put on record in the creditor's name: by his own account, or as his proxy (`iou remind allow`).
//! Limits: one account, one process at a time by lease; two databases with one account are held apart by nonce and trial.
//! The contract records a demand as often as it is told, so a demand is looked for in the index and in the blocks after it;
//! two relayers with a database each that tell of the same one within a block both put it on record.

use std::collections::BTreeMap;

use futures::future::BoxFuture;
use scale::Decode;
use serde::Serialize;
use serde_json::json;
use terms::event::DemandMade;
use terms::limits::BATCH_MAX;
use terms::{Digest, Event, LoanId};

use super::queue::{Action, Left, Poke, Queue, Sent};
use crate::chain::connection::AtBlock;
use crate::chain::contract::{Ledger, LedgerEvent, Message};
use crate::chain::journal::Journal;
use crate::chain::lookup::{self, Fate};
use crate::chain::signer::Signer;
use crate::chain::submit::{estimate_fee, send_again, Purpose, Submitter, Wait};
use crate::chain::{proxy, AccountId, Call};
use crate::error::{Error, Result};
use crate::status::Status;

/// Pauses before another transaction for the same poke. Units: milliseconds.
const AGAIN_MS: [u64; 6] = [5_000, 30_000, 300_000, 1_800_000, 3_600_000, 3_600_000];
/// How soon a transaction on its way is looked at again. Units: milliseconds.
const SOON_MS: u64 = 1_000;
/// How soon the node is asked again after it failed. Units: milliseconds.
const NODE_MS: u64 = 5_000;
/// How soon an account without fees is tried again. Units: milliseconds.
const FEES_MS: u64 = 180_000;
/// How soon something is tried again that waits for a person. Units: milliseconds.
const PERSON_MS: u64 = 3_600_000;
/// The memo that says that the account cannot pay.
pub const NO_FEES: &str = "relay.no-fees";
/// Why a demand waits: the creditor has not allowed it.
pub const NOT_ALLOWED: &str = "not-allowed";
/// Why a demand waits: it may be in a block that the index has not taken yet.
pub const NOT_INDEXED: &str = "not-indexed";
/// How many blocks after the index's are looked through for a demand.
const NEW_BLOCKS: u64 = 64;
/// Why a poke waits: the account cannot pay.
pub const WITHOUT_FEES: &str = "no-fees";

/// How the contract is reached, again after a connection was lost.
pub type Dial = Box<dyn Fn() -> BoxFuture<'static, Result<Ledger>> + Send + Sync>;

/// What a pass has done. Units: pokes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Passed {
    /// Sent to the node.
    pub submitted: u64,
    /// Found on record.
    pub done: u64,
    /// Found to need no telling.
    pub moot: u64,
    /// Refused for good.
    pub dead: u64,
    /// To be looked at again.
    pub later: u64,
}

/// Brings pokes to the contract.
pub struct Relay {
    queue: Queue,
    dial: Dial,
    ledger: Option<Ledger>,
    signer: Signer,
    journal: Journal,
    status: Status,
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
            status: Status::new(),
        }
    }

    /// The same, telling `status` how it does.
    #[must_use]
    pub fn with_status(self, status: Status) -> Relay {
        Relay { status, ..self }
    }

    /// How it does.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Works once on every poke whose time has come. The node's failures are no errors of it: they are logged, and what
    /// they kept from being done waits.
    ///
    /// Errors: those of the database; [`Error::DevKeyRefused`], [`Error::ChainMismatch`].
    pub async fn pass(&mut self, now_ms: u64) -> Result<Passed> {
        let mut passed = Passed::default();
        let limit = u32::try_from(BATCH_MAX).unwrap_or(u32::MAX);
        let pokes = self.queue.claim(now_ms, limit).await?;
        if pokes.is_empty() {
            return Ok(passed);
        }
        let mut open = Open { left: pokes };
        let worked = self.work(&mut open, &mut passed, now_ms).await;
        // Whatever stopped the work, what was claimed is given back.
        let at_ms = now_ms + NODE_MS;
        passed.later += open.left.len() as u64;
        self.queue
            .leave(&open.left, &Left::AsIs { at_ms }, now_ms)
            .await?;
        match worked {
            Ok(()) => Ok(passed),
            Err(
                error @ (Error::Database { .. } | Error::DevKeyRefused { .. } | Error::ChainMismatch { .. }),
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
        let desk = Desk {
            relay: self,
            ledger,
            at,
            indexed,
            now_ms,
        };
        let mut on_their_way: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for poke in &open.left {
            if let Some(sent) = &poke.sent {
                let ids = on_their_way.entry(format!("{:?}", sent.entry.hash)).or_default();
                ids.push(poke.id.clone());
            }
        }
        for ids in on_their_way.into_values() {
            let left = desk.follow(&open.of(&ids)).await?;
            desk.leave(open, &ids, left, passed).await?;
        }
        let (due, single): (Vec<_>, Vec<_>) = open.left.iter().partition(|p| p.action == Action::NotifyDue);
        let due: Vec<_> = due.into_iter().map(|poke| poke.id.clone()).collect();
        let single: Vec<_> = single.into_iter().map(|poke| poke.id.clone()).collect();
        let mut batches = vec![due];
        batches.extend(single.into_iter().map(|id| vec![id]));
        // A batch that the chain does not take is halved until it is clear which loan is the matter.
        while let Some(ids) = batches.pop() {
            if ids.is_empty() {
                continue;
            }
            match desk.tell(&open.of(&ids)).await? {
                Some(left) => desk.leave(open, &ids, left, passed).await?,
                None => {
                    let (one, other) = ids.split_at(ids.len() / 2);
                    batches.extend([one.to_vec(), other.to_vec()]);
                }
            }
        }
        Ok(())
    }
}

/// What was claimed and not given back yet.
struct Open {
    left: Vec<Poke>,
}

impl Open {
    fn of(&self, ids: &[String]) -> Vec<Poke> {
        let chosen = self.left.iter().filter(|poke| ids.contains(&poke.id));
        chosen.cloned().collect()
    }
}

/// The relay at one block.
struct Desk<'r> {
    relay: &'r Relay,
    ledger: Ledger,
    at: AtBlock,
    /// The newest block that is indexed, and not above that of `at`.
    indexed: u64,
    now_ms: u64,
}

impl Desk<'_> {
    async fn leave(&self, open: &mut Open, ids: &[String], left: Left, passed: &mut Passed) -> Result<()> {
        let pokes = open.of(ids);
        let count = pokes.len() as u64;
        if let Some(outcome) = left.outcome() {
            let each = |poke: &Poke| self.relay.status.poke(poke.action.name(), outcome);
            pokes.iter().for_each(each);
        }
        match &left {
            Left::Done => passed.done += count,
            Left::Moot(_) => passed.moot += count,
            Left::Dead(reason) => {
                tracing::error!(pokes = ?ids, %reason, "relay: refused for good; see `iou remind dead list`");
                passed.dead += count;
            }
            Left::Again { .. } => passed.later += count,
            Left::AsIs { .. } => passed.submitted += count,
        }
        self.relay.queue.leave(&pokes, &left, self.now_ms).await?;
        open.left.retain(|poke| !ids.contains(&poke.id));
        Ok(())
    }

    /// What became of the transaction that was sent for these pokes.
    async fn follow(&self, pokes: &[Poke]) -> Result<Left> {
        let conn = &self.ledger.conn;
        let soon = |ms: u64| Left::AsIs {
            at_ms: self.now_ms + ms,
        };
        let Some(Sent {
            entry,
            bytes,
            proxied,
        }) = pokes.first().and_then(|poke| poke.sent.as_ref())
        else {
            return Ok(soon(SOON_MS));
        };
        match lookup::fate(conn, entry.hash, Some(entry)).await? {
            Fate::Finalised(block) => match lookup::included(conn, entry.hash, block).await {
                Ok(included) if *proxied => match proxy::executed(conn, &included).await? {
                    Ok(()) => Ok(Left::Done),
                    Err(reason) => Ok(self.again(pokes, reason)),
                },
                Ok(_) => Ok(Left::Done),
                Err(Error::TransactionFailed { reason, .. }) => Ok(self.again(pokes, reason)),
                Err(other) => Err(other),
            },
            Fate::Expired => Ok(self.again(pokes, "expired".into())),
            Fate::Superseded => Ok(self.again(pokes, "superseded".into())),
            Fate::InBlock(_) | Fate::Pending => Ok(soon(SOON_MS)),
            // A node that was started again has an empty pool. The same bytes can take effect only once.
            Fate::Unseen => {
                let bytes = hex::decode(bytes.trim_start_matches("0x")).unwrap_or_default();
                match send_again(conn, entry.hash, &bytes).await {
                    Ok(()) => Ok(soon(SOON_MS)),
                    Err(Error::TransactionRejected { reason, .. }) => {
                        tracing::warn!(hash = ?entry.hash, %reason, "relay: the node does not take it again");
                        Ok(soon(10 * NODE_MS))
                    }
                    Err(other) => Err(other),
                }
            }
        }
    }

    /// Tells the contract of these pokes: a batch of `notify_due`, or one of the others. `None`: a smaller batch is needed.
    async fn tell(&self, pokes: &[Poke]) -> Result<Option<Left>> {
        let Some(first) = pokes.first() else {
            return Ok(Some(Left::Done));
        };
        let own = self.relay.signer.account();
        let loan = first.loan;
        let tried = match first.action {
            Action::NotifyDue => {
                let mut loans: Vec<LoanId> = pokes.iter().map(|poke| poke.loan).collect();
                loans.sort_unstable();
                loans.dedup();
                let message = Message::new(|ledger| ledger.notify_due(loans));
                let trial = self.ledger.trial(&self.at, &own, 0, &message).await;
                trial.map(|trial| (trial.call, trial.deposit, false))
            }
            Action::MarkDefault => {
                let message = Message::new(|ledger| ledger.mark_default(loan));
                let trial = self.ledger.trial(&self.at, &own, 0, &message).await;
                trial.map(|trial| (trial.call, trial.deposit, false))
            }
            Action::Demand => match self.demand(first, &own).await? {
                Ok(tried) => tried,
                Err(left) => return Ok(Some(left)),
            },
        };
        match tried {
            Ok((call, deposit, proxied)) => self.send(pokes, call, deposit, proxied).await.map(Some),
            Err(error) => self.refused(pokes, error).await,
        }
    }

    /// The call that puts a demand on record, tried in the creditor's name; or how the poke is left without one.
    #[allow(clippy::type_complexity)]
    async fn demand(
        &self,
        poke: &Poke,
        own: &AccountId,
    ) -> Result<std::result::Result<Result<(Call, u128, bool)>, Left>> {
        let Some(demand) = Demand::of(poke) else {
            return Ok(Err(Left::Dead("facts".into())));
        };
        for bytes in self.relay.queue.events(poke.loan, "DemandMade").await? {
            if DemandMade::decode(&mut &bytes[..]).is_ok_and(|made| made.message == demand.message) {
                return Ok(Err(Left::Done));
            }
        }
        match self.in_new_blocks(poke.loan, &demand.message).await? {
            Some(false) => {}
            // Its block may yet be replaced: the index will say. So it will where it has much to catch up with.
            Some(true) | None => {
                return Ok(Err(Left::Again {
                    at_ms: self.now_ms + NODE_MS,
                    reason: NOT_INDEXED.into(),
                }))
            }
        }
        let direct = demand.holder == *own;
        if !direct && !proxy::allowed(&self.ledger.conn, &self.at, &demand.holder, own).await? {
            return Ok(Err(Left::Again {
                at_ms: self.now_ms + PERSON_MS,
                reason: NOT_ALLOWED.into(),
            }));
        }
        let Demand {
            message,
            channel,
            receipt,
            holder,
        } = demand;
        let call = Message::new(|ledger| ledger.demand(poke.loan, message, channel, Some(receipt)));
        let trial = self.ledger.trial(&self.at, &holder, 0, &call).await;
        Ok(Ok(trial.map(|trial| match direct {
            true => (trial.call, trial.deposit, false),
            // The deposit is the creditor's, whose call it is.
            false => (proxy::proxied(&holder, trial.call), 0, true),
        })))
    }

    /// Whether a demand is on record in a block that is not indexed yet; `None` where those are too many to look through.
    async fn in_new_blocks(&self, loan: LoanId, message: &Digest) -> Result<Option<bool>> {
        let best = self.at.block_number();
        if best - self.indexed > NEW_BLOCKS {
            return Ok(None);
        }
        let conn = &self.ledger.conn;
        for number in self.indexed + 1..=best {
            let Some(hash) = conn.block_hash(number).await? else {
                return Ok(None);
            };
            let at = conn.at_hash(hash).await?;
            let same = |event: &LedgerEvent| match event {
                LedgerEvent::Loan(event, _) => match &**event {
                    Event::DemandMade(made) => made.loan == loan && made.message == *message,
                    _ => false,
                },
                _ => false,
            };
            if self
                .ledger
                .events_at(&at)
                .await?
                .iter()
                .any(|(_, event)| same(event))
            {
                return Ok(Some(true));
            }
        }
        Ok(Some(false))
    }

    /// What a trial's refusal means.
    async fn refused(&self, pokes: &[Poke], error: Error) -> Result<Option<Left>> {
        match error {
            Error::Contract(refusal) => {
                tracing::info!(pokes = pokes.len(), refusal = %refusal.error, "relay: the contract declines");
                Ok(declined(refusal.error, pokes.len(), self.now_ms))
            }
            Error::DryRunFailed { reason } if wants_money(&reason) => {
                let own = self.relay.signer.account();
                let has = self.ledger.conn.free_balance(&self.at, &own).await?;
                self.relay.status.fees(has, true);
                self.no_fees(has, None).await.map(Some)
            }
            Error::DryRunFailed { .. } if pokes.len() > 1 => Ok(None),
            Error::DryRunFailed { reason } => Ok(Some(self.again(pokes, reason))),
            other => Err(other),
        }
    }

    async fn send(&self, pokes: &[Poke], call: Call, deposit: u128, proxied: bool) -> Result<Left> {
        let (relay, conn) = (self.relay, &self.ledger.conn);
        let own = relay.signer.account();
        let needs = estimate_fee(conn, &own, &call).await?.saturating_add(deposit);
        let has = conn.free_balance(&self.at, &own).await?;
        relay.status.fees(has, has < needs);
        if has < needs {
            return self.no_fees(has, Some(needs)).await;
        }
        let submitter = Submitter {
            conn,
            journal: &relay.journal,
            wait: Wait::None,
            limit: std::time::Duration::from_secs(30),
            announce: &|_| {},
        };
        let loans: Vec<String> = pokes.iter().map(|poke| poke.loan.to_string()).collect();
        let purpose = Purpose {
            action: pokes.first().map_or("", |poke| poke.action.name()).into(),
            loan: Some(loans.join(",")),
        };
        let prepared = submitter.prepare(&relay.signer, &call, purpose).await?;
        let sent = Sent {
            entry: prepared.entry().clone(),
            bytes: format!("0x{}", hex::encode(prepared.bytes())),
            proxied,
        };
        let as_is = |ms: u64| Left::AsIs {
            at_ms: self.now_ms + ms,
        };
        if !relay.queue.submitting(pokes, &sent, self.now_ms).await? {
            tracing::warn!(
                pokes = pokes.len(),
                "relay: another relayer has taken these over; nothing was sent"
            );
            return Ok(as_is(NODE_MS));
        }
        match submitter.send(&prepared).await {
            Ok(_) => {
                self.fees_again().await?;
                Ok(as_is(SOON_MS))
            }
            // Only this node has seen it, and has not kept it. Another process's transaction may have its nonce.
            Err(Error::TransactionRejected { reason, .. }) => {
                match lookup::fate(conn, sent.entry.hash, Some(&sent.entry)).await? {
                    Fate::Unseen | Fate::Expired | Fate::Superseded if wants_money(&reason) => {
                        self.no_fees(has, Some(needs)).await
                    }
                    Fate::Unseen | Fate::Expired | Fate::Superseded => Ok(self.again(pokes, reason)),
                    _ => Ok(as_is(SOON_MS)),
                }
            }
            Err(error) => {
                tracing::warn!(%error, hash = ?sent.entry.hash, "relay: sent, but not known to have arrived");
                Ok(as_is(NODE_MS))
            }
        }
    }

    /// Another transaction after a pause, or none any more after many.
    fn again(&self, pokes: &[Poke], reason: String) -> Left {
        let made = pokes.iter().map(|poke| poke.attempts).max().unwrap_or_default();
        let made = usize::try_from(made).unwrap_or(usize::MAX);
        match AGAIN_MS.get(made) {
            Some(pause) => Left::Again {
                at_ms: self.now_ms + pause,
                reason,
            },
            None => Left::Dead(reason),
        }
    }

    /// The account cannot pay: said once, loudly, and in `iou remind status` for as long as it lasts.
    async fn no_fees(&self, has: u128, needs: Option<u128>) -> Result<Left> {
        let store = self.relay.queue.store();
        let own = self.relay.signer.account().to_string();
        if store.memo(NO_FEES).await?.is_none() {
            let chain = self.ledger.conn.chain();
            let has = chain.show_amount(has);
            tracing::error!(account = %own, %has, "relay: THE ACCOUNT CANNOT PAY FEES; nothing reaches the contract");
            let needs = needs.map(|needs| chain.show_amount(needs));
            let memo = json!({"account": own, "since_ms": self.now_ms, "has": has, "needs": needs});
            store.set_memo(NO_FEES, Some(&memo.to_string())).await?;
        }
        Ok(Left::Again {
            at_ms: self.now_ms + FEES_MS,
            reason: WITHOUT_FEES.into(),
        })
    }

    async fn fees_again(&self) -> Result<()> {
        let store = self.relay.queue.store();
        if store.memo(NO_FEES).await?.is_some() {
            tracing::info!("relay: the account can pay fees again");
            store.set_memo(NO_FEES, None).await?;
        }
        Ok(())
    }
}

/// The refusal of a batch in which no loan has reached a stage.
const NOTHING: &str = "nothing-to-announce";
/// Refusals by which the contract says that it needs no telling: somebody else did it, or it is no longer so.
const MOOT: [&str; 4] = [NOTHING, "not-in-default", "wrong-state", "no-such-loan"];

/// A node is of use to the relay once its best block is the newest that is indexed, or a later one. Where it is not, what it
/// finds moot may be news to it.
///
/// Errors: [`Error::NodeBehind`].
fn not_behind(head: u64, indexed: u64) -> Result<()> {
    match head < indexed {
        true => Err(Error::NodeBehind {
            head: head.to_string(),
            block: indexed.to_string(),
        }),
        false => Ok(()),
    }
}

/// How so many pokes are left whose trial the contract has refused. `None`: a smaller batch is needed.
fn declined(refusal: String, pokes: usize, now_ms: u64) -> Option<Left> {
    // Of all in a batch the contract says only that there is nothing to announce; the rest is about one loan of it.
    if pokes > 1 && refusal != NOTHING {
        return None;
    }
    Some(match refusal.as_str() {
        moot if MOOT.contains(&moot) => Left::Moot(refusal),
        "disputed" => Left::Again {
            at_ms: now_ms + PERSON_MS,
            reason: refusal,
        },
        _ => Left::Dead(refusal),
    })
}

/// Whether the chain's words are about an account that cannot pay.
fn wants_money(reason: &str) -> bool {
    [
        "NotEnoughFunds",
        "FundsUnavailable",
        "BelowMinimum",
        "NotExpendable",
        "pay some fees",
    ]
    .iter()
    .any(|words| reason.contains(words))
}

/// A demand that has arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// SHA-256 of what was sent.
    pub message: Digest,
    /// How.
    pub channel: terms::life::Channel,
    /// SHA-256 of the proof that it arrived.
    pub receipt: Digest,
    /// In whose name.
    pub holder: AccountId,
}

impl Demand {
    /// The poke for it.
    pub fn poke(&self, loan: LoanId) -> super::queue::NewPoke {
        let facts = json!({
            "message": hex::encode(self.message), "channel": crate::view::channel(self.channel),
            "receipt": hex::encode(self.receipt), "holder": self.holder.to_string(),
        });
        super::queue::NewPoke {
            action: Action::Demand,
            loan,
            subject: self.message.to_vec(),
            facts,
            once: false,
        }
    }

    fn of(poke: &Poke) -> Option<Demand> {
        use terms::life::Channel;
        let text = |name: &str| poke.facts.get(name)?.as_str();
        let digest = |name: &str| <Digest>::try_from(hex::decode(text(name)?).ok()?).ok();
        let all = [
            Channel::Letter,
            Channel::Sms,
            Channel::Email,
            Channel::Messenger,
            Channel::Person,
        ];
        let channel = text("channel")?;
        Some(Demand {
            message: digest("message")?,
            channel: all
                .into_iter()
                .find(|known| crate::view::channel(*known) == channel)?,
            receipt: digest("receipt")?,
            holder: text("holder")?.parse().ok()?,
        })
    }
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
    fn one_loan_that_the_contract_does_not_know_makes_only_its_own_poke_moot() {
        let left = |refusal: &str, pokes| declined(refusal.into(), pokes, 7);
        assert_eq!(left("no-such-loan", 100), None);
        assert_eq!(left("no-such-loan", 1), Some(Left::Moot("no-such-loan".into())));
        // What is said of all is true of each.
        assert_eq!(left(NOTHING, 100), Some(Left::Moot(NOTHING.into())));
        assert!(matches!(left("disputed", 1), Some(Left::Again { .. })));
        assert_eq!(left("not-a-party", 1), Some(Left::Dead("not-a-party".into())));
        assert_eq!(left("not-a-party", 2), None);
    }
}
