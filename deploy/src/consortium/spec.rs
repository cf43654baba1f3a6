//! The chain spec of a plan: what all institutions start their nodes with. It exists twice, with the genesis block as settings
//! that people can read, and raw, as nodes take it. The same plan and the same node program give the same bytes, so each
//! institution can make it by itself and compare.

use super::plan::{Checked, Seat};
use super::{address, iou_node};
use anyhow::{ensure, Context, Result};
use serde_json::{json, Map, Value};
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Base units of one IOU.
const PLANCK: u64 = 1_000_000_000_000;

/// What was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// For nodes.
    pub raw: PathBuf,
    /// For people.
    pub readable: PathBuf,
    /// SHA-256 of the raw one, in hexadecimal: institutions compare it.
    pub sha256: String,
}

/// Writes the raw spec to `out`, and the readable one beside it.
///
/// Errors: the node isn't built or refuses the genesis block; files that can't be written.
pub fn write(plan: &Checked, out: &Path) -> Result<Written> {
    let readable = beside(out);
    let mut text = serde_json::to_string_pretty(&self::readable(plan)?)?;
    text.push('\n');
    fs::write(&readable, text).with_context(|| format!("cannot write {}", readable.display()))?;
    let chain = readable.to_str().context("a path that is no text")?;
    let raw = iou_node(&["export-chain-spec", "--raw", "--chain", chain])?;
    fs::write(out, &raw).with_context(|| format!("cannot write {}", out.display()))?;
    Ok(Written {
        raw: out.to_owned(),
        readable,
        sha256: hex::encode(Sha256::digest(&raw)),
    })
}

/// Names the contract that keeps the chain's loans in a spec, for whoever checks evidence with it; it is no part of the genesis
/// block, so the chain stays the same. The same spec and address give the same bytes.
///
/// Errors: a file that is no spec; an address that is none.
pub fn name_ledger(spec: &Path, contract: &str) -> Result<Written> {
    let contract = address::key(contract).map_err(anyhow::Error::msg)?;
    let shown = || format!("{} is no chain spec", spec.display());
    let text = fs::read(spec).with_context(|| format!("cannot read {}", spec.display()))?;
    let mut named: Value = serde_json::from_slice(&text).with_context(shown)?;
    ensure!(
        named["genesis"].is_object() && named["properties"].is_object(),
        shown()
    );
    named["properties"]["ledger"] = address::ss58(&contract).into();
    let mut text = serde_json::to_string_pretty(&named)?;
    text.push('\n');
    fs::write(spec, &text).with_context(|| format!("cannot write {}", spec.display()))?;
    Ok(Written {
        raw: spec.to_owned(),
        readable: beside(spec),
        sha256: hex::encode(Sha256::digest(&text)),
    })
}

/// `court.json` → `court.readable.json`.
fn beside(out: &Path) -> PathBuf {
    out.with_extension("readable.json")
}

/// The spec with its genesis block as settings.
///
/// Errors: the node isn't built.
pub fn readable(plan: &Checked) -> Result<Value> {
    // The runtime's code and how wallets show its token come with the node.
    let mut spec: Value = serde_json::from_str(&iou_node(&["export-chain-spec", "--chain", "local"])?)?;
    let chain = &plan.plan.chain;
    spec["name"] = chain.name.clone().into();
    spec["id"] = chain.id.clone().into();
    spec["protocolId"] = chain.id.clone().into();
    spec["chainType"] = if chain.trial { "Local" } else { "Live" }.into();
    spec["bootNodes"] = plan.bootnodes.clone().into();
    spec["genesis"]["runtimeGenesis"]["patch"] = genesis(plan);
    Ok(spec)
}

/// What the genesis block holds beside the runtime's code.
fn genesis(plan: &Checked) -> Value {
    let chain = &plan.plan.chain;
    let balances = plan.balances.iter().filter(|(_, balance)| *balance > 0);
    let balances: Vec<Value> = balances
        .map(|(account, balance)| json!([address::ss58(account), balance * PLANCK]))
        .collect();
    let members: Vec<String> = plan.seats.iter().map(|it| address::ss58(&it.account)).collect();
    let keys: Vec<Value> = plan.seats.iter().map(session_keys).collect();
    let mut genesis = Map::new();
    let mut pallet = |name: &str, config: Value| genesis.insert(name.into(), config);
    pallet(
        "pace",
        json!({"slotMs": chain.slot_ms, "sessionBlocks": chain.session_blocks}),
    );
    pallet("balances", json!({ "balances": balances }));
    pallet("membership", json!({ "members": members }));
    pallet("session", json!({ "keys": keys }));
    pallet("institutions", json!({ "founders": founders(plan) }));
    Value::Object(genesis)
}

/// Who the members are: evidence shows it beside their signatures.
fn founders(plan: &Checked) -> Vec<Value> {
    let founder = |seat: &Seat| {
        let mut founder = json!({"account": address::ss58(&seat.account), "name": seat.title});
        if let Some(certificate) = seat.certificate {
            founder["certificate"] = format!("0x{}", hex::encode(certificate)).into();
        }
        founder
    };
    plan.seats.iter().map(founder).collect()
}

/// Account, validator (the same here) and its two keys.
fn session_keys(seat: &Seat) -> Value {
    let account = address::ss58(&seat.account);
    let keys = json!({"aura": address::ss58(&seat.aura), "grandpa": address::ss58(&seat.grandpa)});
    json!([account, account, keys])
}
