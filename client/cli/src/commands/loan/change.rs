//! Other terms for a running loan, other hands for the claim, another account for a seat, and what the creditor forgives.

mod amendment;
mod holding;
mod seat;

use clap::Subcommand;

use super::{OfAmount, Plain};
use crate::context::Context;
use crate::error::Result;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Amend(Box<amendment::Amend>),
    Accept(Plain),
    Assign(holding::Assign),
    Forgive(OfAmount),
    #[command(subcommand)]
    Seat(seat::Command),
}

impl Command {
    /// Whether it signs a step of a loan, which can be an intent then.
    pub(crate) fn is_step(&self) -> bool {
        match self {
            Command::Seat(command) => command.is_step(),
            _ => true,
        }
    }

    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Amend(args) => amendment::amend(*args, ctx).await,
            Command::Accept(args) => amendment::accept(args, ctx).await,
            Command::Assign(args) => holding::assign(args, ctx).await,
            Command::Forgive(args) => holding::forgive(args, ctx).await,
            Command::Seat(command) => command.run(ctx).await,
        }
    }
}
