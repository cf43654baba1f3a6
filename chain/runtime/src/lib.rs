//! The runtime of the IOU chain: what a block may do, and nothing else.
//!
//! Pallets and types are listed here; `configs` gives each pallet its settings,
//! `apis` answers the node, `genesis` holds the two built-in genesis blocks.
//! Small pallets that are ours: `pace`, `root`, `institutions`, `authorities`, `offences`.
//! Units: one IOU is 10^12 plancks, times are Unix milliseconds.

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

pub mod apis;
pub mod authorities;
pub mod configs;
pub mod genesis;
pub mod institutions;
pub mod offences;
pub mod pace;
pub mod proxy;
pub mod root;

use alloc::vec::Vec;
use sp_runtime::{
    generic,
    traits::{BlakeTwo256, IdentifyAccount, Verify},
    MultiAddress, MultiSignature,
};
use sp_version::RuntimeVersion;

/// How a transaction is signed.
pub type Signature = MultiSignature;
/// A public key, as its 32-byte account.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// Amount of native tokens. Units: plancks.
pub type Balance = u128;
/// Number of transactions that an account has sent.
pub type Nonce = u32;
/// Height of a block.
pub type BlockNumber = u32;
/// Hash of a block, a transaction or a contract's code.
pub type Hash = sp_core::H256;
/// Unix time. Units: milliseconds.
pub type Moment = u64;
/// How a transaction names an account.
pub type Address = MultiAddress<AccountId, ()>;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// A transaction as it travels.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;

/// What every transaction carries and has checked beside its call.
pub type TxExtension = (
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckEra<Runtime>,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
    pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
    frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
);

/// Runs blocks over all pallets.
pub type Executive = frame_executive::Executive<
    Runtime,
    Block,
    frame_system::ChainContext<Runtime>,
    Runtime,
    AllPalletsWithSystem,
>;

/// One whole IOU token. Units: plancks.
pub const UNIT: Balance = 1_000_000_000_000;
/// A thousandth of a token. Units: plancks.
pub const MILLI_UNIT: Balance = UNIT / 1_000;
/// A millionth of a token. Units: plancks.
pub const MICRO_UNIT: Balance = UNIT / 1_000_000;
/// Decimal places of the token as wallets show it.
pub const TOKEN_DECIMALS: u8 = 12;
/// The token's symbol as wallets show it.
pub const TOKEN_SYMBOL: &str = "IOU";
/// The first byte of addresses in text: the generic Substrate form.
pub const SS58_PREFIX: u16 = 42;
/// Most institutions that may run the chain together.
pub const MAX_VALIDATORS: u32 = 32;

// The attribute reads a number as it stands in the source, so the number of the test's next version needs this detour.
macro_rules! version {
    ($spec_version:tt) => {
        /// Name and version of this runtime; a new `spec_version` is a runtime upgrade.
        #[sp_version::runtime_version]
        pub const VERSION: RuntimeVersion = RuntimeVersion {
            spec_name: alloc::borrow::Cow::Borrowed("iou"),
            impl_name: alloc::borrow::Cow::Borrowed("iou-node"),
            authoring_version: 1,
            spec_version: $spec_version,
            impl_version: 1,
            apis: apis::RUNTIME_API_VERSIONS,
            transaction_version: 1,
            system_version: 1,
        };
    };
}

#[cfg(not(feature = "next"))]
version!(1);
#[cfg(feature = "next")]
version!(2);

sp_runtime::impl_opaque_keys! {
    /// The two keys with which a validator writes blocks and makes them final.
    pub struct SessionKeys {
        pub aura: Aura,
        pub grandpa: Grandpa,
    }
}

// The order matters: at genesis Session needs balances and members, Institutions members; in each block Timestamp comes
// before whoever asks for the time, and Voters after Session, whose change of the set it writes down.
#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp;
    #[runtime::pallet_index(2)]
    pub type Pace = crate::pace;

    #[runtime::pallet_index(10)]
    pub type Balances = pallet_balances;
    #[runtime::pallet_index(11)]
    pub type TransactionPayment = pallet_transaction_payment;

    #[runtime::pallet_index(12)]
    pub type Proxy = pallet_proxy;

    #[runtime::pallet_index(20)]
    pub type Council = pallet_collective;
    #[runtime::pallet_index(21)]
    pub type Membership = pallet_membership;
    #[runtime::pallet_index(22)]
    pub type Root = crate::root;
    #[runtime::pallet_index(23)]
    pub type Institutions = crate::institutions;

    #[runtime::pallet_index(30)]
    pub type Aura = pallet_aura;
    #[runtime::pallet_index(31)]
    pub type Grandpa = pallet_grandpa;
    #[runtime::pallet_index(32)]
    pub type Session = pallet_session;
    #[runtime::pallet_index(33)]
    pub type Authorship = pallet_authorship;
    #[runtime::pallet_index(34)]
    pub type Voters = crate::authorities;
    #[runtime::pallet_index(35)]
    pub type Offences = crate::offences;

    #[runtime::pallet_index(40)]
    pub type RandomnessCollectiveFlip = pallet_insecure_randomness_collective_flip;
    #[runtime::pallet_index(41)]
    pub type Contracts = pallet_contracts;
}

/// The key of the storage entry that holds the time of a block, for readers that
/// have the state but not the runtime's types. The value is a SCALE-encoded [`Moment`].
pub fn timestamp_key() -> Vec<u8> {
    frame_support::storage::storage_prefix(b"Timestamp", b"Now").to_vec()
}
