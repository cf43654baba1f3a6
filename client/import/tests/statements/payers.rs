//! Payments that look like what a loan expects, and are not, or not surely.

use iou_import::{read, Basis, Direction, Expected, Findings, Row, Why, WhySkipped, Wish};
use terms::UtcOffset;

use crate::made::{day, Fate, Layout, Payment};
use crate::matching::{code, doubts, due, got, matched, paid, reported, sure};

fn found(payments: &[Payment], expected: &[Expected]) -> Findings {
    matched(&read(&Layout::Cmb.write(payments)).unwrap(), expected)
}

fn recorded(one: Expected) -> Expected {
    Expected {
        wish: Wish::Recorded,
        ..one
    }
}

#[test]
fn a_row_that_nobody_can_read_still_speaks_against_one_of_its_amount() {
    let expected = [reported(1, 4, "2025-07-10", 100_000, "李四")];
    let back = |fen| paid("2025-07-12", fen, "李四", "退,你");
    let of = |fen| {
        let rows = [got("2025-07-10", 100_000, "李四", ""), back(fen)];
        let statement = read(&Layout::AlipayUtf8.write(&rows)).unwrap();
        assert_eq!(statement.skipped[0].why, WhySkipped::Shifted);
        matched(&statement, &expected)
    };
    assert_eq!(doubts(&of(100_000)), [(0, Why::Returned)]);
    assert_eq!(sure(&of(100_001)), [(0, 1)]);
}

#[test]
fn a_payment_in_another_money_is_another_payment_and_stops_nobody() {
    let text = |money: &str| {
        format!("记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\n2025-07-10,{money},\"-1,000.00\",\"5.00\",转账,张三,{}\n", code(1))
    };
    let expected = [due(1, 0, "2025-07-10", 100_000, "张三")];
    for (money, is_it) in [
        ("CNY", true),
        ("人民币", true),
        ("美元", false),
        ("USD", false),
        ("港币", false),
    ] {
        let findings = matched(&read(text(money).as_bytes()).unwrap(), &expected);
        assert_eq!(findings.sure.len() == 1, is_it, "{money}");
        // Nothing of it could be reported in the loan's money.
        assert!(
            findings.doubtful.iter().all(|doubt| doubt.candidates.is_empty()),
            "{money}"
        );
    }
    let none = read(text("").as_bytes()).unwrap_err();
    assert_eq!(none.code(), "statement_place");
}

#[test]
fn an_amount_with_more_decimals_than_the_money_has_can_be_reported_of_no_loan() {
    let head = "交易时间,交易类型,交易对方,商品,收/支,金额(元),当前状态,交易单号\n";
    let row = |amount: &str, id: &str, memo: &str| {
        format!("2025-07-10 09:00:00,转账,张三,{memo},支出,{amount},支付成功,{id}\n")
    };
    let expected = [due(1, 0, "2025-07-10", 100_000, "张三")];
    let of = |rows: String| matched(&read(format!("{head}{rows}").as_bytes()).unwrap(), &expected);
    let coded = of(row("999.995", "1", &code(1).to_string()));
    assert_eq!(
        (doubts(&coded), coded.doubtful[0].candidates.len()),
        (vec![(0, Why::OtherAmount)], 0)
    );
    let parts = of(row("400.005", "1", "") + &row("599.995", "2", ""));
    assert_eq!(parts, Findings::default());
    assert_eq!(sure(&of(row("1000.000", "1", ""))), [(0, 1)]);
}

#[test]
fn a_shop_that_is_called_like_somebody_is_not_that_person() {
    let reports = [reported(1, 4, "2025-07-10", 100_000, "李四")];
    for shop in ["李四1号店", "李四2", "李四（代王五）88号", "李四24小时便利店"] {
        let rows = [got("2025-07-10", 100_000, shop, "")];
        let statement = read(&Layout::AlipayUtf8.write(&rows)).unwrap();
        assert_eq!(matched(&statement, &reports), Findings::default(), "{shop}");
    }
    // A borrower who calls themself by a mask is nobody's whole name.
    let masked = [reported(1, 4, "2025-07-10", 100_000, "李*")];
    let rows = [got("2025-07-10", 100_000, "李*", "")];
    let statement = read(&Layout::AlipayUtf8.write(&rows)).unwrap();
    let basis = matched(&statement, &masked).sure[0].candidate.basis;
    assert_eq!(basis, Basis::Weak);
}

#[test]
fn money_that_the_same_person_sent_back_speaks_against_a_payment_in_whatever_form_they_are_named() {
    let reports = [reported(1, 4, "2025-07-10", 100_000, "李四")];
    let row = || got("2025-07-10", 100_000, "李四", "");
    let back = |who: &str, memo: &str| {
        let rows = [row(), paid("2025-07-12", 100_000, who, memo)];
        let statement = read(&Layout::AlipayUtf8.write(&rows)).unwrap();
        let doubts = doubts(&matched(&statement, &reports));
        doubts.into_iter().find(|(row, _)| *row == 0)
    };
    let returned = Some((0, Why::Returned));
    // Another account of theirs, a mask, nobody, a nickname with the loan's code.
    assert_eq!(back("李四 6225880112345678", ""), returned);
    assert_eq!(back("李*", ""), returned);
    assert_eq!(back("", ""), returned);
    assert_eq!(back("小李", &code(1).to_string()), returned);
    assert_eq!(back("王五", ""), None);
}

#[test]
fn a_row_that_is_part_of_what_is_on_record_confirms_nothing_more() {
    // Two payments were reported as one sum and confirmed by hand; then one of them is reported once more.
    let expected = [
        recorded(reported(1, 0, "2025-07-10", 100_100, "李四")),
        reported(1, 5, "2025-07-10", 50_000, "李四"),
    ];
    let rows = [
        got("2025-07-09", 50_000, "李四", ""),
        got("2025-07-10", 50_100, "李四", ""),
    ];
    assert_eq!(doubts(&found(&rows, &expected)), [(0, Why::Recorded)]);
    // Small change among it hides nothing.
    let mut dusty = Vec::from(rows.clone());
    dusty.extend((1..30).map(|fen| got("2025-07-08", fen, "李四", "")));
    assert_eq!(doubts(&found(&dusty, &expected)), [(0, Why::Recorded)]);
    assert_eq!(sure(&found(&rows[..1], &expected)), [(0, 1)]);
}

#[test]
fn of_two_rows_for_one_debt_neither_is_sure_if_one_has_a_code_too_many_or_a_strange_one() {
    let expected = [due(1, 0, "2025-07-10", 100_000, "张三")];
    let plain = paid("2025-07-09", 100_000, "张三", "");
    let several = paid("2025-07-10", 100_000, "张三", &format!("{} {}", code(1), code(2)));
    assert_eq!(
        doubts(&found(&[plain.clone(), several], &expected)),
        [(0, Why::Twice), (1, Why::Codes)]
    );
    let strange = paid("2025-07-10", 100_000, "张三", &code(99).to_string());
    assert_eq!(
        doubts(&found(&[plain, strange.clone()], &expected)),
        [(0, Why::Twice), (1, Why::ForeignCode)]
    );
    let own = paid("2025-07-09", 100_000, "张三", &code(1).to_string());
    assert_eq!(sure(&found(&[own, strange], &expected)), [(0, 1)]);
}

#[test]
fn one_number_on_another_day_is_another_payment() {
    // There are banks that write the same word into the number of every entry.
    let of = |on: &str| {
        let text = String::from_utf8(Layout::Mt940.write(&[paid(on, 100_000, "张三", "")])).unwrap();
        let at = text.find("NONREF//").unwrap() + 8;
        let end = at + text[at..].find('\r').unwrap();
        read(format!("{}MARF{}", &text[..at], &text[end..]).as_bytes())
            .unwrap()
            .rows
            .remove(0)
    };
    assert!(of("2025-07-10").is_same_payment(&of("2025-07-10")));
    assert!(!of("2025-07-10").is_same_payment(&of("2025-08-10")));
    let rows = read(&Layout::AlipayUtf8.write(&[paid("2025-07-10", 1, "张三", "a")]))
        .unwrap()
        .rows;
    let one = &rows[0];
    let named = |names: &str| Row {
        counterparty: names.into(),
        ..one.clone()
    };
    assert!(
        one.is_same_payment(&named("张*")),
        "its number decides, whatever else is said"
    );
    for other in [
        Row {
            currency: "USD".into(),
            ..one.clone()
        },
        Row {
            direction: Direction::In,
            ..one.clone()
        },
        Row {
            id: "9".into(),
            ..one.clone()
        },
    ] {
        assert!(!one.is_same_payment(&other), "{other:?}");
    }
    let nameless = |row: &Row| Row {
        id: String::new(),
        ..row.clone()
    };
    assert!(nameless(one).is_same_payment(one));
    assert!(!nameless(one).is_same_payment(&nameless(&named("张*"))));
}

#[test]
fn the_days_around_are_those_of_the_agreements_zone() {
    // Half past midnight in Beijing on the fourth day after is the third day in Greenwich.
    let late = |second| Payment {
        second,
        ..paid("2025-07-14", 100_000, "张三", "")
    };
    let expected = |zone| {
        [Expected {
            zone,
            ..due(1, 0, "2025-07-10", 100_000, "张三")
        }]
    };
    let of = |second, zone| {
        let statement = read(&Layout::AlipayUtf8.write(&[late(second)])).unwrap();
        sure(&matched(&statement, &expected(zone)))
    };
    assert_eq!(of(1_800, UtcOffset::CHINA), []);
    assert_eq!(of(1_800, UtcOffset(0)), [(0, 1)]);
    assert_eq!(of(28_799, UtcOffset(0)), [(0, 1)]);
    assert_eq!(of(28_800, UtcOffset(0)), []);
    // Parts too.
    let parts = [400, 600].map(|yuan| Payment {
        fen: yuan * 100,
        ..late(1_800)
    });
    let statement = read(&Layout::AlipayUtf8.write(&parts)).unwrap();
    assert_eq!(
        doubts(&matched(&statement, &expected(UtcOffset(0)))),
        [(0, Why::Parts), (1, Why::Parts)]
    );
    assert_eq!(
        matched(&statement, &expected(UtcOffset::CHINA)),
        Findings::default()
    );
}

#[test]
fn ten_thousand_rows_that_all_fit_are_matched_within_seconds() {
    let began = std::time::Instant::now();
    let months = (0..120u32).map(|part| {
        due(
            1,
            part,
            &format!("{}-{:02}-10", 2025 + part / 12, 1 + part % 12),
            100_000,
            "张三",
        )
    });
    let expected: Vec<Expected> = months.collect();
    let rows: Vec<Payment> = (0..10_000u32)
        .map(|at| {
            let month = at % 120;
            let on = format!("{}-{:02}-{:02}", 2025 + month / 12, 1 + month % 12, 7 + at % 7);
            let row = match at % 3 {
                0 => got(&on, 100_000, "张三", ""),
                _ => paid(&on, if at % 2 == 0 { 100_000 } else { u64::from(at) }, "张三", ""),
            };
            Payment {
                id: format!("{at:028}"),
                ..row
            }
        })
        .collect();
    let statement = read(&Layout::AlipayUtf8.write(&rows)).unwrap();
    let findings = matched(&statement, &expected);
    assert!(!findings.doubtful.is_empty());
    // Unoptimised code on a busy machine; what this would notice takes minutes.
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

#[test]
fn what_a_bank_takes_back_speaks_against_what_it_had_booked() {
    let reports = [reported(1, 4, "2025-07-10", 100_000, "李四")];
    for layout in [
        Layout::Camt(2),
        Layout::Camt(13),
        Layout::Mt940,
        Layout::Mt940Coded,
        Layout::Cmb,
    ] {
        let back = Payment {
            fate: Fate::Refunded,
            day: day("2025-07-12"),
            ..paid("2025-07-12", 100_000, "李四", "")
        };
        let rows = [got("2025-07-10", 100_000, "李四", &code(1).to_string()), back];
        let statement = read(&layout.write(&rows)).unwrap();
        assert_eq!(
            doubts(&matched(&statement, &reports)),
            [(0, Why::Returned)],
            "{layout:?}"
        );
    }
}
