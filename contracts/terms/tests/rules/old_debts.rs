//! 补欠条: a loan over money that moved before it was agreed upon. What moved, both ways, stands in the terms; the last signature makes
//! the loan, and what is owed follows from the days on which it moved.

use crate::{
    case::{
        bullet, context, day, fen, joint, lent, noon, repaid_before, scheduled, Case, BORROWER, CO_BORROWER,
        LENDER, START,
    },
    model::Model,
    play::{same, Checked},
    properties::{any_terms, config, some_past, with_past},
    step,
};
use proptest::prelude::*;
use terms::{
    agreement::Moved,
    event::Body,
    law,
    limits::PAST_MAX,
    statement::{Item, Statement},
    Amount, Books, Day, Error, Event, Instalment, Jurisdiction, Loan, Method, Period, Plan, RatePpm, Role,
    Settlement, Status, Terms,
};

/// 70,000.00 CNY at 6 % that came in two parts, 20,000.00 of it repaid between them; due 2026-07-01 by hand.
fn old_debt() -> Terms {
    let past = vec![
        lent(5_000_000, day(2024, 1, 1)),
        repaid_before(2_000_000, day(2025, 1, 1)),
        lent(2_000_000, day(2025, 7, 1)),
    ];
    of(past, day(2024, 1, 1))
}

/// The demo terms over `past`, whose interest runs from `start` on.
fn of(past: Vec<Moved>, start: Day) -> Terms {
    let mut terms = bullet();
    let lent = past.iter().filter(|moved| moved.by == Role::Lender);
    terms.principal = fen(lent.map(|moved| moved.amount.minor()).sum());
    terms.past = past;
    terms.plan.start = start;
    (terms.plan.method, terms.plan.every) = (Method::Custom, Period::ByHand);
    terms.deliver_by = terms.sign_by;
    terms.schedule = vec![Instalment {
        due: day(2026, 7, 1),
        principal: terms.principal,
        interest: Amount::ZERO,
    }];
    scheduled(terms)
}

fn refusal(terms: Terms) -> Option<Error> {
    Loan::propose(0, terms, None, &context(LENDER, noon(START))).err()
}

fn statement(case: &Case) -> Statement {
    let events: Vec<Event> = case.events.iter().map(|entry| entry.event().unwrap()).collect();
    Statement::replay(&events, &case.rates, case.today()).unwrap()
}

#[test]
fn the_last_signature_makes_the_loan_with_what_is_owed_by_the_days_on_which_money_moved() {
    let case = Case::signed(old_debt());
    assert_eq!(case.status(), Status::Active);
    let Some(Body::OldDebtFormed {
        received,
        delivered,
        repaid,
        rate,
        cap,
    }) = case.events.last().map(|entry| entry.body.clone())
    else {
        panic!("{:?}", case.events.last());
    };
    assert_eq!((received, repaid), (fen(7_000_000), fen(2_000_000)));
    assert_eq!((delivered, rate), (day(2025, 7, 1), RatePpm(60_000)));
    // The cap of the day of the signature is the lowest of all.
    assert_eq!(cap, Some(RatePpm(120_000)));
    // 50,000.00 × 6 % × 366 days / 365 = 3,008.21 until the repayment, which leaves 33,008.21 of principal.
    let books = case.stored();
    assert_eq!(books.interest_paid, fen(300_821));
    assert_eq!(books.received, fen(7_000_000));
    assert_eq!(books.principal, fen(3_300_821 + 2_000_000));
    // 181 days on 33,008.21 and 188 on 53,008.21: 982.11 and 1,638.17, rounded once with the rest of the first period.
    let figures = case.figures();
    assert_eq!(
        (figures.principal, figures.interest),
        (fen(5_300_821), fen(262_028))
    );
    // The schedule in force is the signed one.
    assert_eq!(case.plan, old_debt().schedule);
}

#[test]
fn a_statement_has_a_line_for_each_movement_on_its_day() {
    let case = Case::signed(old_debt());
    let statement = statement(&case);
    let moved: Vec<(Day, u128)> = statement
        .lines
        .iter()
        .filter_map(|line| match &line.item {
            Item::Delivered { amount } => Some((line.from, amount.minor())),
            Item::Paid(payment) => Some((line.from, payment.amount.minor())),
            _ => None,
        })
        .collect();
    let expected = [
        (day(2024, 1, 1), 5_000_000),
        (day(2025, 1, 1), 2_000_000),
        (day(2025, 7, 1), 2_000_000),
    ];
    assert_eq!(moved, expected);
    let last = statement.lines.last().unwrap();
    assert_eq!(last.after.total, fen(5_300_821 + 262_028));
    let stored = case.stored().at(&case.rules(), case.today()).unwrap();
    assert_eq!(statement.account, Some(stored));
}

#[test]
fn where_no_interest_was_agreed_for_the_time_before_it_runs_from_the_start() {
    let mut terms = old_debt();
    terms.plan.start = START;
    let case = Case::signed(scheduled(terms));
    assert_eq!(case.figures().interest, Amount::ZERO);
    assert_eq!(case.figures().principal, fen(5_000_000));
    let later = case.on(Day(START.0 + 73));
    // 50,000.00 × 6 % × 73 / 365
    assert_eq!(later.figures().interest, fen(60_000));
}

#[test]
fn all_who_owe_sign_before_there_is_a_loan() {
    let mut case = Case::proposed(joint(old_debt()));
    let digest = case.loan.agreement.digest;
    case.ok(CO_BORROWER, step::sign(digest));
    assert_eq!(case.status(), Status::Proposed);
    case.ok(LENDER, step::sign(digest));
    assert_eq!(case.status(), Status::Active);
}

#[test]
fn what_both_signed_nobody_takes_back_and_money_of_later_days_counts_as_ever() {
    let mut case = Case::signed(old_debt());
    assert_eq!(case.refused(BORROWER, step::reverse(2)), Error::NoSuchPayment);
    assert_eq!(
        case.refused(LENDER, step::report_delivery(fen(1), START)),
        Error::WrongState
    );
    let owed = case.figures().total();
    case.ok(BORROWER, step::report(owed, START));
    case.ok(LENDER, step::confirm(0));
    assert_eq!(case.status(), Status::Settled);
}

#[test]
fn terms_name_what_moved_in_the_order_of_its_days_and_before_they_are_proposed() {
    let first = lent(1_000_000, day(2025, 1, 1));
    let bad = |past: Vec<Moved>| {
        let mut terms = of(vec![first], first.on);
        terms.past = past;
        refusal(terms)
    };
    assert_eq!(bad(vec![first]), None);
    let whole = fen(1_000_000);
    let nothing = Moved {
        amount: Amount::ZERO,
        ..first
    };
    let tomorrow = Moved {
        on: Day(START.0 + 1),
        ..first
    };
    let earlier = repaid_before(1, day(2024, 12, 31));
    assert_eq!(first.amount, whole);
    assert_eq!(bad(vec![first, nothing]), Some(Error::BadPast));
    assert_eq!(bad(vec![tomorrow]), Some(Error::BadPast));
    assert_eq!(bad(vec![first, earlier]), Some(Error::BadPast));
    assert_eq!(bad(vec![earlier, first]), Some(Error::BadPast));
    let cent = repaid_before(1, first.on);
    let most = [vec![first], vec![cent; PAST_MAX - 1]].concat();
    assert_eq!(bad(most.clone()), None);
    assert_eq!(bad([most, vec![cent]].concat()), Some(Error::BadPast));
    assert_eq!(bad(vec![first, lent(1, first.on)]), Some(Error::PastMismatch));
    let mut several = of(vec![first], first.on);
    several.deliveries = 2;
    assert_eq!(refusal(several), Some(Error::BadPast));
    let mut on_chain = of(vec![first], first.on);
    on_chain.settlement = Settlement::Native;
    assert_eq!(refusal(on_chain), Some(Error::BadPast));
}

#[test]
fn repayments_of_before_leave_something_owed_and_are_never_more_than_that() {
    let first = lent(1_000_000, day(2025, 1, 1));
    // 10,000.00 × 6 % × 31 / 365 = 50.95
    let whole = repaid_before(1_005_095, day(2025, 2, 1));
    let more = repaid_before(1_005_096, day(2025, 2, 1));
    let again = lent(500_000, day(2025, 3, 1));
    assert_eq!(
        refusal(of(vec![first, whole], first.on)),
        Some(Error::NothingLeft)
    );
    assert_eq!(
        refusal(of(vec![first, more, again], first.on)),
        Some(Error::NothingLeft)
    );
    assert_eq!(refusal(of(vec![first, whole, again], first.on)), None);
}

/// PL 25 and 31: each day of the money has its law, and the lowest cap binds.
#[test]
fn the_law_of_each_day_is_applied_and_where_none_is_known_the_debt_is_refused() {
    let on = |on: Day, rate: u32| {
        let mut terms = of(vec![lent(1_000_000, on)], on);
        terms.annual_rate = RatePpm(rate);
        refusal(scheduled(terms))
    };
    // Under the former rules, from their first day to their last: 24 %, but no more than what binds the agreement itself.
    assert_eq!(on(day(2015, 9, 1), 120_000), None);
    assert_eq!(on(day(2015, 8, 31), 120_000), Some(Error::NoReferenceRate));
    assert_eq!(on(day(2020, 8, 19), 120_000), None);
    assert_eq!(on(day(2020, 8, 20), 120_000), None);
    assert_eq!(on(day(2020, 8, 20), 120_001), Some(Error::RateAboveCap));
    assert_eq!(Error::NoReferenceRate.article(), Some("PL 25, 31"));
    // The caps themselves, seen from an agreement of 2020-09-01 and one of 2021-12-25.
    let cap = |came: Day, agreed: Day| {
        let terms = of(vec![lent(1_000_000, came)], came);
        law::cap_at(&law::BuiltIn, &terms, noon(agreed))
            .unwrap()
            .unwrap()
            .0
    };
    assert_eq!(cap(day(2016, 1, 1), day(2020, 9, 1)), 154_000);
    assert_eq!(cap(day(2020, 9, 1), day(2021, 12, 25)), 152_000);
    // A flat cap knows no days.
    let mut terms = of(vec![lent(1_000_000, day(2000, 1, 1))], day(2000, 1, 1));
    terms.jurisdiction = Jurisdiction::Custom {
        cap: RatePpm(300_000),
    };
    assert_eq!(refusal(terms), None);
}

/// The text of the agreement says what is owed without a rate table; so on the day of the agreement no cap may have cut it.
#[test]
fn an_old_debt_whose_earnings_a_cap_has_cut_by_the_day_of_the_agreement_is_refused() {
    let with = |came: u32, repaid: Option<u32>| {
        let on = Day(START.0 - came);
        let repayment = repaid.map(|days| repaid_before(1, Day(on.0 + days)));
        let past = [lent(1_000_000, on)].into_iter().chain(repayment);
        let mut terms = of(past.collect(), on);
        (terms.both_ends, terms.annual_rate) = (true, RatePpm(119_000));
        refusal(scheduled(terms))
    };
    // Three days of 11.9 % are more than two of 12 %; 201 are less than 200.
    assert_eq!(with(2, Some(2)), Some(Error::RateAboveCap));
    assert_eq!(with(200, Some(200)), None);
    // The day on which the money came counts only with those after it, also where nothing moved since.
    assert_eq!(with(2, None), Some(Error::RateAboveCap));
    assert_eq!(with(200, None), None);
}

/// The agreed start is the day of the proposal, so that nothing was earned by the last movement, and nothing could be cut.
#[test]
fn an_old_debt_that_bears_interest_from_today_on_can_count_this_day_too() {
    let mut terms = of(vec![lent(1_000_000, Day(START.0 - 200))], START);
    (terms.both_ends, terms.annual_rate) = (true, RatePpm(119_000));
    let mut case = Case::proposed(scheduled(terms));
    // 178 days of 11.9 % are less than 177 of 12 %, and more than 177 of 11.92 %: the schedule would ask for more than is owed.
    let mut lower = case.clone();
    lower.publish(29_800);
    let sign = step::sign(case.loan.agreement.digest);
    assert_eq!(lower.refused(LENDER, sign.clone()), Error::RateAboveCap);
    case.ok(LENDER, sign);
    let row = case.plan[0];
    assert_eq!(case.on(row.due).figures().interest, row.interest);
}

/// What a cap cuts out of the interest that a repayment met goes to the principal, for good.
#[test]
fn an_old_debt_of_which_a_repayment_met_more_than_a_cap_allows_is_refused() {
    let on = Day(START.0 - 300);
    let terms = |repaid| {
        let mut terms = of(
            vec![lent(1_000_000, on), repaid_before(repaid, Day(on.0 + 2))],
            on,
        );
        (terms.both_ends, terms.annual_rate) = (true, RatePpm(119_000));
        scheduled(terms)
    };
    // Of 3 days at 11.9 % it is 9.78, of 2 at 12 % 6.57.
    assert_eq!(refusal(terms(657)), None);
    assert_eq!(refusal(terms(658)), Some(Error::RateAboveCap));
}

/// What a yearly rate is computed from is there before all have signed: the money came already.
#[test]
fn the_parts_of_an_old_debt_are_those_of_its_terms_from_the_proposal_on() {
    let proposal = Case::proposed(old_debt()).events[0].event().unwrap();
    let books = Books::open(&proposal, [0; 32]).unwrap();
    assert_eq!(books.parts(), old_debt().parts());
    let proposal = Case::proposed(bullet()).events[0].event().unwrap();
    assert_eq!(Books::open(&proposal, [0; 32]).unwrap().parts(), Vec::new());
}

#[test]
fn an_amendment_of_an_old_debt_spreads_what_is_left_from_its_own_day() {
    let mut case = Case::signed(old_debt()).on(Day(START.0 + 30));
    let plan = Plan {
        method: Method::Bullet,
        start: case.today(),
        every: Period::Months(12),
        periods: 1,
        balloon: Amount::ZERO,
    };
    let amendment = case.amendment(plan);
    // Nothing of what came before is in it.
    let interest = amendment.schedule[0].interest;
    case.amend(amendment);
    assert_eq!(interest, fen(5_300_821 * 60_000 / 1_000_000));
    assert!(case.loan.agreement.terms.past.is_empty());
    let moved = |line: &&terms::statement::Line| matches!(line.item, Item::Delivered { .. });
    assert_eq!(statement(&case).lines.iter().filter(moved).count(), 2);
    let rows: u128 = case.plan.iter().map(|row| row.principal.minor()).sum();
    assert_eq!(rows, case.figures().principal.minor());
}

proptest! {
    #![proptest_config(config(200))]

    /// The second accounting, which walks over every day, finds the same.
    #[test]
    fn an_old_debt_is_worth_what_a_walk_over_its_days_says(
        terms in any_terms(),
        past in some_past(),
        (earlier, both_ends) in (0u32..1_000, any::<bool>()),
        jumps in proptest::collection::vec((0u32..200, 1u128..3), 0..6),
    ) {
        let outside = Terms {
            principal: terms.principal.max(fen(1_000_000)),
            settlement: bullet().settlement,
            least_delivery: None,
            deliveries: 1,
            ..terms
        };
        let mut terms = with_past(outside, &past);
        // Interest for the time before the signature: due days by hand, and a start that lies back.
        let dues: Vec<Instalment> = terms.schedule.clone();
        terms.plan.start = Day(terms.plan.start.0 - earlier);
        (terms.plan.method, terms.plan.every) = (Method::Custom, Period::ByHand);
        (terms.plan.balloon, terms.schedule) = (Amount::ZERO, dues);
        terms.both_ends = both_ends;
        terms.rounding = terms::Rounding::Floor;
        let mut terms = scheduled(terms);
        // A low cap can still cut what the first day earns: then the debt is refused.
        if both_ends && refusal(terms.clone()) == Some(Error::RateAboveCap) {
            terms.both_ends = false;
            terms = scheduled(terms);
        }
        let mut case = Case::active(terms.clone());
        let cap = case.stored().cap.map(|cap| cap.0);
        let mut model = Model::of_old_debt(&terms, &case.plan, cap);
        for (days, part) in jumps {
            case = case.clone().on(Day(case.today().0 + days));
            model.walk(case.today());
            agree(&case, &model)?;
            let amount = case.figures().total().minor() / 7 * part;
            if amount > 0 && case.status() == Status::Active {
                case.ok(LENDER, step::report(fen(amount), case.today()));
                model.pay(amount);
            }
        }
        agree(&case, &model)?;
    }
}

fn agree(case: &Case, model: &Model) -> Checked {
    let rules = case.rules();
    let books = case.stored().at(&rules, case.today()).unwrap();
    same(&books, &rules, model)
}
