//! What a loan's events say beside its books: the three sums that people compare, and what waits for whose answer since when.

use std::collections::BTreeMap;

use terms::{AccountId, Amount, Day, Event, Role, Settlement, Status};

use super::{PlacedEvent, StoredLoan};
use iou_view::yearly::{self, TrueRate};

/// How it is known that money reached the borrower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// It moved on this chain.
    Proved,
    /// The borrower said so.
    Acknowledged,
    /// The lender says so, and the borrower has not answered.
    Reported,
    /// Nobody says so.
    None,
}

impl Delivered {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Delivered::Proved => "proved",
            Delivered::Acknowledged => "acknowledged",
            Delivered::Reported => "reported",
            Delivered::None => "none",
        }
    }
}

/// The three sums: what was signed, what arrived, what came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// The principal that both signed.
    pub signed: Amount,
    /// What the borrower received, or is said to have.
    pub delivered: Amount,
    /// How that is known.
    pub delivered_is: Delivered,
    /// What was repaid, by whomever, and is on record.
    pub repaid: Amount,
}

/// What can wait for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Terms that others are still to sign.
    Terms,
    /// A delivery that the lender reported.
    Delivery,
    /// A repayment that the borrower reported.
    Repayment,
    /// An amendment that was proposed.
    Amendment,
    /// A payment that one side asks to take back.
    Reversal,
}

impl What {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            What::Terms => "terms",
            What::Delivery => "delivery",
            What::Repayment => "repayment",
            What::Amendment => "amendment",
            What::Reversal => "reversal",
        }
    }
}

/// Something that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// What.
    pub what: What,
    /// Whose answer: the side, where it is one side's alone.
    pub by: Option<Role>,
    /// Since when, in the loan's time zone.
    pub since: Day,
    /// Days since then.
    pub days: u32,
    /// How much it is about.
    pub amount: Option<Amount>,
    /// The number that it goes by in the loan: of the report, or of the event that put the payment on record.
    pub number: Option<u32>,
}

/// A loan with its whole history.
#[derive(Debug, Clone)]
pub struct LoanDetail {
    /// As it stands.
    pub loan: StoredLoan,
    /// All of its events, the oldest first.
    pub history: Vec<PlacedEvent>,
    /// The three sums.
    pub sums: Sums,
    /// What waits for an answer, the oldest first.
    pub unanswered: Vec<Unanswered>,
    /// Who is still to sign proposed terms.
    pub awaits: Vec<AccountId>,
    /// How many amendments are in force.
    pub amendments: u16,
    /// What the schedule in force comes to a year.
    pub true_rate: Option<TrueRate>,
}

impl LoanDetail {
    pub(super) fn new(loan: StoredLoan, history: Vec<PlacedEvent>) -> LoanDetail {
        let amended = |placed: &&PlacedEvent| matches!(placed.event, Event::LoanAmended(_));
        let amendments = history.iter().filter(amended).count();
        let amendments = u16::try_from(amendments).unwrap_or(u16::MAX);
        let waiting = Waiting::of(&history);
        LoanDetail {
            sums: sums(&loan, &history, &waiting),
            unanswered: waiting.list(&loan),
            awaits: awaits(&loan, &history),
            true_rate: true_rate(&loan, amendments),
            amendments,
            loan,
            history,
        }
    }
}

/// What the lender reported of a delivery, with the day of the report.
type Reported = (Day, Amount);

/// What the events leave open.
#[derive(Default)]
struct Waiting {
    terms: Option<Day>,
    proposer: Option<Role>,
    delivery: Option<Reported>,
    /// By number of the report: its day, to whom it was made is in the books.
    reports: BTreeMap<u32, Day>,
    amendment: Option<(Day, Role)>,
    reversal: Option<(Day, Role, u32, Amount)>,
}

impl Waiting {
    fn of(history: &[PlacedEvent]) -> Waiting {
        let mut it = Waiting::default();
        for placed in history {
            it.take(&placed.event);
        }
        it
    }

    fn take(&mut self, event: &Event) {
        let day = event.head().after.day;
        match event {
            Event::LoanProposed(e) => (self.terms, self.proposer) = (Some(day), Some(e.proposer)),
            Event::LoanSigned(_) => self.terms = None,
            Event::DeliveryReported(e) => self.delivery = Some((day, e.amount)),
            Event::DeliveryWithdrawn(_) | Event::LoanDelivered(_) => self.delivery = None,
            Event::RepaymentReported(e) => drop(self.reports.insert(e.report, day)),
            Event::ReportDismissed(e) => drop(self.reports.remove(&e.report)),
            Event::LoanRepaid(e) => {
                if let Some(report) = e.report {
                    let _day = self.reports.remove(&report);
                }
            }
            Event::AmendmentProposed(e) => self.amendment = Some((day, e.by)),
            Event::LoanAmended(_) => self.amendment = None,
            Event::ReversalProposed(e) => self.reversal = Some((day, e.by, e.payment, e.amount)),
            Event::PaymentReversed(_) => self.reversal = None,
            Event::LoanCancelled(_) | Event::LoanExpired(_) => *self = Waiting::default(),
            _ => {}
        }
    }

    fn list(&self, loan: &StoredLoan) -> Vec<Unanswered> {
        let other = |role: Role| match role {
            Role::Lender => Role::Borrower,
            Role::Borrower => Role::Lender,
        };
        let entry = |what, by, since: Day, amount, number| Unanswered {
            what,
            by,
            since,
            days: loan.today.since(since),
            amount,
            number,
        };
        let mut all = Vec::new();
        if let (Status::Proposed, Some(since)) = (loan.status(), self.terms) {
            let amount = Some(loan.books.terms.principal);
            all.push(entry(What::Terms, self.proposer.map(other), since, amount, None));
        }
        if let (Status::Signed, Some((since, amount))) = (loan.status(), self.delivery) {
            all.push(entry(
                What::Delivery,
                Some(Role::Borrower),
                since,
                Some(amount),
                None,
            ));
        }
        if loan.books.is_running() {
            for report in &loan.books.reports {
                let since = self.reports.get(&report.number).copied().unwrap_or(report.on);
                let (amount, number) = (Some(report.amount), Some(report.number));
                all.push(entry(What::Repayment, Some(Role::Lender), since, amount, number));
            }
            if let Some((since, by)) = self.amendment {
                all.push(entry(What::Amendment, Some(other(by)), since, None, None));
            }
        }
        if let Some((since, by, payment, amount)) = self.reversal {
            let (amount, number) = (Some(amount), Some(payment));
            all.push(entry(What::Reversal, Some(other(by)), since, amount, number));
        }
        all.sort_by_key(|it| it.since);
        all
    }
}

fn sums(loan: &StoredLoan, history: &[PlacedEvent], waiting: &Waiting) -> Sums {
    let mut signed = loan.books.terms.principal;
    let mut arrived = None;
    let mut repaid = BTreeMap::new();
    for placed in history {
        match &placed.event {
            Event::LoanProposed(e) => signed = e.terms.principal,
            Event::LoanDelivered(e) => arrived = Some(e.amount),
            Event::LoanRepaid(e) => drop(repaid.insert(e.sequence, e.payment.amount)),
            Event::DisputeResolved(e) => {
                if let Some(payment) = e.payment {
                    let _new = repaid.insert(e.sequence, payment.amount);
                }
            }
            Event::PaymentReversed(e) => drop(repaid.remove(&e.payment)),
            _ => {}
        }
    }
    let on_chain = !matches!(loan.books.terms.settlement, Settlement::OffChain { .. });
    let (delivered, delivered_is) = match (arrived, waiting.delivery) {
        (Some(amount), _) if on_chain => (amount, Delivered::Proved),
        (Some(amount), _) => (amount, Delivered::Acknowledged),
        (None, Some((_, amount))) => (amount, Delivered::Reported),
        (None, None) => (Amount::ZERO, Delivered::None),
    };
    Sums {
        signed,
        delivered,
        delivered_is,
        repaid: repaid.into_values().fold(Amount::ZERO, Amount::saturating_plus),
    }
}

/// Who is still to sign proposed terms.
fn awaits(loan: &StoredLoan, history: &[PlacedEvent]) -> Vec<AccountId> {
    if loan.status() != Status::Proposed {
        return Vec::new();
    }
    iou_view::awaits(&loan.books.terms, history.iter().map(|placed| &placed.event))
}

fn true_rate(loan: &StoredLoan, amendments: u16) -> Option<TrueRate> {
    let delivered = loan.books.account.as_ref().map(|account| account.delivered);
    yearly::in_force(&loan.books.terms, amendments, delivered, &loan.books.schedule)
}
