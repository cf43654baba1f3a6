//! The claim while it is not paid: what falls due, notices to those who owe, reports that nobody answers, disputes and witnesses.

mod dispute;
mod notice;
mod overdue;
mod silence;

use clap::Subcommand;

use super::{Bare, Plain};
use crate::context::Context;
use crate::error::Result;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Due(overdue::Due),
    Default(Bare),
    Demand(notice::Demand),
    Ack(Plain),
    Accelerate(notice::Notice),
    RecordSilence(silence::RecordSilence),
    Dispute(Plain),
    Resolve(dispute::Resolve),
    Attest(dispute::Attest),
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Due(args) => overdue::due(args, ctx).await,
            Command::Default(args) => overdue::default(args, ctx).await,
            Command::Demand(args) => notice::demand(args, ctx).await,
            Command::Ack(args) => notice::ack(args, ctx).await,
            Command::Accelerate(args) => notice::accelerate(args, ctx).await,
            Command::RecordSilence(args) => silence::record(args, ctx).await,
            Command::Dispute(args) => dispute::dispute(args, ctx).await,
            Command::Resolve(args) => dispute::resolve(args, ctx).await,
            Command::Attest(args) => dispute::attest(args, ctx).await,
        }
    }
}
