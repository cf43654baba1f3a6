//! The table of steps, held to the rules: who takes a step is one of those whom it names, each of whom can; what it says of
//! names, arguments, money and intents is so.

use crate::{
    case::{
        bullet, fen, joint, native, Case, ARBITER, ASSIGNEE, BORROWER, CO_BORROWER, GUARANTOR, HEIR, LENDER,
        NAMED, NEW_KEY, SECOND, START, STRANGER, VERIFIER, WITNESS,
    },
    forbidden::{loan_in, messages, terms, STATES},
    step,
};
use scale::{Decode, Encode};
use std::collections::BTreeSet;
use terms::{
    life::{Action, IntentRule, Money, Who},
    sample, AccountId, Amount, Day, Role, Settlement, State,
};

const CALLERS: [AccountId; 13] = [
    LENDER,
    BORROWER,
    CO_BORROWER,
    GUARANTOR,
    ARBITER,
    ASSIGNEE,
    WITNESS,
    VERIFIER,
    STRANGER,
    HEIR,
    NAMED,
    SECOND,
    NEW_KEY,
];

/// Loans in all states, some of them where money has moved or a deadline has passed.
fn cases() -> Vec<Case> {
    let late = Day(START.0 + 94);
    let mut cases = Vec::new();
    for terms in [terms(), joint(terms())] {
        cases.extend(STATES.map(|state| loan_in(state, terms.clone())));
        cases.push(Case::proposed(terms.clone()).on(late));
        let mut paid = loan_in("active", terms);
        paid.ok(LENDER, step::report(fen(1), START));
        paid.ok(BORROWER, step::report(fen(2), START));
        paid.ok(GUARANTOR, step::consent(paid.loan.agreement.in_force));
        paid.ok(VERIFIER, step::state_identity([9; 32]));
        cases.push(paid.clone().on(Day(late.0 + 8)));
        cases.push(paid);
    }
    cases.extend(seats());
    cases.push(Case::signed(native(bullet())));
    cases.push(Case::active(native(bullet())));
    cases
}

/// Loans whose seats are claimed in each way, or whose claim is sold.
fn seats() -> Vec<Case> {
    let running = loan_in("active", terms());
    let mut handed_over = running.clone();
    handed_over.ok(BORROWER, step::claim(BORROWER, NEW_KEY));
    let old = handed_over.clone().on(Day(running.today().0 + 61));
    let mut waits = running.clone();
    waits.ok(NAMED, step::claim(LENDER, NEW_KEY));
    let mut disputed = running.clone();
    disputed.ok(HEIR, step::claim(BORROWER, HEIR));
    disputed.ok(BORROWER, step::end_claim(BORROWER, HEIR));
    disputed.ok(VERIFIER, step::state_identity([9; 32]));
    disputed.ok(NAMED, step::claim_with(BORROWER, NEW_KEY, Some([9; 32])));
    let mut sold = running.clone();
    sold.assign(&[(ASSIGNEE, 1_000_000)]);
    vec![handed_over, old, waits, disputed, sold]
}

/// Each step with arguments that fit, also the payment that can be taken back.
fn steps(case: &Case) -> Vec<Action> {
    let mut steps: Vec<_> = messages(case).into_iter().map(|(_, action, _)| action).collect();
    let postings = case
        .loan
        .state
        .running()
        .map(|running| running.journal.postings.as_slice());
    let payments = postings.unwrap_or_default().iter();
    steps.extend(payments.map(|posting| step::reverse(posting.number)));
    steps.push(step::claim(BORROWER, NEW_KEY));
    for (seat, to) in [(LENDER, NEW_KEY), (BORROWER, HEIR)] {
        steps.extend([
            step::support(seat, to),
            step::end_claim(seat, to),
            step::take(seat),
        ]);
    }
    steps
}

/// Whether `caller` is in the loan what the table means by `who`.
fn is(who: Who, case: &Case, action: &Action, caller: AccountId) -> bool {
    let agreement = &case.loan.agreement;
    let running = case.loan.state.running();
    match who {
        Who::Anyone => true,
        Who::Awaited => match (action, &case.loan.state) {
            (Action::Sign { .. }, State::Proposed(proposed)) => proposed.awaits.contains(&caller),
            (Action::AcceptAmendment { .. }, _) => {
                let offer = agreement.amendment.as_ref();
                offer.is_some_and(|offer| offer.awaits.contains(&caller))
            }
            _ => agreement
                .assignments
                .iter()
                .any(|offer| offer.awaits.contains(&caller)),
        },
        Who::Party => agreement.role_of(caller).is_some(),
        Who::Lender => caller == agreement.creditor(),
        Who::Borrower => agreement.role_of(caller) == Some(Role::Borrower),
        Who::NamedBorrower => caller == agreement.terms.borrower,
        Who::Payer => agreement.role_of(caller) != Some(Role::Lender),
        Who::Addressee => {
            let reports = running.map(|running| running.reports.as_slice());
            reports
                .unwrap_or_default()
                .iter()
                .any(|report| report.to == caller)
        }
        Who::Holder => agreement.holds(caller),
        Who::Guarantor => agreement.terms.guarantors.iter().any(|one| one.account == caller),
        Who::Arbiter => agreement.terms.arbiter == Some(caller),
        Who::Witness => caller == WITNESS,
        Who::Verifier => [VERIFIER, NAMED, SECOND].contains(&caller),
        Who::Seat => agreement.knows(caller),
        Who::Heir => agreement
            .terms
            .successions
            .iter()
            .any(|one| one.heir == Some(caller)),
        Who::Successor => agreement
            .seats
            .iter()
            .any(|seat| seat.claim.is_some_and(|claim| claim.to == caller)),
    }
}

#[test]
fn whoever_takes_a_step_is_one_of_those_whom_the_table_names_and_each_of_them_does() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        for action in steps(&case) {
            for caller in CALLERS {
                if case.ask(caller, action.clone()).is_err() {
                    continue;
                }
                let row = action.row();
                let mut named = row
                    .by
                    .iter()
                    .filter(|who| is(**who, &case, &action, caller))
                    .peekable();
                assert!(named.peek().is_some(), "{} by {:?}", row.name, caller.0[0]);
                seen.extend(named.map(|who| (row.name, who.name())));
            }
        }
    }
    let all = Action::STEPS
        .iter()
        .flat_map(|row| row.by.iter().map(|who| (row.name, who.name())));
    let all: BTreeSet<_> = all.collect();
    let never: Vec<_> = all.difference(&seen).collect();
    assert!(never.is_empty(), "nobody could: {never:?}");
}

#[test]
fn names_and_indices_are_unique_and_the_index_is_the_first_byte_of_what_is_signed() {
    let names: BTreeSet<_> = Action::STEPS.iter().map(|row| row.name).collect();
    let indices: BTreeSet<_> = Action::STEPS.iter().map(|row| row.index).collect();
    assert_eq!(
        (names.len(), indices.len()),
        (Action::STEPS.len(), Action::STEPS.len())
    );
    for row in Action::STEPS {
        let action = sample::action(row.name, "").expect("a sample of each step");
        let bytes = action.encode();
        assert_eq!(bytes[0], row.index, "{}", row.name);
        assert_eq!(Action::decode(&mut &bytes[..]), Ok(action), "{}", row.name);
    }
    // An index that is no step's is none of a step that was forgotten.
    for index in (0..=u8::MAX).filter(|index| !indices.contains(index)) {
        let bytes = [&[index][..], &[0; 400]].concat();
        assert!(Action::decode(&mut &bytes[..]).is_err(), "{index}");
    }
}

#[test]
fn money_comes_along_where_the_table_says_so_and_on_the_chains_own_settlement_alone() {
    let account = AccountId([5; 32]);
    let off_chain = bullet().settlement;
    let token = Settlement::Token {
        contract: account,
        decimals: 2,
    };
    for row in Action::STEPS {
        let action = sample::action(row.name, "").expect("a sample of each step");
        let amount = action.moves().map(|moved| moved.amount).unwrap_or_default();
        assert_eq!(action.moves().is_some(), row.money != Money::None, "{}", row.name);
        assert_eq!(action.value(Settlement::Native), amount, "{}", row.name);
        for settlement in [off_chain, token] {
            assert_eq!(action.value(settlement), Amount::ZERO, "{}", row.name);
        }
        let to_borrower = action.moves().is_some_and(|moved| moved.to_borrower);
        assert_eq!(to_borrower, row.money == Money::ToBorrower, "{}", row.name);
    }
}

#[test]
fn no_intent_carries_what_moves_money_of_the_chain_or_needs_nobodys_signature() {
    let token = Settlement::Token {
        contract: AccountId([5; 32]),
        decimals: 2,
    };
    for row in Action::STEPS {
        let action = sample::action(row.name, "").expect("a sample of each step");
        assert_eq!(action.is_anyones(), row.by == [Who::Anyone], "{}", row.name);
        for settlement in [Settlement::Native, token] {
            let may = action.may_be_an_intent(settlement);
            assert!(
                !may || (row.money == Money::None && !action.is_anyones()),
                "{}",
                row.name
            );
        }
        let off_chain = action.may_be_an_intent(bullet().settlement);
        assert_eq!(off_chain, row.intent != IntentRule::Never, "{}", row.name);
        assert!(!(off_chain && action.is_anyones()), "{}", row.name);
    }
}
