//! Another key acts for a seat: who may claim one, when it is taken, what nobody may do meanwhile, and that nothing else changes by it.
//!
//! What is forbidden comes first, written out by hand; then a test for each rule. Random seats against a second reading of the rules stand
//! in `succession`.

use crate::{
    case::{
        answered, arbitrated, bullet, context, fen, guaranteed, joint, last_ms, native, sha256, succeeded,
        Appointed, Case, ARBITER, ASSIGNEE, BORROWER, CO_BORROWER, GUARANTOR, HEIR, LENDER, LENDERS_HEIR,
        NAMED, NEW_KEY, SECOND, STAND_IN, START, STRANGER, VERIFIER, WITNESS,
    },
    forbidden::{loan_in, messages},
    intents, step,
};
use std::collections::BTreeSet;
use terms::{
    agreement::{Awaits, Succession},
    event::Office,
    intent::{Deed, Intent},
    life::{held_account, Action, Context, Held, NoOffices, Offices},
    sample, AccountId, Day, Error, Event, Loan, Role, Status, Terms, Timestamp,
};

const STATED: [u8; 32] = [9; 32];
const LATER: [u8; 32] = [10; 32];
/// Who takes over a co-borrower's or a guarantor's seat in [`succeeded`] terms.
const OTHER_HEIR: AccountId = AccountId([40; 32]);
const THIEF: AccountId = AccountId([13; 32]);

fn terms() -> Terms {
    succeeded(arbitrated(guaranteed(joint(bullet()))))
}

/// A running loan ten days after its start, half of its claim sold.
fn running() -> Case {
    let mut case = Case::active(terms()).on(Day(START.0 + 10));
    case.assign(&[(LENDER, 500_000), (ASSIGNEE, 500_000)]);
    case
}

/// A running loan ten days after its start.
fn undivided() -> Case {
    Case::active(terms()).on(Day(START.0 + 10))
}

/// So many days later.
fn after(case: &Case, days: u32) -> Case {
    let today = case.today();
    case.clone().on(Day(today.0 + days))
}

/// `seat` is handed over to `to`, who takes it eight days later.
fn handed_over(mut case: Case, seat: AccountId, to: AccountId) -> Case {
    let key = case.loan.agreement.key_of(seat);
    case.ok(key, step::claim(seat, to));
    let mut case = after(&case, 8);
    case.ok(to, step::take(seat));
    case
}

/// The heir claims the borrower's seat, its key objects, and a verifier states something.
fn objected(mut case: Case) -> Case {
    case.ok(HEIR, step::claim(BORROWER, HEIR));
    case.ok(BORROWER, step::end_claim(BORROWER, HEIR));
    case.ok(VERIFIER, step::state_identity(STATED));
    case
}

fn awaits(case: &Case, seat: AccountId) -> Option<Awaits> {
    let mut seats = case.loan.agreement.seats.iter();
    seats
        .find(|one| one.account == seat)?
        .claim
        .map(|claim| claim.awaits)
}

fn key_of(case: &Case, seat: AccountId) -> AccountId {
    case.loan.agreement.key_of(seat)
}

/// What `action` of `caller` gives where nobody holds any office any more.
fn without_offices(case: &Case, caller: AccountId, action: Action) -> Option<Error> {
    let ctx = Context {
        offices: &NoOffices,
        ..context(caller, case.now)
    };
    case.loan.clone().step(action, &case.plan, &ctx).err()
}

// ---- the forbidden list ----------------------------------------------------------------------------------------------

/// What gives something up or binds somebody: not for a seat that is claimed or was taken within thirty days.
const HELD: [&str; 17] = [
    "sign",
    "cancel",
    "acknowledge_delivery",
    "confirm_repayment",
    "dismiss_report",
    "acknowledge",
    "propose_amendment",
    "accept_amendment",
    "assign",
    "accept_assignment",
    "forgive",
    "resolve",
    "consent",
    "reverse_payment",
    "withdraw_delivery",
    "accelerate",
    "plan_succession",
];

/// The same of who acts for the claim alone.
const HELD_OF_CREDITOR: [&str; 1] = ["report_repayment"];

/// What no account does for a seat: what anyone may do, and what an office does.
const APART: [&str; 9] = [
    "expire",
    "notify_due",
    "mark_default",
    "record_silence",
    "attest",
    "state_identity",
    "end_identity",
    "void_identity",
    "decide_claim",
];

const SEATS: [AccountId; 5] = [LENDER, ASSIGNEE, BORROWER, CO_BORROWER, GUARANTOR];

#[test]
fn the_table_holds_what_gives_something_up_or_binds_somebody_and_nothing_else() {
    for row in Action::STEPS {
        let expected = if HELD.contains(&row.name) {
            Held::Yes
        } else if HELD_OF_CREDITOR.contains(&row.name) {
            Held::Creditor
        } else {
            Held::No
        };
        assert_eq!(row.held, expected, "{}", row.name);
    }
    let names: BTreeSet<_> = Action::STEPS.iter().map(|row| row.name).collect();
    let listed = HELD.iter().chain(&HELD_OF_CREDITOR).chain(&APART);
    assert!(listed.clone().all(|name| names.contains(name)));
}

/// Whether a seat is refused a step for being held.
fn is_held(seat: AccountId, name: &str) -> bool {
    HELD.contains(&name) || (HELD_OF_CREDITOR.contains(&name) && seat == LENDER)
}

/// Asks for every step of the table, with arguments that need not fit: whether the seat is held is looked at before them.
fn each_step(case: &Case, caller: AccountId, check: impl Fn(&'static str, Option<Error>)) {
    for row in Action::STEPS {
        let action = sample::action(row.name, "").expect("a sample of each step");
        check(row.name, case.ask(caller, action).err());
    }
}

#[test]
fn of_every_seat_neither_key_takes_a_held_step_from_the_claim_to_thirty_days_after_the_taking() {
    for seat in SEATS {
        let mut claimed = running();
        claimed.ok(seat, step::claim(seat, NEW_KEY));
        each_step(&claimed, seat, |name, error| {
            assert_eq!(
                error == Some(Error::SeatHeld),
                is_held(seat, name),
                "{name} by the old key of {seat:?}"
            );
        });
        // Until it has the seat the new key is a stranger.
        for row in Action::STEPS {
            let action = sample::action(row.name, "").unwrap();
            let ask = |caller| claimed.ask(caller, action.clone()).err();
            if row.name == "take_seat" {
                continue;
            }
            assert_eq!(
                ask(NEW_KEY),
                ask(STRANGER),
                "{} by the new key of {seat:?}",
                row.name
            );
        }
        let mut taken = after(&claimed, 8);
        taken.ok(NEW_KEY, step::take(seat));
        for days in [0, 30] {
            each_step(&after(&taken, days), NEW_KEY, |name, error| {
                let held = error == Some(Error::SeatHeld);
                assert_eq!(
                    held,
                    is_held(seat, name),
                    "{name} by the new key of {seat:?} after {days} days"
                );
            });
        }
        each_step(&after(&taken, 31), NEW_KEY, |name, error| {
            assert_ne!(error, Some(Error::SeatHeld), "{name} by the new key of {seat:?}");
        });
        for days in [0, 30, 31, 4_000] {
            each_step(&after(&taken, days), seat, |name, error| {
                let passed = error == Some(Error::SeatPassed);
                assert_eq!(
                    passed,
                    !APART.contains(&name),
                    "{name} by the old key of {seat:?}"
                );
            });
        }
    }
}

/// The same with steps that would be taken.
#[test]
fn what_a_seat_could_do_is_refused_while_it_is_claimed_and_what_is_not_held_is_not() {
    for state in ["signed", "delivery", "active", "offered", "defaulted"] {
        for seat in [LENDER, BORROWER] {
            let before = loan_in(state, crate::forbidden::terms());
            let mut claimed = before.clone();
            claimed.ok(seat, step::claim(seat, NEW_KEY));
            for (name, action, _) in messages(&before) {
                if before.ask(seat, action.clone()).is_err() || ["hand over", "claim"].contains(&name) {
                    continue;
                }
                // In the place of what was reported.
                let replaces = (state, name) == ("delivery", "deliver");
                let held = is_held(seat, action.row().name) || replaces;
                let expected = held.then_some(Error::SeatHeld);
                assert_eq!(claimed.ask(seat, action).err(), expected, "{name} in {state}");
            }
        }
    }
}

#[test]
fn no_step_of_another_is_refused_because_a_seat_is_claimed_but_those_that_rest_on_its_word() {
    let before = loan_in("offered", crate::forbidden::terms());
    let mut claimed = before.clone();
    claimed.ok(LENDER, step::claim(LENDER, NEW_KEY));
    for (name, action, own) in messages(&before) {
        for caller in [BORROWER, STRANGER, own] {
            let (was, is) = (
                before.ask(caller, action.clone()),
                claimed.ask(caller, action.clone()),
            );
            let rests = was.is_ok() && ["accept", "take over"].contains(&name);
            let expected = if rests { Some(Error::SeatHeld) } else { was.err() };
            assert_eq!(is.err(), expected, "{name} by {:?}", caller.0[0]);
        }
    }
}

// ---- ways to a claim -------------------------------------------------------------------------------------------------

#[test]
fn a_seat_is_handed_over_in_seven_days_that_are_over_at_midnight() {
    let mut case = running();
    assert_eq!(case.ok(BORROWER, step::claim(BORROWER, NEW_KEY)), ["SeatClaimed"]);
    let day = case.today();
    case.now = last_ms(Day(day.0 + 7));
    assert_eq!(case.refused(NEW_KEY, step::take(BORROWER)), Error::ClaimNotDue);
    case.now = Timestamp(case.now.0 + 1);
    for caller in [BORROWER, STRANGER, LENDER] {
        assert!(case.ask(caller, step::take(BORROWER)).is_err());
    }
    assert_eq!(case.ok(NEW_KEY, step::take(BORROWER)), ["SeatTaken"]);
    let Event::SeatTaken(event) = case.last() else {
        panic!("another event")
    };
    let through = Day(day.0 + 8 + 30);
    assert_eq!(
        (event.seat, event.from, event.to, event.held_through),
        (BORROWER, BORROWER, NEW_KEY, through)
    );
    assert_eq!(
        (event.lender, event.borrower),
        (LENDER, BORROWER),
        "events name the seat"
    );
    assert_eq!(
        (key_of(&case, BORROWER), case.joined.last()),
        (NEW_KEY, Some(&NEW_KEY))
    );
}

#[test]
fn with_its_heirs_word_a_seat_is_handed_over_at_once() {
    let mut case = running();
    case.ok(BORROWER, step::claim(BORROWER, NEW_KEY));
    for caller in [LENDERS_HEIR, NAMED, LENDER, STRANGER, NEW_KEY, BORROWER] {
        let refused = case.refused(caller, step::support(BORROWER, NEW_KEY));
        assert_eq!(refused, Error::NotNamedForSeat);
    }
    assert_eq!(
        case.ok(HEIR, step::support(BORROWER, NEW_KEY)),
        ["ClaimSupported"]
    );
    case.ok(NEW_KEY, step::take(BORROWER));
    assert_eq!(key_of(&case, BORROWER), NEW_KEY);
    // The thirty days are there all the same.
    assert_eq!(case.refused(NEW_KEY, step::ACKNOWLEDGE), Error::SeatHeld);
}

#[test]
fn an_heir_claims_for_themselves_alone_and_waits_the_agreed_days() {
    for (seat, heir, days) in [
        (BORROWER, HEIR, 14),
        (LENDER, LENDERS_HEIR, 20),
        (CO_BORROWER, OTHER_HEIR, 14),
    ] {
        let mut case = running();
        assert_eq!(
            case.refused(heir, step::claim(seat, NEW_KEY)),
            Error::NotNamedForSeat
        );
        case.ok(heir, step::claim(seat, heir));
        assert_eq!(
            after(&case, days).refused(heir, step::take(seat)),
            Error::ClaimNotDue
        );
        let mut case = after(&case, days + 1);
        case.ok(heir, step::take(seat));
        assert_eq!(key_of(&case, seat), heir);
    }
}

#[test]
fn a_verifier_whom_the_owner_named_claims_for_another_key_while_in_office() {
    let mut case = running();
    let claim = step::claim(BORROWER, NEW_KEY);
    assert_eq!(
        case.refused(VERIFIER, claim.clone()),
        Error::NotNamedForSeat,
        "appointed, not named"
    );
    assert_eq!(
        without_offices(&case, NAMED, claim.clone()),
        Some(Error::NotVerifier)
    );
    case.ok(NAMED, claim);
    assert_eq!(
        after(&case, 14).refused(NEW_KEY, step::take(BORROWER)),
        Error::ClaimNotDue
    );
    after(&case, 15).ok(NEW_KEY, step::take(BORROWER));
    // What they said in office stands.
    assert_eq!(
        without_offices(&after(&case, 15), NEW_KEY, step::take(BORROWER)),
        None
    );
}

#[test]
fn the_lenders_seat_takes_the_words_of_both_verifiers_and_until_then_binds_nobody() {
    for (first, second) in [(NAMED, SECOND), (SECOND, NAMED)] {
        let mut case = running();
        case.ok(first, step::claim(LENDER, NEW_KEY));
        assert_eq!(awaits(&case, LENDER), Some(Awaits::Second));
        assert!(
            case.ask(LENDER, step::report(fen(1), START)).is_ok(),
            "it decides"
        );
        let support = step::support(LENDER, NEW_KEY);
        for caller in [first, VERIFIER, LENDERS_HEIR, HEIR, LENDER, BORROWER, NEW_KEY] {
            assert_eq!(case.refused(caller, support.clone()), Error::NotNamedForSeat);
        }
        let mut case = after(&case, 30);
        assert_eq!(
            case.refused(NEW_KEY, step::take(LENDER)),
            Error::ClaimNotDue,
            "one is not enough"
        );
        case.ok(second, support);
        assert_eq!(case.refused(LENDER, step::report(fen(1), START)), Error::SeatHeld);
        // The days for an objection begin with the second.
        assert_eq!(
            after(&case, 20).refused(NEW_KEY, step::take(LENDER)),
            Error::ClaimNotDue
        );
        after(&case, 21).ok(NEW_KEY, step::take(LENDER));
    }
}

#[test]
fn both_verifiers_are_in_office_when_their_claim_comes_to_bind() {
    struct But(AccountId);
    impl Offices for But {
        fn holds(&self, office: Office, account: AccountId) -> bool {
            account != self.0 && Appointed.holds(office, account)
        }
    }
    let mut case = running();
    case.ok(NAMED, step::claim(LENDER, NEW_KEY));
    for (dismissed, expected) in [
        (NAMED, Some(Error::NotVerifier)),
        (SECOND, Some(Error::NotVerifier)),
        (VERIFIER, None),
    ] {
        let ctx = Context {
            offices: &But(dismissed),
            ..context(SECOND, case.now)
        };
        let asked = case
            .loan
            .clone()
            .step(step::support(LENDER, NEW_KEY), &case.plan, &ctx);
        assert_eq!(asked.err(), expected);
    }
}

#[test]
fn a_guarantor_who_bought_the_claim_is_not_put_out_by_one_verifier() {
    let mut case = undivided();
    case.ok(NAMED, step::claim(GUARANTOR, NEW_KEY));
    case.ok(GUARANTOR, step::end_claim(GUARANTOR, NEW_KEY));
    let mut case = undivided();
    case.assign(&[(LENDER, 500_000), (GUARANTOR, 500_000)]);
    assert_eq!(
        case.refused(NAMED, step::claim(GUARANTOR, NEW_KEY)),
        Error::NotNamedForSeat
    );
    // Their heir and their own key still can.
    assert!(
        case.ask(OTHER_HEIR, step::claim(GUARANTOR, OTHER_HEIR)).is_err(),
        "that is the co-borrower's"
    );
    assert!(case
        .ask(AccountId([41; 32]), step::claim(GUARANTOR, AccountId([41; 32])))
        .is_ok());
    assert!(case.ask(GUARANTOR, step::claim(GUARANTOR, NEW_KEY)).is_ok());
}

#[test]
fn the_other_sides_word_is_none_and_neither_is_that_of_whoever_has_bought_a_part() {
    let case = undivided();
    for caller in [
        LENDER,
        LENDERS_HEIR,
        GUARANTOR,
        CO_BORROWER,
        ARBITER,
        VERIFIER,
        WITNESS,
        STRANGER,
    ] {
        assert_eq!(
            case.refused(caller, step::claim(BORROWER, NEW_KEY)),
            Error::NotNamedForSeat
        );
        assert_eq!(
            case.refused(caller, step::claim(BORROWER, caller)),
            Error::NotNamedForSeat
        );
    }
    for caller in [BORROWER, HEIR, CO_BORROWER, GUARANTOR, ASSIGNEE] {
        assert_eq!(
            case.refused(caller, step::claim(LENDER, NEW_KEY)),
            Error::NotNamedForSeat
        );
    }
    // The borrower's verifier and the borrower's heir come to hold the claim.
    for buyer in [NAMED, HEIR] {
        let mut case = undivided();
        case.ok(BORROWER, step::claim(BORROWER, NEW_KEY));
        case.assign(&[(LENDER, 500_000), (buyer, 500_000)]);
        assert_eq!(
            case.refused(buyer, step::support(BORROWER, NEW_KEY)),
            Error::NotNamedForSeat
        );
        case.ok(BORROWER, step::end_claim(BORROWER, NEW_KEY));
        for to in [NEW_KEY, HEIR] {
            assert_eq!(
                case.refused(buyer, step::claim(BORROWER, to)),
                Error::NotNamedForSeat
            );
        }
    }
}

#[test]
fn a_new_key_has_no_part_in_the_loan_and_is_named_for_no_other_seat() {
    let mut case = running();
    case = handed_over(case, CO_BORROWER, THIEF);
    for to in [
        LENDER,
        BORROWER,
        CO_BORROWER,
        GUARANTOR,
        ASSIGNEE,
        ARBITER,
        LENDERS_HEIR,
        OTHER_HEIR,
        NAMED,
        SECOND,
        THIEF,
    ] {
        assert_eq!(
            case.refused(BORROWER, step::claim(BORROWER, to)),
            Error::KeyHasPart,
            "{:?}",
            to.0[0]
        );
    }
    // One's own heir is a key like another.
    assert!(case.ask(BORROWER, step::claim(BORROWER, HEIR)).is_ok());
    assert!(case.ask(NAMED, step::claim(BORROWER, HEIR)).is_ok());
}

#[test]
fn of_two_seats_claimed_for_one_key_it_gets_one() {
    let mut case = running();
    case.ok(BORROWER, step::claim(BORROWER, NEW_KEY));
    case.ok(LENDER, step::claim(LENDER, NEW_KEY));
    let mut case = after(&case, 8);
    case.ok(NEW_KEY, step::take(BORROWER));
    // By now it is the borrower's.
    assert_eq!(case.refused(NEW_KEY, step::take(LENDER)), Error::NoSuchClaim);
    assert_eq!(key_of(&case, LENDER), LENDER);
    case.ok(LENDER, step::end_claim(LENDER, NEW_KEY));
}

#[test]
fn a_key_that_has_bought_a_part_meanwhile_does_not_get_the_seat() {
    let mut case = undivided();
    let until = last_ms(Day(START.0 + 60));
    case.ok(LENDER, step::assign(&[(NEW_KEY, 1_000_000)], until));
    let digest = case.assignment_digest();
    case.ok(BORROWER, step::claim(BORROWER, NEW_KEY));
    // Offered before; after the claim it is not even offered.
    let offer = step::assign(&[(NEW_KEY, 1_000_000)], until);
    assert_eq!(case.refused(LENDER, offer), Error::BadAssignee);
    case.ok(NEW_KEY, step::take_over(digest));
    let mut case = after(&case, 8);
    assert_eq!(case.refused(NEW_KEY, step::take(BORROWER)), Error::KeyHasPart);
    case.ok(BORROWER, step::end_claim(BORROWER, NEW_KEY));
}

#[test]
fn a_key_buys_no_part_of_the_claim_under_another_name_than_its_seats() {
    let case = handed_over(undivided(), LENDER, NEW_KEY);
    let mut case = after(&case, 31);
    let until = last_ms(Day(case.today().0 + 10));
    case.ok(
        NEW_KEY,
        step::assign(&[(LENDER, 500_000), (ASSIGNEE, 500_000)], until),
    );
    let digest = case.assignment_digest();
    case.ok(ASSIGNEE, step::take_over(digest));
    let offer = step::assign(&[(NEW_KEY, 500_000)], until);
    assert_eq!(case.refused(ASSIGNEE, offer), Error::BadAssignee);
    assert!(case
        .ask(ASSIGNEE, step::assign(&[(LENDER, 500_000)], until))
        .is_ok());
    // Nor is it named as who paid in the borrower's place.
    let case = handed_over(undivided(), GUARANTOR, NEW_KEY);
    let report = |payer| case.ask(LENDER, step::report_of(payer, fen(1), START)).err();
    assert_eq!(
        (report(NEW_KEY), report(GUARANTOR)),
        (Some(Error::BadPayer), None)
    );
}

#[test]
fn a_seat_is_claimed_once_all_have_signed_and_not_after_the_end() {
    for state in ["proposed", "settled", "cancelled", "expired"] {
        let case = loan_in(state, crate::forbidden::terms());
        assert_eq!(
            case.refused(BORROWER, step::claim(BORROWER, NEW_KEY)),
            Error::WrongState,
            "{state}"
        );
    }
}

// ---- one claim for another -------------------------------------------------------------------------------------------

#[test]
fn a_handing_over_gives_way_to_heir_and_verifiers_and_nothing_else_that_binds_gives_way() {
    let mut handed = running();
    handed.ok(BORROWER, step::claim(BORROWER, THIEF));
    assert_eq!(
        handed.refused(BORROWER, step::claim(BORROWER, NEW_KEY)),
        Error::SeatClaimed
    );
    for (caller, to) in [(HEIR, HEIR), (NAMED, NEW_KEY)] {
        let mut case = handed.clone();
        case.ok(caller, step::claim(BORROWER, to));
        let case = after(&case, 30);
        assert_eq!(case.refused(THIEF, step::take(BORROWER)), Error::NoSuchClaim);
        for (caller, to) in [(BORROWER, THIEF), (HEIR, HEIR), (NAMED, NEW_KEY)] {
            assert_eq!(
                case.refused(caller, step::claim(BORROWER, to)),
                Error::SeatClaimed
            );
        }
    }
}

#[test]
fn one_of_two_verifiers_ends_a_handing_over_with_its_money_and_binds_nobody_yet() {
    let mut case = Case::active(succeeded(native(bullet()))).on(Day(START.0 + 10));
    let held = held_account(0, LENDER, sha256);
    case.ok(LENDER, step::claim(LENDER, THIEF));
    case.ok(BORROWER, step::repay(fen(100)));
    case.ok(NAMED, step::claim(LENDER, NEW_KEY));
    assert_eq!(
        (case.credits.clone(), case.released.clone()),
        (vec![(held, fen(100))], vec![(held, LENDER)])
    );
    assert_eq!(case.refused(THIEF, step::take(LENDER)), Error::NoSuchClaim);
    // The day on which it was claimed stays one.
    assert_eq!(case.refused(LENDER, step::forgive(fen(1))), Error::SeatHeld);
    assert!(after(&case, 1).ask(LENDER, step::forgive(fen(1))).is_ok());
    // What does not bind gives way in turn; the words of both at once do not.
    assert!(case.ask(LENDER, step::claim(LENDER, THIEF)).is_ok());
    case.ok(SECOND, step::support(LENDER, NEW_KEY));
    assert_eq!(
        case.refused(LENDER, step::claim(LENDER, THIEF)),
        Error::SeatClaimed
    );
}

// ---- objection, decision, end ----------------------------------------------------------------------------------------

#[test]
fn one_objection_ends_a_claim_and_the_next_needs_a_fresh_statement_and_an_arbiter() {
    let case = objected(running());
    for caller in [HEIR, NAMED] {
        let to = if caller == HEIR { HEIR } else { NEW_KEY };
        let mut case = case.clone();
        assert_eq!(
            case.refused(caller, step::claim(BORROWER, to)),
            Error::StatementNeeded
        );
        let unknown = step::claim_with(BORROWER, to, Some(LATER));
        assert_eq!(case.refused(caller, unknown), Error::NoSuchStatement);
        case.ok(caller, step::claim_with(BORROWER, to, Some(STATED)));
        assert_eq!(awaits(&case, BORROWER), Some(Awaits::Arbiter));
        // It binds, its days do not end it, and no key can object again.
        let late = after(&case, 300);
        assert_eq!(late.refused(to, step::take(BORROWER)), Error::ClaimNotDue);
        assert_eq!(
            late.refused(BORROWER, step::end_claim(BORROWER, to)),
            Error::AlreadyDisputed
        );
        assert_eq!(late.refused(BORROWER, step::ACKNOWLEDGE), Error::SeatHeld);
        assert_eq!(
            late.refused(STRANGER, step::end_claim(BORROWER, to)),
            Error::NotNamedForSeat
        );
    }
}

#[test]
fn what_an_arbiter_has_granted_no_key_ends_and_the_new_one_takes() {
    let mut case = objected(running());
    case.ok(HEIR, step::claim_with(BORROWER, HEIR, Some(STATED)));
    for key in [LENDER, NEW_KEY] {
        assert_eq!(
            case.refused(ARBITER, step::decide(BORROWER, HEIR, key)),
            Error::NotAsNamed
        );
    }
    assert_eq!(
        case.ok(ARBITER, step::decide(BORROWER, HEIR, HEIR)),
        ["ClaimDecided"]
    );
    assert_eq!(
        case.refused(ARBITER, step::decide(BORROWER, HEIR, HEIR)),
        Error::NotDisputed
    );
    // The days of the claim are its days still.
    assert_eq!(
        after(&case, 14).refused(HEIR, step::take(BORROWER)),
        Error::ClaimNotDue
    );
    let mut case = after(&case, 15);
    assert_eq!(
        case.refused(BORROWER, step::end_claim(BORROWER, HEIR)),
        Error::AlreadyDisputed
    );
    for (caller, to) in [(BORROWER, THIEF), (NAMED, NEW_KEY)] {
        let again = step::claim_with(BORROWER, to, Some(STATED));
        assert_eq!(case.refused(caller, again), Error::SeatClaimed);
    }
    case.ok(HEIR, step::take(BORROWER));
    assert_eq!(
        case.refused(BORROWER, step::claim(BORROWER, THIEF)),
        Error::SeatPassed
    );
    // The new key has an objection of its own.
    case.ok(NAMED, step::claim(BORROWER, NEW_KEY));
    case.ok(HEIR, step::end_claim(BORROWER, NEW_KEY));
}

#[test]
fn a_granted_handing_over_does_not_give_way() {
    let mut case = objected(running());
    case.ok(BORROWER, step::claim_with(BORROWER, NEW_KEY, Some(STATED)));
    assert_eq!(awaits(&case, BORROWER), Some(Awaits::Arbiter));
    let heirs = step::claim_with(BORROWER, HEIR, Some(STATED));
    assert_eq!(case.refused(HEIR, heirs.clone()), Error::SeatClaimed);
    case.ok(ARBITER, step::decide(BORROWER, NEW_KEY, NEW_KEY));
    assert_eq!(case.refused(HEIR, heirs), Error::SeatClaimed);
    after(&case, 8).ok(NEW_KEY, step::take(BORROWER));
}

#[test]
fn a_statement_of_before_the_objection_or_one_that_is_revoked_is_not_fresh() {
    let mut case = running();
    case.ok(VERIFIER, step::state_identity(LATER));
    let mut case = objected(case);
    let with = |digest| step::claim_with(BORROWER, HEIR, Some(digest));
    assert_eq!(case.refused(HEIR, with(LATER)), Error::StatementNeeded);
    assert!(case.ask(HEIR, with(STATED)).is_ok());
    // Said again by another verifier it is.
    let mut again = case.clone();
    again.ok(AccountId([121; 32]), step::state_identity(LATER));
    assert!(again.ask(HEIR, with(LATER)).is_ok());
    case.ok(VERIFIER, step::end_identity(STATED));
    assert_eq!(case.refused(HEIR, with(STATED)), Error::NoSuchStatement);
}

/// Between claim and decision the statement is the arbiter's to weigh.
#[test]
fn a_statement_that_is_revoked_after_the_claim_leaves_the_decision_to_the_arbiter() {
    let mut case = objected(running());
    case.ok(HEIR, step::claim_with(BORROWER, HEIR, Some(STATED)));
    case.ok(VERIFIER, step::void_identity(STATED));
    assert!(case.ask(ARBITER, step::decide(BORROWER, HEIR, HEIR)).is_ok());
    case.ok(ARBITER, step::decide(BORROWER, HEIR, BORROWER));
    assert_eq!(awaits(&case, BORROWER), None);
}

#[test]
fn a_claim_that_was_denied_needs_a_statement_of_after_that() {
    let mut case = objected(running());
    let with = |digest| step::claim_with(BORROWER, HEIR, Some(digest));
    case.ok(HEIR, with(STATED));
    case.ok(ARBITER, step::decide(BORROWER, HEIR, BORROWER));
    assert_eq!(case.refused(HEIR, with(STATED)), Error::StatementNeeded);
    case.ok(VERIFIER, step::state_identity(LATER));
    case.ok(HEIR, with(LATER));
}

/// Else a thief with the old key could make every statement stale.
#[test]
fn what_does_not_bind_is_not_objected_to_and_no_second_objection_makes_a_statement_stale() {
    let mut case = objected(running());
    case.ok(BORROWER, step::claim(BORROWER, THIEF));
    assert_eq!(
        awaits(&case, BORROWER),
        Some(Awaits::Second),
        "it waits for the heir"
    );
    case.ok(BORROWER, step::end_claim(BORROWER, THIEF));
    let Event::ClaimEnded(event) = case.last() else {
        panic!("another event")
    };
    assert!(!event.objected);
    case.ok(HEIR, step::claim_with(BORROWER, HEIR, Some(STATED)));
    // The pending word of one verifier is ended by the key, and may be given anew as it was.
    let mut case = running();
    case.ok(NAMED, step::claim(LENDER, NEW_KEY));
    case.ok(LENDER, step::end_claim(LENDER, NEW_KEY));
    case.ok(NAMED, step::claim(LENDER, NEW_KEY));
    case.ok(SECOND, step::support(LENDER, NEW_KEY));
    assert_eq!(
        awaits(&case, LENDER),
        Some(Awaits::Nothing),
        "the first that binds"
    );
}

#[test]
fn after_an_objection_two_verifiers_and_a_statement_go_to_the_arbiter_too() {
    let mut case = running();
    case.ok(LENDERS_HEIR, step::claim(LENDER, LENDERS_HEIR));
    case.ok(LENDER, step::end_claim(LENDER, LENDERS_HEIR));
    case.ok(VERIFIER, step::state_identity(STATED));
    assert_eq!(
        case.refused(NAMED, step::claim(LENDER, NEW_KEY)),
        Error::StatementNeeded
    );
    case.ok(NAMED, step::claim_with(LENDER, NEW_KEY, Some(STATED)));
    assert_eq!(awaits(&case, LENDER), Some(Awaits::Second));
    case.ok(SECOND, step::support(LENDER, NEW_KEY));
    assert_eq!(awaits(&case, LENDER), Some(Awaits::Arbiter));
}

#[test]
fn after_an_objection_a_handing_over_without_a_statement_takes_the_heirs_word() {
    let mut case = objected(running());
    case.ok(BORROWER, step::claim(BORROWER, NEW_KEY));
    assert_eq!(
        after(&case, 30).refused(NEW_KEY, step::take(BORROWER)),
        Error::ClaimNotDue
    );
    case.ok(HEIR, step::support(BORROWER, NEW_KEY));
    // The thief with the same key cannot end it any more.
    assert_eq!(
        case.refused(BORROWER, step::end_claim(BORROWER, NEW_KEY)),
        Error::AlreadyDisputed
    );
    case.ok(NEW_KEY, step::take(BORROWER));
    // Where nobody is named to be asked, it takes a statement.
    let mut case = running();
    case.ok(ASSIGNEE, step::claim(ASSIGNEE, NEW_KEY));
    case.ok(ASSIGNEE, step::end_claim(ASSIGNEE, NEW_KEY));
    assert_eq!(
        case.refused(ASSIGNEE, step::claim(ASSIGNEE, NEW_KEY)),
        Error::StatementNeeded
    );
}

#[test]
fn the_arbiter_whom_the_terms_name_decides_or_one_in_office_where_they_name_none() {
    let disputed = |terms| {
        let mut case = objected(Case::active(terms).on(Day(START.0 + 10)));
        case.ok(HEIR, step::claim_with(BORROWER, HEIR, Some(STATED)));
        case
    };
    let decide = step::decide(BORROWER, HEIR, HEIR);
    let named = disputed(succeeded(arbitrated(bullet())));
    for caller in [STAND_IN, LENDER, BORROWER, HEIR, NAMED, STRANGER] {
        assert_eq!(named.refused(caller, decide.clone()), Error::NotArbiter);
    }
    assert!(named.ask(ARBITER, decide.clone()).is_ok());
    let unnamed = disputed(succeeded(bullet()));
    assert_eq!(unnamed.refused(ARBITER, decide.clone()), Error::NotArbiter);
    assert!(unnamed.ask(STAND_IN, decide.clone()).is_ok());
    // Nobody decides their own case: not who has or had a part, is named for a seat, or is to get one.
    struct Everybody;
    impl Offices for Everybody {
        fn holds(&self, office: Office, _: AccountId) -> bool {
            office == Office::Arbiter
        }
    }
    let mut sold = unnamed;
    sold.assign(&[(ASSIGNEE, 1_000_000)]);
    sold.ok(ASSIGNEE, step::claim(ASSIGNEE, NEW_KEY));
    for caller in [
        LENDER,
        ASSIGNEE,
        BORROWER,
        HEIR,
        NAMED,
        SECOND,
        LENDERS_HEIR,
        NEW_KEY,
        STRANGER,
    ] {
        let ctx = Context {
            offices: &Everybody,
            ..context(caller, sold.now)
        };
        let asked = sold.loan.clone().step(decide.clone(), &sold.plan, &ctx);
        let expected = (caller != STRANGER).then_some(Error::NotArbiter);
        assert_eq!(asked.err(), expected, "{:?}", caller.0[0]);
    }
}

#[test]
fn a_claim_is_given_up_by_who_made_it_or_for_whom_it_is_made() {
    let mut made = running();
    made.ok(NAMED, step::claim(BORROWER, NEW_KEY));
    for caller in [NAMED, NEW_KEY] {
        let mut case = made.clone();
        assert_eq!(
            case.ok(caller, step::end_claim(BORROWER, NEW_KEY)),
            ["ClaimEnded"]
        );
        // That is no objection.
        assert!(case.ask(HEIR, step::claim(BORROWER, HEIR)).is_ok());
    }
    for caller in [HEIR, LENDER, CO_BORROWER, STRANGER, ARBITER] {
        assert_eq!(
            made.refused(caller, step::end_claim(BORROWER, NEW_KEY)),
            Error::NotNamedForSeat
        );
    }
}

#[test]
fn a_claim_for_which_nothing_is_done_lapses_after_sixty_days_and_after_a_year_with_an_arbiter() {
    let mut made = running();
    made.ok(NAMED, step::claim(BORROWER, NEW_KEY));
    let end = step::end_claim(BORROWER, NEW_KEY);
    assert_eq!(
        after(&made, 60).refused(STRANGER, end.clone()),
        Error::NotNamedForSeat
    );
    assert_eq!(after(&made, 61).ok(STRANGER, end.clone()), ["ClaimEnded"]);
    let mut waits = objected(running());
    waits.ok(NAMED, step::claim_with(BORROWER, NEW_KEY, Some(STATED)));
    for caller in [STRANGER, BORROWER] {
        assert!(after(&waits, 365).ask(caller, end.clone()).is_err());
        let mut case = after(&waits, 366);
        case.ok(caller, end.clone());
        // That is no objection: the same statement is good for another claim.
        case.ok(NAMED, step::claim_with(BORROWER, NEW_KEY, Some(STATED)));
    }
    // A decision is a step: the key has sixty days from it.
    let mut case = after(&waits, 200);
    case.ok(ARBITER, step::decide(BORROWER, NEW_KEY, NEW_KEY));
    assert_eq!(
        after(&case, 60).refused(STRANGER, end.clone()),
        Error::NotNamedForSeat
    );
    after(&case, 61).ok(STRANGER, end);
}

// ---- what was signed, and what goes on -------------------------------------------------------------------------------

#[test]
fn what_a_seat_signed_before_it_was_claimed_waits_and_is_void_once_it_is_taken() {
    let offered = loan_in("offered", crate::forbidden::terms());
    let (amendment, assignment) = (offered.amendment_digest(), offered.assignment_digest());
    let mut claimed = offered.clone();
    claimed.ok(LENDER, step::claim(LENDER, NEW_KEY));
    assert_eq!(
        claimed.refused(BORROWER, step::accept(amendment)),
        Error::SeatHeld
    );
    assert_eq!(
        claimed.refused(ASSIGNEE, step::take_over(assignment)),
        Error::SeatHeld
    );
    // Objected to, it is as it was.
    let mut ended = claimed.clone();
    ended.ok(LENDER, step::end_claim(LENDER, NEW_KEY));
    let ended = after(&ended, 1);
    assert!(ended.ask(ASSIGNEE, step::take_over(assignment)).is_ok());
    let mut taken = after(&claimed, 8);
    taken.ok(NEW_KEY, step::take(LENDER));
    assert!(taken.loan.agreement.amendment.is_none());
    assert!(taken.loan.agreement.assignments.is_empty());
    assert_eq!(
        after(&taken, 31).refused(BORROWER, step::accept(amendment)),
        Error::NoAmendment
    );
}

#[test]
fn offers_to_a_seat_stay_for_its_new_key() {
    let offered = loan_in("offered", crate::forbidden::terms());
    let digest = offered.amendment_digest();
    let case = handed_over(offered, BORROWER, NEW_KEY);
    assert!(case.loan.agreement.amendment.is_some());
    assert_eq!(case.refused(NEW_KEY, step::accept(digest)), Error::SeatHeld);
    let mut case = after(&case, 31);
    assert_eq!(case.ok(NEW_KEY, step::accept(digest)), ["LoanAmended"]);
    // A seat that signs nothing voids nothing.
    let offered = loan_in("offered", crate::forbidden::terms());
    let case = handed_over(offered.clone(), GUARANTOR, NEW_KEY);
    assert_eq!(case.loan.agreement.amendment, offered.loan.agreement.amendment);
}

#[test]
fn that_a_claimed_seat_asked_to_take_back_a_payment_waits_and_is_void_once_it_is_taken_also_of_a_settled_loan(
) {
    for settled in [false, true] {
        let mut case = undivided();
        case.pay(1_000);
        let payment = case.loan.chain.sequence - 1;
        case.ok(BORROWER, step::reverse(payment));
        case.ok(HEIR, step::claim(BORROWER, HEIR));
        if settled {
            let total = case.total();
            case.pay(total);
        }
        assert_eq!(case.refused(LENDER, step::reverse(payment)), Error::SeatHeld);
        let mut case = after(&case, 15);
        case.ok(HEIR, step::take(BORROWER));
        assert_eq!(case.status() == Status::Settled, settled);
        assert_eq!(case.ok(LENDER, step::reverse(payment)), ["ReversalProposed"]);
    }
}

#[test]
fn no_seat_step_moves_a_figure_a_day_a_schedule_or_the_books() {
    let mut case = Case::active(terms()).on(Day(START.0 + 100));
    case.ok(STRANGER, step::DEFAULT);
    case.pay(1_000);
    let before = case.clone();
    let mut now = objected(case);
    now.ok(NAMED, step::claim_with(BORROWER, NEW_KEY, Some(STATED)));
    now.ok(ARBITER, step::decide(BORROWER, NEW_KEY, NEW_KEY));
    now.ok(LENDER, step::claim(LENDER, THIEF));
    now.ok(LENDERS_HEIR, step::support(LENDER, THIEF));
    now.ok(THIEF, step::take(LENDER));
    let now = {
        let mut later = after(&now, 15);
        later.ok(NEW_KEY, step::take(BORROWER));
        later
    };
    let before = after(&before, 15);
    assert_eq!((now.figures(), &now.plan), (before.figures(), &before.plan));
    assert_eq!(now.loan.state, before.loan.state);
    let (mut agreement, was) = (now.loan.agreement.clone(), &before.loan.agreement);
    assert_eq!(agreement.seats.len(), 2);
    agreement.seats.clear();
    agreement.identities.clear();
    assert_eq!(&agreement, was);
    // Whose credit, claim and debt it is does not change.
    let Event::SeatTaken(event) = now.last() else {
        panic!("another event")
    };
    assert_eq!((event.lender, event.borrower), (LENDER, BORROWER));
}

#[test]
fn the_new_key_acts_under_the_name_of_the_seat() {
    let mut case = after(&handed_over(undivided(), BORROWER, NEW_KEY), 31);
    case.ok(NEW_KEY, step::report(fen(1_000), case.today()));
    case.ok(NEW_KEY, step::ACKNOWLEDGE);
    let mut case = after(&handed_over(case, LENDER, THIEF), 31);
    assert_eq!(case.ok(THIEF, step::confirm(0)), ["LoanRepaid"]);
    let Event::LoanRepaid(event) = case.last() else {
        panic!("another event")
    };
    assert_eq!(
        (event.lender, event.by, event.payer),
        (LENDER, Role::Lender, None)
    );
    let until = last_ms(Day(case.today().0 + 5));
    case.ok(
        THIEF,
        step::assign(&[(LENDER, 400_000), (ASSIGNEE, 600_000)], until),
    );
    let digest = case.assignment_digest();
    case.ok(ASSIGNEE, step::take_over(digest));
    assert_eq!(case.loan.agreement.part_of(LENDER), 400_000);
    let case = handed_over(undivided(), GUARANTOR, NEW_KEY);
    let mut case = after(&case, 31);
    case.ok(NEW_KEY, step::consent(case.loan.agreement.in_force));
    assert!(case.loan.agreement.guarantees(GUARANTOR));
}

// ---- silence ---------------------------------------------------------------------------------------------------------

#[test]
fn silence_is_not_recorded_against_a_held_seat_nor_before_its_days_have_run_anew() {
    let mut case = Case::active(answered(terms(), 7)).on(Day(START.0 + 10));
    case.ok(BORROWER, step::report(fen(1_000), START));
    case.ok(LENDER, step::claim(LENDER, NEW_KEY));
    assert_eq!(
        after(&case, 40).refused(STRANGER, step::silence(0)),
        Error::SeatHeld
    );
    let mut case = after(&case, 8);
    case.ok(NEW_KEY, step::take(LENDER));
    assert_eq!(
        after(&case, 30 + 7).refused(STRANGER, step::silence(0)),
        Error::SeatHeld
    );
    after(&case, 30 + 8).ok(STRANGER, step::silence(0));
    // The borrower's seat is nothing to it, and neither is a claim that does not bind.
    let mut case = Case::active(answered(terms(), 7)).on(Day(START.0 + 10));
    case.ok(BORROWER, step::report(fen(1_000), START));
    case.ok(BORROWER, step::claim(BORROWER, NEW_KEY));
    case.ok(NAMED, step::claim(LENDER, THIEF));
    after(&case, 8).ok(STRANGER, step::silence(0));
    // An objection lets the days run anew too: the key had nothing to say while it was claimed.
    let mut case = Case::active(answered(terms(), 7)).on(Day(START.0 + 10));
    case.ok(BORROWER, step::report(fen(1_000), START));
    case.ok(LENDERS_HEIR, step::claim(LENDER, LENDERS_HEIR));
    let mut case = after(&case, 10);
    case.ok(LENDER, step::end_claim(LENDER, LENDERS_HEIR));
    assert_eq!(
        after(&case, 7).refused(STRANGER, step::silence(0)),
        Error::SeatHeld
    );
    after(&case, 8).ok(STRANGER, step::silence(0));
}

// ---- money on the chain ----------------------------------------------------------------------------------------------

/// A native loan ten days after its start, half of its claim sold.
fn on_chain() -> Case {
    let mut case = Case::active(native(terms())).on(Day(START.0 + 10));
    case.assign(&[(LENDER, 500_000), (ASSIGNEE, 500_000)]);
    case
}

#[test]
fn money_for_a_claimed_seat_is_kept_where_nobody_has_the_key_and_passes_to_whoever_has_the_seat_then() {
    let held = held_account(0, LENDER, sha256);
    assert_ne!(held, held_account(1, LENDER, sha256));
    assert_ne!(held, held_account(0, ASSIGNEE, sha256));
    let mut case = on_chain();
    case.ok(LENDERS_HEIR, step::claim(LENDER, LENDERS_HEIR));
    case.ok(BORROWER, step::repay(fen(100)));
    assert_eq!(case.credits, [(held, fen(50)), (ASSIGNEE, fen(50))]);
    assert!(case.released.is_empty());
    let mut ended = case.clone();
    ended.ok(LENDER, step::end_claim(LENDER, LENDERS_HEIR));
    assert_eq!(ended.released, [(held, LENDER)]);
    let mut taken = after(&case, 21);
    taken.ok(LENDERS_HEIR, step::take(LENDER));
    assert_eq!(taken.released, [(held, LENDERS_HEIR)]);
    // From now on it comes to the new key at once.
    taken.ok(STRANGER, step::repay(fen(100)));
    assert_eq!(taken.credits[2..], [(LENDERS_HEIR, fen(50)), (ASSIGNEE, fen(50))]);
}

#[test]
fn a_denied_claim_releases_what_was_kept_to_the_present_key() {
    let mut case = on_chain();
    case.ok(LENDERS_HEIR, step::claim(LENDER, LENDERS_HEIR));
    case.ok(LENDER, step::end_claim(LENDER, LENDERS_HEIR));
    case.ok(VERIFIER, step::state_identity(STATED));
    case.ok(LENDERS_HEIR, step::claim_with(LENDER, LENDERS_HEIR, Some(STATED)));
    case.ok(BORROWER, step::repay(fen(100)));
    let held = held_account(0, LENDER, sha256);
    case.released.clear();
    let mut granted = case.clone();
    granted.ok(ARBITER, step::decide(LENDER, LENDERS_HEIR, LENDERS_HEIR));
    assert!(granted.released.is_empty());
    case.ok(ARBITER, step::decide(LENDER, LENDERS_HEIR, LENDER));
    assert_eq!(case.released, [(held, LENDER)]);
}

/// Else the last payment of a loan would be the thief's, or nobody's.
#[test]
fn a_claim_goes_on_when_the_loan_is_settled_and_the_new_key_gets_what_was_kept() {
    let held = held_account(0, LENDER, sha256);
    let mut case = Case::active(native(terms())).on(Day(START.0 + 10));
    case.ok(NAMED, step::claim(LENDER, NEW_KEY));
    case.ok(SECOND, step::support(LENDER, NEW_KEY));
    let total = case.total();
    case.ok(BORROWER, step::repay(fen(total)));
    assert_eq!(
        (case.status(), case.credits.clone()),
        (Status::Settled, vec![(held, fen(total))])
    );
    let mut ended = case.clone();
    ended.ok(LENDER, step::end_claim(LENDER, NEW_KEY));
    assert_eq!(ended.released.last(), Some(&(held, LENDER)));
    let mut case = after(&case, 21);
    case.ok(NEW_KEY, step::take(LENDER));
    assert_eq!(
        (case.released.last(), case.status()),
        (Some(&(held, NEW_KEY)), Status::Settled)
    );
    // A loan that ended before its money came lets go of the claim too.
    let mut case = Case::signed(native(terms()));
    case.ok(BORROWER, step::claim(BORROWER, NEW_KEY));
    let mut case = after(&case, 8);
    case.ok(STRANGER, step::EXPIRE);
    case.ok(NEW_KEY, step::take(BORROWER));
    assert_eq!(case.status(), Status::Expired);
}

#[test]
fn no_money_is_delivered_on_the_chain_to_a_seat_that_is_held() {
    let mut terms = native(terms());
    terms.sign_by = last_ms(Day(START.0 + 60));
    terms.deliver_by = last_ms(Day(START.0 + 60));
    let mut case = Case::signed(terms);
    case.ok(BORROWER, step::claim(BORROWER, NEW_KEY));
    let deliver = step::deliver(fen(1_000_000));
    assert_eq!(case.refused(LENDER, deliver.clone()), Error::SeatHeld);
    let mut case = after(&case, 8);
    case.ok(NEW_KEY, step::take(BORROWER));
    // A new key that the lender may not have heard of.
    assert_eq!(after(&case, 30).refused(LENDER, deliver.clone()), Error::SeatHeld);
    let mut case = after(&case, 31);
    case.ok(LENDER, deliver);
    // Another seat's claim is nothing to it.
    let mut case = Case::signed(native(succeeded(joint(bullet()))));
    case.ok(CO_BORROWER, step::claim(CO_BORROWER, NEW_KEY));
    case.ok(LENDER, step::deliver(fen(1_000_000)));
}

// ---- counters and offices --------------------------------------------------------------------------------------------

#[test]
fn keys_count_their_own_intents_and_what_the_old_one_signed_counts_no_more() {
    let case = handed_over(undivided(), LENDER, NEW_KEY);
    let case = after(&case, 31);
    let act = |caller, action, counter| {
        let ctx = context(caller, case.now);
        case.loan.clone().act(action, counter, &case.plan, &ctx)
    };
    let before = case.loan.counters;
    let outcome = act(NEW_KEY, step::forgive(fen(1)), 7).unwrap();
    assert_eq!(
        (outcome.counter, outcome.loan.counters),
        (Some((NEW_KEY, 8)), before)
    );
    assert_eq!(case.loan.counter(NEW_KEY), None, "the host has it");
    let submit = |signer, nonce, deed: fn(u32, [u8; 32]) -> Deed| {
        let intent = Intent {
            signer,
            not_before: case.now,
            not_after: Timestamp(case.now.0 + 1),
            deed: deed(nonce, case.loan.agreement.in_force),
            ..intents::intent()
        };
        let loan: Loan = case.loan.clone();
        loan.submit(intent, nonce, &case.plan, &context(signer, case.now))
    };
    let forgives = |nonce, in_force| Deed::Act {
        loan: 0,
        nonce,
        in_force,
        action: step::forgive(fen(1)),
    };
    let skips = |nonce, _| Deed::Skip {
        loan: 0,
        nonce,
        to: nonce + 1,
    };
    assert_eq!(submit(LENDER, 1, forgives).err(), Some(Error::SeatPassed));
    assert!(submit(NEW_KEY, 1, forgives).is_ok());
    // Whoever may have signed something can take it back.
    for signer in [LENDER, NEW_KEY, HEIR, NAMED, SECOND, LENDERS_HEIR] {
        assert!(submit(signer, 0, skips).is_ok(), "{:?}", signer.0[0]);
    }
    assert_eq!(submit(THIEF, 0, skips).err(), Some(Error::NotAParty));
}

#[test]
fn an_office_is_held_by_a_key_and_does_not_pass_with_a_seat() {
    // A verifier who is on record gets a seat: they state nothing more, and can take back what they stated.
    let mut case = undivided();
    case.ok(VERIFIER, step::state_identity(STATED));
    let mut case = handed_over(case, BORROWER, VERIFIER);
    assert_eq!(
        case.refused(VERIFIER, step::state_identity(LATER)),
        Error::VerifierHasPart
    );
    case.ok(VERIFIER, step::void_identity(STATED));
    // The office of a party stays with the party's account.
    let mut terms = bullet();
    terms.borrower = WITNESS;
    let ctx = context(WITNESS, crate::case::noon(START));
    let outcome = Loan::propose(0, terms, None, &ctx).unwrap();
    let mut case = Case {
        loan: outcome.loan,
        ..Case::proposed(bullet())
    };
    case.ok(LENDER, step::sign(case.loan.agreement.digest));
    let mut case = handed_over(case, WITNESS, NEW_KEY);
    assert_eq!(case.refused(NEW_KEY, step::attest([8; 32])), Error::NotWitness);
    case.ok(WITNESS, step::attest([8; 32]));
}

#[test]
fn an_heir_and_a_key_are_no_neutral_verifiers() {
    struct Everybody;
    impl Offices for Everybody {
        fn holds(&self, _: Office, _: AccountId) -> bool {
            true
        }
    }
    let mut case = handed_over(running(), CO_BORROWER, THIEF);
    case.ok(BORROWER, step::claim(BORROWER, NEW_KEY));
    for (caller, may) in [
        (HEIR, false),
        (LENDERS_HEIR, false),
        (THIEF, false),
        (NEW_KEY, false),
        (NAMED, true),
        (STRANGER, true),
    ] {
        let ctx = Context {
            offices: &Everybody,
            ..context(caller, case.now)
        };
        let asked = case
            .loan
            .clone()
            .step(step::state_identity(STATED), &case.plan, &ctx);
        assert_eq!(
            asked.err(),
            (!may).then_some(Error::VerifierHasPart),
            "{:?}",
            caller.0[0]
        );
    }
}

// ---- what is agreed --------------------------------------------------------------------------------------------------

#[test]
fn a_succession_that_is_none_is_refused_with_the_terms() {
    type Change = fn(&mut Terms);
    let changes: [Change; 16] = [
        |terms| terms.successions[0].seat = STRANGER,
        |terms| terms.successions[0].seat = ARBITER,
        |terms| terms.successions[1] = terms.successions[0],
        |terms| terms.successions[1].days = 13,
        |terms| terms.successions[1].days = 31,
        |terms| (terms.successions[1].heir, terms.successions[1].verifier) = (None, None),
        |terms| terms.successions[1].heir = Some(NAMED),
        |terms| terms.successions[0].second = Some(NAMED),
        // One verifier for the seat that holds the claim; a second without a first.
        |terms| terms.successions[0].second = None,
        |terms| (terms.successions[1].verifier, terms.successions[1].second) = (None, Some(SECOND)),
        // Who has a part.
        |terms| terms.successions[1].heir = Some(LENDER),
        |terms| terms.successions[1].verifier = Some(CO_BORROWER),
        |terms| terms.successions[1].verifier = Some(ARBITER),
        |terms| terms.successions[1].heir = Some(GUARANTOR),
        // An heir who is named for another seat.
        |terms| terms.successions[1].heir = Some(LENDERS_HEIR),
        |terms| terms.successions[1].verifier = Some(LENDERS_HEIR),
    ];
    let propose =
        |terms: Terms| Loan::propose(0, terms, None, &context(BORROWER, crate::case::noon(START))).err();
    assert_eq!(propose(terms()), None);
    for (n, change) in changes.into_iter().enumerate() {
        let mut terms = terms();
        change(&mut terms);
        assert_eq!(propose(terms), Some(Error::BadSuccession), "{n}");
    }
    let possible: [Change; 4] = [
        |terms| terms.successions.clear(),
        |terms| (terms.successions[0].verifier, terms.successions[0].second) = (None, None),
        |terms| terms.successions[0].heir = None,
        |terms| terms.successions[1].days = 30,
    ];
    for change in possible {
        let mut terms = terms();
        change(&mut terms);
        assert_eq!(propose(terms), None);
    }
}

#[test]
fn who_has_bought_a_part_agrees_once_who_may_take_over_their_seat() {
    let mut case = running();
    let named = [Some(NEW_KEY), Some(NAMED), Some(SECOND)];
    for caller in [BORROWER, STRANGER, GUARANTOR] {
        assert_eq!(case.refused(caller, step::plan(named, 14)), Error::NotHolder);
    }
    assert_eq!(case.refused(LENDER, step::plan(named, 14)), Error::AlreadyAgreed);
    for (bad, days) in [
        (named, 13),
        (named, 31),
        (named, 14 + 256),
        ([None, None, None], 14),
        ([None, Some(NAMED), None], 14),
        ([Some(BORROWER), None, None], 14),
        ([Some(ASSIGNEE), None, None], 14),
        ([Some(ARBITER), None, None], 14),
        ([Some(HEIR), None, None], 14),
        ([Some(NAMED), None, None], 14),
        ([None, Some(HEIR), Some(SECOND)], 14),
    ] {
        assert_eq!(
            case.refused(ASSIGNEE, step::plan(bad, days)),
            Error::BadSuccession,
            "{bad:?} {days}"
        );
    }
    assert_eq!(case.ok(ASSIGNEE, step::plan(named, 14)), ["SuccessionPlanned"]);
    let expected = Succession {
        seat: ASSIGNEE,
        heir: Some(NEW_KEY),
        verifier: Some(NAMED),
        second: Some(SECOND),
        days: 14,
    };
    assert_eq!(case.loan.agreement.succession_of(ASSIGNEE), Some(&expected));
    assert_eq!(
        case.refused(ASSIGNEE, step::plan(named, 14)),
        Error::AlreadyAgreed
    );
    case.ok(NEW_KEY, step::claim(ASSIGNEE, NEW_KEY));
    let mut case = after(&case, 15);
    case.ok(NEW_KEY, step::take(ASSIGNEE));
    assert_eq!(key_of(&case, ASSIGNEE), NEW_KEY);
}

#[test]
fn a_seat_goes_with_the_last_part_but_its_key_is_known_while_a_report_is_addressed_to_it() {
    let mut case = undivided();
    case.assign(&[(ASSIGNEE, 1_000_000)]);
    let until = |case: &Case| last_ms(Day(case.today().0 + 5));
    let sold = |mut case: Case, key: AccountId| {
        case.ok(key, step::assign(&[(STRANGER, 1_000_000)], until(&case)));
        let digest = case.assignment_digest();
        case.ok(STRANGER, step::take_over(digest));
        case
    };
    let mut planned = case.clone();
    planned.ok(ASSIGNEE, step::plan([Some(NEW_KEY), None, None], 14));
    let planned = sold(planned, ASSIGNEE);
    assert!(planned.loan.agreement.seats.is_empty());
    case.ok(BORROWER, step::report(fen(1), START));
    let case = after(&handed_over(case, ASSIGNEE, NEW_KEY), 31);
    let mut case = sold(case, NEW_KEY);
    assert_eq!(case.refused(ASSIGNEE, step::confirm(0)), Error::SeatPassed);
    case.ok(NEW_KEY, step::confirm(0));
    // The terms' own stay.
    let case = after(&handed_over(undivided(), LENDER, NEW_KEY), 31);
    let case = sold(case, NEW_KEY);
    assert_eq!(key_of(&case, LENDER), NEW_KEY);
}

#[test]
fn four_holders_whom_the_terms_do_not_name_arrange_for_their_keys_and_whom_they_name_always_can() {
    let mut case = undivided();
    let other = |n: u8| AccountId([n; 32]);
    let parts: Vec<_> = (50..60).map(|n| (other(n), 100_000)).collect();
    case.assign(&parts);
    for n in 50..54 {
        case.ok(other(n), step::plan([Some(other(n + 20)), None, None], 14));
    }
    assert_eq!(
        case.refused(other(54), step::plan([Some(other(74)), None, None], 14)),
        Error::TooManyHolders
    );
    assert_eq!(
        case.refused(other(54), step::claim(other(54), NEW_KEY)),
        Error::TooManyHolders
    );
    case.ok(other(50), step::claim(other(50), NEW_KEY));
    for (n, seat) in [LENDER, BORROWER, CO_BORROWER, GUARANTOR].into_iter().enumerate() {
        case.ok(seat, step::claim(seat, other(90 + n as u8)));
    }
}
