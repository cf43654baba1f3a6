//! The account of a loan, line by line: replayed from its events alone, with the formula and the rule behind each figure.
//!
//! Whoever has the events can recompute every figure in them; a figure that does not follow is an [`Unsound`] event, and
//! names it. The lines between two events are the spans over which nothing changed: principal, rate and days stand in
//! them, so that a reader can check each with a pocket calculator. Interest is rounded once a period; a span's amount is
//! what it added to the rounded sum, which can differ from its own formula by one unit.

use crate::{
    account::{Kind, Part, Rules},
    books::postings_of,
    event::Event,
    law::{LateBasis, ReferenceRates},
    life::{first_of_old_debt, follow_old_debt},
    Account, Amount, Balance, Books, Day, Error, Instalment, Payment, Posting, RatePpm, Role, Terms,
};
use std::{vec, vec::Vec};

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
    /// The sequence number of the event that put the movement on record; `None` for what follows by itself.
    pub event: Option<u32>,
    /// What is owed at the end of `until`.
    pub after: Balance,
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// The borrower received the principal, or a part of it [CC 670, PL 26].
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
    /// By the creditor's notice all that is left falls due on one day [CC 509].
    Accelerated {
        /// On which.
        due: Day,
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
    /// What the loan is by its events: terms and schedule in force, recourse of those who paid in the borrower's place.
    pub books: Books,
    /// The lines, in the order of the days for which they count, whenever they were recorded; what was taken back is not
    /// among them.
    pub lines: Vec<Line>,
    /// The account at the end of the last day; `None` where there is no loan yet.
    pub account: Option<Account>,
}

impl Statement {
    /// Replays `events`, all of one loan from its proposal on, to the end of `until` (or of the last event's day, if that
    /// is later).
    ///
    /// Errors: [`Unsound`].
    pub fn replay(events: &[Event], rates: &dyn ReferenceRates, until: Day) -> Result<Statement, Unsound> {
        let first = events.first().ok_or(Unsound::OutOfPlace { sequence: 0 })?;
        // Whether each event names the one before it is for those to check who have its bytes.
        let mut books = Books::open(first, [0; 32])?;
        let mut spans: Vec<Span> = Vec::new();
        for (sequence, event) in (0u32..).zip(events) {
            if event.head().sequence != sequence {
                return Err(Unsound::OutOfPlace { sequence });
            }
            let refused = |error| Unsound::Refused { sequence, error };
            let before = matches!(event, Event::LoanAmended(_)).then(|| books.clone());
            books.follow(event, rates).map_err(refused)?;
            if !books.agree(event, rates).map_err(refused)? {
                return Err(Unsound::Figures { sequence });
            }
            books.status = event.head().after.status;
            note(&mut spans, event, before, &books);
        }
        let sequence = u32::try_from(events.len()).unwrap_or(u32::MAX);
        let until = books.is_running().then_some(until);
        let (mut lines, mut account) = (Vec::new(), None);
        for span in spans {
            let written = span.write(&books, until, rates, &mut lines);
            account = Some(written.map_err(|error| Unsound::Refused { sequence, error })?);
        }
        Ok(Statement {
            books,
            lines,
            account,
        })
    }
}

/// A part of the loan's life: from its delivery, or from an amendment, to the next amendment.
struct Span {
    /// What began it.
    opening: Opening,
    /// The books as it began.
    account: Account,
    /// Its movements, in the order in which they were put on record.
    postings: Vec<Posting>,
    /// When the whole was called in, and for which day.
    accelerated: Option<(Day, Day)>,
    /// Where it is over: the terms and the schedule that were in force in it, and its last day.
    over: Option<(Terms, Vec<Instalment>, Day)>,
}

/// What begins a span.
enum Opening {
    /// The principal came, in one part or several.
    Delivered {
        /// In the order of their days.
        parts: Vec<Part>,
        /// The lowest cap of these days.
        cap: Option<RatePpm>,
    },
    /// Money had moved before the signature.
    OldDebt {
        /// The lowest cap of its days.
        cap: Option<RatePpm>,
    },
    /// Other terms came into force.
    Amended(Item),
}

impl Span {
    fn begin(opening: Opening, books: &Books) -> Option<Span> {
        Some(Span {
            opening,
            account: books.account.clone()?,
            postings: Vec::new(),
            accelerated: None,
            over: None,
        })
    }

    /// Writes its lines, to the end of `until` unless it ended before, and gives the books as they are then.
    fn write(
        mut self,
        books: &Books,
        until: Option<Day>,
        rates: &dyn ReferenceRates,
        lines: &mut Vec<Line>,
    ) -> Result<Account, Error> {
        let over = self.over.as_ref();
        let rules = Rules {
            terms: over.map_or(&books.terms, |(terms, ..)| terms),
            plan: over.map_or(&books.schedule, |(_, schedule, _)| schedule),
            rates,
        };
        let mut writer = Writer {
            rules,
            account: self.account,
            lines,
        };
        writer.open(self.opening)?;
        // A stable order: those of one day as they were recorded.
        self.postings.sort_by_key(|posting| posting.on);
        for posting in &self.postings {
            if let Some((day, due)) = self.accelerated.take_if(|(day, _)| *day < posting.on) {
                writer.call_in(day, due)?;
            }
            writer.walk(posting.on)?;
            let payment = writer.account.post(&rules, posting, true)?;
            let item = match posting.kind {
                Kind::Paid => Item::Paid(payment),
                Kind::Credited => Item::Credited(payment),
                Kind::Forgiven => Item::Forgiven(payment),
                Kind::Costs => Item::Costs {
                    amount: posting.amount,
                },
            };
            writer.note(item, Some(posting.number))?;
        }
        if let Some((day, due)) = self.accelerated {
            writer.call_in(day, due)?;
        }
        if let Some(last) = over.map(|(.., last)| *last).or(until) {
            writer.walk(last)?;
        }
        Ok(writer.account)
    }
}

/// The books of a span under way, and the lines that are written while they move.
struct Writer<'a> {
    rules: Rules<'a>,
    account: Account,
    lines: &'a mut Vec<Line>,
}

impl Writer<'_> {
    /// The first lines: each part of the principal on its day, with what those before it had earned by then.
    fn open(&mut self, opening: Opening) -> Result<(), Error> {
        let (parts, cap) = match opening {
            Opening::Amended(item) => return self.note(item, None),
            Opening::OldDebt { cap } => return self.open_old_debt(cap),
            Opening::Delivered { parts, cap } => (parts, cap),
        };
        let mut earned = Amount::ZERO;
        for (count, part) in (1usize..).zip(&parts) {
            let Some(came) = parts.get(..count) else { break };
            let account = Account::open(self.rules.terms, came, self.account.rate, cap)?;
            if count > 1 {
                self.walk(part.on)?;
                earned = self.account.balance(&self.rules)?.interest;
            }
            self.account = account;
            self.receive(part.amount, earned)?;
        }
        Ok(())
    }

    /// What moved before the signature, line by line.
    fn open_old_debt(&mut self, cap: Option<RatePpm>) -> Result<(), Error> {
        let rules = self.rules;
        self.account = first_of_old_debt(rules.terms, cap)?;
        for (count, moved) in rules.terms.past.iter().enumerate() {
            self.walk(moved.on)?;
            let earned = match count {
                0 => Amount::ZERO,
                _ => self.account.balance(&rules)?.interest,
            };
            let payment = match count {
                0 => Payment::default(),
                _ => follow_old_debt(&mut self.account, &rules, moved)?,
            };
            match moved.by {
                Role::Lender => self.receive(moved.amount, earned)?,
                Role::Borrower => self.note(Item::Paid(payment), None)?,
            }
        }
        Ok(())
    }

    /// A part of the principal came, and where the day of delivery counts by agreement its interest, though no span ends on it.
    /// `earned` is the interest before.
    fn receive(&mut self, amount: Amount, earned: Amount) -> Result<(), Error> {
        self.note(Item::Delivered { amount }, None)?;
        // Where the start is still to come, so is the first day.
        let first_day = self.account.earns_from == self.account.delivered;
        if !first_day || !self.rules.terms.both_ends || self.account.rate == RatePpm::ZERO {
            return Ok(());
        }
        let accrual = Accrual {
            principal: amount,
            rate: self.account.rate,
            days: 1,
            base: year_of(self.rules.terms),
            amount: self.account.balance(&self.rules)?.interest.minus_or_zero(earned),
        };
        self.note(Item::Interest(accrual), None)
    }

    /// The whole was called in on `day`, for `due`.
    fn call_in(&mut self, day: Day, due: Day) -> Result<(), Error> {
        self.walk(day)?;
        self.note(Item::Accelerated { due }, None)
    }

    /// Moves the books to the end of `to`, from due day to due day, and writes what accrued in between.
    fn walk(&mut self, to: Day) -> Result<(), Error> {
        let Writer {
            rules,
            account,
            lines,
        } = self;
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
            // No interest before the agreed start: a line of its own for what comes after it.
            let next = match account.accrued_to < account.earns_from {
                true => next.min(account.earns_from),
                false => next,
            };
            let before = account.clone();
            let mut after = before.clone();
            after.advance(rules, next)?;
            if next > before.accrued_to {
                lines.extend(span(rules, &before, &after)?);
            }
            for instalment in before.closed..after.closed {
                let earlier = before.balance_at(rules, before.accrued_to)?.due;
                let asked = after.balance(rules)?.due.minus_or_zero(earlier);
                lines.push(Line {
                    from: next,
                    until: next,
                    item: Item::FellDue { instalment, asked },
                    event: None,
                    after: after.balance(rules)?,
                });
            }
            *account = after;
        }
        Ok(())
    }

    /// Writes a line of the day at which the books stand.
    fn note(&mut self, item: Item, event: Option<u32>) -> Result<(), Error> {
        let on = self.account.accrued_to;
        let after = self.account.balance(&self.rules)?;
        self.lines.push(Line {
            from: on,
            until: on,
            item,
            event,
            after,
        });
        Ok(())
    }
}

/// Takes note of what `event` did to the account. `books` have followed it; `before` are the books that it amended.
fn note(spans: &mut Vec<Span>, event: &Event, before: Option<Books>, books: &Books) {
    match event {
        Event::LoanDelivered(e) => {
            let part = Part {
                amount: e.amount,
                on: e.on,
            };
            let parts = vec![part];
            spans.extend(Span::begin(Opening::Delivered { parts, cap: e.cap }, books));
        }
        Event::PartDelivered(e) => {
            let mut parts = books.deliveries.parts();
            parts.sort_by_key(|part| part.on);
            // Nothing has happened since the first came.
            spans.clear();
            spans.extend(Span::begin(Opening::Delivered { parts, cap: e.cap }, books));
        }
        Event::OldDebtFormed(e) => spans.extend(Span::begin(Opening::OldDebt { cap: e.cap }, books)),
        Event::LoanAmended(e) => {
            if let (Some(span), Some(before)) = (spans.last_mut(), before) {
                span.over = Some((before.terms, before.schedule, e.after.day));
            }
            let (number, rolled_up, rate) = (e.number, e.rolled_up, e.rate);
            let amended = Item::Amended {
                number,
                rolled_up,
                rate,
            };
            spans.extend(Span::begin(Opening::Amended(amended), books));
        }
        Event::LoanAccelerated(e) => {
            if let Some(span) = spans.last_mut() {
                span.accelerated = Some((e.after.day, e.due));
            }
        }
        Event::PaymentReversed(e) => {
            let reversed = |posting: &Posting| posting.number == e.payment && posting.kind == Kind::Paid;
            if let Some(span) = spans.last_mut() {
                span.postings.retain(|posting| !reversed(posting));
            }
        }
        _ => {
            let postings = postings_of(event).into_iter().map(|(posting, _)| posting);
            if let Some(span) = spans.last_mut() {
                span.postings.extend(postings);
            }
        }
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
    let (days, first) = before.earning_days(terms, until);
    let days = days.saturating_add(first.into());
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
            event: None,
            after: later,
        });
    };
    let current = before.principal.minus(overdue)?;
    if !current.is_zero() && before.rate > RatePpm::ZERO && days > 0 {
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
        let (_, basis) = before.late_basis(rules)?;
        line(Item::Late {
            accrual: Accrual {
                principal: overdue,
                // It was fixed when the day had ended at which the span begins.
                rate: after.late_rate,
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
            Item::Accelerated { .. } => "CC 509",
        }
    }
}
