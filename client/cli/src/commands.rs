//! The commands, a room for each group of `iou --help`, the shortest path first. Arrows go from here down to the rooms; a
//! room knows of others what stands below it in the table of docs/architecture.md, and none knows this file.

pub mod calculate;
pub mod loan;
pub mod look;
pub mod office;
pub mod prove;
pub mod service;
pub mod tools;

use clap::Subcommand;

use crate::context::Context;
use crate::error::{Error, Result};
use iou_base::Text;

/// The commands.
#[derive(Debug, Subcommand)]
#[allow(missing_docs)]
pub enum Command {
    #[command(flatten)]
    Make(loan::make::Command),
    #[command(flatten)]
    Pay(loan::pay::Command),
    #[command(flatten)]
    Change(loan::change::Command),
    #[command(flatten)]
    Claim(loan::claim::Command),
    #[command(flatten)]
    Look(look::Command),
    #[command(flatten)]
    Calculate(calculate::Command),
    #[command(flatten)]
    Prove(prove::Command),
    #[command(flatten)]
    Service(service::Command),
    #[command(flatten)]
    Office(office::Command),
    #[command(flatten)]
    Tools(tools::Command),
}

/// Each room's name, as in the message `help-group-NAME`, and its commands.
pub fn groups() -> [(&'static str, clap::Command); 10] {
    fn of<T: Subcommand>() -> clap::Command {
        T::augment_subcommands(clap::Command::new("iou"))
    }
    [
        ("make", of::<loan::make::Command>()),
        ("pay", of::<loan::pay::Command>()),
        ("change", of::<loan::change::Command>()),
        ("claim", of::<loan::claim::Command>()),
        ("look", of::<look::Command>()),
        ("calculate", of::<calculate::Command>()),
        ("prove", of::<prove::Command>()),
        ("service", of::<service::Command>()),
        ("office", of::<office::Command>()),
        ("tools", of::<tools::Command>()),
    ]
}

impl Command {
    /// Whether it runs until it is stopped.
    pub fn is_service(&self) -> bool {
        matches!(self, Command::Service(command) if command.runs_on())
    }

    /// Whether it signs a step of a loan, which can be an intent then.
    fn is_step(&self) -> bool {
        match self {
            Command::Make(command) => command.is_step(),
            Command::Pay(command) => command.is_step(),
            Command::Change(command) => command.is_step(),
            Command::Claim(_) => true,
            Command::Prove(command) => command.is_step(),
            _ => false,
        }
    }

    /// Whether it hands something to a relay, or asks one.
    fn uses_relay(&self) -> bool {
        let asks = match self {
            Command::Make(command) => matches!(command, loan::make::Command::Intent(_)),
            // Several steps, so no file takes them.
            Command::Pay(command) => matches!(command, loan::pay::Command::Import(_)),
            Command::Look(command) => matches!(command, look::Command::Tx(_)),
            _ => false,
        };
        asks || self.is_step()
    }

    /// Refuses a flag that would be passed over: what somebody wanted in a file would be submitted.
    ///
    /// Errors: [`Error::Argument`].
    fn check_way(&self, ctx: &Context) -> Result<()> {
        let intent = ctx.global.intent.as_ref().filter(|_| !self.is_step());
        let relay = ctx.global.relay.as_ref().filter(|_| !self.uses_relay());
        let intent = intent.map(|path| ("--intent", path.display().to_string()));
        let relay = relay.map(|url| ("--relay", iou_files::redact::address(url)));
        match intent.or(relay) {
            Some((name, value)) => Err(Error::Argument {
                name: name.into(),
                value,
                why: ctx.text().tr("why-no-step"),
            }),
            None => Ok(()),
        }
    }

    /// Runs it. `tree` makes the command tree with its help in a language.
    pub async fn run(self, ctx: &Context, tree: fn(&Text) -> clap::Command) -> Result<()> {
        self.check_way(ctx)?;
        // An intent in a file may be for a key that is elsewhere.
        if self.is_step() && ctx.global.intent.is_none() {
            ctx.open_key_ahead();
        }
        match self {
            Command::Make(command) => command.run(ctx).await,
            Command::Pay(command) => command.run(ctx).await,
            Command::Change(command) => command.run(ctx).await,
            Command::Claim(command) => command.run(ctx).await,
            Command::Look(command) => command.run(ctx).await,
            Command::Calculate(command) => command.run(ctx),
            Command::Prove(command) => command.run(ctx).await,
            Command::Service(command) => command.run(ctx).await,
            Command::Office(command) => command.run(ctx).await,
            Command::Tools(command) => command.run(ctx, tree).await,
        }
    }
}
