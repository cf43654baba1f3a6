//! A step by its name and its arguments by theirs, as text. Nothing here knows a step: names and kinds come from the table, and
//! the step is what the bytes of its arguments decode to.

use iou_base::money::Unit;
use iou_base::{address, names, read_hex, time};
use scale::{Decode, Encode};
use serde_json::{json, Value};
use terms::life::{Action, Kind};
use terms::{Amount, RatePpm, Timestamp};

use super::Fault;

/// The step of that name; an argument that is left out is absent.
///
/// Errors: `step`, `argument` with the name of the one that is missing, unknown or not understood.
pub(super) fn action(name: &str, given: &Value, unit: &Unit) -> Result<Action, Fault> {
    let row = Action::STEPS.iter().find(|row| row.name == name);
    let row = row.ok_or_else(|| Fault::with("step", json!({ "step": name })))?;
    let wrong = |name: &str| Fault::with("argument", json!({ "name": name }));
    let given = given.as_object().ok_or_else(|| Fault::asked("args"))?;
    let is_known = |name: &&String| row.arguments.iter().any(|it| it.name == **name);
    if let Some(unknown) = given.keys().find(|name| !is_known(name)) {
        return Err(wrong(unknown));
    }
    let mut bytes = vec![row.index];
    for argument in row.arguments {
        let value = given.get(argument.name).filter(|value| !value.is_null());
        match value {
            None if argument.optional => bytes.push(0),
            None => return Err(wrong(argument.name)),
            Some(value) => {
                if argument.optional {
                    bytes.push(1);
                }
                let text = match value {
                    Value::String(text) => text.clone(),
                    Value::Number(number) => number.to_string(),
                    _ => return Err(wrong(argument.name)),
                };
                let value = encoded(argument.kind, text.trim(), unit);
                bytes.append(&mut value.ok_or_else(|| wrong(argument.name))?);
            }
        }
    }
    let read = Action::decode(&mut &bytes[..]).ok();
    read.filter(|action| action.encode() == bytes)
        .ok_or_else(|| wrong(row.name))
}

fn encoded(kind: Kind, text: &str, unit: &Unit) -> Option<Vec<u8>> {
    Some(match kind {
        Kind::Digest => read_hex(text)?.encode(),
        Kind::Amount => amount(text, unit.decimals)?.encode(),
        Kind::Day => time::parse_day(text)?.encode(),
        Kind::Rate => RatePpm(u32::try_from(scaled(text.strip_suffix('%')?.trim(), 4)?).ok()?).encode(),
        Kind::Account => address::read(text)?.encode(),
        Kind::Number => text.parse::<u32>().ok()?.encode(),
        Kind::Code => text.parse::<u16>().ok()?.encode(),
        Kind::Instant => Timestamp(text.parse().ok()?).encode(),
        Kind::Channel => {
            let mut all = names::CHANNELS.into_iter();
            all.find(|channel| names::channel(*channel) == text)?.encode()
        }
        // No page asks for these.
        Kind::Arrival | Kind::Ruling | Kind::Amendment | Kind::Parts => return None,
    })
}

fn amount(text: &str, decimals: u8) -> Option<Amount> {
    Amount::new(scaled(text, decimals.into())?).ok()
}

/// `3222.16` with two decimals is 322216; no more decimals than there are, no sign, no grouping.
fn scaled(text: &str, decimals: usize) -> Option<u128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = |digits: &str| digits.bytes().all(|sign| sign.is_ascii_digit());
    if whole.is_empty() || !is_plain(whole) || !is_plain(fraction) || fraction.len() > decimals {
        return None;
    }
    format!("{whole}{fraction:0<decimals$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cny() -> Unit {
        Unit {
            name: "CNY".into(),
            decimals: 2,
        }
    }

    #[test]
    fn an_amount_has_the_decimals_of_its_money_and_no_more() {
        let read = |text: &str| amount(text, 2).map(|amount| amount.minor());
        for (text, minor) in [("0", 0), ("3222.16", 322_216), ("5.5", 550), ("7.", 700)] {
            assert_eq!(read(text), Some(minor), "{text}");
        }
        for text in ["", ".5", "1.234", "-1", "+1", "1e3", "1,000", "１", " 1", "1 "] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"9".repeat(60)), None);
    }

    #[test]
    fn a_step_is_made_of_the_arguments_that_the_table_names_and_of_no_others() {
        let digest = "11".repeat(32);
        let made = action(
            "acknowledge_delivery",
            &json!({"delivery": 0, "amount": "10000.00", "on": "2026-03-02", "receipt": digest}),
            &cny(),
        );
        let Action::AcknowledgeDelivery {
            amount, on, receipt, ..
        } = made.unwrap()
        else {
            panic!("another step")
        };
        assert_eq!(
            (amount.minor(), on.to_string()),
            (1_000_000, "2026-03-02".to_owned())
        );
        assert_eq!(receipt, Some([0x11; 32]));
        let code = |name: &str, args: Value| {
            let fault = action(name, &args, &cny()).unwrap_err();
            (fault.code, fault.details["name"].clone())
        };
        assert_eq!(code("give", json!({})).0, "step");
        assert_eq!(code("forgive", json!({})), ("argument", "amount".into()));
        assert_eq!(
            code("cancel", json!({"amount": "1"})),
            ("argument", "amount".into())
        );
        assert_eq!(
            code("forgive", json!({"amount": "1.001"})),
            ("argument", "amount".into())
        );
        assert_eq!(
            code("forgive", json!({"amount": ["1"]})),
            ("argument", "amount".into())
        );
        let rated = json!({"amount": "1", "at_least": "6.00%"});
        let Action::Deliver { at_least, on, .. } = action("deliver", &rated, &cny()).unwrap() else {
            panic!("another step")
        };
        assert_eq!((at_least, on), (RatePpm(60_000), None));
    }
}
