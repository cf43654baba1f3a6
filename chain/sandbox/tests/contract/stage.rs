//! Who plays and how they speak: the ledger's messages under short names, and loans brought to a state.

use loan::message::Message;
use sandbox::{party, Chain, START};
use sp_io::hashing::sha2_256;
use sp_keyring::Sr25519Keyring;
use terms::sample::{amount, bullet, native};
use terms::{
    cell, life::Action, AccountId, Amount, Day, Digest, Error, Figures, Instalment, Loan, LoanId, RatePpm,
    Status, Terms,
};

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

/// A step of a loan.
pub fn act(loan: LoanId, action: Action) -> Ask<()> {
    Message::act(loan, action)
}

pub fn sign(loan: LoanId, digest: Digest) -> Ask<()> {
    let evidence = None;
    act(loan, Action::Sign { digest, evidence })
}

pub fn cancel(loan: LoanId) -> Ask<()> {
    act(loan, Action::Cancel { evidence: None })
}

pub fn expire(loan: LoanId) -> Ask<()> {
    act(loan, Action::Expire)
}

pub fn deliver(loan: LoanId, minor: u128, on: Option<Day>) -> Ask<()> {
    let action = Action::Deliver {
        amount: amount(minor),
        on,
        at_least: RatePpm::ZERO,
        receipt: Some([5; 32]),
    };
    act(loan, action)
}

pub fn retract(loan: LoanId) -> Ask<()> {
    let action = Action::WithdrawDelivery {
        delivery: 0,
        evidence: None,
    };
    act(loan, action)
}

pub fn received(loan: LoanId, minor: u128) -> Ask<()> {
    received_on(loan, minor, START)
}

/// The same of a delivery that is dated `on`.
pub fn received_on(loan: LoanId, minor: u128, on: Day) -> Ask<()> {
    received_part(loan, 0, minor, on)
}

/// The same of the report of this number.
pub fn received_part(loan: LoanId, delivery: u32, minor: u128, on: Day) -> Ask<()> {
    let action = Action::AcknowledgeDelivery {
        delivery,
        amount: amount(minor),
        on,
        receipt: Some([5; 32]),
        evidence: None,
    };
    act(loan, action)
}

pub fn repay(loan: LoanId, minor: u128) -> Ask<()> {
    let action = Action::Repay {
        amount: amount(minor),
        evidence: None,
    };
    act(loan, action)
}

pub fn report(loan: LoanId, minor: u128, on: Day) -> Ask<()> {
    let action = Action::ReportRepayment {
        amount: amount(minor),
        on,
        receipt: Some([6; 32]),
        payer: None,
        to: party(LENDER),
    };
    act(loan, action)
}

pub fn confirm(loan: LoanId, report: u32) -> Ask<()> {
    let evidence = None;
    act(loan, Action::ConfirmRepayment { report, evidence })
}

/// All of them in one batch.
pub fn notify(loans: Vec<LoanId>) -> Ask<u32> {
    Message::batch(loans.into_iter().map(|loan| (loan, Action::NotifyDue)).collect())
}

pub fn mark_default(loan: LoanId) -> Ask<()> {
    act(loan, Action::MarkDefault)
}

pub fn withdraw() -> Ask<terms::Amount> {
    Message::new(|ledger| ledger.withdraw(None))
}

pub fn figures(chain: &mut Chain, loan: LoanId) -> Figures {
    let message: Ask<Figures> = Message::figures(loan);
    chain.ask(&message).unwrap()
}

/// The schedule in force, page by page.
pub fn schedule(chain: &mut Chain, loan: LoanId) -> Vec<Instalment> {
    let mut page = |number: u16| chain.cell(cell::SCHEDULES, &(loan, number));
    (0..)
        .map_while(|number| page(number))
        .flat_map(|rows: Vec<Instalment>| rows)
        .collect()
}

/// What the ledger keeps for an account, in the chain's money or in a token.
pub fn kept(chain: &mut Chain, account: AccountId, token: Option<AccountId>) -> Amount {
    chain
        .cell(cell::WITHDRAWABLE, &(account, token))
        .unwrap_or_default()
}

/// The loans of an account, in their order.
pub fn loans_of(chain: &mut Chain, account: AccountId) -> Vec<LoanId> {
    let count: Option<u32> = chain.cell(cell::LOAN_COUNTS, &account);
    let each = (0..count.unwrap_or_default()).map(|n| chain.cell(cell::LOANS_BY_ACCOUNT, &(account, n)));
    each.map(|loan| loan.expect("none is left out")).collect()
}

/// How many loans there are, and how many rates were published.
pub fn counts(chain: &mut Chain) -> (LoanId, u32) {
    let root: Option<cell::Root> = chain.cell(cell::ROOT, &());
    let root = root.expect("there is a root cell");
    (root.loans, root.rates)
}

pub fn stored(chain: &mut Chain, loan: LoanId) -> Option<Loan> {
    chain.ask(&Message::loan(loan))
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
