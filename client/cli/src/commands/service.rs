//! What runs until it is stopped: index, reminders, relay and pages; whom it writes to, and whether all of it is well.

mod contact;
mod doctor;
mod index;
mod relay;
mod remind;
mod run;
mod serve;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Result;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Run(run::Run),
    Index(index::Index),
    Relay(relay::Relay),
    Serve(serve::Serve),
    Remind(remind::Remind),
    #[command(subcommand)]
    Contact(contact::Command),
    Doctor(doctor::Doctor),
}

impl Command {
    /// Whether it runs until it is stopped.
    pub(crate) fn runs_on(&self) -> bool {
        match self {
            Command::Run(_) | Command::Relay(_) | Command::Serve(_) => true,
            Command::Index(index) => index.is_service(),
            Command::Remind(remind) => remind.is_service(),
            _ => false,
        }
    }

    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Run(command) => command.run(ctx).await,
            Command::Index(command) => command.run(ctx).await,
            Command::Relay(command) => command.run(ctx).await,
            Command::Serve(command) => command.run(ctx).await,
            Command::Remind(command) => command.run(ctx).await,
            Command::Contact(command) => command.run(ctx).await,
            Command::Doctor(command) => command.run(ctx).await,
        }
    }
}
