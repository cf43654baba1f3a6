//! The program as people and scripts meet it: each case runs the real binary with a home of its own and no terminal.
//! What needs a chain is in e2e-tests.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use serde_json::Value;
use sha1::{Digest, Sha1};

struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    fn new() -> Home {
        let home = Home {
            dir: tempfile::tempdir().unwrap(),
        };
        std::fs::write(home.path().join("password"), "correct horse\n").unwrap();
        home
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iou"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("IOU_")) {
            command.env_remove(name);
        }
        command.args(args).current_dir(self.path()).stdin(Stdio::null());
        command
            .env("IOU_HOME", self.path().join("home"))
            .env("LC_ALL", "C.UTF-8")
            .env_remove("LANGUAGE");
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs with `--json` and returns exit code and envelope; standard output must be one line.
    fn json(&self, args: &[&str]) -> (i32, Value) {
        let output = self.run(&[&["--json"], args].concat());
        let out = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            out.lines().count(),
            1,
            "{args:?}: {out}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let envelope: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(envelope["schema_version"], 1);
        (output.status.code().unwrap(), envelope)
    }

    fn fails(&self, args: &[&str], exit: i32, code: &str) -> Value {
        let (status, envelope) = self.json(args);
        assert_eq!(
            (status, envelope["success"].as_bool()),
            (exit, Some(false)),
            "{args:?}: {envelope}"
        );
        assert_eq!(envelope["error"]["code"], code, "{args:?}: {envelope}");
        envelope["error"].clone()
    }

    fn succeeds(&self, args: &[&str]) -> Value {
        let (status, envelope) = self.json(args);
        assert_eq!(
            (status, envelope["success"].as_bool()),
            (0, Some(true)),
            "{args:?}: {envelope}"
        );
        envelope["data"].clone()
    }
}

#[test]
fn wrong_arguments_exit_two_as_text_and_as_an_envelope() {
    let home = Home::new();
    for args in [
        &["nonsense"][..],
        &["account", "new"],
        &["--wait", "later", "tx"],
        &["--timeout", "0", "tx"],
        &[],
    ] {
        let output = home.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{args:?}");
        home.fails(args, 2, "usage");
    }
}

#[test]
fn help_is_on_standard_output_in_the_language_asked_for() {
    let home = Home::new();
    for (args, word) in [
        (&["--help"][..], "Exit status: 0 done"),
        (&["--lang", "zh", "--help"], "退出码"),
        (&["--lang=zh", "account", "new", "--help"], "助记词"),
        (&["account", "import", "--help"], "--phrase-file -"),
    ] {
        let output = home.run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        let out = String::from_utf8(output.stdout).unwrap();
        assert!(out.contains(word), "{args:?}: {out}");
    }
    let chinese = home
        .command(&["--help"])
        .env("IOU_LANG", "zh_CN.UTF-8")
        .output()
        .unwrap();
    assert!(String::from_utf8(chinese.stdout).unwrap().contains("用法"));
}

#[test]
fn an_account_is_made_listed_exported_and_imported_elsewhere() {
    let home = Home::new();
    let made = home.succeeds(&["--password-file", "password", "account", "new", "张三"]);
    assert_eq!(made["phrase"].as_str().unwrap().split(' ').count(), 12);
    let listed = home.succeeds(&["account", "list"]);
    assert_eq!(listed["accounts"][0]["address"], made["address"]);
    home.succeeds(&["account", "export", "张三", "-o", "out.json"]);
    home.fails(&["account", "export", "张三", "-o", "out.json"], 2, "io");

    let args = [
        "--password-file",
        "password",
        "account",
        "import",
        "copy",
        "--json-file",
        "out.json",
    ];
    assert_eq!(home.succeeds(&args)["address"], made["address"]);
    std::fs::write(home.path().join("phrase"), made["phrase"].as_str().unwrap()).unwrap();
    let args = [
        "--password-file",
        "password",
        "account",
        "import",
        "again",
        "--phrase-file",
        "phrase",
    ];
    assert_eq!(home.succeeds(&args)["address"], made["address"]);
    assert_eq!(
        home.succeeds(&["account", "show", "again"])["address"],
        made["address"]
    );
}

#[test]
fn a_new_phrase_is_shown_on_standard_error_and_never_on_standard_output() {
    let home = Home::new();
    let output = home.run(&["--password-file", "password", "account", "new", "li"]);
    assert_eq!(output.status.code(), Some(0));
    let (out, err) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    let phrase = err
        .lines()
        .find(|line| line.trim().split(' ').count() == 12)
        .expect("the phrase is shown");
    assert!(!out.contains(phrase.trim()) && out.contains('5'), "{out}");
}

#[test]
fn accounts_are_refused_with_a_reason_when_something_is_wrong() {
    let home = Home::new();
    let with_password = |rest: &[&'static str]| [&["--password-file", "password"], rest].concat();
    home.succeeds(&with_password(&["account", "new", "li"]));
    home.fails(&with_password(&["account", "new", "li"]), 2, "keystore_exists");
    home.fails(&with_password(&["account", "new", "../li"]), 2, "account_name");
    home.fails(&["account", "new", "wang"], 2, "password_required");
    home.fails(&["account", "import", "wang"], 2, "password_required");
    home.fails(&["--password-file", "missing", "account", "new", "wang"], 2, "io");
    home.fails(&["account", "show", "nobody"], 2, "keystore_not_found");
    home.fails(&["account", "show"], 2, "no_account");
    std::fs::write(home.path().join("bad"), "not a phrase").unwrap();
    home.fails(
        &with_password(&["account", "import", "wang", "--phrase-file", "bad"]),
        2,
        "phrase",
    );
    std::fs::write(home.path().join("bad.json"), "{\"encoded\":").unwrap();
    home.fails(
        &with_password(&["account", "import", "wang", "--json-file", "bad.json"]),
        2,
        "keystore_invalid",
    );
    assert_eq!(
        home.succeeds(&["account", "list"])["accounts"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_keystore_of_a_wallet_is_imported_with_its_own_password_only() {
    let home = Home::new();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/polkadot-js-keystore.json");
    std::fs::copy(fixture, home.path().join("wallet.json")).unwrap();
    let args = [
        "--password-file",
        "password",
        "account",
        "import",
        "wallet",
        "--json-file",
        "wallet.json",
    ];
    home.fails(&args, 2, "wrong_password");
    std::fs::write(home.path().join("password"), "correct horse 电池\n").unwrap();
    assert_eq!(
        home.succeeds(&args)["address"],
        "5DyveSxknJZmGMk6vmVdBhSwQs3JxnfUkJ338jnn2w5o36xJ"
    );
}

#[test]
fn config_show_says_where_each_value_came_from() {
    let home = Home::new();
    std::fs::write(
        home.path().join("iou.toml"),
        "[profile.local]\naccount = \"li\"\nlocale = \"zh\"\n",
    )
    .unwrap();
    let shown = home.succeeds(&["--url", "ws://flag", "config", "show"]);
    assert_eq!(
        shown["settings"]["url"]["origin"],
        serde_json::json!({"kind": "flag", "name": "--url"})
    );
    assert_eq!(shown["settings"]["account"]["origin"]["kind"], "project");
    let table = String::from_utf8(home.run(&["config", "show"]).stdout).unwrap();
    assert!(table.contains("来源") && table.contains("iou.toml"), "{table}");
    home.fails(&["--profile", "nowhere", "dev", "time"], 2, "profile_unknown");
    std::fs::write(home.path().join("iou.toml"), "[profile.local]\nurll = \"x\"\n").unwrap();
    let error = home.fails(&["config", "show"], 2, "config");
    assert!(error["message"].as_str().unwrap().contains("urll"), "{error}");
}

#[test]
fn a_node_that_is_down_is_said_to_be_unreachable() {
    let home = Home::new();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url = format!("ws://127.0.0.1:{port}");
    home.fails(&["--url", &url, "dev", "time"], 2, "node_unreachable");
    home.fails(&["--url", "http//x", "dev", "time"], 2, "url_invalid");
}

#[test]
fn a_node_that_stops_answering_is_given_up_in_bounded_time() {
    let home = Home::new();
    // Accepts the WebSocket and then says nothing.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        while let Ok((mut stream, _)) = listener.accept() {
            let mut request = [0u8; 4096];
            let length = stream.read(&mut request).unwrap_or(0);
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let header = |line: &str| line.to_ascii_lowercase().starts_with("sec-websocket-key:");
            let key = request
                .lines()
                .find(|line| header(line))
                .and_then(|line| line.split(": ").nth(1));
            let answer = format!(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\r\n",
                accept_key(key.unwrap_or_default().trim()),
            );
            let _ = stream.write_all(answer.as_bytes());
            kept.push(stream);
        }
    });
    let start = Instant::now();
    let error = home.fails(
        &["--url", &url, "--timeout", "2", "dev", "time"],
        2,
        "node_silent",
    );
    assert_eq!(error["details"]["method"], "chain_getBlockHash");
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

/// The answer to a WebSocket handshake. Source: RFC 6455, 4.2.2.
fn accept_key(key: &str) -> String {
    let digest = Sha1::digest(format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
    base64::engine::general_purpose::STANDARD.encode(digest)
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let home = Home::new();
    let mut child = home
        .command(&["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn completions_know_the_commands() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish"] {
        let out = String::from_utf8(home.run(&["completions", shell]).stdout).unwrap();
        assert!(out.contains("account") && out.contains("advance"), "{shell}");
    }
}

#[test]
fn an_unknown_hash_or_duration_is_refused_before_any_node_is_asked() {
    let home = Home::new();
    home.fails(&["tx", "0x12"], 2, "argument");
    for wrong in ["1 month", "0s", "-3d", "soon"] {
        home.fails(&["dev", "advance", "--", wrong], 2, "argument");
    }
    assert_eq!(home.succeeds(&["tx"])["submissions"], serde_json::json!([]));
}
