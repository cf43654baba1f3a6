//! The ledger contract: its messages, encoded by the contract crate's own types, so that no selector or layout is written
//! down twice; reads at a block; trial runs that turn a refusal into words; its events.

use std::collections::HashMap;
use std::sync::LazyLock;

use ink::env::Event as _;
pub use loan::message::{constructor, Message};
use scale::Decode;
use subxt::extrinsics::ExtrinsicEvents;
use terms::event::{Appointed, RatePublished, Withdrawn};
use terms::law::ReferenceRate;
use terms::{Event, Instalment, Loan, LoanId};

use super::connection::{AtBlock, Connection};
use super::dryrun::{self, DryRun, Limits, Returned, Weight};
use super::{AccountId, Call, ChainConfig};
use crate::error::{Error, Refusal, Result};
use crate::text::kebab;

/// How much more gas and storage deposit a call may use than its trial run did, as a divisor: a fifth.
const MARGIN: u128 = 5;

/// The contract on its chain.
#[derive(Clone)]
pub struct Ledger {
    /// Where it is.
    pub conn: Connection,
    /// Its address.
    pub address: AccountId,
}

/// A trial run that the contract accepted.
#[derive(Debug, Clone)]
pub struct Trial<T> {
    /// What the message would answer.
    pub answer: T,
    /// Most computation that the call may use.
    pub gas: Weight,
    /// What storage would cost. Units: the smallest unit of the native token.
    pub deposit: u128,
    /// The call, with limits a fifth above what the trial needed.
    pub call: Call,
}

impl Ledger {
    /// Asks a question at a block.
    ///
    /// Errors: [`Error::NotFound`] when there is no contract there; those of the connection.
    pub async fn ask<R: Decode>(&self, at: &AtBlock, message: &Message<R>) -> Result<R> {
        // Questions have no caller that matters; the contract itself is one that exists.
        let run = self.run(at, &self.address, 0, message).await?;
        let returned = run.result.map_err(|reason| self.stopped(reason))?;
        decode_answer(&returned, &self.address)
    }

    /// The loan and its schedule. Errors: a refusal (`NoSuchLoan`).
    pub async fn loan(&self, at: &AtBlock, id: LoanId) -> Result<(Loan, Vec<Instalment>)> {
        let loan = self.ask(at, &Message::new(|ledger| ledger.loan(id))).await?;
        let loan: Loan = loan.ok_or_else(|| refusal(terms::Error::NoSuchLoan))?;
        let schedule: Result<_, terms::Error> =
            self.ask(at, &Message::new(|ledger| ledger.schedule(id))).await?;
        Ok((loan, schedule.map_err(refusal)?))
    }

    /// The reference rates that were published on the contract.
    pub async fn published_rates(&self, at: &AtBlock) -> Result<Vec<ReferenceRate>> {
        let mut rows: Vec<ReferenceRate> = Vec::new();
        loop {
            let from = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            let page = self
                .ask(at, &Message::new(|ledger| ledger.published_rates(from)))
                .await?;
            let last = page.len() < terms::limits::PAGE_MAX as usize;
            rows.extend(page);
            if last {
                return Ok(rows);
            }
        }
    }

    /// Runs a message without sending it.
    ///
    /// Errors: [`Error::Contract`] when the contract refuses; [`Error::DryRunFailed`] when the chain stops it.
    pub async fn trial<T: Decode>(
        &self,
        at: &AtBlock,
        origin: &AccountId,
        value: u128,
        message: &Message<Result<T, terms::Error>>,
    ) -> Result<Trial<T>> {
        let run = self.run(at, origin, value, message).await?;
        let returned = run.result.map_err(|reason| self.stopped(reason))?;
        let answer: Result<T, terms::Error> = decode_answer(&returned, &self.address)?;
        let answer = answer.map_err(refusal)?;
        let deposit = run.storage_deposit.charge();
        let gas = Weight {
            ref_time: with_margin(run.gas_required.ref_time.into()) as u64,
            proof_size: with_margin(run.gas_required.proof_size.into()) as u64,
        };
        let call = dryrun::call_tx(
            &self.address,
            value,
            gas,
            Some(with_margin(deposit)),
            &message.input,
        );
        Ok(Trial {
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

    fn stopped(&self, reason: String) -> Error {
        if reason.starts_with("Contracts::ContractNotFound") {
            return Error::NotFound {
                what: "contract".into(),
                name: self.address.to_string(),
            };
        }
        Error::DryRunFailed { reason }
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

    /// The contract's events in one block, each with its place among all events of the block.
    pub async fn events_at(&self, at: &AtBlock) -> Result<Vec<(u32, LedgerEvent)>> {
        let events = at.events().fetch().await.map_err(|e| self.conn.explain(e))?;
        let mut found = Vec::new();
        for event in events.iter() {
            let event = event.map_err(|e| self.conn.explain(e))?;
            if event.pallet_name() == "Contracts" && event.event_name() == "ContractEmitted" {
                let topics: Vec<[u8; 32]> = event.topics().iter().map(|topic| topic.0).collect();
                let ours = self.event(event.field_bytes(), &topics);
                found.extend(ours.map(|ours| (event.index(), ours)));
            }
        }
        Ok(found)
    }

    /// One event of the contracts pallet: ours, or `None` where another contract emitted it.
    pub fn event(&self, fields: &[u8], topics: &[[u8; 32]]) -> Option<LedgerEvent> {
        let (emitter, data) = <([u8; 32], Vec<u8>)>::decode(&mut &fields[..]).ok()?;
        if emitter != self.address.0 {
            return None;
        }
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
    fn decode(topic: Option<&[u8; 32]>, data: Vec<u8>) -> LedgerEvent {
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
    let mut params = Vec::new();
    if let Some(article) = error.article() {
        params.push(("article", article.to_owned()));
    }
    Error::Contract(Refusal {
        error: kebab(error.code()),
        params,
    })
}

fn decode_answer<R: Decode>(returned: &Returned, address: &AccountId) -> Result<R> {
    let strange = |reason: String| Error::DryRunFailed {
        reason: format!("{address}: {reason}"),
    };
    let answer = <Result<R, ink::LangError>>::decode(&mut &returned.data[..])
        .map_err(|e| strange(format!("this is not the contract that the client knows ({e})")))?;
    answer.map_err(|e| strange(format!("the contract does not know this message ({e:?})")))
}

fn with_margin(used: u128) -> u128 {
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
