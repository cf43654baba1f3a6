//! Silence in a file: a fact that anyone put on record, beside the answer where one came.

use terms::life::Action;
use terms::{Amount, Day, Event};

use super::super::error::VerificationError;
use super::{all_signed, check, falsity, Paper};

fn unanswered(days: u64) -> Paper {
    let mut paper = Paper::unanswered();
    paper.wait(days);
    paper
}

#[test]
fn that_a_report_stayed_unanswered_is_proved_with_whoever_recorded_it() {
    let mut directly = unanswered(8);
    directly.silence();
    let mut in_batch = unanswered(8);
    in_batch.act_in_batch(2, Action::RecordSilence { report: 0 });
    for paper in [directly, in_batch] {
        assert_eq!(falsity(&check(&paper.bundle(), &paper.genesis())), None);
        let loan = all_signed(&paper);
        let Event::SilenceRecorded(silence) = &loan.events.last().expect("it is the last").event else {
            panic!("{:?}", loan.events.last());
        };
        let reported = silence.after.day.0 - 8;
        assert_eq!(
            (silence.report, silence.silent, silence.answer_by),
            (0, paper.people[0].account(), Day(reported + 7))
        );
        let by = loan.events.last().and_then(|proved| proved.step.as_ref());
        assert_eq!(by.map(|step| step.account), Some(paper.people[2].account()));
        // It is asked about no more, and still open.
        assert_eq!(loan.books.reports[0].answer_by, None);
    }
}

#[test]
fn an_answer_after_it_stands_beside_it() {
    let mut paper = unanswered(8);
    paper.silence();
    paper.wait(5);
    let evidence = None;
    paper.act(0, Action::ConfirmRepayment { report: 0, evidence });
    let loan = all_signed(&paper);
    let names: Vec<_> = loan.events.iter().map(|proved| proved.event.name()).collect();
    assert_eq!(names[names.len() - 2..], ["SilenceRecorded", "LoanRepaid"]);
    assert!(loan.books.reports.is_empty());
}

#[test]
fn a_step_that_names_another_report_did_not_record_it() {
    let mut paper = unanswered(8);
    let stranger = paper.people[2].clone();
    paper.rival(&stranger, None, &Action::RecordSilence { report: 1 });
    paper.silence();
    super::refused(&paper.bundle(), &paper.genesis(), "transaction-idle");
}

#[test]
fn the_reports_that_are_open_are_those_that_the_contract_has_stored() {
    let mut another = unanswered(0);
    another.running().reports[0].amount = Amount::ZERO;
    let mut none = unanswered(0);
    none.running().reports.clear();
    let mut more = unanswered(0);
    more.running().next_report = 2;
    for mut paper in [another, none, more] {
        paper.act(1, Action::Dispute { evidence: None });
        let report = check(&paper.bundle(), &paper.genesis());
        let (_, error) = falsity(&report).expect("it is false");
        assert!(
            matches!(error, VerificationError::BooksDiffer { what: "reports" }),
            "{error:?}"
        );
    }
}
