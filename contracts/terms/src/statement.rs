//! The account of a loan, line by line: replayed from its events alone, with the formula and the rule behind each figure.
//!
//! Whoever has the events can recompute every figure in them; a figure that does not follow is an [`Unsound`] event, and
//! names it. The lines between two events are the spans over which nothing changed: principal, rate and days stand in
//! them, so that a reader can check each with a pocket calculator. Interest is rounded once a period; a span's amount is
//! what it added to the rounded sum, which can differ from its own formula by one unit.

use crate::{
    account::Rules,
    agreement::Amendment,
    event::Event,
    law::{self, LateBasis, ReferenceRates},
    Account, Amount, Balance, Day, Digest, Error, Instalment, Payment, RatePpm, Terms,
};
use std::{collections::HashMap, vec::Vec};

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

/// Why events do not make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsound {
    /// The first event is not a proposal, or one is out of its place: by its number.
    OutOfPlace {
        /// The sequence number at which it shows.
        sequence: u32,
    },
    /// The event's figures are not what follows from those before it.
    Figures {
        /// Its sequence number.
        sequence: u32,
    },
    /// The rules refuse what the event says.
    Refused {
        /// Its sequence number.
        sequence: u32,
        /// Why.
        error: Error,
    },
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
            replay
                .take(event)
                .map_err(|error| Unsound::Refused { sequence, error })?;
            if !replay
                .agrees(event)
                .map_err(|error| Unsound::Refused { sequence, error })?
            {
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
        Ok(Statement {
            terms: replay.terms,
            schedule: replay.schedule,
            lines: replay.lines,
            account: replay.account,
        })
    }
}

/// A replay under way.
struct Replay<'a> {
    rates: &'a dyn ReferenceRates,
    terms: Terms,
    schedule: Vec<Instalment>,
    account: Option<Account>,
    offered: HashMap<Digest, Amendment>,
    lines: Vec<Line>,
}

impl<'a> Replay<'a> {
    fn begin(events: &[Event], rates: &'a dyn ReferenceRates) -> Result<Replay<'a>, Unsound> {
        let Some(Event::LoanProposed(first)) = events.first() else {
            return Err(Unsound::OutOfPlace { sequence: 0 });
        };
        Ok(Replay {
            rates,
            terms: first.terms.clone(),
            schedule: first.terms.schedule.clone(),
            account: None,
            offered: HashMap::new(),
            lines: Vec::new(),
        })
    }

    fn take(&mut self, event: &Event) -> Result<(), Error> {
        let day = event.head().after.day;
        match event {
            Event::LoanDelivered(e) => {
                self.schedule = e.schedule.clone();
                self.account = Some(Account::open(&self.terms, e.amount, e.on, e.rate, e.cap)?);
                self.note(e.on, Item::Delivered { amount: e.amount })?;
                if self.terms.both_ends && e.rate > RatePpm::ZERO {
                    // The day of delivery counts by agreement, though no span ends on it.
                    let accrual = Accrual {
                        principal: e.amount,
                        rate: e.rate,
                        days: 1,
                        base: year_of(&self.terms),
                        amount: self.balance_on(e.on)?.interest,
                    };
                    self.note(e.on, Item::Interest(accrual))?;
                }
                Ok(())
            }
            Event::LoanRepaid(e) => self.pay(e.payment, Item::Paid),
            Event::DebtForgiven(e) => {
                self.pay(e.payment, Item::Forgiven)?;
                let account = self.account.as_mut().ok_or(Error::Arithmetic)?;
                account.forgiven = account.forgiven.plus(e.payment.amount)?;
                Ok(())
            }
            Event::DisputeResolved(e) => {
                if !e.ruling.costs.is_zero() {
                    // The books stay where they are: money of an earlier day may still be recorded.
                    let amount = e.ruling.costs;
                    let account = self.account.as_mut().ok_or(Error::Arithmetic)?;
                    account.costs = account.costs.plus(amount)?;
                    self.note(day, Item::Costs { amount })?;
                }
                match e.payment {
                    Some(payment) => self.pay(payment, Item::Credited),
                    None => Ok(()),
                }
            }
            Event::AmendmentProposed(e) => {
                let _: Option<Amendment> = self.offered.insert(e.digest, e.amendment.clone());
                Ok(())
            }
            Event::LoanAmended(e) => {
                let amendment = self.offered.remove(&e.digest).ok_or(Error::NoAmendment)?;
                self.walk(day)?;
                let rules = Rules {
                    terms: &self.terms,
                    plan: &self.schedule,
                    rates: self.rates,
                };
                let account = self.account.as_mut().ok_or(Error::Arithmetic)?;
                let rolled_up = account.restart(&rules, day, e.rate, amendment.roll_up)?;
                self.terms = amendment.applied_to(&self.terms);
                self.schedule = e.schedule.clone();
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
            _ => Ok(()),
        }
    }

    /// Applies a payment as it was applied then; it must come out the same.
    fn pay(&mut self, payment: Payment, item: fn(Payment) -> Item) -> Result<(), Error> {
        let Payment {
            value_day, amount, ..
        } = payment;
        self.walk(value_day)?;
        let rules = Rules {
            terms: &self.terms,
            plan: &self.schedule,
            rates: self.rates,
        };
        let account = self.account.as_mut().ok_or(Error::Arithmetic)?;
        if account.pay(&rules, amount, value_day, true)? != payment {
            return Err(Error::Arithmetic);
        }
        self.note(value_day, item(payment))
    }

    /// Moves the books to the end of `to`, from due day to due day, and writes what accrued in between.
    fn walk(&mut self, to: Day) -> Result<(), Error> {
        let rules = Rules {
            terms: &self.terms,
            plan: &self.schedule,
            rates: self.rates,
        };
        let Some(account) = &mut self.account else {
            return Ok(());
        };
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

    /// What is owed at the end of `day`, or of the day that the books stand at if that is later.
    fn balance_on(&self, day: Day) -> Result<Balance, Error> {
        let rules = Rules {
            terms: &self.terms,
            plan: &self.schedule,
            rates: self.rates,
        };
        let account = self.account.as_ref().ok_or(Error::Arithmetic)?;
        account.balance_at(&rules, day)
    }

    fn note(&mut self, on: Day, item: Item) -> Result<(), Error> {
        let after = self.balance_on(on)?;
        self.lines.push(Line {
            from: on,
            until: on,
            item,
            after,
        });
        Ok(())
    }

    /// Whether the event's figures are those of the books.
    fn agrees(&self, event: &Event) -> Result<bool, Error> {
        let figures = event.head().after;
        let running = matches!(figures.status, crate::Status::Active | crate::Status::Defaulted);
        let (Some(account), true) = (&self.account, running) else {
            return Ok(true);
        };
        let rules = Rules {
            terms: &self.terms,
            plan: &self.schedule,
            rates: self.rates,
        };
        let books = account.at(&rules, figures.day)?;
        let balance = books.balance(&rules)?;
        Ok(balance.principal == figures.principal
            && balance.interest == figures.interest
            && balance.late == figures.late
            && balance.costs == figures.costs
            && books.next_due(&rules)? == figures.next_due)
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
