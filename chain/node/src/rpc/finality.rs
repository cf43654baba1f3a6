//! `grandpa_proveFinality`: the nearest justification for a block, and the headers up to it.
//!
//! The method of sc-consensus-grandpa-rpc answers from its list of authority changes, so it
//! has no proof for any block of a chain whose validators never changed, and proves a later block by the
//! head of the chain. This one answers in the same format (`FinalityProof`, SCALE, hex) from
//! the justifications that are stored with blocks: the shortest proof there is.
//! Limits: 4,096 headers; a set change always has a justification of its own.

use super::internal;
use crate::types::{Block, Client};
use iou_runtime::{BlockNumber, Hash, Header};
use jsonrpsee::{core::RpcResult, proc_macros::rpc, types::ErrorObjectOwned};
use sc_client_api::BlockBackend;
use sc_consensus_grandpa::{FinalityProof, GRANDPA_ENGINE_ID};
use scale::Encode;
use sp_blockchain::HeaderBackend;
use sp_core::Bytes;
use std::sync::Arc;

/// The name under which both this method and the one it replaces are known.
pub const METHOD: &str = "grandpa_proveFinality";
/// Longest run of headers in a proof.
const HEADERS_MAX: usize = 4_096;
/// JSON-RPC error: the block exists or will exist, and is not final.
const NOT_FINAL_CODE: i32 = 4;

/// Finality proofs as an RPC method.
#[rpc(server)]
pub trait FinalityApi {
    /// Proves that block `number` is final; none where no justification is near.
    #[method(name = "grandpa_proveFinality", blocking)]
    fn prove_finality(&self, number: BlockNumber) -> RpcResult<Option<Bytes>>;
}

/// Answers from the justifications in the database.
pub struct Finality {
    pub client: Arc<Client>,
}

impl Finality {
    fn hash(&self, number: BlockNumber) -> RpcResult<Hash> {
        let hash = self.client.hash(number).map_err(internal)?;
        hash.ok_or_else(|| internal(format!("block {number} is not in the database")))
    }

    fn header(&self, hash: Hash) -> RpcResult<Header> {
        let header = self.client.header(hash).map_err(internal)?;
        header.ok_or_else(|| internal(format!("the header of {hash:?} is not in the database")))
    }

    fn justification(&self, hash: Hash) -> RpcResult<Option<Vec<u8>>> {
        let stored = BlockBackend::<Block>::justifications(&*self.client, hash).map_err(internal)?;
        Ok(stored.and_then(|list| list.into_justification(GRANDPA_ENGINE_ID)))
    }
}

impl FinalityApiServer for Finality {
    fn prove_finality(&self, number: BlockNumber) -> RpcResult<Option<Bytes>> {
        let last_final = self.client.info().finalized_number;
        if number > last_final {
            return Err(ErrorObjectOwned::owned(
                NOT_FINAL_CODE,
                format!(
                    "block {number} is not final yet: the last finalised block is {last_final}; ask again later"
                ),
                None::<()>,
            ));
        }
        let mut unknown_headers = Vec::new();
        for later in (number..=last_final).take(HEADERS_MAX) {
            let block = self.hash(later)?;
            if later > number {
                unknown_headers.push(self.header(block)?);
            }
            if let Some(justification) = self.justification(block)? {
                let proof = FinalityProof {
                    block,
                    justification,
                    unknown_headers,
                };
                return Ok(Some(Bytes(proof.encode())));
            }
        }
        Ok(None)
    }
}
