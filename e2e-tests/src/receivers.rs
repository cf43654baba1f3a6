//! The other end of every message, for tests: e2e-tests/receivers/receivers.mjs, a real mail server, webhooks checked by
//! the reference library, and gateways for short messages. One process; it ends when this value is dropped, and also
//! when the test is killed. Limits: on this machine only.

use std::io::{BufRead, BufReader};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{ensure, Context, Result};
use deploy::paths;
use deploy::rpc::{self, Request};
use serde::Deserialize;
use serde_json::Value;

/// Whom the mail server lets in.
pub const MAIL_USER: &str = "iou";
/// With which password.
pub const MAIL_PASSWORD: &str = "a password of the tests";
/// The SecretId that the stand-in for Tencent Cloud knows.
pub const TENCENT_ID: &str = "AKIDEXAMPLE";
/// Its SecretKey.
pub const TENCENT_KEY: &str = "a secret key of the tests";

/// Where the receivers listen, all on 127.0.0.1.
#[derive(Debug, Clone, Deserialize)]
pub struct Ports {
    /// Webhooks below `/hook`, the gateway of templates below `/sms/`, Tencent Cloud at `/`.
    pub http: u16,
    /// SMTP without encryption.
    pub plain: u16,
    /// SMTP with STARTTLS.
    pub starttls: u16,
    /// SMTP with TLS from the first byte.
    pub implicit: u16,
    /// SMTP whose every reply is told byte by byte.
    pub raw: u16,
    /// PEM file of the certificate authority that vouches for them.
    pub ca: PathBuf,
}

/// The running receivers.
pub struct Receivers {
    child: Child,
    /// Where they listen.
    pub ports: Ports,
}

impl Receivers {
    /// Starts them and waits until they listen.
    ///
    /// Errors: node or the modules are missing (`make modules` installs these).
    pub fn start() -> Result<Receivers> {
        let dir = paths::workspace_root()?.join("e2e-tests/receivers");
        ensure!(
            dir.join("node_modules").is_dir(),
            "the receivers are not installed: run `npm ci` in e2e-tests/receivers (`make test` does)"
        );
        let mut child = Command::new("node")
            .arg("receivers.mjs")
            .current_dir(dir)
            // They end when this end of the pipe is closed, however that happens.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot run `node` (Debian package nodejs): run `make setup`")?;
        let mut line = String::new();
        let out = child.stdout.take().context("was asked for")?;
        BufReader::new(out).read_line(&mut line)?;
        let ports = serde_json::from_str(&line).context("receivers.mjs prints its ports");
        match ports {
            Ok(ports) => Ok(Receivers { child, ports }),
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(error)
            }
        }
    }

    /// A URL at the HTTP server.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.ports.http)
    }

    /// Tells the receivers how to behave; what is left out stays as it is. The kinds are listed in receivers.mjs.
    pub fn mode(&self, mode: Value) -> Result<()> {
        self.ask("POST", "/mode", &mode.to_string()).map(|_| ())
    }

    /// Forgets everything received; all behave again.
    pub fn reset(&self) -> Result<()> {
        self.ask("POST", "/reset", "").map(|_| ())
    }

    /// Everything received so far: `{"smtp": […], "raw": […], "webhooks": […], "sms": […]}`.
    pub fn received(&self) -> Result<Value> {
        self.ask("GET", "/received", "")
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Result<Value> {
        let request = Request {
            method,
            page: path,
            headers: &[],
            body,
        };
        let address = (Ipv4Addr::LOCALHOST, self.ports.http).into();
        let answer = rpc::ask(address, &request, Duration::from_secs(10))?;
        ensure!(
            answer.status == 200,
            "{method} {path}: {} {}",
            answer.status,
            answer.body
        );
        Ok(serde_json::from_str(&answer.body)?)
    }
}

impl Drop for Receivers {
    fn drop(&mut self) {
        // The end of its input lets it remove its certificates.
        drop(self.child.stdin.take());
        for _ in 0..100 {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
