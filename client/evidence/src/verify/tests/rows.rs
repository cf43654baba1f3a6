//! Rows of statements as receipts.

use terms::life::Action;

use super::super::manifest::Hex;
use super::super::sample::{self, Paper, CONTRACT, LOAN};
use super::super::{ReportItem, Verdict, VerificationReport};
use super::{check, refused};
use crate::row::StatementRow;

fn row(amount: &str, day: &str) -> StatementRow {
    let text = |text: &str| text.to_owned();
    StatementRow {
        account: text("138******00"),
        amount: amount.into(),
        counterparty: text("张\u{202e}三"),
        currency: text("CNY"),
        day: day.into(),
        direction: text("out"),
        id: text("2026030122001"),
        kind: text("转账"),
        loan: LOAN,
        memo: text("还款"),
        salt: Hex([7; 32]),
        source: text("alipay"),
        time: text("2026-03-01 12:00:00"),
        ..StatementRow::default()
    }
}

fn found(report: &VerificationReport) -> Vec<&ReportItem> {
    report
        .items
        .iter()
        .filter(|item| item.check == "statement-row")
        .collect()
}

#[test]
fn a_row_of_a_statement_is_the_one_on_record_and_what_it_says_is_its_holders_word() {
    let mut paper = Paper::with_loan(&[1], 3);
    paper.wait(30);
    let amount = sample::minor(5_000);
    let terms = terms::sample::bullet(CONTRACT, CONTRACT, terms::Day(0));
    let on = terms.day_of(terms::Timestamp(paper.now_ms));
    let said = format!("{}.{:02}", amount.minor() / 100, amount.minor() % 100);
    let receipt = row(&said, &on.to_string());
    let report = Action::ReportRepayment {
        amount,
        on,
        receipt: Some(receipt.digest()),
        payer: None,
        to: terms::sample::UNSEEN_CREDITOR,
    };
    paper.act(0, report);
    let genesis = paper.genesis();
    let name = |row: &StatementRow| format!("files/{}", hex::encode(row.digest()));
    let mut bundle = paper.bundle();
    let _ = bundle.others.insert(name(&receipt), receipt.bytes());
    let report = check(&bundle, &genesis);
    assert!(report.holds());
    let [item] = found(&report)[..] else {
        panic!("one row")
    };
    assert_eq!(item.verdict, Verdict::Stated);
    assert!(item.params.contains(&("source", "alipay".into())));
    assert!(item.params.contains(&("agrees", "yes".into())), "{item:?}");
    // One whose bytes are not those on record is no row of this loan.
    let other = row("0.01", &on.to_string());
    for (name, bytes) in [(name(&other), other.bytes()), (name(&receipt), other.bytes())] {
        let mut bundle = paper.bundle();
        let _ = bundle.others.insert(name, bytes);
        refused(&bundle, &genesis, "file-foreign");
    }
}

#[test]
fn a_row_of_another_amount_day_or_loan_than_its_event_is_said_not_to_agree() {
    let new = || {
        let mut paper = Paper::with_loan(&[1], 3);
        paper.wait(30);
        paper
    };
    let paper = new();
    let terms = terms::sample::bullet(CONTRACT, CONTRACT, terms::Day(0));
    let on = terms.day_of(terms::Timestamp(paper.now_ms));
    let amount = sample::minor(5_000);
    let said = format!("{}.{:02}", amount.minor() / 100, amount.minor() % 100);
    let others = [
        row("1.00", &on.to_string()),
        row(&said, &terms::Day(on.0 - 4).to_string()),
        row(&said, "someday"),
        StatementRow {
            loan: LOAN + 1,
            ..row(&said, &on.to_string())
        },
    ];
    for other in others {
        let mut paper = new();
        paper.act(
            0,
            Action::ReportRepayment {
                amount,
                on,
                receipt: Some(other.digest()),
                payer: None,
                to: terms::sample::UNSEEN_CREDITOR,
            },
        );
        let mut bundle = paper.bundle();
        let name = format!("files/{}", hex::encode(other.digest()));
        let _ = bundle.others.insert(name, other.bytes());
        let report = check(&bundle, &paper.genesis());
        let [item] = found(&report)[..] else {
            panic!("one row")
        };
        assert!(item.params.contains(&("agrees", "no".into())), "{item:?}");
    }
}
