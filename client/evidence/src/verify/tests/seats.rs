//! Seats for which another key acts: who signs for one is its key of that time, and what becomes of a claim follows from what was agreed.

use terms::life::Action;
use terms::limits::WHOLE_PPM;
use terms::AccountId;

use super::super::error::VerificationError;
use super::super::manifest::Hex;
use super::super::sample::identities::{self, Told};
use super::super::sample::lies::Lie;
use super::super::sample::seats::{
    lies, truths, ARBITER, BORROWER, BUYERS_HEIR, HEIR, KEY, LENDER, STRANGER,
};
use super::super::sample::Person;
use super::super::{ReportItem, Verdict};
use super::{all_signed, check, falsity, refused, Paper};
use crate::identity::sample::signed_by;
use crate::identity::IdentityStatement;

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

/// Whose word a step is: the key, the seat that it acts for, and the name of the step.
fn steps(paper: &Paper) -> Vec<(AccountId, AccountId, &'static str)> {
    let loan = all_signed(paper);
    let steps = loan.events.iter().filter_map(|proved| proved.step.as_ref());
    steps
        .map(|step| (step.account, step.seat, step.message))
        .collect()
}

#[test]
fn what_an_office_or_anybody_does_is_done_for_no_seat_though_its_key_acts_for_one() {
    let mut paper = Paper::with_successions();
    let digest = [3; 32];
    paper.act(STRANGER, Action::StateIdentity { digest, kind: 2 });
    paper.claim(LENDER, STRANGER, None);
    paper.support(HEIR, STRANGER);
    paper.take(STRANGER);
    paper.demand(STRANGER);
    paper.act(STRANGER, Action::EndIdentity { digest });
    let _ = paper.submit(vec![(STRANGER, Action::VoidIdentity { digest })], Vec::new());
    paper.wait(60);
    paper.act(STRANGER, Action::MarkDefault);
    let [key, seat] = [STRANGER, LENDER].map(|who| paper.account(who));
    let said = steps(&paper);
    let said = &said[said.len() - 4..];
    let expected = [
        (key, seat, "demand"),
        (key, key, "end_identity"),
        (key, key, "void_identity"),
        (key, key, "mark_default"),
    ];
    assert_eq!(said, expected);
}

#[test]
fn whoever_sold_the_claim_with_a_seat_that_was_taken_and_buys_it_again_acts_by_their_own_key() {
    let mut paper = Paper::with_successions();
    let evidence = None;
    paper.act(LENDER, Action::DismissReport { report: 0, evidence });
    paper.assign(&[(STRANGER, WHOLE_PPM)]);
    paper.accept(STRANGER);
    let seat = paper.account(STRANGER);
    let claim = |to| Action::ClaimSeat {
        seat,
        to,
        statement: None,
        evidence,
    };
    paper.act(STRANGER, claim(paper.account(KEY)));
    paper.wait(8);
    paper.act(KEY, Action::TakeSeat { seat, evidence });
    paper.wait(31);
    paper.assign_by(KEY, &[(LENDER, WHOLE_PPM)]);
    paper.accept(LENDER);
    paper.assign(&[(STRANGER, WHOLE_PPM)]);
    paper.accept(STRANGER);
    paper.act(STRANGER, claim(paper.account(BUYERS_HEIR)));
    let loan = all_signed(&paper);
    let said = super::super::seats::items(&loan, seat);
    let said: Vec<_> = said.iter().map(|item| item.check).collect();
    assert_eq!(said, ["seat-claim"]);
}

/// What is said of the statements that claims name.
fn statements(told: &Told, statement: &IdentityStatement) -> Vec<(&'static str, Verdict)> {
    let report = check(&told.bundle(&[statement], true), &told.paper.genesis());
    assert_eq!(falsity(&report), None);
    let items = report.items.iter();
    let items = items.filter(|item| item.check.starts_with("seat-statement"));
    items.map(|item| (item.check, item.verdict)).collect()
}

/// The borrower hands their seat over and names the statement, as a file of their own too.
fn name(told: &mut Told, statement: &IdentityStatement) {
    let digest = Some(statement.digest());
    let action = Action::ClaimSeat {
        seat: told.paper.account(BORROWER),
        to: told.paper.account(KEY),
        statement: digest,
        evidence: digest,
    };
    told.paper.act(BORROWER, action);
}

#[test]
fn a_statement_that_a_claim_names_is_the_word_of_a_verifier_who_put_it_on_record_and_stood_by_it() {
    let of_key = |told: &Told, by: &Person| {
        let (key, verifier) = (told.paper.account(KEY), by.account());
        let statement = told.statement(|it| (it.account, it.verifier) = (Hex(key.0), Hex(verifier.0)));
        signed_by(statement, by)
    };
    let none = [("seat-statement-none", Verdict::Stated)];

    let mut told = Told::new();
    let own = of_key(&told, &told.verifier());
    told.record(&own);
    name(&mut told, &own);
    assert_eq!(statements(&told, &own), [("seat-statement-key", Verdict::Proved)]);

    // A verifier puts on record what somebody made whom nobody appointed.
    let mut told = Told::new();
    let strangers = of_key(&told, &Person::new(50));
    told.record(&strangers);
    name(&mut told, &strangers);
    assert_eq!(statements(&told, &strangers), none);

    // Another does so with what its verifier has called false.
    let mut told = Told::new();
    let false_one = of_key(&told, &told.verifier());
    let digest = false_one.digest();
    told.record(&false_one);
    told.paper
        .act(identities::VERIFIER, Action::VoidIdentity { digest });
    told.paper.people[identities::VERIFIER] = Person::new(51);
    told.record(&false_one);
    name(&mut told, &false_one);
    assert_eq!(statements(&told, &false_one), none);
}

#[test]
fn money_that_came_for_a_claimed_seat_is_kept_and_passes_to_whoever_has_it_when_the_claim_ends() {
    let said = |paper: &Paper| -> Vec<(&'static str, String)> {
        let loan = all_signed(paper);
        let items = super::super::seats::items(&loan, paper.account(LENDER));
        let of_money = |name: &str| ["seat-kept", "seat-released"].contains(&name);
        let items = items.into_iter().filter(|item| of_money(item.check));
        let told = |item: ReportItem| {
            assert_eq!(item.verdict, Verdict::Proved);
            let param = |name| item.params.iter().find(|(known, _)| *known == name);
            let values = ["amount", "successor"].map(param).into_iter().flatten();
            let values: Vec<_> = values.map(|(_, value)| value.as_str()).collect();
            (item.check, values.join(" "))
        };
        items.map(told).collect()
    };
    let passed = |amount: u128, paper: &Paper, who| {
        let key = paper.account(who);
        ("seat-released", format!("{amount} {}", hex::encode(key.0)))
    };
    let mut paper = Paper::with_successions_on_chain();
    paper.repay(1_000);
    assert_eq!(said(&paper), []);
    paper.claim(HEIR, HEIR, None);
    paper.repay(2_000);
    paper.repay(3_000);
    assert_eq!(said(&paper), [("seat-kept", "5000".to_owned())]);
    // An objection.
    paper.end_claim(LENDER, HEIR);
    paper.repay(4_000);
    let first = passed(5_000, &paper, LENDER);
    assert_eq!(said(&paper), std::slice::from_ref(&first));
    // A handing over, which the heir makes bind.
    paper.claim(LENDER, KEY, None);
    paper.repay(5_000);
    paper.support(HEIR, KEY);
    paper.repay(6_000);
    paper.take(KEY);
    paper.repay(7_000);
    assert_eq!(said(&paper), [first, passed(6_000, &paper, KEY)]);
}
