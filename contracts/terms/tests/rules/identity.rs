//! Statements of verifiers on record: who may make one, who may revoke it, and that nothing else changes by them.

use crate::{
    case::{
        arbitrated, bullet, guaranteed, joint, noon, Case, ARBITER, ASSIGNEE, BORROWER, CO_BORROWER,
        GUARANTOR, LENDER, START, STRANGER, VERIFIER, WITNESS,
    },
    forbidden::{loan_in, terms, STATES},
    step,
};
use terms::{
    agreement::{Identity, Revoked},
    event::Office,
    law::BuiltIn,
    life::{Context, NoOffices, Offices},
    AccountId, Error, Event,
};

const ONE: [u8; 32] = [8; 32];
const OTHER_VERIFIER: AccountId = AccountId([121; 32]);

fn revoked(case: &Case) -> Vec<Option<Revoked>> {
    case.loan
        .agreement
        .identities
        .iter()
        .map(|one| one.revoked)
        .collect()
}

#[test]
fn an_appointed_verifier_states_in_every_state_and_no_figure_day_or_state_changes() {
    for state in STATES {
        let mut case = loan_in(state, terms());
        let before = case.clone();
        assert_eq!(case.ok(VERIFIER, step::state_identity(ONE)), ["IdentityStated"]);
        let Event::IdentityStated(event) = case.last() else {
            panic!("another event")
        };
        assert_eq!((event.verifier, event.digest, event.kind), (VERIFIER, ONE, 2));
        assert_eq!(case.ok(VERIFIER, step::end_identity(ONE)), ["IdentityEnded"]);
        assert_eq!(case.ok(VERIFIER, step::void_identity(ONE)), ["IdentityVoided"]);
        assert_eq!(
            (&case.loan.state, case.owed()),
            (&before.loan.state, before.owed()),
            "{state}"
        );
        let mut agreement = case.loan.agreement.clone();
        agreement.identities.clear();
        assert_eq!(agreement, before.loan.agreement, "{state}");
    }
}

/// A word of a party, or of somebody who stands on a side, is no check of who the parties are.
#[test]
fn who_has_or_had_a_part_in_the_loan_verifies_nobody_though_appointed() {
    struct Everybody;
    impl Offices for Everybody {
        fn holds(&self, office: Office, _: AccountId) -> bool {
            office == Office::Verifier
        }
    }
    let mut case = Case::active(arbitrated(guaranteed(joint(bullet()))));
    case.assign(&[(ASSIGNEE, 1_000_000)]);
    for caller in [
        LENDER,
        BORROWER,
        CO_BORROWER,
        GUARANTOR,
        ARBITER,
        ASSIGNEE,
        STRANGER,
    ] {
        let ctx = Context {
            offices: &Everybody,
            ..crate::case::context(caller, case.now)
        };
        let asked = case.loan.clone().state_identity(&case.plan, ONE, 1, &ctx);
        let expected = (caller != STRANGER).then_some(Error::VerifierHasPart);
        assert_eq!(asked.err(), expected, "{:?}", caller.0[0]);
    }
}

#[test]
fn another_office_is_not_enough_and_nobody_is_a_verifier_where_nobody_was_appointed() {
    let case = Case::active(bullet());
    for caller in [WITNESS, STRANGER, LENDER] {
        assert_eq!(
            case.refused(caller, step::state_identity(ONE)),
            Error::NotVerifier
        );
    }
    let ctx = Context {
        offices: &NoOffices,
        rates: &BuiltIn,
        ..crate::case::context(VERIFIER, noon(START))
    };
    let asked = case.loan.clone().state_identity(&case.plan, ONE, 1, &ctx);
    assert_eq!(asked.err(), Some(Error::NotVerifier));
}

#[test]
fn only_who_made_a_statement_revokes_it_also_after_being_dismissed() {
    let mut case = Case::active(bullet());
    case.ok(VERIFIER, step::state_identity(ONE));
    for caller in [LENDER, BORROWER, STRANGER, WITNESS, OTHER_VERIFIER] {
        for action in [step::end_identity(ONE), step::void_identity(ONE)] {
            assert_eq!(case.refused(caller, action), Error::NoSuchStatement);
        }
    }
    let ctx = Context {
        offices: &NoOffices,
        ..crate::case::context(VERIFIER, case.now)
    };
    assert!(case.loan.clone().void_identity(&case.plan, ONE, &ctx).is_ok());
}

#[test]
fn what_ended_can_be_called_false_from_the_start_and_nothing_comes_back() {
    let mut case = Case::active(bullet());
    case.ok(VERIFIER, step::state_identity(ONE));
    case.ok(OTHER_VERIFIER, step::state_identity(ONE));
    assert_eq!(
        case.refused(VERIFIER, step::state_identity(ONE)),
        Error::AlreadyStated
    );
    case.ok(VERIFIER, step::end_identity(ONE));
    assert_eq!(
        revoked(&case),
        [Some(Revoked::Ended), None],
        "each verifier's own"
    );
    assert_eq!(
        case.refused(VERIFIER, step::end_identity(ONE)),
        Error::AlreadyRevoked
    );
    case.ok(VERIFIER, step::void_identity(ONE));
    for action in [step::end_identity(ONE), step::void_identity(ONE)] {
        assert_eq!(case.refused(VERIFIER, action), Error::AlreadyRevoked);
    }
    assert_eq!(
        case.refused(VERIFIER, step::state_identity(ONE)),
        Error::AlreadyStated
    );
    let kept = Identity {
        verifier: VERIFIER,
        digest: ONE,
        revoked: Some(Revoked::Void),
    };
    assert_eq!(case.loan.agreement.identities[0], kept);
}
