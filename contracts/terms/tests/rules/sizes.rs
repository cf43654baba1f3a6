//! How large one loan can get. The contract keeps the agreement of a loan in one value of its storage and chain of events
//! and state in another; the chain refuses values above 16 KiB, and a loan that does not fit could take no step any more.
//! Each list here is as long as its limit allows, each amount and each option there; what cannot be at once is counted
//! at once, so the sums are bounds and not guesses.

use crate::case::{bullet, fen, BORROWER, LENDER, START};
use scale::Encode;
use terms::{
    account::{Kind, Part},
    agreement::{
        Agreement, Amendment, Assignment, Awaits, Claim, Consent, Guarantor, Holder, Identity, Moved, Offer,
        Revoked, Seat, Succession,
    },
    cell::Standing,
    life::{
        Active, Cause, Chain, Counters, Defaulted, Deliveries, Delivery, Dispute, Report, Restart, Restarts,
        Reversal,
    },
    limits::{
        CO_BORROWERS_MAX, DELIVERIES_MAX, GUARANTORS_MAX, HOLDERS_MAX, INSTALMENTS_MAX, OPEN_REPORTS_MAX,
        PARTS_MAX, PAST_MAX, POSTINGS_LIMIT, SEATS_MAX, STATEMENTS_MAX, WITNESSES_MAX,
    },
    Account, AccountId, Amount, Day, Instalment, Journal, Loan, Plan, Posting, RatePpm, Role, Settlement,
    State, Terms, Timestamp,
};

/// Most that the chain stores under one key. Units: bytes.
const VALUE_MAX: usize = 16_384;
/// Most that a message can answer: ink's buffer, as `deploy` compiles it (`deploy/src/contract/compile.rs`). Units: bytes.
const ANSWER_MAX: usize = 32_768;

fn accounts(count: usize) -> Vec<AccountId> {
    (0..count)
        .map(|n| AccountId([u8::try_from(n).unwrap(); 32]))
        .collect()
}

fn rows() -> Vec<Instalment> {
    let row = Instalment {
        due: Day(u32::MAX),
        principal: Amount::MAX,
        interest: Amount::MAX,
    };
    vec![row; usize::from(INSTALMENTS_MAX)]
}

fn largest_terms() -> Terms {
    let guarantor = Guarantor {
        account: BORROWER,
        joint: true,
        months: Some(u16::MAX),
    };
    Terms {
        co_borrowers: accounts(CO_BORROWERS_MAX),
        guarantors: vec![guarantor; GUARANTORS_MAX],
        settlement: Settlement::Token {
            contract: BORROWER,
            decimals: 12,
        },
        least_delivery: Some(Amount::MAX),
        overdue_rate: Some(RatePpm(u32::MAX)),
        acceleration: Some(u16::MAX),
        answer_days: u16::MAX,
        deliveries: DELIVERIES_MAX,
        past: vec![
            Moved {
                by: Role::Lender,
                amount: Amount::MAX,
                on: START,
                receipt: Some([1; 32]),
            };
            PAST_MAX
        ],
        jurisdiction: terms::Jurisdiction::Custom {
            cap: RatePpm(u32::MAX),
        },
        arbiter: Some(BORROWER),
        plan: Plan {
            every: terms::Period::Days(u16::MAX),
            ..bullet().plan
        },
        schedule: Vec::new(),
        successions: accounts(NAMED_MAX).into_iter().map(succession).collect(),
        ..bullet()
    }
}

pub fn largest_agreement() -> Agreement {
    let holders: Vec<Holder> = accounts(HOLDERS_MAX)
        .into_iter()
        .map(|account| Holder {
            account,
            ppm: u32::MAX,
        })
        .collect();
    let terms = largest_terms();
    let everybody = 1 + CO_BORROWERS_MAX + HOLDERS_MAX;
    let assignment = |by| Offer {
        what: Assignment {
            by,
            parts: holders[..PARTS_MAX].to_vec(),
            sign_by: Timestamp(u64::MAX),
        },
        digest: [1; 32],
        awaits: accounts(PARTS_MAX),
    };
    let amendment = Amendment {
        plan: terms.plan,
        annual_rate: RatePpm(u32::MAX),
        overdue_rate: Some(RatePpm(u32::MAX)),
        grace_days: u16::MAX,
        roll_up: true,
        schedule: rows(),
        from: START,
        principal: Amount::MAX,
        sign_by: Timestamp(u64::MAX),
    };
    let consent = Consent {
        digest: [1; 32],
        until: Day(u32::MAX),
    };
    Agreement {
        digest: [1; 32],
        proposer: Role::Lender,
        in_force: [1; 32],
        amendments: u16::MAX,
        consents: vec![Some(consent); GUARANTORS_MAX],
        amendment: Some(Offer {
            what: amendment,
            digest: [1; 32],
            awaits: accounts(everybody),
        }),
        assignments: holders.iter().map(|holder| assignment(holder.account)).collect(),
        witnesses: accounts(WITNESSES_MAX),
        identities: vec![
            Identity {
                verifier: BORROWER,
                digest: [1; 32],
                revoked: Some(Revoked::Void),
            };
            STATEMENTS_MAX
        ],
        seats: seats(),
        holders,
        terms,
    }
}

/// Whom the terms can name: lender, debtors, guarantors.
const NAMED_MAX: usize = 2 + CO_BORROWERS_MAX + GUARANTORS_MAX;

/// All seats that can change, all claimed, those planned after the terms whom these don't name.
fn seats() -> Vec<Seat> {
    let claim = Claim {
        to: BORROWER,
        by: BORROWER,
        awaits: Awaits::Arbiter,
        on: START,
        through: Some(START),
    };
    let seat = |(n, account)| Seat {
        account,
        key: BORROWER,
        plan: (n >= NAMED_MAX).then(|| succession(account)),
        claim: Some(claim),
        held_through: Some(START),
        objected: Some(16),
    };
    let all = accounts(NAMED_MAX + SEATS_MAX).into_iter();
    all.enumerate().map(seat).collect()
}

fn succession(seat: AccountId) -> Succession {
    Succession {
        seat,
        heir: Some(LENDER),
        verifier: Some(BORROWER),
        second: Some(LENDER),
        days: 30,
    }
}

pub fn largest_state() -> Standing {
    let part = Part {
        amount: Amount::MAX,
        on: START,
    };
    let mut account = Account::open(&bullet(), &[part], RatePpm(1), Some(RatePpm(1))).unwrap();
    account.asked = vec![Amount::MAX; INSTALMENTS_MAX.into()];
    let posting = Posting {
        number: u32::MAX,
        on: Day(u32::MAX),
        kind: Kind::Paid,
        amount: fen(1),
        payer: Some(BORROWER),
    };
    let report = Report {
        number: u32::MAX,
        amount: fen(1),
        on: START,
        to: BORROWER,
        receipt: Some([1; 32]),
        payer: Some(BORROWER),
        answer_by: Some(START),
        held: false,
    };
    let delivery = Delivery {
        number: u32::MAX,
        amount: Amount::MAX,
        on: START,
        at_least: RatePpm(u32::MAX),
        receipt: Some([1; 32]),
        acknowledged: true,
    };
    let restart = Restart {
        on: START,
        cause: Cause::Demand,
    };
    let active = Active {
        journal: Journal {
            base: account.clone(),
            postings: vec![posting; POSTINGS_LIMIT],
        },
        account,
        reversal: Some(Reversal {
            payment: u32::MAX,
            by: Role::Lender,
        }),
        announced: [u16::MAX; 4],
        reports: vec![report; OPEN_REPORTS_MAX],
        next_report: u32::MAX,
        restarted: Restarts(vec![Some(restart); HOLDERS_MAX]),
        dispute: Some(Dispute {
            by: Role::Lender,
            on: START,
            event: u32::MAX,
        }),
        deliveries: Deliveries {
            earliest: START,
            next: u32::MAX,
            reported: vec![delivery; DELIVERIES_MAX.into()],
            closed: true,
        },
    };
    let state = State::Defaulted(Defaulted {
        active: Box::new(active),
        on: START,
    });
    (Chain::default(), Counters::default(), state)
}

#[test]
fn no_loan_outgrows_a_value_of_the_storage() {
    let (agreement, state) = (largest_agreement(), largest_state());
    // Beside the value stands its key: prefix and number.
    let (agreement, state) = (agreement.encoded_size() + 12, state.encoded_size() + 12);
    assert!(agreement < VALUE_MAX, "{agreement}");
    assert!(state < VALUE_MAX, "{state}");
    // Whoever raises a limit sees here what is left.
    assert_eq!((agreement, state), (16_089, 15_193));
}

/// Signed rows are kept beside the agreement only while the principal can grow: then the claim is in one hand.
#[test]
fn no_agreement_outgrows_a_value_of_the_storage_by_the_rows_that_were_signed() {
    let mut agreement = largest_agreement();
    agreement.terms.schedule = rows();
    // An old debt comes in one part.
    agreement.terms.past = Vec::new();
    agreement.holders.truncate(1);
    agreement.seats.truncate(NAMED_MAX);
    agreement.assignments.truncate(1);
    agreement.assignments[0].what.parts = largest_agreement().holders;
    agreement.assignments[0].awaits = accounts(HOLDERS_MAX);
    let size = agreement.encoded_size() + 12;
    assert!(size < VALUE_MAX, "{size}");
}

#[test]
fn no_loan_outgrows_what_the_contract_can_answer_at_once() {
    let (chain, counters, state) = largest_state();
    let loan = Loan {
        id: u64::MAX,
        agreement: Box::new(largest_agreement()),
        chain,
        counters,
        state,
    };
    // Beside it: that it was read, that there is one.
    let answer = loan.encoded_size() + 2;
    assert!(answer > VALUE_MAX, "then the buffer need not be larger");
    assert!(answer < ANSWER_MAX, "{answer}");
}
