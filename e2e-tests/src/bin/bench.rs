//! `make bench`: measures, prints the report and writes docs/benchmarks.{md,json}.
//!
//! A further measurement is one more call in `main` that gives sections.

use anyhow::Result;
use e2e_tests::bench;

fn main() -> Result<()> {
    let mut sections = bench::measured_by("costs")?;
    sections.extend(bench::node::measure()?);
    sections.extend(bench::backfill::measure()?);
    sections.extend(bench::reminders::measure()?);
    sections.extend(bench::evidence::measure()?);
    bench::write(&deploy::paths::workspace_root()?, &sections)?;
    print!("{}", bench::markdown(&sections)?);
    Ok(())
}
