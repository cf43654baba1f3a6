//! 补欠条: both verifiers prove the signatures by which an old debt became a loan, and nobody's is missing.

use anyhow::{ensure, Result};
use e2e_tests::evidence::collected;
use e2e_tests::world::{World, OFF_CHAIN};
use serde_json::json;

use super::both_prove;

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
    let loan = world.propose("zhangsan", &format!("{OFF_CHAIN}{MOVED}"))?;
    let _ = world.iou.step("lisi", &["sign", &loan])?;
    let made = collected(&world, &loan)?;
    drop(world);
    let (envelope, _) = both_prove(&made.file, &made.spec)?;
    let sums = &envelope["data"]["loan"]["sums"];
    ensure!(
        (&sums["delivered"], &sums["repaid"]) == (&json!("10000.00"), &json!("1000.00")),
        "{sums}"
    );
    Ok(())
}
