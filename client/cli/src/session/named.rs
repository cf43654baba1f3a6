//! A step by its name in the table and its arguments by theirs, as people and programs write them: `report_repayment
//! amount=4000 on=2026-03-01`. Nothing here knows a step: names and kinds come from the table, and the step is what the bytes of
//! its arguments decode to.

use scale::{Decode, Encode};
use terms::agreement::Holder;
use terms::life::{Action, Arrival, Kind, Ruling, Step};
use terms::{Amount, Day, Digest, RatePpm, Timestamp};

use super::shown::Seen;
use crate::arguments::today;
use crate::context::Context;
use crate::error::{Error, Result};
use iou_base::{names, read_hex, sha256};
use iou_form::typed;

/// What stands before the name of a file whose SHA-256 is meant.
const FILE: char = '@';

/// The row of a step, by its name with `-` or `_`.
///
/// Errors: [`Error::Argument`].
pub(crate) fn row(ctx: &Context, name: &str) -> Result<&'static Step> {
    let wanted = name.replace('-', "_");
    Action::STEPS
        .iter()
        .find(|row| row.name == wanted)
        .ok_or_else(|| {
            let known: Vec<_> = Action::STEPS.iter().map(|row| row.name).collect();
            Error::Argument {
                name: "STEP".into(),
                value: name.into(),
                why: ctx
                    .text()
                    .tr_with("why-step", &[("known", known.join(", ").into())]),
            }
        })
}

/// The step of `row` with the arguments that were `given`, each `NAME=VALUE`.
///
/// Errors: [`Error::Argument`] for one that is missing, unknown, given twice or not understood.
pub(crate) fn action(ctx: &Context, row: &Step, given: &[String], seen: &Seen<'_>) -> Result<Action> {
    let text = ctx.text();
    let wrong = |name: &str, value: &str, why: String| Error::Argument {
        name: name.into(),
        value: value.into(),
        why,
    };
    let listed = || {
        let listed = row.arguments.iter().map(|it| match it.optional {
            true => format!("[{}]", it.name),
            false => it.name.to_owned(),
        });
        listed.collect::<Vec<_>>().join(", ")
    };
    let mut values = Vec::new();
    for one in given {
        let (name, value) = one.split_once('=').unwrap_or((one, ""));
        let name = name.replace('-', "_");
        let is_known = row.arguments.iter().any(|it| it.name == name);
        if !is_known || values.iter().any(|(known, _)| *known == name) {
            let why = text.tr_with("why-step-arguments", &[("known", listed().into())]);
            return Err(wrong(one, value, why));
        }
        values.push((name, value));
    }
    let mut bytes = vec![row.index];
    for argument in row.arguments {
        let value = values.iter().find(|(name, _)| name == argument.name);
        match (value, argument.optional) {
            (Some((name, value)), optional) => {
                if optional {
                    bytes.push(1);
                }
                let mut encoded = encoded(ctx, argument.kind, value, seen).map_err(|why| match why {
                    Fault::Said(why) => wrong(name, value, why),
                    Fault::Other(error) => *error,
                })?;
                bytes.append(&mut encoded);
            }
            (None, true) => bytes.push(0),
            (None, false) => {
                let why = text.tr_with("why-step-arguments", &[("known", listed().into())]);
                return Err(wrong(argument.name, "", why));
            }
        }
    }
    let read = Action::decode(&mut &bytes[..]).ok();
    read.filter(|action| action.encode() == bytes)
        .ok_or_else(|| wrong(row.name, "", text.tr("why-step-bytes")))
}

enum Fault {
    /// A whole sentence about the value.
    Said(String),
    Other(Box<Error>),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Other(Box::new(error))
    }
}

fn encoded(ctx: &Context, kind: Kind, value: &str, seen: &Seen<'_>) -> Result<Vec<u8>, Fault> {
    let text = ctx.text();
    let said = |id: &str| Fault::Said(text.lookup(id, &[]));
    let number = || said("usage-number-plain");
    Ok(match kind {
        Kind::Digest => digest(ctx, value)?.encode(),
        Kind::Amount => amount(ctx, value, seen)?.encode(),
        Kind::Day => day(ctx, value)?.encode(),
        Kind::Rate => RatePpm(
            value
                .trim_end_matches("ppm")
                .trim()
                .parse()
                .map_err(|_| number())?,
        )
        .encode(),
        Kind::Account => account(ctx, value)?.encode(),
        Kind::Number => value.parse::<u32>().map_err(|_| number())?.encode(),
        Kind::Code => value.parse::<u16>().map_err(|_| number())?.encode(),
        Kind::Instant => instant(value).ok_or_else(|| said("why-instant"))?.encode(),
        Kind::Channel => {
            let found = names::CHANNELS
                .into_iter()
                .find(|it| names::channel(*it) == value);
            found.ok_or_else(|| said("why-channel"))?.encode()
        }
        Kind::Arrival => {
            let (on, receipt) = value.split_once(',').ok_or_else(|| said("why-arrival"))?;
            let (on, receipt) = (day(ctx, on)?, digest(ctx, receipt)?);
            Arrival { on, receipt }.encode()
        }
        Kind::Ruling => {
            let mut parts = value.split(',');
            let (Some(credited), Some(costs)) = (parts.next(), parts.next()) else {
                return Err(said("why-ruling"));
            };
            let ruling = Ruling {
                credited: amount(ctx, credited, seen)?,
                on: parts.next().map(|on| day(ctx, on)).transpose()?,
                costs: amount(ctx, costs, seen)?,
            };
            ruling.encode()
        }
        Kind::Parts => {
            let part = |one: &str| {
                let (who, ppm) = one.split_once(':').ok_or_else(|| said("why-parts"))?;
                Ok(Holder {
                    account: account(ctx, who)?,
                    ppm: ppm.parse().map_err(|_| said("why-parts"))?,
                })
            };
            value
                .split(',')
                .map(part)
                .collect::<Result<Vec<_>, Fault>>()?
                .encode()
        }
        // Its schedule follows from the loan, which `iou amend` reads.
        Kind::Amendment => return Err(said("why-amendment-named")),
    })
}

fn digest(ctx: &Context, value: &str) -> Result<Digest, Fault> {
    if let Some(path) = value.strip_prefix(FILE) {
        let bytes = std::fs::read(path).map_err(Error::io(path))?;
        return Ok(sha256(&bytes));
    }
    read_hex(value).ok_or_else(|| Fault::Said(ctx.text().tr("why-digest-or-file")))
}

fn amount(ctx: &Context, value: &str, seen: &Seen<'_>) -> Result<Amount, Fault> {
    typed::amount(value, seen.unit).map_err(|why| Fault::Said(why.sentence(ctx.text())))
}

fn day(ctx: &Context, value: &str) -> Result<Day, Fault> {
    typed::day(value, today()).map_err(|why| Fault::Said(why.sentence(ctx.text())))
}

fn account(ctx: &Context, value: &str) -> Result<terms::AccountId, Fault> {
    let account = ctx.account_of(value).map_err(Error::from)?;
    Ok(terms::AccountId(account.0))
}

/// RFC 3339, or milliseconds since 1970.
fn instant(value: &str) -> Option<Timestamp> {
    if let Ok(ms) = value.parse::<u64>() {
        return Some(Timestamp(ms));
    }
    let at: jiff::Timestamp = value.parse().ok()?;
    u64::try_from(at.as_millisecond()).ok().map(Timestamp)
}
