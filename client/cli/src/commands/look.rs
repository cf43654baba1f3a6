//! What is: loans, accounts, what happens on the chain. Reads only; no key is needed but where personal fields are opened.

mod calendar;
mod compared;
pub(crate) mod show;
mod standing;
mod statement;
mod tx;
mod watch;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Result;

#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    Show(show::Show),
    List(show::List),
    Statement(statement::StatementArgs),
    Calendar(calendar::Calendar),
    Limitation(standing::LimitationArgs),
    Credit(standing::CreditArgs),
    Watch(watch::Watch),
    Tx(tx::Tx),
}

impl Command {
    pub(crate) async fn run(self, ctx: &Context) -> Result<()> {
        match self {
            Command::Show(command) => command.run(ctx).await,
            Command::List(command) => command.run(ctx).await,
            Command::Statement(args) => statement::run(args, ctx).await,
            Command::Calendar(command) => command.run(ctx).await,
            Command::Limitation(args) => standing::limitation(args, ctx).await,
            Command::Credit(args) => standing::credit(args, ctx).await,
            Command::Watch(command) => command.run(ctx).await,
            Command::Tx(command) => command.run(ctx).await,
        }
    }
}
