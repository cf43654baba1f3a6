//! A world for one story: a node of its own, a deployed ledger, three people with accounts, and their forms.

use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::OnceLock;
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

/// The directory of the keys in a home.
const KEYSTORES: &str = "keystores";
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
        World::without_ledger()?.with_ledger()
    }

    /// The same with a new ledger.
    ///
    /// Errors: the contract isn't accepted.
    pub fn with_ledger(self) -> Result<World> {
        let bundle = contract::loan_bundle()?;
        let _ = self.iou.step("deployer", &["deploy", path(&bundle)])?;
        Ok(self)
    }

    /// The same, whose people ask the node by another way.
    #[must_use]
    pub fn by(self, url: &str) -> World {
        let iou = self.iou.clone().at(url);
        World { iou, ..self }
    }

    /// A new chain with accounts alone.
    ///
    /// Errors: node or client aren't built.
    pub fn without_ledger() -> Result<World> {
        let world = World::over(Node::start()?)?;
        // Ten in the morning where the parties live: no story runs into midnight.
        let now = u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        let morning = (now / DAY_MS + 1) * DAY_MS + 2 * HOUR_MS;
        let moment = iou_base::time::show_moment(morning, terms::UtcOffset::CHINA);
        let _ = world.iou.json(&["dev", "set-time", &moment])?;
        Ok(world)
    }

    /// The same on any chain for development, whose clock stays as it is.
    ///
    /// Errors: the client isn't built.
    pub fn over(node: Node) -> Result<World> {
        let home = tempfile::Builder::new().prefix("iou-story-").tempdir()?;
        let iou = Iou::new(home.path(), node.url())?;
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(home.path().join(KEYSTORES))?;
        for (name, contents) in people()? {
            deploy::paths::write_secret(&home.path().join(name), contents)?;
        }
        Ok(World { node, iou, home })
    }

    /// A machine of its own, which knows the contract and has no keys; gone with the directory.
    ///
    /// Errors: the directory can't be made.
    pub fn machine(&self) -> Result<(Iou, TempDir)> {
        let home = tempfile::Builder::new().prefix("iou-machine-").tempdir()?;
        let iou = Iou::new(home.path(), self.iou.url())?;
        let _bytes = std::fs::copy(self.iou.home().join("iou.toml"), home.path().join("iou.toml"))?;
        Ok((iou, home))
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

    /// The address of an account of this machine.
    ///
    /// Errors: there is none of that name.
    pub fn address(&self, name: &str) -> Result<String> {
        let shown = self.iou.json(&["account", "show", name])?;
        Ok(shown["address"].as_str().context("an address")?.to_owned())
    }

    /// Somebody else on this machine, with money for fees. Gives their address.
    ///
    /// Errors: the name is taken, or the transfer was refused.
    pub fn newcomer(&self, name: &str) -> Result<String> {
        let address = self.iou.import(name, &format!("//{name}"))?;
        let _ = self.iou.step("deployer", &["account", "send", &address, "100"])?;
        Ok(address)
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

/// The password and the keystores of everybody, by their paths in a home. Made once a process: locking a key up takes a while
/// on purpose.
fn people() -> Result<&'static [(String, String)]> {
    static PEOPLE: OnceLock<Vec<(String, String)>> = OnceLock::new();
    if let Some(files) = PEOPLE.get() {
        return Ok(files);
    }
    let home = tempfile::Builder::new().prefix("iou-people-").tempdir()?;
    let iou = Iou::new(home.path(), "ws://127.0.0.1:1")?;
    let mut files = Vec::new();
    for (name, uri) in [
        ("deployer", "//Alice"),
        ("zhangsan", "//Bob"),
        ("lisi", "//Charlie"),
        ("wangwu", "//Dave"),
    ] {
        let _ = iou.import(name, uri)?;
    }
    for entry in std::fs::read_dir(home.path().join(KEYSTORES))? {
        let entry = entry?;
        let name = format!("{KEYSTORES}/{}", entry.file_name().to_string_lossy());
        files.push((name, std::fs::read_to_string(entry.path())?));
    }
    files.push(("password".into(), std::fs::read_to_string(iou.password_file())?));
    Ok(PEOPLE.get_or_init(|| files))
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
