//! What is said of a loan beside its figures: the three sums, and what nobody has answered since when. From what the contract has
//! stored where that tells; else from the loan's history, for which the node must have the states of old blocks.

use terms::Timestamp;

use crate::error::{Error, Result};
use crate::session::{LoadedLoan, Session};
use iou_view::sums::Sums;
use iou_view::unanswered::{self, Unanswered};

/// What is known of a loan; a node that has forgotten old blocks cannot tell all of it.
pub(super) struct Compared {
    /// The three sums.
    pub sums: Option<Sums>,
    /// What nobody has answered, the oldest first.
    pub unanswered: Option<Vec<Unanswered>>,
}

/// Reads the history once, and only where something follows from it alone. What the node has forgotten is said beside the result.
///
/// Errors: those of [`iou_ledger::contract::Ledger::history`], but that it was forgotten.
pub(super) async fn compared(session: &Session<'_>, loaded: &LoadedLoan) -> Result<Compared> {
    let (sums, may_wait) = (Sums::of_loan(&loaded.loan), unanswered::may_wait(&loaded.loan));
    if sums.is_some() && !may_wait {
        let unanswered = Some(Vec::new());
        return Ok(Compared { sums, unanswered });
    }
    match session.history(loaded.loan.id).await {
        Ok(events) => {
            let may_grow = loaded.loan.may_grow(&loaded.schedule, loaded.today);
            let seats = &loaded.loan.agreement.seats;
            let unanswered = unanswered::of_events(&events, seats, may_grow, Timestamp(session.now_ms));
            Ok(Compared {
                sums: sums.or_else(|| Some(Sums::of_events(&events))),
                unanswered: Some(unanswered),
            })
        }
        Err(Error::Ledger(iou_ledger::Error::NodePruned { .. })) => {
            let loan = [("loan", loaded.loan.id.to_string().into())];
            let note = session.text().tr_with("note-history-forgotten", &loan);
            session.ctx.printer.note(&note);
            let unanswered = (!may_wait).then(Vec::new);
            Ok(Compared { sums, unanswered })
        }
        Err(error) => Err(error),
    }
}
