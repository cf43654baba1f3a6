//! From a proposal to a running loan: proposing, signing, withdrawing, delivering, acknowledging.

use crate::{
    case::{
        bullet, context, day, fen, last_ms, native, noon, scheduled, sha256, token, Case, BORROWER,
        GUARANTOR, LENDER, START, STRANGER,
    },
    step,
};
use terms::{
    agreement::Guarantor, law, life::Context, sample, Day, Error, Event, Instalment, Jurisdiction, Loan,
    Period, RatePpm, Role, Status, Terms, Timestamp,
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
        let own = loan.clone().sign(&bullet().schedule, digest, None, &ctx);
        assert_eq!(own.err(), Some(Error::WrongParty));
        let signed = loan
            .sign(&bullet().schedule, digest, None, &context(signer, noon(START)))
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
    let changes: [fn(&mut Terms); 19] = [
        |terms| terms.least_delivery = Some(fen(1)),
        |terms| terms.principal = fen(1_000_001),
        |terms| terms.schedule[0].interest = fen(1),
        |terms| terms.schedule.clear(),
        |terms| terms.grace_days = 4,
        |terms| terms.acceleration = Some(1),
        |terms| terms.answer_days = 1,
        |terms| terms.deliveries = 2,
        |terms| terms.past = vec![crate::case::lent(1, START)],
        |terms| terms.co_borrowers = vec![STRANGER],
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
        (native(bullet()), step::deliver(fen(1_000_000))),
        (token(bullet()), step::deliver(fen(1_000_000))),
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
fn until_it_is_acknowledged_the_lender_may_correct_the_report() {
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
fn a_mistyped_report_of_a_delivery_is_corrected_or_taken_back_even_after_the_deadline() {
    let mut case = Case::signed(bullet());
    case.ok(LENDER, step::report_delivery(fen(1_000_000), START)); // 900,000 were sent
    let mut case = case.on(Day(START.0 + 300));
    let correction = step::report_delivery(fen(900_000), Day(START.0 + 5));
    // The money had to arrive in time all the same.
    let late = step::report_delivery(fen(900_000), Day(START.0 + 6));
    assert_eq!(case.refused(LENDER, late), Error::DeliveryDay);
    for caller in [BORROWER, STRANGER] {
        assert!(case.ask(caller, correction.clone()).is_err());
        assert!(case.ask(caller, step::WITHDRAW_DELIVERY).is_err());
    }
    let mut corrected = case.clone();
    assert_eq!(corrected.ok(LENDER, correction.clone()), ["DeliveryReported"]);
    assert_eq!(
        corrected.ok(BORROWER, step::received(fen(900_000))),
        ["LoanDelivered"]
    );
    assert_eq!(case.ok(LENDER, step::WITHDRAW_DELIVERY), ["DeliveryWithdrawn"]);
    assert_eq!(
        case.refused(BORROWER, step::received(fen(1_000_000))),
        Error::NoDelivery
    );
    // The deadline is for the first report: what was taken back is not reported again after it, but expires.
    assert_eq!(case.refused(LENDER, correction), Error::DeadlinePassed);
    assert_eq!(case.refused(LENDER, step::WITHDRAW_DELIVERY), Error::NoDelivery);
    assert_eq!(case.ok(STRANGER, step::EXPIRE), ["LoanExpired"]);
}

#[test]
fn a_delivery_that_was_taken_back_in_time_is_reported_again() {
    let mut case = Case::signed(bullet());
    case.ok(LENDER, step::report_delivery(fen(1_000_000), START));
    case.ok(LENDER, step::WITHDRAW_DELIVERY);
    assert_eq!(case.refused(STRANGER, step::EXPIRE), Error::DeadlineNotReached);
    case.deliver(fen(900_000), START);
    assert_eq!(case.status(), Status::Active);
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
        let dated = |on| case.ask(LENDER, step::report_delivery(fen(1_000_000), on)).err();
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

/// The demo loan, to start so many days after it is signed.
fn starting_in(days: u32, mut terms: Terms) -> Terms {
    terms.plan.start = Day(START.0 + days);
    scheduled(terms)
}

#[test]
fn money_that_comes_before_the_agreed_start_costs_what_was_signed_and_not_a_unit_more() {
    for base in [bullet(), native(bullet()), token(bullet())] {
        for both_ends in [false, true] {
            let mut terms = base.clone();
            terms.both_ends = both_ends;
            let terms = starting_in(360, terms);
            let signed = terms.schedule.clone();
            let mut case = Case::signed(terms);
            case.deliver(fen(1_000_000), START);
            assert_eq!(case.plan, signed);
            assert_eq!(case.stored().delivered, START);
            let start = Day(START.0 + 360);
            let case = case.on(Day(start.0 - 1));
            assert_eq!(
                case.owed(),
                (1_000_000, 0, 0),
                "nothing is earned before the start"
            );
            let case = case.on(start);
            assert_eq!(case.owed().1, 0);
            let case = case.on(signed[0].due);
            assert_eq!(case.owed().1, signed[0].interest.minor());
        }
    }
}

#[test]
fn what_is_repaid_before_the_agreed_start_earns_nothing_and_counts_on_its_day() {
    let mut case = Case::active(starting_in(30, bullet())).on(Day(START.0 + 10));
    case.pay(400_000);
    let Event::LoanRepaid(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(event.payment.value_day, Day(START.0 + 10));
    assert_eq!(event.payment.principal, fen(400_000));
    // 6,000.00 × 6 % × 90 / 365 = 88.767…
    let case = case.on(Day(START.0 + 120));
    assert_eq!(case.owed(), (600_000, 8_876, 0));
}

#[test]
fn less_than_the_terms_ask_for_at_least_makes_no_loan_on_chain() {
    for base in [native(bullet()), token(bullet())] {
        let case = Case::signed(base.clone());
        for amount in [1, 999_999] {
            let refused = case.refused(LENDER, step::deliver(fen(amount)));
            assert_eq!(refused, Error::DeliveryTooSmall);
        }
        let mut terms = base;
        terms.least_delivery = Some(fen(400_000));
        let case = Case::signed(terms);
        let deliver = |amount| case.ask(LENDER, step::deliver(fen(amount))).err();
        assert_eq!(deliver(399_999), Some(Error::DeliveryTooSmall));
        assert_eq!(deliver(400_000), None);
        assert_eq!(deliver(0), Some(Error::AmountZero));
    }
}

#[test]
fn the_least_delivery_is_something_and_at_most_the_principal_and_named_on_chain_alone() {
    let propose = |mut terms: Terms, least: Option<u128>| {
        terms.least_delivery = least.map(fen);
        let ctx = context(BORROWER, noon(START));
        Loan::propose(0, terms, None, &ctx).err()
    };
    let bad = Some(Error::BadLeastDelivery);
    for terms in [native(bullet()), token(bullet())] {
        assert_eq!(propose(terms.clone(), Some(0)), bad);
        assert_eq!(propose(terms.clone(), Some(1)), None);
        assert_eq!(propose(terms.clone(), Some(1_000_000)), None);
        assert_eq!(propose(terms, Some(1_000_001)), bad);
    }
    // Outside the chain the borrower says what came; a number that binds nobody is not signed.
    assert_eq!(propose(bullet(), Some(999_999)), bad);
    assert_eq!(propose(bullet(), None), None);
}

#[test]
fn a_cap_that_leaves_less_than_the_lender_delivers_at_makes_no_loan() {
    // The cap fell from 12.4 % to 12 % on 2025-05-20; a row of nought takes all interest away.
    let nought = law::Published(vec![law::ReferenceRate {
        published: day(2026, 1, 1),
        rate: RatePpm(0),
        source: [0; 32],
    }]);
    let case = Case::signed(native(bullet()));
    let ctx = Context {
        rates: &nought,
        ..context(LENDER, case.now)
    };
    let deliver = |rate| {
        case.loan
            .clone()
            .step(step::deliver_at(RatePpm(rate)), &case.plan, &ctx)
    };
    assert_eq!(deliver(60_000).err(), Some(Error::RateBelowMinimum));
    assert_eq!(deliver(1).err(), Some(Error::RateBelowMinimum));
    assert!(deliver(0).is_ok(), "who lends for nothing may");
    let case = at_the_old_cap().on(day(2025, 5, 20));
    assert_eq!(
        case.refused(LENDER, step::deliver_at(RatePpm(120_001))),
        Error::RateBelowMinimum
    );
    assert!(case.ask(LENDER, step::deliver_at(RatePpm(120_000))).is_ok());
}

#[test]
fn a_rate_that_is_published_before_the_acknowledgement_does_not_go_below_what_the_lender_reported_at() {
    let mut case = Case::signed(bullet());
    case.ok(LENDER, step::deliver_at(RatePpm(60_000)));
    let published = law::Published(vec![law::ReferenceRate {
        published: START,
        rate: RatePpm(10_000),
        source: [0; 32],
    }]);
    let ctx = Context {
        rates: &published,
        ..context(BORROWER, case.now)
    };
    let received = case.loan.clone().step(
        sample::seen(step::received(fen(1_000_000)), &case.loan),
        &case.plan,
        &ctx,
    );
    assert_eq!(received.err(), Some(Error::RateBelowMinimum));
    // The lender reports again, at what the law leaves.
    case.ok(LENDER, step::deliver_at(RatePpm(40_000)));
    let received = case.loan.clone().step(
        sample::seen(step::received(fen(1_000_000)), &case.loan),
        &case.plan,
        &ctx,
    );
    let rate = received.unwrap().loan.state.running().unwrap().account.rate;
    assert_eq!(rate, RatePpm(40_000));
}

#[test]
fn no_law_asked_for_means_no_cap_on_any_rate() {
    let mut terms = bullet();
    terms.jurisdiction = Jurisdiction::None;
    terms.annual_rate = RatePpm(9_000_000);
    let case = Case::active(scheduled(terms));
    assert_eq!(case.loan.state.running().unwrap().account.cap, None);
}
