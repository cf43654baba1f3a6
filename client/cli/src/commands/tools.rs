//! This machine: accounts, backups, settings, a development chain's clock, the shell.

mod account;
mod backup;
mod completions;
mod config;
mod dev;
mod man;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Result;
use iou_base::Text;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    #[command(subcommand)]
    Account(account::Command),
    Backup(backup::Backup),
    Restore(backup::Restore),
    #[command(subcommand)]
    Config(config::Command),
    #[command(subcommand)]
    Dev(dev::Command),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Command {
    /// `tree` makes the command tree with its help in a language.
    pub(crate) async fn run(self, ctx: &Context, tree: fn(&Text) -> clap::Command) -> Result<()> {
        match self {
            Command::Account(command) => command.run(ctx).await,
            Command::Backup(command) => command.run(ctx).await,
            Command::Restore(command) => command.run(ctx).await,
            Command::Config(command) => command.run(ctx).await,
            Command::Dev(command) => command.run(ctx).await,
            Command::Completions(command) => command.run(ctx, tree(ctx.text())),
            Command::Man(command) => command.run(ctx, tree(ctx.text())),
        }
    }
}
