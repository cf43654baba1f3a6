//! The contract and the pure rules, side by side through random lives: same answers, same bytes, same state.
//!
//! `terms` has its own tests; this one shows that the shell adds nothing and loses nothing: the caller, the clock, the
//! offices, the stored agreement and state, the paged schedule, what is kept for whom and the emitted bytes are those of
//! the rules, for every action from anybody.

use crate::stage::*;
use loan::message::Message;
use proptest::{prelude::*, test_runner::TestCaseResult};
use sandbox::{party, Chain, Emitted, START};
use sp_io::hashing::sha2_256;
use sp_keyring::Sr25519Keyring;
use std::collections::BTreeMap;
use terms::sample::{amount, any_method, bullet, native};
use terms::{
    agreement::{Amendment, Guarantor, Holder},
    event::Office,
    law::BuiltIn,
    life::{Action, Channel, Context, Offices, Outcome, Ruling},
    AccountId, Amount, Day, Error, Instalment, Loan, LoanId, Method, Period, Plan, RatePpm, Settlement,
    State, Terms, Timestamp,
};

const GUARANTOR: Sr25519Keyring = Sr25519Keyring::Dave;
const BUYER: Sr25519Keyring = Sr25519Keyring::Eve;
const NOTARY: Sr25519Keyring = Sr25519Keyring::Ferdie;
const WHO: [Sr25519Keyring; 6] = [LENDER, BORROWER, STRANGER, GUARANTOR, BUYER, NOTARY];

/// Days that pass, who acts, which message, and a number that it may use.
type Step = (u32, usize, u8, u32);

/// The notary is witness and arbiter.
struct Notary;

impl Offices for Notary {
    fn holds(&self, office: Office, account: AccountId) -> bool {
        office != Office::RatePublisher && account == party(NOTARY)
    }
}

/// The same loan twice.
struct Twins {
    chain: Chain,
    id: LoanId,
    loan: Loan,
    plan: Vec<Instalment>,
    kept: BTreeMap<AccountId, Amount>,
}

impl Twins {
    fn propose(terms: &Terms) -> Twins {
        let mut chain = Chain::new();
        for office in [Office::Witness, Office::Arbiter] {
            let message: Ask<()> = Message::new(|ledger| ledger.appoint(office, party(NOTARY), true));
            chain.call(LENDER, &message).unwrap();
        }
        let call = chain.call(BORROWER, &propose(terms));
        let ctx = context(&mut chain, BORROWER);
        let outcome = Loan::propose(0, terms.clone(), None, &ctx).expect("the terms are good");
        assert_eq!(bytes_of(&call.events), bytes_of_pure(&outcome));
        let id = call.unwrap();
        let plan = outcome.schedule.expect("a proposal has a schedule");
        Twins {
            chain,
            id,
            loan: outcome.loan,
            plan,
            kept: BTreeMap::new(),
        }
    }

    fn terms(&self) -> &Terms {
        &self.loan.agreement.terms
    }

    fn today(&mut self) -> Day {
        let now = self.chain.now();
        self.terms().day_of(now)
    }

    /// An action that makes sense often enough.
    fn choose(&mut self, kind: u8, number: u32) -> Action {
        let now = self.chain.now();
        let today = self.terms().day_of(now);
        let on = match self.terms().settlement {
            Settlement::Native => today,
            _ => Day(today.0 - number % 4),
        };
        let figures = self.loan.figures(&self.plan, &BuiltIn, today).expect("figures");
        let total = figures.principal.minor() + figures.interest.minor() + figures.late.minor();
        let part = amount((total + figures.costs.minor()) * u128::from(number) / 1_000_000);
        let promised = self.terms().principal.minor();
        let delivered = amount(promised - u128::from(number % 3) * promised / 7);
        let (evidence, receipt) = (None, Some([5; 32]));
        let agreement = &self.loan.agreement;
        let later = Timestamp(now.0 + 5 * 86_400_000);
        match kind {
            0 => Action::Sign {
                digest: agreement.digest,
                evidence,
            },
            1 if number.is_multiple_of(11) => Action::Cancel { evidence },
            2 => Action::Expire,
            3 | 4 => Action::Deliver {
                amount: delivered,
                on: Some(on),
                receipt,
            },
            5 => Action::AcknowledgeDelivery {
                amount: match &self.loan.state {
                    State::Signed(signed) => signed.delivery.map_or(delivered, |delivery| delivery.amount),
                    _ => delivered,
                },
                evidence,
            },
            6 => Action::Repay {
                amount: part,
                evidence,
            },
            7 => Action::ReportRepayment {
                amount: part,
                on,
                receipt,
            },
            8 => Action::ConfirmRepayment {
                report: number % 4,
                evidence,
            },
            9 => Action::MarkDefault,
            10 => Action::DismissReport {
                report: number % 4,
                evidence,
            },
            11 => Action::Demand {
                message: [8; 32],
                channel: Channel::Sms,
                receipt: number.is_multiple_of(2).then_some([9; 32]),
            },
            12 => Action::Acknowledge { evidence },
            13 => {
                let methods = [
                    Method::InterestOnly,
                    Method::EqualInstalments,
                    Method::EqualPrincipal,
                ];
                let mut amendment = Amendment {
                    plan: Plan {
                        method: methods[number as usize % 3],
                        start: today,
                        every: Period::Months(1),
                        periods: u16::try_from(number % 14).unwrap_or_default(),
                        balloon: Amount::ZERO,
                    },
                    annual_rate: RatePpm(number % 130_000),
                    overdue_rate: None,
                    grace_days: 2,
                    roll_up: number.is_multiple_of(2),
                    schedule: Vec::new(),
                    principal: figures.principal,
                    sign_by: later,
                };
                amendment.schedule = amendment.schedule_that_follows(self.terms()).unwrap_or_default();
                Action::ProposeAmendment {
                    amendment: Box::new(amendment),
                    evidence,
                }
            }
            14 | 15 => Action::AcceptAmendment {
                digest: agreement.amendment.as_ref().map_or([1; 32], |offer| offer.digest),
                evidence,
            },
            16 => {
                let held = agreement.holders.first().map_or(0, |holder| holder.ppm);
                let sold = number % (held + 2);
                let part = |who, ppm| Holder {
                    account: party(who),
                    ppm,
                };
                let mut parts = vec![part(BUYER, sold)];
                if sold < held {
                    parts.push(part(LENDER, held - sold));
                }
                Action::Assign {
                    parts,
                    sign_by: later,
                    evidence,
                }
            }
            17 | 18 => Action::AcceptAssignment {
                digest: agreement
                    .assignment
                    .as_ref()
                    .map_or([1; 32], |offer| offer.digest),
                evidence,
            },
            19 => Action::Forgive {
                amount: amount(part.minor() / 10),
                evidence,
            },
            20 => Action::Dispute { evidence },
            21 | 22 => Action::Resolve {
                ruling: Ruling {
                    credited: amount(u128::from(number.is_multiple_of(5))),
                    costs: amount(u128::from(number % 3)),
                },
                evidence,
            },
            23 => Action::Consent {
                digest: agreement.in_force,
                evidence,
            },
            24 => Action::Attest {
                digest: [3; 32],
                kind: 1,
            },
            _ => Action::NotifyDue,
        }
    }

    /// What the contract makes of it: its answer and the bytes that it emits.
    fn on_chain(&mut self, who: Sr25519Keyring, action: &Action) -> Result<Vec<Vec<u8>>, Error> {
        let (chain, id) = (&mut self.chain, self.id);
        let native = self.loan.agreement.terms.settlement == Settlement::Native;
        if let Action::NotifyDue = action {
            let call = chain.call(who, &notify(vec![id]));
            let answer = call.answer.expect("it is understood");
            return answer.map(|count| {
                assert_eq!(count as usize, call.events.len());
                bytes_of(&call.events)
            });
        }
        let value = match action {
            Action::Deliver { amount, .. } | Action::Repay { amount, .. } if native => amount.minor(),
            _ => 0,
        };
        let call = chain.pay(who, value, &message(id, action.clone()));
        let answer = call.answer.expect("it is understood");
        answer.map(|()| bytes_of(&call.events))
    }

    /// What the rules make of it.
    fn in_the_rules(&mut self, who: Sr25519Keyring, action: Action) -> Result<Outcome, Error> {
        let ctx = context(&mut self.chain, who);
        let in_a_batch = action == Action::NotifyDue;
        let outcome = self.loan.clone().step(action, &self.plan, &ctx);
        // In a batch a loan that does not run is passed over.
        outcome.map_err(|error| match error {
            Error::WrongState if in_a_batch => Error::NothingToAnnounce,
            other => other,
        })
    }

    fn step(&mut self, (days, who, kind, number): Step) -> TestCaseResult {
        let days = if self.loan.state.running().is_some() {
            days
        } else {
            days / 15
        };
        if days > 0 {
            let today = self.today();
            self.chain.on(Day(today.0 + days));
        }
        let (who, action) = (WHO[who], self.choose(kind, number));
        let pure = self.in_the_rules(who, action.clone());
        let real = self.on_chain(who, &action);
        match pure {
            Err(error) => prop_assert_eq!(real, Err(error), "{:?}", action),
            Ok(outcome) => {
                prop_assert_eq!(real, Ok(bytes_of_pure(&outcome)), "{:?}", action);
                for (account, part) in &outcome.credits {
                    let kept = self.kept.entry(*account).or_default();
                    *kept = kept.plus(*part).unwrap();
                }
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
        let today = self.today();
        prop_assert_eq!(
            figures(&mut self.chain, id),
            self.loan.figures(&self.plan, &BuiltIn, today).unwrap()
        );
        for who in WHO {
            let account = party(who);
            let kept: Amount = self
                .chain
                .ask(&Message::new(|ledger| ledger.withdrawable(account, None)));
            prop_assert_eq!(kept, self.kept.get(&account).copied().unwrap_or_default());
        }
        Ok(())
    }
}

fn context(chain: &mut Chain, who: Sr25519Keyring) -> Context<'static> {
    Context {
        caller: party(who),
        now: chain.now(),
        sha256: sha2_256,
        rates: &BuiltIn,
        offices: &Notary,
    }
}

/// The message that carries `action`.
fn message(id: LoanId, action: Action) -> Ask<()> {
    match action {
        Action::Sign { digest, evidence } => Message::new(|ledger| ledger.sign(id, digest, evidence)),
        Action::Cancel { evidence } => Message::new(|ledger| ledger.cancel(id, evidence)),
        Action::Expire => Message::new(|ledger| ledger.expire(id)),
        Action::Deliver { amount, on, receipt } => {
            Message::new(|ledger| ledger.deliver(id, amount, on, receipt))
        }
        Action::AcknowledgeDelivery { amount, evidence } => {
            Message::new(|ledger| ledger.acknowledge_delivery(id, amount, evidence))
        }
        Action::Repay { amount, evidence } => Message::new(|ledger| ledger.repay(id, amount, evidence)),
        Action::ReportRepayment { amount, on, receipt } => {
            Message::new(|ledger| ledger.report_repayment(id, amount, on, receipt))
        }
        Action::ConfirmRepayment { report, evidence } => {
            Message::new(|ledger| ledger.confirm_repayment(id, report, evidence))
        }
        Action::DismissReport { report, evidence } => {
            Message::new(|ledger| ledger.dismiss_report(id, report, evidence))
        }
        Action::MarkDefault => Message::new(|ledger| ledger.mark_default(id)),
        Action::Demand {
            message,
            channel,
            receipt,
        } => Message::new(|ledger| ledger.demand(id, message, channel, receipt)),
        Action::Acknowledge { evidence } => Message::new(|ledger| ledger.acknowledge(id, evidence)),
        Action::ProposeAmendment { amendment, evidence } => {
            Message::new(|ledger| ledger.propose_amendment(id, *amendment, evidence))
        }
        Action::AcceptAmendment { digest, evidence } => {
            Message::new(|ledger| ledger.accept_amendment(id, digest, evidence))
        }
        Action::Assign {
            parts,
            sign_by,
            evidence,
        } => Message::new(|ledger| ledger.assign(id, parts, sign_by, evidence)),
        Action::AcceptAssignment { digest, evidence } => {
            Message::new(|ledger| ledger.accept_assignment(id, digest, evidence))
        }
        Action::Forgive { amount, evidence } => Message::new(|ledger| ledger.forgive(id, amount, evidence)),
        Action::Dispute { evidence } => Message::new(|ledger| ledger.dispute(id, evidence)),
        Action::Resolve { ruling, evidence } => Message::new(|ledger| ledger.resolve(id, ruling, evidence)),
        Action::Consent { digest, evidence } => Message::new(|ledger| ledger.consent(id, digest, evidence)),
        Action::Attest { digest, kind } => Message::new(|ledger| ledger.attest(id, digest, kind)),
        Action::NotifyDue => unreachable!("it goes out in a batch"),
    }
}

fn bytes_of(events: &[Emitted]) -> Vec<Vec<u8>> {
    let bytes = |event: &Emitted| match event {
        Emitted::Loan(_, bytes) => bytes.clone(),
        other => panic!("no event of the ledger as a whole is expected here: {other:?}"),
    };
    events.iter().map(bytes).collect()
}

fn bytes_of_pure(outcome: &Outcome) -> Vec<Vec<u8>> {
    outcome.events.iter().map(|entry| entry.bytes.clone()).collect()
}

fn any_terms() -> impl Strategy<Value = Terms> {
    (
        0u16..15,
        0usize..4,
        any::<bool>(),
        1u128..2_000_000_000_000,
        any::<bool>(),
    )
        .prop_map(|(periods, method, on_chain, principal, named)| {
            let (lender, borrower) = (party(LENDER), party(BORROWER));
            let mut terms = match periods {
                0 => bullet(lender, borrower, START),
                _ => any_method(lender, borrower, START, periods, method),
            };
            terms.guarantors = vec![Guarantor {
                account: party(GUARANTOR),
                joint: true,
                months: None,
            }];
            terms.arbiter = named.then_some(party(STRANGER));
            terms.late_fee = amount(500);
            if on_chain {
                native(terms, principal)
            } else {
                terms
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_contract_does_what_the_rules_say_and_emits_their_bytes(
        terms in any_terms(),
        hurried in any::<bool>(),
        steps in proptest::collection::vec((0u32..40, 0usize..6, 0u8..27, 0u32..1_100_000), 10..60),
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
