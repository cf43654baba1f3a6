//! Where output goes: data on standard output (text, or one JSON envelope a line), everything else on standard error.
//! The envelope is `{"schema_version":1,"success":true,"data":…}` or `{…,"success":false,"error":{code,message,
//! details}}`; a run has one of them, whatever happens. A reader that goes away is not a failure. Progress shows only on a
//! terminal, and never with JSON. Whatever text of others is in a line (a node's, a file's, the chain's), signs that cannot
//! be seen leave here written out: no terminal is moved, turned or coloured by anybody but this program.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use owo_colors::OwoColorize;
use serde::Serialize;

use crate::error::{Class, Error, Result};
use iou_base::signs::is_unseen;
use iou_base::text::Text;
use iou_view::table::guarded;

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
    told: Arc<Told>,
}

/// What a run has written to standard output.
#[derive(Default)]
struct Told {
    /// Its one envelope.
    envelope: AtomicBool,
    /// Something else: a stream of objects, or a file in its own format.
    raw: AtomicBool,
    /// Results for programs that are kept for one envelope, while they are.
    held: Mutex<Option<Vec<serde_json::Value>>>,
}

/// The envelope of a run that succeeded.
#[derive(Serialize)]
struct Success<'a, T> {
    schema_version: u32,
    success: bool,
    data: &'a T,
}

/// The envelope of a run that failed.
#[derive(Serialize)]
struct Failure {
    schema_version: u32,
    success: bool,
    error: ErrorView,
}

/// The envelope of a run that judged, and against what it looked at.
#[derive(Serialize)]
struct Verdict<'a, T> {
    schema_version: u32,
    success: bool,
    data: &'a T,
    error: ErrorView,
}

/// A failure for programs.
#[derive(Serialize)]
struct ErrorView {
    /// One of `error/codes.txt`.
    code: String,
    message: String,
    /// The error's own parameters by name.
    details: iou_base::error::Details,
}

fn text_of(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("our own types have string keys")
}

impl Printer {
    /// A printer for one run of the program.
    pub fn new(text: Text, json: bool, level: Level) -> Printer {
        let told = Arc::default();
        Printer {
            json,
            level,
            text,
            told,
        }
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
    /// Errors: [`iou_files::Error::OutputClosed`] when the reader has gone, which ends the program quietly.
    pub fn data<T: Serialize>(&self, data: &T, human: impl FnOnce(&Text) -> String) -> Result<()> {
        if self.json {
            let mut held = self.told.held.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(held) = held.as_mut() {
                held.push(serde_json::to_value(data).unwrap_or_default());
                return Ok(());
            }
            drop(held);
            self.envelope(&Success {
                schema_version: SCHEMA_VERSION,
                success: true,
                data,
            })
        } else {
            stdout_line(human(&self.text).trim_end())
        }
    }

    /// Keeps results for programs from now on until [`Printer::release`]: a command that takes several steps has one envelope.
    pub fn hold(&self) {
        let mut held = self.told.held.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some(Vec::new());
    }

    /// What was kept.
    pub fn release(&self) -> Vec<serde_json::Value> {
        let mut held = self.told.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.take().unwrap_or_default()
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
        self.envelope(&Verdict {
            schema_version: SCHEMA_VERSION,
            success: false,
            data,
            error: self.error_body(error),
        })
    }

    /// The envelope; a run has one, whatever happens after it was written.
    fn envelope(&self, envelope: &impl Serialize) -> Result<()> {
        match self.told.envelope.swap(true, Ordering::Relaxed) {
            true => Ok(()),
            false => stdout_json(&text_of(envelope)),
        }
    }

    /// Something else than an envelope goes to standard output: a stream of objects, or a file in its own format. Only a
    /// failure ends it with an envelope.
    pub fn raw(&self) {
        self.told.raw.store(true, Ordering::Relaxed);
    }

    /// Ends a run that succeeded: with JSON, a command that has nothing to tell says at least so.
    pub fn done(&self) {
        if self.json && !self.told.raw.load(Ordering::Relaxed) {
            // A reader that has gone cannot be told anything.
            let _ = self.data(&(), |_| String::new());
        }
    }

    fn error_body(&self, error: &Error) -> ErrorView {
        ErrorView {
            code: error.code(),
            message: error.message(&self.text),
            details: error.details(),
        }
    }

    /// One object of a stream (`iou watch --json`): a bare JSON object a line, or one line of text.
    pub fn stream<T: Serialize>(&self, item: &T, human: impl FnOnce(&Text) -> String) -> Result<()> {
        if self.json {
            self.raw();
            stdout_json(&text_of(item))
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
        if error.class() == Class::Closed {
            return;
        }
        if self.json {
            let envelope = Failure {
                schema_version: SCHEMA_VERSION,
                success: false,
                error: self.error_body(error),
            };
            // A verdict has been told in one envelope with what was found; a reader that has gone cannot be told anything.
            let _ = self.envelope(&envelope);
            return;
        }
        let message = error.message(&self.text);
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

/// JSON that says the same with every unseen sign as `\uXXXX`: in JSON they stand in strings alone.
fn guarded_json(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for sign in json.chars() {
        match is_unseen(sign) {
            true => {
                let mut units = [0; 2];
                for unit in sign.encode_utf16(&mut units) {
                    shown.push_str(&format!("\\u{unit:04x}"));
                }
            }
            false => shown.push(sign),
        }
    }
    shown
}

fn stdout_line(lines: &str) -> Result<()> {
    stdout_raw(&guarded(lines))
}

fn stdout_json(json: &str) -> Result<()> {
    stdout_raw(&guarded_json(json))
}

fn stdout_raw(line: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let written = writeln!(out, "{line}").and_then(|()| out.flush());
    written.map_err(gone)
}

fn gone(e: std::io::Error) -> Error {
    match e.kind() {
        std::io::ErrorKind::BrokenPipe => iou_files::Error::OutputClosed {}.into(),
        _ => Error::io("stdout")(e),
    }
}

pub(crate) fn stderr_line(lines: &str) {
    // Nobody is left to hear that standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "{}", guarded(lines));
}

/// Standard error for the log, whose events quote what nodes and gateways say.
pub(crate) struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let shown = guarded(&String::from_utf8_lossy(bytes));
        std::io::stderr().lock().write_all(shown.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_the_same_with_unseen_signs_written_out() {
        let value = serde_json::json!({"name": "张\u{200b}三 \u{e0041}\u{7f}\u{9b}\u{202e}\n\"\\ é"});
        let shown = guarded_json(&value.to_string());
        assert!(shown.chars().all(|sign| !is_unseen(sign)), "{shown}");
        assert!(shown.contains("é") && shown.contains("\\udb40\\udc41"), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}
