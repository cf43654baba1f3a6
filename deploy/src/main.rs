//! The command line of the deploy crate; the Makefile is its main user.

use anyhow::Result;
use clap::{Parser, Subcommand};
use deploy::{
    contract::{self, Recipe},
    demo, docs,
};

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
    /// Play two loans on a real node, from the first signature to the last payment
    Demo {
        /// Leave node and profile for playing, and say how
        #[arg(long)]
        keep: bool,
    },
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

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Contract(ContractCommand::Build { packages, set }) => build(&packages, &set),
        Command::Demo { keep } => demo::play(keep),
        Command::Docs { check: true } => docs::check(),
        Command::Docs { check: false } => {
            docs::write()?.iter().for_each(|page| println!("{page} written"));
            Ok(())
        }
    }
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
