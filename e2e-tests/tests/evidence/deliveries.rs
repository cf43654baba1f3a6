//! A principal in several parts: both verifiers prove each acknowledgement, and that of another part is none.

use anyhow::{ensure, Context, Result};
use e2e_tests::evidence::write_spec;
use e2e_tests::world::{path, World, OFF_CHAIN};
use serde_json::{json, Value};

use super::{second_proof, verdict};

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
        (&sums["delivered"], &sums["stated"]) == (&json!("5000.00"), &json!("1000.00")),
        "{sums}"
    );
    let second = second_proof(&file, &spec)?;
    ensure!(second["unsigned"] == json!([]), "{second}");
    let acknowledged: Vec<&Value> = second["signed"]
        .as_array()
        .context("signed")?
        .iter()
        .filter(|step| step["message"] == "acknowledge_delivery")
        .collect();
    ensure!(acknowledged.len() == 2, "{second}");
    Ok(())
}
