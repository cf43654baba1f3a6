//! A certificate to look at and to test with: twelve instalments, one late, one account with every kind of line. The
//! people, keys and digests are made up.

use sha2::{Digest, Sha256};

use crate::Account;
use crate::Article;
use crate::AsOf;
use crate::Both;
use crate::Certificate;
use crate::Detail;
use crate::EvidenceFile;
use crate::Finding;
use crate::Happening;
use crate::Instalment;
use crate::Institution;
use crate::Line;
use crate::Loan;
use crate::Party;
use crate::Row;
use crate::Settlement;
use crate::Verdict;
use crate::VERSION;

/// The evidence file of the sample.
pub fn file() -> Vec<u8> {
    (0..20_000u32)
        .flat_map(|n| (n.wrapping_mul(2_654_435_761) >> 24).to_le_bytes())
        .collect()
}

fn both(zh: &str, en: &str) -> Both {
    Both::new(zh, en)
}

fn row(zh: &str, en: &str, value: &str) -> Row {
    Row {
        label: both(zh, en),
        value: Both::same(value),
    }
}

fn hash(of: &str) -> String {
    format!("0x{}", hex::encode(Sha256::digest(of)))
}

const LENDER: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const BORROWER: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const GUARANTOR: &str = "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy";

/// The sample.
pub fn certificate() -> Certificate {
    Certificate {
        version: VERSION,
        file: EvidenceFile {
            name: "loan-0.iou".into(),
            sha256: hex::encode(Sha256::digest(file())),
        },
        verify_link: "https://verify.example.org/iou".into(),
        as_of: AsOf {
            moment: "2027-06-03 09:30:00 (UTC+08:00)".into(),
            unix_ms: 1_811_986_200_000,
            block: 5_230_114,
            hash: hash("block"),
        },
        loan: loan(),
        notes: vec![both(
            "未答复：2027-05-20 登记的还款 400.00（第 3 号）：出借人已 14 天没有答复",
            "Unanswered: repayment of 400.00 (no. 3), reported on 2027-05-20: unanswered by the lender for 14 days",
        )],
        parties: parties(),
        terms: terms(),
        unit: both("人民币元", "CNY"),
        schedule: schedule(),
        timeline: timeline(),
        account: account(),
        findings: findings(),
        institutions: ["海淀公证处", "杭州仲裁委员会", "城市商业银行", "第三方鉴定中心"]
            .iter()
            .enumerate()
            .map(|(n, name)| Institution {
                name: (*name).into(),
                key: hash(name),
                signed: n != 3,
            })
            .collect(),
    }
}

/// The sample of a certificate of settlement: the same people, everything paid, a part forgiven.
pub fn settlement() -> Settlement {
    let Certificate {
        version,
        file,
        verify_link,
        as_of,
        ..
    } = certificate();
    Settlement {
        version,
        file,
        pdf: "loan-0-settled.pdf".into(),
        verify_link,
        as_of,
        loan: Loan {
            status: both("已结清", "settled"),
            figures: vec![
                row("签署本金", "Signed for", "30,000.00 CNY"),
                row("已交付（借款人确认）", "Delivered, acknowledged", "30,000.00 CNY"),
                row("已还款", "Repaid", "31,120.45 CNY"),
            ],
            ..loan()
        },
        settled: "2027-06-02 21:14:40 (UTC+08:00)".into(),
        statement: both(
            "截至2027-06-03 09:30:00（区块5230114），第0号借条项下本金、利息、逾期利息、违约金和费用全部结清，借款人不再欠任何款项。",
            "As of 2027-06-03 09:30:00 (block 5230114) nothing is owed of loan 0 any more: neither principal nor interest, late interest, fees or costs.",
        ),
        notes: vec![
            both(
                "未答复：2027-06-03 要求冲正的还款 400.00（记录7）：等借款人答复",
                "Unanswered: taking back the payment of 400.00 (event 7), asked for on 2027-06-03: no answer of the borrower yet",
            ),
            both(
                "对方同意之后，该笔还款即被冲正，视为从未入账；因其结清的借条重新计算。",
                "If the other side agrees, the account is as if that payment had never been recorded; a loan that it settled runs again.",
            ),
        ],
        account: vec![
            row("其中：本金", "of it principal", "30,000.00 CNY"),
            row("其中：利息", "of it interest", "1,120.45 CNY"),
        ],
        parties: parties().into_iter().take(2).collect(),
        law: vec![Row {
            label: both("《民法典》第五百五十七条", "Civil Code, art. 557"),
            value: both(
                "债务已经履行的，债权债务终止。",
                "A debt that has been performed ends, and the claim with it.",
            ),
        }],
    }
}

fn loan() -> Loan {
    Loan {
        number: 0,
        digest: hash("terms"),
        contract: "5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL".into(),
        code_hash: hash("code"),
        chain: "IOU Consortium".into(),
        genesis: hash("genesis"),
        status: both("履行中，第2期逾期", "running, instalment 2 overdue"),
        figures: vec![
            row("签署本金", "Signed for", "30,000.00 CNY"),
            row("已交付（借款人确认）", "Delivered, acknowledged", "30,000.00 CNY"),
            row("已还款", "Repaid", "5,310.80 CNY"),
            row("应还合计", "Owed in all", "25,656.71 CNY"),
        ],
    }
}

fn parties() -> Vec<Party> {
    let detail = |zh: &str, en: &str, value: Option<&str>| Detail {
        label: both(zh, en),
        value: value.map(str::to_owned),
    };
    let party = |zh: &str, en: &str, account: &str, name, id_number| Party {
        role: both(zh, en),
        account: account.into(),
        details: vec![
            detail("姓名", "name", name),
            detail("证件号码", "ID number", id_number),
            detail("电话", "telephone", None),
        ],
        note: both(
            "2027-02-26 10:12:06 以 sr25519 签署条款摘要（第1号、第2号事件）",
            "signed the digest of the terms with sr25519 on 2027-02-26 10:12:06 (events 1 and 2)",
        ),
        seat: Vec::new(),
        handwriting: None,
    };
    vec![
        party(
            "出借人",
            "Lender",
            LENDER,
            Some("李四"),
            Some("110101199003074258"),
        ),
        party("借款人", "Borrower", BORROWER, Some("张三"), None),
        party("保证人", "Guarantor", GUARANTOR, None, None),
    ]
}

fn terms() -> Vec<Row> {
    let text = |zh: &str, en: &str, value_zh: &str, value_en: &str| Row {
        label: both(zh, en),
        value: both(value_zh, value_en),
    };
    vec![
        text(
            "本金",
            "Principal",
            "人民币30,000.00元（大写：人民币叁万元整）",
            "CNY 30,000.00",
        ),
        row("年利率", "Annual rate", "7.20%"),
        row("逾期年利率", "Overdue rate", "9.00%"),
        text(
            "还款方式",
            "Method",
            "等额本息，每1个月一期，共12期",
            "equal instalments, 12 months",
        ),
        text(
            "计息天数",
            "Days",
            "实际天数，一年按365天",
            "actual days, a year of 365",
        ),
        text("违约金", "Late fee", "每期50.00元", "50.00 an instalment"),
        text("宽限期", "Grace", "5天", "5 days"),
        text(
            "保证",
            "Guarantee",
            "连带责任保证，12个月",
            "joint and several, 12 months",
        ),
        text(
            "利率上限",
            "Highest rate",
            "四倍一年期LPR：12.00%",
            "four times the one-year LPR: 12.00%",
        ),
        text(
            "适用法律",
            "Law",
            "中华人民共和国法律",
            "People's Republic of China",
        ),
    ]
}

fn schedule() -> Vec<Instalment> {
    let interest = [165, 163, 147, 137, 119, 109, 95, 78, 66, 48, 31, 16];
    interest
        .iter()
        .enumerate()
        .map(|(n, interest)| {
            let (month, year) = ((n + 2) % 12 + 1, 2027 + (n + 2) / 12);
            Instalment {
                number: n as u32 + 1,
                due: format!("{year}-{month:02}-28"),
                principal: format!("{},{:03}.02", 2, 598 - interest - 165 + n * 3),
                interest: format!("{interest}.69"),
                total: "2,598.71".into(),
                state: match n {
                    0 => both("已付清", "met"),
                    1 => both("逾期", "overdue"),
                    _ => both("未到期", "not yet due"),
                },
            }
        })
        .collect()
}

fn timeline() -> Vec<Happening> {
    let events = [
        (
            "发起并签署",
            "Proposed and signed",
            "出借人；证据 sha256 8b1f…",
            "by the lender; evidence sha256 8b1f…",
        ),
        (
            "签署",
            "Signed",
            "借款人签署同一摘要",
            "the borrower signed the same digest",
        ),
        (
            "保证人签署",
            "Guarantor consented",
            "保证期间至2029-02-28",
            "until 2029-02-28",
        ),
        (
            "登记交付",
            "Delivery reported",
            "30,000.00，回单 sha256 77aa…",
            "30,000.00, receipt sha256 77aa…",
        ),
        (
            "确认收款，借款成立",
            "Delivery acknowledged, loan formed",
            "借款人确认实收30,000.00",
            "the borrower received 30,000.00",
        ),
        (
            "到期提醒",
            "Due soon",
            "第1期，2027-03-28，2,598.71",
            "instalment 1, 2027-03-28, 2,598.71",
        ),
        (
            "还款",
            "Repaid",
            "2,598.71：利息165.69，本金2,433.02",
            "2,598.71: interest 165.69, principal 2,433.02",
        ),
        (
            "到期",
            "Fell due",
            "第2期，2027-04-28",
            "instalment 2, 2027-04-28",
        ),
        (
            "催告",
            "Demanded",
            "电子邮件送达，凭证 sha256 02cd…",
            "by e-mail, proof of delivery sha256 02cd…",
        ),
        (
            "承认债务",
            "Acknowledged",
            "借款人承认尚欠，并请求宽限",
            "the borrower acknowledges the debt",
        ),
    ];
    let happening = |(n, (zh, en, more_zh, more_en)): (usize, &(&str, &str, &str, &str))| Happening {
        sequence: n as u32,
        moment: format!("2027-{:02}-{:02} 10:12:06 (UTC+08:00)", 2 + n / 3, 20 + n % 3),
        block: Some(4_001_230 + 86_400 * n as u64),
        hash: hash(zh),
        what: both(zh, en),
        more: both(more_zh, more_en),
        details: vec![
            row("签名", "signed by", BORROWER),
            row("交易", "transaction", &hash(en)),
        ],
    };
    events.iter().enumerate().map(happening).collect()
}

fn account() -> Account {
    let line = |day: &str, item: Both, amount: &str, formula: &str, article: Both| Line {
        day: day.into(),
        item,
        amount: amount.into(),
        formula: formula.into(),
        outstanding: "27,566.98".into(),
        owed: "2,656.71".into(),
        article,
    };
    let code = |number: u16| {
        both(
            &format!("民法典第{number}条"),
            &format!("Civil Code, art. {number}"),
        )
    };
    Account {
        until: "2027-06-03".into(),
        lines: vec![
            line(
                "2027-02-28",
                both("交付本金", "principal delivered"),
                "30,000.00",
                "",
                code(679),
            ),
            line(
                "2027-02-28 – 2027-03-28",
                both("利息", "interest"),
                "165.69",
                "30,000.00 × 7.20% × 28 ÷ 365",
                both("民间借贷规定第25条", "Private Lending, art. 25"),
            ),
            line(
                "2027-03-28",
                both("还款", "repayment"),
                "−2,598.71",
                "165.69 + 2,433.02",
                code(561),
            ),
            line(
                "2027-04-28 – 2027-06-03",
                both("逾期利息和违约金", "late interest and fees"),
                "58.00",
                "2,430.12 × 9.00% × 36 ÷ 365 + 50.00 ≤ 2,430.12 × 12.00% × 36 ÷ 365",
                both("民间借贷规定第28条、第29条", "Private Lending, arts. 28, 29"),
            ),
        ],
        balance: vec![
            row("已到期本金", "principal due", "2,430.12"),
            row("利息", "interest", "168.59"),
            row("逾期利息和违约金", "late interest and fees", "58.00"),
            row("应还合计", "owed in all", "2,656.71"),
        ],
    }
}

fn findings() -> Vec<Finding> {
    use Article::*;
    let finding =
        |zh: &str, en: &str, verdict, words_zh: &str, words_en: &str, answers: &[Article]| Finding {
            item: both(zh, en),
            verdict,
            words: both(words_zh, words_en),
            answers: answers.to_vec(),
        };
    vec![
        finding(
            "条款与文本",
            "terms and text",
            Verdict::Proved,
            "条款字节的SHA-256等于双方签署的摘要；中英文文本逐字读回为同一条款。",
            "The bytes of the terms have the digest that both parties signed; the texts in both languages read back to the same terms.",
            &[Ol16, Ev93, Ev94Agreed],
        ),
        finding(
            "签名",
            "signatures",
            Verdict::Proved,
            "3个签名均由所示公钥对所示字节作出。",
            "Three signatures were made by the keys shown over the bytes shown.",
            &[Ol18, Ev94Adverse],
        ),
        finding(
            "最终性",
            "finality",
            Verdict::Proved,
            "区块5,230,114由4个验证机构中的3个签署；验证机构名单自创世区块起逐次变更，每次均由前一名单签署。",
            "Block 5,230,114 is signed by three of four validators; each change of validators since the first block is signed by those before.",
            &[Ol16, Ol17, Ev94Platform],
        ),
        finding(
            "事件与状态",
            "events and state",
            Verdict::Proved,
            "10个事件首尾相接，重放所得状态与该区块状态树中的存储值一致。",
            "Ten events follow each other without a gap; played anew they give the state that the block's state trie holds.",
            &[Ol16, Ev93, Ev94Ordinary, Ev94Archive],
        ),
        finding(
            "款项交付",
            "delivery of the money",
            Verdict::Stated,
            "借款人签名确认收到30,000.00；银行回单的摘要在链上，回单原件未附。链不能证明银行转账本身。",
            "The borrower signed that 30,000.00 arrived; the digest of a bank receipt is on the chain, the receipt is not attached. A chain cannot prove the transfer itself.",
            &[Ol18, Ev94Adverse],
        ),
        finding(
            "外部时间戳",
            "outside time stamp",
            Verdict::Missing,
            "文件中没有第三方时间戳。",
            "The file has no time stamp of a third party.",
            &[Ol17],
        ),
    ]
}
