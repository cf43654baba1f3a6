//! Where things stand in the chain's state: the keys of the few entries that evidence reads, of the runtime (twox and
//! blake2 of pallet and item) and of the ledger contract (a child trie of its own, the cells that ink gave its fields).
//! Source: Substrate storage prefixes; pallet-contracts 51 (`ContractInfo`, `Key::Var`); the contract's metadata,
//! `storage` — a test holds the cells below to it.

use scale::{Decode, Encode};
use sp_crypto_hashing::{blake2_128, twox_128, twox_64};
use terms::agreement::Agreement;
use terms::law::ReferenceRate;
use terms::life::Chain;
use terms::limits::INSTALMENTS_PER_PAGE;
use terms::{AccountId, Instalment, LoanId, State};

use super::flaw::{flaw, Flaw};
use super::trie::Bag;
use super::Hash;

/// What the key of a child trie's root begins with.
pub const CHILD_PREFIX: &[u8] = b":child_storage:default:";

/// Cells of the ledger's fields, as the metadata has them.
pub mod cell {
    /// The deployer, how many loans there are, how many rates were published.
    pub const ROOT: [u8; 4] = [0, 0, 0, 0];
    /// `agreements`, by loan.
    pub const AGREEMENTS: [u8; 4] = [0x8b, 0xd0, 0x2d, 0x20];
    /// `states`, by loan.
    pub const STATES: [u8; 4] = [0xf1, 0xb6, 0x29, 0xa2];
    /// `schedules.pages`, by loan and page.
    pub const SCHEDULES: [u8; 4] = [0xa4, 0xaf, 0x32, 0x22];
    /// `rates.rows`, by number.
    pub const RATES: [u8; 4] = [0x50, 0x8a, 0x4a, 0x19];
}

/// The key of a plain value of a pallet.
pub fn plain(pallet: &str, item: &str) -> Vec<u8> {
    [twox_128(pallet.as_bytes()), twox_128(item.as_bytes())].concat()
}

/// The key of a value in a map of a pallet whose keys are hashed by twox-64 and follow the hash.
pub fn mapped(pallet: &str, item: &str, key: &[u8]) -> Vec<u8> {
    [&plain(pallet, item)[..], &twox_64(key), key].concat()
}

/// The voters of a block's state.
pub fn voters() -> Vec<u8> {
    plain("Grandpa", "Authorities")
}

/// The clock of a block's state.
pub fn clock() -> Vec<u8> {
    plain("Timestamp", "Now")
}

/// The hash of a block, as later states know it. That of the first block is never forgotten.
pub fn block_hash(number: u32) -> Vec<u8> {
    mapped("System", "BlockHash", &number.to_le_bytes())
}

/// What the chain knows of a contract.
pub fn contract(address: &AccountId) -> Vec<u8> {
    mapped("Contracts", "ContractInfoOf", &address.0)
}

/// Who voted in a set: the institutions with their keys.
pub fn voters_of(set: u64) -> Vec<u8> {
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

/// That an institution attested a digest.
pub fn attestation(digest: &Hash, account: &AccountId) -> Vec<u8> {
    [&attestations(digest)[..], &blake2_128(&account.0), &account.0].concat()
}

/// Which session a set of voters began in, and who its voters are, each with his key.
pub type VotersOf = (u32, Vec<(AccountId, Hash)>);

/// Who an institution is: name, SHA-256 of its certificate, since which block.
pub type Profile = (Vec<u8>, Option<Hash>, u32);

/// An attestation: of what kind of thing, in which block, at what time. Units: milliseconds since 1970.
pub type Attestation = (u8, u32, u64);

/// Whom an account lets act for it: who, for what (`ProxyType` of the runtime), after how many blocks; and the deposit.
pub type Proxies = (Vec<(AccountId, u8, u32)>, u128);

/// The root of a contract's own trie.
pub fn child(trie_id: &[u8]) -> Vec<u8> {
    [CHILD_PREFIX, trie_id].concat()
}

/// A cell of the contract, in its own trie.
pub fn cell_key(cell: [u8; 4], key: &impl Encode) -> Vec<u8> {
    let mut plain = cell.to_vec();
    key.encode_to(&mut plain);
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

/// How many pages a schedule of so many instalments has.
pub fn pages(instalments: u16) -> u16 {
    instalments.div_ceil(INSTALMENTS_PER_PAGE)
}

/// A block's state, read through a proof.
#[derive(Clone, Copy)]
pub struct StateOf<'a> {
    /// The nodes.
    pub bag: &'a Bag,
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
    pub fn get<T: Decode>(&self, key: &[u8]) -> Result<Option<T>, Flaw> {
        let found = self.bag.value(&self.root, key)?;
        found.map(|bytes| decode(bytes, key)).transpose()
    }

    /// A value that must be there.
    pub fn must<T: Decode>(&self, key: &[u8]) -> Result<T, Flaw> {
        self.get(key)?.ok_or_else(|| absent(key))
    }

    /// Checks that this is a state of the chain that begins with `first`: the same voters may run several.
    ///
    /// Errors: it is of another.
    pub fn of_chain(&self, first: &Hash, number: u32) -> Result<(), Flaw> {
        match self.must::<Hash>(&block_hash(0))? == *first {
            true => Ok(()),
            false => Err(flaw("other-chain").about(number)),
        }
    }

    /// The contract at an address.
    pub fn contract(&self, address: &AccountId) -> Result<ContractInfo, Flaw> {
        let key = contract(address);
        let bytes = self.bag.value(&self.root, &key)?.ok_or_else(|| absent(&key))?;
        // Only the first fields: deposits follow.
        ContractInfo::decode(&mut &bytes[..]).map_err(|_| unreadable(&key))
    }

    /// The contract's own trie; `None` where it has none yet.
    pub fn ledger(&self, trie_id: &[u8]) -> Result<Option<StateOf<'a>>, Flaw> {
        let key = child(trie_id);
        let Some(root) = self.bag.value(&self.root, &key)? else {
            return Ok(None);
        };
        let root = root.try_into().map_err(|_| unreadable(&key))?;
        Ok(Some(StateOf { bag: self.bag, root }))
    }

    /// In a ledger: where the loan's chain of events stands; `None` before the loan was proposed.
    pub fn chain_of(&self, loan: LoanId) -> Result<Option<Chain>, Flaw> {
        let found: Option<(Chain, State)> = self.get(&cell_key(cell::STATES, &loan))?;
        Ok(found.map(|(chain, _)| chain))
    }

    /// In a ledger: the loan, whole.
    pub fn loan(&self, loan: LoanId) -> Result<Stored, Flaw> {
        let agreement: Agreement = self.must(&cell_key(cell::AGREEMENTS, &loan))?;
        let (chain, state) = self.must(&cell_key(cell::STATES, &loan))?;
        let (_, _, published) = self.must::<(AccountId, LoanId, u32)>(&cell_key(cell::ROOT, &()))?;
        let mut schedule = Vec::new();
        for page in 0..pages(agreement.terms.plan.periods) {
            schedule.extend(self.must::<Vec<Instalment>>(&cell_key(cell::SCHEDULES, &(loan, page)))?);
        }
        let rates = (0..published).map(|n| self.must(&cell_key(cell::RATES, &n)));
        Ok(Stored {
            agreement,
            chain,
            state,
            schedule,
            rates: rates.collect::<Result<_, _>>()?,
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
    /// Where it stands.
    pub state: State,
    /// The schedule in force.
    pub schedule: Vec<Instalment>,
    /// Reference rates after those that are built in.
    pub rates: Vec<ReferenceRate>,
}

fn decode<T: Decode>(mut bytes: &[u8], key: &[u8]) -> Result<T, Flaw> {
    let value = T::decode(&mut bytes).ok().filter(|_| bytes.is_empty());
    value.ok_or_else(|| unreadable(key))
}

fn absent(key: &[u8]) -> Flaw {
    flaw("state-absent").about(hex::encode(key))
}

fn unreadable(key: &[u8]) -> Flaw {
    flaw("state-unreadable").about(hex::encode(key))
}
