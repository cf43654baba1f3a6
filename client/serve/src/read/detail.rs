//! What a loan's events say beside its books: the three sums that people compare, and what waits for whose answer since when.

use terms::{AccountId, Event, Status};

use super::{PlacedEvent, StoredLoan};
use iou_view::sums::Sums;
use iou_view::unanswered::{self, Unanswered};
use iou_view::yearly::{self, TrueRate};

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
        let events = || history.iter().map(|placed| &placed.event);
        LoanDetail {
            sums: Sums::of_events(events()),
            unanswered: unanswered::of_events(
                events(),
                &loan.books.seats,
                loan.books.may_grow(loan.today),
                loan.now,
            ),
            awaits: awaits(&loan, &history),
            true_rate: true_rate(&loan, amendments),
            amendments,
            loan,
            history,
        }
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
    yearly::in_force(
        &loan.books.terms,
        amendments,
        &loan.books.parts(),
        &loan.books.schedule,
    )
}
