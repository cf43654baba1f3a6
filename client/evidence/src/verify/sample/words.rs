//! Words on paper that nobody said, or not whoever had to: of contracts that had forgotten whose signature is missing, whom a record names,
//! what was reported, who decides. For both verifiers, with stories in which everybody has said theirs.

use terms::agreement::{Amendment, Consent, Guarantor, Holder};
use terms::life::{Action, Reversal, Ruling};
use terms::limits::WHOLE_PPM;
use terms::{
    sample, AccountId, Amount, Day, Digest, Period, Plan, RatePpm, Role, Settlement, State, Timestamp,
};

use super::lies::Lie;
use super::seats::{ARBITER, BORROWER, HEIR, KEY, LENDER, SECOND, STRANGER, VERIFIER};
use super::{minor, Paper, ARBITERS, START};
use iou_base::time::DAY_MS;

/// Who borrows beside the borrower, or buys a part of the claim.
const OTHER: usize = 2;
const NO_FILE: Option<Digest> = None;

/// All of them.
pub fn lies() -> Vec<Lie> {
    let lie = |code| move |(title, paper)| Lie { title, paper, code };
    let refused = [heads(), statements(), rulings()].into_iter().flatten();
    let unfit = [unsigned(), received(), void()].into_iter().flatten();
    let refused = refused.map(lie("event-refused"));
    let unfit = unfit.map(lie("event-kind"));
    let foreign = [("a report of somebody who is no guarantor", foreign())];
    let foreign = foreign.into_iter().map(lie("transaction-idle"));
    refused.chain(unfit).chain(foreign).collect()
}

/// What everybody said who had to.
pub fn truths() -> Vec<(&'static str, Paper)> {
    let mut all = Vec::new();
    let mut told = |title, paper: Paper| all.push((title, paper));

    let mut paper = Paper::with_joint_loan(&[1], 3);
    paper.amend(BORROWER);
    paper.accept_amendment(LENDER);
    paper.accept_amendment(OTHER);
    told("an amendment that both debtors and the lender sign", paper);

    let mut paper = Paper::with_loan(&[1], 3);
    paper.assign(&[(STRANGER, WHOLE_PPM / 2), (OTHER, WHOLE_PPM / 2)]);
    paper.accept(STRANGER);
    paper.accept(OTHER);
    paper.assign_by(OTHER, &[(STRANGER, WHOLE_PPM / 2)]);
    paper.accept(STRANGER);
    told("two buyers, one of whom gets the part of the other", paper);

    let mut paper = Paper::with_successions();
    paper.act(LENDER, Action::Dispute { evidence: NO_FILE });
    let ruling = Ruling {
        credited: minor(1_000),
        on: None,
        costs: minor(10),
    };
    paper.act(ARBITER, resolve(ruling));
    told("an award of the arbiter", paper);

    let mut paper = Paper::with_loan(&[1], 3);
    paper.assign(&[(STRANGER, WHOLE_PPM)]);
    paper.accept(STRANGER);
    paper.act(STRANGER, Action::Dispute { evidence: NO_FILE });
    paper.offices = ARBITERS;
    paper.act(LENDER, resolve(Ruling::default()));
    told(
        "a dispute that ends by who holds the office and has sold the claim",
        paper,
    );

    let mut paper = Paper::with_successions();
    paper.state([3; 32]);
    paper.act(VERIFIER, Action::EndIdentity { digest: [3; 32] });
    paper.act(VERIFIER, Action::VoidIdentity { digest: [3; 32] });
    told("a statement that ended and was false from the start", paper);

    let mut paper = Paper::with_loan(&[1], 3);
    paper.report();
    paper.act(LENDER, confirm());
    let payment = paper.loan().chain.sequence - 1;
    for who in [LENDER, BORROWER] {
        let evidence = NO_FILE;
        paper.act(who, Action::ReversePayment { payment, evidence });
    }
    told("a payment that both take back", paper);
    all
}

type Told = Vec<(&'static str, Paper)>;

/// An event says for whom it was, and that has to be so.
fn heads() -> Told {
    let mut confirmed = Paper::with_loan(&[1], 3);
    let [lender, stranger] = [LENDER, STRANGER].map(|who| confirmed.account(who));
    confirmed.lapse(
        |agreement| agreement.holders[0].account = stranger,
        Paper::report,
        |agreement| agreement.holders[0].account = lender,
    );
    confirmed.act(STRANGER, confirm());
    let forgive = Action::Forgive {
        amount: minor(1_000),
        evidence: NO_FILE,
    };
    let taken = Paper::handed_over();
    let key = taken.account(KEY);
    let mut delivered = Paper::with_proposal(&[1], 3);
    delivered.sign();
    let amount = delivered.loan().agreement.terms.principal;
    delivered.deliver(amount.minor());
    let received = Action::AcknowledgeDelivery {
        delivery: sample::UNSEEN_DELIVERY,
        amount,
        on: sample::UNSEEN_DAY,
        receipt: NO_FILE,
        evidence: NO_FILE,
    };
    vec![
        (
            "a report that was made to somebody else, who confirms it",
            confirmed,
        ),
        (
            "a repayment by somebody who is called by the key of their seat",
            taken.forgets(
                |agreement| agreement.seats.clear(),
                |paper| paper.act(BORROWER, report(Some(key))),
            ),
        ),
        (
            "a debt that is forgiven by whom the event alone calls the lender",
            Paper::with_loan(&[1], 3).forgets(
                |agreement| agreement.holders[0].account = stranger,
                |paper| paper.act(STRANGER, forgive),
            ),
        ),
        (
            "a loan that is received by whom the event alone calls the borrower",
            delivered.forgets(
                |agreement| agreement.terms.borrower = stranger,
                |paper| paper.act(STRANGER, received),
            ),
        ),
    ]
}

/// Who states who a party is has no part in the loan, and says it once.
fn statements() -> Told {
    let state = Action::StateIdentity {
        digest: [3; 32],
        kind: 2,
    };
    let end = Action::EndIdentity { digest: [3; 32] };
    let stated = || {
        let mut paper = Paper::with_successions();
        paper.state([3; 32]);
        paper
    };
    let second = stated().account(SECOND);
    let mut ended = stated();
    ended.act(VERIFIER, end.clone());
    vec![
        (
            "an heir who states who somebody is",
            Paper::with_successions().forgets(
                |agreement| agreement.terms.successions[0].heir = None,
                |paper| paper.act(HEIR, state.clone()),
            ),
        ),
        (
            "a key for which a seat is claimed, which states who its owner is",
            {
                let mut paper = Paper::with_successions();
                paper.claim(LENDER, KEY, None);
                paper
            }
            .forgets(
                |agreement| agreement.seats.clear(),
                |paper| paper.act(KEY, state.clone()),
            ),
        ),
        (
            "a statement that is made fresh by being made twice",
            stated().forgets(
                |agreement| agreement.identities.clear(),
                |paper| paper.state([3; 32]),
            ),
        ),
        (
            "a statement that another verifier ends",
            stated().forgets(
                |agreement| agreement.identities[0].verifier = second,
                |paper| paper.act(SECOND, end.clone()),
            ),
        ),
        (
            "a statement that ends twice",
            ended.forgets(
                |agreement| agreement.identities[0].revoked = None,
                |paper| paper.act(VERIFIER, end.clone()),
            ),
        ),
    ]
}

/// Who decides a dispute.
fn rulings() -> Told {
    let mut disputed = Paper::with_successions();
    disputed.act(LENDER, Action::Dispute { evidence: NO_FILE });
    let stranger = disputed.account(STRANGER);
    let mut dropped = Paper::with_loan(&[1], 3);
    dropped.act(LENDER, Action::Dispute { evidence: NO_FILE });
    if let Some(open) = &mut dropped.running().dispute {
        open.by = Role::Borrower;
    }
    dropped.act(BORROWER, resolve(Ruling::default()));
    vec![
        (
            "a dispute that is decided by an arbiter whom the terms do not name",
            disputed.forgets(
                |agreement| agreement.terms.arbiter = Some(stranger),
                |paper| paper.act(STRANGER, resolve(Ruling::default())),
            ),
        ),
        ("a dispute that is dropped by the other side", dropped),
    ]
}

/// Something is in force though a signature is missing, or though it passes to others than were signed for.
fn unsigned() -> Told {
    let mut proposed = Paper::with_joint_proposal(&[1], 3);
    let lender = proposed.account(LENDER);
    proposed.awaits(vec![lender]);
    proposed.sign();
    let mut alone = Paper::with_proposal(&[1], 3);
    let borrower = alone.account(BORROWER);
    alone.awaits(vec![borrower]);
    let (digest, evidence) = (alone.loan().agreement.digest, NO_FILE);
    alone.act(BORROWER, Action::Sign { digest, evidence });
    let mut halves = Paper::with_loan(&[1], 3);
    halves.assign(&[(STRANGER, WHOLE_PPM / 2), (OTHER, WHOLE_PPM / 2)]);
    let mut whole = Paper::with_loan(&[1], 3);
    whole.assign(&[(STRANGER, WHOLE_PPM)]);
    let other = whole.account(OTHER);
    let mut amended = Paper::with_joint_loan(&[1], 3);
    amended.amend(BORROWER);
    let mut other_parts = misnamed(|paper| paper.assign(&[(STRANGER, WHOLE_PPM)]));
    other_parts.accept(STRANGER);
    let mut other_plan = misnamed(|paper| paper.amend(LENDER));
    other_plan.accept_amendment(BORROWER);
    let mut guaranteed = Paper::new(&[1], 1);
    let mut terms = guaranteed.terms(3);
    terms.guarantors.push(guarantor(guaranteed.account(OTHER)));
    guaranteed.propose(terms);
    let consent = Action::Consent {
        digest: [7; 32],
        evidence,
    };
    vec![
        (
            "a guarantor's consent to other terms",
            guaranteed.forgets(
                |agreement| agreement.in_force = [7; 32],
                |paper| paper.act(OTHER, consent),
            ),
        ),
        ("parts of a claim under the digest of another offer", other_parts),
        ("an amendment under the digest of another", other_plan),
        ("a loan that a co-borrower has not signed", proposed),
        ("a loan that one side alone has signed", alone),
        (
            "a claim that passes to two, of whom one has signed",
            halves.forgets(
                |agreement| agreement.assignments[0].awaits.truncate(1),
                |paper| paper.accept(STRANGER),
            ),
        ),
        (
            "a claim that passes to somebody else than was offered it",
            whole.forgets(
                |agreement| agreement.assignments[0].what.parts[0].account = other,
                |paper| paper.accept(STRANGER),
            ),
        ),
        (
            "an amendment that a co-borrower has not signed",
            amended.forgets(
                |agreement| {
                    let offer = agreement.amendment.as_mut().expect("offered");
                    offer.awaits = vec![lender];
                },
                |paper| paper.accept_amendment(LENDER),
            ),
        ),
    ]
}

/// Something is offered under the digest of something else.
fn misnamed(offer: impl FnOnce(&mut Paper)) -> Paper {
    let mut paper = Paper::with_loan(&[1], 3);
    let in_force = paper.loan().agreement.in_force;
    paper.lapse(
        |agreement| agreement.in_force = [7; 32],
        offer,
        |agreement| agreement.in_force = in_force,
    );
    paper
}

/// That money came outside the chain, its creditor says, and of a report what it says.
fn received() -> Told {
    let repay = Action::Repay {
        amount: minor(5_000),
        evidence: NO_FILE,
    };
    let mut more = Paper::with_loan(&[1], 3);
    more.report();
    more.running().reports[0].amount = minor(50_000);
    more.act(LENDER, confirm());
    vec![
        (
            "a repayment outside the chain by the borrower's word alone",
            Paper::with_loan(&[1], 3).forgets(
                |agreement| agreement.terms.settlement = Settlement::Native,
                |paper| paper.act(BORROWER, repay),
            ),
        ),
        ("a repayment of more than was reported", more),
    ]
}

/// What a seat had said is void once another key has taken it; and a payment is taken back by both sides.
fn void() -> Told {
    let mut assigned = offered(|paper| paper.assign(&[(STRANGER, WHOLE_PPM)]));
    assigned.accept(STRANGER);
    let mut amended = offered(|paper| paper.amend(LENDER));
    let evidence = NO_FILE;
    amended.act(BORROWER, Action::DismissReport { report: 0, evidence });
    amended.accept_amendment(BORROWER);

    let confirmed = || {
        let mut paper = Paper::with_successions();
        paper.act(LENDER, confirm());
        let payment = paper.loan().chain.sequence - 1;
        (paper, Action::ReversePayment { payment, evidence }, payment)
    };
    let (mut alone, reverse, payment) = confirmed();
    alone.running().reversal = Some(Reversal {
        payment,
        by: Role::Lender,
    });
    alone.act(BORROWER, reverse);
    let (mut taken, reverse, _) = confirmed();
    taken.act(LENDER, reverse.clone());
    let asked = taken.running().reversal;
    taken.hand_over();
    assert_eq!(taken.running().reversal, None);
    taken.running().reversal = asked;
    taken.wait(31);
    taken.act(BORROWER, reverse);
    vec![
        ("a claim that passes by what the former key offered", assigned),
        ("an amendment that the former key signed", amended),
        ("a payment that one side alone takes back", alone),
        ("a payment that is taken back as the former key asked", taken),
    ]
}

/// The lender offers something, their seat is taken by another key, and thirty days later the contract had forgotten that it is void.
fn offered(offer: impl FnOnce(&mut Paper)) -> Paper {
    let mut paper = Paper::with_successions();
    offer(&mut paper);
    let kept = paper.loan().agreement.clone();
    paper.hand_over();
    let stored = &paper.loan().agreement;
    assert!(stored.assignments.is_empty() && stored.amendment.is_none());
    paper.lapse(
        |agreement| (agreement.assignments, agreement.amendment) = (kept.assignments, kept.amendment),
        |_| (),
        |_| (),
    );
    paper.wait(31);
    paper
}

/// Somebody reports what they paid as a guarantor, whom the terms do not name.
fn foreign() -> Paper {
    let mut paper = Paper::with_loan(&[1], 3);
    let stranger = paper.account(STRANGER);
    let digest = paper.loan().agreement.in_force;
    paper.lapse(
        |agreement| {
            agreement.terms.guarantors.push(guarantor(stranger));
            let until = Day(START.0 + 1_000);
            agreement.consents.push(Some(Consent { digest, until }));
        },
        |paper| paper.act(STRANGER, report(None)),
        |agreement| {
            agreement.terms.guarantors.clear();
            agreement.consents.clear();
        },
    );
    paper
}

fn guarantor(account: AccountId) -> Guarantor {
    Guarantor {
        account,
        joint: true,
        months: None,
    }
}

fn confirm() -> Action {
    Action::ConfirmRepayment {
        report: 0,
        evidence: NO_FILE,
    }
}

fn report(payer: Option<AccountId>) -> Action {
    Action::ReportRepayment {
        amount: minor(5_000),
        on: START,
        receipt: NO_FILE,
        payer,
        to: sample::UNSEEN_CREDITOR,
    }
}

fn resolve(ruling: Ruling) -> Action {
    Action::Resolve {
        dispute: sample::UNSEEN_EVENT,
        ruling,
        evidence: NO_FILE,
    }
}

impl Paper {
    /// Whose signature of the terms the contract thinks is missing.
    fn awaits(&mut self, all: Vec<AccountId>) {
        match &mut self.loan.as_mut().expect("proposed").state {
            State::Proposed(proposed) => proposed.awaits = all,
            other => panic!("it is proposed: {other:?}"),
        }
    }

    /// The lender offers the claim in these parts.
    pub fn assign(&mut self, parts: &[(usize, u32)]) {
        self.assign_by(LENDER, parts);
    }

    /// The same of what `who` holds.
    pub fn assign_by(&mut self, who: usize, parts: &[(usize, u32)]) {
        let part = |(to, ppm): &(usize, u32)| Holder {
            account: self.account(*to),
            ppm: *ppm,
        };
        let action = Action::Assign {
            parts: parts.iter().map(part).collect(),
            sign_by: Timestamp(self.now_ms + 40 * DAY_MS),
            evidence: NO_FILE,
        };
        self.act(who, action);
    }

    /// `who` signs the first offer of the claim.
    pub fn accept(&mut self, who: usize) {
        let offer = self.loan().agreement.assignments.first();
        let action = Action::AcceptAssignment {
            digest: offer.map(|offer| offer.digest).unwrap_or_default(),
            at_least: Amount::ZERO,
            evidence: NO_FILE,
        };
        self.act(who, action);
    }

    /// `who` proposes that less is paid later.
    pub fn amend(&mut self, who: usize) {
        let terms = &self.loan().agreement.terms;
        let from = terms.day_of(Timestamp(self.now_ms));
        let mut amendment = Amendment {
            plan: Plan {
                start: from,
                every: Period::Months(3),
                ..terms.plan
            },
            annual_rate: RatePpm::ZERO,
            overdue_rate: None,
            grace_days: 0,
            roll_up: false,
            schedule: Vec::new(),
            from,
            principal: terms.principal,
            sign_by: Timestamp(self.now_ms + 40 * DAY_MS),
        };
        let follows = amendment.schedule_that_follows(terms);
        amendment.schedule = follows.expect("a plan that can be");
        let action = Action::ProposeAmendment {
            amendment: Box::new(amendment),
            evidence: NO_FILE,
        };
        self.act(who, action);
    }

    /// `who` signs it.
    pub fn accept_amendment(&mut self, who: usize) {
        let offer = self.loan().agreement.amendment.as_ref();
        let digest = offer.map(|offer| offer.digest).unwrap_or_default();
        let evidence = NO_FILE;
        self.act(who, Action::AcceptAmendment { digest, evidence });
    }
}
