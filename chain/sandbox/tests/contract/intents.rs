//! Intents on the contract: what one does whoever hands it in, and that nothing else does anything. The attacks are those of
//! the design: keys, places and forms; strangers; copies; both parties' word; what is held back; times; sizes; gas.

use crate::stage::*;
use loan::message::Message;
use sandbox::{party, signed, Chain, Emitted, Signed, Stopped, START};
use scale::{Decode, Encode};
use sp_core::{ecdsa, ed25519, Pair};
use sp_io::hashing::sha2_256;
use sp_keyring::Sr25519Keyring;
use terms::{
    agreement::Guarantor,
    cell,
    intent::{message, wrapped, Deed, Intent, Signature, Submitted},
    life::{Action, Arrival, Channel, Ruling},
    limits::{INTENTS_BYTES_MAX, INTENTS_MAX, INTENT_LIFE_MS_MAX, SKIP_MAX},
    sample::{amount, bullet, monthly, seen, UNSEEN_CREDITOR, UNSEEN_DAY, UNSEEN_EVENT},
    AccountId, Day, Digest, Error, LoanId, RatePpm, Status, Terms, Timestamp,
};

/// Who hands everything in, and pays.
const RELAY: Sr25519Keyring = Sr25519Keyring::AliceStash;
const GUARANTOR: Sr25519Keyring = Sr25519Keyring::Dave;
const BUYER: Sr25519Keyring = Sr25519Keyring::Eve;
const ARBITER: Sr25519Keyring = Sr25519Keyring::Ferdie;

fn id(intent: &Intent) -> Digest {
    intent.id(sha2_256)
}

/// How far an account has got in a loan.
pub fn counter(chain: &mut Chain, loan: LoanId, account: AccountId) -> u32 {
    let with_the_loan = stored(chain, loan).and_then(|loan| loan.counter(account));
    let in_a_cell = chain.cell(cell::COUNTERS, &(loan, account));
    with_the_loan.or(in_a_cell).unwrap_or_default()
}

/// The next step of `who`, as things stand.
fn step(chain: &mut Chain, loan: LoanId, who: Sr25519Keyring, action: Action) -> Signed {
    let nonce = counter(chain, loan, party(who));
    step_at(chain, loan, who, nonce, action)
}

fn step_at(chain: &mut Chain, loan: LoanId, who: Sr25519Keyring, nonce: u32, action: Action) -> Signed {
    let found = stored(chain, loan).expect("the loan is there");
    let deed = Deed::Act {
        loan,
        nonce,
        in_force: found.agreement.in_force,
        action: seen(action, &found),
    };
    let intent = chain.intent(who, deed);
    signed(who, intent)
}

fn skip(chain: &mut Chain, loan: LoanId, who: Sr25519Keyring, nonce: u32, to: u32) -> Signed {
    let intent = chain.intent(who, Deed::Skip { loan, nonce, to });
    signed(who, intent)
}

fn submit(intents: &[Signed]) -> Ask<Vec<Submitted>> {
    Message::submit(intents.to_vec())
}

/// What handing in `intents` is refused with; nothing changes by it.
#[track_caller]
fn refused(chain: &mut Chain, intents: &[Signed]) -> Error {
    let root = chain.root();
    let error = chain.call(RELAY, &submit(intents)).refusal();
    assert_eq!(chain.root(), root, "{error}: something changed");
    error
}

fn proposal(chain: &mut Chain, who: Sr25519Keyring, terms: &Terms) -> Signed {
    let deed = Deed::Propose {
        terms: digest(terms),
        evidence: Some([3; 32]),
    };
    let intent = chain.intent(who, deed);
    signed(who, intent)
}

fn conclude(terms: &Terms, lender: &Signed, borrower: &Signed) -> Ask<LoanId> {
    Message::conclude(terms.clone(), lender.clone(), borrower.clone())
}

fn acknowledge() -> Action {
    Action::Acknowledge {
        at_most: terms::Amount::MAX,
        evidence: None,
    }
}

fn forgive(minor: u128) -> Action {
    Action::Forgive {
        amount: amount(minor),
        evidence: None,
    }
}

fn delivery(minor: u128, on: Day) -> Action {
    Action::Deliver {
        amount: amount(minor),
        on: Some(on),
        at_least: RatePpm::ZERO,
        receipt: Some([5; 32]),
    }
}

fn receipt_of(minor: u128) -> Action {
    Action::AcknowledgeDelivery {
        delivery: 0,
        amount: amount(minor),
        on: UNSEEN_DAY,
        receipt: None,
        evidence: None,
    }
}

fn payment(minor: u128, on: Day) -> Action {
    Action::ReportRepayment {
        amount: amount(minor),
        on,
        receipt: Some([6; 32]),
        payer: None,
        to: UNSEEN_CREDITOR,
    }
}

/// The intents that the events of a call name.
fn named(events: &[Emitted]) -> Vec<Option<Digest>> {
    let of = |event: &Emitted| match event {
        Emitted::Loan(event, _) => event.head().intent,
        other => panic!("{other:?}"),
    };
    events.iter().map(of).collect()
}

// ---- whole lives ---------------------------------------------------------------------------------------------------------

#[test]
fn a_whole_life_in_which_neither_party_ever_has_a_token() {
    let mut chain = Chain::new();
    // Nobody who has deployed or borrowed anything.
    let (lender, borrower) = (BUYER, GUARANTOR);
    chain.empty(lender, RELAY);
    chain.empty(borrower, RELAY);
    let terms = bullet(party(lender), party(borrower), START);
    let (offer, answer) = (
        proposal(&mut chain, lender, &terms),
        proposal(&mut chain, borrower, &terms),
    );
    let call = chain.call(RELAY, &conclude(&terms, &offer, &answer));
    let (offered, answered) = (id(&offer.0), id(&answer.0));
    assert_eq!(named(&call.events), [Some(offered), Some(answered)]);
    assert_eq!(call.names(), ["LoanProposed", "LoanSigned"]);
    let due = Day(START.0 + 90);
    let steps = [
        (START, lender, delivery(1_000_000, START), "DeliveryReported"),
        (START, borrower, receipt_of(1_000_000), "LoanDelivered"),
        (due, borrower, payment(1_014_794, due), "RepaymentReported"),
        (
            due,
            lender,
            Action::ConfirmRepayment {
                report: 0,
                evidence: None,
            },
            "LoanRepaid",
        ),
    ];
    for (day, who, action, name) in steps {
        if chain.now() < terms::sample::noon(day) {
            chain.on(day);
        }
        let one = step(&mut chain, 0, who, action);
        let call = chain.call(RELAY, &submit(std::slice::from_ref(&one)));
        assert!(named(&call.events).iter().all(|named| *named == Some(id(&one.0))));
        assert_eq!(call.names()[0], name);
    }
    assert_eq!(status(&mut chain, 0), Status::Settled);
    assert_eq!((chain.balance(lender), chain.balance(borrower)), (0, 0));
    assert_eq!(counter(&mut chain, 0, party(lender)), 2);
    assert_eq!(counter(&mut chain, 0, party(borrower)), 2);
}

#[test]
fn eight_intents_for_three_loans_go_out_together_and_each_event_names_its_own() {
    let mut chain = Chain::new();
    let mut loans = Vec::new();
    for n in 0..3 {
        let mut terms = off_chain();
        terms.reference = [n; 16];
        loans.push(active(&mut chain, &terms));
    }
    let mut intents = Vec::new();
    for n in 0..INTENTS_MAX {
        let loan = loans[n % 3];
        let (who, action) = match n % 2 {
            0 => (LENDER, forgive(1 + n as u128)),
            _ => (BORROWER, acknowledge()),
        };
        let before = intents
            .iter()
            .filter(|(one, _): &&Signed| {
                one.signer == party(who) && matches!(one.deed, Deed::Act { loan: of, .. } if of == loan)
            })
            .count();
        let nonce = counter(&mut chain, loan, party(who)) + before as u32;
        intents.push(step_at(&mut chain, loan, who, nonce, action));
    }
    let call = chain.call(RELAY, &submit(&intents));
    let ids: Vec<_> = intents.iter().map(|(one, _)| Some(id(one))).collect();
    assert_eq!(named(&call.events), ids);
    assert_eq!(call.unwrap(), [Submitted::Applied; INTENTS_MAX]);
}

// ---- keys, places and forms ----------------------------------------------------------------------------------------------

#[test]
fn raw_and_wrapped_text_are_signatures_and_nothing_else_is() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let (one, _) = step(&mut chain, loan, BORROWER, acknowledge());
    let text = message(&id(&one));
    let by = |text: &[u8]| BORROWER.sign(text).0;
    let upper = text.to_ascii_uppercase();
    let wrong: Vec<Signature> = vec![
        [0; 64],
        by(&one.encode()),
        by(&id(&one)),
        by(&wrapped(&wrapped(&text))),
        by(&upper),
        by(&text[..77]),
        by(&[&text[..], b" "].concat()),
        by(&[b"iou:login:v1", &text[13..]].concat()),
        by(&[b"<bytes>", &text[..], b"</bytes>"].concat()),
        LENDER.sign(&text).0,
        ed25519::Pair::from_string("//Bob", None).unwrap().sign(&text).0,
        ecdsa::Pair::from_string("//Bob", None).unwrap().sign(&text).0[..64]
            .try_into()
            .unwrap(),
    ];
    for signature in wrong {
        assert_eq!(
            refused(&mut chain, &[(one.clone(), signature)]),
            Error::BadSignature
        );
    }
    // One goes through as it is, the next one as wallets wrap it.
    let raw = by(&text);
    assert_eq!(
        chain.call(RELAY, &submit(&[(one, raw)])).unwrap(),
        [Submitted::Applied]
    );
    let (next, _) = step(&mut chain, loan, BORROWER, acknowledge());
    let wrapped = by(&wrapped(&message(&id(&next))));
    let call = chain.call(RELAY, &submit(&[(next, wrapped)]));
    assert_eq!(call.unwrap(), [Submitted::Applied]);
}

#[test]
fn what_is_signed_for_an_intent_is_the_call_of_no_transaction() {
    let text = message(&[0xab; 32]);
    // Whatever follows: no pallet has the number of their first letters.
    for first in [text[0], wrapped(&text)[0]] {
        for second in 0..=u8::MAX {
            let call = [&[first, second][..], &[0; 1_024][..]].concat();
            let read = iou_runtime::RuntimeCall::decode(&mut &call[..]);
            assert!(read.is_err(), "{first:#x}");
        }
    }
}

#[test]
fn anybody_signs_for_the_key_of_zeros_and_nobody_acts_by_it() {
    let mut chain = Chain::new();
    let mut terms = off_chain();
    terms.borrower = AccountId([0; 32]);
    let loan = chain.call(LENDER, &propose(&terms)).unwrap();
    let found = stored(&mut chain, loan).unwrap();
    let deed = Deed::Act {
        loan,
        nonce: 0,
        in_force: found.agreement.in_force,
        action: Action::Sign {
            digest: digest(&terms),
            evidence: None,
        },
    };
    let mut forged = chain.intent(BORROWER, deed);
    forged.signer = AccountId([0; 32]);
    // R the identity, s nothing: this holds for every text.
    let mut signature = [0; 64];
    signature[63] = 0x80;
    let text = message(&id(&forged));
    let key = sp_core::sr25519::Public::from_raw([0; 32]);
    let holds =
        sp_core::sr25519::Pair::verify(&sp_core::sr25519::Signature::from_raw(signature), &text, &key);
    assert!(holds, "then this shows nothing");
    assert_eq!(refused(&mut chain, &[(forged, signature)]), Error::BadSignature);
}

#[test]
fn an_intent_for_another_chain_contract_loan_or_version_is_refused() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let (one, _) = step(&mut chain, loan, BORROWER, acknowledge());
    let cases: [(fn(&mut Intent), Error); 6] = [
        (|one| one.genesis = [8; 32], Error::OtherPlace),
        (|one| one.contract = AccountId([9; 32]), Error::OtherPlace),
        (|one| one.version = 2, Error::OtherPlace),
        (
            |one| {
                if let Deed::Act { loan, .. } = &mut one.deed {
                    *loan = 77;
                }
            },
            Error::NoSuchLoan,
        ),
        // Another loan under this number, after a reorganisation.
        (
            |one| {
                if let Deed::Act { in_force, .. } = &mut one.deed {
                    *in_force = [1; 32];
                }
            },
            Error::NotInForce,
        ),
        (
            |one| {
                one.deed = Deed::Propose {
                    terms: [1; 32],
                    evidence: None,
                }
            },
            Error::NotAnIntent,
        ),
    ];
    for (change, error) in cases {
        let mut other = one.clone();
        change(&mut other);
        let other = signed(BORROWER, other);
        assert_eq!(refused(&mut chain, &[other]), error);
    }
}

#[test]
fn a_second_signature_over_the_same_intent_does_nothing_more() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let first = step(&mut chain, loan, LENDER, forgive(10));
    // Signatures are salted: this is another one, as good.
    let second = signed(LENDER, first.0.clone());
    assert_ne!(first.1, second.1);
    chain.call(RELAY, &submit(&[first])).unwrap();
    assert_eq!(refused(&mut chain, &[second]), Error::NothingNew);
}

#[test]
fn what_moves_money_of_the_chain_and_what_anyone_may_do_is_no_intent() {
    let mut chain = Chain::new();
    let native = active(&mut chain, &on_chain());
    let paper = active(&mut chain, &off_chain());
    let repayment = Action::Repay {
        amount: amount(1),
        evidence: None,
    };
    for (loan, who, action) in [
        (native, BORROWER, repayment.clone()),
        (paper, BORROWER, repayment),
        (native, LENDER, delivery(1, START)),
        (paper, STRANGER, Action::NotifyDue),
        (paper, STRANGER, Action::MarkDefault),
        (paper, STRANGER, Action::Expire),
        // A delivery that leaves its day to whoever hands it in.
        (
            paper,
            LENDER,
            Action::Deliver {
                amount: amount(1),
                on: None,
                at_least: RatePpm::ZERO,
                receipt: None,
            },
        ),
    ] {
        let one = step(&mut chain, loan, who, action);
        assert_eq!(refused(&mut chain, &[one]), Error::NotAnIntent);
    }
}

// ---- strangers and counters ----------------------------------------------------------------------------------------------

#[test]
fn five_hundred_strangers_leave_the_loan_and_the_ledger_as_they_are() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let in_force = stored(&mut chain, loan).unwrap().agreement.in_force;
    let root = chain.root();
    for n in 0u32..500 {
        let pair = sp_core::sr25519::Pair::from_string(&format!("//stranger//{n}"), None).unwrap();
        let deed = match n % 2 {
            0 => Deed::Skip {
                loan,
                nonce: 0,
                to: 1,
            },
            _ => Deed::Act {
                loan,
                nonce: 0,
                in_force,
                action: acknowledge(),
            },
        };
        let mut one = chain.intent(STRANGER, deed);
        one.signer = AccountId(pair.public().0);
        let signature = pair.sign(&message(&id(&one))).0;
        let error = chain.call(RELAY, &submit(&[(one, signature)])).refusal();
        assert_eq!(error, Error::NotAParty);
    }
    assert_eq!(chain.root(), root);
}

#[test]
fn the_counter_of_somebody_else_than_the_two_is_a_cell_of_its_own_that_a_step_makes() {
    let mut chain = Chain::new();
    let mut terms = off_chain();
    terms.guarantors = vec![Guarantor {
        account: party(GUARANTOR),
        joint: true,
        months: None,
    }];
    let loan = active(&mut chain, &terms);
    let key = (loan, party(GUARANTOR));
    assert_eq!(chain.cell::<u32>(cell::COUNTERS, &key), None);
    let state: Option<Vec<u8>> = stored(&mut chain, loan).map(|loan| loan.state.encode());
    let wrong = Action::Consent {
        digest: [1; 32],
        evidence: None,
    };
    let one = step(&mut chain, loan, GUARANTOR, wrong);
    assert_eq!(refused(&mut chain, &[one]), Error::DigestMismatch);
    assert_eq!(chain.cell::<u32>(cell::COUNTERS, &key), None);
    let right = Action::Consent {
        digest: digest(&terms),
        evidence: None,
    };
    let one = step(&mut chain, loan, GUARANTOR, right);
    chain.call(RELAY, &submit(&[one])).unwrap();
    assert_eq!(chain.cell::<u32>(cell::COUNTERS, &key), Some(1));
    // Taking back moves that cell alone.
    let before = stored(&mut chain, loan).unwrap();
    let one = skip(&mut chain, loan, GUARANTOR, 1, 1 + SKIP_MAX);
    let call = chain.call(RELAY, &submit(&[one]));
    assert!(call.events.is_empty());
    assert_eq!(call.unwrap(), [Submitted::Skipped]);
    assert_eq!(chain.cell::<u32>(cell::COUNTERS, &key), Some(1 + SKIP_MAX));
    assert_eq!(stored(&mut chain, loan), Some(before));
    assert_eq!(stored(&mut chain, loan).map(|loan| loan.state.encode()), state);
}

#[test]
fn a_guarantor_who_buys_a_part_has_one_counter() {
    let mut chain = Chain::new();
    let mut terms = off_chain();
    terms.guarantors = vec![Guarantor {
        account: party(GUARANTOR),
        joint: true,
        months: None,
    }];
    let loan = active(&mut chain, &terms);
    let consent = Action::Consent {
        digest: digest(&terms),
        evidence: None,
    };
    let one = step(&mut chain, loan, GUARANTOR, consent);
    chain.call(RELAY, &submit(&[one])).unwrap();
    // Signed as guarantor, held back, and not what it says any more once they hold the claim.
    let held = step_at(&mut chain, loan, GUARANTOR, 2, payment(500, START));
    let sign_by = Timestamp(chain.now().0 + 86_400_000);
    let part = |who, ppm| terms::agreement::Holder {
        account: party(who),
        ppm,
    };
    let assign = Action::Assign {
        parts: vec![part(GUARANTOR, 1_000_000)],
        sign_by,
        evidence: None,
    };
    let one = step(&mut chain, loan, LENDER, assign);
    chain.call(RELAY, &submit(&[one])).unwrap();
    let offered = stored(&mut chain, loan).unwrap().agreement.assignments[0].digest;
    let accept = Action::AcceptAssignment {
        digest: offered,
        at_least: amount(1_000_000),
        evidence: None,
    };
    let one = step(&mut chain, loan, GUARANTOR, accept);
    chain.call(RELAY, &submit(&[one])).unwrap();
    assert_eq!(counter(&mut chain, loan, party(GUARANTOR)), 2);
    assert_eq!(refused(&mut chain, &[held]), Error::NotAsNamed);
}

#[test]
fn a_demand_moves_no_counter_directly_and_does_so_by_intent() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let demand = Action::Demand {
        message: [8; 32],
        channel: Channel::Sms,
        arrived: Some(Arrival {
            on: START,
            receipt: [9; 32],
        }),
    };
    let held = step(&mut chain, loan, LENDER, forgive(1));
    let before = counter(&mut chain, loan, party(LENDER));
    // It can come from a proxy, which the contract cannot tell from the creditor.
    chain.call(LENDER, &act(loan, demand.clone())).unwrap();
    assert_eq!(counter(&mut chain, loan, party(LENDER)), before);
    chain.call(RELAY, &submit(&[held])).unwrap();
    let one = step(&mut chain, loan, LENDER, demand);
    chain.call(RELAY, &submit(&[one])).unwrap();
    assert_eq!(counter(&mut chain, loan, party(LENDER)), before + 2);
}

#[test]
fn sixteen_held_back_signatures_are_taken_back_by_one_whatever_a_relay_releases() {
    for released in [vec![], vec![0], vec![0, 1, 2], (0..SKIP_MAX).collect::<Vec<_>>()] {
        let mut chain = Chain::new();
        let loan = active(&mut chain, &off_chain());
        let n = counter(&mut chain, loan, party(LENDER));
        let held: Vec<_> = (n..n + SKIP_MAX)
            .map(|nonce| step_at(&mut chain, loan, LENDER, nonce, forgive(1)))
            .collect();
        for place in &released {
            let one = held[*place as usize].clone();
            chain.call(RELAY, &submit(&[one])).unwrap();
        }
        let back = skip(&mut chain, loan, LENDER, n, n + SKIP_MAX);
        assert_eq!(
            chain.call(RELAY, &submit(&[back.clone()])).unwrap(),
            [Submitted::Skipped]
        );
        // Once more it is as good, and does nothing.
        let before = stored(&mut chain, loan);
        assert_eq!(chain.call(RELAY, &submit(&[back])).unwrap(), [Submitted::Skipped]);
        assert_eq!(stored(&mut chain, loan), before);
        for one in held {
            assert_eq!(refused(&mut chain, &[one]), Error::NothingNew);
        }
        let next = step(&mut chain, loan, LENDER, forgive(1));
        chain.call(RELAY, &submit(&[next])).unwrap();
    }
}

#[test]
fn a_skip_of_nothing_of_too_much_or_ahead_is_refused() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let n = counter(&mut chain, loan, party(LENDER));
    for (nonce, to, error) in [
        (n, n, Error::BadSkip),
        (n, n - 1, Error::BadSkip),
        (n, n + SKIP_MAX + 1, Error::BadSkip),
        (n + 1, n + 2, Error::NonceAhead),
    ] {
        let one = skip(&mut chain, loan, LENDER, nonce, to);
        assert_eq!(refused(&mut chain, &[one]), error);
    }
}

// ---- copies and batches --------------------------------------------------------------------------------------------------

#[test]
fn a_copy_that_comes_first_does_a_batch_no_harm_and_a_bad_one_stops_it_whole() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let n = counter(&mut chain, loan, party(LENDER));
    let batch: Vec<_> = (n..n + 3)
        .map(|nonce| step_at(&mut chain, loan, LENDER, nonce, forgive(1)))
        .collect();
    chain.call(STRANGER, &submit(&batch[..1])).unwrap();
    // Bad ones of each kind at each place.
    let mut other = batch[2].clone();
    other.1[5] ^= 1;
    let (mut late, mut ahead) = (batch[1].0.clone(), batch[1].0.clone());
    (late.not_before.0, late.not_after.0) = (late.not_before.0 - 10, late.not_before.0 - 1);
    if let Deed::Act { nonce, .. } = &mut ahead.deed {
        *nonce += 9;
    }
    for (bad, error) in [
        (other, Error::BadSignature),
        (signed(LENDER, late), Error::NoLongerValid),
        (signed(LENDER, ahead), Error::NonceAhead),
    ] {
        let mut first = vec![bad.clone()];
        first.extend(batch.clone());
        assert_eq!(refused(&mut chain, &first), error);
        let mut middle = batch.clone();
        middle.insert(1, bad);
        assert_eq!(refused(&mut chain, &middle), error);
    }
    assert_eq!(
        chain.call(RELAY, &submit(&batch)).unwrap(),
        [Submitted::Passed, Submitted::Applied, Submitted::Applied]
    );
    assert_eq!(refused(&mut chain, &batch), Error::NothingNew);
}

#[test]
fn an_intent_that_was_used_is_passed_over_though_its_time_is_over() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let used = step(&mut chain, loan, LENDER, forgive(1));
    chain.call(RELAY, &submit(std::slice::from_ref(&used))).unwrap();
    chain.on(Day(START.0 + 5));
    let next = step(&mut chain, loan, LENDER, forgive(1));
    assert_eq!(
        chain.call(RELAY, &submit(&[used, next])).unwrap(),
        [Submitted::Passed, Submitted::Applied]
    );
}

#[test]
fn one_to_eight_intents_of_twelve_kib_at_most_are_taken() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    assert_eq!(refused(&mut chain, &[]), Error::BadSubmission);
    let n = counter(&mut chain, loan, party(LENDER));
    let many: Vec<_> = (n..=n + INTENTS_MAX as u32)
        .map(|nonce| step_at(&mut chain, loan, LENDER, nonce, forgive(1)))
        .collect();
    assert_eq!(many.len(), INTENTS_MAX + 1);
    assert_eq!(refused(&mut chain, &many), Error::BadSubmission);
    // To the byte: one that is good, and others that were used, whose length counts all the same. An offer has 36 bytes a part.
    let of = |chain: &mut Chain, nonce, action| step_at(chain, loan, LENDER, nonce, action);
    let attest = Action::Attest {
        digest: [1; 32],
        kind: 1,
    };
    let offer = |count, evidence| Action::Assign {
        parts: vec![
            terms::agreement::Holder {
                account: party(BUYER),
                ppm: 1,
            };
            count
        ],
        sign_by: Timestamp(0),
        evidence,
    };
    let over = [
        of(&mut chain, n, forgive(1)),
        of(&mut chain, 0, attest.clone()),
        of(&mut chain, 0, attest.clone()),
        of(&mut chain, 0, offer(313, Some([1; 32]))),
    ];
    assert_eq!(over.to_vec().encoded_size(), INTENTS_BYTES_MAX + 1);
    assert_eq!(refused(&mut chain, &over), Error::BadSubmission);
    let whole = [
        of(&mut chain, n, forgive(1)),
        of(&mut chain, 0, attest),
        of(&mut chain, 0, offer(321, None)),
    ];
    assert_eq!(whole.to_vec().encoded_size(), INTENTS_BYTES_MAX);
    assert_eq!(
        chain.call(RELAY, &submit(&whole)).unwrap(),
        [Submitted::Applied, Submitted::Passed, Submitted::Passed]
    );
}

// ---- both parties' word --------------------------------------------------------------------------------------------------

#[test]
fn two_proposals_make_a_loan_until_the_deadline_whatever_was_done_before() {
    let terms = off_chain();
    let before = |chain: &mut Chain, what: &str| -> Option<LoanId> {
        match what {
            "unknown" => None,
            "lender" => Some(chain.call(LENDER, &propose(&terms)).unwrap()),
            "borrower" => Some(chain.call(BORROWER, &propose(&terms)).unwrap()),
            "signed" => Some(super::stage::signed(chain, &terms)),
            _ => {
                let loan = proposed(chain, &terms);
                chain.call(BORROWER, &cancel(loan)).unwrap();
                Some(loan)
            }
        }
    };
    // What comes of it a millisecond before the deadline, on it, and a millisecond after it.
    let cases: [(&str, [Result<&[&str], Error>; 3]); 5] = [
        (
            "unknown",
            [
                Ok(&["LoanProposed", "LoanSigned"]),
                Err(Error::DeadlinePassed),
                Err(Error::DeadlinePassed),
            ],
        ),
        (
            "lender",
            [
                Ok(&["LoanSigned"]),
                Ok(&["LoanSigned"]),
                Err(Error::DeadlinePassed),
            ],
        ),
        (
            "borrower",
            [
                Ok(&["LoanSigned"]),
                Ok(&["LoanSigned"]),
                Err(Error::DeadlinePassed),
            ],
        ),
        ("signed", [Ok(&[]), Ok(&[]), Ok(&[])]),
        (
            "cancelled",
            [
                Err(Error::WrongState),
                Err(Error::WrongState),
                Err(Error::WrongState),
            ],
        ),
    ];
    for (what, expected) in cases {
        for (at, expected) in expected.into_iter().enumerate() {
            let mut chain = Chain::new();
            let known = before(&mut chain, what);
            chain.at(Timestamp(terms.sign_by.0 - 1 + at as u64));
            let (lender, borrower) = (
                proposal(&mut chain, LENDER, &terms),
                proposal(&mut chain, BORROWER, &terms),
            );
            let message = conclude(&terms, &lender, &borrower);
            let call = chain.call(RELAY, &message);
            match expected {
                Err(error) => {
                    assert_eq!(call.refusal(), error, "{what} {at}");
                    if error == Error::DeadlinePassed && known.is_some() {
                        chain.call(STRANGER, &expire(0)).unwrap();
                        assert_eq!(chain.call(RELAY, &message).refusal(), Error::WrongState);
                    }
                }
                Ok(names) => {
                    let ids = named(&call.events);
                    let of = match what {
                        "unknown" => vec![Some(id(&lender.0)), Some(id(&borrower.0))],
                        "lender" => vec![Some(id(&borrower.0))],
                        "signed" => vec![],
                        _ => vec![Some(id(&lender.0))],
                    };
                    assert_eq!(ids, of, "{what} {at}");
                    assert_eq!(call.answer, Ok(Ok(known.unwrap_or(0))));
                    assert_eq!(call.names(), names, "{what} {at}");
                }
            }
        }
    }
}

#[test]
fn swapped_foreign_late_and_mismatched_proposals_are_refused() {
    let mut chain = Chain::new();
    let terms = off_chain();
    let (lender, borrower) = (
        proposal(&mut chain, LENDER, &terms),
        proposal(&mut chain, BORROWER, &terms),
    );
    let root = chain.root();
    let refusal = |chain: &mut Chain, terms: &Terms, lender: &Signed, borrower: &Signed| {
        let error = chain.call(RELAY, &conclude(terms, lender, borrower)).refusal();
        assert_eq!(chain.root(), root);
        error
    };
    assert_eq!(refusal(&mut chain, &terms, &borrower, &lender), Error::WrongParty);
    assert_eq!(refusal(&mut chain, &terms, &lender, &lender), Error::WrongParty);
    for not_two in [
        vec![],
        vec![lender.clone()],
        vec![lender.clone(), borrower.clone(), lender.clone()],
    ] {
        let message: Ask<LoanId> = Message::new(|ledger| ledger.conclude(terms.clone(), not_two.into()));
        assert_eq!(chain.call(RELAY, &message).refusal(), Error::BadSubmission);
    }
    let mut dearer = terms.clone();
    dearer.reference = [9; 16];
    assert_eq!(
        refusal(&mut chain, &dearer, &lender, &borrower),
        Error::DigestMismatch
    );
    let mut unsigned = lender.clone();
    unsigned.1 = borrower.1;
    assert_eq!(
        refusal(&mut chain, &terms, &unsigned, &borrower),
        Error::BadSignature
    );
    let mut elsewhere = lender.0.clone();
    elsewhere.contract = AccountId([1; 32]);
    let elsewhere = signed(LENDER, elsewhere);
    assert_eq!(
        refusal(&mut chain, &terms, &elsewhere, &borrower),
        Error::OtherPlace
    );
    let mut late = borrower.0.clone();
    (late.not_before.0, late.not_after.0) = (late.not_before.0 - 2, late.not_before.0 - 1);
    let late = signed(BORROWER, late);
    assert_eq!(refusal(&mut chain, &terms, &lender, &late), Error::NoLongerValid);
    chain.call(RELAY, &conclude(&terms, &lender, &borrower)).unwrap();
    // A second time, also by somebody else, it is done already.
    let before = stored(&mut chain, 0);
    assert_eq!(
        chain
            .call(STRANGER, &conclude(&terms, &lender, &borrower))
            .unwrap(),
        0
    );
    assert_eq!(stored(&mut chain, 0), before);
}

#[test]
fn co_borrowers_sign_by_intents_of_their_own() {
    let mut chain = Chain::new();
    let mut terms = off_chain();
    terms.co_borrowers = vec![party(BUYER)];
    let (lender, borrower) = (
        proposal(&mut chain, LENDER, &terms),
        proposal(&mut chain, BORROWER, &terms),
    );
    let call = chain.call(RELAY, &conclude(&terms, &lender, &borrower));
    assert_eq!(call.names(), ["LoanProposed", "TermsSigned"]);
    assert_eq!(status(&mut chain, 0), Status::Proposed);
    let sign = Action::Sign {
        digest: digest(&terms),
        evidence: None,
    };
    let one = step(&mut chain, 0, BUYER, sign);
    assert_eq!(chain.call(RELAY, &submit(&[one])).names(), ["LoanSigned"]);
}

// ---- what is held back ---------------------------------------------------------------------------------------------------

#[test]
fn a_held_back_acknowledgement_does_not_acknowledge_another_delivery() {
    let mut chain = Chain::new();
    let loan = super::stage::signed(&mut chain, &off_chain());
    chain
        .call(LENDER, &deliver(loan, 1_000_000, Some(START)))
        .unwrap();
    let held = step(&mut chain, loan, BORROWER, receipt_of(1_000_000));
    chain.on(Day(START.0 + 1));
    // The same amount, of another day.
    chain
        .call(LENDER, &deliver(loan, 1_000_000, Some(Day(START.0 + 1))))
        .unwrap();
    let mut held = held.0;
    held.not_after = Timestamp(held.not_before.0 + INTENT_LIFE_MS_MAX);
    let held = signed(BORROWER, held);
    // It is of the report by its number, which the corrected one does not have.
    assert_eq!(refused(&mut chain, &[held]), Error::NoDelivery);
}

#[test]
fn a_held_back_ruling_does_not_decide_another_dispute() {
    let mut chain = Chain::new();
    let mut terms = off_chain();
    terms.arbiter = Some(party(ARBITER));
    let loan = active(&mut chain, &terms);
    let dispute = || act(loan, Action::Dispute { evidence: None });
    let ruling = |costs| Action::Resolve {
        dispute: UNSEEN_EVENT,
        ruling: Ruling {
            costs: amount(costs),
            ..Ruling::default()
        },
        evidence: None,
    };
    chain.call(BORROWER, &dispute()).unwrap();
    let held = step(&mut chain, loan, ARBITER, ruling(100));
    // Who raised it drops it, and raises another.
    let found = stored(&mut chain, loan).unwrap();
    chain.call(BORROWER, &act(loan, seen(ruling(0), &found))).unwrap();
    chain.call(BORROWER, &dispute()).unwrap();
    assert_eq!(refused(&mut chain, &[held]), Error::NotAsNamed);
    let now = step(&mut chain, loan, ARBITER, ruling(100));
    assert_eq!(chain.call(RELAY, &submit(&[now])).names(), ["DisputeResolved"]);
}

#[test]
fn what_was_signed_and_then_done_directly_is_done_once() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    for (who, action) in [
        (LENDER, forgive(10)),
        (LENDER, payment(20, START)),
        (BORROWER, payment(30, START)),
    ] {
        let held = step(&mut chain, loan, who, action.clone());
        let found = stored(&mut chain, loan).unwrap();
        chain.call(who, &act(loan, seen(action, &found))).unwrap();
        assert_eq!(refused(&mut chain, &[held]), Error::NothingNew);
    }
}

#[test]
fn the_buyer_of_a_claim_gets_what_they_saw_or_nothing() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let sign_by = Timestamp(chain.now().0 + 86_400_000);
    let parts = vec![terms::agreement::Holder {
        account: party(BUYER),
        ppm: 1_000_000,
    }];
    let assign = Action::Assign {
        parts,
        sign_by,
        evidence: None,
    };
    chain.call(LENDER, &act(loan, assign)).unwrap();
    let accept = Action::AcceptAssignment {
        digest: stored(&mut chain, loan).unwrap().agreement.assignments[0].digest,
        at_least: amount(1_000_000),
        evidence: None,
    };
    let held = step(&mut chain, loan, BUYER, accept);
    chain.call(LENDER, &act(loan, forgive(999_999))).unwrap();
    assert_eq!(refused(&mut chain, &[held]), Error::NotAsNamed);
}

#[test]
fn a_claim_that_was_sold_and_bought_back_leaves_old_intents_used_once_at_most() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let held = step(&mut chain, loan, LENDER, forgive(5));
    for (from, to) in [(LENDER, BUYER), (BUYER, LENDER)] {
        let sign_by = Timestamp(chain.now().0 + 86_400_000);
        let parts = vec![terms::agreement::Holder {
            account: party(to),
            ppm: 1_000_000,
        }];
        let assign = Action::Assign {
            parts,
            sign_by,
            evidence: None,
        };
        chain.call(from, &act(loan, assign)).unwrap();
        let accept = Action::AcceptAssignment {
            digest: stored(&mut chain, loan).unwrap().agreement.assignments[0].digest,
            at_least: terms::Amount::ZERO,
            evidence: None,
        };
        chain.call(to, &act(loan, accept)).unwrap();
    }
    assert_eq!(refused(&mut chain, &[held]), Error::NothingNew);
}

// ---- times, sizes, gas ---------------------------------------------------------------------------------------------------

#[test]
fn an_intent_holds_from_its_first_to_its_last_millisecond() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let now = chain.now();
    for (from, until, error) in [
        (0i64, 0i64, None),
        (1, 1, Some(Error::NotValidYet)),
        (-1, -1, Some(Error::NoLongerValid)),
        (-1, 0, None),
        (0, 1, None),
        (1, 0, Some(Error::BadValidity)),
        (0, INTENT_LIFE_MS_MAX as i64, None),
        (0, INTENT_LIFE_MS_MAX as i64 + 1, Some(Error::BadValidity)),
    ] {
        let (mut one, _) = step(&mut chain, loan, BORROWER, acknowledge());
        one.not_before = Timestamp(now.0.wrapping_add_signed(from));
        one.not_after = Timestamp(now.0.wrapping_add_signed(until));
        let one = signed(BORROWER, one);
        match error {
            Some(error) => assert_eq!(refused(&mut chain, &[one]), error),
            None => drop(chain.call(RELAY, &submit(&[one])).unwrap()),
        }
    }
}

#[test]
fn the_longest_terms_are_concluded() {
    let mut chain = Chain::new();
    let terms = monthly(party(LENDER), party(BORROWER), START, 120);
    let (lender, borrower) = (
        proposal(&mut chain, LENDER, &terms),
        proposal(&mut chain, BORROWER, &terms),
    );
    let call = chain.call(RELAY, &conclude(&terms, &lender, &borrower));
    assert_eq!(call.names(), ["LoanProposed", "LoanSigned"]);
    assert_eq!(schedule(&mut chain, 0), terms.schedule);
}

#[test]
fn no_limit_of_gas_leaves_half_a_step_or_a_moved_counter() {
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let (first, second) = (
        step(&mut chain, loan, LENDER, forgive(1)),
        step(&mut chain, loan, BORROWER, acknowledge()),
    );
    let all = submit(&[first, second]);
    let whole = chain.estimate(RELAY, &all);
    let root = chain.root();
    let mut stopped = 0;
    for part in 0..64u64 {
        let limit = whole.mul(part).div(64);
        let call = chain.limited(RELAY, limit, &all);
        assert!(
            matches!(call.answer, Err(Stopped::Trapped(_))),
            "{part}: {call:?}"
        );
        assert_eq!(chain.root(), root, "{part}");
        stopped += 1;
    }
    assert_eq!(stopped, 64);
    let call = chain.limited(RELAY, whole.mul(2), &all);
    assert_eq!(call.unwrap(), [Submitted::Applied; 2]);
}

// ---- many bent ones ------------------------------------------------------------------------------------------------------

/// `n` of some numbers that follow from it.
fn random(n: &mut u64) -> u64 {
    *n ^= *n << 13;
    *n ^= *n >> 7;
    *n ^= *n << 17;
    *n
}

/// One of the ways to make something else of a signed intent than what was signed.
fn bent(good: &Signed, seed: &mut u64) -> Option<Signed> {
    let (mut one, mut signature) = good.clone();
    match random(seed) % 8 {
        // A bit of what is signed.
        0..=2 => {
            let mut bytes = one.encode();
            let at = random(seed) as usize % bytes.len();
            bytes[at] ^= 1 << (random(seed) % 8);
            one = Intent::decode(&mut &bytes[..]).ok()?;
        }
        // A bit of the signature.
        3 | 4 => signature[random(seed) as usize % 64] ^= 1 << (random(seed) % 8),
        // Whose it is.
        5 => one.signer = [party(STRANGER), party(LENDER), AccountId([0; 32])][random(seed) as usize % 3],
        // Signed well, for another place or time.
        6 => {
            match random(seed) % 4 {
                0 => one.genesis = sha2_256(&seed.encode()),
                1 => one.contract = AccountId(sha2_256(&seed.encode())),
                2 => (one.not_before, one.not_after) = (Timestamp(1), Timestamp(2)),
                _ => one.version = (random(seed) % 256) as u8 | 2,
            }
            (one, signature) = signed(BORROWER, one);
        }
        // Signed well, out of turn.
        _ => {
            if let Deed::Act { nonce, in_force, .. } = &mut one.deed {
                match random(seed) % 2 {
                    0 => *nonce = nonce.wrapping_add(1 + (random(seed) % 1_000) as u32),
                    _ => *in_force = sha2_256(&seed.encode()),
                }
            }
            (one, signature) = signed(BORROWER, one);
        }
    }
    ((&one, &signature) != (&good.0, &good.1)).then_some((one, signature))
}

#[test]
fn faults_no_bent_intent_is_accepted_nor_burns_a_nonce() {
    let many = match std::env::var("IOU_FAULTS").as_deref() {
        Ok("long") => 100_000,
        _ => 2_000,
    };
    let mut chain = Chain::new();
    let loan = active(&mut chain, &off_chain());
    let used = step(&mut chain, loan, BORROWER, acknowledge());
    chain.call(RELAY, &submit(std::slice::from_ref(&used))).unwrap();
    let good = step(&mut chain, loan, BORROWER, acknowledge());
    let n = counter(&mut chain, loan, party(BORROWER));
    let root = chain.root();
    let (mut seed, mut tried) = (0x9e37_79b9_7f4a_7c15, 0);
    while tried < many {
        let Some(one) = bent(&good, &mut seed) else {
            continue;
        };
        // Alone, behind one that was used, or twice.
        let all = match random(&mut seed) % 3 {
            0 => vec![one],
            1 => vec![used.clone(), one],
            _ => vec![one.clone(), one],
        };
        let call = chain.call(RELAY, &submit(&all));
        assert!(!matches!(call.answer, Ok(Ok(_))), "{all:?}");
        tried += 1;
        if tried % 500 == 0 {
            assert_eq!(chain.root(), root);
        }
    }
    assert_eq!(chain.root(), root);
    assert_eq!(counter(&mut chain, loan, party(BORROWER)), n);
    assert_eq!(chain.call(RELAY, &submit(&[good])).unwrap(), [Submitted::Applied]);
}
