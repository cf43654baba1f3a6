//! Which signed step caused an event: the message that was sent, in whose name, and every argument that the event repeats.
//! A transaction that asked for anything else — of a stranger, with another amount, refused by the ledger — caused nothing,
//! though it may stand in the same block.

use scale::{Decode, Encode};
use terms::{AccountId, Amount, Day, Digest, Event, LoanId};

use super::extrinsic::{Step, Transaction};
use super::storage::Proxies;

/// What of an account's proxies may do everything: `ProxyType::Any` of the runtime.
const ANY: u8 = 0;
/// What may put demands on record: `ProxyType::Demand`.
const DEMAND: u8 = 1;

/// Whether an event follows from another one of the same step, so that nobody signs for it.
pub fn follows(event: &Event) -> bool {
    matches!(event, Event::DefaultCured(_) | Event::LoanSettled(_))
}

/// Whether the step that `account` signed for `loan` is the one that `event` tells of. `actors` are those who could take it;
/// none where anybody could.
pub fn caused(
    step: &Step,
    account: AccountId,
    loan: LoanId,
    event: &Event,
    actors: Option<&[AccountId]>,
) -> bool {
    let may = actors.is_none_or(|actors| actors.contains(&account));
    let is_of_loan = step.name == "propose" || step.loans.contains(&loan);
    may && is_of_loan && asked(step, event)
}

/// Whether the arguments are those that the event repeats. What the event has from somewhere else (a day that was left
/// open, the receipt of a report that is confirmed) may have been left out.
fn asked(step: &Step, event: &Event) -> bool {
    let any = |possible: &[Vec<u8>]| possible.contains(&step.arguments);
    let is = |arguments: Vec<u8>| step.arguments == arguments;
    let none = None::<Digest>;
    match (step.name, event) {
        ("propose", Event::LoanProposed(e)) => is((&e.terms, e.evidence).encode()),
        ("sign", Event::LoanSigned(e)) => is((e.digest, e.evidence).encode()),
        ("cancel", Event::LoanCancelled(e)) => is(e.evidence.encode()),
        ("expire", Event::LoanExpired(_)) | ("mark_default", Event::LoanDefaulted(_)) => is(Vec::new()),
        ("deliver", Event::DeliveryReported(e)) => any(&[
            (e.amount, Some(e.on), e.receipt).encode(),
            (e.amount, None::<Day>, e.receipt).encode(),
        ]),
        ("deliver", Event::LoanDelivered(e)) => any(&[
            (e.amount, Some(e.on), e.evidence).encode(),
            (e.amount, None::<Day>, e.evidence).encode(),
        ]),
        ("acknowledge_delivery", Event::LoanDelivered(e)) => {
            any(&[(e.amount, e.evidence).encode(), (e.amount, none).encode()])
        }
        ("report_repayment", Event::RepaymentReported(e)) => is((e.amount, e.on, e.receipt).encode()),
        ("report_repayment", Event::LoanRepaid(e)) => {
            // Money counts for no earlier day than the one before it did.
            let said = <(Amount, Day, Option<Digest>)>::decode(&mut &step.arguments[..]);
            let fits = |(amount, on, receipt)| {
                amount == e.payment.amount && on <= e.payment.value_day && receipt == e.receipt
            };
            e.report.is_none() && said.is_ok_and(fits)
        }
        ("repay", Event::LoanRepaid(e)) => is((e.payment.amount, e.receipt).encode()),
        ("confirm_repayment", Event::LoanRepaid(e)) => e
            .report
            .is_some_and(|report| any(&[(report, e.receipt).encode(), (report, none).encode()])),
        ("notify_due", Event::RepaymentDue(_)) => true,
        ("dismiss_report", Event::ReportDismissed(e)) => is((e.report, e.evidence).encode()),
        ("consent", Event::GuarantorConsented(e)) => is((e.digest, e.evidence).encode()),
        ("propose_amendment", Event::AmendmentProposed(e)) => is((&e.amendment, e.evidence).encode()),
        ("accept_amendment", Event::AmendmentSigned(e)) => is((e.digest, e.evidence).encode()),
        ("accept_amendment", Event::LoanAmended(e)) => is((e.digest, e.evidence).encode()),
        ("assign", Event::AssignmentProposed(e)) => {
            is((&e.assignment.parts, e.assignment.sign_by, e.evidence).encode())
        }
        ("accept_assignment", Event::AssignmentSigned(e)) => is((e.digest, e.evidence).encode()),
        ("accept_assignment", Event::ClaimAssigned(e)) => is((e.digest, e.evidence).encode()),
        ("forgive", Event::DebtForgiven(e)) => is((e.payment.amount, e.evidence).encode()),
        ("demand", Event::DemandMade(e)) => is((e.message, e.channel, e.receipt).encode()),
        ("acknowledge", Event::DebtAcknowledged(e)) => is(e.evidence.encode()),
        ("dispute", Event::DisputeRaised(e)) => is(e.evidence.encode()),
        ("resolve", Event::DisputeResolved(e)) => is((e.ruling, e.evidence).encode()),
        ("attest", Event::Attested(e)) => is((e.digest, e.kind).encode()),
        _ => false,
    }
}

/// Whether the key that signed may act for the account in whose name the step was taken: it is that account's own, or the
/// account had let it.
pub fn may_sign(transaction: &Transaction, step: &Step, proxies: Option<&Proxies>) -> bool {
    transaction.is_own()
        || proxies.is_some_and(|(listed, _)| {
            listed.iter().any(|(delegate, kind, delay)| {
                let allowed = *kind == ANY || (*kind == DEMAND && step.name == "demand");
                *delegate == transaction.signer && allowed && *delay == 0
            })
        })
}
