//! Steps that must never happen: each message in each state, by each caller. What the table does not allow is refused
//! with `WrongState`, whoever asks.

use crate::{
    case::{
        accelerable, answered, arbitrated, bullet, context, fen, guaranteed, joint, last_ms, native,
        scheduled, succeeded, token, Case, ARBITER, ASSIGNEE, BORROWER, CO_BORROWER, GUARANTOR, HEIR, LENDER,
        NEW_KEY, START, STRANGER, VERIFIER, WITNESS,
    },
    step,
};
use terms::{
    life::{Action, Delivery},
    AccountId, Amount, Day, Error, Method, Period, Plan, RatePpm, Status, Terms,
};

/// The states, each reached by real steps; `delivery` means reported and not acknowledged, `offered` a running loan with
/// an amendment and an assignment that wait for signatures, and a dispute of the borrower.
pub const STATES: [&str; 9] = [
    "proposed",
    "signed",
    "delivery",
    "active",
    "offered",
    "defaulted",
    "settled",
    "cancelled",
    "expired",
];

/// A loan in `state` on a day on which the steps of that state are open.
pub fn loan_in(state: &str, terms: Terms) -> Case {
    let late = Day(START.0 + 94);
    let amount = terms.principal;
    match state {
        "proposed" => Case::proposed(terms),
        "signed" => Case::signed(terms),
        "delivery" => {
            let mut case = Case::signed(terms);
            case.ok(LENDER, step::report_delivery(amount, START));
            case
        }
        "active" => Case::active(terms).on(late),
        "offered" => {
            let mut case = loan_in("active", terms);
            case.ok(LENDER, amendment(&case));
            case.ok(LENDER, assignment());
            case.ok(BORROWER, step::DISPUTE);
            case
        }
        "defaulted" => {
            let mut case = loan_in("active", terms);
            case.ok(STRANGER, step::DEFAULT);
            case
        }
        "settled" => {
            let mut case = loan_in("active", terms);
            let total = case.total();
            case.pay(total);
            case
        }
        "cancelled" => {
            let mut case = Case::proposed(terms);
            case.ok(BORROWER, step::CANCEL);
            case
        }
        "expired" => {
            let mut case = Case::proposed(terms).on(late);
            case.ok(STRANGER, step::EXPIRE);
            case
        }
        other => panic!("no state {other}"),
    }
}

/// The demo loan, half of it due ninety days later than the other.
fn two_rows() -> Terms {
    let mut terms = bullet();
    terms.plan.method = Method::EqualPrincipal;
    terms.plan.periods = 2;
    scheduled(terms)
}

pub fn terms() -> Terms {
    succeeded(answered(accelerable(arbitrated(guaranteed(two_rows())), 10), 7))
}

/// Half a year more, whatever the state.
fn amendment(case: &Case) -> Action {
    let plan = Plan {
        method: Method::Bullet,
        start: Day(START.0 + 94),
        every: Period::Months(6),
        periods: 1,
        balloon: Amount::ZERO,
    };
    let mut amendment = case.amendment(plan);
    amendment.principal = fen(1_000_000);
    amendment.sign_by = last_ms(Day(START.0 + 9_000));
    step::propose(case.figured(amendment))
}

fn assignment() -> Action {
    step::assign(&[(ASSIGNEE, 1_000_000)], last_ms(Day(START.0 + 94 + 80)))
}

/// Every message with arguments that fit the demo loan, and who besides the parties it is for.
pub fn messages(case: &Case) -> Vec<(&'static str, Action, AccountId)> {
    let agreement = &case.loan.agreement;
    let amendment_digest = agreement.amendment.as_ref().map_or([0; 32], |offer| offer.digest);
    let assignment_digest = agreement.assignments.last().map_or([0; 32], |offer| offer.digest);
    let nobody = AccountId([99; 32]);
    vec![
        ("sign", step::sign(agreement.digest), nobody),
        ("cancel", step::CANCEL, nobody),
        ("expire", step::EXPIRE, nobody),
        ("deliver", step::report_delivery(fen(1_000_000), START), nobody),
        ("withdraw delivery", step::WITHDRAW_DELIVERY, nobody),
        ("receive", step::received(fen(1_000_000)), nobody),
        ("repay on chain", step::repay(fen(1)), nobody),
        ("report", step::report(fen(1), START), nobody),
        ("confirm", step::confirm(0), nobody),
        ("dismiss", step::dismiss(0), nobody),
        ("notify", step::NOTIFY, nobody),
        ("default", step::DEFAULT, nobody),
        ("demand", step::demand(None), nobody),
        ("acknowledge", step::ACKNOWLEDGE, nobody),
        ("propose", amendment(case), nobody),
        ("accept", step::accept(amendment_digest), nobody),
        ("assign", assignment(), nobody),
        ("take over", step::take_over(assignment_digest), ASSIGNEE),
        ("forgive", step::forgive(fen(1)), nobody),
        ("dispute", step::DISPUTE, nobody),
        ("resolve", step::resolve(0, 0), ARBITER),
        ("consent", step::consent(agreement.in_force), GUARANTOR),
        ("attest", step::attest([8; 32]), WITNESS),
        ("state identity", step::state_identity([8; 32]), VERIFIER),
        ("end identity", step::end_identity([9; 32]), VERIFIER),
        ("void identity", step::void_identity([9; 32]), VERIFIER),
        ("reverse", step::reverse(99), nobody),
        ("accelerate", step::ACCELERATE, nobody),
        ("silence", step::silence(0), nobody),
        ("plan", step::plan([Some(nobody), None, None], 14), nobody),
        ("hand over", step::claim(BORROWER, NEW_KEY), nobody),
        ("claim", step::claim(BORROWER, HEIR), HEIR),
        ("support", step::support(BORROWER, NEW_KEY), HEIR),
        ("end claim", step::end_claim(BORROWER, NEW_KEY), nobody),
        ("decide", step::decide(BORROWER, NEW_KEY, NEW_KEY), ARBITER),
        ("take", step::take(BORROWER), NEW_KEY),
    ]
}

type Expected = Result<Status, Error>;

/// What lender, borrower (who proposed), a stranger and the one whom the message is for get, wherever it is not
/// `WrongState` for all of them.
#[rustfmt::skip]
fn allowed(state: &str, message: &str) -> Option<[Expected; 4]> {
    use Error::{
        AlreadyAgreed, AlreadyDisputed, AlreadySigned, DeadlineNotReached, DeliveryReported, Disputed, NoAmendment, NoAssignment,
        NoDelivery, NoSuchClaim, NoSuchPayment, NoSuchReport, NoSuchStatement, NotAParty, NotArbiter, NotDisputed, NotGuarantor,
        NotHolder, NotNamedForSeat, NotVerifier, NotWitness, WrongParty, WrongSettlement,
    };
    use Status::{Active, Cancelled, Defaulted, Expired, Proposed, Settled, Signed};
    let status = match state {
        "proposed" => Proposed,
        "signed" | "delivery" => Signed,
        "active" | "offered" => Active,
        "defaulted" => Defaulted,
        "settled" => Settled,
        "cancelled" => Cancelled,
        _ => Expired,
    };
    let ended = matches!(status, Settled | Cancelled | Expired);
    let (open, stays) = (Err(NotAParty), Ok(status));
    Some(match (state, message) {
        ("proposed", "sign")            => [Ok(Signed), Err(WrongParty), open, open],
        ("proposed", "cancel")          => [Ok(Cancelled), Ok(Cancelled), open, open],
        ("proposed" | "signed", "expire") => [Err(DeadlineNotReached); 4],
        ("delivery", "expire")          => [Err(DeliveryReported); 4],
        ("signed" | "delivery", "deliver") => [stays, Err(WrongParty), open, open],
        ("signed", "withdraw delivery") => [Err(NoDelivery), Err(WrongParty), open, open],
        ("delivery", "withdraw delivery") => [Ok(Signed), Err(WrongParty), open, open],
        ("signed", "receive")           => [Err(WrongParty), Err(NoDelivery), open, open],
        ("delivery", "receive")         => [Err(WrongParty), Ok(Active), open, open],
        // A witness attests whatever has become of the loan.
        (_, "attest")                   => [Err(NotWitness), Err(NotWitness), Err(NotWitness), stays],
        // So does a verifier.
        (_, "state identity")           => [Err(NotVerifier), Err(NotVerifier), Err(NotVerifier), stays],
        (_, "end identity" | "void identity") => [Err(NoSuchStatement); 4],
        // What was claimed goes on when the loan has ended; here nothing is.
        (_, "decide")                   => [Err(NotArbiter), Err(NotArbiter), Err(NotArbiter), Err(NoSuchClaim)],
        (_, "support" | "end claim" | "take") => [Err(NoSuchClaim); 4],
        ("settled", "reverse")          => [Err(NoSuchPayment), Err(NoSuchPayment), open, open],
        _ if ended                      => return None,
        (_, "consent")                  => [Err(NotGuarantor), Err(NotGuarantor), Err(NotGuarantor), stays],
        ("signed" | "delivery" | "active" | "offered" | "defaulted", "hand over") => {
            [Err(NotNamedForSeat), stays, Err(NotNamedForSeat), Err(NotNamedForSeat)]
        }
        ("signed" | "delivery" | "active" | "offered" | "defaulted", "claim") => {
            [Err(NotNamedForSeat), stays, Err(NotNamedForSeat), stays]
        }
        ("proposed" | "signed" | "delivery", _) => return None,
        // From here on the loan runs.
        ("active", "default")           => [Ok(Defaulted); 4],
        ("offered", "default")          => [Err(Disputed); 4],
        // Anybody may pay in the borrower's place, where money moves on chain.
        (_, "repay on chain")           => [Err(WrongParty), Err(WrongSettlement), Err(WrongSettlement), Err(WrongSettlement)],
        (_, "reverse")                  => [Err(NoSuchPayment), Err(NoSuchPayment), open, open],
        (_, "silence")                  => [Err(NoSuchReport); 4],
        (_, "report")                   => [stays, stays, open, open],
        (_, "confirm")                  => [Err(NoSuchReport), Err(WrongParty), open, open],
        (_, "dismiss")                  => [Err(NoSuchReport), Err(NoSuchReport), open, open],
        ("defaulted", "accelerate")     => [stays, Err(WrongParty), open, open],
        (_, "notify")                   => [stays; 4],
        (_, "demand" | "assign")        => [stays, Err(NotHolder), Err(NotHolder), Err(NotHolder)],
        (_, "plan")                     => [Err(AlreadyAgreed), Err(NotHolder), Err(NotHolder), Err(NotHolder)],
        (_, "acknowledge")              => [Err(WrongParty), stays, open, open],
        (_, "propose")                  => [stays, stays, open, open],
        ("offered", "accept")           => [Err(AlreadySigned), Ok(Active), open, open],
        (_, "accept")                   => [Err(NoAmendment); 4],
        ("offered", "take over")        => [Err(AlreadySigned), Err(NotHolder), Err(NotHolder), Ok(Active)],
        (_, "take over")                => [Err(NoAssignment); 4],
        (_, "forgive")                  => [stays, Err(WrongParty), open, open],
        ("offered", "dispute")          => [Err(AlreadyDisputed), Err(AlreadyDisputed), open, open],
        (_, "dispute")                  => [stays, stays, open, open],
        ("offered", "resolve")          => [Err(NotArbiter), Ok(Active), Err(NotArbiter), Ok(Active)],
        (_, "resolve")                  => [Err(NotDisputed); 4],
        _ => return None,
    })
}

/// Invariant I6: what is forbidden is refused, and a refusal leaves no trace.
#[test]
fn every_message_in_every_state_by_every_caller_does_what_the_table_says() {
    for state in STATES {
        let case = loan_in(state, terms());
        for (name, message, own) in messages(&case) {
            let expected = allowed(state, name).unwrap_or([Err(Error::WrongState); 4]);
            for (caller, expected) in [LENDER, BORROWER, STRANGER, own].into_iter().zip(expected) {
                let mut after = case.clone();
                let got = after.act(caller, message.clone()).map(|_| after.status());
                assert_eq!(got, expected, "{name} in {state} by {:?}", caller.0[0]);
                if got.is_err() {
                    assert_eq!(after.loan, case.loan, "{name} in {state} left a trace");
                }
            }
        }
    }
}

#[test]
fn a_guarantor_arbiter_witness_or_assignee_to_be_is_a_stranger_to_all_messages_but_their_own() {
    for state in STATES {
        let case = loan_in(state, terms());
        for (name, message, own) in messages(&case) {
            let stranger = case
                .ask(STRANGER, message.clone())
                .map(|outcome| outcome.loan.state.status());
            for caller in [GUARANTOR, ARBITER, WITNESS, VERIFIER, ASSIGNEE] {
                if caller != own {
                    let got = case
                        .ask(caller, message.clone())
                        .map(|outcome| outcome.loan.state.status());
                    assert_eq!(got, stranger, "{name} in {state} by {:?}", caller.0[0]);
                }
            }
        }
    }
}

#[test]
fn each_way_of_settlement_refuses_the_other_ones_steps() {
    let amount = fen(1_000_000);
    let deliver = |case: &Case| {
        let ctx = context(LENDER, case.now);
        let delivery = Delivery {
            number: 0,
            amount,
            on: START,
            at_least: RatePpm::ZERO,
            receipt: None,
            acknowledged: false,
        };
        case.loan.clone().deliver(&case.plan, delivery, &ctx).err()
    };
    let report = |case: &Case| {
        let delivery = Delivery {
            number: 0,
            amount,
            on: START,
            at_least: RatePpm::ZERO,
            receipt: None,
            acknowledged: false,
        };
        case.loan
            .clone()
            .report_delivery(&case.plan, delivery, &context(LENDER, case.now))
            .err()
    };
    let wrong = Some(Error::WrongSettlement);
    for terms in [native(bullet()), token(bullet())] {
        let (signed, active) = (Case::signed(terms.clone()), Case::active(terms));
        assert_eq!((deliver(&signed), report(&signed)), (None, wrong));
        for caller in [LENDER, BORROWER] {
            let refused = active.refused(caller, step::report(amount, START));
            assert_eq!(refused, Error::WrongSettlement);
        }
        assert!(active.ask(BORROWER, step::repay(amount)).is_ok());
    }
    let (signed, active) = (Case::signed(bullet()), Case::active(bullet()));
    assert_eq!((deliver(&signed), report(&signed)), (wrong, None));
    assert_eq!(
        active.refused(BORROWER, step::repay(amount)),
        Error::WrongSettlement
    );
}

#[test]
fn steps_on_chain_keep_to_states_and_parties_like_all_others() {
    let amount = fen(1_000_000);
    let deliver = || step::deliver(amount);
    let repay = || step::repay(amount);
    let signed = Case::signed(native(bullet()));
    assert_eq!(signed.refused(BORROWER, deliver()), Error::WrongParty);
    assert_eq!(signed.refused(STRANGER, deliver()), Error::NotAParty);
    assert_eq!(signed.refused(BORROWER, repay()), Error::WrongState);
    let active = Case::active(native(bullet()));
    assert_eq!(active.refused(LENDER, repay()), Error::WrongParty);
    assert!(
        active.ask(STRANGER, repay()).is_ok(),
        "anybody may pay in the borrower's place"
    );
    assert_eq!(active.refused(LENDER, deliver()), Error::WrongState);
}

#[test]
fn a_refused_or_ended_loan_never_comes_back() {
    for state in ["settled", "cancelled", "expired"] {
        let case = loan_in(state, terms()).on(Day(START.0 + 4_000));
        for (name, message, own) in messages(&case) {
            for caller in [LENDER, BORROWER, STRANGER, own] {
                let after = case.ask(caller, message.clone());
                if name == "attest" || name.ends_with("identity") {
                    // What can be added to it, and it stays what it is.
                    assert!(after.map_or(true, |after| after.loan.state == case.loan.state));
                } else if ["support", "end claim", "decide", "take"].contains(&name) {
                    // What was claimed before goes on; here nothing was.
                    let expected = match (name, caller) {
                        ("decide", caller) if caller != ARBITER => Error::NotArbiter,
                        _ => Error::NoSuchClaim,
                    };
                    assert_eq!(after.err(), Some(expected), "{name} in {state}");
                } else if (state, name) == ("settled", "reverse") {
                    // A mistake can be taken back by both; nothing else is one.
                    assert!(after.is_err());
                } else {
                    assert_eq!(after.err(), Some(Error::WrongState), "{name} in {state}");
                }
            }
        }
    }
}

/// Whoever owes beside the borrower is on the borrower's side in every step; signatures and the receipt of the money are each one's
/// own.
#[test]
fn a_co_borrower_takes_the_borrowers_steps_and_no_other() {
    for state in STATES {
        let case = loan_in(state, joint(terms()));
        for (name, message, _) in messages(&case) {
            let of = |caller| {
                let after = case.ask(caller, message.clone());
                after.map(|outcome| outcome.loan.state.status())
            };
            let (own, borrowers) = (of(CO_BORROWER), of(BORROWER));
            match (state, name) {
                // The borrower proposed; the lender and the co-borrower are asked to sign.
                ("proposed", "sign") => {
                    assert_eq!((own, borrowers), (Ok(Status::Proposed), Err(Error::WrongParty)))
                }
                ("delivery", "receive") => {
                    assert_eq!((own, borrowers), (Err(Error::WrongParty), Ok(Status::Active)))
                }
                ("signed", "receive") => assert_eq!(own, Err(Error::WrongParty)),
                // A seat is its owner's.
                (_, "hand over" | "claim") if borrowers.is_ok() => {
                    assert_eq!(own, Err(Error::NotNamedForSeat))
                }
                _ => assert_eq!(own, borrowers, "{name} in {state}"),
            }
        }
    }
}
