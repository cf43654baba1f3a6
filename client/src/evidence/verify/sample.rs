//! A chain on paper, with keys that everybody knows: the evidence of a loan on it is made without any node, whole and
//! correct, or changed in one place by whoever wants to see that the change is noticed. For tests, fuzzing and figures.
//! Units: milliseconds since 1970; a block each minute unless time is moved.

#![allow(clippy::expect_used, clippy::unwrap_used)] // of use to tests alone

use std::collections::BTreeMap;

use ed25519_zebra::{SigningKey, VerificationKey};
use scale::{Compact, Decode, Encode};
use schnorrkel::{ExpansionMode, Keypair, MiniSecretKey};
use sp_crypto_hashing::{blake2_256, sha2_256};
use terms::law::BuiltIn;
use terms::life::{Action, Context, Loan, NoOffices, Outcome};
use terms::statement::Statement;
use terms::{sample, AccountId, Amount, Day, Event, Instalment, Terms, Timestamp};

use super::container::{self, Parts, MANIFEST};
use super::extrinsic::{Surroundings, Transaction};
use super::finality::{Justification, SignedVote, Vote, Voter};
use super::header::{Header, Item};
use super::manifest::{
    canonical, Attested, EventBlock, EventPart, Head, Hex, Index, Listed, Manifest, FORMAT, SCHEMA,
};
use super::storage::{self, cell, Attestation, Profile, Proxies, StateOf, VotersOf};
use super::trie::{self, Bag, Version};
use super::{account, institutions, part, Genesis, Hash};
use crate::evidence::agreement::{render, show_address};
use crate::text::Lang;

/// The ledger's address on every chain on paper.
pub const CONTRACT: AccountId = AccountId([0xC0; 32]);
/// The code that it runs.
pub const CODE: Hash = [0xCD; 32];
/// The loan's number.
pub const LOAN: u64 = 0;
const TRIE_ID: [u8; 32] = [0x71; 32];
const MINUTE_MS: u64 = 60_000;
const START: Day = Day(20_458);

/// Somebody who signs transactions.
#[derive(Clone)]
pub struct Person(Keypair);

impl Person {
    /// The person of that number.
    pub fn new(number: u8) -> Person {
        let secret = MiniSecretKey::from_bytes(&[number; 32]).expect("32 bytes");
        Person(secret.expand_to_keypair(ExpansionMode::Ed25519))
    }

    /// His account.
    pub fn account(&self) -> AccountId {
        AccountId(self.0.public.to_bytes())
    }
}

/// The key of a voter.
pub fn voter_key(number: u8) -> SigningKey {
    SigningKey::from([number; 32])
}

/// The same as everybody knows it.
pub fn voter(number: u8) -> Voter {
    VerificationKey::from(&voter_key(number)).into()
}

/// The voters of these numbers, each of weight one.
pub fn listed(voters: &[u8]) -> Vec<(Voter, u64)> {
    voters.iter().map(|number| (voter(*number), 1)).collect()
}

/// The account of the institution that has the voter of that number.
pub fn institution(number: u8) -> AccountId {
    AccountId([number | 0x80; 32])
}

/// Writes who the voters of a set are.
fn register(top: &mut BTreeMap<Vec<u8>, Vec<u8>>, set: u64, voters: &[u8]) {
    let keys = listed(voters).into_iter().map(|(key, _)| key);
    let pairs: Vec<(AccountId, Hash)> = voters
        .iter()
        .map(|number| institution(*number))
        .zip(keys)
        .collect();
    for (account, _) in &pairs {
        let profile: Profile = (format!("Court {}", account.0[0] & 0x7F).into_bytes(), None, 0);
        let _ = top.insert(storage::profile(account), profile.encode());
    }
    let _ = top.insert(storage::voters_of(set), (0u32, pairs).encode());
}

/// The votes of `voters` in set `set` for a block.
pub fn justify(header: &Header, voters: &[u8], set: u64) -> Justification {
    let target = Vote {
        target: header.hash(),
        number: header.number,
    };
    let mut justification = Justification {
        round: 1,
        target: target.clone(),
        votes: Vec::new(),
        ancestries: Vec::new(),
    };
    let message = justification.signed_bytes(&target, set);
    justification.votes = voters
        .iter()
        .map(|number| SignedVote {
            vote: target.clone(),
            signature: voter_key(*number).sign(&message).to_bytes(),
            voter: voter(*number),
        })
        .collect();
    justification
}

/// A chain with one loan.
pub struct Paper {
    /// Lender and borrower.
    pub people: [Person; 2],
    /// The numbers of the voters in force.
    pub voters: Vec<u8>,
    /// The header of the first block.
    pub first: Header,
    /// All headers.
    pub headers: BTreeMap<Hash, Header>,
    /// All justifications, by block.
    pub justifications: BTreeMap<Hash, Justification>,
    /// The time of the next block.
    pub now_ms: u64,
    first_voter: u8,
    set: u64,
    changes: Vec<Hash>,
    blocks: Vec<EventBlock>,
    nodes: BTreeMap<Hash, Vec<u8>>,
    origin: BTreeMap<Vec<u8>, Vec<u8>>,
    top: BTreeMap<Vec<u8>, Vec<u8>>,
    ledger: BTreeMap<Vec<u8>, Vec<u8>>,
    head: Header,
    nonce: u32,
    loan: Option<Loan>,
    plan: Vec<Instalment>,
    events: Vec<Event>,
    /// What others send in the same block as the next step, before it; the file lists it too.
    rivals: Vec<Vec<u8>>,
}

impl Paper {
    /// A chain that begins with these voters; `salt` makes it another one.
    pub fn new(voters: &[u8], salt: u8) -> Paper {
        let mut top = BTreeMap::new();
        let _ = top.insert(storage::voters(), listed(voters).encode());
        let _ = top.insert(b":code".to_vec(), vec![salt; 100]);
        let mut nodes = BTreeMap::new();
        let root = trie::build(&top, Version::V1, &mut |hash, node| {
            let _ = nodes.insert(hash, node.to_vec());
        });
        let first = Header::first(root.expect("short keys"));
        let (hash, origin) = (first.hash(), top.clone());
        let _ = top.insert(storage::block_hash(0), hash.to_vec());
        let mut info = TRIE_ID.to_vec().encode();
        info.extend(CODE);
        // Figures of deposits follow, which nobody here reads.
        info.extend([0; 56]);
        let _ = top.insert(storage::contract(&CONTRACT), info);
        let ledger = [(
            storage::cell_key(cell::ROOT, &()),
            (CONTRACT, LOAN + 1, 0u32).encode(),
        )];
        register(&mut top, 0, voters);
        // An institution attests what the borrower's transfer was: a file that the events name.
        let seen = storage::attestation(&sha2_256(b"receipt"), &institution(voters[0]));
        let _ = top.insert(seen, (2u8, 1u32, 7u64).encode());
        let mut paper = Paper {
            people: [Person::new(101), Person::new(102)],
            voters: voters.to_vec(),
            headers: [(hash, first.clone())].into(),
            head: first.clone(),
            first,
            justifications: BTreeMap::new(),
            now_ms: sample::noon(START).0,
            first_voter: voters[0],
            set: 0,
            changes: Vec::new(),
            blocks: Vec::new(),
            nodes,
            origin,
            top,
            ledger: ledger.into(),
            nonce: 0,
            loan: None,
            plan: Vec::new(),
            events: Vec::new(),
            rivals: Vec::new(),
        };
        let _ = paper.block(&[], Vec::new());
        paper
    }

    /// The same with a loan that the borrower has proposed, and nobody else has signed.
    pub fn with_proposal(voters: &[u8], months: u16) -> Paper {
        let mut paper = Paper::new(voters, 1);
        let [lender, borrower] = paper.people.clone();
        let mut terms = sample::monthly(lender.account(), borrower.account(), START, months);
        terms.grace_days = 3;
        paper.propose(terms);
        paper
    }

    /// The same with a loan of `terms`, proposed by the borrower, signed, delivered and acknowledged.
    pub fn with_loan(voters: &[u8], months: u16) -> Paper {
        let mut paper = Paper::with_proposal(voters, months);
        let digest = paper.loan().agreement.digest;
        let amount = paper.loan().agreement.terms.principal;
        paper.act(
            0,
            Action::Sign {
                digest,
                evidence: None,
            },
        );
        let receipt = Some(sha2_256(b"receipt"));
        paper.act(
            0,
            Action::Deliver {
                amount,
                on: None,
                receipt,
            },
        );
        paper.act(
            1,
            Action::AcknowledgeDelivery {
                amount,
                evidence: None,
            },
        );
        paper
    }

    /// The loan.
    pub fn loan(&self) -> &Loan {
        self.loan.as_ref().expect("proposed")
    }

    /// What the chain begins with.
    pub fn genesis(&self) -> Genesis {
        Genesis {
            hash: self.first.hash(),
            name: "paper".into(),
            token_symbol: "IOU".into(),
            token_decimals: 12,
            ledgers: vec![CONTRACT],
        }
    }

    /// Moves time to noon of a day so many days later.
    pub fn wait(&mut self, days: u64) {
        self.now_ms += days * 24 * 60 * MINUTE_MS;
    }

    fn context(&self, who: usize) -> Context<'static> {
        Context {
            caller: self.people[who].account(),
            now: Timestamp(self.now_ms),
            sha256: sha2_256,
            rates: &BuiltIn,
            offices: &NoOffices,
        }
    }

    fn propose(&mut self, terms: Terms) {
        let outcome = Loan::propose(LOAN, terms.clone(), None, &self.context(1)).expect("lawful terms");
        self.plan.clone_from(&terms.schedule);
        let input = encoded("propose", &(terms, None::<Hash>));
        self.keep(1, input, outcome);
    }

    /// The lender (0) or the borrower (1) takes a step, in a block of its own.
    pub fn act(&mut self, who: usize, action: Action) {
        let input = input_of(&action);
        let loan = self.loan.take().expect("proposed");
        let outcome = loan
            .step(action, &self.plan, &self.context(who))
            .expect("a step that is allowed");
        self.keep(who, input, outcome);
    }

    fn keep(&mut self, who: usize, input: Vec<u8>, outcome: Outcome) {
        if let Some(schedule) = outcome.schedule {
            self.plan = schedule;
        }
        let loan = outcome.loan;
        let cells = [
            (
                storage::cell_key(cell::AGREEMENTS, &LOAN),
                loan.agreement.encode(),
            ),
            (
                storage::cell_key(cell::STATES, &LOAN),
                (loan.chain, loan.state.clone()).encode(),
            ),
        ];
        self.ledger.extend(cells);
        for (page, rows) in (0u16..).zip(self.plan.chunks(12)) {
            let key = storage::cell_key(cell::SCHEDULES, &(LOAN, page));
            let _ = self.ledger.insert(key, rows.to_vec().encode());
        }
        self.loan = Some(loan);
        self.events
            .extend(outcome.events.iter().filter_map(|entry| entry.event()));
        let mut body = vec![vec![4, 4]];
        body.append(&mut self.rivals);
        body.push(self.transaction(&self.people[who].clone(), &input));
        let block = self.block(&body, Vec::new());
        let birth = Hex(self.first.hash());
        let listed = (1..body.len() as u32).map(|index| Listed {
            index,
            birth,
            spec_version: 1,
            transaction_version: 1,
        });
        self.blocks.push(EventBlock {
            block: Hex(block),
            final_by: Hex(block),
            transactions: listed.collect(),
        });
    }

    /// Somebody asks for a step, in the block of the next one: in his own name, or in that of `real`.
    pub fn rival(&mut self, person: &Person, real: Option<AccountId>, action: &Action) {
        let input = input_of(action);
        let transaction = self.signed(person, real, &input);
        self.rivals.push(transaction);
    }

    /// From the next block on `real` lets `delegate` do everything for it.
    pub fn let_act(&mut self, real: &AccountId, delegate: &Person) {
        let listed: Proxies = (vec![(delegate.account(), 0, 0)], 0);
        let _ = self.top.insert(storage::proxies(real), listed.encode());
    }

    /// A signed transaction that sends `input` to the ledger.
    pub fn transaction(&mut self, person: &Person, input: &[u8]) -> Vec<u8> {
        self.signed(person, None, input)
    }

    /// The same, in the name of `real` if it is somebody else.
    fn signed(&mut self, person: &Person, real: Option<AccountId>, input: &[u8]) -> Vec<u8> {
        let mut call = Vec::new();
        if let Some(real) = real {
            call.extend([12, 0, 0]);
            call.extend(real.0);
            call.push(0);
        }
        call.extend([41, 6, 0]);
        call.extend(CONTRACT.0);
        (
            Compact(0u128),
            Compact(1u64),
            Compact(1u64),
            None::<Compact<u128>>,
        )
            .encode_to(&mut call);
        input.to_vec().encode_to(&mut call);
        let mut extra = vec![0];
        (Compact(self.nonce), Compact(0u128)).encode_to(&mut extra);
        extra.push(0);
        self.nonce += 1;
        let around = Surroundings {
            genesis: self.first.hash(),
            birth: self.first.hash(),
            spec_version: 1,
            transaction_version: 1,
        };
        let mut payload = [&call[..], &extra].concat();
        (around.spec_version, around.transaction_version).encode_to(&mut payload);
        (around.genesis, around.birth, 0u8).encode_to(&mut payload);
        if payload.len() > 256 {
            payload = blake2_256(&payload).to_vec();
        }
        let mut bytes = vec![0x84, 0];
        bytes.extend(person.account().0);
        bytes.push(1);
        bytes.extend(person.0.sign_simple(b"substrate", &payload).to_bytes());
        bytes.extend(extra);
        bytes.extend(call);
        bytes.encode()
    }

    /// A block with these transactions, made final by the voters in force. Gives its hash.
    pub fn block(&mut self, body: &[Vec<u8>], digest: Vec<Item>) -> Hash {
        self.now_ms += MINUTE_MS;
        let nodes = &mut self.nodes;
        let mut keep = |hash: Hash, node: &[u8]| {
            let _ = nodes.insert(hash, node.to_vec());
        };
        let ledger = trie::build(&self.ledger, Version::V1, &mut keep).expect("short keys");
        let _ = self.top.insert(storage::child(&TRIE_ID), ledger.to_vec());
        let _ = self.top.insert(storage::clock(), self.now_ms.encode());
        let header = Header {
            parent: self.head.hash(),
            number: self.head.number + 1,
            state_root: trie::build(&self.top, Version::V1, &mut keep).expect("short keys"),
            extrinsics_root: trie::build_list(body, Version::V0, &mut keep).expect("short keys"),
            digest,
        };
        let hash = header.hash();
        let _ = self
            .justifications
            .insert(hash, justify(&header, &self.voters, self.set));
        let _ = self.headers.insert(hash, header.clone());
        self.head = header;
        hash
    }

    /// A block after which other voters are in force.
    pub fn change_voters(&mut self, voters: &[u8]) -> Hash {
        let mut change = vec![1];
        (listed(voters), 0u32).encode_to(&mut change);
        let block = self.block(&[], vec![Item::Consensus(*b"FRNK", change)]);
        self.changes.push(block);
        self.voters = voters.to_vec();
        self.set += 1;
        register(&mut self.top, self.set, voters);
        block
    }

    /// The evidence of the loan at the newest block, in parts that can be changed before they are sealed.
    pub fn bundle(&self) -> Bundle {
        let bag = Bag::new(self.nodes.values().cloned().collect()).expect("by hash");
        let state = |root| StateOf { bag: &bag, root };
        // Ask for what the verifier will ask for: the rest is left out.
        let _: Vec<(Voter, u64)> = state(self.first.state_root)
            .must(&storage::voters())
            .expect("there");
        let head = state(self.head.state_root);
        let _: Hash = head.must(&storage::block_hash(0)).expect("there");
        let _: u64 = head.must(&storage::clock()).expect("there");
        let _ = head.contract(&CONTRACT).expect("there");
        let _ = head
            .ledger(&TRIE_ID)
            .expect("there")
            .expect("there")
            .loan(LOAN)
            .expect("there");
        for set in 0..=self.set {
            let voters: Option<VotersOf> = head.get(&storage::voters_of(set)).expect("there");
            for (account, _) in voters.into_iter().flat_map(|(_, voters)| voters) {
                let _: Option<Profile> = head.get(&storage::profile(&account)).expect("there");
            }
        }
        let attestations = self.attestations(head);
        let mut headers = vec![self.first.hash(), self.head.hash()];
        let mut finals = vec![self.head.hash()];
        headers.extend(&self.changes);
        finals.extend(&self.changes);
        for listed in &self.blocks {
            let header = &self.headers[&listed.block.0];
            headers.extend([listed.block.0, header.parent]);
            finals.push(listed.final_by.0);
            for root in [header.state_root, self.headers[&header.parent].state_root] {
                let ledger = state(root).ledger(&TRIE_ID).expect("there");
                let _ = ledger.map(|ledger| ledger.chain_of(LOAN).expect("there"));
            }
            let own = state(header.state_root);
            let _: u64 = own.must(&storage::clock()).expect("there");
            let _: Hash = own.must(&storage::block_hash(0)).expect("there");
            for transaction in &listed.transactions {
                let key = trie::list_key(transaction.index);
                let bytes = bag.value(&header.extrinsics_root, &key).expect("there");
                let taken = bytes.and_then(Transaction::decode).expect("a transaction");
                if !taken.is_own() {
                    let _: Option<Proxies> = own.get(&storage::proxies(&taken.on_behalf_of)).expect("there");
                }
            }
        }
        let nodes = bag.into_used();
        let Some(Event::LoanProposed(proposed)) = self.events.first() else {
            panic!("proposed");
        };
        let terms = proposed.terms.clone();
        let today = terms.day_of(Timestamp(self.now_ms));
        let statement = Statement::replay(&self.events, &BuiltIn, today).expect("sound");
        let by_hash = |hashes: Vec<Hash>| -> BTreeMap<Hash, Vec<u8>> {
            let header = |hash: Hash| (hash, self.headers[&hash].encode());
            hashes.into_iter().map(header).collect()
        };
        let justifications: BTreeMap<Hash, Vec<u8>> = finals
            .into_iter()
            .map(|hash| (hash, self.justifications[&hash].encode()))
            .collect();
        Bundle {
            manifest: Manifest {
                format: FORMAT.into(),
                schema: SCHEMA,
                genesis: Hex(self.first.hash()),
                contract: Hex(CONTRACT.0),
                code: Hex(CODE),
                loan: LOAN,
                block: Head {
                    hash: Hex(self.head.hash()),
                    number: self.head.number,
                    time_ms: self.now_ms,
                },
                parts: Vec::new(),
            },
            index: Index {
                attestations,
                changes: self.changes.iter().copied().map(Hex).collect(),
                final_by: Hex(self.head.hash()),
                blocks: self.blocks.clone(),
            },
            events: self
                .events
                .iter()
                .map(|event| EventPart {
                    name: event.name().into(),
                    scale: hex::encode(event.encode()),
                })
                .collect(),
            terms: terms.encode(),
            statement: canonical(&account::document(&statement, today)),
            headers: by_hash(headers).into_values().collect(),
            nodes,
            justifications: justifications.into_values().collect(),
            others: Parts::new(),
        }
    }

    /// What was attested of the loan's files, asked for.
    fn attestations(&self, head: StateOf<'_>) -> Vec<Attested> {
        let known = institutions::digests(self.loan().agreement.digest, &self.events);
        let receipt = sha2_256(b"receipt");
        let account = institution(self.first_voter);
        if !known.contains(&receipt) {
            return Vec::new();
        }
        let _: Attestation = head
            .must(&storage::attestation(&receipt, &account))
            .expect("there");
        let _: Option<Profile> = head.get(&storage::profile(&account)).expect("there");
        vec![Attested {
            digest: Hex(receipt),
            account: Hex(account.0),
        }]
    }

    /// The nodes that prove the voters of the first block.
    pub fn voter_nodes(&self) -> Vec<Vec<u8>> {
        let bag = Bag::new(self.nodes.values().cloned().collect()).expect("by hash");
        let _ = bag
            .value(&self.first.state_root, &storage::voters())
            .expect("there");
        bag.into_used()
    }

    /// The chain's raw specification.
    pub fn specification(&self) -> Vec<u8> {
        let top: BTreeMap<String, String> = self
            .origin
            .iter()
            .map(|(key, value)| {
                (
                    format!("0x{}", hex::encode(key)),
                    format!("0x{}", hex::encode(value)),
                )
            })
            .collect();
        let spec = serde_json::json!({
            "name": "paper",
            "properties": {"tokenSymbol": "IOU", "tokenDecimals": 12, "ledger": show_address(CONTRACT)},
            "genesis": {"raw": {"top": top, "childrenDefault": {}}},
        });
        spec.to_string().into_bytes()
    }

    /// The evidence as a file.
    pub fn file(&self) -> Vec<u8> {
        self.bundle().seal()
    }
}

/// A loan of `months` instalments with `events` events on a chain with `voters` voters that changed `changes` times: it is
/// signed, delivered, and then its lender demands, again and again.
pub fn of_size(voters: u8, months: u16, events: usize, changes: u8) -> Paper {
    let numbers: Vec<u8> = (1..=voters).collect();
    let mut paper = Paper::with_loan(&numbers, months);
    for _ in 0..changes {
        // The same institutions: what counts is that the change is followed.
        let _ = paper.change_voters(&numbers);
    }
    while paper.events.len() < events {
        let n = paper.events.len() as u8;
        let action = Action::Demand {
            message: [n; 32],
            channel: terms::life::Channel::Email,
            receipt: Some([n; 32]),
        };
        paper.act(0, action);
    }
    paper
}

/// The parts of a file before they are sealed.
#[derive(Clone)]
#[allow(missing_docs)]
pub struct Bundle {
    pub manifest: Manifest,
    pub index: Index,
    pub events: Vec<EventPart>,
    pub terms: Vec<u8>,
    pub statement: Vec<u8>,
    pub headers: Vec<Vec<u8>>,
    pub nodes: Vec<Vec<u8>>,
    pub justifications: Vec<Vec<u8>>,
    pub others: Parts,
}

impl Bundle {
    /// The entries, without the manifest.
    pub fn parts(&self) -> Parts {
        let terms = Terms::decode(&mut &self.terms[..]).expect("terms");
        let own = [
            (part::AGREEMENT_EN, render(&terms, Lang::En).into_bytes()),
            (part::AGREEMENT_ZH, render(&terms, Lang::Zh).into_bytes()),
            (part::TERMS, self.terms.clone()),
            (part::EVENTS, canonical(&self.events)),
            (part::STATEMENT, self.statement.clone()),
            (part::INDEX, canonical(&self.index)),
            (part::HEADERS, by_hash(&self.headers).encode()),
            (part::NODES, by_hash(&self.nodes).encode()),
            (part::JUSTIFICATIONS, self.justifications.encode()),
        ];
        let mut parts: Parts = own.map(|(name, bytes)| (name.to_owned(), bytes)).into();
        parts.extend(self.others.clone());
        parts
    }

    /// The file, its manifest made to fit.
    pub fn seal(&self) -> Vec<u8> {
        seal(&self.manifest, self.parts())
    }
}

/// A file of these entries under a manifest that lists them as they are.
pub fn seal(manifest: &Manifest, mut parts: Parts) -> Vec<u8> {
    let mut manifest = manifest.clone();
    manifest.parts = Manifest::list(&parts);
    let _ = parts.insert(MANIFEST.into(), canonical(&manifest));
    container::write(&parts).expect("within the limits")
}

/// In the order of their hashes, each once.
pub fn by_hash(items: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let sorted: BTreeMap<Hash, Vec<u8>> = items
        .iter()
        .map(|item| (blake2_256(item), item.clone()))
        .collect();
    sorted.into_values().collect()
}

fn encoded(name: &str, arguments: &impl Encode) -> Vec<u8> {
    let mut input = blake2_256(name.as_bytes())[..4].to_vec();
    arguments.encode_to(&mut input);
    input
}

/// The message for a step.
fn input_of(action: &Action) -> Vec<u8> {
    match action.clone() {
        Action::Sign { digest, evidence } => encoded("sign", &(LOAN, digest, evidence)),
        Action::Deliver { amount, on, receipt } => encoded("deliver", &(LOAN, amount, on, receipt)),
        Action::AcknowledgeDelivery { amount, evidence } => {
            encoded("acknowledge_delivery", &(LOAN, amount, evidence))
        }
        Action::ReportRepayment { amount, on, receipt } => {
            encoded("report_repayment", &(LOAN, amount, on, receipt))
        }
        Action::ConfirmRepayment { report, evidence } => {
            encoded("confirm_repayment", &(LOAN, report, evidence))
        }
        Action::Demand {
            message,
            channel,
            receipt,
        } => encoded("demand", &(LOAN, message, channel, receipt)),
        Action::NotifyDue => encoded("notify_due", &vec![LOAN]),
        Action::MarkDefault => encoded("mark_default", &LOAN),
        Action::Dispute { evidence } => encoded("dispute", &(LOAN, evidence)),
        other => panic!("no message for {other:?} on paper"),
    }
}

/// An amount of minor units.
pub fn minor(units: u128) -> Amount {
    sample::amount(units)
}
