//! The agreement's text as a letter: the very lines of the text, in order, with headings, and the instalments as a table.

use iou_base::money::Unit;
use iou_base::text::Lang;
use iou_evidence::agreement::{self, Details, Form};
use iou_evidence::draft;
use terms::Terms;

use super::words::plain;

/// A part of the letter.
pub(super) enum Block {
    /// The heading of a section.
    Heading(String),
    /// A sentence.
    Line(String),
    /// The instalments; the sums of all are the last row.
    Table(Vec<Row>),
    /// Lines that are pointed out by themselves.
    Apart(Vec<String>),
}

/// A row of the instalments.
pub(super) struct Row {
    pub(super) number: String,
    pub(super) due: String,
    pub(super) total: String,
    pub(super) principal: String,
    pub(super) interest: String,
}

/// The letter.
pub(super) struct Letter {
    pub(super) title: String,
    pub(super) blocks: Vec<Block>,
}

/// The letter that `terms` come to. Of a draft, what only the signatures bring (accounts, digests) is left open.
pub(super) fn of(terms: &Terms, unit: &Unit, lang: Lang, open: Option<&str>) -> Letter {
    let text = match open {
        Some(open) => draft::text(terms, Form::default(), &Details::new(), lang, open),
        None => agreement::render_with(terms, &Details::new(), lang),
    };
    let mut lines: Vec<String> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(str::to_owned)
        .collect();
    // Reference and digest are those of a draft, which nobody signs.
    if open.is_some() && lines.len() > 3 {
        drop(lines.drain(1..3));
    }
    let title = lines.first().cloned().unwrap_or_default();
    let table = table_at(&lines, terms);
    let apart = agreement::apart(Form::default(), lang);
    let mut blocks = Vec::new();
    let mut at = 1;
    while let Some(line) = lines.get(at) {
        if Some(at) == table {
            blocks.push(Block::Table(rows(terms, unit)));
            // The row of the sums is in the table too.
            at += terms.schedule.len() + 1;
        } else if apart.first() == Some(line) && !apart.is_empty() {
            blocks.push(Block::Heading(line.clone()));
            blocks.push(Block::Apart(
                lines[at + 1..].iter().take(apart.len() - 1).cloned().collect(),
            ));
            at += apart.len();
        } else {
            blocks.push(match is_heading(line) {
                true => Block::Heading(line.clone()),
                false => Block::Line(line.clone()),
            });
            at += 1;
        }
    }
    Letter { title, blocks }
}

/// `三、利息`, `3. Interest`.
fn is_heading(line: &str) -> bool {
    let numbered = line.split_once('、').is_some_and(|(number, _)| {
        !number.is_empty() && number.chars().all(|sign| "一二三四五六七八九十".contains(sign))
    });
    let dotted = line.split_once(". ").is_some_and(|(number, rest)| {
        number.len() == 1 && number.as_bytes()[0].is_ascii_digit() && rest.len() < 80
    });
    numbered || dotted
}

/// Where the lines of the instalments begin.
fn table_at(lines: &[String], terms: &Terms) -> Option<usize> {
    let count = terms.schedule.len();
    let fits = |at: &usize| {
        let mut pairs = lines.iter().skip(*at).zip(&terms.schedule);
        lines.len() > at + count && pairs.all(|(line, row)| has_day(line, row.due))
    };
    (0..lines.len()).rev().find(fits).filter(|_| count > 0)
}

/// Whether a line names a day, in the words of either language.
fn has_day(line: &str, day: terms::Day) -> bool {
    let (year, month, number) = day.civil();
    line.contains(&day.to_string()) || line.contains(&format!("{year}年{month}月{number}日"))
}

fn rows(terms: &Terms, unit: &Unit) -> Vec<Row> {
    let row = |(n, row): (usize, &terms::Instalment)| Row {
        number: (n + 1).to_string(),
        due: row.due.to_string(),
        total: plain(unit, row.total().unwrap_or(terms::Amount::MAX)),
        principal: plain(unit, row.principal),
        interest: plain(unit, row.interest),
    };
    let mut rows: Vec<Row> = terms.schedule.iter().enumerate().map(row).collect();
    let all = |part: fn(&terms::Instalment) -> terms::Amount| {
        let parts = terms.schedule.iter().map(part);
        parts.fold(terms::Amount::ZERO, terms::Amount::saturating_plus)
    };
    let (principal, interest) = (all(|row| row.principal), all(|row| row.interest));
    rows.push(Row {
        number: String::new(),
        due: String::new(),
        total: plain(unit, principal.saturating_plus(interest)),
        principal: plain(unit, principal),
        interest: plain(unit, interest),
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use terms::{AccountId, Day};

    fn sample() -> Terms {
        terms::sample::monthly(AccountId([1; 32]), AccountId([2; 32]), Day(20_792), 6)
    }

    #[test]
    fn the_letter_has_every_line_of_the_text_and_the_instalments_as_a_table() {
        let terms = sample();
        let unit = Unit::of(
            terms.settlement,
            &Unit {
                name: "UNIT".into(),
                decimals: 0,
            },
        );
        for lang in [Lang::Zh, Lang::En] {
            let letter = of(&terms, &unit, lang, None);
            let text = agreement::render(&terms, lang);
            let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
            let mut counted = 1;
            let (mut tables, mut headings) = (0, 0);
            for block in &letter.blocks {
                counted += match block {
                    Block::Heading(_) => {
                        headings += 1;
                        1
                    }
                    Block::Line(line) => {
                        assert!(!is_heading(line), "{line}");
                        1
                    }
                    Block::Table(rows) => {
                        tables += 1;
                        rows.len()
                    }
                    Block::Apart(lines) => lines.len(),
                };
            }
            assert_eq!(counted, lines, "{text}");
            assert_eq!(tables, 1, "{text}");
            assert_eq!(headings, 8, "{text}");
        }
    }

    #[test]
    fn of_a_draft_the_accounts_are_left_open() {
        let terms = sample();
        let unit = Unit {
            name: "CNY".into(),
            decimals: 2,
        };
        let terms = Terms {
            lender: draft::somebody(),
            borrower: draft::nobody(),
            ..terms
        };
        let letter = of(&terms, &unit, Lang::Zh, Some("（签署时填写）"));
        let has = |text: &str| {
            letter
                .blocks
                .iter()
                .any(|block| matches!(block, Block::Line(line) if line.contains(text)))
        };
        assert!(has("（签署时填写）"));
        assert!(!has(&iou_view::address(terms.lender)));
        assert!(!has("SHA-256）："));
    }
}
