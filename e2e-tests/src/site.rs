//! A site in front of a node with the contract: index, service host and signer host as the real program has them, and a client
//! that speaks plain HTTP. Stories, attacks and benchmarks share it.
//! Limits: the site takes the word of 127.0.0.1 on who asks, so that one machine plays many clients.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::Duration;

use anyhow::{ensure, Context, Result};
use deploy::iou::Iou;
use serde_json::Value;

use crate::service::{wait_until, Service};
use crate::world::World;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// A port of this machine that nobody has.
///
/// Errors: there is none.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Where a site is.
#[derive(Debug, Clone, Copy)]
pub struct Site {
    /// The service host.
    pub port: u16,
    /// The signer host.
    pub signer: u16,
    /// The pages about the process.
    pub status: u16,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Of HTTP.
    pub status: u16,
    /// Its lines, as they came.
    pub head: String,
    /// What came after them.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let pairs = self.head.lines().filter_map(|line| line.split_once(':'));
        let mut found = pairs.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.trim())
    }

    /// Its JSON.
    ///
    /// Errors: it is none.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("{}\n{}", self.head, String::from_utf8_lossy(&self.body)))
    }

    /// Its JSON, where it is an answer and no problem.
    ///
    /// Errors: it is a problem.
    pub fn found(&self) -> Result<Value> {
        let json = self.json()?;
        ensure!(self.status == 200, "{}: {json}", self.status);
        Ok(json)
    }

    /// That it is refused with that code.
    ///
    /// Errors: it is not.
    pub fn refused(&self, status: u16, code: &str) -> Result<()> {
        let problem = self.json()?;
        ensure!(
            self.status == status && problem["code"] == code,
            "{code} expected: {} {problem}",
            self.status
        );
        Ok(())
    }
}

impl Site {
    /// Ports for one.
    ///
    /// Errors: there are none.
    pub fn new() -> Result<Site> {
        Ok(Site {
            port: free_port()?,
            signer: free_port()?,
            status: free_port()?,
        })
    }

    /// Starts `iou serve`, or `iou run` with a site, over `database` and waits until it answers.
    ///
    /// Errors: it does not.
    pub fn start(&self, world: &World, database: &str, command: &[&str]) -> Result<Service> {
        let mut iou = world.iou.command()?;
        let _ = iou.args(command);
        self.begin(iou, &world.iou, database)
    }

    /// The same for tables of `contract` that need no chain.
    ///
    /// Errors: it does not.
    pub fn serve(&self, iou: &Iou, database: &str, contract: &str) -> Result<Service> {
        let mut command = iou.command()?;
        let _ = command.env("IOU_CONTRACT", contract).arg("serve");
        self.begin(command, iou, database)
    }

    /// The same for a command of its own.
    ///
    /// Errors: it does not.
    pub fn begin(&self, mut command: Command, iou: &Iou, database: &str) -> Result<Service> {
        let log = iou.home().join(format!("site-{}.log", self.port));
        let at = |port: u16| format!("127.0.0.1:{port}");
        let _ = command
            .env("IOU_SITE", at(self.port))
            .env("IOU_SIGNER", at(self.signer))
            .env("IOU_LISTEN", at(self.status))
            .env("IOU_LOG", "iou=info")
            .args(["--database", database, "--proxy", "127.0.0.1"]);
        let mut service = Service::start(command, log)?;
        wait_until("the site answers", || {
            service.alive()?;
            Ok(self
                .get("/v1/openapi.json")
                .is_ok_and(|answer| answer.status == 200))
        })
        .with_context(|| service.log())?;
        Ok(service)
    }

    /// A request from `client`, as a proxy would say it, with further `lines` of its head.
    ///
    /// Errors: no answer.
    pub fn ask(&self, method: &str, path: &str, client: &str, lines: &str, body: &[u8]) -> Result<Answer> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nX-Forwarded-For: {client}\r\n{lines}\
             Content-Length: {}\r\n\r\n",
            self.port,
            body.len()
        );
        self.raw(&[head.as_bytes(), body].concat())
    }

    /// Whatever bytes.
    ///
    /// Errors: no answer.
    pub fn raw(&self, bytes: &[u8]) -> Result<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        // Whoever is answered early may close before all is written.
        let _written = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _length = stream.read_to_end(&mut answer)?;
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.context("no answer")?;
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).context("a status")?.parse()?;
        let body = answer.split_off(end + 4);
        Ok(Answer { status, head, body })
    }

    /// A page or an answer.
    ///
    /// Errors: no answer.
    pub fn get(&self, path: &str) -> Result<Answer> {
        self.ask("GET", path, "192.0.2.1", "", b"")
    }

    /// The JSON of an answer.
    ///
    /// Errors: it is a problem.
    pub fn read(&self, path: &str) -> Result<Value> {
        self.get(path)?.found()
    }

    /// Sends JSON.
    ///
    /// Errors: no answer.
    pub fn post(&self, path: &str, client: &str, body: &Value) -> Result<Answer> {
        let kind = "Content-Type: application/json\r\n";
        self.ask("POST", path, client, kind, body.to_string().as_bytes())
    }

    /// Waits until the index of the site has what the node has finalised at this moment.
    ///
    /// Errors: it does not get there.
    pub fn caught_up(&self) -> Result<()> {
        let mut now = None;
        wait_until("the index has what the node has", || {
            let service = self.read("/v1/service")?;
            // Without its node a site knows no newer time than that of its tables.
            if now.is_none() && !service["chain"].is_null() {
                now = service["finalised_ms"].as_u64();
            }
            Ok(now.is_some() && service["indexed_ms"].as_u64() >= now)
        })
    }
}
