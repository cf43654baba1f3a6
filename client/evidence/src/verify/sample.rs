//! A chain on paper, with keys that everybody knows: the evidence of a loan on it is made without any node, whole and
//! correct, or changed in one place by whoever wants to see that the change is noticed. For tests, fuzzing and figures.
//! Units: milliseconds since 1970; a block each minute unless time is moved.

#![allow(clippy::expect_used, clippy::unwrap_used)] // of use to tests alone

pub mod identities;
pub mod lies;
pub mod passkeys;
pub mod seats;
pub mod words;

use iou_base::hex0x;
use std::collections::BTreeMap;

use ed25519_zebra::{SigningKey, VerificationKey};
use iou_base::{address, sha256, Lang};
use k256::ecdsa::SigningKey as SecretKey;
use scale::{Compact, Decode, Encode};
use schnorrkel::{ExpansionMode, Keypair, MiniSecretKey};
use sp_crypto_hashing::{blake2_256, keccak_256};
use terms::agreement::Moved;
use terms::event::Office;
use terms::intent::{message, wrapped, Deed, Intent, Signature, VERSION};
use terms::law::BuiltIn;
use terms::life::{Action, Context, Loan, Offices, Outcome};
use terms::statement::Statement;
use terms::{sample, AccountId, Amount, Day, Event, Instalment, RatePpm, Role, Terms, Timestamp};

use super::container::{self, Parts, MANIFEST};
use super::extrinsic::{SignedExtensions, Transaction};
use super::finality::{AuthorityId, Justification, Precommit, SignedPrecommit};
use super::header::{DigestItem, Header};
use super::manifest::{
    canonical, Attested, BlockRef, ChainProperties, EventBlock, EventPart, Hex, Index, ListedTransaction,
    Manifest, FORMAT, SCHEMA,
};
use super::steps::{lets, Lettings};
use super::storage::{self, cell, Announcements, Attestation, Profile, Proxies, RegisteredSet, StateOf};
use super::trie::{self, ProofNodes, Version};
use super::{account, ecdsa, institutions, part, Genesis, Hash};
use crate::agreement::render;

/// The ledger's address on every chain on paper.
pub const CONTRACT: AccountId = AccountId([0xC0; 32]);
/// The code that it runs.
pub const CODE: Hash = [0xCD; 32];
/// The loan's number.
pub const LOAN: u64 = 0;
const TRIE_ID: [u8; 32] = [0x71; 32];
const MINUTE_MS: u64 = 60_000;
/// The day on which loans on paper begin.
pub const START: Day = Day(20_458);

/// Whoever has no part in the loan holds this office on paper, and nobody another one.
#[derive(Clone, Copy)]
struct Held(Office);

impl Offices for Held {
    fn holds(&self, office: Office, _: AccountId) -> bool {
        office == self.0
    }
}

const VERIFIERS: &Held = &Held(Office::Verifier);
const ARBITERS: &Held = &Held(Office::Arbiter);

/// Somebody who signs transactions, with a key of one of the four kinds that the chain knows.
#[derive(Clone)]
#[allow(missing_docs)]
pub enum Person {
    Sr25519(Keypair),
    Ed25519(SigningKey),
    Ecdsa(SecretKey),
    Eth(SecretKey),
}

impl Person {
    /// The person of that number, with the usual kind of key.
    pub fn new(number: u8) -> Person {
        let secret = MiniSecretKey::from_bytes(&[number; 32]).expect("32 bytes");
        Person::Sr25519(secret.expand_to_keypair(ExpansionMode::Ed25519))
    }

    /// The same with each of the other kinds.
    pub fn unusual(number: u8) -> [Person; 3] {
        let secret = SecretKey::from_slice(&[number; 32]).expect("32 bytes");
        let ed25519 = SigningKey::from([number; 32]);
        [
            Person::Ed25519(ed25519),
            Person::Ecdsa(secret.clone()),
            Person::Eth(secret),
        ]
    }

    /// Their account.
    pub fn account(&self) -> AccountId {
        let public = |secret: &SecretKey| -> [u8; 33] {
            let point = secret.verifying_key().to_encoded_point(true);
            point.as_bytes().try_into().expect("a compressed point")
        };
        AccountId(match self {
            Person::Sr25519(pair) => pair.public.to_bytes(),
            Person::Ed25519(key) => VerificationKey::from(key).into(),
            Person::Ecdsa(secret) => blake2_256(&public(secret)),
            Person::Eth(secret) => ecdsa::eth_account(&public(secret)),
        })
    }

    /// The signature with the number of its kind.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let recoverable = |kind: u8, secret: &SecretKey, digest: [u8; 32]| {
            let (signature, id) = secret.sign_prehash_recoverable(&digest).expect("32 bytes");
            [&[kind][..], &signature.to_bytes()[..], &[id.to_byte()]].concat()
        };
        match self {
            Person::Ed25519(key) => [&[0][..], &key.sign(message).to_bytes()].concat(),
            Person::Sr25519(pair) => [&[1][..], &pair.sign_simple(b"substrate", message).to_bytes()].concat(),
            Person::Ecdsa(secret) => recoverable(2, secret, blake2_256(message)),
            Person::Eth(secret) => recoverable(3, secret, keccak_256(message)),
        }
    }
}

/// How a step is sent, where it is not sent in the usual way.
#[derive(Clone, Default)]
#[allow(missing_docs)]
pub struct Manner {
    /// What stands after the arguments.
    pub tail: Vec<u8>,
    /// By the call that limits time alone.
    pub old_weight: bool,
    pub metadata_hash: Option<Hash>,
    pub tip: u128,
    /// Who sends it instead, through whom: the last is in whose name.
    pub through: Option<(Person, Vec<AccountId>)>,
    /// Set off by anybody, as somebody announced it: whom of `through` it names.
    pub announced_by: Option<AccountId>,
}

/// The key of an authority.
pub fn authority_key(number: u8) -> SigningKey {
    SigningKey::from([number; 32])
}

/// The same as everybody knows it.
pub fn authority(number: u8) -> AuthorityId {
    VerificationKey::from(&authority_key(number)).into()
}

/// The authorities of these numbers, each of weight one.
pub fn listed(authorities: &[u8]) -> Vec<(AuthorityId, u64)> {
    authorities.iter().map(|number| (authority(*number), 1)).collect()
}

/// The account of the institution that has the authority of that number.
pub fn institution(number: u8) -> AccountId {
    AccountId([number | 0x80; 32])
}

/// Writes who the authorities of a set are.
fn register(top: &mut BTreeMap<Vec<u8>, Vec<u8>>, set: u64, authorities: &[u8]) {
    let keys = listed(authorities).into_iter().map(|(key, _)| key);
    let pairs: Vec<(AccountId, Hash)> = authorities
        .iter()
        .map(|number| institution(*number))
        .zip(keys)
        .collect();
    for (account, _) in &pairs {
        let profile: Profile = (format!("Court {}", account.0[0] & 0x7F).into_bytes(), None, 0);
        let _ = top.insert(storage::profile(account), profile.encode());
    }
    let _ = top.insert(storage::registered_set(set), (0u32, pairs).encode());
}

/// The votes of `authorities` in set `set` for a block.
pub fn justify(header: &Header, authorities: &[u8], set: u64) -> Justification {
    let target = Precommit {
        target: header.hash(),
        number: header.number,
    };
    let mut justification = Justification {
        round: 1,
        target: target.clone(),
        precommits: Vec::new(),
        ancestries: Vec::new(),
    };
    let message = justification.signed_bytes(&target, set);
    justification.precommits = authorities
        .iter()
        .map(|number| SignedPrecommit {
            precommit: target.clone(),
            signature: authority_key(*number).sign(&message).to_bytes(),
            authority: authority(*number),
        })
        .collect();
    justification
}

/// A chain with one loan.
pub struct Paper {
    /// Lender, borrower, who borrows with them where the terms say so, and those of [`seats`].
    pub people: [Person; 9],
    /// The numbers of the authorities in force.
    pub authorities: Vec<u8>,
    /// The header of the genesis block.
    pub first: Header,
    /// All headers.
    pub headers: BTreeMap<Hash, Header>,
    /// All justifications, by block.
    pub justifications: BTreeMap<Hash, Justification>,
    /// The time of the next block.
    pub now_ms: u64,
    first_authority: u8,
    set: u64,
    changes: Vec<Hash>,
    blocks: Vec<EventBlock>,
    nodes: BTreeMap<Hash, Vec<u8>>,
    origin: BTreeMap<Vec<u8>, Vec<u8>>,
    top: BTreeMap<Vec<u8>, Vec<u8>>,
    ledger: BTreeMap<Vec<u8>, Vec<u8>>,
    head: Header,
    nonce: u32,
    /// The office that can be held.
    offices: &'static Held,
    loan: Option<Loan>,
    plan: Vec<Instalment>,
    events: Vec<Event>,
    /// What was signed for others to submit: the entries of a file, by identities.
    intents: BTreeMap<Hash, Vec<u8>>,
    /// How far those got with their intents who are not lender or borrower.
    counters: BTreeMap<AccountId, u32>,
    /// What others send in the same block as the next step, before it; the file lists it too.
    rivals: Vec<(Vec<u8>, Option<Hash>)>,
    /// How the next step is sent.
    pub manner: Manner,
}

impl Paper {
    /// A chain that begins with these authorities; `salt` makes it another one.
    pub fn new(authorities: &[u8], salt: u8) -> Paper {
        let mut top = BTreeMap::new();
        let _ = top.insert(storage::authorities(), listed(authorities).encode());
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
            cell::Root {
                deployer: CONTRACT,
                genesis: hash,
                loans: LOAN + 1,
                rates: 0,
            }
            .encode(),
        )];
        register(&mut top, 0, authorities);
        // An institution attests what the borrower's transfer was: a file that the events name.
        let seen = storage::attestation(&sha256(b"receipt"), &institution(authorities[0]));
        let _ = top.insert(seen, (2u8, 1u32, 7u64).encode());
        let mut paper = Paper {
            people: [101, 102, 103, 104, 105, 106, 107, 108, 109].map(Person::new),
            authorities: authorities.to_vec(),
            headers: [(hash, first.clone())].into(),
            head: first.clone(),
            first,
            justifications: BTreeMap::new(),
            now_ms: sample::noon(START).0,
            first_authority: authorities[0],
            set: 0,
            changes: Vec::new(),
            blocks: Vec::new(),
            nodes,
            origin,
            top,
            ledger: ledger.into(),
            nonce: 0,
            offices: VERIFIERS,
            loan: None,
            plan: Vec::new(),
            events: Vec::new(),
            intents: BTreeMap::new(),
            counters: BTreeMap::new(),
            rivals: Vec::new(),
            manner: Manner::default(),
        };
        let _ = paper.block(&[], Vec::new());
        paper
    }

    /// One whose states do not say which chain they are of.
    pub fn forgetful(authorities: &[u8]) -> Paper {
        let mut paper = Paper::new(authorities, 3);
        let _ = paper.top.remove(&storage::block_hash(0));
        paper
    }

    /// The same with a loan that the borrower has proposed, and nobody else has signed.
    pub fn with_proposal(authorities: &[u8], months: u16) -> Paper {
        let mut paper = Paper::new(authorities, 1);
        paper.propose_monthly(months);
        paper
    }

    /// The same where two borrow, and in default the whole falls due in ten days.
    pub fn with_joint_proposal(authorities: &[u8], months: u16) -> Paper {
        let mut paper = Paper::new(authorities, 1);
        let mut terms = paper.terms(months);
        terms.co_borrowers.push(paper.people[2].account());
        terms.acceleration = Some(10);
        paper.propose(terms);
        paper
    }

    /// The same, signed by each and delivered.
    pub fn with_joint_loan(authorities: &[u8], months: u16) -> Paper {
        let mut paper = Paper::with_joint_proposal(authorities, months);
        let digest = paper.loan().agreement.digest;
        let evidence = None;
        paper.act(2, Action::Sign { digest, evidence });
        paper.sign_and_deliver();
        paper
    }

    /// A running loan with a repayment that is reported, and to be answered within seven days.
    pub fn unanswered() -> Paper {
        let mut paper = Paper::new(&[1], 1);
        let mut terms = paper.terms(3);
        terms.answer_days = 7;
        paper.propose(terms);
        paper.sign_and_deliver();
        paper.report();
        paper
    }

    /// A running loan of 10,000.00 that may come in three parts: 3,000.00 of the second report are acknowledged, 4,000.00 of the
    /// first wait.
    pub fn in_parts() -> Paper {
        let mut paper = Paper::new(&[1], 1);
        let mut terms = paper.terms(3);
        terms.deliveries = 3;
        paper.propose(terms);
        let (digest, evidence) = (paper.loan().agreement.digest, None);
        paper.act(0, Action::Sign { digest, evidence });
        for part in [400_000, 300_000] {
            paper.deliver(part);
        }
        paper.receive(300_000);
        paper
    }

    /// An old debt of 10,000.00 that both have signed: 7,000.00 came, 1,000.00 was repaid, then 3,000.00 came.
    pub fn old_debt() -> Paper {
        let mut paper = Paper::proposed_old_debt();
        let (digest, evidence) = (paper.loan().agreement.digest, None);
        paper.act(0, Action::Sign { digest, evidence });
        paper
    }

    /// The same by what lender and borrower signed for others to submit.
    pub fn old_debt_by_intents() -> Paper {
        let mut paper = Paper::new(&[1], 1);
        let _ = paper.conclude_on(paper.old_terms());
        paper
    }

    fn proposed_old_debt() -> Paper {
        let mut paper = Paper::new(&[1], 1);
        paper.propose(paper.old_terms());
        paper
    }

    fn old_terms(&self) -> Terms {
        let mut terms = self.terms(3);
        let moved = |by, amount, days| Moved {
            by,
            amount: minor(amount),
            on: Day(START.0 - days),
            receipt: Some(sha256(b"receipt")),
        };
        terms.past = vec![
            moved(Role::Lender, 700_000, 200),
            moved(Role::Borrower, 100_000, 100),
            moved(Role::Lender, 300_000, 10),
        ];
        terms.deliver_by = terms.sign_by;
        sample::scheduled(terms)
    }

    /// The lender reports that so much was delivered today.
    pub fn deliver(&mut self, part: u128) {
        let deliver = Action::Deliver {
            amount: minor(part),
            on: None,
            at_least: RatePpm::ZERO,
            receipt: Some(sha256(b"receipt")),
        };
        self.act(0, deliver);
    }

    /// The borrower acknowledges a report of so much.
    pub fn receive(&mut self, part: u128) {
        let received = Action::AcknowledgeDelivery {
            delivery: sample::UNSEEN_DELIVERY,
            amount: minor(part),
            on: sample::UNSEEN_DAY,
            receipt: None,
            evidence: None,
        };
        self.act(1, received);
    }

    /// The borrower has reported a repayment.
    pub fn report(&mut self) {
        self.act(
            1,
            Action::ReportRepayment {
                amount: minor(5_000),
                on: START,
                receipt: None,
                payer: None,
                to: sample::UNSEEN_CREDITOR,
            },
        );
    }

    /// Somebody who has no part in it has recorded that the first report is unanswered.
    pub fn silence(&mut self) {
        self.act(2, Action::RecordSilence { report: 0 });
    }

    /// The same by what lender and borrower signed for others to submit.
    pub fn with_intents(authorities: &[u8], months: u16) -> Paper {
        let mut paper = Paper::new(authorities, 1);
        let _ = paper.conclude(months);
        paper.sign_and_deliver_by_intents();
        paper
    }

    fn terms(&self, months: u16) -> Terms {
        let [lender, borrower, ..] = &self.people;
        let mut terms = sample::monthly(lender.account(), borrower.account(), START, months);
        terms.grace_days = 3;
        terms
    }

    /// The same with a loan of `terms`, proposed by the borrower, signed, delivered and acknowledged.
    pub fn with_loan(authorities: &[u8], months: u16) -> Paper {
        let mut paper = Paper::with_proposal(authorities, months);
        paper.sign_and_deliver();
        paper
    }

    /// The borrower proposes a loan of so many months.
    pub fn propose_monthly(&mut self, months: u16) {
        let terms = self.terms(months);
        self.propose(terms);
    }

    /// What both do until the loan runs.
    pub fn sign_and_deliver(&mut self) {
        self.sign();
        let principal = self.loan().agreement.terms.principal.minor();
        self.deliver(principal);
        self.receive(principal);
    }

    /// The lender signs.
    pub fn sign(&mut self) {
        let (digest, evidence) = (self.loan().agreement.digest, None);
        self.act(0, Action::Sign { digest, evidence });
    }

    /// The loan.
    pub fn loan(&self) -> &Loan {
        self.loan.as_ref().expect("proposed")
    }

    /// Its schedule in force.
    pub fn schedule(&self) -> &[Instalment] {
        &self.plan
    }

    /// Its events.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What the chain begins with.
    pub fn genesis(&self) -> Genesis {
        Genesis {
            hash: self.first.hash(),
            name: "paper".into(),
            token_symbol: Some("IOU".into()),
            token_decimals: Some(12),
            kind: Some("Live".into()),
            is_development: false,
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
            block: self.head.number + 1,
            sha256,
            rates: &BuiltIn,
            offices: self.offices,
            intent: None,
        }
    }

    fn propose(&mut self, terms: Terms) {
        let outcome = Loan::propose(LOAN, terms.clone(), None, &self.context(1)).expect("lawful terms");
        self.plan.clone_from(&terms.schedule);
        let input = encoded("propose", &(terms, None::<Hash>));
        self.keep(1, input, outcome);
    }

    /// What happened so far is in the file without proof of its blocks.
    pub fn forget_places(&mut self) {
        self.blocks.clear();
        self.intents.clear();
    }

    /// One of the people, the lender (0), the borrower (1) or another, takes a step in a block of its own.
    pub fn act(&mut self, who: usize, action: Action) {
        let action = terms::sample::seen(action, self.loan());
        self.act_by(who, input_of(&action), action);
    }

    /// The same by the message that takes several steps which anyone may take.
    pub fn act_in_batch(&mut self, who: usize, action: Action) {
        let input = encoded(
            "batch",
            &vec![(LOAN + 1, Action::NotifyDue), (LOAN, action.clone())],
        );
        self.act_by(who, input, action);
    }

    /// Why the rules do not let them take a step.
    pub fn refuses(&self, who: usize, action: Action) -> terms::Error {
        let loan = self.loan().clone();
        let refused = loan.step(action, &self.plan, &self.context(who));
        refused.map(drop).expect_err("a step that is refused")
    }

    fn act_by(&mut self, who: usize, input: Vec<u8>, action: Action) {
        let loan = self.loan.take().expect("proposed");
        let signer = self.people[who].account();
        let counter = loan.counter(signer).or(self.counters.get(&signer).copied());
        let outcome = loan
            .act(
                action,
                counter.unwrap_or_default(),
                &self.plan,
                &self.context(who),
            )
            .expect("a step that is allowed");
        self.counters.extend(outcome.counter);
        self.keep(who, input, outcome);
    }

    /// What one of the people wants of the loan as it stands, for a day.
    pub fn intent(&self, who: usize, action: Action) -> Intent {
        let (loan, signer) = (self.loan(), self.people[who].account());
        let counter = loan.counter(signer).or(self.counters.get(&signer).copied());
        self.intent_of(
            who,
            Deed::Act {
                loan: LOAN,
                nonce: counter.unwrap_or_default(),
                in_force: loan.agreement.in_force,
                action: sample::seen(action, loan),
            },
        )
    }

    fn intent_of(&self, who: usize, deed: Deed) -> Intent {
        Intent {
            version: VERSION,
            genesis: self.first.hash(),
            contract: CONTRACT,
            signer: self.people[who].account(),
            not_before: Timestamp(self.now_ms),
            not_after: Timestamp(self.now_ms + 24 * 60 * MINUTE_MS),
            deed,
        }
    }

    /// An intent with its signature, over the text as it is or as wallets wrap it.
    pub fn signed_intent(&self, who: usize, intent: &Intent, is_wrapped: bool) -> (Intent, Signature) {
        let plain = message(&intent.id(sha256));
        let text = if is_wrapped { wrapped(&plain) } else { plain };
        let Person::Sr25519(pair) = &self.people[who] else {
            panic!("other keys sign no intents");
        };
        (intent.clone(), pair.sign_simple(b"substrate", &text).to_bytes())
    }

    /// Somebody submits what these people want, in one transaction of one block, with what they want of other loans among it.
    /// Every second text is wrapped. Gives the identities.
    pub fn submit(&mut self, steps: Vec<(usize, Action)>, others: Vec<(Intent, Signature)>) -> Vec<Hash> {
        let mut carried = others;
        let mut ids = Vec::new();
        for (n, (who, action)) in steps.into_iter().enumerate() {
            let intent = self.intent(who, action);
            let id = intent.id(sha256);
            let counter = match intent.deed {
                Deed::Act { nonce, .. } => nonce,
                _ => 0,
            };
            carried.push(self.signed_intent(who, &intent, n % 2 == 1));
            let context = Context {
                intent: Some(id),
                ..self.context(who)
            };
            let loan = self.loan.take().expect("proposed");
            let outcome = loan.submit(intent, counter, &self.plan, &context);
            let outcome = outcome.expect("a step that is allowed").expect("a new one");
            self.counters.extend(outcome.counter);
            self.apply(outcome);
            ids.push(id);
        }
        let input = encoded("submit", &carried);
        self.carry(carried);
        self.close(&Person::new(77), &input, false);
        ids
    }

    /// The same for one step, by a contract that takes whatever it is given: `change` spoils the intent before it is signed,
    /// and the event names it as it is.
    pub fn submit_changed(&mut self, who: usize, action: Action, change: impl Fn(&Paper, &mut Intent)) {
        let honest = self.intent(who, action);
        let mut spoilt = honest.clone();
        change(self, &mut spoilt);
        let id = spoilt.id(sha256);
        let carried = vec![self.signed_intent(who, &spoilt, false)];
        let Deed::Act { nonce, .. } = honest.deed else {
            panic!("a step");
        };
        let context = Context {
            intent: Some(id),
            ..self.context(who)
        };
        let loan = self.loan.take().expect("proposed");
        let outcome = loan.submit(honest, nonce, &self.plan, &context);
        self.apply(outcome.expect("a step that is allowed").expect("a new one"));
        let input = encoded("submit", &carried);
        self.carry(carried);
        self.close(&Person::new(77), &input, false);
    }

    /// What both do until the loan runs, by intents.
    pub fn sign_and_deliver_by_intents(&mut self) {
        let amount = self.loan().agreement.terms.principal;
        let deliver = Action::Deliver {
            amount,
            on: Some(self.loan().agreement.terms.day_of(Timestamp(self.now_ms))),
            at_least: RatePpm::ZERO,
            receipt: Some(sha256(b"receipt")),
        };
        let received = Action::AcknowledgeDelivery {
            delivery: 0,
            amount,
            on: sample::UNSEEN_DAY,
            receipt: None,
            evidence: None,
        };
        let _ = self.submit(vec![(0, deliver)], Vec::new());
        let _ = self.submit(vec![(1, received)], Vec::new());
    }

    /// The loan of so many months in one step, from what lender and borrower signed apart.
    pub fn conclude(&mut self, months: u16) -> Vec<Hash> {
        self.conclude_on(self.terms(months))
    }

    /// The same of these terms.
    fn conclude_on(&mut self, terms: Terms) -> Vec<Hash> {
        let deed = Deed::Propose {
            terms: terms.digest(sha256),
            evidence: None,
        };
        let [lender, borrower] = [0, 1].map(|who| self.intent_of(who, deed.clone()));
        let ids = [lender.id(sha256), borrower.id(sha256)];
        let outcome = Loan::conclude(
            None,
            &terms.schedule,
            LOAN,
            terms.clone(),
            terms.digest(sha256),
            [(&lender, ids[0]), (&borrower, ids[1])],
            &self.context(2),
        );
        self.plan.clone_from(&terms.schedule);
        self.apply(outcome.expect("lawful terms").expect("a new loan"));
        let signed =
            [(0, lender), (1, borrower)].map(|(who, intent)| self.signed_intent(who, &intent, who == 1));
        let input = encoded("conclude", &(terms, &signed[..]));
        self.carry(signed.to_vec());
        self.close(&Person::new(77), &input, false);
        ids.to_vec()
    }

    fn carry(&mut self, carried: Vec<(Intent, Signature)>) {
        // What is of other loans, no event of this one names.
        let named: Vec<_> = self
            .events
            .iter()
            .filter_map(|event| event.head().intent)
            .collect();
        let entries = carried.into_iter().map(|(intent, signature)| {
            let entry = [&intent.encode()[..], &signature].concat();
            (intent.id(sha256), entry)
        });
        self.intents.extend(entries.filter(|(id, _)| named.contains(id)));
    }

    fn keep(&mut self, who: usize, input: Vec<u8>, outcome: Outcome) {
        self.apply(outcome);
        self.close(&self.people[who].clone(), &input, true);
    }

    /// What a step made of the loan goes into the contract's cells.
    fn apply(&mut self, outcome: Outcome) {
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
                (loan.chain, loan.counters, loan.state.clone()).encode(),
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
    }

    /// A block with that call; the file lists it where it was a step of its sender.
    fn close(&mut self, sender: &Person, input: &[u8], is_listed: bool) {
        let mut sent = vec![(vec![4, 4], None)];
        sent.append(&mut self.rivals);
        let manner = std::mem::take(&mut self.manner);
        sent.push(self.send(sender, input, &manner));
        let count = sent.len() - usize::from(!is_listed);
        let body: Vec<_> = sent.iter().map(|(bytes, _)| bytes.clone()).collect();
        let block = self.block(&body, Vec::new());
        let birth = Hex(self.first.hash());
        let listed = (0u32..)
            .zip(&sent[..count])
            .skip(1)
            .map(|(index, (_, metadata_hash))| ListedTransaction {
                index,
                birth,
                spec_version: 1,
                transaction_version: 1,
                metadata_hash: metadata_hash.map(Hex),
            });
        self.blocks.push(EventBlock {
            block: Hex(block),
            final_by: Hex(block),
            transactions: listed.collect(),
        });
    }

    /// Somebody asks for a step, in the block of the next one: in their own name, or in that of `real`.
    pub fn rival(&mut self, person: &Person, real: Option<AccountId>, action: &Action) {
        let input = input_of(&terms::sample::seen(action.clone(), self.loan()));
        let manner = Manner {
            through: real.map(|real| (person.clone(), vec![real])),
            ..Manner::default()
        };
        let sent = self.send(person, &input, &manner);
        self.rivals.push(sent);
    }

    /// Somebody's transaction, as it is, comes into the block of the next step.
    pub fn replay(&mut self, transaction: Vec<u8>) {
        self.rivals.push((transaction, None));
    }

    /// Somebody sends another call, in the block of the next step.
    pub fn aside(&mut self, person: &Person, call: &[u8]) {
        let sent = (self.signed(person, call, &Manner::default()), None);
        self.rivals.push(sent);
    }

    /// From the next block on the contract is one that was told of another chain.
    pub fn told_of(&mut self, genesis: Hash) {
        let root = cell::Root {
            deployer: CONTRACT,
            genesis,
            loans: LOAN + 1,
            rates: 0,
        };
        let _ = self
            .ledger
            .insert(storage::cell_key(cell::ROOT, &()), root.encode());
    }

    /// From the next block on `real` lets `delegate` do everything for it, after so many blocks.
    pub fn let_act(&mut self, real: &AccountId, delegate: AccountId, delay: u32) {
        let listed: Proxies = (vec![(delegate, 0, delay)], 0);
        let _ = self.top.insert(storage::proxies(real), listed.encode());
    }

    /// From the next block on it does so no more.
    pub fn let_act_no_more(&mut self, real: &AccountId) {
        let _ = self.top.remove(&storage::proxies(real));
    }

    /// From the next block on an account has these announcements.
    pub fn announce(&mut self, account: &AccountId, listed: Vec<(AccountId, Hash, u32)>) {
        let value: Announcements = (listed, 0);
        let _ = self.top.insert(storage::announcements(account), value.encode());
    }

    /// A signed transaction that sends `input` to the ledger.
    pub fn transaction(&mut self, person: &Person, input: &[u8]) -> Vec<u8> {
        self.send(person, input, &Manner::default()).0
    }

    /// The same in another manner, with the hash of metadata that it signs.
    fn send(&mut self, person: &Person, input: &[u8], manner: &Manner) -> (Vec<u8>, Option<Hash>) {
        let (person, through) = match &manner.through {
            Some((other, through)) => (other, &through[..]),
            None => (person, &[][..]),
        };
        let mut call = Vec::new();
        for real in through {
            match manner.announced_by {
                Some(delegate) => {
                    call.extend([12, 9, 0]);
                    call.extend(delegate.0);
                }
                None => call.extend([12, 0]),
            }
            call.push(0);
            call.extend(real.0);
            call.push(0);
        }
        call.extend(ledger_call(input, manner));
        (self.signed(person, &call, manner), manner.metadata_hash)
    }

    /// A signed transaction of that call.
    fn signed(&mut self, person: &Person, call: &[u8], manner: &Manner) -> Vec<u8> {
        self.nonce += 1;
        let extensions = SignedExtensions {
            genesis: self.first.hash(),
            birth: self.first.hash(),
            spec_version: 1,
            transaction_version: 1,
            metadata_hash: manner.metadata_hash,
        };
        extrinsic(
            person.account(),
            |message| person.sign(message),
            call,
            (self.nonce, manner.tip),
            &extensions,
        )
    }

    /// A block with these transactions, made final by the authorities in force. Gives its hash.
    pub fn block(&mut self, body: &[Vec<u8>], digest: Vec<DigestItem>) -> Hash {
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
            .insert(hash, justify(&header, &self.authorities, self.set));
        let _ = self.headers.insert(hash, header.clone());
        self.head = header;
        hash
    }

    /// A block that ends an authority set by this item of its digest. Who writes on after it is for the caller to say.
    pub fn change_of(&mut self, item: DigestItem) -> Hash {
        let block = self.block(&[], vec![item]);
        self.changes.push(block);
        block
    }

    /// A block after which other authorities are in force.
    pub fn change_authorities(&mut self, authorities: &[u8]) -> Hash {
        let mut change = vec![1];
        (listed(authorities), 0u32).encode_to(&mut change);
        let block = self.change_of(DigestItem::Consensus(*b"FRNK", change));
        self.authorities = authorities.to_vec();
        self.set += 1;
        register(&mut self.top, self.set, authorities);
        block
    }

    /// Takes a set change that happened on another chain of the same first authorities, as one who forges this one's evidence
    /// would: with its header, its votes, and whatever proves its state.
    pub fn adopt(&mut self, other: &Paper, change: Hash, authorities: &[u8]) {
        let _ = self.headers.insert(change, other.headers[&change].clone());
        let _ = self
            .justifications
            .insert(change, other.justifications[&change].clone());
        self.nodes.extend(other.nodes.clone());
        self.changes.push(change);
        self.authorities = authorities.to_vec();
        self.set += 1;
        register(&mut self.top, self.set, authorities);
    }

    /// The evidence of the loan at the newest block, in parts that can be changed before they are sealed.
    pub fn bundle(&self) -> Bundle {
        let known = ProofNodes::new(self.nodes.values().cloned().collect::<Vec<_>>()).expect("by hash");
        let attestations = self.ask(&known);
        let mut headers = vec![self.first.hash(), self.head.hash()];
        let mut finals = vec![self.head.hash()];
        headers.extend(&self.changes);
        finals.extend(&self.changes);
        for listed in &self.blocks {
            headers.extend([listed.block.0, self.headers[&listed.block.0].parent]);
            finals.push(listed.final_by.0);
        }
        let nodes = known.into_used();
        let Some(Event::LoanProposed(proposed)) = self.events.first() else {
            panic!("proposed");
        };
        let terms = proposed.terms.clone();
        let today = terms.day_of(Timestamp(self.now_ms));
        // Of a contract that lied, as far as its events are of a loan.
        let mut sound = (0..=self.events.len()).rev().map(|count| &self.events[..count]);
        let statement = sound
            .find_map(|events| Statement::replay(events, &BuiltIn, today).ok())
            .expect("sound");
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
                chain: ChainProperties {
                    kind: "Live".into(),
                    symbol: "IOU".into(),
                    decimals: 12,
                },
                contract: Hex(CONTRACT.0),
                code: Hex(CODE),
                loan: LOAN,
                block: BlockRef {
                    hash: Hex(self.head.hash()),
                    number: self.head.number,
                    time_ms: self.now_ms,
                },
                parts: Vec::new(),
            },
            index: Index {
                attestations,
                set_changes: self.changes.iter().copied().map(Hex).collect(),
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
            statement: account::bytes(&statement, today),
            headers: by_hash(headers).into_values().collect(),
            nodes,
            justifications: justifications.into_values().collect(),
            intents: self.intents.values().cloned().collect(),
            others: Parts::new(),
        }
    }

    /// Asks the nodes for what the verifier will ask for: the rest is left out of a file.
    fn ask(&self, known: &ProofNodes<'_>) -> Vec<Attested> {
        let state = |root| StateOf { nodes: known, root };
        let _: Vec<(AuthorityId, u64)> = state(self.first.state_root)
            .must(&storage::authorities())
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
        for set in 0..=self.changes.len() as u64 {
            let authorities: Option<RegisteredSet> = head.get(&storage::registered_set(set)).expect("there");
            for (account, _) in authorities.into_iter().flat_map(|(_, authorities)| authorities) {
                let _: Option<Profile> = head.get(&storage::profile(&account)).expect("there");
            }
        }
        for change in &self.changes {
            let root = self.headers[change].state_root;
            let _: Option<Hash> = state(root).get(&storage::block_hash(0)).expect("there");
        }
        for listed in &self.blocks {
            let header = &self.headers[&listed.block.0];
            for root in [header.state_root, self.headers[&header.parent].state_root] {
                let ledger = state(root).ledger(&TRIE_ID).expect("there");
                let _ = ledger.map(|ledger| ledger.chain_of(LOAN).expect("there"));
            }
            let own = state(header.state_root);
            let _: u64 = own.must(&storage::clock()).expect("there");
            let _: Hash = own.must(&storage::block_hash(0)).expect("there");
            let mut lettings = Lettings::default();
            for transaction in &listed.transactions {
                let key = trie::list_key(transaction.index);
                let bytes = known.value(&header.extrinsics_root, &key).expect("there");
                let taken = bytes.and_then(Transaction::decode).expect("a transaction");
                let before = state(self.headers[&header.parent].state_root);
                ask_for_hops(&taken, own, before, &mut lettings, transaction.index);
            }
        }
        self.attestations(head)
    }

    /// What was attested of the loan's files, asked for.
    fn attestations(&self, head: StateOf<'_>) -> Vec<Attested> {
        let known = institutions::digests(self.loan().agreement.digest, &self.events);
        let receipt = sha256(b"receipt");
        let account = institution(self.first_authority);
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

    /// The nodes that prove the authorities of the genesis block.
    pub fn authority_nodes(&self) -> Vec<Vec<u8>> {
        self.nodes_of(self.first.hash(), &storage::authorities())
    }

    /// The nodes that prove a value of a block's state.
    pub fn nodes_of(&self, block: Hash, key: &[u8]) -> Vec<Vec<u8>> {
        let known = ProofNodes::new(self.nodes.values().cloned().collect::<Vec<_>>()).expect("by hash");
        let _ = known.value(&self.headers[&block].state_root, key).expect("there");
        known.into_used()
    }

    /// The chain's raw specification.
    pub fn specification(&self) -> Vec<u8> {
        let top: BTreeMap<String, String> = self
            .origin
            .iter()
            .map(|(key, value)| (hex0x(key), hex0x(value)))
            .collect();
        let spec = serde_json::json!({
            "name": "paper",
            "properties": {"tokenSymbol": "IOU", "tokenDecimals": 12, "ledger": address::show(CONTRACT)},
            "genesis": {"raw": {"top": top, "childrenDefault": {}}},
        });
        spec.to_string().into_bytes()
    }

    /// The evidence as a file.
    pub fn file(&self) -> Vec<u8> {
        self.bundle().seal()
    }
}

/// A loan of `months` instalments with `events` events on a chain with `authorities` authorities that changed `changes` times: it is
/// signed, delivered, and then its lender demands, again and again.
pub fn of_size(authorities: u8, months: u16, events: usize, changes: u8) -> Paper {
    let numbers: Vec<u8> = (1..=authorities).collect();
    let mut paper = Paper::with_loan(&numbers, months);
    for _ in 0..changes {
        // The same institutions: what counts is that the change is followed.
        let _ = paper.change_authorities(&numbers);
    }
    while paper.events.len() < events {
        let n = paper.events.len() as u8;
        let action = Action::Demand {
            message: [n; 32],
            channel: terms::life::Channel::Email,
            arrived: None,
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
    pub intents: Vec<Vec<u8>>,
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
        if !self.intents.is_empty() {
            let _ = parts.insert(part::INTENTS.to_owned(), self.intents.encode());
        }
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

/// Asks for what the verifier asks for of those who act for others.
fn ask_for_hops(
    taken: &Transaction,
    own: StateOf<'_>,
    before: StateOf<'_>,
    lettings: &mut Lettings,
    index: u32,
) {
    let step = taken.step(&CONTRACT);
    for (n, hop) in taken.hops.iter().enumerate() {
        let step = step.as_ref().filter(|_| n + 1 == taken.hops.len());
        let is_let = |state: StateOf<'_>| {
            let listed: Option<Proxies> = state.get(&storage::proxies(&hop.real)).expect("there");
            listed.is_some_and(|(listed, _)| lets(hop, step, &listed))
        };
        let _ = lettings.lets(hop, step) || is_let(own) || is_let(before);
        if hop.announced.is_some() && !lettings.announces(hop) {
            let key = storage::announcements(&hop.delegate);
            let _: Option<Announcements> = before.get(&key).expect("there");
        }
    }
    if step.is_none() {
        lettings.note(taken, index);
    }
}

/// A transaction without end of life: `sign` gives a signature with the number of its kind.
pub fn extrinsic(
    account: AccountId,
    sign: impl Fn(&[u8]) -> Vec<u8>,
    call: &[u8],
    (nonce, tip): (u32, u128),
    extensions: &SignedExtensions,
) -> Vec<u8> {
    let mut extra = vec![0];
    (Compact(nonce), Compact(tip), extensions.metadata_hash.is_some()).encode_to(&mut extra);
    let mut payload = [call, &extra].concat();
    (extensions.spec_version, extensions.transaction_version).encode_to(&mut payload);
    (extensions.genesis, extensions.birth, extensions.metadata_hash).encode_to(&mut payload);
    if payload.len() > 256 {
        payload = blake2_256(&payload).to_vec();
    }
    let mut bytes = vec![0x84, 0];
    bytes.extend(account.0);
    bytes.extend(sign(&payload));
    bytes.extend(extra);
    bytes.extend(call);
    bytes.encode()
}

/// The call of the ledger with that input.
pub fn ledger_call(input: &[u8], manner: &Manner) -> Vec<u8> {
    contract_call(&CONTRACT, (1, 1), input, manner)
}

/// The call of a contract that may take so much time and proof.
pub fn contract_call(contract: &AccountId, gas: (u64, u64), input: &[u8], manner: &Manner) -> Vec<u8> {
    let mut call = vec![41, if manner.old_weight { 0 } else { 6 }, 0];
    call.extend(contract.0);
    (Compact(0u128), Compact(gas.0)).encode_to(&mut call);
    if !manner.old_weight {
        Compact(gas.1).encode_to(&mut call);
    }
    None::<Compact<u128>>.encode_to(&mut call);
    [input, &manner.tail].concat().encode_to(&mut call);
    call
}

fn encoded(name: &str, arguments: &impl Encode) -> Vec<u8> {
    let mut input = blake2_256(name.as_bytes())[..4].to_vec();
    arguments.encode_to(&mut input);
    input
}

/// The message for a step. What is announced goes out in a batch.
pub fn input_of(action: &Action) -> Vec<u8> {
    match action {
        Action::NotifyDue => encoded("batch", &vec![(LOAN, action)]),
        other => encoded("act", &(LOAN, other)),
    }
}

/// An amount of minor units.
pub fn minor(units: u128) -> Amount {
    sample::amount(units)
}
