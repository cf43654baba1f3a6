//! The worker's part in what others signed: how many go into one transaction, what a refusal means, and what a final block did
//! with each. A refusal counts once the newest finalised block gives it too: the best one may be replaced.

use std::collections::BTreeMap;

use iou_base::{kebab, sha256};
use scale::{Decode, Encode};
use sqlx::Row;
use terms::intent::{Deed, Submitted};
use terms::limits::{INTENTS_BYTES_MAX, INTENTS_MAX};
use terms::{cell, Digest, Error as Rule, Event, LoanId, Terms, Timestamp};

use super::{Pass, Ready, BEFORE_MS, NODE_MS, SOON_MS};
use crate::error::Result;
use crate::intents::book::{self, Checked, Final, Payload, Signed};
use crate::intents::micro::Micro;
use crate::intents::{is_signed, Refused};
use crate::queue::{Task, TaskKind, TaskOutcome};
use iou_database::to_i64;
use iou_intent::api::IntentOutcome;
use iou_ledger::connection::AtBlock;
use iou_ledger::contract::{LedgerEvent, Message};
use iou_ledger::lookup::Included;
use iou_ledger::{AccountId, Hash};

/// Tasks by id, and what became of them.
pub(super) type Ended = Vec<(Vec<String>, TaskOutcome)>;

/// A task with what was handed over.
type Loaded<'t> = (&'t Task, Payload);

impl Pass<'_> {
    /// The tasks of intents among `tasks`, in the order and the groups in which they are submitted: those of one signer for one
    /// loan by nonce; one that a block has refused before goes alone, so that it spoils nobody else's.
    pub(super) async fn grouped(&self, tasks: &[Task]) -> Result<Vec<Vec<String>>> {
        let mut loaded = self.loaded(tasks).await?;
        let first_seen: BTreeMap<_, _> = loaded
            .iter()
            .enumerate()
            .rev()
            .map(|(n, it)| (signer_of(it), n))
            .collect();
        loaded.sort_by_key(|it| {
            let nonce = it.1.place().map(|(_, nonce)| nonce);
            (first_seen.get(&signer_of(it)).copied(), nonce)
        });
        let mut groups: Vec<Vec<String>> = Vec::new();
        // Closed to begin with; a length of the list stands in front of it.
        let (mut count, mut bytes) = (INTENTS_MAX, 1);
        for (task, payload) in &loaded {
            let size = payload.encoded_size();
            if count >= INTENTS_MAX || bytes + size > INTENTS_BYTES_MAX || task.attempts > 0 {
                groups.push(Vec::new());
                (count, bytes) = (0, 1);
            }
            if let Some(group) = groups.last_mut() {
                group.push(task.id.clone());
            }
            count = if task.attempts > 0 { INTENTS_MAX } else { count + 1 };
            bytes += size;
        }
        Ok(groups)
    }

    async fn loaded<'t>(&self, tasks: &'t [Task]) -> Result<Vec<Loaded<'t>>> {
        let ids: Vec<String> = tasks.iter().map(|task| task.id.clone()).collect();
        let mut payloads: BTreeMap<_, _> = book::payloads(self.store(), &ids).await?.into_iter().collect();
        let with = |task: &'t Task| Some((task, payloads.remove(&task.id)?));
        Ok(tasks.iter().filter_map(with).collect())
    }

    /// What became of the transaction that carries these.
    pub(super) async fn follow_intents(&self, tasks: &[Task]) -> Result<Ended> {
        let ids: Vec<String> = tasks.iter().map(|task| task.id.clone()).collect();
        let found = self.outcome(tasks).await?;
        match (&found.outcome, &found.included) {
            (TaskOutcome::Done, Some(included)) => {
                self.end(tasks, included).await?;
                return Ok(vec![(ids, TaskOutcome::Done)]);
            }
            (TaskOutcome::Again { .. } | TaskOutcome::Dead(_), _) => {
                book::seen(self.store(), &ids, None).await?;
                if found.is_paid {
                    book::charge_again(self.store(), &ids).await?;
                }
            }
            _ => {
                let block = match found.block {
                    Some(hash) => Some((self.ledger.conn.header(hash).await?.number, format!("{hash:?}"))),
                    None => None,
                };
                book::seen(self.store(), &ids, block).await?;
            }
        }
        Ok(vec![(ids, found.outcome)])
    }

    /// Writes down what a final block did with each.
    async fn end(&self, tasks: &[Task], included: &Included) -> Result<()> {
        let events = self.ledger.events_in(&included.events)?;
        let by_intent = events.iter().filter_map(|event| match event {
            LedgerEvent::Loan(event, _) => Some((event.head().intent?, event.head().loan)),
            _ => None,
        });
        let by_intent: BTreeMap<Digest, LoanId> = by_intent.collect();
        let share = self.cost_of(included, tasks.len());
        for (task, payload) in self.loaded(tasks).await? {
            let mut ids = payload.intents().into_iter().map(|intent| intent.id(sha256));
            let on_record = ids.find_map(|id| by_intent.get(&id).copied());
            let loan = match (&payload, on_record) {
                (_, Some(loan)) => Some(loan),
                (Payload::Conclude { terms, .. }, None) => self.signed_loan(terms).await?,
                (Payload::Submit(_), None) => None,
            };
            let became = match &payload {
                _ if on_record.is_some() => IntentOutcome::Applied,
                Payload::Conclude { .. } => IntentOutcome::Applied,
                Payload::Submit(signed) => {
                    self.became_before(signed, (included.block_number, included.block_hash))
                        .await?
                }
            };
            let end = Final {
                became,
                loan,
                block: Some((included.block_number, format!("{:?}", included.block_hash))),
                cost: Some(share),
            };
            book::settle(self.store(), &task.id, &end).await?;
        }
        Ok(())
    }

    /// What each of so many intents in one transaction has cost: its fee, and what storage took.
    fn cost_of(&self, included: &Included, count: usize) -> Micro {
        let mut deposit: i128 = 0;
        for event in included.events.iter().flatten() {
            let sign = match (event.pallet_name(), event.event_name()) {
                ("Contracts", "StorageDepositTransferredAndHeld") => 1,
                ("Contracts", "StorageDepositTransferredAndReleased") => -1,
                _ => continue,
            };
            if let Ok((_, _, amount)) = <([u8; 32], [u8; 32], u128)>::decode(&mut event.field_bytes()) {
                deposit += sign * i128::try_from(amount).unwrap_or(i128::MAX);
            }
        }
        let all = included.fee.unwrap_or_default() + u128::try_from(deposit).unwrap_or_default();
        let decimals = self.ledger.conn.chain().limit_decimals();
        Micro::of(all.div_ceil(count.max(1) as u128), decimals)
    }

    /// What an intent has come to of which the final block `block` says that nothing was to be done any more.
    async fn became_before(&self, signed: &Signed, block: (u64, Hash)) -> Result<IntentOutcome> {
        let (intent, _) = signed;
        let id = intent.id(sha256);
        let applied = match intent.deed {
            // The counter is where it was to be, by whatever.
            Deed::Skip { .. } => true,
            Deed::Act { loan, .. } => {
                self.is_on_record(loan, &id).await? || self.happened(loan, &id, block).await?
            }
            Deed::Propose { .. } => false,
        };
        Ok(match applied {
            true => IntentOutcome::Applied,
            false => IntentOutcome::Passed,
        })
    }

    /// Whether the chain has such an event up to `block`, where the index of this database has not come as far. Whoever is told
    /// that their signature came to nothing may sign the same again. A node that has forgotten old blocks does not know.
    async fn happened(&self, loan: LoanId, id: &Digest, block: (u64, Hash)) -> Result<bool> {
        if self.indexed >= block.0 {
            return Ok(false);
        }
        match self.ledger.history(loan, block, |_, _| {}).await {
            Ok(all) => Ok(all.iter().any(|one| one.event.head().intent == Some(*id))),
            Err(iou_ledger::Error::NodePruned { .. }) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }

    /// Whether the index, if it is kept in this database, has an event that happened by this intent.
    async fn is_on_record(&self, loan: LoanId, id: &Digest) -> Result<bool> {
        let store = self.store();
        let rows = sqlx::query("SELECT name, scale FROM event WHERE loan = $1 ORDER BY sequence DESC")
            .bind(to_i64(loan))
            .fetch_all(store.pool())
            .await
            .map_err(|e| store.failed(e))?;
        for row in rows {
            let name: String = row.try_get("name").map_err(|e| store.failed(e))?;
            let bytes: Vec<u8> = row.try_get("scale").map_err(|e| store.failed(e))?;
            if Event::decode(&name, &bytes).is_some_and(|event| event.head().intent == Some(*id)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The loan with these terms, where a finalised block has it with both signatures.
    async fn signed_loan(&self, terms: &Terms) -> Result<Option<LoanId>> {
        let at = self.ledger.conn.at_finalized().await?;
        let found: Option<LoanId> = self
            .ledger
            .cell(&at, cell::BY_DIGEST, &terms.digest(sha256))
            .await?;
        let Some(id) = found else { return Ok(None) };
        let (loan, _) = self.ledger.loan(&at, id).await?;
        Ok(is_signed(&loan).then_some(id))
    }

    /// Whether a skip has nothing to do at a block: the contract says `Skipped` of it, however often, and wants a fee.
    async fn is_idle(&self, at: &AtBlock, (intent, _): &Signed) -> Result<bool> {
        let Deed::Skip { loan, to, .. } = intent.deed else {
            return Ok(false);
        };
        let (found, _) = self.ledger.loan(at, loan).await?;
        let signer = AccountId::from(intent.signer.0);
        Ok(self.ledger.counter(at, &found, signer).await? >= to)
    }

    /// Submits these. `None`: fewer at once are needed.
    pub(super) async fn submit_intents(&self, tasks: &[Task]) -> Result<Option<TaskOutcome>> {
        let mut batch = Vec::with_capacity(tasks.len());
        for (_, payload) in self.loaded(tasks).await? {
            if let Payload::Submit(signed) = payload {
                batch.push(*signed);
            }
        }
        let [task] = tasks else {
            for one in &batch {
                if self.is_idle(&self.at, one).await? {
                    return Ok(None);
                }
            }
            let run = self.run(&Message::submit(batch)).await;
            return match run {
                // One that has passed is told apart first: nothing is paid for it.
                Ok((answer, _)) if answer.contains(&Submitted::Passed) => Ok(None),
                Ok((_, ready)) => self.send(tasks, ready).await.map(Some),
                Err(iou_ledger::Error::Contract(_) | iou_ledger::Error::DryRunFailed { .. }) => Ok(None),
                Err(other) => Err(other.into()),
            };
        };
        let Some(signed) = batch.pop() else {
            return Ok(Some(TaskOutcome::Dead(Refused::Internal.code())));
        };
        if self.is_idle(&self.at, &signed).await? {
            return self.passed_over(task, &signed).await.map(Some);
        }
        let message = Message::submit(vec![signed.clone()]);
        match self.run(&message).await {
            Ok((_, ready)) => self.send(tasks, ready).await.map(Some),
            Err(iou_ledger::Error::Contract(refusal)) if refusal.0 == Rule::NothingNew => {
                self.passed_over(task, &signed).await.map(Some)
            }
            Err(iou_ledger::Error::Contract(refusal)) => {
                let until = signed.0.not_after;
                self.declined(task, refusal.0, until, &message).await.map(Some)
            }
            Err(other) => self.refused(tasks, other).await,
        }
    }

    /// Brings a new loan there.
    pub(super) async fn conclude(&self, task: &Task) -> Result<Option<TaskOutcome>> {
        let payload = self.loaded(std::slice::from_ref(task)).await?.pop();
        let Some((
            _,
            Payload::Conclude {
                terms,
                lender,
                borrower,
            },
        )) = payload
        else {
            return Ok(Some(TaskOutcome::Dead(Refused::Internal.code())));
        };
        if let Some(loan) = self.signed_loan(&terms).await? {
            let end = Final {
                became: IntentOutcome::Applied,
                loan: Some(loan),
                block: None,
                cost: None,
            };
            book::settle(self.store(), &task.id, &end).await?;
            return Ok(Some(TaskOutcome::Done));
        }
        let until = lender.0.not_after.min(borrower.0.not_after);
        let message = Message::conclude(*terms, *lender, *borrower);
        match self.run(&message).await {
            // Where both have signed in the best block already there is nothing to pay for; soon it is final.
            Ok((loan, _)) if self.is_signed_by_now(loan).await? => Ok(Some(self.soon(SOON_MS))),
            Ok((_, ready)) => self.send(std::slice::from_ref(task), ready).await.map(Some),
            Err(iou_ledger::Error::Contract(refusal)) => {
                self.declined(task, refusal.0, until, &message).await.map(Some)
            }
            Err(other) => self.refused(std::slice::from_ref(task), other).await,
        }
    }

    async fn is_signed_by_now(&self, id: LoanId) -> Result<bool> {
        let found = self
            .ledger
            .loans(&self.at, &[id])
            .await?
            .into_iter()
            .next()
            .flatten();
        Ok(found.is_some_and(|(loan, _)| is_signed(&loan)))
    }

    /// A dry run at the best block: what it answers, and the call.
    async fn run<T: Decode>(
        &self,
        message: &Message<std::result::Result<T, Rule>>,
    ) -> iou_ledger::Result<(T, Ready)> {
        let own = self.relay.signer.account();
        let run = self.ledger.dry_run(&self.at, &own, 0, message).await?;
        let ready = Ready {
            call: run.call,
            deposit: run.deposit,
            proxied: false,
        };
        Ok((run.answer, ready))
    }

    /// The signer's counter has passed it in the best block: what became of it, once that is final.
    async fn passed_over(&self, task: &Task, signed: &Signed) -> Result<TaskOutcome> {
        let at = self.ledger.conn.at_finalized().await?;
        let own = self.relay.signer.account();
        let message = Message::submit(vec![signed.clone()]);
        match self.ledger.dry_run(&at, &own, 0, &message).await {
            Err(iou_ledger::Error::Contract(refusal)) if refusal.0 == Rule::NothingNew => {}
            Ok(_) if self.is_idle(&at, signed).await? => {}
            Err(iou_ledger::Error::Contract(_)) | Ok(_) => return Ok(self.soon(SOON_MS)),
            Err(other) => return Err(other.into()),
        }
        let end = Final {
            became: self
                .became_before(signed, (at.block_number(), at.block_hash()))
                .await?,
            loan: None,
            block: None,
            cost: None,
        };
        book::settle(self.store(), &task.id, &end).await?;
        Ok(TaskOutcome::Done)
    }

    /// The contract would not take it at the best block.
    async fn declined<T: Decode>(
        &self,
        task: &Task,
        refusal: Rule,
        until: Timestamp,
        message: &Message<std::result::Result<T, Rule>>,
    ) -> Result<TaskOutcome> {
        let at = self.ledger.conn.at_finalized().await?;
        let now = Timestamp(self.ledger.conn.timestamp_ms(&at).await?);
        if now > until {
            return self.gone(task, Rule::NoLongerValid).await;
        }
        // Something else has to come first.
        if matches!(refusal, Rule::NonceAhead | Rule::NotValidYet) {
            return Ok(self.soon(wait_of(task.created_ms, self.now_ms)));
        }
        // A node that is behind the one by which it was checked does not know what speaks for it.
        if at.block_number() < Checked::of(&task.facts).block {
            return Ok(self.soon(NODE_MS));
        }
        let own = self.relay.signer.account();
        match self.ledger.dry_run(&at, &own, 0, message).await {
            Err(iou_ledger::Error::Contract(refusal)) if refusal.0 == Rule::NonceAhead => {
                Ok(self.soon(wait_of(task.created_ms, self.now_ms)))
            }
            Err(iou_ledger::Error::Contract(refusal)) => self.gone(task, refusal.0).await,
            Ok(_) => Ok(self.soon(SOON_MS)),
            Err(other) => Err(other.into()),
        }
    }

    async fn gone(&self, task: &Task, refusal: Rule) -> Result<TaskOutcome> {
        if task.attempts == 0 {
            book::give_back(self.store(), &task.id).await?;
        }
        tracing::info!(id = %task.id, refusal = refusal.code(), "relay: an intent can take no effect");
        Ok(TaskOutcome::Obsolete(kebab(refusal.code())))
    }

    fn soon(&self, ms: u64) -> TaskOutcome {
        TaskOutcome::Unchanged {
            at_ms: self.now_ms + ms,
        }
    }
}

/// How soon a task is looked at again that waits for another one: the rarer the longer it has waited, or those whose time never
/// comes would keep the node busy until they expire. Units: milliseconds.
fn wait_of(since_ms: u64, now_ms: u64) -> u64 {
    (now_ms.saturating_sub(since_ms) / 8).clamp(SOON_MS, BEFORE_MS)
}

/// Whose, and of which loan.
fn signer_of((_, payload): &Loaded<'_>) -> (Option<LoanId>, Option<terms::AccountId>) {
    let signer = payload.intents().first().map(|intent| intent.signer);
    (payload.place().map(|(loan, _)| loan), signer)
}

/// Whether a task is about what others signed.
pub(super) fn is_intent(kind: TaskKind) -> bool {
    matches!(kind, TaskKind::Submit | TaskKind::Conclude)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_for_another_is_looked_at_the_rarer_the_longer_it_has_waited() {
        let pauses = [0, 8_000, 80_000, 3_600_000, u64::MAX].map(|age| wait_of(0, age));
        assert_eq!(pauses, [1_000, 1_000, 10_000, BEFORE_MS, BEFORE_MS]);
        // A clock that was set back.
        assert_eq!(wait_of(10, 0), SOON_MS);
        // Until a day is over that is a few hundred looks, and not 86,400.
        let (mut at, mut looks) = (0, 0);
        while at < iou_base::time::DAY_MS {
            at += wait_of(0, at);
            looks += 1;
        }
        assert!(looks < 400, "{looks}");
    }
}
