//! `iou` beside other programs that use a contract: a loan is read, and an instalment paid until it is final, each by one process
//! from its start to its end. polkadot-js is a script that does this and nothing else (`e2e-tests/compat/use.mjs`); cargo-contract is
//! measured where `make compat` has compiled it, on what it can do: it reads by a dry run, and waits for a block and not for finality.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{ensure, Context, Result};
use deploy::{contract, paths};

use super::{memory_mb, Row, Section};
use crate::world::{World, NATIVE};

/// How often each does each; the medians count.
const TIMES: usize = 5;
/// How often a process is asked what memory it has.
const LOOK: Duration = Duration::from_millis(2);
/// A hundredth of the chain's token.
const PLANCK: &str = "10000000000";

/// One process, from its start to its end.
#[derive(Clone, Copy)]
struct Took {
    seconds: f64,
    /// The most memory that it was seen with. Units: megabytes.
    peak: f64,
}

/// Runs a program to its end.
///
/// Errors: it cannot be started, or says that it failed.
fn run(command: &mut Command) -> Result<Took> {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let mut peak = 0f64;
    while child.try_wait()?.is_none() {
        peak = peak.max(memory_mb(child.id(), "VmHWM").unwrap_or_default());
        sleep(LOOK);
    }
    let seconds = started.elapsed().as_secs_f64();
    let output = child.wait_with_output()?;
    ensure!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(Took { seconds, peak })
}

/// The median of each figure.
fn median(mut took: Vec<Took>) -> Took {
    let middle = took.len() / 2;
    let mut of = |figure: fn(&Took) -> f64| {
        took.sort_by(|a, b| figure(a).total_cmp(&figure(b)));
        figure(&took[middle])
    };
    Took {
        seconds: of(|took| took.seconds),
        peak: of(|took| took.peak),
    }
}

/// A program that reads a loan and pays on it.
struct Program {
    name: &'static str,
    show: Box<dyn Fn() -> Result<Command>>,
    repay: Box<dyn Fn() -> Result<Command>>,
}

/// Measures everything, each program after the other in turns.
///
/// Errors: programs that are not built, a step that fails.
pub fn measure() -> Result<Vec<Section>> {
    let world = World::new()?;
    let loan = world.propose("zhangsan", NATIVE)?;
    let _ = world.iou.step("lisi", &["sign", &loan])?;
    let _ = world.iou.step("lisi", &["deliver", &loan])?;
    let programs = programs(&world, &loan)?;
    let mut taken = vec![(Vec::new(), Vec::new()); programs.len()];
    for _ in 0..TIMES {
        for (program, (shown, repaid)) in programs.iter().zip(&mut taken) {
            let name = program.name;
            shown.push(run(&mut (program.show)()?).with_context(|| format!("{name} show"))?);
            repaid.push(run(&mut (program.repay)()?).with_context(|| format!("{name} repay"))?);
        }
    }
    let mut rows = Vec::new();
    for (program, (shown, repaid)) in programs.iter().zip(taken) {
        for (what, took) in [("read a loan", median(shown)), ("repay", median(repaid))] {
            rows.push(Row::new(format!("{}: {what}", program.name), took.seconds, "s"));
            rows.push(Row::new(
                format!("{}: {what}, most memory", program.name),
                took.peak,
                "MB",
            ));
        }
    }
    let missing = match programs.len() {
        2 => " cargo-contract was not there: `make compat` compiles it.",
        _ => "",
    };
    Ok(vec![Section {
        title: "Beside other programs".into(),
        text: format!(
            "One process from its start to its end, on a `--dev` node; medians of {TIMES}, in turns. Read: `iou show` (terms, account, \
             names), a script of polkadot-js that asks the contract's `loan`, `cargo contract call` as a dry run of it. Repay: `iou \
             repay` (key unlocked, tried, signed, written down, final), the same step by the script with a key in the clear (final), \
             `cargo contract call --execute` with a key in the clear (in a block).{missing}"
        ),
        rows,
        list: true,
    }])
}

fn programs(world: &World, loan: &str) -> Result<Vec<Program>> {
    let (bundle, address, url) = (contract::loan_bundle()?, world.ledger()?, world.node.url());
    let (iou, number) = (world.iou.clone(), loan.to_owned());
    let ours = {
        let (other, same) = (iou.clone(), number.clone());
        Program {
            name: "iou",
            show: Box::new(move || {
                let mut command = iou.command()?;
                let _ = command.args(["show", &number]);
                Ok(command)
            }),
            repay: Box::new(move || {
                let mut command = other.command()?;
                let _ = command.args(["--account", "zhangsan", "-y", "repay", &same, "0.01"]);
                Ok(command)
            }),
        }
    };
    let script = paths::workspace_root()?.join("e2e-tests/compat/use.mjs");
    let theirs = {
        let to = [bundle.display().to_string(), url.clone(), address.clone()];
        let using = move |args: &[&str]| {
            let mut command = Command::new("node");
            let _ = command.arg(&script).args(&to).args(args);
            command
        };
        let (again, number, same) = (using.clone(), loan.to_owned(), loan.to_owned());
        Program {
            name: "polkadot-js",
            show: Box::new(move || Ok(using(&["show", &number]))),
            repay: Box::new(move || Ok(again(&["repay", &same, PLANCK, "//Bob"]))),
        }
    };
    let mut programs = vec![ours, theirs];
    let cargo_contract = paths::target_dir()?.join("tools/bin/cargo-contract");
    if cargo_contract.exists() {
        programs.push(cargo_contract_calls(cargo_contract, bundle, [url, address], loan));
    }
    Ok(programs)
}

fn cargo_contract_calls(
    program: PathBuf,
    bundle: PathBuf,
    [url, address]: [String; 2],
    loan: &str,
) -> Program {
    let call = move |message: &str, args: &[&str]| {
        let mut command = Command::new(&program);
        let _ = command
            .args(["contract", "call"])
            .arg(&bundle)
            .args([
                "--contract",
                &address,
                "--url",
                &url,
                "--suri",
                "//Bob",
                "--output-json",
            ])
            .args(["--message", message, "--args"])
            .args(args);
        command
    };
    let (again, number, same) = (call.clone(), loan.to_owned(), loan.to_owned());
    Program {
        name: "cargo-contract",
        show: Box::new(move || Ok(call("loan", &[&number]))),
        repay: Box::new(move || {
            let action = format!("Repay {{ amount: {PLANCK}, evidence: None }}");
            let mut command = again("act", &[&same, &action]);
            let _ = command.args(["--value", PLANCK, "--execute", "--skip-confirm"]);
            Ok(command)
        }),
    }
}
