//! `iou doctor` as an operator meets it: the real binary, real files, and a node that is not there. What needs a node is
//! in e2e-tests.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use iou_database::Store;
use serde_json::{json, Value};

const GENESIS: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";
const CONTRACT: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

struct Home {
    dir: tempfile::TempDir,
    url: String,
}

impl Home {
    /// A profile whose node's port is closed.
    fn new() -> Home {
        let dir = tempfile::tempdir().unwrap();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("ws://{}", free.local_addr().unwrap());
        let profile =
            format!("[profile.local]\nurl = \"{url}\"\ncontract = \"{CONTRACT}\"\ngenesis = \"{GENESIS}\"\n");
        std::fs::write(dir.path().join("iou.toml"), profile).unwrap();
        std::fs::create_dir(dir.path().join("home")).unwrap();
        Home { dir, url }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iou"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("IOU_")) {
            command.env_remove(name);
        }
        command.current_dir(self.path()).stdin(Stdio::null());
        command
            .env("IOU_HOME", self.path().join("home"))
            .env("LC_ALL", "C.UTF-8");
        command.env_remove("LANGUAGE").args(args).output().unwrap()
    }

    /// Exit code and envelope; standard output must be that one line.
    fn doctor(&self) -> (i32, Value) {
        let output = self.run(&["--json", "doctor", "--database", "index.db"]);
        let out = String::from_utf8(output.stdout).unwrap();
        assert_eq!(out.lines().count(), 1, "{out}");
        (output.status.code().unwrap(), serde_json::from_str(&out).unwrap())
    }

    /// State and code of the first finding of a check.
    fn finding(&self, check: &str) -> (String, String) {
        let (_, envelope) = self.doctor();
        let findings = envelope["data"]["findings"].as_array().unwrap().clone();
        let found = findings.iter().find(|it| it["check"] == check);
        let found = found.unwrap_or_else(|| panic!("no {check} in {envelope}"));
        let text = |name: &str| found[name].as_str().unwrap().to_owned();
        assert!(!text("detail").is_empty());
        assert_eq!(found["advice"].is_null(), found["state"] == "ok", "{found}");
        (text("state"), text("code"))
    }

    fn database(&self, statements: &[String]) {
        let path = self.path().join("index.db");
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let store = Store::open(path.to_str().unwrap()).await.unwrap();
            for statement in statements {
                let query = sqlx::query(sqlx::AssertSqlSafe(statement.clone()));
                let _done = query.execute(store.pool()).await.unwrap();
            }
            store.pool().close().await;
        });
    }
}

fn pair(state: &str, code: &str) -> (String, String) {
    (state.into(), code.into())
}

fn cursor(genesis: &str, contract: &str) -> String {
    format!(
        "INSERT INTO cursor (only_row, genesis, contract, code_hash, first_block, block, hash, time_ms, events, \
         unknown_events) VALUES (1, '{genesis}', '{contract}', '0x00', 1, 80, '0x02', 1767225600000, 12, 0)"
    )
}

#[test]
fn a_closed_port_is_told_with_what_to_do_as_one_envelope_and_as_lines() {
    let home = Home::new();
    let (exit, envelope) = home.doctor();
    assert_eq!((exit, &envelope["success"]), (1, &json!(false)), "{envelope}");
    assert_eq!(envelope["error"]["code"], "unhealthy");
    assert_eq!(envelope["error"]["details"], json!({"failed": "1"}), "{envelope}");
    assert_eq!(home.finding("node"), pair("fail", "node_unreachable"));
    assert_eq!(home.finding("profile"), pair("ok", "profile_well"));
    assert_eq!(home.finding("fees"), pair("ok", "fees_no_account"));

    for (lang, label, wrong) in [("en", "node", "cannot be reached"), ("zh", "节点", "无法")] {
        let output = home.run(&["--lang", lang, "doctor", "--database", "index.db"]);
        assert_eq!(output.status.code(), Some(1));
        let out = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<_> = out.lines().collect();
        let at = lines
            .iter()
            .position(|line| line.trim_start().starts_with(&format!("✗ {label}")));
        let at = at.unwrap_or_else(|| panic!("{out}"));
        assert!(
            lines[at].contains(&home.url) && lines[at].contains(wrong),
            "{out}"
        );
        assert!(lines[at + 1].contains('→'), "{out}");
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn a_database_of_another_chain_or_contract_is_not_ours() {
    for (genesis, contract, verdict) in [
        ("0x22", CONTRACT, pair("fail", "index_foreign")),
        (GENESIS, "5Other", pair("fail", "index_foreign")),
    ] {
        let home = Home::new();
        home.database(&[cursor(genesis, contract)]);
        assert_eq!(home.finding("database"), pair("ok", "database_well"));
        assert_eq!(home.finding("index"), verdict);
    }
    let home = Home::new();
    home.database(&[cursor(GENESIS, CONTRACT)]);
    let (_, envelope) = home.doctor();
    // How far it is behind, only a node can tell.
    assert_eq!(envelope["error"]["details"], json!({"failed": "1"}), "{envelope}");
}

#[test]
fn a_database_is_neither_made_nor_changed_nor_littered() {
    let home = Home::new();
    assert_eq!(home.finding("database"), pair("warn", "database_none"));
    assert!(!home.path().join("index.db").exists());

    home.database(&["DELETE FROM _sqlx_migrations WHERE version > 1".into()]);
    let files = |home: &Home| {
        let entries = std::fs::read_dir(home.path()).unwrap();
        let mut names: Vec<_> = entries.map(|it| it.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let (before, bytes) = (files(&home), std::fs::read(home.path().join("index.db")).unwrap());
    assert_eq!(home.finding("database"), pair("warn", "database_older"));
    assert_eq!(files(&home), before);
    assert!(std::fs::read(home.path().join("index.db")).unwrap() == bytes);
}

#[test]
fn a_newer_database_and_a_file_that_is_none_do_not_work() {
    let home = Home::new();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (999, 'x', 1, X'00', 0)";
    home.database(&[newer.into()]);
    assert_eq!(home.finding("database"), pair("fail", "database_newer"));
    std::fs::write(
        home.path().join("index.db"),
        "not a database, but long enough to look like one".repeat(9),
    )
    .unwrap();
    assert_eq!(home.finding("database"), pair("fail", "database"));
}

#[cfg(unix)]
#[test]
fn the_key_to_the_contacts_must_be_there_when_needed_and_be_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    assert_eq!(home.finding("contacts"), pair("ok", "contacts_none"));
    let contact = "INSERT INTO contact (account, channels, since_ms, sealed) \
                   VALUES ('5G', 'email', 1, X'00')";
    home.database(&[contact.into()]);
    assert_eq!(home.finding("contacts"), pair("fail", "contacts_locked"));

    let key = home.path().join("home/contacts.key");
    let mode = |mode| std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
    std::fs::write(&key, "AGE-SECRET-KEY-1").unwrap();
    mode(0o640);
    assert_eq!(home.finding("contacts"), pair("fail", "permissions_too_open"));
    mode(0o600);
    assert_eq!(home.finding("contacts"), pair("ok", "contacts_well"));
    std::fs::write(&key, "").unwrap();
    assert_eq!(home.finding("contacts"), pair("fail", "contacts_empty"));
    std::fs::remove_file(&key).unwrap();
    std::fs::create_dir(&key).unwrap();
    assert_eq!(home.finding("contacts"), pair("fail", "io"));
}

#[test]
fn a_log_for_programs_is_one_object_a_line_on_standard_error_with_the_same_fields() {
    let home = Home::new();
    let output = home.run(&[
        "-v",
        "--json",
        "--log-format",
        "json",
        "doctor",
        "--database",
        "index.db",
    ]);
    let err = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<Value> = err
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let node = lines
        .iter()
        .find(|it| it["check"] == "node")
        .unwrap_or_else(|| panic!("{err}"));
    assert_eq!(
        (&node["level"], &node["message"]),
        (&json!("INFO"), &json!("checked"))
    );
    assert_eq!(
        (&node["state"], &node["code"]),
        (&json!("fail"), &json!("node_unreachable"))
    );
    assert!(node["timestamp"].is_string() && node["target"].as_str().unwrap().starts_with("iou"));
    let text = home.run(&["-v", "--json", "doctor", "--database", "index.db"]);
    assert!(String::from_utf8(text.stderr).unwrap().contains("check=\"node\""));
}
