//! The claim: assigned whole or in parts, divided to the last unit, forgiven [CC 545–547, 575].

use crate::{
    case::{
        bullet, day, fen, guaranteed, last_ms, native, token, Case, ASSIGNEE, BORROWER, GUARANTOR, LENDER,
        START, STRANGER,
    },
    step::{self, holders},
};
use terms::{
    life::split, limits::HOLDERS_MAX, AccountId, Amount, Day, Error, Event, Role, Status, Timestamp,
};

const DUE: Day = Day(START.0 + 90);
const WHOLE: u32 = 1_000_000;

/// Ten days on, in the chain's own token.
fn running() -> Case {
    Case::active(native(bullet())).on(Day(START.0 + 10))
}

/// An offer of the lender, open until the end of five days later.
fn offer(case: &Case, parts: &[(AccountId, u32)]) -> terms::life::Action {
    step::assign(parts, last_ms(Day(case.today().0 + 5)))
}

fn other(n: u8) -> AccountId {
    AccountId([n; 32])
}

// ---- assignment ----------------------------------------------------------------------------------------------------

#[test]
fn a_claim_passes_when_the_new_holder_signs_and_the_event_is_the_notice() {
    let mut case = running();
    assert_eq!(
        case.ok(LENDER, offer(&case, &[(ASSIGNEE, WHOLE)])),
        ["AssignmentProposed"]
    );
    assert_eq!(case.loan.agreement.creditor(), LENDER);
    let digest = case.assignment_digest();
    assert_eq!(case.ok(ASSIGNEE, step::take_over(digest)), ["ClaimAssigned"]);
    let Event::ClaimAssigned(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!((event.digest, event.by), (digest, ASSIGNEE));
    assert_eq!(event.holders, holders(&[(ASSIGNEE, WHOLE)]));
    // An indexer finds the loan under its new creditor from this very event on.
    assert_eq!((event.lender, event.borrower), (ASSIGNEE, BORROWER));
    assert_eq!(case.loan.agreement.creditor(), ASSIGNEE);
}

#[test]
fn after_the_assignment_the_new_creditor_acts_and_the_old_one_is_nobody() {
    let mut case = Case::active(bullet()).on(DUE);
    case.assign(&[(ASSIGNEE, WHOLE)]);
    let record = step::report(fen(100), DUE);
    assert_eq!(case.refused(LENDER, record.clone()), Error::NotAParty);
    assert_eq!(case.refused(LENDER, step::demand(None)), Error::NotHolder);
    assert_eq!(case.ok(ASSIGNEE, record), ["LoanRepaid"]);
}

#[test]
fn an_assignment_moves_no_figure() {
    let mut case = running();
    let before = case.figures();
    case.assign(&[(LENDER, 1), (ASSIGNEE, WHOLE - 1)]);
    assert_eq!(case.figures(), before);
}

#[test]
fn each_new_holder_signs_and_the_claim_passes_with_the_last() {
    let mut case = running();
    let parts = [(ASSIGNEE, 500_000), (LENDER, 200_000), (STRANGER, 300_000)];
    case.ok(LENDER, offer(&case, &parts));
    let take = step::take_over(case.assignment_digest());
    assert_eq!(case.ok(STRANGER, take.clone()), ["AssignmentSigned"]);
    assert_eq!(case.refused(STRANGER, take.clone()), Error::AlreadySigned);
    assert_eq!(case.loan.agreement.holders, holders(&[(LENDER, WHOLE)]));
    assert_eq!(case.ok(ASSIGNEE, take.clone()), ["ClaimAssigned"]);
    assert_eq!(case.loan.agreement.holders, holders(&parts));
    assert_eq!(case.refused(ASSIGNEE, take), Error::NoAssignment);
}

#[test]
fn nobody_takes_over_what_was_not_offered_to_them() {
    let mut case = running();
    case.ok(LENDER, offer(&case, &[(ASSIGNEE, WHOLE)]));
    let take = step::take_over(case.assignment_digest());
    for caller in [STRANGER, BORROWER] {
        assert_eq!(case.refused(caller, take.clone()), Error::NotHolder);
    }
    assert_eq!(case.refused(LENDER, take), Error::AlreadySigned);
    assert_eq!(
        case.refused(ASSIGNEE, step::take_over([0; 32])),
        Error::DigestMismatch
    );
}

#[test]
fn an_offer_stands_up_to_its_deadline_and_not_a_millisecond_longer() {
    let mut case = running();
    let deadline = last_ms(Day(case.today().0 + 5));
    case.ok(LENDER, offer(&case, &[(ASSIGNEE, WHOLE)]));
    let take = step::take_over(case.assignment_digest());
    case.now = deadline;
    assert!(case.ask(ASSIGNEE, take.clone()).is_ok());
    case.now = Timestamp(deadline.0 + 1);
    assert_eq!(case.refused(ASSIGNEE, take), Error::DeadlinePassed);
    let past = step::assign(&[(ASSIGNEE, WHOLE)], case.now);
    assert_eq!(case.refused(LENDER, past), Error::DeadlinePassed);
}

#[test]
fn only_who_holds_a_part_assigns_and_no_more_than_it() {
    let mut case = running();
    for caller in [BORROWER, STRANGER, ASSIGNEE] {
        assert_eq!(
            case.refused(caller, offer(&case, &[(STRANGER, WHOLE)])),
            Error::NotHolder
        );
    }
    case.assign(&[(LENDER, 600_000), (ASSIGNEE, 400_000)]);
    let all = offer(&case, &[(STRANGER, WHOLE)]);
    assert_eq!(case.refused(ASSIGNEE, all), Error::BadParts);
    assert!(case.ask(ASSIGNEE, offer(&case, &[(STRANGER, 400_000)])).is_ok());
}

#[test]
fn parts_that_miss_the_whole_by_a_millionth_are_refused() {
    let case = running();
    let parts = |a, b| {
        case.ask(LENDER, offer(&case, &[(ASSIGNEE, a), (STRANGER, b)]))
            .err()
    };
    assert_eq!(parts(500_000, 499_999), Some(Error::BadParts));
    assert_eq!(parts(500_000, 500_001), Some(Error::BadParts));
    assert_eq!(
        parts(u32::MAX, WHOLE + 1),
        Some(Error::BadParts),
        "a sum that wraps"
    );
    assert_eq!(parts(500_000, 500_000), None);
}

#[test]
fn a_part_of_nothing_or_named_twice_is_refused() {
    let case = running();
    let ask = |parts: &[(AccountId, u32)]| case.ask(LENDER, offer(&case, parts)).err();
    assert_eq!(ask(&[(ASSIGNEE, WHOLE), (STRANGER, 0)]), Some(Error::BadParts));
    let twice = [(ASSIGNEE, 500_000), (ASSIGNEE, 500_000)];
    assert_eq!(ask(&twice), Some(Error::BadParts));
    // Keeping everything is no assignment, and neither is giving nothing.
    assert_eq!(ask(&[(LENDER, WHOLE)]), Some(Error::BadParts));
    assert_eq!(ask(&[]), Some(Error::BadParts));
}

#[test]
fn sixteen_accounts_hold_a_claim_and_not_seventeen() {
    let parts = |count: u8| -> Vec<(AccountId, u32)> {
        let each = WHOLE / u32::from(count);
        let mut parts: Vec<_> = (0..count).map(|n| (other(50 + n), each)).collect();
        parts[0].1 += WHOLE - each * u32::from(count);
        parts
    };
    let mut case = running();
    assert_eq!(
        case.refused(LENDER, offer(&case, &parts(17))),
        Error::TooManyHolders
    );
    case.assign(&parts(16));
    assert_eq!(case.loan.agreement.holders.len(), HOLDERS_MAX);
    // One of them divides their part: that would be seventeen.
    let held = parts(16)[3].1;
    let divided = offer(&case, &[(other(53), held - 1), (STRANGER, 1)]);
    assert_eq!(case.refused(other(53), divided), Error::TooManyHolders);
    assert!(case.ask(other(53), offer(&case, &[(STRANGER, held)])).is_ok());
}

#[test]
fn parts_that_come_into_one_hand_are_one() {
    let mut case = running();
    case.assign(&[(LENDER, 600_000), (ASSIGNEE, 400_000)]);
    let until = last_ms(Day(case.today().0 + 5));
    case.ok(
        ASSIGNEE,
        step::assign(&[(LENDER, 300_000), (STRANGER, 100_000)], until),
    );
    let take = step::take_over(case.assignment_digest());
    case.ok(LENDER, take.clone());
    case.ok(STRANGER, take);
    assert_eq!(
        case.loan.agreement.holders,
        holders(&[(LENDER, 900_000), (STRANGER, 100_000)])
    );
}

#[test]
fn the_parts_stand_where_the_assignor_stood_and_the_first_acts_for_all() {
    let mut case = Case::active(bullet()).on(DUE);
    case.assign(&[(LENDER, 600_000), (ASSIGNEE, 400_000)]);
    case.assign(&[(STRANGER, 600_000)]);
    assert_eq!(
        case.loan.agreement.holders,
        holders(&[(STRANGER, 600_000), (ASSIGNEE, 400_000)])
    );
    assert_eq!(
        case.refused(ASSIGNEE, step::report(fen(1), DUE)),
        Error::NotAParty
    );
    assert_eq!(case.ok(STRANGER, step::report(fen(1), DUE)), ["LoanRepaid"]);
}

#[test]
fn an_open_offer_is_replaced_by_the_same_holder_and_blocks_nobody_elses() {
    let mut case = running();
    case.assign(&[(LENDER, 999_999), (ASSIGNEE, 1)]);
    let far = last_ms(Day(case.today().0 + 89));
    case.ok(ASSIGNEE, step::assign(&[(other(77), 1)], far));
    let of_the_small_one = case.assignment_digest();
    case.ok(LENDER, offer(&case, &[(STRANGER, 999_999)]));
    let first = case.assignment_digest();
    case.ok(LENDER, offer(&case, &[(STRANGER, 1), (LENDER, 999_998)]));
    assert_eq!(
        case.refused(STRANGER, step::take_over(first)),
        Error::DigestMismatch
    );
    let second = case.assignment_digest();
    assert_eq!(case.ok(STRANGER, step::take_over(second)), ["ClaimAssigned"]);
    // The other one's part is what it was, and so is the offer of it.
    assert_eq!(
        case.ok(other(77), step::take_over(of_the_small_one)),
        ["ClaimAssigned"]
    );
    assert_eq!(
        case.loan.agreement.holders,
        holders(&[(STRANGER, 1), (LENDER, 999_998), (other(77), 1)])
    );
    assert!(case.loan.agreement.assignments.is_empty());
}

#[test]
fn an_offer_is_void_once_its_holder_has_more_or_less_than_they_offered() {
    let mut case = running();
    case.assign(&[(LENDER, 600_000), (ASSIGNEE, 400_000)]);
    case.ok(ASSIGNEE, offer(&case, &[(STRANGER, 400_000)]));
    let theirs = case.assignment_digest();
    // The lender gives them some of the claim: what they offered is not all that they hold now.
    case.ok(LENDER, offer(&case, &[(LENDER, 500_000), (ASSIGNEE, 100_000)]));
    let given = case.assignment_digest();
    case.ok(ASSIGNEE, step::take_over(given));
    assert_eq!(
        case.refused(STRANGER, step::take_over(theirs)),
        Error::NoAssignment
    );
}

#[test]
fn an_offer_that_would_make_seventeen_holders_by_now_does_not_pass() {
    let mut case = running();
    let mut parts: Vec<_> = (0..14).map(|n| (other(60 + n), 50_000)).collect();
    parts.push((LENDER, 300_000));
    case.assign(&parts);
    // Each would be fine alone: two of fifteen holders offer to bring one more each.
    case.ok(other(60), offer(&case, &[(other(120), 49_999), (other(121), 1)]));
    let first = case.assignment_digest();
    case.ok(other(61), offer(&case, &[(other(130), 49_999), (other(131), 1)]));
    let second = case.assignment_digest();
    case.ok(other(120), step::take_over(first));
    case.ok(other(121), step::take_over(first));
    assert_eq!(case.loan.agreement.holders.len(), HOLDERS_MAX);
    case.ok(other(130), step::take_over(second));
    let before = case.loan.clone();
    assert_eq!(
        case.act(other(131), step::take_over(second)).err(),
        Some(Error::TooManyHolders)
    );
    assert_eq!(case.loan, before);
}

#[test]
fn one_of_several_holders_divides_their_part_into_two_at_most() {
    // Offers of all of them are kept beside the agreement, in one value of the contract's storage.
    let mut case = running();
    case.assign(&[(LENDER, 999_000), (ASSIGNEE, 1_000)]);
    let parts = |count: u8| -> Vec<(AccountId, u32)> {
        let mut parts: Vec<_> = (0..count).map(|n| (other(50 + n), 1)).collect();
        parts[0].1 = 1_001 - u32::from(count);
        parts
    };
    assert!(case.ask(ASSIGNEE, offer(&case, &parts(2))).is_ok());
    assert_eq!(
        case.refused(ASSIGNEE, offer(&case, &parts(3))),
        Error::TooManyHolders
    );
}

#[test]
fn an_offer_waits_for_ninety_days_at_most() {
    let case = running();
    let until = |ms: u64| step::assign(&[(ASSIGNEE, WHOLE)], Timestamp(case.now.0 + ms));
    const NINETY_DAYS_MS: u64 = 90 * 86_400_000;
    assert!(case.ask(LENDER, until(NINETY_DAYS_MS)).is_ok());
    assert_eq!(
        case.refused(LENDER, until(NINETY_DAYS_MS + 1)),
        Error::DeadlineTooFar
    );
    let never = step::assign(&[(ASSIGNEE, WHOLE)], Timestamp(u64::MAX));
    assert_eq!(case.refused(LENDER, never), Error::DeadlineTooFar);
}

#[test]
fn the_debtor_never_holds_the_claim_against_himself() {
    let case = running();
    let parts = [(BORROWER, 1), (ASSIGNEE, WHOLE - 1)];
    assert_eq!(case.refused(LENDER, offer(&case, &parts)), Error::BadAssignee);
}

#[test]
fn a_guarantor_may_take_the_claim_that_they_pay_for() {
    let mut case = Case::active(guaranteed(bullet())).on(DUE);
    case.assign(&[(GUARANTOR, WHOLE)]);
    assert_eq!(case.loan.agreement.creditor(), GUARANTOR);
}

#[test]
fn an_assignment_voids_an_amendment_that_named_the_old_holders() {
    let mut case = running();
    let amendment = case.amendment(case.loan.agreement.terms.plan);
    case.ok(LENDER, step::propose(amendment));
    let digest = case.amendment_digest();
    case.assign(&[(ASSIGNEE, WHOLE)]);
    assert_eq!(case.refused(BORROWER, step::accept(digest)), Error::NoAmendment);
}

#[test]
fn whoever_has_had_a_part_in_the_loan_is_known_to_it_and_nobody_else() {
    let mut case = Case::active(guaranteed(bullet()));
    let knows = |case: &Case, account| case.loan.agreement.knows(account);
    assert!([LENDER, BORROWER, GUARANTOR]
        .iter()
        .all(|party| knows(&case, *party)));
    assert!(!knows(&case, ASSIGNEE) && !knows(&case, STRANGER));
    case.assign(&[(ASSIGNEE, WHOLE)]);
    // The lender has sold the claim, and signed the loan all the same.
    assert!(knows(&case, ASSIGNEE) && knows(&case, LENDER));
    assert!(!knows(&case, STRANGER));
}

#[test]
fn who_comes_to_the_loan_is_named_when_the_claim_passes_and_not_when_they_sign() {
    let mut case = Case::active(guaranteed(native(bullet())));
    let parts = [(ASSIGNEE, 500_000), (STRANGER, 250_000), (GUARANTOR, 250_000)];
    // Signed by one of them, then replaced: nobody has come.
    case.ok(LENDER, offer(&case, &parts));
    case.ok(ASSIGNEE, step::take_over(case.assignment_digest()));
    assert!(case.joined.is_empty());
    case.assign(&parts);
    assert_eq!(
        case.joined,
        [ASSIGNEE, STRANGER],
        "the guarantor was there before"
    );
}

// ---- reports that were open when the claim was sold ----------------------------------------------------------------

#[test]
fn who_took_the_money_confirms_it_after_they_have_sold_the_claim_and_so_may_the_buyer() {
    let mut case = Case::active(bullet()).on(Day(START.0 + 30));
    case.ok(BORROWER, step::report(fen(500_000), case.today()));
    case.assign(&[(ASSIGNEE, WHOLE)]);
    let before = case.total();
    for (caller, error) in [(BORROWER, Error::WrongParty), (STRANGER, Error::NotAParty)] {
        assert_eq!(case.refused(caller, step::confirm(0)), error);
    }
    for caller in [LENDER, ASSIGNEE] {
        let mut case = case.clone();
        assert_eq!(case.ok(caller, step::confirm(0)), ["LoanRepaid"]);
        assert_eq!(case.total(), before - 500_000);
        let Event::LoanRepaid(event) = case.last() else {
            panic!("another event")
        };
        assert_eq!((event.by, event.report), (Role::Lender, Some(0)));
        assert_eq!(case.refused(LENDER, step::confirm(0)), Error::NotAParty);
    }
}

#[test]
fn who_bought_the_claim_does_not_wave_away_money_that_the_seller_took() {
    let mut case = Case::active(bullet()).on(Day(START.0 + 30));
    case.ok(BORROWER, step::report(fen(500_000), case.today()));
    case.assign(&[(ASSIGNEE, WHOLE)]);
    assert_eq!(case.refused(ASSIGNEE, step::dismiss(0)), Error::WrongParty);
    assert_eq!(case.refused(STRANGER, step::dismiss(0)), Error::NotAParty);
    for (caller, role) in [(LENDER, Role::Lender), (BORROWER, Role::Borrower)] {
        let mut case = case.clone();
        assert_eq!(case.ok(caller, step::dismiss(0)), ["ReportDismissed"]);
        let Event::ReportDismissed(event) = case.last() else {
            panic!("another event")
        };
        assert_eq!((event.by, event.report), (role, 0));
    }
    // A report that is made after the sale is the buyer's alone.
    case.ok(BORROWER, step::report(fen(1), case.today()));
    for step in [step::confirm(1), step::dismiss(1)] {
        assert_eq!(case.refused(LENDER, step), Error::NotAParty);
    }
    assert_eq!(case.ok(ASSIGNEE, step::dismiss(1)), ["ReportDismissed"]);
}

// ---- dividing money ------------------------------------------------------------------------------------------------

#[test]
fn what_rounding_leaves_goes_to_the_largest_remainders_first() {
    let of = |amount: u128, parts: &[(AccountId, u32)]| -> Vec<u128> {
        let shares = split(fen(amount), &holders(parts)).unwrap();
        shares.into_iter().map(|(_, share)| share.minor()).collect()
    };
    let (a, b, c) = (other(60), other(61), other(62));
    // 100 × (0.333333, 0.333333, 0.333334) = 33.3333, 33.3333, 33.3334: the odd unit goes to the third.
    assert_eq!(of(100, &[(a, 333_333), (b, 333_333), (c, 333_334)]), [33, 33, 34]);
    // 101 × 0.5 = 50.5 each: among equals the first.
    assert_eq!(of(101, &[(a, 500_000), (b, 500_000)]), [51, 50]);
    // 11 × (0.25, 0.25, 0.5) = 2.75, 2.75, 5.5: two units over, to the two of 0.75.
    assert_eq!(of(11, &[(a, 250_000), (b, 250_000), (c, 500_000)]), [3, 3, 5]);
    // 10^26 × 0.999999 and the rest.
    let most = Amount::MAX.minor();
    assert_eq!(
        of(most, &[(a, 999_999), (b, 1)]),
        [most / WHOLE as u128 * 999_999, most / WHOLE as u128]
    );
}

#[test]
fn a_share_of_nothing_is_not_paid_out() {
    let shares = split(fen(1), &holders(&[(LENDER, 999_999), (ASSIGNEE, 1)])).unwrap();
    assert_eq!(shares, [(LENDER, fen(1))]);
    assert_eq!(split(Amount::ZERO, &holders(&[(LENDER, WHOLE)])), Ok(Vec::new()));
}

#[test]
fn parts_that_are_not_a_whole_are_a_fault_of_the_books() {
    assert_eq!(
        split(fen(100), &holders(&[(LENDER, WHOLE + 10_000)])),
        Err(Error::Arithmetic)
    );
    assert_eq!(
        split(fen(100), &holders(&[(LENDER, 900_000)])),
        Err(Error::Arithmetic)
    );
}

#[test]
fn a_repayment_on_chain_belongs_to_the_holders_in_proportion() {
    for terms in [native(bullet()), token(bullet())] {
        let mut case = Case::active(terms).on(DUE);
        case.assign(&[(LENDER, 250_000), (ASSIGNEE, 250_000), (STRANGER, 500_000)]);
        case.ok(BORROWER, step::repay(fen(11)));
        assert_eq!(
            case.credits,
            [(LENDER, fen(3)), (ASSIGNEE, fen(3)), (STRANGER, fen(5))]
        );
    }
}

#[test]
fn before_any_assignment_all_of_a_repayment_is_the_lenders() {
    let mut case = Case::active(native(bullet())).on(DUE);
    case.ok(BORROWER, step::repay(fen(1_014_794)));
    assert_eq!(case.credits, [(LENDER, fen(1_014_794))]);
}

#[test]
fn money_outside_the_chain_is_nobodys_credit_here() {
    let mut case = Case::active(bullet()).on(DUE);
    case.pay(1_000);
    assert!(case.credits.is_empty());
}

// ---- forgiveness ---------------------------------------------------------------------------------------------------

#[test]
fn what_is_forgiven_counts_as_a_payment_would() {
    let mut case = Case::active(native(bullet())).on(Day(DUE.0 + 20));
    assert_eq!(case.owed(), (1_000_000, 14_794, 3_287));
    assert_eq!(case.ok(LENDER, step::forgive(fen(20_000))), ["DebtForgiven"]);
    assert_eq!(case.owed(), (1_000_000 - (20_000 - 3_287 - 14_794), 0, 0));
    let Event::DebtForgiven(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(
        (event.payment.late, event.payment.interest),
        (fen(3_287), fen(14_794))
    );
    assert_eq!(case.stored().forgiven, fen(20_000));
    // No money came, so nobody has any to withdraw.
    assert!(case.credits.is_empty());
}

#[test]
fn forgiving_everything_settles_the_loan_and_a_unit_more_is_refused() {
    let mut case = running();
    let total = case.total();
    assert_eq!(
        case.refused(LENDER, step::forgive(fen(total + 1))),
        Error::RepaymentTooLarge
    );
    assert_eq!(
        case.ok(LENDER, step::forgive(fen(total))),
        ["DebtForgiven", "LoanSettled"]
    );
    assert_eq!(case.status(), Status::Settled);
}

#[test]
fn forgiving_what_is_overdue_cures_a_default() {
    let mut case = Case::active(crate::case::monthly(12)).on(day(2026, 2, 9));
    case.ok(STRANGER, step::DEFAULT);
    let due = case.figures().next_due.unwrap().amount;
    assert_eq!(
        case.ok(LENDER, step::forgive(due)),
        ["DebtForgiven", "DefaultCured"]
    );
}

#[test]
fn the_creditor_alone_forgives_and_only_while_the_claim_is_in_one_hand() {
    let mut case = running();
    assert_eq!(case.refused(BORROWER, step::forgive(fen(1))), Error::WrongParty);
    assert_eq!(case.refused(STRANGER, step::forgive(fen(1))), Error::NotAParty);
    assert_eq!(
        case.refused(LENDER, step::forgive(Amount::ZERO)),
        Error::AmountZero
    );
    case.assign(&[(LENDER, 999_999), (ASSIGNEE, 1)]);
    assert_eq!(case.refused(LENDER, step::forgive(fen(1))), Error::SeveralHolders);
    assert_eq!(case.refused(ASSIGNEE, step::forgive(fen(1))), Error::NotAParty);
}

#[test]
fn forgiving_does_not_close_the_books_over_an_earlier_report() {
    let mut case = Case::active(bullet()).on(Day(START.0 + 40));
    case.ok(BORROWER, step::report(fen(100), Day(START.0 + 39)));
    assert_eq!(case.ok(LENDER, step::forgive(fen(1))), ["DebtForgiven"]);
    case.ok(LENDER, step::confirm(0));
    let Event::LoanRepaid(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(event.payment.value_day, Day(START.0 + 39));
}
