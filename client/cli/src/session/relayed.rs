//! What is signed, handed to a relay and followed. It is noted on this machine before; what the relay says came of it is looked
//! at on the chain, where the events name the intent, and shown as it is for a transaction of one's own. From the hand-over on
//! every failure says that the outcome is open, or what it is: nothing is taken for refused because an answer was lost.

pub(crate) mod standing;

use jiff::Timestamp as Now;
use scale::Encode;
use serde::Serialize;
use terms::{Digest, LoanId};
use tokio::time::{sleep, Instant};

use std::time::Duration;

use super::effect::Changes;
use super::{Session, Submitted};
use crate::config::parse_hash;
use crate::error::{Error, Result};
use crate::handover::{self, Relay};
use crate::intents;
use iou_base::backoff::Backoff;
use iou_base::hex0x;
use iou_base::money::Unit;
use iou_intent::api::pair_id;
use iou_intent::kept::{Kept, KeptIntents};
use iou_intent::IntentFile;
use iou_ledger::contract::LedgerEvent;
use iou_ledger::lookup::{self, Included};
use iou_ledger::submit::{TransactionOutcome, TransactionStage, Wait};
use iou_ledger::Hash;
use iou_relay::api::{Conclusion, Handed, IntentOutcome, Receipt, SignedIntent, State};
use standing::{Sought, Standing};

/// How long this machine's node is asked for something that a relay says the chain has; never longer than `--timeout`.
const BLOCK_LIMIT: Duration = Duration::from_secs(20);
/// Half the first pause between two such looks, as most nodes are a moment behind, and the longest one.
const BLOCK_PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));
/// What a relay calls something whose number had been used before.
const PASSED: &str = "passed";

/// What a relay's receipt adds to the report of its transaction.
#[derive(Debug, Default, Serialize)]
struct Relayed {
    /// What it is asked for by, hexadecimal.
    intent: String,
    relay: String,
    loan: Option<LoanId>,
    changes: Option<Changes>,
}

/// What a relay has taken and not submitted yet, for programs.
#[derive(Debug, Default, Serialize)]
struct Taken {
    /// What it is asked for by, hexadecimal.
    intent: String,
    relay: String,
    state: &'static str,
    loan: Option<LoanId>,
}

/// What something is asked for by: an intent's own id, or that of a pair, the lender's first.
pub(crate) fn id_of(files: &[IntentFile]) -> String {
    match files {
        [lender, borrower] => hex::encode(pair_id(&lender.id(), &borrower.id())),
        files => files.first().map(IntentFile::id_text).unwrap_or_default(),
    }
}

/// Files as a relay takes them: one step, or a pair of offers. `None` before they are signed, or without the terms.
pub(crate) fn handed(files: &[IntentFile]) -> Option<Handed> {
    let signed = |file: &IntentFile| {
        let signature = hex0x(file.signature?);
        let intent = hex0x(file.intent.encode());
        Some(SignedIntent { intent, signature })
    };
    match files {
        [lender, borrower] => Some(Handed::Conclude(Box::new(Conclusion {
            terms: hex0x(lender.agreed.as_ref()?.terms.encode()),
            lender: signed(lender)?,
            borrower: signed(borrower)?,
        }))),
        [only] => Some(Handed::Submit(signed(only)?)),
        _ => None,
    }
}

impl Session<'_> {
    /// The relay at `url`, which works for this contract. It is asked before anybody signs anything for it.
    ///
    /// Errors: [`Error::RelayAway`], [`Error::RelayRefused`], [`Error::RelayUntrue`], [`Error::IntentElsewhere`].
    pub(crate) async fn reach(&self, url: &str) -> Result<Relay> {
        let relay = Relay::at(url, self.text().lang())?;
        let about = relay.about(Instant::now() + self.ctx.limit()).await?;
        let genesis = format!("{:?}", self.ledger.conn.chain().genesis);
        let contract = self.ledger.address.to_string();
        let pairs = [
            ("label-chain", genesis, about.genesis),
            ("label-contract", contract, about.contract),
        ];
        match pairs.into_iter().find(|(_, expected, found)| expected != found) {
            Some((what, expected, found)) => Err(Error::IntentElsewhere {
                what: self.text().lookup(what, &[]),
                expected,
                found,
            }),
            None => Ok(relay),
        }
    }

    /// Hands over what is signed, follows it as the flags say, and reports it; `changes` is what it changes in the money.
    ///
    /// Errors: [`Error::RelayAway`] where it never left this machine, [`Error::RelayRefused`], [`Error::IntentPassed`];
    /// [`Error::IntentPending`], [`Error::IntentUnknown`] and [`Error::IntentUnseen`] where it may still take effect.
    pub(crate) async fn relay(
        &self,
        relay: &Relay,
        files: &[IntentFile],
        unit: &Unit,
        changes: Option<Changes>,
    ) -> Result<()> {
        let (ctx, text) = (self.ctx, self.text());
        let id = id_of(files);
        let handed = handed(files)
            .ok_or_else(|| intents::faulty(text, iou_files::STREAM, &iou_intent::Fault::NoSignature))?;
        KeptIntents::under(&ctx.config.home).keep(&Kept {
            id: id.clone(),
            time: Now::now().to_string(),
            relay: relay.address().to_owned(),
            files: files.to_vec(),
        })?;
        let args = [("id", id.as_str().into()), ("relay", relay.url().into())];
        ctx.printer.note(&text.tr_with("intent-handing", &args));
        for file in files
            .iter()
            .filter(|file| Some(file.intent.signer.0) == self.own().map(|own| own.0))
        {
            ctx.printer.note(&intents::warning(text, file));
        }
        let end = Instant::now() + ctx.limit();
        let followed = {
            let _progress = ctx.printer.progress(text.tr("progress-relay"));
            match relay.hand(&id, &handed, end).await {
                Ok(receipt) => {
                    relay
                        .follow(&id, receipt, |state| self.is_enough(state), end)
                        .await
                }
                Err(error) => Err(error),
            }
        };
        let sought = Sought::of(&id, files);
        let told = match followed {
            Ok(receipt) => self.tell_receipt(relay, &receipt, sought, unit, changes).await,
            // Its number was used, perhaps by this very intent, which somebody else has submitted.
            Err(Error::RelayRefused { problem, .. }) if problem == PASSED => {
                self.tell_passed(relay, &sought).await
            }
            Err(error) => Err(error),
        };
        told.map_err(|error| after_hand_over(&id, error))
    }

    /// Whether a state is as far as `--wait` says.
    fn is_enough(&self, state: State) -> bool {
        match self.ctx.global.wait {
            Wait::None => true,
            Wait::Best => state == State::InBlock,
            Wait::Finalized => false,
        }
    }

    /// Reports what a relay says of something, once the chain says so too.
    ///
    /// Errors: as [`Session::relay`]; [`Error::RelayUntrue`].
    pub(crate) async fn tell_receipt(
        &self,
        relay: &Relay,
        receipt: &Receipt,
        sought: Sought<'_>,
        unit: &Unit,
        changes: Option<Changes>,
    ) -> Result<()> {
        let sought = sought.with(receipt);
        let is_far = handover::is_over(receipt.state) || self.is_enough(receipt.state);
        match (receipt.state, receipt.outcome) {
            (State::Refused, _) => self.tell_refused(relay, receipt, &sought).await,
            (State::Finalised, Some(IntentOutcome::Passed)) => self.tell_passed(relay, &sought).await,
            (State::Finalised | State::InBlock, _) if is_far => {
                self.tell_in_block(relay, receipt, &sought, unit, changes).await
            }
            (_, _) => self.tell_pending(relay, receipt, is_far),
        }
    }

    /// The relay gave it up; somebody else may have brought it there.
    async fn tell_refused(&self, relay: &Relay, receipt: &Receipt, sought: &Sought<'_>) -> Result<()> {
        let standing = self.unless_away(self.standing(sought).await)?;
        match (standing, &receipt.problem) {
            (Some(standing), _) if standing.is_done() => self.tell_standing(sought, standing).await,
            (_, Some(problem)) => Err(relay.refused(problem)),
            (_, None) => Err(relay.untrue("it gives it up and does not say why")),
        }
    }

    /// The relay says that its number had been used: by something else, unless the chain has it.
    async fn tell_passed(&self, relay: &Relay, sought: &Sought<'_>) -> Result<()> {
        let is_clear = |standing| !matches!(standing, Standing::Open { .. });
        match self.awaited(sought, is_clear).await? {
            Some(Standing::Unknown) => self.tell_standing(sought, Standing::Passed).await,
            Some(standing) => self.tell_standing(sought, standing).await,
            None => Err(relay.untrue("it says that the number was used, and the chain does not")),
        }
    }

    /// The relay says that a block has it: the block is looked at.
    async fn tell_in_block(
        &self,
        relay: &Relay,
        receipt: &Receipt,
        sought: &Sought<'_>,
        unit: &Unit,
        changes: Option<Changes>,
    ) -> Result<()> {
        let hash = |text: &str| parse_hash(text).map_err(|reason| relay.untrue(reason));
        let transaction = receipt.transaction.as_deref().map(hash).transpose()?;
        let block = receipt
            .block
            .as_ref()
            .map(|block| hash(&block.hash))
            .transpose()?;
        let Some(place) = transaction.zip(block) else {
            return self.tell_of_others(relay, sought).await;
        };
        let included = self.included(relay, receipt, place).await?;
        let events = self.ledger.events_in(&included.events)?;
        let loan = receipt.loan.or_else(|| number_of(&events));
        match self.unless_away(self.is_done(sought, &events, loan, receipt).await)? {
            Some(true) => {}
            Some(false) => return Err(relay.untrue("the block does not have what was signed")),
            None => return Err(self.unseen(relay, sought.id(), Some(included.block_number))),
        }
        let extra = Relayed {
            intent: receipt.id.clone(),
            relay: relay.url(),
            loan,
            changes,
        };
        let stage = match receipt.state {
            State::Finalised => TransactionStage::Finalised,
            _ => TransactionStage::InBlock,
        };
        let done = Submitted {
            answer: (),
            outcome: TransactionOutcome {
                hash: place.0,
                stage,
                included: Some(included),
            },
            events,
        };
        self.report(&done, unit, extra)
    }

    /// It is on the chain, by no transaction of this relay: where, the chain says.
    async fn tell_of_others(&self, relay: &Relay, sought: &Sought<'_>) -> Result<()> {
        match self.awaited(sought, Standing::is_done).await? {
            Some(standing) => self.tell_standing(sought, standing).await,
            None => Err(self.unseen(relay, sought.id(), None)),
        }
    }

    /// How it stands on the chain once `is` says so; `None` where this machine's node does not say that in time.
    async fn awaited(&self, sought: &Sought<'_>, is: impl Fn(Standing) -> bool) -> Result<Option<Standing>> {
        let until = self.until();
        let mut backoff = Backoff::new(BLOCK_PAUSES.0, BLOCK_PAUSES.1);
        loop {
            match self.unless_away(self.standing(sought).await)? {
                Some(standing) if is(standing) => return Ok(Some(standing)),
                _ if Instant::now() >= until => return Ok(None),
                _ => sleep(backoff.pause()).await,
            }
        }
    }

    /// It has been taken, and there is no block to show yet. A relay that waits for one longer than the person did may still
    /// submit it.
    fn tell_pending(&self, relay: &Relay, receipt: &Receipt, is_enough: bool) -> Result<()> {
        let state = handover::name(receipt.state);
        if !is_enough {
            return Err(Error::IntentPending {
                id: receipt.id.clone(),
                relay: relay.url(),
                state: state.into(),
            });
        }
        let data = Taken {
            intent: receipt.id.clone(),
            relay: relay.url(),
            state,
            loan: receipt.loan,
        };
        self.ctx.printer.data(&data, |text| {
            let state = format!("relay-{}", state.replace('_', "-"));
            let args = [
                ("id", receipt.id.as_str().into()),
                ("state", text.lookup(&state, &[]).into()),
            ];
            text.tr_with("intent-taken", &args)
        })
    }

    /// The transaction in its block, as this machine's node has it, which can be behind the relay's.
    ///
    /// Errors: [`Error::IntentUnseen`] where it does not have it in time; [`Error::RelayUntrue`].
    async fn included(&self, relay: &Relay, receipt: &Receipt, place: (Hash, Hash)) -> Result<Included> {
        let until = self.until();
        let mut backoff = Backoff::new(BLOCK_PAUSES.0, BLOCK_PAUSES.1);
        loop {
            match self.unless_away(self.included_now(relay, receipt, place).await)? {
                Some(Some(included)) => return Ok(included),
                _ if Instant::now() >= until => {
                    let number = receipt.block.as_ref().map(|block| block.number);
                    return Err(self.unseen(relay, &receipt.id, number));
                }
                _ => sleep(backoff.pause()).await,
            }
        }
    }

    /// The same as things are: `None` where the node has the block, and not as final as the relay says.
    async fn included_now(
        &self,
        relay: &Relay,
        receipt: &Receipt,
        (hash, block): (Hash, Hash),
    ) -> Result<Option<Included>> {
        let conn = &self.ledger.conn;
        let included = match lookup::included(conn, hash, block).await {
            Err(iou_ledger::Error::Files(iou_files::Error::NotFound { .. })) => {
                return Err(relay.untrue("its block does not have its transaction"));
            }
            // It took others' with it; the relay tries this one again.
            Err(iou_ledger::Error::TransactionFailed { .. }) if receipt.state == State::InBlock => {
                return Ok(None)
            }
            Err(iou_ledger::Error::TransactionFailed { .. }) => {
                return Err(relay.untrue("its transaction failed"));
            }
            other => other?,
        };
        if receipt.state != State::Finalised {
            return Ok(Some(included));
        }
        let (final_number, _) = conn.finalized_head().await?;
        if included.block_number > final_number {
            return Ok(None);
        }
        match conn.block_hash(included.block_number).await? == Some(block) {
            true => Ok(Some(included)),
            false => Err(relay.untrue("another block is final in that place")),
        }
    }

    /// Whether the chain has what was signed: an event that names the intent, or the counter where a skip wanted it.
    async fn is_done(
        &self,
        sought: &Sought<'_>,
        events: &[LedgerEvent],
        loan: Option<LoanId>,
        receipt: &Receipt,
    ) -> Result<bool> {
        let is_ours = |id: &Option<Digest>| id.is_some_and(|id| sought.ids().contains(&id));
        let is_named = |event: &LedgerEvent| matches!(event, LedgerEvent::Loan(event, _) if is_ours(&event.head().intent));
        // Of a pair one can have been signed directly before: then the other one's is named.
        if events.iter().any(is_named) {
            return Ok(true);
        }
        // How far it was to go is known where the file is; elsewhere it is the relay's word that this transaction took it.
        if sought.files().is_empty() && receipt.step == "skip" {
            return Ok(true);
        }
        // Another transaction brought it there: the loan says so.
        let sought = sought.clone().in_loan(loan);
        Ok(self.standing(&sought).await?.is_done())
    }

    /// Until when this machine's node is asked again.
    fn until(&self) -> Instant {
        Instant::now() + BLOCK_LIMIT.min(self.ctx.limit())
    }

    /// What was found, or `None` where this machine's node did not say: it was handed over, whatever becomes of the node.
    fn unless_away<T>(&self, found: Result<T>) -> Result<Option<T>> {
        match found {
            Err(Error::Ledger(error)) if error.is_of_one_node() => {
                tracing::warn!(%error, "the node does not say what became of what was handed over");
                Ok(None)
            }
            other => other.map(Some),
        }
    }

    /// That the relay says of a block what this machine's node does not say.
    fn unseen(&self, relay: &Relay, id: &str, block: Option<u64>) -> Error {
        Error::IntentUnseen {
            id: id.to_owned(),
            relay: relay.url(),
            block: block.map_or_else(|| "?".into(), |number| number.to_string()),
            url: self.ledger.conn.url().to_owned(),
        }
    }
}

/// What a relay says that cannot be does not undo the hand-over: what becomes of it is not known.
pub(crate) fn after_hand_over(id: &str, error: Error) -> Error {
    match error {
        Error::RelayUntrue { relay, reason } => Error::IntentUnknown {
            id: id.to_owned(),
            relay,
            reason,
        },
        other => other,
    }
}

/// The number of the loan that an event tells of.
fn number_of(events: &[LedgerEvent]) -> Option<LoanId> {
    events.iter().find_map(|event| match event {
        LedgerEvent::Loan(event, _) => Some(event.head().loan),
        _ => None,
    })
}

shapes! {
    "relay": Relayed::default() => "{changes: null, intent: text, loan: null, relay: text}";
    "relay, not followed": Taken::default() => "{intent: text, loan: null, relay: text, state: text}";
}
