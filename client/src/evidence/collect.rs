//! Collects the evidence of one loan from a node that still has the states of its blocks: the loan's state at the newest
//! final block, its events with the blocks and transactions that they are in, and a proof of each. What comes out is
//! checked by the verifier before it is written; nothing here has to be believed.
//! The node must answer `state_getReadProof`, `state_getChildReadProof` and `grandpa_proveFinality`.

mod blocks;

use std::collections::BTreeMap;

use scale::{Decode, Encode};
use sp_crypto_hashing::{blake2_256, sha2_256};
use terms::law::Published;
use terms::statement::Statement;
use terms::{AccountId, Event, LoanId, Timestamp};

use self::blocks::Blocks;
use super::agreement::render_with;
use super::disclosure::{self, Field};
use super::verify::container::{self, Parts, MANIFEST};
use super::verify::extrinsic::{Step, Surroundings, Transaction};
use super::verify::finality::Justification;
use super::verify::flaw::Flaw;
use super::verify::history::{self, History};
use super::verify::manifest::{
    canonical, Attested, EventBlock, EventPart, Head, Hex, Index, Listed, Manifest, ANCHORS, FORMAT, SCHEMA,
};
use super::verify::steps::{caused, may_sign};
use super::verify::storage::{self, ContractInfo, Proxies, StateOf, Stored};
use super::verify::trie::{self, Bag, Version};
use super::verify::{account, institutions, part, Hash};
use crate::chain::contract::Ledger;
use crate::chain::history::Placed;
use crate::error::{Error, Result};
use crate::text::Lang;

/// What goes into a file beside what the chain has.
#[derive(Debug, Clone, Default)]
pub struct Extras {
    /// Files whose digests are on the chain.
    pub files: Vec<Vec<u8>>,
    /// The personal fields with their commitments; opened where the holder shows them. May be empty.
    pub fields: Vec<Field>,
    /// Notices and demands as they were sent.
    pub notices: Vec<serde_json::Value>,
}

/// Collects the evidence of a loan as it stands at the newest final block.
///
/// Errors: a refusal (`NoSuchLoan`); those of the connection; [`Error::Evidence`] where the node's answers do not fit.
pub async fn collect(
    ledger: &Ledger,
    id: LoanId,
    extras: Extras,
    progress: impl Fn(usize, u32),
) -> Result<Vec<u8>> {
    let (last, _) = ledger.conn.finalized_head().await?;
    let placed = ledger.history(id, last, progress).await?;
    let mut collector = Collector {
        blocks: Blocks::new(&ledger.conn),
        ledger,
        id,
        justifications: BTreeMap::new(),
    };
    let last = u32::try_from(last).map_err(|_| strange("the chain is too high"))?;
    let head = collector.blocks.hash_at(last).await?;
    let info = collector.contract(&head).await?;
    collector.prove_genesis().await?;
    let time_ms = collector.prove_state(&head, &info).await?;
    let final_by = collector.justify(&head).await?;
    let stored = collector.stored(&head, &info)?;
    let events = listed(&placed);
    let history = history::read(&events, id, &stored, &Published(stored.rates.clone())).map_err(unfit)?;
    let blocks = collector.event_blocks(&placed, &info, &history).await?;
    let changes = collector.changes(&head).await?;
    collector.prove_institutions(&head, changes.len() as u64).await?;
    let index = Index {
        attestations: collector.attestations(&head, &placed).await?,
        changes: changes.into_iter().map(Hex).collect(),
        final_by: Hex(final_by),
        blocks,
    };
    let manifest = Manifest {
        format: FORMAT.into(),
        schema: SCHEMA,
        genesis: Hex(ledger.conn.chain().genesis.0),
        contract: Hex(ledger.address.0),
        code: Hex(info.code_hash),
        loan: id,
        block: Head {
            hash: Hex(head),
            number: collector.blocks.header(&head).await?.number,
            time_ms,
        },
        parts: Vec::new(),
    };
    collector.write(manifest, index, &placed, &stored, extras)
}

/// Adds outside anchors to a file; its other entries stay as they are.
///
/// Errors: [`Error::Evidence`] for a file that is none.
pub fn add_anchors(file: &[u8], anchors: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
    let mut parts = container::read(file).map_err(unfit)?;
    let mut manifest = Manifest::of(&parts).map_err(unfit)?;
    let first = parts.keys().filter(|name| name.starts_with(ANCHORS)).count();
    for (n, (ending, bytes)) in (first..).zip(anchors) {
        let _ = parts.insert(format!("{ANCHORS}{n:03}.{ending}"), bytes.clone());
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
}

impl Collector<'_> {
    /// What the chain knows of the contract.
    async fn contract(&mut self, block: &Hash) -> Result<ContractInfo> {
        let address = AccountId(self.ledger.address.0);
        let found = self.blocks.value(block, &storage::contract(&address)).await?;
        let found = found.and_then(|bytes| ContractInfo::decode(&mut &bytes[..]).ok());
        found.ok_or_else(|| Error::NotFound {
            what: "contract".into(),
            name: self.ledger.address.to_string(),
        })
    }

    /// The first block, with its voters.
    async fn prove_genesis(&mut self) -> Result<()> {
        let first = self.ledger.conn.chain().genesis.0;
        let _ = self.blocks.header(&first).await?;
        self.blocks.prove(&first, &[storage::voters()]).await
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
        let bag = Bag::new(self.blocks.nodes()).map_err(unfit)?;
        let state = StateOf {
            bag: &bag,
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
        let justification = justification.map_err(|flaw| strange(&flaw.to_string()))?;
        let _ = self.justifications.insert(by, justification.tidy().encode());
        Ok(by)
    }

    /// The blocks with events of the loan, with their transactions.
    async fn event_blocks(
        &mut self,
        placed: &[Placed],
        info: &ContractInfo,
        history: &History,
    ) -> Result<Vec<EventBlock>> {
        let (mut blocks, mut rest) = (Vec::new(), &history.actors[..]);
        for here in placed.chunk_by(|a, b| a.hash == b.hash) {
            let (actors, later) = rest.split_at(here.len());
            rest = later;
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
                transactions: self.transactions(&block, here, actors).await?,
            });
        }
        Ok(blocks)
    }

    /// The transactions of a block that caused its events, each with the proof that it is there. What the verifier would not
    /// take for a cause is left out: others may have tried the same step in the same block.
    async fn transactions(
        &mut self,
        block: &Hash,
        events: &[Placed],
        actors: &[Option<Vec<AccountId>>],
    ) -> Result<Vec<Listed>> {
        let body = self.blocks.body(block).await?;
        let header = self.blocks.header(block).await?;
        let mut found = Vec::new();
        for (index, bytes) in (0u32..).zip(&body) {
            let Some(taken) = Transaction::decode(bytes) else {
                continue;
            };
            let Some(step) = taken.step().filter(|_| taken.contract.0 == self.ledger.address.0) else {
                continue;
            };
            let fits = |(placed, actors): (&Placed, &Option<Vec<AccountId>>)| {
                caused(
                    &step,
                    taken.on_behalf_of,
                    self.id,
                    &placed.event,
                    actors.as_deref(),
                )
            };
            if !events.iter().zip(actors).any(fits) || !self.may_sign(block, &taken, &step).await? {
                continue;
            }
            let (spec_version, transaction_version) = self.blocks.versions(&header.parent).await?;
            let birth = self.blocks.hash_at(taken.birth(header.number)).await?;
            let around = Surroundings {
                genesis: self.ledger.conn.chain().genesis.0,
                birth,
                spec_version,
                transaction_version,
            };
            if taken.check(&around).is_err() {
                continue;
            }
            found.push(Listed {
                index,
                birth: Hex(birth),
                spec_version,
                transaction_version,
            });
        }
        self.blocks.keep_list(&header.extrinsics_root, &body, &found)?;
        Ok(found)
    }

    /// Whether the key that signed may act for the account that it names, with the proof where the two differ.
    async fn may_sign(&mut self, block: &Hash, taken: &Transaction, step: &Step) -> Result<bool> {
        if taken.is_own() {
            return Ok(true);
        }
        let key = storage::proxies(&taken.on_behalf_of);
        let listed = self.blocks.value(block, &key).await?;
        let listed = listed.and_then(|bytes| Proxies::decode(&mut &bytes[..]).ok());
        let may = may_sign(taken, step, listed.as_ref());
        if may {
            self.blocks.prove(block, &[key]).await?;
        }
        Ok(may)
    }

    /// The blocks that ended a set of voters up to `head`, each with its justification, in their order.
    async fn changes(&mut self, head: &Hash) -> Result<Vec<Hash>> {
        let last = self.blocks.header(head).await?.number;
        let sets = self.blocks.voter_set(head).await?;
        let mut found = Vec::new();
        let mut after = 0;
        for set in 1..=sets {
            let number = self.blocks.first_of_set(set, after, last).await?;
            let block = self.blocks.hash_at(number).await?;
            let by = self.justify(&block).await?;
            if by != block {
                return Err(strange("a change of voters has no justification of its own"));
            }
            found.push(block);
            after = number;
        }
        Ok(found)
    }

    /// Who the voters of all sets are, by the chain's register.
    async fn prove_institutions(&mut self, head: &Hash, last_set: u64) -> Result<()> {
        for set in 0..=last_set {
            let key = storage::voters_of(set);
            self.blocks.prove(head, std::slice::from_ref(&key)).await?;
            let Some(found) = self.blocks.value(head, &key).await? else {
                continue;
            };
            let (_, voters) =
                storage::VotersOf::decode(&mut &found[..]).map_err(|e| strange(&e.to_string()))?;
            let profiles: Vec<_> = voters
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
        let text = |lang| render_with(&terms, &details, lang).into_bytes();
        let justifications: Vec<Vec<u8>> = self.justifications.into_values().collect();
        let mut parts: Parts = [
            (part::AGREEMENT_EN, text(Lang::En)),
            (part::AGREEMENT_ZH, text(Lang::Zh)),
            (part::TERMS, terms.encode()),
            (part::EVENTS, canonical(&listed(placed))),
            (part::STATEMENT, canonical(&account::document(&statement, today))),
            (part::INDEX, canonical(&index)),
            (part::HEADERS, self.blocks.take_headers().encode()),
            (part::NODES, nodes.encode()),
            (part::JUSTIFICATIONS, justifications.encode()),
        ]
        .map(|(name, bytes)| (name.to_owned(), bytes))
        .into();
        for file in extras.files {
            let name = format!("{}{}", part::FILES, hex::encode(sha2_256(&file)));
            let _ = parts.insert(name, file);
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
        let bag = Bag::new(nodes.into_values().collect()).map_err(unfit)?;
        for place in places {
            let _ = bag.value(root, &trie::list_key(*place)).map_err(unfit)?;
        }
        return Ok(bag.into_used());
    }
    Err(strange("a block's transactions are not those of its header"))
}

/// Sorted by hash, each once: the form of a bag.
fn bagged(items: impl Iterator<Item = Vec<u8>>) -> Vec<Vec<u8>> {
    let by_hash: BTreeMap<Hash, Vec<u8>> = items.map(|item| (blake2_256(&item), item)).collect();
    by_hash.into_values().collect()
}

/// The node's answers do not make a proof.
fn unfit(flaw: Flaw) -> Error {
    strange(&flaw.to_string())
}

fn strange(reason: &str) -> Error {
    Error::Evidence {
        reason: reason.to_owned(),
    }
}
