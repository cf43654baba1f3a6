//! A principal in several parts: both verifiers prove each acknowledgement, and that of another part is none.

use anyhow::{ensure, Result};
use e2e_tests::evidence::collected;
use e2e_tests::world::{World, OFF_CHAIN};
use serde_json::json;

use super::{both_prove, signed_by_message};

#[test]
fn each_part_is_proved_by_both_verifiers_and_what_waits_is_stated() -> Result<()> {
    let world = World::new()?;
    let iou = &world.iou;
    let loan = world.propose("zhangsan", &format!("deliveries = 3\n{OFF_CHAIN}"))?;
    let _ = iou.step("lisi", &["sign", &loan])?;
    for amount in ["2000.00", "3000.00", "1000.00"] {
        let _ = iou.step("lisi", &["deliver", &loan, "--amount", amount])?;
    }
    for number in ["1", "0"] {
        let _ = iou.step("zhangsan", &["received", &loan, number])?;
    }
    let made = collected(&world, &loan)?;
    drop(world);
    let (envelope, second) = both_prove(&made.file, &made.spec)?;
    let sums = &envelope["data"]["loan"]["sums"];
    ensure!(
        (&sums["delivered"], &sums["stated"]) == (&json!("5000.00"), &json!("1000.00")),
        "{sums}"
    );
    let acknowledged = signed_by_message(&second, "acknowledge_delivery")?;
    ensure!(acknowledged.len() == 2, "{second}");
    Ok(())
}
