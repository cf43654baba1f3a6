//! Which signed step caused an event: the message that was sent, in whose name, and every argument that the event repeats.
//! A transaction that asked for anything else — of a stranger, with another amount, refused by the ledger — caused nothing,
//! though it may stand in the same block.

use std::cell::Cell;

use terms::life::Action;
use terms::{AccountId, Amount, Day, Digest, Event, LoanId};

use super::extrinsic::{Hop, Request, Step, Transaction};
use super::history::Before;
use super::Hash;

/// What of an account's proxies may do everything: `ProxyType::Any` of the runtime.
const ANY: u8 = 0;
/// What may put demands on record: `ProxyType::Demand`.
const DEMAND: u8 = 1;

/// Whether an event follows from another one of the same step, so that nobody signs for it.
pub fn follows(event: &Event) -> bool {
    matches!(
        event,
        Event::DefaultCured(_) | Event::LoanSettled(_) | Event::OldDebtFormed(_)
    )
}

/// [`caused`], by a transaction: what happened by an intent, no transaction asked for, whoever sent what in the same block.
pub fn caused_directly(
    step: &Step,
    account: AccountId,
    loan: LoanId,
    event: &Event,
    before: &Before,
) -> Option<&'static str> {
    let is_direct = event.head().intent.is_none();
    caused(step, account, loan, event, before).filter(|_| is_direct)
}

/// The name of what `account` asked for of `loan`, where that is what `event` tells of; `None` where it is not. `before` says
/// who could take the step, and what of the loan they saw.
pub fn caused(
    step: &Step,
    account: AccountId,
    loan: LoanId,
    event: &Event,
    before: &Before,
) -> Option<&'static str> {
    if before
        .actors
        .as_ref()
        .is_some_and(|actors| !actors.contains(&account))
    {
        return None;
    }
    let is_cause = |action: &&Action| is_told_by(action, event, before);
    let action = match step {
        Step::Propose { terms, evidence } => {
            let Event::LoanProposed(e) = event else {
                return None;
            };
            return ((&**terms, *evidence) == (&e.terms, e.evidence)).then_some("propose");
        }
        Step::Act { loan: of, action } => Some(action).filter(|_| *of == loan).filter(is_cause),
        Step::Batch { steps } => {
            let mut own = steps
                .iter()
                .filter(|(of, _)| *of == loan)
                .map(|(_, action)| action);
            own.find(is_cause)
        }
    };
    action.map(|action| action.row().name)
}

/// Whether a step's arguments are those that the event repeats, and what it names of the loan was so. What the event has from
/// somewhere else (a day that was left open, the receipt of a report that is confirmed) may have been left out. One arm for
/// each step and event, however many.
fn is_told_by(action: &Action, event: &Event, before: &Before) -> bool {
    // Each step is compared whole: an argument that is added to it cannot be forgotten here.
    match (action.clone(), event) {
        (Action::Sign { digest, evidence }, Event::TermsSigned(e)) => {
            (digest, evidence) == (e.digest, e.evidence)
        }
        (Action::Sign { digest, evidence }, Event::LoanSigned(e)) => {
            (digest, evidence) == (e.digest, e.evidence)
        }
        (Action::Cancel { evidence }, Event::LoanCancelled(e)) => evidence == e.evidence,
        (Action::Expire, Event::LoanExpired(_))
        | (Action::MarkDefault, Event::LoanDefaulted(_))
        | (Action::NotifyDue, Event::RepaymentDue(_)) => true,
        (Action::RecordSilence { report }, Event::SilenceRecorded(e)) => report == e.report,
        (
            Action::Deliver {
                amount,
                on,
                at_least,
                receipt,
            },
            Event::DeliveryReported(e),
        ) => {
            let day = on.is_none_or(|on| on == e.on);
            day && (amount, at_least, receipt) == (e.amount, e.at_least, e.receipt)
        }
        (
            Action::Deliver {
                amount,
                on,
                at_least,
                receipt,
            },
            Event::LoanDelivered(e),
        ) => {
            // The lowest rate that the lender would have taken does not stand in the event, only the one that holds.
            let day = on.is_none_or(|on| on == e.on);
            day && at_least <= e.rate && (amount, receipt) == (e.amount, e.evidence)
        }
        (Action::WithdrawDelivery { delivery, evidence }, Event::DeliveryWithdrawn(e)) => {
            (delivery, evidence) == (e.delivery, e.evidence)
        }
        (
            Action::AcknowledgeDelivery {
                delivery,
                amount,
                on,
                receipt,
                evidence,
            },
            Event::LoanDelivered(e),
        ) => {
            let named = has_seen(before, delivery, (amount, on, receipt));
            let told = (e.delivery, e.amount, e.on, e.evidence);
            named && (Some(delivery), amount, on, evidence.or(receipt)) == told
        }
        (
            Action::AcknowledgeDelivery {
                delivery,
                amount,
                on,
                receipt,
                evidence,
            },
            Event::PartDelivered(e),
        ) => {
            let named = has_seen(before, delivery, (amount, on, receipt));
            let told = (e.delivery, e.amount, e.on, e.evidence);
            named && (delivery, amount, on, evidence.or(receipt)) == told
        }
        (
            Action::ReportRepayment {
                amount,
                on,
                receipt,
                payer,
                to,
            },
            Event::RepaymentReported(e),
        ) => {
            // A guarantor who reports is the one who paid, whomever they name.
            let payer = payer.is_none() || payer == e.payer;
            payer && to == e.lender && (amount, on, receipt) == (e.amount, e.on, e.receipt)
        }
        (
            Action::ReportRepayment {
                amount,
                on,
                receipt,
                payer,
                to,
            },
            Event::LoanRepaid(e),
        ) => {
            // Money counts for no earlier day than that on which the books were last closed.
            let day = on <= e.payment.value_day;
            let same = (amount, receipt, payer) == (e.payment.amount, e.receipt, e.payer);
            e.report.is_none() && to == e.lender && day && same
        }
        (Action::Repay { amount, evidence }, Event::LoanRepaid(e)) => {
            (amount, evidence) == (e.payment.amount, e.receipt)
        }
        (Action::ConfirmRepayment { report, evidence }, Event::LoanRepaid(e)) => {
            e.report == Some(report) && (evidence.is_none() || evidence == e.receipt)
        }
        (Action::DismissReport { report, evidence }, Event::ReportDismissed(e)) => {
            (report, evidence) == (e.report, e.evidence)
        }
        (Action::ReversePayment { payment, evidence }, Event::ReversalProposed(e)) => {
            (payment, evidence) == (e.payment, e.evidence)
        }
        (Action::ReversePayment { payment, evidence }, Event::PaymentReversed(e)) => {
            (payment, evidence) == (e.payment, e.evidence)
        }
        (Action::Consent { digest, evidence }, Event::GuarantorConsented(e)) => {
            (digest, evidence) == (e.digest, e.evidence)
        }
        (Action::ProposeAmendment { amendment, evidence }, Event::AmendmentProposed(e)) => {
            (&*amendment, evidence) == (&e.amendment, e.evidence)
        }
        (Action::AcceptAmendment { digest, evidence }, Event::AmendmentSigned(e)) => {
            (digest, evidence) == (e.digest, e.evidence)
        }
        (Action::AcceptAmendment { digest, evidence }, Event::LoanAmended(e)) => {
            (digest, evidence) == (e.digest, e.evidence)
        }
        (
            Action::Assign {
                parts,
                sign_by,
                evidence,
            },
            Event::AssignmentProposed(e),
        ) => (&parts, sign_by, evidence) == (&e.assignment.parts, e.assignment.sign_by, e.evidence),
        (
            Action::AcceptAssignment {
                digest,
                at_least,
                evidence,
            },
            Event::AssignmentSigned(e),
        ) => at_least <= e.after.total() && (digest, evidence) == (e.digest, e.evidence),
        (
            Action::AcceptAssignment {
                digest,
                at_least,
                evidence,
            },
            Event::ClaimAssigned(e),
        ) => at_least <= e.after.total() && (digest, evidence) == (e.digest, e.evidence),
        (Action::Forgive { amount, evidence }, Event::DebtForgiven(e)) => {
            (amount, evidence) == (e.payment.amount, e.evidence)
        }
        (
            Action::Demand {
                message,
                channel,
                arrived,
            },
            Event::DemandMade(e),
        ) => (message, channel, arrived) == (e.message, e.channel, e.arrived),
        (
            Action::Accelerate {
                defaulted_on,
                message,
                channel,
                receipt,
            },
            Event::LoanAccelerated(e),
        ) => {
            let named = before.seen.defaulted_on == Some(defaulted_on);
            named && (message, channel, receipt) == (e.message, e.channel, e.receipt)
        }
        (Action::Acknowledge { at_most, evidence }, Event::DebtAcknowledged(e)) => {
            at_most >= e.after.total() && evidence == e.evidence
        }
        (Action::Dispute { evidence }, Event::DisputeRaised(e)) => evidence == e.evidence,
        (
            Action::Resolve {
                dispute,
                ruling,
                evidence,
            },
            Event::DisputeResolved(e),
        ) => before.seen.dispute == Some(dispute) && (ruling, evidence) == (e.ruling, e.evidence),
        (Action::Attest { digest, kind }, Event::Attested(e)) => (digest, kind) == (e.digest, e.kind),
        (Action::StateIdentity { digest, kind }, Event::IdentityStated(e)) => {
            (digest, kind) == (e.digest, e.kind)
        }
        (Action::EndIdentity { digest }, Event::IdentityEnded(e)) => digest == e.digest,
        (Action::VoidIdentity { digest }, Event::IdentityVoided(e)) => digest == e.digest,
        (
            Action::PlanSuccession {
                heir,
                verifier,
                second,
                days,
            },
            Event::SuccessionPlanned(e),
        ) => {
            let plan = &e.succession;
            (heir, verifier, second, days) == (plan.heir, plan.verifier, plan.second, plan.days.into())
        }
        (
            Action::ClaimSeat {
                seat,
                to,
                statement,
                evidence,
            },
            Event::SeatClaimed(e),
        ) => (seat, to, statement, evidence) == (e.seat, e.claim.to, e.statement, e.evidence),
        (Action::SupportClaim { seat, to, evidence }, Event::ClaimSupported(e)) => {
            (seat, to, evidence) == (e.seat, e.claim.to, e.evidence)
        }
        (Action::EndClaim { seat, to, evidence }, Event::ClaimEnded(e)) => {
            (seat, to, evidence) == (e.seat, e.to, e.evidence)
        }
        (
            Action::DecideClaim {
                seat,
                to,
                key,
                evidence,
            },
            Event::ClaimDecided(e),
        ) => {
            // Where it was denied, the event does not say for which key it was made.
            let place = before.seats.iter().find(|place| place.account == seat);
            let claimed = place.and_then(|place| place.claim).map(|claim| claim.to);
            let found = match e.claim {
                Some(granted) => Some(granted.to),
                None => place.map(|place| place.key),
            };
            (claimed, found) == (Some(to), Some(key)) && (seat, evidence) == (e.seat, e.evidence)
        }
        (Action::TakeSeat { seat, evidence }, Event::SeatTaken(e)) => {
            (seat, evidence) == (e.seat, e.evidence)
        }
        _ => false,
    }
}

/// Whether the delivery of this number was reported so, and waited for the borrower's word.
fn has_seen(before: &Before, number: u32, named: (Amount, Day, Option<Digest>)) -> bool {
    let mut open = before.deliveries.iter().filter(|delivery| !delivery.acknowledged);
    open.any(|delivery| {
        delivery.number == number && (delivery.amount, delivery.on, delivery.receipt) == named
    })
}

/// Whether what an account lets others do, `listed`, is what `hop` takes; `step` is what is done in the end, where this is
/// the last hop on the way to it.
pub fn lets(hop: &Hop, step: Option<&Step>, listed: &[(AccountId, u8, u32)]) -> bool {
    listed.iter().any(|(delegate, kind, delay)| {
        let allowed = *kind == ANY || (*kind == DEMAND && step.is_some_and(is_demand));
        // Who has to wait has to announce, and what was announced has waited: the runtime saw to it.
        *delegate == hop.delegate && allowed && (*delay == 0 || hop.announced.is_some())
    })
}

fn is_demand(step: &Step) -> bool {
    matches!(
        step,
        Step::Act {
            action: Action::Demand { .. },
            ..
        }
    )
}

/// Whether `listed`, what an account announced, is what `hop` sets off.
pub fn announces(hop: &Hop, listed: &[(AccountId, Hash, u32)]) -> bool {
    listed
        .iter()
        .any(|(real, hash, _)| *real == hop.real && Some(*hash) == hop.announced)
}

/// What the transactions of a block so far let others do: who lets somebody act and takes it back within one block leaves
/// nothing of it in any state, but has signed it.
#[derive(Default)]
pub struct Lettings(Vec<Let>);

struct Let {
    /// Who signed that, and where in the block.
    account: AccountId,
    index: u32,
    what: Request,
    is_used: Cell<bool>,
}

impl Lettings {
    /// Notes what a transaction lets somebody do.
    pub fn note(&mut self, taken: &Transaction, index: u32) {
        self.0.push(Let {
            account: taken.on_behalf_of,
            index,
            what: taken.request.clone(),
            is_used: Cell::new(false),
        });
    }

    /// Whether one of them lets `hop` be taken.
    pub fn lets(&self, hop: &Hop, step: Option<&Step>) -> bool {
        self.any(|one| match one.what {
            Request::Letting(delegate, kind, delay) => {
                one.account == hop.real && lets(hop, step, &[(delegate, kind, delay)])
            }
            _ => false,
        })
    }

    /// Whether one of them announces what `hop` sets off.
    pub fn announces(&self, hop: &Hop) -> bool {
        self.any(|one| match one.what {
            Request::Announcing(real, hash) => {
                one.account == hop.delegate && announces(hop, &[(real, hash, 0)])
            }
            _ => false,
        })
    }

    /// The place of one that nothing needed.
    pub fn idle(&self) -> Option<u32> {
        self.0.iter().find(|one| !one.is_used.get()).map(|one| one.index)
    }

    /// The places of those that something needed.
    pub fn used(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().filter(|one| one.is_used.get()).map(|one| one.index)
    }

    fn any(&self, fits: impl Fn(&Let) -> bool) -> bool {
        let found = self.0.iter().find(|one| fits(one));
        found.inspect(|one| one.is_used.set(true)).is_some()
    }
}
