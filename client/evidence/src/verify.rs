//! The check of a file of evidence, from the hash of the genesis block down to each figure. No network, no clock,
//! no file but the one that is checked. Reading order: [`container`] → [`manifest`] → [`spec`], [`header`], [`finality`]
//! (which blocks are final) → [`trie`], [`storage`] (what their state says) → [`history`] (what happened) → [`places`],
//! [`extrinsic`] (when, and who signed) → [`account`] (what is owed); [`report`] is what comes out.
//! Nothing of a file is decoded before its length and count are known to be in bounds, and nothing of its proofs before
//! something that is trusted names it by its hash: 200 MB and 5 s are enough for any file ([`limit`], docs/evidence.md).
//! Uses `terms`, the readable agreement and disclosure beside it, and crates for hashes, signatures, SCALE and JSON;
//! nothing else of the client.

pub mod account;
pub mod anchor;
mod beside;
pub mod container;
pub mod development;
pub mod ecdsa;
mod ed25519;
pub mod error;
mod examination;
pub mod extrinsic;
pub mod finality;
pub mod header;
pub mod history;
mod identities;
pub mod institutions;
pub mod intents;
pub mod manifest;
mod offers;
pub mod passkeys;
pub mod places;
mod proofs;
mod readable;
pub mod report;
#[cfg(any(test, feature = "sample"))]
pub mod sample;
pub mod seats;
pub mod signatures;
pub mod spec;
pub mod steps;
pub mod storage;
pub mod trie;

#[cfg(test)]
mod tests;

use iou_base::{address, sha256};
use scale::{Decode, Encode};
use terms::law::Published;
use terms::statement::Statement;
use terms::{AccountId, Terms};

pub use self::report::{AsOf, ReportItem, Standing, Verdict, VerificationReport, VerifiedLoan};
pub use self::spec::Genesis;

use self::container::Entries;
use self::error::VerificationError;
use self::finality::Finality;
use self::history::History;
use self::manifest::{canonical_from, Manifest};
use self::signatures::{Judge, Nobody};
use self::storage::{StateOf, Stored};

/// BLAKE2b-256, as the chain uses it; or SHA-256, where it is said.
pub type Hash = [u8; 32];

/// Most headers, nodes or justifications of a file.
const LIST_MAX: usize = 200_000;

/// How much of a file is read of what costs the reader more than the file itself.
pub mod limit {
    use super::part;

    /// Longest entries of each name. Units: bytes.
    pub const LENGTHS: [(&str, usize); 10] = [
        (part::AGREEMENT_EN, 512 << 10),
        (part::AGREEMENT_ZH, 512 << 10),
        (part::EVENTS, 12 << 20),
        (part::FIELDS, 1 << 20),
        (part::INDEX, 8 << 20),
        (part::INTENTS, 16 << 20),
        (part::NOTICES, 4 << 20),
        (part::PASSKEYS, 2 << 20),
        (part::STATEMENT, 32 << 20),
        (part::TERMS, 256 << 10),
    ];
    /// Most commas and braces in the records of messages: each value costs a reader a hundred times its bytes.
    pub const NOTICES_SIGNS: usize = 150_000;
}

/// The names of the entries that every file has, beside the manifest.
pub mod part {
    /// The terms as both signed them, SCALE.
    pub const TERMS: &str = "terms.scale";
    /// The events of the loan, JSON.
    pub const EVENTS: &str = "events.json";
    /// The statement of account, JSON.
    pub const STATEMENT: &str = "statement.json";
    /// Which proofs there are, JSON.
    pub const INDEX: &str = "proof/index.json";
    /// The headers of blocks, SCALE.
    pub const HEADERS: &str = "proof/headers.scale";
    /// The nodes of tries, SCALE.
    pub const NODES: &str = "proof/nodes.scale";
    /// What was signed for others to submit, with signatures, SCALE; may be missing.
    pub const INTENTS: &str = "proof/intents.scale";
    /// The justifications, SCALE.
    pub const JUSTIFICATIONS: &str = "proof/justifications.scale";
    /// The readable agreement in Chinese.
    pub const AGREEMENT_ZH: &str = "agreement.zh.txt";
    /// The readable agreement in English.
    pub const AGREEMENT_EN: &str = "agreement.en.txt";
    /// Commitments to the personal fields, and what was opened of them, JSON; may be missing.
    pub const FIELDS: &str = "fields.json";
    /// Reminders and demands as they were sent, JSON; may be missing.
    pub const NOTICES: &str = "notices.json";
    /// What passkeys signed beside the keys of accounts, JSON; may be missing.
    pub const PASSKEYS: &str = "passkeys.json";
    /// What the names of attached files begin with.
    pub const FILES: &str = "files/";
    /// What the names of signatures under certificates begin with, and of what those are judged by.
    pub const X509: &str = "x509/";
    /// Those that must be there.
    pub const ALWAYS: [&str; 9] = [
        AGREEMENT_EN,
        AGREEMENT_ZH,
        EVENTS,
        HEADERS,
        INDEX,
        JUSTIFICATIONS,
        NODES,
        STATEMENT,
        TERMS,
    ];
    /// Those that may be there, beside files and anchors.
    pub const SOMETIMES: [&str; 4] = [FIELDS, INTENTS, NOTICES, PASSKEYS];
}

/// Checks a file of evidence.
///
/// Signatures under certificates and time stamps are carried and not judged: [`verify_by`] does.
pub fn verify(file: &[u8], genesis: &Genesis) -> VerificationReport {
    verify_by(file, genesis, &Nobody)
}

/// Checks a file of evidence; who signed under a certificate says the judge.
pub fn verify_by(file: &[u8], genesis: &Genesis, judge: &dyn Judge) -> VerificationReport {
    let mut report = VerificationReport::default();
    report.loan = examination::examine(file, genesis, judge, &mut report);
    report.begin_with_time();
    report
}

/// The manifest, of this chain, with every entry of a known name and no longer than such an entry is.
fn manifest_of(parts: &Entries<'_>, genesis: &Genesis) -> Result<Manifest, VerificationError> {
    let manifest = Manifest::read(parts)?;
    if manifest.genesis.0 != genesis.hash {
        return Err(VerificationError::OtherChain {
            genesis: manifest.genesis.0,
        });
    }
    said_alike(&manifest, genesis)?;
    for name in part::ALWAYS {
        if !parts.contains_key(name) {
            return Err(VerificationError::PartMissing {
                name: name.to_string(),
            });
        }
    }
    let known = |name: &str| {
        name == container::MANIFEST
            || part::ALWAYS.contains(&name)
            || part::SOMETIMES.contains(&name)
            || name.starts_with(part::FILES)
            || name.starts_with(part::X509)
            || name.starts_with(manifest::ANCHORS)
    };
    if let Some(name) = parts.keys().find(|name| !known(name)) {
        return Err(VerificationError::PartUnknown {
            name: name.to_string(),
        });
    }
    let is_long = |name: &str, most| parts.get(name).is_some_and(|bytes| bytes.len() > most);
    if let Some((name, _)) = limit::LENGTHS
        .into_iter()
        .find(|(name, most)| is_long(name, *most))
    {
        return Err(VerificationError::PartLong {
            name: name.to_string(),
        });
    }
    manifest.check(parts)?;
    Ok(manifest)
}

/// Holds what the file says of the chain's money and purpose to the specification, as far as that names them: an amount of
/// the chain's money is a bare number, and three decimals more make a thousandth of it.
fn said_alike(manifest: &Manifest, genesis: &Genesis) -> Result<(), VerificationError> {
    let said = &manifest.chain;
    let differs = |property, named: &str| {
        Err(VerificationError::OtherMoney {
            property,
            expected: named.to_owned(),
        })
    };
    match (&genesis.token_symbol, genesis.token_decimals, &genesis.kind) {
        (Some(symbol), _, _) if *symbol != said.symbol => differs("tokenSymbol", symbol),
        (_, Some(decimals), _) if decimals != said.decimals => {
            differs("tokenDecimals", &decimals.to_string())
        }
        (_, _, Some(kind)) if *kind != said.kind => differs("chainType", kind),
        _ => Ok(()),
    }
}

/// The entry of that name.
fn bytes_of<'a>(parts: &Entries<'a>, name: &str) -> Result<&'a [u8], VerificationError> {
    parts
        .get(name)
        .copied()
        .ok_or_else(|| VerificationError::PartMissing {
            name: name.to_string(),
        })
}

/// The ledger's own state, and by which trie it is known.
#[derive(Clone)]
pub struct LedgerOf<'a> {
    /// The contract's trie.
    pub state: StateOf<'a>,
    /// Its name.
    pub trie_id: Vec<u8>,
}

/// The ledger in the state of the proved block, which must be one of this chain and of the time that is stated.
fn ledger_of<'a>(
    manifest: &Manifest,
    genesis: &Genesis,
    state: StateOf<'a>,
) -> Result<LedgerOf<'a>, VerificationError> {
    state.of_chain(&genesis.hash)?;
    if state.must::<u64>(&storage::clock())? != manifest.block.time_ms {
        return Err(VerificationError::BlockTime {
            time_ms: manifest.block.time_ms,
        });
    }
    let info = state.contract(&AccountId(manifest.contract.0))?;
    if info.code_hash != manifest.code.0 {
        return Err(VerificationError::CodeHash { code: info.code_hash });
    }
    let ledger = state
        .ledger(&info.trie_id)?
        .ok_or(VerificationError::LedgerEmpty)?;
    Ok(LedgerOf {
        state: ledger,
        trie_id: info.trie_id,
    })
}

/// What the contract has stored, if it was told of this chain: it cannot see on which one it is, and takes the intents that are
/// for the one that it was told of.
fn told_of_this_chain(stored: Stored, genesis: &Genesis) -> Result<Stored, VerificationError> {
    match stored.genesis == genesis.hash {
        true => Ok(stored),
        false => Err(VerificationError::LedgerChain {
            genesis: stored.genesis,
        }),
    }
}

/// Whether the contract is the ledger of those who run the chain; if nobody said which one is, that is left to the reader.
fn ledger_is(manifest: &Manifest, genesis: &Genesis) -> Result<Verdict, VerificationError> {
    match &genesis.ledgers[..] {
        [] => Ok(Verdict::Stated),
        known if known.contains(&AccountId(manifest.contract.0)) => Ok(Verdict::Proved),
        _ => Err(VerificationError::OtherLedger {
            contract: address::show(AccountId(manifest.contract.0)).to_string(),
        }),
    }
}

/// Says where the chain's makers call it one for development, or where anybody can have signed as one of them.
fn for_development(
    genesis: &Genesis,
    finality: &Finality,
    institutions: &[report::Institution],
    report: &mut VerificationReport,
) {
    if genesis.is_development {
        let params = vec![("chain", genesis.name.clone())];
        report.record("development-chain", Verdict::Stated, params);
    }
    let authorities = finality.sets().iter().flat_map(|set| set.authorities.keys());
    let accounts = institutions.iter().map(|one| &one.account.0);
    let mut names: Vec<_> = authorities
        .chain(accounts)
        .filter_map(development::name_of)
        .collect();
    names.sort_unstable();
    names.dedup();
    if !names.is_empty() {
        let params = vec![("keys", names.join(" "))];
        report.record("development-keys", Verdict::Stated, params);
    }
}

fn read_history(
    parts: &Entries<'_>,
    manifest: &Manifest,
    stored: &Stored,
    rates: &Published,
) -> Result<History, VerificationError> {
    let listed: Vec<manifest::EventPart> = canonical_from(bytes_of(parts, part::EVENTS)?)?;
    history::read(&listed, manifest.loan, stored, rates)
}

/// Holds what the events tell to what the contract has stored.
fn books_agree(history: &History, stored: &Stored) -> Result<(), VerificationError> {
    let books = &history.books;
    // The contract keeps signed rows beside those in force, or does not.
    let unscheduled = |terms: &Terms| Terms {
        schedule: Vec::new(),
        ..terms.clone()
    };
    let running = stored.state.running();
    let agree = [
        ("status", books.status == stored.state.status()),
        (
            "terms",
            unscheduled(&books.terms) == unscheduled(&stored.agreement.terms),
        ),
        ("schedule", books.schedule == stored.schedule),
        ("holders", books.holders == stored.agreement.holders),
        ("identities", books.identities == stored.agreement.identities),
        ("seats", books.seats == stored.agreement.seats),
        (
            "account",
            running.map(|running| &running.account) == books.account.as_ref(),
        ),
        (
            "delivery",
            stored
                .state
                .deliveries()
                .is_none_or(|stored| *stored == books.deliveries),
        ),
        (
            "reports",
            running.is_none_or(|running| {
                running.reports == books.reports && running.next_report == books.reported
            }),
        ),
        (
            "limitation",
            running.is_none_or(|running| running.restarted == books.restarted),
        ),
        (
            "dispute",
            running.is_none_or(|running| running.dispute.map(|open| open.event) == history.seen.dispute),
        ),
        ("default", defaulted_on(stored) == default_of(history)),
    ];
    match agree.into_iter().find(|(_, same)| !same) {
        Some((what, _)) => Err(VerificationError::BooksDiffer { what }),
        None => Ok(()),
    }
}

/// The day on which default was recorded, as the contract has stored it, while it stands.
fn defaulted_on(stored: &Stored) -> Option<terms::Day> {
    match &stored.state {
        terms::State::Defaulted(defaulted) => Some(defaulted.on),
        _ => None,
    }
}

/// The same as the events tell it.
fn default_of(history: &History) -> Option<terms::Day> {
    let stands = history.books.status == terms::Status::Defaulted;
    history.seen.defaulted_on.filter(|_| stands)
}

/// The terms as they were signed: the bytes, the event that proposed them and the contract's digest are one.
fn terms_of(parts: &Entries<'_>, history: &History, stored: &Stored) -> Result<Terms, VerificationError> {
    let bytes = bytes_of(parts, part::TERMS)?;
    let terms = Terms::decode(&mut &bytes[..]).ok();
    let terms = terms
        .filter(|terms| terms.encode() == bytes)
        .ok_or(VerificationError::TermsBytes)?;
    let Some((terms::Event::LoanProposed(proposed), _)) = history.events.first() else {
        return Err(VerificationError::EventsNone);
    };
    let digest = terms.digest(sha256);
    match proposed.terms == terms && proposed.digest == digest && stored.agreement.digest == digest {
        true => Ok(terms),
        false => Err(VerificationError::TermsDigest { digest }),
    }
}

fn statement_is(
    parts: &Entries<'_>,
    statement: &Statement,
    today: terms::Day,
) -> Result<(), VerificationError> {
    match bytes_of(parts, part::STATEMENT)? == account::bytes(statement, today) {
        true => Ok(()),
        false => Err(VerificationError::StatementDiffers),
    }
}

/// For messages that say one thing or the other.
fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}
