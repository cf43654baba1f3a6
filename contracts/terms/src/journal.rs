//! The journal of a running loan: its money in the order of the days on which it moved, whatever the order in which it
//! was put on record.
//!
//! An account holds what follows from a *base* (the books at delivery, or when the last amendment came into force) and
//! the postings since. One that belongs between others has the account computed anew from the base, so that nobody's
//! record makes money late that came in time. A journal has an end: the oldest posting becomes part of the base once
//! there are [`POSTINGS_MAX`] and it is more than [`BACKDATING_DAYS`] old. Money of a day before the base counts on the
//! base's day.

use crate::{
    account::{Kind, Posting},
    limits::{BACKDATING_DAYS, POSTINGS_LIMIT, POSTINGS_MAX},
    read::Read,
    Account, Day, Error, Payment, Rules,
};
use alloc::vec::Vec;
use scale::Encode;

/// Who puts a posting on record, as far as that limits how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorder {
    /// The creditor by their own will, who could otherwise close the books over days of which the borrower still has
    /// payments to report.
    Creditor,
    /// Anybody else.
    Other,
}

/// The movements since the base.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Journal {
    /// The books before the first posting.
    pub base: Account,
    /// The postings, in the order of their days, those of one day in the order in which they were put on record.
    pub postings: Vec<Posting>,
}

impl Journal {
    /// A journal without postings.
    pub fn new(base: Account) -> Journal {
        Journal {
            base,
            postings: Vec::new(),
        }
    }

    /// Puts `posting` in its place and brings `account`, which follows from this journal, up to date. Returns how the
    /// posting was applied. `welcome` says whether early money is taken although the terms exclude it.
    ///
    /// Errors: [`Error::TooManyPostings`], [`Error::EarlyRepaymentExcluded`], [`Error::NoReferenceRate`].
    pub fn post(
        &mut self,
        account: &mut Account,
        rules: &Rules,
        mut posting: Posting,
        (today, recorder): (Day, Recorder),
        welcome: bool,
    ) -> Result<Payment, Error> {
        self.make_room(rules, today, recorder)?;
        posting.on = posting.on.max(self.base.accrued_to);
        let place = self.postings.partition_point(|other| other.on <= posting.on);
        self.postings.insert(place, posting);
        if place.saturating_add(1) == self.postings.len() {
            return account.post(rules, &posting, welcome);
        }
        self.replay(account, rules, posting.number)
    }

    /// Takes posting `number` back as if it had never been made, and returns it.
    ///
    /// Errors: [`Error::NoSuchPayment`] where it is no payment of a party, or part of the base already.
    pub fn reverse(&mut self, account: &mut Account, rules: &Rules, number: u32) -> Result<Posting, Error> {
        let posting = *self.paid(number)?;
        self.postings
            .retain(|other| other.number != number || other.kind != Kind::Paid);
        let _: Payment = self.replay(account, rules, number)?;
        Ok(posting)
    }

    /// The payment that event `number` put on record. Errors: [`Error::NoSuchPayment`].
    pub fn paid(&self, number: u32) -> Result<&Posting, Error> {
        let named = |posting: &&Posting| posting.number == number && posting.kind == Kind::Paid;
        self.postings.iter().find(named).ok_or(Error::NoSuchPayment)
    }

    /// How each posting is applied by now, in their order.
    ///
    /// Errors: those of [`Account::advance`].
    #[cfg(feature = "std")]
    pub fn applied(&self, rules: &Rules) -> Result<Vec<(Posting, Payment)>, Error> {
        let mut account = self.base.clone();
        let mut apply = |posting: &Posting| Ok((*posting, account.post(rules, posting, true)?));
        self.postings.iter().map(&mut apply).collect()
    }

    /// Computes `account` anew. Returns how the posting `number` that is not an award of costs was applied.
    fn replay(&self, account: &mut Account, rules: &Rules, number: u32) -> Result<Payment, Error> {
        *account = self.base.clone();
        let mut wanted = Payment::default();
        for posting in &self.postings {
            let payment = account.post(rules, posting, true)?;
            if posting.number == number && posting.kind != Kind::Costs {
                wanted = payment;
            }
        }
        Ok(wanted)
    }

    /// Takes the oldest posting into the base where the journal is full.
    fn make_room(&mut self, rules: &Rules, today: Day, recorder: Recorder) -> Result<(), Error> {
        let Some(oldest) = self
            .postings
            .first()
            .filter(|_| self.postings.len() >= POSTINGS_MAX)
        else {
            return Ok(());
        };
        if today.since(oldest.on) <= BACKDATING_DAYS && self.postings.len() < POSTINGS_LIMIT {
            return match recorder {
                Recorder::Creditor => Err(Error::TooManyPostings),
                Recorder::Other => Ok(()),
            };
        }
        let oldest = self.postings.remove(0);
        let _: Payment = self.base.post(rules, &oldest, true)?;
        Ok(())
    }
}
