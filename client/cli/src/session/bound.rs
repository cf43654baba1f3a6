//! What a guarantor signs: the terms as they were proposed and each amendment that came into force since, read and hashed
//! on this machine. The digest that the contract keeps of them reaches it by way of a node; one that does not follow from
//! what is shown is never signed.

use iou_base::hex0x;
use terms::{Digest, Event, State, Terms};

use crate::error::{Error, Result};
use crate::session::{LoadedLoan, Session};
use iou_base::sha256;
use iou_intent::Agreed;

/// The terms that bind, with the schedule that was signed, and the digest by which they are signed.
pub(crate) struct Bound {
    pub terms: Terms,
    pub digest: Digest,
}

/// Reads them. Errors: as [`agreed`].
pub(crate) async fn bound(session: &Session<'_>, loaded: &LoadedLoan) -> Result<Bound> {
    let (terms, digest) = agreed(session, loaded).await?.bound();
    Ok(Bound { terms, digest })
}

/// What was agreed on: of a loan that does not run yet it stands in the loan itself, else in its events.
///
/// Errors: [`iou_ledger::Error::Unsound`] where the events are not those of a loan; those of the connection.
pub(crate) async fn agreed(session: &Session<'_>, loaded: &LoadedLoan) -> Result<Agreed> {
    if let Some(terms) = not_begun(loaded) {
        return Ok(Agreed::first(terms));
    }
    let events = events(session, loaded).await?;
    by_events(events).ok_or_else(|| unsound(loaded))
}

/// The terms as they were proposed, which have the digest that the loan is known by: no node can put other people into them.
///
/// Errors: [`iou_ledger::Error::Unsound`] where what the node shows has another digest; those of the connection.
pub(crate) async fn proposed(session: &Session<'_>, loaded: &LoadedLoan) -> Result<Terms> {
    let terms = match not_begun(loaded) {
        Some(terms) => Some(terms),
        None => first(events(session, loaded).await?),
    };
    terms
        .filter(|terms| terms.digest(sha256) == loaded.loan.agreement.digest)
        .ok_or_else(|| unsound(loaded))
}

/// The terms of a loan that does not run yet: nothing was amended, and the schedule is still the one of the proposal.
fn not_begun(loaded: &LoadedLoan) -> Option<Terms> {
    let loan = &loaded.loan;
    matches!(loan.state, State::Proposed(_) | State::Signed(_)).then(|| Terms {
        schedule: loaded.schedule.clone(),
        ..loan.agreement.terms.clone()
    })
}

async fn events(session: &Session<'_>, loaded: &LoadedLoan) -> Result<impl Iterator<Item = Event>> {
    Ok(session.history(loaded.loan.id).await?.into_iter())
}

fn first(mut events: impl Iterator<Item = Event>) -> Option<Terms> {
    events.find_map(|event| match event {
        Event::LoanProposed(proposed) => Some(proposed.terms),
        _ => None,
    })
}

fn unsound(loaded: &LoadedLoan) -> Error {
    iou_ledger::Error::Unsound {
        loan: loaded.loan.id.to_string(),
        sequence: "0".into(),
        reason: hex0x(&loaded.loan.agreement.digest),
    }
    .into()
}

/// What the events tell of it; their digests are computed anew, whatever a node says.
fn by_events(events: impl Iterator<Item = Event>) -> Option<Agreed> {
    let (mut agreed, mut offered): (Option<Agreed>, _) = (None, None);
    for event in events {
        match event {
            Event::LoanProposed(proposed) if agreed.is_none() => agreed = Some(Agreed::first(proposed.terms)),
            Event::AmendmentProposed(proposed) => offered = Some(proposed.amendment),
            Event::LoanAmended(_) => agreed.as_mut()?.amendments.push(offered.take()?),
            _ => {}
        }
    }
    agreed
}

#[cfg(test)]
mod tests {
    use terms::agreement::Amendment;
    use terms::law::BuiltIn;
    use terms::life::{Action, Context, NoOffices, Outcome};
    use terms::sample::{amount, bullet, noon};
    use terms::{AccountId, Amount, Day, Instalment, Loan, Method, Period, Plan, RatePpm};

    use super::*;

    const LENDER: AccountId = AccountId([1; 32]);
    const BORROWER: AccountId = AccountId([2; 32]);
    const START: Day = Day(20_458);

    fn context(caller: AccountId) -> Context<'static> {
        Context {
            caller,
            now: noon(START),
            block: 1,
            sha256,
            rates: &BuiltIn,
            offices: &NoOffices,
            intent: None,
        }
    }

    fn noted(outcome: Outcome, events: &mut Vec<Event>) -> Loan {
        let made = outcome.events.iter();
        events.extend(made.map(|entry| Event::decode(entry.body.name(), &entry.bytes).unwrap()));
        outcome.loan
    }

    /// A loan with its events, amended once.
    fn amended(terms: &Terms, days: u16) -> (Loan, Vec<Event>) {
        let mut events = Vec::new();
        let proposed = Loan::propose(0, terms.clone(), None, &context(BORROWER)).unwrap();
        let mut loan = noted(proposed, &mut events);
        let mut amendment = Amendment {
            plan: Plan {
                method: Method::Bullet,
                start: START,
                every: Period::Days(days),
                periods: 1,
                balloon: Amount::ZERO,
            },
            annual_rate: RatePpm(50_000),
            overdue_rate: None,
            grace_days: 5,
            roll_up: false,
            schedule: Vec::new(),
            from: START,
            principal: terms.principal,
            sign_by: noon(START.plus_days(7).unwrap()),
        };
        amendment.schedule = amendment.schedule_that_follows(terms).unwrap();
        let digest = terms.digest(sha256);
        let evidence = None;
        let deliver = Action::Deliver {
            amount: terms.principal,
            on: None,
            at_least: RatePpm::ZERO,
            receipt: None,
        };
        let received = Action::AcknowledgeDelivery {
            delivery: 0,
            amount: terms.principal,
            on: START,
            receipt: None,
            evidence,
        };
        let mut schedule: Vec<Instalment> = terms.schedule.clone();
        let mut step = |loan: Loan, caller, action| {
            let outcome = loan.step(action, &schedule, &context(caller)).unwrap();
            if let Some(new) = &outcome.schedule {
                schedule = new.clone();
            }
            noted(outcome, &mut events)
        };
        loan = step(loan, LENDER, Action::Sign { digest, evidence });
        loan = step(loan, LENDER, deliver);
        loan = step(loan, BORROWER, received);
        let offered = loan.agreement.amendment_digest(&amendment, sha256);
        let amendment = Box::new(amendment);
        loan = step(loan, BORROWER, Action::ProposeAmendment { amendment, evidence });
        let digest = offered;
        loan = step(loan, LENDER, Action::AcceptAmendment { digest, evidence });
        (loan, events)
    }

    #[test]
    fn the_digest_in_force_follows_from_what_was_proposed_and_amended() {
        let terms = bullet(LENDER, BORROWER, START);
        let (loan, events) = amended(&terms, 60);
        let (first, digest) = by_events(events[..4].iter().cloned()).unwrap().bound();
        assert_eq!((digest, &first), (terms.digest(sha256), &terms));
        let (bound, digest) = by_events(events.iter().cloned()).unwrap().bound();
        assert_eq!(digest, loan.agreement.in_force);
        assert_eq!((bound.grace_days, bound.schedule.len()), (5, 1));
        assert_eq!(bound.schedule[0].due, START.plus_days(60).unwrap());
    }

    /// A node that shows a small loan, and beside it the digests of a large one, has only the small one signed.
    #[test]
    fn digests_of_another_loan_beside_these_terms_are_not_signed() {
        let large = bullet(LENDER, BORROWER, START);
        let mut small = Terms {
            principal: amount(100),
            ..large.clone()
        };
        small.schedule = Vec::new();
        small.schedule = small.schedule_that_follows().unwrap();
        let (real, real_events) = amended(&large, 60);
        let (_, mut events) = amended(&small, 60);
        let differs = |events: &[Event]| {
            let agreed = by_events(events.iter().cloned());
            agreed.is_none_or(|agreed| agreed.bound().1 != real.agreement.in_force)
        };
        assert!(differs(&events));
        // The true end of the story after a false beginning, a change without an offer, none at all.
        let end = events.len() - 2;
        events.splice(end.., real_events[end..].to_vec());
        assert!(differs(&events));
        assert!(differs(&real_events[real_events.len() - 1..]) && differs(&[]));
    }
}
