//! Calls of the contract that are made in the background: what anybody may tell it, what a creditor has let this service
//! tell it, and what others signed and handed over ([`intents`]). [`queue`] keeps each as a task until it is known to be on
//! record or to be of no use; [`worker`] brings it there.

mod error;
pub mod intents;
pub mod queue;
pub mod worker;

pub use error::{Error, Result};
pub use iou_intent::api;
