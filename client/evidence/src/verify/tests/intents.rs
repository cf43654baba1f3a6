//! What was signed for others to submit: who signed is proved however many intents one transaction carried, and nothing that
//! its signer did not sign so, here and then, passes for it.

use scale::{Decode, Encode};
use terms::intent::{Deed, Intent};
use terms::life::Action;
use terms::AccountId;

use super::super::report::Carrier;
use super::super::sample::lies::{self, Lie};
use super::super::sample::{minor, Bundle, Paper, START};
use super::super::VerifiedLoan;
use super::{check, falsity, refused, LOAN};

const EVIDENCE: Option<[u8; 32]> = None;

fn report(amount: u128) -> Action {
    Action::ReportRepayment {
        amount: minor(amount),
        on: START,
        receipt: None,
        payer: None,
        to: terms::sample::UNSEEN_CREDITOR,
    }
}

/// What a borrower wants of another loan.
fn of_another_loan(paper: &Paper, loan: u64) -> (Intent, [u8; 64]) {
    let mut intent = paper.intent(1, Action::Dispute { evidence: EVIDENCE });
    if let Deed::Act { loan: of, .. } = &mut intent.deed {
        *of = loan;
    }
    paper.signed_intent(1, &intent, false)
}

/// A loan that was concluded, delivered, and told of by intents alone: eight in its last block, of three loans.
fn told_by_others() -> Paper {
    let mut paper = Paper::with_intents(&[1, 2, 3, 4], 3);
    paper.wait(5);
    let others = [LOAN + 1, LOAN + 1, LOAN + 2, LOAN + 2].map(|loan| of_another_loan(&paper, loan));
    let steps = vec![
        (1, report(5_000)),
        (
            0,
            Action::ConfirmRepayment {
                report: 0,
                evidence: EVIDENCE,
            },
        ),
        (1, report(7_000)),
        (
            0,
            Action::DismissReport {
                report: 1,
                evidence: EVIDENCE,
            },
        ),
    ];
    let _ = paper.submit(steps, others.to_vec());
    paper
}

fn signers(loan: &VerifiedLoan) -> Vec<(&'static str, AccountId)> {
    let steps = loan.events.iter().filter_map(|proved| proved.step.as_ref());
    steps.map(|step| (step.message, step.signer)).collect()
}

#[test]
fn eight_intents_of_three_loans_in_one_block_are_each_their_signers() {
    let paper = told_by_others();
    let report = check(&paper.bundle(), &paper.genesis());
    assert_eq!(falsity(&report), None);
    assert!(report.holds());
    let loan = report.loan.unwrap();
    let [lender, borrower] = [0, 1].map(|who| paper.people[who].account());
    let expected = [
        ("propose", lender),
        ("sign", borrower),
        ("deliver", lender),
        ("acknowledge_delivery", borrower),
        ("report_repayment", borrower),
        ("confirm_repayment", lender),
        ("report_repayment", borrower),
        ("dismiss_report", lender),
    ];
    assert_eq!(signers(&loan), expected);
    let last = &loan.events[loan.events.len() - 4..];
    assert!(last.windows(2).all(|pair| pair[0].block == pair[1].block));
    for proved in &loan.events {
        let id = proved.event.head().intent.unwrap();
        let step = proved.step.as_ref().unwrap();
        assert!(
            matches!(step.carrier, Carrier::Intent { id: own, valid: (from, until) } if own == id && from < until)
        );
        let text = String::from_utf8(step.signed_bytes.clone()).unwrap();
        assert!(text.contains(&hex::encode(id)), "{text}");
    }
    // No transaction of the relay's is in the file.
    assert!(paper
        .bundle()
        .index
        .blocks
        .iter()
        .all(|block| block.transactions.is_empty()));
}

#[test]
fn direct_steps_and_intents_of_the_same_people_stand_beside_each_other() {
    let mut paper = Paper::with_loan(&[1], 3);
    let _ = paper.submit(vec![(1, report(5_000))], Vec::new());
    paper.act(
        0,
        Action::ConfirmRepayment {
            report: 0,
            evidence: EVIDENCE,
        },
    );
    let _ = paper.submit(
        vec![(
            0,
            Action::Forgive {
                amount: minor(100),
                evidence: EVIDENCE,
            },
        )],
        Vec::new(),
    );
    let report = check(&paper.bundle(), &paper.genesis());
    assert_eq!(falsity(&report), None);
    let loan = report.loan.unwrap();
    assert!(loan.events.iter().all(|proved| proved.step.is_some()));
    let intents = loan
        .events
        .iter()
        .filter(|proved| proved.event.head().intent.is_some());
    assert_eq!(intents.count(), 2);
}

/// The entry of an intent, taken apart, changed and put together again.
fn changed(entry: &[u8], change: impl FnOnce(&mut Intent, &mut [u8; 64])) -> Vec<u8> {
    let (mut bytes, signature) = entry.split_last_chunk::<64>().unwrap();
    let mut intent = Intent::decode(&mut bytes).unwrap();
    let mut signature = *signature;
    change(&mut intent, &mut signature);
    [&intent.encode()[..], &signature].concat()
}

fn with_entries(paper: &Paper, change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Bundle {
    let mut bundle = paper.bundle();
    change(&mut bundle.intents);
    bundle
}

#[test]
fn intents_that_are_dropped_are_missing_and_those_that_nobody_named_are_false() {
    let paper = told_by_others();
    let genesis = paper.genesis();
    let without = with_entries(&paper, |entries| drop(entries.remove(3)));
    let report = check(&without, &genesis);
    assert_eq!(falsity(&report), None, "what is missing is not false");
    let missing = report
        .items
        .iter()
        .filter(|item| item.check == "intent" && item.error.is_none());
    let missing = missing.filter(|item| item.verdict == super::Verdict::Missing);
    assert_eq!(missing.count(), 1);
    let loan = report.loan.unwrap();
    assert_eq!(
        loan.events.iter().filter(|proved| proved.step.is_none()).count(),
        1
    );
    // One of another loan, well signed.
    let (intent, signature) = of_another_loan(&paper, LOAN + 1);
    let more = with_entries(&paper, |entries| {
        entries.push([&intent.encode()[..], &signature].concat());
        entries.sort_by_key(|entry| id_of(entry));
    });
    refused(&more, &genesis, "proof-unused");
}

fn id_of(entry: &[u8]) -> [u8; 32] {
    let (mut bytes, _) = entry.split_last_chunk::<64>().unwrap();
    Intent::decode(&mut bytes).unwrap().id(iou_base::sha256)
}

#[test]
fn order_and_signatures_of_the_entries_count() {
    let paper = told_by_others();
    let genesis = paper.genesis();
    refused(
        &with_entries(&paper, |entries| entries.swap(0, 1)),
        &genesis,
        "intents-order",
    );
    let twice = with_entries(&paper, |entries| entries.insert(1, entries[0].clone()));
    refused(&twice, &genesis, "intents-order");
    let short = with_entries(&paper, |entries| *entries = vec![vec![7; 60]]);
    refused(&short, &genesis, "intent-bad");
    let mut none = paper.bundle();
    none.intents.clear();
    let _ = none.others.insert(super::part::INTENTS.into(), vec![0]);
    refused(&none, &genesis, "list-bad");
    // The signature of another intent of the same signer.
    let swapped = with_entries(&paper, |entries| {
        let signature = *entries[1].last_chunk::<64>().unwrap();
        entries[0] = changed(&entries[0], |_, own| *own = signature);
    });
    refused(&swapped, &genesis, "intent-signature");
}

#[test]
fn a_second_signature_over_the_same_identity_is_the_same_intent() {
    let paper = told_by_others();
    let again = with_entries(&paper, |entries| {
        for entry in entries {
            let (mut bytes, _) = entry.split_last_chunk::<64>().unwrap();
            let intent = Intent::decode(&mut bytes).unwrap();
            let who = usize::from(intent.signer == paper.people[1].account());
            let (_, other) = paper.signed_intent(who, &intent, true);
            assert_ne!(
                *entry.last_chunk::<64>().unwrap(),
                other,
                "sr25519 signs with chance"
            );
            *entry = changed(entry, |_, own| *own = other);
        }
    });
    assert_eq!(falsity(&check(&again, &paper.genesis())), None);
}

#[test]
fn every_byte_of_an_intent_counts() {
    let mut paper = Paper::with_loan(&[1], 1);
    let _ = paper.submit(vec![(1, Action::Dispute { evidence: EVIDENCE })], Vec::new());
    let genesis = paper.genesis();
    assert_eq!(falsity(&check(&paper.bundle(), &genesis)), None);
    let len = paper.bundle().intents[0].len();
    for at in 0..len {
        for bit in 0..8 {
            let bundle = with_entries(&paper, |entries| entries[0][at] ^= 1 << bit);
            assert!(!check(&bundle, &genesis).holds(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn whatever_a_contract_took_an_intent_is_of_its_place_its_time_its_number_and_its_step_and_names_what_was_so()
{
    let untouched = lies::taken(|_, _| {});
    assert_eq!(falsity(&check(&untouched.bundle(), &untouched.genesis())), None);
    for Lie { title, paper, code } in lies::all() {
        let report = check(&paper.bundle(), &paper.genesis());
        let (_, error) = falsity(&report).unwrap_or_else(|| panic!("{title}: it holds"));
        assert_eq!(error.code(), code, "{title}");
    }
}

#[test]
fn intents_of_one_signer_follow_each_other_by_rising_counters() {
    let mut paper = Paper::with_loan(&[1], 3);
    let _ = paper.submit(vec![(1, report(5_000))], Vec::new());
    let _ = paper.submit(vec![(1, report(6_000))], Vec::new());
    assert_eq!(falsity(&check(&paper.bundle(), &paper.genesis())), None);
}

#[test]
fn what_names_something_else_of_the_loan_is_not_what_happened_in_its_block_however_it_was_sent() {
    let evidence = Some([5; 32]);
    let acknowledge = |receipt| Action::AcknowledgeDelivery {
        delivery: 0,
        amount: minor(1_000_000),
        on: START,
        receipt,
        evidence,
    };
    let proposed = || {
        let mut paper = Paper::with_proposal(&[1], 3);
        let digest = paper.loan().agreement.digest;
        paper.act(
            0,
            Action::Sign {
                digest,
                evidence: None,
            },
        );
        let deliver = Action::Deliver {
            amount: minor(1_000_000),
            on: Some(START),
            at_least: terms::RatePpm::ZERO,
            receipt: Some([4; 32]),
        };
        paper.act(0, deliver);
        paper
    };
    let (mut honest, mut other) = (proposed(), proposed());
    honest.act(1, acknowledge(Some([4; 32])));
    assert_eq!(falsity(&check(&honest.bundle(), &honest.genesis())), None);
    // The borrower had signed for another delivery before; the node put that into the block too, and the file names it.
    let borrower = other.people[1].clone();
    other.rival(&borrower, None, &acknowledge(Some([6; 32])));
    other.act(1, acknowledge(Some([4; 32])));
    refused(&other.bundle(), &other.genesis(), "transaction-idle");
}

#[test]
fn what_happened_by_an_intent_no_transaction_of_the_same_block_caused() {
    let mut paper = Paper::with_loan(&[1], 3);
    // The borrower sends the same step themselves, too late, in the same block; the file lists it.
    let borrower = paper.people[1].clone();
    paper.rival(&borrower, None, &Action::Dispute { evidence: EVIDENCE });
    let _ = paper.submit(vec![(1, Action::Dispute { evidence: EVIDENCE })], Vec::new());
    refused(&paper.bundle(), &paper.genesis(), "transaction-idle");
}

#[test]
fn intents_are_found_in_whatever_transaction_brought_them() {
    use super::super::intents::found_in;
    let paper = told_by_others();
    let place = terms::intent::Place {
        genesis: paper.first.hash(),
        contract: super::CONTRACT,
    };
    let entries = paper.bundle().intents;
    let inside: Vec<u8> = entries
        .iter()
        .flat_map(|entry| [&[1, 2, 3], &entry[..]].concat())
        .collect();
    let found = found_in(&inside, &place);
    assert_eq!(
        found.iter().map(|(_, entry)| entry.clone()).collect::<Vec<_>>(),
        entries
    );
    // What is cut, badly signed, or of another place is none.
    assert!(found_in(&entries[0][..entries[0].len() - 1], &place).is_empty());
    let bad = changed(&entries[0], |_, signature| signature[0] ^= 1);
    assert!(found_in(&bad, &place).is_empty());
    let elsewhere = terms::intent::Place {
        genesis: [7; 32],
        ..place
    };
    assert!(found_in(&inside, &elsewhere).is_empty());
}
