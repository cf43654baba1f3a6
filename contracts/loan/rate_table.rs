//! Reference rates in storage: what the publisher appended to the rows that are built into the rules.

use crate::cells::Cells;
use ink::storage::Mapping;
use terms::{
    law::{find_in_force, BuiltIn, ReferenceRate, ReferenceRates, LPR_1Y},
    Day,
};

/// The appended rows; only ever more of them, in the order of their days.
#[ink::storage_item]
#[derive(Default)]
#[cfg_attr(test, derive(Debug))] // ink derives it for the contract in tests
pub struct RateTable {
    count: u32,
    rows: Mapping<u32, ReferenceRate>,
}

impl RateTable {
    /// All rates, the built-in ones first.
    pub fn all(&self) -> Rates<'_> {
        Rates { appended: self }
    }

    /// The newest row of all.
    pub fn newest(&self) -> ReferenceRate {
        let last = self.count.checked_sub(1).and_then(|n| self.rows.read(&n));
        let [.., built_in] = LPR_1Y;
        last.unwrap_or(built_in)
    }

    /// Adds `rate`, which has been checked against the newest.
    pub fn append(&mut self, rate: &ReferenceRate) {
        let _ = self.rows.write(&self.count, rate);
        self.count = self.count.saturating_add(1);
    }
}

/// The rates as the rules look them up: rows are read only when asked for, a few of them.
pub struct Rates<'a> {
    appended: &'a RateTable,
}

impl ReferenceRates for Rates<'_> {
    fn on(&self, day: Day) -> Option<ReferenceRate> {
        let rows = &self.appended.rows;
        find_in_force(self.appended.count, &|n| rows.read(&n), day).or_else(|| BuiltIn.on(day))
    }
}
