//! The harness that all stories rest on: a node is there when it says so, comes back
//! where it was after a kill, and leaves nothing running behind.

use anyhow::Result;
use deploy::node::{Node, NodeSettings};
use std::{net::TcpStream, path::Path};

fn answers(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}

#[test]
fn a_killed_node_comes_back_on_the_same_port_and_a_dropped_one_is_gone() -> Result<()> {
    let mut node = Node::start()?;
    let (port, base) = (node.port(), node.base_path().to_path_buf());
    assert!(answers(port));

    node.kill()?;
    assert!(!node.is_running()? && !answers(port));

    node.restart()?;
    assert_eq!(node.port(), port);
    assert!(node.is_running()? && answers(port));
    assert_eq!(node.log()?.matches("Running JSON-RPC server").count(), 2);

    node.stop()?;
    assert!(!answers(port));
    drop(node);
    assert!(!base.exists(), "a temporary chain goes with its node");
    Ok(())
}

#[test]
fn a_node_that_is_dropped_while_running_is_killed() -> Result<()> {
    let node = Node::start()?;
    let (pid, port) = (node.pid(), node.port());
    drop(node);
    assert!(!Path::new(&format!("/proc/{pid}")).exists());
    assert!(!answers(port));
    Ok(())
}

#[test]
fn a_node_that_cannot_start_says_why() {
    let settings = NodeSettings {
        arguments: vec!["--no-such-flag".into()],
        ..NodeSettings::default()
    };
    let error = Node::start_with(settings).unwrap_err().to_string();
    assert!(error.contains("--no-such-flag"), "{error}");
}
