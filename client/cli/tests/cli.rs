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
        home.secret("password", "correct horse\n");
        home
    }

    /// A file that only its owner can read.
    fn secret(&self, name: &str, contents: &str) {
        let path = self.path().join(name);
        let _old = std::fs::remove_file(&path);
        iou_files::create_private(&path, contents.as_bytes()).unwrap();
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
fn a_wrong_command_line_is_explained_in_the_readers_language_with_its_usage() {
    let home = Home::new();
    for (args, parts) in [
        (&["--lang", "zh", "repay"][..], ["还缺少参数", "用法： iou repay"]),
        (&["--lang", "zh", "--timeout", "0", "list"], ["86400", "整数"]),
        (&["--lang", "en", "lits"], ["no command lits", "list"]),
    ] {
        let output = home.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(parts.iter().all(|part| err.contains(part)), "{args:?}: {err}");
        assert!(
            !err.contains("unexpected") && (args[1] == "en" || !err.contains("Usage")),
            "{err}"
        );
    }
}

/// What cannot be meant is refused before any node is asked; the sentence names what is missing.
#[test]
fn a_seat_is_neither_planned_nor_decided_by_half() {
    let home = Home::new();
    for (args, says) in [
        (&["seat", "plan", "0"][..], "--heir"),
        (
            &["seat", "plan", "0", "--heir", "a", "--second", "b"],
            "--verifier",
        ),
        (&["seat", "plan", "0", "--heir", "a", "--days", "13"], "14"),
        (&["seat", "plan", "0", "--heir", "a", "--days", "31"], "30"),
        (&["seat", "hand-over", "0"], "--to"),
        (&["seat", "support", "0", "lender"], "--to"),
        (&["seat", "end", "0", "lender"], "--to"),
        (
            &["seat", "decide", "0", "lender", "--to", "a", "--evidence", "f"],
            "--grant",
        ),
        (
            &["seat", "decide", "0", "lender", "--to", "a", "--grant"],
            "--evidence",
        ),
        (
            &[
                "seat",
                "decide",
                "0",
                "lender",
                "--to",
                "a",
                "--grant",
                "--deny",
                "--evidence",
                "f",
            ],
            "--deny",
        ),
        (&["seat", "take", "0"], "SEAT"),
    ] {
        let output = home.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains(says), "{args:?}: {err}");
    }
    // Looking at seats signs nothing, so that no file can take it.
    let show = ["seat", "show", "0", "--intent", "x.json"];
    let error = home.fails(&show, 2, "argument");
    assert_eq!(error["details"]["name"], "--intent", "{error}");
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
    home.fails(&["account", "export", "张三", "-o", "out.json"], 2, "file_exists");

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
    home.secret("phrase", made["phrase"].as_str().unwrap());
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
    home.secret("bad", "not a phrase");
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
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../ledger/tests/fixtures/polkadot-js-keystore.json");
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
    home.secret("password", "correct horse 电池\n");
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
    let error = home.fails(&["config", "show"], 2, "config_key");
    assert!(error["message"].as_str().unwrap().contains("urll"), "{error}");
    assert!(
        error["details"]["known"].as_str().unwrap().contains("url, "),
        "{error}"
    );
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
fn every_command_has_a_manual_page_in_either_language() {
    let home = Home::new();
    for (lang, word) in [("en", "Repay"), ("zh", "还款")] {
        let dir = home.path().join("man").join(lang);
        let told = home.succeeds(&["--lang", lang, "man", dir.to_str().unwrap()]);
        let pages = told["pages"].as_array().unwrap().len();
        assert!(pages > 50, "{pages}");
        let page = std::fs::read_to_string(dir.join("iou-repay.1")).unwrap();
        assert!(page.contains(".TH") && page.contains(word), "{page}");
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

#[cfg(unix)]
#[test]
fn no_environment_makes_the_program_panic_and_only_variables_of_ours_have_to_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let home = Home::new();
    let odd = OsStr::from_bytes(b"\xff\xfe");
    for name in [
        "X",
        "LANG",
        "LC_ALL",
        "LANGUAGE",
        "HOME",
        "PATH",
        "TZ",
        "TERM",
        "NO_COLOR",
        "COLUMNS",
        "XDG_CONFIG_HOME",
    ] {
        for args in [
            &["config", "show"][..],
            &["--json", "config", "show"],
            &["account", "list"],
            &["--help"],
        ] {
            let output = home.command(args).env(name, odd).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(0), "{name}: {said}");
        }
    }
    let with_odd_name = home.command(&["config", "show"]).env(odd, "x").output().unwrap();
    assert_eq!(with_odd_name.status.code(), Some(0));
    // A path may be anything; a value of ours that is no text is refused by its name.
    let directory = home.path().join(odd);
    let output = home
        .command(&["account", "list"])
        .env("IOU_HOME", &directory)
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for name in ["IOU_URL", "IOU_LANG", "IOU_LOG_FORMAT", "IOU_ANYTHING", "IOU_LOG"] {
        let output = home
            .command(&["--json", "config", "show"])
            .env(name, odd)
            .output()
            .unwrap();
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(2), "{name}: {out}");
        assert_eq!(out.lines().count(), 1, "{name}: {out}");
        assert!(out.contains(name) || out.contains("usage"), "{name}: {out}");
    }
}

#[test]
fn no_secret_of_a_url_is_shown_whatever_its_form() {
    let home = Home::new();
    for database in [
        "postgres://iou:s3cret@127.0.0.1:1/iou",
        "postgres://iou:s3c/s3cret@127.0.0.1:1/iou",
        "postgres://127.0.0.1:1/iou?user=iou&password=s3cret",
        "mysql://iou:s3cret@127.0.0.1:1/iou",
    ] {
        for args in [
            &["-vv", "index", "status", "--database", database][..],
            &["--json", "-vvv", "contact", "list", "--database", database],
            &["-v", "doctor", "--database", database],
        ] {
            let output = home.run(args);
            let all = [output.stdout, output.stderr].concat();
            let all = String::from_utf8_lossy(&all);
            assert!(!all.contains("s3cret"), "{args:?}: {all}");
            assert!(
                all.contains("127.0.0.1") || all.contains("mysql"),
                "{args:?}: {all}"
            );
        }
    }
    for url in [
        "ws://127.0.0.1:1/v3/s3cret",
        "ws://iou:s3cret@127.0.0.1:1",
        "ws://127.0.0.1:1/?apikey=s3cret",
        "http://127.0.0.1:1/s3cret",
        "ws://127.0.0.1:1/s3cret, ws://127.0.0.1:1?s3cret",
    ] {
        for args in [
            &["list", "--all"][..],
            &["--json", "-vvv", "list", "--all"],
            &["config", "show"],
            &["--json", "config", "show"],
        ] {
            let output = home
                .command(args)
                .args(["--url", url])
                .env("IOU_DATABASE", "postgres://a:s3cret@b/c")
                .env("IOU_CONTRACT", "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty")
                .output();
            let output = output.unwrap();
            let all = [output.stdout, output.stderr].concat();
            let all = String::from_utf8_lossy(&all);
            assert!(
                !all.contains("s3cret") && all.contains("127.0.0.1"),
                "{args:?}: {all}"
            );
        }
    }
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let open = |name: &str| {
        let mode = std::fs::Permissions::from_mode(0o640);
        std::fs::set_permissions(home.path().join(name), mode).unwrap();
    };
    home.secret("open", "correct horse\n");
    open("open");
    home.fails(
        &["--password-file", "open", "account", "new", "li"],
        2,
        "permissions_too_open",
    );
    let import = [
        "--password-file",
        "password",
        "account",
        "import",
        "li",
        "--phrase-file",
        "open",
    ];
    home.fails(&import, 2, "permissions_too_open");
    std::fs::write(home.path().join("index.db"), "something").unwrap();
    open("index.db");
    for command in [
        &["index", "status"][..],
        &["contact", "list"],
        &["remind", "list"],
    ] {
        let args = [command, &["--database", "index.db"]].concat();
        home.fails(&args, 2, "permissions_too_open");
    }
}

#[test]
fn the_version_says_what_the_program_was_built_from_and_for() {
    let home = Home::new();
    let (_, envelope) = home.json(&["--version"]);
    let data = &envelope["data"];
    let text = data["text"].as_str().unwrap();
    let commit = data["commit"].as_str().unwrap_or("development");
    let version = data["version"].as_str().unwrap();
    assert_eq!(text, format!("iou {version} ({commit})"));
    for key in ["spec_version", "transaction_version"] {
        assert!(data["runtime"][key].is_u64(), "{data}");
    }
    assert!(data["formats"]["database"].as_u64().unwrap() >= 7, "{data}");
}

#[test]
fn with_json_there_is_one_envelope_whatever_is_asked() {
    let home = Home::new();
    for (args, exit) in [
        (&["--version"][..], 0),
        (&["--help"], 0),
        (&["account", "--help"], 0),
        (&[], 2),
        (&["nonsense"], 2),
        (&["--lang", "xx", "config", "path"], 2),
        (&["completions", "bash"], 0),
        (&["config", "path"], 0),
        (&["account", "list"], 0),
        (&["index", "status", "--database", "none.db"], 0),
        (&["contact", "list", "--database", "none.db"], 2),
        (&["doctor"], 1),
        (&["list"], 2),
    ] {
        let (code, envelope) = home.json(args);
        assert_eq!(code, exit, "{args:?}: {envelope}");
        assert_eq!(envelope["success"], exit == 0, "{args:?}: {envelope}");
        assert!(
            envelope["success"] == false || envelope.get("data").is_some(),
            "{args:?}"
        );
    }
    assert!(!home.path().join("none.db").exists(), "a look makes nothing");
}

#[test]
fn only_who_got_the_mail_can_unsubscribe_and_only_from_mail() {
    use iou_remind::contact::{ContactKey, KEY_FILE};
    let home = Home::new();
    let account = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
    let on = |args: &[&'static str]| [args, &["--database", "index.db"]].concat();
    home.fails(
        &on(&["contact", "add", account, "--email", "张@example.org"]),
        2,
        "argument",
    );
    let add = on(&[
        "contact",
        "add",
        account,
        "--email",
        "zhang@例子.中国",
        "--phone",
        "138 0013 8000",
    ]);
    home.succeeds(&add);
    let shown = home.succeeds(&on(&["contact", "show", account]));
    assert_eq!(shown["contact"]["email"], "zhang@xn--fsqu00a.xn--fiqs8s");
    assert_eq!(shown["contact"]["sms"], "+8613800138000");
    let key = ContactKey::open(&home.path().join("home").join(KEY_FILE)).unwrap();
    let right = key
        .token_key()
        .token(&account.parse().unwrap(), "zhang@xn--fsqu00a.xn--fiqs8s");
    let with = |token: &str| {
        home.json(&[
            "contact",
            "unsubscribe",
            account,
            "--token",
            token,
            "--database",
            "index.db",
        ])
    };
    for forged in ["0".repeat(32), right[1..].to_owned(), String::new()] {
        let (code, envelope) = with(&forged);
        assert_eq!(
            (code, &envelope["error"]["code"]),
            (1, &"unsubscribe_token".into()),
            "{forged}"
        );
    }
    let nobody = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let other = [
        "contact",
        "unsubscribe",
        nobody,
        "--token",
        &right,
        "--database",
        "index.db",
    ];
    assert_eq!(home.json(&other).1["error"]["code"], "unsubscribe_token");
    assert_eq!(with(&right).0, 0);
    assert_eq!(
        home.succeeds(&on(&["contact", "show", account]))["open"],
        serde_json::json!(["sms"])
    );
    home.succeeds(&add);
    assert_eq!(with(&right).0, 0, "the same link, whenever it is used");
    // A link that names nobody will do: whoever carries the mail sees no account in it.
    home.succeeds(&add);
    let unnamed = |token: &str| {
        let args = [
            "contact",
            "unsubscribe",
            "--token",
            token,
            "--database",
            "index.db",
        ];
        home.json(&args)
    };
    assert_eq!(unnamed(&"0".repeat(32)).1["error"]["code"], "unsubscribe_token");
    let (code, envelope) = unnamed(&right);
    assert_eq!(
        (code, &envelope["data"]["account"]),
        (0, &account.into()),
        "{envelope}"
    );
    let shown = home.succeeds(&on(&["contact", "show", account]));
    assert_eq!(shown["open"], serde_json::json!(["sms"]));
}

#[test]
fn a_robots_key_is_not_shown_with_its_contact() {
    let home = Home::new();
    let account = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
    home.secret("sec", "SEC0123456789");
    for (url, secret, form) in [
        (
            "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=s3cret-key",
            None,
            "wecom",
        ),
        (
            "https://oapi.dingtalk.com/robot/send?access_token=s3cret",
            Some("sec"),
            "dingtalk",
        ),
        (
            "https://open.feishu.cn/open-apis/bot/v2/hook/s3cret",
            Some("sec"),
            "feishu",
        ),
    ] {
        let mut args = vec![
            "contact",
            "add",
            account,
            "--webhook",
            url,
            "--database",
            "index.db",
        ];
        if let Some(file) = secret {
            args.extend(["--secret-file", file]);
        }
        home.succeeds(&args);
        let shown = home
            .succeeds(&["contact", "show", account, "--database", "index.db"])
            .to_string();
        assert!(
            shown.contains(form) && !shown.contains("s3cret") && !shown.contains("SEC01"),
            "{shown}"
        );
    }
    let standard = [
        "contact",
        "add",
        account,
        "--webhook",
        "https://example.org/x",
        "--database",
        "index.db",
    ];
    home.fails(&standard, 2, "argument");
    let unknown = [
        "contact",
        "add",
        account,
        "--webhook",
        "https://example.org/x",
        "--webhook-form",
        "A b",
        "--database",
        "index.db",
    ];
    home.fails(&unknown, 2, "argument");
}
