//! A loan under test: its terms, its schedule, a clock that only the test moves, and its events so far.
//!
//! The demo loan: 10,000.00 CNY at 6 %, signed and delivered on 2026-01-05, due 90 days later, 3 days of grace.
//! Units: amounts in fen, instants at noon of the day in China unless said otherwise.

use sha2::{Digest as _, Sha256};
use terms::{
    event::Entry,
    life::{Context, Delivery, Outcome},
    AccountId, Amount, Currency, Day, DayCount, Digest, Error, Event, Figures, Instalment, Jurisdiction,
    Loan, Method, Period, Plan, RatePpm, Rounding, Settlement, Status, Terms, Timestamp, UtcOffset,
};

pub const LENDER: AccountId = AccountId([1; 32]);
pub const BORROWER: AccountId = AccountId([2; 32]);
pub const STRANGER: AccountId = AccountId([3; 32]);

/// The day on which the demo loan is proposed, signed and delivered: 2026-01-05.
pub const START: Day = Day(20_458);

const HOUR_MS: u64 = 3_600_000;

pub fn sha256(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

pub fn day(year: u16, month: u8, day: u8) -> Day {
    Day::from_civil(year, month, day).unwrap()
}

pub fn fen(minor: u128) -> Amount {
    Amount::new(minor).unwrap()
}

/// Noon of `day` in China.
pub fn noon(day: Day) -> Timestamp {
    Timestamp(day.starts_at(UtcOffset::CHINA).0 + 12 * HOUR_MS)
}

/// The last instant of `day` in China.
pub fn last_ms(day: Day) -> Timestamp {
    Timestamp(Day(day.0 + 1).starts_at(UtcOffset::CHINA).0 - 1)
}

/// The demo loan's terms.
pub fn bullet() -> Terms {
    scheduled(Terms {
        lender: LENDER,
        borrower: BORROWER,
        settlement: Settlement::OffChain {
            currency: Currency(*b"CNY"),
            decimals: 2,
        },
        principal: fen(1_000_000),
        annual_rate: RatePpm(60_000),
        overdue_rate: None,
        day_count: DayCount::Act365,
        both_ends: false,
        rounding: Rounding::Floor,
        utc_offset: UtcOffset::CHINA,
        plan: Plan {
            method: Method::Bullet,
            start: START,
            every: Period::Days(90),
            periods: 1,
        },
        schedule: Vec::new(),
        grace_days: 3,
        early_repayment: true,
        jurisdiction: Jurisdiction::PrcNaturalPersons,
        sign_by: last_ms(Day(START.0 + 2)),
        deliver_by: last_ms(Day(START.0 + 5)),
        commitments: [0; 32],
        reference: [7; 16],
    })
}

/// 120,000.00 CNY at 12 %, interest each month, principal after `months`.
pub fn monthly(months: u16) -> Terms {
    let mut terms = bullet();
    terms.principal = fen(12_000_000);
    terms.annual_rate = RatePpm(120_000);
    terms.plan.method = Method::InterestOnly;
    terms.plan.every = Period::Months(1);
    terms.plan.periods = months;
    scheduled(terms)
}

/// The same terms settled in the chain's own token.
pub fn native(mut terms: Terms) -> Terms {
    terms.settlement = Settlement::Native;
    terms
}

/// `terms` with the schedule that follows from them.
pub fn scheduled(mut terms: Terms) -> Terms {
    terms.schedule = terms
        .plan
        .schedule(&terms, terms.principal, terms.annual_rate, terms.plan.start)
        .unwrap();
    terms
}

/// Everything that can be asked of a loan that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    Sign(Digest),
    Cancel,
    Expire,
    DeliverNative(Amount),
    ReportDelivery(Amount, Day),
    Acknowledge(Amount),
    RepayNative(Amount),
    ReportRepayment(Amount, Day),
    Confirm(u32),
    NotifyDue,
    MarkDefault,
}

/// A loan with its surroundings.
#[derive(Clone)]
pub struct Case {
    pub loan: Loan,
    pub plan: Vec<Instalment>,
    pub now: Timestamp,
    pub events: Vec<Entry>,
}

impl Case {
    /// Proposed by the borrower at noon of the start.
    pub fn proposed(terms: Terms) -> Case {
        let ctx = context(BORROWER, noon(START));
        let outcome = Loan::propose(0, terms, None, &ctx).unwrap();
        Case {
            loan: outcome.loan,
            plan: outcome.schedule.unwrap(),
            now: ctx.now,
            events: outcome.events,
        }
    }

    /// And signed by the lender.
    pub fn signed(terms: Terms) -> Case {
        let mut case = Case::proposed(terms);
        let digest = case.loan.agreement.digest;
        case.ok(LENDER, Message::Sign(digest));
        case
    }

    /// And delivered in full on the day.
    pub fn active(terms: Terms) -> Case {
        let amount = terms.principal;
        let mut case = Case::signed(terms);
        case.deliver(amount, START);
        case
    }

    /// Delivers `amount` the way the terms say, dated `on` where they let the parties say so.
    pub fn deliver(&mut self, amount: Amount, on: Day) {
        if self.loan.agreement.terms.settlement == Settlement::Native {
            self.ok(LENDER, Message::DeliverNative(amount));
        } else {
            self.ok(LENDER, Message::ReportDelivery(amount, on));
            self.ok(BORROWER, Message::Acknowledge(amount));
        }
    }

    /// Moves the clock to noon of `day`.
    pub fn on(mut self, day: Day) -> Case {
        self.now = noon(day);
        self
    }

    /// Today where the parties live.
    pub fn today(&self) -> Day {
        self.loan.agreement.terms.day_of(self.now)
    }

    /// What `message` from `caller` gives now. Nothing changes.
    pub fn ask(&self, caller: AccountId, message: Message) -> Result<Outcome, Error> {
        let (loan, plan, ctx) = (self.loan.clone(), &self.plan, &context(caller, self.now));
        match message {
            Message::Sign(digest) => loan.sign(digest, None, ctx),
            Message::Cancel => loan.cancel(None, ctx),
            Message::Expire => loan.expire(ctx),
            Message::DeliverNative(amount) => loan.deliver_native(amount, None, ctx),
            Message::ReportDelivery(amount, on) => loan.report_delivery(
                Delivery {
                    amount,
                    on,
                    receipt: Some([5; 32]),
                },
                ctx,
            ),
            Message::Acknowledge(amount) => loan.acknowledge_delivery(amount, None, ctx),
            Message::RepayNative(amount) => loan.repay_native(plan, amount, None, ctx),
            Message::ReportRepayment(amount, on) => {
                loan.report_repayment(plan, amount, on, Some([6; 32]), ctx)
            }
            Message::Confirm(number) => loan.confirm_repayment(plan, number, None, ctx),
            Message::NotifyDue => loan.notify_due(plan, ctx),
            Message::MarkDefault => loan.mark_default(plan, ctx),
        }
    }

    /// Does it, and keeps the events.
    pub fn act(&mut self, caller: AccountId, message: Message) -> Result<Vec<Entry>, Error> {
        let outcome = self.ask(caller, message)?;
        self.loan = outcome.loan;
        if let Some(schedule) = outcome.schedule {
            self.plan = schedule;
        }
        self.events.extend(outcome.events.clone());
        Ok(outcome.events)
    }

    /// Does what has to succeed; returns the names of its events.
    pub fn ok(&mut self, caller: AccountId, message: Message) -> Vec<&'static str> {
        let events = self
            .act(caller, message)
            .unwrap_or_else(|error| panic!("{message:?}: {error}"));
        events.iter().map(|entry| entry.body.name()).collect()
    }

    /// The error of what has to fail.
    pub fn refused(&self, caller: AccountId, message: Message) -> Error {
        self.ask(caller, message).expect_err("it should be refused")
    }

    /// The lender records a payment of today.
    pub fn pay(&mut self, minor: u128) -> Vec<&'static str> {
        self.ok(LENDER, Message::ReportRepayment(fen(minor), self.today()))
    }

    pub fn status(&self) -> Status {
        self.loan.state.status()
    }

    /// The figures of today.
    pub fn figures(&self) -> Figures {
        self.loan.figures(&self.plan, self.today()).unwrap()
    }

    /// Principal, interest and late interest of today, in minor units.
    pub fn owed(&self) -> (u128, u128, u128) {
        let figures = self.figures();
        (
            figures.principal.minor(),
            figures.interest.minor(),
            figures.late.minor(),
        )
    }

    /// The books at the end of today.
    pub fn books(&self) -> terms::Account {
        let account = &self.loan.state.running().unwrap().account;
        account
            .at(&self.loan.agreement.terms, &self.plan, self.today())
            .unwrap()
    }

    /// The last event.
    pub fn last(&self) -> Event {
        self.events.last().and_then(Entry::event).unwrap()
    }
}

pub fn context(caller: AccountId, now: Timestamp) -> Context {
    Context { caller, now, sha256 }
}
