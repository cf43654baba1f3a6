//! The two genesis blocks that are built in: a laptop's chain and a network of four.
//!
//! Both use the well-known development keys, so neither is for real money: a
//! consortium writes its own chain spec. Units: plancks, milliseconds, blocks.
//! Limits: `development_storage` exists on the host only, for tests in process.

use crate::{
    institutions::Founder, AccountId, BalancesConfig, InstitutionsConfig, MembershipConfig, PaceConfig,
    RuntimeGenesisConfig, SessionConfig, SessionKeys, UNIT,
};
use alloc::{string::ToString, vec, vec::Vec};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// Slot of the development chain. Units: milliseconds.
///
/// Each instant block takes a whole slot of chain time. A node on a laptop needs
/// 30 to 60 ms for a block, so with 50 ms a burst of transactions hardly runs ahead
/// of the wall clock.
pub const DEV_SLOT_MS: u64 = 50;
/// Slot of the four-node test network: one machine, small blocks. Units: milliseconds.
pub const LOCAL_SLOT_MS: u64 = 2_000;
/// Session of the development chain: its first block has no room for transactions, so not short.
pub const DEV_SESSION_BLOCKS: u32 = 200;
/// Session of the test network: short, so that a vote takes effect while one looks on.
pub const LOCAL_SESSION_BLOCKS: u32 = 20;
/// What each development account starts with. Units: plancks.
pub const DEV_ENDOWMENT: crate::Balance = 1_000_000 * UNIT;

/// An institution of a built-in chain.
struct Institution {
    name: &'static str,
    account: AccountId,
    keys: SessionKeys,
}

fn institution(name: &'static str, account: Sr25519Keyring, authority: Ed25519Keyring) -> Institution {
    Institution {
        name,
        account: account.to_account_id(),
        keys: SessionKeys {
            aura: account.public().into(),
            grandpa: authority.public().into(),
        },
    }
}

/// A genesis block with these institutions and money for every development account.
fn genesis(institutions: Vec<Institution>, slot_ms: u64, session_blocks: u32) -> RuntimeGenesisConfig {
    let members: Vec<AccountId> = institutions.iter().map(|one| one.account.clone()).collect();
    let founders = institutions
        .iter()
        .map(|one| Founder {
            account: one.account.clone(),
            name: one.name.to_string(),
            certificate: None,
        })
        .collect();
    RuntimeGenesisConfig {
        pace: PaceConfig {
            slot_ms,
            session_blocks,
            ..Default::default()
        },
        balances: BalancesConfig {
            balances: Sr25519Keyring::well_known()
                .map(|name| (name.to_account_id(), DEV_ENDOWMENT))
                .collect(),
            ..Default::default()
        },
        membership: MembershipConfig {
            members: members.try_into().expect("fewer institutions than seats; qed"),
            ..Default::default()
        },
        session: SessionConfig {
            keys: institutions
                .into_iter()
                .map(|one| (one.account.clone(), one.account, one.keys))
                .collect(),
            ..Default::default()
        },
        institutions: InstitutionsConfig { founders },
        ..Default::default()
    }
}

/// The development chain: Alice alone writes blocks and makes them final.
pub fn development() -> RuntimeGenesisConfig {
    genesis(
        vec![institution(
            "Development",
            Sr25519Keyring::Alice,
            Ed25519Keyring::Alice,
        )],
        DEV_SLOT_MS,
        DEV_SESSION_BLOCKS,
    )
}

/// A network of four, of which one may fail: Alice, Bob, Charlie and Dave.
pub fn local_testnet() -> RuntimeGenesisConfig {
    genesis(
        vec![
            institution("Court Alice", Sr25519Keyring::Alice, Ed25519Keyring::Alice),
            institution("Notary Bob", Sr25519Keyring::Bob, Ed25519Keyring::Bob),
            institution(
                "Arbitration Charlie",
                Sr25519Keyring::Charlie,
                Ed25519Keyring::Charlie,
            ),
            institution("Bank Dave", Sr25519Keyring::Dave, Ed25519Keyring::Dave),
        ],
        LOCAL_SLOT_MS,
        LOCAL_SESSION_BLOCKS,
    )
}

/// The JSON of a built-in genesis block, or none where the name is unknown.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
    let config = match id.as_ref() {
        DEV_RUNTIME_PRESET => development(),
        LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
        _ => return None,
    };
    Some(serde_json::to_vec(&config).expect("a genesis configuration is plain data; qed"))
}

/// The names of the built-in genesis blocks.
pub fn preset_names() -> Vec<PresetId> {
    vec![
        PresetId::from(DEV_RUNTIME_PRESET),
        PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET),
    ]
}

/// The genesis state of the development chain, for tests that run
/// the runtime in process.
#[cfg(feature = "std")]
pub fn development_storage() -> sp_storage::Storage {
    use sp_runtime::BuildStorage;
    development()
        .build_storage()
        .expect("the built-in development genesis is valid; qed")
}
