//! What goes on record without moving money: consent, demand, acknowledgement, attestation, dismissed reports; and the
//! views that live on it, the limitation clock [CC 188, 189, 195] and the borrower's credit.

use crate::{
    case::{
        bullet, day, fen, guaranteed, last_ms, monthly, native, Case, ASSIGNEE, BORROWER, GUARANTOR, LENDER,
        START, STRANGER, WITNESS,
    },
    step,
};
use terms::{
    agreement::Guarantor,
    credit::Credit,
    life::{Channel, Limitation, Restart},
    limits::WITNESSES_MAX,
    AccountId, Cause, Day, Error, Event, Plan, Role, Status,
};

/// The demo loan falls due on 2026-04-05.
const DUE: Day = Day(START.0 + 90);

fn limitation(case: &Case) -> Limitation {
    case.loan.limitation(&case.plan, case.today()).unwrap()
}

/// The day and the cause of the present period.
fn began(case: &Case) -> (Day, Option<Cause>) {
    let limitation = limitation(case);
    (limitation.from, limitation.cause)
}

// ---- the limitation clock ------------------------------------------------------------------------------------------

#[test]
fn a_claim_lives_for_three_years_from_the_last_instalment() {
    let case = Case::active(monthly(12)).on(day(2026, 6, 1));
    let last = day(2027, 1, 5);
    let until = day(2030, 1, 5);
    let expected = Limitation {
        from: last,
        cause: None,
        until,
        expired: false,
    };
    assert_eq!(limitation(&case), expected);
    let case = case.on(until);
    assert!(!limitation(&case).expired);
    let case = case.on(Day(until.0 + 1));
    assert!(limitation(&case).expired);
}

#[test]
fn what_happens_before_the_last_due_day_does_not_shorten_the_period() {
    let mut case = Case::active(bullet()).on(Day(START.0 + 10));
    case.ok(BORROWER, step::ACKNOWLEDGE);
    assert_eq!(began(&case), (DUE, None));
    // Nor does it on that day itself: the period begins when the day has ended.
    let mut case = case.on(DUE);
    case.ok(BORROWER, step::ACKNOWLEDGE);
    assert_eq!(began(&case), (DUE, None));
    let mut case = case.on(Day(DUE.0 + 1));
    case.ok(BORROWER, step::ACKNOWLEDGE);
    assert_eq!(began(&case), (Day(DUE.0 + 1), Some(Cause::Acknowledgement)));
}

#[test]
fn a_part_payment_of_the_borrower_restarts_it() {
    let on = Day(DUE.0 + 40);
    let mut case = Case::active(native(bullet())).on(on);
    case.ok(BORROWER, step::repay(fen(1)));
    assert_eq!(began(&case), (on, Some(Cause::PartPayment)));
}

#[test]
fn a_confirmed_report_restarts_it_on_the_day_of_the_payment() {
    let on = Day(DUE.0 + 40);
    let mut case = Case::active(bullet()).on(on);
    case.ok(BORROWER, step::report(fen(1), on));
    assert_eq!(began(&case), (DUE, None));
    let mut case = case.on(Day(DUE.0 + 70));
    case.ok(LENDER, step::confirm(0));
    assert_eq!(began(&case), (on, Some(Cause::PartPayment)));
}

#[test]
fn what_the_lender_records_alone_restarts_nothing() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 40));
    case.pay(1);
    case.ok(LENDER, step::forgive(fen(1)));
    assert_eq!(began(&case), (DUE, None));
}

#[test]
fn an_acknowledgement_restarts_it_even_when_it_has_run_out() {
    let case = Case::active(bullet()).on(day(2029, 4, 6));
    assert!(limitation(&case).expired);
    let mut case = case;
    assert_eq!(case.refused(LENDER, step::ACKNOWLEDGE), Error::WrongParty);
    assert_eq!(case.refused(STRANGER, step::ACKNOWLEDGE), Error::NotAParty);
    assert_eq!(case.ok(BORROWER, step::ACKNOWLEDGE), ["DebtAcknowledged"]);
    assert_eq!(began(&case), (day(2029, 4, 6), Some(Cause::Acknowledgement)));
    assert_eq!(limitation(&case).until, day(2032, 4, 6));
    assert!(!limitation(&case).expired);
}

#[test]
fn a_request_for_extension_restarts_it_and_an_offer_of_the_lender_does_not() {
    let on = Day(DUE.0 + 40);
    let case = Case::active(bullet()).on(on);
    let plan = Plan {
        start: on,
        ..case.loan.agreement.terms.plan
    };
    for (caller, expected) in [
        (LENDER, (DUE, None)),
        (BORROWER, (on, Some(Cause::ExtensionRequest))),
    ] {
        let mut case = case.clone();
        case.ok(caller, step::propose(case.amendment(plan)));
        assert_eq!(began(&case), expected);
    }
}

#[test]
fn an_extension_moves_the_period_with_the_last_instalment() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 40));
    let amendment = case.amendment(Plan {
        start: case.today(),
        ..case.loan.agreement.terms.plan
    });
    case.ok(BORROWER, step::propose(amendment));
    case.ok(LENDER, step::accept(case.amendment_digest()));
    assert_eq!(began(&case), (Day(DUE.0 + 130), None));
}

#[test]
fn a_demand_restarts_it_with_proof_that_it_arrived_and_not_without() {
    let on = Day(DUE.0 + 40);
    let mut case = Case::active(bullet()).on(on);
    assert_eq!(case.ok(LENDER, step::demand(None)), ["DemandMade"]);
    assert_eq!(began(&case), (DUE, None));
    assert_eq!(case.ok(LENDER, step::demand(Some([3; 32]))), ["DemandMade"]);
    assert_eq!(began(&case), (on, Some(Cause::Demand)));
}

#[test]
fn notice_of_an_assignment_restarts_it_and_the_offer_alone_does_not() {
    let on = Day(DUE.0 + 40);
    let mut case = Case::active(bullet()).on(on);
    case.ok(LENDER, step::assign(&[(ASSIGNEE, 1_000_000)], last_ms(on)));
    assert_eq!(began(&case), (DUE, None));
    case.ok(ASSIGNEE, step::take_over(case.assignment_digest()));
    assert_eq!(began(&case), (on, Some(Cause::AssignmentNotice)));
}

#[test]
fn the_latest_cause_counts_whatever_the_order_in_which_they_come_to_be_known() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 40));
    case.ok(BORROWER, step::report(fen(1), Day(DUE.0 + 10)));
    case.ok(BORROWER, step::ACKNOWLEDGE);
    case.ok(LENDER, step::confirm(0));
    assert_eq!(began(&case), (Day(DUE.0 + 40), Some(Cause::Acknowledgement)));
    let restarted = case.loan.state.running().unwrap().restarted;
    let kept = Restart {
        on: Day(DUE.0 + 40),
        cause: Cause::Acknowledgement,
    };
    assert_eq!(restarted, Some(kept));
}

#[test]
fn a_loan_that_does_not_run_has_no_limitation_clock() {
    let case = Case::signed(bullet());
    let view = case.loan.limitation(&case.plan, START);
    assert_eq!(view, Err(Error::WrongState));
}

// ---- demand --------------------------------------------------------------------------------------------------------

#[test]
fn a_demand_says_what_was_sent_how_and_by_which_holder() {
    let mut case = Case::active(bullet());
    case.assign(&[(LENDER, 500_000), (ASSIGNEE, 500_000)]);
    for caller in [LENDER, ASSIGNEE] {
        case.ok(caller, step::demand(Some([3; 32])));
        let Event::DemandMade(event) = case.last() else {
            panic!("another event")
        };
        assert_eq!(
            (event.by, event.message, event.channel),
            (caller, [11; 32], Channel::Sms)
        );
        assert_eq!(event.receipt, Some([3; 32]));
    }
    for caller in [BORROWER, STRANGER] {
        assert_eq!(case.refused(caller, step::demand(None)), Error::NotHolder);
    }
}

// ---- guarantors ----------------------------------------------------------------------------------------------------

#[test]
fn a_guarantor_is_bound_for_six_months_after_the_last_due_day_where_terms_are_silent() {
    let mut case = Case::proposed(guaranteed(bullet()));
    assert_eq!(case.loan.agreement.consents, [None]);
    let digest = case.loan.agreement.digest;
    assert_eq!(case.ok(GUARANTOR, step::consent(digest)), ["GuarantorConsented"]);
    let Event::GuarantorConsented(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(
        (event.guarantor, event.digest, event.until),
        (GUARANTOR, digest, day(2026, 10, 5))
    );
}

#[test]
fn an_agreed_period_of_guarantee_holds() {
    let mut terms = guaranteed(bullet());
    terms.guarantors[0].months = Some(24);
    let mut case = Case::active(terms);
    case.ok(GUARANTOR, step::consent(case.loan.agreement.digest));
    assert_eq!(case.loan.agreement.consents[0].unwrap().until, day(2028, 4, 5));
}

#[test]
fn a_guarantor_consents_once_to_what_is_in_force_and_nobody_in_his_place() {
    let mut case = Case::active(guaranteed(bullet()));
    let digest = case.loan.agreement.digest;
    assert_eq!(
        case.refused(GUARANTOR, step::consent([0; 32])),
        Error::DigestMismatch
    );
    for caller in [LENDER, BORROWER, STRANGER] {
        assert_eq!(case.refused(caller, step::consent(digest)), Error::NotGuarantor);
    }
    case.ok(GUARANTOR, step::consent(digest));
    assert_eq!(
        case.refused(GUARANTOR, step::consent(digest)),
        Error::AlreadySigned
    );
}

#[test]
fn each_of_three_guarantors_consents_for_himself() {
    let mut terms = bullet();
    let guarantor = |n| Guarantor {
        account: AccountId([n; 32]),
        joint: true,
        months: Some(n.into()),
    };
    terms.guarantors = vec![guarantor(11), guarantor(12), guarantor(13)];
    let mut case = Case::active(terms);
    let digest = case.loan.agreement.digest;
    case.ok(AccountId([12; 32]), step::consent(digest));
    let until: Vec<_> = case
        .loan
        .agreement
        .consents
        .iter()
        .map(|given| given.map(|one| one.until))
        .collect();
    assert_eq!(until, [None, Some(day(2027, 4, 5)), None]);
}

#[test]
fn a_guarantor_who_has_not_consented_keeps_nobody_from_anything() {
    let mut case = Case::active(guaranteed(bullet())).on(DUE);
    assert_eq!(case.pay(1_014_794), ["LoanRepaid", "LoanSettled"]);
    assert_eq!(
        case.refused(GUARANTOR, step::consent(case.loan.agreement.digest)),
        Error::WrongState
    );
}

// ---- witnesses -----------------------------------------------------------------------------------------------------

#[test]
fn a_witness_attests_once_and_eight_of_them_at_most() {
    let mut case = Case::proposed(bullet());
    assert_eq!(case.ok(WITNESS, step::attest([8; 32])), ["Attested"]);
    let Event::Attested(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!((event.witness, event.digest, event.kind), (WITNESS, [8; 32], 1));
    assert_eq!(
        case.refused(WITNESS, step::attest([9; 32])),
        Error::AlreadyAttested
    );
    assert_eq!(case.refused(STRANGER, step::attest([8; 32])), Error::NotWitness);
    for n in 1..8 {
        case.ok(AccountId([100 + n; 32]), step::attest([8; 32]));
    }
    assert_eq!(case.loan.agreement.witnesses.len(), WITNESSES_MAX);
    let ninth = AccountId([108; 32]);
    assert_eq!(
        case.refused(ninth, step::attest([8; 32])),
        Error::TooManyWitnesses
    );
}

#[test]
fn an_attestation_changes_no_figure() {
    let mut case = Case::active(bullet()).on(DUE);
    let before = case.figures();
    case.ok(WITNESS, step::attest([8; 32]));
    assert_eq!(case.figures(), before);
}

// ---- reports that came to nothing ------------------------------------------------------------------------------------

#[test]
fn either_side_closes_a_report_without_effect_and_it_stays_on_record() {
    for (caller, role) in [(LENDER, Role::Lender), (BORROWER, Role::Borrower)] {
        let mut case = Case::active(bullet()).on(DUE);
        case.ok(BORROWER, step::report(fen(100), DUE));
        let before = case.owed();
        assert_eq!(case.refused(STRANGER, step::dismiss(0)), Error::NotAParty);
        assert_eq!(case.ok(caller, step::dismiss(0)), ["ReportDismissed"]);
        let Event::ReportDismissed(event) = case.last() else {
            panic!("another event")
        };
        assert_eq!((event.by, event.report), (role, 0));
        assert_eq!(case.owed(), before);
        for caller in [LENDER, BORROWER] {
            assert_eq!(case.refused(caller, step::dismiss(0)), Error::NoSuchReport);
        }
        assert_eq!(case.refused(LENDER, step::confirm(0)), Error::NoSuchReport);
    }
}

#[test]
fn a_dismissed_report_is_no_longer_in_the_way_of_later_money() {
    let mut case = Case::active(bullet()).on(DUE);
    case.ok(BORROWER, step::report(fen(100), START));
    let own = step::report(fen(5), DUE);
    assert_eq!(case.refused(LENDER, own.clone()), Error::EarlierReportOpen);
    case.ok(LENDER, step::dismiss(0));
    case.ok(LENDER, own);
}

// ---- the borrower's record -----------------------------------------------------------------------------------------

/// The record after all events of `case`.
fn credit(case: &Case) -> Credit {
    let late = case
        .loan
        .state
        .running()
        .map_or(0, |active| active.account.late_instalments);
    let after =
        |credit: Credit, entry: &terms::event::Entry| credit.after(&entry.body, late).unwrap_or(credit);
    case.events.iter().fold(Credit::default(), after)
}

#[test]
fn a_loan_is_on_the_record_from_its_delivery_on() {
    assert_eq!(credit(&Case::signed(bullet())), Credit::default());
    let running = Credit {
        agreed: 1,
        outstanding: 1,
        ..Credit::default()
    };
    assert_eq!(credit(&Case::active(bullet())), running);
}

#[test]
fn a_loan_paid_by_the_end_of_its_days_is_settled_on_time() {
    let mut case = Case::active(monthly(2)).on(day(2026, 2, 5));
    case.pay_what_is_due();
    let mut case = case.on(day(2026, 3, 5));
    case.pay_what_is_due();
    let on_time = Credit {
        agreed: 1,
        settled_on_time: 1,
        ..Credit::default()
    };
    assert_eq!(credit(&case), on_time);
}

#[test]
fn a_loan_of_which_one_instalment_was_a_day_late_is_settled_late() {
    let mut case = Case::active(monthly(2)).on(day(2026, 2, 6));
    case.pay_what_is_due();
    let mut case = case.on(day(2026, 3, 5));
    case.pay_what_is_due();
    let late = Credit {
        agreed: 1,
        settled_late: 1,
        ..Credit::default()
    };
    assert_eq!((case.status(), credit(&case)), (Status::Settled, late));
}

#[test]
fn money_of_the_due_day_that_is_confirmed_later_is_on_time() {
    let mut case = Case::active(bullet()).on(DUE);
    case.ok(BORROWER, step::report(fen(1_014_794), DUE));
    let mut case = case.on(Day(DUE.0 + 20));
    case.ok(LENDER, step::confirm(0));
    assert_eq!(credit(&case).settled_on_time, 1);
}

#[test]
fn each_default_counts_cured_or_not() {
    let mut case = Case::active(monthly(12)).on(day(2026, 2, 9));
    case.ok(STRANGER, step::DEFAULT);
    case.pay_what_is_due();
    let mut case = case.on(day(2026, 3, 9));
    case.ok(STRANGER, step::DEFAULT);
    let expected = Credit {
        agreed: 1,
        outstanding: 1,
        defaulted: 2,
        ..Credit::default()
    };
    assert_eq!(credit(&case), expected);
}
