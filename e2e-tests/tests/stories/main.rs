//! Stories through the real `iou` on a real node, as people live them and as they go wrong.

mod agreement;
mod changes;
mod council;
mod deliveries;
mod faults;
mod formation;
mod handover;
mod keys;
mod liars;
mod lives;
mod looking;
mod old_debts;
mod reading;
mod refusals;
mod seats;
mod settled;
mod statements;
