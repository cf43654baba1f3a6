//! Which row of a statement is which payment that a loan expects.
//!
//! A row fits an expectation if amount, money and direction are the same, its day is within the expectation's days ([`DAYS_AROUND`]
//! around a due day), and it either carries the loan's memo code or shows the name of the other side. That is **sure** only where the row
//! fits one thing to do and no other row fits the same debt; what is not is doubtful, with the reason, and left to a person.
//! Rules, each with a test in tests/matching.rs:
//!
//! 1. A memo code outweighs a name: a row with the code of a loan fits that loan alone.
//! 2. A row with a code of no known loan, or with several codes, is never sure.
//! 3. Two rows for one debt are both doubtful, unless exactly one of them carries the code, and no other.
//! 4. A row that fits several things to do is doubtful.
//! 5. Money that went back, in whole or in part, is doubtful.
//! 6. A row of which something like it is on record, by itself or together with others, is doubtful; one that was used before is not
//!    looked at.
//! 7. Several rows that only together are what is expected are doubtful.
//! 8. A row with the code of a loan and another amount or day than expected is doubtful.

mod parts;
mod returns;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use iou_base::memo::MemoCode;
use terms::{Amount, Day, LoanId, UtcOffset};

use crate::decimal::Decimal;
use crate::name::{fits, Likeness};
use crate::row::{Direction, Row, Source, Statement};
use parts::parts;
use returns::Returns;

/// Days before and after the day on which money is expected.
pub const DAYS_AROUND: u32 = 3;

/// What a row is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wish {
    /// The borrower reports that they paid.
    Report,
    /// The lender confirms the report of this number.
    Confirm(u32),
    /// The lender reports that they delivered.
    Deliver,
    /// The borrower acknowledges the delivery; of several that of this number.
    Acknowledge(Option<u32>),
    /// Nothing: it is on record already, as this report or payment.
    Recorded,
}

/// What is owed: the part of a loan that a payment would be for; `None`: all of it, or nobody can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Debt {
    /// The loan.
    pub loan: LoanId,
    /// The instalment, or the report.
    pub part: Option<u32>,
}

impl Debt {
    fn overlaps(self, other: Debt) -> bool {
        self.loan == other.loan && (self.part.is_none() || other.part.is_none() || self.part == other.part)
    }
}

/// A payment that a loan expects, or has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// What a row that fits is good for.
    pub wish: Wish,
    /// What it would be for.
    pub debt: Debt,
    /// Which way the money goes, as the reader sees it.
    pub direction: Direction,
    /// How much. Units: minor.
    pub amount: Amount,
    /// Of what money.
    pub currency: String,
    /// Decimals of that money.
    pub decimals: u8,
    /// The first and the last day on which it is expected, in the agreement's zone.
    pub days: (Day, Day),
    /// That zone.
    pub zone: UtcOffset,
    /// What the other side is called; none where nobody knows.
    pub names: Vec<String>,
    /// The loan's memo code.
    pub code: MemoCode,
}

impl Expected {
    /// The days around a day.
    pub fn around(day: Day) -> (Day, Day) {
        let last = day.plus_days(DAYS_AROUND).unwrap_or(day);
        (Day(day.0.saturating_sub(DAYS_AROUND)), last)
    }

    fn likeness(&self, row: &Row) -> Option<Likeness> {
        self.names
            .iter()
            .filter_map(|name| fits(&row.counterparty, name))
            .max()
    }

    /// Whether a row is on one of its days.
    fn is_on_a_day_of(&self, row: &Row) -> bool {
        let day = row.day_in(self.zone);
        self.days.0 <= day && day <= self.days.1
    }

    /// Whether what a row says is a whole number of the smallest unit of its money.
    fn can_be_of(&self, row: &Row) -> bool {
        self.currency == row.currency && row.amount.amount(self.decimals).is_some()
    }
}

/// By what a row fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// A name that says little: masked; chosen by its bearer, as nicknames of WeChat are; or of MT940, where who pays writes into the
    /// same field that the bank does.
    Weak,
    /// The name.
    Name,
    /// The memo code.
    Code,
}

impl Basis {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Weak => "weak_name",
            Basis::Name => "name",
            Basis::Code => "memo_code",
        }
    }
}

/// A thing to do for which a row is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The loan.
    pub loan: LoanId,
    /// What to do.
    pub wish: Wish,
    /// By what it fits.
    pub basis: Basis,
}

/// A row that is clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Its place in [`Statement::rows`].
    pub row: usize,
    /// What it is good for.
    pub candidate: Candidate,
}

/// Why a row is not clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// It fits several things to do.
    Several,
    /// Another row fits the same.
    Twice,
    /// Money went back.
    Returned,
    /// Something like it is on record.
    Recorded,
    /// It carries a memo code of no loan that is known here.
    ForeignCode,
    /// It carries several memo codes.
    Codes,
    /// It carries the code of a loan, and amount or day are not what is expected there.
    OtherAmount,
    /// It is what is expected only together with others.
    Parts,
}

impl Why {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Why::Several => "several",
            Why::Twice => "twice",
            Why::Returned => "returned",
            Why::Recorded => "recorded",
            Why::ForeignCode => "foreign_code",
            Why::Codes => "codes",
            Why::OtherAmount => "other_amount",
            Why::Parts => "parts",
        }
    }
}

/// A row that is not clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Its place in [`Statement::rows`].
    pub row: usize,
    /// Why.
    pub why: Why,
    /// What it could be good for.
    pub candidates: Vec<Candidate>,
}

/// What was found; rows that stand in neither are no business of any loan.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Findings {
    /// In the order of the rows.
    pub sure: Vec<Match>,
    /// In the order of the rows.
    pub doubtful: Vec<Doubt>,
}

/// A row with all that it fits.
struct Edges {
    row: usize,
    codes: Vec<MemoCode>,
    /// Places in the list of expectations, each with what it fits by.
    fitting: Vec<(usize, Basis)>,
}

/// Matches the rows of a statement, those in `used` left out, with what is expected. `known` has the codes of all loans of the reader.
pub fn find(
    statement: &Statement,
    expected: &[Expected],
    known: &BTreeMap<MemoCode, LoanId>,
    used: &BTreeSet<usize>,
) -> Findings {
    let mut by_amount: HashMap<(Direction, &str, Decimal), Vec<usize>> = HashMap::new();
    for (at, one) in expected.iter().enumerate() {
        let amount = Decimal::of_minor(one.amount, one.decimals);
        by_amount
            .entry((one.direction, &one.currency, amount))
            .or_default()
            .push(at);
    }
    let returns = Returns::of(statement);
    let mut doubtful: BTreeMap<usize, Doubt> = BTreeMap::new();
    let mut clear: Vec<Edges> = Vec::new();
    // Those that are doubtful, and could be what another row seems to be.
    let mut rivals: Vec<Edges> = Vec::new();
    for (at, row) in statement.rows.iter().enumerate() {
        if used.contains(&at) {
            continue;
        }
        let same = by_amount.get(&(row.direction, row.currency.as_str(), row.amount));
        let edges = edges_of(at, row, same.map_or(&[], Vec::as_slice), expected, known);
        if edges.fitting.is_empty() && !edges.has_several_codes(known) {
            let loan = edges.codes.iter().find_map(|code| known.get(code));
            doubtful.extend(loan.map(|loan| (at, of_other_amount(at, row, *loan, expected))));
            continue;
        }
        let why = why_not_clear(row, &edges, expected, known, &returns);
        match why {
            Some(why) => {
                let _ = doubtful.insert(at, doubt(&edges, expected, why));
                if matches!(why, Why::Several | Why::Codes | Why::ForeignCode) {
                    rivals.push(edges);
                }
            }
            None => clear.push(edges),
        }
    }
    let (sure, contested) = uncontested(&clear, &rivals, expected);
    doubtful.extend(contested.into_iter().map(|doubt| (doubt.row, doubt)));
    let recorded = parts::of_record(statement, expected, used);
    let (doubted, sure): (Vec<Match>, Vec<Match>) =
        sure.into_iter().partition(|one| recorded.contains(&one.row));
    doubtful.extend(doubted.into_iter().map(|one| {
        let doubt = Doubt {
            row: one.row,
            why: Why::Recorded,
            candidates: vec![one.candidate],
        };
        (one.row, doubt)
    }));
    let taken: BTreeSet<usize> = sure
        .iter()
        .map(|one| one.row)
        .chain(doubtful.keys().copied())
        .chain(used.iter().copied())
        .collect();
    for doubt in parts(statement, expected, &sure, &taken) {
        doubtful.entry(doubt.row).or_insert(doubt);
    }
    Findings {
        sure,
        doubtful: doubtful.into_values().collect(),
    }
}

/// Why a row that fits something is not clear by itself.
fn why_not_clear(
    row: &Row,
    edges: &Edges,
    expected: &[Expected],
    known: &BTreeMap<MemoCode, LoanId>,
    returns: &Returns<'_>,
) -> Option<Why> {
    let is_foreign = |code: &MemoCode| !known.contains_key(code);
    let is_recorded = |(one, _): &(usize, Basis)| expected[*one].wish == Wish::Recorded;
    match () {
        () if edges.has_several_codes(known) => Some(Why::Codes),
        () if edges.codes.iter().any(is_foreign) && !edges.is_by_code() => Some(Why::ForeignCode),
        () if edges.fitting.iter().any(is_recorded) => Some(Why::Recorded),
        () if returns.speak_against(row, edges, expected) => Some(Why::Returned),
        () if candidates(edges, expected).len() > 1 => Some(Why::Several),
        () => None,
    }
}

/// Of the rows that are clear by themselves those that no other one contests, and the doubts about the rest.
fn uncontested(clear: &[Edges], rivals: &[Edges], expected: &[Expected]) -> (Vec<Match>, Vec<Doubt>) {
    let mut by_loan: BTreeMap<LoanId, Vec<&Edges>> = BTreeMap::new();
    for edges in clear.iter().chain(rivals) {
        let loans: BTreeSet<LoanId> = edges.loans(expected).collect();
        for loan in loans {
            by_loan.entry(loan).or_default().push(edges);
        }
    }
    let (mut sure, mut contested) = (Vec::new(), Vec::new());
    for edges in clear {
        let is_by_code = edges.is_by_code();
        let mut others = edges
            .loans(expected)
            .flat_map(|loan| by_loan.get(&loan).into_iter().flatten())
            .filter(|other| other.row != edges.row);
        // Of two for one debt the one with the code is it; two with the code are doubtful, as two without are.
        let is_contested =
            others.any(|other| (!is_by_code || other.is_by_code()) && contests(edges, other, expected));
        match (is_contested, candidates(edges, expected).first()) {
            (false, Some(candidate)) => sure.push(Match {
                row: edges.row,
                candidate: *candidate,
            }),
            _ => contested.push(doubt(edges, expected, Why::Twice)),
        }
    }
    (sure, contested)
}

impl Edges {
    /// Whether it has several codes, of a known loan among them.
    fn has_several_codes(&self, known: &BTreeMap<MemoCode, LoanId>) -> bool {
        self.codes.len() > 1 && self.codes.iter().any(|code| known.contains_key(code))
    }

    fn is_by_code(&self) -> bool {
        self.fitting.iter().any(|(_, basis)| *basis == Basis::Code)
    }

    /// The loans whose expectations it fits; one can come twice.
    fn loans<'e>(&'e self, expected: &'e [Expected]) -> impl Iterator<Item = LoanId> + 'e {
        self.fitting.iter().map(|(place, _)| expected[*place].debt.loan)
    }
}

/// The codes that a row carries.
fn codes_of(row: &Row) -> Vec<MemoCode> {
    let mut codes = MemoCode::find_in(&row.memo);
    codes.extend(MemoCode::find_in(&row.order));
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn edges_of(
    at: usize,
    row: &Row,
    same: &[usize],
    expected: &[Expected],
    known: &BTreeMap<MemoCode, LoanId>,
) -> Edges {
    let codes = codes_of(row);
    let is_coded = codes.iter().any(|code| known.contains_key(code));
    let fitting = same.iter().filter_map(|place| {
        let one = &expected[*place];
        if !one.is_on_a_day_of(row) {
            return None;
        }
        let basis = match is_coded {
            // A code outweighs a name: it is of this loan, or the row is of another.
            true => codes.contains(&one.code).then_some(Basis::Code)?,
            false => match one.likeness(row)? {
                Likeness::Same if !matches!(row.source, Source::WeChat | Source::Mt940) => Basis::Name,
                Likeness::Same | Likeness::Masked => Basis::Weak,
            },
        };
        Some((*place, basis))
    });
    Edges {
        row: at,
        fitting: fitting.collect(),
        codes,
    }
}

/// The things to do for which a row is good, each once, by what it fits best.
fn candidates(edges: &Edges, expected: &[Expected]) -> Vec<Candidate> {
    let mut all: BTreeMap<(LoanId, Wish), Basis> = BTreeMap::new();
    for (place, basis) in &edges.fitting {
        let one = &expected[*place];
        let best = all.entry((one.debt.loan, one.wish)).or_insert(*basis);
        *best = (*best).max(*basis);
    }
    let candidate = |((loan, wish), basis)| Candidate { loan, wish, basis };
    all.into_iter().map(candidate).collect()
}

fn doubt(edges: &Edges, expected: &[Expected], why: Why) -> Doubt {
    let open = candidates(edges, expected)
        .into_iter()
        .filter(|one| one.wish != Wish::Recorded);
    Doubt {
        row: edges.row,
        why,
        candidates: open.collect(),
    }
}

/// A row with the code of a loan that does not expect it: what it could be good for there is what others would be.
fn of_other_amount(at: usize, row: &Row, loan: LoanId, expected: &[Expected]) -> Doubt {
    let of_loan = expected
        .iter()
        .filter(|one| one.debt.loan == loan && one.direction == row.direction);
    // A report is of whatever was paid, in the loan's money; a delivery, and what was reported before, are of one amount.
    let mut of_any = of_loan.filter(|one| one.wish == Wish::Report && one.can_be_of(row));
    let wish = of_any.next().map(|one| one.wish);
    let basis = Basis::Code;
    Doubt {
        row: at,
        why: Why::OtherAmount,
        candidates: wish
            .map(|wish| Candidate { loan, wish, basis })
            .into_iter()
            .collect(),
    }
}

/// Whether two rows could be for one debt.
fn contests(one: &Edges, other: &Edges, expected: &[Expected]) -> bool {
    one.fitting.iter().any(|(a, _)| {
        other.fitting.iter().any(|(b, _)| {
            let (a, b) = (&expected[*a], &expected[*b]);
            a.direction == b.direction && a.debt.overlaps(b.debt)
        })
    })
}
