//! Signing without tokens: how long a signature takes by a relay beside one by a transaction, how many actions of loans a node
//! takes by transactions, by intents and by intents in batches, and what honest people feel of a relay that others flood.
//! `IOU_BENCH_ACTIONS` and `IOU_BENCH_STRANGERS` ask for other numbers than 960 and 2,000.
//!
//! Units: as in each row. Limits: node, relay, people and attackers share one machine, so that a flood takes processor time from
//! all of them; one run.

use super::{probe, Row, Section};
use crate::load::{self, Account};
use crate::relay::flood::flooded;
use crate::relay::Desk;
use crate::world::{World, OFF_CHAIN};
use anyhow::{ensure, Context, Result};
use futures::{stream, StreamExt, TryStreamExt};
use iou_base::sha256;
use iou_ledger::connection::{AtBlock, Connection, REQUEST_LIMIT};
use iou_ledger::contract::{Ledger, Message};
use iou_ledger::dryrun::Weight;
use iou_ledger::{call, AccountId, Call};
use scale::Decode;
use std::time::{Duration, Instant};
use subxt_signer::{sr25519::dev, DeriveJunction};
use terms::intent::{self, Deed, Intent, Signature, Submitted};
use terms::life::Action;
use terms::limits::INTENTS_MAX;
use terms::{cell, sample, Amount, Day, LoanId, RatePpm, Terms, Timestamp, UtcOffset};

/// Signatures of each way that are timed; the median counts.
const SIGNATURES: usize = 7;
/// Loans whose borrowers act.
const LOANS: usize = 64;
/// Actions by each way, where nobody asks for another number.
const ACTIONS: usize = 960;
/// Fresh keys of a flood, where nobody asks for another number.
const STRANGERS: usize = 2_000;
/// People who are honest meanwhile, each with a loan, and how often each hands over.
const HONEST: usize = 8;
const EACH: usize = 16;
/// What every borrower gets for fees. Units: planck, 10^-12 of the token.
const FUNDS: u128 = 100 * 1_000_000_000_000;
/// How often it is looked whether all is in a block.
const POLL: Duration = Duration::from_millis(20);
/// A chain that takes longer has stopped.
const STALLED: Duration = Duration::from_secs(180);
/// Transactions that are handed over at a time.
const AT_ONCE: usize = 32;

/// Measures everything.
///
/// Errors: programs that aren't built, a step that is refused.
pub fn measure() -> Result<Vec<Section>> {
    let mut rows = signatures()?;
    rows.extend(tokio::runtime::Runtime::new()?.block_on(throughput(&World::new()?))?);
    let text = format!(
        "A `--dev` node. A signature: the program from start to finalised, {SIGNATURES} by a transaction and as many by `iou relay`, in turn. \
         Actions: {} acknowledgements of {LOANS} loans by their borrowers, by each way, and as many calls of the probe (one new mapping entry) by the \
         same accounts, handed over at once; from the first until the last is in a block.",
        asked("IOU_BENCH_ACTIONS", ACTIONS)
    );
    let signing = Section {
        title: "Signing without tokens".into(),
        text,
        rows,
        list: true,
    };
    Ok(vec![signing, flood()?])
}

/// Another number, where one is asked for.
fn asked(name: &str, or: usize) -> usize {
    let asked = std::env::var(name).ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(or).max(INTENTS_MAX)
}

/// The value below which `percent` of these lie.
fn percentile(sorted: &[f64], percent: usize) -> Result<f64> {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().context("no figures")
}

fn signatures() -> Result<Vec<Row>> {
    let desk = Desk::new("[limits]\nper_second = 1000\nburst = 1000")?;
    let _service = desk.start("relay")?;
    let (world, url) = (&desk.world, desk.url());
    let seconds = |way: &[&str]| -> Result<f64> {
        let loan = world.propose("zhangsan", OFF_CHAIN)?;
        let began = Instant::now();
        let data = world.iou.step("lisi", &[&["sign", &loan], way].concat())?;
        let seconds = began.elapsed().as_secs_f64();
        ensure!(data["transaction"]["status"] == "finalised", "{data}");
        Ok(seconds)
    };
    let (mut direct, mut relayed) = (Vec::new(), Vec::new());
    for _ in 0..SIGNATURES {
        direct.push(seconds(&[])?);
        relayed.push(seconds(&["--relay", &url])?);
    }
    direct.sort_by(f64::total_cmp);
    relayed.sort_by(f64::total_cmp);
    let (direct, relayed) = (percentile(&direct, 50)?, percentile(&relayed, 50)?);
    Ok(vec![
        Row::new("relay: iou sign -y, start to finalised (median)", direct, "s"),
        Row::new(
            "relay: iou sign -y --relay, start to finalised (median)",
            relayed,
            "s",
        ),
        Row::new(
            "relay: the second as a multiple of the first",
            relayed / direct,
            "×",
        ),
    ])
}

/// Borrowers with a loan each, and who pays for what they sign.
struct Borrowers {
    ledger: Ledger,
    at: AtBlock,
    now_ms: u64,
    payer: Account,
    people: Vec<Account>,
    loans: Vec<LoanId>,
    in_force: Vec<[u8; 32]>,
    /// How many acts each has signed for their loan.
    acts: u32,
}

async fn throughput(world: &World) -> Result<Vec<Row>> {
    let mut borrowers = Borrowers::new(world).await?;
    let rounds = asked("IOU_BENCH_ACTIONS", ACTIONS).div_ceil(LOANS);
    let by_transaction = borrowers.by_transaction(rounds).await?;
    let by_intent = borrowers.by_intent(rounds, 1).await?;
    let batched = borrowers.by_intent(rounds, INTENTS_MAX).await?;
    let of_probe = borrowers.by_probe(rounds).await?;
    let speed = |seconds: f64| (rounds * LOANS) as f64 / seconds;
    let (direct, single, batch) = (speed(by_transaction), speed(by_intent), speed(batched));
    let probe = speed(of_probe);
    Ok(vec![
        Row::new("relay: loan actions by transactions", direct, "1/s"),
        Row::new(
            "relay: loan actions by intents, one in a transaction",
            single,
            "1/s",
        ),
        Row::new(
            format!("relay: loan actions by intents, {INTENTS_MAX} in a transaction"),
            batch,
            "1/s",
        ),
        Row::new("relay: intents to transactions", single / direct, "×"),
        Row::new("relay: intents in batches to transactions", batch / direct, "×"),
        Row::new("relay: probe calls by transactions", probe, "1/s"),
        Row::new(
            "relay: loan actions by transactions to probe calls",
            direct / probe,
            "×",
        )
        .at_least(0.5),
        Row::new(
            "relay: loan actions by intents in batches to probe calls",
            batch / probe,
            "×",
        )
        .at_least(1.0),
    ])
}

fn acknowledge() -> Action {
    Action::Acknowledge {
        at_most: Amount::MAX,
        evidence: None,
    }
}

fn signed(who: &Account, intent: Intent) -> (Intent, Signature) {
    let text = intent::message(&intent.id(sha256));
    let signature = who.key.sign(&text).0;
    (intent, signature)
}

impl Borrowers {
    /// Each of them gets money, and a loan that runs.
    async fn new(world: &World) -> Result<Borrowers> {
        let conn = Connection::open(&world.node.url(), REQUEST_LIMIT, None).await?;
        let contract = world
            .ledger()?
            .parse()
            .map_err(|_| anyhow::anyhow!("the contract"))?;
        let at = conn.at_best().await?;
        let now_ms = conn.timestamp_ms(&at).await?;
        let mut payer = Account::new(dev::ferdie());
        payer.nonce = load::nonce(&conn, &payer.id()).await?;
        let person = |role: &str, n: usize| {
            let path = [DeriveJunction::hard(role), DeriveJunction::hard(n as u64)];
            Account::new(dev::ferdie().derive(path))
        };
        let people: Vec<_> = (0..LOANS).map(|n| person("borrower", n)).collect();
        let lenders: Vec<_> = (0..LOANS).map(|n| person("lender", n)).collect();
        let mut all = Borrowers {
            ledger: Ledger::new(conn, contract),
            at,
            now_ms,
            payer,
            people,
            loans: Vec::new(),
            in_force: Vec::new(),
            acts: 0,
        };
        let gifts: Vec<Call> = all
            .people
            .iter()
            .map(|one| load::transfer(one.id(), FUNDS))
            .collect();
        let _ = all.paid(gifts).await?;
        all.conclude(&lenders).await?;
        all.deliver(&lenders).await?;
        Ok(all)
    }

    fn intent(&self, who: &Account, deed: Deed) -> (Intent, Signature) {
        let (not_before, not_after) = intent::span(Timestamp(self.now_ms), 86_400_000);
        let intent = Intent {
            version: intent::VERSION,
            genesis: self.ledger.conn.chain().genesis.0,
            contract: terms::AccountId(self.ledger.address.0),
            signer: terms::AccountId(who.id().0),
            not_before,
            not_after,
            deed,
        };
        signed(who, intent)
    }

    fn start(&self) -> Day {
        Day::of(Timestamp(self.now_ms), UtcOffset::CHINA)
    }

    async fn conclude(&mut self, lenders: &[Account]) -> Result<()> {
        let pairs: Vec<(Terms, Message<_>)> = (0..LOANS)
            .map(|n| {
                let (lender, borrower) = (&lenders[n], &self.people[n]);
                let party = |one: &Account| terms::AccountId(one.id().0);
                let mut terms = sample::bullet(party(lender), party(borrower), self.start());
                terms.reference[..8].copy_from_slice(&(n as u64).to_be_bytes());
                let deed = || Deed::Propose {
                    terms: terms.digest(sha256),
                    evidence: None,
                };
                let (one, other) = (self.intent(lender, deed()), self.intent(borrower, deed()));
                let message = Message::conclude(terms.clone(), one, other);
                (terms, message)
            })
            .collect();
        let gas = self.gas(&pairs[0].1).await?;
        let calls = pairs.iter().map(|(_, message)| self.call(gas, message)).collect();
        let _ = self.paid(calls).await?;
        self.at = self.ledger.conn.at_best().await?;
        for (terms, _) in &pairs {
            let digest = terms.digest(sha256);
            let loan: Option<LoanId> = self.ledger.cell(&self.at, cell::BY_DIGEST, &digest).await?;
            self.loans.push(loan.context("a loan was not concluded")?);
            self.in_force.push(digest);
        }
        Ok(())
    }

    /// The money was handed over, and has come: both in one transaction.
    async fn deliver(&mut self, lenders: &[Account]) -> Result<()> {
        let (on, receipt) = (self.start(), Some([5; 32]));
        let amount = sample::bullet(Default::default(), terms::AccountId([1; 32]), on).principal;
        let steps = (0..LOANS).map(|n| {
            let deliver = Action::Deliver {
                amount,
                on: Some(on),
                at_least: RatePpm::ZERO,
                receipt,
            };
            let received = Action::AcknowledgeDelivery {
                delivery: 0,
                amount,
                on,
                receipt,
                evidence: None,
            };
            Message::submit(vec![
                self.act(&lenders[n], n, 0, deliver),
                self.act(&self.people[n], n, 0, received),
            ])
        });
        let steps: Vec<_> = steps.collect();
        let gas = self.gas(&steps[0]).await?;
        let calls = steps.iter().map(|message| self.call(gas, message)).collect();
        let _ = self.paid(calls).await?;
        self.acts = 1;
        self.hold().await
    }

    fn act(&self, who: &Account, n: usize, nonce: u32, action: Action) -> (Intent, Signature) {
        let deed = Deed::Act {
            loan: self.loans[n],
            nonce,
            in_force: self.in_force[n],
            action,
        };
        self.intent(who, deed)
    }

    /// What a message takes, and a fifth more for what grows under way.
    async fn gas<T: Decode>(&self, message: &Message<Result<T, terms::Error>>) -> Result<Weight> {
        let at = self.ledger.conn.at_best().await?;
        let run = self.ledger.dry_run(&at, &self.payer.id(), 0, message).await?;
        Ok(Weight {
            ref_time: run.gas.ref_time / 5 * 6,
            proof_size: run.gas.proof_size / 5 * 6,
        })
    }

    fn call<T>(&self, gas: Weight, message: &Message<T>) -> Call {
        call::contract(&self.ledger.address, 0, gas, None, &message.input)
    }

    /// Has the payer send these. Units of what it gives: seconds until the last is in a block.
    async fn paid(&mut self, calls: Vec<Call>) -> Result<f64> {
        let mut transactions = Vec::with_capacity(calls.len());
        for call in &calls {
            transactions.push(load::signed(&self.at, &mut self.payer, call)?);
        }
        let until = [(self.payer.id(), self.payer.nonce)];
        self.sent(transactions, &until).await
    }

    /// Hands these over and waits until the accounts have got so far.
    async fn sent(&self, transactions: Vec<Vec<u8>>, until: &[(AccountId, u64)]) -> Result<f64> {
        let conn = &self.ledger.conn;
        let began = Instant::now();
        let sending = transactions
            .into_iter()
            .map(|transaction| load::submit(conn, transaction));
        let _hashes: Vec<_> = stream::iter(sending).buffered(AT_ONCE).try_collect().await?;
        let mut left = until.to_vec();
        while let Some((account, nonce)) = left.last() {
            let at = conn.at_best().await?;
            if at.tx().account_nonce(account).await? >= *nonce {
                let _done = left.pop();
                continue;
            }
            ensure!(
                began.elapsed() < STALLED,
                "transactions of {account} are in no block"
            );
            tokio::time::sleep(POLL).await;
        }
        Ok(began.elapsed().as_secs_f64())
    }

    /// That every borrower has got as far in their loan as they have signed.
    async fn hold(&mut self) -> Result<()> {
        self.at = self.ledger.conn.at_best().await?;
        for (one, loan) in self.people.iter().zip(&self.loans) {
            let (found, _) = self.ledger.loan(&self.at, *loan).await?;
            let counter = self.ledger.counter(&self.at, &found, one.id()).await?;
            ensure!(
                counter == self.acts,
                "loan {loan}: {counter} of {} acts",
                self.acts
            );
        }
        Ok(())
    }

    /// Each borrower sends so many transactions of their own. Units: seconds.
    async fn by_transaction(&mut self, rounds: usize) -> Result<f64> {
        let first = Message::act(self.loans[0], acknowledge());
        let gas = {
            let at = self.ledger.conn.at_best().await?;
            let run = self.ledger.dry_run(&at, &self.people[0].id(), 0, &first).await?;
            run.gas
        };
        let mut transactions = Vec::with_capacity(rounds * LOANS);
        let calls: Vec<Call> = self
            .loans
            .iter()
            .map(|loan| self.call(gas, &Message::act(*loan, acknowledge())))
            .collect();
        for _ in 0..rounds {
            for (one, call) in self.people.iter_mut().zip(&calls) {
                transactions.push(load::signed(&self.at, one, call)?);
            }
        }
        let until: Vec<_> = self.people.iter().map(|one| (one.id(), one.nonce)).collect();
        let seconds = self.sent(transactions, &until).await?;
        self.acts += rounds as u32;
        self.hold().await?;
        Ok(seconds)
    }

    /// Each borrower calls the probe as often. Units: seconds.
    async fn by_probe(&mut self, rounds: usize) -> Result<f64> {
        let conn = self.ledger.conn.clone();
        let (probe, instantiation) = probe::instantiation(&conn, &self.payer.id()).await?;
        let _ = self.paid(vec![instantiation]).await?;
        let write = probe::writing(&conn, &self.people[0].id(), probe).await?;
        self.at = conn.at_best().await?;
        let mut transactions = Vec::with_capacity(rounds * LOANS);
        for round in 0..rounds {
            for (n, one) in self.people.iter_mut().enumerate() {
                let key = (round * LOANS + n) as u64 + 1;
                transactions.push(load::signed(&self.at, one, &write(key))?);
            }
        }
        let until: Vec<_> = self.people.iter().map(|one| (one.id(), one.nonce)).collect();
        self.sent(transactions, &until).await
    }

    /// The payer submits as many intents, so many in a transaction. Units: seconds.
    async fn by_intent(&mut self, rounds: usize, batch: usize) -> Result<f64> {
        let mut intents = Vec::with_capacity(rounds * LOANS);
        for round in 0..rounds {
            for (n, one) in self.people.iter().enumerate() {
                intents.push(self.act(one, n, self.acts + round as u32, acknowledge()));
            }
        }
        let messages: Vec<Message<Result<Vec<Submitted>, terms::Error>>> = intents
            .chunks(batch)
            .map(|some| Message::submit(some.to_vec()))
            .collect();
        let gas = self.gas(&messages[0]).await?;
        let calls = messages.iter().map(|message| self.call(gas, message)).collect();
        let seconds = self.paid(calls).await?;
        self.acts += rounds as u32;
        self.hold().await?;
        Ok(seconds)
    }
}

/// What people feel. Units: seconds, each list in ascending order.
struct Felt {
    received: Vec<f64>,
    last: Vec<f64>,
}

/// Honest people hand over, each the next when the last is final.
fn honest(desk: &Desk, loans: &[LoanId]) -> Result<Felt> {
    let each = |n: usize, loan: LoanId| -> Result<Vec<(f64, f64)>> {
        let client = format!("192.0.2.{}", n + 1);
        let mut felt = Vec::with_capacity(EACH);
        for _ in 0..EACH {
            let handed = desk.act(&desk.borrower, loan, 0, acknowledge())?;
            let began = Instant::now();
            let id = desk.hand_patiently(&client, &handed)?;
            let received = began.elapsed().as_secs_f64();
            let _ = desk.applied(&id)?;
            felt.push((received, began.elapsed().as_secs_f64()));
        }
        Ok(felt)
    };
    let felt: Vec<(f64, f64)> = std::thread::scope(|scope| {
        let each = &each;
        let people: Vec<_> = loans
            .iter()
            .enumerate()
            .map(|(n, loan)| scope.spawn(move || each(n, *loan)))
            .collect();
        let felt = people.into_iter().map(|person| person.join());
        felt.map(|felt| felt.map_err(|_| anyhow::anyhow!("somebody panicked"))?)
            .collect::<Result<Vec<_>>>()
    })?
    .concat();
    let (mut received, mut last): (Vec<f64>, Vec<f64>) = felt.into_iter().unzip();
    received.sort_by(f64::total_cmp);
    last.sort_by(f64::total_cmp);
    Ok(Felt { received, last })
}

fn flood() -> Result<Section> {
    let strangers = asked("IOU_BENCH_STRANGERS", STRANGERS);
    let desk =
        Desk::new("[budget]\nkey = 100000\nloan = 100000\naddress = 100000\n[limits]\nconnections = 64")?;
    let mut service = desk.start("relay")?;
    let loans = std::thread::scope(|scope| {
        let desk = &desk;
        let people: Vec<_> = (1..=HONEST as u8)
            .map(|n| scope.spawn(move || desk.running(n)))
            .collect();
        let loans = people.into_iter().map(|person| person.join());
        loans
            .map(|loan| loan.map_err(|_| anyhow::anyhow!("somebody panicked"))?)
            .collect::<Result<Vec<_>>>()
    })?;
    let quiet = honest(&desk, &loans)?;
    let began = Instant::now();
    let (felt, flooded) = flooded(&desk, loans[0], strangers, || honest(&desk, &loans))?;
    let seconds = began.elapsed().as_secs_f64();
    service.alive()?;
    let handed = HONEST * EACH;
    let share = 100.0 * felt.last.len() as f64 / handed as f64;
    let ms = |sorted: &[f64], percent| Ok::<_, anyhow::Error>(percentile(sorted, percent)? * 1000.0);
    let mut rows = vec![
        Row::new("relay: honest intents on record beside a flood", share, "%").at_least(100.0),
        Row::new("relay: hostile requests taken", flooded.taken as f64, "requests").at_most(0.0),
        Row::new("relay: hostile requests", flooded.sent as f64 / seconds, "1/s"),
    ];
    for (what, felt) in [("quiet", &quiet), ("beside a flood", &felt)] {
        for (of, sorted) in [("receipt", &felt.received), ("final block", &felt.last)] {
            for percent in [50, 99] {
                let name = format!("relay: hand-over to {of}, {what}, p{percent}");
                rows.push(Row::new(name, ms(sorted, percent)?, "ms"));
            }
        }
    }
    let text = format!(
        "{HONEST} people hand {EACH} acknowledgements each to `iou relay`, each the next when the last is final: first in quiet, then beside four clients that send without a pause \
         (a third garbage of 60 kB, the rest signed by {strangers} fresh keys for a loan that is none of theirs, from 250 addresses) and 32 that begin a request and say no more. \
         The relay has 64 connections. Who is sent away comes again after 200 ms."
    );
    Ok(Section {
        title: "A relay under a flood".into(),
        text,
        rows,
        list: true,
    })
}
