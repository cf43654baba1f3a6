//! What a statement says: its rows, and what of it is no payment.

use terms::{Day, UtcOffset};

use crate::decimal::Decimal;
use crate::moment::Moment;

/// Where a statement comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// 支付宝.
    Alipay,
    /// 微信支付.
    WeChat,
    /// 招商银行, a debit card.
    Cmb,
    /// ISO 20022, camt.053.
    Camt053,
    /// SWIFT MT940.
    Mt940,
}

impl Source {
    /// All of them.
    pub const ALL: [Source; 5] = [
        Source::Alipay,
        Source::WeChat,
        Source::Cmb,
        Source::Camt053,
        Source::Mt940,
    ];

    /// The one of that name.
    pub fn of(name: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|source| source.name() == name)
    }

    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Source::Alipay => "alipay",
            Source::WeChat => "wechat",
            Source::Cmb => "cmb",
            Source::Camt053 => "camt053",
            Source::Mt940 => "mt940",
        }
    }
}

/// Which way money went, as seen from the account of the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The account's holder was paid.
    In,
    /// The account's holder paid.
    Out,
}

impl Direction {
    /// The one of that name.
    pub fn of(name: &str) -> Option<Direction> {
        [Direction::In, Direction::Out]
            .into_iter()
            .find(|way| way.name() == name)
    }

    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Direction::In => "in",
            Direction::Out => "out",
        }
    }

    /// The other one.
    pub fn other(self) -> Direction {
        match self {
            Direction::In => Direction::Out,
            Direction::Out => Direction::In,
        }
    }
}

/// Signs of a memo, and of every other text: no bank or wallet takes more of whoever pays. A row that is put on record is kept with its
/// texts, in at most 16 KiB of JSON, where a sign takes six bytes at most.
const MEMO_MAX: usize = 1_500;
const TEXT_MAX: usize = 140;

/// One payment of a statement. Texts are as the source writes them, without blanks around them, and cut (`…`) where they go on without
/// end; empty where it has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it is from.
    pub source: Source,
    /// Its place among the rows of the file, from 1.
    pub place: usize,
    /// When.
    pub at: Moment,
    /// The zone of that time.
    pub zone: UtcOffset,
    /// Which way.
    pub direction: Direction,
    /// How much; never negative.
    pub amount: Decimal,
    /// Of what money: three capitals, or the source's own word where it has no code here.
    pub currency: String,
    /// Who the other side is.
    pub counterparty: String,
    /// The other side's account, as far as the source shows it.
    pub account: String,
    /// What was written along with it: purpose, remark.
    pub memo: String,
    /// What kind of payment, in the source's word.
    pub kind: String,
    /// The source's own number of it.
    pub id: String,
    /// The merchant's number of it, by which a refund names what it refunds.
    pub order: String,
}

impl Row {
    /// One of which nothing can be said.
    pub fn unread(source: Source, place: usize) -> Row {
        let none = String::new;
        Row {
            source,
            place,
            at: Moment::of_day(Day(0)),
            zone: UtcOffset(0),
            direction: Direction::In,
            amount: Decimal::ZERO,
            currency: none(),
            counterparty: none(),
            account: none(),
            memo: none(),
            kind: none(),
            id: none(),
            order: none(),
        }
    }

    /// It with its texts cut.
    pub(crate) fn cut(mut self) -> Row {
        cut(&mut self.memo, MEMO_MAX);
        for text in [
            &mut self.currency,
            &mut self.counterparty,
            &mut self.account,
            &mut self.kind,
            &mut self.id,
            &mut self.order,
        ] {
            cut(text, TEXT_MAX);
        }
        self
    }

    /// The day on which it was in another zone.
    pub fn day_in(&self, there: UtcOffset) -> Day {
        self.at.day_in(self.zone, there)
    }

    /// Whether `other` is of the same payment, from another export too: of one day, the source's own number decides (there are banks
    /// that write the same one every month), and where there is none all that is said of it.
    pub fn is_same_payment(&self, other: &Row) -> bool {
        let figures = |row: &Row| (row.source, row.direction, row.amount, row.at.day);
        if figures(self) != figures(other) || self.currency != other.currency {
            return false;
        }
        match (self.id.is_empty(), other.id.is_empty()) {
            (false, false) => self.id == other.id,
            _ => {
                (self.at.second, &self.counterparty, &self.memo)
                    == (other.at.second, &other.counterparty, &other.memo)
            }
        }
    }
}

/// At most so many signs of a text; what is cut ends with a sign that says so.
fn cut(text: &mut String, most: usize) {
    if text.chars().count() > most {
        *text = text.chars().take(most - 1).chain(['…']).collect();
    }
}

/// Why something in a statement is no payment that could count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WhySkipped {
    /// Neither income nor expense (不计收支): moved between accounts of one person.
    Neutral,
    /// Given back, in whole or in part.
    Refund,
    /// Closed, failed, cancelled.
    Closed,
    /// Not done yet.
    Pending,
    /// Of a state that this program does not know.
    UnknownState,
    /// An entry of several payments whose parts the statement does not show.
    Batch,
    /// Of nothing.
    Nothing,
    /// With more columns than the header: what stands in which, nobody can say.
    Shifted,
}

impl WhySkipped {
    /// All of them.
    pub const ALL: [WhySkipped; 8] = [
        WhySkipped::Neutral,
        WhySkipped::Refund,
        WhySkipped::Closed,
        WhySkipped::Pending,
        WhySkipped::UnknownState,
        WhySkipped::Batch,
        WhySkipped::Nothing,
        WhySkipped::Shifted,
    ];

    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            WhySkipped::Neutral => "neutral",
            WhySkipped::Refund => "refund",
            WhySkipped::Closed => "closed",
            WhySkipped::Pending => "pending",
            WhySkipped::UnknownState => "unknown_state",
            WhySkipped::Batch => "batch",
            WhySkipped::Nothing => "nothing",
            WhySkipped::Shifted => "shifted",
        }
    }
}

/// A row that is no payment which could count; what it says can still speak against another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Why.
    pub why: WhySkipped,
    /// What it says; its direction is a guess where the source names none. Of a shifted one the day, and as its memo all cells, a line
    /// each.
    pub row: Row,
}

/// A statement as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Where it is from.
    pub source: Source,
    /// Its payments, in the order of the file.
    pub rows: Vec<Row>,
    /// What is none.
    pub skipped: Vec<Skipped>,
}
