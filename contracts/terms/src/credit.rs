//! The record of a borrower: how the loans that were delivered to him ended. Counts alone, since loans are in many
//! currencies; each event that changes them names its loan.

use crate::event::Body;
#[cfg(feature = "std")]
use crate::event::Event;
use scale::{Decode, Encode};

/// An account's record as borrower.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Credit {
    /// Loans whose money reached him.
    pub agreed: u32,
    /// Of these: settled, every instalment paid by the end of its day.
    pub settled_on_time: u32,
    /// Of these: settled, some instalment late.
    pub settled_late: u32,
    /// Of these: still running.
    pub outstanding: u32,
    /// How often default was recorded, cured or not.
    pub defaulted: u32,
}

impl Credit {
    /// The record after `body` happened to a loan of which `late_instalments` were late so far; `None` where it does not
    /// touch the record.
    pub fn after(self, body: &Body, late_instalments: u16) -> Option<Credit> {
        match body {
            Body::LoanDelivered { .. } => Some(self.delivered()),
            Body::LoanSettled {} => Some(self.settled(late_instalments)),
            Body::LoanDefaulted { .. } => Some(self.in_default()),
            _ => None,
        }
    }

    /// The same as an indexer reads it off the event itself.
    #[cfg(feature = "std")]
    pub fn after_event(self, event: &Event, late_instalments: u16) -> Option<Credit> {
        match event {
            Event::LoanDelivered(_) => Some(self.delivered()),
            Event::LoanSettled(_) => Some(self.settled(late_instalments)),
            Event::LoanDefaulted(_) => Some(self.in_default()),
            _ => None,
        }
    }

    fn delivered(mut self) -> Credit {
        self.agreed = self.agreed.saturating_add(1);
        self.outstanding = self.outstanding.saturating_add(1);
        self
    }

    fn settled(mut self, late_instalments: u16) -> Credit {
        let settled = if late_instalments == 0 {
            &mut self.settled_on_time
        } else {
            &mut self.settled_late
        };
        *settled = settled.saturating_add(1);
        self.outstanding = self.outstanding.saturating_sub(1);
        self
    }

    fn in_default(mut self) -> Credit {
        self.defaulted = self.defaulted.saturating_add(1);
        self
    }
}
