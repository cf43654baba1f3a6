//! What a consortium can carry: loan actions a second on one node and on four validators, as a ratio to calls of the probe
//! contract and to plain transfers on the same network in the same run; time to finality; what a loan leaves on disk; how
//! fast a newcomer catches up. All nodes of a run share one machine: compare with each other only.
//!
//! Settings: IOU_BENCH_NETWORK_LOANS (loans of a run, 800), IOU_BENCH_NETWORK_SLOT_MS (2000). Units: as in each row.

mod sizes;
mod waves;

use super::{Row, Section};
use anyhow::{Context, Result};
use deploy::consortium::network::{Consortium, NetworkSettings};
use deploy::{contract, iou::Iou};
use iou_ledger::connection::{Connection, REQUEST_LIMIT};
use iou_ledger::AccountId;
use std::str::FromStr;
use std::time::{Duration, Instant};
use subxt_signer::{bip39::Mnemonic, sr25519::Keypair};
use waves::{Rate, Waves};

/// Loans of one run, where nobody asks for another number.
const LOANS: usize = 800;
/// Slot of all runs, where nobody asks for another one: as in `make consortium`.
const SLOT_MS: u64 = 2_000;
/// A session's first block holds no transactions: long sessions keep that out of the figures.
const SESSION_BLOCKS: u32 = 10_000;
/// Transfers that are timed from hand-over to finality; the median counts.
const TIMED: usize = 7;
const PATIENCE: Duration = Duration::from_secs(180);

/// Measures speed.
///
/// Errors: programs that aren't built, a network that stands still, a transaction that is refused.
pub fn measure() -> Result<Vec<Section>> {
    let loans = setting("IOU_BENCH_NETWORK_LOANS", LOANS)?;
    let slot_ms = setting("IOU_BENCH_NETWORK_SLOT_MS", SLOT_MS as usize)? as u64;
    let mut rows = Vec::new();
    let mut text = String::from(
        "| network | loan actions/s | probe calls/s | transfers/s | × probe | × transfers | block time, s | fullest block |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for validators in [1, 4] {
        eprintln!("network: {validators} validator(s), {loans} loans …");
        let mut field = Field::new(validators, slot_ms)?;
        let speed = field.speed(loans)?;
        let finality = field.finality()?;
        text.push_str(&speed.line(validators, slot_ms));
        rows.extend(speed.rows(validators));
        rows.push(Row::new(
            format!("network, {validators}: hand-over to final (median)"),
            finality,
            "s",
        ));
        // A newcomer asks three others before it believes one: polkadot-sdk's warp sync.
        if validators > 3 {
            rows.push(sizes::warp(&mut field)?);
        }
    }
    text.push_str(&explanation(loans, slot_ms));
    let speed = Section {
        title: "Consortium: speed".into(),
        text,
        rows,
        list: true,
    };
    Ok(vec![speed])
}

/// Measures what a loan costs each node, and how fast a newcomer gets all of it.
///
/// Errors: as [`measure`].
pub fn measure_sizes() -> Result<Vec<Section>> {
    let loans = setting("IOU_BENCH_NETWORK_LOANS", LOANS)?;
    let slot_ms = setting("IOU_BENCH_NETWORK_SLOT_MS", SLOT_MS as usize)? as u64;
    Ok(vec![sizes::measure(loans, slot_ms)?])
}

fn explanation(loans: usize, slot_ms: u64) -> String {
    format!(
        "\n{loans} loans of four stories (one and twelve instalments, in money and in the chain's token), each from proposal to its \
         last payment; one wave of signed transactions for each step, handed over at once, in slots of {slot_ms} ms. Then as many \
         calls of the probe (one new mapping entry) as there were loan actions, then as many transfers, by the same 64 accounts. Counted are \
         full blocks only: from the first block of a wave to the last but one (a wave of three blocks or fewer counts as a whole). \
         *Fullest block* is the share of the time that \
         transactions may take in a block (1.5 s of metered time) that was used; what is below 100 % with transactions waiting is limited by \
         the machine, which runs all nodes and the client at once, what is at 100 % by the block's limit, which counts a loan action five to \
         eight times as heavy as the probe (see *Cost of messages*)."
    )
}

fn setting(name: &str, usual: usize) -> Result<usize> {
    match std::env::var(name) {
        Ok(text) => text.parse().with_context(|| format!("{name} is not a number")),
        Err(_) => Ok(usual),
    }
}

/// A network with the contract on it.
pub(super) struct Field {
    pub(super) network: Consortium,
    pub(super) contract: AccountId,
    pub(super) runtime: tokio::runtime::Runtime,
    payer: Keypair,
    slot_seconds: f64,
    _home: tempfile::TempDir,
}

/// How fast it was.
pub(super) struct Speed {
    actions: usize,
    steps: Vec<Rate>,
    probe: Rate,
    transfers: Rate,
}

impl Field {
    fn new(validators: usize, slot_ms: u64) -> Result<Field> {
        let network = Consortium::start(&NetworkSettings {
            validators,
            slot_ms,
            session_blocks: SESSION_BLOCKS,
            ..NetworkSettings::default()
        })?;
        network.wait_finalised(&[], 1, PATIENCE)?;
        let home = tempfile::Builder::new().prefix("iou-bench-").tempdir()?;
        let (url, phrase) = (network.members[0].url()?, network.members[0].phrase()?);
        let iou = Iou::new(home.path(), url)?;
        Ok(Field {
            contract: deploy(&iou, &phrase)?,
            payer: Keypair::from_phrase(&Mnemonic::parse(phrase.trim())?, None)?,
            runtime: tokio::runtime::Runtime::new()?,
            slot_seconds: slot_ms as f64 / 1e3,
            network,
            _home: home,
        })
    }

    /// A client of the first node.
    pub(super) async fn client(&self) -> Result<Connection> {
        Ok(Connection::open(&self.network.members[0].url()?, REQUEST_LIMIT, None).await?)
    }

    async fn waves(&self) -> Result<Waves> {
        Waves::new(
            self.client().await?,
            self.contract,
            self.payer.clone(),
            self.slot_seconds,
        )
        .await
    }

    fn speed(&self, loans: usize) -> Result<Speed> {
        self.runtime.block_on(async {
            let mut waves = self.waves().await?;
            let steps = waves.loans(loans).await?;
            let actions = steps.iter().map(|it| it.transactions).sum();
            let probe = waves.probe(actions).await?;
            let transfers = waves.transfers(actions).await?;
            Ok(Speed {
                actions,
                steps,
                probe,
                transfers,
            })
        })
    }

    /// Loans and nothing else; how many actions they took.
    pub(super) fn loans(&self, loans: usize) -> Result<usize> {
        self.runtime.block_on(async {
            let steps = self.waves().await?.loans(loans).await?;
            Ok(steps.iter().map(|it| it.transactions).sum())
        })
    }

    /// From hand-over to a finalised block, on an idle network. Units: seconds.
    fn finality(&self) -> Result<f64> {
        self.runtime.block_on(async {
            let mut waves = self.waves().await?;
            let mut taken = Vec::new();
            for _ in 0..TIMED {
                let started = Instant::now();
                waves.one_final_transfer().await?;
                taken.push(started.elapsed().as_secs_f64());
                // Not always at the same point of a slot.
                tokio::time::sleep(Duration::from_millis(370)).await;
            }
            taken.sort_by(f64::total_cmp);
            Ok(taken[TIMED / 2])
        })
    }
}

/// Deploys the contract from the account of a phrase.
fn deploy(iou: &Iou, phrase: &str) -> Result<AccountId> {
    let _ = iou.import("court", phrase)?;
    let bundle = contract::loan_bundle()?;
    let deployed = iou.step("court", &["deploy", &bundle.display().to_string()])?;
    let address = deployed["contract"].as_str().context("the contract")?;
    AccountId::from_str(address).map_err(anyhow::Error::msg)
}

impl Speed {
    /// All actions over all the time they took.
    fn loan_actions(&self) -> f64 {
        let seconds: f64 = self
            .steps
            .iter()
            .map(|it| it.transactions as f64 / it.per_second)
            .sum();
        self.actions as f64 / seconds
    }

    fn fullest(&self) -> f64 {
        self.steps.iter().map(|it| it.fullest).fold(0.0, f64::max)
    }

    fn line(&self, validators: usize, slot_ms: u64) -> String {
        let (actions, block) = (self.loan_actions(), self.transfers.block_seconds);
        format!(
            "| {validators} × {slot_ms} ms | {actions:.0} | {:.0} | {:.0} | {:.2} | {:.2} | {block:.2} | {:.0} %, probe {:.0} % |\n",
            self.probe.per_second,
            self.transfers.per_second,
            actions / self.probe.per_second,
            actions / self.transfers.per_second,
            100.0 * self.fullest(),
            100.0 * self.probe.fullest,
        )
    }

    fn rows(&self, validators: usize) -> Vec<Row> {
        let actions = self.loan_actions();
        let name = |what: &str| format!("network, {validators}: {what}");
        vec![
            Row::new(name("loan actions"), actions, "1/s"),
            Row::new(name("probe calls"), self.probe.per_second, "1/s"),
            Row::new(name("transfers"), self.transfers.per_second, "1/s"),
            Row::new(
                name("loan actions to probe calls"),
                actions / self.probe.per_second,
                "×",
            )
            .at_least(0.5),
            Row::new(
                name("loan actions to transfers"),
                actions / self.transfers.per_second,
                "×",
            ),
        ]
    }
}
