//! What is signed, handed to a relay and followed. It is noted on this machine before; what the relay says came of it is looked
//! at on the chain, where the events name the intent, and shown as it is for a transaction of one's own.

use jiff::Timestamp as Now;
use scale::Encode;
use serde::Serialize;
use terms::intent::Deed;
use terms::{Digest, LoanId};
use tokio::time::{sleep, Instant};

use std::time::Duration;

use super::effect::Changes;
use super::{Session, Submitted};
use crate::error::{Error, Result};
use crate::handover::{self, Relay};
use crate::intents;
use iou_base::backoff::Backoff;
use iou_base::money::Unit;
use iou_base::{hex0x, sha256};
use iou_intent::kept::{Kept, KeptIntents};
use iou_intent::IntentFile;
use iou_ledger::contract::LedgerEvent;
use iou_ledger::lookup::{self, Included};
use iou_ledger::submit::{TransactionOutcome, TransactionStage, Wait};
use iou_ledger::Hash;
use iou_relay::api::{Conclusion, Handed, IntentOutcome, Receipt, SignedIntent, State};

/// What the id of a pair is the hash of, beside both ids.
const PAIR: &str = "iou:conclude:v1";
/// How long a node is asked for a block that a relay has seen already.
const BLOCK_LIMIT: Duration = Duration::from_secs(20);
/// Half the first pause between two such looks, as most nodes are a moment behind, and the longest one.
const BLOCK_PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

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
        [lender, borrower] => {
            let pair: (&str, Digest, Digest) = (PAIR, lender.id(), borrower.id());
            hex::encode(sha256(&pair.encode()))
        }
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
    /// Hands over what is signed, follows it as the flags say, and reports it; `changes` is what it changes in the money.
    ///
    /// Errors: those of the relay; [`Error::IntentPassed`], [`Error::IntentPending`].
    pub(crate) async fn relay(
        &self,
        url: &str,
        files: &[IntentFile],
        unit: &Unit,
        changes: Option<Changes>,
    ) -> Result<()> {
        let (ctx, text) = (self.ctx, self.text());
        let relay = Relay::at(url, text.lang())?;
        self.check_relay(&relay).await?;
        let id = id_of(files);
        let handed = handed(files)
            .ok_or_else(|| intents::faulty(text, iou_files::STREAM, &iou_intent::Fault::NoSignature))?;
        KeptIntents::under(&ctx.config.home).keep(&Kept {
            id: id.clone(),
            time: Now::now().to_string(),
            relay: url.to_owned(),
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
        let receipt = {
            let _progress = ctx.printer.progress(text.tr("progress-relay"));
            let receipt = relay.hand(&id, &handed, end).await?;
            relay.follow(receipt, |state| self.is_enough(state), end).await?
        };
        self.tell_receipt(&relay, &receipt, files, unit, changes).await
    }

    /// Whether a state is as far as `--wait` says.
    fn is_enough(&self, state: State) -> bool {
        match self.ctx.global.wait {
            Wait::None => true,
            Wait::Best => state == State::InBlock,
            Wait::Finalized => false,
        }
    }

    /// Whether a relay works for this contract.
    ///
    /// Errors: [`Error::IntentElsewhere`].
    pub(crate) async fn check_relay(&self, relay: &Relay) -> Result<()> {
        let about = relay.about().await?;
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
            None => Ok(()),
        }
    }

    /// Reports what came of something.
    ///
    /// Errors: as [`Session::relay`].
    pub(crate) async fn tell_receipt(
        &self,
        relay: &Relay,
        receipt: &Receipt,
        files: &[IntentFile],
        unit: &Unit,
        changes: Option<Changes>,
    ) -> Result<()> {
        if let Some(problem) = receipt
            .problem
            .as_ref()
            .filter(|_| receipt.state == State::Refused)
        {
            return Err(relay.refused(problem));
        }
        if receipt.outcome == Some(IntentOutcome::Passed) {
            return Err(Error::IntentPassed {
                id: receipt.id.clone(),
            });
        }
        let is_far = handover::is_over(receipt.state) || self.is_enough(receipt.state);
        let (Some(hash), true) = (self.hash(relay, receipt)?, is_far) else {
            return self.tell_pending(relay, receipt, is_far);
        };
        let included = self.included(relay, receipt, hash).await?;
        let stage = match receipt.state {
            State::Finalised => TransactionStage::Finalised,
            State::InBlock => TransactionStage::InBlock,
            _ => TransactionStage::Submitted,
        };
        let events = match &included {
            Some(included) => self.ledger.events_in(&included.events)?,
            None => Vec::new(),
        };
        let loan = receipt.loan.or_else(|| number_of(&events));
        if included.is_some() && !self.is_done(files, &events, loan).await? {
            return Err(relay.untrue("the block does not have what was signed"));
        }
        let extra = Relayed {
            intent: receipt.id.clone(),
            relay: relay.url(),
            loan,
            changes,
        };
        let done = Submitted {
            answer: (),
            outcome: TransactionOutcome {
                hash,
                stage,
                included,
            },
            events,
        };
        self.report(&done, unit, extra)
    }

    /// It has been taken, and there is no transaction to show yet. A relay that waits for one longer than the person did may
    /// still submit it.
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
            let args = [
                ("id", receipt.id.as_str().into()),
                (
                    "state",
                    text.lookup(&format!("relay-{}", state.replace('_', "-")), &[])
                        .into(),
                ),
            ];
            text.tr_with("intent-taken", &args)
        })
    }

    fn hash(&self, relay: &Relay, receipt: &Receipt) -> Result<Option<Hash>> {
        let parsed = receipt.transaction.as_deref().map(crate::config::parse_hash);
        parsed.transpose().map_err(|reason| relay.untrue(reason))
    }

    /// The transaction in its block, as this machine's node has it.
    async fn included(&self, relay: &Relay, receipt: &Receipt, hash: Hash) -> Result<Option<Included>> {
        let Some(block) = &receipt.block else {
            return Ok(None);
        };
        let block = crate::config::parse_hash(&block.hash).map_err(|reason| relay.untrue(reason))?;
        let until = Instant::now() + BLOCK_LIMIT;
        let mut backoff = Backoff::new(BLOCK_PAUSES.0, BLOCK_PAUSES.1);
        loop {
            match lookup::included(&self.ledger.conn, hash, block).await {
                Ok(included) => return Ok(Some(included)),
                // A node can be behind the relay's.
                Err(e) if e.is_of_one_node() && Instant::now() < until => sleep(backoff.pause()).await,
                Err(e) => return Err(e.into()),
            }
        }
    }

    /// Whether the chain has what was signed: an event that names the intent, or the counter where a skip wanted it.
    async fn is_done(
        &self,
        files: &[IntentFile],
        events: &[LedgerEvent],
        loan: Option<LoanId>,
    ) -> Result<bool> {
        for file in files {
            let id = Some(file.id());
            let is_named = |event: &LedgerEvent| matches!(event, LedgerEvent::Loan(event, _) if event.head().intent == id);
            let done = match (&file.intent.deed, loan) {
                (Deed::Skip { loan, to, .. }, _) => {
                    let at = self.ledger.conn.at_best().await?;
                    let (found, _) = self.ledger.loan(&at, *loan).await?;
                    let signer = iou_ledger::AccountId(file.intent.signer.0);
                    self.ledger.counter(&at, &found, signer).await? >= *to
                }
                _ if events.iter().any(is_named) => true,
                // Another transaction brought it there: the loan's history has it.
                (_, Some(loan)) => self.found_in_history(loan, file.id()).await?.is_some(),
                (_, None) => false,
            };
            // Of a pair one can have been signed directly before: then the other one's is named.
            if done {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The block and sequence of the event that happened by an intent.
    pub(crate) async fn found_in_history(&self, loan: LoanId, id: Digest) -> Result<Option<(u64, u32)>> {
        let last = self.ledger.conn.at_best().await?.block_number();
        let placed = self.ledger.history(loan, last, |_, _| {}).await?;
        let found = placed
            .into_iter()
            .find(|placed| placed.event.head().intent == Some(id));
        Ok(found.map(|placed| (placed.block, placed.event.head().sequence)))
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
