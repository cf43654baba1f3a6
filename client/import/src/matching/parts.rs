//! Rows that only together are one sum: what is expected, or what is on record.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use terms::Day;

use super::{codes_of, Basis, Candidate, Doubt, Expected, Match, Why, Wish};
use crate::decimal::Decimal;
use crate::name::Likeness;
use crate::row::{Row, Statement};

/// How many rows together are looked at, and how many of one week: the largest, so that small change hides nothing.
const PARTS_MAX: usize = 4;
const WEEK_MAX: usize = 12;

/// Rows that only together are what is expected and what no row is.
pub(super) fn parts(
    statement: &Statement,
    expected: &[Expected],
    sure: &[Match],
    taken: &BTreeSet<usize>,
) -> Vec<Doubt> {
    let rows = Rows::of(statement, taken);
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
        let fitting = rows.fitting(one, |row| one.likeness(row) == Some(Likeness::Same));
        for row in rows.adding_up(&fitting, one) {
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

/// Rows that together are what is on record already: each of them can have been reported with the others.
pub(super) fn of_record(
    statement: &Statement,
    expected: &[Expected],
    used: &BTreeSet<usize>,
) -> BTreeSet<usize> {
    let rows = Rows::of(statement, used);
    let mut found = BTreeSet::new();
    for one in expected.iter().filter(|one| one.wish == Wish::Recorded) {
        let fitting = rows.fitting(one, |row| {
            one.likeness(row).is_some() || codes_of(row).contains(&one.code)
        });
        found.extend(rows.adding_up(&fitting, one));
    }
    found
}

/// The rows of a statement that can be parts, by their days there.
struct Rows<'s> {
    statement: &'s Statement,
    by_day: BTreeMap<Day, Vec<usize>>,
}

impl Rows<'_> {
    fn of<'s>(statement: &'s Statement, taken: &BTreeSet<usize>) -> Rows<'s> {
        let mut by_day: BTreeMap<Day, Vec<usize>> = BTreeMap::new();
        for (at, row) in statement.rows.iter().enumerate() {
            if !taken.contains(&at) {
                by_day.entry(row.at.day).or_default().push(at);
            }
        }
        Rows { statement, by_day }
    }

    /// Those that can be a part of `one`, the largest first.
    fn fitting(&self, one: &Expected, is_of_them: impl Fn(&Row) -> bool) -> Vec<usize> {
        let whole = Decimal::of_minor(one.amount, one.decimals);
        // In another zone it is a day earlier or later at most.
        let (first, last) = (
            Day(one.days.0 .0.saturating_sub(1)),
            Day(one.days.1 .0.saturating_add(1)),
        );
        let is_less = |row: &Row| {
            let left = whole.plus(row.amount.negated());
            left.is_some_and(|left| !left.is_negative() && !left.is_zero())
        };
        let mut rows: Vec<usize> = self
            .by_day
            .range(first..=last)
            .flat_map(|(_, rows)| rows)
            .copied()
            .filter(|at| {
                let row = &self.statement.rows[*at];
                row.direction == one.direction
                    && one.is_on_a_day_of(row)
                    && one.can_be_of(row)
                    && is_less(row)
                    && is_of_them(row)
            })
            .collect();
        // Of amounts in one unit, which is not below zero; the order of equal ones is that of the file.
        rows.sort_by_cached_key(|at| Reverse(self.statement.rows[*at].amount.amount(one.decimals)));
        rows.truncate(WEEK_MAX);
        rows
    }

    /// The rows of all sets of two to [`PARTS_MAX`] that add up to what `one` is of.
    fn adding_up(&self, rows: &[usize], one: &Expected) -> BTreeSet<usize> {
        let target = Decimal::of_minor(one.amount, one.decimals);
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
            let sum = chosen().try_fold(Decimal::ZERO, |sum, row| {
                sum.plus(self.statement.rows[row].amount)
            });
            if sum == Some(target) {
                found.extend(chosen());
            }
        }
        found
    }
}
