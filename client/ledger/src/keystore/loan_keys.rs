//! Keys of an account for one loan each, so that nobody sees in the chain which loans are one person's: the hard junctions
//! `//iou//0`, `//iou//1` … of the account's key, so they come back with its words. Which of them were used already follows
//! from the chain; their addresses are kept beside the keystore (`zhang.keys`), some further ones too, so that loans are found
//! without a password. That file is readable by its owner only: it is what ties the loans together.
//! Limits: 10,000 keys an account; after [`AHEAD`] unused ones in a row nothing is looked for.

use std::fs::File;
use std::path::{Path, PathBuf};

use fs2::FileExt;
use serde::{Deserialize, Serialize};

use super::Keystore;
use crate::error::{Error, Result};
use crate::signer::Signer;
use crate::AccountId;
use iou_files as files;

/// Unused keys in a row after which there are no further used ones, and as many addresses are known ahead.
pub const AHEAD: u32 = 20;
const KEYS_MAX: u32 = 10_000;

/// The addresses of an account's loan keys, from 0 on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanKeys {
    /// The account itself.
    pub account: AccountId,
    /// The first that was neither handed out nor seen on the chain.
    pub next: u32,
    accounts: Vec<AccountId>,
}

#[derive(Serialize, Deserialize)]
struct Written {
    account: String,
    next: u32,
    addresses: Vec<String>,
}

/// The junctions that lead from an account's key to that of its loan `number`.
pub fn path(number: u32) -> String {
    format!("//iou//{number}")
}

impl LoanKeys {
    /// Those of a key, of which the first `next` are taken.
    ///
    /// Errors: those of [`Signer::derived`].
    pub fn of(signer: &Signer, next: u32) -> Result<LoanKeys> {
        let mut keys = LoanKeys {
            account: signer.account(),
            next: 0,
            accounts: Vec::new(),
        };
        keys.extend(signer, next)?;
        Ok(keys)
    }

    /// Takes the first `next` for taken, and knows [`AHEAD`] further ones. Returns whether that is news. An address that is
    /// not the key's, whoever wrote it there, would be handed out as one's own: it gives way.
    fn extend(&mut self, signer: &Signer, next: u32) -> Result<bool> {
        let mut keys = LoanKeys {
            account: signer.account(),
            next: self.next.max(next).min(KEYS_MAX),
            accounts: Vec::new(),
        };
        for number in 0..self.count().min(KEYS_MAX + AHEAD).max(keys.next + AHEAD) {
            keys.accounts.push(signer.derived(&path(number))?.account());
        }
        let is_news = *self != keys;
        *self = keys;
        Ok(is_news)
    }

    fn count(&self) -> u32 {
        u32::try_from(self.accounts.len()).unwrap_or(u32::MAX)
    }

    /// All addresses that are known, from number 0 on; those from [`LoanKeys::next`] on are not in use as far as is known.
    pub fn accounts(&self) -> &[AccountId] {
        &self.accounts
    }

    /// The number of a key.
    pub fn number_of(&self, account: &AccountId) -> Option<u32> {
        let at = self.accounts.iter().position(|known| known == account)?;
        u32::try_from(at).ok()
    }

    /// The address of a key, if it is known.
    pub fn account_of(&self, number: u32) -> Option<AccountId> {
        self.accounts.get(usize::try_from(number).ok()?).copied()
    }

    fn to_json(&self) -> String {
        let written = Written {
            account: self.account.to_string(),
            next: self.next,
            addresses: self.accounts.iter().map(AccountId::to_string).collect(),
        };
        serde_json::to_string_pretty(&written).expect("strings only") + "\n"
    }

    fn from_json(json: &[u8]) -> Option<LoanKeys> {
        let written: Written = serde_json::from_slice(json).ok()?;
        let accounts: Option<Vec<AccountId>> = written.addresses.iter().map(|one| one.parse().ok()).collect();
        let keys = LoanKeys {
            account: written.account.parse().ok()?,
            next: written.next,
            accounts: accounts?,
        };
        (keys.next <= keys.count()).then_some(keys)
    }

    /// Two files of one account put together: what either knows. None if they are not that.
    pub fn merge(one: &[u8], other: &[u8]) -> Option<Vec<u8>> {
        let (one, other) = (LoanKeys::from_json(one)?, LoanKeys::from_json(other)?);
        let next = one.next.max(other.next);
        let (mut longer, shorter) = match one.accounts.len() >= other.accounts.len() {
            true => (one, other),
            false => (other, one),
        };
        let same = longer.account == shorter.account && longer.accounts.starts_with(&shorter.accounts);
        longer.next = next;
        same.then(|| longer.to_json().into_bytes())
    }
}

impl Keystore {
    fn loan_keys_path(&self, name: &str) -> Result<PathBuf> {
        Ok(self.path(name)?.with_extension("keys"))
    }

    /// The loan keys of an account as far as they are known here; none before its keystore was opened the first time.
    ///
    /// Errors: [`Error::LoanKeysInvalid`]; those of reading the keystore.
    pub fn loan_keys(&self, name: &str) -> Result<Option<LoanKeys>> {
        let path = self.loan_keys_path(name)?;
        let bytes = match std::fs::read(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            other => other.map_err(Error::io(&path))?,
        };
        let keys = LoanKeys::from_json(&bytes).ok_or_else(|| Error::LoanKeysInvalid {
            path: path.display().to_string(),
        })?;
        // Those of another key that had the name before.
        let own = self.read(name)?.account();
        Ok(Some(keys).filter(|keys| Some(keys.account) == own))
    }

    /// Writes down the addresses of the first loan keys of an account that is open, the first `next` of them taken.
    ///
    /// Errors: as [`Keystore::loan_keys`]; [`iou_files::Error::Io`].
    pub fn know_loan_keys(&self, name: &str, signer: &Signer, next: u32) -> Result<LoanKeys> {
        let _lock = self.lock()?;
        match self.loan_keys(name)? {
            None => {
                let keys = LoanKeys::of(signer, next)?;
                self.write(name, &keys)?;
                Ok(keys)
            }
            Some(mut keys) => {
                if keys.extend(signer, next)? {
                    self.write(name, &keys)?;
                }
                Ok(keys)
            }
        }
    }

    /// Hands out the next key and takes it, in one: its number and address; none where too few addresses are known here.
    ///
    /// Errors: as [`Keystore::know_loan_keys`].
    pub fn hand_out_loan_key(&self, name: &str) -> Result<Option<(u32, AccountId)>> {
        let _lock = self.lock()?;
        let Some(mut keys) = self.loan_keys(name)? else {
            return Ok(None);
        };
        let number = keys.next;
        let Some(account) = keys.account_of(number) else {
            return Ok(None);
        };
        keys.next = number + 1;
        self.write(name, &keys)?;
        Ok(Some((number, account)))
    }

    /// Takes the keys below `next` for taken, as far as their addresses are known.
    ///
    /// Errors: as [`Keystore::know_loan_keys`].
    pub fn take_loan_keys(&self, name: &str, next: u32) -> Result<()> {
        let _lock = self.lock()?;
        if let Some(mut keys) = self.loan_keys(name)? {
            if next > keys.next {
                keys.next = next.min(keys.count());
                self.write(name, &keys)?;
            }
        }
        Ok(())
    }

    fn write(&self, name: &str, keys: &LoanKeys) -> Result<()> {
        let path = self.loan_keys_path(name)?;
        files::replace_private(&path, keys.to_json().as_bytes()).map_err(Error::io(&path))
    }

    /// No two processes hand out the same key.
    fn lock(&self) -> Result<File> {
        let open = |dir: &Path| {
            let file = File::open(dir)?;
            file.lock_exclusive()?;
            Ok(file)
        };
        open(&self.dir).map_err(Error::io(&self.dir))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::SecretString;

    fn signer(uri: &str) -> Signer {
        Signer::from_uri(&SecretString::from(uri)).unwrap()
    }

    fn with_zhang() -> (tempfile::TempDir, Keystore) {
        let home = tempfile::tempdir().unwrap();
        let store = Keystore::under(home.path());
        let _ = store
            .create("zhang", &signer("//Alice//zhang"), &SecretString::from("p"))
            .unwrap();
        (home, store)
    }

    #[test]
    fn loan_keys_are_hard_junctions_of_the_account_and_their_addresses_are_kept_for_its_owner() {
        let (_home, store) = with_zhang();
        assert_eq!(store.loan_keys("zhang").unwrap(), None);
        let keys = store
            .know_loan_keys("zhang", &signer("//Alice//zhang"), 0)
            .unwrap();
        assert_eq!((keys.next, keys.accounts().len()), (0, 20));
        for number in [0, 19] {
            let expected = signer(&format!("//Alice//zhang//iou//{number}")).account();
            assert_eq!(keys.account_of(number), Some(expected));
            assert_eq!(keys.number_of(&expected), Some(number));
        }
        assert_eq!(keys.account_of(20), None);
        assert_eq!(store.loan_keys("zhang").unwrap(), Some(keys));
        let path = store.loan_keys_path("zhang").unwrap();
        assert_eq!(files::too_open(&path).unwrap(), None);
        assert_eq!(store.list().unwrap().len(), 1, "it is no keystore");
    }

    #[test]
    fn a_key_that_was_taken_is_never_given_back_and_twenty_further_are_always_known() {
        let (_home, store) = with_zhang();
        let zhang = signer("//Alice//zhang");
        let _ = store.know_loan_keys("zhang", &zhang, 0).unwrap();
        store.take_loan_keys("zhang", 3).unwrap();
        store.take_loan_keys("zhang", 1).unwrap();
        assert_eq!(store.loan_keys("zhang").unwrap().unwrap().next, 3);
        let keys = store.know_loan_keys("zhang", &zhang, 0).unwrap();
        assert_eq!((keys.next, keys.accounts().len()), (3, 23));
        store.take_loan_keys("zhang", 100).unwrap();
        assert_eq!(
            store.loan_keys("zhang").unwrap().unwrap().next,
            23,
            "no further than is known"
        );
    }

    #[test]
    fn of_many_who_ask_at_once_each_is_handed_another_key() {
        let (_home, store) = with_zhang();
        let none = store.hand_out_loan_key("zhang").unwrap();
        assert_eq!(none, None, "no address is known before the keystore was opened");
        let known = store
            .know_loan_keys("zhang", &signer("//Alice//zhang"), 0)
            .unwrap();
        let store = &store;
        let mut numbers: Vec<u32> = std::thread::scope(|scope| {
            let asked: Vec<_> = (0..8)
                .map(|_| scope.spawn(move || store.hand_out_loan_key("zhang").unwrap().unwrap()))
                .collect();
            asked
                .into_iter()
                .map(|one| {
                    let (number, account) = one.join().unwrap();
                    assert_eq!(known.account_of(number), Some(account));
                    number
                })
                .collect()
        });
        numbers.sort_unstable();
        assert_eq!(numbers, (0..8).collect::<Vec<u32>>());
        for _ in 8..20 {
            assert!(store.hand_out_loan_key("zhang").unwrap().is_some());
        }
        assert_eq!(
            store.hand_out_loan_key("zhang").unwrap(),
            None,
            "no further than is known"
        );
    }

    #[test]
    fn the_loan_keys_of_another_key_of_that_name_are_not_taken_for_its_own() {
        let (_home, store) = with_zhang();
        let _ = store
            .know_loan_keys("zhang", &signer("//Alice//zhang"), 5)
            .unwrap();
        std::fs::remove_file(store.path("zhang").unwrap()).unwrap();
        let other = signer("//Alice//other");
        let _ = store.create("zhang", &other, &SecretString::from("p")).unwrap();
        assert_eq!(store.loan_keys("zhang").unwrap(), None);
        assert_eq!(
            store.know_loan_keys("zhang", &other, 0).unwrap().account,
            other.account()
        );
        std::fs::write(store.loan_keys_path("zhang").unwrap(), "{").unwrap();
        assert_eq!(store.loan_keys("zhang").unwrap_err().code(), "loan_keys_invalid");
    }

    /// A list can come from a backup that somebody else made.
    #[test]
    fn an_address_in_the_list_that_is_not_the_keys_gives_way_once_the_key_is_open() {
        let (_home, store) = with_zhang();
        let zhang = signer("//Alice//zhang");
        let right = store.know_loan_keys("zhang", &zhang, 2).unwrap();
        let mut wrong = right.clone();
        wrong.accounts[2] = signer("//Bob").account();
        wrong.accounts.push(signer("//Bob//2").account());
        store.write("zhang", &wrong).unwrap();
        let healed = store.know_loan_keys("zhang", &zhang, 0).unwrap();
        assert_eq!((healed.next, &healed.accounts[..22]), (2, &right.accounts[..]));
        assert_eq!(healed.accounts[22], signer("//Alice//zhang//iou//22").account());
        assert_eq!(store.loan_keys("zhang").unwrap(), Some(healed));
    }

    #[test]
    fn two_files_of_one_account_are_put_together_and_those_of_two_are_not() {
        let json = |uri: &str, next| LoanKeys::of(&signer(uri), next).unwrap().to_json().into_bytes();
        let (short, long) = (json("//Alice", 1), json("//Alice", 7));
        for (one, other) in [(&short, &long), (&long, &short), (&long, &long)] {
            assert_eq!(LoanKeys::merge(one, other), Some(long.clone()));
        }
        assert_eq!(LoanKeys::merge(&short, &json("//Bob", 1)), None);
        assert_eq!(LoanKeys::merge(&short, b"{}"), None);
    }
}
