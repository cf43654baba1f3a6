//! The page on this machine: the service with its two hosts in front of a development node, for the tests, and for whoever wants to try it (`make page`), where it runs
//! until Ctrl-C. Everything is real: node, contract, index, relay, signing; only the people are invented.
//! Limits: hosts are `http://localhost:PORT`, which browsers trust as they trust https; a phone reaches that through a cable alone (docs/page.md).

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{ensure, Context, Result};
use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

use crate::demo::words::Words;
use crate::{contract, forms, iou::Iou, node::Node, paths, rpc};

/// Where the two hosts are unless their ports are taken.
const USUAL: Ports = Ports {
    page: 9700,
    signer: 9701,
};
/// The service reads the chain first.
const START_DEADLINE: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(100);
/// How long the service may take to end.
const STOP_DEADLINE: Duration = Duration::from_secs(15);
/// Who pays the fees, and from which key of a development chain.
pub const RELAYER: (&str, &str) = ("relayer", "//Eve");
/// Settings of the relay: its own door on a port that nobody needs to know.
const RELAY: &str = "listen = \"127.0.0.1:0\"\n";

/// Where the two hosts listen, both on 127.0.0.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ports {
    /// Of the service: API and pages.
    pub page: u16,
    /// Of the host that signs.
    pub signer: u16,
}

impl Ports {
    /// Two that nobody uses now.
    ///
    /// Errors: there are none.
    pub fn free() -> Result<Ports> {
        let any = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        // Both are held at once, or they might be the same.
        let (page, signer) = (any()?, any()?);
        Ok(Ports {
            page: page.local_addr()?.port(),
            signer: signer.local_addr()?.port(),
        })
    }

    /// The usual ones where they are free.
    fn usual() -> Result<Ports> {
        let is_free = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
        match is_free(USUAL.page) && is_free(USUAL.signer) {
            true => Ok(USUAL),
            false => Ports::free(),
        }
    }

    /// The service as a browser calls it.
    pub fn page_url(self) -> String {
        format!("http://localhost:{}", self.page)
    }

    /// The host that signs as a browser calls it.
    pub fn signer_url(self) -> String {
        format!("http://localhost:{}", self.signer)
    }

    /// Whether the service answers.
    pub fn answers(self) -> bool {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.page));
        rpc::get(address, "/v1/service").is_ok()
    }
}

/// `iou run` with both hosts, which takes intents and pays for the drafts that begin on it. The account [`RELAYER`] must be there. People reach it at
/// the ports of `public`, which are its own unless something stands in front.
///
/// Errors: the program is not built; a file cannot be written.
pub fn command(iou: &Iou, ports: Ports, public: Ports, database: &str) -> Result<Command> {
    let settings = iou.home().join("relay.toml");
    if !settings.exists() {
        paths::write_secret(&settings, RELAY)?;
    }
    let mut command = iou.command()?;
    command
        .env("IOU_LISTEN", "off")
        .env("IOU_LOG", "iou=info")
        .env("IOU_RELAY_CONFIG", settings)
        .env("IOU_SITE", format!("127.0.0.1:{}", ports.page))
        .env("IOU_PUBLIC_URL", public.page_url())
        .env("IOU_SIGNER", format!("127.0.0.1:{}", ports.signer))
        .env("IOU_SIGNER_URL", public.signer_url())
        .args(["--account", RELAYER.0, "run", "--database", database]);
    Ok(command)
}

/// The service as a process of ours, ended when dropped.
struct Service(Child);

impl Service {
    fn start(iou: &Iou, ports: Ports) -> Result<Service> {
        let home = iou.home();
        paths::write_secret(&home.join("page.db"), "")?;
        let database = home.join("page.db").display().to_string();
        let log = home.join("page.log");
        let child = command(iou, ports, ports, &database)?
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()?;
        let mut service = Service(child);
        let deadline = Instant::now() + START_DEADLINE;
        while !ports.answers() {
            let ended = service.0.try_wait()?;
            let said = || std::fs::read_to_string(&log).unwrap_or_default();
            ensure!(ended.is_none(), "the service ended:\n{}", said());
            ensure!(
                Instant::now() < deadline,
                "the service does not answer:\n{}",
                said()
            );
            std::thread::sleep(POLL);
        }
        Ok(service)
    }

    /// In order: what it is doing is finished.
    fn stop(mut self) -> Result<()> {
        let pid = self.0.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status()?;
        let deadline = Instant::now() + STOP_DEADLINE;
        while asked.success() && self.0.try_wait()?.is_none() && Instant::now() < deadline {
            std::thread::sleep(POLL);
        }
        Ok(())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Already gone is as good.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A code for the camera of a phone, of characters.
fn code(link: &str) -> Result<String> {
    let code = QrCode::with_error_correction_level(link, EcLevel::L).context("a link that fits no code")?;
    Ok(code.render::<Dense1x2>().build())
}

/// Starts all of it, with a loan that runs already, says how to play both sides, and waits for Ctrl-C.
///
/// Errors: something is not built, or does not start.
pub fn run() -> Result<()> {
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        // A second Ctrl-C finds nobody listening, which is as well.
        let _ = stop.send(());
    })?;
    let words = Words::of_environment()?;
    let bundle = contract::loan_bundle()?;
    let home = tempfile::Builder::new().prefix("iou-page-").tempdir()?;
    words.say("page-starting");
    let mut node = Node::start()?;
    let iou = Iou::new(home.path(), node.url())?.in_language(words.lang());
    prepare(&iou, &bundle)?;
    let ports = Ports::usual()?;
    let service = Service::start(&iou, ports)?;
    let (page, signer) = (ports.page_url(), ports.signer_url());
    words.tell("page-there", &[("page", &page), ("signer", &signer)]);
    let (lend, borrow) = (
        format!("{page}/new?lends=lender"),
        format!("{page}/new?lends=borrower"),
    );
    words.tell("page-lend", &[("link", &lend)]);
    println!("{}", code(&lend)?);
    words.tell("page-borrow", &[("link", &borrow)]);
    println!("{}", code(&borrow)?);
    words.tell("page-loan", &[("link", &format!("{page}/loans/0"))]);
    let (shown, program) = (home.path().display().to_string(), paths::binary("iou")?);
    words.tell(
        "page-more",
        &[("home", &shown), ("program", &program.display().to_string())],
    );
    // Its sender is in the handler, which stays: only Ctrl-C ends this.
    stopped.recv()?;
    words.say("page-stopping");
    service.stop()?;
    // The terminal sends Ctrl-C to the node too: it may have ended by itself.
    let _status = node.stop()?;
    Ok(())
}

/// Contract, the account that pays, and a loan between the two people whom the forms of the tests name.
fn prepare(iou: &Iou, bundle: &Path) -> Result<()> {
    for (name, uri) in [
        ("deployer", "//Alice"),
        ("zhangsan", "//Bob"),
        ("lisi", "//Charlie"),
        RELAYER,
    ] {
        let _address = iou.import(name, uri)?;
    }
    let bundle = bundle.to_str().context("a path that is no text")?;
    let _contract = iou.step("deployer", &["deploy", bundle])?;
    let form = iou.home().join("loan.toml");
    paths::write_secret(&form, &forms::form(forms::OFF_CHAIN))?;
    let _loan = iou.step(
        "zhangsan",
        &["new", form.to_str().context("a path that is no text")?],
    )?;
    let sent = iou.step("zhangsan", &["fields", "send", "0", "--to", "lisi"])?;
    let line = sent["handover"].as_str().context("a line")?;
    let take = ["--account", "lisi", "--json", "fields", "take", "-"];
    let _taken = iou.run_with(&take, line)?.data()?;
    for (who, step) in [("lisi", "sign"), ("lisi", "deliver"), ("zhangsan", "received")] {
        let _done = iou.step(who, &[step, "0"])?;
    }
    Ok(())
}
