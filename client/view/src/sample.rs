//! What tests of several files here begin with.

use iou_base::money::Unit;
use iou_evidence::verify::sample::Paper;
use terms::agreement::{Amendment, Holder};
use terms::law::BuiltIn;
use terms::life::Action;
use terms::{Amount, Day, Digest, Event, Method, Period, Plan, RatePpm, Timestamp};

/// Yuan and fen.
pub fn yuan() -> Unit {
    Unit {
        name: "CNY".into(),
        decimals: 2,
    }
}

/// So much in the smallest unit.
pub fn amount(minor: u128) -> Amount {
    Amount::new(minor).unwrap()
}

/// The day of the newest event.
pub fn today(paper: &Paper) -> Day {
    paper.events().last().unwrap().head().after.day
}

/// The borrower says that they paid today.
pub fn report(paper: &mut Paper, minor: u128) {
    let said = Action::ReportRepayment {
        amount: amount(minor),
        on: today(paper),
        receipt: None,
        payer: None,
        to: terms::sample::UNSEEN_CREDITOR,
    };
    paper.act(1, said);
}

/// Somebody offers that all that is owed becomes the principal of one instalment, to be signed in two days; what is to be signed.
pub fn offer(paper: &mut Paper, who: usize) -> Digest {
    let (loan, schedule) = (paper.loan().clone(), paper.schedule().to_vec());
    let on = loan.agreement.terms.day_of(Timestamp(paper.now_ms));
    let figures = loan.figures(&schedule, &BuiltIn, on).unwrap();
    let mut amendment = Amendment {
        plan: Plan {
            method: Method::Bullet,
            start: on,
            every: Period::Days(60),
            periods: 1,
            balloon: Amount::ZERO,
        },
        annual_rate: RatePpm(50_000),
        overdue_rate: None,
        grace_days: 3,
        roll_up: true,
        schedule: Vec::new(),
        from: on,
        principal: figures.principal.saturating_plus(figures.interest),
        sign_by: Day(on.0 + 2).starts_at(loan.agreement.terms.utc_offset),
    };
    amendment.schedule = amendment.schedule_that_follows(&loan.agreement.terms).unwrap();
    let digest = loan.agreement.amendment_digest(&amendment, iou_base::sha256);
    let (amendment, evidence) = (Box::new(amendment), None);
    paper.act(who, Action::ProposeAmendment { amendment, evidence });
    digest
}

/// One side asks to take back the newest payment.
pub fn ask_back(paper: &mut Paper, who: usize) {
    let repaid = |event: &&Event| matches!(event, Event::LoanRepaid(_));
    let payment = paper.events().iter().rfind(repaid).unwrap().head().sequence;
    let evidence = None;
    paper.act(who, Action::ReversePayment { payment, evidence });
}

/// The lender sells the whole claim to the third of the people.
pub fn sell(paper: &mut Paper) {
    let buyer = Holder {
        account: paper.people[2].account(),
        ppm: terms::limits::WHOLE_PPM,
    };
    let (evidence, sign_by) = (None, Timestamp(paper.now_ms + 86_400_000));
    let parts = vec![buyer];
    paper.act(
        0,
        Action::Assign {
            parts,
            sign_by,
            evidence,
        },
    );
    let Some(Event::AssignmentProposed(offered)) = paper.events().last() else {
        panic!("nothing was offered");
    };
    let (digest, at_least) = (offered.digest, Amount::ZERO);
    paper.act(
        2,
        Action::AcceptAssignment {
            digest,
            at_least,
            evidence,
        },
    );
}
