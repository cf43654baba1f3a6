//! When each event happened, and whose signature caused it. The contract's own state after a block says how many events
//! the loan had; compared with the state after the block before, that places each event in exactly one block, whatever the
//! runtime's own list of events looks like. The block is final by a justification of its own time; its clock is in its
//! state; the transaction that asked for the step is in its list of transactions, and carries the signature.

use terms::{AccountId, Day, Event, Settlement, Timestamp, UtcOffset};

use super::extrinsic::{Surroundings, Transaction};
use super::finality::Finality;
use super::flaw::{flaw, Flaw};
use super::header::Headers;
use super::manifest::{EventBlock, Head, Hex, Index, Manifest};
use super::report::{Case, Proved, Report, Signed};
use super::steps::{caused, follows, may_sign};
use super::storage::{clock, proxies, Proxies, StateOf};
use super::trie::{list_key, Bag};
use super::{Genesis, Hash, LedgerOf, Verdict};

/// What places are found by.
struct Finder<'a> {
    manifest: &'a Manifest,
    genesis: &'a Genesis,
    headers: &'a Headers,
    finality: &'a Finality,
    ledger: LedgerOf<'a>,
}

/// Gives each event the block and the signed step that the index names for it.
///
/// Errors: a block that is not final, in which nothing happened, or not what its place in the index says; a transaction
/// that is not in its block, whose signature is wrong, or that caused nothing.
#[allow(clippy::too_many_arguments)] // all that was proved so far
pub fn find(
    manifest: &Manifest,
    genesis: &Genesis,
    index: &Index,
    headers: &Headers,
    finality: &Finality,
    ledger: LedgerOf<'_>,
    events: Vec<(Event, Hash)>,
    actors: &[Option<Vec<AccountId>>],
    zone: UtcOffset,
) -> Result<Vec<Proved>, Flaw> {
    let finder = Finder {
        manifest,
        genesis,
        headers,
        finality,
        ledger,
    };
    let mut proved: Vec<Proved> = events
        .into_iter()
        .map(|(event, hash)| Proved {
            event,
            hash,
            block: None,
            step: None,
        })
        .collect();
    let mut done = 0;
    for listed in &index.blocks {
        let (head, from, until) = finder.place(listed)?;
        let about = |code| flaw(code).about(head.number);
        if from < done || until <= from {
            return Err(about("block-order"));
        }
        done = until;
        let here = proved.get_mut(from..until).ok_or_else(|| about("block-order"))?;
        let last = here.last().map(|last| last.hash);
        if last != Some(finder.last_event(&listed.block.0)?) {
            return Err(about("block-events"));
        }
        for event in here.iter_mut() {
            let day = Day::of(Timestamp(head.time_ms), zone);
            if event.event.head().after.day != day {
                return Err(flaw("event-day").about(event.event.head().sequence));
            }
            event.block = Some(head.clone());
        }
        finder.sign(listed, &head, here, &actors[from..until])?;
    }
    Ok(proved)
}

impl<'a> Finder<'a> {
    fn bag(&self) -> &'a Bag {
        self.ledger.state.bag
    }

    /// How many events the loan had in the state with that root, and the hash of the last.
    fn count(&self, root: Hash) -> Result<(usize, Hash), Flaw> {
        let state = StateOf {
            bag: self.bag(),
            root,
        };
        let chain = match state.ledger(&self.ledger.trie_id)? {
            Some(ledger) => ledger.chain_of(self.manifest.loan)?.unwrap_or_default(),
            None => Default::default(),
        };
        Ok((chain.sequence as usize, chain.previous))
    }

    /// The block with its time, and which events it holds: from which number, up to which.
    fn place(&self, listed: &EventBlock) -> Result<(Head, usize, usize), Flaw> {
        let block = &listed.block.0;
        let _ = self.finality.check(block, &listed.final_by.0, self.headers)?;
        let header = self.headers.get(block)?;
        let state = StateOf {
            bag: self.bag(),
            root: header.state_root,
        };
        state.of_chain(&self.genesis.hash, header.number)?;
        let head = Head {
            hash: Hex(*block),
            number: header.number,
            time_ms: state.must(&clock())?,
        };
        if head.number > self.manifest.block.number || head.time_ms > self.manifest.block.time_ms {
            return Err(flaw("block-order").about(head.number));
        }
        let (before, _) = self.count(self.headers.get(&header.parent)?.state_root)?;
        let (after, _) = self.count(header.state_root)?;
        Ok((head, before, after))
    }

    /// The hash of the loan's last event after a block.
    fn last_event(&self, block: &Hash) -> Result<Hash, Flaw> {
        Ok(self.count(self.headers.get(block)?.state_root)?.1)
    }

    /// Finds for each event of a block the transaction that asked for it.
    fn sign(
        &self,
        listed: &EventBlock,
        head: &Head,
        events: &mut [Proved],
        actors: &[Option<Vec<AccountId>>],
    ) -> Result<(), Flaw> {
        let header = self.headers.get(&listed.block.0)?;
        let state = StateOf {
            bag: self.bag(),
            root: header.state_root,
        };
        let mut last = None;
        for transaction in &listed.transactions {
            let about = |code| flaw(code).about(format!("{}-{}", head.number, transaction.index));
            if last.is_some_and(|last| last >= transaction.index) {
                return Err(about("transaction-order"));
            }
            last = Some(transaction.index);
            let bytes = self
                .bag()
                .value(&header.extrinsics_root, &list_key(transaction.index))?;
            let taken = bytes.and_then(Transaction::decode);
            let taken = taken.filter(|taken| taken.contract.0 == self.manifest.contract.0);
            let taken = taken.ok_or_else(|| about("transaction-other"))?;
            let around = Surroundings {
                genesis: self.genesis.hash,
                birth: transaction.birth.0,
                spec_version: transaction.spec_version,
                transaction_version: transaction.transaction_version,
            };
            let is_checked = taken.check(&around)?;
            let step = taken.step().ok_or_else(|| about("transaction-other"))?;
            let lets: Option<Proxies> = match taken.is_own() {
                true => None,
                false => state.get(&proxies(&taken.on_behalf_of))?,
            };
            if !may_sign(&taken, &step, lets.as_ref()) {
                return Err(about("transaction-proxy"));
            }
            let mut is_cause = false;
            for (event, actors) in events.iter_mut().zip(actors) {
                let loan = self.manifest.loan;
                if !caused(&step, taken.on_behalf_of, loan, &event.event, actors.as_deref()) {
                    continue;
                }
                is_cause = true;
                if is_checked && event.step.is_none() {
                    event.step = Some(Signed {
                        transaction: taken.hash,
                        index: transaction.index,
                        message: step.name,
                        account: taken.on_behalf_of,
                        signer: taken.signer,
                        algorithm: taken.signature.algorithm(),
                        signed_bytes: taken.signed_bytes(&around),
                        signature: taken.signature.bytes().to_vec(),
                    });
                }
            }
            if !is_cause {
                return Err(about("transaction-idle"));
            }
        }
        Ok(())
    }
}

/// Says of each event when it happened and whose signature caused it.
pub fn report(events: &[Proved], ambiguous: &[u32], report: &mut Report) {
    for proved in events {
        let sequence = proved.event.head().sequence;
        let mut params = vec![
            ("event", sequence.to_string()),
            ("name", proved.event.name().to_owned()),
        ];
        if ambiguous.contains(&sequence) && proved.step.is_none() {
            report.say("kind", Verdict::Stated, params.clone());
        }
        match &proved.block {
            Some(block) => {
                let mut params = params.clone();
                params.push(("number", block.number.to_string()));
                params.push(("hash", hex::encode(block.hash.0)));
                params.push(("time_ms", block.time_ms.to_string()));
                report.say("place", Verdict::Proved, params);
            }
            None => report.say("place", Verdict::Missing, params.clone()),
        }
        match &proved.step {
            Some(step) => {
                params.push(("message", step.message.to_owned()));
                params.push(("account", hex::encode(step.account.0)));
                params.push(("signer", hex::encode(step.signer.0)));
                params.push(("algorithm", step.algorithm.to_owned()));
                params.push(("transaction", hex::encode(step.transaction)));
                params.push(("signed", hex::encode(&step.signed_bytes)));
                params.push(("signature", hex::encode(&step.signature)));
                report.say("signature", Verdict::Proved, params);
            }
            None if follows(&proved.event) => {}
            None => report.say("signature", Verdict::Missing, params),
        }
    }
}

/// Says how far it is proved that money moved.
pub fn money(case: &Case, report: &mut Report) {
    for proved in &case.events {
        let amount = match &proved.event {
            Event::LoanDelivered(e) => e.amount,
            Event::LoanRepaid(e) => e.payment.amount,
            _ => continue,
        };
        let verdict = match case.terms.settlement {
            // In the chain's own money the ledger moves it in the same step; a token's contract is foreign code.
            Settlement::Native => Verdict::Proved,
            Settlement::Token { .. } | Settlement::OffChain { .. } => Verdict::Stated,
        };
        let params = vec![
            ("event", proved.event.head().sequence.to_string()),
            ("name", proved.event.name().to_owned()),
            ("amount", amount.minor().to_string()),
        ];
        report.say("money", verdict, params);
    }
}
