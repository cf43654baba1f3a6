//! Who is told of what happened: the one who has something to do about it, or whose position it changes; never the one
//! who did it himself. What everybody announces anyway (`RepaymentDue`) is the policy's, with its stages and hours.

use terms::{AccountId, Event, Role};

use crate::money::Unit;
use crate::remind::notice::{Facts, Part, Subject};

/// Who is told what by `event`; `unit` is the loan's money and `utc_offset_minutes` its zone, neither of which every event
/// names.
pub fn told_of(event: &Event, unit: &Unit, utc_offset_minutes: i16) -> Vec<(AccountId, Subject, Facts)> {
    let head = event.head();
    let lender = (head.lender, Part::Lender);
    let borrower = (head.borrower, Part::Borrower);
    let both = || vec![lender, borrower];
    let other = |by: Role| match by {
        Role::Lender => vec![borrower],
        Role::Borrower => vec![lender],
    };
    let (people, amount) = match event {
        Event::LoanProposed(e) => (other(e.proposer), Some(e.terms.principal)),
        Event::LoanCancelled(e) => (other(e.by), None),
        Event::DeliveryReported(e) => (vec![borrower], Some(e.amount)),
        Event::LoanDelivered(e) => (both(), Some(e.amount)),
        Event::RepaymentReported(e) => (vec![lender], Some(e.amount)),
        Event::ReportDismissed(e) => (other(e.by), None),
        Event::LoanRepaid(e) => (other(e.by), Some(e.payment.amount)),
        Event::AmendmentProposed(e) => (other(e.by), None),
        Event::AssignmentProposed(e) => {
            let offered = e.assignment.parts.iter().map(|part| part.account);
            let new = offered.filter(|account| *account != e.assignment.by);
            (new.map(|account| (account, Part::Assignee)).collect(), None)
        }
        Event::ClaimAssigned(_) | Event::DemandMade(_) => (vec![borrower], None),
        Event::DebtForgiven(e) => (vec![borrower], Some(e.payment.amount)),
        Event::DisputeRaised(e) => (other(e.by), None),
        Event::LoanSigned(_)
        | Event::LoanAmended(_)
        | Event::LoanDefaulted(_)
        | Event::DefaultCured(_)
        | Event::DisputeResolved(_)
        | Event::LoanSettled(_)
        | Event::LoanExpired(_) => (both(), None),
        Event::RepaymentDue(_)
        | Event::GuarantorConsented(_)
        | Event::AmendmentSigned(_)
        | Event::AssignmentSigned(_)
        | Event::DebtAcknowledged(_)
        | Event::Attested(_) => (Vec::new(), None),
    };
    let subject = Subject::Event {
        sequence: head.sequence,
        name: event.name().to_owned(),
    };
    let facts = |part| Facts {
        part,
        currency: unit.name.clone(),
        decimals: unit.decimals,
        utc_offset_minutes,
        as_of: head.after.day,
        instalments: 0,
        sum: None,
        moved: amount,
    };
    people
        .into_iter()
        .map(|(account, part)| (account, subject.clone(), facts(part)))
        .collect()
}
