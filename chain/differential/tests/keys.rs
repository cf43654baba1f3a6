//! Where the verifier looks for things in the state, against the runtime's own types.

use differential::verify::storage;
use iou_runtime::{authorities, institutions, AccountId, Runtime};

const WHO: [u8; 32] = [7; 32];

#[test]
fn the_verifier_looks_where_the_runtime_keeps_it() {
    let who = AccountId::from(WHO);
    let ours = terms::AccountId(WHO);
    let digest = [9; 32];
    for (found, kept) in [
        (
            storage::authorities(),
            pallet_grandpa::Authorities::<Runtime>::hashed_key().to_vec(),
        ),
        (storage::clock(), iou_runtime::timestamp_key()),
        (
            storage::block_hash(5),
            frame_system::BlockHash::<Runtime>::hashed_key_for(5),
        ),
        (
            storage::registered_set(3),
            authorities::Sets::<Runtime>::hashed_key_for(3),
        ),
        (
            storage::profile(&ours),
            institutions::Profiles::<Runtime>::hashed_key_for(&who),
        ),
        (
            storage::attestation(&digest, &ours),
            institutions::Attestations::<Runtime>::hashed_key_for(digest, &who),
        ),
        (
            storage::proxies(&ours),
            pallet_proxy::Proxies::<Runtime>::hashed_key_for(&who),
        ),
        (
            storage::announcements(&ours),
            pallet_proxy::Announcements::<Runtime>::hashed_key_for(&who),
        ),
    ] {
        assert_eq!(found, kept);
    }
}
