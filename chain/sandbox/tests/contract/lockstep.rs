//! The contract and the pure rules, side by side through random lives: same answers, same bytes, same state.
//!
//! `terms` has its own tests; this one shows that the shell adds nothing and loses nothing: the caller, the clock, the
//! offices, the stored agreement and state, the paged schedule, what is kept for whom and the emitted bytes are those of
//! the rules, for every action from anybody, taken directly or by an intent that a stranger hands in.

use crate::stage::*;
use loan::message::Message;
use proptest::{prelude::*, test_runner::TestCaseResult};
use sandbox::{party, Chain, Emitted, START};
use sp_io::hashing::sha2_256;
use sp_keyring::Sr25519Keyring;
use std::collections::BTreeMap;
use terms::sample::{
    amount, any_method, bullet, native, seen, UNSEEN_CREDITOR, UNSEEN_DAY, UNSEEN_DELIVERY, UNSEEN_EVENT,
};
use terms::{
    agreement::{Amendment, Guarantor, Holder, Succession},
    cell,
    event::Office,
    intent::{Deed, Intent, Submitted},
    law::BuiltIn,
    life::{held_account, Action, Arrival, Channel, Context, Deliveries, Offices, Outcome, Ruling},
    AccountId, Amount, Day, Error, Instalment, Loan, LoanId, Method, Period, Plan, RatePpm, Settlement,
    Terms, Timestamp,
};

const GUARANTOR: Sr25519Keyring = Sr25519Keyring::Dave;
const BUYER: Sr25519Keyring = Sr25519Keyring::Eve;
const NOTARY: Sr25519Keyring = Sr25519Keyring::Ferdie;
// One who has money to pay fees with: the witness borrows too.
const CO_BORROWER: Sr25519Keyring = NOTARY;
const WHO: [Sr25519Keyring; 7] = [LENDER, BORROWER, STRANGER, GUARANTOR, BUYER, NOTARY, CO_BORROWER];

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
    /// How far those have got who are not lender or borrower.
    counters: BTreeMap<AccountId, u32>,
}

impl Twins {
    fn propose(terms: &Terms) -> Twins {
        let mut chain = Chain::new();
        for office in [Office::Witness, Office::Arbiter, Office::Verifier] {
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
            counters: BTreeMap::new(),
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
        let mut open = self
            .loan
            .state
            .deliveries()
            .into_iter()
            .flat_map(Deliveries::open);
        let reported = open.next().map(|delivery| delivery.amount);
        let (evidence, receipt) = (None, Some([5; 32]));
        let agreement = &self.loan.agreement;
        let later = Timestamp(now.0 + 5 * 86_400_000);
        match kind {
            0 => Action::Sign {
                digest: agreement.digest,
                evidence,
            },
            1 if number.is_multiple_of(11) => Action::Cancel { evidence },
            1 => Action::WithdrawDelivery {
                delivery: UNSEEN_DELIVERY,
                evidence,
            },
            2 => Action::Expire,
            3 | 4 => Action::Deliver {
                amount: delivered,
                on: Some(on),
                // Now and then more than the terms give.
                at_least: RatePpm(if number.is_multiple_of(13) { number } else { 0 }),
                receipt,
            },
            5 => Action::AcknowledgeDelivery {
                delivery: 0,
                amount: reported.unwrap_or(delivered),
                on: UNSEEN_DAY,
                receipt: None,
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
                payer: number.is_multiple_of(7).then_some(party(STRANGER)),
                to: UNSEEN_CREDITOR,
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
                arrived: number
                    .is_multiple_of(2)
                    .then_some(Arrival { on, receipt: [9; 32] }),
            },
            12 => Action::Acknowledge {
                at_most: amount(total * u128::from(number % 20) / 10),
                evidence,
            },
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
                    from: today,
                    principal: if number.is_multiple_of(2) {
                        figures.principal.plus(figures.interest).unwrap_or_default()
                    } else {
                        figures.principal
                    },
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
                digest: agreement.assignments.last().map_or([1; 32], |offer| offer.digest),
                at_least: amount(total * u128::from(number % 20) / 15),
                evidence,
            },
            19 => Action::Forgive {
                amount: amount(part.minor() / 10),
                evidence,
            },
            20 => Action::Dispute { evidence },
            21 | 22 => Action::Resolve {
                dispute: UNSEEN_EVENT,
                ruling: Ruling {
                    credited: amount(u128::from(number.is_multiple_of(5))),
                    on: number.is_multiple_of(2).then_some(on),
                    costs: amount(u128::from(number % 3)),
                },
                evidence,
            },
            23 => Action::Consent {
                digest: agreement.in_force,
                evidence,
            },
            24 => match number % 5 {
                0 | 1 => Action::Attest {
                    digest: [3; 32],
                    kind: 1,
                },
                2 => Action::StateIdentity {
                    digest: [(number % 3) as u8; 32],
                    kind: 2,
                },
                3 => Action::EndIdentity {
                    digest: [(number % 3) as u8; 32],
                },
                _ => Action::VoidIdentity {
                    digest: [(number % 3) as u8; 32],
                },
            },
            25 => Action::Accelerate {
                defaulted_on: UNSEEN_DAY,
                message: [12; 32],
                channel: Channel::Letter,
                receipt: number.is_multiple_of(2).then_some([13; 32]),
            },
            26 => Action::ReversePayment {
                payment: number % 14,
                evidence,
            },
            27 => Action::RecordSilence { report: number % 4 },
            28..=30 => self.choose_of_seats(number),
            _ => Action::NotifyDue,
        }
    }

    /// A seat is handed over to the buyer, or claimed by them as the borrower's heir, and what was claimed goes on.
    fn choose_of_seats(&self, number: u32) -> Action {
        let (to, evidence) = (party(BUYER), None);
        let mut seats = self.loan.agreement.seats.iter();
        let open = seats.find(|seat| seat.claim.is_some()).map(|seat| seat.account);
        let some = [LENDER, BORROWER][number as usize % 2];
        let seat = open.unwrap_or(party(some));
        match number / 2 % 5 {
            0 if open.is_some() => Action::EndClaim { seat, to, evidence },
            1 if open.is_some() => Action::SupportClaim { seat, to, evidence },
            2.. if open.is_some() => Action::TakeSeat { seat, evidence },
            _ => Action::ClaimSeat {
                seat,
                to,
                statement: None,
                evidence,
            },
        }
    }

    /// How far an account has got.
    fn counter(&self, account: AccountId) -> u32 {
        let in_a_cell = self.counters.get(&account).copied();
        self.loan.counter(account).or(in_a_cell).unwrap_or_default()
    }

    /// The same step as `who` signs it for somebody else to hand in; now and then out of turn, or a skip in its place.
    fn intent(&mut self, who: Sr25519Keyring, action: &Action, number: u32) -> Intent {
        let counter = self.counter(party(who));
        let nonce = match number {
            n if n.is_multiple_of(17) => counter + 1,
            n if n.is_multiple_of(19) => counter.saturating_sub(1),
            _ => counter,
        };
        let loan = self.id;
        let deed = if number.is_multiple_of(23) {
            let to = nonce + number % 18;
            Deed::Skip { loan, nonce, to }
        } else {
            Deed::Act {
                loan,
                nonce,
                in_force: self.loan.agreement.in_force,
                action: action.clone(),
            }
        };
        self.chain.intent(who, deed)
    }

    /// What contract and rules make of an intent that a stranger hands in.
    fn by_intent(&mut self, who: Sr25519Keyring, intent: Intent) -> TestCaseResult {
        let signed = sandbox::signed(who, intent.clone());
        let call = self.chain.call(STRANGER, &Message::submit(vec![signed]));
        let real = call.answer.expect("it is understood");
        let emitted = bytes_of(&call.events);
        let ctx = Context {
            intent: Some(intent.id(sha2_256)),
            ..context(&mut self.chain, who)
        };
        let skips = matches!(intent.deed, Deed::Skip { .. });
        let counter = self.counter(party(who));
        let pure = self
            .loan
            .clone()
            .submit(intent.clone(), counter, &self.plan, &ctx);
        match pure {
            Err(error) => prop_assert_eq!(real, Err(error), "{:?}", intent),
            Ok(None) if skips => prop_assert_eq!(real, Ok(vec![Submitted::Skipped])),
            Ok(None) => prop_assert_eq!(real, Err(Error::NothingNew), "{:?}", intent),
            Ok(Some(outcome)) => {
                let done = if skips {
                    Submitted::Skipped
                } else {
                    Submitted::Applied
                };
                prop_assert_eq!(real, Ok(vec![done]), "{:?}", intent);
                prop_assert_eq!(emitted, bytes_of_pure(&outcome), "{:?}", intent);
                prop_assert!(outcome.credits.is_empty(), "money of the chain moved");
                self.keep(outcome);
            }
        }
        Ok(())
    }

    fn keep(&mut self, outcome: Outcome) {
        for (account, part) in &outcome.credits {
            let kept = self.kept.entry(*account).or_default();
            *kept = kept.plus(*part).unwrap();
        }
        // What was kept where nobody has the key.
        if let Some((from, to)) = outcome.released {
            if let Some(part) = self.kept.remove(&from) {
                let kept = self.kept.entry(to).or_default();
                *kept = kept.plus(part).unwrap();
            }
        }
        self.counters.extend(outcome.counter);
        self.loan = outcome.loan;
        self.plan = outcome.schedule.unwrap_or_else(|| std::mem::take(&mut self.plan));
    }

    /// What the contract makes of it: its answer and the bytes that it emits.
    fn on_chain(
        &mut self,
        who: Sr25519Keyring,
        action: &Action,
        in_a_batch: bool,
    ) -> Result<Vec<Vec<u8>>, Error> {
        let (chain, id) = (&mut self.chain, self.id);
        let settlement = self.loan.agreement.terms.settlement;
        // Anyone's steps go out in a batch and alone by turns.
        if in_a_batch && action.is_anyones() {
            let call = chain.call(who, &Message::batch(vec![(id, action.clone())]));
            let answer = call.answer.expect("it is understood");
            return answer.map(|count| {
                assert_eq!(count as usize, call.events.len());
                bytes_of(&call.events)
            });
        }
        let value = action.value(settlement).minor();
        let call = chain.pay(who, value, &act(id, action.clone()));
        let answer = call.answer.expect("it is understood");
        answer.map(|()| bytes_of(&call.events))
    }

    /// What the rules make of it.
    fn in_the_rules(
        &mut self,
        who: Sr25519Keyring,
        action: Action,
        in_a_batch: bool,
    ) -> Result<Outcome, Error> {
        let ctx = context(&mut self.chain, who);
        let in_a_batch = in_a_batch && action.is_anyones();
        let counter = self.counter(party(who));
        let outcome = self.loan.clone().act(action, counter, &self.plan, &ctx);
        // In a batch a step that is refused is passed over.
        outcome.map_err(|error| match error {
            _ if in_a_batch => Error::NothingToAnnounce,
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
        let who = WHO[who];
        let action = seen(self.choose(kind, number), &self.loan);
        if number > 0 && number.is_multiple_of(3) {
            let intent = self.intent(who, &action, number);
            return self.by_intent(who, intent);
        }
        let in_a_batch = number.is_multiple_of(2);
        let pure = self.in_the_rules(who, action.clone(), in_a_batch);
        let real = self.on_chain(who, &action, in_a_batch);
        match pure {
            Err(error) => prop_assert_eq!(real, Err(error), "{:?}", action),
            Ok(outcome) => {
                prop_assert_eq!(real, Ok(bytes_of_pure(&outcome)), "{:?}", action);
                self.keep(outcome);
            }
        }
        Ok(())
    }

    /// What is stored is what the rules hold.
    fn compare(&mut self) -> TestCaseResult {
        let id = self.id;
        let stored = stored(&mut self.chain, id);
        prop_assert_eq!(stored.as_ref(), Some(&self.loan));
        prop_assert_eq!(&schedule(&mut self.chain, id), &self.plan);
        let today = self.today();
        prop_assert_eq!(
            figures(&mut self.chain, id),
            self.loan.figures(&self.plan, &BuiltIn, today).unwrap()
        );
        let held = [LENDER, BUYER].map(|who| held_account(id, party(who), sha2_256));
        for account in WHO.map(party).into_iter().chain(held) {
            let kept = kept(&mut self.chain, account, None);
            prop_assert_eq!(kept, self.kept.get(&account).copied().unwrap_or_default());
            let counter: Option<u32> = self.chain.cell(cell::COUNTERS, &(id, account));
            prop_assert_eq!(counter, self.counters.get(&account).copied());
        }
        Ok(())
    }
}

fn context(chain: &mut Chain, who: Sr25519Keyring) -> Context<'static> {
    Context {
        caller: party(who),
        now: chain.now(),
        block: chain.height(),
        sha256: sha2_256,
        rates: &BuiltIn,
        offices: &Notary,
        intent: None,
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
        any::<(bool, bool)>(),
        0u16..9,
    )
        .prop_map(
            |(periods, method, on_chain, principal, (named, joint), answer_days)| {
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
                if joint {
                    terms.co_borrowers = vec![party(CO_BORROWER)];
                }
                terms.acceleration = Some(15);
                terms.answer_days = answer_days;
                terms.arbiter = named.then_some(party(STRANGER));
                terms.late_fee = amount(500);
                terms.successions = vec![Succession {
                    seat: borrower,
                    heir: Some(party(BUYER)),
                    verifier: None,
                    second: None,
                    days: 14,
                }];
                if on_chain {
                    terms.least_delivery = Some(amount(1));
                    native(terms, principal)
                } else {
                    terms
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_contract_does_what_the_rules_say_and_emits_their_bytes(
        terms in any_terms(),
        hurried in any::<bool>(),
        steps in proptest::collection::vec((0u32..40, 0usize..7, 0u8..32, 0u32..1_100_000), 10..60),
    ) {
        let mut twins = Twins::propose(&terms);
        if hurried {
            // Kinds 0, 3 and 5 without a shortage: signed by all, delivered and, off chain, acknowledged.
            for step in [(0, 0, 0, 0), (0, 6, 0, 0), (0, 0, 3, 0), (0, 1, 5, 0)] {
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
