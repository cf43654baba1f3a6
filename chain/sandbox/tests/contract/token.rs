//! Loans in a PSP22 token. The ledger moves the money by approvals, and a token that refuses, traps or calls back gets
//! nothing done that an honest one would not.

use crate::stage::*;
use ink::selector_bytes;
use iou_runtime::AccountId;
use loan::message::Message;
use sandbox::{code_of, party, Call, Chain, Emitted, START};
use scale::{Decode, Encode};
use sp_keyring::Sr25519Keyring;
use std::sync::LazyLock;
use terms::sample::{amount, end_of};
use terms::{
    agreement::Holder,
    event::{Withdrawn, VERSION},
    life::Action,
    Amount, Day, Error, Figures, Loan, LoanId, Settlement, Status, Terms,
};
use token::{Mood, PSP22Error};

static TOKEN: LazyLock<Vec<u8>> = LazyLock::new(|| code_of("token"));

/// All that there is of the token. The lender deploys it, and has it. Units here: the token's smallest.
const SUPPLY: u128 = 10_000_000;

/// What the loans of these tests are about: 10,000.00 at 6 % for 90 days.
const LENT: u128 = 1_000_000;
const DUE: Day = Day(START.0 + 90);

/// A ledger and a token on one chain.
struct Market {
    chain: Chain,
    token: AccountId,
}

impl Market {
    fn open() -> Market {
        let mut chain = Chain::new();
        let token = instance(&mut chain, SUPPLY);
        Market { chain, token }
    }

    /// Terms of a loan in the token.
    fn terms(&self) -> Terms {
        in_token(known(&self.token))
    }

    /// A loan that runs.
    fn lent(&mut self) -> LoanId {
        let terms = self.terms();
        let loan = signed(&mut self.chain, &terms);
        self.approve(LENDER, LENT);
        self.chain.call(LENDER, &deliver(loan, LENT, None)).unwrap();
        loan
    }

    /// Sends a message to the token.
    fn ask<R: Decode>(&mut self, who: Sr25519Keyring, selector: [u8; 4], arguments: impl Encode) -> R {
        let token = self.token.clone();
        let input = (selector, arguments).encode();
        let call: Call<R> = self.chain.send(who, &token, 0, input);
        call.answer.expect("the token answers")
    }

    /// `owner` lets the ledger move `value` of theirs.
    fn approve(&mut self, owner: Sr25519Keyring, value: u128) {
        let arguments = (self.chain.address(), value);
        let done: Result<(), PSP22Error> = self.ask(owner, selector_bytes!("PSP22::approve"), arguments);
        assert_eq!(done, Ok(()));
    }

    /// Moves `value` outside the ledger.
    fn hand(&mut self, from: Sr25519Keyring, to: AccountId, value: u128) {
        let arguments = (to, value, Vec::<u8>::new());
        let done: Result<(), PSP22Error> = self.ask(from, selector_bytes!("PSP22::transfer"), arguments);
        assert_eq!(done, Ok(()));
    }

    fn turn(&mut self, mood: Mood) {
        self.ask(STRANGER, selector_bytes!("turn"), mood)
    }

    /// Whether the token's last attempt to call back was accepted.
    fn reentry_succeeded(&mut self) -> Option<bool> {
        self.ask(STRANGER, selector_bytes!("reentry_succeeded"), ())
    }

    /// The token itself sends `input` to `to`. Returns whether that was accepted.
    fn relay(&mut self, to: AccountId, input: Vec<u8>) -> bool {
        self.ask(STRANGER, selector_bytes!("relay"), (to, input))
    }

    fn has(&mut self, who: AccountId) -> u128 {
        self.ask(STRANGER, selector_bytes!("PSP22::balance_of"), who)
    }

    /// What lender, borrower and ledger have of the token.
    fn purses(&mut self) -> [u128; 3] {
        let ledger = self.chain.address();
        [LENDER.to_account_id(), BORROWER.to_account_id(), ledger].map(|who| self.has(who))
    }

    /// What the ledger keeps of the token for `account`.
    fn withdrawable(&mut self, account: terms::AccountId) -> u128 {
        let token = Some(known(&self.token));
        kept(&mut self.chain, account, token).minor()
    }

    /// Fetching it.
    fn fetch(&self) -> Ask<Amount> {
        fetch(Some(known(&self.token)))
    }

    /// Checks that a message is refused and leaves the chain as it was.
    #[track_caller]
    fn refuses<T: Decode>(&mut self, who: Sr25519Keyring, message: &Ask<T>, why: Error) {
        let root = self.chain.root();
        assert_eq!(self.chain.call(who, message).refusal(), why);
        assert_eq!(self.chain.root(), root, "a refused message changes nothing");
    }
}

/// Deploys a token of which the lender has `supply`.
fn instance(chain: &mut Chain, supply: u128) -> AccountId {
    chain.instantiate(&TOKEN, (selector_bytes!("new"), supply).encode())
}

/// An account as the rules know it.
fn known(account: &AccountId) -> terms::AccountId {
    terms::AccountId(account.clone().into())
}

fn in_token(contract: terms::AccountId) -> Terms {
    let mut terms = off_chain();
    assert_eq!(terms.principal, amount(LENT));
    terms.settlement = Settlement::Token {
        contract,
        decimals: 2,
    };
    terms
}

fn fetch(token: Option<terms::AccountId>) -> Ask<Amount> {
    Message::new(|ledger| ledger.withdraw(token))
}

// ---- an honest token -----------------------------------------------------------------------------------------------

#[test]
fn a_loan_in_a_token_is_delivered_and_repaid_from_approvals_and_its_lender_withdraws_it_once() {
    let mut market = Market::open();
    let terms = market.terms();
    let loan = signed(&mut market.chain, &terms);
    market.approve(LENDER, LENT);
    let delivery = market.chain.call(LENDER, &deliver(loan, LENT, None));
    assert_eq!(delivery.names(), ["LoanDelivered"]);
    assert_eq!(market.purses(), [SUPPLY - LENT, LENT, 0]);

    // 1,000,000 × 0.06 × 90 / 365 = 14,794.5
    let owed = LENT + 14_794;
    market.hand(LENDER, BORROWER.to_account_id(), 14_794);
    market.chain.on(DUE);
    market.approve(BORROWER, owed);
    let payment = market.chain.call(BORROWER, &repay(loan, owed));
    assert_eq!(payment.names(), ["LoanRepaid", "LoanSettled"]);
    assert_eq!(market.purses(), [SUPPLY - owed, 0, owed]);
    assert_eq!(market.withdrawable(party(LENDER)), owed);

    let message = market.fetch();
    market.refuses(LENDER, &fetch(None), Error::NothingToWithdraw);
    market.refuses(BORROWER, &message, Error::NothingToWithdraw);
    let call = market.chain.call(LENDER, &message);
    let gone = Withdrawn {
        version: VERSION,
        account: party(LENDER),
        token: Some(known(&market.token)),
        amount: amount(owed),
    };
    assert_eq!(call.events, [Emitted::Withdrawn(gone)]);
    assert_eq!(call.unwrap(), amount(owed));
    assert_eq!(market.purses(), [SUPPLY, 0, 0]);
    assert_eq!(market.withdrawable(party(LENDER)), 0);
    market.refuses(LENDER, &message, Error::NothingToWithdraw);
}

#[test]
fn each_holder_of_a_divided_claim_withdraws_their_own_share() {
    let mut market = Market::open();
    let loan = market.lent();
    let part = |who, ppm| Holder {
        account: party(who),
        ppm,
    };
    let parts = vec![part(LENDER, 666_667), part(STRANGER, 333_333)];
    let offer = Action::Assign {
        parts,
        sign_by: end_of(START),
        evidence: None,
    };
    let offer = act(loan, offer);
    market.chain.call(LENDER, &offer).unwrap();
    let stands = stored(&mut market.chain, loan).expect("the loan exists");
    let digest = stands.agreement.assignments[0].digest;
    let evidence = None;
    let accept = act(
        loan,
        Action::AcceptAssignment {
            digest,
            at_least: terms::Amount::ZERO,
            evidence,
        },
    );
    market.chain.call(STRANGER, &accept).unwrap();

    market.approve(BORROWER, 400_000);
    market.chain.call(BORROWER, &repay(loan, 400_000)).unwrap();
    // 266,666.8 and 133,333.2: the unit that is left goes to the larger remainder.
    let shares = [(LENDER, 266_667), (STRANGER, 133_333)];
    for (who, share) in shares {
        assert_eq!(market.withdrawable(party(who)), share);
    }
    let message = market.fetch();
    for (who, share) in shares {
        let before = market.has(who.to_account_id());
        assert_eq!(market.chain.call(who, &message).unwrap(), amount(share));
        assert_eq!(market.has(who.to_account_id()), before + share);
    }
    assert_eq!(market.purses()[2], 0);
}

#[test]
fn money_in_one_token_is_not_withdrawn_in_another() {
    let mut market = Market::open();
    let loan = market.lent();
    let other = instance(&mut market.chain, SUPPLY + 1);
    market.approve(BORROWER, 5);
    market.chain.call(BORROWER, &repay(loan, 5)).unwrap();
    market.refuses(LENDER, &fetch(Some(known(&other))), Error::NothingToWithdraw);
    market.refuses(LENDER, &fetch(None), Error::NothingToWithdraw);
    assert_eq!(market.withdrawable(party(LENDER)), 5);
}

// ---- money that does not come --------------------------------------------------------------------------------------

#[test]
fn where_less_is_approved_or_less_is_there_nothing_moves() {
    let mut market = Market::open();
    let terms = market.terms();
    let loan = signed(&mut market.chain, &terms);
    let delivery = deliver(loan, LENT, None);
    market.refuses(LENDER, &delivery, Error::TokenRefused);
    market.approve(LENDER, LENT - 1);
    market.refuses(LENDER, &delivery, Error::TokenRefused);
    market.approve(LENDER, LENT);
    market.hand(LENDER, STRANGER.to_account_id(), SUPPLY - LENT + 1);
    market.refuses(LENDER, &delivery, Error::TokenRefused);
    assert_eq!(status(&mut market.chain, loan), Status::Signed);

    market.hand(STRANGER, LENDER.to_account_id(), 1);
    market.chain.call(LENDER, &delivery).unwrap();
    market.refuses(BORROWER, &repay(loan, 500), Error::TokenRefused);
    market.approve(BORROWER, 499);
    market.refuses(BORROWER, &repay(loan, 500), Error::TokenRefused);
    market.chain.call(BORROWER, &repay(loan, 499)).unwrap();
    assert_eq!(market.withdrawable(party(LENDER)), 499);
}

#[test]
fn an_approval_serves_nobody_but_its_owner() {
    let mut market = Market::open();
    let terms = market.terms();
    let loan = signed(&mut market.chain, &terms);
    market.approve(LENDER, LENT);
    market.refuses(BORROWER, &deliver(loan, LENT, None), Error::WrongParty);
    market.refuses(STRANGER, &deliver(loan, LENT, None), Error::NotAParty);
    market.chain.call(LENDER, &deliver(loan, LENT, None)).unwrap();
    market.approve(BORROWER, LENT);
    market.refuses(LENDER, &repay(loan, LENT), Error::WrongParty);
    // Who pays in the borrower's place pays with their own approval.
    market.refuses(STRANGER, &repay(loan, LENT), Error::TokenRefused);
}

#[test]
fn the_chains_own_money_does_not_come_along_with_a_token() {
    let mut market = Market::open();
    let terms = market.terms();
    let loan = signed(&mut market.chain, &terms);
    market.approve(LENDER, LENT);
    let root = market.chain.root();
    let delivery = market.chain.pay(LENDER, 1, &deliver(loan, LENT, None));
    assert_eq!(delivery.refusal(), Error::ValueMismatch);
    assert_eq!(market.chain.root(), root);

    market.chain.call(LENDER, &deliver(loan, LENT, None)).unwrap();
    market.approve(BORROWER, LENT);
    let root = market.chain.root();
    for value in [1, LENT] {
        let payment = market.chain.pay(BORROWER, value, &repay(loan, LENT));
        assert_eq!(payment.refusal(), Error::ValueMismatch);
    }
    assert_eq!(market.chain.root(), root);
}

#[test]
fn money_in_a_token_is_moved_and_not_reported() {
    let mut market = Market::open();
    let loan = market.lent();
    for who in [LENDER, BORROWER] {
        market.refuses(who, &report(loan, 5, START), Error::WrongSettlement);
    }
}

// ---- tokens that are none ------------------------------------------------------------------------------------------

#[test]
fn an_account_without_code_and_a_contract_that_is_no_token_refuse() {
    let mut market = Market::open();
    let probe = market
        .chain
        .instantiate(&code_of("probe"), selector_bytes!("new").to_vec());
    for contract in [party(Sr25519Keyring::Eve), known(&probe)] {
        let loan = signed(&mut market.chain, &in_token(contract));
        market.refuses(LENDER, &deliver(loan, LENT, None), Error::TokenRefused);
        assert_eq!(status(&mut market.chain, loan), Status::Signed);
    }
}

#[test]
fn the_ledger_itself_is_no_token() {
    let mut market = Market::open();
    let ledger = known(&market.chain.address());
    let loan = signed(&mut market.chain, &in_token(ledger));
    market.refuses(LENDER, &deliver(loan, LENT, None), Error::TokenRefused);
}

// ---- tokens that misbehave -----------------------------------------------------------------------------------------

/// Brings a loan from the first signature to a withdrawal. At each step at which money moves the token is first in
/// `mood`, in which the step must be refused, and then honest.
fn is_refused_at_every_step(mut market: Market, loan: LoanId, mood: Mood) {
    let half = LENT / 2;
    market.approve(LENDER, LENT);
    market.turn(mood.clone());
    market.refuses(LENDER, &deliver(loan, LENT, None), Error::TokenRefused);
    assert_eq!(status(&mut market.chain, loan), Status::Signed);
    assert_eq!(market.purses(), [SUPPLY, 0, 0]);
    market.turn(Mood::Honest);
    market.chain.call(LENDER, &deliver(loan, LENT, None)).unwrap();

    market.approve(BORROWER, half);
    market.turn(mood.clone());
    let before = figures(&mut market.chain, loan);
    market.refuses(BORROWER, &repay(loan, half), Error::TokenRefused);
    assert_eq!(figures(&mut market.chain, loan), before);
    assert_eq!(market.withdrawable(party(LENDER)), 0);
    assert_eq!(market.purses(), [SUPPLY - LENT, LENT, 0]);
    market.turn(Mood::Honest);
    market.chain.call(BORROWER, &repay(loan, half)).unwrap();

    let message = market.fetch();
    market.turn(mood);
    market.refuses(LENDER, &message, Error::TokenRefused);
    assert_eq!(market.withdrawable(party(LENDER)), half);
    assert_eq!(market.purses(), [SUPPLY - LENT, half, half]);
    market.turn(Mood::Honest);
    assert_eq!(market.chain.call(LENDER, &message).unwrap(), amount(half));
    assert_eq!(market.purses(), [SUPPLY - half, half, 0]);
}

#[test]
fn a_token_that_refuses_or_traps_delivers_repays_and_pays_out_nothing() {
    for mood in [Mood::Refuses, Mood::Traps] {
        let mut market = Market::open();
        let terms = market.terms();
        let loan = signed(&mut market.chain, &terms);
        is_refused_at_every_step(market, loan, mood);
    }
}

/// A market at noon of the second day with a loan in the token, signed, and a proposal that anybody may have expired:
/// what the token tries behind the ledger's back.
fn with_bait() -> (Market, LoanId, LoanId) {
    let mut market = Market::open();
    let terms = market.terms();
    let loan = signed(&mut market.chain, &terms);
    let mut lapsing = off_chain();
    lapsing.reference = [9; 16];
    lapsing.sign_by = end_of(START);
    let bait = proposed(&mut market.chain, &lapsing);
    market.chain.on(Day(START.0 + 1));
    (market, loan, bait)
}

#[test]
fn a_token_that_calls_the_ledger_back_takes_the_whole_step_down() {
    let (market, loan, bait) = with_bait();
    let mood = Mood::Reenters {
        ledger: known(&market.chain.address()).0.into(),
        input: expire(bait).input,
    };
    is_refused_at_every_step(market, loan, mood);
}

/// What can be seen of a loan and its money.
type View = (Option<Loan>, Figures, u128, [u128; 3]);

fn view(market: &mut Market, loan: LoanId) -> View {
    (
        stored(&mut market.chain, loan),
        figures(&mut market.chain, loan),
        market.withdrawable(party(LENDER)),
        market.purses(),
    )
}

/// Brings a loan to a withdrawal, and views it after each step. If it `tries`, the token has an accomplice call the
/// ledger at each step: the chain stops the accomplice and not the token, which goes on as if nothing had been.
fn played(tries: bool) -> Vec<View> {
    let (mut market, loan, bait) = with_bait();
    let (ledger, half) = (market.chain.address(), LENT / 2);
    let accomplice = instance(&mut market.chain, 0);
    let relay = (selector_bytes!("relay"), ledger, expire(bait).input).encode();
    let mood = if tries {
        Mood::Reenters {
            ledger: known(&accomplice).0.into(),
            input: relay.clone(),
        }
    } else {
        Mood::Honest
    };
    let mut views = Vec::new();
    let mut look = |market: &mut Market| {
        assert_eq!(market.reentry_succeeded(), tries.then_some(false));
        assert_eq!(status(&mut market.chain, bait), Status::Proposed);
        views.push(view(market, loan));
        market.turn(mood.clone());
    };
    market.turn(mood.clone());
    market.approve(LENDER, LENT);
    market.chain.call(LENDER, &deliver(loan, LENT, None)).unwrap();
    look(&mut market);
    market.approve(BORROWER, half);
    market.chain.call(BORROWER, &repay(loan, half)).unwrap();
    look(&mut market);
    let message = market.fetch();
    market.chain.call(LENDER, &message).unwrap();
    look(&mut market);

    // At any other time the accomplice has its way: it was the moment that was wrong.
    let call: Call<bool> = market.chain.send(STRANGER, &accomplice, 0, relay);
    assert_eq!(call.answer, Ok(true));
    assert_eq!(status(&mut market.chain, bait), Status::Expired);
    views
}

#[test]
fn a_token_that_has_an_accomplice_call_the_ledger_changes_nothing_by_it() {
    assert_eq!(played(true), played(false));
}

#[test]
fn a_token_that_lends_itself_does_not_withdraw_twice_by_calling_back() {
    let mut market = Market::open();
    let (ledger, token) = (market.chain.address(), market.token.clone());
    let mut terms = market.terms();
    terms.lender = known(&token);
    let loan = market.chain.call(BORROWER, &propose(&terms)).unwrap();
    market.hand(LENDER, token.clone(), LENT);
    let approval = (selector_bytes!("PSP22::approve"), &ledger, LENT).encode();
    assert!(market.relay(ledger.clone(), sign(loan, digest(&terms)).input));
    assert!(market.relay(token.clone(), approval));
    assert!(market.relay(ledger.clone(), deliver(loan, LENT, None).input));
    market.approve(BORROWER, 500);
    market.chain.call(BORROWER, &repay(loan, 500)).unwrap();
    assert_eq!(
        (market.withdrawable(known(&token)), market.purses()[2]),
        (500, 500)
    );

    // Money of another lender lies there too: what a second withdrawal would take.
    let other = market.lent();
    market.approve(BORROWER, 700);
    market.chain.call(BORROWER, &repay(other, 700)).unwrap();
    let fetch = market.fetch().input;
    market.turn(Mood::Reenters {
        ledger: known(&ledger).0.into(),
        input: fetch.clone(),
    });
    assert!(!market.relay(ledger.clone(), fetch.clone()));
    assert_eq!(
        (market.withdrawable(known(&token)), market.purses()[2]),
        (500, 1_200)
    );

    market.turn(Mood::Honest);
    assert!(market.relay(ledger.clone(), fetch.clone()));
    assert_eq!((market.has(token), market.purses()[2]), (500, 700));
    assert!(!market.relay(ledger, fetch));
    assert_eq!(market.purses()[2], 700);
}
