//! Chain specs: the two built-in chains and those that come as files.
//!
//! The first block itself is made by the runtime (its presets); here are the name,
//! the kind of chain and how wallets show its token.

use sc_service::{ChainType, GenericChainSpec, Properties};
use std::path::PathBuf;

/// A spec of this chain, without extensions.
pub type ChainSpec = GenericChainSpec;

/// The chain called `id`: `dev`, `local`, or the path of a JSON file.
///
/// Errors: an empty name, with what to type instead; a file that cannot be read.
pub fn load(id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
    match id {
        "dev" => Ok(Box::new(development()?)),
        "local" => Ok(Box::new(local_testnet()?)),
        "" => Err(
            "which chain? Use --dev for a chain on this machine, or --chain FILE with \
                   the chain spec that the consortium gave you"
                .into(),
        ),
        path => Ok(Box::new(ChainSpec::from_json_file(PathBuf::from(path))?)),
    }
}

fn development() -> Result<ChainSpec, String> {
    Ok(ChainSpec::builder(runtime_code()?, None)
        .with_name("IOU Development")
        .with_id("iou-dev")
        .with_chain_type(ChainType::Development)
        .with_protocol_id("iou-dev")
        .with_properties(properties())
        .with_genesis_config_preset_name(sp_genesis_builder::DEV_RUNTIME_PRESET)
        .build())
}

fn local_testnet() -> Result<ChainSpec, String> {
    Ok(ChainSpec::builder(runtime_code()?, None)
        .with_name("IOU Local Testnet")
        .with_id("iou-local")
        .with_chain_type(ChainType::Local)
        .with_protocol_id("iou-local")
        .with_properties(properties())
        .with_genesis_config_preset_name(sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET)
        .build())
}

fn runtime_code() -> Result<&'static [u8], String> {
    iou_runtime::WASM_BINARY.ok_or_else(|| {
        "this node was built without the runtime's WASM (SKIP_WASM_BUILD was set): build it \
         again without, or use --chain FILE"
            .into()
    })
}

fn properties() -> Properties {
    let mut properties = Properties::new();
    properties.insert("tokenSymbol".into(), iou_runtime::TOKEN_SYMBOL.into());
    properties.insert("tokenDecimals".into(), iou_runtime::TOKEN_DECIMALS.into());
    properties.insert("ss58Format".into(), iou_runtime::SS58_PREFIX.into());
    properties
}
