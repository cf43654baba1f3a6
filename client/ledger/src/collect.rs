//! Collects the evidence of one loan from a node that still has the states of its blocks: the loan's state at the newest
//! final block, its events with the blocks and transactions that they are in, and a proof of each. What comes out is
//! checked by the verifier before it is written; nothing here has to be believed.
//! The node must answer `state_getReadProof`, `state_getChildReadProof` and `grandpa_proveFinality`.

mod blocks;

use std::collections::{BTreeMap, BTreeSet};

use iou_base::sha256;
use scale::{Decode, Encode};
use sp_crypto_hashing::blake2_256;
use terms::intent::Place;
use terms::law::Published;
use terms::statement::Statement;
use terms::{AccountId, Digest, Event, LoanId, Timestamp};

use self::blocks::{without_proofs, Blocks, PROVE_FINALITY};
use crate::contract::Ledger;
use crate::error::{Error, Result};
use crate::history::Placed;
use iou_base::text::Lang;
use iou_evidence::agreement::render_by;
use iou_evidence::disclosure::{self, Field};
use iou_evidence::verify::container::{self, Parts, MANIFEST};
use iou_evidence::verify::error::VerificationError;
use iou_evidence::verify::extrinsic::{Request, SignedExtensions, Step, Transaction};
use iou_evidence::verify::finality::{Justification, SIGNATURES_MAX};
use iou_evidence::verify::header::Header;
use iou_evidence::verify::history::{self, Before, History};
use iou_evidence::verify::intents;
use iou_evidence::verify::manifest::{
    canonical, Attested, BlockRef, ChainProperties, EventBlock, EventPart, Hex, Index, ListedTransaction,
    Manifest, ANCHORS, FORMAT, SCHEMA,
};
use iou_evidence::verify::passkeys::Passkey;
use iou_evidence::verify::signatures;
use iou_evidence::verify::steps::{announces, caused_directly, lets, Lettings};
use iou_evidence::verify::storage::{self, Announcements, ContractInfo, Proxies, StateOf, Stored};
use iou_evidence::verify::trie::{self, ProofNodes, Version};
use iou_evidence::verify::{account, institutions, part, Hash};

/// For how many transactions of a block room is kept: one for each event, one or two that let its sender act.
const STEPS_IN_A_BLOCK: usize = 8;
/// Most authority sets that a file proves.
const SETS_MAX: u64 = 4_096;

/// What goes into a file beside what the chain has.
#[derive(Debug, Clone, Default)]
pub struct Extras {
    /// Files whose digests are on the chain.
    pub files: Vec<Vec<u8>>,
    /// Files that go in where an event names them.
    pub named: Vec<Vec<u8>>,
    /// The personal fields with their commitments; opened where the holder shows them. May be empty.
    pub fields: Vec<Field>,
    /// Notices and demands as they were sent.
    pub notices: Vec<serde_json::Value>,
    /// What passkeys signed: of requests that the history does not have nothing is put in.
    pub passkeys: Vec<Passkey>,
}

/// Collects the evidence of a loan as it stands at the newest final block.
///
/// Errors: [`Error::NoFinalityProofs`]; a refusal (`NoSuchLoan`); those of the connection; [`Error::Evidence`] where the node's answers do not fit.
pub async fn collect(
    ledger: &Ledger,
    id: LoanId,
    extras: Extras,
    progress: impl Fn(usize, u32),
) -> Result<Vec<u8>> {
    // Before anything else: the history of a loan takes its time. A node that does not list its requests is asked when it is due.
    let known = ledger.conn.known_methods().await;
    if known.is_ok_and(|known| !known.iter().any(|name| name == PROVE_FINALITY)) {
        return Err(without_proofs(&ledger.conn));
    }
    let last = ledger.conn.finalized_head().await?;
    let placed = ledger.history(id, last, progress).await?;
    let mut collector = Collector {
        blocks: Blocks::new(&ledger.conn),
        ledger,
        id,
        justifications: BTreeMap::new(),
        intents: BTreeMap::new(),
    };
    let head = last.1 .0;
    let info = collector.contract(&head).await?;
    collector.prove_genesis().await?;
    let time_ms = collector.prove_state(&head, &info).await?;
    let final_by = collector.justify(&head).await?;
    let stored = collector.stored(&head, &info)?;
    let events = listed(&placed);
    let history = history::read(&events, id, &stored, &Published(stored.rates.clone())).map_err(unfit)?;
    let blocks = collector.event_blocks(&head, &placed, &info, &history).await?;
    let changes = collector.changes(&head).await?;
    collector.prove_institutions(&head, changes.len() as u64).await?;
    let index = Index {
        attestations: collector.attestations(&head, &placed).await?,
        set_changes: changes.into_iter().map(Hex).collect(),
        final_by: Hex(final_by),
        blocks,
    };
    let manifest = Manifest {
        format: FORMAT.into(),
        schema: SCHEMA,
        genesis: Hex(ledger.conn.chain().genesis.0),
        chain: ChainProperties {
            kind: ledger.conn.chain().chain_type.clone(),
            symbol: ledger.conn.chain().token_symbol.clone(),
            decimals: ledger.conn.chain().token_decimals,
        },
        contract: Hex(ledger.address.0),
        code: Hex(info.code_hash),
        loan: id,
        block: BlockRef {
            hash: Hex(head),
            number: collector.blocks.header(&head).await?.number,
            time_ms,
        },
        parts: Vec::new(),
    };
    collector.write(manifest, index, &placed, &stored, extras)
}

/// Adds outside anchors to a file, and signatures under certificates with what they are judged by, each with how its name ends; its
/// other entries stay as they are.
///
/// Errors: [`Error::Evidence`] for a file that is none.
pub fn add(file: &[u8], anchors: &[(String, Vec<u8>)], x509: &[(&str, Vec<u8>)]) -> Result<Vec<u8>> {
    let entries = container::read(file).map_err(unfit)?;
    let mut manifest = Manifest::of(&entries).map_err(unfit)?;
    let entries = entries.into_iter();
    let mut parts: Parts = entries.map(|(name, bytes)| (name, bytes.to_vec())).collect();
    let first = parts.keys().filter(|name| name.starts_with(ANCHORS)).count();
    for (n, (ending, bytes)) in (first..).zip(anchors) {
        let _ = parts.insert(format!("{ANCHORS}{n:03}.{ending}"), bytes.clone());
    }
    for (ending, bytes) in x509 {
        let _ = parts.insert(signatures::entry(ending, bytes), bytes.clone());
    }
    manifest.parts = Manifest::list(&parts);
    let _ = parts.insert(MANIFEST.into(), canonical(&manifest));
    container::write(&parts).map_err(unfit)
}

struct Collector<'c> {
    blocks: Blocks<'c>,
    ledger: &'c Ledger,
    id: LoanId,
    /// The justifications so far, by the block that each is of.
    justifications: BTreeMap<Hash, Vec<u8>>,
    /// The intents by which events happened, by their identities.
    intents: BTreeMap<Digest, Vec<u8>>,
}

impl Collector<'_> {
    /// What the chain knows of the contract.
    async fn contract(&mut self, block: &Hash) -> Result<ContractInfo> {
        let address = AccountId(self.ledger.address.0);
        let found = self.blocks.value(block, &storage::contract(&address)).await?;
        let found = found.and_then(|bytes| ContractInfo::decode(&mut &bytes[..]).ok());
        Ok(found.ok_or_else(|| iou_files::Error::NotFound {
            what: "contract".into(),
            name: self.ledger.address.to_string(),
        })?)
    }

    /// The genesis block, with its authorities.
    async fn prove_genesis(&mut self) -> Result<()> {
        let first = self.ledger.conn.chain().genesis.0;
        let _ = self.blocks.header(&first).await?;
        self.blocks.prove(&first, &[storage::authorities()]).await
    }

    /// The state of the proved block: chain, clock, contract, loan. Gives the clock.
    async fn prove_state(&mut self, head: &Hash, info: &ContractInfo) -> Result<u64> {
        let address = AccountId(self.ledger.address.0);
        let keys = [
            storage::block_hash(0),
            storage::clock(),
            storage::contract(&address),
        ];
        self.blocks.prove(head, &keys).await?;
        let at = self.ledger.conn.at_hash((*head).into()).await?;
        let (loan, _) = self.ledger.loan(&at, self.id).await?;
        let published = self.ledger.published_rates(&at).await?.len() as u32;
        let mut keys = storage::loan_keys(self.id, storage::pages(loan.agreement.terms.plan.periods));
        keys.extend((0..published).map(|n| storage::cell_key(storage::cell::RATES, &n)));
        self.blocks.prove_child(head, &info.trie_id, &keys).await?;
        let clock = self.blocks.value(head, &storage::clock()).await?;
        let clock = clock.and_then(|bytes| u64::decode(&mut &bytes[..]).ok());
        clock.ok_or_else(|| strange("the block has no time"))
    }

    /// The loan in the state of the proved block, as the verifier will read it.
    fn stored(&self, head: &Hash, info: &ContractInfo) -> Result<Stored> {
        let nodes = ProofNodes::new(self.blocks.nodes()).map_err(unfit)?;
        let state = StateOf {
            nodes: &nodes,
            root: self.blocks.known(head)?.state_root,
        };
        let ledger = state.ledger(&info.trie_id).map_err(unfit)?;
        let ledger = ledger.ok_or_else(|| strange("the contract has no state"))?;
        ledger.loan(self.id).map_err(unfit)
    }

    /// A justification of `block` or of one after it, with the headers in between. Gives the block that it is of.
    async fn justify(&mut self, block: &Hash) -> Result<Hash> {
        let number = self.blocks.header(block).await?.number;
        let proof = self.blocks.finality(number).await?;
        let by = self.blocks.keep_run(block, proof.block, &proof.unknown_headers)?;
        let justification = Justification::decode_all(&proof.justification);
        let justification = justification.map_err(|why| strange(&why.to_string()))?;
        let _ = self.justifications.insert(by, justification.tidy().encode());
        Ok(by)
    }

    /// The blocks with events of the loan, with their transactions.
    async fn event_blocks(
        &mut self,
        head: &Hash,
        placed: &[Placed],
        info: &ContractInfo,
        history: &History,
    ) -> Result<Vec<EventBlock>> {
        let (mut blocks, mut rest) = (Vec::new(), &history.before[..]);
        let chunks: Vec<&[Placed]> = placed.chunk_by(|a, b| a.hash == b.hash).collect();
        let kinds: Vec<&str> = chunks.iter().map(|here| here[0].event.name()).collect();
        let kept = newest_of_each(&kinds, self.blocks_max(head).await?);
        for (here, is_kept) in chunks.into_iter().zip(kept) {
            let (before, later) = rest.split_at(here.len());
            rest = later;
            if !is_kept {
                continue;
            }
            let block = here[0].hash.0;
            let parent = self.blocks.header(&block).await?.parent;
            let _ = self.blocks.header(&parent).await?;
            let own = [storage::block_hash(0), storage::clock()];
            self.blocks.prove(&block, &own).await?;
            let keys = [storage::cell_key(storage::cell::STATES, &self.id)];
            self.blocks.prove_child(&block, &info.trie_id, &keys).await?;
            self.blocks.prove_child(&parent, &info.trie_id, &keys).await?;
            blocks.push(EventBlock {
                block: Hex(block),
                final_by: Hex(self.justify(&block).await?),
                transactions: self.transactions(&block, here, before).await?,
            });
        }
        Ok(blocks)
    }

    /// For how many blocks a file has room: its signatures are counted. Who sends steps without end shall not keep anybody from
    /// proving those that matter.
    async fn blocks_max(&mut self, head: &Hash) -> Result<usize> {
        let authorities: Option<Vec<(Hash, u64)>> = self.read(head, &storage::authorities()).await?;
        let authorities = authorities.map_or(1, |authorities| authorities.len());
        let changes = self.blocks.authority_set(head).await? as usize;
        let left = SIGNATURES_MAX.saturating_sub((changes + 1) * authorities);
        Ok(left / (authorities + STEPS_IN_A_BLOCK))
    }

    /// The transactions of a block that caused its events, each with the proof that it is there, and those that let somebody
    /// send one. What the verifier would not take for a cause is left out: others may have tried the same step in the same block.
    async fn transactions(
        &mut self,
        block: &Hash,
        events: &[Placed],
        before: &[Before],
    ) -> Result<Vec<ListedTransaction>> {
        let body = self.blocks.body(block).await?;
        self.keep_intents(&body, events);
        let header = self.blocks.header(block).await?;
        let ledger = AccountId(self.ledger.address.0);
        let causes = |taken: &Transaction| -> Vec<usize> {
            let step = taken.step(&ledger);
            let fits = |(placed, before): (&Placed, &Before)| {
                let step = step.as_ref();
                step.is_some_and(|step| {
                    let account = taken.on_behalf_of;
                    caused_directly(step, account, self.id, &placed.event, before).is_some()
                })
            };
            let all = events.iter().zip(before).map(fits).enumerate();
            all.filter_map(|(n, fits)| fits.then_some(n)).collect()
        };
        let decoded = (0u32..).zip(&body);
        let decoded = decoded.filter_map(|(index, bytes)| Some((index, Transaction::decode(bytes)?)));
        let may_let = |taken: &Transaction| !matches!(taken.request, Request::Call { .. });
        let decoded = decoded.map(|(index, taken)| (index, causes(&taken), taken));
        let mut possible: Vec<_> = decoded
            .filter(|(_, causes, taken)| may_let(taken) || !causes.is_empty())
            .collect();
        // Who lets somebody act whom nobody needs goes out, and then perhaps who had let them do that.
        let (found, proofs) = loop {
            let (mut lettings, mut proofs, mut found) = (Lettings::default(), Vec::new(), Vec::new());
            let mut signed = BTreeSet::<usize>::new();
            for (index, causes, taken) in &possible {
                // One signature is enough for an event, however often the step was sent.
                if !may_let(taken) && causes.iter().all(|event| signed.contains(event)) {
                    continue;
                }
                let step = taken.step(&ledger);
                let way = self.way(block, &header.parent, taken, step.as_ref(), &lettings);
                let (Some(way), Some(listed)) = (way.await?, self.listed(*index, taken, &header).await?)
                else {
                    continue;
                };
                if step.is_none() {
                    lettings.note(taken, *index);
                }
                signed.extend(causes);
                proofs.extend(way);
                found.push(listed);
            }
            let used: Vec<u32> = lettings.used().collect();
            let before = possible.len();
            possible.retain(|(index, _, taken)| {
                let is_listed = found
                    .iter()
                    .any(|listed: &ListedTransaction| listed.index == *index);
                is_listed && (!may_let(taken) || used.contains(index))
            });
            if possible.len() == before {
                break (found, proofs);
            }
        };
        for (at, key) in proofs {
            self.blocks.prove(&at, &[key]).await?;
        }
        self.blocks.keep_list(&header.extrinsics_root, &body, &found)?;
        Ok(found)
    }

    /// Keeps the intents by which events of a block happened, from whatever transaction brought them.
    fn keep_intents(&mut self, body: &[Vec<u8>], events: &[Placed]) {
        let named: BTreeSet<Digest> = events
            .iter()
            .filter_map(|placed| placed.event.head().intent)
            .collect();
        if named.is_empty() {
            return;
        }
        let place = Place {
            genesis: self.ledger.conn.chain().genesis.0,
            contract: AccountId(self.ledger.address.0),
        };
        let found = body.iter().flat_map(|bytes| intents::found_in(bytes, &place));
        self.intents.extend(found.filter(|(id, _)| named.contains(id)));
    }

    /// A transaction with what was signed beside it; `None` where the signature does not fit.
    async fn listed(
        &mut self,
        index: u32,
        taken: &Transaction,
        header: &Header,
    ) -> Result<Option<ListedTransaction>> {
        let (spec_version, transaction_version) = self.blocks.versions(&header.parent).await?;
        let birth = self.blocks.hash_at(taken.birth(header.number)).await?;
        let extensions = SignedExtensions {
            genesis: self.ledger.conn.chain().genesis.0,
            birth,
            spec_version,
            transaction_version,
            // Our runtime refuses transactions that have one signed.
            metadata_hash: None,
        };
        Ok(taken.check(&extensions).is_ok().then_some(ListedTransaction {
            index,
            birth: Hex(birth),
            spec_version,
            transaction_version,
            metadata_hash: None,
        }))
    }

    /// By what in the states before and after the block the key that signed may act for the account in whose name it did;
    /// `None` where it may not.
    async fn way(
        &mut self,
        block: &Hash,
        parent: &Hash,
        taken: &Transaction,
        step: Option<&Step>,
        lettings: &Lettings,
    ) -> Result<Option<Vec<(Hash, Vec<u8>)>>> {
        let mut way = Vec::new();
        for (n, hop) in taken.hops.iter().enumerate() {
            let step = step.filter(|_| n + 1 == taken.hops.len());
            let key = storage::proxies(&hop.real);
            let mut is_let = lettings.lets(hop, step);
            for at in [block, parent] {
                if !is_let {
                    let listed: Option<Proxies> = self.read(at, &key).await?;
                    is_let = listed.is_some_and(|(listed, _)| lets(hop, step, &listed));
                    way.push((*at, key.clone()));
                }
            }
            let mut is_announced = hop.announced.is_none() || lettings.announces(hop);
            if !is_announced {
                let key = storage::announcements(&hop.delegate);
                let listed: Option<Announcements> = self.read(parent, &key).await?;
                is_announced = listed.is_some_and(|(listed, _)| announces(hop, &listed));
                way.push((*parent, key));
            }
            if !is_let || !is_announced {
                return Ok(None);
            }
        }
        Ok(Some(way))
    }

    /// A value of the state of a block; `None` where there is none that can be read.
    async fn read<T: Decode>(&mut self, block: &Hash, key: &[u8]) -> Result<Option<T>> {
        let found = self.blocks.value(block, key).await?;
        Ok(found.and_then(|bytes| T::decode(&mut &bytes[..]).ok()))
    }

    /// The blocks that ended an authority set up to `head`, each with its justification, in their order.
    async fn changes(&mut self, head: &Hash) -> Result<Vec<Hash>> {
        let last = self.blocks.header(head).await?.number;
        let sets = self.blocks.authority_set(head).await?;
        if sets > SETS_MAX {
            return Err(strange("the chain has had too many authority sets"));
        }
        let mut found = Vec::new();
        let mut after = 0;
        for set in 1..=sets {
            let number = self.blocks.first_of_set(set, after, last).await?;
            let block = self.blocks.hash_at(number).await?;
            let by = self.justify(&block).await?;
            if by != block {
                return Err(strange("a set change has no justification of its own"));
            }
            // Votes name no chain: that these authorities changed on this one, the block's own state says.
            self.blocks.prove(&block, &[storage::block_hash(0)]).await?;
            found.push(block);
            after = number;
        }
        Ok(found)
    }

    /// Who the authorities of all sets are, by the chain's register.
    async fn prove_institutions(&mut self, head: &Hash, last_set: u64) -> Result<()> {
        for set in 0..=last_set {
            let key = storage::registered_set(set);
            self.blocks.prove(head, std::slice::from_ref(&key)).await?;
            let Some(found) = self.blocks.value(head, &key).await? else {
                continue;
            };
            let (_, authorities) =
                storage::RegisteredSet::decode(&mut &found[..]).map_err(|e| strange(&e.to_string()))?;
            let profiles: Vec<_> = authorities
                .iter()
                .map(|(account, _)| storage::profile(account))
                .collect();
            self.blocks.prove(head, &profiles).await?;
        }
        Ok(())
    }

    /// What institutions attested of the loan's terms and files, with the proof of each.
    async fn attestations(&mut self, head: &Hash, placed: &[Placed]) -> Result<Vec<Attested>> {
        let events: Vec<Event> = placed.iter().map(|placed| placed.event.clone()).collect();
        let Some(Event::LoanProposed(first)) = events.first() else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for digest in institutions::digests(first.digest, &events) {
            let prefix = storage::attestations(&digest);
            for key in self.blocks.keys(head, &prefix).await? {
                let account = key
                    .last_chunk::<32>()
                    .ok_or_else(|| strange("an attestation has a short key"))?;
                let profile = storage::profile(&AccountId(*account));
                self.blocks.prove(head, &[key.clone(), profile]).await?;
                found.push(Attested {
                    digest: Hex(digest),
                    account: Hex(*account),
                });
            }
        }
        found.sort();
        Ok(found)
    }

    /// Puts the file together.
    fn write(
        mut self,
        mut manifest: Manifest,
        index: Index,
        placed: &[Placed],
        stored: &Stored,
        extras: Extras,
    ) -> Result<Vec<u8>> {
        let nodes = self.blocks.nodes();
        let events: Vec<Event> = placed.iter().map(|placed| placed.event.clone()).collect();
        let Some(Event::LoanProposed(first)) = events.first() else {
            return Err(strange("the first event is no proposal"));
        };
        let terms = first.terms.clone();
        let today = terms.day_of(Timestamp(manifest.block.time_ms));
        let statement = Statement::replay(&events, &Published(stored.rates.clone()), today);
        let statement = statement.map_err(|why| strange(&format!("{why:?}")))?;
        let mut fields = extras.fields;
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        let details = disclosure::details(&fields);
        // By the form that both signed under, where it is pinned.
        let form = disclosure::form(&fields, &terms);
        let text = |lang| render_by(form, &terms, &details, lang).into_bytes();
        let justifications: Vec<Vec<u8>> = self.justifications.into_values().collect();
        let mut parts: Parts = [
            (part::AGREEMENT_EN, text(Lang::En)),
            (part::AGREEMENT_ZH, text(Lang::Zh)),
            (part::TERMS, terms.encode()),
            (part::EVENTS, canonical(&listed(placed))),
            (part::STATEMENT, account::bytes(&statement, today)),
            (part::INDEX, canonical(&index)),
            (part::HEADERS, self.blocks.take_headers().encode()),
            (part::NODES, nodes.encode()),
            (part::JUSTIFICATIONS, justifications.encode()),
        ]
        .map(|(name, bytes)| (name.to_owned(), bytes))
        .into();
        let named: BTreeSet<_> = events
            .iter()
            .flat_map(history::files)
            .map(|(_, digest)| digest)
            .collect();
        let known = extras
            .named
            .into_iter()
            .filter(|file| named.contains(&sha256(file)));
        for file in extras.files.into_iter().chain(known) {
            let name = format!("{}{}", part::FILES, hex::encode(sha256(&file)));
            let _ = parts.insert(name, file);
        }
        let passkeys = carried(extras.passkeys, &self.intents);
        if !passkeys.is_empty() {
            let _ = parts.insert(part::PASSKEYS.into(), canonical(&passkeys));
        }
        if !self.intents.is_empty() {
            let intents: Vec<Vec<u8>> = self.intents.into_values().collect();
            let _ = parts.insert(part::INTENTS.into(), intents.encode());
        }
        if !fields.is_empty() {
            let _ = parts.insert(part::FIELDS.into(), canonical(&fields));
        }
        if !extras.notices.is_empty() {
            let _ = parts.insert(part::NOTICES.into(), canonical(&extras.notices));
        }
        manifest.parts = Manifest::list(&parts);
        let _ = parts.insert(MANIFEST.into(), canonical(&manifest));
        container::write(&parts).map_err(unfit)
    }
}

/// Which of the blocks with events go in where there is room for `most`: of each kind of event the newest first, so that many of
/// one kind crowd out none of another.
fn newest_of_each(kinds: &[&str], most: usize) -> Vec<bool> {
    let mut later: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ranks: Vec<(usize, usize)> = Vec::new();
    for (n, kind) in kinds.iter().enumerate().rev() {
        let rank = later.entry(kind).or_default();
        ranks.push((*rank, n));
        *rank += 1;
    }
    ranks.sort_unstable();
    let mut kept = vec![false; kinds.len()];
    for (_, n) in ranks.into_iter().take(most) {
        kept[n] = true;
    }
    kept
}

/// What passkeys signed of these intents, in the order of roles and identities, each once.
fn carried(mut passkeys: Vec<Passkey>, intents: &BTreeMap<Digest, Vec<u8>>) -> Vec<Passkey> {
    for one in &mut passkeys {
        one.assertions
            .retain(|assertion| intents.contains_key(&assertion.intent.0));
        one.assertions.sort_by_key(|assertion| assertion.intent);
        one.assertions.dedup_by_key(|assertion| assertion.intent);
    }
    passkeys.retain(|one| !one.assertions.is_empty());
    passkeys.sort_by(|a, b| a.role.cmp(&b.role));
    passkeys
}

/// Events as they stand in the file.
fn listed(placed: &[Placed]) -> Vec<EventPart> {
    let part = |placed: &Placed| EventPart {
        name: placed.event.name().into(),
        scale: hex::encode(placed.event.encode()),
    };
    placed.iter().map(part).collect()
}

/// The nodes of a list's proof: those on the way to the items at `places`.
fn list_nodes(root: &Hash, items: &[Vec<u8>], places: &[u32]) -> Result<Vec<Vec<u8>>> {
    for version in [Version::V0, Version::V1] {
        let mut nodes = BTreeMap::new();
        let found = trie::build_list(items, version, &mut |hash, node| {
            let _ = nodes.insert(hash, node.to_vec());
        });
        if found.map_err(unfit)? != *root {
            continue;
        }
        let nodes: Vec<Vec<u8>> = nodes.into_values().collect();
        let nodes = ProofNodes::new(nodes).map_err(unfit)?;
        for place in places {
            let _ = nodes.value(root, &trie::list_key(*place)).map_err(unfit)?;
        }
        return Ok(nodes.into_used());
    }
    Err(strange("a block's transactions are not those of its header"))
}

/// Sorted by hash, each once: the form of a list of headers or nodes.
fn bagged(items: impl Iterator<Item = Vec<u8>>) -> Vec<Vec<u8>> {
    let by_hash: BTreeMap<Hash, Vec<u8>> = items.map(|item| (blake2_256(&item), item)).collect();
    by_hash.into_values().collect()
}

/// The node's answers do not make a proof.
fn unfit(why: VerificationError) -> Error {
    strange(&why.to_string())
}

fn strange(reason: &str) -> Error {
    Error::Evidence {
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::newest_of_each;

    #[test]
    fn many_events_of_one_kind_crowd_out_none_of_another() {
        let kinds = ["a", "b", "c", "c", "c", "c", "b", "c"];
        assert_eq!(newest_of_each(&kinds, 8), [true; 8]);
        let kept = |most| {
            let kept = newest_of_each(&kinds, most).into_iter().enumerate();
            kept.filter_map(|(n, is_kept)| is_kept.then_some(n))
                .collect::<Vec<_>>()
        };
        assert_eq!(kept(3), [0, 6, 7]);
        assert_eq!(kept(5), [0, 1, 5, 6, 7]);
        assert_eq!(kept(0), Vec::<usize>::new());
    }
}
