//! `make bench`: measures, prints the report and writes docs/benchmarks.{md,json}. `bench network evidence` measures those
//! parts alone and leaves the rest of the report as it is. Built for release it measures the programs that `make release` built, and
//! their figures stand in sections of their own.
//!
//! A further measurement is one more line in `PARTS`, a function that gives sections.

use anyhow::{ensure, Result};
use e2e_tests::bench::{self, Section};

type Measure = fn() -> Result<Vec<Section>>;

const PARTS: [(&str, Measure); 12] = [
    ("costs", || bench::measured_by("costs")),
    ("node", bench::node::measure),
    ("others", bench::others::measure),
    ("waits", bench::waits::measure),
    ("relay", bench::relay::measure),
    ("api", bench::api::measure),
    ("backfill", bench::backfill::measure),
    ("reminders", bench::reminders::measure),
    ("network", bench::network::measure),
    ("sizes", bench::network::measure_sizes),
    ("evidence", bench::evidence::measure),
    ("page", bench::page::measure),
];

fn main() -> Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let known = PARTS.map(|(name, _)| name);
    for name in &wanted {
        ensure!(
            known.contains(&name.as_str()),
            "no part is called {name}; there are {}",
            known.join(", ")
        );
    }
    let mut sections = Vec::new();
    for (name, measure) in PARTS {
        if wanted.is_empty() || wanted.iter().any(|it| it == name) {
            sections.extend(measure()?);
        }
    }
    let root = deploy::paths::workspace_root()?;
    let is_released = deploy::paths::profile_dir()?.ends_with("release");
    if is_released {
        sections = sections.into_iter().map(as_installed).collect();
    }
    if wanted.is_empty() && !is_released {
        bench::write(&root, &sections)?;
    } else {
        bench::merge(&root, &sections)?;
    }
    print!("{}", bench::markdown(&sections)?);
    Ok(())
}

/// The same figures, told from those of the profile that is developed with.
fn as_installed(mut section: Section) -> Section {
    section.title += ", as installed";
    for row in &mut section.rows {
        row.name = format!("as installed: {}", row.name);
    }
    section
}
