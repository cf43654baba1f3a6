//! What is wrong with a command line, in the reader's language: the argument parser finds it, the words are ours. Its own
//! are English only.

use std::num::{IntErrorKind, ParseIntError};
use std::ops::RangeInclusive;

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

/// A value that does not fit its argument; why is the error below it.
fn validation(error: &clap::Error, text: &Text, argument: &str, value: &str) -> String {
    use std::error::Error as _;
    let source = error.source();
    let mut args = vec![("argument", argument.into()), ("value", value.into())];
    if let Some(range) = source.and_then(|source| source.downcast_ref::<OutOfRange>()) {
        args.push(("least", range.least.to_string().into()));
        args.push(("most", range.most.to_string().into()));
        return text.tr_with("usage-range", &args);
    }
    match source.is_some_and(|source| source.is::<ParseIntError>()) {
        true => text.tr_with("usage-number", &args),
        false => text.tr_with("usage-invalid-value", &args),
    }
}

/// A whole number that its argument has no room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OutOfRange {
    least: u64,
    most: u64,
}

impl std::fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} to {}", self.least, self.most)
    }
}

impl std::error::Error for OutOfRange {}

/// The parser of a whole number from `least` to `most`. The argument parser's own tell their range in words only; that of
/// `u64` alone needs none.
pub(crate) fn whole<N>(
    range: RangeInclusive<N>,
) -> impl Fn(&str) -> Result<N, Box<dyn std::error::Error + Send + Sync>> + Clone + Send + Sync
where
    N: Copy + Into<u64> + TryFrom<u64> + Send + Sync + 'static,
{
    let (least, most) = ((*range.start()).into(), (*range.end()).into());
    move |typed| {
        let out_of_range = OutOfRange { least, most };
        let number = match typed.parse::<u64>() {
            Ok(number) if (least..=most).contains(&number) => number,
            Err(why) if *why.kind() != IntErrorKind::PosOverflow => return Err(why.into()),
            _ => return Err(out_of_range.into()),
        };
        N::try_from(number).map_err(|_| out_of_range.into())
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

#[cfg(test)]
mod tests {
    use std::any::TypeId;

    use clap::{Arg, Command, CommandFactory};

    use super::*;

    /// All arguments below a command, with what leads to them.
    fn arguments(command: &Command, path: &str, all: &mut Vec<(String, Arg)>) {
        let path = format!("{path} {}", command.get_name());
        all.extend(
            command
                .get_arguments()
                .map(|arg| (format!("{path} {}", arg.get_id()), arg.clone())),
        );
        for sub in command.get_subcommands() {
            arguments(sub, &path, all);
        }
    }

    #[test]
    fn a_number_that_is_too_large_is_answered_with_the_range_by_every_argument_that_has_one() {
        let mut all = Vec::new();
        arguments(&crate::program::Cli::command(), "", &mut all);
        let narrow = [TypeId::of::<u8>(), TypeId::of::<u16>(), TypeId::of::<u32>()];
        let mut count = 0;
        for (path, arg) in all {
            let parser = arg.get_value_parser();
            if !narrow.iter().any(|kind| parser.type_id() == *kind) || !arg.get_action().takes_values() {
                continue;
            }
            count += 1;
            let alone = Command::new("iou").arg(Arg::new("number").value_parser(parser.clone()));
            for typed in ["4294967296", "99999999999999999999999"] {
                let error = alone.clone().try_get_matches_from(["iou", typed]).unwrap_err();
                let said = reason(&error, &Text::new(Lang::En));
                assert!(said.contains("from "), "{path}: {said}");
            }
            let error = alone.try_get_matches_from(["iou", "1x"]).unwrap_err();
            let said = reason(&error, &Text::new(Lang::En));
            assert!(said.contains("whole number, and not"), "{path}: {said}");
        }
        assert!(count > 8, "{count}");
    }
}
