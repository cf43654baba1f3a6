//! The parts of docs/ that follow from the code: the table of errors, the events with their types, and a sample. Each is
//! written between two marker comments of a page whose other text is written by hand. `deploy docs` writes them,
//! `deploy docs --check` (and a test) fails where a page differs from the code.
//! Sources: `terms::Error`, the contract's metadata, the client's message files.

mod events;
mod sample;

use crate::{contract, paths};
use anyhow::{bail, ensure, Context, Result};
use std::{fmt::Write, fs, path::Path};

/// A generated section: the page it stands in, its name in the markers, and what makes it.
type Section = (&'static str, &'static str, fn(&Path) -> Result<String>);

const SECTIONS: [Section; 4] = [
    ("docs/errors.md", "errors", errors),
    ("docs/events.md", "events", |_| events::events(&contract::abi()?)),
    ("docs/events.md", "types", |_| events::types(&contract::abi()?)),
    ("docs/events.md", "sample", |_| sample::sample()),
];

/// Writes every generated section; gives the pages that changed.
///
/// Errors: a page or its markers are missing, or a page cannot be written.
pub fn write() -> Result<Vec<&'static str>> {
    let mut changed = Vec::new();
    for (page, text) in pages()? {
        let path = paths::workspace_root()?.join(page);
        if fs::read_to_string(&path)? != text {
            fs::write(&path, text).with_context(|| format!("cannot write {page}"))?;
            changed.push(page);
        }
    }
    Ok(changed)
}

/// Compares every generated section with the code.
///
/// Errors: a page differs; the message names it, its first differing line and what to run.
pub fn check() -> Result<()> {
    for (page, text) in pages()? {
        let found = fs::read_to_string(paths::workspace_root()?.join(page))?;
        if found == text {
            continue;
        }
        let same = found
            .lines()
            .zip(text.lines())
            .take_while(|(a, b)| a == b)
            .count();
        bail!(
            "{page}:{} is not what the code gives: run `make docs`\n  it says     {}\n  should say  {}",
            same + 1,
            found.lines().nth(same).unwrap_or("(nothing)"),
            text.lines().nth(same).unwrap_or("(nothing)")
        );
    }
    Ok(())
}

/// Every page with its sections as the code gives them.
fn pages() -> Result<Vec<(&'static str, String)>> {
    let root = paths::workspace_root()?;
    let mut pages: Vec<(&str, String)> = Vec::new();
    for (page, name, section) in SECTIONS {
        if pages.last().is_none_or(|(last, _)| *last != page) {
            let text = fs::read_to_string(root.join(page)).with_context(|| format!("{page} is missing"))?;
            pages.push((page, text));
        }
        let content = section(&root)?;
        let (_, text) = pages.last_mut().context("a page was just added")?;
        *text = replaced(text, name, &content).with_context(|| format!("in {page}"))?;
    }
    Ok(pages)
}

/// `text` with `content` between the markers of section `name`.
fn replaced(text: &str, name: &str, content: &str) -> Result<String> {
    let begin = format!("<!-- generated: {name} -->\n");
    let end = format!("<!-- end: {name} -->\n");
    let (before, rest) = text
        .split_once(&begin)
        .with_context(|| format!("no marker {}", begin.trim()))?;
    let (_, after) = rest
        .split_once(&end)
        .with_context(|| format!("no marker {}", end.trim()))?;
    Ok(format!(
        "{before}{begin}\n{}\n\n{end}{after}",
        content.trim_matches('\n')
    ))
}

/// One row for each error: code, article, and what both languages say.
fn errors(root: &Path) -> Result<String> {
    let read = |language: &str| {
        let path = format!("client/i18n/{language}/iou.ftl");
        fs::read_to_string(root.join(&path)).with_context(|| format!("{path} is missing"))
    };
    let (en, zh) = (read("en")?, read("zh-CN")?);
    let mut table =
        "| index | code | article | returned when · 含义 | what to do · 处理办法 |\n|---|---|---|---|---|\n"
            .to_owned();
    for error in terms::Error::ALL {
        let id = kebab(error.code());
        let meaning = error.doc().trim().trim_start_matches("Returned when ");
        writeln!(
            table,
            "| {} | `{}` | {} | {}<br>{} | {}<br>{} |",
            error.index(),
            error.code(),
            error.article().unwrap_or("–"),
            cell(meaning),
            cell(message(&zh, &format!("err-contract-{id}"))?),
            cell(message(&en, &format!("rec-contract-{id}"))?),
            cell(message(&zh, &format!("rec-contract-{id}"))?),
        )?;
    }
    Ok(table)
}

/// The one-line message `id` of a message file.
fn message<'a>(file: &'a str, id: &str) -> Result<&'a str> {
    let begin = format!("{id} = ");
    let line = file.lines().find_map(|line| line.strip_prefix(&begin));
    let line = line.with_context(|| format!("the message {id} is missing"))?;
    ensure!(
        !line.contains('{'),
        "the message {id} has a variable, which a table cannot show"
    );
    Ok(line)
}

/// Text that does not end a table's cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// `NoSuchLoan` as message files write it: `no-such-loan`.
fn kebab(name: &str) -> String {
    let mut id = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !id.is_empty() {
            id.push('-');
        }
        id.push(c.to_ascii_lowercase());
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "above\n<!-- generated: x -->\nold\n<!-- end: x -->\nbelow\n";

    #[test]
    fn a_section_is_replaced_between_its_markers_and_nowhere_else() {
        let new = replaced(PAGE, "x", "new\n").unwrap();
        assert_eq!(
            new,
            "above\n<!-- generated: x -->\n\nnew\n\n<!-- end: x -->\nbelow\n"
        );
        assert_eq!(replaced(&new, "x", "new").unwrap(), new);
    }

    #[test]
    fn a_page_without_the_markers_is_an_error_that_names_them() {
        let error = replaced(PAGE, "y", "new").unwrap_err().to_string();
        assert!(error.contains("generated: y"), "{error}");
    }

    #[test]
    fn the_pages_are_what_the_code_gives() {
        check().unwrap();
    }

    #[test]
    fn every_test_that_a_page_names_exists() {
        let root = paths::workspace_root().unwrap();
        for page in ["docs/states.md", "docs/law.md", "docs/invariants.md"] {
            let text = fs::read_to_string(root.join(page)).unwrap();
            let words = text.split('`').filter_map(|word| word.split_once("::"));
            let named: Vec<_> = words.filter(|named| *named != ("module", "test")).collect();
            assert!(named.len() > 15, "{page}: only {named:?}");
            for (module, test) in named {
                let file = root.join(format!("contracts/terms/tests/rules/{module}.rs"));
                let source =
                    fs::read_to_string(&file).unwrap_or_else(|e| panic!("{page}: {module}::{test}: {e}"));
                let there = source.contains(&format!("fn {test}("));
                assert!(there, "{page}: {module}::{test} does not exist");
            }
        }
    }
}
