//! What breaks around the service: the process itself, its database, its node, its disk, its account. Afterwards nothing is
//! lost, nothing was said in two ways, and the contract was told once. `IOU_FAULTS=long` (make faults) goes many rounds.

use std::process::Command;
use std::time::Duration;

use anyhow::{ensure, Context, Result};
use deploy::node::{Node, NodeSettings};
use deploy::postgres::Postgres;
use e2e_tests::load::pay;
use e2e_tests::service::{long, wait_until};
use e2e_tests::world::World;
use serde_json::json;

use super::Desk;

/// A desk on a PostgreSQL server of its own.
fn on_postgres() -> Result<(Desk, Postgres)> {
    let server = Postgres::start()?;
    let database = server.database("reminders")?;
    Ok((Desk::with(World::new()?, database)?, server))
}

impl Desk {
    /// 张三 owes `count` loans that run; both parties are known.
    fn loans(&self, count: usize) -> Result<Vec<String>> {
        let _ = self.reachable()?;
        let _ = self.hooked("lisi")?;
        (0..count).map(|_| self.world.running()).collect()
    }

    /// The lender takes money: an event of which the borrower is told over three channels.
    fn repay(&self, loan: &str) -> Result<()> {
        let _ = self.world.iou.step("lisi", &["report", loan, "1.00"])?;
        Ok(())
    }

    /// Nothing lost, nothing in two ways, nothing that nobody decided on, the contract told once.
    fn sums_agree(&self) -> Result<()> {
        let received = self.received()?;
        let messages = self.rows("SELECT id, state FROM message ORDER BY id")?;
        for message in &messages {
            ensure!(message[1] == "delivered", "{:?}", self.open());
            let bodies = received.get(&message[0]);
            let bodies = bodies.with_context(|| format!("{message:?} was never received"))?;
            ensure!(
                bodies.iter().all(|body| body == &bodies[0]),
                "one id, several bodies: {bodies:#?}"
            );
        }
        ensure!(
            received.len() == messages.len(),
            "something came that nobody decided on"
        );
        // Whatever happened on the contract was told: of each payment and each delivery there is a notice on each channel.
        for (name, kind, people) in [
            ("LoanRepaid", "loan_repaid", &["zhangsan"][..]),
            ("LoanSigned", "loan_signed", &["zhangsan", "lisi"]),
            ("LoanDelivered", "loan_delivered", &["zhangsan", "lisi"]),
        ] {
            let events = self.events(name)?.len();
            let sql = format!(
                "SELECT count(*) FROM notice WHERE kind = 'iou.loan.event.{kind}' AND message IS NOT NULL"
            );
            // 张三 has three channels, 李四 one.
            let channels = people.iter().map(|who| if *who == "zhangsan" { 3 } else { 1 });
            let expected = events * channels.sum::<usize>();
            ensure!(
                self.value(&sql)? == expected.to_string(),
                "{name}: {events} events"
            );
        }
        let lost = self.value("SELECT count(*) FROM notice n WHERE n.message IS NOT NULL AND NOT EXISTS (SELECT 1 FROM message m WHERE m.id = n.message)")?;
        assert_eq!(lost, "0");
        ensure!(self.announced_once()? > 0, "nothing was announced");
        assert_eq!(
            self.value("SELECT count(*) FROM relay_task WHERE state = 'dead'")?,
            "0"
        );
        // The tables are what a new index makes of the chain.
        let dump = |database: &str| self.world.iou.run(&["index", "dump", "--database", database]);
        let whole = self.world.file("whole.db", "")?;
        let _ = self.world.iou.json(&["index", "--once", "--database", &whole])?;
        let _ = self.index()?;
        assert_eq!(dump(&self.database)?.stdout, dump(&whole)?.stdout);
        Ok(())
    }
}

#[test]
fn faults_a_service_killed_again_and_again_loses_nothing_and_says_nothing_in_two_ways() -> Result<()> {
    let desk = Desk::new()?;
    let loans = desk.loans(2)?;
    desk.receivers.mode(json!({"delay": 60}))?;
    let rounds: u64 = if long() { 50 } else { 5 };
    for round in 0..rounds {
        let mut service = desk.start("run", "relayer", "run.log")?;
        if round % 2 == 0 {
            desk.repay(&loans[(round as usize / 2) % 2])?;
        } else {
            desk.world.advance("41d")?;
        }
        // Between its start and well after the last message: another moment each time.
        std::thread::sleep(Duration::from_millis(round * 211 % 1_300));
        service.kill()?;
        // The leases of the dead run out.
        desk.hurry()?;
    }
    let mut service = desk.start("run", "relayer", "run.log")?;
    desk.world.advance("20d")?;
    desk.quiet(&mut service)?;
    ensure!(service.stop()?.success(), "{}", service.log());
    desk.sums_agree()
}

#[test]
fn faults_two_services_on_one_server_send_and_tell_each_thing_once() -> Result<()> {
    let (desk, _server) = on_postgres()?;
    let _ = desk.world.iou.import("relayer-2", "//Ferdie")?;
    desk.receivers.mode(json!({"delay": 40}))?;
    let mut one = desk.start("run", "relayer", "one.log")?;
    let mut other = desk.start("run", "relayer-2", "other.log")?;
    let mut third = desk.start("remind", "relayer-2", "third.log")?;
    let loans = desk.loans(if long() { 12 } else { 3 })?;
    for pause in ["60d", "23d", "7d", "1d"] {
        desk.world.advance(pause)?;
        desk.repay(&loans[0])?;
        desk.quiet(&mut one)?;
    }
    other.alive()?;
    third.alive()?;
    desk.sums_agree()?;
    let received = desk.received()?;
    let twice: Vec<_> = received.iter().filter(|(_, bodies)| bodies.len() > 1).collect();
    ensure!(twice.is_empty(), "sent more than once: {twice:?}");
    assert_eq!(desk.value("SELECT max(attempts) FROM message")?, "1");
    for mut service in [one, other, third] {
        ensure!(service.stop()?.success(), "{}", service.log());
    }
    Ok(())
}

#[test]
fn faults_a_server_that_stops_and_comes_back_under_load_loses_nothing() -> Result<()> {
    let (desk, mut server) = on_postgres()?;
    let mut service = desk.start("run", "relayer", "run.log")?;
    let loans = desk.loans(1)?;
    desk.receivers.mode(json!({"delay": 60}))?;
    for round in 0..if long() { 20 } else { 3 } {
        match round % 2 {
            0 => server.stop()?,
            _ => server.kill()?,
        }
        desk.repay(&loans[0])?;
        desk.world.advance("31d")?;
        service.alive()?;
        server.restart()?;
        desk.repay(&loans[0])?;
    }
    // Whoever died with the server left leases behind.
    desk.hurry()?;
    desk.quiet(&mut service)?;
    ensure!(service.log().contains("trying again"), "it says so");
    desk.sums_agree()
}

#[test]
fn faults_a_node_that_is_killed_started_again_or_behind_is_waited_for() -> Result<()> {
    let mut desk = Desk::new()?;
    let mut service = desk.start("run", "relayer", "run.log")?;
    let loans = desk.loans(1)?;
    desk.quiet(&mut service)?;
    for _ in 0..if long() { 10 } else { 1 } {
        desk.world.advance("28d")?;
        desk.world.node.kill()?;
        desk.world.node.restart()?;
        desk.repay(&loans[0])?;
    }
    // A copy of the chain's data as it is now will be the node that is behind.
    let _ = desk.world.node.stop()?;
    let old = desk.world.iou.home().join("old-chain");
    let copied = Command::new("cp")
        .arg("-r")
        .arg(desk.world.node.base_path())
        .arg(&old)
        .status()?;
    ensure!(copied.success(), "cannot copy the chain's data");
    desk.world.node.restart()?;
    desk.world.advance("60d")?;
    desk.repay(&loans[0])?;
    desk.quiet(&mut service)?;
    let before = desk.received()?;
    let _ = desk.world.node.stop()?;
    let behind = Node::start_with(NodeSettings {
        base_path: Some(old),
        rpc_port: Some(desk.world.node.port()),
        ..NodeSettings::default()
    })?;
    wait_until("it says that the node is behind", || {
        service.alive()?;
        Ok(service.log().contains("node_behind"))
    })?;
    drop(behind);
    desk.world.node.restart()?;
    desk.repay(&loans[0])?;
    desk.quiet(&mut service)?;
    assert_eq!(
        desk.received()?.len(),
        before.len() + 3,
        "one more event, three channels"
    );
    desk.sums_agree()
}

/// A file system of its own, so small that it can be filled; gone when dropped.
struct Disk(tempfile::TempDir);

impl Disk {
    fn new() -> Result<Option<Disk>> {
        let place = tempfile::Builder::new().prefix("iou-disk-").tempdir()?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"])
            .arg(place.path())
            .output();
        Ok(mounted
            .is_ok_and(|done| done.status.success())
            .then_some(Disk(place)))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _done = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn faults_a_full_disk_is_said_and_waited_for() -> Result<()> {
    let Some(disk) = Disk::new()? else {
        eprintln!("SKIPPED: a full disk needs a file system of its own, which only root may mount here");
        return Ok(());
    };
    let database = disk.0.path().join("reminders.db").display().to_string();
    let desk = Desk::with(World::new()?, database)?;
    let mut service = desk.start("run", "relayer", "run.log")?;
    let loans = desk.loans(1)?;
    desk.quiet(&mut service)?;
    let filler = disk.0.path().join("filler");
    // It ends with an error: there is no room for all of it.
    let _full = std::fs::write(&filler, vec![0u8; 8 << 20]);
    desk.world.advance("83d")?;
    for _ in 0..if long() { 20 } else { 2 } {
        desk.repay(&loans[0])?;
    }
    wait_until("it says that the disk is full", || {
        service.alive()?;
        Ok(service.log().contains("disk is full"))
    })
    .with_context(|| service.log())?;
    std::fs::remove_file(&filler)?;
    // What could not be written down as sent is sent again once its lease has run out.
    desk.hurry()?;
    desk.quiet(&mut service)?;
    ensure!(service.stop()?.success(), "{}", service.log());
    desk.sums_agree()
}

#[test]
fn faults_an_account_without_fees_is_an_alarm_until_money_comes() -> Result<()> {
    let desk = Desk::new()?;
    let poor = desk.world.iou.import("poor", "//Nobody//Has//Paid//Them")?;
    let loans = desk.loans(1)?;
    desk.advance("83d")?;
    let run = [
        "--account",
        "poor",
        "remind",
        "--once",
        "--config",
        &desk.config,
        "--json",
    ];
    let mut command = desk.world.iou.command()?;
    let said = command.env("IOU_LOG", "iou=error").args(desk.on(&run)).output()?;
    let log = String::from_utf8_lossy(&said.stderr);
    ensure!(said.status.success() && log.contains("CANNOT PAY FEES"), "{log}");
    let status = desk.world.iou.run(&desk.on(&["remind", "status"]))?;
    ensure!(
        status.stderr.contains(&poor) && status.code == Some(0),
        "{status:?}"
    );
    assert_eq!(
        desk.json(&["remind", "status"])?["no_fees"]["account"],
        poor.as_str()
    );
    assert!(desk.events("RepaymentDue")?.is_empty());
    // People were told all the same.
    let mut texts = desk.texts()?;
    texts.retain(|text| {
        text["body"]["text"]
            .as_str()
            .is_some_and(|words| words.contains("请于"))
    });
    assert_eq!(texts.len(), 1, "{texts:#?}");
    desk.runtime
        .block_on(pay(&desk.world.node.url(), poor.parse()?, 100_000_000_000_000))?;
    desk.hurry()?;
    let _ = desk.once(&["--account", "poor"])?;
    assert_eq!(desk.announced_once()?, 1);
    assert!(desk.json(&["remind", "status"])?["no_fees"].is_null());
    assert_eq!(desk.world.status(&loans[0])?, "active");
    Ok(())
}
