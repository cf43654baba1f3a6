//! Waves of signed transactions, handed over at once, and what blocks make of them: loans step by step, calls of the probe,
//! transfers. A wave is over when its last transaction is final. Units: transactions a second, over full blocks.

use crate::bench::probe;
use crate::load::{self, signed, submit, transfer, Account, Load, Payer};
use anyhow::{bail, ensure, Context, Result};
use futures::{stream, TryStreamExt};
use iou_ledger::connection::Connection;
use iou_ledger::{AccountId, Hash};
use scale::{Compact, Decode};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use subxt::rpcs::rpc_params;
use subxt_signer::sr25519::Keypair;

/// A wave that gets nowhere for so long has failed.
const STALLED: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(50);
/// Time of ordinary transactions in a block: chain/runtime/src/configs.rs. Units: picoseconds.
const BLOCK_TIME: f64 = 1.5e12;

/// What a wave came to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rate {
    /// All of it.
    pub(super) transactions: usize,
    /// In full blocks.
    pub(super) per_second: f64,
    /// The fullest block's share of the time that transactions may take.
    pub(super) fullest: f64,
    /// From one block to the next.
    pub(super) block_seconds: f64,
}

/// One block of a wave.
struct Filled {
    hash: Hash,
    transactions: usize,
    time_ms: u64,
    weight: f64,
}

pub(super) struct Waves {
    load: Load,
    conn: Connection,
    payer: Account,
    /// Makes keys of one wave unlike those of another.
    written: u64,
    slot_seconds: f64,
}

impl Waves {
    /// 64 people with money and a payer.
    pub(super) async fn new(
        conn: Connection,
        contract: AccountId,
        payer: Keypair,
        slot_seconds: f64,
    ) -> Result<Waves> {
        let mut load = Load::new(conn.clone(), contract, &Payer::Account(payer.clone().into())).await?;
        load.fund().await?;
        // Blocks of this wave hold nothing of the last.
        settled(&conn).await?;
        let mut payer = Account::new(payer);
        payer.nonce = load::nonce(&conn, &payer.id()).await?;
        Ok(Waves {
            load,
            conn,
            payer,
            written: 0,
            slot_seconds,
        })
    }

    /// All loans through all their steps, one wave a step; what each of them was.
    pub(super) async fn loans(&mut self, loans: usize) -> Result<Vec<Rate>> {
        let mut wave = Vec::new();
        for number in 0..loans {
            wave.push(self.load.begin(number).await?);
        }
        let mut rates = Vec::new();
        while !wave.is_empty() {
            let (rate, blocks) = self.ride(std::mem::take(&mut wave)).await?;
            rates.push(rate);
            for block in blocks {
                for (event, _) in self.load.events_of(block.hash).await? {
                    wave.extend(self.load.follow(&event).await?);
                }
            }
        }
        ensure!(
            self.load.done.loans == loans,
            "{:?} of {loans} loans",
            self.load.done
        );
        Ok(rates)
    }

    /// So many calls of the probe.
    pub(super) async fn probe(&mut self, calls: usize) -> Result<Rate> {
        let (address, instantiation) = probe::instantiation(&self.conn, &self.payer.id()).await?;
        let at = self.conn.at_best().await?;
        let transaction = signed(&at, &mut self.payer, &instantiation)?;
        let _ = self.ride(vec![transaction]).await?;
        let first = self.load.people_mut().next().context("nobody")?.id();
        let write = probe::writing(&self.conn, &first, address).await?;
        let mut wave = Vec::new();
        for _ in 0..calls {
            self.written += 1;
            wave.push((self.written as usize, write(self.written)));
        }
        let wave = self.sign(wave)?;
        Ok(self.ride(wave).await?.0)
    }

    /// So many transfers among the people.
    pub(super) async fn transfers(&mut self, transfers: usize) -> Result<Rate> {
        let ids: Vec<AccountId> = self.load.people_mut().map(|it| it.id()).collect();
        let wave = (0..transfers).map(|n| (n, transfer(ids[(n + 1) % ids.len()], 1_000_000_000)));
        let wave = self.sign(wave.collect())?;
        Ok(self.ride(wave).await?.0)
    }

    /// One transfer; returns when a finalised block holds it.
    pub(super) async fn one_final_transfer(&mut self) -> Result<()> {
        let to = self.load.people_mut().next().context("nobody")?.id();
        let at = self.conn.at_finalized().await?;
        let before = self.conn.free_balance(&at, &to).await?;
        let transaction = signed(&at, &mut self.payer, &transfer(to, 1_000_000_000))?;
        let started = Instant::now();
        let _ = submit(&self.conn, transaction).await?;
        loop {
            let at = self.conn.at_finalized().await?;
            if self.conn.free_balance(&at, &to).await? > before {
                return Ok(());
            }
            ensure!(started.elapsed() < STALLED, "a transfer does not become final");
            tokio::time::sleep(POLL).await;
        }
    }

    fn sign(&mut self, calls: Vec<(usize, iou_ledger::Call)>) -> Result<Vec<Vec<u8>>> {
        let at = self.load.at.clone();
        let mut people: Vec<&mut Account> = self.load.people_mut().collect();
        let count = people.len();
        calls
            .iter()
            .map(|(number, call)| signed(&at, people[number % count], call))
            .collect()
    }

    /// Hands all of them over, each account's in order, and waits until all are final.
    async fn ride(&mut self, wave: Vec<Vec<u8>>) -> Result<(Rate, Vec<Filled>)> {
        let (conn, expected) = (&self.conn, wave.len());
        let first = settled(conn).await?;
        let mut by_account: BTreeMap<[u8; 32], Vec<Vec<u8>>> = BTreeMap::new();
        for transaction in wave {
            by_account
                .entry(signer(&transaction)?)
                .or_default()
                .push(transaction);
        }
        stream::iter(by_account.into_values().map(Ok))
            .try_for_each_concurrent(16, |transactions| async move {
                for transaction in transactions {
                    let _ = submit(conn, transaction).await?;
                }
                Ok::<(), anyhow::Error>(())
            })
            .await?;
        let blocks = filled(conn, first, expected).await?;
        Ok((rate(expected, &blocks, self.slot_seconds), blocks))
    }
}

/// Waits until nothing is in the pool and the newest block is final; gives its number.
async fn settled(conn: &Connection) -> Result<u64> {
    let started = Instant::now();
    loop {
        let pending: Vec<String> = conn.request("author_pendingExtrinsics", rpc_params![]).await?;
        if pending.is_empty() {
            return Ok(conn.at_best().await?.block_number());
        }
        ensure!(
            started.elapsed() < STALLED,
            "{} transactions never left the pool",
            pending.len()
        );
        tokio::time::sleep(POLL).await;
    }
}

/// The blocks after `first` up to the one with the last of `expected` transactions, once they are final.
async fn filled(conn: &Connection, first: u64, expected: usize) -> Result<Vec<Filled>> {
    let (mut blocks, mut number, mut found, mut seen) = (Vec::new(), first, 0, Instant::now());
    while found < expected {
        // Blocks go on when transactions are lost: only those that hold some count as progress.
        ensure!(
            seen.elapsed() < STALLED,
            "{found} of {expected} transactions, none since; block {number} is the last"
        );
        let (head, _) = conn.finalized_head().await?;
        if number >= head {
            tokio::time::sleep(POLL).await;
            continue;
        }
        number += 1;
        let hash = conn.block_hash(number).await?.context("a finalised block")?;
        let block = read(conn, hash).await?;
        if block.transactions > 0 {
            seen = Instant::now();
        }
        found += block.transactions;
        blocks.push(block);
    }
    Ok(blocks)
}

async fn read(conn: &Connection, hash: Hash) -> Result<Filled> {
    let block: serde_json::Value = conn.request("chain_getBlock", rpc_params![hash]).await?;
    let extrinsics = block["block"]["extrinsics"].as_array().context("extrinsics")?;
    let at = conn.at_hash(hash).await?;
    for event in at.events().fetch().await?.iter() {
        let event = event?;
        let failed = (event.pallet_name(), event.event_name()) == ("System", "ExtrinsicFailed");
        ensure!(!failed, "a transaction failed in block {hash:?}");
    }
    let weight = subxt::dynamic::storage::<(), Classes>("System", "BlockWeight");
    let weight = at.storage().fetch(weight, ()).await?.decode()?;
    Ok(Filled {
        hash,
        // Every block begins with its time.
        transactions: extrinsics.len().saturating_sub(1),
        time_ms: conn.timestamp_ms(&at).await?,
        weight: weight.normal.ref_time as f64,
    })
}

#[derive(subxt::ext::scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Classes {
    normal: Metered,
}

#[derive(subxt::ext::scale_decode::DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Metered {
    ref_time: u64,
}

/// Over full blocks: what came after the first block of the wave, up to the last but one. A wave of three blocks or fewer counts
/// as a whole, each of its blocks with a slot.
fn rate(transactions: usize, blocks: &[Filled], slot_seconds: f64) -> Rate {
    let used = blocks
        .iter()
        .position(|it| it.transactions > 0)
        .unwrap_or_default();
    let blocks = &blocks[used..];
    let between = |blocks: &[Filled]| match blocks {
        [first, .., last] => (last.time_ms - first.time_ms) as f64 / 1e3,
        _ => 0.0,
    };
    let (counted, seconds) = match blocks {
        [_, full @ .., _] if full.len() > 1 => {
            let counted = full.iter().map(|it| it.transactions).sum();
            (counted, between(&blocks[..blocks.len() - 1]))
        }
        short => (transactions, between(short) + slot_seconds),
    };
    Rate {
        transactions,
        per_second: counted as f64 / seconds,
        fullest: blocks.iter().map(|it| it.weight / BLOCK_TIME).fold(0.0, f64::max),
        block_seconds: between(blocks) / (blocks.len().saturating_sub(1)).max(1) as f64,
    }
}

/// Who signed a transaction: after its length come version 4 and the account (`MultiAddress::Id`).
fn signer(transaction: &[u8]) -> Result<[u8; 32]> {
    let mut rest = transaction;
    let _length = Compact::<u32>::decode(&mut rest)?;
    match rest {
        [0x84, 0x00, account @ ..] if account.len() > 32 => Ok(account[..32].try_into()?),
        _ => bail!("not a signed transaction of version 4"),
    }
}
