//! The calculators. They ask no chain and need no account.

mod calculator;
mod interest;
mod law;
mod schedule;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Result;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Schedule(schedule::Schedule),
    Interest(interest::Interest),
    #[command(subcommand)]
    Law(law::Command),
}

impl Command {
    pub(crate) fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Schedule(command) => command.run(ctx),
            Command::Interest(command) => command.run(ctx),
            Command::Law(command) => command.run(ctx),
        }
    }
}
