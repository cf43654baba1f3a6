//! What the chain allows a contract: code of a useful size, at a price one can pay.

use frame_support::{dispatch::DispatchClass, traits::Get};
use iou_runtime::{configs::RuntimeBlockWeights, genesis, Contracts, Runtime, UNIT};
use pallet_contracts::{Code, CollectEvents, DebugInfo, Determinism};
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;

/// A contract that does nothing, in about this many bytes. Units: bytes.
fn contract_of(size: usize) -> Vec<u8> {
    let mut deploy = vec![0]; // no local variables
    deploy.resize(size, 0x01); // nop
    deploy.push(0x0b); // end
    let call = vec![0, 0x0b];
    let code = [vec![2], counted(&call), counted(&deploy)].concat();
    [
        b"\0asm\x01\0\0\0".to_vec(),
        section(1, &[1, 0x60, 0, 0]),                         // one type: () -> ()
        section(2, b"\x01\x03env\x06memory\x02\x01\x01\x01"), // import one page of memory
        section(3, &[2, 0, 0]),                               // two functions of that type
        section(7, b"\x02\x04call\0\0\x06deploy\0\x01"),      // exported under these names
        section(10, &code),
    ]
    .concat()
}

fn section(id: u8, body: &[u8]) -> Vec<u8> {
    [vec![id], counted(body)].concat()
}

/// The bytes behind their length in LEB128.
fn counted(bytes: &[u8]) -> Vec<u8> {
    let mut rest = bytes.len();
    let mut length = Vec::new();
    loop {
        let low = (rest & 0x7f) as u8;
        rest >>= 7;
        length.push(if rest == 0 { low } else { low | 0x80 });
        if rest == 0 {
            return [length, bytes.to_vec()].concat();
        }
    }
}

fn on_dev_chain<R>(run: impl FnOnce() -> R) -> R {
    TestExternalities::from(genesis::development_storage()).execute_with(run)
}

#[test]
fn a_contract_of_sixty_kilobytes_is_instantiated_within_a_block_and_for_less_than_a_token() {
    on_dev_chain(|| {
        let limits = RuntimeBlockWeights::get();
        let limit = limits
            .get(DispatchClass::Normal)
            .max_extrinsic
            .expect("ordinary transactions have a limit");
        let done = Contracts::bare_instantiate(
            Sr25519Keyring::Alice.to_account_id(),
            0,
            limit,
            None,
            Code::Upload(contract_of(60_000)),
            Vec::new(),
            Vec::new(),
            DebugInfo::Skip,
            CollectEvents::Skip,
        );
        assert!(!done.result.expect("it is instantiated").result.did_revert());
        let deposit = done.storage_deposit.charge_or_zero();
        assert!(deposit > 0 && deposit < UNIT, "{deposit}");
    });
}

#[test]
fn a_contract_above_the_limit_is_refused() {
    on_dev_chain(|| {
        let limit = <<Runtime as pallet_contracts::Config>::MaxCodeLen as Get<u32>>::get() as usize;
        let refused = Contracts::bare_upload_code(
            Sr25519Keyring::Alice.to_account_id(),
            contract_of(limit),
            None,
            Determinism::Enforced,
        );
        assert!(refused.is_err());
    });
}
