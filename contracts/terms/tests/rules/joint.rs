//! Several who borrow together: each owes the whole, all sign, and each acts for their side [CC 518, 519; LP 15(2)].

use crate::{
    case::{
        arbitrated, bullet, context, day, fen, joint, last_ms, monthly, native, noon, Case, ASSIGNEE,
        BORROWER, CO_BORROWER, LENDER, STAND_IN, START, STRANGER,
    },
    step,
};
use terms::{life::State, AccountId, Cause, Day, Error, Event, Loan, Plan, Role, Status, Terms, Timestamp};

const DUE: Day = Day(START.0 + 90);
const THIRD: AccountId = AccountId([20; 32]);

/// The demo loan of three who borrow.
fn three() -> Terms {
    let mut terms = joint(bullet());
    terms.co_borrowers.push(THIRD);
    terms
}

fn awaits(case: &Case) -> Vec<AccountId> {
    match &case.loan.state {
        State::Proposed(proposed) => proposed.awaits.clone(),
        _ => Vec::new(),
    }
}

#[test]
fn a_loan_of_several_is_signed_once_all_of_them_have_in_whatever_order() {
    for (proposer, order) in [
        (BORROWER, [THIRD, LENDER, CO_BORROWER]),
        (BORROWER, [LENDER, CO_BORROWER, THIRD]),
        (LENDER, [CO_BORROWER, BORROWER, THIRD]),
    ] {
        let ctx = context(proposer, noon(START));
        let mut case = Case::proposed(three());
        case.loan = Loan::propose(0, three(), None, &ctx).unwrap().loan;
        let sign = step::sign(case.loan.agreement.digest);
        assert_eq!(case.refused(proposer, sign.clone()), Error::WrongParty);
        for (n, signer) in order.into_iter().enumerate() {
            assert_eq!(awaits(&case).len(), 3 - n);
            let last = n == 2;
            let name = if last { "LoanSigned" } else { "TermsSigned" };
            assert_eq!(case.ok(signer, sign.clone()), [name]);
            let by = match case.last() {
                Event::TermsSigned(event) => (event.by, event.digest),
                Event::LoanSigned(event) => (event.by, event.digest),
                other => panic!("{other:?}"),
            };
            assert_eq!(by, (signer, case.loan.agreement.digest));
            assert_eq!(case.status() == Status::Signed, last);
            let again = if last {
                Error::WrongState
            } else {
                Error::AlreadySigned
            };
            assert_eq!(case.refused(signer, sign.clone()), again);
        }
    }
}

#[test]
fn each_signature_has_the_same_deadline_digest_and_owner() {
    let mut case = Case::proposed(three());
    let digest = case.loan.agreement.digest;
    case.ok(LENDER, step::sign(digest));
    assert_eq!(
        case.refused(CO_BORROWER, step::sign([0; 32])),
        Error::DigestMismatch
    );
    assert_eq!(case.refused(STRANGER, step::sign(digest)), Error::NotAParty);
    case.now = three().sign_by;
    assert!(case.ask(CO_BORROWER, step::sign(digest)).is_ok());
    case.now = Timestamp(case.now.0 + 1);
    assert_eq!(
        case.refused(CO_BORROWER, step::sign(digest)),
        Error::DeadlinePassed
    );
    assert_eq!(case.refused(LENDER, step::sign(digest)), Error::AlreadySigned);
    // What one signed binds nobody where another's signature is missing.
    assert_eq!(
        case.refused(LENDER, step::report_delivery(fen(1), START)),
        Error::WrongState
    );
    assert_eq!(case.ok(STRANGER, step::EXPIRE), ["LoanExpired"]);
}

#[test]
fn a_co_borrower_declines_for_all_and_proposes_for_nobody() {
    let mut case = Case::proposed(three());
    case.ok(LENDER, step::sign(case.loan.agreement.digest));
    assert_eq!(case.ok(THIRD, step::CANCEL), ["LoanCancelled"]);
    let Event::LoanCancelled(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(event.by, Role::Borrower);
    let refused = Loan::propose(0, three(), None, &context(THIRD, noon(START)));
    assert_eq!(refused.err(), Some(Error::WrongParty));
}

#[test]
fn the_loan_stands_with_each_of_them_from_the_first_day() {
    let outcome = Loan::propose(0, three(), None, &context(BORROWER, noon(START))).unwrap();
    assert_eq!(outcome.joined, [LENDER, BORROWER, CO_BORROWER, THIRD]);
}

#[test]
fn the_money_is_received_by_the_borrower_who_is_named_and_by_nobody_instead() {
    let mut case = Case::signed(three());
    case.ok(LENDER, step::report_delivery(fen(1_000_000), START));
    assert_eq!(
        case.refused(CO_BORROWER, step::received(fen(1_000_000))),
        Error::WrongParty
    );
    assert_eq!(
        case.ok(BORROWER, step::received(fen(1_000_000))),
        ["LoanDelivered"]
    );
}

#[test]
fn each_of_them_repays_reports_withdraws_acknowledges_disputes_and_proposes_for_all() {
    let mut case = Case::active(three()).on(DUE);
    case.ok(CO_BORROWER, step::report(fen(100), DUE));
    case.ok(THIRD, step::report(fen(200), DUE));
    case.ok(THIRD, step::dismiss(0));
    assert_eq!(case.ok(LENDER, step::confirm(1)), ["LoanRepaid"]);
    assert_eq!(case.refused(CO_BORROWER, step::confirm(1)), Error::WrongParty);
    assert_eq!(case.ok(THIRD, step::ACKNOWLEDGE), ["DebtAcknowledged"]);
    assert_eq!(case.ok(CO_BORROWER, step::DISPUTE), ["DisputeRaised"]);
    // It is their side's dispute, and any of them drops it.
    assert_eq!(case.ok(BORROWER, step::resolve(0, 0)), ["DisputeResolved"]);
    let plan = Plan {
        start: DUE,
        ..bullet().plan
    };
    assert_eq!(
        case.ok(THIRD, step::propose(case.amendment(plan))),
        ["AmendmentProposed"]
    );
    let mut case = Case::active(native(joint(bullet()))).on(DUE);
    let owed = fen(case.total());
    assert_eq!(
        case.ok(CO_BORROWER, step::repay(owed)),
        ["LoanRepaid", "LoanSettled"]
    );
}

#[test]
fn what_one_of_them_does_restarts_the_limitation_period_for_all() {
    let began = |case: &Case| {
        let limitation = case.loan.limitation(&case.plan, case.today()).unwrap();
        (limitation.from, limitation.cause)
    };
    let later = Day(DUE.0 + 40);
    let mut case = Case::active(joint(bullet())).on(later);
    case.ok(CO_BORROWER, step::ACKNOWLEDGE);
    assert_eq!(began(&case), (later, Some(Cause::Acknowledgement)));
    let mut case = Case::active(native(joint(bullet()))).on(later);
    case.ok(CO_BORROWER, step::repay(fen(1)));
    assert_eq!(began(&case), (later, Some(Cause::PartPayment)));
}

/// It takes a period that runs to begin anew for all: one of them gives up no defence of the others [CC 192].
#[test]
fn none_of_them_revives_a_period_that_has_run_out_for_the_others() {
    let late = day(2029, 4, 6);
    let expired = |case: &Case| case.loan.limitation(&case.plan, case.today()).unwrap().expired;
    for who in [BORROWER, CO_BORROWER] {
        let mut case = Case::active(joint(bullet())).on(late);
        case.ok(who, step::ACKNOWLEDGE);
        let plan = Plan {
            start: case.today(),
            ..bullet().plan
        };
        case.ok(who, step::propose(case.amendment(plan)));
        assert!(expired(&case));
        let mut case = Case::active(joint(bullet()));
        case.pay(1);
        let payment = case.loan.chain.sequence - 1;
        let mut case = case.on(late);
        case.ok(who, step::reverse(payment));
        case.ok(LENDER, step::reverse(payment));
        assert!(expired(&case));
        // On its last day it still runs.
        let mut case = Case::active(joint(bullet())).on(Day(late.0 - 1));
        case.ok(who, step::ACKNOWLEDGE);
        assert!(!expired(&case.on(late)));
    }
    // Who owes alone gives up their own.
    let mut case = Case::active(bullet()).on(late);
    case.ok(BORROWER, step::ACKNOWLEDGE);
    assert!(!expired(&case));
}

#[test]
fn an_amendment_needs_every_one_of_them() {
    for proposer in [LENDER, BORROWER, THIRD] {
        let mut case = Case::active(three()).on(Day(START.0 + 30));
        let plan = Plan {
            start: case.today(),
            ..bullet().plan
        };
        case.ok(proposer, step::propose(case.amendment(plan)));
        let accept = step::accept(case.amendment_digest());
        assert_eq!(case.refused(proposer, accept.clone()), Error::AlreadySigned);
        assert_eq!(case.refused(STRANGER, accept.clone()), Error::NotAParty);
        let mut signers: Vec<AccountId> = [LENDER, BORROWER, CO_BORROWER, THIRD].into();
        signers.retain(|signer| *signer != proposer);
        let last = signers.pop().unwrap();
        for signer in signers {
            assert_eq!(case.ok(signer, accept.clone()), ["AmendmentSigned"]);
        }
        assert_eq!(case.loan.agreement.amendments, 0);
        assert_eq!(case.ok(last, accept), ["LoanAmended"]);
        let Event::LoanAmended(event) = case.last() else {
            panic!("another event")
        };
        assert_eq!(event.by, last);
    }
}

#[test]
fn none_of_them_holds_the_claim_decides_of_it_or_gives_it_up() {
    let mut case = Case::active(joint(bullet())).on(DUE);
    let until = last_ms(Day(DUE.0 + 5));
    let to_debtor = step::assign(&[(CO_BORROWER, 1_000_000)], until);
    assert_eq!(case.refused(LENDER, to_debtor), Error::BadAssignee);
    for (caller, action, error) in [
        (
            CO_BORROWER,
            step::assign(&[(ASSIGNEE, 1_000_000)], until),
            Error::NotHolder,
        ),
        (CO_BORROWER, step::forgive(fen(1)), Error::WrongParty),
        (CO_BORROWER, step::demand(None), Error::NotHolder),
    ] {
        assert_eq!(case.refused(caller, action), error);
    }
    case.ok(LENDER, step::DISPUTE);
    assert_eq!(case.refused(CO_BORROWER, step::resolve(0, 0)), Error::NotArbiter);
    // Not even in the office of arbiter.
    let mut terms = bullet();
    terms.co_borrowers = vec![STAND_IN];
    let mut case = Case::active(terms).on(DUE);
    case.ok(LENDER, step::DISPUTE);
    assert_eq!(case.refused(STAND_IN, step::resolve(0, 0)), Error::NotArbiter);
    let mut case = Case::active(arbitrated(joint(monthly(12))));
    case.ok(BORROWER, step::DISPUTE);
    assert_eq!(case.ok(CO_BORROWER, step::resolve(0, 0)), ["DisputeResolved"]);
}
