//! The record of a borrower: how the loans that were delivered to them ended. Counts alone, since loans are in many
//! currencies; each event that changes them names its loan.

#[cfg(feature = "std")]
use crate::event::Event;
use crate::{
    event::{Body, Reopened},
    read::Read,
    Amount,
};
use scale::Encode;

/// An account's record as borrower.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Read)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Credit {
    /// Loans whose money reached them.
    pub agreed: u32,
    /// Of these: settled, every instalment paid by the end of its day.
    pub settled_on_time: u32,
    /// Of these: settled, some instalment late.
    pub settled_late: u32,
    /// Of these: settled, no instalment late, because the creditor forgave more than a tenth of what had been lent.
    pub settled_forgiven: u32,
    /// Of these: still running.
    pub outstanding: u32,
    /// How often default was recorded, cured or not.
    pub defaulted: u32,
}

impl Credit {
    /// Whether `body` touches the record of those who owe: the records are read for nothing else.
    pub fn is_changed_by(body: &Body) -> bool {
        Credit::default().after(body, 0).is_some()
    }

    /// The record after `body` happened to a loan of which `late_instalments` were late so far; `None` where it does not
    /// touch the record.
    pub fn after(mut self, body: &Body, late_instalments: u16) -> Option<Credit> {
        match body {
            Body::LoanDelivered { .. } | Body::OldDebtFormed { .. } => self.delivered(),
            Body::LoanSettled { received, forgiven } => self.settled(late_instalments, *received, *forgiven),
            Body::PaymentReversed { reopened, .. } => self.reopened((*reopened)?),
            Body::LoanDefaulted { .. } => self.in_default(),
            _ => return None,
        }
        Some(self)
    }

    /// The same as an indexer reads it off the event itself.
    #[cfg(feature = "std")]
    pub fn after_event(mut self, event: &Event, late_instalments: u16) -> Option<Credit> {
        match event {
            Event::LoanDelivered(_) | Event::OldDebtFormed(_) => self.delivered(),
            Event::LoanSettled(e) => self.settled(late_instalments, e.received, e.forgiven),
            Event::PaymentReversed(e) => self.reopened(e.reopened?),
            Event::LoanDefaulted(_) => self.in_default(),
            _ => return None,
        }
        Some(self)
    }

    fn delivered(&mut self) {
        self.agreed = self.agreed.saturating_add(1);
        self.outstanding = self.outstanding.saturating_add(1);
    }

    fn settled(&mut self, late_instalments: u16, received: Amount, forgiven: Amount) {
        let settled = self.ended(late_instalments, received, forgiven);
        *settled = settled.saturating_add(1);
        self.outstanding = self.outstanding.saturating_sub(1);
    }

    /// The payment that had settled it was taken back.
    fn reopened(&mut self, was: Reopened) {
        let settled = self.ended(was.late_instalments, was.received, was.forgiven);
        *settled = settled.saturating_sub(1);
        self.outstanding = self.outstanding.saturating_add(1);
    }

    /// Where a loan is counted that ended so. What is forgiven in small, like the interest of a day, spoils no record: else
    /// a creditor could by one unit.
    fn ended(&mut self, late_instalments: u16, received: Amount, forgiven: Amount) -> &mut u32 {
        if late_instalments > 0 {
            &mut self.settled_late
        } else if forgiven.minor() > received.minor() / 10 {
            &mut self.settled_forgiven
        } else {
            &mut self.settled_on_time
        }
    }

    fn in_default(&mut self) {
        self.defaulted = self.defaulted.saturating_add(1);
    }
}
