//! Which institution voted with which key, for each GRANDPA authority set.
//!
//! A justification names keys, people ask for institutions: this record ties the two, so that one storage proof says
//! who made a block final and who owned the key of a vote that contradicts another one. It takes the place of
//! `pallet_session::historical`: a consortium has at most 32 validators, so the lists themselves are kept rather than
//! roots of them, and a validator that changes its keys in a hurry is found all the same.
//! Limits: the last `MaxSets` sets. Older ones stay provable at old blocks, by a node that keeps their state.
//! The pallet's name on the chain is `Voters`: evidence files hold proofs of its storage keys.

pub use pallet::*;

use frame_support::traits::KeyOwnerProofSystem;
use scale::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_consensus_grandpa::{AuthorityId, SetId, KEY_TYPE};
use sp_core::crypto::KeyTypeId;
use sp_session::{GetSessionNumber, GetValidatorCount};

/// Number of a session since genesis.
pub type SessionIndex = u32;

/// An institution and the key that it makes blocks final with.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Authority<AccountId> {
    pub account: AccountId,
    /// The public key that it votes with.
    pub key: AuthorityId,
}

/// Says in which set a key was an authority's, so that the chain looks it up there.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct OwnerProof {
    pub set_id: SetId,
    /// The first session of that set.
    pub session: SessionIndex,
    /// How many that set has.
    pub authorities: u32,
}

impl GetSessionNumber for OwnerProof {
    fn session(&self) -> SessionIndex {
        self.session
    }
}

impl GetValidatorCount for OwnerProof {
    fn validator_count(&self) -> u32 {
        self.authorities
    }
}

#[frame_support::pallet]
pub mod pallet {
    use super::{Authority, SessionIndex};
    use frame_support::{pallet_prelude::*, weights::Weight};
    use frame_system::pallet_prelude::*;
    use sp_consensus_grandpa::SetId;

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config:
        frame_system::Config
        + pallet_session::Config<ValidatorId = <Self as frame_system::Config>::AccountId>
        + pallet_grandpa::Config
    {
        /// How many sets are kept.
        #[pallet::constant]
        type MaxSets: Get<u64>;
    }

    /// The authorities of one set.
    #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
    #[scale_info(skip_type_params(T))]
    pub struct AuthoritySet<T: Config> {
        /// The session that this set began with.
        pub session: SessionIndex,
        /// The institutions, in the order of the authority list.
        pub authorities: BoundedVec<Authority<T::AccountId>, T::MaxAuthorities>,
    }

    /// The authorities of each set, by the set's number.
    #[pallet::storage]
    pub type Sets<T: Config> = StorageMap<_, Twox64Concat, SetId, AuthoritySet<T>>;

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        /// Runs after the session pallet: where that one began a new set, it is written down.
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            let set_id = pallet_grandpa::CurrentSetId::<T>::get();
            if Sets::<T>::contains_key(set_id) {
                return T::DbWeight::get().reads(2);
            }
            Self::note(set_id);
            if let Some(oldest) = set_id.checked_sub(T::MaxSets::get()) {
                Sets::<T>::remove(oldest);
            }
            T::DbWeight::get().reads_writes(6, 2)
        }
    }

    impl<T: Config> Pallet<T> {
        /// Writes down who votes in the set that has just been announced. Both lists come from one list of session keys,
        /// in one order.
        fn note(set_id: SetId) {
            let keys = match pallet_grandpa::PendingChange::<T>::get() {
                Some(change) => change.next_authorities.into_inner(),
                None => pallet_grandpa::Authorities::<T>::get().into_inner(),
            };
            let authorities = pallet_session::Validators::<T>::get()
                .into_iter()
                .zip(keys)
                .map(|(account, (key, _))| Authority { account, key })
                .take(T::MaxAuthorities::get() as usize)
                .collect::<alloc::vec::Vec<_>>();
            let set = AuthoritySet {
                session: pallet_session::CurrentIndex::<T>::get(),
                authorities: BoundedVec::truncate_from(authorities),
            };
            Sets::<T>::insert(set_id, set);
        }

        /// Where to find the owner of `key` in set `set_id`; none where it is not an authority's.
        pub fn prove_in(set_id: SetId, key: &super::AuthorityId) -> Option<super::OwnerProof> {
            let set = Sets::<T>::get(set_id)?;
            let known = set.authorities.iter().any(|authority| authority.key == *key);
            known.then_some(super::OwnerProof {
                set_id,
                session: set.session,
                authorities: set.authorities.len() as u32,
            })
        }
    }
}

impl<T: Config> KeyOwnerProofSystem<(KeyTypeId, AuthorityId)> for Pallet<T> {
    type Proof = OwnerProof;
    type IdentificationTuple = T::AccountId;

    fn prove((kind, key): (KeyTypeId, AuthorityId)) -> Option<OwnerProof> {
        let current = pallet_grandpa::CurrentSetId::<T>::get();
        (kind == KEY_TYPE)
            .then(|| Self::prove_in(current, &key))
            .flatten()
    }

    fn check_proof((kind, key): (KeyTypeId, AuthorityId), proof: OwnerProof) -> Option<T::AccountId> {
        let set = Sets::<T>::get(proof.set_id).filter(|_| kind == KEY_TYPE)?;
        if set.session != proof.session || set.authorities.len() != proof.authorities as usize {
            return None;
        }
        let owner = set
            .authorities
            .into_iter()
            .find(|authority| authority.key == key)?;
        Some(owner.account)
    }
}
