//! A loan as it was read at one block, and what is said of it before a step.

use iou_base::money::Unit;
use terms::{Day, Instalment, Loan};

use super::shown::Seen;

/// A loan as read, with the unit of its amounts.
pub struct LoadedLoan {
    pub loan: Loan,
    /// Its schedule in force.
    pub schedule: Vec<Instalment>,
    /// Its money.
    pub unit: Unit,
    /// Today, where the parties live.
    pub today: Day,
}

impl LoadedLoan {
    /// By what its steps are shown.
    pub fn seen(&self) -> Seen<'_> {
        Seen {
            unit: &self.unit,
            terms: Some(&self.loan.agreement.terms),
        }
    }
}
