//! One node under control: started on free ports, ready when it says so, killed when
//! dropped. Tests, demo and benchmarks share this harness, and each of them talks to the
//! real program. It can be stopped, killed without warning, and started again on the
//! same data and the same port, so that clients reconnect by themselves.
//! Limits: unix; the log is the node's own, in `node.log` below its base path.

use crate::paths;
use anyhow::{bail, ensure, Context, Result};
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{Read, Seek, SeekFrom},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The node's program.
const PROGRAM: &str = "iou-node";

/// What the node writes when its JSON-RPC server answers; an address follows.
const READY: &str = "Running JSON-RPC server: addr=";

/// A start takes seconds; on a busy machine with a cold disk a good deal longer.
const START_DEADLINE: Duration = Duration::from_secs(120);

/// How long an orderly stop may take before the process is killed.
const STOP_DEADLINE: Duration = Duration::from_secs(30);

/// How often a condition is looked at while waiting for it.
const POLL: Duration = Duration::from_millis(20);

/// How a node is to be started.
#[derive(Clone, Debug, Default)]
pub struct NodeSettings {
    /// Where its data lies; without one in a new directory, deleted with the node.
    pub base_path: Option<PathBuf>,
    /// JSON-RPC port; without one any free port.
    pub rpc_port: Option<u16>,
    /// Which chain: `local`, or the path of a chain spec; without one a development chain.
    pub chain: Option<String>,
    /// Further arguments, after all of the above.
    pub arguments: Vec<OsString>,
    /// Where clients reach it; without one on loopback.
    pub host: Option<Ipv4Addr>,
    /// A command that runs the node, such as `ip netns exec NAME`; it has to become the node (exec), or signals miss it.
    pub enter: Vec<OsString>,
    /// Variables of its environment beside those of this program.
    pub environment: Vec<(OsString, OsString)>,
    /// Another program than the node that is built here, which takes the same flags.
    pub program: Option<PathBuf>,
}

/// A running node.
#[derive(Debug)]
pub struct Node {
    child: Child,
    port: u16,
    base: Base,
    start: Start,
}

/// What is the same at each start.
#[derive(Debug)]
struct Start {
    host: Ipv4Addr,
    enter: Vec<OsString>,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    program: Option<PathBuf>,
}

#[derive(Debug)]
enum Base {
    Given(PathBuf),
    Temporary(TempDir),
}

impl Base {
    fn path(&self) -> &Path {
        match self {
            Self::Given(path) => path,
            Self::Temporary(directory) => directory.path(),
        }
    }
}

impl Node {
    /// Starts a development node on a new chain and a free port.
    ///
    /// Errors: as [`Node::start_with`].
    pub fn start() -> Result<Self> {
        Self::start_with(NodeSettings::default())
    }

    /// Starts a node and returns when its JSON-RPC server answers.
    ///
    /// Errors: the program is not built, it ended (with the end of its log), or it was
    /// not ready within two minutes.
    pub fn start_with(settings: NodeSettings) -> Result<Self> {
        let base = match settings.base_path {
            Some(path) => {
                fs::create_dir_all(&path).with_context(|| format!("cannot create {}", path.display()))?;
                Base::Given(path)
            }
            None => Base::Temporary(tempfile::Builder::new().prefix("iou-node-").tempdir()?),
        };
        let chain = settings.chain.map_or_else(
            || vec!["--dev".into()],
            |chain| vec!["--chain".into(), chain.into()],
        );
        let start = Start {
            host: settings.host.unwrap_or(Ipv4Addr::LOCALHOST),
            enter: settings.enter,
            arguments: [chain, settings.arguments].concat(),
            environment: settings.environment,
            program: settings.program,
        };
        let (child, port) = spawn(base.path(), settings.rpc_port.unwrap_or(0), &start)?;
        Ok(Self {
            child,
            port,
            base,
            start,
        })
    }

    /// Where clients connect, such as `ws://127.0.0.1:40123`. It outlives a restart.
    pub fn url(&self) -> String {
        format!("ws://{}", self.address())
    }

    /// The same as an address.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::from((self.start.host, self.port))
    }

    /// The port of [`Node::url`].
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where the chain's data and `node.log` lie.
    pub fn base_path(&self) -> &Path {
        self.base.path()
    }

    /// Everything the node has logged, over all its starts.
    ///
    /// Errors: the log cannot be read.
    pub fn log(&self) -> Result<String> {
        let path = log_path(self.base.path());
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Whether the process is still there.
    ///
    /// Errors: the system does not say.
    pub fn is_running(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Kills the process at once (SIGKILL), as a power cut would; the data stays.
    ///
    /// Errors: the process cannot be killed.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill().context("cannot kill the node")?;
        self.child.wait()?;
        Ok(())
    }

    /// Asks the process to end (SIGTERM) and waits until it has; the data stays.
    ///
    /// Errors: it did not end in time and was killed.
    pub fn stop(&mut self) -> Result<ExitStatus> {
        if let Some(status) = self.child.try_wait()? {
            return Ok(status);
        }
        // `kill` is part of every shell; the standard library can only send SIGKILL.
        let asked = Command::new("sh")
            .arg("-c")
            .arg(format!("kill -TERM {}", self.pid()))
            .status()?;
        ensure!(asked.success(), "cannot send SIGTERM to the node: {asked}");
        let deadline = Instant::now() + STOP_DEADLINE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            thread::sleep(POLL);
        }
        self.kill()?;
        bail!(
            "the node did not stop within {} s and was killed",
            STOP_DEADLINE.as_secs()
        )
    }

    /// Starts it again on the same data and the same port; a running one is killed first.
    ///
    /// Errors: as [`Node::start_with`].
    pub fn restart(&mut self) -> Result<()> {
        self.kill()?;
        (self.child, self.port) = spawn(self.base.path(), self.port, &self.start)?;
        Ok(())
    }

    /// Lets the process run on, and keeps its data, when this program ends.
    pub fn detach(self) -> Detached {
        let mut node = std::mem::ManuallyDrop::new(self);
        let detached = Detached {
            pid: node.pid(),
            url: node.url(),
            base_path: node.base_path().to_path_buf(),
        };
        if let Base::Temporary(directory) = &mut node.base {
            directory.disable_cleanup(true);
        }
        detached
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // Already gone is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A node that runs on without us.
#[derive(Clone, Debug)]
pub struct Detached {
    /// The process id, to end it with.
    pub pid: u32,
    /// Where clients connect.
    pub url: String,
    /// Where its data lies.
    pub base_path: PathBuf,
}

fn log_path(base: &Path) -> PathBuf {
    base.join("node.log")
}

/// Starts the process and waits until it is ready; returns it with its port.
fn spawn(base: &Path, port: u16, start: &Start) -> Result<(Child, u16)> {
    let program = match &start.program {
        Some(program) => program.clone(),
        None => paths::binary(PROGRAM)?,
    };
    let log = log_path(base);
    let out = OpenOptions::new().create(true).append(true).open(&log)?;
    let from = out.metadata()?.len();
    let words = [&start.enter[..], &[program.clone().into_os_string()]].concat();
    let child = Command::new(&words[0])
        .args(&words[1..])
        .arg("--rpc-port")
        .arg(port.to_string())
        .arg("--base-path")
        .arg(base)
        .args(&start.arguments)
        .envs(start.environment.iter().cloned())
        .stdin(Stdio::null())
        .stdout(out.try_clone()?)
        .stderr(out)
        .spawn()
        .with_context(|| format!("cannot run {}", program.display()))?;
    let mut guard = KillUnlessReady(Some(child));
    let child = guard.0.as_mut().context("just put in")?;
    let port = wait_until_ready(child, start.host, &log, from)?;
    Ok((guard.0.take().context("just put in")?, port))
}

/// A node that never got ready must not run on.
struct KillUnlessReady(Option<Child>);

impl Drop for KillUnlessReady {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn wait_until_ready(child: &mut Child, host: Ipv4Addr, log: &Path, from: u64) -> Result<u16> {
    let deadline = Instant::now() + START_DEADLINE;
    loop {
        let ended = child.try_wait()?;
        let text = read_from(log, from)?;
        if let Some(status) = ended {
            bail!(
                "the node ended ({status}) before it was ready:\n{}",
                last_lines(&text)
            );
        }
        if let Some(port) = port_in(&text) {
            let address = SocketAddr::from((host, port));
            if TcpStream::connect_timeout(&address, POLL).is_ok() {
                return Ok(port);
            }
        }
        ensure!(
            Instant::now() < deadline,
            "the node was not ready within {} s:\n{}",
            START_DEADLINE.as_secs(),
            last_lines(&text)
        );
        thread::sleep(POLL);
    }
}

fn read_from(log: &Path, from: u64) -> Result<String> {
    let mut file = File::open(log)?;
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The IPv4 port in the line that says the server is up, once that line is complete.
fn port_in(log: &str) -> Option<u16> {
    let (_, rest) = log.split_once(READY)?;
    let (line, _) = rest.split_once('\n')?;
    let mut addresses = line.split(',').map(str::trim);
    let address = addresses.find_map(|part| {
        part.strip_prefix("127.0.0.1:")
            .or_else(|| part.strip_prefix("0.0.0.0:"))
    })?;
    address.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn last_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_a_complete_line_only() {
        let line = "2026-11-22 10:00:00 Running JSON-RPC server: addr=127.0.0.1:40123,[::1]:40123";
        assert_eq!(port_in(line), None);
        assert_eq!(port_in(&format!("before\n{line}\nafter\n")), Some(40123));
        assert_eq!(
            port_in("Running JSON-RPC server: addr=[::1]:1,127.0.0.1:2\n"),
            Some(2)
        );
        assert_eq!(
            port_in("Running JSON-RPC server: addr=0.0.0.0:9944,[::]:9944\n"),
            Some(9944)
        );
        assert_eq!(port_in("nothing of the kind\n"), None);
    }

    #[test]
    fn an_error_shows_the_end_of_the_log_and_not_all_of_it() {
        let log: String = (0..100).map(|line| format!("line {line}\n")).collect();
        let shown = last_lines(&log);
        assert!(
            shown.starts_with("line 80") && shown.ends_with("line 99"),
            "{shown}"
        );
    }
}
