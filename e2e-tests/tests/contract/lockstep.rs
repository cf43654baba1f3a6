//! The contract and the pure rules, side by side through random lives: same answers, same bytes, same state.
//!
//! `terms` has its own tests; this one shows that the shell adds nothing and loses nothing: the caller, the clock, the
//! stored state, the paged schedule and the emitted bytes are those of the rules.

use crate::stage::*;
use e2e_tests::{
    agreements::{amount, bullet, monthly, native},
    sandbox::{party, Chain, Emitted, START},
};
use iou::chain::contract::Message;
use proptest::{prelude::*, test_runner::TestCaseResult};
use sp_io::hashing::sha2_256;
use sp_keyring::Sr25519Keyring;
use terms::{
    life::{Context, Delivery, Outcome},
    Day, Error, Instalment, Loan, LoanId, Settlement, State, Terms,
};

const WHO: [Sr25519Keyring; 3] = [LENDER, BORROWER, STRANGER];

/// Days that pass, who acts, which message, and a number that it may use.
type Step = (u32, usize, u8, u32);

/// A message with its arguments chosen.
#[derive(Clone, Copy, Debug)]
enum Choice {
    Sign([u8; 32]),
    Cancel,
    Expire,
    Deliver(u128, Day),
    Acknowledge(u128),
    Repay(u128),
    Report(u128, Day),
    Confirm(u32),
    Notify,
    MarkDefault,
}

/// The same loan twice.
struct Twins {
    chain: Chain,
    id: LoanId,
    loan: Loan,
    plan: Vec<Instalment>,
}

impl Twins {
    fn propose(terms: &Terms) -> Twins {
        let mut chain = Chain::new();
        let call = chain.call(BORROWER, &propose(terms));
        let ctx = Context {
            caller: party(BORROWER),
            now: chain.now(),
            sha256: sha2_256,
        };
        let outcome = Loan::propose(0, terms.clone(), None, &ctx).expect("the terms are good");
        assert_eq!(bytes_of(&call.events), bytes_of_pure(&outcome));
        let id = call.unwrap();
        let plan = outcome.schedule.expect("a proposal has a schedule");
        Twins {
            chain,
            id,
            loan: outcome.loan,
            plan,
        }
    }

    fn settlement(&self) -> Settlement {
        self.loan.agreement.terms.settlement
    }

    /// A message that makes sense often enough.
    fn choose(&mut self, kind: u8, number: u32) -> Choice {
        let today = self.loan.agreement.terms.day_of(self.chain.now());
        let some_day = if self.settlement() == Settlement::Native {
            today
        } else {
            Day(today.0 - number % 4)
        };
        let figures = self.loan.figures(&self.plan, today).expect("figures");
        let total = figures.principal.minor() + figures.interest.minor() + figures.late.minor();
        let part = total * u128::from(number) / 1_000_000;
        let promised = self.loan.agreement.terms.principal.minor();
        let delivered = promised - u128::from(number % 3) * promised / 7;
        match kind {
            0 => Choice::Sign(self.loan.agreement.digest),
            1 if number.is_multiple_of(11) => Choice::Cancel,
            2 => Choice::Expire,
            3 | 4 => Choice::Deliver(delivered, some_day),
            5 => Choice::Acknowledge(match &self.loan.state {
                State::Signed(signed) => signed
                    .delivery
                    .map_or(delivered, |delivery| delivery.amount.minor()),
                _ => delivered,
            }),
            6 => Choice::Repay(part),
            7 => Choice::Report(part, some_day),
            8 => Choice::Confirm(number % 4),
            9 => Choice::MarkDefault,
            _ => Choice::Notify,
        }
    }

    /// What the contract makes of it: its answer and the bytes that it emits.
    fn on_chain(&mut self, who: Sr25519Keyring, choice: Choice) -> Result<Vec<Vec<u8>>, Error> {
        let (chain, id) = (&mut self.chain, self.id);
        let native = self.loan.agreement.terms.settlement == Settlement::Native;
        let call = match choice {
            Choice::Sign(digest) => chain.call(who, &sign(id, digest)),
            Choice::Cancel => chain.call(who, &cancel(id)),
            Choice::Expire => chain.call(who, &expire(id)),
            Choice::Deliver(minor, on) => {
                chain.pay(who, if native { minor } else { 0 }, &deliver(id, minor, Some(on)))
            }
            Choice::Acknowledge(minor) => chain.call(who, &received(id, minor)),
            Choice::Repay(value) => chain.pay(who, value, &repay(id)),
            Choice::Report(minor, on) => chain.call(who, &report(id, minor, on)),
            Choice::Confirm(number) => chain.call(who, &confirm(id, number)),
            Choice::MarkDefault => chain.call(who, &mark_default(id)),
            Choice::Notify => {
                let call = chain.call(who, &notify(vec![id]));
                let answer = call.answer.expect("it is understood");
                return answer.map(|count| {
                    assert_eq!(count as usize, call.events.len());
                    bytes_of(&call.events)
                });
            }
        };
        let answer = call.answer.expect("it is understood");
        answer.map(|()| bytes_of(&call.events))
    }

    /// What the rules make of it.
    fn in_the_rules(&mut self, who: Sr25519Keyring, choice: Choice) -> Result<Outcome, Error> {
        let ctx = &Context {
            caller: party(who),
            now: self.chain.now(),
            sha256: sha2_256,
        };
        let (loan, plan) = (self.loan.clone(), &self.plan);
        match choice {
            Choice::Sign(digest) => loan.sign(digest, None, ctx),
            Choice::Cancel => loan.cancel(None, ctx),
            Choice::Expire => loan.expire(ctx),
            Choice::Deliver(minor, _) if self.settlement() == Settlement::Native => {
                loan.deliver_native(amount(minor), Some([5; 32]), ctx)
            }
            Choice::Deliver(minor, on) => loan.report_delivery(
                Delivery {
                    amount: amount(minor),
                    on,
                    receipt: Some([5; 32]),
                },
                ctx,
            ),
            Choice::Acknowledge(minor) => loan.acknowledge_delivery(amount(minor), None, ctx),
            Choice::Repay(value) => loan.repay_native(plan, amount(value), None, ctx),
            Choice::Report(minor, on) => loan.report_repayment(plan, amount(minor), on, Some([6; 32]), ctx),
            Choice::Confirm(number) => loan.confirm_repayment(plan, number, None, ctx),
            Choice::MarkDefault => loan.mark_default(plan, ctx),
            // In a batch a loan that does not run is passed over.
            Choice::Notify => loan.notify_due(plan, ctx).map_err(|error| match error {
                Error::WrongState => Error::NothingToAnnounce,
                other => other,
            }),
        }
    }

    fn step(&mut self, (days, who, kind, number): Step) -> TestCaseResult {
        let days = if self.loan.state.running().is_some() {
            days
        } else {
            days / 15
        };
        if days > 0 {
            let today = self.loan.agreement.terms.day_of(self.chain.now());
            self.chain.on(Day(today.0 + days));
        }
        let (who, choice) = (WHO[who], self.choose(kind, number));
        let pure = self.in_the_rules(who, choice);
        let real = self.on_chain(who, choice);
        match pure {
            Err(error) => prop_assert_eq!(real, Err(error), "{:?}", choice),
            Ok(outcome) => {
                prop_assert_eq!(real, Ok(bytes_of_pure(&outcome)), "{:?}", choice);
                self.loan = outcome.loan;
                self.plan = outcome.schedule.unwrap_or_else(|| std::mem::take(&mut self.plan));
            }
        }
        Ok(())
    }

    /// What is stored is what the rules hold.
    fn compare(&mut self) -> TestCaseResult {
        let id = self.id;
        let stored = stored(&mut self.chain, id);
        prop_assert_eq!(stored.as_ref(), Some(&self.loan));
        let schedule: Result<Vec<Instalment>, Error> =
            self.chain.ask(&Message::new(|ledger| ledger.schedule(id)));
        prop_assert_eq!(schedule.as_ref(), Ok(&self.plan));
        let today = self.loan.agreement.terms.day_of(self.chain.now());
        prop_assert_eq!(
            figures(&mut self.chain, id),
            self.loan.figures(&self.plan, today).unwrap()
        );
        Ok(())
    }
}

fn bytes_of(events: &[Emitted]) -> Vec<Vec<u8>> {
    let bytes = |event: &Emitted| match event {
        Emitted::Loan(_, bytes) => bytes.clone(),
        Emitted::Withdrawn(_) => panic!("nobody withdraws here"),
    };
    events.iter().map(bytes).collect()
}

fn bytes_of_pure(outcome: &Outcome) -> Vec<Vec<u8>> {
    outcome.events.iter().map(|entry| entry.bytes.clone()).collect()
}

fn any_terms() -> impl Strategy<Value = Terms> {
    (0u16..15, any::<bool>(), 1u128..2_000_000_000_000).prop_map(|(periods, on_chain, principal)| {
        let (lender, borrower) = (party(LENDER), party(BORROWER));
        let terms = match periods {
            0 => bullet(lender, borrower, START),
            _ => monthly(lender, borrower, START, periods),
        };
        if on_chain {
            native(terms, principal)
        } else {
            terms
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_contract_does_what_the_rules_say_and_emits_their_bytes(
        terms in any_terms(),
        hurried in any::<bool>(),
        steps in proptest::collection::vec((0u32..40, 0usize..3, 0u8..12, 0u32..1_100_000), 10..45),
    ) {
        let mut twins = Twins::propose(&terms);
        if hurried {
            // Kinds 0, 3 and 5 without a shortage: signed, delivered and, off chain, acknowledged.
            for step in [(0, 0, 0, 0), (0, 0, 3, 0), (0, 1, 5, 0)] {
                twins.step(step)?;
            }
            prop_assert!(twins.loan.state.running().is_some());
        }
        for step in steps {
            twins.step(step)?;
        }
        twins.compare()?;
    }
}
