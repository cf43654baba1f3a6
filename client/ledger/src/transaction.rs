//! A signed transaction, put together byte by byte. What is signed is the call, the fields beside it in the order of the
//! runtime's `TxExtension` ([`Layout`] says which), and the chain that it is for; the node supplies nonce, versions and the block that its life is
//! counted from, and nothing else. Each of those is in the signature: where the node said something untrue, the chain does
//! not take the transaction.
//! Source: Polkadot specification, §2 (extrinsics, version 4); chain/runtime/src/lib.rs.

use scale::{Compact, Encode};
use sp_crypto_hashing::blake2_256;

use super::call::{Call, Layout};
use super::signer::Signer;
use super::{AccountId, Hash};

/// Signed, version 4.
const SIGNED_V4: u8 = 0x84;
/// From this length on the hash of a payload is signed in its place. Units: bytes.
const PAYLOAD_LEN_MAX: usize = 256;
/// Shortest and longest life. Units: blocks.
const PERIODS: (u64, u64) = (4, 4096);

/// What is signed beside the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Around {
    /// How the chain's runtime lays out calls and what is beside them.
    pub layout: Layout,
    /// First block of the chain.
    pub genesis: Hash,
    /// The block from which its life is counted: number and hash.
    pub birth: (u64, Hash),
    /// How many blocks may include it, from that one on: a power of two, at most 4096.
    pub period: u64,
    /// Version of the runtime.
    pub spec_version: u32,
    /// Version of the layout of transactions.
    pub transaction_version: u32,
    /// How many transactions the account has made.
    pub nonce: u64,
}

impl Around {
    /// The call as this chain has it. Whoever chose the layout has seen that it has the call ([`Call::check`]); by another the
    /// bytes are those of chain/runtime, which such a chain does not take.
    fn call(&self, call: &Call) -> Vec<u8> {
        call.bytes_by(self.layout)
            .unwrap_or_else(|| call.bytes().to_vec())
    }

    /// Life and nonce, no tip, no metadata hash.
    fn extra(&self) -> Vec<u8> {
        let period = self.period.next_power_of_two().clamp(PERIODS.0, PERIODS.1);
        // With at most 4096 blocks no phase is rounded.
        let phase = self.birth.0 % period;
        let era = (period.trailing_zeros() as u16 - 1) | ((phase as u16) << 4);
        let mut extra = (era, Compact(self.nonce), Compact(0u128)).encode();
        if self.layout.has_metadata_hash() {
            extra.push(0);
        }
        extra
    }

    /// The bytes to sign.
    fn payload(&self, call: &Call) -> Vec<u8> {
        let mut payload = [self.call(call), self.extra()].concat();
        (self.spec_version, self.transaction_version).encode_to(&mut payload);
        (self.genesis.0, self.birth.1 .0).encode_to(&mut payload);
        if self.layout.has_metadata_hash() {
            // None.
            payload.push(0);
        }
        match payload.len() > PAYLOAD_LEN_MAX {
            true => blake2_256(&payload).to_vec(),
            false => payload,
        }
    }

    /// The transaction with `signer`'s signature.
    pub fn sign(&self, call: &Call, signer: &Signer) -> Vec<u8> {
        self.signed(call, &signer.account(), signer.sign_bytes(&self.payload(call)))
    }

    /// The transaction with a signature of zeros: as long as a real one, worth nothing.
    pub fn unsigned(&self, call: &Call, account: &AccountId) -> Vec<u8> {
        self.signed(call, account, [0; 64])
    }

    fn signed(&self, call: &Call, account: &AccountId, signature: [u8; 64]) -> Vec<u8> {
        // 0: an account by its 32 bytes; 1: sr25519.
        let mut body = (SIGNED_V4, 0u8, account.0, 1u8, signature).encode();
        body.extend(self.extra());
        body.extend(self.call(call));
        body.encode()
    }
}

/// The hash by which a transaction is known.
pub fn hash_of(transaction: &[u8]) -> Hash {
    Hash::from(blake2_256(transaction))
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;
    use crate::call;
    use crate::dryrun::Weight;
    use iou_evidence::verify::extrinsic::{Request, SignedExtensions, Transaction};

    fn around() -> Around {
        Around {
            layout: Layout::Iou,
            genesis: Hash::from([1; 32]),
            birth: (10_007, Hash::from([2; 32])),
            period: 4096,
            spec_version: 7,
            transaction_version: call::TRANSACTION_VERSION,
            nonce: 300,
        }
    }

    /// The verifier of evidence is written from the specification, not from this file.
    #[test]
    fn the_verifier_of_evidence_reads_and_accepts_what_is_signed() {
        let signer = Signer::from_uri(&SecretString::from("//Alice")).unwrap();
        let contract = AccountId([9; 32]);
        let gas = Weight {
            ref_time: 1 << 40,
            proof_size: 1 << 20,
        };
        for input in [vec![1, 2, 3], vec![5; 4000]] {
            let call = call::contract(&contract, 77, gas, Some(5), &input);
            let bytes = around().sign(&call, &signer);
            let read = Transaction::decode(&bytes).expect("a transaction that calls a contract");
            assert_eq!(read.signer.0, signer.account().0);
            let asked = Request::Call {
                contract: terms::AccountId(contract.0),
                input,
            };
            assert_eq!(read.request, asked);
            assert_eq!(read.hash, hash_of(&bytes).0);
            assert_eq!(read.birth(10_100), 10_007);
            let stated = SignedExtensions {
                genesis: [1; 32],
                birth: [2; 32],
                spec_version: 7,
                transaction_version: call::TRANSACTION_VERSION,
                metadata_hash: None,
            };
            assert_eq!(read.check(&stated), Ok(()));
            for other in [
                SignedExtensions {
                    genesis: [3; 32],
                    ..stated.clone()
                },
                SignedExtensions {
                    birth: [3; 32],
                    ..stated.clone()
                },
                SignedExtensions {
                    spec_version: 8,
                    ..stated.clone()
                },
                SignedExtensions {
                    transaction_version: 2,
                    ..stated.clone()
                },
            ] {
                assert!(read.check(&other).is_err(), "{other:?}");
            }
        }
    }

    #[test]
    fn an_estimate_is_as_long_as_the_transaction_and_signed_by_nobody() {
        let signer = Signer::from_uri(&SecretString::from("//Alice")).unwrap();
        let call = call::transfer(&AccountId([9; 32]), 1);
        let (real, zeros) = (
            around().sign(&call, &signer),
            around().unsigned(&call, &signer.account()),
        );
        assert_eq!(real.len(), zeros.len());
        assert_ne!(real, zeros);
    }
}
