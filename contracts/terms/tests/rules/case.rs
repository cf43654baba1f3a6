//! A loan under test: its terms, its schedule, a clock that only the test moves, and its events so far.
//!
//! The demo loan: 10,000.00 CNY at 6 %, signed and delivered on 2026-01-05, due 90 days later, 3 days of grace.
//! Units: amounts in fen, instants at noon of the day in China unless said otherwise.

use crate::step;
use sha2::{Digest as _, Sha256};
use terms::{
    agreement::{Amendment, Guarantor, Moved, Succession},
    event::{Entry, Office},
    law::{self, BuiltIn, Published, ReferenceRate},
    life::{Action, Context, Offices, Outcome},
    sample, AccountId, Amount, Day, Digest, Error, Event, Figures, Instalment, Loan, Method, Period, Plan,
    RatePpm, Role, Rules, Settlement, Status, Terms, Timestamp,
};

pub use terms::sample::{amount as fen, end_of as last_ms, noon, scheduled};

pub const LENDER: AccountId = AccountId([1; 32]);
pub const BORROWER: AccountId = AccountId([2; 32]);
pub const STRANGER: AccountId = AccountId([3; 32]);
pub const GUARANTOR: AccountId = AccountId([4; 32]);
pub const ASSIGNEE: AccountId = AccountId([5; 32]);
/// Named by the parties in [`arbitrated`] terms.
pub const ARBITER: AccountId = AccountId([6; 32]);
/// Holds the office of arbiter for loans that name none.
pub const STAND_IN: AccountId = AccountId([7; 32]);
/// Owes beside the borrower in [`joint`] terms.
pub const CO_BORROWER: AccountId = AccountId([8; 32]);
/// The first of twenty appointed witnesses.
pub const WITNESS: AccountId = AccountId([100; 32]);
/// The first of twenty appointed verifiers.
pub const VERIFIER: AccountId = AccountId([120; 32]);

/// Who may take over the borrower's seat in [`succeeded`] terms.
pub const HEIR: AccountId = AccountId([10; 32]);
/// Who may take over the lender's.
pub const LENDERS_HEIR: AccountId = AccountId([11; 32]);
/// A key that nobody knows yet.
pub const NEW_KEY: AccountId = AccountId([12; 32]);
/// The verifiers whom the owners of seats named.
pub const NAMED: AccountId = AccountId([130; 32]);
pub const SECOND: AccountId = AccountId([131; 32]);

/// The day on which the demo loan is proposed, signed and delivered: 2026-01-05.
pub const START: Day = Day(20_458);

/// Who is appointed in every case.
pub struct Appointed;

impl Offices for Appointed {
    fn holds(&self, office: Office, account: AccountId) -> bool {
        match office {
            Office::Witness => (100..120).contains(&account.0[0]),
            Office::Arbiter => account == STAND_IN,
            Office::Verifier => (120..140).contains(&account.0[0]),
            Office::RatePublisher => false,
        }
    }
}

pub fn sha256(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

pub fn day(year: u16, month: u8, day: u8) -> Day {
    Day::from_civil(year, month, day).unwrap()
}

/// The demo loan's terms.
pub fn bullet() -> Terms {
    let mut terms = sample::bullet(LENDER, BORROWER, START);
    terms.reference = [7; 16];
    terms
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

/// The same terms settled in a PSP22 token.
pub fn token(mut terms: Terms) -> Terms {
    terms.settlement = Settlement::Token {
        contract: AccountId([9; 32]),
        decimals: 2,
    };
    terms
}

/// The same terms with a guarantor whose period they leave open.
pub fn guaranteed(mut terms: Terms) -> Terms {
    terms.guarantors = vec![Guarantor {
        account: GUARANTOR,
        joint: false,
        months: None,
    }];
    terms
}

/// The same terms with a co-borrower.
pub fn joint(mut terms: Terms) -> Terms {
    terms.co_borrowers = vec![CO_BORROWER];
    terms
}

/// The same terms, by which all that is left falls due so many days after the creditor's notice in default.
pub fn accelerable(mut terms: Terms, days: u16) -> Terms {
    terms.acceleration = Some(days);
    terms
}

/// The same terms, by which a report is to be answered within so many days.
pub fn answered(mut terms: Terms, days: u16) -> Terms {
    terms.answer_days = days;
    terms
}

/// Money that the lender handed over before the signature.
pub fn lent(minor: u128, on: Day) -> Moved {
    Moved {
        by: Role::Lender,
        amount: fen(minor),
        on,
        receipt: None,
    }
}

/// Money that the borrower repaid before the signature.
pub fn repaid_before(minor: u128, on: Day) -> Moved {
    Moved {
        by: Role::Borrower,
        ..lent(minor, on)
    }
}

/// The same terms with an arbiter.
pub fn arbitrated(mut terms: Terms) -> Terms {
    terms.arbiter = Some(ARBITER);
    terms
}

/// The same terms, by which each seat can be taken over: the lender's by its heir or by two verifiers after 20 days, all others by an heir
/// or a verifier after 14. Heirs of others are numbered from 40.
pub fn succeeded(mut terms: Terms) -> Terms {
    let rule = |seat, heir, second, days| Succession {
        seat,
        heir: Some(heir),
        verifier: Some(NAMED),
        second,
        days,
    };
    let mut successions = vec![
        rule(terms.lender, LENDERS_HEIR, Some(SECOND), 20),
        rule(terms.borrower, HEIR, None, 14),
    ];
    let others = terms.co_borrowers.iter().copied();
    let others = others.chain(terms.guarantors.iter().map(|one| one.account));
    let numbered = others.zip(40..);
    successions.extend(numbered.map(|(seat, n)| rule(seat, AccountId([n; 32]), None, 14)));
    terms.successions = successions;
    terms
}

/// A loan with its surroundings.
#[derive(Clone)]
pub struct Case {
    pub loan: Loan,
    pub plan: Vec<Instalment>,
    pub now: Timestamp,
    pub events: Vec<Entry>,
    /// Whose the money is that the contract has received.
    pub credits: Vec<(AccountId, Amount)>,
    /// Who has come to the loan since it was proposed.
    pub joined: Vec<AccountId>,
    /// From whom to whom money passes that the contract keeps, if it keeps any.
    pub released: Vec<(AccountId, AccountId)>,
    /// The reference rates that were published since then, beside those built in.
    pub rates: Published,
}

impl Case {
    /// Proposed by the borrower at noon of the start.
    pub fn proposed(terms: Terms) -> Case {
        Case::proposed_on(START, terms)
    }

    /// Proposed by the borrower at noon of `day`.
    pub fn proposed_on(day: Day, terms: Terms) -> Case {
        let ctx = context(BORROWER, noon(day));
        let outcome = Loan::propose(0, terms, None, &ctx).unwrap();
        Case {
            loan: outcome.loan,
            plan: outcome.schedule.unwrap(),
            now: ctx.now,
            events: outcome.events,
            credits: Vec::new(),
            joined: Vec::new(),
            released: Vec::new(),
            rates: Published::default(),
        }
    }

    /// And signed by the lender, and by whoever owes beside the borrower.
    pub fn signed(terms: Terms) -> Case {
        let mut case = Case::proposed(terms);
        case.sign();
        case
    }

    /// And delivered in full on the day; what moved before the signature is delivered by it.
    pub fn active(terms: Terms) -> Case {
        let (amount, is_old) = (terms.principal, !terms.past.is_empty());
        let mut case = Case::signed(terms);
        if !is_old {
            case.deliver(amount, START);
        }
        case
    }

    /// The lender signs, then the co-borrowers.
    pub fn sign(&mut self) {
        let digest = self.loan.agreement.digest;
        self.ok(LENDER, step::sign(digest));
        for debtor in self.loan.agreement.terms.co_borrowers.clone() {
            self.ok(debtor, step::sign(digest));
        }
    }

    /// Delivers `amount` the way the terms say, dated `on` where they let the parties say so.
    pub fn deliver(&mut self, amount: Amount, on: Day) {
        if self.is_off_chain() {
            self.ok(LENDER, step::report_delivery(amount, on));
            self.ok(BORROWER, step::received(amount));
        } else {
            self.ok(LENDER, step::deliver(amount));
        }
    }

    pub fn is_off_chain(&self) -> bool {
        matches!(self.loan.agreement.terms.settlement, Settlement::OffChain { .. })
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

    /// What `action` of `caller` gives now. Nothing changes.
    pub fn ask(&self, caller: AccountId, action: Action) -> Result<Outcome, Error> {
        let action = terms::sample::seen(action, &self.loan);
        let ctx = Context {
            rates: &self.rates,
            ..context(caller, self.now)
        };
        self.loan.clone().step(action, &self.plan, &ctx)
    }

    /// A reference rate is published today.
    pub fn publish(&mut self, ppm: u32) {
        self.rates.0.push(ReferenceRate {
            published: law::cap_day(self.now),
            rate: RatePpm(ppm),
            source: [9; 32],
        });
    }

    /// Does it, and keeps the events.
    pub fn act(&mut self, caller: AccountId, action: Action) -> Result<Vec<Entry>, Error> {
        let outcome = self.ask(caller, action)?;
        self.loan = outcome.loan;
        if let Some(schedule) = outcome.schedule {
            self.plan = schedule;
        }
        self.events.extend(outcome.events.clone());
        self.credits.extend(outcome.credits);
        self.joined.extend(outcome.joined);
        self.released.extend(outcome.released);
        Ok(outcome.events)
    }

    /// Does what has to succeed; returns the names of its events.
    pub fn ok(&mut self, caller: AccountId, action: Action) -> Vec<&'static str> {
        let what = format!("{action:?}");
        let events = self
            .act(caller, action)
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        events.iter().map(|entry| entry.body.name()).collect()
    }

    /// The error of what has to fail.
    pub fn refused(&self, caller: AccountId, action: Action) -> Error {
        self.ask(caller, action).expect_err("it should be refused")
    }

    /// The lender records a payment of today.
    pub fn pay(&mut self, minor: u128) -> Vec<&'static str> {
        self.ok(LENDER, step::report(fen(minor), self.today()))
    }

    /// Pays what is due, as the figures name it.
    pub fn pay_what_is_due(&mut self) -> Vec<&'static str> {
        self.pay(self.figures().next_due.unwrap().amount.minor())
    }

    /// An amendment to `plan`, at the rates in force, of the principal outstanding; to be signed within five days.
    pub fn amendment(&self, plan: Plan) -> Amendment {
        let terms = &self.loan.agreement.terms;
        self.figured(Amendment {
            plan,
            annual_rate: terms.annual_rate,
            overdue_rate: terms.overdue_rate,
            grace_days: terms.grace_days,
            roll_up: false,
            schedule: Vec::new(),
            from: self.today(),
            principal: Amount::ZERO,
            sign_by: last_ms(Day(self.today().0 + 5)),
        })
    }

    /// What an amendment of today is for: the principal outstanding, and the interest that it rolls up.
    pub fn outstanding(&self, roll_up: bool) -> Amount {
        let figures = self.figures();
        let rolled = if roll_up { figures.interest } else { Amount::ZERO };
        figures.principal.plus(rolled).unwrap()
    }

    /// `amendment` as of today, with the schedule that follows from it.
    pub fn figured(&self, mut amendment: Amendment) -> Amendment {
        let terms = &self.loan.agreement.terms;
        amendment.from = self.today();
        amendment.principal = self.outstanding(amendment.roll_up);
        amendment.schedule = amendment.schedule_that_follows(terms).unwrap();
        amendment
    }

    /// The digest of the amendment that waits for signatures.
    pub fn amendment_digest(&self) -> Digest {
        self.loan.agreement.amendment.as_ref().unwrap().digest
    }

    /// The digest of the assignment that was offered last and waits for signatures.
    pub fn assignment_digest(&self) -> Digest {
        self.loan.agreement.assignments.last().unwrap().digest
    }

    /// The lender proposes `amendment`, the borrower accepts it at once.
    pub fn amend(&mut self, amendment: Amendment) -> Vec<&'static str> {
        self.ok(LENDER, step::propose(amendment));
        self.ok(BORROWER, step::accept(self.amendment_digest()))
    }

    /// The lender hands the claim over in `parts`; every new holder accepts.
    pub fn assign(&mut self, parts: &[(AccountId, u32)]) {
        let by = self.loan.agreement.creditor();
        let until = last_ms(Day(self.today().0 + 5));
        self.ok(by, step::assign(parts, until));
        let digest = self.assignment_digest();
        for (account, _) in parts.iter().filter(|(account, _)| *account != by) {
            self.ok(*account, step::take_over(digest));
        }
    }

    pub fn status(&self) -> Status {
        self.loan.state.status()
    }

    /// The figures of today.
    pub fn figures(&self) -> Figures {
        self.loan.figures(&self.plan, &self.rates, self.today()).unwrap()
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

    /// Everything owed today, in minor units.
    pub fn total(&self) -> u128 {
        let (principal, interest, late) = self.owed();
        principal + interest + late + self.figures().costs.minor()
    }

    /// What the books are kept by.
    pub fn rules(&self) -> Rules<'_> {
        self.loan.rules(&self.plan, &self.rates)
    }

    /// The books as they are stored, as of the last payment.
    pub fn stored(&self) -> &terms::Account {
        &self.loan.state.running().unwrap().account
    }

    /// The books at the end of today.
    pub fn books(&self) -> terms::Account {
        self.stored().at(&self.rules(), self.today()).unwrap()
    }

    /// The last event.
    pub fn last(&self) -> Event {
        self.events.last().and_then(Entry::event).unwrap()
    }
}

pub fn context(caller: AccountId, now: Timestamp) -> Context<'static> {
    Context {
        caller,
        now,
        block: 1,
        sha256,
        rates: &BuiltIn,
        offices: &Appointed,
        intent: None,
    }
}
