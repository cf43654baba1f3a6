//! `make demo`: two loans live and die on a real chain, through the program that a user would type into, told step by
//! step in the reader's language. Everything is real: the node, the contract, the signatures, finality. Only the clock
//! is moved.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure, Context, Result};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    contract, forms,
    iou::{Iou, YES},
    node::Node,
    paths,
};

pub(crate) mod words;

use words::Words;

/// How long an event may take from its block to the watcher.
const WATCH_DEADLINE: Duration = Duration::from_secs(60);

/// Plays both stories. With `keep` the node runs on and the profile stays.
///
/// Errors: any step that did not do what the story says.
pub fn play(keep: bool) -> Result<()> {
    let words = Words::of_environment()?;
    let bundle = contract::loan_bundle()?;
    let home = tempfile::Builder::new().prefix("iou-demo-").tempdir()?;
    words.say("intro");
    words.say("node-starting");
    let node = Node::start()?;
    let iou = Iou::new(home.path(), node.url())?.in_language(words.lang());
    let demo = Demo {
        words,
        iou,
        home: home.path().to_owned(),
    };
    demo.prepare(&bundle)?;
    let watcher = demo.watch()?;
    demo.borrow_off_chain(&watcher)?;
    demo.default_and_cure()?;
    drop(watcher);
    demo.words.say("end");
    if keep {
        return leave(&demo, node, home);
    }
    demo.words.say("cleaned");
    demo.words.say("page-hint");
    Ok(())
}

fn leave(demo: &Demo, node: Node, home: TempDir) -> Result<()> {
    let home = home.keep();
    let detached = node.detach();
    let program = paths::binary("iou")?;
    demo.words.tell(
        "kept",
        &[
            ("home", &home.display().to_string()),
            ("program", &program.display().to_string()),
            ("pid", &detached.pid.to_string()),
            ("data", &detached.base_path.display().to_string()),
        ],
    );
    Ok(())
}

struct Demo {
    words: Words,
    iou: Iou,
    home: PathBuf,
}

/// A running `iou watch` whose lines go into a file.
struct Watcher {
    child: Child,
    file: PathBuf,
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // It runs for ever; there is nothing to save.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watcher {
    /// Waits until the stream has an event for which `is` holds.
    fn wait_for(&self, is: impl Fn(&Value) -> bool) -> Result<Value> {
        let deadline = Instant::now() + WATCH_DEADLINE;
        loop {
            let mut file = File::open(&self.file)?;
            file.rewind()?;
            for line in BufReader::new(file).lines() {
                // The last line may be half written.
                if let Ok(event) = serde_json::from_str::<Value>(&line?) {
                    if is(&event) {
                        return Ok(event);
                    }
                }
            }
            if Instant::now() > deadline {
                bail!("`iou watch` did not show the event within {WATCH_DEADLINE:?}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Demo {
    /// Runs a command as a person would, showing what was typed and what came back.
    fn act(&self, who: &str, args: &[&str]) -> Result<()> {
        let account = if who.is_empty() {
            vec![]
        } else {
            vec!["--account", who]
        };
        let shown = [&account[..], args].concat().join(" ");
        println!(
            "\n  $ iou {}",
            shown.replace(&format!("{}/", self.home.display()), "")
        );
        // The summary before signing goes to standard error, like every remark.
        let run = self.iou.run(&[&account[..], &YES, &["-q"], args].concat())?;
        run.stdout
            .lines()
            .chain(run.stderr.lines())
            .for_each(|line| println!("    {line}"));
        ensure!(run.code == Some(0), "`iou {shown}` ended with {:?}", run.code);
        Ok(())
    }

    fn loan(&self, loan: &str) -> Result<Value> {
        self.iou.json(&["show", loan])
    }

    fn expect(&self, loan: &str, status: &str) -> Result<()> {
        let found = self.loan(loan)?;
        ensure!(
            found["status"] == status,
            "loan {loan} is {}, the story says {status}",
            found["status"]
        );
        Ok(())
    }

    fn prepare(&self, bundle: &Path) -> Result<()> {
        self.words.say("accounts");
        self.iou.import("deployer", "//Alice")?;
        self.iou.import("zhangsan", "//Bob")?;
        self.iou.import("lisi", "//Charlie")?;
        self.act("", &["account", "list"])?;
        self.words.say("deploying");
        self.act("deployer", &["deploy", &bundle.display().to_string()])
    }

    fn watch(&self) -> Result<Watcher> {
        let file = self.home.join("events.jsonl");
        let child = self
            .iou
            .spawn(&["watch", "--json", "--from", "0"], File::create(&file)?)?;
        Ok(Watcher { child, file })
    }

    /// 张三 borrows from 李四 outside the chain and repays in two parts.
    fn borrow_off_chain(&self, watcher: &Watcher) -> Result<()> {
        let form = self.home.join("jietiao.toml");
        std::fs::copy(paths::workspace_root()?.join("examples/jietiao.toml"), &form)
            .context("the example form")?;
        let receipt = self.home.join("transfer.txt");
        std::fs::write(&receipt, "bank transfer 2026-11-22, 10000.00 CNY, 李四 → 张三\n")?;
        let (form, receipt) = (form.display().to_string(), receipt.display().to_string());

        self.words.say("one-proposed");
        self.act("zhangsan", &["new", &form])?;
        self.words.say("one-handed");
        self.act("zhangsan", &["fields", "send", "0", "-o", "fields-0.txt"])?;
        self.act("lisi", &["fields", "take", "fields-0.txt"])?;
        self.words.say("one-signed");
        self.act("lisi", &["sign", "0"])?;
        self.words.say("one-delivered");
        self.act("lisi", &["deliver", "0", "--receipt", &receipt])?;
        self.act("zhangsan", &["received", "0"])?;
        self.act("", &["show", "0"])?;
        self.expect("0", "active")?;

        self.words.say("one-days-pass");
        self.act("", &["dev", "advance", "90d"])?;
        self.act("lisi", &["due", "0"])?;
        let event = watcher.wait_for(|event| event["event"] == "RepaymentDue" && event["loan"] == 0)?;
        let instalment = &event["data"]["instalment"];
        self.words.tell(
            "one-watched",
            &[
                ("amount", instalment["amount"].as_str().unwrap_or("?")),
                ("day", instalment["due"].as_str().unwrap_or("?")),
                ("block", &event["block"]["number"].to_string()),
            ],
        );

        self.words.say("one-part");
        self.act("zhangsan", &["report", "0", "4000.00", "--receipt", &receipt])?;
        self.act("lisi", &["confirm", "0"])?;
        self.words.say("one-rest");
        self.act("zhangsan", &["report", "0", "all", "--receipt", &receipt])?;
        self.act("lisi", &["confirm", "0"])?;
        self.act("", &["show", "0"])?;
        self.expect("0", "settled")
    }

    /// A loan in the chain's token is missed, defaults after grace, and is cured.
    fn default_and_cure(&self) -> Result<()> {
        let form = self.home.join("token-loan.toml");
        std::fs::write(&form, forms::form(forms::NATIVE))?;
        self.words.say("two-proposed");
        self.act("lisi", &["new", &form.display().to_string()])?;
        self.act("lisi", &["fields", "send", "1", "-o", "fields-1.txt"])?;
        self.act("zhangsan", &["fields", "take", "fields-1.txt"])?;
        self.act("zhangsan", &["sign", "1"])?;
        self.words.say("two-delivered");
        self.act("lisi", &["deliver", "1"])?;
        self.expect("1", "active")?;

        self.words.say("two-missed");
        self.act("", &["dev", "advance", "36d"])?;
        self.act("lisi", &["due", "1"])?;
        self.act("lisi", &["default", "1"])?;
        self.expect("1", "defaulted")?;

        self.words.say("two-cured");
        let owed = self.loan("1")?["now"]["next_due"]["amount"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        self.act("zhangsan", &["repay", "1", &owed])?;
        self.expect("1", "active")?;
        self.words.say("two-settled");
        self.act("zhangsan", &["repay", "1", "all"])?;
        self.expect("1", "settled")?;
        self.act("lisi", &["withdraw"])?;
        self.act("lisi", &["list"])
    }
}
