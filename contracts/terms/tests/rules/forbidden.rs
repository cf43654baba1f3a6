//! Steps that must never happen: each message in each state, by each caller. What the table does not allow is refused
//! with `WrongState`, whoever asks.

use crate::case::{bullet, fen, native, Case, Message, BORROWER, LENDER, START, STRANGER};
use terms::{Day, Error, Status, Terms};

/// The states, each reached by real steps; `delivery` means reported and not acknowledged.
const STATES: [&str; 8] = [
    "proposed",
    "signed",
    "delivery",
    "active",
    "defaulted",
    "settled",
    "cancelled",
    "expired",
];

/// A loan in `state` on a day on which the steps of that state are open.
fn loan_in(state: &str, terms: Terms) -> Case {
    let late = Day(START.0 + 94);
    let amount = terms.principal;
    match state {
        "proposed" => Case::proposed(terms),
        "signed" => Case::signed(terms),
        "delivery" => {
            let mut case = Case::signed(terms);
            case.ok(LENDER, Message::ReportDelivery(amount, START));
            case
        }
        "active" => Case::active(terms).on(late),
        "defaulted" => {
            let mut case = loan_in("active", terms);
            case.ok(STRANGER, Message::MarkDefault);
            case
        }
        "settled" => {
            let mut case = loan_in("active", terms);
            let owed = case.figures();
            let total = owed.principal.minor() + owed.interest.minor() + owed.late.minor();
            case.pay(total);
            case
        }
        "cancelled" => {
            let mut case = Case::proposed(terms);
            case.ok(BORROWER, Message::Cancel);
            case
        }
        "expired" => {
            let mut case = Case::proposed(terms).on(late);
            case.ok(STRANGER, Message::Expire);
            case
        }
        other => panic!("no state {other}"),
    }
}

/// Every message with arguments that fit the demo loan.
fn messages(case: &Case) -> [(&'static str, Message); 9] {
    [
        ("sign", Message::Sign(case.loan.agreement.digest)),
        ("cancel", Message::Cancel),
        ("expire", Message::Expire),
        ("deliver", Message::ReportDelivery(fen(1_000_000), START)),
        ("acknowledge", Message::Acknowledge(fen(1_000_000))),
        ("report", Message::ReportRepayment(fen(1), START)),
        ("confirm", Message::Confirm(0)),
        ("notify", Message::NotifyDue),
        ("default", Message::MarkDefault),
    ]
}

type Expected = Result<Status, Error>;

/// What lender, borrower (who proposed) and a stranger get, wherever it is not `WrongState` for all three.
#[rustfmt::skip]
fn allowed(state: &str, message: &str) -> Option<[Expected; 3]> {
    use Error::{DeadlineNotReached, DeliveryReported, NoDelivery, NoSuchReport, NotAParty, WrongParty};
    use Status::{Active, Cancelled, Defaulted, Signed};
    Some(match (state, message) {
        ("proposed", "sign")        => [Ok(Signed), Err(WrongParty), Err(NotAParty)],
        ("proposed", "cancel")      => [Ok(Cancelled), Ok(Cancelled), Err(NotAParty)],
        ("proposed", "expire")      => [Err(DeadlineNotReached); 3],
        ("signed", "expire")        => [Err(DeadlineNotReached); 3],
        ("signed", "deliver")       => [Ok(Signed), Err(WrongParty), Err(NotAParty)],
        ("signed", "acknowledge")   => [Err(WrongParty), Err(NoDelivery), Err(NotAParty)],
        ("delivery", "expire")      => [Err(DeliveryReported); 3],
        ("delivery", "deliver")     => [Ok(Signed), Err(WrongParty), Err(NotAParty)],
        ("delivery", "acknowledge") => [Err(WrongParty), Ok(Active), Err(NotAParty)],
        ("active", "report")        => [Ok(Active), Ok(Active), Err(NotAParty)],
        ("active", "confirm")       => [Err(NoSuchReport), Err(WrongParty), Err(NotAParty)],
        ("active", "notify")        => [Ok(Active); 3],
        ("active", "default")       => [Ok(Defaulted); 3],
        ("defaulted", "report")     => [Ok(Defaulted), Ok(Defaulted), Err(NotAParty)],
        ("defaulted", "confirm")    => [Err(NoSuchReport), Err(WrongParty), Err(NotAParty)],
        ("defaulted", "notify")     => [Ok(Defaulted); 3],
        _ => return None,
    })
}

#[test]
fn every_message_in_every_state_by_every_caller_does_what_the_table_says() {
    for state in STATES {
        let case = loan_in(state, bullet());
        for (name, message) in messages(&case) {
            let expected = allowed(state, name).unwrap_or([Err(Error::WrongState); 3]);
            for (caller, expected) in [LENDER, BORROWER, STRANGER].into_iter().zip(expected) {
                let got = case
                    .ask(caller, message)
                    .map(|outcome| outcome.loan.state.status());
                assert_eq!(got, expected, "{name} in {state} by {:?}", caller.0[0]);
            }
        }
    }
}

#[test]
fn each_way_of_settlement_refuses_the_other_ones_steps() {
    let amount = fen(1_000_000);
    let off_chain = [
        Message::ReportDelivery(amount, START),
        Message::ReportRepayment(amount, START),
    ];
    let on_chain = [Message::DeliverNative(amount), Message::RepayNative(amount)];
    let wrong = Err(Error::WrongSettlement);
    let gist = |case: &Case, caller, message| case.ask(caller, message).map(|_| ());

    let (signed, active) = (Case::signed(native(bullet())), Case::active(native(bullet())));
    assert_eq!(gist(&signed, LENDER, off_chain[0]), wrong);
    assert_eq!(gist(&active, LENDER, off_chain[1]), wrong);
    assert_eq!(gist(&active, BORROWER, off_chain[1]), wrong);
    assert_eq!(gist(&signed, LENDER, on_chain[0]), Ok(()));
    assert_eq!(gist(&active, BORROWER, on_chain[1]), Ok(()));

    let (signed, active) = (Case::signed(bullet()), Case::active(bullet()));
    assert_eq!(gist(&signed, LENDER, on_chain[0]), wrong);
    assert_eq!(gist(&active, BORROWER, on_chain[1]), wrong);
}

#[test]
fn native_steps_keep_to_states_and_parties_like_all_others() {
    let amount = fen(1_000_000);
    let deliver = Message::DeliverNative(amount);
    let repay = Message::RepayNative(amount);
    let signed = Case::signed(native(bullet()));
    assert_eq!(signed.refused(BORROWER, deliver), Error::WrongParty);
    assert_eq!(signed.refused(STRANGER, deliver), Error::NotAParty);
    assert_eq!(signed.refused(BORROWER, repay), Error::WrongState);
    let active = Case::active(native(bullet()));
    assert_eq!(active.refused(LENDER, repay), Error::WrongParty);
    assert_eq!(active.refused(STRANGER, repay), Error::NotAParty);
    assert_eq!(active.refused(LENDER, deliver), Error::WrongState);
}

#[test]
fn a_refused_or_ended_loan_never_comes_back() {
    for state in ["settled", "cancelled", "expired"] {
        let case = loan_in(state, bullet()).on(Day(START.0 + 4_000));
        for (name, message) in messages(&case) {
            for caller in [LENDER, BORROWER, STRANGER] {
                assert_eq!(
                    case.refused(caller, message),
                    Error::WrongState,
                    "{name} in {state}"
                );
            }
        }
    }
}
