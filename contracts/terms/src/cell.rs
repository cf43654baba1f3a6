//! Where the contract keeps what: the prefixes that ink gives the fields of its storage, and the keys that are made of
//! them, for programs that read the cells of a contract (clients, verifiers, tests). A contract's own trie has each key behind
//! its BLAKE2b-128.
//! Source: the contract's metadata, `storage` — a test holds the prefixes to it.

pub use crate::life::Standing;
use crate::{limits::INSTALMENTS_PER_PAGE, AccountId, Digest, LoanId};
use scale::{Decode, Encode};
use std::vec::Vec;

/// What the key of a field's cells begins with.
pub type Prefix = [u8; 4];

/// [`Root`].
pub const ROOT: Prefix = [0, 0, 0, 0];
/// `agreements`, by loan.
pub const AGREEMENTS: Prefix = [0x8b, 0xd0, 0x2d, 0x20];
/// `states`, by loan: [`Standing`].
pub const STATES: Prefix = [0xf1, 0xb6, 0x29, 0xa2];
/// `schedules.pages`, by loan and page.
pub const SCHEDULES: Prefix = [0xa4, 0xaf, 0x32, 0x22];
/// `by_digest`: the loan whose terms have a digest.
pub const BY_DIGEST: Prefix = [0x6d, 0x0f, 0xeb, 0xf4];
/// `loan_counts`: how many loans an account has a part in.
pub const LOAN_COUNTS: Prefix = [0x03, 0x0f, 0x94, 0x2c];
/// `loans_by_account`: which these are, by account and place.
pub const LOANS_BY_ACCOUNT: Prefix = [0x52, 0x14, 0xb0, 0x47];
/// `withdrawable`: money that waits, by account and asset.
pub const WITHDRAWABLE: Prefix = [0xac, 0x9c, 0x82, 0x5c];
/// `credits`: the record of an account as borrower.
pub const CREDITS: Prefix = [0x2f, 0xe4, 0x35, 0xe7];
/// `offices`, by office and account: there where the account holds it.
pub const OFFICES: Prefix = [0x58, 0x41, 0x11, 0xb9];
/// `rates.rows`, by number.
pub const RATES: Prefix = [0x50, 0x8a, 0x4a, 0x19];

/// `counters`, by loan and account: how far somebody has got with their intents who is not lender or borrower of the terms.
pub const COUNTERS: Prefix = [0xec, 0x3e, 0x16, 0x47];

/// What stands in the root cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Root {
    /// Who deployed the contract.
    pub deployer: AccountId,
    /// The hash of the chain's first block, as the deployer named it.
    pub genesis: Digest,
    /// How many loans there are.
    pub loans: LoanId,
    /// How many reference rates were published.
    pub rates: u32,
}

/// All of them, by the path of the field in the metadata; the first is of no single field.
pub const ALL: &[(&str, Prefix)] = &[
    ("", ROOT),
    ("agreements", AGREEMENTS),
    ("states", STATES),
    ("schedules.pages", SCHEDULES),
    ("by_digest", BY_DIGEST),
    ("loan_counts", LOAN_COUNTS),
    ("loans_by_account", LOANS_BY_ACCOUNT),
    ("withdrawable", WITHDRAWABLE),
    ("credits", CREDITS),
    ("offices", OFFICES),
    ("rates.rows", RATES),
    ("counters", COUNTERS),
];

/// The key of a cell, as the contract names it to the chain.
pub fn key(prefix: Prefix, of: &impl Encode) -> Vec<u8> {
    let mut key = prefix.to_vec();
    of.encode_to(&mut key);
    key
}

/// How many pages a schedule of so many instalments has.
pub fn pages(instalments: u16) -> u16 {
    instalments.div_ceil(INSTALMENTS_PER_PAGE)
}
