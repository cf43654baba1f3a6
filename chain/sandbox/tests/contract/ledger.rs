//! The ledger around the loans: schedule pages, listings, batches, numbers and the policy.

use crate::stage::*;
use loan::message::Message;
use sandbox::{party, Chain, START};
use scale::Encode;
use sp_keyring::Sr25519Keyring;
use terms::life::{Action, Arrival, Channel, Who};
use terms::sample::monthly;
use terms::{agreement::Agreement, cell, limits, Basis, Day, Error, LoanId, Status};

#[test]
fn a_message_is_its_selector_and_its_arguments() {
    let message = sign(7, [9; 32]);
    assert_eq!(message.input[..4], ink::selector_bytes!("act"));
    // Index 0 is the step's.
    assert_eq!(
        message.input[4..],
        (7u64, 0u8, [9u8; 32], None::<[u8; 32]>).encode()
    );
}

#[test]
fn a_proxy_for_demands_knows_the_contracts_own_selector_and_the_steps_index() {
    assert_eq!(iou_runtime::proxy::ACT, ink::selector_bytes!("act"));
    let row = Action::STEPS.iter().find(|row| row.name == "demand");
    assert_eq!(row.map(|row| row.index), Some(iou_runtime::proxy::DEMAND));
    let message = demand(LoanId::MAX, None).input;
    assert_eq!(message[12], iou_runtime::proxy::DEMAND);
}

/// A demand by letter.
fn demand(loan: LoanId, arrived: Option<Arrival>) -> Ask<()> {
    let action = Action::Demand {
        message: [2; 32],
        channel: Channel::Letter,
        arrived,
    };
    act(loan, action)
}

const DUE: Day = Day(START.0 + 90);

#[test]
fn a_demand_holds_no_more_than_its_proxy_may_spend() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let most = iou_runtime::proxy::DEMAND_DEPOSIT_MAX as i128;
    chain.on(DUE);
    let arrival = Arrival {
        on: DUE,
        receipt: [1; 32],
    };
    for arrived in [Some(arrival), None] {
        let told = chain.call(LENDER, &demand(loan, arrived));
        // The client allows a fifth more than the dry run took.
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
        let schedule = Ok::<_, Error>(schedule(&mut chain, loan));
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
    let schedule = Ok(schedule(&mut chain, loan));
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
fn a_bad_loan_in_a_batch_keeps_nobody_elses_from_being_announced() {
    let mut chain = Chain::new();
    let loans = many(&mut chain, 2);
    let mut terms = off_chain();
    terms.reference = [98; 16];
    let proposed_alone = proposed(&mut chain, &terms);
    chain.on(DUE);
    let batch = vec![77, loans[0], proposed_alone, u64::MAX, loans[1]];
    let call = chain.call(STRANGER, &notify(batch));
    assert_eq!(call.events.len(), 2);
    assert_eq!(call.unwrap(), 2);
    // Alone they have nothing to announce.
    let root = chain.root();
    assert_eq!(
        chain.call(STRANGER, &notify(vec![77, proposed_alone])).refusal(),
        Error::NothingToAnnounce
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
fn an_accounts_loans_are_listed_in_the_order_of_their_proposal() {
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
    let mut of = |who| loans_of(&mut chain, party(who));
    let none: [LoanId; 0] = [];
    assert_eq!(own, [0, 2, 4, 6]);
    assert_eq!(of(BORROWER), own);
    assert_eq!(of(LENDER), [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(of(STRANGER), [1, 3, 5]);
    assert_eq!(of(Sr25519Keyring::Ferdie), none);
}

#[test]
fn loans_are_numbered_from_zero_and_found_by_the_digest_of_their_terms() {
    let mut chain = Chain::new();
    assert_eq!(counts(&mut chain), (0, 0));
    let terms = off_chain();
    let mut by_digest = |digest| chain.ask(&Message::new(|ledger| ledger.loan_by_digest(digest)));
    assert_eq!(by_digest(digest(&terms)), None);
    let loan = proposed(&mut chain, &terms);
    assert_eq!((loan, counts(&mut chain)), (0, (1, 0)));
    assert_eq!(
        chain.ask(&Message::new(|ledger| ledger.loan_by_digest(digest(&terms)))),
        Some(0)
    );
}

#[test]
fn a_batch_takes_anyones_steps_of_every_kind_and_nobody_elses() {
    let mut chain = Chain::new();
    let loans = many(&mut chain, 2);
    let mut terms = off_chain();
    terms.reference = [97; 16];
    let late = proposed(&mut chain, &terms);
    chain.on(Day(DUE.0 + 4));
    let batch = |steps: &[(LoanId, Action)]| -> Ask<u32> { Message::batch(steps.to_vec()) };
    let anyones = [
        (loans[0], Action::MarkDefault),
        (late, Action::Expire),
        (loans[1], Action::NotifyDue),
    ];
    // The steps of parties are not taken, even from a party and beside others.
    let root = chain.root();
    for row in Action::STEPS.iter().filter(|row| row.by != [Who::Anyone]) {
        let evidence = None;
        let action = match row.name {
            "acknowledge" => Action::Acknowledge {
                at_most: terms::Amount::MAX,
                evidence,
            },
            "dispute" => Action::Dispute { evidence },
            _ => continue,
        };
        let mixed = [&anyones[..], &[(loans[1], action)]].concat();
        assert_eq!(chain.call(BORROWER, &batch(&mixed)).refusal(), Error::BadBatch);
    }
    assert_eq!(chain.root(), root);
    let call = chain.call(STRANGER, &batch(&anyones));
    assert_eq!(call.names(), ["LoanDefaulted", "LoanExpired", "RepaymentDue"]);
    assert_eq!(status(&mut chain, loans[0]), Status::Defaulted);
    assert_eq!(status(&mut chain, late), Status::Expired);
}

#[test]
fn that_reports_stayed_unanswered_goes_on_record_in_one_batch_of_anyones() {
    let mut chain = Chain::new();
    let mut terms = off_chain();
    terms.answer_days = 7;
    let first = active(&mut chain, &terms);
    terms.reference = [98; 16];
    let second = active(&mut chain, &terms);
    for loan in [first, second] {
        chain.call(BORROWER, &report(loan, 5_000, START)).unwrap();
    }
    let silence = |loan| (loan, Action::RecordSilence { report: 0 });
    let silences = || -> Ask<u32> { Message::batch(vec![silence(first), silence(second)]) };
    chain.on(Day(START.0 + 7));
    assert_eq!(
        chain.call(STRANGER, &silences()).refusal(),
        Error::NothingToAnnounce
    );
    let alone = act(first, Action::RecordSilence { report: 0 });
    assert_eq!(chain.call(STRANGER, &alone).refusal(), Error::AnswerNotDue);
    chain.on(Day(START.0 + 8));
    let before = [first, second].map(|loan| figures(&mut chain, loan));
    let call = chain.call(STRANGER, &silences());
    assert_eq!(call.names(), ["SilenceRecorded"; 2]);
    let after = [first, second].map(|loan| figures(&mut chain, loan));
    assert_eq!(after, before);
    assert_eq!(chain.call(STRANGER, &alone).refusal(), Error::SilenceOnRecord);
    // The answers still count.
    for loan in [first, second] {
        chain.call(LENDER, &confirm(loan, 0)).unwrap();
    }
}

#[test]
fn what_is_read_from_the_cells_is_what_the_queries_answer() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let stands = stored(&mut chain, loan).expect("the loan is there");
    let agreement: Option<Agreement> = chain.cell(cell::AGREEMENTS, &loan);
    assert_eq!(agreement.as_ref(), Some(&*stands.agreement));
    let state: Option<cell::Standing> = chain.cell(cell::STATES, &loan);
    assert_eq!(state, Some((stands.chain, stands.counters, stands.state)));
    let digest = digest(&off_chain());
    let found = chain.ask(&Message::new(|ledger| ledger.loan_by_digest(digest)));
    assert_eq!((found, chain.cell(cell::BY_DIGEST, &digest)), (Some(loan), found));
    assert_eq!(loan::message::QUERIES, ["loan", "loan_by_digest", "figures"]);
}
