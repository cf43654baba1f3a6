//! What a certificate says. Everything is text as it is to be printed, but for what decides its looks. The layout of
//! these data is versioned by [`VERSION`]; unknown fields are refused.

use serde::{Deserialize, Serialize};

/// The version of these data.
pub const VERSION: u32 = 2;

/// A text in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Both {
    /// A text in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Both {
        Both {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// A figure, an address, a digest: the same in both.
    pub fn same(text: impl Into<String>) -> Both {
        let text = text.into();
        Both {
            zh: text.clone(),
            en: text,
        }
    }
}

/// A label with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What.
    pub label: Both,
    /// How much, who, when.
    pub value: Both,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// [`VERSION`].
    pub version: u32,
    /// The evidence file, which is attached.
    pub file: EvidenceFile,
    /// Where anybody can check it; the square code leads there with the file's digest after `#sha256=`. May be empty: then
    /// the code holds the digest alone.
    pub verify_link: String,
    /// The moment that the proofs speak of.
    pub as_of: AsOf,
    /// The loan.
    pub loan: Loan,
    /// What the figures differ by, and what was not answered for how long; may be empty.
    pub notes: Vec<Both>,
    /// Who has a part in it, in this order.
    pub parties: Vec<Party>,
    /// The terms as signed.
    pub terms: Vec<Row>,
    /// The unit of every amount in schedule and account.
    pub unit: Both,
    /// The instalments, in force at that moment.
    pub schedule: Vec<Instalment>,
    /// What happened, in its order.
    pub timeline: Vec<Happening>,
    /// The account.
    pub account: Account,
    /// The verifier's findings, one by one.
    pub findings: Vec<Finding>,
    /// Who must be trusted that the chain is what it is: two thirds of them.
    pub institutions: Vec<Institution>,
}

/// The certificate of settlement (结清证明): one page, which says that nothing is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settlement {
    /// [`VERSION`].
    pub version: u32,
    /// The evidence file, which is attached.
    pub file: EvidenceFile,
    /// The name that the page gives the PDF: `loan-0-settled.pdf`.
    pub pdf: String,
    /// As in [`Certificate`].
    pub verify_link: String,
    /// The moment as of which nothing is owed.
    pub as_of: AsOf,
    /// The loan; its figures are what was signed, delivered and repaid.
    pub loan: Loan,
    /// When the last of it was paid or forgiven, as it is printed.
    pub settled: String,
    /// That nothing is owed, in a sentence.
    pub statement: Both,
    /// What has to be said beside it, each as a sentence: what the sums differ by, and that one side asks to take a payment back.
    pub notes: Vec<Both>,
    /// What was repaid by kind: principal, interest, late interest and fees, costs; what was forgiven or overpaid.
    pub account: Vec<Row>,
    /// Who owed and to whom.
    pub parties: Vec<Party>,
    /// Article, and what it says of this; may be empty.
    pub law: Vec<Row>,
}

/// The evidence file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFile {
    /// Its name, `loan-0.iou`; letters, digits, `-`, `_` and `.` only.
    pub name: String,
    /// Its SHA-256: 64 hexadecimal digits, small letters.
    pub sha256: String,
}

/// A moment of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AsOf {
    /// The block's time as it is printed: `2029-12-01 10:00:00 (UTC+08:00)`.
    pub moment: String,
    /// The same. Units: milliseconds since 1970. It becomes the date of the PDF.
    pub unix_ms: u64,
    /// The block.
    pub block: u64,
    /// Its hash, `0x…`.
    pub hash: String,
}

/// Which loan it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loan {
    /// Its number in the contract.
    pub number: u64,
    /// The digest that both parties signed, `0x…`.
    pub digest: String,
    /// Address of the contract.
    pub contract: String,
    /// Hash of the contract's code.
    pub code_hash: String,
    /// Name of the chain.
    pub chain: String,
    /// Hash of its first block.
    pub genesis: String,
    /// Where the loan stands, in a word: settled, in default.
    pub status: Both,
    /// The figures that a reader looks for first: signed, delivered, repaid, owed in all.
    pub figures: Vec<Row>,
}

/// Somebody with a part in the loan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Lender, borrower, guarantor …
    pub role: Both,
    /// The account's address.
    pub account: String,
    /// Personal fields: label, and the value where it was opened.
    pub details: Vec<Detail>,
    /// What the account signed and when, or whatever else belongs here; may be empty.
    pub note: Both,
    /// By which key their seat acts where that is no longer their account's own, and who claims it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seat: Vec<Both>,
    /// A signature by hand that the holder of the file shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handwriting: Option<Handwriting>,
}

/// A signature by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handwriting {
    /// The field's height; neither it nor the width is more than a thousand.
    pub height: u32,
    /// Strokes as points, from the left and from above, in the same units.
    pub strokes: Vec<Vec<(u32, u32)>>,
    /// What it is, and what nobody proves.
    pub note: Both,
}

/// A personal field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    /// Name, ID number, telephone.
    pub label: Both,
    /// The value; `None` is printed as withheld.
    pub value: Option<String>,
}

/// One instalment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// From 1.
    pub number: u32,
    /// The due day.
    pub due: String,
    /// Principal.
    pub principal: String,
    /// Interest.
    pub interest: String,
    /// Both.
    pub total: String,
    /// Met, overdue, not yet due.
    pub state: Both,
}

/// An event of the loan on the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Happening {
    /// Its number among the loan's events, from 0.
    pub sequence: u32,
    /// When.
    pub moment: String,
    /// In which block; none where the file does not prove it.
    pub block: Option<u64>,
    /// The block's hash.
    pub hash: String,
    /// What happened.
    pub what: Both,
    /// Who and how much; may be empty.
    pub more: Both,
    /// Digests, keys and hashes that go with it; the values are printed as they come.
    pub details: Vec<Row>,
}

/// The account, recomputed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// To the end of which day.
    pub until: String,
    /// Line by line.
    pub lines: Vec<Line>,
    /// What is owed at the end: principal, interest, late interest, costs, all.
    pub balance: Vec<Row>,
}

/// One line of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The day, or the span.
    pub day: String,
    /// What.
    pub item: Both,
    /// How much.
    pub amount: String,
    /// How it was computed; may be empty.
    pub formula: String,
    /// Principal after it.
    pub outstanding: String,
    /// All that is owed after it.
    pub owed: String,
    /// By which article; may be empty.
    pub article: Both,
}

/// What the verifier found of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// What was looked at: the terms, the signatures, the finality.
    pub item: Both,
    /// What came out.
    pub verdict: Verdict,
    /// In words: what was computed and compared, and why it proves what it proves, or does not.
    pub words: Both,
    /// Which questions of the rules of evidence it helps to answer.
    pub answers: Vec<Article>,
}

/// What came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Checked from the chain's first block on.
    Proved,
    /// Said in the file, not proved by it.
    Stated,
    /// Not in the file.
    Missing,
    /// Wrong.
    False,
}

/// A rule of evidence. OL: 人民法院在线诉讼规则 (2021); EV: 最高人民法院关于民事诉讼证据的若干规定 (2019).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Article {
    /// OL 16: unchanged since it went onto the chain, if technically verified.
    Ol16,
    /// OL 17: what is weighed where that is contested.
    Ol17,
    /// OL 18: whether it was true before it went onto the chain.
    Ol18,
    /// OL 19: experts and appraisal.
    Ol19,
    /// EV 93: what the authenticity of electronic data depends on.
    Ev93,
    /// EV 94(1)(1): data against the interest of the party who has or submits them.
    Ev94Adverse,
    /// EV 94(1)(2): kept or confirmed by a neutral third-party platform.
    Ev94Platform,
    /// EV 94(1)(3): made in the ordinary course of business.
    Ev94Ordinary,
    /// EV 94(1)(4): kept as an archive.
    Ev94Archive,
    /// EV 94(1)(5): kept, transmitted, extracted in the way that the parties agreed.
    Ev94Agreed,
}

impl Article {
    /// All of them, in the order in which they are printed.
    pub const ALL: [Article; 10] = [
        Article::Ol16,
        Article::Ol17,
        Article::Ol18,
        Article::Ol19,
        Article::Ev93,
        Article::Ev94Adverse,
        Article::Ev94Platform,
        Article::Ev94Ordinary,
        Article::Ev94Archive,
        Article::Ev94Agreed,
    ];
}

/// One of those who finalise blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Institution {
    /// Its name; where the chain has none, its key.
    pub name: String,
    /// Its key.
    pub key: String,
    /// Whether its signature is among those under the block that is proved.
    pub signed: bool,
}

impl Certificate {
    /// The worst of the findings; [`Verdict::Proved`] where there are none.
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.findings.iter().map(|finding| finding.verdict);
        verdicts.max().unwrap_or(Verdict::Proved)
    }
}
