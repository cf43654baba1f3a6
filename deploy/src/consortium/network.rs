//! A whole consortium on one machine: institutions with fresh keys, each with its own directory, keystore, ports and log. The
//! tests break it: kill nodes, cut links, move clocks; whoever only wants to try it out uses `up`. A directory that was kept
//! goes on where it stopped.
//!
//! Units: milliseconds, seconds. Limits: unix; cut links need root (`links`), wrong clocks a library (`clock`).

use super::links::Links;
use super::plan::{Chain, Checked, Fund, Institution, Plan, Role};
use super::{address, clock, keys, spec};
use crate::node::{Node, NodeSettings};
use crate::rpc;
use anyhow::{bail, ensure, Context, Result};
use serde_json::{json, Value};
use std::{
    collections::HashMap,
    ffi::OsString,
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Names of the institutions that are made up.
const NAMES: [&str; 7] = [
    "court",
    "notary",
    "arbitration",
    "bank",
    "chamber",
    "archive",
    "university",
];
/// Where nodes in namespaces of their own listen for each other.
const PEER_PORT: u16 = 30333;
/// What each account begins with. Units: whole IOU.
const BALANCE: u64 = 1_000_000;
/// Hashes that are asked for at a time.
const HASHES: usize = 256;
/// How often a condition is looked at while waiting for it.
const POLL: Duration = Duration::from_millis(100);

/// What network is wanted.
#[derive(Clone, Debug)]
pub struct NetworkSettings {
    /// Institutions with a vote.
    pub validators: usize,
    /// A block every so often. Units: milliseconds.
    pub slot_ms: u64,
    /// Blocks of a session.
    pub session_blocks: u32,
    /// Where it lies and stays; without one in a new directory, deleted with the network.
    pub dir: Option<PathBuf>,
    /// Each node in a network namespace of its own, so that links can be cut.
    pub namespaces: bool,
    /// Accounts that begin with money, beside the institutions'.
    pub funds: Vec<String>,
    /// The first institution's RPC and metrics ports; the others' follow. Without one any free ports.
    pub ports: Option<(u16, u16)>,
    /// Further arguments for every node.
    pub arguments: Vec<OsString>,
}

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            validators: 4,
            slot_ms: 2_000,
            session_blocks: 20,
            dir: None,
            namespaces: false,
            funds: Vec::new(),
            ports: None,
            arguments: Vec::new(),
        }
    }
}

/// One institution's node, or one that joined later.
#[derive(Debug)]
pub struct Member {
    /// The institution's name.
    pub name: String,
    /// Where its Prometheus metrics are.
    pub metrics: SocketAddr,
    /// Where its secrets lie.
    pub keys: keys::Files,
    node: Option<Node>,
    settings: NodeSettings,
}

impl Member {
    /// The phrase of its account, which pays for what tests do.
    ///
    /// Errors: the file is gone.
    pub fn phrase(&self) -> Result<String> {
        let path = self.keys.account();
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// Its running node.
    ///
    /// Errors: it is down.
    pub fn node(&self) -> Result<&Node> {
        self.node
            .as_ref()
            .with_context(|| format!("{} is down", self.name))
    }

    /// Where clients reach it.
    ///
    /// Errors: it is down.
    pub fn url(&self) -> Result<String> {
        Ok(self.node()?.url())
    }

    /// Where it answers JSON-RPC.
    ///
    /// Errors: it is down.
    pub fn address(&self) -> Result<SocketAddr> {
        Ok(self.node()?.address())
    }

    /// Where its data and its log lie.
    pub fn base_path(&self) -> Option<&Path> {
        self.settings.base_path.as_deref()
    }
}

/// A running network.
#[derive(Debug)]
pub struct Consortium {
    /// Validators first, in the order of the plan; then those who joined.
    pub members: Vec<Member>,
    /// The raw chain spec.
    pub spec: PathBuf,
    dir: Dir,
    arguments: Vec<OsString>,
    // Below the nodes, so that they are gone before their network is.
    links: Option<Links>,
}

#[derive(Debug)]
enum Dir {
    Given(PathBuf),
    Temporary(TempDir),
}

impl Consortium {
    /// Makes keys, chain spec and nodes, and starts them; or starts those that lie in the directory. Returns when all of them
    /// answer; finality comes a little later, see [`Consortium::wait_finalised`].
    ///
    /// Errors: the node isn't built or ends at once (with its log); a port is taken; no namespaces where they are wanted.
    pub fn start(settings: &NetworkSettings) -> Result<Consortium> {
        let dir = match &settings.dir {
            Some(dir) => {
                fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
                Dir::Given(dir.canonicalize()?)
            }
            None => Dir::Temporary(tempfile::Builder::new().prefix("iou-consortium-").tempdir()?),
        };
        let mut links = settings.namespaces.then(|| Links::new(0)).transpose()?;
        let root = dir.path().to_owned();
        let plan = match root.join("plan.toml") {
            path if path.is_file() => checked(Plan::read(&path)?)?,
            path => make(&root, &path, settings)?,
        };
        let mut members = Vec::new();
        for (index, institution) in plan.plan.institutions.iter().enumerate() {
            members.push(member(&root, index, institution, settings, links.as_mut())?);
        }
        let mut network = Consortium {
            members,
            spec: root.join("spec.json"),
            dir,
            arguments: settings.arguments.clone(),
            links,
        };
        for member in 0..network.members.len() {
            network.up(member)?;
        }
        Ok(network)
    }

    /// Where everything lies.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Keeps a temporary directory when the network ends.
    pub fn keep(&mut self) {
        if let Dir::Temporary(dir) = &mut self.dir {
            dir.disable_cleanup(true);
        }
    }

    /// How many there are, down or up.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Never: a plan without validators is refused.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Those who run.
    pub fn running(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|it| it.node.is_some())
    }

    /// Kills one without warning (SIGKILL); its data stays.
    ///
    /// Errors: it is down already.
    pub fn kill(&mut self, member: usize) -> Result<()> {
        let mut node = self.members[member].node.take().context("it is down already")?;
        node.kill()
    }

    /// Stops one in order (SIGTERM).
    ///
    /// Errors: it is down already, or does not end in time.
    pub fn stop(&mut self, member: usize) -> Result<()> {
        let mut node = self.members[member].node.take().context("it is down already")?;
        let _ = node.stop()?;
        Ok(())
    }

    /// Whether the process of one is still there; one that ended by itself counts as down from then on.
    ///
    /// Errors: the system does not say.
    pub fn alive(&mut self, member: usize) -> Result<bool> {
        let node = &mut self.members[member].node;
        let alive = match node {
            Some(running) => running.is_running()?,
            None => false,
        };
        if !alive {
            *node = None;
        }
        Ok(alive)
    }

    /// Starts one that is down, on its data and its ports.
    ///
    /// Errors: as [`Consortium::start`].
    pub fn up(&mut self, member: usize) -> Result<()> {
        let member = &mut self.members[member];
        ensure!(member.node.is_none(), "{} is up already", member.name);
        let node = Node::start_with(member.settings.clone())?;
        // Clients come back to the same port.
        member.settings.rpc_port = Some(node.port());
        member.node = Some(node);
        Ok(())
    }

    /// From its next start on, one's clock is off by so many seconds; nought is the right time.
    ///
    /// Errors: no library for it (`clock`).
    pub fn set_clock(&mut self, member: usize, seconds: i64) -> Result<()> {
        self.members[member].settings.environment = match seconds {
            0 => Vec::new(),
            _ => clock::off_by(seconds).context("no libfaketime here: run `make setup`")?,
        };
        Ok(())
    }

    /// Puts one's data somewhere else, from its first start on; call it while it is down.
    ///
    /// Errors: the data can't be copied.
    pub fn move_data(&mut self, member: usize, to: &Path) -> Result<()> {
        let member = &mut self.members[member];
        ensure!(member.node.is_none(), "{} is running", member.name);
        let from = member.base_path().context("it has no data")?.to_owned();
        let copied = std::process::Command::new("cp")
            .arg("-a")
            .arg(from.join("."))
            .arg(to)
            .status()?;
        ensure!(
            copied.success(),
            "cannot copy {} to {}",
            from.display(),
            to.display()
        );
        member.settings.base_path = Some(to.to_owned());
        Ok(())
    }

    /// Leaves only the links within each group.
    ///
    /// Errors: the network was started without namespaces.
    pub fn partition(&mut self, groups: &[&[usize]]) -> Result<()> {
        self.links()?.partition(groups)
    }

    /// Connects everybody again.
    ///
    /// Errors: as [`Consortium::partition`].
    pub fn heal(&mut self) -> Result<()> {
        self.links()?.heal()
    }

    fn links(&mut self) -> Result<&mut Links> {
        self.links
            .as_mut()
            .context("links can be cut in a network with namespaces only")
    }

    /// A node without a vote joins, knowing the chain spec only; gives its number.
    ///
    /// Errors: as [`Consortium::start`].
    pub fn join(&mut self, name: &str, arguments: &[&str]) -> Result<usize> {
        let home = self.dir.path().join(name);
        fs::create_dir_all(home.join("keys"))?;
        let files = keys::Files::in_dir(home.join("keys"));
        if !files.node().exists() {
            let _ = keys::node_key(&files.node())?;
        }
        let port = free_port()?;
        let mut attached = attach(self.links.as_mut(), port)?;
        let more = [
            &self.arguments[..],
            &arguments.iter().map(Into::into).collect::<Vec<_>>(),
        ]
        .concat();
        attached.arguments.extend(more);
        self.members
            .push(attached.member(name, &home, &self.spec, files, None));
        let number = self.members.len() - 1;
        self.up(number)?;
        Ok(number)
    }

    /// Waits until block `height` is final for every one of `members` (all that run, where none are named).
    ///
    /// Errors: not within `patience`; then with how far each of them is.
    pub fn wait_finalised(&self, members: &[usize], height: u64, patience: Duration) -> Result<()> {
        let deadline = Instant::now() + patience;
        loop {
            let heights = self.finalised(members);
            if heights.iter().all(|(_, it)| it.is_some_and(|it| it >= height)) {
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!("block {height} is not final everywhere within {patience:?}: {heights:?}");
            }
            thread::sleep(POLL);
        }
    }

    /// The last finalised block of each of `members` (all that run, where none are named).
    pub fn finalised(&self, members: &[usize]) -> Vec<(String, Option<u64>)> {
        let chosen = self.members.iter().enumerate().filter(|(number, it)| {
            if members.is_empty() {
                it.node.is_some()
            } else {
                members.contains(number)
            }
        });
        chosen
            .map(|(_, it)| {
                let height = it.address().and_then(rpc::finalised).ok();
                (it.name.clone(), height)
            })
            .collect()
    }

    /// The highest finalised block that any running node knows.
    pub fn highest_finalised(&self) -> u64 {
        let heights = self.finalised(&[]).into_iter().filter_map(|(_, height)| height);
        heights.max().unwrap_or_default()
    }

    /// Whether all who run have one and the same block at each height that is final for them: what GRANDPA promises.
    ///
    /// Errors: two finalised blocks of one height, with their hashes; a node that does not answer.
    pub fn agree(&self) -> Result<()> {
        let lowest = self.finalised(&[]).into_iter().map(|(_, height)| height);
        let lowest = lowest.min().flatten().context("somebody does not answer")?;
        let mut first: Option<(&str, Vec<Value>)> = None;
        for member in self.running() {
            let mut hashes = Vec::new();
            for start in (1..=lowest).step_by(HASHES) {
                let heights: Vec<u64> = (start..=lowest).take(HASHES).collect();
                let answer = rpc::call(member.address()?, "chain_getBlockHash", json!([heights]))?;
                hashes.extend(answer.as_array().context("no list of hashes")?.iter().cloned());
            }
            ensure!(hashes.iter().all(Value::is_string), "{} has gaps", member.name);
            match &first {
                None => first = Some((&member.name, hashes)),
                Some((other, theirs)) => {
                    let differs = hashes
                        .iter()
                        .zip(theirs)
                        .position(|(ours, theirs)| ours != theirs);
                    ensure!(
                        differs.is_none(),
                        "{} and {other} have different finalised blocks of height {:?}",
                        member.name,
                        differs.map(|at| at + 1)
                    );
                }
            }
        }
        Ok(())
    }
}

impl Drop for Consortium {
    fn drop(&mut self) {
        for member in &mut self.members {
            drop(member.node.take());
        }
    }
}

impl Dir {
    fn path(&self) -> &Path {
        match self {
            Self::Given(path) => path,
            Self::Temporary(dir) => dir.path(),
        }
    }
}

fn checked(plan: Plan) -> Result<Checked> {
    // It is for trying out, so published keys are no matter.
    plan.check(&HashMap::new())
}

/// New institutions with new keys; writes plan and spec.
fn make(root: &Path, path: &Path, settings: &NetworkSettings) -> Result<Checked> {
    let institutions = (0..settings.validators).map(|index| {
        let name = match NAMES.get(index) {
            Some(name) => (*name).to_owned(),
            None => format!("institution-{}", index + 1),
        };
        let public = keys::make(&root.join(&name).join("keys"))?;
        let (host, port) = if settings.namespaces {
            (format!("10.77.0.{}", index + 1), PEER_PORT)
        } else {
            (Ipv4Addr::LOCALHOST.to_string(), free_port()?)
        };
        Ok(Institution {
            name,
            title: None,
            certificate: None,
            account: public.account,
            roles: vec![Role::Validator, Role::Bootnode],
            aura: Some(public.aura),
            grandpa: Some(public.grandpa),
            bootnode: Some(format!("/ip4/{host}/tcp/{port}/p2p/{}", public.peer)),
            endpoint: None,
            balance: BALANCE,
        })
    });
    let plan = Plan {
        chain: Chain {
            name: "IOU trial consortium".into(),
            id: "iou-trial".into(),
            trial: true,
            slot_ms: settings.slot_ms,
            session_blocks: settings.session_blocks,
        },
        institutions: institutions.collect::<Result<_>>()?,
        funds: settings
            .funds
            .iter()
            .map(|account| Fund {
                account: account.clone(),
                balance: BALANCE,
            })
            .collect(),
    };
    let text = toml::to_string(&plan)?;
    let plan = checked(plan)?;
    let spec = root.join("spec.json");
    let _ = spec::write(&plan, &spec)?;
    for seat in &plan.seats {
        let home = root.join(&seat.name);
        keys::insert(&keys::Files::in_dir(home.join("keys")), &home.join("node"), &spec)?;
    }
    // Last: a directory with this file is complete.
    fs::write(path, text)?;
    Ok(plan)
}

/// Where a node runs: its namespace, or loopback with ports of its own.
struct Attachment {
    enter: Vec<OsString>,
    host: Ipv4Addr,
    metrics: SocketAddr,
    arguments: Vec<OsString>,
}

fn attach(links: Option<&mut Links>, peer_port: u16) -> Result<Attachment> {
    let number = links
        .map(|links| Ok::<_, anyhow::Error>((links.add()?, links)))
        .transpose()?;
    let (host, peers, enter, metrics) = match number {
        Some((number, links)) => {
            let host = links.address(number);
            let peers = format!("/ip4/{}/tcp/{PEER_PORT}", links.peer_address(number));
            (host, peers, links.enter(number), SocketAddr::from((host, 9615)))
        }
        None => {
            let host = Ipv4Addr::LOCALHOST;
            let peers = format!("/ip4/{host}/tcp/{peer_port}");
            (host, peers, Vec::new(), SocketAddr::from((host, free_port()?)))
        }
    };
    let mut arguments: Vec<OsString> = [
        "--listen-addr",
        &peers,
        "--no-mdns",
        "--no-telemetry",
        "--prometheus-port",
    ]
    .map(Into::into)
    .into();
    arguments.push(metrics.port().to_string().into());
    if !host.is_loopback() {
        // Nobody but this machine is at the other end of that link.
        arguments.extend(
            [
                "--unsafe-rpc-external",
                "--rpc-cors",
                "all",
                "--prometheus-external",
            ]
            .map(Into::into),
        );
    }
    Ok(Attachment {
        enter,
        host,
        metrics,
        arguments,
    })
}

impl Attachment {
    fn member(
        self,
        name: &str,
        home: &Path,
        spec: &Path,
        keys: keys::Files,
        rpc_port: Option<u16>,
    ) -> Member {
        let mut arguments = self.arguments;
        arguments.extend(["--name".into(), name.into()]);
        arguments.extend(["--node-key-file".into(), keys.node().into()]);
        Member {
            name: name.to_owned(),
            metrics: self.metrics,
            keys,
            node: None,
            settings: NodeSettings {
                base_path: Some(home.join("node")),
                rpc_port,
                chain: Some(spec.display().to_string()),
                arguments,
                host: Some(self.host),
                enter: self.enter,
                environment: Vec::new(),
                program: None,
            },
        }
    }
}

fn member(
    root: &Path,
    index: usize,
    institution: &Institution,
    settings: &NetworkSettings,
    links: Option<&mut Links>,
) -> Result<Member> {
    let home = root.join(&institution.name);
    let known = institution
        .bootnode
        .as_deref()
        .context("a plan of `up` names all nodes")?;
    let port = address::peer_address(known).map_err(anyhow::Error::msg)?.port;
    let mut attached = attach(links, port)?;
    let mut rpc_port = None;
    if let (Some((rpc, metrics)), true) = (settings.ports, attached.host.is_loopback()) {
        let offset = u16::try_from(index)?;
        rpc_port = Some(rpc + offset);
        attached.metrics.set_port(metrics + offset);
        attached.arguments.pop();
        attached.arguments.push((metrics + offset).to_string().into());
    }
    if institution.is(Role::Validator) {
        attached.arguments.push("--validator".into());
    }
    attached.arguments.extend(settings.arguments.iter().cloned());
    let keys = keys::Files::in_dir(home.join("keys"));
    Ok(attached.member(&institution.name, &home, &root.join("spec.json"), keys, rpc_port))
}

/// A port that nobody has at this moment.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
