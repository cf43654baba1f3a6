//! `dev_advanceTime`, `dev_setTime`, `dev_now`: the clock of a development chain.
//!
//! Moving the clock writes an empty block, so that whoever looks at the chain next sees
//! the new time. Units: Unix milliseconds, except `dev_advanceTime`, which takes seconds.

use super::internal;
use crate::{
    authoring::BlockRequest,
    clock::{Clock, Refused},
    types::{block_time_ms, slot_of, Client},
};
use futures::{
    channel::{mpsc, oneshot},
    SinkExt,
};
use jsonrpsee::{
    core::{async_trait, RpcResult},
    proc_macros::rpc,
    types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned},
};
use sp_blockchain::HeaderBackend;
use std::sync::Arc;

/// The clock as RPC methods.
#[rpc(server)]
pub trait DevClockApi {
    /// Moves the clock `seconds` forward and returns the new block's time.
    #[method(name = "dev_advanceTime")]
    async fn advance_time(&self, seconds: u64) -> RpcResult<u64>;

    /// Moves the clock forward to `unix_ms` and returns the new block's time.
    #[method(name = "dev_setTime")]
    async fn set_time(&self, unix_ms: u64) -> RpcResult<u64>;

    /// The time that a block would carry that is written now.
    #[method(name = "dev_now")]
    fn now(&self) -> RpcResult<u64>;
}

/// Moves the clock and asks the author for a block.
#[derive(Clone)]
pub struct DevClock {
    pub client: Arc<Client>,
    pub clock: Arc<Clock>,
    pub author: mpsc::Sender<BlockRequest>,
}

impl DevClock {
    fn best_slot(&self) -> RpcResult<u64> {
        let best = self.client.info().best_hash;
        let header = self.client.header(best).map_err(internal)?;
        slot_of(&header.ok_or_else(|| internal("the best block is gone"))?).map_err(internal)
    }

    async fn move_to(&self, target: impl FnOnce(u64) -> Option<u64>) -> RpcResult<u64> {
        self.clock.move_to(self.best_slot()?, target).map_err(refused)?;
        let (answer, sealed) = oneshot::channel();
        let stopping = "the node is stopping";
        self.author
            .clone()
            .send(answer)
            .await
            .map_err(|_| internal(stopping))?;
        let hash = sealed.await.map_err(|_| internal(stopping))?.map_err(internal)?;
        block_time_ms(&self.client, hash).map_err(internal)
    }
}

#[async_trait]
impl DevClockApiServer for DevClock {
    async fn advance_time(&self, seconds: u64) -> RpcResult<u64> {
        self.move_to(|now| seconds.checked_mul(1_000)?.checked_add(now))
            .await
    }

    async fn set_time(&self, unix_ms: u64) -> RpcResult<u64> {
        self.move_to(|_| Some(unix_ms)).await
    }

    fn now(&self) -> RpcResult<u64> {
        Ok(self.clock.next_block_ms(self.best_slot()?))
    }
}

fn refused(why: Refused) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(INVALID_PARAMS_CODE, why.to_string(), None::<()>)
}
