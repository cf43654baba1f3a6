//! Who plays and how they speak: the ledger's messages under short names, and loans brought to a state.

use loan::message::Message;
use sandbox::{party, Chain, START};
use sp_io::hashing::sha2_256;
use sp_keyring::Sr25519Keyring;
use terms::sample::{amount, bullet, native};
use terms::{Day, Digest, Error, Figures, Loan, LoanId, Status, Terms};

pub const LENDER: Sr25519Keyring = Sr25519Keyring::Alice;
pub const BORROWER: Sr25519Keyring = Sr25519Keyring::Bob;
pub const STRANGER: Sr25519Keyring = Sr25519Keyring::Charlie;

/// What a native loan of these tests is about. Units: planck.
pub const PRINCIPAL: u128 = 5_000_000_000_000;

/// A message that may be refused.
pub type Ask<T> = Message<Result<T, Error>>;

pub fn off_chain() -> Terms {
    bullet(party(LENDER), party(BORROWER), START)
}

pub fn on_chain() -> Terms {
    native(off_chain(), PRINCIPAL)
}

pub fn digest(terms: &Terms) -> Digest {
    terms.digest(sha2_256)
}

pub fn propose(terms: &Terms) -> Ask<LoanId> {
    Message::new(|ledger| ledger.propose(terms.clone(), None))
}

pub fn sign(loan: LoanId, digest: Digest) -> Ask<()> {
    Message::new(|ledger| ledger.sign(loan, digest, None))
}

pub fn cancel(loan: LoanId) -> Ask<()> {
    Message::new(|ledger| ledger.cancel(loan, None))
}

pub fn expire(loan: LoanId) -> Ask<()> {
    Message::new(|ledger| ledger.expire(loan))
}

pub fn deliver(loan: LoanId, minor: u128, on: Option<Day>) -> Ask<()> {
    Message::new(|ledger| ledger.deliver(loan, amount(minor), on, Some([5; 32])))
}

pub fn received(loan: LoanId, minor: u128) -> Ask<()> {
    Message::new(|ledger| ledger.acknowledge_delivery(loan, amount(minor), None))
}

pub fn repay(loan: LoanId, minor: u128) -> Ask<()> {
    Message::new(|ledger| ledger.repay(loan, amount(minor), None))
}

pub fn report(loan: LoanId, minor: u128, on: Day) -> Ask<()> {
    Message::new(|ledger| ledger.report_repayment(loan, amount(minor), on, Some([6; 32])))
}

pub fn confirm(loan: LoanId, number: u32) -> Ask<()> {
    Message::new(|ledger| ledger.confirm_repayment(loan, number, None))
}

pub fn notify(loans: Vec<LoanId>) -> Ask<u32> {
    Message::new(|ledger| ledger.notify_due(loans))
}

pub fn mark_default(loan: LoanId) -> Ask<()> {
    Message::new(|ledger| ledger.mark_default(loan))
}

pub fn withdraw() -> Ask<terms::Amount> {
    Message::new(|ledger| ledger.withdraw(None))
}

pub fn figures(chain: &mut Chain, loan: LoanId) -> Figures {
    let message: Ask<Figures> = Message::new(|ledger| ledger.figures(loan));
    chain.ask(&message).unwrap()
}

pub fn stored(chain: &mut Chain, loan: LoanId) -> Option<Loan> {
    chain.ask(&Message::new(|ledger| ledger.loan(loan)))
}

pub fn status(chain: &mut Chain, loan: LoanId) -> Status {
    figures(chain, loan).status
}

/// Everything owed now, in minor units.
pub fn owed(chain: &mut Chain, loan: LoanId) -> u128 {
    let figures = figures(chain, loan);
    figures.principal.minor() + figures.interest.minor() + figures.late.minor()
}

/// Proposed by the borrower.
pub fn proposed(chain: &mut Chain, terms: &Terms) -> LoanId {
    chain.call(BORROWER, &propose(terms)).unwrap()
}

/// Signed by the lender too.
pub fn signed(chain: &mut Chain, terms: &Terms) -> LoanId {
    let loan = proposed(chain, terms);
    chain.call(LENDER, &sign(loan, digest(terms))).unwrap();
    loan
}

/// Delivered in full.
pub fn active(chain: &mut Chain, terms: &Terms) -> LoanId {
    let loan = signed(chain, terms);
    let minor = terms.principal.minor();
    if terms.settlement == terms::Settlement::Native {
        chain.pay(LENDER, minor, &deliver(loan, minor, None)).unwrap();
    } else {
        chain.call(LENDER, &deliver(loan, minor, None)).unwrap();
        chain.call(BORROWER, &received(loan, minor)).unwrap();
    }
    loan
}
