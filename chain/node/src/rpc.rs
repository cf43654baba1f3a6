//! What the node answers beyond what every Substrate node does.
//!
//! Account nonces, fees, finality proofs and the events of a contract on every chain; the movable clock on a
//! development chain only.

pub mod dev;
pub mod finality;
pub mod ledger;

use crate::types::{Backend, Block, Client, Pool};
use dev::{DevClock, DevClockApiServer};
use finality::{Finality, FinalityApiServer};
use iou_runtime::{BlockNumber, Hash};
use jsonrpsee::{
    types::{error::INTERNAL_ERROR_CODE, ErrorObjectOwned},
    RpcModule,
};
use ledger::{LedgerEvents, LedgerEventsApiServer};
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_consensus_grandpa::{
    FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sp_core::traits::SpawnNamed;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What the answers are made from.
pub struct Sources {
    pub client: Arc<Client>,
    pub pool: Arc<Pool>,
    pub voter_state: SharedVoterState,
    pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
    pub justifications: GrandpaJustificationStream<Block>,
    pub finality_proofs: Arc<FinalityProofProvider<Backend, Block>>,
    pub dev_clock: Option<DevClock>,
}

/// The methods as a module for the RPC server.
///
/// Errors: two methods of one name, which is a mistake in this file.
pub fn module(
    sources: &Sources,
    executor: Arc<dyn SpawnNamed>,
) -> Result<RpcModule<()>, jsonrpsee::core::RegisterMethodError> {
    let mut module = RpcModule::new(());
    module.merge(System::new(sources.client.clone(), sources.pool.clone()).into_rpc())?;
    module.merge(TransactionPayment::new(sources.client.clone()).into_rpc())?;
    let mut grandpa = Grandpa::new(
        executor,
        sources.authority_set.clone(),
        sources.voter_state.clone(),
        sources.justifications.clone(),
        sources.finality_proofs.clone(),
    )
    .into_rpc();
    grandpa.remove_method(finality::METHOD);
    module.merge(grandpa)?;
    module.merge(
        Finality {
            client: sources.client.clone(),
        }
        .into_rpc(),
    )?;
    module.merge(
        LedgerEvents {
            client: sources.client.clone(),
        }
        .into_rpc(),
    )?;
    if let Some(clock) = &sources.dev_clock {
        module.merge(clock.clone().into_rpc())?;
    }
    Ok(module)
}

/// The answer where the node itself fails.
fn internal(why: impl ToString) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(INTERNAL_ERROR_CODE, why.to_string(), None::<()>)
}
