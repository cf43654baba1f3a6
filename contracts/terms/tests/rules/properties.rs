//! Random terms and random lives, compared with `model` and `replay` and held against the numbered invariants:
//!
//! - I1: the sum of what was paid is the sum of what was applied.
//! - I2: principal is never negative: it is what was received and rolled up, less what was repaid.
//! - I3: the holders' parts add to the whole, and their shares to the payment.
//! - I4: nothing earns above the cap: late interest and fees together, and after a roll-up all interest.
//! - I5: the events replay to what is stored, and the chain of `previous` holds.
//! - I6: what is forbidden changes nothing.
//! - I7: payment in full on each due day gives the signed schedule to the last unit.
//! - I8: one jump of time is the same as many.
//! - I19: silence is recorded once, when the agreed days are over, and changes nothing.
//! - I21: another key acts for a seat, and nothing else changes; whose word gives it away is held against a second reading in
//!   `succession`.
//!
//! `play` holds whole lives against them. Longer than other files, so that what is drawn at random stands beside the tests
//! that draw it.

use crate::{
    case::{
        accelerable, answered, arbitrated, bullet, fen, guaranteed, joint, last_ms, lent, repaid_before,
        scheduled, succeeded, Case, ARBITER, ASSIGNEE, BORROWER, CO_BORROWER, GUARANTOR, HEIR, LENDER, NAMED,
        NEW_KEY, SECOND, STAND_IN, START, STRANGER, VERIFIER, WITNESS,
    },
    model::Model,
    play::{applied, same, total, Play},
    step,
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use std::collections::BTreeSet;
use terms::{
    agreement::{Agreement, Amendment, Assignment, Holder, Offer},
    law::{self, BuiltIn},
    life::{split, Action},
    limits::{DELIVERIES_MAX, HOLDERS_MAX, WHOLE_PPM},
    Account, AccountId, Amount, Basis, Day, DayCount, Error, Event, Instalment, Jurisdiction, Method, Period,
    Plan, RatePpm, Role, Rounding, Settlement, State, Status, Terms,
};

// ---- random terms ----------------------------------------------------------------------------------------------------

/// Which law, and a rate and an overdue rate that it allows.
fn any_rates() -> impl Strategy<Value = (Jurisdiction, u32, Option<u32>)> {
    let below = |most: u32| {
        (
            prop_oneof![Just(0), 0..=most, Just(most)],
            proptest::option::of(0..=most),
        )
    };
    let cap = RatePpm(90_000);
    prop_oneof![
        3 => below(120_000).prop_map(|(rate, overdue)| (Jurisdiction::PrcNaturalPersons, rate, overdue)),
        1 => below(90_000).prop_map(move |(rate, overdue)| (Jurisdiction::Custom { cap }, rate, overdue)),
        1 => below(500_000).prop_map(|(rate, overdue)| (Jurisdiction::None, rate, overdue)),
    ]
}

/// Method, period, number of instalments, balloon in ppm of the principal, and the rows of a plan by hand: days after
/// the one before and the weight of its principal.
fn any_plan() -> impl Strategy<Value = (Method, Period, u16, u32, Vec<(u32, u128)>)> {
    let methods = prop_oneof![
        Just(Method::Bullet),
        Just(Method::InterestOnly),
        Just(Method::EqualInstalments),
        Just(Method::EqualPrincipal),
        Just(Method::Custom)
    ];
    let every = prop_oneof![
        (1u16..4).prop_map(Period::Months),
        (7u16..60).prop_map(Period::Days)
    ];
    let balloon = prop_oneof![3 => Just(0), 1 => 0u32..=1_000_000];
    let by_hand = proptest::collection::vec((7u32..70, prop_oneof![Just(0u128), 0u128..100]), 1..9);
    (methods, every, 1u16..14, balloon, by_hand)
}

/// Decimals, dates and deadlines are the demo loan's; everything that moves money varies.
pub fn any_terms() -> impl Strategy<Value = Terms> {
    let counts = prop_oneof![
        Just(DayCount::Act365),
        Just(DayCount::Act360),
        Just(DayCount::Thirty360)
    ];
    let roundings = prop_oneof![
        Just(Rounding::Floor),
        Just(Rounding::HalfEven),
        Just(Rounding::HalfUp)
    ];
    let principal = prop_oneof![1u128..1_000, 1_000u128..100_000_000, Just(10u128.pow(20))];
    let fee = prop_oneof![Just(0u128), 1u128..50, 1u128..20_000];
    (
        (counts, roundings),
        principal,
        any_plan(),
        any_rates(),
        fee,
        0u16..10,
        (0u8..3, any::<(bool, bool, bool)>(), 0u8..5),
        (
            0u8..3,
            proptest::option::of(prop_oneof![1u16..30, 1u16..366]),
            prop_oneof![Just(0u16), 1u16..4, 1u16..40],
        ),
        // Days from the delivery to the agreed start, the least delivery in ppm, and in how many parts it may come.
        (
            prop_oneof![3 => Just(0u32), 1 => 1u32..40],
            0u32..=1_000_000,
            prop_oneof![Just(1u8), 2u8..=DELIVERIES_MAX],
        ),
    )
        .prop_map(
            |(counting, principal, plan, rates, fee, grace_days, flags, more, (wait, least, deliveries))| {
                let (alone, acceleration, answer_days) = more;
                let (settlement, (both_ends, with_guarantor, with_arbiter), early) = flags;
                let mut terms = bullet();
                (terms.day_count, terms.rounding) = counting;
                terms.both_ends = both_ends;
                terms.principal = fen(principal);
                terms.late_fee = fen(fee);
                terms.grace_days = grace_days;
                terms.early_repayment = early > 0;
                (terms.jurisdiction, terms.annual_rate, terms.overdue_rate) =
                    (rates.0, RatePpm(rates.1), rates.2.map(RatePpm));
                terms.settlement = match settlement {
                    0 => Settlement::Native,
                    1 => Settlement::Token {
                        contract: AccountId([9; 32]),
                        decimals: 6,
                    },
                    _ => terms.settlement,
                };
                if settlement > 1 {
                    terms.deliveries = deliveries;
                }
                terms.least_delivery = match settlement {
                    0 | 1 if least < 900_000 => Some(fen((principal / 1_000_000 * u128::from(least)).max(1))),
                    _ => None,
                };
                if with_guarantor {
                    terms = guaranteed(terms);
                }
                if with_arbiter {
                    terms = arbitrated(terms);
                }
                if alone == 0 {
                    terms = joint(terms);
                }
                if let Some(days) = acceleration {
                    terms = accelerable(terms, days);
                }
                terms = answered(terms, answer_days);
                if early > 1 {
                    terms = succeeded(terms);
                }
                let (method, every, periods, balloon, rows) = plan;
                let start = Day(START.0 + wait);
                (terms.plan, terms.schedule) =
                    plan_of(principal, start, method, every, periods, balloon, &rows);
                within_the_cap(&mut terms);
                scheduled_below_the_cap(terms)
            },
        )
}

/// The cap of START's day, as the terms' jurisdiction has it.
fn cap_of(terms: &Terms) -> Option<RatePpm> {
    law::cap_on(&BuiltIn, terms.jurisdiction, START).unwrap()
}

/// Lowers both rates to what the cap leaves under the day count.
fn within_the_cap(terms: &mut Terms) {
    if let Some(cap) = cap_of(terms) {
        let highest = law::highest_rate(cap, terms.day_count);
        terms.annual_rate = terms.annual_rate.min(highest);
        terms.overdue_rate = terms.overdue_rate.map(|rate| rate.min(highest));
    }
}

/// Where a day too many or rounding lifts the schedule above the cap: a rate that leaves it room.
fn below_the_cap(terms: &mut Terms) {
    let cap = cap_of(terms).map(|cap| law::highest_rate(cap, terms.day_count));
    // Without the day too many the level payment may be impossible too.
    let refused = |terms: &Terms| match terms.schedule_that_follows() {
        Ok(rows) => law::check_schedule(cap, &terms.plan, &rows, Basis::agreed(terms)).is_err(),
        Err(_) => true,
    };
    if refused(terms) {
        terms.both_ends = false;
    }
    if refused(terms) {
        terms.rounding = Rounding::Floor;
    }
}

/// A plan and, where it is by hand, its days and principal. What the weights leave goes to the last row.
fn plan_of(
    principal: u128,
    start: Day,
    method: Method,
    every: Period,
    periods: u16,
    balloon: u32,
    rows: &[(u32, u128)],
) -> (Plan, Vec<Instalment>) {
    let by_hand = method == Method::Custom;
    let mut plan = Plan {
        method,
        start,
        every,
        periods: if method == Method::Bullet { 1 } else { periods },
        balloon: fen(principal / 1_000_000 * u128::from(balloon)),
    };
    let mut schedule = Vec::new();
    if by_hand {
        plan.every = Period::ByHand;
        plan.periods = rows.len() as u16;
        plan.balloon = Amount::ZERO;
        let weights: u128 = rows.iter().map(|row| row.1).sum::<u128>() + 1;
        let (mut due, mut left) = (start, principal);
        for (n, (days, weight)) in rows.iter().enumerate() {
            due = Day(due.0 + days);
            let part = if n + 1 == rows.len() {
                left
            } else {
                principal * weight / weights
            };
            left -= part;
            schedule.push(Instalment {
                due,
                principal: fen(part),
                interest: Amount::ZERO,
            });
        }
    }
    (plan, schedule)
}

/// A payment: days after the one before, and how much, in ppm of everything owed on that day.
fn any_payments() -> impl Strategy<Value = Vec<(u32, u32)>> {
    let share = prop_oneof![0u32..50_000, 0u32..1_000_000, Just(1_000_000), Just(1_200_000)];
    proptest::collection::vec((0u32..80, share), 0..12)
}

/// So many cases, or as many as `PROPTEST_CASES` says.
pub fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The books of a delivered loan, and the walk beside them.
fn opened(case: &Case) -> (Account, Model) {
    let account = case.stored().clone();
    let terms = Terms {
        schedule: Vec::new(),
        ..case.loan.agreement.terms.clone()
    };
    let cap = account.cap.map(|cap| cap.0);
    let model = Model::open(
        &terms,
        &case.plan,
        &[(account.received.minor(), account.delivered)],
        account.rate.0,
        cap,
    );
    (account, model)
}

proptest! {
    #![proptest_config(config(8_192))]

    /// The books, which jump from payment to payment, agree with a walk over every single day.
    #[test]
    fn books_that_jump_agree_with_a_walk_over_every_day(
        terms in any_terms(), payments in any_payments(), after in 0u32..400,
    ) {
        let case = Case::active(terms);
        let rules = case.rules();
        let (mut account, mut model) = opened(&case);
        let mut today = START;
        for (days, share) in payments {
            today = Day(today.0 + days);
            model.walk(today);
            let amount = total(model.owed()) * u128::from(share) / 1_000_000 + 1;
            let payment = account.pay(&rules, fen(amount), today, true).unwrap();
            prop_assert_eq!(payment.value_day, today);
            prop_assert_eq!(applied(&payment), model.pay(amount));
            same(&account, &rules, &model)?;
        }
        today = Day(today.0 + after);
        model.walk(today);
        let account = account.at(&rules, today).unwrap();
        same(&account, &rules, &model)?;
        // Unpaid means: a day at the latest after its due day it is overdue.
        let overdue = account.overdue(&case.plan, Day(today.0 + 1)).unwrap();
        prop_assert_eq!(overdue.map(|due| due.day), model.oldest_unpaid());
    }

    /// Invariant I7.
    #[test]
    fn each_instalment_paid_in_full_on_its_day_gives_the_signed_schedule_to_the_last_unit(terms in any_terms()) {
        let mut case = Case::active(terms.clone());
        prop_assert_eq!(&case.plan, &terms.schedule);
        for row in &terms.schedule {
            case = case.on(row.due);
            let due = case.books().balance(&case.rules()).unwrap().due;
            let interest = case.books().interest_due;
            prop_assert_eq!((due.minus(interest).unwrap(), interest), (row.principal, row.interest));
            let total = row.total().unwrap();
            if !total.is_zero() {
                let (caller, action) = payment_of(&case, total);
                case.ok(caller, action);
            }
        }
        prop_assert_eq!(case.total(), 0);
        prop_assert_eq!(case.stored().overpaid, Amount::ZERO);
        prop_assert_eq!(case.stored().late_instalments, 0);
        prop_assert_eq!(case.status(), Status::Settled);
    }

    /// Invariant I8.
    #[test]
    fn moving_the_books_in_one_jump_or_in_many_is_the_same(
        terms in any_terms(), first in 0u32..200, roll_up in any::<bool>(),
        jumps in proptest::collection::vec(0u32..120, 1..10),
    ) {
        let case = Case::active(terms.clone());
        let (mut many, _) = opened(&case);
        let mut today = Day(START.0 + first);
        many.pay(&case.rules(), fen(terms.principal.minor() / 3 + 1), today, true).unwrap();
        let mut rules = case.rules();
        let shifted = |row: &Instalment| Instalment { due: Day(row.due.0 + first), ..*row };
        let mut later: Vec<Instalment> = case.plan.iter().map(shifted).collect();
        if roll_up {
            // The same plan from here on, for all that is outstanding.
            many.restart(&rules, today, terms.annual_rate, true).unwrap();
            let (principal, from, first_day) = (many.principal, today, false);
            let basis = Basis { principal, from, first_day, ..Basis::agreed(&terms) };
            later = Plan { start: today, ..terms.plan }.schedule_in_force(&later, basis).unwrap();
            rules.plan = &later;
        }
        let mut one = many.clone();
        for days in jumps {
            today = Day(today.0 + days);
            many.advance(&rules, today).unwrap();
        }
        one.advance(&rules, today).unwrap();
        prop_assert_eq!(one, many);
    }

    #[test]
    fn what_next_due_names_leaves_nothing_due_whenever_it_is_paid_in_its_period(
        terms in any_terms(), before in any_payments(), wait in 0u32..60,
    ) {
        let case = Case::active(terms);
        let rules = case.rules();
        let (mut account, _) = opened(&case);
        let mut today = START;
        for (days, share) in before.into_iter().take(3) {
            today = Day(today.0 + days);
            let balance = account.balance_at(&rules, today).unwrap();
            let amount = balance.total.minor() * u128::from(share.min(400_000)) / 1_000_000 + 1;
            account.pay(&rules, fen(amount), today, true).unwrap();
        }
        let Some(due) = account.next_due(&rules).unwrap() else { return Ok(()) };
        let on = Day((today.0 + wait).min(due.day.0.max(today.0)));
        // Money that comes before the instalment's own period is repaid principal and meets no instalment.
        let opened = due.instalment.checked_sub(1).map_or(START, |before| case.plan[usize::from(before)].due);
        if (opened..=due.day).contains(&on) {
            account.pay(&rules, due.amount, on, true).unwrap();
            account.advance(&rules, due.day).unwrap();
            prop_assert_eq!(account.balance(&rules).unwrap().due, Amount::ZERO);
        }
    }

    #[test]
    fn a_schedule_repays_all_of_the_principal_and_earns_what_is_outstanding(terms in any_terms()) {
        let (mut left, mut from) = (terms.principal.minor(), terms.plan.start);
        let one = terms.day_count.year() * 1_000_000;
        let last = terms.schedule.len() - 1;
        for (n, row) in terms.schedule.iter().enumerate() {
            prop_assert!(row.due > from);
            let days = terms.day_count.days(from, row.due) + u32::from(n == 0 && terms.both_ends);
            let earned = left * u128::from(terms.annual_rate.0) * u128::from(days);
            let interest = row.interest.minor();
            // Rounded down it is at most one unit below, to the nearest at most half a unit off.
            let off = (interest * one).abs_diff(earned);
            match terms.rounding {
                Rounding::Floor => prop_assert!(interest * one <= earned && off < one),
                Rounding::HalfEven | Rounding::HalfUp => prop_assert!(2 * off <= one),
            }
            left -= row.principal.minor();
            if n < last {
                prop_assert!(left >= terms.plan.balloon.minor(), "the balloon is kept");
            }
            from = row.due;
        }
        prop_assert_eq!(left, 0);
    }

    #[test]
    fn equal_instalments_are_the_payment_that_is_worth_the_principal_today(terms in any_terms()) {
        // A = (P − B · v₁⋯vₙ) / (v₁ + v₁v₂ + … + v₁⋯vₙ), in floating point, for plans that it can hold.
        let mut terms = terms;
        terms.principal = fen(terms.principal.minor() % 1_000_000_000 + 100_000_000);
        terms.plan.balloon = fen(terms.plan.balloon.minor() % 50_000_000);
        if terms.plan.every == Period::ByHand {
            return Ok(());
        }
        terms.plan.method = Method::EqualInstalments;
        let Ok(rows) = terms.schedule_that_follows() else {
            // Next to nothing but a balloon: what months of other lengths earn is more than the payment.
            prop_assert_eq!(terms.rounding, Rounding::HalfEven);
            return Ok(());
        };
        let (mut worth, mut annuity, mut from) = (1.0f64, 0.0f64, terms.plan.start);
        for (n, row) in rows.iter().enumerate() {
            let days = terms.day_count.days(from, row.due) + u32::from(n == 0 && terms.both_ends);
            let year = terms.day_count.year() as f64 * 1_000_000.0;
            worth /= 1.0 + f64::from(terms.annual_rate.0) * f64::from(days) / year;
            annuity += worth;
            from = row.due;
        }
        let balloon = terms.plan.balloon.minor();
        let level = (terms.principal.minor() as f64 - balloon as f64 * worth) / annuity;
        // Rounded down, each period's loss is made good over those that remain: 1 + 1/2 + … + 1/13 is below 4. To the
        // nearest, what the level and each interest were rounded by comes together in the last instalment.
        let slack = |last: bool| if last { 1.0 + 4.0 * rows.len() as f64 } else { 5.0 };
        for (n, row) in rows.iter().enumerate() {
            let last = n + 1 == rows.len();
            let total = row.total().unwrap().minor() - if last { balloon } else { 0 };
            let off = (total as f64 - level).abs();
            prop_assert!(off <= slack(last && terms.rounding != Rounding::Floor), "{n}: {total}, not {level}");
        }
        if terms.rounding != Rounding::Floor {
            let same = |pair: &[Instalment]| pair[0].total() == pair[1].total();
            prop_assert!(rows[..rows.len() - 1].windows(2).all(same));
        }
    }

    /// Invariant I3, of one payment.
    #[test]
    fn the_shares_of_a_payment_add_to_it_and_none_is_a_unit_off_its_part(
        amount in prop_oneof![0u128..1_000, 0u128..=Amount::MAX.minor()],
        cuts in proptest::collection::btree_set(1u32..WHOLE_PPM, 0..HOLDERS_MAX),
    ) {
        let mut parts = Vec::new();
        let mut from = 0;
        for (n, to) in cuts.into_iter().chain([WHOLE_PPM]).enumerate() {
            parts.push((AccountId([n as u8; 32]), to - from));
            from = to;
        }
        let shares = split(fen(amount), &step::holders(&parts)).unwrap();
        prop_assert_eq!(shares.iter().map(|(_, share)| share.minor()).sum::<u128>(), amount);
        for (account, ppm) in parts {
            let share = shares.iter().find(|(to, _)| *to == account).map_or(0, |(_, share)| share.minor());
            let off = (share * u128::from(WHOLE_PPM)).abs_diff(amount * u128::from(ppm));
            prop_assert!(off < u128::from(WHOLE_PPM));
        }
    }
}

/// How `amount` is paid today under the case's settlement.
fn payment_of(case: &Case, amount: Amount) -> (AccountId, Action) {
    if case.is_off_chain() {
        (LENDER, step::report(amount, case.today()))
    } else {
        (BORROWER, step::repay(amount))
    }
}

// ---- whole lives ---------------------------------------------------------------------------------------------------

/// One step: days that pass, who acts (most often the one whose step it is), which message, and a number for its
/// arguments.
pub type Step = (u32, u8, u8, u32);

fn any_life() -> impl Strategy<Value = (Terms, bool, Vec<Step>)> {
    // Things come in bursts, with weeks in between.
    let days = prop_oneof![3 => Just(0u32), 1 => 1u32..40];
    let steps = proptest::collection::vec((days, 0u8..36, 0u8..KINDS, 0u32..1_300_000), 1..100);
    let terms = (any_terms(), any_past()).prop_map(|(terms, past)| with_past(terms, &past));
    (terms, (0u8..4).prop_map(|n| n > 0), steps)
}

/// What moved before the signature, mostly nothing: days before the one after, whether it was repaid, and how much in ppm.
fn any_past() -> impl Strategy<Value = Vec<(u32, bool, u32)>> {
    prop_oneof![1 => Just(Vec::new()), 1 => some_past()]
}

/// The same of an old debt.
pub fn some_past() -> impl Strategy<Value = Vec<(u32, bool, u32)>> {
    let moved = (0u32..300, any::<bool>(), 1u32..100_000);
    proptest::collection::vec(moved, 1..6)
}

/// `terms` over an old debt, where they can be: half of the principal came first, what `past` leaves came last.
pub fn with_past(mut terms: Terms, past: &[(u32, bool, u32)]) -> Terms {
    let principal = terms.principal.minor();
    let off_chain = matches!(terms.settlement, Settlement::OffChain { .. });
    if past.is_empty() || principal < 1_000_000 || !off_chain || terms.deliveries > 1 {
        return terms;
    }
    let days: u32 = past.iter().map(|(days, ..)| days).sum();
    let (mut on, mut left) = (Day(START.0 - days), principal / 2);
    let mut moved = vec![lent(principal - left, on)];
    for (days, repaid, ppm) in past {
        on = Day(on.0 + days);
        let amount = principal / 1_000_000 * u128::from(*ppm) * 4 / 5;
        let amount = amount.max(1);
        if *repaid {
            moved.push(repaid_before(amount, on));
        } else {
            left -= amount;
            moved.push(lent(amount, on));
        }
    }
    moved.push(lent(left, START));
    terms.past = moved;
    terms.deliver_by = terms.sign_by;
    // Where the first day counts too, a low cap can cut what was earned by the last movement.
    terms.both_ends = false;
    scheduled_below_the_cap(terms)
}

/// The terms with a schedule that follows from them under a cap.
fn scheduled_below_the_cap(mut terms: Terms) -> Terms {
    if terms.schedule_that_follows() == Err(Error::LevelPaymentImpossible) {
        terms.rounding = Rounding::Floor;
    }
    below_the_cap(&mut terms);
    scheduled(terms)
}

/// Kinds of messages that [`message_of`] knows: the first few belong to formation.
const KINDS: u8 = 33;
const FORMATION: u8 = 6;

pub const PEOPLE: [AccountId; 11] = [
    LENDER,
    BORROWER,
    CO_BORROWER,
    STRANGER,
    GUARANTOR,
    ASSIGNEE,
    ARBITER,
    STAND_IN,
    WITNESS,
    HEIR,
    NEW_KEY,
];

/// A message, and the key of whose step it is. What can't be done any more is asked for now and then, to be refused.
pub fn message_of(case: &Case, kind: u8, number: u32) -> (AccountId, Action) {
    if kind >= KINDS - 3 && !may_grow(case) {
        return seat_message(case, kind, number);
    }
    let (account, action) = message_for(case, kind, number);
    (case.loan.agreement.key_of(account), action)
}

/// Whether the principal can still grow: that is asked for more often then.
fn may_grow(case: &Case) -> bool {
    let journal = case.loan.state.running().map(|running| &running.journal);
    case.loan.agreement.terms.deliveries > 1 && journal.is_some_and(|journal| journal.postings.is_empty())
}

/// A seat is claimed, or what was claimed goes on.
fn seat_message(case: &Case, kind: u8, number: u32) -> (AccountId, Action) {
    let agreement = &case.loan.agreement;
    let holder = agreement.holders[number as usize % agreement.holders.len()].account;
    let seat = [LENDER, BORROWER, holder, GUARANTOR][number as usize / 4 % 4];
    let key = AccountId([60 + (number % 5) as u8; 32]);
    let mut open = agreement.seats.iter().filter(|one| one.claim.is_some());
    if let Some(place) = open.next().filter(|_| kind > KINDS - 3) {
        let (seat, claim) = (place.account, place.claim.unwrap());
        let rule = agreement.succession_of(seat);
        let heir = rule.and_then(|rule| rule.heir).unwrap_or(STRANGER);
        let arbiter = agreement.terms.arbiter.unwrap_or(STAND_IN);
        return match number % 8 {
            0 => (place.key, step::end_claim(seat, claim.to)),
            1 => (claim.by, step::end_claim(seat, claim.to)),
            2 => (heir, step::support(seat, claim.to)),
            3 => (SECOND, step::support(seat, claim.to)),
            4 => (arbiter, step::decide(seat, claim.to, claim.to)),
            5 if !number.is_multiple_of(3) => (arbiter, step::decide(seat, claim.to, place.key)),
            _ => (claim.to, step::take(seat)),
        };
    }
    let last = agreement.identities.last().map(|one| one.digest);
    let stated = agreement.identities.len();
    let mut objected = agreement.seats.iter().filter_map(|one| one.objected);
    if objected.any(|before| stated <= before.into()) && !number.is_multiple_of(4) {
        return (VERIFIER, step::state_identity([stated as u8 + 20; 32]));
    }
    let rule = agreement.succession_of(seat);
    let heir = rule.and_then(|rule| rule.heir).unwrap_or(STRANGER);
    match number % 7 {
        0 => (
            agreement.key_of(holder),
            step::plan([Some(key), Some(NAMED), Some(SECOND)], 14),
        ),
        1 | 2 => (heir, step::claim_with(seat, heir, last)),
        3 | 4 => (NAMED, step::claim_with(seat, key, last)),
        _ => (agreement.key_of(seat), step::claim(seat, key)),
    }
}

fn message_for(case: &Case, kind: u8, number: u32) -> (AccountId, Action) {
    let runs = case.loan.state.running().is_some();
    let grows = may_grow(case);
    // A claim to a seat would hold it up.
    let kind = if kind >= KINDS - 3 { 3 + kind % 3 } else { kind };
    if kind < FORMATION && (!runs || grows || number.is_multiple_of(5)) {
        return formation_message(case, kind, number);
    }
    if number.is_multiple_of(3) {
        return running_message(case, kind, number / 3);
    }
    offer_message(case, kind, number / 3)
}

fn formation_message(case: &Case, kind: u8, number: u32) -> (AccountId, Action) {
    let terms = &case.loan.agreement.terms;
    let parts = if terms.deliveries > 1 { 1 + number % 7 } else { 1 };
    let amount = terms.principal.minor() * u128::from(number.max(1)) / 1_000_000;
    let amount = fen(amount / u128::from(parts));
    let some_day = Day(case.today().0 - number % 9);
    let mut open = case
        .loan
        .state
        .deliveries()
        .into_iter()
        .flat_map(|all| all.open());
    let reported = open.next().map(|delivery| delivery.amount);
    match kind {
        2.. if reported.is_some() && number.is_multiple_of(4) => (LENDER, step::WITHDRAW_DELIVERY),
        0 if number.is_multiple_of(9) => (BORROWER, step::CANCEL),
        0 | 1 => {
            let signer = match &case.loan.state {
                State::Proposed(proposed) => proposed.awaits[0],
                _ => LENDER,
            };
            (signer, step::sign(case.loan.agreement.digest))
        }
        2 => (STRANGER, step::EXPIRE),
        3 | 4 if case.is_off_chain() => (LENDER, step::report_delivery(amount, some_day)),
        3 | 4 => (LENDER, step::deliver(amount)),
        _ => (BORROWER, step::received(reported.unwrap_or(amount))),
    }
}

/// Money, reports, notices, default.
fn running_message(case: &Case, kind: u8, number: u32) -> (AccountId, Action) {
    let creditor = case.loan.agreement.creditor();
    let today = case.today();
    let total = case.total();
    let share = |most: u32| fen(total * u128::from(number % most) / 1_000_000 + u128::from(number % 3));
    let some_day = Day(today.0 - number % 9);
    let party = if number.is_multiple_of(2) {
        creditor
    } else {
        BORROWER
    };
    let due = case.figures().next_due.map_or(Amount::ZERO, |due| due.amount);
    let pays = |amount: Amount| {
        if case.is_off_chain() {
            (creditor, step::report(amount, today))
        } else {
            (BORROWER, step::repay(amount))
        }
    };
    let open = case
        .loan
        .state
        .running()
        .map_or(&[][..], |running| &running.reports);
    let number_of = |n: u32| {
        open.get(n as usize % open.len().max(1))
            .map_or(n, |report| report.number)
    };
    // Of a claim that was sold, not the creditor any more.
    let addressee = |n: u32| {
        let report = open.get(n as usize % open.len().max(1));
        report.map_or(creditor, |report| report.to)
    };
    match kind % 18 {
        0..=2 => pays(due),
        3 => pays(fen(due.minor() / 2 + 1)),
        4 => (BORROWER, step::repay(share(400_000))),
        5 | 6 => (BORROWER, step::report(share(200_000), some_day)),
        7 => (creditor, step::report(share(400_000), some_day)),
        8 => (creditor, step::confirm(number_of(number))),
        9 => (addressee(number), step::confirm(number_of(number))),
        10 if party == creditor => (addressee(number), step::dismiss(number_of(number))),
        10 => (party, step::dismiss(number_of(number))),
        11 | 12 if case.status() == Status::Defaulted => (creditor, step::ACCELERATE),
        11 | 12 => (STRANGER, step::DEFAULT),
        14 | 15 => reversal(case, number),
        16 => match number % 3 {
            0 => (STRANGER, step::repay(share(100_000))),
            1 => (GUARANTOR, step::report(share(100_000), some_day)),
            _ => (party, step::report_of(STRANGER, share(100_000), some_day)),
        },
        17 => (STRANGER, step::silence(number_of(number))),
        13 if number.is_multiple_of(7) => pays(fen(total + u128::from(number % 2))),
        _ => (STRANGER, step::NOTIFY),
    }
}

/// A payment is taken back: one side asks, and the other most often agrees.
fn reversal(case: &Case, number: u32) -> (AccountId, Action) {
    let creditor = case.loan.agreement.creditor();
    let Some(running) = case.loan.state.running() else {
        return (creditor, step::reverse(number));
    };
    if let Some(asked) = running.reversal.filter(|_| !number.is_multiple_of(5)) {
        let other = match asked.by {
            Role::Lender => BORROWER,
            Role::Borrower => creditor,
        };
        return (other, step::reverse(asked.payment));
    }
    let postings = &running.journal.postings;
    let posting = postings.get(number as usize % postings.len().max(1));
    let asks = if number.is_multiple_of(2) {
        creditor
    } else {
        BORROWER
    };
    (
        asks,
        step::reverse(posting.map_or(number, |posting| posting.number)),
    )
}

/// Everything about the agreement and the record.
fn offer_message(case: &Case, kind: u8, number: u32) -> (AccountId, Action) {
    let agreement = &case.loan.agreement;
    let (terms, creditor) = (&agreement.terms, agreement.creditor());
    let total = case.total();
    let share = |most: u32| total * u128::from(number % most) / 1_000_000;
    let party = if number.is_multiple_of(2) {
        creditor
    } else {
        BORROWER
    };
    let signs = number % 8 > 1;
    match kind % 15 {
        0..=4 => match &agreement.amendment {
            Some(offer) if signs => (offer.awaits[0], step::accept(offer.digest)),
            Some(_) if number.is_multiple_of(8) => (BORROWER, step::accept([0; 32])),
            _ => (party, step::propose(any_amendment(case, number))),
        },
        5..=7 => match open_offer(agreement, number) {
            Some(offer) if signs => (offer.awaits[0], step::take_over(offer.digest)),
            Some(_) if number.is_multiple_of(8) => (ASSIGNEE, step::take_over([0; 32])),
            _ => any_assignment(case, number),
        },
        8 => (creditor, step::forgive(fen(share(50_000) + 1))),
        9 | 10 if case.stored_dispute() => {
            let ruling = |most| if terms.arbiter.is_some() { share(most) } else { 0 };
            let caller = terms.arbiter.unwrap_or(STAND_IN);
            let on = number
                .is_multiple_of(3)
                .then(|| Day(case.today().0 - number % 60));
            (caller, step::resolve_as_of(on, ruling(50_000), ruling(20_000)))
        }
        9 => (party, step::DISPUTE),
        11 => (GUARANTOR, step::consent(agreement.in_force)),
        12 if number % 4 > 1 => verifier_message(number / 4),
        12 => {
            let witness = AccountId([WITNESS.0[0] + (number % 12) as u8; 32]);
            (witness, step::attest([8; 32]))
        }
        13 => {
            let holder = agreement.holders[number as usize % agreement.holders.len()];
            let arrived = number
                .is_multiple_of(2)
                .then_some(Day(case.today().0 - number % 5));
            (holder.account, step::demand(arrived))
        }
        _ => (BORROWER, step::ACKNOWLEDGE),
    }
}

/// A verifier states something, or revokes what one of them stated.
fn verifier_message(number: u32) -> (AccountId, Action) {
    let (verifier, digest) = (
        AccountId([VERIFIER.0[0] + (number % 2) as u8; 32]),
        [(number / 2 % 3) as u8; 32],
    );
    let action = match number % 5 {
        0 | 1 => step::state_identity(digest),
        2 | 3 => step::end_identity(digest),
        _ => step::void_identity(digest),
    };
    (verifier, action)
}

/// One of the assignments that wait for signatures.
fn open_offer(agreement: &Agreement, number: u32) -> Option<&Offer<Assignment>> {
    let count = agreement.assignments.len().max(1);
    agreement.assignments.get(number as usize / 8 % count)
}

fn any_amendment(case: &Case, number: u32) -> Amendment {
    let terms = &case.loan.agreement.terms;
    let roll_up = number.is_multiple_of(3);
    let principal = case.outstanding(roll_up).minor().max(1);
    let methods = [
        Method::Bullet,
        Method::InterestOnly,
        Method::EqualInstalments,
        Method::EqualPrincipal,
        Method::Custom,
    ];
    let every = if number.is_multiple_of(2) {
        Period::Days(5 + (number % 60) as u16)
    } else {
        Period::Months(1)
    };
    let balloon = if number.is_multiple_of(7) {
        number % 1_000_000
    } else {
        0
    };
    let method = methods[number as usize % 5];
    let rows = [(9 + number % 20, 2), (1 + number % 40, 1), (30, 1)];
    let (plan, schedule) = plan_of(
        principal,
        case.today(),
        method,
        every,
        1 + (number % 6) as u16,
        balloon,
        &rows,
    );
    let mut amendment = Amendment {
        plan,
        annual_rate: RatePpm(number % 13 * 10_000),
        overdue_rate: (number % 11 < 5).then_some(RatePpm(number % 12 * 10_000)),
        grace_days: terms.grace_days,
        roll_up,
        schedule,
        from: case.today(),
        principal: fen(principal),
        sign_by: last_ms(Day(case.today().0 + 40)),
    };
    // Where no level payment exists, what is proposed is refused; else it is right.
    amendment.schedule = amendment.schedule_that_follows(terms).unwrap_or_default();
    amendment
}

/// A holder divides their part, or hands it over whole.
fn any_assignment(case: &Case, number: u32) -> (AccountId, Action) {
    let holders = &case.loan.agreement.holders;
    let Holder { account, ppm } = holders[number as usize % holders.len()];
    let to = |n: u32| PEOPLE[n as usize % PEOPLE.len()];
    let given = 1 + number % ppm;
    let mut parts = vec![(to(number / 7), given)];
    if given < ppm {
        let rest = if number.is_multiple_of(2) {
            account
        } else {
            to(number / 7 + 2)
        };
        parts.push((rest, ppm - given));
    }
    (account, step::assign(&parts, last_ms(Day(case.today().0 + 40))))
}

impl Case {
    pub fn stored_dispute(&self) -> bool {
        self.loan
            .state
            .running()
            .is_some_and(|running| running.dispute.is_some())
    }

    /// The day on which the money of `action` would count, were the books not further already.
    pub fn value_day(&self, action: &Action) -> Day {
        let of = |number: u32| {
            let reports = &self.loan.state.running()?.reports;
            Some(reports.iter().find(|report| report.number == number)?.on)
        };
        match action {
            Action::ReportRepayment { on, .. } => *on,
            Action::ConfirmRepayment { report, .. } => of(*report).unwrap_or(self.today()),
            Action::Resolve { ruling, .. } => ruling.on.unwrap_or(self.today()),
            _ => self.today(),
        }
    }
}

proptest! {
    #![proptest_config(config(8_192))]

    /// Invariants I1 to I6 and I19, and the walk over every day, after every step.
    #[test]
    fn a_random_life_keeps_every_promise((terms, hurried, steps) in any_life()) {
        let mut play = Play::begin(terms, hurried)?;
        for step in steps {
            play.step(step)?;
        }
        play.statement()?;
    }
}

/// The lives above are worth something only if they get around.
#[test]
fn random_lives_meet_every_event() {
    let mut runner = TestRunner::deterministic();
    let mut names = BTreeSet::new();
    for _ in 0..2_400 {
        let (terms, hurried, steps) = any_life().new_tree(&mut runner).unwrap().current();
        let mut play = Play::begin(terms, hurried).unwrap();
        for step in steps {
            play.step(step).unwrap();
        }
        names.extend(play.names);
    }
    let all: BTreeSet<_> = Event::NAMES.iter().copied().collect();
    assert_eq!(names, all);
}
