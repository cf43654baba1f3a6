//! Money examples worked by hand, the arithmetic in a comment.

use crate::{
    case::{
        arbitrated, bullet, day, fen, monthly, native, scheduled, Case, ARBITER, BORROWER, START, STRANGER,
    },
    step,
};
use terms::{
    Amount, Day, DayCount, Event, Instalment, Jurisdiction, Method, Payment, Period, RatePpm, Rounding, Terms,
};

const DUE: Day = Day(START.0 + 90);

/// The interest of the demo loan with one change.
fn interest_with(change: impl FnOnce(&mut Terms)) -> u128 {
    let mut terms = bullet();
    change(&mut terms);
    scheduled(terms).schedule[0].interest.minor()
}

#[test]
fn ten_thousand_yuan_at_six_per_cent_for_ninety_days_cost_147_yuan_94() {
    // 1,000,000 × 0.06 × 90 / 365 = 14,794.52 → 14,794
    assert_eq!(interest_with(|_| ()), 14_794);
}

#[test]
fn half_even_rounds_the_same_interest_up() {
    // 14,794.52 → 14,795
    assert_eq!(interest_with(|terms| terms.rounding = Rounding::HalfEven), 14_795);
}

#[test]
fn a_year_of_360_days_earns_more() {
    // 1,000,000 × 0.06 × 90 / 360 = 15,000
    assert_eq!(interest_with(|terms| terms.day_count = DayCount::Act360), 15_000);
}

#[test]
fn months_of_thirty_days_count_from_5_january_to_5_april_ninety_days() {
    // 2026-01-05 + 90 days = 2026-04-05: 3 × 30 days of 360
    assert_eq!(
        interest_with(|terms| terms.day_count = DayCount::Thirty360),
        15_000
    );
    // Until 2026-03-31 (85 days on): 2 × 30 + 25, the 31st counting as the 30th; 1,000,000 × 0.06 × 85 / 360 = 14,166.6
    let march = |terms: &mut Terms| {
        terms.day_count = DayCount::Thirty360;
        terms.plan.every = Period::Days(85);
    };
    assert_eq!(interest_with(march), 14_166);
}

#[test]
fn counting_both_ends_adds_one_day_to_the_first_period_only() {
    // 1,000,000 × 0.06 × 91 / 365 = 14,958.9
    assert_eq!(interest_with(|terms| terms.both_ends = true), 14_958);
    // 12,000,000 × 0.12 × 32 / 365 = 126,246.5 (January has 31 days); then 28 days: 110,465.7
    let mut terms = monthly(3);
    terms.both_ends = true;
    let schedule = scheduled(terms).schedule;
    assert_eq!(
        schedule
            .iter()
            .map(|row| row.interest.minor())
            .collect::<Vec<_>>(),
        [126_246, 110_465, 122_301]
    );
}

#[test]
fn a_year_of_interest_only_pays_each_month_for_its_own_days() {
    // 12,000,000 × 0.12 × d / 365: 31 days 122,301.3; 28 days 110,465.7; 30 days 118,356.1
    let (long, feb, short) = (122_301, 110_465, 118_356);
    let rows = monthly(12).schedule;
    let interest: Vec<_> = rows.iter().map(|row| row.interest.minor()).collect();
    // Due on the 5th of February, March, … January.
    assert_eq!(
        interest,
        [long, feb, long, short, long, short, long, long, short, long, short, long]
    );
    assert!(rows[..11].iter().all(|row| row.principal.is_zero()));
    assert_eq!(
        (rows[11].principal, rows[11].due),
        (fen(12_000_000), day(2027, 1, 5))
    );
}

#[test]
fn a_part_paid_early_goes_to_the_interest_so_far_and_then_to_principal() {
    let mut case = Case::active(bullet()).on(Day(START.0 + 30));
    // 30 days: 1,000,000 × 0.06 × 30 / 365 = 4,931.5 → 4,931; the rest of 300,000 is principal.
    case.pay(300_000);
    assert_eq!(case.owed(), (1_000_000 - 295_069, 0, 0));
    // The numerators go on: (1,000,000 × 30 + 704,931 × 60) × 0.06 / 365 = 11,884.2 → 11,884 − 4,931 paid
    assert_eq!(case.on(DUE).owed(), (704_931, 6_953, 0));
}

#[test]
fn a_part_paid_on_the_due_day_leaves_the_rest_overdue_at_the_loans_own_rate() {
    let mut case = Case::active(bullet()).on(DUE);
    case.pay(500_000); // 14,794 interest, 485,206 principal
    assert_eq!(case.owed(), (514_794, 0, 0));
    // 10 days: 514,794 × 0.06 × 10 / 365 = 846.2
    assert_eq!(case.on(Day(DUE.0 + 10)).owed(), (514_794, 0, 846));
}

#[test]
fn a_part_paid_late_goes_to_late_interest_first_then_interest_then_principal() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 20));
    // 20 days late: 1,000,000 × 0.06 × 20 / 365 = 3,287.6
    assert_eq!(case.owed(), (1_000_000, 14_794, 3_287));
    case.pay(3_000);
    assert_eq!(case.owed(), (1_000_000, 14_794, 287));
    case.pay(10_287);
    assert_eq!(case.owed(), (1_000_000, 4_794, 0));
    case.pay(104_794);
    assert_eq!(case.owed(), (900_000, 0, 0));
}

#[test]
fn unpaid_interest_earns_no_interest() {
    // Two months unpaid: 122,301 + 110,465, whatever the day in between.
    let case = Case::active(monthly(12)).on(day(2026, 3, 5));
    assert_eq!(case.owed(), (12_000_000, 232_766, 0));
}

#[test]
fn the_agreed_overdue_rate_holds_after_the_due_day_and_not_before() {
    let mut terms = bullet();
    terms.overdue_rate = Some(RatePpm(100_000));
    let case = Case::active(terms);
    assert_eq!(case.clone().on(DUE).owed(), (1_000_000, 14_794, 0));
    // 1,000,000 × 0.10 × 36 / 365 = 9,863.01
    assert_eq!(case.on(Day(DUE.0 + 36)).owed(), (1_000_000, 14_794, 9_863));
}

#[test]
fn a_month_paid_early_is_met_and_its_remaining_days_are_paid_with_the_next() {
    // 12,000,000 × 0.12 × 21 / 365 = 82,849.3 by 26 January; 122,301 pays that and 39,452 of principal.
    let mut case = Case::active(monthly(12)).on(day(2026, 1, 26));
    case.pay(122_301);
    assert_eq!(case.owed(), (11_960_548, 0, 0));
    // On 5 February: (12,000,000 × 21 + 11,960,548 × 10) × 0.12 / 365 = 122,171.6 → 122,171 − 82,849 = 39,322
    let case = case.on(day(2026, 2, 5));
    let figures = case.figures();
    assert_eq!(figures.interest.minor(), 39_322);
    // Nothing is due; March asks for it with its own 11,960,548 × 0.12 × 28 / 365 = 110,102.5.
    let next = figures.next_due.unwrap();
    assert_eq!(
        (next.day, next.amount.minor()),
        (day(2026, 3, 5), 39_322 + 110_102)
    );
}

/// 3,000.00 at 7.3 %, which is 1/5,000 a day, in three equal parts of principal every 50 days; 1,600.00 of it are repaid
/// on the tenth day with the 300,000 × 10 / 5,000 = 600 of interest that have accrued.
fn paid_ahead() -> Case {
    let mut terms = with_fee(bullet());
    terms.principal = fen(300_000);
    terms.annual_rate = RatePpm(73_000);
    terms.plan.method = Method::EqualPrincipal;
    terms.plan.every = Period::Days(50);
    terms.plan.periods = 3;
    let mut case = Case::active(scheduled(terms)).on(Day(START.0 + 10));
    case.pay(160_600);
    case
}

#[test]
fn an_instalment_whose_principal_is_paid_in_part_is_met_by_the_rest_a_day_early() {
    // The first instalment is met; 140,000 × 40 / 5,000 = 1,120 wait for the second, of which 40,000 are open.
    let case = paid_ahead().on(Day(START.0 + 50));
    let next = case.figures().next_due.unwrap();
    let asked = 40_000 + 1_120 + 140_000 * 50 / 5_000;
    assert_eq!((next.instalment, next.amount), (1, fen(asked)));
    let mut case = case.on(Day(START.0 + 99));
    case.pay(asked);
    // Paid a day early it earned 140,000 × 49 / 5,000 = 1,372 instead of 1,400, and 28 more of principal are repaid.
    let case = case.on(Day(START.0 + 101));
    assert_eq!(case.owed().0, 140_000 - 40_028);
    assert_eq!(case.figures().next_due.unwrap().instalment, 2);
    assert_eq!((case.owed().2, case.books().late_instalments), (0, 0));
}

#[test]
fn interest_that_was_carried_comes_first_and_covers_nothing_of_the_next_instalment() {
    let mut case = paid_ahead().on(Day(START.0 + 99));
    // Enough for principal and interest of this period, but 1,120 of it are owed from the one before.
    case.pay(40_000 + 1_400);
    let principal = 140_000 - (41_400 - 1_120 - 1_372);
    // (140,000 × 49 + 101,092) / 5,000 = 1,392.2 are earned by the due day, 20 of them open.
    let case = case.on(Day(START.0 + 100));
    assert_eq!(case.owed(), (principal, 20, 0));
    assert_eq!(case.figures().next_due.unwrap().amount, fen(1_092 + 20));
}

#[test]
fn a_loan_without_interest_owes_its_principal_and_nothing_else() {
    let mut terms = bullet();
    terms.annual_rate = RatePpm::ZERO;
    terms.jurisdiction = Jurisdiction::None;
    let case = Case::active(scheduled(terms)).on(Day(DUE.0 + 1_000));
    assert_eq!(case.owed(), (1_000_000, 0, 0));
}

// ---- late fees and the cap on what overdue money costs [PL 29] -------------------------------------------------------

/// Terms with a fee of 50.00 for each late instalment, where no law limits it.
fn with_fee(mut terms: Terms) -> Terms {
    terms.late_fee = fen(5_000);
    terms.jurisdiction = Jurisdiction::None;
    terms
}

#[test]
fn a_fee_is_charged_once_for_each_instalment_that_is_unpaid_when_its_day_has_ended() {
    let case = Case::active(with_fee(monthly(12)));
    let late = |case: &Case, on| case.clone().on(on).owed().2;
    assert_eq!(late(&case, day(2026, 2, 5)), 0);
    assert_eq!(late(&case, day(2026, 2, 6)), 5_000);
    assert_eq!(late(&case, day(2026, 3, 5)), 5_000);
    assert_eq!(late(&case, day(2026, 3, 6)), 10_000);
}

#[test]
fn an_instalment_paid_on_its_day_costs_no_fee_and_one_that_lacks_a_fen_does() {
    for (short, fee) in [(0, 0), (1, 5_000)] {
        let mut case = Case::active(with_fee(monthly(12))).on(day(2026, 2, 5));
        case.pay(122_301 - short); // 12,000,000 × 0.12 × 31 / 365 = 122,301.3
        assert_eq!(case.on(day(2026, 2, 6)).owed().2, fee);
    }
}

#[test]
fn paying_a_late_instalment_twice_or_in_parts_costs_its_fee_once() {
    let mut case = Case::active(with_fee(monthly(12))).on(day(2026, 2, 8));
    case.pay(1_000);
    let mut case = case.on(day(2026, 2, 10));
    assert_eq!(case.owed().2, 4_000);
    case.pay(126_301); // 4,000 of the fee, 122,301 of interest
    let case = case.on(day(2026, 3, 5));
    assert_eq!(case.figures().next_due.unwrap().day, day(2026, 3, 5));
    assert_eq!(case.owed().2, 0);
}

#[test]
fn an_instalment_that_asks_for_nothing_costs_no_fee() {
    // Without interest and with principal in the first and last of three: the one in between asks for nothing.
    let mut terms = with_fee(bullet());
    terms.annual_rate = RatePpm::ZERO;
    terms.plan.method = Method::Custom;
    terms.plan.every = Period::ByHand;
    terms.plan.periods = 3;
    let row = |days, principal| Instalment {
        due: Day(START.0 + days),
        principal: fen(principal),
        interest: Amount::ZERO,
    };
    terms.schedule = vec![row(30, 500_000), row(60, 0), row(90, 500_000)];
    let case = Case::active(terms);
    assert_eq!(case.clone().on(Day(START.0 + 61)).owed().2, 5_000);
    assert_eq!(case.on(Day(START.0 + 91)).owed().2, 10_000);
}

#[test]
fn overdue_interest_and_fees_together_stay_within_the_cap_on_the_overdue_principal() {
    let mut terms = bullet();
    terms.late_fee = fen(5_000);
    let case = Case::active(terms);
    let late = |days| case.clone().on(Day(DUE.0 + days)).owed().2;
    // At the cap of 12 % a day earns 328.77 on 1,000,000, at the loan's 6 % half of it, and the fee is 5,000.
    assert_eq!(late(1), 328);
    assert_eq!(late(10), 3_287);
    // From the 31st day on the cap leaves room for both: 5,095.9 + 5,000 is below 10,191.8.
    assert_eq!(late(30), 9_863);
    assert_eq!(late(31), 5_095 + 5_000);
}

#[test]
fn a_fee_for_interest_alone_waits_until_principal_is_overdue_too() {
    // Late interest and fees are measured by the overdue principal, and for eleven months there is none.
    let mut terms = monthly(12);
    terms.late_fee = fen(5_000);
    let case = Case::active(terms);
    assert_eq!(case.clone().on(day(2027, 1, 5)).owed().2, 0);
    // 12,000,000 × 0.12 / 365 = 3,945.2 a day at the loan's rate, which is the cap: there is no room for any fee.
    assert_eq!(case.on(day(2027, 1, 6)).owed().2, 3_945);
}

#[test]
fn an_agreed_overdue_rate_below_the_loans_leaves_room_for_fees() {
    let mut terms = monthly(1);
    terms.overdue_rate = Some(RatePpm(20_000));
    terms.late_fee = fen(5_000);
    let case = Case::active(terms);
    // A day: 12,000,000 × 0.02 / 365 = 657.5; the cap 3,945.2 holds 5,657 down, and two days of it no longer do.
    assert_eq!(case.clone().on(day(2026, 2, 6)).owed().2, 3_945);
    assert_eq!(case.on(day(2026, 2, 7)).owed().2, 1_315 + 5_000);
}

#[test]
fn without_law_a_flat_cap_holds_overdue_interest_and_fees() {
    let mut terms = bullet();
    terms.jurisdiction = Jurisdiction::Custom { cap: RatePpm(73_000) };
    terms.late_fee = fen(5_000);
    // 1,000,000 × 0.073 / 365 = 200 a day
    assert_eq!(Case::active(terms).on(Day(DUE.0 + 7)).owed().2, 1_400);
}

// ---- costs of enforcement come first [CC 561] ------------------------------------------------------------------------

#[test]
fn money_goes_to_costs_then_late_interest_then_interest_then_principal() {
    let mut case = Case::active(arbitrated(bullet())).on(Day(DUE.0 + 20));
    case.ok(BORROWER, step::DISPUTE);
    case.ok(ARBITER, step::resolve(0, 7_000));
    let costs = |case: &Case| case.figures().costs.minor();
    assert_eq!((costs(&case), case.owed()), (7_000, (1_000_000, 14_794, 3_287)));
    case.pay(6_999);
    assert_eq!((costs(&case), case.owed()), (1, (1_000_000, 14_794, 3_287)));
    case.pay(1 + 3_287 + 14_794 + 5);
    let Event::LoanRepaid(event) = case.last() else {
        panic!("another event")
    };
    let applied = Payment {
        value_day: Day(DUE.0 + 20),
        amount: fen(18_087),
        costs: fen(1),
        late: fen(3_287),
        interest: fen(14_794),
        principal: fen(5),
        overpaid: Amount::ZERO,
    };
    assert_eq!(event.payment, applied);
    assert_eq!((costs(&case), case.owed()), (0, (999_995, 0, 0)));
}

#[test]
fn costs_earn_no_interest_and_the_loan_is_not_settled_before_they_are_paid() {
    let mut case = Case::active(native(arbitrated(bullet()))).on(DUE);
    case.ok(BORROWER, step::DISPUTE);
    case.ok(ARBITER, step::resolve(0, 7_000));
    assert_eq!(case.ok(BORROWER, step::repay(fen(1_014_794))), ["LoanRepaid"]);
    // 7,000 of it were the costs: so much principal is left, overdue from now on at 6 %.
    let mut case = case.on(Day(DUE.0 + 100));
    assert_eq!(case.owed(), (7_000, 0, 115)); // 7,000 × 0.06 × 100 / 365 = 115.07
    assert_eq!(case.ok(STRANGER, step::DEFAULT), ["LoanDefaulted"]);
    let rest = step::repay(fen(7_115));
    assert_eq!(
        case.ok(BORROWER, rest),
        ["LoanRepaid", "DefaultCured", "LoanSettled"]
    );
}

// ---- interest that became principal [PL 27] --------------------------------------------------------------------------

/// A year's bullet loan of 100,000.00 at the cap of 15.4 %, delivered on 2020-09-01, counted in months of 30 days; its
/// interest is rolled up on the due day and the whole is due a year later.
fn rolled_up() -> Case {
    let start = day(2020, 9, 1);
    let mut terms = bullet();
    terms.principal = fen(10_000_000);
    terms.annual_rate = RatePpm(154_000);
    terms.day_count = DayCount::Thirty360;
    terms.plan.start = start;
    terms.plan.every = Period::Months(12);
    terms.sign_by = crate::case::last_ms(start);
    terms.deliver_by = crate::case::last_ms(start);
    let mut case = Case::proposed_on(start, scheduled(terms));
    case.sign();
    case.deliver(fen(10_000_000), start);
    let mut case = case.on(day(2021, 9, 1));
    let mut amendment = case.amendment(terms::Plan {
        start: day(2021, 9, 1),
        ..case.loan.agreement.terms.plan
    });
    amendment.roll_up = true;
    let amendment = case.figured(amendment);
    assert_eq!(amendment.principal, fen(11_540_000));
    case.amend(amendment);
    case
}

#[test]
fn interest_that_was_rolled_up_is_principal_from_then_on() {
    // 10,000,000 × 0.154 = 1,540,000
    let case = rolled_up();
    assert_eq!(case.owed(), (11_540_000, 0, 0));
    let Event::LoanAmended(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(event.rolled_up, fen(1_540_000));
}

#[test]
fn after_a_roll_up_all_interest_stays_within_that_of_the_first_principal_at_the_cap() {
    // Each month 10,000,000 × 0.154 / 12 = 128,333.3 though 11,540,000 are outstanding.
    let case = rolled_up();
    for (on, months) in [(day(2021, 10, 1), 1), (day(2022, 3, 1), 6), (day(2022, 9, 1), 12)] {
        let interest = 10_000_000 * 154 * (12 + months) / 12_000 - 1_540_000;
        assert_eq!(case.clone().on(on).owed(), (11_540_000, interest, 0), "{on}");
    }
}

#[test]
fn after_a_roll_up_overdue_interest_and_fees_find_room_under_the_same_ceiling_alone() {
    // Half a year overdue: 10,000,000 × 0.154 × 2.5 = 3,850,000 in all, of which 1,540,000 are principal by now.
    let case = rolled_up().on(day(2023, 3, 1));
    let (principal, interest, late) = case.owed();
    assert_eq!((principal, interest + late), (11_540_000, 3_850_000 - 1_540_000));
    // Late interest by itself: 11,540,000 × 0.154 / 2 = 888,580, more than the 770,000 that are left for half a year.
    assert_eq!((interest, late), (1_540_000, 770_000));
}

#[test]
fn what_was_paid_of_late_interest_counts_against_the_ceiling() {
    let mut case = rolled_up().on(day(2023, 3, 1));
    case.pay(770_000);
    assert_eq!(case.owed(), (11_540_000, 1_540_000, 0));
    // Another half year: another 770,000, no more.
    let mut case = case.on(day(2023, 9, 1));
    assert_eq!(case.owed(), (11_540_000, 1_540_000, 770_000));
    let total = case.total();
    assert_eq!(case.pay(total), ["LoanRepaid", "LoanSettled"]);
    // 100,000.00 and three years of 15.4 %.
    let account = case.stored();
    assert_eq!(
        account.interest_paid.minor() + account.late_paid.minor(),
        4_620_000 - 1_540_000
    );
}

#[test]
fn where_no_law_is_chosen_interest_that_was_rolled_up_earns_without_a_ceiling() {
    let mut terms = bullet();
    terms.jurisdiction = Jurisdiction::None;
    let mut case = Case::active(terms).on(DUE);
    let mut amendment = case.amendment(terms::Plan {
        start: DUE,
        ..case.loan.agreement.terms.plan
    });
    amendment.roll_up = true;
    case.amend(case.figured(amendment));
    // (1,000,000 + 14,794) × 0.06 × 90 / 365 = 15,013.3
    assert_eq!(case.on(Day(DUE.0 + 90)).owed(), (1_014_794, 15_013, 0));
}
