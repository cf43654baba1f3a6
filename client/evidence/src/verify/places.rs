//! When each event happened, and whose signature caused it. The contract's own state after a block says how many events
//! the loan had; compared with the state after the block before, that places each event in exactly one block, whatever the
//! runtime's own list of events looks like. The block is final by a justification of its own time; its clock is in its
//! state; the transaction that asked for the step is in its list of transactions, and carries the signature.

use terms::{AccountId, Day, Event, Settlement, Timestamp, UtcOffset};

use super::error::VerificationError;
use super::extrinsic::{Request, SignedExtensions, Step, Transaction};
use super::finality::Finality;
use super::header::{Headers, Link};
use super::history::{Before, History};
use super::manifest::{BlockRef, EventBlock, Hex, Index, Manifest};
use super::report::{Carrier, ProvedEvent, SignedStep, VerificationReport, VerifiedLoan};
use super::steps::{announces, caused_directly, follows, lets, Lettings};
use super::storage::{announcements, clock, proxies, Announcements, Proxies, StateOf};
use super::trie::{list_key, ProofNodes};
use super::{yes_or_no, Genesis, Hash, LedgerOf, Verdict};

/// What places are found by: all that was proved so far.
pub(super) struct Finder<'a> {
    /// What the file is about.
    pub manifest: &'a Manifest,
    /// Where the chain begins.
    pub genesis: &'a Genesis,
    /// The headers.
    pub headers: &'a Headers<'a>,
    /// Which blocks are final.
    pub finality: &'a Finality,
    /// The contract in the state of the proved block.
    pub ledger: LedgerOf<'a>,
}

impl<'a> Finder<'a> {
    /// Gives each event the block and the signed step that the index names for it.
    ///
    /// Errors: a block that is not final, in which nothing happened, or not what its place in the index says; a transaction
    /// that is not in its block, whose signature is wrong, or that caused nothing.
    pub fn find(
        &self,
        index: &Index,
        history: &History,
        zone: UtcOffset,
    ) -> Result<Vec<ProvedEvent>, VerificationError> {
        let mut proved: Vec<ProvedEvent> = history
            .events
            .iter()
            .map(|(event, hash)| ProvedEvent {
                event: event.clone(),
                hash: *hash,
                block: None,
                step: None,
            })
            .collect();
        let mut done = 0;
        for listed in &index.blocks {
            let (head, from, until) = self.place(listed)?;
            let out_of_order = || VerificationError::BlockOrder { block: head.number };
            if from < done || until <= from {
                return Err(out_of_order());
            }
            done = until;
            let here = proved.get_mut(from..until).ok_or_else(out_of_order)?;
            let last = here.last().map(|last| last.hash);
            if last != Some(self.last_event(&listed.block.0)?) {
                return Err(VerificationError::BlockEvents { block: head.number });
            }
            for event in here.iter_mut() {
                let own = event.event.head();
                if own.after.day != Day::of(Timestamp(head.time_ms), zone) {
                    return Err(VerificationError::EventDay { event: own.sequence });
                }
                event.block = Some(head.clone());
            }
            self.sign(listed, &head, here, &history.before[from..until])?;
        }
        Ok(proved)
    }

    fn nodes(&self) -> &'a ProofNodes<'a> {
        self.ledger.state.nodes
    }

    /// How many events the loan had in the state with that root, and the hash of the last.
    fn count(&self, root: Hash) -> Result<(usize, Hash), VerificationError> {
        let state = StateOf {
            nodes: self.nodes(),
            root,
        };
        let chain = match state.ledger(&self.ledger.trie_id)? {
            Some(ledger) => ledger.chain_of(self.manifest.loan)?.unwrap_or_default(),
            None => Default::default(),
        };
        Ok((chain.sequence as usize, chain.previous))
    }

    /// The block with its time, and which events it holds: from which number, up to which.
    fn place(&self, listed: &EventBlock) -> Result<(BlockRef, usize, usize), VerificationError> {
        let block = &listed.block.0;
        let _ = self.finality.check(block, &listed.final_by.0, self.headers)?;
        let header = self.headers.get(block)?;
        let state = StateOf {
            nodes: self.nodes(),
            root: header.state_root,
        };
        state.of_chain(&self.genesis.hash)?;
        let head = BlockRef {
            hash: Hex(*block),
            number: header.number,
            time_ms: state.must(&clock())?,
        };
        if head.number > self.manifest.block.number || head.time_ms > self.manifest.block.time_ms {
            return Err(VerificationError::BlockOrder { block: head.number });
        }
        let (before, _) = self.count(self.headers.get(&header.parent)?.state_root)?;
        let (after, _) = self.count(header.state_root)?;
        Ok((head, before, after))
    }

    /// The hash of the loan's last event after a block.
    fn last_event(&self, block: &Hash) -> Result<Hash, VerificationError> {
        Ok(self.count(self.headers.get(block)?.state_root)?.1)
    }

    /// Finds for each event of a block the transaction that asked for it.
    fn sign(
        &self,
        listed: &EventBlock,
        head: &BlockRef,
        events: &mut [ProvedEvent],
        before: &[Before],
    ) -> Result<(), VerificationError> {
        let header = self.headers.get(&listed.block.0)?;
        let mut lettings = Lettings::default();
        let mut last = None;
        for transaction in &listed.transactions {
            let (block, index) = (head.number, transaction.index);
            if last.is_some_and(|last| last >= transaction.index) {
                return Err(VerificationError::TransactionOrder { block, index });
            }
            last = Some(transaction.index);
            let bytes = self
                .nodes()
                .value(&header.extrinsics_root, &list_key(transaction.index))?;
            let taken = bytes.and_then(Transaction::decode);
            let taken = taken.ok_or(VerificationError::TransactionOther { block, index })?;
            let extensions = SignedExtensions {
                genesis: self.genesis.hash,
                birth: transaction.birth.0,
                spec_version: transaction.spec_version,
                transaction_version: transaction.transaction_version,
                metadata_hash: transaction.metadata_hash.map(|hash| hash.0),
            };
            taken.check(&extensions)?;
            let step = taken.step(&AccountId(self.manifest.contract.0));
            if !self.may_act(&taken, step.as_ref(), &header, &lettings)? {
                return Err(VerificationError::TransactionProxy { block, index });
            }
            let Some(step) = step else {
                if matches!(taken.request, Request::Call { .. }) {
                    return Err(VerificationError::TransactionOther { block, index });
                }
                lettings.note(&taken, transaction.index);
                continue;
            };
            let mut is_cause = false;
            for (event, before) in events.iter_mut().zip(before) {
                let loan = self.manifest.loan;
                let cause = caused_directly(&step, taken.on_behalf_of, loan, &event.event, before);
                let Some(message) = cause else { continue };
                is_cause = true;
                event.step.get_or_insert_with(|| SignedStep {
                    carrier: Carrier::Transaction {
                        hash: taken.hash,
                        index: transaction.index,
                    },
                    message,
                    account: taken.on_behalf_of,
                    seat: before.seat_of(&event.event, taken.on_behalf_of),
                    signer: taken.signer,
                    algorithm: taken.signature.algorithm(),
                    signed_bytes: taken.signed_bytes(&extensions),
                    signature: taken.signature.bytes().to_vec(),
                });
            }
            if !is_cause {
                return Err(VerificationError::TransactionIdle { block, index });
            }
        }
        match lettings.idle() {
            Some(index) => Err(VerificationError::TransactionIdle {
                block: head.number,
                index,
            }),
            None => Ok(()),
        }
    }

    /// Whether each account on the way from the key that signed to the account in whose name it did had let the one before
    /// it: by a transaction of the same block, or in the state after the block or before it.
    fn may_act(
        &self,
        taken: &Transaction,
        step: Option<&Step>,
        header: &Link,
        lettings: &Lettings,
    ) -> Result<bool, VerificationError> {
        let state = |root| StateOf {
            nodes: self.nodes(),
            root,
        };
        let before = || Ok::<_, VerificationError>(state(self.headers.get(&header.parent)?.state_root));
        for (n, hop) in taken.hops.iter().enumerate() {
            let step = step.filter(|_| n + 1 == taken.hops.len());
            let is_let = |state: StateOf<'_>| {
                let listed: Option<Proxies> = state.get(&proxies(&hop.real))?;
                Ok::<_, VerificationError>(listed.is_some_and(|(listed, _)| lets(hop, step, &listed)))
            };
            if !lettings.lets(hop, step) && !is_let(state(header.state_root))? && !is_let(before()?)? {
                return Ok(false);
            }
            if hop.announced.is_none() || lettings.announces(hop) {
                continue;
            }
            let listed: Option<Announcements> = before()?.get(&announcements(&hop.delegate))?;
            if !listed.is_some_and(|(listed, _)| announces(hop, &listed)) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Says of each event when it happened and whose signature caused it.
pub fn report(events: &[ProvedEvent], report: &mut VerificationReport) {
    for proved in events {
        let sequence = proved.event.head().sequence;
        let mut params = vec![
            ("event", sequence.to_string()),
            ("name", proved.event.name().to_owned()),
        ];
        match &proved.block {
            Some(block) => {
                let mut params = params.clone();
                params.push(("number", block.number.to_string()));
                params.push(("hash", hex::encode(block.hash.0)));
                params.push(("time_ms", block.time_ms.to_string()));
                report.record("place", Verdict::Proved, params);
            }
            None => report.record("place", Verdict::Missing, params.clone()),
        }
        match &proved.step {
            Some(step) => {
                let (check, carrier) = match step.carrier {
                    Carrier::Transaction { hash, .. } => ("signature", ("transaction", hex::encode(hash))),
                    Carrier::Intent { id, .. } => ("intent", ("intent", hex::encode(id))),
                };
                params.push(("message", step.message.to_owned()));
                params.push(("account", hex::encode(step.account.0)));
                params.push(("seat", hex::encode(step.seat.0)));
                params.push(("own", yes_or_no(step.seat == step.account)));
                params.push(("signer", hex::encode(step.signer.0)));
                params.push(("algorithm", step.algorithm.to_owned()));
                params.push(carrier);
                params.push(("signed", hex::encode(&step.signed_bytes)));
                params.push(("signature", hex::encode(&step.signature)));
                report.proved(check, params);
            }
            None if follows(&proved.event) => {}
            None => match proved.event.head().intent {
                Some(id) => {
                    params.push(("intent", hex::encode(id)));
                    report.record("intent", Verdict::Missing, params);
                }
                None => report.record("signature", Verdict::Missing, params),
            },
        }
    }
}

/// Says how far it is proved that money moved.
pub fn money(loan: &VerifiedLoan, report: &mut VerificationReport) {
    for proved in &loan.events {
        let amount = match &proved.event {
            Event::LoanDelivered(e) => e.amount,
            Event::PartDelivered(e) => e.amount,
            Event::OldDebtFormed(e) => e.received,
            Event::LoanRepaid(e) => e.payment.amount,
            _ => continue,
        };
        let verdict = match loan.terms.settlement {
            // In the chain's own money the ledger moves it in the same step; a token's contract is foreign code.
            Settlement::Native => Verdict::Proved,
            Settlement::Token { .. } | Settlement::OffChain { .. } => Verdict::Stated,
        };
        let params = vec![
            ("event", proved.event.head().sequence.to_string()),
            ("name", proved.event.name().to_owned()),
            ("amount", amount.minor().to_string()),
        ];
        report.record("money", verdict, params);
    }
}
