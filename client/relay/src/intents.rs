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

use terms::{Loan, State};

pub use reception::Reception;
pub use refused::Refused;
pub use settings::Settings;

/// Whether lender and borrower have both signed a loan, whoever else is still to.
pub fn is_signed(loan: &Loan) -> bool {
    let terms = &loan.agreement.terms;
    match &loan.state {
        State::Proposed(proposed) => [terms.lender, terms.borrower]
            .iter()
            .all(|party| !proposed.awaits.contains(party)),
        State::Cancelled | State::Expired => false,
        _ => true,
    }
}
