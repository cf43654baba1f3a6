//! Schedules in storage: twelve instalments a cell, so that a payment reads the page it touches and no more.

use crate::cells::Cells;
use core::cell::RefCell;
use ink::{prelude::vec::Vec, storage::Mapping};
use terms::{limits::INSTALMENTS_PER_PAGE, Error, Instalment, Instalments, LoanId};

/// The schedules of all loans.
#[ink::storage_item]
#[derive(Default)]
#[cfg_attr(test, derive(Debug))] // ink derives it for the contract in tests
pub struct SchedulePages {
    #[allow(clippy::type_complexity)] // the type that ink's macro writes, not ours
    pages: Mapping<(LoanId, u16), Vec<Instalment>>,
}

impl SchedulePages {
    /// The schedule of `loan`, which has `count` instalments; its pages are read when needed.
    pub fn of(&self, loan: LoanId, count: u16) -> Schedule<'_> {
        Schedule {
            stored: self,
            loan,
            count,
            last_page: RefCell::new(None),
        }
    }

    /// Stores `schedule` as the one in force, where there was another or none.
    pub fn replace(&self, loan: LoanId, schedule: &[Instalment], was_another: bool) {
        let mut next = 0u16;
        for rows in schedule.chunks(usize::from(INSTALMENTS_PER_PAGE)) {
            let _ = self.pages.write(&(loan, next), &rows.to_vec());
            next = next.saturating_add(1);
        }
        // The one before may have been longer.
        while was_another && self.pages.has(&(loan, next)) {
            self.pages.clear(&(loan, next));
            next = next.saturating_add(1);
        }
    }
}

/// One loan's schedule.
pub struct Schedule<'a> {
    stored: &'a SchedulePages,
    loan: LoanId,
    count: u16,
    /// The page read last: instalments are asked for in their order.
    last_page: RefCell<Option<(u16, Vec<Instalment>)>>,
}

impl Instalments for Schedule<'_> {
    fn count(&self) -> u16 {
        self.count
    }

    fn get(&self, index: u16) -> Result<Instalment, Error> {
        let (page, row) = (
            index / INSTALMENTS_PER_PAGE,
            usize::from(index % INSTALMENTS_PER_PAGE),
        );
        let mut last = self.last_page.borrow_mut();
        if last.as_ref().map(|(number, _)| *number) != Some(page) {
            let rows = self
                .stored
                .pages
                .read(&(self.loan, page))
                .ok_or(Error::Arithmetic)?;
            *last = Some((page, rows));
        }
        let rows = last.as_ref().map(|(_, rows)| rows.as_slice()).unwrap_or_default();
        rows.get(row).copied().ok_or(Error::Arithmetic)
    }
}
