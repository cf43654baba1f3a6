//! The node is killed in the middle of things. `IOU_FAULTS=long` (make faults) does it many times.

use anyhow::{ensure, Result};
use e2e_tests::service::long;
use e2e_tests::world::{World, OFF_CHAIN};

/// How many kills: a few in `make test`, many in `make faults`.
fn rounds() -> usize {
    if long() {
        25
    } else {
        2
    }
}

#[test]
fn faults_killing_the_node_loses_no_loan_and_every_submission_has_an_outcome() -> Result<()> {
    let mut world = World::new()?;
    let loan = world.running()?;
    for round in 0..rounds() {
        // Submitted, and nobody waits: the node dies at once.
        let day = world.show(&loan)?["now"]["day"].clone();
        let run = world.iou.run(&[
            "--account",
            "lisi",
            "-y",
            "--json",
            "--wait",
            "none",
            "report",
            &loan,
            "1.00",
        ])?;
        let hash = run.data()?["transaction"]["hash"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        world.node.kill()?;
        let down = world.iou.run(&["tx", &hash, "--json"])?;
        ensure!(down.code == Some(2), "the node is down: {down:?}");
        world.node.restart()?;
        // After the restart the outcome can be looked up: final, or not seen and then certainly without effect so far.
        let shown = world.show(&loan)?;
        assert_eq!(shown["status"], "active");
        assert!(
            shown["now"]["day"].as_str() >= day.as_str(),
            "the clock never goes back"
        );
        let status = world.iou.run(&["tx", &hash, "--json"])?;
        ensure!(matches!(status.code, Some(0 | 3)), "round {round}: {status:?}");
        // The chain goes on, and the next step is not in the way of the last.
        world.iou.step("lisi", &["report", &loan, "1.00"])?;
        let after = world.iou.run(&["tx", &hash, "--json"])?;
        ensure!(
            matches!(after.code, Some(0 | 1)),
            "round {round}: by now it is final or superseded: {after:?}"
        );
    }
    // The books agree with the events, whichever of the submissions made it.
    let repaid: u64 = world
        .events()?
        .iter()
        .filter(|event| event["event"] == "LoanRepaid")
        .map(|event| {
            event["data"]["payment"]["amount"]
                .as_str()
                .unwrap_or_default()
                .replace('.', "")
                .parse::<u64>()
        })
        .sum::<Result<u64, _>>()?;
    let owed = world.show(&loan)?["now"]["principal"]
        .as_str()
        .unwrap_or_default()
        .replace('.', "")
        .parse::<u64>()?;
    assert_eq!(owed, 1_000_000 - repaid);
    Ok(())
}

#[test]
fn faults_a_killed_node_keeps_moved_time_and_finalised_blocks() -> Result<()> {
    let mut world = World::new()?;
    let loan = world.propose("zhangsan", OFF_CHAIN)?;
    world.advance("30d")?;
    let before = world.iou.json(&["dev", "time"])?;
    let events = world.events()?;
    world.node.kill()?;
    world.node.restart()?;
    let after = world.iou.json(&["dev", "time"])?;
    assert!(after["unix_ms"].as_u64() >= before["unix_ms"].as_u64());
    assert_eq!(world.events()?, events);
    assert_eq!(world.status(&loan)?, "proposed");
    Ok(())
}
