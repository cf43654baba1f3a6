//! One loan as its page needs it: what the index says of it, and who looks.

use std::sync::Arc;

use terms::agreement::{all_agreed, seat_of};
use terms::event::Head;
use terms::law::Published;
use terms::life::{Delivery, Report};
use terms::{AccountId, Amount, Books, Day, Event, Figures, Role, Settlement, Status};

use crate::read::{LoanDetail, PlacedEvent, Sums, Unanswered, What, Whom};
use iou_base::memo::MemoCode;
use iou_base::money::Unit;
use iou_view::slip::Slip;
use iou_view::unanswered::open_reports_of;

/// A loan with what happened, the oldest first.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) detail: LoanDetail,
    pub(super) rates: Arc<Published>,
    /// The chain's clock. Units: milliseconds since 1970.
    pub(super) now_ms: u64,
    /// By what a bank's statement finds the loan again; none where the page does not say so.
    pub(super) memo: Option<MemoCode>,
}

/// Who looks at a loan, and by which account they are called in it: that of the seat for which their key acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Viewer {
    /// Who acts for the claim.
    Lender(AccountId),
    /// Another who holds a part of it, and acts for nobody.
    Holder(AccountId),
    /// Who owes.
    Borrower(AccountId),
    /// Who has no part in it and is beside a seat: named for it, to get it, or had it before another key took it.
    Beside,
    /// Somebody else, or who has not logged in.
    Other,
}

impl Viewer {
    /// The part that one of `accounts` has in the loan.
    pub(super) fn of(books: &Books, accounts: &[AccountId]) -> Viewer {
        let terms = &books.terms;
        // An account whose seat another key acts for has no part any more.
        let seats = accounts
            .iter()
            .filter_map(|account| seat_of(&books.seats, *account));
        let is_beside = accounts.iter().any(|account| {
            let mut rules = all_agreed(terms, &books.seats);
            seat_of(&books.seats, *account).is_none()
                || rules.any(|rule| rule.names(account))
                || books.seats.iter().any(|seat| seat.is_claimed_for(account))
        });
        let accounts: Vec<AccountId> = seats.collect();
        let owes = accounts.iter().find(|account| terms.owes(**account));
        // A guarantor, or who has sold the claim and has to say whether money came.
        let has_part = accounts.iter().any(|account| terms.names(*account));
        // The first of those who hold the claim acts for it.
        let mut holders = books.holders.iter().map(|holder| holder.account).enumerate();
        let holds = holders.find(|(_, account)| accounts.contains(account));
        match (owes, holds) {
            (Some(account), _) => Viewer::Borrower(*account),
            (None, Some((0, account))) => Viewer::Lender(account),
            (None, Some((_, account))) => Viewer::Holder(account),
            (None, None) if is_beside && !has_part => Viewer::Beside,
            (None, None) => Viewer::Other,
        }
    }

    /// The account that stands for them in it.
    pub(super) fn account(self) -> Option<AccountId> {
        match self {
            Viewer::Lender(account) | Viewer::Holder(account) | Viewer::Borrower(account) => Some(account),
            Viewer::Beside | Viewer::Other => None,
        }
    }

    /// Their side.
    pub(super) fn role(self) -> Option<Role> {
        match self {
            Viewer::Lender(_) | Viewer::Holder(_) => Some(Role::Lender),
            Viewer::Borrower(_) => Some(Role::Borrower),
            Viewer::Beside | Viewer::Other => None,
        }
    }

    /// How messages call a side for whoever looks: `you`, `lender`, `borrower`.
    pub(super) fn calls(self, role: Role) -> &'static str {
        match (self, role) {
            (Viewer::Lender(_), Role::Lender) | (Viewer::Borrower(_), Role::Borrower) => "you",
            (_, role) => iou_base::names::role(role),
        }
    }

    /// The same of whoever is to answer.
    pub(super) fn awaits(self, whom: Whom) -> &'static str {
        match whom {
            Whom::Lender | Whom::Holder => self.calls(Role::Lender),
            Whom::Borrower | Whom::CoBorrower => self.calls(Role::Borrower),
            Whom::Seller => whom.name(),
        }
    }

    /// Its name in messages.
    pub(super) fn name(self) -> &'static str {
        self.role().map_or("other", iou_base::names::role)
    }

    /// Whether what `role` can do is for whoever looks, as far as is known.
    pub(super) fn may_be(self, role: Role) -> bool {
        self == Viewer::Other || self.calls(role) == "you"
    }
}

/// The other side.
pub(super) fn other(role: Role) -> Role {
    match role {
        Role::Lender => Role::Borrower,
        Role::Borrower => Role::Lender,
    }
}

/// A report that only the other side's signature makes count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waiting {
    /// Who ought to answer.
    pub(super) whom: Whom,
    /// The report's number; none where it is a delivery.
    pub(super) report: Option<u32>,
    /// The number of the delivery, where it is one and others can be.
    pub(super) delivery: Option<u32>,
    pub(super) amount: Amount,
    pub(super) on: Day,
    pub(super) with_receipt: bool,
    /// Whole days since it was said.
    pub(super) days: u32,
    /// The last day for the answer, where the terms agree on one.
    pub(super) answer_by: Option<Day>,
    /// The day on which it was recorded that there is none.
    pub(super) recorded: Option<Day>,
}

impl Waiting {
    /// Who said so.
    pub(super) fn by(&self) -> Role {
        match self.report {
            Some(_) => Role::Borrower,
            None => Role::Lender,
        }
    }

    /// The side that can answer: whoever bought the claim can confirm what was reported before.
    pub(super) fn side(&self) -> Role {
        other(self.by())
    }
}

/// A payment that one side asks to take back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reversal {
    /// Who asks.
    pub(super) by: Role,
    /// Who acted for the claim then.
    pub(super) lender: AccountId,
    pub(super) amount: Amount,
    pub(super) since: Day,
}

impl Record {
    pub(super) fn id(&self) -> u64 {
        self.detail.loan.id
    }

    pub(super) fn books(&self) -> &Books {
        &self.detail.loan.books
    }

    pub(super) fn figures(&self) -> &Figures {
        &self.detail.loan.figures
    }

    pub(super) fn unit(&self) -> &Unit {
        &self.detail.loan.unit
    }

    pub(super) fn events(&self) -> &[PlacedEvent] {
        &self.detail.history
    }

    pub(super) fn sums(&self) -> &Sums {
        &self.detail.sums
    }

    pub(super) fn status(&self) -> Status {
        self.detail.loan.status()
    }

    pub(super) fn today(&self) -> Day {
        self.detail.loan.today
    }

    /// Who can confirm a repayment.
    pub(super) fn creditor(&self) -> AccountId {
        self.detail.loan.creditor()
    }

    /// The seat of a side: of `viewer`, where that is known, else of the one who acts for that side.
    pub(super) fn seat(&self, viewer: Viewer, side: Role) -> Option<AccountId> {
        let terms = &self.books().terms;
        viewer.account().or(match side {
            Role::Lender => Some(self.creditor()),
            Role::Borrower => Some(terms.borrower).filter(|_| !terms.is_joint()),
        })
    }

    /// Whether an account has ever acted for the claim.
    pub(super) fn was_creditor(&self, account: AccountId) -> bool {
        self.events().iter().any(|one| head(one).lender == account)
    }

    /// To whom a repayment was reported: they alone can say that nothing came, also once they have sold the claim.
    pub(super) fn reported_to(&self, number: u32) -> Option<AccountId> {
        self.events().iter().find_map(|one| match &one.event {
            Event::RepaymentReported(e) if e.report == number => Some(e.lender),
            _ => None,
        })
    }

    /// The deliveries that wait for the borrower, the earliest first.
    pub(super) fn reported_deliveries(&self) -> Vec<Delivery> {
        let is_open = self.status() == Status::Signed || self.may_grow();
        let open = self.books().deliveries.open().filter(|_| is_open);
        let mut open: Vec<Delivery> = open.copied().collect();
        open.sort_by_key(|delivery| (delivery.on, delivery.number));
        open
    }

    /// Whether the principal may come in several parts.
    pub(super) fn is_in_parts(&self) -> bool {
        self.books().terms.deliveries > 1
    }

    /// Whether a running loan's principal can still grow.
    fn may_grow(&self) -> bool {
        self.books().may_grow(self.today())
    }

    /// What of the principal nobody has reported as delivered.
    pub(super) fn undelivered(&self) -> Amount {
        self.books().deliveries.left(&self.books().terms)
    }

    /// Whether the lender can report a delivery: the deadline is for the first report.
    pub(super) fn is_deliverable(&self) -> bool {
        let reported = &self.books().deliveries.reported;
        let has_room = !self.is_in_parts()
            || (!self.undelivered().is_zero() && reported.len() < self.books().terms.deliveries.into());
        let in_time = self.now_ms <= self.books().terms.deliver_by.0;
        match self.status() {
            Status::Signed => has_room && (in_time || !reported.is_empty()),
            _ => has_room && self.may_grow(),
        }
    }

    /// The day on which the borrower had the money.
    pub(super) fn delivered_on(&self) -> Option<Day> {
        self.books().account.as_ref().map(|account| account.delivered)
    }

    /// The reports that wait for the other side.
    pub(super) fn waiting(&self) -> Vec<Waiting> {
        let all = self.detail.unanswered.iter();
        all.filter_map(|one| self.waits(one)).collect()
    }

    fn waits(&self, one: &Unanswered) -> Option<Waiting> {
        let (amount, on, receipt) = match one.what {
            What::Delivery => {
                let mut open = self.books().deliveries.open();
                let delivery = open.find(|open| one.number.is_none_or(|number| open.number == number))?;
                (delivery.amount, delivery.on, delivery.receipt)
            }
            What::Repayment => {
                let mut reports = self.open_reports().iter();
                let report = reports.find(|report| Some(report.number) == one.number)?;
                (report.amount, report.on, report.receipt)
            }
            _ => return None,
        };
        let (report, delivery) = match one.what {
            What::Delivery => (None, one.number),
            _ => (one.number, None),
        };
        Some(Waiting {
            whom: one.by,
            report,
            delivery,
            amount,
            on,
            with_receipt: receipt.is_some(),
            days: one.days,
            answer_by: one.answer_by,
            recorded: one.recorded,
        })
    }

    /// The repayments that were reported and wait for an answer.
    pub(super) fn open_reports(&self) -> &[Report] {
        open_reports_of(self.books())
    }

    /// The payment that one side asks to take back, where the other has not agreed.
    pub(super) fn reversal(&self) -> Option<Reversal> {
        let mut all = self.detail.unanswered.iter();
        let asked = all.find(|one| one.what == What::Reversal)?;
        let lender = self.events().iter().rev().find_map(|one| match &one.event {
            Event::ReversalProposed(e) => Some(e.lender),
            _ => None,
        })?;
        Some(Reversal {
            lender,
            by: match asked.by {
                Whom::Borrower | Whom::CoBorrower => Role::Lender,
                Whom::Lender | Whom::Holder | Whom::Seller => Role::Borrower,
            },
            amount: asked.amount?,
            since: asked.since,
        })
    }

    /// What to transfer by bank, where money of this loan moves there.
    pub(super) fn slip(&self) -> Option<Slip> {
        let is_by_bank = matches!(self.books().terms.settlement, Settlement::OffChain { .. });
        let memo = self.memo.filter(|_| is_by_bank && self.is_running())?;
        Slip::of(self.figures(), memo, false)
    }

    /// How many instalments ask for nothing any more.
    pub(super) fn paid_instalments(&self) -> usize {
        match (self.status(), self.figures().next_due) {
            (Status::Settled, _) | (Status::Active | Status::Defaulted, None) => self.books().schedule.len(),
            (Status::Active | Status::Defaulted, Some(due)) => due.instalment.into(),
            _ => 0,
        }
    }

    /// Whether money is owed.
    pub(super) fn is_running(&self) -> bool {
        self.books().is_running()
    }
}

/// The head of an event.
pub(super) fn head(placed: &PlacedEvent) -> Head {
    placed.event.head()
}
