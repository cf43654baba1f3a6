//! Session keys, the authorities of each set, and votes that contradict each other.

use crate::{add, chain_of, signed, vote, FOUR};
use finality_grandpa::{Message, Prevote};
use frame_support::{
    assert_noop, assert_ok,
    traits::{KeyOwnerProofSystem, OnFinalize, OnInitialize, UnfilteredDispatchable},
};
use iou_runtime::{
    authorities::{Authority, OwnerProof, Sets},
    genesis,
    offences::{Event, Record, Records, COUNT_MAX},
    Grandpa, Hash, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, Session, SessionKeys, System, Voters,
};
use scale::Encode;
use sp_consensus_grandpa::{
    localized_payload, AuthorityId, Equivocation, EquivocationProof, RoundNumber, SetId, KEY_TYPE,
};
use sp_core::{ed25519, sr25519, Pair};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionSource};

const FOUR_AUTHORITIES: [Ed25519Keyring; 4] = [
    Ed25519Keyring::Alice,
    Ed25519Keyring::Bob,
    Ed25519Keyring::Charlie,
    Ed25519Keyring::Dave,
];

/// The first block of a set has run.
fn begin_block() {
    Voters::on_initialize(System::block_number());
}

/// Two sessions go by, after which changes are in force.
fn two_sessions() {
    for _ in 0..2 {
        Session::rotate_session();
        begin_block();
        // What the end of a block does with an announced change.
        Grandpa::on_finalize(System::block_number());
    }
}

/// An authority's votes for two different blocks of one round, both signed.
fn two_votes(authority: Ed25519Keyring, set_id: SetId, round: RoundNumber) -> EquivocationProof<Hash, u32> {
    votes(authority, set_id, round, [1, 2])
}

fn votes(
    authority: Ed25519Keyring,
    set_id: SetId,
    round: RoundNumber,
    blocks: [u8; 2],
) -> EquivocationProof<Hash, u32> {
    let signed_vote = |hash: u8| {
        let vote = Prevote {
            target_hash: Hash::repeat_byte(hash),
            target_number: 5,
        };
        let payload = localized_payload(round, set_id, &Message::Prevote(vote.clone()));
        (vote, authority.sign(&payload).into())
    };
    EquivocationProof::new(
        set_id,
        Equivocation::Prevote(finality_grandpa::Equivocation {
            round_number: round,
            identity: authority.public().into(),
            first: signed_vote(blocks[0]),
            second: signed_vote(blocks[1]),
        }),
    )
}

fn owner(set_id: SetId, authority: Ed25519Keyring) -> OwnerProof {
    Voters::prove_in(set_id, &authority.public().into()).expect("an authority of that set")
}

fn report(
    proof: EquivocationProof<Hash, u32>,
    owner: OwnerProof,
) -> frame_support::pallet_prelude::DispatchResult {
    Grandpa::report_equivocation(signed(Sr25519Keyring::Eve), Box::new(proof), owner)
        .map(|_| ())
        .map_err(|failure| failure.error)
}

fn record(who: Sr25519Keyring, set_id: SetId) -> Option<Record<u32>> {
    Records::<Runtime>::get(who.to_account_id(), set_id)
}

#[test]
fn session_keys_are_set_by_whoever_has_them_and_by_nobody_else() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        let (aura, grandpa) = (
            sr25519::Pair::from_string("//Eve//aura", None).unwrap(),
            ed25519::Pair::from_string("//Eve//grandpa", None).unwrap(),
        );
        let keys = || SessionKeys {
            aura: aura.public().into(),
            grandpa: grandpa.public().into(),
        };
        // What each key signs: the prefix of a proof of possession and the account.
        let proof_for = |owner: Sr25519Keyring| {
            let statement = [b"POP_".to_vec(), owner.to_account_id().encode()].concat();
            (aura.sign(&statement), grandpa.sign(&statement)).encode()
        };
        let eve = Sr25519Keyring::Eve;
        let invalid = pallet_session::Error::<Runtime>::InvalidProof;
        assert_noop!(Session::set_keys(signed(eve), keys(), vec![]), invalid);
        let (mallory, others_proof) = (Sr25519Keyring::Ferdie, proof_for(eve));
        assert_noop!(
            Session::set_keys(signed(mallory), keys(), others_proof),
            pallet_session::Error::<Runtime>::InvalidProof
        );
        assert_ok!(Session::set_keys(signed(eve), keys(), proof_for(eve)));
        vote(add(eve), 3, &FOUR[..3]);
        two_sessions();
        let authorities = Sets::<Runtime>::get(1).expect("a new set").authorities;
        assert!(authorities.contains(&Authority {
            account: eve.to_account_id(),
            key: grandpa.public().into()
        }));
    });
}

#[test]
fn the_authorities_of_the_first_set_are_on_record_with_their_institutions() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        begin_block();
        let set = Sets::<Runtime>::get(0).expect("the first set");
        let expected: Vec<_> = FOUR
            .iter()
            .zip(FOUR_AUTHORITIES)
            .map(|(institution, authority)| Authority {
                account: institution.to_account_id(),
                key: AuthorityId::from(authority.public()),
            })
            .collect();
        let mut found = set.authorities.to_vec();
        found.sort_by_key(|authority| expected.iter().position(|other| other == authority));
        assert_eq!(found, expected);
        assert_eq!(set.session, 0);
    });
}

#[test]
fn a_change_of_members_is_a_new_set_on_record_in_the_order_of_the_authorities() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        begin_block();
        let dave = FOUR[3].to_account_id();
        let remove = pallet_membership::Call::remove_member {
            who: dave.clone().into(),
        };
        vote(remove.into(), 3, &FOUR[..3]);
        two_sessions();
        let set = Sets::<Runtime>::get(1).expect("a second set");
        assert!(set.authorities.iter().all(|authority| authority.account != dave));
        let keys: Vec<_> = set
            .authorities
            .iter()
            .map(|authority| authority.key.clone())
            .collect();
        let authorities: Vec<_> = Grandpa::grandpa_authorities()
            .into_iter()
            .map(|(key, _)| key)
            .collect();
        assert_eq!(keys, authorities);
        assert_eq!(set.session, 2);
        assert!(Sets::<Runtime>::contains_key(0), "the old set stays on record");
    });
}

#[test]
fn only_the_last_sets_are_kept() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        begin_block();
        pallet_grandpa::CurrentSetId::<Runtime>::put(1_024);
        begin_block();
        assert!(!Sets::<Runtime>::contains_key(0));
        assert!(Sets::<Runtime>::contains_key(1_024));
    });
}

#[test]
fn votes_for_two_blocks_in_one_round_are_put_on_record_and_cost_no_seat() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        begin_block();
        let (bob, key) = (FOUR[1], FOUR_AUTHORITIES[1]);
        assert_ok!(report(two_votes(key, 0, 3), owner(0, key)));
        let found = record(bob, 0).expect("a record");
        assert_eq!(&found.kind, b"grandpa:equivoca");
        assert_eq!((found.session, found.count, found.block), (0, 1, 1));
        System::assert_has_event(RuntimeEvent::Offences(Event::Equivocated {
            who: bob.to_account_id(),
            set_id: 0,
            session: 0,
            round: 3,
            count: 1,
        }));
        assert!(pallet_membership::Members::<Runtime>::get().contains(&bob.to_account_id()));
        assert!(pallet_session::DisabledValidators::<Runtime>::get().is_empty());

        assert_noop!(
            report(two_votes(key, 0, 3), owner(0, key)),
            pallet_grandpa::Error::<Runtime>::DuplicateOffenceReport
        );
        assert_ok!(report(two_votes(key, 0, 9), owner(0, key)));
        let found = record(bob, 0).unwrap();
        assert_eq!((found.first_round, found.last_round, found.count), (3, 9, 2));
    });
}

#[test]
fn a_culprit_that_reports_itself_in_a_late_round_is_caught_in_earlier_ones_all_the_same() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        begin_block();
        let key = FOUR_AUTHORITIES[1];
        for (reports, round) in [(1, u64::MAX), (2, 3), (3, 7)] {
            assert_ok!(report(two_votes(key, 0, round), owner(0, key)));
            assert_eq!(record(FOUR[1], 0).unwrap().count, reports);
        }
        assert_noop!(
            report(two_votes(key, 0, 3), owner(0, key)),
            pallet_grandpa::Error::<Runtime>::DuplicateOffenceReport
        );
    });
}

#[test]
fn a_report_is_refused_where_the_votes_agree_or_the_key_is_not_an_authoritys() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        begin_block();
        let key = FOUR_AUTHORITIES[1];
        let same = votes(key, 0, 3, [1, 1]);
        assert_noop!(
            report(same, owner(0, key)),
            pallet_grandpa::Error::<Runtime>::InvalidEquivocationProof
        );
        assert_noop!(
            report(two_votes(Ed25519Keyring::Eve, 0, 3), owner(0, key)),
            pallet_grandpa::Error::<Runtime>::InvalidKeyOwnershipProof
        );
        assert_eq!(Voters::prove_in(0, &Ed25519Keyring::Eve.public().into()), None);
        let wrong = OwnerProof {
            authorities: 5,
            ..owner(0, key)
        };
        assert_eq!(Voters::check_proof((KEY_TYPE, key.public().into()), wrong), None);
    });
}

#[test]
fn votes_are_counted_in_their_own_set_even_after_the_culprit_has_changed_its_keys() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        begin_block();
        let key = FOUR_AUTHORITIES[3];
        crate::keys_of(FOUR[3], Ed25519Keyring::Ferdie);
        two_sessions();
        assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), 1);
        assert_eq!(Voters::prove_in(1, &key.public().into()), None);
        assert_ok!(report(two_votes(key, 0, 3), owner(0, key)));
        assert_eq!(record(FOUR[3], 0).unwrap().count, 1);
        // A vote of set 0 cannot be passed off as one of set 1.
        assert_noop!(
            report(two_votes(key, 1, 3), owner(0, key)),
            pallet_grandpa::Error::<Runtime>::InvalidEquivocationProof
        );
    });
}

#[test]
fn a_record_counts_to_its_limit_and_then_reports_are_no_longer_taken() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        begin_block();
        let key = FOUR_AUTHORITIES[0];
        for round in 1..=u64::from(COUNT_MAX) {
            assert_ok!(report(two_votes(key, 0, round), owner(0, key)));
        }
        assert_noop!(
            report(two_votes(key, 0, 1_000), owner(0, key)),
            pallet_grandpa::Error::<Runtime>::DuplicateOffenceReport
        );
        assert_eq!(record(FOUR[0], 0).unwrap().count, COUNT_MAX);
    });
}

#[test]
fn a_node_writes_its_own_report_into_a_block_without_a_signature() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        begin_block();
        let key = FOUR_AUTHORITIES[2];
        let call = pallet_grandpa::Call::report_equivocation_unsigned {
            equivocation_proof: Box::new(two_votes(key, 0, 4)),
            key_owner_proof: owner(0, key),
        };
        let valid = |source| Grandpa::validate_unsigned(source, &call);
        assert!(valid(TransactionSource::Local).is_ok());
        assert_eq!(
            valid(TransactionSource::External),
            InvalidTransaction::Call.into(),
            "not from the network"
        );
        let run: RuntimeCall = call.clone().into();
        assert_ok!(run.dispatch_bypass_filter(RuntimeOrigin::none()));
        assert_eq!(record(FOUR[2], 0).unwrap().count, 1);
        assert_eq!(valid(TransactionSource::Local), InvalidTransaction::Stale.into());
    });
}
