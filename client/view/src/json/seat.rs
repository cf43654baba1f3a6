//! Seats of a loan: what their owners agreed for the loss of their keys, who claims them, which key acts for them.

use std::collections::BTreeMap;

use iou_base::money::Unit;
use iou_base::names;
use serde::Serialize;
use terms::agreement::{Agreement, Claim, Seat, Succession};
use terms::{AccountId, Amount, Day};

use crate::{address, seats};

/// 接管: who may take over a seat.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SuccessionView {
    seat: String,
    heir: Option<String>,
    verifier: Option<String>,
    second: Option<String>,
    /// Days from the claim in which the seat's owner may object.
    days: u8,
}

/// A claim to a seat.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ClaimView {
    /// The key that is to act for the seat.
    to: String,
    /// Who claims: the seat itself where it is handed over, its heir, or a verifier.
    by: String,
    /// `nothing` but its day, `second` word, or `arbiter`.
    awaits: &'static str,
    /// Whether it binds: then nobody decides for the seat until it has ended or the seat is taken.
    binds: bool,
    /// The day of the last step towards it.
    on: String,
    /// The last day for an objection, after which the seat can be taken; null: it can be at once.
    through: Option<String>,
}

/// Money of the chain that was repaid to a claimed seat, and that the contract keeps until the claim has ended.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct KeptView {
    amount: String,
    unit: String,
    /// Who gets it when the seat is taken: the key for which it is claimed.
    if_taken: String,
    /// Who gets it when the claim ends: the key that acts for the seat.
    if_ended: String,
}

/// What became of a seat since the terms.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SeatView {
    /// The account that stands for it, whatever its key.
    account: String,
    /// The key that acts for it.
    key: String,
    /// What its owner agreed after the terms.
    plan: Option<SuccessionView>,
    claim: Option<ClaimView>,
    /// The last day on which a new key may not decide.
    held_through: Option<String>,
    /// Whether a claim was objected to or denied: the next one needs an identity statement that came later.
    objected: bool,
}

/// Who may take over a seat.
pub fn succession(one: &Succession) -> SuccessionView {
    SuccessionView {
        seat: address(one.seat),
        heir: one.heir.map(address),
        verifier: one.verifier.map(address),
        second: one.second.map(address),
        days: one.days,
    }
}

/// A claim to a seat.
pub fn claim(claim: &Claim) -> ClaimView {
    ClaimView {
        to: address(claim.to),
        by: address(claim.by),
        awaits: names::awaits(claim.awaits),
        binds: claim.binds(),
        on: claim.on.to_string(),
        through: claim.through.map(|day| day.to_string()),
    }
}

/// What became of a seat.
pub fn seat(seat: &Seat) -> SeatView {
    SeatView {
        account: address(seat.account),
        key: address(seat.key),
        plan: seat.plan.as_ref().map(succession),
        claim: seat.claim.as_ref().map(claim),
        held_through: seat.held_through.map(|day| day.to_string()),
        objected: seat.objected.is_some(),
    }
}

/// A seat as it stands on a day, whether anything became of it or not.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SeatStateView {
    /// `lender`, `borrower`, `co-borrower`, `guarantor` or `holder`.
    role: &'static str,
    /// The account that stands for it, whatever its key.
    account: String,
    /// The key that acts for it.
    key: String,
    /// What its owner has agreed for the loss of its key.
    succession: Option<SuccessionView>,
    claim: Option<ClaimView>,
    /// What the contract keeps for it while it is claimed; null where that is nothing.
    kept: Option<KeptView>,
    /// Whether nothing may be decided for it now.
    held: bool,
    /// The last day on which a new key may not decide.
    held_through: Option<String>,
    /// Whether a claim was objected to or denied: the next one needs an identity statement that came later.
    objected: bool,
}

/// What a claim to a seat asks of somebody.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AskedView {
    /// `object`, `take`, `take_from`, `support` or `decide`.
    what: &'static str,
    seat: String,
    /// The key for which it is claimed.
    to: String,
    /// The last day for an objection, or the first on which the seat can be taken.
    day: Option<String>,
}

/// All seats of a loan as they stand on `today`; `kept` is what the contract keeps for those that are claimed.
pub fn seat_states(
    agreement: &Agreement,
    today: Day,
    kept: &BTreeMap<AccountId, Amount>,
    unit: &Unit,
) -> Vec<SeatStateView> {
    let money = |account: AccountId| {
        Some(KeptView {
            amount: unit.number(*kept.get(&account)?),
            unit: unit.name.clone(),
            if_taken: address(agreement.claimed(account)?.to),
            if_ended: address(agreement.key_of(account)),
        })
    };
    let state = |account: AccountId| {
        let changed = agreement.seats.iter().find(|seat| seat.account == account);
        let claimed = changed.and_then(|seat| seat.claim.as_ref());
        SeatStateView {
            role: seats::role_of(&agreement.terms, account),
            account: address(account),
            key: address(agreement.key_of(account)),
            succession: agreement.succession_of(account).map(succession),
            claim: claimed.map(claim),
            kept: money(account),
            held: agreement.is_held(account, today),
            held_through: changed.and_then(|seat| Some(seat.held_through?.to_string())),
            objected: changed.is_some_and(|seat| seat.objected.is_some()),
        }
    };
    seats::all(agreement).into_iter().map(state).collect()
}

/// What the claims to seats ask of whoever has `key`.
pub fn asked(agreement: &Agreement, key: AccountId, today: Day) -> Vec<AskedView> {
    let all = seats::asked_of(&agreement.terms, &agreement.seats, key, today).into_iter();
    all.map(|(seat, claim, what)| AskedView {
        what: what.name(),
        seat: address(seat),
        to: address(claim.to),
        day: what.day().map(|day| day.to_string()),
    })
    .collect()
}
