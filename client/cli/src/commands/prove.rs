//! A loan as a file that strangers can check, and the personal fields that it does without.

mod certificates;
mod evidence;
mod forget;
mod identity;
mod passkeys;
mod settled;
mod verify;
mod x509;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Result;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Evidence(evidence::Evidence),
    Settled(settled::Settled),
    Verify(verify::Verify),
    Forget(forget::Forget),
    #[command(subcommand)]
    Identity(identity::Command),
    #[command(subcommand)]
    X509(x509::Command),
}

impl Command {
    /// Whether it signs a step of a loan, which can be an intent then.
    pub(crate) fn is_step(&self) -> bool {
        matches!(self, Command::Identity(command) if command.is_step())
    }

    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Evidence(command) => command.run(ctx).await,
            Command::Settled(command) => command.run(ctx).await,
            Command::Verify(command) => command.run(ctx),
            Command::Forget(args) => forget::run(args, ctx).await,
            Command::Identity(command) => command.run(ctx).await,
            Command::X509(command) => command.run(ctx).await,
        }
    }
}
