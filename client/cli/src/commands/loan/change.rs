//! Other terms for a running loan, other hands for the claim, and what the creditor forgives.

mod amendment;
mod holding;

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
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Amend(args) => amendment::amend(*args, ctx).await,
            Command::Accept(args) => amendment::accept(args, ctx).await,
            Command::Assign(args) => holding::assign(args, ctx).await,
            Command::Forgive(args) => holding::forgive(args, ctx).await,
        }
    }
}
