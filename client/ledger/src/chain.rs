//! The kind of chain that the library talks to: FRAME with accounts of 32 bytes, whose metadata is of a version that names its own
//! types. It is told the first block of its chain, so that it asks nobody for it, and keeps what it has read of each runtime.

use subxt::config::{Config, DefaultTransactionExtensions, HashFor, SubstrateConfig};
use subxt::metadata::ArcMetadata;
use subxt::utils::MultiAddress;

use super::Hash;

/// The chain's address, signature and header types.
#[derive(Debug, Clone)]
pub struct ChainConfig(SubstrateConfig);

impl ChainConfig {
    /// The chain with that first block.
    pub(super) fn of(genesis: Hash) -> ChainConfig {
        ChainConfig(SubstrateConfig::builder().set_genesis_hash(genesis).build())
    }
}

impl Config for ChainConfig {
    type AccountId = <SubstrateConfig as Config>::AccountId;
    // Without the number that some chains know an account by.
    type Address = MultiAddress<Self::AccountId, ()>;
    type Signature = <SubstrateConfig as Config>::Signature;
    type Hasher = <SubstrateConfig as Config>::Hasher;
    type Header = <SubstrateConfig as Config>::Header;
    type TransactionExtensions = DefaultTransactionExtensions<Self>;
    type AssetId = <SubstrateConfig as Config>::AssetId;

    fn genesis_hash(&self) -> Option<HashFor<Self>> {
        self.0.genesis_hash()
    }

    fn metadata_for_spec_version(&self, spec_version: u32) -> Option<ArcMetadata> {
        self.0.metadata_for_spec_version(spec_version)
    }

    fn set_metadata_for_spec_version(&self, spec_version: u32, metadata: ArcMetadata) {
        self.0.set_metadata_for_spec_version(spec_version, metadata);
    }
}
