//! A consortium with the contract on it. Two at a time: their nodes mostly wait for their next slot.

use std::str::FromStr;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use deploy::consortium::network::{Consortium, NetworkSettings};
use deploy::{contract, iou::Iou};
use e2e_tests::load::Payer;
use e2e_tests::traffic::{self, Traffic};
use iou_ledger::AccountId;
use subxt_signer::{bip39::Mnemonic, sr25519::Keypair};

/// What a network that is well needs for a few blocks, on a machine that does other things too.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// The network that tests use: blocks of a second.
pub fn settings() -> NetworkSettings {
    NetworkSettings {
        slot_ms: 1_000,
        ..NetworkSettings::default()
    }
}

/// Consortium, contract, and the directory of a client.
pub struct Field {
    pub network: Consortium,
    pub iou: Iou,
    pub contract: AccountId,
    payer: Keypair,
    _home: tempfile::TempDir,
    _turn: Turn,
}

/// How many tests of this file may have a network now.
static FREE: Mutex<u8> = Mutex::new(2);
static FREED: Condvar = Condvar::new();

/// The right to have a network, until it is dropped.
pub struct Turn(());

/// Waits until fewer than two other tests have a network.
pub fn turn() -> Turn {
    let free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut free = FREED
        .wait_while(free, |free| *free == 0)
        .unwrap_or_else(PoisonError::into_inner);
    *free -= 1;
    Turn(())
}

impl Drop for Turn {
    fn drop(&mut self) {
        *FREE.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        FREED.notify_one();
    }
}

impl Field {
    pub fn with(settings: &NetworkSettings) -> Result<Field> {
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
