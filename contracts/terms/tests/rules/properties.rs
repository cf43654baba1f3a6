//! Random terms and random lives, compared with `model` and held against what must be true of every loan.

use crate::{
    case::{bullet, fen, noon, scheduled, sha256, Case, Message, BORROWER, LENDER, START, STRANGER},
    model::Model,
};
use proptest::prelude::*;
use std::collections::HashSet;
use terms::{
    rate::numerator, AccountId, Amount, Day, DayCount, Error, Event, Jurisdiction, Method, Period, RatePpm,
    Rounding, Settlement, Status, Terms,
};

fn any_terms() -> impl Strategy<Value = Terms> {
    let counts = prop_oneof![
        Just(DayCount::Act365),
        Just(DayCount::Act360),
        Just(DayCount::Thirty360)
    ];
    let roundings = prop_oneof![Just(Rounding::Floor), Just(Rounding::HalfEven)];
    let principal = prop_oneof![1u128..1_000, 1_000u128..100_000_000, Just(10u128.pow(20))];
    let every = prop_oneof![
        (1u16..4).prop_map(Period::Months),
        (7u16..60).prop_map(Period::Days)
    ];
    let rates = (0u32..=120_000, proptest::option::of(0u32..=120_000));
    (
        counts,
        roundings,
        principal,
        every,
        0u16..14,
        rates,
        any::<(bool, bool)>(),
        0u16..10,
    )
        .prop_map(
            |(
                day_count,
                rounding,
                principal,
                every,
                periods,
                (rate, overdue),
                (both_ends, on_chain),
                grace_days,
            )| {
                let mut terms = bullet();
                if on_chain {
                    terms.settlement = Settlement::Native;
                }
                terms.principal = fen(principal);
                terms.annual_rate = RatePpm(rate);
                terms.overdue_rate = overdue.map(RatePpm);
                (terms.day_count, terms.rounding, terms.both_ends) = (day_count, rounding, both_ends);
                terms.plan.every = every;
                // No period stands for a bullet loan.
                terms.plan.method = if periods == 0 {
                    Method::Bullet
                } else {
                    Method::InterestOnly
                };
                terms.plan.periods = periods.max(1);
                terms.grace_days = grace_days;
                // Without agreed interest the late rate would be the reference rate of each day; the model has one rate.
                terms.jurisdiction = if rate == 0 {
                    Jurisdiction::Custom {
                        cap: RatePpm(120_000),
                    }
                } else {
                    Jurisdiction::PrcNaturalPersons
                };
                scheduled(terms)
            },
        )
}

/// A payment: days after the one before, and how much, in ppm of everything owed on that day.
fn any_payments() -> impl Strategy<Value = Vec<(u32, u32)>> {
    let share = prop_oneof![0u32..50_000, 0u32..1_000_000, Just(1_000_000), Just(1_200_000)];
    proptest::collection::vec((0u32..80, share), 0..12)
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(512))]

    #[test]
    fn books_that_jump_from_payment_to_payment_agree_with_a_walk_over_every_day(
        terms in any_terms(), payments in any_payments(), after in 0u32..400,
    ) {
        let case = Case::active(terms.clone());
        let mut account = case.loan.state.running().unwrap().account.clone();
        let mut model = Model::open(&terms, &account);
        let mut today = START;
        for (days, share) in payments {
            today = Day(today.0 + days);
            model.walk(today);
            let (principal, interest, late, _) = model.owed();
            let amount = (principal + interest + late) * u128::from(share) / 1_000_000 + 1;
            model.pay(amount);
            let payment = account.pay(&terms, &case.plan, fen(amount), today).unwrap();
            prop_assert_eq!(payment.value_day, today);
            same(&account, &model, &terms)?;
        }
        today = Day(today.0 + after);
        model.walk(today);
        let account = account.at(&terms, &case.plan, today).unwrap();
        same(&account, &model, &terms)?;
        // Unpaid means: a day at the latest after its due day it is overdue.
        let tomorrow = Day(today.0 + 1);
        let overdue = account.overdue(&case.plan, tomorrow).unwrap();
        prop_assert_eq!(overdue.map(|due| due.day), model.oldest_unpaid());
    }

    #[test]
    fn each_instalment_paid_in_full_on_its_day_gives_the_signed_schedule_to_the_last_unit(terms in any_terms()) {
        let mut case = Case::active(terms.clone());
        prop_assert_eq!(&case.plan, &terms.schedule);
        for row in &terms.schedule {
            case = case.on(row.due);
            let books = case.books();
            prop_assert_eq!(books.principal_due_and_interest_due(&terms), (row.principal, row.interest));
            let total = row.total().unwrap();
            if !total.is_zero() {
                let (caller, message) = payment_of(&case, total);
                case.ok(caller, message);
            }
        }
        prop_assert_eq!(case.owed(), (0, 0, 0));
        let account = &case.loan.state.running().unwrap().account;
        prop_assert_eq!(account.overpaid, Amount::ZERO);
        prop_assert_eq!(case.status(), Status::Settled);
    }

    #[test]
    fn moving_the_books_in_one_jump_or_in_many_is_the_same(
        terms in any_terms(), first in 0u32..200, jumps in proptest::collection::vec(0u32..120, 1..10),
    ) {
        let case = Case::active(terms.clone());
        let mut many = case.loan.state.running().unwrap().account.clone();
        many.pay(&terms, &case.plan, fen(terms.principal.minor() / 3 + 1), Day(START.0 + first)).unwrap();
        let mut one = many.clone();
        let mut today = many.accrued_to;
        for days in jumps {
            today = Day(today.0 + days);
            many.advance(&terms, &case.plan, today).unwrap();
        }
        one.advance(&terms, &case.plan, today).unwrap();
        prop_assert_eq!(one, many);
    }

    #[test]
    fn what_next_due_names_leaves_nothing_due_whenever_it_is_paid_in_its_period(
        terms in any_terms(), before in any_payments(), wait in 0u32..60,
    ) {
        let case = Case::active(terms.clone());
        let mut account = case.loan.state.running().unwrap().account.clone();
        let mut today = START;
        for (days, share) in before.into_iter().take(3) {
            today = Day(today.0 + days);
            let balance = account.balance_at(&terms, &case.plan, today).unwrap();
            let amount = balance.total.minor() * u128::from(share.min(400_000)) / 1_000_000 + 1;
            account.pay(&terms, &case.plan, fen(amount), today).unwrap();
        }
        let Some(due) = account.next_due(&terms, &case.plan).unwrap() else { return Ok(()) };
        let on = Day((today.0 + wait).min(due.day.0.max(today.0)));
        // Money that comes before the instalment's own period is repaid principal and meets no instalment.
        let opened = due.instalment.checked_sub(1).map_or(START, |before| case.plan[usize::from(before)].due);
        if (opened..=due.day).contains(&on) {
            account.pay(&terms, &case.plan, due.amount, on).unwrap();
            account.advance(&terms, &case.plan, due.day).unwrap();
            prop_assert_eq!(account.balance(&terms).unwrap().due, Amount::ZERO);
        }
    }
}

/// Asserts that the books and the walk agree.
fn same(account: &terms::Account, model: &Model, terms: &Terms) -> Result<(), TestCaseError> {
    let balance = account.balance(terms).unwrap();
    let figures = (
        balance.principal.minor(),
        balance.interest.minor(),
        balance.late.minor(),
        balance.due.minor(),
    );
    prop_assert_eq!(figures, model.owed());
    prop_assert_eq!(account.overpaid.minor(), model.overpaid);
    Ok(())
}

/// How `amount` is paid today under the case's settlement.
fn payment_of(case: &Case, amount: Amount) -> (AccountId, Message) {
    match case.loan.agreement.terms.settlement {
        Settlement::Native => (BORROWER, Message::RepayNative(amount)),
        Settlement::OffChain { .. } => (LENDER, Message::ReportRepayment(amount, case.today())),
    }
}

/// The part of the books that the schedule names.
trait Asked {
    fn principal_due_and_interest_due(&self, terms: &Terms) -> (Amount, Amount);
}

impl Asked for terms::Account {
    fn principal_due_and_interest_due(&self, terms: &Terms) -> (Amount, Amount) {
        let due = self.balance(terms).unwrap().due;
        (due.minus(self.interest_due).unwrap(), self.interest_due)
    }
}

// ---- whole lives ---------------------------------------------------------------------------------------------------

/// One step: days that pass, who acts, which message, and a number that it may use.
type Step = (u32, u8, u8, u32);

fn any_life() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec((0u32..25, 0u8..3, 0u8..12, 0u32..1_300_000), 1..60)
}

fn message_of(case: &Case, kind: u8, number: u32) -> Message {
    let terms = &case.loan.agreement.terms;
    let today = case.today();
    let owed = case.figures();
    let total = owed.principal.minor() + owed.interest.minor() + owed.late.minor();
    let part = fen(total * u128::from(number) / 1_000_000 + u128::from(number % 3));
    let whole = fen(terms.principal.minor() * u128::from(number.max(1)) / 1_000_000);
    let some_day = Day(today.0 - number % 9);
    match kind {
        0 => Message::Sign(case.loan.agreement.digest),
        1 if number.is_multiple_of(9) => Message::Cancel,
        2 => Message::Expire,
        3 => Message::DeliverNative(whole),
        4 => Message::ReportDelivery(whole, some_day),
        5 => Message::Acknowledge(match &case.loan.state {
            terms::State::Signed(signed) => signed.delivery.map_or(whole, |delivery| delivery.amount),
            _ => whole,
        }),
        6 => Message::RepayNative(part),
        7 => Message::ReportRepayment(part, some_day),
        8 => Message::Confirm(number % 5),
        9 => Message::MarkDefault,
        _ => Message::NotifyDue,
    }
}

/// What the events of a life say, kept the way an indexer would.
#[derive(Default)]
struct Replay {
    sequence: u32,
    previous: [u8; 32],
    paid: u128,
    applied: u128,
    received: u128,
    notices: HashSet<(u16, u8)>,
}

impl Replay {
    fn read(&mut self, bytes: &[u8], name: &str) -> Result<(), TestCaseError> {
        let event = Event::decode(name, bytes).expect("an event decodes under its name");
        let head = event.head();
        prop_assert_eq!((head.sequence, head.previous), (self.sequence, self.previous));
        self.sequence += 1;
        self.previous = sha256(bytes);
        match event {
            Event::LoanDelivered(event) => self.received = event.amount.minor(),
            Event::LoanRepaid(event) => {
                let payment = event.payment;
                self.paid += payment.amount.minor();
                self.applied += [
                    payment.late,
                    payment.interest,
                    payment.principal,
                    payment.overpaid,
                ]
                .map(Amount::minor)
                .iter()
                .sum::<u128>();
            }
            Event::RepaymentDue(event) => {
                let new = self.notices.insert((event.due.instalment, event.stage as u8));
                prop_assert!(new, "announced twice");
                prop_assert!(!event.due.amount.is_zero());
            }
            _ => {}
        }
        Ok(())
    }
}

/// Transitions that the picture of states shows.
fn is_drawn(from: Status, to: Status) -> bool {
    use Status::{Active, Cancelled, Defaulted, Expired, Proposed, Settled, Signed};
    from == to && !matches!(from, Proposed | Settled | Cancelled | Expired)
        || matches!(
            (from, to),
            (Proposed, Signed | Cancelled | Expired)
                | (Signed, Active | Expired)
                | (Active, Defaulted | Settled)
                | (Defaulted, Active | Settled)
        )
}

proptest! {
    #![proptest_config(config(1_024))]

    #[test]
    fn a_random_life_keeps_every_promise(terms in any_terms(), hurried in any::<bool>(), steps in any_life()) {
        // Half the lives begin with a delivered loan, so that the later states are reached too.
        let mut case = if hurried { Case::active(terms.clone()) } else { Case::proposed(terms.clone()) };
        let mut replay = Replay::default();
        for entry in &case.events {
            replay.read(&entry.bytes, entry.body.name())?;
        }
        for (days, who, kind, number) in steps {
            // Formation has short deadlines: time runs slower there.
            let days = if case.loan.state.running().is_none() { days / 12 } else { days };
            let today = Day(case.today().0 + days);
            case = case.on(today);
            let caller = [LENDER, BORROWER, STRANGER][usize::from(who)];
            let message = message_of(&case, kind, number);
            let before = case.clone();
            match case.act(caller, message) {
                Err(error) => {
                    prop_assert_ne!(error, Error::Arithmetic);
                    prop_assert_ne!(error, Error::AmountTooLarge);
                    prop_assert_eq!(&case.loan, &before.loan);
                }
                Ok(events) => {
                    prop_assert!(!events.is_empty(), "a change without an event");
                    prop_assert!(is_drawn(before.status(), case.status()), "{:?} {:?}", before.status(), case.status());
                    for entry in &events {
                        replay.read(&entry.bytes, entry.body.name())?;
                    }
                    prop_assert_eq!(events.last().unwrap().event().unwrap().head().after, case.figures());
                    promises(&case, &replay, &terms)?;
                }
            }
        }
        prop_assert_eq!((case.loan.chain.sequence, case.loan.chain.previous), (replay.sequence, replay.previous));
    }
}

/// What holds after every step of every life.
fn promises(case: &Case, replay: &Replay, terms: &Terms) -> Result<(), TestCaseError> {
    prop_assert_eq!(replay.paid, replay.applied, "money paid is money applied");
    let Some(running) = case.loan.state.running() else {
        return Ok(());
    };
    let account = &running.account;
    prop_assert_eq!(account.received.minor(), replay.received);
    prop_assert!(account.principal <= account.received);
    prop_assert!(account.received <= terms.principal);
    prop_assert!(account.met <= account.closed && account.closed <= terms.plan.periods);
    prop_assert!(running.reports.len() <= 32);
    prop_assert_eq!(
        account.interest_paid.minor()
            + account.late_paid.minor()
            + account.overpaid.minor()
            + account.received.minor()
            - account.principal.minor(),
        replay.paid
    );

    // No interest above the cap: everything that ever accrued, on all that was received, over all days.
    let Some(cap) = account.cap else { return Ok(()) };
    prop_assert!(account.rate <= cap && account.late_rate <= cap);
    let books = case.books();
    let balance = books.balance(terms).unwrap();
    let accrued = balance.interest.minor()
        + balance.late.minor()
        + books.interest_paid.minor()
        + books.late_paid.minor();
    let days = terms.day_count.days(books.delivered, books.accrued_to) + u32::from(terms.both_ends);
    let most = terms
        .day_count
        .interest(numerator(books.received, cap, days).unwrap(), Rounding::HalfEven)
        .unwrap();
    // Half a unit of rounding for each period and one for late interest.
    let slack = u128::from(terms.plan.periods) + 1;
    prop_assert!(accrued <= most.minor() + slack, "{accrued} above {most:?}");
    if case.status() == Status::Settled {
        prop_assert_eq!(balance.total, Amount::ZERO);
    }
    Ok(())
}

#[test]
fn noon_of_a_day_is_on_that_day() {
    let terms = bullet();
    assert_eq!(terms.day_of(noon(START)), START);
}
