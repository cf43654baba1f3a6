//! Where output goes: data on standard output (text, or one JSON envelope a line), everything else on standard error.
//! The envelope is `{"schema_version":1,"success":true,"data":…}` or `{…,"success":false,"error":{code,message,
//! details}}`. A reader that goes away is not a failure. Progress shows only on a terminal, and never with JSON.

use std::io::Write;
use std::time::Duration;

use comfy_table::{presets, Cell, ContentArrangement, Table};
use indicatif::{ProgressBar, ProgressStyle};
use owo_colors::OwoColorize;
use serde::Serialize;
use serde_json::json;

use crate::error::{Class, Error, Result};
use crate::text::Text;

/// Version of the JSON envelope and of everything in it; grows when something is removed or changes its meaning.
pub const SCHEMA_VERSION: u32 = 1;

/// How much is said on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Errors only (`-q`).
    Quiet,
    /// Notes, warnings and progress.
    Normal,
    /// Logs as well (`-v`), without progress bars that they would tear.
    Verbose,
}

/// Writes results and remarks.
#[derive(Clone)]
pub struct Printer {
    json: bool,
    level: Level,
    text: Text,
}

impl Printer {
    /// A printer for one run of the program.
    pub fn new(text: Text, json: bool, level: Level) -> Printer {
        Printer { json, level, text }
    }

    /// The messages that go with this printer.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Whether output is for programs.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// The result of a command: `data` for programs, `human` for people (called only when needed).
    ///
    /// Errors: [`Error::OutputClosed`] when the reader has gone, which ends the program quietly.
    pub fn data<T: Serialize>(&self, data: &T, human: impl FnOnce(&Text) -> String) -> Result<()> {
        if self.json {
            stdout_line(&json!({"schema_version": SCHEMA_VERSION, "success": true, "data": data}).to_string())
        } else {
            stdout_line(human(&self.text).trim_end())
        }
    }

    /// The result of a command that judges: what it found, and the failure that this is, if it is one. For programs both
    /// are one envelope; for people the failure follows on standard error like any other.
    pub fn verdict<T: Serialize>(
        &self,
        data: &T,
        failure: Option<&Error>,
        human: impl FnOnce(&Text) -> String,
    ) -> Result<()> {
        let Some(error) = failure.filter(|_| self.json) else {
            return self.data(data, human);
        };
        let error = self.error_body(error);
        let envelope =
            json!({"schema_version": SCHEMA_VERSION, "success": false, "data": data, "error": error});
        stdout_line(&envelope.to_string())
    }

    fn error_body(&self, error: &Error) -> serde_json::Value {
        json!({"code": error.code(), "message": error.message(&self.text), "details": error.details()})
    }

    /// One object of a stream (`iou watch --json`): a bare JSON object a line, or one line of text.
    pub fn stream<T: Serialize>(&self, item: &T, human: impl FnOnce(&Text) -> String) -> Result<()> {
        if self.json {
            stdout_line(&serde_json::to_string(item).expect("our own types have string keys"))
        } else {
            stdout_line(&human(&self.text))
        }
    }

    /// A remark on standard error.
    pub fn note(&self, message: &str) {
        if self.level >= Level::Normal {
            stderr_line(message);
        }
    }

    /// A warning on standard error; said even with `-q`.
    pub fn warn(&self, message: &str) {
        stderr_line(&format!(
            "{} {message}",
            self.text.tr("label-warning").yellow().bold()
        ));
    }

    /// Ends a run that failed: the envelope for programs, message and advice for people.
    pub fn failure(&self, error: &Error) {
        // With JSON, a verdict has been told in one envelope with what was found.
        let told = self.json && matches!(error, Error::Unhealthy { .. } | Error::EvidenceFalse { .. });
        if told || error.class() == Class::Closed {
            return;
        }
        let message = error.message(&self.text);
        if self.json {
            let body = self.error_body(error);
            let envelope = json!({"schema_version": SCHEMA_VERSION, "success": false, "error": body});
            // A reader that has gone cannot be told anything.
            let _ = stdout_line(&envelope.to_string());
            return;
        }
        stderr_line(&format!("{} {message}", self.text.tr("label-error").red().bold()));
        let advice = error.advice(&self.text);
        if !advice.is_empty() {
            stderr_line(&format!("{} {advice}", self.text.tr("label-advice").cyan()));
        }
    }

    /// A spinner on standard error while something takes its time; gone when dropped.
    pub fn progress(&self, message: String) -> Progress {
        use std::io::IsTerminal;
        let shown = !self.json && self.level == Level::Normal && std::io::stderr().is_terminal();
        let bar = if shown {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(message);
        bar.enable_steady_tick(Duration::from_millis(120));
        Progress {
            bar,
            quiet: self.level == Level::Quiet,
        }
    }
}

/// A progress spinner.
pub struct Progress {
    bar: ProgressBar,
    quiet: bool,
}

impl Progress {
    /// Says what is being waited for now.
    pub fn say(&self, message: String) {
        self.bar.set_message(message);
    }

    /// A remark on standard error that does not tear the spinner.
    pub fn note(&self, message: &str) {
        if !self.quiet {
            self.bar.suspend(|| stderr_line(message));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A table with a heading.
pub fn table(heading: &[String], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = bare_table();
    table.set_header(heading.iter().map(Cell::new));
    rows.into_iter().for_each(|row| {
        table.add_row(row);
    });
    table.to_string()
}

/// Label and value, one pair a line, aligned.
pub fn pairs(lines: impl IntoIterator<Item = (String, String)>) -> String {
    let mut table = bare_table();
    lines.into_iter().for_each(|(label, value)| {
        table.add_row([label, value]);
    });
    table.to_string()
}

fn bare_table() -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    table
}

fn stdout_line(line: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(|e| match e.kind() {
            std::io::ErrorKind::BrokenPipe => Error::OutputClosed {},
            _ => Error::io("stdout")(e),
        })
}

pub(crate) fn stderr_line(line: &str) {
    // Nobody is left to hear that standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_aligned_by_display_width_also_in_chinese() {
        let shown = pairs([("出借人".into(), "li".into()), ("fee".into(), "1".into())]);
        let column = |line: &str, value: char| {
            let before = &line[..line.find(value).unwrap()];
            before
                .chars()
                .map(|c| if c.is_ascii() { 1 } else { 2 })
                .sum::<usize>()
        };
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(column(lines[0], 'l'), column(lines[1], '1'), "{shown}");
    }
}
