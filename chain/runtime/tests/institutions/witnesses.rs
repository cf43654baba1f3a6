//! Names, certificates and attestations.

use crate::{chain_of, signed, vote, FOUR};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo, traits::InstanceFilter};
use iou_runtime::{
    genesis,
    institutions::{
        Attestation, Attestations, Error, Event, Founder, Kind, Profile, Profiles, NAME_BYTES_MAX,
    },
    proxy::{ProxyType, ACT, DEMAND, DEMAND_DEPOSIT_MAX},
    Balances, Institutions, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, System, TransactionPayment,
};
use scale::Encode;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{DispatchError, TokenError};

const DIGEST: [u8; 32] = [7; 32];

fn publish(who: Sr25519Keyring, name: &str, certificate: Option<[u8; 32]>) -> RuntimeCall {
    iou_runtime::institutions::Call::publish {
        who: who.to_account_id().into(),
        name: name.as_bytes().to_vec().try_into().unwrap(),
        certificate,
    }
    .into()
}

fn profile(who: Sr25519Keyring) -> Option<Profile<Runtime>> {
    Profiles::<Runtime>::get(who.to_account_id())
}

fn name_of(who: Sr25519Keyring) -> String {
    String::from_utf8(profile(who).unwrap().name.into_inner()).unwrap()
}

#[test]
fn a_genesis_block_names_its_institutions() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        assert_eq!(name_of(FOUR[1]), "Notary Bob");
        assert_eq!(profile(FOUR[1]).unwrap().since, 0);
    });
}

#[test]
fn a_chain_spec_gives_names_and_certificates_as_text() {
    let config = genesis::local_testnet();
    let mut json = serde_json::to_value(&config).unwrap();
    let founder = &mut json["institutions"]["founders"][0];
    assert_eq!(founder["name"], "Court Alice");
    founder["certificate"] = format!("0x{}", "ab".repeat(32)).into();
    founder["name"] = "杭州互联网法院".into();
    chain_of(serde_json::from_value(json).unwrap()).execute_with(|| {
        assert_eq!(name_of(FOUR[0]), "杭州互联网法院");
        assert_eq!(profile(FOUR[0]).unwrap().certificate, Some([0xab; 32]));
    });
}

#[test]
#[should_panic(expected = "Eve is not among membership.members")]
fn a_genesis_block_that_names_a_stranger_is_refused() {
    let mut config = genesis::local_testnet();
    config.institutions.founders.push(Founder {
        account: Sr25519Keyring::Eve.to_account_id(),
        name: "Eve".into(),
        certificate: None,
    });
    chain_of(config);
}

#[test]
#[should_panic(expected = "a name has 1 to 96 bytes")]
fn a_genesis_block_with_an_empty_name_is_refused() {
    let mut config = genesis::local_testnet();
    config.institutions.founders[0].name = " ".into();
    chain_of(config);
}

#[test]
fn more_than_half_of_the_council_say_who_a_member_is() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        vote(
            publish(FOUR[1], "Notary's office Bob", Some(DIGEST)),
            3,
            &FOUR[..3],
        );
        let now = profile(FOUR[1]).unwrap();
        assert_eq!((now.certificate, now.since), (Some(DIGEST), 1));
        let who = FOUR[1].to_account_id();
        System::assert_has_event(RuntimeEvent::Institutions(Event::Published { who }));
    });
}

#[test]
fn no_member_says_alone_who_it_is() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        let name = b"Supreme Court".to_vec().try_into().unwrap();
        let who = FOUR[1].to_account_id();
        assert_noop!(
            Institutions::publish(signed(FOUR[1]), who.into(), name, None),
            DispatchError::BadOrigin
        );
        vote(publish(FOUR[1], "Supreme Court", None), 2, &FOUR[..2]);
        assert_eq!(name_of(FOUR[1]), "Notary Bob", "half of them are not enough");
    });
}

#[test]
fn only_members_are_published_and_only_under_a_readable_name() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        let publish = |who: Sr25519Keyring, name: &[u8]| {
            let name = name.to_vec().try_into().unwrap();
            Institutions::publish(RuntimeOrigin::root(), who.to_account_id().into(), name, None)
        };
        assert_noop!(publish(Sr25519Keyring::Eve, b"Eve"), Error::<Runtime>::NotAMember);
        assert_noop!(publish(FOUR[0], b""), Error::<Runtime>::BadName);
        assert_noop!(publish(FOUR[0], b" \n"), Error::<Runtime>::BadName);
        assert_noop!(publish(FOUR[0], &[0xff, 0xfe]), Error::<Runtime>::BadName);
        assert_ok!(publish(FOUR[0], &[b'x'; NAME_BYTES_MAX as usize]));
    });
}

#[test]
fn a_member_attests_a_digest_once_and_pays_for_the_entry() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        pallet_timestamp::Now::<Runtime>::put(1_800_000_000_000);
        let who = FOUR[2].to_account_id();
        let before = (Balances::free_balance(&who), Balances::total_issuance());
        assert_ok!(Institutions::attest(signed(FOUR[2]), DIGEST, Kind::Evidence));
        let stored = Attestation {
            kind: Kind::Evidence,
            block: 1,
            at_ms: 1_800_000_000_000,
        };
        assert_eq!(Attestations::<Runtime>::get(DIGEST, &who), Some(stored));
        let fee = iou_runtime::configs::AttestationFee::get();
        assert_eq!(fee, 11_450_000_000, "as docs/chain.md says: 0.01145 IOU");
        let after = (Balances::free_balance(&who), Balances::total_issuance());
        assert_eq!(after, (before.0 - fee, before.1 - fee));
        System::assert_has_event(RuntimeEvent::Institutions(Event::Attested {
            who,
            digest: DIGEST,
            kind: Kind::Evidence,
            at_ms: 1_800_000_000_000,
        }));

        assert_noop!(
            Institutions::attest(signed(FOUR[2]), DIGEST, Kind::Document),
            Error::<Runtime>::AlreadyAttested
        );
        assert_ok!(Institutions::attest(signed(FOUR[3]), DIGEST, Kind::Evidence));
        assert_eq!(Attestations::<Runtime>::iter_prefix(DIGEST).count(), 2);
    });
}

#[test]
fn a_stranger_attests_nothing_and_a_member_without_money_neither() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        assert_noop!(
            Institutions::attest(signed(Sr25519Keyring::Eve), DIGEST, Kind::Document),
            Error::<Runtime>::NotAMember
        );
        let who = FOUR[0].to_account_id();
        assert_ok!(Balances::force_set_balance(
            RuntimeOrigin::root(),
            who.into(),
            1_000_000_000
        ));
        assert_noop!(
            Institutions::attest(signed(FOUR[0]), DIGEST, Kind::Document),
            TokenError::FundsUnavailable
        );
    });
}

#[test]
fn an_institution_that_leaves_keeps_its_name_and_what_it_attested() {
    chain_of(genesis::local_testnet()).execute_with(|| {
        let dave = FOUR[3].to_account_id();
        assert_ok!(Institutions::attest(signed(FOUR[3]), DIGEST, Kind::Terms));
        let remove = pallet_membership::Call::remove_member {
            who: dave.clone().into(),
        };
        vote(remove.into(), 3, &FOUR[..3]);
        assert_eq!(name_of(FOUR[3]), "Bank Dave");
        assert!(Attestations::<Runtime>::contains_key(DIGEST, dave));
        assert_noop!(
            Institutions::attest(signed(FOUR[3]), [8; 32], Kind::Terms),
            Error::<Runtime>::NotAMember
        );
    });
}

#[test]
fn a_proxy_that_attests_may_do_nothing_else() {
    let attest: RuntimeCall = iou_runtime::institutions::Call::attest {
        digest: DIGEST,
        kind: Kind::Evidence,
    }
    .into();
    let others = [
        publish(FOUR[0], "Court", None),
        frame_system::Call::remark { remark: vec![] }.into(),
        pallet_session::Call::purge_keys {}.into(),
    ];
    assert!(ProxyType::Attest.filter(&attest));
    assert!(others.iter().all(|call| !ProxyType::Attest.filter(call)));
    assert!(!ProxyType::Demand.filter(&attest));
    assert!(ProxyType::Any.is_superset(&ProxyType::Attest));
    assert!(!ProxyType::Attest.is_superset(&ProxyType::Demand));
}

#[test]
fn a_proxy_for_demands_moves_no_money_and_holds_next_to_none() {
    let call = |value, limit: Option<u128>, (selector, step): ([u8; 4], u8)| -> RuntimeCall {
        pallet_contracts::Call::call {
            dest: Sr25519Keyring::Ferdie.to_account_id().into(),
            value,
            gas_limit: Default::default(),
            storage_deposit_limit: limit.map(Into::into),
            data: [&selector[..], &[7; 8], &[step, 1, 2, 3]].concat(),
        }
        .into()
    };
    let may = |value, limit, step| ProxyType::Demand.filter(&call(value, limit, step));
    let demand = (ACT, DEMAND);
    assert!(may(0, Some(0), demand) && may(0, Some(DEMAND_DEPOSIT_MAX), demand));
    assert!(!may(1, Some(0), demand));
    assert!(!may(0, Some(0), ([0; 4], DEMAND)));
    for other in (0..=u8::MAX).filter(|step| *step != DEMAND) {
        assert!(!may(0, Some(0), (ACT, other)), "{other}");
    }
    assert!(!may(0, Some(DEMAND_DEPOSIT_MAX + 1), demand));
    assert!(!may(0, None, demand), "that is a limit of many tokens");
    // Even with no gas at all, the transaction costs more than the deposit that somebody could get hold of by it.
    chain_of(genesis::local_testnet()).execute_with(|| {
        let call = call(0, Some(DEMAND_DEPOSIT_MAX), demand);
        let fee = TransactionPayment::compute_fee(100, &call.get_dispatch_info(), 0);
        assert!(fee > DEMAND_DEPOSIT_MAX, "{fee}");
    });
}

/// What docs/chain.md says about keys and values: verifiers of evidence build them from bytes.
#[test]
fn entries_are_where_and_what_the_documentation_says() {
    use sp_io::hashing::{blake2_128, twox_128};
    chain_of(genesis::local_testnet()).execute_with(|| {
        pallet_timestamp::Now::<Runtime>::put(0x0102_0304_0506);
        assert_ok!(Institutions::attest(signed(FOUR[2]), DIGEST, Kind::Terms));
        let who = FOUR[2].to_account_id().encode();
        let key = [
            &twox_128(b"Institutions")[..],
            &twox_128(b"Attestations"),
            &blake2_128(&DIGEST),
            &DIGEST,
            &blake2_128(&who),
            &who,
        ];
        let value = sp_io::storage::get(&key.concat()).expect("the attestation");
        assert_eq!(value[..], [1, 1, 0, 0, 0, 6, 5, 4, 3, 2, 1, 0, 0]);

        let key = [
            &twox_128(b"Institutions")[..],
            &twox_128(b"Profiles"),
            &blake2_128(&who),
            &who,
        ];
        let value = sp_io::storage::get(&key.concat()).expect("the profile");
        let name = b"Arbitration Charlie";
        let expected = [&[name.len() as u8 * 4][..], name, &[0], &[0; 4]].concat();
        assert_eq!(value[..], expected);
    });
}
