//! What an import says: for people a table of what is clear and one of what is not, for programs the same as JSON.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use terms::LoanId;

use super::kept::Before;
use super::Rule;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::session::Lines;
use iou_base::text::Text;
use iou_import::{Candidate, Findings, Row, Source, Statement, Why, WhySkipped, Wish};
use iou_view::table::{pairs, table};

/// What became of a match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// Nothing was done.
    #[default]
    Listed,
    /// Its step was taken, or handed over.
    Done,
    /// Somebody said no.
    Declined,
    /// Nothing may be decided for the seat now: it is claimed, or another key has taken it within thirty days.
    SeatHeld,
}

/// An import, for programs.
#[derive(Debug, Default, Serialize)]
pub(super) struct Imported {
    file: String,
    source: &'static str,
    /// Payments in the statement.
    rows: usize,
    /// What is no payment that counts, by why.
    skipped: BTreeMap<&'static str, usize>,
    /// What a lender's import may confirm.
    import_confirms: &'static str,
    pub(super) matches: Vec<Matched>,
    pub(super) doubtful: Vec<Doubtful>,
    used: Vec<Used>,
    /// Rows kept on this machine that cannot be opened: path and reason of each.
    pub(super) unreadable: Vec<serde_json::Value>,
    /// What each step that was taken would have said by itself.
    pub(super) done: Vec<serde_json::Value>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Matched {
    row: RowView,
    #[serde(flatten)]
    good_for: CandidateView,
    pub(super) state: State,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Doubtful {
    row: RowView,
    why: &'static str,
    candidates: Vec<CandidateView>,
    pub(super) state: State,
}

#[derive(Debug, Default, Serialize)]
struct Used {
    row: RowView,
    loan: LoanId,
    receipt: String,
    on_record: bool,
}

#[derive(Debug, Default, Clone, Serialize)]
struct CandidateView {
    loan: LoanId,
    /// The command that it is good for.
    step: &'static str,
    /// Number of the report that it confirms.
    report: Option<u32>,
    by: &'static str,
}

#[derive(Debug, Default, Clone, Serialize)]
struct RowView {
    /// Its place in the file, from 1.
    place: usize,
    day: String,
    direction: &'static str,
    amount: String,
    currency: String,
    counterparty: String,
    memo: String,
}

impl RowView {
    fn of(row: &Row) -> RowView {
        RowView {
            place: row.place,
            day: row.at.day.to_string(),
            direction: row.direction.name(),
            amount: row.amount.to_string(),
            currency: row.currency.clone(),
            counterparty: row.counterparty.clone(),
            memo: row.memo.clone(),
        }
    }

    fn cells(&self, text: &Text) -> Vec<String> {
        vec![
            self.place.to_string(),
            self.day.clone(),
            text.lookup(&format!("direction-{}", self.direction), &[]),
            format!("{} {}", self.amount, self.currency),
            self.counterparty.clone(),
        ]
    }
}

impl CandidateView {
    fn of(candidate: &Candidate) -> CandidateView {
        let (step, report) = match candidate.wish {
            Wish::Report => ("report", None),
            Wish::Confirm(report) => ("confirm", Some(report)),
            Wish::Deliver => ("deliver", None),
            Wish::Acknowledge(delivery) => ("received", delivery),
            Wish::Recorded => ("", None),
        };
        CandidateView {
            loan: candidate.loan,
            step,
            report,
            by: candidate.basis.name(),
        }
    }

    /// As it would be typed.
    fn command(&self) -> String {
        let report = self.report.map(|report| format!(" {report}")).unwrap_or_default();
        format!("iou {} {}{report}", self.step, self.loan)
    }
}

impl Imported {
    pub(super) fn new(
        file: &Path,
        statement: &Statement,
        rule: Rule,
        findings: &Findings,
        before: &[Before],
    ) -> Imported {
        let row = |at: usize| RowView::of(&statement.rows[at]);
        let mut skipped = BTreeMap::new();
        for one in &statement.skipped {
            *skipped.entry(one.why.name()).or_default() += 1;
        }
        Imported {
            file: file.display().to_string(),
            source: statement.source.name(),
            rows: statement.rows.len(),
            skipped,
            import_confirms: rule.name(),
            matches: findings
                .sure
                .iter()
                .map(|found| Matched {
                    row: row(found.row),
                    good_for: CandidateView::of(&found.candidate),
                    state: State::Listed,
                })
                .collect(),
            doubtful: findings
                .doubtful
                .iter()
                .map(|doubt| Doubtful {
                    row: row(doubt.row),
                    why: doubt.why.name(),
                    candidates: doubt.candidates.iter().map(CandidateView::of).collect(),
                    state: State::Listed,
                })
                .collect(),
            used: before
                .iter()
                .map(|one| Used {
                    row: row(one.row),
                    loan: one.loan,
                    receipt: hex::encode(one.digest),
                    on_record: one.is_on_record,
                })
                .collect(),
            unreadable: Vec::new(),
            done: Vec::new(),
        }
    }

    /// Says it; with the failure that ended it, where one did.
    pub(super) fn tell(&self, ctx: &Context, failure: Option<&Error>) -> Result<()> {
        ctx.printer.verdict(self, failure, |text| self.in_words(text))
    }

    fn in_words(&self, text: &Text) -> String {
        let heading = [
            (
                "source",
                text.lookup(&format!("statement-source-{}", self.source), &[])
                    .into(),
            ),
            ("rows", self.rows.to_string().into()),
        ];
        let mut parts = vec![text.tr_with("import-read", &heading)];
        let skipped = WhySkipped::ALL.into_iter().filter_map(|why| {
            let count = self.skipped.get(why.name())?;
            Some((
                text.lookup(&format!("skipped-{}", dashed(why.name())), &[]),
                count.to_string(),
            ))
        });
        let skipped: Vec<_> = skipped.collect();
        if !skipped.is_empty() {
            parts.push(format!("{}\n{}", text.tr("import-skipped"), pairs(skipped)));
        }
        for used in &self.used {
            let args = [
                ("row", used.row.place.to_string().into()),
                ("loan", used.loan.to_string().into()),
                ("record", if used.on_record { "yes" } else { "no" }.into()),
            ];
            parts.push(text.tr_with("import-used", &args));
        }
        parts.push(self.matches_in_words(text));
        if !self.doubtful.is_empty() {
            parts.push(format!(
                "{}\n{}",
                text.tr("import-doubtful"),
                self.doubts_in_words(text)
            ));
        }
        parts.push(text.lookup(&format!("statement-strength-{}", self.source), &[]));
        parts.join("\n\n")
    }

    fn matches_in_words(&self, text: &Text) -> String {
        if self.matches.is_empty() {
            return text.tr("import-none");
        }
        let rows = self.matches.iter().map(|found| {
            let mut cells = found.row.cells(text);
            cells.push(found.good_for.loan.to_string());
            cells.push(found.good_for.command());
            cells.push(by(text, found.good_for.by));
            cells
        });
        let mut shown = format!(
            "{}\n{}",
            text.tr("import-matches"),
            table(&headings(text, "label-fits-by"), rows)
        );
        let (held, free): (Vec<_>, Vec<_>) = self
            .matches
            .iter()
            .partition(|found| found.state == State::SeatHeld);
        for found in held {
            let said = seat_held(text, found.row.place, found.good_for.loan);
            shown = format!("{shown}\n\n{said}");
        }
        let waits = free.iter().any(|found| found.good_for.step == "confirm");
        if waits && self.import_confirms == Rule::Off.name() {
            shown = format!("{shown}\n\n{}", text.tr("import-rule-off"));
        }
        shown
    }

    fn doubts_in_words(&self, text: &Text) -> String {
        let rows = self.doubtful.iter().map(|doubt| {
            let mut cells = doubt.row.cells(text);
            let all = |each: fn(&CandidateView) -> String| {
                doubt.candidates.iter().map(each).collect::<Vec<_>>().join(", ")
            };
            cells.push(all(|one| one.loan.to_string()));
            cells.push(all(CandidateView::command));
            cells.push(text.lookup(&format!("import-doubt-{}", dashed(doubt.why)), &[]));
            cells
        });
        table(&headings(text, "label-doubt"), rows)
    }
}

/// A name for programs as it stands in ids of messages.
fn dashed(name: &str) -> String {
    name.replace('_', "-")
}

fn headings(text: &Text, last: &str) -> [String; 8] {
    [
        "label-row",
        "label-day",
        "label-direction",
        "label-amount",
        "label-counterparty",
        "label-loan",
        "label-good-for",
        last,
    ]
    .map(|id| text.lookup(id, &[]))
}

fn by(text: &Text, name: &str) -> String {
    text.lookup(&format!("fits-by-{}", dashed(name)), &[])
}

/// A reason in words.
pub(super) fn why(text: &Text, why: Why) -> String {
    text.lookup(&format!("import-doubt-{}", dashed(why.name())), &[])
}

/// Why nothing is done about the row at that place of the file.
pub(super) fn seat_held(text: &Text, place: usize, loan: LoanId) -> String {
    let args = [
        ("row", place.to_string().into()),
        ("loan", loan.to_string().into()),
    ];
    text.tr_with("import-seat-held", &args)
}

/// A source in words.
pub(super) fn source(text: &Text, source: Source) -> String {
    text.lookup(&format!("statement-source-{}", source.name()), &[])
}

/// Label and value of what a row says.
pub(super) fn row_lines(text: &Text, row: &Row) -> Lines {
    let view = RowView::of(row);
    let mut lines = vec![
        (text.tr("label-row"), view.place.to_string()),
        (text.tr("label-day"), view.day),
        (
            text.tr("label-direction"),
            text.lookup(&format!("direction-{}", view.direction), &[]),
        ),
        (
            text.tr("label-amount"),
            format!("{} {}", view.amount, view.currency),
        ),
        (text.tr("label-counterparty"), view.counterparty),
    ];
    if !view.memo.is_empty() {
        lines.push((text.tr("import-label-memo"), view.memo));
    }
    lines
}

shapes! {
    "import": Imported { skipped: BTreeMap::from([("refund", 1)]), matches: vec![Matched::default()], doubtful: vec![Doubtful { candidates: vec![CandidateView::default()], ..Doubtful::default() }], used: vec![Used::default()], ..Imported::default() } => "{done: [], doubtful: [{candidates: [{by: text, loan: number, report: null, step: text}], row: {amount: text, counterparty: text, currency: text, day: text, direction: text, memo: text, place: number}, state: text, why: text}], file: text, import_confirms: text, matches: [{by: text, loan: number, report: null, row: {amount: text, counterparty: text, currency: text, day: text, direction: text, memo: text, place: number}, state: text, step: text}], rows: number, skipped: {refund: number}, source: text, unreadable: [], used: [{loan: number, on_record: bool, receipt: text, row: {amount: text, counterparty: text, currency: text, day: text, direction: text, memo: text, place: number}}]}";
}

#[cfg(test)]
mod tests {
    use super::*;
    use iou_base::text::Lang;
    use iou_import::Basis;

    #[test]
    fn a_match_whose_seat_is_held_is_listed_with_its_reason_and_no_rule_is_named_for_it() {
        let confirm = |loan, state| Matched {
            row: RowView {
                place: 4,
                direction: "in",
                ..RowView::default()
            },
            good_for: CandidateView {
                loan,
                step: "confirm",
                report: Some(0),
                by: Basis::Name.name(),
            },
            state,
        };
        let mut told = Imported {
            import_confirms: Rule::Off.name(),
            matches: vec![confirm(7, State::SeatHeld)],
            ..Imported::default()
        };
        let json = serde_json::to_value(&told).unwrap();
        assert_eq!(json["matches"][0]["state"], "seat_held");
        for lang in [Lang::En, Lang::Zh] {
            let text = Text::new(lang);
            let said = told.matches_in_words(&text);
            let why = seat_held(&text, 4, 7);
            assert!(said.contains(&why) && why.contains("iou seat show 7"), "{said}");
            assert!(!said.contains("import_confirms"), "{said}");
        }
        told.matches.push(confirm(8, State::Listed));
        let said = told.matches_in_words(Text::english());
        assert!(said.contains("import_confirms"), "{said}");
    }

    #[test]
    fn every_source_reason_and_basis_has_a_word() {
        let names = |prefix: &str, all: &[&str]| {
            all.iter()
                .map(|name| format!("{prefix}-{}", dashed(name)))
                .collect::<Vec<_>>()
        };
        let whys = [
            Why::Several,
            Why::Twice,
            Why::Returned,
            Why::Recorded,
            Why::ForeignCode,
            Why::Codes,
            Why::OtherAmount,
            Why::Parts,
        ];
        let ids = [
            names("statement-source", &Source::ALL.map(Source::name)),
            names("statement-strength", &Source::ALL.map(Source::name)),
            names("skipped", &WhySkipped::ALL.map(WhySkipped::name)),
            names("import-doubt", &whys.map(Why::name)),
            names(
                "fits-by",
                &[Basis::Weak, Basis::Name, Basis::Code].map(Basis::name),
            ),
            names("direction", &["in", "out"]),
        ];
        for id in ids.concat() {
            assert!(Text::english().has(&id), "{id}");
        }
    }
}
