//! Seats for which another key acts: who signs for one is its key of that time, and what becomes of a claim follows from what was agreed.

use iou_base::time::DAY_MS;
use terms::agreement::{Amendment, Holder};
use terms::life::{Action, Reversal};
use terms::limits::WHOLE_PPM;
use terms::{Event, Period, Plan, RatePpm, Role, Timestamp};

use super::super::error::VerificationError;
use super::super::sample::lies::Lie;
use super::super::sample::seats::{lies, truths, ARBITER, BORROWER, HEIR, KEY, LENDER, STRANGER};
use super::{all_signed, check, falsity, refused, Paper};

#[test]
fn what_happens_to_a_seat_by_the_rules_is_proved_with_the_signature_of_its_key() {
    for (title, paper) in truths() {
        let report = check(&paper.bundle(), &paper.genesis());
        assert_eq!(falsity(&report), None, "{title}");
        let loan = all_signed(&paper);
        for proved in &loan.events {
            let Some(step) = &proved.step else { continue };
            let is_own = step.seat == step.account;
            let seats = &loan.stored.agreement.seats;
            let is_key = seats.iter().any(|seat| seat.account == step.seat);
            assert!(is_own || is_key, "{title}: {step:?}");
        }
    }
}

#[test]
fn whatever_a_contract_took_a_seat_is_claimed_held_and_taken_as_was_agreed_and_signed_for_by_its_key() {
    for Lie { title, paper, code } in lies() {
        let report = check(&paper.bundle(), &paper.genesis());
        let (_, error) = falsity(&report).unwrap_or_else(|| panic!("{title}: it holds"));
        assert_eq!(error.code(), code, "{title}: {error:?}");
    }
}

#[test]
fn the_seats_are_those_that_the_contract_has_stored() {
    let mut paper = Paper::handed_over();
    paper.lapse(|_| (), |_| (), |agreement| agreement.seats[0].objected = Some(1));
    let report = check(&paper.bundle(), &paper.genesis());
    let (_, error) = falsity(&report).expect("it is false");
    assert!(
        matches!(error, VerificationError::BooksDiffer { what: "seats" }),
        "{error:?}"
    );
}

#[test]
fn a_step_that_names_another_key_or_file_did_not_cause_what_happened_to_a_seat() {
    let (seat, key) = {
        let paper = Paper::with_successions();
        (paper.account(LENDER), paper.account(KEY))
    };
    let claim = |to, evidence| Action::ClaimSeat {
        seat,
        to,
        statement: None,
        evidence,
    };
    let heir = Paper::with_successions().account(HEIR);
    for rival in [claim(heir, Some([8; 32])), claim(key, None)] {
        let mut paper = Paper::with_successions();
        let lender = paper.people[LENDER].clone();
        paper.rival(&lender, None, &rival);
        paper.claim(LENDER, KEY, None);
        refused(&paper.bundle(), &paper.genesis(), "transaction-idle");
    }
    // An arbiter who denies names the key that the seat has, and the one for which it was claimed.
    for (to, found) in [(KEY, KEY), (HEIR, LENDER)] {
        let mut paper = Paper::asked_arbiter();
        let arbiter = paper.people[ARBITER].clone();
        let rival = Action::DecideClaim {
            seat,
            to: paper.account(to),
            key: paper.account(found),
            evidence: [9; 32],
        };
        paper.rival(&arbiter, None, &rival);
        paper.decide(ARBITER, KEY, LENDER);
        refused(&paper.bundle(), &paper.genesis(), "transaction-idle");
    }
}

/// The lender offers `action`, and then their seat is taken by another key.
fn offered(offer: impl FnOnce(&Paper) -> Action) -> Paper {
    let mut paper = Paper::with_successions();
    let offer = offer(&paper);
    paper.act(LENDER, offer);
    let kept = paper.loan().agreement.clone();
    paper.claim(LENDER, KEY, None);
    paper.support(HEIR, KEY);
    paper.take(KEY);
    let stored = &paper.loan().agreement;
    assert!(stored.assignments.is_empty() && stored.amendment.is_none());
    // The contract had forgotten that it is void.
    paper.lapse(
        |agreement| (agreement.assignments, agreement.amendment) = (kept.assignments, kept.amendment),
        |_| (),
        |_| (),
    );
    paper
}

#[test]
fn what_a_seat_had_offered_is_void_once_another_key_has_taken_it() {
    let mut assigned = offered(|paper| Action::Assign {
        parts: vec![Holder {
            account: paper.account(STRANGER),
            ppm: WHOLE_PPM,
        }],
        sign_by: Timestamp(paper.now_ms + 40 * DAY_MS),
        evidence: None,
    });
    let digest = assigned.loan().agreement.assignments[0].digest;
    assigned.wait(31);
    assigned.act(
        STRANGER,
        Action::AcceptAssignment {
            digest,
            at_least: terms::Amount::ZERO,
            evidence: None,
        },
    );
    refused(&assigned.bundle(), &assigned.genesis(), "event-kind");

    let mut amended = offered(|paper| {
        let terms = &paper.loan().agreement.terms;
        let from = terms.day_of(Timestamp(paper.now_ms));
        let mut amendment = Amendment {
            plan: Plan {
                start: from,
                every: Period::Months(3),
                ..terms.plan
            },
            annual_rate: RatePpm::ZERO,
            overdue_rate: None,
            grace_days: 0,
            roll_up: false,
            schedule: Vec::new(),
            from,
            principal: terms.principal,
            sign_by: Timestamp(paper.now_ms + 40 * DAY_MS),
        };
        amendment.schedule = amendment.schedule_that_follows(terms).unwrap();
        Action::ProposeAmendment {
            amendment: Box::new(amendment),
            evidence: None,
        }
    });
    let digest = amended.loan().agreement.amendment.as_ref().unwrap().digest;
    amended.wait(31);
    let evidence = None;
    amended.act(BORROWER, Action::DismissReport { report: 0, evidence });
    amended.act(BORROWER, Action::AcceptAmendment { digest, evidence });
    assert!(matches!(amended.events().last(), Some(Event::LoanAmended(_))));
    refused(&amended.bundle(), &amended.genesis(), "event-kind");
}

#[test]
fn no_payment_is_taken_back_by_the_word_of_one_side_alone_or_by_what_a_seat_asked_before_it_was_taken() {
    let mut alone = Paper::with_loan(&[1], 3);
    alone.report();
    let evidence = None;
    alone.act(LENDER, Action::ConfirmRepayment { report: 0, evidence });
    let payment = alone.loan().chain.sequence - 1;
    let asked = Some(Reversal {
        payment,
        by: Role::Lender,
    });
    alone.running().reversal = asked;
    let reverse = Action::ReversePayment { payment, evidence };
    alone.act(BORROWER, reverse);
    refused(&alone.bundle(), &alone.genesis(), "event-kind");

    let mut taken = Paper::with_successions();
    taken.act(LENDER, Action::ConfirmRepayment { report: 0, evidence });
    let payment = taken.loan().chain.sequence - 1;
    let reverse = Action::ReversePayment { payment, evidence };
    taken.act(LENDER, reverse.clone());
    let asked = taken.running().reversal;
    taken.claim(LENDER, KEY, None);
    taken.support(HEIR, KEY);
    taken.take(KEY);
    assert_eq!(taken.running().reversal, None);
    taken.running().reversal = asked;
    taken.wait(31);
    taken.act(BORROWER, reverse);
    refused(&taken.bundle(), &taken.genesis(), "event-kind");
}
