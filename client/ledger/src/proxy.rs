//! Acting in another account's name (pallet-proxy): a creditor lets a reminder service put demands on their loans' record, and
//! nothing else. The chain's kind of proxy for that is `Demand` (chain/runtime/src/proxy.rs).
//! A proxied call's transaction succeeds even where the call inside fails: [`executed`] says what became of the call.
//! Source: pallet-proxy 49.

use scale::Decode;

use super::call::{self, Call};
use super::connection::{AtBlock, Connection};
use super::dispatch::DispatchError;
use super::lookup::Included;
use super::AccountId;
use crate::error::Result;

/// The kind of proxy that a reminder service needs.
const KIND: &str = "Demand";
/// Its number among the kinds.
const KIND_NUMBER: u8 = 1;

/// Kinds that cover it, as the chain's metadata names them.
const ENOUGH: [&str; 2] = ["Any", KIND];

pub use super::call::proxied;

/// The call by which an account lets `delegate` put demands on record in its name.
pub fn allow(delegate: &AccountId) -> Call {
    call::add_proxy(delegate, KIND_NUMBER)
}

/// The call by which it takes that back.
pub fn disallow(delegate: &AccountId) -> Call {
    call::remove_proxy(delegate, KIND_NUMBER)
}

/// Whether `delegate` may put demands on record in the name of `real`, at once.
pub async fn allowed(
    conn: &Connection,
    at: &AtBlock,
    real: &AccountId,
    delegate: &AccountId,
) -> Result<bool> {
    #[derive(subxt::ext::scale_decode::DecodeAsType)]
    #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
    struct Definition {
        delegate: AccountId,
        proxy_type: subxt::dynamic::Value,
        delay: u32,
    }
    let address = subxt::dynamic::storage::<(AccountId,), (Vec<Definition>, u128)>("Proxy", "Proxies");
    let found = at
        .storage()
        .try_fetch(address, (*real,))
        .await
        .map_err(|e| conn.explain(e))?;
    let Some(value) = found else { return Ok(false) };
    let (definitions, _deposit) = value.decode().map_err(|e| conn.explain(e))?;
    Ok(definitions.iter().any(|definition| {
        let kind = definition.proxy_type.to_string();
        let enough = ENOUGH.iter().any(|name| kind.starts_with(name));
        definition.delegate == *delegate && definition.delay == 0 && enough
    }))
}

/// What became of the call inside a proxied transaction: `Err` says why it failed.
pub async fn executed(conn: &Connection, included: &Included) -> Result<Result<(), String>> {
    for event in included.events.iter() {
        let event = event.map_err(|e| conn.explain(e))?;
        if (event.pallet_name(), event.event_name()) != ("Proxy", "ProxyExecuted") {
            continue;
        }
        let result = <Result<(), DispatchError>>::decode(&mut event.field_bytes());
        let at = conn.at_hash(included.block_hash).await?;
        return Ok(match result {
            Ok(result) => result.map_err(|error| error.words(at.metadata_ref())),
            Err(_) => Err("Proxy::ProxyExecuted".into()),
        });
    }
    Ok(Err("Proxy::ProxyExecuted is missing".into()))
}
