//! The deliveries that the lender reported and that wait for the borrower's word, by the events of a loan alone.

use std::collections::BTreeMap;

use terms::{Amount, Day, Event};

/// Those that are open after the events that were taken.
#[derive(Default)]
pub(crate) struct OpenDeliveries {
    /// Whether the principal may come in several parts.
    pub in_parts: bool,
    /// By number of the report: since when, and how much.
    pub open: BTreeMap<u32, (Day, Amount)>,
}

impl OpenDeliveries {
    pub(crate) fn take(&mut self, event: &Event) {
        match event {
            Event::LoanProposed(e) => self.in_parts = e.terms.deliveries > 1,
            Event::DeliveryReported(e) => {
                // The only one is corrected by a new report.
                if !self.in_parts {
                    self.open.clear();
                }
                let _new = self.open.insert(e.delivery, (e.after.day, e.amount));
            }
            Event::DeliveryWithdrawn(e) => drop(self.open.remove(&e.delivery)),
            Event::LoanDelivered(e) => {
                let _was = e.delivery.and_then(|number| self.open.remove(&number));
            }
            Event::PartDelivered(e) => drop(self.open.remove(&e.delivery)),
            _ => {}
        }
    }
}
