//! Which row of a statement is which payment that a loan expects.
//!
//! A row fits an expectation if amount, money and direction are the same, its day is within the expectation's days ([`DAYS_AROUND`]
//! around a due day), and it either carries the loan's memo code or shows the name of the other side. That is **sure** only where the row
//! fits one thing to do and no other row fits the same debt; what is not is doubtful, with the reason, and left to a person.
//! Rules, each with a test in tests/matching.rs:
//!
//! 1. A memo code outweighs a name: a row with the code of a loan fits that loan alone.
//! 2. A row with a code of no known loan, or with several codes, is never sure.
//! 3. Two rows for one debt are both doubtful, unless exactly one of them carries the code.
//! 4. A row that fits several things to do is doubtful.
//! 5. Money that went back, in whole or in part, is doubtful.
//! 6. A row of which something like it is on record is doubtful; one that was used before is not looked at.
//! 7. Several rows that only together are what is expected are doubtful.
//! 8. A row with the code of a loan and another amount or day than expected is doubtful.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use iou_base::memo::MemoCode;
use terms::{Amount, Day, LoanId, UtcOffset};

use crate::decimal::Decimal;
use crate::name::{fits, Likeness};
use crate::row::{Direction, Row, Source, Statement, WhySkipped};

/// Days before and after the day on which money is expected.
pub const DAYS_AROUND: u32 = 3;
/// Days within which money that comes back from the same person, in the same amount, is taken for money given back.
const BACK_WITHIN: u32 = 7;
/// Days within which what a source itself calls a refund is.
const REFUND_WITHIN: u32 = 180;
/// How many rows together are looked at, and how many of one week.
const PARTS_MAX: usize = 4;
const WEEK_MAX: usize = 12;

/// What a row is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wish {
    /// The borrower reports that they paid.
    Report,
    /// The lender confirms the report of this number.
    Confirm(u32),
    /// The lender reports that they delivered.
    Deliver,
    /// The borrower acknowledges the delivery.
    Acknowledge,
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
    let mut blurred: Vec<Edges> = Vec::new();
    for (at, row) in statement.rows.iter().enumerate() {
        if used.contains(&at) {
            continue;
        }
        let same = by_amount.get(&(row.direction, row.currency.as_str(), row.amount));
        let edges = edges_of(at, row, same.map_or(&[], Vec::as_slice), expected, known);
        let why = match () {
            () if edges.codes.len() > 1 && edges.is_of_known(known) => Some(Why::Codes),
            () if edges.fitting.is_empty() => {
                let loan = edges.codes.iter().find_map(|code| known.get(code));
                doubtful.extend(loan.map(|loan| (at, of_other_amount(at, row, *loan, expected))));
                continue;
            }
            () if edges.codes.iter().any(|code| !known.contains_key(code)) && !edges.is_by_code() => {
                Some(Why::ForeignCode)
            }
            () if edges
                .fitting
                .iter()
                .any(|(one, _)| expected[*one].wish == Wish::Recorded) =>
            {
                Some(Why::Recorded)
            }
            () if returns.speak_against(row) => Some(Why::Returned),
            () if candidates(&edges, expected).len() > 1 => {
                blurred.push(edges);
                continue;
            }
            () => None,
        };
        match why {
            Some(why) => {
                let _ = doubtful.insert(at, doubt(&edges, expected, why));
            }
            None => clear.push(edges),
        }
    }
    let mut sure = Vec::new();
    for (at, edges) in clear.iter().enumerate() {
        let is_other = |(other, _): &(usize, &Edges)| *other != at;
        let mut rivals = clear
            .iter()
            .enumerate()
            .filter(is_other)
            .map(|(_, other)| other)
            .chain(&blurred);
        let is_by_code = edges.is_by_code();
        // Of two for one debt the one with the code is it; two with the code are doubtful, as two without are.
        let is_contested =
            rivals.any(|other| contests(edges, other, expected) && (!is_by_code || other.is_by_code()));
        match (is_contested, candidates(edges, expected).first()) {
            (false, Some(candidate)) => sure.push(Match {
                row: edges.row,
                candidate: *candidate,
            }),
            _ => {
                let _ = doubtful.insert(edges.row, doubt(edges, expected, Why::Twice));
            }
        }
    }
    for edges in &blurred {
        let _ = doubtful.insert(edges.row, doubt(edges, expected, Why::Several));
    }
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

impl Edges {
    fn is_of_known(&self, known: &BTreeMap<MemoCode, LoanId>) -> bool {
        self.codes.iter().any(|code| known.contains_key(code))
    }

    fn is_by_code(&self) -> bool {
        self.fitting.iter().any(|(_, basis)| *basis == Basis::Code)
    }
}

fn edges_of(
    at: usize,
    row: &Row,
    same: &[usize],
    expected: &[Expected],
    known: &BTreeMap<MemoCode, LoanId>,
) -> Edges {
    let mut codes = MemoCode::find_in(&row.memo);
    codes.extend(MemoCode::find_in(&row.order));
    codes.sort_unstable();
    codes.dedup();
    let is_coded = codes.iter().any(|code| known.contains_key(code));
    let fitting = same.iter().filter_map(|place| {
        let one = &expected[*place];
        let day = row.day_in(one.zone);
        if day < one.days.0 || day > one.days.1 {
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
    // A report is of whatever was paid; a delivery, and what was reported before, are of one amount.
    let wish = of_loan.map(|one| one.wish).find(|wish| *wish == Wish::Report);
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

/// What in a statement speaks of money that went back.
struct Returns<'s> {
    /// By whom, which way and how much: the days of the payments.
    payments: HashMap<(&'s str, Direction, Decimal), Vec<Day>>,
    /// Refunds, by who is on the other side.
    refunds: HashMap<&'s str, Vec<&'s Row>>,
    /// The days of all refunds of an amount: who sends money back is often the bank.
    amounts: HashMap<Decimal, Vec<Day>>,
    /// The numbers that refunds name.
    named: BTreeSet<&'s str>,
}

impl<'s> Returns<'s> {
    fn of(statement: &'s Statement) -> Returns<'s> {
        let mut returns = Returns {
            payments: HashMap::new(),
            refunds: HashMap::new(),
            amounts: HashMap::new(),
            named: BTreeSet::new(),
        };
        for row in statement.rows.iter().filter(|row| !row.counterparty.is_empty()) {
            let key = (row.counterparty.as_str(), row.direction, row.amount);
            returns.payments.entry(key).or_default().push(row.at.day);
        }
        for skipped in statement
            .skipped
            .iter()
            .filter(|one| one.why == WhySkipped::Refund)
        {
            let row = &skipped.row;
            returns
                .refunds
                .entry(row.counterparty.as_str())
                .or_default()
                .push(row);
            returns.amounts.entry(row.amount).or_default().push(row.at.day);
            returns.named.extend(
                [row.order.as_str(), row.id.as_str()]
                    .into_iter()
                    .filter(|number| !number.is_empty()),
            );
        }
        returns
    }

    /// Whether a payment came back: a refund names its number, is of the same person and no larger, or of the same amount within days;
    /// or the same amount came back from the same person within days.
    fn speak_against(&self, row: &Row) -> bool {
        let after = |day: Day, most: u32| day >= row.at.day && day.0 - row.at.day.0 <= most;
        let is_named = |number: &str| {
            // A refund's own number is often the payment's with more behind it.
            let first = self.named.range(number..).next();
            !number.is_empty() && first.is_some_and(|found| found.starts_with(number))
        };
        let refunds = self.refunds.get(row.counterparty.as_str()).into_iter().flatten();
        let mut refunds =
            refunds.filter(|refund| !row.counterparty.is_empty() && after(refund.at.day, REFUND_WITHIN));
        let is_refunded = refunds.any(|refund| match row.amount.plus(refund.amount.negated()) {
            Some(left) => !left.is_negative(),
            None => true,
        });
        let key = (row.counterparty.as_str(), row.direction.other(), row.amount);
        let came_back = self
            .payments
            .get(&key)
            .into_iter()
            .flatten()
            .any(|day| after(*day, BACK_WITHIN));
        let mut same = self.amounts.get(&row.amount).into_iter().flatten();
        let is_sent_back = same.any(|day| after(*day, BACK_WITHIN));
        is_named(&row.order) || is_named(&row.id) || is_refunded || is_sent_back || came_back
    }
}

/// Rows that only together are what is expected and what no row is.
fn parts(
    statement: &Statement,
    expected: &[Expected],
    sure: &[Match],
    taken: &BTreeSet<usize>,
) -> Vec<Doubt> {
    let mut by_day: BTreeMap<Day, Vec<usize>> = BTreeMap::new();
    for (at, row) in statement
        .rows
        .iter()
        .enumerate()
        .filter(|(at, _)| !taken.contains(at))
    {
        by_day.entry(row.at.day).or_default().push(at);
    }
    let mut found = Vec::new();
    // What is expected on one day alone is a sum of that day; parts are of what falls due.
    for one in expected
        .iter()
        .filter(|one| one.wish != Wish::Recorded && one.days.0 < one.days.1)
    {
        let is_done = |done: &Match| {
            done.candidate.loan == one.debt.loan
                && done.candidate.wish == one.wish
                && one.wish != Wish::Report
        };
        if sure.iter().any(is_done) {
            continue;
        }
        let within = by_day.range(one.days.0..=one.days.1).flat_map(|(_, rows)| rows);
        let fit = |at: &&usize| {
            let row = &statement.rows[**at];
            let is_alike = row.direction == one.direction && row.currency == one.currency;
            is_alike && one.likeness(row) == Some(Likeness::Same)
        };
        let rows: Vec<usize> = within.filter(fit).copied().take(WEEK_MAX).collect();
        let target = Decimal::of_minor(one.amount, one.decimals);
        for row in adding_up(statement, &rows, target) {
            let candidate = Candidate {
                loan: one.debt.loan,
                wish: one.wish,
                basis: Basis::Name,
            };
            found.push(Doubt {
                row,
                why: Why::Parts,
                candidates: vec![candidate]
                    .into_iter()
                    .filter(|one| one.wish == Wish::Report)
                    .collect(),
            });
        }
    }
    found
}

/// The rows of all sets of two to [`PARTS_MAX`] that add up to `target`.
fn adding_up(statement: &Statement, rows: &[usize], target: Decimal) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for set in 0u32..1 << rows.len().min(WEEK_MAX) {
        if !(2..=PARTS_MAX).contains(&(set.count_ones() as usize)) {
            continue;
        }
        let chosen = || {
            rows.iter()
                .enumerate()
                .filter(|(at, _)| set >> at & 1 == 1)
                .map(|(_, row)| *row)
        };
        let sum = chosen().try_fold(Decimal::ZERO, |sum, row| sum.plus(statement.rows[row].amount));
        if sum == Some(target) {
            found.extend(chosen());
        }
    }
    found
}
