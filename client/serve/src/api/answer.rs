//! What the reading API answers, as structs whose fields are the JSON's. Amounts are decimal strings in the loan's own unit; days
//! are ISO 8601, in the loan's own time zone; instalments are counted from 1, as people do; digests and hashes are 0x
//! hexadecimal, accounts SS58. Units: milliseconds since 1970 where a name ends in `_ms`.

use serde::Serialize;
use terms::statement::Statement;
use terms::{Day, Event, Role};
use utoipa::ToSchema;

use crate::read::{self, Coming, LoanDetail, PlacedEvent, StoredLoan};
use iou_base::money::show_rate;
use iou_base::{address, hex0x, names};
use iou_intent::api;
use iou_view::json::{
    self, BalanceView, DeliveryView, EventView, FiguresView, HolderView, LineView, RecourseView, RowView,
    SeatView, SumsView, TermsView, TrueRateView, UnansweredView, UnitView,
};

/// What this service serves, and where.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ServiceView {
    /// The hash of the chain's first block; null while the index is empty and the node away.
    pub(super) genesis: Option<String>,
    /// The contract.
    pub(super) contract: Option<String>,
    /// The chain's name, as its node gives it; null while that is away.
    pub(super) chain: Option<String>,
    /// Decimals of the chain's own money.
    pub(super) decimals: Option<u8>,
    /// Its symbol.
    pub(super) symbol: Option<String>,
    /// The time of the newest finalised block that is known: what is signed now begins to hold some time before it.
    pub(super) finalised_ms: Option<u64>,
    /// The newest indexed block.
    pub(super) indexed_block: Option<u64>,
    /// Its time.
    pub(super) indexed_ms: Option<u64>,
    /// How people reach this service.
    pub(super) public_url: String,
    /// How they reach the signer host.
    pub(super) signer_url: String,
    /// What it submits for others, as `GET /v1/relay` says; null where it does not.
    pub(super) relay: Option<api::Relay>,
    /// The program's version.
    pub(super) version: String,
}

/// Loans of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LoansView {
    /// In the order of their numbers.
    pub(super) loans: Vec<SummaryView>,
    /// What `after` is for the next ones; null where there are none.
    pub(super) next: Option<String>,
}

/// A loan in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SummaryView {
    /// Its number.
    loan: u64,
    /// `proposed`, `signed`, `active`, `defaulted`, `settled`, `cancelled` or `expired`.
    status: &'static str,
    /// Whether a dispute is open.
    disputed: bool,
    /// Who acts for the claim.
    lender: String,
    /// The borrower.
    borrower: String,
    /// As what the accounts that were asked for have a part in it.
    roles: Vec<String>,
    /// `native`, `token` or `off-chain`.
    settlement: &'static str,
    /// The money of its amounts.
    unit: UnitView,
    /// The principal that was agreed.
    principal: String,
    /// The yearly rate in force.
    annual_rate: String,
    /// The figures of today.
    now: FiguresView,
    /// When it was proposed.
    proposed_ms: u64,
    /// When both had signed.
    signed_ms: Option<u64>,
    /// The day on which the money was there.
    delivered_on: Option<String>,
    /// When it was over.
    ended_ms: Option<u64>,
    /// The seats whose key has changed or is claimed, or for which something was agreed after the terms.
    seats: Vec<SeatView>,
    /// The number of its events.
    events: u32,
    /// The block of the newest one.
    block: u64,
}

/// A whole loan.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LoanAnswer {
    #[serde(flatten)]
    summary: SummaryView,
    /// The digest that was signed first.
    digest: String,
    /// The digest that was signed last.
    in_force: String,
    /// `lender` or `borrower`.
    proposer: &'static str,
    /// The terms in force.
    terms: TermsView,
    /// How many amendments are in force.
    amendments: u16,
    /// Who holds the claim; the first acts for all.
    holders: Vec<HolderView>,
    /// Who is still to sign proposed terms.
    awaits: Vec<String>,
    /// What was reported as delivered, by their numbers; of a running loan only where its principal may come in parts.
    deliveries: Vec<DeliveryView>,
    /// The schedule in force.
    schedule: Vec<RowView>,
    /// What it comes to a year; null where there is no such rate.
    true_yearly_rate: Option<TrueRateView>,
    /// What was signed, what arrived, what came back.
    sums: SumsView,
    /// What waits for an answer, the oldest first.
    unanswered: Vec<UnansweredView>,
    /// The last day on which the claim can be brought to court against an objection, as things stand; null where nothing runs.
    limitation_until: Option<String>,
    /// SHA-256 of the newest event's bytes.
    head: String,
}

/// A schedule.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScheduleAnswer {
    /// The loan.
    loan: u64,
    /// The money of its amounts.
    unit: UnitView,
    /// The instalments in force.
    rows: Vec<RowView>,
    /// The yearly rate in force.
    annual_rate: String,
    /// What the schedule comes to a year.
    true_yearly_rate: Option<TrueRateView>,
}

/// Events of a loan.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventsView {
    /// The loan.
    pub(super) loan: u64,
    /// In their order.
    pub(super) events: Vec<PlacedView>,
    /// What `after` is for the next ones; null where there are none.
    pub(super) next: Option<String>,
}

/// An event in its block.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PlacedView {
    #[serde(flatten)]
    event: EventView,
    /// SHA-256 of its bytes: what the next one names.
    hash: String,
    /// The block's number.
    block: u64,
    /// The block's hash.
    block_hash: String,
    /// The block's time.
    time_ms: u64,
}

/// An account line by line.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StatementAnswer {
    loan: u64,
    /// The last day that it tells of.
    on: String,
    /// From how many events it was replayed.
    events: u32,
    unit: UnitView,
    terms: TermsView,
    lines: Vec<LineView>,
    balance: BalanceView,
    /// Who paid in the borrower's place and can ask for it.
    recourse: Vec<RecourseView>,
}

/// What somebody needs to sign a step.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SigningView {
    /// The hash of the chain's first block.
    pub(super) genesis: String,
    /// The contract.
    pub(super) contract: String,
    /// The loan.
    pub(super) loan: u64,
    /// Where it stands.
    pub(super) status: &'static str,
    /// The account's counter: the number that it signs next.
    pub(super) counter: u32,
    /// The digest that was signed last.
    pub(super) in_force: String,
    /// The newest finalised block.
    pub(super) block: u64,
    /// Its time.
    pub(super) finalised_ms: u64,
    /// Decimals of the loan's money.
    pub(super) decimals: u8,
    /// Its name.
    pub(super) currency: String,
    /// `native`, `token` or `off-chain`.
    pub(super) settlement: &'static str,
    /// The lender of the terms.
    pub(super) lender: String,
    /// The borrower.
    pub(super) borrower: String,
    /// Who holds the claim; the first acts for all.
    pub(super) holders: Vec<HolderView>,
    /// The account that stands for the asked one in the loan: another than itself where it is the new key of a seat. Null: another key
    /// acts for its seat, and what it signs counts for nothing.
    pub(super) seat: Option<String>,
    /// The SCALE bytes of the terms in force.
    pub(super) terms: String,
}

/// What falls due.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DuesView {
    /// Until the end of which day.
    pub(super) until: String,
    /// The earliest first.
    pub(super) due: Vec<ComingView>,
}

/// An instalment that asks for money.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ComingView {
    loan: u64,
    /// Which of its instalments, from 1.
    instalment: u32,
    /// Its due day.
    day: String,
    /// What it asks for; of the first one what is still open.
    amount: String,
    /// In which money.
    currency: String,
    /// As what the account has a part in it.
    role: String,
    /// Where the loan stands.
    status: &'static str,
}

pub(super) fn summary(loan: &StoredLoan, roles: Vec<String>) -> SummaryView {
    let (books, unit) = (&loan.books, &loan.unit);
    let account = books.account.as_ref();
    SummaryView {
        loan: loan.id,
        status: names::status(books.status),
        disputed: books.disputed,
        lender: address::show(loan.creditor()),
        borrower: address::show(books.terms.borrower),
        roles,
        settlement: read::settlement(books.terms.settlement),
        unit: json::unit_view(unit),
        principal: unit.number(books.terms.principal),
        annual_rate: show_rate(read::rate(books)),
        now: json::figures(&loan.figures, unit),
        proposed_ms: loan.proposed_ms,
        signed_ms: loan.signed_ms,
        delivered_on: account.map(|account| account.delivered.to_string()),
        ended_ms: loan.ended_ms,
        seats: books.seats.iter().map(json::seat).collect(),
        events: books.events,
        block: loan.block,
    }
}

pub(super) fn loan(detail: &LoanDetail) -> LoanAnswer {
    let (loan, unit) = (&detail.loan, &detail.loan.unit);
    let books = &loan.books;
    let first = detail.history.first().and_then(|placed| match &placed.event {
        Event::LoanProposed(e) => Some((hex0x(e.digest), e.proposer)),
        _ => None,
    });
    let (digest, proposer) = first.unwrap_or((loan.digest.clone(), Role::Lender));
    let clock = books
        .is_running()
        .then(|| books.limitation(loan.today).ok())
        .flatten();
    LoanAnswer {
        summary: summary(loan, Vec::new()),
        digest,
        in_force: loan.digest.clone(),
        proposer: names::role(proposer),
        terms: json::terms(&books.terms, unit),
        amendments: detail.amendments,
        holders: json::holders(&books.holders),
        awaits: detail.awaits.iter().copied().map(address::show).collect(),
        deliveries: json::deliveries(&books.deliveries, unit),
        schedule: json::schedule(&books.schedule, unit),
        true_yearly_rate: json::true_rate(detail.true_rate),
        sums: json::sums(&detail.sums, unit),
        unanswered: detail
            .unanswered
            .iter()
            .map(|it| json::unanswered(it, unit))
            .collect(),
        limitation_until: clock.map(|clock| clock.until.to_string()),
        head: hex0x(books.head),
    }
}

pub(super) fn schedule(loan: &StoredLoan, detail: Option<iou_view::yearly::TrueRate>) -> ScheduleAnswer {
    ScheduleAnswer {
        loan: loan.id,
        unit: json::unit_view(&loan.unit),
        rows: json::schedule(&loan.books.schedule, &loan.unit),
        annual_rate: show_rate(read::rate(&loan.books)),
        true_yearly_rate: json::true_rate(detail),
    }
}

pub(super) fn placed(placed: &PlacedEvent, loan: &StoredLoan) -> PlacedView {
    PlacedView {
        event: json::event(&placed.event, &loan.unit),
        hash: placed.hash.clone(),
        block: placed.block,
        block_hash: placed.block_hash.clone(),
        time_ms: placed.time_ms,
    }
}

pub(super) fn statement(loan: &StoredLoan, statement: &Statement, events: u32, on: Day) -> StatementAnswer {
    let unit = &loan.unit;
    let lines = statement.lines.iter().enumerate();
    let last = statement.lines.last().map(|line| line.after).unwrap_or_default();
    StatementAnswer {
        loan: loan.id,
        on: on.to_string(),
        events,
        unit: json::unit_view(unit),
        terms: json::terms(&statement.books.terms, unit),
        lines: lines
            .map(|(n, line)| json::statement_line(n + 1, line, unit))
            .collect(),
        balance: json::balance(&last, unit),
        recourse: json::recourse(&statement.books.recourse, unit),
    }
}

pub(super) fn coming(coming: &Coming) -> ComingView {
    ComingView {
        loan: coming.loan,
        instalment: coming.instalment,
        day: coming.day.to_string(),
        amount: coming.unit.number(coming.amount),
        currency: coming.unit.name.clone(),
        role: coming.role.clone(),
        status: names::status(coming.status),
    }
}
