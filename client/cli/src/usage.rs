//! What is wrong with a command line, in the reader's language: the argument parser finds it, the words are ours. Its own
//! are English only.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use iou_base::text::{Args, Lang, Text};

/// One sentence or two: what is wrong, and what may be meant instead.
pub fn reason(error: &clap::Error, text: &Text) -> String {
    let of = |kind| error.get(kind).map(shown).unwrap_or_default();
    let argument = of(ContextKind::InvalidArg);
    let value = of(ContextKind::InvalidValue);
    let args: Vec<(&str, String)> = vec![
        ("argument", argument.clone()),
        ("value", value.clone()),
        ("command", of(ContextKind::InvalidSubcommand)),
        ("other", of(ContextKind::PriorArg)),
        ("least", of(ContextKind::MinValues)),
    ];
    let say = |id: &str| {
        let args: Vec<_> = args
            .iter()
            .map(|(name, value)| (*name, value.as_str().into()))
            .collect();
        let args: &Args<'_> = &args;
        text.lookup(id, args)
    };
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument => say("usage-unknown-argument"),
        ErrorKind::InvalidSubcommand => say("usage-unknown-command"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say("usage-missing-command")
        }
        ErrorKind::InvalidValue if value.is_empty() => say("usage-missing-value"),
        ErrorKind::InvalidValue => say("usage-invalid-value"),
        ErrorKind::ValueValidation => validation(error, text, &argument, &value),
        ErrorKind::MissingRequiredArgument => say("usage-missing-argument"),
        ErrorKind::ArgumentConflict if argument == of(ContextKind::PriorArg) => say("usage-twice"),
        ErrorKind::ArgumentConflict => say("usage-conflict"),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => say("usage-too-many-values"),
        ErrorKind::TooFewValues => say("usage-too-few-values"),
        ErrorKind::NoEquals => say("usage-no-equals"),
        ErrorKind::InvalidUtf8 => say("usage-not-text"),
        _ => say("usage-other"),
    };
    let known = [
        (ContextKind::SuggestedSubcommand, "usage-perhaps"),
        (ContextKind::SuggestedArg, "usage-perhaps"),
        (ContextKind::SuggestedValue, "usage-perhaps"),
        (ContextKind::ValidValue, "usage-possible"),
    ];
    let hints = known.iter().filter_map(|(kind, id)| {
        let values = error.get(*kind).map(shown).filter(|values| !values.is_empty())?;
        Some(text.lookup(id, &[("values", values.into())]))
    });
    let hint = hints.take(1);
    let all: Vec<_> = std::iter::once(sentence).chain(hint).collect();
    // Chinese sentences end with a sign that has its own room.
    all.join(if text.lang() == Lang::Zh { "" } else { " " })
}

/// How the command is used, without the parser's own word for it.
pub fn line(error: &clap::Error) -> Option<String> {
    let usage = error.get(ContextKind::Usage).map(shown)?;
    let usage = usage.trim().trim_start_matches("Usage:").trim();
    let lines: Vec<_> = usage.lines().map(str::trim).collect();
    (!usage.is_empty()).then(|| lines.join("\n"))
}

/// A value that does not fit its argument; the parser says why in the error below it.
fn validation(error: &clap::Error, text: &Text, argument: &str, value: &str) -> String {
    use std::error::Error as _;
    let source = error.source().map(ToString::to_string).unwrap_or_default();
    let range = source
        .split_once(" is not in ")
        .and_then(|(_, range)| range.split_once(".."));
    let mut args = vec![("argument", argument.into()), ("value", value.into())];
    match range {
        Some((least, most)) if !least.is_empty() => {
            args.push(("least", least.into()));
            args.push(("most", most.trim_start_matches('=').into()));
            text.tr_with("usage-range", &args)
        }
        _ if source.contains("digit") || source.contains("integer") || source.contains("number too") => {
            text.tr_with("usage-number", &args)
        }
        _ => text.tr_with("usage-invalid-value", &args),
    }
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            let texts: Vec<_> = texts.iter().map(ToString::to_string).collect();
            texts.join(" ")
        }
        ContextValue::Bool(flag) => flag.to_string(),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
