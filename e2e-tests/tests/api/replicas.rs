//! Two sites on one PostgreSQL server, of which one is killed: whoever read from it reads on from the other, and a stream that
//! was cut off goes on there without a gap.

use anyhow::{ensure, Context, Result};
use deploy::postgres::Postgres;
use e2e_tests::site::Site;
use e2e_tests::world::World;
use serde_json::Value;

use super::{index, listen, until};

#[test]
fn of_two_sites_on_one_server_one_may_die_and_nobody_misses_anything() -> Result<()> {
    let server = Postgres::start()?;
    let database = server.database("site")?;
    let world = World::new()?;
    let _index = index(&world, &database)?;
    let (one, other) = (Site::new()?, Site::new()?);
    let mut dying = one.start(&world, &database, &["serve"])?;
    let _living = other.start(&world, &database, &["serve"])?;
    let loan = world.running()?;
    one.caught_up()?;
    let path = format!("/v1/loans/{loan}");
    let answer = one.get(&path)?;
    assert_eq!(answer.found()?, other.read(&path)?);
    // What one has said need not be said again by the other.
    let tag = answer.header("etag").context("a tag")?.to_owned();
    let known = format!("If-None-Match: {tag}\r\n");
    assert_eq!(other.ask("GET", &path, "192.0.2.1", &known, b"")?.status, 304);

    let mut stream = listen(&one, "/v1/stream", "")?;
    let _ = world.iou.step("zhangsan", &["report", &loan, "1.00"])?;
    let heard = until(&mut stream, "RepaymentReported")?;
    let last = heard_id(&heard).context("an id")?;
    dying.kill()?;
    ensure!(until(&mut stream, "never").is_err(), "the stream has ended");
    // While nobody listens more happens.
    let _ = world.iou.step("lisi", &["confirm", &loan])?;
    let _ = world.iou.step("zhangsan", &["report", &loan, "2.00"])?;
    other.caught_up()?;
    let line = format!("Last-Event-ID: {last}\r\n");
    let mut stream = listen(&other, &format!("/v1/stream?loan={loan}"), &line)?;
    let told = until(&mut stream, "\"name\":\"RepaymentReported\"")?;
    let (repaid, reported) = (told.find("LoanRepaid"), told.find("RepaymentReported"));
    ensure!(repaid.is_some() && repaid < reported, "{told}");
    let events = other.read(&format!("{path}/events"))?;
    let names: Vec<&Value> = events["events"]
        .as_array()
        .context("events")?
        .iter()
        .map(|event| &event["event"])
        .collect();
    ensure!(names.len() >= 7, "{names:?}");

    // It comes back as it was.
    let _again = one.start(&world, &database, &["serve"])?;
    assert_eq!(one.read(&path)?, other.read(&path)?);
    Ok(())
}

/// The last id that was heard.
fn heard_id(heard: &str) -> Option<String> {
    let mut lines = heard.lines().filter_map(|line| line.strip_prefix("id: "));
    lines.next_back().map(str::to_owned)
}
