//! `iou deploy BUNDLE`: uploads the contract, makes one ledger, and writes its address, code hash and what the chain is (first
//! block, type, money, addresses) into the profile, so that every later command finds it and refuses another chain. Code hash
//! and address are computed here; a node that names others is refused.

use std::path::PathBuf;

use clap::Args;
use scale::Encode;
use serde::{Deserialize, Serialize};
use sp_crypto_hashing::blake2_256;

use crate::config::{edit, pins, Key};
use crate::confirm::confirm;
use crate::context::Context;
use crate::error::{Error, Result};
use iou_ledger::connection::{AtBlock, Connection};
use iou_ledger::contract::{constructor, with_margin};
use iou_ledger::dryrun::{self, Code};
use iou_ledger::pins::Pins;
use iou_ledger::refused::Refused;
use iou_ledger::submit::{self, estimate_fee};
use iou_ledger::{call, AccountId, Call};
use iou_view::table::pairs;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Deploy {
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,
}

/// The parts of a `.contract` file that are deployed.
struct Bundle {
    wasm: Vec<u8>,
    code_hash: String,
}

/// A contract that was deployed, for programs. Hashes are 0x hexadecimal.
#[derive(Debug, Default, Serialize)]
struct DeployView {
    contract: String,
    code_hash: String,
    genesis: String,
    chain_type: String,
    token_symbol: String,
    token_decimals: u8,
    ss58_prefix: u16,
    profile: String,
    /// Where all of it was written down.
    file: String,
    transaction: String,
}

impl Deploy {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        let bundle = read(&self.bundle)?;
        let file = ctx.config.profile_file()?;
        let conn = ctx.connect_first().await?;
        let signer = ctx.signer()?;
        submit::refuse_dev_key(&conn, signer)?;
        let at = conn.at_best().await?;
        let path = self.bundle.display().to_string();
        let Ready {
            code_hash,
            address,
            deposit,
            call,
        } = ready(&conn, &at, &signer.account(), &bundle, path).await?;
        let fee = estimate_fee(&conn, &at, &signer.account(), &call).await?;
        let (text, chain) = (ctx.text(), conn.chain());
        let chain_pins = Pins::of(&ctx.config.profile.value, chain);
        let mut lines = vec![
            (text.tr("label-chain"), chain.name.clone()),
            (text.tr("label-account"), signer.account().to_string()),
            (text.tr("label-action"), text.tr("action-deploy")),
            (text.tr("label-code-hash"), code_hash.clone()),
            (text.tr("label-contract"), address.to_string()),
            (text.tr("label-fee"), chain.show_amount(fee)),
            (text.tr("label-deposit"), chain.show_amount(deposit)),
        ];
        lines.extend(pins::lines(text, &chain_pins));
        confirm(ctx, lines)?;
        ctx.take_chain();
        let outcome = ctx.submit(&conn, &call, "deploy", None).await?;

        let contract = address.to_string();
        let mut values = pins::values(&chain_pins);
        values.extend([
            (Key::Url, ctx.config.url()?.to_owned()),
            (Key::Contract, contract.clone()),
            (Key::CodeHash, code_hash.clone()),
        ]);
        edit::set(&file, &ctx.config.profile.value, &values)?;
        let data = DeployView {
            contract: contract.clone(),
            code_hash: code_hash.clone(),
            genesis: format!("{:?}", chain.genesis),
            chain_type: chain.chain_type.clone(),
            token_symbol: chain.token_symbol.clone(),
            token_decimals: chain.token_decimals,
            ss58_prefix: chain.ss58_prefix,
            profile: ctx.config.profile.value.clone(),
            file: file.display().to_string(),
            transaction: format!("{:?}", outcome.hash),
        };
        ctx.printer.data(&data, |text| {
            pairs([
                (text.tr("label-contract"), contract.clone()),
                (text.tr("label-code-hash"), code_hash.clone()),
                (text.tr("label-file"), file.display().to_string()),
            ])
        })
    }
}

/// A contract that the chain would take, with the call that makes it.
struct Ready {
    /// 0x hexadecimal.
    code_hash: String,
    address: AccountId,
    /// Units: the smallest unit of the native token.
    deposit: u128,
    call: Call,
}

/// Has the chain run all of it dry, and holds what it answers to what is computed here.
///
/// Errors: [`iou_ledger::Error::DryRunFailed`], [`Error::Bundle`] named by `path`; a node that tells something else.
async fn ready(
    conn: &Connection,
    at: &AtBlock,
    deployer: &AccountId,
    bundle: &Bundle,
    path: String,
) -> Result<Ready> {
    let stopped = |reason: Refused| iou_ledger::Error::DryRunFailed { reason };
    let wasm = &bundle.wasm;
    let (code_hash, _) = dryrun::upload(conn, at, deployer, wasm).await?.map_err(stopped)?;
    if code_hash.0 != blake2_256(wasm) {
        return Err(conn.untrue("the code's hash is not what it says").into());
    }
    let code_hash = format!("{code_hash:?}");
    if !code_hash.eq_ignore_ascii_case(&bundle.code_hash) {
        let reason = format!(
            "its code hash is {code_hash}, not {} as it says",
            bundle.code_hash
        );
        return Err(Error::Bundle { path, reason });
    }
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(|e| stopped(e.to_string().into()))?;
    let code = Code::Upload(wasm.clone());
    // What the chain says of itself: the rest of the session is held to it.
    let input = constructor(conn.chain().genesis.0);
    let dry_run = dryrun::instantiate(conn, at, deployer, 0, &code, &input, &salt).await?;
    let made = dry_run.result.map_err(stopped)?;
    if made.returned.reverted {
        return Err(stopped("the constructor reverted".to_owned().into()).into());
    }
    let address = contract_address(deployer, &blake2_256(wasm), &input, &salt);
    if made.account != address {
        return Err(conn.untrue("the contract's address is not what it says").into());
    }
    let deposit = dry_run.storage_deposit.charge();
    // The code's own deposit is in it, so nothing but this is taken.
    let limit = Some(with_margin(deposit));
    let call = call::instantiate(0, dry_run.gas_required, limit, &code, &input, &salt);
    Ok(Ready {
        code_hash,
        address,
        deposit,
        call,
    })
}

/// The address that the chain gives a contract. Source: pallet-contracts 51, `address.rs`.
fn contract_address(deployer: &AccountId, code_hash: &[u8; 32], input: &[u8], salt: &[u8]) -> AccountId {
    let named = (b"contract_addr_v1", deployer.0, code_hash, input, salt);
    AccountId(blake2_256(&named.encode()))
}

/// What is read of a `.contract` file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BundleFile {
    source: BundleSource,
    contract: BundleContract,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BundleSource {
    wasm: Option<String>,
    hash: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BundleContract {
    name: Option<String>,
}

fn read(path: &PathBuf) -> Result<Bundle> {
    let wrong = |reason: &str| Error::Bundle {
        path: path.display().to_string(),
        reason: reason.into(),
    };
    let bytes = std::fs::read(path).map_err(Error::io(path))?;
    let bundle: BundleFile = serde_json::from_slice(&bytes).map_err(|e| wrong(&e.to_string()))?;
    let digits = |text: &Option<String>| text.as_ref()?.strip_prefix("0x").map(str::to_owned);
    let wasm = digits(&bundle.source.wasm).ok_or_else(|| wrong("source.wasm is missing"))?;
    let code_hash = digits(&bundle.source.hash).ok_or_else(|| wrong("source.hash is missing"))?;
    if bundle.contract.name.as_deref() != Some("loan") {
        return Err(wrong("it holds another contract"));
    }
    let wasm = hex::decode(wasm).map_err(|e| wrong(&format!("source.wasm: {e}")))?;
    Ok(Bundle {
        wasm,
        code_hash: format!("0x{code_hash}"),
    })
}

shapes! {
    "deploy": DeployView::default() => "{chain_type: text, code_hash: text, contract: text, file: text, genesis: text, profile: text, ss58_prefix: number, token_decimals: number, token_symbol: text, transaction: text}";
}
