//! What others signed, on its way to the contract. [`reception`] looks at it before anything is spent, [`book`] writes it down
//! together with its task in the queue, [`budget`] says how much may be spent for whom, in [`micro`], [`settings`] are the operator's, and
//! [`refused`] says why something is not taken. What comes after is the worker's.

pub mod book;
pub mod budget;
pub mod micro;
pub mod reception;
pub mod refused;
pub mod settings;
mod step;

pub use reception::Reception;
pub use refused::Refused;
pub use settings::Settings;
