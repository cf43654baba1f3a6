//! Which of an account's keys a command works with: the account itself, a key that its path names
//! (`--account zhang//iou//3`), or the key for one loan that is found once the loan is read.
//! What is asked of signer or account before that is asked of the account itself.

use super::Context;
use crate::config::Key;
use crate::error::{Error, Result};
use iou_ledger::keystore::loan_keys::{self, LoanKeys};
use iou_ledger::signer::Signer;
use iou_ledger::AccountId;
use terms::agreement::Agreement;
use terms::Terms;

/// A keystore's name, and the path of junctions behind it.
fn split(who: &str) -> (&str, Option<&str>) {
    match who.find('/') {
        Some(at) => (&who[..at], Some(&who[at..])),
        None => (who, None),
    }
}

impl Context {
    /// The chosen account's name, without a path. None with `--suri`.
    pub fn account_name(&self) -> Option<&str> {
        let setting = self
            .config
            .get(Key::Account)
            .filter(|_| self.global.suri.is_none())?;
        Some(split(&setting.value).0)
    }

    /// The path of junctions from the account's key to the one that signs, if it is another.
    pub(super) fn path(&self) -> Option<String> {
        let setting = self
            .config
            .get(Key::Account)
            .filter(|_| self.global.suri.is_none());
        let named = setting.and_then(|setting| split(&setting.value).1);
        named
            .map(str::to_owned)
            .or_else(|| self.loan_key.get().copied().map(loan_keys::path))
    }

    /// The key for one loan that signs from here on; the first that is chosen stays.
    pub fn choose_loan_key(&self, number: u32) {
        let _ = self.loan_key.set(number);
    }

    /// The number of the key for one loan that signs, if one does.
    pub fn loan_key(&self) -> Option<u32> {
        self.path()?.strip_prefix("//iou//")?.parse().ok()
    }

    /// The addresses of the chosen account's loan keys, as far as they are known here. None where a path was named.
    ///
    /// Errors: those of the keystore.
    pub fn loan_keys(&self) -> Result<Option<LoanKeys>> {
        match (&self.global.suri, self.account_name()) {
            // Who gave the key itself has no keystore to write anything beside.
            (Some(_), _) => Ok(Some(LoanKeys::of(self.root()?, 0)?)),
            // An address has no keystore here.
            (None, Some(name)) if name.parse::<AccountId>().is_err() => {
                Ok(self.keystore().loan_keys(name)?)
            }
            _ => Ok(None),
        }
    }

    /// Chooses the key with which the chosen account acts in a loan, or is named for another's seat, where that is not the account itself.
    pub fn choose_key_of(&self, agreement: &Agreement) {
        self.choose_key_that(|account| {
            let acts = agreement.seat_of(account).is_ok_and(|seat| agreement.knows(seat));
            acts || agreement.is_beside_a_seat(account)
        });
    }

    /// The same of terms that nobody has proposed on the chain yet.
    pub fn choose_key_in(&self, terms: &Terms) {
        let guarantees = |account| terms.guarantors.iter().any(|named| named.account == account);
        self.choose_key_that(|account| terms.role_of(account).is_some() || guarantees(account));
    }

    fn choose_key_that(&self, has_a_part: impl Fn(terms::AccountId) -> bool) {
        let fits = |account: &AccountId| has_a_part(terms::AccountId(account.0));
        // Whoever has chosen no account, or one that cannot be read, hears of it where it is needed.
        let is_own = self.own_account().map_or(true, |own| fits(&own));
        if is_own || self.path().is_some() {
            return;
        }
        let keys = self.loan_keys().ok().flatten();
        let number = keys.and_then(|keys| keys.number_of(keys.accounts().iter().find(|one| fits(one))?));
        if let Some(number) = number {
            self.choose_loan_key(number);
        }
    }

    /// Chooses the key whose account is `account`, where that is one of the chosen account's keys for loans.
    pub fn choose_key(&self, account: &AccountId) {
        let keys = self.loan_keys().ok().flatten();
        if let (Some(number), None) = (keys.and_then(|keys| keys.number_of(account)), self.path()) {
            self.choose_loan_key(number);
        }
    }

    /// The keys that a sealed line may be for: that which signs, then those for loans, as far as their addresses are known.
    ///
    /// Errors: those of the keystore.
    pub fn candidates(&self) -> Result<Vec<(Option<u32>, Signer)>> {
        let mut all = vec![(None, self.signer()?.clone())];
        if self.path().is_some() {
            return Ok(all);
        }
        let known = self.loan_keys()?.map_or(0, |keys| keys.accounts().len());
        for number in 0..u32::try_from(known).unwrap_or(u32::MAX) {
            all.push((Some(number), self.root()?.derived(&loan_keys::path(number))?));
        }
        Ok(all)
    }

    /// Writes down the addresses of the account's loan keys while its key is open. A machine that cannot is no worse off than
    /// before: loans are then found by `iou account scan`.
    pub(super) fn note_loan_keys(&self, name: &str, signer: &Signer) {
        if let Err(e) = self.keystore().know_loan_keys(name, signer, 0) {
            tracing::info!(error = %e, "addresses of loan keys were not written down");
        }
    }

    /// The account of a loan key that is written as a name with a path (`zhang//iou//3`).
    ///
    /// Errors: [`iou_ledger::Error::KeystoreNotFound`] where it is not known here.
    pub(super) fn loan_account(&self, who: &str) -> Option<iou_ledger::Result<AccountId>> {
        let (name, path) = split(who);
        let number: Option<u32> = path?
            .strip_prefix("//iou//")
            .and_then(|number| number.parse().ok());
        let keys = match self.keystore().loan_keys(name) {
            Ok(keys) => keys,
            Err(e) => return Some(Err(e)),
        };
        let account = number.and_then(|number| keys?.account_of(number));
        Some(account.ok_or_else(|| iou_ledger::Error::KeystoreNotFound {
            name: who.into(),
            dir: self.config.home.join("keystores").display().to_string(),
        }))
    }

    /// All accounts of the chosen one: itself, and the keys for loans that are known here.
    ///
    /// Errors: [`Error::NoAccount`], those of the keystore.
    pub fn own_accounts(&self) -> Result<Vec<AccountId>> {
        let own = self.own_account()?;
        if self.path().is_some() {
            return Ok(vec![own]);
        }
        let keys = self.loan_keys()?;
        let others = keys.iter().flat_map(|keys| keys.accounts().iter().copied());
        Ok(std::iter::once(own).chain(others).collect())
    }

    /// The chosen account's name, which a command needs that works with its keystore.
    ///
    /// Errors: [`Error::NoAccount`].
    pub fn keystore_name(&self) -> Result<&str> {
        self.account_name().ok_or(Error::NoAccount {})
    }
}
