//! What a verification says: item by item, one of four verdicts, and the case itself where everything that carries it
//! was proved. Items are codes with figures; the words for people are messages `evidence-CHECK-VERDICT` in i18n.

use serde::{Serialize, Serializer};
use terms::law::Published;
use terms::life::Limitation;
use terms::statement::Statement;
use terms::{AccountId, Books, Day, Event, Terms};

use super::finality::{Justified, Set, Voter};
use super::flaw::Flaw;
use super::institutions::{Attestor, Institution};
use super::manifest::{Head, Manifest};
use super::spec::Genesis;
use super::storage::Stored;
use super::Hash;

/// What is known of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It follows from the chain's first block by signatures and hashes alone.
    Proved,
    /// The file says so; nothing in it proves it, and the item says why.
    Stated,
    /// The file does not have it.
    Missing,
    /// It contradicts what is proved: the file is not to be relied on.
    False,
}

/// An item of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What was checked, kebab-case.
    pub check: &'static str,
    /// With what result.
    pub verdict: Verdict,
    /// Figures of the message.
    pub params: Vec<(&'static str, String)>,
    /// Why it is false.
    pub flaw: Option<Flaw>,
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serde_json::Map::new();
        let _ = map.insert("check".into(), self.check.into());
        let _ = map.insert(
            "verdict".into(),
            serde_json::to_value(self.verdict).unwrap_or_default(),
        );
        for (name, value) in &self.params {
            let _ = map.insert((*name).into(), value.clone().into());
        }
        if let Some(flaw) = &self.flaw {
            let _ = map.insert("flaw".into(), flaw.code.into());
            let _ = map.insert("about".into(), flaw.about.clone().into());
        }
        map.serialize(serializer)
    }
}

/// Everything that a verification found.
#[derive(Debug, Default)]
pub struct Report {
    /// The items, in the order in which one rests on another.
    pub items: Vec<Item>,
    /// The case, where nothing that it rests on is false.
    pub case: Option<Box<Case>>,
}

impl Report {
    /// Whether nothing is false.
    pub fn holds(&self) -> bool {
        self.case.is_some() && self.items.iter().all(|item| item.verdict != Verdict::False)
    }

    /// Notes a verdict.
    pub fn say(&mut self, check: &'static str, verdict: Verdict, params: Vec<(&'static str, String)>) {
        self.items.push(Item {
            check,
            verdict,
            params,
            flaw: None,
        });
    }

    /// Gives what a check found, or notes that it is false.
    pub fn hold<T>(&mut self, check: &'static str, found: Result<T, Flaw>) -> Option<T> {
        match found {
            Ok(found) => Some(found),
            Err(flaw) => {
                self.items.push(Item {
                    check,
                    verdict: Verdict::False,
                    params: Vec::new(),
                    flaw: Some(flaw),
                });
                None
            }
        }
    }

    /// How many items have that verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.items.iter().filter(|item| item.verdict == verdict).count()
    }
}

/// A loan as it was proved.
#[derive(Debug)]
pub struct Case {
    /// Where the proof begins.
    pub genesis: Genesis,
    /// What the file is about.
    pub manifest: Manifest,
    /// SHA-256 of the file.
    pub file: Hash,
    /// What outside anchors are taken of.
    pub core: Hash,
    /// The sets of voters from the first block on.
    pub sets: Vec<Set>,
    /// The voters of those sets by the chain's register; empty where the chain has none.
    pub institutions: Vec<Institution>,
    /// What institutions attested of the loan.
    pub attestations: Vec<Attestor>,
    /// How the proved block is final.
    pub finality: Justified,
    /// Whose votes made it so.
    pub signers: Vec<Voter>,
    /// The terms as they were proposed, and signed if `is_signed`.
    pub terms: Terms,
    /// Whether the other party has signed what the proposer put forward.
    pub is_signed: bool,
    /// The loan in the contract's state.
    pub stored: Stored,
    /// The loan as its events tell it.
    pub books: Books,
    /// Reference rates, those of the contract included.
    pub rates: Published,
    /// Its events.
    pub events: Vec<Proved>,
    /// The day of the proved block, in the agreement's zone.
    pub today: Day,
    /// Its account up to that day.
    pub statement: Statement,
    /// Until when the claim can be pursued, while the loan runs.
    pub limitation: Option<Limitation>,
}

/// An event in its place.
#[derive(Debug)]
pub struct Proved {
    /// What happened.
    pub event: Event,
    /// SHA-256 of its bytes.
    pub hash: Hash,
    /// The block that it is in; `None` where the file does not prove it.
    pub block: Option<Head>,
    /// The step that caused it; `None` where the file does not have it.
    pub step: Option<Signed>,
}

/// A signed step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Hash of the transaction.
    pub transaction: Hash,
    /// Its place in the block.
    pub index: u32,
    /// The ledger's message.
    pub message: &'static str,
    /// In whose name.
    pub account: AccountId,
    /// Whose key signed: that account's, or that of one whom it lets act for it.
    pub signer: AccountId,
    /// By which algorithm.
    pub algorithm: &'static str,
    /// The exact bytes that were signed.
    pub signed_bytes: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}
