//! A world for one story: a node of its own, a deployed ledger, three people with accounts, and their forms.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
pub use deploy::forms::{form, NATIVE, OFF_CHAIN};
use deploy::{
    contract,
    iou::{Iou, YES},
    node::Node,
};
use serde_json::Value;
use tempfile::TempDir;

const HOUR_MS: u64 = 3_600_000;
const DAY_MS: u64 = 24 * HOUR_MS;

/// A node with a ledger, and the people 张三 (`zhangsan`), 李四 (`lisi`) and the deployer.
pub struct World {
    /// Its data goes with it.
    pub node: Node,
    /// The client, its messages in English.
    pub iou: Iou,
    home: TempDir,
}

impl World {
    /// A new chain with a new ledger.
    ///
    /// Errors: node or client aren't built, or the contract isn't accepted.
    pub fn new() -> Result<World> {
        let world = World::without_ledger()?;
        let bundle = contract::loan_bundle()?;
        let _ = world.iou.step("deployer", &["deploy", path(&bundle)])?;
        Ok(world)
    }

    /// A new chain with accounts alone.
    ///
    /// Errors: node or client aren't built.
    pub fn without_ledger() -> Result<World> {
        let home = tempfile::Builder::new().prefix("iou-story-").tempdir()?;
        let node = Node::start()?;
        let iou = Iou::new(home.path(), node.url())?;
        for (name, uri) in [
            ("deployer", "//Alice"),
            ("zhangsan", "//Bob"),
            ("lisi", "//Charlie"),
            ("wangwu", "//Dave"),
        ] {
            let _ = iou.import(name, uri)?;
        }
        // Ten in the morning where the parties live: no story runs into midnight.
        let now = u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        let morning = (now / DAY_MS + 1) * DAY_MS + 2 * HOUR_MS;
        let moment = iou_base::time::show_moment(morning, terms::UtcOffset::CHINA);
        let _ = iou.json(&["dev", "set-time", &moment])?;
        Ok(World { node, iou, home })
    }

    /// The ledger's address.
    ///
    /// Errors: there is none yet.
    pub fn ledger(&self) -> Result<String> {
        let config = self.iou.json(&["config", "show"])?;
        Ok(config["settings"]["contract"]["value"]
            .as_str()
            .context("the contract")?
            .to_owned())
    }

    /// Writes a file into the client's directory and gives its path.
    ///
    /// Errors: it can't be written.
    pub fn file(&self, name: &str, contents: &str) -> Result<String> {
        let path = self.home.path().join(name);
        // Passwords and databases are among them, which the program refuses when others can read them.
        deploy::paths::write_secret(&path, contents)?;
        Ok(path.display().to_string())
    }

    /// Where a file of that name would be.
    pub fn home_path(&self, name: &str) -> String {
        self.home.path().join(name).display().to_string()
    }

    /// Proposes a loan between 李四 (lender) and 张三 (borrower) as `who`, and hands the personal fields to the other; `lines`
    /// begin the form. Returns its number.
    ///
    /// Errors: it was refused.
    pub fn propose(&self, who: &str, lines: &str) -> Result<String> {
        let form = self.file("form.toml", &form(lines))?;
        let data = self.iou.step(who, &["new", &form])?;
        let loan = data["loan"].as_u64().context("the loan's number")?.to_string();
        let other = if who == "lisi" { "zhangsan" } else { "lisi" };
        hand_over(&self.iou, who, &loan, other, other)?;
        Ok(loan)
    }

    /// A loan that runs: ¥10,000.00 at 6 % for 90 days, delivered and acknowledged today.
    ///
    /// Errors: a step was refused.
    pub fn running(&self) -> Result<String> {
        self.running_by(OFF_CHAIN)
    }

    /// The same by the form's `lines`, for a loan outside the chain.
    ///
    /// Errors: a step was refused.
    pub fn running_by(&self, lines: &str) -> Result<String> {
        let loan = self.propose("zhangsan", lines)?;
        for (who, step) in [("lisi", "sign"), ("lisi", "deliver"), ("zhangsan", "received")] {
            let _ = self.iou.step(who, &[step, &loan])?;
        }
        Ok(loan)
    }

    /// What `iou show` says.
    ///
    /// Errors: there is no such loan.
    pub fn show(&self, loan: &str) -> Result<Value> {
        self.iou.json(&["show", loan])
    }

    /// The status that `iou show` says.
    ///
    /// Errors: there is no such loan.
    pub fn status(&self, loan: &str) -> Result<String> {
        Ok(self.show(loan)?["status"].as_str().unwrap_or_default().to_owned())
    }

    /// Runs a step that must be refused with exit 1, and gives the error's code.
    ///
    /// Errors: it was not refused.
    pub fn refused(&self, who: &str, args: &[&str]) -> Result<String> {
        self.iou
            .run(&[&["--account", who, "--json"], &YES[..], args].concat())?
            .error(1)
    }

    /// Moves the clock forward.
    ///
    /// Errors: the node refused.
    pub fn advance(&self, length: &str) -> Result<()> {
        let _ = self.iou.json(&["dev", "advance", length])?;
        Ok(())
    }

    /// All events of the ledger so far, from finalised blocks.
    ///
    /// Errors: the stream can't be read.
    pub fn events(&self) -> Result<Vec<Value>> {
        let run = self.iou.run(&["watch", "--json", "--from", "0", "--no-follow"])?;
        run.stdout
            .lines()
            .map(|line| serde_json::from_str(line).context(line.to_owned()))
            .collect()
    }

    /// How many transactions this machine has submitted.
    ///
    /// Errors: the journal can't be read.
    pub fn submissions(&self) -> Result<usize> {
        let data = self.iou.json(&["tx"])?;
        Ok(data["submissions"].as_array().map_or(0, Vec::len))
    }
}

/// Hands the personal fields of a loan from one account to another on the same machine: to a role or account, which is that
/// of the keystore `who`.
///
/// Errors: it was refused.
pub fn hand_over(iou: &Iou, from: &str, loan: &str, to: &str, who: &str) -> Result<()> {
    let sent = iou.step(from, &["fields", "send", loan, "--to", to])?;
    let line = sent["handover"].as_str().context("a line")?;
    let take = ["--account", who, "--json", "fields", "take", "-"];
    let _ = iou.run_with(&take, line)?.data()?;
    Ok(())
}

/// A path as an argument.
pub fn path(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}
