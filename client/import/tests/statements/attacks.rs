//! What others can write into somebody's statement, and what files can do to the machine that reads them.

use iou_import::{read, Row, Why, WhySkipped};
use proptest::prelude::*;

use crate::made::{workbook, Layout};
use crate::matching::{code, doubts, got, matched, paid, reported};

#[test]
fn a_text_without_end_is_cut_before_anybody_keeps_it() {
    let long = "还".repeat(40_000);
    let namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";
    let xml = format!(
        "<Document xmlns=\"{namespace}\"><BkToCstmrStmt><Stmt><Ntry><Amt Ccy=\"CNY\">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
         <BookgDt><Dt>2025-07-01</Dt></BookgDt><AcctSvcrRef>{long}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>{long}</Nm></Pty></Dbtr>\
         <DbtrAcct><Id><Othr><Id>{long}</Id></Othr></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>{} {long}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>",
        code(1)
    );
    let rows = read(xml.as_bytes()).unwrap().rows;
    let Row {
        counterparty,
        account,
        memo,
        id,
        ..
    } = &rows[0];
    // What is kept of a row and sealed has 16 KiB at most (iou-evidence), a control sign taking six bytes.
    for text in [counterparty, account, memo, id] {
        assert!(text.ends_with('…'), "{}", text.len());
    }
    let signs: usize = [counterparty, account, memo, id]
        .map(|text| text.chars().count())
        .iter()
        .sum();
    assert!(signs * 6 < 14 * 1024, "{signs}");
    // The beginning is as it was: a code in it is found.
    assert!(memo.starts_with(&code(1).to_string()));
    let short = read(&Layout::Camt(8).write(&[got("2025-07-01", 1, "张三", "谢谢")])).unwrap();
    assert_eq!(
        (short.rows[0].counterparty.as_str(), short.rows[0].memo.as_str()),
        ("张三", "谢谢")
    );
}

#[test]
fn quotes_that_somebody_wrote_swallow_no_rows() {
    // WeChat and banks write what people wrote as it is: a quote at the beginning of a field would take all up to the next one.
    let expected = [reported(1, 4, "2025-07-10", 100_000, "李四")];
    let rows = [
        got("2025-07-10", 100_000, "李四", "还款"),
        got("2025-07-10", 1, "\"王五", "x"),
        paid("2025-07-11", 100_000, "李四", "退你"),
        got("2025-07-11", 2, "王五\"", "y"),
        got("2025-07-11", 3, "\"", "\"\""),
    ];
    let plain = |layout: Layout| {
        let text = String::from_utf8(layout.write(&rows)).unwrap();
        // As the writers of this test would quote it and WeChat does not.
        text.replace("\"\"\"王五\"", "\"王五")
            .replace("\"王五\"\"\"", "王五\"")
            .replace("\"\"\"\"", "\"")
    };
    for layout in [Layout::AlipayUtf8, Layout::WeChatCsv] {
        let statement = read(plain(layout).as_bytes()).unwrap_or_else(|error| panic!("{layout:?} {error:?}"));
        assert_eq!(statement.rows.len() + statement.skipped.len(), 5, "{layout:?}");
        assert_eq!(
            doubts(&matched(&statement, &expected)),
            [(0, Why::Returned)],
            "{layout:?}"
        );
    }
    // A table that says nowhere how many rows it has is refused if a quote takes one of them in.
    let cmb = Layout::Cmb.write(&[
        got("2025-07-10", 100_000, "李四", "还款"),
        got("2025-07-10", 1, "王五", "\"x"),
        paid("2025-07-11", 100_000, "李四", "退你"),
        got("2025-07-12", 1, "王五", "y\""),
    ]);
    assert_eq!(read(&cmb).unwrap_err().code(), "statement_place");
    let last = Layout::Cmb.write(&[
        got("2025-07-10", 1, "王五", "\"x"),
        paid("2025-07-11", 5, "李四", ""),
    ]);
    assert_eq!(read(&last).unwrap_err().code(), "statement_place");
    // Line breaks in a field that is quoted as it should be are read.
    let text = "交易时间,交易类型,交易对方,商品,收/支,金额(元),当前状态,交易单号\n2025-07-01 09:00:00,转账,张三,\"a\nb\",支出,¥1.00,支付成功,1\n";
    assert_eq!(read(text.as_bytes()).unwrap().rows[0].memo, "a\nb");
}

#[test]
fn a_line_break_makes_no_row_of_what_somebody_wrote() {
    // Quoted as it should be, and yet what stands in it looks like a row: no reading of this may count it as one.
    let inner = "2025-07-10 12:00:00,转账,李四,x,收入,¥1000.00,零钱,已存入零钱,9,/,/";
    let row = format!("2025-07-10 11:00:00,转账,王五,\"a\n{inner}\n\",收入,¥0.01,零钱,已存入零钱,1,/,/\n");
    let head = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n";
    for above in ["", "共1笔记录\n", "共2笔记录\n"] {
        if let Ok(statement) = read(format!("{above}{head}{row}").as_bytes()) {
            assert!(
                statement
                    .rows
                    .iter()
                    .all(|row| row.amount.to_string() != "1000.00"),
                "{above}"
            );
        }
    }
}

#[test]
fn a_block_in_the_middle_of_a_line_begins_no_field_of_mt940() {
    let whole = String::from_utf8(Layout::Mt940.write(&[got("2025-07-10", 1, "王五", "X")])).unwrap();
    let crafted = "x{4::61:2507100710CR1000,00NTRFNONREF//9";
    // One that takes as much away, so that the sum stays.
    let forged = whole.replace(
        "/REMI/X",
        &format!(
            "/REMI/{crafted}\r\n:86:/NAME/李四/REMI/{}\r\n:61:2507100710DR1000,00NTRFNONREF//8",
            code(1)
        ),
    );
    let reports = [reported(1, 4, "2025-07-10", 100_000, "李四")];
    if let Ok(statement) = read(forged.as_bytes()) {
        assert_eq!(matched(&statement, &reports).sure, []);
    }
    let harmless = whole.replace("/REMI/X", "/REMI/a{4:b");
    let rows = read(harmless.as_bytes()).unwrap().rows;
    assert_eq!(
        (rows[0].counterparty.as_str(), rows[0].memo.as_str()),
        ("王五", "a{4:b")
    );
}

#[test]
fn payments_of_one_batch_are_several_and_what_no_bank_can_say_is_refused() {
    let part = |name: &str, refs: &str| {
        format!("<TxDtls>{refs}<Amt Ccy=\"CNY\">10.00</Amt><RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties></TxDtls>")
    };
    let of = |entries: &str| {
        let namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.04";
        format!("<Document xmlns=\"{namespace}\"><BkToCstmrStmt><Stmt>{entries}</Stmt></BkToCstmrStmt></Document>")
    };
    let entry = |inside: &str| {
        format!(
            "<Ntry><Amt Ccy=\"CNY\">20.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2025-07-01</Dt></BookgDt><AcctSvcrRef>7</AcctSvcrRef>{inside}</Ntry>"
        )
    };
    let details = |parts: String| entry(&format!("<NtryDtls>{parts}</NtryDtls>"));
    let batch = of(&details(part("张三", "") + &part("李四", "")));
    let rows = read(batch.as_bytes()).unwrap().rows;
    assert!(!rows[0].is_same_payment(&rows[1]), "the number is the entry's");
    let own = of(&details(
        part("张三", "<Refs><AcctSvcrRef>71</AcctSvcrRef></Refs>") + &part("李四", ""),
    ));
    assert_eq!(read(own.as_bytes()).unwrap().rows[0].id, "71");
    // What a bank calls a return by its code alone.
    let returned = of(&entry(
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>",
    ));
    assert_eq!(
        read(returned.as_bytes()).unwrap().skipped[0].why,
        WhySkipped::Refund
    );
    // Sums out of all range do not turn the comparison with the balances off.
    let balance = |code: &str, amount: &str| {
        format!("<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>")
    };
    for absurd in [
        "100000000000000000000000000000",
        "0.00000000000000000000000000001",
    ] {
        let balances = balance("OPBD", "10000000000000000000.00") + &balance("CLBD", "5.00");
        let text = of(&(balances + &entry("").replace("20.00", absurd)));
        assert_eq!(
            read(text.as_bytes()).unwrap_err().code(),
            "statement_incomplete",
            "{absurd}"
        );
    }
    let unread = of(&(balance("OPBD", "1.000,00") + &balance("CLBD", "5.00") + &entry("")));
    assert_eq!(read(unread.as_bytes()).unwrap_err().code(), "statement_place");
}

#[test]
fn amounts_in_forms_that_nobody_writes_are_refused_and_not_guessed() {
    let head = "记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\n";
    for wrong in [
        "1e3",
        "1E3",
        "\"1,00\"",
        "\"1.000,00\"",
        "−5.00",
        "－5.00",
        "﹣5.00",
        "–5.00",
        "(5.00)",
        "5.00-",
        "５.00",
        "1 000.00",
        "1\u{a0}000.00",
        "0x10",
        "+-5",
        "¥",
        "NaN",
        "∞",
        "$5.00",
        "5元",
        "1_000",
        "",
    ] {
        let text = format!("{head}2025-07-10,CNY,{wrong},5.00,转账,张三,x\n");
        assert_eq!(
            read(text.as_bytes()).unwrap_err().code(),
            "statement_place",
            "{wrong}"
        );
    }
}

#[test]
fn a_workbook_that_multiplies_one_text_or_one_cell_is_refused_before_it_takes_memory() {
    let sheet = |row: &str, rows: usize| {
        format!(
            "<worksheet><sheetData>{}</sheetData></worksheet>",
            row.repeat(rows)
        )
    };
    let refused = |entries: &[(&str, &str)]| {
        let packed = workbook(entries);
        assert!(packed.len() < 400_000, "{}", packed.len());
        assert_eq!(read(&packed).unwrap_err().code(), "statement_too_large");
    };
    // A shared text of a megabyte in each of ninety thousand cells.
    let shared = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1_000_000));
    let cells = sheet("<row><c t=\"s\"><v>0</v></c></row>", 90_000);
    refused(&[
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/sharedStrings.xml", &shared),
        ("xl/worksheets/sheet1.xml", &cells),
    ]);
    let blank = shared.replace('x', " ");
    refused(&[
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/sharedStrings.xml", &blank),
        ("xl/worksheets/sheet1.xml", &cells),
    ]);
    // Sixty-three empty cells before each that is not, in many sheets.
    let wide = sheet("<row><c r=\"BL1\"><v>1</v></c></row>", 90_000);
    let names: Vec<String> = (1..=8).map(|at| format!("xl/worksheets/sheet{at}.xml")).collect();
    let mut entries = vec![("xl/workbook.xml", "<workbook/>")];
    entries.extend(names.iter().map(|name| (name.as_str(), wide.as_str())));
    refused(&entries);
    let empty = format!("<sst>{}</sst>", "<si/>".repeat(5_000_000));
    refused(&[
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/sharedStrings.xml", &empty),
        ("xl/worksheets/sheet1.xml", &sheet("", 0)),
    ]);
}

#[test]
fn encodings_and_line_ends_of_all_kinds_say_the_same() {
    let rows = [
        paid("2025-07-10", 100_000, "张三", "还款"),
        got("2025-07-11", 5, "李四", "早餐"),
    ];
    let text = String::from_utf8(Layout::AlipayUtf8.write(&rows)).unwrap();
    let text = text.trim_start_matches('\u{feff}').to_owned();
    let wide = |text: &str, of: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(of).collect::<Vec<u8>>();
    let marked = format!("\u{feff}{text}");
    let expected = read(text.as_bytes()).unwrap();
    for bytes in [
        marked.clone().into_bytes(),
        text.replace("\r\n", "\n").into_bytes(),
        encoding_rs::GBK.encode(&text).0.into_owned(),
        encoding_rs::GB18030.encode(&text).0.into_owned(),
        wide(&marked, u16::to_le_bytes),
        wide(&marked, u16::to_be_bytes),
        wide(&text, u16::to_le_bytes),
        wide(&text, u16::to_be_bytes),
    ] {
        assert_eq!(read(&bytes).unwrap(), expected);
    }
    // Half a sign at the end, and what is no text.
    let gbk = encoding_rs::GBK.encode(&text).0.into_owned();
    let name = gbk.windows(2).rposition(|pair| pair == b"\xd4\xe7").unwrap();
    assert!(read(&gbk[..=name]).is_err());
    assert_eq!(read(&[0xff; 64]).unwrap_err().code(), "statement_unknown");
    for version in 2..=13 {
        assert_eq!(
            read(&Layout::Camt(version).write(&rows)).unwrap().rows.len(),
            2,
            "{version}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever a payer writes as memo and as nickname of a payment of one fen, nothing but that one fen comes of it.
    #[test]
    fn no_memo_and_no_nickname_makes_money(
        at in 0usize..11,
        who in "[\",:/?{}\\-李四 0-9NAME收入]{0,24}",
        memo in "([\",:/?{}\\- 0-9]|收入|1000\\.00|/NAME/|/REMI/|\\?32|\\?20|李四|已存入零钱|交易成功|2025-07-10|:61:|:86:|\\{4:){0,12}",
    ) {
        let layout = Layout::ALL[at];
        let reports = [reported(1, 4, "2025-07-10", 100_000, "李四")];
        // As it is, without the quotes that a careful writer would put around it.
        let rows = [got("2025-07-10", 1, "WHO", "MEMO"), got("2025-07-11", 7, "王五", "x")];
        let bytes = match layout {
            Layout::Alipay | Layout::WeChatSheet2025 | Layout::WeChatSheet2026 | Layout::Camt(_) => {
                layout.write(&[got("2025-07-10", 1, &who, &memo), rows[1].clone()])
            }
            _ => String::from_utf8(layout.write(&rows)).unwrap().replace("WHO", &who).replace("MEMO", &memo).into_bytes(),
        };
        if let Ok(statement) = read(&bytes) {
            prop_assert!(statement.rows.iter().all(|row| row.amount.to_string() != "1000.00"), "{layout:?}: {statement:?}");
            prop_assert_eq!(matched(&statement, &reports).sure, vec![]);
        }
    }
}
