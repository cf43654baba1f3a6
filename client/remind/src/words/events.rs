//! Who is notified of what happened: the one who has something to do about it, or whose position it changes; never the one
//! who did it themselves. What everybody announces anyway (`RepaymentDue`) is the policy's, with its stages and hours.

use terms::{AccountId, Amount, Books, Event, Role};

use super::seats;
use crate::notice::{Facts, Part, Subject};
use iou_base::money::Unit;

/// What of a loan not every event names.
#[derive(Debug, Clone)]
pub struct Background {
    /// What its amounts are in.
    pub unit: Unit,
    /// Its books as they stand now.
    pub books: Books,
}

/// Who is notified of what by `event`, each once.
pub fn concerned(event: &Event, background: &Background) -> Vec<(AccountId, Subject, Facts)> {
    let Background { unit, books } = background;
    let head = event.head();
    let subject = Subject::Event {
        sequence: head.sequence,
        name: event.name().to_owned(),
    };
    let facts = |part| Facts {
        part,
        currency: unit.name.clone(),
        decimals: unit.decimals,
        utc_offset_minutes: books.terms.utc_offset.0,
        as_of: head.after.day,
        instalments: 0,
        sum: None,
        moved: None,
        seat: None,
    };
    if let Some(told) = seats::told(event, books) {
        let told = told.into_iter().map(|(account, part, seat)| {
            let facts = Facts {
                seat: Some(seat),
                ..facts(part)
            };
            (account, subject.clone(), facts)
        });
        return told.collect();
    }
    let (people, moved) = people(event, &books.terms.co_borrowers);
    let told = people.into_iter().map(|(account, part)| {
        let facts = Facts { moved, ..facts(part) };
        (account, subject.clone(), facts)
    });
    told.collect()
}

/// The people whom an event concerns, and the money that it is about.
fn people(event: &Event, co_borrowers: &[AccountId]) -> (Vec<(AccountId, Part)>, Option<Amount>) {
    let head = event.head();
    let lender = (head.lender, Part::Lender);
    let borrower = (head.borrower, Part::Borrower);
    let others = || co_borrowers.iter().map(|other| (*other, Part::Borrower));
    let debtors = || std::iter::once(borrower).chain(others()).collect::<Vec<_>>();
    let both = || [vec![lender], debtors()].concat();
    let other = |by: Role| match by {
        Role::Lender => debtors(),
        Role::Borrower => vec![lender],
    };
    match event {
        // Whoever did not propose is to sign.
        Event::LoanProposed(e) => {
            let first = match e.proposer {
                Role::Lender => borrower,
                Role::Borrower => lender,
            };
            let asked = std::iter::once(first).chain(others()).collect();
            (asked, Some(e.terms.principal))
        }
        Event::LoanCancelled(e) => (other(e.by), None),
        Event::DeliveryReported(e) => (vec![borrower], Some(e.amount)),
        Event::DeliveryWithdrawn(_) => (vec![borrower], None),
        Event::LoanDelivered(e) => (both(), Some(e.amount)),
        Event::PartDelivered(e) => (both(), Some(e.amount)),
        Event::OldDebtFormed(e) => (both(), Some(e.received)),
        Event::RepaymentReported(e) => (vec![lender], Some(e.amount)),
        Event::ReportDismissed(e) => (other(e.by), None),
        Event::LoanRepaid(e) => (other(e.by), Some(e.payment.amount)),
        Event::ReversalProposed(e) => (other(e.by), Some(e.amount)),
        Event::PaymentReversed(e) => (other(e.by), Some(e.amount)),
        Event::AmendmentProposed(e) => (other(e.by), None),
        Event::AssignmentProposed(e) => {
            let offered = e.assignment.parts.iter().map(|part| part.account);
            let new = offered.filter(|account| *account != e.assignment.by);
            (new.map(|account| (account, Part::Assignee)).collect(), None)
        }
        Event::ClaimAssigned(_) | Event::DemandMade(_) | Event::LoanAccelerated(_) => (debtors(), None),
        Event::DebtForgiven(e) => (debtors(), Some(e.payment.amount)),
        Event::DisputeRaised(e) => (other(e.by), None),
        Event::LoanSigned(_)
        | Event::LoanAmended(_)
        | Event::LoanDefaulted(_)
        | Event::DefaultCured(_)
        | Event::DisputeResolved(_)
        | Event::LoanSettled(_)
        | Event::LoanExpired(_)
        // Who relied on a statement has to know that it counts no more.
        | Event::IdentityEnded(_)
        | Event::IdentityVoided(_) => (both(), None),
        Event::SilenceRecorded(e) => {
            // The claim may have been sold since: whoever was asked is told too.
            let is_seller = e.silent != head.lender && e.silent != head.borrower;
            let seller = is_seller.then_some((e.silent, Part::Seller));
            (both().into_iter().chain(seller).collect(), None)
        }
        Event::RepaymentDue(_)
        | Event::GuarantorConsented(_)
        | Event::TermsSigned(_)
        | Event::AmendmentSigned(_)
        | Event::AssignmentSigned(_)
        | Event::DebtAcknowledged(_)
        | Event::Attested(_)
        | Event::IdentityStated(_)
        // Told apart from these: see `seats`.
        | Event::SuccessionPlanned(_)
        | Event::SeatClaimed(_)
        | Event::ClaimSupported(_)
        | Event::ClaimEnded(_)
        | Event::ClaimDecided(_)
        | Event::SeatTaken(_) => (Vec::new(), None),
    }
}
