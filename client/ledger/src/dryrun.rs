//! What a contract call would do, asked of the node without sending anything: gas, storage deposit, result. The types
//! are those of the runtime API `ContractsApi` version 2, read up to `result`; what follows (events) is not needed.
//! Source: pallet-contracts 51, `primitives.rs` and `decl_runtime_apis!`.

use scale::{Decode, Encode};
use subxt::Metadata;

use super::connection::{AtBlock, Connection};
use super::dispatch::DispatchError;
use super::refused::Refused;
use super::{AccountId, Hash};
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
    /// What came back, or why the chain stopped the run.
    pub result: Result<T, Refused>,
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

impl<T> RawRun<T> {
    fn finish<U>(self, metadata: &Metadata, convert: impl FnOnce(T) -> U) -> DryRun<U> {
        DryRun {
            gas_consumed: self.gas_consumed,
            gas_required: self.gas_required,
            storage_deposit: self.storage_deposit,
            result: self
                .result
                .map(convert)
                .map_err(|e| Refused::by_chain(&e, metadata)),
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

/// Uploads code without sending anything: its hash and the deposit, or why the chain refuses it.
pub async fn upload(
    conn: &Connection,
    at: &AtBlock,
    origin: &AccountId,
    code: &[u8],
) -> Result<Result<(Hash, u128), Refused>> {
    // The last byte is `Determinism::Enforced`.
    let args = (origin, code, None::<u128>, 0u8).encode();
    let raw: Result<(Hash, u128), DispatchError> =
        conn.runtime_call(at, "ContractsApi_upload_code", &args).await?;
    Ok(raw.map_err(|e| Refused::by_chain(&e, at.metadata_ref())))
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
}
