//! A connection to one node of one chain. Opening it learns what chain it is and refuses another one than the profile
//! names, so nothing can be sent to a stranger. Every request is bounded in time (see `rpc`).
//! The libraries' older request-and-answer RPC methods are used on purpose: each read is one request with one limit,
//! where the newer subscription-based ones wait for an event that may never come. A subscription tells at most that it is
//! worth asking now ([`Connection::finalised_news`]).

use std::sync::Arc;
use std::time::Duration;

use futures::{Stream, StreamExt as _};
use scale::{Decode, Encode};
use sp_crypto_hashing::blake2_256;
use subxt::backend::{BlockRef, LegacyBackend};
use subxt::client::{ClientAtBlock, OnlineClientAtBlockImpl};
use subxt::config::RpcConfigFor;
use subxt::rpcs::client::{RawValue, RpcClientT as _, RpcParams};
use subxt::rpcs::{Error as RpcError, LegacyRpcMethods, RpcClient, UserError};
use subxt::OnlineClient;

use super::info::SMALLEST;
use super::pins::Pins;
use super::rpc::TimedRpc;
use super::said::said;
use super::{AccountId, ChainConfig, Hash};
use crate::error::{Error, Result};
use iou_files::redact;

pub use super::info::ChainInfo;

/// The client at one block: reads through it agree with each other.
pub type AtBlock = ClientAtBlock<ChainConfig, OnlineClientAtBlockImpl<ChainConfig>>;

/// Time limit of one request when the caller names none.
pub const REQUEST_LIMIT: Duration = Duration::from_secs(30);

/// Most decimal places that a native token can have: every amount of 128 bits then still has a digit before the point.
const DECIMALS_MAX: u64 = 38;
/// Highest number that an address can have. Source: ss58-registry.
const SS58_MAX: u64 = 16_383;
/// The number of addresses that are for no chain in particular.
const SUBSTRATE: u16 = 42;
/// What a node answers that does not know a request. Source: JSON-RPC 2.0, section 5.1.
pub(super) const METHOD_UNKNOWN: i32 = -32601;
/// Longest symbol. Units: bytes.
const WORD_MAX: usize = 16;

/// A block's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Its height.
    pub number: u64,
    /// The block before it.
    pub parent: Hash,
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
    /// Connects to the first node of the list `urls` that answers (commas or spaces divide it), and checks that its chain
    /// is the one that is written down, where one is. A node of another chain is an error, whatever the others are.
    ///
    /// Errors: [`Error::UrlInvalid`], [`Error::ChainMismatch`], [`Error::ChainDiffers`], [`Error::ChainUnsuitable`]; [`Error::NodeUnreachable`], [`Error::NodeSilent`] and the
    /// like of the last node, where none answers.
    pub async fn open(urls: &str, request_limit: Duration, pins: Option<&Pins>) -> Result<Connection> {
        let mut last = Error::UrlInvalid {
            url: String::new(),
            reason: "no URL".into(),
        };
        for url in redact::listed(urls) {
            match Connection::open_one(url, request_limit, pins).await {
                Err(error) if error.is_of_one_node() => {
                    tracing::warn!(%error, "the node is left out");
                    last = error;
                }
                other => return other,
            }
        }
        Err(last)
    }

    async fn open_one(url: &str, request_limit: Duration, pins: Option<&Pins>) -> Result<Connection> {
        let wire = TimedRpc::connect(url, request_limit).await?;
        let raw = RpcClient::new(wire.clone());
        let methods = LegacyRpcMethods::<RpcConfigFor<ChainConfig>>::new(raw.clone());
        let chain = describe(&wire, &methods).await?;
        if let Some(pins) = pins {
            pins.check(wire.url(), &chain)?;
        }
        let backend = LegacyBackend::<ChainConfig>::builder().build(raw.clone());
        // The library is told which chain this is: asked again, a node could give it another one.
        let config = ChainConfig::of(chain.genesis);
        let client = OnlineClient::from_backend_with_config(config, Arc::new(backend))
            .await
            .map_err(|e| wire.explain(e))?;
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

    /// The URL of the node for people, without what is secret.
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

    /// The error for an answer that cannot be true.
    pub fn untrue(&self, reason: impl Into<String>) -> Error {
        Error::NodeUntrue {
            url: self.url().to_owned(),
            reason: said(&reason.into()),
        }
    }

    /// The header of the block with that hash, which is the hash of its bytes.
    ///
    /// Errors: [`iou_files::Error::NotFound`], [`Error::NodeUntrue`] for another block's.
    pub async fn header(&self, hash: Hash) -> Result<Header> {
        let found = self.known_header(hash).await?;
        found.ok_or_else(|| {
            iou_files::Error::NotFound {
                what: "block".into(),
                name: format!("{hash:?}"),
            }
            .into()
        })
    }

    async fn known_header(&self, hash: Hash) -> Result<Option<Header>> {
        let found = self.methods.chain_get_header(Some(hash)).await;
        let Some(found) = found.map_err(|e| self.explain(e))? else {
            return Ok(None);
        };
        if blake2_256(&found.encode()) != hash.0 {
            return Err(self.untrue("a block's header does not have the block's hash"));
        }
        Ok(Some(Header {
            number: found.number,
            parent: found.parent_hash,
        }))
    }

    /// The number of a block that the node has named itself. One that it does not know by now, as that of a branch that was
    /// left, is no block that is missing: it is asked anew.
    ///
    /// Errors: [`Error::Node`] where it does not know it, [`Error::NodeUntrue`].
    async fn number_of(&self, hash: Hash) -> Result<u64> {
        let found = self.known_header(hash).await?;
        let found = found.ok_or_else(|| self.explain(format!("block {hash:?} is not there any more")))?;
        Ok(found.number)
    }

    /// Reads at the newest finalised block.
    pub async fn at_finalized(&self) -> Result<AtBlock> {
        self.at_hash(self.finalized_hash().await?).await
    }

    /// Reads at the newest block of the best chain, which may still be replaced by another.
    pub async fn at_best(&self) -> Result<AtBlock> {
        self.at_hash(self.best_hash().await?).await
    }

    /// Reads at the block with that hash. Its number is that of the header that has this hash.
    ///
    /// Errors: [`Error::Node`] for a block that the node does not know, [`Error::NodeUntrue`].
    pub async fn at_hash(&self, hash: Hash) -> Result<AtBlock> {
        let number = self.number_of(hash).await?;
        let at = self
            .client
            .at_block_hash_and_number(BlockRef::from_hash(hash), number);
        at.await.map_err(|e| self.explain(e))
    }

    /// The block of that number on the best chain, if there is one.
    pub async fn block_hash(&self, number: u64) -> Result<Option<Hash>> {
        self.methods
            .chain_get_block_hash(Some(number.into()))
            .await
            .map_err(|e| self.explain(e))
    }

    /// The same where there has to be one. Errors: [`Error::NodePruned`] where the node does not have it (any more).
    pub async fn hash_of(&self, number: u64) -> Result<Hash> {
        let hash = self.block_hash(number).await?;
        hash.ok_or_else(|| self.forgotten(number))
    }

    /// The error for a block of the chain that the node does not have (any more).
    pub(super) fn forgotten(&self, number: u64) -> Error {
        Error::NodePruned {
            url: self.url().to_owned(),
            reason: format!("block {number}"),
        }
    }

    async fn finalized_hash(&self) -> Result<Hash> {
        let hash = self.methods.chain_get_finalized_head().await;
        hash.map_err(|e| self.explain(e))
    }

    async fn best_hash(&self) -> Result<Hash> {
        let hash = self.methods.chain_get_block_hash(None).await;
        let hash = hash.map_err(|e| self.explain(e))?;
        hash.ok_or_else(|| self.explain("the node has no best block"))
    }

    /// Number and hash of the newest finalised block.
    pub async fn finalized_head(&self) -> Result<(u64, Hash)> {
        let hash = self.finalized_hash().await?;
        Ok((self.number_of(hash).await?, hash))
    }

    /// The number of the newest block of the best chain.
    pub async fn best_number(&self) -> Result<u64> {
        self.number_of(self.best_hash().await?).await
    }

    /// A word each time the node has a new final block, and one at once. What the node says of the block is left: whoever hears it
    /// asks. It ends with the connection.
    ///
    /// Errors: those of the connection, among them that of a node without such news.
    pub async fn finalised_news(&self) -> Result<impl Stream<Item = ()> + Send + Unpin + 'static> {
        let (begin, end) = ("chain_subscribeFinalizedHeads", "chain_unsubscribeFinalizedHeads");
        let news = self
            .raw
            .subscribe::<serde::de::IgnoredAny>(begin, subxt::rpcs::rpc_params![], end);
        let news = news.await.map_err(|e| self.explain(e))?;
        Ok(news
            .take_while(|told| std::future::ready(told.is_ok()))
            .map(|_| ()))
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
    ///
    /// Errors: [`Error::MethodUnknown`] where the node has no such request; those of the connection.
    pub async fn request<T: serde::de::DeserializeOwned>(
        &self,
        method: &str,
        params: RpcParams,
    ) -> Result<T> {
        let answer = self.request_raw(method, params).await?;
        serde_json::from_str(answer.get()).map_err(|e| self.explain(RpcError::Deserialization(e)))
    }

    /// The same with the answer as the node wrote it.
    ///
    /// Errors: as [`Connection::request`].
    pub(super) async fn request_raw(&self, method: &str, params: RpcParams) -> Result<Box<RawValue>> {
        self.answer(method, params)
            .await?
            .map_err(|refusal| match refusal.code {
                METHOD_UNKNOWN => Error::MethodUnknown {
                    url: self.url().to_owned(),
                    method: method.to_owned(),
                },
                _ => self.explain(RpcError::User(refusal)),
            })
    }

    /// The answer, or what the node said in its place.
    ///
    /// Errors: those of the connection.
    pub(super) async fn answer(
        &self,
        method: &str,
        params: RpcParams,
    ) -> Result<std::result::Result<Box<RawValue>, UserError>> {
        match self.wire.request_raw(method, params.build()).await {
            Ok(answer) => Ok(Ok(answer)),
            Err(RpcError::User(refusal)) => Ok(Err(refusal)),
            Err(other) => Err(self.explain(other)),
        }
    }

    /// The names of all requests that the node answers.
    ///
    /// Errors: those of the connection.
    pub async fn known_methods(&self) -> Result<Vec<String>> {
        #[derive(serde::Deserialize)]
        struct Known {
            methods: Vec<String>,
        }
        let known: Known = self.request("rpc_methods", subxt::rpcs::rpc_params![]).await?;
        Ok(known.methods)
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
    /// Errors: [`Error::NotDevChain`], [`Error::NoMovableClock`].
    pub async fn dev_advance_time(&self, seconds: u64) -> Result<()> {
        self.dev_request("dev_advanceTime", seconds).await
    }

    /// Moves the clock of a development chain forward to a moment. Units: milliseconds since 1970.
    ///
    /// Errors: [`Error::NotDevChain`], [`Error::NoMovableClock`]; [`Error::Node`] when the moment is in the chain's past.
    pub async fn dev_set_time(&self, unix_ms: u64) -> Result<()> {
        self.dev_request("dev_setTime", unix_ms).await
    }

    async fn dev_request(&self, method: &str, number: u64) -> Result<()> {
        if !self.chain.is_development() {
            return Err(Error::NotDevChain {
                chain: self.chain.name.clone(),
            });
        }
        // The node's answer (the new time) differs by version and is read from the chain instead.
        let moved: Result<serde_json::Value> = self.request(method, subxt::rpcs::rpc_params![number]).await;
        match moved {
            Ok(_) => Ok(()),
            Err(Error::MethodUnknown { .. }) => Err(Error::NoMovableClock {
                chain: self.chain.name.clone(),
            }),
            Err(other) => Err(other),
        }
    }
}

/// What a node says of its chain. One question after the other, here and wherever no further one follows at once: the node's server
/// leaves Nagle's algorithm on, so of several answers at the same moment the second one waits for the first to be acknowledged,
/// which takes 40 ms [RFC 896; RFC 1122, 4.2.3.2].
async fn describe(
    wire: &TimedRpc,
    methods: &LegacyRpcMethods<RpcConfigFor<ChainConfig>>,
) -> Result<ChainInfo> {
    let genesis = methods.genesis_hash().await.map_err(|e| wire.explain(e))?;
    let name = methods.system_chain().await.map_err(|e| wire.explain(e))?;
    let chain_type = wire.ask::<serde_json::Value>("system_chainType").await?;
    let properties = methods.system_properties().await.map_err(|e| wire.explain(e))?;
    chain_of(genesis, &name, &chain_type, &properties)
}

/// What a node says of its chain, as far as it can be shown and counted with.
///
/// Errors: [`Error::ChainUnsuitable`] for a symbol, decimals or a prefix that nobody would write.
fn chain_of(
    genesis: Hash,
    name: &str,
    chain_type: &serde_json::Value,
    properties: &serde_json::Map<String, serde_json::Value>,
) -> Result<ChainInfo> {
    let unsuitable = |what: &str, value: &serde_json::Value| Error::ChainUnsuitable {
        chain: said(name),
        reason: said(&format!("{what}: {value}")),
    };
    // The first of several, and its unit if there is nothing.
    let property = |key: &str| match properties.get(key) {
        Some(serde_json::Value::Array(many)) => many.first().cloned(),
        other => other.cloned(),
    };
    let word = |what: &str, value: &serde_json::Value| {
        let word = value.as_str().filter(|word| is_word(word));
        word.map(str::to_owned).ok_or_else(|| unsuitable(what, value))
    };
    let number = |what: &str, most: u64| match property(what).filter(|value| !value.is_null()) {
        None => Ok(None),
        Some(value) => match value.as_u64().filter(|number| *number <= most) {
            Some(number) => Ok(Some(number)),
            None => Err(unsuitable(what, &value)),
        },
    };
    let chain_type = match chain_type.get("Custom") {
        Some(custom) => word("chainType", custom)?,
        None => word("chainType", chain_type)?,
    };
    let token_symbol = match property("tokenSymbol").filter(|value| !value.is_null()) {
        Some(symbol) => word("tokenSymbol", &symbol)?,
        None => SMALLEST.into(),
    };
    let decimals = number("tokenDecimals", DECIMALS_MAX)?.unwrap_or(0);
    let prefix = number("ss58Format", SS58_MAX)?.unwrap_or(u64::from(SUBSTRATE));
    Ok(ChainInfo {
        genesis,
        name: said(name),
        chain_type,
        token_symbol,
        token_decimals: u8::try_from(decimals).unwrap_or_default(),
        ss58_prefix: u16::try_from(prefix).unwrap_or_default(),
    })
}

/// Letters and digits, a few of them: what a symbol is made of, and nothing that could pass for a number beside it.
fn is_word(word: &str) -> bool {
    (1..=WORD_MAX).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_next_node_is_asked_when_one_is_gone_and_a_url_that_is_none_is_told() {
        let port = |listener: &std::net::TcpListener| listener.local_addr().unwrap().port();
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let closed = port(&std::net::TcpListener::bind("127.0.0.1:0").unwrap());
        let limit = Duration::from_secs(1);
        let tried = |urls: String| async move {
            let failed = Connection::open(&urls, limit, None).await.err();
            failed.map(|error| (error.code(), error.to_string()))
        };
        let (gone, deaf) = (
            format!("ws://127.0.0.1:{closed}"),
            format!("ws://127.0.0.1:{}", port(&silent)),
        );
        for (urls, code) in [
            (gone.clone(), "node_unreachable"),
            (format!("{gone}, {deaf}"), "node_silent"),
            (format!("{deaf} {gone}"), "node_unreachable"),
            (format!("{gone},http://127.0.0.1"), "url_invalid"),
            (String::new(), "url_invalid"),
            (" , ".into(), "url_invalid"),
        ] {
            let (found, message) = tried(urls.clone()).await.unwrap();
            assert_eq!(found, code, "{urls}: {message}");
        }
    }

    #[test]
    fn amounts_are_shown_exactly_with_their_unit() {
        let chain = |token_decimals| ChainInfo {
            genesis: Hash::from([0; 32]),
            name: "dev".into(),
            chain_type: "Development".into(),
            token_symbol: "UNIT".into(),
            token_decimals,
            ss58_prefix: 42,
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

    fn told(chain_type: serde_json::Value, properties: serde_json::Value) -> Result<ChainInfo> {
        let properties = properties.as_object().cloned().unwrap_or_default();
        chain_of(Hash::from([1; 32]), "iou\u{1b}[2J", &chain_type, &properties)
    }

    #[test]
    fn what_a_node_says_of_its_chain_is_read_as_every_chain_says_it() {
        use serde_json::json;
        let plain = told(
            json!("Live"),
            json!({"tokenSymbol": "IOU", "tokenDecimals": 12, "ss58Format": 42}),
        );
        let plain = plain.unwrap();
        assert_eq!((plain.token_symbol.as_str(), plain.token_decimals), ("IOU", 12));
        assert_eq!(plain.name, "iou\\u{1b}[2J");
        let listed = json!({"tokenSymbol": ["IOU", "X"], "tokenDecimals": [12, 6], "ss58Format": 7});
        let listed = told(json!({"Custom": "Court"}), listed).unwrap();
        assert_eq!((listed.token_decimals, listed.ss58_prefix), (12, 7));
        assert_eq!(
            (listed.chain_type.as_str(), listed.is_development()),
            ("Court", false)
        );
        let silent = told(json!("Development"), json!({"tokenSymbol": null})).unwrap();
        assert_eq!(
            (silent.token_symbol.as_str(), silent.token_decimals),
            (SMALLEST, 0)
        );
        // No decimals are made up: a node that says nothing of its money has its smallest units counted.
        assert_eq!(silent.show_amount(6_914_034_411), "6,914,034,411 planck");
        assert!(silent.is_development());
    }

    #[test]
    fn a_symbol_or_a_number_that_would_mislead_is_refused() {
        use serde_json::json;
        for properties in [
            json!({"tokenSymbol": ""}),
            json!({"tokenSymbol": "000 IOU"}),
            json!({"tokenSymbol": "0"}),
            json!({"tokenSymbol": "IOU\u{1b}[2K"}),
            json!({"tokenSymbol": "\u{202e}UOI"}),
            json!({"tokenSymbol": "I\u{200b}OU"}),
            json!({"tokenSymbol": "X".repeat(17)}),
            json!({"tokenSymbol": 12}),
            json!({"tokenDecimals": 39}),
            json!({"tokenDecimals": 300}),
            json!({"tokenDecimals": 268}),
            json!({"tokenDecimals": -1}),
            json!({"tokenDecimals": 1.5}),
            json!({"tokenDecimals": "12"}),
            json!({"ss58Format": 70_000}),
            json!({"ss58Format": "42"}),
        ] {
            let error = told(json!("Live"), properties.clone()).unwrap_err();
            assert_eq!(error.code(), "chain_unsuitable", "{properties}");
            assert!(!error.to_string().contains('\u{1b}'), "{error}");
        }
        for kind in [json!(null), json!(["Live"]), json!("Li ve"), json!({"Custom": 1})] {
            assert!(told(kind.clone(), json!({})).is_err(), "{kind}");
        }
    }
}
