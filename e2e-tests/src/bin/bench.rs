//! `make bench`: measures, prints the report and writes docs/benchmarks.{md,json}.
//!
//! A further measurement is one more call in `main` that gives sections.

use anyhow::Result;
use e2e_tests::bench;

fn main() -> Result<()> {
    // `bench network` prints that part alone and writes nothing.
    if std::env::args().nth(1).as_deref() == Some("network") {
        print!("{}", bench::markdown(&bench::network::measure()?)?);
        return Ok(());
    }
    // `bench evidence` measures that part alone and leaves the rest of the report as it is.
    if std::env::args().nth(1).as_deref() == Some("evidence") {
        let sections = bench::evidence::measure()?;
        bench::merge(&deploy::paths::workspace_root()?, &sections)?;
        print!("{}", bench::markdown(&sections)?);
        return Ok(());
    }
    let mut sections = bench::measured_by("costs")?;
    sections.extend(bench::node::measure()?);
    sections.extend(bench::backfill::measure()?);
    sections.extend(bench::reminders::measure()?);
    sections.extend(bench::network::measure()?);
    sections.extend(bench::evidence::measure()?);
    bench::write(&deploy::paths::workspace_root()?, &sections)?;
    print!("{}", bench::markdown(&sections)?);
    Ok(())
}
