//! Keys and backups as people meet them: the real binary, a directory for each machine, no chain.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

/// A machine: its user's directory is `home`, what it works in is beside.
struct Machine {
    dir: tempfile::TempDir,
}

impl Machine {
    fn new() -> Machine {
        let machine = Machine {
            dir: tempfile::tempdir().unwrap(),
        };
        for (name, text) in [
            ("password", "correct horse\n"),
            ("passphrase", "五 个 词\n"),
            ("guess", "五个词\n"),
        ] {
            iou_files::create_private(&machine.file(name), text.as_bytes()).unwrap();
        }
        machine
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn home(&self) -> PathBuf {
        self.file("home")
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iou"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("IOU_")) {
            let _ = command.env_remove(name);
        }
        let _ = command
            .args(args)
            .current_dir(self.dir.path())
            .stdin(Stdio::null());
        let _ = command
            .env("IOU_HOME", self.home())
            .env("LC_ALL", "C.UTF-8")
            .env_remove("LANGUAGE");
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(&[&["--json", "--password-file", "password"], args].concat())
            .output()
            .unwrap()
    }

    fn answer(&self, args: &[&str]) -> (bool, Value) {
        let output = self.run(args);
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        let said: Value = serde_json::from_str(&out).unwrap_or_else(|_| {
            panic!("{args:?}: {out}{}", String::from_utf8_lossy(&output.stderr));
        });
        (output.status.success(), said)
    }

    fn does(&self, args: &[&str]) -> Value {
        let (done, said) = self.answer(args);
        assert!(done, "{args:?}: {said}");
        said["data"].clone()
    }

    fn fails(&self, args: &[&str], code: &str) -> Value {
        let (done, said) = self.answer(args);
        assert_eq!(
            (done, said["error"]["code"].as_str()),
            (false, Some(code)),
            "{args:?}: {said}"
        );
        said["error"].clone()
    }

    fn restores(&self, file: &Path, more: &[&str]) -> Value {
        let file = file.display().to_string();
        self.does(&[&["restore", &file, "--passphrase-file", "passphrase"], more].concat())
    }

    /// Every file of the user's directory; none may be read by others.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let (home, mut found) = (self.home(), BTreeMap::new());
        let mut open = vec![home.clone()];
        while let Some(dir) = open.pop() {
            for entry in std::fs::read_dir(dir).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                    continue;
                }
                let name = path.strip_prefix(&home).unwrap().display().to_string();
                assert_eq!(iou_files::too_open(&path).unwrap(), None, "{name}");
                let _ = found.insert(name, std::fs::read(&path).unwrap());
            }
        }
        found
    }
}

/// A machine of somebody who has two accounts, settings in both places, a contact, something sent, and a loan's fields.
fn lisi() -> Machine {
    let machine = Machine::new();
    let _ = machine.does(&["account", "new", "li", "--words", "chinese"]);
    let _ = machine.does(&["account", "new", "王", "--words", "24"]);
    let _ = machine.does(&["account", "loan-key", "li"]);
    let home = machine.home();
    iou_files::create_private(
        &home.join("config.toml"),
        b"[profile.default]\naccount = \"li\"\n",
    )
    .unwrap();
    std::fs::write(
        machine.file("iou.toml"),
        "[profile.court]\nurl = \"ws://127.0.0.1:9\"\n",
    )
    .unwrap();
    iou_files::create_private(&home.join("submissions.jsonl"), b"{\"a\": 1}\n").unwrap();
    let address = machine.does(&["account", "show", "li"])["address"]
        .as_str()
        .unwrap()
        .to_owned();
    let private = home.join("private").join(&address);
    iou_files::private_dir(&private).unwrap();
    let name = format!("{}.age", "ab".repeat(32));
    iou_files::create_private(&private.join(name), &[0xff; 700]).unwrap();
    let _ = machine.does(&[
        "contact",
        "add",
        &address,
        "--email",
        "li@example.org",
        "--phone",
        "13800000000",
    ]);
    machine
}

fn backed_up(machine: &Machine, more: &[&str]) -> Value {
    machine.does(
        &[
            &["backup", "all.iou-backup", "--passphrase-file", "passphrase"],
            more,
        ]
        .concat(),
    )
}

#[test]
fn everything_comes_back_on_an_empty_machine() {
    let old = lisi();
    let said = backed_up(&old, &[]);
    assert_eq!(said["accounts"], serde_json::json!(["li", "王"]));
    assert_eq!(
        (&said["private_files"], &said["contacts"]),
        (&1.into(), &1.into())
    );
    assert_eq!(iou_files::too_open(&old.file("all.iou-backup")).unwrap(), None);

    let new = Machine::new();
    let said = new.restores(&old.file("all.iou-backup"), &[]);
    assert_eq!(said["contacts"], 1);
    let (before, after) = (old.files(), new.files());
    for (path, bytes) in before
        .iter()
        .filter(|(path, _)| !path.starts_with("index/") && *path != "config.toml")
    {
        assert_eq!(after.get(path), Some(bytes), "{path}");
    }
    let settings = String::from_utf8(after["config.toml"].clone()).unwrap();
    assert!(
        settings.contains("[profile.court]") && settings.contains("account = \"li\""),
        "{settings}"
    );
    for command in [
        &["account", "list"][..],
        &["account", "loan-key", "li", "--list"],
        &["contact", "list"],
    ] {
        assert_eq!(new.does(command), old.does(command), "{command:?}");
    }
    // The next key for a loan is the next one there too, and the key opens with the password that it had.
    assert_eq!(new.does(&["account", "loan-key", "li"])["number"], 1);
    assert_eq!(
        new.does(&["account", "export", "li"])["address"],
        old.does(&["account", "show", "li"])["address"]
    );
    let again = new.restores(&old.file("all.iou-backup"), &[]);
    assert_eq!(
        (again["new"].as_array().unwrap().len(), &again["contacts"]),
        (0, &0.into())
    );
}

#[test]
fn a_wrong_passphrase_a_cut_file_and_a_foreign_one_are_told_apart_and_leave_nothing() {
    let old = lisi();
    let _ = backed_up(&old, &["--without-contacts"]);
    let whole = std::fs::read(old.file("all.iou-backup")).unwrap();
    let new = Machine::new();
    let tried = |bytes: &[u8], passphrase: &str, code: &str| {
        std::fs::write(new.file("tried"), bytes).unwrap();
        let error = new.fails(&["restore", "tried", "--passphrase-file", passphrase], code);
        assert!(!new.home().exists(), "{code}");
        error
    };
    let _ = tried(&whole, "guess", "backup_passphrase");
    let _ = tried(&whole[..whole.len() - 1], "passphrase", "backup_damaged");
    let _ = tried(&whole[..100], "passphrase", "backup_damaged");
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    let _ = tried(&changed, "passphrase", "backup_damaged");
    let _ = tried(b"PK\x03\x04 holiday pictures", "passphrase", "backup_foreign");
    let _ = tried("张三借李四一万元".as_bytes(), "passphrase", "backup_foreign");
    let _ = new.fails(&["restore", "tried"], "backup_foreign");
    std::fs::write(new.file("tried"), &whole).unwrap();
    // Where nobody can be asked for it, a passphrase has to be given.
    let _ = new.fails(&["restore", "tried"], "password_required");
}

#[test]
fn a_page_of_lines_brings_back_what_cannot_be_had_otherwise_and_names_the_line_that_is_mistyped() {
    let old = lisi();
    let said = backed_up(&old, &["--paper", "page.txt"]);
    let lines = said["lines"].as_u64().unwrap();
    let page = std::fs::read_to_string(old.file("page.txt")).unwrap();
    assert_eq!(iou_files::too_open(&old.file("page.txt")).unwrap(), None);
    let is_line = |line: &&str| {
        line.split_once(' ')
            .is_some_and(|(head, _)| head.ends_with(&format!(".{lines}")))
    };
    let typed: Vec<String> = page.lines().filter(is_line).map(str::to_lowercase).collect();
    assert_eq!(typed.len() as u64, lines);

    let new = Machine::new();
    let wrong = typed[6].replacen(' ', " 7", 1);
    let mut mistyped = typed.clone();
    mistyped[6] = wrong;
    std::fs::write(new.file("typed"), mistyped.join("\n")).unwrap();
    let error = new.fails(
        &["restore", "typed", "--passphrase-file", "passphrase"],
        "paper_lines",
    );
    assert_eq!(error["details"]["lines"], "7");
    std::fs::write(new.file("typed"), typed[1..].join("\n")).unwrap();
    let error = new.fails(
        &["restore", "typed", "--passphrase-file", "passphrase"],
        "paper_incomplete",
    );
    assert_eq!(error["details"]["lines"], "1");
    assert!(!new.home().exists());

    let _ = new.restores(&old.file("page.txt"), &[]);
    let (before, after) = (old.files(), new.files());
    for path in after.keys().filter(|path| *path != "config.toml") {
        assert_eq!(before.get(path), after.get(path), "{path}");
    }
    assert!(after.keys().any(|path| path.starts_with("private/")) && after.contains_key("keystores/王.json"));
    assert!(!after.contains_key("submissions.jsonl"));
}

#[test]
fn nothing_on_a_machine_is_lost_to_a_restore() {
    let (old, new) = (lisi(), Machine::new());
    let _ = backed_up(&old, &["--without-contacts"]);
    let backup = old.file("all.iou-backup");
    let theirs = new.does(&["account", "new", "li"])["address"].clone();
    let ours = old.does(&["account", "show", "li"])["address"].clone();
    iou_files::create_private(&new.home().join("submissions.jsonl"), b"{\"b\": 2}\n").unwrap();
    iou_files::create_private(
        &new.home().join("config.toml"),
        b"[profile.mine]\nurl = \"ws://127.0.0.1:1\"\n",
    )
    .unwrap();

    let before = new.files();
    let shown = backup.display().to_string();
    let refused = new.fails(
        &["restore", &shown, "--passphrase-file", "passphrase"],
        "restore_conflict",
    );
    assert_eq!(
        refused["details"]["paths"],
        "keystores/li.json, keystores/li.keys"
    );
    assert_eq!(new.files(), before);

    let address = |name: &str| new.does(&["account", "show", name])["address"].clone();
    let _ = new.restores(&backup, &["--keep"]);
    assert_eq!(
        (address("li"), address("li.restored")),
        (theirs.clone(), ours.clone())
    );
    let files = new.files();
    let sent = String::from_utf8(files["submissions.jsonl"].clone()).unwrap();
    assert_eq!(sent, "{\"b\": 2}\n{\"a\": 1}\n");
    let settings = String::from_utf8(files["config.toml"].clone()).unwrap();
    for profile in ["[profile.mine]", "[profile.default]", "[profile.court]"] {
        assert!(settings.contains(profile), "{settings}");
    }
    assert_eq!(new.does(&["account", "loan-key", "li.restored"])["number"], 1);

    let _ = new.restores(&backup, &["--force"]);
    assert_eq!((address("li"), address("li.replaced")), (ours, theirs));
}

/// A service that has contacts of its own goes on to read them, whatever is restored beside.
#[test]
fn contacts_of_two_machines_come_together_and_the_key_in_use_stays() {
    let (old, new) = (lisi(), Machine::new());
    let _ = backed_up(&old, &[]);
    let _ = new.does(&["account", "new", "wang"]);
    let _ = new.does(&["contact", "add", "wang", "--email", "wang@example.org"]);
    let key = new.files()["contacts.key"].clone();
    let said = new.restores(&old.file("all.iou-backup"), &["--force"]);
    assert_eq!(said["contacts"], 1, "{said}");
    assert_eq!(new.files()["contacts.key"], key);
    let listed = new.does(&["contact", "list"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed}");
}

#[test]
fn chinese_words_are_typed_with_or_without_blanks_and_a_mistyped_word_is_named() {
    let machine = Machine::new();
    let made = machine.does(&["account", "new", "李", "--words", "chinese"]);
    let words = made["phrase"].as_str().unwrap();
    assert_eq!(words.split(' ').count(), 12);
    let import = |name: &str, words: &str| {
        let file = format!("{name}.words");
        iou_files::create_private(&machine.file(&file), format!("{words}\n").as_bytes()).unwrap();
        [
            "account".into(),
            "import".into(),
            name.to_owned(),
            "--phrase-file".into(),
            file,
        ]
    };
    let run = |args: &[String; 5]| machine.answer(&args.each_ref().map(String::as_str)).1;
    assert_eq!(
        run(&import("a", &words.replace(' ', "")))["data"]["address"],
        made["address"]
    );
    let english = machine.does(&[
        "account",
        "translate",
        "--to",
        "english",
        "--phrase-file",
        "a.words",
    ]);
    let english = english["phrase"].as_str().unwrap();
    assert_eq!(run(&import("b", english))["data"]["address"], made["address"]);
    let third = english.split(' ').nth(2).unwrap();
    let error = run(&import("c", &english.replacen(third, &format!("{third}q"), 1)))["error"].clone();
    assert_eq!(
        (&error["code"], &error["details"]["number"]),
        (&"phrase_word".into(), &"3".into()),
        "{error}"
    );
    assert_eq!(error["details"]["word"], format!("{third}q"));
    assert!(
        error["details"]["like"].as_str().unwrap().contains(third),
        "{error}"
    );
}

/// What is in a user's directory, without what a run leaves beside while it works.
fn settled(machine: &Machine) -> BTreeMap<String, Vec<u8>> {
    let mut files = machine.files();
    files.retain(|path, _| !path.starts_with(".restore-") && !path.starts_with("index/"));
    files
}

/// Somebody else's machine, on which the same names stand for other things.
fn wang() -> Machine {
    let machine = Machine::new();
    let home = machine.home();
    for (path, text) in [
        ("config.toml", "[profile.mine]\nurl = \"ws://127.0.0.1:1\"\n"),
        ("submissions.jsonl", "{\"b\": 2}\n"),
        ("keystores/li.json", "wang's key"),
        ("keystores/own.json", "wang's other key"),
    ] {
        let path = home.join(path);
        iou_files::private_dir(path.parent().unwrap()).unwrap();
        iou_files::create_private(&path, text.as_bytes()).unwrap();
    }
    machine
}

/// A backup that takes no time to unlock.
fn light_backup(machine: &Machine) -> PathBuf {
    let file = |path: &str, bytes: &[u8]| (path.to_owned(), bytes.to_vec());
    let archive = iou_backup::Archive {
        made: "2026-11-29T06:00:00Z".into(),
        program: "iou".into(),
        files: BTreeMap::from([
            file("config.toml", b"[profile.court]\nurl = \"ws://127.0.0.1:9\"\n"),
            file("submissions.jsonl", b"{\"a\": 1}\n"),
            file("keystores/li.json", b"li's key"),
            file("keystores/li.replaced.json", b"the key that li had before"),
            file("keystores/zhao.json", b"zhao's key"),
            file("private/5F/01.age", &[0xff; 4_000]),
            file("private/5F/02.age", &[0xfe; 40_000]),
        ]),
        contacts: Vec::new(),
    };
    let locked = archive.lock(secrecy::SecretString::from("五 个 词"), 2).unwrap();
    let path = machine.file("light.iou-backup");
    iou_files::create_private(&path, &locked).unwrap();
    path
}

/// Restores until SIGKILL: before the `n`th step that changes a directory or makes it last, where the machine has a program that
/// can do that (strace), else after `n` of so many parts of the time that it takes. Whether it was killed.
fn killed(machine: &Machine, backup: &Path, n: u32, traced: bool, whole: Duration) -> bool {
    let backup = backup.display().to_string();
    let args = ["restore", &backup, "--passphrase-file", "passphrase", "--force"];
    let plain = machine.command(&args);
    if traced {
        const STEPS: &str =
            "mkdir,mkdirat,rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir,fsync,fdatasync";
        let mut command = Command::new("strace");
        let _ = command.args(["-f", "-o", "/dev/null"]);
        for what in [
            format!("trace={STEPS}"),
            format!("inject={STEPS}:signal=KILL:when={n}"),
        ] {
            let _ = command.arg("-e").arg(what);
        }
        let _ = command.arg(plain.get_program()).args(plain.get_args());
        for (name, value) in plain.get_envs() {
            let _ = match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let output = command
            .current_dir(machine.dir.path())
            .stdin(Stdio::null())
            .output();
        return !output.unwrap().status.success();
    }
    let mut plain = plain;
    let mut child = plain.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(whole * n / TIMED);
    let _late = child.kill();
    !child.wait().unwrap().success()
}

/// How many moments are tried where no program can name them.
const TIMED: u32 = 40;
/// More steps than a restore has.
const STEPS_MAX: u32 = 1_000;

/// SIGKILL at every step of a restore over a directory that is in use, and into one that is not there.
#[cfg(unix)]
#[test]
fn a_restore_that_is_killed_loses_nothing_leaves_nothing_half_and_the_next_one_ends_it() {
    let traced = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|output| output.status.success());
    for in_use in [true, false] {
        let machine = || match in_use {
            true => wang(),
            false => Machine::new(),
        };
        let unhurt = machine();
        let before = settled(&unhurt);
        let backup = light_backup(&unhurt);
        let began = std::time::Instant::now();
        let _ = unhurt.restores(&backup, &["--force"]);
        let whole = began.elapsed() * 11 / 10;
        let after = settled(&unhurt);
        if in_use {
            assert_eq!(after["keystores/li.json"], b"li's key");
            assert_eq!(after["keystores/li.replaced2.json"], b"wang's key");
            assert_eq!(after["keystores/li.replaced.json"], b"the key that li had before");
        }
        let (mut hurt, mut ended) = (0, !traced);
        for n in 1..=if traced { STEPS_MAX } else { TIMED } {
            let one = machine();
            let was_killed = killed(&one, &backup, n, traced, whole);
            hurt += u32::from(was_killed);
            let now = settled(&one);
            for (path, bytes) in &now {
                let whole = [before.get(path), after.get(path)];
                assert!(whole.contains(&Some(bytes)), "{path} is half, killed at {n}");
            }
            for (path, bytes) in &before {
                let there = now
                    .get(path)
                    .unwrap_or_else(|| panic!("{path} is gone, killed at {n}"));
                let is_kept = there == bytes || after.get(path) == Some(there);
                let elsewhere = after.get(path) == Some(bytes)
                    || now.values().any(|other| {
                        other
                            .windows(bytes.len().max(1))
                            .any(|part| part == bytes.as_slice())
                    });
                // Settings are put together as settings, not as bytes.
                assert!(
                    is_kept && (elsewhere || path == "config.toml"),
                    "{path} is lost, killed at {n}"
                );
            }
            let _ = one.restores(&backup, &["--force"]);
            assert_eq!(
                settled(&one),
                after,
                "the second try, after one that was killed at {n}"
            );
            let left = [one.home(), one.dir.path().to_owned()].map(|dir| std::fs::read_dir(dir).unwrap());
            let left: Vec<_> = left
                .into_iter()
                .flatten()
                .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
                .filter(|name| name.starts_with(".restore-"))
                .collect();
            assert!(left.is_empty(), "{left:?}, killed at {n}");
            if traced && !was_killed {
                ended = true;
                break;
            }
        }
        eprintln!("RESTORE: killed at {hurt} moments (in use: {in_use}, each step: {traced})");
        assert!(ended && (hurt > 0 || !traced));
    }
}
