//! Everything between a command and the node: keys, the connection, dry runs, submission and what became of it.
//! Reads happen *at a block*; a transaction's hash is written down before it is sent.

pub mod connection;
pub mod contract;
pub mod council;
pub mod dryrun;
pub mod history;
pub mod journal;
pub mod keystore;
pub mod lookup;
pub mod proxy;
mod rpc;
pub mod signer;
pub mod submit;

/// An account on the chain: an sr25519 public key.
pub use subxt::utils::AccountId32 as AccountId;
/// A block or transaction hash (blake2b-256).
pub use subxt::utils::H256 as Hash;

/// The chain's address, signature and header types, which are those of any FRAME chain with 32-byte accounts.
pub type ChainConfig = subxt::PolkadotConfig;

/// A call named at run time, ready for [`submit::submit`].
pub type Call = subxt::tx::DynamicPayload<subxt::ext::scale_value::Composite<()>>;
