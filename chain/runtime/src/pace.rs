//! How fast the chain runs, chosen once, in the genesis block.
//!
//! A laptop wants short slots (each instant block takes a slot, so short slots keep
//! chain time close to the wall clock) and a consortium wants slots that a block can
//! cross the country in; both run one and the same runtime, so the figure is state.
//! Units: slots in milliseconds, sessions in blocks. No call changes either.

pub use pallet::*;

use frame_support::traits::Get;

/// Shortest slot that is accepted. Units: milliseconds.
pub const SLOT_MS_MIN: u64 = 20;
/// Longest slot that is accepted. Units: milliseconds.
pub const SLOT_MS_MAX: u64 = 60_000;
/// A consortium's slot: 2 s to run a full block, 2 s to check it, 2 s for the network.
pub const SLOT_MS_DEFAULT: u64 = 6_000;
/// A consortium's session: validators change within the hour.
pub const SESSION_BLOCKS_DEFAULT: u32 = 600;

#[frame_support::pallet]
pub mod pallet {
    use super::{SESSION_BLOCKS_DEFAULT, SLOT_MS_DEFAULT, SLOT_MS_MAX, SLOT_MS_MIN};
    use frame_support::{pallet_prelude::*, traits::ConstU64};

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {}

    /// Length of a slot. Units: milliseconds.
    #[pallet::storage]
    pub type SlotMs<T> = StorageValue<_, u64, ValueQuery, ConstU64<SLOT_MS_DEFAULT>>;

    /// Length of a session. Units: blocks.
    #[pallet::storage]
    pub type SessionBlocks<T> = StorageValue<_, u32, ValueQuery, ConstU32<SESSION_BLOCKS_DEFAULT>>;

    /// The two figures as a chain spec gives them.
    #[pallet::genesis_config]
    pub struct GenesisConfig<T> {
        pub slot_ms: u64,
        pub session_blocks: u32,
        #[serde(skip)]
        #[doc(hidden)]
        pub phantom: PhantomData<T>,
    }

    impl<T> Default for GenesisConfig<T> {
        fn default() -> Self {
            Self {
                slot_ms: SLOT_MS_DEFAULT,
                session_blocks: SESSION_BLOCKS_DEFAULT,
                phantom: PhantomData,
            }
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            assert!(
                (SLOT_MS_MIN..=SLOT_MS_MAX).contains(&self.slot_ms),
                "pace.slotMs must be from {SLOT_MS_MIN} to {SLOT_MS_MAX} milliseconds",
            );
            assert!(self.session_blocks > 0, "pace.sessionBlocks must be at least 1");
            SlotMs::<T>::put(self.slot_ms);
            SessionBlocks::<T>::put(self.session_blocks);
        }
    }
}

/// Hands the slot's length to Aura. Units: milliseconds.
pub struct SlotDuration<T>(core::marker::PhantomData<T>);

impl<T: Config> Get<u64> for SlotDuration<T> {
    fn get() -> u64 {
        SlotMs::<T>::get()
    }
}

/// Hands the session's length to the session pallet. Units: blocks.
pub struct SessionLength<T>(core::marker::PhantomData<T>);

impl<T: Config> Get<u32> for SessionLength<T> {
    fn get() -> u32 {
        SessionBlocks::<T>::get()
    }
}
