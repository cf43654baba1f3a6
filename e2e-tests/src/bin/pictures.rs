//! `make pictures`: every page as a phone shows it, into `target/pictures`; its index.html shows them beside each other.

use anyhow::{ensure, Result};
use e2e_tests::page::{is_there, Site};
use e2e_tests::world::{World, OFF_CHAIN};
use serde_json::{json, Value};

/// 6,000.00 and 4,000.00 delivered before the signatures, 1,000.00 repaid between.
const MOVED: &str = r#"
[[delivered]]
on = "2025-01-01"
amount = "6000.00"

[[repaid]]
on = "2025-06-01"
amount = "1000.00"

[[delivered]]
on = "2026-01-01"
amount = "4000.00"
"#;

fn main() -> Result<()> {
    ensure!(is_there(), "no browser");
    let into = deploy::paths::target_dir()?.join("pictures");
    if into.exists() {
        std::fs::remove_dir_all(&into)?;
    }
    std::fs::create_dir_all(&into)?;
    let mut site = Site::start()?;
    let loans = beside(&site.world)?;
    let figures = site.story("album", json!({ "pictures": into, "loans": loans }))?;
    println!(
        "{} pages in {}",
        figures["pictures"],
        into.join("index.html").display()
    );
    Ok(())
}

/// Loans that the pages show and do not write: their numbers by the names of their pictures.
fn beside(world: &World) -> Result<Value> {
    let iou = &world.iou;
    // Of three parts the second is acknowledged alone.
    let parts = world.propose("zhangsan", &format!("deliveries = 3\n{OFF_CHAIN}"))?;
    let _ = iou.step("lisi", &["sign", &parts])?;
    for amount in ["2000.00", "3000.00", "1000.00"] {
        let _ = iou.step("lisi", &["deliver", &parts, "--amount", amount])?;
    }
    let waiting = world.propose("zhangsan", &format!("deliveries = 3\n{OFF_CHAIN}"))?;
    let _ = iou.step("lisi", &["sign", &waiting])?;
    for amount in ["2000.00", "3000.00"] {
        let _ = iou.step("lisi", &["deliver", &waiting, "--amount", amount])?;
    }
    let _ = iou.step("zhangsan", &["received", &parts, "1"])?;
    let old = world.propose("zhangsan", &format!("{OFF_CHAIN}{MOVED}"))?;
    let _ = iou.step("lisi", &["sign", &old])?;
    Ok(json!({ "loan-in-parts": parts, "loan-before-its-first-part": waiting, "loan-of-an-old-debt": old }))
}
