//! The contract and the chain as a whole: deploying, the contract's offices, the institutions and their council.

mod council;
mod deploy;
mod institution;
mod offices;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Result;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Deploy(deploy::Deploy),
    #[command(subcommand)]
    Office(offices::Command),
    #[command(subcommand)]
    Council(council::Command),
    #[command(subcommand)]
    Institution(institution::Command),
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Deploy(command) => command.run(ctx).await,
            Command::Office(command) => command.run(ctx).await,
            Command::Council(command) => command.run(ctx).await,
            Command::Institution(command) => command.run(ctx).await,
        }
    }
}
