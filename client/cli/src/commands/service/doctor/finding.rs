//! What a check has found: a state, and words by their ids in the message files (`doctor-ID` says how it is,
//! `doctor-ID-do` what to do about it), or an error of the library, which has its own words for both.

use serde::Serialize;

use crate::error::Error;
use iou_base::text::Text;
use iou_view::table::pairs;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// As it should be.
    Ok,
    /// It works, and wants attention.
    Warn,
    /// It does not work.
    Fail,
}

impl State {
    /// For programs.
    pub(super) fn name(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Warn => "warn",
            State::Fail => "fail",
        }
    }

    /// For people.
    pub(super) fn mark(self) -> &'static str {
        match self {
            State::Ok => "✓",
            State::Warn => "!",
            State::Fail => "✗",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Words {
    Ours {
        id: &'static str,
        args: Vec<(&'static str, String)>,
    },
    Error(Error),
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// What was looked at, by its stable name; `doctor-check-NAME` is its label.
    pub(super) check: &'static str,
    /// How bad it is.
    pub(super) state: State,
    words: Words,
}

impl Finding {
    fn new<const N: usize>(
        check: &'static str,
        state: State,
        id: &'static str,
        args: [(&'static str, String); N],
    ) -> Finding {
        let words = Words::Ours {
            id,
            args: args.into(),
        };
        Finding { check, state, words }
    }

    /// All is well.
    pub(super) fn ok<const N: usize>(
        check: &'static str,
        id: &'static str,
        args: [(&'static str, String); N],
    ) -> Finding {
        Finding::new(check, State::Ok, id, args)
    }

    /// Somebody should look at it.
    pub(super) fn warn<const N: usize>(
        check: &'static str,
        id: &'static str,
        args: [(&'static str, String); N],
    ) -> Finding {
        Finding::new(check, State::Warn, id, args)
    }

    /// It does not work.
    pub(super) fn fail<const N: usize>(
        check: &'static str,
        id: &'static str,
        args: [(&'static str, String); N],
    ) -> Finding {
        Finding::new(check, State::Fail, id, args)
    }

    /// It does not work, and the library has said why.
    pub(super) fn error(check: &'static str, error: Error) -> Finding {
        Finding {
            check,
            state: State::Fail,
            words: Words::Error(error),
        }
    }

    /// What was found, for programs: stable, snake_case.
    pub(super) fn code(&self) -> String {
        match &self.words {
            Words::Ours { id, .. } => id.replace('-', "_"),
            Words::Error(error) => error.code(),
        }
    }

    /// How it is.
    pub(super) fn detail(&self, text: &Text) -> String {
        match &self.words {
            Words::Ours { id, .. } => self.lookup(text, &format!("doctor-{id}")),
            Words::Error(error) => error.message(text),
        }
    }

    /// What to do; `None` where all is well.
    pub(super) fn advice(&self, text: &Text) -> Option<String> {
        match &self.words {
            _ if self.state == State::Ok => None,
            Words::Ours { id, .. } => Some(self.lookup(text, &format!("doctor-{id}-do"))),
            Words::Error(error) => Some(error.advice(text)),
        }
    }

    /// The finding for programs.
    pub(super) fn view(&self, text: &Text) -> FindingView {
        FindingView {
            check: self.check,
            state: self.state.name(),
            code: self.code(),
            detail: self.detail(text),
            advice: self.advice(text),
        }
    }

    fn lookup(&self, text: &Text, id: &str) -> String {
        let args: Vec<_> = match &self.words {
            Words::Ours { args, .. } => args.iter().map(|(k, v)| (*k, v.as_str().into())).collect(),
            Words::Error(_) => Vec::new(),
        };
        text.lookup(id, &args)
    }
}

/// A finding for programs.
#[derive(Debug, Default, Serialize)]
pub(super) struct FindingView {
    check: &'static str,
    /// `ok`, `warn` or `fail`.
    state: &'static str,
    code: String,
    detail: String,
    /// What to do; null where all is well.
    advice: Option<String>,
}

/// Findings line by line, each with what to do.
pub(super) fn listing(findings: &[Finding], text: &Text) -> String {
    let lines = findings.iter().flat_map(|it| {
        let label = text.lookup(&format!("doctor-check-{}", it.check), &[]);
        let first = (format!("{} {label}", it.state.mark()), it.detail(text));
        let advice = it
            .advice(text)
            .map(|advice| (String::new(), format!("→ {advice}")));
        [Some(first), advice].into_iter().flatten()
    });
    pairs(lines)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use iou_base::text::Lang;

    /// What stands between `after` and the next quote, for every place where a finding is made.
    fn made(source: &str, kind: &str) -> Vec<(String, String)> {
        let call = format!("Finding::{kind}(");
        let calls = source.split(&call).skip(1);
        calls
            .map(|call| {
                let mut literals = call.split('"').skip(1).step_by(2);
                let mut next = || {
                    literals
                        .next()
                        .expect("a finding names check and words")
                        .to_owned()
                };
                (next(), next())
            })
            .collect()
    }

    #[test]
    fn every_finding_has_its_label_its_words_and_where_it_is_not_well_its_advice() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands/service/doctor");
        let mut found = 0;
        for file in std::fs::read_dir(dir).unwrap() {
            let path = file.unwrap().path();
            if path.ends_with("finding.rs") {
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for (kind, advised) in [("ok", false), ("warn", true), ("fail", true)] {
                for (check, id) in made(&source, kind) {
                    found += 1;
                    for text in [Lang::En, Lang::Zh].map(Text::new) {
                        assert!(text.has(&format!("doctor-check-{check}")), "{check}");
                        assert!(text.has(&format!("doctor-{id}")), "{id}");
                        assert!(!advised || text.has(&format!("doctor-{id}-do")), "{id}");
                    }
                }
            }
        }
        assert!(found > 25, "the search found {found} only");
    }
}
