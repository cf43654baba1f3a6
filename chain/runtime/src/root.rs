//! The way to the root origin: a vote of the council, and no single key.
//!
//! A motion of the council names one call; when enough institutions agree, it runs as
//! root. Runtime upgrades go this way: the council authorises the new code's hash
//! (`System::authorize_upgrade`), then anybody delivers the code itself.
//! How many votes are enough is `Config::Quorum`.

pub use pallet::*;

#[frame_support::pallet]
pub mod pallet {
    use alloc::boxed::Box;
    use frame_support::{
        dispatch::{DispatchResult, GetDispatchInfo},
        pallet_prelude::*,
        traits::UnfilteredDispatchable,
        weights::Weight,
    };
    use frame_system::{pallet_prelude::*, RawOrigin};

    /// Cost of the check and the event around the enacted call: one event is written.
    const OVERHEAD: Weight = Weight::from_parts(10_000_000, 1_500);

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// Who may speak for the chain as a whole.
        type Quorum: EnsureOrigin<Self::RuntimeOrigin>;
        /// Any call of the runtime.
        type Motion: Parameter + UnfilteredDispatchable<RuntimeOrigin = Self::RuntimeOrigin> + GetDispatchInfo;
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// The council's call was run as root.
        Enacted {
            /// What became of it.
            result: DispatchResult,
        },
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Runs `call` as root.
        ///
        /// Errors: `BadOrigin` for whoever is not the quorum. A failure of `call`
        /// itself is told in the event.
        #[pallet::call_index(0)]
        #[pallet::weight({
            let info = call.get_dispatch_info();
            (info.call_weight.saturating_add(OVERHEAD), info.class)
        })]
        pub fn enact(origin: OriginFor<T>, call: Box<<T as Config>::Motion>) -> DispatchResultWithPostInfo {
            T::Quorum::ensure_origin(origin)?;
            let outcome = call.dispatch_bypass_filter(RawOrigin::Root.into());
            Self::deposit_event(Event::Enacted {
                result: outcome.map(|_| ()).map_err(|failure| failure.error),
            });
            Ok(Pays::No.into())
        }
    }
}
