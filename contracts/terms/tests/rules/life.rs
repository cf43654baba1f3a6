//! One test per rule of a loan's life: formation, delivery, reports, notices, default and its cure, the event chain.

use crate::case::{
    bullet, context, day, fen, last_ms, monthly, native, noon, scheduled, sha256, Case, Message, BORROWER,
    LENDER, START, STRANGER,
};
use terms::{
    event::Entry, life::State, Day, Error, Event, Instalment, Jurisdiction, Loan, Period, RatePpm, Role,
    Stage, Status, Terms, Timestamp,
};

/// The demo loan's due day.
const DUE: Day = Day(START.0 + 90);

// ---- formation -----------------------------------------------------------------------------------------------------

#[test]
fn either_side_proposes_and_the_other_one_signs() {
    for (proposer, signer, role) in [
        (LENDER, BORROWER, Role::Lender),
        (BORROWER, LENDER, Role::Borrower),
    ] {
        let ctx = context(proposer, noon(START));
        let loan = Loan::propose(9, bullet(), None, &ctx).unwrap().loan;
        assert_eq!((loan.id, loan.agreement.proposer), (9, role));
        let digest = loan.agreement.digest;
        let own = loan.clone().sign(digest, None, &ctx);
        assert_eq!(own.err(), Some(Error::WrongParty));
        let signed = loan
            .sign(digest, None, &context(signer, noon(START)))
            .unwrap()
            .loan;
        assert_eq!(signed.state.status(), Status::Signed);
    }
}

#[test]
fn the_digest_covers_every_term_and_is_not_that_of_the_bare_bytes() {
    let digest = |terms: &Terms| terms.digest(sha256);
    let same = bullet();
    assert_eq!(digest(&same), digest(&bullet()));
    let changes: [fn(&mut Terms); 8] = [
        |terms| terms.principal = fen(1_000_001),
        |terms| terms.schedule[0].interest = fen(1),
        |terms| terms.schedule.clear(),
        |terms| terms.grace_days = 4,
        |terms| terms.both_ends = true,
        |terms| terms.commitments = [1; 32],
        |terms| terms.reference = [8; 16],
        |terms| terms.deliver_by = Timestamp(terms.deliver_by.0 + 1),
    ];
    for change in changes {
        let mut other = bullet();
        change(&mut other);
        assert_ne!(digest(&other), digest(&same));
    }
    assert_ne!(digest(&same), sha256(&scale::Encode::encode(&same)));
}

#[test]
fn a_signature_counts_up_to_the_deadline_and_not_a_millisecond_longer() {
    let deadline = bullet().sign_by;
    let mut case = Case::proposed(bullet());
    let sign = Message::Sign(case.loan.agreement.digest);
    case.now = deadline;
    assert_eq!(case.refused(STRANGER, Message::Expire), Error::DeadlineNotReached);
    assert!(case.ask(LENDER, sign).is_ok());
    case.now = Timestamp(deadline.0 + 1);
    assert_eq!(case.refused(LENDER, sign), Error::DeadlinePassed);
    assert_eq!(case.ok(STRANGER, Message::Expire), ["LoanExpired"]);
    assert_eq!(case.status(), Status::Expired);
}

#[test]
fn a_delivery_counts_up_to_the_deadline_and_not_a_millisecond_longer() {
    let deadline = bullet().deliver_by;
    for (terms, deliver) in [
        (bullet(), Message::ReportDelivery(fen(5), START)),
        (native(bullet()), Message::DeliverNative(fen(5))),
    ] {
        let mut case = Case::signed(terms);
        case.now = deadline;
        assert_eq!(case.refused(STRANGER, Message::Expire), Error::DeadlineNotReached);
        assert!(case.ask(LENDER, deliver).is_ok());
        case.now = Timestamp(deadline.0 + 1);
        assert_eq!(case.refused(LENDER, deliver), Error::DeadlinePassed);
        assert_eq!(case.ok(BORROWER, Message::Expire), ["LoanExpired"]);
    }
}

#[test]
fn the_proposer_withdraws_and_the_other_party_declines() {
    for caller in [LENDER, BORROWER] {
        let mut case = Case::proposed(bullet());
        assert_eq!(case.ok(caller, Message::Cancel), ["LoanCancelled"]);
        assert_eq!(case.status(), Status::Cancelled);
        let Event::LoanCancelled(event) = case.last() else {
            panic!("another event")
        };
        assert_eq!(Some(event.by), bullet().role_of(caller));
    }
}

// ---- delivery ------------------------------------------------------------------------------------------------------

#[test]
fn a_signed_loan_owes_nothing_until_the_money_has_arrived() {
    let mut case = Case::signed(bullet());
    case.ok(LENDER, Message::ReportDelivery(fen(1_000_000), START));
    let case = case.on(Day(DUE.0 + 100));
    assert_eq!(case.owed(), (0, 0, 0));
    assert_eq!(case.figures().next_due, None);
}

#[test]
fn a_short_delivery_lowers_the_principal_and_the_schedule_follows() {
    let mut case = Case::signed(bullet());
    case.deliver(fen(950_000), START);
    // 9,500.00 × 6 % × 90 / 365 = 140.547… → 140.54
    let row = Instalment {
        due: DUE,
        principal: fen(950_000),
        interest: fen(14_054),
    };
    assert_eq!(case.plan, [row]);
    let Event::LoanDelivered(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!((event.amount, event.schedule), (fen(950_000), vec![row]));
    assert_eq!(case.on(DUE).owed(), (950_000, 14_054, 0));
}

#[test]
fn a_later_delivery_earns_less_interest_and_moves_no_due_day() {
    let mut case = Case::signed(bullet()).on(Day(START.0 + 5));
    case.deliver(fen(1_000_000), Day(START.0 + 5));
    // 10,000.00 × 6 % × 85 / 365 = 139.726… → 139.72
    assert_eq!(
        case.plan,
        [Instalment {
            due: DUE,
            principal: fen(1_000_000),
            interest: fen(13_972)
        }]
    );
}

#[test]
fn money_handed_over_before_the_proposal_counts_from_the_agreed_start() {
    let mut terms = bullet();
    terms.plan.start = Day(START.0 - 10);
    let mut case = Case::signed(scheduled(terms));
    let early = |days| Message::ReportDelivery(fen(1_000_000), Day(START.0 - days));
    assert_eq!(case.refused(LENDER, early(11)), Error::DeliveryDay);
    case.ok(LENDER, early(10));
    case.ok(BORROWER, Message::Acknowledge(fen(1_000_000)));
    assert_eq!(case.plan[0].interest, fen(14_794));
}

#[test]
fn a_delivery_is_dated_from_the_proposal_to_today() {
    let mut terms = bullet();
    terms.plan.start = Day(START.0 + 2);
    let case = Case::signed(scheduled(terms)).on(Day(START.0 + 1));
    let dated = |on| case.ask(LENDER, Message::ReportDelivery(fen(1), on)).map(|_| ());
    assert_eq!(dated(Day(START.0 - 1)), Err(Error::DeliveryDay));
    assert_eq!(dated(START), Ok(()));
    assert_eq!(dated(Day(START.0 + 1)), Ok(()));
    assert_eq!(dated(Day(START.0 + 2)), Err(Error::DeliveryDay));
}

#[test]
fn until_it_is_acknowledged_the_lender_may_correct_his_report() {
    let mut case = Case::signed(bullet());
    case.ok(LENDER, Message::ReportDelivery(fen(1_000_000), START));
    case.ok(LENDER, Message::ReportDelivery(fen(900_000), START));
    assert_eq!(
        case.refused(BORROWER, Message::Acknowledge(fen(1_000_000))),
        Error::DeliveryMismatch
    );
    assert_eq!(
        case.ok(BORROWER, Message::Acknowledge(fen(900_000))),
        ["LoanDelivered"]
    );
}

#[test]
fn an_acknowledgement_has_no_deadline_and_a_reported_delivery_never_expires() {
    let mut case = Case::signed(bullet());
    case.ok(LENDER, Message::ReportDelivery(fen(1_000_000), START));
    let mut case = case.on(Day(DUE.0 + 1));
    assert_eq!(case.refused(STRANGER, Message::Expire), Error::DeliveryReported);
    case.ok(BORROWER, Message::Acknowledge(fen(1_000_000)));
    // It runs from the day on which the money came, and is overdue by now.
    assert_eq!(case.owed(), (1_000_000, 14_794, 164));
}

#[test]
fn a_delivery_before_any_published_rate_is_refused_when_it_is_reported() {
    let mut terms = bullet();
    terms.plan.start = day(2019, 8, 19);
    terms.plan.every = Period::Days(9_000);
    let case = Case::signed(scheduled(terms));
    let dated = |on| case.ask(LENDER, Message::ReportDelivery(fen(1), on)).map(|_| ());
    assert_eq!(dated(day(2019, 8, 19)), Err(Error::NoReferenceRate));
    assert_eq!(dated(day(2019, 8, 20)), Ok(()));
}

/// Terms at the cap of 12.4 % that held until 2025-05-19, signed before it fell.
fn at_the_old_cap() -> Case {
    let start = day(2025, 5, 15);
    let mut terms = bullet();
    terms.annual_rate = RatePpm(124_000);
    terms.overdue_rate = Some(RatePpm(124_000));
    terms.plan.start = start;
    terms.sign_by = last_ms(Day(start.0 + 10));
    terms.deliver_by = last_ms(Day(start.0 + 10));
    let ctx = context(BORROWER, noon(start));
    let loan = Loan::propose(0, scheduled(terms), None, &ctx).unwrap().loan;
    let mut case = Case {
        loan,
        plan: Vec::new(),
        now: ctx.now,
        events: Vec::new(),
    };
    let digest = case.loan.agreement.digest;
    case.ok(LENDER, Message::Sign(digest));
    case
}

#[test]
fn a_rate_above_the_cap_of_the_delivery_day_is_cut_to_it_with_an_event_that_says_so() {
    for (on, rate, cut) in [
        (day(2025, 5, 19), 124_000, false),
        (day(2025, 5, 20), 120_000, true),
    ] {
        let mut case = at_the_old_cap().on(on);
        case.deliver(fen(1_000_000), on);
        let Event::LoanDelivered(event) = case.last() else {
            panic!("another event")
        };
        assert_eq!((event.rate, event.rate_cut), (RatePpm(rate), cut));
        let account = &case.loan.state.running().unwrap().account;
        assert_eq!(
            (account.rate, account.cap),
            (RatePpm(rate), Some(RatePpm(if cut { 120_000 } else { 124_000 })))
        );
        let due = case.plan[0].due;
        let days = u128::from(due.0 - on.0);
        assert_eq!(
            case.plan[0].interest.minor(),
            1_000_000 * u128::from(rate) * days / 365_000_000
        );
    }
}

#[test]
fn an_agreed_overdue_rate_is_cut_to_the_cap_of_the_delivery_day_as_well() {
    let on = day(2025, 5, 20);
    let mut case = at_the_old_cap().on(on);
    case.deliver(fen(1_000_000), on);
    let due = case.plan[0].due;
    // 1,000,000 × 0.12 × 100 / 365 = 32,876.7; at the agreed 12.4 % it would be 33,972.6.
    assert_eq!(case.on(Day(due.0 + 100)).owed().2, 32_876);
}

#[test]
fn a_native_delivery_makes_the_loan_run_in_the_same_step() {
    let mut case = Case::signed(native(bullet()));
    assert_eq!(
        case.ok(LENDER, Message::DeliverNative(fen(1_000_000))),
        ["LoanDelivered"]
    );
    assert_eq!(case.status(), Status::Active);
    assert_eq!(
        case.refused(LENDER, Message::DeliverNative(fen(1))),
        Error::WrongState
    );
}

// ---- repayments ----------------------------------------------------------------------------------------------------

#[test]
fn a_borrowers_report_changes_no_balance_until_the_lender_confirms_it() {
    let mut case = Case::active(bullet()).on(DUE);
    let before = case.owed();
    assert_eq!(
        case.ok(BORROWER, Message::ReportRepayment(fen(500_000), DUE)),
        ["RepaymentReported"]
    );
    assert_eq!(case.owed(), before);
    assert_eq!(case.refused(BORROWER, Message::Confirm(0)), Error::WrongParty);
    assert_eq!(case.ok(LENDER, Message::Confirm(0)), ["LoanRepaid"]);
    assert_eq!(case.owed(), (514_794, 0, 0));
    assert_eq!(case.refused(LENDER, Message::Confirm(0)), Error::NoSuchReport);
}

#[test]
fn a_confirmed_report_counts_from_the_day_that_it_names() {
    let mut case = Case::active(bullet()).on(DUE);
    case.ok(BORROWER, Message::ReportRepayment(fen(1_014_794), DUE));
    let mut case = case.on(Day(DUE.0 + 30));
    assert_eq!(
        case.ok(LENDER, Message::Confirm(0)),
        ["LoanRepaid", "LoanSettled"]
    );
}

#[test]
fn the_lenders_own_record_counts_at_once() {
    let mut case = Case::active(bullet()).on(DUE);
    assert_eq!(case.pay(500_000), ["LoanRepaid"]);
    let Event::LoanRepaid(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!((event.by, event.report), (Role::Lender, None));
    assert_eq!(case.owed(), (514_794, 0, 0));
}

#[test]
fn reports_are_confirmed_in_the_order_of_their_days_not_of_their_arrival() {
    let mut case = Case::active(bullet()).on(Day(START.0 + 40));
    case.ok(BORROWER, Message::ReportRepayment(fen(200), Day(START.0 + 30)));
    case.ok(BORROWER, Message::ReportRepayment(fen(100), Day(START.0 + 10)));
    assert_eq!(
        case.refused(LENDER, Message::Confirm(0)),
        Error::EarlierReportOpen
    );
    let own = Message::ReportRepayment(fen(5), Day(START.0 + 11));
    assert_eq!(case.refused(LENDER, own), Error::EarlierReportOpen);
    case.ok(LENDER, Message::Confirm(1));
    case.ok(LENDER, Message::Confirm(0));
}

#[test]
fn reports_of_one_day_are_confirmed_in_any_order() {
    let mut case = Case::active(bullet()).on(DUE);
    case.ok(BORROWER, Message::ReportRepayment(fen(100), DUE));
    case.ok(BORROWER, Message::ReportRepayment(fen(200), DUE));
    case.ok(LENDER, Message::Confirm(1));
    case.ok(LENDER, Message::Confirm(0));
    assert_eq!(case.owed(), (1_000_000, 14_494, 0));
}

#[test]
fn a_confirmed_report_makes_room_for_another_and_its_number_is_never_used_again() {
    let mut case = Case::active(bullet()).on(DUE);
    for _ in 0..32 {
        case.ok(BORROWER, Message::ReportRepayment(fen(1), DUE));
    }
    assert_eq!(
        case.refused(BORROWER, Message::ReportRepayment(fen(1), DUE)),
        Error::TooManyReports
    );
    case.ok(LENDER, Message::Confirm(7));
    case.ok(BORROWER, Message::ReportRepayment(fen(1), DUE));
    let Event::RepaymentReported(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(event.report, 32);
}

#[test]
fn the_lender_records_what_he_received_even_with_thirty_two_reports_open() {
    let mut case = Case::active(bullet()).on(DUE);
    for _ in 0..32 {
        case.ok(BORROWER, Message::ReportRepayment(fen(1), DUE));
    }
    assert_eq!(case.pay(1), ["LoanRepaid"]);
}

#[test]
fn a_native_repayment_settles_to_the_unit_and_a_unit_more_is_refused() {
    let mut case = Case::active(native(bullet())).on(DUE);
    assert_eq!(
        case.refused(BORROWER, Message::RepayNative(fen(1_014_795))),
        Error::RepaymentTooLarge
    );
    assert_eq!(
        case.ok(BORROWER, Message::RepayNative(fen(1_014_793))),
        ["LoanRepaid"]
    );
    assert_eq!(
        case.ok(BORROWER, Message::RepayNative(fen(1))),
        ["LoanRepaid", "LoanSettled"]
    );
    assert_eq!(case.owed(), (0, 0, 0));
}

#[test]
fn off_chain_money_above_the_debt_settles_the_loan_and_is_recorded_as_overpaid() {
    let mut case = Case::active(bullet()).on(DUE);
    assert_eq!(case.pay(1_020_000), ["LoanRepaid", "LoanSettled"]);
    let account = &case.loan.state.running().unwrap().account;
    assert_eq!(account.overpaid, fen(5_206));
}

#[test]
fn terms_that_exclude_early_repayment_take_what_is_due_and_nothing_ahead() {
    let mut terms = monthly(12);
    terms.early_repayment = false;
    let case = Case::active(terms).on(day(2026, 2, 4));
    let today = case.today();
    assert_eq!(
        case.refused(LENDER, Message::ReportRepayment(fen(1), today)),
        Error::EarlyRepaymentExcluded
    );
    let mut case = case.on(day(2026, 2, 5));
    let due = case.figures().next_due.unwrap().amount.minor();
    let more = Message::ReportRepayment(fen(due + 1), case.today());
    assert_eq!(case.refused(LENDER, more), Error::EarlyRepaymentExcluded);
    case.pay(due);
}

// ---- notices -------------------------------------------------------------------------------------------------------

/// The stages of the notices among `events`, with the instalments they are for.
fn notices(events: &[Entry]) -> Vec<(u16, Stage)> {
    let notice = |entry: &Entry| match entry.event() {
        Some(Event::RepaymentDue(event)) => Some((event.due.instalment, event.stage)),
        _ => None,
    };
    events.iter().filter_map(notice).collect()
}

/// Every day from the start on somebody pokes, twice.
fn poke_daily(case: Case, days: u32) -> Case {
    (0..days).fold(case, |case, n| {
        let mut case = case.on(Day(START.0 + n));
        for _ in 0..2 {
            let _: Result<_, _> = case.act(STRANGER, Message::NotifyDue);
        }
        case
    })
}

#[test]
fn each_stage_of_an_instalment_is_announced_once_on_its_first_day() {
    let mut days = Vec::new();
    let mut case = Case::active(bullet());
    for n in 0..120 {
        case = case.on(Day(START.0 + n));
        let before = case.events.len();
        for _ in 0..2 {
            let _: Result<_, _> = case.act(STRANGER, Message::NotifyDue);
        }
        days.extend(
            notices(&case.events[before..])
                .into_iter()
                .map(|(_, stage)| (n, stage)),
        );
    }
    assert_eq!(
        days,
        [
            (83, Stage::Soon),
            (90, Stage::Today),
            (91, Stage::Overdue),
            (94, Stage::Final)
        ]
    );
}

#[test]
fn every_instalment_passes_every_stage_at_most_once_over_the_whole_life() {
    let case = poke_daily(Case::active(monthly(12)), 400);
    let mut seen = notices(&case.events);
    assert_eq!(seen.len(), 12 * 4);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 12 * 4);
}

#[test]
fn a_late_poke_announces_the_present_stage_and_skips_those_that_passed() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 1));
    case.ok(STRANGER, Message::NotifyDue);
    assert_eq!(notices(&case.events), [(0, Stage::Overdue)]);
    assert_eq!(
        case.refused(STRANGER, Message::NotifyDue),
        Error::NothingToAnnounce
    );
}

#[test]
fn an_instalment_that_is_paid_is_not_announced() {
    let mut case = Case::active(monthly(12)).on(day(2026, 2, 5));
    case.pay(case.plan[0].total().unwrap().minor());
    assert_eq!(
        case.refused(STRANGER, Message::NotifyDue),
        Error::NothingToAnnounce
    );
    let case = case.on(day(2026, 2, 20));
    assert_eq!(
        case.refused(STRANGER, Message::NotifyDue),
        Error::NothingToAnnounce
    );
}

#[test]
fn a_notice_names_what_has_to_be_paid_by_its_day() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 - 7));
    case.ok(STRANGER, Message::NotifyDue);
    let Event::RepaymentDue(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!((event.due.day, event.due.amount.minor()), (DUE, 1_014_794));
    let mut case = case.on(Day(DUE.0 + 10));
    case.ok(STRANGER, Message::NotifyDue);
    let Event::RepaymentDue(event) = case.last() else {
        panic!("another event")
    };
    // Ten days late: 10,000.00 × 6 % × 10 / 365 = 16.438… more.
    assert_eq!(
        (event.due.day, event.due.amount.minor()),
        (DUE, 1_014_794 + 1_643)
    );
}

// ---- default and cure ----------------------------------------------------------------------------------------------

#[test]
fn default_is_recorded_from_the_first_millisecond_after_due_and_grace() {
    let mut case = Case::active(bullet());
    let last_of_grace = last_ms(Day(DUE.0 + 3));
    case.now = last_of_grace;
    assert_eq!(case.refused(STRANGER, Message::MarkDefault), Error::NotInDefault);
    case.now = Timestamp(last_of_grace.0 + 1);
    assert_eq!(case.ok(STRANGER, Message::MarkDefault), ["LoanDefaulted"]);
    assert_eq!(case.refused(STRANGER, Message::MarkDefault), Error::WrongState);
    let Event::LoanDefaulted(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!((event.due.instalment, event.due.day), (0, DUE));
}

#[test]
fn an_instalment_paid_within_grace_is_no_default_however_long_one_waits() {
    let mut case = Case::active(monthly(12)).on(day(2026, 2, 8));
    case.pay(case.plan[0].total().unwrap().minor());
    let case = case.on(day(2026, 3, 5));
    assert_eq!(case.refused(STRANGER, Message::MarkDefault), Error::NotInDefault);
}

#[test]
fn marking_default_changes_no_figure() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 4));
    let before = case.owed();
    case.ok(STRANGER, Message::MarkDefault);
    assert_eq!(case.owed(), before);
}

#[test]
fn paying_everything_overdue_cures_the_mark_and_history_keeps_it() {
    let mut case = Case::active(monthly(12)).on(day(2026, 2, 9));
    case.ok(STRANGER, Message::MarkDefault);
    let due = case.figures().next_due.unwrap().amount.minor();
    assert_eq!(case.pay(due - 1), ["LoanRepaid"]);
    assert_eq!(case.status(), Status::Defaulted);
    assert_eq!(case.pay(1), ["LoanRepaid", "DefaultCured"]);
    assert_eq!(case.status(), Status::Active);
    let Event::DefaultCured(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(event.defaulted_on, day(2026, 2, 9));
    assert!(case
        .events
        .iter()
        .any(|entry| entry.body.name() == "LoanDefaulted"));
}

#[test]
fn a_cured_loan_can_default_again() {
    let mut case = Case::active(monthly(12)).on(day(2026, 2, 9));
    case.ok(STRANGER, Message::MarkDefault);
    case.pay(case.figures().next_due.unwrap().amount.minor());
    let mut case = case.on(day(2026, 3, 9));
    assert_eq!(case.ok(STRANGER, Message::MarkDefault), ["LoanDefaulted"]);
    let Event::LoanDefaulted(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(event.due.instalment, 1);
}

#[test]
fn a_defaulted_loan_that_is_paid_in_full_is_cured_and_settled() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 10));
    case.ok(STRANGER, Message::MarkDefault);
    let (principal, interest, late) = case.owed();
    assert_eq!(
        case.pay(principal + interest + late),
        ["LoanRepaid", "DefaultCured", "LoanSettled"]
    );
    assert!(matches!(case.loan.state, State::Settled(_)));
}

/// A year's loan of which three quarters were repaid at once: February is met by that, and its interest moves on to
/// March, which is paid on its day. From then on each month asks for a quarter of the signed interest.
fn paid_down() -> Case {
    let mut case = Case::active(monthly(12));
    case.pay(9_000_000);
    let mut case = case.on(day(2026, 3, 5));
    case.pay(case.figures().next_due.unwrap().amount.minor());
    case
}

#[test]
fn two_missed_instalments_of_a_loan_paid_down_early_are_both_missed() {
    let mut case = paid_down().on(day(2026, 4, 9));
    case.ok(STRANGER, Message::MarkDefault);
    let mut case = case.on(day(2026, 5, 5));
    // One fen does not buy off a whole unpaid month.
    assert_eq!(case.pay(1), ["LoanRepaid"]);
    assert_eq!(case.status(), Status::Defaulted);
    let due = case.figures().next_due.unwrap();
    assert_eq!((due.instalment, due.day), (2, day(2026, 4, 5)));
    // 3,000,000 × 0.12 × 31 / 365 = 30,575.3 for April pays it off; May's is due today and not late yet.
    assert_eq!(case.pay(30_574), ["LoanRepaid", "DefaultCured"]);
    assert_eq!(case.figures().next_due.unwrap().day, day(2026, 5, 5));
}

#[test]
fn what_next_due_names_can_be_paid_a_day_early_even_after_the_loan_was_paid_down() {
    let mut case = paid_down();
    for month in 4..=7 {
        case = case.on(day(2026, month, 4));
        let due = case.figures().next_due.unwrap();
        assert_eq!(due.day, day(2026, month, 5));
        case.pay(due.amount.minor());
        let next = case.clone().on(day(2026, month, 6)).figures().next_due.unwrap();
        assert_eq!(
            next.day,
            day(2026, month + 1, 5),
            "nothing of this month is left to pay"
        );
    }
}

// ---- the chain of events -------------------------------------------------------------------------------------------

#[test]
fn events_are_numbered_from_zero_and_each_names_the_hash_of_the_one_before() {
    let mut case = Case::active(monthly(12)).on(day(2026, 2, 9));
    case.ok(STRANGER, Message::NotifyDue);
    case.ok(STRANGER, Message::MarkDefault);
    case.pay(13_000_000);
    assert_eq!(case.status(), Status::Settled);
    let mut previous = [0; 32];
    for (n, entry) in (0u32..).zip(&case.events) {
        let head = entry.event().unwrap().head();
        assert_eq!((head.sequence, head.previous), (n, previous));
        assert_eq!((head.loan, head.lender, head.borrower), (0, LENDER, BORROWER));
        previous = sha256(&entry.bytes);
    }
    assert_eq!(
        (case.loan.chain.sequence, case.loan.chain.previous),
        (case.events.len() as u32, previous)
    );
}

#[test]
fn an_event_carries_the_figures_that_the_loan_itself_gives() {
    let mut case = Case::active(bullet());
    for (n, caller, message) in [
        (83, STRANGER, Message::NotifyDue),
        (
            85,
            BORROWER,
            Message::ReportRepayment(fen(300_000), Day(START.0 + 85)),
        ),
        (86, LENDER, Message::Confirm(0)),
        (94, STRANGER, Message::MarkDefault),
        (
            99,
            LENDER,
            Message::ReportRepayment(fen(100_000), Day(START.0 + 99)),
        ),
    ] {
        case = case.on(Day(START.0 + n));
        case.ok(caller, message);
        assert_eq!(case.last().head().after, case.figures());
        assert_eq!(case.figures().day, Day(START.0 + n));
    }
}

#[test]
fn figures_name_the_next_due_day_and_the_day_after_which_default_may_be_recorded() {
    let case = Case::active(bullet());
    let figures = case.figures();
    assert_eq!(figures.next_due.map(|due| due.day), Some(DUE));
    assert_eq!(figures.default_after, Some(Day(DUE.0 + 3)));
    assert_eq!(
        case.on(Day(DUE.0 + 50)).figures().default_after,
        Some(Day(DUE.0 + 3))
    );
}

#[test]
fn the_events_bytes_decode_to_the_same_bytes_and_to_nothing_under_another_name() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 10));
    case.ok(STRANGER, Message::MarkDefault);
    for entry in &case.events {
        assert_eq!(entry.event().unwrap().encode(), entry.bytes);
        let mut longer = entry.bytes.clone();
        longer.push(0);
        assert_eq!(Event::decode(entry.body.name(), &longer), None);
        assert_eq!(Event::decode("NoSuchEvent", &entry.bytes), None);
    }
}

#[test]
fn no_law_asked_for_means_no_cap_on_any_rate() {
    let mut terms = bullet();
    terms.jurisdiction = Jurisdiction::None;
    terms.annual_rate = RatePpm(9_000_000);
    let case = Case::active(scheduled(terms));
    assert_eq!(case.loan.state.running().unwrap().account.cap, None);
}
