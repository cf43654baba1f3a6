//! The ledger around the loans: schedule pages, listings, batches, numbers and the policy.

use crate::stage::*;
use loan::message::Message;
use loan::Policy;
use sandbox::{party, Chain, START};
use scale::Encode;
use sp_keyring::Sr25519Keyring;
use terms::life::Channel;
use terms::sample::monthly;
use terms::{limits, Basis, Day, Error, Instalment, LoanId, RatePpm, Status};

#[test]
fn a_message_is_its_selector_and_its_arguments() {
    let message: Ask<()> = Message::new(|ledger| ledger.sign(7, [9; 32], None));
    assert_eq!(message.input[..4], ink::selector_bytes!("sign"));
    assert_eq!(message.input[4..], (7u64, [9u8; 32], None::<[u8; 32]>).encode());
}

#[test]
fn a_proxy_for_demands_knows_the_contracts_own_selector() {
    assert_eq!(iou_runtime::proxy::DEMAND, ink::selector_bytes!("demand"));
}

const DUE: Day = Day(START.0 + 90);

#[test]
fn a_demand_holds_no_more_than_its_proxy_may_spend() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let most = iou_runtime::proxy::DEMAND_DEPOSIT_MAX as i128;
    chain.on(DUE);
    for receipt in [Some([1; 32]), None] {
        let demand: Ask<()> = Message::new(|ledger| ledger.demand(loan, [2; 32], Channel::Letter, receipt));
        let told = chain.call(LENDER, &demand);
        // The client allows a fifth more than the trial took.
        assert!(told.deposit * 6 / 5 <= most, "{}", told.deposit);
        told.answer.unwrap().unwrap();
    }
}

/// As many off-chain loans as asked for, all running.
fn many(chain: &mut Chain, count: u8) -> Vec<LoanId> {
    let one = |n: u8| {
        let mut terms = off_chain();
        terms.reference = [n; 16];
        active(chain, &terms)
    };
    (0..count).map(one).collect()
}

#[test]
fn schedules_of_one_page_a_page_and_a_row_and_ten_pages_come_back_whole() {
    let mut chain = Chain::new();
    for periods in [1, 11, 12, 13, 24, 25, limits::INSTALMENTS_MAX] {
        let terms = monthly(party(LENDER), party(BORROWER), START, periods);
        let loan = active(&mut chain, &terms);
        let schedule: Result<Vec<Instalment>, Error> =
            chain.ask(&Message::new(|ledger| ledger.schedule(loan)));
        assert_eq!(schedule, Ok(terms.schedule), "{periods} instalments");
    }
}

#[test]
fn a_loan_of_120_instalments_is_paid_to_its_end_within_the_limits_of_a_transaction() {
    let mut chain = Chain::new();
    let terms = monthly(party(LENDER), party(BORROWER), START, limits::INSTALMENTS_MAX);
    let loan = active(&mut chain, &terms);
    // Each page's edges; between them nothing is paid, so that one payment closes a whole page.
    let days: Vec<Day> = terms
        .schedule
        .iter()
        .skip(11)
        .step_by(12)
        .map(|row| row.due)
        .collect();
    for day in days {
        let due = figures(chain.on(day), loan)
            .next_due
            .expect("something is due")
            .amount;
        chain.call(LENDER, &report(loan, due.minor(), day)).unwrap();
    }
    assert_eq!(status(&mut chain, loan), Status::Settled);
}

#[test]
fn a_short_delivery_replaces_the_signed_schedule_on_every_page() {
    let mut chain = Chain::new();
    let terms = monthly(party(LENDER), party(BORROWER), START, 25);
    let loan = signed(&mut chain, &terms);
    chain.call(LENDER, &deliver(loan, 500_000, None)).unwrap();
    chain.call(BORROWER, &received(loan, 500_000)).unwrap();
    let schedule: Result<Vec<Instalment>, Error> = chain.ask(&Message::new(|ledger| ledger.schedule(loan)));
    let basis = Basis {
        principal: terms::sample::amount(500_000),
        ..Basis::agreed(&terms)
    };
    let half = terms.plan.schedule(&terms.schedule, basis);
    assert_eq!(schedule, half);
}

#[test]
fn a_batch_announces_what_is_due_once_and_passes_over_the_rest() {
    let mut chain = Chain::new();
    let loans = many(&mut chain, 3);
    let mut terms = off_chain();
    terms.reference = [99; 16];
    let undelivered = signed(&mut chain, &terms);
    chain.on(DUE);
    assert_eq!(chain.call(STRANGER, &notify(vec![])).refusal(), Error::BadBatch);
    assert_eq!(
        chain.call(STRANGER, &notify(vec![undelivered])).refusal(),
        Error::NothingToAnnounce
    );
    // A loan that is named twice is announced once.
    let batch = vec![loans[1], undelivered, loans[1], loans[0]];
    let call = chain.call(STRANGER, &notify(batch));
    assert_eq!(call.events.len(), 2);
    assert_eq!(call.unwrap(), 2);
    assert_eq!(chain.call(STRANGER, &notify(loans.clone())).unwrap(), 1);
    assert_eq!(
        chain.call(STRANGER, &notify(loans)).refusal(),
        Error::NothingToAnnounce
    );
}

#[test]
fn an_unknown_loan_in_a_batch_refuses_all_of_it() {
    let mut chain = Chain::new();
    let loans = many(&mut chain, 1);
    let root = chain.on(DUE).root();
    assert_eq!(
        chain.call(STRANGER, &notify(vec![loans[0], 77])).refusal(),
        Error::NoSuchLoan
    );
    assert_eq!(chain.root(), root);
}

#[test]
fn a_batch_of_a_hundred_fits_one_transaction_and_one_more_is_refused() {
    let mut chain = Chain::new();
    let loans = many(&mut chain, 100);
    chain.on(DUE);
    let mut too_many = loans.clone();
    too_many.push(0);
    assert_eq!(chain.call(STRANGER, &notify(too_many)).refusal(), Error::BadBatch);
    assert_eq!(chain.call(STRANGER, &notify(loans)).unwrap(), 100);
}

#[test]
fn an_accounts_loans_are_listed_in_the_order_of_their_proposal_page_by_page() {
    let mut chain = Chain::new();
    let mut own = Vec::new();
    for n in 0..7u8 {
        let mut terms = off_chain();
        terms.reference = [n; 16];
        if n % 2 == 1 {
            terms.borrower = party(STRANGER);
            chain.call(LENDER, &propose(&terms)).unwrap();
        } else {
            own.push(chain.call(BORROWER, &propose(&terms)).unwrap());
        }
    }
    let mut page = |who, from, limit| -> Vec<LoanId> {
        chain.ask(&Message::new(|ledger| ledger.loans_of(party(who), from, limit)))
    };
    let none: [LoanId; 0] = [];
    assert_eq!(own, [0, 2, 4, 6]);
    assert_eq!(page(BORROWER, 0, 100), own);
    assert_eq!(page(BORROWER, 1, 2), own[1..3]);
    assert_eq!(page(BORROWER, 3, u32::MAX), own[3..]);
    assert_eq!(page(BORROWER, u32::MAX, u32::MAX), none);
    assert_eq!(page(BORROWER, 0, 0), none);
    assert_eq!(page(LENDER, 0, 100), [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(page(STRANGER, 0, 100), [1, 3, 5]);
    assert_eq!(page(Sr25519Keyring::Ferdie, 0, 100), none);
}

#[test]
fn loans_are_numbered_from_zero_and_found_by_the_digest_of_their_terms() {
    let mut chain = Chain::new();
    let count = Message::new(|ledger| ledger.count());
    assert_eq!(chain.ask(&count), 0);
    let terms = off_chain();
    let mut by_digest = |digest| chain.ask(&Message::new(|ledger| ledger.loan_by_digest(digest)));
    assert_eq!(by_digest(digest(&terms)), None);
    let loan = proposed(&mut chain, &terms);
    assert_eq!((loan, chain.ask(&count)), (0, 1));
    assert_eq!(
        chain.ask(&Message::new(|ledger| ledger.loan_by_digest(digest(&terms)))),
        Some(0)
    );
}

#[test]
fn a_balance_can_be_asked_for_any_day_to_come() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let mut on = |day| -> Result<terms::Balance, Error> {
        chain.ask(&Message::new(|ledger| ledger.balance_at(loan, day)))
    };
    assert_eq!(on(START).unwrap().total.minor(), 1_000_000);
    let due = on(DUE).unwrap();
    assert_eq!((due.total.minor(), due.due.minor()), (1_014_794, 1_014_794));
    assert_eq!(on(Day(DUE.0 - 1)).unwrap().due.minor(), 0);
    assert_eq!(on(Day(DUE.0 + 10)).unwrap().late.minor(), 1_643);
}

#[test]
fn the_policy_names_the_cap_of_the_day() {
    let mut chain = Chain::new();
    let policy: Result<Policy, Error> = chain.ask(&Message::new(|ledger| ledger.policy()));
    let policy = policy.unwrap();
    assert_eq!((policy.lpr, policy.cap), (RatePpm(30_000), RatePpm(120_000)));
    assert_eq!((policy.instalments_max, policy.batch_max), (120, 100));
}
