//! Evidence of contracts that took what they should not have taken, each with the code that a verifier has for it: intents for
//! another place, out of their time or order, of something else than what happened, or of a step whose signer had seen something
//! else of the loan (ADR 32). All else in these files is true, down to the last digest and signature.

use scale::Encode;
use terms::agreement::Holder;
use terms::intent::{Deed, Intent};
use terms::life::{Action, Active, Channel, Report, Ruling};
use terms::limits::{INTENT_LIFE_MS_MAX, WHOLE_PPM};
use terms::{sample, AccountId, Amount, Day, RatePpm, State, Terms, Timestamp};

use super::{cell, minor, seats, storage, words, Paper, LOAN, START};

/// What happened, as its title says, and what is false of it.
pub struct Lie {
    /// In words.
    pub title: &'static str,
    /// The chain with it.
    pub paper: Paper,
    /// The code of the first false item.
    pub code: &'static str,
}

/// All of them.
pub fn all() -> Vec<Lie> {
    let own = [places(), others(), named(), silent(), formed()];
    let all = own.into_iter().chain([seats::lies(), words::lies()]);
    all.flatten().collect()
}

/// A running loan whose contract took whatever intent it was given for the borrower's dispute.
pub fn taken(change: impl Fn(&Paper, &mut Intent)) -> Paper {
    let mut paper = Paper::with_loan(&[1, 2, 3], 3);
    paper.submit_changed(1, Action::Dispute { evidence: None }, change);
    paper
}

/// The same where the step that was signed is changed.
fn step(intent: &mut Intent, change: impl FnOnce(&mut Action)) {
    if let Deed::Act { action, .. } = &mut intent.deed {
        change(action);
    }
}

fn numbered(intent: &mut Intent, change: impl FnOnce(&mut u32)) {
    if let Deed::Act { nonce, .. } = &mut intent.deed {
        change(nonce);
    }
}

/// Another place, time or number.
fn places() -> Vec<Lie> {
    type Change = fn(&Paper, &mut Intent);
    let cases: [(&str, Change, &str); 10] = [
        (
            "for another chain",
            |_, intent| intent.genesis = [7; 32],
            "intent-place",
        ),
        (
            "for another contract",
            |_, intent| intent.contract = AccountId([7; 32]),
            "intent-place",
        ),
        (
            "of another version",
            |_, intent| intent.version = 2,
            "intent-place",
        ),
        (
            "by the key of zeros",
            |_, intent| intent.signer = AccountId::default(),
            "intent-key",
        ),
        // The block's clock stands a minute after what the step saw.
        (
            "too late",
            |paper, intent| intent.not_after = Timestamp(paper.now_ms),
            "intent-time",
        ),
        (
            "too early",
            |paper, intent| intent.not_before = Timestamp(paper.now_ms + 60_001),
            "intent-time",
        ),
        (
            "for longer than any holds",
            |paper, intent| {
                intent.not_before = Timestamp(paper.now_ms - 1);
                intent.not_after = Timestamp(intent.not_before.0 + INTENT_LIFE_MS_MAX + 1);
            },
            "intent-time",
        ),
        (
            "of another loan",
            |_, intent| {
                if let Deed::Act { loan, .. } = &mut intent.deed {
                    *loan = LOAN + 1;
                }
            },
            "intent-other",
        ),
        (
            "for another agreement",
            |_, intent| {
                if let Deed::Act { in_force, .. } = &mut intent.deed {
                    *in_force = [7; 32];
                }
            },
            "intent-other",
        ),
        (
            "under a number that the contract has not reached",
            |_, intent| numbered(intent, |nonce| *nonce += 7),
            "intent-nonce",
        ),
    ];
    let mut lies: Vec<Lie> = cases
        .into_iter()
        .map(|(title, change, code)| Lie {
            title,
            paper: taken(change),
            code,
        })
        .collect();
    lies.push(Lie {
        title: "under a number that was used",
        paper: used_again(),
        code: "intent-nonce",
    });
    lies.push(Lie {
        title: "by which something happened twice, one after the other",
        paper: used_twice(),
        code: "intent-twice",
    });
    let mut paper = Paper::with_loan(&[1], 1);
    paper.told_of([7; 32]);
    let _ = paper.block(&[], Vec::new());
    lies.push(Lie {
        title: "a contract that was told of another chain",
        paper,
        code: "ledger-chain",
    });
    lies
}

/// Two reports by intents, the second under the number of the first.
fn used_again() -> Paper {
    let mut paper = Paper::with_loan(&[1], 3);
    let _ = paper.submit(vec![(1, reported(5_000))], Vec::new());
    paper.submit_changed(1, reported(7_000), |_, intent| {
        numbered(intent, |nonce| *nonce -= 1);
    });
    paper
}

/// Two reports by one intent.
fn used_twice() -> Paper {
    let mut paper = Paper::with_loan(&[1], 3);
    let first = paper.intent(1, reported(5_000));
    let _ = paper.submit(vec![(1, reported(5_000))], Vec::new());
    paper.submit_changed(1, reported(5_000), |_, intent| *intent = first.clone());
    paper
}

/// Something else than what happened, or nothing that an intent can be.
fn others() -> Vec<Lie> {
    let deed = |deed: Deed| taken(move |_, intent| intent.deed = deed.clone());
    let action = |other: Action| taken(move |_, intent| step(intent, |own| *own = other.clone()));
    let skip = Deed::Skip {
        loan: LOAN,
        nonce: 0,
        to: 3,
    };
    let propose = Deed::Propose {
        terms: [1; 32],
        evidence: None,
    };
    let repay = Action::Repay {
        amount: minor(1),
        evidence: None,
    };
    let cases = [
        (
            "another step",
            action(Action::Cancel { evidence: None }),
            "intent-other",
        ),
        ("a report", action(reported(1)), "intent-other"),
        ("what takes intents back", deed(skip), "intent-other"),
        ("an offer of terms", deed(propose), "intent-other"),
        (
            "a step that moves money of the chain",
            action(repay),
            "intent-bad",
        ),
        (
            "a step that needs nobody's signature",
            action(Action::MarkDefault),
            "intent-bad",
        ),
    ];
    cases
        .into_iter()
        .map(|(title, paper, code)| Lie { title, paper, code })
        .collect()
}

fn reported(amount: u128) -> Action {
    Action::ReportRepayment {
        amount: minor(amount),
        on: START,
        receipt: None,
        payer: None,
        to: sample::UNSEEN_CREDITOR,
    }
}

/// Each field by which a step names what its signer saw, and the day that a step in an intent has to have.
fn named() -> Vec<Lie> {
    let lie = |title, paper, code| Lie { title, paper, code };
    let other = "intent-other";
    vec![
        lie(
            "an acknowledgement of another amount",
            acknowledged(|amount, _, _| *amount = minor(1)),
            other,
        ),
        lie(
            "an acknowledgement of another day",
            acknowledged(|_, on, _| on.0 -= 1),
            other,
        ),
        lie(
            "an acknowledgement of another receipt",
            acknowledged(|_, _, receipt| *receipt = Some([6; 32])),
            other,
        ),
        lie("a delivery on whatever day", undated_delivery(), "intent-bad"),
        lie("a report to another creditor", report_to_another(), other),
        lie("an acknowledgement of less than is owed", owes_less(), other),
        lie("a purchase of more than is owed", bought_more(), other),
        lie(
            "a ruling of another dispute",
            ruled(|dispute, _| *dispute -= 1),
            other,
        ),
        lie(
            "a ruling with money of whatever day",
            ruled(|_, ruling| ruling.credited = minor(1)),
            "intent-bad",
        ),
        lie("a notice of another default", accelerated(), other),
    ]
}

/// A delivery that was acknowledged with a file of the borrower's, which stands in the event in the place of its receipt.
fn acknowledged(change: impl Fn(&mut Amount, &mut Day, &mut Option<[u8; 32]>)) -> Paper {
    let mut paper = Paper::new(&[1], 1);
    let _ = paper.conclude(3);
    let principal = paper.loan().agreement.terms.principal;
    let deliver = delivery(&paper);
    let _ = paper.submit(vec![(0, deliver)], Vec::new());
    let received = Action::AcknowledgeDelivery {
        delivery: 0,
        amount: principal,
        on: sample::UNSEEN_DAY,
        receipt: None,
        evidence: Some([5; 32]),
    };
    paper.submit_changed(1, received, |_, intent| {
        step(intent, |action| {
            if let Action::AcknowledgeDelivery {
                amount, on, receipt, ..
            } = action
            {
                change(amount, on, receipt);
            }
        });
    });
    paper
}

fn delivery(paper: &Paper) -> Action {
    let terms = &paper.loan().agreement.terms;
    Action::Deliver {
        amount: terms.principal,
        on: Some(terms.day_of(Timestamp(paper.now_ms))),
        at_least: RatePpm::ZERO,
        receipt: Some([4; 32]),
    }
}

fn undated_delivery() -> Paper {
    let mut paper = Paper::new(&[1], 1);
    let _ = paper.conclude(3);
    let deliver = delivery(&paper);
    paper.submit_changed(0, deliver, |_, intent| {
        step(intent, |action| {
            if let Action::Deliver { on, .. } = action {
                *on = None;
            }
        });
    });
    paper
}

fn report_to_another() -> Paper {
    let mut paper = Paper::with_loan(&[1], 3);
    paper.submit_changed(1, reported(5_000), |_, intent| {
        step(intent, |action| {
            if let Action::ReportRepayment { to, .. } = action {
                *to = AccountId([6; 32]);
            }
        });
    });
    paper
}

fn owes_less() -> Paper {
    let mut paper = Paper::with_loan(&[1], 3);
    paper.wait(10);
    let all = Action::Acknowledge {
        at_most: minor(2_000_000),
        evidence: None,
    };
    paper.submit_changed(1, all, |_, intent| {
        step(intent, |action| {
            if let Action::Acknowledge { at_most, .. } = action {
                *at_most = minor(1_000_000);
            }
        });
    });
    paper
}

fn bought_more() -> Paper {
    let mut paper = Paper::with_loan(&[1], 3);
    let assign = Action::Assign {
        parts: vec![Holder {
            account: paper.people[2].account(),
            ppm: WHOLE_PPM,
        }],
        sign_by: Timestamp(paper.now_ms + 86_400_000),
        evidence: None,
    };
    paper.act(0, assign);
    let offered = paper.loan().agreement.assignments.first();
    let accept = Action::AcceptAssignment {
        digest: offered.map(|offer| offer.digest).unwrap_or_default(),
        at_least: minor(1_000_000),
        evidence: None,
    };
    paper.submit_changed(2, accept, |_, intent| {
        step(intent, |action| {
            if let Action::AcceptAssignment { at_least, .. } = action {
                *at_least = minor(2_000_000);
            }
        });
    });
    paper
}

/// The borrower drops their second dispute.
fn ruled(change: impl Fn(&mut u32, &mut Ruling)) -> Paper {
    let mut paper = Paper::with_loan(&[1], 3);
    let dropped = Action::Resolve {
        dispute: sample::UNSEEN_EVENT,
        ruling: Ruling::default(),
        evidence: None,
    };
    paper.act(1, Action::Dispute { evidence: None });
    paper.act(1, dropped.clone());
    paper.act(1, Action::Dispute { evidence: None });
    paper.submit_changed(1, dropped, |_, intent| {
        step(intent, |action| {
            if let Action::Resolve { dispute, ruling, .. } = action {
                change(dispute, ruling);
            }
        });
    });
    paper
}

fn accelerated() -> Paper {
    let mut paper = Paper::with_joint_loan(&[1], 3);
    paper.wait(40);
    paper.act(0, Action::MarkDefault);
    let notice = Action::Accelerate {
        defaulted_on: sample::UNSEEN_DAY,
        message: [7; 32],
        channel: Channel::Letter,
        receipt: None,
    };
    paper.submit_changed(0, notice, |_, intent| {
        step(intent, |action| {
            if let Action::Accelerate { defaulted_on, .. } = action {
                defaulted_on.0 -= 1;
            }
        });
    });
    paper
}

/// Silences that were none: the contract had forgotten until when there was time, that it had recorded one, or whom it had asked. And
/// a report under the number of another.
fn silent() -> Vec<Lie> {
    let lie = |title, paper| Lie {
        title,
        paper,
        code: "event-refused",
    };
    let mut twice = Paper::unanswered();
    let until = twice.asked(|report| report.answer_by);
    twice.wait(8);
    twice.silence();
    twice.asked(|report| report.answer_by = until);
    twice.silence();
    let (mut open, mut closed) = (Paper::unanswered(), Paper::unanswered());
    let evidence = None;
    closed.act(0, Action::DismissReport { report: 0, evidence });
    for paper in [&mut open, &mut closed] {
        paper.running().next_report = 0;
        paper.report();
    }
    vec![
        lie(
            "a silence while there was time to answer",
            forgotten(7, |report| {
                report.answer_by = report.answer_by.map(|until| Day(until.0 - 1));
            }),
        ),
        lie(
            "a silence of somebody who was not asked",
            forgotten(8, |report| report.to = AccountId([6; 32])),
        ),
        lie("a silence that was on record", twice),
        lie("a report under a number that is open", open),
        lie("a report under a number that was closed", closed),
    ]
}

/// Old debts that came to something else than the terms say moved.
fn formed() -> Vec<Lie> {
    type Change = fn(&mut Terms);
    let cases: [(&str, Change); 4] = [
        ("an old debt of more than was delivered", |terms| {
            terms.past[0].amount = minor(700_001);
        }),
        ("an old debt of which more was repaid", |terms| {
            terms.past[1].amount = minor(100_001);
        }),
        ("an old debt that was delivered later", |terms| {
            terms.past[2].on.0 += 1;
        }),
        ("an old debt at another rate", |terms| {
            terms.annual_rate = RatePpm(terms.annual_rate.0 - 1);
        }),
    ];
    let lie = |(title, change): (_, Change)| Lie {
        title,
        paper: misremembered(change),
        code: "event-refused",
    };
    cases.map(lie).into()
}

/// An old debt whose contract had other terms in mind when the last party signed, and only then.
fn misremembered(change: impl FnOnce(&mut Terms)) -> Paper {
    let mut paper = Paper::proposed_old_debt();
    let agreement = paper.loan().agreement.clone();
    change(&mut paper.loan.as_mut().expect("proposed").agreement.terms);
    let (digest, evidence) = (agreement.digest, None);
    paper.act(0, Action::Sign { digest, evidence });
    let cell = storage::cell_key(cell::AGREEMENTS, &LOAN);
    let _ = paper.ledger.insert(cell, agreement.encode());
    paper.loan.as_mut().expect("proposed").agreement = agreement;
    let _ = paper.block(&[], Vec::new());
    paper
}

/// A repayment whose report stays unanswered for so many days, of which the contract remembers something else.
fn forgotten(days: u64, change: impl FnOnce(&mut Report)) -> Paper {
    let mut paper = Paper::unanswered();
    paper.asked(change);
    paper.wait(days);
    paper.silence();
    paper
}

impl Paper {
    /// What the contract remembers of the running loan.
    pub fn running(&mut self) -> &mut Active {
        match &mut self.loan.as_mut().expect("proposed").state {
            State::Active(active) => active,
            other => panic!("it runs: {other:?}"),
        }
    }

    /// What it remembers of the first report.
    fn asked<T>(&mut self, of: impl FnOnce(&mut Report) -> T) -> T {
        of(&mut self.running().reports[0])
    }
}
