//! Who the institutions are, and what they bear witness to.
//!
//! A profile (name, digest of an X.509 certificate) is set by vote of the council and never by its member alone: a
//! court reads the name in an evidence package, and whoever steals one member's key must not become "Supreme Court" by
//! it. What a member does alone is to attest a digest: "this institution had this before it at this time". One
//! attestation cannot be taken back or repeated, so its time is that of the first sight.
//! Limits: names of 96 bytes in UTF-8; digests and a kind only, no text, so nothing personal can come in. A fee that is
//! burnt pays for the entry, which stays.

pub use pallet::*;

use scale::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Longest name of an institution. Units: bytes of UTF-8.
pub const NAME_BYTES_MAX: u32 = 96;

/// What a digest is the digest of.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Kind {
    /// An evidence package of a loan, as a file.
    #[codec(index = 0)]
    Evidence,
    /// The terms of a loan, in their canonical form.
    #[codec(index = 1)]
    Terms,
    /// Any other file.
    #[codec(index = 2)]
    Document,
}

/// SHA-256 or another digest of 32 bytes.
pub type Digest = [u8; 32];

#[frame_support::pallet]
pub mod pallet {
    use super::{Digest, Kind, NAME_BYTES_MAX};
    use alloc::{string::String, vec::Vec};
    use frame_support::{
        pallet_prelude::*,
        sp_runtime::traits::StaticLookup,
        traits::{
            fungible::{Balanced, Inspect},
            tokens::{Fortitude, Precision, Preservation},
            Contains, Time,
        },
        weights::Weight,
    };
    use frame_system::pallet_prelude::*;

    type BalanceOf<T> = <<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;
    type MomentOf<T> = <<T as Config>::Clock as Time>::Moment;
    type Name = BoundedVec<u8, ConstU32<NAME_BYTES_MAX>>;

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// Who may say who an institution is.
        type Registrar: EnsureOrigin<Self::RuntimeOrigin>;
        /// The institutions.
        type Members: Contains<Self::AccountId>;
        /// What the fee is paid in.
        type Currency: Balanced<Self::AccountId>;
        /// What an attestation costs beside the transaction; burnt.
        #[pallet::constant]
        type AttestationFee: Get<BalanceOf<Self>>;
        /// The time of the block.
        type Clock: Time;
    }

    /// Who an institution is.
    #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
    #[scale_info(skip_type_params(T))]
    pub struct Profile<T: Config> {
        /// Its name, in UTF-8.
        pub name: Name,
        /// SHA-256 of its X.509 certificate in DER form.
        pub certificate: Option<Digest>,
        /// The block since which this stands; nought for genesis.
        pub since: BlockNumberFor<T>,
    }

    /// That an institution had a digest before it.
    #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
    pub struct Attestation<BlockNumber, Moment> {
        /// What was attested.
        pub kind: Kind,
        /// The block that holds it.
        pub block: BlockNumber,
        /// The time of that block. Units: Unix milliseconds.
        pub at_ms: Moment,
    }

    /// Who each institution is, those too that have left: what they attested stays named.
    #[pallet::storage]
    pub type Profiles<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Profile<T>>;

    /// What was attested, by digest and institution.
    #[pallet::storage]
    pub type Attestations<T: Config> = StorageDoubleMap<
        _,
        Blake2_128Concat,
        Digest,
        Blake2_128Concat,
        T::AccountId,
        Attestation<BlockNumberFor<T>, MomentOf<T>>,
    >;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// The council said who an institution is.
        Published { who: T::AccountId },
        /// An institution attested a digest.
        Attested {
            who: T::AccountId,
            digest: Digest,
            /// What it is the digest of.
            kind: Kind,
            /// The time of the block. Units: Unix milliseconds.
            at_ms: MomentOf<T>,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The account is not a member.
        NotAMember,
        /// The name is empty, or not UTF-8.
        BadName,
        /// This institution attested this digest before; the first time stands.
        AlreadyAttested,
    }

    /// Membership, balance and entry are read, the last two written; hashing and the event take less than 30 µs. The
    /// proof size is the paths to three entries in a trie of a million.
    fn attest_weight<T: Config>() -> Weight {
        Weight::from_parts(30_000_000, 16_000).saturating_add(T::DbWeight::get().reads_writes(5, 3))
    }

    /// The membership is read and a profile written.
    fn publish_weight<T: Config>() -> Weight {
        Weight::from_parts(20_000_000, 8_000).saturating_add(T::DbWeight::get().reads_writes(3, 2))
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Says who `who` is, in place of what was said before.
        ///
        /// Errors: `BadOrigin` for whoever is not the registrar, `NotAMember`, `BadName`.
        #[pallet::call_index(0)]
        #[pallet::weight((publish_weight::<T>(), DispatchClass::Operational))]
        pub fn publish(
            origin: OriginFor<T>,
            who: <T::Lookup as StaticLookup>::Source,
            name: Name,
            certificate: Option<Digest>,
        ) -> DispatchResult {
            T::Registrar::ensure_origin(origin)?;
            let who = T::Lookup::lookup(who)?;
            ensure!(T::Members::contains(&who), Error::<T>::NotAMember);
            ensure!(is_name(&name), Error::<T>::BadName);
            let since = frame_system::Pallet::<T>::block_number();
            Profiles::<T>::insert(
                &who,
                Profile {
                    name,
                    certificate,
                    since,
                },
            );
            Self::deposit_event(Event::Published { who });
            Ok(())
        }

        /// Attests that the sender has had the thing with this digest before it.
        ///
        /// Errors: `NotAMember`, `AlreadyAttested`, and a balance that the fee is not in.
        #[pallet::call_index(1)]
        #[pallet::weight(attest_weight::<T>())]
        pub fn attest(origin: OriginFor<T>, digest: Digest, kind: Kind) -> DispatchResult {
            let who = ensure_signed(origin)?;
            ensure!(T::Members::contains(&who), Error::<T>::NotAMember);
            ensure!(
                !Attestations::<T>::contains_key(digest, &who),
                Error::<T>::AlreadyAttested
            );
            let fee = T::Currency::withdraw(
                &who,
                T::AttestationFee::get(),
                Precision::Exact,
                Preservation::Preserve,
                Fortitude::Polite,
            )?;
            drop(fee); // burnt: the issuance falls by it
            let at_ms = T::Clock::now();
            let block = frame_system::Pallet::<T>::block_number();
            Attestations::<T>::insert(digest, &who, Attestation { kind, block, at_ms });
            Self::deposit_event(Event::Attested {
                who,
                digest,
                kind,
                at_ms,
            });
            Ok(())
        }
    }

    fn is_name(bytes: &[u8]) -> bool {
        core::str::from_utf8(bytes).is_ok_and(|name| !name.trim().is_empty())
    }

    /// One institution of the genesis block, as a chain spec writes it.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    pub struct Founder<AccountId> {
        /// Its account, which must be among `membership.members`.
        pub account: AccountId,
        pub name: String,
        /// SHA-256 of its X.509 certificate in DER form, as `0x…`.
        #[serde(default)]
        pub certificate: Option<sp_core::H256>,
    }

    /// Who the founding institutions are.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// In any order; a member may be left out and be published by vote later.
        pub founders: Vec<Founder<T::AccountId>>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            for Founder {
                account,
                name,
                certificate,
            } in &self.founders
            {
                assert!(
                    T::Members::contains(account),
                    "institutions.founders: {name} is not among membership.members",
                );
                assert!(
                    !Profiles::<T>::contains_key(account),
                    "institutions.founders: the account of {name} is there twice",
                );
                let bounded = Name::try_from(name.as_bytes().to_vec())
                    .ok()
                    .filter(|name| is_name(name));
                let profile = Profile {
                    name: bounded.unwrap_or_else(|| {
                        panic!("institutions.founders: a name has 1 to {NAME_BYTES_MAX} bytes, not {name:?}")
                    }),
                    certificate: certificate.map(|digest| digest.0),
                    since: Default::default(),
                };
                Profiles::<T>::insert(account, profile);
            }
        }
    }
}
