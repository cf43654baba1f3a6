//! The table of steps: for people in docs/states.md, for the second verifier as JSON.

use anyhow::Result;
use serde_json::json;
use std::fmt::Write as _;
use terms::life::{Action, Step};

/// One row for each step.
pub fn table() -> String {
    let mut table =
        "| index | step | arguments | by | moves, on chain | in an intent | held |\n|---|---|---|---|---|---|---|\n"
            .to_owned();
    for row in Action::STEPS {
        let by: Vec<_> = row.by.iter().map(|who| words(who.name())).collect();
        let _ = writeln!(
            table,
            "| {} | `{}` | {} | {} | {} | {} | {} |",
            row.index,
            row.name,
            arguments(row),
            by.join(", "),
            words(row.money.name()),
            words(row.intent.name()),
            words(row.held.name()),
        );
    }
    table
}

/// Each argument with its kind; a question mark behind what may be left out.
fn arguments(row: &Step) -> String {
    let one = |argument: &terms::life::Argument| {
        let mark = if argument.optional { "?" } else { "" };
        match argument.name == argument.kind.name() {
            true => format!("`{}`{mark}", argument.name),
            false => format!("`{}`: {}{mark}", argument.name, argument.kind.name()),
        }
    };
    let all: Vec<_> = row.arguments.iter().map(one).collect();
    if all.is_empty() {
        return "–".into();
    }
    all.join(", ")
}

fn words(name: &str) -> String {
    match name {
        "none" => "–".into(),
        name => name.replace('_', " "),
    }
}

/// The same for programs.
///
/// Errors: none that a table has.
pub fn json() -> Result<String> {
    let rows: Vec<_> = Action::STEPS
        .iter()
        .map(|row| {
            let arguments = row.arguments.iter().map(|argument| {
                json!({"name": argument.name, "kind": argument.kind.name(), "optional": argument.optional})
            });
            json!({
                "name": row.name,
                "index": row.index,
                "arguments": arguments.collect::<Vec<_>>(),
                "by": row.by.iter().map(|who| who.name()).collect::<Vec<_>>(),
                "money": row.money.name(),
                "intent": row.intent.name(),
                "held": row.held.name(),
            })
        })
        .collect();
    Ok(format!("{}\n", serde_json::to_string_pretty(&rows)?))
}
