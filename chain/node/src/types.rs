//! The node's types, with everything generic filled in, and what is read from a block.

use iou_runtime::{apis::RuntimeApi, Hash, Header, Moment};
use sc_client_api::{StorageKey, StorageProvider};
use sc_consensus_aura::find_pre_digest;
use sc_consensus_grandpa::{GrandpaBlockImport, LinkHalf};
use sc_executor::WasmExecutor;
use sc_service::{TFullBackend, TFullClient};
use sc_transaction_pool::TransactionPoolHandle;
use scale::Decode;
use sp_consensus_aura::sr25519::AuthoritySignature;
use sp_runtime::{generic, traits::Header as _, OpaqueExtrinsic};

/// A block whose transactions are bytes to the node: only the runtime looks inside. It also makes JSON-RPC write them
/// as hex, which every client expects; the runtime's own type is written as an array of numbers.
pub type Block = generic::Block<Header, OpaqueExtrinsic>;
pub type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;
pub type Client = TFullClient<Block, RuntimeApi, Executor>;
pub type Backend = TFullBackend<Block>;
pub type Pool = TransactionPoolHandle<Block, Client>;
pub type SelectChain = sc_consensus::LongestChain<Backend, Block>;
pub type Finality = GrandpaBlockImport<Backend, Block, Client, SelectChain>;
pub type FinalityLink = LinkHalf<Block, Client, SelectChain>;

/// The slot that a block was written in; nought for the genesis block.
pub fn slot_of(header: &Header) -> Result<u64, String> {
    find_pre_digest::<Block, AuthoritySignature>(header)
        .map(|slot| *slot)
        .map_err(|error| format!("block {} has no readable slot: {error}", header.number()))
}

/// The time that a block carries. Units: Unix milliseconds; nought for the genesis block.
///
/// Errors: a block whose state is not there.
pub fn block_time_ms(client: &Client, block: Hash) -> Result<Moment, String> {
    let stored = client
        .storage(block, &StorageKey(iou_runtime::timestamp_key()))
        .map_err(|error| error.to_string())?;
    match stored {
        None => Ok(0),
        Some(bytes) => Moment::decode(&mut &bytes.0[..]).map_err(|error| error.to_string()),
    }
}
