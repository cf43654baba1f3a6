//! The `iou` program as a person runs it: one home directory, one profile, named accounts. The demo and the stories of
//! the tests go through it, so they see what a user sees: output, exit code, JSON envelope.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{ensure, Context, Result};
use serde_json::Value;

use crate::paths;

/// Yes to what is asked before something is signed, and to the section of the agreement that is asked for by itself.
pub const YES: [&str; 2] = ["-y", "--agree-requests"];

/// What a run of the program left behind.
#[derive(Clone, Debug)]
pub struct Run {
    /// The command line, as a person would type it.
    pub shown: String,
    /// Exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Run {
    /// The envelope on standard output (`--json`).
    ///
    /// Errors: there is none.
    pub fn envelope(&self) -> Result<Value> {
        serde_json::from_str(self.stdout.trim()).with_context(|| format!("no JSON envelope: {self:?}"))
    }

    /// The `data` of a run that must have succeeded.
    ///
    /// Errors: it did not.
    pub fn data(&self) -> Result<Value> {
        let mut envelope = self.envelope()?;
        ensure!(self.code == Some(0) && envelope["success"] == true, "{self:?}");
        Ok(envelope["data"].take())
    }

    /// The stable error code of a run that must have failed with `exit`.
    ///
    /// Errors: it ended otherwise.
    pub fn error(&self, exit: i32) -> Result<String> {
        let envelope = self.envelope()?;
        ensure!(
            self.code == Some(exit) && envelope["success"] == false,
            "{self:?}"
        );
        Ok(envelope["error"]["code"].as_str().unwrap_or_default().to_owned())
    }
}

/// One person's machine: keystores, profile and private data under `home`.
#[derive(Clone, Debug)]
pub struct Iou {
    home: PathBuf,
    url: String,
    lang: String,
}

impl Iou {
    /// Uses `home` for everything that the program keeps, and the node at `url`. Messages in English.
    ///
    /// Errors: the directory can't be made.
    pub fn new(home: impl Into<PathBuf>, url: impl Into<String>) -> Result<Iou> {
        let home = home.into();
        std::fs::create_dir_all(&home)?;
        Ok(Iou {
            home,
            url: url.into(),
            lang: "en".into(),
        })
    }

    /// The same with messages in `lang` (`en`, `zh`).
    #[must_use]
    pub fn in_language(mut self, lang: &str) -> Iou {
        lang.clone_into(&mut self.lang);
        self
    }

    /// The same through another node.
    #[must_use]
    pub fn at(mut self, url: impl Into<String>) -> Iou {
        self.url = url.into();
        self
    }

    /// The node that it asks.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it keeps everything.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The file with the password of all its accounts.
    pub fn password_file(&self) -> PathBuf {
        self.home.join("password")
    }

    /// The program with its surroundings, and nothing of the caller's own settings.
    ///
    /// Errors: it is not built.
    pub fn command(&self) -> Result<Command> {
        let mut command = Command::new(paths::binary("iou")?);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("IOU_")) {
            command.env_remove(name);
        }
        command
            .env("IOU_HOME", &self.home)
            .env("IOU_URL", &self.url)
            .env("IOU_LANG", &self.lang);
        command.env("IOU_PASSWORD_FILE", self.password_file());
        command.current_dir(&self.home).stdin(Stdio::null());
        Ok(command)
    }

    /// Runs it to its end, with nothing on standard input.
    ///
    /// Errors: it could not be started.
    pub fn run(&self, args: &[&str]) -> Result<Run> {
        self.run_with(args, "")
    }

    /// Runs it to its end with `input` on standard input.
    ///
    /// Errors: it could not be started.
    pub fn run_with(&self, args: &[&str], input: &str) -> Result<Run> {
        let mut command = self.command()?;
        command
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let stdin = child.stdin.take().context("no standard input")?;
        feed(stdin, input);
        let output = child.wait_with_output()?;
        Ok(Run {
            shown: format!("iou {}", args.join(" ")),
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Runs a command for programs and gives its data.
    ///
    /// Errors: it failed.
    pub fn json(&self, args: &[&str]) -> Result<Value> {
        self.run(&[args, &["--json"]].concat())?.data()
    }

    /// Signs a step as `account` without asking, and gives its data. What is agreed to by itself is agreed to.
    ///
    /// Errors: it failed.
    pub fn step(&self, account: &str, args: &[&str]) -> Result<Value> {
        self.json(&[&["--account", account], &YES[..], args].concat())
    }

    /// Makes the account `name` from a secret URI (`//Bob` on a development chain) and gives its address.
    ///
    /// Errors: the name is taken.
    pub fn import(&self, name: &str, uri: &str) -> Result<String> {
        if !self.password_file().exists() {
            paths::write_secret(&self.password_file(), "correct horse battery staple\n")?;
        }
        let run = self.run_with(&["account", "import", name, "--phrase-file", "-", "--json"], uri)?;
        Ok(run.data()?["address"].as_str().unwrap_or_default().to_owned())
    }

    /// Starts a command that goes on (`iou watch`), its output into `out`.
    ///
    /// Errors: it could not be started.
    pub fn spawn(&self, args: &[&str], out: std::fs::File) -> Result<Child> {
        Ok(self
            .command()?
            .args(args)
            .stdout(out)
            .stderr(Stdio::null())
            .spawn()?)
    }
}

/// A program that does not read its input may close it early: that is its business.
fn feed(mut stdin: impl Write, input: &str) {
    let _ = stdin.write_all(input.as_bytes());
}
