//! A loan as it was read at one block, and what is said of it before a step.

use iou_base::money::Unit;
use iou_base::text::Text;
use terms::agreement::Agreement;
use terms::{Day, Instalment, Loan};

use super::shown::{Lines, Seen};

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
    /// What became of the seats of its agreement, as it is or as a step makes it.
    pub fn seat_lines(&self, text: &Text, agreement: &Agreement) -> Lines {
        iou_view::seats::lines(text, &agreement.terms, &agreement.seats, self.today)
    }

    /// By what its steps are shown.
    pub fn seen(&self) -> Seen<'_> {
        Seen {
            unit: &self.unit,
            terms: Some(&self.loan.agreement.terms),
        }
    }
}
