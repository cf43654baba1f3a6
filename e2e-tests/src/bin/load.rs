//! `load`: makes many whole lives of loans on a development node, and prints what it did as JSON.

use anyhow::{anyhow, Result};
use clap::Parser;
use e2e_tests::load::{self, Order};

/// Makes many whole lives of loans on a development node.
#[derive(Parser)]
struct Args {
    /// The node.
    #[arg(long, default_value = "ws://127.0.0.1:9944")]
    url: String,
    /// Address of the contract.
    #[arg(long)]
    contract: String,
    /// Loans to make; each has four or five events.
    #[arg(long, default_value_t = 20_000)]
    loans: usize,
    /// Loans that are under way at a time.
    #[arg(long, default_value_t = 500)]
    in_flight: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let contract = args
        .contract
        .parse()
        .map_err(|error| anyhow!("--contract {}: {error}", args.contract))?;
    let order = Order {
        url: args.url,
        contract,
        loans: args.loans,
        in_flight: args.in_flight.max(1),
    };
    println!("{}", serde_json::to_string(&load::run(&order).await?)?);
    Ok(())
}
