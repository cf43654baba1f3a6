//! What one account may do in the name of another: a kind of proxy each, given by that other account and taken back by it
//! at any time.

use crate::{Balance, RuntimeCall, MICRO_UNIT};
use frame_support::traits::InstanceFilter;
use scale::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};

/// The selector of the loan contract's message `act`: the first four bytes of BLAKE2b-256 of its name.
pub const ACT: [u8; 4] = [0xcd, 0xce, 0xbd, 0x21];
/// The index of the step `demand`, which follows the number of the loan.
pub const DEMAND: u8 = 11;
/// Where it stands in a message: behind the selector and the eight bytes of the number.
const STEP_AT: usize = 12;

/// Most that a call of the kind `Demand` may hold of the creditor's money for state: 25 bytes. A demand needs none or a few.
/// Any contract may have a message that begins so, and whoever takes state away again gets its deposit; this is less
/// than the fee of such a call, which the proxy pays itself, so nothing is to be gained. Units: plancks.
pub const DEMAND_DEPOSIT_MAX: Balance = 250 * MICRO_UNIT;

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
    /// It moves no money and holds next to none. The runtime does not know which contracts hold loans: it is any contract's
    /// message that begins so.
    #[codec(index = 1)]
    Demand,
    /// Attest digests: an institution's evidence desk does it every day while the key with the seat in the council stays
    /// in the safe.
    #[codec(index = 2)]
    Attest,
}

/// Whether a message of the loan contract is `act(loan, demand …)`.
fn is_demand(message: &[u8]) -> bool {
    message.starts_with(&ACT) && message.get(STEP_AT) == Some(&DEMAND)
}

impl InstanceFilter<RuntimeCall> for ProxyType {
    fn filter(&self, call: &RuntimeCall) -> bool {
        match self {
            ProxyType::Any => true,
            ProxyType::Demand => matches!(
                call,
                RuntimeCall::Contracts(pallet_contracts::Call::call {
                    value: 0,
                    // Without a limit it would be the chain's own, of many tokens.
                    storage_deposit_limit: Some(limit),
                    data,
                    ..
                }) if limit.0 <= DEMAND_DEPOSIT_MAX && is_demand(data)
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
