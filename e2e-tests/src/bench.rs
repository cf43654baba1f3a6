//! The report of `make bench`: figures with their aims, for people (docs/benchmarks.md) and programs
//! (docs/benchmarks.json, a list of `{"name","value","unit","aim","met"}`).
//!
//! A measurement is a function that returns a [`Section`]; the program `bench` lists them. Units stand in each row.

pub mod api;
pub mod backfill;
pub mod evidence;
mod growth;
pub mod network;
pub mod node;
pub mod others;
pub mod page;
mod probe;
pub mod relay;
pub mod reminders;
pub mod waits;

use anyhow::{ensure, Context, Result};
use serde::Deserialize;
use serde_json::{json, Value};
use std::{
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Stdio},
};

/// One figure.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    /// What was measured; unique in the report.
    pub name: String,
    /// In `unit`.
    pub value: f64,
    /// Such as `ms`; `×` for a ratio.
    pub unit: String,
    /// The most that it should be, if anything was aimed at.
    pub at_most: Option<f64>,
    /// The least that it should be, if that was aimed at.
    #[serde(default)]
    pub at_least: Option<f64>,
}

impl Row {
    /// A figure without an aim.
    pub fn new(name: impl Into<String>, value: f64, unit: impl Into<String>) -> Row {
        Row {
            name: name.into(),
            value,
            unit: unit.into(),
            at_most: None,
            at_least: None,
        }
    }

    /// The same with the most that it should be.
    #[must_use]
    pub fn at_most(mut self, aim: f64) -> Row {
        self.at_most = Some(aim);
        self
    }

    /// The same with the least that it should be.
    #[must_use]
    pub fn at_least(mut self, aim: f64) -> Row {
        self.at_least = Some(aim);
        self
    }

    /// Whether the aim is met; `None` without one.
    pub fn met(&self) -> Option<bool> {
        let most = self.at_most.map(|aim| self.value <= aim);
        let least = self.at_least.map(|aim| self.value >= aim);
        most.into_iter().chain(least).reduce(|a, b| a && b)
    }

    /// The aim in words, `most` and `least` for the signs.
    fn aim(&self, most: &str, least: &str) -> Option<String> {
        let most = self.at_most.map(|aim| format!("{most} {aim}"));
        let least = self.at_least.map(|aim| format!("{least} {aim}"));
        most.into_iter().chain(least).reduce(|a, b| format!("{a}, {b}"))
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "aim": self.aim("<=", ">="),
            "met": self.met(),
        })
    }
}

/// Figures that belong together.
#[derive(Clone, Debug, Deserialize)]
pub struct Section {
    /// By which [`merge`] finds the section in the report.
    pub title: String,
    /// How it was measured, and tables that are easier to read than the list of rows; Markdown.
    pub text: String,
    /// In the order in which they are printed.
    pub rows: Vec<Row>,
    /// Whether the list of rows is printed below the text.
    pub list: bool,
}

/// The figures that another program of the workspaces prints as JSON.
///
/// Errors: it is not built, fails, or prints something else.
pub fn measured_by(program: &str) -> Result<Vec<Section>> {
    let output = Command::new(deploy::paths::binary(program)?)
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "{program} failed: {}", output.status);
    serde_json::from_slice(&output.stdout).with_context(|| format!("{program} prints no figures"))
}

/// Writes `docs/benchmarks.md` and `docs/benchmarks.json` below `root`, and the picture of how cost grows.
///
/// Errors: files that can't be written.
pub fn write(root: &Path, sections: &[Section]) -> Result<()> {
    let rows: Vec<Value> = sections
        .iter()
        .flat_map(|section| &section.rows)
        .map(Row::json)
        .collect();
    let docs = root.join("docs");
    fs::create_dir_all(&docs)?;
    let mut json = serde_json::to_string_pretty(&rows)?;
    json.push('\n');
    let sections = [sections, &[growth::draw(root, &rows)?]].concat();
    for (name, text) in [("benchmarks.json", json), ("benchmarks.md", markdown(&sections)?)] {
        let path = docs.join(name);
        fs::write(&path, text).with_context(|| format!("can't write {}", path.display()))?;
    }
    Ok(())
}

/// Puts these sections into the report that `write` has left below `root`, in the place of those with their titles. New ones
/// stand before the picture of how cost grows, which is drawn anew.
///
/// Errors: files that can't be read or written.
pub fn merge(root: &Path, sections: &[Section]) -> Result<()> {
    let (text, json) = (root.join("docs/benchmarks.md"), root.join("docs/benchmarks.json"));
    let mut rows: Vec<Value> = serde_json::from_str(&fs::read_to_string(&json)?)?;
    for row in sections.iter().flat_map(|section| &section.rows).map(Row::json) {
        match rows.iter_mut().find(|old| old["name"] == row["name"]) {
            Some(old) => *old = row,
            None => rows.push(row),
        }
    }
    let old = fs::read_to_string(&text)?;
    let mut parts: Vec<String> = old.trim_end().split("\n## ").map(str::to_owned).collect();
    let growth = growth::draw(root, &rows)?;
    for section in sections.iter().chain([&growth]) {
        let whole = markdown(std::slice::from_ref(section))?;
        let new = whole.split_once("\n## ").map_or("", |(_, new)| new.trim_end());
        let heading = format!("{}\n", section.title);
        match parts.iter_mut().find(|part| part.starts_with(&heading)) {
            Some(part) => *part = format!("{new}\n"),
            None => {
                let last = parts.last().is_some_and(|part| part.starts_with(&growth.title));
                parts.insert(parts.len() - usize::from(last), format!("{new}\n"));
            }
        }
    }
    fs::write(&json, format!("{}\n", serde_json::to_string_pretty(&rows)?))?;
    let parts: Vec<&str> = parts.iter().map(|part| part.trim_end()).collect();
    fs::write(&text, format!("{}\n", parts.join("\n\n## ")))?;
    Ok(())
}

/// The report for people.
///
/// Errors: none that a string can cause.
pub fn markdown(sections: &[Section]) -> Result<String> {
    let mut out = String::from(
        "# Benchmarks\n\nWritten by `make bench`; do not edit. The same figures for programs: benchmarks.json.\n",
    );
    for section in sections {
        write!(out, "\n## {}\n\n{}\n", section.title, section.text.trim())?;
        if section.list {
            out.push_str("\n| figure | value | unit | aim | met |\n|---|---:|---|---:|---|\n");
            for row in &section.rows {
                let aim = row.aim("≤", "≥").unwrap_or_default();
                let met = row.met().map_or("", |met| if met { "yes" } else { "**no**" });
                writeln!(
                    out,
                    "| {} | {} | {} | {aim} | {met} |",
                    row.name,
                    rounded(row.value),
                    row.unit
                )?;
            }
        }
    }
    Ok(out)
}

/// Numbers of loans, the smallest first: those that the variable asks for, with commas between them, or the usual ones.
///
/// Errors: what is no number.
fn sizes(variable: &str, usual: &[u64]) -> Result<Vec<u64>> {
    let Ok(list) = std::env::var(variable) else {
        return Ok(usual.to_vec());
    };
    let sizes: Result<Vec<u64>, _> = list.split(',').map(|number| number.trim().parse()).collect();
    let mut sizes = sizes.with_context(|| format!("{variable}: numbers with commas between them"))?;
    // What is measured once is measured over the most, which come last.
    sizes.sort_unstable();
    Ok(sizes)
}

/// What the kernel says of a process's memory: `VmRSS`, what it holds; `VmHWM`, the most that it has held. Units: megabytes.
/// Nothing once it has ended. Source: proc(5).
fn memory_mb(pid: u32, field: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

/// Three decimals are enough for every figure here.
fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_that_is_measured_alone_takes_its_old_place_in_the_report() {
        let section = |title: &str, row: &str, value| Section {
            title: title.into(),
            text: "How.".into(),
            rows: vec![Row::new(row, value, "s")],
            list: true,
        };
        let root = tempfile::tempdir().unwrap();
        let all = [
            section("A", "a", 1.0),
            section("B", "b", 2.0),
            section("C", "c", 3.0),
        ];
        write(root.path(), &all).unwrap();
        merge(root.path(), &[section("B", "b", 9.0), section("D", "d", 4.0)]).unwrap();
        let merged = |name: &str| fs::read_to_string(root.path().join("docs").join(name)).unwrap();
        let (text, json) = (merged("benchmarks.md"), merged("benchmarks.json"));
        let now = [&all[0], &section("B", "b", 9.0), &all[2], &section("D", "d", 4.0)].map(Clone::clone);
        write(root.path(), &now).unwrap();
        assert_eq!((text, json), (merged("benchmarks.md"), merged("benchmarks.json")));
    }

    #[test]
    fn a_row_without_an_aim_is_neither_met_nor_missed() {
        let rows = [
            Row::new("a", 1.23456, "s"),
            Row::new("b", 2.0, "s").at_most(2.0),
            Row::new("c", 3.0, "s").at_most(2.0),
            Row::new("d", 3.0, "×").at_least(10.0),
        ];
        let met: Vec<Value> = rows.iter().map(|row| row.json()["met"].clone()).collect();
        assert_eq!(met, [Value::Null, true.into(), false.into(), false.into()]);
        assert_eq!(rows[3].json()["aim"], ">= 10");
        assert_eq!(rows[0].json()["value"], 1.235);
        let section = Section {
            title: "T".into(),
            text: String::new(),
            rows: rows.to_vec(),
            list: true,
        };
        assert!(markdown(&[section])
            .unwrap()
            .contains("| c | 3 | s | ≤ 2 | **no** |"));
    }
}
