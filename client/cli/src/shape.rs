//! What programs find in the JSON of a command: keys and kinds of values, written down beside the struct that makes them, so
//! that none changes unnoticed.

#[cfg(test)]
use serde_json::Value;

/// Holds each value's JSON to the shape that programs know: `shapes! { "iou tx": Data::default() => "{hash: text}"; }`.
macro_rules! shapes {
    ($($command:literal: $value:expr => $shape:literal;)*) => {
        #[cfg(test)]
        mod shapes {
            #[allow(unused_imports)]
            use super::*;

            #[test]
            fn programs_find_the_keys_that_they_know() {
                $crate::shape::hold(&[$(($command, $crate::shape::of(&$value), $shape)),*]);
            }
        }
    };
}

/// The shape of a value's JSON.
#[cfg(test)]
pub(crate) fn of(value: &impl serde::Serialize) -> String {
    shown(&serde_json::to_value(value).expect("plain data"))
}

#[cfg(test)]
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "bool".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "text".into(),
        Value::Array(items) => format!("[{}]", items.first().map(shown).unwrap_or_default()),
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields
                .iter()
                .map(|(key, value)| format!("{key}: {}", shown(value)))
                .collect();
            fields.sort_unstable();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

#[cfg(test)]
pub(crate) fn hold(all: &[(&str, String, &str)]) {
    let others: String = all
        .iter()
        .filter(|(_, is, known)| is != known)
        .map(|(command, is, _)| format!("\n\"{command}\" => \"{is}\""))
        .collect();
    assert!(others.is_empty(), "{others}");
}
