//! The parts of docs/ that follow from the code: the steps, the table of errors, the events with their types and a sample, and
//! the verifier's codes. Each
//! is written between two marker comments of a page whose other text is written by hand; the second verifier's copy of the
//! table of steps is a file of its own. `deploy docs` writes them,
//! `deploy docs --check` (and a test) fails where a page differs from the code.
//! Sources: `terms::life::Action::STEPS`, `terms::Error`, the contract's metadata, the client's message files, the verifier's
//! list of codes (which a test of its own holds to its enum).

mod events;
mod sample;
mod steps;

use crate::{contract, paths};
use anyhow::{bail, ensure, Context, Result};
use std::{fmt::Write, fs, path::Path};

/// A generated section: the page it stands in, its name in the markers, and what makes it.
type Section = (&'static str, &'static str, fn(&Path) -> Result<String>);

/// A file that is generated whole: where it is, and what makes it.
type Whole = (&'static str, fn() -> Result<String>);

const FILES: [Whole; 1] = [("e2e-tests/verifier/steps.json", steps::json)];

const SECTIONS: [Section; 6] = [
    ("docs/states.md", "steps", |_| Ok(steps::table())),
    ("docs/errors.md", "errors", errors),
    ("docs/events.md", "events", |_| events::events(&contract::abi()?)),
    ("docs/events.md", "types", |_| events::types(&contract::abi()?)),
    ("docs/events.md", "sample", |_| sample::sample()),
    ("docs/evidence.md", "codes", codes),
];

/// Writes every generated section; gives the pages that changed.
///
/// Errors: a page or its markers are missing, or a page cannot be written.
pub fn write() -> Result<Vec<&'static str>> {
    let mut changed = Vec::new();
    for (page, text) in pages()? {
        let path = paths::workspace_root()?.join(page);
        if fs::read_to_string(&path).unwrap_or_default() != text {
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
        // Where a file is missing, all of it is.
        let found = fs::read_to_string(paths::workspace_root()?.join(page)).unwrap_or_default();
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
    for (file, make) in FILES {
        pages.push((file, make()?));
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

/// The verifier's codes: code, what it is about, what it means.
const CODES: &str = "client/evidence/src/verify/error/codes.txt";

/// One row for each of the verifier's codes.
fn codes(root: &Path) -> Result<String> {
    let listed = fs::read_to_string(root.join(CODES)).with_context(|| format!("{CODES} is missing"))?;
    let mut table = "| code | about | what is wrong |\n|---|---|---|\n".to_owned();
    for line in listed.lines() {
        let mut columns = line.splitn(3, " | ");
        let mut next = || columns.next().with_context(|| format!("{CODES}: {line}"));
        let (code, about, means) = (next()?, next()?.replace(['{', '}'], ""), next()?);
        writeln!(table, "| `{code}` | {} | {} |", cell(&about), cell(means))?;
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
    use std::{collections::BTreeSet, path::PathBuf};

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
    fn the_codes_of_the_second_verifier_are_codes_of_the_first_and_each_is_used() {
        let root = paths::workspace_root().unwrap();
        let listed = fs::read_to_string(root.join(CODES)).unwrap();
        let first: BTreeSet<_> = listed
            .lines()
            .filter_map(|line| line.split(" | ").next())
            .collect();
        let second = fs::read_to_string(root.join("e2e-tests/verifier/verify.mjs")).unwrap();
        let (_, rest) = second.split_once("const CODES = new Set([").unwrap();
        let (own, rest) = rest.split_once("]);").unwrap();
        let own: BTreeSet<_> = own.split('\'').skip(1).step_by(2).collect();
        let beside = ["certificates.mjs", "identities.mjs", "offers.mjs", "seats.mjs"]
            .map(|name| fs::read_to_string(root.join("e2e-tests/verifier").join(name)).unwrap());
        let rest = format!("{rest}{}", beside.concat());
        assert!(own.len() > 30, "{own:?}");
        for code in own {
            assert!(first.contains(code), "{code} is none of the first verifier");
            assert!(rest.contains(&format!("'{code}'")), "{code} is never given");
        }
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

    /// Every file of this project with one of these endings, as a path from the root.
    fn files(dir: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let others =
                ["node_modules", "target", "build"].contains(&name.as_str()) || name.starts_with('.');
            if path.is_dir() && !path.is_symlink() && !others {
                files(&path, endings, found);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }

    /// Whether a word of a page or of a comment is a path from the root of the project.
    fn is_path(word: &str) -> bool {
        let tops = [
            "chain/",
            "client/",
            "contracts/",
            "deploy/",
            "docs/",
            "e2e-tests/",
            "examples/",
            "fuzz/",
        ];
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
        tops.iter().any(|top| word.starts_with(top)) && word.chars().all(plain)
    }

    #[test]
    fn every_path_that_a_page_or_a_comment_names_exists() {
        let root = paths::workspace_root().unwrap();
        let mut found = Vec::new();
        files(&root, &[".md", ".rs"], &mut found);
        let (mut named, mut missing) = (0, Vec::new());
        for file in found {
            let text = fs::read_to_string(&file).unwrap();
            let is_page = file.extension().is_some_and(|kind| kind == "md");
            for line in text.lines() {
                let part = match (is_page, line.split_once("//")) {
                    (true, _) => line,
                    (false, Some((_, comment))) => comment,
                    (false, None) => continue,
                };
                // On a page a path stands in code; in a comment it is any word.
                let words: Vec<&str> = match is_page {
                    true => part.split('`').collect(),
                    false => part
                        .split([' ', '`', '(', ')', '[', ']', ',', ';', ':', '"'])
                        .collect(),
                };
                for word in words.into_iter().map(|word| word.trim_end_matches('.')) {
                    if is_path(word) {
                        named += 1;
                        if !root.join(word).exists() {
                            missing.push(format!("{}: {word}", file.display()));
                        }
                    }
                }
            }
        }
        assert!(named > 100, "{named} paths only");
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn every_link_of_a_page_to_another_leads_somewhere() {
        let root = paths::workspace_root().unwrap();
        let mut pages = Vec::new();
        files(&root, &[".md"], &mut pages);
        let mut seen = 0;
        for page in pages {
            let text = fs::read_to_string(&page).unwrap();
            let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
            let targets = targets.map(|(target, _)| target.split('#').next().unwrap_or_default());
            for target in targets.filter(|target| !target.is_empty() && !target.contains("://")) {
                seen += 1;
                let there = page.with_file_name(target).exists();
                assert!(there, "{}: {target}", page.display());
            }
        }
        assert!(seen > 100, "{seen} links only");
    }

    /// The folder of each crate of both workspaces, and of the fuzzer.
    fn members(root: &Path) -> Vec<String> {
        let of = |manifest: &str, below: &str| -> Vec<String> {
            let text = fs::read_to_string(root.join(manifest)).unwrap();
            let table: toml::Table = text.parse().unwrap();
            let names = table["workspace"]["members"].as_array().unwrap();
            names
                .iter()
                .map(|name| format!("{below}{}", name.as_str().unwrap()))
                .collect()
        };
        let mut all = of("Cargo.toml", "");
        all.extend(of("chain/Cargo.toml", "chain/"));
        all.push("fuzz".to_owned());
        all.sort();
        all
    }

    /// What stands under `dependencies` in a manifest, those of one target included.
    fn dependencies(table: &toml::Table, found: &mut BTreeSet<String>) {
        for (key, value) in table {
            match value.as_table() {
                Some(inner) if key == "dependencies" => found.extend(inner.keys().cloned()),
                Some(inner) => dependencies(inner, found),
                None => {}
            }
        }
    }

    #[test]
    fn the_page_of_the_architecture_has_each_crate_above_what_it_stands_on() {
        let root = paths::workspace_root().unwrap();
        let members = members(&root);
        let page = fs::read_to_string(root.join("docs/architecture.md")).unwrap();
        let manifest = |member: &str| -> toml::Table {
            let text = fs::read_to_string(root.join(member).join("Cargo.toml")).unwrap();
            text.parse().unwrap()
        };
        let name = |member: &str| manifest(member)["package"]["name"].as_str().unwrap().to_owned();
        let ours: BTreeSet<String> = members.iter().map(|member| name(member)).collect();
        let rows = page
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
        let rows: Vec<_> = rows
            .filter(|(member, _)| members.iter().any(|it| it == member))
            .collect();
        for (at, (member, rest)) in rows.iter().enumerate() {
            let (_, last) = rest.rsplit_once(" | ").unwrap();
            let said: BTreeSet<String> = last.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            let mut uses = BTreeSet::new();
            dependencies(&manifest(member), &mut uses);
            let uses: BTreeSet<String> = uses.intersection(&ours).cloned().collect();
            assert_eq!(said, uses, "{member}");
            let below: BTreeSet<String> = rows[at + 1..].iter().map(|(member, _)| name(member)).collect();
            assert!(uses.is_subset(&below), "{member} stands on what is above it");
        }
        let mut named: Vec<String> = rows.iter().map(|(member, _)| (*member).to_owned()).collect();
        named.sort();
        assert_eq!(named, members);
    }
}
