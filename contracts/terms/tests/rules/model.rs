//! A second accounting, written from the rules in words and not from the code: it walks over every single day.
//!
//! Each day the principal that is not overdue earns the loan's rate and the overdue part the late rate. On a due day the
//! period's interest is rounded once and asked for, unless what was paid early in the period covers the instalment: then
//! the rest waits for the next. Money goes to late interest, what was asked for (the oldest first), interest that was
//! not asked for yet, principal. Units: minor units; numerators in minor units × ppm × days.

use std::collections::VecDeque;
use terms::{Account, Day, Rounding, Terms};

/// What an instalment asked for and has not got.
struct Ask {
    due: Day,
    interest: u128,
    principal: u128,
}

/// The books that the walk keeps.
pub struct Model<'a> {
    terms: &'a Terms,
    rate: u128,
    late_rate: u128,
    today: Day,
    next: usize,
    asks: VecDeque<Ask>,
    /// Principal that no instalment has asked for.
    ahead: u128,
    carried: u128,
    period: u128,
    period_paid: u128,
    early: u128,
    late: u128,
    late_paid: u128,
    pub overpaid: u128,
}

impl<'a> Model<'a> {
    /// Opens the walk with what `account` received, when, and under which rates.
    pub fn open(terms: &'a Terms, account: &Account) -> Model<'a> {
        let rate = u128::from(account.rate.0);
        let agreed = terms.overdue_rate.map_or(rate, |overdue| u128::from(overdue.0));
        let principal = account.received.minor();
        Model {
            terms,
            rate,
            late_rate: account.cap.map_or(agreed, |cap| agreed.min(u128::from(cap.0))),
            today: account.delivered,
            next: 0,
            asks: VecDeque::new(),
            ahead: principal,
            carried: 0,
            period: if terms.both_ends { principal * rate } else { 0 },
            period_paid: 0,
            early: 0,
            late: 0,
            late_paid: 0,
            overpaid: 0,
        }
    }

    /// Walks to the end of `day`.
    pub fn walk(&mut self, day: Day) {
        while self.today < day {
            let tomorrow = Day(self.today.0 + 1);
            let counted = u128::from(self.terms.day_count.days(self.today, tomorrow));
            self.period += self.ahead * self.rate * counted;
            self.late += self.overdue_principal() * self.late_rate * counted;
            self.today = tomorrow;
            while self.next < usize::from(self.terms.plan.periods) && self.due(self.next) == self.today {
                self.fall_due();
            }
        }
    }

    /// Takes `amount`; the books must have walked to its day.
    pub fn pay(&mut self, mut amount: u128) {
        let mut take = |wanted: u128| {
            let taken = wanted.min(amount);
            amount -= taken;
            taken
        };
        self.late_paid += take(self.money(self.late) - self.late_paid);
        for ask in &mut self.asks {
            ask.interest -= take(ask.interest);
        }
        for ask in &mut self.asks {
            ask.principal -= take(ask.principal);
        }
        let carried = take(self.carried);
        let period = take(self.money(self.period) - self.period_paid);
        let ahead = take(self.ahead);
        self.carried -= carried;
        self.period_paid += period;
        self.ahead -= ahead;
        self.early += carried + period + ahead;
        self.overpaid += amount;
        self.asks.retain(|ask| ask.interest + ask.principal > 0);
    }

    /// Principal, interest, late interest, and what of them is due.
    pub fn owed(&self) -> (u128, u128, u128, u128) {
        let asked: u128 = self.asks.iter().map(|ask| ask.interest).sum();
        let late = self.money(self.late) - self.late_paid;
        let interest = asked + self.carried + self.money(self.period) - self.period_paid;
        let principal = self.ahead + self.overdue_principal();
        (principal, interest, late, asked + late + self.overdue_principal())
    }

    /// The due day of the oldest instalment that waits for money.
    pub fn oldest_unpaid(&self) -> Option<Day> {
        self.asks.front().map(|ask| ask.due)
    }

    fn fall_due(&mut self) {
        let due = self.due(self.next);
        self.next += 1;
        let last = self.next == usize::from(self.terms.plan.periods);
        let earned = self.money(self.period);
        let rest = earned - self.period_paid;
        let covered = !last && self.early >= earned;
        let interest = if covered { 0 } else { rest + self.carried };
        self.carried = if covered { self.carried + rest } else { 0 };
        let principal = if last { std::mem::take(&mut self.ahead) } else { 0 };
        if interest + principal > 0 {
            self.asks.push_back(Ask {
                due,
                interest,
                principal,
            });
        }
        (self.period, self.period_paid, self.early) = (0, 0, 0);
    }

    fn overdue_principal(&self) -> u128 {
        self.asks.iter().map(|ask| ask.principal).sum()
    }

    fn due(&self, index: usize) -> Day {
        self.terms.plan.due(index as u16).unwrap()
    }

    /// What a numerator is worth, rounded as the terms say.
    fn money(&self, numerator: u128) -> u128 {
        let one = self.terms.day_count.year() * 1_000_000;
        let (whole, rest) = (numerator / one, numerator % one);
        let up = match self.terms.rounding {
            Rounding::Floor => false,
            Rounding::HalfEven => 2 * rest > one || (2 * rest == one && whole % 2 == 1),
        };
        whole + u128::from(up)
    }
}
