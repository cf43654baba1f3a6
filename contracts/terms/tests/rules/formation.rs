//! From a proposal to a running loan: proposing, signing, withdrawing, delivering, acknowledging.

use crate::{
    case::{
        bullet, context, day, fen, last_ms, native, noon, scheduled, sha256, token, Case, BORROWER,
        GUARANTOR, LENDER, START, STRANGER,
    },
    step,
};
use terms::{
    agreement::Guarantor, Day, Error, Event, Instalment, Jurisdiction, Loan, Period, RatePpm, Role, Status,
    Terms, Timestamp,
};

/// The demo loan's due day.
const DUE: Day = Day(START.0 + 90);

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
    let changes: [fn(&mut Terms); 13] = [
        |terms| terms.principal = fen(1_000_001),
        |terms| terms.schedule[0].interest = fen(1),
        |terms| terms.schedule.clear(),
        |terms| terms.grace_days = 4,
        |terms| terms.both_ends = true,
        |terms| terms.commitments = [1; 32],
        |terms| terms.reference = [8; 16],
        |terms| terms.plan.balloon = fen(1),
        |terms| terms.late_fee = fen(1),
        |terms| terms.early_repayment = false,
        |terms| terms.arbiter = Some(STRANGER),
        |terms| {
            terms.guarantors.push(Guarantor {
                account: GUARANTOR,
                joint: true,
                months: None,
            })
        },
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
    let sign = step::sign(case.loan.agreement.digest);
    case.now = deadline;
    assert_eq!(case.refused(STRANGER, step::EXPIRE), Error::DeadlineNotReached);
    assert!(case.ask(LENDER, sign.clone()).is_ok());
    case.now = Timestamp(deadline.0 + 1);
    assert_eq!(case.refused(LENDER, sign), Error::DeadlinePassed);
    assert_eq!(case.ok(STRANGER, step::EXPIRE), ["LoanExpired"]);
    assert_eq!(case.status(), Status::Expired);
}

#[test]
fn a_delivery_counts_up_to_the_deadline_and_not_a_millisecond_longer() {
    let deadline = bullet().deliver_by;
    for (terms, deliver) in [
        (bullet(), step::report_delivery(fen(5), START)),
        (native(bullet()), step::deliver(fen(5))),
        (token(bullet()), step::deliver(fen(5))),
    ] {
        let mut case = Case::signed(terms);
        case.now = deadline;
        assert_eq!(case.refused(STRANGER, step::EXPIRE), Error::DeadlineNotReached);
        assert!(case.ask(LENDER, deliver.clone()).is_ok());
        case.now = Timestamp(deadline.0 + 1);
        assert_eq!(case.refused(LENDER, deliver), Error::DeadlinePassed);
        assert_eq!(case.ok(BORROWER, step::EXPIRE), ["LoanExpired"]);
    }
}

#[test]
fn the_proposer_withdraws_and_the_other_party_declines() {
    for caller in [LENDER, BORROWER] {
        let mut case = Case::proposed(bullet());
        assert_eq!(case.ok(caller, step::CANCEL), ["LoanCancelled"]);
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
    case.ok(LENDER, step::report_delivery(fen(1_000_000), START));
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
    let early = |days| step::report_delivery(fen(1_000_000), Day(START.0 - days));
    assert_eq!(case.refused(LENDER, early(11)), Error::DeliveryDay);
    case.ok(LENDER, early(10));
    case.ok(BORROWER, step::received(fen(1_000_000)));
    assert_eq!(case.plan[0].interest, fen(14_794));
}

#[test]
fn a_delivery_is_dated_from_the_proposal_to_today() {
    let mut terms = bullet();
    terms.plan.start = Day(START.0 + 2);
    let case = Case::signed(scheduled(terms)).on(Day(START.0 + 1));
    let dated = |on| case.ask(LENDER, step::report_delivery(fen(1), on)).map(|_| ());
    assert_eq!(dated(Day(START.0 - 1)), Err(Error::DeliveryDay));
    assert_eq!(dated(START), Ok(()));
    assert_eq!(dated(Day(START.0 + 1)), Ok(()));
    assert_eq!(dated(Day(START.0 + 2)), Err(Error::DeliveryDay));
}

#[test]
fn until_it_is_acknowledged_the_lender_may_correct_his_report() {
    let mut case = Case::signed(bullet());
    case.ok(LENDER, step::report_delivery(fen(1_000_000), START));
    case.ok(LENDER, step::report_delivery(fen(900_000), START));
    assert_eq!(
        case.refused(BORROWER, step::received(fen(1_000_000))),
        Error::DeliveryMismatch
    );
    assert_eq!(case.ok(BORROWER, step::received(fen(900_000))), ["LoanDelivered"]);
}

#[test]
fn an_acknowledgement_has_no_deadline_and_a_reported_delivery_never_expires() {
    let mut case = Case::signed(bullet());
    case.ok(LENDER, step::report_delivery(fen(1_000_000), START));
    let mut case = case.on(Day(DUE.0 + 1));
    assert_eq!(case.refused(STRANGER, step::EXPIRE), Error::DeliveryReported);
    case.ok(BORROWER, step::received(fen(1_000_000)));
    // It runs from the day on which the money came, and is overdue by now.
    assert_eq!(case.owed(), (1_000_000, 14_794, 164));
}

#[test]
fn a_delivery_before_any_published_rate_is_refused_when_it_is_reported() {
    let mut terms = bullet();
    terms.plan.start = day(2019, 8, 19);
    terms.plan.every = Period::Days(9_000);
    let case = Case::signed(scheduled(terms));
    let dated = |on| case.ask(LENDER, step::report_delivery(fen(1), on)).map(|_| ());
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
    let mut case = Case::proposed_on(start, scheduled(terms));
    case.sign();
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
fn a_delivery_on_chain_is_dated_today() {
    for terms in [native(bullet()), token(bullet())] {
        let case = Case::signed(terms).on(Day(START.0 + 1));
        let dated = |on| case.ask(LENDER, step::report_delivery(fen(5), on)).err();
        assert_eq!(dated(START), Some(Error::DeliveryDay));
        assert_eq!(dated(Day(START.0 + 1)), None);
    }
}

#[test]
fn a_native_delivery_makes_the_loan_run_in_the_same_step() {
    let mut case = Case::signed(native(bullet()));
    assert_eq!(case.ok(LENDER, step::deliver(fen(1_000_000))), ["LoanDelivered"]);
    assert_eq!(case.status(), Status::Active);
    assert_eq!(case.refused(LENDER, step::deliver(fen(1))), Error::WrongState);
}

#[test]
fn no_law_asked_for_means_no_cap_on_any_rate() {
    let mut terms = bullet();
    terms.jurisdiction = Jurisdiction::None;
    terms.annual_rate = RatePpm(9_000_000);
    let case = Case::active(scheduled(terms));
    assert_eq!(case.loan.state.running().unwrap().account.cap, None);
}
