//! People who go on making loans while the network below them breaks. They follow what is final, over whichever node is
//! furthest, send each next step again until it is final, to another node each time, and keep a receipt of every event that
//! was final. Afterwards each receipt is held against every node and against the contract's final state: nothing that was
//! final may be missing, anywhere.
//!
//! Units: planck, gas as the chain meters it. Limits: one thread of its own; a chain that refuses a step ends it.

use crate::load::{submit, Failed, Load, Payer};
use anyhow::{bail, ensure, Context, Result};
use iou_base::sha256;
use iou_ledger::connection::Connection;
use iou_ledger::dryrun::Weight;
use iou_ledger::{AccountId, Hash};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use terms::LoanId;

/// How often the nodes are asked how far they are.
const POLL: Duration = Duration::from_millis(100);
/// A step that is not final after so long is sent again, to another node.
const AGAIN: Duration = Duration::from_secs(6);
/// A node that does not answer within this is passed over for now. Units: of each request.
const PATIENCE: Duration = Duration::from_secs(5);
/// Loans that go on after the end was asked for have so long.
const LAST: Duration = Duration::from_secs(180);
/// More than any step needs: what is left comes back.
const GAS: Weight = Weight {
    ref_time: 20_000_000_000,
    proof_size: 1_000_000,
};

/// An event of the contract that was final when we saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Whose life it belongs to.
    pub loan: LoanId,
    /// Its number there.
    pub sequence: u32,
    /// SHA-256 of its bytes.
    pub digest: [u8; 32],
    /// Height of its block.
    pub block: u64,
    /// Hash of that block.
    pub hash: Hash,
}

/// People under way.
pub struct Traffic {
    stop: Arc<AtomicBool>,
    receipts: Arc<Mutex<Vec<Receipt>>>,
    thread: Option<JoinHandle<Result<()>>>,
}

impl Traffic {
    /// Starts `loans` at a time over the nodes at `urls`, one of which has to answer now.
    ///
    /// Errors: no thread.
    pub fn start(urls: Vec<String>, contract: AccountId, payer: Payer, loans: usize) -> Result<Traffic> {
        let (stop, receipts) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let (stopped, kept) = (stop.clone(), receipts.clone());
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                let mut people = People::new(urls, contract, payer, loans, kept).await?;
                people.live(&stopped).await
            })
        });
        Ok(Traffic {
            stop,
            receipts,
            thread: Some(thread),
        })
    }

    /// How many events were final so far.
    pub fn receipts(&self) -> usize {
        self.receipts.lock().map_or(0, |list| list.len())
    }

    /// Waits until `more` events are final.
    ///
    /// Errors: not within `patience`; the people gave up, and why.
    pub fn wait_for(&mut self, more: usize, patience: Duration) -> Result<()> {
        let (wanted, deadline) = (self.receipts() + more, Instant::now() + patience);
        while self.receipts() < wanted {
            if self.thread.as_ref().is_some_and(JoinHandle::is_finished) {
                self.join()?;
                bail!("the people ended early");
            }
            ensure!(
                Instant::now() < deadline,
                "{} of {wanted} events within {patience:?}",
                self.receipts()
            );
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// Begins no further loan, lets those under way come to their ends, and gives all receipts.
    ///
    /// Errors: a loan that got stuck; what the people gave up for.
    pub fn finish(mut self) -> Result<Vec<Receipt>> {
        self.stop.store(true, Ordering::Relaxed);
        self.join()?;
        let list = self
            .receipts
            .lock()
            .map_err(|_| anyhow::anyhow!("the people panicked"))?;
        Ok(list.clone())
    }

    fn join(&mut self) -> Result<()> {
        let thread = self.thread.take().context("they have ended already")?;
        thread
            .join()
            .map_err(|_| anyhow::anyhow!("the people panicked"))?
    }
}

/// What is on its way for a loan.
struct Sent {
    transaction: Vec<u8>,
    last: Option<Instant>,
}

struct People {
    urls: Vec<String>,
    open: HashMap<usize, Connection>,
    load: Load,
    loans: usize,
    begun: usize,
    /// The last finalised block that was read.
    cursor: u64,
    sent: HashMap<[u8; 32], Sent>,
    turn: usize,
    receipts: Arc<Mutex<Vec<Receipt>>>,
}

impl People {
    async fn new(
        urls: Vec<String>,
        contract: AccountId,
        payer: Payer,
        loans: usize,
        receipts: Arc<Mutex<Vec<Receipt>>>,
    ) -> Result<People> {
        let first = urls.first().context("no node")?;
        let conn = Connection::open(first, PATIENCE, None).await?;
        let (cursor, _) = conn.finalized_head().await?;
        let mut load = Load::new(conn, contract, &payer).await?;
        load.allow(GAS);
        load.fund().await?;
        Ok(People {
            urls,
            open: HashMap::new(),
            load,
            loans,
            begun: 0,
            cursor,
            sent: HashMap::new(),
            turn: 0,
            receipts,
        })
    }

    async fn live(&mut self, stop: &AtomicBool) -> Result<()> {
        let mut deadline = None;
        loop {
            let stopping = stop.load(Ordering::Relaxed);
            if stopping && self.load.lives.is_empty() {
                return Ok(());
            }
            if stopping && Instant::now() > *deadline.get_or_insert_with(|| Instant::now() + LAST) {
                bail!(
                    "{} loans are stuck, block {} is the last",
                    self.load.lives.len(),
                    self.cursor
                );
            }
            while !stopping && self.load.lives.len() < self.loans {
                let before: BTreeSet<_> = self.load.lives.keys().copied().collect();
                let transaction = self.load.begin(self.begun).await?;
                self.begun += 1;
                let digest = self.load.lives.keys().find(|it| !before.contains(*it));
                self.queue(*digest.context("a loan that was begun")?, transaction);
            }
            if let Err(error) = self.read().await {
                // Nodes come and go here; a step that the chain refused is another matter.
                if error.downcast_ref::<Failed>().is_some() {
                    return Err(error);
                }
                self.open.clear();
            }
            self.send().await;
            tokio::time::sleep(POLL).await;
        }
    }

    fn queue(&mut self, digest: [u8; 32], transaction: Vec<u8>) {
        let sent = Sent {
            transaction,
            last: None,
        };
        drop(self.sent.insert(digest, sent));
    }

    /// The node of that number, if it answers.
    async fn node(&mut self, number: usize) -> Option<Connection> {
        if let Some(conn) = self.open.get(&number) {
            return Some(conn.clone());
        }
        let conn = Connection::open(&self.urls[number], PATIENCE, None).await.ok()?;
        drop(self.open.insert(number, conn.clone()));
        Some(conn)
    }

    /// Reads the blocks that have become final, from the node that knows the most of them.
    async fn read(&mut self) -> Result<()> {
        let mut furthest: Option<(u64, Connection)> = None;
        for number in 0..self.urls.len() {
            let Some(conn) = self.node(number).await else {
                continue;
            };
            match conn.finalized_head().await {
                Ok((head, _)) if furthest.as_ref().is_none_or(|(most, _)| head > *most) => {
                    furthest = Some((head, conn));
                }
                Ok(_) => (),
                Err(_) => drop(self.open.remove(&number)),
            }
        }
        let Some((head, conn)) = furthest else {
            return Ok(());
        };
        self.load.ledger.conn = conn.clone();
        while self.cursor < head {
            let block = self.cursor + 1;
            let hash = conn
                .block_hash(block)
                .await?
                .context("a finalised block without a hash")?;
            let events = self.load.events_of(hash).await?;
            self.cursor = block;
            for (event, bytes) in events {
                let Some(digest) = self.load.digest_of(&event) else {
                    continue;
                };
                let head = event.head();
                let receipt = Receipt {
                    loan: head.loan,
                    sequence: head.sequence,
                    digest: sha256(&bytes),
                    block,
                    hash,
                };
                if let Ok(mut list) = self.receipts.lock() {
                    list.push(receipt);
                }
                match self.load.follow(&event).await? {
                    Some(transaction) => self.queue(digest, transaction),
                    None if !self.load.lives.contains_key(&digest) => drop(self.sent.remove(&digest)),
                    None => (),
                }
            }
        }
        Ok(())
    }

    /// Sends what is new, and again what has been waiting for long. What becomes of it shows in the blocks.
    async fn send(&mut self) {
        let due: Vec<[u8; 32]> = self
            .sent
            .iter()
            .filter(|(_, sent)| sent.last.is_none_or(|at| at.elapsed() > AGAIN))
            .map(|(digest, _)| *digest)
            .collect();
        for digest in due {
            self.turn = (self.turn + 1) % self.urls.len();
            let Some(conn) = self.node(self.turn).await else {
                continue;
            };
            let Some(sent) = self.sent.get_mut(&digest) else {
                continue;
            };
            sent.last = Some(Instant::now());
            let _known_or_outdated_is_as_well = submit(&conn, sent.transaction.clone()).await;
        }
    }
}

/// Holds every receipt against each of the nodes, and the last one of each loan against the contract's state there.
///
/// Errors: something that was final is missing or different, and where.
pub fn verify(receipts: &[Receipt], urls: &[String], contract: AccountId) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let blocks: BTreeMap<u64, Hash> = receipts.iter().map(|it| (it.block, it.hash)).collect();
        let mut last: BTreeMap<LoanId, &Receipt> = BTreeMap::new();
        for receipt in receipts {
            let before = last.insert(receipt.loan, receipt);
            let expected = before.map_or(0, |it| it.sequence + 1);
            ensure!(
                receipt.sequence == expected,
                "loan {}: event {expected} was never seen",
                receipt.loan
            );
        }
        for url in urls {
            let conn = Connection::open(url, PATIENCE, None).await?;
            let at = conn.at_finalized().await?;
            let highest = blocks.keys().last().copied().unwrap_or_default();
            ensure!(
                at.block_number() >= highest,
                "{url} is behind: wait for block {highest} first"
            );
            for (number, hash) in &blocks {
                let found = conn.block_hash(*number).await?;
                ensure!(
                    found == Some(*hash),
                    "{url} has {found:?} for the finalised block {number}, {hash:?}"
                );
            }
            let ledger = iou_ledger::contract::Ledger::new(conn, contract);
            for (loan, receipt) in &last {
                let (found, _) = ledger.loan(&at, *loan).await?;
                ensure!(
                    (found.chain.sequence, found.chain.previous) == (receipt.sequence + 1, receipt.digest),
                    "{url}: loan {loan} does not stand where its last receipt says"
                );
            }
        }
        Ok(())
    })
}
