//! What validators were caught at: votes for two blocks in one round of GRANDPA.
//!
//! Any node that sees two such votes puts both signatures on chain (`Grandpa::report_equivocation_unsigned`, by the
//! next block of a validator; `Grandpa::report_equivocation`, by anybody). The chain checks them, leaves an event and
//! keeps a record. It takes nothing from anybody and shuts nobody out: whether it was a restored backup or an attack
//! is for the council to judge, which can remove the member by vote.
//! Limits: a record for each institution and authority set; at most [`COUNT_MAX`] rounds are counted in one.

pub use pallet::*;

use pallet_grandpa::{EquivocationOffence, TimeSlot};
use sp_consensus_grandpa::{RoundNumber, SetId};
use sp_staking::offence::{Kind, Offence, OffenceError, ReportOffence};

/// Rounds that are counted in one set: who was caught so often is caught, and reports are free of charge.
pub const COUNT_MAX: u32 = 64;

#[frame_support::pallet]
pub mod pallet {
    use super::{Kind, RoundNumber, SetId};
    use crate::authorities::SessionIndex;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {}

    /// What one institution was caught at in one authority set.
    #[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
    pub struct Record<BlockNumber> {
        /// What it did, in the sixteen letters that the reporting pallet gives it: `grandpa:equivoca`.
        pub kind: Kind,
        /// The session that it is counted under.
        pub session: SessionIndex,
        /// Round of the first report.
        pub first_round: RoundNumber,
        /// Round of the last report.
        pub last_round: RoundNumber,
        /// Rounds reported; [`super::COUNT_MAX`] means that many or more.
        pub count: u32,
        /// The block that holds the last report, with both votes and their signatures.
        pub block: BlockNumber,
    }

    /// Records by institution and authority set.
    #[pallet::storage]
    pub type Records<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, SetId, Record<BlockNumberFor<T>>>;

    /// The rounds that were reported, each once, in the order of the reports. One by one: if a round counted as reported
    /// because a later one was, a culprit could report itself in the last round there is and be caught in no other.
    #[pallet::storage]
    pub type Rounds<T: Config> = StorageDoubleMap<
        _,
        Blake2_128Concat,
        T::AccountId,
        Twox64Concat,
        SetId,
        BoundedVec<RoundNumber, ConstU32<{ super::COUNT_MAX }>>,
        ValueQuery,
    >;

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A validator voted for two blocks in one round.
        Equivocated {
            /// The institution whose key it was.
            who: T::AccountId,
            set_id: SetId,
            /// The session that it is counted under.
            session: SessionIndex,
            round: RoundNumber,
            /// Rounds of this set in which it was caught so far.
            count: u32,
        },
    }
}

type Equivocation<T> = EquivocationOffence<<T as frame_system::Config>::AccountId>;

impl<T: Config> ReportOffence<T::AccountId, T::AccountId, Equivocation<T>> for Pallet<T> {
    fn report_offence(
        _: alloc::vec::Vec<T::AccountId>,
        offence: Equivocation<T>,
    ) -> Result<(), OffenceError> {
        let TimeSlot { set_id, round } = offence.time_slot;
        if Self::is_known_offence(core::slice::from_ref(&offence.offender), &offence.time_slot) {
            return Err(OffenceError::DuplicateReport);
        }
        let count = Rounds::<T>::try_mutate(&offence.offender, set_id, |rounds| {
            rounds.try_push(round).map(|()| rounds.len() as u32)
        })
        .map_err(|_| OffenceError::DuplicateReport)?;
        let before = Records::<T>::get(&offence.offender, set_id);
        let record = Record {
            kind: Equivocation::<T>::ID,
            session: offence.session_index,
            first_round: before.map_or(round, |record| record.first_round),
            last_round: round,
            count,
            block: frame_system::Pallet::<T>::block_number(),
        };
        Self::deposit_event(Event::Equivocated {
            who: offence.offender.clone(),
            set_id,
            session: record.session,
            round,
            count: record.count,
        });
        Records::<T>::insert(offence.offender, set_id, record);
        Ok(())
    }

    /// A round is reported once, and none where enough were.
    fn is_known_offence(offenders: &[T::AccountId], slot: &TimeSlot) -> bool {
        offenders.iter().all(|who| {
            let rounds = Rounds::<T>::get(who, slot.set_id);
            rounds.is_full() || rounds.contains(&slot.round)
        })
    }
}
