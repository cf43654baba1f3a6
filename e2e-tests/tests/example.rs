//! The example for other people's indexers, on a real node: knowing nothing but docs/events.md and the bundle it names the
//! due dates that the parties agreed, and says so when it is not shown everything.

use anyhow::{ensure, Context, Result};
use deploy::{contract, paths};
use e2e_tests::world::{path, World, NATIVE, OFF_CHAIN};
use serde_json::{json, Value};
use std::process::{Command, Output};

/// Runs the example as its README says.
fn due_dates(url: &str, contract: &str, more: &[&str]) -> Result<Output> {
    let dir = paths::workspace_root()?.join("examples/due-dates");
    ensure!(
        dir.join("node_modules").is_dir(),
        "the example's packages are not installed: run `npm ci` in examples/due-dates (`make test` does)"
    );
    // Types are checked here; what is run is what was checked.
    let built = Command::new("npm")
        .args(["run", "--silent", "build"])
        .current_dir(&dir)
        .output()
        .context("cannot run `npm` (Debian package npm): run `make setup`")?;
    ensure!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stdout)
    );
    Command::new("node")
        .args([
            "build/due-dates.js",
            "--url",
            url,
            "--contract",
            contract,
            "--bundle",
        ])
        .arg(contract::loan_bundle()?)
        .args(more)
        .current_dir(dir)
        .output()
        .context("cannot run `node` (Debian package nodejs): run `make setup`")
}

/// What it must print for a loan: the schedule in force, as `iou show` reads it from the contract's state.
fn expected(world: &World, loan: &str, unit: &str, statuses: &[&str]) -> Result<Vec<Value>> {
    let shown = world.show(loan)?;
    let number: u64 = loan.parse()?;
    let rows = shown["schedule"].as_array().context("a schedule")?;
    ensure!(rows.len() == statuses.len(), "{shown}");
    let row = |(row, status): (&Value, &&str)| {
        json!({ "loan": number, "instalment": row["n"], "day": row["due"], "amount": row["total"], "unit": unit,
            "status": status })
    };
    Ok(rows.iter().zip(statuses).map(row).collect())
}

#[test]
fn a_program_that_knows_only_the_documentation_names_the_due_dates_of_the_terms() -> Result<()> {
    let world = World::without_ledger()?;
    let deployed = world
        .iou
        .step("deployer", &["deploy", path(&contract::loan_bundle()?)])?;
    let address = deployed["contract"].as_str().context("the contract's address")?;
    let url = world.node.url();

    let bullet = world.running()?;
    let monthly = world.propose("lisi", NATIVE)?;
    world.iou.step("zhangsan", &["sign", &monthly])?;
    world.iou.step("lisi", &["deliver", &monthly])?;
    // Nothing was delivered: nothing falls due.
    let _ = world.propose("zhangsan", &OFF_CHAIN.replace("10000", "20000"))?;
    // The first instalment is paid on its day, the second missed.
    world.advance("30d")?;
    let first = world.show(&monthly)?["now"]["next_due"]["amount"]
        .as_str()
        .context("an amount")?
        .to_owned();
    world.iou.step("zhangsan", &["repay", &monthly, &first])?;
    world.advance("31d")?;

    let output = due_dates(&url, address, &["--json"])?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let printed: Vec<Value> = String::from_utf8(output.stdout)?
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let mut all = expected(&world, &bullet, "CNY", &["open"])?;
    all.extend(expected(&world, &monthly, "IOU", &["paid", "overdue", "open"])?);
    assert_eq!(printed, all);
    assert_eq!(printed[0]["amount"], "10147.94");

    let table = String::from_utf8(due_dates(&url, address, &[])?.stdout)?;
    for row in &all {
        let words = ["day", "amount", "status"].map(|column| row[column].as_str().unwrap_or_default());
        let found = table
            .lines()
            .any(|line| words.iter().all(|word| line.contains(word)));
        assert!(found, "{words:?} in\n{table}");
    }

    // What happened before a block is not invented.
    let blocks: Vec<u64> = world
        .events()?
        .iter()
        .filter_map(|event| event["block"]["number"].as_u64())
        .collect();
    let after = blocks.iter().max().context("an event")? + 1;
    let later = due_dates(&url, address, &["--json", "--from", &after.to_string()])?;
    assert_eq!(String::from_utf8(later.stdout)?.trim(), "");
    Ok(())
}
