//! The command line of the deploy crate; the Makefile is its main user.

use anyhow::Result;
use clap::{Parser, Subcommand};
use deploy::{
    browser,
    consortium::{keys, plan::Plan, spec, up},
    contract::{self, Recipe},
    demo, docs, page,
};
use std::path::{Path, PathBuf};

/// Builds the contract and what else stands between the sources and a network.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The contracts
    #[command(subcommand)]
    Contract(ContractCommand),
    /// Build the module of the pages, `<target>/browser/iou.wasm`, or find that it is up to date
    Browser,
    /// A chain that several institutions run
    #[command(subcommand)]
    Consortium(ConsortiumCommand),
    /// Play two loans on a real node, from the first signature to the last payment
    Demo {
        /// Leave node and profile for playing, and say how
        #[arg(long)]
        keep: bool,
    },
    /// Start the page on this machine, with everything behind it, and say how to play both sides; Ctrl-C ends it
    Page,
    /// Write the tables of docs/ that follow from the code
    Docs {
        /// Write nothing; fail where a page differs from the code
        #[arg(long)]
        check: bool,
    },
}

#[derive(Subcommand)]
enum ContractCommand {
    /// Build WASM, ABI and bundle into `<target>/ink`, or find that they are up to date
    Build {
        /// Contract crates; `probe` is the yardstick of the benchmarks
        #[arg(default_values = ["loan", "probe"])]
        packages: Vec<String>,
        /// Change a setting of the contract profile, for a comparison: `opt-level=3`
        #[arg(long, value_name = "KEY=VALUE")]
        set: Vec<String>,
    },
}

#[derive(Subcommand)]
enum ConsortiumCommand {
    /// Start a consortium on this machine to try it out; Ctrl-C stops it
    Up {
        /// Institutions with a vote
        #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=32))]
        validators: u8,
        /// Keep keys and chain there, or go on with what lies there
        #[arg(long)]
        dir: Option<PathBuf>,
        /// Slots of half a second instead of two
        #[arg(long)]
        fast: bool,
        /// Leave the directory when it stops
        #[arg(long)]
        keep: bool,
        /// Deploy the contract on it, with two accounts to try loans
        #[arg(long)]
        contract: bool,
    },
    /// Check a plan (examples/consortium.toml) and write its chain spec, raw and readable
    Spec {
        /// Who takes part
        plan: PathBuf,
        /// Where to; the readable one goes beside it
        #[arg(short, long, default_value = "spec.json")]
        output: PathBuf,
    },
    /// Name the contract that keeps the chain's loans in its spec: `iou verify` believes no other
    Ledger {
        /// The chain spec
        spec: PathBuf,
        /// The contract's address, as `iou deploy` printed it
        contract: String,
    },
    /// Make the keys of one institution and print its part of the plan; run it on the node's own machine
    Keys {
        /// Small letters, digits, hyphens
        name: String,
        /// Where the secrets go, readable by their owner alone; nothing is overwritten
        #[arg(long)]
        dir: PathBuf,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Contract(ContractCommand::Build { packages, set }) => build(&packages, &set),
        Command::Browser => {
            for module in [browser::build()?, browser::build_signing()?] {
                let (size, compressed) = (std::fs::metadata(&module)?.len(), browser::compressed(&module)?);
                println!("{}: {size} bytes, {compressed} compressed", module.display());
            }
            Ok(())
        }
        Command::Consortium(command) => consortium(command),
        Command::Demo { keep } => demo::play(keep),
        Command::Page => page::run(),
        Command::Docs { check: true } => docs::check(),
        Command::Docs { check: false } => {
            docs::write()?.iter().for_each(|page| println!("{page} written"));
            Ok(())
        }
    }
}

fn consortium(command: ConsortiumCommand) -> Result<()> {
    match command {
        ConsortiumCommand::Up {
            validators,
            dir,
            fast,
            keep,
            contract,
        } => up::run(&up::Wish {
            validators: validators.into(),
            dir,
            fast,
            keep,
            contract,
        }),
        ConsortiumCommand::Spec { plan, output } => write_spec(&plan, &output),
        ConsortiumCommand::Ledger { spec, contract } => {
            let written = spec::name_ledger(&spec, &contract)?;
            println!("{}  {}", written.sha256, written.raw.display());
            Ok(())
        }
        ConsortiumCommand::Keys { name, dir } => {
            let public = keys::make(&dir)?;
            print!("{}", public.as_plan(&name));
            eprintln!(
                "secrets are in {}: docs/operations.md says who keeps which",
                dir.display()
            );
            Ok(())
        }
    }
}

fn write_spec(plan: &Path, output: &Path) -> Result<()> {
    let plan = Plan::read(plan)?.check(&keys::published()?)?;
    for warning in &plan.warnings {
        eprintln!("warning: {warning}");
    }
    let written = spec::write(&plan, output)?;
    eprintln!(
        "{} validators: up to {} of them may fail, {} must vote",
        plan.seats.len(),
        plan.tolerates(),
        plan.quorum()
    );
    let nodes = plan
        .plan
        .institutions
        .iter()
        .filter_map(|it| it.endpoint.as_deref());
    let nodes: Vec<String> = nodes.map(|url| format!(" --node {url}")).collect();
    if !nodes.is_empty() {
        eprintln!("once it runs: iou doctor --network{}", nodes.concat());
    }
    eprintln!("each institution makes this file by itself and compares (SHA-256):");
    println!("{}  {}", written.sha256, written.raw.display());
    eprintln!("for reading: {}", written.readable.display());
    Ok(())
}

fn build(packages: &[String], settings: &[String]) -> Result<()> {
    for package in packages {
        let recipe = settings
            .iter()
            .fold(Recipe::new(package), |recipe, setting| recipe.set(setting));
        let built = contract::build(&recipe)?;
        println!(
            "{}  {} bytes (compiler: {})  0x{}  {}",
            built.wasm.display(),
            built.size,
            built.raw_size,
            hex::encode(built.code_hash),
            if built.rebuilt { "built" } else { "up to date" },
        );
        for file in built.abi.iter().chain(&built.bundle) {
            println!("{}", file.display());
        }
    }
    Ok(())
}
