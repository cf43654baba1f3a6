//! `make consortium`: a consortium to try out. Four institutions with new keys on this machine, a table of where each of them
//! is, and the client's contract on it if wanted; it runs until Ctrl-C and stops in order.

use super::network::{Consortium, NetworkSettings};
use super::{address::Scheme, keys, spec};
use crate::{contract, iou::Iou};
use anyhow::{Context, Result};
use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    sync::mpsc,
    time::{Duration, Instant},
};

/// The first institution's ports, where they are free; the others' follow.
const RPC_PORT: u16 = 9944;
const METRICS_PORT: u16 = 9615;
/// Four nodes compile the runtime once; finality needs a few slots more.
const FINALITY: Duration = Duration::from_secs(180);
/// How often it tells where finality is. Units: seconds.
const TELL: Duration = Duration::from_secs(30);
/// Two people with accounts to try out loans with.
const PEOPLE: [&str; 2] = ["zhangsan", "lisi"];

/// What was asked for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Institutions with a vote.
    pub validators: usize,
    /// Where it stays; without one it goes when the network stops.
    pub dir: Option<PathBuf>,
    /// Slots of half a second and sessions of ten blocks.
    pub fast: bool,
    /// Leaves a directory that was made for it.
    pub keep: bool,
    /// Also deploys the contract, with accounts to try it out.
    pub contract: bool,
}

/// Starts the network, says where it is, and waits for Ctrl-C.
///
/// Errors: as [`Consortium::start`]; nothing becomes final.
pub fn run(wish: &Wish) -> Result<()> {
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        // A second Ctrl-C finds nobody listening, which is as well.
        let _ = stop.send(());
    })?;
    let temporary = match wish.dir {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("iou-consortium-").tempdir()?),
    };
    let dir = match (&wish.dir, &temporary) {
        (Some(dir), _) => dir.clone(),
        (None, Some(dir)) => dir.path().to_owned(),
        (None, None) => unreachable!("one of the two was just made"),
    };
    let home = dir.join("home");
    let funds = if wish.contract { people(&home)? } else { Vec::new() };
    let (slot_ms, session_blocks) = if wish.fast { (500, 10) } else { (2_000, 20) };
    eprintln!("starting {} institutions …", wish.validators);
    let network = Consortium::start(&NetworkSettings {
        validators: wish.validators,
        slot_ms,
        session_blocks,
        dir: Some(dir.clone()),
        funds,
        ports: free(wish.validators).then_some((RPC_PORT, METRICS_PORT)),
        ..NetworkSettings::default()
    })?;
    let already = network.highest_finalised();
    network.wait_finalised(&[], already + 1, FINALITY)?;
    table(&network)?;
    if wish.contract {
        deploy(&network, &home)?;
    }
    eprintln!("Ctrl-C stops all of them.");
    watch(&network, &stopped);
    finish(network)?;
    match temporary {
        Some(dir) if wish.keep => eprintln!("kept in {}", dir.keep().display()),
        Some(_) => (),
        None => eprintln!("kept in {}; the same command goes on with it", dir.display()),
    }
    Ok(())
}

/// Whether the usual ports are free for so many.
fn free(validators: usize) -> bool {
    let count = u16::try_from(validators).unwrap_or(u16::MAX);
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    (0..count).all(|n| free(RPC_PORT + n) && free(METRICS_PORT + n))
}

fn table(network: &Consortium) -> Result<()> {
    println!("{:<14} {:<22} {:<34} directory", "institution", "RPC", "metrics");
    for member in network.running() {
        println!(
            "{:<14} {:<22} {:<34} {}",
            member.name,
            member.url()?,
            format!("http://{}/metrics", member.metrics),
            network.dir().join(&member.name).display(),
        );
    }
    println!("chain spec: {}", network.spec.display());
    Ok(())
}

/// New keys for the people; gives their addresses.
fn people(home: &Path) -> Result<Vec<String>> {
    std::fs::create_dir_all(home)?;
    let mut addresses = Vec::new();
    for name in PEOPLE {
        let phrase = home.join(format!("{name}.phrase"));
        if !phrase.exists() {
            addresses.push(keys::phrase(&phrase, Scheme::Sr25519)?);
        }
    }
    Ok(addresses)
}

/// Puts the contract on the chain with the first institution's account, and says how to use it.
fn deploy(network: &Consortium, home: &Path) -> Result<()> {
    let first = &network.members[0];
    let iou = Iou::new(home, first.url()?)?;
    if !home.join("iou.toml").exists() {
        for name in PEOPLE {
            let phrase = std::fs::read_to_string(home.join(format!("{name}.phrase")))?;
            let _ = iou.import(name, &phrase)?;
        }
        let phrase = std::fs::read_to_string(first.keys.account())?;
        let _ = iou.import(&first.name, &phrase)?;
        eprintln!("deploying the contract …");
        let bundle = contract::loan_bundle()?;
        let bundle = bundle.to_str().context("a path that is no text")?;
        let done = iou.step(&first.name, &["deploy", bundle])?;
        let contract = done["contract"].as_str().context("the contract's address")?;
        let _ = spec::name_ledger(&network.spec, contract)?;
        println!("contract: {contract}");
    }
    println!(
        "\ncd {}\nexport IOU_HOME=$PWD IOU_URL={} IOU_PASSWORD_FILE=$PWD/password\n\
         iou account list; iou --account lisi new FORM.toml     # docs/first-steps.md",
        home.display(),
        first.url()?,
    );
    Ok(())
}

/// Until Ctrl-C, tells now and then how far finality is.
fn watch(network: &Consortium, stopped: &mpsc::Receiver<()>) {
    let mut last = (network.highest_finalised(), Instant::now());
    while stopped.recv_timeout(TELL) == Err(mpsc::RecvTimeoutError::Timeout) {
        let height = network.highest_finalised();
        let seconds = last.1.elapsed().as_secs_f64();
        let rate = height.saturating_sub(last.0) as f64 / seconds;
        eprintln!("final up to block {height}, {rate:.2} blocks/s");
        last = (height, Instant::now());
    }
}

fn finish(mut network: Consortium) -> Result<()> {
    eprintln!("\nstopping …");
    for member in 0..network.len() {
        // The terminal sends Ctrl-C to the nodes too: they may have ended by themselves.
        if network.alive(member)? {
            network.stop(member)?;
        }
    }
    Ok(())
}
