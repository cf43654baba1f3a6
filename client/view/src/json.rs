//! Loans, schedules and events as programs read them: a struct for each object, whose fields are the JSON's. Amounts are
//! decimal strings in the loan's own unit; days are ISO 8601; instalments are counted from 1, as people do. What a value is
//! called stands in `iou_base::names`.
//! Snapshots in json/snapshots hold every name and value (`tests`).

mod credit;
mod event;
mod figures;
mod loan;
mod record;
mod seat;
mod statement;
mod step;
mod terms;
#[cfg(test)]
mod tests;

pub use credit::{credit, CreditView};
pub use event::{event, EventView};
pub use figures::{figures, payment, FiguresView, PaymentView};
pub use loan::{deliveries, loan, true_rate, DeliveryView, LoanView, TrueRateView};
pub use record::{sums, unanswered, SumsView, UnansweredView};
pub use seat::{
    asked, claim, seat, seat_states, succession, AskedView, ClaimView, KeptView, SeatStateView, SeatView,
    SuccessionView,
};
pub use statement::{
    balance, recourse, statement_line, BalanceView, LineDetails, LineView, RecourseView, SpanView,
};
pub use step::{arguments, ArgumentView};
pub use terms::{amendment, holders, schedule, terms, AmendmentView, HolderView, RowView, TermsView};

use ::terms::Digest;
use iou_base::hex0x;
use iou_base::money::Unit;
use serde::Serialize;

/// The money of a loan.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct UnitView {
    name: String,
    decimals: u8,
}

/// The money of a loan.
pub fn unit_view(unit: &Unit) -> UnitView {
    UnitView {
        name: unit.name.clone(),
        decimals: unit.decimals,
    }
}

/// A digest that may be missing.
fn digest(digest: Option<Digest>) -> Option<String> {
    digest.map(hex0x)
}
