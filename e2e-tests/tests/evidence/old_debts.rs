//! 补欠条: both verifiers prove the signatures by which an old debt became a loan, and nobody's is missing.

use anyhow::{ensure, Result};
use e2e_tests::evidence::write_spec;
use e2e_tests::world::{path, World, OFF_CHAIN};
use serde_json::json;

use super::{second_proof, verdict};

/// 6,000.00 and 4,000.00 delivered, 1,000.00 repaid between.
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

#[test]
fn an_old_debt_is_proved_by_both_verifiers() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    let loan = world.propose("zhangsan", &format!("{OFF_CHAIN}{MOVED}"))?;
    let _ = iou.step("lisi", &["sign", &loan])?;
    let directory = tempfile::tempdir()?;
    let (file, spec) = (
        directory.path().join("loan.iou"),
        directory.path().join("spec.json"),
    );
    write_spec(&world, &spec)?;
    let _ = iou.json(&["evidence", &loan, "-o", path(&file)])?;
    drop(world);
    let (code, envelope) = verdict(&file, &spec)?;
    ensure!(code == 0 && envelope["success"] == true, "{envelope:#}");
    let sums = &envelope["data"]["loan"]["sums"];
    ensure!(
        (&sums["delivered"], &sums["repaid"]) == (&json!("10000.00"), &json!("1000.00")),
        "{sums}"
    );
    let second = second_proof(&file, &spec)?;
    ensure!(second["unsigned"] == json!([]), "{second}");
    Ok(())
}
