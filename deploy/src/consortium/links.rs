//! Links that can be cut: each node in a network namespace of its own, joined by a bridge. A partition moves the nodes' ports
//! to several bridges, healing moves them back; a second link, between the machine and each node alone, stays whatever
//! happens, so that tests can look at both sides. Nodes see each other at 10.77.0.N, the machine sees them at 10.78.S.N.
//!
//! Limits: Linux, root, `ip` (Debian package iproute2). Everything goes when the value is dropped.

use anyhow::{ensure, Context, Result};
use std::{
    ffi::OsString,
    net::Ipv4Addr,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

/// Nodes that fit into one network's addresses.
const NODES_MAX: usize = 60;

/// One network's links.
#[derive(Debug)]
pub struct Links {
    /// Names of interfaces have 15 letters at most: `i`, six of these, two more.
    id: String,
    /// Third number of the machine's side addresses; unlike those of networks that run beside this one.
    subnet: u8,
    bridges: usize,
    nodes: usize,
}

impl Links {
    /// Namespaces for so many nodes, all connected.
    ///
    /// Errors: not root, no `ip`, a kernel without namespaces or bridges.
    pub fn new(nodes: usize) -> Result<Links> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let id = format!("{:04x}{:02x}", std::process::id() & 0xffff, count & 0xff);
        let mut links = Links {
            id,
            subnet: free_subnet()?,
            bridges: 0,
            nodes: 0,
        };
        for _ in 0..nodes {
            let _ = links.add()?;
        }
        Ok(links)
    }

    /// One more node, connected to the first bridge; gives its number.
    ///
    /// Errors: as [`Links::new`].
    pub fn add(&mut self) -> Result<usize> {
        self.bridge(0)?;
        let node = self.nodes;
        ensure!(node < NODES_MAX, "{NODES_MAX} nodes fit into one network");
        let (name, port, link) = (self.namespace(node), self.port(node), self.link(node));
        ip(&["netns", "add", &name])?;
        // From here on it is taken down with the others.
        self.nodes += 1;
        let inside = |arguments: &[&str]| ip(&[&["-n", &name], arguments].concat());
        inside(&["link", "set", "lo", "up"])?;
        ip(&[
            "link", "add", &port, "type", "veth", "peer", "name", "peers", "netns", &name,
        ])?;
        ip(&["link", "set", &port, "master", &self.bridge_name(0), "up"])?;
        inside(&[
            "addr",
            "add",
            &format!("{}/24", self.peer_address(node)),
            "dev",
            "peers",
        ])?;
        inside(&["link", "set", "peers", "up"])?;
        ip(&[
            "link", "add", &link, "type", "veth", "peer", "name", "machine", "netns", &name,
        ])?;
        ip(&["addr", "add", &format!("{}/30", self.outer(node)), "dev", &link])?;
        ip(&["link", "set", &link, "up"])?;
        inside(&[
            "addr",
            "add",
            &format!("{}/30", self.address(node)),
            "dev",
            "machine",
        ])?;
        inside(&["link", "set", "machine", "up"])?;
        Ok(node)
    }

    /// What runs a program in a node's namespace; it becomes the program.
    pub fn enter(&self, node: usize) -> Vec<OsString> {
        ["ip", "netns", "exec", &self.namespace(node)]
            .map(Into::into)
            .into()
    }

    /// Where other nodes reach it.
    pub fn peer_address(&self, node: usize) -> Ipv4Addr {
        Ipv4Addr::new(10, 77, 0, 1 + low(node))
    }

    /// Where this machine reaches it.
    pub fn address(&self, node: usize) -> Ipv4Addr {
        Ipv4Addr::new(10, 78, self.subnet, 4 * low(node) + 2)
    }

    fn outer(&self, node: usize) -> Ipv4Addr {
        Ipv4Addr::new(10, 78, self.subnet, 4 * low(node) + 1)
    }

    /// Leaves only the links within each group; whoever is in no group is alone.
    ///
    /// Errors: `ip` fails.
    pub fn partition(&mut self, groups: &[&[usize]]) -> Result<()> {
        for node in 0..self.nodes {
            let group = groups.iter().position(|group| group.contains(&node));
            let port = self.port(node);
            match group {
                Some(group) => {
                    self.bridge(group)?;
                    ip(&["link", "set", &port, "master", &self.bridge_name(group), "up"])?;
                }
                None => ip(&["link", "set", &port, "down"])?,
            }
        }
        Ok(())
    }

    /// Connects all of them again.
    ///
    /// Errors: `ip` fails.
    pub fn heal(&mut self) -> Result<()> {
        let all: Vec<usize> = (0..self.nodes).collect();
        self.partition(&[&all])
    }

    fn bridge(&mut self, number: usize) -> Result<()> {
        while self.bridges <= number {
            let name = self.bridge_name(self.bridges);
            ip(&["link", "add", &name, "type", "bridge"])?;
            self.bridges += 1;
            ip(&["link", "set", &name, "up"])?;
        }
        Ok(())
    }

    fn namespace(&self, node: usize) -> String {
        format!("iou-{}-{node}", self.id)
    }

    fn port(&self, node: usize) -> String {
        format!("i{}p{node}", self.id)
    }

    fn link(&self, node: usize) -> String {
        format!("i{}l{node}", self.id)
    }

    fn bridge_name(&self, number: usize) -> String {
        format!("i{}b{number}", self.id)
    }
}

impl Drop for Links {
    fn drop(&mut self) {
        // A namespace takes its ends of the links along; what is gone is as good as deleted.
        for node in 0..self.nodes {
            let _ = ip(&["netns", "del", &self.namespace(node)]);
            let _ = ip(&["link", "del", &self.port(node)]);
            let _ = ip(&["link", "del", &self.link(node)]);
        }
        for number in 0..self.bridges {
            let _ = ip(&["link", "del", &self.bridge_name(number)]);
        }
    }
}

/// Numbers of nodes are below [`NODES_MAX`].
fn low(node: usize) -> u8 {
    u8::try_from(node).unwrap_or(u8::MAX)
}

/// A third number that no interface of this machine has.
fn free_subnet() -> Result<u8> {
    let taken = Command::new("ip")
        .args(["-4", "-o", "addr", "show"])
        .output()
        .context("cannot run `ip` (Debian package iproute2)")?;
    let taken = String::from_utf8_lossy(&taken.stdout).into_owned();
    let first = (std::process::id() & 0xff) as u8;
    let free = (0..=u8::MAX)
        .map(|n| first.wrapping_add(n))
        .find(|n| !taken.contains(&format!(" 10.78.{n}.")));
    free.context("every 10.78.x.0/24 is taken on this machine")
}

fn ip(arguments: &[&str]) -> Result<()> {
    let done = Command::new("ip")
        .args(arguments)
        .output()
        .context("cannot run `ip` (Debian package iproute2)")?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(
        done.status.success(),
        "ip {}: {}",
        arguments.join(" "),
        said.trim()
    );
    Ok(())
}
