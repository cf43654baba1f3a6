//! What one account may do in the name of another: a kind of proxy each, given by that other account and taken back by it
//! at any time.

use crate::RuntimeCall;
use frame_support::traits::InstanceFilter;
use scale::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};

/// The selector of the loan contract's message `demand`: the first four bytes of BLAKE2b-256 of its name.
pub const DEMAND: [u8; 4] = [0x25, 0x3a, 0x69, 0x65];

/// How far a proxy may go. An institution's relayer needs `Demand` and no more.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    scale_info::TypeInfo,
)]
pub enum ProxyType {
    /// Everything.
    #[default]
    #[codec(index = 0)]
    Any,
    /// Put a demand for payment on a loan's record: a creditor lets a reminder service do it when a message has arrived.
    /// It moves no money.
    #[codec(index = 1)]
    Demand,
    /// Attest digests: an institution's evidence desk does it every day while the key with the seat in the council stays
    /// in the safe.
    #[codec(index = 2)]
    Attest,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
    fn filter(&self, call: &RuntimeCall) -> bool {
        match self {
            ProxyType::Any => true,
            ProxyType::Demand => matches!(
                call,
                RuntimeCall::Contracts(pallet_contracts::Call::call { value: 0, data, .. })
                    if data.starts_with(&DEMAND)
            ),
            ProxyType::Attest => matches!(
                call,
                RuntimeCall::Institutions(crate::institutions::Call::attest { .. })
            ),
        }
    }

    fn is_superset(&self, other: &Self) -> bool {
        *self == ProxyType::Any || self == other
    }
}
