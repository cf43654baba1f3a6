//! Writes statements in every layout, as their issuers do, from invented payments.

use std::io::{Cursor, Write};

use iou_import::{Decimal, Direction};
use terms::{Amount, Day};
use zip::write::{SimpleFileOptions, ZipWriter};

/// What became of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Done,
    /// Given back; for a bank, an entry that takes another back.
    Refunded,
    Closed,
    Neutral,
    Pending,
}

/// A payment of somebody who does not exist.
#[derive(Debug, Clone)]
pub struct Payment {
    pub day: Day,
    /// Seconds since the day began.
    pub second: u32,
    pub direction: Direction,
    /// Hundredths.
    pub fen: u64,
    pub who: String,
    pub memo: String,
    pub fate: Fate,
    pub id: String,
    pub order: String,
}

pub fn day(text: &str) -> Day {
    iou_base::time::parse_day(text).unwrap()
}

/// A payment that was made at noon.
pub fn payment(on: &str, direction: Direction, fen: u64, who: &str, memo: &str) -> Payment {
    Payment {
        day: day(on),
        second: 43_200,
        direction,
        fen,
        who: who.into(),
        memo: memo.into(),
        fate: Fate::Done,
        id: format!(
            "{}{fen}{}",
            on.replace('-', ""),
            who.chars().map(|sign| u32::from(sign) % 1000).sum::<u32>()
        ),
        order: String::new(),
    }
}

/// Every layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Alipay,
    AlipayUtf8,
    WeChatCsv,
    WeChatSheet2025,
    WeChatSheet2026,
    Cmb,
    Camt(u8),
    Mt940,
    Mt940Coded,
}

impl Layout {
    pub const ALL: [Layout; 11] = [
        Layout::Alipay,
        Layout::AlipayUtf8,
        Layout::WeChatCsv,
        Layout::WeChatSheet2025,
        Layout::WeChatSheet2026,
        Layout::Cmb,
        Layout::Camt(2),
        Layout::Camt(8),
        Layout::Camt(13),
        Layout::Mt940,
        Layout::Mt940Coded,
    ];

    /// Whether it says of a payment that it came to nothing.
    pub fn has_states(self) -> bool {
        matches!(
            self,
            Layout::Alipay
                | Layout::AlipayUtf8
                | Layout::WeChatCsv
                | Layout::WeChatSheet2025
                | Layout::WeChatSheet2026
        )
    }

    /// The statement of these payments.
    pub fn write(self, payments: &[Payment]) -> Vec<u8> {
        match self {
            Layout::Alipay => encoding_rs::GBK.encode(&alipay(payments)).0.into_owned(),
            Layout::AlipayUtf8 => format!("\u{feff}{}", alipay(payments)).into_bytes(),
            Layout::WeChatCsv => csv_of(&wechat(payments, 16, Form::Text)),
            Layout::WeChatSheet2025 => sheet(&wechat(payments, 16, Form::Text)),
            Layout::WeChatSheet2026 => sheet(&wechat(payments, 17, Form::Numbers)),
            Layout::Cmb => cmb(payments),
            Layout::Camt(version) => camt(payments, version).into_bytes(),
            Layout::Mt940 => mt940(payments, false).into_bytes(),
            Layout::Mt940Coded => mt940(payments, true).into_bytes(),
        }
    }
}

pub fn yuan(fen: u64) -> String {
    Decimal::of_minor(Amount::new(fen.into()).unwrap(), 2).to_string()
}

fn time(payment: &Payment) -> String {
    let second = payment.second;
    format!(
        "{} {:02}:{:02}:{:02}",
        payment.day,
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

fn way(payment: &Payment, neutral: &'static str) -> &'static str {
    match (payment.fate, payment.direction) {
        (Fate::Neutral, _) => neutral,
        (_, Direction::In) => "收入",
        (_, Direction::Out) => "支出",
    }
}

fn alipay(payments: &[Payment]) -> String {
    let line = "-".repeat(84);
    let mut text = format!(
        "{line}\r\n导出信息：\r\n姓名：王小明\r\n支付宝账户：138******00\r\n起始时间：[2025-01-01 00:00:00]    终止时间：[2025-12-31 23:59:59]\r\n\
         导出交易类型：[全部]\r\n导出时间：[2026-01-02 10:00:00]\r\n共{}笔记录\r\n\r\n特别提示：\r\n1.本明细仅供个人对账使用。\r\n\r\n\
         ------------------------支付宝（中国）网络技术有限公司  电子客户回单------------------------\r\n\
         交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,\r\n",
        payments.len()
    );
    for payment in payments {
        let state = match payment.fate {
            Fate::Done | Fate::Neutral => "交易成功",
            Fate::Refunded => "退款成功",
            Fate::Closed => "交易关闭",
            Fate::Pending => "等待确认收货",
        };
        text += &format!(
            "{},转账红包,{},138******00,{},{},{},余额宝,{state},{}\t,{}\t,,\r\n",
            time(payment),
            payment.who,
            payment.memo,
            way(payment, "不计收支"),
            yuan(payment.fen),
            payment.id,
            payment.order,
        );
    }
    text
}

/// How a workbook keeps times and amounts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Numbers,
}

/// A cell of a workbook; numbers in their own digits.
enum Cell {
    Text(String),
    Number(String),
}

/// The rows of a WeChat statement, with so many lines above the header.
fn wechat(payments: &[Payment], above: usize, form: Form) -> Vec<Vec<Cell>> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut rows = vec![
        vec![text("微信支付账单明细")],
        vec![text("微信昵称：[小明]")],
        vec![text(
            "起始时间：[2025-01-01 00:00:00] 终止时间：[2025-12-31 23:59:59]",
        )],
        vec![text("导出类型：[全部]")],
        vec![text(&format!("共{}笔记录", payments.len()))],
        vec![text(
            "注：1. 充值/提现/理财通购买/零钱通存取/信用卡还款等交易，将计入中性交易",
        )],
    ];
    if form == Form::Numbers {
        rows.push(vec![text("2. 本明细中的交易时间均为 UTC+8 时区")]);
    }
    rows.resize_with(above - 1, || vec![text(" ")]);
    rows.push(vec![text(
        "----------------------微信支付账单明细列表--------------------",
    )]);
    let names = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注";
    rows.push(names.split(',').map(text).collect());
    for payment in payments {
        let (kind, state) = match payment.fate {
            Fate::Done | Fate::Neutral if payment.direction == Direction::In => ("转账", "已存入零钱"),
            Fate::Done | Fate::Neutral => ("转账", "对方已收钱"),
            Fate::Refunded => ("转账-退款", "已全额退款"),
            Fate::Closed => ("转账", "已过期"),
            Fate::Pending => ("转账", "待朋友收钱"),
        };
        let (at, amount) = match form {
            Form::Text => (
                Cell::Text(time(payment)),
                Cell::Text(format!("¥{}", yuan(payment.fen))),
            ),
            Form::Numbers => (Cell::Number(serial(payment)), Cell::Number(yuan(payment.fen))),
        };
        rows.push(vec![
            at,
            text(kind),
            text(&payment.who),
            text(&format!("转账备注:{}", payment.memo)),
            text(way(payment, "/")),
            amount,
            text("零钱"),
            text(state),
            text(&format!("{}\t", payment.id)),
            text(if payment.order.is_empty() {
                "/"
            } else {
                &payment.order
            }),
            text("/"),
        ]);
    }
    rows
}

/// Days since 1899-12-30, with the time as a fraction in as many digits as Excel writes.
fn serial(payment: &Payment) -> String {
    let fraction = u64::from(payment.second) * 10_000_000_000 / 86_400;
    format!("{}.{fraction:010}", payment.day.0 + 25_569)
}

fn csv_of(rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .map(
                |(Cell::Text(cell) | Cell::Number(cell))| match cell.contains([',', '"', '\n']) {
                    true => format!("\"{}\"", cell.replace('"', "\"\"")),
                    false => cell.clone(),
                },
            )
            .collect();
        // Lines above the table are filled up with commas.
        text += &cells.join(",");
        text += &",".repeat(11 - cells.len());
        text += "\r\n";
    }
    text.into_bytes()
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn sheet(rows: &[Vec<Cell>]) -> Vec<u8> {
    let mut strings: Vec<&str> = Vec::new();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
    for (number, row) in rows.iter().enumerate() {
        xml += &format!("<row r=\"{}\">", number + 1);
        for (column, cell) in row.iter().enumerate() {
            let place = format!(
                "{}{}",
                char::from(b'A' + u8::try_from(column).unwrap()),
                number + 1
            );
            match cell {
                Cell::Number(digits) => xml += &format!("<c r=\"{place}\" s=\"1\"><v>{digits}</v></c>"),
                Cell::Text(text) => {
                    strings.push(text);
                    xml += &format!("<c r=\"{place}\" t=\"s\"><v>{}</v></c>", strings.len() - 1);
                }
            }
        }
        xml += "</row>";
    }
    xml += "</sheetData></worksheet>";
    let items: String = strings
        .iter()
        .map(|text| format!("<si><t xml:space=\"preserve\">{}</t></si>", escaped(text)))
        .collect();
    workbook(&[
        ("xl/workbook.xml", "<workbook><workbookPr/></workbook>"),
        ("xl/worksheets/sheet1.xml", &xml),
        ("xl/sharedStrings.xml", &format!("<sst>{items}</sst>")),
    ])
}

/// A ZIP container of these entries.
pub fn workbook(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn cmb(payments: &[Payment]) -> Vec<u8> {
    let mut text = String::from(
        "\u{feff}# 招商银行交易记录\r\n# 导出时间：2026-01-02\r\n# 账户：[6214********1234]\r\n\r\n记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\r\n",
    );
    for payment in payments {
        let sign = if payment.direction == Direction::Out {
            "-"
        } else {
            ""
        };
        let kind = match payment.fate {
            Fate::Refunded => "转账退款",
            _ => "银联转账",
        };
        text += &format!(
            "{},CNY,\"{sign}{}\",\"50,000.00\",{kind},{} 6225880112345678,{}\r\n",
            payment.day,
            grouped(payment.fen),
            payment.who,
            payment.memo,
        );
    }
    text.into_bytes()
}

/// `1,234.50`.
fn grouped(fen: u64) -> String {
    let text = yuan(fen);
    let (whole, fraction) = text.split_once('.').unwrap();
    let digits: Vec<char> = whole.chars().collect();
    let groups: Vec<String> = digits
        .rchunks(3)
        .rev()
        .map(|group| group.iter().collect())
        .collect();
    format!("{}.{fraction}", groups.join(","))
}

/// The sum of what is booked, in hundredths, with its sign.
fn sum(payments: &[Payment]) -> i64 {
    let booked = payments.iter().filter(|payment| payment.fate != Fate::Pending);
    booked
        .map(|payment| {
            let fen = i64::try_from(payment.fen).unwrap();
            if payment.direction == Direction::Out {
                -fen
            } else {
                fen
            }
        })
        .sum()
}

fn camt(payments: &[Payment], version: u8) -> String {
    let opening = 10_000_000_000i64;
    let closing = u64::try_from(opening + sum(payments)).unwrap();
    let balance = |code: &str, fen: u64| {
        format!("<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">{}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-12-31</Dt></Dt></Bal>", yuan(fen))
    };
    let mut entries = String::new();
    for payment in payments {
        let (way, party) = match payment.direction {
            Direction::In => ("CRDT", "Dbtr"),
            Direction::Out => ("DBIT", "Cdtr"),
        };
        let state = if payment.fate == Fate::Pending {
            "PDNG"
        } else {
            "BOOK"
        };
        let state = if version < 8 {
            state.to_owned()
        } else {
            format!("<Cd>{state}</Cd>")
        };
        let name = format!("<Nm>{}</Nm>", escaped(&payment.who));
        let name = if version < 8 {
            name
        } else {
            format!("<Pty>{name}</Pty>")
        };
        let reversal = if payment.fate == Fate::Refunded {
            "<RvslInd>true</RvslInd>"
        } else {
            ""
        };
        entries += &format!(
            "<Ntry><Amt Ccy=\"CNY\">{}</Amt><CdtDbtInd>{way}</CdtDbtInd>{reversal}<Sts>{state}</Sts><BookgDt><Dt>{}</Dt></BookgDt>\
             <AcctSvcrRef>{}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><{party}>{name}</{party}></RltdPties>\
             <RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>",
            yuan(payment.fen),
            payment.day,
            payment.id,
            escaped(&payment.memo),
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02}\"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>\
         <Stmt><Id>1</Id>{}{}{entries}</Stmt></BkToCstmrStmt></Document>",
        balance("OPBD", u64::try_from(opening).unwrap()),
        balance("CLBD", closing),
    )
}

fn mt940(payments: &[Payment], is_coded: bool) -> String {
    let opening = 10_000_000_000i64;
    let comma = |fen: u64| yuan(fen).replace('.', ",");
    let mut text = format!("{{1:F01BANKCNBJAXXX0000000000}}{{2:O9400000}}{{4:\r\n:20:STMT1\r\n:25:6214000000001234\r\n:28C:1/1\r\n:60F:C250101CNY{}\r\n", comma(u64::try_from(opening).unwrap()));
    let mut sum = opening;
    for payment in payments.iter().filter(|payment| payment.fate != Fate::Pending) {
        let fen = i64::try_from(payment.fen).unwrap();
        let is_back = payment.fate == Fate::Refunded;
        // RD: a debit that is taken back, so money comes in.
        let sign = match (payment.direction, is_back) {
            (Direction::In, false) => "C",
            (Direction::Out, false) => "D",
            (Direction::In, true) => "RD",
            (Direction::Out, true) => "RC",
        };
        sum += if payment.direction == Direction::In {
            fen
        } else {
            -fen
        };
        let date = payment.day.to_string().replace('-', "");
        text += &format!(
            ":61:{}{}{sign}R{}NTRFNONREF//{}\r\n",
            &date[2..],
            &date[4..],
            comma(payment.fen),
            payment.id
        );
        text += &match is_coded {
            true => format!(
                ":86:166?00转账?20{}?31 6225880112345678?32{}\r\n",
                payment.memo, payment.who
            ),
            false => format!(":86:/NAME/{}/REMI/{}\r\n", payment.who, payment.memo),
        };
    }
    text + &format!(":62F:C251231CNY{}\r\n-}}\r\n", comma(u64::try_from(sum).unwrap()))
}
