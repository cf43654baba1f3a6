//! The verifier's reader of justifications against that of the node (`sc-consensus-grandpa`) and the rule of GRANDPA itself
//! (`finality-grandpa`), on random branches, precommits and weights, and on damaged justifications.
//!
//! What is held: whatever the verifier takes makes the block final by GRANDPA's rule; whatever a node takes the verifier
//! takes too, unless [`Stricter`] says why not; and the verifier takes more than a node only where precommits are for blocks above
//! the target, whose descendants a node would name instead.

use differential::verify::finality::{scheduled_change, AuthoritySet, Justification};
use differential::verify::header::Header as OurHeader;
use finality_grandpa::{vote_graph::VoteGraph, voter_set::VoterSet, Chain, Error as GrandpaError};
use iou_runtime::Header;
use proptest::{collection::vec, prelude::*};
use scale::{Decode, Encode};
use sp_consensus_grandpa::{
    localized_payload, AuthorityId, Commit, ConsensusLog, GrandpaJustification, ScheduledChange,
    GRANDPA_ENGINE_ID,
};
use sp_core::{ed25519, Pair, H256};
use sp_runtime::{
    generic,
    traits::{BlakeTwo256, Hash as _, Header as _},
    Digest, DigestItem, OpaqueExtrinsic,
};
use std::collections::{BTreeMap, BTreeSet};

/// One of a list, whatever its length.
#[derive(Clone, Copy, Debug, Default)]
struct Pick(u16);

impl Pick {
    fn index(self, length: usize) -> usize {
        usize::from(self.0) % length
    }

    fn get<T>(self, list: &[T]) -> &T {
        &list[self.index(list.len())]
    }
}

fn pick() -> impl Strategy<Value = Pick> {
    any::<u16>().prop_map(Pick)
}

type Block = generic::Block<Header, OpaqueExtrinsic>;
type Precommit = finality_grandpa::Precommit<H256, u32>;
type Theirs = GrandpaJustification<Header>;

fn key(number: u8) -> ed25519::Pair {
    ed25519::Pair::from_seed(&[number; 32])
}

/// Headers, each on one that came before it; the first is the root.
fn tree(parents: &[Pick]) -> Vec<Header> {
    let header = |number, parent, salt: usize| {
        let state = BlakeTwo256::hash(&salt.to_le_bytes());
        Header::new(number, Default::default(), state, parent, Digest::default())
    };
    let mut headers = vec![header(100, H256::zero(), 0)];
    for (salt, parent) in parents.iter().enumerate() {
        // The last ones are likelier, so that branches grow long.
        let recent = headers.len().saturating_sub(3);
        let parent = &headers[recent + parent.index(headers.len() - recent)];
        headers.push(header(parent.number() + 1, parent.hash(), salt + 1));
    }
    headers
}

/// One precommit: by which key, for which block.
type PrecommitOf = (u8, Pick);

/// A round of GRANDPA.
#[derive(Clone, Debug)]
struct Plan {
    parents: Vec<Pick>,
    /// Of the authorities, by number of their key.
    weights: Vec<u64>,
    precommits: Vec<PrecommitOf>,
    target: Pick,
    round: u64,
    set: u64,
    damage: Vec<Damage>,
}

/// What is done to an honest justification.
#[derive(Clone, Debug)]
enum Damage {
    DropHeader(Pick),
    AddHeader(Pick),
    RepeatHeader(Pick),
    RepeatPrecommit(Pick),
    Sign(Pick, Pick),
    Renumber(Pick, u32),
    RenumberTarget(u32),
    OtherRound,
}

fn plan() -> impl Strategy<Value = Plan> {
    let damage = prop_oneof![
        pick().prop_map(Damage::DropHeader),
        pick().prop_map(Damage::AddHeader),
        pick().prop_map(Damage::RepeatHeader),
        pick().prop_map(Damage::RepeatPrecommit),
        (pick(), pick()).prop_map(|(at, by)| Damage::Sign(at, by)),
        (pick(), 0u32..200).prop_map(|(at, number)| Damage::Renumber(at, number)),
        (95u32..110).prop_map(Damage::RenumberTarget),
        Just(Damage::OtherRound),
    ];
    let weights = prop_oneof![vec(Just(1u64), 1..8), vec(1u64..6, 1..8)];
    weights.prop_flat_map(move |weights| {
        let authorities = weights.len() as u8;
        (
            vec(pick(), 0..10),
            Just(weights),
            // Everybody once, on the whole, now and then somebody twice or a stranger.
            prop_oneof![
                6 => vec(pick(), usize::from(authorities))
                    .prop_map(|blocks| (0..).zip(blocks).collect::<Vec<PrecommitOf>>()),
                1 => vec((0..authorities + 1, pick()), 0..10),
            ],
            // Below most of the precommits, half of the time.
            prop_oneof![Just(Pick(0)), pick()],
            0u64..5,
            0u64..5,
            prop_oneof![2 => Just(Vec::new()), 1 => vec(damage.clone(), 1..3)],
        )
            .prop_map(
                |(parents, weights, precommits, target, round, set, damage)| Plan {
                    parents,
                    weights,
                    precommits,
                    target,
                    round,
                    set,
                    damage,
                },
            )
    })
}

/// The justification of a plan, and the headers that there are.
fn justification(plan: &Plan) -> (Theirs, Vec<Header>) {
    let headers = tree(&plan.parents);
    let by_hash: BTreeMap<H256, &Header> = headers.iter().map(|header| (header.hash(), header)).collect();
    let target = plan.target.get(&headers);
    let mut needed = BTreeSet::new();
    let precommits = plan.precommits.iter().map(|(authority, block)| {
        let block = block.get(&headers);
        let mut hash = block.hash();
        while let Some(header) = by_hash.get(&hash).filter(|_| hash != target.hash()) {
            needed.insert(hash);
            hash = *header.parent_hash();
        }
        let what = Precommit {
            target_hash: block.hash(),
            target_number: *block.number(),
        };
        precommit(what, plan.round, plan.set, &key(*authority))
    });
    let precommits = precommits.collect();
    // In any order.
    let votes_ancestries = needed.iter().map(|hash| by_hash[hash].clone()).collect();
    let commit = Commit::<Header> {
        target_hash: target.hash(),
        target_number: *target.number(),
        precommits,
    };
    let whole = Theirs {
        round: plan.round,
        commit,
        votes_ancestries,
    };
    (whole, headers)
}

type Signed =
    finality_grandpa::SignedPrecommit<H256, u32, sp_consensus_grandpa::AuthoritySignature, AuthorityId>;

fn precommit(precommit: Precommit, round: u64, set: u64, key: &ed25519::Pair) -> Signed {
    let message = finality_grandpa::Message::Precommit(precommit.clone());
    let payload = localized_payload(round, set, &message);
    Signed {
        precommit,
        signature: key.sign(&payload).into(),
        id: key.public().into(),
    }
}

fn apply(damage: &Damage, to: &mut Theirs, headers: &[Header], plan: &Plan) {
    let (precommits, ancestries) = (&mut to.commit.precommits, &mut to.votes_ancestries);
    match damage {
        Damage::DropHeader(at) if !ancestries.is_empty() => {
            ancestries.remove(at.index(ancestries.len()));
        }
        Damage::AddHeader(at) => ancestries.push(at.get(headers).clone()),
        Damage::RepeatHeader(at) if !ancestries.is_empty() => ancestries.push(at.get(ancestries).clone()),
        Damage::RepeatPrecommit(at) if !precommits.is_empty() => {
            precommits.push(at.get(precommits).clone());
        }
        Damage::Sign(at, by) if !precommits.is_empty() => {
            let at = at.index(precommits.len());
            precommits[at].signature = by.get(precommits).signature.clone();
        }
        Damage::Renumber(at, number) if !precommits.is_empty() => {
            let at = at.index(precommits.len());
            let who = (0..=plan.weights.len() as u8).map(key);
            let key = who
                .into_iter()
                .find(|key| AuthorityId::from(key.public()) == precommits[at].id);
            let what = Precommit {
                target_number: *number,
                ..precommits[at].precommit.clone()
            };
            precommits[at] = precommit(what, plan.round, plan.set, &key.unwrap());
        }
        Damage::RenumberTarget(number) => to.commit.target_number = *number,
        Damage::OtherRound => to.round += 1,
        _ => {}
    }
}

fn authorities(plan: &Plan) -> Vec<(AuthorityId, u64)> {
    let keys = (0..).map(|number| AuthorityId::from(key(number).public()));
    keys.zip(plan.weights.iter().copied()).collect()
}

/// What the verifier says of a justification.
fn ours(bytes: &[u8], plan: &Plan) -> Result<u64, String> {
    let keys = (0..).map(|number| key(number).public().0);
    let set = AuthoritySet::new(plan.set, keys.zip(plan.weights.iter().copied()).collect()).unwrap();
    let read = Justification::decode_all(bytes).and_then(|read| read.check(&set));
    read.map_err(|why| why.to_string())
}

/// What a node says of it.
fn theirs(bytes: &[u8], plan: &Plan) -> bool {
    let Ok(read) = Theirs::decode(&mut &bytes[..]) else {
        return false;
    };
    sc_consensus_grandpa::GrandpaJustification::<Block>::decode_and_verify_finalizes(
        bytes,
        (read.commit.target_hash, read.commit.target_number),
        plan.set,
        &VoterSet::new(authorities(plan)).unwrap(),
    )
    .is_ok()
}

/// Headers by hash, as GRANDPA asks for them.
struct Branches(BTreeMap<H256, Header>);

impl Branches {
    fn of(headers: &[Header]) -> Self {
        let headers = headers.iter().cloned();
        Self(headers.map(|header| (header.hash(), header)).collect())
    }
}

impl Chain<H256, u32> for Branches {
    fn ancestry(&self, base: H256, block: H256) -> Result<Vec<H256>, GrandpaError> {
        let (mut route, mut hash) = (Vec::new(), block);
        while hash != base {
            let header = self.0.get(&hash).ok_or(GrandpaError::NotDescendent)?;
            hash = *header.parent_hash();
            route.push(hash);
        }
        route.pop();
        Ok(route)
    }
}

/// The weight of precommits, as GRANDPA's graph adds it up.
#[derive(Clone, Copy, Debug, Default)]
struct Weight(u64);

impl std::ops::AddAssign<&Weight> for Weight {
    fn add_assign(&mut self, other: &Weight) {
        self.0 += other.0;
    }
}

/// Whether the precommits make the target final by the rule of GRANDPA: some block at or above it has more than two thirds.
fn is_final(found: &Theirs, plan: &Plan) -> bool {
    let set = VoterSet::new(authorities(plan)).unwrap();
    let target = (found.commit.target_hash, found.commit.target_number);
    let mut graph = VoteGraph::new(target.0, target.1, Weight(0));
    let branches = Branches::of(&found.votes_ancestries);
    for signed in &found.commit.precommits {
        let weight = set
            .get(&signed.id)
            .map_or(0, |authority| authority.weight().get());
        let Precommit {
            target_hash,
            target_number,
        } = signed.precommit;
        if graph
            .insert(target_hash, target_number, Weight(weight), &branches)
            .is_err()
        {
            return false;
        }
    }
    let enough = |weight: &Weight| weight.0 >= set.threshold().get();
    graph.find_ghost(None, enough).is_some()
}

/// What the verifier refuses and a node takes, although neither makes a block final that is not.
#[derive(Debug, PartialEq)]
enum Stricter {
    /// An authority has two precommits: for two blocks, which a node counts once, or the same.
    Twice,
    /// A precommit of somebody who is no authority of the set, which a node passes over.
    Stranger,
    /// A precommit for a block that is not at or above the target, which a node needs for nothing.
    Below,
    /// The number in a precommit is not that of its block.
    Number,
    /// The same header twice.
    Header,
}

fn stricter(found: &Theirs, plan: &Plan, headers: &[Header]) -> Option<Stricter> {
    let precommits = &found.commit.precommits;
    let signers: BTreeSet<_> = precommits.iter().map(|signed| signed.id.clone()).collect();
    if signers.len() < precommits.len() {
        return Some(Stricter::Twice);
    }
    let authorities: BTreeSet<_> = authorities(plan).into_iter().map(|(id, _)| id).collect();
    if !signers.is_subset(&authorities) {
        return Some(Stricter::Stranger);
    }
    let known: BTreeMap<H256, u32> = headers
        .iter()
        .map(|header| (header.hash(), *header.number()))
        .collect();
    let number_of = |hash: &H256, number: u32| known.get(hash) == Some(&number);
    let numbered = precommits
        .iter()
        .all(|signed| number_of(&signed.precommit.target_hash, signed.precommit.target_number));
    if !numbered || !number_of(&found.commit.target_hash, found.commit.target_number) {
        return Some(Stricter::Number);
    }
    let branches = Branches::of(headers);
    let above = |block| branches.ancestry(found.commit.target_hash, block).is_ok();
    if !precommits
        .iter()
        .all(|signed| above(signed.precommit.target_hash))
    {
        return Some(Stricter::Below);
    }
    let distinct: BTreeSet<_> = found
        .votes_ancestries
        .iter()
        .map(|header| header.hash())
        .collect();
    (distinct.len() < found.votes_ancestries.len()).then_some(Stricter::Header)
}

/// Whether some precommit is for the target itself: where none is, a node has no header of the target to begin with.
fn one_is_for_the_target(found: &Theirs) -> bool {
    let mut precommits = found.commit.precommits.iter();
    precommits.any(|signed| signed.precommit.target_hash == found.commit.target_hash)
}

/// Whether no block above the target has more than two thirds too: a node wants the highest.
fn none_above_is_final(found: &Theirs, plan: &Plan) -> bool {
    found.votes_ancestries.iter().all(|header| {
        let mut higher = found.clone();
        (higher.commit.target_hash, higher.commit.target_number) = (header.hash(), *header.number());
        let branches = Branches::of(&found.votes_ancestries);
        let above = |signed: &Signed| {
            branches
                .ancestry(header.hash(), signed.precommit.target_hash)
                .is_ok()
        };
        higher.commit.precommits.retain(above);
        !is_final(&higher, plan)
    })
}

fn alike(found: &Theirs, bytes: &[u8], plan: &Plan, headers: &[Header]) -> Result<(), TestCaseError> {
    let (here, there) = (ours(bytes, plan), theirs(bytes, plan));
    if here.is_ok() {
        prop_assert!(
            is_final(found, plan),
            "taken here, and not final by GRANDPA's rule"
        );
        if one_is_for_the_target(found) && none_above_is_final(found, plan) {
            prop_assert!(there, "taken here only");
        }
    }
    if there && here.is_err() {
        let why = stricter(found, plan, headers);
        prop_assert!(why.is_some(), "taken there only: {:?}", here);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn both_take_and_refuse_the_same_precommits(plan in plan()) {
        let (mut found, headers) = justification(&plan);
        for damage in &plan.damage {
            apply(damage, &mut found, &headers, &plan);
        }
        alike(&found, &found.encode(), &plan, &headers)?;
    }

    /// Precommits for the target alone, as a chain in good company has them: nothing is refused on purpose, so both agree.
    #[test]
    fn both_count_the_same_weights(weights in vec(1u64..100, 1..8), signing in vec(any::<bool>(), 8), set in 0u64..3) {
        let signers = (0u8..).zip(&signing).take(weights.len()).filter(|(_, signs)| **signs);
        let plan = Plan {
            parents: Vec::new(),
            precommits: signers.map(|(authority, _)| (authority, Pick::default())).collect(),
            weights,
            target: Pick::default(),
            round: 7,
            set,
            damage: Vec::new(),
        };
        let (found, _) = justification(&plan);
        let bytes = found.encode();
        prop_assert_eq!(ours(&bytes, &plan).is_ok(), theirs(&bytes, &plan));
        let other = Plan { set: set + 1, ..plan };
        prop_assert_eq!(ours(&bytes, &other).is_ok(), theirs(&bytes, &other));
    }

    #[test]
    fn both_take_and_refuse_the_same_damaged_bytes(
        plan in plan(),
        changes in vec((pick(), any::<u8>()), 1..3),
        cut in pick(),
        more in any::<bool>(),
    ) {
        let (found, headers) = justification(&Plan { damage: Vec::new(), ..plan.clone() });
        let whole = found.encode();
        let mut changed = whole.clone();
        for (at, by) in changes {
            let at = at.index(changed.len());
            changed[at] ^= by;
        }
        let mut cut = whole[..cut.index(whole.len())].to_vec();
        if more {
            cut = [&whole[..], &cut].concat();
        }
        for bytes in [changed, cut] {
            match Theirs::decode(&mut &bytes[..]) {
                Ok(read) if read.encode() == bytes => {
                    let known: Vec<_> = headers.iter().chain(&read.votes_ancestries).cloned().collect();
                    alike(&read, &bytes, &plan, &known)?;
                }
                _ => prop_assert!(ours(&bytes, &plan).is_err() && !theirs(&bytes, &plan)),
            }
        }
    }

    #[test]
    fn both_read_the_same_headers(
        parent: [u8; 32],
        number: u32,
        items in vec((0u8..5, any::<[u8; 4]>(), vec(any::<u8>(), 0..20)), 0..5),
    ) {
        let items = items.into_iter().map(|(kind, engine, bytes)| match kind {
            0 => DigestItem::Other(bytes),
            1 => DigestItem::Consensus(engine, bytes),
            2 => DigestItem::Seal(engine, bytes),
            3 => DigestItem::PreRuntime(engine, bytes),
            _ => DigestItem::RuntimeEnvironmentUpdated,
        });
        let digest = Digest { logs: items.collect() };
        let theirs = Header::new(number, H256(parent), H256(parent), H256(parent), digest);
        let ours = OurHeader::decode(&mut &theirs.encode()[..]).unwrap();
        prop_assert_eq!(ours.encode(), theirs.encode());
        prop_assert_eq!(ours.hash(), theirs.hash().0);
        prop_assert_eq!(ours.number, number);
    }

    /// A change that waits for some blocks, and a forced one, are not followed; the chain makes neither.
    #[test]
    fn both_find_the_same_set_change(
        logs in vec((0u8..3, vec((0u8..5, 1u64..4), 1..4), 0u32..2), 0..3),
    ) {
        let change = |listed: Vec<(u8, u64)>, delay| ScheduledChange {
            next_authorities: listed
                .into_iter()
                .map(|(number, weight)| (AuthorityId::from(key(number).public()), weight))
                .collect(),
            delay,
        };
        let items: Vec<_> = logs
            .into_iter()
            .map(|(kind, listed, delay)| match kind {
                0 => ConsensusLog::ScheduledChange(change(listed, delay)),
                1 => ConsensusLog::ForcedChange(7, change(listed, delay)),
                _ => ConsensusLog::OnDisabled(3),
            })
            .map(|log: ConsensusLog<u32>| DigestItem::Consensus(GRANDPA_ENGINE_ID, log.encode()))
            .collect();
        let digest = Digest { logs: items };
        let header = Header::new(9, H256::zero(), H256::zero(), H256::zero(), digest);
        let scheduled = sc_consensus_grandpa::find_scheduled_change::<Block>(&header);
        let forced = sc_consensus_grandpa::find_forced_change::<Block>(&header);
        let ours = scheduled_change(&OurHeader::decode(&mut &header.encode()[..]).unwrap());
        match ours {
            Ok(found) => {
                prop_assert!(forced.is_none());
                let theirs = scheduled.map(|change| {
                    let listed = change.next_authorities.into_iter();
                    listed
                        .map(|(id, weight)| (<[u8; 32]>::try_from(id.as_ref() as &[u8]).unwrap(), weight))
                        .collect::<Vec<_>>()
                });
                prop_assert_eq!(found, theirs);
            }
            Err(_) => prop_assert!(forced.is_some() || scheduled.is_some_and(|change| change.delay > 0)),
        }
    }
}

/// Each thing that the verifier refuses and a node takes, once.
#[test]
fn what_is_refused_here_on_purpose_a_node_takes() {
    let plan = Plan {
        // 0 - 1 - 2
        parents: vec![Pick::default(); 2],
        weights: vec![1; 4],
        precommits: vec![],
        target: Pick::default(),
        round: 1,
        set: 0,
        damage: Vec::new(),
    };
    let mut headers = tree(&[]);
    for salt in 1u64..3 {
        let parent = headers.last().unwrap();
        headers.push(Header::new(
            parent.number() + 1,
            Default::default(),
            BlakeTwo256::hash(&salt.to_le_bytes()),
            parent.hash(),
            Digest::default(),
        ));
    }
    let by = |authority: u8, block: usize| {
        let what = Precommit {
            target_hash: headers[block].hash(),
            target_number: *headers[block].number(),
        };
        precommit(what, plan.round, plan.set, &key(authority))
    };
    let of = |target: usize, precommits: Vec<Signed>, ancestries: &[usize]| Theirs {
        round: plan.round,
        commit: Commit::<Header> {
            target_hash: headers[target].hash(),
            target_number: *headers[target].number(),
            precommits,
        },
        votes_ancestries: ancestries.iter().map(|at| headers[*at].clone()).collect(),
    };
    for (found, why) in [
        (
            of(1, vec![by(0, 1), by(1, 1), by(2, 1), by(2, 1)], &[]),
            Stricter::Twice,
        ),
        (
            of(1, vec![by(0, 1), by(1, 1), by(2, 1), by(9, 1)], &[]),
            Stricter::Stranger,
        ),
        (
            of(2, vec![by(0, 1), by(1, 2), by(2, 2), by(3, 2)], &[2]),
            Stricter::Below,
        ),
        (
            of(1, vec![by(0, 1), by(1, 1), by(2, 2)], &[2, 2]),
            Stricter::Header,
        ),
    ] {
        let bytes = found.encode();
        assert_eq!(stricter(&found, &plan, &headers).as_ref(), Some(&why));
        assert!(theirs(&bytes, &plan), "{why:?}");
        assert!(ours(&bytes, &plan).is_err(), "{why:?}");
    }
    // And the one that is taken here: all precommits are for what comes after it.
    let higher = of(0, vec![by(0, 1), by(1, 1), by(2, 2)], &[1, 2]);
    assert!(ours(&higher.encode(), &plan).is_ok() && is_final(&higher, &plan));
    assert!(!theirs(&higher.encode(), &plan));
}
