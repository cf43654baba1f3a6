//! The ledger contract: its messages, encoded by the contract crate's own types, so that no selector or layout is written
//! down twice; its cells, read by key at a block as a verifier reads them; dry runs; its events.

use iou_base::{hex0x, read_hex_bytes};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use ink::env::Event as _;
pub use loan::message::{constructor, Message};
use scale::{Decode, Encode};
use subxt::extrinsics::ExtrinsicEvents;
use terms::agreement::Agreement;
use terms::credit::Credit;
use terms::event::{Appointed, RatePublished, Withdrawn};
use terms::law::ReferenceRate;
use terms::life::{Action, Chain};
use terms::{cell, Amount, Event, Instalment, Loan, LoanId};
use tokio::sync::OnceCell;

use super::call::{self, Call};
use super::connection::{AtBlock, Connection};
use super::dryrun::{self, DryRun, Limits, Returned, Weight};
use super::refused::{Cause, Refused};
use super::{AccountId, ChainConfig, Hash};
use crate::error::{Error, Refusal, Result};
use iou_evidence::verify::storage::{self, cell_key, ContractInfo};
use iou_evidence::verify::Genesis;

/// How much more gas and storage deposit a call may use than its dry run did, as a divisor: a fifth.
const MARGIN: u128 = 5;

/// Most published rates: one a day for 27 years.
const RATES_MAX: u32 = 10_000;
/// Cells that are asked for in one request.
const CELLS_AT_ONCE: usize = 256;
/// Such requests under way at once.
const IN_FLIGHT: usize = 8;

/// The contract on its chain.
#[derive(Clone)]
pub struct Ledger {
    /// Where it is.
    pub conn: Connection,
    /// Its address.
    pub address: AccountId,
    /// What its own trie is called, once it was asked for.
    trie: Arc<OnceCell<Vec<u8>>>,
}

/// A call that the contract has accepted in a dry run.
#[derive(Debug, Clone)]
pub struct Accepted<T> {
    /// What the message would answer.
    pub answer: T,
    /// Most computation that the call may use.
    pub gas: Weight,
    /// What storage would cost. Units: the smallest unit of the native token.
    pub deposit: u128,
    /// The call, with limits a fifth above what the dry run needed.
    pub call: Call,
}

/// A step of a loan as it is signed: whatever is shown, tried and played is read back from the very bytes of the message.
#[derive(Debug, Clone)]
pub struct Act {
    /// The loan.
    pub loan: LoanId,
    /// The step.
    pub action: Action,
    /// What is sent.
    pub message: Message<Result<(), terms::Error>>,
}

impl Act {
    /// The message that takes `action`.
    ///
    /// Errors: a refusal (`Arithmetic`) where the bytes do not read back, which is a bug.
    pub fn new(loan: LoanId, action: Action) -> Result<Act> {
        let message = Message::act(loan, action);
        let read = Act::read(&message.input).ok_or_else(|| refusal(terms::Error::Arithmetic));
        let (loan, action) = read?;
        Ok(Act {
            loan,
            action,
            message,
        })
    }

    /// The loan and the step that the bytes of a message stand for; `None` where it is another message.
    pub fn read(input: &[u8]) -> Option<(LoanId, Action)> {
        let (selector, arguments) = input.split_first_chunk::<4>()?;
        (*selector == ink::selector_bytes!("act")).then(|| whole(arguments))?
    }
}

/// A loan and its schedule in force.
type Stored = (Loan, Vec<Instalment>);

impl Ledger {
    /// The contract at `address`, which is asked nothing yet.
    pub fn new(conn: Connection, address: AccountId) -> Ledger {
        Ledger {
            conn,
            address,
            trie: Arc::default(),
        }
    }

    /// The chain and the contract, as evidence of a loan of it is checked.
    pub fn genesis(&self) -> Genesis {
        let chain = self.conn.chain();
        Genesis {
            hash: chain.genesis.0,
            name: chain.name.clone(),
            token_symbol: Some(chain.token_symbol.clone()),
            token_decimals: Some(chain.token_decimals),
            kind: Some(chain.chain_type.clone()),
            is_development: chain.is_development(),
            ledgers: vec![terms::AccountId(self.address.0)],
        }
    }

    /// Cells of the contract at a block, by their keys: of each its bytes, where it has any. Many are asked for in one request, and
    /// several requests are under way at once.
    ///
    /// Errors: [`iou_files::Error::NotFound`] when there is no contract there; [`Error::NodeUntrue`] for an answer of another length.
    pub async fn cells(&self, at: &AtBlock, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>> {
        self.cells_after(at.block_hash(), keys).await
    }

    /// The same after a block of which only the hash is known.
    async fn cells_after(&self, block: Hash, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>> {
        let trie = self.trie.get_or_try_init(|| self.trie_after(block)).await?;
        let asked: Vec<_> = keys
            .chunks(CELLS_AT_ONCE)
            .map(|some| self.some_cells(block, trie, some))
            .collect();
        let found: Vec<_> = stream::iter(asked).buffered(IN_FLIGHT).try_collect().await?;
        Ok(found.concat())
    }

    async fn some_cells(&self, block: Hash, trie: &[u8], keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>> {
        let shown: Vec<String> = keys.iter().map(hex0x).collect();
        let params = subxt::rpcs::rpc_params![hex0x(trie), shown, block];
        let answer: Vec<Option<String>> = self.conn.request("childstate_getStorageEntries", params).await?;
        if answer.len() != keys.len() {
            return Err(self
                .conn
                .untrue("it answered about other cells than it was asked for"));
        }
        let no_bytes = || self.conn.untrue("a cell is no bytes");
        let read = |cell: String| read_hex_bytes(&cell).ok_or_else(no_bytes);
        answer
            .into_iter()
            .map(|cell| cell.map(read).transpose())
            .collect()
    }

    /// What the contract's own trie is called. It is given once and never changes.
    async fn trie_after(&self, block: Hash) -> Result<Vec<u8>> {
        let info = self
            .info(block)
            .await?
            .ok_or_else(|| iou_files::Error::NotFound {
                what: "contract".into(),
                name: self.address.to_string(),
            })?;
        Ok(storage::child(&info.trie_id))
    }

    /// The code that the contract runs after a block; `None` where there is no contract.
    pub async fn code_hash(&self, block: Hash) -> Result<Option<Hash>> {
        let Some(info) = self.info(block).await? else {
            return Ok(None);
        };
        // The same answer says where its cells are; whoever asks for them next need not ask for that.
        let _known = self.trie.set(storage::child(&info.trie_id));
        Ok(Some(info.code_hash.into()))
    }

    /// What the chain knows of the contract after a block.
    async fn info(&self, block: Hash) -> Result<Option<ContractInfo>> {
        let key = storage::contract(&terms::AccountId(self.address.0));
        let params = subxt::rpcs::rpc_params![hex0x(&key), block];
        let found: Option<String> = self.conn.request("state_getStorage", params).await?;
        let Some(found) = found else { return Ok(None) };
        let bytes = read_hex_bytes(&found).unwrap_or_default();
        let info = ContractInfo::decode(&mut &bytes[..]);
        info.map(Some).map_err(|_| self.strange("no contract info"))
    }

    /// A value in a cell, where it has one.
    ///
    /// Errors: as [`Ledger::cells`]; [`Error::DryRunFailed`] for bytes that no contract of ours has there.
    pub async fn cell<T: Decode>(
        &self,
        at: &AtBlock,
        prefix: cell::Prefix,
        of: &impl Encode,
    ) -> Result<Option<T>> {
        let found = self.cells(at, &[cell_key(prefix, of)]).await?;
        self.value(found.into_iter().next().flatten())
    }

    /// What the contract says of itself: who deployed it, on which chain, how much it holds. Errors: as [`Ledger::cell`].
    pub async fn root(&self, at: &AtBlock) -> Result<cell::Root> {
        let root = self.cell(at, cell::ROOT, &()).await?;
        root.ok_or_else(|| self.strange("it has no root cell"))
    }

    /// How far an account has got with its intents in a loan, which is read already: what it signs next names that number.
    /// Errors: as [`Ledger::cell`].
    pub async fn counter(&self, at: &AtBlock, loan: &Loan, account: AccountId) -> Result<u32> {
        let account = terms::AccountId(account.0);
        match loan.counter(account) {
            Some(counter) => Ok(counter),
            None => Ok(self
                .cell(at, cell::COUNTERS, &(loan.id, account))
                .await?
                .unwrap_or_default()),
        }
    }

    /// How many loans there are, and how many rates were published. Errors: as [`Ledger::cell`].
    async fn counts(&self, at: &AtBlock) -> Result<(LoanId, u32)> {
        let root = self.root(at).await?;
        Ok((root.loans, root.rates))
    }

    /// How many loans there are; their numbers are 0 to one less. Errors: as [`Ledger::cell`].
    pub async fn count(&self, at: &AtBlock) -> Result<LoanId> {
        Ok(self.counts(at).await?.0)
    }

    /// The loan and its schedule. Errors: a refusal (`NoSuchLoan`).
    pub async fn loan(&self, at: &AtBlock, id: LoanId) -> Result<Stored> {
        let found = self.loans(at, &[id]).await?;
        let found = found.into_iter().next().flatten();
        found.ok_or_else(|| refusal(terms::Error::NoSuchLoan))
    }

    /// Loans with their schedules, in bulk; `None` where there is none of that number. Errors: as [`Ledger::cell`].
    pub async fn loans(&self, at: &AtBlock, ids: &[LoanId]) -> Result<Vec<Option<Stored>>> {
        let mut keys = vec![cell_key(cell::ROOT, &())];
        for id in ids {
            keys.push(cell_key(cell::AGREEMENTS, id));
            keys.push(cell_key(cell::STATES, id));
            keys.push(cell_key(cell::SCHEDULES, &(*id, 0u16)));
        }
        let mut found = self.cells(at, &keys).await?.into_iter();
        if found.next().flatten().is_none() {
            return Err(self.strange("it has no root cell"));
        }
        let (mut loans, mut later) = (Vec::new(), Vec::new());
        for id in ids {
            let mut next = || found.next().flatten();
            let (agreement, state, page) = (next(), next(), next());
            let agreement: Option<Box<Agreement>> = self.value(agreement)?;
            let state: Option<cell::Standing> = self.value(state)?;
            let page: Option<Vec<Instalment>> = self.value(page)?;
            let stored = agreement
                .zip(state)
                .map(|(agreement, (chain, counters, state))| Loan {
                    id: *id,
                    agreement,
                    chain,
                    counters,
                    state,
                });
            let pages = stored
                .as_ref()
                .map_or(0, |loan| cell::pages(loan.agreement.terms.plan.periods));
            later.extend((1..pages).map(|page| (loans.len(), cell_key(cell::SCHEDULES, &(*id, page)))));
            loans.push(stored.map(|loan| (loan, page.unwrap_or_default())));
        }
        let keys: Vec<Vec<u8>> = later.iter().map(|(_, key)| key.clone()).collect();
        for ((place, _), page) in later.into_iter().zip(self.cells(at, &keys).await?) {
            let page: Option<Vec<Instalment>> = self.value(page)?;
            if let Some(Some((_, schedule))) = loans.get_mut(place) {
                schedule.extend(page.unwrap_or_default());
            }
        }
        let whole =
            |(loan, schedule): &Stored| schedule.len() == usize::from(loan.agreement.terms.plan.periods);
        match loans.iter().flatten().all(whole) {
            true => Ok(loans),
            false => Err(self.conn.untrue("a schedule has another length than its plan")),
        }
    }

    /// Where a loan's chain of events stood after a block; `None` before the loan was proposed. Errors: as [`Ledger::cell`].
    pub(super) async fn chain_after(&self, block: Hash, id: LoanId) -> Result<Option<Chain>> {
        let found = self.cells_after(block, &[cell_key(cell::STATES, &id)]).await?;
        let found: Option<cell::Standing> = self.value(found.into_iter().next().flatten())?;
        Ok(found.map(|(chain, ..)| chain))
    }

    /// The numbers of the loans in which an account has a part, from the place `from` on, at most `limit`, the oldest first. One
    /// whose claim it sold and bought again can stand there twice. Errors: as [`Ledger::cell`].
    pub async fn loans_of(
        &self,
        at: &AtBlock,
        account: AccountId,
        from: u32,
        limit: u32,
    ) -> Result<Vec<LoanId>> {
        let account = terms::AccountId(account.0);
        let count: Option<u32> = self.cell(at, cell::LOAN_COUNTS, &account).await?;
        let end = from.saturating_add(limit).min(count.unwrap_or_default());
        let places = from..end;
        let keys: Vec<_> = places
            .map(|n| cell_key(cell::LOANS_BY_ACCOUNT, &(account, n)))
            .collect();
        self.listed(at, &keys).await
    }

    /// What the contract keeps for an account, in the chain's money or in a token. Errors: as [`Ledger::cell`].
    pub async fn withdrawable(
        &self,
        at: &AtBlock,
        account: AccountId,
        token: Option<terms::AccountId>,
    ) -> Result<Amount> {
        let key = (terms::AccountId(account.0), token);
        Ok(self.cell(at, cell::WITHDRAWABLE, &key).await?.unwrap_or_default())
    }

    /// The record of an account as borrower. Errors: as [`Ledger::cell`].
    pub async fn credit(&self, at: &AtBlock, account: AccountId) -> Result<Credit> {
        let key = terms::AccountId(account.0);
        Ok(self.cell(at, cell::CREDITS, &key).await?.unwrap_or_default())
    }

    /// The reference rates that were published on the contract.
    ///
    /// Errors: as [`Ledger::cell`]; [`Error::NodeUntrue`] for rows that no contract of ours has.
    pub async fn published_rates(&self, at: &AtBlock) -> Result<Vec<ReferenceRate>> {
        let (_, published) = self.counts(at).await?;
        if published > RATES_MAX {
            return Err(self.conn.untrue(format!("{published} rates were published")));
        }
        let keys: Vec<_> = (0..published).map(|n| cell_key(cell::RATES, &n)).collect();
        let rows: Vec<ReferenceRate> = self.listed(at, &keys).await?;
        // The contract takes a row of the day alone, and after the newest: what is looked up in them relies on it.
        match rows.windows(2).all(|pair| pair[0].published < pair[1].published) {
            true => Ok(rows),
            false => Err(self
                .conn
                .untrue("published rates are not in the order of their days")),
        }
    }

    /// The values of cells that must be there.
    async fn listed<T: Decode>(&self, at: &AtBlock, keys: &[Vec<u8>]) -> Result<Vec<T>> {
        let found = self.cells(at, keys).await?.into_iter();
        let found = found.map(|cell| {
            self.value(cell)?
                .ok_or_else(|| self.conn.untrue("a listing has a gap"))
        });
        found.collect()
    }

    fn value<T: Decode>(&self, cell: Option<Vec<u8>>) -> Result<Option<T>> {
        let value =
            cell.map(|bytes| whole(&bytes).ok_or_else(|| self.strange("a cell has something else in it")));
        value.transpose()
    }

    fn strange(&self, why: &str) -> Error {
        let reason = format!(
            "{}: this is not the contract that the client knows ({why})",
            self.address
        );
        let reason = reason.into();
        Error::DryRunFailed { reason }
    }

    /// Runs a message without sending it.
    ///
    /// Errors: [`Error::Contract`] when the contract refuses; [`Error::DryRunFailed`] when the chain stops it.
    pub async fn dry_run<T: Decode>(
        &self,
        at: &AtBlock,
        origin: &AccountId,
        value: u128,
        message: &Message<Result<T, terms::Error>>,
    ) -> Result<Accepted<T>> {
        let run = self.run(at, origin, value, message).await?;
        let returned = run.result.map_err(|reason| self.stopped(reason))?;
        let answer: Result<T, terms::Error> = decode_answer(&returned, &self.address)?;
        let answer = answer.map_err(refusal)?;
        let deposit = run.storage_deposit.charge();
        let gas = Weight {
            ref_time: with_margin(run.gas_required.ref_time.into()) as u64,
            proof_size: with_margin(run.gas_required.proof_size.into()) as u64,
        };
        let call = call::contract(
            &self.address,
            value,
            gas,
            Some(with_margin(deposit)),
            &message.input,
        );
        Ok(Accepted {
            answer,
            gas,
            deposit,
            call,
        })
    }

    async fn run<R>(
        &self,
        at: &AtBlock,
        origin: &AccountId,
        value: u128,
        message: &Message<R>,
    ) -> Result<DryRun> {
        dryrun::call(
            &self.conn,
            at,
            origin,
            &self.address,
            value,
            Limits::default(),
            &message.input,
        )
        .await
    }

    fn stopped(&self, reason: Refused) -> Error {
        match reason.cause {
            Cause::NoContract => iou_files::Error::NotFound {
                what: "contract".into(),
                name: self.address.to_string(),
            }
            .into(),
            _ => Error::DryRunFailed { reason },
        }
    }

    /// The contract's events among those of a transaction or a block's extrinsic.
    pub fn events_in(&self, events: &ExtrinsicEvents<ChainConfig>) -> Result<Vec<LedgerEvent>> {
        let mut found = Vec::new();
        for event in events.iter() {
            let event = event.map_err(|e| self.conn.explain(e))?;
            if event.pallet_name() == "Contracts" && event.event_name() == "ContractEmitted" {
                let topics: Vec<[u8; 32]> = event.topics().iter().map(|topic| topic.0).collect();
                found.extend(self.event(event.field_bytes(), &topics));
            }
        }
        Ok(found)
    }

    /// One event of the contracts pallet: ours, or `None` where another contract emitted it.
    pub fn event(&self, fields: &[u8], topics: &[[u8; 32]]) -> Option<LedgerEvent> {
        let mut data = fields.strip_prefix(&self.address.0)?;
        let data = Vec::<u8>::decode(&mut data).ok()?;
        Some(LedgerEvent::decode(topics.first(), data))
    }
}

/// Something that the contract emitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerEvent {
    /// An event in the life of a loan, with its SCALE bytes.
    Loan(Box<Event>, Vec<u8>),
    /// Money left the contract.
    Withdrawn(Withdrawn),
    /// A reference rate was published.
    RatePublished(RatePublished),
    /// An office changed hands.
    Appointed(Appointed),
    /// An event that this client does not know.
    Unknown {
        /// Its signature topic.
        topic: Option<[u8; 32]>,
        /// Its SCALE bytes.
        data: Vec<u8>,
    },
}

static NAMES: LazyLock<HashMap<[u8; 32], &'static str>> =
    LazyLock::new(|| Event::signature_topics().into_iter().collect());

impl LedgerEvent {
    pub(super) fn decode(topic: Option<&[u8; 32]>, data: Vec<u8>) -> LedgerEvent {
        let loan = topic
            .and_then(|topic| NAMES.get(topic))
            .and_then(|name| Event::decode(name, &data));
        if let Some(event) = loan {
            return LedgerEvent::Loan(Box::new(event), data);
        }
        let of_ledger = match topic.copied() {
            None => None,
            topic if topic == Withdrawn::SIGNATURE_TOPIC => whole(&data).map(LedgerEvent::Withdrawn),
            topic if topic == RatePublished::SIGNATURE_TOPIC => whole(&data).map(LedgerEvent::RatePublished),
            topic if topic == Appointed::SIGNATURE_TOPIC => whole(&data).map(LedgerEvent::Appointed),
            _ => None,
        };
        of_ledger.unwrap_or(LedgerEvent::Unknown {
            topic: topic.copied(),
            data,
        })
    }
}

/// What all of the bytes stand for.
fn whole<T: Decode>(mut data: &[u8]) -> Option<T> {
    let event = T::decode(&mut data).ok()?;
    data.is_empty().then_some(event)
}

/// The rules' error as the client's.
pub fn refusal(error: terms::Error) -> Error {
    Error::Contract(Refusal(error))
}

fn decode_answer<R: Decode>(returned: &Returned, address: &AccountId) -> Result<R> {
    let strange = |reason: String| Error::DryRunFailed {
        reason: format!("{address}: {reason}").into(),
    };
    let answer = <Result<R, ink::LangError>>::decode(&mut &returned.data[..])
        .map_err(|e| strange(format!("this is not the contract that the client knows ({e})")))?;
    answer.map_err(|e| strange(format!("the contract does not know this message ({e:?})")))
}

/// What a call may use at most where its dry run used so much.
pub fn with_margin(used: u128) -> u128 {
    used.saturating_add(used / MARGIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_a_signature_topic_of_its_own() {
        assert_eq!(NAMES.len(), Event::NAMES.len());
    }

    #[test]
    fn an_event_of_unknown_kind_is_kept_raw() {
        let event = LedgerEvent::decode(Some(&[1; 32]), vec![1, 2]);
        assert_eq!(
            event,
            LedgerEvent::Unknown {
                topic: Some([1; 32]),
                data: vec![1, 2]
            }
        );
    }
}
