//! Whole lives of loans.

use crate::stage::*;
use sandbox::{party, Call, Chain, Emitted, START};
use sp_io::hashing::sha2_256;
use sp_keyring::Sr25519Keyring;
use terms::agreement::{Moved, Succession};
use terms::life::held_account;
use terms::sample::{end_of, monthly, scheduled};
use terms::{event::Withdrawn, life::Action, Day, Error, Event, RatePpm, Role, Status, Timestamp};

const DUE: Day = Day(START.0 + 90);

#[test]
fn money_lent_outside_the_chain_is_delivered_announced_repaid_in_parts_and_settled() {
    let mut chain = Chain::new();
    let terms = off_chain();
    assert_eq!(chain.call(BORROWER, &propose(&terms)).names(), ["LoanProposed"]);
    assert_eq!(
        chain.call(LENDER, &sign(0, digest(&terms))).names(),
        ["LoanSigned"]
    );
    assert_eq!(
        chain.call(LENDER, &deliver(0, 1_000_000, None)).names(),
        ["DeliveryReported"]
    );
    assert_eq!(status(&mut chain, 0), Status::Signed);
    assert_eq!(
        chain.call(BORROWER, &received(0, 1_000_000)).names(),
        ["LoanDelivered"]
    );
    assert_eq!(status(&mut chain, 0), Status::Active);

    assert_eq!(
        chain
            .on(Day(DUE.0 - 8))
            .call(STRANGER, &notify(vec![0]))
            .refusal(),
        Error::NothingToAnnounce
    );
    assert_eq!(
        chain.on(Day(DUE.0 - 7)).call(STRANGER, &notify(vec![0])).names(),
        ["RepaymentDue"]
    );

    let today = Day(DUE.0 - 7);
    assert_eq!(
        chain.call(BORROWER, &report(0, 400_000, today)).names(),
        ["RepaymentReported"]
    );
    assert_eq!(figures(&mut chain, 0).principal.minor(), 1_000_000);
    assert_eq!(chain.call(LENDER, &confirm(0, 0)).names(), ["LoanRepaid"]);
    // 83 days: 1,000,000 × 0.06 × 83 / 365 = 13,643.8; the rest of 400,000 is principal.
    assert_eq!(
        figures(&mut chain, 0).principal.minor(),
        1_000_000 - (400_000 - 13_643)
    );

    // (1,000,000 × 83 + 613,643 × 7) × 0.06 / 365 = 14,349.9 → 14,349 − 13,643
    let rest = chain.on(DUE).call(LENDER, &report(0, 613_643 + 706, DUE));
    assert_eq!(rest.names(), ["LoanRepaid", "LoanSettled"]);
    assert_eq!((status(&mut chain, 0), owed(&mut chain, 0)), (Status::Settled, 0));
}

#[test]
fn money_lent_on_the_chain_reaches_the_borrower_at_once_defaults_is_cured_and_settled() {
    let mut chain = Chain::new();
    let terms = on_chain();
    let loan = signed(&mut chain, &terms);
    let before = chain.balance(BORROWER);
    let delivery = chain.pay(LENDER, PRINCIPAL, &deliver(loan, PRINCIPAL, None));
    assert_eq!(delivery.names(), ["LoanDelivered"]);
    assert_eq!(chain.balance(BORROWER), before + PRINCIPAL);

    assert_eq!(
        chain
            .on(Day(DUE.0 + 3))
            .call(STRANGER, &mark_default(loan))
            .refusal(),
        Error::NotInDefault
    );
    assert_eq!(
        chain
            .on(Day(DUE.0 + 4))
            .call(STRANGER, &mark_default(loan))
            .names(),
        ["LoanDefaulted"]
    );
    assert_eq!(status(&mut chain, loan), Status::Defaulted);

    let part = PRINCIPAL / 2;
    assert_eq!(
        chain.pay(BORROWER, part, &repay(loan, part)).names(),
        ["LoanRepaid"]
    );
    let rest = owed(&mut chain, loan);
    let last = chain.pay(BORROWER, rest, &repay(loan, rest)).names();
    assert_eq!(last, ["LoanRepaid", "DefaultCured", "LoanSettled"]);

    // The lender fetches it all, once.
    let (before, kept) = (chain.balance(LENDER), chain.ledger_balance());
    let call = chain.call(LENDER, &withdraw());
    let gone = Withdrawn {
        version: 1,
        account: party(LENDER),
        amount: terms_amount(part + rest),
        token: None,
    };
    assert_eq!(call.events, [Emitted::Withdrawn(gone)]);
    assert_eq!(call.unwrap().minor(), part + rest);
    assert_eq!(chain.ledger_balance(), kept - part - rest);
    assert_eq!(
        chain.balance(LENDER),
        before + part + rest,
        "the entry stays, and its deposit with it"
    );
    assert_eq!(
        chain.call(LENDER, &withdraw()).refusal(),
        Error::NothingToWithdraw
    );
    assert_eq!(
        chain.call(BORROWER, &withdraw()).refusal(),
        Error::NothingToWithdraw
    );
}

#[test]
fn who_pays_after_a_withdrawal_pays_no_deposit_for_it_again() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &on_chain());
    chain.on(DUE);
    let first = chain.pay(BORROWER, 1_000, &repay(loan, 1_000)).deposit;
    let second = chain.pay(BORROWER, 1_000, &repay(loan, 1_000)).deposit;
    assert!(
        first > second,
        "the entry of what the lender can withdraw is new: {first} {second}"
    );
    let withdrawal = chain.call(LENDER, &withdraw());
    assert_eq!(withdrawal.deposit, 0, "it is kept, and set to nothing");
    assert_eq!(withdrawal.unwrap().minor(), 2_000);
    assert_eq!(
        chain.call(LENDER, &withdraw()).refusal(),
        Error::NothingToWithdraw
    );
    let third = chain.pay(BORROWER, 1_000, &repay(loan, 1_000)).deposit;
    assert_eq!(third, second);
    assert_eq!(chain.call(LENDER, &withdraw()).unwrap().minor(), 1_000);
}

#[test]
fn less_than_was_signed_makes_no_loan_on_the_chain_and_moves_no_money() {
    let mut chain = Chain::new();
    let mut terms = on_chain();
    terms.least_delivery = Some(terms_amount(PRINCIPAL / 2));
    let loan = signed(&mut chain, &terms);
    let before = chain.balance(LENDER);
    for minor in [1, PRINCIPAL / 2 - 1] {
        assert_eq!(
            chain.pay(LENDER, minor, &deliver(loan, minor, None)).refusal(),
            Error::DeliveryTooSmall
        );
    }
    let dear = act(
        loan,
        Action::Deliver {
            amount: terms_amount(PRINCIPAL),
            on: None,
            at_least: RatePpm(60_001),
            receipt: None,
        },
    );
    assert_eq!(
        chain.pay(LENDER, PRINCIPAL, &dear).refusal(),
        Error::RateBelowMinimum
    );
    assert_eq!(
        (chain.balance(LENDER), status(&mut chain, loan)),
        (before, Status::Signed)
    );
}

#[test]
fn a_mistyped_delivery_is_taken_back_and_the_loan_expires() {
    let mut chain = Chain::new();
    let terms = off_chain();
    let loan = signed(&mut chain, &terms);
    chain.call(LENDER, &deliver(loan, 900_000, None)).unwrap();
    chain.at(Timestamp(terms.deliver_by.0 + 50));
    assert_eq!(
        chain.call(STRANGER, &expire(loan)).refusal(),
        Error::DeliveryReported
    );
    assert_eq!(chain.call(BORROWER, &retract(loan)).refusal(), Error::WrongParty);
    assert_eq!(chain.call(LENDER, &retract(loan)).names(), ["DeliveryWithdrawn"]);
    assert_eq!(chain.call(STRANGER, &expire(loan)).names(), ["LoanExpired"]);
}

#[test]
fn a_principal_in_parts_is_acknowledged_one_by_one_and_ends_with_the_signed_schedule() {
    let mut chain = Chain::new();
    let mut terms = off_chain();
    terms.deliveries = 2;
    let loan = signed(&mut chain, &terms);
    for part in [400_000, 600_000] {
        assert_eq!(
            chain.call(LENDER, &deliver(loan, part, None)).names(),
            ["DeliveryReported"]
        );
    }
    assert_eq!(
        chain.call(LENDER, &deliver(loan, 1, None)).refusal(),
        Error::DeliveryTooLarge
    );
    let part = |number, minor| received_part(loan, number, minor, START);
    assert_eq!(chain.call(BORROWER, &part(1, 600_000)).names(), ["LoanDelivered"]);
    assert_eq!(chain.call(BORROWER, &part(0, 400_000)).names(), ["PartDelivered"]);
    assert_eq!(
        chain.call(BORROWER, &part(0, 400_000)).refusal(),
        Error::NoDelivery
    );
    assert_eq!(status(&mut chain, loan), Status::Active);
}

/// By the schedule that the contract has stored, which the last signature alone needs.
#[test]
fn the_last_signature_of_an_old_debt_makes_the_loan() {
    let mut chain = Chain::new();
    let mut terms = off_chain();
    let moved = |by, minor, days| Moved {
        by,
        amount: terms_amount(minor),
        on: Day(START.0 - days),
        receipt: None,
    };
    terms.past = vec![
        moved(Role::Lender, 700_000, 300),
        moved(Role::Borrower, 100_000, 200),
        moved(Role::Lender, 300_000, 100),
    ];
    terms.deliver_by = terms.sign_by;
    let terms = scheduled(terms);
    assert_eq!(chain.call(BORROWER, &propose(&terms)).names(), ["LoanProposed"]);
    assert_eq!(
        chain.call(LENDER, &sign(0, digest(&terms))).names(),
        ["LoanSigned", "OldDebtFormed"]
    );
    assert_eq!(status(&mut chain, 0), Status::Active);
    assert_eq!(figures(&mut chain, 0).principal, terms_amount(900_000));
    assert_eq!(
        chain.call(LENDER, &deliver(0, 1, None)).refusal(),
        Error::WrongState
    );
}

fn terms_amount(minor: u128) -> terms::Amount {
    terms::sample::amount(minor)
}

#[test]
fn either_side_may_propose() {
    let mut chain = Chain::new();
    for (n, (proposer, signer)) in [(LENDER, BORROWER), (BORROWER, LENDER)].into_iter().enumerate() {
        let mut terms = off_chain();
        terms.reference = [n as u8; 16];
        let loan = chain.call(proposer, &propose(&terms)).unwrap();
        assert_eq!(
            chain.call(proposer, &sign(loan, digest(&terms))).refusal(),
            Error::WrongParty
        );
        assert_eq!(
            chain.call(signer, &sign(loan, digest(&terms))).names(),
            ["LoanSigned"]
        );
    }
}

#[test]
fn an_unsigned_proposal_expires_the_millisecond_after_its_deadline() {
    let mut chain = Chain::new();
    let terms = off_chain();
    let loan = proposed(&mut chain, &terms);
    assert_eq!(
        chain.at(terms.sign_by).call(STRANGER, &expire(loan)).refusal(),
        Error::DeadlineNotReached
    );
    // The next block of a chain comes a slot later.
    let late = Timestamp(terms.sign_by.0 + 50);
    assert_eq!(
        chain.at(late).call(LENDER, &sign(loan, digest(&terms))).refusal(),
        Error::DeadlinePassed
    );
    assert_eq!(chain.call(STRANGER, &expire(loan)).names(), ["LoanExpired"]);
    assert_eq!(status(&mut chain, loan), Status::Expired);
}

#[test]
fn a_signed_loan_that_nobody_delivers_expires_and_takes_no_money_afterwards() {
    let mut chain = Chain::new();
    let terms = on_chain();
    let loan = signed(&mut chain, &terms);
    chain.at(Timestamp(terms.deliver_by.0 + 50));
    let message = deliver(loan, PRINCIPAL, None);
    let before = chain.balance(LENDER);
    assert_eq!(
        chain.pay(LENDER, PRINCIPAL, &message).refusal(),
        Error::DeadlinePassed
    );
    assert_eq!(chain.call(STRANGER, &expire(loan)).names(), ["LoanExpired"]);
    assert_eq!(
        chain.pay(LENDER, PRINCIPAL, &message).refusal(),
        Error::WrongState
    );
    assert_eq!(chain.balance(LENDER), before);
}

#[test]
fn a_short_native_delivery_lowers_the_principal() {
    let mut chain = Chain::new();
    let short = PRINCIPAL - 1_000;
    let mut terms = on_chain();
    terms.least_delivery = Some(terms_amount(short));
    let loan = signed(&mut chain, &terms);
    let call = chain.pay(LENDER, short, &deliver(loan, short, None));
    let Some(Emitted::Loan(event, _)) = call.events.first() else {
        panic!("no event")
    };
    let Event::LoanDelivered(delivered) = event.as_ref() else {
        panic!("another event")
    };
    assert_eq!(
        (delivered.amount.minor(), delivered.schedule[0].principal.minor()),
        (short, short)
    );
    assert_eq!(figures(&mut chain, loan).principal.minor(), short);
}

#[test]
fn monthly_interest_falls_due_each_month_and_is_announced_each_month() {
    let mut chain = Chain::new();
    let terms = monthly(party(LENDER), party(BORROWER), START, 3);
    let loan = active(&mut chain, &terms);
    for row in &terms.schedule {
        assert_eq!(
            chain.on(row.due).call(STRANGER, &notify(vec![loan])).names(),
            ["RepaymentDue"]
        );
        let paid: Call<_> = chain.call(LENDER, &report(loan, row.total().unwrap().minor(), row.due));
        paid.unwrap();
        assert_eq!(figures(&mut chain, loan).interest.minor(), 0);
    }
    assert_eq!(status(&mut chain, loan), Status::Settled);
}

#[test]
fn deadlines_follow_the_chains_clock_to_the_millisecond() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let last_of_grace = end_of(Day(DUE.0 + 3));
    assert_eq!(
        chain
            .at(last_of_grace)
            .call(STRANGER, &mark_default(loan))
            .refusal(),
        Error::NotInDefault
    );
    let first_after = Timestamp(last_of_grace.0 + 50);
    assert_eq!(
        chain.at(first_after).call(STRANGER, &mark_default(loan)).names(),
        ["LoanDefaulted"]
    );
}

/// The lender has lost their key. What the borrower repays meanwhile is nobody's until the heir has the seat.
#[test]
fn what_is_repaid_to_a_claimed_seat_is_kept_where_nobody_has_the_key_and_goes_with_the_seat() {
    const HEIR: Sr25519Keyring = Sr25519Keyring::Dave;
    let mut chain = Chain::new();
    let mut terms = on_chain();
    terms.successions = vec![Succession {
        seat: party(LENDER),
        heir: Some(party(HEIR)),
        verifier: None,
        second: None,
        days: 14,
    }];
    let loan = active(&mut chain, &terms);
    let (seat, to, evidence) = (party(LENDER), party(HEIR), None);
    let claim = Action::ClaimSeat {
        seat,
        to,
        statement: None,
        evidence,
    };
    let take = Action::TakeSeat { seat, evidence };
    assert_eq!(chain.call(HEIR, &act(loan, claim)).names(), ["SeatClaimed"]);
    let part = PRINCIPAL / 10;
    assert_eq!(
        chain.pay(BORROWER, part, &repay(loan, part)).names(),
        ["LoanRepaid"]
    );
    let held = held_account(loan, seat, sha2_256);
    for account in [seat, to] {
        assert_eq!(kept(&mut chain, account, None).minor(), 0);
    }
    assert_eq!(kept(&mut chain, held, None).minor(), part);
    assert_eq!(
        chain.call(LENDER, &withdraw()).refusal(),
        Error::NothingToWithdraw
    );

    chain.on(Day(START.0 + 14));
    assert_eq!(
        chain.call(HEIR, &act(loan, take.clone())).refusal(),
        Error::ClaimNotDue
    );
    chain.on(Day(START.0 + 15));
    assert_eq!(chain.call(HEIR, &act(loan, take)).names(), ["SeatTaken"]);
    assert_eq!(kept(&mut chain, held, None).minor(), 0);
    assert_eq!(kept(&mut chain, to, None).minor(), part);
    assert_eq!(loans_of(&mut chain, to), [loan]);
    let before = chain.balance(HEIR);
    chain.call(HEIR, &withdraw()).unwrap();
    assert_eq!(chain.balance(HEIR), before + part);

    // From now on it comes to the heir, and the lost key does nothing.
    chain.pay(BORROWER, part, &repay(loan, part)).unwrap();
    assert_eq!(kept(&mut chain, to, None).minor(), part);
    let dispute = Action::Dispute { evidence };
    assert_eq!(
        chain.call(LENDER, &act(loan, dispute)).refusal(),
        Error::SeatPassed
    );
}

/// Nor is anything delivered to a key that may be a thief's.
#[test]
fn nothing_is_delivered_to_a_seat_that_is_claimed_and_the_money_goes_to_the_new_key_a_month_after_it() {
    const NEW: Sr25519Keyring = Sr25519Keyring::Dave;
    let mut chain = Chain::new();
    let mut terms = on_chain();
    terms.sign_by = end_of(Day(START.0 + 60));
    terms.deliver_by = end_of(Day(START.0 + 60));
    let loan = signed(&mut chain, &terms);
    let (seat, to, evidence) = (party(BORROWER), party(NEW), None);
    let claim = Action::ClaimSeat {
        seat,
        to,
        statement: None,
        evidence,
    };
    chain.call(BORROWER, &act(loan, claim)).unwrap();
    chain.on(Day(START.0 + 8));
    let refused = chain.pay(LENDER, PRINCIPAL, &deliver(loan, PRINCIPAL, None));
    assert_eq!(refused.refusal(), Error::SeatHeld);
    let take = Action::TakeSeat { seat, evidence };
    chain.call(NEW, &act(loan, take)).unwrap();
    chain.on(Day(START.0 + 39));
    let before = chain.balance(NEW);
    chain
        .pay(LENDER, PRINCIPAL, &deliver(loan, PRINCIPAL, None))
        .unwrap();
    assert_eq!(chain.balance(NEW), before + PRINCIPAL);
}
