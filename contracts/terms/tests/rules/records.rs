//! What goes on record without moving money: consent, demand, acknowledgement, attestation, dismissed reports; and the
//! views that live on it, the limitation clock [CC 188, 189, 195] and the borrower's credit.

use crate::{
    case::{
        bullet, day, fen, guaranteed, monthly, native, Case, ASSIGNEE, BORROWER, GUARANTOR, LENDER, START,
        STRANGER, WITNESS,
    },
    step,
};
use terms::{
    agreement::Guarantor,
    credit::Credit,
    life::{Arrival, Channel, Limitation, Restart},
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
    assert_eq!(case.ok(LENDER, step::demand(Some(on))), ["DemandMade"]);
    assert_eq!(began(&case), (on, Some(Cause::Demand)));
}

#[test]
fn a_demand_counts_from_the_day_of_its_arrival_however_late_it_is_put_on_record() {
    let arrived = day(2026, 4, 10);
    let mut case = Case::active(bullet()).on(day(2028, 4, 5));
    case.ok(LENDER, step::demand(Some(arrived)));
    assert_eq!(began(&case), (arrived, Some(Cause::Demand)));
    assert_eq!(limitation(&case).until, day(2029, 4, 10));
    // Nor does an older one that is found later set it back.
    case.ok(LENDER, step::demand(Some(Day(arrived.0 - 2))));
    assert_eq!(began(&case), (arrived, Some(Cause::Demand)));
}

#[test]
fn a_demand_arrives_between_the_delivery_and_today() {
    let case = Case::active(bullet()).on(Day(DUE.0 + 40));
    let with = |on| case.ask(LENDER, step::demand(Some(on))).err();
    assert_eq!(with(Day(DUE.0 + 41)), Some(Error::ArrivalDay));
    assert_eq!(with(Day(START.0 - 1)), Some(Error::ArrivalDay));
    assert_eq!((with(START), with(Day(DUE.0 + 40))), (None, None));
    // Who may not demand at all learns nothing else.
    let stranger = case.refused(STRANGER, step::demand(Some(Day(DUE.0 + 41))));
    assert_eq!(stranger, Error::NotHolder);
}

/// The demo loan's period ends on 2029-04-05.
fn run_out() -> Case {
    let case = Case::active(bullet()).on(day(2030, 1, 1));
    assert!(limitation(&case).expired);
    case
}

#[test]
fn nothing_that_the_creditor_does_revives_a_period_that_has_run_out() {
    let mut case = run_out();
    case.ok(LENDER, step::demand(Some(case.today())));
    case.ok(LENDER, step::demand(Some(day(2029, 4, 6))));
    case.pay(1);
    case.ok(LENDER, step::forgive(fen(1)));
    let plan = Plan {
        start: case.today(),
        ..case.loan.agreement.terms.plan
    };
    case.ok(LENDER, step::propose(case.amendment(plan)));
    case.assign(&[(LENDER, 999_999), (ASSIGNEE, 1)]);
    case.ok(ASSIGNEE, step::demand(Some(case.today())));
    case.assign(&[(ASSIGNEE, 999_999)]);
    assert_eq!(began(&case), (DUE, None));
    assert!(limitation(&case).expired);
}

/// The borrower's word counts on the day on which they gave it, however much later the creditor takes it up.
#[test]
fn the_creditor_does_not_revive_a_period_by_agreeing_that_a_payment_was_never_made() {
    let asked = |on: Day| {
        let mut case = Case::active(bullet());
        case.pay(1);
        let payment = case.loan.chain.sequence - 1;
        let mut case = case.on(on);
        case.ok(BORROWER, step::reverse(payment));
        let mut case = case.on(day(2040, 1, 1));
        case.ok(LENDER, step::reverse(payment));
        case
    };
    // Before the loan was due the word changes nothing, within the period it begins it anew, later it revives it.
    assert_eq!(began(&asked(START)), (DUE, None));
    for on in [day(2029, 4, 5), day(2029, 4, 6)] {
        assert_eq!(began(&asked(on)), (on, Some(Cause::Acknowledgement)));
    }
    assert!(limitation(&asked(day(2029, 4, 5))).expired);
    // So it is where the creditor asked first, and with a loan that the payment had settled.
    let mut case = Case::active(bullet());
    case.pay(2_000_000);
    let payment = case.loan.chain.sequence - 2;
    case.ok(LENDER, step::reverse(payment));
    let mut case = case.on(day(2029, 4, 6));
    case.ok(BORROWER, step::reverse(payment));
    assert_eq!(began(&case), (day(2029, 4, 6), Some(Cause::Acknowledgement)));
    let mut case = Case::active(bullet());
    case.pay(2_000_000);
    let mut case = case.on(day(2029, 4, 5));
    case.ok(BORROWER, step::reverse(payment));
    let mut case = case.on(day(2040, 1, 1));
    case.ok(LENDER, step::reverse(payment));
    assert_eq!(began(&case), (day(2029, 4, 5), Some(Cause::Acknowledgement)));
}

#[test]
fn an_arrival_of_the_last_day_is_in_time_though_it_is_recorded_afterwards() {
    let mut case = run_out();
    case.ok(LENDER, step::demand(Some(day(2029, 4, 5))));
    assert_eq!(limitation(&case).until, day(2032, 4, 5));
    assert!(!limitation(&case).expired);
}

#[test]
fn a_part_payment_after_the_period_does_not_revive_the_rest() {
    let mut on_chain = Case::active(native(bullet())).on(day(2030, 1, 1));
    on_chain.ok(BORROWER, step::repay(fen(1)));
    assert!(limitation(&on_chain).expired);
    let mut case = run_out();
    case.ok(BORROWER, step::report(fen(1), case.today()));
    case.ok(LENDER, step::confirm(0));
    assert!(limitation(&case).expired);
    // One that was made in time counts, whenever it is confirmed.
    let mut case = Case::active(bullet()).on(day(2029, 4, 5));
    case.ok(BORROWER, step::report(fen(1), case.today()));
    let mut case = case.on(day(2030, 1, 1));
    case.ok(LENDER, step::confirm(0));
    assert_eq!(began(&case), (day(2029, 4, 5), Some(Cause::PartPayment)));
}

#[test]
fn a_request_for_extension_revives_it_as_an_acknowledgement_does() {
    let mut case = run_out();
    let plan = Plan {
        start: case.today(),
        ..case.loan.agreement.terms.plan
    };
    case.ok(BORROWER, step::propose(case.amendment(plan)));
    assert_eq!(began(&case), (day(2030, 1, 1), Some(Cause::ExtensionRequest)));
    assert!(!limitation(&case).expired);
}

#[test]
fn an_assignment_alone_restarts_nothing_and_the_arrival_of_its_notice_does() {
    let on = Day(DUE.0 + 40);
    let mut case = Case::active(bullet()).on(on);
    // To an own second account, without anybody's knowing.
    case.assign(&[(LENDER, 999_999), (ASSIGNEE, 1)]);
    assert_eq!(began(&case), (DUE, None));
    case.assign(&[(STRANGER, 999_999)]);
    assert_eq!(began(&case), (DUE, None));
    case.ok(STRANGER, step::demand(Some(on)));
    assert_eq!(began(&case), (on, Some(Cause::Demand)));
}

/// The clock of `holder`.
fn clock_of(case: &Case, holder: AccountId) -> Limitation {
    case.loan.limitation_of(&case.plan, holder, case.today()).unwrap()
}

#[test]
fn a_demand_of_a_holder_by_shares_counts_for_that_share_alone() {
    let mut case = Case::active(bullet());
    case.assign(&[(LENDER, 999_999), (ASSIGNEE, 1)]);
    let on = Day(DUE.0 + 100);
    let mut case = case.on(on);
    case.ok(ASSIGNEE, step::demand(Some(on)));
    assert_eq!(began(&case), (DUE, None));
    assert_eq!(clock_of(&case, LENDER).from, DUE);
    assert_eq!(clock_of(&case, ASSIGNEE).from, on);
    // Where one share's period has run out, a part payment restarts the other's.
    let paid = day(2029, 6, 1);
    let mut case = case.on(paid);
    case.ok(BORROWER, step::report(fen(1), paid));
    case.ok(LENDER, step::confirm(0));
    assert!(clock_of(&case, LENDER).expired);
    assert_eq!(clock_of(&case, ASSIGNEE).from, paid);
    // What the borrower acknowledges is owed to all of them.
    case.ok(BORROWER, step::ACKNOWLEDGE);
    for holder in [LENDER, ASSIGNEE] {
        assert_eq!(clock_of(&case, holder).cause, Some(Cause::Acknowledgement));
    }
}

#[test]
fn a_part_keeps_its_period_whoever_holds_it_and_parts_in_one_hand_go_by_the_older() {
    let on = Day(DUE.0 + 100);
    let mut case = Case::active(bullet()).on(on);
    case.assign(&[(LENDER, 600_000), (ASSIGNEE, 400_000)]);
    case.ok(LENDER, step::demand(Some(on)));
    // A part of the demanded part goes to a new holder, and some to the one who has demanded nothing.
    case.assign(&[(LENDER, 400_000), (STRANGER, 200_000)]);
    case.assign(&[(LENDER, 300_000), (ASSIGNEE, 100_000)]);
    assert_eq!(clock_of(&case, LENDER).from, on);
    assert_eq!(clock_of(&case, STRANGER).from, on);
    assert_eq!(clock_of(&case, ASSIGNEE).from, DUE);
    // Who holds nothing any more has left nothing behind.
    case.assign(&[(STRANGER, 300_000)]);
    let kept = &case.loan.state.running().unwrap().restarted.0;
    assert_eq!((kept.len(), case.loan.agreement.holders.len()), (2, 2));
}

#[test]
fn the_latest_cause_counts_whatever_the_order_in_which_they_come_to_be_known() {
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 40));
    case.ok(BORROWER, step::report(fen(1), Day(DUE.0 + 10)));
    case.ok(BORROWER, step::ACKNOWLEDGE);
    case.ok(LENDER, step::confirm(0));
    assert_eq!(began(&case), (Day(DUE.0 + 40), Some(Cause::Acknowledgement)));
    let holders = &case.loan.agreement.holders;
    let restarted = case.loan.state.running().unwrap().restarted.of(holders, LENDER);
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
        case.ok(caller, step::demand(Some(START)));
        let Event::DemandMade(event) = case.last() else {
            panic!("another event")
        };
        assert_eq!(
            (event.by, event.message, event.channel),
            (caller, [11; 32], Channel::Sms)
        );
        let arrival = Arrival {
            on: START,
            receipt: [3; 32],
        };
        assert_eq!(event.arrived, Some(arrival));
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
fn a_guarantor_consents_once_to_what_is_in_force_and_nobody_instead() {
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
fn an_open_report_is_in_the_way_of_no_other_money() {
    let mut case = Case::active(bullet()).on(DUE);
    case.ok(BORROWER, step::report(fen(100), START));
    case.ok(LENDER, step::report(fen(5), DUE));
    case.ok(LENDER, step::dismiss(0));
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
fn what_was_forgiven_is_neither_settled_on_time_nor_late() {
    let mut case = Case::active(bullet());
    case.ok(LENDER, step::forgive(fen(1_000_000)));
    let forgiven = Credit {
        agreed: 1,
        settled_forgiven: 1,
        ..Credit::default()
    };
    assert_eq!((case.status(), credit(&case)), (Status::Settled, forgiven));
    // Late stays late.
    let mut case = Case::active(bullet()).on(Day(DUE.0 + 1));
    case.ok(LENDER, step::forgive(fen(case.total())));
    assert_eq!(
        (credit(&case).settled_late, credit(&case).settled_forgiven),
        (1, 0)
    );
}

#[test]
fn a_creditor_spoils_no_record_by_forgiving_a_trifle() {
    for (forgiven, on_time) in [(1, 1), (100_000, 1), (100_001, 0)] {
        let mut case = Case::active(bullet()).on(DUE);
        case.ok(LENDER, step::forgive(fen(forgiven)));
        case.pay(case.total());
        assert_eq!(credit(&case).settled_on_time, on_time, "{forgiven}");
    }
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
