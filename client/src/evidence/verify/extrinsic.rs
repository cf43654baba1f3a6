//! A transaction taken apart: who signed what, and which step of the ledger it asks for. The signature is checked over
//! the exact bytes that the signer signed, which name the chain and the version of its runtime.
//! Source: Polkadot specification, §2 (extrinsics, version 4); signed extensions in the order of the runtime's `TxExtension`:
//! versions, genesis, era, nonce, tip, metadata hash; sr25519 with the context `substrate`.
//! Limits: transactions as the runtime of today has them; signatures by sr25519 and ed25519 keys.

use scale::{Compact, Decode, Encode};
use sp_crypto_hashing::blake2_256;
use terms::{AccountId, LoanId};

use super::ed25519::is_signed;
use super::flaw::{flaw, Flaw};
use super::Hash;

/// Signed, version 4.
const SIGNED_V4: u8 = 0x84;
/// `Contracts.call`.
const CONTRACTS_CALL: [u8; 2] = [41, 6];
/// `Proxy.proxy`.
const PROXY_PROXY: [u8; 2] = [12, 0];
/// From this length on the hash of a payload is signed in its place. Units: bytes.
const PAYLOAD_LEN_MAX: usize = 256;
const CONTEXT: &[u8] = b"substrate";

/// What a signer signed beside what stands in the transaction; stated by whoever made the file, and proved by the
/// signature, which fits nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// First block of the chain.
    pub genesis: Hash,
    /// The block from which the transaction's life was counted.
    pub birth: Hash,
    /// Version of the runtime.
    pub spec_version: u32,
    /// Version of the layout of transactions.
    pub transaction_version: u32,
}

/// A signature by a named algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// ed25519.
    Ed25519([u8; 64]),
    /// sr25519.
    Sr25519([u8; 64]),
    /// secp256k1, which is not checked here.
    Ecdsa,
}

impl Signature {
    /// Its algorithm's name.
    pub fn algorithm(&self) -> &'static str {
        match self {
            Signature::Ed25519(_) => "ed25519",
            Signature::Sr25519(_) => "sr25519",
            Signature::Ecdsa => "ecdsa",
        }
    }

    /// Its bytes; none where it is not checked here.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Signature::Ed25519(bytes) | Signature::Sr25519(bytes) => bytes,
            Signature::Ecdsa => &[],
        }
    }
}

/// A signed transaction that calls a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// Hash by which it is known.
    pub hash: Hash,
    /// Whose key signed.
    pub signer: AccountId,
    /// The signature.
    pub signature: Signature,
    /// Era, nonce, tip and mode of the metadata hash, as they stand in it.
    extra: Vec<u8>,
    /// The call, whole.
    call: Vec<u8>,
    /// In whose name: the signer's, or that of an account that lets him act for it.
    pub on_behalf_of: AccountId,
    /// The contract.
    pub contract: AccountId,
    /// What comes along. Units: planck.
    pub value: u128,
    /// Selector and arguments.
    pub input: Vec<u8>,
}

impl Transaction {
    /// Takes a transaction apart; `None` where it is none that calls a contract.
    pub fn decode(bytes: &[u8]) -> Option<Transaction> {
        let mut rest = bytes;
        let length = Compact::<u32>::decode(&mut rest).ok()?.0;
        if rest.len() != length as usize || u8::decode(&mut rest).ok()? != SIGNED_V4 {
            return None;
        }
        let signer = address(&mut rest)?;
        let signature = match u8::decode(&mut rest).ok()? {
            0 => Signature::Ed25519(Decode::decode(&mut rest).ok()?),
            1 => Signature::Sr25519(Decode::decode(&mut rest).ok()?),
            2 => {
                let _ = <[u8; 65]>::decode(&mut rest).ok()?;
                Signature::Ecdsa
            }
            _ => return None,
        };
        let extra_and_call = rest;
        // An immortal era is one zero byte, another one two bytes.
        if u8::decode(&mut rest).ok()? != 0 {
            let _ = u8::decode(&mut rest).ok()?;
        }
        let _ = Compact::<u32>::decode(&mut rest).ok()?;
        let _ = Compact::<u128>::decode(&mut rest).ok()?;
        // With a metadata hash the signed bytes hold one that is not in the transaction.
        if u8::decode(&mut rest).ok()? != 0 {
            return None;
        }
        let extra = extra_and_call[..extra_and_call.len() - rest.len()].to_vec();
        let call = rest.to_vec();
        let on_behalf_of = match rest.strip_prefix(&PROXY_PROXY) {
            Some(inner) => {
                rest = inner;
                let real = address(&mut rest)?;
                let _ = Option::<u8>::decode(&mut rest).ok()?;
                real
            }
            None => signer,
        };
        rest = rest.strip_prefix(&CONTRACTS_CALL)?;
        let contract = address(&mut rest)?;
        let value = Compact::<u128>::decode(&mut rest).ok()?.0;
        let _ = <(Compact<u64>, Compact<u64>, Option<Compact<u128>>)>::decode(&mut rest).ok()?;
        let input = Vec::<u8>::decode(&mut rest).ok()?;
        rest.is_empty().then_some(Transaction {
            hash: blake2_256(bytes),
            signer,
            signature,
            extra,
            call,
            on_behalf_of,
            contract,
            value,
            input,
        })
    }

    /// Whether whoever signed did it in his own name.
    pub fn is_own(&self) -> bool {
        self.signer == self.on_behalf_of
    }

    /// The exact bytes that were signed.
    pub fn signed_bytes(&self, around: &Surroundings) -> Vec<u8> {
        let mut payload = [&self.call[..], &self.extra].concat();
        (around.spec_version, around.transaction_version).encode_to(&mut payload);
        (around.genesis, around.birth).encode_to(&mut payload);
        // No metadata hash.
        payload.push(0);
        match payload.len() > PAYLOAD_LEN_MAX {
            true => blake2_256(&payload).to_vec(),
            false => payload,
        }
    }

    /// Checks the signature. `false` where its algorithm is not checked here.
    ///
    /// Errors: it is not the signer's over these bytes.
    pub fn check(&self, around: &Surroundings) -> Result<bool, Flaw> {
        let message = self.signed_bytes(around);
        let bad = || flaw("signature").about(hex::encode(self.hash));
        match self.signature {
            Signature::Ed25519(bytes) => {
                if !is_signed(self.signer.0, &message, &bytes) {
                    return Err(bad());
                }
            }
            Signature::Sr25519(bytes) => {
                let key = schnorrkel::PublicKey::from_bytes(&self.signer.0).map_err(|_| bad())?;
                let signature = schnorrkel::Signature::from_bytes(&bytes).map_err(|_| bad())?;
                key.verify_simple(CONTEXT, &message, &signature)
                    .map_err(|_| bad())?;
            }
            Signature::Ecdsa => return Ok(false),
        }
        Ok(true)
    }

    /// How many blocks before `number` the transaction's life began, as its era says: the block's number.
    pub fn birth(&self, number: u32) -> u32 {
        let [first, second, ..] = self.extra[..] else {
            return 0;
        };
        if first == 0 {
            return 0;
        }
        let encoded = u16::from_le_bytes([first, second]);
        let period = 2u32 << (encoded % 16);
        let quantum = (period >> 12).max(1);
        let phase = u32::from(encoded >> 4).saturating_mul(quantum);
        (number.max(phase) - phase) / period * period + phase
    }

    /// The step of the ledger that it asks for; `None` where it asks for something else.
    pub fn step(&self) -> Option<Step> {
        let (selector, mut arguments) = self.input.split_first_chunk::<4>()?;
        let name = *STEPS.iter().find(|name| selector_of(name) == *selector)?;
        let loans = match name {
            "propose" => Vec::new(),
            "notify_due" => Decode::decode(&mut arguments).ok()?,
            _ => vec![Decode::decode(&mut arguments).ok()?],
        };
        Some(Step {
            name,
            loans,
            arguments: arguments.to_vec(),
        })
    }
}

/// The messages of the ledger that change a loan.
const STEPS: [&str; 23] = [
    "propose",
    "sign",
    "cancel",
    "expire",
    "deliver",
    "acknowledge_delivery",
    "repay",
    "report_repayment",
    "confirm_repayment",
    "dismiss_report",
    "forgive",
    "notify_due",
    "mark_default",
    "propose_amendment",
    "accept_amendment",
    "assign",
    "accept_assignment",
    "demand",
    "acknowledge",
    "dispute",
    "resolve",
    "consent",
    "attest",
];

/// A message's selector, as ink makes it of the name.
fn selector_of(name: &str) -> [u8; 4] {
    let [a, b, c, d, ..] = blake2_256(name.as_bytes());
    [a, b, c, d]
}

/// What a transaction asks of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The message.
    pub name: &'static str,
    /// The loans that it is about; none for a proposal, which has no number yet.
    pub loans: Vec<LoanId>,
    /// Its other arguments, SCALE.
    pub arguments: Vec<u8>,
}

/// An account, as transactions name it: by its 32 bytes.
fn address(rest: &mut &[u8]) -> Option<AccountId> {
    match u8::decode(rest).ok()? {
        0 => AccountId::decode(rest).ok(),
        _ => None,
    }
}
