//! Many whole lives of loans on a development chain, as fast as its node takes them: material for measurements.
//!
//! Each loan follows its own events: when its event is in a block, its next step is signed and sent, so thousands of loans
//! move at once and a block holds whatever has come in meanwhile. Nonces are counted here, transactions never expire, gas
//! limits come from one dry run of each step. What the chain refuses ends the run.
//! Units: gas as the chain meters it, money in minor units. Limits: the people's keys derive from the payer's.

use anyhow::{bail, ensure, Context, Result};
use futures::{stream::FuturesUnordered, StreamExt};
use iou_base::sha256;
use iou_ledger::connection::{AtBlock, Connection, REQUEST_LIMIT};
use iou_ledger::contract::{Ledger, LedgerEvent, Message};
use iou_ledger::dryrun::Weight;
use iou_ledger::{call, AccountId, Call, ChainConfig, Hash};
use scale::Decode;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use subxt::config::DefaultExtrinsicParamsBuilder;
use subxt::ext::scale_value::Value;
use subxt::rpcs::rpc_params;
use subxt_signer::{sr25519::dev, sr25519::Keypair, DeriveJunction};
use terms::life::Action;
use terms::{sample, Day, Event, LoanId, RatePpm, Status, Terms, Timestamp, UtcOffset};

/// Borrowers, and as many lenders.
const PAIRS: usize = 32;
/// What each of them gets to pay fees and deposits with. Units: planck, 10^-12 of the token.
const FUNDS: u128 = 2_000 * 1_000_000_000_000;
/// What a loan in the chain's own token is about. Units: planck.
const NATIVE_PRINCIPAL: u128 = 10_000_000_000;
/// How often the next block is looked for.
const POLL: Duration = Duration::from_millis(10);
/// A chain that writes no block for so long while loans wait has stopped.
const STALLED: Duration = Duration::from_secs(60);
/// How often progress is told.
const TELL: Duration = Duration::from_secs(5);

/// How much load.
#[derive(Debug, Clone)]
pub struct Order {
    /// JSON-RPC of the node, `ws://…`.
    pub url: String,
    /// Of the ledger.
    pub contract: AccountId,
    /// How many to play to the end.
    pub loans: usize,
    /// Loans that are under way at a time.
    pub in_flight: usize,
}

/// Who pays for a load.
#[derive(Debug, Clone)]
pub enum Payer {
    /// Alice, whose secret everybody knows; development chains only.
    Alice,
    /// An account of the network's own.
    Account(Box<Keypair>),
}

/// What was done.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Done {
    /// Loans that came to the end of their story.
    pub loans: usize,
    /// Transactions that succeeded.
    pub transactions: usize,
    /// Events of the contract.
    pub events: usize,
    /// Height of the newest block at the end.
    pub last_block: u64,
    /// Blocks that were written meanwhile.
    pub blocks: u64,
    /// From the first transaction to the end.
    pub seconds: f64,
}

/// The four stories, in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Story {
    /// Outside the chain, one instalment: handed over and acknowledged.
    OffChain,
    /// In the chain's token, one instalment: repaid in full at once.
    Native,
    /// Outside the chain, twelve instalments: the lender records a repayment.
    Monthly,
    /// In the chain's token, twelve instalments: half is repaid.
    NativeMonthly,
}

const STORIES: [Story; 4] = [
    Story::OffChain,
    Story::Native,
    Story::Monthly,
    Story::NativeMonthly,
];

/// A step that is sent as one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Step {
    Propose,
    Sign,
    Deliver,
    Acknowledge,
    Repay,
    Report,
}

impl Story {
    fn is_native(self) -> bool {
        matches!(self, Story::Native | Story::NativeMonthly)
    }

    /// What follows after an event; `None` where nothing does, or the event is not one that is waited for.
    fn next(self, after: &Event) -> Option<Step> {
        match after {
            Event::LoanProposed(_) => Some(Step::Sign),
            Event::LoanSigned(_) => Some(Step::Deliver),
            Event::DeliveryReported(_) => Some(Step::Acknowledge),
            Event::LoanDelivered(_) if self.is_native() => Some(Step::Repay),
            Event::LoanDelivered(_) if self == Story::Monthly => Some(Step::Report),
            _ => None,
        }
    }

    /// Whether the story ends with this event.
    fn ends(self, with: &Event) -> bool {
        match self {
            Story::OffChain => matches!(with, Event::LoanDelivered(_)),
            // Where midnight came in between, a day's interest is left.
            Story::Native => match with {
                Event::LoanRepaid(repaid) => repaid.after.status != Status::Settled,
                with => matches!(with, Event::LoanSettled(_)),
            },
            Story::Monthly | Story::NativeMonthly => matches!(with, Event::LoanRepaid(_)),
        }
    }
}

/// A transaction in a block that did not succeed.
#[derive(Debug)]
pub struct Failed(String);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

/// A loan under way.
pub(crate) struct Life {
    story: Story,
    pair: usize,
    terms: Terms,
    digest: [u8; 32],
}

/// Somebody who signs, with their next nonce.
pub(crate) struct Account {
    pub(crate) key: Keypair,
    pub(crate) nonce: u64,
}

impl Account {
    pub(crate) fn new(key: Keypair) -> Account {
        Account { key, nonce: 0 }
    }

    pub(crate) fn id(&self) -> AccountId {
        AccountId(self.key.public_key().0)
    }

    fn party(&self) -> terms::AccountId {
        terms::AccountId(self.key.public_key().0)
    }
}

/// Makes the load and returns when the last loan has come to its end.
///
/// Errors: no development chain, no contract at that address, anything that the chain refuses.
pub async fn run(order: &Order) -> Result<Done> {
    let conn = Connection::open(&order.url, REQUEST_LIMIT, None).await?;
    let mut load = Load::new(conn, order.contract, &Payer::Alice).await?;
    load.fund().await?;
    load.play(order).await
}

/// The run.
pub(crate) struct Load {
    pub(crate) ledger: Ledger,
    payer: Keypair,
    /// At which all calls are encoded: the runtime doesn't change under a load.
    pub(crate) at: AtBlock,
    start: Day,
    /// Makes the terms of one run unlike those of another.
    run: u64,
    borrowers: Vec<Account>,
    lenders: Vec<Account>,
    /// Limits by the step of a story.
    gas: HashMap<(Story, Step), Weight>,
    pub(crate) lives: HashMap<[u8; 32], Life>,
    by_loan: HashMap<LoanId, [u8; 32]>,
    pub(crate) done: Done,
}

impl Load {
    /// People of this payer's network, who have nothing yet.
    ///
    /// Errors: a node that does not answer; Alice on a chain that is not for development.
    pub(crate) async fn new(conn: Connection, contract: AccountId, payer: &Payer) -> Result<Load> {
        let payer = match payer {
            Payer::Account(key) => (**key).clone(),
            Payer::Alice => {
                let chain = conn.chain();
                ensure!(chain.is_development(), "{} is no development chain", chain.name);
                dev::alice()
            }
        };
        let at = conn.at_best().await?;
        let now = conn.timestamp_ms(&at).await?;
        let people = |role: &str| -> Vec<Account> {
            let key = |n: usize| {
                let path = [
                    DeriveJunction::hard("load"),
                    DeriveJunction::hard(role),
                    DeriveJunction::hard(n as u64),
                ];
                Account::new(payer.derive(path))
            };
            (0..PAIRS).map(key).collect()
        };
        Ok(Load {
            ledger: Ledger::new(conn, contract),
            at,
            start: Day::of(Timestamp(now), UtcOffset::CHINA),
            run: now,
            borrowers: people("borrower"),
            lenders: people("lender"),
            payer,
            gas: HashMap::new(),
            lives: HashMap::new(),
            by_loan: HashMap::new(),
            done: Done::default(),
        })
    }

    /// Takes these limits for every step, instead of asking a node that may be down.
    pub(crate) fn allow(&mut self, gas: Weight) {
        use Step::{Acknowledge, Deliver, Propose, Repay, Report, Sign};
        for story in STORIES {
            for step in [Propose, Sign, Deliver, Acknowledge, Repay, Report] {
                let _ = self.gas.insert((story, step), gas);
            }
        }
    }

    /// Gives everybody money from the payer, and learns everybody's nonce.
    pub(crate) async fn fund(&mut self) -> Result<()> {
        let conn = &self.ledger.conn;
        let mut payer = Account::new(self.payer.clone());
        payer.nonce = nonce(conn, &payer.id()).await?;
        let mut sent = Vec::new();
        for account in self.borrowers.iter_mut().chain(&mut self.lenders) {
            account.nonce = nonce(conn, &account.id()).await?;
            let call = transfer(account.id(), FUNDS);
            sent.push(signed(&self.at, &mut payer, &call)?);
        }
        for transaction in sent {
            let _ = submit(conn, transaction).await?;
        }
        let deadline = Instant::now() + STALLED;
        let last = self.lenders[PAIRS - 1].id();
        loop {
            self.at = conn.at_best().await?;
            if conn.free_balance(&self.at, &last).await? >= FUNDS {
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "the accounts got no money");
            tokio::time::sleep(POLL).await;
        }
    }

    async fn play(&mut self, order: &Order) -> Result<Done> {
        let conn = self.ledger.conn.clone();
        let (started, first) = (Instant::now(), self.at.block_number());
        let (mut begun, mut block, mut seen, mut told) = (0, first, Instant::now(), Instant::now());
        let mut sending = FuturesUnordered::new();
        while self.done.loans < order.loans {
            while begun < order.loans && self.lives.len() < order.in_flight {
                let transaction = self.begin(begun).await?;
                sending.push(submit(&conn, transaction));
                begun += 1;
            }
            let hash = loop {
                tokio::select! {
                    Some(sent) = sending.next(), if !sending.is_empty() => { let _: Hash = sent?; }
                    () = tokio::time::sleep(POLL) => {
                        if let Some(hash) = conn.block_hash(block + 1).await? { break hash }
                        ensure!(seen.elapsed() < STALLED, "no block after {block} for {} s", STALLED.as_secs());
                    }
                }
            };
            (block, seen) = (block + 1, Instant::now());
            for (event, _) in self.events_of(hash).await? {
                if let Some(transaction) = self.follow(&event).await? {
                    sending.push(submit(&conn, transaction));
                }
            }
            if told.elapsed() > TELL {
                told = Instant::now();
                let rate = self.done.loans as f64 / started.elapsed().as_secs_f64();
                eprintln!(
                    "{} of {} loans, block {block}, {rate:.0} loans/s",
                    self.done.loans, order.loans
                );
            }
        }
        self.done.last_block = block;
        self.done.blocks = block - first;
        self.done.seconds = started.elapsed().as_secs_f64();
        Ok(self.done)
    }

    /// The first transaction of the loan of this number.
    pub(crate) async fn begin(&mut self, number: usize) -> Result<Vec<u8>> {
        // Every pair plays all stories.
        let (story, pair) = (STORIES[(number / PAIRS) % STORIES.len()], number % PAIRS);
        let (lender, borrower) = (self.lenders[pair].party(), self.borrowers[pair].party());
        let mut terms = match story {
            Story::OffChain | Story::Native => sample::bullet(lender, borrower, self.start),
            Story::Monthly | Story::NativeMonthly => sample::monthly(lender, borrower, self.start, 12),
        };
        if story.is_native() {
            terms = sample::native(terms, NATIVE_PRINCIPAL);
        }
        terms.reference[..8].copy_from_slice(&self.run.to_be_bytes());
        terms.reference[8..].copy_from_slice(&(number as u64).to_be_bytes());
        let digest = terms.digest(sha256);
        let life = Life {
            story,
            pair,
            terms,
            digest,
        };
        let transaction = self.transaction(&life, Step::Propose, 0).await?;
        drop(self.lives.insert(digest, life));
        Ok(transaction)
    }

    /// The transaction that an event calls for.
    pub(crate) async fn follow(&mut self, event: &Event) -> Result<Option<Vec<u8>>> {
        let loan = event.head().loan;
        if let Event::LoanProposed(proposed) = event {
            let _ = self.by_loan.insert(loan, proposed.digest);
        }
        let Some(digest) = self.by_loan.get(&loan).copied() else {
            return Ok(None); // somebody else's
        };
        let Some(life) = self.lives.remove(&digest) else {
            return Ok(None);
        };
        self.done.events += 1;
        if life.story.ends(event) {
            let _ = self.by_loan.remove(&loan);
            self.done.loans += 1;
            return Ok(None);
        }
        let transaction = match life.story.next(event) {
            Some(step) => Some(self.transaction(&life, step, loan).await?),
            None => None,
        };
        drop(self.lives.insert(digest, life));
        Ok(transaction)
    }

    /// The transaction of one step, signed by whose step it is.
    async fn transaction(&mut self, life: &Life, step: Step, loan: LoanId) -> Result<Vec<u8>> {
        let (digest, terms, start) = (life.digest, &life.terms, self.start);
        let principal = terms.principal;
        let half = sample::amount(principal.minor() / 2);
        let repaid = if life.story == Story::Native {
            principal
        } else {
            half
        };
        let native = life.story.is_native();
        let (on, receipt, evidence) = (Some(start).filter(|_| !native), Some([5; 32]), None);
        let value = match step {
            Step::Deliver if native => principal.minor(),
            Step::Repay => repaid.minor(),
            _ => 0,
        };
        let at = (life, step, value);
        let (gas, input) = match step {
            Step::Propose => {
                let message = Message::new(|ledger| ledger.propose(terms.clone(), None));
                self.weighed(at, message).await?
            }
            step => {
                let action = match step {
                    Step::Propose | Step::Sign => Action::Sign { digest, evidence },
                    Step::Deliver => Action::Deliver {
                        amount: principal,
                        on,
                        at_least: RatePpm::ZERO,
                        receipt,
                    },
                    Step::Acknowledge => Action::AcknowledgeDelivery {
                        delivery: 0,
                        amount: principal,
                        on: start,
                        receipt,
                        evidence,
                    },
                    Step::Repay => Action::Repay {
                        amount: repaid,
                        evidence,
                    },
                    Step::Report => Action::ReportRepayment {
                        amount: half,
                        on: start,
                        receipt,
                        payer: None,
                        to: terms.lender,
                    },
                };
                self.weighed(at, Message::act(loan, action)).await?
            }
        };
        let call = call::contract(&self.ledger.address, value, gas, None, &input);
        let (at, account) = (self.at.clone(), self.whose(life, step));
        signed(&at, account, &call)
    }

    fn whose(&mut self, life: &Life, step: Step) -> &mut Account {
        match step {
            Step::Propose | Step::Acknowledge | Step::Repay => &mut self.borrowers[life.pair],
            Step::Sign | Step::Deliver | Step::Report => &mut self.lenders[life.pair],
        }
    }

    /// A message with its gas limit: from a dry run when this step of this story is taken for the first time.
    async fn weighed<T: Decode>(
        &mut self,
        (life, step, value): (&Life, Step, u128),
        message: Message<Result<T, terms::Error>>,
    ) -> Result<(Weight, Vec<u8>)> {
        let gas = match self.gas.get(&(life.story, step)) {
            Some(gas) => *gas,
            None => {
                let origin = self.whose(life, step).id();
                let at = self.ledger.conn.at_best().await?;
                let accepted = self.ledger.dry_run(&at, &origin, value, &message).await;
                let gas = accepted
                    .with_context(|| format!("{step:?} in {:?}", life.story))?
                    .gas;
                let _ = self.gas.insert((life.story, step), gas);
                gas
            }
        };
        Ok((gas, message.input))
    }

    /// All events of a block that has just been written, as they are stored.
    ///
    /// A busy node may know the number of its newest block before it finds the block, so it is asked again for a while.
    async fn stored_events(&self, block: Hash) -> Result<Vec<u8>> {
        let conn = &self.ledger.conn;
        let entry = self
            .at
            .storage()
            .entry(subxt::dynamic::storage::<(), Value>("System", "Events"))?;
        let key = format!("0x{}", hex::encode(entry.key_prefix()));
        let deadline = Instant::now() + STALLED;
        loop {
            let asked: iou_ledger::Result<Option<String>> =
                conn.request("state_getStorage", rpc_params![&key, block]).await;
            match asked {
                Ok(found) => return Ok(hex::decode(found.unwrap_or_default().trim_start_matches("0x"))?),
                Err(error) if Instant::now() > deadline => return Err(error.into()),
                Err(_) => tokio::time::sleep(POLL).await,
            }
        }
    }

    /// Everybody who signs.
    pub(crate) fn people_mut(&mut self) -> impl Iterator<Item = &mut Account> {
        self.borrowers.iter_mut().chain(&mut self.lenders)
    }

    /// The digest by which the loan of an event is known here; `None` where it is somebody else's.
    pub(crate) fn digest_of(&self, event: &Event) -> Option<[u8; 32]> {
        let digest = match event {
            Event::LoanProposed(proposed) => Some(proposed.digest),
            event => self.by_loan.get(&event.head().loan).copied(),
        };
        digest.filter(|digest| self.lives.contains_key(digest))
    }

    /// The contract's events in a block, with their bytes.
    ///
    /// Errors: [`Failed`] where a transaction of the block failed.
    pub(crate) async fn events_of(&mut self, block: Hash) -> Result<Vec<(Event, Vec<u8>)>> {
        let bytes = self.stored_events(block).await?;
        let mut found = Vec::new();
        for event in self.at.events().from_bytes(bytes).iter() {
            let event = event?;
            match (event.pallet_name(), event.event_name()) {
                ("Contracts", "ContractEmitted") => {
                    let topics: Vec<[u8; 32]> = event.topics().iter().map(|topic| topic.0).collect();
                    let event = self.ledger.event(event.field_bytes(), &topics);
                    if let Some(LedgerEvent::Loan(event, bytes)) = event {
                        found.push((*event, bytes));
                    }
                }
                // Contract calls are all that pay here: one of these for each.
                ("Contracts", "Called") => self.done.transactions += 1,
                ("System", "ExtrinsicFailed") => {
                    let why = event.decode_fields_unchecked_as::<Value<()>>();
                    bail!(Failed(format!(
                        "a transaction failed in block {block:?}: {why:?}"
                    )));
                }
                _ => {}
            }
        }
        Ok(found)
    }
}

/// Gives `to` money from Alice, on a development chain, and waits until it has it. Units: planck.
///
/// Errors: no development chain; it has not arrived within a minute.
pub async fn pay(url: &str, to: AccountId, amount: u128) -> Result<()> {
    let conn = Connection::open(url, REQUEST_LIMIT, None).await?;
    let mut alice = Account::new(dev::alice());
    alice.nonce = nonce(&conn, &alice.id()).await?;
    let at = conn.at_best().await?;
    let before = conn.free_balance(&at, &to).await?;
    let _ = submit(&conn, signed(&at, &mut alice, &transfer(to, amount))?).await?;
    let deadline = Instant::now() + STALLED;
    while conn.free_balance(&conn.at_best().await?, &to).await? < before + amount {
        ensure!(Instant::now() < deadline, "the account got no money");
        tokio::time::sleep(POLL).await;
    }
    Ok(())
}

/// A transfer. Units: planck.
pub(crate) fn transfer(to: AccountId, amount: u128) -> Call {
    call::transfer(&to, amount)
}

/// Signs with the account's next nonce; a transaction that never expires.
pub(crate) fn signed(at: &AtBlock, account: &mut Account, call: &Call) -> Result<Vec<u8>> {
    let params = DefaultExtrinsicParamsBuilder::<ChainConfig>::new()
        .nonce(account.nonce)
        .immortal()
        .build();
    account.nonce += 1;
    let payload = at.tx().from_call_data_bytes(call.bytes())?;
    let mut signable = at.tx().create_signable_offline(&payload, params)?;
    Ok(signable.sign(&account.key)?.encoded().to_vec())
}

/// Hands a transaction to the node's pool.
pub(crate) async fn submit(conn: &Connection, transaction: Vec<u8>) -> Result<Hash> {
    let hex = format!("0x{}", hex::encode(transaction));
    Ok(conn.request("author_submitExtrinsic", rpc_params![hex]).await?)
}

/// The account's next nonce after what waits in the node's pool.
pub(crate) async fn nonce(conn: &Connection, account: &AccountId) -> Result<u64> {
    Ok(conn
        .request("system_accountNextIndex", rpc_params![account.to_string()])
        .await?)
}
