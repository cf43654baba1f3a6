//! The program as a service, for tests that let it run, stop or kill it; and the waiting that goes with it.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{ensure, Context, Result};

/// How long something may take that takes a moment, on a machine that does other things too.
const DEADLINE: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(50);

/// Whether many rounds are wanted (`make faults`) or a few (`make test`).
pub fn long() -> bool {
    std::env::var("IOU_FAULTS").is_ok_and(|kind| kind == "long")
}

/// Polls until `is` says so; `what` is said when it does not come true.
///
/// Errors: it does not within two minutes, or `is` fails.
pub fn wait_until(what: &str, mut is: impl FnMut() -> Result<bool>) -> Result<()> {
    let began = Instant::now();
    while !is()? {
        ensure!(began.elapsed() < DEADLINE, "not within {DEADLINE:?}: {what}");
        std::thread::sleep(POLL);
    }
    Ok(())
}

/// A process that goes on until it is stopped; killed when dropped.
pub struct Service {
    child: Child,
    log: PathBuf,
}

impl Service {
    /// Starts it; what it says on standard error is added to the file `log`.
    ///
    /// Errors: it cannot be started.
    pub fn start(mut command: Command, log: PathBuf) -> Result<Service> {
        let out = File::options().create(true).append(true).open(&log)?;
        let child = command.stdout(Stdio::null()).stderr(out).spawn()?;
        Ok(Service { child, log })
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has said.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Errors: it has ended.
    pub fn alive(&mut self) -> Result<()> {
        let ended = self.child.try_wait()?;
        ensure!(ended.is_none(), "it ended: {ended:?}\n{}", self.log());
        Ok(())
    }

    /// SIGKILL.
    ///
    /// Errors: it cannot be sent.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        let _status = self.child.wait()?;
        Ok(())
    }

    /// SIGTERM, and what came of it.
    ///
    /// Errors: it cannot be sent, or the process goes on.
    pub fn stop(&mut self) -> Result<ExitStatus> {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status();
        ensure!(asked.context("`kill`")?.success(), "cannot send SIGTERM");
        wait_until("it ends", || Ok(self.child.try_wait()?.is_some()))?;
        Ok(self.child.wait()?)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _gone = self.kill();
    }
}
