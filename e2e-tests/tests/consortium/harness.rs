//! A consortium with the contract on it. One at a time: four nodes and a load are enough for a small machine.

use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use deploy::consortium::network::{Consortium, Settings};
use deploy::{contract, iou::Iou};
use e2e_tests::load::Payer;
use e2e_tests::traffic::{self, Traffic};
use iou::chain::AccountId;
use subxt_signer::{bip39::Mnemonic, sr25519::Keypair};

/// What a network that is well needs for a few blocks, on a machine that does other things too.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Whether the long forms are wanted.
pub fn long() -> bool {
    std::env::var("IOU_FAULTS").is_ok_and(|kind| kind == "long")
}

/// Settings that tests use: blocks of a second.
pub fn settings() -> Settings {
    Settings {
        slot_ms: 1_000,
        ..Settings::default()
    }
}

/// Consortium, contract, and the directory of a client.
pub struct Field {
    pub network: Consortium,
    pub iou: Iou,
    pub contract: AccountId,
    payer: Keypair,
    _home: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

static TURN: Mutex<()> = Mutex::new(());

/// Waits until no other test of this file has a network.
pub fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Field {
    pub fn with(settings: &Settings) -> Result<Field> {
        let turn = turn();
        let network = Consortium::start(settings)?;
        network.wait_finalised(&[], 1, PATIENCE)?;
        let home = tempfile::Builder::new().prefix("iou-field-").tempdir()?;
        let first = &network.members[0];
        let iou = Iou::new(home.path(), first.url()?)?;
        let phrase = first.phrase()?;
        let _ = iou.import("court", &phrase)?;
        let bundle = contract::loan_bundle()?;
        let deployed = iou.step("court", &["deploy", &bundle.display().to_string()])?;
        let address = deployed["contract"].as_str().context("the contract")?;
        Ok(Field {
            contract: AccountId::from_str(address).map_err(anyhow::Error::msg)?,
            payer: Keypair::from_phrase(&Mnemonic::parse(phrase.trim())?, None)?,
            network,
            iou,
            _home: home,
            _turn: turn,
        })
    }

    /// People who make loans over these nodes.
    pub fn traffic(&self, nodes: &[usize], loans: usize) -> Result<Traffic> {
        let urls = nodes.iter().map(|node| self.network.members[*node].url());
        let payer = Payer::Account(self.payer.clone().into());
        Traffic::start(urls.collect::<Result<_>>()?, self.contract, payer, loans)
    }

    /// Lets the people finish, waits until everybody has what they saw, and checks each receipt on every node.
    pub fn settle(&self, traffic: Traffic) -> Result<usize> {
        let receipts = traffic.finish()?;
        let highest = receipts.iter().map(|it| it.block).max().unwrap_or_default();
        self.network.wait_finalised(&[], highest, PATIENCE)?;
        self.network.agree()?;
        let urls: Vec<String> = self.network.running().map(|it| it.url()).collect::<Result<_>>()?;
        traffic::verify(&receipts, &urls, self.contract)?;
        Ok(receipts.len())
    }

    /// Waits until `more` blocks are final for these nodes (all that run, where none are named).
    pub fn goes_on(&self, nodes: &[usize], more: u64) -> Result<()> {
        let from = self.network.highest_finalised();
        self.network.wait_finalised(nodes, from + more, PATIENCE)
    }

    /// For so long nothing becomes final on these nodes, whatever else they do.
    pub fn stands_still(&self, nodes: &[usize], long: Duration) -> Result<()> {
        // Votes that were under way may still arrive.
        std::thread::sleep(Duration::from_secs(2));
        let before = self.network.finalised(nodes);
        std::thread::sleep(long);
        assert_eq!(self.network.finalised(nodes), before, "something became final");
        Ok(())
    }
}
