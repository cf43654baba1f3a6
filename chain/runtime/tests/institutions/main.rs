//! How the institutions run the chain: votes, validators, the way to root, the pace.
//!
//! The runtime runs in process on the built-in genesis blocks; no node, no clock. Who the institutions are and what they
//! attest: `witnesses`. Their keys, and who is caught with them: `authorities`.

mod authorities;
mod witnesses;

use frame_support::{
    assert_noop, assert_ok,
    dispatch::GetDispatchInfo,
    traits::{Get, IntegrityTest, OnInitialize},
};
use iou_runtime::{
    genesis, AccountId, AllPalletsWithSystem, Aura, Council, Hash, Membership, Root, Runtime, RuntimeCall,
    RuntimeEvent, RuntimeGenesisConfig, RuntimeOrigin, Session, SessionKeys, System,
};
use sp_io::TestExternalities;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{
    traits::{BlakeTwo256, Dispatchable, Hash as _},
    BuildStorage, DispatchError,
};

const FOUR: [Sr25519Keyring; 4] = [
    Sr25519Keyring::Alice,
    Sr25519Keyring::Bob,
    Sr25519Keyring::Charlie,
    Sr25519Keyring::Dave,
];

fn chain_of(config: RuntimeGenesisConfig) -> TestExternalities {
    let mut chain: TestExternalities = config.build_storage().unwrap().into();
    chain.execute_with(|| System::set_block_number(1));
    chain
}

fn signed(who: Sr25519Keyring) -> RuntimeOrigin {
    RuntimeOrigin::signed(who.to_account_id())
}

/// The first institution proposes, `ayes` vote for it, the motion is closed.
fn vote(call: RuntimeCall, threshold: u32, ayes: &[Sr25519Keyring]) {
    let length = scale::Encode::encoded_size(&call) as u32;
    let hash: Hash = BlakeTwo256::hash_of(&call);
    let weight = call.get_dispatch_info().call_weight;
    let number = pallet_collective::ProposalCount::<Runtime>::get();
    assert_ok!(Council::propose(
        signed(FOUR[0]),
        threshold,
        Box::new(call),
        length
    ));
    for aye in ayes {
        assert_ok!(Council::vote(signed(*aye), hash, number, true));
    }
    assert_ok!(Council::close(signed(FOUR[0]), hash, number, weight, length));
}

fn validators() -> Vec<AccountId> {
    pallet_session::Validators::<Runtime>::get()
}

fn add(who: Sr25519Keyring) -> RuntimeCall {
    pallet_membership::Call::add_member {
        who: who.to_account_id().into(),
    }
    .into()
}

/// Session keys for a newcomer, written where `set_keys` writes them.
fn keys_of(newcomer: Sr25519Keyring, authority: Ed25519Keyring) {
    let keys = SessionKeys {
        aura: newcomer.public().into(),
        grandpa: authority.public().into(),
    };
    pallet_session::NextKeys::<Runtime>::insert(newcomer.to_account_id(), keys);
}

#[test]
fn the_settings_of_all_pallets_fit_together() {
    chain_of(genesis::development()).execute_with(AllPalletsWithSystem::integrity_test);
}

#[test]
fn more_than_two_thirds_of_the_council_make_a_member_a_validator() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        let eve = Sr25519Keyring::Eve;
        keys_of(eve, Ed25519Keyring::Eve);
        vote(add(eve), 3, &FOUR[..3]);
        assert!(pallet_membership::Members::<Runtime>::get().contains(&eve.to_account_id()));
        assert!(pallet_collective::Members::<Runtime>::get().contains(&eve.to_account_id()));

        Session::rotate_session();
        assert_eq!(validators().len(), 4, "the set is announced one session ahead");
        Session::rotate_session();
        assert!(validators().contains(&eve.to_account_id()));
        assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 5);
    });
}

/// What became of the last motion's call.
fn executed() -> Option<Result<(), DispatchError>> {
    let results = System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::Council(pallet_collective::Event::Executed { result, .. }) => Some(result),
            _ => None,
        });
    results.last()
}

fn members() -> Vec<AccountId> {
    pallet_membership::Members::<Runtime>::get().into_inner()
}

#[test]
fn half_of_the_council_is_not_enough() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        vote(add(Sr25519Keyring::Eve), 2, &FOUR[..2]);
        assert_eq!(executed(), Some(Err(DispatchError::BadOrigin)));
        assert_eq!(members().len(), 4);
    });
}

/// Four of seven that could remove the other three would be all of those who are left.
#[test]
fn four_of_seven_change_no_member() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        use Sr25519Keyring::{Eve, Ferdie, One, Two};
        for who in [Eve, Ferdie, One] {
            assert_ok!(Membership::add_member(
                RuntimeOrigin::root(),
                who.to_account_id().into()
            ));
        }
        let seven = members();
        let changes: [RuntimeCall; 3] = [
            add(Two),
            pallet_membership::Call::remove_member {
                who: Eve.to_account_id().into(),
            }
            .into(),
            pallet_membership::Call::swap_member {
                remove: Eve.to_account_id().into(),
                add: Two.to_account_id().into(),
            }
            .into(),
        ];
        for change in changes {
            vote(change.clone(), 4, &FOUR);
            assert_eq!(executed(), Some(Err(DispatchError::BadOrigin)), "{change:?}");
        }
        assert_eq!(members(), seven);
        let five = [&FOUR[..], &[Ferdie]].concat();
        let remove = pallet_membership::Call::remove_member {
            who: Eve.to_account_id().into(),
        };
        vote(remove.into(), 5, &five);
        assert_eq!(members().len(), 6);
    });
}

/// A stolen key must not hand its seat on, and no member's vote may count for others.
#[test]
fn a_seat_is_not_handed_on_and_no_prime_is_set() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        let eve = Sr25519Keyring::Eve.to_account_id();
        let alice = FOUR[0].to_account_id();
        let calls: [RuntimeCall; 3] = [
            pallet_membership::Call::change_key {
                new: eve.clone().into(),
            }
            .into(),
            pallet_membership::Call::set_prime { who: alice.into() }.into(),
            pallet_membership::Call::clear_prime {}.into(),
        ];
        let refused: DispatchError = frame_system::Error::<Runtime>::CallFiltered.into();
        for call in calls {
            assert_noop!(call.clone().dispatch(signed(FOUR[0])), refused);
            vote(call, 3, &FOUR[..3]);
            assert_eq!(executed(), Some(Err(refused)));
        }
        assert!(!members().contains(&eve));
    });
}

#[test]
fn who_does_not_vote_in_time_has_not_agreed() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        // Even a prime, which only an older runtime could leave behind, speaks for nobody else.
        pallet_collective::Prime::<Runtime>::put(FOUR[0].to_account_id());
        let call = add(Sr25519Keyring::Eve);
        let (length, hash) = (
            scale::Encode::encoded_size(&call) as u32,
            BlakeTwo256::hash_of(&call),
        );
        let weight = call.get_dispatch_info().call_weight;
        assert_ok!(Council::propose(signed(FOUR[0]), 3, Box::new(call), length));
        assert_ok!(Council::vote(signed(FOUR[0]), hash, 0, true));
        System::set_block_number(iou_runtime::configs::MotionDuration::get() + 2);
        assert_ok!(Council::close(signed(FOUR[0]), hash, 0, weight, length));
        assert_eq!(executed(), None);
        assert_eq!(members().len(), 4);
    });
}

#[test]
fn a_member_without_session_keys_does_not_become_a_validator() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        vote(add(Sr25519Keyring::Eve), 3, &FOUR[..3]);
        Session::rotate_session();
        Session::rotate_session();
        assert_eq!(validators().len(), 4);
    });
}

#[test]
fn sessions_without_a_change_make_no_new_authority_set() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        for _ in 0..5 {
            Session::rotate_session();
        }
        assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), 0);
    });
}

#[test]
fn a_removed_member_stops_being_a_validator_and_makes_a_new_authority_set() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        let dave = FOUR[3].to_account_id();
        let remove = pallet_membership::Call::remove_member {
            who: dave.clone().into(),
        };
        vote(remove.into(), 3, &FOUR[..3]);
        Session::rotate_session();
        Session::rotate_session();
        assert!(!validators().contains(&dave));
        assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), 1);
    });
}

#[test]
fn more_than_two_thirds_of_the_council_speak_for_the_chain() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        let upgrade = || frame_system::Call::authorize_upgrade {
            code_hash: Hash::repeat_byte(7),
        };
        let enact = || iou_runtime::root::Call::enact {
            call: Box::new(upgrade().into()),
        };
        assert_noop!(
            Root::enact(signed(FOUR[0]), Box::new(upgrade().into())),
            DispatchError::BadOrigin
        );
        vote(enact().into(), 2, &FOUR[..2]);
        assert!(System::authorized_upgrade().is_none(), "half of them do not");
        vote(enact().into(), 3, &FOUR[..3]);
        let authorized = System::authorized_upgrade().expect("three of four do");
        assert_eq!(*authorized.code_hash(), Hash::repeat_byte(7));
    });
}

#[test]
fn each_genesis_block_sets_its_own_pace() {
    for (config, slot_ms, blocks) in [
        (
            genesis::development(),
            genesis::DEV_SLOT_MS,
            genesis::DEV_SESSION_BLOCKS,
        ),
        (
            genesis::local_testnet(),
            genesis::LOCAL_SLOT_MS,
            genesis::LOCAL_SESSION_BLOCKS,
        ),
    ] {
        chain_of(config).execute_with(|| {
            assert_eq!(Aura::slot_duration(), slot_ms);
            assert_eq!(iou_runtime::pace::SessionLength::<Runtime>::get(), blocks);
        });
    }
}

#[test]
fn a_session_ends_after_its_blocks() {
    chain_of(genesis::development()).execute_with(|| {
        for number in 1..=genesis::DEV_SESSION_BLOCKS {
            assert_eq!(Session::current_index(), 0, "before block {number}");
            Session::on_initialize(number);
        }
        assert_eq!(Session::current_index(), 1);
    });
}

#[test]
#[should_panic(expected = "pace.slotMs must be from")]
fn a_genesis_block_with_an_impossible_slot_is_refused() {
    let mut config = genesis::development();
    config.pace.slot_ms = 1;
    chain_of(config);
}

#[test]
fn a_removed_seat_cannot_vote() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        let dave = FOUR[3].to_account_id();
        assert_ok!(Membership::remove_member(RuntimeOrigin::root(), dave.into()));
        let call = add(Sr25519Keyring::Eve);
        let length = scale::Encode::encoded_size(&call) as u32;
        assert_noop!(
            Council::propose(signed(FOUR[3]), 3, Box::new(call), length),
            pallet_collective::Error::<Runtime>::NotMember
        );
    });
}
