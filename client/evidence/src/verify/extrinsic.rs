//! A transaction taken apart: who signed what, and which step of the ledger it asks for. The signature is checked over
//! the exact bytes that the signer signed, which name the chain and the version of its runtime. Whatever the runtime takes
//! is read here, by whichever of its algorithms it was signed: nobody shall sign so that it cannot be shown.
//! Source: Polkadot specification, §2 (extrinsics, version 4); signed extensions in the order of the runtime's `TxExtension`:
//! versions, genesis, era, nonce, tip, metadata hash; sr25519 with the context `substrate`; `MultiSignature` of sp-runtime 49;
//! calls of pallet-contracts 51 and pallet-proxy 50.
//! Limits: transactions as the runtime of today has them.

use scale::{Compact, Decode, Encode};
use sp_crypto_hashing::blake2_256;
use terms::life::Action;
use terms::limits::BATCH_MAX;
use terms::{AccountId, Digest, LoanId, Terms};

use super::ecdsa;
use super::ed25519::is_signed;
use super::error::VerificationError;
use super::Hash;

/// Signed, version 4.
const SIGNED_V4: u8 = 0x84;
/// `Contracts.call`, and the same with a limit of time alone.
const CONTRACTS_CALL: [u8; 2] = [41, 6];
const CONTRACTS_CALL_OLD_WEIGHT: [u8; 2] = [41, 0];
/// `Proxy.proxy`, `add_proxy`, `announce`, `proxy_announced`.
const PROXY_PROXY: [u8; 2] = [12, 0];
const PROXY_ADD: [u8; 2] = [12, 1];
const PROXY_ANNOUNCE: [u8; 2] = [12, 6];
const PROXY_ANNOUNCED: [u8; 2] = [12, 9];
/// Most accounts that act one for the other: as deep as the runtime takes calls within calls.
const HOPS_MAX: usize = 256;
/// From this length on the hash of a payload is signed in its place. Units: bytes.
const PAYLOAD_LEN_MAX: usize = 256;
const CONTEXT: &[u8] = b"substrate";

/// What a signer signed beside what stands in the transaction; stated by whoever made the file, and proved by the
/// signature, which fits nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedExtensions {
    /// Genesis block of the chain.
    pub genesis: Hash,
    /// The block from which the transaction's life was counted.
    pub birth: Hash,
    /// Version of the runtime.
    pub spec_version: u32,
    /// Version of the layout of transactions.
    pub transaction_version: u32,
    /// Of the runtime's metadata, where the signer had it signed too (`CheckMetadataHash`).
    pub metadata_hash: Option<Hash>,
}

/// A signature by a named algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// ed25519.
    Ed25519([u8; 64]),
    /// sr25519.
    Sr25519([u8; 64]),
    /// secp256k1, of the BLAKE2b-256 of what is signed.
    Ecdsa([u8; 65]),
    /// secp256k1, of its Keccak-256, by an account that is made of an Ethereum address.
    Eth([u8; 65]),
}

impl Signature {
    /// Its algorithm's name.
    pub fn algorithm(&self) -> &'static str {
        match self {
            Signature::Ed25519(_) => "ed25519",
            Signature::Sr25519(_) => "sr25519",
            Signature::Ecdsa(_) => "ecdsa",
            Signature::Eth(_) => "eth",
        }
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Signature::Ed25519(bytes) | Signature::Sr25519(bytes) => bytes,
            Signature::Ecdsa(bytes) | Signature::Eth(bytes) => bytes,
        }
    }
}

/// One account acting for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Who acts.
    pub delegate: AccountId,
    /// For whom.
    pub real: AccountId,
    /// The hash of what they had announced before, where anybody may then set it off.
    pub announced: Option<Hash>,
}

/// What a transaction asks for in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// That a contract is called.
    Call {
        /// The contract.
        contract: AccountId,
        /// Selector and arguments.
        input: Vec<u8>,
    },
    /// That another may act for the account from now on: who, for what, after how many blocks.
    Letting(AccountId, u8, u32),
    /// That the account will act for another: for whom, and the hash of what it will do.
    Announcing(AccountId, Hash),
}

/// A signed transaction that calls a contract, or lets somebody act who then calls one.
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
    /// Whether the signer had a hash of the metadata signed too.
    has_metadata_hash: bool,
    /// The call, whole.
    call: Vec<u8>,
    /// The accounts that act one for the other, the signer first; empty where they act in their own name.
    pub hops: Vec<Hop>,
    /// In whose name in the end.
    pub on_behalf_of: AccountId,
    /// What is asked for.
    pub request: Request,
}

impl Transaction {
    /// Takes a transaction apart; `None` where it is none of these.
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
            2 => Signature::Ecdsa(Decode::decode(&mut rest).ok()?),
            3 => Signature::Eth(Decode::decode(&mut rest).ok()?),
            _ => return None,
        };
        let extra_and_call = rest;
        // An immortal era is one zero byte, another one two bytes.
        if u8::decode(&mut rest).ok()? != 0 {
            let _ = u8::decode(&mut rest).ok()?;
        }
        let _ = Compact::<u32>::decode(&mut rest).ok()?;
        let _ = Compact::<u128>::decode(&mut rest).ok()?;
        let has_metadata_hash = bool::decode(&mut rest).ok()?;
        let extra = extra_and_call[..extra_and_call.len() - rest.len()].to_vec();
        let call = rest.to_vec();
        let mut hops = Vec::new();
        while let Some(hop) = hop(&mut rest, hops.last().map_or(signer, |last: &Hop| last.real)) {
            hops.push(hop?);
            if hops.len() > HOPS_MAX {
                return None;
            }
        }
        let request = request(&mut rest)?;
        rest.is_empty().then(|| Transaction {
            hash: blake2_256(bytes),
            on_behalf_of: hops.last().map_or(signer, |last| last.real),
            signer,
            signature,
            extra,
            has_metadata_hash,
            call,
            hops,
            request,
        })
    }

    /// Whether whoever signed did it in their own name.
    pub fn is_own(&self) -> bool {
        self.hops.is_empty()
    }

    /// The exact bytes that were signed.
    pub fn signed_bytes(&self, extensions: &SignedExtensions) -> Vec<u8> {
        let mut payload = [&self.call[..], &self.extra].concat();
        (extensions.spec_version, extensions.transaction_version).encode_to(&mut payload);
        let metadata_hash = extensions.metadata_hash.filter(|_| self.has_metadata_hash);
        (extensions.genesis, extensions.birth, metadata_hash).encode_to(&mut payload);
        match payload.len() > PAYLOAD_LEN_MAX {
            true => blake2_256(&payload).to_vec(),
            false => payload,
        }
    }

    /// Checks the signature.
    ///
    /// Errors: it is not the signer's over these bytes.
    pub fn check(&self, extensions: &SignedExtensions) -> Result<(), VerificationError> {
        let message = self.signed_bytes(extensions);
        let is_signed = match &self.signature {
            Signature::Ed25519(bytes) => is_signed(self.signer.0, &message, bytes),
            Signature::Sr25519(bytes) => is_sr25519(&self.signer.0, &message, bytes),
            Signature::Ecdsa(bytes) => ecdsa::is_signed(&self.signer.0, &message, bytes),
            Signature::Eth(bytes) => ecdsa::is_signed_by_eth(&self.signer.0, &message, bytes),
        };
        // What is not signed is not stated beside either.
        match is_signed && self.has_metadata_hash == extensions.metadata_hash.is_some() {
            true => Ok(()),
            false => Err(VerificationError::Signature {
                transaction: self.hash,
            }),
        }
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

    /// The step of `ledger` that it asks for; `None` where it asks for something else.
    pub fn step(&self, ledger: &AccountId) -> Option<Step> {
        let input = match &self.request {
            Request::Call { contract, input } if contract == ledger => input,
            _ => return None,
        };
        let (selector, mut arguments) = input.split_first_chunk::<4>()?;
        let message = MESSAGES.iter().find(|name| selector_of(name) == *selector)?;
        // What stands after the arguments, the contract does not read.
        Some(match *message {
            PROPOSE => {
                let (terms, evidence) = Decode::decode(&mut arguments).ok()?;
                Step::Propose { terms, evidence }
            }
            ACT => {
                let (loan, action) = Decode::decode(&mut arguments).ok()?;
                Step::Act { loan, action }
            }
            _ => {
                let steps: Vec<(LoanId, Action)> = Decode::decode(&mut arguments).ok()?;
                let is_taken = (1..=BATCH_MAX).contains(&steps.len());
                let is_open = steps.iter().all(|(_, action)| action.is_anyones());
                (is_taken && is_open).then_some(Step::Batch { steps })?
            }
        })
    }
}

const PROPOSE: &str = "propose";
const ACT: &str = "act";
/// The messages of the ledger that change a loan.
pub const MESSAGES: &[&str] = &[PROPOSE, ACT, "batch"];

/// Those that carry intents: whose steps they are, the intents say.
pub const INTENT_MESSAGES: &[&str] = &["submit", "conclude"];

/// A message's selector, as ink makes it of the name.
fn selector_of(name: &str) -> [u8; 4] {
    let [a, b, c, d, ..] = blake2_256(name.as_bytes());
    [a, b, c, d]
}

/// What a transaction asks of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A loan, which has no number yet.
    Propose {
        /// What is proposed.
        terms: Box<Terms>,
        /// SHA-256 of a file.
        evidence: Option<Digest>,
    },
    /// A step of a loan.
    Act {
        /// The loan.
        loan: LoanId,
        /// The step.
        action: Action,
    },
    /// Steps of several loans, which anyone may take.
    Batch {
        /// Each loan with its step.
        steps: Vec<(LoanId, Action)>,
    },
}

/// Whether `signature` is that of `key` over `message`, as the chain checks it.
pub fn is_sr25519(key: &Hash, message: &[u8], signature: &[u8; 64]) -> bool {
    let key = schnorrkel::PublicKey::from_bytes(key);
    let signature = schnorrkel::Signature::from_bytes(signature);
    let both = key.ok().zip(signature.ok());
    both.is_some_and(|(key, signature)| key.verify_simple(CONTEXT, message, &signature).is_ok())
}

/// The account for which `delegate` acts, and in `rest` what they do for it; `None` where they act in their own name from here
/// on, `Some(None)` where the bytes end early.
fn hop(rest: &mut &[u8], delegate: AccountId) -> Option<Option<Hop>> {
    let (call, inner) = rest.split_first_chunk::<2>()?;
    let is_announced = match *call {
        PROXY_PROXY => false,
        PROXY_ANNOUNCED => true,
        _ => return None,
    };
    *rest = inner;
    let mut read = || {
        let delegate = match is_announced {
            true => address(rest)?,
            false => delegate,
        };
        let real = address(rest)?;
        let _ = Option::<u8>::decode(rest).ok()?;
        Some(Hop {
            delegate,
            real,
            // The call is all that follows.
            announced: is_announced.then(|| blake2_256(rest)),
        })
    };
    Some(read())
}

/// The innermost call.
fn request(rest: &mut &[u8]) -> Option<Request> {
    let (call, inner) = rest.split_first_chunk::<2>()?;
    *rest = inner;
    match *call {
        CONTRACTS_CALL | CONTRACTS_CALL_OLD_WEIGHT => {
            let contract = address(rest)?;
            let _ = <(Compact<u128>, Compact<u64>)>::decode(rest).ok()?;
            if *call == CONTRACTS_CALL {
                let _ = Compact::<u64>::decode(rest).ok()?;
            }
            let _ = Option::<Compact<u128>>::decode(rest).ok()?;
            let input = Vec::<u8>::decode(rest).ok()?;
            Some(Request::Call { contract, input })
        }
        PROXY_ADD => {
            let delegate = address(rest)?;
            let (kind, delay) = Decode::decode(rest).ok()?;
            Some(Request::Letting(delegate, kind, delay))
        }
        PROXY_ANNOUNCE => {
            let real = address(rest)?;
            Some(Request::Announcing(real, Decode::decode(rest).ok()?))
        }
        _ => None,
    }
}

/// An account, as transactions name it: by its 32 bytes.
fn address(rest: &mut &[u8]) -> Option<AccountId> {
    match u8::decode(rest).ok()? {
        0 => AccountId::decode(rest).ok(),
        _ => None,
    }
}
