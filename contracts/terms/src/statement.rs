//! The account of a loan, line by line: replayed from its events alone, with the formula and the rule behind each figure.
//!
//! Whoever has the events can recompute every figure in them; a figure that does not follow is an [`Unsound`] event, and
//! names it. The lines between two events are the spans over which nothing changed: principal, rate and days stand in
//! them, so that a reader can check each with a pocket calculator. Interest is rounded once a period; a span's amount is
//! what it added to the rounded sum, which can differ from its own formula by one unit.

use crate::{
    account::Rules,
    event::Event,
    law::{self, LateBasis, ReferenceRates},
    Account, Amount, Balance, Books, Day, Error, Instalment, Payment, RatePpm, Terms,
};
use std::vec::Vec;

pub use crate::books::Unsound;

/// One line of the statement: what happened on `on`, or from then to `until`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The first day, not counted in a span [CC 201].
    pub from: Day,
    /// The last day, counted.
    pub until: Day,
    /// What.
    pub item: Item,
    /// What is owed at the end of `until`.
    pub after: Balance,
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// The borrower received the principal [CC 670, PL 26].
    Delivered {
        /// How much.
        amount: Amount,
    },
    /// Interest on principal that is not overdue [PL 25, CC 680].
    Interest(Accrual),
    /// Interest on overdue principal, with late fees, within the cap [PL 28, 29].
    Late {
        /// Principal, rate, days.
        accrual: Accrual,
        /// Which rule gives the rate.
        basis: LateBasis,
        /// Late fees charged in this span, before the cap.
        fees: Amount,
        /// What both together may come to at most, as a yearly rate on the overdue principal [PL 29].
        cap: Option<RatePpm>,
    },
    /// An instalment fell due.
    FellDue {
        /// Its number, from 0, in the schedule then in force.
        instalment: u16,
        /// What it asked for, so that nothing would be overdue.
        asked: Amount,
    },
    /// A payment was applied [CC 561].
    Paid(Payment),
    /// The creditor forgave a part, applied as a payment would be [CC 575].
    Forgiven(Payment),
    /// An arbiter awarded costs of enforcement [CC 561].
    Costs {
        /// How much.
        amount: Amount,
    },
    /// An arbiter found that money had been paid.
    Credited(Payment),
    /// An amendment came into force [CC 543].
    Amended {
        /// Which.
        number: u16,
        /// Interest that became principal [PL 27].
        rolled_up: Amount,
        /// The yearly rate from now on.
        rate: RatePpm,
    },
}

/// A span of accrual: `principal` × `rate` × `days` ÷ (1,000,000 × `base`) = about `amount`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accrual {
    /// On what.
    pub principal: Amount,
    /// At which yearly rate.
    pub rate: RatePpm,
    /// Days by the agreed day count.
    pub days: u32,
    /// Days of its year.
    pub base: u32,
    /// What it added to what is owed.
    pub amount: Amount,
}

/// A loan's account up to a day.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The terms in force.
    pub terms: Terms,
    /// The schedule in force.
    pub schedule: Vec<Instalment>,
    /// The lines, in the order of time; costs stand where they were awarded, between money that was recorded before and
    /// after, whatever its day.
    pub lines: Vec<Line>,
    /// The books at the end of the last day; `None` where there is no loan yet.
    pub account: Option<Account>,
}

impl Statement {
    /// Replays `events`, all of one loan from its proposal on, to the end of `until` (or of the last event's day, if that
    /// is later).
    ///
    /// Errors: [`Unsound`].
    pub fn replay(events: &[Event], rates: &dyn ReferenceRates, until: Day) -> Result<Statement, Unsound> {
        let mut replay = Replay::begin(events, rates)?;
        for (sequence, event) in (0u32..).zip(events) {
            if event.head().sequence != sequence {
                return Err(Unsound::OutOfPlace { sequence });
            }
            let refused = |error| Unsound::Refused { sequence, error };
            replay.take(event).map_err(refused)?;
            if !replay.books.agree(event, rates).map_err(refused)? {
                return Err(Unsound::Figures { sequence });
            }
        }
        let last = u32::try_from(events.len()).unwrap_or(u32::MAX);
        let running = events.last().map(|event| event.head().after.status);
        if matches!(running, Some(crate::Status::Active | crate::Status::Defaulted)) {
            replay.walk(until).map_err(|error| Unsound::Refused {
                sequence: last,
                error,
            })?;
        }
        let Replay { books, lines, .. } = replay;
        Ok(Statement {
            terms: books.terms,
            schedule: books.schedule,
            lines,
            account: books.account,
        })
    }
}

/// A replay under way: the books, and the lines that are written while they move.
struct Replay<'a> {
    rates: &'a dyn ReferenceRates,
    books: Books,
    lines: Vec<Line>,
}

impl<'a> Replay<'a> {
    fn begin(events: &[Event], rates: &'a dyn ReferenceRates) -> Result<Replay<'a>, Unsound> {
        let first = events.first().ok_or(Unsound::OutOfPlace { sequence: 0 })?;
        Ok(Replay {
            rates,
            // Whether each event names the one before it is for those to check who have its bytes.
            books: Books::open(first, [0; 32])?,
            lines: Vec::new(),
        })
    }

    fn take(&mut self, event: &Event) -> Result<(), Error> {
        let day = event.head().after.day;
        match event {
            Event::LoanDelivered(e) => {
                self.books.follow(event, self.rates)?;
                self.note(e.on, Item::Delivered { amount: e.amount })?;
                if self.books.terms.both_ends && e.rate > RatePpm::ZERO {
                    // The day of delivery counts by agreement, though no span ends on it.
                    let accrual = Accrual {
                        principal: e.amount,
                        rate: e.rate,
                        days: 1,
                        base: year_of(&self.books.terms),
                        amount: self.books.balance_on(e.on, self.rates)?.interest,
                    };
                    self.note(e.on, Item::Interest(accrual))?;
                }
                Ok(())
            }
            Event::LoanRepaid(e) => {
                self.walk(e.payment.value_day)?;
                self.books.pay(e.payment, self.rates)?;
                self.note(e.payment.value_day, Item::Paid(e.payment))
            }
            Event::DebtForgiven(e) => {
                self.walk(e.payment.value_day)?;
                self.books.forgive(e.payment, self.rates)?;
                self.note(e.payment.value_day, Item::Forgiven(e.payment))
            }
            Event::DisputeResolved(e) => {
                let amount = e.ruling.costs;
                if !amount.is_zero() {
                    self.books.award(amount)?;
                    self.note(day, Item::Costs { amount })?;
                }
                let Some(payment) = e.payment else {
                    return Ok(());
                };
                self.walk(payment.value_day)?;
                self.books.pay(payment, self.rates)?;
                self.note(payment.value_day, Item::Credited(payment))
            }
            Event::LoanAmended(e) => {
                self.walk(day)?;
                let rolled_up = self.books.amend(event, self.rates)?;
                let (number, rate) = (e.number, e.rate);
                self.note(
                    day,
                    Item::Amended {
                        number,
                        rolled_up,
                        rate,
                    },
                )
            }
            _ => self.books.follow(event, self.rates),
        }
    }

    /// Moves the books to the end of `to`, from due day to due day, and writes what accrued in between.
    fn walk(&mut self, to: Day) -> Result<(), Error> {
        if self.books.account.is_none() {
            return Ok(());
        }
        let (rules, account) = self.books.keep(self.rates)?;
        while account.accrued_to < to {
            let next = match rules.plan.count() > account.closed {
                true => rules
                    .plan
                    .get(account.closed)?
                    .due
                    .min(to)
                    .max(account.accrued_to),
                false => to,
            };
            let before = account.clone();
            let mut after = before.clone();
            after.advance(&rules, next)?;
            if next > before.accrued_to {
                self.lines.extend(span(&rules, &before, &after)?);
            }
            for instalment in before.closed..after.closed {
                let earlier = before.balance_at(&rules, before.accrued_to)?.due;
                let asked = after.balance(&rules)?.due.minus_or_zero(earlier);
                self.lines.push(Line {
                    from: next,
                    until: next,
                    item: Item::FellDue { instalment, asked },
                    after: after.balance(&rules)?,
                });
            }
            *account = after;
        }
        Ok(())
    }

    fn note(&mut self, on: Day, item: Item) -> Result<(), Error> {
        let after = self.books.balance_on(on, self.rates)?;
        self.lines.push(Line {
            from: on,
            until: on,
            item,
            after,
        });
        Ok(())
    }
}

/// Days of a year, as the terms count them.
fn year_of(terms: &Terms) -> u32 {
    u32::try_from(terms.day_count.year()).unwrap_or_default()
}

/// The lines of a span without payment from `before` to `after`.
fn span(rules: &Rules, before: &Account, after: &Account) -> Result<Vec<Line>, Error> {
    let (from, until) = (before.accrued_to, after.accrued_to);
    let terms = rules.terms;
    let days = terms.day_count.days(from, until);
    let base = year_of(terms);
    // What the instalment that closes at the end of the span asks for is not yet due within it.
    let (earlier, later) = (before.balance(rules)?, after.balance(rules)?);
    let overdue = before.overdue_principal();
    let mut lines = Vec::new();
    let mut line = |item| {
        lines.push(Line {
            from,
            until,
            item,
            after: later,
        });
    };
    let current = before.principal.minus(overdue)?;
    if !current.is_zero() && before.rate > RatePpm::ZERO {
        line(Item::Interest(Accrual {
            principal: current,
            rate: before.rate,
            days,
            base,
            amount: later.interest.minus_or_zero(earlier.interest),
        }));
    }
    let fees = after.fees.minus(before.fees)?;
    if !overdue.is_zero() || !fees.is_zero() {
        let due = rules.plan.get(before.closed.saturating_sub(1))?.due;
        let (jurisdiction, agreed) = (terms.jurisdiction, terms.overdue_rate);
        let (_, basis) = law::late_rate(rules.rates, jurisdiction, before.rate, agreed, before.cap, due)?;
        line(Item::Late {
            accrual: Accrual {
                principal: overdue,
                rate: before.late_rate,
                days,
                base,
                amount: later.late.minus_or_zero(earlier.late),
            },
            basis,
            fees,
            cap: before.cap,
        });
    }
    Ok(lines)
}

impl Item {
    /// The articles that the line rests on.
    pub fn articles(&self) -> &'static str {
        match self {
            Item::Delivered { .. } => "CC 670, 679; PL 9, 26",
            Item::Interest(_) => "CC 674, 680; PL 25",
            Item::Late { basis, .. } => match basis {
                LateBasis::AgreedOverdue => "CC 676; PL 28(2), 29",
                LateBasis::LoanRate => "CC 676; PL 28(2)(2), 29",
                LateBasis::Reference => "CC 676; PL 28(2)(1), 29",
                LateBasis::Nothing => "PL 29",
            },
            Item::FellDue { .. } => "CC 674, 675",
            Item::Paid(_) | Item::Credited(_) => "CC 561, 677; PL 30",
            Item::Forgiven(_) => "CC 575",
            Item::Costs { .. } => "CC 561",
            Item::Amended { rolled_up, .. } if rolled_up.is_zero() => "CC 543, 678",
            Item::Amended { .. } => "CC 543; PL 27",
        }
    }
}
