//! A second accounting, written from the rules in words and not from the code: it walks over every single day.
//!
//! Each day the principal that is not overdue earns the loan's rate and the overdue part the late rate, a reference rate being that
//! of the last due day, known when that has ended; an instalment
//! that is unpaid when its day has ended costs the fee once. On a due day the period's interest is rounded once and asked
//! for with the principal of the schedule, unless what was paid early covers both: then the interest of the days that
//! remain waits for the next one. Money goes to costs, late interest and fees, what was asked for (interest
//! first), interest that was not asked for yet, principal ahead of its day. An instalment is met when as much was paid on
//! instalments as it and all older ones asked for. Units: minor units; numerators in minor units × ppm × days.

use crate::case::fen;
use std::collections::VecDeque;
use terms::{
    law::{Published, ReferenceRates},
    Day, Instalment, Jurisdiction, Role, Rounding, Terms,
};

/// What an instalment asked for and has not got.
#[derive(Clone)]
struct Ask {
    due: Day,
    missing: u128,
    /// Whether its fee has been charged.
    charged: bool,
}

/// Where a payment went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    pub costs: u128,
    pub late: u128,
    pub interest: u128,
    pub principal: u128,
    pub overpaid: u128,
}

/// What is owed, and the part of it that is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    pub principal: u128,
    pub interest: u128,
    pub late: u128,
    pub costs: u128,
    pub due: u128,
}

/// The books that the walk keeps.
#[derive(Clone)]
pub struct Model {
    terms: Terms,
    schedule: Vec<Instalment>,
    rate: u128,
    /// The day on which something fell due last.
    last_due: Option<Day>,
    /// All reference rates that are published by now, beside those built in.
    pub rates: Published,
    cap: Option<u128>,
    /// Each part of the principal, and the last day on which it earns nothing.
    parts: Vec<(u128, Day)>,
    /// The last day that earns nothing.
    earns_from: Day,
    pub today: Day,
    /// The next instalment to fall due.
    next: usize,
    asks: VecDeque<Ask>,
    interest_asked: u128,
    principal_asked: u128,
    /// Principal that no instalment has asked for.
    ahead: u128,
    /// Principal of instalments to come that is paid already.
    prepaid: u128,
    carried: u128,
    period: u128,
    period_paid: u128,
    /// Paid towards the next instalment before its day.
    early: u128,
    late: u128,
    late_ceiling: u128,
    /// What the principal that is not overdue could have earned.
    ceiling: u128,
    late_paid: u128,
    fees: u128,
    pub late_instalments: u16,
    costs: u128,
    /// Interest of all periods that have ended.
    earned_before: u128,
    pub rolled_up: u128,
    pub overpaid: u128,
}

impl Model {
    /// Opens the walk: each of `parts` came on its day, at `rate`, under `cap`, to be repaid by `schedule`. It has walked to the last
    /// of these days.
    pub fn open(
        terms: &Terms,
        schedule: &[Instalment],
        parts: &[(u128, Day)],
        rate: u32,
        cap: Option<u32>,
    ) -> Model {
        let mut parts = parts.to_vec();
        parts.sort_by_key(|(_, on)| *on);
        let first = parts[0].1;
        let earns_from = first.max(terms.plan.start);
        let mut model = Model {
            terms: terms.clone(),
            schedule: schedule.to_vec(),
            rate: rate.into(),
            last_due: None,
            rates: Published::default(),
            cap: cap.map(u128::from),
            parts: Vec::new(),
            earns_from,
            today: first,
            next: 0,
            asks: VecDeque::new(),
            interest_asked: 0,
            principal_asked: 0,
            ahead: 0,
            prepaid: 0,
            carried: 0,
            period: 0,
            period_paid: 0,
            early: 0,
            late: 0,
            late_ceiling: 0,
            ceiling: 0,
            late_paid: 0,
            fees: 0,
            late_instalments: 0,
            costs: 0,
            earned_before: 0,
            rolled_up: 0,
            overpaid: 0,
        };
        for (amount, on) in parts {
            model.walk(on);
            model.receive(amount);
        }
        model
    }

    /// Opens the walk of an old debt at the end of the last day on which money moved before the signature.
    pub fn of_old_debt(terms: &Terms, schedule: &[Instalment], cap: Option<u32>) -> Model {
        let first = terms.past[0];
        let parts = [(first.amount.minor(), first.on)];
        let mut model = Model::open(terms, schedule, &parts, terms.annual_rate.0, cap);
        for moved in &terms.past[1..] {
            model.walk(moved.on);
            match moved.by {
                Role::Lender => model.receive(moved.amount.minor()),
                Role::Borrower => {
                    let _: Applied = model.pay(moved.amount.minor());
                }
            }
        }
        model
    }

    /// A part of the principal comes today. It earns from tomorrow on, where the start is not still to come, and today too where
    /// the terms say so.
    fn receive(&mut self, amount: u128) {
        self.ahead += amount;
        self.parts.push((amount, self.today.max(self.earns_from)));
        if self.today >= self.earns_from && self.terms.both_ends {
            self.period += amount * self.rate;
        }
    }

    /// Walks to the end of `day`.
    pub fn walk(&mut self, day: Day) {
        while self.today < day {
            for ask in self.asks.iter_mut().filter(|ask| !ask.charged) {
                ask.charged = true;
                self.fees += self.terms.late_fee.minor();
                self.late_instalments += 1;
            }
            let tomorrow = Day(self.today.0 + 1);
            let first = tomorrow == self.earns_from && self.terms.both_ends;
            let counted = if tomorrow > self.earns_from {
                self.terms.day_count.days(self.today, tomorrow)
            } else {
                first.into()
            };
            let (counted, capped) = (u128::from(counted), if first { 0 } else { u128::from(counted) });
            self.period += self.ahead * self.rate * counted;
            self.ceiling += self.ahead * self.cap.unwrap_or(0) * capped;
            self.late += self.principal_asked * self.late_rate() * counted;
            self.late_ceiling += self.principal_asked * self.cap.unwrap_or(0) * counted;
            self.today = tomorrow;
            while self
                .schedule
                .get(self.next)
                .is_some_and(|row| row.due == self.today)
            {
                self.fall_due();
            }
        }
    }

    /// Takes `amount`; the books must have walked to its day.
    pub fn pay(&mut self, mut amount: u128) -> Applied {
        let mut take = |wanted: u128| {
            let taken = wanted.min(amount);
            amount -= taken;
            taken
        };
        let costs = take(self.costs);
        let late = take(self.late_owed());
        let asked = take(self.interest_asked);
        let due = take(self.principal_asked);
        let carried = take(self.carried);
        let period = take(self.earned() - self.period_paid);
        let ahead = take(self.ahead);
        self.costs -= costs;
        self.late_paid += late;
        self.interest_asked -= asked;
        self.principal_asked -= due;
        self.carried -= carried;
        self.period_paid += period;
        self.ahead -= ahead;
        self.prepaid += ahead;
        self.early += period + ahead;
        self.overpaid += amount;
        self.meet(asked + due);
        Applied {
            costs,
            late,
            interest: asked + carried + period,
            principal: due + ahead,
            overpaid: amount,
        }
    }

    /// A part of what is owed is forgiven: applied as a payment of no more than that.
    pub fn forgive(&mut self, amount: u128) -> Applied {
        let owed = self.owed();
        self.pay(amount.min(owed.principal + owed.interest + owed.late + owed.costs))
    }

    /// Costs of enforcement are awarded.
    pub fn award(&mut self, costs: u128) {
        self.costs += costs;
    }

    /// Other terms and another schedule from the end of today on.
    pub fn amend(&mut self, terms: &Terms, schedule: &[Instalment], roll_up: bool) {
        let earned = self.earned();
        let owed = self.interest_asked + self.carried + earned - self.period_paid;
        self.earned_before += earned;
        self.ahead += self.principal_asked;
        if roll_up {
            self.ahead += owed;
            self.rolled_up += owed;
        }
        self.carried = if roll_up { 0 } else { owed };
        (self.interest_asked, self.principal_asked, self.prepaid) = (0, 0, 0);
        (self.period, self.period_paid, self.early) = (0, 0, 0);
        self.asks.clear();
        self.next = 0;
        // Before the agreed start it has interest run at once.
        self.earns_from = self.earns_from.min(self.today);
        for (_, from) in &mut self.parts {
            *from = (*from).min(self.today);
        }
        self.terms = terms.clone();
        self.rate = terms.annual_rate.0.into();
        self.schedule = schedule.to_vec();
    }

    /// All that would fall due on `day` or later falls due on it. Gives the schedule from then on.
    pub fn accelerate(&mut self, day: Day) -> &[Instalment] {
        let later = self.schedule.iter().filter(|row| row.due >= day);
        let principal: u128 = later.map(|row| row.principal.minor()).sum();
        self.schedule.retain(|row| row.due < day);
        let from = self
            .schedule
            .last()
            .expect("what is in default has fallen due")
            .due;
        let days: u32 = (from.0..day.0)
            .map(|each| self.terms.day_count.days(Day(each), Day(each + 1)))
            .sum();
        let interest = self.money(principal * self.rate * u128::from(days));
        self.schedule.push(Instalment {
            due: day,
            principal: fen(principal),
            interest: fen(interest),
        });
        &self.schedule
    }

    pub fn owed(&self) -> Owed {
        let late = self.late_owed();
        Owed {
            principal: self.ahead + self.principal_asked,
            interest: self.interest_asked + self.carried + self.earned() - self.period_paid,
            late,
            costs: self.costs,
            due: self.costs + late + self.interest_asked + self.principal_asked,
        }
    }

    /// The books at the end of `day`, if nothing is paid until then.
    pub fn on(&self, day: Day) -> Model {
        let mut later = self.clone();
        later.walk(day);
        later
    }

    /// The due day of the oldest instalment that waits for money.
    pub fn oldest_unpaid(&self) -> Option<Day> {
        self.asks.front().map(|ask| ask.due)
    }

    /// All interest of the loan's life, paid or not, rolled up or not, with late interest and fees.
    pub fn all_interest(&self) -> u128 {
        self.earned_before + self.earned() + self.late_paid + self.late_owed()
    }

    /// Late interest and fees of the whole life, and the most that the overdue principal could have earned.
    pub fn late_and_its_ceiling(&self) -> (u128, Option<u128>) {
        let ceiling = self.cap.map(|_| self.floor(self.late_ceiling));
        (self.late_paid + self.late_owed(), ceiling)
    }

    /// What the first principal could have earned at the cap over the whole time, each part from its day.
    pub fn most_interest(&self) -> Option<u128> {
        let cap = self.cap?;
        let earned = |(amount, from): &(u128, Day)| {
            let days = self.terms.day_count.days((*from).min(self.today), self.today);
            amount * cap * u128::from(days)
        };
        Some(self.floor(self.parts.iter().map(earned).sum()))
    }

    fn fall_due(&mut self) {
        let row = self.schedule[self.next];
        self.next += 1;
        let last = self.next == self.schedule.len();
        let earned = self.earned();
        let rest = earned - self.period_paid;
        let covered = !last && self.early >= row.principal.minor() + earned;
        let interest = if covered { 0 } else { rest + self.carried };
        self.carried = if covered { self.carried + rest } else { 0 };
        let paid_before = self.prepaid.min(row.principal.minor());
        self.prepaid -= paid_before;
        let principal = if last {
            self.ahead
        } else {
            (row.principal.minor() - paid_before).min(self.ahead)
        };
        self.ahead -= principal;
        self.interest_asked += interest;
        self.principal_asked += principal;
        if interest + principal > 0 {
            self.asks.push_back(Ask {
                due: row.due,
                missing: interest + principal,
                charged: false,
            });
        }
        self.earned_before += earned;
        (self.period, self.period_paid) = (0, 0);
        // What was paid ahead of the next instalment's principal counts towards it like money of its own period.
        let next = self
            .schedule
            .get(self.next)
            .map_or(0, |row| row.principal.minor());
        self.early = self.prepaid.min(next);
        self.last_due = Some(row.due);
    }

    /// As agreed, else the loan's own, else the reference rate of the last due day where the law gives one; never above the cap.
    fn late_rate(&self) -> u128 {
        let prc = self.terms.jurisdiction == Jurisdiction::PrcNaturalPersons;
        let rate = match self.terms.overdue_rate {
            Some(agreed) => agreed.0.into(),
            None if self.rate > 0 => self.rate,
            None if prc => match self.last_due {
                Some(due) => self.rates.on(due).expect("there is one since 2019").rate.0.into(),
                None => 0,
            },
            None => 0,
        };
        self.cap.map_or(rate, |cap| rate.min(cap))
    }

    fn meet(&mut self, mut paid: u128) {
        while let Some(oldest) = self.asks.front_mut() {
            let part = paid.min(oldest.missing);
            paid -= part;
            oldest.missing -= part;
            if oldest.missing > 0 {
                break;
            }
            self.asks.pop_front();
        }
    }

    /// What the running period has earned; after a roll-up no more than the ceiling leaves.
    fn earned(&self) -> u128 {
        let mut earned = self.money(self.period);
        if self.cap.is_some() {
            earned = earned.min(self.floor(self.ceiling) - self.earned_before);
        }
        self.room().map_or(earned, |room| earned.min(room))
    }

    fn late_owed(&self) -> u128 {
        let mut late = self.money(self.late) + self.fees;
        if self.cap.is_some() {
            late = late.min(self.floor(self.late_ceiling));
        }
        let owed = late - self.late_paid;
        self.room()
            .map_or(owed, |room| owed.min(room.saturating_sub(self.earned())))
    }

    /// What is left under the ceiling on all interest, once interest was rolled up.
    fn room(&self) -> Option<u128> {
        let most = self.most_interest().filter(|_| self.rolled_up > 0)?;
        Some(most.saturating_sub(self.earned_before + self.late_paid))
    }

    /// What a ceiling is worth: nothing is rounded above it.
    fn floor(&self, numerator: u128) -> u128 {
        numerator / (self.terms.day_count.year() * 1_000_000)
    }

    /// What a numerator is worth, rounded as the terms say.
    fn money(&self, numerator: u128) -> u128 {
        let one = self.terms.day_count.year() * 1_000_000;
        let (whole, rest) = (numerator / one, numerator % one);
        let up = match self.terms.rounding {
            Rounding::Floor => false,
            Rounding::HalfEven => 2 * rest > one || (2 * rest == one && whole % 2 == 1),
            Rounding::HalfUp => 2 * rest >= one,
        };
        whole + u128::from(up)
    }
}
