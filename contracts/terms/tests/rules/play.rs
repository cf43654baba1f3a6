//! A life that is being played: the loan, with its two shadows, and the invariants after every step.
//!
//! `replay` reads the events, `model` walks over the days; both have to end where the loan is. The invariants' numbers
//! are explained in `properties`.

use crate::{
    case::{fen, sha256, Case, START, STRANGER},
    model::{Applied, Model, Owed},
    properties::{message_of, Step, PEOPLE},
    replay::Replay,
    silence::Unanswered,
    step,
};
use proptest::prelude::*;
use std::collections::BTreeSet;
use terms::{
    account::Kind,
    event::{Body, Entry},
    law::{self, Published},
    life::held_account,
    limits::{HOLDERS_MAX, SEATS_MAX, STATEMENTS_MAX, WHOLE_PPM, WITNESSES_MAX},
    statement::{Item, Statement},
    Account, Balance, Day, Error, Event, Instalment, Loan, Payment, Rounding, Rules, Status, Terms,
};

pub type Checked = Result<(), TestCaseError>;

fn gist(balance: Balance) -> Owed {
    Owed {
        principal: balance.principal.minor(),
        interest: balance.interest.minor(),
        late: balance.late.minor(),
        costs: balance.costs.minor(),
        due: balance.due.minor(),
    }
}

pub fn total(owed: Owed) -> u128 {
    owed.principal + owed.interest + owed.late + owed.costs
}

pub fn applied(payment: &Payment) -> Applied {
    Applied {
        costs: payment.costs.minor(),
        late: payment.late.minor(),
        interest: payment.interest.minor(),
        principal: payment.principal.minor(),
        overpaid: payment.overpaid.minor(),
    }
}

/// Asserts that the books and the walk agree.
pub fn same(account: &Account, rules: &Rules, model: &Model) -> Checked {
    let balance = account.balance(rules).unwrap();
    prop_assert_eq!(gist(balance), model.owed());
    prop_assert_eq!(balance.total.minor(), total(model.owed()));
    prop_assert_eq!(account.overpaid.minor(), model.overpaid);
    prop_assert_eq!(account.late_instalments, model.late_instalments);
    Ok(())
}

/// Transitions that the picture of states shows.
fn is_drawn(from: Status, to: Status) -> bool {
    use Status::{Active, Cancelled, Defaulted, Expired, Proposed, Settled, Signed};
    from == to
        || matches!(
            (from, to),
            (Proposed, Signed | Active | Cancelled | Expired)
                | (Signed, Active | Expired)
                | (Active, Defaulted | Settled)
                | (Defaulted, Active | Settled)
                // A payment that settled it was taken back.
                | (Settled, Active)
        )
}

/// What moved the account, as the second accounting keeps it.
#[derive(Clone)]
struct Movement {
    on: Day,
    number: u32,
    kind: Kind,
    amount: u128,
}

/// The second accounting of a running loan: where it last began, what moved since, and where that leads.
struct Shadow {
    base: Model,
    movements: Vec<Movement>,
    model: Model,
}

impl Shadow {
    fn begin(base: Model) -> Shadow {
        Shadow {
            model: base.clone(),
            base,
            movements: Vec::new(),
        }
    }

    /// Puts `movement` where its day belongs and walks over all days again. Says where its money went.
    fn add(&mut self, movement: Movement) -> Applied {
        let (number, kind) = (movement.number, movement.kind);
        self.movements.push(movement);
        self.movements.sort_by_key(|one| one.on);
        let walked = self.walk();
        let mine = walked
            .into_iter()
            .find(|(one, _)| one.number == number && one.kind == kind);
        mine.unwrap().1
    }

    /// Nothing that has been walked over moves by it.
    fn publish(&mut self, rates: &Published) {
        self.base.rates = rates.clone();
        self.model.rates = rates.clone();
    }

    fn remove(&mut self, number: u32) {
        self.movements.retain(|one| one.number != number);
        let _ = self.walk();
    }

    fn walk(&mut self) -> Vec<(Movement, Applied)> {
        let mut model = self.base.clone();
        let movements = self.movements.iter();
        let walked = movements.map(|one| {
            model.walk(one.on);
            let applied = match one.kind {
                Kind::Paid | Kind::Credited => model.pay(one.amount),
                Kind::Forgiven => model.forgive(one.amount),
                Kind::Costs => {
                    model.award(one.amount);
                    Applied::default()
                }
            };
            (one.clone(), applied)
        });
        let walked = walked.collect();
        self.model = model;
        walked
    }
}

/// A life that is being played, with its two shadows.
pub struct Play {
    pub case: Case,
    replay: Replay,
    /// The parts of the principal that are acknowledged: how much, and on which day each came.
    parts: Vec<(u128, Day)>,
    shadow: Option<Shadow>,
    unanswered: Unanswered,
    pub names: BTreeSet<&'static str>,
}

impl Play {
    /// Most lives begin with a delivered loan, so that the later states are reached too.
    pub fn begin(terms: Terms, hurried: bool) -> Result<Play, TestCaseError> {
        let case = if hurried && terms.deliveries > 1 {
            let half = fen((terms.principal.minor() / 2).max(1));
            let mut case = Case::signed(terms);
            case.deliver(half, START);
            case
        } else if hurried {
            Case::active(terms)
        } else {
            Case::proposed(terms)
        };
        let events = case.events.clone();
        let mut play = Play {
            case,
            replay: Replay::default(),
            parts: Vec::new(),
            shadow: None,
            unanswered: Unanswered::default(),
            names: BTreeSet::new(),
        };
        play.follow(&events, START)?;
        Ok(play)
    }

    pub fn step(&mut self, (days, who, kind, number): Step) -> Checked {
        // Formation has short deadlines: time runs slower there.
        let formed = self.case.loan.state.running().is_some();
        let days = if formed { days } else { days / 12 };
        let day = Day(self.case.today().0 + days);
        self.case = self.case.clone().on(self.due_by(day, number).unwrap_or(day));
        let (fitting, action) = message_of(&self.case, kind, number);
        let caller = PEOPLE.get(usize::from(who)).copied().unwrap_or(fitting);
        let value_day = self.case.value_day(&action);
        let before = self.case.loan.clone();
        let credited = self.case.credits.len();
        match self.case.act(caller, action) {
            Err(error) => {
                prop_assert_ne!(error, Error::Arithmetic);
                prop_assert_ne!(error, Error::AmountTooLarge);
                // I6
                prop_assert_eq!(&self.case.loan, &before);
            }
            Ok(events) => {
                prop_assert!(!events.is_empty(), "a change without an event");
                let (from, to) = (before.state.status(), self.case.status());
                prop_assert!(is_drawn(from, to), "{from:?} {to:?}");
                let ended = matches!(from, Status::Cancelled | Status::Expired);
                prop_assert!(!ended || before.state == self.case.loan.state);
                let reversal = |entry: &Entry| {
                    matches!(
                        entry.body,
                        Body::ReversalProposed { .. } | Body::PaymentReversed { .. }
                    )
                };
                // What the old key of a seat had asked for is void once it is taken.
                let taken = |entry: &Entry| matches!(entry.body, Body::SeatTaken { .. });
                let mut may = |entry| reversal(entry) || taken(entry);
                let may = from != Status::Settled || events.iter().any(&mut may);
                prop_assert!(may || before.state == self.case.loan.state);
                self.follow(&events, value_day)?;
                self.shares(&before, &events, credited)?;
            }
        }
        if number.is_multiple_of(7) {
            self.publish(number);
        }
        self.promises()
    }

    /// Now and then the first due day to come, if it comes by `day`: what happens on it happens seldom else.
    fn due_by(&self, day: Day, number: u32) -> Option<Day> {
        let mut due = self.case.plan.iter().map(|row| row.due);
        let next = due.find(|due| *due > self.case.today())?;
        (number.is_multiple_of(4) && next <= day).then_some(next)
    }

    /// A reference rate is published on a day on which things have happened already.
    fn publish(&mut self, number: u32) {
        let today = self.case.today();
        if self
            .case
            .rates
            .0
            .last()
            .is_some_and(|newest| newest.published >= today)
        {
            return;
        }
        self.case.publish(20_000 + number % 5 * 5_000);
        if let Some(shadow) = &mut self.shadow {
            shadow.publish(&self.case.rates);
        }
    }

    /// The shadows do what the events say.
    fn follow(&mut self, events: &[Entry], value_day: Day) -> Checked {
        for entry in events {
            self.names.insert(entry.body.name());
            self.replay.read(entry, &self.case.rates)?;
            self.account(&entry.event().unwrap(), value_day)?;
        }
        // I5
        self.replay.same_as(&self.case)?;
        let last = events.last().and_then(Entry::event).unwrap();
        prop_assert_eq!(last.head().after, self.case.figures());
        Ok(())
    }

    /// Money came or was forgiven by an event: it counts on its day, and goes where the walk says.
    fn money(&mut self, number: u32, kind: Kind, payment: &Payment, value_day: Day) -> Checked {
        let shadow = self.shadow.as_mut().unwrap();
        let on = value_day.max(shadow.base.today);
        prop_assert_eq!(payment.value_day, on);
        let amount = payment.amount.minor();
        let movement = Movement {
            on,
            number,
            kind,
            amount,
        };
        prop_assert_eq!(applied(payment), shadow.add(movement));
        Ok(())
    }

    /// A part of the principal came: the walk begins anew with all of them.
    fn came(&mut self, amount: u128, on: Day, schedule: &[Instalment], rate: u32) {
        self.parts.push((amount, on));
        let terms = &self.case.loan.agreement.terms;
        let cap = |on: Day| {
            let cap = law::cap_on(&self.case.rates, terms.jurisdiction, on).unwrap();
            cap.map(|cap| law::highest_rate(cap, terms.day_count).0)
        };
        let cap = self.parts.iter().filter_map(|(_, on)| cap(*on)).min();
        let mut model = Model::open(terms, schedule, &self.parts, rate, cap);
        model.rates = self.case.rates.clone();
        self.shadow = Some(Shadow::begin(model));
    }

    fn account(&mut self, event: &Event, value_day: Day) -> Checked {
        let terms = &self.case.loan.agreement.terms;
        let number = event.head().sequence;
        let silence = self.unanswered.follow(event, terms.answer_days);
        prop_assert!(silence.is_some(), "no silence: {event:?}");
        match event {
            Event::LoanDelivered(e) => {
                self.came(e.amount.minor(), e.on, &e.schedule, e.rate.0);
            }
            Event::OldDebtFormed(e) => {
                let cap = e.cap.map(|cap| law::highest_rate(cap, terms.day_count).0);
                let mut model = Model::of_old_debt(terms, &self.case.plan, cap);
                model.rates = self.case.rates.clone();
                self.shadow = Some(Shadow::begin(model));
            }
            Event::PartDelivered(e) => {
                self.came(e.amount.minor(), e.on, &e.schedule, e.rate.0);
                let sum: u128 = self.parts.iter().map(|(amount, _)| amount).sum();
                prop_assert_eq!(e.received.minor(), sum);
            }
            Event::LoanRepaid(e) => self.money(number, Kind::Paid, &e.payment, value_day)?,
            Event::DebtForgiven(e) => self.money(number, Kind::Forgiven, &e.payment, value_day)?,
            Event::PaymentReversed(e) => self.shadow.as_mut().unwrap().remove(e.payment),
            Event::DisputeResolved(e) => {
                if !e.ruling.costs.is_zero() {
                    let _ = self.shadow.as_mut().unwrap().add(Movement {
                        on: e.after.day,
                        number,
                        kind: Kind::Costs,
                        amount: e.ruling.costs.minor(),
                    });
                }
                if let Some(payment) = &e.payment {
                    self.money(number, Kind::Credited, payment, value_day)?;
                }
            }
            Event::LoanAmended(e) => {
                let mut model = self.shadow.as_ref().unwrap().model.on(self.case.today());
                let rolled_up = self.replay.rolled_up - model.rolled_up;
                let unpaid = model.owed().interest;
                // All unpaid interest or none of it.
                prop_assert!(rolled_up == 0 || rolled_up == unpaid);
                model.amend(terms, &e.schedule, rolled_up > 0);
                prop_assert_eq!(model.rolled_up, self.replay.rolled_up);
                self.shadow = Some(Shadow::begin(model));
            }
            Event::LoanAccelerated(e) => {
                let shadow = self.shadow.as_mut().unwrap();
                // What fell due before stays as it was, so money of an earlier day can still come.
                prop_assert_eq!(shadow.base.accelerate(e.due), &e.schedule[..]);
                prop_assert_eq!(shadow.model.accelerate(e.due), &e.schedule[..]);
            }
            _ => {}
        }
        Ok(())
    }

    /// The statement that is drawn up from the events alone ends with the books, and its lines add up to what is owed.
    pub fn statement(&self) -> Checked {
        let events: Vec<Event> = self.case.events.iter().filter_map(Entry::event).collect();
        let today = self.case.today();
        let statement = Statement::replay(&events, &self.case.rates, today);
        let statement = statement.map_err(|unsound| TestCaseError::fail(format!("{unsound:?}")))?;
        prop_assert_eq!(&statement.books.schedule, &self.case.plan);
        let Some(account) = &statement.account else {
            prop_assert!(statement.lines.is_empty());
            return Ok(());
        };
        let paid = |payment: &Payment| payment.amount.minor() - payment.overpaid.minor();
        let (mut owed, mut settled) = (0u128, 0u128);
        for line in &statement.lines {
            match &line.item {
                Item::Delivered { amount } | Item::Costs { amount } => owed += amount.minor(),
                Item::Interest(accrual) | Item::Late { accrual, .. } => owed += accrual.amount.minor(),
                Item::Paid(payment) | Item::Forgiven(payment) | Item::Credited(payment) => {
                    settled += paid(payment)
                }
                Item::FellDue { .. } | Item::Amended { .. } | Item::Accelerated { .. } => {}
            }
        }
        let total = account.balance(&self.case.rules()).unwrap().total.minor();
        // Under the ceiling of a roll-up, what is owed of late interest moves without a line of its own.
        if account.rolled_up.is_zero() || account.cap.is_none() {
            prop_assert_eq!(owed, settled + total, "{:#?}", statement.lines);
        }
        if self.case.status() != Status::Settled {
            prop_assert_eq!(account, &self.case.books());
        }
        Ok(())
    }

    /// I3: what came in on chain is the holders', to the last unit, in proportion to their parts.
    fn shares(&self, before: &Loan, events: &[Entry], credited: usize) -> Checked {
        let new = &self.case.credits[credited..];
        let came: u128 = events
            .iter()
            .map(|entry| match &entry.body {
                Body::LoanRepaid { payment, .. } if !self.case.is_off_chain() => payment.amount.minor(),
                _ => 0,
            })
            .sum();
        prop_assert_eq!(new.iter().map(|(_, share)| share.minor()).sum::<u128>(), came);
        // Of a seat the key that acts for it has it, or while it is claimed nobody.
        let agreement = &before.agreement;
        let payees = agreement
            .holders
            .iter()
            .map(|holder| match agreement.claimed(holder.account) {
                Some(_) => held_account(before.id, holder.account, sha256),
                None => agreement.key_of(holder.account),
            });
        let payees: Vec<_> = payees.collect();
        prop_assert!(new.iter().all(|(account, _)| payees.contains(account)));
        Ok(())
    }

    /// I19: it can be recorded exactly where a second count says so, and what has changed then is the report alone.
    fn silence(&self) -> Checked {
        let (case, days) = (&self.case, self.case.loan.agreement.terms.answer_days);
        let ended = matches!(
            case.status(),
            Status::Settled | Status::Cancelled | Status::Expired
        );
        for report in self.unanswered.asked() {
            let may = !ended && self.unanswered.may(report, case.today(), days);
            let asked = case.ask(STRANGER, step::silence(report));
            prop_assert_eq!(asked.is_ok(), may, "{:?} {:?}", report, asked.err());
            let Ok(outcome) = asked else { continue };
            let mut after = case.clone();
            after.loan = outcome.loan;
            prop_assert_eq!(after.figures(), case.figures());
            prop_assert_eq!(&after.loan.agreement, &case.loan.agreement);
            if let (Some(before), Some(after)) = (case.loan.state.running(), after.loan.state.running()) {
                prop_assert_eq!(&after.account, &before.account);
                prop_assert_eq!(&after.journal, &before.journal);
                prop_assert_eq!(&after.restarted, &before.restarted);
            }
        }
        Ok(())
    }

    /// What holds after every step of every life.
    fn promises(&self) -> Checked {
        let (case, replay) = (&self.case, &self.replay);
        let agreement = &case.loan.agreement;
        // I3
        let whole: u32 = agreement.holders.iter().map(|holder| holder.ppm).sum();
        prop_assert_eq!(whole, WHOLE_PPM);
        prop_assert!(agreement.holders.iter().all(|holder| holder.ppm > 0));
        prop_assert!(agreement.holders.len() <= HOLDERS_MAX);
        let mut debtors = agreement.terms.debtors();
        prop_assert!(debtors.all(|debtor| !agreement.holds(debtor)));
        prop_assert!(agreement.witnesses.len() <= WITNESSES_MAX);
        prop_assert!(agreement.identities.len() <= STATEMENTS_MAX);
        // I21
        let keys: BTreeSet<_> = agreement.seats.iter().map(|seat| seat.key).collect();
        prop_assert_eq!(keys.len(), agreement.seats.len());
        let others = agreement
            .seats
            .iter()
            .filter(|seat| !agreement.terms.names(seat.account));
        prop_assert!(others.count() <= SEATS_MAX);
        self.silence()?;
        let Some(running) = case.loan.state.running() else {
            return Ok(());
        };
        let account = &running.account;
        prop_assert!(account.met <= account.closed && account.closed <= agreement.terms.plan.periods);
        prop_assert!(running.reports.len() <= 32);
        // The day-by-day walk.
        let today = case.today();
        let model = self.shadow.as_ref().unwrap().model.on(today);
        let books = case.books();
        same(&books, &case.rules(), &model)?;
        let overdue = books.overdue(&case.plan, Day(today.0 + 1)).unwrap();
        prop_assert_eq!(overdue.map(|due| due.day), model.oldest_unpaid());
        let credit = replay.credit;
        prop_assert_eq!(credit.agreed, 1);
        let settled = credit.settled_on_time + credit.settled_late + credit.settled_forgiven;
        prop_assert_eq!(
            (settled, credit.outstanding),
            if case.status() == Status::Settled {
                (1, 0)
            } else {
                (0, 1)
            }
        );
        if case.status() == Status::Settled {
            prop_assert_eq!(
                case.total() + total(self.shadow.as_ref().unwrap().model.owed()),
                0
            );
            return Ok(());
        }

        // I4
        let cap = account.cap;
        prop_assert!(cap.is_none_or(|cap| account.rate <= cap && account.late_rate <= cap));
        if let (late, Some(ceiling)) = model.late_and_its_ceiling() {
            prop_assert!(late <= ceiling, "{late} above {ceiling}");
        }
        if let Some(most) = model.most_interest() {
            // Half a unit of rounding for each period that ended, and one for late interest.
            let periods =
                u128::from(agreement.terms.plan.periods) * (1 + u128::from(agreement.amendments)) + 14;
            let all = model.all_interest();
            prop_assert!(all <= most + periods, "{all} above {most}");
            if model.rolled_up > 0 && agreement.terms.rounding == Rounding::Floor {
                prop_assert!(all <= most, "{all} above {most} after a roll-up");
            }
        }
        Ok(())
    }
}
