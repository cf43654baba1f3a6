//! A connection to one node of one chain. Opening it learns what chain it is and refuses another one than the profile
//! names, so nothing can be sent to a stranger. Every request is bounded in time (see `rpc`).
//! The libraries' older request-and-answer RPC methods are used on purpose: each read is one request with one limit,
//! where the newer subscription-based ones wait for an event that may never come.

use std::sync::Arc;
use std::time::Duration;

use scale::Decode;
use serde::Serialize;
use subxt::backend::LegacyBackend;
use subxt::client::{ClientAtBlock, OnlineClientAtBlockImpl};
use subxt::config::RpcConfigFor;
use subxt::rpcs::client::RpcParams;
use subxt::rpcs::{LegacyRpcMethods, RpcClient};
use subxt::OnlineClient;

use super::rpc::TimedRpc;
use super::{AccountId, ChainConfig, Hash};
use crate::error::{Error, Result};

/// The client at one block: reads through it agree with each other.
pub type AtBlock = ClientAtBlock<ChainConfig, OnlineClientAtBlockImpl<ChainConfig>>;

/// Time limit of one request when the caller names none.
pub const REQUEST_LIMIT: Duration = Duration::from_secs(30);

/// What the chain says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainInfo {
    /// Hash of its first block: its identity.
    pub genesis: Hash,
    /// Its name, from the chain specification.
    pub name: String,
    /// Whether it is for development: well-known keys and a movable clock are allowed on such a chain only.
    pub development: bool,
    /// Symbol of the native token.
    pub token_symbol: String,
    /// Decimal places of the native token.
    pub token_decimals: u8,
}

impl ChainInfo {
    /// An amount of the native token for people, exact, with its symbol. Units: `amount` in the smallest unit.
    pub fn show_amount(&self, amount: u128) -> String {
        let digits = format!("{amount:0>width$}", width = usize::from(self.token_decimals) + 1);
        let (whole, part) = digits.split_at(digits.len() - usize::from(self.token_decimals));
        match part.trim_end_matches('0') {
            "" => format!("{whole} {}", self.token_symbol),
            part => format!("{whole}.{part} {}", self.token_symbol),
        }
    }
}

/// A connection to a node.
#[derive(Clone)]
pub struct Connection {
    client: OnlineClient<ChainConfig>,
    methods: LegacyRpcMethods<RpcConfigFor<ChainConfig>>,
    raw: RpcClient,
    wire: TimedRpc,
    chain: ChainInfo,
}

impl Connection {
    /// Connects to the node at `url` and checks that its chain begins with `genesis`, where one is given.
    ///
    /// Errors: [`Error::UrlInvalid`], [`Error::NodeUnreachable`], [`Error::NodeSilent`], [`Error::ChainMismatch`].
    pub async fn open(url: &str, request_limit: Duration, genesis: Option<Hash>) -> Result<Connection> {
        let wire = TimedRpc::connect(url, request_limit).await?;
        let raw = RpcClient::new(wire.clone());
        let methods = LegacyRpcMethods::<RpcConfigFor<ChainConfig>>::new(raw.clone());
        let found = methods.genesis_hash().await.map_err(|e| wire.explain(e))?;
        if let Some(expected) = genesis.filter(|expected| *expected != found) {
            let (expected, found) = (format!("{expected:?}"), format!("{found:?}"));
            return Err(Error::ChainMismatch {
                url: url.into(),
                expected,
                found,
            });
        }
        let backend = LegacyBackend::<ChainConfig>::builder().build(raw.clone());
        let client = OnlineClient::from_backend(Arc::new(backend))
            .await
            .map_err(|e| wire.explain(e))?;
        let chain = describe(&methods, found).await.map_err(|e| wire.explain(e))?;
        Ok(Connection {
            client,
            methods,
            raw,
            wire,
            chain,
        })
    }

    /// What chain this is.
    pub fn chain(&self) -> &ChainInfo {
        &self.chain
    }

    /// The URL of the node.
    pub fn url(&self) -> &str {
        self.wire.url()
    }

    /// The library's client, for what is not offered here.
    pub fn client(&self) -> &OnlineClient<ChainConfig> {
        &self.client
    }

    pub(super) fn methods(&self) -> &LegacyRpcMethods<RpcConfigFor<ChainConfig>> {
        &self.methods
    }

    /// Turns a library's error into ours, telling apart a silent node, a lost connection and a node's own answer.
    pub fn explain(&self, error: impl std::fmt::Display) -> Error {
        self.wire.explain(error)
    }

    /// Reads at the newest finalised block.
    pub async fn at_finalized(&self) -> Result<AtBlock> {
        self.client.at_current_block().await.map_err(|e| self.explain(e))
    }

    /// Reads at the newest block of the best chain, which may still be replaced by another.
    pub async fn at_best(&self) -> Result<AtBlock> {
        let hash = self
            .methods
            .chain_get_block_hash(None)
            .await
            .map_err(|e| self.explain(e))?;
        let hash = hash.ok_or_else(|| self.explain("the node has no best block"))?;
        self.at_hash(hash).await
    }

    /// Reads at the block with that hash.
    pub async fn at_hash(&self, hash: Hash) -> Result<AtBlock> {
        self.client.at_block(hash).await.map_err(|e| self.explain(e))
    }

    /// The block of that number on the best chain, if there is one.
    pub async fn block_hash(&self, number: u64) -> Result<Option<Hash>> {
        self.methods
            .chain_get_block_hash(Some(number.into()))
            .await
            .map_err(|e| self.explain(e))
    }

    /// Number and hash of the newest finalised block.
    pub async fn finalized_head(&self) -> Result<(u64, Hash)> {
        let at = self.at_finalized().await?;
        Ok((at.block_number(), at.block_hash()))
    }

    /// The clock of the chain at a block. Units: milliseconds since 1970.
    pub async fn timestamp_ms(&self, at: &AtBlock) -> Result<u64> {
        let address = subxt::dynamic::storage::<(), u64>("Timestamp", "Now");
        let value = at
            .storage()
            .fetch(address, ())
            .await
            .map_err(|e| self.explain(e))?;
        value.decode().map_err(|e| self.explain(e))
    }

    /// What an account can spend. Units: the smallest unit of the native token.
    pub async fn free_balance(&self, at: &AtBlock, account: &AccountId) -> Result<u128> {
        #[derive(subxt::ext::scale_decode::DecodeAsType)]
        #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
        struct Account {
            data: Data,
        }
        #[derive(subxt::ext::scale_decode::DecodeAsType)]
        #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
        struct Data {
            free: u128,
        }
        let address = subxt::dynamic::storage::<(AccountId,), Account>("System", "Account");
        let found = at
            .storage()
            .try_fetch(address, (*account,))
            .await
            .map_err(|e| self.explain(e))?;
        let Some(value) = found else { return Ok(0) };
        Ok(value.decode().map_err(|e| self.explain(e))?.data.free)
    }

    /// Calls a runtime API with encoded arguments and decodes its answer.
    pub async fn runtime_call<T: Decode>(&self, at: &AtBlock, function: &str, args: &[u8]) -> Result<T> {
        let bytes = at
            .runtime_apis()
            .call_raw(function, Some(args))
            .await
            .map_err(|e| self.explain(e))?;
        T::decode(&mut &bytes[..]).map_err(|e| {
            let reason = format!("{function} answered with something unexpected ({e})");
            Error::ChainUnsuitable {
                chain: self.chain.name.clone(),
                reason,
            }
        })
    }

    /// Any JSON-RPC request of the node.
    pub async fn request<T: serde::de::DeserializeOwned>(
        &self,
        method: &str,
        params: RpcParams,
    ) -> Result<T> {
        self.raw
            .request(method, params)
            .await
            .map_err(|e| self.explain(e))
    }

    /// How high the chain is, as far as the node has heard: its own height once it has all of it.
    ///
    /// Errors: those of the connection.
    pub async fn highest_known(&self) -> Result<u64> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct SyncState {
            highest_block: u64,
        }
        let state: SyncState = self
            .request("system_syncState", subxt::rpcs::rpc_params![])
            .await?;
        Ok(state.highest_block)
    }

    /// Moves the clock of a development chain forward by so many seconds.
    ///
    /// Errors: [`Error::NotDevChain`].
    pub async fn dev_advance_time(&self, seconds: u64) -> Result<()> {
        self.dev_request("dev_advanceTime", seconds).await
    }

    /// Moves the clock of a development chain forward to a moment. Units: milliseconds since 1970.
    ///
    /// Errors: [`Error::NotDevChain`]; [`Error::Node`] when the moment is in the chain's past.
    pub async fn dev_set_time(&self, unix_ms: u64) -> Result<()> {
        self.dev_request("dev_setTime", unix_ms).await
    }

    async fn dev_request(&self, method: &str, number: u64) -> Result<()> {
        if !self.chain.development {
            return Err(Error::NotDevChain {
                chain: self.chain.name.clone(),
            });
        }
        // The node's answer (the new time) differs by version and is read from the chain instead.
        let _: serde_json::Value = self.request(method, subxt::rpcs::rpc_params![number]).await?;
        Ok(())
    }
}

async fn describe(
    methods: &LegacyRpcMethods<RpcConfigFor<ChainConfig>>,
    genesis: Hash,
) -> Result<ChainInfo, subxt::rpcs::Error> {
    let name = methods.system_chain().await?;
    let kind = methods.system_chain_type().await?;
    let properties = methods.system_properties().await?;
    let property = |key: &str| match properties.get(key) {
        Some(serde_json::Value::Array(many)) => many.first().cloned(),
        other => other.cloned(),
    };
    let symbol = property("tokenSymbol").and_then(|v| v.as_str().map(str::to_owned));
    let decimals = property("tokenDecimals")
        .and_then(|v| v.as_u64())
        .and_then(|n| u8::try_from(n).ok());
    Ok(ChainInfo {
        genesis,
        name,
        development: kind == "Development",
        token_symbol: symbol.unwrap_or_else(|| "UNIT".into()),
        token_decimals: decimals.unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_exactly_with_their_unit() {
        let chain = |token_decimals| ChainInfo {
            genesis: Hash::from([0; 32]),
            name: "dev".into(),
            development: true,
            token_symbol: "UNIT".into(),
            token_decimals,
        };
        for (amount, decimals, shown) in [
            (0, 12, "0 UNIT"),
            (1, 12, "0.000000000001 UNIT"),
            (1_500_000_000_000, 12, "1.5 UNIT"),
            (10_000_000_000_000, 12, "10 UNIT"),
            (42, 0, "42 UNIT"),
            (u128::MAX, 2, "3402823669209384634633746074317682114.55 UNIT"),
        ] {
            assert_eq!(chain(decimals).show_amount(amount), shown);
        }
    }
}
