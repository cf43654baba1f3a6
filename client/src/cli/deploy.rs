//! `iou deploy BUNDLE`: uploads the contract, makes one ledger, and writes its address, code hash and the chain's genesis
//! into the profile, so that every later command finds it and refuses another chain.

use std::path::PathBuf;

use clap::Args;
use serde_json::{json, Value};

use super::confirm::confirm;
use super::context::Context;
use crate::chain::contract::constructor;
use crate::chain::dryrun::{self, Code};
use crate::chain::submit::estimate_fee;
use crate::config::{edit, Key};
use crate::error::{Error, Result};
use crate::output::pairs;

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

impl Deploy {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        let bundle = read(&self.bundle)?;
        let file = ctx.config.profile_file()?;
        let conn = ctx.connect().await?;
        let signer = ctx.signer_for(&conn)?;
        let at = conn.at_best().await?;
        let stopped = |reason: String| Error::DryRunFailed { reason };

        let (code_hash, _) = dryrun::upload(&conn, &at, &signer.account(), &bundle.wasm)
            .await?
            .map_err(stopped)?;
        let code_hash = format!("{code_hash:?}");
        if !code_hash.eq_ignore_ascii_case(&bundle.code_hash) {
            let reason = format!(
                "its code hash is {code_hash}, not {} as it says",
                bundle.code_hash
            );
            return Err(Error::Bundle {
                path: self.bundle.display().to_string(),
                reason,
            });
        }
        let mut salt = [0u8; 16];
        getrandom::fill(&mut salt).map_err(|e| stopped(e.to_string()))?;
        let code = Code::Upload(bundle.wasm);
        let trial =
            dryrun::instantiate(&conn, &at, &signer.account(), 0, &code, &constructor(), &salt).await?;
        let made = trial.result.map_err(stopped)?;
        if made.returned.reverted {
            return Err(stopped("the constructor reverted".into()));
        }
        let deposit = trial.storage_deposit.charge();
        let call = dryrun::instantiate_tx(0, trial.gas_required, None, &code, &constructor(), &salt);
        let fee = estimate_fee(&conn, &signer.account(), &call).await?;
        let (text, chain) = (ctx.text(), conn.chain());
        confirm(
            ctx,
            vec![
                (
                    text.tr("label-chain"),
                    format!("{} ({})", chain.name, chain.genesis),
                ),
                (text.tr("label-account"), signer.account().to_string()),
                (text.tr("label-action"), text.tr("action-deploy")),
                (text.tr("label-code-hash"), code_hash.clone()),
                (text.tr("label-contract"), made.account.to_string()),
                (text.tr("label-fee"), chain.show_amount(fee)),
                (text.tr("label-deposit"), chain.show_amount(deposit)),
            ],
        )?;
        let outcome = ctx.submit(&conn, &call, "deploy", None).await?;

        let (contract, genesis) = (made.account.to_string(), format!("{:?}", chain.genesis));
        let values = [
            (Key::Url, conn.url()),
            (Key::Contract, contract.as_str()),
            (Key::CodeHash, code_hash.as_str()),
            (Key::Genesis, genesis.as_str()),
        ];
        edit::set(&file, &ctx.config.profile.value, &values)?;
        let data = json!({
            "contract": contract,
            "code_hash": code_hash,
            "genesis": genesis,
            "profile": ctx.config.profile.value,
            "file": file.display().to_string(),
            "transaction": format!("{:?}", outcome.hash),
        });
        ctx.printer.data(&data, |text| {
            pairs([
                (text.tr("label-contract"), contract.clone()),
                (text.tr("label-code-hash"), code_hash.clone()),
                (text.tr("label-file"), file.display().to_string()),
            ])
        })
    }
}

fn read(path: &PathBuf) -> Result<Bundle> {
    let wrong = |reason: &str| Error::Bundle {
        path: path.display().to_string(),
        reason: reason.into(),
    };
    let bytes = std::fs::read(path).map_err(Error::io(path))?;
    let bundle: Value = serde_json::from_slice(&bytes).map_err(|e| wrong(&e.to_string()))?;
    let source = |key: &str| {
        bundle["source"][key]
            .as_str()
            .and_then(|text| text.strip_prefix("0x"))
    };
    let wasm = source("wasm").ok_or_else(|| wrong("source.wasm is missing"))?;
    let code_hash = source("hash").ok_or_else(|| wrong("source.hash is missing"))?;
    if bundle["contract"]["name"] != "loan" {
        return Err(wrong("it holds another contract"));
    }
    let wasm = hex::decode(wasm).map_err(|e| wrong(&format!("source.wasm: {e}")))?;
    Ok(Bundle {
        wasm,
        code_hash: format!("0x{code_hash}"),
    })
}
