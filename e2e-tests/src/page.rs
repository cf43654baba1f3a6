//! The page with everything behind it, and stories through it: e2e-tests/browser/*.mjs, in Debian's Chromium. A story runs by itself; what only this side can do (stop a
//! process, put an old box back, move the clock) it asks for, one line of JSON on its standard output, and waits for the answer on its standard input.
//! Limits: where there is no Chromium nothing is tried, and that is said loudly.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{ensure, Context, Result};
use deploy::page::{self, Ports, RELAYER};
use deploy::paths;
use deploy::postgres::Postgres;
use serde_json::{json, Value};

use crate::evidence::write_spec;
use crate::service::{wait_until, Service};
use crate::world::World;

/// Where distributions put the browser; the same in e2e-tests/browser/harness.mjs.
const PROGRAMS: [&str; 3] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
];

/// Whether there is a browser, and the modules that drive it. Where not, that is said loudly: the caller then has nothing to try.
pub fn is_there() -> bool {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let browser = named
        .into_iter()
        .chain(PROGRAMS.map(PathBuf::from))
        .any(|it| it.exists());
    let modules = scripts().is_ok_and(|dir| dir.join("node_modules").is_dir());
    if !browser || !modules {
        eprintln!("*** NO CHROMIUM, OR `npm ci` WAS NOT RUN IN e2e-tests/browser (make setup modules): NOTHING WAS TRIED IN A BROWSER ***");
    }
    browser && modules
}

/// Whether all stories are wanted (`make faults`, or `IOU_PAGE=long`) or a handful.
pub fn long() -> bool {
    crate::service::long() || std::env::var("IOU_PAGE").is_ok_and(|kind| kind == "long")
}

fn scripts() -> Result<PathBuf> {
    Ok(paths::workspace_root()?.join("e2e-tests/browser"))
}

/// Runs a script of e2e-tests/browser to its end; gives what it printed.
///
/// Errors: it failed, with what it said.
pub fn script(args: &[&str]) -> Result<String> {
    let output = Command::new("node").args(args).current_dir(scripts()?).output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{said}\n{complained}");
    Ok(said)
}

/// A service with its two hosts in front of a node with the contract.
pub struct Site {
    /// The node, and a home for the service.
    pub world: World,
    /// Where people reach the hosts.
    pub ports: Ports,
    /// Its database.
    pub database: String,
    /// Specification of the chain, for verifiers.
    pub spec: PathBuf,
    /// One process, or several behind [`either`], with the ports at which each listens.
    replicas: Vec<(Ports, Option<Service>)>,
    _server: Option<Postgres>,
}

impl Site {
    /// Starts all of it, on a new chain whose clock is everybody's.
    ///
    /// Errors: something is not built, or does not start.
    pub fn start() -> Result<Site> {
        let ports = Ports::free()?;
        Site::with(None, ports, &[ports])
    }

    /// The same with two processes on one PostgreSQL server; each connection goes to either.
    ///
    /// Errors: as [`Site::start`].
    pub fn of_two() -> Result<Site> {
        let (one, other) = (Ports::free()?, Ports::free()?);
        let ports = Ports {
            page: either([one.page, other.page])?,
            signer: either([one.signer, other.signer])?,
        };
        Site::with(Some(Postgres::start()?), ports, &[one, other])
    }

    fn with(server: Option<Postgres>, ports: Ports, replicas: &[Ports]) -> Result<Site> {
        let world = World::over(deploy::node::Node::start()?)?.with_ledger()?;
        let _address = world.iou.import(RELAYER.0, RELAYER.1)?;
        let spec = world.file("spec.json", "")?;
        write_spec(&world, Path::new(&spec))?;
        let database = match &server {
            Some(server) => server.database("page")?,
            None => world.file("page.db", "")?,
        };
        let mut site = Site {
            world,
            ports,
            database,
            spec: spec.into(),
            replicas: replicas.iter().map(|ports| (*ports, None)).collect(),
            _server: server,
        };
        for n in 0..replicas.len() {
            site.serve(n)?;
        }
        Ok(site)
    }

    /// Starts a process of the service where it does not run.
    ///
    /// Errors: it does not answer.
    pub fn serve(&mut self, replica: usize) -> Result<()> {
        let (ports, None) = &self.replicas[replica] else {
            return Ok(());
        };
        let ports = *ports;
        let command = page::command(&self.world.iou, ports, self.ports, &self.database)?;
        let mut service = Service::start(command, self.log_path())?;
        wait_until("the service answers", || {
            service.alive()?;
            Ok(ports.answers())
        })
        .with_context(|| service.log())?;
        self.replicas[replica].1 = Some(service);
        Ok(())
    }

    /// Stops a process of the service, without warning.
    ///
    /// Errors: it cannot be killed.
    pub fn kill(&mut self, replica: usize) -> Result<()> {
        match self.replicas[replica].1.take() {
            Some(mut service) => service.kill(),
            None => Ok(()),
        }
    }

    fn log_path(&self) -> PathBuf {
        self.world.iou.home().join("page.log")
    }

    /// What the service has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// Lets the story happen and gives its figures. What it asks for, `answer` does.
    ///
    /// Errors: the story did not come true, with what the browser and the service said.
    pub fn story(&mut self, name: &str, settings: Value) -> Result<Value> {
        self.story_with(name, settings, |_, asked| anyhow::bail!("nobody answers {asked}"))
    }

    /// The same, and `answer` does what it asks for.
    ///
    /// Errors: as [`Site::story`].
    pub fn story_with(
        &mut self,
        name: &str,
        settings: Value,
        mut answer: impl FnMut(&mut Site, &Value) -> Result<Value>,
    ) -> Result<Value> {
        let mut given = json!({
            "service": self.ports.page_url(),
            "signer": self.ports.signer_url(),
            "spec": self.spec,
            "module": paths::target_dir()?.join("browser/iou.wasm"),
        });
        if let (Some(given), Value::Object(more)) = (given.as_object_mut(), settings) {
            given.extend(more);
        }
        let child = Command::new("node")
            .args(["story.mjs", name, &given.to_string()])
            .current_dir(scripts()?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot run `node` (Debian package nodejs): run `make setup`")?;
        let mut played = Played(child);
        let (out, err) = (played.0.stdout.take(), played.0.stderr.take());
        let complaints = std::thread::spawn(move || {
            let lines = BufReader::new(err?).lines();
            Some(lines.map_while(Result::ok).collect::<Vec<_>>().join("\n"))
        });
        let mut input = played.0.stdin.take().context("was asked for")?;
        let mut figures = None;
        for line in BufReader::new(out.context("was asked for")?).lines() {
            let said: Value = match serde_json::from_str(&line?) {
                Ok(said) => said,
                // A remark.
                Err(_) => continue,
            };
            if let Some(asked) = said.get("ask") {
                let done = answer(self, asked)?;
                writeln!(input, "{done}")?;
            } else if let Some(told) = said.get("figures") {
                figures = Some(told.clone());
            }
        }
        drop(input);
        let status = played.0.wait()?;
        let complained = complaints.join().ok().flatten().unwrap_or_default();
        ensure!(
            status.success(),
            "the story `{name}` did not come true\n{complained}\nthe service said:\n{}",
            last(&self.log(), 40)
        );
        figures.with_context(|| format!("the story `{name}` told no figures\n{complained}"))
    }
}

/// A story that is being played; it ends with this.
struct Played(Child);

impl Drop for Played {
    fn drop(&mut self) {
        // Already gone is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port behind which one of two answers, in turn, or the one that is there. It ends with the test's process.
fn either(ports: [u16; 2]) -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    let _accepting = std::thread::spawn(move || {
        let mut first = 0;
        for client in listener.incoming().flatten() {
            first = 1 - first;
            let mut there = [ports[first], ports[1 - first]].into_iter();
            let found = there.find_map(|port| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok());
            let Some(server) = found else { continue };
            let (Ok(client_too), Ok(server_too)) = (client.try_clone(), server.try_clone()) else {
                continue;
            };
            let _there = std::thread::spawn(move || pass(client, server));
            let _back = std::thread::spawn(move || pass(server_too, client_too));
        }
    });
    Ok(port)
}

/// Passes on what comes, until it ends; then the other side learns that.
fn pass(mut from: TcpStream, mut to: TcpStream) {
    // Either side may be gone: that is how a connection ends.
    let _length = std::io::copy(&mut from, &mut to);
    let _shut = to.shutdown(Shutdown::Both);
}

fn last(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

/// Figures of a story by their names, as far as they are numbers.
pub fn numbers(figures: &Value) -> BTreeMap<String, f64> {
    let all = figures.as_object().into_iter().flatten();
    all.filter_map(|(name, value)| Some((name.clone(), value.as_f64()?)))
        .collect()
}
