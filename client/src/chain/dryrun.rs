//! What a contract call would do, asked of the node without sending anything: gas, storage deposit, result. The types
//! are those of the runtime API `ContractsApi` version 2, read up to `result`; what follows (events) is not needed.
//! Also the calls themselves, built by name against the chain's own metadata.
//! Source: pallet-contracts 51, `primitives.rs` and `decl_runtime_apis!`.

use scale::{Decode, Encode};
use subxt::ext::scale_value::{Composite, Value};
use subxt::Metadata;

use super::connection::{AtBlock, Connection};
use super::{AccountId, Call, Hash};
use crate::error::Result;

/// Computation, in the two dimensions that a chain meters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, serde::Serialize)]
pub struct Weight {
    /// Picoseconds of computation on reference hardware.
    #[codec(compact)]
    pub ref_time: u64,
    /// Bytes of state that a proof of the execution would hold.
    #[codec(compact)]
    pub proof_size: u64,
}

/// What storage would cost or give back. Units: the smallest unit of the native token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Decode)]
pub enum StorageDeposit {
    /// Given back to the caller.
    Refund(u128),
    /// Reserved from the caller.
    Charge(u128),
}

impl StorageDeposit {
    /// What the caller must have for it.
    pub fn charge(self) -> u128 {
        match self {
            StorageDeposit::Charge(amount) => amount,
            StorageDeposit::Refund(_) => 0,
        }
    }
}

/// What the contract gave back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// The contract asked for its effects to be undone; `data` is its error.
    pub reverted: bool,
    /// SCALE bytes of the message's result.
    pub data: Vec<u8>,
}

/// The outcome of a dry run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun<T = Returned> {
    /// What the run itself used.
    pub gas_consumed: Weight,
    /// The limit that a real call needs; at least what was used.
    pub gas_required: Weight,
    /// What storage would cost or give back.
    pub storage_deposit: StorageDeposit,
    /// What came back, or in words why the chain stopped the run.
    pub result: Result<T, String>,
}

/// A contract that an instantiation would make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instantiated {
    /// What the constructor gave back.
    pub returned: Returned,
    /// The address that it would have.
    pub account: AccountId,
}

#[derive(Decode)]
struct RawReturned {
    flags: u32,
    data: Vec<u8>,
}

#[derive(Decode)]
struct RawInstantiated {
    result: RawReturned,
    account: AccountId,
}

#[derive(Decode)]
struct RawRun<T> {
    gas_consumed: Weight,
    gas_required: Weight,
    storage_deposit: StorageDeposit,
    _debug_message: Vec<u8>,
    result: Result<T, DispatchError>,
}

/// `sp_runtime::DispatchError`, by position.
#[derive(Debug, Decode)]
pub(super) enum DispatchError {
    Other,
    CannotLookup,
    BadOrigin,
    Module { index: u8, error: [u8; 4] },
    ConsumerRemaining,
    NoProviders,
    TooManyConsumers,
    Token(u8),
    Arithmetic(u8),
    Transactional(u8),
    Exhausted,
    Corruption,
    Unavailable,
    RootNotAllowed,
    Trie(u8),
}

const TOKEN_ERRORS: [&str; 10] = [
    "FundsUnavailable",
    "OnlyProvider",
    "BelowMinimum",
    "CannotCreate",
    "UnknownAsset",
    "Frozen",
    "Unsupported",
    "CannotCreateHold",
    "NotExpendable",
    "Blocked",
];

const ARITHMETIC_ERRORS: [&str; 3] = ["Underflow", "Overflow", "DivisionByZero"];

fn listed(family: &str, names: &[&str], number: u8) -> String {
    match names.get(usize::from(number)) {
        Some(name) => format!("{family}::{name}"),
        None => format!("{family} error {number}"),
    }
}

impl DispatchError {
    /// In words: the pallet's own name and explanation of the error where there is one.
    pub(super) fn words(&self, metadata: &Metadata) -> String {
        match self {
            DispatchError::Module { index, error } => {
                let pallet = metadata.pallet_by_error_index(*index);
                let variant = pallet.as_ref().and_then(|p| p.error_variant_by_index(error[0]));
                match (&pallet, variant) {
                    (Some(pallet), Some(variant)) => {
                        module_words(pallet.name(), &variant.name, &variant.docs)
                    }
                    _ => format!("module {index}, error {}", error[0]),
                }
            }
            DispatchError::Token(n) => listed("Token", &TOKEN_ERRORS, *n),
            DispatchError::Arithmetic(n) => listed("Arithmetic", &ARITHMETIC_ERRORS, *n),
            DispatchError::Transactional(n) => listed("Transactional", &["LimitReached", "NoLayer"], *n),
            DispatchError::Trie(n) => listed("Trie", &[], *n),
            other => format!("{other:?}"),
        }
    }
}

/// `Pallet::Error: what its documentation says`.
fn module_words(pallet: &str, error: &str, docs: &[String]) -> String {
    let docs = docs.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    match docs.trim() {
        "" => format!("{pallet}::{error}"),
        docs => format!("{pallet}::{error}: {docs}"),
    }
}

impl<T> RawRun<T> {
    fn finish<U>(self, metadata: &Metadata, convert: impl FnOnce(T) -> U) -> DryRun<U> {
        DryRun {
            gas_consumed: self.gas_consumed,
            gas_required: self.gas_required,
            storage_deposit: self.storage_deposit,
            result: self.result.map(convert).map_err(|e| e.words(metadata)),
        }
    }
}

impl From<RawReturned> for Returned {
    fn from(raw: RawReturned) -> Returned {
        // Bit 0 of the flags is "revert".
        Returned {
            reverted: raw.flags & 1 == 1,
            data: raw.data,
        }
    }
}

/// Limits of a dry run; `None` is whatever the chain allows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// Most computation.
    pub gas: Option<Weight>,
    /// Most storage deposit, in the smallest unit of the native token.
    pub storage_deposit: Option<u128>,
}

/// Runs a message of a contract without sending it.
pub async fn call(
    conn: &Connection,
    at: &AtBlock,
    origin: &AccountId,
    contract: &AccountId,
    value: u128,
    limits: Limits,
    input: &[u8],
) -> Result<DryRun> {
    let args = (origin, contract, value, limits.gas, limits.storage_deposit, input).encode();
    let raw: RawRun<RawReturned> = conn.runtime_call(at, "ContractsApi_call", &args).await?;
    Ok(raw.finish(at.metadata_ref(), Returned::from))
}

/// The code of a contract to be made.
#[derive(Debug, Clone, Encode)]
pub enum Code {
    /// WASM to upload with it.
    Upload(Vec<u8>),
    /// Code that is on the chain already.
    Existing(Hash),
}

/// Makes a contract without sending anything.
pub async fn instantiate(
    conn: &Connection,
    at: &AtBlock,
    origin: &AccountId,
    value: u128,
    code: &Code,
    input: &[u8],
    salt: &[u8],
) -> Result<DryRun<Instantiated>> {
    let limits = Limits::default();
    let args = (
        origin,
        value,
        limits.gas,
        limits.storage_deposit,
        code,
        input,
        salt,
    )
        .encode();
    let raw: RawRun<RawInstantiated> = conn.runtime_call(at, "ContractsApi_instantiate", &args).await?;
    Ok(raw.finish(at.metadata_ref(), |raw| Instantiated {
        returned: raw.result.into(),
        account: raw.account,
    }))
}

/// Uploads code without sending anything: its hash and the deposit, or in words why the chain refuses it.
pub async fn upload(
    conn: &Connection,
    at: &AtBlock,
    origin: &AccountId,
    code: &[u8],
) -> Result<Result<(Hash, u128), String>> {
    // The last byte is `Determinism::Enforced`.
    let args = (origin, code, None::<u128>, 0u8).encode();
    let raw: Result<(Hash, u128), DispatchError> =
        conn.runtime_call(at, "ContractsApi_upload_code", &args).await?;
    Ok(raw.map_err(|e| e.words(at.metadata_ref())))
}

/// The code hash of a contract, `None` when there is no contract at that address.
pub async fn code_hash_of(conn: &Connection, at: &AtBlock, contract: &AccountId) -> Result<Option<Hash>> {
    #[derive(subxt::ext::scale_decode::DecodeAsType)]
    #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
    struct ContractInfo {
        code_hash: Hash,
    }
    let address = subxt::dynamic::storage::<(AccountId,), ContractInfo>("Contracts", "ContractInfoOf");
    let found = at
        .storage()
        .try_fetch(address, (*contract,))
        .await
        .map_err(|e| conn.explain(e))?;
    let Some(value) = found else { return Ok(None) };
    Ok(Some(value.decode().map_err(|e| conn.explain(e))?.code_hash))
}

fn weight(gas: Weight) -> Value {
    Value::named_composite([
        ("ref_time", Value::u128(gas.ref_time.into())),
        ("proof_size", Value::u128(gas.proof_size.into())),
    ])
}

fn deposit_limit(limit: Option<u128>) -> Value {
    match limit {
        Some(limit) => Value::unnamed_variant("Some", [Value::u128(limit)]),
        None => Value::unnamed_variant("None", []),
    }
}

/// The call that runs a message of a contract.
pub fn call_tx(contract: &AccountId, value: u128, gas: Weight, deposit: Option<u128>, input: &[u8]) -> Call {
    let fields = Composite::named([
        (
            "dest",
            Value::unnamed_variant("Id", [Value::from_bytes(contract.0)]),
        ),
        ("value", Value::u128(value)),
        ("gas_limit", weight(gas)),
        ("storage_deposit_limit", deposit_limit(deposit)),
        ("data", Value::from_bytes(input)),
    ]);
    subxt::dynamic::tx("Contracts", "call", fields)
}

/// The call that makes a contract, uploading its code where that is not on the chain yet.
pub fn instantiate_tx(
    value: u128,
    gas: Weight,
    deposit: Option<u128>,
    code: &Code,
    input: &[u8],
    salt: &[u8],
) -> Call {
    let (name, code) = match code {
        Code::Upload(wasm) => ("instantiate_with_code", ("code", Value::from_bytes(wasm))),
        Code::Existing(hash) => ("instantiate", ("code_hash", Value::from_bytes(hash.0))),
    };
    let fields = Composite::named([
        ("value", Value::u128(value)),
        ("gas_limit", weight(gas)),
        ("storage_deposit_limit", deposit_limit(deposit)),
        code,
        ("data", Value::from_bytes(input)),
        ("salt", Value::from_bytes(salt)),
    ]);
    subxt::dynamic::tx("Contracts", name, fields)
}

/// The call that uploads code.
pub fn upload_tx(code: &[u8], deposit: Option<u128>) -> Call {
    let fields = Composite::named([
        ("code", Value::from_bytes(code)),
        ("storage_deposit_limit", deposit_limit(deposit)),
        ("determinism", Value::unnamed_variant("Enforced", [])),
    ]);
    subxt::dynamic::tx("Contracts", "upload_code", fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use scale::Compact;

    /// Bytes laid out by hand from the types of pallet-contracts 51.
    #[test]
    fn a_successful_run_is_decoded_from_the_runtimes_layout() {
        let bytes = [
            (Compact(10u64), Compact(20u64)).encode(),
            (Compact(30u64), Compact(40u64)).encode(),
            vec![1],
            77u128.encode(),
            b"debug".to_vec().encode(),
            vec![0],
            1u32.encode(),
            vec![9u8, 8].encode(),
            vec![0], // no events
        ]
        .concat();
        let raw = RawRun::<RawReturned>::decode(&mut &bytes[..]).unwrap();
        assert_eq!(
            raw.gas_consumed,
            Weight {
                ref_time: 10,
                proof_size: 20
            }
        );
        assert_eq!(
            raw.gas_required,
            Weight {
                ref_time: 30,
                proof_size: 40
            }
        );
        assert_eq!(raw.storage_deposit.charge(), 77);
        let returned: Returned = raw.result.map(Into::into).ok().unwrap();
        assert_eq!(
            returned,
            Returned {
                reverted: true,
                data: vec![9, 8]
            }
        );
    }

    #[test]
    fn a_refund_needs_nothing_from_the_caller() {
        let bytes = [vec![0], 5u128.encode()].concat();
        let deposit = StorageDeposit::decode(&mut &bytes[..]).unwrap();
        assert_eq!((deposit, deposit.charge()), (StorageDeposit::Refund(5), 0));
    }

    #[test]
    fn a_pallets_documentation_becomes_part_of_the_words() {
        let docs = [
            " The executed contract exhausted".to_owned(),
            " its gas limit.".to_owned(),
        ];
        let words = module_words("Contracts", "OutOfGas", &docs);
        assert_eq!(
            words,
            "Contracts::OutOfGas: The executed contract exhausted its gas limit."
        );
        assert_eq!(module_words("A", "B", &[]), "A::B");
    }
}
