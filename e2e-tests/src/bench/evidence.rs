//! Evidence: how long a stranger's computer takes to check a file, and how large the file is, by the number of events,
//! authorities and set changes; and how long a node takes to give one.
//!
//! Units: milliseconds, kilobytes of 1,000 bytes. Limits: the chain is one on paper (`evidence::verify::sample`), in which
//! every event has a block of its own; this profile is optimised little (`opt-level` 1).

use super::{Row, Section};
use crate::evidence::tell;
use crate::world::{path, World};
use anyhow::{ensure, Context, Result};
use deploy::browser;
use iou_evidence::verify::{sample, verify};
use iou_view::certificate;
use std::time::Instant;

/// What the check of a loan of twelve instalments with 50 events and four authorities may take. Units: milliseconds.
const VERIFY_AIM: f64 = 100.0;
/// What the verifier may take on its way to a browser. Units: kilobytes.
const MODULE_AIM: f64 = 300.0;
/// Checks of each file, of which the median counts.
const TIMES: usize = 15;

/// Measures everything.
///
/// Errors: programs that aren't built; a file that does not hold.
pub fn measure() -> Result<Vec<Section>> {
    let mut rows = Vec::new();
    for (authorities, events, changes) in [
        (4, 50, 0),
        (4, 10, 0),
        (4, 100, 0),
        (4, 200, 0),
        (1, 50, 0),
        (16, 50, 0),
        (32, 50, 0),
        (4, 50, 10),
        (4, 50, 100),
    ] {
        let (ms, kilobytes) = check(authorities, events, changes)?;
        let what = format!("{events} events, {authorities} authorities, {changes} set changes");
        let row = Row::new(format!("evidence: check, {what}"), ms, "ms");
        rows.push(match (authorities, events, changes) {
            (4, 50, 0) => row.at_most(VERIFY_AIM),
            _ => row,
        });
        rows.push(Row::new(format!("evidence: file, {what}"), kilobytes, "kB"));
    }
    let (ms, kilobytes) = print()?;
    rows.push(Row::new(
        "evidence: print a certificate, 50 events, 4 authorities",
        ms,
        "ms",
    ));
    rows.push(Row::new(
        "evidence: that certificate, with the file inside",
        kilobytes,
        "kB",
    ));
    let (small, whole) = module()?;
    rows.push(
        Row::new(
            "evidence: the module for browsers, compressed (gzip -9)",
            small,
            "kB",
        )
        .at_most(MODULE_AIM),
    );
    rows.push(Row::new("evidence: the module for browsers", whole, "kB"));
    rows.push(Row::new(
        "evidence: collect the three-year story from a node",
        collect()?,
        "ms",
    ));
    Ok(vec![Section {
        title: "Evidence".into(),
        text: "A file of evidence (docs/evidence.md) of a loan of twelve instalments, checked from the genesis block to the \
               last figure by `evidence::verify`, one thread; median of 15. With every event come two states, a \
               justification with the signatures of all authorities, and a signed transaction."
            .into(),
        rows,
        list: true,
    }])
}

/// The module of the pages, compressed and as it is. Units: kilobytes.
fn module() -> Result<(f64, f64)> {
    let module = browser::build()?;
    let whole = std::fs::metadata(&module)?.len();
    Ok((browser::compressed(&module)? as f64 / 1e3, whole as f64 / 1e3))
}

/// Time and size of one check. Units: milliseconds, kilobytes.
fn check(authorities: u8, events: usize, changes: u8) -> Result<(f64, f64)> {
    let paper = sample::of_size(authorities, 12, events, changes);
    let (file, genesis) = (paper.file(), paper.genesis());
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        ensure!(verify(&file, &genesis).holds(), "the file does not hold");
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok((times[TIMES / 2], file.len() as f64 / 1e3))
}

/// Time and size of a certificate. Units: milliseconds, kilobytes.
fn print() -> Result<(f64, f64)> {
    let paper = sample::of_size(4, 12, 50, 0);
    let file = paper.file();
    let report = verify(&file, &paper.genesis());
    let began = Instant::now();
    let data = certificate::of(&file, &report, "").context("it holds")?;
    let pdf = ::certificate::render(&data, &file)?;
    Ok((began.elapsed().as_secs_f64() * 1e3, pdf.len() as f64 / 1e3))
}

/// How long the program takes to collect a real loan's evidence and to check it. Units: milliseconds.
fn collect() -> Result<f64> {
    let world = World::new()?;
    let told = tell(&world)?;
    let file = tempfile::NamedTempFile::new()?;
    let began = Instant::now();
    let _ = world
        .iou
        .json(&["evidence", &told.loan, "--force", "-o", path(file.path())])?;
    Ok(began.elapsed().as_secs_f64() * 1e3)
}
