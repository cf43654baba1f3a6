//! The arguments of a step.

use std::collections::BTreeMap;

use iou_base::money::{show_rate, Unit};
use iou_base::{hex0x, names};
use serde::Serialize;
use terms::life::{Action, Value};
use terms::Amount;

use super::{amendment, AmendmentView};
use crate::address;

/// An argument: `null` where it was left out; digests, days, rates, accounts and channels are texts; numbers and instants
/// (milliseconds since 1970) are numbers.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum ArgumentView {
    /// It was left out.
    Absent,
    /// In letters.
    Text(String),
    /// In figures.
    Number(u64),
    /// Money.
    Amount(AmountView),
    /// That something arrived.
    Arrival(ArrivalView),
    /// What an arbiter found.
    Ruling(RulingView),
    /// What is changed.
    Amendment(Box<AmendmentView>),
    /// How a claim is divided.
    Parts(Vec<PartView>),
}

/// Money whose unit may not be known where it is read: both as the bytes have it and in the unit.
#[derive(Debug, Clone, Serialize)]
pub struct AmountView {
    minor: String,
    shown: String,
}

/// That something arrived.
#[derive(Debug, Clone, Serialize)]
pub struct ArrivalView {
    on: String,
    receipt: String,
}

/// What an arbiter found.
#[derive(Debug, Clone, Serialize)]
pub struct RulingView {
    credited: AmountView,
    costs: AmountView,
    on: Option<String>,
}

/// A part of a claim.
#[derive(Debug, Clone, Serialize)]
pub struct PartView {
    account: String,
    ppm: u32,
}

/// The arguments of a step by their names.
pub fn arguments(action: &Action, unit: &Unit) -> BTreeMap<&'static str, ArgumentView> {
    let all = action.arguments().into_iter();
    all.map(|(name, value)| (name, argument(&value, unit))).collect()
}

fn argument(value: &Value<'_>, unit: &Unit) -> ArgumentView {
    let money = |amount: Amount| AmountView {
        minor: amount.minor().to_string(),
        shown: unit.show(amount),
    };
    let text = ArgumentView::Text;
    match value {
        Value::Absent => ArgumentView::Absent,
        Value::Digest(digest) => text(hex0x(digest)),
        Value::Amount(amount) => ArgumentView::Amount(money(*amount)),
        Value::Day(day) => text(day.to_string()),
        Value::Rate(rate) => text(show_rate(*rate)),
        Value::Account(account) => text(address(*account)),
        Value::Number(number) => ArgumentView::Number((*number).into()),
        Value::Code(code) => ArgumentView::Number((*code).into()),
        Value::Instant(at) => ArgumentView::Number(at.0),
        Value::Channel(channel) => text(names::channel(*channel).into()),
        Value::Arrival(arrival) => ArgumentView::Arrival(ArrivalView {
            on: arrival.on.to_string(),
            receipt: hex0x(arrival.receipt),
        }),
        Value::Ruling(ruling) => ArgumentView::Ruling(RulingView {
            credited: money(ruling.credited),
            costs: money(ruling.costs),
            on: ruling.on.map(|day| day.to_string()),
        }),
        Value::Amendment(changed) => ArgumentView::Amendment(Box::new(amendment(changed, unit))),
        Value::Parts(parts) => {
            let part = |part: &terms::agreement::Holder| PartView {
                account: address(part.account),
                ppm: part.ppm,
            };
            ArgumentView::Parts(parts.iter().map(part).collect())
        }
    }
}
