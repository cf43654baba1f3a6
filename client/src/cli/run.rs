//! `iou run`: index and reminders in one process. One token stops all of it: SIGTERM, an interrupt, or the end of one part
//! with an error.

use std::path::PathBuf;

use clap::Args;

use super::context::Context;
use super::index::{self, open, origin, until_stopped};
use super::remind::assemble;
use crate::error::Result;
use crate::remind::service::Herald;
use crate::status::Status;

#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Run {
    #[arg(long, value_name = "DATABASE")]
    pub database: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[arg(long)]
    pub no_relay: bool,
}

impl Run {
    pub(super) async fn run(self, ctx: &Context) -> Result<()> {
        let store = open(ctx, &self.database).await?;
        let (service, relay, people) = assemble(ctx, &store, self.config.as_deref(), self.no_relay)?;
        let origin = origin(ctx)?;
        let chain = origin.connect().await?.conn.chain().clone();
        let herald = Herald::new(store.clone(), people, chain, origin.contract);
        let cancel = until_stopped();
        let following = async {
            let ended = index::run(store, ctx, Some(Box::new(herald)), Status::new(), &cancel).await;
            cancel.cancel();
            ended
        };
        let reminding = async {
            let ended = service.run(relay, &cancel).await;
            cancel.cancel();
            ended
        };
        let (followed, reminded) = tokio::join!(following, reminding);
        followed.and(reminded)
    }
}
