//! What a verification says: item by item, one of four verdicts, and the loan itself where everything that carries it
//! was proved. Items are codes with figures; the words for people are messages `evidence-CHECK-VERDICT` in i18n.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use terms::law::Published;
use terms::life::Limitation;
use terms::statement::Statement;
use terms::{AccountId, Books, Day, Event, Terms, Timestamp};

use super::error::VerificationError;
use super::finality::{AuthorityId, AuthoritySet, Justified};
use super::manifest::{BlockRef, Manifest};
use super::spec::Genesis;
use super::storage::Stored;
use super::Hash;

/// What is known of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It follows from the genesis block by signatures and hashes alone.
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
pub struct ReportItem {
    /// What was checked, kebab-case.
    pub check: &'static str,
    /// With what result.
    pub verdict: Verdict,
    /// Figures of the message.
    pub params: Vec<(&'static str, String)>,
    /// Why it is false.
    pub error: Option<VerificationError>,
}

impl Serialize for ReportItem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("check", self.check)?;
        map.serialize_entry("verdict", &self.verdict)?;
        for (name, value) in &self.params {
            map.serialize_entry(name, value)?;
        }
        if let Some(error) = &self.error {
            map.serialize_entry("error", error.code())?;
            map.serialize_entry("about", &error.about())?;
        }
        map.end()
    }
}

/// Everything that a verification found.
#[derive(Debug, Default)]
pub struct VerificationReport {
    /// The items, in the order in which one rests on another.
    pub items: Vec<ReportItem>,
    /// The loan, where nothing that it rests on is false.
    pub loan: Option<Box<VerifiedLoan>>,
    /// Until when the file tells; none where it could not be read so far.
    pub as_of: Option<AsOf>,
}

/// The block up to which a file tells: what happened later is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsOf {
    /// The block.
    pub block: BlockRef,
    /// Whether block and time are proved, or only stated.
    pub is_proved: bool,
}

/// What a file comes to as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing is false, and the contract is the ledger that the specification or the reader named.
    Holds,
    /// Nothing is false, of a contract that nobody named: whoever wrote it can have written what it says.
    LedgerUnnamed,
    /// Something is false.
    False,
}

impl VerificationReport {
    /// What the file comes to.
    pub fn standing(&self) -> Standing {
        let unnamed = |item: &ReportItem| item.check == "ledger" && item.verdict == Verdict::Stated;
        match self.holds() {
            false => Standing::False,
            true if self.items.iter().any(unnamed) => Standing::LedgerUnnamed,
            true => Standing::Holds,
        }
    }

    /// Whether the chain is one for development, or anybody can have signed as one of those who run it.
    pub fn is_development(&self) -> bool {
        self.items
            .iter()
            .any(|item| item.check.starts_with("development"))
    }

    /// Whether nothing is false.
    pub fn holds(&self) -> bool {
        self.loan.is_some() && self.items.iter().all(|item| item.verdict != Verdict::False)
    }

    /// Puts first what everything else is to be read with: up to which block the file tells.
    pub(super) fn begin_with_time(&mut self) {
        let Some(AsOf { block, is_proved }) = &self.as_of else {
            return;
        };
        let item = ReportItem {
            check: "as-of",
            verdict: if *is_proved {
                Verdict::Proved
            } else {
                Verdict::Stated
            },
            params: vec![
                ("number", block.number.to_string()),
                ("time_ms", block.time_ms.to_string()),
                ("hash", hex::encode(block.hash.0)),
            ],
            error: None,
        };
        self.items.insert(0, item);
    }

    /// Why the file is none of evidence, or not whole: then nothing that it says was looked at, and nothing of it is *false*.
    pub fn unreadable(&self) -> Option<&VerificationError> {
        let first = self
            .items
            .iter()
            .find_map(|item| item.error.as_ref().map(|error| (item.check, error)));
        first
            .filter(|(check, error)| *check == "container" || error.is_of_another_format())
            .map(|(_, error)| error)
    }

    /// Notes a verdict.
    pub fn record(&mut self, check: &'static str, verdict: Verdict, params: Vec<(&'static str, String)>) {
        self.items.push(ReportItem {
            check,
            verdict,
            params,
            error: None,
        });
    }

    /// Notes that something is proved.
    pub fn proved(&mut self, check: &'static str, params: Vec<(&'static str, String)>) {
        self.record(check, Verdict::Proved, params);
    }

    /// Gives what a check found, or notes that it is false.
    pub fn check<T>(&mut self, check: &'static str, found: Result<T, VerificationError>) -> Option<T> {
        match found {
            Ok(found) => Some(found),
            Err(error) => {
                self.items.push(ReportItem {
                    check,
                    verdict: Verdict::False,
                    params: Vec::new(),
                    error: Some(error),
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
pub struct VerifiedLoan {
    /// Where the proof begins.
    pub genesis: Genesis,
    /// What the file is about.
    pub manifest: Manifest,
    /// SHA-256 of the file.
    pub file: Hash,
    /// What outside anchors are taken of.
    pub core: Hash,
    /// The authority sets from the genesis block on.
    pub authority_sets: Vec<AuthoritySet>,
    /// The authorities of those sets by the chain's register; empty where the chain has none.
    pub institutions: Vec<Institution>,
    /// What institutions attested of the loan.
    pub attestations: Vec<Attestor>,
    /// How the proved block is final.
    pub finality: Justified,
    /// Whose precommits made it so.
    pub signers: Vec<AuthorityId>,
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
    pub events: Vec<ProvedEvent>,
    /// The day of the proved block, in the agreement's zone.
    pub today: Day,
    /// Its account up to that day.
    pub statement: Statement,
    /// Until when the claim can be pursued, while the loan runs.
    pub limitation: Option<Limitation>,
}

/// An authority of a set with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    /// The set.
    pub set: u64,
    /// Its key.
    pub key: Hash,
    /// Its account.
    pub account: AccountId,
    /// Its name; none where the register has none.
    pub name: Option<String>,
    /// SHA-256 of its certificate.
    pub certificate: Option<Hash>,
}

/// Something that an institution attested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestor {
    /// What.
    pub digest: Hash,
    /// Who.
    pub account: AccountId,
    /// Its name.
    pub name: Option<String>,
    /// 0 evidence, 1 terms, 2 another document.
    pub kind: u8,
    /// In which block.
    pub block: u32,
    /// When. Units: milliseconds since 1970.
    pub at_ms: u64,
}

/// An event in its place.
#[derive(Debug)]
pub struct ProvedEvent {
    /// What happened.
    pub event: Event,
    /// SHA-256 of its bytes.
    pub hash: Hash,
    /// The block that it is in; `None` where the file does not prove it.
    pub block: Option<BlockRef>,
    /// The step that caused it; `None` where the file does not have it.
    pub step: Option<SignedStep>,
}

/// In what a signed step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// In a transaction of its signer, or of one whom that account lets act for it.
    Transaction {
        /// Its hash.
        hash: Hash,
        /// Its place in the block.
        index: u32,
    },
    /// In an intent, which anybody may have submitted.
    Intent {
        /// What it is known by.
        id: Hash,
        /// From when until when it held: it was signed for that time.
        valid: (Timestamp, Timestamp),
    },
}

/// A signed step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedStep {
    /// What brought it to the chain.
    pub carrier: Carrier,
    /// The step's name.
    pub message: &'static str,
    /// In whose name.
    pub account: AccountId,
    /// For which seat: mostly that account's own, else that of another for which it acts as key.
    pub seat: AccountId,
    /// Whose key signed: that account's, or that of one whom it lets act for it.
    pub signer: AccountId,
    /// By which algorithm.
    pub algorithm: &'static str,
    /// The exact bytes that were signed.
    pub signed_bytes: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}
