//! Chain specs: the two built-in chains and those that come as files.
//!
//! The genesis block itself is made by the runtime (its presets); here are the name,
//! the kind of chain and how wallets show its token.

use iou_runtime::{genesis, RuntimeGenesisConfig};
use sc_service::{ChainSpec, ChainType, GenericChainSpec, NoExtension, Properties};
use sp_core::storage::well_known_keys;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_runtime::BuildStorage;
use std::path::PathBuf;

/// The chain called `id`: `dev`, `local`, or the path of a JSON file.
///
/// The genesis block of a built-in chain comes from the native runtime: asking the WASM
/// for it, as a file does, would compile it once more at each start.
/// Errors: an empty name, with what to type instead; a file that cannot be read.
pub fn load(id: &str) -> Result<Box<dyn ChainSpec>, String> {
    let Some((mut spec, genesis)) = built_in(id)? else {
        return from_file(id);
    };
    let mut storage = genesis.build_storage()?;
    storage
        .top
        .insert(well_known_keys::CODE.to_vec(), runtime_code()?.to_vec());
    spec.set_storage(storage);
    Ok(Box::new(spec))
}

/// The same chain with its genesis block as settings that a person can read and change.
///
/// Errors: as with [`load`].
pub fn load_readable(id: &str) -> Result<Box<dyn ChainSpec>, String> {
    match built_in(id)? {
        Some((spec, _)) => Ok(Box::new(spec)),
        None => from_file(id),
    }
}

fn from_file(path: &str) -> Result<Box<dyn ChainSpec>, String> {
    if path.is_empty() {
        return Err(
            "which chain? Use --dev for a chain on this machine, or --chain FILE with the \
                    chain spec that the consortium gave you"
                .into(),
        );
    }
    Ok(Box::new(GenericChainSpec::<NoExtension>::from_json_file(
        PathBuf::from(path),
    )?))
}

fn built_in(id: &str) -> Result<Option<(GenericChainSpec, RuntimeGenesisConfig)>, String> {
    let builder =
        || Ok::<_, String>(GenericChainSpec::builder(runtime_code()?, None).with_properties(properties()));
    Ok(match id {
        "dev" => {
            let spec = builder()?
                .with_name("IOU Development")
                .with_id("iou-dev")
                .with_chain_type(ChainType::Development)
                .with_protocol_id("iou-dev")
                .with_genesis_config_preset_name(DEV_RUNTIME_PRESET);
            Some((spec.build(), genesis::development()))
        }
        "local" => {
            let spec = builder()?
                .with_name("IOU Local Testnet")
                .with_id("iou-local")
                .with_chain_type(ChainType::Local)
                .with_protocol_id("iou-local")
                .with_genesis_config_preset_name(LOCAL_TESTNET_RUNTIME_PRESET);
            Some((spec.build(), genesis::local_testnet()))
        }
        _ => None,
    })
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
