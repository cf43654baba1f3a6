//! A loan as a file that strangers can check, and the personal fields that it does without.

mod certificates;
mod evidence;
mod forget;
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
    X509(x509::Command),
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Evidence(command) => command.run(ctx).await,
            Command::Settled(command) => command.run(ctx).await,
            Command::Verify(command) => command.run(ctx),
            Command::Forget(args) => forget::run(args, ctx).await,
            Command::X509(command) => command.run(ctx).await,
        }
    }
}
