//! The question before anything is signed: what will be signed is shown in full, the default answer is No, the end of the
//! input is No, and where nobody can be asked the command is refused unless `-y` was given.

use std::io::{BufRead, Write};

use crate::context::Context;
use crate::error::{Error, Result};
use crate::output::stderr_line;
use crate::terminal;
use iou_view::table::pairs;

/// Shows `lines` (label, value), and asks whether to sign.
///
/// Errors: [`Error::Declined`], [`Error::PromptRequired`].
pub fn confirm(ctx: &Context, lines: Vec<(String, String)>) -> Result<()> {
    ask(ctx, "confirm-heading", "confirm-question", lines)
}

/// The same for what somebody else submits. Errors: as [`confirm`].
pub fn confirm_request(ctx: &Context, lines: Vec<(String, String)>) -> Result<()> {
    ask(ctx, "intent-heading", "intent-question", lines)
}

/// The same under another heading, for what cannot be undone and isn't signed. Errors: as [`confirm`].
pub fn ask(ctx: &Context, heading: &str, question: &str, lines: Vec<(String, String)>) -> Result<()> {
    let summary = format!("{}\n{}", ctx.text().lookup(heading, &[]), pairs(lines));
    ask_in_words(ctx, &summary, question)
}

/// The same with whole sentences. Errors: as [`confirm`].
pub fn ask_in_words(ctx: &Context, summary: &str, question: &str) -> Result<()> {
    if !ctx.global.yes && !terminal::is_there() {
        return Err(Error::PromptRequired {});
    }
    // With -y the summary is a remark like others; at the prompt it is shown whatever the level.
    if ctx.global.yes {
        ctx.printer.note(summary);
        return Ok(());
    }
    stderr_line(summary);
    let mut stderr = std::io::stderr().lock();
    let question = ctx.text().lookup(question, &[]);
    write!(stderr, "{question} ")
        .and_then(|()| stderr.flush())
        .map_err(Error::io("stderr"))?;
    match is_yes(std::io::stdin().lock()) {
        Ok(true) => Ok(()),
        _ => Err(Error::Declined {}),
    }
}

/// Whether one line of input says yes; anything else, and the end of the input, says no. Full-width letters, as Chinese input
/// methods write them, are letters.
fn is_yes(mut input: impl BufRead) -> std::io::Result<bool> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    Ok(matches!(
        line.trim().to_lowercase().as_str(),
        "y" | "yes" | "是" | "ｙ" | "ｙｅｓ"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_is_yes_and_the_end_of_input_is_no() {
        for yes in ["y\n", "YES\n", " yes ", "是\n", "Ｙ\n"] {
            assert!(is_yes(yes.as_bytes()).unwrap(), "{yes:?}");
        }
        for no in ["", "\n", "n\n", "no\n", "yep\n", "否\n", "y y\n"] {
            assert!(!is_yes(no.as_bytes()).unwrap(), "{no:?}");
        }
    }
}
