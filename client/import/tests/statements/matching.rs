//! The rules of matching, each by its number (`src/matching.rs`).

use std::collections::{BTreeMap, BTreeSet};

use iou_base::memo::MemoCode;
use iou_import::{find, read, Basis, Debt, Direction, Expected, Findings, Statement, Why, Wish};
use terms::{AccountId, Amount, LoanId, UtcOffset};

use crate::made::{day, payment, Fate, Layout, Payment};

pub fn code(loan: LoanId) -> MemoCode {
    MemoCode::of([1; 32], AccountId([2; 32]), loan)
}

/// The codes of the loans that the reader knows.
pub fn known(loans: impl IntoIterator<Item = LoanId>) -> BTreeMap<MemoCode, LoanId> {
    loans.into_iter().map(|loan| (code(loan), loan)).collect()
}

/// That so much is due to somebody on a day.
pub fn due(loan: LoanId, part: u32, on: &str, fen: u64, name: &str) -> Expected {
    Expected {
        wish: Wish::Report,
        debt: Debt {
            loan,
            part: Some(part),
        },
        direction: Direction::Out,
        amount: Amount::new(fen.into()).unwrap(),
        currency: "CNY".into(),
        decimals: 2,
        days: Expected::around(day(on)),
        zone: UtcOffset::CHINA,
        names: vec![name.into()],
        code: code(loan),
    }
}

/// That a borrower says they paid.
pub fn reported(loan: LoanId, report: u32, on: &str, fen: u64, name: &str) -> Expected {
    Expected {
        wish: Wish::Confirm(report),
        direction: Direction::In,
        ..due(loan, report, on, fen, name)
    }
}

pub fn paid(on: &str, fen: u64, who: &str, memo: &str) -> Payment {
    payment(on, Direction::Out, fen, who, memo)
}

pub fn got(on: &str, fen: u64, who: &str, memo: &str) -> Payment {
    payment(on, Direction::In, fen, who, memo)
}

fn statement(payments: &[Payment]) -> Statement {
    read(&Layout::AlipayUtf8.write(payments)).unwrap()
}

/// What is found in a statement by somebody who has the loans 1 to 3.
pub fn matched(statement: &Statement, expected: &[Expected]) -> Findings {
    find(statement, expected, &known([1, 2, 3]), &BTreeSet::new())
}

fn found(payments: &[Payment], expected: &[Expected]) -> Findings {
    matched(&statement(payments), expected)
}

/// Which rows are sure, for which loan.
pub fn sure(findings: &Findings) -> Vec<(usize, LoanId)> {
    findings
        .sure
        .iter()
        .map(|one| (one.row, one.candidate.loan))
        .collect()
}

/// Which rows are doubtful, and why.
pub fn doubts(findings: &Findings) -> Vec<(usize, Why)> {
    findings.doubtful.iter().map(|one| (one.row, one.why)).collect()
}

#[test]
fn a_row_fits_by_amount_money_direction_day_and_name() {
    let expected = [due(1, 0, "2025-07-10", 100_000, "张三")];
    let one = found(&[paid("2025-07-10", 100_000, "张三", "还款")], &expected);
    assert_eq!((sure(&one), doubts(&one)), (vec![(0, 1)], vec![]));
    assert_eq!(one.sure[0].candidate.basis, Basis::Name);
    for other in [
        paid("2025-07-10", 100_001, "张三", ""),
        paid("2025-07-10", 100_000, "张山", ""),
        paid("2025-07-14", 100_000, "张三", ""),
        paid("2025-07-06", 100_000, "张三", ""),
        got("2025-07-10", 100_000, "张三", ""),
    ] {
        assert_eq!(
            found(std::slice::from_ref(&other), &expected),
            Findings::default(),
            "{other:?}"
        );
    }
    for near in ["2025-07-07", "2025-07-13"] {
        assert_eq!(
            sure(&found(&[paid(near, 100_000, "张三", "")], &expected)),
            [(0, 1)]
        );
    }
    let euro = [Expected {
        currency: "EUR".into(),
        ..expected[0].clone()
    }];
    assert_eq!(
        found(&[paid("2025-07-10", 100_000, "张三", "")], &euro),
        Findings::default()
    );
    let nobody = [Expected {
        names: vec![],
        ..expected[0].clone()
    }];
    assert_eq!(
        found(&[paid("2025-07-10", 100_000, "张三", "")], &nobody),
        Findings::default()
    );
}

#[test]
fn a_masked_name_fits_as_far_as_it_can_be_seen() {
    let expected = [due(1, 0, "2025-07-10", 100_000, "张小三")];
    let by = |who| found(&[paid("2025-07-10", 100_000, who, "")], &expected);
    assert_eq!(by("张**").sure[0].candidate.basis, Basis::Weak);
    for none in ["李**", "***", "张*", "张*四"] {
        assert_eq!(by(none), Findings::default(), "{none}");
    }
}

#[test]
fn rule_1_a_memo_code_outweighs_a_name() {
    let both = [
        due(1, 0, "2025-07-10", 100_000, "张三"),
        due(2, 0, "2025-07-10", 100_000, "张三"),
    ];
    let memo = format!("还 {}", code(2));
    let one = found(&[paid("2025-07-10", 100_000, "张三", &memo)], &both);
    assert_eq!(sure(&one), [(0, 2)]);
    assert_eq!(one.sure[0].candidate.basis, Basis::Code);
    // Whoever paid: the name may be a nickname.
    assert_eq!(
        sure(&found(&[paid("2025-07-10", 100_000, "隔壁老王", &memo)], &both)),
        [(0, 2)]
    );
    // A row with the code of a loan that expects nothing now is not taken for another by its name.
    let foreign = format!("还 {}", code(3));
    assert_eq!(
        doubts(&found(
            &[paid("2025-07-10", 100_000, "张三", &foreign)],
            &both[..1]
        )),
        [(0, Why::OtherAmount)]
    );
}

#[test]
fn rule_2_a_code_of_no_known_loan_and_several_codes_are_never_sure() {
    let expected = [due(1, 0, "2025-07-10", 100_000, "张三")];
    let unknown = format!("还 {}", code(99));
    assert_eq!(
        doubts(&found(
            &[paid("2025-07-10", 100_000, "张三", &unknown)],
            &expected
        )),
        [(0, Why::ForeignCode)]
    );
    let several = format!("{} {}", code(1), code(2));
    assert_eq!(
        doubts(&found(
            &[paid("2025-07-10", 100_000, "张三", &several)],
            &expected
        )),
        [(0, Why::Codes)]
    );
}

#[test]
fn a_nickname_that_its_bearer_chose_says_little_even_where_it_is_the_name() {
    let rows = [got("2025-07-10", 100_000, "李四", "")];
    let reports = [reported(1, 4, "2025-07-10", 100_000, "李四")];
    let by = |layout: Layout| {
        let statement = read(&layout.write(&rows)).unwrap();
        find(&statement, &reports, &known([1]), &BTreeSet::new()).sure[0]
            .candidate
            .basis
    };
    assert_eq!(by(Layout::WeChatCsv), Basis::Weak);
    assert_eq!(by(Layout::Mt940), Basis::Weak);
    assert_eq!(by(Layout::Cmb), Basis::Name);
}

#[test]
fn who_writes_the_purpose_of_a_transfer_cannot_make_a_name_or_a_row_of_it() {
    let reports = [reported(1, 4, "2025-07-10", 100_000, "李四")];
    for (layout, memo) in [
        (Layout::Mt940, "x/NAME/李四"),
        (Layout::Mt940, "/NAME/李四/REMI/x"),
        (Layout::Mt940Coded, "x?32李四"),
        (Layout::Mt940Coded, "?32李四?20"),
        (Layout::AlipayUtf8, "x,收入,1000.00,余额,交易成功,1,,"),
    ] {
        let other = got("2025-07-10", 1, "王五", memo);
        let nobody = got("2025-07-10", 100_000, "", memo);
        for row in [other, nobody] {
            let statement = read(&layout.write(std::slice::from_ref(&row))).unwrap();
            let found = find(&statement, &reports, &known([1]), &BTreeSet::new());
            assert_eq!(found.sure, [], "{layout:?} {memo}");
        }
    }
}

#[test]
fn rule_3_the_same_amount_twice_is_doubtful_unless_one_carries_the_code() {
    let expected = [due(1, 0, "2025-07-10", 100_000, "张三")];
    let twice = [
        paid("2025-07-09", 100_000, "张三", ""),
        paid("2025-07-11", 100_000, "张三", ""),
    ];
    assert_eq!(
        doubts(&found(&twice, &expected)),
        [(0, Why::Twice), (1, Why::Twice)]
    );
    let coded = [
        twice[0].clone(),
        paid("2025-07-11", 100_000, "张三", &code(1).to_string()),
    ];
    let one = found(&coded, &expected);
    assert_eq!((sure(&one), doubts(&one)), (vec![(1, 1)], vec![(0, Why::Twice)]));
    let both = [0, 1].map(|at| {
        paid(
            ["2025-07-09", "2025-07-11"][at],
            100_000,
            "张三",
            &code(1).to_string(),
        )
    });
    assert_eq!(
        doubts(&found(&both, &expected)),
        [(0, Why::Twice), (1, Why::Twice)]
    );
    // Two instalments are two debts.
    let months = [expected[0].clone(), due(1, 1, "2025-08-10", 100_000, "张三")];
    assert_eq!(
        sure(&found(
            &[
                paid("2025-07-10", 100_000, "张三", ""),
                paid("2025-08-10", 100_000, "张三", "")
            ],
            &months
        )),
        [(0, 1), (1, 1)]
    );
    // All that is owed is one debt with each instalment.
    let whole = Expected {
        debt: Debt { loan: 1, part: None },
        ..due(1, 0, "2025-07-20", 500_000, "张三")
    };
    let rows = [
        paid("2025-07-10", 100_000, "张三", ""),
        paid("2025-07-20", 500_000, "张三", ""),
    ];
    assert_eq!(
        doubts(&found(&rows, &[expected[0].clone(), whole])),
        [(0, Why::Twice), (1, Why::Twice)]
    );
}

#[test]
fn rule_4_a_row_that_fits_two_loans_is_doubtful_and_takes_the_other_row_with_it() {
    let both = [
        due(1, 0, "2025-07-10", 100_000, "张三"),
        due(2, 0, "2025-07-12", 100_000, "张三"),
    ];
    let one = found(&[paid("2025-07-11", 100_000, "张三", "")], &both);
    assert_eq!(doubts(&one), [(0, Why::Several)]);
    assert_eq!(one.doubtful[0].candidates.len(), 2);
    let two = found(
        &[
            paid("2025-07-07", 100_000, "张三", ""),
            paid("2025-07-11", 100_000, "张三", ""),
        ],
        &both,
    );
    assert_eq!(doubts(&two), [(0, Why::Twice), (1, Why::Several)]);
    // Two lenders whose masked names look alike.
    let alike = [
        due(1, 0, "2025-07-10", 100_000, "张小三"),
        due(2, 0, "2025-07-10", 100_000, "张大三"),
    ];
    assert_eq!(
        doubts(&found(&[paid("2025-07-10", 100_000, "张*三", "")], &alike)),
        [(0, Why::Several)]
    );
}

#[test]
fn rule_5_money_that_went_back_is_doubtful() {
    let expected = [due(1, 0, "2025-07-10", 100_000, "张三")];
    let row = || paid("2025-07-10", 100_000, "张三", "");
    // The same amount came back.
    assert_eq!(
        doubts(&found(
            &[row(), got("2025-07-12", 100_000, "张三", "退你")],
            &expected
        )),
        [(0, Why::Returned)]
    );
    // What the wallet calls a refund, in whole, in part, by the number of the payment.
    let refund = |fen, who: &str, id: &str| Payment {
        fate: Fate::Refunded,
        id: id.into(),
        ..got("2025-07-20", fen, who, "")
    };
    assert_eq!(
        doubts(&found(&[row(), refund(100_000, "张三", "x")], &expected)),
        [(0, Why::Returned)]
    );
    assert_eq!(
        doubts(&found(&[row(), refund(30_000, "张三", "x")], &expected)),
        [(0, Why::Returned)]
    );
    let named = refund(1, "支付宝", &format!("{}*R1", row().id));
    assert_eq!(doubts(&found(&[row(), named], &expected)), [(0, Why::Returned)]);
    // One of the same amount that nobody is named in, within days: a bank sends back what it cannot deliver.
    assert_eq!(
        doubts(&found(
            &[
                row(),
                Payment {
                    day: day("2025-07-12"),
                    ..refund(100_000, "退汇", "x")
                }
            ],
            &expected
        )),
        [(0, Why::Returned)]
    );
    // Another's refund, one of more, and money that came before say nothing; what was paid again afterwards counts.
    assert_eq!(
        sure(&found(&[row(), refund(100_000, "李四", "x")], &expected)),
        [(0, 1)]
    );
    assert_eq!(
        sure(&found(&[row(), refund(100_001, "张三", "x")], &expected)),
        [(0, 1)]
    );
    assert_eq!(
        sure(&found(
            &[got("2025-07-09", 100_000, "张三", ""), row()],
            &expected
        )),
        [(1, 1)]
    );
    let again = [
        paid("2025-07-08", 100_000, "张三", ""),
        got("2025-07-09", 100_000, "张三", ""),
        row(),
    ];
    let one = found(&again, &expected);
    assert_eq!(
        (sure(&one), doubts(&one)),
        (vec![(2, 1)], vec![(0, Why::Returned)])
    );
}

#[test]
fn rule_6_what_is_on_record_is_not_put_there_again() {
    let recorded = Expected {
        wish: Wish::Recorded,
        ..due(1, 7, "2025-07-10", 100_000, "张三")
    };
    let expected = [due(1, 0, "2025-07-10", 100_000, "张三"), recorded];
    let rows = [paid("2025-07-10", 100_000, "张三", &code(1).to_string())];
    assert_eq!(doubts(&found(&rows, &expected)), [(0, Why::Recorded)]);
    let used = find(
        &statement(&rows),
        &expected[..1],
        &known([1]),
        &BTreeSet::from([0]),
    );
    assert_eq!(used, Findings::default());
}

#[test]
fn rule_7_parts_of_what_is_expected_are_doubtful() {
    let expected = [due(1, 0, "2025-07-10", 100_000, "张三")];
    let parts = [
        paid("2025-07-09", 40_000, "张三", ""),
        paid("2025-07-10", 60_000, "张三", ""),
        paid("2025-07-10", 1, "张三", ""),
    ];
    assert_eq!(
        doubts(&found(&parts, &expected)),
        [(0, Why::Parts), (1, Why::Parts)]
    );
    let others = [
        paid("2025-07-09", 40_000, "张三", ""),
        paid("2025-07-10", 60_000, "李四", ""),
    ];
    assert_eq!(found(&others, &expected), Findings::default());
}

#[test]
fn rule_8_the_code_of_a_loan_with_another_amount_or_day_is_doubtful() {
    let expected = [due(1, 0, "2025-07-10", 100_000, "张三")];
    let memo = code(1).to_string();
    for row in [
        paid("2025-07-10", 99_999, "张三", &memo),
        paid("2025-09-01", 100_000, "张三", &memo),
    ] {
        let one = found(&[row], &expected);
        assert_eq!(doubts(&one), [(0, Why::OtherAmount)]);
        assert_eq!(one.doubtful[0].candidates[0].wish, Wish::Report);
    }
    // Of a report that waits for the lender there is nothing to choose: it is of one amount.
    let lender = [reported(1, 4, "2025-07-10", 100_000, "李四")];
    let one = found(&[got("2025-07-10", 99_999, "李四", &memo)], &lender);
    assert_eq!(doubts(&one), [(0, Why::OtherAmount)]);
    assert_eq!(one.doubtful[0].candidates, []);
}

#[test]
fn the_lender_finds_the_report_that_a_row_supports() {
    let reports = [
        reported(1, 4, "2025-07-10", 100_000, "李四"),
        reported(1, 5, "2025-08-10", 100_000, "李四"),
    ];
    let one = found(&[got("2025-08-11", 100_000, "李四", "")], &reports);
    assert_eq!(one.sure[0].candidate.wish, Wish::Confirm(5));
    // Two reports of one amount within days of one row: which of them, nobody can say.
    let near = [
        reported(1, 4, "2025-07-10", 100_000, "李四"),
        reported(1, 5, "2025-07-12", 100_000, "李四"),
    ];
    assert_eq!(
        doubts(&found(&[got("2025-07-11", 100_000, "李四", "")], &near)),
        [(0, Why::Several)]
    );
}
