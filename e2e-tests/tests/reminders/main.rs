//! Reminders as people get them: the real program on a real node, real receivers at the other end (receivers.mjs), SQLite
//! and PostgreSQL. `stories` is what a lender and a borrower see, `seats` who hears that another key acts for one, `faults` what must hold when something breaks.
//! Time is moved on the chain (`World::advance`) and, for retries and leases, in the database (`Desk::hurry`), never slept.

mod faults;
mod faults_of_senders;
mod seats;
mod stories;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use anyhow::{ensure, Context, Result};
use e2e_tests::receivers::Receivers;
use e2e_tests::service::{wait_until, Service};
use e2e_tests::world::World;
use serde_json::{json, Value};
use sqlx::{AnyPool, AssertSqlSafe, Row, ValueRef};

const MAILBOX: &str = "zhang.san@mail.example";
const PHONE: &str = "+8613800138000";
/// 32 bytes, base64.
const SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
/// A world with receivers, and one reminder service with its database and settings.
struct Desk {
    world: World,
    receivers: Receivers,
    database: String,
    config: String,
    runtime: tokio::runtime::Runtime,
}

/// Whether a server has ended a statement since it and another one waited for each other. Source: PostgreSQL, `deadlock_detected`.
fn is_deadlock(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<sqlx::Error>();
    let error = error.and_then(sqlx::Error::as_database_error);
    error.is_some_and(|error| error.code().as_deref() == Some("40P01"))
}

impl Desk {
    /// With an SQLite file.
    fn new() -> Result<Desk> {
        let world = World::new()?;
        let database = world.file("reminders.db", "")?;
        Desk::with(world, database)
    }

    /// With another database.
    fn with(world: World, database: String) -> Result<Desk> {
        let receivers = Receivers::start()?;
        receivers.mode(json!({"secrets": [SECRET], "sms": "delivered"}))?;
        let _ = world.iou.import("relayer", "//Eve")?;
        let key = private(&world, "gateway.key", "a key of the tests")?;
        let _ = private(&world, "hook.secret", SECRET)?;
        let (plain, send, state) = (
            receivers.ports.plain,
            receivers.url("/sms/send"),
            receivers.url("/sms/state/{tracking}"),
        );
        let settings = format!(
            r#"
[smtp]
host = "127.0.0.1"
port = {plain}
tls = "none"
from = "借条 <iou@lender.example>"
timeout_seconds = 2
[webhook]
allow_private = true
timeout_seconds = 2
[sms]
timeout_seconds = 2
max_parts = 4
[sms.template]
url = "{send}"
secret_key_file = "{key}"
headers = {{ x-key = "{{secret}}" }}
body = '{{"to": "{{to}}", "text": "{{text}}", "ref": "{{id}}"}}'
sign_name = "借条"
ok = {{ pointer = "/code", value = "0", permanent = ["3"] }}
tracking_pointer = "/data/sid"
[sms.template.receipt]
url = "{state}"
state_pointer = "/data/state"
delivered = ["DELIVRD"]
failed = ["UNDELIV"]
"#
        );
        let config = world.file("remind.toml", &settings)?;
        let runtime = tokio::runtime::Runtime::new()?;
        let desk = Desk {
            world,
            receivers,
            database,
            config,
            runtime,
        };
        // Contacts are known since the chain's time that the index has.
        let _ = desk.index()?;
        Ok(desk)
    }

    /// A command on this database.
    fn on<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        [args, &["--database", &self.database]].concat()
    }

    fn json(&self, args: &[&str]) -> Result<Value> {
        self.world.iou.json(&self.on(args))
    }

    /// Reads up to the newest block.
    fn index(&self) -> Result<Value> {
        self.json(&["index", "--once"])
    }

    /// Moves the chain's clock, and waits until a finalised block says so.
    fn advance(&self, length: &str) -> Result<()> {
        let moved = self.world.iou.json(&["dev", "advance", length])?["unix_ms"].clone();
        wait_until("the new time is final", || {
            let status = self.json(&["index", "status"])?;
            let caught_up = status["lag"] == 0 && status["time_unix_ms"].as_u64() >= moved.as_u64();
            if !caught_up {
                let _ = self.index()?;
            }
            Ok(caught_up)
        })
    }

    /// Index and reminders once, with `relayer` telling the contract; then the index once more, for what that led to.
    fn round(&self) -> Result<Value> {
        let _ = self.index()?;
        let round = self.once(&["--account", "relayer"])?;
        let _ = self.index()?;
        Ok(round)
    }

    /// `iou remind --once` with these flags of the program.
    fn once(&self, flags: &[&str]) -> Result<Value> {
        let base = ["remind", "--once", "--config", &self.config];
        self.json(&[flags, &base].concat())
    }

    /// Index and reminders once, with nobody telling the contract.
    fn deliver(&self) -> Result<Value> {
        let _ = self.index()?;
        self.json(&["remind", "--once", "--no-relay", "--config", &self.config])
    }

    /// Registers a contact who is told in Chinese, at whatever hour the tests run.
    fn contact(&self, who: &str, addresses: &[&str]) -> Result<Value> {
        self.json(
            &[
                &["contact", "add", who, "--language", "zh", "--no-quiet"],
                addresses,
            ]
            .concat(),
        )
    }

    /// The flags of a webhook at `path` of the receivers.
    fn hook(&self, path: &str) -> [String; 4] {
        let secret = self.world.iou.home().join("hook.secret");
        let url = self.receivers.url(path);
        [
            "--webhook".into(),
            url,
            "--secret-file".into(),
            secret.display().to_string(),
        ]
    }

    /// Registers 张三 with a mailbox, a telephone and a webhook.
    fn reachable(&self) -> Result<Value> {
        let hook = self.hook("/hook/zhangsan");
        let hook: Vec<&str> = hook.iter().map(String::as_str).collect();
        self.contact(
            "zhangsan",
            &[&["--email", MAILBOX, "--phone", PHONE], &hook[..]].concat(),
        )
    }

    /// Registers somebody with a webhook alone.
    fn hooked(&self, who: &str) -> Result<Value> {
        let hook = self.hook(&format!("/hook/{who}"));
        let hook: Vec<&str> = hook.iter().map(String::as_str).collect();
        self.contact(who, &hook)
    }

    /// Has the machine's clock pass all pauses and leases, as they stand in the database.
    fn hurry(&self) -> Result<()> {
        for sql in [
            "UPDATE message SET next_attempt_ms = 0, lease_until_ms = 0",
            "UPDATE relay_task SET next_attempt_ms = 0, lease_until_ms = 0",
        ] {
            self.write(sql)?;
        }
        Ok(())
    }

    /// Changes rows. Services change the same ones, each in an order of its own: of two who wait for each other the server ends one.
    fn write(&self, sql: &str) -> Result<()> {
        loop {
            match self.rows(sql) {
                Err(error) if is_deadlock(&error) => {}
                done => return done.map(drop),
            }
        }
    }

    /// Rows as texts, NULL as an empty one.
    fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>> {
        sqlx::any::install_default_drivers();
        let url = match self.database.starts_with("postgres:") {
            true => self.database.clone(),
            false => format!("sqlite:{}", self.database),
        };
        self.runtime.block_on(async {
            let pool = AnyPool::connect(&url).await?;
            let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(&pool).await;
            pool.close().await;
            let text = |row: &sqlx::any::AnyRow, at: usize| {
                if row.try_get_raw(at).is_ok_and(|value| value.is_null()) {
                    return Ok(String::new());
                }
                let number = row.try_get::<i64, _>(at).map(|number| number.to_string());
                number.or_else(|_| row.try_get::<String, _>(at))
            };
            let rows = rows?;
            let all = rows
                .iter()
                .map(|row| (0..row.columns().len()).map(|at| text(row, at)).collect());
            Ok(all.collect::<Result<_, sqlx::Error>>()?)
        })
    }

    /// The one value that a statement gives.
    fn value(&self, sql: &str) -> Result<String> {
        let rows = self.rows(sql)?;
        Ok(rows
            .first()
            .and_then(|row| row.first())
            .with_context(|| sql.to_owned())?
            .clone())
    }

    fn got(&self, kind: &str) -> Result<Vec<Value>> {
        Ok(self.receivers.received()?[kind]
            .as_array()
            .context("a list")?
            .clone())
    }

    /// Short messages that a phone got, without the questions for receipts.
    fn texts(&self) -> Result<Vec<Value>> {
        let mut all = self.got("sms")?;
        all.retain(|one| one["path"] == "/sms/send");
        Ok(all)
    }

    /// How many mails, short messages and webhooks came so far.
    fn counts(&self) -> Result<(usize, usize, usize)> {
        Ok((
            self.got("smtp")?.len(),
            self.texts()?.len(),
            self.got("webhooks")?.len(),
        ))
    }

    /// All that was received: id → its bodies, one for each time it came.
    fn received(&self) -> Result<BTreeMap<String, Vec<String>>> {
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for mail in self.got("smtp")? {
            all.entry(message_id(&mail)).or_default().push(text(&mail["raw"]));
        }
        for sms in self.texts()? {
            let id = text(&sms["body"]["ref"]);
            all.entry(id).or_default().push(text(&sms["body"]["text"]));
        }
        for hook in self.got("webhooks")? {
            ensure!(hook["verdict"][SECRET] == true, "a wrong signature: {hook}");
            let id = text(&hook["headers"]["webhook-id"]);
            all.entry(id).or_default().push(text(&hook["body"]));
        }
        Ok(all)
    }

    /// What stands on the contract: the events of that name.
    fn events(&self, name: &str) -> Result<Vec<Value>> {
        let mut events = self.world.events()?;
        events.retain(|event| event["event"] == name);
        Ok(events)
    }

    /// That every stage is announced on the contract once; how many announcements there are.
    fn announced_once(&self) -> Result<usize> {
        let events = self.events("RepaymentDue")?;
        let mut seen = std::collections::BTreeSet::new();
        for event in &events {
            let matter = format!("{} {}", event["loan"], event["data"]);
            ensure!(seen.insert(matter), "announced twice: {event}");
        }
        Ok(events.len())
    }

    /// Starts `iou run`, or another command that goes on, as `account`.
    fn start(&self, command: &str, account: &str, log: &str) -> Result<Service> {
        let mut iou = self.world.iou.command()?;
        // Several may run at once; nobody looks at their pages here.
        let _ = iou.env("IOU_LISTEN", "off");
        let _ = iou.args(["--account", account, command, "--config", &self.config]);
        let _ = iou.args(["--database", &self.database]);
        Service::start(iou, self.world.iou.home().join(log))
    }

    /// Waits until all of it is in the database, nothing waits to be sent, and nothing to be told to the contract.
    fn quiet(&self, service: &mut Service) -> Result<()> {
        let done = wait_until("all is told", || {
            service.alive()?;
            // It may be making its tables at this moment: a look does not change them, and says so.
            let status = self.on(&["index", "status"]);
            let run = self.world.iou.run(&[&status[..], &["--json"]].concat())?;
            if run.code != Some(0) || run.data()?["lag"] != 0 {
                return Ok(false);
            }
            let open =
                "SELECT (SELECT count(*) FROM message WHERE state IN ('waiting', 'sending', 'accepted')) \
                        + (SELECT count(*) FROM relay_task WHERE state IN ('waiting', 'submitted')) \
                        + (SELECT count(*) FROM agenda WHERE at_ms <= (SELECT time_ms FROM cursor))";
            if self.value(open)? == "0" {
                return Ok(true);
            }
            // What failed, or is held by a process that is gone, is not waited for.
            for sql in [
                "UPDATE message SET next_attempt_ms = 0 WHERE state IN ('waiting', 'accepted')",
                "UPDATE relay_task SET next_attempt_ms = 0 WHERE state IN ('waiting', 'submitted')",
            ] {
                self.write(sql)?;
            }
            Ok(false)
        });
        done.with_context(|| format!("{:?}\n{}", self.open(), service.log()))
    }

    /// What is not at its end, for a test that failed.
    fn open(&self) -> Result<Vec<Vec<String>>> {
        let mut rows = self.rows("SELECT 'message', id, channel, state, attempts, last_error FROM message WHERE state NOT IN ('delivered', 'withdrawn')")?;
        rows.extend(self.rows("SELECT 'relay_task', id, kind, state, attempts, last_error FROM relay_task WHERE state NOT IN ('done', 'obsolete')")?);
        Ok(rows)
    }
}

/// `<id@domain>` of a mail's Message-ID.
fn message_id(mail: &Value) -> String {
    let raw = mail["raw"].as_str().unwrap_or_default();
    let line = raw.lines().find_map(|line| line.strip_prefix("Message-ID: "));
    let id = line.unwrap_or_default().trim_matches(['<', '>', ' ']);
    id.split('@').next().unwrap_or_default().to_owned()
}

/// A file of the world's that only its owner reads.
fn private(world: &World, name: &str, contents: &str) -> Result<String> {
    let path = world.file(name, &format!("{contents}\n"))?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    Ok(path)
}
