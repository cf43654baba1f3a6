//! Everything between a command and the node: keys, the connection, dry runs, submission and what became of it; the private
//! data of loans; and what of evidence a node is asked for.
//! Reads happen *at a block*; a transaction's hash is written down before it is sent.

pub mod blocks;
pub mod call;
mod chain;
pub mod collect;
pub mod connection;
pub mod contract;
pub mod council;
mod dispatch;
pub mod dryrun;
mod error;
pub mod history;
mod info;
pub mod journal;
pub mod keystore;
pub mod lookup;
pub mod opening;
pub mod pins;
pub mod private;
pub mod proxy;
pub mod refused;
mod rpc;
mod said;
pub mod signer;
pub mod submit;
pub mod transaction;

use iou_files::redact;

pub use call::Call;
pub use chain::ChainConfig;
pub use error::{Error, Result};
pub use said::said;
/// An account on the chain: an sr25519 public key.
pub use subxt::utils::AccountId32 as AccountId;
/// A block or transaction hash (blake2b-256).
pub use subxt::utils::H256 as Hash;

/// Those nodes of a list of URLs to which all that is said passes other machines in the clear, as they may be shown.
pub fn exposed(urls: &str) -> Option<String> {
    let exposed = redact::listed(urls).filter(|url| rpc::is_exposed(url));
    let shown: Vec<String> = exposed.map(redact::address).collect();
    (!shown.is_empty()).then(|| shown.join(", "))
}

#[cfg(test)]
mod tests {
    #[test]
    fn addresses_are_those_that_the_chains_own_library_shows() {
        for byte in 0..=255u8 {
            let shown = iou_base::address::show(terms::AccountId([byte; 32]));
            assert_eq!(shown, super::AccountId([byte; 32]).to_string());
        }
    }
}
