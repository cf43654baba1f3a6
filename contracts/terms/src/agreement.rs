//! What two people agree on. One value of [`Terms`] is validated once, encoded canonically (SCALE) and hashed with
//! SHA-256; that digest is what both parties sign and what the contract stores the loan under.
//!
//! Nothing personal is in here: names, phone and ID numbers enter as the root of salted commitments
//! ([`commitment`], [`commitments_root`]), which the parties can open field by field, or never.

use crate::{
    law::{self, Jurisdiction},
    limits::{DECIMALS_MAX, GRACE_DAYS_MAX},
    Amount, Context, Day, DayCount, Error, Instalment, Plan, RatePpm, Rounding, Timestamp, UtcOffset,
};
use alloc::vec::Vec;
use scale::{Decode, Encode};

/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// The number of a loan in its contract, from 0.
pub type LoanId = u64;

/// What the terms' digest begins with, so that it can't be mistaken for a digest of anything else.
const TERMS_DOMAIN: &[u8] = b"iou:terms:v1";
/// What a field commitment begins with.
const FIELD_DOMAIN: &[u8] = b"iou:field:v1";
/// What the root of all field commitments begins with.
const FIELDS_DOMAIN: &[u8] = b"iou:fields:v1";

/// An account of the chain: the 32 bytes of its public key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct AccountId(pub [u8; 32]);

/// The two parties' roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Role {
    /// 出借人: provides the money.
    #[codec(index = 0)]
    Lender,
    /// 借款人: owes it.
    #[codec(index = 1)]
    Borrower,
}

/// A currency by its ISO 4217 letters: `CNY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Currency(pub [u8; 3]);

/// How the money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub enum Settlement {
    /// In the chain's own token, through the contract. Units: planck.
    #[codec(index = 0)]
    Native,
    /// Outside the chain; both sides record amounts and receipt digests. Units: `currency` × 10^−`decimals`.
    #[codec(index = 2)]
    OffChain {
        /// Which money.
        currency: Currency,
        /// Decimals of one minor unit, 0–12.
        decimals: u8,
    },
}

/// The terms of one loan, as signed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Terms {
    /// 出借人.
    pub lender: AccountId,
    /// 借款人.
    pub borrower: AccountId,
    /// How the money moves, and the unit of every amount below.
    pub settlement: Settlement,
    /// 本金 that the lender promises.
    pub principal: Amount,
    /// Yearly interest; 0 = no interest agreed [CC 680].
    pub annual_rate: RatePpm,
    /// Yearly interest on what is overdue; `None` = as [CC 676, PL 28] say.
    pub overdue_rate: Option<RatePpm>,
    /// How days are counted.
    pub day_count: DayCount,
    /// Whether the day of delivery counts too, as court software does; `false` = [CC 201].
    pub both_ends: bool,
    /// How fractions of a minor unit are rounded.
    pub rounding: Rounding,
    /// In which zone days begin and end.
    pub utc_offset: UtcOffset,
    /// When instalments fall due and how principal is spread over them.
    pub plan: Plan,
    /// The figures that follow from all this, instalment by instalment: what both parties read and sign.
    pub schedule: Vec<Instalment>,
    /// Days after a due day before default may be recorded.
    pub grace_days: u16,
    /// Whether the borrower may repay before the due day [CC 677]; `true` unless the terms exclude it.
    pub early_repayment: bool,
    /// Which law the contract enforces.
    pub jurisdiction: Jurisdiction,
    /// Last instant for the other party's signature.
    pub sign_by: Timestamp,
    /// Last instant for the delivery of the money.
    pub deliver_by: Timestamp,
    /// Root of the salted commitments to the parties' personal fields; zeros where there are none.
    pub commitments: Digest,
    /// Random bytes of the proposer: two equal loans have different digests, one loan can't be proposed twice.
    pub reference: [u8; 16],
}

impl Terms {
    /// The digest that both parties sign.
    pub fn digest(&self, sha256: fn(&[u8]) -> Digest) -> Digest {
        let mut bytes = TERMS_DOMAIN.to_vec();
        self.encode_to(&mut bytes);
        sha256(&bytes)
    }

    /// Which party `account` is, if any.
    pub fn role_of(&self, account: AccountId) -> Option<Role> {
        if account == self.lender {
            Some(Role::Lender)
        } else if account == self.borrower {
            Some(Role::Borrower)
        } else {
            None
        }
    }

    /// The day of `at` where the parties live.
    pub fn day_of(&self, at: Timestamp) -> Day {
        Day::of(at, self.utc_offset)
    }

    /// Checks everything that can be checked before anyone signs, `now` being the moment of the proposal.
    ///
    /// Errors, the first that applies: [`Error::SameParty`], [`Error::AmountZero`], [`Error::RateTooHigh`],
    /// [`Error::BadDecimals`], [`Error::BadCurrency`], [`Error::BadUtcOffset`], [`Error::GraceTooLong`],
    /// [`Error::DeadlinePassed`], [`Error::DeadlineOrder`], those of [`Plan::check`], [`Error::ScheduleMismatch`],
    /// and those of [`law::check_rates`].
    pub fn validate(&self, now: Timestamp) -> Result<(), Error> {
        if self.lender == self.borrower {
            return Err(Error::SameParty);
        }
        if self.principal.is_zero() {
            return Err(Error::AmountZero);
        }
        self.annual_rate.check()?;
        self.overdue_rate.unwrap_or_default().check()?;
        if let Settlement::OffChain { currency, decimals } = self.settlement {
            if decimals > DECIMALS_MAX {
                return Err(Error::BadDecimals);
            }
            if !currency.0.iter().all(u8::is_ascii_uppercase) {
                return Err(Error::BadCurrency);
            }
        }
        if !self.utc_offset.is_valid() {
            return Err(Error::BadUtcOffset);
        }
        if self.grace_days > GRACE_DAYS_MAX {
            return Err(Error::GraceTooLong);
        }
        if self.sign_by <= now {
            return Err(Error::DeadlinePassed);
        }
        if self.deliver_by < self.sign_by || self.day_of(self.deliver_by) >= self.plan.due(0)? {
            return Err(Error::DeadlineOrder);
        }
        self.plan.check()?;
        if self.schedule
            != self
                .plan
                .schedule(self, self.principal, self.annual_rate, self.plan.start)?
        {
            return Err(Error::ScheduleMismatch);
        }
        law::check_rates(self, self.day_of(now))
    }
}

/// What the contract keeps of the terms once they are checked: all but the schedule, which has its own pages.
///
/// Never changed after the proposal; the digest is what was signed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Agreement {
    /// The terms, `schedule` left empty.
    pub terms: Terms,
    /// The digest of the whole terms.
    pub digest: Digest,
    /// Who proposed.
    pub proposer: Role,
}

/// The commitment to one personal field: SHA-256 over domain, name, salt and value, each with its length.
///
/// Without the 32-byte salt a guess at the value can't be tested; deleting the salt erases the field.
pub fn commitment(name: &str, value: &str, salt: &[u8; 32], sha256: fn(&[u8]) -> Digest) -> Digest {
    sha256(&(FIELD_DOMAIN, name, value, salt).encode())
}

/// The root over all fields' commitments, in the order of their names.
pub fn commitments_root(fields: &[(&str, Digest)], sha256: fn(&[u8]) -> Digest) -> Digest {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    sha256(&(FIELDS_DOMAIN, sorted).encode())
}

/// The figures of the parties' agreement that `ctx` needs most often.
pub(crate) fn party(terms: &Terms, ctx: &Context) -> Result<Role, Error> {
    terms.role_of(ctx.caller).ok_or(Error::NotAParty)
}
