//! The terms of a loan, its schedule, what an amendment changes, who holds the claim.

use iou_base::money::{show_rate, Unit};
use iou_base::time::{show_moment, show_period};
use iou_base::{hex0x, names};
use serde::Serialize;
use terms::agreement::{Amendment, Holder};
use terms::{Amount, Instalment, Jurisdiction, Rounding, Settlement, Terms};

use super::seat::{succession, SuccessionView};
use super::{unit_view, UnitView};
use crate::{address, day_count};

/// The terms, without the schedule.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TermsView {
    lender: String,
    borrower: String,
    co_borrowers: Vec<String>,
    settlement: &'static str,
    token: Option<String>,
    unit: UnitView,
    principal: String,
    least_delivery: Option<String>,
    annual_rate: String,
    overdue_rate: Option<String>,
    day_count: &'static str,
    both_ends: bool,
    rounding: &'static str,
    utc_offset_minutes: i16,
    method: &'static str,
    start: String,
    every: String,
    periods: u16,
    balloon: String,
    grace_days: u16,
    acceleration_days: Option<u16>,
    /// Days for the answer to a report of a repayment, after which anyone may have the silence recorded; 0: none are agreed.
    answer_days: u16,
    /// In how many parts at most the principal may be delivered; 1: in one.
    deliveries: u8,
    /// What moved before the signature, of an old debt; in the order of its days.
    past: Vec<MovedView>,
    late_fee: String,
    guarantors: Vec<GuarantorView>,
    arbiter: Option<String>,
    early_repayment: bool,
    law: String,
    sign_by: String,
    deliver_by: String,
    commitments: String,
    reference: String,
    /// What the owners of seats agreed for the loss of their keys.
    successions: Vec<SuccessionView>,
}

/// Money that moved before the signature.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct MovedView {
    by: &'static str,
    amount: String,
    on: String,
    receipt: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
struct GuarantorView {
    account: String,
    joint: bool,
    months: Option<u16>,
}

/// A row of a schedule, with what is outstanding after it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RowView {
    n: usize,
    due: String,
    principal: String,
    interest: String,
    total: String,
    outstanding: String,
}

/// An amendment, with the schedule that its parties saw.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AmendmentView {
    method: &'static str,
    start: String,
    every: String,
    periods: u16,
    balloon: String,
    annual_rate: String,
    overdue_rate: Option<String>,
    grace_days: u16,
    roll_up: bool,
    principal: String,
    schedule: Vec<RowView>,
    sign_by_unix_ms: u64,
}

/// Who holds a part of the claim. Units: parts per million.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct HolderView {
    account: String,
    ppm: u32,
}

/// Who holds the claim; the first acts for all.
pub fn holders(holders: &[Holder]) -> Vec<HolderView> {
    let one = |holder: &Holder| HolderView {
        account: address(holder.account),
        ppm: holder.ppm,
    };
    holders.iter().map(one).collect()
}

/// A schedule, row by row.
pub fn schedule(rows: &[Instalment], unit: &Unit) -> Vec<RowView> {
    let mut outstanding = rows.iter().fold(Amount::ZERO, |sum, row| {
        sum.plus(row.principal).unwrap_or(Amount::MAX)
    });
    rows.iter()
        .enumerate()
        .map(|(index, row)| {
            outstanding = outstanding.minus_or_zero(row.principal);
            RowView {
                n: index + 1,
                due: row.due.to_string(),
                principal: unit.number(row.principal),
                interest: unit.number(row.interest),
                total: unit.number(row.total().unwrap_or(Amount::MAX)),
                outstanding: unit.number(outstanding),
            }
        })
        .collect()
}

/// The terms, without the schedule.
pub fn terms(terms: &Terms, unit: &Unit) -> TermsView {
    let guarantors = terms.guarantors.iter().map(|guarantor| GuarantorView {
        account: address(guarantor.account),
        joint: guarantor.joint,
        months: guarantor.months,
    });
    let past = terms.past.iter().map(|moved| MovedView {
        by: names::role(moved.by),
        amount: unit.number(moved.amount),
        on: moved.on.to_string(),
        receipt: moved.receipt.map(hex0x),
    });
    TermsView {
        lender: address(terms.lender),
        borrower: address(terms.borrower),
        co_borrowers: terms.co_borrowers.iter().copied().map(address).collect(),
        settlement: match terms.settlement {
            Settlement::Native => "native",
            Settlement::Token { .. } => "token",
            Settlement::OffChain { .. } => "off-chain",
        },
        token: match terms.settlement {
            Settlement::Token { contract, .. } => Some(address(contract)),
            _ => None,
        },
        unit: unit_view(unit),
        principal: unit.number(terms.principal),
        least_delivery: terms.least_delivery.map(|least| unit.number(least)),
        annual_rate: show_rate(terms.annual_rate),
        overdue_rate: terms.overdue_rate.map(show_rate),
        day_count: day_count(terms.day_count),
        both_ends: terms.both_ends,
        rounding: match terms.rounding {
            Rounding::Floor => "floor",
            Rounding::HalfEven => "half-even",
            Rounding::HalfUp => "half-up",
        },
        utc_offset_minutes: terms.utc_offset.0,
        method: names::method(terms.plan.method),
        start: terms.plan.start.to_string(),
        every: show_period(terms.plan.every),
        periods: terms.plan.periods,
        balloon: unit.number(terms.plan.balloon),
        grace_days: terms.grace_days,
        acceleration_days: terms.acceleration,
        answer_days: terms.answer_days,
        deliveries: terms.deliveries,
        past: past.collect(),
        late_fee: unit.number(terms.late_fee),
        guarantors: guarantors.collect(),
        arbiter: terms.arbiter.map(address),
        early_repayment: terms.early_repayment,
        law: match terms.jurisdiction {
            Jurisdiction::PrcNaturalPersons => "prc".to_owned(),
            Jurisdiction::Custom { cap } => format!("cap {}", show_rate(cap)),
            Jurisdiction::None => "none".to_owned(),
        },
        sign_by: show_moment(terms.sign_by.0, terms.utc_offset),
        deliver_by: show_moment(terms.deliver_by.0, terms.utc_offset),
        commitments: hex0x(terms.commitments),
        reference: hex0x(terms.reference),
        successions: terms.successions.iter().map(succession).collect(),
    }
}

/// An amendment, with the schedule that its parties saw.
pub fn amendment(amendment: &Amendment, unit: &Unit) -> AmendmentView {
    AmendmentView {
        method: names::method(amendment.plan.method),
        start: amendment.plan.start.to_string(),
        every: show_period(amendment.plan.every),
        periods: amendment.plan.periods,
        balloon: unit.number(amendment.plan.balloon),
        annual_rate: show_rate(amendment.annual_rate),
        overdue_rate: amendment.overdue_rate.map(show_rate),
        grace_days: amendment.grace_days,
        roll_up: amendment.roll_up,
        principal: unit.number(amendment.principal),
        schedule: schedule(&amendment.schedule, unit),
        sign_by_unix_ms: amendment.sign_by.0,
    }
}
