//! A whole loan, as it stands.

use iou_base::money::{show_rate, Unit};
use iou_base::{hex0x, names};
use serde::Serialize;
use terms::account::{Kind, Posting};
use terms::agreement::{Amendment, Assignment, Consent, Identity, Offer};
use terms::life::{Active, Deliveries, Delivery, Report, State};
use terms::{AccountId, Figures, Instalment, Loan};

use super::digest;
use super::figures::{figures, FiguresView};
use super::seat::{seat, SeatView};
use super::terms::{amendment, holders, schedule, terms, AmendmentView, HolderView, RowView, TermsView};
use crate::unanswered::open_reports;
use crate::yearly::{self, TrueRate};
use crate::{address, rate_in_force};

/// A whole loan. What only a proposed, a signed or a running one has is left out of the others.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LoanView {
    loan: u64,
    status: &'static str,
    digest: String,
    proposer: &'static str,
    terms: TermsView,
    in_force: String,
    amendments: u16,
    holders: Vec<HolderView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    awaits: Option<Vec<String>>,
    consents: Vec<Option<ConsentView>>,
    witnesses: Vec<String>,
    identities: Vec<IdentityView>,
    /// The seats whose key has changed or is claimed, or for which something was agreed after the terms.
    seats: Vec<SeatView>,
    offered_amendment: Option<OfferedAmendmentView>,
    offered_assignments: Vec<OfferedAssignmentView>,
    schedule: Vec<RowView>,
    true_yearly_rate: Option<TrueRateView>,
    now: FiguresView,
    events: EventsView,
    /// What was reported as delivered, by their numbers; of a running loan only where its principal may come in parts.
    deliveries: Vec<DeliveryView>,
    #[serde(flatten)]
    running: Option<RunningView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct ConsentView {
    digest: String,
    until: String,
    to_terms_in_force: bool,
}

/// A verifier's statement on record.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct IdentityView {
    verifier: String,
    digest: String,
    /// `ended` or `void`.
    revoked: Option<&'static str>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct OfferedAmendmentView {
    digest: String,
    awaits: Vec<String>,
    amendment: AmendmentView,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct OfferedAssignmentView {
    digest: String,
    awaits: Vec<String>,
    by: String,
    parts: Vec<HolderView>,
    sign_by_unix_ms: u64,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct EventsView {
    next_sequence: u32,
    previous: String,
}

/// A delivery that the lender has reported.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DeliveryView {
    /// The number of the report, from 0.
    delivery: u32,
    amount: String,
    on: String,
    at_least: String,
    receipt: Option<String>,
    acknowledged: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct RunningView {
    received: String,
    delivered_on: String,
    earns_from: String,
    annual_rate_in_force: String,
    interest_paid: String,
    late_paid: String,
    overpaid: String,
    forgiven: String,
    rolled_up: String,
    late_instalments: u16,
    dispute: Option<DisputeView>,
    open_reports: Vec<OpenReportView>,
    postings: Vec<PostingView>,
    reversal_asked: Option<ReversalView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct DisputeView {
    by: &'static str,
    on: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct OpenReportView {
    report: u32,
    amount: String,
    on: String,
    to: String,
    receipt: Option<String>,
    payer: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct PostingView {
    event: u32,
    on: String,
    kind: &'static str,
    amount: String,
    payer: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct ReversalView {
    event: u32,
    by: &'static str,
}

/// The true yearly rate.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TrueRateView {
    simple: String,
    compounded: String,
}

/// The true yearly rate for programs; null where there is none.
pub fn true_rate(bears: Option<TrueRate>) -> Option<TrueRateView> {
    bears.map(|rate| TrueRateView {
        simple: yearly::show(rate.simple),
        compounded: yearly::show(rate.compounded),
    })
}

/// A whole loan.
pub fn loan(loan: &Loan, rows: &[Instalment], now: &Figures, unit: &Unit) -> LoanView {
    let agreement = &loan.agreement;
    let consent = |consent: &Consent| ConsentView {
        digest: hex0x(consent.digest),
        until: consent.until.to_string(),
        to_terms_in_force: consent.digest == agreement.in_force,
    };
    let consents = agreement.consents.iter();
    LoanView {
        loan: loan.id,
        status: names::status(loan.state.status()),
        digest: hex0x(agreement.digest),
        proposer: names::role(agreement.proposer),
        terms: terms(&agreement.terms, unit),
        in_force: hex0x(agreement.in_force),
        amendments: agreement.amendments,
        holders: holders(&agreement.holders),
        awaits: match &loan.state {
            State::Proposed(proposed) => Some(addresses(&proposed.awaits)),
            _ => None,
        },
        consents: consents.map(|given| given.as_ref().map(consent)).collect(),
        witnesses: addresses(&agreement.witnesses),
        identities: agreement.identities.iter().map(identity).collect(),
        seats: agreement.seats.iter().map(seat).collect(),
        offered_amendment: agreement
            .amendment
            .as_ref()
            .map(|offer| offered_amendment(offer, unit)),
        offered_assignments: agreement.assignments.iter().map(offered_assignment).collect(),
        schedule: schedule(rows, unit),
        true_yearly_rate: true_rate(rate_in_force(loan, rows)),
        now: figures(now, unit),
        events: EventsView {
            next_sequence: loan.chain.sequence,
            previous: hex0x(loan.chain.previous),
        },
        deliveries: loan
            .state
            .deliveries()
            .map(|all| deliveries(all, unit))
            .unwrap_or_default(),
        running: loan
            .state
            .running()
            .map(|running| running_view(running, open_reports(loan), unit)),
    }
}

/// What was reported as delivered.
pub fn deliveries(deliveries: &Deliveries, unit: &Unit) -> Vec<DeliveryView> {
    deliveries.reported.iter().map(|it| delivery(it, unit)).collect()
}

fn delivery(it: &Delivery, unit: &Unit) -> DeliveryView {
    DeliveryView {
        delivery: it.number,
        amount: unit.number(it.amount),
        on: it.on.to_string(),
        at_least: show_rate(it.at_least),
        receipt: digest(it.receipt),
        acknowledged: it.acknowledged,
    }
}

fn addresses(accounts: &[AccountId]) -> Vec<String> {
    accounts.iter().copied().map(address).collect()
}

fn offered_amendment(offer: &Offer<Amendment>, unit: &Unit) -> OfferedAmendmentView {
    OfferedAmendmentView {
        digest: hex0x(offer.digest),
        awaits: addresses(&offer.awaits),
        amendment: amendment(&offer.what, unit),
    }
}

fn offered_assignment(offer: &Offer<Assignment>) -> OfferedAssignmentView {
    OfferedAssignmentView {
        digest: hex0x(offer.digest),
        awaits: addresses(&offer.awaits),
        by: address(offer.what.by),
        parts: holders(&offer.what.parts),
        sign_by_unix_ms: offer.what.sign_by.0,
    }
}

fn running_view(running: &Active, reports: &[Report], unit: &Unit) -> RunningView {
    let account = &running.account;
    let report = |report: &Report| OpenReportView {
        report: report.number,
        amount: unit.number(report.amount),
        on: report.on.to_string(),
        to: address(report.to),
        receipt: digest(report.receipt),
        payer: report.payer.map(address),
    };
    let posting = |posting: &Posting| PostingView {
        event: posting.number,
        on: posting.on.to_string(),
        kind: posting_kind(posting.kind),
        amount: unit.number(posting.amount),
        payer: posting.payer.map(address),
    };
    RunningView {
        received: unit.number(account.received),
        delivered_on: account.delivered.to_string(),
        earns_from: account.earns_from.to_string(),
        annual_rate_in_force: show_rate(account.rate),
        interest_paid: unit.number(account.interest_paid),
        late_paid: unit.number(account.late_paid),
        overpaid: unit.number(account.overpaid),
        forgiven: unit.number(account.forgiven),
        rolled_up: unit.number(account.rolled_up),
        late_instalments: account.late_instalments,
        dispute: running.dispute.map(|dispute| DisputeView {
            by: names::role(dispute.by),
            on: dispute.on.to_string(),
        }),
        open_reports: reports.iter().map(report).collect(),
        postings: running.journal.postings.iter().map(posting).collect(),
        reversal_asked: running.reversal.map(|asked| ReversalView {
            event: asked.payment,
            by: names::role(asked.by),
        }),
    }
}

/// What moved an account.
fn posting_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Paid => "paid",
        Kind::Credited => "credited",
        Kind::Forgiven => "forgiven",
        Kind::Costs => "costs",
    }
}

fn identity(stated: &Identity) -> IdentityView {
    IdentityView {
        verifier: address(stated.verifier),
        digest: hex0x(stated.digest),
        revoked: stated.revoked.map(names::revoked),
    }
}
