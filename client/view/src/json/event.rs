//! An event of a loan: what it shares with all others, and its own fields under `data`.

use iou_base::money::{show_rate, Unit};
use iou_base::{hex0x, names};
use serde::Serialize;
use terms::Event;

use super::figures::{due, figures, payment, DueView, FiguresView, PaymentView};
use super::seat::{claim, succession, ClaimView, SuccessionView};
use super::terms::{amendment, holders, schedule, terms, AmendmentView, HolderView, RowView, TermsView};
use super::{digest, unit_view, UnitView};
use crate::address;

/// A loan event.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EventView {
    event: &'static str,
    loan: u64,
    lender: String,
    borrower: String,
    sequence: u32,
    previous: String,
    intent: Option<String>,
    unit: UnitView,
    after: FiguresView,
    data: EventData,
}

/// What each kind of event tells.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(untagged)]
#[allow(clippy::large_enum_variant)] // one is alive at a time
enum EventData {
    Proposed {
        proposer: &'static str,
        digest: String,
        terms: TermsView,
        schedule: Vec<RowView>,
        evidence: Option<String>,
    },
    /// Terms, an amendment or an assignment signed by one of several.
    SignedByOne {
        by: String,
        digest: String,
        evidence: Option<String>,
    },
    Signed {
        by: String,
        digest: String,
        deliver_by_unix_ms: u64,
        evidence: Option<String>,
    },
    /// What a side did that has nothing else to tell.
    BySide {
        by: &'static str,
        evidence: Option<String>,
    },
    Expired {},
    Settled {
        received: String,
        forgiven: String,
    },
    DeliveryReported {
        delivery: u32,
        amount: String,
        on: String,
        at_least: String,
        receipt: Option<String>,
    },
    /// What has nothing but a file to tell of.
    Evidenced {
        evidence: Option<String>,
    },
    DeliveryWithdrawn {
        delivery: u32,
        evidence: Option<String>,
    },
    PartDelivered {
        delivery: u32,
        amount: String,
        on: String,
        evidence: Option<String>,
        received: String,
        delivered_on: String,
        annual_rate: String,
        rate_cut: bool,
        cap: Option<String>,
        schedule: Vec<RowView>,
    },
    OldDebtFormed {
        received: String,
        delivered_on: String,
        repaid: String,
        annual_rate: String,
        cap: Option<String>,
    },
    Delivered {
        delivery: Option<u32>,
        amount: String,
        on: String,
        evidence: Option<String>,
        annual_rate: String,
        rate_cut: bool,
        cap: Option<String>,
        schedule: Vec<RowView>,
    },
    RepaymentReported {
        report: u32,
        amount: String,
        on: String,
        receipt: Option<String>,
        payer: Option<String>,
    },
    Repaid {
        by: &'static str,
        report: Option<u32>,
        payment: PaymentView,
        receipt: Option<String>,
        payer: Option<String>,
    },
    ReversalProposed {
        by: &'static str,
        payment: u32,
        amount: String,
        evidence: Option<String>,
    },
    Reversed {
        by: &'static str,
        payment: u32,
        amount: String,
        reopened: bool,
        evidence: Option<String>,
    },
    Due {
        instalment: DueView,
        stage: &'static str,
    },
    Defaulted {
        instalment: DueView,
    },
    Cured {
        defaulted_on: String,
    },
    Dismissed {
        by: &'static str,
        report: u32,
        evidence: Option<String>,
    },
    Consented {
        guarantor: String,
        digest: String,
        until: String,
        evidence: Option<String>,
    },
    AmendmentProposed {
        by: &'static str,
        digest: String,
        amendment: AmendmentView,
        evidence: Option<String>,
    },
    Amended {
        by: String,
        number: u16,
        digest: String,
        annual_rate: String,
        rolled_up: String,
        schedule: Vec<RowView>,
        evidence: Option<String>,
    },
    AssignmentProposed {
        digest: String,
        by: String,
        parts: Vec<HolderView>,
        sign_by_unix_ms: u64,
        evidence: Option<String>,
    },
    Assigned {
        digest: String,
        by: String,
        holders: Vec<HolderView>,
        evidence: Option<String>,
    },
    Forgiven {
        payment: PaymentView,
        evidence: Option<String>,
    },
    Demanded {
        by: String,
        message: String,
        channel: &'static str,
        receipt: Option<String>,
        arrived_on: Option<String>,
    },
    Accelerated {
        due: String,
        schedule: Vec<RowView>,
        message: String,
        channel: &'static str,
        receipt: Option<String>,
    },
    Resolved {
        by: String,
        credited: String,
        costs: String,
        on: Option<String>,
        payment: Option<PaymentView>,
        evidence: Option<String>,
    },
    Attested {
        witness: String,
        digest: String,
        kind: u16,
    },
    Identified {
        verifier: String,
        digest: String,
        kind: u16,
    },
    /// A verifier's statement that was revoked.
    Unidentified {
        verifier: String,
        digest: String,
    },
    Planned {
        succession: SuccessionView,
    },
    SeatClaimed {
        seat: String,
        claim: ClaimView,
        statement: Option<String>,
        evidence: Option<String>,
    },
    ClaimSupported {
        seat: String,
        by: String,
        claim: ClaimView,
        evidence: Option<String>,
    },
    ClaimEnded {
        seat: String,
        to: String,
        by: String,
        /// Whether that is an objection, by the key that acts for the seat.
        objected: bool,
        evidence: Option<String>,
    },
    ClaimDecided {
        seat: String,
        /// The claim as it stands now; null: it is denied.
        claim: Option<ClaimView>,
        by: String,
        evidence: String,
    },
    SeatTaken {
        seat: String,
        from: String,
        to: String,
        held_through: String,
        evidence: Option<String>,
    },
    Silent {
        report: u32,
        silent: String,
        answer_by: String,
    },
}

/// A loan event.
pub fn event(event: &Event, unit: &Unit) -> EventView {
    let head = event.head();
    EventView {
        event: event.name(),
        loan: head.loan,
        lender: address(head.lender),
        borrower: address(head.borrower),
        sequence: head.sequence,
        previous: hex0x(head.previous),
        intent: digest(head.intent),
        unit: unit_view(unit),
        after: figures(&head.after, unit),
        data: data(event, unit),
    }
}

// As long as there are events: each is one arm, field by field.
#[allow(clippy::too_many_lines)]
fn data(event: &Event, unit: &Unit) -> EventData {
    match event {
        Event::LoanProposed(e) => EventData::Proposed {
            proposer: names::role(e.proposer),
            digest: hex0x(e.digest),
            terms: terms(&e.terms, unit),
            schedule: schedule(&e.terms.schedule, unit),
            evidence: digest(e.evidence),
        },
        Event::TermsSigned(e) => EventData::SignedByOne {
            by: address(e.by),
            digest: hex0x(e.digest),
            evidence: digest(e.evidence),
        },
        Event::LoanSigned(e) => EventData::Signed {
            by: address(e.by),
            digest: hex0x(e.digest),
            deliver_by_unix_ms: e.deliver_by.0,
            evidence: digest(e.evidence),
        },
        Event::LoanCancelled(e) => EventData::BySide {
            by: names::role(e.by),
            evidence: digest(e.evidence),
        },
        Event::LoanExpired(_) => EventData::Expired {},
        Event::LoanSettled(e) => EventData::Settled {
            received: unit.number(e.received),
            forgiven: unit.number(e.forgiven),
        },
        Event::DeliveryReported(e) => EventData::DeliveryReported {
            delivery: e.delivery,
            amount: unit.number(e.amount),
            on: e.on.to_string(),
            at_least: show_rate(e.at_least),
            receipt: digest(e.receipt),
        },
        Event::DeliveryWithdrawn(e) => EventData::DeliveryWithdrawn {
            delivery: e.delivery,
            evidence: digest(e.evidence),
        },
        Event::PartDelivered(e) => EventData::PartDelivered {
            delivery: e.delivery,
            amount: unit.number(e.amount),
            on: e.on.to_string(),
            evidence: digest(e.evidence),
            received: unit.number(e.received),
            delivered_on: e.delivered.to_string(),
            annual_rate: show_rate(e.rate),
            rate_cut: e.rate_cut,
            cap: e.cap.map(show_rate),
            schedule: schedule(&e.schedule, unit),
        },
        Event::OldDebtFormed(e) => EventData::OldDebtFormed {
            received: unit.number(e.received),
            delivered_on: e.delivered.to_string(),
            repaid: unit.number(e.repaid),
            annual_rate: show_rate(e.rate),
            cap: e.cap.map(show_rate),
        },
        Event::LoanDelivered(e) => EventData::Delivered {
            delivery: e.delivery,
            amount: unit.number(e.amount),
            on: e.on.to_string(),
            evidence: digest(e.evidence),
            annual_rate: show_rate(e.rate),
            rate_cut: e.rate_cut,
            cap: e.cap.map(show_rate),
            schedule: schedule(&e.schedule, unit),
        },
        Event::RepaymentReported(e) => EventData::RepaymentReported {
            report: e.report,
            amount: unit.number(e.amount),
            on: e.on.to_string(),
            receipt: digest(e.receipt),
            payer: e.payer.map(address),
        },
        Event::LoanRepaid(e) => EventData::Repaid {
            by: names::role(e.by),
            report: e.report,
            payment: payment(&e.payment, unit),
            receipt: digest(e.receipt),
            payer: e.payer.map(address),
        },
        Event::ReversalProposed(e) => EventData::ReversalProposed {
            by: names::role(e.by),
            payment: e.payment,
            amount: unit.number(e.amount),
            evidence: digest(e.evidence),
        },
        Event::PaymentReversed(e) => EventData::Reversed {
            by: names::role(e.by),
            payment: e.payment,
            amount: unit.number(e.amount),
            reopened: e.reopened.is_some(),
            evidence: digest(e.evidence),
        },
        Event::RepaymentDue(e) => EventData::Due {
            instalment: due(&e.due, unit),
            stage: names::stage(e.stage),
        },
        Event::LoanDefaulted(e) => EventData::Defaulted {
            instalment: due(&e.due, unit),
        },
        Event::DefaultCured(e) => EventData::Cured {
            defaulted_on: e.defaulted_on.to_string(),
        },
        Event::ReportDismissed(e) => EventData::Dismissed {
            by: names::role(e.by),
            report: e.report,
            evidence: digest(e.evidence),
        },
        Event::GuarantorConsented(e) => EventData::Consented {
            guarantor: address(e.guarantor),
            digest: hex0x(e.digest),
            until: e.until.to_string(),
            evidence: digest(e.evidence),
        },
        Event::AmendmentProposed(e) => EventData::AmendmentProposed {
            by: names::role(e.by),
            digest: hex0x(e.digest),
            amendment: amendment(&e.amendment, unit),
            evidence: digest(e.evidence),
        },
        Event::AmendmentSigned(e) => EventData::SignedByOne {
            by: address(e.by),
            digest: hex0x(e.digest),
            evidence: digest(e.evidence),
        },
        Event::LoanAmended(e) => EventData::Amended {
            by: address(e.by),
            number: e.number,
            digest: hex0x(e.digest),
            annual_rate: show_rate(e.rate),
            rolled_up: unit.number(e.rolled_up),
            schedule: schedule(&e.schedule, unit),
            evidence: digest(e.evidence),
        },
        Event::AssignmentProposed(e) => EventData::AssignmentProposed {
            digest: hex0x(e.digest),
            by: address(e.assignment.by),
            parts: holders(&e.assignment.parts),
            sign_by_unix_ms: e.assignment.sign_by.0,
            evidence: digest(e.evidence),
        },
        Event::AssignmentSigned(e) => EventData::SignedByOne {
            by: address(e.by),
            digest: hex0x(e.digest),
            evidence: digest(e.evidence),
        },
        Event::ClaimAssigned(e) => EventData::Assigned {
            digest: hex0x(e.digest),
            by: address(e.by),
            holders: holders(&e.holders),
            evidence: digest(e.evidence),
        },
        Event::DebtForgiven(e) => EventData::Forgiven {
            payment: payment(&e.payment, unit),
            evidence: digest(e.evidence),
        },
        Event::DemandMade(e) => EventData::Demanded {
            by: address(e.by),
            message: hex0x(e.message),
            channel: names::channel(e.channel),
            receipt: digest(e.arrived.map(|arrival| arrival.receipt)),
            arrived_on: e.arrived.map(|arrival| arrival.on.to_string()),
        },
        Event::LoanAccelerated(e) => EventData::Accelerated {
            due: e.due.to_string(),
            schedule: schedule(&e.schedule, unit),
            message: hex0x(e.message),
            channel: names::channel(e.channel),
            receipt: digest(e.receipt),
        },
        Event::DebtAcknowledged(e) => EventData::Evidenced {
            evidence: digest(e.evidence),
        },
        Event::DisputeRaised(e) => EventData::BySide {
            by: names::role(e.by),
            evidence: digest(e.evidence),
        },
        Event::DisputeResolved(e) => EventData::Resolved {
            by: address(e.by),
            credited: unit.number(e.ruling.credited),
            costs: unit.number(e.ruling.costs),
            on: e.ruling.on.map(|day| day.to_string()),
            payment: e.payment.as_ref().map(|paid| payment(paid, unit)),
            evidence: digest(e.evidence),
        },
        Event::Attested(e) => EventData::Attested {
            witness: address(e.witness),
            digest: hex0x(e.digest),
            kind: e.kind,
        },
        Event::IdentityStated(e) => EventData::Identified {
            verifier: address(e.verifier),
            digest: hex0x(e.digest),
            kind: e.kind,
        },
        Event::IdentityEnded(e) => EventData::Unidentified {
            verifier: address(e.verifier),
            digest: hex0x(e.digest),
        },
        Event::IdentityVoided(e) => EventData::Unidentified {
            verifier: address(e.verifier),
            digest: hex0x(e.digest),
        },
        Event::SuccessionPlanned(e) => EventData::Planned {
            succession: succession(&e.succession),
        },
        Event::SeatClaimed(e) => EventData::SeatClaimed {
            seat: address(e.seat),
            claim: claim(&e.claim),
            statement: digest(e.statement),
            evidence: digest(e.evidence),
        },
        Event::ClaimSupported(e) => EventData::ClaimSupported {
            seat: address(e.seat),
            by: address(e.by),
            claim: claim(&e.claim),
            evidence: digest(e.evidence),
        },
        Event::ClaimEnded(e) => EventData::ClaimEnded {
            seat: address(e.seat),
            to: address(e.to),
            by: address(e.by),
            objected: e.objected,
            evidence: digest(e.evidence),
        },
        Event::ClaimDecided(e) => EventData::ClaimDecided {
            seat: address(e.seat),
            claim: e.claim.as_ref().map(claim),
            by: address(e.by),
            evidence: hex0x(e.evidence),
        },
        Event::SeatTaken(e) => EventData::SeatTaken {
            seat: address(e.seat),
            from: address(e.from),
            to: address(e.to),
            held_through: e.held_through.to_string(),
            evidence: digest(e.evidence),
        },
        Event::SilenceRecorded(e) => EventData::Silent {
            report: e.report,
            silent: address(e.silent),
            answer_by: e.answer_by.to_string(),
        },
    }
}
