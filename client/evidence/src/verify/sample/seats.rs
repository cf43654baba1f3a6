//! Seats on paper for which another key comes to act: true stories, and those of contracts that had forgotten what was agreed, claimed or
//! held. For both verifiers.

use scale::Encode;
use terms::agreement::{Agreement, Awaits, Seat, Succession};
use terms::life::{Action, Channel};
use terms::limits::WHOLE_PPM;
use terms::{AccountId, Digest, Settlement};

use super::lies::Lie;
use super::{cell, minor, storage, Paper, LOAN};

/// Who has the lender's seat.
pub const LENDER: usize = 0;
/// Who has the borrower's.
pub const BORROWER: usize = 1;
/// Whom the lender named as heir.
pub const HEIR: usize = 3;
/// Whom both named to verify.
pub const VERIFIER: usize = 4;
/// The second of the lender's verifiers.
pub const SECOND: usize = 5;
/// Another key of the lender's.
pub const KEY: usize = 6;
/// Whom the terms name to decide.
pub const ARBITER: usize = 7;
/// Whom somebody named as heir who bought the claim.
pub const BUYERS_HEIR: usize = 2;
/// Somebody who has no part in anything.
pub const STRANGER: usize = 8;

impl Paper {
    /// A running loan: of the lender's seat an heir and two verifiers are agreed with 14 days, of the borrower's one verifier with 20. A repayment
    /// is reported.
    pub fn with_successions() -> Paper {
        let mut paper = Paper::proposed_with_successions();
        paper.sign_and_deliver();
        paper.report();
        paper
    }

    /// The same in the chain's own money, without a repayment.
    pub fn with_successions_on_chain() -> Paper {
        let mut paper = Paper::proposed_by(Settlement::Native);
        paper.sign();
        let principal = paper.loan().agreement.terms.principal;
        paper.deliver(principal.minor());
        paper
    }

    /// The borrower repays so much on chain.
    pub fn repay(&mut self, amount: u128) {
        let (amount, evidence) = (minor(amount), None);
        self.act(BORROWER, Action::Repay { amount, evidence });
    }

    fn proposed_with_successions() -> Paper {
        let settlement = Paper::new(&[1], 1).terms(3).settlement;
        Paper::proposed_by(settlement)
    }

    fn proposed_by(settlement: Settlement) -> Paper {
        let mut paper = Paper::new(&[1], 1);
        let account = |who: usize| Some(paper.people[who].account());
        let mut terms = paper.terms(3);
        terms.settlement = settlement;
        terms.arbiter = account(ARBITER);
        terms.answer_days = 7;
        let lenders = Succession {
            seat: terms.lender,
            heir: account(HEIR),
            verifier: account(VERIFIER),
            second: account(SECOND),
            days: 14,
        };
        let borrowers = Succession {
            seat: terms.borrower,
            heir: None,
            verifier: account(VERIFIER),
            second: None,
            days: 20,
        };
        terms.successions = vec![lenders, borrowers];
        paper.propose(terms);
        paper
    }

    /// Somebody's account.
    pub fn account(&self, who: usize) -> AccountId {
        self.people[who].account()
    }

    /// The lender's seat is claimed by `who` for the key of `to`.
    pub fn claim(&mut self, who: usize, to: usize, statement: Option<Digest>) {
        let action = Action::ClaimSeat {
            seat: self.account(LENDER),
            to: self.account(to),
            statement,
            evidence: Some([8; 32]),
        };
        self.act(who, action);
    }

    /// `who` supports the claim.
    pub fn support(&mut self, who: usize, to: usize) {
        let (seat, to) = (self.account(LENDER), self.account(to));
        let evidence = None;
        self.act(who, Action::SupportClaim { seat, to, evidence });
    }

    /// `who` objects to it or gives it up.
    pub fn end_claim(&mut self, who: usize, to: usize) {
        let (seat, to) = (self.account(LENDER), self.account(to));
        let evidence = None;
        self.act(who, Action::EndClaim { seat, to, evidence });
    }

    /// `who` decides that the seat is to have `key`.
    pub fn decide(&mut self, who: usize, to: usize, key: usize) {
        let action = Action::DecideClaim {
            seat: self.account(LENDER),
            to: self.account(to),
            key: self.account(key),
            evidence: [9; 32],
        };
        self.act(who, action);
    }

    /// `who` takes the lender's seat.
    pub fn take(&mut self, who: usize) {
        let (seat, evidence) = (self.account(LENDER), None);
        self.act(who, Action::TakeSeat { seat, evidence });
    }

    /// A verifier's statement of these bytes is put on record.
    pub fn state(&mut self, digest: Digest) {
        self.act(VERIFIER, Action::StateIdentity { digest, kind: 2 });
    }

    /// The lender demands what is due.
    pub fn demand(&mut self, who: usize) {
        self.act(who, demand());
    }

    /// The lender has handed their seat to another key, and that one has taken it.
    pub fn handed_over() -> Paper {
        let mut paper = Paper::with_successions();
        paper.hand_over();
        paper
    }

    /// The same of a loan that runs.
    pub fn hand_over(&mut self) {
        self.claim(LENDER, KEY, None);
        self.support(HEIR, KEY);
        self.take(KEY);
    }

    /// Two verifiers have claimed the lender's seat, whose key has objected.
    pub fn objected() -> Paper {
        let mut paper = Paper::with_successions();
        paper.state([3; 32]);
        paper.claim(VERIFIER, KEY, Some([3; 32]));
        paper.support(SECOND, KEY);
        paper.wait(3);
        paper.end_claim(LENDER, KEY);
        paper
    }

    /// They have claimed it again with a fresh statement, and the arbiter is asked.
    pub fn asked_arbiter() -> Paper {
        let mut paper = Paper::objected();
        paper.state([4; 32]);
        paper.claim(VERIFIER, KEY, Some([4; 32]));
        paper.support(SECOND, KEY);
        paper
    }

    /// The arbiter has granted it, and the new key has taken the seat and acts for it: by itself, and by an intent.
    pub fn granted() -> Paper {
        let mut paper = Paper::asked_arbiter();
        paper.decide(ARBITER, KEY, KEY);
        paper.wait(15);
        paper.take(KEY);
        paper.demand(KEY);
        let _ = paper.submit(vec![(KEY, demand())], Vec::new());
        paper
    }

    /// The contract has something else in mind while something happens, and is put right after it.
    pub fn lapse(
        &mut self,
        change: impl FnOnce(&mut Agreement),
        happens: impl FnOnce(&mut Paper),
        mend: impl FnOnce(&mut Agreement),
    ) {
        change(&mut self.loan.as_mut().expect("proposed").agreement);
        happens(self);
        let agreement = &mut self.loan.as_mut().expect("proposed").agreement;
        mend(agreement);
        let cell = storage::cell_key(cell::AGREEMENTS, &LOAN);
        let _ = self.ledger.insert(cell, agreement.encode());
        let _ = self.block(&[], Vec::new());
    }

    /// The same where nothing has to be put right: the events alone tell that it was wrong.
    pub(super) fn forgets(
        mut self,
        change: impl FnOnce(&mut Agreement),
        happens: impl FnOnce(&mut Paper),
    ) -> Paper {
        self.lapse(change, happens, |_| ());
        self
    }
}

/// What the lender says to the borrower.
pub fn demand() -> Action {
    Action::Demand {
        message: [7; 32],
        channel: Channel::Letter,
        arrived: None,
    }
}

fn confirm() -> Action {
    Action::ConfirmRepayment {
        report: 0,
        evidence: None,
    }
}

fn first(agreement: &mut Agreement) -> &mut Seat {
    agreement.seats.first_mut().expect("a seat that has changed")
}

/// What happens by the rules.
pub fn truths() -> Vec<(&'static str, Paper)> {
    let mut all = vec![
        ("a seat that was handed over", Paper::handed_over()),
        ("an objection", Paper::objected()),
        (
            "a second claim, which waits for the arbiter",
            Paper::asked_arbiter(),
        ),
    ];
    let mut told = |title, paper: Paper| all.push((title, paper));

    let mut paper = Paper::handed_over();
    paper.demand(KEY);
    let _ = paper.submit(vec![(KEY, demand())], Vec::new());
    paper.wait(31);
    let _ = paper.submit(vec![(KEY, confirm())], Vec::new());
    told(
        "the new key's demand at once, its confirmation a month later",
        paper,
    );

    let mut paper = Paper::with_successions();
    paper.claim(LENDER, KEY, None);
    paper.wait(8);
    paper.take(KEY);
    told("a handing over without the heir's word", paper);

    let mut paper = Paper::with_successions();
    paper.claim(HEIR, HEIR, None);
    paper.wait(15);
    paper.take(HEIR);
    paper.demand(HEIR);
    told("an heir who claims and takes", paper);

    let mut paper = Paper::with_successions();
    paper.claim(LENDER, STRANGER, None);
    paper.claim(VERIFIER, KEY, None);
    paper.support(SECOND, KEY);
    paper.end_claim(KEY, KEY);
    told("verifiers who replace a handing over, and give it up", paper);

    told("an arbiter who grants", Paper::granted());

    let mut paper = Paper::asked_arbiter();
    paper.decide(ARBITER, KEY, LENDER);
    paper.demand(LENDER);
    paper.wait(1);
    paper.act(LENDER, confirm());
    told("an arbiter who denies", paper);

    let mut paper = Paper::with_successions();
    paper.claim(HEIR, HEIR, None);
    paper.wait(61);
    paper.end_claim(STRANGER, HEIR);
    told("a claim that somebody ends after sixty days", paper);

    let mut paper = Paper::handed_over();
    paper.claim(KEY, STRANGER, None);
    paper.wait(8);
    paper.take(STRANGER);
    paper.demand(STRANGER);
    told("a seat that was handed on once more", paper);

    let mut paper = Paper::with_successions();
    sold(&mut paper);
    planned(&mut paper);
    let buyer = paper.account(STRANGER);
    let action = Action::ClaimSeat {
        seat: buyer,
        to: paper.account(BUYERS_HEIR),
        statement: None,
        evidence: None,
    };
    paper.act(BUYERS_HEIR, action);
    paper.wait(31);
    let (seat, evidence) = (buyer, None);
    paper.act(BUYERS_HEIR, Action::TakeSeat { seat, evidence });
    paper.demand(BUYERS_HEIR);
    told("the seat of somebody who bought the claim", paper);
    all
}

/// A stranger has bought the claim.
fn sold(paper: &mut Paper) {
    assign(paper);
    paper.accept(STRANGER);
}

/// The lender offers it to a stranger.
fn assign(paper: &mut Paper) {
    paper.assign(&[(STRANGER, WHOLE_PPM)]);
}

/// They have named an heir.
fn planned(paper: &mut Paper) {
    let action = Action::PlanSuccession {
        heir: Some(paper.account(BUYERS_HEIR)),
        verifier: None,
        second: None,
        days: 30,
    };
    paper.act(STRANGER, action);
}

/// Whose key signs for whom: the events are as they should be.
fn keys() -> Vec<Lie> {
    let mut lies = Vec::new();
    let mut lie = |title, paper, code| lies.push(Lie { title, paper, code });
    type Happens = fn(&mut Paper, usize);
    let ways: [(Happens, [&'static str; 2], &'static str); 2] = [
        (
            |paper, who| paper.demand(who),
            [
                "a step of the old key",
                "a step of a key that has not taken the seat",
            ],
            "transaction-idle",
        ),
        (
            |paper, who| drop(paper.submit(vec![(who, demand())], Vec::new())),
            [
                "an intent of the old key",
                "an intent of a key that has not taken the seat",
            ],
            "intent-other",
        ),
    ];
    for (happens, [old, new], code) in ways {
        let (mut after, mut before) = (Paper::handed_over(), Paper::with_successions());
        before.claim(HEIR, HEIR, None);
        let (lender, heir) = (before.account(LENDER), before.account(HEIR));
        let kept = |paper: &Paper| paper.loan().agreement.seats.clone();
        let seats = kept(&after);
        after.lapse(
            |agreement| agreement.seats.clear(),
            |paper| happens(paper, LENDER),
            |agreement| agreement.seats = seats,
        );
        lie(old, after, code);
        before.lapse(
            |agreement| first(agreement).key = heir,
            |paper| happens(paper, HEIR),
            |agreement| first(agreement).key = lender,
        );
        lie(new, before, code);
    }
    let mut paper = Paper::with_successions();
    paper.claim(HEIR, HEIR, None);
    let (lender, stranger) = (paper.account(LENDER), paper.account(STRANGER));
    paper.lapse(
        |agreement| first(agreement).key = stranger,
        |paper| paper.end_claim(STRANGER, HEIR),
        |agreement| first(agreement).key = lender,
    );
    lie("an objection of somebody else", paper, "transaction-idle");
    lies
}

/// What a seat did that it could not do.
pub fn lies() -> Vec<Lie> {
    let mut lies = keys();
    let mut lie = |title, paper| {
        lies.push(Lie {
            title,
            paper,
            code: "event-refused",
        });
    };
    let claimed = || {
        let mut paper = Paper::with_successions();
        paper.claim(HEIR, HEIR, None);
        paper
    };
    let verified = || {
        let mut paper = Paper::with_successions();
        paper.claim(VERIFIER, KEY, None);
        paper
    };
    // What is held decides nothing.
    lie(
        "a confirmation while the seat is claimed",
        claimed().forgets(
            |agreement| agreement.seats.clear(),
            |paper| paper.act(LENDER, confirm()),
        ),
    );
    lie(
        "a confirmation a week after the taking",
        Paper::handed_over().forgets(
            |agreement| first(agreement).held_through = None,
            |paper| {
                paper.wait(7);
                paper.act(KEY, confirm());
            },
        ),
    );
    lie(
        "a confirmation on the day on which a claim was given up",
        claimed().forgets(
            |_| (),
            |paper| {
                paper.end_claim(HEIR, HEIR);
                first(&mut paper.loan.as_mut().expect("proposed").agreement).held_through = None;
                paper.act(LENDER, confirm());
            },
        ),
    );
    lie(
        "a silence of a seat that was claimed",
        claimed().forgets(
            |agreement| agreement.seats.clear(),
            |paper| {
                paper.wait(8);
                paper.silence();
            },
        ),
    );
    // Who claims, for how long, with whom.
    lie(
        "a claim of somebody whom nobody named",
        Paper::with_successions().forgets(
            |agreement| agreement.terms.successions[0].heir = None,
            |paper| {
                let stranger = paper.account(STRANGER);
                let agreement = &mut paper.loan.as_mut().expect("proposed").agreement;
                agreement.terms.successions[0].heir = Some(stranger);
                paper.claim(STRANGER, STRANGER, None);
            },
        ),
    );
    lie(
        "a claim with less time for an objection",
        Paper::with_successions().forgets(
            |agreement| agreement.terms.successions[0].days = 7,
            |paper| paper.claim(HEIR, HEIR, None),
        ),
    );
    lie(
        "a verifier's claim that needs no second word",
        Paper::with_successions().forgets(
            |agreement| {
                agreement.terms.successions[0].second = None;
                agreement.holders.clear();
            },
            |paper| paper.claim(VERIFIER, KEY, None),
        ),
    );
    lie(
        "a seat that is taken without the second verifier's word",
        verified().forgets(
            |agreement| {
                let claim = first(agreement).claim.as_mut().expect("a claim");
                claim.awaits = Awaits::Nothing;
            },
            |paper| {
                paper.wait(15);
                paper.take(KEY);
            },
        ),
    );
    lie(
        "a second word of the first verifier",
        verified().forgets(
            |agreement| {
                let second = agreement.terms.successions[0].second;
                let claim = first(agreement).claim.as_mut().expect("a claim");
                claim.by = second.expect("a second");
            },
            |paper| paper.support(VERIFIER, KEY),
        ),
    );
    lie(
        "a seat that is taken before its day",
        claimed().forgets(
            |agreement| first(agreement).claim.as_mut().expect("a claim").through = None,
            |paper| paper.take(HEIR),
        ),
    );
    let mut other = claimed();
    let stranger = other.account(STRANGER);
    other.wait(15);
    lie(
        "a seat that is taken from another key",
        other.forgets(
            |agreement| first(agreement).key = stranger,
            |paper| paper.take(HEIR),
        ),
    );
    lie(
        "a seat that is taken by somebody for whom nobody claims it",
        claimed().forgets(
            |agreement| {
                let claim = first(agreement).claim.as_mut().expect("a claim");
                (claim.to, claim.through) = (stranger, None);
            },
            |paper| paper.take(STRANGER),
        ),
    );
    objections(&mut lie);
    offers(&mut lie);
    lies
}

/// What rests on the word of a seat that is held.
fn offers(lie: &mut dyn FnMut(&'static str, Paper)) {
    let mut offered = Paper::with_successions();
    assign(&mut offered);
    offered.claim(HEIR, HEIR, None);
    lie(
        "a claim that passes by what a seat offered before it was claimed",
        offered.forgets(
            |agreement| agreement.seats.clear(),
            |paper| paper.accept(STRANGER),
        ),
    );
    let mut delivered = Paper::proposed_with_successions();
    delivered.sign();
    delivered.claim(HEIR, HEIR, None);
    delivered.deliver(300_000);
    lie(
        "a loan of what a claimed seat reported as delivered",
        delivered.forgets(
            |agreement| agreement.seats.clear(),
            |paper| paper.receive(300_000),
        ),
    );
    let mut reversed = Paper::with_successions();
    reversed.act(LENDER, confirm());
    let payment = reversed.loan().chain.sequence - 1;
    let evidence = None;
    let reverse = Action::ReversePayment { payment, evidence };
    reversed.act(LENDER, reverse.clone());
    reversed.claim(HEIR, HEIR, None);
    lie(
        "a payment that is taken back as a seat asked before it was claimed",
        reversed.forgets(
            |agreement| agreement.seats.clear(),
            |paper| paper.act(BORROWER, reverse),
        ),
    );
}

/// After an objection.
fn objections(lie: &mut dyn FnMut(&'static str, Paper)) {
    lie(
        "a claim with a statement from before the objection",
        Paper::objected().forgets(
            |agreement| first(agreement).objected = Some(0),
            |paper| paper.claim(VERIFIER, KEY, Some([3; 32])),
        ),
    );
    lie(
        "a second claim that nobody has to decide",
        Paper::objected().forgets(
            |agreement| first(agreement).objected = None,
            |paper| paper.claim(HEIR, HEIR, None),
        ),
    );
    let mut revoked = Paper::objected();
    revoked.state([4; 32]);
    revoked.act(VERIFIER, Action::EndIdentity { digest: [4; 32] });
    lie(
        "a claim with a statement that was revoked",
        revoked.forgets(
            |agreement| agreement.identities[1].revoked = None,
            |paper| paper.claim(VERIFIER, KEY, Some([4; 32])),
        ),
    );
    lie(
        "a second objection",
        Paper::asked_arbiter().forgets(
            |agreement| first(agreement).objected = None,
            |paper| paper.end_claim(LENDER, KEY),
        ),
    );
    let stranger = Paper::new(&[1], 1).account(STRANGER);
    lie(
        "an arbiter whom the terms do not name",
        Paper::asked_arbiter().forgets(
            |agreement| agreement.terms.arbiter = Some(stranger),
            |paper| paper.decide(STRANGER, KEY, KEY),
        ),
    );
    lie(
        "a decision about what nobody has to decide",
        Paper::with_successions().forgets(
            |_| (),
            |paper| {
                paper.claim(HEIR, HEIR, None);
                let agreement = &mut paper.loan.as_mut().expect("proposed").agreement;
                let claim = first(agreement).claim.as_mut().expect("a claim");
                claim.awaits = Awaits::Arbiter;
                paper.decide(ARBITER, HEIR, HEIR);
            },
        ),
    );
    let mut kept = Paper::with_successions();
    sold(&mut kept);
    let claim = Action::ClaimSeat {
        seat: kept.account(BORROWER),
        to: kept.account(BUYERS_HEIR),
        statement: None,
        evidence: None,
    };
    kept.act(BORROWER, claim);
    lie(
        "a plan that keeps a key from the seat for which it is claimed",
        kept.forgets(|agreement| agreement.seats.clear(), planned),
    );
    let mut bought = Paper::with_successions();
    sold(&mut bought);
    planned(&mut bought);
    lie(
        "a second plan for one seat",
        bought.forgets(|agreement| first(agreement).plan = None, planned),
    );
}
