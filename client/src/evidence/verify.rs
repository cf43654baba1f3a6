//! The check of a file of evidence, from the hash of the chain's first block down to each figure. No network, no clock,
//! no file but the one that is checked. Reading order: [`container`] → [`manifest`] → [`spec`], [`header`], [`finality`]
//! (which blocks are final) → [`trie`], [`storage`] (what their state says) → [`history`] (what happened) → [`places`],
//! [`extrinsic`] (when, and who signed) → [`account`] (what is owed); [`report`] is what comes out.
//! Uses `terms`, the readable agreement and disclosure beside it, and crates for hashes, signatures, SCALE and JSON;
//! nothing else of the client.

pub mod account;
pub mod anchor;
pub mod container;
mod ed25519;
pub mod extrinsic;
pub mod finality;
pub mod flaw;
pub mod header;
pub mod history;
pub mod institutions;
pub mod manifest;
pub mod places;
mod readable;
pub mod report;
pub mod sample;
pub mod spec;
pub mod steps;
pub mod storage;
pub mod trie;

#[cfg(test)]
mod tests;

use scale::{Compact, Decode, Encode};
use sp_crypto_hashing::sha2_256;
use terms::law::Published;
use terms::statement::Statement;
use terms::{AccountId, Terms, Timestamp};

pub use self::report::{Case, Item, Report, Verdict};
pub use self::spec::Genesis;

use self::container::Parts;
use self::finality::{Finality, Justified, Voter};
use self::flaw::{flaw, Flaw};
use self::header::Headers;
use self::history::History;
use self::manifest::{canonical, canonical_from, Index, Manifest};
use self::storage::{StateOf, Stored};
use self::trie::Bag;
use super::agreement::show_address;

/// BLAKE2b-256, as the chain uses it; or SHA-256, where it is said.
pub type Hash = [u8; 32];

/// Most headers, nodes or justifications of a file.
const LIST_MAX: usize = 200_000;
/// Longest record of messages that were sent. Units: bytes.
const NOTICES_LEN_MAX: usize = 4 << 20;

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
    /// What the names of attached files begin with.
    pub const FILES: &str = "files/";
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
    pub const SOMETIMES: [&str; 2] = [FIELDS, NOTICES];
}

/// Checks a file of evidence.
pub fn verify(file: &[u8], genesis: &Genesis) -> Report {
    let mut report = Report::default();
    report.case = examine(file, genesis, &mut report);
    report
}

/// What a file says of its proofs, read and not yet judged.
struct Proofs {
    index: Index,
    headers: Headers,
    bag: Bag,
    justifications: Vec<Vec<u8>>,
}

fn examine(file: &[u8], genesis: &Genesis, report: &mut Report) -> Option<Box<Case>> {
    let parts = report.hold("container", container::read(file))?;
    let hash = sha2_256(file);
    report.say(
        "container",
        Verdict::Proved,
        vec![("bytes", file.len().to_string()), ("sha256", hex::encode(hash))],
    );
    let manifest = report.hold("manifest", manifest_of(&parts))?;
    let count = parts.len().to_string();
    report.say("manifest", Verdict::Proved, vec![("parts", count)]);
    let proofs = report.hold("proofs", read_proofs(&parts))?;

    let finality = report.hold("voters", voters(&manifest, genesis, &proofs))?;
    let last = finality.sets().last()?;
    let params = vec![
        ("genesis", hex::encode(genesis.hash)),
        ("changes", proofs.index.changes.len().to_string()),
        ("voters", last.voters.len().to_string()),
    ];
    report.say("voters", Verdict::Proved, params);
    let justified = report.hold("finality", final_block(&manifest, &proofs, &finality))?;
    report.say(
        "finality",
        Verdict::Proved,
        finality_params(&manifest, &finality, justified),
    );

    let state = StateOf {
        bag: &proofs.bag,
        root: report
            .hold("finality", proofs.headers.get(&manifest.block.hash.0))?
            .state_root,
    };
    let ledger = report.hold("state", ledger_of(&manifest, genesis, state))?;
    let stored = report.hold("state", ledger.state.loan(manifest.loan))?;
    let params = vec![
        ("contract", hex::encode(manifest.contract.0)),
        ("code", hex::encode(manifest.code.0)),
        ("loan", manifest.loan.to_string()),
    ];
    report.say("state", Verdict::Proved, params);
    let verdict = report.hold("ledger", ledger_is(&manifest, genesis))?;
    let params = vec![("contract", hex::encode(manifest.contract.0))];
    report.say("ledger", verdict, params);

    let rates = Published(stored.rates.clone());
    let history = report.hold("events", read_history(&parts, &manifest, &stored, &rates))?;
    let params = vec![("events", history.events.len().to_string())];
    report.say("events", Verdict::Proved, params);
    report.hold("books", books_agree(&history, &stored))?;
    report.say(
        "books",
        Verdict::Proved,
        vec![("status", format!("{:?}", history.books.status))],
    );
    let terms = report.hold("terms", terms_of(&parts, &history, &stored))?;
    let is_signed = history.is_signed();
    let params = vec![
        ("digest", hex::encode(stored.agreement.digest)),
        ("signed", yes_or_no(is_signed)),
    ];
    report.say("terms", Verdict::Proved, params);

    let ambiguous = history.ambiguous.clone();
    let events = places::find(
        &manifest,
        genesis,
        &proofs.index,
        &proofs.headers,
        &finality,
        ledger,
        history.events,
        &history.actors,
        terms.utc_offset,
    );
    let events = report.hold("places", events)?;
    places::report(&events, &ambiguous, report);
    let replay: Vec<_> = events.iter().map(|proved| proved.event.clone()).collect();
    let named = report.hold("institutions", institutions::named(state, &finality))?;
    let known = institutions::digests(stored.agreement.digest, &replay);
    let attested = institutions::attested(state, &proofs.index, &known);
    let attested = report.hold("attestation", attested)?;
    report.hold("proofs", all_used(&proofs, &finality))?;

    let today = terms.day_of(Timestamp(manifest.block.time_ms));
    let statement = Statement::replay(&replay, &rates, today).map_err(|_| flaw("statement-replay"));
    let statement = report.hold("statement", statement)?;
    if report
        .hold("statement", statement_is(&parts, &statement, today))
        .is_some()
    {
        let params = vec![
            ("lines", statement.lines.len().to_string()),
            ("day", today.to_string()),
        ];
        report.say("statement", Verdict::Proved, params);
    }
    let limitation = history
        .books
        .is_running()
        .then(|| history.books.limitation(today).ok())
        .flatten();
    if let Some(limitation) = limitation {
        let params = vec![
            ("from", limitation.from.to_string()),
            ("until", limitation.until.to_string()),
            ("expired", limitation.expired.to_string()),
        ];
        report.say("limitation", Verdict::Proved, params);
    }
    let case = Case {
        genesis: genesis.clone(),
        core: manifest.core(),
        manifest,
        file: hash,
        sets: finality.sets().to_vec(),
        institutions: named,
        attestations: attested,
        finality: justified,
        signers: finality.signers(&proofs.index.final_by.0).to_vec(),
        terms,
        is_signed,
        books: history.books,
        stored,
        rates,
        events,
        today,
        statement,
        limitation,
    };
    institutions::report(&case, report);
    places::money(&case, report);
    readable::check(&parts, &case, report);
    outside(&parts, &case, report);
    Some(Box::new(case))
}

/// The manifest, with every entry of a known name.
fn manifest_of(parts: &Parts) -> Result<Manifest, Flaw> {
    let manifest = Manifest::of(parts)?;
    for name in part::ALWAYS {
        if !parts.contains_key(name) {
            return Err(flaw("part-missing").about(name));
        }
    }
    let known = |name: &str| {
        name == container::MANIFEST
            || part::ALWAYS.contains(&name)
            || part::SOMETIMES.contains(&name)
            || name.starts_with(part::FILES)
            || name.starts_with(manifest::ANCHORS)
    };
    match parts.keys().find(|name| !known(name)) {
        Some(name) => Err(flaw("part-unknown").about(name)),
        None => Ok(manifest),
    }
}

fn read_proofs(parts: &Parts) -> Result<Proofs, Flaw> {
    Ok(Proofs {
        index: canonical_from(bytes_of(parts, part::INDEX)?)?,
        headers: Headers::new(&list_of(parts, part::HEADERS)?)?,
        bag: Bag::new(list_of(parts, part::NODES)?)?,
        justifications: list_of(parts, part::JUSTIFICATIONS)?,
    })
}

/// The entry of that name.
fn bytes_of<'a>(parts: &'a Parts, name: &str) -> Result<&'a [u8], Flaw> {
    let found = parts.get(name).ok_or_else(|| flaw("part-missing").about(name));
    found.map(|bytes| &bytes[..])
}

/// A list of byte strings in SCALE, in the one form that such a list has.
fn list_of(parts: &Parts, name: &str) -> Result<Vec<Vec<u8>>, Flaw> {
    let bytes = bytes_of(parts, name)?;
    let count = Compact::<u32>::decode(&mut &bytes[..]).map_or(0, |count| count.0 as usize);
    // Empty strings cost a file one byte each and the reader many more.
    if count > LIST_MAX {
        return Err(flaw("list-long").about(name));
    }
    let list = Vec::<Vec<u8>>::decode(&mut &bytes[..]).ok();
    list.filter(|list| list.encode() == bytes)
        .ok_or_else(|| flaw("list-bad").about(name))
}

/// The sets of voters, from those that the first block names.
fn voters(manifest: &Manifest, genesis: &Genesis, proofs: &Proofs) -> Result<Finality, Flaw> {
    if manifest.genesis.0 != genesis.hash {
        return Err(flaw("other-chain").about(hex::encode(manifest.genesis.0)));
    }
    let first = StateOf {
        bag: &proofs.bag,
        root: proofs.headers.get(&genesis.hash)?.state_root,
    };
    let listed: Vec<(Voter, u64)> = first.must(&storage::voters())?;
    let changes: Vec<Hash> = proofs.index.changes.iter().map(|change| change.0).collect();
    Finality::follow(listed, &changes, &proofs.justifications, &proofs.headers)
}

fn final_block(manifest: &Manifest, proofs: &Proofs, finality: &Finality) -> Result<Justified, Flaw> {
    let (block, by) = (&manifest.block.hash.0, &proofs.index.final_by.0);
    let justified = finality.check(block, by, &proofs.headers)?;
    match proofs.headers.get(block)?.number == manifest.block.number {
        true => Ok(justified),
        false => Err(flaw("block-number").about(manifest.block.number)),
    }
}

fn finality_params(manifest: &Manifest, finality: &Finality, by: Justified) -> Vec<(&'static str, String)> {
    let set = finality.sets().iter().find(|set| set.id == by.set);
    let weight = set.map_or(0, finality::Set::weight);
    vec![
        ("number", manifest.block.number.to_string()),
        ("hash", hex::encode(manifest.block.hash.0)),
        ("voted", by.weight.to_string()),
        ("weight", weight.to_string()),
        ("set", by.set.to_string()),
    ]
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
fn ledger_of<'a>(manifest: &Manifest, genesis: &Genesis, state: StateOf<'a>) -> Result<LedgerOf<'a>, Flaw> {
    state.of_chain(&genesis.hash, manifest.block.number)?;
    if state.must::<u64>(&storage::clock())? != manifest.block.time_ms {
        return Err(flaw("block-time").about(manifest.block.time_ms));
    }
    let info = state.contract(&AccountId(manifest.contract.0))?;
    if info.code_hash != manifest.code.0 {
        return Err(flaw("code-hash").about(hex::encode(info.code_hash)));
    }
    let ledger = state.ledger(&info.trie_id)?.ok_or_else(|| flaw("ledger-empty"))?;
    Ok(LedgerOf {
        state: ledger,
        trie_id: info.trie_id,
    })
}

/// Whether the contract is the ledger of those who run the chain; if nobody said which one is, that is left to the reader.
fn ledger_is(manifest: &Manifest, genesis: &Genesis) -> Result<Verdict, Flaw> {
    match &genesis.ledgers[..] {
        [] => Ok(Verdict::Stated),
        known if known.contains(&AccountId(manifest.contract.0)) => Ok(Verdict::Proved),
        _ => Err(flaw("other-ledger").about(show_address(AccountId(manifest.contract.0)))),
    }
}

fn read_history(
    parts: &Parts,
    manifest: &Manifest,
    stored: &Stored,
    rates: &Published,
) -> Result<History, Flaw> {
    let listed: Vec<manifest::EventPart> = canonical_from(bytes_of(parts, part::EVENTS)?)?;
    history::read(&listed, manifest.loan, stored, rates)
}

/// Holds what the events tell to what the contract has stored.
fn books_agree(history: &History, stored: &Stored) -> Result<(), Flaw> {
    let books = &history.books;
    let mut terms = books.terms.clone();
    terms.schedule = Vec::new();
    let running = stored.state.running();
    let agree = [
        ("status", books.status == stored.state.status()),
        ("terms", terms == stored.agreement.terms),
        ("schedule", books.schedule == stored.schedule),
        ("holders", books.holders == stored.agreement.holders),
        (
            "account",
            running.map(|running| &running.account) == books.account.as_ref(),
        ),
        (
            "limitation",
            running.is_none_or(|running| running.restarted == books.restarted),
        ),
        (
            "dispute",
            running.is_none_or(|running| running.dispute.is_some() == books.disputed),
        ),
    ];
    match agree.into_iter().find(|(_, same)| !same) {
        Some((what, _)) => Err(flaw("books-differ").about(what)),
        None => Ok(()),
    }
}

/// The terms as they were signed: the bytes, the event that proposed them and the contract's digest are one.
fn terms_of(parts: &Parts, history: &History, stored: &Stored) -> Result<Terms, Flaw> {
    let bytes = bytes_of(parts, part::TERMS)?;
    let terms = Terms::decode(&mut &bytes[..]).ok();
    let terms = terms
        .filter(|terms| terms.encode() == bytes)
        .ok_or_else(|| flaw("terms-bytes"))?;
    let Some((terms::Event::LoanProposed(proposed), _)) = history.events.first() else {
        return Err(flaw("events-none"));
    };
    let digest = terms.digest(sha2_256);
    match proposed.terms == terms && proposed.digest == digest && stored.agreement.digest == digest {
        true => Ok(terms),
        false => Err(flaw("terms-digest").about(hex::encode(digest))),
    }
}

fn statement_is(parts: &Parts, statement: &Statement, today: terms::Day) -> Result<(), Flaw> {
    let expected = canonical(&account::document(statement, today));
    match bytes_of(parts, part::STATEMENT)? == expected {
        true => Ok(()),
        false => Err(flaw("statement-differs")),
    }
}

/// Nothing is in the file that proves nothing.
fn all_used(proofs: &Proofs, finality: &Finality) -> Result<(), Flaw> {
    let unused = [
        ("headers", proofs.headers.unused()),
        ("nodes", proofs.bag.unused()),
        ("justifications", finality.unused()),
    ];
    match unused.into_iter().find(|(_, count)| *count > 0) {
        Some((what, count)) => Err(flaw("proof-unused").about(format!("{count} {what}"))),
        None => Ok(()),
    }
}

/// For messages that say one thing or the other.
fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

/// What lies beside the chain: attached files, notices, anchors.
fn outside(parts: &Parts, case: &Case, report: &mut Report) {
    let named: Vec<_> = case
        .events
        .iter()
        .flat_map(|proved| {
            let sequence = proved.event.head().sequence;
            history::files(&proved.event)
                .into_iter()
                .map(move |(what, digest)| (sequence, proved.event.name(), what, digest))
        })
        .collect();
    for (name, bytes) in parts {
        let Some(stem) = name.strip_prefix(part::FILES) else {
            continue;
        };
        let digest = sha2_256(bytes);
        let is_named = hex::encode(digest) == stem && named.iter().any(|(.., found)| *found == digest);
        let found = is_named
            .then_some(())
            .ok_or_else(|| flaw("file-foreign").about(name));
        let _ = report.hold("file", found);
    }
    for (sequence, event, what, digest) in named {
        let here = parts.contains_key(&format!("{}{}", part::FILES, hex::encode(digest)));
        let verdict = if here { Verdict::Proved } else { Verdict::Missing };
        let params = vec![
            ("event", sequence.to_string()),
            ("name", event.to_owned()),
            ("what", what.to_owned()),
            ("digest", hex::encode(digest)),
        ];
        report.say("file", verdict, params);
    }
    if let Some(bytes) = parts.get(part::NOTICES) {
        let notices = match bytes.len() > NOTICES_LEN_MAX {
            true => Err(flaw("notices-long")),
            false => canonical_from::<Vec<serde_json::Map<String, serde_json::Value>>>(bytes),
        };
        if let Some(notices) = report.hold("notices", notices) {
            report.say(
                "notices",
                Verdict::Stated,
                vec![("count", notices.len().to_string())],
            );
        }
    }
    anchors(parts, case, report);
}

fn anchors(parts: &Parts, case: &Case, report: &mut Report) {
    let mut any = false;
    for (name, bytes) in parts {
        if !name.starts_with(manifest::ANCHORS) {
            continue;
        }
        any = true;
        let Some(anchor) = report.hold("anchor", anchor::read(name, bytes)) else {
            continue;
        };
        let part = case
            .manifest
            .parts
            .iter()
            .find(|part| part.sha256.0 == anchor.imprint);
        let of = match part {
            _ if anchor.imprint == case.core => Ok("manifest".to_owned()),
            Some(part) if part.name != *name => Ok(part.name.clone()),
            _ => Err(flaw("anchor-foreign").about(hex::encode(anchor.imprint))),
        };
        if let Some(of) = report.hold("anchor", of) {
            let params = vec![
                ("kind", anchor.kind.to_owned()),
                ("of", of),
                ("time", anchor.time.unwrap_or_default()),
            ];
            report.say("anchor", Verdict::Stated, params);
        }
    }
    if !any {
        report.say("anchor", Verdict::Missing, vec![("core", hex::encode(case.core))]);
    }
}
