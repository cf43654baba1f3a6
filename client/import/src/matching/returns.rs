//! What in a statement speaks of money that went back: rows that the source calls refunds, payments the other way by the same person,
//! and rows of the same amount of which nobody can say what they are.

use std::collections::{BTreeSet, HashMap};

use terms::Day;

use super::{codes_of, Edges, Expected};
use crate::decimal::Decimal;
use crate::row::{Direction, Row, Statement, WhySkipped};

/// Days within which money that comes back from the same person, in the same amount, is taken for money given back.
const BACK_WITHIN: u32 = 7;
/// Days within which what a source itself calls a refund is.
const REFUND_WITHIN: u32 = 180;

/// All that could speak against a payment.
pub(super) struct Returns<'s> {
    /// Payments, by which way and how much.
    payments: HashMap<(Direction, Decimal), Vec<&'s Row>>,
    /// Refunds, by who is on the other side.
    refunds: HashMap<&'s str, Vec<&'s Row>>,
    /// The days of all refunds of an amount, since who sends money back is often the bank; and of all rows that cannot be read and name
    /// it.
    amounts: HashMap<Decimal, Vec<Day>>,
    /// The numbers that refunds name.
    named: BTreeSet<&'s str>,
}

impl<'s> Returns<'s> {
    pub(super) fn of(statement: &'s Statement) -> Returns<'s> {
        let mut returns = Returns {
            payments: HashMap::new(),
            refunds: HashMap::new(),
            amounts: HashMap::new(),
            named: BTreeSet::new(),
        };
        for row in &statement.rows {
            let key = (row.direction, row.amount);
            returns.payments.entry(key).or_default().push(row);
        }
        for skipped in &statement.skipped {
            match skipped.why {
                WhySkipped::Refund => returns.add_refund(&skipped.row),
                WhySkipped::Shifted => returns.add_unread(&skipped.row),
                _ => {}
            }
        }
        returns
    }

    fn add_refund(&mut self, row: &'s Row) {
        let of_them = self.refunds.entry(row.counterparty.as_str());
        of_them.or_default().push(row);
        self.amounts.entry(row.amount).or_default().push(row.at.day);
        let numbers = [row.order.as_str(), row.id.as_str()];
        self.named
            .extend(numbers.into_iter().filter(|number| !number.is_empty()));
    }

    /// Of one that cannot be read each cell may be its amount.
    fn add_unread(&mut self, row: &Row) {
        for amount in row.memo.lines().filter_map(Decimal::parse) {
            self.amounts.entry(amount.abs()).or_default().push(row.at.day);
        }
    }

    /// Whether a payment came back: a refund names its number, is of the same person and no larger, or of the same amount within days;
    /// or the same amount came back from the same person within days.
    pub(super) fn speak_against(&self, row: &Row, edges: &Edges, expected: &[Expected]) -> bool {
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
        let mut same = self.amounts.get(&row.amount).into_iter().flatten();
        let is_sent_back = same.any(|day| after(*day, BACK_WITHIN));
        let key = (row.direction.other(), row.amount);
        let mut others = self.payments.get(&key).into_iter().flatten();
        let came_back = others.any(|other| {
            after(other.at.day, BACK_WITHIN)
                && other.currency == row.currency
                && is_of_same_person(row, other, edges, expected)
        });
        is_named(&row.order) || is_named(&row.id) || is_refunded || is_sent_back || came_back
    }
}

/// Whether a payment the other way can be by the person of `row`: it says the same of them, nothing, their name in another form, or has
/// the code of a loan that the row fits.
fn is_of_same_person(row: &Row, other: &Row, edges: &Edges, expected: &[Expected]) -> bool {
    if other.counterparty.is_empty() || other.counterparty == row.counterparty {
        return true;
    }
    let codes = codes_of(other);
    edges.fitting.iter().any(|(place, _)| {
        let one = &expected[*place];
        codes.contains(&one.code) || one.likeness(other).is_some()
    })
}
