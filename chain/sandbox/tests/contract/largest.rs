//! A loan at the limits of its lists. What the contract stores of it and what it answers has to fit, or one side could make
//! the loan unreadable for the other by steps that are each allowed.

use sandbox::{party, Chain, START};
use scale::Encode;
use terms::agreement::Amendment;
use terms::life::Action;
use terms::limits::{INSTALMENTS_MAX, OPEN_REPORTS_MAX, POSTINGS_LIMIT};
use terms::sample::{amount, noon, scheduled};
use terms::{Instalment, LoanId, Method, Period, Plan, Terms};

use crate::stage::{act, active, confirm, figures, off_chain, stored, Ask, BORROWER, LENDER, STRANGER};

/// ink's buffer as it is by default, and the largest value of the storage. Units: bytes.
const SIXTEEN_KIB: usize = 16_384;

fn weekly() -> Terms {
    let terms = off_chain();
    scheduled(Terms {
        plan: Plan {
            method: Method::EqualPrincipal,
            every: Period::Days(7),
            periods: INSTALMENTS_MAX,
            ..terms.plan
        },
        schedule: Vec::new(),
        ..terms
    })
}

/// A report of a fen that somebody else paid.
fn report(loan: LoanId, on: terms::Day) -> Ask<()> {
    let step = Action::ReportRepayment {
        amount: amount(1),
        on,
        receipt: Some([6; 32]),
        payer: Some(party(STRANGER)),
        to: party(LENDER),
    };
    act(loan, step)
}

/// All that is left in as many instalments by hand as there may be.
fn by_hand(chain: &mut Chain, loan: LoanId, today: terms::Day) -> Amendment {
    let principal = figures(chain, loan).principal;
    let terms = stored(chain, loan).unwrap().agreement.terms;
    let rows = (1..=INSTALMENTS_MAX).map(|n| Instalment {
        due: today.plus_days(u32::from(n)).unwrap(),
        principal: match n {
            INSTALMENTS_MAX => amount(principal.minor() - u128::from(n - 1)),
            _ => amount(1),
        },
        interest: terms::Amount::ZERO,
    });
    let mut amendment = Amendment {
        plan: Plan {
            method: Method::Custom,
            start: today,
            every: Period::ByHand,
            periods: INSTALMENTS_MAX,
            balloon: terms::Amount::ZERO,
        },
        annual_rate: terms.annual_rate,
        overdue_rate: terms.overdue_rate,
        grace_days: terms.grace_days,
        roll_up: false,
        schedule: rows.collect(),
        from: today,
        principal,
        sign_by: noon(today.plus_days(7).unwrap()),
    };
    amendment.schedule = amendment.schedule_that_follows(&terms).unwrap();
    amendment
}

#[test]
fn a_loan_at_the_limits_of_its_lists_can_be_read_and_goes_on() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &weekly());
    // All instalments are due and unpaid.
    let today = START.plus_days(7 * u32::from(INSTALMENTS_MAX) + 1).unwrap();
    chain.on(today);
    let mut number = 0;
    for _ in 0..POSTINGS_LIMIT {
        chain.call(BORROWER, &report(loan, today)).unwrap();
        chain.call(LENDER, &confirm(loan, number)).unwrap();
        number += 1;
    }
    for _ in 0..OPEN_REPORTS_MAX {
        chain.call(BORROWER, &report(loan, today)).unwrap();
    }
    let amendment = by_hand(&mut chain, loan, today);
    let propose = Action::ProposeAmendment {
        amendment: Box::new(amendment),
        evidence: None,
    };
    chain.call(LENDER, &act(loan, propose)).unwrap();

    let found = stored(&mut chain, loan).unwrap();
    let (whole, state) = (found.encoded_size(), (found.chain, &found.state).encoded_size());
    assert!(whole > SIXTEEN_KIB, "{whole}: then this shows nothing");
    assert!(state < SIXTEEN_KIB, "{state}");
    // Money is taken as before.
    chain.call(LENDER, &confirm(loan, number)).unwrap();
}
