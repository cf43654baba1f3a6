//! What is said of a loan beside its figures: the three sums, and what nobody has answered since when. From what the contract has
//! stored where that tells; else from the loan's history, for which the node must have the states of old blocks.

use terms::Event;

use crate::error::{Error, Result};
use crate::session::{LoadedLoan, Session};
use iou_view::sums::Sums;
use iou_view::unanswered::{self, Unanswered, What};

/// The three sums.
///
/// Errors: those of [`iou_ledger::contract::Ledger::history`].
pub(super) async fn sums(session: &Session<'_>, loaded: &LoadedLoan) -> Result<Sums> {
    match Sums::of_loan(&loaded.loan) {
        Some(sums) => Ok(sums),
        None => Ok(Sums::of_events(&events(session, loaded).await?)),
    }
}

/// The reports of money that nobody has answered, the oldest first. Since when is on no record but that of the events; where the
/// node has forgotten those, that is said beside the result, and there is none.
///
/// Errors: those of the connection.
pub(super) async fn silence(session: &Session<'_>, loaded: &LoadedLoan) -> Result<Vec<Unanswered>> {
    if !unanswered::has_open_reports(&loaded.loan) {
        return Ok(Vec::new());
    }
    match events(session, loaded).await {
        Ok(events) => {
            let mut all = unanswered::of_events(&events, loaded.today);
            all.retain(|it| matches!(it.what, What::Delivery | What::Repayment));
            Ok(all)
        }
        Err(Error::Ledger(iou_ledger::Error::NodePruned { .. })) => {
            let loan = [("loan", loaded.loan.id.to_string().into())];
            let note = session.text().tr_with("note-unanswered-since", &loan);
            session.ctx.printer.note(&note);
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}

async fn events(session: &Session<'_>, loaded: &LoadedLoan) -> Result<Vec<Event>> {
    let last = session.at.block_number();
    let placed = session.ledger.history(loaded.loan.id, last, |_, _| ()).await?;
    Ok(placed.into_iter().map(|placed| placed.event).collect())
}
