//! From a form to a loan that runs: the proposal, the signatures, the money's delivery, and what is signed.

mod agreement;
mod fields;
pub(crate) mod formation;
pub(crate) mod intent;
mod key;
mod new;

use clap::Subcommand;

use super::{Bare, Plain};
use crate::context::Context;
use crate::error::Result;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    New(new::New),
    #[command(subcommand)]
    Fields(fields::Command),
    Sign(formation::Sign),
    #[command(subcommand)]
    Intent(intent::Command),
    Deliver(formation::Deliver),
    Received(formation::Received),
    Agreement(agreement::AgreementArgs),
    Consent(formation::Blind),
    Cancel(Plain),
    Retract(formation::Reported),
    Expire(Bare),
}

impl Command {
    /// Whether it signs a step of a loan, so that it can be an intent.
    pub(crate) fn is_step(&self) -> bool {
        !matches!(
            self,
            Command::Fields(_) | Command::Agreement(_) | Command::Intent(_)
        )
    }

    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::New(command) => command.run(ctx).await,
            Command::Fields(command) => command.run(ctx).await,
            Command::Sign(args) => formation::sign(args, ctx).await,
            Command::Intent(command) => command.run(ctx).await,
            Command::Deliver(args) => formation::deliver(args, ctx).await,
            Command::Received(args) => formation::received(args, ctx).await,
            Command::Agreement(args) => agreement::run(args, ctx).await,
            Command::Consent(args) => formation::consent(args, ctx).await,
            Command::Cancel(args) => formation::cancel(args, ctx).await,
            Command::Retract(args) => formation::retract(args, ctx).await,
            Command::Expire(args) => formation::expire(args, ctx).await,
        }
    }
}
