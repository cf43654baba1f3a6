//! Looking at many loans, at what falls due, and at what happens while the node comes and goes.

use std::time::{Duration, Instant};

use anyhow::{ensure, Context, Result};
use e2e_tests::world::{World, OFF_CHAIN};
use serde_json::json;

/// The longest wait for something to be shown.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_list_comes_in_pages_and_a_calendar_has_every_due_day_that_is_still_open() -> Result<()> {
    let world = World::new()?;
    let loan = world.running()?;
    world.propose("zhangsan", OFF_CHAIN)?;
    let list = |args: &[&str]| {
        world
            .iou
            .json(&[&["--account", "zhangsan", "list"], args].concat())
    };
    let all = list(&[])?["loans"].clone();
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    let page = list(&["--page", "1"])?;
    assert_eq!(page, json!({"loans": all, "page": 1, "more": false}));
    assert_eq!(
        list(&["--page", "2"])?,
        json!({"loans": [], "page": 2, "more": false})
    );
    let everybody = world.iou.json(&["list", "--all", "--page", "1"])?;
    assert_eq!(everybody["loans"].as_array().map(Vec::len), Some(2));

    let schedule = world.show(&loan)?["schedule"].clone();
    let due = schedule.as_array().context("a schedule")?.len();
    let calendar = world.iou.json(&["--account", "zhangsan", "calendar"])?;
    assert_eq!(calendar["due_days"], due, "the proposed loan has none yet");
    let file = calendar["calendar"].as_str().context("a file")?;
    assert_eq!(file.matches("BEGIN:VEVENT").count(), due, "{file}");
    assert_eq!(file.matches("STATUS:CONFIRMED").count(), due, "{file}");
    let written = world.home_path("due.ics");
    world
        .iou
        .json(&["--account", "zhangsan", "calendar", "-o", &written])?;
    let uids = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| line.starts_with("UID:"))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(uids(&std::fs::read_to_string(&written)?), uids(file));
    Ok(())
}

#[test]
fn watching_goes_on_where_it_was_when_the_node_comes_back() -> Result<()> {
    let mut world = World::new()?;
    let path = world.home_path("watched");
    let mut child = world
        .iou
        .spawn(&["watch", "--json", "--from", "1"], std::fs::File::create(&path)?)?;
    let seen = |name: &str, count: usize| -> Result<()> {
        let begin = Instant::now();
        loop {
            let text = std::fs::read_to_string(&path)?;
            if text.matches(&format!("\"event\":\"{name}\"")).count() == count {
                return Ok(());
            }
            ensure!(begin.elapsed() < PATIENCE, "{count} of {name} in {text}");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    world.propose("zhangsan", OFF_CHAIN)?;
    seen("LoanProposed", 1)?;
    world.node.kill()?;
    world.node.restart()?;
    world.propose("zhangsan", OFF_CHAIN)?;
    // The first is not shown again.
    let watched = seen("LoanProposed", 2);
    let running = child.try_wait()?.is_none();
    child.kill()?;
    let _ended = child.wait()?;
    ensure!(running, "it ended with its node");
    watched
}
