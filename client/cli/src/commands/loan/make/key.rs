//! Which key a new loan gets. A key of its own (`//iou//n` of the account's) does not show whose other loans there are; it has
//! no money, though, and money sent to it from the account would tie the two together for everybody to see. So the rule
//! (docs/adr/0031-one-key-per-loan.md): a loan that is proposed by a signed request, which somebody
//! else submits, gets a key of its own; one that is proposed by a transaction is signed by the account itself. `--loan-key`
//! and `--own-key` say otherwise.

use clap::Args;
use terms::Terms;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::Session;
use iou_ledger::keystore::loan_keys;
use iou_ledger::AccountId;

#[derive(Debug, Default, Args)]
#[allow(missing_docs)]
pub struct WhichKey {
    #[arg(long, conflicts_with = "own_key")]
    pub loan_key: bool,
    #[arg(long)]
    pub own_key: bool,
}

/// A key that no loan has yet.
pub(crate) struct Fresh {
    name: String,
    number: u32,
    own: AccountId,
    account: AccountId,
}

impl WhichKey {
    /// The key of its own that a loan gets, which signs from here on; none if the account itself does. `relayed`: whether
    /// somebody else submits what is signed.
    ///
    /// Errors: those of the keystore; [`Error::NoAccount`] where `--loan-key` has no keystore to take one from.
    pub(crate) async fn choose(&self, session: &Session<'_>, relayed: bool) -> Result<Option<Fresh>> {
        let ctx = session.ctx;
        let wanted = self.loan_key || (relayed && !self.own_key && ctx.account_name().is_some());
        // Who named a path has chosen already.
        if !wanted || ctx.loan_key().is_some() {
            return Ok(None);
        }
        let (name, own) = (ctx.keystore_name()?.to_owned(), ctx.own_account()?);
        let mut keys = match ctx.loan_keys()? {
            Some(keys) if keys.account_of(keys.next).is_some() => keys,
            _ => ctx.keystore().know_loan_keys(&name, ctx.root()?, 0)?,
        };
        // One that was used from another machine, or by a run that did not come to its end, is not used again.
        loop {
            let number = keys.next;
            let account = match keys.account_of(number) {
                Some(account) => account,
                None => ctx.root()?.derived(&loan_keys::path(number))?.account(),
            };
            if session
                .ledger
                .loans_of(&session.at, account, 0, 1)
                .await?
                .is_empty()
            {
                ctx.choose_loan_key(number);
                return Ok(Some(Fresh {
                    name,
                    number,
                    own,
                    account,
                }));
            }
            keys.next = number + 1;
        }
    }
}

impl Fresh {
    /// The account that stands in the terms where the form names `account`.
    pub(crate) fn instead_of(&self, account: AccountId) -> AccountId {
        match account == self.own {
            true => self.account,
            false => account,
        }
    }

    /// Checks that its account is a party of the terms.
    ///
    /// Errors: [`Error::LoanKeyUnnamed`].
    pub(crate) fn check(&self, terms: &Terms) -> Result<()> {
        match terms.role_of(terms::AccountId(self.account.0)) {
            Some(_) => Ok(()),
            None => Err(Error::LoanKeyUnnamed {
                account: self.own.to_string(),
            }),
        }
    }

    /// As people write it: `zhang//iou//3`.
    pub(crate) fn shown(&self) -> String {
        format!("{}{}", self.name, loan_keys::path(self.number))
    }

    /// Takes the key for used, unless nothing was sent: then the next loan gets it.
    ///
    /// Errors: those of the keystore.
    pub(crate) fn used<T>(&self, ctx: &Context, done: &Result<T>) -> Result<()> {
        match done {
            Err(e) if e.class().is_undone() => Ok(()),
            _ => Ok(ctx.keystore().take_loan_keys(&self.name, self.number + 1)?),
        }
    }
}
