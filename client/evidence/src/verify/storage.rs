//! Where things stand in the chain's state: the keys of the few entries that evidence reads, of the runtime (twox and
//! blake2 of pallet and item) and of the ledger contract (a child trie of its own, the cells that ink gave its fields).
//! Source: Substrate storage prefixes; pallet-contracts 51 (`ContractInfo`, `Key::Var`); `terms::cell`.

use scale::{Decode, Encode};
use sp_crypto_hashing::{blake2_128, twox_128, twox_64};
use terms::agreement::Agreement;
pub use terms::cell::{self, pages};
use terms::law::ReferenceRate;
use terms::life::{Chain, Counters};
use terms::{AccountId, Instalment, LoanId, State};

use super::error::VerificationError;
use super::trie::ProofNodes;
use super::Hash;

/// What the key of a child trie's root begins with.
pub const CHILD_PREFIX: &[u8] = b":child_storage:default:";

/// The key of a plain value of a pallet.
pub fn plain(pallet: &str, item: &str) -> Vec<u8> {
    [twox_128(pallet.as_bytes()), twox_128(item.as_bytes())].concat()
}

/// The key of a value in a map of a pallet whose keys are hashed by twox-64 and follow the hash.
pub fn mapped(pallet: &str, item: &str, key: &[u8]) -> Vec<u8> {
    [&plain(pallet, item)[..], &twox_64(key), key].concat()
}

/// The authorities of a block's state.
pub fn authorities() -> Vec<u8> {
    plain("Grandpa", "Authorities")
}

/// The clock of a block's state.
pub fn clock() -> Vec<u8> {
    plain("Timestamp", "Now")
}

/// The hash of a block, as later states know it. That of the genesis block is never forgotten.
pub fn block_hash(number: u32) -> Vec<u8> {
    mapped("System", "BlockHash", &number.to_le_bytes())
}

/// What the chain knows of a contract.
pub fn contract(address: &AccountId) -> Vec<u8> {
    mapped("Contracts", "ContractInfoOf", &address.0)
}

/// Who the authorities of a set are: the institutions with their keys. The chain calls the pallet `Voters`.
pub fn registered_set(set: u64) -> Vec<u8> {
    mapped("Voters", "Sets", &set.to_le_bytes())
}

/// Who an institution is.
pub fn profile(account: &AccountId) -> Vec<u8> {
    [
        &plain("Institutions", "Profiles")[..],
        &blake2_128(&account.0),
        &account.0,
    ]
    .concat()
}

/// What the keys of all attestations of a digest begin with; the account, hashed like it, follows.
pub fn attestations(digest: &Hash) -> Vec<u8> {
    [
        &plain("Institutions", "Attestations")[..],
        &blake2_128(digest),
        digest,
    ]
    .concat()
}

/// Whom an account lets act for it.
pub fn proxies(account: &AccountId) -> Vec<u8> {
    mapped("Proxy", "Proxies", &account.0)
}

/// What an account announced that it will do for others.
pub fn announcements(account: &AccountId) -> Vec<u8> {
    mapped("Proxy", "Announcements", &account.0)
}

/// That an institution attested a digest.
pub fn attestation(digest: &Hash, account: &AccountId) -> Vec<u8> {
    [&attestations(digest)[..], &blake2_128(&account.0), &account.0].concat()
}

/// Which session an authority set began in, and who its authorities are, each with their key.
pub type RegisteredSet = (u32, Vec<(AccountId, Hash)>);

/// Who an institution is: name, SHA-256 of its certificate, since which block.
pub type Profile = (Vec<u8>, Option<Hash>, u32);

/// An attestation: of what kind of thing, in which block, at what time. Units: milliseconds since 1970.
pub type Attestation = (u8, u32, u64);

/// Whom an account lets act for it: who, for what (`ProxyType` of the runtime), after how many blocks; and the deposit.
pub type Proxies = (Vec<(AccountId, u8, u32)>, u128);

/// What an account announced: for whom, the hash of the call, in which block; and the deposit.
pub type Announcements = (Vec<(AccountId, Hash, u32)>, u128);

/// The root of a contract's own trie.
pub fn child(trie_id: &[u8]) -> Vec<u8> {
    [CHILD_PREFIX, trie_id].concat()
}

/// A cell of the contract, in its own trie.
pub fn cell_key(prefix: cell::Prefix, of: &impl Encode) -> Vec<u8> {
    let plain = cell::key(prefix, of);
    [&blake2_128(&plain)[..], &plain].concat()
}

/// The cells of a loan: agreement, state, and `pages` pages of its schedule.
pub fn loan_keys(loan: LoanId, pages: u16) -> Vec<Vec<u8>> {
    let mut keys = vec![
        cell_key(cell::ROOT, &()),
        cell_key(cell::AGREEMENTS, &loan),
        cell_key(cell::STATES, &loan),
    ];
    keys.extend((0..pages).map(|page| cell_key(cell::SCHEDULES, &(loan, page))));
    keys
}

/// A block's state, read through a proof.
#[derive(Clone, Copy)]
pub struct StateOf<'a> {
    /// The nodes.
    pub nodes: &'a ProofNodes<'a>,
    /// The state's root.
    pub root: Hash,
}

/// What the chain knows of a contract, as far as evidence needs it.
#[derive(Debug, Clone, PartialEq, Eq, Decode)]
pub struct ContractInfo {
    /// Which trie is its own.
    pub trie_id: Vec<u8>,
    /// The code that it runs.
    pub code_hash: Hash,
}

impl<'a> StateOf<'a> {
    /// A value of the runtime; `None` where it is proved that there is none.
    pub fn get<T: Decode>(&self, key: &[u8]) -> Result<Option<T>, VerificationError> {
        let found = self.nodes.value(&self.root, key)?;
        found.map(|bytes| decode(bytes, key)).transpose()
    }

    /// A value that must be there.
    pub fn must<T: Decode>(&self, key: &[u8]) -> Result<T, VerificationError> {
        self.get(key)?.ok_or_else(|| absent(key))
    }

    /// Checks that this is a state of the chain that begins with the block `genesis`: the same authorities may run several.
    ///
    /// Errors: it is of another.
    pub fn of_chain(&self, genesis: &Hash) -> Result<(), VerificationError> {
        let found: Hash = self.must(&block_hash(0))?;
        match found == *genesis {
            true => Ok(()),
            false => Err(VerificationError::OtherChain { genesis: found }),
        }
    }

    /// The contract at an address.
    pub fn contract(&self, address: &AccountId) -> Result<ContractInfo, VerificationError> {
        let key = contract(address);
        let bytes = self.nodes.value(&self.root, &key)?.ok_or_else(|| absent(&key))?;
        // Only the first fields: deposits follow.
        ContractInfo::decode(&mut &bytes[..]).map_err(|_| unreadable(&key))
    }

    /// The contract's own trie; `None` where it has none yet.
    pub fn ledger(&self, trie_id: &[u8]) -> Result<Option<StateOf<'a>>, VerificationError> {
        let key = child(trie_id);
        let Some(root) = self.nodes.value(&self.root, &key)? else {
            return Ok(None);
        };
        let root = root.try_into().map_err(|_| unreadable(&key))?;
        Ok(Some(StateOf {
            nodes: self.nodes,
            root,
        }))
    }

    /// In a ledger: where the loan's chain of events stands; `None` before the loan was proposed.
    pub fn chain_of(&self, loan: LoanId) -> Result<Option<Chain>, VerificationError> {
        let found: Option<cell::Standing> = self.get(&cell_key(cell::STATES, &loan))?;
        Ok(found.map(|(chain, ..)| chain))
    }

    /// In a ledger: the loan, whole.
    pub fn loan(&self, loan: LoanId) -> Result<Stored, VerificationError> {
        let agreement: Agreement = self.must(&cell_key(cell::AGREEMENTS, &loan))?;
        let (chain, counters, state): cell::Standing = self.must(&cell_key(cell::STATES, &loan))?;
        let root: cell::Root = self.must(&cell_key(cell::ROOT, &()))?;
        let mut schedule = Vec::new();
        for page in 0..pages(agreement.terms.plan.periods) {
            schedule.extend(self.must::<Vec<Instalment>>(&cell_key(cell::SCHEDULES, &(loan, page)))?);
        }
        let rates = (0..root.rates).map(|n| self.must(&cell_key(cell::RATES, &n)));
        Ok(Stored {
            agreement,
            chain,
            counters,
            state,
            schedule,
            rates: rates.collect::<Result<_, _>>()?,
            genesis: root.genesis,
        })
    }
}

/// A loan as the contract's state has it, with the reference rates that were published on the contract.
#[derive(Debug)]
pub struct Stored {
    /// What was agreed, as it stands.
    pub agreement: Agreement,
    /// The end of its chain of events.
    pub chain: Chain,
    /// How far lender and borrower have got with their intents.
    pub counters: Counters,
    /// Where it stands.
    pub state: State,
    /// The schedule in force.
    pub schedule: Vec<Instalment>,
    /// Reference rates after those that are built in.
    pub rates: Vec<ReferenceRate>,
    /// The genesis block of the chain that the contract was told it is on: what it takes intents for.
    pub genesis: Hash,
}

fn decode<T: Decode>(mut bytes: &[u8], key: &[u8]) -> Result<T, VerificationError> {
    let value = T::decode(&mut bytes).ok().filter(|_| bytes.is_empty());
    value.ok_or_else(|| unreadable(key))
}

fn absent(key: &[u8]) -> VerificationError {
    VerificationError::StateAbsent {
        key: hex::encode(key),
    }
}

fn unreadable(key: &[u8]) -> VerificationError {
    VerificationError::StateUnreadable {
        key: hex::encode(key),
    }
}
