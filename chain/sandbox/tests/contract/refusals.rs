//! What the contract refuses, and that a refusal leaves the chain as it was.

use crate::stage::*;
use iou_runtime::MILLI_UNIT;
use loan::message::Message;
use sandbox::{party, Chain, Stopped, START};
use scale::Encode;
use sp_keyring::Sr25519Keyring;
use terms::event::Office;
use terms::life::Action;
use terms::sample::monthly;
use terms::{limits::AMOUNT_MAX, Day, Error, LoanId, Status};

#[test]
fn unknown_loans_are_named_as_such_by_every_message() {
    let mut chain = Chain::new();
    let loan: LoanId = 3;
    let refusals = [
        chain.call(LENDER, &sign(loan, [0; 32])).refusal(),
        chain.call(LENDER, &cancel(loan)).refusal(),
        chain.call(LENDER, &expire(loan)).refusal(),
        chain.call(LENDER, &deliver(loan, 1, None)).refusal(),
        chain.call(LENDER, &received(loan, 1)).refusal(),
        chain.pay(LENDER, 1, &repay(loan, 1)).refusal(),
        chain.call(LENDER, &report(loan, 1, START)).refusal(),
        chain.call(LENDER, &confirm(loan, 0)).refusal(),
        chain.call(LENDER, &retract(loan)).refusal(),
        chain.call(LENDER, &mark_default(loan)).refusal(),
    ];
    assert_eq!(refusals, [Error::NoSuchLoan; 10]);
    assert_eq!(stored(&mut chain, loan), None);
    assert_eq!(schedule(&mut chain, loan), []);
}

#[test]
fn the_same_terms_are_proposed_once_by_whomever() {
    let mut chain = Chain::new();
    let terms = off_chain();
    let _ = proposed(&mut chain, &terms);
    for caller in [BORROWER, LENDER] {
        assert_eq!(
            chain.call(caller, &propose(&terms)).refusal(),
            Error::AlreadyProposed
        );
    }
    assert_eq!(chain.call(STRANGER, &propose(&terms)).refusal(), Error::NotAParty);
    chain.call(BORROWER, &cancel(0)).unwrap();
    assert_eq!(
        chain.call(BORROWER, &propose(&terms)).refusal(),
        Error::AlreadyProposed
    );
}

#[test]
fn wrong_digest_wrong_party_and_a_second_signature_are_refused() {
    let mut chain = Chain::new();
    let terms = off_chain();
    let loan = proposed(&mut chain, &terms);
    assert_eq!(
        chain.call(LENDER, &sign(loan, [9; 32])).refusal(),
        Error::DigestMismatch
    );
    assert_eq!(
        chain.call(STRANGER, &sign(loan, digest(&terms))).refusal(),
        Error::NotAParty
    );
    chain.call(LENDER, &sign(loan, digest(&terms))).unwrap();
    assert_eq!(
        chain.call(LENDER, &sign(loan, digest(&terms))).refusal(),
        Error::WrongState
    );
    assert_eq!(chain.call(LENDER, &cancel(loan)).refusal(), Error::WrongState);
}

#[test]
fn money_must_be_exactly_what_the_call_names_and_none_where_none_is_expected() {
    let mut chain = Chain::new();
    let native = signed(&mut chain, &on_chain());
    let message = deliver(native, PRINCIPAL, None);
    for value in [0, PRINCIPAL - 1, PRINCIPAL + 1] {
        assert_eq!(chain.pay(LENDER, value, &message).refusal(), Error::ValueMismatch);
    }
    let dated = deliver(native, PRINCIPAL, Some(Day(START.0 - 1)));
    assert_eq!(chain.pay(LENDER, PRINCIPAL, &dated).refusal(), Error::DeliveryDay);

    let off_chain = signed(&mut chain, &off_chain());
    assert_eq!(
        chain
            .pay(LENDER, 1, &deliver(off_chain, 1_000_000, None))
            .refusal(),
        Error::ValueMismatch
    );

    // A step that moves none refuses what comes along, and so does one that moves some where it is not in the chain's money.
    for (who, step) in [
        (STRANGER, expire(native)),
        (LENDER, retract(off_chain)),
        (BORROWER, repay(off_chain, 1)),
    ] {
        let root = chain.root();
        let _ = chain.pay(who, 1, &step).refusal();
        assert_eq!(chain.root(), root);
    }
    let signed_over = act(
        native,
        Action::Attest {
            digest: [1; 32],
            kind: 0,
        },
    );
    let message: Ask<()> = Message::new(|ledger| ledger.appoint(Office::Witness, party(STRANGER), true));
    chain.call(LENDER, &message).unwrap();
    assert_eq!(
        chain.pay(STRANGER, 1, &signed_over).refusal(),
        Error::ValueMismatch
    );

    // A message that takes no money traps when some comes along.
    let before = chain.ledger_balance();
    let call = chain.pay(STRANGER, 1, &notify(vec![native]));
    assert!(matches!(call.answer, Err(Stopped::Trapped(_))), "{call:?}");
    assert_eq!(chain.ledger_balance(), before);
}

#[test]
fn a_repayment_of_nothing_too_much_or_from_the_lender_is_sent_back() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &on_chain());
    let (borrower, ledger) = (chain.balance(BORROWER), chain.ledger_balance());
    assert_eq!(
        chain.pay(BORROWER, 0, &repay(loan, 0)).refusal(),
        Error::AmountZero
    );
    assert_eq!(
        chain
            .pay(BORROWER, PRINCIPAL + 1, &repay(loan, PRINCIPAL + 1))
            .refusal(),
        Error::RepaymentTooLarge
    );
    assert_eq!(chain.pay(LENDER, 5, &repay(loan, 5)).refusal(), Error::WrongParty);
    assert_eq!(
        chain.call(BORROWER, &report(loan, 5, START)).refusal(),
        Error::WrongSettlement
    );
    assert_eq!(
        (chain.balance(BORROWER), chain.ledger_balance()),
        (borrower, ledger)
    );
    // Anybody else may pay in the borrower's place.
    assert_eq!(chain.pay(STRANGER, 5, &repay(loan, 5)).names(), ["LoanRepaid"]);
    assert_eq!(
        (chain.balance(BORROWER), chain.ledger_balance()),
        (borrower, ledger + 5)
    );
}

#[test]
fn a_delivery_that_the_chain_will_not_transfer_is_refused_and_the_money_stays_with_the_lender() {
    let mut chain = Chain::new();
    let mut terms = on_chain();
    terms.least_delivery = Some(terms::sample::amount(1));
    let poor = Sr25519Keyring::Dave;
    terms.borrower = party(poor);
    let loan = chain.call(LENDER, &propose(&terms)).unwrap();
    chain.call(poor, &sign(loan, digest(&terms))).unwrap();
    chain.empty(poor, Sr25519Keyring::Eve);
    // Less than an account must hold to exist.
    let little = MILLI_UNIT - 1;
    let (before, root) = (chain.balance(LENDER), chain.root());
    assert_eq!(
        chain.pay(LENDER, little, &deliver(loan, little, None)).refusal(),
        Error::TransferFailed
    );
    assert_eq!(chain.root(), root);
    assert_eq!(
        (chain.balance(LENDER), status(&mut chain, loan)),
        (before, Status::Signed)
    );
    chain
        .pay(LENDER, MILLI_UNIT, &deliver(loan, MILLI_UNIT, None))
        .unwrap();
    assert_eq!(chain.balance(poor), MILLI_UNIT);
}

#[test]
fn a_refused_call_of_every_kind_leaves_the_state_as_it_was() {
    let mut chain = Chain::new();
    let terms = off_chain();
    let loan = active(&mut chain, &terms);
    let mut bad = off_chain();
    bad.principal = terms::sample::amount(2);
    let root = chain.root();
    assert_eq!(
        chain.call(BORROWER, &propose(&terms)).refusal(),
        Error::AlreadyProposed
    );
    assert_eq!(
        chain.call(BORROWER, &propose(&bad)).refusal(),
        Error::ScheduleMismatch
    );
    assert_eq!(
        chain.call(LENDER, &sign(loan, [0; 32])).refusal(),
        Error::WrongState
    );
    assert_eq!(
        chain.call(LENDER, &report(loan, 0, START)).refusal(),
        Error::AmountZero
    );
    assert_eq!(
        chain.call(LENDER, &confirm(loan, 0)).refusal(),
        Error::NoSuchReport
    );
    assert_eq!(
        chain.call(LENDER, &withdraw()).refusal(),
        Error::NothingToWithdraw
    );
    assert_eq!(
        chain.call(LENDER, &notify(vec![loan])).refusal(),
        Error::NothingToAnnounce
    );
    assert_eq!(
        chain.pay(BORROWER, 5, &repay(loan, 5)).refusal(),
        Error::WrongSettlement
    );
    assert_eq!(chain.root(), root);
}

// ---- bytes that are no message -------------------------------------------------------------------------------------

/// Sends `input` and checks that it is neither understood nor leaves a trace.
fn is_not_understood(chain: &mut Chain, input: Vec<u8>) {
    let root = chain.root();
    let call = chain.raw(BORROWER, input);
    assert!(call.answer.is_err(), "{call:?}");
    assert_eq!(chain.root(), root);
}

#[test]
fn truncated_terms_are_not_understood_wherever_they_are_cut() {
    let mut chain = Chain::new();
    let whole = propose(&monthly(party(LENDER), party(BORROWER), START, 2)).input;
    for length in (0..whole.len()).step_by(7).chain([whole.len() - 1]) {
        is_not_understood(&mut chain, whole[..length].to_vec());
    }
    assert_eq!(
        chain.raw(BORROWER, whole[..whole.len() - 1].to_vec()).answer,
        Err(Stopped::Unreadable)
    );
}

#[test]
fn an_amount_above_the_limit_is_not_understood() {
    let mut chain = Chain::new();
    let loan = signed(&mut chain, &off_chain());
    let input = |minor: u128| {
        let mut input = ink::selector_bytes!("act").to_vec();
        (loan, 3u8, minor, None::<Day>, 0u32, None::<[u8; 32]>).encode_to(&mut input);
        input
    };
    is_not_understood(&mut chain, input(AMOUNT_MAX + 1));
    is_not_understood(&mut chain, input(u128::MAX));
    // At the limit it is understood, and refused for what it is.
    let call: sandbox::Call<Result<(), Error>> = {
        let address = chain.address();
        chain.send(LENDER, &address, 0, input(AMOUNT_MAX))
    };
    assert_eq!(call.refusal(), Error::DeliveryTooLarge);
}

#[test]
fn unknown_selectors_and_unknown_variants_are_not_understood() {
    let mut chain = Chain::new();
    is_not_understood(&mut chain, Vec::new());
    is_not_understood(&mut chain, vec![1, 2, 3, 4]);
    // The settlement's variant follows the two parties.
    let mut input = propose(&off_chain()).input;
    input[4 + 64] = 9;
    is_not_understood(&mut chain, input);
    // A step that there is none of.
    let mut input = ink::selector_bytes!("act").to_vec();
    (0u64, 200u8).encode_to(&mut input);
    is_not_understood(&mut chain, input);
    // A length that promises more steps than the input holds.
    let mut input = ink::selector_bytes!("batch").to_vec();
    input.extend([0xfe, 0xff, 0xff, 0xff]);
    is_not_understood(&mut chain, input);
}
