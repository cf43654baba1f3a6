//! The probe, a contract that writes one new entry into one mapping: what the calls of a loan are held against.

use anyhow::{bail, ensure, Result};
use deploy::paths;
use iou_ledger::connection::Connection;
use iou_ledger::dryrun::{self, Code};
use iou_ledger::{call, AccountId, Call};
use scale::Encode;

/// ink's selectors: the first four bytes of BLAKE2b-256 of the name, here `new` and `write`.
const NEW: [u8; 4] = [0x9b, 0xae, 0x9d, 0x5e];
const WRITE: [u8; 4] = [0x19, 0x8e, 0x34, 0xa3];

/// The call by which `payer` puts the probe on the chain, and the account that it has then.
///
/// Errors: a probe that isn't built or is refused.
pub(super) async fn instantiation(conn: &Connection, payer: &AccountId) -> Result<(AccountId, Call)> {
    let wasm = std::fs::read(paths::target_dir()?.join("ink/probe.wasm"))?;
    let (code, salt) = (Code::Upload(wasm), []);
    let at = conn.at_best().await?;
    let run = dryrun::instantiate(conn, &at, payer, 0, &code, &NEW, &salt).await?;
    let made = match run.result {
        Ok(made) => made.account,
        Err(reason) => bail!("the probe is refused: {reason}"),
    };
    let call = call::instantiate(0, run.gas_required, None, &code, &NEW, &salt);
    Ok((made, call))
}

/// The calls by which anybody writes an entry under a key, which has to be a new one each time. `caller` tries one.
///
/// Errors: a call that is refused.
pub(super) async fn writing(
    conn: &Connection,
    caller: &AccountId,
    probe: AccountId,
) -> Result<impl Fn(u64) -> Call> {
    let input = |key: u64| [&WRITE[..], &(key, key).encode()].concat();
    let at = conn.at_best().await?;
    let limits = dryrun::Limits::default();
    let run = dryrun::call(conn, &at, caller, &probe, 0, limits, &input(0)).await?;
    ensure!(run.result.is_ok(), "{run:?}");
    // A fifth more, as the client takes it for a loan.
    let mut gas = run.gas_required;
    gas.ref_time += gas.ref_time / 5;
    gas.proof_size += gas.proof_size / 5;
    Ok(move |key| call::contract(&probe, 0, gas, None, &input(key)))
}
