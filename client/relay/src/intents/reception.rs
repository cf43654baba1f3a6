//! What is handed over is looked at before anything is spent, the cheapest first: its shape, whether it is known here already,
//! its place, its signature, whether it is relayed at all, its time by the newest finalised block, its number, what the contract
//! says in a dry run, what that would cost, and the day's budgets. Then it is written down, and the worker's.
//! Limits: so many are looked at with the node at once, and so many wait for that; more are sent away.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use iou_base::text::Text;
use iou_base::time::DAY_MS;
use iou_base::{address, hex0x, sha256};
use iou_intent::api::{self, Handed, NewLoans, Receipt, SignedIntent};
use iou_intent::wallet;
use scale::{Decode, Encode};
use terms::agreement::Agreement;
use terms::intent::{is_next, skips, Deed, Intent, Place, Signature, Submitted};
use terms::limits::{INTENTS_BYTES_MAX, INTENTS_MAX};
use terms::{cell, Error as Rule, LoanId, Role, State, Terms, Timestamp};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::book::{self, Payload, Signed};
use super::budget::{self, Purse, Spending};
use super::is_signed;
use super::micro::Micro;
use super::refused::Refused;
use super::settings::{self, Known, Settings};
use super::step::{self, Cap};
use crate::worker::{now_ms, Bell, Dial, NO_FEES};
use iou_database::ended::Walk;
use iou_database::Store;
use iou_health::{Health, Money};
use iou_ledger::connection::AtBlock;
use iou_ledger::contract::{Accepted, Ledger, Message};
use iou_ledger::dryrun::Weight;
use iou_ledger::refused::Cause;
use iou_ledger::submit::estimate_fee;
use iou_ledger::AccountId;

/// For how long what is known of the newest finalised block is believed.
const FRESH: Duration = Duration::from_secs(1);
/// The same for somebody who has seen a newer one.
const NEWEST: Duration = Duration::from_millis(100);
/// How many are looked at with the node at once.
const ASKING: usize = 4;
/// How many wait for that.
const WAITING: usize = 64;
/// How long one waits.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often figures are refreshed and old counts forgotten.
const WATCH: Duration = Duration::from_secs(30);
/// The terms and the two intents of a new loan: what the contract's buffer takes beside its own. Units: bytes.
const CONCLUSION_MAX: usize = 15 * 1024;

type Result<T> = std::result::Result<T, Refused>;

/// The chain at its newest finalised block.
struct View {
    ledger: Ledger,
    at: AtBlock,
    time_ms: u64,
    place: Place,
}

/// What is known of the chain.
enum Seen {
    Nothing,
    /// This, since then.
    At(Instant, Arc<View>),
    /// That it could not be asked then.
    Away(Instant),
}

/// Takes what others signed.
pub struct Reception {
    store: Store,
    dial: Dial,
    account: AccountId,
    settings: Settings,
    status: Health,
    view: Mutex<Seen>,
    waiting: Semaphore,
    asking: Semaphore,
    bell: Bell,
}

/// What a dry run said.
struct Tried {
    /// What it costs beside what is on its way; `None` where nothing will be sent for it.
    cost: Option<Micro>,
    /// Whether the loan's lender or borrower signed it.
    is_partys: bool,
    /// Whether it is a new loan of people whom the operator does not know.
    is_strangers: bool,
}

/// What one or several steps take.
struct Taken {
    weight: Weight,
    deposit: u128,
    fee: u128,
}

impl Reception {
    /// One that reaches the chain by `dial` and writes into `store` what `account` will submit and pay for.
    pub fn new(
        store: Store,
        dial: Dial,
        account: AccountId,
        settings: Settings,
        status: Health,
    ) -> Reception {
        Reception {
            store,
            dial,
            account,
            settings,
            status,
            view: Mutex::new(Seen::Nothing),
            waiting: Semaphore::new(WAITING),
            asking: Semaphore::new(ASKING),
            bell: Bell::default(),
        }
    }

    /// The same, which wakes the worker of this process.
    #[must_use]
    pub fn with_bell(self, bell: Bell) -> Reception {
        Reception { bell, ..self }
    }

    /// What it goes by.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How the process does.
    pub fn status(&self) -> &Health {
        &self.status
    }

    /// Checks what came from `address` and writes it down. Gives whether it is new, and its receipt.
    ///
    /// Errors: why it is not taken; then nothing was written and nothing spent.
    pub async fn receive(
        &self,
        handed: &Handed,
        address: &str,
        text: &Text,
        now_ms: u64,
    ) -> Result<(bool, Receipt)> {
        let received = self.look(handed, address, text, now_ms).await;
        let outcome = match &received {
            Ok((true, _)) => "received".to_owned(),
            Ok((false, _)) => "known".to_owned(),
            Err(refused) => refused.code(),
        };
        self.status.intent(&outcome);
        received
    }

    async fn look(
        &self,
        handed: &Handed,
        address: &str,
        text: &Text,
        now_ms: u64,
    ) -> Result<(bool, Receipt)> {
        let payload = read(handed)?;
        let id = hex::encode(payload.id());
        if let Some(receipt) = self.receipt(&id, text).await? {
            return Ok((false, receipt));
        }
        let mut view = self.view(FRESH).await?;
        for (intent, signature) in signed(&payload) {
            intent.check(&view.place)?;
            if wallet::form_of(intent, signature).is_none() {
                return Err(Refused::Contract(Rule::BadSignature));
            }
        }
        let tried = match self.try_out(&view, &payload).await {
            // Who signed it may have seen a newer block.
            Err(Refused::Contract(Rule::NoSuchLoan | Rule::NonceAhead | Rule::NotValidYet)) => {
                view = self.view(NEWEST).await?;
                self.try_out(&view, &payload).await?
            }
            tried => tried?,
        };
        let intents = payload.intents().into_iter();
        let signers = intents.map(|intent| address::show(intent.signer));
        let spending = Spending {
            purse: book::purse_of(&payload),
            cost: tried.cost.unwrap_or_default(),
            // Where nothing is sent nobody's day is used up: of two one could ask for it without the other.
            signers: signers.filter(|_| tried.cost.is_some()).collect(),
            // Lender and borrower have their own; else others could leave them none.
            loan: payload.place().map(|(loan, _)| loan).filter(|_| !tried.is_partys),
            address: address.into(),
            is_strangers: tried.is_strangers && tried.cost.is_some(),
        };
        let checked = book::Checked {
            block: view.at.block_number(),
        };
        let budget = &self.settings.budget;
        let taken = book::take(&self.store, &payload, &spending, checked, budget, now_ms).await;
        let new = taken.map_err(internal)??;
        let receipt = self.receipt(&id, text).await?.ok_or(Refused::Internal)?;
        if new {
            self.bell.ring();
            tracing::info!(%id, step = payload.step(), "relay: an intent was taken");
            self.refresh_purses(&view.ledger, now_ms).await;
        }
        Ok((new, receipt))
    }

    /// What it would come to, and cost.
    async fn try_out(&self, view: &View, payload: &Payload) -> Result<Tried> {
        match payload {
            Payload::Submit(signed) => {
                step::check(&signed.0)?;
                self.in_turn(self.try_submit(view, signed)).await
            }
            Payload::Conclude {
                terms,
                lender,
                borrower,
            } => {
                let is_strangers = self.is_strangers(terms).await?;
                let tried = self
                    .in_turn(self.try_conclude(view, (terms, lender, borrower)))
                    .await?;
                Ok(Tried {
                    is_strangers,
                    ..tried
                })
            }
        }
    }

    /// The receipt of that id, if anything was handed over here under it.
    pub async fn receipt(&self, id: &str, text: &Text) -> Result<Option<Receipt>> {
        book::receipt(&self.store, id, text).await.map_err(internal)
    }

    /// For which contract it works, and what it takes.
    pub async fn about(&self) -> Result<api::Relay> {
        let view = self.view(FRESH).await?;
        Ok(api::Relay {
            genesis: hex0x(view.place.genesis),
            contract: address::show(view.place.contract),
            account: self.account.to_string(),
            steps: step::relayed().into_iter().map(str::to_owned).collect(),
            new_loans: match &self.settings.new_loans {
                settings::NewLoans {
                    known: None,
                    drafts: false,
                } => NewLoans::None,
                _ => NewLoans::Known,
            },
            finalised_ms: Some(view.time_ms),
            version: env!("CARGO_PKG_VERSION").into(),
        })
    }

    /// Keeps the figures fresh, and forgets old counts and what came to its end long ago, until `cancel`.
    pub async fn watch(&self, cancel: &CancellationToken) {
        let kept_ms = u64::from(self.settings.keep_days.get()) * DAY_MS;
        let mut walk = Walk::default();
        while !cancel.is_cancelled() {
            if let Err(error) = budget::forget(&self.store, now_ms()).await {
                tracing::warn!(%error, "relay: old counts were not forgotten");
            }
            if walk.is_over() {
                walk = Walk::default();
            }
            let before_ms = now_ms().saturating_sub(kept_ms);
            if let Err(error) = book::forget(&self.store, &mut walk, now_ms(), before_ms).await {
                tracing::warn!(%error, "relay: what came to its end long ago was not forgotten");
            }
            if let Ok(view) = self.view(FRESH).await {
                self.refresh_purses(&view.ledger, now_ms()).await;
                let is_low = self.store.kept_value(NO_FEES).await.map(|said| said.is_some());
                if let Ok(has) = view.ledger.conn.free_balance(&view.at, &self.account).await {
                    self.status.fees(has, has == 0 || is_low.unwrap_or_default());
                }
            }
            tokio::select! {
                () = cancel.cancelled() => {}
                () = tokio::time::sleep(WATCH) => {}
            }
        }
    }

    async fn refresh_purses(&self, ledger: &Ledger, now_ms: u64) {
        let Ok(used) = budget::used(&self.store, now_ms).await else {
            return;
        };
        let budget = &self.settings.budget;
        let of = |(purse, used): (Purse, Micro)| (purse.name(), used.tokens(), purse.limit(budget).tokens());
        self.status.money(Money {
            purses: used.map(of).to_vec(),
            day: budget.day(ledger.conn.chain().limit_decimals()),
        });
    }

    /// Waits for its turn to ask the node.
    async fn in_turn(&self, asked: impl Future<Output = Result<Tried>>) -> Result<Tried> {
        let _place = self.waiting.try_acquire().map_err(|_| Refused::Busy)?;
        let turn = timeout(PATIENCE, self.asking.acquire()).await;
        let _turn = turn.map_err(|_| Refused::Busy)?.map_err(|_| Refused::Busy)?;
        timeout(PATIENCE, asked).await.map_err(|_| Refused::NodeAway)?
    }

    /// The chain as it was at most `age` ago; asked once for all who come within that time. Where it was not to be had just now,
    /// whoever waited for the answer has it too.
    async fn view(&self, age: Duration) -> Result<Arc<View>> {
        let came = Instant::now();
        let seen = timeout(PATIENCE, self.view.lock()).await;
        let mut seen = seen.map_err(|_| Refused::NodeAway)?;
        match &*seen {
            Seen::At(since, view) if since.elapsed() < age => return Ok(view.clone()),
            Seen::Away(since) if *since >= came => return Err(Refused::NodeAway),
            _ => {}
        }
        let before = match std::mem::replace(&mut *seen, Seen::Nothing) {
            Seen::At(_, view) => Some(view.ledger.clone()),
            _ => None,
        };
        let view = timeout(PATIENCE, self.look_at_chain(before)).await;
        let view = view
            .map_err(|_| Refused::NodeAway)
            .and_then(|view| view.map_err(node));
        match view {
            Ok(view) => {
                let view = Arc::new(view);
                *seen = Seen::At(Instant::now(), view.clone());
                Ok(view)
            }
            Err(refused) => {
                *seen = Seen::Away(Instant::now());
                Err(refused)
            }
        }
    }

    async fn look_at_chain(&self, before: Option<Ledger>) -> iou_ledger::Result<View> {
        let ledger = match before {
            Some(ledger) => ledger,
            None => (self.dial)().await?,
        };
        let at = ledger.conn.at_finalized().await?;
        let time_ms = ledger.conn.timestamp_ms(&at).await?;
        self.status.finalised(at.block_number());
        let place = Place {
            genesis: ledger.conn.chain().genesis.0,
            contract: terms::AccountId(ledger.address.0),
        };
        Ok(View {
            ledger,
            at,
            time_ms,
            place,
        })
    }

    /// Whether the operator pays for this new loan because of where it was drafted, though they do not know its people. The day's
    /// budgets hold for either.
    async fn is_strangers(&self, terms: &Terms) -> Result<bool> {
        let digest = terms.digest(sha256);
        if let Some(path) = &self.settings.new_loans.known {
            let known = Known::read(path).map_err(|error| {
                tracing::error!(%error, "relay: the list of known people cannot be read");
                Refused::Internal
            })?;
            if known.has([terms.lender, terms.borrower], &digest) {
                return Ok(false);
            }
        }
        let drafts = self.settings.new_loans.drafts;
        match drafts && book::is_draft(&self.store, &digest).await.map_err(internal)? {
            true => Ok(true),
            false => Err(Refused::UnknownPeople),
        }
    }

    async fn try_submit(&self, view: &View, signed: &Signed) -> Result<Tried> {
        let (intent, _) = signed;
        let (loan, nonce) = match intent.deed {
            Deed::Act { loan, nonce, .. } | Deed::Skip { loan, nonce, .. } => (loan, nonce),
            Deed::Propose { .. } => return Err(Refused::NotRelayed),
        };
        let (counter, seat) = counter(view, loan, intent.signer).await?;
        let is_new = match intent.deed {
            Deed::Skip { to, .. } => skips(nonce, to, counter.max(nonce))?,
            _ => is_next(nonce, counter.max(nonce))?,
        };
        if !is_new {
            return Err(Refused::Passed);
        }
        intent.check_time(Timestamp(view.time_ms))?;
        // Another key acts for them: nothing that they sign counts here ever again, so no node is asked what it would come to.
        if seat == Signs::Nobody && matches!(intent.deed, Deed::Act { .. }) {
            return Err(Refused::Contract(Rule::SeatPassed));
        }
        // What the same signer has on its way comes before it.
        let open = book::open_of(&self.store, loan, intent.signer)
            .await
            .map_err(internal)?;
        if open.len() >= INTENTS_MAX {
            return Err(Refused::TooManyWaiting);
        }
        let is_before = |(other, _): &Signed| match other.deed {
            Deed::Act { nonce: n, .. } | Deed::Skip { nonce: n, .. } => n <= nonce,
            Deed::Propose { .. } => false,
        };
        let before: Vec<Signed> = open.into_iter().filter(is_before).collect();
        if before.is_empty() && nonce > counter {
            return Err(Refused::Contract(Rule::NonceAhead));
        }
        let batch = [&before[..], std::slice::from_ref(signed)].concat();
        if batch.encoded_size() > INTENTS_BYTES_MAX {
            return Err(match before.is_empty() {
                true => Refused::TooLarge,
                false => Refused::TooManyWaiting,
            });
        }
        let best = view.ledger.conn.at_best().await.map_err(node)?;
        let run = self.dry_run(view, &best, &Message::submit(batch)).await?;
        if run.answer.last() == Some(&Submitted::Passed) {
            return Err(Refused::Passed);
        }
        let all = self.taken(view, &best, &run).await?;
        // What comes before was counted when it came, and the room that it left under its cap is not this one's.
        let taken = match before.is_empty() {
            true => all,
            false => match self.dry_run(view, &best, &Message::submit(before)).await {
                Ok(run) => all.beyond(&self.taken(view, &best, &run).await?),
                // All of it is in the best block already.
                Err(Refused::Passed) => all,
                Err(other) => return Err(other),
            },
        };
        let cost = self
            .cost(view, &best, &taken, step::name_of(&intent.deed))
            .await?;
        Ok(Tried {
            cost: Some(cost),
            is_partys: seat == Signs::Party,
            is_strangers: false,
        })
    }

    async fn try_conclude(&self, view: &View, pair: (&Terms, &Signed, &Signed)) -> Result<Tried> {
        let (terms, lender, borrower) = pair;
        let digest = terms.digest(sha256);
        let _evidence = lender.0.proposes(terms, digest, Role::Lender)?;
        let _evidence = borrower.0.proposes(terms, digest, Role::Borrower)?;
        // In the best block: what has just become a loan is not paid for again because the last look was a moment earlier.
        let best = view.ledger.conn.at_best().await.map_err(node)?;
        let found: Option<LoanId> = view
            .ledger
            .cell(&best, cell::BY_DIGEST, &digest)
            .await
            .map_err(node)?;
        if let Some(loan) = found {
            let (loan, _) = view.ledger.loan(&best, loan).await.map_err(node)?;
            if is_signed(&loan) {
                // It is done: the worker says so, and nothing is sent.
                return Ok(Tried {
                    cost: None,
                    is_partys: true,
                    is_strangers: false,
                });
            }
            if !matches!(loan.state, State::Proposed(_)) {
                return Err(Rule::WrongState.into());
            }
        }
        for one in [lender, borrower] {
            one.0.check_time(Timestamp(view.time_ms))?;
        }
        let message = Message::conclude(terms.clone(), lender.clone(), borrower.clone());
        let run = self.dry_run(view, &best, &message).await?;
        let taken = self.taken(view, &best, &run).await?;
        Ok(Tried {
            cost: Some(self.cost(view, &best, &taken, "conclude").await?),
            is_partys: true,
            is_strangers: false,
        })
    }

    async fn dry_run<T: Decode>(
        &self,
        view: &View,
        at: &AtBlock,
        message: &Message<std::result::Result<T, terms::Error>>,
    ) -> Result<Accepted<T>> {
        let run = view.ledger.dry_run(at, &self.account, 0, message).await;
        run.map_err(|error| match error {
            iou_ledger::Error::Contract(refusal) => refusal.0.into(),
            iou_ledger::Error::DryRunFailed { reason } if reason.cause == Cause::CannotPay => Refused::NoFees,
            iou_ledger::Error::DryRunFailed { reason } => {
                tracing::warn!(reason = %reason, "relay: a dry run was stopped");
                Refused::Internal
            }
            other => node(other),
        })
    }

    async fn taken<T>(&self, view: &View, at: &AtBlock, run: &Accepted<T>) -> Result<Taken> {
        let fee = estimate_fee(&view.ledger.conn, at, &self.account, &run.call).await;
        Ok(Taken {
            weight: run.gas,
            deposit: run.deposit,
            fee: fee.map_err(node)?,
        })
    }

    /// What a step costs, if that is not too much and the account has it. One that is too dear for what the account has keeps
    /// no cheaper one from being taken.
    async fn cost(&self, view: &View, at: &AtBlock, taken: &Taken, step: &str) -> Result<Micro> {
        let decimals = view.ledger.conn.chain().limit_decimals();
        let deposit = Micro::of(taken.deposit, decimals);
        let most = Micro::parse(&self.settings.budget.deposit).unwrap_or_default();
        if !Cap::of(step, most).allows(taken.weight, deposit) {
            tracing::warn!(step, ?taken.weight, ?deposit, "relay: a step costs more than it may");
            return Err(Refused::TooCostly);
        }
        let all = taken.fee.saturating_add(taken.deposit);
        let has = view
            .ledger
            .conn
            .free_balance(at, &self.account)
            .await
            .map_err(node)?;
        match has < all {
            true => Err(Refused::NoFees),
            false => Ok(Micro::of(all, decimals)),
        }
    }
}

impl Taken {
    /// What of it is beyond `other`.
    fn beyond(&self, other: &Taken) -> Taken {
        Taken {
            weight: Weight {
                ref_time: self.weight.ref_time.saturating_sub(other.weight.ref_time),
                proof_size: self.weight.proof_size.saturating_sub(other.weight.proof_size),
            },
            deposit: self.deposit.saturating_sub(other.deposit),
            fee: self.fee.saturating_sub(other.fee),
        }
    }
}

/// For whom a key signs in a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signs {
    /// Its lender or borrower, whose key it is now.
    Party,
    /// Itself, whatever it has to do with it.
    Other,
    /// A seat for which another key acts now.
    Nobody,
}

impl Signs {
    fn of(agreement: &Agreement, signer: terms::AccountId) -> Signs {
        let terms = &agreement.terms;
        match agreement.seat_of(signer) {
            Ok(seat) if [terms.lender, terms.borrower].contains(&seat) => Signs::Party,
            Ok(_) => Signs::Other,
            Err(_) => Signs::Nobody,
        }
    }
}

/// How far `signer` has got with their intents in a loan, and for whom they sign.
async fn counter(view: &View, loan: LoanId, signer: terms::AccountId) -> Result<(u32, Signs)> {
    let (stored, _) = view
        .ledger
        .loan(&view.at, loan)
        .await
        .map_err(|error| match error {
            iou_ledger::Error::Contract(refusal) => refusal.0.into(),
            other => node(other),
        })?;
    let seat = Signs::of(&stored.agreement, signer);
    let signer = AccountId::from(signer.0);
    let counter = view
        .ledger
        .counter(&view.at, &stored, signer)
        .await
        .map_err(node)?;
    Ok((counter, seat))
}

fn signed(payload: &Payload) -> Vec<(&Intent, &Signature)> {
    let pairs = match payload {
        Payload::Submit(one) => vec![one],
        Payload::Conclude { lender, borrower, .. } => vec![lender, borrower],
    };
    pairs.into_iter().map(|pair| (&pair.0, &pair.1)).collect()
}

/// What the body of a request stands for.
fn read(handed: &Handed) -> Result<Payload> {
    match handed {
        Handed::Submit(one) => Ok(Payload::Submit(Box::new(read_one(one)?))),
        Handed::Conclude(pair) => {
            let bytes = bytes(&pair.terms)?;
            let terms = Terms::decode(&mut &bytes[..]).map_err(|_| Refused::Malformed)?;
            if terms.encode() != bytes {
                return Err(Refused::Malformed);
            }
            let payload = Payload::Conclude {
                terms: Box::new(terms),
                lender: Box::new(read_one(&pair.lender)?),
                borrower: Box::new(read_one(&pair.borrower)?),
            };
            match payload.encoded_size() > CONCLUSION_MAX {
                true => Err(Refused::TooLarge),
                false => Ok(payload),
            }
        }
    }
}

fn read_one(one: &SignedIntent) -> Result<Signed> {
    let intent = bytes(&one.intent)?;
    if intent.len() > INTENTS_BYTES_MAX {
        return Err(Refused::TooLarge);
    }
    let intent = Intent::from_bytes(&intent).ok_or(Refused::Malformed)?;
    let signature = bytes(&one.signature)?;
    let signature = Signature::try_from(signature).map_err(|_| Refused::Malformed)?;
    Ok((intent, signature))
}

fn bytes(text: &str) -> Result<Vec<u8>> {
    let digits = text.strip_prefix("0x").ok_or(Refused::Malformed)?;
    hex::decode(digits).map_err(|_| Refused::Malformed)
}

fn node(error: iou_ledger::Error) -> Refused {
    tracing::warn!(%error, "relay: the node failed");
    Refused::NodeAway
}

fn internal(error: crate::Error) -> Refused {
    tracing::error!(%error, "relay: the database failed");
    Refused::Internal
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_intent::api::Conclusion;

    #[test]
    fn what_is_no_intent_or_not_the_whole_of_one_is_malformed() {
        let one = |intent: &str, signature: &str| SignedIntent {
            intent: intent.into(),
            signature: signature.into(),
        };
        let signature = format!("0x{}", "00".repeat(64));
        let large = format!("0x{}", "00".repeat(INTENTS_BYTES_MAX + 1));
        for (one, refused) in [
            (one("", &signature), Refused::Malformed),
            (one("0x", &signature), Refused::Malformed),
            (one("0xzz", &signature), Refused::Malformed),
            (one("0x0102", "0x00"), Refused::Malformed),
            (one(&large, &signature), Refused::TooLarge),
        ] {
            let pair = Conclusion {
                terms: "0x00".into(),
                lender: one.clone(),
                borrower: one.clone(),
            };
            assert_eq!(read(&Handed::Submit(one)).unwrap_err(), refused);
            assert_eq!(
                read(&Handed::Conclude(Box::new(pair))).unwrap_err(),
                Refused::Malformed
            );
        }
    }

    #[test]
    fn a_new_key_signs_for_the_party_whose_seat_it_has_and_the_one_before_for_nobody() {
        let [lender, borrower, new, other] = [1, 2, 3, 4].map(|n| terms::AccountId([n; 32]));
        let terms = terms::sample::bullet(lender, borrower, terms::Day(20_458));
        let context = terms::life::Context {
            caller: lender,
            now: terms::sample::noon(terms::Day(20_458)),
            block: 1,
            sha256,
            rates: &terms::law::BuiltIn,
            offices: &terms::life::NoOffices,
            intent: None,
        };
        let proposed = terms::Loan::propose(0, terms, None, &context).unwrap();
        let mut agreement = *proposed.loan.agreement;
        agreement.seats.push(terms::agreement::Seat {
            account: borrower,
            key: new,
            plan: None,
            claim: None,
            held_through: None,
            objected: None,
        });
        let signs = |account| Signs::of(&agreement, account);
        assert_eq!([lender, new].map(signs), [Signs::Party; 2]);
        assert_eq!((signs(other), signs(borrower)), (Signs::Other, Signs::Nobody));
    }

    /// Each of them asking anew would have the last one wait for as long as all of them together.
    #[tokio::test]
    async fn a_node_that_says_nothing_is_waited_for_once_by_all_who_come_meanwhile() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path().join("t.db").to_str().unwrap())
            .await
            .unwrap();
        let dial: Dial = Box::new(|| Box::pin(std::future::pending()));
        let account = AccountId::from([7; 32]);
        let reception = Reception::new(store, dial, account, Settings::default(), Health::new());
        let began = Instant::now();
        let told = futures::future::join_all((0..12).map(|_| reception.about())).await;
        let refused = told.into_iter().map(|about| about.err());
        assert!(refused
            .into_iter()
            .all(|refused| refused == Some(Refused::NodeAway)));
        assert!(began.elapsed() < 3 * PATIENCE, "{:?}", began.elapsed());
    }
}
