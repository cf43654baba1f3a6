//! The record of a borrower.

use serde::Serialize;
use terms::credit::Credit;
use terms::AccountId;

use crate::address;

/// How somebody has repaid what they borrowed: numbers of loans.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CreditView {
    account: String,
    /// Loans whose money reached them.
    agreed: u32,
    /// Of these: settled, every instalment paid by the end of its day.
    settled_on_time: u32,
    /// Of these: settled, some instalment late.
    settled_late: u32,
    /// Of these: settled, no instalment late, because the creditor forgave more than a tenth.
    settled_forgiven: u32,
    /// Of these: still running.
    outstanding: u32,
    /// How often default was recorded, cured or not.
    defaulted: u32,
}

/// The record of an account.
pub fn credit(account: AccountId, credit: &Credit) -> CreditView {
    CreditView {
        account: address(account),
        agreed: credit.agreed,
        settled_on_time: credit.settled_on_time,
        settled_late: credit.settled_late,
        settled_forgiven: credit.settled_forgiven,
        outstanding: credit.outstanding,
        defaulted: credit.defaulted,
    }
}
