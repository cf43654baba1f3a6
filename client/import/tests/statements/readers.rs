//! What is read of each layout, and what is refused.

use iou_import::{read, Decimal, Direction, WhySkipped, FILE_MAX};
use proptest::prelude::*;

use crate::made::{payment, workbook, yuan, Fate, Layout, Payment};

fn some() -> Vec<Payment> {
    vec![
        payment("2025-07-01", Direction::Out, 123_456, "张三", "还款 & <谢谢>"),
        payment("2025-07-02", Direction::In, 5, "欧阳小丽", "早餐"),
        payment("2025-07-31", Direction::Out, 100_000_000, "Smith John", "x"),
    ]
}

fn code_of(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().code()
}

#[test]
fn every_layout_says_the_same_of_the_same_payments() {
    for layout in Layout::ALL {
        let statement = read(&layout.write(&some())).unwrap_or_else(|error| panic!("{layout:?}: {error:?}"));
        assert_eq!(statement.skipped, [], "{layout:?}");
        assert_eq!(statement.rows.len(), 3, "{layout:?}");
        for (row, made) in statement.rows.iter().zip(some()) {
            assert_eq!(row.at.day, made.day, "{layout:?}");
            assert_eq!(row.direction, made.direction, "{layout:?}");
            assert_eq!(row.amount, Decimal::parse(&yuan(made.fen)).unwrap(), "{layout:?}");
            assert_eq!(row.currency, "CNY", "{layout:?}");
            assert!(row.counterparty.starts_with(&made.who), "{layout:?}: {row:?}");
            assert!(row.memo.contains(&made.memo), "{layout:?}: {row:?}");
            if layout.has_states() {
                assert_eq!(row.at.second, Some(made.second), "{layout:?}");
            }
        }
    }
}

#[test]
fn what_is_no_payment_is_counted_and_said_and_never_a_row() {
    let with = |fate| Payment {
        fate,
        ..payment("2025-07-01", Direction::Out, 100, "张三", "x")
    };
    for layout in Layout::ALL.into_iter().filter(|layout| layout.has_states()) {
        let payments: Vec<_> = [
            Fate::Refunded,
            Fate::Closed,
            Fate::Neutral,
            Fate::Pending,
            Fate::Done,
        ]
        .map(with)
        .into();
        let statement = read(&layout.write(&payments)).unwrap();
        assert_eq!(statement.rows.len(), 1, "{layout:?}");
        let why: Vec<_> = statement.skipped.iter().map(|one| one.why).collect();
        let expected = [
            WhySkipped::Refund,
            WhySkipped::Closed,
            WhySkipped::Neutral,
            WhySkipped::Pending,
        ];
        assert_eq!(why, expected, "{layout:?}");
    }
    for layout in [Layout::Camt(2), Layout::Camt(13), Layout::Mt940, Layout::Cmb] {
        let statement = read(&layout.write(&[with(Fate::Refunded), with(Fate::Done)])).unwrap();
        assert_eq!(statement.skipped[0].why, WhySkipped::Refund, "{layout:?}");
        assert_eq!(statement.rows.len(), 1, "{layout:?}");
    }
    let pending = read(&Layout::Camt(4).write(&[with(Fate::Pending)])).unwrap();
    assert_eq!(pending.skipped[0].why, WhySkipped::Pending);
}

#[test]
fn the_header_is_found_by_its_names_wherever_it_stands_and_in_whatever_order() {
    for above in [0, 1, 30, 900] {
        let text = format!(
            "{}金额（元）,交易对方, 交易时间 ,收/支,交易类型,商品,当前状态,交易单号\n¥12.00,张三,2025/7/1 9:05,支出,转账,x,支付成功,1\n",
            "某行,某行\n".repeat(above)
        );
        let statement = read(text.as_bytes()).unwrap();
        assert_eq!(statement.rows[0].amount.to_string(), "12.00");
        assert_eq!(statement.rows[0].source.name(), "wechat");
    }
}

#[test]
fn a_note_that_names_another_zone_is_believed() {
    let text = "注：时间为 UTC+9\n交易时间,交易类型,交易对方,商品,收/支,金额(元),当前状态,交易单号\n2025-07-01 00:30:00,转账,张三,x,支出,¥1.00,支付成功,1\n";
    let row = &read(text.as_bytes()).unwrap().rows[0];
    assert_eq!(row.day_in(terms::UtcOffset::CHINA).to_string(), "2025-06-30");
}

#[test]
fn half_a_file_is_no_statement() {
    for layout in Layout::ALL {
        let whole = layout.write(&some());
        for cut in 1..whole.len() {
            let Ok(found) = read(&whole[..cut]) else { continue };
            // What lacks nothing but blanks or the commas at the end of a line is whole; a bank's table says nowhere how long it is,
            // so one that ends with a row reads as that.
            let is_whole = found.rows.len() == 3;
            assert!(
                is_whole || layout == Layout::Cmb,
                "{layout:?} cut to {cut} of {}",
                whole.len()
            );
            for (row, made) in found.rows.iter().zip(some()) {
                assert_eq!(row.amount.to_string(), yuan(made.fen), "{layout:?} cut to {cut}");
            }
        }
    }
}

#[test]
fn a_row_that_is_missing_or_doubled_in_the_middle_is_noticed() {
    let whole = String::from_utf8(Layout::AlipayUtf8.write(&some())).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let without = [&lines[..lines.len() - 2], &lines[lines.len() - 1..]]
        .concat()
        .join("\n");
    assert_eq!(code_of(without.as_bytes()), "statement_incomplete");
    for layout in [Layout::Mt940, Layout::Camt(8)] {
        let whole = String::from_utf8(layout.write(&some())).unwrap();
        assert_eq!(
            code_of(
                whole
                    .replace("1234,56N", "1234,57N")
                    .replace(">1234.56<", ">1234.57<")
                    .as_bytes()
            ),
            "statement_incomplete"
        );
    }
}

#[test]
fn what_is_no_statement_is_called_that() {
    for nothing in [
        &b""[..],
        b"hello",
        b"\xff\xfe\xfd",
        b"\x89PNG\r\n\x1a\n",
        "姓名,电话\n张三,1\n".as_bytes(),
        b"<html></html>",
        b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.14\"/>",
        b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03\"/>",
    ] {
        assert_eq!(code_of(nothing), "statement_unknown", "{nothing:?}");
    }
    assert_eq!(code_of(b":20:X\n:25:1\n"), "statement_cut");
    assert_eq!(code_of(b"PK\x03\x04rubbish"), "statement_workbook");
    let big5 = encoding_rs::BIG5.encode("交易時間,交易類型\n").0.into_owned();
    assert_eq!(code_of(&big5), "statement_unknown");
}

#[test]
fn a_column_that_stands_there_twice_is_refused() {
    let text = "交易时间,交易类型,交易对方,交易对方,商品,收/支,金额(元),当前状态,交易单号\n";
    assert_eq!(code_of(text.as_bytes()), "statement_column");
}

#[test]
fn a_value_that_cannot_be_read_is_named_with_its_place() {
    let good = String::from_utf8(Layout::AlipayUtf8.write(&some())).unwrap();
    for (from, to) in [
        ("1234.56", "1234.5.6"),
        ("1234.56", "1e3"),
        ("1234.56", "-1234.56"),
        ("支出", "支去"),
        ("2025-07-01 12", "2025-02-30 12"),
    ] {
        let error = read(good.replace(from, to).as_bytes()).unwrap_err();
        assert_eq!(error.code(), "statement_place", "{from} {to}");
    }
}

#[test]
fn text_in_utf16_is_read_as_well() {
    let text = String::from_utf8(Layout::AlipayUtf8.write(&some())).unwrap();
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&bytes).unwrap().rows.len(), 3);
}

#[test]
fn bombs_are_refused_before_they_take_memory() {
    let zeros = " ".repeat(40 * 1024 * 1024);
    let packed = workbook(&[
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/worksheets/sheet1.xml", &zeros),
    ]);
    assert!(packed.len() < 100_000);
    assert_eq!(code_of(&packed), "statement_too_large");
    // A cell in the last corner of a sheet.
    let corner = "<worksheet><sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
    assert_eq!(
        code_of(&workbook(&[
            ("xl/workbook.xml", "<workbook/>"),
            ("xl/worksheets/sheet1.xml", corner)
        ])),
        "statement_too_large"
    );
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
    assert_eq!(code_of(laughs.as_bytes()), "statement_xml");
    let outside = "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>";
    assert_eq!(code_of(outside.as_bytes()), "statement_xml");
    let namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";
    let entity = format!("<Document xmlns=\"{namespace}\"><BkToCstmrStmt>&x;</BkToCstmrStmt></Document>");
    assert_eq!(code_of(entity.as_bytes()), "statement_xml");
    let deep = format!("<Document xmlns=\"{namespace}\">{}", "<a>".repeat(1_000_000));
    assert_eq!(code_of(deep.as_bytes()), "statement_too_large");
    let wide = format!(
        "<Document xmlns=\"{namespace}\"><BkToCstmrStmt><Stmt><Ntry>{}",
        "<a/>".repeat(1_000_000)
    );
    assert_eq!(code_of(wide.as_bytes()), "statement_too_large");
    assert_eq!(code_of(&vec![b','; 10_000_000]), "statement_too_large");
    assert_eq!(code_of(&b"\"\n\",".repeat(1_000_000)), "statement_too_large");
    assert_eq!(code_of(&vec![b'x'; FILE_MAX + 1]), "statement_too_large");
}

#[test]
fn ten_thousand_rows_are_read_of_every_layout() {
    let many: Vec<Payment> = (0..10_000u64)
        .map(|at| {
            payment(
                "2025-07-01",
                if at % 2 == 0 {
                    Direction::In
                } else {
                    Direction::Out
                },
                at + 1,
                "张三",
                "x",
            )
        })
        .collect();
    for layout in Layout::ALL {
        assert_eq!(
            read(&layout.write(&many)).unwrap().rows.len(),
            10_000,
            "{layout:?}"
        );
    }
}

#[test]
fn an_entry_of_several_payments_counts_by_its_parts_where_they_add_up() {
    let entry = |a: &str, b: &str| {
        let part = |amount: &str, name: &str| {
            format!("<TxDtls>{amount}<RltdPties><Cdtr><Nm>{name}</Nm></Cdtr></RltdPties></TxDtls>")
        };
        format!(
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.04\"><BkToCstmrStmt><Stmt><Ntry><Amt Ccy=\"EUR\">30.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>\
             <BookgDt><DtTm>2025-07-01T10:00:00Z</DtTm></BookgDt><NtryDtls>{}{}</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>",
            part(a, "张三"),
            part(b, "李四")
        )
    };
    let amount = |text: &str| format!("<Amt Ccy=\"EUR\">{text}</Amt>");
    let both = read(entry(&amount("10.00"), &amount("20.00")).as_bytes()).unwrap();
    assert_eq!(
        both.rows
            .iter()
            .map(|row| (row.amount.to_string(), row.counterparty.as_str()))
            .collect::<Vec<_>>(),
        [("10.00".into(), "张三"), ("20.00".into(), "李四")]
    );
    for wrong in [entry(&amount("10.00"), &amount("21.00")), entry("", "")] {
        let statement = read(wrong.as_bytes()).unwrap();
        assert!(statement.rows.is_empty());
        assert_eq!(statement.skipped[0].why, WhySkipped::Batch);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_bytes_a_file_has_nobody_is_stopped(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_statement_of_which_bytes_were_changed_is_refused_or_read(at in 0usize..11, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = Layout::ALL[at].write(&some());
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = read(&bytes);
    }

    #[test]
    fn whatever_follows_a_good_beginning_nobody_is_stopped(at in 0usize..11, keep in any::<prop::sample::Index>(), rest in "[,:\"<>/=&;0-9A-Za-z\n收支退款 -]{0,200}") {
        let mut bytes = Layout::ALL[at].write(&some());
        bytes.truncate(keep.index(bytes.len()));
        bytes.extend_from_slice(rest.as_bytes());
        let _ = read(&bytes);
    }
}
