//! Money counts on the day on which it moved, whoever recorded what meanwhile; mistakes are taken back by both.

use crate::{
    case::{
        arbitrated, bullet, day, fen, guaranteed, native, scheduled, Case, ARBITER, ASSIGNEE, BORROWER,
        GUARANTOR, LENDER, START, STRANGER,
    },
    step,
};
use proptest::prelude::*;
use terms::{
    books::Books,
    law::BuiltIn,
    life::Cause,
    limits::{BACKDATING_DAYS, POSTINGS_LIMIT, POSTINGS_MAX},
    statement::{Item, Statement},
    Account, Amount, Day, Error, Event, Jurisdiction, Method, Period, Plan, RatePpm, Status, Terms,
};

const DUE: Day = Day(START.0 + 90);
/// What the demo loan owes on its due day: 10,000.00 and 147.94 of interest.
const WHOLE: u128 = 1_014_794;

/// The demo loan with a fee of 50.00 for a late instalment.
fn with_fee() -> Terms {
    let mut terms = bullet();
    terms.late_fee = fen(5_000);
    scheduled(terms)
}

/// The number of the last event.
fn last(case: &Case) -> u32 {
    case.loan.chain.sequence - 1
}

// ---- the day counts --------------------------------------------------------------------------------------------------

#[test]
fn what_the_lender_records_the_day_after_does_not_make_a_payment_of_the_due_day_late() {
    let mut case = Case::active(with_fee()).on(Day(DUE.0 + 1));
    case.pay(1);
    case.ok(BORROWER, step::report(fen(WHOLE), DUE));
    assert_eq!(case.ok(LENDER, step::confirm(0)), ["LoanRepaid", "LoanSettled"]);
    let account = case.stored();
    assert_eq!((account.late_instalments, case.total()), (0, 0));
    // The unit that was "received" the day after is money above the debt.
    assert_eq!(account.overpaid, fen(1));
}

#[test]
fn nor_does_what_the_lender_forgives_or_an_arbiter_finds_meanwhile() {
    let mut case = Case::active(arbitrated(with_fee())).on(Day(DUE.0 + 9));
    case.ok(LENDER, step::forgive(fen(300)));
    case.ok(BORROWER, step::DISPUTE);
    case.ok(ARBITER, step::resolve(100, 2_000));
    case.ok(BORROWER, step::report(fen(WHOLE - 400), DUE));
    case.ok(LENDER, step::confirm(0));
    // On its day the payment leaves 4.00, nine days late: 400 × 6 % × 9 ÷ 365 = 0.6 of late interest, and a fee that the
    // cap cuts to what 4.00 could earn at it, 400 × 12 % × 9 ÷ 365 = 1.2, so 1. Then 3.00 are forgiven; of the credited
    // 1.00 the costs take all, being the first to be paid.
    let figures = case.figures();
    let left = (
        figures.principal.minor(),
        figures.interest.minor(),
        figures.late.minor(),
    );
    assert_eq!(left, (101, 0, 0));
    assert_eq!((figures.costs, case.stored().late_instalments), (fen(1_900), 1));
}

#[test]
fn confirmed_out_of_order_it_is_as_if_recorded_in_order() {
    let mut in_order = Case::active(with_fee()).on(Day(DUE.0 + 30));
    let mut out_of_order = in_order.clone();
    let payments = [
        (400_000, Day(START.0 + 20)),
        (300_000, DUE),
        (200_000, Day(DUE.0 + 10)),
    ];
    for (amount, on) in payments {
        in_order.ok(LENDER, step::report(fen(amount), on));
    }
    for (amount, on) in payments {
        out_of_order.ok(BORROWER, step::report(fen(amount), on));
    }
    for number in [2, 0, 1] {
        out_of_order.ok(LENDER, step::confirm(number));
    }
    assert_eq!(out_of_order.stored(), in_order.stored());
}

#[test]
fn a_payment_of_before_lifts_the_default_that_would_not_have_been() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 10));
    case.ok(STRANGER, step::DEFAULT);
    case.ok(BORROWER, step::report(fen(WHOLE), DUE));
    assert_eq!(
        case.ok(LENDER, step::confirm(0)),
        ["LoanRepaid", "DefaultCured", "LoanSettled"]
    );
}

#[test]
fn a_ruling_credits_money_as_of_the_day_on_which_it_was_paid() {
    let mut terms = arbitrated(with_fee());
    terms.jurisdiction = Jurisdiction::None;
    let mut case = Case::active(scheduled(terms)).on(DUE);
    case.ok(BORROWER, step::report(fen(WHOLE), DUE));
    case.ok(LENDER, step::dismiss(0));
    let mut case = case.on(Day(DUE.0 + 180));
    case.ok(BORROWER, step::DISPUTE);
    for on in [Day(START.0 - 1), Day(DUE.0 + 181)] {
        let ruling = step::resolve_as_of(Some(on), WHOLE, 0);
        assert_eq!(case.refused(ARBITER, ruling), Error::PaymentDay);
    }
    case.ok(ARBITER, step::resolve_as_of(Some(DUE), WHOLE, 0));
    assert_eq!(
        (case.status(), case.stored().late_instalments, case.total()),
        (Status::Settled, 0, 0)
    );
}

#[test]
fn costs_are_owed_from_the_ruling_on_and_take_nothing_of_money_that_came_before() {
    let mut case = Case::active(arbitrated(bullet())).on(Day(DUE.0 + 20));
    case.ok(BORROWER, step::DISPUTE);
    case.ok(ARBITER, step::resolve(0, 50_000));
    case.ok(LENDER, step::report(fen(WHOLE), DUE));
    assert_eq!(case.status(), Status::Active);
    assert_eq!((case.owed(), case.figures().costs), ((0, 0, 0), fen(50_000)));
}

#[test]
fn an_amendment_closes_the_books_over_the_days_before_it() {
    let mut case = Case::active(bullet()).on(Day(START.0 + 30));
    let amendment = case.amendment(Plan {
        method: Method::Bullet,
        start: case.today(),
        every: Period::Months(6),
        periods: 1,
        balloon: Amount::ZERO,
    });
    case.amend(amendment);
    case.ok(LENDER, step::report(fen(100_000), Day(START.0 + 10)));
    let Event::LoanRepaid(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(event.payment.value_day, Day(START.0 + 30));
}

#[test]
fn the_statement_stands_in_the_order_of_days_and_ends_with_the_books() {
    let mut case = Case::active(with_fee()).on(Day(DUE.0 + 20));
    case.ok(LENDER, step::report(fen(200_000), Day(DUE.0 + 10)));
    case.ok(LENDER, step::report(fen(300_000), Day(START.0 + 10)));
    let wrong = last(&case);
    case.ok(LENDER, step::report(fen(100_000), DUE));
    case.ok(LENDER, step::reverse(wrong));
    case.ok(BORROWER, step::reverse(wrong));
    let events: Vec<Event> = case
        .events
        .iter()
        .filter_map(terms::event::Entry::event)
        .collect();
    let statement = Statement::replay(&events, &BuiltIn, case.today()).unwrap();
    let paid: Vec<(Day, Amount)> = statement
        .lines
        .iter()
        .filter_map(|line| match line.item {
            Item::Paid(payment) => Some((line.from, payment.amount)),
            _ => None,
        })
        .collect();
    assert_eq!(paid, [(DUE, fen(100_000)), (Day(DUE.0 + 10), fen(200_000))]);
    assert!(statement
        .lines
        .windows(2)
        .all(|pair| pair[0].until <= pair[1].until));
    assert_eq!(statement.account.as_ref(), Some(&case.books()));
}

// ---- taking back -----------------------------------------------------------------------------------------------------

#[test]
fn a_mistyped_record_is_taken_back_by_both_and_the_loan_runs_again() {
    let before = Case::active(with_fee()).on(Day(DUE.0 - 20));
    let mut case = before.clone();
    // 20,000.00 instead of 200.00.
    assert_eq!(case.pay(2_000_000), ["LoanRepaid", "LoanSettled"]);
    let wrong = last(&case) - 1;
    assert_eq!(case.ok(LENDER, step::reverse(wrong)), ["ReversalProposed"]);
    assert_eq!(case.status(), Status::Settled);
    assert_eq!(case.refused(LENDER, step::reverse(wrong)), Error::AlreadyAsked);
    assert_eq!(case.refused(STRANGER, step::reverse(wrong)), Error::NotAParty);
    assert_eq!(case.ok(BORROWER, step::reverse(wrong)), ["PaymentReversed"]);
    assert_eq!(case.status(), Status::Active);
    assert_eq!(case.stored(), before.stored());
    assert_eq!(case.refused(BORROWER, step::reverse(wrong)), Error::NoSuchPayment);
    case.pay(20_000);
    assert_eq!(case.figures().principal.minor(), 1_000_000 - 20_000 + 11_506);
}

#[test]
fn the_record_of_a_reopened_loan_is_as_if_it_had_never_been_settled() {
    use terms::credit::Credit;
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 9));
    case.pay(WHOLE * 2);
    let wrong = last(&case) - 1;
    case.ok(BORROWER, step::reverse(wrong));
    case.ok(LENDER, step::reverse(wrong));
    let late = case.stored().late_instalments;
    let credit = case.events.iter().fold(Credit::default(), |credit, entry| {
        credit
            .after(
                &entry.body,
                if matches!(entry.body, terms::event::Body::LoanSettled { .. }) {
                    1
                } else {
                    late
                },
            )
            .unwrap_or(credit)
    });
    assert_eq!(
        (credit.settled_on_time, credit.settled_late, credit.outstanding),
        (0, 0, 1)
    );
}

#[test]
fn one_side_alone_takes_nothing_back() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 - 20));
    case.pay(100_000);
    let first = last(&case);
    case.pay(200_000);
    let second = last(&case);
    let stored = case.stored().clone();
    case.ok(LENDER, step::reverse(first));
    // The other asks for another one: that is no agreement.
    assert_eq!(case.ok(BORROWER, step::reverse(second)), ["ReversalProposed"]);
    assert_eq!(case.stored(), &stored);
    assert_eq!(case.ok(LENDER, step::reverse(second)), ["PaymentReversed"]);
}

#[test]
fn money_that_moved_on_chain_and_rulings_and_gifts_are_not_taken_back() {
    let mut case = Case::active(native(bullet())).on(DUE);
    case.ok(BORROWER, step::repay(fen(100)));
    let number = last(&case);
    assert_eq!(
        case.refused(BORROWER, step::reverse(number)),
        Error::WrongSettlement
    );

    let mut case = Case::active(arbitrated(bullet())).on(DUE);
    case.ok(LENDER, step::forgive(fen(100)));
    assert_eq!(
        case.refused(LENDER, step::reverse(last(&case))),
        Error::NoSuchPayment
    );
    case.ok(BORROWER, step::DISPUTE);
    case.ok(ARBITER, step::resolve(100, 100));
    assert_eq!(
        case.refused(LENDER, step::reverse(last(&case))),
        Error::NoSuchPayment
    );
}

#[test]
fn the_borrower_who_takes_a_payment_back_says_that_they_owe() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 400));
    case.pay(100_000);
    let number = last(&case);
    let mut case = case.on(Day(DUE.0 + 500));
    case.ok(LENDER, step::reverse(number));
    case.ok(BORROWER, step::reverse(number));
    let limitation = case.loan.limitation(&case.plan, case.today()).unwrap();
    assert_eq!(
        (limitation.from, limitation.cause),
        (case.today(), Some(Cause::Acknowledgement))
    );
}

// ---- who paid --------------------------------------------------------------------------------------------------------

/// What others paid in the borrower's place, as an indexer knows it.
fn recourse(case: &Case) -> Vec<(terms::AccountId, Amount)> {
    let events: Vec<Event> = case
        .events
        .iter()
        .filter_map(terms::event::Entry::event)
        .collect();
    let hash = |n: usize| crate::case::sha256(&case.events[n].bytes);
    let mut books = Books::open(&events[0], hash(0)).unwrap();
    for (n, event) in events.iter().enumerate().skip(1) {
        books.take(event, hash(n), &BuiltIn).unwrap();
    }
    books.recourse
}

#[test]
fn anybody_may_pay_on_chain_in_the_borrowers_place_and_has_recourse() {
    let mut case = Case::active(native(bullet())).on(DUE);
    assert_eq!(case.refused(LENDER, step::repay(fen(1))), Error::WrongParty);
    case.ok(STRANGER, step::repay(fen(5_000)));
    assert_eq!(case.credits.last(), Some(&(LENDER, fen(5_000))));
    case.ok(GUARANTOR, step::repay(fen(7_000)));
    case.ok(STRANGER, step::repay(fen(1_000)));
    case.ok(BORROWER, step::repay(fen(2_000)));
    assert_eq!(recourse(&case), [(STRANGER, fen(6_000)), (GUARANTOR, fen(7_000))]);
}

#[test]
fn a_guarantor_who_consented_reports_what_they_paid_and_the_creditor_confirms_it() {
    let mut case = Case::active(guaranteed(bullet()));
    let report = step::report(fen(5_000), START);
    assert_eq!(case.refused(GUARANTOR, report.clone()), Error::NotAParty);
    case.ok(GUARANTOR, step::consent(case.loan.agreement.in_force));
    case.ok(GUARANTOR, report);
    case.ok(LENDER, step::confirm(0));
    assert_eq!(recourse(&case), [(GUARANTOR, fen(5_000))]);
}

#[test]
fn a_third_party_is_named_by_either_side_and_what_is_taken_back_gives_no_recourse() {
    let mut case = Case::active(bullet()).on(DUE);
    for party in [LENDER, BORROWER] {
        let named = step::report_of(party, fen(1), DUE);
        assert_eq!(case.refused(LENDER, named), Error::BadPayer);
    }
    case.ok(BORROWER, step::report_of(STRANGER, fen(4_000), DUE));
    case.ok(LENDER, step::confirm(0));
    case.ok(LENDER, step::report_of(ASSIGNEE, fen(3_000), DUE));
    assert_eq!(recourse(&case), [(STRANGER, fen(4_000)), (ASSIGNEE, fen(3_000))]);
    let number = last(&case);
    case.ok(LENDER, step::reverse(number));
    case.ok(BORROWER, step::reverse(number));
    assert_eq!(recourse(&case), [(STRANGER, fen(4_000))]);
}

#[test]
fn what_somebody_else_pays_does_not_restart_the_limitation_period() {
    let on = Day(DUE.0 + 100);
    let mut case = Case::active(native(bullet())).on(on);
    case.ok(STRANGER, step::repay(fen(5_000)));
    let from = |case: &Case| case.loan.limitation(&case.plan, on).unwrap().from;
    assert_eq!(from(&case), DUE);
    case.ok(BORROWER, step::repay(fen(5_000)));
    assert_eq!(from(&case), on);
}

// ---- nothing stops half way ------------------------------------------------------------------------------------------

/// The largest principal that is accepted at the highest overdue rate.
fn astronomical() -> Case {
    let mut terms = arbitrated(with_fee());
    terms.principal = fen(90_000_000_000_000_000_000_000_000);
    terms.annual_rate = RatePpm(0);
    terms.overdue_rate = Some(RatePpm(10_000_000));
    terms.jurisdiction = Jurisdiction::None;
    Case::active(scheduled(terms))
}

#[test]
fn whatever_validates_takes_every_step_however_late() {
    for days in [5, 42, 4_000, 300_000] {
        let mut case = astronomical().on(Day(DUE.0 + days));
        let today = case.today();
        case.ok(STRANGER, step::NOTIFY);
        case.ok(STRANGER, step::DEFAULT);
        case.ok(LENDER, step::demand(None));
        case.ok(BORROWER, step::ACKNOWLEDGE);
        case.ok(BORROWER, step::DISPUTE);
        case.ok(ARBITER, step::resolve(1, Amount::MAX.minor()));
        case.ok(BORROWER, step::report(Amount::MAX, today));
        case.ok(LENDER, step::forgive(fen(1)));
        // Owed are principal, late interest and costs, each an amount at most.
        case.ok(LENDER, step::confirm(0));
        for _ in 0..3 {
            if case.status() != Status::Settled {
                case.ok(LENDER, step::report(Amount::MAX, today));
            }
        }
        assert_eq!(case.status(), Status::Settled);
    }
}

#[test]
fn an_arbiters_costs_stop_no_loan() {
    let mut case = Case::active(arbitrated(bullet())).on(Day(DUE.0 + 10));
    case.ok(BORROWER, step::DISPUTE);
    case.ok(ARBITER, step::resolve(0, Amount::MAX.minor()));
    case.ok(BORROWER, step::DISPUTE);
    case.ok(ARBITER, step::resolve(0, Amount::MAX.minor()));
    let mut case = case.on(Day(DUE.0 + 20));
    case.ok(STRANGER, step::DEFAULT);
}

#[test]
fn a_loan_ends_where_every_later_day_of_the_law_is_still_in_the_calendar() {
    let mut terms = bullet();
    terms.plan.start = day(2990, 1, 1);
    terms.sign_by = crate::case::last_ms(day(2990, 1, 1));
    terms.deliver_by = terms.sign_by;
    terms.schedule = terms.schedule_that_follows().unwrap();
    let now = crate::case::noon(day(2990, 1, 1));
    let refused = terms::Loan::propose(0, terms, None, &crate::case::context(BORROWER, now)).err();
    assert_eq!(refused, Some(Error::TermTooLong));
}

// ---- the journal's end -----------------------------------------------------------------------------------------------

#[test]
fn the_creditor_cannot_close_the_books_by_recording_much() {
    let mut case = Case::active(with_fee()).on(Day(DUE.0 + 1));
    for _ in 0..POSTINGS_MAX {
        case.pay(1);
    }
    let more = step::report(fen(1), case.today());
    assert_eq!(case.refused(LENDER, more), Error::TooManyPostings);
    assert_eq!(
        case.refused(LENDER, step::forgive(fen(1))),
        Error::TooManyPostings
    );
    // The borrower's payment of the due day still counts on its day.
    case.ok(BORROWER, step::report(fen(WHOLE), DUE));
    case.ok(LENDER, step::confirm(0));
    assert_eq!(
        (case.status(), case.stored().late_instalments),
        (Status::Settled, 0)
    );
}

#[test]
fn old_postings_make_room_and_money_of_before_them_counts_when_they_ended() {
    let mut case = Case::active(native(arbitrated(bullet()))).on(Day(START.0 + 1));
    for _ in 0..=POSTINGS_LIMIT {
        case.ok(BORROWER, step::repay(fen(1)));
    }
    let journal = |case: &Case| case.loan.state.running().unwrap().journal.clone();
    assert_eq!(journal(&case).postings.len(), POSTINGS_LIMIT);
    assert_eq!(journal(&case).base.accrued_to, Day(START.0 + 1));
    let mut case = case.on(Day(START.0 + 2 + BACKDATING_DAYS));
    for _ in 0..POSTINGS_LIMIT {
        case.ok(BORROWER, step::repay(fen(1)));
    }
    assert_eq!(journal(&case).postings.len(), POSTINGS_LIMIT);
    case.ok(BORROWER, step::DISPUTE);
    case.ok(ARBITER, step::resolve_as_of(Some(START), 5, 0));
    let Event::DisputeResolved(event) = case.last() else {
        panic!("another event")
    };
    assert!(event.payment.unwrap().value_day > START);
}

/// Days after delivery, how much in ppm of the principal, and a key that shuffles.
fn any_records() -> impl Strategy<Value = Vec<(u32, u32, u32)>> {
    proptest::collection::vec((0u32..400, 1u32..300_000, any::<u32>()), 1..30)
}

/// The account after `records` were entered in their order by the lender, all on one late day.
fn entered(terms: &Terms, records: &[(u32, u32, u32)]) -> Option<Account> {
    let mut case = Case::active(terms.clone()).on(Day(START.0 + 420));
    for (days, ppm, _) in records {
        let amount = terms.principal.minor() * u128::from(*ppm) / 1_000_000 + 1;
        if case.status() == Status::Settled {
            return None;
        }
        let on = Day(START.0 + days);
        case.ok(LENDER, step::report(fen(amount), on));
    }
    Some(case.stored().clone())
}

proptest! {
    #[test]
    fn in_whatever_order_payments_are_entered_the_account_is_that_of_their_days(
        terms in crate::properties::any_terms(), records in any_records(),
    ) {
        let mut terms = terms;
        (terms.settlement, terms.least_delivery) = (bullet().settlement, None);
        let terms = scheduled(terms);
        let mut in_order = records.clone();
        in_order.sort_by_key(|record| record.0);
        let mut shuffled = records;
        shuffled.sort_by_key(|record| record.2);
        // Where it is settled half way the rest is refused, whatever the order.
        if let (Some(one), Some(other)) = (entered(&terms, &in_order), entered(&terms, &shuffled)) {
            prop_assert_eq!(one, other);
        }
    }
}
